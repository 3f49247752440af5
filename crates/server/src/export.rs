//! `valta export`: our own log for other programs, as XES (case by case) or OCEL 2.0 (event by event). Nobody's
//! name stands in it, as in the log itself; teams have theirs.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

use clap::Args;
use indicatif::ProgressBar;
use valta_domain::{
    Actor, CaseId, TeamId,
    event::{CaseEvent, Event, Recorded, Stream, TeamEvent},
};
use valta_insight::house::{Own, Reader};
use valta_logs::write::{Ocel, Related, Xes};
use valta_store::{Db, DbSettings, migrate, record, schema};

use crate::{Failed, config::Config};

/// Events that are read at once.
const PIECE: usize = 5_000;

#[derive(Args)]
pub(crate) struct Export {
    /// Cases with their events (IEEE 1849), for process mining: who has it, which team's, what it waits for.
    #[arg(long, required_unless_present = "ocel", conflicts_with = "ocel")]
    xes: bool,
    /// Events with all that they belong to (OCEL 2.0 as JSON): cases, customers, agents, contacts, promises,
    /// remedies.
    #[arg(long)]
    ocel: bool,
    /// Where to; without it to standard output.
    #[arg(value_name = "FILE")]
    to: Option<PathBuf>,
}

impl Export {
    pub(crate) fn run(&self, config: &Config) -> Result<(), Failed> {
        let state = migrate::check_before_open(&config.database, schema::MIGRATIONS)?;
        if !matches!(state, migrate::SchemaState::Current { .. }) {
            return Err(Failed::wrong(state.sentence(&config.database)));
        }
        let db = Db::open(&config.database, &DbSettings::default())?;
        let out: Box<dyn Write> =
            match &self.to {
                Some(path) => Box::new(File::create(path).map_err(|error| {
                    Failed::wrong(format!("{} cannot be written: {error}.", path.display()))
                })?),
                None => Box::new(std::io::stdout().lock()),
            };
        let out = BufWriter::new(out);
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        tokio::task::block_in_place(|| if self.xes { xes(&db, out) } else { ocel(&db, out) })?;
        bar.finish_and_clear();
        Ok(())
    }
}

fn broken(error: &std::io::Error) -> Failed {
    Failed::wrong(format!("The log cannot be written on: {error}. What was written is not whole."))
}

/// Every settled event, in the order of the log.
fn each(db: &Db, mut take: impl FnMut(&Recorded) -> std::io::Result<()>) -> Result<(), Failed> {
    let mut after = 0;
    loop {
        let from = after;
        let events: Vec<Recorded> = db.read_blocking(move |tx| record::tail(tx, from, PIECE))?;
        for recorded in &events {
            take(recorded).map_err(|error| broken(&error))?;
            after = recorded.position;
        }
        if events.len() < PIECE {
            return Ok(());
        }
    }
}

fn xes(db: &Db, out: impl Write) -> Result<(), Failed> {
    let mut reader = Reader::default();
    let mut cases: BTreeMap<CaseId, (i64, Vec<Own>)> = BTreeMap::new();
    let mut teams: BTreeMap<TeamId, String> = BTreeMap::new();
    each(db, |recorded| {
        if let (Event::Team(TeamEvent::TeamSet { team }), Stream::Team(id)) =
            (&recorded.event, recorded.stream)
        {
            teams.insert(id, team.name.clone());
        }
        if let Some(own) = reader.read(recorded) {
            let case = cases.entry(own.case).or_default();
            if let Event::Case(CaseEvent::CaseOpened { number, .. }) = &recorded.event {
                case.0 = *number;
            }
            case.1.push(own);
        }
        Ok(())
    })?;
    let write = || {
        let mut log = Xes::new(out)?;
        for (number, events) in cases.values() {
            log.begin(&number.to_string())?;
            for own in events {
                let agent = own.owner.map(|id| id.to_string());
                let team = own.team.map(|id| teams.get(&id).cloned().unwrap_or_else(|| id.to_string()));
                let mut values = vec![("lifecycle:transition", own.state.code())];
                values.extend(agent.as_deref().map(|id| ("org:resource", id)));
                values.extend(team.as_deref().map(|id| ("org:group", id)));
                log.event(own.at, own.activity, &values)?;
            }
            log.end()?;
        }
        log.finish()
    };
    write().map_err(|error| broken(&error))
}

fn ocel(db: &Db, out: impl Write) -> Result<(), Failed> {
    let mut log = Ocel::new(out).map_err(|error| broken(&error))?;
    each(db, |recorded| {
        let actor = recorded.actor.to_string();
        let kind = recorded.event.kind();
        log.event(
            &recorded.id.to_string(),
            kind,
            recorded.at.micros(),
            &[("actor", &actor)],
            &related(recorded),
        )
    })?;
    log.finish().map_err(|error| broken(&error))
}

/// What an event belongs to: its stream, who did it, and what its data names.
fn related(recorded: &Recorded) -> Vec<Related> {
    let mut all: Vec<Related> = Vec::new();
    let mut add = |kind: &'static str, id: String, role: &'static str| {
        let one = Related { kind, id, role };
        if !all.contains(&one) {
            all.push(one);
        }
    };
    match recorded.stream {
        Stream::Agent(id) => add("agent", id.to_string(), "about"),
        Stream::Case(id) => add("case", id.to_string(), "about"),
        Stream::Customer(id) => add("customer", id.to_string(), "about"),
        Stream::House => add("house", "house".to_owned(), "about"),
        Stream::Mandate(id) => add("mandate", id.to_string(), "about"),
        Stream::Process(id) => add("process", id.to_string(), "about"),
        Stream::Team(id) => add("team", id.to_string(), "about"),
    }
    match recorded.actor {
        Actor::Agent(id) => add("agent", id.to_string(), "actor"),
        Actor::Customer(id) => add("customer", id.to_string(), "actor"),
        Actor::House => {}
    }
    // The fact as it is kept names things by what they are to it.
    let data: serde_json::Value = serde_json::from_str(&record::encode(&recorded.event)).unwrap_or_default();
    let fields =
        data.as_object().and_then(|fact| fact.values().next()).and_then(serde_json::Value::as_object);
    for (name, kind, role) in [
        ("customer", "customer", "of"),
        ("contact", "contact", "of"),
        ("promise", "promise", "of"),
        ("remedy", "remedy", "of"),
        ("handover", "handover", "of"),
        ("consultation", "consultation", "of"),
        ("friction", "friction", "of"),
        ("team", "team", "of"),
        ("owner", "agent", "owner"),
        ("asker", "agent", "asker"),
        ("by", "agent", "by"),
    ] {
        let id = fields.and_then(|fields| fields.get(name)).and_then(serde_json::Value::as_str);
        if let Some(id) = id.filter(|id| uuid::Uuid::try_parse(id).is_ok()) {
            add(kind, id.to_owned(), role);
        }
    }
    all
}

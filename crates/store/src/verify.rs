//! Proof that the record is whole: the chain of every stream, the seals over the log, the views made anew
//! from the events and compared row by row, people's words against their digests, every message against
//! its bytes and its fate, every order to pay, and the invariants by the domain's own audit.

use std::collections::HashMap;

use valta_domain::{CaseId, Event, Recorded, Stream, audit::Audit, case::Case};

use crate::{
    db::{Db, DbSettings, Fault, Tx, Value},
    inbox, knowhow, migrate, params,
    record::{self, Head, Occasion},
    schema, seal, text,
    views::{self, TABLES, Table},
};

/// Events, rows or messages that are looked at in one go.
const CHUNK: usize = 2_000;
/// Cases that are remembered while the log is read.
const CASES: usize = 20_000;
/// Findings that are told; there may be more.
const MOST: usize = 200;

/// What was looked at, and what did not hold.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub events: u64,
    pub streams: u64,
    pub seals: u64,
    pub rows: u64,
    pub texts: u64,
    /// Words that an event refers to and that are no longer there.
    pub erased: u64,
    pub messages: u64,
    /// Sentences; empty when everything holds.
    pub findings: Vec<String>,
    /// There were more findings than are told.
    pub more: bool,
}

impl Report {
    fn find(&mut self, what: String) {
        if self.findings.len() < MOST {
            self.findings.push(what);
        } else {
            self.more = true;
        }
    }
}

/// Looks at everything in one snapshot; writes nothing. `progress` hears what is being looked at.
pub fn verify(db: &Db, progress: impl Fn(&str) + Send + 'static) -> Result<Report, Fault> {
    db.read_blocking(move |tx| {
        let mut report = Report::default();
        progress("the chain of every stream, and people's words");
        chain(tx, &mut report)?;
        progress("the order of the log, its seals and the invariants");
        let anew = Db::open("sqlite::temporary:", &DbSettings { readers: 1, ..DbSettings::default() })?;
        migrate::migrate(&anew, schema::MIGRATIONS, migrate::Run::Apply)?;
        order(tx, &anew, &mut report)?;
        progress("the views, made anew");
        for table in TABLES {
            compare(tx, &anew, table, &mut report)?;
        }
        anew.close();
        progress("by which words deeds are remembered");
        knowhow::check(tx, |finding| report.find(finding))?;
        progress("the messages as they came");
        messages(tx, &mut report)?;
        errands(tx, &mut report)?;
        Ok(report)
    })
}

/// Every stream from its first event: versions without gaps, each digest over the one before; words
/// against their digests.
fn chain(tx: &mut Tx<'_>, report: &mut Report) -> Result<(), Fault> {
    let mut place = (String::new(), 0_i64);
    let mut stream = None;
    let mut head = Head::START;
    loop {
        let events = record::in_streams(tx, &place.0, place.1, CHUNK)?;
        let Some((last, _)) = events.last() else { return Ok(()) };
        place = (last.stream.to_string(), last.version);
        for (recorded, hash) in events {
            if stream != Some(recorded.stream) {
                (stream, head) = (Some(recorded.stream), Head::START);
                report.streams += 1;
            }
            report.events += 1;
            if recorded.version != head.version + 1 {
                report.find(format!(
                    "{}: version {} follows {}",
                    recorded.stream, recorded.version, head.version
                ));
            }
            let occasion = Occasion {
                at: recorded.at,
                actor: recorded.actor,
                cause: recorded.cause,
                command: recorded.command,
            };
            let data = record::raw_data(tx, recorded.position)?;
            let ours =
                record::digest(head.hash, recorded.stream, recorded.version, recorded.id, occasion, &data);
            if ours != hash {
                report.find(format!(
                    "{}: the digest of version {} does not follow from what is written",
                    recorded.stream, recorded.version
                ));
            }
            head = Head { version: recorded.version, hash };
            for words in recorded.event.texts() {
                check_text(tx, words, &recorded, report)?;
            }
        }
    }
}

fn check_text(
    tx: &mut Tx<'_>,
    words: &valta_domain::TextRef,
    recorded: &Recorded,
    report: &mut Report,
) -> Result<(), Fault> {
    let found =
        tx.row("select salt, body from texts where id = $1", params![&words.id.to_string()], |row| {
            Ok((row.get::<Vec<u8>>(0)?, row.get::<String>(1)?))
        })?;
    match found {
        None => report.erased += 1,
        Some((salt, body)) => {
            report.texts += 1;
            if text::digest(&salt, &body) != words.sha256 {
                report.find(format!(
                    "{}: the words of version {} are not those that were recorded",
                    recorded.stream, recorded.version
                ));
            }
        }
    }
    Ok(())
}

/// The cases of a log that is read in its order. Those that were not touched for long are forgotten, and
/// folded again from their own events when they come up.
#[derive(Default)]
struct Cases(HashMap<CaseId, Case>);

impl Cases {
    fn after(&mut self, tx: &mut Tx<'_>, recorded: &Recorded) -> Result<Option<Case>, Fault> {
        let (Stream::Case(id), Event::Case(event)) = (recorded.stream, &recorded.event) else {
            return Ok(None);
        };
        let before = match self.0.remove(&id) {
            None if recorded.version > 1 => fold_before(tx, recorded)?,
            known => known,
        };
        let case = Case::evolve(before, event, recorded.at);
        if self.0.len() >= CASES {
            self.0.clear();
        }
        if let Some(case) = &case {
            self.0.insert(id, case.clone());
        }
        Ok(case)
    }
}

fn fold_before(tx: &mut Tx<'_>, recorded: &Recorded) -> Result<Option<Case>, Fault> {
    let most = usize::try_from(recorded.version - 1).unwrap_or(usize::MAX);
    let events = record::history(tx, recorded.stream, 0, most)?;
    Ok(events.iter().fold(None, |case, earlier| match &earlier.event {
        Event::Case(event) => Case::evolve(case, event, earlier.at),
        Event::Agent(_)
        | Event::Customer(_)
        | Event::House(_)
        | Event::Mandate(_)
        | Event::Process(_)
        | Event::Team(_) => case,
    }))
}

/// The whole log in its order: the views made anew, the seals, and the domain's audit.
fn order(tx: &mut Tx<'_>, anew: &Db, report: &mut Report) -> Result<(), Fault> {
    let seals = seal::all(tx)?;
    report.seals = seals.len() as u64;
    let mut seals = seals.into_iter().peekable();
    let mut before: Option<seal::Seal> = None;
    let mut under: Vec<[u8; 32]> = Vec::new();
    let mut audit = Audit::default();
    let mut cases = Cases::default();
    let mut position = 0;
    loop {
        let events = record::in_order(tx, position, CHUNK)?;
        let Some((last, _)) = events.last() else { break };
        position = last.position;
        let mut followed = Vec::with_capacity(events.len());
        for (recorded, hash) in &events {
            audit.look(recorded);
            followed.push((recorded.clone(), cases.after(tx, recorded)?));
            let Some(seal) = seals.peek() else { continue };
            under.push(*hash);
            if recorded.position < seal.last {
                continue;
            }
            let Some(seal) = seals.next() else { continue };
            let whole = seal.number == before.as_ref().map_or(1, |before| before.number + 1)
                && seal.last == recorded.position
                && seal.count == i64::try_from(under.len()).unwrap_or(i64::MAX)
                && seal::digest(before.as_ref(), under.drain(..)) == seal.hash;
            if !whole {
                report.find(format!(
                    "seal {} over positions {} to {} is broken: the log was changed under it",
                    seal.number, seal.first, seal.last
                ));
            }
            under.clear();
            before = Some(seal);
        }
        let applied: Result<(), Fault> = anew.write_blocking(move |tx| {
            for (recorded, case) in &followed {
                views::apply(tx, recorded, case.as_ref())?;
                if let (Stream::Case(id), Some(case)) = (recorded.stream, case) {
                    let opened_by = (recorded.version == 1).then_some(recorded.actor);
                    views::case::put(tx, id, case, recorded.version, opened_by)?;
                }
            }
            Ok(())
        });
        if let Err(fault) = applied {
            report.find(format!("the views cannot be made anew from the events: {fault}"));
            break;
        }
    }
    if let Some(seal) = seals.next() {
        report.find(format!("seal {} covers events that are no longer there", seal.number));
    }
    for finding in audit.finish() {
        report.find(format!("at position {}: {}", finding.position, finding.what));
    }
    Ok(())
}

/// Both tables in the order of their keys, side by side.
fn compare(tx: &mut Tx<'_>, anew: &Db, table: &'static Table, report: &mut Report) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let stored = rows(tx, table, &after)?;
        let from = after.clone();
        let made = anew.read_blocking(move |tx| rows(tx, table, &from))?;
        if stored.is_empty() && made.is_empty() {
            return Ok(());
        }
        // Only as far as both chunks reach is either side known to lack something.
        let end = match (stored.len() < CHUNK, made.len() < CHUNK) {
            (true, true) => None,
            _ => [stored.last(), made.last()].into_iter().flatten().map(|(key, _)| key.clone()).min(),
        };
        let reached = |key: &String| end.as_ref().is_none_or(|end| key <= end);
        let made: HashMap<String, String> = made.into_iter().filter(|(key, _)| reached(key)).collect();
        let mut seen = 0;
        for (key, row) in stored.iter().filter(|(key, _)| reached(key)) {
            report.rows += 1;
            match made.get(key) {
                None => {
                    report
                        .find(format!("{} {key} stands in the table and follows from no event", table.name));
                }
                Some(anew) if anew != row => report.find(format!(
                    "{} {key} is not what the events say: it has [{row}], they make [{anew}]",
                    table.name
                )),
                Some(_) => {}
            }
            seen += usize::from(made.contains_key(key));
        }
        if seen < made.len() {
            let known: std::collections::HashSet<&String> = stored.iter().map(|(key, _)| key).collect();
            for key in made.keys().filter(|key| !known.contains(key)) {
                report.find(format!("{} {key} follows from the events and is not in the table", table.name));
            }
        }
        match end {
            None => return Ok(()),
            Some(end) => after = end,
        }
    }
}

fn rows(tx: &mut Tx<'_>, table: &Table, after: &str) -> Result<Vec<(String, String)>, Fault> {
    let columns = table.columns.join(", ");
    let Table { name, key, .. } = table;
    tx.rows(
        &format!("select {key}, {columns} from {name} where {key} > $1 order by {key} limit $2"),
        params![after, CHUNK],
        |row| {
            let mut shown = String::new();
            for (index, column) in table.columns.iter().enumerate() {
                use std::fmt::Write as _;
                let value = match row.value(index + 1)? {
                    Value::Null => continue,
                    Value::Bool(truth) => i64::from(truth).to_string(),
                    Value::Int(number) => number.to_string(),
                    Value::Text(text) => text.to_owned(),
                    Value::Blob(bytes) => text::hex(bytes),
                };
                let _ = write!(shown, "{column}={value} ");
            }
            Ok((row.get(0)?, shown.trim_end().to_owned()))
        },
    )
}

/// Every message that came in has its bytes, and exactly one fate that is true.
fn messages(tx: &mut Tx<'_>, report: &mut Report) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let messages = tx.rows(
            "select i.sha256, i.state, b.bytes, k.id, i.contact_id from inbox i
             left join blobs b on b.sha256 = i.sha256
             left join contacts k on k.id = i.contact_id
             where i.sha256 > $1 order by i.sha256 limit $2",
            params![&after, 50_usize],
            |row| {
                Ok((
                    row.get::<String>(0)?,
                    row.get::<String>(1)?,
                    row.get::<Option<Vec<u8>>>(2)?,
                    row.get::<Option<String>>(3)?,
                    row.get::<Option<String>>(4)?,
                ))
            },
        )?;
        let Some((last, ..)) = messages.last() else { break };
        after.clone_from(last);
        for (sha256, state, bytes, contact, named) in &messages {
            report.messages += 1;
            match bytes {
                None => report.find(format!("message {sha256} has lost its bytes")),
                Some(bytes) if inbox::sha256(bytes) != *sha256 => {
                    report.find(format!("message {sha256} has other bytes than those that came"));
                }
                Some(_) => {}
            }
            let placed = matches!(state.as_str(), "filed" | "quarantined" | "repeated");
            if placed && (named.is_none() || contact.is_none()) {
                report.find(format!("message {sha256} is {state}, and no contact has it"));
            }
        }
    }
    doubts(
        tx,
        report,
        "select r.id from consultation_answers r where r.raw is not null
             and not exists (select 1 from inbox i where i.sha256 = r.raw and i.state = 'answer') limit 100",
        "an answer of a colleague's came as a message that is not known as one",
    )?;
    doubts(
        tx,
        report,
        "select i.id from inbox i where i.state = 'answer'
             and not exists (select 1 from consultation_answers r where r.raw = i.sha256) limit 100",
        "a message was taken as a colleague's answer, and no question has it",
    )?;
    doubts(
        tx,
        report,
        "select b.sha256 from blobs b where not exists (select 1 from inbox i where i.sha256 = b.sha256)
           and not exists (select 1 from files f where f.sha256 = b.sha256) limit 100",
        "bytes are kept of what nobody sent",
    )?;
    doubts(
        tx,
        report,
        "select k.id from contacts k join inbox i on i.sha256 = k.raw
         where i.state not in ('filed', 'quarantined') or i.contact_id is null or i.contact_id <> k.id limit 100",
        "a contact and the message that it came as do not know each other",
    )?;
    doubts(
        tx,
        report,
        "select a.identity_id from addresses a join identities i on i.id = a.identity_id
         where i.customer_id <> a.customer_id or i.kind <> a.kind limit 100",
        "an address belongs to another customer than its identity",
    )?;
    doubts(
        tx,
        report,
        "select l.id from links l where (select count(*) from link_keys k where k.link_id = l.id) <> 1 limit 100",
        "a link has no secret, or two",
    )?;
    files(tx, report)?;
    let unkept = tx.rows(
        "select k.id from contacts k left join blobs b on b.sha256 = k.raw
         where k.raw is not null and b.sha256 is null limit 100",
        params![],
        |row| row.get::<String>(0),
    )?;
    for contact in unkept {
        report.find(format!("contact {contact} came as a message that is not kept"));
    }
    Ok(())
}

/// What came with a contact that was no mail is kept, byte for byte.
fn files(tx: &mut Tx<'_>, report: &mut Report) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let files = tx.rows(
            "select f.id, f.sha256, f.bytes, b.bytes from files f left join blobs b on b.sha256 = f.sha256
             where f.id > $1 order by f.id limit $2",
            params![&after, 50_usize],
            |row| {
                Ok((
                    row.get::<String>(0)?,
                    row.get::<String>(1)?,
                    row.get::<i64>(2)?,
                    row.get::<Option<Vec<u8>>>(3)?,
                ))
            },
        )?;
        let Some((last, ..)) = files.last() else { return Ok(()) };
        after.clone_from(last);
        for (file, sha256, size, bytes) in &files {
            let whole = bytes.as_ref().is_some_and(|bytes| {
                inbox::sha256(bytes) == *sha256 && i64::try_from(bytes.len()) == Ok(*size)
            });
            if !whole {
                report.find(format!("file {file} has lost its bytes, or has others than those that came"));
            }
        }
    }
}

/// What must leave the building stands in the outbox.
fn errands(tx: &mut Tx<'_>, report: &mut Report) -> Result<(), Fault> {
    let unsent = tx.rows(
        "select k.id from contacts k where k.direction = 'out'
           and not exists (select 1 from outbox o where o.subject_id = k.id and o.kind = 'mail') limit 100",
        params![],
        |row| row.get::<String>(0),
    )?;
    for contact in unsent {
        report.find(format!("reply {contact} was written and stands in no outbox"));
    }
    doubts(
        tx,
        report,
        "select r.id from receipts r
         where (select count(*) from outbox o where o.subject_id = r.id and o.kind = 'receipt') <> 1 limit 100",
        "a receipt was written and does not stand in the outbox once",
    )?;
    let orders = "from outbox o where o.subject_id = r.id and o.kind in ('credit', 'finance', 'webhook')";
    doubts(
        tx,
        report,
        &format!(
            "select r.id from remedies r where (r.payment is not null) <> exists (select 1 {orders}) limit 100"
        ),
        "a remedy is to be paid and was never ordered, or the other way round",
    )?;
    doubts(
        tx,
        report,
        &format!(
            "select r.id from remedies r where r.payment = 'granted'
               and (select count(*) {orders} and o.state in ('waiting', 'leased')) <> 1 limit 100"
        ),
        "a remedy waits to be paid, and its order does not stand in the outbox once",
    )?;
    doubts(
        tx,
        report,
        &format!(
            "select r.id from remedies r where r.payment in ('sent', 'executed', 'failed', 'reversed')
               and exists (select 1 {orders} and o.state = 'waiting') limit 100"
        ),
        "the fate of a payment is known, and it would be ordered all the same",
    )?;
    doubts(
        tx,
        report,
        "select r.id from remedies r where (r.reversed_at is not null) <> (r.payment = 'reversed')
           and r.payment is not null limit 100",
        "a remedy was taken back and its payment was not, or the other way round",
    )?;
    doubts(
        tx,
        report,
        "select r.id from remedies r where r.reversal_asked and r.via = 'webhook'
           and not exists (select 1 from outbox o where o.subject_id = r.id and o.kind = 'recall') limit 100",
        "a payment is asked back and nobody was asked",
    )?;
    doubts(
        tx,
        report,
        "select d.id from consultation_told d where not exists
           (select 1 from notices n where n.consultation_id = d.consultation_id
                and n.agent_id = d.agent_id and n.tells = 'asked'
                and (n.quiet or exists (select 1 from outbox o where o.subject_id = n.id and o.kind = 'notice')
                     or exists (select 1 from pushes p where p.subject_id = n.id))) limit 100",
        "somebody is asked and nothing was to tell them",
    )?;
    doubts(
        tx,
        report,
        "select p.id from pushes p where not exists
           (select 1 from pushes q join outbox o on o.subject_id = q.id where q.subject_id = p.subject_id
                and q.agent_id = p.agent_id and q.at = p.at and o.state <> 'failed')
           and not exists (select 1 from outbox l where l.subject_id = p.subject_id
                and l.kind in ('notice', 'call') and l.made_at >= p.at) limit 100",
        "what was told on devices reached none of them, and nobody wrote",
    )?;
    doubts(
        tx,
        report,
        "select k.id from calls k where k.to_id is not null and not exists
           (select 1 from outbox o where o.subject_id = k.id and o.kind = 'call')
           and not exists (select 1 from pushes p where p.subject_id = k.id) limit 100",
        "somebody on call was to be told and nothing was to tell them",
    )?;
    doubts(
        tx,
        report,
        "select k.id from contacts k where k.sending = 'queued' and not exists
           (select 1 from outbox o where o.subject_id = k.id and o.kind = 'mail' and o.state in ('waiting', 'leased'))
         limit 100",
        "a reply is queued and nobody is going to send it",
    )
}

/// What a question should not find.
fn doubts(tx: &mut Tx<'_>, report: &mut Report, question: &str, what: &str) -> Result<(), Fault> {
    for id in tx.rows(question, params![], |row| row.get::<String>(0))? {
        report.find(format!("{what}: {id}"));
    }
    Ok(())
}

//! A private desk for a test, on either database.

use std::{collections::BTreeMap, time::Duration};

use valta_desk::{By, Clock, Desk, NewAgent, NewCustomer, OpenCase, Settings};
use valta_domain::{
    Actor, AgentId, CaseId, Event, Recorded, Stream, TeamId, Timestamp,
    agent::Role,
    case::{Case, State},
    contact::Channel,
};
use valta_store::{
    Db, Scope, account,
    migrate::{Run, migrate},
    record,
    schema::MIGRATIONS,
    testing::TestDb,
    views::{self, case::CaseFilter},
};

/// 2026-11-20 10:00 UTC, a Friday.
pub(crate) const NOW: Timestamp = Timestamp(1_795_168_800_000_000);

pub(crate) fn desk_on(db: Db, clock: Clock) -> Desk {
    migrate(&db, MIGRATIONS, Run::Apply).expect("the tables are made");
    Desk::new(db, Settings { house: "Revontuli".into(), ..Settings::default() }, clock)
}

pub(crate) fn desk(db: &TestDb) -> (Desk, Clock) {
    let clock = Clock::hand(NOW);
    (desk_on(db.db().clone(), clock.clone()), clock)
}

pub(crate) async fn agent(desk: &Desk, name: &str, role: Role) -> By {
    agent_of(desk, name, role, None).await
}

pub(crate) async fn agent_of(desk: &Desk, name: &str, role: Role, team: Option<TeamId>) -> By {
    let new = NewAgent {
        name: name.into(),
        email: format!("{name}@house.example"),
        role,
        team,
        language: "fi".into(),
        password: None,
    };
    let id = desk.add_agent(Actor::House, new).await.expect("an agent joins");
    let account =
        desk.reader().look(move |tx| account::by_agent(tx, id)).await.expect("a look").expect("the agent");
    desk.by(&account)
}

/// The whole log. Other tests run on the same server, and what they have begun keeps this from settling.
pub(crate) async fn log(desk: &Desk) -> Vec<Recorded> {
    for _ in 0..2_000 {
        let reader = desk.reader();
        let all = reader.look(|tx| tx.one("select count(*) from events", &[], |row| row.get::<i64>(0))).await;
        let all = all.expect("the events are counted");
        let log = reader.look(|tx| record::tail(tx, 0, usize::MAX / 2)).await.expect("the log is read");
        if i64::try_from(log.len()) == Ok(all) {
            return log;
        }
        tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(10))).await.expect("a pause");
    }
    panic!("the log does not settle");
}

/// How many events of each kind there are, as lines.
pub(crate) fn kinds(log: &[Recorded]) -> String {
    let mut counts = BTreeMap::new();
    for recorded in log {
        *counts.entry(recorded.event.kind()).or_insert(0) += 1;
    }
    let lines: Vec<String> =
        counts.into_iter().map(|(kind, count): (_, i32)| format!("{kind} {count}")).collect();
    lines.join("\n")
}

pub(crate) async fn case(desk: &Desk, by: By) -> CaseId {
    case_of(desk, by, None).await
}

/// A case of the customer with this address.
pub(crate) async fn case_of(desk: &Desk, by: By, email: Option<&str>) -> CaseId {
    let customer = email.map(|email| NewCustomer { name: None, email: Some(email.into()), phone: None });
    let open = OpenCase {
        channel: Channel::Phone,
        subject: "Trial".into(),
        body: None,
        customer,
        customer_id: None,
        point: None,
    };
    desk.open_case(by, None, open).await.expect("a case is opened")
}

/// Folds every case from the log and compares with its row.
pub(crate) async fn replayed_is_lived(desk: &Desk) {
    let mut cases: BTreeMap<CaseId, (Option<Case>, i64)> = BTreeMap::new();
    for recorded in log(desk).await {
        if let (Stream::Case(id), Event::Case(event)) = (recorded.stream, &recorded.event) {
            let (case, version) = cases.entry(id).or_default();
            *case = Case::evolve(case.take(), event, recorded.at);
            *version += 1;
            assert_eq!(recorded.version, *version, "the log tells {id} in another order than it was lived");
        }
    }
    let replayed: Vec<String> = cases
        .into_iter()
        .filter_map(|(id, (case, version))| {
            let case = case?;
            let contacts = i64::try_from(case.contacts.len()).ok()?;
            Some(row(id, case.number, case.state, case.owner, contacts, version))
        })
        .collect();
    let filter = CaseFilter { limit: 1_000_000, ..CaseFilter::default() };
    let mut lines =
        desk.reader().look(move |tx| views::case::list(tx, Scope::All, &filter)).await.expect("a look");
    lines.sort_by_key(|line| line.id);
    let lived: Vec<String> = lines
        .iter()
        .map(|line| {
            let owner = line.owner.as_ref().map(|(id, _)| *id);
            row(line.id, line.number, line.state, owner, line.contacts_count, line.version)
        })
        .collect();
    assert_eq!(replayed, lived);
}

fn row(id: CaseId, number: i64, state: State, owner: Option<AgentId>, contacts: i64, version: i64) -> String {
    let owner = owner.map_or("nobody".to_owned(), |owner| owner.to_string());
    format!("{id} number {number} is {} with {owner}, {contacts} contacts, version {version}", state.code())
}

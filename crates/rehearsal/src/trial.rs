//! A private desk for a test, on either database.

use valta_desk::{By, Clock, Desk, NewAgent, Settings};
use valta_domain::{Actor, Event, Recorded, Timestamp, agent::Role};
use valta_store::{
    Db, account,
    migrate::{Run, migrate},
    record,
    schema::MIGRATIONS,
    testing::TestDb,
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
    let new = NewAgent {
        name: name.into(),
        email: format!("{name}@house.example"),
        role,
        team: None,
        language: "fi".into(),
        password: None,
    };
    let id = desk.add_agent(Actor::House, new).await.expect("an agent joins");
    let account = desk.reader().look(move |tx| account::by_agent(tx, id)).await.expect("a look").expect("the agent");
    By::of(&account)
}

/// The whole log.
pub(crate) async fn log(desk: &Desk) -> Vec<Recorded> {
    desk.reader().look(|tx| record::tail(tx, 0, usize::MAX / 2)).await.expect("the log is read")
}

/// How many events of each kind there are, as lines.
pub(crate) fn kinds(log: &[Recorded]) -> String {
    let mut counts = std::collections::BTreeMap::new();
    for recorded in log {
        *counts.entry(kind(&recorded.event)).or_insert(0) += 1;
    }
    counts.into_iter().map(|(kind, count): (_, i32)| format!("{kind} {count}\n")).collect()
}

fn kind(event: &Event) -> &'static str {
    event.kind()
}

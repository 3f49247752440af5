//! Many at once, on both databases: limits hold, a key has one effect, and no storm breaks a case.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::task::JoinSet;
use valta_desk::{By, Clock, Desk, GiveRemedy, Key, NewCustomer, No, OpenCase, WriteReply};
use valta_domain::{
    CaseId, Currency, MandateId, Money, Refusal, RemedyId, TeamId,
    agent::Role,
    contact::Channel,
    mandate::{Limit, Terms, WindowLimit, fresh_terms},
    remedy::RemedyKind,
    time,
};
use valta_store::{
    Db, DbSettings, Fault, params,
    testing::{TestDb, each_backend},
};

use crate::{model, replay, trial};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime")
}

fn only(per_case: Option<i64>, per_window: Option<i64>) -> Terms {
    let limit = |minor| Limit::new(minor, minor);
    Terms {
        per_case: per_case.map(limit),
        per_agent_window: per_window.map(|minor| WindowLimit { limit: limit(minor), days: 30 }),
        ..fresh_terms()
    }
}

fn sixty(case: CaseId) -> GiveRemedy {
    GiveRemedy {
        case,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(60_00, Currency::EUR)),
        reason: None,
        stretch: false,
        payee: None,
        seen: None,
    }
}

fn key(name: &str) -> Key {
    Key { key: name.into(), fingerprint: [7; 32] }
}

/// A desk with these terms alone, agents of one team and cases of one customer.
async fn house(desk: &Desk, terms: Terms, agents: usize, cases: usize) -> (MandateId, Vec<By>, Vec<CaseId>) {
    let mandate = desk.set_up_mandate(None, terms).await.expect("the mandate is set");
    let mut staff = Vec::new();
    let team = TeamId(valta_desk::fresh_id());
    for number in 0..agents {
        staff.push(trial::agent_of(desk, &format!("agent-{number}"), Role::Agent, Some(team)).await);
    }
    let mut opened = Vec::new();
    for _ in 0..cases {
        opened.push(trial::case_of(desk, staff[0], Some("somebody@posti.example")).await);
    }
    (mandate, staff, opened)
}

/// How many of 200 got it, by turns of desks, agents and cases; a refusal is the only other answer.
async fn two_hundred(desks: &[Desk], staff: &[By], cases: &[CaseId], name: Option<&str>) -> Vec<RemedyId> {
    let mut asking = JoinSet::new();
    for number in 0..200 {
        let desk = desks[number % desks.len()].clone();
        let (by, case) = (staff[number % staff.len()], cases[number % cases.len()]);
        let key = Some(key(name.unwrap_or(&format!("own-{number}"))));
        asking.spawn(async move { desk.grant(by, key, sixty(case)).await });
    }
    let mut given = Vec::new();
    while let Some(answer) = asking.join_next().await {
        match answer.expect("nobody panics") {
            Ok(id) => given.push(id),
            Err(No::Refusal(Refusal::BeyondMandate(_))) => {}
            Err(no) => panic!("{no}"),
        }
    }
    given
}

async fn sound(desk: &Desk) {
    let log = trial::log(desk).await;
    assert_eq!(model::broken(&log), Vec::<String>::new());
    assert_eq!(replay::otherwise(&log), Vec::<String>::new());
    trial::replayed_is_lived(desk).await;
}

#[track_caller]
fn check(terms: &Terms, agents: usize, cases: usize, name: Option<&str>, given: usize, remedies: usize) {
    each_backend(|db| {
        runtime().block_on(async {
            let (desk, _) = trial::desk(&db);
            let (_, staff, cases) = house(&desk, terms.clone(), agents, cases).await;
            let mut got = two_hundred(std::slice::from_ref(&desk), &staff, &cases, name).await;
            assert_eq!(got.len(), given, "answers on {:?}", db.dialect());
            got.sort_unstable();
            got.dedup();
            assert_eq!(got.len(), remedies, "remedies on {:?}", db.dialect());
            sound(&desk).await;
        });
    });
}

#[test]
fn two_hundred_at_once_never_use_the_same_room_twice() {
    // One agent's window over many cases; one case under many agents; a window each.
    check(&only(None, Some(100_00)), 1, 8, None, 1, 1);
    check(&only(Some(100_00), None), 8, 1, None, 1, 1);
    check(&only(Some(130_00), Some(100_00)), 4, 1, None, 2, 2);
    // One customer's window, and one team's, over many cases of many agents.
    let window = Some(WindowLimit { limit: Limit::new(200_00, 200_00), days: 30 });
    check(&Terms { per_customer_window: window, ..only(None, None) }, 8, 8, None, 3, 3);
    check(&Terms { per_team_window: window, ..only(None, None) }, 8, 8, None, 3, 3);
    let both = Terms { per_customer_window: window, per_team_window: window, ..only(None, Some(100_00)) };
    check(&both, 8, 8, None, 3, 3);
}

#[test]
fn one_key_has_one_effect_however_many_send_it_at_once() {
    check(&only(Some(100_00), None), 1, 1, Some("the same"), 200, 1);
}

#[test]
fn two_desks_on_one_database_never_use_the_same_room_twice() {
    let Some(db) = TestDb::postgres() else { return };
    runtime().block_on(async {
        let (here, clock) = trial::desk(&db);
        let there = Db::open(db.url(), &TestDb::settings()).expect("a second pool");
        let desks = [here.clone(), trial::desk_on(there.clone(), clock)];
        let (_, staff, cases) = house(&here, only(Some(100_00), Some(100_00)), 2, 4).await;
        let given = two_hundred(&desks, &staff, &cases, None).await;
        assert_eq!(given.len(), 2, "one for each agent");
        let late = trial::agent(&here, "late", Role::Agent).await;
        let case = trial::case(&here, late).await;
        let mut same = two_hundred(&desks, &[late], &[case], Some("the same")).await;
        same.dedup();
        assert_eq!(same.len(), 1, "one remedy for one key");
        sound(&here).await;
        there.close();
    });
}

#[test]
fn a_lowered_mandate_holds_from_its_place_in_the_log() {
    each_backend(|db| {
        runtime().block_on(async {
            let (desk, _) = trial::desk(&db);
            let (mandate, staff, cases) = house(&desk, only(None, Some(1_000_000_00)), 4, 4).await;
            let desk = Arc::new(desk);
            let mut asking = JoinSet::new();
            for number in 0..240_usize {
                let (desk, by, case) = (desk.clone(), staff[number % 4], cases[number / 4 % 4]);
                asking.spawn(async move {
                    if number % 12 == 0 {
                        let most = 1_000_000_00 - i64::try_from(number).unwrap_or(0) * 100_00;
                        desk.set_up_mandate(Some(mandate), only(None, Some(most))).await.map(drop)
                    } else {
                        desk.grant(by, None, sixty(case)).await.map(drop)
                    }
                });
            }
            while let Some(done) = asking.join_next().await {
                done.expect("nobody panics").expect("all have room");
            }
            sound(&desk).await;
        });
    });
}

/// One grant's transaction is kept from its end, with every turn that it takes, while five hundred others of other
/// agents go on: none of them waits for it.
#[test]
fn five_hundred_on_different_agents_do_not_wait_for_one_that_is_held_open() {
    const GRANTS: usize = 500;
    let Some(db) = TestDb::postgres() else { return };
    // Nobody gives up waiting before the others are done.
    let patient = DbSettings { lock_wait: Duration::from_mins(1), ..TestDb::settings() };
    let db_of_desk = Db::open(db.url(), &patient).expect("a pool");
    runtime().block_on(async {
        let desk = trial::desk_on(db_of_desk, Clock::hand(trial::NOW));
        let (_, staff, _) = house(&desk, only(Some(100_00), Some(100_00)), GRANTS + 1, 0).await;
        let mut cases = Vec::new();
        for by in &staff {
            cases.push(trial::case(&desk, *by).await);
        }
        let (held, others) = cases.split_first().expect("a case");

        // Whoever holds the row of the case keeps its grant from writing its view, the last that a grant does.
        let (holds, held_row) = tokio::sync::oneshot::channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let (row, id) = (db.db().clone(), held.to_string());
        let (holds, released) = (Mutex::new(Some(holds)), Mutex::new(released));
        let holding = tokio::task::spawn(async move {
            row.write(move |tx| -> Result<(), Fault> {
                tx.row("select id from cases where id = $1 for update", params![&id], |_| Ok(()))?;
                holds.lock().expect("nobody panics").take().map(|holds| holds.send(()));
                released.lock().expect("nobody panics").recv().map_err(|error| Fault::bug(error.to_string()))
            })
            .await
        });
        held_row.await.expect("the row is held");
        let (kept, by, case) = (desk.clone(), staff[0], *held);
        let kept = tokio::task::spawn(async move { kept.grant(by, None, sixty(case)).await });
        // It waits for the row, holding its turns.
        let waits = || async {
            let sql = "select count(*) from pg_stat_activity
                       where wait_event_type = 'Lock' and query like '%cases%' and datname = current_database()
                       and pid in (select pid from pg_locks where locktype = 'advisory' and granted)";
            desk.reader().look(move |tx| tx.one(sql, &[], |row| row.get::<i64>(0))).await.expect("a look")
        };
        while waits().await == 0 {
            tokio::task::yield_now().await;
        }

        let mut giving = JoinSet::new();
        for (by, case) in staff.iter().skip(1).zip(others) {
            let (desk, by, case) = (desk.clone(), *by, *case);
            giving.spawn(async move { desk.grant(by, None, sixty(case)).await });
        }
        let mut given = 0;
        while let Some(answer) = giving.join_next().await {
            answer.expect("nobody panics").expect("given");
            given += 1;
        }
        assert_eq!(given, GRANTS);
        assert!(!kept.is_finished(), "the first was not held open");
        release.send(()).expect("somebody waits");
        holding.await.expect("nobody panics").expect("the row is released");
        kept.await.expect("nobody panics").expect("given in the end");
        sound(&desk).await;
    });
}

#[test]
fn a_storm_on_one_case_leaves_it_as_its_events_tell() {
    each_backend(|db| {
        runtime().block_on(async {
            let (here, clock) = trial::desk(&db);
            let (_, staff, _) = house(&here, only(Some(500_00), None), 4, 0).await;
            let customer = NewCustomer { name: None, email: Some("storm@posti.example".into()), phone: None };
            let open = OpenCase {
                channel: Channel::Phone,
                subject: "Storm".into(),
                body: Some("It blows".into()),
                customer: Some(customer),
                customer_id: None,
                point: None,
            };
            let case = here.open_case(staff[0], None, open).await.expect("a case");
            let mut storm = JoinSet::new();
            for number in 0..160_usize {
                let (desk, by, at) = (here.clone(), staff[number % 4], clock.now());
                storm.spawn(async move {
                    match number % 8 {
                        0 => desk.take(by, None, case, None).await,
                        1 => desk.resolve(by, None, case, None).await,
                        2 => desk.reopen(by, None, case, None).await,
                        3 => desk.snooze(by, None, case, None, at.plus(time::DAY)).await,
                        4 => desk.note(by, None, case, "seen".into()).await.map(drop),
                        5 => desk.hear(by, None, case, Channel::Phone, "still".into()).await.map(drop),
                        6 => desk.grant(by, None, sixty(case)).await.map(drop),
                        _ => desk
                            .reply(by, None, WriteReply { case, body: "soon".into(), seen: None })
                            .await
                            .map(drop),
                    }
                });
                if number % 40 == 39 {
                    here.perform_all().await.expect("mail is sent");
                }
            }
            while let Some(done) = storm.join_next().await {
                match done.expect("nobody panics") {
                    Ok(()) | Err(No::Refusal(Refusal::AlreadyDone | Refusal::BeyondMandate(_))) => {}
                    Err(no) => panic!("{no}"),
                }
            }
            here.perform_all().await.expect("mail is sent");
            sound(&here).await;
        });
    });
}

//! Who is on call: said by leads, taken over by whoever does the turn, and asked wherever it matters who is there. On both
//! databases.

use valta_domain::{
    AgentId,
    calendar::Calendar,
    duty::AwayBecause,
    event::CaseEvent,
    rota::{Level, Order, Rota, Taken, Turn},
    team::Giving,
};

use super::*;
use crate::channel::email::smtp::tests::takes_one;

/// The Monday of the week in which the clock begins, at 17:13 in Helsinki.
const MONDAY: &str = "2026-09-21";

pub(crate) fn level(after_minutes: u32, people: &[AgentId]) -> Level {
    let turns = people.iter().map(|agent| Turn { agent: *agent, days: 7 }).collect();
    Level { after_minutes, orders: vec![Order { from: MONDAY.into(), turns }] }
}

pub(crate) fn rota(levels: Vec<Level>) -> Rota {
    Rota { changes_at: "08:00".into(), at_all_times: false, levels }
}

/// Open on weekdays until half past four: closed when the clock begins.
pub(crate) async fn closed(desk: &Desk, lead: By) {
    let week = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_owned(), "08:00-16:30".to_owned()));
    let calendar = Calendar { time_zone: "Europe/Helsinki".into(), week: week.into(), ..Calendar::default() };
    desk.set_calendar(lead, None, calendar).await.expect("hours");
}

pub(crate) async fn set(desk: &Desk, by: By, seen: i64, rota: Rota) -> Result<(), No> {
    desk.set_rota(by, None, SetRota { seen, rota }).await
}

async fn on_call(desk: &Desk, at: Timestamp) -> Vec<Option<AgentId>> {
    let asking = desk.clone();
    let found = desk.reader().look(move |tx| asking.on_call(tx, at)).await.expect("look");
    found.into_iter().map(|on_call| on_call.answers).collect()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, No>, code: &str) {
    match outcome {
        Err(No::Refusal(refusal)) => {
            let field = refusal.field().map_or("", valta_domain::refusal::Field::code);
            assert_eq!(format!("{} {field}", refusal.code()).trim(), code);
        }
        outcome => panic!("not refused: {outcome:?}"),
    }
}

#[test]
fn leads_say_who_is_on_call_and_nobody_overwrites_what_they_have_not_seen() {
    on_both(|House { desk, by, lead }| async move {
        closed(&desk, lead).await;
        assert_eq!(on_call(&desk, START).await, []);
        let first = rota(vec![level(0, &[by.agent, lead.agent]), level(15, &[lead.agent])]);
        refused(set(&desk, by, 0, first.clone()).await, "not_yours");
        set(&desk, lead, 0, first.clone()).await.expect("set");
        assert_eq!(on_call(&desk, START).await, [Some(by.agent), Some(lead.agent)]);
        // The second is nobody's stand-in for themselves: in the second week there is only one person.
        assert_eq!(on_call(&desk, START.plus(7 * DAY)).await, [Some(lead.agent), Some(lead.agent)]);
        // While the house is open nobody is called, unless it says so.
        assert_eq!(on_call(&desk, START.plus(18 * HOUR)).await, []);
        let always = Rota { at_all_times: true, ..first.clone() };
        refused(set(&desk, lead, 0, always.clone()).await, "stale");
        set(&desk, lead, 1, always).await.expect("set");
        assert_eq!(on_call(&desk, START.plus(18 * HOUR)).await.len(), 2);
        set(&desk, lead, 2, rota(vec![])).await.expect("taken away");
        assert_eq!(on_call(&desk, START).await, []);
    });
}

#[test]
fn a_rota_that_cannot_be_is_refused() {
    on_both(|House { desk, by, lead }| async move {
        let ghost = AgentId(crate::fresh_id());
        let cases = [
            (rota(vec![level(0, &[])]), "unusable level"),
            (rota(vec![level(5, &[by.agent])]), "unusable minutes"),
            (rota(vec![level(0, &[by.agent]), level(0, &[lead.agent])]), "unusable minutes"),
            (rota(vec![level(0, &[ghost])]), "has_left asked"),
            (Rota { changes_at: "25:00".into(), ..rota(vec![level(0, &[by.agent])]) }, "unusable hours"),
            (rota(vec![Level { after_minutes: 0, orders: vec![] }]), "unusable day"),
            (rota((0..6).map(|at| level(at, &[by.agent])).collect()), "too_long level"),
            (rota(vec![level(0, &[by.agent; 31])]), "too_long asked"),
        ];
        for (rota, code) in cases {
            refused(set(&desk, lead, 0, rota).await, code);
        }
        let mut order = level(0, &[by.agent]);
        order.orders[0].from = "21.9.2026".into();
        refused(set(&desk, lead, 0, rota(vec![order])).await, "unusable day");
        let taken = Taken { level: 0, from: START, until: START.plus(HOUR), by: by.agent };
        refused(desk.take_watch(by, None, taken).await, "unusable level");
        let left = join(&desk, "Lasse Lähtijä", "lasse@revontuli.example", Role::Agent).await;
        desk.disable_agent(Actor::House, left.agent).await.expect("leaves");
        refused(set(&desk, lead, 0, rota(vec![level(0, &[left.agent])])).await, "has_left asked");
    });
}

#[test]
fn a_span_is_taken_over_and_who_leaves_or_is_away_is_stood_in_for() {
    on_both(|House { desk, by, lead }| async move {
        closed(&desk, lead).await;
        let third = join(&desk, "Pirkko Päivystäjä", "pirkko@revontuli.example", Role::Agent).await;
        set(&desk, lead, 0, rota(vec![level(0, &[by.agent, third.agent])])).await.expect("set");
        let take = |by: AgentId, from: i64, until: i64| Taken {
            level: 0,
            from: START.plus(from * HOUR),
            until: START.plus(until * HOUR),
            by,
        };
        // One takes a span oneself; only a lead puts it on somebody else.
        refused(desk.take_watch(by, None, take(third.agent, 1, 2)).await, "not_yours");
        desk.take_watch(third, None, take(third.agent, 1, 3)).await.expect("taken");
        desk.take_watch(lead, None, take(lead.agent, 2, 3)).await.expect("taken again");
        let at = async |hours: i64| on_call(&desk, START.plus(hours * HOUR)).await;
        assert_eq!(at(0).await, [Some(by.agent)]);
        assert_eq!(at(1).await, [Some(third.agent)]);
        assert_eq!(at(2).await, [Some(lead.agent)]);
        assert_eq!(at(3).await, [Some(by.agent)]);
        refused(desk.take_watch(by, None, take(by.agent, 3, 3)).await, "unusable until");
        refused(desk.take_watch(by, None, take(by.agent, 3, 2)).await, "unusable until");
        refused(desk.take_watch(by, None, take(by.agent, -3, -2)).await, "in_the_past");
        refused(desk.take_watch(by, None, take(by.agent, 0, 24 * 93)).await, "unusable until");
        refused(
            desk.take_watch(by, None, Taken { level: 1, ..take(by.agent, 3, 4) }).await,
            "unusable level",
        );
        // Away, the turn is carried as every duty is.
        let say = SayAway {
            agent: by.agent,
            from: None,
            until: START.plus(6 * HOUR),
            cover: Some(lead.agent),
            because: AwayBecause::Away,
        };
        desk.say_away(by, None, say).await.expect("away");
        assert_eq!(at(0).await, [Some(lead.agent)]);
        desk.come_back(by, None, by.agent).await.expect("back");
        // Whoever leaves has no turns, and what they took is nobody's but the one's whose it was.
        desk.disable_agent(Actor::House, third.agent).await.expect("leaves");
        assert_eq!(at(1).await, [Some(by.agent)]);
        assert_eq!(at(10 * 24).await, [Some(by.agent)]);
    });
}

#[test]
fn who_is_on_call_is_there_for_what_comes_in() {
    on_both(|House { desk, lead, .. }| async move {
        closed(&desk, lead).await;
        let front = SetTeam { id: None, name: "Neuvonta".into(), giving: Giving::Push, front: true };
        let team = desk.set_team(lead, None, front).await.expect("a team");
        let on =
            join_team(&desk, "Pirkko Päivystäjä", "pirkko@revontuli.example", Role::Agent, Some(team)).await;
        set(&desk, lead, 0, rota(vec![level(0, &[on.agent])])).await.expect("set");
        mail(&desk, "From: milla@posti.example\nSubject: Portti\nMessage-ID: <1@posti.example>\n\nKiinni.\n")
            .await;
        let told = told(&desk).await;
        assert!(told.contains("owned by Pirkko Päivystäjä"), "{told}");
    });
}

/// What the log tells of calls about a case: `0 Aava`, `1 nobody`, `answered`.
async fn calls(desk: &Desk, case: CaseId) -> String {
    let look = move |tx: &mut valta_store::Tx<'_>| {
        let facts = valta_store::record::history(tx, valta_domain::Stream::Case(case), 0, 100)?;
        let mut told = Vec::new();
        for fact in facts {
            match fact.event {
                valta_domain::Event::Case(CaseEvent::OnCallCalled { level, to, .. }) => {
                    let name = match to {
                        Some(to) => account::by_agent(tx, to)?.map(|account| account.name),
                        None => None,
                    };
                    told.push(format!("{level} {}", name.as_deref().unwrap_or("nobody")));
                }
                valta_domain::Event::Case(CaseEvent::OnCallAnswered { .. }) => told.push("answered".into()),
                _ => {}
            }
        }
        Ok(told.join(", "))
    };
    desk.reader().look(look).await.expect("look")
}

async fn write(desk: &Desk, number: u32) {
    let raw = format!(
        "From: milla{number}@posti.example\nSubject: Portti\nMessage-ID: <{number}@posti.example>\n\nPortti on kiinni.\n"
    );
    mail(desk, &raw).await;
}

async fn case_of_number(desk: &Desk, number: i64) -> CaseId {
    let found = desk.reader().look(move |tx| views::case::numbered(tx, Scope::All, number)).await;
    found.expect("look").expect("a case").id
}

#[test]
fn what_nobody_touches_is_told_to_one_level_after_the_other_and_each_once() {
    on_both(|House { desk, by, lead }| async move {
        closed(&desk, lead).await;
        write(&desk, 1).await;
        let case = case_of_number(&desk, 1).await;
        desk.call_on_call().await.expect("called");
        assert_eq!(calls(&desk, case).await, "", "nobody is on call");
        let third = join(&desk, "Pirkko Päivystäjä", "pirkko@revontuli.example", Role::Agent).await;
        let levels = vec![level(0, &[by.agent]), level(15, &[third.agent]), level(45, &[lead.agent])];
        set(&desk, lead, 0, rota(levels)).await.expect("set");

        // Two programs on one database at once: each level is called by one of them.
        let other = Desk::new(desk.db().clone(), desk.settings().clone(), Clock::hand(START));
        let both = async |at: Timestamp| {
            desk.clock().set(at);
            other.clock().set(at);
            let (one, two) = tokio::join!(desk.call_on_call(), other.call_on_call());
            one.and(two).expect("called");
        };
        both(START).await;
        assert_eq!(calls(&desk, case).await, "0 Aava Agentti");
        both(START.plus(15 * MINUTE - 1)).await;
        assert_eq!(calls(&desk, case).await, "0 Aava Agentti");
        both(START.plus(15 * MINUTE)).await;
        assert_eq!(calls(&desk, case).await, "0 Aava Agentti, 1 Pirkko Päivystäjä");
        desk.answer_call(third, None, case).await.expect("on it");
        both(START.plus(HOUR)).await;
        assert_eq!(calls(&desk, case).await, "0 Aava Agentti, 1 Pirkko Päivystäjä, answered");
        let look = |tx: &mut valta_store::Tx<'_>| {
            tx.rows("select kind, state from outbox order by made_at, id", &[], |row| {
                Ok(format!("{} {}", row.get::<String>(0)?, row.get::<String>(1)?))
            })
        };
        let letters = desk.reader().look(look).await.expect("look");
        assert_eq!(letters, ["call waiting", "call waiting"]);

        // In the morning the house opens, and whoever works there sees what waits.
        write(&desk, 2).await;
        let second = case_of_number(&desk, 2).await;
        both(START.plus(18 * HOUR)).await;
        assert_eq!(calls(&desk, second).await, "");
        write(&desk, 3).await;
        let third_case = case_of_number(&desk, 3).await;
        // What came in while it was open is not called about after closing.
        both(START.plus(26 * HOUR)).await;
        assert_eq!(calls(&desk, third_case).await, "");
        assert_eq!(calls(&desk, second).await, "");
        write(&desk, 4).await;
        let fourth = case_of_number(&desk, 4).await;
        // The program was down for an hour: nobody is skipped.
        both(START.plus(27 * HOUR)).await;
        both(START.plus(27 * HOUR)).await;
        both(START.plus(27 * HOUR)).await;
        assert_eq!(calls(&desk, fourth).await, "0 Aava Agentti, 1 Pirkko Päivystäjä, 2 Liisa Liidi");
    });
}

#[test]
fn where_nobody_is_on_call_the_next_level_is_called_at_once() {
    on_both(|House { desk, by, lead }| async move {
        closed(&desk, lead).await;
        set(&desk, lead, 0, rota(vec![level(0, &[by.agent]), level(15, &[lead.agent])])).await.expect("set");
        let say = SayAway {
            agent: by.agent,
            from: None,
            until: START.plus(6 * HOUR),
            cover: None,
            because: AwayBecause::Away,
        };
        desk.say_away(by, None, say).await.expect("away");
        write(&desk, 1).await;
        let case = case_of_number(&desk, 1).await;
        desk.call_on_call().await.expect("called");
        assert_eq!(calls(&desk, case).await, "0 nobody, 1 Liisa Liidi");
        desk.call_on_call().await.expect("called");
        assert_eq!(calls(&desk, case).await, "0 nobody, 1 Liisa Liidi");
        // Where nobody is left, the record says that too.
        desk.disable_agent(Actor::House, lead.agent).await.expect("leaves");
        write(&desk, 2).await;
        let case = case_of_number(&desk, 2).await;
        desk.call_on_call().await.expect("called");
        assert_eq!(calls(&desk, case).await, "0 nobody, 1 nobody");
    });
}

/// A call that the log tells of and that stands in no outbox would be heard by nobody: `verify` says so.
#[test]
fn a_call_that_nobody_is_going_to_make_is_found() {
    on_both(|House { desk, by, lead }| async move {
        closed(&desk, lead).await;
        set(&desk, lead, 0, rota(vec![level(0, &[by.agent])])).await.expect("set");
        write(&desk, 1).await;
        desk.call_on_call().await.expect("called");
        let set_kind = |sql: &'static str| desk.db().write(move |tx| tx.put(sql, &[]));
        set_kind("update outbox set kind = 'lost' where kind = 'call'").await.expect("lost");
        let found =
            tokio::task::block_in_place(|| verify::verify(desk.db(), |_| ())).expect("verify").findings;
        assert!(matches!(found.as_slice(), [one] if one.contains("nothing was to tell them")), "{found:?}");
        set_kind("update outbox set kind = 'call' where kind = 'lost'").await.expect("found");
    });
}

/// After a stop of hours, who was to be called in the night is not called in the morning about what went on since.
#[test]
fn a_call_that_is_hours_old_is_not_made() {
    on_both(|House { desk, by, lead }| async move {
        closed(&desk, lead).await;
        set(&desk, lead, 0, rota(vec![level(0, &[by.agent])])).await.expect("set");
        write(&desk, 1).await;
        desk.call_on_call().await.expect("called");
        let mut settings = desk.settings().clone();
        settings.mail.relay = Some(takes_one().0);
        let sending = Desk::new(desk.db().clone(), settings, Clock::hand(START.plus(4 * HOUR)));
        sending.notify_next().await.expect("looked");
        let look = |tx: &mut valta_store::Tx<'_>| tx.one("select state from outbox", &[], |row| row.get(0));
        let state: String = desk.reader().look(look).await.expect("look");
        assert_eq!(state, "failed");
    });
}

#[test]
fn whoever_is_on_call_is_written_to_without_a_word_of_the_customers() {
    on_both(|House { desk, by, lead }| async move {
        closed(&desk, lead).await;
        set(&desk, lead, 0, rota(vec![level(0, &[by.agent])])).await.expect("set");
        write(&desk, 1).await;
        desk.call_on_call().await.expect("called");
        let (relay, heard) = takes_one();
        let mut settings = desk.settings().clone();
        settings.mail.relay = Some(relay);
        let sending = Desk::new(desk.db().clone(), settings, Clock::hand(START));
        sending.notify_next().await.expect("sent");
        let letter = String::from_utf8(heard.join().expect("heard")).expect("text");
        assert!(letter.contains("aava@revontuli.example"), "{letter}");
        assert!(letter.contains("/cases/1"), "{letter}");
        assert!(letter.contains("auto-generated"), "{letter}");
        assert!(!letter.contains("Portti") && !letter.contains("milla"), "{letter}");
    });
}

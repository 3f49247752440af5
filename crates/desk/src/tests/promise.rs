//! Promises from the word to the end: reminded, renewed, broken, apologised for; the house's hours; the customer's own
//! clock. On both databases.

use valta_domain::{
    PromiseId,
    calendar::{Calendar, Day, OneDay},
    deadline::Deadline,
    duty::AwayBecause,
    event::CaseEvent,
    promise::Told,
};
use valta_store::{Tx, outbox, record, views::promise::PromiseLine};

use super::*;
use crate::channel::email::smtp::tests::takes_one;

fn soon(case: CaseId, due: Timestamp) -> MakePromise {
    let what = "Soitan sinulle ja kerron, miten kävi.".into();
    MakePromise { case, what, due, channel: Channel::Phone, instead_of: None }
}

async fn line(desk: &Desk, id: PromiseId) -> PromiseLine {
    let found = desk.reader().look(move |tx| views::promise::one(tx, id)).await.expect("look");
    found.expect("a promise")
}

/// The facts of a case, by their kinds.
async fn facts(desk: &Desk, case: CaseId) -> Vec<(&'static str, CaseEvent)> {
    let look = move |tx: &mut Tx<'_>| record::history(tx, valta_domain::Stream::Case(case), 0, 100);
    let facts = desk.reader().look(look).await.expect("look");
    let facts = facts.into_iter().filter_map(|fact| match fact.event {
        valta_domain::Event::Case(event) => Some((valta_domain::Event::from(event.clone()).kind(), event)),
        _ => None,
    });
    facts.collect()
}

async fn kinds(desk: &Desk, case: CaseId) -> String {
    facts(desk, case).await.iter().map(|(kind, _)| *kind).collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, No>, code: &str) {
    match outcome {
        Err(No::Refusal(refusal)) => assert_eq!(refusal.code(), code),
        outcome => panic!("not refused: {outcome:?}"),
    }
}

#[test]
fn renewing_tells_the_customer_and_an_apology_comes_with_a_new_promise() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let promise = desk.promise(by, None, soon(case, START.plus(2 * HOUR))).await.expect("promise");
        let renew = |due, tell| RenewPromise { promise, due, tell };

        refused(desk.renew_promise(by, None, renew(START, Tell::House)).await, "in_the_past");
        refused(
            desk.renew_promise(by, None, renew(START.plus(9 * HOUR), Tell::Words(" ".into()))).await,
            "empty",
        );
        desk.renew_promise(by, None, renew(START.plus(4 * HOUR), Tell::House)).await.expect("renewed");
        let known = facts(&desk, case).await;
        let told = known.iter().find_map(|(_, event)| match event {
            CaseEvent::PromiseRenewed { told, .. } => Some(*told),
            _ => None,
        });
        assert_eq!(told, Some(Told::ByMail));
        assert_eq!(known.last().map(|(kind, _)| *kind), Some("reply_written"));
        // The customer's language, the new time and the name.
        let contacts =
            desk.reader().look(move |tx| views::contact::of_case(tx, case, Timestamp(i64::MAX), 9)).await;
        let words = contacts.expect("look").pop().and_then(|last| last.text).unwrap_or_default();
        for part in ["Soitan sinulle ja kerron", "maanantaina 21.9. klo 21.13", "Aava Agentti"] {
            assert!(words.contains(part), "{part:?} is not in {words}");
        }

        desk.clock().set(START.plus(4 * HOUR + 1));
        desk.watch_promises().await.expect("watched");
        refused(
            desk.renew_promise(by, None, renew(START.plus(9 * HOUR), Tell::House)).await,
            "promise_broken",
        );
        let sorry = Tell::Words("Olen pahoillani. Soitan illalla.".into());
        let again = MakePromise { instead_of: Some((promise, sorry)), ..soon(case, START.plus(9 * HOUR)) };
        let second = desk.promise(by, None, again.clone()).await.expect("promised anew");
        refused(desk.promise(by, None, again).await, "already_done");
        desk.keep_promise(by, None, second).await.expect("kept");
        assert!(
            kinds(&desk, case).await.ends_with("promise_broken, promise_made, reply_written, promise_kept"),
            "{}",
            kinds(&desk, case).await
        );
        let (first, second) = (line(&desk, promise).await, line(&desk, second).await);
        assert_eq!((first.kept_at, first.told_at), (second.kept_at, Some(START)));
        assert_eq!(first.first_due, START.plus(2 * HOUR));
    });
}

#[test]
fn what_nobody_keeps_is_broken_by_the_clock_and_seen_by_the_lead() {
    on_both(|House { desk, by, lead }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        desk.promise(by, None, soon(case, START.plus(HOUR))).await.expect("promise");
        desk.snooze(by, None, case, None, START.plus(DAY)).await.expect("snoozed");
        for (at, broken) in [(HOUR, 0), (HOUR + 1, 1), (2 * HOUR, 1)] {
            desk.clock().set(START.plus(at));
            desk.watch_promises().await.expect("watched");
            let now = desk.now();
            let overdue = desk.reader().look(move |tx| views::promise::overdue(tx, lead.scope, now, 9)).await;
            assert_eq!(overdue.expect("look").len(), broken, "{at}");
        }
        assert!(told(&desk).await.contains("[open]"), "it is ours to act on");
        assert_eq!(kinds(&desk, case).await.matches("promise_broken").count(), 1);
    });
}

#[test]
fn whoever_carries_the_duty_is_reminded_once_by_mail() {
    on_both(|House { desk, by, lead }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        desk.promise(by, None, soon(case, START.plus(2 * HOUR))).await.expect("promise");
        let away = SayAway {
            agent: by.agent,
            from: None,
            until: START.plus(DAY),
            cover: Some(lead.agent),
            because: AwayBecause::Holiday,
        };
        desk.say_away(by, None, away).await.expect("away");
        desk.watch_promises().await.expect("watched");
        assert_eq!(desk.notify_next().await.expect("told"), 0, "it is not time yet");

        let (relay, heard) = takes_one();
        let mail = MailSettings { relay: Some(relay), ..Settings::default().mail };
        let settings = Settings { mail, ..Settings::default() };
        let desk = Desk::new(desk.db().clone(), settings, Clock::hand(START.plus(HOUR)));
        for _ in 0..2 {
            desk.watch_promises().await.expect("watched");
        }
        assert_eq!(desk.notify_next().await.expect("told"), 1);
        assert_eq!(desk.notify_next().await.expect("told"), 0);
        let heard = String::from_utf8(heard.join().expect("heard")).expect("text");
        for part in
            ["To: Liisa Liidi <liisa@revontuli.example>", "Auto-Submitted: auto-generated", "/cases/1"]
        {
            assert!(heard.contains(part), "{part:?} is not in {heard}");
        }
        assert!(!heard.contains("Aino"), "the customer's name stays in the house: {heard}");
    });
}

#[test]
fn a_kept_promise_needs_no_reminder() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let promise = desk.promise(by, None, soon(case, START.plus(2 * HOUR))).await.expect("promise");
        desk.clock().set(START.plus(HOUR));
        desk.watch_promises().await.expect("watched");
        // Kept between the reminder's being due and its leaving.
        desk.keep_promise(by, None, promise).await.expect("kept");
        assert_eq!(desk.notify_next().await.expect("told"), 1);
        let waiting = desk.reader().look(|tx| outbox::oldest_due(tx, outbox::Kind::Notice)).await;
        assert_eq!(waiting.expect("look"), None);
    });
}

#[test]
fn the_house_keeps_its_hours_and_its_days() {
    on_both(|House { desk, by, lead }| async move {
        let within = async |at: &str| {
            let (asked, at) = (desk.clone(), at.parse::<jiff::Timestamp>().expect("an instant"));
            let at = Timestamp(at.as_microsecond());
            desk.reader().look(move |tx| asked.within_hours(tx, at)).await.expect("look")
        };
        assert_eq!(within("2026-12-24T12:00:00Z").await, Within::Hours, "without hours it is never closed");
        let week = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_owned(), "8:00-16:30".to_owned()));
        let calendar = Calendar {
            time_zone: "Europe/Helsinki".into(),
            week: week.into(),
            holidays_of: ["fi".to_owned()].into(),
            ..Calendar::default()
        };
        refused(desk.set_calendar(by, None, calendar.clone()).await, "not_yours");
        let nowhere = Calendar { time_zone: "Europe/Turku".into(), ..calendar.clone() };
        refused(desk.set_calendar(lead, None, nowhere).await, "unusable");
        desk.set_calendar(lead, None, calendar).await.expect("set");

        let closed = |at: &str| {
            let at = at.parse::<jiff::Timestamp>().expect("an instant");
            Within::Closed(Some(Timestamp(at.as_microsecond())))
        };
        // Christmas Eve 2026 is a Thursday, and the house opens on Monday.
        assert_eq!(within("2026-12-23T12:00:00Z").await, Within::Hours);
        assert_eq!(within("2026-12-24T12:00:00Z").await, closed("2026-12-28T06:00:00Z"));
        let christmas = || "2026-12-24".to_owned();
        desk.set_day(lead, None, christmas(), OneDay::AsUsual).await.expect("set");
        assert_eq!(within("2026-12-24T12:00:00Z").await, Within::Hours);
        let own = Day { hours: "8-12".into(), name: None };
        refused(desk.set_day(lead, None, christmas(), OneDay::Own(own)).await, "unusable");
        let own = Day { hours: "08:00-12:00".into(), name: Some("Joulurauha".into()) };
        desk.set_day(lead, None, christmas(), OneDay::Own(own)).await.expect("set");
        assert_eq!(within("2026-12-24T09:00:00Z").await, Within::Hours);
        assert_eq!(within("2026-12-24T12:00:00Z").await, closed("2026-12-28T06:00:00Z"));
        desk.set_day(
            lead,
            None,
            "2026-12-28".into(),
            OneDay::Own(Day { hours: "closed".into(), name: None }),
        )
        .await
        .expect("set");
        assert_eq!(within("2026-12-24T12:00:00Z").await, closed("2026-12-29T06:00:00Z"));
        desk.set_day(lead, None, christmas(), OneDay::Forgotten).await.expect("set");
        assert_eq!(within("2026-12-24T09:00:00Z").await, closed("2026-12-29T06:00:00Z"));
    });
}

#[test]
fn the_customers_own_clock_is_noted_and_taken_away() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let set = |zone: &str, at| Some(Deadline { at, zone: zone.into() });
        let at = START.plus(DAY);
        refused(desk.set_deadline(by, None, case, None, set("Europe/Helsinki", START)).await, "in_the_past");
        refused(desk.set_deadline(by, None, case, None, set("Mars/Olympus", at)).await, "unusable");
        let stands = async || {
            let line = desk.reader().look(move |tx| views::case::one(tx, Scope::All, case)).await;
            line.expect("look").and_then(|line| line.deadline)
        };
        desk.set_deadline(by, None, case, None, set("Europe/Stockholm", at)).await.expect("set");
        assert_eq!(stands().await, set("Europe/Stockholm", at));
        desk.set_deadline(by, None, case, None, None).await.expect("taken away");
        assert_eq!(stands().await, None);
    });
}

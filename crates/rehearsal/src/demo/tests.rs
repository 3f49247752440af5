use std::collections::BTreeSet;

use valta_desk::Question;
use valta_domain::{Event, event::CaseEvent, remedy::Outcome};
use valta_store::testing::backends;

use super::*;
use crate::{model, trial};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

async fn furnished(db: &valta_store::testing::TestDb, cases: usize) -> (Desk, Clock, Plan, DemoHouse) {
    let (desk, clock) = trial::desk(db);
    let plan = Plan { cases, ..Plan::new(trial::NOW) };
    let house = furnish(&desk, &clock, &plan).await.expect("the house is furnished");
    (desk, clock, plan, house)
}

#[test]
fn what_was_lived_is_what_the_log_tells_and_both_databases_live_the_same() {
    let mut lives = BTreeSet::new();
    for db in backends() {
        runtime().block_on(async {
            let (desk, _, _, _) = furnished(&db, 60).await;
            let log = trial::log(&desk).await;
            assert_eq!(model::broken(&log), Vec::<String>::new());
            trial::replayed_is_lived(&desk).await;
            assert!(log.iter().all(|recorded| recorded.at <= trial::NOW), "something lies ahead");
            let back = log.windows(2).filter(|pair| pair[1].at < pair[0].at).count();
            if db.dialect() == valta_store::dialect::Dialect::Sqlite {
                assert_eq!(back, 0, "the log goes back in time");
            }
            // Where the lot falls is another in each house.
            let kinds = trial::kinds(&log);
            lives.insert(
                kinds
                    .lines()
                    .filter(|kind| !kind.starts_with("remedy_reviewed"))
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        });
    }
    assert_eq!(lives.len(), 1, "{lives:#?}");
}

#[test]
fn a_history_has_a_bit_of_everything_and_is_not_copied() {
    let db = valta_store::testing::TestDb::sqlite();
    runtime().block_on(async {
        let (desk, _, _, _) = furnished(&db, 240).await;
        let log = trial::log(&desk).await;
        let kinds = trial::kinds(&log);
        for kind in ["case_snoozed", "note_added", "promise_kept", "promise_renewed", "remedy_reversed", "case_reopened"] {
            assert!(kinds.contains(kind), "no {kind} in\n{kinds}");
        }
        let outcomes: BTreeSet<&str> = log
            .iter()
            .filter_map(|recorded| match &recorded.event {
                Event::Case(CaseEvent::RemedyGranted { weighed, .. }) => Some(weighed.decision.outcome.code()),
                _ => None,
            })
            .collect();
        assert_eq!(outcomes, BTreeSet::from([Outcome::Within.code(), Outcome::Stretch.code()]));
        let given: BTreeSet<&str> = log
            .iter()
            .filter_map(|recorded| match &recorded.event {
                Event::Case(CaseEvent::RemedyGranted { kind, .. }) => Some(kind.code()),
                _ => None,
            })
            .collect();
        let all: BTreeSet<&str> = RemedyKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(given, all, "some kind of remedy is never given");
        let (words, all): (i64, i64) = desk
            .reader()
            .look(|tx| {
                tx.one("select count(distinct t.body), count(*) from contacts k join texts t on t.id = k.text_id", &[], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
            })
            .await
            .expect("a look");
        assert!(words * 100 > all * 95, "{words} different texts of {all}");
        let left: i64 = desk
            .reader()
            .look(|tx| tx.one("select count(*) from texts where body like '%{%'", &[], |row| row.get(0)))
            .await
            .expect("a look");
        assert_eq!(left, 0, "words in braces were not filled in");
    });
}

#[test]
fn the_stories_wait_and_a_furnished_house_is_left_as_it_is() {
    let db = valta_store::testing::TestDb::sqlite();
    runtime().block_on(async {
        let (desk, clock, plan, house) = furnished(&db, 12).await;
        let cases =
            desk.reader().look(|tx| tx.one("select count(*) from cases", &[], |row| row.get::<i64>(0))).await;
        assert_eq!(cases.expect("a look"), 12);
        assert_eq!(
            house.stories.iter().map(|story| story.case.is_some()).collect::<Vec<_>>(),
            [false, true, true]
        );
        let before = trial::log(&desk).await.len();
        let again = furnish(&desk, &clock, &plan).await.expect("the known house");
        assert_eq!(trial::log(&desk).await.len(), before, "history was added twice");
        assert_eq!(
            again.stories.iter().map(|s| s.case).collect::<Vec<_>>(),
            house.stories.iter().map(|s| s.case).collect::<Vec<_>>()
        );
        let agent = again.agents.iter().find(|agent| agent.role == Role::Colleague).expect("a colleague");
        let signed_in = desk.sign_in(&agent.email, DEMO_PASSWORD.into()).await.expect("signs in");
        let (by_token, _) =
            desk.by_token(agent.token.clone()).await.expect("a look").expect("a token that holds");
        assert_eq!(signed_in.account.agent, by_token.agent);
    });
}

#[test]
fn the_stories_end_as_they_should() {
    let db = valta_store::testing::TestDb::sqlite();
    runtime().block_on(async {
        let (desk, _, _, house) = furnished(&db, 8).await;
        let mut told = Vec::new();
        for story in &house.stories {
            let email = story.agent;
            let account = desk.reader().look(move |tx| account::by_email(tx, email)).await;
            let by = desk.by(&account.expect("a look").expect("the one who plays it").0);
            let case = match story.case {
                Some(case) => case,
                None => trial::case(&desk, by).await,
            };
            let advice = desk
                .weigh(by, Question::of_case(case, story.kind, Some(story.amount)))
                .await
                .expect("an answer");
            let outcome = advice.weighed.decision.outcome;
            let give = valta_desk::GiveRemedy {
                case,
                kind: story.kind,
                amount: Some(story.amount),
                reason: Some(story.words.to_owned()),
                stretch: outcome == Outcome::Stretch,
                payee: None,
                seen: None,
            };
            let given = desk.grant(by, None, give).await.is_ok();
            told.push(format!(
                "story {}: {} is {}, given {given}",
                story.number,
                story.amount,
                outcome.code()
            ));
        }
        assert_eq!(
            told,
            [
                "story 1: 7.00 EUR is within, given true",
                "story 2: 7.00 EUR is within, given true",
                "story 3: 129.00 EUR is stretch, given true"
            ]
        );
    });
}

#[test]
fn bulk_files_as_many_as_it_was_asked_to() {
    for db in backends() {
        runtime().block_on(async {
            let (desk, _, _, _) = furnished(&db, 4).await;
            assert_eq!(bulk::bulk(&desk, 150, 3).await.expect("filed"), 150);
            assert_eq!(model::broken(&trial::log(&desk).await), Vec::<String>::new());
            trial::replayed_is_lived(&desk).await;
        });
    }
}

#[test]
fn nothing_stands_out_in_the_house_as_it_is_delivered() {
    let db = valta_store::testing::TestDb::sqlite();
    runtime().block_on(async {
        let (desk, _, _, _) = furnished(&db, 400).await;
        assert_eq!(desk.ask_what_stands_out().await.expect("looked"), 0);
        let counted = |which: &'static str| {
            let reader = desk.reader();
            async move {
                let sql = format!("select count(*) from reviews where judgement is {which}");
                reader.look(move |tx| tx.one(&sql, &[], |row| row.get::<i64>(0))).await.expect("a look")
            }
        };
        let (waiting, said) = (counted("null").await, counted("not null").await);
        assert!(waiting > 0 && said > 20, "{waiting} wait, {said} were looked at");
        let report = tokio::task::block_in_place(|| valta_store::verify::verify(desk.db(), |_| ()));
        assert_eq!(report.expect("verified").findings, Vec::<String>::new());
    });
}

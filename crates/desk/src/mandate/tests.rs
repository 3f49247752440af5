//! Setting and ending mandates, on both databases: who may, what is refused, two at once, and the conditions and rules
//! that a decision is made with. At the end of each test the record is verified.

use valta_domain::{
    AgentId, CaseId, Money, TeamId,
    agent::Role,
    contact::Channel::{Chat, Phone},
    mandate::{Limit, WindowLimit, fresh_terms},
    remedy::{Outcome, RemedyKind, Rule},
};
use valta_policy::Rules;

use super::*;
use crate::{
    Clock, Context, OpenCase, Question, Settings,
    tests::{House, START, ask, give, join, on_both},
};

fn refunds(within: i64) -> Terms {
    Terms {
        kinds: vec![RemedyKind::Refund],
        per_case: Some(Limit::new(within, within)),
        per_agent_window: None,
        co_signers: vec![],
        ..fresh_terms()
    }
}

fn set(id: Option<MandateId>, seen: Option<i64>, terms: Terms, reason: &str) -> SetMandate {
    SetMandate { id, seen, terms, reason: reason.into() }
}

const WHY: &str = "Pieni summa, iso harmi.";

fn said<T>(answer: &Result<T, No>) -> String {
    match answer {
        Ok(_) => "done".into(),
        Err(No::Refusal(Refusal::Stale { version })) => format!("stale: {version}"),
        Err(No::Refusal(Refusal::Condition(problems))) => problems.join(" "),
        Err(No::Refusal(refusal)) => {
            format!(
                "{}{}",
                refusal.code(),
                refusal.field().map_or(String::new(), |it| format!(" {}", it.code()))
            )
        }
        Err(No::Fault(fault)) => panic!("{fault}"),
    }
}

async fn case_of(desk: &Desk, by: By) -> CaseId {
    let open = OpenCase {
        channel: Phone,
        subject: "Trial".into(),
        body: None,
        customer: Some(crate::NewCustomer {
            name: None,
            email: Some(format!("{}@posti.example", fresh_id())),
            phone: None,
        }),
        customer_id: None,
        point: None,
    };
    desk.open_case(by, None, open).await.expect("a case")
}

#[test]
fn leads_set_mandates_with_a_reason_and_nobody_else_does() {
    on_both(|House { desk, by, lead }| async move {
        let new = |terms, reason| set(None, None, terms, reason);
        let first = desk.mandates().await.expect("mandates")[0].id;
        assert_eq!(said(&desk.set_mandate(by, None, new(refunds(1), WHY)).await), "not_yours");
        assert_eq!(said(&desk.revoke_mandate(by, None, first, None, WHY.into()).await), "not_yours");
        assert_eq!(said(&desk.set_mandate(lead, None, new(refunds(1), " \n ")).await), "empty reason");
        assert_eq!(said(&desk.revoke_mandate(lead, None, first, None, String::new()).await), "empty reason");
        let holder = |holder| Terms { holder, ..refunds(1) };
        for (terms, outcome) in [
            (Terms { kinds: vec![], ..refunds(1) }, "unusable kinds"),
            (holder(Holder::Agent(AgentId(fresh_id()))), "unusable holder"),
            (holder(Holder::Team(TeamId(fresh_id()))), "unusable holder"),
            (
                Terms {
                    co_signers: vec![Holder::Everyone, Holder::Agent(AgentId(fresh_id()))],
                    ..refunds(1)
                },
                "unusable co_signers",
            ),
            (holder(Holder::Agent(by.agent)), "done"),
        ] {
            assert_eq!(said(&desk.set_mandate(lead, None, new(terms, WHY)).await), outcome);
        }
        let nowhere = set(Some(MandateId(fresh_id())), None, refunds(1), WHY);
        assert_eq!(said(&desk.set_mandate(lead, None, nowhere).await), "not_found");
    });
}

#[test]
fn a_mandate_tells_what_became_of_it() {
    on_both(|House { desk, lead, .. }| async move {
        let ulla = join(&desk, "Ulla Ylläpito", "ulla@revontuli.example", Role::Admin).await;
        let id = desk.set_mandate(lead, None, set(None, None, refunds(10_00), WHY)).await.expect("set");
        desk.clock().set(START.plus(1));
        let more = set(Some(id), Some(1), refunds(20_00), "Kymppi ei riittänyt.");
        desk.set_mandate(ulla, None, more).await.expect("set");
        let ended = desk.revoke_mandate(lead, None, id, Some(2), "Kokeilu päättyi.".into()).await;
        ended.expect("ended");
        let look =
            move |tx: &mut Tx<'_>| Ok((views::mandate::history(tx, id, 10)?, views::mandate::one(tx, id)?));
        let (changes, line) = desk.reader().look(look).await.expect("a look");
        let told: Vec<String> = changes
            .iter()
            .map(|change| {
                let by = change.by.as_ref().map_or("the house", |(_, name)| name);
                let limit = change.terms.as_ref().and_then(|terms| terms.per_case);
                let limit = limit.map_or("ended".to_owned(), |limit| limit.within.to_string());
                format!(
                    "{} {limit} by {by}: {}",
                    change.version,
                    change.reason.as_deref().unwrap_or_default()
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "3 ended by Liisa Liidi: Kokeilu päättyi.",
                "2 2000 by Ulla Ylläpito: Kymppi ei riittänyt.",
                "1 1000 by Liisa Liidi: Pieni summa, iso harmi.",
            ]
        );
        let line = line.expect("a mandate");
        assert_eq!((line.stands, line.reason.as_deref()), (false, Some("Kokeilu päättyi.")));
        // What has ended stays so.
        assert_eq!(
            said(&desk.set_mandate(lead, None, set(Some(id), None, refunds(1), WHY)).await),
            "not_found"
        );
        assert_eq!(
            said(&desk.set_mandate(lead, None, set(Some(id), Some(2), refunds(1), WHY)).await),
            "stale: 3"
        );
    });
}

#[test]
fn two_leads_at_once_do_not_overwrite_each_other() {
    on_both(|House { desk, lead, .. }| async move {
        let ulla = join(&desk, "Ulla Ylläpito", "ulla@revontuli.example", Role::Admin).await;
        let id = desk.set_mandate(lead, None, set(None, None, refunds(1), WHY)).await.expect("set");
        let mut setting = tokio::task::JoinSet::new();
        for number in 0..20 {
            let (desk, by) = (desk.clone(), if number % 2 == 0 { lead } else { ulla });
            let change = set(Some(id), Some(1), refunds(100 + number), WHY);
            setting.spawn(async move { said(&desk.set_mandate(by, None, change).await) });
        }
        let mut answers = setting.join_all().await;
        answers.sort();
        answers.dedup();
        assert_eq!(answers, ["done", "stale: 2"]);
        assert_eq!(said(&desk.revoke_mandate(lead, None, id, Some(1), WHY.into()).await), "stale: 2");
        let changes = desk.reader().look(move |tx| views::mandate::history(tx, id, 10)).await;
        assert_eq!(changes.expect("a look").len(), 2);
    });
}

#[test]
fn a_repeat_with_the_same_key_sets_it_once() {
    on_both(|House { desk, lead, .. }| async move {
        let key = || Some(Key { key: "form-1".into(), fingerprint: [1; 32] });
        let first = desk.set_mandate(lead, key(), set(None, None, refunds(1), WHY)).await.expect("set");
        let again = desk.set_mandate(lead, key(), set(None, None, refunds(1), WHY)).await.expect("set");
        assert_eq!(first, again);
        assert_eq!(desk.mandates().await.expect("mandates").len(), 4);
        // Of somebody who saw version 1 before the first answer was lost on the way.
        let change = || set(Some(first), Some(1), refunds(2), WHY);
        let key = || Some(Key { key: "form-2".into(), fingerprint: [2; 32] });
        for _ in 0..2 {
            desk.set_mandate(lead, key(), change()).await.expect("set");
        }
    });
}

#[test]
fn lowered_in_the_middle_nothing_later_exceeds_it() {
    on_both(|House { desk, by, lead }| async move {
        for mandate in desk.mandates().await.expect("mandates") {
            desk.revoke_mandate(lead, None, mandate.id, None, WHY.into()).await.expect("ended");
        }
        let window = |minor| Terms {
            per_case: None,
            per_agent_window: Some(WindowLimit { limit: Limit::new(minor, minor), days: 30 }),
            ..refunds(0)
        };
        let id = desk.set_mandate(lead, None, set(None, None, window(1_000_00), WHY)).await.expect("set");
        let case = case_of(&desk, by).await;
        let mut giving = tokio::task::JoinSet::new();
        for number in 0..40 {
            let desk = desk.clone();
            giving.spawn(async move {
                if number == 10 {
                    let lower = set(Some(id), Some(1), window(120_00), WHY);
                    said(&desk.set_mandate(lead, None, lower).await)
                } else {
                    said(&desk.grant(by, None, give(case, RemedyKind::Refund, Some(10_00))).await)
                }
            });
        }
        while let Some(answer) = giving.join_next().await {
            let answer = answer.expect("nobody panics");
            assert!(["done", "beyond_mandate amount"].contains(&answer.as_str()), "{answer}");
        }
        // In the order of the log: once it is lowered, what stands is at most 120.00 after each grant.
        let look = move |tx: &mut Tx<'_>| {
            let mut log = record::history(tx, Stream::Case(case), 0, 100)?;
            log.extend(record::history(tx, Stream::Mandate(id), 0, 100)?);
            log.sort_by_key(|recorded| recorded.position);
            Ok(log)
        };
        let log = desk.reader().look(look).await.expect("the log");
        let (mut given, mut lowered) = (0, false);
        for recorded in log {
            match recorded.event {
                valta_domain::Event::Mandate(_) => lowered |= recorded.version == 2,
                valta_domain::Event::Case(valta_domain::event::CaseEvent::RemedyGranted { .. }) => {
                    given += 10_00;
                    assert!(!lowered || given <= 120_00, "{given} at {}", recorded.position);
                }
                _ => {}
            }
        }
        assert!(given >= 120_00, "there was room for {given}");
    });
}

#[test]
fn a_mandate_with_a_condition_holds_where_it_is_true() {
    on_both(|House { desk, by, lead }| async move {
        let gift =
            |when: &str| Terms { kinds: vec![RemedyKind::Gift], when: Some(when.into()), ..refunds(100_00) };
        for (when, outcome) in [
            ("", "Line 1: This says nothing."),
            ("context.weather", "Line 1: There is no `context.weather`."),
            ("context.channel ==\n\"fax\"", "Line 2: `context.channel` is never \"fax\"."),
            ("1 == 1); permit(", "Line 1: This cannot be read"),
        ] {
            let refused = said(&desk.set_mandate(lead, None, set(None, None, gift(when), WHY)).await);
            assert!(refused.starts_with(outcome), "{when}: {refused}");
        }
        let chat = gift("context.channel == \"chat\" && context.amount <= 5000");
        let id = desk.set_mandate(lead, None, set(None, None, chat, WHY)).await.expect("set");
        let case = case_of(&desk, by).await;
        let outcome = async |minor, channel| {
            let context = Context { channel, ..Context::default() };
            let question = Question { context, ..ask(case, RemedyKind::Gift, minor) };
            let weighed = desk.weigh(by, question).await.expect("weighed").weighed;
            let used = weighed.decision.mandate.is_some_and(|(used, _)| used == id);
            (weighed.decision.outcome, used)
        };
        assert_eq!(outcome(50_00, Some(Chat)).await, (Outcome::Within, true));
        assert_eq!(outcome(50_01, Some(Chat)).await, (Outcome::Escalate, false));
        assert_eq!(outcome(50_00, Some(Phone)).await, (Outcome::Escalate, false));
        // The case came by phone.
        assert_eq!(outcome(50_00, None).await, (Outcome::Escalate, false));
        assert_eq!(
            said(&desk.grant(by, None, give(case, RemedyKind::Gift, Some(50_00))).await),
            "beyond_mandate amount"
        );
        let phone = gift("[\"phone\", \"walk_in\"].contains(context.channel)");
        desk.set_mandate(lead, None, set(Some(id), Some(1), phone, WHY)).await.expect("set");
        assert_eq!(said(&desk.grant(by, None, give(case, RemedyKind::Gift, Some(50_00))).await), "done");
    });
}

#[test]
fn the_first_fee_is_free() {
    on_both(|House { desk, by, .. }| async move {
        let case = case_of(&desk, by).await;
        let waiver = || give(case, RemedyKind::FeeWaiver, Some(10_00));
        let given = desk.grant(by, None, waiver()).await.expect("free");
        assert_eq!(said(&desk.grant(by, None, waiver()).await), "beyond_mandate amount");
        desk.reverse(by, None, given).await.expect("taken back");
        // Two at once are not both the first.
        let (here, there) = tokio::join!(desk.grant(by, None, waiver()), desk.grant(by, None, waiver()));
        let mut both = [said(&here), said(&there)];
        both.sort();
        assert_eq!(both, ["beyond_mandate amount", "done"]);
    });
}

#[test]
fn a_rule_of_the_house_ends_it_for_everybody() {
    on_both(|House { desk, by, lead }| async move {
        let text = "@id(\"no_gifts\") @fi(\"Ei lahjoja.\") @sv(\"Inga gåvor.\") @en(\"No gifts.\")\n\
            forbid (principal, action, resource) when { context.kind == \"gift\" && context.amount > 500 };";
        let rules = Rules::parse(text).expect("rules");
        let version = rules.all().next().expect("one").version;
        let settings = Settings { rules, ..Settings::default() };
        let desk = Desk::new(desk.db().clone(), settings, Clock::hand(START));
        let case = case_of(&desk, by).await;
        for who in [by, lead] {
            let decision = desk.weigh(who, ask(case, RemedyKind::Gift, 5_01)).await.expect("weighed");
            let decision = decision.weighed.decision;
            let Some(Rule::Named(named)) = &decision.rule else { panic!("{decision:?}") };
            assert_eq!(
                (decision.outcome, named.rule.as_str(), named.version),
                (Outcome::Forbidden, "no_gifts", version)
            );
            let refused = desk.grant(who, None, give(case, RemedyKind::Gift, Some(5_01))).await;
            assert_eq!(said(&refused), "forbidden_by_rule");
        }
        assert_eq!(said(&desk.grant(by, None, give(case, RemedyKind::Gift, Some(5_00))).await), "done");
        let apology = Question { amount: None::<Money>, ..ask(case, RemedyKind::Apology, 1) };
        let decision = desk.weigh(by, apology).await.expect("weighed").weighed.decision;
        assert_eq!(decision.outcome, Outcome::Within);
    });
}

/// The remarks' codes, and how many of each outcome there would have been.
async fn ahead(desk: &Desk, by: By, id: Option<MandateId>, terms: Option<Terms>) -> String {
    let here = desk.clone();
    let look = move |tx: &mut Tx<'_>| Ok(here.ahead(tx, by, id, None, terms.as_ref()));
    let ahead = match desk.reader().look(look).await.expect("a look") {
        Ok(ahead) => ahead,
        Err(no) => return said::<()>(&Err(no)),
    };
    let counts = |world: &valta_insight::preview::World| {
        let counts = world.outcomes.iter().map(|(outcome, many)| format!("{many} {}", outcome.code()));
        counts.collect::<Vec<_>>().join(" ")
    };
    let remarks = ahead.remarks.iter().map(valta_domain::mandate::remark::Remark::code);
    let remarks = remarks.collect::<Vec<_>>().join(" ");
    format!("{} -> {} [{remarks}]", counts(&ahead.preview.before), counts(&ahead.preview.after))
}

#[test]
fn the_last_months_under_a_change_that_nobody_has_made_yet() {
    on_both(|House { desk, by, lead }| async move {
        let first = desk.mandates().await.expect("mandates")[0].id;
        for minor in [10_00, 40_00, 60_00] {
            let case = case_of(&desk, by).await;
            let give = crate::GiveRemedy {
                stretch: true,
                reason: Some("Asiakas maksoi siitä, mikä oli meidän vastuullamme.".into()),
                ..give(case, RemedyKind::Refund, Some(minor))
            };
            desk.grant(by, None, give).await.expect("given");
        }
        // One that was signed is one decision.
        let case = case_of(&desk, by).await;
        let asks = crate::AskForSignature {
            case,
            kind: RemedyKind::Refund,
            amount: Some(Money::new(310_00, valta_domain::Currency::EUR)),
            reason: "Asiakas maksoi siitä, mikä oli meidän vastuullamme.".into(),
            step: None,
            whom: crate::Whom::All,
            seen: None,
        };
        let asked = desk.ask_for_signature(by, None, asks).await.expect("asked");
        let ask =
            desk.reader().look(move |tx| views::ask::one(tx, asked)).await.expect("a look").expect("it");
        desk.say_yes(lead, None, asked, ask.digest).await.expect("signed");

        let fresh = || fresh_terms();
        assert_eq!(ahead(&desk, by, Some(first), Some(fresh())).await, "not_yours");
        assert_eq!(ahead(&desk, lead, Some(MandateId(fresh_id())), Some(fresh())).await, "not_found");
        let none = Terms { kinds: vec![], ..fresh() };
        assert_eq!(ahead(&desk, lead, Some(first), Some(none)).await, "unusable kinds");
        let never = Terms { when: Some("1 == 2".into()), ..fresh() };
        assert!(ahead(&desk, lead, None, Some(never)).await.starts_with("Line 1"));

        let before = "2 within 1 stretch 1 co_sign";
        assert_eq!(ahead(&desk, lead, Some(first), Some(fresh())).await, format!("{before} -> {before} []"));
        let limit = |within, stretch| Terms {
            per_case: Some(Limit { within, stretch, ..fresh().per_case.expect("one") }),
            ..fresh()
        };
        assert_eq!(
            ahead(&desk, lead, Some(first), Some(limit(60_00, 150_00))).await,
            format!("{before} -> 3 within 1 co_sign []")
        );
        assert_eq!(
            ahead(&desk, lead, Some(first), Some(limit(20_00, 50_00))).await,
            format!("{before} -> 1 within 1 stretch 2 co_sign []")
        );
        assert_eq!(
            ahead(&desk, lead, Some(first), None).await,
            format!("{before} -> 4 escalate [nobody_for nobody_for nobody_for nobody_for]")
        );
        // Beside the others: what it forbids nobody, it gives.
        let more = Terms { holder: Holder::Role(Role::Agent), ..limit(400_00, 400_00) };
        let per_case = Some(Limit::new(400_00, 400_00));
        let more = Terms { per_case, co_signers: vec![], ..more };
        assert_eq!(
            ahead(&desk, lead, None, Some(more.clone())).await,
            format!("{before} -> 4 within [no_stretch overlap]")
        );
        // A condition holds for what was, as it was.
        let chat = Terms { when: Some("context.channel == \"chat\"".into()), ..more.clone() };
        assert_eq!(
            ahead(&desk, lead, None, Some(chat)).await,
            format!("{before} -> {before} [no_stretch overlap]")
        );
        let phone = Terms { when: Some("context.channel == \"phone\"".into()), ..more };
        assert_eq!(
            ahead(&desk, lead, None, Some(phone)).await,
            format!("{before} -> 4 within [no_stretch overlap]")
        );
        // Ninety days later nothing of it is counted.
        desk.clock().set(START.plus(90 * valta_domain::time::DAY + 1));
        assert_eq!(ahead(&desk, lead, Some(first), Some(fresh())).await, " ->  []");
    });
}

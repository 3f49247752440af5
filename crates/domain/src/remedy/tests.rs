use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Currency,
    mandate::{Holder, Terms, WindowLimit, fresh_terms},
};

const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

fn mandate(id: u128, terms: Terms) -> Mandate {
    Mandate { id: MandateId(Uuid::from_u128(id)), version: 1, terms }
}

fn inputs(amount: i64, used_case: i64, used_window: i64, mandates: &[Mandate]) -> Inputs {
    Inputs {
        agent: AgentId(Uuid::from_u128(7)),
        role: Role::Agent,
        team: None,
        at: NOW,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(amount, Currency::EUR)),
        agent_is_customer: false,
        payee: Payee::NotNamed,
        candidates: mandates
            .iter()
            .map(|mandate| Candidate {
                mandate: mandate.id,
                version: mandate.version,
                used_case,
                used_window,
            })
            .collect(),
    }
}

fn sentence(decision: &Decision) -> String {
    let mandate =
        decision.mandate.map_or("no mandate".to_owned(), |(id, _)| format!("mandate {}", id.0.as_u128()));
    let room =
        |room: Room| if room.least() == i64::MAX { "no limit".into() } else { room.least().to_string() };
    let rule = decision.rule.map_or(String::new(), |rule| format!(" by {}", rule.code()));
    format!(
        "{}{rule} under {mandate}, room {} ({} with a reason)",
        decision.outcome.code(),
        room(decision.room),
        room(decision.stretch_room)
    )
}

#[track_caller]
fn check(amount: i64, used_case: i64, used_window: i64, outcome: &str) {
    let mandates = [mandate(1, fresh_terms())];
    let decision = decide_remedy(&inputs(amount, used_case, used_window, &mandates), &mandates);
    assert_eq!(sentence(&decision), outcome, "{amount} after {used_case} and {used_window}");
}

#[test]
fn the_fresh_mandate_says_what_may_be_given_now() {
    check(7_00, 0, 0, "within under mandate 1, room 5000 (15000 with a reason)");
    check(50_00, 0, 0, "within under mandate 1, room 5000 (15000 with a reason)");
    check(50_01, 0, 0, "stretch under mandate 1, room 5000 (15000 with a reason)");
    check(150_00, 0, 0, "stretch under mandate 1, room 5000 (15000 with a reason)");
    check(150_01, 0, 0, "escalate under mandate 1, room 5000 (15000 with a reason)");
    check(1, 50_00, 0, "stretch under mandate 1, room 0 (10000 with a reason)");
    check(1, 150_00, 0, "escalate under mandate 1, room 0 (0 with a reason)");
    check(7_00, 0, 495_00, "stretch under mandate 1, room 500 (15000 with a reason)");
    check(7_00, 0, 1_500_00, "escalate under mandate 1, room 0 (0 with a reason)");
    check(1, i64::MAX, i64::MAX, "escalate under mandate 1, room 0 (0 with a reason)");
}

#[test]
fn the_mandate_with_the_most_room_is_used_and_named() {
    let wide = Terms {
        holder: Holder::Role(Role::Agent),
        per_case: Some(Limit { within: 80_00, stretch: 80_00 }),
        ..fresh_terms()
    };
    let mandates = [mandate(1, fresh_terms()), mandate(2, wide)];
    let said = |amount| sentence(&decide_remedy(&inputs(amount, 0, 0, &mandates), &mandates));
    assert_eq!(said(60_00), "within under mandate 2, room 8000 (8000 with a reason)");
    assert_eq!(said(90_00), "stretch under mandate 1, room 5000 (15000 with a reason)");
}

#[test]
fn a_mandate_of_others_of_another_currency_or_time_gives_no_room() {
    let terms = [
        Terms { holder: Holder::Role(Role::Lead), ..fresh_terms() },
        Terms { currency: Currency::SEK, ..fresh_terms() },
        Terms { kinds: vec![RemedyKind::Credit], ..fresh_terms() },
        Terms { valid_from: Some(NOW.plus(1)), ..fresh_terms() },
        Terms { valid_until: Some(NOW), ..fresh_terms() },
    ];
    for terms in terms {
        let mandates = [mandate(1, terms)];
        let decision = decide_remedy(&inputs(1, 0, 0, &mandates), &mandates);
        assert_eq!(decision.outcome, Outcome::Escalate, "{mandates:?}");
        assert_eq!(decision.mandate, None);
    }
}

#[test]
fn only_named_rules_forbid_and_an_apology_is_always_within() {
    let mandates = [mandate(1, fresh_terms())];
    let with = |change: fn(&mut Inputs)| {
        let mut inputs = inputs(7_00, 0, 0, &mandates);
        change(&mut inputs);
        sentence(&decide_remedy(&inputs, &mandates))
    };
    assert_eq!(
        with(|inputs| inputs.agent_is_customer = true),
        "forbidden by self_dealing under no mandate, room 0 (0 with a reason)"
    );
    assert_eq!(
        with(|inputs| inputs.payee = Payee::Other),
        "forbidden by payee_is_not_payer under no mandate, room 0 (0 with a reason)"
    );
    assert_eq!(
        with(|inputs| (inputs.kind, inputs.amount) = (RemedyKind::Apology, None)),
        "within under no mandate, room no limit (no limit with a reason)"
    );
}

fn limit() -> impl Strategy<Value = Limit> {
    (0..200_00_i64, 0..200_00_i64).prop_map(|(within, more)| Limit { within, stretch: within + more })
}

fn terms() -> impl Strategy<Value = Terms> {
    (proptest::option::of(limit()), proptest::option::of(limit()), proptest::option::of((limit(), 1..60_u32)))
        .prop_map(|(per_remedy, per_case, window)| Terms {
            per_remedy,
            per_case,
            per_agent_window: window.map(|(limit, days)| WindowLimit { limit, days }),
            ..fresh_terms()
        })
}

proptest! {
    /// M1 in one step: what is given within a mandate leaves every sum within every limit of it.
    #[test]
    fn within_never_passes_a_limit(
        terms in proptest::collection::vec(terms(), 1..4),
        amount in 1..400_00_i64,
        used_case in 0..400_00_i64,
        used_window in 0..400_00_i64,
    ) {
        let mandates: Vec<Mandate> = (1..).zip(terms).map(|(id, terms)| mandate(id, terms)).collect();
        let decision = decide_remedy(&inputs(amount, used_case, used_window, &mandates), &mandates);
        let used = decision.mandate.and_then(|(id, _)| mandates.iter().find(|m| m.id == id));
        let within = |part: fn(Limit) -> i64| used.is_some_and(|mandate| {
            let terms = &mandate.terms;
            terms.per_remedy.is_none_or(|limit| amount <= part(limit))
                && terms.per_case.is_none_or(|limit| used_case + amount <= part(limit))
                && terms.per_agent_window.is_none_or(|window| used_window + amount <= part(window.limit))
        });
        match decision.outcome {
            Outcome::Within => prop_assert!(within(|limit| limit.within)),
            Outcome::Stretch => {
                prop_assert!(within(|limit| limit.stretch));
                prop_assert!(!within(|limit| limit.within));
            }
            Outcome::Escalate => prop_assert!(!within(|limit| limit.stretch)),
            Outcome::Forbidden => prop_assert!(false, "no rule was broken"),
        }
    }

    /// M8: the recorded inputs, written and read again, give the same decision.
    #[test]
    fn a_recorded_decision_replays(terms in terms(), amount in 1..400_00_i64, used in 0..400_00_i64) {
        let mandates = [mandate(1, terms)];
        let inputs = inputs(amount, used, used, &mandates);
        let decision = decide_remedy(&inputs, &mandates);
        let kept = serde_json::to_string(&Weighed { inputs, decision }).expect("json");
        let kept: Weighed = serde_json::from_str(&kept).expect("json");
        prop_assert_eq!(decide_remedy(&kept.inputs, &mandates), kept.decision);
    }
}

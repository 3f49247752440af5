//! The judge is asked about a rule as one expression, because that is faster; here it is asked as it means itself to
//! be asked, too, and both must say the same in every situation.

use cedar_policy::{Authorizer, Decision, Entities, PolicyId, PolicySet, Request};
use proptest::prelude::*;
use uuid::Uuid;
use valta_domain::{
    AgentId, Currency, Money, TeamId,
    agent::Role,
    contact::Channel,
    remedy::{Payee, RemedyKind},
    situation::{Code, Situation},
};

use super::*;
use crate::facts::Facts;

/// The rule as written, before Cedar's own authorizer: whether it is what forbids. `None` where it came to nothing.
fn authorized(text: &str, facts: &Facts) -> Option<bool> {
    let rule = Policy::parse(Some(PolicyId::new("rule")), text).expect("a policy");
    let all = Policy::parse(Some(PolicyId::new("all")), "permit (principal, action, resource);");
    let policies = PolicySet::from_policies([rule, all.expect("a policy")]).expect("policies");
    let request: &Request = facts.0.as_ref().expect("a request");
    let answer = Authorizer::new().is_authorized(request, &policies, &Entities::empty());
    match answer.diagnostics().errors().next() {
        Some(_) => None,
        None => Some(answer.decision() == Decision::Deny),
    }
}

fn code() -> impl Strategy<Value = Option<Code>> {
    prop_oneof![Just(None), "[ab]".prop_map(|code| code.parse().ok())]
}

prop_compose! {
    fn situation()(
        who in (0_u128..3, 0..Role::ALL.len(), prop::option::of(0_u128..2)),
        what in (0..RemedyKind::ALL.len(), prop::option::of((-1_i64..4, 0_usize..2)), 0..Payee::ALL.len()),
        channel in prop::option::of(0..Channel::ALL.len()),
        codes in [code(), code(), code(), code()],
        [out_of_hours, first_of_kind, agent_is_customer] in [any::<bool>(), any::<bool>(), any::<bool>()],
    ) -> Situation {
        let [segment, cause, process_step, bulletin] = codes;
        Situation {
            agent: AgentId(Uuid::from_u128(who.0)),
            role: Role::ALL[who.1],
            team: who.2.map(|team| TeamId(Uuid::from_u128(team))),
            kind: RemedyKind::ALL[what.0],
            amount: what.1.map(|(minor, currency)| Money::new(minor, [Currency::EUR, Currency::SEK][currency])),
            payee: Payee::ALL[what.2],
            channel: channel.map(|channel| Channel::ALL[channel]),
            segment,
            cause,
            process_step,
            bulletin,
            out_of_hours,
            first_of_kind,
            agent_is_customer,
        }
    }
}

/// Anything that comes to true or false and may be asked.
fn asked() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        Just("context.segment"),
        Just("context.cause"),
        Just("context.bulletin"),
        Just("\"a\""),
        Just("\"\""),
    ];
    let number = prop_oneof![Just("context.amount".to_owned()), (-1_i64..4).prop_map(|n| n.to_string())];
    let order = prop_oneof![Just("<"), Just("<="), Just(">"), Just(">="), Just("=="), Just("!=")];
    let leaf = prop_oneof![
        (text.clone(), prop_oneof![Just("=="), Just("!=")], text.clone())
            .prop_map(|(one, is, other)| format!("{one} {is} {other}")),
        (number.clone(), order, number).prop_map(|(one, is, other)| format!("{one} {is} {other}")),
        prop_oneof![Just("context.out_of_hours"), Just("context[\"first_of_kind\"]"), Just("true")]
            .prop_map(str::to_owned),
        text.clone().prop_map(|text| format!("[\"a\", \"b\"].contains({text})")),
        text.prop_map(|text| format!("{text} like \"a*\"")),
        Just("context.kind == \"refund\"".to_owned()),
        Just("[context.role].containsAny([\"lead\", \"admin\"])".to_owned()),
        Just("context.channel != \"phone\"".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("({one}) && ({other})")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("({one}) || ({other})")),
            inner.clone().prop_map(|one| format!("!({one})")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("({one}) == ({other})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("if {a} then {b} else ({c})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_expression_says_what_the_authorizer_says(
        when in asked(),
        unless in prop::option::of(asked()),
        situations in prop::collection::vec(situation(), 1..4),
    ) {
        let unless = unless.map_or(String::new(), |unless| format!(" unless {{ {unless} }}"));
        let text = format!("forbid (principal, action, resource) when {{ {when} }}{unless};");
        let parts = reading::parts(&text).expect("one part");
        let policy = reading::policy(&parts[0], 0, &text).expect("a policy");
        match read(&parts[0], 0, policy) {
            Ok(expression) => {
                for situation in &situations {
                    let facts = Facts::of(situation);
                    let said = facts.say(&expression);
                    prop_assert!(said.is_some(), "{text} came to nothing in {situation:?}");
                    prop_assert_eq!(said, authorized(&text, &facts), "{} in {:?}", text, situation);
                }
            }
            // Chance writes some that can never be true, and nothing worse.
            Err(problems) => {
                prop_assert!(problems.iter().all(|it| it.wrong == Wrong::NeverTrue), "{text}: {problems:?}");
            }
        }
    }
}

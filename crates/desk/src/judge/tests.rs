use uuid::Uuid;
use valta_domain::{
    AgentId, Currency, Money,
    agent::Role,
    mandate::fresh_terms,
    remedy::{Payee, RemedyKind},
};

use super::*;

fn situation() -> Situation {
    Situation {
        agent: AgentId(Uuid::from_u128(7)),
        role: Role::Agent,
        team: None,
        kind: RemedyKind::Gift,
        amount: Some(Money::new(7_00, Currency::EUR)),
        segment: "public_official".parse().ok(),
        channel: None,
        cause: None,
        process_step: None,
        bulletin: None,
        out_of_hours: false,
        first_of_kind: true,
        agent_is_customer: false,
        payee: Payee::NotNamed,
    }
}

fn holds(judge: &Judge, when: Option<&str>) -> bool {
    judge.holds(&Terms { when: when.map(Into::into), ..fresh_terms() }, &situation())
}

#[test]
fn a_mandate_holds_where_its_condition_does() {
    let judge = Judge::new(Rules::default());
    for (when, expected) in [
        (None, true),
        (Some("context.first_of_kind"), true),
        (Some("context.out_of_hours"), false),
        (Some("context.amount <= 700 && context.segment == \"public_official\""), true),
        // Never saved, and perhaps of another release: it holds for nobody, and breaks nothing.
        (Some("context.weather == \"fine\""), false),
        (Some(""), false),
    ] {
        for _ in 0..2 {
            assert_eq!(holds(&judge, when), expected, "{when:?}");
        }
    }
}

#[test]
fn no_more_conditions_are_known_than_a_house_needs() {
    let judge = Judge::new(Rules::default());
    for amount in 0..=MOST {
        assert!(holds(&judge, Some(&format!("context.amount != {}", 1_000 + amount))));
    }
    assert_eq!(judge.conditions.lock().expect("whole").len(), 1);
}

#[test]
fn a_rule_of_the_house_is_named_with_its_version() {
    let text = "@id(\"no_gifts\") @fi(\"Ei lahjoja.\") @sv(\"Inga gåvor.\") @en(\"No gifts.\")\n\
        forbid (principal, action, resource) when { context.kind == \"gift\" };";
    let judge = |text: &str| Judge::new(Rules::parse(text).expect("rules"));
    let named = judge(text).forbidding(&situation()).expect("forbidden");
    assert_eq!(named.rule, "no_gifts");
    let other = judge(&text.replace("Ei lahjoja", "Ei enää lahjoja")).forbidding(&situation());
    assert_ne!(other.expect("forbidden").version, named.version);
    assert_eq!(judge("").forbidding(&situation()), None);
}

#[test]
fn what_is_wrong_is_said_in_words() {
    assert_eq!(check("context.first_of_kind"), Ok(()));
    let Err(Refusal::Condition(problems)) = check("context.weather == \"fine\"") else { panic!("refused") };
    assert!(problems[0].starts_with("Line 1: There is no `context.weather`."), "{problems:?}");
}

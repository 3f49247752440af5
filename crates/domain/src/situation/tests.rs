use uuid::Uuid;

use super::*;
use crate::Currency;

#[track_caller]
fn check(text: &str, is_a_code: bool) {
    assert_eq!(text.parse::<Code>().is_ok(), is_a_code, "{text:?}");
    let read: Result<Code, _> = serde_json::from_value(text.into());
    assert_eq!(read.is_ok(), is_a_code, "{text:?} from JSON");
}

#[test]
fn a_code_is_short_and_plain() {
    check("gold", true);
    check("late_delivery", true);
    check("billing.step-3", true);
    check("B2B", true);
    check(&"a".repeat(Code::LONGEST), true);
    check(&"a".repeat(Code::LONGEST + 1), false);
    check("", false);
    check("Vilma Esimerkki", false);
    check("vilma@example.net", false);
    check("myöhässä", false);
    check("a\"b", false);
    check("a\nb", false);
}

/// It stands in recorded decisions, so its shape is for ever.
#[test]
fn a_situation_is_written_and_read_again() {
    let situation = Situation {
        agent: AgentId(Uuid::from_u128(7)),
        role: Role::Agent,
        team: None,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(7_00, Currency::EUR)),
        segment: Some("gold".parse().expect("a code")),
        channel: Some(Channel::Phone),
        cause: None,
        process_step: None,
        bulletin: None,
        out_of_hours: true,
        first_of_kind: true,
        agent_is_customer: false,
        payee: Payee::NotNamed,
    };
    let written = serde_json::to_string(&situation).expect("json");
    assert_eq!(
        written,
        "{\"agent\":\"00000000-0000-0000-0000-000000000007\",\"role\":\"agent\",\"team\":null,\"kind\":\"refund\",\
         \"amount\":{\"minor\":700,\"currency\":\"EUR\"},\"segment\":\"gold\",\"channel\":\"phone\",\"cause\":null,\
         \"process_step\":null,\"bulletin\":null,\"out_of_hours\":true,\"first_of_kind\":true,\
         \"agent_is_customer\":false,\"payee\":\"not_named\"}"
    );
    let read: Situation = serde_json::from_str(&written).expect("json");
    assert_eq!(read, situation);
}

//! What can be asked about, against the schema.

use std::str::FromStr as _;

use cedar_policy::Schema;
use uuid::Uuid;
use valta_domain::Money;

use super::*;

/// Cedar accepts a request only when its context has exactly the attributes of the schema, each of its kind.
#[test]
fn facts_are_those_of_the_schema() {
    let schema = Schema::from_str(include_str!("../../policies/situation.cedarschema")).expect("a schema");
    for situation in [somebody(), nobody()] {
        let Facts(request) = Facts::of(&situation);
        let context = request.as_ref().and_then(Request::context).expect("a context").clone();
        let [agent, give, remedy] = HEAD.clone();
        let validated = Request::new(agent, give, remedy, context, Some(&schema));
        assert_eq!(validated.err().map(|error| error.to_string()), None);
    }
}

/// What the domain can say at all passes, so that no condition is refused that could hold.
#[test]
fn every_value_is_one_that_can_be() {
    for situation in [somebody(), nobody()] {
        for attribute in ATTRIBUTES {
            if let Value::Text(text) = (attribute.value)(&situation) {
                assert!(attribute.can_be(&text), "{} is {text:?}", attribute.name);
            }
        }
    }
}

#[track_caller]
fn check(attribute: &str, text: &str, can_be: bool) {
    let attribute = Attribute::named(attribute).expect("an attribute");
    assert_eq!(attribute.can_be(text), can_be, "{} {text:?}", attribute.name);
}

#[test]
fn a_text_that_is_never_so_is_known() {
    check("role", "lead", true);
    check("role", "boss", false);
    check("kind", "refund", true);
    check("kind", "refunds", false);
    check("channel", "walk_in", true);
    check("channel", "fone", false);
    check("channel", "", true);
    check("currency", "EUR", true);
    check("currency", "eur", false);
    check("payee", "other", true);
    check("payee", "payee", false);
    check("agent", "00000000-0000-0000-0000-000000000007", true);
    check("agent", "0192ABCD-0000-0000-0000-000000000007", false);
    check("team", "service", false);
    check("segment", "gold", true);
    check("segment", "gold customers", false);
}

fn nobody() -> Situation {
    Situation {
        agent: AgentId(Uuid::from_u128(7)),
        role: Role::Colleague,
        team: None,
        kind: RemedyKind::Apology,
        amount: None,
        segment: None,
        channel: None,
        cause: None,
        process_step: None,
        bulletin: None,
        out_of_hours: false,
        first_of_kind: false,
        agent_is_customer: false,
        payee: Payee::NotNamed,
    }
}

fn somebody() -> Situation {
    Situation {
        role: Role::Lead,
        team: Some(TeamId(Uuid::from_u128(8))),
        kind: RemedyKind::Refund,
        amount: Some(Money::new(i64::MAX, Currency::SEK)),
        segment: "gold".parse().ok(),
        channel: Some(Channel::WalkIn),
        cause: "late_delivery".parse().ok(),
        process_step: "billing.3".parse().ok(),
        bulletin: "B-7".parse().ok(),
        out_of_hours: true,
        first_of_kind: true,
        agent_is_customer: true,
        payee: Payee::Other,
        ..nobody()
    }
}

//! What a condition may be, what it comes to, and what is said of one that cannot be.

use expect_test::expect;
use proptest::prelude::*;
use uuid::Uuid;
use valta_domain::{
    AgentId, Currency, Money,
    agent::Role,
    contact::Channel,
    remedy::{Payee, RemedyKind},
    situation::Situation,
};

use super::*;
use crate::reading::{JUDGING, MOST_WORDS};

/// Sunday, eight in the morning, on the phone: 40 EUR to a gold customer who never had a refund.
fn sunday() -> Situation {
    Situation {
        agent: AgentId(Uuid::from_u128(7)),
        role: Role::Agent,
        team: None,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(40_00, Currency::EUR)),
        segment: "gold".parse().ok(),
        channel: Some(Channel::Phone),
        cause: "late_delivery".parse().ok(),
        process_step: None,
        bulletin: None,
        out_of_hours: true,
        first_of_kind: true,
        agent_is_customer: false,
        payee: Payee::NotNamed,
    }
}

#[track_caller]
fn check(text: &str, outcome: &str) {
    let said = match Condition::parse(text) {
        Ok(condition) if condition.holds(&sunday()) => "holds".to_owned(),
        Ok(_) => "does not hold".to_owned(),
        Err(problems) => {
            let told =
                problems.iter().map(|problem| format!("{} in line {}", problem.wrong.code(), problem.line));
            told.collect::<Vec<_>>().join(", ")
        }
    };
    assert_eq!(said, outcome, "{:?}", text.chars().take(200).collect::<String>());
}

#[test]
fn conditions_hold_or_do_not() {
    check("context.out_of_hours && context.channel == \"phone\"", "holds");
    check("context.amount <= 5000", "holds");
    check("context.amount > 4000", "does not hold");
    check("context.amount > -5", "holds");
    check("context.first_of_kind", "holds");
    check("!context.first_of_kind", "does not hold");
    check("context.kind == \"refund\" || context.agent_is_customer", "holds");
    check("[\"chat\", \"phone\"].contains(context.channel)", "holds");
    check("context.segment like \"go*\"", "holds");
    check("context[\"amount\"] < 5000", "holds");
    check("if context.out_of_hours then context.amount <= 4000 else false", "holds");
    check("(context.role == \"lead\") == false", "holds");
    check("context.agent == \"00000000-0000-0000-0000-000000000007\"", "holds");
    check("true", "holds");
    // What is not known is the empty text.
    check("context.bulletin == \"\"", "holds");
    check("context.process_step != \"\"", "does not hold");
    check("context.team == \"\"", "holds");
    // Lines, spaces and comments are the writer's own.
    check("\n  context.out_of_hours // at night\n  && context.amount <= 5000 // fifty\n", "holds");
    check("context.out_of_hours // to the end of the text", "holds");
    check("context.out_of_hours//", "holds");
}

#[test]
fn a_remedy_without_money_has_amount_nought() {
    let apology = Situation { kind: RemedyKind::Apology, amount: None, ..sunday() };
    let holds = |text: &str| Condition::parse(text).is_ok_and(|condition| condition.holds(&apology));
    assert!(holds("context.amount == 0 && context.currency == \"\""));
}

#[test]
fn what_cannot_be_a_condition_is_told_with_its_place() {
    check("", "empty in line 1");
    check("   \n // nothing\n", "empty in line 1");
    check("context.colour == \"red\"", "no_such_attribute in line 1");
    check("contexto.amount > 4", "unreadable in line 1");
    check("context.määrä > 4", "unreadable in line 1");
    check("context.amount", "other_kind in line 1");
    check("context.channel", "other_kind in line 1");
    check("7", "other_kind in line 1");
    check("context.out_of_hours &&\n  context.amount", "other_kind in line 2");
    check("context.amount <= \"5000\"", "other_kind in line 1");
    check("context.amount == \"5000\"", "other_kind in line 1");
    check("context.channel == 5", "other_kind in line 1");
    check("context.channel == [\"phone\"]", "other_kind in line 1");
    check("[\"phone\", 5].contains(context.channel)", "other_kind in line 1");
    check("if context.out_of_hours then true else 5", "other_kind in line 1");
    // Decimals of every form.
    check("context.amount <= 50.5", "decimals in line 1");
    check("context.amount <= .5", "decimals in line 1");
    check("context.amount <= 1e3", "unreadable in line 1");
    check("context.amount <= decimal(\"50.5\")", "not_known in line 1");
    check("context.amount <= 99999999999999999999", "unreadable in line 1");
    // Nothing is reckoned, so nothing overflows.
    check("context.amount * 9223372036854775807 > 4", "reckoned in line 1");
    check("context.amount + 1 > 4", "reckoned in line 1");
    check("context.amount - 1 > 4", "reckoned in line 1");
    check("-context.amount > 4", "reckoned in line 1");
    check("context.amount / 2 > 4", "unreadable in line 1");
    // Texts that are never so.
    check("context.channel == \"fone\"", "no_such_code in line 1");
    check("true &&\n\"fone\" != context.channel", "no_such_code in line 2");
    check("[\"phone\", \"fone\"].contains(context.channel)", "no_such_code in line 1");
    check("[context.channel].containsAny([\"fone\"])", "no_such_code in line 1");
    check("context.kind == \"Refund\"", "no_such_code in line 1");
    check("context.currency == \"EURO\"", "no_such_code in line 1");
    check("context.segment == \"kultä\"", "no_such_code in line 1");
    check("false", "never_true in line 1");
    check("context.out_of_hours && false", "never_true in line 1");
    // Only the situation is known.
    check("principal == Agent::\"someone\"", "not_known in line 1, not_known in line 1");
    check("action == Action::\"give\"", "not_known in line 1, not_known in line 1");
    check("resource in resource", "not_known in line 1");
    check("principal is Agent", "not_known in line 1");
    check("context == context", "not_known in line 1");
    check("{a: true}.a", "not_known in line 1");
    check("context.channel.length > 3", "not_known in line 1");
    check("context.kind in [\"refund\"]", "not_known in line 1");
    check("context has segment", "has in line 1");
    check("ip(\"10.0.0.1\").isLoopback()", "not_known in line 1");
    check("?principal == ?principal", "unreadable in line 1, unreadable in line 1");
    // Habits from elsewhere.
    check("context.out_of_hours = true", "unreadable in line 1");
    check("context.out_of_hours and context.first_of_kind", "unreadable in line 1");
    check("context.channel == 'phone'", "unreadable in line 1");
}

#[test]
fn nothing_breaks_out_of_a_condition() {
    check("true }; permit (principal, action, resource) when { true", "unreadable in line 1");
    check("true } when { true", "unreadable in line 1");
    check("true } unless { false", "unreadable in line 1");
    check("true }; //", "unreadable in line 1");
    check("true // }; permit (principal, action, resource);", "holds");
    check("true;", "unreadable in line 1");
    check("true; false", "unreadable in line 1");
    check("context.out_of_hours && (", "unreadable in line 1");
    check("context.out_of_hours)", "unreadable in line 1");
    check("{", "unreadable in line 1");
    check("}", "unreadable in line 1");
    check("context.segment == \"gold", "unreadable in line 1");
    check("context.segment == \"gold\\", "unreadable in line 1");
    check("@id(\"x\") true", "unreadable in line 1");
    check("forbid (principal, action, resource) when { true };", "unreadable in line 1");
    check("true\0", "unreadable in line 1");
    check("true\r// \r}; permit (principal, action, resource);", "unreadable in line 1");
    // Signs that show another text than is judged by, even in a comment.
    check("true // \u{202e} eslaf", "doubtful in line 1");
    check("context.segment == \"\u{2067}gold\"", "doubtful in line 1");
    check("[\"phone\", \"phоne\"].contains(\"phone\")", "doubtful in line 1");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is read as a condition is one policy of ours, and nothing besides.
    #[test]
    fn a_condition_is_one_condition(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
        let text = pieces.concat();
        if let Ok(condition) = Condition::parse(&text) {
            let put: cedar_policy::PolicySet = format!("{BEFORE}{text}{AFTER}").parse().expect("policies");
            prop_assert_eq!(put.num_of_policies(), 1);
            prop_assert_eq!(put.num_of_templates(), 0);
            prop_assert!(put.policies().all(|policy| policy.effect() == cedar_policy::Effect::Forbid));
            let facts = Facts::of(&sunday());
            prop_assert!(facts.say(&condition.expression).is_some(), "{} came to nothing", text);
        }
    }
}

/// What a text would be made of that wants out.
const PIECES: &[&str] = &[
    "true",
    "context.out_of_hours",
    "(",
    ")",
    "{",
    "}",
    "}; ",
    " when {",
    " unless {",
    "forbid",
    "permit",
    "(principal, action, resource)",
    ";",
    "//",
    "\n",
    "\r",
    "\"",
    "\\",
    "\"a\"",
    " == ",
    " && ",
    " || ",
    "!",
    "if ",
    " then ",
    " else ",
    "@id(\"x\")",
    "context.channel",
    "[",
    "]",
    ".contains(",
    "?principal",
    "ä",
    "\u{202e}",
    "7",
    ",",
];

#[test]
fn a_text_that_is_too_much_is_not_read() {
    check(&"a".repeat(1024 * 1024), "too_long in line 1");
    check(&format!("true{}", " ".repeat(1024 * 1024)), "too_long in line 1");
    check(&format!("{}true{}", "(".repeat(1_000), ")".repeat(1_000)), "too_much in line 1");
    check(&"!".repeat(1_000), "too_much in line 1");
    check(&vec!["true"; 200].join(" && "), "too_much in line 1");
    // A list of codes may be long.
    let codes: Vec<String> = (0..140).map(|number| format!("\"cause_{number}\"")).collect();
    check(&format!("[{}].contains(context.cause)", codes.join(", ")), "does not hold");
}

/// The deepest texts that are read at all, by every way of going deep: read and judged on a thread that has hardly
/// any stack, and with the same answer there.
#[test]
fn the_deepest_text_needs_no_stack_of_its_own() {
    let most = MOST_WORDS;
    let deep = |times: usize, before: &str, after: &str| {
        format!("{}context.out_of_hours{}", before.repeat(times), after.repeat(times))
    };
    let texts = [
        deep(most / 2 - 3, "(", ")"),
        deep(most / 4, "!(", ")"),
        deep(most / 8, "if true then ", " else true"),
        deep(most / 3 - 3, "true && ", ""),
        deep(most / 3 - 3, "", " || false"),
        deep(most / 3 - 3, "", " == true"),
        deep(most / 2 - 3, "[", "]"),
        deep(most / 2 - 3, "", ".a"),
        deep(most / 3 - 3, "{a: ", "}"),
        deep(most / 5, "1 + ", ""),
        deep(most / 3 - 3, "!", ""),
        deep(most / 8, "[true].contains(", ")"),
        deep(most / 5, "", ".contains(true)"),
        deep(most / 3, "", " like \"a\""),
    ];
    let (mut read, mut held) = (0, 0);
    for text in texts {
        let here = Condition::parse(&text).map(|condition| condition.holds(&sunday()));
        // With hardly any stack, and with just so much that none is added.
        for stack in [192 * 1024, JUDGING + 96 * 1024] {
            let there = text.clone();
            let thread = std::thread::Builder::new().stack_size(stack).spawn(move || {
                let condition = Condition::parse(&there);
                condition.map(|condition| condition.holds(&sunday()))
            });
            let there = thread.expect("a thread").join().expect("no stack ran out");
            assert_eq!(there, here, "{text}");
        }
        read += usize::from(here.is_ok());
        held += usize::from(here == Ok(true));
    }
    assert!(read >= 6 && held >= 5, "{read} of the deepest texts were read, {held} held");
}

#[test]
fn a_text_is_asked_about_once_however_many_mandates_have_it() {
    let mut conditions = Conditions::default();
    for _ in 0..3 {
        assert_eq!(conditions.add("context.out_of_hours"), Ok(()));
        assert_eq!(conditions.add("context.amount > 5000"), Ok(()));
    }
    assert!(conditions.add("context.amount > ").is_err());
    let holding = conditions.holding(&sunday());
    assert_eq!(conditions.0.len(), 2);
    assert!(holding.holds("context.out_of_hours"));
    assert!(!holding.holds("context.amount > 5000"));
    assert!(!holding.holds("context.amount > "));
    assert!(!holding.holds("true"), "never added");
}

/// A sample in full: what is wrong, and what is allowed.
#[test]
fn problems_are_plain_sentences() {
    let texts = [
        "context.colour == \"red\"",
        "context.out_of_hours &&\ncontext.amount",
        "context.amount == \"5000\"",
        "context.amount <= 50.5",
        "context.amount * 2 > 5",
        "context has segment",
        "principal == principal",
        "context.channel == \"fone\"",
        "context.team == \"service\"",
        "false",
        "true // \u{202e}",
        "context.channel == 'phone'",
        "true }",
        "context.out_of_hours && (",
        "context.out_of_hours = true",
    ];
    let mut told: Vec<String> = Vec::new();
    for problem in texts.iter().flat_map(|text| Condition::parse(text).err().into_iter().flatten()) {
        // The list of what there is, once.
        let said = problem.to_string();
        told.push(match said.split_once("There are: ") {
            Some((said, _)) if !told.is_empty() => format!("{said}There are: …"),
            _ => said,
        });
    }
    expect![[r#"
        Line 1: There is no `context.colour`. There are: context.agent (text), context.role (text), context.team (text), context.kind (text), context.amount (a whole number), context.currency (text), context.segment (text), context.channel (text), context.cause (text), context.process_step (text), context.bulletin (text), context.out_of_hours (true or false), context.first_of_kind (true or false), context.agent_is_customer (true or false), context.payee (text).
        Line 2: `context.amount` does not fit: expected true or false but saw a whole number. There are: …
        Line 1: `context.amount == "5000"` does not fit: a whole number and text do not go together. There are: …
        Line 1: There are no decimals here: an amount is a whole number of minor units, so 7.50 EUR is 750.
        Line 1: `context.amount * 2` reckons, and nothing is reckoned here: compare with a whole number. Sums and windows are the mandate's own limits.
        Line 1: `context has segment` asks whether something is there, and everything always is. What is not known is the empty text: `context.bulletin == ""`.
        Line 1: `principal` cannot be asked about here. There are: …
        Line 1: `context.channel` is never "fone". It can be: email, chat, phone, walk_in, web_form, social, letter, api.
        Line 1: `context.team` is never "service". It can be: an id in lower case, such as 01920a3c-7f00-7000-8000-000000000001.
        Line 1: This can never be true, so it would say nothing.
        Line 1: This would mislead a reader: a sign turns the direction of writing, which no text here needs.
        Line 1: This cannot be read: invalid token (strings must use double quotes, not single quotes).
        Line 1: This cannot be read: unexpected token `}`.
        Line 1: This cannot be read: it ends before it is whole; a bracket, a quotation mark or a `;` may be missing.
        Line 1: This cannot be read: '=' is not a valid operator in Cedar (try using '==' instead)."#]].assert_eq(&told.join("\n"));
}

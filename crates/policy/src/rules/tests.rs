//! What a rule may be, whom it stops, and what is said of one that cannot be.

use expect_test::expect;
use uuid::Uuid;
use valta_domain::{
    AgentId, Currency, Money,
    agent::Role,
    contact::Channel,
    remedy::{Payee, RemedyKind},
};

use super::*;

const WORDS_OF_IT: &str = "@fi(\"Ei käy.\") @sv(\"Går inte.\") @en(\"Not this.\")";
const HEAD: &str = "(principal, action, resource)";

fn credit() -> Situation {
    Situation {
        agent: AgentId(Uuid::from_u128(7)),
        role: Role::Agent,
        team: None,
        kind: RemedyKind::Credit,
        amount: Some(Money::new(40_00, Currency::EUR)),
        segment: "public_official".parse().ok(),
        channel: Some(Channel::Phone),
        cause: None,
        process_step: None,
        bulletin: None,
        out_of_hours: false,
        first_of_kind: true,
        agent_is_customer: false,
        payee: Payee::NotNamed,
    }
}

#[track_caller]
fn check(text: &str, outcome: &str) {
    let said = match Rules::parse(text) {
        Ok(rules) => match rules.forbidding(&credit()) {
            Some(named) => format!("forbidden by {}", named.id),
            None => "not forbidden".to_owned(),
        },
        Err(problems) => {
            let told = problems.iter().map(|problem| {
                let of = problem.id.as_ref().map_or(String::new(), |id| format!(" of {id}"));
                format!("{}{of} in line {}", problem.wrong.code(), problem.line)
            });
            told.collect::<Vec<_>>().join(", ")
        }
    };
    assert_eq!(said, outcome, "{:?}", text.chars().take(300).collect::<String>());
}

/// A rule with all that it needs.
fn rule(id: &str, condition: &str) -> String {
    format!("@id(\"{id}\") {WORDS_OF_IT}\nforbid {HEAD}\n{condition};\n")
}

#[test]
fn rules_forbid_or_do_not() {
    check("", "not forbidden");
    check("// nothing yet\n", "not forbidden");
    check(&rule("a", "when { context.kind == \"credit\" }"), "forbidden by a");
    check(&rule("a", "when { context.kind == \"refund\" }"), "not forbidden");
    check(
        &rule("a", "when { context.kind == \"credit\" } unless { context.first_of_kind }"),
        "not forbidden",
    );
    check(&rule("a", "unless { context.first_of_kind }"), "not forbidden");
    check(&rule("a", "unless { context.out_of_hours }"), "forbidden by a");
    check(&rule("a", "when { context.first_of_kind } when { context.amount > 3999 }"), "forbidden by a");
    check(&rule("a", "when { context.first_of_kind } when { context.amount > 4000 }"), "not forbidden");
    check(&rule("a", "when { context.first_of_kind || true } unless { false || false }"), "forbidden by a");
    // The first by its id, not by its place.
    let (a, b) =
        (rule("a", "when { context.amount > 0 }"), rule("b", "when { context.channel == \"phone\" }"));
    check(&format!("{b}{a}"), "forbidden by a");
    check(&format!("{b}{}", a.replace("> 0", "> 5000")), "forbidden by b");
    // A sign that ends a rule may stand in its words and comments.
    check(&rule("a", "// all; of ; them\nwhen { context.cause != \"x\" }"), "forbidden by a");
    check(&rule("a", "when { context.amount > 0 }").replace("Ei käy.", "Ei; \\\"käy\\\";"), "forbidden by a");
}

#[test]
fn a_rule_has_its_words_in_three_languages() {
    let text = "@id(\"gifts\") @fi(\"Lahjaa ei saa antaa, \\\"hyvityksen\\\" saa.\") @sv(\"Ge kredit i stället.\")\n\
                @en(\"  Credit instead.  \") forbid (principal, action, resource) when { context.amount > 0 };";
    let rules = Rules::parse(text).expect("rules");
    let said = rules.forbidding(&credit()).map(|it| [it.id.as_str(), &it.fi, &it.sv, &it.en]);
    let words =
        ["gifts", "Lahjaa ei saa antaa, \"hyvityksen\" saa.", "Ge kredit i stället.", "Credit instead."];
    assert_eq!(said, Some(words));
    assert_eq!(rules.all().count(), 1);
}

#[test]
fn what_cannot_be_a_rule_is_told_with_its_place() {
    let good = rule("a", "when { context.amount > 0 }");
    check(&good.replace("forbid", "permit"), "not_forbid of a in line 2");
    check(&format!("{good}{}", good.replace("forbid", "permit")), "not_forbid of a in line 5");
    check(&format!("{good}{good}"), "twice_id of a in line 4");
    check(&rule("self_dealing", "when { context.amount > 0 }"), "twice_id of self_dealing in line 1");
    check(
        &rule("payee_is_not_payer", "when { context.amount > 0 }"),
        "twice_id of payee_is_not_payer in line 1",
    );
    check(&rule("a", ""), "no_condition of a in line 1");
    check(&rule("a", "when { false }"), "never_true of a in line 1");
    check(&rule("a", "when { }"), "unreadable in line 3");
    check(&rule("a", "when { context.amount }"), "other_kind of a in line 3");
    check(&rule("a", "when {\n\ncontext.colour == \"red\" }"), "no_such_attribute of a in line 5");
    check(&rule("a", "when { context.amount > 1.5 }"), "decimals in line 3");
    check(&rule("a", "when { context.kind == \"money\" }"), "no_such_code of a in line 3");
    check(&rule("a", "when { principal == principal }"), "not_known of a in line 2");
    check(&rule("a", "when { context.amount > 0 "), "unreadable in line 3");
    check(&good.replace(';', ""), "unreadable in line 3");
    check(&format!("{}{good}", good.replace(';', "")), "unreadable in line 4");
    check(&format!("{good};"), "unreadable in line 4");
    check(&good.replace("(principal, action", "(principal == Agent::\"x\", action"), "head of a in line 2");
    check(&good.replace("action, ", "action == Action::\"give\", "), "head of a in line 2");
    check(&good.replace("resource)", "resource is Remedy)"), "head of a in line 2");
    check(&good.replace("principal, ", "principal == ?principal, "), "unreadable in line 2");
    check(&good.replace("@id(\"a\")", ""), "missing_annotation in line 1");
    check(&good.replace("@id(\"a\")", "@id"), "unusable_annotation of  in line 1");
    check(&good.replace("@id(\"a\")", "@id(\"a b\")"), "unusable_annotation of a b in line 1");
    check(&good.replace("@id(\"a\")", "@id(\"a\") @id(\"b\")"), "unreadable in line 1");
    check(&good.replace("@sv(\"Går inte.\")", ""), "missing_annotation of a in line 1");
    check(
        &good.replace(WORDS_OF_IT, ""),
        "missing_annotation of a in line 1, missing_annotation of a in line 1, missing_annotation of a in line 1",
    );
    check(&good.replace("Går inte.", "  "), "unusable_annotation of a in line 1");
    check(&good.replace("Går inte.", &"å".repeat(401)), "unusable_annotation of a in line 1");
    check(
        &good.replace("@sv", "@se"),
        "unknown_annotation of a in line 1, missing_annotation of a in line 1",
    );
    check(&good.replace("Ei käy.", "Ei \u{202e}käy."), "doubtful in line 1");
    // All that is wrong is told at once, up to what anybody reads.
    check(
        &format!("{}{}", rule("a", "when { context.colour == 1 }"), good.replace("forbid", "permit")),
        "no_such_attribute of a in line 3, not_forbid of a in line 5",
    );
    let many = rule("a", "when { context.colour == 1 }").repeat(1_000);
    assert_eq!(Rules::parse(&many).err().map(|problems| problems.len()), Some(20));
}

#[test]
fn a_text_that_is_too_much_is_not_read() {
    check(&"a".repeat(1024 * 1024), "too_long in line 1");
    check(
        &rule("a", &format!("when {{ {}true{} }}", "(".repeat(400), ")".repeat(400))),
        "too_much in line 1",
    );
    assert_eq!(Rules::parse(&";".repeat(200_000)).err().map(|problems| problems.len()), Some(20));
    assert_eq!(Rules::parse(&"\"".repeat(200_001)).err().map(|problems| problems.len()), Some(1));
}

/// No rule of a house's own stands in the delivery, and the example in it is one that can be used.
#[test]
fn the_default_forbids_nothing_and_its_example_works() {
    check(Rules::DEFAULT, "not forbidden");
    assert_eq!(Rules::parse(Rules::DEFAULT).map(|rules| rules.all().count()), Ok(0));
    let lines: Vec<&str> = Rules::DEFAULT.lines().filter_map(|line| line.strip_prefix("//    ")).collect();
    let rules = Rules::parse(&lines.join("\n")).expect("rules");
    let sanctioned = Situation { segment: "sanctioned".parse().ok(), ..credit() };
    assert_eq!(rules.forbidding(&sanctioned).map(|named| named.id.as_str()), Some("sanctions"));
    assert_eq!(rules.forbidding(&credit()), None);
    assert_eq!(rules.forbidding(&Situation { kind: RemedyKind::Apology, ..sanctioned }), None);
}

#[test]
fn problems_are_plain_sentences() {
    let good = rule("a", "when { context.amount > 0 }");
    let texts = [
        good.replace("forbid", "permit"),
        good.replace("principal, ", "principal is Agent, "),
        good.replace(WORDS_OF_IT, "@fi(\"\") @en(\"No.\") @de(\"Nein.\")"),
        good.replace("\"a\"", "\"a rule\""),
        rule("a", ""),
        format!("{good}{good}"),
        format!("{good}\n@id(\"b\") forbid"),
    ];
    let told: Vec<String> = texts
        .iter()
        .flat_map(|text| Rules::parse(text).err().into_iter().flatten())
        .map(|problem| problem.to_string())
        .collect();
    expect![[r#"
        Line 2, in `a`: Only `forbid` may stand here: what may be given is said by mandates.
        Line 2, in `a`: A rule begins `forbid (principal, action, resource)`, to the letter; whom and what it is for is said in its `when`, with `context.role`, `context.kind` and so on.
        Line 1, in `a`: `@de` means nothing here. There are: @id, @fi, @sv, @en.
        Line 1, in `a`: The `@fi` is empty, or longer than anybody would say aloud.
        Line 1, in `a`: The `@sv("…")` is missing: the words that a person can say aloud, in each of fi, sv and en.
        Line 1, in `a rule`: The `@id` is not a code: 1 to 60 of the characters a–z, A–Z, 0–9, _, - and .
        Line 1, in `a`: Without a `when` this would forbid every remedy to everybody. Say when it forbids.
        Line 4, in `a`: This `@id` is taken: each is there once.
        Line 5: This cannot be read: it ends before it is whole; a bracket, a quotation mark or a `;` may be missing."#]].assert_eq(&told.join("\n"));
}

#[test]
fn another_text_is_another_version() {
    let version = |condition| {
        let rules = Rules::parse(&rule("a", condition)).expect("a rule");
        rules.all().next().expect("one").version
    };
    let (once, again) = ("when { context.amount > 1 }", "when { context.amount > 2 }");
    assert_eq!(version(once), version(once));
    assert_ne!(version(once), version(again));
}

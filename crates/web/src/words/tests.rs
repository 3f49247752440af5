//! The three languages say the same things with the same arguments, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

use super::{KEYS, Lang, Words, fluent_id, texts};

type Told = BTreeMap<String, BTreeSet<String>>;

fn arguments_of(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            arguments_in(expression, found);
        }
    }
}

fn arguments_in(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    let inline = match expression {
        Expression::Inline(inline) => inline,
        Expression::Select { selector, variants } => {
            for variant in variants {
                arguments_of(&variant.value, found);
            }
            selector
        }
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => arguments_in(expression, found),
        _ => {}
    }
}

fn told(lang: Lang, wrong: &mut Vec<String>) -> Told {
    let mut told = Told::new();
    for text in texts(lang) {
        let resource = parser::parse(text).unwrap_or_else(|(rest, errors)| {
            wrong.extend(errors.iter().map(|error| format!("{}: {error}", lang.code())));
            rest
        });
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                let mut found = BTreeSet::new();
                if let Some(pattern) = &message.value {
                    arguments_of(pattern, &mut found);
                }
                if told.insert(message.id.name.to_owned(), found).is_some() {
                    wrong.push(format!("{}: {} is said twice", lang.code(), message.id.name));
                }
            }
        }
    }
    told
}

#[test]
fn every_language_says_every_word_with_its_arguments() {
    let mut wrong = Vec::new();
    let listed: Told = KEYS
        .iter()
        .map(|(key, arguments)| (fluent_id(key), arguments.iter().map(|&name| name.to_owned()).collect()))
        .collect();
    for lang in Lang::ALL {
        let told = told(lang, &mut wrong);
        for (key, arguments) in &listed {
            match told.get(key) {
                None => wrong.push(format!("{}: {key} is not said", lang.code())),
                Some(found) if found != arguments => {
                    wrong.push(format!(
                        "{}: {key} takes {found:?}, and the list says {arguments:?}",
                        lang.code()
                    ));
                }
                Some(_) => {}
            }
        }
        for key in told.keys().filter(|key| !listed.contains_key(*key)) {
            wrong.push(format!("{}: {key} is said, but not in the list of words", lang.code()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_are_spoken() {
    assert_eq!(Words::of(Lang::Fi).nav_mine(), "Omat asiat");
    assert_eq!(Words::of(Lang::Sv).list_untaken(1), "Ett ärende har ännu ingen");
    assert_eq!(Words::of(Lang::En).list_untaken(3), "3 cases have nobody yet");
    assert_eq!(Words::of(Lang::Fi).channel_by("phone"), "puhelimessa");
}

#[test]
fn a_language_is_chosen() {
    let rows = [
        (None, None, None, Lang::En),
        (None, None, Some("de"), Lang::En),
        (None, None, Some("sv-FI,sv;q=0.9,en;q=0.8"), Lang::Sv),
        (None, None, Some("en;q=0.5, fi;q=0.9"), Lang::Fi),
        (None, None, Some("fi;q=0"), Lang::En),
        (None, Some("fi"), Some("sv"), Lang::Fi),
        (None, Some("xx"), Some("sv"), Lang::Sv),
        (Some(Lang::En), Some("fi"), Some("sv"), Lang::En),
    ];
    for (account, cookie, header, expected) in rows {
        assert_eq!(Lang::choose(account, cookie, header), expected, "{account:?} {cookie:?} {header:?}");
    }
}

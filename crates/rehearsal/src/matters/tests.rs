use std::collections::BTreeSet;

use valta_domain::remedy::Worth;

use super::*;

#[test]
fn every_matter_has_words_of_both_sides_and_no_two_begin_alike() {
    let matters = Matters::read();
    assert!(matters.all.len() >= 45, "{} matters", matters.all.len());
    let mut openings = BTreeSet::new();
    for matter in &matters.all {
        assert!(!matter.subjects.is_empty() && !matter.replies.is_empty(), "{matter:?}");
        assert!((2..=4).contains(&matter.openings.len()), "{matter:?}");
        assert!(!matter.channels.is_empty() && matter.euros.0 <= matter.euros.1, "{matter:?}");
        match matter.remedy.map(RemedyKind::worth) {
            Some(Worth::Amount) => assert!(matter.euros.0 > 0, "{matter:?}"),
            Some(Worth::Nothing) | None => assert_eq!(matter.euros, (0, 0), "{matter:?}"),
            Some(Worth::Estimate) => {}
        }
        for opening in &matter.openings {
            assert!(openings.insert(*opening), "twice: {opening}");
        }
    }
}

#[test]
fn every_language_has_every_list() {
    let matters = Matters::read();
    let names: BTreeSet<_> = matters.lists.keys().map(|(_, name)| *name).collect();
    for language in ["fi", "sv", "en"] {
        for name in &names {
            assert!(!matters.list(language, name).is_empty(), "{language} {name}");
        }
    }
}

#[test]
fn every_word_in_braces_is_one_that_is_filled_in() {
    const KNOWN: &[&str] = &[
        "me", "n", "date", "opened", "due", "amount", "flight", "city", "order", "product", "policy", "room",
        "years", "time", "kilo",
    ];
    for piece in TEXT.split('{').skip(1) {
        let name = piece.split('}').next().unwrap_or_default();
        assert!(KNOWN.contains(&name), "{{{name}}}");
    }
}

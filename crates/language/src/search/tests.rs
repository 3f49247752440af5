use proptest::prelude::*;

use super::*;

/// All forms of a word are found by each other.
#[track_caller]
fn check(language: Language, forms: &str) {
    let stems: BTreeSet<String> = stems(forms, language).into_iter().collect();
    assert_eq!(stems.len(), 1, "{forms}: {stems:?}");
}

#[test]
fn forms_of_a_word_have_one_stem() {
    check(Language::Finnish, "lasku laskun laskut laskua laskussa laskusta laskulla laskuni");
    check(
        Language::Finnish,
        "vakuutuksen vakuutuksia vakuutuksella vakuutuksissa vakuutukseni vakuutuksemme",
    );
    check(Language::Finnish, "aamiainen Aamiainen AAMIAINEN");
    check(Language::Finnish, "päivä paiva pa\u{308}iva\u{308} päivät paivat");
    check(Language::Swedish, "faktura fakturan fakturor fakturorna");
    check(Language::Swedish, "försäkring försäkringen försäkringar forsakringarna");
    check(Language::English, "invoice invoices invoiced invoicing");
    check(Language::English, "customer customers customer's customers’");
}

/// Stems are stored: whoever sees this fail raises `VERSION` and has them made anew.
#[test]
fn the_stems_are_those_of_this_version() {
    let text = "Asiakaspalvelun yhteydenotto laskutuksesta, kundtjänstens återbetalningar, the airline's cancellations 2026";
    let all: Vec<String> = Language::ALL.iter().map(|language| stems(text, *language).join(" ")).collect();
    assert_eq!(
        all,
        [
            "asiakaspalvelu yhteydenoto laskutuks kundtjanstens aterbetalningar the airlines cancellations 2026",
            "asiakaspalvelun yhteydenotto laskutuksest kundtjanst aterbetalning the airlines cancellation 2026",
            "asiakaspalvelun yhteydenotto laskutuksesta kundtjansten aterbetalningar the airlin cancel 2026",
        ]
    );
    assert_eq!(VERSION, 1);
}

#[test]
fn a_language_is_told_by_small_words() {
    for (text, language) in [
        ("Aamiainen ei koskaan tullut koneeseen, vaikka maksoin sen jo netissä.", Some(Language::Finnish)),
        ("Missä pakettini on?", Some(Language::Finnish)),
        ("Frukosten kom aldrig till planet fast jag hade betalat den.", Some(Language::Swedish)),
        ("Jag ringer dig i morgon bitti.", Some(Language::Swedish)),
        ("The breakfast never reached the plane.", Some(Language::English)),
        ("Where is my parcel?", Some(Language::English)),
        ("hana", None),
        ("AY1234 Oulu", None),
        ("", None),
    ] {
        assert_eq!(guess(text), language, "{text}");
    }
}

#[test]
fn what_was_stored_is_found() {
    let found = |stored: &str, asked: &str| {
        let terms = terms(stored);
        query(asked).iter().all(|word| word.iter().any(|stem| terms.contains(stem)))
    };
    for (stored, asked) in [
        ("Kaikki vakuutukseni ovat samalla laskulla, ja niin olen sen halunnut.", "vakuutukset lasku"),
        ("Kaikki vakuutukseni ovat samalla laskulla, ja niin olen sen halunnut.", "VAKUUTUKSEN LASKUN"),
        ("Alla mina försäkringar har varit på en faktura.", "försäkring fakturor"),
        ("All my policies are on one invoice.", "policy invoices"),
        ("väärä hana", "hanat"),
        ("hanat", "hana"),
        ("AY1234", "ay1234"),
        ("Lentoni AY 1234 myöhästyi, ja olen siitä pahoillani.", "lento 1234"),
    ] {
        assert!(found(stored, asked), "{asked} in {stored}: {:?} {:?}", query(asked), terms(stored));
    }
    assert!(!found("väärä hana", "lasku"));
    assert_eq!(query("ja och the").len(), 3, "nothing but small words");
    assert_eq!(query("the invoice").len(), 1);
    assert!(query(&"sana ".repeat(1_000)).len() <= MOST_ASKED);
}

proptest! {
    #[test]
    fn any_text_has_stems_of_letters_and_digits(text in "\\PC*|[\\s\\S]{0,200}") {
        for language in Language::ALL {
            for stem in stems(&text, *language) {
                prop_assert!(stem.chars().count() <= 90);
                prop_assert!(stem.chars().all(char::is_alphanumeric), "{stem:?}");
            }
        }
        let (terms, asked) = (terms(&text), query(&text));
        for word in &asked {
            prop_assert!(word.iter().any(|stem| terms.contains(stem)), "a text is found by its own words");
        }
    }
}

#[test]
fn what_is_remembered_is_what_was_said_about_the_matter() {
    for (text, terms) in [
        ("Hei, onko lasku 123456789 maksettu?\n> Quoted by a machine", "lasku maksetu on"),
        ("The invoice was charged twice to postcode 97999.", "97999 charg invoic postcod twice"),
        ("Ja, och, the.", ""),
        ("", ""),
    ] {
        assert_eq!(telling(text).join(" "), terms, "{text}");
    }
    let long = (0..5_000).map(|word| format!("sana{word}")).collect::<Vec<_>>().join(" ");
    assert!(telling(&long).len() <= 3 * MOST_REMEMBERED);
}

#[test]
fn a_compound_is_looked_for_by_its_halves_and_by_what_begins_with_it() {
    let forms = |text: &str| forms(text).into_iter().flatten().collect::<BTreeSet<_>>();
    assert!(forms("vakuutuslasku").contains(&Form::Half("lasku".into())));
    assert!(forms("vakuutuslasku").contains(&Form::Half("vakuutus".into())));
    assert!(forms("lasku").iter().any(|form| form.meets("laskutus") && form.weight() < 1.0));
    assert!(!forms("lasku").contains(&Form::Half("las".into())));
    // The same word twice is one word, and a short one begins nothing.
    assert_eq!(super::forms("lasku laskun LASKUA").len(), 1);
    assert!(forms("bil").iter().all(|form| matches!(form, Form::Stem(_))));
    assert_eq!(super::forms(""), Vec::<Vec<Form>>::new());
}

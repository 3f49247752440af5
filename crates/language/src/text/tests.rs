use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(text: &str, folded: &[&str]) {
    let found: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
    assert_eq!(found, folded, "{text:?}");
}

#[test]
fn words_are_the_same_however_they_were_typed() {
    check("Ota YHTEYTTÄ.", &["ota", "yhteytta"]);
    check("yhteytta\u{308}", &["yhteytta"]);
    check("I’ll, I'll, Iʼll", &["i'll", "i'll", "i'll"]);
    check("'sitaatti' \"niin\"", &["sitaatti", "niin"]);
    check("asia\u{ad}kas\u{200b}palvelu", &["asiakaspalvelu"]);
    check("Å ø æ ß ﬁ Ａ１", &["a", "o", "ae", "ss", "fi", "a1"]);
    check("e-mail 15.30 EU:n", &["e", "mail", "15", "30", "eu", "n"]);
    check("👩‍👩‍👧 ok 🙂", &["ok"]);
    check("\u{301}\u{301} a\u{301}\u{302}\u{303}", &["a"]);
    check("한국어 日本", &["한국어", "日本"]);
    check("", &[]);
}

#[test]
fn sentences_and_clauses_begin_where_a_reader_sees_them_begin() {
    for (text, edges) in [
        ("Hei. Soitan", "SS"),
        ("klo. 15", "S."),
        ("3.12. klo 15.30", "S...."),
        ("no, soita", "SC"),
        ("ota yhteyttä\n- meihin", "S.S"),
        ("Hei Maija\nSoitan", "S.C"),
        // A long line may have been wrapped: its end says nothing.
        ("Tämä rivi on niin pitkä, että posti on sen katkaissut\ntähän", "S....C....."),
        ("eka\n\ntoka", "SS"),
        ("eka\n> lainaus\ntoka", "SS"),
        ("mitä? niin", "SS"),
        ("www.valta.example", "S.."),
    ] {
        let found: String = written(text)
            .iter()
            .map(|word| match word.before {
                Edge::Sentence => 'S',
                Edge::Clause => 'C',
                Edge::None => '.',
            })
            .collect();
        assert_eq!(found, edges, "{text:?}");
    }
}

#[test]
fn what_is_quoted_is_known() {
    let quoted = |text: &str| -> Vec<String> {
        written(text).into_iter().filter(|word| word.quoted).map(|word| word.folded).collect()
    };
    assert_eq!(quoted("Sanottiin \"ota yhteyttä\" ja”niin”"), ["ota", "yhteytta", "niin"]);
    assert!(quoted("5\" näyttö").is_empty(), "a mark that is left over");
    assert!(quoted("\"auki\n\nsuljettu\"").is_empty(), "not over paragraphs");
}

#[test]
fn hostile_texts_stay_small() {
    assert_eq!(words(&"a".repeat(1 << 20))[0].folded.len(), MOST_LETTERS);
    assert!(words(&"\u{fdfa}".repeat(1 << 16))[0].folded.len() < 1_000);
    assert!(words(&format!("a{}", "\u{301}".repeat(1 << 18)))[0].folded.len() <= 4);
    assert_eq!(words(&"a ".repeat(1 << 18)).len(), MOST_WORDS);
}

proptest! {
    #[test]
    fn any_text_is_cut_at_its_own_letters(text in "\\PC*|[\\s\\S]{0,200}") {
        let mut until = 0;
        for word in written(&text) {
            prop_assert!(word.span.start >= until && word.span.start < word.span.end);
            prop_assert!(text.get(word.span.clone()).is_some());
            prop_assert!(!word.folded.is_empty());
            let again: Vec<String> = words(&word.folded).into_iter().map(|word| word.folded).collect();
            // What stands beside an apostrophe may be a letter in one form and a mark in another.
            let bare = |word: &str| word.replace('\'', "");
            prop_assert_eq!(bare(&again.concat()), bare(&word.folded), "folding twice is folding once");
            until = word.span.end;
        }
    }
}

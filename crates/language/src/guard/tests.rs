use std::{collections::BTreeMap, fmt::Write as _, time::Instant};

use proptest::prelude::*;

use super::*;
use crate::phrase::{Does, Why};

const LABELLED: [(Language, &str); 3] = [
    (Language::Finnish, include_str!("../../testdata/guard/fi.txt")),
    (Language::Swedish, include_str!("../../testdata/guard/sv.txt")),
    (Language::English, include_str!("../../testdata/guard/en.txt")),
];

fn guard() -> Guard {
    Guard::new(&[]).expect("the lists of the house can be read")
}

#[derive(Default)]
struct Count {
    noticed: u32,
    missed: u32,
    alarmed: u32,
    silent: u32,
    /// Of what was noticed, what was taken for what it is.
    rightly: u32,
}

impl Count {
    fn precision(&self) -> f64 {
        f64::from(self.noticed) / f64::from(self.noticed + self.alarmed)
    }

    fn recall(&self) -> f64 {
        f64::from(self.noticed) / f64::from(self.noticed + self.missed)
    }
}

/// Sentences that go wrong are told one by one; of those held out and the fresh ones only the number is, so that
/// nobody writes phrases for them.
#[test]
#[expect(clippy::print_stderr, reason = "what was measured is read by whoever runs it")]
fn precision_and_recall_are_nine_tenths_at_least() {
    let guard = guard();
    let mut counts: BTreeMap<(Language, &str), Count> = BTreeMap::new();
    let mut said = String::new();
    for (language, list) in LABELLED {
        let mut part = "";
        for line in list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix("== ") {
                part = name;
                continue;
            }
            let (label, sentence) = line.split_once(' ').expect("a label and a sentence");
            assert!(label == "ok" || Does::from_code(label).is_some(), "{line}");
            let count = counts.entry((language, part)).or_default();
            let noticed = guard.notice(sentence);
            let wrong = match (label, noticed.as_slice()) {
                ("ok", []) => {
                    count.silent += 1;
                    false
                }
                ("ok", _) => {
                    count.alarmed += 1;
                    true
                }
                (_, []) => {
                    count.missed += 1;
                    true
                }
                (_, all) => {
                    count.noticed += 1;
                    count.rightly += u32::from(all.iter().any(|one| one.phrase.does.code() == label));
                    false
                }
            };
            if wrong && !matches!(part, "held-out" | "fresh") {
                let ids: Vec<&str> = noticed.iter().map(|notice| notice.phrase.id.as_str()).collect();
                let _ = writeln!(said, "  {line} {ids:?}");
            }
        }
    }
    for ((language, part), count) in &counts {
        let Count { noticed, missed, alarmed, silent, rightly } = count;
        let (precision, recall) = (count.precision(), count.recall());
        let _ = writeln!(
            said,
            "{} {part:11} precision {precision:.3}, recall {recall:.3}: {noticed} noticed ({rightly} rightly named), {missed} missed, {alarmed} alarms, {silent} silent",
            language.code(),
        );
    }
    eprintln!("{said}");
    assert!(
        counts.values().map(|count| count.noticed + count.missed + count.alarmed + count.silent).sum::<u32>()
            >= 300
    );
    for language in Language::ALL {
        let mut all = Count::default();
        for count in counts.iter().filter(|((of, _), _)| of == language).map(|(_, count)| count) {
            all.noticed += count.noticed;
            all.missed += count.missed;
            all.alarmed += count.alarmed;
        }
        for (name, count) in [("all", &all), ("held out", &counts[&(*language, "held-out")])] {
            assert!(count.precision() >= 0.9, "{language:?} {name}: precision\n{said}");
            assert!(count.recall() >= 0.9, "{language:?} {name}: recall\n{said}");
        }
    }
}

#[track_caller]
fn check(text: &str, noticed: &[&str]) {
    let guard = guard();
    let found: Vec<&str> =
        guard.notice(text).into_iter().map(|one| text.get(one.span).expect("a span")).collect();
    assert_eq!(found, noticed, "{text:?}");
}

/// What people said in the stories the house is built from.
#[test]
fn the_phrases_of_the_stories_are_noticed() {
    let guard = guard();
    for (said, does) in [
        ("Katsos, kun meidän palveluprosessissa tämä ei vaan nyt onnistu", Does::Process),
        ("Minun pitää varmistaa tämä asia esimieheltä", Does::Permission),
        ("Voitko täyttää lomakkeen netissä ja sitten soittaa iltapäivällä uudelleen", Does::Redirect),
        ("Prosessi nyt vain menee niin", Does::Process),
        ("It should work, please contact customer service.", Does::Redirect),
    ] {
        assert_eq!(guard.notice(said).first().map(|one| one.phrase.does), Some(does), "{said}");
    }
    assert!(guard.notice("Odotapa hetki, palaan kohta").is_empty());
}

#[test]
fn spans_are_those_of_the_text_as_it_was_typed() {
    check("Hei!\n\nOTA\u{a0}YHTEYTTÄ  asiakaspalveluun.\nT. Liisa", &["OTA\u{a0}YHTEYTTÄ  asiakaspalveluun"]);
    check("ota yhteytta nyt ihan vain asiakaspalveluun", &["ota yhteytta nyt ihan vain asiakaspalveluun"]);
    check("Please contact\ncustomer service.", &["Please contact\ncustomer service"]);
    check(
        "Please contact customer service. It’s company policy.",
        &["Please contact customer service", "It’s company policy"],
    );
}

#[test]
fn what_others_said_is_not_noticed() {
    check("> Please contact customer service.\nI am sorry that you were told so.", &[]);
    check("You were told \"please contact customer service\". I am sorry.", &[]);
    check("Press \"Contact us\" and please contact customer service.", &["please contact customer service"]);
}

#[test]
fn there_are_enough_phrases_and_each_language_has_its_share() {
    let guard = guard();
    for language in Language::ALL {
        let own = guard.phrases().iter().filter(|phrase| phrase.language == *language);
        assert!(own.clone().count() >= 40, "{language:?}");
        for does in Does::ALL {
            assert!(own.clone().any(|phrase| phrase.does == *does && !phrase.instead.is_empty()), "{does:?}");
        }
    }
}

#[test]
fn a_house_adds_phrases_and_takes_others_out() {
    let own = "# ours\n[redirect] hand_over\nto-the-tower: mene torniin & {desk}?\n  ! kanssani\noff contact-desk\noff contact-anyone\n";
    let guard = Guard::new(&[(Language::Finnish, own)]).expect("a list without mistakes");
    let ids = |text: &str| -> Vec<&str> {
        guard.notice(text).into_iter().map(|one| one.phrase.id.as_str()).collect()
    };
    assert_eq!(ids("Mene torniin."), ["to-the-tower"]);
    assert_eq!(ids("Mene torniin kanssani."), [""; 0]);
    assert_eq!(ids("Ota yhteyttä lentoyhtiöön."), [""; 0]);
    let phrase = guard.phrases().iter().find(|phrase| phrase.own).expect("the house's own");
    assert_eq!((phrase.does.record().code(), phrase.instead.len()), ("bounce", 1));
}

#[test]
fn mistakes_are_told_with_their_lines() {
    let long = "x".repeat(501);
    let many = format!("[chore]\na: {}", "(a ".repeat(20));
    for (list, line, code) in [
        ("hello there", 1, "line"),
        ("a: hello", 1, "no_heading"),
        ("\n\n[nonsense]", 3, "heading"),
        ("[chore] dance", 1, "instead"),
        ("[chore", 1, "open"),
        ("[chore]\nÄ: hello", 2, "id"),
        ("[chore]\na: hello\na: world", 3, "twice"),
        ("[chore]\ncontact-desk: hello", 2, "twice"),
        ("[chore]\na: {nobody}", 2, "no_such_set"),
        ("[chore]\na: {nobody", 2, "open"),
        ("[chore]\na: (hello", 2, "open"),
        ("[chore]\na: hello)", 2, "unexpected"),
        ("[chore]\na:", 2, "empty"),
        ("[chore]\na: hello |", 2, "empty"),
        ("[chore]\na: hello? ...", 2, "anything"),
        ("[chore]\na: ab*", 2, "too_short"),
        ("[chore]\na: !!", 2, "no_word"),
        ("off nothing", 1, "no_such_phrase"),
        (long.as_str(), 1, "too_long"),
        (many.as_str(), 2, "too_large"),
    ] {
        let mistakes = Guard::new(&[(Language::English, list)]).expect_err(list);
        let [mistake] = mistakes.as_slice() else { panic!("{list:?}: {mistakes:?}") };
        assert_eq!((mistake.line, mistake.why.code()), (line, code), "{list:?}: {mistake}");
    }
    let endless = "#\n".repeat(2_001);
    let mistakes = Guard::new(&[(Language::Swedish, &endless)]).expect_err("too many lines");
    assert_eq!(mistakes.last().map(|mistake| (mistake.line, &mistake.why)), Some((2_001, &Why::TooMany)));
    let two =
        Guard::new(&[(Language::Swedish, "a: b\nx"), (Language::English, "y")]).expect_err("three mistakes");
    assert_eq!(two.len(), 3);
}

/// Four times the text takes about four times as long, and a long answer is nothing that anybody waits for. What
/// was measured in a release build stands in the README.
#[test]
fn time_grows_with_the_text_alone() {
    let guard = guard();
    let letter = LABELLED.iter().flat_map(|(_, list)| list.lines()).collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = letter.split_whitespace().take(2_000).collect();
    let least = |text: &str| {
        let times = (0..5).map(|_| {
            let begun = Instant::now();
            std::hint::black_box(guard.notice(text));
            begun.elapsed()
        });
        times.min().expect("five times")
    };
    let once = words.join(" ");
    let (one, four) = (least(&once), least(&[once.as_str(); 4].join(" ")));
    assert!(one.as_millis() < 400, "2,000 words: {one:?}");
    assert!(four < one * 12, "{one:?}, four times as much {four:?}");
    for hostile in [
        "please contact ".repeat(20_000),
        "ota ".repeat(60_000),
        "\"".repeat(300_000),
        "a".repeat(1 << 20),
        ". ".repeat(200_000),
        format!("a{}b", "\n".repeat(300_000)),
    ] {
        let took = least(&hostile);
        assert!(took.as_secs() < 5, "{took:?}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_looked_at(text in "\\PC*|[\\s\\S]{0,300}", words in prop::collection::vec(0..12_usize, 0..60)) {
        const SAID: [&str; 12] =
            ["ota", "yhteyttä", "asiakaspalveluun", "please", "contact", "customer", "service", "kontakta", "kundtjänst", ",", ".", "\n> "];
        thread_local!(static GUARD: Guard = guard());
        let said: Vec<&str> = words.iter().filter_map(|word| SAID.get(*word)).copied().collect();
        for text in [text, said.join(" ")] {
            GUARD.with(|guard| {
                let mut until = 0;
                for notice in guard.notice(&text) {
                    assert!(notice.span.start >= until && text.get(notice.span.clone()).is_some());
                    until = notice.span.end;
                }
            });
        }
    }
}

proptest! {
    // Each case reads the lists of the house, too.
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_list_is_read_or_its_mistakes_are_told(list in "(\\[chore\\]\n)?([a-z]: )?[a-z{}()|&?*=!^. \n-]{0,80}|\\PC*") {
        match Guard::new(&[(Language::English, &list)]) {
            Ok(_) => {}
            Err(mistakes) => prop_assert!(!mistakes.is_empty() && mistakes.iter().all(|one| !one.to_string().is_empty())),
        }
    }
}

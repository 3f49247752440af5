use std::{collections::BTreeMap, fmt::Write as _};

use proptest::prelude::*;

use super::*;

const LABELLED: [(Language, &str); 3] = [
    (Language::Finnish, include_str!("../../testdata/times/fi.txt")),
    (Language::Swedish, include_str!("../../testdata/times/sv.txt")),
    (Language::English, include_str!("../../testdata/times/en.txt")),
];

fn shown(due: &Zoned) -> String {
    due.strftime("%Y-%m-%dT%H:%M").to_string()
}

#[derive(Default)]
struct Count {
    /// Offered and meant so, offered otherwise, meant and not offered, rightly silent.
    right: u32,
    wrong: u32,
    missed: u32,
    silent: u32,
}

/// As in the guard's test: of held-out sentences only the numbers are told.
#[test]
#[expect(clippy::print_stderr, reason = "what was measured is read by whoever runs it")]
fn what_is_offered_is_what_was_promised() {
    let times = Times::new(Habits::default());
    let mut counts: BTreeMap<(Language, String), Count> = BTreeMap::new();
    let mut said = String::new();
    for (language, list) in LABELLED {
        let (mut part, mut now) = (String::new(), None);
        for line in list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(heading) = line.strip_prefix("== ") {
                let (name, at) = heading.split_once(' ').expect("a name and a time");
                part = name.to_owned();
                now = Some(at.parse::<Zoned>().expect("a local time"));
                continue;
            }
            let now = now.as_ref().expect("a heading");
            let (meant, sentence) = line.split_once(' ').expect("a time and a sentence");
            let found = times.find(sentence, Some(language), now);
            let offered: Vec<String> =
                found.iter().filter(|one| one.ours).map(|one| shown(&one.due)).collect();
            let count = counts.entry((language, part.clone())).or_default();
            let right = match (meant, offered.as_slice()) {
                ("-", []) => {
                    count.silent += 1;
                    true
                }
                (_, []) => {
                    count.missed += 1;
                    false
                }
                (_, [one]) if one == meant => {
                    count.right += 1;
                    true
                }
                ("-", _) => {
                    count.wrong += 1;
                    false
                }
                (_, _) => {
                    count.wrong += 1;
                    count.missed += 1;
                    false
                }
            };
            if !right && part == "development" {
                let all: Vec<(String, bool)> = found.iter().map(|one| (shown(&one.due), one.ours)).collect();
                let _ = writeln!(said, "  {line} {all:?}");
            }
        }
    }
    let share = |of: u32, others: u32| f64::from(of) / f64::from(of + others);
    for ((language, part), count) in &counts {
        let Count { right, wrong, missed, silent } = count;
        let (precision, recall) = (share(*right, *wrong), share(*right, *missed));
        let _ = writeln!(
            said,
            "{} {part:11} precision {precision:.3}, recall {recall:.3}: {right} right, {wrong} wrong, {missed} missed, {silent} silent",
            language.code(),
        );
    }
    eprintln!("{said}");
    for ((language, part), count) in &counts {
        assert!(share(count.right, count.wrong) >= 0.9, "{language:?} {part}: precision\n{said}");
        assert!(share(count.right, count.missed) >= 0.9, "{language:?} {part}: recall\n{said}");
    }
}

#[track_caller]
fn check(now: &str, text: &str, said: &str, due: &str) {
    let now: Zoned = now.parse().expect("a local time");
    let found = Times::new(Habits::default()).find(text, None, &now);
    let found: Vec<(&str, String)> =
        found.iter().map(|one| (text.get(one.span.clone()).expect("a span"), one.due.to_string())).collect();
    assert_eq!(found, [(said, due.to_owned())], "{text}");
}

#[test]
fn a_span_is_the_words_of_the_time() {
    const NOW: &str = "2026-11-25T10:00[Europe/Helsinki]";
    check(NOW, "Soitan sinulle ennen KOLMEA!", "ennen KOLMEA", "2026-11-25T15:00:00+02:00[Europe/Helsinki]");
    check(
        NOW,
        "I’ll call you by Friday noon, promise.",
        "by Friday noon",
        "2026-11-27T12:00:00+02:00[Europe/Helsinki]",
    );
    check(
        NOW,
        "Jag ringer dig i morgon bitti.",
        "i morgon bitti",
        "2026-11-26T10:00:00+02:00[Europe/Helsinki]",
    );
    check(
        NOW,
        "Myymälä aukeaa huomenna klo 9.",
        "huomenna klo 9",
        "2026-11-26T09:00:00+02:00[Europe/Helsinki]",
    );
}

/// Of an hour that comes twice the first is meant; the one that is left out is not found at all.
#[test]
fn clock_changes_are_not_guessed_at() {
    const AUTUMN: &str = "2026-10-24T12:00[Europe/Helsinki]";
    check(
        AUTUMN,
        "Soitan huomenna klo 03.30.",
        "huomenna klo 03.30",
        "2026-10-25T03:30:00+03:00[Europe/Helsinki]",
    );
    check(
        AUTUMN,
        "I'll call within 24 hours.",
        "within 24 hours",
        "2026-10-25T11:00:00+02:00[Europe/Helsinki]",
    );
    let spring: Zoned = "2027-03-27T12:00[Europe/Helsinki]".parse().expect("a local time");
    assert!(Times::new(Habits::default()).find("Soitan huomenna klo 03.30.", None, &spring).is_empty());
}

/// A Friday said on a Friday, next Friday said on a Wednesday: nobody knows.
#[test]
fn what_has_two_meanings_has_none() {
    let times = Times::new(Habits::default());
    for (now, text) in [
        ("2026-11-27T10:00[Europe/Helsinki]", "I'll call you on Friday."),
        ("2026-11-25T10:00[Europe/Helsinki]", "I'll call you next Friday."),
        ("2026-11-25T16:00[Europe/Helsinki]", "Soitan ennen kolmea."),
        ("2026-11-25T10:00[Europe/Helsinki]", "I'll call you on 31 February."),
        ("2026-11-25T10:00[Europe/Helsinki]", "I'll call you in 9999 days."),
        ("2026-11-25T10:00[Europe/Helsinki]", "Soitan 24.12.2031."),
        ("9999-12-30T10:00[Europe/Helsinki]", "I'll call you within three weeks."),
    ] {
        let now: Zoned = now.parse().expect("a local time");
        let found = times.find(text, None, &now);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_read(
        text in "\\PC*|[0-9.:–, -]{0,60}|[\\s\\S]{0,200}",
        words in prop::collection::vec(0..24_usize, 0..40),
    ) {
        const SAID: [&str; 24] = [
            "klo", "15.30", "3.12.", "huomenna", "ennen", "kolmea", "puoli", "I'll", "by", "Friday", "next", "week",
            "within", "two", "hours", "jag", "ringer", "halv", "2026-13-45", "24", "99999999999", "pm", "-", "mennessä",
        ];
        thread_local!(static TIMES: Times = Times::new(Habits::default()));
        let now: Zoned = "2026-11-25T10:00[Europe/Helsinki]".parse().expect("a local time");
        let said: Vec<&str> = words.iter().filter_map(|word| SAID.get(*word)).copied().collect();
        for text in [text, said.join(" ")] {
            TIMES.with(|times| {
                for language in [None, Some(Language::Finnish), Some(Language::Swedish), Some(Language::English)] {
                    for one in times.find(&text, language, &now) {
                        assert!(one.due > now && text.get(one.span).is_some());
                    }
                }
            });
        }
    }
}

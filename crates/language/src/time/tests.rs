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
            let offered: Vec<String> = found.iter().filter(|one| one.ours).map(|one| shown(&one.due)).collect();
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

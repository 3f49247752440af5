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

/// Development sentences that go wrong are told one by one; of those held out only the number is, so that nobody
/// writes phrases for them.
#[test]
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
            if wrong && part == "development" {
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
    assert!(counts.values().map(|count| count.noticed + count.missed + count.alarmed + count.silent).sum::<u32>() >= 300);
    for ((language, part), count) in &counts {
        assert!(count.precision() >= 0.9, "{language:?} {part}: precision\n{said}");
        assert!(count.recall() >= 0.9, "{language:?} {part}: recall\n{said}");
    }
}

//! What single words of time mean in a language: tables in `times/`, read once.

use std::collections::HashMap;

use crate::{Language, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Minutes,
    Hours,
    Days,
    /// Around the clock: the same time on a later day.
    Rounds,
    Workdays,
    Weeks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Early,
    Forenoon,
    Afternoon,
    Evening,
}

/// How an hour is cut: `halv fyra` is half past three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    HalfTo,
    HalfPast,
    QuarterPast,
    QuarterTo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A number that may be an hour or how many of something.
    Hour(i8),
    Count(i8),
    Cut(Cut),
    Noon,
    Minutes(i16),
    /// `klo`: a clock time follows.
    Clock,
    /// Leads to a time and adds nothing.
    At,
    Before,
    By,
    /// Until, which is by a day and up to an hour.
    Till,
    Within,
    Range,
    Am,
    Pm,
    /// Makes the time beside it no deadline of ours: after, ago, since, last.
    Bad,
    /// Days from today.
    Day(i8, Option<Part>),
    Part(Part),
    /// From Monday, 0.
    Weekday(i8),
    Next,
    This,
    NextWeek,
    ThisWeek,
    Unit(Unit),
    /// With *within* in its ending: `tunnissa`.
    InUnit(Unit),
    Month(i8),
}

#[derive(Debug)]
pub(crate) struct Table {
    /// By the first word; longer sayings before shorter ones.
    sayings: HashMap<String, Vec<(Vec<String>, Meaning)>>,
}

impl Table {
    pub(crate) fn of(language: Language) -> Table {
        let written = match language {
            Language::Finnish => include_str!("../../times/fi.txt"),
            Language::Swedish => include_str!("../../times/sv.txt"),
            Language::English => include_str!("../../times/en.txt"),
        };
        let mut sayings: HashMap<String, Vec<(Vec<String>, Meaning)>> = HashMap::new();
        for line in written.lines().filter(|line| !line.starts_with('#')) {
            let Some((code, ways)) = line.split_once(':') else { continue };
            let Some(meaning) = meaning(code) else { continue };
            for way in ways.split_whitespace() {
                let mut words = text::words(way).into_iter().map(|word| word.folded);
                if let Some(first) = words.next() {
                    sayings.entry(first).or_default().push((words.collect(), meaning));
                }
            }
        }
        for ways in sayings.values_mut() {
            ways.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
        Table { sayings }
    }

    /// The longest saying that these words begin with, and how many words it has.
    pub(crate) fn meaning(&self, words: &[text::Word]) -> Option<(Meaning, usize)> {
        let (first, others) = words.split_first()?;
        let ways = self.sayings.get(&first.folded)?;
        let fits = |rest: &[String]| {
            rest.len() <= others.len() && rest.iter().zip(others).all(|(said, word)| *said == word.folded)
        };
        ways.iter().find(|(rest, _)| fits(rest)).map(|(rest, meaning)| (*meaning, rest.len() + 1))
    }
}

fn part(code: &str) -> Option<Part> {
    Some(match code {
        "early" => Part::Early,
        "forenoon" => Part::Forenoon,
        "afternoon" => Part::Afternoon,
        "evening" => Part::Evening,
        _ => return None,
    })
}

fn unit(code: &str) -> Option<Unit> {
    Some(match code {
        "minutes" => Unit::Minutes,
        "hours" => Unit::Hours,
        "days" => Unit::Days,
        "rounds" => Unit::Rounds,
        "workdays" => Unit::Workdays,
        "weeks" => Unit::Weeks,
        _ => return None,
    })
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const DAYS: [&str; 3] = ["today", "tomorrow", "overmorrow"];

fn meaning(code: &str) -> Option<Meaning> {
    let place = |names: &[&str], name: &str| {
        names.iter().position(|one| *one == name).and_then(|n| i8::try_from(n).ok())
    };
    if let Some(weekday) = place(&WEEKDAYS, code) {
        return Some(Meaning::Weekday(weekday));
    }
    if let Some(part) = part(code) {
        return Some(Meaning::Part(part));
    }
    if let Some(unit) = unit(code) {
        return Some(Meaning::Unit(unit));
    }
    let (first, rest) = code.split_once(' ').unwrap_or((code, ""));
    if let Some(days) = place(&DAYS, first) {
        return Some(Meaning::Day(days, part(rest)));
    }
    Some(match (first, rest) {
        ("next", "week") => Meaning::NextWeek,
        ("this", "week") => Meaning::ThisWeek,
        ("next", _) => Meaning::Next,
        ("this", _) => Meaning::This,
        ("half", "to") => Meaning::Cut(Cut::HalfTo),
        ("half", "past") => Meaning::Cut(Cut::HalfPast),
        ("quarter", "past") => Meaning::Cut(Cut::QuarterPast),
        ("quarter", "to") => Meaning::Cut(Cut::QuarterTo),
        ("noon", _) => Meaning::Noon,
        ("clock", _) => Meaning::Clock,
        ("at", _) => Meaning::At,
        ("before", _) => Meaning::Before,
        ("by", _) => Meaning::By,
        ("till", _) => Meaning::Till,
        ("within", _) => Meaning::Within,
        ("range", _) => Meaning::Range,
        ("am", _) => Meaning::Am,
        ("pm", _) => Meaning::Pm,
        ("bad", _) => Meaning::Bad,
        ("in", rest) => Meaning::InUnit(unit(rest)?),
        ("month", rest) => Meaning::Month(rest.parse().ok()?),
        (number, "hour") => Meaning::Hour(number.parse().ok()?),
        (number, "count") => Meaning::Count(number.parse().ok()?),
        (number, "minutes") => Meaning::Minutes(number.parse().ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_means_something() {
        for written in [
            include_str!("../../times/fi.txt"),
            include_str!("../../times/sv.txt"),
            include_str!("../../times/en.txt"),
        ] {
            for line in written.lines().filter(|line| !line.starts_with('#')) {
                let (code, ways) = line.split_once(':').expect("a meaning and ways to say it");
                assert!(meaning(code).is_some() && !ways.trim().is_empty(), "{line}");
            }
        }
    }
}

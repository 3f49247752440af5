//! Times in a text that is about to leave, to be offered as promises: *before three*, *huomenna klo 14*, *inom två
//! timmar*. What could be understood in two ways is not offered; what was chosen stands in the README.

use std::{collections::HashMap, ops::Range};

use jiff::{
    Zoned,
    civil::{Date, Time, time},
};

use crate::{
    Language, search,
    text::{self, Edge, Word},
};

mod ours;
mod reading;
mod resolve;
mod words;

use ours::Ours;
use words::Table;

/// Until when a part of a day lasts, in a house.
#[derive(Clone, Debug)]
pub struct Habits {
    /// `i morgon bitti`, `huomenaamulla`
    pub early: Time,
    /// `tomorrow morning`, `aamupäivällä`
    pub forenoon: Time,
    pub afternoon: Time,
    pub evening: Time,
    /// What is promised for a day is promised until the house closes.
    pub closes: Time,
}

impl Default for Habits {
    fn default() -> Habits {
        Habits {
            early: time(10, 0, 0, 0),
            forenoon: time(12, 0, 0, 0),
            afternoon: time(17, 0, 0, 0),
            evening: time(21, 0, 0, 0),
            closes: time(17, 0, 0, 0),
        }
    }
}

/// A time that a text names, as the latest instant that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Bytes of the text, at the edges of words.
    pub span: Range<usize>,
    /// Always after now.
    pub due: Zoned,
    /// We say that we will do something by then; otherwise the time is only mentioned.
    pub ours: bool,
}

/// The words of time of the three languages. Made once, used often.
#[derive(Debug)]
pub struct Times {
    words: HashMap<Language, (Table, Ours)>,
    habits: Habits,
}

impl Times {
    pub fn new(habits: Habits) -> Times {
        let words = |language: &Language| (*language, (Table::of(*language), Ours::of(*language)));
        Times { words: Language::ALL.iter().map(words).collect(), habits }
    }

    /// The times of a text in its order, none over another. Without a language it is guessed, and all three are
    /// tried where that does not tell. `now` is the local time of whoever promises; nothing that is over, or
    /// more than half a year ahead, is found. A time that does not exist, in the hour that is left out in
    /// spring, is not found either; one that comes twice in autumn is the first of the two.
    pub fn find(&self, text: &str, language: Option<Language>, now: &Zoned) -> Vec<Moment> {
        let words = text::written(text);
        let language = language.or_else(|| search::guess(text));
        let languages = language.as_ref().map_or(Language::ALL, std::slice::from_ref);
        let mut moments: Vec<Moment> = Vec::new();
        for sentence in sentences(&words) {
            for known in languages.iter().filter_map(|language| self.words.get(language)) {
                self.sentence(text, sentence, known, now, &mut moments);
            }
        }
        moments.sort_by_key(|moment| (moment.span.start, std::cmp::Reverse(moment.span.end), !moment.ours));
        let mut until = 0;
        moments.retain(|moment| {
            let new = moment.span.start >= until;
            if new {
                until = moment.span.end;
            }
            new
        });
        moments
    }

    fn sentence(
        &self,
        text: &str,
        words: &[Word],
        (table, ours): &(Table, Ours),
        now: &Zoned,
        moments: &mut Vec<Moment>,
    ) {
        let runs = reading::runs(text, words, table);
        if runs.is_empty() {
            return;
        }
        let asked = words.last().is_some_and(|last| {
            let rest = text.get(last.span.end..).unwrap_or_default();
            rest.chars().take_while(|letter| !letter.is_alphanumeric()).take(8).any(|letter| letter == '?')
        });
        let said = ours.read(words);
        for run in runs {
            let Some(due) = resolve::due(&run.said, now, &self.habits) else { continue };
            let Some([first, .., last] | [first @ last]) = words.get(run.words.clone()) else { continue };
            let quoted = first.quoted && last.quoted;
            let ours = !asked && !quoted && said.ours(&run.words);
            moments.push(Moment { span: first.span.start..last.span.end, due, ours });
        }
    }
}

fn sentences(words: &[Word]) -> impl Iterator<Item = &[Word]> {
    words.chunk_by(|_, next| next.before < Edge::Sentence)
}

#[cfg(test)]
mod tests;

//! Whether a sentence promises something of ours, or only mentions a time: by who does something in its clause.

use std::ops::Range;

use crate::{
    Language,
    lexicon::{Form, Known, Lexicon},
    pattern::{MOST_PLACES, Pattern, Reader, Sentence, Sets},
    text::{self, Edge, Word},
};

/// Words of a clause beside the time itself when it has no verb of its own: *viimeistään siis*.
const BESIDE: u32 = 2;

#[derive(Debug)]
pub(crate) struct Ours {
    lexicon: Known,
    passed: usize,
    joining: usize,
    we: Vec<Pattern>,
    not: Vec<Pattern>,
    on: Vec<Pattern>,
}

/// Of one sentence, where something of ours is said and where what takes it back.
#[derive(Debug)]
pub(crate) struct SaidOurs {
    places: u128,
    breaks: u128,
    we: u128,
    not: u128,
}

impl Ours {
    /// One language's words would say something else in another: `en` is a refusal in Finnish and a number in
    /// Swedish.
    pub(crate) fn of(language: Language) -> Ours {
        let written = include_str!("../../times/ours.txt");
        Ours::read_list(written, language).expect("a test reads the list that comes with the house")
    }

    fn read_list(written: &str, only: Language) -> Option<Ours> {
        let mut lexicon = Lexicon::default();
        let (mut we, mut not, mut on) = (Vec::new(), Vec::new(), Vec::new());
        let (mut passed, mut joining) = (Vec::new(), Vec::new());
        let mut sets = Sets::new();
        for line in written.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut parts = line.splitn(3, ' ');
            let language = Language::from_code(parts.next()?)?;
            let (what, rest) = (parts.next()?, parts.next()?);
            if language != only {
                continue;
            }
            let mut reader = Reader { language, sets: &sets, lexicon: &mut lexicon };
            match what {
                "we" => we.push(reader.pattern(rest).ok()?),
                "not" => not.push(reader.pattern(rest).ok()?),
                "on" => on.push(reader.pattern(rest).ok()?),
                "let" => {
                    let (name, ways) = rest.split_once('=')?;
                    let ways = reader.set(ways).ok()?;
                    sets.entry(name.trim().to_owned()).or_default().extend(ways);
                }
                "pass" | "join" => {
                    let words =
                        text::words(rest).into_iter().map(|word| lexicon.word(Form::Exact, &word.folded));
                    if what == "pass" { passed.extend(words) } else { joining.extend(words) }
                }
                _ => return None,
            }
        }
        let (passed, joining) = (lexicon.set(passed), lexicon.set(joining));
        Some(Ours { lexicon: lexicon.done()?, passed, joining, we, not, on })
    }

    pub(crate) fn read(&self, words: &[Word]) -> SaidOurs {
        let numbers: Vec<Vec<usize>> =
            words.iter().take(MOST_PLACES).map(|word| self.lexicon.of(&word.folded)).collect();
        let mut sentence = Sentence::new(&self.lexicon);
        let edges = words.iter().map(|word| word.before > Edge::None);
        sentence.read(numbers.iter().map(Vec::as_slice).zip(edges), (self.passed, self.joining));
        let begin = |patterns: &[Pattern]| {
            let all = patterns.iter().flat_map(|pattern| pattern.matches(sentence.places, &sentence));
            all.fold(0, |begin, (first, _)| begin | 1_u128 << first)
        };
        let joins = sentence.word(self.joining) & !begin(&self.on);
        SaidOurs {
            places: sentence.places,
            breaks: sentence.breaks | joins,
            we: begin(&self.we),
            not: begin(&self.not),
        }
    }
}

impl SaidOurs {
    /// Of a time by its words. Beyond what one look reaches nothing is ours.
    pub(crate) fn ours(&self, time: &Range<usize>) -> bool {
        if time.end >= MOST_PLACES {
            return false;
        }
        let (mut from, until) = self.clause(time.start, time.end);
        loop {
            let clause = below(until) & !below(from) & self.places;
            if self.not & clause != 0 {
                return false;
            }
            if self.we & clause != 0 {
                return true;
            }
            // Without a verb of its own it belongs to the clause before it.
            let beside = clause & !(below(time.end) & !below(time.start));
            if from == 0 || beside.count_ones() > BESIDE {
                return false;
            }
            from = self.clause(from - 1, from).0;
        }
    }

    fn clause(&self, first: usize, end: usize) -> (usize, usize) {
        let place = |bit: u32| usize::try_from(bit).unwrap_or(MOST_PLACES);
        let begin = (self.breaks & below(first + 1)).checked_ilog2().unwrap_or(0);
        let after = (self.breaks & !below(end)).trailing_zeros();
        (place(begin), place(after).min(MOST_PLACES))
    }
}

/// The places before this one.
fn below(place: usize) -> u128 {
    if place >= 128 { u128::MAX } else { (1 << place) - 1 }
}

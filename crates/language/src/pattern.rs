//! What a phrase looks like: words, sets of words, gaps. How it is written stands in the README.
//!
//! Matching is a step per part over all places of a sentence at once, a bit each: no pattern, however unlucky,
//! takes longer than its parts.

use std::collections::BTreeMap;

use crate::{
    Language,
    lexicon::{Form, Known, Lexicon},
    phrase::Why,
    text,
};

/// Words of a sentence that are looked at at once.
pub(crate) const MOST_PLACES: usize = 127;

/// Words that `...` steps over at most, and that may stand between what is joined by `&`.
const GAP: u32 = 5;
/// Words without weight (`nyt`, `please`) that may stand anywhere.
const PASSED: u32 = 3;

const MOST_PARTS: usize = 400;
const DEEPEST: usize = 6;

/// A sentence as places: place *n* is before word *n*, and each set of places is a number's bits.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    /// For each number of the lexicon, where a word is that; of a sentence at hand, see `touched`.
    at: Vec<u128>,
    touched: Vec<usize>,
    pub(crate) places: u128,
    /// Where a clause begins after a comma, and where one may begin in all: after `and`, `please` …
    pub(crate) breaks: u128,
    pub(crate) starts: u128,
    pub(crate) passed: u128,
}

impl Sentence {
    pub(crate) fn new(lexicon: &Known) -> Sentence {
        Sentence { at: vec![0; lexicon.size()], ..Sentence::default() }
    }

    /// Of words in a row, told by what each is and whether a clause begins before it.
    pub(crate) fn read<'a>(
        &mut self,
        words: impl Iterator<Item = (&'a [usize], bool)>,
        (passed, joining): (usize, usize),
    ) {
        for number in self.touched.drain(..) {
            if let Some(at) = self.at.get_mut(number) {
                *at = 0;
            }
        }
        (self.places, self.breaks) = (0, 0);
        for (place, (numbers, breaks)) in words.take(MOST_PLACES).enumerate() {
            let bit = 1 << place;
            self.places |= bit;
            if breaks || place == 0 {
                self.breaks |= bit;
            }
            for number in numbers {
                if let Some(at) = self.at.get_mut(*number) {
                    *at |= bit;
                    self.touched.push(*number);
                }
            }
        }
        self.passed = self.word(passed);
        self.starts = self.breaks | self.word(joining) << 1;
        // `Please` begins a clause and so does what comes after it.
        for _ in 0..PASSED {
            self.starts |= (self.starts & self.passed) << 1;
        }
    }

    pub(crate) fn word(&self, number: usize) -> u128 {
        self.at.get(number).copied().unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
enum Part {
    Word(usize),
    Either(Vec<Way>),
    Maybe(Vec<Way>),
    Gap(u32),
    Start,
}

type Way = Vec<Part>;

#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    ways: Vec<Way>,
    /// One of a set that must be there whichever way, and of each way what must: what most sentences are passed
    /// over by.
    gate: Option<usize>,
    needs: Vec<Vec<usize>>,
}

impl Pattern {
    /// Where a match ends that begins at one of `from`.
    pub(crate) fn ends(&self, from: u128, sentence: &Sentence) -> u128 {
        let there = |needs: &Vec<usize>| needs.iter().all(|number| sentence.word(*number) != 0);
        if self.gate.is_some_and(|gate| sentence.word(gate) == 0) {
            return 0;
        }
        let ways = self.ways.iter().zip(&self.needs).filter(|(_, needs)| there(needs));
        ways.fold(0, |ends, (way, _)| ends | along(way, from, sentence))
    }

    /// The first word and the one after the last, of the first match and every one after it. `from` are the
    /// places where one may begin.
    pub(crate) fn matches(&self, from: u128, sentence: &Sentence) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        if self.ends(from, sentence) == 0 {
            return found;
        }
        let mut at = 0;
        while at < MOST_PLACES {
            let ends = if from >> at & 1 == 1 { self.ends(1 << at, sentence) } else { 0 };
            if ends == 0 {
                at += 1;
                continue;
            }
            let end = usize::try_from(ends.trailing_zeros()).unwrap_or(MOST_PLACES).max(at + 1);
            found.push((at, end));
            at = end;
        }
        found
    }
}

fn along(way: &[Part], from: u128, sentence: &Sentence) -> u128 {
    way.iter().fold(from, |places, part| if places == 0 { 0 } else { step(part, places, sentence) })
}

fn step(part: &Part, places: u128, sentence: &Sentence) -> u128 {
    match part {
        Part::Word(number) => {
            let mut after = (places & sentence.word(*number)) << 1;
            for _ in 0..PASSED {
                after |= (after & sentence.passed) << 1;
            }
            after
        }
        Part::Either(ways) => ways.iter().fold(0, |after, way| after | along(way, places, sentence)),
        Part::Maybe(ways) => ways.iter().fold(places, |after, way| after | along(way, places, sentence)),
        Part::Gap(most) => {
            let mut after = places;
            for _ in 0..*most {
                // What is skipped ends with the clause.
                after |= (after & sentence.places) << 1 & !sentence.breaks;
            }
            after
        }
        Part::Start => places & sentence.starts,
    }
}

/// Named sets: `let desk = …`.
pub(crate) type Sets = BTreeMap<String, Vec<Parsed>>;

/// A pattern before its words have numbers.
#[derive(Clone, Debug)]
pub(crate) struct Parsed(Way);

pub(crate) struct Reader<'a> {
    pub(crate) language: Language,
    pub(crate) sets: &'a Sets,
    pub(crate) lexicon: &'a mut Lexicon,
}

impl Reader<'_> {
    pub(crate) fn pattern(&mut self, text: &str) -> Result<Pattern, Why> {
        let ways: Vec<Way> = self.set(text)?.into_iter().map(|way| way.0).collect();
        if ways.iter().any(|way| least(way) == 0) {
            return Err(Why::Anything);
        }
        let needs: Vec<Vec<usize>> = ways.iter().map(|way| self.needed(way)).collect();
        // What comes last tells more than what comes first: *you can*, *we cannot*.
        let last: Option<Vec<usize>> = needs.iter().map(|needs| needs.last().copied()).collect();
        let gate = last.map(|last| self.lexicon.set(last));
        Ok(Pattern { ways, gate, needs })
    }

    pub(crate) fn set(&mut self, text: &str) -> Result<Vec<Parsed>, Why> {
        let mut rest = text;
        let ways = self.ways(&mut rest, 0)?;
        if !rest.is_empty() {
            return Err(Why::Unexpected(rest.chars().take(1).collect()));
        }
        if ways.iter().map(|way| size(way)).sum::<usize>() > MOST_PARTS {
            return Err(Why::TooLarge);
        }
        Ok(self.simple(ways).into_iter().map(Parsed).collect())
    }

    fn ways(&mut self, rest: &mut &str, depth: usize) -> Result<Vec<Way>, Why> {
        if depth > DEEPEST {
            return Err(Why::TooLarge);
        }
        let mut ways = Vec::new();
        loop {
            let mut runs = vec![self.run(rest, depth)?];
            while let Some(after) = rest.strip_prefix('&') {
                *rest = after;
                runs.push(self.run(rest, depth)?);
            }
            match runs.as_slice() {
                [one] => ways.push(one.clone()),
                [a, b] => ways.extend([joined(&[a, b]), joined(&[b, a])]),
                [a, b, c] => ways.extend([
                    joined(&[a, b, c]),
                    joined(&[a, c, b]),
                    joined(&[b, a, c]),
                    joined(&[b, c, a]),
                    joined(&[c, a, b]),
                    joined(&[c, b, a]),
                ]),
                _ => return Err(Why::TooLarge),
            }
            match rest.strip_prefix('|') {
                Some(after) => *rest = after,
                None => return Ok(ways),
            }
        }
    }

    fn run(&mut self, rest: &mut &str, depth: usize) -> Result<Way, Why> {
        let mut way = Way::new();
        loop {
            *rest = rest.trim_start();
            let part = if let Some(after) = rest.strip_prefix('(') {
                *rest = after;
                let ways = self.ways(rest, depth + 1)?;
                *rest = rest.strip_prefix(')').ok_or(Why::Open('('))?;
                let ways = self.simple(ways);
                Reader::repeated(ways, rest)
            } else if let Some(after) = rest.strip_prefix('{') {
                let (name, after) = after.split_once('}').ok_or(Why::Open('{'))?;
                let ways =
                    self.sets.get(name.trim()).ok_or_else(|| Why::NoSuchSet(name.trim().to_owned()))?;
                let ways = ways.iter().map(|way| way.0.clone()).collect();
                *rest = after;
                Reader::repeated(ways, rest)
            } else if let Some(after) = rest.strip_prefix("...") {
                *rest = after;
                vec![Part::Gap(GAP)]
            } else if let Some(after) = rest.strip_prefix('^') {
                *rest = after;
                vec![Part::Start]
            } else if rest.is_empty() || rest.starts_with(['|', '&', ')']) {
                if way.is_empty() {
                    return Err(Why::Empty);
                }
                return Ok(way);
            } else {
                let end =
                    rest.find(|c: char| c.is_whitespace() || "|&(){}^?".contains(c)).unwrap_or(rest.len());
                let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                if word.is_empty() {
                    return Err(Why::Unexpected(rest.chars().take(1).collect()));
                }
                *rest = after;
                let words = self.word(word)?;
                Reader::repeated(vec![words], rest)
            };
            way.extend(part);
            if size(&way) > MOST_PARTS {
                return Err(Why::TooLarge);
            }
        }
    }

    /// What stands before a `?` may be missing.
    fn repeated(ways: Vec<Way>, rest: &mut &str) -> Way {
        if let Some(after) = rest.strip_prefix('?') {
            *rest = after;
            return vec![Part::Maybe(ways)];
        }
        match <[Way; 1]>::try_from(ways) {
            Ok([way]) => way,
            Err(ways) => vec![Part::Either(ways)],
        }
    }

    fn word(&mut self, written: &str) -> Result<Way, Why> {
        let bare = written.trim_start_matches(['=', '*']).trim_end_matches('*');
        let form = match (written.starts_with('*'), written.ends_with('*')) {
            (true, true) => Form::Contains,
            (true, false) => Form::Ends,
            (false, true) => Form::Starts,
            (false, false) if written.starts_with('=') => Form::Exact,
            (false, false) => Form::Stem(self.language),
        };
        let words = text::words(bare);
        if words.is_empty() || (form != Form::Stem(self.language) && form != Form::Exact && words.len() > 1) {
            return Err(Why::NoWord(written.to_owned()));
        }
        if matches!(form, Form::Starts | Form::Ends | Form::Contains)
            && words.iter().any(|word| word.folded.len() < 3)
        {
            return Err(Why::TooShort(written.to_owned()));
        }
        Ok(words.iter().map(|word| Part::Word(self.lexicon.word(form, &word.folded))).collect())
    }

    /// The words without which there is no match; of several ways, that one of theirs must be there.
    fn needed(&mut self, way: &[Part]) -> Vec<usize> {
        let mut needed = Vec::new();
        for part in way {
            match part {
                Part::Word(number) => needed.push(*number),
                Part::Either(ways) => {
                    let one: Option<Vec<usize>> = ways.iter().map(|way| self.needed(way).pop()).collect();
                    needed.extend(one.map(|one| self.lexicon.set(one)));
                }
                Part::Maybe(_) | Part::Gap(_) | Part::Start => {}
            }
        }
        needed
    }

    /// Ways of a single word become one.
    fn simple(&mut self, ways: Vec<Way>) -> Vec<Way> {
        let mut single = Vec::new();
        let mut simple = Vec::new();
        for way in ways {
            if let [Part::Word(number)] = way.as_slice() {
                single.push(*number);
            } else {
                simple.push(way);
            }
        }
        if !single.is_empty() {
            simple.push(vec![Part::Word(self.lexicon.set(single))]);
        }
        simple
    }
}

fn joined(runs: &[&Way]) -> Way {
    let mut way = Way::new();
    for (index, run) in runs.iter().enumerate() {
        if index > 0 {
            way.push(Part::Gap(GAP));
        }
        way.extend(run.iter().cloned());
    }
    way
}

fn size(way: &[Part]) -> usize {
    let of = |part: &Part| match part {
        Part::Word(_) | Part::Gap(_) | Part::Start => 1,
        Part::Either(ways) | Part::Maybe(ways) => 1 + ways.iter().map(|way| size(way)).sum::<usize>(),
    };
    way.iter().map(of).sum()
}

/// Words of the shortest match.
fn least(way: &[Part]) -> usize {
    let of = |part: &Part| match part {
        Part::Word(_) => 1,
        Part::Either(ways) => ways.iter().map(|way| least(way)).min().unwrap_or(0),
        Part::Maybe(_) | Part::Gap(_) | Part::Start => 0,
    };
    way.iter().map(of).sum()
}

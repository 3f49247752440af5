//! Notices, before an answer is sent, what sends the customer away or hides behind process. It forbids nothing:
//! what to do instead is offered, and what is sent anyway is recorded as what it is.

use std::{collections::HashMap, ops::Range};

use crate::{
    Language,
    lexicon::{Known, Lexicon},
    pattern::{MOST_PLACES, Sentence},
    phrase::{self, List, Mistake, Phrase},
    text::{self, Edge, Word},
};

/// The lists that come with the house.
const LISTS: [(Language, &str); 3] = [
    (Language::Finnish, include_str!("../phrases/fi.txt")),
    (Language::Swedish, include_str!("../phrases/sv.txt")),
    (Language::English, include_str!("../phrases/en.txt")),
];

/// Words by which one look at a long sentence reaches into the next, so that nothing is cut apart.
const OVERLAP: usize = 40;

/// All phrases that are looked for. Made once, for it reads the lists; looked with often.
#[derive(Debug)]
pub struct Guard {
    phrases: Vec<Phrase>,
    lexicon: Known,
    passed: usize,
    joining: usize,
}

/// A phrase where it stands.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// Bytes of the text, at the edges of words.
    pub span: Range<usize>,
    pub phrase: &'a Phrase,
}

impl Guard {
    /// With what a house adds and takes out, a text for each language; an empty one for nothing. All mistakes are
    /// told, each with its line.
    pub fn new(own: &[(Language, &str)]) -> Result<Guard, Vec<Mistake>> {
        let mut lexicon = Lexicon::default();
        let (mut phrases, mut passed, mut joining) = (Vec::new(), Vec::new(), Vec::new());
        let mut mistakes = Vec::new();
        let mut take = |list: List, off: &[String]| {
            phrases.extend(list.phrases.into_iter().filter(|phrase| !off.contains(&phrase.id)));
            passed.extend(list.passed);
            joining.extend(list.joining);
        };
        for (language, written) in LISTS {
            let known = phrase::read(language, written, None, &mut lexicon)?;
            let written: Vec<&str> =
                own.iter().filter(|(of, _)| *of == language).map(|(_, own)| *own).collect();
            match phrase::read(language, &written.join("\n"), Some(&known), &mut lexicon) {
                Ok(own) => {
                    take(known, &own.off);
                    take(own, &[]);
                }
                Err(wrong) => mistakes.extend(wrong),
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let (passed, joining) = (lexicon.set(passed), lexicon.set(joining));
        let lexicon = lexicon.done().ok_or_else(Vec::new)?;
        Ok(Guard { phrases, lexicon, passed, joining })
    }

    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// What is noticed, in the order of the text, nothing twice: of two phrases over the same words the one that
    /// begins first, then the longer one. All three languages are looked for. Lines that begin with `>` and what
    /// stands in quotation marks are somebody else's words.
    pub fn notice(&self, text: &str) -> Vec<Notice<'_>> {
        let words = text::written(text);
        let mut known: HashMap<&str, Vec<usize>> = HashMap::new();
        for word in &words {
            known.entry(&word.folded).or_insert_with(|| self.lexicon.of(&word.folded));
        }
        let mut sentence = Sentence::new(&self.lexicon);
        let mut found = Vec::new();
        for range in windows(&words) {
            let Some(words) = words.get(range) else { continue };
            let of = |word: &'_ Word| known.get(word.folded.as_str()).map_or(&[][..], Vec::as_slice);
            sentence.read(
                words.iter().map(|word| (of(word), word.before > Edge::None)),
                (self.passed, self.joining),
            );
            self.look(words, &sentence, &mut found);
        }
        found.sort_by_key(|notice: &Notice<'_>| (notice.span.start, std::cmp::Reverse(notice.span.end)));
        let mut until = 0;
        found.retain(|notice| {
            let new = notice.span.start >= until;
            if new {
                until = notice.span.end;
            }
            new
        });
        found
    }

    fn look<'a>(&'a self, words: &[Word], sentence: &Sentence, found: &mut Vec<Notice<'a>>) {
        for phrase in &self.phrases {
            for (first, end) in phrase.pattern.matches(sentence.places, sentence) {
                let clause = clause(sentence, first, end);
                if phrase.unless.iter().any(|unless| unless.ends(clause, sentence) != 0) {
                    continue;
                }
                let Some([from, .., to] | [from @ to]) = words.get(first..end) else { continue };
                if !words.get(first..end).into_iter().flatten().all(|word| word.quoted) {
                    found.push(Notice { span: from.span.start..to.span.end, phrase });
                }
            }
        }
    }
}

/// The places from the last comma before a match to the first one after it.
fn clause(sentence: &Sentence, first: usize, end: usize) -> u128 {
    let until = |place: usize| (1_u128 << place.min(MOST_PLACES)) - 1;
    let begin = (sentence.breaks & until(first + 1)).checked_ilog2().unwrap_or(0);
    let after = (sentence.breaks & !until(end)).trailing_zeros();
    let place = |bit: u32| usize::try_from(bit).unwrap_or(MOST_PLACES);
    sentence.places & until(place(after)) & !until(place(begin))
}

/// Sentences, and long ones in pieces that overlap.
fn windows(words: &[Word]) -> Vec<Range<usize>> {
    let mut windows = Vec::new();
    let mut begin = 0;
    for end in 1..=words.len() {
        let over = words.get(end).is_none_or(|word| word.before == Edge::Sentence);
        let full = end - begin == MOST_PLACES;
        if over || full {
            windows.push(begin..end);
            begin = if over { end } else { end - OVERLAP };
        }
    }
    windows
}

#[cfg(test)]
mod tests;

//! A text as words: folded, so that it does not matter how they were typed, each with where it stands and what
//! stands before it. Made for what people send, so every step is linear and bounded.

use std::ops::Range;

use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};

/// Letters of one word that are looked at. The longest words of the three languages have about sixty.
const MOST_LETTERS: usize = 64;

/// Words of one text that are looked at; what comes after is not seen.
pub(crate) const MOST_WORDS: usize = 100_000;

/// A line shorter than this that ends was ended by its writer; a longer one may have been wrapped.
const SHORT_LINE: usize = 45;

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Edge {
    None,
    Clause,
    Sentence,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Bytes of the text.
    pub(crate) span: Range<usize>,
    /// Lower case, composed, without marks: `Yhteyttä` and `yhteytta` are the same.
    pub(crate) folded: String,
    pub(crate) before: Edge,
    /// Inside quotation marks that open and close.
    pub(crate) quoted: bool,
}

/// Every word, quoted lines and all.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    push_words(text, 0, &mut words);
    words
}

/// The words that the writer of a letter wrote: lines that begin with `>` are somebody else's. Knows where
/// sentences and clauses begin and what stands in quotation marks.
pub(crate) fn written(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    let mut left_out = false;
    for line in text.split_inclusive('\n') {
        let first = words.len();
        if line.trim_start().starts_with('>') {
            left_out = true;
        } else {
            push_words(line, at, &mut words);
        }
        if let Some(word) = words.get_mut(first).filter(|_| left_out) {
            word.before = Edge::Sentence;
            left_out = false;
        }
        at += line.len();
    }
    for index in 0..words.len() {
        let edge = match index.checked_sub(1).and_then(|before| words.get(before)) {
            None => Edge::Sentence,
            Some(before) => words.get(index).map_or(Edge::None, |word| edge(text, before, word)),
        };
        if let Some(word) = words.get_mut(index) {
            word.before = word.before.max(edge);
        }
    }
    mark_quoted(text, &mut words);
    words
}

fn push_words(text: &str, offset: usize, words: &mut Vec<Word>) {
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        // One apostrophe counts as a letter in Unicode; no word begins with it.
        if !letter.is_alphanumeric() || letter == 'ʼ' {
            continue;
        }
        if words.len() == MOST_WORDS {
            return;
        }
        let mut folding = Folding::default();
        folding.push(letter);
        let mut end = start + letter.len_utf8();
        while let Some(&(at, letter)) = letters.peek() {
            let inside = if matches!(letter, '\'' | '’' | 'ʼ') {
                // Only between letters: don't, vad's; not the quotation mark at the end.
                let after = text.get(at + letter.len_utf8()..).and_then(|rest| rest.chars().next());
                after.is_some_and(char::is_alphabetic)
            } else {
                letter.is_alphanumeric() || is_combining_mark(letter) || is_ignored(letter)
            };
            if !inside {
                break;
            }
            folding.push(letter);
            end = at + letter.len_utf8();
            letters.next();
        }
        let folded = folding.done();
        if !folded.is_empty() {
            words.push(Word {
                span: offset + start..offset + end,
                folded,
                before: Edge::None,
                quoted: false,
            });
        }
    }
}

/// What is not seen on the page and may stand inside a word: soft hyphens, joiners, marks of direction.
fn is_ignored(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

#[derive(Default)]
struct Folding {
    folded: String,
    letters: usize,
}

impl Folding {
    fn push(&mut self, letter: char) {
        if self.letters >= MOST_LETTERS {
            return;
        }
        match letter {
            'a'..='z' | '0'..='9' => self.keep(letter),
            'A'..='Z' => self.keep(letter.to_ascii_lowercase()),
            '\'' | '’' | 'ʼ' => self.keep('\''),
            other => decompose_compatible(other, |part| {
                for part in part.to_lowercase().filter(|part| part.is_alphanumeric() && *part != 'ʼ') {
                    self.plain(part);
                }
            }),
        }
    }

    fn plain(&mut self, letter: char) {
        if is_combining_mark(letter) {
            return;
        }
        // A syllable that falls into its parts is put together again: those are letters, not marks.
        if let Some(whole) = self.folded.chars().next_back().and_then(|last| compose(last, letter)) {
            self.folded.pop();
            self.folded.push(whole);
            return;
        }
        match letter {
            'ø' => self.keep('o'),
            'æ' => self.folded.push_str("ae"),
            'ß' => self.folded.push_str("ss"),
            'ł' => self.keep('l'),
            'đ' | 'ð' => self.keep('d'),
            other => self.keep(other),
        }
    }

    fn keep(&mut self, letter: char) {
        if self.letters < MOST_LETTERS {
            self.letters += 1;
            self.folded.push(letter);
        }
    }

    fn done(self) -> String {
        // What stood before an apostrophe may have been nothing but marks.
        if self.folded.starts_with('\'') { self.folded.trim_matches('\'').to_owned() } else { self.folded }
    }
}

/// What ends with a full stop and goes on.
const SHORTENED: &[&str] = &["klo", "kl", "esim", "ca", "puh", "tel", "nr", "dr", "mr", "mrs", "ms", "n"];

fn edge(text: &str, before: &Word, word: &Word) -> Edge {
    let between = text.get(before.span.end..word.span.start).unwrap_or_default();
    if between == " " || between.is_empty() {
        return Edge::None;
    }
    let mut lines = between.split('\n');
    let first = lines.next().unwrap_or_default();
    let others: Vec<&str> = lines.take(3).collect();
    if let [.., last] = others.as_slice() {
        let item = last.trim_start().starts_with(['-', '*', '•', '–', '·']);
        if others.len() > 1 || item {
            return Edge::Sentence;
        }
    }
    let stop = |marks: &[char]| first.trim_end().ends_with(marks) || between.contains(char::is_whitespace);
    let upper =
        text.get(word.span.clone()).and_then(|word| word.chars().next()).is_some_and(char::is_uppercase);
    if between.contains(['!', '?', '…']) && stop(&['!', '?', '…']) {
        return Edge::Sentence;
    }
    if between.contains('.') && between.contains(char::is_whitespace) {
        let number = before.folded.bytes().all(|byte| byte.is_ascii_digit());
        let short = SHORTENED.contains(&before.folded.as_str()) || before.folded.len() == 1;
        let goes_on = if number { !upper } else { short && (!upper || before.folded.len() > 1) };
        return if goes_on { Edge::None } else { Edge::Sentence };
    }
    let spaced = between.contains(char::is_whitespace);
    if spaced && between.contains([',', ';', ':', '(', ')', '[', ']', '–', '—', '-', '/']) {
        return Edge::Clause;
    }
    if !others.is_empty() {
        let line = text.get(..before.span.end).unwrap_or_default();
        let line = line.rsplit('\n').next().unwrap_or_default();
        if line.len() < SHORT_LINE {
            return Edge::Clause;
        }
    }
    Edge::None
}

/// Marks are paired as they come, paragraph by paragraph; one that is left over quotes nothing.
fn mark_quoted(text: &str, words: &mut [Word]) {
    const MARKS: [char; 6] = ['"', '“', '”', '„', '»', '«'];
    let mut quotes: Vec<Range<usize>> = Vec::new();
    let mut open = None;
    let mut blank = false;
    for (at, letter) in text.char_indices() {
        if MARKS.contains(&letter) {
            match open.take() {
                Some(from) => quotes.push(from..at),
                None => open = Some(at),
            }
        }
        if letter == '\n' {
            if blank {
                open = None;
            }
            blank = true;
        } else if !letter.is_whitespace() {
            blank = false;
        }
    }
    let mut quotes = quotes.into_iter().peekable();
    for word in words {
        while quotes.peek().is_some_and(|quote| quote.end < word.span.start) {
            quotes.next();
        }
        word.quoted = quotes.peek().is_some_and(|quote| quote.contains(&word.span.start));
    }
}

#[cfg(test)]
mod tests;

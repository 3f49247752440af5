//! Phrases as data: the three lists that come with the house and those that a house writes itself, in one and
//! the same form (see the README). A mistake is told with its line, and all mistakes at once.

use std::{collections::BTreeSet, fmt, sync::Arc};

use crate::{
    Language,
    lexicon::{Form, Lexicon},
    pattern::{Pattern, Reader, Sets},
    text,
};

codes! {
    /// What a phrase does to the customer who reads it.
    Does {
        /// Sends them elsewhere, or away to come back.
        Redirect = "redirect",
        /// Gives them our work: a form, a letter, the same once more.
        Chore = "chore",
        /// Hides behind a rule, a system, a habit, or says that nothing can be done.
        Process = "process",
        /// Waits for somebody's leave.
        Permission = "permission",
    }
}

codes! {
    /// As what a phrase that was sent anyway is recorded.
    Record {
        Bounce = "bounce",
        Friction = "friction",
    }
}

codes! {
    /// What to do instead.
    Instead {
        /// Within the mandate, with what is possible now.
        Act = "act",
        /// Ask a colleague inside the case.
        Consult = "consult",
        /// Give the case to somebody by name, who accepts it.
        HandOver = "hand_over",
        /// Say who does what by when.
        Promise = "promise",
    }
}

impl Does {
    pub const fn record(self) -> Record {
        match self {
            Does::Redirect => Record::Bounce,
            Does::Chore | Does::Process | Does::Permission => Record::Friction,
        }
    }
}

#[derive(Debug)]
pub struct Phrase {
    /// Stays the same when the words change: what was recorded refers to it.
    pub id: String,
    pub language: Language,
    pub does: Does,
    /// The most fitting first.
    pub instead: Arc<[Instead]>,
    /// The house's own, not one that came with it.
    pub own: bool,
    pub(crate) pattern: Pattern,
    /// Where one of these stands in the same clause, nothing is meant.
    pub(crate) unless: Vec<Pattern>,
}

/// What is wrong in a list of phrases, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub language: Language,
    /// From 1.
    pub line: usize,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A phrase stands before the first heading.
    NoHeading,
    /// Not one of `[redirect]`, `[chore]`, `[process]`, `[permission]`.
    Heading(String),
    /// Not one of `act`, `consult`, `hand_over`, `promise`.
    Instead(String),
    /// A line that is neither a phrase (`id: words`) nor anything else.
    Line(String),
    /// An id is of small letters, digits and hyphens.
    Id(String),
    /// The id stands already further up, or comes with the house.
    Twice(String),
    /// `off` names no phrase that comes with the house.
    NoSuchPhrase(String),
    NoSuchSet(String),
    /// Without words.
    Empty,
    /// It would match whatever is said.
    Anything,
    NoWord(String),
    /// Three letters at least stand beside a `*`.
    TooShort(String),
    Unexpected(String),
    /// A bracket that is not closed.
    Open(char),
    TooLarge,
    /// A line of more than 500 letters.
    TooLong,
    /// More than 2,000 lines, or more than 500 phrases.
    TooMany,
}

impl Why {
    /// For who translates it; what it is about is in [`Why::about`].
    pub fn code(&self) -> &'static str {
        match self {
            Why::NoHeading => "no_heading",
            Why::Heading(_) => "heading",
            Why::Instead(_) => "instead",
            Why::Line(_) => "line",
            Why::Id(_) => "id",
            Why::Twice(_) => "twice",
            Why::NoSuchPhrase(_) => "no_such_phrase",
            Why::NoSuchSet(_) => "no_such_set",
            Why::Empty => "empty",
            Why::Anything => "anything",
            Why::NoWord(_) => "no_word",
            Why::TooShort(_) => "too_short",
            Why::Unexpected(_) => "unexpected",
            Why::Open(_) => "open",
            Why::TooLarge => "too_large",
            Why::TooLong => "too_long",
            Why::TooMany => "too_many",
        }
    }

    /// The word it is about, at most forty letters of it.
    pub fn about(&self) -> Option<String> {
        let about = match self {
            Why::Heading(word)
            | Why::Instead(word)
            | Why::Line(word)
            | Why::Id(word)
            | Why::Twice(word)
            | Why::NoSuchPhrase(word)
            | Why::NoSuchSet(word)
            | Why::NoWord(word)
            | Why::TooShort(word)
            | Why::Unexpected(word) => word.clone(),
            Why::Open(bracket) => bracket.to_string(),
            Why::NoHeading | Why::Empty | Why::Anything | Why::TooLarge | Why::TooLong | Why::TooMany => {
                return None;
            }
        };
        Some(about.chars().take(40).collect())
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}, line {}: ", self.language.code(), self.line)?;
        let about = self.why.about().unwrap_or_default();
        match &self.why {
            Why::NoHeading => write!(to, "a phrase before the first heading such as [redirect]"),
            Why::Heading(_) => write!(to, "[{about}] is none of redirect, chore, process, permission"),
            Why::Instead(_) => write!(to, "{about} is none of act, consult, hand_over, promise"),
            Why::Line(_) => write!(to, "{about:?} is no phrase; one is written `id: words`"),
            Why::Id(_) => write!(to, "{about:?} is no id; one has small letters, digits and hyphens"),
            Why::Twice(_) => write!(to, "{about} stands there already"),
            Why::NoSuchPhrase(_) => write!(to, "there is no phrase {about}"),
            Why::NoSuchSet(_) => write!(to, "there is no set {{{about}}}"),
            Why::Empty => write!(to, "words are missing"),
            Why::Anything => write!(to, "this would match whatever is said"),
            Why::NoWord(_) => write!(to, "{about:?} is no word"),
            Why::TooShort(_) => write!(to, "{about}: at least three letters stand beside *"),
            Why::Unexpected(_) => write!(to, "{about} is not expected here"),
            Why::Open(_) => write!(to, "{about} is not closed"),
            Why::TooLarge => write!(to, "this has too many parts"),
            Why::TooLong => write!(to, "a line has at most {MOST_LETTERS} letters"),
            Why::TooMany => write!(to, "a list has at most {MOST_LINES} lines and {MOST_PHRASES} phrases"),
        }
    }
}

const MOST_LETTERS: usize = 500;
const MOST_LINES: usize = 2_000;
const MOST_PHRASES: usize = 500;
const MOST_MISTAKES: usize = 50;

/// What comes with the house in one language, or what the house adds to it.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) sets: Sets,
    /// Words without weight, and those after which a clause begins.
    pub(crate) passed: Vec<usize>,
    pub(crate) joining: Vec<usize>,
    /// For every phrase of the list.
    pub(crate) unless: Vec<Pattern>,
    /// Ids that the house does not want.
    pub(crate) off: Vec<String>,
}

/// Of a list that came with the house (`known` is nothing) or of the house's own, which knows the other.
pub(crate) fn read(
    language: Language,
    written: &str,
    known: Option<&List>,
    lexicon: &mut Lexicon,
) -> Result<List, Vec<Mistake>> {
    let (sets, unless) = known.map(|known| (known.sets.clone(), known.unless.clone())).unwrap_or_default();
    let mut list = List { sets, unless, ..List::default() };
    let mut reading = Reading {
        language,
        own: known.is_some(),
        known: known
            .map(|known| known.phrases.iter().map(|phrase| phrase.id.as_str()).collect())
            .unwrap_or_default(),
        heading: None,
        ids: BTreeSet::new(),
    };
    let mut mistakes = Vec::new();
    for (index, line) in written.lines().enumerate() {
        let wrong = if index >= MOST_LINES || list.phrases.len() > MOST_PHRASES {
            Err(Why::TooMany)
        } else if line.chars().nth(MOST_LETTERS).is_some() {
            Err(Why::TooLong)
        } else {
            reading.line(line, &mut list, lexicon)
        };
        if let Err(why) = wrong {
            let last = why == Why::TooMany || mistakes.len() + 1 == MOST_MISTAKES;
            mistakes.push(Mistake { language, line: index + 1, why });
            if last {
                break;
            }
        }
    }
    for phrase in &mut list.phrases {
        phrase.unless.extend(list.unless.iter().cloned());
    }
    if mistakes.is_empty() { Ok(list) } else { Err(mistakes) }
}

struct Reading<'a> {
    language: Language,
    own: bool,
    known: Vec<&'a str>,
    heading: Option<(Does, Arc<[Instead]>)>,
    ids: BTreeSet<String>,
}

impl Reading<'_> {
    fn line(&mut self, line: &str, list: &mut List, lexicon: &mut Lexicon) -> Result<(), Why> {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            return Ok(());
        }
        if let Some(rest) = trimmed.strip_prefix('[') {
            return self.heading(rest);
        }
        let words = |rest: &str, lexicon: &mut Lexicon| {
            text::words(rest)
                .iter()
                .map(|word| lexicon.word(Form::Exact, &word.folded))
                .collect::<Vec<usize>>()
        };
        if let Some(rest) = trimmed.strip_prefix("pass ") {
            list.passed.extend(words(rest, lexicon));
            return Ok(());
        }
        if let Some(rest) = trimmed.strip_prefix("join ") {
            list.joining.extend(words(rest, lexicon));
            return Ok(());
        }
        if let Some(id) = trimmed.strip_prefix("off ").map(str::trim) {
            if !self.known.contains(&id) {
                return Err(Why::NoSuchPhrase(id.to_owned()));
            }
            list.off.push(id.to_owned());
            return Ok(());
        }
        let List { sets, phrases, unless: always, .. } = list;
        let mut reader = Reader { language: self.language, sets, lexicon };
        if let Some(rest) = trimmed.strip_prefix("let ") {
            let (name, ways) = rest.split_once('=').ok_or_else(|| Why::Line(trimmed.to_owned()))?;
            let ways = reader.set(ways)?;
            // A second line with the same name goes on with it.
            sets.entry(name.trim().to_owned()).or_default().extend(ways);
            return Ok(());
        }
        if let Some(rest) = trimmed.strip_prefix('!') {
            let unless = reader.pattern(rest)?;
            match phrases.last_mut().filter(|_| line.starts_with(char::is_whitespace)) {
                Some(phrase) => phrase.unless.push(unless),
                None => always.push(unless),
            }
            return Ok(());
        }
        let (id, rest) = trimmed.split_once(':').ok_or_else(|| Why::Line(trimmed.to_owned()))?;
        let id = id.trim();
        if id.is_empty() || !id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
            return Err(Why::Id(id.to_owned()));
        }
        let (does, instead) = self.heading.clone().ok_or(Why::NoHeading)?;
        let pattern = reader.pattern(rest)?;
        if self.known.contains(&id) || !self.ids.insert(id.to_owned()) {
            return Err(Why::Twice(id.to_owned()));
        }
        let (id, own) = (id.to_owned(), self.own);
        phrases.push(Phrase { id, language: self.language, does, instead, own, pattern, unless: Vec::new() });
        Ok(())
    }

    /// `[redirect] hand_over consult`
    fn heading(&mut self, rest: &str) -> Result<(), Why> {
        let (does, instead) = rest.split_once(']').ok_or(Why::Open('['))?;
        let does = Does::from_code(does.trim()).ok_or_else(|| Why::Heading(does.trim().to_owned()))?;
        let instead = instead.split_whitespace();
        let instead: Vec<Instead> = instead
            .map(|code| Instead::from_code(code).ok_or_else(|| Why::Instead(code.to_owned())))
            .collect::<Result<_, Why>>()?;
        let instead = if instead.is_empty() { Instead::ALL.to_vec() } else { instead };
        self.heading = Some((does, instead.into()));
        Ok(())
    }
}

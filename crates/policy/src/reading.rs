//! Reading texts that people wrote, before anything is judged by them: bounded first, then cut into policies, then
//! parsed, then held against a schema. Cedar's parser goes as deep as a text is nested, so what it is given is
//! bounded, and it is given the stack that the bound needs.

use std::str::FromStr as _;

use cedar_policy::{
    Expression, ParseErrors, Policy, PolicySet, ValidationError, ValidationMode, ValidationWarning, Validator,
};
use miette::Diagnostic;

use crate::{
    facts::Kind,
    problem::{Problem, Wrong, kind_in_words},
};

/// No text of policies is longer, in bytes.
pub(crate) const LONGEST: usize = 256 * 1024;

/// No single policy or condition has more words and signs; so none is nested deeper than half of that.
pub(crate) const MOST_WORDS: usize = 300;

/// Enough stack to read, and to judge by, whatever is within [`MOST_WORDS`]; a test holds it to that.
const STACK: usize = 32 * 1024 * 1024;

/// After so many problems nobody reads on.
pub(crate) const MOST_PROBLEMS: usize = 20;

/// Signs that turn the direction of writing, so that a reader sees something else than what is judged by.
const TURNING: [char; 9] = [
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

/// What judging by the deepest text needs. Where less is left, a stack of its own is made for it.
pub(crate) const JUDGING: usize = if cfg!(debug_assertions) { 12 * 1024 * 1024 } else { 1024 * 1024 };

/// Any step of reading that goes as deep as its text.
pub(crate) fn deep<T>(read: impl FnOnce() -> T) -> T {
    stacker::grow(STACK, read)
}

/// The same answer on every thread, however little of its stack is left.
pub(crate) fn judging<T>(judge: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(JUDGING, STACK, judge)
}

/// One policy of a text, with where it begins.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    whole: &'a str,
    from: usize,
    pub(crate) text: &'a str,
}

impl<'a> Part<'a> {
    /// A problem at the first place where the words stand; at the beginning where they do not.
    pub(crate) fn problem_at(&self, words: &str, wrong: Wrong) -> Problem {
        let begin = self.text.len() - without_comments(self.text).len();
        self.problem(self.text[begin..].find(words).map_or(begin, |at| begin + at), wrong)
    }

    fn problem(&self, at: usize, wrong: Wrong) -> Problem {
        let before = self.whole.get(..self.from + at).unwrap_or(self.whole);
        Problem { line: 1 + before.matches('\n').count(), id: None, wrong }
    }

    fn bounded(&self, longest: usize) -> Result<(), Problem> {
        if self.text.len() > longest {
            return Err(self.problem(0, Wrong::TooLong(longest)));
        }
        match self.text.find(TURNING) {
            Some(at) => {
                let said = "a sign turns the direction of writing, which no text here needs";
                Err(self.problem(at, Wrong::Doubtful(said.into())))
            }
            None => Ok(()),
        }
    }

    /// What the diagnostic points at, and where that is.
    fn pointed(&self, diagnostic: &dyn Diagnostic, lead: usize) -> (usize, &'a str) {
        let Some(label) = diagnostic.labels().and_then(|mut labels| labels.next()) else { return (0, "") };
        let at = label.offset().saturating_sub(lead).min(self.text.len());
        let end = (at + label.len()).min(self.text.len());
        (at, self.text.get(at..end).unwrap_or_default())
    }

    /// Whether the place is in a number with a point.
    fn is_decimal(&self, at: usize) -> bool {
        let Some((before, after)) = self.text.split_at_checked(at) else { return false };
        let from = before.trim_end_matches(of_a_number).len();
        let to = self.text.len() - after.trim_start_matches(of_a_number).len();
        let number = &self.text[from..to];
        number.contains('.') && number.contains(|char: char| char.is_ascii_digit())
    }

    /// What a parser said. `lead` is how much stood before the text that it was given.
    fn unreadable(&self, errors: &ParseErrors, lead: usize) -> Vec<Problem> {
        let mut problems: Vec<Problem> = errors
            .iter()
            .map(|error| {
                let (at, _) = self.pointed(error, lead);
                if self.is_decimal(at) {
                    return self.problem(at, Wrong::Decimals);
                }
                let said = error.to_string();
                if said == "unexpected end of input" {
                    let said =
                        "it ends before it is whole; a bracket, a quotation mark or a `;` may be missing";
                    return self.problem(at, Wrong::Unreadable(said.into()));
                }
                let help = error.help().map(|help| format!(" ({help})")).unwrap_or_default();
                self.problem(at, Wrong::Unreadable(format!("{said}{help}")))
            })
            .collect();
        problems.dedup();
        problems
    }
}

const fn of_a_number(char: char) -> bool {
    char.is_ascii_digit() || char == '.'
}

/// The text from its first word on.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with("//") {
        rest = rest.find(['\n', '\r']).map_or("", |end| &rest[end..]).trim_start();
    }
    rest
}

/// A text that is one piece by itself.
pub(crate) fn whole(text: &str, longest: usize) -> Result<Part<'_>, Problem> {
    let part = Part { whole: text, from: 0, text };
    part.bounded(longest)?;
    if without_comments(text).is_empty() {
        return Err(part.problem(0, Wrong::Empty));
    }
    match cut(text).into_iter().find(|piece| piece.words > MOST_WORDS) {
        Some(piece) => Err(part.problem(piece.from, Wrong::TooMuch(MOST_WORDS))),
        None => Ok(part),
    }
}

/// The policies of a text, each with the `;` that ends it.
pub(crate) fn parts(text: &str) -> Result<Vec<Part<'_>>, Vec<Problem>> {
    let all = Part { whole: text, from: 0, text };
    all.bounded(LONGEST).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let mut parts = Vec::new();
    for piece in cut(text) {
        let part = Part { whole: text, from: piece.from, text: &text[piece.from..piece.to] };
        if problems.len() >= MOST_PROBLEMS {
            break;
        }
        if piece.words > MOST_WORDS {
            problems.push(part.problem_at("", Wrong::TooMuch(MOST_WORDS)));
        } else if !without_comments(part.text).is_empty() {
            parts.push(part);
        }
    }
    if problems.is_empty() { Ok(parts) } else { Err(problems) }
}

struct Piece {
    from: usize,
    to: usize,
    words: usize,
}

/// Cuts after every `;` that stands neither in a text nor in a comment, and counts what a reader would call words and
/// signs. A text in quotation marks is one word.
fn cut(text: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece { from: 0, to: text.len(), words: 0 }];
    let mut in_word = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let Some(piece) = pieces.last_mut() else { break };
        let word = char.is_alphanumeric() || char == '_';
        match char {
            '"' => {
                piece.words += 1;
                while let Some((_, inside)) = chars.next() {
                    match inside {
                        '\\' => drop(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '/' if chars.peek().is_some_and(|(_, next)| *next == '/') => {
                while chars.next_if(|(_, inside)| !matches!(inside, '\n' | '\r')).is_some() {}
            }
            ';' => {
                piece.to = at + 1;
                pieces.push(Piece { from: at + 1, to: text.len(), words: 0 });
            }
            ',' | ':' => {}
            _ if word => piece.words += usize::from(!in_word),
            _ if char.is_whitespace() => {}
            _ => piece.words += 1,
        }
        in_word = word;
    }
    pieces
}

/// Exactly one policy, without open places. `lead` is how much stands in it before what a person wrote.
pub(crate) fn policy(part: &Part<'_>, lead: usize, text: &str) -> Result<Policy, Vec<Problem>> {
    deep(|| Policy::parse(None, text).map_err(|errors| part.unreadable(&errors, lead)))
}

/// Exactly one expression.
pub(crate) fn expression(part: &Part<'_>, text: &str) -> Result<Expression, Vec<Problem>> {
    deep(|| Expression::from_str(text).map_err(|errors| part.unreadable(&errors, 0)))
}

/// Holds one policy strictly against a schema; what Cedar only warns of is wrong here, too.
pub(crate) fn validate(part: &Part<'_>, lead: usize, policy: Policy, by: &Validator) -> Vec<Problem> {
    let mut set = PolicySet::new();
    if let Err(error) = set.add(policy) {
        return vec![part.problem(0, Wrong::Unreadable(error.to_string()))];
    }
    let found = deep(|| by.validate(&set, ValidationMode::Strict));
    let mut problems: Vec<Problem> =
        found.validation_errors().map(|error| invalid(part, lead, error)).collect();
    // What is wrong in itself is often never true, either; that would be said of one thing twice.
    if problems.is_empty() {
        problems = found.validation_warnings().map(|warning| doubtful(part, lead, warning)).collect();
    }
    problems.sort_by_key(|problem| problem.line);
    problems.dedup();
    problems
}

fn invalid(part: &Part<'_>, lead: usize, error: &ValidationError) -> Problem {
    let (at, text) = part.pointed(error, lead);
    let text = text.to_owned();
    let words = error.to_string();
    // Cedar names the policy first, by a number that nobody gave it.
    let said = words.strip_prefix("for policy `").and_then(|rest| rest.split_once('`'));
    let said = said.map_or(&*words, |(_, said)| said.trim_start_matches([',', ':', ' ']));
    // One mistake is found again for every act that the policy is for.
    let of_an_act = said.split_once(" for Action::\"").and_then(|(before, rest)| {
        let (_, after) = rest.split_once('"')?;
        Some(format!("{before}{after}"))
    });
    let said = of_an_act.as_deref().unwrap_or(said);
    let help = error.help().map(|help| format!(" ({help})")).unwrap_or_default();
    part.problem(
        at,
        match error {
            ValidationError::UnexpectedType(_) => Wrong::OtherKind { text, said: plain(said) },
            ValidationError::IncompatibleTypes(_) => Wrong::OtherKind { text, said: plain(said) },
            _ => Wrong::Unreadable(format!("{said}{help}")),
        },
    )
}

fn doubtful(part: &Part<'_>, lead: usize, warning: &ValidationWarning) -> Problem {
    let (at, _) = part.pointed(warning, lead);
    part.problem(
        at,
        match warning {
            ValidationWarning::ImpossiblePolicy(_) | ValidationWarning::InvalidActionApplication(_) => {
                Wrong::NeverTrue
            }
            ValidationWarning::MixedScriptString(_)
            | ValidationWarning::BidiCharsInString(_)
            | ValidationWarning::BidiCharsInIdentifier(_)
            | ValidationWarning::MixedScriptIdentifier(_)
            | ValidationWarning::ConfusableIdentifier(_) => Wrong::Doubtful(warning.to_string()),
            _ => Wrong::Unreadable(warning.to_string()),
        },
    )
}

/// Cedar's words about kinds in plain ones: `expected Bool but saw Long`, `the types Long and String are not
/// compatible`.
fn plain(said: &str) -> String {
    let said = said.replace("__cedar::internal::True", "Bool").replace("__cedar::internal::False", "Bool");
    let said = said.trim_start_matches("unexpected type: ").trim_start_matches("the types ");
    let mut said = said.replace("are not compatible", "do not go together").replace("Set<", "a list of <");
    for (name, kind) in [("Long", Kind::WholeNumber), ("String", Kind::Text), ("Bool", Kind::YesOrNo)] {
        said = said.replace(name, kind_in_words(kind));
    }
    said
}

//! What is wrong with a text of policies: where, and in plain sentences that say what is allowed instead.

use std::fmt;

use crate::facts::{ATTRIBUTES, Kind};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Counted from 1.
    pub line: usize,
    /// The rule or policy that it stands in, where that is known.
    pub id: Option<String>,
    pub wrong: Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing but spaces and comments.
    Empty,
    /// More than so many bytes.
    TooLong(usize),
    /// More than so many words and signs in one policy.
    TooMuch(usize),
    /// Cedar's own words for why it cannot be read.
    Unreadable(String),
    Decimals,
    NoSuchAttribute(String),
    /// A thing of one kind where only another makes sense.
    OtherKind {
        text: String,
        said: String,
    },
    /// A sum, a difference, a product.
    Reckoned(String),
    /// `has`, where everything is always there.
    Has(String),
    /// Anything else than the attributes of the situation.
    NotKnown(String),
    /// A text that the attribute never is.
    NoSuchCode {
        attribute: &'static str,
        code: String,
        allowed: String,
    },
    NeverTrue,
    /// Letters that look like others, or that turn the direction of writing.
    Doubtful(String),
    NotForbid,
    /// A rule for some only; whom it is for belongs into its `when`.
    Head,
    /// It would forbid everything, always.
    NoCondition,
    MissingAnnotation(&'static str),
    /// Empty, or longer than a person would say.
    UnusableAnnotation(&'static str),
    UnknownAnnotation(String),
    /// The id is there twice, or is one of the domain's own.
    TwiceId,
}

impl Wrong {
    /// Stable, for screens that say it in their own language.
    pub const fn code(&self) -> &'static str {
        match self {
            Wrong::Empty => "empty",
            Wrong::TooLong(_) => "too_long",
            Wrong::TooMuch(_) => "too_much",
            Wrong::Unreadable(_) => "unreadable",
            Wrong::Decimals => "decimals",
            Wrong::NoSuchAttribute(_) => "no_such_attribute",
            Wrong::OtherKind { .. } => "other_kind",
            Wrong::Reckoned(_) => "reckoned",
            Wrong::Has(_) => "has",
            Wrong::NotKnown(_) => "not_known",
            Wrong::NoSuchCode { .. } => "no_such_code",
            Wrong::NeverTrue => "never_true",
            Wrong::Doubtful(_) => "doubtful",
            Wrong::NotForbid => "not_forbid",
            Wrong::Head => "head",
            Wrong::NoCondition => "no_condition",
            Wrong::MissingAnnotation(_) => "missing_annotation",
            Wrong::UnusableAnnotation(_) => "unusable_annotation",
            Wrong::UnknownAnnotation(_) => "unknown_annotation",
            Wrong::TwiceId => "twice_id",
        }
    }
}

/// The attributes as a person needs them to write a condition: `context.amount (a whole number)` and so on.
fn attributes() -> String {
    let said = ATTRIBUTES
        .iter()
        .map(|attribute| format!("context.{} ({})", attribute.name, kind_in_words(attribute.kind)));
    said.collect::<Vec<_>>().join(", ")
}

pub(crate) const fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::WholeNumber => "a whole number",
        Kind::YesOrNo => "true or false",
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wrong::Empty => f.write_str(
                "This says nothing. Say when it holds, as in `context.out_of_hours`, or leave the condition out.",
            ),
            Wrong::TooLong(most) => write!(f, "This is longer than {most} bytes."),
            Wrong::TooMuch(most) => write!(
                f,
                "This has more than {most} words and signs in one piece. Make two of it; a list of codes is \
                 `[\"a\", \"b\"].contains(…)`."
            ),
            Wrong::Unreadable(said) => write!(f, "This cannot be read: {said}."),
            Wrong::Decimals => f.write_str(
                "There are no decimals here: an amount is a whole number of minor units, so 7.50 EUR is 750.",
            ),
            Wrong::NoSuchAttribute(name) => {
                write!(f, "There is no `context.{name}`. There are: {}.", attributes())
            }
            Wrong::OtherKind { text, said } => {
                write!(f, "`{text}` does not fit: {said}. There are: {}.", attributes())
            }
            Wrong::Reckoned(text) => write!(
                f,
                "`{text}` reckons, and nothing is reckoned here: compare with a whole number. Sums and windows are \
                 the mandate's own limits."
            ),
            Wrong::Has(text) => write!(
                f,
                "`{text}` asks whether something is there, and everything always is. What is not known is the empty \
                 text: `context.bulletin == \"\"`."
            ),
            Wrong::NotKnown(text) => {
                write!(f, "`{text}` cannot be asked about here. There are: {}.", attributes())
            }
            Wrong::NoSuchCode { attribute, code, allowed } => {
                write!(f, "`context.{attribute}` is never \"{code}\". It can be: {allowed}.")
            }
            Wrong::NeverTrue => f.write_str("This can never be true, so it would say nothing."),
            Wrong::Doubtful(said) => write!(f, "This would mislead a reader: {said}."),
            Wrong::NotForbid => {
                f.write_str("Only `forbid` may stand here: what may be given is said by mandates.")
            }
            Wrong::Head => f.write_str(
                "A rule begins `forbid (principal, action, resource)`, to the letter; whom and what it is for is \
                 said in its `when`, with `context.role`, `context.kind` and so on.",
            ),
            Wrong::NoCondition => {
                f.write_str("Without a `when` this would forbid every remedy to everybody. Say when it forbids.")
            }
            Wrong::MissingAnnotation("id") => f.write_str("The `@id(\"…\")` is missing."),
            Wrong::MissingAnnotation(name) => write!(
                f,
                "The `@{name}(\"…\")` is missing: the words that a person can say aloud, in each of fi, sv and en."
            ),
            Wrong::UnusableAnnotation("id") => f.write_str(
                "The `@id` is not a code: 1 to 60 of the characters a–z, A–Z, 0–9, _, - and .",
            ),
            Wrong::UnusableAnnotation(name) => {
                write!(f, "The `@{name}` is empty, or longer than anybody would say aloud.")
            }
            Wrong::UnknownAnnotation(name) => {
                write!(f, "`@{name}` means nothing here. There are: @id, @fi, @sv, @en.")
            }
            Wrong::TwiceId => f.write_str("This `@id` is taken: each is there once."),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "Line {}, in `{id}`: {}", self.line, self.wrong),
            None => write!(f, "Line {}: {}", self.line, self.wrong),
        }
    }
}

impl std::error::Error for Problem {}

//! Words of people stay out of the log: an event carries only where the words are and their digest.

use serde::{Deserialize, Serialize};

use crate::{Refusal, id::TextId, refusal::Field};

/// Where the words are, and the SHA-256 (hexadecimal) of their salt and bytes. Once the words and
/// the salt are erased the digest says nothing about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRef {
    pub id: TextId,
    pub sha256: String,
}

/// The most letters that one text of a person may have; longer ones are refused with its field.
pub const BODY_LETTERS: usize = 100_000;
pub const LINE_LETTERS: usize = 500;

/// What a person wrote, trimmed and with `\n` line ends; refused when nothing is left or it is too
/// long. Control characters other than line ends and tabs are dropped: no place wants them.
pub fn words(field: Field, text: &str, most_letters: usize) -> Result<String, Refusal> {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .collect();
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Empty(field));
    }
    if text.chars().count() > most_letters {
        return Err(Refusal::TooLong(field));
    }
    Ok(text.to_owned())
}

/// As [`words`], on one line.
pub fn line(field: Field, text: &str) -> Result<String, Refusal> {
    words(field, &text.replace(['\n', '\r', '\t'], " "), LINE_LETTERS)
}

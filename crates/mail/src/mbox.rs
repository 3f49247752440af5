//! A mailbox file, as old mail is brought in: message by message, never the whole file at once.
//!
//! Understands mboxo and mboxrd: a line `From … hh:mm …` at the start or after a blank line parts
//! two messages, and one `>` is taken off lines of `>`s before `From `.

use crate::header;
use std::fmt;
use std::io::{self, BufRead, Read};

/// How much of a line is taken at once; longer lines come in several pieces.
const PIECE: u64 = 64 * 1024;

/// Why one message of a mailbox file was not given out. Reading can go on after `TooLarge`.
#[derive(Debug)]
pub enum MboxError {
    /// The message has more octets than wanted; it was passed over.
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
    /// The file could not be read on; nothing follows.
    Io(io::Error),
}

impl fmt::Display for MboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MboxError::TooLarge { bytes } => {
                write!(f, "a message of {bytes} octets was passed over as too large")
            }
            MboxError::Io(error) => write!(f, "the mailbox file could not be read: {error}"),
        }
    }
}

impl std::error::Error for MboxError {}

/// The messages of a mailbox file in order, each at most `max_bytes` octets, without the
/// separator lines.
pub fn split_mbox<R: BufRead>(reader: R, max_bytes: usize) -> MboxMessages<R> {
    MboxMessages { reader, max_bytes, started: false, done: false }
}

/// See [`split_mbox`].
#[derive(Debug)]
pub struct MboxMessages<R> {
    reader: R,
    max_bytes: usize,
    started: bool,
    done: bool,
}

impl<R: BufRead> Iterator for MboxMessages<R> {
    type Item = Result<Vec<u8>, MboxError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.message() {
                Ok(Some(Ok(message))) if message.trim_ascii().is_empty() => {}
                Ok(found) => return found,
                Err(error) => {
                    self.done = true;
                    return Some(Err(MboxError::Io(error)));
                }
            }
        }
        None
    }
}

impl<R: BufRead> MboxMessages<R> {
    /// Up to the next separator line, which is taken in but not given out.
    fn message(&mut self) -> io::Result<Option<Result<Vec<u8>, MboxError>>> {
        let mut message = Vec::new();
        let mut length = 0;
        let mut piece = Vec::new();
        let mut line_start = true;
        let mut after_blank = !self.started;
        loop {
            piece.clear();
            self.reader.by_ref().take(PIECE).read_until(b'\n', &mut piece)?;
            if piece.is_empty() {
                self.done = true;
                break;
            }
            let first = !self.started;
            self.started = true;
            if line_start && after_blank && is_separator(&piece, first) {
                self.rest_of_line(&piece)?;
                if first {
                    after_blank = false;
                    continue;
                }
                break;
            }
            let line = if line_start { unquoted(&piece) } else { &piece };
            length += line.len();
            if length <= self.max_bytes {
                message.extend_from_slice(line);
            } else {
                message = Vec::new();
            }
            after_blank = line_start && header::without_line_end(&piece).is_empty();
            line_start = piece.ends_with(b"\n");
        }
        if length > self.max_bytes {
            return Ok(Some(Err(MboxError::TooLarge { bytes: length })));
        }
        if message.is_empty() && self.done {
            return Ok(None);
        }
        // The blank line before a separator belongs to the file, not to the message.
        for blank in [&b"\n\r\n"[..], b"\n\n"] {
            if message.ends_with(blank) {
                message.truncate(message.len() + 1 - blank.len());
                break;
            }
        }
        Ok(Some(Ok(message)))
    }

    fn rest_of_line(&mut self, piece: &[u8]) -> io::Result<()> {
        if !piece.ends_with(b"\n") {
            self.reader.skip_until(b'\n')?;
        }
        Ok(())
    }
}

/// A time must stand in the line, or a sentence that begins with "From" would cut a letter in two;
/// the first line of a file needs none.
fn is_separator(line: &[u8], first: bool) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    first
        || rest.windows(5).any(|five| {
            matches!(five, [a, b, b':', c, d]
                if (a.is_ascii_digit() || *a == b' ') && [b, c, d].iter().all(|x| x.is_ascii_digit()))
        })
}

fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|byte| **byte == b'>').count();
    match line.get(marks..) {
        Some(rest) if marks > 0 && rest.starts_with(b"From ") => line.get(1..).unwrap_or(line),
        _ => line,
    }
}

#[cfg(test)]
mod tests;

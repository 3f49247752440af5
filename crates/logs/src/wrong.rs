//! Why a log could not be read, and where in it.

use std::{fmt, io, path::Path};

/// Where in the log: what a person can go to in an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Of the unpacked text, both from 1.
    Line { line: u64, byte: u64 },
    /// Of the unpacked text, from 0.
    Byte(u64),
    /// The whole of it.
    Nowhere,
}

/// What is wrong, in a sentence without its end, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    pub what: String,
    pub place: Place,
    /// The log is in order; what was asked of it is not.
    pub usage: bool,
}

impl Wrong {
    pub(crate) fn at(place: Place, what: impl Into<String>) -> Wrong {
        Wrong { what: what.into(), place, usage: false }
    }

    pub(crate) fn whole(what: impl Into<String>) -> Wrong {
        Wrong::at(Place::Nowhere, what)
    }

    /// What was asked for is not in this log.
    pub(crate) fn asked(what: impl Into<String>) -> Wrong {
        Wrong { what: what.into(), place: Place::Nowhere, usage: true }
    }

    pub(crate) fn open(path: &Path, error: &io::Error) -> Wrong {
        Wrong::whole(format!("{} cannot be opened: {error}", path.display()))
    }

    pub(crate) fn read(place: Place, error: &io::Error) -> Wrong {
        let what = match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                "the log ends in the middle: it was cut off, or was not copied to its end".to_owned()
            }
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                format!("the log is damaged: what it was packed from cannot be restored ({error})")
            }
            _ => format!("the log cannot be read on: {error}"),
        };
        Wrong::at(place, what)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Line { line, byte } => write!(f, "Line {line} (byte {byte}): {}.", self.what),
            Place::Byte(byte) => write!(f, "Byte {byte}: {}.", self.what),
            Place::Nowhere => {
                let mut letters = self.what.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                write!(f, "{}{}.", first.collect::<String>(), letters.as_str())
            }
        }
    }
}

impl std::error::Error for Wrong {}

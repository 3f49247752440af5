//! What an event log says of how cases went, whoever wrote it: reads it (`valta_logs`), measures it
//! (`valta_insight`), and tells it as JSON, as one page and in some lines. Knows no database and stores nothing.
#![cfg_attr(
    test,
    expect(
        clippy::unwrap_used,
        clippy::print_stdout,
        reason = "a test that cannot go on fails, and the table of figures is printed"
    )
)]

mod json;
mod look;
mod map;
mod page;
mod question;
mod summary;

use std::path::Path;

pub use json::json;
pub use look::{Decided, Look};
pub use page::page;
pub use question::Asked;
pub use summary::summary;

/// Why there is no answer: a sentence, and whether what was asked is wrong rather than the log.
#[derive(Debug, PartialEq, Eq)]
pub struct No {
    pub sentence: String,
    pub usage: bool,
}

impl No {
    fn asked(sentence: impl Into<String>) -> No {
        No { sentence: sentence.into(), usage: true }
    }
}

/// Reads and measures.
pub fn look(path: &Path, asked: Asked) -> Result<Look, No> {
    let question = asked.question()?;
    let log = valta_logs::read(path, &question.wanted)
        .map_err(|wrong| No { sentence: format!("{}: {wrong}", path.display()), usage: wrong.usage })?;
    look::look(log, &question)
}

#[cfg(test)]
mod tests;

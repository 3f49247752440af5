//! Event logs of others, to columns of numbers: XES (plain and packed), tables (CSV), OCEL (JSON and SQLite);
//! and logs for others ([`write`]).
//!
//! What can be guessed is guessed and said; what cannot be read is counted, with the place where the first of
//! it stands; what would make a wrong number is refused. A log is read in one go, in memory that grows with
//! its events and not with its text. Knows no case of ours and no measure.
#![cfg_attr(test, expect(clippy::unwrap_used, reason = "a test that cannot go on fails"))]

mod log;
mod ocel;
mod rows;
mod time;
mod words;
pub mod write;
mod wrong;
mod xes;
mod xml;

use std::{
    fs::File,
    io::{Chain, Cursor, Read},
    path::Path,
};

use flate2::read::MultiGzDecoder;

pub use log::{Amounts, Column, Count, Guess, Log, Noticed, Skipped, UNKNOWN};
pub use wrong::{Place, Wrong};

/// What was said about the log; what is empty is guessed.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The case's attribute; of OCEL, the type of object that is a case.
    pub case: Option<String>,
    pub time: Option<String>,
    /// When the work of an event began.
    pub began: Option<String>,
    /// Joined by `+`.
    pub activity: Vec<String>,
    /// Each an attribute, or several joined by `+`; of OCEL, also a type of object.
    pub owners: Vec<String>,
    /// Joined by `+`.
    pub state: Vec<String>,
    /// Of an event, else of its case.
    pub amount: Option<String>,
}

impl Wanted {
    /// What only tables have must not be asked of others: it would be ignored without a word.
    fn without_start(&self, format: &str) -> Result<(), Wrong> {
        match self.began {
            Some(_) => {
                Err(Wrong::asked(format!("--start is for tables: {format} has one time for each event")))
            }
            None => Ok(()),
        }
    }

    fn of_ocel(&self) -> Result<(), Wrong> {
        if self.time.is_some() {
            return Err(Wrong::asked("--time is for tables and XES: OCEL says itself when each event was"));
        }
        self.without_start("OCEL")
    }

    /// Of every attribute of events that was named, also those that are joined.
    fn names(&self) -> impl Iterator<Item = String> {
        let parts = self.owners.iter().filter(|owner| owner.contains('+')).flat_map(|owner| owner.split('+'));
        let all = self.activity.iter().chain(&self.owners).chain(&self.state).map(String::as_str);
        all.chain(parts).map(str::to_owned)
    }
}

/// The text's beginning, and the whole of it.
type Unpacked = (Vec<u8>, Chain<Cursor<Vec<u8>>, Box<dyn Read>>);

/// What decides of which kind a log is.
const START: usize = 64 * 1024;

/// Reads a log, of whichever kind it is.
pub fn read(path: &Path, wanted: &Wanted) -> Result<Log, Wrong> {
    let open = || File::open(path).map_err(|error| Wrong::open(path, &error));
    let mut start = Vec::new();
    open()?.take(START as u64).read_to_end(&mut start).map_err(|error| Wrong::open(path, &error))?;
    if start.starts_with(b"SQLite format 3\0") {
        wanted.of_ocel()?;
        return ocel::sqlite::read(path, wanted);
    }
    if start.starts_with(b"PK\x03\x04") {
        return Err(Wrong::whole("this is a zip archive; unpack it and give the log inside"));
    }
    let unpacked = || -> Result<Unpacked, Wrong> {
        let file = open()?;
        let mut reader: Box<dyn Read> = if start.starts_with(&[0x1F, 0x8B]) {
            Box::new(MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        };
        let mut first = Vec::new();
        reader
            .by_ref()
            .take(START as u64)
            .read_to_end(&mut first)
            .map_err(|error| Wrong::read(Place::Byte(first.len() as u64), &error))?;
        Ok((first.clone(), Cursor::new(first).chain(reader)))
    };
    let (first, reader) = unpacked()?;
    let text = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&first).trim_ascii_start();
    match text.first() {
        None => Err(Wrong::whole("the file is empty")),
        Some(b'<') => {
            wanted.without_start("XES")?;
            xes::read(reader, wanted)
        }
        Some(b'{') => {
            wanted.of_ocel()?;
            ocel::json::read(reader, wanted)
        }
        Some(_) if first.contains(&0) => Err(Wrong::whole(
            "this is no log that can be read: XES, CSV, and OCEL as JSON or SQLite can, also packed with gzip",
        )),
        Some(_) => match rows::read(reader, &first, wanted, time::Order::DayFirst)? {
            rows::Answer::Log(log) => Ok(*log),
            rows::Answer::OtherOrder => {
                let (_, again) = unpacked()?;
                match rows::read(again, &first, wanted, time::Order::MonthFirst)? {
                    rows::Answer::Log(log) => Ok(*log),
                    rows::Answer::OtherOrder => {
                        Err(Wrong::whole("days and months are written in both orders"))
                    }
                }
            }
        },
    }
}

#[cfg(test)]
mod tests;

//! A feed that calendars read (RFC 5545): what is to happen and what is to be done, in UTC.
//!
//! A feed tells and books nothing: its events leave people free. Whatever stands in a text stays in its line, so that a
//! customer's words cannot become an event, an alarm or an attendee.

use std::fmt::Write as _;

use valta_domain::Timestamp;

#[derive(Clone, Debug)]
pub struct Feed {
    /// What the calendar is called where it is read.
    pub name: String,
    /// How often it is worth being asked for.
    pub refresh_minutes: u16,
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub struct Entry {
    /// The same for the same thing in every feed, and nothing else's anywhere: an id of ours, `@` and the house's host.
    pub uid: String,
    pub what: What,
    pub summary: String,
    pub description: Option<String>,
    /// Where it stands in the house.
    pub url: Option<String>,
    /// Counts up whenever its time or its standing changes.
    pub sequence: u32,
    /// When it was last another; a reader that has seen it needs no more.
    pub changed: Timestamp,
    /// Minutes before it begins or is due at which its reader may be told.
    pub alarms: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Event {
        from: Timestamp,
        /// Not later than `from`, or absent: it is a moment.
        until: Option<Timestamp>,
        standing: EventStanding,
    },
    Todo {
        due: Option<Timestamp>,
        standing: TodoStanding,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventStanding {
    Tentative,
    Confirmed,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TodoStanding {
    Open,
    Begun,
    Done(Timestamp),
    Cancelled,
}

/// Octets of a line without its end.
const MOST: usize = 75;

impl Feed {
    /// As `text/calendar; charset=utf-8`.
    pub fn write(&self) -> String {
        let mut lines = Lines(String::new());
        lines.plain("BEGIN", "VCALENDAR");
        lines.plain("VERSION", "2.0");
        lines.plain("PRODID", "-//Valta//Valta//EN");
        // The first is of RFC 7986, the others are what is read.
        lines.text("NAME", &self.name);
        lines.text("X-WR-CALNAME", &self.name);
        let pause = format!("PT{}M", self.refresh_minutes.max(1));
        lines.plain("REFRESH-INTERVAL;VALUE=DURATION", &pause);
        lines.plain("X-PUBLISHED-TTL", &pause);
        for entry in &self.entries {
            entry.write(&mut lines);
        }
        lines.plain("END", "VCALENDAR");
        lines.0
    }
}

impl Entry {
    fn write(&self, lines: &mut Lines) {
        let (kind, alarms_from) = match self.what {
            What::Event { .. } => ("VEVENT", Some("TRIGGER")),
            What::Todo { due, .. } => ("VTODO", due.map(|_| "TRIGGER;RELATED=END")),
        };
        lines.plain("BEGIN", kind);
        lines.text("UID", &self.uid);
        // In a feed that asks for nothing this is when the entry was last changed, not when it was read.
        lines.instant("DTSTAMP", self.changed);
        lines.instant("LAST-MODIFIED", self.changed);
        lines.plain("SEQUENCE", &self.sequence.to_string());
        match self.what {
            What::Event { from, until, standing } => {
                lines.instant("DTSTART", from);
                // To the second, an end has to be later than the beginning.
                if let Some(until) = until.filter(|until| utc(*until) > utc(from)) {
                    lines.instant("DTEND", until);
                }
                lines.plain("TRANSP", "TRANSPARENT");
                let standing = match standing {
                    EventStanding::Tentative => "TENTATIVE",
                    EventStanding::Confirmed => "CONFIRMED",
                    EventStanding::Cancelled => "CANCELLED",
                };
                lines.plain("STATUS", standing);
            }
            What::Todo { due, standing } => {
                if let Some(due) = due {
                    lines.instant("DUE", due);
                }
                match standing {
                    TodoStanding::Open => lines.plain("STATUS", "NEEDS-ACTION"),
                    TodoStanding::Begun => lines.plain("STATUS", "IN-PROCESS"),
                    TodoStanding::Done(at) => {
                        lines.plain("STATUS", "COMPLETED");
                        lines.instant("COMPLETED", at);
                    }
                    TodoStanding::Cancelled => lines.plain("STATUS", "CANCELLED"),
                }
            }
        }
        lines.text("SUMMARY", &self.summary);
        if let Some(description) = &self.description {
            lines.text("DESCRIPTION", description);
        }
        if let Some(url) = &self.url {
            lines.plain("URL", &address(url));
        }
        // What is to be done and has no time cannot be told of before it.
        for minutes in alarms_from.iter().flat_map(|_| &self.alarms) {
            lines.plain("BEGIN", "VALARM");
            lines.plain("ACTION", "DISPLAY");
            lines.plain(alarms_from.unwrap_or_default(), &format!("-PT{minutes}M"));
            lines.text("DESCRIPTION", &self.summary);
            lines.plain("END", "VALARM");
        }
        lines.plain("END", kind);
    }
}

struct Lines(String);

impl Lines {
    /// A value of ours, or one that was made safe.
    fn plain(&mut self, name: &str, value: &str) {
        let mut room = MOST;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = MOST - 1;
            }
            self.0.push(letter);
            room -= letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    fn text(&mut self, name: &str, value: &str) {
        self.plain(name, &escaped(value));
    }

    fn instant(&mut self, name: &str, at: Timestamp) {
        self.plain(name, &utc(at));
    }
}

/// `20261122T131500Z`, without what is below a second.
fn utc(at: Timestamp) -> String {
    // A year has four digits here.
    const FIRST: i64 = -62_135_596_800_000_000;
    let at = jiff::Timestamp::from_microsecond(at.micros().max(FIRST)).unwrap_or(jiff::Timestamp::MAX);
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text in one line: every kind of line's end is `\n`, and what no text has is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            // The last three are the end of a line to some who read.
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\t' => escaped.push('\t'),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// An address has no escapes of its own: what may not stand in one is written in percent.
fn address(url: &str) -> String {
    let mut address = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests;

//! A feed with everything in it, hostile words too, to be given to somebody else's reader; the README says how.

use std::io::Write as _;

use valta_calendar::feed::{Entry, EventStanding, Feed, TodoStanding, What};
use valta_domain::{Timestamp, time::HOUR};

fn main() -> std::io::Result<()> {
    // 2026-11-22T13:15:00Z.
    let now = Timestamp(1_795_353_300_000_000);
    let words = [
        "Soita takaisin; heti, eikä huomenna",
        "Hi\r\nATTENDEE:MAILTO:evil@example.test\nEND:VTODO\rBEGIN:VEVENT",
        "a\u{85}X-EVIL:1\u{2028}X-EVIL:2\u{2029}X-EVIL:3\u{b}X-EVIL:4\u{c}X-EVIL:5\u{0}",
        "C:\\new\\;folder\\, and \\n",
        &"👩‍👩‍👧‍👦".repeat(30),
        &" ".repeat(200),
        &"ääkköset ".repeat(40),
    ];
    let standings = [
        What::Todo { due: Some(now), standing: TodoStanding::Open },
        What::Todo { due: None, standing: TodoStanding::Done(now) },
        What::Event { from: now, until: Some(now.plus(HOUR)), standing: EventStanding::Confirmed },
        What::Event { from: now, until: None, standing: EventStanding::Cancelled },
    ];
    let entries = words.iter().zip(0..).flat_map(|(text, number)| {
        standings.into_iter().zip(0..).map(move |(what, kind)| Entry {
            uid: format!("{number}-{kind}@valta.example"),
            what,
            summary: (*text).to_owned(),
            description: Some((*text).to_owned()),
            url: Some(format!("https://valta.example/cases/{number}?q={text}")),
            sequence: number,
            changed: now.minus(HOUR),
            alarms: vec![15, 1440],
        })
    });
    let feed = Feed { name: words[1].to_owned(), refresh_minutes: 15, entries: entries.collect() };
    std::io::stdout().write_all(feed.write().as_bytes())
}

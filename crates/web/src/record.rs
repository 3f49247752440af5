//! The record of a matter: every fact about it in words, with the mark that shows it unchanged.

use maud::{Markup, html};

use crate::{
    icon::{Icon, icon},
    layout::{Page, Place},
    parts,
    plain::{Channel, Money, RemedyKind, Timestamp},
    viewer::Viewer,
};

/// Something that happened, said the same way in the conversation and in the record.
#[derive(Clone, Debug)]
pub enum Deed {
    Opened { channel: Channel },
    Heard { channel: Channel },
    Taken,
    Answered { channel: Channel },
    AnswerSent,
    AnswerFailed,
    Noted,
    Promised { due: Timestamp },
    PromiseKept,
    PromiseBroken,
    Given { kind: RemedyKind, amount: Option<Money> },
    Stretched { kind: RemedyKind, amount: Option<Money> },
    Paid { amount: Money },
    Snoozed { until: Timestamp },
    Resolved,
    Reopened,
    Linked { other: u64 },
}

impl Deed {
    pub fn say(&self, viewer: &Viewer, by: &str) -> String {
        let words = viewer.words;
        let what = |kind: RemedyKind, amount: Option<Money>| {
            let kind = words.kind_given(kind.code());
            amount.map_or_else(|| kind.clone(), |amount| format!("{kind} {}", words.money(amount)))
        };
        match self {
            Deed::Opened { channel } => words.deed_opened(words.channel_by(channel.code())),
            Deed::Heard { channel } => words.deed_heard(by, words.channel_by(channel.code())),
            Deed::Taken => words.deed_taken(by),
            Deed::Answered { channel } => words.deed_answered(by, words.channel_by(channel.code())),
            Deed::AnswerSent => words.deed_answer_sent().to_owned(),
            Deed::AnswerFailed => words.deed_answer_failed().to_owned(),
            Deed::Noted => words.deed_noted(by),
            Deed::Promised { due } => words.deed_promised(by, viewer.moment(*due)),
            Deed::PromiseKept => words.deed_promise_kept(by),
            Deed::PromiseBroken => words.deed_promise_broken().to_owned(),
            Deed::Given { kind, amount } => words.deed_given(by, what(*kind, *amount)),
            Deed::Stretched { kind, amount } => words.deed_stretched(by, what(*kind, *amount)),
            Deed::Paid { amount } => words.deed_paid(words.money(*amount)),
            Deed::Snoozed { until } => words.deed_snoozed(by, viewer.moment(*until)),
            Deed::Resolved => words.deed_resolved(by),
            Deed::Reopened => words.deed_reopened(by),
            Deed::Linked { other } => words.deed_linked(by, *other),
        }
    }
}

pub struct Record {
    pub href: String,
    pub number: u64,
    pub subject: String,
    pub lines: Vec<Line>,
    /// The whole chain was checked just now and holds.
    pub whole: bool,
}

pub struct Line {
    pub at: Timestamp,
    pub by: String,
    pub deed: Deed,
    pub version: u64,
    /// The first letters of the fact's hash.
    pub hash: String,
}

pub fn page(viewer: &Viewer, record: &Record) -> Markup {
    let words = viewer.words;
    let title = words.record_title(record.number);
    let body = html! {
        p.back { a href=(record.href) { "← " (record.subject) } }
        h1 { (title) }
        @if record.whole {
            p.chain-mark.good { (icon(Icon::Chain)) (words.record_whole()) }
        } @else {
            p.chain-mark.stop { (icon(Icon::Alert)) (words.record_broken()) }
        }
        ol.record {
            @for line in &record.lines {
                li {
                    span.record-when { (parts::moment(viewer, line.at)) }
                    span.record-what { (line.deed.say(viewer, &line.by)) }
                    span.record-hash title=(words.record_hash()) { (line.version) " · " code { (line.hash) } }
                }
            }
        }
        details.about { summary { (words.record_about()) } p { (words.record_about_says()) } }
    };
    Page { shape: "narrow", ..Page::new(&title, Place::Elsewhere, body) }.framed(viewer)
}

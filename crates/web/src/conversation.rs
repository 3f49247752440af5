//! What was said and done with the customer, in the order it happened, in every channel at once.

use jiff::civil;
use maud::{Markup, html};

use crate::{
    icon::{Icon, icon},
    parts::{self, Tone},
    plain::{Channel, Money, PromiseState, RemedyKind, RemedyState, Timestamp},
    record::Deed,
    viewer::Viewer,
    words::Words,
};

pub struct Entry {
    pub at: Timestamp,
    pub by: String,
    pub what: What,
}

pub enum What {
    /// The customer said it.
    In {
        channel: Channel,
        text: String,
        filed: Filed,
    },
    /// Somebody here said it.
    Out {
        channel: Channel,
        text: String,
        sending: Sending,
    },
    /// Only for the house.
    Note {
        text: String,
    },
    Remedy {
        kind: RemedyKind,
        amount: Option<Money>,
        reason: String,
        state: RemedyState,
        stretch: bool,
    },
    Promise {
        what: String,
        due: Timestamp,
        state: PromiseState,
    },
    /// Anything else that happened to the matter, in one line.
    Deed(Deed),
}

/// Why a contact stands in this matter and no other.
#[derive(Clone, Debug)]
pub enum Filed {
    /// It opened the matter.
    Opened,
    /// It answers a message of this matter.
    Answer,
    /// It carries the matter's number.
    Number,
    /// The customer had this one open matter.
    OnlyOpen,
    /// Somebody put it here.
    ByHand(String),
}

/// How far an answer has come on its way out of the house.
#[derive(Clone, Debug)]
pub enum Sending {
    Queued,
    Sent,
    /// Said aloud; nothing leaves the house.
    Spoken,
    Failed {
        why: String,
        retry: String,
    },
    /// It left, and nobody confirmed that it arrived.
    Uncertain {
        retry: String,
    },
}

pub fn conversation(viewer: &Viewer, entries: &[Entry]) -> Markup {
    let words = viewer.words;
    let mut day: Option<civil::Date> = None;
    html! {
        section.talk aria-labelledby="talk-title" {
            h2.heard id="talk-title" { (words.talk_title()) }
            ol.entries role="log" data-live="talk" {
                @for (index, entry) in entries.iter().enumerate() {
                    @let today = viewer.wall(entry.at).date();
                    @if day.replace(today) != Some(today) {
                        li.day { span { (words.day(today, viewer.wall(viewer.now).date())) } }
                    }
                    (entry_of(viewer, entry, index + 1 == entries.len()))
                }
            }
        }
    }
}

fn entry_of(viewer: &Viewer, entry: &Entry, last: bool) -> Markup {
    let words = viewer.words;
    let id = last.then_some("latest");
    html! {
        @match &entry.what {
            What::In { channel, text, filed } => {
                li.entry.in id=[id] {
                    (parts::avatar(&entry.by))
                    div.bubble {
                        (said_head(viewer, entry, *channel))
                        p.said { (text) }
                        p.fine { (filed_because(words, filed)) }
                    }
                }
            }
            What::Out { channel, text, sending } => {
                li.entry.out id=[id] {
                    div.bubble {
                        (said_head(viewer, entry, *channel))
                        p.said { (text) }
                        (sending_line(words, sending))
                    }
                }
            }
            What::Note { text } => {
                li.entry.note id=[id] {
                    div.bubble {
                        p.who { (icon(Icon::Note)) strong { (entry.by) } span.small { (words.talk_note()) } (parts::clock(viewer, entry.at)) }
                        p.said { (text) }
                    }
                }
            }
            What::Remedy { kind, amount, reason, state, stretch } => {
                li.entry.given id=[id] {
                    div.bubble {
                        p.who { (icon(Icon::Heart)) strong { (entry.by) } (parts::clock(viewer, entry.at)) }
                        p.given-what {
                            span { (parts::kind_name(words, *kind)) }
                            @if let Some(amount) = amount { " " (parts::money(words, *amount)) }
                        }
                        @if !reason.is_empty() { p.said { (reason) } }
                        p.chips {
                            (parts::remedy_chip(words, *state))
                            @if *stretch { (parts::chip(Tone::Care, Some(Icon::Stretch), words.talk_stretch())) }
                        }
                        @if let Some(next) = remedy_next(words, *state) { p.fine { (next) } }
                    }
                }
            }
            What::Promise { what, due, state } => {
                li.entry.promised id=[id] {
                    div.bubble {
                        p.who { (icon(Icon::Clock)) strong { (entry.by) } (parts::clock(viewer, entry.at)) }
                        p.said { (words.talk_promised(what.as_str(), viewer.moment(*due))) }
                        p.chips { (parts::promise_chip(words, *state)) }
                    }
                }
            }
            What::Deed(deed) => {
                li.entry.deed id=[id] { p { (deed.say(viewer, &entry.by)) " " (parts::clock(viewer, entry.at)) } }
            }
        }
    }
}

fn said_head(viewer: &Viewer, entry: &Entry, channel: Channel) -> Markup {
    html! { p.who { strong { (entry.by) } (parts::channel(viewer.words, channel)) (parts::clock(viewer, entry.at)) } }
}

fn filed_because(words: Words, filed: &Filed) -> Markup {
    let because = match filed {
        Filed::Opened => return html! { (words.filed_opened()) },
        Filed::Answer => words.filed_answer().to_owned(),
        Filed::Number => words.filed_number().to_owned(),
        Filed::OnlyOpen => words.filed_only_open().to_owned(),
        Filed::ByHand(who) => words.filed_by_hand(who.as_str()),
    };
    html! { (words.filed_because(because)) }
}

fn sending_line(words: Words, sending: &Sending) -> Markup {
    html! {
        @match sending {
            Sending::Queued => p.sending { (icon(Icon::Clock)) (words.sending_queued()) },
            Sending::Sent => p.sending { (icon(Icon::Check)) (words.sending_sent()) },
            Sending::Spoken => p.sending { (icon(Icon::Phone)) (words.sending_spoken()) },
            Sending::Failed { why, retry } => {
                div.sending-trouble.stop {
                    p { (icon(Icon::Stop)) strong { (words.sending_failed()) } }
                    p { (words.sending_failed_says(why.as_str())) }
                    form action=(retry) method="post" { (parts::button("small", None, words.sending_retry())) }
                }
            }
            Sending::Uncertain { retry } => {
                div.sending-trouble.care {
                    p { (icon(Icon::Alert)) strong { (words.sending_uncertain()) } }
                    p { (words.sending_uncertain_says()) }
                    form action=(retry) method="post" { (parts::button("small", None, words.sending_again())) }
                }
            }
        }
    }
}

/// What a person should do about a remedy on its way, where anything.
fn remedy_next(words: Words, state: RemedyState) -> Option<&'static str> {
    match state {
        RemedyState::Granted | RemedyState::Sent => Some(words.remedy_granted_says()),
        RemedyState::Failed => Some(words.remedy_failed_says()),
        RemedyState::Uncertain => Some(words.remedy_uncertain_says()),
        RemedyState::Executed | RemedyState::Reversed => None,
    }
}

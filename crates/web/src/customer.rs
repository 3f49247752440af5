//! The customer: beside the conversation what one must know now, on their own page all there is.

use jiff::civil;
use maud::{Markup, html};

use crate::{
    icon::{Icon, icon},
    layout::{Page, Place},
    parts::{self, Told, Tone},
    plain::{CaseState, Channel, Money, PromiseState, RemedyKind, RemedyState, Timestamp},
    viewer::Viewer,
    words::Words,
};

pub struct Card {
    pub href: String,
    /// Where a new matter of this customer is caught.
    pub new_href: String,
    pub name: String,
    pub since: Option<civil::Date>,
    pub identities: Vec<Identity>,
    /// Promised as standing practice; in the agent's face when it is about to be broken.
    pub arrangements: Vec<String>,
    pub preferences: Vec<String>,
    pub promises: Vec<Promise>,
    pub remedies: Vec<Remedy>,
    /// The customer's other matters.
    pub cases: Vec<Matter>,
}

pub struct Identity {
    pub channel: Channel,
    pub value: String,
    pub verified: bool,
}

pub struct Promise {
    pub what: String,
    pub by: String,
    pub due: Timestamp,
    pub state: PromiseState,
}

pub struct Remedy {
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub at: Timestamp,
    pub state: RemedyState,
}

pub struct Matter {
    pub href: String,
    pub number: u64,
    pub subject: String,
    pub state: CaseState,
    pub at: Timestamp,
}

/// The card as it stands beside the conversation.
pub fn aside(viewer: &Viewer, card: &Card) -> Markup {
    let words = viewer.words;
    html! {
        aside.who-side data-live="customer" aria-label=(words.customer_title()) {
            p.card-head {
                (parts::avatar(&card.name))
                span.card-name {
                    strong { (card.name) }
                    @if let Some(since) = card.since { span.small { (words.customer_since(words.date(since))) } }
                }
            }
            (arrangements(words, card))
            details.card-fold {
                summary { (words.customer_more()) }
                div.card-body {
                    (preferences(words, card))
                    (identities(words, card))
                    (promises(viewer, card))
                    (remedies(viewer, card))
                    (matters(viewer, &card.cases, words.customer_other_cases()))
                    p { a href=(card.href) { (words.customer_everything()) } }
                }
            }
        }
    }
}

pub fn page(viewer: &Viewer, card: &Card) -> Markup {
    let words = viewer.words;
    let body = html! {
        div.person-head {
            (parts::avatar(&card.name))
            div {
                h1 { (card.name) }
                @if let Some(since) = card.since { p.small { (words.customer_since(words.date(since))) } }
            }
            (parts::link_button("primary", &card.new_href, Some(Icon::Add), words.nav_new()))
        }
        div.person data-live="customer" {
            div.person-main { (matters(viewer, &card.cases, words.customer_cases())) (remedies(viewer, card)) }
            div.person-side { (arrangements(words, card)) (preferences(words, card)) (identities(words, card)) (promises(viewer, card)) }
        }
    };
    Page { shape: "wide", live: Some("/live".to_owned()), ..Page::new(&card.name, Place::Elsewhere, body) }
        .framed(viewer)
}

fn arrangements(words: Words, card: &Card) -> Markup {
    html! {
        @for arrangement in &card.arrangements {
            div.arrangement { p.small { (words.customer_arrangement()) } p { (arrangement) } }
        }
    }
}

fn preferences(words: Words, card: &Card) -> Markup {
    html! {
        @if !card.preferences.is_empty() {
            section.card-part {
                h3 { (words.customer_preferences()) }
                ul.plain-list { @for preference in &card.preferences { li { (preference) } } }
            }
        }
    }
}

fn identities(words: Words, card: &Card) -> Markup {
    html! {
        section.card-part {
            h3 { (words.customer_identities()) }
            @if card.identities.is_empty() { p.small { (words.customer_no_identities()) } }
            ul.identities {
                @for identity in &card.identities {
                    li {
                        (icon(Icon::of(identity.channel)))
                        span.identity { (identity.value) }
                        @if identity.verified {
                            span.verified { (icon(Icon::Check)) (words.customer_verified()) }
                        } @else {
                            span.unverified { (words.customer_unverified()) }
                        }
                    }
                }
            }
        }
    }
}

fn promises(viewer: &Viewer, card: &Card) -> Markup {
    let words = viewer.words;
    html! {
        section.card-part {
            h3 { (words.customer_promises()) }
            @if card.promises.is_empty() { p.small { (words.customer_no_promises()) } }
            ul.plain-list {
                @for promise in &card.promises {
                    li.promise {
                        p { (promise.what) }
                        p.small {
                            (promise.by) ", "
                            span.late[promise.due < viewer.now] {
                                @if promise.due < viewer.now { (words.customer_promise_late()) " " }
                                (parts::time(viewer, promise.due, Told::Due))
                            }
                            @if promise.state != PromiseState::Due { " " (parts::promise_chip(words, promise.state)) }
                        }
                    }
                }
            }
        }
    }
}

fn remedies(viewer: &Viewer, card: &Card) -> Markup {
    let words = viewer.words;
    html! {
        section.card-part {
            h3 { (words.customer_remedies()) }
            @if card.remedies.is_empty() { p.small { (words.customer_no_remedies()) } }
            ul.rows {
                @for remedy in &card.remedies {
                    li {
                        span { (parts::kind_name(words, remedy.kind)) @if let Some(amount) = remedy.amount { " " (parts::money(words, amount)) } }
                        span.small { (parts::time(viewer, remedy.at, Told::Ago)) }
                        @if remedy.state != RemedyState::Executed { (parts::remedy_chip(words, remedy.state)) }
                    }
                }
            }
        }
    }
}

fn matters(viewer: &Viewer, cases: &[Matter], heading: &str) -> Markup {
    let words = viewer.words;
    html! {
        section.card-part {
            h3 { (heading) }
            @if cases.is_empty() { p.small { (words.customer_no_cases()) } }
            ul.rows {
                @for case in cases {
                    li {
                        a href=(case.href) { (case.subject) }
                        span.small { (parts::time(viewer, case.at, Told::Ago)) }
                        @if case.state == CaseState::Resolved { (parts::chip(Tone::Plain, None, words.state_resolved())) }
                        @else { (parts::state_chip(words, case.state)) }
                    }
                }
            }
        }
    }
}

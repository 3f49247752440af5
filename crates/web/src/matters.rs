//! The lists of matters: one's own, and all. Whoever has waited longest stands where the eye lands.

use maud::{Markup, html};

use crate::{
    icon::{Icon, icon},
    layout::{Page, Place},
    parts::{self, Told, Tone},
    plain::{CaseState, Channel, Timestamp},
    viewer::Viewer,
};

pub struct Matters {
    pub mine: bool,
    /// Matters that no one has taken, told on one's own page so that nobody's is nobody's for long.
    pub untaken: u32,
    pub filters: Vec<Filter>,
    pub rows: Vec<Row>,
    pub query: String,
    /// Where the next page begins.
    pub next: Option<String>,
    /// This is not the first page.
    pub onward: bool,
}

/// What the list is narrowed to; each is an address, so that it can be kept and sent.
pub struct Filter {
    pub of: Narrowing,
    pub href: String,
    pub count: Option<u32>,
    pub chosen: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrowing {
    Everything,
    WaitingForUs,
    PromiseSoon,
    Untaken,
    WaitingForCustomer,
    Resolved,
}

pub struct Row {
    pub href: String,
    pub number: u64,
    pub customer: String,
    pub subject: String,
    pub last_words: String,
    /// Whether the customer spoke last; then the words are quoted.
    pub from_customer: bool,
    pub channel: Channel,
    pub state: CaseState,
    /// Since when the customer has been waiting for us.
    pub waiting_since: Option<Timestamp>,
    pub last_at: Timestamp,
    pub promise_due: Option<Timestamp>,
    pub owner: Option<Owner>,
}

pub struct Owner {
    pub name: String,
    pub me: bool,
}

pub fn page(viewer: &Viewer, matters: &Matters) -> Markup {
    let words = viewer.words;
    let (title, place) =
        if matters.mine { (words.nav_mine(), Place::Mine) } else { (words.nav_all(), Place::All) };
    let first = if matters.mine { "/" } else { "/cases" };
    let body = html! {
        div.list-head {
            h1 {
                @if matters.query.is_empty() { (title) } @else { (words.list_found(&matters.query)) }
            }
            @if matters.mine && matters.untaken > 0 {
                a.untaken href="/cases?state=untaken" { (icon(Icon::Hand)) (words.list_untaken(matters.untaken)) }
            }
        }
        nav.filters aria-label=(words.list_narrow()) {
            @for filter in &matters.filters {
                a.filter href=(filter.href) aria-current=[filter.chosen.then_some("true")] {
                    (narrowing_name(viewer, filter.of))
                    @if let Some(count) = filter.count { span.count { (count) } }
                }
            }
        }
        div data-live="matters" {
            @if matters.rows.is_empty() {
                @if !matters.query.is_empty() {
                    (parts::empty(words.list_nothing_found(), words.list_nothing_found_says()))
                } @else if matters.mine {
                    (parts::empty(words.list_mine_empty(), words.list_mine_empty_says()))
                } @else {
                    (parts::empty(words.list_all_empty(), words.list_all_empty_says()))
                }
            } @else {
                ol.matters data-list="matters" { @for row in &matters.rows { (row_of(viewer, row, matters.mine)) } }
            }
            (parts::more(words, matters.next.as_deref(), matters.onward, first))
        }
    };
    let page = Page::new(title, place, body);
    Page { shape: "list", live: Some("/live".to_owned()), query: &matters.query, ..page }.framed(viewer)
}

fn row_of(viewer: &Viewer, row: &Row, mine: bool) -> Markup {
    let words = viewer.words;
    html! {
        li.matter id={ "m" (row.number) } {
            a.matter-link href={ (row.href) "#latest" } {
                (parts::avatar(&row.customer))
                span.matter-what {
                    span.matter-who { (row.customer) }
                    span.matter-subject { (row.subject) }
                    span.matter-words.theirs[row.from_customer] {
                        (icon(Icon::of(row.channel)))
                        span.heard { (parts::channel_name(words, row.channel)) ": " }
                        (row.last_words)
                    }
                }
                span.matter-when {
                    @if let Some(since) = row.waiting_since {
                        span.waited {
                            span.waited-for { (parts::time(viewer, since, Told::Span)) }
                            span.small { (words.list_waited()) }
                        }
                    } @else {
                        span.small { (parts::time(viewer, row.last_at, Told::Ago)) }
                    }
                }
                span.matter-chips {
                    @if let Some(due) = row.promise_due {
                        span class={ "chip " (if due < viewer.now { Tone::Stop.class() } else { Tone::Care.class() }) } {
                            (icon(Icon::Clock))
                            @if due < viewer.now { (words.list_promise_late()) } @else { (words.list_promise()) }
                            " " (parts::time(viewer, due, Told::Due))
                        }
                    }
                    @if row.owner.is_none() { (parts::chip(Tone::Care, Some(Icon::Hand), words.list_nobody())) }
                    (parts::state_chip(words, row.state))
                }
                span.matter-fine {
                    @if let Some(owner) = row.owner.as_ref().filter(|_| !mine) {
                        span.matter-owner { (icon(Icon::Person)) (if owner.me { words.list_you() } else { &owner.name }) }
                    }
                    span.matter-number { "#" (row.number) }
                }
            }
        }
    }
}

fn narrowing_name(viewer: &Viewer, of: Narrowing) -> &'static str {
    let words = viewer.words;
    match of {
        Narrowing::Everything => words.narrow_everything(),
        Narrowing::WaitingForUs => words.narrow_waiting_for_us(),
        Narrowing::PromiseSoon => words.narrow_promise_soon(),
        Narrowing::Untaken => words.narrow_untaken(),
        Narrowing::WaitingForCustomer => words.narrow_waiting_for_customer(),
        Narrowing::Resolved => words.narrow_resolved(),
    }
}

//! The page of one matter: who it is about, what was said, and what you can do now.

use maud::{Markup, html};

use crate::{
    act::{self, Acts},
    conversation::{self, Entry},
    customer::{self, Card},
    icon::{Icon, icon},
    layout::{Page, Place, Saved},
    parts::{self, Told, Tone},
    plain::{CaseState, Timestamp},
    viewer::Viewer,
};

pub struct Case {
    pub href: String,
    pub number: u64,
    pub subject: String,
    pub state: CaseState,
    pub waiting_since: Option<Timestamp>,
    pub promise_due: Option<Timestamp>,
    pub snoozed_until: Option<Timestamp>,
    pub owner: Option<String>,
    pub customer: Card,
    pub entries: Vec<Entry>,
    pub acts: Acts,
}

pub fn page(viewer: &Viewer, case: &Case, saved: Option<Saved<'_>>) -> Markup {
    let body = html! {
        (head(viewer, case))
        div.desk {
            (customer::aside(viewer, &case.customer))
            (conversation::conversation(viewer, &case.entries))
            (act::acts(viewer, &case.acts))
        }
    };
    let title = format!("#{} {}", case.number, case.subject);
    let live = Some(format!("/live?case={}", case.number));
    Page { shape: "case", live, saved, ..Page::new(&title, Place::Elsewhere, body) }.framed(viewer)
}

fn head(viewer: &Viewer, case: &Case) -> Markup {
    let words = viewer.words;
    html! {
        header.case-head data-live="head" {
            div.case-title {
                h1 { (case.subject) }
                p.case-line {
                    span { "#" (case.number) }
                    span { (case.customer.name) }
                    span {
                        @match &case.owner {
                            Some(owner) => (words.case_owner(owner.as_str())),
                            None => (words.list_nobody()),
                        }
                    }
                    a href={ (case.href) "/record" } { (words.case_record()) }
                }
            }
            div.chips {
                @if let Some(since) = case.waiting_since {
                    span.chip.warm { (words.case_waited()) " " (parts::time(viewer, since, Told::Span)) }
                }
                @if let Some(due) = case.promise_due {
                    @let late = due < viewer.now;
                    span class={ "chip " (if late { Tone::Stop.class() } else { Tone::Care.class() }) } {
                        (icon(Icon::Clock))
                        (if late { words.list_promise_late() } else { words.list_promise() }) " "
                        (parts::time(viewer, due, Told::Due))
                    }
                }
                @if let Some(until) = case.snoozed_until {
                    (parts::chip(Tone::Plain, Some(Icon::Later), &words.case_snoozed(viewer.moment(until))))
                }
                (parts::state_chip(words, case.state))
            }
        }
    }
}

//! The sent folder of a trial house: mail that was kept here instead of leaving.

use maud::{Markup, html};

use crate::{
    layout::{Page, Place},
    parts::{self, Told},
    plain::Timestamp,
    viewer::Viewer,
};

pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub at: Timestamp,
    /// The matter it belongs to: its number and address.
    pub case: Option<(u64, String)>,
}

pub fn page(viewer: &Viewer, mails: &[Mail], next: Option<&str>) -> Markup {
    let words = viewer.words;
    let body = html! {
        h1 { (words.sent_title()) }
        p.lead { (words.sent_lead()) }
        div data-live="sent" {
            @if mails.is_empty() {
                (parts::empty(words.sent_empty(), words.sent_empty_says()))
            }
            ol.mails {
                @for mail in mails {
                    li {
                        details {
                            summary {
                                span.mail-to { (mail.to) }
                                span.mail-subject { (mail.subject) }
                                span.small { (parts::time(viewer, mail.at, Told::Ago)) }
                            }
                            p.said { (mail.text) }
                            @if let Some((number, href)) = &mail.case {
                                p { a href=(href) { (words.sent_case(*number)) } }
                            }
                        }
                    }
                }
            }
            (parts::more(words, next, false, "/sent"))
        }
    };
    Page {
        shape: "narrow",
        live: Some("/live".to_owned()),
        ..Page::new(words.sent_title(), Place::Sent, body)
    }
    .framed(viewer)
}

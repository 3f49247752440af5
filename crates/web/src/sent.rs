//! The sent folder of a house without a relay: mail that was kept here instead of leaving.

use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use valta_domain::ReceiptId;
use valta_store::{sent, views};

use crate::{
    layout::{Page, Place, answer},
    parts::{self, Told},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
};

/// The last of them; older ones are found in their cases.
const MOST: usize = 50;

struct Mail {
    line: sent::SentLine,
    text: Option<String>,
    /// What the house said by itself, not under the customer's subject.
    is_receipt: bool,
}

pub(crate) async fn get(visit: Visit) -> Result<Response, Trouble> {
    let (viewer, mails) = visit
        .look(|tx, by| {
            let mut mails = Vec::new();
            for line in sent::list(tx, by.scope, MOST)? {
                let contact = views::contact::one(tx, line.contact)?;
                let by_itself = match contact {
                    Some(_) => None,
                    None => views::receipt::one(tx, ReceiptId(line.contact.0))?,
                };
                let is_receipt = by_itself.is_some();
                let text = contact.and_then(|contact| contact.text).or(by_itself.and_then(|it| it.text));
                mails.push(Mail { line, text, is_receipt });
            }
            Ok(mails)
        })
        .await?;
    Ok(answer(StatusCode::OK, page(&viewer, &mails)))
}

fn page(viewer: &Viewer, mails: &[Mail]) -> Markup {
    let words = viewer.words;
    let body = html! {
        h1 { (words.sent_title()) }
        p.lead { (words.sent_lead()) }
        div data-live="sent" {
            @if mails.is_empty() { (parts::empty(words.sent_empty(), words.sent_empty_says())) }
            ol.mails {
                @for mail in mails {
                    li {
                        details {
                            summary {
                                span.mail-to { (mail.line.recipient) }
                                span.mail-subject {
                                    @if mail.is_receipt { (words.receipt_sent()) }
                                    @else { (mail.line.subject.as_deref().unwrap_or_default()) }
                                }
                                span.small { (parts::time(viewer, mail.line.at, Told::Ago)) }
                            }
                            p.said { (mail.text.as_deref().unwrap_or(words.talk_no_text())) }
                            p.mail-on {
                                a href={ "/cases/" (mail.line.number) } { (words.sent_case(mail.line.number)) }
                                a href={ "/contacts/" (mail.line.contact) "/raw" } { (words.talk_raw()) }
                            }
                        }
                    }
                }
            }
        }
    };
    Page {
        shape: "narrow",
        live: Some("/live".to_owned()),
        ..Page::new(words.sent_title(), Place::Elsewhere, body)
    }
    .framed(viewer)
}

//! What the house says by itself to whoever wrote: when it does, for leads to say; and as it stands among what was said.

use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use valta_domain::{Timestamp, receipt::Receipts};

use crate::{
    form::{Sent, command},
    icon::{Icon, icon},
    layout::go,
    parts::{self, Choice},
    record::Deed,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

fn says(words: Words, receipts: Receipts) -> &'static str {
    match receipts {
        Receipts::Never => words.receipts_never(),
        Receipts::OutOfHours => words.receipts_out_of_hours(),
        Receipts::Always => words.receipts_always(),
    }
}

/// When it is said; those who keep the hours keep this, too.
pub(crate) fn section(words: Words, stands: Receipts, keeps: bool) -> Markup {
    let choices: Vec<Choice<'_>> = Receipts::ALL
        .iter()
        .map(|one| Choice { value: one.code(), label: says(words, *one), icon: None, chosen: *one == stands })
        .collect();
    html! {
        section.sheet aria-labelledby="receipts" {
            h2 id="receipts" { (words.receipts_title()) }
            p.help { (words.receipts_says()) }
            @if keeps {
                form.panel action="/settings/receipts" method="post" {
                    (parts::form_id(&command()))
                    (parts::choices(words.receipts_when(), "receipts", &choices))
                    div.acting { (parts::button("", None, words.receipts_save())) }
                }
            } @else { p { (words.receipts_when()) ": " (says(words, stands)) } }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setting {
    command: String,
    receipts: String,
}

pub(crate) async fn post(visit: Visit, sent: Sent<Setting>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let receipts = Receipts::from_code(&sent.form.receipts).ok_or(Trouble::Unreadable)?;
    visit.desk().set_receipts(visit.by(), Some(key), receipts).await?;
    Ok(go(&format!("/settings/hours?saved={}", sent.form.command)))
}

/// One line among what was said, with its words behind it.
pub(crate) fn entry(viewer: &Viewer, at: Timestamp, text: Option<&str>) -> Markup {
    let words = viewer.words;
    html! {
        div {
            p { (icon(Icon::Mail)) " " (Deed::Receipt.say(viewer, None)) " " (parts::clock(viewer, at)) }
            details.about.receipt {
                summary { (words.receipts_words()) }
                p.said { (text.unwrap_or(words.talk_no_text())) }
            }
        }
    }
}

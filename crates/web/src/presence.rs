//! Who else looks at a case now, and who is writing an answer: told by the pages that are open, shown in the others.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::Presence;
use valta_policy::Action;
use valta_store::presence::Present;

use crate::{
    case,
    form::Sent,
    icon::{Icon, icon},
    parts::{self, Tone},
    trouble::Trouble,
    visit::Visit,
    words::Words,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Here {
    how: String,
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Here>,
) -> Result<Response, Trouble> {
    let how = match sent.form.how.as_str() {
        "here" => Presence::Here,
        "writing" => Presence::Writing,
        "left" => Presence::Left,
        _ => return Err(Trouble::Unreadable),
    };
    let id = case::id_of(&visit, Action::Reply, number).await?;
    visit.desk().be_present(visit.by(), id, how).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn names(present: &[Present], of: impl Fn(&Present) -> bool) -> Option<String> {
    let names: Vec<&str> = present.iter().filter(|one| of(one)).map(|one| one.name.as_str()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Beside the title: who else is here. The place stands even when nobody is, so that it can be filled.
pub(crate) fn others(words: Words, present: &[Present]) -> Markup {
    html! {
        p.present data-live="present" {
            @if let Some(names) = names(present, |_| true) { (icon(Icon::People)) (words.present_looking(names)) }
        }
    }
}

/// Beside the answer: that somebody else is writing one.
pub(crate) fn writing(words: Words, present: &[Present]) -> Markup {
    html! {
        div.present-writing data-live="writing" role="status" {
            @if let Some(names) = names(present, |one| one.writing) {
                (parts::notice(Tone::Care, &words.present_writing(names), &html! { p { (words.present_writing_says()) } }))
            }
        }
    }
}

//! What is typed in the answer to a customer, kept at the house as it is typed: it is there on another device, and goes
//! with the sending.

use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use valta_desk::KeepDraft;
use valta_domain::Timestamp;
use valta_policy::Action;

use crate::{case, form::Sent, trouble::Trouble, visit::Visit, words::Words};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typed {
    /// Of the form that it is typed in.
    command: String,
    body: String,
    older: String,
    /// As the page was told when it was last kept; empty, if it never was.
    seen: String,
}

#[derive(Serialize)]
struct Told {
    saved_at: Option<String>,
    older: Option<String>,
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Typed>,
) -> Result<Response, Trouble> {
    let Typed { command, body, older, seen } = sent.form;
    let command = Uuid::try_parse(&command).map_err(|_| Trouble::Unreadable)?.to_string();
    let seen = match seen.as_str() {
        "" => None,
        seen => Some(Timestamp(seen.parse().map_err(|_| Trouble::Unreadable)?)),
    };
    let case = case::id_of(&visit, Action::Reply, number).await?;
    // A form says the end of a line in two letters, a page in one.
    let [body, older] = [body, older].map(|text| text.replace("\r\n", "\n"));
    let older = Some(older).filter(|older| !older.is_empty());
    let kept = visit.desk().keep_draft(visit.by(), KeepDraft { case, command, body, older, seen }).await?;
    let told = match kept {
        Some(kept) => Told { saved_at: Some(kept.saved_at.micros().to_string()), older: kept.older },
        None => Told { saved_at: None, older: None },
    };
    Ok(Json(told).into_response())
}

/// What was written elsewhere before, to be taken instead. The place stands even when there is nothing, so that it can
/// be filled.
pub(crate) fn older(words: Words, older: Option<&str>) -> Markup {
    html! {
        div.older data-older hidden[older.is_none()] {
            p.small { (words.draft_older()) }
            p.older-words { (older.unwrap_or_default()) }
            button.button.small.with-script type="button" data-use-older { (words.draft_use()) }
        }
    }
}

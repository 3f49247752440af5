//! On a case: that something waits which nobody has touched, who was called about it, and that somebody is on it now. To the
//! customer: when somebody looks.

use axum::{extract::Path, response::Response};
use maud::{Markup, html};
use valta_desk::No;
use valta_domain::{CaseId, Timestamp, shown::Looks};
use valta_policy::Action;
use valta_store::{
    Fault, Tx,
    views::{self, on_call::CallLine},
};

use crate::{
    act::Draft,
    case::{self, Plain},
    form::{Sent, command},
    icon::{Icon, icon},
    parts,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
};

/// Something waits, and these were called about it.
pub(crate) struct Called {
    since: Timestamp,
    calls: Vec<CallLine>,
}

/// Nothing while nobody was called, or once somebody has touched it.
pub(crate) fn load(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<Called>, Fault> {
    let Some(since) = views::on_call::untouched_since(tx, case)? else { return Ok(None) };
    let calls = views::on_call::about(tx, case, since)?;
    Ok((!calls.is_empty()).then_some(Called { since, calls }))
}

pub(crate) fn banner(viewer: &Viewer, href: &str, called: &Called, answers: bool) -> Markup {
    let words = viewer.words;
    html! {
        div.called role="status" {
            p {
                (icon(Icon::Bell)) " "
                (words.call_waits(viewer.moment(called.since)))
                @for call in &called.calls {
                    " "
                    @match &call.to {
                        Some((_, name)) => (words.call_told(name.as_str(), viewer.moment(call.at))),
                        None => (words.call_nobody(i64::from(call.level) + 1)),
                    }
                }
            }
            @if answers {
                form action={ (href) "/on-it" } method="post" {
                    (parts::form_id(&command()))
                    (parts::button("primary", Some(Icon::Check), words.call_on_it()))
                }
            }
        }
    }
}

pub(crate) async fn on_it(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    match visit.desk().answer_call(visit.by(), Some(key), id).await {
        Ok(()) => Ok(case::done(number, "on-it", &sent.form.command)),
        Err(No::Refusal(no)) => case::refused(&visit, number, Draft::default(), &no).await,
        Err(no) => Err(no.into()),
    }
}

/// What the house does about it while it is closed.
pub(crate) fn looks(viewer: &Viewer, looks: Looks) -> Markup {
    let words = viewer.words;
    let opens = looks.opens.map(|opens| viewer.moment(opens));
    html! {
        p.looks {
            (icon(Icon::Clock)) " "
            @match (looks.told_at, opens) {
                (Some(told_at), opens) => {
                    (words.shown_looks_told(viewer.moment(told_at)))
                    @if let Some(opens) = opens { " " (words.shown_looks_latest(opens)) }
                }
                (None, Some(opens)) => (words.shown_looks_opens(opens)),
                (None, None) => {}
            }
        }
    }
}

//! The customer's own clock on a case: how long it still is, and the form that sets it.

use axum::{extract::Path, response::Response};
use maud::{Markup, html};
use serde::Deserialize;
use valta_calendar::local;
use valta_desk::No;
use valta_domain::{Refusal, deadline::Deadline, refusal::Field as Of};
use valta_policy::Action;

use crate::{
    act::{Act, Acts, Draft, seen},
    case,
    form::{Sent, command},
    icon::{Icon, icon},
    parts::{self, Field, Line, Told, Tone},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when::{self, NoMoment},
};

/// How long the customer's clock still is, or for how long it has been over.
pub(crate) fn chip(viewer: &Viewer, deadline: &Deadline) -> Markup {
    let words = viewer.words;
    let over = deadline.at < viewer.now;
    html! {
        span class={ "chip " (if over { Tone::Stop.class() } else { Tone::Warm.class() }) } {
            (icon(Icon::Bell))
            (if over { words.deadline_over() } else { words.deadline_left() }) " "
            (parts::time(viewer, deadline.at, Told::Due))
        }
    }
}

pub(crate) fn panel(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    let to = format!("{case}/deadline");
    let own = viewer.zone.iana_name().unwrap_or("UTC");
    let stands = acts.deadline.as_ref();
    let zone = match draft.zone.as_str() {
        "" => stands.map_or(own, |deadline| deadline.zone.as_str()),
        typed => typed,
    };
    let typed = match (draft.own_time.as_str(), stands) {
        ("", Some(deadline)) => when::typed(deadline.at, &deadline.zone),
        (typed, _) => typed.to_owned(),
    };
    html! {
        form.panel id="deadline" action=(to) method="post" {
            (parts::form_id(&draft.command()))
            (seen(acts))
            (Field { id: "own-time-deadline", label: words.deadline_when(), help: Some(words.deadline_help()), error: draft.error("when") }
                .line(&Line { kind: "datetime-local", required: true, ..Line::text("own_time", &typed) }))
            (Field { id: "zone", label: words.hours_zone(), help: Some(words.hours_zone_help()), error: draft.error("zone") }
                .line(&Line { required: true, ..Line::text("zone", zone) }))
            div.acting { (parts::button("primary wide", Some(Icon::Bell), words.deadline_set())) }
        }
        @if stands.is_some() {
            form action=(to) method="post" {
                (parts::form_id(&command()))
                (seen(acts))
                input type="hidden" name="remove" value="true";
                (parts::button("quiet", None, words.deadline_remove()))
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setting {
    command: String,
    seen: i64,
    #[serde(default)]
    own_time: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    remove: bool,
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Setting>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let viewer = visit.viewer();
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let mut draft = Draft {
        act: Act::Deadline,
        command: Some(form.command.clone()),
        own_time: form.own_time.clone(),
        zone: form.zone.clone(),
        ..Draft::default()
    };
    let deadline = if form.remove {
        None
    } else {
        let Some(zone) = local::zone(form.zone.trim()) else {
            draft.error = Some(("zone", refusal::line(&viewer, &Refusal::Unusable(Of::Zone))));
            return case::again(&visit, number, draft).await;
        };
        let found = local::read(&form.own_time, &zone).ok_or(NoMoment::Missing);
        match found.and_then(|found| found.early().ok_or(NoMoment::Skipped)) {
            Ok(at) => Some(Deadline { at, zone: form.zone.trim().to_owned() }),
            Err(no) => {
                draft.error = Some(("when", no.say(&viewer).to_owned()));
                return case::again(&visit, number, draft).await;
            }
        }
    };
    let set = case::seen_enough(&visit, id, form.seen, |seen| {
        visit.desk().set_deadline(visit.by(), Some(key.clone()), id, Some(seen), deadline.clone())
    });
    match set.await {
        Ok(()) => Ok(case::done(number, if form.remove { "no-deadline" } else { "deadline" }, &form.command)),
        Err(No::Refusal(no)) => case::refused(&visit, number, draft, &no).await,
        Err(no) => Err(no.into()),
    }
}

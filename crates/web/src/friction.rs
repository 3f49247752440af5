//! What gets in the customer's way: told on a case's page with one click, and listed for whoever can mend it.

use std::fmt::Write as _;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{No, ReportFriction};
use valta_domain::{
    ContactId, FrictionId, ProcessId, StepId, Timestamp,
    friction::{Did, Source, Whose},
};
use valta_policy::Action;
use valta_store::{
    Fault, Tx,
    views::{
        self,
        friction::{FrictionFilter, FrictionLine},
        process::ProcessLine,
    },
};

use crate::{
    act::{Act, Acts, Draft},
    case,
    form::Sent,
    icon::Icon,
    layout::{Page, Place, answer},
    parts::{self, Choice, Field, Tone},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// Reports on one page.
const MOST: usize = 25;

pub(crate) fn did_name(words: Words, did: Did) -> &'static str {
    match did {
        Did::Waited => words.friction_waited(),
        Did::SentAway => words.friction_sent_away(),
        Did::FilledIn => words.friction_filled_in(),
        Did::Repeated => words.friction_repeated(),
        Did::Refused => words.friction_refused(),
        Did::Other => words.friction_other(),
    }
}

fn source_name(words: Words, source: Source) -> &'static str {
    match source {
        Source::ByHand => words.friction_by_hand(),
        Source::Guard => words.friction_guard(),
        Source::Exception => words.friction_exception(),
        Source::Arrangement => words.friction_arrangement(),
    }
}

// On the page of a case.

/// One button tells it; what is asked besides may stay as it is.
pub(crate) fn panel(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    let chosen = Did::from_code(&draft.kind).unwrap_or(Did::Waited);
    let did: Vec<Choice<'_>> = Did::ALL
        .iter()
        .map(|did| Choice {
            value: did.code(),
            label: did_name(words, *did),
            icon: None,
            chosen: *did == chosen,
        })
        .collect();
    let ours = draft.why != Whose::Customer.code();
    let whose = [
        Choice { value: "ours", label: words.friction_whose_ours(), icon: None, chosen: ours },
        Choice { value: "customer", label: words.friction_whose_customer(), icon: None, chosen: !ours },
    ];
    let said = Field {
        id: "what",
        label: words.friction_words(),
        help: Some(words.friction_words_help()),
        error: draft.error("what"),
    };
    html! {
        form.panel.friction id="friction" action={ (case) "/frictions" } method="post" data-draft {
            (parts::form_id(&draft.command()))
            (parts::choices(words.friction_did(), "did", &did))
            (step(words, acts))
            (said.text("words", &draft.text, 2, false))
            (parts::choices(words.friction_whose(), "whose", &whose))
            div.acting {
                (parts::button("primary wide", Some(Icon::Alert), words.friction_save()))
                @if !acts.processes.is_empty() { p.small { (words.friction_save_says()) } }
            }
        }
    }
}

/// Which step of ours; nothing where nobody has named any.
pub(crate) fn step(words: Words, acts: &Acts) -> Markup {
    let chosen = acts.draft.step.as_str();
    let steps =
        acts.processes.iter().flat_map(|process| process.steps.iter().map(move |step| (process, step)));
    let steps: Vec<(String, String)> =
        steps.map(|(process, (id, name))| (id.to_string(), format!("{} · {name}", process.name))).collect();
    let steps: Vec<(String, &str, bool)> =
        steps.iter().map(|(id, name)| (id.clone(), name.as_str(), chosen == id)).collect();
    let field =
        Field { id: "step", label: words.friction_step(), help: None, error: acts.draft.error("step") };
    html! { @if !steps.is_empty() { (field.select("step", words.friction_step_unknown(), &steps)) } }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Telling {
    command: String,
    did: String,
    #[serde(default)]
    step: String,
    #[serde(default)]
    words: String,
    whose: String,
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Telling>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let did = Did::from_code(&form.did).ok_or(Trouble::Unreadable)?;
    let whose = Whose::from_code(&form.whose).ok_or(Trouble::Unreadable)?;
    let step = match form.step.as_str() {
        "" => None,
        step => Some(step.parse::<StepId>().map_err(|_| Trouble::Unreadable)?),
    };
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let report = ReportFriction { case: id, step, did, words: form.words.clone(), whose };
    match visit.desk().report_friction(visit.by(), Some(key), report).await {
        Ok(_) => Ok(case::done(number, "friction", &form.command)),
        Err(No::Refusal(no)) => {
            let draft = Draft {
                act: Act::Friction,
                command: Some(form.command),
                kind: form.did,
                step: form.step,
                text: form.words,
                why: form.whose,
                ..Draft::default()
            };
            case::refused(&visit, number, draft, &no).await
        }
        Err(no) => Err(no.into()),
    }
}

/// The customer had to say it again: one click at what they said.
pub(crate) async fn repeated(
    visit: Visit,
    Path((number, contact)): Path<(i64, ContactId)>,
    sent: Sent<case::Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    visit.desk().note_repeated(visit.by(), Some(key), contact).await?;
    Ok(case::done(number, "repeated", &sent.form.command))
}

// The list.

/// What the address asks for. A form sends what was left open as empty.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    process: Option<String>,
    step: Option<String>,
    source: Option<String>,
    did: Option<String>,
    before: Option<String>,
}

struct Reports {
    filter: FrictionFilter,
    processes: Vec<ProcessLine>,
    rows: Vec<FrictionLine>,
    /// Where the next page begins.
    next: Option<String>,
}

/// What cannot be understood leads nowhere.
fn understood(asked: &Asked) -> Result<FrictionFilter, Trouble> {
    fn said<T>(text: Option<&String>, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Trouble> {
        let text = text.map(String::as_str).filter(|text| !text.is_empty());
        text.map(|text| read(text).ok_or(Trouble::Missing)).transpose()
    }
    let cursor = |before: &str| {
        let (at, id) = before.split_once('.')?;
        Some((Timestamp(at.parse().ok()?), id.parse::<FrictionId>().ok()?))
    };
    Ok(FrictionFilter {
        process: said(asked.process.as_ref(), |id| id.parse::<ProcessId>().ok())?,
        step: said(asked.step.as_ref(), |id| id.parse::<StepId>().ok())?,
        source: said(asked.source.as_ref(), Source::from_code)?,
        did: said(asked.did.as_ref(), Did::from_code)?,
        before: said(asked.before.as_ref(), cursor)?,
        limit: MOST + 1,
    })
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let filter = understood(&asked)?;
    let (viewer, reports) = visit.look(move |tx, by| load(tx, by.scope, filter)).await?;
    Ok(answer(StatusCode::OK, page(&viewer, &reports)))
}

fn load(tx: &mut Tx<'_>, scope: valta_store::Scope, filter: FrictionFilter) -> Result<Reports, Fault> {
    let mut rows = views::friction::list(tx, scope, &filter)?;
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    let next = rows.last().filter(|_| more).map(|last| format!("{}.{}", last.at.micros(), last.id));
    Ok(Reports { filter, processes: views::process::all(tx)?, rows, next })
}

fn page(viewer: &Viewer, reports: &Reports) -> Markup {
    let words = viewer.words;
    let first = format!("/friction{}", query(&reports.filter));
    let next = reports.next.as_ref().map(|next| {
        let joint = if first.contains('?') { '&' } else { '?' };
        format!("{first}{joint}before={next}")
    });
    let body = html! {
        h1 { (words.friction_title()) }
        p.lead { (words.friction_lead()) }
        p { a href="/processes" { (words.friction_processes()) } }
        (narrowing(words, reports))
        @if reports.rows.is_empty() {
            (parts::empty(words.friction_empty(), words.friction_empty_says()))
        } @else {
            ol.given-rows { @for row in &reports.rows { (row_of(viewer, row)) } }
            (parts::more(words, next.as_deref(), reports.filter.before.is_some(), &first))
        }
    };
    Page { shape: "list", ..Page::new(words.friction_title(), Place::Friction, body) }.framed(viewer)
}

fn query(filter: &FrictionFilter) -> String {
    let said = [
        ("process", filter.process.map(|id| id.to_string())),
        ("step", filter.step.map(|id| id.to_string())),
        ("source", filter.source.map(|source| source.code().to_owned())),
        ("did", filter.did.map(|did| did.code().to_owned())),
    ];
    let mut query = String::new();
    for (name, value) in said {
        if let Some(value) = value {
            let _ = write!(query, "{}{name}={value}", if query.is_empty() { '?' } else { '&' });
        }
    }
    query
}

fn narrowing(words: Words, reports: &Reports) -> Markup {
    let filter = &reports.filter;
    let steps: Vec<(String, String, bool)> = reports
        .processes
        .iter()
        .flat_map(|process| process.steps.iter().map(move |step| (process, step)))
        .map(|(process, (id, name))| {
            (id.to_string(), format!("{} · {name}", process.name), filter.step == Some(*id))
        })
        .collect();
    let steps: Vec<_> = steps.iter().map(|(id, name, chosen)| (id.clone(), name.as_str(), *chosen)).collect();
    let did: Vec<_> = Did::ALL
        .iter()
        .map(|did| (did.code().to_owned(), did_name(words, *did), filter.did == Some(*did)))
        .collect();
    let sources: Vec<_> = Source::ALL
        .iter()
        .map(|source| (source.code().to_owned(), source_name(words, *source), filter.source == Some(*source)))
        .collect();
    let field = |id, label| Field { id, label, help: None, error: None };
    html! {
        form.narrow-form action="/friction" method="get" {
            @if let Some(process) = filter.process { input type="hidden" name="process" value=(process); }
            @if !steps.is_empty() { (field("step", words.friction_step()).select("step", words.friction_any(), &steps)) }
            (field("did", words.friction_did()).select("did", words.friction_any(), &did))
            (field("source", words.friction_source()).select("source", words.friction_any(), &sources))
            (parts::button("", None, words.friction_show()))
        }
    }
}

fn row_of(viewer: &Viewer, row: &FrictionLine) -> Markup {
    let words = viewer.words;
    html! {
        li.given-row {
            div.given-row-what {
                p.given-row-sum { (did_name(words, row.did)) }
                @match (&row.process, &row.step) {
                    (Some((_, process)), Some((_, step))) => p.small { (process) " · " (step) },
                    _ => p.small { (words.friction_no_step()) },
                }
                @if let Some(said) = &row.words { blockquote.friction-said { (said) } }
            }
            div.given-row-who {
                p.chips {
                    @match row.whose {
                        Whose::Customer => (parts::chip(Tone::Warm, Some(Icon::Person), words.friction_whose_customer())),
                        Whose::Ours => {},
                    }
                    @match row.source {
                        Source::ByHand => {},
                        Source::Guard => (parts::chip(Tone::Plain, Some(Icon::Reply), words.friction_guard())),
                        Source::Exception => (parts::chip(Tone::Plain, Some(Icon::Stretch), words.friction_exception())),
                        Source::Arrangement => (parts::chip(Tone::Warm, Some(Icon::Alert), words.friction_arrangement())),
                    }
                }
                p.small {
                    @if let Some((_, name)) = &row.agent { (name) ", " }
                    (parts::moment(viewer, row.at))
                }
                @if let Some(number) = row.number {
                    p.small { a href={ "/cases/" (number) } { (words.friction_case(number)) } }
                }
            }
        }
    }
}

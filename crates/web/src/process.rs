//! Processes with their steps and whoever answers for each.

use std::collections::BTreeMap;

use axum::{extract::Query, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{Desk, No, SetProcess};
use valta_domain::{AgentId, ProcessId, Refusal, StepId, refusal::Field as Of};
use valta_policy::{Action, Relation, Who};
use valta_store::{Fault, Tx, account, views, views::process::ProcessLine};

use crate::{
    form::{Sent, command},
    icon::Icon,
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Field, Line},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
};

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Draft {
    /// `None` of a new one.
    of: Option<ProcessId>,
    command: Option<String>,
    name: String,
    owner: String,
    steps: BTreeMap<String, String>,
    more: String,
    error: Option<(Of, String)>,
    /// Where it is no field's matter.
    notice: Option<String>,
}

impl Draft {
    fn error(&self, field: Of) -> Option<&str> {
        self.error.as_ref().filter(|(wrong, _)| *wrong == field).map(|(_, says)| says.as_str())
    }
}

struct Processes {
    known: Vec<ProcessLine>,
    /// Whoever can answer for one.
    owners: Vec<(AgentId, String)>,
    keeps: bool,
    draft: Option<Draft>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    did: Option<String>,
    saved: Option<String>,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let says = asked.did.as_deref().filter(|did| *did == "set").map(|_| visit.words().did_process());
    let saved = asked.saved.as_deref().zip(says).map(|(command, says)| Saved { command, says });
    show(&visit, None, saved, StatusCode::OK).await
}

async fn show(
    visit: &Visit,
    draft: Option<Draft>,
    saved: Option<Saved<'_>>,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let keeps = visit.desk().may(visit.by(), Action::KeepProcesses, Relation::None);
    let desk = visit.desk().clone();
    let (viewer, (known, owners)) = visit.look(move |tx, _| load(tx, &desk, keeps)).await?;
    Ok(answer(status, page(&viewer, &Processes { known, owners, keeps, draft }, saved)))
}

type Loaded = (Vec<ProcessLine>, Vec<(AgentId, String)>);

fn load(tx: &mut Tx<'_>, desk: &Desk, keeps: bool) -> Result<Loaded, Fault> {
    let mut owners = Vec::new();
    if keeps {
        let can = |who: &account::Account| {
            !who.disabled && desk.may_ever(Who::in_person(who.role), Action::KeepProcesses)
        };
        owners.extend(account::all(tx)?.into_iter().filter(can).map(|who| (who.agent, who.name)));
    }
    Ok((views::process::all(tx)?, owners))
}

/// A step that stands already is the field `step-` and its id; new ones are the lines of `more`.
pub(crate) async fn post(visit: Visit, sent: Sent<BTreeMap<String, String>>) -> Result<Response, Trouble> {
    let mut form = sent.form.clone();
    let mut take = |name: &str| form.remove(name).unwrap_or_default();
    let (command, id, name, owner, more) =
        (take("command"), take("id"), take("name"), take("owner"), take("more"));
    let key = sent.key(&command)?;
    let of = match id.as_str() {
        "" => None,
        id => Some(id.parse::<ProcessId>().map_err(|_| Trouble::Unreadable)?),
    };
    let draft = |error| Draft {
        of,
        command: Some(command.clone()),
        name: name.clone(),
        owner: owner.clone(),
        steps: form.clone(),
        more: more.clone(),
        error,
        notice: None,
    };
    let mut steps = Vec::new();
    let known = visit.desk().reader().look(views::process::all).await?;
    let standing = of.and_then(|id| known.into_iter().find(|process| process.id == id));
    // In the order in which they stand; what the form has besides is not ours.
    for (step, _) in standing.iter().flat_map(|process| &process.steps) {
        let typed = form.get(&format!("step-{step}")).map(|name| name.trim());
        if let Some(name) = typed.filter(|name| !name.is_empty()) {
            steps.push((Some(*step), name.to_owned()));
        }
    }
    for name in form.keys() {
        let step = name.strip_prefix("step-").and_then(|id| id.parse::<StepId>().ok());
        if step.is_none() {
            return Err(Trouble::Unreadable);
        }
    }
    let new = more.lines().map(str::trim).filter(|name| !name.is_empty());
    steps.extend(new.map(|name| (None, name.to_owned())));
    let set = match owner.parse::<AgentId>() {
        Ok(owner) => {
            let set = SetProcess { id: of, name: name.clone(), owner, steps };
            visit.desk().set_process(visit.by(), Some(key), set).await
        }
        Err(_) => Err(Refusal::Unusable(Of::Owner).into()),
    };
    match set {
        Ok(_) => Ok(go(&format!("/processes?did=set&saved={command}"))),
        Err(No::Refusal(no @ (Refusal::NotYours | Refusal::NotFound))) => Err(No::Refusal(no).into()),
        Err(No::Refusal(no)) => {
            let viewer = visit.viewer();
            let says = refusal::line(&viewer, &no);
            let field = match no {
                Refusal::AlreadyThere => Some(Of::Name),
                no => no.field(),
            };
            let mut draft = draft(field.map(|field| (field, says.clone())));
            draft.notice = field.is_none().then_some(says);
            show(&visit, Some(draft), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(no) => Err(no.into()),
    }
}

fn page(viewer: &Viewer, processes: &Processes, saved: Option<Saved<'_>>) -> Markup {
    let words = viewer.words;
    let drafted = |of: Option<ProcessId>| processes.draft.as_ref().filter(|draft| draft.of == of);
    let body = html! {
        h1 { (words.processes_title()) }
        p.lead { (words.processes_lead()) }
        @if processes.known.is_empty() { (parts::empty(words.processes_empty(), words.processes_empty_says())) }
        @for process in &processes.known {
            section.sheet.process aria-labelledby={ "process-" (process.id) } {
                h2 id={ "process-" (process.id) } { (process.name) }
                p.small {
                    (words.process_owned_by(process.owner.1.as_str()))
                    " · " a href={ "/friction?process=" (process.id) } { (words.process_friction()) }
                }
                ol.process-steps { @for (_, step) in &process.steps { li { (step) } } }
                @if processes.keeps {
                    @let draft = drafted(Some(process.id));
                    details.about open[draft.is_some()] {
                        summary { (words.process_change()) }
                        (form(viewer, processes, Some(process), draft))
                    }
                }
            }
        }
        @if processes.keeps {
            section.sheet.process aria-labelledby="process-new" {
                h2 id="process-new" { (words.process_new()) }
                (form(viewer, processes, None, drafted(None)))
            }
        }
    };
    let unsaved = processes.draft.is_some();
    let here = unsaved.then(|| "/processes".to_owned());
    Page {
        shape: "narrow",
        saved,
        unsaved,
        here,
        ..Page::new(words.processes_title(), Place::Processes, body)
    }
    .framed(viewer)
}

fn form(
    viewer: &Viewer,
    processes: &Processes,
    process: Option<&ProcessLine>,
    draft: Option<&Draft>,
) -> Markup {
    let words = viewer.words;
    let of = process.map_or_else(|| "new".to_owned(), |process| process.id.to_string());
    let id = |name: &str| format!("{name}-{of}");
    let (name_id, owner_id, more_id) = (id("name"), id("owner"), id("more"));
    let error = |field| draft.and_then(|draft| draft.error(field));
    let name = Field { id: &name_id, label: words.process_name(), help: None, error: error(Of::Name) };
    let owner = Field { id: &owner_id, label: words.process_owner(), help: None, error: error(Of::Owner) };
    let more = Field {
        id: &more_id,
        label: words.process_steps_new(),
        help: Some(words.process_steps_help()),
        error: error(Of::Step),
    };
    let called = draft
        .map_or_else(|| process.map_or("", |process| process.name.as_str()), |draft| draft.name.as_str());
    let chosen = draft.map_or_else(
        || process.map(|process| process.owner.0.to_string()).unwrap_or_default(),
        |draft| draft.owner.clone(),
    );
    let owners: Vec<(String, &str, bool)> = processes
        .owners
        .iter()
        .map(|(id, name)| (id.to_string(), name.as_str(), id.to_string() == chosen))
        .collect();
    let command = draft.and_then(|draft| draft.command.clone()).unwrap_or_else(command);
    html! {
        form.panel id={ "process-form-" (of) } action="/processes" method="post" data-draft {
            (parts::form_id(&command))
            @if let Some(notice) = draft.and_then(|draft| draft.notice.as_ref()) {
                (parts::notice(parts::Tone::Care, notice, &html! {}))
            }
            @if let Some(process) = process { input type="hidden" name="id" value=(process.id); }
            (name.line(&Line { required: true, ..Line::text("name", called) }))
            (owner.select("owner", words.process_owner_choose(), &owners))
            @for (place, (step, standing)) in process.iter().flat_map(|process| &process.steps).enumerate() {
                @let field = format!("step-{step}");
                @let typed = draft.and_then(|draft| draft.steps.get(&field)).unwrap_or(standing);
                (Field { id: &field, label: &words.process_step(place + 1), help: None, error: None }
                    .line(&Line::text(&field, typed)))
            }
            (more.text("more", draft.map_or("", |draft| draft.more.as_str()), 3, process.is_none()))
            div.acting { (parts::button("primary", Some(Icon::Check), words.process_save())) }
        }
    }
}

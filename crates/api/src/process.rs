//! Processes over the API: ways of working with their steps, each with whoever answers for it.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::{By, Key, SetProcess};
use valta_domain::ProcessId;
use valta_store::views::{self, process::ProcessLine};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id, id},
    problem::Problem,
    shape::{Named, Page, created, ok},
};

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Process {
    id: String,
    name: String,
    owner: Named,
    /// In their order.
    steps: Vec<Named>,
}

impl Process {
    fn of(line: ProcessLine) -> Process {
        Process {
            id: line.id.to_string(),
            name: line.name,
            owner: Named::of(line.owner),
            steps: line.steps.into_iter().map(Named::of).collect(),
        }
    }
}

/// By name, all on one page.
pub(crate) async fn list(State(app): State<App>, _: Caller) -> Result<Response, Problem> {
    let found = app.desk().reader().look(views::process::all).await?;
    Ok(ok(&Page { items: found.into_iter().map(Process::of).collect(), next: None }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProcess {
    name: String,
    /// An agent's id; somebody who may keep processes.
    owner: String,
    /// In their order, 1 to 50, no two of one name. What stands and is left out goes away.
    steps: Vec<NewStep>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewStep {
    /// Of a step that stands: it may get another name and keeps what was reported of it.
    id: Option<String>,
    name: String,
}

async fn put(
    app: &App,
    by: By,
    key: Option<Key>,
    of: Option<ProcessId>,
    body: NewProcess,
) -> Result<Process, Problem> {
    let step = |step: NewStep| Ok((step.id.map(|step| id(&step, "/steps")).transpose()?, step.name));
    let set = SetProcess {
        id: of,
        name: body.name,
        owner: id(&body.owner, "/owner")?,
        steps: body.steps.into_iter().map(step).collect::<Result<_, Problem>>()?,
    };
    let set = app.desk().set_process(by, key, set).await;
    let known = set.map_err(|no| {
        let problem = Problem::from(no);
        problem.when("already_there", "/name")
    })?;
    let found =
        app.find(move |tx| Ok(views::process::all(tx)?.into_iter().find(|one| one.id == known))).await?;
    Ok(Process::of(found))
}

pub(crate) async fn make(State(app): State<App>, call: Call<NewProcess>) -> Result<Response, Problem> {
    Ok(created("/processes", &put(&app, call.by, call.key, None, call.body).await?))
}

pub(crate) async fn set(
    State(app): State<App>,
    Id(process): Id<ProcessId>,
    call: Call<NewProcess>,
) -> Result<Response, Problem> {
    Ok(ok(&put(&app, call.by, call.key, Some(process), call.body).await?))
}

//! Teams over the API: people who work one pool of matters together, and which of them takes what comes in.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::SetTeam;
use valta_domain::{TeamId, team};
use valta_store::views::{self, team::TeamLine};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id},
    problem::Problem,
    shape::{Page, created, ok},
};

/// `pull`: whoever has a hand free takes the next. `push`: it is given to the one there with the least open.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Giving {
    Pull,
    Push,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Team {
    id: String,
    name: String,
    giving: Giving,
    /// Takes what comes in without a person; one team at most does.
    front: bool,
}

impl Team {
    fn of(line: TeamLine) -> Team {
        let giving = match line.giving {
            team::Giving::Pull => Giving::Pull,
            team::Giving::Push => Giving::Push,
        };
        Team { id: line.id.to_string(), name: line.name, giving, front: line.front }
    }
}

/// By name, all on one page.
pub(crate) async fn list(State(app): State<App>, _: Caller) -> Result<Response, Problem> {
    let all = app.desk().reader().look(views::team::all).await?;
    Ok(ok(&Page { items: all.into_iter().map(Team::of).collect(), next: None }))
}

async fn answer(app: &App, id: TeamId) -> Result<Team, Problem> {
    let found = app.find(move |tx| Ok(views::team::all(tx)?.into_iter().find(|team| team.id == id)));
    Ok(Team::of(found.await?))
}

/// All that is said of a team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Flights", "giving": "pull", "front": true}))]
pub(crate) struct NewTeam {
    name: String,
    giving: Giving,
    /// The one that did so before does it no more.
    front: bool,
}

impl NewTeam {
    fn set(self, id: Option<TeamId>) -> SetTeam {
        let giving = match self.giving {
            Giving::Pull => team::Giving::Pull,
            Giving::Push => team::Giving::Push,
        };
        SetTeam { id, name: self.name, giving, front: self.front }
    }
}

pub(crate) async fn add(State(app): State<App>, call: Call<NewTeam>) -> Result<Response, Problem> {
    let id = app.desk().set_team(call.by, call.key, call.body.set(None)).await?;
    Ok(created("/teams", &answer(&app, id).await?))
}

pub(crate) async fn set(
    State(app): State<App>,
    Id(id): Id<TeamId>,
    call: Call<NewTeam>,
) -> Result<Response, Problem> {
    app.desk().set_team(call.by, call.key, call.body.set(Some(id))).await?;
    Ok(ok(&answer(&app, id).await?))
}

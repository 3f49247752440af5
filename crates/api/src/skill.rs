//! What people say that they know, over the API: said by themselves or by a lead, and taken back.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_domain::AgentId;
use valta_store::{account, views};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id, id},
    problem::Problem,
    shape::{Page, ok},
};

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Skill {
    id: String,
    /// In their own words, or in a lead's; null when they were erased.
    says: Option<String>,
}

async fn answer(app: &App, agent: AgentId) -> Result<Response, Problem> {
    let found = app.find(move |tx| {
        if account::by_agent(tx, agent)?.is_none() {
            return Ok(None);
        }
        views::skill::of(tx, agent).map(Some)
    });
    let items = found.await?.into_iter().map(|line| Skill { id: line.id.to_string(), says: line.says });
    Ok(ok(&Page { items: items.collect(), next: None }))
}

/// In the order in which they were said.
pub(crate) async fn list(
    State(app): State<App>,
    _: Caller,
    Id(agent): Id<AgentId>,
) -> Result<Response, Problem> {
    answer(&app, agent).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"says": "Norwegian"}))]
pub(crate) struct NewSkill {
    /// At most 80 letters; what is said already is not said twice.
    says: String,
}

pub(crate) async fn state(
    State(app): State<App>,
    Id(agent): Id<AgentId>,
    call: Call<NewSkill>,
) -> Result<Response, Problem> {
    let said = app.desk().state_skill(call.by, call.key, agent, call.body.says).await;
    said.map_err(|no| Problem::from(no).moved("/skill", "/says"))?;
    answer(&app, agent).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DroppedSkill {
    /// What is not there is taken back already.
    skill: String,
}

pub(crate) async fn drop(
    State(app): State<App>,
    Id(agent): Id<AgentId>,
    call: Call<DroppedSkill>,
) -> Result<Response, Problem> {
    let skill = id(&call.body.skill, "/skill")?;
    app.desk().drop_skill(call.by, call.key, agent, skill).await?;
    answer(&app, agent).await
}

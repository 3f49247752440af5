//! Agents over the API: everybody with a login, as colleagues know them.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;
use valta_domain::{AgentId, Timestamp};
use valta_store::account::{self, Account};

use crate::{
    App,
    auth::Caller,
    call::Asked,
    contact::PageQuery,
    problem::Problem,
    shape::{Cursor, Page, RoleCode, ok},
};

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Agent {
    id: String,
    name: String,
    email: String,
    role: RoleCode,
    team: Option<String>,
    /// Has left; what they did stays.
    disabled: bool,
}

impl Agent {
    fn of(account: Account) -> Agent {
        Agent {
            id: account.agent.to_string(),
            name: account.name,
            email: account.email,
            role: RoleCode(account.role),
            team: account.team.map(|team| team.to_string()),
            disabled: account.disabled,
        }
    }
}

/// By name.
pub(crate) async fn list(
    State(app): State<App>,
    _: Caller,
    Asked(asked): Asked<PageQuery>,
) -> Result<Response, Problem> {
    let (limit, after) = (asked.limit()?, asked.after::<AgentId>()?);
    let all = app.desk().reader().look(account::all).await?;
    let start =
        after.map_or(0, |(_, id)| all.iter().position(|one| one.agent == id).map_or(all.len(), |at| at + 1));
    let found = all.into_iter().skip(start).take(limit + 1).collect();
    Ok(ok(&Page::of(found, limit, |one: &Account| Cursor(Timestamp(0), one.agent.to_string()), Agent::of)))
}

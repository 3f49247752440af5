//! Agents over the API: everybody with a login, as colleagues know them; who is away and who covers; who is of which team.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::SayAway;
use valta_domain::{AgentId, TeamId, Timestamp, duty};
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    views,
};

use crate::{
    App,
    auth::Caller,
    call::{self, Asked, Call, Id},
    contact::PageQuery,
    problem::Problem,
    shape::{Cursor, Instant, Nothing, Page, RoleCode, ok},
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
    /// When they are, or are going to be, away; null otherwise.
    away: Option<Away>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Away {
    from: Instant,
    until: Instant,
    /// Who carries their matters meanwhile; null: their team does.
    cover: Option<String>,
    because: Because,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Because {
    Away,
    Holiday,
    ShiftOver,
}

impl Away {
    fn of(away: duty::Away) -> Away {
        Away {
            from: Instant(away.from),
            until: Instant(away.until),
            cover: away.cover.map(|cover| cover.to_string()),
            because: match away.because {
                duty::AwayBecause::Away => Because::Away,
                duty::AwayBecause::Holiday => Because::Holiday,
                duty::AwayBecause::ShiftOver => Because::ShiftOver,
            },
        }
    }
}

impl Agent {
    fn of((account, away): (Account, Option<duty::Away>)) -> Agent {
        Agent {
            id: account.agent.to_string(),
            name: account.name,
            email: account.email,
            role: RoleCode(account.role),
            team: account.team.map(|team| team.to_string()),
            disabled: account.disabled,
            away: away.map(Away::of),
        }
    }
}

fn everybody(tx: &mut Tx<'_>) -> Result<Vec<(Account, Option<duty::Away>)>, Fault> {
    let known = views::agent::all(tx)?;
    let away = |id| known.iter().find(|line| line.id == id).and_then(|line| line.away);
    let with = |account: Account| {
        let away = away(account.agent);
        (account, away)
    };
    Ok(account::all(tx)?.into_iter().map(with).collect())
}

async fn answer(app: &App, id: AgentId) -> Result<Agent, Problem> {
    let found = app.find(move |tx| {
        let away = views::agent::one(tx, id)?.and_then(|line| line.away);
        Ok(account::by_agent(tx, id)?.map(|account| (account, away)))
    });
    Ok(Agent::of(found.await?))
}

/// By name.
pub(crate) async fn list(
    State(app): State<App>,
    _: Caller,
    Asked(asked): Asked<PageQuery>,
) -> Result<Response, Problem> {
    let (limit, after) = (asked.limit()?, asked.after::<AgentId>()?);
    let all = app.desk().reader().look(everybody).await?;
    let start = after
        .map_or(0, |(_, id)| all.iter().position(|(one, _)| one.agent == id).map_or(all.len(), |at| at + 1));
    let found = all.into_iter().skip(start).take(limit + 1).collect();
    Ok(ok(&Page::of(
        found,
        limit,
        |one: &(Account, _)| Cursor(Timestamp(0), one.0.agent.to_string()),
        Agent::of,
    )))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"until": "2027-03-01T07:00:00Z", "because": "holiday"}))]
pub(crate) struct NewAway {
    /// From now on, where it is left out.
    from: Option<Instant>,
    until: Instant,
    /// Who carries their matters meanwhile; left out, their team does.
    cover: Option<String>,
    because: Because,
}

pub(crate) async fn away(
    State(app): State<App>,
    Id(id): Id<AgentId>,
    call: Call<NewAway>,
) -> Result<Response, Problem> {
    let NewAway { from, until, cover, because } = call.body;
    let because = match because {
        Because::Away => duty::AwayBecause::Away,
        Because::Holiday => duty::AwayBecause::Holiday,
        Because::ShiftOver => duty::AwayBecause::ShiftOver,
    };
    let cover = cover.map(|cover| call::id(&cover, "/cover")).transpose()?;
    let say = SayAway { agent: id, from: from.map(|from| from.0), until: until.0, cover, because };
    let said = app.desk().say_away(call.by, call.key, say).await;
    said.map_err(|no| Problem::from(no).when("in_the_past", "/until"))?;
    Ok(ok(&answer(&app, id).await?))
}

pub(crate) async fn back(
    State(app): State<App>,
    Id(id): Id<AgentId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    app.desk().come_back(call.by, call.key, id).await?;
    Ok(ok(&answer(&app, id).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfTeam {
    /// Null: of none.
    team: Option<String>,
}

pub(crate) async fn of_team(
    State(app): State<App>,
    Id(id): Id<AgentId>,
    call: Call<OfTeam>,
) -> Result<Response, Problem> {
    let team: Option<TeamId> = call.body.team.map(|team| call::id(&team, "/team")).transpose()?;
    let known = app.find(move |tx| views::agent::one(tx, id)).await?;
    app.desk().change_agent(call.by, call.key, id, known.role, team).await?;
    Ok(ok(&answer(&app, id).await?))
}

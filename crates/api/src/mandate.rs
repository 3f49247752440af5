//! Mandates over the API: who may give what within which limits, for everyone to see.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;
use valta_domain::mandate::{self, Holder};

use crate::{
    App,
    auth::Caller,
    problem::Problem,
    shape::{Instant, Page, RemedyKindCode, ok},
};

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mandate {
    id: String,
    version: u32,
    holder: MandateHolder,
    kinds: Vec<RemedyKindCode>,
    currency: String,
    /// An absent limit does not limit.
    per_remedy: Option<Limit>,
    per_case: Option<Limit>,
    per_agent_window: Option<WindowLimit>,
    valid_from: Option<Instant>,
    valid_until: Option<Instant>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MandateHolder {
    /// `everyone`, `role`, `team` or `agent`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Which role, team or agent.
    of: Option<String>,
}

/// Minor units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Limit {
    within: i64,
    /// Up to here with a written reason.
    stretch: i64,
}

/// Minor units over any stretch of so many days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WindowLimit {
    within: i64,
    stretch: i64,
    days: u32,
}

impl Mandate {
    fn of(known: mandate::Mandate) -> Mandate {
        let terms = known.terms;
        let (kind, of) = match terms.holder {
            Holder::Everyone => ("everyone", None),
            Holder::Role(role) => ("role", Some(role.code().to_owned())),
            Holder::Team(team) => ("team", Some(team.to_string())),
            Holder::Agent(agent) => ("agent", Some(agent.to_string())),
        };
        let limit = |limit: mandate::Limit| Limit { within: limit.within, stretch: limit.stretch };
        Mandate {
            id: known.id.to_string(),
            version: known.version,
            holder: MandateHolder { kind, of },
            kinds: terms.kinds.into_iter().map(RemedyKindCode).collect(),
            currency: terms.currency.to_string(),
            per_remedy: terms.per_remedy.map(limit),
            per_case: terms.per_case.map(limit),
            per_agent_window: terms.per_agent_window.map(|window| WindowLimit {
                within: window.limit.within,
                stretch: window.limit.stretch,
                days: window.days,
            }),
            valid_from: terms.valid_from.map(Instant),
            valid_until: terms.valid_until.map(Instant),
        }
    }
}

/// Those that stand, all on one page.
pub(crate) async fn list(State(app): State<App>, _: Caller) -> Result<Response, Problem> {
    let standing = app.desk().mandates().await?;
    Ok(ok(&Page { items: standing.into_iter().map(Mandate::of).collect(), next: None }))
}

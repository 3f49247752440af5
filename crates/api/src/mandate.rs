//! Mandates over the API: who may give what within which limits, and who said so, for everyone to see.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;
use valta_domain::mandate::{self, Holder};
use valta_store::views::mandate::MandateLine;

use crate::{
    App,
    auth::Caller,
    problem::Problem,
    shape::{Instant, Named, Page, RemedyKindCode, ok},
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
    /// On what one customer receives, from everybody.
    per_customer_window: Option<WindowLimit>,
    /// On what the holder gives, and signs for others.
    per_agent_window: Option<WindowLimit>,
    /// On what the holder's team gives.
    per_team_window: Option<WindowLimit>,
    /// Who may sign beyond the holder's own reach.
    co_signers: Vec<MandateHolder>,
    /// The condition under which it holds; null where it always does.
    when: Option<String>,
    valid_from: Option<Instant>,
    valid_until: Option<Instant>,
    /// Who set these terms; null where the house itself did.
    set_by: Option<Named>,
    set_at: Instant,
    /// Why.
    reason: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MandateHolder {
    /// `everyone`, `role`, `team` or `agent`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Which role, team or agent.
    of: Option<String>,
}

impl MandateHolder {
    fn of(holder: Holder) -> MandateHolder {
        let (kind, of) = match holder {
            Holder::Everyone => ("everyone", None),
            Holder::Role(role) => ("role", Some(role.code().to_owned())),
            Holder::Team(team) => ("team", Some(team.to_string())),
            Holder::Agent(agent) => ("agent", Some(agent.to_string())),
        };
        MandateHolder { kind, of }
    }
}

/// Minor units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Limit {
    within: i64,
    /// Up to here with a written reason.
    stretch: i64,
    /// Up to here with a written reason while nobody with more room is on duty; null as far as `stretch`.
    alone: Option<i64>,
    /// Up to here with a colleague's signature; null as far as `stretch`.
    co_sign: Option<i64>,
}

impl Limit {
    fn of(limit: mandate::Limit) -> Limit {
        let mandate::Limit { within, stretch, alone, co_sign } = limit;
        Limit { within, stretch, alone, co_sign }
    }
}

/// Minor units over any stretch of so many days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WindowLimit {
    #[serde(flatten)]
    limit: Limit,
    days: u32,
}

impl WindowLimit {
    fn of(window: mandate::WindowLimit) -> WindowLimit {
        WindowLimit { limit: Limit::of(window.limit), days: window.days }
    }
}

impl Mandate {
    fn of(line: MandateLine) -> Mandate {
        let MandateLine { mandate: known, set_by, set_at, reason } = line;
        let terms = known.terms;
        Mandate {
            id: known.id.to_string(),
            version: known.version,
            holder: MandateHolder::of(terms.holder),
            kinds: terms.kinds.into_iter().map(RemedyKindCode).collect(),
            currency: terms.currency.to_string(),
            per_remedy: terms.per_remedy.map(Limit::of),
            per_case: terms.per_case.map(Limit::of),
            per_customer_window: terms.per_customer_window.map(WindowLimit::of),
            per_agent_window: terms.per_agent_window.map(WindowLimit::of),
            per_team_window: terms.per_team_window.map(WindowLimit::of),
            co_signers: terms.co_signers.into_iter().map(MandateHolder::of).collect(),
            when: terms.when,
            valid_from: terms.valid_from.map(Instant),
            valid_until: terms.valid_until.map(Instant),
            set_by: set_by.map(Named::of),
            set_at: Instant(set_at),
            reason,
        }
    }
}

/// Those that stand, all on one page.
pub(crate) async fn list(State(app): State<App>, _: Caller) -> Result<Response, Problem> {
    let standing = app.desk().mandates_told().await?;
    Ok(ok(&Page { items: standing.into_iter().map(Mandate::of).collect(), next: None }))
}

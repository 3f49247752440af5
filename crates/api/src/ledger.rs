//! The ledger over the API: what was given in a period, in sums, and what giving it at once cost against what a
//! complaint would have cost.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use valta_domain::{Money, time::SECOND};

use crate::{
    App,
    auth::Caller,
    call::Asked,
    problem::Problem,
    remedy::{Figure, RemedyQuery, figures},
    shape::{Amount, Instant, OutcomeCode, RemedyKindCode, ok},
};

/// What was given and stands. Leads and admins see everybody's, the others what they gave themselves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ledger {
    /// As asked for; null where the period is open.
    from: Option<Instant>,
    until: Option<Instant>,
    totals: Vec<Total>,
    costs: Vec<WayCost>,
    /// The figures that the costs are reckoned from, and what each rests on.
    parameters: Vec<Figure>,
    /// How the second signatures went that were asked for in the time (the last 500); null for those who see their own
    /// remedies alone.
    signatures: Option<Signatures>,
}

/// Signatures of a second agent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Signatures {
    /// Given, and asked for with an answer.
    given: u32,
    n: u32,
    /// Wilson's 95 % interval of the share that is given; null where there is none.
    interval: Option<[f64; 2]>,
    /// The median wait for an answer, in seconds.
    median_wait_seconds: Option<i64>,
    /// Asked for, and not answered in time.
    unanswered: u32,
    /// Surely nine of ten are given: asking is hardly of use.
    limit_too_low: bool,
}

impl From<valta_insight::signature::Signatures> for Signatures {
    fn from(known: valta_insight::signature::Signatures) -> Signatures {
        Signatures {
            given: known.given.map_or(0, |share| share.hits),
            n: known.given.map_or(0, |share| share.of),
            interval: known.given.map(|share| [share.low, share.high]),
            median_wait_seconds: known.wait.map(|wait| wait.value / SECOND),
            unanswered: known.unanswered,
            limit_too_low: known.limit_too_low,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Total {
    kind: RemedyKindCode,
    /// On whose word: `escalate` is what somebody was asked to decide, and gave.
    outcome: OutcomeCode,
    /// Those that stand.
    count: i64,
    /// What they come to; null where there are no amounts.
    amount: Option<Amount>,
    /// How many more were given and taken back.
    reversed: i64,
}

/// What stands of one outcome, both ways.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WayCost {
    outcome: OutcomeCode,
    count: i64,
    cost_now: Amount,
    cost_complaint_route: Amount,
    /// In other currencies than the house's wages; these are in neither cost.
    not_reckoned: i64,
}

/// Which remedies; each is left out where any will do.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerQuery {
    /// Given at this time or later.
    from: Option<String>,
    /// Given before this time.
    until: Option<String>,
    kind: Option<String>,
    /// On whose word, as of `GET /remedies`.
    outcome: Option<String>,
    /// Who gave it: `me`, or an agent's id; somebody else than oneself only for leads and admins.
    agent: Option<String>,
    /// ISO 4217.
    currency: Option<String>,
}

pub(crate) async fn get(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<LedgerQuery>,
) -> Result<Response, Problem> {
    let LedgerQuery { from, until, kind, outcome, agent, currency } = asked;
    let query = RemedyQuery { from, until, kind, outcome, agent, currency, limit: None, cursor: None };
    let filter = app
        .desk()
        .ledger_filter(caller.by, query.filter(caller.by)?)
        .map_err(|refusal| Problem::from(refusal).parameter("agent"))?;
    let ledger = app.desk().ledger(caller.by, filter).await?;
    Ok(ok(&Ledger {
        from: filter.from.map(Instant),
        until: filter.until.map(Instant),
        totals: ledger
            .sums
            .into_iter()
            .map(|sum| Total {
                kind: RemedyKindCode(sum.kind),
                outcome: OutcomeCode(sum.way),
                count: sum.count,
                amount: sum.currency.map(|currency| Money::new(sum.minor, currency).into()),
                reversed: sum.reversed,
            })
            .collect(),
        costs: ledger
            .costs
            .into_iter()
            .map(|cost| WayCost {
                outcome: OutcomeCode(cost.way),
                count: cost.count,
                cost_now: cost.now.into(),
                cost_complaint_route: cost.complaint.into(),
                not_reckoned: cost.elsewhere,
            })
            .collect(),
        parameters: figures(&ledger.parameters),
        signatures: ledger.signatures.map(Signatures::from),
    }))
}

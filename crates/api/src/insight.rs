//! Measures, each with its definition, its n and what it was reckoned from.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use valta_domain::time::SECOND;
use valta_insight::{interval::Share, promise::Lateness};

use crate::{
    App,
    auth::Caller,
    call::Asked,
    problem::Problem,
    shape::{Instant, ok},
};

/// How promises were kept, of those whose first time lay in the period and has passed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Promises {
    /// Null where no promise was due.
    kept: Option<Rate>,
    /// Null where all were kept.
    told_before_broken: Option<Rate>,
    /// Null where all were kept.
    lateness: Option<Late>,
    parameters: Period,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rate {
    definition: &'static str,
    value: f64,
    hits: u32,
    n: u32,
    /// Wilson's, 95 %.
    interval: Interval,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Interval {
    low: f64,
    high: f64,
}

/// How long after the first time those were fulfilled that were not kept by then.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Late {
    definition: &'static str,
    median_seconds: i64,
    p90_seconds: i64,
    n: u32,
    /// Nobody has fulfilled these yet: they are late by now.
    open: u32,
    up_to_an_hour: u32,
    up_to_a_day: u32,
    up_to_three_days: u32,
    longer: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Period {
    days: u32,
    from: Instant,
    until: Instant,
    /// There were more promises than are reckoned with: the last ones are.
    more: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PromisesQuery {
    /// How far it goes back: 1 to 3650; 90 when it is left out.
    days: Option<String>,
}

fn rate(definition: &'static str, share: Share) -> Rate {
    let Share { hits, of, low, high } = share;
    Rate { definition, value: share.share(), hits, n: of, interval: Interval { low, high } }
}

pub(crate) async fn promises(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<PromisesQuery>,
) -> Result<Response, Problem> {
    let days = match asked.days.as_deref().map(str::parse) {
        None => 90,
        Some(Ok(days)) if (1..=3650).contains(&days) => days,
        Some(_) => {
            return Err(
                Problem::shape("bad_query", "`days` is a whole number from 1 to 3650.").parameter("days")
            );
        }
    };
    let (desk, by) = (app.desk().clone(), caller.by);
    let found = app.desk().reader().look(move |tx| desk.promises_kept(tx, by, days)).await;
    let found = found.map_err(valta_desk::No::from)?;
    let late = |late: Lateness| Late {
        definition: "time from the first due time until fulfilled, of those not fulfilled by then; what is open is late by now",
        median_seconds: late.median.value / SECOND,
        p90_seconds: late.p90 / SECOND,
        n: late.median.n,
        open: late.open,
        up_to_an_hour: late.spread[0],
        up_to_a_day: late.spread[1],
        up_to_three_days: late.spread[2],
        longer: late.spread[3],
    };
    let kept = "fulfilled at or before the time that the customer heard first / promises whose first time has passed";
    let told = "of those not fulfilled by then: the customer heard of another time before the first was over";
    Ok(ok(&Promises {
        kept: found.kept.kept.map(|share| rate(kept, share)),
        told_before_broken: found.kept.told.map(|share| rate(told, share)),
        lateness: found.kept.lateness.map(late),
        parameters: Period { days, from: Instant(found.from), until: Instant(found.until), more: found.more },
    }))
}

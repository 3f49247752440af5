//! Where customers are met, for other systems that are asked: the nearest point that is open, and what to wait for.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use valta_calendar::point::{self, Place};

use crate::{
    App,
    auth::Caller,
    call::Asked,
    problem::Problem,
    shape::{Instant, ok},
};

/// What to tell somebody who looks for a service point.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Nearest {
    /// The instant that it is told for.
    at: Instant,
    /// The nearest that is open; null where all are closed.
    open: Option<Found>,
    /// The nearest of those that are closed and will open.
    closed: Option<Found>,
    /// The first of those to open.
    soonest: Option<Found>,
}

/// A service point where it is when it is open: now, or when it opens next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Found {
    id: String,
    name: String,
    /// Where it stands then, which may be elsewhere for a while.
    address: String,
    north: f64,
    east: f64,
    /// As the crow flies.
    metres: i64,
    /// When it opens; the instant asked for when it is open.
    opens: Instant,
    /// When it closes after that or moves; null when it does neither.
    until: Option<Instant>,
    /// Whose clock its hours are told by.
    time_zone: String,
}

impl Found {
    #[expect(clippy::cast_possible_truncation, reason = "the earth is small")]
    fn of(found: &point::Found<'_>) -> Found {
        Found {
            id: found.point.id.to_string(),
            name: found.point.name.clone(),
            address: found.stand.address.clone(),
            north: found.stand.place.north(),
            east: found.stand.place.east(),
            metres: found.metres.round() as i64,
            opens: Instant(found.opens),
            until: found.until.map(Instant),
            time_zone: found.stand.hours.zone().iana_name().unwrap_or("UTC").to_owned(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct NearestQuery {
    /// Degrees, from -90 to 90.
    north: Option<String>,
    /// Degrees, from -180 to 180.
    east: Option<String>,
    /// When; left out, now.
    at: Option<String>,
}

fn degrees(name: &'static str, typed: Option<&str>, most: f64) -> Result<f64, Problem> {
    let read = typed.and_then(|typed| typed.parse::<f64>().ok());
    read.filter(|degrees| (-most..=most).contains(degrees)).ok_or_else(|| {
        let says = format!("`{name}` is a number of degrees from -{most} to {most}.");
        Problem::shape("bad_query", &says).parameter(name)
    })
}

pub(crate) async fn nearest(
    State(app): State<App>,
    _: Caller,
    Asked(asked): Asked<NearestQuery>,
) -> Result<Response, Problem> {
    let north = degrees("north", asked.north.as_deref(), 90.0)?;
    let east = degrees("east", asked.east.as_deref(), 180.0)?;
    let at = match asked.at.as_deref().map(str::parse::<Instant>) {
        None => app.now(),
        Some(Ok(Instant(at))) => at,
        Some(Err(says)) => return Err(Problem::shape("bad_query", says).parameter("at")),
    };
    let place =
        Place::new(north, east).ok_or_else(|| Problem::shape("bad_query", "This is not on earth."))?;
    let desk = app.desk().clone();
    let points = app.desk().reader().look(move |tx| desk.service_points(tx)).await;
    let points = points.map_err(valta_desk::No::from)?;
    let found = point::nearest(&points, place, at);
    Ok(ok(&Nearest {
        at: Instant(at),
        open: found.open.as_ref().map(Found::of),
        closed: found.closed.as_ref().map(Found::of),
        soonest: found.soonest.as_ref().map(Found::of),
    }))
}

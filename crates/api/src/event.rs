//! The log over the API: from a position on, without gaps, as pages or as a stream that goes on until the
//! caller leaves or the token ends. Only for those who see every case.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::{
    body::{Body, Bytes},
    extract::State,
    response::Response,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::Duration,
};
use tokio_stream::{
    StreamExt as _,
    wrappers::{IntervalStream, WatchStream},
};
use utoipa::{IntoParams, ToSchema};
use valta_domain::{
    Recorded,
    event::{CaseEvent, HouseEvent},
};
use valta_policy::{Action, Relation};
use valta_store::record;

use crate::{
    App,
    auth::Caller,
    call::Asked,
    problem::Problem,
    shape::{Instant, Page, limit, ok},
};

/// How often a stream looks again by itself: other programs record in the same database, too.
const LOOK: Duration = Duration::from_secs(1);
/// Looks without news until a sign of life is sent, so that nobody between takes the line for dead.
const QUIET: u32 = 15;
/// Events sent at once.
const BATCH: usize = 200;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Event {
    /// Place in the whole log; grows, with gaps.
    position: i64,
    id: String,
    /// What it belongs to: `case:…`, `customer:…`, `agent:…`, `mandate:…` or `house`.
    stream: String,
    /// Place in its stream: 1, 2, 3 …
    version: i64,
    #[schema(value_type = String, example = "remedy_granted")]
    kind: &'static str,
    at: Instant,
    /// Who did it: `agent:…`, `customer:…` or `house`.
    actor: String,
    /// The fact as the log keeps it. Nothing personal stands here; instants are microseconds since 1970. Null for what
    /// reviews say of people, unless the caller may see reviews.
    #[schema(value_type = Object)]
    data: Value,
}

impl Event {
    /// What reviews say of people, and what is asked about them, is told to those who may see it (`looks_back`); for
    /// others such a fact stands in its place without its data.
    fn of(recorded: &Recorded, looks_back: bool) -> Event {
        let kept: Value = match &recorded.event {
            event if is_of_reviews(event) && !looks_back => Value::Null,
            event => serde_json::from_str(&record::encode(event)).unwrap_or_default(),
        };
        let kind = recorded.event.kind();
        Event {
            position: recorded.position,
            id: recorded.id.to_string(),
            stream: recorded.stream.to_string(),
            version: recorded.version,
            kind,
            at: Instant(recorded.at),
            actor: recorded.actor.to_string(),
            data: kept.get(kind).cloned().unwrap_or_default(),
        }
    }
}

fn is_of_reviews(event: &valta_domain::Event) -> bool {
    matches!(
        event,
        valta_domain::Event::Case(CaseEvent::RemedyReviewed { .. })
            | valta_domain::Event::House(
                HouseEvent::QuestionRaised { .. }
                    | HouseEvent::QuestionAnswered { .. }
                    | HouseEvent::ProposalDeclined { .. }
            )
    )
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventQuery {
    /// The position of the last event that the caller has; 0 for all.
    after: Option<String>,
    /// 1 to 200; 50 when it is left out. Not for a stream.
    limit: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Asked(asked): Asked<EventQuery>,
) -> Result<Response, Problem> {
    let streamed = headers
        .get_all(header::ACCEPT)
        .iter()
        .any(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/event-stream")));
    let after = position("after", asked.after.as_deref())?;
    let limit = limit(asked.limit.as_deref())?;
    if streamed {
        let last = headers.get("last-event-id").map(|id| id.to_str().unwrap_or("-"));
        let after = position("Last-Event-ID", last)?.or(after).unwrap_or(0);
        return follow(app, caller, after);
    }
    let after = after.unwrap_or(0);
    let found = app.desk().reader().look(move |tx| record::tail(tx, after, limit + 1)).await?;
    let more = found.len() > limit;
    let looks_back = app.desk().may(caller.by, Action::SeeReviews, Relation::None);
    let items: Vec<Event> =
        found.iter().take(limit).map(|recorded| Event::of(recorded, looks_back)).collect();
    let next = items.last().filter(|_| more).map(|last| last.position.to_string());
    Ok(ok(&Page { items, next }))
}

fn position(name: &'static str, text: Option<&str>) -> Result<Option<i64>, Problem> {
    text.map(|text| {
        text.parse().ok().filter(|position| *position >= 0).ok_or_else(|| {
            Problem::shape("bad_position", "A position is a whole number, as an event has it.")
                .parameter(name)
        })
    })
    .transpose()
}

/// What a stream needs from one look to the next.
struct Following {
    app: App,
    token: String,
    /// The last event that was sent.
    position: AtomicI64,
    /// Rings when a batch was full.
    more: watch::Sender<u64>,
    quiet: AtomicI64,
    _permit: OwnedSemaphorePermit,
}

fn follow(app: App, caller: Caller, after: i64) -> Result<Response, Problem> {
    let permit = app.listeners().try_acquire_owned().map_err(|_| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too_many_listeners",
            "Too many listeners",
            "As many as can follow the events do so already. Read them page by page, or try again later.",
        )
        .retry_after(30)
    })?;
    let (more, again) = watch::channel(0);
    let recorded = WatchStream::from_changes(app.desk().recorded()).map(|_| ());
    let stopped = app.stopped().map_or_else(|| watch::channel(false).1, Clone::clone);
    let looks = recorded
        .merge(WatchStream::from_changes(stopped).map(|_| ()))
        .merge(WatchStream::new(again).map(|_| ()))
        .merge(IntervalStream::new(tokio::time::interval(LOOK)).map(|_| ()));
    let following = Arc::new(Following {
        app,
        token: caller.token,
        position: AtomicI64::new(after),
        more,
        quiet: AtomicI64::new(0),
        _permit: permit,
    });
    let frames = looks
        .then(move |()| {
            let following = Arc::clone(&following);
            async move { following.look().await }
        })
        .map_while(|frame| frame)
        .filter(|frame| !frame.is_empty())
        .map(Ok::<Bytes, std::convert::Infallible>);
    let mut response = Response::new(Body::from_stream(frames));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // For proxies that would rather collect than pass on.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

impl Following {
    /// What happened since the last look; `None` ends the stream: the caller comes back with the last id.
    async fn look(&self) -> Option<Bytes> {
        if self.app.stopped().is_some_and(|stopped| *stopped.borrow()) {
            return None;
        }
        let by = self.app.caller_of(&self.token).await.ok().flatten()?;
        if !self.app.desk().may(by, Action::SeeEvents, Relation::None) {
            return None;
        }
        let after = self.position.load(Ordering::Relaxed);
        let found = match self.app.desk().reader().look(move |tx| record::tail(tx, after, BATCH)).await {
            Ok(found) => found,
            Err(fault) => {
                tracing::warn!(error = %fault, "a stream of events ended");
                return None;
            }
        };
        let Some(last) = found.last() else {
            let quiet = self.quiet.fetch_add(1, Ordering::Relaxed) + 1;
            if quiet % i64::from(QUIET) == 0 {
                return Some(Bytes::from_static(b": still here\n\n"));
            }
            return Some(Bytes::new());
        };
        self.quiet.store(0, Ordering::Relaxed);
        self.position.store(last.position, Ordering::Relaxed);
        if found.len() == BATCH {
            self.more.send_modify(|count| *count += 1);
        }
        let looks_back = self.app.desk().may(by, Action::SeeReviews, Relation::None);
        let frames: String = found.iter().map(|recorded| frame(&Event::of(recorded, looks_back))).collect();
        Some(frames.into())
    }
}

/// JSON is one line, so it is one `data:`.
fn frame(event: &Event) -> String {
    let data = serde_json::to_string(event).unwrap_or_default();
    format!("id: {}\nevent: {}\ndata: {data}\n\n", event.position, event.kind)
}

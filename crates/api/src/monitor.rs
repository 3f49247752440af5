//! What monitoring asks: alive, ready, and figures as Prometheus reads them. The figures of the database are
//! counted when somebody asks, and not more often than every few seconds, however many ask.

use std::sync::{Mutex, PoisonError, atomic::AtomicI64};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, header};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::Registry,
};
use serde::Serialize;
use tokio::time::Instant;
use utoipa::ToSchema;
use valta_desk::Desk;
use valta_domain::{Timestamp, time};
use valta_store::{Fault, Tx, inbox, mailbox::MailboxLine, outbox};

use crate::{App, problem::Problem, shape::ok};

/// How long (µs) counts of the database are told before they are counted again.
const FRESH: i64 = 5 * time::SECOND;
/// Upper ends (s) of what requests take.
const BUCKETS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    /// `2xx`, `4xx`, `5xx`.
    status: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: String,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Fate {
    fate: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Errands {
    kind: String,
    state: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Mailbox {
    mailbox: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

type Seconds = Family<Route, Histogram, fn() -> Histogram>;

pub(crate) struct Monitor {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Seconds,
    database_up: Gauge,
    inbox: Family<Fate, Gauge>,
    inbox_oldest: Gauge,
    outbox: Family<Errands, Gauge>,
    outbox_oldest: Family<Kind, Gauge>,
    mailbox_looked: Family<Mailbox, Gauge>,
    mailbox_waiting: Family<Mailbox, Gauge>,
    mailbox_oldest: Family<Mailbox, Gauge>,
    mailbox_trouble: Family<Mailbox, Gauge>,
    counted_at: Mutex<Option<Timestamp>>,
    streams: Gauge<i64, AtomicI64>,
}

impl Monitor {
    pub(crate) fn new(version: &str) -> Monitor {
        let buckets: fn() -> Histogram = || Histogram::new(BUCKETS);
        let mut registry = Registry::with_prefix("valta");
        let requests = Family::default();
        let seconds = Seconds::new_with_constructor(buckets);
        let (database_up, inbox, inbox_oldest) = (Gauge::default(), Family::default(), Gauge::default());
        let (outbox, outbox_oldest, streams) = (Family::default(), Family::default(), Gauge::default());
        registry.register("build", "This program", Info::new(vec![("version", version.to_owned())]));
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "Time until the answer began", seconds.clone());
        registry.register("event_streams", "Callers who follow the events", streams.clone());
        registry.register("database_up", "Whether the database answered the last count", database_up.clone());
        registry.register("inbox_messages", "Messages that came in, by what became of them", inbox.clone());
        registry.register(
            "inbox_oldest_waiting_seconds",
            "Age of the message that waits longest",
            inbox_oldest.clone(),
        );
        registry.register("outbox_errands", "Errands, by kind and state", outbox.clone());
        registry.register(
            "outbox_oldest_due_seconds",
            "How long the oldest errand has been due",
            outbox_oldest.clone(),
        );
        let (mailbox_looked, mailbox_waiting) = (Family::default(), Family::default());
        let (mailbox_oldest, mailbox_trouble) = (Family::default(), Family::default());
        registry.register(
            "mailbox_looked_into_age_seconds",
            "How long ago a mailbox was looked into without trouble; -1 where it never was",
            mailbox_looked.clone(),
        );
        registry.register(
            "mailbox_waiting_messages",
            "Messages that lie there and are not here: just being fetched, too large, or not given",
            mailbox_waiting.clone(),
        );
        registry.register(
            "mailbox_oldest_waiting_seconds",
            "Age of the oldest of them",
            mailbox_oldest.clone(),
        );
        registry.register(
            "mailbox_in_trouble",
            "1 where something is wrong with it",
            mailbox_trouble.clone(),
        );
        Monitor {
            mailbox_looked,
            mailbox_waiting,
            mailbox_oldest,
            mailbox_trouble,
            registry,
            requests,
            seconds,
            database_up,
            inbox,
            inbox_oldest,
            outbox,
            outbox_oldest,
            counted_at: Mutex::new(None),
            streams,
        }
    }

    /// Whether it is time to count again; whoever gets yes counts.
    fn due(&self, now: Timestamp) -> bool {
        let mut counted_at = self.counted_at.lock().unwrap_or_else(PoisonError::into_inner);
        let due = counted_at.is_none_or(|at| !(0..FRESH).contains(&now.since(at)));
        if due {
            *counted_at = Some(now);
        }
        due
    }

    fn set(&self, counts: Counts, now: Timestamp) {
        let age = |at: Option<Timestamp>| at.map_or(0, |at| now.since(at).max(0) / time::SECOND);
        for (fate, count) in counts.inbox {
            self.inbox.get_or_create(&Fate { fate: fate.code() }).set(count);
        }
        self.inbox_oldest.set(age(counts.inbox_oldest));
        self.outbox.clear();
        for (kind, state, count) in counts.outbox {
            self.outbox.get_or_create(&Errands { kind, state }).set(count);
        }
        for (kind, at) in counts.outbox_oldest {
            self.outbox_oldest.get_or_create(&Kind { kind: kind.code() }).set(age(at));
        }
        for line in counts.mailboxes {
            let (waiting, since) = line.not_here();
            let mailbox = Mailbox { mailbox: line.name };
            let looked = line.looked_at.map_or(-1, |at| age(Some(at)));
            self.mailbox_looked.get_or_create(&mailbox).set(looked);
            self.mailbox_trouble.get_or_create(&mailbox).set(line.trouble.is_some().into());
            self.mailbox_waiting.get_or_create(&mailbox).set(waiting);
            self.mailbox_oldest.get_or_create(&mailbox).set(age(since));
        }
    }
}

struct Counts {
    inbox: Vec<(inbox::Fate, i64)>,
    inbox_oldest: Option<Timestamp>,
    outbox: Vec<(String, String, i64)>,
    outbox_oldest: Vec<(outbox::Kind, Option<Timestamp>)>,
    mailboxes: Vec<MailboxLine>,
}

fn count(tx: &mut Tx<'_>, desk: &Desk) -> Result<Counts, Fault> {
    let mut outbox_oldest = Vec::new();
    for kind in outbox::Kind::ALL {
        outbox_oldest.push((kind, outbox::oldest_due(tx, kind)?));
    }
    Ok(Counts {
        inbox: inbox::counts(tx)?,
        inbox_oldest: inbox::oldest_waiting(tx)?,
        outbox: outbox::counts(tx)?,
        outbox_oldest,
        mailboxes: desk.mailboxes(tx)?,
    })
}

/// Counts each request by its route and how it was answered.
pub(crate) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    // A method is the caller's word; only the usual ones become a label.
    let method = match request.method().as_str() {
        usual @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => usual.to_owned(),
        _ => "other".to_owned(),
    };
    let began = Instant::now();
    let response = next.run(request).await;
    let monitor = app.monitor();
    let status = format!("{}xx", response.status().as_u16() / 100);
    monitor.requests.get_or_create(&Answered { method: method.clone(), route: route.clone(), status }).inc();
    monitor.seconds.get_or_create(&Route { method, route }).observe(began.elapsed().as_secs_f64());
    response
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    #[schema(value_type = String)]
    state: &'static str,
}

/// This program runs.
pub(crate) async fn healthz() -> Response {
    ok(&Health { state: "alive" })
}

/// This program can serve: the database answers.
pub(crate) async fn readyz(State(app): State<App>) -> Result<Response, Problem> {
    app.desk().reader().ping().await?;
    Ok(ok(&Health { state: "ready" }))
}

pub(crate) async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let (monitor, now) = (app.monitor(), app.now());
    monitor
        .streams
        .set(i64::try_from(app.settings().listeners - app.listeners().available_permits()).unwrap_or(0));
    if monitor.due(now) {
        let desk = app.desk().clone();
        match app.desk().reader().look(move |tx| count(tx, &desk)).await {
            Ok(counts) => {
                monitor.set(counts, now);
                monitor.database_up.set(1);
            }
            // The figures of this program are worth telling all the same.
            Err(fault) => {
                tracing::warn!(error = %fault, "the database could not be counted");
                monitor.database_up.set(0);
            }
        }
    }
    let mut text = String::new();
    encode(&mut text, &monitor.registry).map_err(|error| Problem::bug(&error))?;
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    );
    Ok(response)
}

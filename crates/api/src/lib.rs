//! The JSON API under `/api/v1`, its description, and what monitoring asks. Reads through the store's
//! `Reader` within the caller's scope, and writes only through the `Desk`.

mod agent;
mod arrangement;
mod ask;
mod auth;
mod call;
mod case;
mod consultation;
mod contact;
mod credit;
mod customer;
mod event;
mod friction;
mod handover;
mod idempotency;
mod insight;
mod json;
mod knowhow;
mod ledger;
mod mandate;
mod monitor;
mod on_call;
mod openapi;
mod point;
mod problem;
mod process;
mod promise;
mod remedy;
mod review;
mod routes;
mod shape;
mod skill;
mod team;

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;
use valta_desk::{By, Desk, No, Thing};
use valta_domain::{Refusal, Timestamp};
use valta_policy::Action;
use valta_store::{Fault, Tx};

pub use openapi::openapi_json;
pub use routes::{addresses, router};

/// What an operator or a test decides about the API.
#[derive(Clone, Debug)]
pub struct ApiSettings {
    /// As `valta --version` tells it.
    pub version: String,
    /// The largest body that is read, in bytes.
    pub most_bytes: usize,
    /// How long (µs) a token is believed without asking the database again; a revoked one ends then.
    pub token_believed: i64,
    /// How long a caller may take to send a body.
    pub body_wait: Duration,
    /// How many may follow the events at once.
    pub listeners: usize,
    /// Turns true when the house closes: whoever follows the events comes back later.
    pub stopped: Option<tokio::sync::watch::Receiver<bool>>,
}

impl Default for ApiSettings {
    fn default() -> ApiSettings {
        ApiSettings {
            version: env!("CARGO_PKG_VERSION").into(),
            most_bytes: 1024 * 1024,
            token_believed: 2 * valta_domain::time::SECOND,
            body_wait: Duration::from_secs(20),
            listeners: 256,
            stopped: None,
        }
    }
}

/// What every handler has at hand. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    inner: Arc<Inner>,
}

struct Inner {
    desk: Desk,
    settings: ApiSettings,
    tokens: auth::Tokens,
    monitor: monitor::Monitor,
    listeners: Arc<Semaphore>,
}

impl App {
    fn new(desk: Desk, settings: ApiSettings) -> App {
        let monitor = monitor::Monitor::new(&settings.version);
        let listeners = Arc::new(Semaphore::new(settings.listeners));
        App { inner: Arc::new(Inner { desk, settings, tokens: auth::Tokens::default(), monitor, listeners }) }
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.inner.desk
    }

    pub(crate) fn settings(&self) -> &ApiSettings {
        &self.inner.settings
    }

    pub(crate) fn tokens(&self) -> &auth::Tokens {
        &self.inner.tokens
    }

    pub(crate) fn monitor(&self) -> &monitor::Monitor {
        &self.inner.monitor
    }

    pub(crate) fn listeners(&self) -> Arc<Semaphore> {
        Arc::clone(&self.inner.listeners)
    }

    pub(crate) fn stopped(&self) -> Option<&tokio::sync::watch::Receiver<bool>> {
        self.inner.settings.stopped.as_ref()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.desk().now()
    }

    /// Looks for one thing; nothing there and nothing for these eyes are the same answer.
    pub(crate) async fn find<T, F>(&self, question: F) -> Result<T, No>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<Option<T>, Fault> + Send + 'static,
        T: Send + 'static,
    {
        self.desk().reader().look(question).await?.ok_or(No::Refusal(Refusal::NotFound))
    }

    /// Looks for one thing with these eyes, told with what it is about.
    pub(crate) async fn find_for<T, F>(&self, by: By, action: Action, question: F) -> Result<T, No>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<Option<(Thing, T)>, Fault> + Send + 'static,
        T: Send + 'static,
    {
        let desk = self.desk().clone();
        self.find(move |tx| match question(tx)? {
            Some((thing, found)) if desk.sees(tx, by, action, thing)? => Ok(Some(found)),
            _ => Ok(None),
        })
        .await
    }
}

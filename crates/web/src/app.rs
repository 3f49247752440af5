//! What every request shares: the desk, the sessions in use, those who listen for changes, and the door.

use std::sync::Arc;

use jiff::tz::TimeZone;
use tokio::sync::watch;
use valta_desk::Desk;

use crate::{door::Door, live::Live, session::Sessions, words::time};

pub(crate) struct App {
    pub(crate) desk: Desk,
    pub(crate) sessions: Sessions,
    pub(crate) live: Live,
    pub(crate) door: Door,
    pub(crate) zone: TimeZone,
    /// Turns true when the program ends.
    pub(crate) stopped: watch::Receiver<bool>,
}

impl App {
    pub(crate) fn new(desk: Desk, stopped: watch::Receiver<bool>) -> Arc<App> {
        Arc::new(App {
            sessions: Sessions::new(desk.settings().base_url.starts_with("https://")),
            live: Live::begin(&desk, stopped.clone()),
            door: Door::new(),
            zone: time::default_zone(),
            desk,
            stopped,
        })
    }
}

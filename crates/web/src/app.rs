//! What every request shares: the desk, the sessions in use, those who listen for changes, and the door.

use std::sync::Arc;

use tokio::sync::watch;
use valta_desk::Desk;

use crate::{door::Door, live::Live, session::Sessions};

pub(crate) struct App {
    pub(crate) desk: Desk,
    pub(crate) sessions: Sessions,
    pub(crate) live: Live,
    pub(crate) door: Door,
    /// Links that were guessed: a book apart, so that no customer shuts a colleague out.
    pub(crate) guesses: Door,
    /// Turns true when the program ends.
    pub(crate) stopped: watch::Receiver<bool>,
}

impl App {
    pub(crate) fn new(desk: Desk, stopped: watch::Receiver<bool>) -> Arc<App> {
        Arc::new(App {
            sessions: Sessions::new(desk.settings().base_url.starts_with("https://")),
            live: Live::begin(&desk, stopped.clone()),
            door: Door::new(),
            guesses: Door::new(),
            desk,
            stopped,
        })
    }
}

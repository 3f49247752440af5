//! What others do, told while it happens. One task follows the log, whoever wrote to it, and says which cases
//! changed, or that what people may give did; each open page hears only *that* something changed which it may see, and fetches itself anew.

use std::{
    collections::{HashMap, HashSet},
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Query, State},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use http::StatusCode;
use serde::Deserialize;
use tokio::{
    sync::{broadcast, mpsc, watch},
    time::{sleep, timeout},
};
use tokio_stream::wrappers::ReceiverStream;
use valta_desk::Desk;
use valta_domain::{CaseId, Stream, Timestamp};
use valta_policy::Action;
use valta_store::{Fault, Scope, Tx, presence, record, views};

use crate::{app::App, case, trouble::Trouble, visit::Visit};

/// How often a stream asks whether its session still holds.
const STILL_IN: Duration = Duration::from_secs(3);
/// Other programs and nodes ring nobody: the log is looked at this often.
const LOOK: Duration = Duration::from_secs(1);
/// What happens within this time is told once.
const TOGETHER: Duration = Duration::from_millis(250);
/// A page asks for its stream again after this.
const LONGEST: Duration = Duration::from_hours(1);
const AT_ONCE: usize = 500;
/// Streams that one session may hold.
const MOST_STREAMS: usize = 4;
/// Changes of one moment that are looked at one by one; more of them are simply told.
const MOST_CHANGES: usize = 50;

/// Who is present is told once it is so old (µs), so that no node looks past what is being written.
const SETTLED: i64 = 250_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Change {
    /// It concerns every page, or nobody knows which.
    Any,
    Case(CaseId),
    /// Who looks at the case, or writes there: only its own page shows that.
    Presence(CaseId),
}

/// How far the log and the presence of people have been told.
#[derive(Clone, Copy)]
struct Told {
    position: i64,
    until: Timestamp,
}

pub(crate) struct Live {
    changes: broadcast::Sender<Change>,
    streams: Arc<Mutex<HashMap<Arc<str>, usize>>>,
}

impl Live {
    pub(crate) fn begin(desk: &Desk, stopped: watch::Receiver<bool>) -> Live {
        let (changes, _) = broadcast::channel(1024);
        tokio::spawn(follow(desk.clone(), changes.clone(), stopped));
        Live { changes, streams: Arc::default() }
    }

    fn hold(&self, secret: &Arc<str>) -> Option<Held> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let held = streams.entry(secret.clone()).or_default();
        if *held >= MOST_STREAMS {
            return None;
        }
        *held += 1;
        Some(Held { streams: self.streams.clone(), secret: secret.clone() })
    }
}

/// A stream's place among those of its session, given back when it ends.
struct Held {
    streams: Arc<Mutex<HashMap<Arc<str>, usize>>>,
    secret: Arc<str>,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = streams.get_mut(&self.secret) {
            *held -= 1;
            if *held == 0 {
                streams.remove(&self.secret);
            }
        }
    }
}

async fn follow(desk: Desk, changes: broadcast::Sender<Change>, mut stopped: watch::Receiver<bool>) {
    let mut recorded = desk.recorded();
    let mut after = None;
    let mut well = true;
    while !*stopped.borrow() {
        match tell(&desk, &changes, after).await {
            Ok(at) => {
                well = true;
                after = Some(at);
            }
            // Told once; the pages' own requests say the rest.
            Err(fault) if well => {
                tracing::warn!(error = %fault, "changes cannot be told just now");
                well = false;
            }
            Err(_) => {}
        }
        tokio::select! {
            _ = recorded.changed() => {}
            () = sleep(LOOK) => {}
            changed = stopped.changed() => if changed.is_err() { return },
        }
    }
}

/// Tells what was recorded and who came or left after what was told, and answers with how far it came.
async fn tell(desk: &Desk, changes: &broadcast::Sender<Change>, after: Option<Told>) -> Result<Told, Fault> {
    let until = desk.now().minus(SETTLED);
    let Some(Told { position: mut after, until: before }) = after else {
        let position = desk.reader().look(record::last_position).await?;
        return Ok(Told { position, until });
    };
    loop {
        let look = move |tx: &mut Tx<'_>| {
            Ok((record::tail(tx, after, AT_ONCE)?, presence::changed(tx, before, until)?))
        };
        let (facts, present) = desk.reader().look(look).await?;
        let all = facts.len() < AT_ONCE;
        for fact in facts {
            after = fact.position;
            let concerns = match fact.stream {
                Stream::Case(case) => Change::Case(case),
                // Whoever is about to give sees the new room before they press.
                Stream::Mandate(_) => Change::Any,
                Stream::Agent(_)
                | Stream::Customer(_)
                | Stream::House
                | Stream::Process(_)
                | Stream::Team(_) => continue,
            };
            // Nobody listens: nothing is lost.
            let _ = changes.send(concerns);
        }
        if all {
            for case in present {
                let _ = changes.send(Change::Presence(case));
            }
            return Ok(Told { position: after, until });
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    case: Option<i64>,
}

/// The stream of changes: of one case, or of all that this person may see.
pub(crate) async fn stream(
    State(app): State<Arc<App>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let case = match asked.case {
        None => None,
        Some(number) => Some(case::id_of(&visit, Action::Follow, number).await?),
    };
    // Nothing is wrong: this page looks again by itself from time to time.
    let Some(held) = app.live.hold(&visit.secret) else { return Ok(StatusCode::NO_CONTENT.into_response()) };

    let (sender, receiver) = mpsc::channel(1);
    let listening = Listening { changes: app.live.changes.subscribe(), app, visit, case, _held: held };
    tokio::spawn(async move {
        let _ = timeout(LONGEST, listening.run(sender)).await;
    });
    let keep = KeepAlive::new().interval(Duration::from_secs(15));
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(keep).into_response())
}

struct Listening {
    app: Arc<App>,
    visit: Visit,
    case: Option<CaseId>,
    changes: broadcast::Receiver<Change>,
    _held: Held,
}

impl Listening {
    async fn run(mut self, sender: mpsc::Sender<Result<Event, Infallible>>) {
        let mut stopped = self.app.stopped.clone();
        // Said at once, so that nothing on the way holds the line back.
        if sender.send(Ok(Event::default().comment("open"))).await.is_err() {
            return;
        }
        let mut looks = tokio::time::interval(STILL_IN);
        loop {
            let mut changed = HashSet::new();
            tokio::select! {
                _ = looks.tick() => {}
                change = self.changes.recv() => match change {
                    Ok(change) => { changed.insert(change); }
                    Err(broadcast::error::RecvError::Lagged(_)) => { changed.insert(Change::Any); }
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                () = sender.closed() => return,
                over = stopped.wait_for(|stopped| *stopped) => { let _ = over; return; }
            }
            if changed.is_empty() {
                // Another node may have signed the person out, or the person may have left the house. The
                // database's trouble ends nobody's session.
                match self.app.desk.session(self.visit.secret.to_string()).await {
                    Ok(Some(account)) if account.role != self.visit.account.role => return,
                    Ok(None) => return,
                    Ok(Some(_)) | Err(_) => continue,
                }
            }
            sleep(TOGETHER).await;
            loop {
                match self.changes.try_recv() {
                    Ok(change) => {
                        changed.insert(change);
                    }
                    Err(broadcast::error::TryRecvError::Lagged(_)) => {
                        changed.insert(Change::Any);
                    }
                    Err(_) => break,
                }
            }
            if self.app.sessions.ended(&self.visit.secret) {
                return;
            }
            let told = if self.concerns(changed).await {
                sender.send(Ok(Event::default().event("changed").data("1"))).await
            } else {
                Ok(())
            };
            if told.is_err() {
                return;
            }
        }
    }

    /// Whether any of it is for these eyes.
    async fn concerns(&self, changed: HashSet<Change>) -> bool {
        let scope = self.visit.by().scope;
        if changed.contains(&Change::Any) {
            return true;
        }
        if let Some(case) = self.case {
            return changed.contains(&Change::Case(case)) || changed.contains(&Change::Presence(case));
        }
        let cases: Vec<CaseId> = changed
            .into_iter()
            .filter_map(|change| match change {
                Change::Case(case) => Some(case),
                Change::Any | Change::Presence(_) => None,
            })
            .collect();
        if cases.is_empty() {
            return false;
        }
        if scope == Scope::All || cases.len() > MOST_CHANGES {
            return true;
        }
        let reader = self.app.desk.reader();
        let seen = reader.look(move |tx| {
            for case in cases {
                if views::case::seen_by(tx, scope, case)? {
                    return Ok(true);
                }
            }
            Ok(false)
        });
        seen.await.unwrap_or(true)
    }
}

//! PostgreSQL behind the seam: a thread and a connection for each worker. A write that another transaction disturbed
//! runs again, a bounded number of times; a connection that went away is made anew; a commit whose answer never came
//! is told as unknown and is not repeated here.

mod link;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use self::link::Server;
use super::gate::Gate;
use super::job::{Ending, Job, Work};
use super::{DbSettings, Fault, FaultKind, Mode, Queue, Side, Started, Threads, Tx};
use crate::dialect::Dialect;

pub(super) use self::link::Link;

/// How often a disturbed job runs again before its caller hears of it.
const RETRIES: u32 = 30;

/// After losing this often a job runs alone in this process: of many that append to one stream, one would otherwise
/// lose nearly every time.
const LOST_TOO_OFTEN: u32 = 3;

/// How often the very same key may be taken: a job that did not look would find it taken for ever.
const SAME_KEY: u32 = 3;

/// How often a job runs again because the connection went away under it.
const RECONNECTS: u32 = 2;

/// A commit is shared by no more jobs than this.
const GROUP: usize = 64;

/// After a failed attempt to connect, how long everybody is told so at once.
const REST: Duration = Duration::from_millis(500);

pub(super) fn start(config: &Config, settings: &DbSettings) -> Result<Started, Fault> {
    let server = server(config, settings)?;
    let first = {
        let server = Arc::clone(&server);
        super::apart(move || {
            let mut link = Link::connect(&server)?;
            link.check_version()?;
            Ok(link)
        })?
    };
    let reads = Arc::new(Queue::new(settings.queue));
    let writes = Arc::new(Queue::new(settings.queue));
    let mut threads = Threads::default();
    let first = Arc::new(Mutex::new(Some(first)));
    let gate = Arc::new(Gate::default());
    for number in 0..settings.writers.max(1) {
        let worker = Worker::new(&server, &gate, &first);
        threads.writers.push(super::worker(&format!("valta-write-{number}"), &writes, move |queue| {
            worker.serve(queue);
        })?);
    }
    for number in 0..settings.readers.max(1) {
        let worker = Worker::new(&server, &gate, &first);
        threads
            .readers
            .push(super::worker(&format!("valta-read-{number}"), &reads, move |queue| worker.serve(queue))?);
    }
    Ok(Started { dialect: Dialect::Postgres, reads, writes, threads })
}

/// Runs statements on a connection that is for them alone.
pub(super) fn tell(config: &Config, settings: &DbSettings, sql: &str) -> Result<(), Fault> {
    Link::connect(&server(config, settings)?)?.batch(sql)
}

/// Runs one job on a connection that is for it alone, without writing anything.
pub(super) fn look<T>(
    config: &Config,
    settings: &DbSettings,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut link = Link::connect(&server(config, settings)?)?;
    link.check_version()?;
    link.begin(Mode::Read);
    let looked = job(&mut Tx::new(Side::Postgres(&mut link), Mode::Read))?;
    link.commit()?;
    Ok(looked)
}

fn server(config: &Config, settings: &DbSettings) -> Result<Arc<Server>, Fault> {
    if config.get_ssl_mode() == SslMode::Require {
        return Err(Fault::refused(
            "The database URL asks for TLS, which this program does not speak to PostgreSQL. Use a Unix socket, the same machine, or a tunnel.",
        ));
    }
    let mut config = config.clone();
    if config.get_application_name().is_none() {
        config.application_name("valta");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(settings.connect_limit);
    }
    // A server that vanished without a word is noticed within half a minute.
    config
        .keepalives_idle(Duration::from_secs(15))
        .keepalives_interval(Duration::from_secs(5))
        .keepalives_retries(3)
        .tcp_user_timeout(Duration::from_secs(30));
    Ok(Arc::new(Server { config, settings: settings.clone() }))
}

/// How it ended for jobs that were to share a commit.
enum Together {
    Kept,
    /// Nothing of it is there.
    Not,
    Unknown(Fault),
}

/// What one thread has.
struct Worker {
    server: Arc<Server>,
    gate: Arc<Gate>,
    /// The connection that was made to see whether the server is there: it is for whoever has work first. The others
    /// are made when there is work for them.
    first: Arc<Mutex<Option<Link>>>,
    link: Option<Link>,
    failed: Option<(Instant, Fault)>,
}

impl Worker {
    fn new(server: &Arc<Server>, gate: &Arc<Gate>, first: &Arc<Mutex<Option<Link>>>) -> Self {
        Worker {
            server: Arc::clone(server),
            gate: Arc::clone(gate),
            first: Arc::clone(first),
            link: None,
            failed: None,
        }
    }

    fn serve(mut self, queue: &Queue) {
        while let Some(work) = queue.pop() {
            if work.mode() == Mode::Read && work.abandoned() {
                continue;
            }
            if work.shares() {
                let mut group = vec![work];
                while group.len() < GROUP
                    && let Some(next) = queue.pop_waiting_if(|next| next.shares())
                {
                    group.push(next);
                }
                self.perform_all(group);
            } else {
                self.perform(work);
            }
        }
    }

    /// Jobs that share a commit; whatever stands in their way, each then has a transaction of its own.
    fn perform_all(&mut self, mut group: Vec<Work>) {
        match if group.len() > 1 { self.perform_together(&mut group) } else { Together::Not } {
            Together::Kept => group.into_iter().for_each(Job::answer),
            Together::Unknown(fault) => group.into_iter().for_each(|work| work.fail(fault.clone())),
            Together::Not => group.into_iter().for_each(|work| self.perform(work)),
        }
    }

    fn perform_together(&mut self, group: &mut [Work]) -> Together {
        let gate = Arc::clone(&self.gate);
        let _pass = gate.enter();
        let Ok(link) = self.link() else { return Together::Not };
        link.begin(Mode::Write);
        for work in group {
            if let Ending::RollBack(fault) = work.run(&mut Tx::new(Side::Postgres(link), Mode::Write)) {
                self.undo(fault.as_ref());
                return Together::Not;
            }
        }
        match link.commit() {
            Ok(()) => Together::Kept,
            Err(fault) => {
                self.undo(Some(&fault));
                if fault.outcome_unknown() { Together::Unknown(fault) } else { Together::Not }
            }
        }
    }

    /// The connection, made anew if it has gone.
    fn link(&mut self) -> Result<&mut Link, Fault> {
        if self.link.as_ref().is_some_and(Link::is_closed) {
            self.link = None;
        }
        if self.link.is_none() {
            self.link = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        if self.link.is_none() {
            if let Some((at, fault)) = &self.failed
                && at.elapsed() < REST
            {
                return Err(fault.clone());
            }
            match Link::connect(&self.server) {
                Ok(link) => {
                    self.failed = None;
                    self.link = Some(link);
                }
                Err(fault) => {
                    self.failed = Some((Instant::now(), fault.clone()));
                    return Err(fault);
                }
            }
        }
        self.link.as_mut().ok_or_else(Fault::lost)
    }

    fn perform(&mut self, mut work: Work) {
        let mode = work.mode();
        let mut patience = Patience::default();
        let gate = Arc::clone(&self.gate);
        let mut pass = (mode == Mode::Write).then(|| gate.enter());
        loop {
            if patience.conflicts == LOST_TOO_OFTEN && pass.take().is_some() {
                pass = Some(gate.enter_alone());
            }
            let link = match self.link() {
                Ok(link) => link,
                Err(fault) => return work.fail(fault),
            };
            link.begin(mode);
            match work.run(&mut Tx::new(Side::Postgres(link), mode)) {
                // Nothing hangs on the end of a read: the caller need not wait for it.
                Ending::Keep if mode == Mode::Read => {
                    work.answer();
                    if link.commit().is_err() {
                        self.link = None;
                    }
                    return;
                }
                Ending::Keep => match link.commit() {
                    Ok(()) => return work.answer(),
                    Err(fault) => {
                        self.undo(Some(&fault));
                        if fault.outcome_unknown() || !patience.allows(&fault) {
                            return work.fail(fault);
                        }
                    }
                },
                Ending::RollBack(fault) => {
                    self.undo(fault.as_ref());
                    let again = mode == Mode::Write && fault.is_some_and(|fault| patience.allows(&fault));
                    if !again {
                        return work.answer();
                    }
                }
            }
        }
    }

    /// Ends a transaction that is not to be kept, and the connection with it if that is in doubt.
    fn undo(&mut self, fault: Option<&Fault>) {
        let Some(link) = &mut self.link else { return };
        if fault.is_some_and(Fault::stale_statement) {
            link.forget_statements();
        }
        let gone = fault.is_some_and(|fault| fault.kind() == FaultKind::Gone || fault.outcome_unknown());
        if gone || link.roll_back().is_err() {
            self.link = None;
        }
    }
}

/// How often a job has run in vain, and whether it may run again.
#[derive(Default)]
struct Patience {
    conflicts: u32,
    reconnects: u32,
    same_key: u32,
    last_key: Option<u64>,
}

impl Patience {
    /// Counts a failure; sleeps a little, differently for each, so that those who met do not meet again.
    fn allows(&mut self, fault: &Fault) -> bool {
        match fault.kind() {
            FaultKind::Conflict => {
                if fault.key().is_some() && fault.key() == self.last_key {
                    self.same_key += 1;
                } else {
                    self.same_key = 1;
                }
                self.last_key = fault.key();
                self.conflicts += 1;
                if self.same_key >= SAME_KEY && self.last_key.is_some() || self.conflicts > RETRIES {
                    return false;
                }
                // Alone here, it can only meet another node's.
                if self.conflicts > LOST_TOO_OFTEN {
                    let most = 250_u64 << (self.conflicts - LOST_TOO_OFTEN).min(6);
                    std::thread::sleep(Duration::from_micros(
                        RandomState::new().build_hasher().finish() % most,
                    ));
                }
                true
            }
            FaultKind::Gone => {
                self.reconnects += 1;
                if self.reconnects > RECONNECTS {
                    return false;
                }
                std::thread::sleep(Duration::from_millis(50));
                true
            }
            FaultKind::Busy | FaultKind::Full | FaultKind::Damaged | FaultKind::Refused | FaultKind::Bug => {
                false
            }
        }
    }
}

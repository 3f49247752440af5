//! PostgreSQL behind the seam: a thread and a connection for each worker. A write that another transaction disturbed
//! runs again, a bounded number of times; a connection that went away is made anew; a commit whose answer never came
//! is told as unknown and is not repeated here.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use postgres::config::SslMode;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};

use super::gate::Gate;
use super::job::{Ending, Work};
use super::value::Cells;
use super::{DbSettings, Fault, FaultKind, Mode, Queue, Row, Side, Started, Threads, Tx, Value};
use crate::dialect::Dialect;

/// How often a disturbed job runs again before its caller hears of it.
const RETRIES: u32 = 30;

/// After losing this often a job runs alone in this process: of many that append to one stream, one would otherwise
/// lose nearly every time.
const LOST_TOO_OFTEN: u32 = 3;

/// How often the very same key may be taken: a job that did not look would find it taken for ever.
const SAME_KEY: u32 = 3;

/// How often a job runs again because the connection went away under it.
const RECONNECTS: u32 = 2;

/// After a failed attempt to connect, how long everybody is told so at once.
const REST: Duration = Duration::from_millis(500);

/// Different statements kept prepared by a connection.
const STATEMENTS: usize = 1024;

/// The oldest server that knows 64-bit transaction numbers.
const OLDEST: i64 = 130_000;

pub(super) fn start(config: &Config, settings: &DbSettings) -> Result<Started, Fault> {
    let config = prepared(config, settings)?;
    let first = {
        let (config, settings) = (config.clone(), settings.clone());
        super::apart(move || {
            let mut link = Link::connect(&config, &settings)?;
            link.check_version()?;
            Ok(link)
        })?
    };
    let reads = Arc::new(Queue::new(settings.queue));
    let writes = Arc::new(Queue::new(settings.queue));
    let mut threads = Threads::default();
    let mut first = Some(first);
    let gate = Arc::new(Gate::default());
    for number in 0..settings.writers.max(1) {
        let worker = Worker::new(&config, settings, &gate, first.take());
        threads.writers.push(super::worker(&format!("valta-write-{number}"), &writes, move |queue| {
            worker.serve(queue);
        })?);
    }
    for number in 0..settings.readers.max(1) {
        let worker = Worker::new(&config, settings, &gate, None);
        threads
            .readers
            .push(super::worker(&format!("valta-read-{number}"), &reads, move |queue| worker.serve(queue))?);
    }
    Ok(Started { dialect: Dialect::Postgres, reads, writes, threads })
}

fn prepared(config: &Config, settings: &DbSettings) -> Result<Config, Fault> {
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
    Ok(config)
}

/// A connection with its prepared statements.
pub(super) struct Link {
    client: Client,
    statements: HashMap<Box<str>, Statement>,
}

impl Link {
    fn connect(config: &Config, settings: &DbSettings) -> Result<Self, Fault> {
        let client = config.connect(NoTls).map_err(|error| Fault::of_postgres(&error))?;
        let mut link = Link { client, statements: HashMap::new() };
        let statement = settings.statement_limit.as_millis();
        let lock = settings.lock_wait.as_millis();
        // An operator may have switched off waiting for the disk; here an answer means that it is safe.
        link.batch(&format!(
            "set statement_timeout = {statement}; \
             set lock_timeout = {lock}; \
             set idle_in_transaction_session_timeout = 30000; \
             set timezone = 'UTC'; \
             select set_config('synchronous_commit', 'on', false) \
             where current_setting('synchronous_commit') = 'off'"
        ))?;
        Ok(link)
    }

    fn check_version(&mut self) -> Result<(), Fault> {
        let mut version = 0;
        self.each("select cast(current_setting('server_version_num') as bigint)", &[], &mut |row| {
            version = row.get(0)?;
            Ok(true)
        })?;
        if version < OLDEST {
            return Err(Fault::refused(format!(
                "The PostgreSQL server is too old (version number {version}). Use version 13 or newer."
            )));
        }
        Ok(())
    }

    fn begin(&mut self, mode: Mode) -> Result<(), Fault> {
        match mode {
            Mode::Write => self.batch("begin isolation level read committed"),
            Mode::Read => self.batch("begin isolation level repeatable read read only"),
        }
    }

    pub(super) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, Fault> {
        let statement = self.statement(sql, params)?;
        self.client.execute(&statement, &borrowed(params)).map_err(|error| Fault::of_postgres(&error))
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let statement = self.statement(sql, params)?;
        let rows =
            self.client.query(&statement, &borrowed(params)).map_err(|error| Fault::of_postgres(&error))?;
        for row in &rows {
            if !visit(&Row(Cells::Postgres(row)))? {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.client.batch_execute(sql).map_err(|error| Fault::of_postgres(&error))
    }

    fn statement(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Statement, Fault> {
        let statement = if let Some(known) = self.statements.get(sql) {
            known.clone()
        } else {
            let statement = self.client.prepare(sql).map_err(|error| Fault::of_postgres(&error))?;
            if self.statements.len() >= STATEMENTS {
                self.statements.clear();
            }
            self.statements.insert(sql.into(), statement.clone());
            statement
        };
        if statement.params().len() != params.len() {
            return Err(Fault::bug(format!(
                "{} parameters were given for {}",
                params.len(),
                statement.params().len()
            )));
        }
        Ok(statement)
    }
}

fn borrowed<'a>(params: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// What one thread has.
struct Worker {
    config: Config,
    settings: DbSettings,
    gate: Arc<Gate>,
    link: Option<Link>,
    failed: Option<(Instant, Fault)>,
}

impl Worker {
    fn new(config: &Config, settings: &DbSettings, gate: &Arc<Gate>, link: Option<Link>) -> Self {
        Worker {
            config: config.clone(),
            settings: settings.clone(),
            gate: Arc::clone(gate),
            link,
            failed: None,
        }
    }

    fn serve(mut self, queue: &Queue) {
        while let Some(work) = queue.pop() {
            if work.mode() == Mode::Read && work.abandoned() {
                continue;
            }
            self.perform(work);
        }
    }

    /// The connection, made anew if it has gone.
    fn link(&mut self) -> Result<&mut Link, Fault> {
        if self.link.as_ref().is_some_and(|link| link.client.is_closed()) {
            self.link = None;
        }
        if self.link.is_none() {
            if let Some((at, fault)) = &self.failed
                && at.elapsed() < REST
            {
                return Err(fault.clone());
            }
            match Link::connect(&self.config, &self.settings) {
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
            if let Err(fault) = link.begin(mode) {
                self.link = None;
                if patience.allows(&fault) {
                    continue;
                }
                return work.fail(fault);
            }
            match work.run(&mut Tx::new(Side::Postgres(link), mode)) {
                // Nothing hangs on the end of a read: the caller need not wait for it.
                Ending::Keep if mode == Mode::Read => {
                    work.answer();
                    if link.batch("commit").is_err() {
                        self.link = None;
                    }
                    return;
                }
                Ending::Keep => match link.batch("commit") {
                    Ok(()) => return work.answer(),
                    Err(fault) if fault.kind() == FaultKind::Conflict => {
                        if !patience.allows(&fault) {
                            return work.fail(fault);
                        }
                    }
                    Err(fault) => {
                        self.link = None;
                        return work.fail(match fault.kind() {
                            FaultKind::Gone | FaultKind::Busy | FaultKind::Full => fault.outcome_is_unknown(),
                            FaultKind::Conflict
                            | FaultKind::Damaged
                            | FaultKind::Refused
                            | FaultKind::Bug => fault,
                        });
                    }
                },
                Ending::RollBack(fault) => {
                    let gone = fault.as_ref().is_some_and(|fault| fault.kind() == FaultKind::Gone);
                    if fault.as_ref().is_some_and(Fault::stale_statement) {
                        link.statements.clear();
                    }
                    if gone || link.batch("rollback").is_err() {
                        self.link = None;
                    }
                    let again = mode == Mode::Write && fault.is_some_and(|fault| patience.allows(&fault));
                    if !again {
                        return work.answer();
                    }
                }
            }
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

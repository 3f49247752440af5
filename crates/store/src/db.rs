//! The seam to the database: `db.write(|tx| …).await` and `db.read(|tx| …).await`. A closure is plain synchronous code
//! with one SQL text for SQLite and PostgreSQL (`$1…$n`). Rules that the types cannot show: `write` answers only when
//! the commit is durable; its closure may run more than once, so it touches nothing but `tx`; a statement that failed
//! ends the transaction on both databases, even if the closure goes on and says `Ok`.

mod fault;
mod gate;
mod job;
mod postgres;
mod queue;
mod sqlite;
mod value;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use self::job::Reply;
use self::queue::Queue;
use crate::dialect::Dialect;

pub use self::fault::{Fault, FaultKind};
pub use self::value::{Column, Row, Value};
pub use crate::params;

pub(crate) use self::sqlite::{APPLICATION_ID, Header, Place};

/// Numbers that an operator may turn. The defaults fit a small machine.
#[derive(Clone, Debug)]
pub struct DbSettings {
    /// Connections that only read.
    pub readers: usize,
    /// Connections that write. SQLite always has exactly one.
    pub writers: usize,
    /// Jobs that may wait; whoever comes when it is full waits outside.
    pub queue: usize,
    /// How long to wait for another process or transaction that holds what we need.
    pub lock_wait: Duration,
    /// The longest single statement on PostgreSQL. Migrations are exempt.
    pub statement_limit: Duration,
    /// How long to try to reach PostgreSQL.
    pub connect_limit: Duration,
    /// SQLite's page cache, all connections together.
    pub cache_mib: u32,
}

impl Default for DbSettings {
    fn default() -> Self {
        DbSettings {
            // Reading is work for a core, and fewer connections have larger caches.
            readers: std::thread::available_parallelism().map_or(4, usize::from).clamp(2, 8),
            writers: 6,
            queue: 1024,
            lock_wait: Duration::from_secs(5),
            statement_limit: Duration::from_mins(1),
            connect_limit: Duration::from_secs(3),
            cache_mib: 16,
        }
    }
}

/// Whether a job may change anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Read,
    Write,
}

/// The database. Cheap to clone; the threads end when the last clone is dropped, or at [`Db::close`].
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    dialect: Dialect,
    place: String,
    reads: Arc<Queue>,
    writes: Arc<Queue>,
    threads: Mutex<Threads>,
}

/// The threads at work, to be waited for at the end: readers first, so that SQLite's writer is the last to leave and
/// folds the write-ahead log into the file.
#[derive(Default)]
struct Threads {
    readers: Vec<JoinHandle<()>>,
    writers: Vec<JoinHandle<()>>,
}

impl Db {
    /// Opens `sqlite:///path/file.db`, `sqlite::memory:` (private, in memory), `sqlite::temporary:` (private, on disk
    /// where it grows, gone when closed) or `postgres://user@host/database`.
    ///
    /// Creates a SQLite file that does not exist; refuses a file that is not a Valta's before it touches it.
    pub fn open(url: &str, settings: &DbSettings) -> Result<Db, Fault> {
        let started = match Target::of(url)? {
            Target::Sqlite(place) => sqlite::start(&place, settings)?,
            Target::Postgres(config) => postgres::start(&config, settings)?,
        };
        Ok(Db {
            inner: Arc::new(Inner {
                dialect: started.dialect,
                place: place(url),
                reads: started.reads,
                writes: started.writes,
                threads: Mutex::new(started.threads),
            }),
        })
    }

    /// Runs `job` in a transaction of its own and answers when it is durably committed, or rolled back.
    ///
    /// On PostgreSQL the job runs again after a conflict with another transaction, a bounded number of times.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.write_as(job, false).await
    }

    /// [`Db::write`] for a job that takes no turn and has nothing to decide: with others of its kind that wait it
    /// shares a commit on PostgreSQL, too. One that fails fails alone.
    pub async fn write_together<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.write_as(job, true).await
    }

    async fn write_as<T, E, F>(&self, job: F, shares: bool) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let work = job::write(job, shares, Reply::Task(sender));
        self.inner.writes.push(work).await?;
        receiver.await.unwrap_or_else(|_| Err(E::from(Fault::lost().outcome_is_unknown())))
    }

    /// Runs `job` on one consistent snapshot; it cannot change anything.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let work = job::read(job, Reply::Task(sender));
        self.inner.reads.push(work).await?;
        receiver.await.unwrap_or_else(|_| Err(E::from(Fault::lost())))
    }

    /// [`Db::write`] for command-line tools and tests: blocks this thread. Not for async code.
    pub fn write_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let (sender, receiver) = mpsc::sync_channel(1);
        let work = job::write(job, false, Reply::Thread(sender));
        self.inner.writes.push_blocking(work)?;
        receiver.recv().unwrap_or_else(|_| Err(E::from(Fault::lost().outcome_is_unknown())))
    }

    /// [`Db::read`] for command-line tools and tests: blocks this thread. Not for async code.
    pub fn read_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let (sender, receiver) = mpsc::sync_channel(1);
        let work = job::read(job, Reply::Thread(sender));
        self.inner.reads.push_blocking(work)?;
        receiver.recv().unwrap_or_else(|_| Err(E::from(Fault::lost())))
    }

    pub fn dialect(&self) -> Dialect {
        self.inner.dialect
    }

    /// Where the data is, for people: the URL without a password.
    pub fn place(&self) -> &str {
        &self.inner.place
    }

    /// Whether the database answers, within three seconds.
    pub async fn ping(&self) -> Result<(), Fault> {
        let asked = self.read(|tx| tx.one("select 1", &[], |row| row.get::<i64>(0)));
        match tokio::time::timeout(Duration::from_secs(3), asked).await {
            Ok(answer) => answer.map(|_| ()),
            Err(_) => Err(Fault::new(FaultKind::Busy, "the database did not answer within three seconds")),
        }
    }

    /// Finishes what waits, ends the threads and closes the connections; other clones get faults from now on.
    pub fn close(self) {
        self.inner.stop();
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Db").field(&self.inner.place).finish()
    }
}

impl Inner {
    fn stop(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        self.reads.close();
        join(threads.readers);
        self.writes.close();
        join(threads.writers);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}

fn join(threads: Vec<JoinHandle<()>>) {
    let here = std::thread::current().id();
    for thread in threads {
        // The last clone may live in a job: a thread cannot wait for itself.
        if thread.thread().id() != here {
            // A panic was told where it happened, by the closed queue.
            let _ = thread.join();
        }
    }
}

/// What a backend hands over when its threads run.
struct Started {
    dialect: Dialect,
    reads: Arc<Queue>,
    writes: Arc<Queue>,
    threads: Threads,
}

/// Starts a worker thread. Should it ever panic outside a job, its queue closes, so that nobody waits for ever.
fn worker<F>(name: &str, queue: &Arc<Queue>, work: F) -> Result<JoinHandle<()>, Fault>
where
    F: FnOnce(&Queue) + Send + 'static,
{
    struct CloseOnPanic(Arc<Queue>);
    impl Drop for CloseOnPanic {
        fn drop(&mut self) {
            if std::thread::panicking() {
                self.0.abandon();
            }
        }
    }
    let queue = Arc::clone(queue);
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            let guard = CloseOnPanic(queue);
            work(&guard.0);
        })
        .map_err(|error| Fault::new(FaultKind::Full, format!("cannot start a thread: {error}")))
}

/// Runs `work` on a thread of its own and waits: what blocks for PostgreSQL must not do so on a thread that runs async
/// code.
pub(crate) fn apart<T, F>(work: F) -> Result<T, Fault>
where
    F: FnOnce() -> Result<T, Fault> + Send + 'static,
    T: Send + 'static,
{
    std::thread::spawn(work).join().unwrap_or_else(|_| Err(Fault::bug("a thread of the store panicked")))
}

/// Runs statements on a PostgreSQL server, outside of any database that is open.
pub(crate) fn on_server(url: &str, sql: &str) -> Result<(), Fault> {
    let Target::Postgres(config) = Target::of(url)? else {
        return Err(Fault::refused(format!("{} is not on a server.", place(url))));
    };
    let settings = DbSettings { connect_limit: Duration::from_secs(1), ..DbSettings::default() };
    let sql = sql.to_owned();
    apart(move || postgres::tell(&config, &settings, &sql))
}

/// What a database URL names.
pub(crate) enum Target {
    Sqlite(sqlite::Place),
    Postgres(Box<tokio_postgres::Config>),
}

impl Target {
    pub(crate) fn of(url: &str) -> Result<Target, Fault> {
        if url == "sqlite::memory:" {
            return Ok(Target::Sqlite(sqlite::Place::Memory));
        }
        if url == "sqlite::temporary:" {
            return Ok(Target::Sqlite(sqlite::Place::Temporary));
        }
        if let Some(path) = url.strip_prefix("sqlite://")
            && !path.is_empty()
        {
            return Ok(Target::Sqlite(sqlite::Place::File(path.into())));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let config = url.parse::<tokio_postgres::Config>().map_err(|error| {
                let why =
                    std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
                Fault::refused(format!("The database URL for {} cannot be read: {why}.", place(url)))
            })?;
            return Ok(Target::Postgres(Box::new(config)));
        }
        Err(Fault::refused(format!(
            "The database URL \"{}\" is neither sqlite:///path/to/file.db nor postgres://user@host/database.",
            place(url)
        )))
    }
}

/// Runs `job` on a SQLite file that is not opened otherwise, without writing anything.
pub(crate) fn look<T>(path: &Path, job: impl FnOnce(&mut Tx<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
    let mut connection = sqlite::Connection::open_to_look(path)?;
    job(&mut Tx::new(Side::Sqlite(&mut connection), Mode::Read))
}

/// Runs `job` on a PostgreSQL database that is not opened otherwise, without writing anything.
pub(crate) fn look_at_server<T: Send + 'static>(
    config: Box<tokio_postgres::Config>,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    apart(move || postgres::look(&config, &DbSettings::default(), job))
}

/// The URL as it may be shown and logged: without a password, without options.
pub(crate) fn place(url: &str) -> String {
    if let Some(path) = url.strip_prefix("sqlite://") {
        return path.to_owned();
    }
    let shown = url.split(['?', '#']).next().unwrap_or_default();
    match (shown.split_once("://"), shown.rsplit_once('@')) {
        (Some((scheme, _)), Some((before, host))) => {
            let user = before
                .split_once("://")
                .map_or(before, |(_, user)| user)
                .split(':')
                .next()
                .unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
        _ => shown.to_owned(),
    }
}

/// Stands in a statement for one row of its parameters or for many: `insert into texts (id, salt, body) {rows}`, or
/// `… from ({rows}) as given where id = given.column1`.
pub(crate) const ROWS: &str = "{rows}";

/// What [`ROWS`] means for one row.
fn values(width: usize) -> String {
    let places: Vec<String> = (1..=width).map(|place| format!("${place}")).collect();
    format!("values ({})", places.join(", "))
}

/// One transaction, as a job sees it.
pub struct Tx<'a> {
    side: Side<'a>,
    mode: Mode,
    /// The first statement that failed; nothing more is asked after it.
    failed: Option<Fault>,
}

enum Side<'a> {
    Sqlite(&'a mut sqlite::Connection),
    Postgres(&'a mut postgres::Link),
}

impl<'a> Tx<'a> {
    fn new(side: Side<'a>, mode: Mode) -> Self {
        Tx { side, mode, failed: None }
    }

    /// Runs one statement; the number of rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, Fault> {
        self.may_ask(params)?;
        let done = match &mut self.side {
            Side::Sqlite(connection) => connection.execute(sql, params),
            Side::Postgres(link) => link.execute(sql, params),
        };
        self.heed(done, sql)
    }

    /// Puts in line a statement whose answer nobody needs. It is done before the next question is answered, at the
    /// latest before the commit, and a failure is told then. Where it takes `{rows}`, those of its like go together.
    pub fn put(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<(), Fault> {
        self.may_ask(params)?;
        let done = match &mut self.side {
            Side::Sqlite(connection) => connection.execute(sql, params).map(drop),
            Side::Postgres(link) => link.put(sql, params),
        };
        self.heed(done, sql)
    }

    /// The same question about each of many, which takes `{rows}`: all that is found, in no order.
    pub fn rows_of<T>(
        &mut self,
        sql: &'static str,
        many: &[Vec<Value<'_>>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        for one in many {
            self.may_ask(one)?;
        }
        let mut found = Vec::new();
        let mut visit = |row: &Row<'_>| {
            found.push(map(row)?);
            Ok(true)
        };
        let done = match &mut self.side {
            Side::Sqlite(connection) => many.iter().try_for_each(|one| connection.each(sql, one, &mut visit)),
            Side::Postgres(link) => link.for_each(sql, many, &mut visit),
        };
        self.heed(done, sql)?;
        Ok(found)
    }

    /// All rows of one query, each through `map`.
    pub fn rows<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut found = Vec::new();
        self.each(sql, params, &mut |row| {
            found.push(map(row)?);
            Ok(true)
        })?;
        Ok(found)
    }

    /// The first row of one query, if there is any.
    pub fn row<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        map: impl FnOnce(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let mut found = None;
        let mut map = Some(map);
        self.each(sql, params, &mut |row| {
            if let Some(map) = map.take() {
                found = Some(map(row)?);
            }
            Ok(false)
        })?;
        Ok(found)
    }

    /// The one row that the query must have; none or more is a bug.
    pub fn one<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        map: impl FnOnce(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut found = None;
        let mut count = 0_u32;
        let mut map = Some(map);
        self.each(sql, params, &mut |row| {
            count += 1;
            if let Some(map) = map.take() {
                found = Some(map(row)?);
            }
            Ok(count < 2)
        })?;
        match found {
            Some(value) if count == 1 => Ok(value),
            _ => Err(Fault::bug(format!(
                "one row was expected, {} came, in: {}",
                if count == 0 { "none" } else { "more" },
                fault::brief(sql)
            ))),
        }
    }

    /// Several statements without parameters, for migrations. Nothing in it is translated.
    pub fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.may_ask(&[])?;
        let done = match &mut self.side {
            Side::Sqlite(connection) => connection.batch(sql),
            Side::Postgres(link) => link.batch(sql),
        };
        self.heed(done, sql)
    }

    pub fn dialect(&self) -> Dialect {
        match self.side {
            Side::Sqlite(_) => Dialect::Sqlite,
            Side::Postgres(_) => Dialect::Postgres,
        }
    }

    /// What to return when the job sees that another transaction came between ("the stream has moved on"): rolls back,
    /// and on PostgreSQL runs the job again.
    pub fn conflict(&mut self, text: impl Into<String>) -> Fault {
        let fault = Fault::new(FaultKind::Conflict, text.into());
        self.failed.get_or_insert_with(|| fault.clone());
        fault
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        self.may_ask(params)?;
        let done = match &mut self.side {
            Side::Sqlite(connection) => connection.each(sql, params, visit),
            Side::Postgres(link) => link.each(sql, params, visit),
        };
        self.heed(done, sql)
    }

    fn may_ask(&mut self, params: &[Value<'_>]) -> Result<(), Fault> {
        if let Some(fault) = &self.failed {
            return Err(fault.clone());
        }
        // PostgreSQL cannot hold NUL in text; SQLite would, and a text would be short in one and long in the other.
        let position = params.iter().position(Value::has_nul);
        if let Some(position) = position {
            let fault = Fault::refused(format!("text ${} contains a NUL character", position + 1));
            self.failed = Some(fault.clone());
            return Err(fault);
        }
        Ok(())
    }

    fn heed<T>(&mut self, done: Result<T, Fault>, sql: &str) -> Result<T, Fault> {
        done.map_err(|fault| {
            let fault = fault.in_mode(self.mode).in_statement(sql);
            self.failed = Some(fault.clone());
            fault
        })
    }
}

#[cfg(test)]
mod tests;

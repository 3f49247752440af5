//! SQLite behind the seam: one thread writes, a few read. The writer takes all jobs that wait into one durable commit,
//! each in a savepoint of its own, and answers nobody before the commit has been synced to the disk.

use std::collections::HashMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, OpenFlags};

use super::job::{Ending, Work};
use super::value::Cells;
use super::{
    DbSettings, Fault, FaultKind, Mode, Queue, ROWS, Row, Side, Started, Threads, Tx, Value, values,
};
use crate::dialect::Dialect;

/// "VALT", in the header of every file of ours.
pub(crate) const APPLICATION_ID: i32 = 0x5641_4C54;

/// The oldest SQLite that does not lose a commit when two connections reset the write-ahead log at once.
const OLDEST: i32 = 3_051_003;

/// A commit waits for no more jobs than this, and for none that comes later than this.
const GROUP: usize = 512;
const GROUP_TIME: Duration = Duration::from_millis(10);

/// Different statements kept prepared by a connection.
const STATEMENTS: usize = 512;

pub(crate) enum Place {
    File(PathBuf),
    Memory,
    Temporary,
}

/// What the first hundred bytes of a file say, without SQLite.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Header {
    Missing,
    Empty,
    Ours,
    /// Another program's SQLite file.
    Foreign,
    NotADatabase,
    /// Shorter than it says it is.
    Truncated,
}

impl Header {
    pub(crate) fn of(path: &Path) -> Result<Header, Fault> {
        let cannot = |error: std::io::Error| {
            Fault::refused(format!("The database at {} cannot be read: {error}.", path.display()))
        };
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Header::Missing),
            Err(error) => return Err(cannot(error)),
        };
        let length = file.metadata().map_err(cannot)?.len();
        if length == 0 {
            return Ok(Header::Empty);
        }
        let mut start = Vec::with_capacity(100);
        file.by_ref().take(100).read_to_end(&mut start).map_err(cannot)?;
        if !start.starts_with(b"SQLite format 3\0") {
            return Ok(Header::NotADatabase);
        }
        let number =
            |at: usize| start.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
        let (Some(changes), Some(pages), Some(application), Some(valid_for)) =
            (number(24), number(28), number(68), number(92))
        else {
            return Ok(Header::Truncated);
        };
        let page_size = match start.get(16..18) {
            Some([0, 1]) => 65536,
            Some([high, low]) => u64::from(u16::from_be_bytes([*high, *low])),
            _ => 0,
        };
        // With a log beside it the file may lag behind; without one its own count holds.
        if changes == valid_for && log_length(path) == 0 && length < u64::from(pages) * page_size {
            return Ok(Header::Truncated);
        }
        if application == APPLICATION_ID.cast_unsigned() { Ok(Header::Ours) } else { Ok(Header::Foreign) }
    }

    /// Refuses what must not be opened, in a sentence.
    pub(crate) fn refuse(&self, path: &Path) -> Result<(), Fault> {
        let place = path.display();
        match self {
            Header::Missing | Header::Empty | Header::Ours => Ok(()),
            Header::Foreign => Err(Fault::refused(format!(
                "The file {place} is another program's SQLite database. Nothing was changed. Name another file."
            ))),
            Header::NotADatabase => Err(Fault::new(
                FaultKind::Damaged,
                format!(
                    "The file {place} is not a database, or its beginning is damaged. Nothing was changed. Name another file, or restore a backup."
                ),
            )),
            Header::Truncated => Err(Fault::new(
                FaultKind::Damaged,
                format!("The database at {place} is cut short. Nothing was changed. Restore a backup."),
            )),
        }
    }
}

/// The length of the write-ahead log beside a database file.
pub(crate) fn log_length(path: &Path) -> u64 {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).map_or(0, |metadata| metadata.len())
}

pub(super) fn start(place: &Place, settings: &DbSettings) -> Result<Started, Fault> {
    if rusqlite::version_number() < OLDEST {
        return Err(Fault::refused(format!(
            "This program was built with SQLite {}, which can damage a database; it needs 3.51.3 or newer. Build it with the bundled SQLite.",
            rusqlite::version()
        )));
    }
    let writes = Arc::new(Queue::new(settings.queue));
    let mut threads = Threads::default();
    let Place::File(path) = place else {
        // A private database exists in one connection only: it reads and writes in turn.
        let mut connection = Connection::open_private(place, settings)?;
        threads.writers.push(super::worker("valta-db", &writes, move |queue| {
            while let Some(work) = queue.pop() {
                match work.mode() {
                    Mode::Read => connection.read_only(work),
                    Mode::Write => connection.write(work, || None),
                }
            }
        })?);
        return Ok(Started { dialect: Dialect::Sqlite, reads: Arc::clone(&writes), writes, threads });
    };
    let reads = Arc::new(Queue::new(settings.queue));
    let mut connection = Connection::open(path, settings)?;
    let readers = settings.readers.max(1);
    for number in 0..readers {
        let mut connection = Connection::open_reader(path, settings)?;
        threads.readers.push(super::worker(&format!("valta-read-{number}"), &reads, move |queue| {
            while let Some(work) = queue.pop() {
                connection.read(work);
            }
        })?);
    }
    threads.writers.push(super::worker("valta-write", &writes, move |queue| {
        while let Some(work) = queue.pop() {
            connection.write(work, || queue.pop_waiting());
        }
    })?);
    Ok(Started { dialect: Dialect::Sqlite, reads, writes, threads })
}

pub(super) struct Connection {
    raw: rusqlite::Connection,
    texts: HashMap<Box<str>, Box<str>>,
}

impl Connection {
    fn open(path: &Path, settings: &DbSettings) -> Result<Self, Fault> {
        Header::of(path)?.refuse(path)?;
        create(path)?;
        let raw = rusqlite::Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(|error| cannot_open(path, &error))?;
        let connection = Self::prepare(raw, settings, settings.cache_mib * 512)?;
        connection.claim()?;
        connection.log_ahead(path, settings.lock_wait)?;
        // A checkpoint writes each page once, however often it changed since the last: with 32 MiB between them,
        // pages that everybody touches are written far less often than with SQLite's 4.
        connection.pragmas(
            "pragma synchronous = full; pragma journal_size_limit = 67108864; pragma wal_autocheckpoint = 8192;",
        )?;
        Ok(connection)
    }

    fn open_reader(path: &Path, settings: &DbSettings) -> Result<Self, Fault> {
        let raw = rusqlite::Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(|error| cannot_open(path, &error))?;
        let readers = u32::try_from(settings.readers.max(1)).unwrap_or(u32::MAX);
        let connection = Self::prepare(raw, settings, settings.cache_mib * 512 / readers)?;
        connection.pragmas("pragma query_only = on;")?;
        Ok(connection)
    }

    /// For a look that must leave no trace, not even a new file beside the database.
    pub(crate) fn open_to_look(path: &Path) -> Result<Self, Fault> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = if log_length(path) == 0 {
            // Without a log the file is all there is; as immutable it is read without locks and index files.
            flags |= OpenFlags::SQLITE_OPEN_URI;
            rusqlite::Connection::open_with_flags(immutable(path), flags)
        } else {
            // A running program or a crash has left a log, which holds the latest state; its index file is scratch.
            rusqlite::Connection::open_with_flags(path, flags)
        };
        let raw = opened.map_err(|error| cannot_open(path, &error))?;
        let connection = Connection { raw, texts: HashMap::new() };
        connection.set(1024, Duration::from_secs(5))?;
        connection.pragmas("pragma query_only = on;")?;
        Ok(connection)
    }

    fn open_private(place: &Place, settings: &DbSettings) -> Result<Self, Fault> {
        // An empty name is SQLite's own word for a file that is gone when it is closed.
        let name = match place {
            Place::Memory => ":memory:",
            Place::Temporary | Place::File(_) => "",
        };
        let raw = rusqlite::Connection::open_with_flags(
            name,
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(|error| Fault::of_sqlite(&error))?;
        let connection = Self::prepare(raw, settings, settings.cache_mib * 1024)?;
        connection.claim()?;
        connection.pragmas("pragma journal_mode = memory; pragma synchronous = off;")?;
        Ok(connection)
    }

    fn prepare(raw: rusqlite::Connection, settings: &DbSettings, cache_kib: u32) -> Result<Self, Fault> {
        let connection = Connection { raw, texts: HashMap::new() };
        connection.set(cache_kib, settings.lock_wait)?;
        Ok(connection)
    }

    fn set(&self, cache_kib: u32, lock_wait: Duration) -> Result<(), Fault> {
        let told = |error| Fault::of_sqlite(&error);
        self.raw.busy_timeout(lock_wait).map_err(told)?;
        self.raw.set_prepared_statement_cache_capacity(STATEMENTS);
        // As in PostgreSQL, a name in double quotes is a name and never a text.
        for option in [DbConfig::SQLITE_DBCONFIG_DQS_DML, DbConfig::SQLITE_DBCONFIG_DQS_DDL] {
            self.raw.set_db_config(option, false).map_err(told)?;
        }
        // Without this SQLite prepares a statement anew whenever a parameter of it, such as a limit, has a new
        // value, and preparing costs several times what running does.
        self.raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(told)?;
        self.pragmas(&format!(
            "pragma foreign_keys = on; pragma temp_store = memory; pragma mmap_size = 0; pragma cache_size = -{cache_kib};"
        ))
    }

    fn pragmas(&self, sql: &str) -> Result<(), Fault> {
        self.raw.execute_batch(sql).map_err(|error| Fault::of_sqlite(&error))
    }

    /// Writes our name into a new file, so that another program's file is never taken for ours.
    fn claim(&self) -> Result<(), Fault> {
        let told = |error| Fault::of_sqlite(&error);
        let ours = |raw: &rusqlite::Connection| {
            raw.query_row("pragma application_id", [], |row| row.get::<_, i32>(0))
                .map(|id| id == APPLICATION_ID)
        };
        if ours(&self.raw).map_err(told)? {
            return Ok(());
        }
        self.pragmas(&format!("begin immediate; pragma application_id = {APPLICATION_ID}; commit;"))
    }

    fn log_ahead(&self, path: &Path, patience: Duration) -> Result<(), Fault> {
        let started = Instant::now();
        loop {
            let asked = self.raw.query_row("pragma journal_mode = wal", [], |row| row.get::<_, String>(0));
            match asked {
                Ok(mode) if mode == "wal" => return Ok(()),
                Ok(mode) => {
                    return Err(Fault::refused(format!(
                        "The database at {} cannot keep a write-ahead log (it stays in mode {mode}). Put it on a local disk.",
                        path.display()
                    )));
                }
                // SQLite does not wait by itself for this one change.
                Err(error) => {
                    let fault = Fault::of_sqlite(&error);
                    if fault.kind() != FaultKind::Busy || started.elapsed() > patience {
                        return Err(fault);
                    }
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
        }
    }

    fn control(&self, sql: &str) -> Result<(), Fault> {
        self.raw
            .prepare_cached(sql)
            .and_then(|mut statement| statement.raw_execute())
            .map(|_| ())
            .map_err(|error| Fault::of_sqlite(&error))
    }

    fn read(&mut self, mut work: Work) {
        if work.abandoned() {
            return;
        }
        if let Err(fault) = self.control("begin") {
            return work.fail(fault);
        }
        work.run(&mut Tx::new(Side::Sqlite(self), Mode::Read));
        self.roll_back();
        work.answer();
    }

    /// A read in the connection that also writes: it must not.
    fn read_only(&mut self, work: Work) {
        // Not `control`: a pragma takes effect when it is prepared, so a cached one would do nothing.
        if let Err(fault) = self.pragmas("pragma query_only = on") {
            return work.fail(fault);
        }
        self.read(work);
        // Should it fail, the next write tells.
        let _ = self.pragmas("pragma query_only = off");
    }

    /// One durable commit for `first` and all that wait.
    fn write(&mut self, first: Work, next: impl Fn() -> Option<Work>) {
        if let Err(fault) = self.control("begin immediate") {
            // Who came meanwhile has waited, too: one patience for all of them, not one each.
            first.fail(fault.clone());
            for _ in 0..GROUP {
                match next() {
                    Some(work) => work.fail(fault.clone()),
                    None => break,
                }
            }
            return;
        }
        let started = Instant::now();
        let mut group = Vec::new();
        let mut keep = false;
        let mut coming = Some(first);
        while let Some(mut work) = coming.take() {
            let done = self.one_of_group(&mut work);
            group.push(work);
            match done {
                Ok(kept) => keep |= kept,
                Err(fault) => {
                    self.roll_back();
                    return answer_all(group, &Err(fault));
                }
            }
            if group.len() < GROUP && started.elapsed() < GROUP_TIME {
                coming = next();
            }
        }
        let committed = if keep { self.control("commit").map_err(Fault::outcome_is_unknown) } else { Ok(()) };
        self.roll_back();
        answer_all(group, &committed);
    }

    /// Whether the job is to be kept; `Err` when the whole transaction is lost.
    fn one_of_group(&mut self, work: &mut Work) -> Result<bool, Fault> {
        self.control("savepoint job")?;
        let ending = work.run(&mut Tx::new(Side::Sqlite(self), Mode::Write));
        if self.raw.is_autocommit() {
            // A full disk or a failed read makes SQLite roll back everything, the others' work with it.
            return Err(match ending {
                Ending::RollBack(Some(fault)) => fault,
                Ending::RollBack(None) | Ending::Keep => {
                    Fault::bug("a job ended the transaction of its group")
                }
            });
        }
        match ending {
            Ending::Keep => {
                self.control("release job")?;
                Ok(true)
            }
            Ending::RollBack(_) => {
                self.control("rollback to job")?;
                self.control("release job")?;
                Ok(false)
            }
        }
    }

    fn roll_back(&self) {
        if !self.raw.is_autocommit() {
            // Should even this fail, the next `begin` tells.
            let _ = self.control("rollback");
        }
    }

    pub(super) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, Fault> {
        let mut statement = self.statement(sql, params)?;
        let told = |error| Fault::of_sqlite(&error);
        if statement.column_count() == 0 {
            let changed = statement.raw_execute().map_err(told)?;
            return Ok(changed as u64);
        }
        let mut count = 0;
        let mut rows = statement.raw_query();
        while rows.next().map_err(told)?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let mut statement = self.statement(sql, params)?;
        // Leaving early would leave an `insert … returning` half done.
        let to_the_end = !statement.readonly();
        let mut wanted = true;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| Fault::of_sqlite(&error))? {
            if wanted {
                wanted = visit(&Row(Cells::Sqlite(row)))?;
            }
            if !wanted && !to_the_end {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.pragmas(sql)
    }

    fn statement(&mut self, sql: &str, params: &[Value<'_>]) -> Result<CachedStatement<'_>, Fault> {
        let told = |error| Fault::of_sqlite(&error);
        let text = if sql.contains(['$', '{']) {
            if !self.texts.contains_key(sql) {
                if self.texts.len() >= STATEMENTS * 4 {
                    self.texts.clear();
                }
                let one_row = sql.replace(ROWS, &values(params.len()));
                self.texts.insert(sql.into(), placeholders(&one_row).into_boxed_str());
            }
            self.texts.get(sql).map_or(sql, |text| &**text)
        } else {
            sql
        };
        let mut statement = self.raw.prepare_cached(text).map_err(told)?;
        if statement.parameter_count() != params.len() {
            return Err(Fault::bug(format!(
                "{} parameters were given for {}",
                params.len(),
                statement.parameter_count()
            )));
        }
        for (index, value) in params.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, value).map_err(told)?;
        }
        Ok(statement)
    }
}

fn answer_all(group: Vec<Work>, committed: &Result<(), Fault>) {
    for work in group {
        match committed {
            Ok(()) => work.answer(),
            Err(fault) => work.fail(fault.clone()),
        }
    }
}

/// Makes the file before SQLite does, for its owner's eyes only; the log beside it takes the same permissions.
fn create(path: &Path) -> Result<(), Fault> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Fault::refused(format!(
            "The database at {} cannot be created: {error}. Does its directory exist, and may this program write there?",
            path.display()
        ))),
    }
}

fn immutable(path: &Path) -> String {
    let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{name}?immutable=1")
}

fn cannot_open(path: &Path, error: &rusqlite::Error) -> Fault {
    let fault = Fault::of_sqlite(error);
    Fault::new(fault.kind(), format!("The database at {} cannot be opened: {fault}.", path.display()))
}

/// `$1` as SQLite wants it, `?1`; texts, quoted names and comments stay as they are.
fn placeholders(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '\'' | '"' => quoted(rest, first),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '$' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                out.push('?');
                rest = &rest[1..];
                continue;
            }
            other => other.len_utf8(),
        };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out
}

/// The length of a quoted piece at the start of `text`. A doubled quote ends one piece and begins the next.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn placeholders_are_translated_outside_of_texts() {
        for (ours, sqlites) in [
            ("select $1, $12", "select ?1, ?12"),
            ("select '$1', $1", "select '$1', ?1"),
            ("select 'it''s $1', $2 as \"$3\"", "select 'it''s $1', ?2 as \"$3\""),
            ("select 1 -- $1\n, $1", "select 1 -- $1\n, ?1"),
            ("select /* $1 */ $1", "select /* $1 */ ?1"),
            ("select 'päivä', $1 || 'ö' - $2", "select 'päivä', ?1 || 'ö' - ?2"),
            ("select 'open $1", "select 'open $1"),
            ("select $", "select $"),
        ] {
            assert_eq!(placeholders(ours), sqlites);
        }
    }
}

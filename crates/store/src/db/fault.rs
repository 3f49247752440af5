//! What the world did to a job: one opaque [`Fault`] for both databases. Its text is for the log; a person is shown
//! only what to do next. Values never stand in it, only statements and the database's own words.

use std::error::Error;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rusqlite::ErrorCode;
use tokio_postgres::error::SqlState;

use super::Mode;

/// What kind of trouble it is, which is what decides about what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// Somebody else held what we needed for too long.
    Busy,
    /// The disk is full, cannot be written, or failed.
    Full,
    /// The database cannot be reached, or went away.
    Gone,
    /// Another transaction came between, or the row is already there.
    Conflict,
    /// The file or the server's data is damaged.
    Damaged,
    /// This database cannot do what is asked: wrong schema, wrong file, no permission, unusable text.
    Refused,
    /// A mistake in the program.
    Bug,
}

/// A fault of the database or on the way to it.
#[derive(Clone)]
pub struct Fault {
    kind: FaultKind,
    text: Arc<str>,
    /// The statement that it happened in.
    statement: Option<Arc<str>>,
    unknown: bool,
    /// Which key was already there, hashed: the key itself may be personal.
    key: Option<u64>,
    read_only: bool,
    stale_statement: bool,
}

impl Fault {
    pub fn new(kind: FaultKind, text: impl Into<String>) -> Self {
        Fault {
            kind,
            text: text.into().into(),
            statement: None,
            unknown: false,
            key: None,
            read_only: false,
            stale_statement: false,
        }
    }

    pub fn bug(text: impl Into<String>) -> Self {
        Fault::new(FaultKind::Bug, text)
    }

    pub fn refused(text: impl Into<String>) -> Self {
        Fault::new(FaultKind::Refused, text)
    }

    pub(crate) fn gone(text: impl Into<String>) -> Self {
        Fault::new(FaultKind::Gone, text)
    }

    /// For a job whose answer will never come, because the database was closed.
    pub(super) fn lost() -> Self {
        Fault::gone("the database has been closed")
    }

    pub fn kind(&self) -> FaultKind {
        self.kind
    }

    /// Whether the same may well succeed a little later, without anybody changing anything here.
    pub fn retry_later(&self) -> bool {
        match self.kind {
            FaultKind::Busy | FaultKind::Full | FaultKind::Gone | FaultKind::Conflict => true,
            FaultKind::Damaged | FaultKind::Refused | FaultKind::Bug => false,
        }
    }

    /// Whether the job may have been committed all the same: ask again by its id before doing it again.
    pub fn outcome_unknown(&self) -> bool {
        self.unknown
    }

    pub(super) fn outcome_is_unknown(mut self) -> Self {
        self.unknown = true;
        self
    }

    pub(super) fn key(&self) -> Option<u64> {
        self.key
    }

    /// The server no longer knows our prepared statement as it was: forget them, and run again.
    pub(super) fn stale_statement(&self) -> bool {
        self.stale_statement
    }

    /// A change refused in a read is our mistake; in a write the world has become read-only.
    pub(super) fn in_mode(mut self, mode: Mode) -> Self {
        if self.read_only && mode == Mode::Read {
            self.kind = FaultKind::Bug;
        }
        self
    }

    /// Names the statement, unless it was another one's fault.
    pub(super) fn in_statement(mut self, sql: &str) -> Self {
        self.statement.get_or_insert_with(|| brief(sql).into());
        self
    }

    pub(crate) fn of_sqlite(error: &rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(code, message) = error else {
            return Fault::bug(format!("SQLite: {error}"));
        };
        #[expect(clippy::wildcard_enum_match_arm, reason = "SQLite's codes are not ours, and grow")]
        let kind = match code.code {
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::SchemaChanged => FaultKind::Busy,
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::OutOfMemory
            | ErrorCode::ReadOnly => FaultKind::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => FaultKind::Damaged,
            ErrorCode::PermissionDenied | ErrorCode::TooBig => FaultKind::Refused,
            ErrorCode::ConstraintViolation => match code.extended_code {
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | rusqlite::ffi::SQLITE_CONSTRAINT_ROWID => FaultKind::Conflict,
                _ => FaultKind::Bug,
            },
            _ => FaultKind::Bug,
        };
        let words = message.as_deref().unwrap_or("no message");
        let mut fault = Fault::new(kind, format!("SQLite: {words} ({})", code.extended_code));
        fault.read_only = code.code == ErrorCode::ReadOnly;
        fault
    }

    pub(crate) fn of_postgres(error: &tokio_postgres::Error) -> Self {
        let Some(told) = error.as_db_error() else {
            let mut words = error.to_string();
            let mut cause = error.source();
            let mut of_the_wire = error.is_closed();
            while let Some(inner) = cause {
                of_the_wire |= inner.is::<std::io::Error>();
                words = format!("{words}: {inner}");
                cause = inner.source();
            }
            // The crate keeps its kinds to itself; these are its words for the road to the server.
            of_the_wire |= words.starts_with("error connecting")
                || words.starts_with("error communicating")
                || words.starts_with("unexpected message")
                || words.starts_with("timeout");
            let kind = if of_the_wire {
                FaultKind::Gone
            } else if words.starts_with("authentication")
                || words.starts_with("invalid configuration")
                || words.starts_with("error performing TLS")
            {
                FaultKind::Refused
            } else {
                FaultKind::Bug
            };
            return Fault::new(kind, format!("PostgreSQL: {words}"));
        };
        let code = told.code();
        let kind = match code.code() {
            "23505" | "40001" | "40P01" | "23P01" => FaultKind::Conflict,
            "55P03" | "57014" => FaultKind::Busy,
            "53100" | "53200" | "58030" => FaultKind::Full,
            "53300" | "25P03" | "25006" | "57P01" | "57P02" | "57P03" | "57P05" => FaultKind::Gone,
            "XX001" | "XX002" => FaultKind::Damaged,
            "3D000" | "42501" | "54000" => FaultKind::Refused,
            // Not aborted by anyone: the plan or the statement has gone stale under a schema change.
            "26000" => FaultKind::Conflict,
            "0A000" if told.message().starts_with("cached plan") => FaultKind::Conflict,
            other if other.starts_with("08") => FaultKind::Gone,
            other if other.starts_with("28") => FaultKind::Refused,
            _ => FaultKind::Bug,
        };
        let mut fault = Fault::new(kind, format!("PostgreSQL: {} ({})", told.message(), code.code()));
        fault.read_only = *code == SqlState::READ_ONLY_SQL_TRANSACTION;
        fault.stale_statement = kind == FaultKind::Conflict && matches!(code.code(), "26000" | "0A000");
        if *code == SqlState::UNIQUE_VIOLATION {
            let mut hasher = DefaultHasher::new();
            (told.constraint(), told.detail()).hash(&mut hasher);
            fault.key = Some(hasher.finish());
        }
        fault
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match &self.statement {
            Some(statement) => write!(f, ", in: {statement}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind)?;
        if self.unknown {
            f.write_str(" (outcome unknown)")?;
        }
        Ok(())
    }
}

impl Error for Fault {}

/// The beginning of a statement on one line, as the log can bear it.
pub(super) fn brief(sql: &str) -> String {
    const LONGEST: usize = 120;
    let words = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LONGEST {
        words
    } else {
        words.chars().take(LONGEST).chain("…".chars()).collect()
    }
}

//! A connection to PostgreSQL. A round trip costs more than most statements do, so what nobody waits for (the opening
//! of a transaction, turns, rows to be written) stands in line, and goes out together with the next question or with
//! the commit. Rows of one statement go as one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::pin::{Pin, pin};
use std::sync::Arc;

use futures_util::future::maybe_done;
use futures_util::{FutureExt as _, TryStreamExt as _, poll};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, Config, Error, NoTls, Statement};

use crate::db::value::{Cells, Held};
use crate::db::{DbSettings, Fault, FaultKind, Mode, ROWS, Row, Value, values};

/// Different statements kept prepared by a connection.
const STATEMENTS: usize = 1024;

/// What may stand in line before it is sent without anybody asking.
const MOST_ROWS: usize = 512;
const MOST_BYTES: usize = 1024 * 1024;

/// The oldest server that knows 64-bit transaction numbers.
const OLDEST: i64 = 130_000;

/// Where connections lead, and how they are set up.
pub(in crate::db) struct Server {
    pub(in crate::db) config: Config,
    pub(in crate::db) settings: DbSettings,
}

pub(in crate::db) struct Link {
    server: Arc<Server>,
    runtime: Runtime,
    client: Client,
    statements: HashMap<Box<str>, Known>,
    /// The transaction that the next round opens.
    opening: Option<Mode>,
    line: Line,
}

/// A statement as the server knows it: for one row of parameters, and for many.
struct Known {
    one: Statement,
    many: Option<Statement>,
}

/// Statements that wait to be sent, in their order.
#[derive(Default)]
struct Line {
    waiting: Vec<Waiting>,
    rows: usize,
    bytes: usize,
}

struct Waiting {
    sql: &'static str,
    rows: Vec<Vec<Held>>,
}

/// What a statement is asked with.
#[derive(Clone, Copy)]
enum Asked<'a> {
    Once(&'a [Value<'a>]),
    ForEach(&'a [Vec<Value<'a>>]),
}

impl Asked<'_> {
    fn width(&self) -> usize {
        match self {
            Asked::Once(params) => params.len(),
            Asked::ForEach(rows) => rows.first().map_or(0, Vec::len),
        }
    }
}

/// What ends a round: a statement, or plain words such as `commit`.
#[derive(Clone, Copy)]
enum Last<'a, S = &'a str> {
    Statement(S, Asked<'a>),
    Words(&'a str),
}

/// Sees each row of an answer as it comes; false when it wants no more.
type Visit<'a> = dyn FnMut(&Row<'_>) -> Result<bool, Fault> + 'a;

/// What of a round failed.
enum Failure {
    /// Something that stood in line, or could not be sent: the last was not done.
    Before(Fault),
    Last(Fault),
}

impl Failure {
    fn fault(&self) -> &Fault {
        match self {
            Failure::Before(fault) | Failure::Last(fault) => fault,
        }
    }

    fn into_fault(self) -> Fault {
        match self {
            Failure::Before(fault) | Failure::Last(fault) => fault,
        }
    }
}

impl Link {
    pub(in crate::db) fn connect(server: &Arc<Server>) -> Result<Self, Fault> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Fault::new(FaultKind::Full, format!("cannot reach PostgreSQL: {error}")))?;
        let client = call(&runtime, server)?;
        Ok(Link {
            server: Arc::clone(server),
            runtime,
            client,
            statements: HashMap::new(),
            opening: None,
            line: Line::default(),
        })
    }

    pub(in crate::db) fn check_version(&mut self) -> Result<(), Fault> {
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

    pub(in crate::db) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// What was prepared has gone stale.
    pub(in crate::db) fn forget_statements(&mut self) {
        self.statements.clear();
    }

    /// Begins a transaction, with the first question that is asked in it.
    pub(in crate::db) fn begin(&mut self, mode: Mode) {
        self.opening = Some(mode);
    }

    /// Commits. When nobody can know whether it did, the fault says so.
    pub(in crate::db) fn commit(&mut self) -> Result<(), Fault> {
        if self.opening.is_some() {
            if self.line.waiting.is_empty() {
                self.opening = None;
                return Ok(());
            }
            // So that a connection that is gone is found while the commit has not been asked for.
            self.say("")?;
        }
        match self.round(Last::Words("commit"), &mut |_| Ok(false)) {
            Ok(_) => Ok(()),
            Err(Failure::Before(fault)) if fault.kind() != FaultKind::Gone => Err(fault),
            Err(Failure::Before(fault) | Failure::Last(fault)) => Err(match fault.kind() {
                FaultKind::Gone | FaultKind::Busy | FaultKind::Full => fault.outcome_is_unknown(),
                FaultKind::Conflict | FaultKind::Damaged | FaultKind::Refused | FaultKind::Bug => fault,
            }),
        }
    }

    pub(in crate::db) fn roll_back(&mut self) -> Result<(), Fault> {
        self.line = Line::default();
        if self.opening.take().is_some() {
            return Ok(());
        }
        self.round(Last::Words("rollback"), &mut |_| Ok(false)).map(drop).map_err(Failure::into_fault)
    }

    pub(in crate::db) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, Fault> {
        self.ask(Last::Statement(sql, Asked::Once(params)), &mut |_| Ok(false))
    }

    pub(in crate::db) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        visit: &mut Visit<'_>,
    ) -> Result<(), Fault> {
        self.ask(Last::Statement(sql, Asked::Once(params)), visit).map(drop)
    }

    pub(in crate::db) fn for_each(
        &mut self,
        sql: &str,
        rows: &[Vec<Value<'_>>],
        visit: &mut Visit<'_>,
    ) -> Result<(), Fault> {
        let asked = match rows {
            [] => return Ok(()),
            [one] => Asked::Once(one),
            many => Asked::ForEach(many),
        };
        self.ask(Last::Statement(sql, asked), visit).map(drop)
    }

    pub(in crate::db) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.say(sql)
    }

    /// Puts a statement in line; one that takes `{rows}` joins its like, unless something else stands between.
    pub(in crate::db) fn put(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<(), Fault> {
        let bytes: usize = params.iter().map(Value::bytes).sum();
        if bytes >= MOST_BYTES {
            return self.execute(sql, params).map(drop);
        }
        let row = params.iter().copied().map(Held::from).collect();
        self.line.rows += 1;
        self.line.bytes += bytes;
        let joins = |waiting: &&mut Waiting| waiting.sql.contains(ROWS);
        let like = self.line.waiting.iter_mut().rev().take_while(joins).find(|waiting| waiting.sql == sql);
        match like {
            Some(waiting) => waiting.rows.push(row),
            None => self.line.waiting.push(Waiting { sql, rows: vec![row] }),
        }
        if self.line.rows < MOST_ROWS && self.line.bytes < MOST_BYTES {
            return Ok(());
        }
        self.say("")
    }

    fn say(&mut self, words: &str) -> Result<(), Fault> {
        self.ask(Last::Words(words), &mut |_| Ok(false)).map(drop)
    }

    /// Asks inside of a transaction; the number of rows that were changed. A connection that went away while nobody
    /// used it is made anew: nothing had been asked in this transaction yet.
    fn ask(&mut self, last: Last<'_>, visit: &mut Visit<'_>) -> Result<u64, Fault> {
        let opening = self.opening;
        let mut heard = false;
        let answered = self.round(last, &mut |row| {
            heard = true;
            visit(row)
        });
        match answered.map_err(Failure::into_fault) {
            Err(fault) if opening.is_some() && !heard && fault.kind() == FaultKind::Gone => {
                self.statements.clear();
                self.client = call(&self.runtime, &self.server)?;
                self.opening = opening;
                self.round(last, visit).map_err(Failure::into_fault)
            }
            answered => answered,
        }
    }

    /// Sends all that stands in line and `last` after it without waiting in between, then hears the answers. The
    /// first that failed is told: the server has not done what came after it.
    fn round(&mut self, last: Last<'_>, visit: &mut Visit<'_>) -> Result<u64, Failure> {
        let mut statements = Vec::with_capacity(self.line.waiting.len());
        for place in 0..self.line.waiting.len() {
            let Waiting { sql, ref rows } = self.line.waiting[place];
            let (width, many) = (rows.first().map_or(0, Vec::len), rows.len() > 1);
            let known = self.statement(sql, width, many);
            statements.push(known.map_err(|fault| Failure::Before(fault.in_statement(sql)))?);
        }
        let last = match last {
            Last::Statement(sql, asked) => {
                let many = matches!(asked, Asked::ForEach(_));
                Last::Statement(self.statement(sql, asked.width(), many).map_err(Failure::Before)?, asked)
            }
            Last::Words(words) => Last::Words(words),
        };
        let opening = self.opening.take();
        let (client, line) = (&self.client, &self.line.waiting);
        let answered = self.runtime.block_on(async {
            let mut sent = Vec::with_capacity(line.len() + 1);
            if let Some(mode) = opening {
                let words = opening_words(mode);
                sent.push((maybe_done(client.batch_execute(words).boxed_local()), words));
            }
            for (statement, waiting) in statements.iter().zip(line) {
                sent.push((maybe_done(write(client, statement, &waiting.rows).boxed_local()), waiting.sql));
            }
            let mut left = true;
            for (sending, _) in &mut sent {
                // What ends before there is an answer never left: nothing may come after it, least of all a commit.
                left = left && poll!(sending).is_pending();
            }
            let mut asked = pin!(maybe_done(ask(client, last, visit)));
            if left {
                let _ = poll!(asked.as_mut());
            }

            for (mut sending, sql) in sent {
                (&mut sending).await;
                if let Some(Err(error)) = Pin::new(&mut sending).take_output() {
                    return Err(Failure::Before(Fault::of_postgres(&error).in_statement(sql)));
                }
            }
            asked.as_mut().await;
            asked.take_output().unwrap_or(Ok(0)).map_err(Failure::Last)
        });
        // Should the connection be gone, all of it may be sent once more.
        if !answered.as_ref().is_err_and(|failure| failure.fault().kind() == FaultKind::Gone) {
            self.line = Line::default();
        }
        answered
    }

    /// The statement as the server knows it, for one row of parameters or for many.
    fn statement(&mut self, sql: &str, width: usize, many: bool) -> Result<Statement, Fault> {
        if !self.statements.contains_key(sql) {
            let one = self.prepare(&one_row(sql, width))?;
            if self.statements.len() >= STATEMENTS {
                self.statements.clear();
            }
            self.statements.insert(sql.into(), Known { one, many: None });
        }
        let Some(known) = self.statements.get(sql) else { return Err(Fault::bug("a statement was lost")) };
        if known.one.params().len() != width {
            return Err(Fault::bug(format!(
                "{width} parameters were given for {}",
                known.one.params().len()
            )));
        }
        match (&known.many, many) {
            (_, false) => Ok(known.one.clone()),
            (Some(many), true) => Ok(many.clone()),
            (None, true) => {
                let text = many_rows(sql, &known.one);
                let many = self.prepare(&text)?;
                if let Some(known) = self.statements.get_mut(sql) {
                    known.many = Some(many.clone());
                }
                Ok(many)
            }
        }
    }

    fn prepare(&self, sql: &str) -> Result<Statement, Fault> {
        self.runtime.block_on(self.client.prepare(sql)).map_err(|error| Fault::of_postgres(&error))
    }
}

/// Calls the server and makes the connection ready.
fn call(runtime: &Runtime, server: &Server) -> Result<Client, Fault> {
    let DbSettings { statement_limit, lock_wait, .. } = &server.settings;
    // An operator may have switched off waiting for the disk; here an answer means that it is safe.
    let ready = format!(
        "set statement_timeout = {}; \
         set lock_timeout = {}; \
         set idle_in_transaction_session_timeout = 30000; \
         set timezone = 'UTC'; \
         select set_config('synchronous_commit', 'on', false) \
         where current_setting('synchronous_commit') = 'off'",
        statement_limit.as_millis(),
        lock_wait.as_millis()
    );
    let called = runtime.block_on(async {
        let (client, connection) = server.config.connect(NoTls).await?;
        // It ends with its client; what goes wrong on the way is told to whoever asks.
        drop(tokio::spawn(connection));
        client.batch_execute(&ready).await?;
        Ok(client)
    });
    called.map_err(|error: Error| Fault::of_postgres(&error))
}

const fn opening_words(mode: Mode) -> &'static str {
    match mode {
        Mode::Write => "begin isolation level read committed",
        Mode::Read => "begin isolation level repeatable read read only",
    }
}

async fn write(client: &Client, statement: &Statement, rows: &[Vec<Held>]) -> Result<(), Error> {
    match rows {
        [row] => client.execute_raw(statement, row.iter().map(Held::value)).await?,
        rows => {
            let columns = columns(rows, Held::value);
            client.execute_raw(statement, columns).await?
        }
    };
    Ok(())
}

async fn ask(client: &Client, last: Last<'_, Statement>, visit: &mut Visit<'_>) -> Result<u64, Fault> {
    let told = |error: Error| Fault::of_postgres(&error);
    let answers = match last {
        Last::Words(words) => return client.batch_execute(words).await.map(|()| 0).map_err(told),
        Last::Statement(statement, Asked::Once(params)) => {
            client.query_raw(&statement, params.iter().copied()).await
        }
        Last::Statement(statement, Asked::ForEach(rows)) => {
            client.query_raw(&statement, columns(rows, |value| *value)).await
        }
    };
    let mut answers = pin!(answers.map_err(told)?);
    let mut wanted = true;
    while let Some(row) = answers.try_next().await.map_err(told)? {
        wanted = wanted && visit(&Row(Cells::Postgres(&row)))?;
    }
    Ok(answers.rows_affected().unwrap_or(0))
}

/// Many rows as PostgreSQL takes them: a list for each column.
fn columns<'a, V>(rows: &'a [Vec<V>], value: impl Fn(&'a V) -> Value<'a>) -> Vec<Vec<Value<'a>>> {
    let width = rows.first().map_or(0, Vec::len);
    (0..width).map(|column| rows.iter().map(|row| value(&row[column])).collect()).collect()
}

/// The statement for one row of parameters.
fn one_row(sql: &str, width: usize) -> Cow<'_, str> {
    if sql.contains(ROWS) { sql.replace(ROWS, &values(width)).into() } else { sql.into() }
}

/// The statement for any number of rows, each column given as a list.
fn many_rows(sql: &str, one: &Statement) -> String {
    let mut rows = String::from("select * from unnest(");
    let mut names = String::new();
    for (place, kind) in (1..).zip(one.params()) {
        let comma = if place == 1 { "" } else { ", " };
        let _ = write!(rows, "{comma}cast(${place} as {}[])", kind.name());
        let _ = write!(names, "{comma}column{place}");
    }
    let _ = write!(rows, ") as many ({names})");
    sql.replace(ROWS, &rows)
}

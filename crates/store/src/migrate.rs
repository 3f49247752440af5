//! The shape of the database over the releases. Each migration is applied once, in a transaction of its own, and is
//! recorded with a digest of its text: what was applied can never be changed, only followed by another migration.
//! What must not be opened is refused in one sentence, before anything has been written.

use sha2::{Digest, Sha256};

use crate::db::{self, APPLICATION_ID, Db, Fault, FaultKind, Header, Place, Target, Tx};
use crate::dialect::{Dialect, FOUNDATIONS};
use crate::params;

/// One step. Its text is for both databases: words in braces and lines beginning with `--sqlite:` or `--postgres:` are
/// resolved by [`Dialect::render`]. Numbers count from 1 without gaps.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub number: u32,
    pub name: &'static str,
    pub sql: &'static str,
}

impl Migration {
    fn digest(&self) -> Vec<u8> {
        // The same text checked out with other line ends is the same migration.
        Sha256::digest(self.sql.replace("\r\n", "\n")).to_vec()
    }
}

/// A migration as the database remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub number: u32,
    pub name: String,
}

/// Whether the migrations are to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    Apply,
    /// All that is pending in one transaction, which is rolled back: it would work, or this is why not.
    Rehearse,
}

/// How a database stands to the migrations that this program knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// No file, an empty file, or an empty PostgreSQL schema.
    Empty,
    Current {
        at: u32,
    },
    Older {
        at: u32,
        knows: u32,
    },
    Newer {
        at: u32,
        knows: u32,
    },
    /// A migration was applied that reads differently in this program.
    Altered {
        number: u32,
    },
    /// Another program's tables.
    Foreign,
    Damaged {
        why: String,
    },
}

impl SchemaState {
    /// What is the matter and what to do, for the person who started the program.
    pub fn sentence(&self, place: &str) -> String {
        match self {
            SchemaState::Empty => format!("The database at {place} is empty."),
            SchemaState::Current { at } => {
                format!("The database at {place} is up to date (schema {at}).")
            }
            SchemaState::Older { at, knows } => format!(
                "The database at {place} was made by an older Valta (schema {at}, this program needs {knows}). Nothing was changed. Make a backup, then run `valta migrate`."
            ),
            SchemaState::Newer { at, knows } => format!(
                "The database at {place} was made by a newer Valta (schema {at}, this program knows {knows}). Nothing was changed. Start the newer program, or restore a backup made with this one."
            ),
            SchemaState::Altered { number } => format!(
                "The database at {place} was made by a Valta whose migration {number} reads differently from this program's. Nothing was changed. Start the program that made it, or restore a backup made with this one."
            ),
            SchemaState::Foreign => format!(
                "The database at {place} holds another program's tables. Nothing was changed. Name an empty database."
            ),
            SchemaState::Damaged { why } => {
                format!("The database at {place} is damaged: {why}. Nothing was changed. Restore a backup.")
            }
        }
    }

    /// The state if a program may go on with it (empty, older, current), else its sentence as a fault.
    pub fn or_refuse(self, place: &str) -> Result<SchemaState, Fault> {
        match &self {
            SchemaState::Empty | SchemaState::Current { .. } | SchemaState::Older { .. } => Ok(self),
            SchemaState::Newer { .. } | SchemaState::Altered { .. } | SchemaState::Foreign => {
                Err(Fault::refused(self.sentence(place)))
            }
            SchemaState::Damaged { .. } => Err(Fault::new(FaultKind::Damaged, self.sentence(place))),
        }
    }
}

/// How the open database stands.
pub fn state(db: &Db, migrations: &[Migration]) -> Result<SchemaState, Fault> {
    let migrations = migrations.to_vec();
    db.read_blocking(move |tx| look(tx, &migrations))
}

/// How the database behind `url` stands, before [`Db::open`]: writes nothing, creates nothing. What must not be opened
/// comes back as a fault whose text is the sentence for the person.
pub fn check_before_open(url: &str, migrations: &[Migration]) -> Result<SchemaState, Fault> {
    let place = db::place(url);
    match Target::of(url)? {
        Target::Sqlite(Place::Memory | Place::Temporary) => Ok(SchemaState::Empty),
        Target::Sqlite(Place::File(path)) => {
            let header = Header::of(&path)?;
            header.refuse(&path)?;
            if matches!(header, Header::Missing | Header::Empty) {
                return Ok(SchemaState::Empty);
            }
            match db::look(&path, |tx| look(tx, migrations)) {
                Err(fault) if fault.kind() == FaultKind::Damaged => {
                    SchemaState::Damaged { why: fault.to_string() }
                }
                looked => looked?,
            }
            .or_refuse(&place)
        }
        Target::Postgres(config) => {
            let migrations = migrations.to_vec();
            db::look_at_server(config, move |tx| look(tx, &migrations))?.or_refuse(&place)
        }
    }
}

/// Applies what is pending, in order; the list of what it applied. Several programs may do this at once: one does, the
/// others wait and find nothing left to do.
pub fn migrate(db: &Db, migrations: &[Migration], run: Run) -> Result<Vec<Applied>, Fault> {
    in_order(migrations)?;
    state(db, migrations)?.or_refuse(db.place())?;
    let place = db.place().to_owned();
    match run {
        Run::Rehearse => {
            let migrations = migrations.to_vec();
            let rehearsed: Result<(), Rehearsal> = db.write_blocking(move |tx| {
                let mut applied = Vec::new();
                for migration in &migrations {
                    applied.extend(apply(tx, migration, &place)?);
                }
                Err(Rehearsal::Went(applied))
            });
            match rehearsed {
                Ok(()) => Ok(Vec::new()),
                Err(Rehearsal::Went(applied)) => Ok(applied),
                Err(Rehearsal::Failed(fault)) => Err(fault),
            }
        }
        Run::Apply => {
            let mut applied = Vec::new();
            for migration in migrations {
                let (migration, place) = (*migration, place.clone());
                applied.extend(patiently(|| {
                    let place = place.clone();
                    db.write_blocking(move |tx| apply(tx, &migration, &place))
                })?);
            }
            Ok(applied)
        }
    }
}

/// A rehearsal never ends in a commit: even its success is an `Err` to the transaction.
enum Rehearsal {
    Went(Vec<Applied>),
    Failed(Fault),
}

impl From<Fault> for Rehearsal {
    fn from(fault: Fault) -> Self {
        Rehearsal::Failed(fault)
    }
}

/// Another program may be migrating the same SQLite file, for longer than a lock is usually waited for.
fn patiently<T>(mut attempt: impl FnMut() -> Result<T, Fault>) -> Result<T, Fault> {
    const ATTEMPTS: u32 = 12;
    let mut made = 1;
    loop {
        match attempt() {
            Err(fault) if fault.kind() == FaultKind::Busy && made < ATTEMPTS => made += 1,
            done => return done,
        }
    }
}

fn in_order(migrations: &[Migration]) -> Result<(), Fault> {
    let numbers = migrations.iter().map(|migration| migration.number);
    if numbers.eq(1..=known(migrations)) {
        Ok(())
    } else {
        Err(Fault::bug("the migrations do not count 1, 2, 3 …"))
    }
}

fn known(migrations: &[Migration]) -> u32 {
    u32::try_from(migrations.len()).unwrap_or(u32::MAX)
}

fn apply(tx: &mut Tx<'_>, migration: &Migration, place: &str) -> Result<Option<Applied>, Fault> {
    if tx.dialect() == Dialect::Postgres {
        // A long migration is no reason for another node to give up.
        tx.batch("set local lock_timeout = 0; set local statement_timeout = 0")?;
        tx.execute("select pg_advisory_xact_lock($1)", params![i64::from(APPLICATION_ID)])?;
    }
    let create = tx.dialect().render(
        "create table if not exists valta_schema (
            number {int} primary key, name text not null, digest {blob} not null, at {int} not null
        ){strict}",
    );
    tx.batch(&create)?;
    found(tx)?;
    let digest =
        tx.row("select digest from valta_schema where number = $1", params![migration.number], |row| {
            row.get::<Vec<u8>>(0)
        })?;
    if let Some(digest) = digest {
        if digest == migration.digest() {
            return Ok(None);
        }
        let altered = SchemaState::Altered { number: migration.number };
        return Err(Fault::refused(altered.sentence(place)));
    }
    let text = tx.dialect().render(migration.sql);
    tx.batch(&text)?;
    let record = format!(
        "insert into valta_schema (number, name, digest, at) values ($1, $2, $3, {})",
        tx.dialect().now_micros()
    );
    tx.execute(&record, params![migration.number, migration.name, &migration.digest()])?;
    Ok(Some(Applied { number: migration.number, name: migration.name.to_owned() }))
}

/// What must be there before any table of ours.
fn found(tx: &mut Tx<'_>) -> Result<(), Fault> {
    match tx.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => {
            let there =
                tx.one("select to_regproc('valta_settled') is not null", &[], |row| row.get::<bool>(0))?;
            if there { Ok(()) } else { tx.batch(FOUNDATIONS) }
        }
    }
}

/// Lets the positions of new rows of `table` continue above those that are there, after a dump or an import was loaded
/// into a server whose transactions count lower. Does nothing where all is well; call it at every start, and after an
/// import, while nobody appends.
pub fn continue_positions(tx: &mut Tx<'_>, table: &str) -> Result<(), Fault> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    tx.execute(
        &format!(
            "update valta_positions
             set base = (last.position >> 16) + 1 - cast(cast(pg_current_xact_id() as text) as bigint)
             from (select coalesce(max(position), 0) as position from {table}) as last
             where (last.position >> 16) >= cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint) + base"
        ),
        &[],
    )?;
    Ok(())
}

fn look(tx: &mut Tx<'_>, migrations: &[Migration]) -> Result<SchemaState, Fault> {
    let tables = match tx.dialect() {
        Dialect::Sqlite => "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
        Dialect::Postgres => {
            if !tx.one("select current_schema() is not null", &[], |row| row.get::<bool>(0))? {
                return Err(Fault::refused(
                    "The PostgreSQL schema named in the database URL does not exist. Create it first.",
                ));
            }
            "select cast(table_name as text) from information_schema.tables \
             where table_schema = current_schema() and table_type = 'BASE TABLE'"
        }
    };
    let tables = tx.rows(tables, &[], |row| row.get::<String>(0))?;
    if tables.is_empty() {
        return Ok(SchemaState::Empty);
    }
    if !tables.iter().any(|table| table == "valta_schema") {
        return Ok(SchemaState::Foreign);
    }
    let applied = tx.rows("select number, digest from valta_schema order by number", &[], |row| {
        Ok((row.get::<u32>(0)?, row.get::<Vec<u8>>(1)?))
    })?;
    let at = u32::try_from(applied.len()).unwrap_or(u32::MAX);
    let knows = known(migrations);
    if !applied.iter().map(|(number, _)| *number).eq(1..=at) {
        return Ok(SchemaState::Damaged { why: "its list of migrations has gaps".to_owned() });
    }
    if at > knows {
        return Ok(SchemaState::Newer { at, knows });
    }
    for (migration, (number, digest)) in migrations.iter().zip(&applied) {
        if migration.digest() != *digest {
            return Ok(SchemaState::Altered { number: *number });
        }
    }
    Ok(match at {
        // A first migration that failed leaves nothing, not even this; all the same.
        0 => SchemaState::Empty,
        _ if at < knows => SchemaState::Older { at, knows },
        _ => SchemaState::Current { at },
    })
}

#[cfg(test)]
mod tests;

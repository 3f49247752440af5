//! Migrations on both databases, and the refusals: each one sentence, with nothing written.

use std::path::{Path, PathBuf};

use super::{Migration, Run, SchemaState, check_before_open, continue_positions, migrate, state};
use crate::db::{Db, DbSettings, FaultKind};
use crate::params;
use crate::testing::{TestDb, each_backend};

const FIRST: Migration = Migration {
    number: 1,
    name: "house",
    sql: "create table rooms (id {int} primary key, door {blob}){strict};\n--sqlite: create table only_sqlite (x integer);\n--postgres: create table only_postgres (x integer);\n",
};
const SECOND: Migration = Migration {
    number: 2,
    name: "garden",
    sql: "create table trees (id {int} primary key){strict}; insert into trees (id) values (7);",
};
const BROKEN: Migration = Migration {
    number: 2,
    name: "broken",
    sql: "create table trees (id {int} primary key){strict}; insert into nowhere (id) values (7);",
};

fn names(applied: &[super::Applied]) -> Vec<&str> {
    applied.iter().map(|one| one.name.as_str()).collect()
}

#[test]
fn migrations_are_applied_once_in_order() {
    each_backend(|test| {
        let db = test.db();
        assert_eq!(state(db, &[FIRST]).expect("state"), SchemaState::Empty);
        assert_eq!(names(&migrate(db, &[FIRST], Run::Apply).expect("applied")), ["house"]);
        assert_eq!(state(db, &[FIRST, SECOND]).expect("state"), SchemaState::Older { at: 1, knows: 2 });
        let both = [FIRST, SECOND];
        assert_eq!(names(&migrate(db, &both, Run::Rehearse).expect("rehearsed")), ["garden"]);
        assert_eq!(
            state(db, &both).expect("state"),
            SchemaState::Older { at: 1, knows: 2 },
            "a rehearsal changes nothing"
        );
        assert_eq!(names(&migrate(db, &both, Run::Apply).expect("applied")), ["garden"]);
        assert!(migrate(db, &both, Run::Apply).expect("nothing to do").is_empty());
        assert_eq!(state(db, &both).expect("state"), SchemaState::Current { at: 2 });
        assert_eq!(
            check_before_open(test.url(), &both).expect("may be opened"),
            SchemaState::Current { at: 2 }
        );
        let at: i64 = db
            .read_blocking(|tx| tx.one("select max(at) from valta_schema", &[], |row| row.get(0)))
            .expect("when");
        assert!(at > 1_700_000_000_000_000, "microseconds: {at}");
    });
}

#[test]
fn a_migration_that_fails_leaves_nothing() {
    each_backend(|test| {
        let db = test.db();
        migrate(db, &[FIRST], Run::Apply).expect("applied");
        for run in [Run::Rehearse, Run::Apply] {
            let fault = migrate(db, &[FIRST, BROKEN], run).expect_err("broken");
            assert_eq!(fault.kind(), FaultKind::Bug, "{fault}");
        }
        assert_eq!(state(db, &[FIRST]).expect("state"), SchemaState::Current { at: 1 });
        migrate(db, &[FIRST, SECOND], Run::Apply).expect("the repaired one goes in");
    });
}

#[test]
fn what_is_newer_or_reads_differently_is_refused() {
    each_backend(|test| {
        let db = test.db();
        migrate(db, &[FIRST, SECOND], Run::Apply).expect("applied");
        let altered = Migration { sql: "create table rooms (id {int});", ..FIRST };
        for (known, words) in [
            (&[FIRST][..], "newer Valta (schema 2, this program knows 1). Nothing was changed."),
            (&[altered, SECOND][..], "migration 1 reads differently"),
        ] {
            for fault in [
                check_before_open(test.url(), known).expect_err("refused"),
                migrate(db, known, Run::Apply).expect_err("refused"),
            ] {
                assert_eq!(fault.kind(), FaultKind::Refused);
                assert!(fault.to_string().contains(words), "{fault}");
            }
        }
        assert!(migrate(db, &[SECOND], Run::Apply).is_err(), "numbers start at 1");
    });
}

#[test]
fn two_that_start_at_once_do_it_once() {
    each_backend(|test| {
        let starting = (0..4)
            .map(|_| {
                let db = Db::open(test.url(), &TestDb::settings()).expect("opened");
                std::thread::spawn(move || {
                    migrate(&db, &[FIRST, SECOND], Run::Apply).expect("migrated").len()
                })
            })
            .collect::<Vec<_>>();
        let applied: usize = starting.into_iter().map(|thread| thread.join().expect("a thread")).sum();
        assert_eq!(applied, 2);
    });
}

#[test]
fn positions_continue_above_an_imported_log() {
    each_backend(|test| {
        let db = test.db();
        let events = Migration {
            number: 1,
            name: "events",
            sql: "create table events (position {position}, name text not null){strict};",
        };
        migrate(db, &[events], Run::Apply).expect("applied");
        let append = |name: &'static str| {
            db.write_blocking(move |tx| {
                tx.rows(
                    "insert into events (name) values ($1), ($1) returning position",
                    params![name],
                    |row| row.get::<i64>(0),
                )
            })
            .expect("appended")
        };
        let mut before = append("here");
        assert_eq!(before[0] + 1, before[1], "neighbours in one transaction");
        before.extend(append("here"));
        assert!(before.is_sorted(), "{before:?}");
        // As from a server that has seen many more transactions.
        let far = 1_i64 << 50;
        db.write_blocking(move |tx| {
            tx.execute("insert into events (position, name) values ($1, 'imported')", params![far])
        })
        .expect("imported");
        for _ in 0..2 {
            db.write_blocking(|tx| continue_positions(tx, "events")).expect("continued");
        }
        let after = append("after");
        assert!(after[0] > far, "{after:?}");
        // Something else on the test's server may be running a transaction, which holds back the newest for a while.
        let began = std::time::Instant::now();
        loop {
            let settled = db
                .read_blocking(|tx| {
                    let tail = format!("select count(*) from events where {}", tx.dialect().settled());
                    tx.one(&tail, &[], |row| row.get::<i64>(0))
                })
                .expect("settled");
            assert!(settled <= 7, "{settled}");
            if settled == 7 {
                break;
            }
            assert!(began.elapsed() < std::time::Duration::from_mins(1), "only {settled} have settled");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let base = after[0];
        db.write_blocking(|tx| continue_positions(tx, "events")).expect("nothing to do");
        assert!(append("later")[0] > base);
    });
}

#[test]
fn another_programs_tables_are_refused_on_postgres() {
    let Some(test) = TestDb::postgres() else { return };
    test.db().write_blocking(|tx| tx.batch("create table theirs (x integer)")).expect("theirs");
    let fault = check_before_open(test.url(), &[FIRST]).expect_err("foreign");
    assert!(fault.to_string().contains("another program's tables"), "{fault}");
}

/// A folder with a database at schema 2, cleanly closed.
fn folder() -> (TestDb, PathBuf) {
    let test = TestDb::sqlite();
    migrate(test.db(), &[FIRST, SECOND], Run::Apply).expect("applied");
    test.db().clone().close();
    let path = PathBuf::from(test.url().trim_start_matches("sqlite://"));
    (test, path)
}

/// Everything in the folder, to the byte.
fn everything(path: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = path.parent().expect("a folder");
    let mut files = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let bytes = std::fs::read(&path).expect("bytes");
            (path, bytes)
        })
        .collect::<Vec<_>>();
    files.sort();
    files
}

#[track_caller]
fn check_file(change: impl FnOnce(&Path), known: &[Migration], expected: &str) {
    let (_test, path) = folder();
    change(&path);
    let before = everything(&path);
    let url = format!("sqlite://{}", path.display());
    let said = match check_before_open(&url, known) {
        Ok(state) => state.sentence("HERE"),
        Err(fault) => fault.to_string().replace(&path.display().to_string(), "HERE"),
    };
    assert!(said.starts_with(expected), "{said}");
    assert!(everything(&path) == before, "nothing may be written");
    if said.contains("Nothing was changed") && !said.contains("newer") && !said.contains("older") {
        let opened =
            Db::open(&url, &DbSettings::default()).and_then(|db| migrate(&db, known, Run::Apply).map(|_| ()));
        assert!(opened.is_err(), "must not be opened either");
    }
}

#[test]
fn a_look_at_a_file_writes_nothing() {
    let both = [FIRST, SECOND];
    check_file(|_| {}, &both, "The database at HERE is up to date (schema 2).");
    check_file(|path| std::fs::remove_file(path).expect("removed"), &both, "The database at HERE is empty.");
    check_file(|path| std::fs::write(path, []).expect("emptied"), &both, "The database at HERE is empty.");
    check_file(
        |_| {},
        &[FIRST],
        "The database at HERE was made by a newer Valta (schema 2, this program knows 1). Nothing was changed. Start the newer program",
    );
    check_file(
        |_| {},
        &[FIRST, SECOND, Migration { number: 3, ..SECOND }],
        "The database at HERE was made by an older Valta (schema 2, this program needs 3). Nothing was changed.",
    );
    check_file(
        |path| {
            std::fs::write(path, "Dear Sir or Madam, this is a letter. ".repeat(9)).expect("written");
        },
        &both,
        "The file HERE is not a database",
    );
    check_file(
        |path| {
            let bytes = std::fs::read(path).expect("bytes");
            std::fs::write(path, &bytes[..bytes.len() / 2]).expect("cut");
        },
        &both,
        "The database at HERE is cut short.",
    );
    check_file(
        |path| {
            let mut bytes = std::fs::read(path).expect("bytes");
            bytes[100..4000].fill(0xEE);
            std::fs::write(path, &bytes).expect("spoiled");
        },
        &both,
        "The database at HERE is damaged",
    );
    check_file(
        |path| {
            std::fs::remove_file(path).expect("removed");
            rusqlite::Connection::open(path)
                .and_then(|other| other.execute_batch("create table theirs (x)"))
                .expect("theirs");
        },
        &both,
        "The file HERE is another program's SQLite database.",
    );
}

#[test]
fn a_look_beside_a_running_program_sees_its_log() {
    let test = TestDb::sqlite();
    migrate(test.db(), &[FIRST], Run::Apply).expect("applied");
    let path = PathBuf::from(test.url().trim_start_matches("sqlite://"));
    let database = |path: &Path| {
        everything(path)
            .into_iter()
            .filter(|(name, _)| !name.to_string_lossy().ends_with("-shm"))
            .collect::<Vec<_>>()
    };
    let before = database(&path);
    assert_eq!(
        check_before_open(test.url(), &[FIRST]).expect("may be opened"),
        SchemaState::Current { at: 1 }
    );
    assert!(database(&path) == before, "nothing may be written");
    test.db()
        .write_blocking(|tx| tx.execute("insert into rooms (id) values ($1)", params![1_i64]))
        .expect("the running program goes on");
}

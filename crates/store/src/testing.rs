//! A database for a test, on each backend, gone when the test ends. Where no PostgreSQL can be reached its half is left
//! out visibly: a line on stderr and a file in `target/skipped`.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use uuid::Uuid;

use crate::db::{Db, DbSettings, on_server};
use crate::dialect::Dialect;

const USUAL: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// A private, empty database. Dropping it closes the database for all clones and removes it.
pub struct TestDb {
    db: Db,
    url: String,
    left: Left,
}

/// What is to be cleared away.
enum Left {
    Directory(PathBuf),
    Schema { server: String, name: String },
}

/// Runs `test` once with SQLite and once with PostgreSQL.
pub fn each_backend(mut test: impl FnMut(TestDb)) {
    for db in backends() {
        test(db);
    }
}

/// The same for async tests: `for db in backends() { … }`.
pub fn backends() -> Vec<TestDb> {
    std::iter::once(TestDb::sqlite()).chain(TestDb::postgres()).collect()
}

impl TestDb {
    pub fn sqlite() -> TestDb {
        let directory = std::env::temp_dir().join(format!("valta-test-{}", Uuid::now_v7().simple()));
        std::fs::create_dir_all(&directory).expect("a directory for a test database");
        let url = format!("sqlite://{}/test.db", directory.display());
        TestDb::open(url, Left::Directory(directory))
    }

    /// `None` when no server can be reached; then that has been told.
    pub fn postgres() -> Option<TestDb> {
        let server = match server() {
            Ok(server) => server.clone(),
            Err(why) => {
                tell_skipped(why);
                return None;
            }
        };
        let name = format!("valta_test_{}", Uuid::now_v7().simple());
        on_server(&server, &format!("create schema {name}")).expect("a schema for a test");
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-csearch_path%3D{name}");
        Some(TestDb::open(url, Left::Schema { server, name }))
    }

    fn open(url: String, left: Left) -> TestDb {
        let db = Db::open(&url, &TestDb::settings()).expect("a test database opens");
        TestDb { db, url, left }
    }

    /// Few connections, because many tests run at once.
    pub fn settings() -> DbSettings {
        DbSettings { readers: 2, writers: 4, ..DbSettings::default() }
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    /// To open the same database once more, as another process would.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn dialect(&self) -> Dialect {
        self.db.dialect()
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db.clone().close();
        // What cannot be cleared away must not hide why the test failed.
        match &self.left {
            Left::Directory(directory) => drop(std::fs::remove_dir_all(directory)),
            Left::Schema { server, name } => {
                drop(on_server(server, &format!("drop schema {name} cascade")));
            }
        }
    }
}

/// The server to test with, looked for once.
fn server() -> Result<&'static String, &'static String> {
    static FOUND: OnceLock<Result<String, String>> = OnceLock::new();
    FOUND
        .get_or_init(|| {
            #[expect(clippy::disallowed_methods, reason = "tests are told here where they may make schemas")]
            let named = std::env::var("VALTA_TEST_POSTGRES");
            let server = named.clone().unwrap_or_else(|_| USUAL.to_owned());
            match on_server(&server, "select 1") {
                Ok(()) => Ok(server),
                // Who names a server means it.
                Err(fault) if named.is_ok() => {
                    panic!("VALTA_TEST_POSTGRES names a server that cannot be used: {fault}")
                }
                Err(fault) => Err(fault.to_string()),
            }
        })
        .as_ref()
}

#[expect(clippy::print_stderr, reason = "a test that is left out must be seen")]
fn tell_skipped(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("unnamed").replace("::", "-");
    let words = format!(
        "{test}: left out on PostgreSQL: {why}\n\
         To run it: install PostgreSQL 13 or newer (Debian: apt install postgresql) and let {USUAL} in,\n\
         or name a server where schemas may be made: VALTA_TEST_POSTGRES=postgres://user@host/database\n"
    );
    eprint!("{words}");
    let folder = target_folder().join("skipped");
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join(format!("{test}.txt")), &words));
    if let Err(error) = written {
        eprintln!("cannot write to {}: {error}", folder.display());
    }
}

/// Cargo's target folder: the test program lies in it.
fn target_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists())
        .or(program.parent())
        .map_or_else(std::env::temp_dir, Path::to_path_buf)
}

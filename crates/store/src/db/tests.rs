//! The contract of the seam, the same on both databases: what goes in comes out, nothing is answered before it is
//! durable, one job's failure is its own, and nothing is lost when many write at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::{Db, DbSettings, Fault, FaultKind, Tx, Value, place};
use crate::dialect::{Dialect, FOUNDATIONS};
use crate::params;
use crate::testing::{TestDb, backends, each_backend};

/// The error of a job that knows more than faults.
#[derive(Debug)]
enum No {
    Refused(&'static str),
    Fault(Fault),
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        No::Fault(fault)
    }
}

fn make(db: &Db, sql: &'static str) {
    db.write_blocking(move |tx| {
        if tx.dialect() == Dialect::Postgres {
            tx.batch(FOUNDATIONS)?;
        }
        let text = tx.dialect().render(sql);
        tx.batch(&text)
    })
    .expect("a table");
}

fn number(db: &Db, sql: &'static str) -> i64 {
    db.read_blocking(move |tx| tx.one(sql, &[], |row| row.get(0))).expect("a number")
}

const THINGS: &str = "create table things (
    id {int} primary key, small integer, flag {bool}, words text, bytes {blob}
){strict};";

#[test]
fn values_come_back_as_they_went_in() {
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        let words = "päivä \u{1f600} 'quoted' $1 -- \"?\"\n\u{feff}";
        db.write_blocking(move |tx| {
            let insert = "insert into things (id, small, flag, words, bytes) values ($1, $2, $3, $4, $5)";
            let changed = tx.execute(insert, params![i64::MAX, 7_i32, true, words, &[0_u8, 255]])?;
            assert_eq!(changed, 1);
            tx.execute(insert, params![i64::MIN, None::<i32>, false, None::<&str>, None::<&[u8]>])?;
            tx.execute(insert, params![0_u32, Value::Null, 1_i64, "", &Vec::new()])
        })
        .expect("written");
        let found = db
            .read_blocking(|tx| {
                tx.rows("select id, small, flag, words, bytes from things order by id desc", &[], |row| {
                    Ok((
                        row.get::<i64>(0)?,
                        row.get::<Option<i32>>(1)?,
                        row.get::<bool>(2)?,
                        row.get::<Option<String>>(3)?,
                        row.get::<Option<Vec<u8>>>(4)?,
                    ))
                })
            })
            .expect("read");
        assert_eq!(
            found,
            [
                (i64::MAX, Some(7), true, Some(words.to_owned()), Some(vec![0, 255])),
                (0, None, true, Some(String::new()), Some(Vec::new())),
                (i64::MIN, None, false, None, None),
            ]
        );
    });
}

#[test]
fn the_same_sql_gives_the_same_answers() {
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        db.write_blocking(|tx| {
            for id in 1..=3_i64 {
                tx.execute(
                    "insert into things (id, small, words) values ($1, $2, $3)",
                    params![id, 10_i64, "a"],
                )?;
            }
            let ignored = tx.execute(
                "insert into things (id) values ($1) on conflict (id) do nothing",
                params![1_i64],
            )?;
            assert_eq!(ignored, 0);
            let updated = tx.one(
                "insert into things (id, words) values ($1, $2)
                 on conflict (id) do update set words = things.words || excluded.words returning words",
                params![1_i64, "b"],
                |row| row.get::<String>(0),
            )?;
            assert_eq!(updated, "ab");
            assert_eq!(
                tx.execute("update things set small = small + $1 where id > $2", params![1_i64, 1_i64])?,
                2
            );
            assert_eq!(tx.execute("delete from things where id = $1 returning id", params![3_i64])?, 1);
            let sum = tx.one(
                "select cast(sum(small) as bigint), exists (select 1 from things where words is not distinct from $1),
                        coalesce(cast($2 as bigint), 5)
                 from things where id in ($3, $4)",
                params!["ab", None::<i64>, 1_i64, 2_i64],
                |row| Ok((row.get::<i64>(0)?, row.get::<bool>(1)?, row.get::<u32>(2)?)),
            )?;
            assert_eq!(sum, (21, true, 5));
            let ranked = tx.rows(
                "select id, row_number() over (order by id desc) from things where (id, small) > ($1, $2) order by id limit $3",
                params![1_i64, 9_i64, 10_usize],
                |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
            )?;
            assert_eq!(ranked, [(1, 2), (2, 1)]);
            // Summed numerics meet a number as a parameter.
            assert_eq!(
                tx.rows(
                    "select id from things group by id having sum(small) >= $1 order by id",
                    params![11_i64],
                    |row| row.get::<i64>(0),
                )?,
                [2]
            );
            assert!(tx.row("select id from things where id = $1", params![99_i64], |row| row.get::<i64>(0))?.is_none());
            Ok::<_, Fault>(())
        })
        .expect("the same");
    });
}

#[test]
fn one_row_means_one_row() {
    each_backend(|test| {
        for (sql, words) in
            [("select 1 where 1 = 0", "none came"), ("select 1 union all select 2", "more came")]
        {
            let fault = test
                .db()
                .read_blocking(move |tx| tx.one(sql, &[], |row| row.get::<i64>(0)))
                .expect_err("not one row");
            assert_eq!(fault.kind(), FaultKind::Bug);
            assert!(fault.to_string().contains(words), "{fault}");
        }
    });
}

#[test]
fn a_wrong_column_type_is_told_with_its_number() {
    each_backend(|test| {
        let fault = test
            .db()
            .read_blocking(|tx| tx.one("select 1, cast('x' as text)", &[], |row| row.get::<i64>(1)))
            .expect_err("text is no number");
        assert_eq!(fault.kind(), FaultKind::Bug);
        assert!(fault.to_string().starts_with("column 1 holds text"), "{fault}");
    });
}

#[test]
fn a_nul_in_a_text_is_refused() {
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        let fault = db
            .write_blocking(|tx| {
                tx.execute("insert into things (id, words) values ($1, $2)", params![1_i64, "a\0b"])
            })
            .expect_err("NUL");
        assert_eq!(fault.kind(), FaultKind::Refused);
        assert!(!fault.retry_later());
        db.write_blocking(|tx| {
            tx.execute("insert into things (id, bytes) values ($1, $2)", params![1_i64, b"a\0b"])
        })
        .expect("NUL is a byte like others");
    });
}

#[test]
fn wrong_sql_and_wrong_parameters_are_bugs() {
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        let faults = [
            db.write_blocking(|tx| tx.execute("insert into nowhere (id) values ($1)", params![1_i64])),
            db.write_blocking(|tx| tx.execute("insert into things (id) values ($1)", params![1_i64, 2_i64])),
            db.write_blocking(|tx| tx.execute("insert into things (id) values ($1)", &[])),
            db.write_blocking(|tx| tx.execute("update things set words = \"no such column\"", &[])),
        ];
        for fault in faults {
            assert_eq!(fault.expect_err("a mistake").kind(), FaultKind::Bug);
        }
        assert_eq!(number(db, "select count(*) from things"), 0);
    });
}

/// What a job does that is one of many: one in four is kept.
fn one_of_many(tx: &mut Tx<'_>, id: i64) -> Result<(), No> {
    tx.put("insert into things (id, words) {rows}", params![id, "one of many"])?;
    match id % 4 {
        1 => Err(No::Refused("odd")),
        2 => panic!("a job that panics ({id})"),
        3 => {
            // Swallowing a fault does not save the job.
            let _ = tx.execute("insert into nowhere (id) values ($1)", params![id]);
            Ok(())
        }
        _ => Ok(()),
    }
}

#[test]
fn a_refusal_rolls_back_its_own_job_only() {
    each_backend(|test| {
        make(test.db(), THINGS);
        // With one writer jobs wait for each other, and those that may share a commit do.
        let db = Db::open(test.url(), &DbSettings { writers: 1, ..TestDb::settings() }).expect("opened");
        runtime().block_on(async {
            let mut tasks = Vec::new();
            for id in 0..120_i64 {
                let db = db.clone();
                tasks.push(tokio::spawn(async move {
                    if id < 60 {
                        db.write(move |tx| one_of_many(tx, id)).await
                    } else {
                        db.write_together(move |tx| one_of_many(tx, id)).await
                    }
                }));
            }
            for (id, task) in tasks.into_iter().enumerate() {
                let said = task.await.expect("no task panics");
                match (id % 4, said) {
                    (0, Ok(())) | (1, Err(No::Refused("odd"))) => {}
                    (2, Err(No::Fault(fault))) => {
                        assert_eq!(fault.kind(), FaultKind::Bug);
                        assert!(fault.to_string().contains("a job that panics"), "{fault}");
                    }
                    (3, Err(No::Fault(fault))) => assert_eq!(fault.kind(), FaultKind::Bug),
                    other => panic!("{other:?}"),
                }
            }
        });
        assert_eq!(number(&db, "select count(*) from things"), 30);
        assert_eq!(number(&db, "select count(*) from things where id % 4 = 0"), 30);
    });
}

#[test]
fn what_stands_in_line_is_done_in_its_order() {
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        make(db, "create table steps (position {position}, number {int} not null){strict};");
        let seen = db
            .write_blocking(|tx| {
                let thing = "insert into things (id, small, flag, words, bytes) {rows}";
                for number in 0..1200_i64 {
                    tx.put("insert into steps (number) {rows}", params![number])?;
                    tx.put(thing, params![number, None::<i64>, number % 2 == 0, "päivä", &[0_u8, 255]])?;
                }
                tx.put("delete from things where id = $1", params![7_i64])?;
                tx.put(thing, params![7_i64, 70_i64, true, None::<&str>, None::<&[u8]>])?;
                tx.one(
                    "select count(*) from things where words = $1 and small is null",
                    params!["päivä"],
                    |row| row.get::<i64>(0),
                )
            })
            .expect("written");
        assert_eq!(seen, 1199, "what is in line is there for the next question");
        let steps = db.read_blocking(|tx| {
            tx.rows("select number from steps order by position", &[], |row| row.get::<i64>(0))
        });
        assert_eq!(steps.expect("read"), (0..1200).collect::<Vec<_>>());
        let bytes = db.read_blocking(|tx| {
            tx.rows("select bytes, flag, small from things where id in (6, 7) order by id", &[], |row| {
                Ok((row.get::<Option<Vec<u8>>>(0)?, row.get::<bool>(1)?, row.get::<Option<i32>>(2)?))
            })
        });
        assert_eq!(bytes.expect("read"), [(Some(vec![0, 255]), true, None), (None, true, Some(70))]);
    });
}

#[test]
fn what_fails_in_line_is_told_and_nothing_is_kept() {
    #[track_caller]
    fn check(db: &Db, kind: FaultKind, put: fn(&mut Tx<'_>) -> Result<(), Fault>) {
        let fault = db
            .write_blocking(move |tx| {
                tx.put("insert into things (id) {rows}", params![1_i64])?;
                // Whether it is told at once or at the end, and whether or not it is heeded: nothing is kept.
                let _ = put(tx);
                let _ = tx.put("insert into things (id) {rows}", params![3_i64]);
                Ok::<_, Fault>(())
            })
            .expect_err("a fault");
        assert_eq!(fault.kind(), kind, "{fault}");
        assert!(!fault.outcome_unknown(), "{fault}");
        assert_eq!(number(db, "select count(*) from things"), 0);
    }
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        check(db, FaultKind::Conflict, |tx| tx.put("insert into things (id) {rows}", params![1_i64]));
        check(db, FaultKind::Bug, |tx| {
            tx.put("insert into things (id, small) {rows}", params![2_i64, "words"])
        });
        check(db, FaultKind::Bug, |tx| tx.put("insert into nowhere (id) {rows}", params![2_i64]));
        check(db, FaultKind::Bug, |tx| tx.put("update things set id = $1", params![2_i64, 3_i64]));
        check(db, FaultKind::Refused, |tx| {
            tx.put("insert into things (id, words) {rows}", params![2_i64, "a\0b"])
        });
    });
}

#[test]
fn many_are_asked_about_at_once() {
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        db.write_blocking(|tx| {
            (0..700_i64).try_for_each(|id| {
                tx.put("insert into things (id, words) {rows}", params![id, &format!("thing {id}")])
            })
        })
        .expect("written");
        for many in [0, 1, 2, 700] {
            let mut found = db
                .read_blocking(move |tx| {
                    let words: Vec<String> = (0..many).map(|id| format!("thing {id}")).collect();
                    let asked: Vec<_> = words.iter().map(|words| vec![Value::from(words), Value::Null]).collect();
                    tx.rows_of(
                        "select (select t.id from things t where t.words = a.column1), a.column2 from ({rows}) as a",
                        &asked,
                        |row| Ok((row.get::<i64>(0)?, row.get::<Option<String>>(1)?)),
                    )
                })
                .expect("answered");
            found.sort_unstable();
            assert_eq!(found, (0..many).map(|id| (id, None)).collect::<Vec<_>>());
        }
    });
}

#[test]
fn nothing_is_lost_when_many_count_at_once() {
    each_backend(|test| {
        let db = test.db();
        make(
            db,
            "create table counters (id {int} primary key, count {int} not null){strict};
                  insert into counters (id, count) values (1, 0);",
        );
        runtime().block_on(async {
            let mut tasks = Vec::new();
            for _ in 0..16 {
                let db = db.clone();
                tasks.push(tokio::spawn(async move {
                    for _ in 0..200 {
                        db.write(|tx| {
                            let read = format!(
                                "select count from counters where id = $1{}",
                                tx.dialect().for_update()
                            );
                            let count: i64 = tx.one(&read, params![1_i64], |row| row.get(0))?;
                            tx.execute("update counters set count = $1 where id = 1", params![count + 1])
                        })
                        .await
                        .expect("counted");
                    }
                }));
            }
            for task in tasks {
                task.await.expect("a task");
            }
        });
        assert_eq!(number(db, "select count from counters"), 3200);
    });
}

/// Appends to a stream without any lock: the unique key alone keeps the order.
fn append(tx: &mut Tx<'_>, stream: &str) -> Result<(), Fault> {
    let version: i64 =
        tx.one("select coalesce(max(version), 0) from events where stream = $1", params![stream], |row| {
            row.get(0)
        })?;
    tx.execute("insert into events (stream, version) values ($1, $2)", params![stream, version + 1])?;
    Ok(())
}

const EVENTS: &str = "create table events (position {position}, stream text not null, version {int} not null, unique (stream, version)){strict};";

#[test]
fn appends_that_meet_run_again() {
    each_backend(|test| {
        let db = test.db();
        make(db, EVENTS);
        runtime().block_on(async {
            let mut tasks = Vec::new();
            for _ in 0..16 {
                let db = db.clone();
                tasks.push(tokio::spawn(async move {
                    for _ in 0..50 {
                        db.write(|tx| append(tx, "one")).await.expect("appended");
                    }
                }));
            }
            for task in tasks {
                task.await.expect("a task");
            }
        });
        assert_eq!(number(db, "select max(version) from events"), 800);
        assert_eq!(number(db, "select count(*) from events"), 800);
    });
}

#[test]
fn a_tail_reader_misses_no_event() {
    each_backend(|test| {
        let db = test.db();
        make(db, EVENTS);
        runtime().block_on(async {
            let mut tasks = Vec::new();
            for task in 0..12 {
                let db = db.clone();
                tasks.push(tokio::spawn(async move {
                    for _ in 0..50 {
                        db.write(move |tx| {
                            append(tx, &format!("stream {task}"))?;
                            if task % 3 == 0 && tx.dialect() == Dialect::Postgres {
                                std::thread::sleep(Duration::from_micros(700));
                            }
                            Ok::<_, Fault>(())
                        })
                        .await
                        .expect("appended");
                    }
                }));
            }
            let (mut seen, mut last) = (0, 0);
            let limit = Instant::now() + Duration::from_mins(1);
            while seen < 600 {
                assert!(Instant::now() < limit, "only {seen} of 600 events were seen");
                let found = db
                    .read(move |tx| {
                        let tail = format!(
                            "select position from events where position > $1 and {} order by position limit 7",
                            tx.dialect().settled()
                        );
                        tx.rows(&tail, params![last], |row| row.get::<i64>(0))
                    })
                    .await
                    .expect("read");
                seen += found.len();
                last = found.last().copied().unwrap_or(last);
                tokio::task::yield_now().await;
            }
            for task in tasks {
                task.await.expect("a task");
            }
        });
        assert_eq!(number(db, "select count(*) from events"), 600);
    });
}

#[test]
fn a_key_that_is_there_is_a_conflict() {
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        let ran = Arc::new(AtomicU32::new(0));
        let insert = {
            let ran = Arc::clone(&ran);
            move |tx: &mut Tx<'_>| {
                ran.fetch_add(1, Ordering::SeqCst);
                tx.execute("insert into things (id) values ($1)", params![1_i64])
            }
        };
        db.write_blocking(insert.clone()).expect("the first");
        let fault = db.write_blocking(insert).expect_err("the second");
        assert_eq!(fault.kind(), FaultKind::Conflict);
        assert!(fault.retry_later());
        let runs = ran.load(Ordering::SeqCst);
        match test.dialect() {
            Dialect::Sqlite => assert_eq!(runs, 2),
            Dialect::Postgres => assert_eq!(runs, 4, "the same key is not a race for ever"),
        }
    });
}

#[test]
fn a_conflict_that_the_job_sees_itself_runs_again_on_postgres() {
    each_backend(|test| {
        let ran = Arc::new(AtomicU32::new(0));
        let runs = Arc::clone(&ran);
        let said = test.db().write_blocking(move |tx| {
            if runs.fetch_add(1, Ordering::SeqCst) < 4 {
                return Err(No::Fault(tx.conflict("the stream has moved on")));
            }
            Ok(())
        });
        match test.dialect() {
            Dialect::Sqlite => {
                assert!(matches!(said, Err(No::Fault(fault)) if fault.kind() == FaultKind::Conflict));
            }
            Dialect::Postgres => said.expect("the fifth time"),
        }
    });
}

#[test]
fn a_read_sees_one_moment() {
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        let writer = db.clone();
        let (before, after) = db
            .read_blocking(move |tx| {
                let before: i64 = tx.one("select count(*) from things", &[], |row| row.get(0))?;
                writer
                    .write_blocking(|tx| tx.execute("insert into things (id) values ($1)", params![1_i64]))?;
                let after: i64 = tx.one("select count(*) from things", &[], |row| row.get(0))?;
                Ok::<_, Fault>((before, after))
            })
            .expect("read");
        assert_eq!((before, after), (0, 0));
        assert_eq!(number(db, "select count(*) from things"), 1, "the next read sees the write");
    });
}

#[test]
fn a_read_cannot_write() {
    let mut open = Vec::new();
    for test in backends() {
        let db = test.db().clone();
        open.push((db, Some(test)));
    }
    for url in ["sqlite::memory:", "sqlite::temporary:"] {
        let db = Db::open(url, &DbSettings::default()).expect("a private database");
        open.push((db, None));
    }
    for (db, _test) in open {
        make(&db, THINGS);
        let fault = db
            .read_blocking(|tx| tx.execute("insert into things (id) values ($1)", params![1_i64]))
            .expect_err("read only");
        assert_eq!(fault.kind(), FaultKind::Bug, "{fault}");
        assert_eq!(number(&db, "select count(*) from things"), 0);
        db.write_blocking(|tx| tx.execute("insert into things (id) values ($1)", params![1_i64]))
            .expect("writing goes on");
    }
}

#[test]
fn an_answer_means_that_others_can_see_it() {
    each_backend(|test| {
        let db = test.db();
        make(db, THINGS);
        let other = Db::open(test.url(), &TestDb::settings()).expect("a second process");
        runtime().block_on(async {
            let mut tasks = Vec::new();
            for id in 0..64_i64 {
                let (db, other) = (db.clone(), other.clone());
                tasks.push(tokio::spawn(async move {
                    db.write(move |tx| tx.execute("insert into things (id) values ($1)", params![id]))
                        .await
                        .expect("written");
                    other
                        .read(move |tx| {
                            tx.one("select id from things where id = $1", params![id], |row| {
                                row.get::<i64>(0)
                            })
                        })
                        .await
                        .expect("seen by the other");
                }));
            }
            for task in tasks {
                task.await.expect("a task");
            }
        });
    });
}

#[test]
fn another_process_that_holds_the_row_is_waited_for_and_then_told() {
    each_backend(|test| {
        let db = test.db();
        make(
            db,
            "create table rows_held (id {int} primary key, n {int} not null){strict};
                  insert into rows_held (id, n) values (1, 0);",
        );
        let hurried =
            Db::open(test.url(), &DbSettings { lock_wait: Duration::from_millis(100), ..TestDb::settings() })
                .expect("opened");
        let change = |tx: &mut Tx<'_>| tx.execute("update rows_held set n = n + 1 where id = 1", &[]);
        let (entered, wait) = std::sync::mpsc::channel();
        let holder = db.clone();
        let holding = std::thread::spawn(move || {
            holder.write_blocking(move |tx| {
                let changed = change(tx)?;
                let _ = entered.send(());
                std::thread::sleep(Duration::from_millis(600));
                Ok::<_, Fault>(changed)
            })
        });
        wait.recv().expect("the lock is held");
        let fault = hurried.write_blocking(change).expect_err("too long");
        assert_eq!(fault.kind(), FaultKind::Busy, "{fault}");
        let patient = Db::open(test.url(), &TestDb::settings()).expect("opened");
        patient.write_blocking(change).expect("waited for");
        holding.join().expect("a thread").expect("held");
        assert_eq!(number(db, "select n from rows_held"), 2);
    });
}

#[test]
fn a_closed_database_says_so() {
    each_backend(|test| {
        let db = test.db().clone();
        make(&db, THINGS);
        test.db().clone().close();
        let fault = db
            .write_blocking(|tx| tx.execute("insert into things (id) values (1)", &[]))
            .expect_err("closed");
        assert_eq!(fault.kind(), FaultKind::Gone);
        let again = Db::open(test.url(), &TestDb::settings()).expect("it can be opened again");
        assert_eq!(number(&again, "select count(*) from things"), 0);
    });
}

#[test]
fn ping_tells_whether_it_answers() {
    each_backend(|test| {
        let db = test.db();
        runtime().block_on(async {
            db.ping().await.expect("it answers");
            let db = db.clone();
            test.db().clone().close();
            assert_eq!(db.ping().await.expect_err("closed").kind(), FaultKind::Gone);
        });
    });
}

#[test]
fn a_cut_connection_is_made_anew() {
    let Some(test) = TestDb::postgres() else { return };
    let db = test.db();
    make(db, THINGS);
    let cut =
        |tx: &mut Tx<'_>| tx.one("select cast(pg_backend_pid() as bigint)", &[], |row| row.get::<i64>(0));
    for id in 0..5_i64 {
        let killer = Db::open(test.url(), &TestDb::settings()).expect("opened");
        let ran = Arc::new(AtomicU32::new(0));
        let runs = Arc::clone(&ran);
        db.write_blocking(move |tx| {
            tx.execute("insert into things (id) values ($1)", params![id])?;
            if runs.fetch_add(1, Ordering::SeqCst) == 0 {
                let pid = cut(tx)?;
                killer.write_blocking(move |tx| {
                    tx.one("select pg_terminate_backend(cast($1 as integer))", params![pid], |row| {
                        row.get::<bool>(0)
                    })
                })?;
                std::thread::sleep(Duration::from_millis(5));
            }
            tx.one("select count(*) from things", &[], |row| row.get::<i64>(0))
        })
        .expect("run again on a new connection");
    }
    assert_eq!(number(db, "select count(*) from things"), 5);
}

#[test]
fn a_connection_that_was_cut_while_nobody_used_it_is_not_noticed() {
    let Some(test) = TestDb::postgres() else { return };
    make(test.db(), THINGS);
    let one = DbSettings { readers: 1, writers: 1, ..TestDb::settings() };
    let db = Db::open(test.url(), &one).expect("opened");
    let me =
        |tx: &mut Tx<'_>| tx.one("select cast(pg_backend_pid() as bigint)", &[], |row| row.get::<i64>(0));
    let cut = |pid: i64| {
        test.db()
            .write_blocking(move |tx| {
                tx.one("select pg_terminate_backend(cast($1 as integer), 1000)", params![pid], |row| {
                    row.get::<bool>(0)
                })
            })
            .expect("cut");
    };
    cut(db.read_blocking(me).expect("a reader"));
    assert_eq!(number(&db, "select count(*) from things"), 0);
    cut(db.write_blocking(me).expect("a writer"));
    db.write_blocking(|tx| tx.put("insert into things (id) {rows}", params![1_i64])).expect("written");
    cut(db.write_blocking(me).expect("a writer"));
    db.write_blocking(|tx| tx.execute("insert into things (id) values ($1)", params![2_i64]))
        .expect("written");
    assert_eq!(number(&db, "select count(*) from things"), 2);
}

#[test]
fn an_unreachable_server_is_told_quickly() {
    let started = Instant::now();
    let fault = Db::open("postgres://nobody:secret@127.0.0.1:1/nothing", &DbSettings::default())
        .expect_err("nobody listens there");
    assert_eq!(fault.kind(), FaultKind::Gone, "{fault}");
    assert!(started.elapsed() < Duration::from_secs(4));
    assert!(!fault.to_string().contains("secret"));
}

#[test]
fn a_url_of_no_database_is_refused() {
    for url in ["", "mysql://here", "sqlite://", "/var/lib/x.db", "postgres://host:port/x"] {
        let fault = Db::open(url, &DbSettings::default()).expect_err(url);
        assert_eq!(fault.kind(), FaultKind::Refused, "{url}: {fault}");
    }
}

#[test]
fn a_place_shows_no_password() {
    for (url, shown) in [
        ("postgres://anna:sec@ret@db.example/valta?sslmode=disable", "postgres://anna@db.example/valta"),
        ("postgres://anna@db.example/valta", "postgres://anna@db.example/valta"),
        ("postgres://db.example/valta?password=secret", "postgres://db.example/valta"),
        ("sqlite:///var/lib/valta/valta.db", "/var/lib/valta/valta.db"),
        ("sqlite::memory:", "sqlite::memory:"),
    ] {
        assert_eq!(place(url), shown);
    }
}

#[test]
fn a_foreign_file_is_not_touched() {
    let test = TestDb::sqlite();
    let path = test.url().trim_start_matches("sqlite://").replace("test.db", "other.db");
    rusqlite::Connection::open(&path)
        .and_then(|other| other.execute_batch("create table theirs (x)"))
        .expect("another program's file");
    let before = std::fs::read(&path).expect("bytes");
    let fault = Db::open(&format!("sqlite://{path}"), &DbSettings::default()).expect_err("foreign");
    assert_eq!(fault.kind(), FaultKind::Refused);
    assert_eq!(std::fs::read(&path).expect("bytes"), before);
}

#[test]
fn a_new_file_can_be_opened_by_many_at_once() {
    let test = TestDb::sqlite();
    let url = test.url().replace("test.db", "new.db");
    let opening = (0..8)
        .map(|id| {
            let url = url.clone();
            std::thread::spawn(move || {
                let db = Db::open(&url, &TestDb::settings())?;
                db.write_blocking(move |tx| {
                    tx.batch("create table if not exists ids (id integer primary key)")?;
                    tx.execute("insert into ids (id) values ($1)", params![id])
                })
            })
        })
        .collect::<Vec<_>>();
    for thread in opening {
        thread.join().expect("a thread").expect("opened and written");
    }
    let db = Db::open(&url, &TestDb::settings()).expect("opened");
    assert_eq!(number(&db, "select count(*) from ids"), 8);
}

#[test]
fn a_file_of_ours_ends_without_a_log_beside_it() {
    let test = TestDb::sqlite();
    make(test.db(), THINGS);
    let path = test.url().trim_start_matches("sqlite://").to_owned();
    let log = format!("{path}-wal");
    assert!(std::fs::exists(&log).expect("looked"));
    test.db().clone().close();
    assert!(!std::fs::exists(&log).expect("looked"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_full_disk_answers_everybody_in_the_group() {
    let test = TestDb::sqlite();
    let db = test.db();
    make(db, THINGS);
    // SQLite's own limit stands in for the disk's.
    db.write_blocking(|tx| tx.rows("pragma max_page_count = 12", &[], |_| Ok(())).map(|_| ()))
        .expect("a limit");
    let faults = runtime().block_on(async {
        let mut tasks = Vec::new();
        for id in 0..20_i64 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                db.write(move |tx| {
                    tx.execute(
                        "insert into things (id, bytes) values ($1, $2)",
                        params![id, &vec![7_u8; 4000]],
                    )
                })
                .await
                .map(|_| id)
            }));
        }
        let mut kept = Vec::new();
        let mut faults = 0;
        for task in tasks {
            match task.await.expect("a task") {
                Ok(id) => kept.push(id),
                Err(fault) => {
                    assert_eq!(fault.kind(), FaultKind::Full, "{fault}");
                    faults += 1;
                }
            }
        }
        let there = number(db, "select count(*) from things");
        assert_eq!(there, i64::try_from(kept.len()).expect("few"), "kept exactly what was said to be");
        faults
    });
    assert!(faults > 0);
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

//! How many durable single-row commits a second the seam makes, with 1, 16 and 128 tasks at once:
//! `cargo run --release -p valta-store --example commits -- sqlite:///tmp/x.db postgres://…`.

use std::time::{Duration, Instant};

use valta_store::{Db, DbSettings, Fault, params};

#[expect(clippy::print_stdout, reason = "a measurement is printed")]
#[tokio::main]
async fn main() -> Result<(), Fault> {
    for url in std::env::args().skip(1) {
        let db = Db::open(&url, &DbSettings::default())?;
        db.write(|tx| {
            let bench = "drop table if exists commits_bench;
                create table commits_bench (id {int} primary key, words text){strict}";
            let bench = tx.dialect().render(bench);
            tx.batch(&bench)
        })
        .await?;
        let mut first = 0_i64;
        for tasks in [1_i64, 16, 128] {
            let span = Duration::from_secs(3);
            let started = Instant::now();
            let mut working = Vec::new();
            for task in 0..tasks {
                let db = db.clone();
                working.push(tokio::spawn(async move {
                    let mut made = 0_i64;
                    while started.elapsed() < span {
                        let id = first + made * tasks + task;
                        db.write(move |tx| {
                            tx.execute(
                                "insert into commits_bench (id, words) values ($1, $2)",
                                params![id, "a line of text that stands for what an event holds"],
                            )
                        })
                        .await?;
                        made += 1;
                    }
                    Ok::<_, Fault>(made)
                }));
            }
            let mut made = 0;
            for task in working {
                made += task.await.map_err(|error| Fault::bug(error.to_string()))??;
            }
            // What was answered is counted again in the database: a measurement that loses rows is none.
            let (from, to) = (first, first + 1_000_000_000);
            let there: i64 = db
                .read(move |tx| {
                    let count = "select count(*) from commits_bench where id >= $1 and id < $2";
                    tx.one(count, params![from, to], |row| row.get(0))
                })
                .await?;
            assert_eq!(there, made, "every answered commit is there");
            first = to;
            let millis = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
            println!("{:?} {tasks:>4} tasks {:>7} commits/s", db.dialect(), made * 1000 / millis);
            let reads = Instant::now();
            for _ in 0..2000 {
                db.read(|tx| tx.one("select 1", &[], |row| row.get::<i64>(0))).await?;
            }
            println!("     a read takes {} µs", reads.elapsed().as_micros() / 2000);
        }
        db.write(|tx| tx.batch("drop table commits_bench")).await?;
        db.close();
    }
    Ok(())
}

//! The world fails: the database is full, held by somebody else, or gone. Each has its answer, nothing that was
//! answered is lost, and what works again works without anybody doing anything.

use std::time::Duration;

use serde_json::json;
use valta_desk::Arrived;
use valta_store::{Fault, testing::TestDb};

use crate::house::House;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("runtime")
}

/// SQLite's own limit stands in for the disk's.
async fn pages(house: &House, most: &'static str) {
    let db = house.desk.db().clone();
    db.write(move |tx| -> Result<(), Fault> { tx.rows(most, &[], |_| Ok(())).map(drop) })
        .await
        .expect("a limit");
}

fn letter() -> Arrived {
    let raw = format!("From: a@asiakas.example\r\nSubject: iso\r\n\r\n{}\r\n", "sana ".repeat(20_000));
    Arrived { raw: raw.into_bytes(), source: "lmtp", sender: None, recipients: vec![] }
}

#[test]
fn a_full_disk_is_said_and_passes() {
    let test = TestDb::sqlite();
    runtime().block_on(async {
        let house = House::new(&test).await;
        let case = house.case().await;
        let note = format!("POST /cases/{case}/notes");
        let long = json!({"body": "sana ".repeat(15_000)});

        pages(&house, "pragma max_page_count = 1").await;
        let full = house.ask(&house.aino, &note, long.clone()).await;
        assert_eq!(full.sentence(), "507 full");
        assert!(house.desk.keep(letter()).await.is_err(), "what cannot be kept is not accepted");
        let read = house.get(&house.aino, &format!("/cases/{case}")).await;
        assert_eq!(read.sentence(), "200", "reading goes on");

        pages(&house, "pragma max_page_count = 1000000").await;
        assert_eq!(house.ask(&house.aino, &note, long).await.sentence(), "201");
        house.desk.keep(letter()).await.expect("kept");
        assert_eq!(house.desk.take_in_all().await.expect("taken in").filed, 1);
    });
}

#[test]
fn a_database_that_somebody_else_holds_is_busy_and_passes() {
    let test = TestDb::sqlite();
    runtime().block_on(async {
        let house = House::new(&test).await;
        let case = house.case().await;
        let note = format!("POST /cases/{case}/notes");
        // Another program writes for longer than anybody waits.
        let other = valta_store::Db::open(test.url(), &TestDb::settings()).expect("open");
        let holding = tokio::task::spawn_blocking(move || {
            other.write_blocking(|tx| -> Result<(), Fault> {
                tx.execute("delete from parameters where name = 'nothing'", &[])?;
                std::thread::sleep(TestDb::settings().lock_wait + Duration::from_millis(2_500));
                Ok(())
            })
        });
        tokio::time::sleep(Duration::from_millis(150)).await;
        let busy = house.ask(&house.aino, &note, json!({"body": "Odota hetki."})).await;
        assert_eq!(busy.sentence(), "503 busy");
        assert_ne!(busy.header("retry-after"), "-");
        let read = house.get(&house.aino, &format!("/cases/{case}")).await;
        assert_eq!(read.sentence(), "200", "reading goes on");
        holding.await.expect("joined").expect("held");
        assert_eq!(house.ask(&house.aino, &note, json!({"body": "Nyt."})).await.sentence(), "201");
    });
}

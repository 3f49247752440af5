//! Bodies that are not what they say, and a database that is not there.

use std::path::{Path, PathBuf};

use axum::body::Body;
use serde_json::{Value, json};
use valta_store::testing::{TestDb, each_backend};

use crate::{house::House, on_each};

#[test]
fn bodies_of_the_wrong_kind() {
    on_each(async |house| {
        let send = async |line: &str, body: Body| {
            house.send(House::request(line, &house.aino.token, body)).await.sentence()
        };
        let body = r#"{"channel":"phone","subject":"S"}"#;
        for (line, sentence) in [
            ("POST /cases\nContent-Type: text/plain", "415 unsupported_media_type"),
            ("POST /cases\nContent-Type: application/x-www-form-urlencoded", "415 unsupported_media_type"),
            ("POST /cases\nContent-Type: application/json; charset=utf-16", "415 unsupported_media_type"),
            (
                "POST /cases\nContent-Type: application/json\nContent-Encoding: gzip",
                "415 unsupported_media_type",
            ),
            ("POST /cases\nContent-Length: 10485760", "413 too_large"),
            ("POST /cases\nContent-Type: application/json; charset=UTF-8", "201"),
        ] {
            assert_eq!(send(line, Body::from(body)).await, sentence, "{line}");
        }
        let large = format!(r#"{{"channel":"phone","subject":"{}"}}"#, "x".repeat(10 * 1024 * 1024));
        assert_eq!(send("POST /cases", Body::from(large.clone())).await, "413 too_large");
        // In pieces and without a length, it is read no further than it may be.
        let pieces: Vec<Result<Vec<u8>, std::io::Error>> =
            large.as_bytes().chunks(64 * 1024).map(|piece| Ok(piece.to_vec())).collect();
        let pieces = Body::from_stream(tokio_stream::iter(pieces));
        assert_eq!(send("POST /cases\nTransfer-Encoding: chunked", pieces).await, "413 too_large");
        let broken: Vec<Result<Vec<u8>, std::io::Error>> =
            vec![Ok(b"{".to_vec()), Err(std::io::Error::other("gone"))];
        assert_eq!(
            send("POST /cases", Body::from_stream(tokio_stream::iter(broken))).await,
            "400 broken_off"
        );
        let deep = format!("{}{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
        assert!(send("POST /cases", Body::from(deep)).await.starts_with("400 malformed_json"));
        let nul = r#"{"channel":"phone","subject":"a\u0000b"}"#;
        assert_eq!(send("POST /cases", Body::from(nul)).await, "201");
        assert_eq!(send("GET /cases?channel=%00", Body::empty()).await, "400 unknown_value channel");
        assert_eq!(send("GET /cases/%00", Body::empty()).await, "404 not_found");
        assert_eq!(send("GET /cases/%ff", Body::empty()).await, "404 not_found");
    });
}

fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/web/json-suite/test_parsing")
}

/// Leaves a trace of a test that could not run, where a person or a check will find it.
#[expect(clippy::print_stderr, reason = "a test that is left out must be seen")]
fn skipped(reason: Option<&str>) {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    let place = target.join("skipped").join("api-json-suite");
    match reason {
        None => drop(std::fs::remove_file(place)),
        Some(reason) => {
            std::fs::create_dir_all(target.join("skipped")).unwrap();
            std::fs::write(place, format!("{reason}\n")).unwrap();
            eprintln!("SKIPPED api-json-suite: {reason}");
        }
    }
}

/// Processor time of this thread (ms), so that a busy machine does not fail the test.
fn cpu_millis() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(stat.split(' ').next()?.parse::<u64>().ok()? / 1_000_000)
}

#[test]
fn the_json_suite() {
    let Ok(folder) = std::fs::read_dir(suite()) else {
        skipped(Some("JSONTestSuite is not at ../shared/data/web/json-suite"));
        return;
    };
    skipped(None);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let db = TestDb::sqlite();
    runtime.block_on(async {
        let house = House::new(&db).await;
        let (mut seen, mut wrong) = (0, Vec::new());
        for entry in folder {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let body = std::fs::read(&path).unwrap();
            // No body at all is an empty object here.
            if body.is_empty() {
                continue;
            }
            seen += 1;
            let began = cpu_millis();
            let answer = house.send(House::request("POST /decisions", &house.aino.token, body)).await;
            let took = cpu_millis().zip(began).map_or(0, |(end, began)| end - began);
            let malformed = answer.json()["code"] == "malformed_json";
            let right = match name.as_bytes()[0] {
                b'n' => malformed,
                // JSON, but never what a decision takes; and a key twice is nothing that we guess about.
                b'y' => !malformed && answer.status == 400,
                _ => answer.status == 400,
            };
            if !right || took > 100 {
                wrong.push(format!("{name}: {} in {took} ms", answer.sentence()));
            }
        }
        assert!(seen > 300, "only {seen} files");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn a_database_that_is_gone() {
    each_backend(|db| {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let house = House::new(&db).await;
            house.check("GET /cases", Value::Null, "200").await;
            let closing = db.db().clone();
            tokio::task::spawn_blocking(move || closing.close()).await.unwrap();
            for line in ["GET /cases", "POST /cases", "GET !/readyz", "GET /events"] {
                let answer =
                    house.check(line, json!({"channel": "phone", "subject": "S"}), "503 unavailable").await;
                assert_eq!(answer.header("retry-after"), "5");
                assert!(!answer.text().contains("closed"), "{}", answer.text());
            }
            assert_eq!(
                house.check("GET !/healthz", Value::Null, "200").await.json(),
                json!({"state": "alive"})
            );
            assert!(
                house.check("GET !/metrics", Value::Null, "200").await.text().contains("valta_database_up 0")
            );
        });
    });
}

//! The whole corpus of real and hostile mail goes in, and comes out again byte for byte; also when the
//! program is killed in the middle of it, twenty times.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use valta_store::{Db, DbSettings, inbox};

use crate::house::{corpus, databases, run, valta, verified};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()),
            );
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What the inbox holds: digest and fate.
fn inbox_of(database: &str) -> Vec<(String, String)> {
    let db = Db::open(database, &DbSettings::default()).expect("open");
    let rows = db
        .read_blocking(|tx| {
            tx.rows("select sha256, state from inbox order by sha256", &[], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })
        .unwrap_or_else(|fault: valta_store::Fault| panic!("{fault}"));
    db.close();
    rows
}

/// Every file that is one message is there under its digest, and nothing waits.
fn all_there(database: &str, mail: &Path) {
    let inbox = inbox_of(database);
    let kept: BTreeSet<&str> = inbox.iter().map(|(digest, _)| digest.as_str()).collect();
    assert_eq!(kept.len(), inbox.len(), "a message came in twice");
    let waiting: Vec<_> = inbox.iter().filter(|(_, fate)| fate == "waiting").collect();
    assert!(waiting.is_empty(), "{waiting:?}");
    let mut missing = Vec::new();
    for file in files(mail) {
        let bytes = std::fs::read(&file).expect("read");
        if bytes.is_empty() || bytes.starts_with(b"From ") {
            continue;
        }
        if !kept.contains(inbox::sha256(&bytes).as_str()) {
            missing.push(file);
        }
    }
    assert!(missing.is_empty(), "not kept: {missing:#?}");
}

#[test]
fn the_whole_corpus_is_filed_or_quarantined() {
    let Some(mail) = corpus("corpus-import") else { return };
    for (database, _keep) in databases("corpus") {
        let (code, said) = run(&database, &["import", "mail", &mail.display().to_string()], None);
        assert_eq!(code, 0, "{said}");
        eprintln!("{said}");
        let number = |word: &str| -> i64 {
            let line = said.lines().find(|line| line.starts_with("in all:")).expect("the counts");
            let before = line.split(word).next().expect("the word").trim_end();
            before.rsplit(' ').next().expect("a number").parse().expect("a number")
        };
        let all = number(" in =");
        assert!(all > 2_000, "{said}");
        assert_eq!(
            all,
            number(" filed") + number(" quarantined") + number(" repeated") + number(" our own"),
            "in = filed + quarantined: {said}"
        );
        all_there(&database, &mail);
        verified(&database);

        let (code, again) = run(&database, &["import", "mail", &mail.display().to_string()], None);
        assert_eq!(code, 0, "{again}");
        assert!(again.contains(" 0 new,"), "a second run finds nothing new: {again}");
    }
}

#[test]
fn killed_twenty_times_in_the_middle_nothing_is_lost() {
    let Some(mail) = corpus("corpus-killed") else { return };
    for (database, _keep) in databases("killed") {
        let (code, said) =
            run(&database, &["import", "mail", &mail.join("generated").display().to_string()], None);
        assert_eq!(code, 0, "{said}");
        for kill in 0..20_u64 {
            let mut importing = valta()
                .env("VALTA_DATABASE", &database)
                .env("VALTA_LOG", "error")
                .args(["import", "mail"])
                .arg(&mail)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the import starts");
            // Spread over the start, the keeping and the filing.
            std::thread::sleep(Duration::from_millis(60 + (kill * 97) % 700));
            importing.kill().expect("kill");
            importing.wait().expect("wait");
            verified(&database);
        }
        let (code, said) = run(&database, &["import", "mail", &mail.display().to_string()], None);
        assert_eq!(code, 0, "{said}");
        all_there(&database, &mail);
        verified(&database);
    }
}

//! What the program refuses to start on, in one clear sentence, with nothing written.

use std::{fs, path::Path};

use valta_store::{Db, DbSettings, Fault};

use crate::house::{Folder, run};

fn digest(path: &Path) -> String {
    valta_store::inbox::sha256(&fs::read(path).unwrap_or_default())
}

/// A database of this program, closed again.
fn made(folder: &Folder) -> String {
    let (code, said) = run(&folder.database(), &["verify"], None);
    assert_eq!((code, said.contains("is empty")), (1, true), "{said}");
    let (code, said) =
        run(&folder.database(), &["deliver"], Some(b"From: a@b.example\r\nSubject: hei\r\n\r\nhei\r\n"));
    assert_eq!(code, 0, "{said}");
    folder.database()
}

fn change(database: &str, sql: &'static str) {
    let db = Db::open(database, &DbSettings::default()).expect("open");
    db.write_blocking(move |tx| -> Result<(), Fault> { tx.batch(sql) }).expect("change");
    db.close();
}

/// Refused with the words, exit code 1, and the file is as it was.
#[track_caller]
fn check(folder: &Folder, command: &[&str], words: &str) {
    let file = folder.path().join("valta.db");
    let before = digest(&file);
    let (code, said) = run(&folder.database(), command, None);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(words), "{words:?} is not in {said:?}");
    assert_eq!(said.trim().lines().count(), 1, "one sentence: {said}");
    assert_eq!(digest(&file), before, "something was written");
}

#[test]
fn a_newer_an_older_a_foreign_and_a_damaged_database_are_refused() {
    let newer = Folder::new("newer");
    let database = made(&newer);
    change(
        &database,
        "insert into valta_schema select 2, 'later', digest, at from valta_schema where number = 1",
    );
    check(&newer, &["serve"], "made by a newer Valta");

    let older = Folder::new("older");
    let database = made(&older);
    change(&database, "delete from valta_schema");
    let (code, said) = run(&database, &["serve"], None);
    assert_eq!(code, 1, "{said}");

    let foreign = Folder::new("foreign");
    let file = foreign.path().join("valta.db");
    fs::write(
        &file,
        b"This is a letter and no database at all, but it is long enough to look at. ".repeat(20),
    )
    .expect("write");
    check(&foreign, &["serve"], "valta.db");

    let damaged = Folder::new("damaged");
    made(&damaged);
    let file = damaged.path().join("valta.db");
    let mut bytes = fs::read(&file).expect("read");
    bytes.truncate(bytes.len() / 2);
    fs::write(&file, &bytes).expect("write");
    check(&damaged, &["serve"], "damaged");
}

#[test]
fn a_postgres_that_is_not_there_is_a_clear_sentence() {
    let (code, said) = run("postgres://valta@127.0.0.1:1/valta", &["serve"], None);
    assert_eq!(code, 75, "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn wrong_use_is_told_at_once() {
    let folder = Folder::new("wrong");
    let config = folder.path().join("valta.toml");
    fs::write(&config, "databse = \"sqlite://x.db\"\n").expect("write");
    let (code, said) = run(&folder.database(), &["--config", &config.display().to_string(), "serve"], None);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("databse"), "it names the setting: {said}");
    let hook = "[payments.webhooks.billing]\nsecret = \"whsec_dHdlbnR5LWZvdXIgYnl0ZXMgYW5kIHNv\"\nurl = ";
    for (settings, words) in [
        ("[payments.routes]\nrefund = \"billing\"".to_owned(), "billing in `routes` is neither"),
        ("[payments.routes]\ngold = \"credit\"".to_owned(), "gold in `routes` is not a kind of remedy."),
        ("[payments.routes]\nrefund = 1".to_owned(), "refund"),
        (format!("{hook}\"http://billing.example/\""), "must begin with https://"),
        (format!("{hook}\"https://me:secret@billing.example/\""), "must not hold a user"),
        ("[payments.webhooks.billing]\nurl = \"https://billing.example/\"".to_owned(), "needs one secret"),
        (
            format!("{hook}\"https://b.example/\"\nauthority = \"/nowhere.pem\""),
            "/nowhere.pem cannot be read",
        ),
        (format!("{hook}\"https://b.example/\"\ntimeout_seconds = 60"), "from 1 to 30"),
        (hook.replace("billing", "on_call") + "\"https://b.example/\"", "cannot be called on_call"),
        ("[on_call.gateway]\nurl = \"https://sms.example/\"".to_owned(), "on_call needs one secret"),
        (
            "[on_call.gateway]\nsecret = \"whsec_dHdlbnR5LWZvdXIgYnl0ZXMgYW5kIHNv\"\nurl = \"http://sms.example/\""
                .to_owned(),
            "must begin with https://",
        ),
        (
            "[payments.debtor]\nname = \"Revontuli Oy\"\niban = \"FI2112345600000786\"".to_owned(),
            "is not an account number",
        ),
        (
            "[payments.debtor]\nname = \"Revontuli Oy\"\niban = \"FI2112345600000785\"\nbic = \"NDEA\""
                .to_owned(),
            "NDEA is not a bank's code",
        ),
        (
            "[hours]\ntime_zone = \"Europe/Helsinki\"\nfrom = \"08:00\"".to_owned(),
            "The hours cannot be understood: of weekdays, from and until, one is written without the others.",
        ),
        (
            "[hours]\ntime_zone = \"Europe/Helsinki\"\nholidays = [\"no\"]".to_owned(),
            "no is not a date such as 2026-12-24, nor fi or se",
        ),
        ("[outgoing]\nallow = [\"127.0.0.1\"]".to_owned(), "127.0.0.1 in `allow` is not `host:port`."),
        (
            "[outgoing]\npush_services = [\"push.example\"]".to_owned(),
            "push.example in `push_services` is not `host:port`.",
        ),
    ] {
        fs::write(&config, format!("listen = \"127.0.0.1:0\"\n{settings}\n")).expect("write");
        let (code, said) =
            run(&folder.database(), &["--config", &config.display().to_string(), "serve"], None);
        assert_eq!(code, 2, "{settings}: {said}");
        assert!(said.contains(words), "{settings}: {words:?} is not in {said:?}");
        assert!(!said.contains("dHdlbnR5"), "the secret is told: {said}");
    }
    fs::write(&config, "databse = \"sqlite://x.db\"\n").expect("write");
    assert_eq!(run(&folder.database(), &["dance"], None).0, 2);
    assert_eq!(run(&folder.database(), &["import", "mail", "/nowhere/at/all"], None).0, 2);
    // A mail server keeps the message on 75 alone, so `deliver` says nothing else.
    assert_eq!(run(&folder.database(), &["deliver"], Some(b"")).0, 75);
    assert_eq!(run(&folder.database(), &["deliver", "--no-such-thing"], Some(b"x")).0, 75);
    assert_eq!(
        run(&folder.database(), &["--config", &config.display().to_string(), "deliver"], Some(b"x")).0,
        75
    );
}

#[test]
fn rules_that_cannot_be_used_are_told_line_by_line() {
    let folder = Folder::new("rules");
    let (config, rules) = (folder.path().join("valta.toml"), folder.path().join("forbid.cedar"));
    fs::write(&config, format!("listen = \"127.0.0.1:0\"\nrules = {:?}\n", rules.display().to_string()))
        .expect("write");
    let serve = ["--config", &config.display().to_string(), "serve"];
    let (code, said) = run(&folder.database(), &serve, None);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("forbid.cedar cannot be read"), "{said}");
    let text = "// One of ours.\n@id(\"late\") @fi(\"Ei.\") @sv(\"Nej.\") @en(\"No.\")\n\
        forbid (principal, action, resource)\nwhen { context.weather == \"fine\" };\n";
    fs::write(&rules, text).expect("write");
    let (code, said) = run(&folder.database(), &serve, None);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("Line 4, in `late`: There is no `context.weather`."), "{said}");
    // Mail is taken in all the same.
    let deliver = ["--config", &config.display().to_string(), "deliver"];
    assert_eq!(run(&folder.database(), &deliver, Some(b"From: a@b.example\r\n\r\nHello\r\n")).0, 0);
}

#[test]
fn policies_that_cannot_be_used_are_told_line_by_line() {
    let folder = Folder::new("policies");
    let (config, policies) = (folder.path().join("valta.toml"), folder.path().join("may.cedar"));
    fs::write(
        &config,
        format!("listen = \"127.0.0.1:0\"\npolicies = {:?}\n", policies.display().to_string()),
    )
    .expect("write");
    let serve = ["--config", &config.display().to_string(), "serve"];
    let refused = |text: Option<&str>, words: &str| {
        if let Some(text) = text {
            fs::write(&policies, text).expect("write");
        }
        let (code, said) = run(&folder.database(), &serve, None);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(words), "{words:?} is not in {said:?}");
    };
    refused(None, "may.cedar cannot be read");
    refused(
        Some("// Ours.\n@id(\"a\")\npermit (principal, action == Action::\"see_cases\", resource);\n"),
        "Line 3, in `a`: This cannot be read: unrecognized action `Action::\"see_cases\"` (did you mean",
    );
    refused(Some(""), "Nobody could sign in");
    // Mail is taken in all the same.
    let deliver = ["--config", &config.display().to_string(), "deliver"];
    assert_eq!(run(&folder.database(), &deliver, Some(b"From: a@b.example\r\n\r\nHello\r\n")).0, 0);
    // What is built in is a file to begin with.
    let (code, text) = run(&folder.database(), &["policies"], None);
    assert_eq!((code, text.contains("@id(\"door\")")), (0, true), "{text}");
}

#[test]
fn a_token_is_made_for_something() {
    let folder = Folder::new("token");
    let add = ["agent", "add", "--name", "Aino", "--email", "aino@valta.example"];
    let (code, said) = run(&folder.database(), &add, Some(b"luota-niin-etta-pelottaa\n"));
    assert_eq!(code, 0, "{said}");
    let token = |scope: &str| {
        let line = ["agent", "token", "aino@valta.example", "--scope", scope];
        run(&folder.database(), &line, None)
    };
    let (code, said) = token("read");
    assert!(code == 0 && said.starts_with("valta_"), "{said}");
    let (code, said) = token("everything");
    assert!(code == 2 && said.contains("full, read, write, money, decisions, catch, finance"), "{said}");
}

#[test]
fn phrases_that_cannot_be_used_are_told_line_by_line() {
    let folder = Folder::new("phrases");
    let (config, list) = (folder.path().join("valta.toml"), folder.path().join("fi.txt"));
    let list_said = list.display().to_string();
    fs::write(&config, format!("listen = \"127.0.0.1:0\"\n[guard]\nfi = {list_said:?}\n")).expect("write");
    let start = || {
        let config = config.display().to_string();
        run(&folder.database(), &["--config", &config, "serve"], None)
    };
    for (written, told) in [
        ("mene torniin\n", "fi, line 1: "),
        (
            "[redirect] act\n\nto-the-tower: mene (torniin\nto-the-tower: mene\n",
            "fi, line 3: ( is not closed",
        ),
        ("off no-such-phrase\n", "there is no phrase no-such-phrase"),
    ] {
        fs::write(&list, written).expect("write");
        let (code, said) = start();
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("The phrases of the guard cannot be used.") && said.contains(told), "{said}");
        assert!(said.contains(&list_said), "{said}");
    }
    fs::remove_file(&list).expect("removed");
    let (code, said) = start();
    assert!(code == 2 && said.contains("cannot be read"), "{said}");
}

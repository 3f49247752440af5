//! Mailboxes at other servers: a real Dovecot, and a server that misbehaves on purpose. Every message comes in once,
//! whatever dies in between, and what is wrong with one mailbox is nothing to the other.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{BufRead as _, BufReader},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use valta_store::{Db, DbSettings, Fault, inbox, mailbox};

use crate::house::{Folder, Served, databases, skip, tool, verified};

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port()
}

fn letter(number: usize) -> String {
    format!(
        "From: Aino {number} <aino{number}@asiakas.example>\r\nTo: palvelu@valta.example\r\n\
         Subject: Asia numero {number}\r\nMessage-ID: <imap-{number}@asiakas.example>\r\n\r\nViesti {number}.\r\n"
    )
}

/// A Dovecot of its own, whose users' mail lies in folders.
struct Dovecot {
    child: Child,
    folder: Folder,
    port: u16,
    secure_port: u16,
}

impl Dovecot {
    fn start(test: &str) -> Option<Dovecot> {
        if Command::new("dovecot").arg("--version").output().is_err() {
            skip(test, "no Dovecot here: apt-get install dovecot-imapd");
            return None;
        }
        let folder = Folder::new("dovecot");
        let at = folder.path().display();
        let (port, secure_port) = (free_port(), free_port());
        // Somebody else than root must be able to write there.
        allow_all(folder.path());
        std::fs::create_dir(folder.path().join("mail")).expect("a folder");
        allow_all(&folder.path().join("mail"));
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
            ])
            .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args(["-keyout", &format!("{at}/key.pem"), "-out", &format!("{at}/cert.pem")])
            .stderr(Stdio::null())
            .status();
        assert!(made.is_ok_and(|made| made.success()), "openssl makes a certificate");
        let me = Command::new("id").arg("-un").output().expect("who this is");
        let me = String::from_utf8_lossy(&me.stdout).trim().to_owned();
        let (inner, login, mail) = if me == "root" {
            ("dovecot", "dovenull", "nobody")
        } else {
            (me.as_str(), me.as_str(), me.as_str())
        };
        let config = format!(
            "base_dir = {at}/run\nstate_dir = {at}/run\nlog_path = {at}/log\nprotocols = imap\nlisten = 127.0.0.1\n\
             ssl = yes\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\ndisable_plaintext_auth = no\n\
             default_internal_user = {inner}\ndefault_login_user = {login}\nfirst_valid_uid = 0\n\
             mail_location = maildir:{at}/mail/%u\n\
             passdb {{\n  driver = static\n  args = password=salainen\n}}\n\
             userdb {{\n  driver = static\n  args = uid={mail} gid={mail_group} home={at}/mail/%u\n}}\n\
             service imap-login {{\n  inet_listener imap {{\n    port = {port}\n  }}\n\
             inet_listener imaps {{\n    port = {secure_port}\n    ssl = yes\n  }}\n}}\n",
            mail_group = if mail == "nobody" { "nogroup" } else { mail },
        );
        let path = folder.path().join("dovecot.conf");
        std::fs::write(&path, config).expect("written");
        let child = Command::new("dovecot")
            .arg("-F")
            .arg("-c")
            .arg(&path)
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let dovecot = Dovecot { child, folder, port, secure_port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "{}", dovecot.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(dovecot)
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The folder of a user's folder; the empty name is where mail comes in.
    fn maildir(&self, user: &str, name: &str) -> PathBuf {
        self.folder.path().join("mail").join(user).join(name)
    }

    fn deliver(&self, user: &str, number: usize, raw: &[u8]) {
        let folder = self.maildir(user, "");
        for part in ["", "cur", "new", "tmp"] {
            let part = folder.join(part);
            if std::fs::create_dir(&part).is_ok() {
                allow_all(&part);
            }
        }
        let (tmp, new) = (
            folder.join(format!("tmp/{number}")),
            folder.join(format!("new/{}.M{number}.test", 1_700_000_000 + number)),
        );
        std::fs::write(&tmp, raw).expect("written");
        std::fs::rename(tmp, new).expect("delivered");
    }

    fn lies_in(&self, user: &str, name: &str) -> usize {
        ["cur", "new"]
            .iter()
            .filter_map(|part| std::fs::read_dir(self.maildir(user, name).join(part)).ok())
            .map(Iterator::count)
            .sum()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn allow_all(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o777)).expect("allowed");
}

/// A server that misbehaves in the ways named, with so many messages.
struct Bad {
    child: Child,
    port: u16,
    _folder: Folder,
    log: Arc<Mutex<Vec<String>>>,
}

impl Bad {
    fn start(tool: &Path, messages: std::ops::Range<usize>, modes: &[&str]) -> Bad {
        Bad::start_at(tool, free_port(), messages, modes)
    }

    fn start_at(tool: &Path, port: u16, messages: std::ops::Range<usize>, modes: &[&str]) -> Bad {
        let folder = Folder::new("badimap");
        for number in messages {
            std::fs::write(folder.path().join(format!("{number:04}.eml")), letter(number)).expect("written");
        }
        let mut child = Command::new("python3")
            .arg(tool)
            .arg(port.to_string())
            .arg(folder.path())
            .args(modes)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 starts");
        let mut words = BufReader::new(child.stdout.take().expect("its words"));
        words.read_line(&mut String::new()).expect("it is up");
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&log);
        std::thread::spawn(move || {
            words.lines().map_while(Result::ok).for_each(|line| lines.lock().expect("alone").push(line));
        });
        Bad { child, port, _folder: folder, log }
    }

    fn said(&self) -> Vec<String> {
        self.log.lock().expect("alone").clone()
    }
}

impl Drop for Bad {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The operator's file: each mailbox with its port and the rest of its lines.
fn configured(folder: &Folder, mailboxes: &[(&str, u16, &str)]) -> String {
    let mut text = String::new();
    for (name, port, rest) in mailboxes {
        let _ = write!(
            text,
            "[mail.mailboxes.{name}]\nhost = \"localhost\"\nport = {port}\nuser = \"{name}\"\npassword = \"salainen\"\n\
             timeout_seconds = 2\n{rest}\n"
        );
    }
    let path = folder.path().join("valta.toml");
    std::fs::write(&path, text).expect("written");
    path.display().to_string()
}

const MOVED: &str = "tls = \"off\"\ndone = \"Valmiit\"\npoll_seconds = 1";
const MARKED: &str = "tls = \"off\"\npoll_seconds = 1";

fn look<T: Send + 'static>(database: &str, ask: fn(&mut valta_store::Tx<'_>) -> Result<T, Fault>) -> T {
    let db = Db::open(database, &DbSettings::default()).expect("open");
    let found = db.read_blocking(ask).unwrap_or_else(|fault: Fault| panic!("{fault}"));
    db.close();
    found
}

/// The next one need not wait until the lease of the dead one runs out.
fn forget_leases(database: &str) {
    let db = Db::open(database, &DbSettings::default()).expect("open");
    db.write_blocking(|tx| tx.execute("update mailboxes set lease = null", &[]).map(drop)).expect("written");
    db.close();
}

/// How many messages are here by what became of them.
fn fates(database: &str) -> BTreeMap<&'static str, i64> {
    look(database, inbox::counts)
        .into_iter()
        .filter(|(_, many)| *many > 0)
        .map(|(fate, many)| (fate.code(), many))
        .collect()
}

/// Until it holds; what is asked for longer than that fails with the words.
#[track_caller]
fn until(what: &str, within: u64, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(within), "not within {within} s: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn five_hundred_letters_come_once_although_the_program_dies() {
    let Some(dovecot) = Dovecot::start("imap-dovecot") else { return };
    for (round, (database, _keep)) in databases("imap").into_iter().enumerate() {
        let folder = Folder::new("imap-config");
        let user = ["eka", "toka"][round];
        for number in 0..500 {
            dovecot.deliver(user, number, letter(number).as_bytes());
        }
        let config = configured(&folder, &[(user, dovecot.port, MOVED)]);
        let mut kills = 0;
        while dovecot.lies_in(user, ".Valmiit") < 450 && kills < 50 {
            let mut node = Served::start_with(&database, &["--config", &config]);
            std::thread::sleep(Duration::from_millis(40 + 37 * (kills % 9)));
            node.kill();
            kills += 1;
            forget_leases(&database);
        }
        assert!(kills > 1, "it was never interrupted");
        let node = Served::start_with(&database, &["--config", &config]);
        until("all are put away", 60, || dovecot.lies_in(user, ".Valmiit") == 500);
        until("all are filed", 60, || fates(&database) == BTreeMap::from([("filed", 500)]));
        assert_eq!(dovecot.lies_in(user, ""), 0, "{}", dovecot.log());
        drop(node);
        verified(&database);
        let line = look(&database, mailbox::all).remove(0);
        assert_eq!((line.trouble.as_deref(), line.not_here()), (None, (0, None)));
    }
}

#[test]
fn a_letter_rings_and_is_marked_under_tls() {
    let Some(dovecot) = Dovecot::start("imap-tls") else { return };
    let (database, _keep) = databases("imap-tls").remove(0);
    let folder = Folder::new("imap-config");
    let authority =
        format!("authority = \"{}\"\npoll_seconds = 3600", dovecot.folder.path().join("cert.pem").display());
    let (wrapped, starttls) =
        (format!("tls = \"wrapped\"\n{authority}"), format!("tls = \"starttls\"\n{authority}"));
    for user in ["eka", "toka"] {
        dovecot.deliver(user, 1, letter(usize::from(user == "toka")).as_bytes());
    }
    let mailboxes =
        [("eka", dovecot.secure_port, wrapped.as_str()), ("toka", dovecot.port, starttls.as_str())];
    let config = configured(&folder, &mailboxes);
    let node = Served::start_with(&database, &["--config", &config]);
    until("both are filed", 20, || fates(&database) == BTreeMap::from([("filed", 2)]));
    // The next look by the clock is an hour away: the server rings.
    std::thread::sleep(Duration::from_secs(1));
    dovecot.deliver("toka", 2, letter(2).as_bytes());
    dovecot.deliver("eka", 3, letter(3).as_bytes());
    until("both have rung", 10, || fates(&database) == BTreeMap::from([("filed", 4)]));
    drop(node);
    // Nothing is moved, nothing is read, and nothing comes twice.
    assert_eq!((dovecot.lies_in("eka", ""), dovecot.lies_in("toka", "")), (2, 2));
    let keywords = std::fs::read_to_string(dovecot.maildir("eka", "dovecot-keywords")).unwrap_or_default();
    assert!(keywords.contains("Valta"), "{keywords:?}");
    forget_leases(&database);
    let node = Served::start_with(&database, &["--config", &config]);
    dovecot.deliver("eka", 4, letter(4).as_bytes());
    until("one more", 20, || fates(&database) == BTreeMap::from([("filed", 5)]));
    drop(node);
}

#[test]
fn whatever_the_server_does_every_message_comes_once() {
    let Some(tool) = tool("imap-bad", "badimap.py") else { return };
    for modes in [
        &["nouid"][..],
        &["diestore"],
        &["dienostore"],
        &["dieafter=1"],
        &["validity", "byebye"],
        &["append=3"],
        &["nonext"],
        &["slow=20"],
        &["hang"],
    ] {
        let bad = Bad::start(&tool, 0..6, modes);
        let (database, _keep) = databases("imap-bad").remove(0);
        let folder = Folder::new("imap-config");
        let node = Served::start_with(
            &database,
            &["--config", &configured(&folder, &[("palvelu", bad.port, MOVED)])],
        );
        let said = || format!("{modes:?}: {:?} {:#?}", fates(&database), bad.said());
        let begun = Instant::now();
        while fates(&database) != BTreeMap::from([("filed", 6)]) {
            assert!(begun.elapsed() < Duration::from_secs(90), "{}", said());
            std::thread::sleep(Duration::from_millis(200));
        }
        drop(node);
        // Nothing is asked for over and over: each time something came of it, or the server broke off.
        let bodies = bad.said().iter().filter(|line| line.contains("BODY.PEEK[]")).count();
        assert!((1..=12).contains(&bodies), "{bodies} times: {}", said());
        assert!(
            !bad.said().iter().any(|line| line.contains("EXPUNGE") || line.contains("Deleted")),
            "{}",
            said()
        );
        verified(&database);
    }
}

#[test]
fn what_is_wrong_with_one_mailbox_is_nothing_to_the_other() {
    let Some(tool) = tool("imap-beside", "badimap.py") else { return };
    let bad = Bad::start(&tool, 0..3, &["literalbomb"]);
    let good = Bad::start(&tool, 10..13, &["nomove"]);
    let nowhere = free_port();
    for (database, _keep) in databases("imap-beside") {
        let folder = Folder::new("imap-config");
        let mailboxes = [("paha", bad.port, MOVED), ("hyva", good.port, MARKED), ("poissa", nowhere, MARKED)];
        let node = Served::start_with(&database, &["--config", &configured(&folder, &mailboxes)]);
        until("the good one is in", 10, || fates(&database) == BTreeMap::from([("filed", 3)]));
        let troubles = || {
            let lines = look(&database, mailbox::all).into_iter();
            lines.map(|line| (line.name, line.trouble.unwrap_or_default())).collect::<Vec<_>>()
        };
        let expected = [("hyva", ""), ("paha", "garbled"), ("poissa", "unreached")];
        let expected = expected.map(|(name, trouble)| (name.to_owned(), trouble.to_owned()));
        until("the troubles are known", 20, || troubles() == expected);
        // It comes back by itself.
        let late = Bad::start_at(&tool, nowhere, 20..22, &[]);
        until("the late one is in", 30, || fates(&database) == BTreeMap::from([("filed", 5)]));
        until("its trouble is over", 10, || {
            look(&database, mailbox::all).iter().any(|line| line.name == "poissa" && line.trouble.is_none())
        });
        drop(late);
        drop(node);
    }
    assert!(
        good.said().iter().any(|line| line.contains("UID STORE") && line.contains("Valta")),
        "{:#?}",
        good.said()
    );
}

#[test]
fn what_is_too_large_stays_there_and_is_counted() {
    let Some(dovecot) = Dovecot::start("imap-large") else { return };
    let (database, _keep) = databases("imap-large").remove(0);
    let folder = Folder::new("imap-config");
    let mut large = letter(1).into_bytes();
    large.extend(std::iter::repeat_n(b"palstat ja rivit\r\n", 1_700_000).flatten());
    dovecot.deliver("eka", 1, &large);
    dovecot.deliver("eka", 2, letter(2).as_bytes());
    let node =
        Served::start_with(&database, &["--config", &configured(&folder, &[("eka", dovecot.port, MOVED)])]);
    until("the other one is in", 20, || fates(&database) == BTreeMap::from([("filed", 1)]));
    until("it is counted", 20, || {
        let line = look(&database, mailbox::all).remove(0);
        matches!(line.left.as_slice(), [left] if left.reason == "too_large" && left.largest > 30_000_000)
    });
    assert_eq!((dovecot.lies_in("eka", ""), dovecot.lies_in("eka", ".Valmiit")), (1, 1));
    drop(node);
}

/// Whoever asks for a token gets one; what they asked with is told.
fn tokens() -> (u16, Arc<Mutex<Vec<String>>>) {
    use std::io::{Read as _, Write as _};
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut request = Vec::new();
            let mut some = [0; 4096];
            while !String::from_utf8_lossy(&request).contains("grant_type=") {
                match stream.read(&mut some) {
                    Ok(0) | Err(_) => break,
                    Ok(many) => request.extend_from_slice(&some[..many]),
                }
            }
            heard.lock().expect("alone").push(String::from_utf8_lossy(&request).into_owned());
            let body = r#"{"access_token": "kulkulupa", "token_type": "Bearer", "expires_in": 3599}"#;
            let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        }
    });
    (port, asked)
}

#[test]
fn a_token_opens_a_mailbox_in_place_of_a_password() {
    let Some(tool) = tool("imap-token", "badimap.py") else { return };
    let bad = Bad::start(&tool, 0..2, &[]);
    let (port, asked) = tokens();
    let (database, _keep) = databases("imap-token").remove(0);
    let folder = Folder::new("imap-config");
    let path = folder.path().join("valta.toml");
    let text = format!(
        "[mail.mailboxes.palvelu]\nhost = \"localhost\"\nport = {}\ntls = \"off\"\nuser = \"palvelu\"\n\
         [mail.mailboxes.palvelu.oauth]\ntoken_url = \"http://localhost:{port}/token\"\nclient_id = \"talo\"\n\
         client_secret = \"salai&nen\"\nrefresh_token = \"uusi\"\n\
         [outgoing]\nallow = [\"localhost:{port}\"]\n",
        bad.port
    );
    std::fs::write(&path, text).expect("written");
    let node = Served::start_with(&database, &["--config", &path.display().to_string()]);
    until("both are in", 20, || fates(&database) == BTreeMap::from([("filed", 2)]));
    drop(node);
    let asked = asked.lock().expect("alone").join("\n");
    for part in ["POST /token", "client_secret=salai%26nen", "refresh_token=uusi", "grant_type=refresh_token"]
    {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    assert!(bad.said().iter().any(|line| line.contains("AUTHENTICATE XOAUTH2")), "{:#?}", bad.said());
}

/// A server of a few words: what it refuses, at which message it hangs up, and what lies there.
struct Scripted {
    port: u16,
    said: Arc<Mutex<Vec<String>>>,
    there: Arc<Mutex<BTreeMap<u32, String>>>,
}

impl Scripted {
    fn start(letters: std::ops::Range<usize>, refuses: &'static str, hangs_up_at: Option<u32>) -> Scripted {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let letters = letters.map(|number| (u32::try_from(number).expect("a few"), letter(number)));
        let there = Arc::new(Mutex::new(letters.collect::<BTreeMap<_, _>>()));
        let said = Arc::new(Mutex::new(Vec::new()));
        let (lies, heard) = (Arc::clone(&there), Arc::clone(&said));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (lies, heard) = (Arc::clone(&lies), Arc::clone(&heard));
                std::thread::spawn(move || Scripted::talk(&stream, refuses, hangs_up_at, &lies, &heard));
            }
        });
        Scripted { port, said, there }
    }

    fn talk(
        mut stream: &TcpStream,
        refuses: &str,
        hangs_up_at: Option<u32>,
        there: &Mutex<BTreeMap<u32, String>>,
        said: &Mutex<Vec<String>>,
    ) -> Option<()> {
        use std::io::Write as _;
        stream.write_all(b"* OK hei\r\n").ok()?;
        let mut listens = String::new();
        for line in BufReader::new(stream).lines() {
            let line = line.ok()?;
            let (tag, command) = line.split_once(' ').unwrap_or(("", &line));
            said.lock().ok()?.push(command.to_owned());
            if command.starts_with(refuses) {
                stream.write_all(format!("{tag} NO [SERVERBUG] ei nyt\r\n").as_bytes()).ok()?;
                continue;
            }
            let all = there.lock().ok()?.clone();
            let asked = |set: &str| -> Vec<u32> {
                let parts = set.split(',').filter_map(|part| {
                    let (from, to) = part.split_once(':').unwrap_or((part, part));
                    Some(from.parse::<u32>().ok()?..=to.parse::<u32>().ok()?)
                });
                parts.flatten().filter(|uid| all.contains_key(uid)).collect()
            };
            let words: Vec<&str> = command.split(' ').collect();
            match words.as_slice() {
                ["CAPABILITY"] => stream.write_all(b"* CAPABILITY IMAP4rev1 IDLE MOVE\r\n").ok()?,
                ["SELECT", _] => stream.write_all(b"* OK [UIDVALIDITY 7] v\r\n").ok()?,
                ["UID", "SEARCH", ..] => {
                    let uids: Vec<String> = all.keys().map(u32::to_string).collect();
                    stream.write_all(format!("* SEARCH {}\r\n", uids.join(" ")).as_bytes()).ok()?;
                }
                ["UID", "FETCH", set, "(UID", "BODY.PEEK[])"] => {
                    for uid in asked(set) {
                        if hangs_up_at == Some(uid) {
                            return stream.shutdown(std::net::Shutdown::Both).ok();
                        }
                        let raw = &all[&uid];
                        let answer =
                            format!("* {uid} FETCH (UID {uid} BODY[] {{{}}}\r\n{raw})\r\n", raw.len());
                        stream.write_all(answer.as_bytes()).ok()?;
                    }
                }
                ["UID", "FETCH", set, ..] => {
                    for uid in asked(set) {
                        let size = all[&uid].len();
                        let answer = format!("* {uid} FETCH (UID {uid} RFC822.SIZE {size})\r\n");
                        stream.write_all(answer.as_bytes()).ok()?;
                    }
                }
                ["UID", "MOVE", set, ..] => {
                    for uid in asked(set) {
                        there.lock().ok()?.remove(&uid);
                    }
                }
                ["IDLE"] => {
                    stream.write_all(b"+ kuuntelen\r\n").ok()?;
                    tag.clone_into(&mut listens);
                    continue;
                }
                _ => {}
            }
            let tag = if line == "DONE" { &listens } else { tag };
            stream.write_all(format!("{tag} OK valmis\r\n").as_bytes()).ok()?;
        }
        Some(())
    }

    fn heard(&self, command: &str) -> usize {
        self.said.lock().expect("alone").iter().filter(|said| said.starts_with(command)).count()
    }
}

#[test]
fn a_message_that_breaks_the_talk_blocks_none_of_its_neighbours() {
    let server = Scripted::start(1..40, "nothing", Some(20));
    for (database, _keep) in databases("imap-poison") {
        let folder = Folder::new("imap-config");
        let config = configured(&folder, &[("palvelu", server.port, MOVED)]);
        let node = Served::start_with(&database, &["--config", &config]);
        until("all but one are in", 60, || fates(&database).get("filed") == Some(&38));
        let left = || look(&database, mailbox::all).remove(0).left;
        until("one is counted", 10, || left().iter().map(|left| left.many).sum::<i64>() == 1);
        assert_eq!(server.there.lock().expect("alone").len(), 1);
        // Somebody reads it there and takes it away: nothing is left.
        server.there.lock().expect("alone").clear();
        until("nothing is left", 30, || left().is_empty());
        drop(node);
        // As it was, for the other database.
        *server.there.lock().expect("alone") =
            (1..40).map(|number| (number, letter(usize::try_from(number).expect("a few")))).collect();
    }
}

#[test]
fn what_a_server_refuses_is_said_and_not_taken_for_an_answer() {
    let (search, moving) =
        (Scripted::start(1..3, "UID SEARCH", None), Scripted::start(3..5, "UID MOVE", None));
    let idle = Scripted::start(5..7, "IDLE", None);
    let (database, _keep) = databases("imap-refused").remove(0);
    let folder = Folder::new("imap-config");
    let mailboxes = [("a", search.port, MOVED), ("b", moving.port, MOVED), ("c", idle.port, MOVED)];
    let node = Served::start_with(&database, &["--config", &configured(&folder, &mailboxes)]);
    // What cannot be put away is here all the same.
    until("four are in", 20, || fates(&database) == BTreeMap::from([("filed", 4)]));
    let lines = || look(&database, mailbox::all);
    until("all is said", 20, || {
        lines().iter().map(|line| line.trouble.as_deref()).collect::<Vec<_>>()
            == [Some("refused"), Some("refused"), None]
    });
    let [never, moved, polled] = lines().try_into().expect("three");
    assert_eq!((never.looked_at, never.trouble_words.as_deref()), (None, Some("search: [SERVERBUG] ei nyt")));
    assert!(moved.looked_at.is_some() && polled.looked_at.is_some());
    // Since when it is refused stays, however often it is tried; and who refuses to ring is looked into by the clock.
    let (since, looks) = (moved.trouble_since, idle.heard("UID SEARCH"));
    std::thread::sleep(Duration::from_secs(6));
    assert_eq!(lines()[1].trouble_since, since);
    assert!(idle.heard("UID SEARCH") >= looks + 2, "{looks}");
    assert!(idle.heard("LOGIN") == 1 && search.heard("LOGIN") <= 4, "{}", search.heard("LOGIN"));
    drop(node);
}

#[test]
fn one_program_looks_into_a_mailbox_and_another_takes_over() {
    let server = Scripted::start(1..3, "nothing", None);
    for (database, _keep) in databases("imap-lease") {
        let folder = Folder::new("imap-config");
        let config = configured(&folder, &[("palvelu", server.port, MOVED)]);
        let before = server.heard("LOGIN");
        let mut first = Served::start_with(&database, &["--config", &config]);
        until("two are in", 20, || fates(&database) == BTreeMap::from([("filed", 2)]));
        let second = Served::start_with(&database, &["--config", &config]);
        std::thread::sleep(Duration::from_secs(12));
        assert_eq!(server.heard("LOGIN") - before, 1, "only one of them looks");
        first.kill();
        server.there.lock().expect("alone").insert(9, letter(9));
        until("the other has taken over", 60, || fates(&database) == BTreeMap::from([("filed", 3)]));
        assert_eq!(server.heard("LOGIN") - before, 2);
        drop(second);
        *server.there.lock().expect("alone") =
            (1..3).map(|number| (number, letter(usize::try_from(number).expect("a few")))).collect();
    }
}

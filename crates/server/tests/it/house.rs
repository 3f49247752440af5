//! A running `valta`, what it said, and the ways to talk to it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;

/// The program, with nothing of this environment in it but what it is given.
pub(crate) fn valta() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_valta"));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("VALTA_")) {
            command.env_remove(name);
        }
    }
    command.current_dir(std::env::temp_dir());
    command
}

/// Runs a command of the program to its end: exit code, and what it said on both ways.
pub(crate) fn run(database: &str, arguments: &[&str], input: Option<&[u8]>) -> (i32, String) {
    let mut child = valta()
        .env("VALTA_DATABASE", database)
        .env("VALTA_LOG", "error")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input.unwrap_or_default());
    }
    let Output { status, stdout, stderr } = child.wait_with_output().expect("the program ends");
    let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    (status.code().unwrap_or(-1), said)
}

/// The record is whole, or the test fails with what `verify` says.
#[track_caller]
pub(crate) fn verified(database: &str) -> String {
    let (code, said) = run(database, &["verify"], None);
    assert_eq!(code, 0, "verify: {said}");
    said
}

/// A folder of its own, gone at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Folder {
        let unique = format!("valta-it-{name}-{}-{}", std::process::id(), valta_desk::fresh_id());
        let folder = std::env::temp_dir().join(unique);
        std::fs::create_dir_all(&folder).expect("a folder");
        Folder(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn database(&self) -> String {
        format!("sqlite://{}", self.0.join("valta.db").display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A `valta demo` that said where it is.
pub(crate) struct Demo {
    child: Child,
    pub(crate) said: Value,
}

impl Demo {
    pub(crate) fn start(arguments: &[&str]) -> Demo {
        let mut child = valta()
            .args(["demo", "--json", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the demo starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its words")).read_line(&mut line).expect("one line");
        let said = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line:?}"));
        Demo { child, said }
    }

    pub(crate) fn url(&self) -> &str {
        self.said["url"].as_str().expect("url")
    }

    pub(crate) fn lmtp(&self) -> &str {
        self.said["lmtp"].as_str().expect("lmtp")
    }

    pub(crate) fn database(&self) -> &str {
        self.said["database"].as_str().expect("database")
    }

    /// The first person of a role: address, password, token.
    pub(crate) fn person(&self, role: &str) -> (String, String, String) {
        let agents = self.said["agents"].as_array().expect("agents");
        let agent = agents.iter().find(|agent| agent["role"] == role).expect("somebody of that role");
        let text = |name: &str| agent[name].as_str().expect("text").to_owned();
        (text("email"), text("password"), text("token"))
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A `valta serve` on a database that is there already, as one of perhaps several.
pub(crate) struct Served {
    child: Child,
    url: String,
}

impl Served {
    pub(crate) fn start(database: &str) -> Served {
        Served::start_with(database, &[])
    }

    pub(crate) fn start_with(database: &str, arguments: &[&str]) -> Served {
        Served::start_at(database, "127.0.0.1:0", arguments)
    }

    /// Where it was before, so that who knew it finds it again.
    pub(crate) fn start_at(database: &str, listen: &str, arguments: &[&str]) -> Served {
        let mut child = valta()
            .env("VALTA_DATABASE", database)
            .env("VALTA_LISTEN", listen)
            .env("VALTA_LOG", "valta=info")
            .env("NO_COLOR", "1")
            .args(arguments)
            .arg("serve")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut words = BufReader::new(child.stderr.take().expect("its words"));
        let mut said = String::new();
        let address = loop {
            let begun = said.len();
            let more = words.read_line(&mut said).expect("a line");
            assert!(more > 0, "the program ended: {said}");
            if let Some((_, after)) = said[begun..].split_once("address=") {
                break after.split_whitespace().next().expect("an address").to_owned();
            }
        };
        // What it says later is passed on, so that it never waits for somebody to listen.
        std::thread::spawn(move || words.lines().map_while(Result::ok).for_each(|line| eprintln!("{line}")));
        Served { child, url: format!("http://{address}") }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.kill();
    }
}

/// One call of the API: status and body.
pub(crate) fn call(url: &str, token: &str, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let key = valta_desk::fresh_id().to_string();
    Sent::new(url, token, &key, method, path, body).and_then(Sent::answer).expect("an answer")
}

/// A request that was sent whole, and whose answer nobody has read yet.
pub(crate) struct Sent(TcpStream);

impl Sent {
    /// None where nobody takes it.
    pub(crate) fn new(
        url: &str,
        token: &str,
        key: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Option<Sent> {
        let address = url.trim_start_matches("http://").replace("localhost", "127.0.0.1");
        let mut stream = TcpStream::connect(&address).ok()?;
        stream.set_read_timeout(Some(Duration::from_mins(1))).ok()?;
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
             connection: close\r\ncontent-type: application/json\r\nidempotency-key: {key}\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).ok()?;
        Some(Sent(stream))
    }

    /// Until the first byte of the answer is there; dropped then, the answer is lost.
    pub(crate) fn wait(&self) {
        let _ = self.0.peek(&mut [0]);
    }

    /// Status and body; none where the line broke before all of it had come.
    pub(crate) fn answer(mut self) -> Option<(u16, Value)> {
        let mut answer = Vec::new();
        self.0.read_to_end(&mut answer).ok()?;
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let (head, body) = answer.split_at(end);
        let head = String::from_utf8_lossy(head).to_lowercase();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: Option<usize> = length.and_then(|length| length.trim().parse().ok());
        let body = match length {
            Some(length) => (body.len() == length).then(|| body.to_vec())?,
            None if head.contains("transfer-encoding: chunked") => {
                body.ends_with(b"0\r\n\r\n").then(|| unchunked(body))?
            }
            None => body.to_vec(),
        };
        Some((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }
}

fn unchunked(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = chunks.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(String::from_utf8_lossy(&chunks[..end]).trim(), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        body.extend_from_slice(&chunks[end + 2..end + 2 + size]);
        chunks = &chunks[end + 4 + size..];
    }
    body
}

/// A tool that misbehaves on purpose; where it is missing, the test says so and stops.
pub(crate) fn tool(test: &str, name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/tools").join(name);
    if !path.is_file() {
        skip(test, "the shared tools are not beside the project");
        return None;
    }
    Some(path)
}

/// The shared mail corpus; where it is missing, the test says so and stops.
pub(crate) fn corpus(test: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("VALTA_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let mail = shared.join("mail");
    if mail.is_dir() {
        return Some(mail);
    }
    skip(test, "the shared mail corpus is not beside the project; set VALTA_CORPUS to its data folder");
    None
}

pub(crate) fn skip(test: &str, why: &str) {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    let folder = target.join("skipped");
    let _ = std::fs::create_dir_all(&folder);
    let _ = std::fs::write(folder.join(test), why);
    eprintln!("{test} is skipped: {why}");
}

/// The databases there are here, by URL, with what keeps them alive.
pub(crate) fn databases(name: &str) -> Vec<(String, Box<dyn std::any::Any>)> {
    let folder = Folder::new(name);
    let mut databases: Vec<(String, Box<dyn std::any::Any>)> = vec![(folder.database(), Box::new(folder))];
    if let Some(postgres) = valta_store::testing::TestDb::postgres() {
        databases.push((postgres.url().to_owned(), Box::new(postgres)));
    }
    databases
}

//! `valta bench`: one table, each figure beside the limit it should be read against, measured in the same
//! run on the same machine. Servers under measurement are processes of their own.

#![expect(clippy::cast_precision_loss, reason = "rates are shown to three digits")]

mod knowhow;
mod mandates;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use clap::Args;
use http_body_util::{BodyExt as _, Empty};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};
use valta_desk::{Arrived, Clock, Desk, NewAgent};
use valta_domain::{Actor, agent::Role};
use valta_store::{Db, DbSettings, Fault, Scope, views};

use crate::{Failed, config::Config, say};

const PASSWORD: &str = "a password for the bench";
const EMAIL: &str = "bench@valta.example";
/// Messages that are kept and filed at the same time, so that commits are shared as they are in service.
const AT_ONCE: usize = 256;
const MOST_FILING: Duration = Duration::from_mins(20);

#[derive(Args)]
pub(crate) struct Bench {
    /// Cases in the database while pages are measured.
    #[arg(long, default_value_t = 100_000)]
    cases: usize,
    /// How long each page is asked for, in seconds.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// A PostgreSQL URL (an empty database) instead of the embedded one.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Only how soon it is known who knows, at so many solved cases.
    #[arg(long)]
    only_who_knows: bool,
    /// Where the embedded database is made; its disk is part of what is measured.
    #[arg(long, value_name = "DIR", default_value = "target/bench")]
    data: PathBuf,
    /// Be the bare web framework that pages are measured against, answering with so many bytes.
    #[arg(long, hide = true, value_name = "BYTES")]
    bare: Option<usize>,
}

impl Bench {
    pub(crate) async fn run(self, config: Config) -> Result<(), Failed> {
        if let Some(bytes) = self.bare {
            return bare(bytes).await;
        }
        let _ = std::fs::remove_dir_all(&self.data);
        std::fs::create_dir_all(&self.data)
            .map_err(|error| Failed::wrong(format!("{} cannot be made: {error}.", self.data.display())))?;
        let folder = self.data.canonicalize().map_err(|error| Failed::wrong(error.to_string()))?;
        let database = self
            .database
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", folder.join("valta.db").display()));
        let config = Config { database, log: "warn".into(), ..config };
        say(&format!("{} cases on {}\n", self.cases, config.database.split(':').next().unwrap_or_default()));
        say("| what | measured | limit in this run | share |");
        say("|---|---|---|---|");

        let raw = if self.only_who_knows { 0.0 } else { raw_commits(&self, &folder).await? };
        let db = config.open()?;
        let desk = Desk::new(db.clone(), config.settings("http://localhost".into())?, Clock::Wall);
        desk.set_up().await?;
        let password = desk.hash_password(PASSWORD.into()).await;
        let agent = NewAgent {
            name: "Bengt Bänk".into(),
            email: EMAIL.into(),
            role: Role::Agent,
            team: None,
            language: "fi".into(),
            password,
        };
        desk.add_agent(Actor::House, agent).await?;
        if self.only_who_knows {
            return knowhow::look_ups(&desk, self.cases).await;
        }
        self.filing(&desk, raw).await?;
        mandates::decisions()?;
        mandates::replay()?;
        mandates::grants(&desk, raw).await?;
        knowhow::look_ups(&desk, self.cases).await?;
        let numbers = sample(&desk).await?;
        drop(desk);
        db.close();

        let mut house = Served::start(&config, &folder).await?;
        line("start to first page", &format!("{} ms", house.started.as_millis()), "300 ms", "");
        let cookie = sign_in(house.address).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        line("memory at rest (RSS)", &format!("{} MB", house.memory_mb()), "80 MB", "");

        let cases: Vec<String> = numbers.iter().map(|number| format!("/cases/{number}")).collect();
        for (name, paths) in [("case page", cases), ("list page", vec!["/cases".to_owned()])] {
            let size = fetch(house.address, paths.first().map_or("/", String::as_str), &cookie).await?;
            let bare = Bare::start(size)?;
            for connections in [1, 8] {
                let time = Duration::from_secs(self.seconds);
                let limit = load(bare.address, &["/".to_owned()], &cookie, connections, time).await?;
                let ours = load(house.address, &paths, &cookie, connections, time).await?;
                line(
                    &format!("{name}, {connections} connections ({size} bytes)"),
                    &format!("{:.0}/s, p50 {:.2} ms, p99 {:.2} ms", ours.rate, ours.p50_ms, ours.p99_ms),
                    &format!("bare framework {:.0}/s, p99 {:.2} ms", limit.rate, limit.p99_ms),
                    &format!("{:.0} %", 100.0 * ours.rate / limit.rate),
                );
            }
        }
        line("memory after the load (RSS)", &format!("{} MB", house.memory_mb()), "", "");
        house.stop();
        Ok(())
    }

    /// Messages kept and filed, each durable before the next step counts.
    async fn filing(&self, desk: &Desk, raw: f64) -> Result<(), Failed> {
        let began = Instant::now();
        // As in service: some messages are being kept at the door while others are being filed.
        let (door, cases) = (desk.clone(), self.cases);
        let keeping = tokio::task::spawn(async move {
            let mut at_once = tokio::task::JoinSet::new();
            for number in 0..cases {
                while at_once.len() >= AT_ONCE {
                    at_once.join_next().await;
                }
                let door = door.clone();
                at_once.spawn(async move { door.keep(letter(number)).await });
            }
            at_once.join_all().await;
        });
        let mut filed = 0;
        while filed < self.cases && began.elapsed() < MOST_FILING {
            filed += desk.take_in_all().await?.filed;
        }
        keeping.await.map_err(|error| Failed::wrong(error.to_string()))?;
        if filed < self.cases {
            return Err(Failed::wrong(format!("{filed} messages were filed of {}.", self.cases)));
        }
        let rate = self.cases as f64 / began.elapsed().as_secs_f64();
        line(
            "messages kept and filed, durably",
            &format!("{rate:.0}/s"),
            &format!("single durable commits {raw:.0}/s"),
            &format!("{:.0} %", 100.0 * rate / raw),
        );
        Ok(())
    }
}

fn line(what: &str, measured: &str, limit: &str, share: &str) {
    say(&format!("| {what} | {measured} | {limit} | {share} |"));
}

/// How long things took, in order.
struct Taken(Vec<Duration>);

impl Taken {
    fn of(mut taken: Vec<Duration>) -> Taken {
        taken.sort();
        Taken(taken)
    }

    fn percent(&self, share: usize) -> Duration {
        self.0.get(self.0.len() * share / 100).copied().unwrap_or_default()
    }

    fn micros(&self) -> String {
        let at = |share| self.percent(share).as_nanos() as f64 / 1_000.0;
        format!("p50 {:.1} µs, p99 {:.1} µs", at(50), at(99))
    }

    fn millis(&self) -> String {
        let at = |share| self.percent(share).as_secs_f64() * 1_000.0;
        format!("p50 {:.2} ms, p99 {:.2} ms", at(50), at(99))
    }
}

/// A believable message of about two kilobytes from a customer of its own.
fn letter(number: usize) -> Arrived {
    let words = "Tilasin aamiaisen ennen lentoa, mutta se ei koskaan tullut koneeseen. ".repeat(12);
    let raw = format!(
        "Received: from mail.asiakas.example by mx.valta.example; Mon, 21 Sep 2026 09:00:00 +0300\r\n\
         From: Asiakas {number} <asiakas{number}@asiakas.example>\r\nTo: palvelu@valta.example\r\n\
         Subject: Tilaus {number} puuttuu\r\nMessage-ID: <bench-{number}@asiakas.example>\r\n\
         Date: Mon, 21 Sep 2026 09:00:00 +0300\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nHei!\r\n\r\n{words}\r\n\r\nTerveisin\r\nAsiakas {number}\r\n"
    );
    Arrived { raw: raw.into_bytes(), source: "import", sender: None, recipients: vec![] }
}

/// The database's own rate: one row a commit, one after the other, and many at a time.
async fn raw_commits(bench: &Bench, folder: &Path) -> Result<f64, Failed> {
    let url =
        bench.database.clone().unwrap_or_else(|| format!("sqlite://{}", folder.join("raw.db").display()));
    let db = Db::open(&url, &DbSettings::default())?;
    let table = |sql: &'static str| {
        let db = db.clone();
        async move { db.write(move |tx| -> Result<(), Fault> { tx.batch(sql) }).await }
    };
    table("create table bench_raw (number bigint, words text)").await?;
    let insert = |number: i64| {
        let db = db.clone();
        async move {
            db.write(move |tx| -> Result<_, Fault> {
                tx.execute(
                    "insert into bench_raw (number, words) values ($1, $2)",
                    valta_store::params![number, "a row of some forty letters, as rows often are"],
                )
            })
            .await
        }
    };
    let time = Duration::from_secs(3);
    let began = Instant::now();
    let mut single = 0_i64;
    while began.elapsed() < time {
        insert(single).await?;
        single += 1;
    }
    let single = single as f64 / began.elapsed().as_secs_f64();

    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let db = db.clone();
        tasks.spawn(async move {
            let mut done = 0_u64;
            while began.elapsed() < time {
                let inserted = db
                    .write(move |tx| -> Result<_, Fault> {
                        tx.execute(
                            "insert into bench_raw (number, words) values ($1, $2)",
                            valta_store::params![1, "a row of some forty letters, as rows often are"],
                        )
                    })
                    .await;
                done += u64::from(inserted.is_ok());
            }
            done
        });
    }
    let mut grouped = 0;
    while let Some(done) = tasks.join_next().await {
        grouped += done.unwrap_or(0);
    }
    let grouped = grouped as f64 / began.elapsed().as_secs_f64();
    table("drop table bench_raw").await?;
    db.close();
    line("the database: one row a durable commit, one task", &format!("{single:.0}/s"), "", "");
    line("the database: one row each, 64 tasks sharing commits", &format!("{grouped:.0}/s"), "", "");
    Ok(single)
}

async fn sample(desk: &Desk) -> Result<Vec<i64>, Failed> {
    let most = desk
        .reader()
        .look(|tx| {
            let filter = views::case::CaseFilter { limit: 1, ..Default::default() };
            Ok(views::case::list(tx, Scope::All, &filter)?.first().map_or(1, |case| case.number))
        })
        .await?;
    // Spread over the whole, in no order that a cache would like.
    Ok((0..2_000).map(|step: i64| 1 + (step * 7_919) % most).collect())
}

/// `valta serve` as a process of its own.
struct Served {
    child: Child,
    address: SocketAddr,
    started: Duration,
}

impl Served {
    async fn start(config: &Config, folder: &Path) -> Result<Served, Failed> {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = port.map_err(|error| Failed::wrong(error.to_string()))?;
        let file = folder.join("valta.toml");
        let text = format!("database = \"{}\"\nlisten = \"{address}\"\nlog = \"warn\"\n", config.database);
        std::fs::write(&file, text).map_err(|error| Failed::wrong(error.to_string()))?;
        let began = Instant::now();
        let child = ourselves()?
            .arg("--config")
            .arg(&file)
            .arg("serve")
            .spawn()
            .map_err(|error| Failed::wrong(error.to_string()))?;
        let mut served = Served { child, address, started: Duration::ZERO };
        while began.elapsed() < Duration::from_secs(30) {
            if fetch(address, "/login", "").await.is_ok() {
                served.started = began.elapsed();
                return Ok(served);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        served.stop();
        Err(Failed::wrong("The product did not start."))
    }

    fn memory_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kib = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok());
        kib.unwrap_or(0_u64) / 1024
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The bare web framework as a process of its own.
struct Bare {
    child: Child,
    address: SocketAddr,
}

impl Bare {
    fn start(bytes: usize) -> Result<Bare, Failed> {
        let mut child = ourselves()?
            .args(["bench", "--bare", &bytes.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Failed::wrong(error.to_string()))?;
        let mut address = String::new();
        if let Some(out) = child.stdout.take() {
            use std::io::BufRead as _;
            let _ = std::io::BufReader::new(out).read_line(&mut address);
        }
        let address = address.trim().parse().map_err(|_| Failed::wrong("The bare server did not start."))?;
        Ok(Bare { child, address })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ourselves() -> Result<Command, Failed> {
    std::env::current_exe().map(Command::new).map_err(|error| Failed::wrong(error.to_string()))
}

async fn bare(bytes: usize) -> Result<(), Failed> {
    let body = Bytes::from(vec![b'v'; bytes]);
    let pages = axum::Router::new().route("/", axum::routing::get(move || async move { body }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .map_err(|error| Failed::wrong(error.to_string()))?;
    let address = listener.local_addr().map_err(|error| Failed::wrong(error.to_string()))?;
    say(&address.to_string());
    axum::serve(listener, pages).await.map_err(|error| Failed::wrong(error.to_string()))
}

struct Loaded {
    rate: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// Asks over so many connections, each as fast as it is answered.
async fn load(
    address: SocketAddr,
    paths: &[String],
    cookie: &str,
    connections: usize,
    time: Duration,
) -> Result<Loaded, Failed> {
    let began = Instant::now();
    let mut asking = tokio::task::JoinSet::new();
    for place in 0..connections {
        let paths: Vec<String> = paths.to_vec();
        let cookie = cookie.to_owned();
        asking.spawn(async move {
            let mut sender = connect(address).await?;
            let mut taken = Vec::with_capacity(100_000);
            let mut next = place * 131;
            while began.elapsed() < time {
                let path = paths.get(next % paths.len()).map_or("/", String::as_str);
                next += 1;
                let asked = Instant::now();
                ask(&mut sender, path, &cookie).await?;
                taken.push(asked.elapsed());
            }
            Ok::<_, Failed>(taken)
        });
    }
    let mut taken = Vec::new();
    while let Some(asked) = asking.join_next().await {
        taken.extend(asked.map_err(|error| Failed::wrong(error.to_string()))??);
    }
    let elapsed = began.elapsed().as_secs_f64();
    taken.sort();
    let at =
        |share: usize| taken.get(taken.len() * share / 100).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    Ok(Loaded { rate: taken.len() as f64 / elapsed, p50_ms: at(50), p99_ms: at(99) })
}

type Sender = http1::SendRequest<Empty<Bytes>>;

async fn connect(address: SocketAddr) -> Result<Sender, Failed> {
    let wrong = |error: &dyn std::fmt::Display| Failed::wrong(format!("Asking failed: {error}."));
    let stream = TcpStream::connect(address).await.map_err(|error| wrong(&error))?;
    let _ = stream.set_nodelay(true);
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| wrong(&error))?;
    // It ends with its sender.
    drop(tokio::task::spawn(connection));
    Ok(sender)
}

async fn ask(sender: &mut Sender, path: &str, cookie: &str) -> Result<usize, Failed> {
    let wrong = |error: &dyn std::fmt::Display| Failed::wrong(format!("Asking for {path} failed: {error}."));
    let request = Request::get(path)
        .header("host", "localhost")
        .header("cookie", cookie)
        .body(Empty::new())
        .map_err(|error| wrong(&error))?;
    sender.ready().await.map_err(|error| wrong(&error))?;
    let answer = sender.send_request(request).await.map_err(|error| wrong(&error))?;
    let status = answer.status();
    let body = answer.into_body().collect().await.map_err(|error| wrong(&error))?.to_bytes();
    if !status.is_success() {
        return Err(wrong(&status));
    }
    Ok(body.len())
}

async fn fetch(address: SocketAddr, path: &str, cookie: &str) -> Result<usize, Failed> {
    ask(&mut connect(address).await?, path, cookie).await
}

/// The cookie of a browser that signed in.
async fn sign_in(address: SocketAddr) -> Result<String, Failed> {
    let wrong = || Failed::wrong("Signing in failed.");
    let form = format!("email={}&password={}", EMAIL.replace('@', "%40"), PASSWORD.replace(' ', "+"));
    let mut stream = TcpStream::connect(address).await.map_err(|_| wrong())?;
    let request = format!(
        "POST /login HTTP/1.1\r\nhost: localhost:{}\r\norigin: http://localhost:{}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        address.port(),
        address.port(),
        form.len()
    );
    stream.write_all(request.as_bytes()).await.map_err(|_| wrong())?;
    let mut answer = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut answer).await.map_err(|_| wrong())?;
    let answer = String::from_utf8_lossy(&answer);
    let cookie = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("set-cookie")
            .then(|| value.trim().split(';').next().unwrap_or_default().to_owned())
    });
    cookie.ok_or_else(wrong)
}

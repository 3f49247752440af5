//! A house with a few people, their tokens, and a clock that is moved by hand.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderValue, Request, StatusCode},
};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use valta_api::{ApiSettings, router};
use valta_desk::{Arrived, Clock, Desk, NewAgent, Settings};
use valta_domain::{Actor, AgentId, Timestamp, agent::Role, token::TokenScope};
use valta_store::{
    migrate::{Run, migrate},
    record,
    schema::MIGRATIONS,
    testing::TestDb,
};

/// 2027-03-01T12:00:00Z
pub(crate) const NOON: Timestamp = Timestamp(1_803_902_400_000_000);

pub(crate) struct House {
    pub(crate) desk: Desk,
    pub(crate) router: Router,
    /// Serves customers daily.
    pub(crate) aino: Person,
    pub(crate) lead: Person,
    /// Sees only what she owns or opened.
    pub(crate) cleo: Person,
}

pub(crate) struct Person {
    pub(crate) id: AgentId,
    pub(crate) token: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("-", |value| value.to_str().unwrap())
    }

    pub(crate) fn id(&self) -> String {
        self.json()["id"].as_str().unwrap_or_else(|| panic!("{}", self.sentence())).to_owned()
    }

    /// What a person would say of it: the status, and of a problem the code and the place.
    pub(crate) fn sentence(&self) -> String {
        let status = self.status.as_u16();
        if self.header("content-type") != "application/problem+json" {
            return status.to_string();
        }
        let told = self.json();
        for name in ["type", "title", "detail", "code"] {
            assert!(told[name].as_str().is_some_and(|text| !text.is_empty()), "{name} of {told}");
        }
        assert_eq!(told["status"], status);
        let text = |name: &str| told[name].as_str().map(|text| format!(" {text}")).unwrap_or_default();
        format!("{status}{}{}{}", text("code"), text("pointer"), text("parameter"))
    }
}

impl House {
    pub(crate) async fn new(db: &TestDb) -> House {
        House::with(db, ApiSettings::default()).await
    }

    pub(crate) async fn with(db: &TestDb, settings: ApiSettings) -> House {
        let db = db.db().clone();
        let migrated = db.clone();
        tokio::task::spawn_blocking(move || migrate(&migrated, MIGRATIONS, Run::Apply).unwrap())
            .await
            .unwrap();
        let desk = Desk::new(db, Settings::default(), Clock::hand(NOON));
        desk.set_up().await.unwrap();
        let aino = person(&desk, "Aino Esimerkki", "aino@valta.example", Role::Agent).await;
        let lead = person(&desk, "Leo Esimies", "leo@valta.example", Role::Lead).await;
        let cleo = person(&desk, "Cleo Kollega", "cleo@valta.example", Role::Colleague).await;
        let router = router(desk.clone(), settings);
        House { desk, router, aino, lead, cleo }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// A request line such as `POST /cases`, more header lines after it.
    pub(crate) fn request(line: &str, token: &str, body: impl Into<Body>) -> Request<Body> {
        let mut lines = line.lines().map(str::trim);
        let (method, path) = lines.next().unwrap().split_once(' ').unwrap();
        // `!` for what stands outside the prefix.
        let path = path.strip_prefix('!').map_or_else(|| format!("/api/v1{path}"), str::to_owned);
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut typed = method != "POST";
        for line in lines {
            let (name, value) = line.split_once(':').unwrap();
            let value = HeaderValue::from_bytes(value.trim().as_bytes()).unwrap();
            typed |= name.eq_ignore_ascii_case("content-type");
            request = request.header(name, value);
        }
        if !typed {
            request = request.header("content-type", "application/json");
        }
        request.body(body.into()).unwrap()
    }

    pub(crate) async fn ask(&self, who: &Person, line: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(House::request(line, &who.token, body)).await
    }

    /// On PostgreSQL an event is shown once every older transaction of the server has ended, other tests' too.
    pub(crate) async fn settled(&self) {
        for _ in 0..1_000 {
            let reader = self.desk.reader();
            let behind = reader.look(|tx| {
                let last =
                    tx.one("select coalesce(max(position), 0) from events", &[], |row| row.get::<i64>(0))?;
                Ok(record::last_position(tx)? < last)
            });
            if !behind.await.unwrap() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }

    pub(crate) async fn get(&self, who: &Person, path: &str) -> Answer {
        if path.starts_with("/events") {
            self.settled().await;
        }
        self.ask(who, &format!("GET {path}"), Value::Null).await
    }

    /// A case that Aino opened, of a customer with an address.
    pub(crate) async fn case(&self) -> String {
        self.ask(
            &self.aino,
            "POST /cases",
            json!({"channel": "phone", "subject": "Invoice 118 came twice", "body": "Wants one of them back.",
                "customer": {"name": "Vilma Esimerkki", "email": "vilma@example.net"}}),
        )
        .await
        .id()
    }

    /// Asks as Aino, and holds the answer against a sentence.
    #[track_caller]
    pub(crate) fn check(&self, line: &str, body: Value, sentence: &str) -> impl Future<Output = Answer> {
        let place = std::panic::Location::caller();
        let line = line.to_owned();
        let sentence = sentence.to_owned();
        async move {
            let answer = self.ask(&self.aino, &line, body.clone()).await;
            assert_eq!(answer.sentence(), sentence, "{line} {body} at {place}: {}", answer.text());
            answer
        }
    }
}

async fn person(desk: &Desk, name: &str, email: &str, role: Role) -> Person {
    let new = NewAgent {
        name: name.into(),
        email: email.into(),
        role,
        team: None,
        language: "en".into(),
        password: None,
    };
    let id = desk.add_agent(Actor::House, new).await.unwrap();
    let token = desk.add_token(id, "test".into(), TokenScope::Full).await.unwrap();
    Person { id, token }
}

/// An answer with what differs from run to run named instead: ids `#1`, `#2` in the order of appearance, the fields in
/// the order of their names.
pub(crate) fn named(value: &Value) -> String {
    fn walk(value: &mut Value, known: &mut Vec<String>) {
        match value {
            Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => {
                let at = known.iter().position(|id| id == text).unwrap_or_else(|| {
                    known.push(text.clone());
                    known.len() - 1
                });
                *text = format!("#{}", at + 1);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, known)),
            Value::Object(fields) => fields.values_mut().for_each(|field| walk(field, known)),
            _ => {}
        }
    }
    let mut value = value.clone();
    value.sort_all_objects();
    walk(&mut value, &mut Vec::new());
    serde_json::to_string_pretty(&value).unwrap()
}

impl House {
    /// A message comes in by mail and is filed.
    pub(crate) async fn arrive(&self, raw: &[u8]) {
        let arrived = Arrived {
            raw: raw.to_vec(),
            source: "lmtp",
            sender: None,
            recipients: vec!["palvelu@valta.example".into()],
        };
        self.desk.keep(arrived).await.unwrap();
        self.desk.take_in_all().await.unwrap();
    }
}

//! Money on its way out, on both databases, against a receiver that really listens: answers lost, refused and late,
//! a connector that is gone, a sender that is killed. The clock is moved by hand.

mod bank;
mod credit;
mod days;
mod finance;
mod gateway;
mod orders;

use std::{
    collections::{BTreeMap, VecDeque},
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use valta_domain::{
    CaseId, Currency, CustomerId, IdentityId, Money, RemedyId, agent::Role, contact::Channel,
    customer::IdentityKind, remedy::RemedyKind,
};
use valta_store::{
    db::Fault,
    migrate, outbox, schema,
    testing::each_backend,
    verify,
    views::{self, remedy::RemedyLine},
};

use super::{Again, Confirm};
use crate::{
    By, Clock, Debtor, Desk, GiveRemedy, NewCustomer, No, OpenCase, Outgoing, PaymentSettings, Reachable,
    Route, Settings, Webhook,
    tests::{START, join},
};

const SECRET: &str = "whsec_dHdlbnR5LWZvdXIgYnl0ZXMgYW5kIHNv";
/// A test waits so long for a receiver that does not answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the receiver does with a request.
#[derive(Clone, Copy, Debug)]
enum Answer {
    /// Does what it was asked, once for each id, and says so.
    Take,
    /// Does it, and hangs up without a word.
    TakeAndHangUp,
    /// Says this and does nothing.
    Say(u16),
    SayWith(u16, &'static str, &'static str),
}

#[derive(Clone, Debug)]
struct Heard {
    id: String,
    body: String,
}

/// A receiver as the standard wants it: it believes what is signed, and does one id once.
#[derive(Clone)]
struct Receiver {
    port: u16,
    /// What it does next; at the end it takes everything.
    script: Arc<Mutex<VecDeque<Answer>>>,
    heard: Arc<Mutex<Vec<Heard>>>,
    /// How often each id had an effect.
    effects: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Receiver {
    fn open() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let receiver = Receiver {
            port: listener.local_addr().expect("an address").port(),
            script: Arc::default(),
            heard: Arc::default(),
            effects: Arc::default(),
        };
        let serving = receiver.clone();
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let _ = serving.serve(socket);
            }
        });
        receiver
    }

    fn serve(&self, mut socket: TcpStream) -> std::io::Result<()> {
        socket.set_read_timeout(Some(Duration::from_secs(5)))?;
        let mut bytes = Vec::new();
        let mut part = [0; 4096];
        let (head, body) = loop {
            let read = socket.read(&mut part)?;
            if read == 0 {
                return Ok(());
            }
            bytes.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length: usize = header(head, "content-length").parse().expect("a length");
            if body.len() >= length {
                break (head.to_owned(), body.to_owned());
            }
        };
        assert!(head.starts_with("POST /hook HTTP/1.1\r\n"), "{head}");
        assert_eq!(header(&head, "content-type"), "application/json");
        let id = header(&head, "webhook-id");
        assert_eq!(
            header(&head, "webhook-signature"),
            signed(&id, &header(&head, "webhook-timestamp"), &body)
        );
        self.heard.lock().expect("heard").push(Heard { id: id.clone(), body });

        let answer = self.script.lock().expect("script").pop_front().unwrap_or(Answer::Take);
        if matches!(answer, Answer::Take | Answer::TakeAndHangUp) {
            self.effects.lock().expect("effects").entry(id).or_insert(1);
        }
        let answer = match answer {
            Answer::TakeAndHangUp => return Ok(()),
            Answer::Take => "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".to_owned(),
            Answer::Say(status) => format!("HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n"),
            Answer::SayWith(status, headers, body) => {
                format!("HTTP/1.1 {status} Said\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
            }
        };
        socket.write_all(answer.as_bytes())
    }

    fn will(&self, answers: &[Answer]) {
        self.script.lock().expect("script").extend(answers);
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("heard").clone()
    }

    fn effects(&self) -> BTreeMap<String, usize> {
        self.effects.lock().expect("effects").clone()
    }
}

fn header(head: &str, name: &str) -> String {
    let line = head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    line.unwrap_or_else(|| panic!("no {name} in {head}"))
}

fn signed(id: &str, at: &str, body: &str) -> String {
    let secret = STANDARD.decode(SECRET.trim_start_matches("whsec_")).expect("base 64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret).expect("a key");
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

struct House {
    desk: Desk,
    by: By,
    lead: By,
    receiver: Receiver,
}

/// Where refunds go in a test.
#[derive(Clone, Copy)]
enum Refunds {
    Webhook,
    Finance,
}

fn settings(receiver: &Receiver, refunds: Refunds) -> Settings {
    let outgoing = Outgoing { allow: vec![("127.0.0.1".into(), receiver.port)], ..Outgoing::default() };
    let url = format!("http://127.0.0.1:{}/hook", receiver.port);
    let billing = Webhook::new("billing", &url, &[SECRET.to_owned()], PATIENCE, None, &outgoing);
    let route = match refunds {
        Refunds::Webhook => Route::Webhook("billing".into()),
        Refunds::Finance => Route::Finance,
    };
    Settings {
        payments: PaymentSettings {
            routes: vec![(RemedyKind::Refund, route), (RemedyKind::Credit, Route::Credit)],
            webhooks: vec![billing.expect("a webhook")],
            debtor: Some(Debtor {
                name: "Revontuli Oy".into(),
                iban: "FI2112345600000785".into(),
                bic: Some("NDEAFIHH".into()),
            }),
        },
        outgoing,
        ..Settings::default()
    }
}

fn on_both<F: Future<Output = ()>>(refunds: Refunds, test: impl Fn(House) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("runtime");
    each_backend(|db| {
        runtime.block_on(async {
            migrate::migrate(db.db(), schema::MIGRATIONS, migrate::Run::Apply).expect("migrate");
            let receiver = Receiver::open();
            let desk = Desk::new(db.db().clone(), settings(&receiver, refunds), Clock::hand(START));
            desk.set_up().await.expect("set up");
            let by = join(&desk, "Aava Agentti", "aava@revontuli.example", Role::Agent).await;
            let lead = join(&desk, "Liisa Liidi", "liisa@revontuli.example", Role::Lead).await;
            test(House { desk: desk.clone(), by, lead, receiver }).await;
            let report = tokio::task::block_in_place(|| verify::verify(desk.db(), |_| ())).expect("verify");
            assert_eq!(report.findings, Vec::<String>::new(), "on {:?}", db.dialect());
        });
    });
}

impl House {
    async fn case(&self, customer: &str) -> CaseId {
        let open = OpenCase {
            channel: Channel::Phone,
            subject: "Aamiainen ei tullut".into(),
            body: None,
            customer: (!customer.is_empty()).then(|| NewCustomer {
                name: Some(customer.into()),
                email: Some(format!("c{}@asiakas.example", customer.len())),
                phone: None,
            }),
            customer_id: None,
            point: None,
        };
        self.desk.open_case(self.by, None, open).await.expect("a case")
    }

    async fn customer(&self, case: CaseId) -> CustomerId {
        let reader = self.desk.reader();
        let found = reader.look(move |tx| views::case::customer_and_channel(tx, case)).await.expect("a look");
        found.0.expect("a customer")
    }

    /// An account that the house has seen a payment from.
    async fn account(&self, customer: CustomerId, iban: &str) -> IdentityId {
        let reachable = Reachable { kind: IdentityKind::Payment, address: iban.into(), verified: true };
        self.desk.add_identity(self.lead, None, customer, reachable).await.expect("an account")
    }

    async fn give(&self, case: CaseId, kind: RemedyKind, minor: i64) -> RemedyId {
        let give = GiveRemedy {
            case,
            kind,
            amount: Some(Money::new(minor, Currency::EUR)),
            reason: None,
            stretch: false,
            payee: None,
            seen: None,
        };
        self.desk.grant(self.by, None, give).await.expect("given")
    }

    /// A refund of 7.00 on a case of its own.
    async fn refund(&self) -> RemedyId {
        let case = self.case("Aino Asiakas").await;
        self.give(case, RemedyKind::Refund, 7_00).await
    }

    async fn line(&self, remedy: RemedyId) -> RemedyLine {
        let reader = self.desk.reader();
        reader.look(move |tx| views::remedy::one(tx, remedy)).await.expect("a look").expect("the remedy")
    }

    /// How a payment stands, and its order in the outbox.
    async fn told(&self, remedy: RemedyId) -> String {
        let line = self.line(remedy).await;
        let reader = self.desk.reader();
        let order =
            reader.look(move |tx| outbox::order_of(tx, remedy)).await.expect("a look").expect("an order");
        let payment = line.payment.expect("a payment");
        let because = payment.because.map_or("", valta_domain::payment::FailedBecause::code);
        let mut told = vec![payment.state.code().to_owned()];
        told.extend((payment.round > 1).then(|| format!("order {}", payment.round)));
        told.extend(payment.reversal_asked.then(|| "asked back".to_owned()));
        told.extend((!because.is_empty()).then(|| because.to_owned()));
        told.extend(payment.reason);
        told.extend(payment.reference);
        format!("{}; {} {}", told.join(", "), order.kind.code(), order.state)
    }

    #[track_caller]
    fn check(&self, remedy: RemedyId, expected: &str) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        let expected = expected.to_owned();
        async move { assert_eq!(self.told(remedy).await, expected, "at {place}") }
    }

    async fn pay(&self) -> usize {
        let mut all = 0;
        loop {
            match self.desk.pay_next().await.expect("paying") {
                0 => return all,
                settled => all += settled,
            }
        }
    }

    /// Moves the clock on.
    fn wait(&self, micros: i64) {
        self.desk.clock().set(self.desk.now().plus(micros));
    }

    async fn confirm_executed(&self, remedy: RemedyId) -> Result<(), No> {
        let confirm = Confirm::Executed { reference: Some("B-1".into()) };
        self.desk.confirm(self.lead, None, remedy, confirm).await
    }

    async fn confirm_failed(&self, remedy: RemedyId) -> Result<(), No> {
        let confirm = Confirm::Failed { reason: Some("The account is closed".into()) };
        self.desk.confirm(self.lead, None, remedy, confirm).await
    }

    /// The facts about payments, in their order.
    async fn facts(&self) -> String {
        let reader = self.desk.reader();
        let found = reader.look(|tx| {
            tx.rows(
                "select kind, actor from events where kind like 'payment%' or kind like 'reversal%'
                     or kind like 'credit%' or kind like 'connector%' or kind = 'remedy_reversed' order by position",
                &[],
                |row| {
                    let (kind, actor): (String, String) = (row.get(0)?, row.get(1)?);
                    Ok(if actor == "house" { kind } else { format!("{kind} by a person") })
                },
            )
        });
        found.await.expect("a look").join(", ")
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, No>) -> String {
    match answer {
        Ok(_) => "done".into(),
        Err(no) => no.to_string(),
    }
}

/// Claims an errand as a program does that is killed before it comes back.
async fn claim(desk: &Desk, kind: outbox::Kind, lease: uuid::Uuid, micros: i64) -> outbox::Claimed {
    let now = desk.now();
    let claimed = desk.db().write(move |tx| -> Result<_, Fault> {
        outbox::claim(tx, kind, outbox::Which::Due, now, (lease, now.plus(micros)), 8)
    });
    claimed.await.expect("a claim").into_iter().next().expect("an errand")
}

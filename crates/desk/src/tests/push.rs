//! Word on devices, against a push service that listens and browsers that have only their own keys: sealed, by the ways that
//! people chose, tried again, and by mail where no device takes it. On both databases.

use std::{
    collections::VecDeque,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use valta_domain::{
    ConsultationId,
    handover::To,
    reach::{MOST_DEVICES, Reach, Ways},
};
use valta_store::push;

use super::{
    rota::{closed, level, rota, set},
    *,
};
use crate::push::sealed::tests::Browser;

const PUSH: Ways = Ways { mail: false, push: true };
const BOTH: Ways = Ways { mail: true, push: true };

#[derive(Clone)]
struct Heard {
    path: String,
    head: String,
    body: Vec<u8>,
}

impl Heard {
    fn header(&self, name: &str) -> &str {
        let pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

/// A push service: it cannot read what it is handed.
#[derive(Clone)]
struct Service {
    port: u16,
    /// What it answers next, with a header; at the end it takes everything.
    script: Arc<Mutex<VecDeque<(u16, &'static str)>>>,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Service {
    fn open() -> Service {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let service = Service { port, script: Arc::default(), heard: Arc::default() };
        let serving = service.clone();
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let _ = serving.serve(socket);
            }
        });
        service
    }

    fn serve(&self, mut socket: TcpStream) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        let mut part = [0; 4096];
        let heard = loop {
            let read = socket.read(&mut part)?;
            if read == 0 {
                return Ok(());
            }
            bytes.extend_from_slice(&part[..read]);
            let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let body = bytes[end + 4..].to_vec();
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            let heard = Heard { path, head, body };
            if heard.body.len() >= heard.header("content-length").parse().expect("a length") {
                break heard;
            }
        };
        assert!(heard.head.starts_with("POST "), "{}", heard.head);
        self.heard.lock().expect("heard").push(heard);
        let (status, header) = self.script.lock().expect("script").pop_front().unwrap_or((201, ""));
        socket.write_all(format!("HTTP/1.1 {status} Said\r\n{header}Content-Length: 0\r\n\r\n").as_bytes())
    }

    fn will(&self, answers: &[(u16, &'static str)]) {
        self.script.lock().expect("script").extend(answers);
    }

    fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().expect("heard"))
    }

    /// A device of this service's.
    fn device(&self, name: &str, browser: &Browser) -> NewDevice {
        NewDevice {
            name: name.to_owned(),
            endpoint: format!("http://127.0.0.1:{}/{name}", self.port),
            public_key: URL_SAFE_NO_PAD.encode(browser.public()),
            auth: URL_SAFE_NO_PAD.encode(&browser.auth),
        }
    }
}

/// The same house, which may send to this service.
fn sending(desk: &Desk, service: &Service) -> Desk {
    let mut settings = desk.settings().clone();
    settings.push_services = vec![("127.0.0.1".to_owned(), service.port)];
    Desk::new(desk.db().clone(), settings, Clock::hand(START))
}

/// Somebody on call by these ways, and something that came in while the house is closed.
async fn called(desk: &Desk, by: By, lead: By, calls: Ways) {
    desk.set_reach(by, Reach { calls, ..Reach::MAIL }).await.expect("chosen");
    closed(desk, lead).await;
    set(desk, lead, 0, rota(vec![level(0, &[by.agent])])).await.expect("a rota");
    mail(
        desk,
        "From: milla@posti.example\nSubject: Portti\nMessage-ID: <1@posti.example>\n\nAuto on kiinni.\n",
    )
    .await;
    desk.call_on_call().await.expect("called");
}

/// A colleague is asked about a case that came in now; the case and the question.
async fn ask(desk: &Desk, by: By, of: By) -> (CaseId, ConsultationId) {
    mail(desk, BREAKFAST).await;
    let case = first_case(desk).await;
    let ask = AskColleagues {
        case,
        of: vec![To::Agent(of.agent)],
        question: "Kuuluiko aamiainen lippuun?".into(),
        shown: Vec::new(),
        due: START.plus(2 * HOUR),
        seen: None,
    };
    (case, desk.ask_colleagues(by, None, ask).await.expect("asked"))
}

/// What is on its way to colleagues: `push done, call waiting`.
async fn out(desk: &Desk) -> String {
    let look = |tx: &mut valta_store::Tx<'_>| {
        tx.rows("select kind, state from outbox where kind <> 'mail' order by made_at, id", &[], |row| {
            Ok(format!("{} {}", row.get::<String>(0)?, row.get::<String>(1)?))
        })
    };
    desk.reader().look(look).await.expect("look").join(", ")
}

/// The names of somebody's devices, those that were used with a `+`.
async fn devices(desk: &Desk, by: By) -> String {
    let found = desk.reader().look(move |tx| push::devices(tx, by.agent)).await.expect("look");
    let told = found.iter().rev().map(|one| format!("{}{}", one.name, one.used_at.map_or("", |_| "+")));
    told.collect::<Vec<_>>().join(" ")
}

fn shown(browser: &Browser, heard: &Heard) -> serde_json::Value {
    let words = browser.open(&heard.body).expect("for this browser");
    serde_json::from_slice(&words).expect("JSON")
}

#[test]
fn a_call_is_told_on_every_device_and_says_nothing_of_the_customer() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        let (phone, tablet) = (Browser::new(), Browser::new());
        desk.tell_on(by, service.device("puhelin", &phone)).await.expect("told");
        desk.tell_on(by, service.device("tabletti", &tablet)).await.expect("told");
        called(&desk, by, lead, PUSH).await;
        assert_eq!(out(&desk).await, "call_push waiting, call_push waiting");
        desk.perform_all().await.expect("performed");
        assert_eq!(out(&desk).await, "call_push done, call_push done");
        assert_eq!(devices(&desk, by).await, "puhelin+ tabletti+");
        let mut heard = service.heard();
        heard.sort_by(|one, other| one.path.cmp(&other.path));
        for (browser, other, heard) in [(&phone, &tablet, &heard[0]), (&tablet, &phone, &heard[1])] {
            assert_eq!(other.open(&heard.body), None, "each has its own");
            let shown = shown(browser, heard);
            assert_eq!(shown["title"], "Päivystys: asia #1 odottaa");
            assert_eq!(shown["url"], "/cases/1");
            assert_eq!(shown["lang"], "fi");
            assert_eq!(shown["tag"], heard.header("topic"));
            let words = shown.to_string();
            assert!(words.contains("Sinä päivystät (taso 1)."), "{words}");
            for word in ["Portti", "Auto", "milla"] {
                assert!(!words.contains(word), "{word:?} is in {words}");
            }
            assert_eq!(heard.header("topic").len(), 22);
            assert_eq!(heard.header("content-encoding"), "aes128gcm");
            assert_eq!(heard.header("urgency"), "high");
            assert_eq!(heard.header("ttl"), "14400");
            let signed = heard.header("authorization");
            let said = signed.split('.').nth(1).and_then(|said| URL_SAFE_NO_PAD.decode(said).ok());
            let said: serde_json::Value = serde_json::from_slice(&said.expect("base 64")).expect("JSON");
            assert_eq!(said["aud"], format!("http://127.0.0.1:{}", service.port));
            assert_eq!(said["sub"], "mailto:palvelu@valta.example");
            assert!(signed.ends_with(&format!(", k={}", desk.push_key().await.expect("a key"))), "{signed}");
        }
        // The key is the house's, and not one program's.
        let other = sending(&desk, &service);
        assert_eq!(other.push_key().await.expect("a key"), desk.push_key().await.expect("a key"));
    });
}

#[test]
fn what_no_device_takes_goes_by_mail_and_what_is_gone_is_forgotten() {
    let check = |calls,
                 answers: &'static [(u16, &'static str)],
                 names: &'static str,
                 expected: &'static str| {
        on_both(|House { desk, by, lead }| async move {
            let service = Service::open();
            let desk = sending(&desk, &service);
            let browser = Browser::new();
            for name in ["eka", "toka"].iter().take(answers.len()) {
                desk.tell_on(by, service.device(name, &browser)).await.expect("told");
            }
            called(&desk, by, lead, calls).await;
            service.will(answers);
            desk.push_next().await.expect("pushed");
            assert_eq!(service.heard().len(), answers.len(), "{answers:?}");
            assert_eq!(out(&desk).await, expected, "{answers:?}");
            assert_eq!(devices(&desk, by).await.split_whitespace().count(), names.split_whitespace().count());
        });
    };
    check(PUSH, &[], "", "call waiting");
    check(BOTH, &[], "", "call waiting");
    check(PUSH, &[(201, "")], "eka+", "call_push done");
    check(BOTH, &[(201, "")], "eka+", "call_push done, call waiting");
    check(PUSH, &[(410, "")], "", "call_push failed, call waiting");
    check(PUSH, &[(404, "")], "", "call_push failed, call waiting");
    check(BOTH, &[(410, "")], "", "call_push failed, call waiting");
    check(PUSH, &[(400, "")], "eka", "call_push failed, call waiting");
    check(PUSH, &[(503, "")], "eka", "call_push waiting, call waiting");
    check(PUSH, &[(410, ""), (404, "")], "", "call_push failed, call_push failed, call waiting");
    check(PUSH, &[(503, ""), (429, "")], "eka toka", "call_push waiting, call_push waiting, call waiting");
    // A redirect leads nowhere.
    check(PUSH, &[(302, "Location: http://127.0.0.1:1/\r\n")], "eka", "call_push waiting, call waiting");
}

#[test]
fn one_device_that_takes_it_is_enough_and_the_others_are_tried_again() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        let browser = Browser::new();
        for name in ["eka", "toka"] {
            desk.tell_on(by, service.device(name, &browser)).await.expect("told");
        }
        called(&desk, by, lead, PUSH).await;
        service.will(&[(429, "Retry-After: 60\r\n"), (201, "")]);
        let (one, two) = (desk.clone(), sending(&desk, &service));
        let (first, second) = tokio::join!(one.push_next(), two.push_next());
        assert_eq!(first.expect("pushed") + second.expect("pushed"), 2);
        let mut states: Vec<_> = out(&desk).await.split(", ").map(str::to_owned).collect();
        states.sort();
        // Whoever was first may not have known that the other would be taken; nothing is told less than once.
        states.retain(|state| state.starts_with("call_push"));
        assert_eq!(states, ["call_push done", "call_push waiting"]);
        desk.clock().set(START.plus(59 * valta_domain::time::SECOND));
        assert_eq!(desk.push_next().await.expect("pushed"), 0, "it is left alone as long as it asks");
        desk.clock().set(START.plus(6 * MINUTE));
        assert_eq!(desk.push_next().await.expect("pushed"), 1);
        assert_eq!(devices(&desk, by).await, "eka+ toka+");
        let heard = service.heard();
        assert_eq!(heard.len(), 3);
        assert_eq!(heard[2].header("ttl"), "14040", "no longer than it is worth");
        assert_eq!(
            heard[2].header("topic"),
            heard[0].header("topic"),
            "it takes the place of the one before"
        );
    });
}

#[test]
fn two_programs_that_fail_at_once_write_one_letter() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        let browser = Browser::new();
        for number in 0..MOST_DEVICES {
            desk.tell_on(by, service.device(&format!("d{number}"), &browser)).await.expect("told");
        }
        called(&desk, by, lead, PUSH).await;
        service.will(&[(503, ""); MOST_DEVICES]);
        let (one, two) = (desk.clone(), sending(&desk, &service));
        let (first, second) = tokio::join!(one.push_next(), two.push_next());
        assert_eq!(first.expect("pushed") + second.expect("pushed"), MOST_DEVICES);
        assert_eq!(out(&desk).await.matches("call waiting").count(), 1);
        // After four hours it is old news.
        desk.clock().set(START.plus(5 * HOUR));
        service.will(&[(503, ""); MOST_DEVICES]);
        desk.perform_all().await.expect("performed");
        let out = out(&desk).await;
        assert_eq!(out.matches("call_push failed").count(), MOST_DEVICES, "{out}");
        assert_eq!(out.matches("call done").count(), 1, "{out}");
    });
}

#[test]
fn what_is_settled_meanwhile_is_told_to_nobody() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        desk.tell_on(by, service.device("eka", &Browser::new())).await.expect("told");
        called(&desk, by, lead, PUSH).await;
        desk.answer_call(by, None, first_case(&desk).await).await.expect("on it");
        desk.perform_all().await.expect("performed");
        assert_eq!((out(&desk).await.as_str(), service.heard().len()), ("call_push done", 0));
        assert_eq!(devices(&desk, by).await, "eka");
    });
}

/// What fails in the house has told nobody either.
#[test]
fn what_fails_on_our_side_goes_by_mail_too() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        desk.tell_on(by, service.device("eka", &Browser::new())).await.expect("told");
        called(&desk, by, lead, PUSH).await;
        let unreadable = |tx: &mut valta_store::Tx<'_>| valta_store::secret::keep(tx, "push", b"no key");
        desk.db().write(unreadable).await.expect("kept");
        assert_eq!(desk.push_next().await.expect("settled"), 1);
        assert_eq!(out(&desk).await, "call_push waiting, call waiting");
    });
}

#[test]
fn calls_go_before_everything_that_waited_longer() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        for number in 0..8 {
            desk.tell_on(by, service.device(&format!("d{number}"), &Browser::new())).await.expect("told");
        }
        desk.set_reach(by, Reach { questions: PUSH, ..Reach::MAIL }).await.expect("chosen");
        ask(&desk, lead, by).await;
        called(&desk, by, lead, PUSH).await;
        desk.push_next().await.expect("pushed");
        let heard = service.heard();
        assert_eq!(heard.len(), 16);
        assert!(heard[..8].iter().all(|one| one.header("urgency") == "high"));
        assert!(heard[8..].iter().all(|one| one.header("urgency") == "normal"));
    });
}

fn findings(desk: &Desk) -> Vec<String> {
    tokio::task::block_in_place(|| verify::verify(desk.db(), |_| ())).expect("verify").findings
}

/// A question of which nothing tells is found, and one of which its person wants to be told by nothing is none.
#[test]
fn a_question_of_which_nothing_tells_is_found() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        let set_kind = |sql: &'static str| desk.db().write(move |tx| tx.put(sql, &[]));
        ask(&desk, by, lead).await;
        assert!(findings(&desk).is_empty());
        set_kind("update outbox set kind = 'lost' where kind = 'notice'").await.expect("lost");
        let found = findings(&desk);
        assert!(matches!(found.as_slice(), [one] if one.contains("nothing was to tell them")), "{found:?}");
        set_kind("update outbox set kind = 'notice' where kind = 'lost'").await.expect("found");
        desk.tell_on(lead, service.device("eka", &Browser::new())).await.expect("told");
        for questions in [PUSH, Ways { mail: false, push: false }] {
            desk.set_reach(lead, Reach { questions, ..Reach::MAIL }).await.expect("chosen");
            ask(&desk, by, lead).await;
            assert!(findings(&desk).is_empty(), "{questions:?}");
        }
        desk.set_reach(lead, Reach::MAIL).await.expect("chosen");
        assert!(findings(&desk).is_empty(), "what they choose later is about later questions");
    });
}

/// A call that reached no device and stands in no letter would be heard by nobody: `verify` says so.
#[test]
fn what_reached_no_device_and_no_letter_is_found() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        desk.tell_on(by, service.device("eka", &Browser::new())).await.expect("told");
        called(&desk, by, lead, PUSH).await;
        service.will(&[(410, "")]);
        desk.push_next().await.expect("pushed");
        let set_kind = |sql: &'static str| desk.db().write(move |tx| tx.put(sql, &[]));
        set_kind("update outbox set kind = 'lost' where kind = 'call'").await.expect("lost");
        let found = findings(&desk);
        assert!(matches!(found.as_slice(), [one] if one.contains("reached none of them")), "{found:?}");
        set_kind("update outbox set kind = 'call' where kind = 'lost'").await.expect("found");
    });
}

#[test]
fn what_somebody_did_not_come_back_with_is_told_once_more() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        desk.tell_on(by, service.device("eka", &Browser::new())).await.expect("told");
        called(&desk, by, lead, PUSH).await;
        let lease = (fresh_id(), START.plus(MINUTE));
        let claim = move |tx: &mut valta_store::Tx<'_>| {
            use valta_store::outbox::{Kind, Which, claim};
            claim(tx, Kind::CallPush, Which::Due, START, lease, 8)
        };
        assert_eq!(desk.db().write(claim).await.expect("claimed").len(), 1);
        assert_eq!(desk.push_next().await.expect("pushed"), 0);
        desk.clock().set(START.plus(2 * MINUTE));
        assert_eq!(desk.push_next().await.expect("pushed"), 1);
        assert_eq!(out(&desk).await, "call_push done");
        // A device that nobody is behind any more is tried, and the letter goes out.
        mail(&desk, "From: otto@posti.example\nSubject: Ovi\nMessage-ID: <2@posti.example>\n\nKiinni.\n")
            .await;
        desk.call_on_call().await.expect("called");
        let kept = desk.reader().look(move |tx| push::devices(tx, by.agent)).await.expect("look");
        desk.end_push(lead, kept[0].id).await.expect("somebody else's");
        assert_eq!(devices(&desk, by).await, "eka+");
        desk.end_push(by, kept[0].id).await.expect("ended");
        desk.push_next().await.expect("pushed");
        assert_eq!(out(&desk).await, "call_push done, call_push failed, call waiting");
    });
}

#[test]
fn questions_and_promises_go_by_the_ways_of_whoever_they_are_for() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        let (browser, other) = (Browser::new(), Browser::new());
        desk.tell_on(lead, service.device("liisa", &browser)).await.expect("told");
        desk.tell_on(by, service.device("aava", &other)).await.expect("told");
        desk.set_reach(lead, Reach { questions: PUSH, ..Reach::MAIL }).await.expect("chosen");
        desk.set_language(lead.agent, "en".into()).await.expect("a language");
        let none = Ways { mail: false, push: false };
        desk.set_reach(by, Reach { questions: none, promises: PUSH, ..Reach::MAIL }).await.expect("chosen");
        let (case, question) = ask(&desk, by, lead).await;
        desk.perform_all().await.expect("performed");
        let heard = service.heard();
        assert_eq!(heard.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["/liisa"]);
        let said = shown(&browser, &heard[0]);
        assert_eq!(said["title"], "Aava Agentti asks you · #1");
        assert_eq!(said["url"], format!("/asked#question-{question}"));
        assert_eq!(heard[0].header("urgency"), "normal");
        assert!(!said.to_string().contains("amiai"), "{said}");
        // Whoever wants to hear nothing of answers finds them on their page.
        desk.answer_colleague(lead, None, question, "Kyllä kuului.".into()).await.expect("answered");
        desk.perform_all().await.expect("performed");
        assert_eq!(service.heard().len(), 0);
        assert_eq!(out(&desk).await, "push done");
        let promise = MakePromise {
            case,
            what: "soitan aamiaisesta".into(),
            due: START.plus(3 * HOUR),
            channel: Channel::Phone,
            instead_of: None,
        };
        desk.promise(by, None, promise).await.expect("promised");
        desk.clock().set(START.plus(2 * HOUR + 30 * MINUTE));
        desk.watch_promises().await.expect("watched");
        desk.perform_all().await.expect("performed");
        let heard = service.heard();
        let said = shown(&other, heard.first().expect("a reminder"));
        assert!(said["title"].as_str().expect("text").starts_with("Lupaus lähestyy: asia #1, "), "{said}");
        assert!(!said.to_string().contains("soitan"), "{said}");
        assert_eq!(said["url"], "/cases/1");
    });
}

#[test]
fn only_a_browsers_own_service_on_the_net_is_told() {
    on_both(|House { desk, by, lead }| async move {
        let service = Service::open();
        let desk = sending(&desk, &service);
        let browser = Browser::new();
        let good = service.device("puhelin", &browser);
        let refused = async |new: NewDevice, code: &str| {
            let told = format!("{new:?}");
            match desk.tell_on(by, new).await {
                Err(No::Refusal(no)) => assert_eq!(no.code(), code, "{told}"),
                outcome => panic!("not refused: {outcome:?} {told}"),
            }
        };
        let long = format!("https://push.example/{}", "x".repeat(2_000));
        for endpoint in [
            "",
            "no address",
            "http://push.example/a",
            "ftp://push.example/a",
            "https://10.0.0.7/a",
            "https://127.0.0.1/a",
            "https://[::1]/a",
            "https://169.254.169.254/latest",
            "https://user:secret@push.example/a",
            // The service's own port and no other.
            "http://127.0.0.1:1/a",
            // No service takes what is sent to a program that speaks something else.
            "https://push.example:25/a",
            "https://push.example:8443/a",
            "/a",
            &long,
        ] {
            refused(NewDevice { endpoint: endpoint.to_owned(), ..good.clone() }, "unusable").await;
        }
        for (public_key, auth) in [
            ("", good.auth.as_str()),
            ("not base 64!", &good.auth),
            ("AAAA", &good.auth),
            (&good.public_key, ""),
            (&good.public_key, "AAAA"),
            (&good.public_key, &"A".repeat(400)),
        ] {
            let new = NewDevice { public_key: public_key.into(), auth: auth.into(), ..good.clone() };
            refused(new, "unusable").await;
        }
        refused(NewDevice { name: " ".into(), ..good.clone() }, "empty").await;
        refused(NewDevice { name: "x".repeat(501), ..good.clone() }, "too_long").await;
        assert_eq!(devices(&desk, by).await, "");
        // As browsers also write it.
        desk.tell_on(by, NewDevice { auth: format!("{}==", good.auth), ..good.clone() }).await.expect("told");
        // The same browser is the same device, also where it has another name.
        for number in 0..MOST_DEVICES {
            let name = format!("nimi{number}");
            desk.tell_on(by, NewDevice { name, ..good.clone() }).await.expect("again");
        }
        assert_eq!(devices(&desk, by).await, "nimi9");
        for number in 1..MOST_DEVICES {
            desk.tell_on(by, service.device(&format!("d{number}"), &browser)).await.expect("told");
        }
        refused(service.device("yksi-liikaa", &browser), "too_many_devices").await;
        desk.tell_on(by, good.clone()).await.expect("the same again");
        // Whoever says so last on a browser is told on it.
        desk.tell_on(lead, good).await.expect("told");
        assert_eq!(devices(&desk, lead).await, "puhelin");
        assert_eq!(devices(&desk, by).await.split_whitespace().count(), MOST_DEVICES - 1);
        // A name that leads inside is found out when it is connected to, and the letter goes out.
        let inside = NewDevice { endpoint: "https://localhost/a".into(), ..service.device("x", &browser) };
        desk.set_password(by.agent, "digest".into()).await.expect("a password");
        assert_eq!(devices(&desk, by).await, "", "with the password all of them end");
        desk.tell_on(by, inside).await.expect("told");
        called(&desk, by, lead, PUSH).await;
        desk.push_next().await.expect("pushed");
        assert_eq!(out(&desk).await, "call_push waiting, call waiting");
        assert_eq!(service.heard().len(), 0);
        // A place that the operator has named may have any port, and none any more when they take it back.
        let elsewhere =
            NewDevice { endpoint: "https://push.example:8443/a".into(), ..service.device("y", &browser) };
        let mut settings = desk.settings().clone();
        settings.push_services = vec![("push.example".to_owned(), 8443)];
        let named = Desk::new(desk.db().clone(), settings, desk.clock().clone());
        named.tell_on(by, elsewhere).await.expect("told");
        let kept = desk.reader().look(move |tx| push::devices(tx, by.agent)).await.expect("look");
        desk.end_push(by, kept[1].id).await.expect("ended");
        mail(&desk, "From: otto@posti.example\nSubject: Ovi\nMessage-ID: <2@posti.example>\n\nKiinni.\n")
            .await;
        desk.call_on_call().await.expect("called");
        desk.push_next().await.expect("pushed");
        assert_eq!(out(&desk).await, "call_push waiting, call waiting, call_push failed, call waiting");
        desk.disable_agent(Actor::House, by.agent).await.expect("leaves");
        assert_eq!(devices(&desk, by).await, "");
    });
}

#[test]
fn whoever_is_on_call_cannot_be_told_by_nothing() {
    on_both(|House { desk, by, .. }| async move {
        let none = Ways { mail: false, push: false };
        let refused = desk.set_reach(by, Reach { calls: none, ..Reach::MAIL }).await;
        assert!(matches!(refused, Err(No::Refusal(Refusal::NoWayToCall))), "{refused:?}");
        let said = desk.reader().look(move |tx| valta_store::reach::of(tx, by.agent)).await.expect("look");
        assert_eq!(said, Reach::MAIL);
        let chosen = Reach { questions: none, promises: BOTH, calls: PUSH };
        desk.set_reach(by, chosen).await.expect("chosen");
        let said = desk.reader().look(move |tx| valta_store::reach::of(tx, by.agent)).await.expect("look");
        assert_eq!(said, chosen);
    });
}

//! Catching on a phone: arriving once whenever the network is there, a phone that stays signed in for that alone, and
//! what is told to the one who caught it.

use valta_domain::time::MINUTE;
use valta_store::{Scope, verify, views};

use super::{guard::fresh, *};

const LOBBY: [(&str, &str); 4] = [
    ("channel", "walk_in"),
    ("name", "Rouva Aula"),
    ("reach", "+358 40 5550199"),
    ("body", "Wants to buy an insurance. There is nobody in the lobby who sells any."),
];

fn letter(fields: &[(&str, &str)], photo: Option<&[u8]>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    if let Some(photo) = photo {
        body.extend(
            b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.jpg\"\r\n\r\n".iter(),
        );
        body.extend(photo);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    body
}

/// As the phone sends it.
async fn send(browser: &Browser, command: &str, fields: &[(&str, &str)], photo: Option<&[u8]>) -> Page {
    let body = letter(&[&[("command", command)], fields].concat(), photo);
    let request = Request::post("/catch")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::ACCEPT, "application/json")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body));
    browser.send(request.expect("a request")).await
}

async fn cases(house: &House) -> usize {
    let filter = views::case::CaseFilter { limit: 50, ..Default::default() };
    let reader = house.desk.reader();
    reader.look(move |tx| views::case::list(tx, Scope::All, &filter)).await.expect("a look").len()
}

#[test]
fn what_is_caught_arrives_once_and_the_one_who_caught_it_knows_what_to_say() {
    on_both(|house| async move {
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let page = kalle.get("/catch").await;
        page.is(200).says("rel=\"manifest\"").says("How to reach them").says("caught.");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let me = attribute(page.body.split("<form").nth(1).unwrap_or_default(), "data-me");

        // Sent again because nobody heard the answer, it is the same matter.
        let command = fresh();
        let said_at = [("agent", me.as_str()), ("said_at", "2026-09-23 13:39")];
        let fields = [&LOBBY[..], &said_at].concat();
        for _ in 0..3 {
            send(&kalle, &command, &fields, Some(b"jpeg")).await.is(200).says("{\"number\":1}");
        }
        assert_eq!(cases(&house).await, 1);
        kalle.get("/cases/1").await.says("Rouva Aula").says("photo.jpg").says("who sells any");
        let page = kalle.get("/catch/1").await;
        page.says("Safe: case 1").says("It is yours until somebody else takes it.");
        page.says("Your matter is safe under the number 1. I am Kalle Kollega");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let soon = START.plus(45 * MINUTE).micros().to_string();
        let promise = [("what", "I will call you"), ("when", soon.as_str())];
        let page = kalle.act("/catch/1", "/catch/1/promise", &promise).await;
        page.says("and I promise: I will call you, by today at 14:25.");
        let past = [("what", "I will call you"), ("when", "1")];
        kalle.fill("/catch/1", "/catch/1/promise", &past).await.is(422).says("That time has passed");

        // A clock that says something else is told beside it; a phone sends what it had kept.
        let late = [&LOBBY[..], &[("agent", me.as_str()), ("said_at", "2026-09-22 09:15")]].concat();
        send(&kalle, &fresh(), &late, None).await.is(200).says("{\"number\":2}");
        kalle.get("/cases/2").await.says("jonka kello oli 2026-09-22 09:15");
        assert!(!kalle.get("/cases/1").await.body.contains("jonka kello"));
        // How to reach somebody is words, too.
        let coat = [("channel", "walk_in"), ("reach", "a red coat by the stairs"), ("body", "Lost her bag.")];
        send(&kalle, &fresh(), &coat, None).await.is(200);
        kalle.get("/cases/3").await.says("Can be reached: a red coat by the stairs");
        send(&kalle, &fresh(), &[("channel", "phone"), ("body", "Who?")], None).await.is(422).says("says");
        send(&kalle, &fresh(), &[("channel", "phone"), ("name", "Milla"), ("body", "")], None).await.is(422);
        send(&kalle, &command, &LOBBY, None).await.is(409);

        // Somebody else on the same phone does not send it as theirs.
        let aava = house.signed_in("aava@revontuli.example").await;
        send(&aava, &fresh(), &fields, None).await.is(409).says("Somebody else caught this");
        assert_eq!(cases(&house).await, 3);
        house.browser().get("/catch/1").await.is(303);
        let nobody = send(&house.browser(), &fresh(), &fields, None).await;
        nobody.is(401);
        let report = tokio::task::block_in_place(|| verify::verify(house.desk.db(), |_| ())).expect("verify");
        assert_eq!(report.findings, Vec::<String>::new());
    });
}

#[test]
fn without_a_script_it_is_a_form_like_any_other() {
    on_both(|house| async move {
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let post = |fields: Vec<u8>| {
            let request = Request::post("/catch")
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
                .header("sec-fetch-site", "same-origin")
                .body(Body::from(fields));
            kalle.send(request.expect("a request"))
        };
        let command = fresh();
        let wrong = [("command", command.as_str()), ("channel", "phone"), ("body", "Wants an insurance")];
        let page = post(letter(&wrong, None)).await;
        page.is(422).says("Wants an insurance</textarea>");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let right = [&wrong[..], &[("name", "Rouva Aula")]].concat();
        let done = post(letter(&right, None)).await;
        assert_eq!((done.status.as_u16(), done.to()), (303, "/catch/1"));
    });
}

#[test]
fn a_phone_stays_signed_in_for_catching_alone_and_is_forgotten_when_its_person_says_so() {
    on_both(|house| async move {
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let stay = |name: &'static str| {
            let fields = pairs(&[("name", name)]);
            let (kalle, house) = (&kalle, &house);
            async move {
                let done = kalle.post("/catch/device", &fields).await;
                done.is(303);
                let cookie = done.headers[header::SET_COOKIE].to_str().expect("a cookie").to_owned();
                assert!(
                    cookie.contains("Path=/catch;")
                        && cookie.contains("HttpOnly")
                        && cookie.contains("SameSite=Strict")
                );
                let phone = house.browser();
                cookie.split(';').next().unwrap_or_default().clone_into(&mut phone.cookie.borrow_mut());
                phone
            }
        };
        kalle.post("/catch/device", &pairs(&[("name", " ")])).await.is(422);
        let (phone, other) = (stay("The phone in my pocket").await, stay("An old phone").await);
        phone.get("/catch").await.is(200).says("Kalle Kollega");
        send(&phone, &fresh(), &LOBBY, None).await.is(200).says("{\"number\":1}");
        phone.get("/catch/1").await.is(200).says("It is yours").says("Kalle Kollega");
        let soon = START.plus(45 * MINUTE).micros().to_string();
        phone
            .act("/catch/1", "/catch/1/promise", &[("what", "I will call you"), ("when", soon.as_str())])
            .await
            .is(200);
        // Nothing else opens with it, nor anybody else's matter.
        for path in ["/", "/cases", "/cases/1", "/account", "/customers/x"] {
            phone.get(path).await.is(303);
        }
        phone.post("/catch/device", &pairs(&[("name", "Another")])).await.is(303);
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        phone.get("/catch/2").await.is(404);

        let page = kalle.get("/account").await;
        page.says("The phone in my pocket").says("An old phone");
        let device = page.body.split("The phone in my pocket").nth(1).unwrap_or_default();
        let device = attribute(device.split("<input").nth(1).unwrap_or_default(), "value");
        let aava = house.signed_in("aava@revontuli.example").await;
        aava.post("/account/devices/end", &pairs(&[("device", &device)])).await.is(303);
        phone.get("/catch").await.is(200);
        let done = kalle.post("/account/devices/end", &pairs(&[("device", &device)])).await;
        kalle.get(done.to()).await.says("The phone is forgotten").says("An old phone");
        phone.get("/catch").await.is(303);
        send(&phone, &fresh(), &LOBBY, None).await.is(401);
        other.get("/catch").await.is(200);
        // A new password ends every phone.
        let agent = house.desk.reader().look(|tx| account::by_email(tx, "kalle@revontuli.example")).await;
        let agent = agent.expect("a look").expect("kalle").0.agent;
        house.desk.set_password(agent, "another-digest".into()).await.expect("set");
        other.get("/catch").await.is(303);
    });
}

#[test]
fn what_is_installed_names_what_there_is() {
    on_both(|house| async move {
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let worker = kalle.get("/catch/worker.js").await;
        assert_eq!(worker.headers["service-worker-allowed"], "/catch");
        assert_eq!(worker.headers["cache-control"], "no-cache");
        let manifest = kalle.get("/catch/manifest.webmanifest").await;
        let mut looks = 0;
        for text in [&worker.body, &manifest.body] {
            for look in text.split('"').filter(|part| part.starts_with("/look/")) {
                looks += 1;
                kalle.get(look).await.is(200);
            }
        }
        assert!(looks >= 8, "{looks} looks");
        let manifest: serde_json::Value = serde_json::from_str(&manifest.body).expect("a manifest");
        assert_eq!(
            (manifest["start_url"].as_str(), manifest["display"].as_str()),
            (Some("/catch"), Some("standalone"))
        );
        let policy = kalle.get("/catch").await.headers["content-security-policy"].clone();
        assert!(policy.to_str().expect("text").contains("worker-src 'self'"));
    });
}

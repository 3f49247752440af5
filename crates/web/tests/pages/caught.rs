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
fn where_it_was_caught_is_kept_and_nothing_is_refused_for_it() {
    on_both(|house| async move {
        let kalle = house.signed_in("kalle@revontuli.example").await;
        assert!(!kalle.get("/catch").await.body.contains("id=\"point\""), "without points nobody is asked");
        let liisa = point::three(&house).await;
        let page = kalle.get("/catch").await;
        page.says("Service point").says("Not at a service point").says(">Rovaniemi</option>");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let id_of = |name: &str| {
            let before = page.body.split(&format!(">{name}</option>")).next().unwrap_or_default();
            attribute(before.rsplit("<option").next().unwrap_or_default(), "value")
        };
        let (rovaniemi, tornio) = (id_of("Rovaniemi"), id_of("Tornio"));
        let caught = async |point: &str| {
            let mut fields: Vec<(&str, &str)> = LOBBY.to_vec();
            fields.push(("point", point));
            send(&kalle, &fresh(), &fields, None).await.is(200);
        };
        caught(&rovaniemi).await;
        liisa.get("/cases/1").await.says("Service point: Rovaniemi");
        liisa.get("/cases/1/record").await.says("The case came in person, service point Rovaniemi");

        // Unknown, no id at all, none, or closed since the phone last saw the list: kept without.
        let form = point::form_of(&liisa.get("/settings/points").await, "Tornio");
        let mut closed = point::point("Tornio", "Rajakatu 8", "65.8481 24.1466", "10:00-12:00");
        closed.push(("closed", "on"));
        liisa.act("/settings/points", &form, &closed).await.says("Not in use");
        for none in [fresh().as_str(), "Rovaniemi", "", tornio.as_str()] {
            caught(none).await;
        }
        for number in 2..=5 {
            let page = liisa.get(&format!("/cases/{number}")).await;
            assert!(!page.body.contains("Service point:"), "{number}");
            liisa.get(&format!("/cases/{number}/record")).await.says("The case came in person<");
        }
        assert!(!kalle.get("/catch").await.body.contains(">Tornio</option>"), "nobody is met there any more");

        // What could not be taken keeps what was chosen.
        let wrong = letter(
            &[("command", fresh().as_str()), ("channel", "phone"), ("body", "x"), ("point", &rovaniemi)],
            None,
        );
        let request = Request::post("/catch")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(wrong));
        let page = kalle.send(request.expect("a request")).await;
        page.is(422).says(&format!("<option value=\"{rovaniemi}\" selected>Rovaniemi"));
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
            let fields = pairs(&[("command", &fresh()), ("name", name)]);
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
        kalle.post("/catch/device", &pairs(&[("command", &fresh()), ("name", " ")])).await.is(422);
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
        phone.post("/catch/device", &pairs(&[("command", &fresh()), ("name", "Another")])).await.is(303);
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        phone.get("/catch/2").await.is(404);

        // A form that is sent twice is one phone; the secret that was given last opens it.
        let twice = pairs(&[("command", &fresh()), ("name", "Tapped twice")]);
        for _ in 0..2 {
            kalle.post("/catch/device", &twice).await.is(303);
        }
        let page = kalle.get("/account").await;
        assert_eq!(page.body.matches("<strong>Tapped twice</strong>").count(), 1);
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

#[test]
fn afterwards_there_are_three_who_may_know_and_a_promise_that_another_keeps() {
    on_both(|house| async move {
        let liisa = house.signed_in("liisa@revontuli.example").await;
        house
            .mail("Mauri <mauri@posti.example>", "Home insurance", "I want a home insurance, who sells it?")
            .await;
        liisa.act("/cases/1?do=resolve", "/cases/1/resolve", &[]).await;
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let fields = [
            ("channel", "walk_in"),
            ("name", "Rouva Aula"),
            ("body", "Kuka myy minulle kotivakuutuksen? Home insurance."),
        ];
        send(&kalle, &fresh(), &fields, None).await.is(200).says("{\"number\":2}");
        let page = kalle.get("/catch/2").await;
        page.is(200).says("They may know").says("has solved one like this").says("Liisa Liidi");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        assert!(!page.body.contains("href=\"/cases/1\""), "a matter that Kalle may not see is not named");
        // In the customer's words, and in any other language at a press.
        page.says("lang=\"fi\">Asiasi on tallessa numerolla 2. Minä olen Kalle Kollega");
        page.says("value=\"Soitan sinulle\"");
        kalle.get("/catch/2?say=sv").await.says("lang=\"sv\">Ditt ärende är sparat med nummer 2.");
        kalle.get("/catch/2?say=xx").await.says("Asiasi on tallessa");

        // One click, once; she sees the matter and what the customer said.
        let asked = kalle.act("/catch/2", "/catch/2/ask", &[]).await;
        asked.says(">Asked<");
        assert!(!asked.body.contains("action=\"/catch/2/ask\""), "{}", asked.body);
        liisa.get("/asked").await.says("A customer needs this").says("kotivakuutuksen");
        let lead = attribute(page.body.split("name=\"agent\"").nth(1).expect("a field"), "value");
        let stranger = pairs(&[("command", &fresh()), ("agent", &lead)]);
        let aava = house.signed_in("aava@revontuli.example").await;
        house.signed_in("ulla@revontuli.example").await.post("/catch/99/ask", &stranger).await.is(404);
        let nobody = pairs(&[("command", &fresh()), ("agent", &fresh())]);
        kalle.post("/catch/2/ask", &nobody).await.is(422);
        let oneself = page.body.split("data-me=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(oneself, None);

        // Somebody else keeps it: the customer hears whose it is, and she hears of it at once.
        let soon = START.plus(45 * MINUTE).micros().to_string();
        let promise =
            [("what", "Soitan ja kerron hinnan"), ("when", soon.as_str()), ("keeper", lead.as_str())];
        let page = kalle.act("/catch/2", "/catch/2/promise", &promise).await;
        page.says("Liisa Liidi jatkaa siitä, ja lupaus on tämä: Soitan ja kerron hinnan, viimeistään tänään klo 14.25");
        page.says("It is yours until somebody else takes it.");
        liisa
            .get("/asked")
            .await
            .says("Kalle Kollega has promised the customer in your name: Soitan ja kerron hinnan, by today at 14:25");
        let promises = |of: &'static str| {
            let reader = house.desk.reader();
            async move {
                let account = reader.look(move |tx| account::by_email(tx, of)).await.expect("a look");
                let agent = account.expect("an account").0.agent;
                let look = move |tx: &mut valta_store::Tx<'_>| views::promise::of_agent(tx, agent, START, 9);
                reader.look(look).await.expect("a look").len()
            }
        };
        assert_eq!(
            (promises("liisa@revontuli.example").await, promises("kalle@revontuli.example").await),
            (1, 0)
        );
        aava.get("/cases/2").await.says("Soitan ja kerron hinnan").says("Liisa Liidi");

        // What cannot be is said where it was typed, and kept.
        for (field, value, says) in [
            ("when", "1", "That time has passed"),
            ("own_time", "2027-03-28T03:30", "That time does not exist"),
            ("what", " ", "This is empty"),
            ("keeper", fresh().as_str(), "Choose somebody who serves customers here now"),
        ] {
            let mut form = vec![("what", "I call"), ("when", soon.as_str()), ("keeper", lead.as_str())];
            form.retain(|(known, _)| *known != field);
            form.push((field, value));
            let no = kalle.fill("/catch/2", "/catch/2/promise", &form).await;
            no.is(422).says(says);
            assert_eq!(faults_of(&no), Vec::<String>::new());
        }
        let form = [("what", "I call"), ("when", soon.as_str()), ("keeper", "nobody")];
        kalle.fill("/catch/2", "/catch/2/promise", &form).await.is(422).says("did not come through whole");
        assert_eq!(promises("liisa@revontuli.example").await, 1);

        // A phone that stays signed in names them, asks nobody, and promises for its own person alone.
        let done = kalle.post("/catch/device", &pairs(&[("command", &fresh()), ("name", "Mine")])).await;
        let cookie = done.headers[header::SET_COOKIE].to_str().expect("a cookie").to_owned();
        let phone = house.browser();
        cookie.split(';').next().unwrap_or_default().clone_into(&mut phone.cookie.borrow_mut());
        let page = phone.get("/catch/2").await;
        page.is(200).says("They may know").says("Call them.");
        assert!(
            !page.body.contains("/catch/2/ask") && !page.body.contains("name=\"keeper\""),
            "{}",
            page.body
        );
        let ask = pairs(&[("command", &fresh()), ("agent", &lead)]);
        assert_ne!(phone.post("/catch/2/ask", &ask).await.status.as_u16(), 200);
        let forged = pairs(&[("command", &fresh()), ("what", "x"), ("when", &soon), ("keeper", &lead)]);
        phone.post("/catch/2/promise", &forged).await.is(403);
        assert_eq!(promises("liisa@revontuli.example").await, 1);
        let report = tokio::task::block_in_place(|| verify::verify(house.desk.db(), |_| ())).expect("verify");
        assert_eq!(report.findings, Vec::<String>::new());
    });
}

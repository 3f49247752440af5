//! Stories 1, 2, 3, 5, 7, 8 and 9 in a real browser, on both databases, as the people in them would play them: the
//! attendant on a phone, the agent at a desk, the installer out of hours. Screenshots of every page they
//! meet are kept in `target/screenshots`.

mod asked;
mod called;
mod caught;
mod nearest;
mod shown;
mod told;

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::{Value, json};
use valta_store::{Db, DbSettings};

use crate::house::{Demo, call, databases, skip, verified};

/// How long the browser may take for what a person would see at once.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Clone, Copy)]
enum Screen {
    Phone,
    Desk,
}

/// A browser of its own with its driver.
struct Browser {
    driver: Child,
    client: Client,
    screen: Screen,
    shots: PathBuf,
    shown: usize,
    base: String,
    /// Where its driver listens.
    port: String,
}

impl Browser {
    async fn open(demo: &Demo, screen: Screen, shots: PathBuf) -> Browser {
        Browser::open_at(demo.url(), screen, shots).await
    }

    async fn open_at(base: &str, screen: Screen, shots: PathBuf) -> Browser {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut said = BufReader::new(driver.stdout.take().expect("its words")).lines().map_while(Result::ok);
        let port = said
            .find_map(|line| {
                Some(line.split_once("started successfully on port ")?.1.trim_end_matches('.').to_owned())
            })
            .expect("the driver's port");
        let mut options = json!({"args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            "--window-size=1280,900", "--lang=fi",
        ]});
        if let Screen::Phone = screen {
            options["mobileEmulation"] =
                json!({"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0, "touch": true}});
        }
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".into(), options);
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a browser");
        std::fs::create_dir_all(&shots).expect("a folder for screenshots");
        Browser { driver, client, screen, shots, shown: 0, base: base.to_owned(), port }
    }

    async fn close(self) {
        let _ = self.client.clone().close().await;
    }

    async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.expect("the page opens");
    }

    async fn at(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!(
                "{css} is not on {:?}: {error}\n{}",
                self.client.current_url().await,
                self.text().await
            ),
        }
    }

    /// Types into a field. A live update may put another element in its place meanwhile: then once more.
    async fn fill(&self, css: &str, words: &str) {
        let began = std::time::Instant::now();
        while let Err(error) = self.at(css).await.send_keys(words).await {
            assert!(began.elapsed() < PATIENCE, "{css} cannot be typed into: {error}");
        }
    }

    /// Presses something; as with [`Browser::fill`], it may have just been replaced.
    async fn press(&self, css: &str) {
        let began = std::time::Instant::now();
        loop {
            let element = self.at(css).await;
            let middle = vec![serde_json::to_value(&element).expect("json")];
            let pressed =
                match self.client.execute("arguments[0].scrollIntoView({block: 'center'})", middle).await {
                    Ok(_) => element.click().await,
                    Err(error) => Err(error),
                };
            match pressed {
                Ok(()) => return,
                Err(error) => assert!(began.elapsed() < PATIENCE, "{css} cannot be pressed: {error}"),
            }
        }
    }

    async fn text(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Waits until the page says so.
    async fn says(&self, words: &str) {
        let began = std::time::Instant::now();
        loop {
            let text = self.text().await;
            // Spaces inside amounts do not break, and are not what this looks at.
            if text.replace('\u{a0}', " ").contains(words) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "the page does not say {words:?}:\n{text}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Keeps a picture of the whole page, and sees that nothing runs out of it sideways and no script failed.
    async fn show(&mut self, name: &str) {
        let wide = self
            .client
            .execute("return [document.documentElement.scrollWidth, window.innerWidth]", vec![])
            .await
            .expect("measured");
        assert!(wide[0].as_i64() <= wide[1].as_i64(), "{name} is wider than its screen: {wide}");
        self.shown += 1;
        let picture = self.client.screenshot().await.expect("a picture");
        let screen = match self.screen {
            Screen::Phone => "phone",
            Screen::Desk => "desk",
        };
        let file = self.shots.join(format!("{:02}-{name}-{screen}.png", self.shown));
        std::fs::write(file, picture).expect("kept");
    }

    async fn sign_in(&mut self, demo: &Demo, email: &str) {
        self.sign_in_as(&demo.said, email).await;
    }

    /// As one of those whom the demo has named.
    async fn sign_in_as(&mut self, said: &Value, email: &str) {
        let agents = said["agents"].as_array().expect("agents");
        let agent = agents.iter().find(|agent| agent["email"] == email).expect("somebody of that address");
        self.go("/login").await;
        self.show("login").await;
        self.fill("#email", email).await;
        self.fill("#password", agent["password"].as_str().expect("text")).await;
        self.press("form[action='/login'] button[type=submit]").await;
        self.at("nav").await;
    }

    /// What the browser itself is told: its network, its clock.
    async fn devtools(&self, command: &str, parameters: Value) {
        let session = self.client.session_id().await.expect("a driver").expect("a session");
        let body = json!({"cmd": command, "params": parameters}).to_string();
        let request = format!(
            "POST /session/{session}/goog/cdp/execute HTTP/1.1\r\nhost: 127.0.0.1:{}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        );
        let address = format!("127.0.0.1:{}", self.port);
        let status = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).expect("the driver");
            stream.write_all(request.as_bytes()).expect("it is sent");
            let mut status = String::new();
            BufReader::new(stream).read_line(&mut status).expect("an answer");
            status
        });
        let status = status.await.expect("asked");
        assert!(status.contains(" 200 "), "{command}: {status}");
    }

    async fn network(&self, on: bool) {
        let none = json!({"offline": !on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", none).await;
    }

    /// Waits until this is true in the page.
    async fn holds(&self, script: &str) {
        let began = std::time::Instant::now();
        loop {
            let found = self.client.execute(&format!("return {script}"), vec![]).await;
            if found.as_ref().is_ok_and(|value| value == &Value::Bool(true)) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{script} does not hold: {found:?}\n{}", self.text().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn choose(&self, name: &str, value: &str) {
        self.press(&format!("label:has(input[name='{name}'][value='{value}'])")).await;
    }
}

impl Drop for Browser {
    /// Also when a story failed: the driver takes its browser along.
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn found(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|paths| std::env::split_paths(&paths).any(|folder| folder.join(program).is_file()))
}

fn shots(database: &str, story: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    let kind = database.split(':').next().unwrap_or_default();
    target.join("screenshots").join(kind).join(story)
}

fn token_of(demo: &Demo, role: &str) -> String {
    demo.person(role).2
}

/// The case with this subject, as the API tells it.
fn case_of(demo: &Demo, subject: &str) -> Value {
    let token = token_of(demo, "admin");
    let (status, cases) = call(demo.url(), &token, "GET", "/api/v1/cases?limit=200&state=open", None);
    assert_eq!(status, 200, "{cases}");
    let (_, waiting) = call(demo.url(), &token, "GET", "/api/v1/cases?limit=50", None);
    let all = cases["items"].as_array().into_iter().chain(waiting["items"].as_array()).flatten();
    all.into_iter()
        .find(|case| case["subject"] == subject)
        .unwrap_or_else(|| panic!("no case {subject}"))
        .clone()
}

fn remedies_of(demo: &Demo, case: &str) -> Vec<Value> {
    let (_, remedies) = call(demo.url(), &token_of(demo, "admin"), "GET", "/api/v1/remedies?limit=200", None);
    let items = remedies["items"].as_array().cloned().unwrap_or_default();
    items.into_iter().filter(|remedy| remedy["case"] == case).collect()
}

/// How many payment orders of a remedy stand in the outbox.
fn payments_of(database: &str, remedy: &str) -> i64 {
    let db = Db::open(database, &DbSettings::default()).expect("open");
    let remedy = remedy.to_owned();
    let count = db.read_blocking(move |tx| {
        tx.one(
            "select count(*) from outbox where kind in ('credit', 'finance', 'webhook') and subject_id = $1",
            valta_store::params![&remedy],
            |row| row.get(0),
        )
    });
    db.close();
    count.unwrap_or_else(|fault: valta_store::Fault| panic!("{fault}"))
}

fn has_browser(name: &str) -> bool {
    let has = found("chromedriver") && (found("chromium") || found("google-chrome"));
    if !has {
        skip(&format!("browser-{name}"), "no Chromium here: apt-get install chromium chromium-driver");
    }
    has
}

/// Plays a story on each database, and proves the record afterwards.
fn play<F>(name: &str, story: impl Fn(std::sync::Arc<Demo>, PathBuf) -> F)
where
    F: Future<Output = ()>,
{
    if !has_browser(name) {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("runtime");
    for (database, keep) in databases(name) {
        let demo = std::sync::Arc::new(Demo::start(&["--cases", "40", "--database", &database]));
        runtime.block_on(story(demo.clone(), shots(&database, name)));
        drop(demo);
        verified(&database);
        drop(keep);
    }
}

#[test]
fn story_1_the_breakfast_that_never_reached_the_plane() {
    play("story-1", |demo, shots| async move {
        let mut phone = Browser::open(&demo, Screen::Phone, shots).await;
        phone.sign_in(&demo, "venla.matkustamo@revontuli.example").await;
        phone.show("my-matters").await;

        phone.go("/cases/new").await;
        phone.show("new-matter").await;
        phone.fill("#what", "Aamiainen ei tullut koneeseen. Maksettu 7 euroa, paikka 12A.").await;
        phone.fill("#name", "Ilmi Pilvenreuna").await;
        phone.fill("#email", "ilmi.pilvenreuna@posti.example").await;
        phone.choose("channel", "walk_in").await;
        phone.press("#catch button[type=submit]").await;
        phone.at("#act").await;
        phone.show("case").await;

        phone.press("[data-act=remedy]").await;
        phone.choose("kind", "refund").await;
        phone.fill("#amount", "7").await;
        // Before the choice: what one may do, what acting now costs and what a complaint costs.
        phone.at("#decision .verdict.good").await;
        phone.says("51,33").await;
        phone.show("decision").await;
        phone.press("#give button.primary").await;
        phone.says("7,00 €").await;
        phone.at("#act").await;
        phone.show("given").await;
        let place = phone.client.current_url().await.expect("an address").path().to_owned();
        phone.go(&format!("{place}/record")).await;
        phone.says("7,00 €").await;
        phone.show("record").await;
        phone.close().await;

        let case = case_of(&demo, "Aamiainen ei tullut koneeseen");
        let given = remedies_of(&demo, case["id"].as_str().expect("id"));
        assert_eq!(given.len(), 1, "{given:?}");
        assert_eq!(given[0]["outcome"], "within");
        assert_eq!(given[0]["amount"], json!({"minor": 700, "currency": "EUR"}));
        assert_eq!(
            payments_of(demo.database(), given[0]["id"].as_str().expect("id")),
            1,
            "queued once and only once"
        );
    });
}

#[test]
fn a_colleague_signs_from_a_phone_with_one_click() {
    play("co-sign", |demo, shots| async move {
        let case = case_of(&demo, "Seitsemän euron palvelu ei toimi");
        let mut desk = Browser::open(&demo, Screen::Desk, shots.clone()).await;
        desk.sign_in(&demo, "aino.tiski@revontuli.example").await;
        desk.go(&format!("/cases/{}?do=remedy", case["number"])).await;
        desk.choose("kind", "refund").await;
        desk.fill("#amount", "450").await;
        desk.at("button[name=ask][value=co_sign]").await;
        desk.fill("#why", "Palvelu ei toiminut koko vuonna, ja asiakas on pyytänyt apua viidesti.").await;
        desk.show("asking").await;
        desk.press("button[name=ask][value=co_sign]").await;
        desk.says("Odottaa vastausta").await;
        desk.show("asked").await;

        let mut phone = Browser::open(&demo, Screen::Phone, shots).await;
        phone.sign_in(&demo, "eero.lankapuhelin@revontuli.example").await;
        phone.press("a[href='/asked']").await;
        phone.says("450,00 €").await;
        phone.show("asked-of-you").await;
        phone.press("form[action$='/yes'] button").await;
        phone.says("Allekirjoitettu.").await;
        phone.show("signed").await;
        phone.close().await;

        // The asker sees it without asking for it.
        desk.says("Eero Lankapuhelin").await;
        desk.show("given").await;
        desk.close().await;
        let given = remedies_of(&demo, case["id"].as_str().expect("id"));
        assert_eq!(given.len(), 1, "{given:?}");
        assert_eq!(given[0]["outcome"], "co_sign");
    });
}

#[test]
fn what_nobody_may_give_alone_ends_in_another_offer_and_never_in_a_no() {
    play("escalate", |demo, shots| async move {
        let case = case_of(&demo, "Seitsemän euron palvelu ei toimi");
        let mut desk = Browser::open(&demo, Screen::Desk, shots.clone()).await;
        desk.sign_in(&demo, "aino.tiski@revontuli.example").await;
        desk.go(&format!("/cases/{}?do=remedy", case["number"])).await;
        desk.choose("kind", "refund").await;
        desk.fill("#amount", "5000").await;
        desk.at("button[name=ask][value=escalation]").await;
        desk.fill("#why", "Palvelu ei toiminut koko vuonna, ja asiakas on pyytänyt apua viidesti.").await;
        desk.show("who-decides").await;
        desk.press("button[name=ask][value=escalation]").await;
        // The customer has a name and a time, and the case is still hers.
        desk.says("Kerromme, mitä voimme tehdä").await;
        desk.says("Sinulla").await;
        desk.show("escalated").await;

        let mut lead = Browser::open(&demo, Screen::Desk, shots).await;
        let email = demo.person("lead").0;
        lead.sign_in(&demo, &email).await;
        lead.press("a[href='/asked']").await;
        lead.says("5 000,00 €").await;
        lead.press(".ask-no > summary").await;
        lead.fill(".ask-no input[name=amount]", "140").await;
        lead.fill(
            ".ask-no textarea",
            "Vuoden maksut takaisin on oikein, ja siihen sinun valtuutesi riittää.",
        )
        .await;
        lead.show("another-offer").await;
        lead.press("form[action$='/no'] button[type=submit]").await;
        lead.says("Tarjouksesi on työkaverillasi.").await;
        lead.close().await;

        desk.says("Vuoden maksut takaisin on oikein").await;
        desk.press(".counter a.button").await;
        desk.at("#decision .verdict.care").await;
        desk.fill("#why", "Vuoden maksut takaisin, kuten Helka ehdotti ja perusteli.").await;
        desk.show("offer-taken").await;
        desk.press("#give button.primary").await;
        desk.says("140,00 €").await;
        desk.close().await;
        let given = remedies_of(&demo, case["id"].as_str().expect("id"));
        assert_eq!(given.len(), 1, "{given:?}");
        assert_eq!(given[0]["outcome"], "stretch");
    });
}

/// What the API tells of a list.
fn told(demo: &Demo, path: &str) -> Vec<Value> {
    let (status, said) = call(demo.url(), &token_of(demo, "admin"), "GET", path, None);
    assert_eq!(status, 200, "{said}");
    said["items"].as_array().cloned().unwrap_or_default()
}

#[test]
fn story_5_in_our_process_this_just_is_not_possible() {
    play("story-5", |demo, shots| async move {
        const SENDS_AWAY: &str = "Prosessi nyt vain menee niin, ota yhteyttä asiakaspalveluun";
        let case = case_of(&demo, "Seitsemän euron palvelu ei toimi");
        let (id, number) = (case["id"].as_str().expect("id"), &case["number"]);
        let mut desk = Browser::open(&demo, Screen::Desk, shots.clone()).await;
        desk.sign_in(&demo, "aino.tiski@revontuli.example").await;
        desk.go(&format!("/cases/{number}?do=reply")).await;
        desk.fill("#text", SENDS_AWAY).await;
        desk.press("#reply button.primary").await;
        // Before it leaves: what stands in it, and what can be done instead.
        desk.says("Tämä voi lähettää asiakkaan pois").await;
        desk.at(".guard mark").await;
        desk.show("noticed").await;
        desk.press(".guard-offers a[data-act=remedy]").await;
        desk.choose("kind", "refund").await;
        desk.fill("#amount", "7").await;
        desk.at("#decision .verdict.good").await;
        desk.press("#give button.primary").await;
        desk.says("7,00 €").await;
        desk.show("given-instead").await;
        assert_eq!(told(&demo, &format!("/api/v1/cases/{id}/bounces")), Vec::<Value>::new());
        assert_eq!(remedies_of(&demo, id).len(), 1);
        desk.close().await;

        // Whoever sends it anyway may, and it is on the record.
        let mut phone = Browser::open(&demo, Screen::Phone, shots).await;
        phone.sign_in(&demo, "eero.lankapuhelin@revontuli.example").await;
        phone.go(&format!("/cases/{number}?do=reply")).await;
        phone.fill("#text", SENDS_AWAY).await;
        phone.press("#reply button.primary").await;
        phone.says("Tämä voi lähettää asiakkaan pois").await;
        phone.show("noticed").await;
        phone.press("#reply button[name=anyway]").await;
        phone.says("Vastaus lähetti asiakkaan muualle").await;
        phone.show("sent-anyway").await;
        let bounces = told(&demo, &format!("/api/v1/cases/{id}/bounces"));
        assert_eq!(bounces.len(), 1, "{bounces:?}");
        assert_eq!(bounces[0]["because"], "redirect_sent");
        let frictions = told(&demo, "/api/v1/frictions?source=guard");
        let here: Vec<&Value> = frictions.iter().filter(|friction| friction["case"] == id).collect();
        assert_eq!(here.len(), 1, "{frictions:?}");
        assert_eq!(here[0]["words"], "Prosessi nyt vain menee niin");
        phone.go("/friction").await;
        phone.says("Prosessi nyt vain menee niin").await;
        phone.show("friction").await;
        phone.close().await;
    });
}

#[test]
fn a_matter_goes_on_in_other_hands_and_the_customer_knows_whose() {
    play("handover", |demo, shots| async move {
        let case = case_of(&demo, "Seitsemän euron palvelu ei toimi");
        let id = case["id"].as_str().expect("id").to_owned();
        let place = format!("/cases/{}", case["number"]);
        let since = case["waiting_since"].clone();
        let mut desk = Browser::open(&demo, Screen::Desk, shots.clone()).await;
        desk.sign_in(&demo, "aino.tiski@revontuli.example").await;
        desk.go(&place).await;
        desk.press("form[action$='/take'] button").await;
        desk.says("Asia on nyt sinulla.").await;
        desk.go(&format!("{place}?do=promise")).await;
        desk.fill("#what", "Soitan ja kerron, miten kävi").await;
        desk.press("#promise button.primary").await;
        desk.says("Lupaus on annettu").await;

        // A colleague who serves customers now and then, on the shop floor.
        desk.press("[data-act=handover]").await;
        desk.at("#handover-form").await;
        let promised = desk.at("#promised").await.prop("value").await.expect("a value").unwrap_or_default();
        assert!(promised.contains("Soitan ja kerron, miten kävi"), "the brief knows what was promised");
        let option = "//select[@id='to']//option[contains(., 'Tapio Hanakulma')]";
        desk.client.find(Locator::XPath(option)).await.expect("Tapio").click().await.expect("chosen");
        desk.fill("#needs", "Palvelun, joka toimii, tai rahat takaisin koko vuodelta.").await;
        desk.show("offering").await;
        desk.press("#handover-form button.primary").await;
        desk.says("Tarjottu: Tapio Hanakulma").await;
        desk.says("Asia on sinun siihen asti.").await;
        desk.show("offered").await;

        let mut phone = Browser::open(&demo, Screen::Phone, shots).await;
        phone.sign_in(&demo, "tapio.hanakulma@revontuli.example").await;
        phone.press("a[href='/asked']").await;
        phone.says("Aino Tiski tarjoaa sinulle tätä asiaa").await;
        phone.show("asked-of-you").await;
        phone.press(".ask a.button.primary").await;
        phone.says("Palvelun, joka toimii").await;
        phone.show("to-answer").await;
        let message = phone.at("#message").await.prop("value").await.expect("a value").unwrap_or_default();
        assert!(message.contains("Minä jatkan asiaasi") && message.contains("Soitan ja kerron"), "{message}");
        phone.press("form[action$='/accept'] button.primary").await;
        phone.says("Asia on nyt sinun, lupauksineen.").await;
        phone.says("Minä jatkan asiaasi").await;
        phone.show("accepted").await;
        phone.close().await;

        // The giver sees it without asking for it, and reads on.
        desk.says("Tapio Hanakulma jatkaa tätä, aiemmin Aino Tiski").await;
        desk.show("handed-over").await;
        desk.go("/sent").await;
        desk.says("usva.kuukausimaksu@posti.example").await;
        desk.close().await;

        let token = token_of(&demo, "admin");
        let (_, now) = call(demo.url(), &token, "GET", &format!("/api/v1/cases/{id}"), None);
        assert_eq!(now["owner"]["name"], "Tapio Hanakulma", "{now}");
        assert_eq!((&now["waiting_since"], &now["state"]), (&since, &json!("open")), "no clock began anew");
        let (_, promises) = call(demo.url(), &token, "GET", &format!("/api/v1/cases/{id}/promises"), None);
        let promise = &promises["items"][0];
        assert_eq!((&promise["by"]["name"], &promise["kept_at"]), (&json!("Tapio Hanakulma"), &Value::Null));
        let (_, said) = call(demo.url(), &token, "GET", &format!("/api/v1/cases/{id}/contacts"), None);
        let told =
            said["items"].as_array().into_iter().flatten().any(|contact| {
                contact["body"].as_str().is_some_and(|text| text.contains("Minä jatkan asiaasi"))
            });
        assert!(told, "the customer is told who goes on: {said}");
    });
}

#[test]
fn a_team_is_made_a_cover_carries_and_two_see_each_other_write() {
    play("people", |demo, shots| async move {
        let mut lead = Browser::open(&demo, Screen::Desk, shots.clone()).await;
        lead.sign_in(&demo, &demo.person("lead").0).await;
        lead.press(".house-lid").await;
        lead.press(".house a[href='/people']").await;
        lead.press(".people-new .people-fold > summary").await;
        lead.fill("#name-new", "Lennot").await;
        lead.press("form[action='/teams'] button").await;
        lead.says("Tiimi on nyt näin.").await;
        for name in ["Aino Tiski", "Eero Lankapuhelin"] {
            let summary = format!(".colleague-acts > summary[aria-label*='{name}']");
            lead.press(&summary).await;
            lead.press(&format!(
                "details:has(> summary[aria-label*='{name}']) select[name=team] option:nth-child(2)"
            ))
            .await;
            lead.press(&format!(
                "details:has(> summary[aria-label*='{name}']) form:not([action$='/away']) button"
            ))
            .await;
            lead.says("Tallennettu.").await;
        }
        lead.show("teams").await;

        let case = case_of(&demo, "Seitsemän euron palvelu ei toimi");
        let place = format!("/cases/{}", case["number"]);
        let mut aino = Browser::open(&demo, Screen::Desk, shots.clone()).await;
        aino.sign_in(&demo, "aino.tiski@revontuli.example").await;
        aino.go(&place).await;
        aino.press("form[action$='/take'] button").await;
        aino.says("Sinulla").await;
        aino.go("/account").await;
        aino.press(".people-fold > summary").await;
        aino.press("select[name=cover] option:nth-child(2)").await;
        aino.choose("because", "holiday").await;
        aino.press("form[action$='/away'] button").await;
        aino.says("Sijaisenasi on Eero Lankapuhelin.").await;
        aino.show("away").await;

        let mut eero = Browser::open(&demo, Screen::Phone, shots).await;
        eero.sign_in(&demo, "eero.lankapuhelin@revontuli.example").await;
        eero.go("/").await;
        eero.says("Sijaistat: Aino Tiski").await;
        eero.says("Seitsemän euron palvelu ei toimi").await;
        eero.show("covered").await;

        // One writes; the other sees it without asking, and what was written follows to another page.
        lead.go(&place).await;
        eero.go(&format!("{place}?do=reply")).await;
        lead.says("Täällä katsoo myös Eero Lankapuhelin").await;
        eero.fill("#text", "Hoidan tämän Ainon puolesta.").await;
        lead.says("Eero Lankapuhelin kirjoittaa juuri vastausta.").await;
        lead.show("somebody-writes").await;
        eero.at("#reply[data-kept-at]").await;
        eero.client.execute("sessionStorage.clear()", vec![]).await.expect("another device");
        eero.client.execute("location.reload()", vec![]).await.expect("again");
        eero.says("Tässä on se, mitä olit alkanut kirjoittaa.").await;
        eero.show("taken-up").await;
        eero.press("#reply button.primary").await;
        eero.says("Vastaus lähtee nyt.").await;
        for browser in [lead, aino, eero] {
            browser.close().await;
        }
    });
}

#[test]
fn story_2_the_seven_euro_subscription() {
    play("story-2", |demo, shots| async move {
        let case = case_of(&demo, "Seitsemän euron palvelu ei toimi");
        let mut desk = Browser::open(&demo, Screen::Desk, shots).await;
        desk.sign_in(&demo, "aino.tiski@revontuli.example").await;
        desk.show("my-matters").await;
        desk.go("/cases").await;
        desk.says("Seitsemän euron palvelu ei toimi").await;
        desk.show("all").await;
        desk.go(&format!("/cases/{}", case["number"])).await;
        desk.at("#act").await;
        desk.show("case").await;
        desk.press("form[action$='/take'] button").await;
        desk.says("Aino Tiski").await;

        desk.press("[data-act=remedy]").await;
        desk.choose("kind", "credit").await;
        desk.fill("#amount", "7,00").await;
        desk.at("#decision .verdict.good").await;
        desk.show("decision").await;
        desk.press("#give button.primary").await;
        desk.says("7,00 €").await;

        desk.press("[data-act=reply]").await;
        desk.fill("#text", "Hyvitin kuukauden heti. Pahoittelut, että tätä piti kysyä kahdesti.").await;
        desk.press("#reply button.primary").await;
        desk.says("Hyvitin kuukauden heti.").await;
        desk.show("answered").await;
        // A colleague writes a note elsewhere: it stands here without anybody asking for it.
        let lead = token_of(&demo, "lead");
        let place = format!("/api/v1/cases/{}/notes", case["id"].as_str().expect("id"));
        let (status, said) =
            call(demo.url(), &lead, "POST", &place, Some(&json!({"body": "Sama asia kolmella muullakin."})));
        assert_eq!(status, 201, "{said}");
        desk.says("Sama asia kolmella muullakin.").await;
        desk.press("[data-act=resolve]").await;
        desk.press("#resolve button.primary").await;
        desk.at("form[action$='/reopen']").await;
        desk.show("resolved").await;
        desk.go("/sent").await;
        desk.says("usva.kuukausimaksu@posti.example").await;
        desk.show("sent").await;
        desk.close().await;

        let given = remedies_of(&demo, case["id"].as_str().expect("id"));
        assert_eq!(given.len(), 1, "{given:?}");
        assert_eq!((&given[0]["kind"], &given[0]["outcome"]), (&json!("credit"), &json!("within")));
        let token = token_of(&demo, "admin");
        let id = case["id"].as_str().expect("id");
        let (_, now) = call(demo.url(), &token, "GET", &format!("/api/v1/cases/{id}"), None);
        assert_eq!(now["state"], "resolved", "{now}");
    });
}

#[test]
fn story_3_the_wrong_tap() {
    play("story-3", |demo, shots| async move {
        let case = case_of(&demo, "Väärä hana kesken asennuksen");
        let mut phone = Browser::open(&demo, Screen::Phone, shots).await;
        phone.sign_in(&demo, "tapio.hanakulma@revontuli.example").await;
        phone.go(&format!("/cases/{}?do=remedy", case["number"])).await;
        phone.choose("kind", "refund").await;
        phone.fill("#amount", "129").await;
        // Over the limit: the way is a written reason, not a gate.
        phone.at("#decision .verdict.care").await;
        phone.at("#why").await;
        phone.show("stretch").await;
        phone.fill("#why", "lyhyt").await;
        phone.press("#give button.primary").await;
        phone.at("#why[aria-invalid=true]").await;
        phone.show("reason-too-short").await;
        phone
            .fill(
                "#why",
                " – asennus on kesken, valitsijaa ei tavoita, ja oikea hana on naapuriliikkeessä nyt.",
            )
            .await;
        phone.press("#give button.primary").await;
        phone.says("129,00 €").await;
        phone.at("form[action$='/take'], #act").await;
        phone.show("given").await;
        phone.close().await;

        let given = remedies_of(&demo, case["id"].as_str().expect("id"));
        assert_eq!(given.len(), 1, "{given:?}");
        assert_eq!(given[0]["outcome"], "stretch");
    });
}

#[test]
fn a_stretch_is_looked_at_with_one_key_and_its_giver_reads_the_word() {
    play("review", |demo, shots| async move {
        let case = case_of(&demo, "Väärä hana kesken asennuksen");
        let mut phone = Browser::open(&demo, Screen::Phone, shots.clone()).await;
        phone.sign_in(&demo, "tapio.hanakulma@revontuli.example").await;
        phone.go(&format!("/cases/{}?do=remedy", case["number"])).await;
        phone.choose("kind", "refund").await;
        phone.fill("#amount", "129").await;
        phone.at("#decision .verdict.care").await;
        phone.fill("#why", "Asennus on kesken, ja oikea hana on naapuriliikkeessä nyt.").await;
        phone.press("#give button.primary").await;
        phone.says("129,00 €").await;

        let given = remedies_of(&demo, case["id"].as_str().expect("id"));
        let remedy = given[0]["id"].as_str().expect("id").to_owned();
        let mut lead = Browser::open(&demo, Screen::Desk, shots).await;
        let email = demo.person("lead").0;
        lead.sign_in(&demo, &email).await;
        lead.press("a[href='/reviews']").await;
        lead.at("h1").await;
        lead.show("reviews").await;
        // This one, whichever waits first.
        lead.go(&format!("/reviews/{remedy}")).await;
        lead.says("Annettu yli rajan").await;
        lead.says("Asennus on kesken").await;
        lead.fill("#word", "Kiitos, että pidit asiakkaan työn käynnissä.").await;
        lead.show("review").await;
        // Out of the field by Escape, then one key says it.
        lead.fill("#word", "\u{e00c}").await;
        lead.at("main").await.send_keys("1").await.expect("a key");
        lead.says("Tallennettu.").await;
        lead.show("said").await;
        lead.close().await;

        phone.go("/trust").await;
        phone.says("Kiitos, että pidit asiakkaan työn käynnissä.").await;
        phone.says("Oikein").await;
        phone.show("own-trust").await;
        phone.go(&format!("/cases/{}", case["number"])).await;
        phone.says("Kiitos, että pidit asiakkaan työn käynnissä.").await;
        phone.close().await;
    });
}

/// Every page in every language on both screens: nothing runs out sideways, and the pictures are there to look at.
/// Gives one step of a mandate another sum, as a lead would.
async fn set_within(lead: &mut Browser, mandate: &str, sum: &str, reason: &str, shot: &str) {
    lead.go("/mandates").await;
    lead.press(&format!("a[href='/mandates/{mandate}/change']")).await;
    lead.at("#case_within").await.clear().await.expect("an empty field");
    lead.fill("#case_within", sum).await;
    lead.show(&format!("{shot}-form")).await;
    lead.press("button[name=do][value=look]").await;
    lead.says("Ennen kuin tallennat").await;
    lead.says("Viimeiset 90 päivää").await;
    lead.fill("#reason", reason).await;
    lead.show(&format!("{shot}-ahead")).await;
    lead.press("button[name=do][value=save]").await;
    lead.says("Tallennettu. Se pätee tästä hetkestä.").await;
    lead.says(reason).await;
    lead.show(&format!("{shot}-saved")).await;
}

#[test]
fn a_lead_changes_a_mandate_and_an_agent_sees_it_at_once() {
    play("mandates", |demo, shots| async move {
        let case = case_of(&demo, "Seitsemän euron palvelu ei toimi");
        let (_, mandates) = call(demo.url(), &token_of(&demo, "admin"), "GET", "/api/v1/mandates", None);
        let of_agents = mandates["items"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|mandate| mandate["holder"]["of"] == "agent" && mandate["kinds"][0] == "refund");
        let mandate =
            of_agents.expect("a mandate of those who serve")["id"].as_str().expect("text").to_owned();

        let mut phone = Browser::open(&demo, Screen::Phone, shots.clone()).await;
        phone.sign_in(&demo, "aino.tiski@revontuli.example").await;
        phone.go(&format!("/cases/{}?do=remedy&kind=refund&amount=80", case["number"])).await;
        phone.says("Voit venyä tähän").await;

        let mut lead = Browser::open(&demo, Screen::Desk, shots).await;
        lead.sign_in(&demo, "helka.vastuunkanto@revontuli.example").await;
        lead.press(".house-lid").await;
        lead.press(".house a[href='/mandates']").await;
        lead.show("mandates").await;
        let raised = "Kahdeksankymppiä on tavallinen lippu.";
        set_within(&mut lead, &mandate, "90", raised, "raised").await;
        // Without a reload, and before anything is pressed.
        phone.says("Voit antaa tämän heti").await;
        phone.show("more-room").await;

        set_within(&mut lead, &mandate, "40", "Katsotaan vielä kuukausi.", "lowered").await;
        phone.says("Voit venyä tähän").await;
        phone.show("less-room").await;
        lead.close().await;
        phone.close().await;
    });
}

#[test]
fn a_tour_of_every_page() {
    play("tour", |demo, shots| async move {
        let case = case_of(&demo, "Seitsemän euron palvelu ei toimi");
        let customer = case["customer"]["id"].as_str().expect("a customer").to_owned();
        let number = case["number"].to_string();
        for (screen, language) in [(Screen::Desk, "en"), (Screen::Phone, "sv"), (Screen::Phone, "fi")] {
            let mut browser = Browser::open(&demo, screen, shots.join(language)).await;
            browser.sign_in(&demo, "ulla.palvelinhuone@revontuli.example").await;
            browser.go("/account").await;
            browser.choose("language", language).await;
            browser.press("form[action='/account'] button[type=submit]").await;
            browser.at(&format!("html[lang={language}]")).await;
            let pages = [
                ("mine", "/".to_owned()),
                ("all", "/cases".to_owned()),
                ("new", "/cases/new".to_owned()),
                ("case", format!("/cases/{number}")),
                ("remedy", format!("/cases/{number}?do=remedy&kind=refund&amount=9999")),
                ("promise", format!("/cases/{number}?do=promise")),
                ("note", format!("/cases/{number}?do=note")),
                ("deadline", format!("/cases/{number}?do=deadline")),
                ("later", format!("/cases/{number}?do=later")),
                ("hand-over", format!("/cases/{number}?do=handover")),
                ("resolve", format!("/cases/{number}?do=resolve")),
                ("record", format!("/cases/{number}/record")),
                ("customer", format!("/customers/{customer}")),
                ("finance", "/finance".to_owned()),
                ("reviews", "/reviews".to_owned()),
                ("trust", "/trust".to_owned()),
                ("sent", "/sent".to_owned()),
                ("account", "/account".to_owned()),
                ("friction", "/friction".to_owned()),
                ("friction-told", format!("/cases/{number}?do=friction")),
                ("processes", "/processes".to_owned()),
                ("costs", "/settings/costs".to_owned()),
                ("hours", "/settings/hours".to_owned()),
                ("promises", "/promises?show=silent".to_owned()),
                ("mandates", "/mandates".to_owned()),
                ("new-mandate", "/mandates/new".to_owned()),
                ("mail", "/settings/mail".to_owned()),
                ("not-there", "/cases/999999".to_owned()),
            ];
            for (name, path) in pages {
                browser.go(&path).await;
                browser.at("main h1, main h2").await;
                browser.show(name).await;
            }
            browser.close().await;
        }
    });
}

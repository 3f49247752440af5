//! The pages as a browser meets them, in process, on both databases: signing in, each act by its form, and what
//! every page keeps to. The clock is moved by hand, and nothing sleeps.

use std::{cell::RefCell, sync::OnceLock};

use axum::{Router, body::Body};
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use tokio::sync::watch;
use tower::ServiceExt;
use valta_desk::{Arrived, Clock, Debtor, Desk, NewAgent, PaymentSettings, Reachable, Settings};
use valta_domain::{Actor, CustomerId, Timestamp, agent::Role, customer::IdentityKind};
use valta_policy::Policies;
use valta_store::{
    account, migrate, schema,
    testing::{TestDb, each_backend},
};

#[path = "pages/afterwards.rs"]
mod afterwards;
#[path = "pages/caught.rs"]
mod caught;
#[path = "pages/feed.rs"]
mod feed;
#[path = "pages/guard.rs"]
mod guard;
#[path = "pages/handover.rs"]
mod handover;
#[path = "pages/knowhow.rs"]
mod knowhow;
#[path = "pages/mandates.rs"]
mod mandates;
#[path = "pages/people.rs"]
mod people;
#[path = "pages/point.rs"]
mod point;
#[path = "pages/promise.rs"]
mod promise;
#[path = "pages/reach.rs"]
mod reach;
#[path = "pages/receipt.rs"]
mod receipt;
#[path = "pages/rota.rs"]
mod rota;
#[path = "pages/shown.rs"]
mod shown;

/// 23 September 2026, 13:40 in Helsinki.
const START: Timestamp = Timestamp(1_790_160_000_000_000);
const PASSWORD: &str = "luota-niin-etta-pelottaa";

struct House {
    desk: Desk,
    router: Router,
    _stop: watch::Sender<bool>,
}

/// A browser with its cookie, and the page that it shows.
struct Browser {
    router: Router,
    cookie: RefCell<String>,
    language: &'static str,
}

struct Page {
    status: StatusCode,
    headers: http::HeaderMap,
    body: String,
}

impl Page {
    fn to(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    fn says(&self, words: &str) -> &Page {
        assert!(self.body.contains(words), "not said: {words}\nstatus {}\n{}", self.status, self.body);
        self
    }

    #[track_caller]
    fn is(&self, status: u16) -> &Page {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// The first promise that is still to be kept.
    #[track_caller]
    fn promise(&self) -> String {
        let id = self.body.split("/promises/").nth(1).and_then(|rest| rest.split('/').next());
        id.unwrap_or_else(|| panic!("no promise in\n{}", self.body)).to_owned()
    }

    /// The address of the first form whose action ends so.
    #[track_caller]
    fn action(&self, end: &str) -> String {
        let actions = self.body.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let found = actions.into_iter().find(|action| action.ends_with(end));
        found.unwrap_or_else(|| panic!("no form to …{end} in\n{}", self.body)).to_owned()
    }

    /// The hidden fields of the form with this action.
    #[track_caller]
    fn form(&self, action: &str) -> Vec<(String, String)> {
        let start = format!("action=\"{action}\"");
        let form = self.body.split("<form").find(|form| form.contains(&start));
        let form = form.unwrap_or_else(|| panic!("no form for {action} in\n{}", self.body));
        let form = form.split("</form>").next().unwrap_or_default();
        form.split("<input")
            .filter(|input| input.contains("type=\"hidden\""))
            .map(|input| (attribute(input, "name"), attribute(input, "value")))
            .collect()
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let tag = tag.split('>').next().unwrap_or_default();
    tag.split(&format!(" {name}=\""))
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}

fn coded(fields: &[(String, String)]) -> String {
    let code = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    fields.iter().map(|(name, value)| format!("{}={}", code(name), code(value))).collect::<Vec<_>>().join("&")
}

impl Browser {
    async fn send(&self, mut request: Request<Body>) -> Page {
        let headers = request.headers_mut();
        let cookie = self.cookie.borrow().clone();
        if !cookie.is_empty() {
            headers.insert(header::COOKIE, cookie.parse().expect("a cookie"));
        }
        headers.insert(header::HOST, "localhost".parse().expect("a host"));
        headers.insert(header::ACCEPT_LANGUAGE, self.language.parse().expect("a language"));
        let response: Response<Body> = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().expect("a cookie").split(';').next().unwrap_or_default();
            if set.starts_with("valta=") {
                set.clone_into(&mut self.cookie.borrow_mut());
            }
        }
        let body = body.collect().await.expect("a body").to_bytes();
        Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    async fn post_from(&self, site: &str, path: &str, fields: &[(String, String)]) -> Page {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site)
            .body(Body::from(coded(fields)));
        self.send(request.expect("a request")).await
    }

    async fn post(&self, path: &str, fields: &[(String, String)]) -> Page {
        self.post_from("same-origin", path, fields).await
    }

    /// Fills the form on a page and sends it.
    async fn fill(&self, page: &str, action: &str, with: &[(&str, &str)]) -> Page {
        let fields = filled(&self.get(page).await, action, with);
        self.post(action, &fields).await
    }

    /// Fills, sends, and goes where the answer leads.
    async fn act(&self, page: &str, action: &str, with: &[(&str, &str)]) -> Page {
        let done = self.fill(page, action, with).await;
        done.is(303);
        self.get(done.to().split('#').next().unwrap_or_default()).await
    }

    async fn sign_in(&self, email: &str, password: &str) -> Page {
        self.post("/login", &pairs(&[("email", email), ("password", password), ("onward", "/cases")])).await
    }
}

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn filled(page: &Page, action: &str, with: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = page.form(action);
    for (name, value) in with {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

impl House {
    fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookie: RefCell::default(), language: "en" }
    }

    async fn signed_in(&self, email: &str) -> Browser {
        let browser = self.browser();
        browser.sign_in(email, PASSWORD).await.is(303);
        browser
    }

    /// The house has seen a payment of the customer from this account.
    async fn pays(&self, customer: &str, account: &str) {
        let id: CustomerId = customer.trim_start_matches("/customers/").parse().expect("a customer");
        let reachable = Reachable { kind: IdentityKind::Payment, address: account.into(), verified: true };
        let admin = self.desk.reader().look(|tx| account::by_email(tx, "ulla@revontuli.example")).await;
        let (admin, _) = admin.expect("a look").expect("the admin");
        self.desk.add_identity(self.desk.by(&admin), None, id, reachable).await.expect("an account");
    }

    async fn mail(&self, from: &str, subject: &str, body: &str) {
        let raw = format!(
            "From: {from}\r\nTo: palvelu@valta.example\r\nSubject: {subject}\r\n\
             Message-ID: <{}@posti.example>\r\nDate: Wed, 23 Sep 2026 13:00:00 +0300\r\n\r\n{body}\r\n",
            valta_desk::fresh_id().simple()
        );
        let arrived = Arrived { raw: raw.into_bytes(), source: "lmtp", sender: None, recipients: vec![] };
        self.desk.keep(arrived).await.expect("keep");
        self.desk.take_in_all().await.expect("take in");
    }
}

/// Made once: a digest is slow on purpose.
fn digest(runtime: &tokio::runtime::Runtime, desk: &Desk) -> String {
    static DIGEST: OnceLock<String> = OnceLock::new();
    DIGEST.get_or_init(|| runtime.block_on(desk.hash_password(PASSWORD.into())).expect("a digest")).clone()
}

fn on_both<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    on_both_with(&Settings::default(), test);
}

/// A house that can make files for its bank.
fn with_a_bank() -> Settings {
    let debtor = Debtor { name: "Revontuli Oy".into(), iban: "FI2112345600000785".into(), bic: None };
    let payments = PaymentSettings { debtor: Some(debtor), ..PaymentSettings::default() };
    Settings { payments, ..Settings::default() }
}

fn on_both_with<F: Future<Output = ()>>(settings: &Settings, test: impl Fn(House) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    each_backend(|db: TestDb| {
        migrate::migrate(db.db(), schema::MIGRATIONS, migrate::Run::Apply).expect("migrate");
        let desk = Desk::new(db.db().clone(), settings.clone(), Clock::hand(START));
        let digest = digest(&runtime, &desk);
        runtime.block_on(async {
            desk.set_up().await.expect("set up");
            for (name, email, role) in [
                ("Aava Agentti", "aava@revontuli.example", Role::Agent),
                ("Kalle Kollega", "kalle@revontuli.example", Role::Colleague),
                ("Liisa Liidi", "liisa@revontuli.example", Role::Lead),
                ("Ulla Ylläpito", "ulla@revontuli.example", Role::Admin),
            ] {
                let new = NewAgent {
                    name: name.into(),
                    email: email.into(),
                    role,
                    team: None,
                    language: "en".into(),
                    password: Some(digest.clone()),
                };
                desk.add_agent(Actor::House, new).await.expect("join");
            }
            let (stop, stopped) = watch::channel(false);
            let router = valta_web::router(desk.clone(), stopped);
            test(House { desk, router, _stop: stop }).await;
        });
    });
}

#[test]
fn the_door() {
    on_both(|house| async move {
        let browser = house.browser();
        let sent_away = browser.get("/cases/7?do=note").await;
        sent_away.is(303);
        assert_eq!(sent_away.to(), "/login?onward=%2Fcases%2F7%3Fdo%3Dnote");

        let wrong = browser.sign_in("aava@revontuli.example", "not this").await;
        let unknown = browser.sign_in("nobody@revontuli.example", "not this").await;
        wrong.is(401).says("That did not open");
        let plain = |page: &Page, email: &str| page.body.replace(email, "");
        assert_eq!(plain(&wrong, "aava@revontuli.example"), plain(&unknown, "nobody@revontuli.example"));

        let inside = browser.sign_in("aava@revontuli.example", PASSWORD).await;
        assert_eq!((inside.status.as_u16(), inside.to()), (303, "/cases"));
        let cookie =
            inside.headers.get(header::SET_COOKIE).and_then(|set| set.to_str().ok()).unwrap_or_default();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"));
        let before = browser.cookie.borrow().clone();

        let again = pairs(&[
            ("email", "aava@revontuli.example"),
            ("password", PASSWORD),
            ("onward", "//evil.example"),
        ]);
        assert_eq!(browser.post("/login", &again).await.to(), "/");
        let after = browser.cookie.borrow().clone();
        assert_ne!(before, after);
        *browser.cookie.borrow_mut() = before;
        browser.get("/").await.is(303);
        *browser.cookie.borrow_mut() = after.clone();
        browser.get("/").await.is(200);

        browser.post("/logout", &[]).await.is(303);
        *browser.cookie.borrow_mut() = after;
        browser.get("/").await.is(303);

        let other = house.browser();
        for _ in 0..10 {
            other.sign_in("kalle@revontuli.example", "guess").await.is(401);
        }
        other.sign_in("kalle@revontuli.example", PASSWORD).await.is(429).says("Wait a moment");
    });
}

#[test]
fn forms_of_other_sites_and_other_shapes_are_not_taken() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let fields =
            filled(&aava.get("/cases/1?do=note").await, "/cases/1/notes", &[("kind", "note"), ("body", "x")]);
        aava.post_from("cross-site", "/cases/1/notes", &fields).await.is(403).says("another site");
        aava.post_from("same-site", "/cases/1/notes", &fields).await.is(403);
        let mut more = fields.clone();
        more.push(("owner".into(), "me".into()));
        aava.post("/cases/1/notes", &more).await.is(422).says("did not come through whole");
        let long = [("kind", "note"), ("body", "x".repeat(3 * 1024 * 1024).as_str())]
            .map(|(n, v)| (n.to_owned(), v.to_owned()));
        aava.post("/cases/1/notes", &long).await.is(413).says("too large");
        aava.post("/cases/1/notes", &fields).await.is(303);
        assert!(!aava.get("/cases/1").await.body.contains("another site"));
    });
}

#[test]
fn the_breakfast_that_never_reached_the_plane() {
    on_both(|house| async move {
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let caught = [
            ("body", "Breakfast never came"),
            ("name", "Milla Mallikas"),
            ("email", "milla@posti.example"),
            ("channel", "walk_in"),
        ];
        let page = kalle.act("/cases/new", "/cases", &caught).await;
        page.is(200).says("Milla Mallikas").says("The case is safe, and it is yours.");

        let asked = kalle.get("/cases/1?do=remedy&kind=refund&amount=7%2C00").await;
        asked.says("You can give this now").says("€9.33").says("€51.33").says("assumed");
        let fields = filled(
            &asked,
            "/cases/1/remedies",
            &[("kind", "refund"), ("amount", "7"), ("reason", "No breakfast")],
        );
        let first = kalle.post("/cases/1/remedies", &fields).await;
        let second = kalle.post("/cases/1/remedies", &fields).await;
        first.is(303);
        assert_eq!(first.to(), second.to());
        let page = kalle.get(first.to().split('#').next().unwrap_or_default()).await;
        page.says("€7.00").says("On its way").says("data-saved");
        assert_eq!(page.body.matches("entry given").count(), 1);

        let mut other = fields.clone();
        other.retain(|(name, _)| name != "amount");
        other.push(("amount".into(), "8".into()));
        kalle
            .post("/cases/1/remedies", &other)
            .await
            .is(422)
            .says("Something was saved from this form before");
        kalle
            .get("/cases/1/record")
            .await
            .says("gave a refund €7.00")
            .says("nothing has been changed or removed");

        // A colleague who has nothing to do with it sees nothing: the same as what is not there.
        house.mail("Olli <olli@posti.example>", "Seat", "Where is it?").await;
        let hidden = kalle.get("/cases/2").await;
        let missing = kalle.get("/cases/999").await;
        hidden.is(404);
        assert_eq!(hidden.body, missing.body);
        for path in ["/cases/2/record", "/cases/2/decision?kind=refund&amount=1", "/live?case=2"] {
            kalle.get(path).await.is(404);
        }
        // What is for others to do is said so.
        kalle.get("/settings/costs").await.is(403).says("This is not yours to do");
    });
}

#[test]
fn the_wrong_tap() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        house.mail("Tea <tea@posti.example>", "The wrong tap", "It is in the box.").await;
        let asked = aava.get("/cases/1?do=remedy&kind=credit&amount=120").await;
        asked.says("You may stretch to this").says("name=\"why\"");
        let with = [("kind", "credit"), ("amount", "120")];
        aava.fill("/cases/1?do=remedy", "/cases/1/remedies", &with)
            .await
            .is(422)
            .says("You may stretch to this");
        let fields =
            filled(&asked, "/cases/1/remedies", &[("kind", "credit"), ("amount", "120"), ("why", "short")]);
        let refused = aava.post("/cases/1/remedies", &fields).await;
        refused.is(422).says("Write why this is right").says("value=\"120\"").says(">short</textarea>");
        let why = "The work must go on today, and nobody can be reached.";
        let fields =
            filled(&refused, "/cases/1/remedies", &[("kind", "credit"), ("amount", "120"), ("why", why)]);
        let done = aava.post("/cases/1/remedies", &fields).await;
        done.is(303);
        aava.get("/cases/1").await.says("€120.00").says("Stretch").says("nobody can be reached");
        aava.get("/cases/1?do=remedy&kind=refund&amount=1000").await.says("More than you may give alone");
    });
}

#[test]
fn whatever_is_given_and_who_can_help_beyond_it() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        house.mail("Tea <tea@posti.example>", "One invoice", "All on one, please.").await;
        let panel = aava.get("/cases/1?do=remedy").await;
        for kind in ["refund", "credit", "fee_waiver", "replacement", "gift", "exception", "apology"] {
            panel.says(&format!("name=\"kind\" value=\"{kind}\""));
        }
        // An exception that costs nothing is given like any other, and is told without a sum.
        let asked = aava.get("/cases/1?do=remedy&kind=exception&amount=0").await;
        asked.says("You can give this now").says("Make the exception now");
        let fields = filled(&asked, "/cases/1/remedies", &[("kind", "exception"), ("amount", "0")]);
        aava.post("/cases/1/remedies", &fields).await.is(303);
        aava.act("/cases/1?do=remedy", "/cases/1/remedies", &[("kind", "gift"), ("amount", "12")])
            .await
            .says("€12.00");
        let record = aava.get("/cases/1/record").await;
        record.says("Aava Agentti gave an exception<").says("Aava Agentti gave a gift €12.00");

        // Beyond one's own reach: alone while nobody with more room is there, else with a colleague.
        let alone = aava.get("/cases/1/decision?kind=refund&amount=200").await;
        alone.says("You may stretch to this").says("Nobody with more room is here now");
        let signed = aava.get("/cases/1/decision?kind=refund&amount=400").await;
        signed.says("A colleague can sign this with you").says("Liisa Liidi").says("not on duty");
        aava.get("/account").await.says("refund, credit on a bill, replacement, exception").says("€500.00");
        for (language, words) in
            [("fi", "Kollega voi allekirjoittaa tämän kanssasi"), ("sv", "En kollega kan skriva under")]
        {
            aava.post("/language", &pairs(&[("language", language)])).await.is(303);
            aava.get("/cases/1/decision?kind=refund&amount=400").await.says(words);
        }
    });
}

#[test]
fn every_act_by_its_form() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        aava.act("/cases/1", "/cases/1/take", &[]).await.says("The case is yours now.").says("You have this");
        aava.act("/cases/1?do=reply", "/cases/1/replies", &[("body", "I will put it right.")])
            .await
            .says("I will put it right.")
            .says("Leaving in a moment")
            .says("Waiting for customer");
        house.desk.perform_all().await.expect("perform");
        aava.get("/sent").await.says("milla@posti.example").says("I will put it right.");
        aava.act("/cases/1?do=note", "/cases/1/notes", &[("kind", "note"), ("body", "A regular.")])
            .await
            .says("A regular.");
        aava.act("/cases/1?do=note", "/cases/1/notes", &[("kind", "phone"), ("body", "I am still hungry")])
            .await
            .says("I am still hungry")
            .says("Aava Agentti noted this");

        let promise = [("what", "I call you"), ("own_time", "2026-09-24T09:00")];
        aava.act("/cases/1?do=promise", "/cases/1/promises", &promise)
            .await
            .says("I call you")
            .says("tomorrow at 09:00");
        let id = aava.get("/cases/1").await.promise();
        aava.act("/cases/1", &format!("/cases/1/promises/{id}/keep"), &[]).await.says("kept the promise");

        aava.act("/cases/1?do=later", "/cases/1/snooze", &[("own_time", "2026-09-30T08:00")])
            .await
            .says("Comes back");
        aava.act("/cases/1?do=resolve", "/cases/1/resolve", &[("what", "A refund and a word")])
            .await
            .says("marked this solved")
            .says("A refund and a word");
        aava.act("/cases/1", "/cases/1/reopen", &[]).await.says("opened this again");

        let page = aava.get("/cases/1").await;
        let contact = page.body.split("/contacts/").find(|part| part.contains("/split")).unwrap_or_default();
        let contact = contact.split('/').next().unwrap_or_default().to_owned();
        let split = format!("/cases/1/contacts/{contact}/split");
        aava.act("/cases/1", &split, &[("subject", "Another thing")])
            .await
            .says("Another thing")
            .says("a case of its own now");
        aava.act("/cases/2?do=merge", "/cases/2/merge", &[("number", "#1")])
            .await
            .says("put case 2 into this one");
        aava.get("/cases/2").await.says("To case 1");
        aava.fill("/cases/1?do=merge", "/cases/1/merge", &[("number", "77")])
            .await
            .is(422)
            .says("no other case");
    });
}

#[test]
fn what_came_in_between_is_seen_first() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let liisa = house.signed_in("liisa@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let page = aava.get("/cases/1?do=reply").await;
        // What one does oneself in another window is no surprise.
        aava.act("/cases/1?do=note", "/cases/1/notes", &[("kind", "note"), ("body", "mine")]).await.is(200);
        let fields = filled(&page, "/cases/1/replies", &[("body", "first words")]);
        aava.post("/cases/1/replies", &fields).await.is(303);

        let page = aava.get("/cases/1?do=reply").await;
        liisa
            .act("/cases/1?do=note", "/cases/1/notes", &[("kind", "note"), ("body", "she called me")])
            .await
            .is(200);
        let fields = filled(&page, "/cases/1/replies", &[("body", "these words are kept")]);
        let stale = aava.post("/cases/1/replies", &fields).await;
        stale
            .is(422)
            .says("Something happened here meanwhile")
            .says("these words are kept")
            .says("she called me");
        let fields = filled(&stale, "/cases/1/replies", &[("body", "these words are kept")]);
        aava.post("/cases/1/replies", &fields).await.is(303);
    });
}

#[test]
fn what_is_attached_can_be_had_and_harms_nobody() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let raw = "From: milla@posti.example\r\nTo: palvelu@valta.example\r\nSubject: Receipt\r\n\
            Message-ID: <r@posti.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/plain\r\n\r\nHere.\r\n--b\r\nContent-Type: text/html\r\n\
            Content-Disposition: attachment; filename=\"kuitti.html\"\r\n\r\n<script>alert(1)</script>\r\n--b--\r\n";
        let arrived = Arrived { raw: raw.into(), source: "lmtp", sender: None, recipients: vec![] };
        house.desk.keep(arrived).await.expect("keep");
        house.desk.take_in_all().await.expect("take in");
        let page = aava.get("/cases/1").await;
        page.says("kuitti.html");
        let link = page
            .body
            .split("href=\"/contacts/")
            .find(|part| part.contains("/attachments/"))
            .unwrap_or_default();
        let link = format!("/contacts/{}", link.split('"').next().unwrap_or_default());
        let file = aava.get(&link).await;
        file.is(200).says("alert(1)");
        let said = |name: &str| {
            file.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        assert!(said("content-disposition").starts_with("attachment; filename=\"kuitti.html\""));
        assert!(said("content-security-policy").contains("sandbox"));
        assert_eq!(
            (said("x-content-type-options").as_str(), said("content-type").as_str()),
            ("nosniff", "application/octet-stream")
        );
        kalle.get(&link).await.is(404);
        let raw = link.split("/attachments/").next().unwrap_or_default().to_owned() + "/raw";
        aava.get(&raw).await.is(200).says("Message-ID: <r@posti.example>");
        kalle.get(&raw).await.is(404);
        kalle.get("/contacts/01990000-0000-7000-8000-000000000001/raw").await.is(404);
    });
}

#[test]
fn what_things_cost_is_for_leads_to_set() {
    on_both(|house| async move {
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let form = [("parameter", "wage_hour_minor"), ("value", "42,50"), ("evidence", "measured")];
        liisa.act("/settings/costs", "/settings/costs", &form).await.says("€42.50").says("measured");
        let wrong = [("parameter", "complaint_paid_percent"), ("value", "101"), ("evidence", "assumed")];
        liisa.fill("/settings/costs", "/settings/costs", &wrong).await.is(422).says("value=\"101\"");
        let ulla = house.signed_in("ulla@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        ulla.get("/settings/mail").await.says("Came in: 1");
        liisa.get("/settings/mail").await.is(403).says("This is not yours to do");

        liisa.get("/find?q=%231").await.is(303);
        assert!(liisa.get("/find?q=MILLA@posti.example").await.to().starts_with("/customers/"));
        liisa.get("/find?q=nothing%40posti.example").await.is(200).says("Nothing found");
    });
}

#[test]
fn finance_pays_what_was_promised() {
    on_both_with(&with_a_bank(), |house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let liisa = house.signed_in("liisa@revontuli.example").await;
        for path in
            ["/finance", "/finance/payments.csv", "/finance/files/01990000-0000-7000-8000-000000000001"]
        {
            aava.get(path).await.is(403);
        }
        aava.post("/finance/01990000-0000-7000-8000-000000000001/take", &[]).await.is(403);
        assert!(
            !aava.get("/").await.body.contains("href=\"/finance\""),
            "nothing for those who do not work on it"
        );
        liisa.get("/finance").await.says("Nothing waits to be paid");

        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let give = |amount: &'static str| {
            [("kind", "refund"), ("amount", amount), ("reason", "No <b>breakfast</b>")]
        };
        let page = aava.act("/cases/1?do=remedy", "/cases/1/remedies", &give("7")).await;
        page.says("On its way");
        let customer = page.body.split("href=\"/customers/").nth(1).and_then(|rest| rest.split('"').next());
        let customer = format!("/customers/{}", customer.unwrap_or_default());
        let page = liisa.get("/finance").await;
        page.says("Waiting: 1").says("€7.00").says("Milla").says("No &lt;b&gt;breakfast&lt;/b&gt;");
        page.says("given by Aava Agentti").says("Account not known").says("<span class=\"count\"");

        // Taken, paid, and seen by whoever gave it.
        let take = page.action("/take");
        let page = liisa.act("/finance", &take, &[]).await;
        page.says("The payment is yours.").says("In hand: 1").says("Liisa Liidi has it");
        liisa
            .fill("/finance", &page.action("/unpaid"), &[("reason", "  ")])
            .await
            .is(422)
            .says("A few words are enough");
        aava.get("/cases/1").await.says("With the payer").says("Ask back");
        let paid = liisa.act("/finance", &page.action("/paid"), &[("reference", "B-118")]).await;
        paid.says("Noted as paid.").says("Nothing waits to be paid");
        aava.get("/cases/1").await.says("Done");
        aava.get("/cases/1/record")
            .await
            .says("Liisa Liidi took the payment in hand")
            .says("Liisa Liidi confirmed that it was paid");
        aava.get(&customer).await.says("€7.00");

        // Not paid, with a reason; ordered again; taken back by the giver.
        aava.act("/cases/1?do=remedy", "/cases/1/remedies", &give("8")).await.is(200);
        let page = liisa.get("/finance").await;
        let page =
            liisa.act("/finance", &page.action("/unpaid"), &[("reason", "The account is closed")]).await;
        page.says("Needs a look: 1").says("It could not be paid. The account is closed");
        aava.get("/cases/1").await.says("Not paid").says("Why: The account is closed");
        let page = liisa.act("/finance", &page.action("/again"), &[]).await;
        page.says("The order goes out again.").says("Waiting: 1");
        let reverse = aava.get("/cases/1").await.action("/reverse");
        aava.act("/cases/1", &reverse, &[]).await.says("Taken back before it left.");
        liisa.get("/finance").await.says("Nothing waits to be paid");

        // What somebody has is asked back, and finance says so.
        aava.act("/cases/1?do=remedy", "/cases/1/remedies", &give("9")).await.is(200);
        let page = liisa.act("/finance", &liisa.get("/finance").await.action("/take"), &[]).await;
        let reverse = aava.get("/cases/1").await.action("/reverse");
        aava.act("/cases/1", &reverse, &[]).await.says("Asked back. Your room returns").says("no answer yet");
        liisa.get("/finance").await.says("Whoever gave it wants it back");
        liisa.act("/finance", &page.action("/unpaid"), &[("reason", "Stopped in time")]).await.is(200);
        aava.get("/cases/1").await.says("Taken back");
        // Another form of an act that was done: what to do next is said.
        let page = liisa.post(&take, &pairs(&[("command", "01990000-0000-7000-8000-000000000009")])).await;
        page.is(409).says("This is done already");
    });
}

#[test]
fn finance_makes_a_file_for_the_bank() {
    on_both_with(&with_a_bank(), |house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let liisa = house.signed_in("liisa@revontuli.example").await;
        house.mail("=Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let page = aava.act("/cases/1", "/cases/1/take", &[]).await;
        let customer = page.body.split("href=\"/customers/").nth(1).and_then(|rest| rest.split('"').next());
        house.pays(&format!("/customers/{}", customer.unwrap_or_default()), "FI2112345600000785").await;
        // Nobody pays what they gave themselves.
        let own = [("kind", "refund"), ("amount", "8")];
        liisa.act("/cases/1?do=remedy", "/cases/1/remedies", &own).await.is(200);
        let page = liisa.get("/finance").await;
        page.says("You gave this yourself: somebody else pays it.");
        assert!(!page.body.contains("/take\""), "{}", page.body);
        let reverse = liisa.get("/cases/1").await.action("/reverse");
        let remedy = reverse.split('/').nth(4).unwrap_or_default().to_owned();
        let form = pairs(&[("command", "01990000-0000-7000-8000-000000000008")]);
        liisa.post(&format!("/finance/{remedy}/take"), &form).await.is(403).says("This is not yours to do");
        liisa.act("/cases/1", &reverse, &[]).await.is(200);

        let refund = [("kind", "refund"), ("amount", "7")];
        aava.act("/cases/1?do=remedy", "/cases/1/remedies", &refund).await.is(200);
        let page = liisa.get("/finance").await;
        page.says("FI21 1234 5600 0007 85").says("Make the file");
        let remedy = page.action("/take").split('/').nth(2).unwrap_or_default().to_owned();
        liisa.fill("/finance", "/finance/export", &[]).await.is(422).says("There was nothing for the file");
        liisa.fill("/finance", "/finance/export", &[("nonsense", "on")]).await.is(422);
        let page = liisa.act("/finance", "/finance/export", &[(remedy.as_str(), "on")]).await;
        page.says("The file is ready to download.")
            .says("In hand: 1")
            .says("In a file for the bank")
            .says("1 payment");
        let link = page.body.split("href=\"/finance/files/").nth(1).and_then(|rest| rest.split('"').next());
        let link = format!("/finance/files/{}", link.unwrap_or_default());
        let file = liisa.get(&link).await;
        file.is(200)
            .says("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09")
            .says("<IBAN>FI2112345600000785</IBAN>");
        let said = file.headers.get("content-disposition").and_then(|value| value.to_str().ok());
        assert!(said.is_some_and(|said| said.starts_with("attachment; filename=\"valta-")), "{said:?}");
        assert_eq!(liisa.get(&link).await.body, file.body);
        let table = liisa.get("/finance/payments.csv").await;
        table.is(200).says("'=Milla").says(",7.00,EUR,");

        // Once more only by somebody who means it.
        let again = pairs(&[("command", "01990000-0000-7000-8000-000000000009"), (remedy.as_str(), "on")]);
        liisa.post("/finance/export", &again).await.is(409).says("In two files it could be paid twice");
        let page = liisa.get("/finance").await;
        page.says("make sure that the bank has not taken the first");
        liisa.act("/finance", &page.action("/file"), &[]).await.says("The file is ready to download.");
    });
}

#[test]
fn credit_stands_on_the_customers_card() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let credit = [("kind", "credit"), ("amount", "7")];
        let page = aava.act("/cases/1?do=remedy", "/cases/1/remedies", &credit).await;
        let customer = page.body.split("href=\"/customers/").nth(1).and_then(|rest| rest.split('"').next());
        let customer = format!("/customers/{}", customer.unwrap_or_default());
        assert!(!aava.get(&customer).await.body.contains("Store credit"));
        house.desk.perform_all().await.expect("perform");
        aava.get(&customer).await.says("Store credit").says("€7.00").says("given");
        aava.get("/cases/1").await.says("Store credit");
        aava.get("/cases/1/record")
            .await
            .says("The credit goes onto the customer’s balance")
            .says("It was paid");
        let reverse = aava.get("/cases/1").await.action("/reverse");
        aava.act("/cases/1", &reverse, &[]).await.says("Taken back");
        aava.get(&customer).await.says("None to spend.").says("taken back");
    });
}

/// The value of an attribute of each tag with this name.
fn tags<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    page.split('<')
        .filter(|tag| tag.split([' ', '>']).next() == Some(name))
        .filter_map(|tag| tag.split('>').next())
        .collect()
}

fn faults_of(page: &Page) -> Vec<String> {
    let body = &page.body;
    let mut wrong = Vec::new();
    let said = |name: &str| page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let policy = said("content-security-policy");
    if !policy.contains("default-src 'none'") || policy.contains("unsafe-inline") {
        wrong.push(format!("has the policy {policy}"));
    }
    if said("x-content-type-options") != "nosniff" || said("cache-control") != "no-store" {
        wrong.push("lacks a header".to_owned());
    }
    for forbidden in [" style=", "<style", " onclick", " onsubmit", "javascript:"] {
        if body.contains(forbidden) {
            wrong.push(format!("has {forbidden}"));
        }
    }
    for script in tags(body, "script") {
        if attribute(script, "src").is_empty() {
            wrong.push("has a script without an address".to_owned());
        }
    }
    if tags(body, "h1").len() != 1 {
        wrong.push(format!("has {} main headings", tags(body, "h1").len()));
    }
    let ids: Vec<&str> = body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for (index, id) in ids.iter().enumerate() {
        if ids[..index].contains(id) {
            wrong.push(format!("has the id {id} twice"));
        }
    }
    for kind in ["input", "textarea", "select"] {
        for field in tags(body, kind) {
            if matches!(attribute(field, "type").as_str(), "hidden" | "radio") {
                continue;
            }
            let id = attribute(field, "id");
            if id.is_empty() || !body.contains(&format!(" for=\"{id}\"")) {
                wrong.push(format!("has a field without a label: {field}"));
            }
        }
    }
    for tag in body.split('<') {
        for about in ["aria-describedby", "aria-labelledby"] {
            for id in attribute(tag, about).split(' ').filter(|id| !id.is_empty()) {
                if !ids.contains(&id) {
                    wrong.push(format!("{about} names {id}, which is not there"));
                }
            }
        }
    }
    wrong
}

#[test]
fn every_page_keeps_the_rules_in_every_language() {
    on_both_with(&with_a_bank(), |house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let ulla = house.signed_in("ulla@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        house.mail("Milla <milla@posti.example>", "Re: Breakfast", "Still hungry.").await;
        let promise = [("what", "I call you"), ("own_time", "2026-09-24T09:00")];
        let page = ulla.act("/cases/1?do=promise", "/cases/1/promises", &promise).await;
        let customer = page.body.split("href=\"/customers/").nth(1).and_then(|rest| rest.split('"').next());
        let customer = format!("/customers/{}", customer.unwrap_or_default());
        // Payments in every state that finance sees: waiting, in hand, not paid; and credit on the balance.
        house.pays(&customer, "FI2112345600000785").await;
        for (kind, amount) in [("refund", "7"), ("refund", "8"), ("refund", "9"), ("credit", "5")] {
            aava.act("/cases/1?do=remedy", "/cases/1/remedies", &[("kind", kind), ("amount", amount)])
                .await
                .is(200);
        }
        house.desk.perform_all().await.expect("perform");
        let page = ulla.get("/finance").await;
        ulla.act("/finance", &page.action("/take"), &[]).await.is(200);
        let page = ulla.get("/finance").await;
        ulla.act("/finance", &page.action("/unpaid"), &[("reason", "The bank says no")]).await.is(200);
        let page = ulla.get("/mandates").await;
        let mandate = page.body.split("href=\"/mandates/").filter_map(|rest| rest.split("/change").next());
        let mandate = mandate.into_iter().find(|id| id.len() == 36).expect("a mandate");
        let mandate = format!("/mandates/{mandate}");
        let paths = [
            "/",
            "/?state=resolved",
            "/cases",
            "/cases?state=untaken",
            "/cases/new",
            "/cases/1",
            "/cases/1?do=reply",
            "/cases/1?do=remedy",
            "/cases/1?do=remedy&amount=7",
            "/cases/1?do=remedy&amount=100",
            "/cases/1?do=remedy&amount=1000",
            "/cases/1?do=remedy&kind=apology",
            "/cases/1?do=promise",
            "/cases/1?do=note",
            "/cases/1?do=deadline",
            "/cases/1?do=later",
            "/cases/1?do=handover",
            "/cases/1?do=resolve",
            "/cases/1?do=merge",
            "/cases/1/record",
            "/sent",
            "/account",
            "/ledger",
            "/ledger?days=all&kind=refund",
            "/ledger?from=2026-01-01",
            "/ledger?before=x",
            "/friction",
            "/friction?did=waited&source=guard&step=&before=",
            "/processes",
            "/reviews",
            "/reviews/x",
            "/reviews?after=00000000-0000-0000-0000-000000000001",
            "/trust",
            "/trust?did=well&saved=x",
            "/mandates",
            "/mandates/new",
            "/mandates/x",
            "/people",
            "/people?did=team&saved=x",
            "/cases?state=pool",
            &mandate,
            &format!("{mandate}/change"),
            &format!("{mandate}/end"),
            "/settings/costs",
            "/promises",
            "/promises?days=365&show=told",
            "/settings/hours",
            "/settings/rota",
            "/points",
            "/points?north=66.5&east=25.7",
            "/settings/points",
            "/settings/mail",
            "/finance",
            "/finance?did=take&saved=x",
            "/finance/files/x",
            "/find",
            "/find?q=x",
            "/cases/999",
            "/nowhere",
            "/cases/x",
            "/cases?before=x",
            "/contacts/x/raw",
            &customer,
        ];
        let mut wrong = Vec::new();
        for lang in ["fi", "sv", "en"] {
            ulla.post("/language", &pairs(&[("language", lang)])).await.is(303);
            for path in paths {
                let page = ulla.get(path).await;
                if !page.body.contains(&format!("<html lang=\"{lang}\"")) {
                    wrong.push(format!("{path} does not speak {lang}"));
                }
                wrong.extend(faults_of(&page).into_iter().map(|fault| format!("{lang} {path} {fault}")));
            }
            let stranger =
                Browser { router: house.router.clone(), cookie: RefCell::default(), language: lang };
            let page = stranger.get("/login").await;
            wrong.extend(faults_of(&page).into_iter().map(|fault| format!("{lang} /login {fault}")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn a_colleague_is_asked_and_answers() {
    on_both(|house| async move {
        house
            .mail("Vilma Vieras <vilma@posti.example>", "Matka meni pieleen", "Koko matka meni pieleen.")
            .await;
        let aava = house.signed_in("aava@revontuli.example").await;
        let page = aava.get("/cases/1?do=remedy&kind=refund&amount=400").await;
        page.says("Who signs with you?").says("Whoever comes first of these 3").says("Liisa Liidi");
        let why = "The whole trip was ruined by our mistake.";
        let ask = [("ask", "co_sign"), ("kind", "refund"), ("amount", "400"), ("why", why), ("asked", "all")];
        let hidden = page.form("/cases/1/remedies");
        let sent = |with: &[(&str, &str)]| {
            let mut fields = hidden.clone();
            fields.retain(|(name, _)| name != "do" && !with.iter().any(|(known, _)| known == name));
            fields.extend(pairs(with));
            fields
        };
        // Too short a reason comes back with what was typed.
        let mut short = ask;
        short[3].1 = "because";
        aava.post("/cases/1/asks", &sent(&short)).await.is(422).says("At least 15 letters").says("because");
        aava.post("/cases/1/asks", &sent(&ask)).await.is(303);
        aava.get("/cases/1").await.says("Waiting for an answer").says("Asks 3 colleagues to sign");

        // A colleague who sees no other case sees this one, and the exact remedy.
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let asked = kalle.get("/asked").await;
        asked.says("Aava Agentti asks you to sign").says("€400.00").says(why).says("Matka meni pieleen");
        kalle.get("/cases/1").await.is(200);
        let action = asked.body.split("action=\"/asked/").nth(1).and_then(|rest| rest.split("/yes").next());
        let remedy = action.expect("an ask").to_owned();

        // Something else is offered with words; a bare no is not taken.
        let no = format!("/asked/{remedy}/no");
        let other = [("kind", "refund"), ("amount", "400"), ("words", "Half of the trip went well.")];
        kalle.fill("/asked", &no, &other).await.is(422).says("Say what can be given instead").says("Half of");
        let other = [("kind", "refund"), ("amount", "200"), ("words", "Half of the trip went well.")];
        kalle.act("/asked", &no, &other).await.says("Your offer is with your colleague.");
        aava.get("/cases/1")
            .await
            .says("offers instead:")
            .says("Half of the trip went well.")
            .says("do=remedy");
        // Who was asked sees it, and what only others can do is not offered.
        let seen = kalle.get("/cases/1").await;
        seen.says("offers instead:");
        assert!(!seen.body.contains("do=remedy"), "a colleague who was asked gives nothing here");

        // Another who was asked signs with one click, and it is given.
        let liisa = house.signed_in("liisa@revontuli.example").await;
        liisa.get("/").await.says("href=\"/asked\"");
        let yes = format!("/asked/{remedy}/yes");
        let forged = filled(&liisa.get("/asked").await, &yes, &[("digest", "ab")]);
        liisa.post(&yes, &forged).await.is(409).says("This was changed while you looked");
        liisa.act("/asked", &yes, &[]).await.says("Signed.").says("Nobody is waiting for you");
        aava.get("/cases/1").await.says("Refund").says("€400.00");
        aava.get("/cases/1/record").await.says("Liisa Liidi signed");
        let again = pairs(&[("command", &valta_desk::fresh_id().to_string()), ("digest", "ab")]);
        kalle.post(&yes, &again).await.is(409);
    });
}

#[test]
fn what_nobody_may_give_is_decided_by_whoever_may_and_the_customer_hears_when() {
    on_both(|house| async move {
        house
            .mail("Vilma Vieras <vilma@posti.example>", "Matka meni pieleen", "Koko matka meni pieleen.")
            .await;
        let aava = house.signed_in("aava@revontuli.example").await;
        let page = aava.get("/cases/1?do=remedy&kind=refund&amount=900").await;
        page.says("Who decides?").says("Liisa Liidi").says("When does the customer hear from you?");
        let lead = page.body.split("name=\"asked\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let when = page.body.split("name=\"when\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let (lead, when) = (lead.expect("a lead").to_owned(), when.expect("a time").to_owned());
        let why = "The whole trip was ruined by our mistake.";
        let mut fields = page.form("/cases/1/remedies");
        fields.retain(|(name, _)| name != "do");
        fields.extend(pairs(&[
            ("ask", "escalation"),
            ("kind", "refund"),
            ("amount", "900"),
            ("why", why),
            ("asked", &lead),
            ("when", &when),
        ]));
        aava.post("/cases/1/asks", &fields).await.is(303);
        aava.get("/cases/1")
            .await
            .says("We tell you what we can do")
            .says("Asks Liisa Liidi to decide")
            .says("You have this");
        let liisa = house.signed_in("liisa@revontuli.example").await;
        liisa.get("/asked").await.says("Aava Agentti asks you to decide").says("Give this");
    });
}

/// Everybody may look at what only leads and admins do.
fn open_books() -> Settings {
    let look = "@id(\"open_books\") permit (principal is Role, action in \
                [Action::\"see_parameters\", Action::\"see_finance_queue\"], resource);";
    let policies = Policies::parse(&format!("{}\n{look}", Policies::BUILT_IN)).expect("policies");
    Settings { policies: Some(policies), ..with_a_bank() }
}

#[test]
fn what_a_house_lets_everybody_see_offers_them_nothing_that_is_others_to_do() {
    on_both_with(&open_books(), |house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let give = [("kind", "refund"), ("amount", "7")];
        aava.act("/cases/1?do=remedy", "/cases/1/remedies", &give).await.is(200);
        for (email, acts) in [("kalle@revontuli.example", false), ("liisa@revontuli.example", true)] {
            let browser = house.signed_in(email).await;
            for path in ["/settings/costs", "/finance"] {
                let page = browser.get(path).await;
                page.is(200);
                assert_eq!(page.body.contains(&format!("action=\"{path}")), acts, "{email} at {path}");
            }
            browser.get("/settings/costs").await.says("assumed");
            browser.get("/finance").await.says("Waiting: 1").says("Milla");
        }
    });
}

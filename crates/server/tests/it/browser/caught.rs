//! Story 7: a matter is caught on a phone without a network, the house goes down meanwhile, and it arrives once.

use super::*;
use crate::house::Served;

const WHO: &str = "venla.matkustamo@revontuli.example";

const STANDS: &str = "document.querySelector('#point').selectedOptions[0].text === 'Helsinki, lentoasema'";

fn free() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").to_string()
}

#[test]
fn story_7_the_lady_in_the_lobby() {
    if !has_browser("story-7") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("runtime");
    for (database, keep) in databases("story-7") {
        let demo = Demo::start(&["--cases", "10", "--database", &database]);
        let said = demo.said.clone();
        demo.kill();
        let address = free();
        let served = Served::start_at(&database, &address, &[]);
        let served = runtime.block_on(story(&database, &address, &said, served));

        let admin = said["agents"].as_array().into_iter().flatten().find(|agent| agent["role"] == "admin");
        let token = admin.expect("an admin")["token"].as_str().expect("text");
        let (status, cases) = call(served.url(), token, "GET", "/api/v1/cases?limit=200", None);
        assert_eq!(status, 200, "{cases}");
        let caught = |words: &str| {
            let items = cases["items"].as_array().into_iter().flatten();
            items
                .filter(|case| case["subject"].as_str().is_some_and(|subject| subject.contains(words)))
                .count()
        };
        assert_eq!(caught("haluaa ottaa vakuutuksen"), 1, "once and only once: {cases}");
        let items = cases["items"].as_array().into_iter().flatten();
        let stood = items.filter(|case| case["point"].is_string()).count();
        assert_eq!(stood, 2, "what was caught offline, and the next one without another word: {cases}");
        assert_eq!(caught("kadonnut sateenvarjo"), 0, "nothing was sent that was not caught");
        drop(served);
        verified(&database);
        drop(keep);
    }
}

async fn story(database: &str, address: &str, said: &Value, mut served: Served) -> Served {
    let mut phone = Browser::open_at(served.url(), Screen::Phone, shots(database, "story-7")).await;
    phone.sign_in_as(said, WHO).await;
    phone.go("/catch").await;
    phone.holds("navigator.serviceWorker.controller !== null").await;
    phone.show("catch").await;

    // The phone remembers her, for this alone.
    phone.press("details.about summary").await;
    phone.fill("#phone", "Venlan puhelin").await;
    phone.press("form[action='/catch/device'] button").await;
    phone.holds("!document.querySelector('form[action=\"/catch/device\"]')").await;

    // Where she stands she says once.
    phone.at("#point").await.select_by_label("Helsinki, lentoasema").await.expect("a choice");

    // In the tower's lobby there is no network. What is half written survives that the page is closed.
    phone.network(false).await;
    phone.fill("#name", "Rouva Aulasta").await;
    phone.fill("#reach", "040 555 0199").await;
    phone.fill("#body", "Asiakas haluaa ottaa vakuutuksen, eikä talossa ole ketään, joka sen möisi.").await;
    phone.holds("!!document.querySelector('#body').value").await;
    phone
        .holds("(() => { const e = new Event('beforeunload', { cancelable: true }); dispatchEvent(e); return !e.defaultPrevented; })()")
        .await;
    served.kill();
    phone.go("/catch").await;
    phone.says("Jatka tästä: sanasi olivat tallessa tällä puhelimella.").await;
    phone.holds("document.querySelector('#reach').value === '040 555 0199'").await;
    phone.holds(STANDS).await;
    phone.press("#catch button[type=submit]").await;
    phone.says("Odottaa tällä puhelimella.").await;
    phone.holds(STANDS).await;
    phone.show("waiting").await;

    // The network is back and the house is not; the page is closed and opened again.
    phone.network(true).await;
    phone.go("/catch").await;
    phone.says("Odottaa tällä puhelimella. Lähtee, kun verkko palaa.").await;
    phone.show("no-house").await;

    let mut served = Served::start_at(database, address, &[]);
    phone.network(false).await;
    phone.network(true).await;
    phone.says("Tallessa: asia").await;
    phone.show("safe").await;
    // Once more killed: what is safe is not sent again.
    served.kill();
    let served = Served::start_at(database, address, &[]);
    phone.go("/catch").await;
    phone.says("Tallessa: asia").await;

    phone.press("#caught a").await;
    phone.says("Asia on sinun, kunnes joku muu ottaa sen.").await;
    phone.says("Sano asiakkaalle:").await;
    phone.press("form[action$='/promise'] button.primary").await;
    phone.says("ja lupaan: Soitan sinulle, viimeistään").await;
    phone.show("promised").await;

    // Straight through, the promise is one tap away.
    phone.go("/catch").await;
    phone.fill("#name", "Herra Ovelta").await;
    phone.fill("#body", "Kysyy, milloin hissi korjataan.").await;
    phone.press("#catch button[type=submit]").await;
    phone.says("Lupaa jotain heti").await;
    phone.show("caught").await;

    // A phone that can keep nothing says so at once, and the words stay.
    phone.go("/catch").await;
    phone.holds("navigator.serviceWorker.controller !== null").await;
    phone.network(false).await;
    let full = "indexedDB.open = () => { throw new DOMException('full', 'QuotaExceededError'); }";
    phone.client.execute(full, vec![]).await.expect("no room");
    phone.fill("#name", "Neiti Portailta").await;
    phone.fill("#body", "Hänen kadonnut sateenvarjonsa on löytynyt: kadonnut sateenvarjo.").await;
    phone.press("#catch button[type=submit]").await;
    phone.says("Tälle puhelimelle ei voi tallentaa").await;
    phone.holds("document.querySelector('#body').value.includes('sateenvarjo')").await;
    phone
        .holds("(() => { const e = new Event('beforeunload', { cancelable: true }); dispatchEvent(e); return e.defaultPrevented; })()")
        .await;
    phone.show("no-room").await;
    phone.network(true).await;
    phone.close().await;
    served
}

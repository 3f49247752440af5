//! The customer's own page on a phone: two customers, each with their own matter, and the agent who hears of it.

use valta_desk::{Clock, Desk, Settings};
use valta_store::{Scope, views};

use super::*;

/// Where the first link of a case leads.
pub(super) fn link(demo: &Demo, number: i64) -> String {
    let db = Db::open(demo.database(), &DbSettings { readers: 1, ..DbSettings::default() }).expect("open");
    let desk = Desk::new(db.clone(), Settings::default(), Clock::Wall);
    let found = db.read_blocking(move |tx| {
        let case = views::case::numbered(tx, Scope::All, number)?.expect("a case");
        let links = views::link::of_case(tx, case.id)?;
        desk.link_address(tx, links.first().expect("a link").id)
    });
    db.close();
    let address: Result<Option<String>, valta_store::Fault> = found;
    let address = address.expect("a look").expect("an address");
    address[address.find("/m/").expect("a path")..].to_owned()
}

#[test]
fn customers_see_their_own_matter_and_what_they_say_arrives() {
    play("shown", |demo, shots| async move {
        let token = token_of(&demo, "agent");
        let mut answered = Vec::new();
        for subject in ["Seitsemän euron palvelu ei toimi", "Aamiainen ei tullut"] {
            let (_, cases) = call(demo.url(), &token, "GET", "/api/v1/cases?limit=200", None);
            let items = cases["items"].as_array().cloned().unwrap_or_default();
            let case = items
                .iter()
                .find(|case| case["subject"].as_str().is_some_and(|known| known.starts_with(subject)));
            // Any other customer's will do where the second one is not there.
            let first = answered.first().map(|(case, _): &(Value, String)| case["customer"]["id"].clone());
            let other = |case: &&Value| {
                case["customer"]["id"].is_string() && Some(&case["customer"]["id"]) != first.as_ref()
            };
            let candidates = case.into_iter().chain(items.iter().filter(other));
            let found = candidates.filter(other).find(|case| {
                let path = format!("/api/v1/cases/{}/replies", case["id"].as_str().expect("id"));
                let body = json!({"body": "Pahoittelut odotuksesta. Selvitän tämän tänään."});
                call(demo.url(), &token, "POST", &path, Some(&body)).0 == 201
            });
            let case = found.expect("a customer who has an address").clone();
            let page = link(&demo, case["number"].as_i64().expect("a number"));
            answered.push((case, page));
        }
        let [(case, page), (other, others)] = answered.try_into().expect("two");
        let promise = json!({"what": "Soitan sinulle", "due": "2100-01-01T10:00:00Z", "channel": "phone"});
        let path = format!("/api/v1/cases/{}/promises", case["id"].as_str().expect("id"));
        assert_eq!(call(demo.url(), &token, "POST", &path, Some(&promise)).0, 201);

        let mut phone = Browser::open(&demo, Screen::Phone, shots.clone()).await;
        phone.go(&page).await;
        phone.says("hoitaa asiaasi.").await;
        phone.says("Soitan sinulle").await;
        phone.says("Selvitän tämän tänään.").await;
        let theirs = phone.text().await;
        assert!(!theirs.contains(other["subject"].as_str().expect("a subject")), "{theirs}");
        phone.show("first").await;
        phone.fill("#body", "Kiitos! Liitän kuvan.").await;
        phone.press("#write button[type=submit]").await;
        phone.says("Viestisi on perillä ja tallessa.").await;
        phone.says("Kiitos! Liitän kuvan.").await;
        phone.press(".moods button[value='2']").await;
        phone.at(".moods button[value='2'][aria-pressed=true]").await;
        phone.fill("#words", "He soittivat ennen kuin ehdin kysyä.").await;
        phone.press("#friend button:not([name])").await;
        phone.says("Kiitos. Sanasi menevät sille, joka asian hoiti.").await;
        phone.press("button[name=solved][value=true]").await;
        phone.says("Asia on merkitty ratkaistuksi.").await;
        phone.show("solved").await;
        phone
            .client
            .execute("document.querySelector('.moods').scrollIntoView()", vec![])
            .await
            .expect("there");
        phone.show("told").await;
        phone.go(&others).await;
        let theirs = phone.text().await;
        assert!(!theirs.contains("Liitän kuvan") && !theirs.contains("Soitan sinulle"), "{theirs}");
        phone.go("/m/aaaaaaaaaaaaaaaaaaaaaaaaaa").await;
        // Whose it would be nobody knows: the browser says in which language.
        phone.says("This link leads nowhere").await;
        phone.show("nothing").await;
        phone.close().await;

        let mut desk = Browser::open(&demo, Screen::Desk, shots).await;
        desk.devtools(
            "Emulation.setEmulatedMedia",
            json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]}),
        )
        .await;
        desk.go(&page).await;
        desk.says("hoiti asiasi.").await;
        desk.show("dark").await;
        desk.devtools("Emulation.setEmulatedMedia", json!({"features": []})).await;
        let agents = demo.said["agents"].as_array().expect("agents");
        let agent = agents.iter().find(|agent| agent["role"] == "agent").expect("an agent");
        desk.sign_in(&demo, agent["email"].as_str().expect("text")).await;
        desk.go(&format!("/cases/{}", case["number"])).await;
        desk.says("He soittivat ennen kuin ehdin kysyä.").await;
        desk.says("Asiakas sanoo: kunnossa").await;
        desk.show("agent").await;
        desk.go(&format!("/cases/{}?do=link", case["number"])).await;
        desk.press("form[action$='/links'] button").await;
        desk.at("svg.code").await;
        desk.show("paper").await;
        desk.close().await;
    });
}

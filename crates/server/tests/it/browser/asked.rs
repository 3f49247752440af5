//! Story 8, by mail instead of in a chat: whoever meets the customer asks the one who knows, and stays.

use super::{shown::link, *};

const SUBJECT: &str = "Toimitus postinumeroon 97390";
const QUESTION: &str = "Kulkeeko auto 97390:een vielä tällä viikolla, vai onko raja taas väärin?";
const ANSWER: &str = "Kulkee torstaina. Rajassa on virhe, korjaan sen.";

fn of<'a>(demo: &'a Demo, name: &str) -> &'a Value {
    let agents = demo.said["agents"].as_array().expect("agents");
    agents.iter().find(|agent| agent["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn story_8_whoever_is_met_finds_out_and_stays() {
    play("story-8", |demo, shots| async move {
        let oona = of(&demo, "Oona Tuotekuva");
        let token = oona["token"].as_str().expect("a token");
        let new = json!({
            "channel": "phone", "subject": SUBJECT, "body": "Kauppa ei suostu toimittamaan postinumeroon 97390.",
            "customer": {"name": "Toini Napapiiri", "email": "toini.napapiiri@posti.example"},
        });
        let (status, case) = call(demo.url(), token, "POST", "/api/v1/cases", Some(&new));
        assert_eq!(status, 201, "{case}");
        let (id, number) = (case["id"].as_str().expect("id"), case["number"].as_i64().expect("number"));
        let place = format!("/cases/{number}");
        let deadline = json!({"at": "2100-01-01T10:00:00Z"});
        let path = format!("/api/v1/cases/{id}/deadline");
        assert!(call(demo.url(), token, "POST", &path, Some(&deadline)).0 < 300, "\"The clock starts now.\"");

        let mut desk = Browser::open(&demo, Screen::Desk, shots.clone()).await;
        desk.sign_in(&demo, oona["email"].as_str().expect("text")).await;
        desk.go(&place).await;
        desk.says("Asiakkaan määräaika").await;
        desk.go(&format!("{place}?do=reply")).await;
        desk.fill("#text", "Odotapa hetki, palaan kohta.").await;
        desk.press("#reply button.primary").await;
        desk.says("Vastaus lähtee nyt.").await;

        desk.press("[data-act=consult]").await;
        desk.at("#consult").await;
        let tapio = "//form[@id='consult']//label[contains(., 'Tapio Hanakulma')]";
        let others = desk.client.find(Locator::Css("#consult details:not([open]) > summary")).await;
        if let Ok(others) = others {
            others.click().await.expect("opened");
        }
        desk.client.find(Locator::XPath(tapio)).await.expect("Tapio").click().await.expect("chosen");
        desk.fill("#question", QUESTION).await;
        desk.show("asking").await;
        desk.press("#consult button.primary").await;
        desk.says("Kysytty. Asia pysyy sinulla").await;

        // The customer sees that somebody is finding out, and nothing of the question.
        let page = link(&demo, number);
        let mut customer = Browser::open(&demo, Screen::Phone, shots.clone()).await;
        customer.go(&page).await;
        customer.says("Oona Tuotekuva").await;
        customer.says("Selvitämme tätä sinulle parhaillaan").await;
        assert!(!customer.text().await.contains("vai onko raja"), "a question stays in the house");
        customer.show("finding-out").await;

        let mut phone = Browser::open(&demo, Screen::Phone, shots).await;
        phone.sign_in(&demo, "tapio.hanakulma@revontuli.example").await;
        phone.go("/asked").await;
        phone.says(QUESTION).await;
        phone.show("asked").await;
        phone.fill("textarea[id^=answer-]", ANSWER).await;
        phone.press("form[action$='/answers'] button.primary").await;
        phone.says("Kiitos. Työkaverisi sai vastauksesi.").await;
        phone.close().await;

        // The answer comes by itself; with it goes what was typed just before, with script and without.
        desk.go(&format!("{place}?do=reply")).await;
        desk.says(ANSWER).await;
        desk.fill("#text", "Hei Toini,").await;
        desk.press("button[formaction$='/draft']").await;
        desk.says("Vastaus on kirjoittamasi alla. Mitään ei ole lähetetty.").await;
        desk.show("used").await;
        let first = format!("Hei Toini,\n\n{ANSWER}");
        assert_eq!(desk.at("#text").await.prop("value").await.expect("a value"), Some(first.clone()));
        desk.devtools("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        desk.go(&format!("{place}?do=reply")).await;
        desk.fill("#text", " Terveisin Oona").await;
        desk.press("button[formaction$='/draft']").await;
        desk.devtools("Emulation.setScriptExecutionDisabled", json!({"value": false})).await;
        desk.go(&format!("{place}?do=reply")).await;
        let both = format!("{first} Terveisin Oona");
        assert_eq!(desk.at("#text").await.prop("value").await.expect("a value"), Some(both));
        desk.press("#reply button.primary").await;
        desk.says("Vastaus lähtee nyt.").await;
        desk.close().await;

        customer.go(&page).await;
        customer.says("Kulkee torstaina.").await;
        assert!(!customer.text().await.contains("vai onko raja"), "a question stays in the house");
        customer.close().await;
        let (_, said) = call(demo.url(), token, "GET", &format!("/api/v1/cases/{id}/contacts"), None);
        let said = said.to_string();
        assert!(said.contains("Kulkee torstaina.") && !said.contains("vai onko raja"), "{said}");
    });
}

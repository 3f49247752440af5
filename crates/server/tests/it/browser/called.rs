//! Story 9: out of hours somebody is on call and is reached; a promise is made and kept; what the customer says afterwards
//! comes back to the one who did it.

use super::{shown::link, *};
use crate::mail::hand_over;

const SUBJECT: &str = "Auto on lukittujen porttien takana";
const FRIEND: &str = "Isäntä nousi sängystä ja avasi portin lumessa, eikä kukaan nauranut.";

#[test]
fn story_9_the_locked_gate() {
    play("story-9", |demo, shots| async move {
        // Whatever the hour of the test: on call is called at all times.
        let mut lead = Browser::open(&demo, Screen::Desk, shots.clone()).await;
        lead.sign_in(&demo, &demo.person("lead").0).await;
        lead.press(".house-lid").await;
        lead.press(".house a[href='/settings/rota']").await;
        lead.show("rota").await;
        lead.press("label[for='always']").await;
        lead.press("form:has(#always) button.primary").await;
        lead.says("Tallennettu. Päivystäjiä kutsutaan tästä lähtien").await;
        lead.show("rota-always").await;

        let letter = format!(
            "From: Lumi Portinpieli <lumi.portinpieli@posti.example>\nTo: palvelu@valta.example\nSubject: {SUBJECT}\n\
             Message-ID: <portti-1@posti.example>\nContent-Type: text/plain; charset=utf-8\n\nOlemme kartanon portilla, \
             auto on sisällä ja lunta on polveen.\n"
        );
        let answer = hand_over(demo.lmtp(), &letter).expect("an answer");
        assert!(answer.starts_with("250"), "{answer}");
        let token = token_of(&demo, "admin");
        let began = std::time::Instant::now();
        let case = loop {
            let (_, found) = call(demo.url(), &token, "GET", "/api/v1/cases?limit=20&state=open", None);
            let items = found["items"].as_array().cloned().unwrap_or_default();
            if let Some(case) = items.into_iter().find(|case| case["subject"] == SUBJECT) {
                break case;
            }
            assert!(began.elapsed() < PATIENCE, "the mail is no case");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let (id, number) = (case["id"].as_str().expect("id"), case["number"].as_i64().expect("number"));
        let place = format!("/cases/{number}");
        lead.go(&place).await;
        lead.says("kutsuttiin").await;
        lead.show("called").await;
        let said = lead.at(".called").await.text().await.expect("words");
        let (called, email) = if said.contains("Aino Tiski kutsuttiin") {
            ("Aino Tiski", "aino.tiski@revontuli.example")
        } else {
            ("Eero Lankapuhelin", "eero.lankapuhelin@revontuli.example")
        };
        assert!(said.contains(&format!("{called} kutsuttiin")), "{said}");

        let mut phone = Browser::open(&demo, Screen::Phone, shots.clone()).await;
        phone.sign_in(&demo, email).await;
        phone.go(&place).await;
        phone.show("called").await;
        phone.press("form[action$='/take'] button").await;
        phone.says("Asia on nyt sinulla.").await;
        // The lead sees without asking that somebody has it.
        lead.holds("document.querySelector('.called') === null").await;
        phone.go(&format!("{place}?do=promise")).await;
        phone.fill("#what", "Ajan portille ja avaan sen").await;
        phone.press("#promise button.primary").await;
        phone.says("Lupaus on annettu").await;
        phone.go(&format!("{place}?do=reply")).await;
        phone.fill("#text", "Lähden heti. Odottakaa autossa, olen portilla vartissa.").await;
        phone.press("#reply button.primary").await;
        phone.says("Vastaus lähtee nyt.").await;

        let page = link(&demo, number);
        let mut customer = Browser::open(&demo, Screen::Phone, shots).await;
        customer.go(&page).await;
        customer.says(&format!("{called} hoitaa asiaasi.")).await;
        customer.says("Ajan portille ja avaan sen").await;
        customer.show("promised").await;
        phone.go(&place).await;
        phone.press("form[action$='/keep'] button").await;
        phone.says("Lupaus on pidetty.").await;
        let (_, promises) = call(demo.url(), &token, "GET", &format!("/api/v1/cases/{id}/promises"), None);
        let promise = &promises["items"][0];
        assert_eq!(promise["standing"], "kept", "{promises}");

        customer.fill("#words", FRIEND).await;
        customer.press("#friend button:not([name])").await;
        customer.says("Kiitos. Sanasi menevät sille, joka asian hoiti.").await;
        phone.go(&place).await;
        phone.says(FRIEND).await;
        phone.show("told").await;
        for browser in [lead, phone, customer] {
            browser.close().await;
        }
    });
}

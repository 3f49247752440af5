//! What people say that they know.

use serde_json::{Value, json};

use crate::on_each;

#[test]
fn said_listed_and_taken_back() {
    on_each(async |house| {
        let aino = house.aino.id.to_string();
        let skills = format!("/agents/{aino}/skills");
        let post = format!("POST {skills}");
        assert_eq!(house.get(&house.cleo, &skills).await.json()["items"], json!([]));
        let said = house.check(&post, json!({"says": "Norwegian"}), "200").await.json();
        let id = said["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(said["items"], json!([{"id": id, "says": "Norwegian"}]));
        // Once more, in other letters, by a lead: it is said already.
        let again = house.ask(&house.lead, &post, json!({"says": "NORWEGIAN"})).await.json();
        assert_eq!(again["items"], said["items"]);
        assert_eq!(house.get(&house.cleo, &skills).await.json(), said);

        for (body, sentence) in [
            (json!({"says": " "}), "422 empty /says"),
            (json!({"says": "x".repeat(81)}), "422 too_long /says"),
            (json!({}), "400 missing_field /says"),
            (json!({"says": "Ice", "of": aino}), "400 unknown_field /of"),
        ] {
            assert_eq!(house.ask(&house.aino, &post, body.clone()).await.sentence(), sentence, "{body}");
        }
        // Of themselves, or by a lead of anybody.
        let theirs = house.ask(&house.cleo, &post, json!({"says": "Ice"})).await;
        assert_eq!(theirs.sentence(), "403 not_yours");
        let nobody = "01900000-0000-7000-8000-000000000000";
        assert_eq!(
            house.get(&house.aino, &format!("/agents/{nobody}/skills")).await.sentence(),
            "404 not_found"
        );
        let none =
            house.ask(&house.lead, &format!("POST /agents/{nobody}/skills"), json!({"says": "Ice"})).await;
        assert_eq!(none.sentence(), "404 not_found");

        // Whoever says it is found by it.
        let case = house.ask(
            &house.lead,
            "POST /cases",
            json!({"channel": "phone", "subject": "A letter in Norwegian"}),
        );
        let case = case.await.id();
        let knows = house
            .get(&house.lead, &format!("/cases/{case}/who_knows?text=Who%20reads%20Norwegian"))
            .await
            .json();
        assert_eq!(knows["items"][0]["agent"]["name"], "Aino Esimerkki", "{knows}");

        let drop = format!("POST /agents/{aino}/dropped_skills");
        assert_eq!(house.ask(&house.cleo, &drop, json!({"skill": id})).await.sentence(), "403 not_yours");
        house.check(&drop, json!({"skill": "x"}), "404 not_found /skill").await;
        for _ in 0..2 {
            let gone = house.check(&drop, json!({"skill": id}), "200").await.json();
            assert_eq!(gone["items"], Value::Array(vec![]));
        }
    });
}

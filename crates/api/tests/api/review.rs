//! Reviews: what waits for a look, saying what one thinks, and what follows from it.

use serde_json::json;

use crate::on_each;

#[test]
fn what_went_beyond_is_listed_looked_at_once_and_told_to_its_giver() {
    on_each(async |house| {
        let open = json!({"channel": "phone", "subject": "Invoice 118 came twice"});
        let case = house.ask(&house.aino, "POST /cases", open).await.id();
        let line = format!("POST /cases/{case}/remedies\nIdempotency-Key: {case}");
        let body = json!({"kind": "refund", "amount": {"minor": 120_00, "currency": "EUR"}, "stretch": true,
            "reason": "The work had to go on, and nobody could be reached."});
        let remedy = house.ask(&house.aino, &line, body).await.id();

        assert_eq!(house.get(&house.aino, "/reviews").await.sentence(), "403 not_yours");
        let due = house.get(&house.lead, "/reviews?limit=1").await.json();
        assert_eq!(due["items"][0]["remedy"], json!(remedy));
        assert_eq!(due["items"][0]["because"][0], json!("stretch"));
        assert_eq!(due["items"][0]["said"], json!(null));

        let line = format!("POST /remedies/{remedy}/reviews\nIdempotency-Key: look");
        let right = json!({"judgement": "right", "word": "Well seen, thank you."});
        assert_eq!(house.ask(&house.aino, &line, right.clone()).await.sentence(), "403 not_yours");
        let said = house.ask(&house.lead, &line, right.clone()).await;
        assert_eq!(said.sentence(), "201", "{}", said.text());
        let again = house.ask(&house.lead, &line, right).await;
        assert_eq!(again.sentence(), "201", "the same key does nothing twice");
        assert_eq!(again.json()["said"]["word"], json!("Well seen, thank you."));
        let due = house.get(&house.lead, "/reviews").await.json();
        assert!(due["items"].as_array().unwrap().iter().all(|item| item["remedy"] != json!(remedy)));

        let own = house.get(&house.aino, "/trust").await.json();
        assert_eq!((&own["own"]["reviews"], &own["own"]["right"]), (&json!(1), &json!(1)));
        assert_eq!((&own["own"]["interval"], &own["mandates"]), (&json!(null), &json!([])));
        let leads = house.get(&house.lead, "/trust").await.json();
        assert!(!leads["mandates"].as_array().unwrap().is_empty(), "{leads}");
        assert_eq!(
            house
                .ask(&house.lead, &format!("POST /remedies/{case}/reviews"), json!({"judgement": "wrong"}))
                .await
                .sentence(),
            "404 not_found"
        );
    });
}

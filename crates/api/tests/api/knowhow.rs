//! Who knows: three at the most, with counts and days, and links to nothing that the caller may not see.

use serde_json::json;

use crate::on_each;

#[test]
fn whoever_solved_something_like_it_is_named() {
    on_each(async |house| {
        let first = house.case().await;
        house.check(&format!("POST /cases/{first}/resolve\nif-match: *"), json!({}), "200").await;
        let opened =
            json!({"channel": "phone", "subject": "Invoice charged twice", "body": "An invoice came twice."});
        let second = house.ask(&house.lead, "POST /cases", opened.clone()).await.id();
        let found = house.get(&house.lead, &format!("/cases/{second}/who_knows")).await.json();
        let knows = &found["items"][0];
        assert_eq!(
            (&knows["agent"]["name"], &knows["solved"], &knows["answered"], &knows["there"]),
            (&json!("Aino Esimerkki"), &json!(1), &json!(0), &json!(false)),
            "{found}"
        );
        assert_eq!(knows["cases"], json!([{"case": first, "case_number": 1}]));
        let asked = format!("/cases/{second}/who_knows?text=Why%20do%20invoices%20come%20twice");
        assert_eq!(house.get(&house.lead, &asked).await.json()["items"], found["items"]);
        // Whoever asks is not told of themselves.
        assert_eq!(house.get(&house.aino, &asked).await.json()["items"], json!([]));

        // Cleo may ask in her own matter, and sees no other by it.
        let third = house.ask(&house.cleo, "POST /cases", opened).await.id();
        let hers = house.get(&house.cleo, &format!("/cases/{third}/who_knows")).await.json();
        assert_eq!(
            (&hers["items"][0]["solved"], &hers["items"][0]["cases"]),
            (&json!(1), &json!([])),
            "{hers}"
        );
        assert_eq!(
            house.get(&house.cleo, &format!("/cases/{second}/who_knows")).await.sentence(),
            "404 not_found"
        );
        let long = "x".repeat(4_001);
        for (path, sentence) in [
            (format!("/cases/{second}/who_knows?text={long}"), "400 bad_query text"),
            (format!("/cases/{second}/who_knows?words=x"), "400 unknown_parameter words"),
            (format!("/cases/{second}/who_knows?text=%00"), "200"),
            ("/cases/none/who_knows".to_owned(), "404 not_found"),
        ] {
            assert_eq!(house.get(&house.lead, &path).await.sentence(), sentence);
        }
    });
}

//! What was noticed in an answer, friction, bounces and processes.

use serde_json::{Value, json};

use crate::on_each;

const SENDS_AWAY: &str = "Hyvä Vilma! Prosessi nyt vain menee niin, ota yhteyttä asiakaspalveluun.";

#[test]
fn an_answer_is_sent_and_tells_what_was_noticed() {
    on_each(async |house| {
        let open = json!({"channel": "phone", "subject": "S",
            "customer": {"name": "Vilma Esimerkki", "email": "vilma@example.net"}});
        let id = house.ask(&house.aino, "POST /cases", open).await.id();
        let reply =
            house.check(&format!("POST /cases/{id}/replies"), json!({"body": SENDS_AWAY}), "201").await;
        let told = reply.json();
        assert_eq!(told["state"], "queued");
        let noticed: Vec<(String, Value, Value)> = told["noticed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let place = |name: &str| usize::try_from(one[name].as_u64().unwrap()).unwrap();
                let letters: Vec<char> = SENDS_AWAY.chars().collect();
                let said = letters[place("from")..place("until")].iter().collect();
                (said, one["does"].clone(), one["recorded"].clone())
            })
            .collect();
        assert_eq!(
            noticed,
            [
                ("Prosessi nyt vain menee niin".to_owned(), json!("process"), json!("friction")),
                ("ota yhteyttä asiakaspalveluun".to_owned(), json!("redirect"), json!("bounce")),
            ]
        );
        let plain = json!({"body": "Soitan lentoon ja kerron."});
        let plain = house.check(&format!("POST /cases/{id}/replies"), plain, "201").await;
        assert_eq!(plain.json()["noticed"], json!([]));

        let bounces = house.get(&house.aino, &format!("/cases/{id}/bounces")).await.json();
        assert_eq!(bounces["items"][0]["because"], "redirect_sent");
        assert_eq!(bounces["items"][0]["contact"], told["id"]);
        let frictions = house.get(&house.aino, "/frictions?source=guard").await.json();
        assert_eq!(frictions["items"][0]["did"], "refused");
        assert_eq!(frictions["items"][0]["words"], "Prosessi nyt vain menee niin");
        assert_eq!(frictions["items"][0]["case"], json!(id));
        assert_eq!(house.get(&house.cleo, &format!("/cases/{id}/bounces")).await.sentence(), "404 not_found");
        assert_eq!(house.get(&house.cleo, "/frictions").await.json()["items"], json!([]));
    });
}

#[test]
fn friction_is_told_and_found_again() {
    on_each(async |house| {
        let lead = house.lead.id.to_string();
        let process =
            json!({"name": "Laskutus", "owner": lead, "steps": [{"name": "Yhdistely"}, {"name": "Lähetys"}]});
        let made = house.ask(&house.lead, "POST /processes", process.clone()).await;
        assert_eq!(made.sentence(), "201");
        let (process_id, step) = (made.id(), made.json()["steps"][0]["id"].as_str().unwrap().to_owned());
        let with = |name: &str, value: Value| {
            let mut body = process.clone();
            body[name] = value;
            body
        };
        let nobody = "01900000-0000-7000-8000-000000000000";
        for (line, body, sentence) in [
            ("POST /processes", process.clone(), "409 already_there /name"),
            ("POST /processes", with("name", json!(" ")), "422 empty /name"),
            ("POST /processes", with("owner", json!(nobody)), "422 unusable /owner"),
            ("POST /processes", with("owner", json!("x")), "404 not_found /owner"),
            ("POST /processes", with("steps", json!([])), "422 empty /step"),
            ("POST /processes", with("steps", json!([{"id": "x", "name": "A"}])), "404 not_found /steps"),
        ] {
            let mut body = body;
            if line == "POST /processes" && sentence.contains("/step") {
                body["name"] = json!("Toimitus");
            }
            let answer = house.ask(&house.lead, line, body.clone()).await;
            assert_eq!(answer.sentence(), sentence, "{body}");
        }
        let theirs = house.ask(&house.aino, "POST /processes", with("name", json!("Toimitus"))).await;
        assert_eq!(theirs.sentence(), "403 not_yours");
        let changed =
            json!({"name": "Laskut", "owner": lead, "steps": [{"id": step, "name": "Yhdistäminen"}]});
        let changed = house.ask(&house.lead, &format!("POST /processes/{process_id}"), changed).await;
        assert_eq!((changed.sentence().as_str(), &changed.json()["name"]), ("200", &json!("Laskut")));
        let known = house.get(&house.cleo, "/processes").await.json();
        assert_eq!(known["items"][0]["steps"], json!([{"id": step, "name": "Yhdistäminen"}]));

        let id = house.case().await;
        let told = json!({"did": "filled_in", "step": step, "words": "Taas lomake.", "whose": "customer"});
        let told = house.check(&format!("POST /cases/{id}/frictions"), told, "201").await.json();
        assert_eq!((&told["did"], &told["source"]), (&json!("filled_in"), &json!("by_hand")));
        assert_eq!(told["process"]["name"], "Laskut");
        for (body, sentence) in [
            (json!({}), "400 missing_field /did"),
            (json!({"did": "walked"}), "400 unknown_value /did"),
            (json!({"did": "other", "step": nobody}), "422 unusable /step"),
            (json!({"did": "other", "words": "x".repeat(2_001)}), "422 too_long /words"),
        ] {
            let answer = house.ask(&house.aino, &format!("POST /cases/{id}/frictions"), body.clone()).await;
            assert_eq!(answer.sentence(), sentence, "{body}");
        }
        let hidden =
            house.ask(&house.cleo, &format!("POST /cases/{id}/frictions"), json!({"did": "other"})).await;
        assert_eq!(hidden.sentence(), "404 not_found");
        for (query, count) in [
            ("", 1),
            (&*format!("?step={step}&did=filled_in&source=by_hand"), 1),
            (&*format!("?process={process_id}"), 1),
            ("?did=waited", 0),
        ] {
            let found = house.get(&house.aino, &format!("/frictions{query}")).await.json();
            assert_eq!(found["items"].as_array().unwrap().len(), count, "{query}");
        }
        for (query, sentence) in
            [("?did=x", "400 unknown_value did"), ("?step=x", "400 unknown_value step"), ("?of=x", "400")]
        {
            let answer = house.get(&house.aino, &format!("/frictions{query}")).await.sentence();
            assert!(answer.starts_with(sentence), "{query}: {answer}");
        }

        // An exception that somebody else signs tells of its step with the yes.
        let ask = |step: &str| {
            json!({"kind": "exception", "amount": {"minor": 400_00, "currency": "EUR"}, "step": step,
                "reason": "Kaikki laskut yhdellä paperilla, kuten on luvattu.", "asked": [lead]})
        };
        let line = |key| format!("POST /cases/{id}/co_signs\nidempotency-key: {key}");
        house.check(&line("k1"), ask(nobody), "422 unusable /step").await;
        house.check(&line("k2"), ask("x"), "404 not_found /step").await;
        let asked = house.check(&line("k3"), ask(&step), "201").await;
        let yes = json!({"digest": asked.json()["digest"]});
        let line = format!("POST /remedies/{}/co_signatures\nidempotency-key: k4", asked.id());
        let signed = house.ask(&house.lead, &line, yes).await;
        assert_eq!(signed.sentence(), "201");
        let found = house.get(&house.aino, "/frictions?source=exception").await.json();
        let told = &found["items"][0];
        assert_eq!((&told["step"]["id"], &told["agent"]["name"]), (&json!(step), &json!("Aino Esimerkki")));

        let heard = json!({"channel": "phone", "body": "Kerroin tämän jo."});
        let heard = house.check(&format!("POST /cases/{id}/contacts"), heard, "201").await.id();
        for _ in 0..2 {
            let bounces =
                house.check(&format!("POST /contacts/{heard}/repeated"), json!({}), "200").await.json();
            assert_eq!(bounces["items"].as_array().unwrap().len(), 1);
            assert_eq!(bounces["items"][0]["because"], "repeated_themselves");
        }
    });
}

#[test]
fn what_a_customer_can_count_on() {
    on_each(async |house| {
        let id = house.case().await;
        let case = house.get(&house.aino, &format!("/cases/{id}")).await.json();
        let customer = case["customer"]["id"].as_str().expect("a customer").to_owned();
        let place = format!("POST /customers/{customer}/arrangements");
        for (body, sentence) in [
            (json!({}), "400 missing_field /words"),
            (json!({"words": "  "}), "422 empty /words"),
            (json!({"words": "x".repeat(301)}), "422 too_long /words"),
        ] {
            assert_eq!(house.ask(&house.aino, &place, body.clone()).await.sentence(), sentence, "{body}");
        }
        let made = house.check(&place, json!({"words": "Kaikki yhdellä laskulla"}), "201").await;
        let broken = json!({"arrangement": made.id(), "did": "filled_in"});
        let line = format!("POST /cases/{id}/broken_arrangements");
        let told = house.check(&line, broken.clone(), "201").await.json();
        assert_eq!(
            (&told["source"], &told["words"]),
            (&json!("arrangement"), &json!("Kaikki yhdellä laskulla"))
        );
        let found = house.get(&house.aino, &format!("/customers/{customer}/arrangements")).await.json();
        assert_eq!(found["items"][0]["words"], "Kaikki yhdellä laskulla");
        let hidden = house.get(&house.cleo, &format!("/customers/{customer}/arrangements")).await;
        assert_eq!(hidden.sentence(), "404 not_found");
        let end = format!("POST /arrangements/{}/end", made.id());
        assert_eq!(house.check(&end, json!({}), "200").await.json()["items"], json!([]));
        assert_eq!(house.ask(&house.aino, &line, broken).await.sentence(), "404 not_found");
    });
}

//! Mandates: read by everybody, set and ended by leads who say what they saw.

use serde_json::{Value, json};

use crate::{house::House, on_each};

fn refunds(within: i64) -> Value {
    json!({
        "holder": {"kind": "role", "of": "agent"},
        "kinds": ["refund"],
        "currency": "EUR",
        "per_case": {"within": within, "stretch": within * 2},
        "reason": "Serves customers all day.",
    })
}

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (of, name) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(of).expect("there")[name] = value;
    body
}

async fn check(house: &House, line: &str, body: Value, sentence: &str) {
    let answer = house.ask(&house.lead, line, body).await;
    assert_eq!(answer.sentence(), sentence, "{line}: {}", answer.text());
}

#[test]
fn a_lead_sets_and_ends_a_mandate() {
    on_each(async |house| {
        assert_eq!(house.ask(&house.aino, "POST /mandates", refunds(10)).await.sentence(), "403 not_yours");
        let made = house.ask(&house.lead, "POST /mandates\nIdempotency-Key: m-1", refunds(10)).await;
        assert_eq!((made.sentence().as_str(), made.header("etag")), ("201", "\"1\""), "{}", made.text());
        let path = format!("/mandates/{}", made.id());
        assert_eq!(made.header("location"), format!("/api/v1{path}"));
        let seen = house.get(&house.cleo, &path).await;
        assert_eq!((seen.json(), seen.header("etag")), (made.json(), "\"1\""));
        assert_eq!(seen.json()["set_by"]["name"], "Leo Esimies");
        assert_eq!(seen.json()["reason"], "Serves customers all day.");
        // The same key again: the same mandate, once.
        let again = house.ask(&house.lead, "POST /mandates\nIdempotency-Key: m-1", refunds(10)).await;
        assert_eq!(again.id(), made.id());

        let set = format!("POST {path}");
        check(house, &set, refunds(20), "428 version_needed If-Match").await;
        check(house, &format!("{set}\nIf-Match: *"), refunds(20), "428 version_needed If-Match").await;
        let done = house.ask(&house.lead, &format!("{set}\nIf-Match: \"1\""), refunds(20)).await;
        assert_eq!((done.sentence().as_str(), done.header("etag")), ("200", "\"2\""), "{}", done.text());
        assert_eq!(done.json()["per_case"]["stretch"], 40);
        let late = house.ask(&house.lead, &format!("{set}\nIf-Match: \"1\""), refunds(30)).await;
        assert_eq!((late.sentence().as_str(), &late.json()["version"]), ("412 stale", &json!(2)));

        let revoke = format!("POST {path}/revoke");
        let why = json!({"reason": "The trial is over."});
        check(house, &revoke, why.clone(), "428 version_needed If-Match").await;
        check(house, &format!("{revoke}\nIf-Match: \"1\""), why.clone(), "412 stale").await;
        check(house, &format!("{revoke}\nIf-Match: \"2\""), json!({"reason": " "}), "422 empty /reason")
            .await;
        let ended = house.ask(&house.lead, &format!("{revoke}\nIf-Match: \"2\""), why.clone()).await;
        assert_eq!((ended.sentence().as_str(), &ended.json()["stands"]), ("200", &json!(false)));
        assert_eq!(ended.json()["reason"], "The trial is over.");
        check(house, &format!("{revoke}\nIf-Match: \"3\""), why, "404 not_found").await;
        check(house, &format!("{set}\nIf-Match: \"3\""), refunds(10), "404 not_found").await;
        let listed = house.get(&house.cleo, "/mandates").await.json();
        assert!(listed["items"].as_array().is_some_and(|items| items.len() == 3), "{listed}");
    });
}

#[test]
fn a_mandate_that_could_not_be_kept_is_refused_by_its_field() {
    on_each(async |house| {
        let nobody = "01920a3c-7f00-7000-8000-000000000001";
        for (pointer, value, sentence) in [
            ("/reason", json!(""), "422 empty /reason"),
            ("/kinds", json!([]), "422 unusable /kinds"),
            ("/kinds", json!(["refund", "gift"]), "422 unusable /kinds"),
            ("/kinds", json!(["money"]), "400 unknown_value /kinds/0"),
            ("/kinds", json!("refund"), "400 wrong_type /kinds"),
            ("/currency", json!("EURO"), "422 not_money /currency"),
            ("/holder/of", json!("boss"), "422 unusable /holder/of"),
            ("/holder/kind", json!("agent"), "422 unusable /holder/of"),
            ("/holder", json!({"kind": "everyone", "of": "agent"}), "422 unusable /holder/of"),
            ("/holder", json!({"kind": "agent", "of": nobody}), "422 unusable /holder"),
            ("/holder", json!({"kind": "team", "of": nobody}), "422 unusable /holder"),
            ("/holder", json!(["role", "agent"]), "400 wrong_type /holder"),
            ("/per_case/stretch", json!(9), "422 unusable /per_case"),
            ("/per_case/most", json!(9), "400 unknown_field /per_case/most"),
            ("/per_case/co_sign", json!(100), "422 unusable /co_signers"),
            (
                "/co_signers",
                json!([{"kind": "role", "of": "lead"}, {"kind": "role"}]),
                "422 unusable /co_signers/1/of",
            ),
            (
                "/per_agent_window",
                json!({"within": 1, "stretch": 1, "days": 0}),
                "422 unusable /per_agent_window",
            ),
            ("/when", json!("context.weather"), "422 condition /when"),
            ("/valid_from", json!("tomorrow"), "400 unknown_value /valid_from"),
        ] {
            check(house, "POST /mandates", with(refunds(10), pointer, value), sentence).await;
        }
        let told =
            house.ask(&house.lead, "POST /mandates", with(refunds(10), "/when", json!("1 == 2"))).await;
        assert_eq!(told.json()["detail"], "Line 1: This can never be true, so it would say nothing.");
        let chat = with(refunds(10), "/when", json!("context.channel == \"chat\""));
        check(house, "POST /mandates", chat, "201").await;
    });
}

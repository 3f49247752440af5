//! Cases, contacts and customers: the ordinary day, and whatever does not fit.

use expect_test::expect;
use serde_json::{Value, json};

use crate::{
    house::{House, named},
    on_each,
};

#[test]
fn a_case_from_need_to_need_met() {
    on_each(async |house| {
        let opened = house
            .ask(
                &house.aino,
                "POST /cases",
                json!({"channel": "phone", "subject": "Invoice 118 came twice", "body": "Wants one back.",
                    "customer": {"name": "Vilma Esimerkki", "email": "vilma@example.net"}}),
            )
            .await;
        assert_eq!(opened.sentence(), "201");
        let id = opened.id();
        assert_eq!(opened.header("location"), format!("/api/v1/cases/{id}"));
        assert_eq!(opened.header("etag"), "\"3\"");
        expect![[r##"
            {
              "channel": "phone",
              "contacts_count": 1,
              "cover": null,
              "customer": {
                "id": "#1",
                "name": "Vilma Esimerkki"
              },
              "deadline": null,
              "id": "#2",
              "merged_into": null,
              "number": 1,
              "opened_at": "2027-03-01T12:00:00.000000Z",
              "owner": {
                "id": "#3",
                "name": "Aino Esimerkki"
              },
              "point": null,
              "promise_due": null,
              "resolved_at": null,
              "snoozed_until": null,
              "split_from": null,
              "state": "open",
              "subject": "Invoice 118 came twice",
              "touched_at": "2027-03-01T12:00:00.000000Z",
              "version": 3,
              "waiting_since": "2027-03-01T12:00:00.000000Z"
            }"##]]
        .assert_eq(&named(&opened.json()));
        assert_eq!(house.get(&house.aino, &format!("/cases/{id}")).await.json(), opened.json());

        let reply = house
            .check(&format!("POST /cases/{id}/replies"), json!({"body": "It is on its way."}), "201")
            .await;
        expect![[r##"
            {
              "agent": {
                "id": "#1",
                "name": "Aino Esimerkki"
              },
              "at": "2027-03-01T12:00:00.000000Z",
              "automatic": false,
              "body": "It is on its way.",
              "case": "#2",
              "channel": "email",
              "direction": "out",
              "failed_because": null,
              "filed_because": null,
              "from": "palvelu@valta.example",
              "id": "#3",
              "new_sender": false,
              "noticed": [],
              "raw": false,
              "state": "queued",
              "subject": null,
              "to": "vilma@example.net"
            }"##]]
        .assert_eq(&named(&reply.json()));

        house
            .check(
                &format!("POST /cases/{id}/contacts"),
                json!({"channel": "phone", "body": "Thanks!"}),
                "201",
            )
            .await;
        let note = house
            .check(&format!("POST /cases/{id}/notes"), json!({"body": "Known at the bank."}), "201")
            .await;
        assert_eq!(note.json()["body"], "Known at the bank.");
        let first = house.get(&house.aino, &format!("/cases/{id}/contacts?limit=2")).await.json();
        let next = first["next"].as_str().unwrap();
        let second =
            house.get(&house.aino, &format!("/cases/{id}/contacts?limit=2&cursor={next}")).await.json();
        let bodies = |page: &Value| -> Vec<String> {
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["body"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(bodies(&first), ["Wants one back.", "It is on its way."]);
        assert_eq!(bodies(&second), ["Thanks!"]);
        assert_eq!(second["next"], Value::Null);

        let steps = [
            ("snooze", json!({"until": "2027-03-02T09:00:00+02:00"}), "200", "waiting"),
            ("resolve", json!({}), "200", "resolved"),
            ("reopen", Value::Null, "200", "open"),
            ("take", json!({}), "200", "open"),
        ];
        for (step, body, sentence, state) in steps {
            let answer = house.check(&format!("POST /cases/{id}/{step}"), body, sentence).await;
            assert_eq!(answer.json()["state"], state, "{step}");
            assert_eq!(answer.header("etag"), format!("\"{}\"", answer.json()["version"]));
        }
    });
}

#[test]
fn what_does_not_fit_is_told_with_its_place() {
    on_each(async |house| {
        let id = house.case().await;
        let nobody = "01900000-0000-7000-8000-000000000000";
        let open = |rest: Value| {
            let mut body = json!({"channel": "phone", "subject": "S"});
            for (name, value) in rest.as_object().unwrap() {
                body[name] = value.clone();
            }
            body
        };
        let long = "x".repeat(501);
        for (line, body, sentence) in [
            ("POST /cases".to_owned(), json!({}), "400 missing_field /channel"),
            (
                "POST /cases".into(),
                json!({"channel": "pigeon", "subject": "S"}),
                "400 unknown_value /channel",
            ),
            ("POST /cases".into(), open(json!({"subject": " "})), "422 empty /subject"),
            ("POST /cases".into(), open(json!({"subject": long})), "422 too_long /subject"),
            ("POST /cases".into(), open(json!({"owner": "me"})), "400 unknown_field /owner"),
            (
                "POST /cases".into(),
                open(json!({"customer": {"email": "not one"}})),
                "422 unusable /customer/email",
            ),
            (
                "POST /cases".into(),
                open(json!({"customer": {"phone": "abc"}})),
                "422 unusable /customer/phone",
            ),
            ("POST /cases".into(), open(json!({"customer": {}})), "422 empty /customer/name"),
            (
                "POST /cases".into(),
                open(json!({"customer": {"role": "admin"}})),
                "400 unknown_field /customer/role",
            ),
            (
                "POST /cases".into(),
                open(json!({"customer": ["V", "v@example.net"]})),
                "400 wrong_type /customer",
            ),
            ("POST /cases".into(), open(json!({"customer_id": nobody})), "404 not_found /customer_id"),
            ("POST /cases".into(), open(json!({"customer_id": "1 or 1=1"})), "404 not_found /customer_id"),
            (
                "POST /cases".into(),
                open(json!({"customer_id": nobody, "customer": {"name": "V"}})),
                "422 one_customer /customer_id",
            ),
            (format!("POST /cases/{nobody}/take"), json!({}), "404 not_found"),
            ("POST /cases/1/take".into(), json!({}), "404 not_found"),
            (format!("POST /cases/{id}/take"), json!({"by": nobody}), "400 unknown_field /by"),
            (
                format!("POST /cases/{id}/snooze"),
                json!({"until": "2027-03-01T12:00:00Z"}),
                "422 in_the_past /until",
            ),
            (format!("POST /cases/{id}/snooze"), json!({"until": "tomorrow"}), "400 unknown_value /until"),
            (format!("POST /cases/{id}/replies"), json!({"body": "\n \t"}), "422 empty /body"),
            (format!("POST /cases/{id}/merge"), json!({"into": id}), "422 unusable /into"),
            (format!("POST /cases/{id}/merge"), json!({"into": nobody}), "404 not_found"),
            (format!("POST /cases/{id}/split"), json!({"contact": nobody, "subject": "S"}), "404 not_found"),
            ("GET /cases?limit=0".into(), Value::Null, "400 bad_limit limit"),
            ("GET /cases?limit=201".into(), Value::Null, "400 bad_limit limit"),
            ("GET /cases?limit=2&limit=3".into(), Value::Null, "400 duplicate_parameter limit"),
            ("GET /cases?cursor=abc".into(), Value::Null, "400 bad_cursor cursor"),
            ("GET /cases?state=shut".into(), Value::Null, "400 unknown_value state"),
            ("GET /cases?owner=nobody".into(), Value::Null, "400 unknown_value owner"),
            ("GET /cases?number=x".into(), Value::Null, "400 unknown_value number"),
            ("GET /cases?order=desc".into(), Value::Null, "400 unknown_parameter order"),
            ("GET /nothing".into(), Value::Null, "404 not_found"),
            ("GET /cases/".into(), Value::Null, "404 not_found"),
            (format!("GET /cases/{id}/nothing"), Value::Null, "404 not_found"),
            (format!("DELETE /cases/{id}"), Value::Null, "405 method_not_allowed"),
            (format!("GET /cases/{id}/take"), Value::Null, "405 method_not_allowed"),
        ] {
            house.check(&line, body, sentence).await;
        }
        let refused =
            house.check(&format!("DELETE /cases/{id}"), Value::Null, "405 method_not_allowed").await;
        assert_eq!(refused.header("allow"), "GET,HEAD");
        let nobody = house.case().await;
        assert_ne!(nobody, id);
    });
}

#[test]
fn lists_are_paged_and_filtered() {
    on_each(async |house| {
        for number in 1..=5 {
            house
                .ask(
                    &house.aino,
                    "POST /cases",
                    json!({"channel": "walk_in", "subject": format!("Matter {number}")}),
                )
                .await;
        }
        let numbers = async |query: &str| -> (Vec<i64>, Option<String>) {
            let page = house.get(&house.aino, &format!("/cases?{query}")).await.json();
            let numbers =
                page["items"].as_array().unwrap().iter().map(|case| case["number"].as_i64().unwrap());
            (numbers.collect(), page["next"].as_str().map(str::to_owned))
        };
        let (mut all, mut next) = numbers("limit=2").await;
        while let Some(cursor) = next {
            let (more, then) = numbers(&format!("limit=2&cursor={cursor}")).await;
            all.extend(more);
            next = then;
        }
        assert_eq!(all, [5, 4, 3, 2, 1]);
        assert_eq!(numbers("owner=me").await.0.len(), 5);
        assert_eq!(numbers("owner=none").await.0.len(), 0);
        assert_eq!(numbers(&format!("owner={}", house.lead.id)).await.0.len(), 0);
        assert_eq!(numbers("state=open&channel=walk_in&number=3").await.0, [3]);
        assert_eq!(numbers("channel=email").await.0.len(), 0);
    });
}

#[test]
fn a_stale_version_is_refused_with_the_one_it_has_now() {
    on_each(async |house| {
        let id = house.case().await;
        for act in [
            "take", "resolve", "reopen", "snooze", "notes", "replies", "contacts", "promises", "remedies",
            "split", "merge",
        ] {
            let body = match act {
                "snooze" => json!({"until": "2027-03-02T12:00:00Z"}),
                "notes" | "replies" => json!({"body": "B"}),
                "contacts" => json!({"body": "B", "channel": "phone"}),
                "promises" => json!({"what": "W", "due": "2027-03-02T12:00:00Z", "channel": "phone"}),
                "remedies" => json!({"kind": "apology"}),
                "split" => json!({"contact": id, "subject": "S"}),
                "merge" => json!({"into": house.aino.id.to_string()}),
                _ => json!({}),
            };
            let line = format!("POST /cases/{id}/{act}\nIf-Match: \"1\"\nIdempotency-Key: {act}");
            let stale = house.check(&line, body, "412 stale").await;
            assert_eq!((stale.json()["version"].as_i64(), stale.header("etag")), (Some(3), "\"3\""), "{act}");
        }
        for (given, sentence) in [
            ("*", "200"),
            ("\"3\"", "200"),
            ("3", "400 bad_if_match If-Match"),
            ("W/\"3\"", "400 bad_if_match If-Match"),
            ("\"3\", \"4\"", "400 bad_if_match If-Match"),
            ("\"x\"", "400 bad_if_match If-Match"),
        ] {
            house.check(&format!("POST /cases/{id}/take\nIf-Match: {given}"), json!({}), sentence).await;
        }
        // The repeat of an act gets its first answer, though the act itself has moved the case on.
        let line = format!("POST /cases/{id}/notes\nIf-Match: \"3\"\nIdempotency-Key: once");
        let first = house.check(&line, json!({"body": "B"}), "201").await;
        assert_eq!(house.check(&line, json!({"body": "B"}), "201").await.json(), first.json());
    });
}

#[test]
fn a_repeat_gets_the_first_answer() {
    on_each(async |house| {
        let body = json!({"channel": "letter", "subject": "S"});
        let first = house.check("POST /cases\nIdempotency-Key: k1", body.clone(), "201").await;
        // Another order of the fields is the same content.
        let again = House::request(
            "POST /cases\nIdempotency-Key: k1",
            &house.aino.token,
            "{ \"subject\": \"S\",\n \"channel\": \"letter\" }",
        );
        assert_eq!(house.send(again).await.json(), first.json());
        house
            .check(
                "POST /cases\nIdempotency-Key: k1",
                json!({"channel": "letter", "subject": "T"}),
                "409 key_reused",
            )
            .await;
        house.check("POST /customers\nIdempotency-Key: k1", json!({"name": "V"}), "409 key_reused").await;
        // Another's key is another key.
        let other = house.ask(&house.lead, "POST /cases\nIdempotency-Key: k1", body.clone()).await;
        assert_ne!(other.id(), first.id());
        let long = "k".repeat(256);
        for key in ["", " ", "k\u{e4}", &long, "a\nIdempotency-Key: b"] {
            let line = format!("POST /cases\nIdempotency-Key: {key}");
            house.check(&line, body.clone(), "400 bad_key Idempotency-Key").await;
        }
        house.check(&format!("POST /cases\nIdempotency-Key: {}", "k".repeat(255)), body, "201").await;
    });
}

#[test]
fn what_is_not_for_these_eyes_is_not_there() {
    on_each(async |house| {
        let id = house.case().await;
        let contact = house.get(&house.aino, &format!("/cases/{id}/contacts")).await.json()["items"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let customer = house.get(&house.aino, &format!("/cases/{id}")).await.json()["customer"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let promise = house
            .ask(
                &house.aino,
                &format!("POST /cases/{id}/promises"),
                json!({"what": "A call", "due": "2027-03-02T12:00:00Z", "channel": "phone"}),
            )
            .await
            .id();
        let remedy = house
            .ask(
                &house.aino,
                &format!("POST /cases/{id}/remedies\nIdempotency-Key: r"),
                json!({"kind": "refund", "amount": {"minor": 700, "currency": "EUR"}}),
            )
            .await
            .id();
        let hers = house
            .ask(&house.cleo, "POST /cases", json!({"channel": "walk_in", "subject": "Hers"}))
            .await
            .id();
        let before = house.get(&house.aino, "/events?limit=200").await.json();
        for (line, body, sentence) in [
            (format!("GET /cases/{id}"), Value::Null, "404 not_found"),
            (format!("GET /cases/{id}/contacts"), Value::Null, "404 not_found"),
            (format!("GET /cases/{id}/promises"), Value::Null, "404 not_found"),
            (format!("GET /contacts/{contact}/raw"), Value::Null, "404 not_found"),
            (format!("GET /remedies/{remedy}"), Value::Null, "404 not_found"),
            (format!("GET /customers/{customer}"), Value::Null, "404 not_found"),
            (format!("POST /cases/{id}/take"), json!({}), "404 not_found"),
            (format!("POST /cases/{id}/take\nIf-Match: \"1\""), json!({}), "404 not_found"),
            (format!("POST /cases/{id}/notes\nIf-Match: \"1\""), json!({"body": "B"}), "404 not_found"),
            (format!("POST /cases/{id}/replies"), json!({"body": "B"}), "404 not_found"),
            (format!("POST /cases/{id}/contacts"), json!({"body": "B", "channel": "phone"}), "404 not_found"),
            (format!("POST /cases/{id}/resolve"), json!({}), "404 not_found"),
            (format!("POST /cases/{hers}/merge"), json!({"into": id}), "404 not_found"),
            (format!("POST /cases/{id}/merge"), json!({"into": hers}), "404 not_found"),
            (
                format!("POST /cases/{hers}/split"),
                json!({"contact": contact, "subject": "S"}),
                "404 not_found",
            ),
            (
                "POST /cases".into(),
                json!({"channel": "phone", "subject": "S", "customer_id": customer}),
                "404 not_found /customer_id",
            ),
            (
                format!("POST /customers/{customer}/identities"),
                json!({"kind": "phone", "address": "+358401"}),
                "404 not_found",
            ),
            (format!("POST /promises/{promise}/keep"), json!({}), "404 not_found"),
            (
                format!("POST /promises/{promise}/renew"),
                json!({"due": "2027-03-05T12:00:00Z"}),
                "404 not_found",
            ),
            (format!("POST /contacts/{contact}/send_again"), json!({}), "404 not_found"),
            (format!("POST /remedies/{remedy}/reverse\nIdempotency-Key: x"), json!({}), "404 not_found"),
            ("POST /decisions".into(), json!({"kind": "apology", "case": id}), "404 not_found /case"),
            ("GET /events".into(), Value::Null, "403 not_yours"),
        ] {
            let answer = house.ask(&house.cleo, &line, body.clone()).await;
            assert_eq!(answer.sentence(), sentence, "{line} {body}");
        }
        assert_eq!(house.get(&house.cleo, "/cases").await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(house.get(&house.cleo, "/remedies").await.json()["items"], json!([]));
        assert_eq!(house.get(&house.cleo, "/customers").await.json()["items"], json!([]));
        // An address tells her nothing of whose it is.
        let known = house.ask(&house.cleo, "POST /customers", json!({"email": "vilma@example.net"})).await;
        assert_eq!(
            known.json(),
            json!({"id": customer, "name": null, "since": null, "identities": [], "credit": []})
        );
        assert_eq!(house.get(&house.aino, "/events?limit=200").await.json(), before, "nothing has changed");
    });
}

#[test]
fn customers_and_their_addresses() {
    on_each(async |house| {
        let added = house
            .check("POST /customers", json!({"name": "Onni Esimerkki", "email": "Onni@Example.net"}), "201")
            .await;
        let id = added.id();
        house
            .check(
                &format!("POST /customers/{id}/identities"),
                json!({"kind": "phone", "address": "+358 40 123"}),
                "201",
            )
            .await;
        let card = house.get(&house.aino, &format!("/customers/{id}")).await;
        expect![[r##"
            {
              "credit": [],
              "id": "#1",
              "identities": [
                {
                  "address": "Onni@Example.net",
                  "id": "#2",
                  "kind": "email",
                  "verified": false
                },
                {
                  "address": "+358 40 123",
                  "id": "#3",
                  "kind": "phone",
                  "verified": false
                }
              ],
              "name": "Onni Esimerkki",
              "since": "2027-03-01T12:00:00.000000Z"
            }"##]]
        .assert_eq(&named(&card.json()));
        // Found again by any address of theirs.
        assert_eq!(house.check("POST /customers", json!({"phone": "+35840123"}), "201").await.id(), id);
        let other = house.check("POST /customers", json!({"name": "Vilma"}), "201").await.id();
        for (body, sentence) in [
            (json!({"kind": "phone", "address": "+35840123"}), "409 already_there /address"),
            (json!({"kind": "email", "address": "no"}), "422 unusable /address"),
            (
                json!({"kind": "email", "address": "a@example.net", "verified": true}),
                "400 unknown_field /verified",
            ),
            (json!({"kind": "fax", "address": "1"}), "400 unknown_value /kind"),
        ] {
            house.check(&format!("POST /customers/{other}/identities"), body, sentence).await;
        }
        house.check("POST /customers", json!({}), "422 empty /name").await;
        let page = house.get(&house.aino, "/customers?limit=1").await.json();
        let next = page["next"].as_str().unwrap();
        assert_eq!(
            house.get(&house.aino, &format!("/customers?cursor={next}")).await.json()["items"][0]["id"],
            other
        );
    });
}

#[test]
fn split_and_merged() {
    on_each(async |house| {
        let id = house.case().await;
        let contact = house
            .check(
                &format!("POST /cases/{id}/contacts"),
                json!({"channel": "phone", "body": "And another thing."}),
                "201",
            )
            .await
            .id();
        let new = house
            .check(
                &format!("POST /cases/{id}/split"),
                json!({"contact": contact, "subject": "The other thing"}),
                "201",
            )
            .await;
        assert_eq!(
            (new.json()["split_from"].as_str(), new.json()["contacts_count"].as_i64()),
            (Some(&*id), Some(1))
        );
        let merged =
            house.check(&format!("POST /cases/{}/merge", new.id()), json!({"into": id}), "200").await;
        assert_eq!(merged.json()["contacts_count"], 2);
        assert_eq!(house.get(&house.aino, &format!("/cases/{}", new.id())).await.json()["merged_into"], *id);
        house.check(&format!("POST /cases/{}/notes", new.id()), json!({"body": "B"}), "422 merged").await;
    });
}

#[test]
fn colleagues_and_mandates_are_no_secret() {
    on_each(async |house| {
        let agents = house.get(&house.cleo, "/agents").await.json();
        let names: Vec<_> =
            agents["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Aino Esimerkki", "Cleo Kollega", "Leo Esimies"]);
        let page = house.get(&house.cleo, "/agents?limit=2").await.json();
        let next = page["next"].as_str().unwrap();
        let last = house.get(&house.cleo, &format!("/agents?limit=2&cursor={next}")).await.json();
        assert_eq!((last["items"][0]["name"].as_str(), &last["next"]), (Some("Leo Esimies"), &Value::Null));
        let mandates = house.get(&house.cleo, "/mandates").await.json();
        expect![[r##"
            {
              "items": [
                {
                  "co_signers": [
                    {
                      "kind": "everyone",
                      "of": null
                    }
                  ],
                  "currency": "EUR",
                  "holder": {
                    "kind": "everyone",
                    "of": null
                  },
                  "id": "#1",
                  "kinds": [
                    "refund",
                    "credit",
                    "replacement",
                    "exception"
                  ],
                  "per_agent_window": {
                    "alone": null,
                    "co_sign": null,
                    "days": 30,
                    "stretch": 150000,
                    "within": 50000
                  },
                  "per_case": {
                    "alone": 30000,
                    "co_sign": 50000,
                    "stretch": 15000,
                    "within": 5000
                  },
                  "per_customer_window": null,
                  "per_remedy": null,
                  "per_team_window": null,
                  "reason": null,
                  "set_at": "2027-03-01T12:00:00.000000Z",
                  "set_by": null,
                  "stands": true,
                  "valid_from": null,
                  "valid_until": null,
                  "version": 1,
                  "when": null
                },
                {
                  "co_signers": [],
                  "currency": "EUR",
                  "holder": {
                    "kind": "everyone",
                    "of": null
                  },
                  "id": "#2",
                  "kinds": [
                    "gift"
                  ],
                  "per_agent_window": null,
                  "per_case": {
                    "alone": null,
                    "co_sign": null,
                    "stretch": 2000,
                    "within": 2000
                  },
                  "per_customer_window": null,
                  "per_remedy": null,
                  "per_team_window": null,
                  "reason": null,
                  "set_at": "2027-03-01T12:00:00.000000Z",
                  "set_by": null,
                  "stands": true,
                  "valid_from": null,
                  "valid_until": null,
                  "version": 1,
                  "when": null
                },
                {
                  "co_signers": [],
                  "currency": "EUR",
                  "holder": {
                    "kind": "everyone",
                    "of": null
                  },
                  "id": "#3",
                  "kinds": [
                    "fee_waiver"
                  ],
                  "per_agent_window": null,
                  "per_case": null,
                  "per_customer_window": null,
                  "per_remedy": null,
                  "per_team_window": null,
                  "reason": null,
                  "set_at": "2027-03-01T12:00:00.000000Z",
                  "set_by": null,
                  "stands": true,
                  "valid_from": null,
                  "valid_until": null,
                  "version": 1,
                  "when": "context.first_of_kind"
                }
              ],
              "next": null
            }"##]]
        .assert_eq(&named(&mandates));
    });
}

//! The log from a position on, as pages and as a stream; and messages as they came.

use expect_test::expect;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use valta_domain::{Actor, Timestamp};

use crate::{
    house::{House, named},
    on_each,
};

#[test]
fn pages_without_gaps() {
    on_each(async |house| {
        house.case().await;
        let mut after = "0".to_owned();
        let mut kinds = Vec::new();
        loop {
            let page = house.get(&house.lead, &format!("/events?after={after}&limit=3")).await.json();
            for event in page["items"].as_array().unwrap() {
                kinds.push(event["kind"].as_str().unwrap().to_owned());
            }
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => break,
            }
        }
        assert_eq!(
            kinds,
            [
                "mandate_set",
                "mandate_set",
                "mandate_set",
                "agent_added",
                "agent_added",
                "agent_added",
                "customer_added",
                "identity_added",
                "case_opened",
                "case_taken",
                "contact_received"
            ]
        );
        let page = house.get(&house.lead, "/events?limit=200").await.json();
        let mut taken = page["items"][9].clone();
        taken["position"] = json!("some");
        for name in ["stream", "actor"] {
            taken[name] = json!(taken[name].as_str().unwrap().split(':').next().unwrap());
        }
        expect![[r##"
            {
              "actor": "agent",
              "at": "2027-03-01T12:00:00.000000Z",
              "data": {
                "because": "reached",
                "from": null,
                "owner": "#1"
              },
              "id": "#2",
              "kind": "case_taken",
              "position": "some",
              "stream": "case",
              "version": 2
            }"##]]
        .assert_eq(&named(&taken));
        for (line, sentence) in [
            ("GET /events?after=-1", "400 bad_position after"),
            ("GET /events?after=x", "400 bad_position after"),
            ("GET /events?cursor=x", "400 unknown_parameter cursor"),
            ("GET /events\nAccept: text/event-stream\nLast-Event-ID: x", "400 bad_position Last-Event-ID"),
        ] {
            house.check(line, Value::Null, sentence).await;
        }
    });
}

/// Reads a stream until it has told so many events; their positions and kinds.
async fn follow(house: &House, line: &str, many: usize) -> Vec<(i64, String)> {
    let request =
        House::request(&format!("{line}\nAccept: text/event-stream"), &house.lead.token, String::new());
    let response = house.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    let (mut text, mut told) = (String::new(), Vec::new());
    while told.len() < many {
        let frame = body.frame().await.unwrap().unwrap();
        text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        told = text
            .split("\n\n")
            .filter(|event| event.contains("data: "))
            .map(|event| {
                let line =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
                let data: Value = serde_json::from_str(&line("data: ")).unwrap();
                assert_eq!(data["position"].to_string(), line("id: "));
                (line("id: ").parse().unwrap(), line("event: "))
            })
            .collect();
    }
    told
}

#[test]
fn a_stream_goes_on_where_it_ended() {
    on_each(async |house| {
        let first = follow(house, "GET /events", 6).await;
        let (mut position, _) = first[5];
        assert_eq!(first.len(), 6);
        let going_on = async {
            let line = format!("GET /events?after=0\nLast-Event-ID: {position}");
            follow(house, &line, 5).await
        };
        let (more, _) = tokio::join!(going_on, house.case());
        let kinds: Vec<_> = more.iter().map(|(_, kind)| kind.as_str()).collect();
        assert_eq!(
            kinds,
            ["customer_added", "identity_added", "case_opened", "case_taken", "contact_received"]
        );
        for (next, _) in more {
            assert!(next > position);
            position = next;
        }
    });
}

#[test]
fn a_stream_ends_with_its_token() {
    on_each(async |house| {
        let request =
            House::request("GET /events\nAccept: text/event-stream", &house.lead.token, String::new());
        let response = house.router.clone().oneshot(request).await.unwrap();
        house.desk.disable_agent(Actor::House, house.lead.id).await.unwrap();
        house.desk.clock().set(Timestamp(house.desk.now().micros() + 3_000_000));
        // It ends: this returns.
        response.into_body().collect().await.unwrap();
    });
}

#[test]
fn a_message_as_it_came() {
    on_each(async |house| {
        let raw = b"From: Vilma <vilma@example.net>\r\nTo: palvelu@valta.example\r\nSubject: Lasku\r\n\
            Message-ID: <m1@example.net>\r\nDate: Mon, 1 Mar 2027 12:00:00 +0000\r\n\r\nTuli kahdesti \xff<script>\r\n";
        house.arrive(raw).await;
        let case = house.get(&house.aino, "/cases?channel=email").await.json()["items"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let contact =
            house.get(&house.aino, &format!("/cases/{case}/contacts")).await.json()["items"][0].clone();
        assert_eq!((&contact["raw"], &contact["filed_because"]), (&json!(true), &json!("new_matter")));
        let id = contact["id"].as_str().unwrap();
        let answer = house.check(&format!("GET /contacts/{id}/raw"), Value::Null, "200").await;
        assert_eq!(answer.bytes, raw);
        for (name, value) in [
            ("content-type", "message/rfc822"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
        ] {
            assert_eq!(answer.header(name), value);
        }
        assert!(answer.header("content-disposition").starts_with("attachment"));
        house.check(&format!("POST /contacts/{id}/send_again"), json!({}), "404 not_found").await;
        let refused = house.ask(&house.cleo, &format!("GET /contacts/{id}/raw"), Value::Null).await;
        assert_eq!(refused.sentence(), "404 not_found");
    });
}

//! What monitoring asks, the description, and what stands on every answer.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{house::House, on_each};

#[test]
fn figures() {
    on_each(async |house| {
        let id = house.case().await;
        house.check(&format!("POST /cases/{id}/replies"), json!({"body": "B"}), "201").await;
        house.check(&format!("GET /cases/{id}"), Value::Null, "200").await;
        house.check("GET /nothing", Value::Null, "404 not_found").await;
        house.check("GET !/readyz", Value::Null, "200").await;
        house.arrive(b"not a message that anybody can read").await;
        let metrics = house.check("GET !/metrics", Value::Null, "200").await.text();
        for line in [
            "valta_build_info{version=\"0.0.0\"} 1",
            "valta_http_requests_total{method=\"GET\",route=\"/api/v1/cases/{id}\",status=\"2xx\"} 1",
            "valta_http_requests_total{method=\"GET\",route=\"/api/{*rest}\",status=\"4xx\"} 1",
            "valta_http_request_seconds_count{method=\"POST\",route=\"/api/v1/cases\"} 1",
            "valta_inbox_messages{fate=\"waiting\"} 0",
            "valta_inbox_oldest_waiting_seconds 0",
            "valta_outbox_errands{kind=\"mail\",state=\"waiting\"} 1",
            "valta_outbox_oldest_due_seconds{kind=\"mail\"} 0",
            "valta_database_up 1",
            "# EOF",
        ] {
            assert!(metrics.lines().any(|told| told == line), "{line} is not in\n{metrics}");
        }
        assert!(!metrics.contains(&id), "no label grows with the cases");
    });
}

#[test]
fn every_described_call_answers_and_asks_for_a_token() {
    on_each(async |house| {
        let described = house.send(House::request("GET !/api/openapi.json", "", String::new())).await;
        assert_eq!(described.json(), serde_json::from_str::<Value>(&valta_api::openapi_json()).unwrap());
        let mut calls = 0;
        for (path, item) in described.json()["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let line = format!("{} !{}", method.to_uppercase(), path.replace("{id}", "x"));
                let answer = house.send(House::request(&line, "", String::new())).await;
                let open = operation.get("security").is_none();
                assert_eq!(answer.sentence(), if open { "200" } else { "401 token_needed" }, "{line}");
                let told: BTreeSet<_> = operation["responses"].as_object().unwrap().keys().collect();
                assert!(told.contains(&answer.status.as_str().to_owned()), "{line}");
                for (name, value) in [
                    ("x-content-type-options", "nosniff"),
                    ("cache-control", "no-store"),
                    ("referrer-policy", "no-referrer"),
                ] {
                    assert_eq!(answer.header(name), value, "{line}");
                }
                calls += 1;
            }
        }
        assert!(calls > 30, "{calls}");
    });
}

#[test]
fn pages_may_stand_beside_it() {
    on_each(async |house| {
        let pages = axum::Router::new()
            .route("/", axum::routing::get(async || "a page"))
            .fallback(async || "no page");
        let router = pages.merge(house.router.clone());
        for (path, status, text) in [
            ("/", 200, "a page"),
            ("/nothing", 200, "no page"),
            ("/healthz", 200, "alive"),
            ("/api/nothing", 404, "not_found"),
            ("/api/v1/cases", 401, "token_needed"),
        ] {
            let request = House::request(&format!("GET !{path}"), "", String::new());
            let response = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
            assert_eq!(response.status(), status, "{path}");
            let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
            assert!(std::str::from_utf8(&body).unwrap().contains(text), "{path}");
        }
    });
}

//! Tokens: only in the header, and for no longer than they hold.

use axum::body::Body;
use serde_json::json;
use valta_domain::{Actor, time::SECOND};

use crate::{
    house::{House, NOON},
    on_each,
};

#[test]
fn only_in_the_header() {
    on_each(async |house| {
        let good = house.aino.token.clone();
        for (line, token, sentence) in [
            ("GET /cases".to_owned(), good.clone(), "200"),
            ("GET /cases".into(), String::new(), "401 token_needed"),
            ("GET /cases".into(), "valta_wrong".into(), "401 invalid_token"),
            ("GET /cases".into(), "x".repeat(5_000), "401 token_needed"),
            (format!("GET /cases?access_token={good}"), String::new(), "400 token_in_query Authorization"),
            (format!("GET /cases?token={good}"), good.clone(), "400 token_in_query Authorization"),
            (format!("GET /cases?number={good}"), good.clone(), "400 token_in_query Authorization"),
            ("GET /cases\nAuthorization: Basic eDp5".into(), String::new(), "401 token_needed"),
            (format!("GET /cases\nAuthorization: bearer {good}"), String::new(), "200"),
            (format!("GET /cases\nAuthorization: Bearer {good}"), good.clone(), "401 token_needed"),
            (format!("GET /cases\nCookie: token={good}"), String::new(), "401 token_needed"),
            ("GET /nothing".into(), String::new(), "404 not_found"),
        ] {
            let answer = house.send(House::request(&line, &token, Body::empty())).await;
            assert_eq!(answer.sentence(), sentence, "{}", line.replace(&good, "…"));
            let challenge = answer.header("www-authenticate").starts_with("Bearer");
            assert_eq!(challenge, sentence.starts_with("401"), "{line}");
            assert!(!answer.text().contains(&good), "a token is told to nobody");
        }
    });
}

#[test]
fn a_revoked_token_ends_within_seconds() {
    on_each(async |house| {
        house.check("GET /cases", json!(null), "200").await;
        house.desk.disable_agent(Actor::House, house.aino.id).await.unwrap();
        house.desk.clock().set(NOON.plus(2 * SECOND));
        house.check("GET /cases", json!(null), "401 invalid_token").await;
        house.desk.clock().set(NOON);
        house.check("GET /cases", json!(null), "401 invalid_token").await;
    });
}

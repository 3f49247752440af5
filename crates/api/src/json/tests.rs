//! What a body may be, and what is said of one that it may not.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde::Deserialize;

use super::{canonical, parse, read};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only read to be shown")]
struct Pear {
    weight: i64,
    colour: Option<String>,
    inner: Option<Box<Pear>>,
    kinds: Option<Vec<Pear>>,
}

#[track_caller]
fn check(body: &str, outcome: &str) {
    let said = match parse(body.as_bytes()).and_then(read::<Pear>) {
        Ok(pear) => format!("{pear:?}"),
        Err(problem) => {
            let told = problem.told();
            let text = |name: &str| told[name].as_str().unwrap_or("-").to_owned();
            format!("{} at {}: {}", text("code"), text("pointer"), text("detail"))
        }
    };
    assert_eq!(said, outcome, "{body}");
}

#[test]
fn bodies() {
    check(r#"{"weight":7}"#, "Pear { weight: 7, colour: None, inner: None, kinds: None }");
    check("", "missing_field at /weight: The field `weight` is missing.");
    check("[7]", "wrong_type at : The body must be a JSON object.");
    check("7", "wrong_type at : The body must be a JSON object.");
    check(r#"{"weight":7,"inner":[1,null]}"#, "wrong_type at /inner: No call takes a list here.");
    check(
        r#"{"weight":7,"kinds":[{"weight":8}]}"#,
        "Pear { weight: 7, colour: None, inner: None, kinds: Some([Pear { weight: 8, colour: None, inner: None, \
         kinds: None }]) }",
    );
    check(r#"{"weight":7,"kinds":[{"weight":8},[9]]}"#, "wrong_type at /kinds/1: No call takes a list here.");
    check(
        r#"{"weight":7,"kinds":[{"weight":8,"kinds":[]}]}"#,
        "wrong_type at /kinds/0/kinds: No call takes a list here.",
    );
    check(r#"{"weight":7.5}"#, "wrong_type at /weight: Expected a whole number within 64 bits.");
    check(r#"{"weight":"7"}"#, "wrong_type at /weight: Expected a whole number within 64 bits.");
    check(
        r#"{"weight":9223372036854775808}"#,
        "wrong_type at /weight: Expected a whole number within 64 bits.",
    );
    check(r#"{"weight":1e400}"#, "malformed_json at /weight: This is not JSON, at line 1 column 15.");
    check(r#"{"weight":NaN}"#, "malformed_json at /weight: This is not JSON, at line 1 column 11.");
    check(r#"{"weight":7,"colour":8}"#, "wrong_type at /colour: Expected text.");
    check(r#"{"weight":7,"inner":3}"#, "wrong_type at /inner: Expected an object.");
    check(
        r#"{"weight":7,"inner":{"weight":1,"limit":3}}"#,
        "unknown_field at /inner/limit: There is no field `limit` here. Known: one of `weight`, `colour`, `inner`, `kinds`.",
    );
    check(r#"{"weight":7,"weight":8}"#, "duplicate_field at -: A field stands here twice.");
    check(r#"{"weight":7"#, "malformed_json at -: The JSON breaks off.");
    check(r#"{"weight":7} {}"#, "malformed_json at -: Something follows after the JSON.");
    check("\u{feff}{}", "malformed_json at -: This is not JSON, at line 1 column 1.");
}

#[test]
fn the_same_content_has_the_same_canonical_text() {
    let one = parse(br#"{"b": 1, "a": {"d": 2, "c": 3}}"#).unwrap();
    let other = parse(br#"{"a":{"c":3,"d":2},"b":1}"#).unwrap();
    assert_eq!(canonical(&one), canonical(&other));
}

//! The description knows every route, and no other; everything it refers to is there.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use serde_json::Value;

use super::openapi_json;
use crate::routes::table;

fn described() -> Value {
    serde_json::from_str(&openapi_json()).unwrap()
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let described = described();
    let mut there = BTreeSet::new();
    for (path, item) in described["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|key| ["get", "post"].contains(&key.as_str())) {
            there.insert(format!("{method} {path}"));
        }
    }
    let table: BTreeSet<String> = table()
        .iter()
        .map(|route| format!("{} {}", format!("{:?}", route.method).to_lowercase(), route.path))
        .collect();
    assert_eq!(there, table);
    assert_eq!(described["openapi"], "3.1.0");
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                found.insert(reference.clone());
            }
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_names_are_unique() {
    let described = described();
    let mut found = BTreeSet::new();
    references(&described, &mut found);
    assert!(found.len() > 20, "{found:?}");
    assert!(found.contains("#/components/schemas/PageOfCase"), "{found:?}");
    for reference in &found {
        let place = reference.trim_start_matches('#');
        assert!(described.pointer(place).is_some(), "{reference} leads nowhere");
    }
    let names: Vec<&str> = table().iter().map(|route| route.name).collect();
    assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len());
}

#[test]
fn bodies_take_no_unknown_field() {
    let described = described();
    for route in table() {
        let Some(takes) = route.takes else { continue };
        let schema = &described["components"]["schemas"][&takes.name];
        assert_eq!(schema["additionalProperties"], false, "{}: {schema}", takes.name);
    }
}

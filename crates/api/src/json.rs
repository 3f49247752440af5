//! Bodies as JSON, strictly: one object, no key twice, no list where an object is meant, numbers that are
//! exact. What is wrong is told with the place (a JSON pointer) and in words of JSON, never of our types.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

use crate::problem::Problem;

/// Reads the text of a body; an empty body is an empty object.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    if bytes.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let Strict(value) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        let twice = inner.to_string().starts_with(TWICE);
        let problem = match (twice, inner.classify()) {
            (true, _) => Problem::shape("duplicate_field", "A field stands here twice."),
            (false, serde_json::error::Category::Eof) => {
                Problem::shape("malformed_json", "The JSON breaks off.")
            }
            (false, _) => Problem::shape(
                "malformed_json",
                format!("This is not JSON, at line {} column {}.", inner.line(), inner.column()),
            ),
        };
        if pointer.is_empty() { problem } else { problem.pointer(pointer) }
    })?;
    json.end().map_err(|_| Problem::shape("malformed_json", "Something follows after the JSON."))?;
    Ok(value)
}

/// Reads what a call takes out of its body.
pub(crate) fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    if !value.is_object() {
        return Err(Problem::shape("wrong_type", "The body must be a JSON object.").pointer(""));
    }
    if let Some(place) = list_in(&value, LISTS) {
        return Err(Problem::shape("wrong_type", "No call takes a list here.").pointer(place));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let place = pointer(error.path());
        told(&error.into_inner().to_string(), place)
    })
}

/// The same text for the same content, whatever the order of its fields and the spaces between them.
pub(crate) fn canonical(value: &Value) -> String {
    let mut sorted = value.clone();
    sorted.sort_all_objects();
    sorted.to_string()
}

/// serde's words for what is wrong, in the caller's.
fn told(words: &str, place: String) -> Problem {
    if let Some(name) = between(words, "unknown field `", "`") {
        let at = if place.ends_with(&format!("/{}", escaped(name))) {
            place
        } else {
            format!("{place}/{}", escaped(name))
        };
        let known = words
            .split_once(", expected ")
            .map_or_else(String::new, |(_, known)| format!(" Known: {known}."));
        return Problem::shape("unknown_field", format!("There is no field `{name}` here.{known}"))
            .pointer(at);
    }
    if let Some(name) = between(words, "missing field `", "`") {
        return Problem::shape("missing_field", format!("The field `{name}` is missing."))
            .pointer(format!("{place}/{name}"));
    }
    if let Some((_, expected)) = words.split_once(", expected ") {
        let expected = plain(expected);
        if words.starts_with("unknown variant") {
            return Problem::shape("unknown_value", format!("Expected {expected}.")).pointer(place);
        }
        return Problem::shape("wrong_type", format!("Expected {expected}.")).pointer(place);
    }
    Problem::shape("unknown_value", words).pointer(place)
}

fn plain(expected: &str) -> String {
    match expected {
        "i64" | "u64" | "i32" | "u32" => "a whole number within 64 bits".into(),
        "a string" => "text".into(),
        "a boolean" => "true or false".into(),
        other if other.starts_with("struct ") || other == "a map" => "an object".into(),
        other => other.to_owned(),
    }
}

fn between<'a>(words: &'a str, before: &str, after: &str) -> Option<&'a str> {
    words.strip_prefix(before)?.split_once(after).map(|(name, _)| name)
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn pointer(path: &Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Map { key } => Some(format!("/{}", escaped(key))),
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// The fields of a body that are lists.
const LISTS: &[&str] = &["kinds", "co_signers", "steps", "asked", "shown"];

/// A list would be taken for an object, its fields in order: that is a guess, and nothing is guessed here. So it may
/// stand only where one is meant.
fn list_in(value: &Value, meant: &[&str]) -> Option<String> {
    match value {
        Value::Array(_) => Some(String::new()),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let place = match value {
                Value::Array(items) if meant.contains(&name.as_str()) => items
                    .iter()
                    .enumerate()
                    .find_map(|(index, item)| list_in(item, &[]).map(|place| format!("/{index}{place}"))),
                other => list_in(other, &[]),
            };
            place.map(|place| format!("/{}{place}", escaped(name)))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

const TWICE: &str = "a field stands here twice";

/// Any JSON in which no object has a key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Strict;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Strict, E> {
                Ok(Strict(Value::Null))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Strict, A::Error> {
                let mut list = Vec::new();
                while let Some(Strict(value)) = seq.next_element()? {
                    list.push(value);
                }
                Ok(Strict(list.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strict, A::Error> {
                let mut fields = Map::new();
                while let Some(name) = map.next_key::<String>()? {
                    let Strict(value) = map.next_value()?;
                    if fields.insert(name, value).is_some() {
                        return Err(serde::de::Error::custom(TWICE));
                    }
                }
                Ok(Strict(fields.into()))
            }
        }
        from.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests;

//! OCEL as JSON, 2.0 and the older 1.0, event by event.

use std::{
    fmt,
    io::{BufReader, Read},
};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use super::Gathered;
use crate::{
    Log, Place, Skipped, Wanted, Wrong,
    log::NO_TIME,
    time::{self, Order},
};

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    time: Option<String>,
    #[serde(default)]
    attributes: Vec<Attribute>,
    #[serde(default)]
    relationships: Vec<Relationship>,
}

#[derive(Deserialize)]
struct Object {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
struct Attribute {
    name: String,
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
struct Relationship {
    #[serde(rename = "objectId")]
    object: String,
}

/// Of OCEL 1.0, under the event's id.
#[derive(Deserialize)]
struct OldEvent {
    #[serde(rename = "ocel:activity")]
    activity: String,
    #[serde(rename = "ocel:timestamp")]
    time: Option<String>,
    #[serde(rename = "ocel:omap", default)]
    objects: Vec<String>,
    #[serde(rename = "ocel:vmap", default)]
    values: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
struct OldObject {
    #[serde(rename = "ocel:type")]
    kind: String,
    #[serde(rename = "ocel:ovmap", default)]
    values: serde_json::Map<String, Value>,
}

pub(crate) fn read<R: Read>(reader: R, wanted: &Wanted) -> Result<Log, Wrong> {
    let mut all = All { gathered: Gathered::new(wanted), events: false, objects: false, stopped: None };
    let mut from = serde_json::Deserializer::from_reader(BufReader::with_capacity(256 * 1024, reader));
    let read = from.deserialize_map(&mut all).and_then(|()| from.end());
    if let Some(wrong) = all.stopped {
        return Err(wrong);
    }
    read.map_err(|error| {
        let place = Place::Line { line: error.line() as u64, byte: error.column() as u64 };
        if error.is_io() {
            Wrong::read(place, &error.into())
        } else if error.is_eof() {
            Wrong::at(place, "the log ends in the middle: it was cut off, or was not copied to its end")
        } else {
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            Wrong::at(place, format!("this is not as OCEL has it: {said}"))
        }
    })?;
    if !all.events || !all.objects {
        return Err(Wrong::whole("this is JSON and no OCEL: it has no events, or no objects"));
    }
    all.gathered.flatten(wanted)
}

struct All {
    gathered: Gathered,
    events: bool,
    objects: bool,
    /// More than the shape was wrong.
    stopped: Option<Wrong>,
}

impl All {
    fn event<'a>(
        &mut self,
        kind: &str,
        time: Option<&str>,
        objects: impl Iterator<Item = &'a str>,
        attributes: impl Iterator<Item = (&'a str, &'a Value)>,
    ) -> bool {
        for (name, value) in attributes {
            if let Some(text) = text(value) {
                self.gathered.attribute(name, &text, Place::Nowhere);
            }
        }
        for id in objects {
            let object = self.gathered.object(id);
            self.gathered.related.push(object);
        }
        let read = time.and_then(|time| time::read(time.as_bytes(), Order::DayFirst));
        if read.is_none() {
            self.gathered.table.skip(Skipped::NoTime, Place::Nowhere);
        }
        self.gathered.table.notice(crate::Noticed::NoZone, u64::from(read.is_some_and(|read| read.no_zone)));
        let pushed = self.gathered.push(kind, read.map_or(NO_TIME, |read| read.micros));
        self.stopped = pushed.err();
        self.stopped.is_none()
    }

    fn object<'a>(&mut self, id: &str, kind: &str, attributes: impl Iterator<Item = (&'a str, &'a Value)>) {
        let object = self.gathered.object(id);
        self.gathered.object_type(object, kind);
        for (name, value) in attributes {
            if self.gathered.table.amount.as_deref() == Some(name)
                && let Some(text) = text(value)
            {
                self.gathered.object_amount(object, &text, Place::Nowhere);
            }
        }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Some(value.to_string()),
    }
}

impl<'de> Visitor<'de> for &mut All {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an OCEL log")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "events" | "ocel:events" => {
                    self.events = true;
                    map.next_value_seed(Events(self))?;
                }
                "objects" | "ocel:objects" => {
                    self.objects = true;
                    map.next_value_seed(Objects(self))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct Events<'a>(&'a mut All);

impl<'de> DeserializeSeed<'de> for Events<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

const STOPPED: &str = "there is more than can be held";

impl<'de> Visitor<'de> for Events<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut events: A) -> Result<(), A::Error> {
        while let Some(event) = events.next_element::<Event>()? {
            let objects = event.relationships.iter().map(|related| related.object.as_str());
            let attributes = event.attributes.iter().map(|own| (own.name.as_str(), &own.value));
            if !self.0.event(&event.kind, event.time.as_deref(), objects, attributes) {
                return Err(serde::de::Error::custom(STOPPED));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut events: A) -> Result<(), A::Error> {
        while let Some((_, event)) = events.next_entry::<IgnoredAny, OldEvent>()? {
            let attributes = event.values.iter().map(|(name, value)| (name.as_str(), value));
            let objects = event.objects.iter().map(String::as_str);
            if !self.0.event(&event.activity, event.time.as_deref(), objects, attributes) {
                return Err(serde::de::Error::custom(STOPPED));
            }
        }
        Ok(())
    }
}

struct Objects<'a>(&'a mut All);

impl<'de> DeserializeSeed<'de> for Objects<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Objects<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut objects: A) -> Result<(), A::Error> {
        while let Some(object) = objects.next_element::<Object>()? {
            let attributes = object.attributes.iter().map(|own| (own.name.as_str(), &own.value));
            self.0.object(&object.id, &object.kind, attributes);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut objects: A) -> Result<(), A::Error> {
        while let Some((id, object)) = objects.next_entry::<String, OldObject>()? {
            let attributes = object.values.iter().map(|(name, value)| (name.as_str(), value));
            self.0.object(&id, &object.kind, attributes);
        }
        Ok(())
    }
}

//! Event logs for others: XES, case by case, and OCEL 2.0 as JSON, event by event. Both are written as they come
//! and held by nobody.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Result, Write},
};

use serde_json::json;

use crate::time::written;

/// Writes one trace after the other.
pub struct Xes<W: Write> {
    out: W,
}

impl<W: Write> Xes<W> {
    pub fn new(mut out: W) -> Result<Xes<W>> {
        out.write_all(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
              <log xes.version=\"1849-2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n",
        )?;
        for (name, prefix) in
            [("Concept", "concept"), ("Time", "time"), ("Organizational", "org"), ("Lifecycle", "lifecycle")]
        {
            writeln!(
                out,
                " <extension name=\"{name}\" prefix=\"{prefix}\" uri=\"http://www.xes-standard.org/{prefix}.xesext\"/>"
            )?;
        }
        writeln!(out, " <classifier name=\"Activity\" keys=\"concept:name\"/>")?;
        Ok(Xes { out })
    }

    /// The case's name; what follows until the next one is of it.
    pub fn begin(&mut self, name: &str) -> Result<()> {
        writeln!(self.out, " <trace>")?;
        self.string("concept:name", name)
    }

    /// `values` are its attributes that are texts.
    pub fn event(&mut self, at: i64, activity: &str, values: &[(&str, &str)]) -> Result<()> {
        writeln!(self.out, "  <event>")?;
        self.string("concept:name", activity)?;
        writeln!(self.out, "  <date key=\"time:timestamp\" value=\"{}\"/>", written(at))?;
        for (key, value) in values {
            self.string(key, value)?;
        }
        writeln!(self.out, "  </event>")
    }

    pub fn end(&mut self) -> Result<()> {
        writeln!(self.out, " </trace>")
    }

    pub fn finish(mut self) -> Result<()> {
        writeln!(self.out, "</log>")?;
        self.out.flush()
    }

    fn string(&mut self, key: &str, value: &str) -> Result<()> {
        writeln!(self.out, "  <string key=\"{}\" value=\"{}\"/>", escaped(key), escaped(value))
    }
}

/// As it may stand between quotation marks; what no XML text may hold is left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push_str("&#10;"),
            '\r' => safe.push_str("&#13;"),
            '\t' => safe.push_str("&#9;"),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            letter => safe.push(letter),
        }
    }
    safe
}

/// An object that an event belongs to: its type, its id, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub kind: &'static str,
    pub id: String,
    pub role: &'static str,
}

/// Writes one event after the other; objects and types follow at the end.
pub struct Ocel<W: Write> {
    out: W,
    begun: bool,
    kinds: BTreeMap<String, BTreeSet<&'static str>>,
    objects: BTreeMap<String, &'static str>,
}

impl<W: Write> Ocel<W> {
    pub fn new(mut out: W) -> Result<Ocel<W>> {
        out.write_all(b"{\"events\": [")?;
        Ok(Ocel { out, begun: false, kinds: BTreeMap::new(), objects: BTreeMap::new() })
    }

    /// An object's id is its own across all types.
    pub fn event(
        &mut self,
        id: &str,
        kind: &str,
        at: i64,
        values: &[(&'static str, &str)],
        related: &[Related],
    ) -> Result<()> {
        let attributes: Vec<_> =
            values.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let objects: Vec<_> =
            related.iter().map(|one| json!({ "objectId": one.id, "qualifier": one.role })).collect();
        let names = self.kinds.entry(kind.to_owned()).or_default();
        names.extend(values.iter().map(|(name, _)| *name));
        for one in related {
            if !self.objects.contains_key(&one.id) {
                self.objects.insert(one.id.clone(), one.kind);
            }
        }
        let event = json!({
            "id": id, "type": kind, "time": written(at), "attributes": attributes, "relationships": objects,
        });
        write!(self.out, "{}\n{event}", if self.begun { "," } else { "" })?;
        self.begun = true;
        Ok(())
    }

    pub fn finish(mut self) -> Result<()> {
        write!(self.out, "\n],\n\"objects\": [")?;
        for (at, (id, kind)) in self.objects.iter().enumerate() {
            let object = json!({ "id": id, "type": kind, "attributes": [], "relationships": [] });
            write!(self.out, "{}\n{object}", if at > 0 { "," } else { "" })?;
        }
        let event_types: Vec<_> = self
            .kinds
            .iter()
            .map(|(kind, names)| {
                let names: Vec<_> =
                    names.iter().map(|name| json!({ "name": name, "type": "string" })).collect();
                json!({ "name": kind, "attributes": names })
            })
            .collect();
        let kinds: BTreeSet<&str> = self.objects.values().copied().collect();
        let object_types: Vec<_> =
            kinds.iter().map(|kind| json!({ "name": kind, "attributes": [] })).collect();
        write!(self.out, "\n],\n\"eventTypes\": {},\n", json!(event_types))?;
        writeln!(self.out, "\"objectTypes\": {}}}", json!(object_types))?;
        self.out.flush()
    }
}

//! XES (IEEE 1849): log, traces, events, and attributes that may hold further ones.

use std::io::Read;

use rustc_hash::FxHashSet;

use crate::{
    Wanted, Wrong,
    log::{Log, NO_TIME, Noticed, Skipped, Table, Uses, finish, narrow},
    time::{self, Order},
    words,
    xml::{Tag, Xml},
};

/// Names of attributes that are remembered, to say them when one that was asked for is not there.
const REMEMBERED: usize = 60;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Log,
    Globals { of_events: bool },
    Trace,
    Event { of_trace: bool },
    Other,
}

pub(crate) fn read<R: Read>(reader: R, wanted: &Wanted) -> Result<Log, Wrong> {
    let mut xml = Xml::new(reader)?;
    let time_key = wanted.time.as_deref().unwrap_or("time:timestamp").as_bytes();
    let case_key = wanted.case.as_deref().unwrap_or("concept:name").as_bytes();
    let amount = wanted.amount.as_deref().map(|name| name.strip_prefix("case:").unwrap_or(name));
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let slots = wanted
        .names()
        .chain(owned(words::ACTIVITY_XES))
        .chain(owned(words::OWNERS_XES))
        .chain([words::LIFECYCLE.to_owned()]);
    let mut table = Table::new(slots, amount.map(str::to_owned));
    let amount = amount.map(str::as_bytes);

    let mut inside = vec![Inside::Other];
    let mut scratch = Vec::new();
    let mut at = NO_TIME;
    let mut seen: Vec<Vec<u8>> = Vec::new();
    let mut names: FxHashSet<Box<str>> = FxHashSet::default();
    let (mut name, mut case_amount): (Box<str>, f64) = (Box::default(), f64::NAN);
    let (mut no_zone, mut same_name) = (0, 0);
    let mut classifiers = Vec::new();
    let mut found_log = false;
    loop {
        let tag = xml.next()?;
        match tag {
            Tag::End => break,
            Tag::Close => match inside.pop() {
                Some(Inside::Event { of_trace: true }) => {
                    table.push(narrow(table.names.len()), at)?;
                    if at == NO_TIME {
                        table.skip(Skipped::NoTime, xml.place());
                    }
                }
                Some(Inside::Event { of_trace: false }) => {
                    table.drop_row();
                    table.skip(Skipped::NoCase, xml.place());
                }
                Some(Inside::Trace) => {
                    let name = std::mem::take(&mut name);
                    if !name.is_empty() && !names.insert(name.clone()) {
                        same_name += 1;
                    }
                    table.names.push(name);
                    table.of_case.push(std::mem::replace(&mut case_amount, f64::NAN));
                }
                _ => {}
            },
            Tag::Open | Tag::Whole => {
                let within = inside.last().copied().unwrap_or(Inside::Other);
                let begins = match (within, xml.name()) {
                    (Inside::Event { .. }, _) => Inside::Other,
                    (Inside::Trace, b"event") => Inside::Event { of_trace: true },
                    (Inside::Log, b"trace") => Inside::Trace,
                    (Inside::Log, b"event") => Inside::Event { of_trace: false },
                    (Inside::Log, b"global") => {
                        Inside::Globals { of_events: xml.raw(b"scope") == Some(b"event") }
                    }
                    (Inside::Other, b"log") if xml.depth() <= 1 => {
                        found_log = true;
                        Inside::Log
                    }
                    _ => Inside::Other,
                };
                match begins {
                    Inside::Event { .. } => at = NO_TIME,
                    Inside::Other => {
                        if let (Some(key), Some(value)) = (xml.raw(b"key"), xml.raw(b"value")) {
                            match within {
                                Inside::Event { .. } => {
                                    if key == time_key {
                                        match time::read(value, Order::DayFirst) {
                                            Some(read) => {
                                                at = read.micros;
                                                no_zone += u64::from(read.no_zone);
                                            }
                                            None => at = NO_TIME,
                                        }
                                    } else if let Some(slot) = table.slot(key) {
                                        table.set(slot, xml.plain(value, &mut scratch));
                                    } else if table.at.len() < 1_000
                                        && seen.len() < REMEMBERED
                                        && seen.iter().all(|name| name != key)
                                    {
                                        seen.push(key.to_vec());
                                    }
                                    if amount == Some(key) {
                                        table.row_amount = table.number(value, xml.place());
                                    }
                                }
                                Inside::Trace => {
                                    if key == case_key {
                                        name = String::from_utf8_lossy(xml.plain(value, &mut scratch)).into();
                                    }
                                    if amount == Some(key) {
                                        case_amount = table.number(value, xml.place());
                                    }
                                }
                                Inside::Globals { of_events: true } => {
                                    let default = String::from_utf8_lossy(xml.plain(value, &mut scratch));
                                    let slot = table.slot(key).and_then(|slot| table.slots.get_mut(slot));
                                    if let Some(slot) = slot {
                                        slot.default = Some(default.into());
                                    }
                                }
                                Inside::Globals { .. } | Inside::Log | Inside::Other => {}
                            }
                        } else if within == Inside::Log && xml.name() == b"classifier" {
                            let keys = xml.raw(b"keys").map(|keys| xml.plain(keys, &mut scratch));
                            classifiers.extend(keys.map(|keys| String::from_utf8_lossy(keys).into_owned()));
                        }
                    }
                    Inside::Log | Inside::Trace | Inside::Globals { .. } => {}
                }
                if tag == Tag::Open {
                    inside.push(begins);
                } else {
                    match begins {
                        // An event without any attribute has no time.
                        Inside::Event { of_trace } => {
                            let why = if of_trace { Skipped::NoTime } else { Skipped::NoCase };
                            table.skip(why, xml.place());
                        }
                        Inside::Trace => {
                            table.names.push(Box::default());
                            table.of_case.push(f64::NAN);
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    if !found_log {
        return Err(Wrong::whole("this is XML and no XES: it does not begin with <log>"));
    }
    if table.names.is_empty() {
        return Err(Wrong::whole("there is no trace in this XML; OCEL is read as JSON and as SQLite"));
    }
    table.notice(Noticed::NoZone, no_zone);
    table.notice(Noticed::SameName, same_name);
    let uses = uses(&mut table, wanted, &seen, &classifiers)?;
    finish(table, "XES", &uses)
}

/// What is what, as asked or as the standard's names say.
fn uses(table: &mut Table, wanted: &Wanted, seen: &[Vec<u8>], classifiers: &[String]) -> Result<Uses, Wrong> {
    let filled = |name: &str| {
        table
            .slot(name.as_bytes())
            .and_then(|slot| table.slots.get(slot))
            .is_some_and(|slot| slot.symbols.len() > 0)
    };
    for name in wanted.names() {
        if !filled(&name) && !name.contains('+') {
            let mut known: Vec<String> =
                seen.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
            known.extend(
                table.slots.iter().filter(|slot| slot.symbols.len() > 0).map(|slot| slot.name.clone()),
            );
            known.sort();
            return Err(Wrong::asked(format!(
                "no event has the attribute {name:?}; the events of this log have {}",
                known.join(", ")
            )));
        }
    }
    let activity = if wanted.activity.is_empty() {
        let name = words::ACTIVITY_XES.iter().find(|name| filled(name)).ok_or_else(|| {
            Wrong::asked("no event has a name (concept:name): say which attribute it is with --activity")
        })?;
        vec![(*name).to_owned()]
    } else {
        wanted.activity.clone()
    };
    let owners = if wanted.owners.is_empty() {
        let present = words::OWNERS_XES.iter().filter(|name| filled(name));
        present.map(|&name| name.to_owned()).collect()
    } else {
        wanted.owners.clone()
    };
    let lifecycle = filled(words::LIFECYCLE).then(|| words::LIFECYCLE.to_owned());
    if wanted.activity.is_empty() {
        let because = "the standard's name of an event";
        table.guess("activity", activity.join("+"), because);
        let given = classifiers.iter().map(|keys| keys.split_whitespace().collect::<Vec<_>>().join("+"));
        for joined in given.filter(|joined| joined.contains('+')) {
            table.guess("activity", joined, "a classifier that the log brings; not used unless asked for");
        }
    }
    if wanted.owners.is_empty() && !owners.is_empty() {
        table.guess("owner", owners.join(", "), "the standard's names of who did it");
    }
    Ok(Uses { activity, owners, lifecycle, state: wanted.state.clone() })
}

//! OCEL 2.0 in SQLite: a table of events for each type of theirs.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, types::ValueRef};
use rustc_hash::FxHashMap;

use super::Gathered;
use crate::{
    Log, Noticed, Place, Skipped, Wanted, Wrong,
    log::NO_TIME,
    time::{self, Order},
};

pub(crate) fn read(path: &Path, wanted: &Wanted) -> Result<Log, Wrong> {
    gather(path, wanted).map_err(|error| wrong(&error))??.flatten(wanted)
}

fn wrong(error: &rusqlite::Error) -> Wrong {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
            Wrong::whole("the database is damaged: it was cut off, or was not copied to its end")
        }
        _ => Wrong::whole(format!("this database is not as OCEL 2.0 has it: {error}")),
    }
}

fn gather(path: &Path, wanted: &Wanted) -> Result<Result<Gathered, Wrong>, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    let mut all = Gathered::new(wanted);

    let mut objects = db.prepare("select ocel_id, ocel_type from object")?;
    let mut rows = objects.query([])?;
    while let Some(row) = rows.next()? {
        let object = all.object(&text(row.get_ref(0)?).unwrap_or_default());
        all.object_type(object, &text(row.get_ref(1)?).unwrap_or_default());
    }
    if let Some(amount) = &wanted.amount {
        for (_, map) in types(&db, "object_map_type")? {
            let table = quoted(&format!("object_{map}"));
            if !columns(&db, &table)?.contains(amount) {
                continue;
            }
            let amount = quoted(amount);
            let sql = format!(
                "select ocel_id, {amount} from {table} where {amount} is not null order by ocel_time"
            );
            let mut values = db.prepare(&sql)?;
            let mut rows = values.query([])?;
            while let Some(row) = rows.next()? {
                let object = all.object(&text(row.get_ref(0)?).unwrap_or_default());
                if let Some(value) = text(row.get_ref(1)?) {
                    all.object_amount(object, &value, Place::Nowhere);
                }
            }
        }
    }

    // An event's objects stand in a table of their own, so its number is needed before it is whole.
    let mut related: FxHashMap<Box<str>, Vec<u32>> = FxHashMap::default();
    let mut pairs = db.prepare("select ocel_event_id, ocel_object_id from event_object")?;
    let mut rows = pairs.query([])?;
    while let Some(row) = rows.next()? {
        let event = text(row.get_ref(0)?).unwrap_or_default();
        let object = all.object(&text(row.get_ref(1)?).unwrap_or_default());
        related.entry(event.into()).or_default().push(object);
    }

    for (kind, map) in types(&db, "event_map_type")? {
        let table = quoted(&format!("event_{map}"));
        let own = columns(&db, &table)?;
        let read: Vec<String> = own
            .into_iter()
            .filter(|name| name != "ocel_id" && name != "ocel_time")
            .filter(|name| all.slot(name).is_some() || wanted.amount.as_ref() == Some(name))
            .collect();
        let list: Vec<String> =
            ["ocel_id", "ocel_time"].into_iter().chain(read.iter().map(String::as_str)).map(quoted).collect();
        let mut events = db.prepare(&format!("select {} from {table}", list.join(", ")))?;
        let mut rows = events.query([])?;
        while let Some(row) = rows.next()? {
            for (index, name) in read.iter().enumerate() {
                if let Some(value) = text(row.get_ref(index + 2)?) {
                    all.attribute(name, &value, Place::Nowhere);
                }
            }
            let id = text(row.get_ref(0)?).unwrap_or_default();
            if let Some(objects) = related.get(id.as_str()) {
                all.related.extend_from_slice(objects);
            }
            let at = text(row.get_ref(1)?).and_then(|at| time::read(at.as_bytes(), Order::DayFirst));
            match at {
                Some(at) => all.table.notice(Noticed::NoZone, u64::from(at.no_zone)),
                None => all.table.skip(Skipped::NoTime, Place::Nowhere),
            }
            if let Err(wrong) = all.push(&kind, at.map_or(NO_TIME, |at| at.micros)) {
                return Ok(Err(wrong));
            }
        }
    }
    Ok(Ok(all))
}

/// The types with the ends of their tables' names.
fn types(db: &Connection, table: &str) -> Result<Vec<(String, String)>, rusqlite::Error> {
    let mut types =
        db.prepare(&format!("select ocel_type, ocel_type_map from {table} order by ocel_type"))?;
    types.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn columns(db: &Connection, table: &str) -> Result<Vec<String>, rusqlite::Error> {
    let one = db.prepare(&format!("select * from {table} limit 0"))?;
    Ok(one.column_names().map(str::to_owned).collect())
}

/// A name as SQL has it, whatever stands in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
    }
}

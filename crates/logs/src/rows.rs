//! Tables: one event a row, its attributes in columns that the first row names (CSV and its relatives).

use std::io::Read;

use csv::{ByteRecord, ErrorKind, ReaderBuilder};
use rustc_hash::FxHashMap;

use crate::{
    Place, Wanted, Wrong,
    log::{Log, NO_TIME, Noticed, Skipped, Table, Uses, finish, narrow},
    time::{self, Order},
    words,
};

/// A field over more lines than this began with a quotation mark that nobody closed.
const LINES: u64 = 2_000;

/// The log, or that days and months are written in the other order.
pub(crate) enum Answer {
    Log(Box<Log>),
    OtherOrder,
}

/// Which field is what.
struct Fields {
    case: usize,
    time: usize,
    began: Option<usize>,
    amount: Option<usize>,
    /// For each slot of the table.
    slots: Vec<usize>,
}

pub(crate) fn read<R: Read>(reader: R, start: &[u8], wanted: &Wanted, order: Order) -> Result<Answer, Wrong> {
    let delimiter = delimiter(start);
    let mut rows =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(reader);
    let mut row = ByteRecord::new();
    if !rows.read_byte_record(&mut row).map_err(|error| wrong(&error))? {
        return Err(Wrong::whole("the file is empty"));
    }
    let header: Vec<String> = row
        .iter()
        .map(|name| {
            let name = name.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(name);
            String::from_utf8_lossy(name).trim().trim_matches('"').to_owned()
        })
        .collect();
    let columns = header.len();
    if columns < 2 {
        return Err(Wrong::whole(
            "this is neither XES, OCEL nor a table: its first line has no comma, semicolon, tab or bar",
        ));
    }
    if header.iter().any(|name| name.starts_with("ocel:")) {
        return Err(Wrong::whole("this is OCEL as a table; OCEL is read as JSON and as SQLite"));
    }
    let mut guessed = Table::new([], None);
    let (fields, uses, mut table) = mapping(&header, wanted, &mut guessed)?;
    if delimiter != b',' {
        let name = match delimiter {
            b';' => "semicolon",
            b'\t' => "tab",
            _ => "bar",
        };
        guessed.guess("delimiter", name, "most of the first line's");
    }
    table.guessed = guessed.guessed;

    let mut cases: FxHashMap<Box<[u8]>, u32> = FxHashMap::default();
    let (mut last, mut last_name): (u32, Box<[u8]>) = (0, Box::default());
    let mut other_way = false;
    let mut either = 0;
    let mut no_zone = 0;
    let mut no_start = 0;
    loop {
        let more = rows.read_byte_record(&mut row).map_err(|error| wrong(&error))?;
        let from = row.position().map_or(0, csv::Position::line);
        if rows.position().line().saturating_sub(from) > LINES && row.len() != columns {
            return Err(Wrong::at(
                place(&row),
                "a quotation mark opens a field here that goes on over thousands of lines: it is not closed",
            ));
        }
        if !more {
            break;
        }
        if row.len() != columns {
            table.skip(Skipped::Rows, place(&row));
            continue;
        }
        let field = |index: usize| row.get(index).unwrap_or_default();
        let name = field(fields.case).trim_ascii();
        if name.is_empty() {
            table.skip(Skipped::NoCase, place(&row));
            continue;
        }
        if *last_name != *name || table.names.is_empty() {
            last = if let Some(&case) = cases.get(name) {
                case
            } else {
                let case = narrow(table.names.len());
                table.names.push(String::from_utf8_lossy(name).into());
                table.of_case.push(f64::NAN);
                cases.insert(name.into(), case);
                case
            };
            last_name = name.into();
        }
        let mut instant = |text: &[u8]| {
            if let Some(read) = time::read(text, order) {
                either += u64::from(read.either);
                no_zone += u64::from(read.no_zone);
                return read.micros;
            }
            let other = match order {
                Order::DayFirst => Order::MonthFirst,
                Order::MonthFirst => Order::DayFirst,
            };
            other_way |= time::read(text, other).is_some();
            NO_TIME
        };
        let at = instant(field(fields.time));
        let began = fields.began.map(|index| instant(field(index)));
        let said = fields.began.is_some_and(|index| !field(index).trim_ascii().is_empty());
        no_start += u64::from(said && began == Some(NO_TIME));
        if at == NO_TIME {
            table.skip(Skipped::NoTime, place(&row));
        }
        for (slot, &index) in fields.slots.iter().enumerate() {
            let value = field(index).trim_ascii();
            if !value.is_empty() {
                table.set(slot, value);
            }
        }
        if let Some(index) = fields.amount {
            table.row_amount = table.number(field(index), place(&row));
        }
        table.push(last, at)?;
        if let (Some(all), Some(began)) = (&mut table.began, began) {
            all.push(if began == NO_TIME { at } else { began.min(at) });
        }
        if other_way {
            return Ok(Answer::OtherOrder);
        }
    }
    table.notice(Noticed::NoZone, no_zone);
    table.notice(Noticed::NoStart, no_start);
    if either > 0 {
        let (value, because) = match order {
            Order::DayFirst => ("day first", "no date speaks against it"),
            Order::MonthFirst => ("month first", "some dates have no such month otherwise"),
        };
        table.guess("time", value, because);
    }
    Ok(Answer::Log(Box::new(finish(table, "CSV", &uses)?)))
}

/// What the header says, and what was asked for.
fn mapping(header: &[String], wanted: &Wanted, said: &mut Table) -> Result<(Fields, Uses, Table), Wrong> {
    let named = |name: &str| {
        header
            .iter()
            .position(|column| column == name)
            .or_else(|| header.iter().position(|column| words::plain(column) == words::plain(name)))
            .or_else(|| header.iter().position(|column| column.strip_prefix("case:") == Some(name)))
            .ok_or_else(|| {
                Wrong::asked(format!("there is no column {name:?}; the first line has {}", header.join(", ")))
            })
    };
    let needed = |asked: Option<&str>, words: &[&str], flag: &'static str, said: &mut Table| {
        if let Some(name) = asked {
            return named(name);
        }
        let index = words::likeliest(header, words).ok_or_else(|| {
            Wrong::asked(format!(
                "which column is the {flag}? Say it with --{flag}; the first line has {}",
                header.join(", ")
            ))
        })?;
        said.guess(flag, name(header, index), "the likeliest of the columns' names");
        Ok(index)
    };
    let case = needed(wanted.case.as_deref(), words::CASE, "case", said)?;
    let time = needed(wanted.time.as_deref(), words::TIME, "time", said)?;
    let activity = if wanted.activity.is_empty() {
        vec![needed(None, words::ACTIVITY, "activity", said)?]
    } else {
        wanted.activity.iter().map(|name| named(name)).collect::<Result<Vec<_>, _>>()?
    };
    let owners = if wanted.owners.is_empty() {
        let mut likely = words::likely(header, words::OWNER);
        likely.retain(|index| ![case, time].contains(index) && !activity.contains(index));
        let names: Vec<&str> = likely.iter().map(|&index| name(header, index)).collect();
        if !names.is_empty() {
            said.guess("owner", names.join(", "), "the likeliest of the columns' names");
        }
        likely.into_iter().map(|index| vec![index]).collect()
    } else {
        let parts = |owner: &String| match named(owner) {
            Ok(index) => Ok(vec![index]),
            Err(_) if owner.contains('+') => owner.split('+').map(named).collect(),
            Err(wrong) => Err(wrong),
        };
        wanted.owners.iter().map(parts).collect::<Result<Vec<Vec<usize>>, _>>()?
    };
    let state = if wanted.state.is_empty() {
        words::likeliest(header, words::STATE).into_iter().collect()
    } else {
        wanted.state.iter().map(|name| named(name)).collect::<Result<Vec<_>, _>>()?
    };
    let began = match wanted.began.as_deref() {
        Some(name) => Some(named(name)?),
        None => words::likeliest(header, words::BEGAN).filter(|&index| index != time),
    };
    if wanted.began.is_none()
        && let Some(index) = began
    {
        said.guess("start", name(header, index), "the likeliest of the columns' names");
    }
    let amount = wanted.amount.as_deref().map(named).transpose()?;
    let lifecycle = header.iter().position(|column| column == words::LIFECYCLE);

    let mut slots: Vec<usize> = Vec::new();
    for index in activity.iter().chain(owners.iter().flatten()).chain(&state).chain(&lifecycle) {
        if !slots.contains(index) {
            slots.push(*index);
        }
    }
    // Two columns may bear one name; then its number stands behind it.
    let unique = |index: usize| {
        let own = name(header, index);
        let again = header.iter().take(index).any(|before| before == own);
        if again { format!("{own} ({})", index + 1) } else { own.to_owned() }
    };
    let all = |indices: &[usize]| indices.iter().map(|&index| unique(index)).collect::<Vec<_>>();
    let uses = Uses {
        activity: all(&activity),
        owners: owners.iter().map(|parts| all(parts).join("+")).collect(),
        lifecycle: lifecycle.map(unique),
        state: all(&state),
    };
    let mut table = Table::new(
        slots.iter().map(|&index| unique(index)),
        amount.map(|index| name(header, index).to_owned()),
    );
    table.began = began.map(|_| Vec::new());
    Ok((Fields { case, time, began, amount, slots }, uses, table))
}

fn name(header: &[String], index: usize) -> &str {
    header.get(index).map_or("", String::as_str)
}

/// What stands most often in the first line, outside quotation marks.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0), (b'|', 0)];
    for &byte in line {
        quoted ^= byte == b'"';
        if !quoted && let Some((_, many)) = counts.iter_mut().find(|(mark, _)| *mark == byte) {
            *many += 1;
        }
    }
    // The first of the most frequent ones.
    counts.iter().rev().max_by_key(|(_, many)| *many).map_or(b',', |(mark, _)| *mark)
}

fn place(row: &ByteRecord) -> Place {
    row.position().map_or(Place::Nowhere, |at| Place::Line { line: at.line(), byte: at.byte() + 1 })
}

fn wrong(error: &csv::Error) -> Wrong {
    let place =
        error.position().map_or(Place::Nowhere, |at| Place::Line { line: at.line(), byte: at.byte() + 1 });
    match error.kind() {
        ErrorKind::Io(error) => Wrong::read(place, error),
        _ => Wrong::at(place, error.to_string()),
    }
}

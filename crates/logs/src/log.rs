//! A log as columns of numbers: what every reader fills, and what it comes to when all was read.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::{Place, Wrong};

/// No value here.
pub(crate) const NONE: u32 = u32::MAX;
/// No instant here.
pub(crate) const NO_TIME: i64 = i64::MIN;
/// What a value that is missing is called when the log does not say it itself.
pub const UNKNOWN: &str = "UNKNOWN";

/// Texts by number, each once.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    texts: Vec<Box<str>>,
    numbers: FxHashMap<Box<[u8]>, u32>,
    last: usize,
}

impl Symbols {
    /// Bytes that are no UTF-8 become the sign for that.
    pub(crate) fn number(&mut self, raw: &[u8]) -> u32 {
        // Neighbours are often the same.
        if let Some(last) = self.texts.get(self.last)
            && last.as_bytes() == raw
        {
            return narrow(self.last);
        }
        if let Some(&number) = self.numbers.get(raw) {
            self.last = number as usize;
            return number;
        }
        let number = narrow(self.texts.len());
        self.texts.push(String::from_utf8_lossy(raw).into());
        self.numbers.insert(raw.into(), number);
        self.last = number as usize;
        number
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or(UNKNOWN, |text| text)
    }

    pub(crate) fn into_texts(self) -> Vec<Box<str>> {
        self.texts
    }
}

/// As a number of 32 bits; a log with more is refused while it is read.
pub(crate) fn narrow(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(NONE)
}

/// One attribute of all events, or several joined by `+`.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    /// One for each event, into `texts`.
    pub values: Vec<u32>,
    pub texts: Vec<Box<str>>,
    /// Events that did not have it; they stand there as [`UNKNOWN`], or as the log says itself.
    pub missing: u64,
}

impl Column {
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or(UNKNOWN, |text| text)
    }
}

/// Something that was not said and was taken to be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The flag that says otherwise, without its dashes.
    pub flag: &'static str,
    pub value: String,
    pub because: &'static str,
}

/// Why something of the log is not in the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skipped {
    /// Events without a time, or with one that cannot be read.
    NoTime,
    /// Events that belong to no case.
    NoCase,
    /// Cases without an event that is counted.
    EmptyCases,
    /// Rows with another number of fields than the first.
    Rows,
    /// Amounts that are no number.
    Amounts,
}

impl Skipped {
    pub fn code(self) -> &'static str {
        match self {
            Skipped::NoTime => "events_without_time",
            Skipped::NoCase => "events_without_case",
            Skipped::EmptyCases => "cases_without_events",
            Skipped::Rows => "rows_of_another_length",
            Skipped::Amounts => "amounts_not_read",
        }
    }
}

/// What is in the numbers and should be known of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noticed {
    /// Events that stood after a later one of their case; each case was put in the order of time.
    OutOfOrder,
    /// Events of the same instant as the one before; they keep the order of the log.
    SameInstant,
    /// Events that belong to several cases and count in each.
    SeveralCases,
    /// Traces that bear the name of an earlier one; each counts as a case of its own.
    SameName,
    /// Times without an offset, taken as UTC.
    NoZone,
    /// Beginnings that are no time: the event has none but its own.
    NoStart,
}

impl Noticed {
    pub fn code(self) -> &'static str {
        match self {
            Noticed::OutOfOrder => "events_out_of_order",
            Noticed::SameInstant => "events_at_the_same_instant",
            Noticed::SeveralCases => "events_in_several_cases",
            Noticed::SameName => "cases_of_the_same_name",
            Noticed::NoZone => "times_without_zone",
            Noticed::NoStart => "beginnings_that_cannot_be_read",
        }
    }
}

/// How many, and where the first of them stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub many: u64,
    pub first: Place,
}

/// Of the log's amounts: NaN where there is none.
#[derive(Clone, Debug)]
pub struct Amounts {
    pub name: String,
    pub of_event: Vec<f64>,
    pub of_case: Vec<f64>,
}

/// A log, case by case, each case in the order of time.
#[derive(Clone, Debug)]
pub struct Log {
    pub format: &'static str,
    /// Where each case begins among the events; one more at the end.
    pub starts: Vec<usize>,
    pub names: Vec<Box<str>>,
    /// Microseconds of UTC.
    pub at: Vec<i64>,
    /// When the work of an event began, where the log says so.
    pub began: Option<Vec<i64>>,
    pub columns: Vec<Column>,
    /// Which columns are what.
    pub activity: usize,
    pub owners: Vec<usize>,
    pub lifecycle: Option<usize>,
    pub state: Option<usize>,
    pub amounts: Option<Amounts>,
    pub guessed: Vec<Guess>,
    pub skipped: BTreeMap<Skipped, Count>,
    pub noticed: BTreeMap<Noticed, u64>,
}

impl Log {
    pub fn cases(&self) -> usize {
        self.names.len()
    }

    pub fn events(&self) -> usize {
        self.at.len()
    }

    /// Where the events of a case stand.
    pub fn events_of(&self, case: usize) -> std::ops::Range<usize> {
        let at = |index: usize| self.starts.get(index).copied().unwrap_or(self.at.len());
        at(case)..at(case + 1)
    }

    pub fn column(&self, index: usize) -> Option<&Column> {
        self.columns.get(index)
    }
}

/// An attribute that is read.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) symbols: Symbols,
    pub(crate) values: Vec<u32>,
    /// What the log says that a missing value is.
    pub(crate) default: Option<Box<str>>,
}

/// What a reader fills, event by event.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) slots: Vec<Slot>,
    /// The event that is being read.
    pub(crate) row: Vec<u32>,
    pub(crate) row_amount: f64,
    pub(crate) case: Vec<u32>,
    pub(crate) at: Vec<i64>,
    pub(crate) began: Option<Vec<i64>>,
    pub(crate) amount: Option<String>,
    pub(crate) of_event: Vec<f64>,
    pub(crate) of_case: Vec<f64>,
    pub(crate) names: Vec<Box<str>>,
    pub(crate) guessed: Vec<Guess>,
    pub(crate) skipped: BTreeMap<Skipped, Count>,
    pub(crate) noticed: BTreeMap<Noticed, u64>,
}

impl Table {
    pub(crate) fn new(names: impl IntoIterator<Item = String>, amount: Option<String>) -> Table {
        let mut slots: Vec<Slot> = Vec::new();
        for name in names {
            if slots.iter().all(|slot| slot.name != name) {
                slots.push(Slot { name, symbols: Symbols::default(), values: Vec::new(), default: None });
            }
        }
        Table {
            row: vec![NONE; slots.len()],
            row_amount: f64::NAN,
            slots,
            case: Vec::new(),
            at: Vec::new(),
            began: None,
            amount,
            of_event: Vec::new(),
            of_case: Vec::new(),
            names: Vec::new(),
            guessed: Vec::new(),
            skipped: BTreeMap::new(),
            noticed: BTreeMap::new(),
        }
    }

    /// The slot of that attribute, if it is one that is read.
    pub(crate) fn slot(&self, name: &[u8]) -> Option<usize> {
        self.slots.iter().position(|slot| slot.name.as_bytes() == name)
    }

    pub(crate) fn set(&mut self, slot: usize, raw: &[u8]) {
        if let (Some(slot), Some(cell)) = (self.slots.get_mut(slot), self.row.get_mut(slot)) {
            *cell = slot.symbols.number(raw);
        }
    }

    pub(crate) fn skip(&mut self, what: Skipped, place: Place) {
        self.skipped.entry(what).or_insert(Count { many: 0, first: place }).many += 1;
    }

    pub(crate) fn notice(&mut self, what: Noticed, many: u64) {
        if many > 0 {
            *self.noticed.entry(what).or_insert(0) += many;
        }
    }

    pub(crate) fn guess(&mut self, flag: &'static str, value: impl Into<String>, because: &'static str) {
        self.guessed.push(Guess { flag, value: value.into(), because });
    }

    /// The event that was being read is whole.
    pub(crate) fn push(&mut self, case: u32, at: i64) -> Result<(), Wrong> {
        if self.at.len() >= NONE as usize - 1 {
            return Err(Wrong::whole("the log has more than four thousand million events"));
        }
        for (slot, cell) in self.slots.iter_mut().zip(&mut self.row) {
            slot.values.push(std::mem::replace(cell, NONE));
        }
        self.case.push(case);
        self.at.push(at);
        if self.amount.is_some() {
            self.of_event.push(std::mem::replace(&mut self.row_amount, f64::NAN));
        }
        Ok(())
    }

    /// Forgets the event that was being read.
    pub(crate) fn drop_row(&mut self) {
        self.row.fill(NONE);
        self.row_amount = f64::NAN;
    }

    /// An amount as it is written, with a comma or a point before its fraction.
    pub(crate) fn number(&mut self, raw: &[u8], place: Place) -> f64 {
        let text = String::from_utf8_lossy(raw);
        let text = text.trim();
        let read = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        let one_comma = text.matches(',').count() == 1 && !text.contains('.');
        let number = read(text).or_else(|| one_comma.then(|| read(&text.replace(',', "."))).flatten());
        if number.is_none() && !text.is_empty() {
            self.skip(Skipped::Amounts, place);
        }
        number.unwrap_or(f64::NAN)
    }
}

/// How the columns are used, by the names of their attributes.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    pub(crate) activity: Vec<String>,
    pub(crate) owners: Vec<String>,
    pub(crate) lifecycle: Option<String>,
    pub(crate) state: Vec<String>,
}

impl Uses {
    /// Of every attribute that is used, alone or joined with others.
    fn names(&self) -> impl Iterator<Item = &str> {
        let alone = self.activity.iter().chain(&self.owners).chain(&self.state).chain(&self.lifecycle);
        alone.map(String::as_str).chain(self.owners.iter().flat_map(|owner| owner.split('+')))
    }
}

/// All was read: cases together, each in the order of time, columns whole.
pub(crate) fn finish(mut table: Table, format: &'static str, uses: &Uses) -> Result<Log, Wrong> {
    if table.at.is_empty() {
        return Err(Wrong::whole("there is no event in this log"));
    }
    let timed = table.at.iter().any(|&at| at != NO_TIME);
    if !timed {
        return Err(Wrong::asked(
            "no event has a time that can be read: say which attribute it is with --time",
        ));
    }
    let order = order(&mut table);
    let cases = table.names.len();
    let mut starts = Vec::with_capacity(cases + 1);
    let mut names = Vec::with_capacity(cases);
    let mut of_case = Vec::new();
    let mut last = NONE;
    for (index, &event) in order.iter().enumerate() {
        let case = table.case.get(event as usize).copied().unwrap_or(NONE);
        if case != last {
            last = case;
            starts.push(index);
            names.push(table.names.get(case as usize).cloned().unwrap_or_default());
            of_case.push(table.of_case.get(case as usize).copied().unwrap_or(f64::NAN));
        }
    }
    for _ in names.len()..cases {
        table.skip(Skipped::EmptyCases, Place::Nowhere);
    }
    starts.push(order.len());

    let plain =
        order.len() == table.at.len() && order.iter().enumerate().all(|(i, &event)| event as usize == i);
    let at = ordered(std::mem::take(&mut table.at), &order, plain);
    let began = table.began.take().map(|began| ordered(began, &order, plain));
    let amounts = table.amount.take().map(|name| Amounts {
        name,
        of_event: ordered(std::mem::take(&mut table.of_event), &order, plain),
        of_case,
    });
    let mut same = 0;
    for case in starts.windows(2) {
        if let [from, to] = case {
            let times = at.get(*from..*to).unwrap_or_default();
            same += times.windows(2).filter(|pair| pair.first() == pair.last()).count() as u64;
        }
    }
    table.notice(Noticed::SameInstant, same);

    let mut columns = Vec::new();
    for slot in std::mem::take(&mut table.slots) {
        // What is joined has a slot of its name, and nothing in it.
        let joined = slot.name.contains('+') && slot.symbols.len() == 0;
        if !joined && uses.names().any(|name| name == slot.name) {
            columns.push(column(slot, &order, plain));
        }
    }
    let find = |columns: &[Column], name: &str| columns.iter().position(|column| column.name == name);
    let missing = |name: &str| Wrong::asked(format!("the log has no attribute {name:?}"));
    let join = |columns: &mut Vec<Column>, parts: &[String]| -> Result<usize, Wrong> {
        let name = parts.join("+");
        if let Some(found) = find(columns, &name) {
            return Ok(found);
        }
        let parts = parts
            .iter()
            .map(|part| find(columns, part).ok_or_else(|| missing(part)))
            .collect::<Result<Vec<_>, _>>()?;
        let joined = joined(name, &parts.iter().filter_map(|&part| columns.get(part)).collect::<Vec<_>>());
        columns.push(joined);
        Ok(columns.len() - 1)
    };
    let activity = join(&mut columns, &uses.activity)?;
    let state = if uses.state.is_empty() { None } else { Some(join(&mut columns, &uses.state)?) };
    let owners = uses
        .owners
        .iter()
        .map(|owner| {
            let parts: Vec<String> = owner.split('+').map(str::to_owned).collect();
            find(&columns, owner).map_or_else(|| join(&mut columns, &parts), Ok)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let lifecycle = uses.lifecycle.as_deref().and_then(|name| find(&columns, name));
    Ok(Log {
        format,
        starts,
        names,
        at,
        began,
        columns,
        activity,
        owners,
        lifecycle,
        state,
        amounts,
        guessed: table.guessed,
        skipped: table.skipped,
        noticed: table.noticed,
    })
}

/// The events in the order of their cases, each case in the order of time; events of the same instant keep
/// the order of the log. Those without a time are left out.
fn order(table: &mut Table) -> Vec<u32> {
    let mut next: Vec<u32> = vec![0; table.names.len() + 1];
    let mut kept = 0;
    for (&case, &at) in table.case.iter().zip(&table.at) {
        if at != NO_TIME
            && let Some(many) = next.get_mut(case as usize + 1)
        {
            *many += 1;
            kept += 1;
        }
    }
    let mut sum = 0;
    for start in &mut next {
        sum += *start;
        *start = sum;
    }
    let mut order = vec![0; kept];
    for (event, (&case, &at)) in (0..).zip(table.case.iter().zip(&table.at)) {
        if at != NO_TIME
            && let Some(place) = next.get_mut(case as usize)
        {
            if let Some(cell) = order.get_mut(*place as usize) {
                *cell = event;
            }
            *place += 1;
        }
    }
    // Each start has moved to where the next case begins.
    let mut from = 0;
    let mut moved = 0;
    for &to in next.iter().take(table.names.len()) {
        let events = order.get_mut(from..to as usize).unwrap_or_default();
        let at = |event: u32| table.at.get(event as usize).copied().unwrap_or(NO_TIME);
        let mut latest = NO_TIME;
        let mut late = 0;
        for &event in &*events {
            if at(event) < latest {
                late += 1;
            }
            latest = latest.max(at(event));
        }
        if late > 0 {
            events.sort_by_key(|&event| at(event));
            moved += late;
        }
        from = to as usize;
    }
    table.notice(Noticed::OutOfOrder, moved);
    order
}

fn ordered<T: Copy>(values: Vec<T>, order: &[u32], plain: bool) -> Vec<T> {
    if plain {
        return values;
    }
    order.iter().filter_map(|&event| values.get(event as usize).copied()).collect()
}

fn column(slot: Slot, order: &[u32], plain: bool) -> Column {
    let Slot { name, mut symbols, values, default } = slot;
    let mut values = ordered(values, order, plain);
    let mut missing = 0;
    if values.contains(&NONE) {
        let unknown = symbols.number(default.as_deref().unwrap_or(UNKNOWN).as_bytes());
        for value in values.iter_mut().filter(|value| **value == NONE) {
            *value = unknown;
            missing += 1;
        }
    }
    Column { name, values, texts: symbols.into_texts(), missing }
}

/// Several attributes as one, joined by `+` as classifiers of XES are.
fn joined(name: String, parts: &[&Column]) -> Column {
    let mut numbers: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut parts = parts.iter();
    let Some(first) = parts.next() else {
        return Column { name, values: Vec::new(), texts: Vec::new(), missing: 0 };
    };
    let mut whole = Column { name, ..(*first).clone() };
    for part in parts {
        numbers.clear();
        let mut texts: Vec<Box<str>> = Vec::new();
        let mut values = Vec::with_capacity(whole.values.len());
        for (&left, &right) in whole.values.iter().zip(&part.values) {
            let number = *numbers.entry((left, right)).or_insert_with(|| {
                texts.push(format!("{}+{}", whole.text(left), part.text(right)).into());
                narrow(texts.len() - 1)
            });
            values.push(number);
        }
        whole.values = values;
        whole.texts = texts;
        whole.missing += part.missing;
    }
    whole
}

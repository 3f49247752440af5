//! What was typed into the form of the rota: kept as it was typed, and read. Everything that cannot be read is said beside
//! its field, all at once.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use valta_calendar::rota;
use valta_desk::{KeptRota, MOST_IN_TURN, MOST_LEVELS};
use valta_domain::{
    AgentId,
    rota::{Level, Order, Rota, Turn},
};

use crate::{trouble::Trouble, viewer::Viewer, words::Words};

/// Empty places behind those in turn, to write more people into.
const FREE: usize = 2;
/// Minutes between levels where none are said yet.
const LATER: u32 = 15;
const MOST_MINUTES: u32 = 7 * 24 * 60;
const MOST_DAYS: u16 = 366;

/// What a person is wrong about, by the name of the field.
pub(super) type Errors = BTreeMap<String, String>;

#[derive(Clone, Debug, Default)]
pub(super) struct Typed(BTreeMap<String, String>);

pub(super) fn name(part: &str, level: usize) -> String {
    format!("{part}_{level}")
}

pub(super) fn place(level: usize, place: usize) -> String {
    format!("person_{level}_{place}")
}

fn is_field(name: &str) -> bool {
    if ["command", "seen", "changes_at", "always"].contains(&name) {
        return true;
    }
    let mut parts = name.split('_');
    let part = parts.next().unwrap_or_default();
    let below = |text: Option<&str>, most: usize| {
        text.is_some_and(|text| text.parse::<usize>().is_ok_and(|number| number < most))
    };
    let level = below(parts.next(), MOST_LEVELS);
    let place = match part {
        "person" => below(parts.next(), MOST_IN_TURN),
        "minutes" | "from" | "days" => true,
        _ => false,
    };
    level && place && parts.next().is_none()
}

impl Typed {
    /// A form with a field that is not ours is no form of ours.
    pub(super) fn sent(fields: BTreeMap<String, String>) -> Result<Typed, Trouble> {
        if fields.keys().all(|name| is_field(name)) { Ok(Typed(fields)) } else { Err(Trouble::Unreadable) }
    }

    /// The rota as its form shows it: of each level what was said last.
    pub(super) fn of(viewer: &Viewer, kept: Option<&KeptRota>) -> Typed {
        let mut typed = Typed::default();
        let none = Rota { changes_at: "08:00".into(), ..Rota::default() };
        let said = kept.map_or(&none, |kept| &kept.said);
        typed.set("seen", kept.map_or(0, |kept| kept.version).to_string());
        typed.set("changes_at", said.changes_at.clone());
        if said.at_all_times {
            typed.set("always", "on".to_owned());
        }
        for (number, level) in said.levels.iter().enumerate() {
            typed.set(&name("minutes", number), level.after_minutes.to_string());
            let Some(order) = level.orders.last() else { continue };
            typed.set(&name("from", number), order.from.clone());
            let days = order.turns.first().map_or(7, |turn| turn.days);
            typed.set(&name("days", number), days.to_string());
            for (at, turn) in order.turns.iter().enumerate() {
                typed.set(&place(number, at), turn.agent.to_string());
            }
        }
        // The next level is ready to be filled in.
        let next = said.levels.len();
        if next < MOST_LEVELS {
            let after = said.levels.last().map_or(0, |last| last.after_minutes + LATER);
            let monday = viewer.wall(viewer.now).date();
            let since = i32::from(monday.weekday().to_monday_zero_offset());
            let monday = monday.checked_sub(since.days()).unwrap_or(monday);
            typed.set(&name("minutes", next), after.to_string());
            typed.set(&name("from", next), monday.to_string());
            typed.set(&name("days", next), "7".to_owned());
        }
        typed
    }

    pub(super) fn set(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    pub(super) fn is_on(&self, name: &str) -> bool {
        self.get(name) == "on"
    }

    pub(super) fn seen(&self) -> Result<i64, Trouble> {
        self.get("seen").parse().map_err(|_| Trouble::Unreadable)
    }

    /// Who stands in which place of a level, empty ones left out.
    fn people(&self, level: usize) -> Vec<(usize, &str)> {
        let places = (0..MOST_IN_TURN).map(|at| (at, self.get(&place(level, at))));
        places.filter(|(_, person)| !person.is_empty()).collect()
    }

    /// Levels that the form shows: those with anything in them.
    pub(super) fn levels(&self) -> usize {
        let said =
            |level: &usize| !self.get(&name("minutes", *level)).is_empty() || !self.people(*level).is_empty();
        (0..MOST_LEVELS).filter(said).max().map_or(1, |last| last + 1)
    }

    /// Places that a level shows: those that are taken, and a few more.
    pub(super) fn places(&self, level: usize) -> usize {
        let last = self.people(level).last().map_or(0, |(at, _)| at + 1);
        (last + FREE).min(MOST_IN_TURN)
    }

    /// The rota that is meant. A level without anybody is none, unless it was one before or others come after it.
    pub(super) fn read(
        &self,
        words: Words,
        known: Option<&Rota>,
        here: impl Fn(AgentId) -> bool,
    ) -> Result<Rota, Errors> {
        let mut errors = Errors::new();
        let mut wrong = |name: String, says: &str| {
            errors.entry(name).or_insert_with(|| says.to_owned());
        };
        let changes_at = rota::clock(self.get("changes_at"));
        if changes_at.is_none() {
            wrong("changes_at".into(), words.rota_no_clock());
        }
        let last = (0..MOST_LEVELS).rev().find(|level| !self.people(*level).is_empty());
        let mut levels: Vec<Level> = Vec::new();
        for number in 0..last.map_or(0, |last| last + 1) {
            let before = known.and_then(|known| known.levels.get(number));
            let people = self.people(number);
            if people.is_empty() {
                wrong(place(number, 0), words.rota_no_people());
                continue;
            }
            let minutes = self.get(&name("minutes", number)).parse::<u32>();
            let minutes = minutes.ok().filter(|minutes| *minutes <= MOST_MINUTES);
            let rising = match (minutes, levels.last()) {
                (Some(minutes), None) => minutes == 0,
                (Some(minutes), Some(before)) => minutes > before.after_minutes,
                (None, _) => false,
            };
            if !rising {
                let says = if number == 0 { words.rota_first_at_once() } else { words.no_minutes() };
                wrong(name("minutes", number), says);
            }
            let from = rota::day(self.get(&name("from", number)));
            if from.is_none() {
                wrong(name("from", number), words.no_day());
            }
            let days = self.get(&name("days", number)).parse::<u16>().ok();
            let days = days.filter(|days| (1..=MOST_DAYS).contains(days));
            if days.is_none() {
                wrong(name("days", number), words.rota_no_days());
            }
            let had = |agent: AgentId| {
                before.is_some_and(|level| {
                    level.orders.iter().flat_map(|order| &order.turns).any(|turn| turn.agent == agent)
                })
            };
            let mut turns = Vec::with_capacity(people.len());
            for (at, person) in people {
                match person.parse::<AgentId>() {
                    Ok(agent) if here(agent) || had(agent) => {
                        turns.push(Turn { agent, days: days.unwrap_or(1) });
                    }
                    Ok(_) | Err(_) => wrong(place(number, at), words.rota_not_here()),
                }
            }
            let order = Order { from: from.map(|from| from.to_string()).unwrap_or_default(), turns };
            let after_minutes = minutes.unwrap_or(u32::MAX);
            levels.push(Level { after_minutes, orders: orders(before, order) });
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let changes_at = changes_at.map(|at| at.strftime("%H:%M").to_string()).unwrap_or_default();
        Ok(Rota { changes_at, at_all_times: self.is_on("always"), levels })
    }
}

/// The orders of a level with another last word: it holds from its day on, and what holds before stays.
fn orders(before: Option<&Level>, order: Order) -> Vec<Order> {
    let mut orders: Vec<Order> = before.map(|level| level.orders.clone()).unwrap_or_default();
    // Days are written so that their order is that of their letters.
    orders.retain(|earlier| earlier.from < order.from);
    // What only was before what was is over.
    let stays = orders.len().saturating_sub(2);
    orders.drain(..stays);
    orders.push(order);
    orders
}

//! When the house serves: as leads have said it, else as the configuration does.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::tz::TimeZone;
use valta_calendar::{Hours, hours::Part};
use valta_domain::{
    Refusal, Stream, Timestamp,
    calendar::{self, Calendar, OneDay},
    refusal::Field,
    text,
};
use valta_policy::Action;
use valta_store::{Fault, Tx, lock, record, views};

use crate::{By, Desk, Key, No};

/// Days of its own that a house can name.
const MOST_DAYS: usize = 500;

/// What was said last and what it means, so that it is read once.
#[derive(Default)]
pub(crate) struct Known(RwLock<Option<(String, Arc<Hours>)>>);

impl Desk {
    /// When the house serves; none: it never is out of hours.
    pub fn hours(&self, tx: &mut Tx<'_>) -> Result<Option<Arc<Hours>>, Fault> {
        let Some(said) = views::house::calendar(tx)? else { return Ok(self.configured()) };
        let known = &self.inner.calendar.0;
        if let Some((_, hours)) =
            known.read().unwrap_or_else(PoisonError::into_inner).as_ref().filter(|(known, _)| *known == said)
        {
            return Ok(Some(hours.clone()));
        }
        let calendar: Calendar =
            serde_json::from_str(&said).map_err(|error| Fault::bug(error.to_string()))?;
        let hours =
            Hours::of(&calendar).map_err(|part| Fault::bug(format!("the house's {part:?} is unread")))?;
        let hours = Arc::new(hours);
        *known.write().unwrap_or_else(PoisonError::into_inner) = Some((said, hours.clone()));
        Ok(Some(hours))
    }

    fn configured(&self) -> Option<Arc<Hours>> {
        self.settings().hours.clone().map(Arc::new)
    }

    /// As they were when somebody last looked: for what stands around a page that looks nothing up.
    pub fn hours_last_seen(&self) -> Option<Arc<Hours>> {
        let known = self.inner.calendar.0.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().map(|(_, hours)| hours.clone()).or_else(|| self.configured())
    }

    /// The clock on the house's wall.
    pub fn zone(&self, tx: &mut Tx<'_>) -> Result<TimeZone, Fault> {
        Ok(self.hours(tx)?.map_or_else(house_zone, |hours| hours.zone().clone()))
    }

    /// The calendar as it stands, to be changed.
    pub fn calendar(&self, tx: &mut Tx<'_>) -> Result<Calendar, Fault> {
        let none = || Calendar { time_zone: HOUSE_ZONE.into(), ..Calendar::default() };
        Ok(self.hours(tx)?.map_or_else(none, |hours| hours.said()))
    }

    /// The week, the zone and whose holidays are kept; its days stay as they are.
    pub async fn set_calendar(&self, by: By, key: Option<Key>, set: Calendar) -> Result<(), No> {
        self.change_calendar(by, key, move |known| {
            Ok(Calendar { open_on: known.open_on, days: known.days, ..set.clone() })
        })
        .await
    }

    /// Another word on one day: hours of its own, a holiday that is none, or nothing any more.
    pub async fn set_day(&self, by: By, key: Option<Key>, date: String, says: OneDay) -> Result<(), No> {
        self.change_calendar(by, key, move |known| {
            let says = match &says {
                OneDay::Own(day) => {
                    let mut day = day.clone();
                    day.name = day.name.filter(|name| !name.trim().is_empty());
                    day.name = day.name.map(|name| text::line(Field::Name, &name)).transpose()?;
                    OneDay::Own(day)
                }
                says @ (OneDay::AsUsual | OneDay::Forgotten) => says.clone(),
            };
            let calendar = known.with(date.clone(), says);
            if calendar.days.len() > MOST_DAYS { Err(Refusal::TooLong(Field::Day)) } else { Ok(calendar) }
        })
        .await
    }

    async fn change_calendar<F>(&self, by: By, key: Option<Key>, change: F) -> Result<(), No>
    where
        F: Fn(Calendar) -> Result<Calendar, Refusal> + Send + 'static,
    {
        self.must(by, Action::KeepHours)?;
        self.transact(by.actor(), key, move |work| {
            lock::hold(work.tx, &Stream::House.to_string())?;
            let desk = work.desk;
            let known = desk.calendar(work.tx)?;
            let is_kept = views::house::calendar(work.tx)?.is_some();
            let wanted = change(known.clone())?;
            let said = Hours::of(&wanted).map_err(|part| Refusal::Unusable(field(&part)))?.said();
            let events = calendar::decide_set(is_kept.then_some(&known), said);
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            work.record(Stream::House, &mut head, events)
        })
        .await
    }
}

/// Which field of a form says a part of hours.
pub(crate) const fn field(part: &Part) -> Field {
    match part {
        Part::Zone => Field::Zone,
        Part::Weekday(_) => Field::Hours,
        Part::Holidays | Part::Day(_) => Field::Day,
    }
}

const HOUSE_ZONE: &str = "Europe/Helsinki";

/// Where no hours are said, somebody's clock must be meant all the same.
fn house_zone() -> TimeZone {
    TimeZone::get(HOUSE_ZONE).unwrap_or(TimeZone::UTC)
}

impl Desk {
    pub(crate) fn is_out_of_hours(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<bool, Fault> {
        Ok(self.hours(tx)?.is_some_and(|hours| !hours.is_open(at)))
    }
}

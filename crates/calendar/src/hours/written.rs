//! Hours as an operator writes them, and what is wrong with them in a sentence.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Hours, Own, Span, in_order};
use crate::{
    holiday::{Country, Holiday, YEARS},
    zone,
};

/// As it stands in a configuration. Either `weekdays`, `from` and `until`, or `week`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Of the IANA database: `Europe/Helsinki`.
    pub time_zone: String,
    /// `mon` to `sun`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<String>,
    /// `08:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// `16:30`; `24:00` is the end of the day, and what lies before `from` is of the next day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// For `mon` or `mon-fri`: `08:00-11:30, 12:30-16:30`, or `closed`. A day that is not named is closed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub week: BTreeMap<String, String>,
    /// `fi` and `se` for all holidays of Finland and Sweden, and days of the house's own: `2026-12-24`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_many")]
    pub holidays: Vec<String>,
    /// Holidays that are days like any other: `epiphany` in every year, or `2027-01-06`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_on: Vec<String>,
    /// When holidays are served: `10:00-14:00`; absent: not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_holidays: Option<String>,
    /// Days with hours of their own, whatever else falls on them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub days: BTreeMap<String, OwnDay>,
}

/// What holds on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OwnDay {
    /// `08:00-12:00`, or `closed`.
    Hours(String),
    Named(NamedDay),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedDay {
    pub hours: String,
    pub name: String,
}

/// From Monday on.
pub(super) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a text such as \"fi\", or a list of texts")]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

impl Hours {
    /// The error is a sentence without its full stop.
    pub fn read(written: &Written) -> Result<Hours, String> {
        let mut hours = Hours {
            zone: zone::read(&written.time_zone)?,
            week: week(written)?,
            countries: Vec::new(),
            kept_open: BTreeSet::new(),
            days_kept_open: BTreeSet::new(),
            on_holidays: written.on_holidays.as_deref().map(spans).transpose()?.unwrap_or_default(),
            own: BTreeMap::new(),
        };
        for holiday in &written.holidays {
            if let Some(country) = Country::from_code(holiday) {
                hours.countries.push(country);
                continue;
            }
            let day = day(holiday).map_err(|why| format!("{why}, nor fi or se, whose holidays are known"))?;
            hours.own.insert(day, Own { name: None, spans: hours.on_holidays.clone() });
        }
        for holiday in &written.open_on {
            if let Some(holiday) = Holiday::from_code(holiday) {
                hours.kept_open.insert(holiday);
                continue;
            }
            let codes: Vec<&str> = Holiday::ALL.iter().map(|holiday| holiday.code()).collect();
            let day = day(holiday).map_err(|why| format!("{why}, nor one of {}", codes.join(", ")))?;
            hours.days_kept_open.insert(day);
        }
        for (when, own) in &written.days {
            let (text, name) = match own {
                OwnDay::Hours(text) => (text, None),
                OwnDay::Named(NamedDay { hours, name }) => (hours, Some(name.trim().to_owned())),
            };
            hours.own.insert(day(when)?, Own { name, spans: spans(text)? });
        }
        Ok(hours)
    }
}

fn week(written: &Written) -> Result<[Vec<Span>; 7], String> {
    let Written { weekdays, from, until, week: days, .. } = written;
    let mut week: [Option<Vec<Span>>; 7] = Default::default();
    match (weekdays.as_slice(), from, until) {
        ([], None, None) => {}
        (_, Some(from), Some(until)) if days.is_empty() => {
            let span = span(from, until)?;
            for name in weekdays {
                name_day(&mut week, name, &[span])?;
            }
        }
        (_, Some(_), Some(_)) => return Err("weekdays, from and until are written beside week".into()),
        (_, _, _) => return Err("of weekdays, from and until, one is written without the others".into()),
    }
    for (names, text) in days {
        let spans = spans(text)?;
        match names.split_once('-') {
            None => name_day(&mut week, names, &spans)?,
            Some((first, last)) => {
                let (first, last) = (number(first)?, number(last)?);
                if first > last {
                    return Err(format!("{names} does not go from an earlier weekday to a later one"));
                }
                for name in &WEEKDAYS[first..=last] {
                    name_day(&mut week, name, &spans)?;
                }
            }
        }
    }
    Ok(week.map(Option::unwrap_or_default))
}

fn number(name: &str) -> Result<usize, String> {
    let name = name.trim();
    WEEKDAYS
        .iter()
        .position(|known| *known == name)
        .ok_or_else(|| format!("{name} is not a weekday: mon, tue … sun"))
}

fn name_day(week: &mut [Option<Vec<Span>>; 7], name: &str, spans: &[Span]) -> Result<(), String> {
    match week[number(name)?].replace(spans.to_vec()) {
        None => Ok(()),
        Some(_) => Err(format!("{name} is named twice")),
    }
}

/// `08:00-11:30, 12:30-16:30`, or `closed`.
pub(super) fn spans(text: &str) -> Result<Vec<Span>, String> {
    if text.trim() == "closed" {
        return Ok(Vec::new());
    }
    let spans = text.split(',').map(|part| match part.split_once(['-', '–']) {
        Some((from, until)) => span(from, until),
        None => Err(format!("{} is neither a span such as 08:00-16:30 nor closed", part.trim())),
    });
    spans.collect::<Result<Vec<Span>, String>>().map(in_order)
}

fn span(from: &str, until: &str) -> Result<Span, String> {
    let (from, until) = (from.trim(), until.trim());
    Span::new(minute(from)?, minute(until)?)
        .ok_or_else(|| format!("from {from} until {until} is no span; a whole day is 00:00 until 24:00"))
}

/// `08:00`, and `24:00` for the end of the day.
fn minute(text: &str) -> Result<u16, String> {
    let digits =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u16>().ok());
    let read = || {
        let (hour, minute) = text.split_once(':')?;
        let (hour, minute) = (digits(hour)??, digits(minute)??);
        let minutes = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && minutes <= super::DAY_MINUTES).then_some(minutes)
    };
    read().ok_or_else(|| format!("{text} is not a time of day such as 08:00"))
}

/// `2026-12-24`, in the years whose holidays are known.
pub(super) fn day(text: &str) -> Result<Date, String> {
    let day = text.trim().parse::<Date>().map_err(|_| format!("{text} is not a date such as 2026-12-24"))?;
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else {
        Err(format!("{text} is not a date from {} to {}", YEARS.start(), YEARS.end()))
    }
}

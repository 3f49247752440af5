//! Instants as logs write them, to microseconds of UTC. Own code: this is asked once an event, and the forms
//! are those that logs have, not those that a calendar has.

/// In which order a date with two digits first is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// An instant, and what was not said with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) micros: i64,
    /// No offset was written: taken as UTC.
    pub(crate) no_zone: bool,
    /// Day and month are told apart by the order alone: both are at most twelve, and they differ.
    pub(crate) either: bool,
}

struct Digits<'a> {
    rest: &'a [u8],
}

impl Digits<'_> {
    /// So many digits at the least and at the most.
    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let many = self.rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        if many < least {
            return None;
        }
        let (digits, rest) = self.rest.split_at(many);
        self.rest = rest;
        Some(digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
    }

    fn eat(&mut self, any: &[u8]) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        if any.contains(first) {
            self.rest = rest;
            return Some(*first);
        }
        None
    }

    /// `Mar`, `March`.
    fn month(&mut self) -> Option<i64> {
        const NAMES: [&[u8]; 12] =
            [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
        let many = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = self.rest.split_at(many);
        let start = word.get(..3)?.to_ascii_lowercase();
        let at = NAMES.iter().position(|name| **name == start)?;
        self.rest = rest;
        i64::try_from(at).ok().map(|at| at + 1)
    }
}

/// What is written, or nothing when it is no instant.
pub(crate) fn read(text: &[u8], order: Order) -> Option<Read> {
    let text = text.trim_ascii();
    let whole = text.split(|byte| *byte == b'.').next().unwrap_or_default();
    if whole.len() >= 8 && text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
        return if matches!(text.len(), 8 | 14) { unparted(text) } else { epoch(text) };
    }
    let mut digits = Digits { rest: text };
    let mut either = false;
    let start = digits.rest.len();
    let first = digits.number(1, 4)?;
    let separator = digits.eat(b"-/. ")?;
    let (year, month, day) = if start - digits.rest.len() == 5 {
        let month = digits.number(1, 2).or_else(|| digits.month())?;
        digits.eat(&[separator])?;
        (first, month, digits.number(1, 2)?)
    } else if let Some(month) = digits.month() {
        digits.eat(&[separator])?;
        (digits.number(4, 4)?, month, first)
    } else {
        let second = digits.number(1, 2)?;
        digits.eat(&[separator])?;
        let year = digits.number(4, 4)?;
        either = first <= 12 && second <= 12 && first != second;
        match order {
            Order::DayFirst => (year, second, first),
            Order::MonthFirst => (year, first, second),
        }
    };
    let days = days_from_civil(year, month, day)?;
    let mut micros = days * 86_400_000_000;
    if digits.eat(b"Tt ").is_some() {
        while digits.eat(b" ").is_some() {}
        micros += time_of_day(&mut digits)?;
    }
    let offset = offset(&mut digits)?;
    Some(Read { micros: micros - offset.unwrap_or(0) * 60_000_000, no_zone: offset.is_none(), either })
}

fn time_of_day(digits: &mut Digits<'_>) -> Option<i64> {
    let mut hour = digits.number(1, 2)?;
    digits.eat(b":.")?;
    let minute = digits.number(2, 2)?;
    let mut second = 0;
    let mut micros = 0;
    if digits.eat(b":.").is_some() {
        second = digits.number(2, 2)?;
        if digits.eat(b".,").is_some() {
            let before = digits.rest.len();
            let fraction = digits.number(1, 6)?;
            let many = u32::try_from(before - digits.rest.len()).ok()?;
            micros = fraction * 10_i64.pow(6 - many);
            // What is finer than a microsecond is left out.
            while digits.number(1, 9).is_some() {}
        }
    }
    let half = match digits.rest {
        [b' ', half, b'M' | b'm'] | [half, b'M' | b'm'] => Some(half.to_ascii_uppercase()),
        _ => None,
    };
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half == b'P' { 12 } else { 0 };
        if half != b'A' && half != b'P' {
            return None;
        }
        digits.rest = &[];
    }
    // A leap second is the last one of its minute, told twice.
    let second = if second == 60 { 59 } else { second };
    (hour < 24 && minute < 60 && second < 60)
        .then_some(((hour * 60 + minute) * 60 + second) * 1_000_000 + micros)
}

/// In minutes; `None` inside where nothing is written.
#[expect(clippy::option_option, reason = "no offset is an answer; no way to read it is none")]
fn offset(digits: &mut Digits<'_>) -> Option<Option<i64>> {
    let rest = digits.rest.trim_ascii();
    let mut digits = Digits { rest };
    match rest {
        [] => return Some(None),
        [b'Z' | b'z'] | b"UTC" | b"GMT" => return Some(Some(0)),
        _ => {}
    }
    let sign = digits.eat(b"+-")?;
    let hours = digits.number(2, 2)?;
    let colon = digits.eat(b":").is_some();
    let minutes = if colon || !digits.rest.is_empty() { digits.number(2, 2)? } else { 0 };
    if !digits.rest.is_empty() || hours > 18 || minutes > 59 {
        return None;
    }
    let minutes = hours * 60 + minutes;
    Some(Some(if sign == b'-' { -minutes } else { minutes }))
}

/// `20120301`, `20120301120000`.
fn unparted(text: &[u8]) -> Option<Read> {
    let mut digits = Digits { rest: text };
    let days = days_from_civil(digits.number(4, 4)?, digits.number(2, 2)?, digits.number(2, 2)?)?;
    let mut part = || if digits.rest.is_empty() { Some(0) } else { digits.number(2, 2) };
    let (hour, minute, second) = (part()?, part()?, part()?);
    let there = hour < 24 && minute < 60 && second < 60;
    let micros = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000;
    there.then_some(Read { micros, no_zone: true, either: false })
}

/// Seconds, milliseconds or microseconds since 1970, told apart by their size.
fn epoch(text: &[u8]) -> Option<Read> {
    let text = std::str::from_utf8(text).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.contains('.') {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let micros = match whole.len() {
        9..=11 => {
            let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
            number * 1_000_000 + digits.parse::<i64>().ok()?
        }
        12..=13 => number * 1_000,
        15..=17 => number,
        18..=19 => number / 1_000,
        _ => return None,
    };
    Some(Read { micros, no_zone: false, either: false })
}

/// Days since 1970-01-01; `None` of a day that is not in the calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=longest).contains(&day) {
        return None;
    }
    // The year begins in March, so that the day that is not always there is its last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// As XES and OCEL have it: RFC 3339, in UTC, to the microsecond.
pub(crate) fn written(micros: i64) -> String {
    let (days, rest) = (micros.div_euclid(86_400_000_000), micros.rem_euclid(86_400_000_000));
    // The other way round of `days_from_civil`.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, order: Order, expected: Option<i64>) {
        assert_eq!(read(text.as_bytes(), order).map(|read| read.micros), expected, "{text}");
    }

    #[test]
    fn the_forms_that_logs_have() {
        let noon = 1_330_603_200_000_000; // 2012-03-01T12:00:00Z
        for text in [
            "2012-03-01T12:00:00Z",
            "2012-03-01T13:00:00+01:00",
            "2012-03-01T13:00:00.000+0100",
            "2012-03-01T07:00:00-05",
            "2012-03-01 12:00:00",
            "2012/03/01 12:00:00.000",
            "2012-03-01 12:00",
            "01-03-2012 12:00:00",
            "1.3.2012 12:00",
            "01/03/2012 12:00:00 PM",
            "01-Mar-2012 12:00:00",
            "1330603200",
            "1330603200000",
            "1330603200.0",
            "20120301120000",
            "2012-03-01T12:00:00.000000000Z",
        ] {
            check(text, Order::DayFirst, Some(noon));
        }
        check("03/01/2012 12:00:00", Order::MonthFirst, Some(noon));
        check("2012-03-01T12:00:00.25Z", Order::DayFirst, Some(noon + 250_000));
        for text in ["2012-03-01", "01.03.2012", "1.3.2012", "2012.03.01", "20120301"] {
            check(text, Order::DayFirst, Some(noon - 43_200_000_000));
        }
        check("1969-12-31T23:59:59.999999Z", Order::DayFirst, Some(-1));
        check("2012-06-30T23:59:60Z", Order::DayFirst, Some(1_341_100_799_000_000));
        check("2000-02-29T00:00:00Z", Order::DayFirst, Some(951_782_400_000_000));
    }

    #[test]
    fn what_is_no_instant() {
        for text in [
            "",
            "yesterday",
            "2012-13-01T12:00:00Z",
            "2011-02-29",
            "2012-03-01T24:00:00Z",
            "2012-03-01T12:00:00+99:00",
            "2012-03-01T12:00:00Z later",
            "2012-03-01T",
            "31/12",
            "12:00:00",
            "1",
            "13306032",
            "20120301250000",
            "1330603200.1.2",
        ] {
            check(text, Order::DayFirst, None);
        }
        check("13/13/2012", Order::MonthFirst, None);
        check("03/13/2012", Order::DayFirst, None);
    }

    proptest! {
        /// From the year 1 to the year 9999.
        #[test]
        fn what_is_written_reads_the_same(micros in -62_135_596_800_000_000_i64..253_402_300_800_000_000) {
            prop_assert_eq!(read(written(micros).as_bytes(), Order::DayFirst).map(|read| read.micros), Some(micros));
        }
    }

    #[test]
    fn what_was_not_said_is_known() {
        let known =
            |text: &str| read(text.as_bytes(), Order::DayFirst).map(|read| (read.no_zone, read.either));
        assert_eq!(known("02/03/2012 12:00"), Some((true, true)));
        assert_eq!(known("03/03/2012 12:00"), Some((true, false)));
        assert_eq!(known("13/03/2012 12:00+02:00"), Some((false, false)));
    }
}

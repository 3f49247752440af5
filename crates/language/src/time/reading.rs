//! From words to what is said about a time: words of time that stand in a row say one thing together.

use std::ops::Range;

use super::words::{Cut, Meaning, Part, Table, Unit};
use crate::text::Word;

/// A time of day. Not `exact` where it may be of either half of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    /// From 0 to 24.
    pub(crate) hour: i8,
    pub(crate) minute: i8,
    pub(crate) exact: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    /// From today.
    Off(i8),
    /// From Monday, 0.
    Weekday(i8),
    Date {
        day: i8,
        month: i8,
        year: Option<i16>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    This,
    Next,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) clock: Option<Clock>,
    pub(crate) day: Option<Day>,
    pub(crate) part: Option<Part>,
    pub(crate) which: Option<Which>,
    pub(crate) week: Option<Which>,
    /// How long from now.
    pub(crate) length: Option<(i16, Unit)>,
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) words: Range<usize>,
    pub(crate) said: Said,
}

/// Everything that one sentence says about times, in its order. What is no deadline is left out here.
pub(crate) fn runs(text: &str, words: &[Word], table: &Table) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut row = Row::default();
    let mut at = 0;
    while at < words.len() {
        match token(text, words, at, table) {
            Some((token, length)) if row.take(&token, at, length) => at += length,
            Some(_) if row.begun => {
                // It says something else than what stands before it: a time of its own.
                row.close(&mut runs);
            }
            Some((_, length)) => at += length,
            None => {
                row.close(&mut runs);
                at += 1;
            }
        }
    }
    row.close(&mut runs);
    runs
}

#[derive(Clone, Copy, Debug)]
enum Token {
    Means {
        meaning: Meaning,
        next: Option<Meaning>,
        from: bool,
    },
    Number {
        number: i16,
        next: Option<Meaning>,
        ordinal: bool,
    },
    /// `late` when it says its half of the day; `alone` when it can be nothing but a time.
    Time {
        clock: Clock,
        alone: bool,
    },
    Date {
        day: i8,
        month: i8,
        year: Option<i16>,
    },
    /// The first of two times with a dash between them.
    Passed,
}

/// The token at a word, and how many words it has.
fn token(text: &str, words: &[Word], at: usize, table: &Table) -> Option<(Token, usize)> {
    let after =
        |from: usize| table.meaning(words.get(from..).unwrap_or_default()).map(|(meaning, _)| meaning);
    let word = words.get(at)?;
    if !word.folded.starts_with(|first: char| first.is_ascii_digit()) {
        let (meaning, length) = table.meaning(words.get(at..)?)?;
        // `kolmelta`: at three, without any word that leads to it.
        let from = word.folded.ends_with("lta");
        return Some((Token::Means { meaning, next: after(at + length), from }, length));
    }
    let digits = word.folded.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.folded.len());
    let (digits, rest) = word.folded.split_at_checked(digits)?;
    let number: i16 = digits.parse().ok()?;
    let gap = |from: usize| {
        let (one, other) = (words.get(from)?, words.get(from + 1)?);
        text.get(one.span.end..other.span.start)
    };
    let value = |index: usize| -> Option<i16> { words.get(index)?.folded.parse().ok() };
    match rest {
        "" => {}
        "am" | "pm" => {
            let clock = twelve(i8::try_from(number).ok()?, 0, rest == "pm")?;
            return Some((Token::Time { clock, alone: true }, 1));
        }
        "st" | "nd" | "rd" | "th" => {
            return Some((Token::Number { number, next: after(at + 1), ordinal: true }, 1));
        }
        _ => return None,
    }
    let small = i8::try_from(number).ok();
    if digits.len() == 4 && gap(at) == Some("-") && gap(at + 1) == Some("-") {
        let (month, day) = (i8::try_from(value(at + 1)?).ok()?, i8::try_from(value(at + 2)?).ok()?);
        return Some((Token::Date { day, month, year: Some(number) }, 3));
    }
    let mark = gap(at);
    let ended = |index: usize| {
        let end = words.get(index).map_or(text.len(), |word| word.span.end);
        text.get(end..).is_some_and(|rest| rest.starts_with('.'))
    };
    let second = words.get(at + 1).filter(|word| word.folded.bytes().all(|byte| byte.is_ascii_digit()));
    if let (Some(second), Some("." | ":"), Some(first)) = (second, mark, small) {
        let other: i8 = second.folded.parse().ok()?;
        if mark == Some(".") {
            let year = words.get(at + 2).filter(|word| gap(at + 1) == Some(".") && word.folded.len() == 4);
            if let Some(year) = year {
                return Some((Token::Date { day: first, month: other, year: year.folded.parse().ok() }, 3));
            }
            let led = at.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.folded.as_str());
            let clock = matches!(led, Some("klo" | "kello" | "kl" | "klockan" | "at"));
            if !clock
                && (1..=31).contains(&first)
                && (1..=12).contains(&other)
                && (ended(at + 1) || led == Some("den"))
            {
                return Some((Token::Date { day: first, month: other, year: None }, 2));
            }
        }
        let clock = (second.folded.len() == 2 && (0..=24).contains(&first) && (0..60).contains(&other))
            .then_some(Clock { hour: first, minute: other, exact: first > 12 || digits.starts_with('0') })?;
        if gap(at + 1).is_some_and(is_dash) && value(at + 2).is_some() {
            return Some((Token::Passed, 2));
        }
        return match after(at + 2) {
            Some(meaning @ (Meaning::Am | Meaning::Pm)) => {
                let clock = twelve(first, other, meaning == Meaning::Pm)?;
                Some((Token::Time { clock, alone: true }, 3 + usize::from(dotted(words, at + 2))))
            }
            _ => Some((Token::Time { clock, alone: mark == Some(":") }, 2)),
        };
    }
    if mark.is_some_and(is_dash)
        && value(at + 1).is_some_and(|other| (1..=24).contains(&other))
        && number <= 24
    {
        return Some((Token::Passed, 1));
    }
    if let (Some(meaning @ (Meaning::Am | Meaning::Pm)), Some(hour)) = (after(at + 1), small) {
        let clock = twelve(hour, 0, meaning == Meaning::Pm)?;
        return Some((Token::Time { clock, alone: true }, 2 + usize::from(dotted(words, at + 1))));
    }
    let ordinal = ended(at);
    Some((Token::Number { number, next: after(at + 1), ordinal }, 1))
}

/// `p.m.` is two words.
fn dotted(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| word.folded.len() == 1)
}

fn is_dash(between: &str) -> bool {
    matches!(between.trim(), "-" | "–" | "—")
}

fn twelve(hour: i8, minute: i8, late: bool) -> Option<Clock> {
    let hour = (1..=12).contains(&hour).then_some(hour % 12 + if late { 12 } else { 0 })?;
    Some(Clock { hour, minute, exact: true })
}

/// Words of time in a row.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word that was or was not there")]
struct Row {
    begun: bool,
    first: usize,
    end: usize,
    said: Said,
    cut: Option<Cut>,
    count: Option<i16>,
    day_of_month: Option<i16>,
    /// A word that leads to a clock time was the last one but numbers.
    led: bool,
    within: bool,
    till: bool,
    bad: bool,
}

impl Row {
    /// Whether the token goes on with what the row says.
    fn take(&mut self, token: &Token, at: usize, length: usize) -> bool {
        let adds = match token {
            Token::Passed => {
                self.led = true;
                return self.lead(at);
            }
            Token::Time { clock, alone } => {
                let led = *alone || self.led || self.said.day.is_some();
                if !led || self.said.clock.is_some() {
                    return false;
                }
                self.said.clock = Some(*clock);
                true
            }
            Token::Date { day, month, year } => {
                if self.said.day.is_some() {
                    return false;
                }
                self.said.day = Some(Day::Date { day: *day, month: *month, year: *year });
                true
            }
            Token::Number { number, next, ordinal } => {
                return self.number(*number, *next, *ordinal, at, length);
            }
            Token::Means { meaning, next, from } => match meaning {
                Meaning::Hour(hour) => {
                    let clock = self.led || self.cut.is_some() || *from || *next == Some(Meaning::By);
                    let counts = matches!(next, Some(Meaning::Unit(_) | Meaning::InUnit(_)));
                    if counts {
                        self.count = Some(i16::from(*hour));
                        return self.lead(at);
                    }
                    if !clock {
                        return false;
                    }
                    return self.hour(*hour, at, length);
                }
                Meaning::Count(count) => {
                    self.count = Some(i16::from(*count));
                    return self.lead(at);
                }
                Meaning::Cut(cut) => {
                    self.cut = Some(*cut);
                    return self.lead(at);
                }
                Meaning::Noon => {
                    if self.said.clock.is_some() {
                        return false;
                    }
                    self.said.clock = Some(Clock { hour: 12, minute: 0, exact: true });
                    true
                }
                Meaning::Minutes(minutes) => {
                    self.said.length = Some((*minutes, Unit::Minutes));
                    true
                }
                Meaning::Clock | Meaning::Before => {
                    self.led = true;
                    return self.lead(at);
                }
                Meaning::At | Meaning::By => return self.lead_on(at, length),
                Meaning::Till => {
                    self.till = true;
                    self.led = true;
                    return self.lead(at);
                }
                Meaning::Within => {
                    self.within = true;
                    return self.lead_on(at, length);
                }
                Meaning::Range => {
                    // The later of two hours is meant.
                    if self.said.clock.is_none_or(|_| !self.led) {
                        return false;
                    }
                    self.said.clock = None;
                    return true;
                }
                Meaning::Am | Meaning::Pm => {
                    let late = *meaning == Meaning::Pm;
                    let clock = self.said.clock.filter(|clock| !clock.exact);
                    match clock.and_then(|clock| twelve(clock.hour, clock.minute, late)) {
                        Some(clock) => self.said.clock = Some(clock),
                        None => return false,
                    }
                    true
                }
                Meaning::Bad => {
                    self.bad = true;
                    return self.lead_on(at, length);
                }
                Meaning::Day(days, part) => {
                    if self.said.day.is_some() {
                        return false;
                    }
                    self.said.day = Some(Day::Off(*days));
                    self.said.part = self.said.part.or(*part);
                    true
                }
                Meaning::Part(part) => {
                    if self.said.part.is_some() {
                        return false;
                    }
                    self.said.part = Some(*part);
                    true
                }
                Meaning::Weekday(day) => {
                    if self.said.day.is_some() {
                        return false;
                    }
                    self.said.day = Some(Day::Weekday(*day));
                    true
                }
                Meaning::Next => {
                    self.said.which = Some(Which::Next);
                    return self.lead(at);
                }
                Meaning::This => {
                    self.said.which = Some(Which::This);
                    return self.lead(at);
                }
                Meaning::NextWeek => {
                    self.said.week = Some(Which::Next);
                    true
                }
                Meaning::ThisWeek => {
                    self.said.week = Some(Which::This);
                    true
                }
                Meaning::Unit(unit) => {
                    self.said.length = Some((self.count.take().unwrap_or(1), *unit));
                    true
                }
                Meaning::InUnit(unit) => {
                    self.within = true;
                    self.said.length = Some((self.count.take().unwrap_or(1), *unit));
                    true
                }
                Meaning::Month(month) => {
                    let day = self.day_of_month.take().and_then(|day| i8::try_from(day).ok());
                    self.said.day = Some(Day::Date { day: day.unwrap_or(0), month: *month, year: None });
                    true
                }
            },
        };
        if adds {
            self.lead(at);
            self.end = at + length;
        }
        adds
    }

    fn lead(&mut self, at: usize) -> bool {
        if !self.begun {
            self.begun = true;
            self.first = at;
        }
        true
    }

    /// A word that may end the row as well as begin it.
    fn lead_on(&mut self, at: usize, length: usize) -> bool {
        let says = self.said != Said::default();
        self.lead(at);
        if says {
            self.end = at + length;
        }
        self.led |= !says;
        true
    }

    fn number(
        &mut self,
        number: i16,
        next: Option<Meaning>,
        ordinal: bool,
        at: usize,
        length: usize,
    ) -> bool {
        let counts = matches!(next, Some(Meaning::Unit(_) | Meaning::InUnit(_)));
        if counts {
            self.count = Some(number);
            return self.lead(at);
        }
        if matches!(next, Some(Meaning::Month(_))) && number <= 31 {
            self.day_of_month = Some(number);
            return self.lead(at);
        }
        if let Some(Day::Date { day, year, .. }) = &mut self.said.day {
            // `December 3rd`, `3 December 2026`.
            if *day == 0 && (1..=31).contains(&number) {
                *day = i8::try_from(number).unwrap_or(0);
                self.end = at + length;
                return true;
            }
            if year.is_none() && (2000..2200).contains(&number) {
                *year = Some(number);
                self.end = at + length;
                return true;
            }
        }
        let hour = i8::try_from(number).ok().filter(|hour| (0..=24).contains(hour));
        let beside = self.cut.is_some() || next == Some(Meaning::By) || self.said.day.is_some();
        match hour {
            Some(hour) if self.led || (beside && !ordinal) => self.hour(hour, at, length),
            _ => false,
        }
    }

    fn hour(&mut self, hour: i8, at: usize, length: usize) -> bool {
        if self.said.clock.is_some() {
            return false;
        }
        let before = |hour: i8| if hour == 1 { 12 } else { hour - 1 };
        let (hour, minute) = match self.cut.take() {
            None => (hour, 0),
            Some(Cut::HalfTo) => (before(hour), 30),
            Some(Cut::HalfPast) => (hour, 30),
            Some(Cut::QuarterPast) => (hour, 15),
            Some(Cut::QuarterTo) => (before(hour), 45),
        };
        if !(0..=24).contains(&hour) {
            return false;
        }
        self.said.clock = Some(Clock { hour, minute, exact: hour > 12 || hour == 0 });
        self.lead(at);
        self.end = at + length;
        true
    }

    fn close(&mut self, runs: &mut Vec<Run>) {
        let row = std::mem::take(self);
        let says = row.said != Said::default();
        let until = row.till && row.said.clock.is_some() && row.said.day.is_none();
        let lasts = row.said.length.is_some() && !row.within;
        if says && !row.bad && !until && !lasts && row.first < row.end {
            runs.push(Run { words: row.first..row.end, said: row.said });
        }
    }
}

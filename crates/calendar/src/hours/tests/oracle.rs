//! Hours against somebody who looks at the clock on the wall every minute.

use proptest::prelude::*;

use super::*;

/// Midnights of UTC around which clocks change, and one around which they do not.
const PLACES: [(&str, &str); 13] = [
    ("Europe/Helsinki", "2026-10-25"),
    ("Europe/Helsinki", "2027-03-28"),
    ("Europe/Helsinki", "2026-12-24"),
    ("Europe/Stockholm", "2026-10-25"),
    ("Europe/Stockholm", "2027-03-28"),
    ("America/St_Johns", "2026-11-01"),
    ("America/St_Johns", "2027-03-14"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Australia/Lord_Howe", "2027-04-04"),
    ("Asia/Kathmandu", "2026-10-25"),
    // A quarter of an hour left out for ever.
    ("Asia/Kathmandu", "1985-12-31"),
    ("Pacific/Apia", "2011-12-30"),
    ("Atlantic/Azores", "2026-03-29"),
];
/// Finland's in the days looked at, from its calendars.
const HOLIDAYS: [&str; 10] = [
    "2011-12-25",
    "2011-12-26",
    "2012-01-01",
    "2026-10-31",
    "2026-12-24",
    "2026-12-25",
    "2026-12-26",
    "2027-03-26",
    "2027-03-28",
    "2027-03-29",
];
/// Days looked at on either side.
const DAYS: i64 = 3;

/// What a sign on the door says: minutes since midnight, the second before the first where it goes over midnight.
#[derive(Clone, Debug)]
struct Sign {
    zone: &'static str,
    middle: Date,
    week: Vec<Vec<(u16, u16)>>,
    /// Days after the middle.
    own: Vec<(i64, Vec<(u16, u16)>)>,
    finnish: bool,
}

fn spans() -> impl Strategy<Value = Vec<(u16, u16)>> {
    let quarter = |most: u16| (0..=most).prop_map(|quarter| quarter * 15);
    let any = (quarter(95), quarter(96)).prop_filter("a span", |(from, until)| from != until);
    let night = (0u16..300, 0u16..300).prop_filter("a span", |(from, until)| from != until);
    prop_oneof![
        3 => prop::collection::vec(prop_oneof![any, night], 0..3),
        1 => Just(vec![(0, 1440)]),
        1 => Just(vec![]),
    ]
}

fn sign() -> impl Strategy<Value = Sign> {
    let own = prop::collection::vec((-DAYS..=DAYS, spans()), 0..3);
    (0..PLACES.len(), prop::collection::vec(spans(), 7), own, any::<bool>()).prop_map(
        |(place, week, own, finnish)| {
            let (zone, middle) = PLACES[place];
            let middle: Date = middle.parse().expect("a date");
            // Nobody has hours for days before there was a calendar of holidays.
            let own = if middle.year() < 1990 { vec![] } else { own };
            Sign { zone, middle, week, own, finnish }
        },
    )
}

fn text(spans: &[(u16, u16)]) -> String {
    if spans.is_empty() {
        return "closed".into();
    }
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let spans: Vec<String> =
        spans.iter().map(|(from, until)| format!("{}-{}", clock(*from), clock(*until))).collect();
    spans.join(", ")
}

impl Sign {
    fn hours(&self) -> Hours {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let own = |(days, spans): &(i64, Vec<(u16, u16)>)| {
            (self.middle.saturating_add(days.days()).to_string(), OwnDay::Hours(text(spans)))
        };
        let written = Written {
            time_zone: self.zone.into(),
            week: names.map(String::from).into_iter().zip(self.week.iter().map(|it| text(it))).collect(),
            holidays: if self.finnish { vec!["fi".into()] } else { vec![] },
            days: self.own.iter().map(own).collect(),
            ..Written::default()
        };
        Hours::read(&written).expect("hours")
    }

    fn on(&self, day: Date) -> &[(u16, u16)] {
        let own = self.own.iter().rev().find(|(days, _)| self.middle.saturating_add(days.days()) == day);
        match own {
            Some((_, spans)) => spans,
            None if self.finnish && HOLIDAYS.contains(&day.to_string().as_str()) => &[],
            None => &self.week[usize::try_from(day.weekday().to_monday_zero_offset()).expect("a weekday")],
        }
    }

    /// Looks at the wall.
    fn is_open(&self, zone: &TimeZone, at: Timestamp) -> bool {
        let wall = jiff::Timestamp::from_microsecond(at.micros()).expect("an instant").to_zoned(zone.clone());
        let minute = u16::from(wall.hour().unsigned_abs()) * 60 + u16::from(wall.minute().unsigned_abs());
        let today = self.on(wall.date()).iter().any(|(from, until)| {
            if from < until { (*from..*until).contains(&minute) } else { minute >= *from }
        });
        let yesterday = wall.date().yesterday().expect("a day");
        today || self.on(yesterday).iter().any(|(from, until)| until < from && minute < *until)
    }

    fn begins(&self) -> Timestamp {
        Timestamp(days_of(self.middle) * DAY).minus(DAYS * DAY)
    }
}

const MINUTES: i64 = (2 * DAYS + 1) * 24 * 60;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn hours_are_those_of_somebody_who_looks_every_minute(
        sign in sign(),
        from in 0..MINUTES,
        lasts in 0..MINUTES,
        rest in 0..MINUTE,
        asked in 1..4_000i64,
    ) {
        let house = sign.hours();
        let zone = house.zone().clone();
        let begins = sign.begins();
        let open: Vec<bool> =
            (0..MINUTES).map(|minute| sign.is_open(&zone, begins.plus(minute * MINUTE))).collect();
        let open_at = |minute: i64| open[usize::try_from(minute).expect("a minute")];
        let minute_at = |minute: i64| begins.plus(minute * MINUTE);

        let turns = |minute: &i64| *minute == 0 || open_at(minute - 1) != open_at(*minute);
        let turns: Vec<i64> = (0..MINUTES).filter(turns).chain([MINUTES]).collect();
        let seen: Vec<(Timestamp, Timestamp)> = turns
            .windows(2)
            .filter(|pair| open_at(pair[0]))
            .map(|pair| (minute_at(pair[0]), minute_at(pair[1])))
            .collect();
        let spans: Vec<_> = house.spans(begins, minute_at(MINUTES)).collect();
        prop_assert_eq!(spans, seen);
        prop_assert_eq!(house.is_open(minute_at(from).plus(rest)), open_at(from));

        let until = (from + lasts).min(MINUTES);
        let minutes = (from..until).filter(|minute| open_at(*minute)).count();
        let minutes = i64::try_from(minutes).expect("a count");
        prop_assert_eq!(house.open_between(minute_at(from), minute_at(until)), minutes * MINUTE);
        // From within a minute, the rest of it counts.
        let cut = if open_at(from) && until > from { rest } else { 0 };
        let part = house.open_between(minute_at(from).plus(rest), minute_at(until));
        prop_assert_eq!(part, minutes * MINUTE - cut);

        for (state, found) in [
            (true, house.next_opening(minute_at(from))),
            (false, house.next_closing(minute_at(from))),
        ] {
            match (from..MINUTES).find(|minute| open_at(*minute) == state) {
                Some(minute) => prop_assert_eq!(found, Some(minute_at(minute))),
                None => prop_assert!(found.is_none_or(|found| found >= minute_at(MINUTES))),
            }
        }

        // So many minutes of open time, and a bit of the one after.
        let reached = (from..MINUTES).filter(|minute| open_at(*minute)).nth(usize::try_from(asked).expect("many"));
        let found = house.add_open(minute_at(from), asked * MINUTE + rest);
        match reached {
            Some(minute) if rest > 0 => prop_assert_eq!(found, Some(minute_at(minute).plus(rest))),
            Some(_) => {
                let found = found.expect("it passes");
                prop_assert_eq!(house.open_between(minute_at(from), found), asked * MINUTE);
                prop_assert!(house.open_between(minute_at(from), found.minus(1)) < asked * MINUTE);
            }
            None => prop_assert!(found.is_none_or(|found| found >= minute_at(MINUTES))),
        }
    }
}

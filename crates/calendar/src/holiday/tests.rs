use super::*;

/// Written as `MM-DD` in the order of the year; Sundays and Saturdays, too.
#[track_caller]
fn check(country: Country, year: i16, days: &str) {
    let found: Vec<String> =
        of_year(country, year).iter().map(|(day, _)| day.strftime("%m-%d").to_string()).collect();
    assert_eq!(found.join(" "), days, "{country:?} {year}");
}

#[test]
fn finland_as_its_calendars_have_it() {
    let check = |year, days| check(Country::Finland, year, days);
    check(2018, "01-01 01-06 03-30 04-01 04-02 05-01 05-10 05-20 06-22 06-23 11-03 12-06 12-24 12-25 12-26");
    check(2022, "01-01 01-06 04-15 04-17 04-18 05-01 05-26 06-05 06-24 06-25 11-05 12-06 12-24 12-25 12-26");
    check(2024, "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-21 06-22 11-02 12-06 12-24 12-25 12-26");
    check(2025, "01-01 01-06 04-18 04-20 04-21 05-01 05-29 06-08 06-20 06-21 11-01 12-06 12-24 12-25 12-26");
    check(2026, "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-19 06-20 10-31 12-06 12-24 12-25 12-26");
}

#[test]
fn sweden_as_its_calendars_have_it() {
    let check = |year, days| check(Country::Sweden, year, days);
    check(
        2020,
        "01-01 01-06 04-10 04-12 04-13 05-01 05-21 05-31 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31",
    );
    check(
        2022,
        "01-01 01-06 04-15 04-17 04-18 05-01 05-26 06-05 06-06 06-24 06-25 11-05 12-24 12-25 12-26 12-31",
    );
    check(
        2024,
        "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-06 06-21 06-22 11-02 12-24 12-25 12-26 12-31",
    );
    check(
        2025,
        "01-01 01-06 04-18 04-20 04-21 05-01 05-29 06-06 06-08 06-20 06-21 11-01 12-24 12-25 12-26 12-31",
    );
    check(
        2027,
        "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-06 06-25 06-26 11-06 12-24 12-25 12-26 12-31",
    );
    check(
        2075,
        "01-01 01-06 04-05 04-07 04-08 05-01 05-16 05-26 06-06 06-21 06-22 11-02 12-24 12-25 12-26 12-31",
    );
    // Before there was a national day to be free on.
    check(
        2004,
        "01-01 01-06 04-09 04-11 04-12 05-01 05-20 05-30 05-31 06-25 06-26 11-06 12-24 12-25 12-26 12-31",
    );
}

#[test]
fn easter_over_a_century() {
    // The earliest and the latest of the time, and both exceptions of the tables (1954 and 1981).
    for (year, month, day) in [
        (1943, 4, 25),
        (1954, 4, 18),
        (1961, 4, 2),
        (1981, 4, 19),
        (1990, 4, 15),
        (2000, 4, 23),
        (2008, 3, 23),
        (2011, 4, 24),
        (2019, 4, 21),
        (2038, 4, 25),
        (2049, 4, 18),
        (2076, 4, 19),
        (2100, 3, 28),
    ] {
        assert_eq!(easter(year), date(year, month, day));
    }
    for year in YEARS {
        let easter = easter(year);
        assert_eq!(easter.weekday(), Weekday::Sunday, "{easter}");
        assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&easter), "{easter}");
    }
}

#[test]
fn what_moves_stays_within_its_week_and_what_is_kept_is_found() {
    for country in Country::ALL {
        for year in YEARS {
            let days = of_year(country, year);
            let of = |holiday: Holiday| days.iter().find(|(_, is)| *is == holiday).map(|(day, _)| *day);
            let eve = of(Holiday::MidsummerEve).expect("an eve");
            assert_eq!(eve.weekday(), Weekday::Friday);
            assert_eq!(of(Holiday::MidsummerDay), eve.tomorrow().ok());
            assert!((date(year, 6, 19)..=date(year, 6, 25)).contains(&eve));
            let saints = of(Holiday::AllSaints).expect("a day");
            assert_eq!(saints.weekday(), Weekday::Saturday);
            assert!((date(year, 10, 31)..=date(year, 11, 6)).contains(&saints));
            for (day, holiday) in &days {
                assert!(on(country, *day).any(|kept| kept == *holiday), "{holiday:?} on {day}");
            }
            let kept: usize = date(year, 1, 1)
                .series(1.day())
                .take_while(|day| day.year() == year)
                .map(|day| on(country, day).count())
                .sum();
            assert_eq!(kept, days.len());
        }
    }
}

#[test]
fn two_may_share_a_day_and_other_years_are_not_known() {
    let shared: Vec<_> = on(Country::Finland, date(2008, 5, 1)).collect();
    assert_eq!(shared, [Holiday::MayDay, Holiday::Ascension]);
    assert_eq!(of_year(Country::Sweden, 1989), []);
    assert_eq!(of_year(Country::Sweden, 2101), []);
    assert_eq!(on(Country::Finland, date(2101, 1, 1)).count(), 0);
    // The Saturday of 1990.
    assert_eq!(on(Country::Finland, date(1990, 5, 19)).collect::<Vec<_>>(), [Holiday::Ascension]);
}

#[test]
fn codes_are_read_back() {
    for holiday in Holiday::ALL {
        assert_eq!(Holiday::from_code(holiday.code()), Some(*holiday));
        let Names { fi, sv, en } = holiday.names();
        assert!([fi, sv, en].iter().all(|name| !name.is_empty()));
    }
    for country in Country::ALL {
        assert_eq!(Country::from_code(country.code()), Some(country));
    }
    assert_eq!(Country::from_code("sv"), None);
}

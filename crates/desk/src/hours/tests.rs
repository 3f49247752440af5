use super::*;

fn weekdays(days: &[&str]) -> Vec<String> {
    days.iter().map(|day| (*day).to_owned()).collect()
}

fn house() -> Hours {
    let days = weekdays(&["mon", "tue", "wed", "thu", "fri"]);
    Hours::read("Europe/Helsinki", &days, ("08:00", "16:30"), &["2026-12-24".into()]).expect("hours")
}

#[track_caller]
fn check(at: &str, open: bool) {
    let instant: jiff::Timestamp = at.parse().expect("an instant");
    assert_eq!(house().is_open(Timestamp(instant.as_microsecond())), open, "{at}");
}

#[test]
fn the_house_is_open_by_the_wall_clock_of_its_own_zone() {
    check("2026-09-23T04:59:59Z", false);
    check("2026-09-23T05:00:00Z", true);
    check("2026-09-23T13:29:59.999999Z", true);
    check("2026-09-23T13:30:00Z", false);
    // A Saturday, and a holiday.
    check("2026-09-26T08:00:00Z", false);
    check("2026-12-24T08:00:00Z", false);
    check("2026-12-23T08:00:00Z", true);
    // The Mondays after the clocks changed: the same wall clock, another instant.
    check("2026-10-26T05:59:59Z", false);
    check("2026-10-26T06:00:00Z", true);
    check("2027-03-29T04:59:59Z", false);
    check("2027-03-29T05:00:00Z", true);
}

#[test]
fn what_cannot_be_understood_is_said() {
    let read = |zone: &str, days: &[&str], open: (&str, &str), holidays: &[&str]| {
        Hours::read(zone, &weekdays(days), open, &weekdays(holidays)).map(drop).err().unwrap_or_default()
    };
    assert_eq!(read("Europe/Helsinki", &["sun"], ("00:00", "24:00"), &[]), "");
    assert!(read("Helsinki", &[], ("08:00", "16:00"), &[]).contains("time zone"));
    assert!(read("UTC", &["ma"], ("08:00", "16:00"), &[]).contains("weekday"));
    assert!(read("UTC", &["mon"], ("16:00", "08:00"), &[]).contains("is not before"));
    assert!(read("UTC", &["mon"], ("8", "16:00"), &[]).contains("time of day"));
    assert!(read("UTC", &["mon"], ("08:00", "24:01"), &[]).contains("time of day"));
    assert!(read("UTC", &["mon"], ("08:00", "65535:00"), &[]).contains("time of day"));
    assert!(read("UTC", &["mon"], ("08:00", "16:00"), &["24.12."]).contains("date"));
}

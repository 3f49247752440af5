use super::*;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone")
}

fn utc(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.micros()).expect("an instant").to_string()
}

#[track_caller]
fn check(name: &str, text: &str, means: &str) {
    let says = match read(text, &zone(name)) {
        None => "no time".to_owned(),
        Some(Local::At(at)) => utc(at),
        Some(Local::Nonexistent { before, after }) => format!("never: {} or {}", utc(before), utc(after)),
        Some(Local::Ambiguous { first, second }) => format!("twice: {} or {}", utc(first), utc(second)),
    };
    assert_eq!(says, means, "{text} in {name}");
}

#[test]
fn a_time_on_the_wall_is_one_instant_or_none_or_two() {
    check("Europe/Helsinki", "2026-11-21T15:00", "2026-11-21T13:00:00Z");
    check("Europe/Helsinki", " 2026-07-01 15:00:30 ", "2026-07-01T12:00:30Z");
    check("Europe/Helsinki", "2027-03-28T02:59", "2027-03-28T00:59:00Z");
    check("Europe/Helsinki", "2027-03-28T03:00", "never: 2027-03-28T00:00:00Z or 2027-03-28T01:00:00Z");
    check("Europe/Helsinki", "2027-03-28T03:30", "never: 2027-03-28T00:30:00Z or 2027-03-28T01:30:00Z");
    check("Europe/Helsinki", "2027-03-28T04:00", "2027-03-28T01:00:00Z");
    check("Europe/Stockholm", "2027-03-28T02:30", "never: 2027-03-28T00:30:00Z or 2027-03-28T01:30:00Z");
    check("Europe/Stockholm", "2027-03-28T03:30", "2027-03-28T01:30:00Z");
    check("Europe/Helsinki", "2026-10-25T03:00", "twice: 2026-10-25T00:00:00Z or 2026-10-25T01:00:00Z");
    check("Europe/Helsinki", "2026-10-25T03:59:59", "twice: 2026-10-25T00:59:59Z or 2026-10-25T01:59:59Z");
    check("Europe/Helsinki", "2026-10-25T04:00", "2026-10-25T02:00:00Z");
    check("Europe/Stockholm", "2026-10-25T02:30", "twice: 2026-10-25T00:30:00Z or 2026-10-25T01:30:00Z");
    // Half an hour, and a whole day.
    check("Australia/Lord_Howe", "2027-04-04T01:45", "twice: 2027-04-03T14:45:00Z or 2027-04-03T15:15:00Z");
    check("Australia/Lord_Howe", "2026-10-04T02:15", "never: 2026-10-03T15:15:00Z or 2026-10-03T15:45:00Z");
    check("Pacific/Apia", "2011-12-30T12:00", "never: 2011-12-29T22:00:00Z or 2011-12-30T22:00:00Z");
    check("Asia/Kathmandu", "2026-01-01T00:00", "2025-12-31T18:15:00Z");
}

#[test]
fn what_is_no_time_on_the_wall_is_not_taken_for_one() {
    for text in
        ["", "2026-11-21", "15:00", "2026-11-21T", "2026-11-21T25:00", "2026-02-30T12:00", "tomorrow at 9"]
    {
        check("Europe/Helsinki", text, "no time");
    }
    // What would be dropped in silence.
    check("Europe/Helsinki", "2026-11-21T15:00Z", "no time");
    check("Europe/Helsinki", "2026-11-21T15:00+05:00", "no time");
    check("Europe/Helsinki", "2026-11-21T15:00-05:00", "no time");
    check("Europe/Helsinki", "2026-11-21T15:00[Asia/Tokyo]", "no time");
}

#[test]
fn of_two_the_first_and_of_none_the_one_after_the_leap() {
    let zone = zone("Europe/Helsinki");
    let twice = read("2026-10-25T03:30", &zone).expect("a time");
    assert_eq!(twice.early().map(utc).as_deref(), Some("2026-10-25T00:30:00Z"));
    assert_eq!(utc(twice.in_any_case()), "2026-10-25T00:30:00Z");
    let never = read("2027-03-28T03:30", &zone).expect("a time");
    assert_eq!(never.early(), None);
    assert_eq!(utc(never.in_any_case()), "2027-03-28T01:30:00Z");
}

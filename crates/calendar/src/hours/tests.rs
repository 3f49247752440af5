use jiff::civil::date;
use valta_domain::time::{HOUR, SECOND};

use super::*;
use crate::zone::instant;

mod oracle;

fn at(text: &str) -> Timestamp {
    instant(text.parse().expect("an instant"))
}

fn said(at: Option<Timestamp>) -> String {
    at.map_or("never".into(), |at| {
        jiff::Timestamp::from_microsecond(at.micros()).expect("an instant").to_string()
    })
}

fn read(text: &str) -> Result<Hours, String> {
    Hours::read(&toml::from_str(text).map_err(|error| error.to_string())?)
}

fn hours(text: &str) -> Hours {
    read(text).expect("hours")
}

/// A house with a lunch hour, a Friday night, a day before Christmas, and Finland's holidays but for one.
fn house() -> Hours {
    hours(
        r#"
        time_zone = "Europe/Helsinki"
        holidays = "fi"
        open_on = ["epiphany"]
        [week]
        mon-thu = "08:00-11:30, 12:30-16:30"
        fri = "08:00-11:30, 12:30-16:30, 22:00-02:00"
        [days]
        2026-12-23 = "08:00-12:00"
        2027-01-04 = { hours = "closed", name = "Kesäkassa suljettu" }
        2026-12-26 = "10:00-14:00"
        "#,
    )
}

#[track_caller]
fn check_open(house: &Hours, when: &str, open: bool) {
    assert_eq!(house.is_open(at(when)), open, "{when}");
}

#[test]
fn the_house_is_open_by_the_wall_clock_of_its_own_zone() {
    let house = hours(
        r#"
        time_zone = "Europe/Helsinki"
        weekdays = ["mon", "tue", "wed", "thu", "fri"]
        from = "08:00"
        until = "16:30"
        holidays = ["2026-12-24"]
        "#,
    );
    check_open(&house, "2026-09-23T04:59:59Z", false);
    check_open(&house, "2026-09-23T05:00:00Z", true);
    check_open(&house, "2026-09-23T13:29:59.999999Z", true);
    check_open(&house, "2026-09-23T13:30:00Z", false);
    // A Saturday, and a holiday.
    check_open(&house, "2026-09-26T08:00:00Z", false);
    check_open(&house, "2026-12-24T08:00:00Z", false);
    check_open(&house, "2026-12-23T08:00:00Z", true);
    // The Mondays after the clocks changed: the same wall clock, another instant.
    check_open(&house, "2026-10-26T05:59:59Z", false);
    check_open(&house, "2026-10-26T06:00:00Z", true);
    check_open(&house, "2027-03-29T04:59:59Z", false);
    check_open(&house, "2027-03-29T05:00:00Z", true);
}

#[test]
fn lunch_nights_holidays_and_own_days() {
    let house = house();
    // Thursday 2026-11-19: lunch.
    check_open(&house, "2026-11-19T09:29:59Z", true);
    check_open(&house, "2026-11-19T09:30:00Z", false);
    check_open(&house, "2026-11-19T10:30:00Z", true);
    // The night from Friday to Saturday.
    check_open(&house, "2026-11-20T19:59:59Z", false);
    check_open(&house, "2026-11-20T20:00:00Z", true);
    check_open(&house, "2026-11-20T23:59:59Z", true);
    check_open(&house, "2026-11-21T00:00:00Z", false);
    // A short day; an eve; an own day over a holiday; Epiphany, which is served here.
    check_open(&house, "2026-12-23T09:59:59Z", true);
    check_open(&house, "2026-12-23T11:00:00Z", false);
    check_open(&house, "2026-12-24T09:00:00Z", false);
    check_open(&house, "2026-12-26T11:00:00Z", true);
    check_open(&house, "2027-01-06T08:00:00Z", true);
    check_open(&house, "2027-01-04T08:00:00Z", false);
}

#[test]
fn a_day_says_why() {
    let house = house();
    let because = |year, month, day| house.day(date(year, month, day)).because;
    assert_eq!(because(2026, 11, 19), Because::Week);
    assert_eq!(because(2026, 12, 25), Because::Holiday(Holiday::ChristmasDay));
    assert_eq!(because(2026, 12, 23), Because::Own(None));
    assert_eq!(because(2027, 1, 4), Because::Own(Some("Kesäkassa suljettu")));
    assert_eq!(because(2027, 1, 6), Because::Week);
    let spans: Vec<(u16, u16)> =
        house.day(date(2026, 11, 20)).spans.iter().map(|span| (span.from(), span.until())).collect();
    assert_eq!(spans, [(480, 690), (750, 990), (1320, 1560)]);
}

#[test]
fn what_is_kept_is_read_as_it_was_said() {
    let said = house().said();
    assert_eq!(said.week["fri"], "08:00-11:30, 12:30-16:30, 22:00-02:00");
    assert_eq!(said.days["2027-01-04"].name.as_deref(), Some("Kesäkassa suljettu"));
    let again = Hours::of(&said).expect("hours");
    assert_eq!(again.said(), said);
    assert_eq!(format!("{again:?}"), format!("{:?}", house()));

    let wrong = |change: &dyn Fn(&mut valta_domain::calendar::Calendar)| {
        let mut calendar = said.clone();
        change(&mut calendar);
        Hours::of(&calendar).map(|_| ()).expect_err("wrong")
    };
    assert_eq!(wrong(&|it| it.time_zone = "Helsinki".into()), Part::Zone);
    assert_eq!(wrong(&|it| drop(it.week.insert("tue".into(), "8-16".into()))), Part::Weekday("tue".into()));
    assert_eq!(wrong(&|it| drop(it.week.insert("ti".into(), "closed".into()))), Part::Weekday("ti".into()));
    assert_eq!(wrong(&|it| it.holidays_of.extend(["no".into()])), Part::Holidays);
    assert_eq!(wrong(&|it| it.open_on.extend(["pancake_day".into()])), Part::Holidays);
    let day = valta_domain::calendar::Day { hours: "closed".into(), name: None };
    let with = |date: &str| wrong(&|it| drop(it.days.insert(date.into(), day.clone())));
    assert_eq!(with("2026-02-30"), Part::Day("2026-02-30".into()));
}

#[test]
fn what_closes_a_day_does_not_end_the_night_before() {
    let bar = hours(
        r#"
        time_zone = "Europe/Helsinki"
        week = { mon-sun = "20:00-04:00" }
        days = { 2026-11-21 = "closed" }
        "#,
    );
    assert_eq!(said(bar.next_closing(at("2026-11-20T23:00:00Z"))), "2026-11-21T02:00:00Z");
    assert_eq!(said(bar.next_opening(at("2026-11-21T02:00:00Z"))), "2026-11-22T18:00:00Z");
}

#[test]
fn holidays_may_have_hours_of_their_own() {
    let shop = hours(
        r#"
        time_zone = "Europe/Stockholm"
        week = { mon-sun = "08:00-20:00" }
        holidays = ["se", "2026-11-21"]
        on_holidays = "10:00-14:00"
        open_on = ["2026-06-06"]
        "#,
    );
    let opens = |day: &str| said(shop.next_opening(at(&format!("{day}T00:00:00Z"))));
    assert_eq!(opens("2026-06-19"), "2026-06-19T08:00:00Z");
    assert_eq!(opens("2026-06-06"), "2026-06-06T06:00:00Z");
    assert_eq!(opens("2027-06-06"), "2027-06-06T08:00:00Z");
    assert_eq!(opens("2026-11-21"), "2026-11-21T09:00:00Z");
    assert_eq!(opens("2026-11-22"), "2026-11-22T07:00:00Z");
}

#[test]
fn openings_closings_and_open_time() {
    let house = house();
    let noon = at("2026-11-19T10:00:00Z");
    assert_eq!(said(house.next_opening(noon)), "2026-11-19T10:30:00Z");
    assert_eq!(said(house.next_closing(noon)), "2026-11-19T10:00:00Z");
    assert_eq!(said(house.next_closing(at("2026-11-19T10:30:00Z"))), "2026-11-19T14:30:00Z");
    assert_eq!(said(house.next_opening(at("2026-11-19T10:30:00.000001Z"))), "2026-11-19T10:30:00.000001Z");
    // Over Christmas: Wednesday's four hours, Saturday's four, then Monday.
    let before = at("2026-12-23T06:00:00Z");
    assert_eq!(house.open_between(before, at("2026-12-28T06:00:00Z")), 8 * HOUR);
    assert_eq!(said(house.add_open(before, 4 * HOUR)), "2026-12-23T10:00:00Z");
    assert_eq!(said(house.add_open(before, 4 * HOUR + 1)), "2026-12-26T08:00:00.000001Z");
    assert_eq!(said(house.add_open(before, 9 * HOUR)), "2026-12-28T07:00:00Z");
    assert_eq!(said(house.add_open(noon, 0)), "2026-11-19T10:00:00Z");
    assert_eq!(house.open_between(noon, noon), 0);
    assert_eq!(house.open_between(noon, noon.minus(DAY)), 0);
}

#[test]
fn the_hour_that_comes_twice_is_served_twice_and_the_one_left_out_is_not() {
    let night =
        |zone: &str| hours(&format!("time_zone = \"{zone}\"\nweek = {{ mon-sun = \"02:00-05:00\" }}"));
    let whole =
        |zone: &str| hours(&format!("time_zone = \"{zone}\"\nweek = {{ mon-sun = \"00:00-24:00\" }}"));
    let open = |house: &Hours, from: &str, until: &str| house.open_between(at(from), at(until)) / MINUTE;
    for (zone, midnight, next, night_minutes, day_minutes) in [
        ("Europe/Helsinki", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z", 240, 1500),
        ("Europe/Helsinki", "2027-03-27T22:00:00Z", "2027-03-28T21:00:00Z", 120, 1380),
        ("Europe/Stockholm", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 240, 1500),
        ("Europe/Stockholm", "2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z", 120, 1380),
        // From 01:30 to 02:00 twice, which is no part of the night there; then half an hour left out.
        ("Australia/Lord_Howe", "2027-04-03T13:00:00Z", "2027-04-04T13:30:00Z", 180, 1470),
        ("Australia/Lord_Howe", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z", 150, 1410),
        ("America/St_Johns", "2026-11-01T02:30:00Z", "2026-11-02T03:30:00Z", 180, 1500),
        ("Asia/Kathmandu", "2026-10-24T18:15:00Z", "2026-10-25T18:15:00Z", 180, 1440),
        // Friday the 30th was left out whole.
        ("Pacific/Apia", "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z", 360, 2880),
    ] {
        assert_eq!(open(&night(zone), midnight, next), night_minutes, "{zone} {midnight}");
        assert_eq!(open(&whole(zone), midnight, next), day_minutes, "{zone} {midnight}");
    }
    // A span that lies in what is left out whole waits a day.
    let gap = hours("time_zone = \"Europe/Helsinki\"\nweek = { sun = \"03:10-03:50\" }");
    assert_eq!(said(gap.next_opening(at("2027-03-27T12:00:00Z"))), "2027-04-04T00:10:00Z");
    // And one that lies in the hour that comes twice opens twice.
    let fold = at("2026-10-25T00:00:00Z");
    let spans: Vec<_> = gap
        .spans(fold, fold.plus(DAY))
        .map(|(opens, closes)| (opens.since(fold), closes.since(fold)))
        .collect();
    assert_eq!(spans, [(10 * MINUTE, 50 * MINUTE), (70 * MINUTE, 110 * MINUTE)]);
}

#[test]
fn never_open_and_always_open_come_to_an_end() {
    let now = at("2026-11-22T10:00:00Z");
    let never = hours("time_zone = \"UTC\"\nholidays = \"fi\"");
    assert_eq!(never.next_opening(now), None);
    assert_eq!(never.next_closing(now), Some(now));
    assert_eq!(never.add_open(now, 1), None);
    assert_eq!(never.open_between(now, now.plus(FAR)), 0);
    assert!(!never.is_open(now));

    let always = hours("time_zone = \"Europe/Helsinki\"\nweek = { mon-sun = \"00:00-24:00\" }");
    assert_eq!(always.next_opening(now), Some(now));
    assert_eq!(always.next_closing(now), None);
    assert_eq!(always.add_open(now, 1000 * DAY), Some(now.plus(1000 * DAY)));
    assert_eq!(always.open_between(now, now.plus(FAR)), FAR);
    assert_eq!(always.spans(now, now.plus(FAR)).count(), 1);

    // Once in a lifetime.
    let once = hours("time_zone = \"UTC\"\ndays = { 2100-06-01 = \"12:00-13:00\" }");
    assert_eq!(said(once.next_opening(now)), "2100-06-01T12:00:00Z");
    assert_eq!(said(once.add_open(now, HOUR)), "2100-06-01T13:00:00Z");
    assert_eq!(once.add_open(now, HOUR + 1), None);
    let but_once = hours(
        "time_zone = \"UTC\"\nweek = { mon-sun = \"00:00-24:00\" }\ndays = { 2100-06-01 = \"closed\" }",
    );
    assert_eq!(said(but_once.next_closing(now)), "2100-06-01T00:00:00Z");
    // On a holiday alone, and closed on one alone.
    let on_holidays = hours("time_zone = \"UTC\"\nholidays = \"fi\"\non_holidays = \"10:00-12:00\"");
    assert_eq!(said(on_holidays.next_opening(now)), "2026-12-06T10:00:00Z");
    assert_eq!(on_holidays.next_opening(at("2101-01-01T00:00:00Z")), None);

    for end in [Timestamp(i64::MIN), Timestamp(i64::MAX)] {
        assert!(!always.is_open(end));
        assert_eq!(house().next_opening(end), None);
        assert_eq!(house().add_open(end, SECOND), None);
    }
    assert_eq!(house().add_open(now, i64::MAX), None);
}

#[test]
fn what_is_written_comes_back() {
    let text = r#"
        time_zone = "Europe/Helsinki"
        weekdays = ["mon"]
        from = "08:00"
        until = "16:00"
        holidays = "fi"
        days = { 2026-12-24 = "closed", 2026-12-23 = { hours = "08:00-12:00", name = "Kuusijuhla" } }
    "#;
    let written: Written = toml::from_str(text).expect("hours");
    let again = toml::to_string(&written).expect("a text");
    assert_eq!(toml::from_str::<Written>(&again).expect("hours"), written);
}

#[test]
fn what_operators_are_told_is_understood() {
    let told = include_str!("../../../../docs/operators.md");
    let blocks: Vec<&str> = told
        .split("```")
        .filter_map(|block| block.strip_prefix("toml\n"))
        .filter(|block| block.contains("[hours]"))
        .collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let mut block: toml::Table = block.parse().expect("a table");
        let written = block.remove("hours").expect("hours").try_into().expect("written hours");
        assert_eq!(Hours::read(&written).map(drop), Ok(()));
    }
}

#[test]
fn what_cannot_be_understood_is_said() {
    let refused =
        |rest: &str| read(&format!("time_zone = \"UTC\"\n{rest}")).map(drop).err().unwrap_or_default();
    let weekly = |days: &str, from: &str, until: &str| {
        refused(&format!("weekdays = {days}\nfrom = \"{from}\"\nuntil = \"{until}\""))
    };
    assert_eq!(weekly("[\"sun\"]", "00:00", "24:00"), "");
    assert_eq!(weekly("[\"sun\"]", "22:00", "06:00"), "");
    assert_eq!(weekly("[]", "08:00", "16:00"), "");
    assert_eq!(refused("week = { mon = \"closed\", tue-fri = \"22:00 – 06:00, 08:00-09:00\" }"), "");
    assert_eq!(refused("holidays = \"se\""), "");

    let zone = read("time_zone = \"Helsinki\"").map(drop).err().unwrap_or_default();
    assert_eq!(zone, "Helsinki is not a time zone such as Europe/Helsinki");
    assert_eq!(weekly("[\"ma\"]", "08:00", "16:00"), "ma is not a weekday: mon, tue … sun");
    assert_eq!(weekly("[\"mon\", \"mon\"]", "08:00", "16:00"), "mon is named twice");
    assert_eq!(
        weekly("[\"mon\"]", "08:00", "08:00"),
        "from 08:00 until 08:00 is no span; a whole day is 00:00 until 24:00"
    );
    assert!(weekly("[\"mon\"]", "24:00", "08:00").contains("is no span"));
    for clock in ["8", "24:01", "65535:00", "+8:00", "08:60", "-1:00", ""] {
        assert_eq!(
            weekly("[\"mon\"]", "08:00", clock),
            format!("{clock} is not a time of day such as 08:00")
        );
    }
    assert_eq!(refused("from = \"08:00\""), "of weekdays, from and until, one is written without the others");
    assert_eq!(
        refused("weekdays = [\"mon\"]\nfrom = \"08:00\"\nuntil = \"16:00\"\nweek = { tue = \"closed\" }"),
        "weekdays, from and until are written beside week"
    );
    assert_eq!(
        refused("week = { fri-mon = \"closed\" }"),
        "fri-mon does not go from an earlier weekday to a later one"
    );
    assert_eq!(refused("week = { mon-wed = \"closed\", tue = \"closed\" }"), "tue is named twice");
    assert_eq!(
        refused("week = { mon = \"08:00\" }"),
        "08:00 is neither a span such as 08:00-16:30 nor closed"
    );
    assert_eq!(
        refused("holidays = [\"24.12.\"]"),
        "24.12. is not a date such as 2026-12-24, nor fi or se, whose holidays are known"
    );
    assert!(refused("holidays = [\"sv\"]").contains("sv is not a date"));
    assert!(refused("holidays = 24").contains("expected a text such as \"fi\""));
    assert!(refused("open_on = [\"easter\"]").contains("nor one of new_year, epiphany, good_friday"));
    assert_eq!(refused("days = { 2101-01-01 = \"closed\" }"), "2101-01-01 is not a date from 1990 to 2100");
    assert!(refused("days = { tomorrow = \"closed\" }").contains("tomorrow is not a date"));
    assert!(refused("hollidays = \"fi\"").contains("unknown field"));
}

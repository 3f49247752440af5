use proptest::prelude::*;

use super::*;
use crate::{hours::Written, zone::instant};

fn at(text: &str) -> Timestamp {
    instant(text.parse().expect("an instant"))
}

fn stand(address: &str, (north, east): (f64, f64), week: &str) -> Stand {
    let hours = Hours::read(&Written {
        time_zone: "Europe/Helsinki".into(),
        week: [("mon-fri".into(), week.into())].into(),
        ..Written::default()
    });
    Stand {
        address: address.into(),
        place: Place::new(north, east).expect("a place"),
        hours: hours.expect("hours"),
    }
}

fn point(name: &str, place: (f64, f64), week: &str) -> ServicePoint {
    ServicePoint {
        id: PointId(uuid::Uuid::nil()),
        name: name.into(),
        stand: stand(name, place, week),
        moves: vec![],
    }
}

const HELSINKI: (f64, f64) = (60.1699, 24.9384);
const TURKU: (f64, f64) = (60.4518, 22.2666);
const OULU: (f64, f64) = (65.0121, 25.4651);

/// Helsinki stands in Pasila for the week from Monday 2026-11-23, with other hours.
fn points() -> Vec<ServicePoint> {
    let mut helsinki = point("Helsinki", HELSINKI, "09:00-17:00");
    helsinki.moves.push(Move {
        closed: false,
        from: at("2026-11-22T22:00:00Z"),
        until: at("2026-11-29T22:00:00Z"),
        stand: stand("Pasila", (60.1989, 24.9337), "12:00-18:00"),
    });
    vec![
        point("Oulu", OULU, "08:00-20:00"),
        helsinki,
        point("Turku", TURKU, "10:00-18:00"),
        point("Never", HELSINKI, "closed"),
    ]
}

#[track_caller]
fn check(when: &str, (north, east): (f64, f64), open: &str, closed: &str, soonest: &str) {
    let points = points();
    let nearest = nearest(&points, Place::new(north, east).expect("a place"), at(when));
    let said = |found: Option<Found<'_>>| {
        found.map_or("none".to_owned(), |found| {
            let clock = |at: Timestamp| {
                jiff::Timestamp::from_microsecond(at.micros())
                    .expect("an instant")
                    .strftime("%d %H:%M")
                    .to_string()
            };
            let until = found.until.map_or("ever".into(), clock);
            format!(
                "{} {:.0} km {} – {until}",
                found.stand.address,
                found.metres / 1000.0,
                clock(found.opens)
            )
        })
    };
    assert_eq!(said(nearest.open), open, "open at {when}");
    assert_eq!(said(nearest.closed), closed, "closed at {when}");
    assert_eq!(said(nearest.soonest), soonest, "soonest at {when}");
}

#[test]
fn nearest_is_answered_right() {
    let home = (60.2055, 24.6559);
    // Friday noon: the nearest is open where it always is.
    check("2026-11-20T10:00:00Z", home, "Helsinki 16 km 20 10:00 – 20 15:00", "none", "none");
    // Friday night: it will be open again on Monday, and then elsewhere.
    let pasila = "Pasila 15 km 23 10:00 – 23 16:00";
    check("2026-11-20T19:00:00Z", home, "none", pasila, "Oulu 536 km 23 06:00 – 23 18:00");
    // Monday at nine: the near one has other hours this week; the far one is open.
    check(
        "2026-11-23T07:00:00Z",
        home,
        "Oulu 536 km 23 07:00 – 23 18:00",
        pasila,
        "Turku 134 km 23 08:00 – 23 16:00",
    );
    // Friday of that week, after hours: back on Monday.
    check(
        "2026-11-27T18:00:00Z",
        home,
        "none",
        "Helsinki 16 km 30 07:00 – 30 15:00",
        "Oulu 536 km 30 06:00 – 30 18:00",
    );
}

#[test]
fn a_move_in_the_middle_of_the_day_ends_the_stand() {
    let mut helsinki = point("Helsinki", HELSINKI, "09:00-17:00");
    helsinki.moves.push(Move {
        closed: false,
        from: at("2026-11-20T10:00:00Z"),
        until: at("2026-11-20T12:00:00Z"),
        stand: stand("Tent", (60.2, 24.9), "13:00-14:00"),
    });
    let next = |when: &str| {
        let (opens, stand, until) = helsinki.next(at(when)).expect("it serves");
        (opens, stand.address.as_str(), until)
    };
    assert_eq!(
        next("2026-11-20T08:00:00Z"),
        (at("2026-11-20T08:00:00Z"), "Helsinki", Some(at("2026-11-20T10:00:00Z")))
    );
    assert_eq!(
        next("2026-11-20T10:00:00Z"),
        (at("2026-11-20T11:00:00Z"), "Tent", Some(at("2026-11-20T12:00:00Z")))
    );
    assert_eq!(
        next("2026-11-20T12:00:00Z"),
        (at("2026-11-20T12:00:00Z"), "Helsinki", Some(at("2026-11-20T15:00:00Z")))
    );
    assert!(!helsinki.is_open(at("2026-11-20T10:30:00Z")));
    assert!(helsinki.is_open(at("2026-11-20T11:30:00Z")));
}

#[test]
fn of_two_moves_the_later_one_holds_and_one_without_end_stays() {
    let mut helsinki = point("Helsinki", HELSINKI, "09:00-17:00");
    for (address, from, until) in [
        ("Tent", 0, i64::MAX),
        ("Boat", at("2026-11-20T00:00:00Z").micros(), at("2026-11-21T00:00:00Z").micros()),
    ] {
        helsinki.moves.push(Move {
            closed: false,
            from: Timestamp(from),
            until: Timestamp(until),
            stand: stand(address, TURKU, "09:00-17:00"),
        });
    }
    assert_eq!(helsinki.stands(at("2026-11-20T10:00:00Z")).address, "Boat");
    assert_eq!(helsinki.stands(at("2026-11-21T00:00:00Z")).address, "Tent");
    helsinki.moves.push(Move {
        closed: false,
        from: Timestamp(0),
        until: Timestamp(i64::MAX),
        stand: stand("Shut", TURKU, "closed"),
    });
    assert!(helsinki.next(at("2026-11-20T10:00:00Z")).is_none());
}

#[test]
fn distances_are_those_of_the_globe() {
    let place = |(north, east)| Place::new(north, east).expect("a place");
    for (from, to, kilometres) in [
        (HELSINKI, TURKU, 150.4),
        (HELSINKI, OULU, 539.1),
        // A quarter round, over the pole, over the date line, and nowhere.
        ((0.0, 0.0), (0.0, 90.0), 10_007.5),
        ((80.0, 0.0), (80.0, 180.0), 2_223.9),
        ((0.0, 179.5), (0.0, -179.5), 111.2),
        ((-37.0, 12.0), (-37.0, 12.0), 0.0),
    ] {
        let metres = place(from).metres_to(place(to));
        assert!((metres / 1000.0 - kilometres).abs() < 0.1, "{from:?} {to:?} {metres}");
    }
    for (north, east) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
        assert_eq!(Place::new(north, east), None);
    }
}

proptest! {
    #[test]
    fn nearest_is_what_asking_every_door_says(
        places in prop::collection::vec((-90.0..90.0f64, -180.0..180.0f64, 0u16..24, 0u16..24), 0..8),
        north in -90.0..90.0f64,
        east in -180.0..180.0f64,
        hours in 0i64..200,
    ) {
        let points: Vec<ServicePoint> = places
            .iter()
            .map(|(north, east, from, until)| {
                let week = if from == until { "closed".into() } else { format!("{from:02}:00-{until:02}:00") };
                point("point", (*north, *east), &week)
            })
            .collect();
        let from = Place::new(north, east).expect("a place");
        let now = at("2026-10-23T00:30:00Z").plus(hours * valta_domain::time::HOUR);
        let said = nearest(&points, from, now);
        let metres = |point: &ServicePoint| from.metres_to(point.stand.place);
        let least = |open: bool| {
            let points = points.iter().filter(|it| it.is_open(now) == open);
            let serve = points.filter(|it| it.stand.hours.next_opening(now).is_some());
            serve.map(metres).min_by(f64::total_cmp)
        };
        prop_assert_eq!(said.open.map(|found| found.metres), least(true));
        prop_assert_eq!(said.closed.map(|found| found.metres), least(false));
        let waits = points.iter().filter(|it| !it.is_open(now)).filter_map(|it| it.stand.hours.next_opening(now));
        prop_assert_eq!(said.soonest.map(|found| found.opens), waits.min());
        let antipodes = std::f64::consts::PI * RADIUS + 1.0;
        prop_assert!(points.iter().all(|point| (0.0..antipodes).contains(&metres(point))));
    }
}

/// As leads say it: elsewhere with its own hours, or closed for a while.
#[test]
fn a_point_is_as_it_was_said() {
    let said = |address: &str, north, hours: &str| point::Stand {
        address: address.into(),
        place: point::Coordinates { north, east: 25_729_400 },
        hours: Calendar {
            time_zone: "Europe/Helsinki".into(),
            week: [("mon".to_owned(), hours.to_owned())].into(),
            ..Calendar::default()
        },
    };
    let away = |from: &str, until: &str, stand| point::Move { from: at(from), until: at(until), stand };
    let said_of = point::Point {
        name: "Rovaniemi".into(),
        stand: said("Revontulentie 1", 66_503_900, "09:00-17:00"),
        moves: vec![
            away(
                "2026-11-22T22:00:00Z",
                "2026-11-29T22:00:00Z",
                Some(said("Library", 66_497_700, "12:00-13:00")),
            ),
            away("2026-11-29T22:00:00Z", "2026-12-06T22:00:00Z", None),
        ],
        closed: false,
    };
    let point = ServicePoint::of(PointId(uuid::Uuid::nil()), &said_of).expect("a point");
    let next = |when: &str| {
        let (opens, stand, _) = point.next(at(when)).expect("it opens again");
        format!(
            "{} {} {:.4}",
            jiff::Timestamp::from_microsecond(opens.micros()).expect("an instant"),
            stand.address,
            stand.place.north()
        )
    };
    assert_eq!(next("2026-11-20T12:00:00Z"), "2026-11-23T10:00:00Z Library 66.4977");
    assert_eq!(next("2026-11-23T10:30:00Z"), "2026-11-23T10:30:00Z Library 66.4977");
    assert_eq!(next("2026-11-23T12:00:00Z"), "2026-12-07T07:00:00Z Revontulentie 1 66.5039");
    assert_eq!(point.stands(at("2026-12-01T12:00:00Z")).address, "Revontulentie 1");
    assert!(!point.is_open(at("2026-11-30T10:00:00Z")), "closed on a Monday");
    let unread = point::Point { stand: said("x", 0, "nine to five"), ..said_of };
    assert!(ServicePoint::of(PointId(uuid::Uuid::nil()), &unread).is_err());
}

//! Times, as each language says them.

use valta_domain::Timestamp;

use crate::words::{
    Lang, Words,
    time::{default_zone, machine, wall},
};

const NOW: i64 = 1_795_287_600_000_000; // 2026-11-21 19:00 UTC, a Saturday

#[test]
fn moments_are_said() {
    let zone = default_zone();
    let now = wall(Timestamp(NOW), &zone);
    let hours = |n: i64| Timestamp(NOW + n * 3_600_000_000);
    let rows = [
        (hours(-1), ["tänään klo 20.00", "i dag kl. 20.00", "today at 20:00"]),
        (hours(-24), ["eilen klo 21.00", "i går kl. 21.00", "yesterday at 21:00"]),
        (hours(12), ["huomenna klo 9.00", "i morgon kl. 9.00", "tomorrow at 09:00"]),
        (hours(-24 * 7), ["la 14.11. klo 21.00", "lör 14.11 kl. 21.00", "Sat 14 Nov at 21:00"]),
        (
            hours(-24 * 365),
            ["pe 21.11.2025 klo 21.00", "fre 21.11.2025 kl. 21.00", "Fri 21 Nov 2025 at 21:00"],
        ),
    ];
    for (at, expected) in rows {
        let said = Lang::ALL.map(|lang| Words::of(lang).moment(&wall(at, &zone), &now));
        assert_eq!(said, expected.map(str::to_owned));
    }
    assert_eq!(machine(Timestamp(NOW)), "2026-11-21T19:00:00Z");
}

#[test]
fn spans_are_said() {
    let rows = [
        (20, ["hetken", "en stund", "a moment"]),
        (3 * 60 + 59, ["3 min", "3 min", "3 min"]),
        (130 * 60, ["2 h 10 min", "2 h 10 min", "2 h 10 min"]),
        (76 * 3600, ["3 pv 4 h", "3 dygn 4 h", "3 d 4 h"]),
        (9 * 86400 + 3600, ["9 pv", "9 dygn", "9 d"]),
    ];
    for (seconds, expected) in rows {
        assert_eq!(Lang::ALL.map(|lang| Words::of(lang).span(seconds)), expected.map(str::to_owned));
    }
    assert_eq!(
        Lang::ALL.map(|lang| Words::of(lang).ago(185)),
        ["3 min sitten", "för 3 min sedan", "3 min ago"].map(str::to_owned)
    );
    assert_eq!(
        Lang::ALL.map(|lang| Words::of(lang).until(7200)),
        ["2 h päästä", "om 2 h", "in 2 h"].map(str::to_owned)
    );
}

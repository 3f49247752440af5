//! Amounts, as each language writes them.

use valta_domain::{Currency, Money};

use crate::words::{Lang, Words};

#[test]
fn money_is_written() {
    let rows = [
        (700, Currency::EUR, ["7,00\u{a0}€", "7,00\u{a0}€", "€7.00"]),
        (5, Currency::EUR, ["0,05\u{a0}€", "0,05\u{a0}€", "€0.05"]),
        (
            -123_456_789,
            Currency::EUR,
            ["−1\u{a0}234\u{a0}567,89\u{a0}€", "−1\u{a0}234\u{a0}567,89\u{a0}€", "−€1,234,567.89"],
        ),
        (12_000, Currency::SEK, ["120,00\u{a0}SEK", "120,00\u{a0}SEK", "SEK\u{a0}120.00"]),
    ];
    for (minor, currency, expected) in rows {
        let written = Lang::ALL.map(|lang| Words::of(lang).money(Money::new(minor, currency)));
        assert_eq!(written, expected.map(str::to_owned));
    }
}

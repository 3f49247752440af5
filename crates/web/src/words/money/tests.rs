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

#[test]
fn round_sums_are_said_without_decimals() {
    let jpy: Currency = "JPY".parse().expect("a currency");
    let rows = [
        (50_00, Currency::EUR, ["50\u{a0}€", "50\u{a0}€", "€50"]),
        (1_500_00, Currency::EUR, ["1\u{a0}500\u{a0}€", "1\u{a0}500\u{a0}€", "€1,500"]),
        (7_50, Currency::EUR, ["7,50\u{a0}€", "7,50\u{a0}€", "€7.50"]),
        (0, Currency::SEK, ["0\u{a0}SEK", "0\u{a0}SEK", "SEK\u{a0}0"]),
        (1_000, jpy, ["1\u{a0}000\u{a0}JPY", "1\u{a0}000\u{a0}JPY", "JPY\u{a0}1,000"]),
    ];
    for (minor, currency, expected) in rows {
        let said = Lang::ALL.map(|lang| Words::of(lang).money_in_words(Money::new(minor, currency)));
        assert_eq!(said, expected.map(str::to_owned));
    }
}

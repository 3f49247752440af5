use valta_domain::{Currency, Money};

use super::*;

#[track_caller]
fn check(said: &str, cell: &str) {
    assert_eq!(row(&[words(said), "x".into()]), format!("{cell},x\r\n"), "{said:?}");
}

#[test]
fn nothing_that_somebody_wrote_is_calculated() {
    check("Aamiainen ei tullut", "Aamiainen ei tullut");
    check("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0");
    check("+358401234567", "'+358401234567");
    check("-2+3", "'-2+3");
    check("@SUM(A1:A9)", "'@SUM(A1:A9)");
    check("\t=1", "'\t=1");
    check("\r=1", "\"'\n=1\"");
    check("\u{200b}=1", "'=1");
    check("\u{0}=1", "'=1");
    check("＝1+1", "'＝1+1");
    check("7 - 2 = 5", "7 - 2 = 5");
    check("Mallikas, \"Milla\"", "\"Mallikas, \"\"Milla\"\"\"");
    check("yksi\r\nkaksi\rkolme", "\"yksi\nkaksi\nkolme\"");
    check("evoL \u{202e}nigiriR", "evoL nigiriR");
    check("", "");
}

#[test]
fn amounts_have_a_point_and_times_are_utc() {
    let money = |minor, currency: &str| Money::new(minor, currency.parse().expect("a currency"));
    for (amount, said) in [
        (money(7_00, "EUR"), "7.00"),
        (money(5, "EUR"), "0.05"),
        (money(5, "JPY"), "5"),
        (money(1_234_567, "KWD"), "1234.567"),
        (Money::new(-1_50, Currency::EUR), "-1.50"),
    ] {
        assert_eq!(decimal(amount), said);
    }
    assert_eq!(instant(valta_domain::Timestamp(1_790_160_000_000_000)), "2026-09-23T10:40:00Z");
}

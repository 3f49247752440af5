use super::*;

#[track_caller]
fn check(typed: &str, currency: &str, outcome: &str) {
    let said = match currency.parse().and_then(|currency| Money::read(typed, currency)) {
        Ok(money) => money.to_string(),
        Err(no) => no.to_string(),
    };
    assert_eq!(said, outcome, "{typed:?} {currency}");
}

#[test]
fn what_a_person_types_is_read_or_refused() {
    check("7", "EUR", "7.00 EUR");
    check("7,5", "EUR", "7.50 EUR");
    check(" 1 234.56 ", "EUR", "1234.56 EUR");
    check("0,01", "EUR", "0.01 EUR");
    check("700", "JPY", "700 JPY");
    check("1.234", "KWD", "1.234 KWD");
    check("7.5", "JPY", "more decimals than the currency has");
    check("0.001", "EUR", "more decimals than the currency has");
    check("0", "EUR", "an amount must be more than zero");
    check("0,00", "EUR", "an amount must be more than zero");
    check("-1", "EUR", "an amount must be more than zero");
    check("1e9", "EUR", "not an amount in digits");
    check("NaN", "EUR", "not an amount in digits");
    check("", "EUR", "not an amount in digits");
    check("7,", "EUR", "not an amount in digits");
    check(",5", "EUR", "not an amount in digits");
    check("1,2,3", "EUR", "not an amount in digits");
    check("+7", "EUR", "not an amount in digits");
    check("٧", "EUR", "not an amount in digits");
    check("100000000000", "EUR", "100000000000.00 EUR");
    check("100000000000,01", "EUR", "more than any amount that can be given");
    check("9223372036854775808", "EUR", "more than any amount that can be given");
    check("7", "eur", "not an ISO 4217 currency");
    check("7", "XXX", "not an ISO 4217 currency");
    check("7", "EURO", "not an ISO 4217 currency");
}

#[test]
fn an_estimate_may_be_nothing() {
    let read = |typed| Money::read_estimate(typed, Currency::EUR).map(|money| money.minor);
    assert_eq!(read("0"), Ok(0));
    assert_eq!(read("20"), Ok(20_00));
    assert_eq!(read("-1"), Err(NotMoney::NotPositive));
    assert_eq!(read("100000000000,01"), Err(NotMoney::TooMuch));
}

#[test]
fn sums_never_wrap_and_never_mix_currencies() {
    let most = Money::new(i64::MAX, Currency::EUR);
    assert_eq!(most.plus(Money::new(1, Currency::EUR)), None);
    assert_eq!(Money::new(1, Currency::EUR).plus(Money::new(1, Currency::SEK)), None);
    assert_eq!(Money::new(-700, Currency::EUR).to_string(), "-7.00 EUR");
}

use super::*;
use crate::Currency;

#[test]
fn a_breakfast_of_seven_euros_costs_less_to_give_than_to_discuss() {
    let costs = costs(&Parameters::default(), Money::new(7_00, Currency::EUR)).expect("euros");
    // 7.00 + 4 min × 35/60; (45 + 2×8 + 15) min × 35/60 + 7.00, paid in the end.
    assert_eq!(costs.now.to_string(), "9.33 EUR");
    assert_eq!(costs.complaint.to_string(), "51.33 EUR");
}

#[test]
fn a_parameter_is_kept_in_bounds_and_changes_the_cost() {
    assert!(decide_set(Parameter::WageHourMinor, -1, Evidence::Measured).is_err());
    assert!(decide_set(Parameter::ComplaintPaidPercent, 101, Evidence::Measured).is_err());
    let mut parameters = Parameters::default();
    parameters.set(Parameter::WageHourMinor, Value { value: 60_00, evidence: Evidence::Measured });
    assert_eq!(costs(&parameters, Money::new(0, Currency::EUR)).expect("euros").now.to_string(), "4.00 EUR");
    assert_eq!(
        costs(&parameters, Money::new(1, Currency::SEK)),
        None,
        "wages in euros say nothing of crowns"
    );
}

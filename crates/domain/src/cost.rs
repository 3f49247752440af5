//! What acting now costs, and what a complaint process costs: from parameters that anyone can see,
//! each marked as assumed or measured.
//!
//! Handling cost = minutes of touch × wage + handovers × minutes to pick up × wage + escalations ×
//! minutes of asker and approver × wage + what is paid in the end + postage.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    contact::codes,
    event::HouseEvent,
    money::{Currency, Money},
    refusal::Field,
};

codes! {
    Evidence { Assumed = "assumed", Measured = "measured" }
}

codes! {
    /// Figures of the house; the unit ends the name.
    Parameter {
        WageHourMinor = "wage_hour_minor",
        NowTouchMinutes = "now_touch_minutes",
        ComplaintTouchMinutes = "complaint_touch_minutes",
        ComplaintHandoverCount = "complaint_handover_count",
        HandoverPickupMinutes = "handover_pickup_minutes",
        ComplaintEscalationCount = "complaint_escalation_count",
        EscalationMinutes = "escalation_minutes",
        ComplaintPostageMinor = "complaint_postage_minor",
        ComplaintPaidPercent = "complaint_paid_percent",
    }
}

impl Parameter {
    /// What a fresh house assumes; nobody has measured these.
    pub const fn assumed(self) -> i64 {
        match self {
            Parameter::WageHourMinor => 35_00,
            Parameter::NowTouchMinutes => 4,
            Parameter::ComplaintTouchMinutes => 45,
            Parameter::ComplaintHandoverCount => 2,
            Parameter::HandoverPickupMinutes => 8,
            Parameter::ComplaintEscalationCount => 1,
            Parameter::EscalationMinutes => 15,
            Parameter::ComplaintPostageMinor => 0,
            Parameter::ComplaintPaidPercent => 100,
        }
    }

    /// The largest value that makes sense.
    pub const fn most(self) -> i64 {
        match self {
            Parameter::WageHourMinor | Parameter::ComplaintPostageMinor => 1_000_000_00,
            Parameter::NowTouchMinutes
            | Parameter::ComplaintTouchMinutes
            | Parameter::HandoverPickupMinutes
            | Parameter::EscalationMinutes => 10_000,
            Parameter::ComplaintHandoverCount | Parameter::ComplaintEscalationCount => 100,
            Parameter::ComplaintPaidPercent => 100,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    pub value: i64,
    pub evidence: Evidence,
}

/// All parameters with what they rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters(Vec<Value>);

impl Default for Parameters {
    fn default() -> Parameters {
        Parameters(
            Parameter::ALL
                .iter()
                .map(|parameter| Value { value: parameter.assumed(), evidence: Evidence::Assumed })
                .collect(),
        )
    }
}

impl Parameters {
    pub fn get(&self, parameter: Parameter) -> Value {
        self.0
            .get(parameter as usize)
            .copied()
            .unwrap_or(Value { value: parameter.assumed(), evidence: Evidence::Assumed })
    }

    pub fn set(&mut self, parameter: Parameter, value: Value) {
        if let Some(slot) = self.0.get_mut(parameter as usize) {
            *slot = value;
        }
    }

    fn value(&self, parameter: Parameter) -> i128 {
        i128::from(self.get(parameter).value)
    }

    /// Minor units of wage for so many minutes, rounded to the nearest.
    fn wage(&self, minutes: i128) -> i128 {
        (minutes * self.value(Parameter::WageHourMinor) + 30) / 60
    }
}

/// Two ways to the same end, in the currency of what is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Costs {
    pub now: Money,
    pub complaint: Money,
}

/// `given` is the remedy's amount; an apology gives nothing. The house's wages are in euros and nothing is
/// converted, so for another currency there is no answer.
pub fn costs(parameters: &Parameters, given: Money) -> Option<Costs> {
    costs_of(parameters, 1, given)
}

/// The same for so many remedies, whose amounts come to `given` together; the share that is paid in the end is
/// rounded once.
pub fn costs_of(parameters: &Parameters, many: i64, given: Money) -> Option<Costs> {
    if given.currency != Currency::EUR {
        return None;
    }
    let many = i128::from(many.max(0));
    let amount = i128::from(given.minor.max(0));
    let now = amount + many * parameters.wage(parameters.value(Parameter::NowTouchMinutes));
    let minutes = parameters.value(Parameter::ComplaintTouchMinutes)
        + parameters.value(Parameter::ComplaintHandoverCount)
            * parameters.value(Parameter::HandoverPickupMinutes)
        + parameters.value(Parameter::ComplaintEscalationCount)
            * parameters.value(Parameter::EscalationMinutes);
    let complaint = many * (parameters.wage(minutes) + parameters.value(Parameter::ComplaintPostageMinor))
        + amount * parameters.value(Parameter::ComplaintPaidPercent) / 100;
    let money = |minor: i128| Money::new(i64::try_from(minor).unwrap_or(i64::MAX), given.currency);
    Some(Costs { now: money(now), complaint: money(complaint) })
}

pub fn decide_set(parameter: Parameter, value: i64, evidence: Evidence) -> Result<Vec<HouseEvent>, Refusal> {
    if !(0..=parameter.most()).contains(&value) {
        return Err(Refusal::Unusable(Field::Value));
    }
    Ok(vec![HouseEvent::ParameterSet { parameter, value, evidence }])
}

#[cfg(test)]
mod tests;

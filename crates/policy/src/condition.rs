//! The `when` of a mandate: one expression that is true or false of a situation.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use cedar_policy::Expression;
use valta_domain::situation::Situation;

use crate::{expression, facts::Facts, problem::Problem, reading};

/// No condition is longer, in bytes.
const LONGEST: usize = 4_000;

/// What a condition is put into to be held against the schema. The text ends with a line of its own, so that a
/// comment in it ends before the bracket does.
const BEFORE: &str = "forbid (principal, action, resource) when {";
const AFTER: &str = "\n};";

#[derive(Clone)]
pub struct Condition {
    text: Box<str>,
    expression: Expression,
}

impl Condition {
    pub fn parse(text: &str) -> Result<Condition, Vec<Problem>> {
        let part = reading::whole(text, LONGEST).map_err(|problem| vec![problem])?;
        // By itself first: what is an expression by itself cannot end the brackets that it is put into.
        reading::expression(&part, text)?;
        let policy = reading::policy(&part, BEFORE.len(), &format!("{BEFORE}{text}{AFTER}"))?;
        let expression = expression::read(&part, BEFORE.len(), policy)?;
        Ok(Condition { text: text.into(), expression })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it comes to nothing, it does not hold.
    pub fn holds(&self, situation: &Situation) -> bool {
        reading::judging(|| self.holds_in(&Facts::of(situation)))
    }

    fn holds_in(&self, facts: &Facts) -> bool {
        facts.say(&self.expression) == Some(true)
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({})", self.text)
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Condition) -> bool {
        self.text == other.text
    }
}

impl Eq for Condition {}

/// The conditions of all mandates, each text read and asked about once, however many mandates have it.
#[derive(Clone, Debug, Default)]
pub struct Conditions(BTreeMap<Box<str>, Condition>);

impl Conditions {
    /// Adds one; nothing is read again that is known.
    pub fn add(&mut self, text: &str) -> Result<(), Vec<Problem>> {
        if !self.0.contains_key(text) {
            self.0.insert(text.into(), Condition::parse(text)?);
        }
        Ok(())
    }

    /// Which of them hold, all asked at once.
    pub fn holding(&self, situation: &Situation) -> Holding<'_> {
        reading::judging(|| {
            let facts = Facts::of(situation);
            Holding(self.0.values().filter(|it| it.holds_in(&facts)).map(Condition::text).collect())
        })
    }
}

/// The texts that hold in one situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding<'a>(BTreeSet<&'a str>);

impl Holding<'_> {
    /// A text that was never added does not hold.
    pub fn holds(&self, text: &str) -> bool {
        self.0.contains(text)
    }
}

#[cfg(test)]
mod tests;

//! What the house's policy says of a situation: the conditions that mandates hold under, and the rules that forbid.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use valta_domain::{
    Refusal,
    mandate::Terms,
    remedy::{NamedRule, Rule},
    situation::Situation,
};
use valta_policy::{Condition, Named, Rules};

/// Texts that are known at once, at the most; a house has a few dozen.
const MOST: usize = 500;

pub(crate) struct Judge {
    rules: Rules,
    /// By their texts, each read once. One that cannot be read (any more) is kept as such and never holds.
    conditions: Mutex<HashMap<Box<str>, Option<Arc<Condition>>>>,
}

impl Judge {
    pub(crate) fn new(rules: Rules) -> Judge {
        Judge { rules, conditions: Mutex::default() }
    }

    /// Whether a mandate holds in this situation; without a condition it always does.
    pub(crate) fn holds(&self, terms: &Terms, situation: &Situation) -> bool {
        match &terms.when {
            None => true,
            Some(text) => self.condition(text).is_some_and(|condition| condition.holds(situation)),
        }
    }

    /// The rule of the house that ends it.
    pub(crate) fn forbidding(&self, situation: &Situation) -> Option<NamedRule> {
        let named = self.rules.forbidding(situation)?;
        Some(NamedRule { rule: named.id.to_string(), version: named.version })
    }

    /// What a rule of the house says, where the decision named one.
    pub(crate) fn named(&self, rule: &Rule) -> Option<Named> {
        match rule {
            Rule::Named(named) => self.rules.all().find(|known| known.id.as_str() == named.rule).cloned(),
            Rule::BuiltIn(_) => None,
        }
    }

    fn condition(&self, text: &str) -> Option<Arc<Condition>> {
        let known = |conditions: &HashMap<Box<str>, Option<Arc<Condition>>>| conditions.get(text).cloned();
        if let Some(known) = known(&self.conditions.lock().unwrap_or_else(PoisonError::into_inner)) {
            return known;
        }
        let read = match Condition::parse(text) {
            Ok(condition) => Some(Arc::new(condition)),
            Err(problems) => {
                tracing::warn!(
                    condition = text,
                    ?problems,
                    "a mandate never holds: its condition cannot be read"
                );
                None
            }
        };
        let mut conditions = self.conditions.lock().unwrap_or_else(PoisonError::into_inner);
        if conditions.len() >= MOST {
            conditions.clear();
        }
        conditions.insert(text.into(), read.clone());
        read
    }
}

/// A condition that a mandate may have; else what is wrong with it, in words.
pub(crate) fn check(text: &str) -> Result<(), Refusal> {
    match Condition::parse(text) {
        Ok(_) => Ok(()),
        Err(problems) => Err(Refusal::Condition(problems.iter().map(ToString::to_string).collect())),
    }
}

#[cfg(test)]
mod tests;

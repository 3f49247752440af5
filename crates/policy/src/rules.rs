//! Rules that forbid a remedy: law and fraud, and nothing else. Each has an id, and the words that a person can say
//! aloud in three languages.

use std::collections::BTreeMap;

use cedar_policy::{ActionConstraint, Effect, Expression, Policy, PrincipalConstraint, ResourceConstraint};
use valta_domain::{
    remedy::ForbidRule,
    situation::{Code, Situation},
};

use crate::{
    expression,
    facts::Facts,
    problem::{Problem, Wrong},
    reading::{self, Part},
};

/// No words are longer, in characters.
const WORDS: usize = 400;

const ANNOTATIONS: [&str; 4] = ["id", "fi", "sv", "en"];

/// A rule by its name, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: Code,
    /// Another text is another version; which of two came first it does not say.
    pub version: u32,
    pub fi: String,
    pub sv: String,
    pub en: String,
}

#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<(Named, Expression)>);

impl Rules {
    /// What a house has that wrote none of its own.
    pub const DEFAULT: &str = include_str!("../policies/forbid.cedar");

    pub fn parse(text: &str) -> Result<Rules, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut rules = BTreeMap::new();
        for part in reading::parts(text)? {
            if problems.len() >= reading::MOST_PROBLEMS {
                break;
            }
            match rule(&part) {
                Ok((named, expression)) => {
                    let taken =
                        rules.contains_key(&named.id) || ForbidRule::from_code(named.id.as_str()).is_some();
                    if taken {
                        let problem = part.problem_at("@id", Wrong::TwiceId);
                        problems.push(Problem { id: Some(named.id.to_string()), ..problem });
                    } else {
                        rules.insert(named.id.clone(), (named, expression));
                    }
                }
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(Rules(rules.into_values().collect())) } else { Err(problems) }
    }

    /// The rule that ends it, the first by id. One that came to nothing would forbid, too.
    pub fn forbidding(&self, situation: &Situation) -> Option<&Named> {
        if self.0.is_empty() {
            return None;
        }
        reading::judging(|| {
            let facts = Facts::of(situation);
            let mut rules = self.0.iter();
            rules.find(|(_, expression)| facts.say(expression) != Some(false)).map(|(named, _)| named)
        })
    }

    /// In the order of their ids.
    pub fn all(&self) -> impl Iterator<Item = &Named> {
        self.0.iter().map(|(named, _)| named)
    }
}

fn rule(part: &Part<'_>) -> Result<(Named, Expression), Vec<Problem>> {
    let policy = reading::policy(part, 0, part.text)?;
    let id = policy.annotation("id").map(str::to_owned);
    let mut problems = shape(part, &policy);
    let named = named(part, &policy).map_err(|found| problems.extend(found));
    let expression = if policy.has_non_scope_constraint() {
        expression::read(part, 0, policy).map_err(|found| problems.extend(found))
    } else {
        problems.push(part.problem_at("", Wrong::NoCondition));
        Err(())
    };
    match (named, expression) {
        (Ok(named), Ok(expression)) if problems.is_empty() => Ok((named, expression)),
        _ => Err(problems.into_iter().map(|problem| Problem { id: id.clone(), ..problem }).collect()),
    }
}

fn named(part: &Part<'_>, policy: &Policy) -> Result<Named, Vec<Problem>> {
    let mut problems = Vec::new();
    for (name, _) in policy.annotations() {
        if !ANNOTATIONS.contains(&name) {
            problems.push(part.problem_at(&format!("@{name}"), Wrong::UnknownAnnotation(name.to_owned())));
        }
    }
    let mut words = |name: &'static str| {
        match policy.annotation(name) {
            None => Err(part.problem_at("", Wrong::MissingAnnotation(name))),
            Some(words) if words.trim().is_empty() || words.chars().count() > WORDS => {
                Err(part.problem_at(&format!("@{name}"), Wrong::UnusableAnnotation(name)))
            }
            Some(words) => Ok(words.trim().to_owned()),
        }
        .map_err(|problem| problems.push(problem))
        .ok()
    };
    let id = words("id");
    let (fi, sv, en) = (words("fi"), words("sv"), words("en"));
    let id = id.map(|id| id.parse::<Code>());
    if let Some(Err(_)) = id {
        problems.push(part.problem_at("@id", Wrong::UnusableAnnotation("id")));
    }
    match (id, fi, sv, en) {
        (Some(Ok(id)), Some(fi), Some(sv), Some(en)) if problems.is_empty() => {
            Ok(Named { id, version: version(part.text), fi, sv, en })
        }
        _ => Err(problems),
    }
}

/// A digest of the text as it stands (FNV-1a), so that a decision names exactly the rule that ended it.
fn version(text: &str) -> u32 {
    text.trim().bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Only `forbid`, and for everybody.
fn shape(part: &Part<'_>, policy: &Policy) -> Vec<Problem> {
    let mut problems = Vec::new();
    if policy.effect() != Effect::Forbid {
        problems.push(part.problem_at("permit", Wrong::NotForbid));
    }
    let everybody = policy.principal_constraint() == PrincipalConstraint::Any
        && policy.action_constraint() == ActionConstraint::Any
        && policy.resource_constraint() == ResourceConstraint::Any;
    if !everybody {
        problems.push(part.problem_at("principal", Wrong::Head));
    }
    problems
}

#[cfg(test)]
mod tests;

//! Processes: named ways of working with their steps, each owned by somebody who answers for it. One may never meet
//! a customer, and still stand in the customer's way.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    event::ProcessEvent,
    id::{AgentId, StepId},
    refusal::Field,
};

/// Steps that one process may have.
pub const MOST_STEPS: usize = 50;

/// A process as the log tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    pub name: String,
    /// In the order in which they come.
    pub steps: Vec<Step>,
    pub owner: AgentId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Stays when the name changes: what was reported refers to it.
    pub id: StepId,
    pub name: String,
}

impl Process {
    /// Folds one fact in.
    pub fn evolve(_: Option<Process>, event: &ProcessEvent) -> Option<Process> {
        match event {
            ProcessEvent::ProcessSet { process } => Some(process.clone()),
        }
    }
}

/// Setting what already stands changes nothing. A process has a step at least, and no two of one name.
pub fn decide_set(known: Option<&Process>, process: Process) -> Result<Vec<ProcessEvent>, Refusal> {
    if process.steps.is_empty() {
        return Err(Refusal::Empty(Field::Step));
    }
    if process.steps.len() > MOST_STEPS {
        return Err(Refusal::TooLong(Field::Step));
    }
    let names: BTreeSet<String> = process.steps.iter().map(|step| step.name.to_lowercase()).collect();
    let ids: BTreeSet<StepId> = process.steps.iter().map(|step| step.id).collect();
    if names.len() < process.steps.len() || ids.len() < process.steps.len() {
        return Err(Refusal::Unusable(Field::Step));
    }
    Ok(if known == Some(&process) { vec![] } else { vec![ProcessEvent::ProcessSet { process }] })
}

#[cfg(test)]
mod tests;

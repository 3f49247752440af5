//! Processes at the desk: ways of working with their steps, each with somebody who answers for it.

use valta_domain::{
    AgentId, ProcessId, Refusal, StepId, Stream,
    process::{self, Process, Step},
    refusal::Field,
    text,
};
use valta_policy::{Action, Relation, Who};
use valta_store::{account, lock, record, views};

use crate::{By, Desk, Key, No, work::fresh_id};

#[derive(Clone, Debug)]
pub struct SetProcess {
    /// `None` makes a new one.
    pub id: Option<ProcessId>,
    pub name: String,
    pub owner: AgentId,
    /// In their order, each with its id where it stands already.
    pub steps: Vec<(Option<StepId>, String)>,
}

impl Desk {
    /// Whoever owns a process must be able to keep one.
    pub async fn set_process(&self, by: By, key: Option<Key>, set: SetProcess) -> Result<ProcessId, No> {
        self.must(by, Action::KeepProcesses)?;
        self.transact(by.actor(), key, move |work| {
            let name = text::line(Field::Name, &set.name)?;
            let id = set.id.unwrap_or_else(|| ProcessId(fresh_id()));
            lock::share(work.tx, &Stream::Agent(set.owner).to_string())?;
            lock::hold(work.tx, &Stream::House.to_string())?;
            lock::hold(work.tx, &Stream::Process(id).to_string())?;
            let owner = account::by_agent(work.tx, set.owner)?.filter(|owner| !owner.disabled);
            let keeps = |role| {
                let policies = work.desk.policies();
                policies.may(Who::in_person(role), Action::KeepProcesses, Relation::None)
            };
            if !owner.is_some_and(|owner| keeps(owner.role)) {
                return Err(Refusal::Unusable(Field::Owner).into());
            }
            let known = views::process::all(work.tx)?;
            let now = known.iter().find(|process| process.id == id);
            if set.id.is_some() && now.is_none() {
                return Err(Refusal::NotFound.into());
            }
            let same = |other: &str| other.to_lowercase() == name.to_lowercase();
            if known.iter().any(|process| process.id != id && same(&process.name)) {
                return Err(Refusal::AlreadyThere.into());
            }
            let mut steps = Vec::with_capacity(set.steps.len());
            for (step, name) in &set.steps {
                let known = |step: &StepId| now.is_some_and(|now| now.steps.iter().any(|(id, _)| id == step));
                if step.as_ref().is_some_and(|step| !known(step)) {
                    return Err(Refusal::Unusable(Field::Step).into());
                }
                let id = step.unwrap_or_else(|| StepId(fresh_id()));
                steps.push(Step { id, name: text::line(Field::Step, name)? });
            }
            let stands = now.map(|now| Process {
                name: now.name.clone(),
                owner: now.owner.0,
                steps: now.steps.iter().map(|(id, name)| Step { id: *id, name: name.clone() }).collect(),
            });
            let events = process::decide_set(stands.as_ref(), Process { name, steps, owner: set.owner })?;
            let (_, mut head) = record::load(work.tx, Stream::Process(id))?;
            work.record(Stream::Process(id), &mut head, events)?;
            Ok(id)
        })
        .await
    }
}

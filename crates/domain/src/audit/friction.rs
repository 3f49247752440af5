//! Friction and bounces: each is told once, of something that was said in its case, at a step that there is.

use std::collections::HashSet;

use crate::{
    bounce::Because,
    event::{CaseEvent, ProcessEvent},
    friction::Source,
    id::{ContactId, FrictionId, StepId},
};

#[derive(Default)]
pub(super) struct Frictions {
    /// Every step that ever was.
    steps: HashSet<StepId>,
    /// What we wrote to customers.
    written: HashSet<ContactId>,
    told: HashSet<FrictionId>,
    bounced: HashSet<(ContactId, Because)>,
}

impl Frictions {
    pub(super) fn process(&mut self, event: &ProcessEvent) {
        let ProcessEvent::ProcessSet { process } = event;
        self.steps.extend(process.steps.iter().map(|step| step.id));
    }

    pub(super) fn written(&mut self, contact: ContactId) {
        self.written.insert(contact);
    }

    /// What does not hold of a fact; `here` says whether a contact stands in its case.
    pub(super) fn look(&mut self, event: &CaseEvent, here: impl Fn(ContactId) -> bool) -> Option<String> {
        if let CaseEvent::FrictionReported { friction, step, source, phrase, contact, .. } = event {
            if !self.told.insert(*friction) {
                return Some(format!("friction {friction} was reported twice"));
            }
            if step.is_some_and(|step| !self.steps.contains(&step)) {
                return Some(format!("friction {friction} is of a step that there is not"));
            }
            if contact.is_some_and(|contact| !here(contact)) {
                return Some(format!("friction {friction} is about what was not said in its case"));
            }
            let sent = contact.is_some_and(|contact| self.written.contains(&contact));
            if *source == Source::Guard && !(sent && phrase.is_some()) {
                return Some(format!("friction {friction} was noticed in nothing that we wrote"));
            }
        }
        if let CaseEvent::Bounced { bounce, because, contact } = event {
            if !here(*contact) {
                return Some(format!("bounce {bounce} is about what was not said in its case"));
            }
            let ours = self.written.contains(contact);
            let fits = match because {
                Because::RedirectSent | Because::NewCounterpart => ours,
                Because::RepeatedThemselves => !ours,
            };
            if !fits {
                return Some(format!("bounce {bounce} is about the words of the other side"));
            }
            if !self.bounced.insert((*contact, *because)) {
                return Some(format!("bounce {bounce} was counted twice"));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;

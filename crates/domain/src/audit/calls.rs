//! The audit's own book of calls: about one thing that came in each level is called once, in order, while nobody has
//! touched it.

use std::collections::{HashMap, HashSet};

use crate::{
    Recorded,
    event::CaseEvent,
    id::{AgentId, CallId, CaseId},
    on_call::{self, Untouched},
};

#[derive(Default)]
pub(super) struct Calls {
    untouched: HashMap<CaseId, Untouched>,
    known: HashSet<CallId>,
}

impl Calls {
    /// What is wrong with a call; `works_here` says of whom the log knows that they do.
    pub(super) fn look(
        &mut self,
        recorded: &Recorded,
        case: CaseId,
        event: &CaseEvent,
        works_here: impl Fn(AgentId) -> bool,
    ) -> Option<String> {
        let known = self.untouched.remove(&case);
        let mut wrong = None;
        if let CaseEvent::OnCallCalled { call, level, to, since } = event {
            let next = known.as_ref().map(|known| (known.since, u32::try_from(known.called.len())));
            let twice = known.as_ref().is_some_and(|known| to.is_some() && known.called.contains(to));
            wrong = if !self.known.insert(*call) {
                Some(format!("call {call} was made twice"))
            } else if next != Some((*since, Ok(*level))) {
                Some(format!("call {call} is about what nobody waited for, or out of turn"))
            } else if twice {
                Some(format!("call {call} is to somebody who was called before"))
            } else {
                to.filter(|to| !works_here(*to))
                    .map(|to| format!("call {call} is to {to}, who does not work here"))
            };
        }
        if let Some(untouched) = on_call::after(known, event, recorded.at) {
            self.untouched.insert(case, untouched);
        }
        wrong
    }
}

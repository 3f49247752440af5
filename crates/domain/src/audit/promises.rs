//! The audit's own book of promises: each has a name, stands in one case, and ends as its clock says.

use std::collections::HashMap;

use crate::{
    Recorded, Timestamp,
    event::CaseEvent,
    id::{CaseId, PromiseId},
};

#[derive(Default)]
pub(super) struct Promises(HashMap<PromiseId, Promise>);

struct Promise {
    case: CaseId,
    due: Timestamp,
    broken: bool,
    over: bool,
}

impl Promises {
    /// What is wrong with a fact about a promise; `works_here` says of whom the log knows that they do.
    pub(super) fn look(
        &mut self,
        recorded: &Recorded,
        case: CaseId,
        event: &CaseEvent,
        works_here: impl Fn(crate::AgentId) -> bool,
    ) -> Option<String> {
        if let CaseEvent::PromiseMade { promise, by, due, instead_of, .. } = event {
            if let Some(before) = instead_of {
                let known = self.0.get_mut(before).filter(|known| known.case == case);
                match known {
                    Some(known) if known.broken && !known.over => known.over = true,
                    Some(_) | None => {
                        return Some(format!("promise {promise} stands for one that is not broken"));
                    }
                }
            }
            if *due <= recorded.at {
                return Some(format!("promise {promise} was due before it was made"));
            }
            let made = Promise { case, due: *due, broken: false, over: false };
            if self.0.insert(*promise, made).is_some() {
                return Some(format!("promise {promise} was made twice"));
            }
            return (!works_here(*by)).then(|| format!("promise {promise} was made by nobody of the house"));
        }
        if let CaseEvent::PromiseRenewed { promise, due, .. } = event {
            let known = self.open(*promise, case);
            let in_time = known.as_ref().is_some_and(|known| recorded.at <= known.due && !known.broken);
            if let Some(known) = known {
                known.due = *due;
            }
            return (!in_time || *due <= recorded.at)
                .then(|| format!("promise {promise} was renewed when it was too late, or into the past"));
        }
        if let CaseEvent::PromiseKept { promise } = event {
            let known = self.open(*promise, case);
            let said = known.as_ref().is_some_and(|known| known.broken || recorded.at <= known.due);
            if let Some(known) = known {
                known.over = true;
            }
            return (!said).then(|| format!("promise {promise} was kept twice, or late and nobody said so"));
        }
        if let CaseEvent::PromiseBroken { promise } = event {
            let known = self.open(*promise, case).filter(|known| !known.broken && known.due < recorded.at);
            let over = known.map(|known| known.broken = true);
            return over.is_none().then(|| format!("promise {promise} was called broken and was not"));
        }
        if let CaseEvent::PromiseReminded { promise, .. } = event {
            let ahead = self.open(*promise, case).is_some_and(|known| recorded.at <= known.due);
            return (!ahead).then(|| format!("somebody was reminded of promise {promise}, which is over"));
        }
        None
    }

    fn open(&mut self, promise: PromiseId, case: CaseId) -> Option<&mut Promise> {
        self.0.get_mut(&promise).filter(|known| known.case == case && !known.over)
    }
}

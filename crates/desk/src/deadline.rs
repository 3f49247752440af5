//! The customer's own clock, noted by whoever heard of it.

use valta_calendar::local;
use valta_domain::{
    CaseId, Refusal,
    deadline::{self, Deadline},
    refusal::Field,
};
use valta_policy::Action;

use crate::{By, Desk, Key, No};

impl Desk {
    /// None takes it away.
    pub async fn set_deadline(
        &self,
        by: By,
        key: Option<Key>,
        id: CaseId,
        seen: Option<i64>,
        deadline: Option<Deadline>,
    ) -> Result<(), No> {
        if deadline.as_ref().is_some_and(|deadline| local::zone(&deadline.zone).is_none()) {
            return Err(Refusal::Unusable(Field::Zone).into());
        }
        self.on_case(by, Action::SetDeadline, key, id, seen, move |work, case| {
            deadline::decide_set(case.get()?, by.agent, deadline.clone(), work.at).map_err(No::from)
        })
        .await
    }
}

//! The audit's own book of receipts: each acknowledges what came into its case, and one address gets one a day.

use std::collections::{HashMap, HashSet};

use crate::{
    Recorded, Timestamp,
    event::CaseEvent,
    id::{ContactId, IdentityId, ReceiptId},
    receipt::ONCE_IN,
};

#[derive(Default)]
pub(super) struct Receipts {
    written: HashSet<ReceiptId>,
    failed: HashSet<ReceiptId>,
    last: HashMap<IdentityId, Timestamp>,
}

impl Receipts {
    /// What does not hold of a fact; `here` says whether a contact stands in its case.
    pub(super) fn look(
        &mut self,
        recorded: &Recorded,
        event: &CaseEvent,
        here: impl Fn(ContactId) -> bool,
    ) -> Option<String> {
        if let CaseEvent::ReceiptWritten { receipt, contact, to, .. } = event {
            let last = self.last.insert(*to, recorded.at);
            if !self.written.insert(*receipt) {
                return Some(format!("receipt {receipt} was written twice"));
            }
            if !here(*contact) {
                return Some(format!("receipt {receipt} acknowledges what did not come into its case"));
            }
            if last.is_some_and(|last| recorded.at.since(last) < ONCE_IN) {
                return Some(format!("receipt {receipt} is the second in a day to one address"));
            }
        }
        if let CaseEvent::ReceiptFailed { receipt, .. } = event
            && !(self.written.contains(receipt) && self.failed.insert(*receipt))
        {
            return Some(format!("receipt {receipt} failed twice, or was never written"));
        }
        None
    }
}

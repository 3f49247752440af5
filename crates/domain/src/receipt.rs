//! Receipts: what the house says by itself to whoever wrote to it, that the message is safe, who has it, and when somebody
//! looks. No answer, and nobody's touch; one a day to one address, and none that a machine could answer.

use serde::{Deserialize, Serialize};

use crate::{
    TextRef, Timestamp,
    case::Case,
    contact::{FailedBecause, codes},
    event::{CaseEvent, HouseEvent},
    id::{ContactId, IdentityId, LinkId, ReceiptId},
    time::{DAY, MINUTE},
};

codes! {
    /// When the house sends them.
    Receipts { Never = "never", OutOfHours = "out_of_hours", Always = "always" }
}

impl Receipts {
    /// What holds where nobody has said anything.
    pub const FRESH: Receipts = Receipts::OutOfHours;

    pub const fn are_sent(self, out_of_hours: bool) -> bool {
        match self {
            Receipts::Never => false,
            Receipts::OutOfHours => out_of_hours,
            Receipts::Always => true,
        }
    }
}

/// What was sent before, as far as it matters to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// The last one to this address.
    pub to_them: Option<Timestamp>,
    /// To anybody within the last [`WINDOW`].
    pub to_all: i64,
}

/// How long (µs) one address gets no other, and in which time (µs) only so many leave in all.
pub const ONCE_IN: i64 = DAY;
pub const WINDOW: i64 = MINUTE;

/// Whether one more may leave: `most` in all within [`WINDOW`].
pub fn has_room(before: Before, most: i64, now: Timestamp) -> bool {
    before.to_all < most && before.to_them.is_none_or(|last| now.since(last) >= ONCE_IN)
}

pub struct Write {
    pub receipt: ReceiptId,
    /// What it acknowledges.
    pub contact: ContactId,
    pub to: IdentityId,
    pub text: TextRef,
    pub message_id: String,
    /// By which its receiver may look at the matter, where they have no link yet.
    pub link: LinkId,
}

/// What came in is acknowledged once; what is not this case's is none of its receipts.
pub fn decide_write(case: &Case, write: Write) -> Vec<CaseEvent> {
    if case.merged_into.is_some() || !case.contacts.contains_key(&write.contact) {
        return vec![];
    }
    let mut events: Vec<CaseEvent> = case.linked(write.link, Some(write.to)).into_iter().collect();
    events.push(CaseEvent::ReceiptWritten {
        receipt: write.receipt,
        contact: write.contact,
        to: write.to,
        text: write.text,
        message_id: write.message_id,
    });
    events
}

/// It did not arrive. Nobody need do anything about it, and a later word changes nothing.
pub fn decide_failed(case: &Case, receipt: ReceiptId, because: FailedBecause) -> Vec<CaseEvent> {
    match case.receipts.get(&receipt) {
        Some(false) => vec![CaseEvent::ReceiptFailed { receipt, because }],
        Some(true) | None => vec![],
    }
}

/// Saying what already holds changes nothing.
pub fn decide_set(known: Receipts, wanted: Receipts) -> Vec<HouseEvent> {
    if known == wanted { vec![] } else { vec![HouseEvent::ReceiptsSet { receipts: wanted }] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_a_day_to_an_address_and_so_many_in_all() {
        let now = Timestamp(10 * DAY);
        let room = |ago: Option<i64>, to_all| {
            has_room(Before { to_them: ago.map(|ago| now.minus(ago)), to_all }, 30, now)
        };
        for (ago, to_all, may) in [
            (None, 0, true),
            (None, 29, true),
            (None, 30, false),
            (None, 31, false),
            (Some(0), 0, false),
            (Some(DAY - 1), 0, false),
            (Some(DAY), 0, true),
            // Written by a clock that ran ahead.
            (Some(-1), 0, false),
        ] {
            assert_eq!(room(ago, to_all), may, "{ago:?} {to_all}");
        }
        assert!(!has_room(Before { to_them: None, to_all: 0 }, 0, now), "none at all");
    }

    #[test]
    fn sent_as_the_house_has_said() {
        let sent = |when: Receipts| (when.are_sent(false), when.are_sent(true));
        let known: Vec<_> = Receipts::ALL.iter().map(|when| (when.code(), sent(*when))).collect();
        assert_eq!(
            known,
            [("never", (false, false)), ("out_of_hours", (false, true)), ("always", (true, true))]
        );
        assert_eq!(decide_set(Receipts::FRESH, Receipts::OutOfHours), []);
        let off = HouseEvent::ReceiptsSet { receipts: Receipts::Never };
        assert_eq!(decide_set(Receipts::FRESH, Receipts::Never), [off]);
    }
}

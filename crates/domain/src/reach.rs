//! How somebody of the house is told of what is theirs: by mail, on their devices, or both, as they choose for each thing.

use serde::{Deserialize, Serialize};

use crate::{Refusal, contact::codes};

/// Devices that one person is told on: more are devices that nobody has in hand any more.
pub const MOST_DEVICES: usize = 10;

codes! {
    /// What somebody is told of.
    About {
        /// A question to them, or the answer to one of theirs.
        Question = "question",
        /// That the time of a promise of theirs comes near.
        Promise = "promise",
        /// That something waits while they are on call.
        Call = "call",
    }
}

/// By which ways somebody is told of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    pub mail: bool,
    /// On each of their devices that they said so on.
    pub push: bool,
}

impl Ways {
    pub const MAIL: Ways = Ways { mail: true, push: false };
}

/// By which ways somebody is told of each thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    pub questions: Ways,
    pub promises: Ways,
    pub calls: Ways,
}

impl Reach {
    /// As it is until somebody says otherwise.
    pub const MAIL: Reach = Reach { questions: Ways::MAIL, promises: Ways::MAIL, calls: Ways::MAIL };

    pub const fn about(&self, about: About) -> Ways {
        match about {
            About::Question => self.questions,
            About::Promise => self.promises,
            About::Call => self.calls,
        }
    }
}

/// Questions and promises stand on one's own pages as well; whoever is on call is told, or nobody knows.
pub fn decide_reach(reach: Reach) -> Result<Reach, Refusal> {
    if reach.calls.mail || reach.calls.push { Ok(reach) } else { Err(Refusal::NoWayToCall) }
}

/// Whether one device more may be told on, beside so many.
pub fn decide_device(others: usize) -> Result<(), Refusal> {
    if others < MOST_DEVICES { Ok(()) } else { Err(Refusal::TooManyDevices) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_on_call_can_be_called() {
        let check = |calls, expected: Result<(), Refusal>| {
            let reach = Reach { calls, ..Reach::MAIL };
            assert_eq!(decide_reach(reach), expected.map(|()| reach), "{calls:?}");
        };
        check(Ways { mail: true, push: true }, Ok(()));
        check(Ways { mail: false, push: true }, Ok(()));
        check(Ways::MAIL, Ok(()));
        let none = Ways { mail: false, push: false };
        check(none, Err(Refusal::NoWayToCall));
        assert!(decide_reach(Reach { questions: none, promises: none, ..Reach::MAIL }).is_ok());
    }

    #[test]
    fn no_more_devices_than_one_has_hands_for() {
        assert_eq!(decide_device(MOST_DEVICES - 1), Ok(()));
        assert_eq!(decide_device(MOST_DEVICES), Err(Refusal::TooManyDevices));
    }
}

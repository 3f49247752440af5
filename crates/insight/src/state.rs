//! What a case is doing between two of its events: in somebody's hands, waiting and for whom, or over.

codes! {
    /// The interval between two events belongs to the state that the first of them set.
    State {
        /// In somebody's hands; not touch time.
        Active = "active",
        /// Nobody has taken it yet.
        WaitQueue = "wait-queue",
        /// For the customer.
        WaitCustomer = "wait-customer",
        /// For somebody outside who is not the customer.
        WaitThirdParty = "wait-third-party",
        /// For somebody of the house: an approval, another team, an appointment.
        WaitInternal = "wait-internal",
        /// It was put right; what follows is the time until somebody closes it.
        AfterResolution = "after-resolution",
        /// It ended without being put right.
        Cancelled = "cancelled",
        /// What nothing says anything about.
        Unmatched = "unmatched",
    }
}

/// How many states there are.
pub const STATES: usize = State::ALL.len();

impl State {
    pub fn waits(self) -> bool {
        match self {
            State::WaitQueue | State::WaitCustomer | State::WaitThirdParty | State::WaitInternal => true,
            State::Active | State::AfterResolution | State::Cancelled | State::Unmatched => false,
        }
    }

    pub fn over(self) -> bool {
        match self {
            State::AfterResolution | State::Cancelled => true,
            State::Active
            | State::WaitQueue
            | State::WaitCustomer
            | State::WaitThirdParty
            | State::WaitInternal
            | State::Unmatched => false,
        }
    }

    /// As somebody may write it: `wait_customer`, `Waiting for third party`, `third party`.
    pub fn named(name: &str) -> Option<State> {
        let plain: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let plain = plain.strip_prefix("waitingfor").or(plain.strip_prefix("waiting")).unwrap_or(&plain);
        let plain = plain.strip_prefix("waitfor").or(plain.strip_prefix("wait")).unwrap_or(plain);
        match plain {
            "active" | "inhands" | "work" | "working" => Some(State::Active),
            "queue" => Some(State::WaitQueue),
            "customer" | "user" => Some(State::WaitCustomer),
            "thirdparty" | "third" | "vendor" | "supplier" => Some(State::WaitThirdParty),
            "internal" | "approval" => Some(State::WaitInternal),
            "afterresolution" | "after" | "resolved" | "cooldown" | "closed" => Some(State::AfterResolution),
            "cancelled" | "canceled" => Some(State::Cancelled),
            "unmatched" | "other" | "unknown" => Some(State::Unmatched),
            _ => None,
        }
    }

    /// What the systems that people work with call the states of a matter, where that leaves no doubt.
    pub fn guess(word: &str) -> Option<State> {
        let plain: String =
            word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match plain.as_str() {
            "inprogress" | "assigned" | "incall" | "workinprogress" | "active" | "accepted" | "working" => {
                Some(State::Active)
            }
            "awaitingassignment" | "queued" | "new" | "open" | "unassigned" | "ready" => {
                Some(State::WaitQueue)
            }
            "waituser" | "waitcustomer" | "waitinguser" | "waitingcustomer" | "waitingforcustomer"
            | "awaitinguserinfo" | "awaitingcustomer" | "pendingcustomer" | "pendinguser" => {
                Some(State::WaitCustomer)
            }
            "waitvendor" | "waitingvendor" | "awaitingvendor" | "pendingvendor" | "waitingforvendor"
            | "waitthirdparty" => Some(State::WaitThirdParty),
            "wait" | "waitimplementation" | "waiting" | "pending" | "onhold" | "suspended"
            | "awaitingapproval" | "pendingapproval" | "awaitingproblem" | "awaitingevidence" => {
                Some(State::WaitInternal)
            }
            "resolved" | "closed" | "completed" | "done" | "solved" => Some(State::AfterResolution),
            "cancelled" | "canceled" | "withdrawn" => Some(State::Cancelled),
            "unmatched" => Some(State::Unmatched),
            // By our own codes, as our own log is written for others.
            _ => State::ALL.iter().copied().find(|state| state.code() == word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_names_its_state() {
        for &state in State::ALL {
            assert_eq!(State::named(state.code()), Some(state));
        }
        for (name, expected) in [
            ("third party", Some(State::WaitThirdParty)),
            ("wait_internal", Some(State::WaitInternal)),
            ("Waiting for customer", Some(State::WaitCustomer)),
            ("lunch", None),
        ] {
            assert_eq!(State::named(name), expected, "{name}");
        }
    }

    #[test]
    fn a_guess_is_made_where_it_leaves_no_doubt() {
        for (word, expected) in [
            ("Wait - User", Some(State::WaitCustomer)),
            ("Awaiting Assignment", Some(State::WaitQueue)),
            ("In Call", Some(State::Active)),
            ("Closed", Some(State::AfterResolution)),
            ("wait-queue", Some(State::WaitQueue)),
            ("complete", None),
            ("A_SUBMITTED", None),
        ] {
            assert_eq!(State::guess(word), expected, "{word}");
        }
    }
}

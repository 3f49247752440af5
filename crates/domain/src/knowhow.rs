//! What somebody did that tells what they know: it is remembered with its words, so that others find them by it.

use serde::{Deserialize, Serialize};

use crate::contact::codes;

codes! {
    Did {
        /// A matter was resolved by them.
        Solved = "solved",
        /// A colleague asked them, and they answered.
        Answered = "answered",
    }
}

//! What a token of an agent may be used for. A token never does more than its agent may; most do less.

use serde::{Deserialize, Serialize};

use crate::contact::codes;

codes! {
    TokenScope {
        /// Whatever its agent may, except to make other ways in.
        Full = "full",
        /// Looks, and changes nothing.
        Read = "read",
        /// Works on cases, and gives no money.
        Write = "write",
        /// Works on cases and gives remedies.
        Money = "money",
        /// Asks what may be given, and sees no customer.
        Decisions = "decisions",
        /// Catches matters and promises the first thing: what a phone stays signed in for.
        Catch = "catch",
        /// Carries out payments and says what became of them.
        Finance = "finance",
    }
}

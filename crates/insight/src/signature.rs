//! Second signatures: how often they are given, how long they take, and whether asking is still of use.

use crate::interval::{Median, Share};

/// How an asked signature ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Given or declined, after so many microseconds.
    Answered { after: i64, given: bool },
    /// Nobody answered in time.
    Unanswered,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signatures {
    /// Microseconds until an answer, of those that have one.
    pub wait: Option<Median>,
    /// How many were given, of those that have an answer.
    pub given: Option<Share>,
    pub unanswered: u32,
    /// Surely nine of ten are given: nobody needs to be asked, the limit is too low. By the low end of the interval,
    /// so that three of three say nothing.
    pub limit_too_low: bool,
}

const NEARLY_ALL: f64 = 0.9;

pub fn signatures(asked: impl IntoIterator<Item = Ended>) -> Signatures {
    let mut waits = Vec::new();
    let (mut given, mut unanswered) = (0_u32, 0_u32);
    for ended in asked {
        match ended {
            Ended::Answered { after, given: yes } => {
                waits.push(after);
                given = given.saturating_add(u32::from(yes));
            }
            Ended::Unanswered => unanswered = unanswered.saturating_add(1),
        }
    }
    let given = Share::new(given, crate::count(waits.len()));
    let limit_too_low = given.is_some_and(|given| given.low >= NEARLY_ALL);
    Signatures { wait: Median::new(waits), given, unanswered, limit_too_low }
}

#[cfg(test)]
mod tests;

//! Teams: people who work one pool of matters together.

use serde::{Deserialize, Serialize};

use crate::{contact::codes, event::TeamEvent};

codes! {
    /// How a matter leaves the team's pool.
    Giving {
        /// Whoever has a hand free takes the next one.
        Pull = "pull",
        /// It is given to the one on duty who has the least open.
        Push = "push",
    }
}

/// A team as the log tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub name: String,
    pub giving: Giving,
}

impl Team {
    /// Folds one fact in.
    pub fn evolve(_: Option<Team>, event: &TeamEvent) -> Option<Team> {
        match event {
            TeamEvent::TeamSet { team } => Some(team.clone()),
        }
    }
}

/// Setting what already stands changes nothing.
pub fn decide_set(known: Option<&Team>, team: Team) -> Vec<TeamEvent> {
    if known == Some(&team) { vec![] } else { vec![TeamEvent::TeamSet { team }] }
}

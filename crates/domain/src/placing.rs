//! Whose a new matter becomes when no person took it in: mail, a form. First answer wins.

use crate::{
    Timestamp,
    case::TakenBecause,
    id::{AgentId, TeamId},
    team::Giving,
};

/// What the desk found out about who could have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Who carries another open matter of this customer's now.
    pub carries_another: Option<AgentId>,
    /// The one who last solved something for this customer, if there now.
    pub solved_before: Option<AgentId>,
    /// The team that takes what comes in without a person.
    pub front: Option<Front>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    pub team: TeamId,
    pub giving: Giving,
    /// Its people who are there now; only asked for where matters are given to them.
    pub there: Vec<Hand>,
}

/// Somebody who could be given it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand {
    pub agent: AgentId,
    /// Matters of theirs that wait for us.
    pub open: i64,
    /// When the last one became theirs.
    pub last: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    With(AgentId, TakenBecause),
    /// A team's pool, or the whole house's, with its clock running.
    Pool(Option<TeamId>),
}

pub fn decide_place(known: &Known) -> Place {
    if let Some(agent) = known.carries_another {
        return Place::With(agent, TakenBecause::CarriesAnother);
    }
    if let Some(agent) = known.solved_before {
        return Place::With(agent, TakenBecause::SolvedBefore);
    }
    let Some(front) = &known.front else { return Place::Pool(None) };
    match front.giving {
        Giving::Pull => Place::Pool(Some(front.team)),
        // The least open first; among those alike the one who has gone longest without.
        Giving::Push => match front.there.iter().min_by_key(|hand| (hand.open, hand.last, hand.agent)) {
            Some(hand) => Place::With(hand.agent, TakenBecause::Given),
            None => Place::Pool(Some(front.team)),
        },
    }
}

#[cfg(test)]
mod tests;

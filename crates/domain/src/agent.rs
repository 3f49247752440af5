//! Agents: any employee with a login. Being "in customer service" is not required.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    duty::Away,
    event::AgentEvent,
    id::{SkillId, TeamId},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everyone: catches a matter and owns it.
    Colleague,
    /// Serves customers daily.
    Agent,
    /// Answers for mandates and parameters.
    Lead,
    /// Answers knots.
    ProcessOwner,
    Admin,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Colleague, Role::Agent, Role::Lead, Role::ProcessOwner, Role::Admin];

    pub const fn code(self) -> &'static str {
        match self {
            Role::Colleague => "colleague",
            Role::Agent => "agent",
            Role::Lead => "lead",
            Role::ProcessOwner => "process_owner",
            Role::Admin => "admin",
        }
    }

    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// An agent as the log tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub role: Role,
    pub team: Option<TeamId>,
    pub disabled: bool,
    /// The last time they were, or are going to be, away.
    pub away: Option<Away>,
    /// What they say that they know.
    pub skills: BTreeSet<SkillId>,
}

impl Agent {
    /// Folds one fact in.
    pub fn evolve(agent: Option<Agent>, event: &AgentEvent) -> Option<Agent> {
        match event {
            AgentEvent::AgentAdded { role, team } => {
                Some(Agent { role: *role, team: *team, disabled: false, away: None, skills: BTreeSet::new() })
            }
            AgentEvent::AgentChanged { role, team } => {
                agent.map(|agent| Agent { role: *role, team: *team, ..agent })
            }
            AgentEvent::AgentDisabled {} => agent.map(|agent| Agent { disabled: true, ..agent }),
            AgentEvent::AgentAway { away } => agent.map(|agent| Agent { away: Some(*away), ..agent }),
            AgentEvent::AgentBack {} => agent.map(|agent| Agent { away: None, ..agent }),
            AgentEvent::SkillStated { skill, .. } => agent.map(|mut agent| {
                agent.skills.insert(*skill);
                agent
            }),
            AgentEvent::SkillDropped { skill } => agent.map(|mut agent| {
                agent.skills.remove(skill);
                agent
            }),
        }
    }
}

/// Someone joins the house with a login.
pub fn decide_add(
    known: Option<&Agent>,
    role: Role,
    team: Option<TeamId>,
) -> Result<Vec<AgentEvent>, Refusal> {
    match known {
        Some(_) => Err(Refusal::AlreadyThere),
        None => Ok(vec![AgentEvent::AgentAdded { role, team }]),
    }
}

/// Another role, another team.
pub fn decide_change(
    known: Option<&Agent>,
    role: Role,
    team: Option<TeamId>,
) -> Result<Vec<AgentEvent>, Refusal> {
    match known.filter(|agent| !agent.disabled) {
        None => Err(Refusal::NotFound),
        Some(agent) if (agent.role, agent.team) == (role, team) => Ok(vec![]),
        Some(_) => Ok(vec![AgentEvent::AgentChanged { role, team }]),
    }
}

/// A person leaves: the log keeps what they did, nobody signs in as them again.
pub fn decide_disable(known: Option<&Agent>) -> Result<Vec<AgentEvent>, Refusal> {
    match known {
        None => Err(Refusal::NotFound),
        Some(agent) if agent.disabled => Ok(vec![]),
        Some(_) => Ok(vec![AgentEvent::AgentDisabled {}]),
    }
}

//! What somebody says that they know: in their own words, or in a lead's, for others to find them by.

use crate::{Refusal, TextRef, agent::Agent, event::AgentEvent, id::SkillId, refusal::Field};

/// Of one person: whoever says more of themselves is found for everything.
pub const MOST: usize = 20;
/// Letters of one.
pub const LETTERS: usize = 80;

pub fn decide_state(
    known: Option<&Agent>,
    skill: SkillId,
    text: TextRef,
) -> Result<Vec<AgentEvent>, Refusal> {
    let agent = known.filter(|agent| !agent.disabled).ok_or(Refusal::NotFound)?;
    if agent.skills.len() >= MOST {
        return Err(Refusal::Unusable(Field::Skill));
    }
    Ok(vec![AgentEvent::SkillStated { skill, text }])
}

/// Taking out what is not there changes nothing.
pub fn decide_drop(known: Option<&Agent>, skill: SkillId) -> Result<Vec<AgentEvent>, Refusal> {
    let agent = known.ok_or(Refusal::NotFound)?;
    Ok(if agent.skills.contains(&skill) { vec![AgentEvent::SkillDropped { skill }] } else { vec![] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{agent::Role, id::TextId};

    fn id(number: u128) -> SkillId {
        SkillId(uuid::Uuid::from_u128(number))
    }

    fn text() -> TextRef {
        TextRef { id: TextId(uuid::Uuid::from_u128(9)), sha256: "ab".into() }
    }

    /// Somebody with so many skills, numbered from nought.
    fn skilled(many: u128) -> Agent {
        let added = AgentEvent::AgentAdded { role: Role::Agent, team: None };
        let stated = (0..many).map(|number| AgentEvent::SkillStated { skill: id(number), text: text() });
        let agent =
            std::iter::once(added).chain(stated).fold(None, |agent, event| Agent::evolve(agent, &event));
        agent.expect("somebody")
    }

    #[test]
    fn what_is_said_stands_until_it_is_taken_back() {
        let says = |agent: &Agent, events: Result<Vec<AgentEvent>, Refusal>| match events {
            Err(refusal) => refusal.code().to_owned(),
            Ok(events) => {
                let after = events.iter().fold(Some(agent.clone()), Agent::evolve);
                format!("{} skills", after.map_or(0, |agent| agent.skills.len()))
            }
        };
        let (fresh, full) = (skilled(0), skilled(MOST as u128));
        let gone = Agent { disabled: true, ..skilled(2) };
        for (agent, events, outcome) in [
            (&fresh, decide_state(Some(&fresh), id(50), text()), "1 skills"),
            (&full, decide_state(Some(&full), id(50), text()), "unusable"),
            (&gone, decide_state(Some(&gone), id(50), text()), "not_found"),
            (&fresh, decide_state(None, id(50), text()), "not_found"),
            (&full, decide_drop(Some(&full), id(3)), "19 skills"),
            (&full, decide_drop(Some(&full), id(50)), "20 skills"),
            // What somebody said who has left can be taken out.
            (&gone, decide_drop(Some(&gone), id(1)), "1 skills"),
            (&fresh, decide_drop(None, id(1)), "not_found"),
        ] {
            assert_eq!(says(agent, events), outcome);
        }
    }
}

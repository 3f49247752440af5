//! The audit's own book of reviews: what went beyond a mandate is looked at, and by somebody who had no part in it.

use std::collections::{HashMap, HashSet};

use crate::{
    Actor, Recorded, Timestamp,
    event::HouseEvent,
    id::{AgentId, CaseId, RemedyId},
    remedy::{Decision, Outcome},
    review::{About, Because, CORRECTED_WITHIN},
};

#[derive(Default)]
pub(super) struct Reviews {
    given: HashMap<RemedyId, Given>,
    /// With those who had a part in what each stands on.
    open: HashMap<About, HashSet<AgentId>>,
}

struct Given {
    case: CaseId,
    /// Who gave, signed and asked for it.
    people: [Option<AgentId>; 3],
    review: Option<(AgentId, Timestamp)>,
}

impl Reviews {
    pub(super) fn granted(
        &mut self,
        case: CaseId,
        remedy: RemedyId,
        people: [Option<AgentId>; 3],
        because: &[Because],
        decision: &Decision,
    ) -> Option<String> {
        self.given.insert(remedy, Given { case, people, review: None });
        let must = match decision.outcome {
            Outcome::Stretch if decision.alone => Some(Because::Alone),
            Outcome::Stretch => Some(Because::Stretch),
            Outcome::Within | Outcome::CoSign | Outcome::Escalate | Outcome::Forbidden => None,
        };
        must.filter(|must| !because.contains(must))
            .map(|_| format!("remedy {remedy} went beyond its mandate and nobody is to look at it"))
    }

    pub(super) fn reviewed(
        &mut self,
        recorded: &Recorded,
        case: CaseId,
        remedy: RemedyId,
        by: AgentId,
        works_here: bool,
    ) -> Option<String> {
        let Some(given) = self.given.get_mut(&remedy).filter(|given| given.case == case) else {
            return Some(format!("remedy {remedy} was reviewed and never given in case {case}"));
        };
        let second =
            given.review.is_some_and(|(first, at)| first != by || recorded.at.since(at) > CORRECTED_WITHIN);
        let own = given.people.contains(&Some(by));
        given.review = Some((by, given.review.map_or(recorded.at, |(_, first)| first)));
        if own || !works_here {
            return Some(format!(
                "remedy {remedy} was reviewed by somebody who had a part in it, or by nobody"
            ));
        }
        second.then(|| format!("remedy {remedy} was reviewed twice"))
    }

    pub(super) fn house(&mut self, by: Actor, event: &HouseEvent) -> Option<String> {
        match event {
            HouseEvent::QuestionRaised { about, remedies, .. } => {
                let parts = self.open.entry(*about).or_default();
                parts.extend(about.agent());
                let given = remedies.iter().filter_map(|remedy| self.given.get(remedy));
                parts.extend(given.flat_map(|given| given.people).flatten());
                let unknown = remedies.iter().find(|remedy| !self.given.contains_key(remedy))?;
                Some(format!("question {} stands on remedy {unknown}, which was never given", about.key()))
            }
            HouseEvent::QuestionAnswered { about, .. } => match (self.open.remove(about), by) {
                (None, _) => Some(format!("question {} was answered when nobody asked", about.key())),
                (Some(parts), Actor::Agent(by)) if parts.contains(&by) => {
                    Some(format!("question {} was answered by somebody who had a part in it", about.key()))
                }
                (Some(_), _) => None,
            },
            HouseEvent::ParameterSet { .. }
            | HouseEvent::ConnectorDisabled { .. }
            | HouseEvent::ConnectorEnabled { .. }
            | HouseEvent::CalendarSet { .. }
            | HouseEvent::RotaSet { .. }
            | HouseEvent::WatchTaken { .. }
            | HouseEvent::FrontTeamSet { .. }
            | HouseEvent::PointSet { .. }
            | HouseEvent::ReceiptsSet { .. }
            | HouseEvent::ProposalDeclined { .. } => None,
        }
    }
}

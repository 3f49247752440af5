//! The audit's own book of handovers: each is settled once, and gives the matter only to whom it was offered to, in time.

use std::collections::HashMap;

use crate::{
    Recorded,
    case::TakenBecause,
    duty::{Staff, Standing},
    event::CaseEvent,
    handover::{Ended, Handover},
    id::{AgentId, CaseId, HandoverId},
};

use super::Agent;

#[derive(Default)]
pub(super) struct Handovers {
    known: HashMap<HandoverId, (CaseId, Handover)>,
    open: HashMap<CaseId, HandoverId>,
    /// Who said yes, until the matter is theirs.
    accepted: HashMap<CaseId, AgentId>,
}

impl Handovers {
    /// What is wrong with a fact of a case that has, or has had, something to do with a handover.
    pub(super) fn look(
        &mut self,
        recorded: &Recorded,
        case: CaseId,
        event: &CaseEvent,
        owner: Option<AgentId>,
        agents: &HashMap<AgentId, Agent>,
    ) -> Option<String> {
        if let Some(by) = self.accepted.remove(&case) {
            let given = matches!(event, CaseEvent::CaseTaken { owner, because: TakenBecause::Handover, .. } if *owner == by);
            return (!given).then(|| format!("case {case} was accepted by {by} and is not theirs"));
        }
        if let CaseEvent::HandoverOffered { handover, from, to, until, .. } = event {
            let offered = Handover { from: *from, to: *to, until: *until, ended: None };
            let fresh = self.known.insert(*handover, (case, offered)).is_none();
            let alone = self.open.insert(case, *handover).is_none();
            let good = fresh && alone && owner == Some(*from) && recorded.at < *until;
            return (!good)
                .then(|| format!("handover {handover} was offered by nobody's right, or beside another"));
        }
        if let CaseEvent::HandoverEnded { handover, how, by, words } = event {
            if self.open.get(&case) != Some(handover) {
                return Some(format!("handover {handover} was settled twice, or never offered"));
            }
            self.open.remove(&case);
            let (_, known) = self.known.get_mut(handover)?;
            known.ended = Some(*how);
            let reached = |by: &AgentId| known.to.reaches(&staff(agents), *by, recorded.at);
            let good = match how {
                Ended::Accepted => {
                    self.accepted.extend(by.map(|by| (case, by)));
                    by.as_ref().is_some_and(reached) && *by != owner && recorded.at < known.until
                }
                Ended::Declined => by.as_ref().is_some_and(reached) && words.is_some(),
                Ended::Withdrawn => by.is_some(),
                Ended::Expired => known.until <= recorded.at,
                Ended::Over => true,
            };
            return (!good).then(|| {
                format!("handover {handover} was {} by the wrong person, or not in its time", how.code())
            });
        }
        let ends = matches!(
            event,
            CaseEvent::CaseTaken { .. } | CaseEvent::CaseResolved {} | CaseEvent::CaseMergedInto { .. }
        );
        if ends && let Some(handover) = self.open.get(&case) {
            return Some(format!("handover {handover} still stood when there was nothing to hand over"));
        }
        let unasked = matches!(event, CaseEvent::CaseTaken { because: TakenBecause::Handover, .. });
        unasked.then(|| format!("case {case} was handed over, and nobody had accepted it"))
    }
}

/// Whoever may serve nobody carries nothing on the desk; here they are as good as there, which accuses nobody.
pub(super) fn staff(agents: &HashMap<AgentId, Agent>) -> Staff {
    let standing = |agent: &Agent| Standing { team: agent.team, gone: agent.disabled, away: agent.away };
    agents.iter().map(|(id, agent)| (*id, standing(agent))).collect()
}

//! The audit's own book of consultations: each is put to somebody who is there, answered by nobody else, and open no
//! longer than its matter.

use std::collections::HashMap;

use crate::{
    Recorded,
    consultation::{self, Consultation, Ended, Reminder},
    event::CaseEvent,
    id::{AgentId, CaseId, ConsultationId, ContactId},
};

use super::{Agent, handovers::staff};

#[derive(Default)]
pub(super) struct Consultations {
    known: HashMap<ConsultationId, (CaseId, Consultation)>,
    open: HashMap<CaseId, Vec<ConsultationId>>,
}

impl Consultations {
    /// What is wrong with a fact of a case that has, or has had, something to do with a question; `here` says whether a
    /// contact stands in it.
    pub(super) fn look(
        &mut self,
        recorded: &Recorded,
        case: CaseId,
        event: &CaseEvent,
        agents: &HashMap<AgentId, Agent>,
        here: impl Fn(ContactId) -> bool,
    ) -> Option<String> {
        if let CaseEvent::ConsultationAsked { consultation, by, of, told, shown, due, .. } = event {
            let staff = staff(agents);
            let mut asked = Consultation {
                by: *by,
                of: of.clone(),
                told: Vec::new(),
                asked_at: recorded.at,
                due: *due,
                reminded: None,
                answered: false,
                ended: None,
            };
            let reached = told.iter().all(|agent| asked.asks(&staff, *agent, recorded.at));
            let charged = of.iter().all(|one| one.team == consultation::team_of(one.to, &staff));
            let good = reached && charged && !told.is_empty() && recorded.at < *due;
            asked.told.clone_from(told);
            let fresh = self.known.insert(*consultation, (case, asked)).is_none();
            self.open.entry(case).or_default().push(*consultation);
            return (!(good && fresh && shown.iter().all(|contact| here(*contact))))
                .then(|| format!("question {consultation} was put to nobody who could hear it, or twice"));
        }
        if let CaseEvent::ConsultationAnswered { consultation, by, .. } = event {
            self.close(case, *consultation);
            let known = self.known.get_mut(consultation).filter(|(of, _)| *of == case);
            let good = known.is_some_and(|(_, known)| {
                known.answered = true;
                let works_here = agents.get(by).is_some_and(|agent| !agent.disabled);
                works_here && known.asks(&staff(agents), *by, recorded.at)
            });
            return (!good)
                .then(|| format!("question {consultation} was answered by somebody who was not asked"));
        }
        if let CaseEvent::ConsultationReminded { consultation, reminder } = event {
            let known = self.known.get_mut(consultation).filter(|(of, _)| *of == case);
            let good = known.is_some_and(|(_, known)| {
                let from = match reminder {
                    Reminder::Soon => consultation::soon(known.asked_at, known.due),
                    Reminder::Due => known.due,
                };
                let in_turn = known.reminded < Some(*reminder);
                known.reminded = Some(*reminder);
                known.is_open() && in_turn && from <= recorded.at
            });
            return (!good).then(|| format!("question {consultation} was brought up again out of its time"));
        }
        if let CaseEvent::ConsultationEnded { consultation, how, by } = event {
            self.close(case, *consultation);
            let known = self.known.get_mut(consultation).filter(|(of, _)| *of == case);
            let good = known.is_some_and(|(_, known)| {
                let open = known.is_open();
                known.ended = Some(*how);
                open && match how {
                    Ended::Withdrawn => by.is_some(),
                    Ended::Over => by.is_none(),
                    Ended::NobodyLeft => known.reaches_nobody(&staff(agents), recorded.at),
                }
            });
            return (!good)
                .then(|| format!("question {consultation} was ended as {} and was not", how.code()));
        }
        let over = matches!(event, CaseEvent::CaseResolved {} | CaseEvent::CaseMergedInto { .. });
        let open = self.open.get(&case).and_then(|open| open.first()).filter(|_| over);
        open.map(|id| format!("question {id} was still open when its matter was over"))
    }

    fn close(&mut self, case: CaseId, consultation: ConsultationId) {
        if let Some(open) = self.open.get_mut(&case) {
            open.retain(|known| *known != consultation);
        }
    }
}

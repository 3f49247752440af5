//! The audit's own book of asks: what was asked of whom, and whether what was signed or given is exactly that (M6).

use std::collections::{BTreeMap, HashMap};

use crate::{
    Money, Recorded, Timestamp,
    ask::{AskKind, Wish},
    event::CaseEvent,
    id::{AgentId, CaseId, PromiseId, RemedyId},
    remedy::RemedyKind,
};

#[derive(Default)]
pub(super) struct Asks {
    known: HashMap<RemedyId, Ask>,
    promises: HashMap<PromiseId, (CaseId, Timestamp)>,
}

struct Ask {
    case: CaseId,
    kind: AskKind,
    asker: AgentId,
    wish: Wish,
    digest: String,
    /// Whether each has declined.
    asked: BTreeMap<AgentId, bool>,
    until: Timestamp,
    signed_by: Option<AgentId>,
    over: bool,
}

/// What was given, as its fact tells it.
#[derive(Clone, Copy)]
pub(super) struct Given {
    pub(super) remedy: RemedyId,
    pub(super) kind: RemedyKind,
    pub(super) amount: Option<Money>,
    pub(super) giver: AgentId,
    pub(super) signed_by: Option<AgentId>,
}

impl Asks {
    /// What is wrong with a fact about an ask.
    pub(super) fn look(&mut self, recorded: &Recorded, case: CaseId, event: &CaseEvent) -> Option<String> {
        if let CaseEvent::PromiseMade { promise, due, .. } = event {
            self.promises.insert(*promise, (case, *due));
        }
        if let CaseEvent::CoSignAsked { remedy, asker, wish, digest, asked, until, .. } = event {
            let asked = asked.iter().map(|agent| (*agent, false)).collect();
            return self.asked(*remedy, Ask::new(case, AskKind::CoSign, *asker, wish, digest, asked, *until));
        }
        if let CaseEvent::Escalated { remedy, asker, wish, digest, to, promise, until, .. } = event {
            let asked = BTreeMap::from([(*to, false)]);
            if self.promises.get(promise) != Some(&(case, *until)) {
                return Some(format!("ask {remedy} promised the customer nothing"));
            }
            return self
                .asked(*remedy, Ask::new(case, AskKind::Escalation, *asker, wish, digest, asked, *until));
        }
        if let CaseEvent::CoSigned { remedy, by, digest } = event {
            return self.signed(*remedy, *by, digest, recorded.at);
        }
        if let CaseEvent::AskDeclined { remedy, by, counter } = event {
            let Some(ask) = self.known.get_mut(remedy).filter(|ask| !ask.over) else {
                return Some(format!("ask {remedy} was declined when nobody asked"));
            };
            let fresh = ask.asked.insert(*by, true) == Some(false);
            ask.over = ask.asked.values().all(|declined| *declined);
            let same = (counter.kind, counter.amount) == (ask.wish.kind, ask.wish.amount);
            return (!fresh || same)
                .then(|| format!("ask {remedy} was declined by the wrong person or with nothing"));
        }
        if let CaseEvent::AskWithdrawn { remedy, .. } = event {
            let open = self.known.get_mut(remedy).filter(|ask| !ask.over);
            return match open {
                Some(ask) => {
                    ask.over = true;
                    None
                }
                None => Some(format!("ask {remedy} was withdrawn when it was over")),
            };
        }
        None
    }

    /// Who asked for what was given.
    pub(super) fn asker(&self, remedy: RemedyId) -> Option<AgentId> {
        self.known.get(&remedy).map(|ask| ask.asker)
    }

    fn asked(&mut self, remedy: RemedyId, ask: Ask) -> Option<String> {
        let exact = ask.digest == ask.wish.digest(ask.case, remedy, ask.asker);
        let others = !ask.asked.is_empty() && !ask.asked.contains_key(&ask.asker);
        let fresh = self.known.insert(remedy, ask).is_none();
        (!exact || !others || !fresh)
            .then(|| format!("ask {remedy} is not what its digest says, or asks nobody else (M6)"))
    }

    fn signed(&mut self, remedy: RemedyId, by: AgentId, digest: &str, at: Timestamp) -> Option<String> {
        let wrong = || {
            Some(format!("ask {remedy} was signed by the wrong person, too late, or for something else (M6)"))
        };
        let Some(ask) = self.known.get_mut(&remedy) else { return wrong() };
        let good = ask.kind == AskKind::CoSign
            && !ask.over
            && by != ask.asker
            && ask.asked.get(&by) == Some(&false)
            && at < ask.until
            && ask.digest == digest;
        if !good {
            return wrong();
        }
        ask.signed_by = Some(by);
        None
    }

    /// What is wrong with a remedy that was asked for, or that bears a signature.
    pub(super) fn given(&mut self, given: Given) -> Option<&'static str> {
        let Some(ask) = self.known.get_mut(&given.remedy) else {
            return given.signed_by.map(|_| "bears a signature that nobody asked for (M6)");
        };
        let exact = (ask.wish.kind, ask.wish.amount) == (given.kind, given.amount);
        let carried = match ask.kind {
            AskKind::CoSign => {
                given.giver == ask.asker
                    && ask.signed_by.is_some()
                    && given.signed_by.is_none_or(|signer| ask.signed_by == Some(signer))
            }
            AskKind::Escalation => {
                given.giver != ask.asker && ask.asked.contains_key(&given.giver) && given.signed_by.is_none()
            }
        };
        let open = !ask.over;
        ask.over = true;
        (!exact || !carried || !open).then_some("is not what was asked for, or not by whom (M6)")
    }
}

impl Ask {
    fn new(
        case: CaseId,
        kind: AskKind,
        asker: AgentId,
        wish: &Wish,
        digest: &str,
        asked: BTreeMap<AgentId, bool>,
        until: Timestamp,
    ) -> Ask {
        let (wish, digest) = (wish.clone(), digest.to_owned());
        Ask { case, kind, asker, wish, digest, asked, until, signed_by: None, over: false }
    }
}

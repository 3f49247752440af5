//! Mandates at the desk: those who may say how far others reach set and end them, each time with a reason.

pub(crate) mod ahead;

use valta_domain::{
    MandateId, Refusal, Stream,
    mandate::{self, Holder, Mandate, Terms},
    refusal::{Field, Term},
    text,
};
use valta_policy::Action;
use valta_store::{
    Tx, account, lock, record,
    views::{self, mandate::MandateLine},
};

use crate::{
    By, Desk, Key, No, judge,
    work::{Work, fresh_id},
};

/// The turn of whoever sets a mandate; those who give share it, so that nothing later in the log exceeds what
/// was set.
pub(crate) const MANDATES: &str = "mandates";

/// A mandate as somebody wants it; a new one without an id.
#[derive(Clone, Debug)]
pub struct SetMandate {
    pub id: Option<MandateId>,
    /// The version that the person saw.
    pub seen: Option<i64>,
    pub terms: Terms,
    pub reason: String,
}

impl Desk {
    /// Sets the terms of a mandate; they hold from their place in the log on.
    pub async fn set_mandate(&self, by: By, key: Option<Key>, set: SetMandate) -> Result<MandateId, No> {
        self.must(by, Action::SetMandate)?;
        set.terms.when.as_deref().map(judge::check).transpose()?;
        self.transact(by.actor(), key, move |work| {
            let reason = text::words(Field::Reason, &set.reason, text::BODY_LETTERS)?;
            lock::hold(work.tx, MANDATES)?;
            if let Some(id) = set.id {
                must_stand(work.tx, id, set.seen)?;
            }
            must_be_known(work.tx, &set.terms)?;
            let reason = work.text(&reason)?;
            put(work, set.id, set.terms.clone(), Some(reason))
        })
        .await
    }

    /// Ends a mandate at its place in the log: nothing later is given under it.
    pub async fn revoke_mandate(
        &self,
        by: By,
        key: Option<Key>,
        id: MandateId,
        seen: Option<i64>,
        reason: String,
    ) -> Result<(), No> {
        self.must(by, Action::SetMandate)?;
        self.transact(by.actor(), key, move |work| {
            let reason = text::words(Field::Reason, &reason, text::BODY_LETTERS)?;
            lock::hold(work.tx, MANDATES)?;
            must_stand(work.tx, id, seen)?;
            let (_, mut head) = record::load(work.tx, Stream::Mandate(id))?;
            let reason = work.text(&reason)?;
            let events = mandate::decide_revoke(true, Some(reason))?;
            work.record(Stream::Mandate(id), &mut head, events)
        })
        .await
    }

    /// The house's own: before there is anybody who could give a reason.
    pub async fn set_up_mandate(&self, id: Option<MandateId>, terms: Terms) -> Result<MandateId, No> {
        terms.when.as_deref().map(judge::check).transpose()?;
        self.transact(valta_domain::Actor::House, None, move |work| {
            lock::hold(work.tx, MANDATES)?;
            put(work, id, terms.clone(), None)
        })
        .await
    }

    /// The mandates that stand, in the order of their ids.
    pub async fn mandates(&self) -> Result<Vec<Mandate>, No> {
        Ok(self.reader().look(views::mandate::standing).await?)
    }

    /// The mandates that stand, with who set each, when and why.
    pub async fn mandates_told(&self) -> Result<Vec<MandateLine>, No> {
        Ok(self.reader().look(views::mandate::list).await?)
    }
}

/// Somebody else may have set or ended it since the person looked. What has ended stays so: a new one says more.
fn must_stand(tx: &mut Tx<'_>, id: MandateId, seen: Option<i64>) -> Result<(), No> {
    let line = views::mandate::one(tx, id)?.ok_or(Refusal::NotFound)?;
    let version = i64::from(line.mandate.version);
    match seen {
        Some(seen) if seen != version => Err(Refusal::Stale { version }.into()),
        _ if !line.stands => Err(Refusal::NotFound.into()),
        _ => Ok(()),
    }
}

/// Whoever is named works here, or once did: a mandate of nobody would be a promise that nobody can keep.
fn must_be_known(tx: &mut Tx<'_>, terms: &Terms) -> Result<(), No> {
    let unknown = |term| No::Refusal(Refusal::Unusable(Field::Term(term)));
    let named = std::iter::once((Term::Holder, terms.holder));
    for (term, holder) in named.chain(terms.co_signers.iter().map(|named| (Term::CoSigners, *named))) {
        let known = match holder {
            Holder::Everyone | Holder::Role(_) => true,
            Holder::Agent(agent) => account::by_agent(tx, agent)?.is_some(),
            Holder::Team(team) => views::team::all(tx)?.iter().any(|known| known.id == team),
        };
        if !known {
            return Err(unknown(term));
        }
    }
    Ok(())
}

pub(crate) fn put(
    work: &mut Work<'_, '_>,
    id: Option<MandateId>,
    terms: Terms,
    reason: Option<valta_domain::TextRef>,
) -> Result<MandateId, No> {
    let id = id.unwrap_or_else(|| MandateId(fresh_id()));
    let (_, mut head) = record::load(work.tx, Stream::Mandate(id))?;
    let events = mandate::decide_set(terms, reason)?;
    work.record(Stream::Mandate(id), &mut head, events)?;
    Ok(id)
}

#[cfg(test)]
mod tests;

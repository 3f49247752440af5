//! Mandates at the desk: set and revoked for now by the set-up of the house and by whoever may.

use valta_domain::{
    Actor, MandateId, Refusal, Stream,
    mandate::{self, Mandate, Terms},
    refusal::{Field, Term},
    text,
};
use valta_store::{
    lock, record,
    views::{self, mandate::MandateLine},
};

use crate::{
    Desk, No,
    work::{Work, fresh_id},
};

/// The turn of whoever sets a mandate; those who give share it, so that nothing later in the log exceeds what
/// was set.
pub(crate) const MANDATES: &str = "mandates";

impl Desk {
    /// Sets the terms of a mandate, a new one without an id; they hold from their place in the log on.
    pub async fn set_mandate(
        &self,
        actor: Actor,
        id: Option<MandateId>,
        terms: Terms,
        reason: Option<String>,
    ) -> Result<MandateId, No> {
        // A condition that nothing evaluates would be a mandate that never holds.
        if terms.when.is_some() {
            return Err(Refusal::Unusable(Field::Term(Term::When)).into());
        }
        self.transact(actor, None, move |work| {
            let id = id.unwrap_or_else(|| MandateId(fresh_id()));
            let stream = Stream::Mandate(id);
            lock::hold(work.tx, MANDATES)?;
            let (_, mut head) = record::load(work.tx, stream)?;
            let reason = why(work, reason.as_deref())?;
            let events = mandate::decide_set(terms.clone(), reason)?;
            work.record(stream, &mut head, events)?;
            Ok(id)
        })
        .await
    }

    /// Ends a mandate at its place in the log: nothing later is given under it.
    pub async fn revoke_mandate(
        &self,
        actor: Actor,
        id: MandateId,
        reason: Option<String>,
    ) -> Result<(), No> {
        self.transact(actor, None, move |work| {
            let stream = Stream::Mandate(id);
            lock::hold(work.tx, MANDATES)?;
            let (_, mut head) = record::load(work.tx, stream)?;
            let stands = views::mandate::stands(work.tx, id)?;
            let reason = why(work, reason.as_deref())?;
            let events = mandate::decide_revoke(stands, reason)?;
            work.record(stream, &mut head, events)
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

fn why(work: &mut Work<'_, '_>, reason: Option<&str>) -> Result<Option<valta_domain::TextRef>, No> {
    match reason.map(str::trim) {
        None | Some("") => Ok(None),
        Some(reason) => {
            let reason = text::words(Field::Reason, reason, text::BODY_LETTERS)?;
            work.text(&reason).map(Some)
        }
    }
}

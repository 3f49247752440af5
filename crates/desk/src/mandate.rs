//! Mandates at the desk: set for now by the set-up of the house and by whoever may.

use valta_domain::{
    Actor, MandateId, Stream,
    mandate::{self, Mandate, Terms},
};
use valta_store::{lock, record, views};

use crate::{Desk, No, work::fresh_id};

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
    ) -> Result<MandateId, No> {
        self.transact(actor, None, move |work| {
            let id = id.unwrap_or_else(|| MandateId(fresh_id()));
            let stream = Stream::Mandate(id);
            lock::hold(work.tx, MANDATES)?;
            let (_, mut head) = record::load(work.tx, stream)?;
            let events = mandate::decide_set(terms.clone())?;
            work.record(stream, &mut head, events)?;
            Ok(id)
        })
        .await
    }

    /// The mandates that stand.
    pub async fn mandates(&self) -> Result<Vec<Mandate>, No> {
        Ok(self.reader().look(views::mandate::standing).await?)
    }
}

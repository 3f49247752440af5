//! What holds for the whole house: the parameters of cost, and the seals of the log.

use valta_domain::{
    Actor, Refusal, Stream,
    cost::{self, Evidence, Parameter},
};
use valta_store::{record, seal};

use crate::{By, Desk, Key, No};

/// Events under one seal at the most.
const SEAL: usize = 1_000;

impl Desk {
    pub async fn set_parameter(
        &self,
        by: By,
        key: Option<Key>,
        parameter: Parameter,
        value: i64,
        evidence: Evidence,
    ) -> Result<(), No> {
        if !by.role.sets_parameters() {
            return Err(Refusal::NotYours.into());
        }
        self.transact(by.actor(), key, move |work| {
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            let events = cost::decide_set(parameter, value, evidence)?;
            work.record(Stream::House, &mut head, events)
        })
        .await
    }

    /// Seals what has settled since the last seal; how many events.
    pub async fn seal(&self) -> Result<usize, No> {
        let at = self.now();
        Ok(self.inner.db.write(move |tx| seal::seal_next(tx, SEAL, at)).await?)
    }

    /// A fresh house trusts everyone with the first mandate, and says so in its log.
    pub async fn set_up(&self) -> Result<(), No> {
        if self.mandates().await?.is_empty() {
            self.set_mandate(Actor::House, None, valta_domain::mandate::fresh_terms()).await?;
        }
        Ok(())
    }
}

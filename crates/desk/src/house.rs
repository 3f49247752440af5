//! What holds for the whole house: the parameters of cost, and the seals of the log.

use valta_domain::{
    Actor, Stream,
    cost::{self, Evidence, Parameter},
    mandate,
};
use valta_policy::Action;
use valta_store::{lock, record, seal, views};

use crate::{
    By, Desk, Key, No,
    mandate::{MANDATES, put},
};

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
        self.must(by, Action::SetParameter)?;
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

    /// A fresh house trusts everyone with its first mandates, and says so in its log.
    pub async fn set_up(&self) -> Result<(), No> {
        self.transact(Actor::House, None, |work| {
            lock::hold(work.tx, MANDATES)?;
            // A house whose mandates were all revoked is not fresh, and keeps what was decided there.
            if views::mandate::any(work.tx)? {
                return Ok(());
            }
            for terms in [mandate::fresh_terms(), mandate::fresh_delight(), mandate::fresh_waiver()] {
                put(work, None, terms, None)?;
            }
            Ok(())
        })
        .await
    }
}

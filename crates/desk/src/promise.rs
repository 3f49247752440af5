//! Promises at the desk.

use valta_domain::{
    CaseId, PromiseId, Refusal, Timestamp,
    contact::Channel,
    promise::{self, Make},
    refusal::Field,
    text,
};
use valta_policy::Action;
use valta_store::views;

use crate::{By, Desk, Key, No, work::fresh_id};

#[derive(Clone, Debug)]
pub struct MakePromise {
    pub case: CaseId,
    /// In the words that the customer hears.
    pub what: String,
    pub due: Timestamp,
    /// How it is kept: a call, a mail.
    pub channel: Channel,
}

impl Desk {
    pub async fn promise(&self, by: By, key: Option<Key>, make: MakePromise) -> Result<PromiseId, No> {
        self.transact(by.actor(), key, move |work| {
            let what = text::line(Field::What, &make.what)?;
            let mut case = work.case(by, Action::MakePromise, make.case)?;
            let id = PromiseId(fresh_id());
            let make = Make {
                promise: id,
                what: work.text(&what)?,
                by: by.agent,
                due: make.due,
                channel: make.channel,
            };
            let events = promise::decide_promise(case.get()?, make, work.at)?;
            work.record_case(&mut case, events)?;
            Ok(id)
        })
        .await
    }

    pub async fn keep_promise(&self, by: By, key: Option<Key>, id: PromiseId) -> Result<(), No> {
        let case = self.case_of_promise(id).await?;
        self.on_case(by, Action::KeepPromise, key, case, None, move |_, case| {
            promise::decide_keep(case.get()?, id).map_err(No::from)
        })
        .await
    }

    pub async fn renew_promise(
        &self,
        by: By,
        key: Option<Key>,
        id: PromiseId,
        due: Timestamp,
    ) -> Result<(), No> {
        let case = self.case_of_promise(id).await?;
        self.on_case(by, Action::RenewPromise, key, case, None, move |work, case| {
            promise::decide_renew(case.get()?, id, due, work.at).map_err(No::from)
        })
        .await
    }

    async fn case_of_promise(&self, id: PromiseId) -> Result<CaseId, No> {
        let promise = self.reader().look(move |tx| views::promise::one(tx, id)).await?;
        Ok(promise.ok_or(Refusal::NotFound)?.case)
    }
}

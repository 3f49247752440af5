//! Payments at the desk: what finance takes, confirms, returns and puts into a file for the bank, and what a receiver
//! says of what it was sent. Orders leave from [`errand`]; nothing here asks the world.

pub(crate) mod csv;
pub(crate) mod errand;
pub(crate) mod pain;
pub(crate) mod webhook;

use valta_domain::{
    BatchId, Refusal, RemedyId, Stream, TextRef,
    event::HouseEvent,
    iban,
    payment::{self, Confirmation, DisabledBecause, State},
    refusal::Field,
    text,
};
use valta_policy::Action;
use valta_store::{
    bank_file, lock,
    outbox::{self, Kind, Order},
    record,
    views::{self, payment::PayLine},
};

use crate::{
    By, Desk, Download, Key, No, Thing,
    work::{CaseNow, Work, fresh_id, payment_of},
};

/// Payments in one file for the bank.
const MOST_EXPORTED: usize = 500;
/// Rows of the finance queue that are handed out as a table.
const MOST_ROWS: usize = 10_000;

/// What a receiver, or a person who has asked there, says of a payment.
#[derive(Clone, Debug)]
pub enum Confirm {
    Executed {
        /// What the receiver knows it by.
        reference: Option<String>,
    },
    Failed {
        reason: Option<String>,
    },
}

/// Whether something that stood in a file for the bank before may stand in one again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    No,
    /// Somebody has seen that, and means it.
    Meant,
}

impl Desk {
    /// The receiver's word on a payment settles it; the same word again changes nothing.
    pub async fn confirm(&self, by: By, key: Option<Key>, id: RemedyId, confirm: Confirm) -> Result<(), No> {
        self.on_payment(by, key, id, move |work, case| {
            let confirmation = match &confirm {
                Confirm::Executed { reference } => {
                    Confirmation::Executed { reference: words(work, Field::Reference, reference.as_deref())? }
                }
                Confirm::Failed { reason } => {
                    Confirmation::Failed { reason: words(work, Field::Reason, reason.as_deref())? }
                }
            };
            // The receiver may be quicker than our own record of its answer; a balance of ours needs nobody's word.
            if order_of(work, id)?.is_some_and(|order| order.kind == Kind::Credit && order.is_open()) {
                return Err(Refusal::OnItsWay.into());
            }
            let events = payment::decide_confirm(case.get()?, id, confirmation)?;
            work.record_case(case, events)
        })
        .await
    }

    /// Somebody of finance takes a payment in hand.
    pub async fn take_payment(&self, by: By, key: Option<Key>, id: RemedyId) -> Result<(), No> {
        self.on_payment(by, key, id, move |work, case| {
            let events = payment::decide_take(case.get()?, id)?;
            must_not_be_leaving(work, id)?;
            work.record_case(case, events)
        })
        .await
    }

    /// Orders once more what failed, and what nobody has answered.
    pub async fn retry_payment(&self, by: By, key: Option<Key>, id: RemedyId) -> Result<(), No> {
        self.on_payment(by, key, id, move |work, case| {
            let events = payment::decide_retry(case.get()?, id)?;
            must_not_be_leaving(work, id)?;
            work.record_case(case, events)
        })
        .await
    }

    /// Puts payments into a file for the bank, and takes in hand those that nobody had. All or none.
    pub async fn export_payments(
        &self,
        by: By,
        key: Option<Key>,
        mut items: Vec<RemedyId>,
        again: Again,
    ) -> Result<BatchId, No> {
        items.sort();
        items.dedup();
        if items.is_empty() || items.len() > MOST_EXPORTED {
            return Err(Refusal::NothingToExport.into());
        }
        let debtor = self.settings().payments.debtor.clone().ok_or(Refusal::NothingToExport)?;
        self.transact(by.actor(), key, move |work| {
            // Always in the order of the cases, so that two who export at once cannot wait for each other.
            let mut lines = Vec::with_capacity(items.len());
            for item in &items {
                lines.push(views::payment::one(work.tx, *item)?.ok_or(Refusal::NotFound)?);
            }
            lines.sort_by_key(|line| (line.case, line.remedy));
            let batch = BatchId(fresh_id());
            let mut cases: Vec<(CaseNow, Vec<_>)> = Vec::new();
            for line in &lines {
                if cases.last().is_none_or(|(case, _)| case.id != line.case) {
                    cases.push((work.seen_case(by, line.case)?, Vec::new()));
                }
                work.must(by, Action::ConfirmPayment, Thing::Given(line.case, line.giver.0))?;
                let Some((case, events)) = cases.last_mut() else { continue };
                if line.amount.is_none() || line.account.as_deref().and_then(iban::read).is_none() {
                    return Err(Refusal::Unusable(Field::Payee).into());
                }
                if payment_of(case, line.remedy)?.state == State::Granted {
                    must_not_be_leaving(work, line.remedy)?;
                }
                events.extend(payment::decide_export(
                    case.get()?,
                    line.remedy,
                    batch,
                    again == Again::Meant,
                )?);
            }
            lines.sort_by_key(|line| (line.given_at, line.remedy));
            let file = pain::write(&debtor, batch, work.at, &lines)?;

            for (mut case, events) in cases {
                work.record_case(&mut case, events)?;
            }
            bank_file::put(work.tx, batch, &file, work.at)?;
            Ok(batch)
        })
        .await
    }

    /// A file for the bank as it was made; the same bytes whenever it is asked for.
    pub async fn bank_file(&self, by: By, batch: BatchId) -> Result<Download, No> {
        self.must(by, Action::SeeFinanceQueue)?;
        let bytes = self.reader().look(move |tx| bank_file::get(tx, batch)).await?;
        let name = format!("valta-{}.xml", batch.0.simple());
        Ok(Download { name, bytes: bytes.ok_or(Refusal::NotFound)? })
    }

    /// What waits for finance and what it has in hand, as a table for a spreadsheet.
    pub async fn finance_table(&self, by: By) -> Result<Download, No> {
        self.must(by, Action::SeeFinanceQueue)?;
        let reader = self.reader();
        let found = reader.look(|tx| {
            let mut lines = views::payment::waiting(tx, MOST_ROWS)?;
            lines.extend(views::payment::in_hand(tx, MOST_ROWS)?);
            Ok(lines)
        });
        let lines: Vec<PayLine> = found.await?;
        Ok(Download { name: "valta-payments.csv".into(), bytes: csv::write(&lines) })
    }

    /// Somebody has put the connector right: what waits for it goes out again.
    pub async fn enable_connector(&self, by: By, key: Option<Key>, name: String) -> Result<(), No> {
        self.must(by, Action::ConfirmPayment)?;
        self.transact(by.actor(), key, move |work| {
            lock::hold(work.tx, CONNECTORS)?;
            if !is_disabled(work, &name)? {
                return Ok(());
            }
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            let enabled = HouseEvent::ConnectorEnabled { connector: name.clone() };
            work.record(Stream::House, &mut head, [enabled])
        })
        .await
    }

    /// Nothing more is sent to a connector whose address is gone, until somebody says so.
    pub(crate) async fn disable_connector(&self, name: String) -> Result<(), No> {
        self.transact(valta_domain::Actor::House, None, move |work| {
            lock::hold(work.tx, CONNECTORS)?;
            if is_disabled(work, &name)? {
                return Ok(());
            }
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            let disabled =
                HouseEvent::ConnectorDisabled { connector: name.clone(), because: DisabledBecause::Gone };
            work.record(Stream::House, &mut head, [disabled])
        })
        .await
    }

    /// Most acts: look at the case of one payment, decide, record.
    async fn on_payment<F>(&self, by: By, key: Option<Key>, id: RemedyId, act: F) -> Result<(), No>
    where
        F: Fn(&mut Work<'_, '_>, &mut CaseNow) -> Result<(), No> + Send + 'static,
    {
        let takes = self.reader().look(move |tx| views::remedy::takes(tx, id)).await?;
        let (case, giver) = takes.map(|takes| (takes.case, takes.agent)).ok_or(Refusal::NotFound)?;
        self.transact(by.actor(), key, move |work| {
            let mut case = work.seen_case(by, case)?;
            work.must(by, Action::ConfirmPayment, Thing::Given(case.id, giver))?;
            act(work, &mut case)
        })
        .await
    }
}

/// The turn of whoever switches a connector off or on.
const CONNECTORS: &str = "connectors";

fn is_disabled(work: &mut Work<'_, '_>, name: &str) -> Result<bool, No> {
    Ok(views::house::disabled(work.tx)?.iter().any(|connector| connector.name == name))
}

fn order_of(work: &mut Work<'_, '_>, id: RemedyId) -> Result<Option<Order>, No> {
    Ok(outbox::order_of(work.tx, id)?)
}

/// What is leaving at this moment, or goes to the customer's own balance in the next, is nobody's to take in hand.
fn must_not_be_leaving(work: &mut Work<'_, '_>, id: RemedyId) -> Result<(), No> {
    match order_of(work, id)? {
        Some(order) if order.is_leased() => Err(Refusal::OnItsWay.into()),
        Some(order) if order.kind == Kind::Credit && order.is_open() => Err(Refusal::OnItsWay.into()),
        Some(_) | None => Ok(()),
    }
}

fn words(work: &mut Work<'_, '_>, field: Field, said: Option<&str>) -> Result<Option<TextRef>, No> {
    match said.map(str::trim) {
        None | Some("") => Ok(None),
        Some(said) => {
            let line = text::line(field, said)?;
            Ok(Some(work.text(&line)?))
        }
    }
}

#[cfg(test)]
mod tests;

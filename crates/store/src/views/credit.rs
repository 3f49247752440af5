//! Store credit as the log tells it: what changed a customer's balance, and the balances as their sums.

use valta_domain::{
    Currency, CustomerId, Money, Recorded, RemedyId, SpendingId, Timestamp, event::CustomerEvent,
};

use crate::{
    db::{Fault, Tx},
    params,
};

pub(super) fn changed(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    customer: CustomerId,
    event: &CustomerEvent,
) -> Result<u64, Fault> {
    let (minor, currency, remedy, spending, reference) = match event {
        CustomerEvent::CreditAdded { remedy, amount } => {
            (amount.minor, amount.currency, Some(*remedy), None, None)
        }
        CustomerEvent::CreditTakenBack { remedy, amount } => {
            (-amount.minor, amount.currency, Some(*remedy), None, None)
        }
        CustomerEvent::CreditSpent { spending, amount, reference } => {
            (-amount.minor, amount.currency, None, Some(*spending), reference.as_ref())
        }
        CustomerEvent::CustomerAdded {}
        | CustomerEvent::IdentityAdded { .. }
        | CustomerEvent::ArrangementMade { .. }
        | CustomerEvent::ArrangementEnded { .. } => return Ok(0),
    };
    tx.execute(
        "insert into credit_entries (id, customer_id, minor, currency, remedy_id, spending_id, reference_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            &recorded.id.to_string(),
            &customer.to_string(),
            minor,
            currency.code(),
            remedy.map(|id| id.to_string()).as_ref(),
            spending.map(|id| id.to_string()).as_ref(),
            reference.map(|text| text.id.to_string()).as_ref(),
            recorded.at
        ],
    )
}

/// What the customer has to spend, by currency; nothing where all of it was spent.
pub fn balances(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<Money>, Fault> {
    let sums = tx.rows(
        "select currency, cast(sum(minor) as bigint) from credit_entries
         where customer_id = $1 group by currency order by currency",
        params![&customer.to_string()],
        |row| Ok(Money::new(row.get(1)?, row.get::<Currency>(0)?)),
    )?;
    Ok(sums.into_iter().filter(|balance| balance.minor != 0).collect())
}

/// One change of a balance.
#[derive(Clone, Debug)]
pub struct EntryLine {
    pub id: String,
    /// Less than zero where it was taken back or spent.
    pub change: Money,
    pub remedy: Option<RemedyId>,
    pub spending: Option<SpendingId>,
    /// What it was spent on.
    pub reference: Option<String>,
    pub at: Timestamp,
}

/// What changed a customer's balances, the last first.
pub fn entries(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    before: Option<(Timestamp, String)>,
    most: usize,
) -> Result<Vec<EntryLine>, Fault> {
    let (at, id) = before.unwrap_or((Timestamp(i64::MAX), String::new()));
    tx.rows(
        "select e.id, e.minor, e.currency, e.remedy_id, e.spending_id, t.body, e.at from credit_entries e
         left join texts t on t.id = e.reference_id
         where e.customer_id = $1 and (e.at, e.id) < ($2, $3) order by e.at desc, e.id desc limit $4",
        params![&customer.to_string(), at, &id, most],
        |row| {
            Ok(EntryLine {
                id: row.get(0)?,
                change: Money::new(row.get(1)?, row.get(2)?),
                remedy: row.get(3)?,
                spending: row.get(4)?,
                reference: row.get(5)?,
                at: row.get(6)?,
            })
        },
    )
}

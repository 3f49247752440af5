//! Arrangements as the log tells them.

use valta_domain::{AgentId, ArrangementId, CustomerId, Recorded, TextRef, Timestamp};

use super::agent_of;
use crate::{
    db::{Fault, Tx},
    params,
};

pub(super) fn made(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    customer: CustomerId,
    arrangement: ArrangementId,
    words: &TextRef,
) -> Result<(), Fault> {
    tx.put(
        "insert into arrangements (id, customer_id, words_id, agent_id, at, ended_at) {rows}",
        params![
            &arrangement.to_string(),
            &customer.to_string(),
            &words.id.to_string(),
            agent_of(recorded.actor).as_ref(),
            recorded.at,
            None::<Timestamp>
        ],
    )
}

pub(super) fn ended(tx: &mut Tx<'_>, recorded: &Recorded, arrangement: ArrangementId) -> Result<(), Fault> {
    tx.execute(
        "update arrangements set ended_at = $2 where id = $1",
        params![&arrangement.to_string(), recorded.at],
    )?;
    Ok(())
}

#[derive(Clone, Debug)]
pub struct ArrangementLine {
    pub id: ArrangementId,
    /// `None` when they were erased.
    pub words: Option<String>,
    /// Who wrote it down.
    pub by: Option<(AgentId, String)>,
    pub at: Timestamp,
}

/// Those of a customer that stand, the oldest first.
pub fn of_customer(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<ArrangementLine>, Fault> {
    tx.rows(
        "select a.id, t.body, a.agent_id, g.name, a.at from arrangements a
         left join texts t on t.id = a.words_id
         left join accounts g on g.agent_id = a.agent_id
         where a.customer_id = $1 and a.ended_at is null order by a.at, a.id",
        params![&customer.to_string()],
        |row| {
            let by = row.get::<Option<AgentId>>(2)?;
            let name = row.get::<Option<String>>(3)?.unwrap_or_default();
            Ok(ArrangementLine {
                id: row.get(0)?,
                words: row.get(1)?,
                by: by.map(|by| (by, name)),
                at: row.get(4)?,
            })
        },
    )
}

/// Whose it is, and whether it stands.
pub fn whose(tx: &mut Tx<'_>, arrangement: ArrangementId) -> Result<Option<CustomerId>, Fault> {
    tx.row("select customer_id from arrangements where id = $1", params![&arrangement.to_string()], |row| {
        row.get(0)
    })
}

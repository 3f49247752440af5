//! What the house said by itself to whoever wrote, as the log tells it; and when it does so.

use valta_domain::{
    CaseId, IdentityId, ReceiptId, Recorded, Timestamp,
    event::CaseEvent,
    receipt::{Before, Receipts},
};

use crate::{
    db::{Fault, Tx},
    params,
};

pub(super) fn apply(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    if let CaseEvent::ReceiptWritten { receipt, contact, to, text, message_id } = event {
        return tx.put(
            "insert into receipts (id, case_id, contact_id, to_id, text_id, message_id, at) {rows}",
            params![
                &receipt.to_string(),
                &case.to_string(),
                &contact.to_string(),
                &to.to_string(),
                &text.id.to_string(),
                message_id,
                recorded.at
            ],
        );
    }
    if let CaseEvent::ReceiptFailed { receipt, because } = event {
        return tx.put(
            "update receipts set failed_because = $2 where id = $1",
            params![&receipt.to_string(), because.code()],
        );
    }
    Ok(())
}

pub(super) fn set(tx: &mut Tx<'_>, recorded: &Recorded, receipts: Receipts) -> Result<(), Fault> {
    tx.put(
        "insert into receipts_sent (id, said, set_by, at) values ('house', $1, $2, $3)
         on conflict (id) do update set said = $1, set_by = $2, at = $3",
        params![receipts.code(), &recorded.actor.to_string(), recorded.at],
    )
}

/// When the house sends them.
pub fn sent(tx: &mut Tx<'_>) -> Result<Receipts, Fault> {
    let said =
        tx.row("select said from receipts_sent where id = 'house'", params![], |row| row.get::<Receipts>(0))?;
    Ok(said.unwrap_or(Receipts::FRESH))
}

/// What was sent before: to an address, and to all since an instant.
pub fn before(tx: &mut Tx<'_>, to: Option<IdentityId>, since: Timestamp) -> Result<Before, Fault> {
    let to_all =
        tx.one("select count(*) from receipts where at > $1", params![since], |row| row.get::<i64>(0))?;
    let to_them = match to {
        Some(to) => tx.row(
            "select at from receipts where to_id = $1 order by at desc limit 1",
            params![&to.to_string()],
            |row| row.get(0),
        )?,
        None => None,
    };
    Ok(Before { to_them, to_all })
}

#[derive(Clone, Debug)]
pub struct ReceiptLine {
    pub case: CaseId,
    pub to: IdentityId,
    /// `None` where the address or the words have been erased.
    pub address: Option<String>,
    pub text: Option<String>,
    pub message_id: String,
    /// Of the message that it acknowledges.
    pub answers: Option<String>,
    pub at: Timestamp,
}

pub fn one(tx: &mut Tx<'_>, id: ReceiptId) -> Result<Option<ReceiptLine>, Fault> {
    tx.row(
        "select r.case_id, r.to_id, a.shown, t.body, r.message_id, i.message_id, r.at from receipts r
         left join addresses a on a.identity_id = r.to_id
         left join texts t on t.id = r.text_id
         left join contacts k on k.id = r.contact_id
         left join inbox i on i.sha256 = k.raw
         where r.id = $1",
        params![&id.to_string()],
        |row| {
            Ok(ReceiptLine {
                case: row.get(0)?,
                to: row.get(1)?,
                address: row.get(2)?,
                text: row.get(3)?,
                message_id: row.get(4)?,
                answers: row.get(5)?,
                at: row.get(6)?,
            })
        },
    )
}

/// The one that left under this Message-ID.
pub fn by_message_id(tx: &mut Tx<'_>, message_id: &str) -> Result<Option<(CaseId, ReceiptId)>, Fault> {
    tx.row("select case_id, id from receipts where message_id = $1", params![message_id], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

//! Links by which customers look at their matters: what the log tells of each, and the digests of their secrets. The
//! secrets themselves are nowhere: they follow from a link's id and the house's own key.

use valta_domain::{CaseId, CustomerId, IdentityId, LinkId, Recorded, Timestamp, event::CaseEvent};

use super::case::TOGETHER;
use crate::{
    account::secret_digest,
    db::{Fault, Row, Tx},
    params,
};

pub(super) fn apply(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    if let CaseEvent::LinkMade { link, to } = event {
        return tx.put(
            "insert into links (id, case_id, to_id, since) {rows}",
            params![&link.to_string(), &case.to_string(), to.map(|to| to.to_string()).as_ref(), recorded.at],
        );
    }
    if let CaseEvent::LinkRenewed { link } = event {
        return tx.put("update links set since = $2 where id = $1", params![&link.to_string(), recorded.at]);
    }
    if let CaseEvent::LinkRevoked { link } = event {
        return tx
            .put("update links set revoked_at = $2 where id = $1", params![&link.to_string(), recorded.at]);
    }
    Ok(())
}

/// A mail makes the link of its receiver hold longer; the one on paper is made to by hand.
pub(super) fn written(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let (CaseEvent::ReplyWritten { to, .. } | CaseEvent::ReceiptWritten { to, .. }) = event else {
        return Ok(());
    };
    tx.put(
        "update links set since = $3 where case_id = $1 and to_id = $2 and revoked_at is null",
        params![&case.to_string(), &to.to_string(), recorded.at],
    )
}

#[derive(Clone, Debug)]
pub struct LinkLine {
    pub id: LinkId,
    pub case: CaseId,
    pub to: Option<IdentityId>,
    /// The address, as it was written.
    pub address: Option<String>,
    /// Whose matter it leads to: the address's customer; on paper, the case's.
    pub customer: Option<CustomerId>,
    /// From when on it holds for its time: when it was made, or the last mail was written.
    pub since: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

const LINE: &str = "l.id, l.case_id, l.to_id, a.shown, i.customer_id, c.customer_id, l.since, l.revoked_at
    from links l
    join cases c on c.id = l.case_id
    left join identities i on i.id = l.to_id
    left join addresses a on a.identity_id = l.to_id";

fn line(row: &Row<'_>) -> Result<LinkLine, Fault> {
    let to = row.get::<Option<IdentityId>>(2)?;
    Ok(LinkLine {
        id: row.get(0)?,
        case: row.get(1)?,
        to,
        address: row.get(3)?,
        customer: if to.is_some() { row.get(4)? } else { row.get(5)? },
        since: row.get(6)?,
        revoked_at: row.get(7)?,
    })
}

/// The link of a secret.
pub fn by_secret(tx: &mut Tx<'_>, secret: &str) -> Result<Option<LinkLine>, Fault> {
    tx.row(
        &format!("select {LINE} join link_keys k on k.link_id = l.id where k.digest = $1"),
        params![&secret_digest(secret)],
        line,
    )
}

/// The links of a case that the caller has looked up within its scope, and of those that were put into it.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<LinkLine>, Fault> {
    tx.rows(
        &format!(
            "{TOGETHER} select {LINE} where l.case_id in (select id from together) order by l.since, l.id"
        ),
        params![&case.to_string()],
        line,
    )
}

/// The one that this address has, or paper.
pub fn standing(tx: &mut Tx<'_>, case: CaseId, to: Option<IdentityId>) -> Result<Option<LinkId>, Fault> {
    let (condition, to) = match to {
        Some(to) => ("to_id = $2", to.to_string()),
        None => ("to_id is null and $2 = ''", String::new()),
    };
    tx.row(
        &format!("select id from links where case_id = $1 and {condition} and revoked_at is null"),
        params![&case.to_string(), &to],
        |row| row.get(0),
    )
}

pub fn case_of(tx: &mut Tx<'_>, link: LinkId) -> Result<Option<CaseId>, Fault> {
    tx.row("select case_id from links where id = $1", params![&link.to_string()], |row| row.get(0))
}

pub fn put_key(tx: &mut Tx<'_>, link: LinkId, secret: &str) -> Result<(), Fault> {
    tx.put(
        "insert into link_keys (digest, link_id) values ($1, $2)",
        params![&secret_digest(secret), &link.to_string()],
    )
}

//! The sent folder: mail that stays in the house because no relay is configured.

use valta_domain::{CaseId, ContactId, Timestamp};

use crate::{
    db::{Fault, Tx, Value},
    params,
    reader::Scope,
};

pub fn put(
    tx: &mut Tx<'_>,
    contact: ContactId,
    case: CaseId,
    recipient: &str,
    raw: &[u8],
    at: Timestamp,
) -> Result<(), Fault> {
    tx.put(
        "insert into sent_folder (contact_id, case_id, recipient, raw, at) values ($1, $2, $3, $4, $5)
         on conflict (contact_id) do update set raw = $4, at = $5",
        params![&contact.to_string(), &case.to_string(), recipient, raw, at],
    )
}

#[derive(Clone, Debug)]
pub struct SentLine {
    pub contact: ContactId,
    pub case: CaseId,
    pub number: i64,
    pub recipient: String,
    pub subject: Option<String>,
    pub at: Timestamp,
}

/// The last ones first, within scope.
pub fn list(tx: &mut Tx<'_>, scope: Scope, most: usize) -> Result<Vec<SentLine>, Fault> {
    let (condition, own) = scope.condition(2);
    let mut params = vec![Value::from(most)];
    params.extend(own.as_deref().map(Value::Text));
    tx.rows(
        &format!(
            "select f.contact_id, f.case_id, c.number, f.recipient, s.body, f.at from sent_folder f
             join cases c on c.id = f.case_id left join texts s on s.id = c.subject_id
             where 1 = 1{condition} order by f.at desc, f.contact_id limit $1"
        ),
        &params,
        |row| {
            Ok(SentLine {
                contact: row.get(0)?,
                case: row.get(1)?,
                number: row.get(2)?,
                recipient: row.get(3)?,
                subject: row.get(4)?,
                at: row.get(5)?,
            })
        },
    )
}

/// The message as it would have left, with its case.
pub fn raw(tx: &mut Tx<'_>, contact: ContactId) -> Result<Option<(CaseId, Vec<u8>)>, Fault> {
    tx.row(
        "select case_id, raw from sent_folder where contact_id = $1",
        params![&contact.to_string()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

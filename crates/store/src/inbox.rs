//! Messages as they came, kept byte for byte before anybody tries to read them, and the fate of each.
//! Nothing is ever deleted here, and the same bytes are kept once.

use sha2::{Digest, Sha256};
use uuid::Uuid;
use valta_domain::{CaseId, ContactId, Timestamp};

use crate::{
    db::{Fault, Row, Tx},
    params,
    text::hex,
};

/// What becomes of a message. Every one is in exactly one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Kept, not yet looked at.
    Waiting,
    /// A contact in a case.
    Filed,
    /// Nobody could read it: a visible case of its own, with the message to download.
    Quarantined,
    /// The same message as one before, by another way.
    Repeated,
    /// A message of ours, come back to us.
    Echo,
}

impl Fate {
    pub const ALL: [Fate; 5] = [Fate::Waiting, Fate::Filed, Fate::Quarantined, Fate::Repeated, Fate::Echo];

    pub const fn code(self) -> &'static str {
        match self {
            Fate::Waiting => "waiting",
            Fate::Filed => "filed",
            Fate::Quarantined => "quarantined",
            Fate::Repeated => "repeated",
            Fate::Echo => "echo",
        }
    }

    pub fn from_code(code: &str) -> Option<Fate> {
        Fate::ALL.into_iter().find(|fate| fate.code() == code)
    }
}

pub struct Arriving<'a> {
    pub id: Uuid,
    pub raw: &'a [u8],
    /// By which way: `lmtp`, `deliver`, `import`.
    pub source: &'a str,
    /// The envelope's, where there is one.
    pub sender: Option<&'a str>,
    pub recipients: &'a [String],
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    New,
    /// The same bytes are here already; their fate is settled or will be.
    Already,
}

pub fn sha256(raw: &[u8]) -> String {
    hex(&Sha256::digest(raw))
}

/// Keeps a message; once the transaction is committed it cannot be lost any more.
pub fn keep(tx: &mut Tx<'_>, arriving: &Arriving<'_>) -> Result<Kept, Fault> {
    let sha256 = sha256(arriving.raw);
    let new = tx.execute(
        "insert into blobs (sha256, bytes) values ($1, $2) on conflict (sha256) do nothing",
        params![&sha256, arriving.raw],
    )?;
    if new == 0 {
        return Ok(Kept::Already);
    }
    tx.execute(
        "insert into inbox (id, sha256, source, sender, recipients, arrived_at, state, attempts)
         values ($1, $2, $3, $4, $5, $6, 'waiting', 0)",
        params![
            &arriving.id.to_string(),
            &sha256,
            arriving.source,
            arriving.sender,
            &arriving.recipients.join("\n"),
            arriving.at
        ],
    )?;
    Ok(Kept::New)
}

#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: Uuid,
    pub sha256: String,
    pub raw: Vec<u8>,
    pub sender: Option<String>,
    pub recipients: Vec<String>,
    pub arrived_at: Timestamp,
    pub attempts: u32,
}

/// The messages that wait longest, with their bytes.
/// At most `most` of them.
pub fn waiting(tx: &mut Tx<'_>, most: usize) -> Result<Vec<Waiting>, Fault> {
    tx.rows(
        "select i.id, i.sha256, b.bytes, i.sender, i.recipients, i.arrived_at, i.attempts
         from inbox i join blobs b on b.sha256 = i.sha256
         where i.state = 'waiting' order by i.arrived_at, i.id limit $1",
        params![most],
        |row| {
            Ok(Waiting {
                id: uuid(row, 0)?,
                sha256: row.get(1)?,
                raw: row.get(2)?,
                sender: row.get(3)?,
                recipients: row.get::<String>(4)?.split('\n').filter(|r| !r.is_empty()).map(str::to_owned).collect(),
                arrived_at: row.get(5)?,
                attempts: row.get(6)?,
            })
        },
    )
}

pub(crate) fn uuid(row: &Row<'_>, index: usize) -> Result<Uuid, Fault> {
    Uuid::try_parse(&row.get::<String>(index)?).map_err(|_| Fault::bug(format!("column {index} holds no id")))
}

/// Whether the message still waits, and claims it for this transaction.
pub fn still_waiting(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, Fault> {
    let lock = tx.dialect().for_update();
    let state = tx.row(
        &format!("select state from inbox where id = $1{lock}"),
        params![&id.to_string()],
        |row| row.get::<String>(0),
    )?;
    Ok(state.as_deref() == Some(Fate::Waiting.code()))
}

/// The case and contact that a message with the same content was filed as.
pub fn same_content(tx: &mut Tx<'_>, content_key: &str) -> Result<Option<(CaseId, ContactId)>, Fault> {
    let found = tx.row(
        "select i.case_id, i.contact_id from inbox i
         where i.content_key = $1 and i.state = 'filed' limit 1",
        params![content_key],
        |row| Ok((row.get::<Option<CaseId>>(0)?, row.get::<Option<ContactId>>(1)?)),
    )?;
    Ok(found.and_then(|(case, contact)| case.zip(contact)))
}

/// Settles a message's fate.
pub fn settle(
    tx: &mut Tx<'_>,
    id: Uuid,
    fate: Fate,
    reason: Option<&str>,
    content_key: Option<&str>,
    place: Option<(CaseId, ContactId)>,
) -> Result<(), Fault> {
    tx.execute(
        "update inbox set state = $2, reason = $3, content_key = $4, case_id = $5, contact_id = $6 where id = $1",
        params![
            &id.to_string(),
            fate.code(),
            reason,
            content_key,
            place.map(|(case, _)| case.to_string()).as_ref(),
            place.map(|(_, contact)| contact.to_string()).as_ref()
        ],
    )?;
    Ok(())
}

/// One more try did not settle it: remembered, so that a poisoned message is known for what it is.
pub fn tried(tx: &mut Tx<'_>, id: Uuid) -> Result<(), Fault> {
    tx.execute("update inbox set attempts = attempts + 1 where id = $1", params![&id.to_string()])?;
    Ok(())
}

/// How many messages met each fate. All of them together are all that ever came in.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(Fate, i64)>, Fault> {
    let counts = tx.rows("select state, count(*) from inbox group by state", params![], |row| {
        Ok((row.get::<String>(0)?, row.get::<i64>(1)?))
    })?;
    Ok(Fate::ALL
        .into_iter()
        .map(|fate| {
            let count = counts.iter().find(|(state, _)| state == fate.code()).map_or(0, |(_, count)| *count);
            (fate, count)
        })
        .collect())
}

/// When the message that waits longest arrived.
pub fn oldest_waiting(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, Fault> {
    tx.row(
        "select arrived_at from inbox where state = 'waiting' order by arrived_at, id limit 1",
        params![],
        |row| row.get(0),
    )
}

/// The message as it came.
pub fn raw(tx: &mut Tx<'_>, sha256: &str) -> Result<Option<Vec<u8>>, Fault> {
    tx.row("select bytes from blobs where sha256 = $1", params![sha256], |row| row.get(0))
}

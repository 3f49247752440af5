//! Messages as they came, kept byte for byte before anybody tries to read them, and the fate of each.
//! Nothing is ever deleted here, and the same bytes are kept once.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use uuid::Uuid;
use valta_domain::{CaseId, ContactId, Timestamp};

use crate::{
    db::{Fault, Row, Tx, Value},
    lock, params,
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
    /// A colleague's answer to a question.
    Answer,
    /// It came back by a colleague's secret and is no answer: an absence note, a delivery report.
    Aside,
}

impl Fate {
    pub const ALL: [Fate; 7] = [
        Fate::Waiting,
        Fate::Filed,
        Fate::Quarantined,
        Fate::Repeated,
        Fate::Echo,
        Fate::Answer,
        Fate::Aside,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Fate::Waiting => "waiting",
            Fate::Filed => "filed",
            Fate::Quarantined => "quarantined",
            Fate::Repeated => "repeated",
            Fate::Echo => "echo",
            Fate::Answer => "answer",
            Fate::Aside => "aside",
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
    let sha256 = keep_bytes(tx, arriving.raw)?;
    let new = tx.execute(
        "insert into inbox (id, sha256, size, source, sender, recipients, arrived_at, state, attempts)
         values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0) on conflict (sha256) do nothing",
        params![
            &arriving.id.to_string(),
            &sha256,
            arriving.raw.len(),
            arriving.source,
            arriving.sender,
            &arriving.recipients.join("\n"),
            arriving.at
        ],
    )?;
    Ok(if new == 0 { Kept::Already } else { Kept::New })
}

/// Keeps what came, byte for byte; the same bytes once.
pub fn keep_bytes(tx: &mut Tx<'_>, bytes: &[u8]) -> Result<String, Fault> {
    let sha256 = sha256(bytes);
    tx.put(
        "insert into blobs (sha256, bytes) values ($1, $2) on conflict (sha256) do nothing",
        params![&sha256, bytes],
    )?;
    Ok(sha256)
}

#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: Uuid,
    pub sha256: String,
    pub raw: Vec<u8>,
    /// By which way it came.
    pub source: String,
    pub sender: Option<String>,
    pub recipients: Vec<String>,
    pub arrived_at: Timestamp,
    pub attempts: u32,
}

/// The messages that wait longest, with their bytes: at most `most`, and no more than `bytes` in all unless
/// one alone is larger.
pub fn waiting(tx: &mut Tx<'_>, most: usize, bytes: usize) -> Result<Vec<Waiting>, Fault> {
    tx.rows(
        "select w.id, w.sha256, b.bytes, w.sender, w.recipients, w.arrived_at, w.attempts, w.source
         from (select i.*, sum(i.size) over (order by i.arrived_at, i.id) as so_far
               from (select * from inbox where state = 'waiting' order by arrived_at, id limit $1) as i) as w
         join blobs b on b.sha256 = w.sha256
         where w.so_far - w.size < $2 order by w.arrived_at, w.id",
        params![most, bytes],
        |row| {
            Ok(Waiting {
                id: uuid(row, 0)?,
                sha256: row.get(1)?,
                raw: row.get(2)?,
                sender: row.get(3)?,
                recipients: row
                    .get::<String>(4)?
                    .split('\n')
                    .filter(|r| !r.is_empty())
                    .map(str::to_owned)
                    .collect(),
                arrived_at: row.get(5)?,
                attempts: row.get(6)?,
                source: row.get(7)?,
            })
        },
    )
}

pub(crate) fn uuid(row: &Row<'_>, index: usize) -> Result<Uuid, Fault> {
    Uuid::try_parse(&row.get::<String>(index)?).map_err(|_| Fault::bug(format!("column {index} holds no id")))
}

/// Takes the turns of messages, of their contents and of their senders, each kind in its own order, so that two who
/// file at once cannot wait for each other; whoever files a copy, or the same sender's next message, waits.
pub fn take_turns<'a>(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = Uuid>,
    content_keys: impl IntoIterator<Item = &'a str>,
    senders: impl IntoIterator<Item = &'a str>,
) -> Result<(), Fault> {
    let kinds: [BTreeSet<String>; 3] = [
        ids.into_iter().map(|id| format!("inbox {id}")).collect(),
        content_keys.into_iter().map(|key| format!("content {key}")).collect(),
        senders.into_iter().map(|sender| format!("sender {sender}")).collect(),
    ];
    kinds.iter().flatten().try_for_each(|name| lock::hold(tx, name))
}

/// Which of the messages still wait.
pub fn still_waiting(tx: &mut Tx<'_>, ids: impl IntoIterator<Item = Uuid>) -> Result<BTreeSet<Uuid>, Fault> {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    let asked: Vec<_> = ids.iter().map(|id| vec![Value::from(id)]).collect();
    let states = tx.rows_of(
        "select m.column1, (select i.state from inbox i where i.id = m.column1) from ({rows}) as m",
        &asked,
        |row| Ok((uuid(row, 0)?, row.get::<Option<String>>(1)?)),
    )?;
    Ok(states
        .into_iter()
        .filter(|(_, state)| state.as_deref() == Some(Fate::Waiting.code()))
        .map(|(id, _)| id)
        .collect())
}

/// The messages that were filed with the same content, where there are any: their cases and contacts by the content.
pub fn same_content<'a>(
    tx: &mut Tx<'_>,
    content_keys: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeMap<String, (CaseId, ContactId)>, Fault> {
    let asked: Vec<_> = content_keys.into_iter().map(|key| vec![Value::from(key)]).collect();
    let known = tx.rows_of(
        "select m.column1,
             (select i.id from inbox i where i.content_key = m.column1 and i.state = 'filed' limit 1)
         from ({rows}) as m",
        &asked,
        |row| Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?)),
    )?;
    let mut places = BTreeMap::new();
    for (key, id) in known {
        if id.is_none() {
            continue;
        }
        let place = tx.row(
            "select i.case_id, i.contact_id from inbox i
             where i.content_key = $1 and i.state = 'filed' limit 1",
            params![&key],
            |row| Ok((row.get::<Option<CaseId>>(0)?, row.get::<Option<ContactId>>(1)?)),
        )?;
        if let Some((Some(case), Some(contact))) = place {
            places.insert(key, (case, contact));
        }
    }
    Ok(places)
}

/// Whether the same content was taken as a colleague's answer before, by another way.
pub fn was_answer(tx: &mut Tx<'_>, content_key: &str) -> Result<bool, Fault> {
    let found = tx.row(
        "select 1 from inbox where content_key = $1 and state = 'answer' limit 1",
        params![content_key],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// How a message's fate was settled.
#[derive(Clone, Debug)]
pub struct Settled<'a> {
    pub fate: Fate,
    /// Why nobody could read it.
    pub reason: Option<&'a str>,
    /// As the sender made it.
    pub message_id: Option<&'a str>,
    pub content_key: Option<&'a str>,
    /// Codes of what a reader should know of it: cut, lossy, malformed.
    pub marks: Vec<&'a str>,
    pub place: Option<(CaseId, ContactId)>,
}

pub fn settle(tx: &mut Tx<'_>, id: Uuid, settled: &Settled<'_>) -> Result<(), Fault> {
    tx.put(
        "update inbox set state = $2, reason = $3, content_key = $4, marks = $5, case_id = $6, contact_id = $7,
             message_id = $8
         where id = $1",
        params![
            &id.to_string(),
            settled.fate.code(),
            settled.reason,
            settled.content_key,
            Some(settled.marks.join(",")).filter(|marks| !marks.is_empty()).as_ref(),
            settled.place.map(|(case, _)| case.to_string()).as_ref(),
            settled.place.map(|(_, contact)| contact.to_string()).as_ref(),
            settled.message_id
        ],
    )
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

/// A message of the inbox as it came.
pub fn raw_of(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Vec<u8>>, Fault> {
    tx.row(
        "select b.bytes from inbox i join blobs b on b.sha256 = i.sha256 where i.id = $1",
        params![&id.to_string()],
        |row| row.get(0),
    )
}

/// The message as it came.
pub fn raw(tx: &mut Tx<'_>, sha256: &str) -> Result<Option<Vec<u8>>, Fault> {
    tx.row("select bytes from blobs where sha256 = $1", params![sha256], |row| row.get(0))
}

/// Something attached to a message; its bytes are in the message as it came.
#[derive(Clone, Debug)]
pub struct AttachmentLine {
    pub contact: ContactId,
    pub place: u32,
    pub name: String,
    pub media_type: String,
    pub bytes: i64,
}

pub fn put_attachment(tx: &mut Tx<'_>, attachment: &AttachmentLine) -> Result<(), Fault> {
    tx.put(
        "insert into attachments (contact_id, place, name, media_type, bytes) {rows}",
        params![
            &attachment.contact.to_string(),
            attachment.place,
            &attachment.name,
            &attachment.media_type,
            attachment.bytes
        ],
    )
}

/// What is attached to the contacts of a case.
pub fn attachments_of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<AttachmentLine>, Fault> {
    tx.rows(
        "select t.contact_id, t.place, t.name, t.media_type, t.bytes from contacts k
         join attachments t on t.contact_id = k.id where k.case_id = $1 order by t.contact_id, t.place limit $2",
        params![&case.to_string(), most],
        |row| {
            Ok(AttachmentLine {
                contact: row.get(0)?,
                place: row.get(1)?,
                name: row.get(2)?,
                media_type: row.get(3)?,
                bytes: row.get(4)?,
            })
        },
    )
}

/// A message as the inbox lists it.
#[derive(Clone, Debug)]
pub struct InboxLine {
    pub id: Uuid,
    pub sha256: String,
    pub source: String,
    pub arrived_at: Timestamp,
    pub fate: Fate,
    pub reason: Option<String>,
    pub case: Option<CaseId>,
}

/// The last messages of one fate.
pub fn list(tx: &mut Tx<'_>, fate: Fate, most: usize) -> Result<Vec<InboxLine>, Fault> {
    tx.rows(
        "select id, sha256, source, arrived_at, reason, case_id from inbox
         where state = $1 order by arrived_at desc limit $2",
        params![fate.code(), most],
        |row| {
            Ok(InboxLine {
                id: uuid(row, 0)?,
                sha256: row.get(1)?,
                source: row.get(2)?,
                arrived_at: row.get(3)?,
                fate,
                reason: row.get(4)?,
                case: row.get(5)?,
            })
        },
    )
}

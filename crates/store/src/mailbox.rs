//! Mailboxes that are looked into: who does it now, what was found in each, and how it went.

use std::collections::BTreeMap;

use uuid::Uuid;
use valta_domain::Timestamp;

use crate::{
    db::{Fault, Row, Tx},
    inbox::Fate,
    params,
};

/// How a message of a mailbox stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Kept here; there it still lies where it came in.
    Kept,
    /// Kept here, and put away there.
    Away,
    /// It could not be had.
    Left,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            State::Kept => "kept",
            State::Away => "away",
            State::Left => "left",
        }
    }

    fn from_code(code: &str) -> Option<State> {
        [State::Kept, State::Away, State::Left].into_iter().find(|state| state.code() == code)
    }
}

/// A message as it is known by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub state: State,
    pub attempts: u32,
    /// When it is worth another try.
    pub next_at: Timestamp,
}

/// Where a message lies: the mailbox's name, its UIDVALIDITY, its UID.
#[derive(Clone, Copy, Debug)]
pub struct Lies<'a> {
    pub mailbox: &'a str,
    pub epoch: u32,
    pub uid: u32,
}

/// Takes or keeps the lease; whoever has none leaves the mailbox alone.
pub fn claim(
    tx: &mut Tx<'_>,
    name: &str,
    lease: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, Fault> {
    let claimed = tx.execute(
        "insert into mailboxes (name, lease, lease_until, waiting) values ($1, $2, $3, 0)
         on conflict (name) do update set lease = $2, lease_until = $3
         where mailboxes.lease = $2 or mailboxes.lease is null or mailboxes.lease_until < $4",
        params![name, &lease.to_string(), until, now],
    )?;
    Ok(claimed == 1)
}

/// The next one need not wait for the lease to run out.
pub fn release(tx: &mut Tx<'_>, name: &str, lease: Uuid) -> Result<(), Fault> {
    let lease = lease.to_string();
    tx.execute("update mailboxes set lease = null where name = $1 and lease = $2", params![name, &lease])?;
    Ok(())
}

/// Since when it has been in trouble.
pub fn trouble_since(tx: &mut Tx<'_>, name: &str) -> Result<Option<Timestamp>, Fault> {
    let since = tx.row("select trouble_since from mailboxes where name = $1", params![name], |row| {
        row.get::<Option<Timestamp>>(0)
    })?;
    Ok(since.flatten())
}

/// What could not be had and is no longer there is nobody's any more: of these numbers nothing is left, nor under another
/// UIDVALIDITY.
pub fn forget_gone(tx: &mut Tx<'_>, name: &str, epoch: u32, there: &[u32]) -> Result<(), Fault> {
    let left = tx.rows(
        "select epoch, uid from mailbox_messages where mailbox = $1 and state = 'left'",
        params![name],
        |row| Ok((row.get::<u32>(0)?, row.get::<u32>(1)?)),
    )?;
    let gone = left.into_iter().filter(|(of, uid)| *of != epoch || there.binary_search(uid).is_err());
    for (of, uid) in gone {
        tx.put(
            "delete from mailbox_messages where mailbox = $1 and epoch = $2 and uid = $3 and state = 'left'",
            params![name, of, uid],
        )?;
    }
    Ok(())
}

/// What is known of the numbers from `first` to `last`.
pub fn known(
    tx: &mut Tx<'_>,
    name: &str,
    epoch: u32,
    (first, last): (u32, u32),
) -> Result<BTreeMap<u32, Known>, Fault> {
    let found = tx.rows(
        "select uid, state, attempts, next_at from mailbox_messages
         where mailbox = $1 and epoch = $2 and uid between $3 and $4",
        params![name, epoch, first, last],
        |row| {
            let code: String = row.get(1)?;
            let state = State::from_code(&code);
            let state = state.ok_or_else(|| Fault::bug(format!("a mailbox's message is {code}")))?;
            Ok((row.get::<u32>(0)?, Known { state, attempts: row.get(2)?, next_at: row.get(3)? }))
        },
    )?;
    Ok(found.into_iter().collect())
}

/// The message is here.
pub fn kept(tx: &mut Tx<'_>, lies: Lies<'_>, sha256: &str, bytes: usize) -> Result<(), Fault> {
    tx.put(
        "insert into mailbox_messages (mailbox, epoch, uid, state, sha256, bytes, attempts, next_at)
         values ($1, $2, $3, 'kept', $4, $5, 0, 0)
         on conflict (mailbox, epoch, uid) do update set state = 'kept', sha256 = $4, bytes = $5, reason = null",
        params![lies.mailbox, lies.epoch, lies.uid, sha256, bytes],
    )
}

/// A message that could not be had.
#[derive(Clone, Copy, Debug)]
pub struct NotHad {
    /// A code.
    pub reason: &'static str,
    pub bytes: u64,
    pub since: Option<Timestamp>,
    pub attempts: u32,
    pub next_at: Timestamp,
}

pub fn left(tx: &mut Tx<'_>, lies: Lies<'_>, not: NotHad) -> Result<(), Fault> {
    let bytes = i64::try_from(not.bytes).unwrap_or(i64::MAX);
    tx.put(
        "insert into mailbox_messages (mailbox, epoch, uid, state, bytes, reason, attempts, next_at, since)
         values ($1, $2, $3, 'left', $4, $5, $6, $7, $8)
         on conflict (mailbox, epoch, uid) do update set bytes = $4, reason = $5, attempts = $6, next_at = $7, since = $8
         where mailbox_messages.state = 'left'",
        params![
            lies.mailbox,
            lies.epoch,
            lies.uid,
            bytes,
            not.reason,
            not.attempts,
            not.next_at,
            not.since
        ],
    )
}

/// There, it lies where what is done with lies.
pub fn away(tx: &mut Tx<'_>, lies: Lies<'_>) -> Result<(), Fault> {
    tx.put(
        "update mailbox_messages set state = 'away' where mailbox = $1 and epoch = $2 and uid = $3 and state = 'kept'",
        params![lies.mailbox, lies.epoch, lies.uid],
    )
}

/// So much is found there that is not here yet.
pub fn found(tx: &mut Tx<'_>, name: &str, waiting: usize, since: Option<Timestamp>) -> Result<(), Fault> {
    tx.execute(
        "update mailboxes set waiting = $2, waiting_since = $3 where name = $1",
        params![name, waiting, since],
    )?;
    Ok(())
}

/// Everything that could be had is here. What the server refuses besides is still trouble.
pub fn looked(tx: &mut Tx<'_>, name: &str, now: Timestamp, refused: bool) -> Result<(), Fault> {
    tx.execute(
        "update mailboxes set looked_at = $2, waiting = 0, waiting_since = null where name = $1",
        params![name, now],
    )?;
    if !refused {
        tx.execute(
            "update mailboxes set trouble = null, trouble_words = null, trouble_since = null where name = $1",
            params![name],
        )?;
    }
    Ok(())
}

/// There is trouble; `trouble` is a code, `words` what the other side said.
pub fn in_trouble(
    tx: &mut Tx<'_>,
    name: &str,
    now: Timestamp,
    trouble: &str,
    words: &str,
) -> Result<(), Fault> {
    tx.execute(
        "update mailboxes set trouble = $2, trouble_words = $3, trouble_since = coalesce(trouble_since, $4)
         where name = $1",
        params![name, trouble, words, now],
    )?;
    Ok(())
}

/// How a mailbox does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxLine {
    pub name: String,
    /// When it was last looked at without trouble.
    pub looked_at: Option<Timestamp>,
    pub trouble: Option<String>,
    pub trouble_words: Option<String>,
    pub trouble_since: Option<Timestamp>,
    pub waiting: i64,
    pub waiting_since: Option<Timestamp>,
    pub left: Vec<Left>,
}

/// What lies there and could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// A code.
    pub reason: String,
    pub many: i64,
    /// Bytes of the largest.
    pub largest: i64,
    /// Since when the oldest lies there.
    pub since: Option<Timestamp>,
}

impl MailboxLine {
    /// Of one that nobody has looked into.
    pub fn new(name: &str) -> MailboxLine {
        MailboxLine {
            name: name.to_owned(),
            looked_at: None,
            trouble: None,
            trouble_words: None,
            trouble_since: None,
            waiting: 0,
            waiting_since: None,
            left: Vec::new(),
        }
    }

    /// Everything that lies there and is not here; and since when the oldest.
    pub fn not_here(&self) -> (i64, Option<Timestamp>) {
        let many = self.waiting + self.left.iter().map(|left| left.many).sum::<i64>();
        let since = self.left.iter().filter_map(|left| left.since).chain(self.waiting_since).min();
        (many, since)
    }
}

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<MailboxLine>, Fault> {
    let mut lines = tx.rows(
        "select name, looked_at, trouble, trouble_words, trouble_since, waiting, waiting_since
         from mailboxes order by name",
        params![],
        line,
    )?;
    for line in &mut lines {
        line.left = tx.rows(
            "select reason, count(*), max(bytes), min(since) from mailbox_messages
             where mailbox = $1 and state = 'left' group by reason order by reason",
            params![&line.name],
            |row| {
                Ok(Left { reason: row.get(0)?, many: row.get(1)?, largest: row.get(2)?, since: row.get(3)? })
            },
        )?;
    }
    Ok(lines)
}

/// What came from a mailbox, by what became of it here; counted one by one.
pub fn fates(tx: &mut Tx<'_>, name: &str) -> Result<Vec<(Fate, i64)>, Fault> {
    tx.rows(
        "select i.state, count(*) from inbox i
         where i.sha256 in (select k.sha256 from mailbox_messages k where k.mailbox = $1 and k.state <> 'left')
         group by i.state order by i.state",
        params![name],
        |row| {
            let code: String = row.get(0)?;
            let fate = Fate::from_code(&code).ok_or_else(|| Fault::bug(format!("a message is {code}")))?;
            Ok((fate, row.get(1)?))
        },
    )
}

fn line(row: &Row<'_>) -> Result<MailboxLine, Fault> {
    Ok(MailboxLine {
        looked_at: row.get(1)?,
        trouble: row.get(2)?,
        trouble_words: row.get(3)?,
        trouble_since: row.get(4)?,
        waiting: row.get(5)?,
        waiting_since: row.get(6)?,
        ..MailboxLine::new(&row.get::<String>(0)?)
    })
}

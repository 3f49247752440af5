//! What must leave the building, written with the event that caused it and performed later. An errand is
//! claimed with a lease; whoever lost the lease can settle nothing any more.

use uuid::Uuid;
use valta_domain::{CaseId, Timestamp};

use crate::{
    db::{Fault, Tx},
    inbox::uuid,
    params,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Mail,
    Payment,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Mail, Kind::Payment];

    pub const fn code(self) -> &'static str {
        match self {
            Kind::Mail => "mail",
            Kind::Payment => "payment",
        }
    }
}

/// Puts an errand in; `subject` is the contact or the remedy that it is about.
pub fn put(
    tx: &mut Tx<'_>,
    id: Uuid,
    kind: Kind,
    subject: Uuid,
    case: CaseId,
    at: Timestamp,
) -> Result<(), Fault> {
    tx.put(
        "insert into outbox (id, kind, subject_id, case_id, state, attempts, made_at, next_at) {rows}",
        params![&id.to_string(), kind.code(), &subject.to_string(), &case.to_string(), "waiting", 0, at, at],
    )
}

/// Takes an errand back that nobody has begun; false when it is too late.
pub fn withdraw(tx: &mut Tx<'_>, kind: Kind, subject: Uuid) -> Result<bool, Fault> {
    let changed = tx.execute(
        "update outbox set state = 'withdrawn' where subject_id = $1 and kind = $2 and state = 'waiting'",
        params![&subject.to_string(), kind.code()],
    )?;
    Ok(changed > 0)
}

/// Whether somebody is performing an errand of the subject at this moment.
pub fn is_leased(tx: &mut Tx<'_>, kind: Kind, subject: Uuid) -> Result<bool, Fault> {
    let found = tx.row(
        "select 1 from outbox where subject_id = $1 and kind = $2 and state = 'leased' limit 1",
        params![&subject.to_string(), kind.code()],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: Uuid,
    pub subject: Uuid,
    pub case: CaseId,
    pub attempts: u32,
    pub made_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// What is due.
    Due,
    /// What somebody else claimed and did not come back with in time: nobody knows whether it was performed.
    Lost,
}

/// Claims errands for as long as the lease runs; a new attempt begins with what is due.
pub fn claim(
    tx: &mut Tx<'_>,
    kind: Kind,
    which: Which,
    now: Timestamp,
    (lease, lease_until): (Uuid, Timestamp),
    most: usize,
) -> Result<Vec<Claimed>, Fault> {
    let (condition, order) = match which {
        Which::Due => ("state = 'waiting' and next_at <= $2", "next_at, id"),
        Which::Lost => ("state = 'leased' and lease_until < $2", "lease_until, id"),
    };
    let skip = tx.dialect().skip_locked();
    let claimed = tx.rows(
        &format!(
            "select id, subject_id, case_id, attempts, made_at from outbox
             where kind = $1 and {condition} order by {order} limit $3{skip}"
        ),
        params![kind.code(), now, most],
        |row| {
            Ok(Claimed {
                id: uuid(row, 0)?,
                subject: uuid(row, 1)?,
                case: row.get(2)?,
                attempts: row.get(3)?,
                made_at: row.get(4)?,
            })
        },
    )?;
    for errand in &claimed {
        tx.put(
            "update outbox set state = 'leased', lease = $2, lease_until = $3, attempts = attempts + $4 where id = $1",
            params![
                &errand.id.to_string(),
                &lease.to_string(),
                lease_until,
                i64::from(which == Which::Due)
            ],
        )?;
    }
    Ok(claimed)
}

/// How an attempt ended.
pub enum Settled<'a> {
    Done,
    /// Once more, then.
    Later {
        next_at: Timestamp,
        error: &'a str,
    },
    Failed {
        error: &'a str,
    },
    Uncertain {
        error: &'a str,
    },
}

/// Settles a claimed errand; false when the lease was lost to somebody else.
pub fn settle(tx: &mut Tx<'_>, id: Uuid, lease: Uuid, settled: &Settled<'_>) -> Result<bool, Fault> {
    let (state, next_at, error) = match settled {
        Settled::Done => ("done", None, None),
        Settled::Later { next_at, error } => ("waiting", Some(*next_at), Some(*error)),
        Settled::Failed { error } => ("failed", None, Some(*error)),
        Settled::Uncertain { error } => ("uncertain", None, Some(*error)),
    };
    let changed = tx.execute(
        "update outbox set state = $3, next_at = coalesce($4, next_at), last_error = $5, lease = null, lease_until = null
         where id = $1 and lease = $2 and state = 'leased'",
        params![&id.to_string(), &lease.to_string(), state, next_at, error],
    )?;
    Ok(changed > 0)
}

/// How many errands of a kind are in each state.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64)>, Fault> {
    tx.rows(
        "select kind, state, count(*) from outbox group by kind, state order by kind, state",
        params![],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// When the errand that waits longest should have been performed.
pub fn oldest_due(tx: &mut Tx<'_>, kind: Kind) -> Result<Option<Timestamp>, Fault> {
    tx.row(
        "select next_at from outbox where kind = $1 and state = 'waiting' order by next_at, id limit 1",
        params![kind.code()],
        |row| row.get(0),
    )
}

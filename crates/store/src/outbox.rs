//! What must leave the building, written with the event that caused it and performed later. An errand is
//! claimed with a lease; whoever lost the lease can settle nothing any more.

use uuid::Uuid;
use valta_domain::{AgentId, CaseId, RemedyId, Timestamp};

use crate::{
    db::{Fault, Tx},
    inbox::uuid,
    params,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Mail,
    /// What the house says by itself to whoever wrote.
    Receipt,
    /// Word to a colleague who is not looking.
    Notice,
    /// Word to whoever is on call.
    Call,
    /// The same to the operator's gateway for text messages.
    Gateway,
    /// Word to a colleague on one of their devices.
    Push,
    /// Word to whoever is on call, on one of theirs.
    CallPush,
    /// An order to pay onto the customer's balance in the house.
    Credit,
    /// An order to pay that people of the house carry out.
    Finance,
    /// An order to pay that leaves to another program, by the connector that the errand names.
    Webhook,
    /// To ask that program to give it back.
    Recall,
}

impl Kind {
    pub const ALL: [Kind; 11] = [
        Kind::Mail,
        Kind::Receipt,
        Kind::Notice,
        Kind::Call,
        Kind::Gateway,
        Kind::Push,
        Kind::CallPush,
        Kind::Credit,
        Kind::Finance,
        Kind::Webhook,
        Kind::Recall,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Kind::Mail => "mail",
            Kind::Receipt => "receipt",
            Kind::Notice => "notice",
            Kind::Call => "call",
            Kind::Gateway => "gateway",
            Kind::Push => "push",
            Kind::CallPush => "call_push",
            Kind::Credit => "credit",
            Kind::Finance => "finance",
            Kind::Webhook => "webhook",
            Kind::Recall => "recall",
        }
    }

    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The kinds that are orders to pay; a remedy has one open order at a time.
const ORDERS: &str = "kind in ('credit', 'finance', 'webhook')";

/// Something that must leave; `subject` is the contact, the letter, the remedy or the promise that it is about.
#[derive(Clone, Copy, Debug)]
pub struct Errand<'a> {
    pub id: Uuid,
    pub kind: Kind,
    pub connector: Option<&'a str>,
    /// The colleague whom it is for.
    pub to: Option<AgentId>,
    pub subject: Uuid,
    pub case: CaseId,
    /// Earlier than now where the same order goes out once more.
    pub made_at: Timestamp,
}

pub fn put(tx: &mut Tx<'_>, errand: &Errand<'_>, next_at: Timestamp) -> Result<(), Fault> {
    tx.put(
        "insert into outbox (id, kind, connector, to_agent, subject_id, case_id, state, attempts, made_at, next_at) {rows}",
        params![
            &errand.id.to_string(),
            errand.kind.code(),
            errand.connector,
            errand.to.map(|to| to.to_string()).as_ref(),
            &errand.subject.to_string(),
            &errand.case.to_string(),
            "waiting",
            0,
            errand.made_at,
            next_at
        ],
    )
}

/// A remedy's order to pay, the last one.
#[derive(Clone, Debug)]
pub struct Order {
    pub kind: Kind,
    pub connector: Option<String>,
    pub state: String,
    pub made_at: Timestamp,
}

impl Order {
    /// Somebody is handing it over at this moment.
    pub fn is_leased(&self) -> bool {
        self.state == "leased"
    }

    /// It has not been handed over, and will be.
    pub fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "waiting" | "leased")
    }
}

pub fn order_of(tx: &mut Tx<'_>, remedy: RemedyId) -> Result<Option<Order>, Fault> {
    tx.row(
        &format!(
            "select kind, connector, state, made_at from outbox
             where subject_id = $1 and {ORDERS} order by made_at desc, id desc limit 1"
        ),
        params![&remedy.to_string()],
        |row| {
            let kind = Kind::from_code(&row.get::<String>(0)?);
            Ok(Order {
                kind: kind.ok_or_else(|| Fault::bug("an errand of no kind"))?,
                connector: row.get(1)?,
                state: row.get(2)?,
                made_at: row.get(3)?,
            })
        },
    )
}

/// Takes an order back that nobody has begun; how many there were.
pub fn withdraw_order(tx: &mut Tx<'_>, remedy: RemedyId) -> Result<u64, Fault> {
    tx.execute(
        &format!(
            "update outbox set state = 'withdrawn' where subject_id = $1 and {ORDERS} and state = 'waiting'"
        ),
        params![&remedy.to_string()],
    )
}

/// The fate of what was ordered is known: nobody hands it over, or asks after it, any more.
pub fn close_order(tx: &mut Tx<'_>, remedy: RemedyId) -> Result<(), Fault> {
    tx.execute(
        &format!(
            "update outbox set state = 'done' where subject_id = $1 and {ORDERS} and state in ('waiting', 'uncertain')"
        ),
        params![&remedy.to_string()],
    )?;
    Ok(())
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
    pub kind: Kind,
    pub connector: Option<String>,
    /// The colleague whom it is for.
    pub to: Option<AgentId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// What is due.
    Due,
    /// What somebody else claimed and did not come back with in time: nobody knows whether it was performed.
    Lost,
}

/// Nothing is sent to a connector that is disabled.
const ENABLED: &str = "(connector is null
    or connector not in (select name from connectors where disabled_at is not null))";

/// Whether an errand of a kind is due or was lost: a look that costs nothing when nothing is.
pub fn is_due(tx: &mut Tx<'_>, kind: Kind, now: Timestamp) -> Result<bool, Fault> {
    let found = tx.row(
        &format!(
            "select 1 from outbox where kind = $1 and state = 'waiting' and next_at <= $2 and {ENABLED}
             union all
             select 1 from outbox where kind = $1 and state = 'leased' and lease_until < $2 limit 1"
        ),
        params![kind.code(), now],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
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
        Which::Due => (format!("state = 'waiting' and next_at <= $2 and {ENABLED}"), "next_at, id"),
        Which::Lost => ("state = 'leased' and lease_until < $2".to_owned(), "lease_until, id"),
    };
    let skip = tx.dialect().skip_locked();
    let claimed = tx.rows(
        &format!(
            "select id, subject_id, case_id, attempts, made_at, connector, to_agent from outbox
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
                kind,
                connector: row.get(5)?,
                to: row.get(6)?,
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

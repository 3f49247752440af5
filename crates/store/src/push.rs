//! Devices that people of the house are told on, and what is told on which.

use uuid::Uuid;
use valta_domain::{AgentId, Timestamp, reach::About};

use crate::{
    db::{Fault, Row, Tx},
    inbox::uuid,
    params,
};

/// A device that somebody is told on.
#[derive(Clone, Debug)]
pub struct Device {
    pub id: Uuid,
    pub agent: AgentId,
    pub name: String,
    /// Where its browser's service takes what is for it: whoever knows the address can send there.
    pub endpoint: String,
    pub public_key: Vec<u8>,
    pub auth: Vec<u8>,
    pub made_at: Timestamp,
    /// When the service took something for it last.
    pub used_at: Option<Timestamp>,
}

const DEVICE: &str =
    "select id, agent_id, name, endpoint, public_key, auth, made_at, used_at from push_devices";

fn device_of(row: &Row<'_>) -> Result<Device, Fault> {
    Ok(Device {
        id: uuid(row, 0)?,
        agent: row.get(1)?,
        name: row.get(2)?,
        endpoint: row.get(3)?,
        public_key: row.get(4)?,
        auth: row.get(5)?,
        made_at: row.get(6)?,
        used_at: row.get(7)?,
    })
}

/// Somebody's devices, the last first.
pub fn devices(tx: &mut Tx<'_>, agent: AgentId) -> Result<Vec<Device>, Fault> {
    let sql = format!("{DEVICE} where agent_id = $1 order by made_at desc, id desc");
    tx.rows(&sql, params![&agent.to_string()], device_of)
}

pub fn device(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Device>, Fault> {
    tx.row(&format!("{DEVICE} where id = $1"), params![&id.to_string()], device_of)
}

/// One browser is one device: told again it is the same, and whoever said so last is told on it.
pub fn put_device(tx: &mut Tx<'_>, device: &Device) -> Result<(), Fault> {
    tx.execute("delete from push_devices where endpoint = $1", params![&device.endpoint])?;
    tx.execute(
        "insert into push_devices (id, agent_id, name, endpoint, public_key, auth, made_at, used_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            &device.id.to_string(),
            &device.agent.to_string(),
            &device.name,
            &device.endpoint,
            &device.public_key,
            &device.auth,
            device.made_at,
            device.used_at
        ],
    )?;
    Ok(())
}

pub fn end_device(tx: &mut Tx<'_>, agent: AgentId, id: Uuid) -> Result<(), Fault> {
    tx.execute(
        "delete from push_devices where agent_id = $1 and id = $2",
        params![&agent.to_string(), &id.to_string()],
    )?;
    Ok(())
}

/// Somebody else is at it now.
pub fn end_of_others(tx: &mut Tx<'_>, agent: AgentId, id: Uuid) -> Result<(), Fault> {
    tx.execute(
        "delete from push_devices where agent_id <> $1 and id = $2",
        params![&agent.to_string(), &id.to_string()],
    )?;
    Ok(())
}

pub fn end_all(tx: &mut Tx<'_>, agent: AgentId) -> Result<(), Fault> {
    tx.execute("delete from push_devices where agent_id = $1", params![&agent.to_string()])?;
    Ok(())
}

/// Its service took something for it.
pub fn used(tx: &mut Tx<'_>, id: Uuid, at: Timestamp) -> Result<(), Fault> {
    tx.execute("update push_devices set used_at = $2 where id = $1", params![&id.to_string(), at])?;
    Ok(())
}

/// Word of something on one device.
#[derive(Clone, Copy, Debug)]
pub struct Push {
    pub id: Uuid,
    pub device: Uuid,
    pub agent: AgentId,
    pub about: About,
    /// The letter, the promise or the call that it is told of.
    pub subject: Uuid,
    pub at: Timestamp,
}

pub fn put(tx: &mut Tx<'_>, push: &Push) -> Result<(), Fault> {
    tx.put(
        "insert into pushes (id, device_id, agent_id, about, subject_id, at) {rows}",
        params![
            &push.id.to_string(),
            &push.device.to_string(),
            &push.agent.to_string(),
            push.about.code(),
            &push.subject.to_string(),
            push.at
        ],
    )
}

pub fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Push>, Fault> {
    tx.row(
        "select device_id, agent_id, about, subject_id, at from pushes where id = $1",
        params![&id.to_string()],
        |row| {
            let about = About::from_code(&row.get::<String>(2)?);
            Ok(Push {
                id,
                device: uuid(row, 0)?,
                agent: row.get(1)?,
                about: about.ok_or_else(|| Fault::bug("a push is about nothing"))?,
                subject: uuid(row, 3)?,
                at: row.get(4)?,
            })
        },
    )
}

/// Whether nothing has told them of it yet: every device of theirs was tried and none took it, and no letter was written.
pub fn in_vain(tx: &mut Tx<'_>, push: &Push) -> Result<bool, Fault> {
    let told = tx.row(
        "select 1 from pushes p join outbox o on o.subject_id = p.id
         where p.subject_id = $1 and p.agent_id = $2 and p.at = $3
             and (o.state in ('done', 'leased') or (o.state = 'waiting' and o.attempts = 0))
         union all
         select 1 from outbox where subject_id = $1 and kind in ('notice', 'call') and made_at >= $3
             and (to_agent is null or to_agent = $2)
         limit 1",
        params![&push.subject.to_string(), &push.agent.to_string(), push.at],
        |row| row.get::<i64>(0),
    )?;
    Ok(told.is_none())
}

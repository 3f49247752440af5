//! Mandates as they stand now. A mandate's version is its place in its stream.

use valta_domain::{
    Actor, AgentId, MandateId, Recorded, Stream, Timestamp,
    event::MandateEvent,
    mandate::{Mandate, Terms},
};

use crate::{
    db::{Fault, FaultKind, Row, Tx},
    params,
};

pub(super) fn apply(tx: &mut Tx<'_>, recorded: &Recorded, event: &MandateEvent) -> Result<(), Fault> {
    let Stream::Mandate(id) = recorded.stream else { return Ok(()) };
    let id = id.to_string();
    let by = recorded.actor.to_string();
    match event {
        MandateEvent::MandateSet { terms, reason } => tx.put(
            "insert into mandates (id, version, terms, revoked, set_by, set_at, reason_id)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (id) do update set version = $2, terms = $3, revoked = $4, set_by = $5, set_at = $6,
                 reason_id = $7",
            params![
                &id,
                recorded.version,
                &encode(terms),
                false,
                &by,
                recorded.at,
                reason.as_ref().map(|text| text.id.to_string()).as_ref()
            ],
        ),
        MandateEvent::MandateRevoked { reason } => tx.put(
            "update mandates set version = $2, revoked = $3, set_by = $4, set_at = $5, reason_id = $6 where id = $1",
            params![
                &id,
                recorded.version,
                true,
                &by,
                recorded.at,
                reason.as_ref().map(|text| text.id.to_string()).as_ref()
            ],
        ),
    }
}

fn encode(terms: &Terms) -> String {
    serde_json::to_string(terms)
        .unwrap_or_else(|error| unreachable!("terms have keys that are text: {error}"))
}

/// Whether a mandate was ever set, standing or not.
pub fn any(tx: &mut Tx<'_>) -> Result<bool, Fault> {
    let found = tx.row("select 1 from mandates limit 1", params![], |row| row.get::<i64>(0))?;
    Ok(found.is_some())
}

/// The mandates that stand, in the order of their ids.
pub fn standing(tx: &mut Tx<'_>) -> Result<Vec<Mandate>, Fault> {
    tx.rows("select id, version, terms from mandates where revoked = $1 order by id", params![false], mandate)
}

/// Whether a mandate stands.
pub fn stands(tx: &mut Tx<'_>, id: MandateId) -> Result<bool, Fault> {
    let revoked = tx.row("select revoked from mandates where id = $1", params![&id.to_string()], |row| {
        row.get::<bool>(0)
    })?;
    Ok(revoked == Some(false))
}

/// A mandate that stands, with who set it, when and why.
#[derive(Clone, Debug)]
pub struct MandateLine {
    pub mandate: Mandate,
    /// The agent who set it and their name; nobody where the house did.
    pub set_by: Option<(AgentId, String)>,
    pub set_at: Timestamp,
    pub reason: Option<String>,
}

/// Those that stand, in the order of their ids.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<MandateLine>, Fault> {
    tx.rows(
        "select m.id, m.version, m.terms, m.set_by, g.name, m.set_at, t.body from mandates m
         left join accounts g on 'agent:' || g.agent_id = m.set_by
         left join texts t on t.id = m.reason_id
         where m.revoked = $1 order by m.id",
        params![false],
        |row| {
            let by = match row.get::<String>(3)?.parse() {
                Ok(Actor::Agent(agent)) => Some(agent),
                Ok(Actor::Customer(_) | Actor::House) | Err(_) => None,
            };
            let name = row.get::<Option<String>>(4)?.unwrap_or_default();
            Ok(MandateLine {
                mandate: mandate(row)?,
                set_by: by.map(|agent| (agent, name)),
                set_at: row.get(5)?,
                reason: row.get(6)?,
            })
        },
    )
}

fn mandate(row: &Row<'_>) -> Result<Mandate, Fault> {
    let id: MandateId = row.get(0)?;
    let terms = serde_json::from_str(&row.get::<String>(2)?)
        .map_err(|error| Fault::new(FaultKind::Damaged, format!("mandate {id} cannot be read: {error}")))?;
    Ok(Mandate { id, version: row.get(1)?, terms })
}

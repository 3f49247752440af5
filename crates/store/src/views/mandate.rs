//! Mandates as they stand now. A mandate's version is its place in its stream.

use valta_domain::{
    Actor, AgentId, Event, MandateId, Recorded, Stream, Timestamp,
    event::MandateEvent,
    mandate::{Holder, Mandate, Terms},
};

use crate::{
    db::{Fault, FaultKind, Row, Tx},
    params, record,
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

/// A mandate with who set or ended it, when and why.
#[derive(Clone, Debug)]
pub struct MandateLine {
    pub mandate: Mandate,
    pub stands: bool,
    /// The agent who set it and their name; nobody where the house did.
    pub set_by: Option<(AgentId, String)>,
    pub set_at: Timestamp,
    pub reason: Option<String>,
}

const LINE: &str = "m.id, m.version, m.terms, m.set_by, g.name, m.set_at, t.body, m.revoked from mandates m
    left join accounts g on 'agent:' || g.agent_id = m.set_by
    left join texts t on t.id = m.reason_id";

fn line(row: &Row<'_>) -> Result<MandateLine, Fault> {
    Ok(MandateLine {
        mandate: mandate(row)?,
        stands: !row.get::<bool>(7)?,
        set_by: by_agent(&row.get::<String>(3)?, row.get(4)?),
        set_at: row.get(5)?,
        reason: row.get(6)?,
    })
}

fn by_agent(actor: &str, name: Option<String>) -> Option<(AgentId, String)> {
    match actor.parse() {
        Ok(Actor::Agent(agent)) => Some((agent, name.unwrap_or_default())),
        Ok(Actor::Customer(_) | Actor::House) | Err(_) => None,
    }
}

/// Those that stand, in the order of their ids.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<MandateLine>, Fault> {
    tx.rows(&format!("select {LINE} where m.revoked = $1 order by m.id"), params![false], line)
}

/// One, standing or not.
pub fn one(tx: &mut Tx<'_>, id: MandateId) -> Result<Option<MandateLine>, Fault> {
    tx.row(&format!("select {LINE} where m.id = $1"), params![&id.to_string()], line)
}

/// What once happened to a mandate.
#[derive(Clone, Debug)]
pub struct Change {
    pub version: u32,
    pub at: Timestamp,
    /// The agent and their name; nobody where the house did it.
    pub by: Option<(AgentId, String)>,
    /// The terms that were set; none where it was ended.
    pub terms: Option<Terms>,
    pub reason: Option<String>,
}

/// The last changes of a mandate, the last first.
pub fn history(tx: &mut Tx<'_>, id: MandateId, most: usize) -> Result<Vec<Change>, Fault> {
    let stream = Stream::Mandate(id);
    let facts = tx.rows(
        "select e.version, e.at, e.actor, g.name, e.data from events e
         left join accounts g on 'agent:' || g.agent_id = e.actor
         where e.stream = $1 order by e.version desc limit $2",
        params![&stream.to_string(), most],
        |row| {
            let by = by_agent(&row.get::<String>(2)?, row.get(3)?);
            let event = record::decode(stream, &row.get::<String>(4)?)?;
            Ok((row.get::<u32>(0)?, row.get::<Timestamp>(1)?, by, event))
        },
    )?;
    let mut changes = Vec::with_capacity(facts.len());
    for (version, at, by, event) in facts {
        let Event::Mandate(event) = event else { continue };
        let (terms, reason) = match event {
            MandateEvent::MandateSet { terms, reason } => (Some(*terms), reason),
            MandateEvent::MandateRevoked { reason } => (None, reason),
        };
        let reason = match reason {
            Some(text) => {
                let id = text.id.to_string();
                tx.row("select body from texts where id = $1", params![&id], |row| row.get(0))?
            }
            None => None,
        };
        changes.push(Change { version, at, by, terms, reason });
    }
    Ok(changes)
}

/// Who holds a mandate, or held it last; `None` of one that never was.
pub fn holder(tx: &mut Tx<'_>, id: MandateId) -> Result<Option<Holder>, Fault> {
    let found =
        tx.row("select id, version, terms from mandates where id = $1", params![&id.to_string()], mandate)?;
    Ok(found.map(|mandate| mandate.terms.holder))
}

fn mandate(row: &Row<'_>) -> Result<Mandate, Fault> {
    let id: MandateId = row.get(0)?;
    let terms = serde_json::from_str(&row.get::<String>(2)?)
        .map_err(|error| Fault::new(FaultKind::Damaged, format!("mandate {id} cannot be read: {error}")))?;
    Ok(Mandate { id, version: row.get(1)?, terms })
}

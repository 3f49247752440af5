//! Mandates as they stand now. A mandate's version is its place in its stream.

use valta_domain::{
    MandateId, Recorded, Stream,
    event::MandateEvent,
    mandate::{Mandate, Terms},
};

use crate::{
    db::{Fault, FaultKind, Tx},
    params,
};

pub(super) fn apply(tx: &mut Tx<'_>, recorded: &Recorded, event: &MandateEvent) -> Result<(), Fault> {
    let Stream::Mandate(id) = recorded.stream else { return Ok(()) };
    let id = id.to_string();
    match event {
        MandateEvent::MandateSet { terms } => tx.put(
            "insert into mandates (id, version, terms, revoked) values ($1, $2, $3, $4)
             on conflict (id) do update set version = $2, terms = $3, revoked = $4",
            params![&id, recorded.version, &encode(terms), false],
        ),
        MandateEvent::MandateRevoked {} => tx.put(
            "update mandates set version = $2, revoked = $3 where id = $1",
            params![&id, recorded.version, true],
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
    tx.rows("select id, version, terms from mandates where revoked = $1 order by id", params![false], |row| {
        let id: MandateId = row.get(0)?;
        let terms = serde_json::from_str(&row.get::<String>(2)?).map_err(|error| {
            Fault::new(FaultKind::Damaged, format!("mandate {id} cannot be read: {error}"))
        })?;
        Ok(Mandate { id, version: row.get(1)?, terms })
    })
}

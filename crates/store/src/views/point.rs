//! Service points as the log tells them.

use valta_domain::{PointId, Recorded, point::Point};

use crate::{
    db::{Fault, Row, Tx},
    params,
};

pub(super) fn set(tx: &mut Tx<'_>, recorded: &Recorded, id: PointId, said: &Point) -> Result<(), Fault> {
    let said = serde_json::to_string(said).map_err(|error| Fault::bug(error.to_string()))?;
    tx.put(
        "insert into points (id, said, version, set_by, at) values ($1, $2, 1, $3, $4)
         on conflict (id) do update set said = excluded.said, version = points.version + 1,
             set_by = excluded.set_by, at = excluded.at",
        params![&id.to_string(), &said, &recorded.actor.to_string(), recorded.at],
    )
}

#[derive(Clone, Debug)]
pub struct PointLine {
    pub id: PointId,
    pub said: Point,
    /// How often it was said.
    pub version: i64,
}

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<PointLine>, Fault> {
    tx.rows("select id, said, version from points order by id", params![], line)
}

pub fn one(tx: &mut Tx<'_>, id: PointId) -> Result<Option<PointLine>, Fault> {
    tx.row("select id, said, version from points where id = $1", params![&id.to_string()], line)
}

fn line(row: &Row<'_>) -> Result<PointLine, Fault> {
    let said = serde_json::from_str(&row.get::<String>(1)?).map_err(|error| Fault::bug(error.to_string()))?;
    Ok(PointLine { id: row.get(0)?, said, version: row.get(2)? })
}

//! Service points as the log tells them.

use valta_domain::{PointId, Recorded, point::Point};

use crate::{
    db::{Fault, Tx},
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
    let lines = tx.rows("select id, said, version from points order by id", params![], |row| {
        Ok((row.get(0)?, row.get::<String>(1)?, row.get(2)?))
    })?;
    let read = |(id, said, version): (PointId, String, i64)| {
        let said = serde_json::from_str(&said).map_err(|error| Fault::bug(error.to_string()))?;
        Ok(PointLine { id, said, version })
    };
    lines.into_iter().map(read).collect()
}

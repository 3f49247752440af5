//! The house's rota as it was said last, and the spans that somebody took over.

use valta_domain::{
    Recorded, Timestamp,
    rota::{Rota, Taken},
};

use crate::{
    db::{Fault, Tx},
    params,
};

pub(super) fn set(tx: &mut Tx<'_>, recorded: &Recorded, rota: &Rota) -> Result<(), Fault> {
    let said = serde_json::to_string(rota).map_err(|error| Fault::bug(error.to_string()))?;
    tx.put(
        "insert into rotas (id, said, version, set_by, at) values ('house', $1, 1, $2, $3)
         on conflict (id) do update set said = $1, version = rotas.version + 1, set_by = $2, at = $3",
        params![&said, &recorded.actor.to_string(), recorded.at],
    )
}

pub(super) fn taken(tx: &mut Tx<'_>, recorded: &Recorded, taken: Taken) -> Result<(), Fault> {
    tx.put(
        "insert into watches (id, place, level, from_at, until_at, by_id, set_by, at) {rows}",
        params![
            &recorded.id.to_string(),
            recorded.version,
            taken.level,
            taken.from,
            taken.until,
            &taken.by.to_string(),
            &recorded.actor.to_string(),
            recorded.at
        ],
    )
}

/// The rota as it was last said, and how often it was; none where nobody has said one.
pub fn kept(tx: &mut Tx<'_>) -> Result<Option<(Rota, i64)>, Fault> {
    tx.row("select said, version from rotas where id = 'house'", params![], |row| {
        let said = serde_json::from_str(&row.get::<String>(0)?);
        Ok((said.map_err(|error| Fault::bug(format!("the rota is unread: {error}")))?, row.get(1)?))
    })
}

/// The spans that are not over at an instant, in the order in which they were taken.
pub fn taken_from(tx: &mut Tx<'_>, at: Timestamp) -> Result<Vec<Taken>, Fault> {
    tx.rows(
        "select level, from_at, until_at, by_id from watches where until_at > $1 order by place",
        params![at],
        |row| Ok(Taken { level: row.get(0)?, from: row.get(1)?, until: row.get(2)?, by: row.get(3)? }),
    )
}

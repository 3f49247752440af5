//! The house's own secrets, by name: made once, and nobody's to see.

use crate::{
    db::{Fault, Tx},
    params,
};

/// The secret of this name, once there is one.
pub fn of(tx: &mut Tx<'_>, name: &str) -> Result<Option<Vec<u8>>, Fault> {
    tx.row("select secret from house_secrets where name = $1", params![name], |row| row.get(0))
}

/// As [`of`]; without one, this is it from here on.
pub fn keep(tx: &mut Tx<'_>, name: &str, fresh: &[u8]) -> Result<Vec<u8>, Fault> {
    tx.put(
        "insert into house_secrets (name, secret) values ($1, $2) on conflict (name) do nothing",
        params![name, fresh],
    )?;
    tx.one("select secret from house_secrets where name = $1", params![name], |row| row.get(0))
}

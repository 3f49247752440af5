//! Turns: whoever decides on something holds its name until the transaction ends. SQLite has one writer and
//! needs none. On PostgreSQL a turn draws no transaction number, as a locked row would: so positions in the log,
//! which begin with that number, follow the order in which those who depend on each other had their turns, as
//! long as every turn is taken before the first write.

use crate::{
    db::{Fault, Tx},
    dialect::Dialect,
    params,
};

/// Nobody else holds or shares the name until this transaction ends.
pub fn hold(tx: &mut Tx<'_>, name: &str) -> Result<(), Fault> {
    // The names of one schema are not those of another on the same server.
    take(
        tx,
        "select pg_advisory_xact_lock(hashtextextended(cast($1 as text) || ' ' || current_schema(), 0))",
        name,
    )
}

/// Nobody else holds the name until this transaction ends; others may share it.
pub fn share(tx: &mut Tx<'_>, name: &str) -> Result<(), Fault> {
    take(
        tx,
        "select pg_advisory_xact_lock_shared(hashtextextended(cast($1 as text) || ' ' || current_schema(), 0))",
        name,
    )
}

fn take(tx: &mut Tx<'_>, sql: &str, name: &str) -> Result<(), Fault> {
    if tx.dialect() == Dialect::Postgres {
        tx.row(sql, params![name], |_| Ok(()))?;
    }
    Ok(())
}

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
    take(tx, name, "alone")
}

/// Nobody else holds the name until this transaction ends; others may share it.
pub fn share(tx: &mut Tx<'_>, name: &str) -> Result<(), Fault> {
    take(tx, name, "shared")
}

/// One statement for all, so that turns that are taken one after the other go together in that order.
fn take(tx: &mut Tx<'_>, name: &str, how: &str) -> Result<(), Fault> {
    match tx.dialect() {
        Dialect::Sqlite => Ok(()),
        // The names of one schema are not those of another on the same server.
        Dialect::Postgres => tx.put(
            "select case when t.column2 = 'shared' then pg_advisory_xact_lock_shared(t.key) else pg_advisory_xact_lock(t.key) end
             from (select hashtextextended(r.column1 || ' ' || current_schema(), 0) as key, r.column2 from ({rows}) as r) as t",
            params![name, how],
        ),
    }
}

//! Files for the bank as they were made, byte for byte: whoever needs one again gets the same one, which the bank
//! knows by its id. They hold names and accounts, and can be erased.

use valta_domain::{BatchId, Timestamp};

use crate::{
    db::{Fault, Tx},
    params,
};

pub fn put(tx: &mut Tx<'_>, batch: BatchId, bytes: &[u8], at: Timestamp) -> Result<(), Fault> {
    tx.execute(
        "insert into bank_files (batch_id, bytes, at) values ($1, $2, $3)",
        params![&batch.to_string(), bytes, at],
    )?;
    Ok(())
}

pub fn get(tx: &mut Tx<'_>, batch: BatchId) -> Result<Option<Vec<u8>>, Fault> {
    tx.row("select bytes from bank_files where batch_id = $1", params![&batch.to_string()], |row| row.get(0))
}

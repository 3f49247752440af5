//! Commands that were carried out, each with the first answer: a form or a caller makes the key before
//! sending, and a repeat gets the same answer instead of a second effect.

use valta_domain::Timestamp;

use crate::{
    db::{Fault, Tx},
    lock, params,
};

pub enum Known {
    /// Never seen: go on.
    No,
    /// Carried out before; this was the answer.
    Answered(String),
    /// The key was used with other content.
    OtherContent,
}

/// Looks a key up, once whoever holds the same key has ended. `principal` is who asks, so that nobody can read
/// another's answer.
pub fn look_up(tx: &mut Tx<'_>, principal: &str, key: &str, fingerprint: &[u8; 32]) -> Result<Known, Fault> {
    lock::hold(tx, &format!("command {principal} {key}"))?;
    let found = tx.row(
        "select fingerprint, answer from commands where principal = $1 and key = $2",
        params![principal, key],
        |row| Ok((row.get::<Vec<u8>>(0)?, row.get::<String>(1)?)),
    )?;
    Ok(match found {
        None => Known::No,
        Some((known, answer)) if known == fingerprint => Known::Answered(answer),
        Some(_) => Known::OtherContent,
    })
}

/// Keeps the first answer, in the transaction of the effect. Two at once: the database lets one through,
/// and the other runs again and finds the answer.
pub fn keep(
    tx: &mut Tx<'_>,
    principal: &str,
    key: &str,
    fingerprint: &[u8; 32],
    answer: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    tx.put(
        "insert into commands (principal, key, fingerprint, answer, at) {rows}",
        params![principal, key, fingerprint, answer, at],
    )
}

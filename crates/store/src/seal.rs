//! Seals: ranges of the whole log, closed one after the other over the digests of their events, so that
//! taking a stream's end away, or a whole stream, shows as well.

use sha2::{Digest, Sha256};
use valta_domain::Timestamp;

use crate::{
    db::{Fault, FaultKind, Row, Tx},
    params, record,
};

pub struct Seal {
    pub number: i64,
    pub first: i64,
    pub last: i64,
    pub count: i64,
    pub hash: [u8; 32],
}

pub fn last(tx: &mut Tx<'_>) -> Result<Option<Seal>, Fault> {
    tx.row(&format!("{SELECT} order by number desc limit 1"), params![], read)
}

/// All seals in their order.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Seal>, Fault> {
    tx.rows(&format!("{SELECT} order by number"), params![], read)
}

const SELECT: &str = "select number, first_position, last_position, count, hash from seals";

fn read(row: &Row<'_>) -> Result<Seal, Fault> {
    let hash = row.get::<Vec<u8>>(4)?.try_into();
    Ok(Seal {
        number: row.get(0)?,
        first: row.get(1)?,
        last: row.get(2)?,
        count: row.get(3)?,
        hash: hash.map_err(|_| Fault::new(FaultKind::Damaged, "a seal's digest has the wrong length"))?,
    })
}

/// Over the seal before and the digests of the events in the order of the log.
pub(crate) fn digest(before: Option<&Seal>, hashes: impl IntoIterator<Item = [u8; 32]>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before.map_or([0; 32], |seal| seal.hash));
    for event in hashes {
        hash.update(event);
    }
    hash.finalize().into()
}

/// Seals what is settled since the last seal, `most` events at the most; how many there were. Two nodes at
/// once: the number lets one through.
pub fn seal_next(tx: &mut Tx<'_>, most: usize, at: Timestamp) -> Result<usize, Fault> {
    let before = last(tx)?;
    let marks = record::marks(tx, before.as_ref().map_or(0, |seal| seal.last), most)?;
    let (Some((first, _)), Some((last, _))) = (marks.first(), marks.last()) else { return Ok(0) };
    let hash = digest(before.as_ref(), marks.iter().map(|(_, hash)| *hash));
    tx.execute(
        "insert into seals (number, first_position, last_position, count, hash, at) values ($1, $2, $3, $4, $5, $6)",
        params![
            before.map_or(0, |seal| seal.number) + 1,
            *first,
            *last,
            marks.len(),
            &hash,
            at
        ],
    )?;
    Ok(marks.len())
}

//! People's words, kept apart from the log so that they can be erased. The log holds the digest of
//! salt and words; with both gone, the digest says nothing.

use sha2::{Digest, Sha256};
use valta_domain::{CaseId, TextId, TextRef};

use crate::{
    db::{Fault, Tx},
    knowhow, params,
};

/// Words to keep, with the id and the salt that were made for them.
pub struct NewText<'a> {
    pub id: TextId,
    pub salt: [u8; 16],
    pub body: &'a str,
}

pub fn keep(tx: &mut Tx<'_>, text: &NewText<'_>) -> Result<TextRef, Fault> {
    tx.put(
        "insert into texts (id, salt, body) {rows}",
        params![&text.id.to_string(), &text.salt, text.body],
    )?;
    Ok(TextRef { id: text.id, sha256: digest(&text.salt, text.body) })
}

/// The words are gone, and with them what was remembered of them: in this case, where they are of one, or of a person's
/// skills. What refers to them stays.
pub fn erase(tx: &mut Tx<'_>, case: Option<CaseId>, text: TextId) -> Result<(), Fault> {
    tx.put("delete from texts where id = $1", params![&text.to_string()])?;
    match case {
        Some(case) => knowhow::words_gone(tx, case),
        None => knowhow::skill_words_gone(tx, text),
    }
}

/// SHA-256 of salt and bytes, hexadecimal.
pub fn digest(salt: &[u8], body: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(body.as_bytes());
    hex(&hash.finalize())
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

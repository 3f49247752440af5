//! The secret of each case that mail may be answered to.

use valta_domain::CaseId;

use crate::{
    db::{Fault, Tx},
    params,
};

pub fn put_token(tx: &mut Tx<'_>, case: CaseId, token: &str) -> Result<(), Fault> {
    tx.put("insert into reply_tokens (token, case_id) {rows}", params![token, &case.to_string()])
}

pub fn token_of(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<String>, Fault> {
    tx.row("select token from reply_tokens where case_id = $1 limit 1", params![&case.to_string()], |row| {
        row.get(0)
    })
}

pub fn case_of(tx: &mut Tx<'_>, token: &str) -> Result<Option<CaseId>, Fault> {
    tx.row("select case_id from reply_tokens where token = $1", params![token], |row| row.get(0))
}

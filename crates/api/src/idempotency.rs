//! `Idempotency-Key`: what a caller makes before sending, so that a repeat gets the first answer instead of
//! a second effect; and `If-Match`: which version of a case the caller has seen.

use http::{HeaderMap, Method, header};
use serde_json::Value;
use sha2::{Digest, Sha256};
use valta_desk::{By, Key, No};
use valta_domain::{Actor, CaseId, Refusal};
use valta_store::{command, views};

use crate::{App, json, problem::Problem};

pub(crate) const HEADER: &str = "idempotency-key";
const LONGEST: usize = 255;

/// The caller's key, with the digest of what came with it.
pub(crate) fn key(
    headers: &HeaderMap,
    method: &Method,
    path: &str,
    body: &Value,
) -> Result<Option<Key>, Problem> {
    let mut given = headers.get_all(HEADER).iter();
    let Some(value) = given.next() else { return Ok(None) };
    let key = value.as_bytes();
    let printable = key.iter().all(|byte| (b' '..=b'~').contains(byte));
    if given.next().is_some() || key.trim_ascii().is_empty() || key.len() > LONGEST || !printable {
        return Err(Problem::shape(
            "bad_key",
            format!("An `Idempotency-Key` is one text of 1 to {LONGEST} printable ASCII characters."),
        )
        .parameter("Idempotency-Key"));
    }
    let mut digest = Sha256::new();
    for part in [method.as_str(), path, &json::canonical(body)] {
        digest.update(part.as_bytes());
        digest.update([b'\n']);
    }
    Ok(Some(Key { key: String::from_utf8_lossy(key).into_owned(), fingerprint: digest.finalize().into() }))
}

/// The version that the caller has seen; `None` where any will do.
pub(crate) fn seen(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let mut given = headers.get_all(header::IF_MATCH).iter();
    let Some(value) = given.next() else { return Ok(None) };
    let malformed = || {
        Problem::shape("bad_if_match", "`If-Match` is `*` or one `ETag` as it came, in quotation marks.")
            .parameter("If-Match")
    };
    let text = value.to_str().map_err(|_| malformed())?.trim();
    if given.next().is_some() {
        return Err(malformed());
    }
    if text == "*" {
        return Ok(None);
    }
    let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).ok_or_else(malformed)?;
    version.parse().ok().filter(|version| *version >= 0).map(Some).ok_or_else(malformed)
}

impl App {
    /// For acts that only add to a case: whether it still is at the version that the caller saw. The repeat of
    /// an act that was carried out gets its first answer, whatever has happened since.
    pub(crate) async fn must_be_seen(
        &self,
        by: By,
        key: Option<&Key>,
        case: CaseId,
        seen: Option<i64>,
    ) -> Result<(), No> {
        let Some(seen) = seen else { return Ok(()) };
        let (key, principal) = (key.cloned(), Actor::Agent(by.agent).to_string());
        let version = self
            .find(move |tx| {
                if let Some(key) = key
                    && !matches!(
                        command::look_up(tx, &principal, &key.key, &key.fingerprint)?,
                        command::Known::No
                    )
                {
                    return Ok(Some(None));
                }
                Ok(views::case::one(tx, by.scope, case)?.map(|case| Some(case.version)))
            })
            .await?;
        match version {
            Some(version) if version != seen => Err(Refusal::Stale { version }.into()),
            _ => Ok(()),
        }
    }
}

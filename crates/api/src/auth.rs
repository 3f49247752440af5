//! Who calls: a bearer token in the `Authorization` header and nowhere else. A token is believed for a
//! moment without asking the database, and no longer, so that a revoked one ends within seconds.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use valta_desk::{By, No};
use valta_domain::Timestamp;
use valta_store::account::{Account, secret_digest};

use crate::{App, problem::Problem};

/// Tokens known at once, at the most.
const MOST: usize = 1_000;
/// No token of ours is longer.
const LONGEST: usize = 200;
/// What a token is called by those who put it into an address.
const NAMES: [&str; 6] = ["token", "access_token", "api_token", "api_key", "apikey", "authorization"];

/// Who calls, as the token says.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) by: By,
    /// To ask again, while an answer goes on for long.
    pub(crate) token: String,
}

/// Tokens that were found good a moment ago, by digest.
#[derive(Default)]
pub(crate) struct Tokens {
    known: Mutex<HashMap<[u8; 32], (Account, Timestamp)>>,
}

impl Tokens {
    fn get(&self, digest: &[u8; 32], now: Timestamp, believed: i64) -> Option<Account> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back makes nothing younger.
        known
            .get(digest)
            .filter(|(_, at)| (0..believed).contains(&now.since(*at)))
            .map(|(account, _)| account.clone())
    }

    fn put(&self, digest: [u8; 32], account: Account, now: Timestamp, believed: i64) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (_, at)| (0..believed).contains(&now.since(*at)));
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(digest, (account, now));
    }

    fn forget(&self, digest: &[u8; 32]) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(digest);
    }
}

impl App {
    /// Whose token it is, if it still holds.
    pub(crate) async fn account_of(&self, token: &str) -> Result<Option<Account>, No> {
        let (now, believed) = (self.now(), self.settings().token_believed);
        let digest = secret_digest(token);
        if let Some(account) = self.tokens().get(&digest, now, believed) {
            return Ok(Some(account));
        }
        let account = self.desk().by_token(token.to_owned()).await?;
        match &account {
            Some(account) => self.tokens().put(digest, account.clone(), now, believed),
            None => self.tokens().forget(&digest),
        }
        Ok(account)
    }
}

/// Lets a request through when its token holds.
pub(crate) async fn signed_in(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if token_in(request.uri().query().unwrap_or_default()) {
        return Err(Problem::shape(
            "token_in_query",
            "A token does not belong into an address: addresses are logged. Regard this one as seen by others, and \
             send a new one in the `Authorization` header.",
        )
        .parameter("Authorization"));
    }
    let token = bearer(request.headers())?;
    let account = app.account_of(&token).await?.ok_or_else(|| {
        unauthorized("invalid_token", "This token does not hold, or does not hold any more.")
            .authenticate("Bearer realm=\"valta\", error=\"invalid_token\"")
    })?;
    let by = By::of(&account);
    request.extensions_mut().insert(Caller { by, token });
    Ok(next.run(request).await)
}

fn unauthorized(code: &'static str, detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, code, "Who are you?", detail)
        .authenticate("Bearer realm=\"valta\"")
}

fn bearer(headers: &HeaderMap) -> Result<String, Problem> {
    let needed = || unauthorized("token_needed", "Send a token: `Authorization: Bearer …`.");
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (given.next(), given.next()) else { return Err(needed()) };
    let (scheme, token) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(needed)?;
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() || token.len() > LONGEST {
        return Err(needed());
    }
    Ok(token.to_owned())
}

fn token_in(query: &str) -> bool {
    query.split('&').any(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        NAMES.iter().any(|token| name.eq_ignore_ascii_case(token)) || value.contains("valta_")
    })
}

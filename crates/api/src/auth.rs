//! Who calls: a bearer token in the `Authorization` header and nowhere else. A token is believed for a
//! moment without asking the database, and no longer, so that a revoked one ends within seconds. And the
//! gate before every row of the table: whether this caller may do such a thing at all.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, Uri, header};
use valta_desk::{By, No};
use valta_domain::{Refusal, Timestamp, token::TokenScope};
use valta_policy::{Action, Who};
use valta_store::account::secret_digest;

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
    known: Mutex<HashMap<[u8; 32], (By, Timestamp)>>,
}

impl Tokens {
    fn get(&self, digest: &[u8; 32], now: Timestamp, believed: i64) -> Option<By> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back makes nothing younger.
        known.get(digest).filter(|(_, at)| (0..believed).contains(&now.since(*at))).map(|(by, _)| *by)
    }

    fn put(&self, digest: [u8; 32], by: By, now: Timestamp, believed: i64) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (_, at)| (0..believed).contains(&now.since(*at)));
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(digest, (by, now));
    }

    fn forget(&self, digest: &[u8; 32]) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(digest);
    }
}

impl App {
    /// Whose token it is, if it still holds.
    pub(crate) async fn caller_of(&self, token: &str) -> Result<Option<By>, No> {
        let (now, believed) = (self.now(), self.settings().token_believed);
        let digest = secret_digest(token);
        if let Some(by) = self.tokens().get(&digest, now, believed) {
            return Ok(Some(by));
        }
        let found = self.desk().by_token(token.to_owned()).await?;
        let by = found.map(|(account, scope)| self.desk().through(&account, scope));
        match by {
            Some(by) => self.tokens().put(digest, by, now, believed),
            None => self.tokens().forget(&digest),
        }
        Ok(by)
    }
}

/// Lets a request through when its token holds.
pub(crate) async fn signed_in(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = caller(&app, request.uri(), request.headers()).await?;
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

async fn caller(app: &App, uri: &Uri, headers: &HeaderMap) -> Result<Caller, Problem> {
    if token_in(uri.query().unwrap_or_default()) {
        return Err(Problem::shape(
            "token_in_query",
            "A token does not belong into an address: addresses are logged. Regard this one as seen by others, and \
             send a new one in the `Authorization` header.",
        )
        .parameter("Authorization"));
    }
    let token = bearer(headers)?;
    let by = app.caller_of(&token).await?.ok_or_else(|| {
        unauthorized("invalid_token", "This token does not hold, or does not hold any more.")
            .authenticate("Bearer realm=\"valta\", error=\"invalid_token\"")
    })?;
    Ok(Caller { by, token })
}

/// What stands before a row of the table.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) app: App,
    /// As the table names it, for the log.
    pub(crate) name: &'static str,
    /// Any of these opens it.
    pub(crate) acts: Arc<[Action]>,
}

/// Lets a request through when there is anything at all that its caller may do this to; which, the desk knows. Nothing
/// is looked up here.
pub(crate) async fn gate(
    State(gate): State<Gate>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let may = |who: Who| gate.acts.iter().any(|action| gate.app.desk().may_ever(who, *action));
    let known = request.extensions().get::<Caller>().map(|caller| caller.by);
    let by = match known {
        Some(by) => by,
        None if may(Who::ANONYMOUS) => return Ok(next.run(request).await),
        // What the house does not tell everybody it may still tell some.
        None => caller(&gate.app, request.uri(), request.headers()).await?.by,
    };
    if may(by.who()) {
        return Ok(next.run(request).await);
    }
    tracing::info!(agent = %by.agent, token = by.token.map(TokenScope::code), call = gate.name, "not permitted");
    Err(match by.token {
        Some(scope) if may(Who::in_person(by.role)) => Problem::of_token(scope),
        _ => Refusal::NotYours.into(),
    })
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

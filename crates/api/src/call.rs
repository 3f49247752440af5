//! What comes with a request: the id in its path, its query, and of a POST the key, the version that the
//! caller has seen, and the body. All of it is looked at before the desk hears of it.

use std::str::FromStr;

use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request, rejection::QueryRejection},
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use valta_desk::{By, Key};

use crate::{App, auth::Caller, idempotency, json, problem::Problem};

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Caller, Problem> {
        parts
            .extensions
            .get::<Caller>()
            .cloned()
            .ok_or_else(|| Problem::bug(&"a route asks for a caller without a guard"))
    }
}

/// The id in the path. One that nobody made is not found.
pub(crate) struct Id<T>(pub(crate) T);

impl<T: FromStr> FromRequestParts<App> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Id<T>, Problem> {
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Problem::not_found())?;
        let id = params.iter().find(|(name, _)| *name == "id").and_then(|(_, id)| id.parse().ok());
        id.map(Id).ok_or_else(Problem::not_found)
    }
}

/// An id in a body; one that nobody made is not found, like one that is not for these eyes.
pub(crate) fn id<T: FromStr>(text: &str, pointer: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::not_found().pointer(pointer))
}

/// What the address asks for.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Asked<T>, Problem> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(asked)) => Ok(Asked(asked)),
            Err(rejection) => Err(query_problem(&rejection)),
        }
    }
}

fn query_problem(rejection: &QueryRejection) -> Problem {
    let words = rejection.body_text();
    let name = words.split('`').nth(1).unwrap_or_default().to_owned();
    if words.contains("duplicate field") {
        Problem::shape("duplicate_parameter", format!("`{name}` is asked for twice.")).parameter(name)
    } else if words.contains("unknown field") {
        Problem::shape("unknown_parameter", format!("There is nothing to ask by `{name}` here."))
            .parameter(name)
    } else {
        Problem::shape("bad_query", "The address cannot be read.")
    }
}

/// A POST.
pub(crate) struct Call<T> {
    pub(crate) by: By,
    pub(crate) key: Option<Key>,
    /// From `If-Match`.
    pub(crate) seen: Option<i64>,
    pub(crate) body: T,
}

impl<T: DeserializeOwned> FromRequest<App> for Call<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Call<T>, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, app).await?;
        must_be_json(&parts.headers)?;
        let bytes = read_body(app, &parts.headers, body).await?;
        let value = json::parse(&bytes)?;
        let key = idempotency::key(&parts.headers, &parts.method, parts.uri.path(), &value)?;
        let seen = idempotency::seen(&parts.headers)?;
        Ok(Call { by: caller.by, key, seen, body: json::read(value)? })
    }
}

impl<T> Call<T> {
    /// Where money moves, a repeat must be known as one.
    pub(crate) fn must_have_key(&self) -> Result<(), Problem> {
        if self.key.is_some() {
            return Ok(());
        }
        Err(Problem::shape(
            "key_needed",
            "Send an `Idempotency-Key` of your own making, so that this is never done twice.",
        )
        .parameter("Idempotency-Key"))
    }

    /// Where one would overwrite what another has just written, the caller says what it saw.
    pub(crate) fn must_have_seen(&self) -> Result<i64, Problem> {
        self.seen.ok_or_else(|| {
            Problem::new(
                StatusCode::PRECONDITION_REQUIRED,
                "version_needed",
                "Say which version you saw",
                "Send the `ETag` of what you read as `If-Match`, so that nobody's change is overwritten unseen.",
            )
            .parameter("If-Match")
        })
    }
}

fn must_be_json(headers: &HeaderMap) -> Result<(), Problem> {
    let unsupported = |detail: &str| {
        Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Not a body for this",
            detail,
        )
    };
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(unsupported("Send the body as it is, without a `Content-Encoding`."));
    }
    let nothing = !headers.contains_key(header::TRANSFER_ENCODING)
        && headers.get(header::CONTENT_LENGTH).is_none_or(|length| length.as_bytes() == b"0");
    let Some(given) = headers.get(header::CONTENT_TYPE) else {
        return if nothing { Ok(()) } else { Err(unsupported("Send `Content-Type: application/json`.")) };
    };
    let given = given.to_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = given.split(';').map(str::trim);
    let json = parts.next() == Some("application/json");
    let utf8 = parts.all(|part| match part.split_once('=') {
        Some(("charset", charset)) => charset.trim_matches('"') == "utf-8",
        _ => true,
    });
    if json && utf8 { Ok(()) } else { Err(unsupported("Send `Content-Type: application/json`, in UTF-8.")) }
}

async fn read_body(app: &App, headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Problem> {
    let most = app.settings().most_bytes;
    let too_large = || {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "Too large",
            format!("A body has at most {most} bytes."),
        )
    };
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|announced| announced > most as u64) {
        return Err(too_large());
    }
    let read = tokio::time::timeout(app.settings().body_wait, Limited::new(body, most).collect()).await;
    match read {
        Ok(Ok(collected)) => Ok(collected.to_bytes().into()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Problem::shape("broken_off", "The body broke off.")),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            "Too slow",
            "The body did not arrive in time. Send it again.",
        )),
    }
}

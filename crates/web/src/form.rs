//! A form as it was sent: known fields only, and the key under which the same form does nothing twice.

use axum::{
    Form,
    body::{Body, Bytes},
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use valta_desk::{Key, fresh_id};

use crate::trouble::Trouble;

/// The largest form: a long text in letters that take most room, as browsers write them.
pub(crate) const MOST_BYTES: usize = 2 * 1024 * 1024;

pub(crate) struct Sent<T> {
    pub(crate) form: T,
    fingerprint: [u8; 32],
}

impl<T> Sent<T> {
    /// The key of the command that the page gave to this form.
    pub(crate) fn key(&self, command: &str) -> Result<Key, Trouble> {
        let command = Uuid::try_parse(command).map_err(|_| Trouble::Unreadable)?;
        Ok(Key { key: command.to_string(), fingerprint: self.fingerprint })
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Trouble;
    async fn from_request(request: Request, state: &S) -> Result<Sent<T>, Trouble> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let body = Bytes::from_request(request, state).await.map_err(|_| Trouble::TooLarge)?;
        let mut fingerprint = Sha256::new();
        fingerprint.update(parts.uri.path().as_bytes());
        fingerprint.update([0]);
        fingerprint.update(&body);
        let request = Request::from_parts(parts, Body::from(body));
        let Form(form) = Form::from_request(request, state).await.map_err(|_| Trouble::Unreadable)?;
        Ok(Sent { form, fingerprint: fingerprint.finalize().into() })
    }
}

/// The id of a form that is about to be shown.
pub(crate) fn command() -> String {
    fresh_id().to_string()
}

//! A form as it was sent: known fields only, and the key under which the same form does nothing twice.

use axum::{
    Form,
    body::{Body, Bytes},
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
};
use http::StatusCode;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use valta_desk::{Key, SentFile, fresh_id};

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

/// A form with files, as it was sent.
#[derive(Default)]
pub(crate) struct Letter {
    fields: Vec<(String, String)>,
    pub(crate) files: Vec<SentFile>,
    fingerprint: Sha256,
}

impl Letter {
    pub(crate) async fn read(mut parts: Multipart) -> Result<Letter, Trouble> {
        let wrong = |error: MultipartError| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Trouble::TooLarge,
            _ => Trouble::Unreadable,
        };
        let mut letter = Letter::default();
        while let Some(part) = parts.next_field().await.map_err(wrong)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(wrong)?;
            letter.fingerprint.update(name.as_bytes());
            letter.fingerprint.update(Sha256::digest(&bytes));
            match file {
                None => letter.fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
                // A browser sends an empty one where none was chosen.
                Some(name) if name.is_empty() && bytes.is_empty() => {}
                Some(name) => letter.files.push(SentFile { name, bytes: bytes.into() }),
            }
        }
        Ok(letter)
    }

    /// What stands in a field; nothing where there is none.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The key of the command that the page gave to this form.
    pub(crate) fn key(&self) -> Result<Key, Trouble> {
        let command = Uuid::try_parse(self.field("command")).map_err(|_| Trouble::Unreadable)?;
        Ok(Key { key: command.to_string(), fingerprint: self.fingerprint.clone().finalize().into() })
    }
}

/// The id of a form that is about to be shown.
pub(crate) fn command() -> String {
    fresh_id().to_string()
}

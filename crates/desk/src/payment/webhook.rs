//! Orders to another program, as Standard Webhooks has it: a signed POST under an id that stays the same however often
//! it is sent, so that the receiver does it once. A `2xx` means that it has the order, not that it is done.

use std::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use sha2::Sha256;
use valta_domain::{Money, RemedyId, Timestamp};
use valta_store::{
    Fault, Reader,
    outbox::{Claimed, Kind, Settled},
    views::{self, payment::PayLine},
};

use crate::outgoing::{
    Door, Outgoing,
    http::{Posted, Target, post},
};

/// Bytes of a secret, as the standard wants it.
const SECRET: std::ops::RangeInclusive<usize> = 24..=64;
/// Secrets that sign at once, while one is being changed for another.
const MOST_SECRETS: usize = 2;
const MOST_WORDS: usize = 160;

/// A receiver of orders.
#[derive(Clone)]
pub struct Webhook {
    name: String,
    target: Target,
    secrets: Vec<Vec<u8>>,
    patience: Duration,
}

impl fmt::Debug for Webhook {
    /// The secret never gets into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({})", self.name)
    }
}

impl Webhook {
    /// A receiver as the operator describes it; the error is a sentence for the operator. `authority` is a PEM of
    /// certificates that are trusted beside the public ones.
    pub fn new(
        name: &str,
        url: &str,
        secrets: &[String],
        patience: Duration,
        authority: Option<&[u8]>,
        outgoing: &Outgoing,
    ) -> Result<Webhook, String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        if name.is_empty() || name.len() > 40 || !name.chars().all(plain) {
            return Err(format!("{name:?} is not a webhook's name: up to 40 of a–z, 0–9, - and _."));
        }
        if matches!(name, "finance" | "credit") {
            return Err(format!("A webhook cannot be called {name}: that is a way of its own."));
        }
        if secrets.is_empty() || secrets.len() > MOST_SECRETS {
            return Err(format!("The webhook {name} needs one secret, or two while it is changed."));
        }
        let secrets = secrets.iter().map(|secret| {
            let bytes = secret.strip_prefix("whsec_").and_then(|coded| STANDARD.decode(coded).ok());
            bytes.filter(|bytes| SECRET.contains(&bytes.len())).ok_or_else(|| {
                format!("A secret of the webhook {name} is not `whsec_` and 24 to 64 bytes in base 64.")
            })
        });
        let secrets = secrets.collect::<Result<Vec<_>, String>>()?;
        if !(1..=30).contains(&patience.as_secs()) {
            return Err(format!("The webhook {name} must have timeout_seconds from 1 to 30."));
        }
        let target = Target::read(url, authority, &Door::new(outgoing.clone()))?;
        Ok(Webhook { name: name.to_owned(), target, secrets, patience })
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

/// How handing over ended.
#[derive(Debug)]
pub(crate) enum Handed {
    /// The receiver has it.
    Taken,
    /// Worth another try; `doubt` when it may have arrived all the same.
    Later {
        words: String,
        doubt: bool,
        /// Seconds that the receiver asks for.
        after: Option<u32>,
    },
    /// The receiver will not have it like this.
    Refused(String),
    /// There is no such address any more.
    Gone(String),
}

impl Handed {
    /// What is written down of it, and when it goes out once more.
    pub(crate) fn settled(&self, next_at: Option<Timestamp>) -> Settled<'_> {
        match (self, next_at) {
            (Handed::Taken, _) => Settled::Done,
            (Handed::Later { words: error, .. } | Handed::Gone(error), Some(next_at)) => {
                Settled::Later { next_at, error }
            }
            (Handed::Later { words: error, .. } | Handed::Gone(error) | Handed::Refused(error), _) => {
                Settled::Failed { error }
            }
        }
    }
}

/// What is sent: the same bytes at every attempt.
pub(crate) struct Message {
    id: String,
    body: Vec<u8>,
}

impl Message {
    pub(crate) fn of(id: String, body: &impl Serialize) -> Message {
        let body = serde_json::to_vec(body).unwrap_or_else(|error| unreachable!("keys are text: {error}"));
        Message { id, body }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Data<'a>,
}

/// No more than is needed to carry it out; whoever needs more asks by the ids.
#[derive(Serialize)]
struct Data<'a> {
    remedy: String,
    /// 1, and one more each time a person orders anew what had failed.
    order: u32,
    kind: &'static str,
    amount: Option<Money>,
    case: Case,
    customer: Option<String>,
    /// The account that was named; without one, back the way it came, and the receiver knows how.
    account: Option<&'a str>,
    given_at: String,
}

#[derive(Serialize)]
struct Case {
    id: String,
    number: i64,
}

/// The message of an errand; `None` when its remedy is no longer there.
pub(super) async fn message(reader: &Reader, errand: &Claimed) -> Result<Option<Message>, Fault> {
    let remedy = RemedyId(errand.subject);
    let found = reader.look(move |tx| views::payment::one(tx, remedy)).await?;
    Ok(found.map(|line| write(errand, &line)))
}

fn write(errand: &Claimed, line: &PayLine) -> Message {
    let (id, kind) = match errand.kind {
        Kind::Recall => (errand.id.to_string(), "remedy.reversal_asked"),
        Kind::Mail
        | Kind::Receipt
        | Kind::Notice
        | Kind::Call
        | Kind::Gateway
        | Kind::Push
        | Kind::CallPush
        | Kind::Credit
        | Kind::Finance
        | Kind::Webhook => (line.remedy.to_string(), "remedy.granted"),
    };
    let body = Body {
        kind,
        timestamp: instant(errand.made_at),
        data: Data {
            remedy: line.remedy.to_string(),
            order: line.payment.round,
            kind: line.kind.code(),
            amount: line.amount,
            case: Case { id: line.case.to_string(), number: line.number },
            customer: line.customer.as_ref().map(|(id, _)| id.to_string()),
            account: line.payee.as_deref(),
            given_at: instant(line.given_at),
        },
    };
    Message::of(id, &body)
}

/// RFC 3339 in UTC with microseconds.
pub(crate) fn instant(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    format!("{at:.6}")
}

pub(crate) async fn send(door: &Door, hook: &Webhook, message: &Message, now: Timestamp) -> Handed {
    let seconds = now.micros().div_euclid(valta_domain::time::SECOND);
    let signed = headers(hook, message, seconds);
    let Some(headers) = signed else { return Handed::Refused("the message cannot be signed".into()) };
    match post(door, &hook.target, headers, message.body.clone(), hook.patience).await {
        Posted::Answered { status, retry_after, words } => answered(status, retry_after, &words),
        Posted::NotReached(words) => Handed::Later { words, doubt: false, after: None },
        Posted::Lost(words) => Handed::Later { words, doubt: true, after: None },
    }
}

pub(crate) fn answered(status: StatusCode, after: Option<u32>, said: &str) -> Handed {
    let words = one_line(&format!("{} {}", status.as_u16(), told(said)));
    match status {
        status if status.is_success() => Handed::Taken,
        StatusCode::GONE => Handed::Gone(words),
        // The receiver is there, and has not looked at it.
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            Handed::Later { words, doubt: false, after: after.filter(|seconds| *seconds > 0) }
        }
        status if status.is_client_error() => Handed::Refused(words),
        // Something broke behind the door: perhaps before it was done, perhaps after.
        status if status.is_server_error() => {
            Handed::Later { words, doubt: true, after: after.filter(|seconds| *seconds > 0) }
        }
        // Not followed: an order goes where the operator said, and nowhere else.
        status if status.is_redirection() => {
            let words = format!("{words} (redirects are not followed)");
            Handed::Later { words, doubt: false, after: None }
        }
        _ => Handed::Later { words, doubt: true, after: None },
    }
}

/// A problem's own sentence, else what was said as it is.
fn told(said: &str) -> String {
    let problem: Option<serde_json::Value> = serde_json::from_str(said).ok();
    let field = |name: &str| problem.as_ref()?.get(name)?.as_str().map(str::to_owned);
    field("detail").or_else(|| field("title")).or_else(|| field("error")).unwrap_or_else(|| said.to_owned())
}

fn one_line(words: &str) -> String {
    let words = words.replace(char::is_control, " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_WORDS).collect()
}

fn headers(hook: &Webhook, message: &Message, seconds: i64) -> Option<HeaderMap> {
    let mut signatures = Vec::with_capacity(hook.secrets.len());
    for secret in &hook.secrets {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(format!("{}.{seconds}.", message.id).as_bytes());
        mac.update(&message.body);
        signatures.push(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())));
    }
    let mut headers = HeaderMap::new();
    let mut put = |name: &'static str, value: &str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).ok()?);
        Some(())
    };
    put("webhook-id", &message.id)?;
    put("webhook-timestamp", &seconds.to_string())?;
    put("webhook-signature", &signatures.join(" "))?;
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::USER_AGENT, HeaderValue::from_static("Valta"));
    Some(headers)
}

#[cfg(test)]
mod tests;

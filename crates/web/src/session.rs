//! Sessions as browsers hold them: a cookie with a secret, and for a moment a memory of whose it is, so that a
//! page need not ask each time. Who signs out is out at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::{HeaderMap, HeaderValue, header};
use uuid::Uuid;
use valta_desk::{Desk, No};
use valta_domain::{AgentId, token::TokenScope};
use valta_store::account::Account;

/// How long a session is believed without asking the record.
const BELIEVED: Duration = Duration::from_secs(2);
/// Sessions remembered at the most; then the memory begins anew.
const MOST: usize = 10_000;
/// How long (s) a browser keeps the cookie; the session itself ends earlier when it is not used.
const LONGEST: u32 = 7 * 24 * 60 * 60;
/// How long (s) a browser keeps that of a phone; it is ended on the account's page.
const DEVICE: u32 = 400 * 24 * 60 * 60;
/// The cookie of a device that is told.
pub(crate) const TOLD: &str = "told";

#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) account: Arc<Account>,
    pub(crate) secret: Arc<str>,
}

pub(crate) struct Sessions {
    secure: bool,
    known: Mutex<HashMap<Arc<str>, Known>>,
}

#[derive(Clone)]
struct Known {
    /// `None` for one that was ended here.
    account: Option<Arc<Account>>,
    at: Instant,
}

impl Sessions {
    pub(crate) fn new(secure: bool) -> Sessions {
        Sessions { secure, known: Mutex::new(HashMap::new()) }
    }

    const fn name(&self) -> &'static str {
        if self.secure { "__Host-valta" } else { "valta" }
    }

    /// Whose session the request carries.
    pub(crate) async fn of(&self, desk: &Desk, headers: &HeaderMap) -> Result<Option<Session>, No> {
        let Some(secret) = cookie(headers, self.name()).filter(|secret| (16..=128).contains(&secret.len()))
        else {
            return Ok(None);
        };
        if let Some(known) = self.known(secret) {
            return Ok(known.account.map(|account| Session { account, secret: secret.into() }));
        }
        let secret: Arc<str> = secret.into();
        let Some(account) = desk.session(secret.to_string()).await? else { return Ok(None) };
        let account = Arc::new(account);
        self.remember(&secret, &account);
        Ok(Some(Session { account, secret }))
    }

    /// Whether the session was ended here a moment ago.
    pub(crate) fn ended(&self, secret: &str) -> bool {
        self.known(secret).is_some_and(|known| known.account.is_none())
    }

    pub(crate) fn end(&self, secret: &Arc<str>) {
        self.put(secret, None);
    }

    /// Something about the account has changed.
    pub(crate) fn forget(&self, secret: &str) {
        self.lock().remove(secret);
    }

    /// Somebody else has changed what this person may do, or has ended their login.
    pub(crate) fn forget_of(&self, agent: AgentId) {
        self.lock().retain(|_, known| known.account.as_ref().is_none_or(|account| account.agent != agent));
    }

    fn known(&self, secret: &str) -> Option<Known> {
        let known = self.lock().get(secret).cloned()?;
        // What was ended stays ended here: whoever asked the record just before may answer after.
        (known.account.is_none() || known.at.elapsed() < BELIEVED).then_some(known)
    }

    fn remember(&self, secret: &Arc<str>, account: &Arc<Account>) {
        if !self.ended(secret) {
            self.put(secret, Some(account.clone()));
        }
    }

    fn put(&self, secret: &Arc<str>, account: Option<Arc<Account>>) {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(secret.clone(), Known { account, at: Instant::now() });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Arc<str>, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The cookie of a session that begins.
    pub(crate) fn begun(&self, secret: &str) -> Option<HeaderValue> {
        HeaderValue::try_from(self.cookie(self.name(), secret, LONGEST, true)).ok()
    }

    /// The cookie of a phone that stays signed in; sent to the pages for catching and to no other.
    pub(crate) fn device(&self, secret: &str) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = self.device_name();
        let cookie =
            format!("{name}={secret}; Path=/catch; Max-Age={DEVICE}; SameSite=Strict; HttpOnly{secure}");
        HeaderValue::try_from(cookie).ok()
    }

    const fn device_name(&self) -> &'static str {
        if self.secure { "__Secure-valta-catch" } else { "valta-catch" }
    }

    /// Whose phone the request comes from, where it stays signed in.
    pub(crate) async fn device_of(&self, desk: &Desk, headers: &HeaderMap) -> Result<Option<Account>, No> {
        let Some(secret) = cookie(headers, self.device_name()) else { return Ok(None) };
        let found = desk.by_token(secret.to_owned()).await?;
        Ok(found.filter(|(_, scope)| *scope == TokenScope::Catch).map(|(account, _)| account))
    }

    /// The cookie by which a device that is told is known again; None for one that is not told any more. No secret: its
    /// owner alone can do anything by it.
    pub(crate) fn told_on(&self, id: Option<Uuid>) -> Option<HeaderValue> {
        let seconds = if id.is_some() { DEVICE } else { 0 };
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        HeaderValue::try_from(self.cookie(TOLD, &id, seconds, true)).ok()
    }

    /// The cookie that takes the session's away.
    pub(crate) fn over(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(self.cookie(self.name(), "", 0, true)).ok()
    }

    /// A choice of this device, such as its language; no secret.
    pub(crate) fn chosen(&self, name: &str, value: &str) -> Option<HeaderValue> {
        HeaderValue::try_from(self.cookie(name, value, 365 * 24 * 60 * 60, false)).ok()
    }

    fn cookie(&self, name: &str, value: &str, seconds: u32, secret: bool) -> String {
        let hidden = if secret { "; HttpOnly" } else { "" };
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{hidden}{secure}")
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

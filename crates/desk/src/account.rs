//! Signing in and out.

use valta_domain::{AgentId, Refusal, time, token::TokenScope};
use valta_store::{
    account::{self, Account},
    presence,
};

use crate::{Desk, No, work::secret};

/// A session ends this long (µs) after it was last used, and at the latest this long after it began.
const IDLE: i64 = 12 * time::HOUR;
const LONGEST: i64 = 7 * time::DAY;
/// How often (µs) the use of a session is written down.
const USED_EVERY: i64 = time::MINUTE;

/// Somebody who may act, and the secret that their browser keeps.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub account: Account,
    pub secret: String,
}

impl Desk {
    /// One answer for every failure; none tells whether the address is known.
    pub async fn sign_in(&self, email: &str, password: String) -> Result<SignedIn, No> {
        let email = email.trim().to_lowercase();
        let found = self.reader().look(move |tx| account::by_email(tx, &email)).await?;
        let (account, digest) = found.map_or((None, None), |(account, digest)| (Some(account), digest));
        let right = self.inner.passwords.verify(password, digest).await;
        let account = account.filter(|account| right && !account.disabled).ok_or(Refusal::NotFound)?;

        let secret = secret();
        let (kept, agent, at) = (secret.clone(), account.agent, self.now());
        self.inner.db.write(move |tx| account::begin_session(tx, &kept, agent, at)).await?;
        Ok(SignedIn { account, secret })
    }

    pub async fn sign_out(&self, secret: String) -> Result<(), No> {
        Ok(self.inner.db.write(move |tx| account::end_session(tx, &secret)).await?)
    }

    /// Whose session it is, if it still holds.
    pub async fn session(&self, secret: String) -> Result<Option<Account>, No> {
        let now = self.now();
        let asked = secret.clone();
        let Some(session) = self.reader().look(move |tx| account::session(tx, &asked)).await? else {
            return Ok(None);
        };
        if session.account.disabled
            || now.since(session.used_at) > IDLE
            || now.since(session.made_at) > LONGEST
        {
            return Ok(None);
        }
        if now.since(session.used_at) > USED_EVERY {
            self.inner.db.write(move |tx| account::use_session(tx, &secret, now)).await?;
        }
        Ok(Some(session.account))
    }

    /// Whose token it is, and what it may be used for.
    pub async fn by_token(&self, token: String) -> Result<Option<(Account, TokenScope)>, No> {
        let found = self.reader().look(move |tx| account::by_token(tx, &token)).await?;
        Ok(found.filter(|(account, _)| !account.disabled))
    }

    pub async fn hash_password(&self, password: String) -> Option<String> {
        self.inner.passwords.hash(password).await
    }

    pub async fn set_password(&self, agent: AgentId, digest: String) -> Result<(), No> {
        Ok(self.inner.db.write(move |tx| account::set_password(tx, agent, &digest)).await?)
    }

    pub async fn set_language(&self, agent: AgentId, language: String) -> Result<(), No> {
        Ok(self.inner.db.write(move |tx| account::set_language(tx, agent, &language)).await?)
    }

    pub(crate) async fn end_old_sessions(&self) -> Result<u64, No> {
        let now = self.now();
        Ok(self
            .inner
            .db
            .write(move |tx| {
                presence::forget_old(tx, now.minus(time::HOUR))?;
                account::end_old_sessions(tx, now.minus(LONGEST), now.minus(IDLE))
            })
            .await?)
    }
}

//! Passwords: argon2id, a few at a time so that many logins at once cannot take the memory, and always one
//! verification, so that an unknown address costs as long as a wrong password.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

/// 19 MiB and one pass more than OWASP's floor of two (2025); what two logins at once take stays with the
/// program, and it is to be small at rest.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 3;
const AT_ONCE: usize = 2;

pub(crate) struct Passwords {
    turns: Semaphore,
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

impl Passwords {
    pub(crate) fn new() -> Passwords {
        Passwords { turns: Semaphore::new(AT_ONCE) }
    }

    pub(crate) async fn hash(&self, password: String) -> Option<String> {
        let _turn = self.turns.acquire().await.ok()?;
        tokio::task::spawn_blocking(move || {
            argon2().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
        })
        .await
        .ok()?
    }

    /// Without a digest it works as long and says no.
    pub(crate) async fn verify(&self, password: String, digest: Option<String>) -> bool {
        let Ok(_turn) = self.turns.acquire().await else { return false };
        let verified = tokio::task::spawn_blocking(move || {
            let Some(digest) = digest else {
                let _ = argon2().hash_password(password.as_bytes());
                return false;
            };
            PasswordHash::new(&digest)
                .is_ok_and(|digest| argon2().verify_password(password.as_bytes(), &digest).is_ok())
        });
        verified.await.unwrap_or(false)
    }
}

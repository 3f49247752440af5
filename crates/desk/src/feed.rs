//! What somebody has promised, for their calendar to read by an address that is a secret and needs no session.

use valta_domain::{Refusal, Timestamp, time::DAY};
use valta_policy::Action;
use valta_store::{account::Account, feed, views, views::promise::PromiseLine};

use crate::{By, Desk, No, work::secret};

/// How long (µs) what was kept stands in a calendar.
const KEPT_FOR: i64 = 14 * DAY;
/// Promises of one person that are told, of each sort.
const MOST: usize = 200;

/// What is somebody's to keep, by duty.
#[derive(Clone, Debug)]
pub struct Promises {
    /// Whose calendar it is.
    pub account: Account,
    pub lines: Vec<PromiseLine>,
    pub now: Timestamp,
}

impl Desk {
    /// A new secret, in place of the one before; this is the only time that it can be read. None where the same form was
    /// sent again.
    pub async fn make_feed(&self, by: By, command: String) -> Result<Option<String>, No> {
        self.must(by, Action::KeepAccount)?;
        let (secret, at) = (secret(), self.now());
        let kept = secret.clone();
        let made = self.inner.db.write(move |tx| feed::put(tx, by.agent, &kept, &command, at)).await?;
        Ok(made.then_some(secret))
    }

    /// It leads nowhere from here on; ending what has ended changes nothing.
    pub async fn end_feed(&self, by: By) -> Result<(), No> {
        self.must(by, Action::KeepAccount)?;
        Ok(self.inner.db.write(move |tx| feed::end(tx, by.agent)).await?)
    }

    /// The same answer to a secret that was never given and to one that was taken back. What somebody carries for those who
    /// are away is theirs to keep; what is carried for them is not.
    pub async fn read_feed(&self, secret: String) -> Result<Promises, No> {
        let (desk, now) = (self.clone(), self.now());
        let look = move |tx: &mut valta_store::Tx<'_>| {
            let Some(account) = feed::by_secret(tx, &secret)?.filter(|account| !account.disabled) else {
                return Ok(None);
            };
            let mut lines = Vec::new();
            for agent in desk.carried_by(tx, account.agent, now)? {
                lines.extend(views::promise::of_agent(tx, agent, now.minus(KEPT_FOR), MOST)?);
            }
            Ok(Some(Promises { account, lines, now }))
        };
        Ok(self.reader().look(look).await?.ok_or(Refusal::NotFound)?)
    }
}

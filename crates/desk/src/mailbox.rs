//! Mailboxes at other servers. Whoever holds a mailbox's lease looks into it: what is new there is kept here, and put
//! away there once it can no longer be lost. A message that cannot be had is passed over, counted, and tried again later;
//! it stands in nobody's way.

use std::{collections::BTreeMap, time::Duration};

use futures_util::future::try_join_all;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use uuid::Uuid;
use valta_domain::{
    Timestamp,
    time::{HOUR, MINUTE, SECOND},
};
use valta_store::{
    Fault, Tx,
    inbox::{self, Arriving},
    mailbox::{self, Known, Lies, MailboxLine, NotHad, State},
};

use crate::{
    Desk, No,
    channel::email::imap::{Mailbox, Talk, There, Trouble},
    work::fresh_id,
};

/// How long nobody else looks into a mailbox whose keeper is silent.
const LEASE: i64 = 30 * SECOND;
const RENEW: Duration = Duration::from_secs(8);
/// How often the others ask whether the keeper is gone.
const ASK: Duration = Duration::from_secs(5);
/// A server that rings without end is looked into once in so long.
const BREATH: Duration = Duration::from_secs(1);
/// Messages that are asked for together, and their bytes, unless one alone is larger.
const TOGETHER: usize = 64;
const TOGETHER_BYTES: u64 = 8 * 1024 * 1024;
/// Messages whose sizes are asked together.
const LOOKED_AT: usize = 500;
/// How long to leave a mailbox in trouble: half as long as it has been in it, within these.
const PATIENCE: [i64; 2] = [5 * SECOND, 5 * MINUTE];
/// How long to wait for a message that the server names and does not give; twice as long each time.
const AGAIN: [i64; 2] = [2 * SECOND, HOUR];

const NOT_GIVEN: &str = "not_given";
const TOO_LARGE: &str = "too_large";

type Knowns = BTreeMap<u32, Known>;

/// Why it is not looked into any more.
enum Ended {
    No(No),
    Trouble(Trouble),
    /// Somebody else does it now.
    Taken,
}

impl From<No> for Ended {
    fn from(no: No) -> Ended {
        Ended::No(no)
    }
}

impl From<Trouble> for Ended {
    fn from(trouble: Trouble) -> Ended {
        Ended::Trouble(trouble)
    }
}

impl Desk {
    /// How the mailboxes do that are configured, in the order of their names.
    pub fn mailboxes(&self, tx: &mut Tx<'_>) -> Result<Vec<MailboxLine>, Fault> {
        let known = mailbox::all(tx)?;
        let line = |name: &str| known.iter().find(|line| line.name == name).cloned();
        let all = self.settings().mail.mailboxes.iter();
        Ok(all.map(|one| line(&one.name).unwrap_or_else(|| MailboxLine::new(&one.name))).collect())
    }

    /// Looks into a mailbox until there is trouble or `stop` turns true; without the lease, waits a little.
    pub(crate) async fn look_into(
        &self,
        mailbox: &Mailbox,
        mut stop: watch::Receiver<bool>,
    ) -> Result<(), No> {
        let lease = fresh_id();
        if !self.hold(mailbox, lease).await? {
            let _ = timeout(ASK, stop.wait_for(|stopped| *stopped)).await;
            return Ok(());
        }
        let ended = tokio::select! {
            ended = self.keep_what_comes(mailbox) => ended,
            ended = self.keep_hold(mailbox, lease) => ended,
            _ = stop.wait_for(|stopped| *stopped) => Ok(()),
        };
        let name = mailbox.name.clone();
        let released = self.inner.db.write(move |tx| mailbox::release(tx, &name, lease)).await;
        match ended {
            Ok(()) | Err(Ended::Taken) => {}
            Err(Ended::No(no)) => return Err(no),
            Err(Ended::Trouble(trouble)) => {
                let pause = self.note_trouble(mailbox, &trouble).await?;
                let _ = timeout(pause, stop.wait_for(|stopped| *stopped)).await;
            }
        }
        Ok(released?)
    }

    /// How long to leave it alone now.
    async fn note_trouble(&self, mailbox: &Mailbox, trouble: &Trouble) -> Result<Duration, No> {
        let (now, name, code, words) = (self.now(), mailbox.name.clone(), trouble.code(), trouble.words());
        tracing::warn!(mailbox = name, trouble = code, words, "a mailbox could not be looked into");
        let since = self.inner.db.write(move |tx| {
            mailbox::in_trouble(tx, &name, now, code, &words)?;
            mailbox::trouble_since(tx, &name)
        });
        let [least, most] = PATIENCE;
        let pause = since.await?.map_or(least, |since| (now.since(since) / 2).clamp(least, most));
        Ok(Duration::from_micros(pause.unsigned_abs()))
    }

    async fn hold(&self, mailbox: &Mailbox, lease: Uuid) -> Result<bool, No> {
        let (now, name) = (self.now(), mailbox.name.clone());
        let held = self.inner.db.write(move |tx| mailbox::claim(tx, &name, lease, now, now.plus(LEASE)));
        Ok(held.await?)
    }

    /// Ends when the lease is somebody else's.
    async fn keep_hold(&self, mailbox: &Mailbox, lease: Uuid) -> Result<(), Ended> {
        loop {
            sleep(RENEW).await;
            if !self.hold(mailbox, lease).await? {
                return Err(Ended::Taken);
            }
        }
    }

    async fn keep_what_comes(&self, mailbox: &Mailbox) -> Result<(), Ended> {
        let mut talk = Talk::open(mailbox, &self.inner.door).await?;
        loop {
            let soon = self.take_what_is_new(mailbox, &mut talk).await?;
            sleep(BREATH).await;
            talk.wait(soon.unwrap_or(mailbox.every).min(mailbox.every)).await?;
        }
    }

    /// Everything that is there; and how soon to come again for what was not given.
    async fn take_what_is_new(&self, mailbox: &Mailbox, talk: &mut Talk) -> Result<Option<Duration>, Ended> {
        let mut refused = None;
        loop {
            let now = self.now();
            let uids = talk.uids(mailbox.since.as_deref()).await?;
            let known = self.known(mailbox, talk.epoch, &uids).await?;
            let Waiting { here, fresh, again } = sorted(&uids, &known, now);
            refused = self.put_away(mailbox, talk, &here).await?.or(refused);
            if fresh.is_empty() {
                self.looked(mailbox, refused.as_ref()).await?;
                let soon = again.map(|at| at.since(now).max(SECOND).unsigned_abs());
                return Ok(soon.map(Duration::from_micros));
            }
            // What was tried before is asked about alone: whatever it does, it does to itself.
            let untried = fresh.iter().take_while(|uid| !known.contains_key(uid)).count();
            let some = fresh.get(..untried.clamp(1, LOOKED_AT)).unwrap_or_default();
            let mut there = Vec::with_capacity(some.len());
            let said = talk.sizes(some, &mut there).await;
            let unsaid = some.iter().filter(|uid| !there.iter().any(|there| there.uid == **uid));
            let unsaid: Vec<There> = unsaid.map(|uid| There { uid: *uid, bytes: 0, at: None }).collect();
            self.pass_over(mailbox, talk.epoch, &unsaid, &known, NOT_GIVEN).await?;
            self.found(mailbox, fresh.len(), there.iter().filter_map(|there| there.at).min()).await?;
            said?;
            let most = u64::try_from(self.settings().mail.most_bytes).unwrap_or(u64::MAX);
            let (take, too_large): (Vec<There>, _) = there.into_iter().partition(|there| there.bytes <= most);
            self.pass_over(mailbox, talk.epoch, &too_large, &known, TOO_LARGE).await?;
            for some in batches(&take) {
                // Until it is here it counts as one that could not be had: what breaks the talk is not asked for again at once.
                self.pass_over(mailbox, talk.epoch, some, &known, NOT_GIVEN).await?;
                let mut came = Vec::with_capacity(some.len());
                let said = talk.messages(some, &mut came).await;
                let kept = self.keep_from(mailbox, talk.epoch, came).await?;
                said?;
                refused = self.put_away(mailbox, talk, &kept).await?.or(refused);
            }
        }
    }

    /// What is known of these numbers; what could not be had and is gone is forgotten.
    async fn known(&self, mailbox: &Mailbox, epoch: u32, uids: &[u32]) -> Result<Knowns, No> {
        let (name, uids) = (mailbox.name.clone(), uids.to_vec());
        let known = self.inner.db.write(move |tx| {
            mailbox::forget_gone(tx, &name, epoch, &uids)?;
            match (uids.first(), uids.last()) {
                (Some(first), Some(last)) => mailbox::known(tx, &name, epoch, (*first, *last)),
                _ => Ok(Knowns::new()),
            }
        });
        Ok(known.await?)
    }

    async fn found(&self, mailbox: &Mailbox, waiting: usize, since: Option<Timestamp>) -> Result<(), No> {
        let name = mailbox.name.clone();
        Ok(self.inner.db.write(move |tx| mailbox::found(tx, &name, waiting, since)).await?)
    }

    /// What the server refuses to put away is here all the same, and somebody should know.
    async fn looked(&self, mailbox: &Mailbox, refused: Option<&Trouble>) -> Result<(), No> {
        let (now, name) = (self.now(), mailbox.name.clone());
        let refused = refused.map(|trouble| (trouble.code(), trouble.words()));
        let looked = self.inner.db.write(move |tx| {
            mailbox::looked(tx, &name, now, refused.is_some())?;
            match &refused {
                Some((code, words)) => mailbox::in_trouble(tx, &name, now, code, words),
                None => Ok(()),
            }
        });
        Ok(looked.await?)
    }

    /// Keeps messages; when this answers, these cannot be lost any more.
    async fn keep_from(
        &self,
        mailbox: &Mailbox,
        epoch: u32,
        came: Vec<(There, Vec<u8>)>,
    ) -> Result<Vec<u32>, No> {
        let at = self.now();
        let keep = came.into_iter().map(|(There { uid, .. }, raw)| {
            let (id, name, sha256) = (fresh_id(), mailbox.name.clone(), inbox::sha256(&raw));
            self.inner.db.write_together(move |tx| {
                let arriving = Arriving { id, raw: &raw, source: "imap", sender: None, recipients: &[], at };
                inbox::keep(tx, &arriving)?;
                mailbox::kept(tx, Lies { mailbox: &name, epoch, uid }, &sha256, raw.len())?;
                Ok::<u32, Fault>(uid)
            })
        });
        let kept = try_join_all(keep).await?;
        self.inner.arrived.notify_one();
        Ok(kept)
    }

    /// Messages that are kept are put away there; what the server says where it does not want to.
    async fn put_away(
        &self,
        mailbox: &Mailbox,
        talk: &mut Talk,
        uids: &[u32],
    ) -> Result<Option<Trouble>, Ended> {
        if uids.is_empty() {
            return Ok(None);
        }
        match talk.put_away(uids).await {
            Ok(()) => {}
            Err(refused @ Trouble::Refused(..)) => return Ok(Some(refused)),
            Err(trouble) => return Err(trouble.into()),
        }
        let (name, epoch, uids) = (mailbox.name.clone(), talk.epoch, uids.to_vec());
        let noted = self.inner.db.write(move |tx| {
            uids.iter().try_for_each(|uid| mailbox::away(tx, Lies { mailbox: &name, epoch, uid: *uid }))
        });
        noted.await.map_err(No::from)?;
        Ok(None)
    }

    async fn pass_over(
        &self,
        mailbox: &Mailbox,
        epoch: u32,
        some: &[There],
        known: &Knowns,
        reason: &'static str,
    ) -> Result<(), No> {
        if some.is_empty() {
            return Ok(());
        }
        let (now, name) = (self.now(), mailbox.name.clone());
        let tried = |there: &There| known.get(&there.uid).map_or(0, |known| known.attempts) + 1;
        let some: Vec<(There, u32)> = some.iter().map(|there| (*there, tried(there))).collect();
        let noted = self.inner.db.write(move |tx| {
            some.iter().try_for_each(|(there, attempts)| {
                let wait = if reason == TOO_LARGE { AGAIN[1] } else { AGAIN[0] << (attempts - 1).min(16) };
                let next_at = now.plus(wait.min(AGAIN[1]));
                let not =
                    NotHad { reason, bytes: there.bytes, since: there.at, attempts: *attempts, next_at };
                mailbox::left(tx, Lies { mailbox: &name, epoch, uid: there.uid }, not)
            })
        });
        Ok(noted.await?)
    }
}

/// What lies there, by what is to be done with it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Waiting {
    /// Kept, and there it lies still where it came in.
    here: Vec<u32>,
    /// Worth a try now; what was tried before comes last.
    fresh: Vec<u32>,
    /// When the next of the others is.
    again: Option<Timestamp>,
}

fn sorted(uids: &[u32], known: &Knowns, now: Timestamp) -> Waiting {
    let mut waiting = Waiting::default();
    for uid in uids {
        match known.get(uid) {
            None => waiting.fresh.push(*uid),
            Some(known) if known.state == State::Kept => waiting.here.push(*uid),
            Some(known) if known.state == State::Away => {}
            Some(known) if known.next_at <= now => waiting.fresh.push(*uid),
            Some(known) => {
                waiting.again = Some(waiting.again.map_or(known.next_at, |at| at.min(known.next_at)));
            }
        }
    }
    waiting.fresh.sort_by_key(|uid| known.contains_key(uid));
    waiting
}

/// So many that they are asked for together; what is large is alone.
fn batches(all: &[There]) -> Vec<&[There]> {
    let mut parts = Vec::new();
    let mut rest = all;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take(TOGETHER).take_while(|there| {
            bytes += there.bytes;
            bytes <= TOGETHER_BYTES
        });
        let (part, after) = rest.split_at(fits.count().max(1));
        parts.push(part);
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_comes_last_and_what_is_here_is_put_away() {
        let now = Timestamp(1_000_000_000);
        let known = |state, next_at| Known { state, attempts: 1, next_at: Timestamp(next_at) };
        let known = Knowns::from([
            (1, known(State::Left, 0)),
            (2, known(State::Kept, 0)),
            (3, known(State::Away, 0)),
            (4, known(State::Left, now.0 + 5)),
            (5, known(State::Left, now.0 + 3)),
        ]);
        let waiting = sorted(&[1, 2, 3, 4, 5, 6, 7], &known, now);
        assert_eq!(
            waiting,
            Waiting { here: vec![2], fresh: vec![6, 7, 1], again: Some(Timestamp(now.0 + 3)) }
        );
    }

    #[test]
    fn large_messages_are_asked_for_alone() {
        let there = |uid, bytes| There { uid, bytes, at: None };
        let mut all: Vec<There> = (0..70).map(|uid| there(uid, 1_000)).collect();
        all.push(there(70, TOGETHER_BYTES));
        all.push(there(71, 3 * TOGETHER_BYTES));
        all.push(there(72, 1));
        let sizes: Vec<usize> = batches(&all).into_iter().map(<[There]>::len).collect();
        assert_eq!(sizes, [64, 6, 1, 1, 1]);
        assert!(batches(&[]).is_empty());
    }
}

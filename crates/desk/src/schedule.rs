//! What happens by itself: messages are filed, errands performed, snoozes end, the log is sealed. Each on
//! its own, so that trouble with one leaves the others alone; what is not rung for is looked for anyway.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt as _;
use tokio::{sync::watch, task::JoinSet, time::sleep};
use valta_domain::{Actor, case};
use valta_store::views;

use crate::{Desk, No, payment::errand::PAID_BY_PROGRAM};

/// How long a round waits when nothing rings: other nodes and programs ring nobody.
const ROUND: Duration = Duration::from_secs(1);
/// How long a round waits after trouble.
const AFTER_TROUBLE: Duration = Duration::from_secs(5);
const SEAL_EVERY: Duration = Duration::from_secs(10);
const SWEEP_EVERY: Duration = Duration::from_mins(10);
const STANDS_OUT_EVERY: Duration = Duration::from_hours(1);
/// Cases woken in one round.
const WAKE: usize = 100;

impl Desk {
    /// Runs until `stop` turns true; then each round is finished first.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let mut rounds = JoinSet::new();
        let desk = self.clone();
        rounds.spawn(repeat("filing mail", stop.clone(), ROUND, move |ring| {
            let desk = desk.clone();
            async move {
                if ring {
                    desk.arrived().await;
                    return Ok(());
                }
                desk.take_in_all().await.map(drop)
            }
        }));
        for mailbox in self.settings().mail.mailboxes.clone() {
            let desk = self.clone();
            let looking = stop.clone();
            rounds.spawn(repeat("looking into a mailbox", stop.clone(), ROUND, move |ring| {
                let (desk, mailbox, stop) = (desk.clone(), mailbox.clone(), looking.clone());
                async move {
                    if ring {
                        return std::future::pending().await;
                    }
                    desk.look_into(&mailbox, stop).await
                }
            }));
        }
        // Each on its own: a receiver that hangs keeps nobody's letters or credit waiting.
        errands(&mut rounds, "sending mail", &self, &stop, |desk| async move { desk.perform_next().await });
        errands(&mut rounds, "writing to colleagues", &self, &stop, |desk| async move {
            desk.notify_next().await
        });
        errands(&mut rounds, "telling colleagues on devices", &self, &stop, |desk| async move {
            desk.push_next().await
        });
        errands(&mut rounds, "calling through the gateway", &self, &stop, |desk| async move {
            desk.text_next().await
        });
        for kind in PAID_BY_PROGRAM {
            errands(&mut rounds, kind.code(), &self, &stop, move |desk| async move {
                desk.pay_next_of(kind).await
            });
        }
        let desk = self.clone();
        rounds.spawn(repeat("waking cases", stop.clone(), ROUND, move |ring| {
            let desk = desk.clone();
            async move {
                if ring {
                    return std::future::pending().await;
                }
                desk.wake_due().await?;
                desk.settle_duties().await?;
                desk.expire_handovers().await?;
                desk.bring_up_questions().await?;
                desk.watch_promises().await?;
                desk.call_on_call().await?;
                desk.expire_asks().await
            }
        }));
        let desk = self.clone();
        rounds.spawn(repeat("sealing the log", stop.clone(), SEAL_EVERY, move |ring| {
            let desk = desk.clone();
            async move {
                if ring {
                    return std::future::pending().await;
                }
                while desk.seal().await? > 0 {}
                Ok(())
            }
        }));
        let desk = self.clone();
        rounds.spawn(repeat("looking for what stands out", stop.clone(), STANDS_OUT_EVERY, move |ring| {
            let desk = desk.clone();
            async move {
                if ring {
                    return std::future::pending().await;
                }
                desk.ask_what_stands_out().await.map(drop)
            }
        }));
        rounds.spawn(repeat("ending old sessions", stop, SWEEP_EVERY, move |ring| {
            let desk = self.clone();
            async move {
                if ring {
                    return std::future::pending().await;
                }
                desk.end_old_sessions().await.map(drop)
            }
        }));
        while rounds.join_next().await.is_some() {}
    }

    /// Cases whose snooze has run out are open again.
    pub async fn wake_due(&self) -> Result<(), No> {
        let now = self.now();
        let due = self.reader().look(move |tx| views::case::snoozed_before(tx, now, WAKE)).await?;
        for id in due {
            let woken = self.transact(Actor::House, None, move |work| {
                let mut case = work.any_case(id)?;
                let events = case::decide_wake(case.get()?, work.at);
                work.record_case(&mut case, events)
            });
            // One case in trouble does not keep the others asleep.
            if let Err(no) = woken.await {
                tracing::error!(%id, error = %no, "a case could not be woken; it will be tried again");
            }
        }
        Ok(())
    }
}

/// One kind of errands, as long as any is due; nothing new is begun once somebody said stop.
fn errands<W, F>(
    rounds: &mut JoinSet<()>,
    name: &'static str,
    desk: &Desk,
    stop: &watch::Receiver<bool>,
    perform: W,
) where
    W: Fn(Desk) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<usize, No>> + Send,
{
    let (desk, stopping) = (desk.clone(), stop.clone());
    rounds.spawn(repeat(name, stop.clone(), ROUND, move |ring| {
        let (desk, stopping, perform) = (desk.clone(), stopping.clone(), perform.clone());
        async move {
            if ring {
                desk.errand().await;
                return Ok(());
            }
            while !*stopping.borrow() && perform(desk.clone()).await? > 0 {}
            Ok(())
        }
    }));
}

/// One kind of work, over and over: `work(false)` does it, `work(true)` resolves when there is more.
async fn repeat<W, F>(name: &'static str, mut stop: watch::Receiver<bool>, every: Duration, work: W)
where
    W: Fn(bool) -> F + Send,
    F: Future<Output = Result<(), No>> + Send,
{
    while !*stop.borrow() {
        // A panic is this round's trouble, not the end of all rounds.
        let wait = match AssertUnwindSafe(work(false)).catch_unwind().await {
            Ok(Ok(())) => every,
            Ok(Err(no)) => {
                tracing::error!(work = name, error = %no, "could not be done; it will be tried again");
                AFTER_TROUBLE
            }
            Err(_) => {
                tracing::error!(work = name, "broke off by a mistake in the program; it will be tried again");
                AFTER_TROUBLE
            }
        };
        tokio::select! {
            () = sleep(wait) => {}
            _ = work(true) => {}
            _ = stop.changed() => {}
        }
    }
}

//! A closure on its way through a worker thread, with its result and the way back to whoever waits. The result is kept
//! here until the transaction has ended, so that no answer leaves before the commit.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use tokio::sync::oneshot;

use super::{Fault, Mode, Tx};

/// A job of any types, as the threads handle it.
pub(super) type Work = Box<dyn Job>;

pub(super) trait Job: Send {
    fn mode(&self) -> Mode;
    /// Whether it may be in one transaction with others that say so.
    fn shares(&self) -> bool;
    /// Whether nobody waits for the answer any more.
    fn abandoned(&self) -> bool;
    /// Runs the closure inside a transaction and keeps what it says.
    fn run(&mut self, tx: &mut Tx<'_>) -> Ending;
    /// Hands over what the closure said last.
    fn answer(self: Box<Self>);
    /// Hands over a fault instead.
    fn fail(self: Box<Self>, fault: Fault);
}

/// What is to become of the transaction.
pub(super) enum Ending {
    Keep,
    /// A refusal has no fault.
    RollBack(Option<Fault>),
}

/// The way back.
pub(super) enum Reply<R> {
    Task(oneshot::Sender<R>),
    Thread(mpsc::SyncSender<R>),
}

impl<R> Reply<R> {
    fn send(self, result: R) {
        // Whoever asked may have gone home; what was done stays done.
        match self {
            Reply::Task(sender) => drop(sender.send(result)),
            Reply::Thread(sender) => drop(sender.send(result)),
        }
    }
}

type Body<T, E> = Box<dyn FnMut(&mut Tx<'_>) -> Result<T, E> + Send>;

struct Closure<T, E> {
    mode: Mode,
    shares: bool,
    run: Body<T, E>,
    result: Option<Result<T, E>>,
    reply: Reply<Result<T, E>>,
}

pub(super) fn write<T, E, F>(job: F, shares: bool, reply: Reply<Result<T, E>>) -> Work
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    Box::new(Closure { mode: Mode::Write, shares, run: Box::new(job), result: None, reply })
}

pub(super) fn read<T, E, F>(job: F, reply: Reply<Result<T, E>>) -> Work
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    let mut job = Some(job);
    Box::new(Closure {
        mode: Mode::Read,
        shares: false,
        run: Box::new(move |tx| match job.take() {
            Some(job) => job(tx),
            None => Err(E::from(Fault::bug("a read was run twice"))),
        }),
        result: None,
        reply,
    })
}

impl<T, E> Job for Closure<T, E>
where
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    fn mode(&self) -> Mode {
        self.mode
    }

    fn shares(&self) -> bool {
        self.shares
    }

    fn abandoned(&self) -> bool {
        match &self.reply {
            Reply::Task(sender) => sender.is_closed(),
            Reply::Thread(_) => false,
        }
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Ending {
        let said = catch_unwind(AssertUnwindSafe(|| (self.run)(tx)));
        let failed = tx.failed.take();
        let (result, ending) = match (said, failed) {
            (Ok(Ok(value)), None) => (Ok(value), Ending::Keep),
            (Ok(Ok(_)), Some(fault)) => (Err(E::from(fault.clone())), Ending::RollBack(Some(fault))),
            (Ok(Err(error)), failed) => {
                let fault = failed.or_else(|| as_any(&error).downcast_ref::<Fault>().cloned());
                (Err(error), Ending::RollBack(fault))
            }
            (Err(panic), _) => {
                let fault = Fault::bug(format!("a job panicked: {}", panic_words(&*panic)));
                (Err(E::from(fault.clone())), Ending::RollBack(Some(fault)))
            }
        };
        self.result = Some(result);
        ending
    }

    fn answer(self: Box<Self>) {
        let result =
            self.result.unwrap_or_else(|| Err(E::from(Fault::bug("a job was answered before it ran"))));
        self.reply.send(result);
    }

    fn fail(self: Box<Self>, fault: Fault) {
        self.reply.send(Err(E::from(fault)));
    }
}

fn as_any<E: 'static>(error: &E) -> &dyn Any {
    error
}

fn panic_words(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a word")
}

//! Jobs that wait for a worker thread. Bounded: who finds no room waits outside, so that memory does not grow when the
//! disk is slow.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, TryAcquireError};

use super::Fault;
use super::job::Work;

pub(super) struct Queue {
    line: Mutex<Line>,
    arrival: Condvar,
    room: Semaphore,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Work>,
    closed: bool,
}

impl Queue {
    pub(super) fn new(room: usize) -> Self {
        Queue {
            line: Mutex::new(Line::default()),
            arrival: Condvar::new(),
            room: Semaphore::new(room.max(1)),
        }
    }

    pub(super) async fn push(&self, work: Work) -> Result<(), Fault> {
        let permit = self.room.acquire().await.map_err(|_| Fault::lost())?;
        permit.forget();
        self.enter(work)
    }

    pub(super) fn push_blocking(&self, work: Work) -> Result<(), Fault> {
        loop {
            match self.room.try_acquire() {
                Ok(permit) => {
                    permit.forget();
                    return self.enter(work);
                }
                Err(TryAcquireError::NoPermits) => std::thread::sleep(Duration::from_millis(1)),
                Err(TryAcquireError::Closed) => return Err(Fault::lost()),
            }
        }
    }

    fn enter(&self, work: Work) -> Result<(), Fault> {
        let mut line = self.line();
        if line.closed {
            return Err(Fault::lost());
        }
        line.waiting.push_back(work);
        drop(line);
        self.arrival.notify_one();
        Ok(())
    }

    /// The next job; waits for one. `None` when the queue is closed and empty.
    pub(super) fn pop(&self) -> Option<Work> {
        let mut line = self.line();
        loop {
            if let Some(work) = line.waiting.pop_front() {
                self.room.add_permits(1);
                return Some(work);
            }
            if line.closed {
                return None;
            }
            line = self.arrival.wait(line).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next job, if one waits already.
    pub(super) fn pop_waiting(&self) -> Option<Work> {
        self.pop_waiting_if(|_| true)
    }

    /// The next job, if one waits already and is of this kind.
    pub(super) fn pop_waiting_if(&self, kind: impl FnOnce(&Work) -> bool) -> Option<Work> {
        let work = self.line().waiting.pop_front_if(|work| kind(work))?;
        self.room.add_permits(1);
        Some(work)
    }

    /// Lets nobody in any more; who waits is still served.
    pub(super) fn close(&self) {
        self.line().closed = true;
        self.room.close();
        self.arrival.notify_all();
    }

    /// Closes, and sends away who waits: there is nobody left to serve them.
    pub(super) fn abandon(&self) {
        self.close();
        let waiting = std::mem::take(&mut self.line().waiting);
        drop(waiting);
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

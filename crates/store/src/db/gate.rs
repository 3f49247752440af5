//! A job that has lost again and again gets the floor to itself for a moment: the other writers of this process wait
//! until it is through. Every wait here ends by itself, so the worst that can happen is another lost race.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Longer than a usual transaction by far, shorter than anyone notices.
const PATIENCE: Duration = Duration::from_millis(100);

#[derive(Default)]
pub(super) struct Gate {
    floor: Mutex<Floor>,
    change: Condvar,
}

#[derive(Default)]
struct Floor {
    running: u32,
    taken: bool,
}

/// Leave to run, until dropped.
pub(super) struct Pass<'a> {
    gate: &'a Gate,
    alone: bool,
}

impl Gate {
    pub(super) fn enter(&self) -> Pass<'_> {
        let mut floor = self.wait_while(self.floor(), |floor| floor.taken);
        floor.running += 1;
        Pass { gate: self, alone: false }
    }

    /// Waits for those who run to end, and keeps others out. Its caller must not hold a pass.
    pub(super) fn enter_alone(&self) -> Pass<'_> {
        let mut floor = self.wait_while(self.floor(), |floor| floor.taken);
        if floor.taken {
            floor.running += 1;
            return Pass { gate: self, alone: false };
        }
        floor.taken = true;
        drop(self.wait_while(floor, |floor| floor.running > 0));
        Pass { gate: self, alone: true }
    }

    fn wait_while<'a>(
        &self,
        floor: MutexGuard<'a, Floor>,
        condition: impl Fn(&Floor) -> bool,
    ) -> MutexGuard<'a, Floor> {
        self.change
            .wait_timeout_while(floor, PATIENCE, |floor| condition(floor))
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }

    fn floor(&self) -> MutexGuard<'_, Floor> {
        self.floor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut floor = self.gate.floor();
        if self.alone {
            floor.taken = false;
        } else {
            floor.running -= 1;
        }
        drop(floor);
        self.gate.change.notify_all();
    }
}

//! The one place where the time is read; tests and rehearsals move it by hand.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use valta_domain::Timestamp;

#[derive(Clone, Debug)]
pub enum Clock {
    Wall,
    Hand(Arc<AtomicI64>),
}

impl Clock {
    pub fn hand(at: Timestamp) -> Clock {
        Clock::Hand(Arc::new(AtomicI64::new(at.micros())))
    }

    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place where the time is read")]
            Clock::Wall => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                Timestamp(since.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX)))
            }
            Clock::Hand(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    /// Sets a clock that is moved by hand; the wall's clock cannot be.
    pub fn set(&self, to: Timestamp) {
        match self {
            Clock::Wall => {}
            Clock::Hand(at) => at.store(to.micros(), Ordering::SeqCst),
        }
    }
}

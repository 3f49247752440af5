//! Instants and lengths of real time. A window is a length, so no clock change makes it longer.

use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

pub const SECOND: i64 = 1_000_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Saturates at the ends of time.
    #[must_use]
    pub const fn plus(self, micros: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(micros))
    }

    #[must_use]
    pub const fn minus(self, micros: i64) -> Timestamp {
        Timestamp(self.0.saturating_sub(micros))
    }

    /// Microseconds from `earlier` to here; negative when `earlier` is later.
    pub const fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

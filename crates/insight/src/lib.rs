//! Measures over what was given: what the reviews say, what is to be reviewed, what stands out, what it
//! came to, and what other limits would have meant.
//!
//! Values in, values out. Nothing here blocks an act, ranks people by how good they are, reads a clock or draws a number: where
//! chance decides, it is the remedy's id with the house's salt that draws, so that it can be drawn again.
//! Why the numbers are what they are stands in the README beside this crate.
#![warn(clippy::wildcard_enum_match_arm)]
#![cfg_attr(test, expect(clippy::unwrap_used, reason = "a test that cannot go on fails"))]

/// Answers that are told as codes; their words are the pages' own.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }
        }
    };
}

mod beta;
pub mod bootstrap;
pub mod chart;
pub mod definition;
pub mod flow;
pub mod house;
pub mod interval;
pub mod knowhow;
pub mod limits;
pub mod matter;
pub mod pattern;
pub mod preview;
pub mod promise;
pub mod random;
pub mod sampling;
pub mod signature;
pub mod spread;
pub mod state;
pub mod staying;
#[cfg(test)]
mod testing;
pub mod touch;
pub mod trust;
pub mod waiting;
pub mod worth;

/// How many, as a number that a float holds exactly.
fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// How many, as a float; exact up to 2^53, which no log reaches.
#[expect(clippy::cast_precision_loss, reason = "no log has 2^53 of anything")]
fn float(many: usize) -> f64 {
    many as f64
}

/// Microseconds as a float: exact for spans of up to 285 years.
#[expect(clippy::cast_precision_loss, reason = "no span in a log is longer than 285 years")]
fn real(micros: i64) -> f64 {
    micros as f64
}

/// A rank, cut to a whole number of nought or more.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ranks are nought or more and small"
)]
fn whole(rank: f64) -> usize {
    rank.max(0.0) as usize
}

/// The first of two numbers in one.
fn high(pair: u64) -> u32 {
    (pair >> 32) as u32
}

/// The second.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
fn low(pair: u64) -> u32 {
    pair as u32
}

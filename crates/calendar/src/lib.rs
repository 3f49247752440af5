//! What the house needs of time: when it is open, which days are holidays, and what a time on the wall means.
//!
//! Values in, values out. Nothing here reads a clock or a file; the time zones are those that are built in.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod holiday;
pub mod hours;
pub mod local;
mod zone;

pub use hours::Hours;

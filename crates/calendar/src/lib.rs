//! What the house needs of time: when it is open, which days are holidays, what a time on the wall means, who is on
//! call, which service point is near and open, and feeds that calendars read.
//!
//! Values in, values out. Nothing here reads a clock or a file; the time zones are those that are built in.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod feed;
pub mod holiday;
pub mod hours;
pub mod local;
pub mod point;
pub mod rota;
mod zone;

pub use hours::Hours;

//! A seeded day, or three months, at the desk: the sample house that `valta demo` shows, load for benches,
//! and the model that the rules of mandates are held against. Drives [`valta_desk::Desk`] and nothing below it.

pub mod bulk;
pub mod demo;
mod finance;
mod hours;
mod matters;
pub mod model;
mod people;
mod play;
mod points;
mod random;
pub mod replay;
mod reviews;
mod script;
mod stories;

#[cfg(test)]
mod races;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod trial;
#[cfg(test)]
mod windows;

pub use bulk::bulk;
pub use demo::{DEMO_PASSWORD, DemoAgent, DemoHouse, DemoStory, HOUSE, Plan, furnish};

//! The one place where authorisation is decided, from policies kept as data: who may do what ([`Policies`]), the
//! rules that forbid a remedy ([`Rules`]), and the conditions that a mandate holds under ([`Condition`]).
//!
//! Cedar is the judge, and nothing outside this crate knows it. Amounts and windows are not its business: they are
//! reckoned in the domain. Nothing here reads a clock or anything else outside its arguments.

mod action;
mod condition;
mod expression;
mod facts;
mod may;
mod problem;
mod reading;
mod rules;
mod who;

pub use action::Action;
pub use condition::{Condition, Conditions, Holding};
pub use facts::{ATTRIBUTES, Attribute, Kind};
pub use may::Policies;
pub use problem::{Problem, Wrong};
pub use rules::{Named, Rules};
pub use who::{Relation, Who};

//! The rules of the desk, as pure functions over values.
//!
//! `decide_…` takes what is known, a command and the instant, and answers with events or a
//! [`Refusal`]; `evolve` takes a fact and cannot fail; [`reaction`] says what follows from a fact.
//! Nothing here reads a clock, draws a random number, or knows where anything is stored.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod agent;
pub mod arrangement;
pub mod ask;
pub mod audit;
pub mod books;
pub mod bounce;
pub mod calendar;
pub mod case;
pub mod consultation;
pub mod contact;
pub mod cost;
pub mod credit;
pub mod customer;
pub mod deadline;
pub mod duty;
pub mod event;
pub mod friction;
pub mod handover;
pub mod iban;
pub mod id;
pub mod intake;
pub mod knowhow;
pub mod link;
pub mod mandate;
pub mod money;
pub mod on_call;
pub mod payment;
pub mod placing;
pub mod point;
pub mod process;
pub mod promise;
pub mod reach;
pub mod reaction;
pub mod receipt;
pub mod refusal;
pub mod remedy;
pub mod review;
pub mod rota;
pub mod shown;
pub mod situation;
pub mod skill;
pub mod team;
pub mod text;
pub mod time;
pub mod token;
pub mod told;

pub use event::{Actor, Event, Recorded, Stream};
pub use id::*;
pub use money::{Currency, Money};
pub use refusal::Refusal;
pub use text::TextRef;
pub use time::Timestamp;

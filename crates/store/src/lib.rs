//! The record: the log, its views, people's words, the inbox and the outbox, on SQLite or PostgreSQL.
//! Knows where everything is kept, and no business rule.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod account;
pub mod bank_file;
mod codec;
pub mod command;
pub mod db;
pub mod dialect;
pub mod draft;
pub mod feed;
pub mod inbox;
pub mod knowhow;
pub mod lock;
pub mod mailbox;
pub mod migrate;
pub mod notice;
pub mod outbox;
pub mod presence;
pub mod push;
pub mod reach;
pub mod reader;
pub mod record;
pub mod schema;
pub mod seal;
pub mod secret;
pub mod sent;
pub mod testing;
pub mod text;
pub mod thread;
pub mod ties;
pub mod verify;
pub mod views;

pub use db::{Db, DbSettings, Fault, FaultKind, Tx};
pub use reader::{Reader, Scope};

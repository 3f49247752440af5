//! Bytes to e-mail and back: what a customer wrote, what a machine wrote, and what we send.
//!
//! Pure: no case, customer, database, clock or randomness is known here. Whatever bytes come in,
//! nothing panics, and time and memory stay within a [`Budget`]; see the README beside this crate.
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic,
        clippy::unwrap_used,
        clippy::expect_used
    )
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::print_stderr,
        clippy::needless_pass_by_value,
        clippy::format_push_string,
        clippy::cast_possible_truncation,
        clippy::needless_raw_string_hashes,
        reason = "a test may stop where it fails, and tells what it saw"
    )
)]

mod address;
mod automatic;
mod clean;
mod compose;
mod decode;
mod header;
mod html;
mod mbox;
mod mime;
mod quote;
mod read;
mod thread;

#[cfg(test)]
mod corpus;

pub use address::Address;
pub use automatic::{Automatic, may_be_answered};
pub use clean::file_name;
pub use compose::{Auto, ComposeError, Outgoing, compose};
pub use mbox::{MboxError, MboxMessages, split_mbox};
pub use quote::{RULE, written};
pub use read::{Attachment, Budget, Message, Unreadable, attachment, read};
pub use thread::{is_token, reply_address, tokens};

//! Ways in and out of the house, one folder a channel.

pub mod email;

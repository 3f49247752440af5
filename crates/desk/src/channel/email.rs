//! E-mail: taken in by LMTP or fetched by IMAP, sent by SMTP.

pub mod imap;
pub mod lmtp;
pub mod smtp;

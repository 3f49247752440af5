//! E-mail: taken in by LMTP, sent by SMTP.

pub mod lmtp;
pub mod smtp;

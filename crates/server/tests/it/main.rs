//! The binary as an operator and a person use it: started, killed, fed, refused, and clicked through.

#![expect(clippy::print_stderr, reason = "counts and what was skipped are told to whoever runs the tests")]
#![expect(clippy::disallowed_methods, reason = "tests look for the programs and the corpus that are here")]

mod browser;
mod corpus;
mod export;
mod house;
mod imap;
mod kills;
mod mail;
mod matrix;
mod nodes;
mod office;
mod start;

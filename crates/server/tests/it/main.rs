//! The binary as an operator and a person use it: started, killed, fed, refused, and clicked through.

mod browser;
mod corpus;
mod house;
mod mail;
mod start;

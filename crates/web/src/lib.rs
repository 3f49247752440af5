//! The screens of the desk: pages, words and looks. A page reads in one consistent look and writes only through
//! the desk; nothing here decides anything, and every word that is read stands in `words/`.

mod account;
mod act;
mod app;
mod ask;
mod assets;
mod case;
mod catch;
mod conversation;
mod costs;
mod customer;
mod door;
mod finance;
mod find;
mod form;
mod friction;
mod gate;
mod guard;
mod handover;
mod house;
mod icon;
mod layout;
mod ledger;
mod live;
mod login;
mod mandate;
mod matters;
mod parts;
mod process;
mod record;
mod refusal;
mod remedy;
mod review;
mod routes;
mod sent;
mod session;
mod trouble;
mod trust;
mod viewer;
mod visit;
mod when;
mod words;

pub use routes::{addresses, router};

//! The screens of the desk: pages, words and looks. Pages are functions from what is known to
//! markup; nothing here decides anything, and every word that is read stands in `words/`.

pub mod account;
pub mod act;
pub mod assets;
pub mod case;
pub mod catch;
pub mod conversation;
pub mod customer;
pub mod icon;
pub mod layout;
pub mod login;
pub mod matters;
pub mod parts;
pub mod plain;
pub mod record;
pub mod remedy;
pub mod sent;
pub mod trouble;
pub mod viewer;
pub mod words;

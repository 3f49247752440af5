//! The tables of this program, by numbered migrations.

use crate::migrate::Migration;

/// All of them, in order. A released one is never changed.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 1, name: "house", sql: include_str!("../migrations/0001_house.sql") }];

//! Views: ordinary tables, updated in the transaction of the event they follow from. Each noun's file
//! says what its events change and what can be read of it. No business rule stands here.

pub mod agent;
pub mod case;
pub mod contact;
pub mod customer;
pub mod house;
pub mod mandate;
pub mod promise;
pub mod remedy;

use valta_domain::{Event, Recorded, case::Case};

use crate::db::{Fault, Tx};

/// The tables that follow from the log alone, with the columns that order their rows.
pub const TABLES: &[(&str, &str)] = &[
    ("agents", "id"),
    ("cases", "id"),
    ("contacts", "id"),
    ("customers", "id"),
    ("identities", "id"),
    ("mandates", "id"),
    ("notes", "id"),
    ("parameters", "name"),
    ("promises", "id"),
    ("remedies", "id"),
];

/// Makes the views follow one fact; `case` is the case as it is after a fact of its own.
pub fn apply(tx: &mut Tx<'_>, recorded: &Recorded, case: Option<&Case>) -> Result<(), Fault> {
    match &recorded.event {
        Event::Agent(event) => agent::apply(tx, recorded, event),
        Event::Case(event) => case::apply(tx, recorded, event, case),
        Event::Customer(event) => customer::apply(tx, recorded, event),
        Event::House(event) => house::apply(tx, recorded, event),
        Event::Mandate(event) => mandate::apply(tx, recorded, event),
    }
}

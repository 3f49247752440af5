//! Measures over what was given: what the reviews say, what is to be reviewed, what stands out, what it
//! came to, and what other limits would have meant.
//!
//! Values in, values out. Nothing here blocks an act, ranks people, reads a clock or draws a number: where
//! chance decides, it is the remedy's id with the house's salt that draws, so that it can be drawn again.
//! Why the numbers are what they are stands in the README beside this crate.
#![warn(clippy::wildcard_enum_match_arm)]

/// Answers that are told as codes; their words are the pages' own.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }
        }
    };
}

mod beta;
pub mod interval;
pub mod ledger;
pub mod pattern;
pub mod preview;
pub mod sampling;
pub mod trust;

/// How many, as a number that a float holds exactly.
fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

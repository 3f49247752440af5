//! What a text says, in Finnish, Swedish and English: phrases that send a customer away or hide behind
//! process, times that are promised, and the stems that words are searched by.
//!
//! Values in, values out: nothing here reads a clock, a file or a table, keeps a text or decides anything.
//! How a phrase is added, what was measured and what is not seen stands in the README beside this crate.
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

            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

codes! {
    Language {
        Finnish = "fi",
        Swedish = "sv",
        English = "en",
    }
}

pub mod guard;
mod lexicon;
mod pattern;
pub mod phrase;
pub mod search;
mod text;
pub mod time;

//! Who asks, and what they are to the thing that they ask about.

use valta_domain::{agent::Role, token::TokenScope};

use crate::action::codes;

/// Someone with a role, or nobody known; through a token, or in person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Who {
    /// None has not signed in.
    pub role: Option<Role>,
    /// None came in person.
    pub token_scope: Option<TokenScope>,
}

impl Who {
    pub const ANONYMOUS: Who = Who { role: None, token_scope: None };

    pub const fn in_person(role: Role) -> Who {
        Who { role: Some(role), token_scope: None }
    }

    pub const fn by_token(role: Role, scope: TokenScope) -> Who {
        Who { role: Some(role), token_scope: Some(scope) }
    }
}

codes! {
    /// What a person is to the thing acted on: the case, the customer, the remedy, the question, the token, the
    /// person. A remedy belongs to whoever its case belongs to. Of several that hold, the first in this order.
    Relation {
        /// Gave it, or asked for it to be given.
        Giver = "giver",
        /// Answers for it: owns the case, holds the token, is the person.
        Owner = "owner",
        /// Carries the owner's duty while the owner is away.
        Cover = "cover",
        Opener = "opener",
        /// Was asked about it, by name; or it is offered to them.
        Asked = "asked",
        /// Has handed it over to somebody else.
        Former = "former",
        /// Of one team with its owner.
        SameTeam = "same_team",
        None = "none",
    }
}

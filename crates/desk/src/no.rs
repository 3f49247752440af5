//! The two kinds of *no* that a use case can answer with: the business's and the world's.

use std::fmt;

use valta_domain::Refusal;
use valta_store::Fault;

#[derive(Clone, Debug)]
pub enum No {
    /// The business: data, shown to people with what to do instead.
    Refusal(Refusal),
    /// The world: opaque, logged once at the edge.
    Fault(Fault),
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> No {
        No::Refusal(refusal)
    }
}

impl From<Fault> for No {
    fn from(fault: Fault) -> No {
        No::Fault(fault)
    }
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            No::Refusal(refusal) => write!(f, "refused: {}", refusal.code()),
            No::Fault(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for No {}

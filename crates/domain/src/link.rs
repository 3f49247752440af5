//! Links: somebody outside may look at their own matter by a secret that we gave them. Each is for one case and one
//! address, or for paper; every mail to that address makes it hold longer, and an agent can end it.

use crate::{
    Refusal, Timestamp,
    case::Case,
    event::CaseEvent,
    id::{IdentityId, LinkId},
};

/// A link as its case knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Nobody by name: it stands on paper.
    pub to: Option<IdentityId>,
    pub revoked: bool,
}

impl Case {
    /// The one that this address has, or paper. There is one at the most.
    pub fn link_to(&self, to: Option<IdentityId>) -> Option<LinkId> {
        let found = self.links.iter().find(|(_, link)| !link.revoked && link.to == to);
        found.map(|(id, _)| *id)
    }

    /// With a new one where this address has none.
    pub(crate) fn linked(&self, link: LinkId, to: Option<IdentityId>) -> Option<CaseEvent> {
        self.link_to(to).is_none().then_some(CaseEvent::LinkMade { link, to })
    }
}

/// For paper; asking for it once more makes the one there is hold as long as a new one.
pub fn decide_link(case: &Case, link: LinkId) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    Ok(vec![match case.link_to(None) {
        None => CaseEvent::LinkMade { link, to: None },
        Some(link) => CaseEvent::LinkRenewed { link },
    }])
}

/// Ending what has ended changes nothing.
pub fn decide_revoke(case: &Case, link: LinkId) -> Result<Vec<CaseEvent>, Refusal> {
    let known = case.links.get(&link).ok_or(Refusal::NotFound)?;
    Ok(if known.revoked { vec![] } else { vec![CaseEvent::LinkRevoked { link }] })
}

/// Whether it may be followed: `since` is when it was made, or the last mail to its address was written; `window` (µs)
/// how long one holds after that.
pub fn stands(since: Timestamp, revoked: bool, window: i64, now: Timestamp) -> bool {
    !revoked && now.since(since) < window
}

#[cfg(test)]
mod tests;

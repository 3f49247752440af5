//! Customers: persons or companies served, each with several identities, verified or not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Refusal, arrangement::Arrangements, credit::Credit, event::CustomerEvent, id::IdentityId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    Email,
    Phone,
    /// An account number that the customer paid from.
    Payment,
}

impl IdentityKind {
    pub const fn code(self) -> &'static str {
        match self {
            IdentityKind::Email => "email",
            IdentityKind::Phone => "phone",
            IdentityKind::Payment => "payment",
        }
    }

    pub fn from_code(code: &str) -> Option<IdentityKind> {
        [IdentityKind::Email, IdentityKind::Phone, IdentityKind::Payment]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// The form in which two spellings of one address are equal: e-mail in lower case, a phone
    /// number as `+` and digits, an account number without spaces in capitals. `None` when the
    /// text is no such address.
    pub fn normal(self, address: &str) -> Option<String> {
        let address = address.trim();
        let normal = match self {
            IdentityKind::Email => {
                let (local, domain) = address.rsplit_once('@')?;
                if local.is_empty() || domain.is_empty() || address.matches('@').count() > 1 {
                    return None;
                }
                if address.chars().any(|c| c.is_whitespace() || c.is_control()) {
                    return None;
                }
                address.to_lowercase()
            }
            IdentityKind::Phone => {
                let kept: String = address
                    .chars()
                    .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '\u{a0}'))
                    .collect();
                let digits = kept.strip_prefix('+').unwrap_or(&kept);
                if !(3..=20).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                kept
            }
            IdentityKind::Payment => {
                let kept: String = address.chars().filter(|c| !c.is_whitespace()).collect();
                if !(4..=64).contains(&kept.len()) || !kept.bytes().all(|b| b.is_ascii_alphanumeric()) {
                    return None;
                }
                kept.to_ascii_uppercase()
            }
        };
        (normal.len() <= 254).then_some(normal)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    pub kind: IdentityKind,
    pub verified: bool,
}

/// A customer as the log tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    pub identities: BTreeMap<IdentityId, Identity>,
    pub credit: Credit,
    pub arrangements: Arrangements,
}

impl Customer {
    /// Folds one fact in.
    pub fn evolve(customer: Option<Customer>, event: &CustomerEvent) -> Option<Customer> {
        let mut customer = customer.unwrap_or_default();
        match event {
            CustomerEvent::CustomerAdded {} => {}
            CustomerEvent::IdentityAdded { identity, kind, verified } => {
                customer.identities.insert(*identity, Identity { kind: *kind, verified: *verified });
            }
            CustomerEvent::CreditAdded { .. }
            | CustomerEvent::CreditTakenBack { .. }
            | CustomerEvent::CreditSpent { .. } => customer.credit.evolve(event),
            CustomerEvent::ArrangementMade { .. } | CustomerEvent::ArrangementEnded { .. } => {
                customer.arrangements.evolve(event);
            }
        }
        Some(customer)
    }
}

pub struct NewIdentity {
    pub id: IdentityId,
    pub kind: IdentityKind,
    pub verified: bool,
}

pub fn decide_add(
    known: Option<&Customer>,
    identities: &[NewIdentity],
) -> Result<Vec<CustomerEvent>, Refusal> {
    if known.is_some() {
        return Err(Refusal::AlreadyThere);
    }
    let identities = identities.iter().map(|identity| CustomerEvent::IdentityAdded {
        identity: identity.id,
        kind: identity.kind,
        verified: identity.verified,
    });
    Ok(std::iter::once(CustomerEvent::CustomerAdded {}).chain(identities).collect())
}

pub fn decide_add_identity(
    known: Option<&Customer>,
    identity: &NewIdentity,
) -> Result<Vec<CustomerEvent>, Refusal> {
    let customer = known.ok_or(Refusal::NotFound)?;
    if customer.identities.contains_key(&identity.id) {
        return Err(Refusal::AlreadyThere);
    }
    Ok(vec![CustomerEvent::IdentityAdded {
        identity: identity.id,
        kind: identity.kind,
        verified: identity.verified,
    }])
}

#[cfg(test)]
mod tests;

//! Customers at the desk: found by any address of theirs, or added.

use valta_domain::{
    CustomerId, IdentityId, Refusal,
    customer::{self, IdentityKind, NewIdentity},
    refusal::Field,
    text,
};
use valta_policy::Action;
use valta_store::{record::Head, views};

use crate::{
    By, Desk, Key, No, Thing,
    work::{Work, fresh_id},
};

/// A customer as somebody describes them: a name, and how to reach them.
#[derive(Clone, Debug, Default)]
pub struct NewCustomer {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// One way to reach somebody.
#[derive(Clone, Debug)]
pub struct Reachable {
    pub kind: IdentityKind,
    /// As it was written.
    pub address: String,
    pub verified: bool,
}

impl NewCustomer {
    fn reachable(&self) -> Result<Vec<(Reachable, String)>, Refusal> {
        let ways = [
            (IdentityKind::Email, &self.email, Field::Address),
            (IdentityKind::Phone, &self.phone, Field::Phone),
        ];
        ways.into_iter()
            .filter_map(|(kind, address, field)| {
                let address = address.as_deref().map(str::trim).filter(|address| !address.is_empty())?;
                Some(match kind.normal(address) {
                    Some(normal) => {
                        Ok((Reachable { kind, address: address.to_owned(), verified: false }, normal))
                    }
                    None => Err(Refusal::Unusable(field)),
                })
            })
            .collect()
    }
}

impl Desk {
    pub async fn add_customer(&self, by: By, key: Option<Key>, new: NewCustomer) -> Result<CustomerId, No> {
        self.must(by, Action::AddCustomer)?;
        self.transact(by.actor(), key, move |work| Ok(work.find_or_add_customer(&new)?.0)).await
    }

    /// One more address of a customer. An address belongs to one customer; an account may be a family's.
    pub async fn add_identity(
        &self,
        by: By,
        key: Option<Key>,
        id: CustomerId,
        reachable: Reachable,
    ) -> Result<IdentityId, No> {
        self.transact(by.actor(), key, move |work| {
            if !views::customer::seen_by(work.tx, by.scope, id)? {
                return Err(Refusal::NotFound.into());
            }
            work.must(by, Action::AddIdentity, Thing::Customer(id))?;
            let normal =
                reachable.kind.normal(&reachable.address).ok_or(Refusal::Unusable(Field::Address))?;
            let known = match reachable.kind {
                IdentityKind::Email | IdentityKind::Phone => {
                    views::customer::by_address(work.tx, reachable.kind, &normal)?
                }
                IdentityKind::Payment => {
                    views::customer::account_of(work.tx, id, &normal)?.map(|identity| (id, identity))
                }
            };
            match known {
                Some((owner, identity)) if owner == id => return Ok(identity),
                Some(_) => return Err(Refusal::AlreadyThere.into()),
                None => {}
            }
            let (known, head) = work.customer(id)?;
            let identity = IdentityId(fresh_id());
            let new = NewIdentity { id: identity, kind: reachable.kind, verified: reachable.verified };
            let events = customer::decide_add_identity(known.as_ref(), &new)?;
            work.record_customer(id, head, events)?;
            views::customer::put_address(
                work.tx,
                identity,
                id,
                reachable.kind,
                &normal,
                reachable.address.trim(),
            )?;
            Ok(identity)
        })
        .await
    }
}

impl Work<'_, '_> {
    /// The customer with one of these addresses, or a new one; and the identity that they were met by.
    pub(crate) fn find_or_add_customer(
        &mut self,
        new: &NewCustomer,
    ) -> Result<(CustomerId, Option<IdentityId>), No> {
        for (way, normal) in &new.reachable()? {
            if let Some((customer, identity)) = views::customer::by_address(self.tx, way.kind, normal)? {
                return Ok((customer, Some(identity)));
            }
        }
        self.add_customer(new)
    }

    /// A customer whose addresses are nobody's yet.
    pub(crate) fn add_customer(&mut self, new: &NewCustomer) -> Result<(CustomerId, Option<IdentityId>), No> {
        let reachable = new.reachable()?;
        let name = match new.name.as_deref().map(str::trim) {
            None | Some("") => match reachable.first() {
                Some((way, _)) => way.address.clone(),
                None => return Err(Refusal::Empty(Field::Name).into()),
            },
            Some(name) => text::line(Field::Name, name)?,
        };

        let id = CustomerId(fresh_id());
        let identities: Vec<NewIdentity> = reachable
            .iter()
            .map(|(way, _)| NewIdentity {
                id: IdentityId(fresh_id()),
                kind: way.kind,
                verified: way.verified,
            })
            .collect();
        let events = customer::decide_add(None, &identities)?;
        self.record_customer(id, Head::START, events)?;
        views::customer::put_name(self.tx, id, &name)?;
        for ((way, normal), identity) in reachable.iter().zip(&identities) {
            views::customer::put_address(self.tx, identity.id, id, way.kind, normal, &way.address)?;
        }
        Ok((id, identities.first().map(|identity| identity.id)))
    }
}

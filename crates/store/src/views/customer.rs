//! Customers and their identities as the log tells them. Names and addresses are particulars.

use std::collections::BTreeMap;

use valta_domain::{
    CaseId, CustomerId, IdentityId, Recorded, Stream, Timestamp, customer::IdentityKind, event::CustomerEvent,
};

use super::{arrangement, credit};
use crate::{
    db::{Fault, Row, Tx, Value},
    params,
    reader::Scope,
};

pub(super) fn apply(tx: &mut Tx<'_>, recorded: &Recorded, event: &CustomerEvent) -> Result<(), Fault> {
    let Stream::Customer(id) = recorded.stream else { return Ok(()) };
    let customer = id;
    let id = id.to_string();
    match event {
        CustomerEvent::CustomerAdded {} => {
            tx.put("insert into customers (id, since) {rows}", params![&id, recorded.at])
        }
        CustomerEvent::IdentityAdded { identity, kind, verified } => tx.put(
            "insert into identities (id, customer_id, kind, verified) {rows}",
            params![&identity.to_string(), &id, kind.code(), *verified],
        ),
        CustomerEvent::CreditAdded { .. }
        | CustomerEvent::CreditTakenBack { .. }
        | CustomerEvent::CreditSpent { .. } => credit::changed(tx, recorded, customer, event).map(drop),
        CustomerEvent::ArrangementMade { arrangement, words } => {
            arrangement::made(tx, recorded, customer, *arrangement, words)
        }
        CustomerEvent::ArrangementEnded { arrangement } => arrangement::ended(tx, recorded, *arrangement),
    }
}

/// A customer with name and addresses; `None` for what was erased.
#[derive(Clone, Debug)]
pub struct CustomerCard {
    pub id: CustomerId,
    pub name: Option<String>,
    pub since: Timestamp,
    pub identities: Vec<IdentityLine>,
}

#[derive(Clone, Debug)]
pub struct IdentityLine {
    pub id: IdentityId,
    pub kind: IdentityKind,
    /// As it was written.
    pub address: Option<String>,
    pub verified: bool,
}

/// Names a new customer's particulars.
pub fn put_name(tx: &mut Tx<'_>, customer: CustomerId, name: &str) -> Result<(), Fault> {
    tx.put("insert into customer_names (customer_id, name) {rows}", params![&customer.to_string(), name])
}

/// Keeps an address: `normal` is what two spellings share. An address belongs to one customer; an account may be a
/// couple's or a family's.
pub fn put_address(
    tx: &mut Tx<'_>,
    identity: IdentityId,
    customer: CustomerId,
    kind: IdentityKind,
    normal: &str,
    shown: &str,
) -> Result<(), Fault> {
    tx.put(
        "insert into addresses (identity_id, customer_id, kind, address, sharer, shown) {rows}",
        params![
            &identity.to_string(),
            &customer.to_string(),
            kind.code(),
            normal,
            &match kind {
                IdentityKind::Email | IdentityKind::Phone => String::new(),
                IdentityKind::Payment => customer.to_string(),
            },
            shown
        ],
    )
}

/// The customer's own identity with this account.
pub fn account_of(tx: &mut Tx<'_>, customer: CustomerId, normal: &str) -> Result<Option<IdentityId>, Fault> {
    tx.row(
        "select identity_id from addresses where kind = $1 and address = $2 and sharer = $3",
        params![IdentityKind::Payment.code(), normal, &customer.to_string()],
        |row| row.get(0),
    )
}

/// Whose addresses these are, where they are anybody's.
pub fn by_addresses<'a>(
    tx: &mut Tx<'_>,
    kind: IdentityKind,
    normals: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeMap<String, (CustomerId, IdentityId)>, Fault> {
    let asked: Vec<_> =
        normals.into_iter().map(|normal| vec![Value::from(kind.code()), Value::from(normal)]).collect();
    let found = tx.rows_of(
        "select m.column2,
             (select a.customer_id from addresses a where a.kind = m.column1 and a.address = m.column2),
             (select a.identity_id from addresses a where a.kind = m.column1 and a.address = m.column2)
         from ({rows}) as m",
        &asked,
        |row| Ok((row.get::<String>(0)?, row.get::<Option<_>>(1)?, row.get::<Option<_>>(2)?)),
    )?;
    Ok(found
        .into_iter()
        .filter_map(|(normal, customer, identity)| Some((normal, (customer?, identity?))))
        .collect())
}

/// Whose address it is.
pub fn by_address(
    tx: &mut Tx<'_>,
    kind: IdentityKind,
    normal: &str,
) -> Result<Option<(CustomerId, IdentityId)>, Fault> {
    tx.row(
        "select customer_id, identity_id from addresses where kind = $1 and address = $2",
        params![kind.code(), normal],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Whether the customer of the case has this address, in its normal form.
pub fn has_address(tx: &mut Tx<'_>, case: CaseId, kind: IdentityKind, normal: &str) -> Result<bool, Fault> {
    let found = tx.row(
        "select 1 from cases c join addresses a on a.customer_id = c.customer_id
         where c.id = $1 and a.kind = $2 and a.address = $3",
        params![&case.to_string(), kind.code(), normal],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

pub fn of_identity(tx: &mut Tx<'_>, identity: IdentityId) -> Result<Option<CustomerId>, Fault> {
    tx.row("select customer_id from identities where id = $1", params![&identity.to_string()], |row| {
        row.get(0)
    })
}

/// Whether the house itself knows that the address is its owner's.
pub fn is_verified(tx: &mut Tx<'_>, identity: IdentityId) -> Result<bool, Fault> {
    let verified =
        tx.row("select verified from identities where id = $1", params![&identity.to_string()], |row| {
            row.get::<bool>(0)
        })?;
    Ok(verified == Some(true))
}

/// The customer's card. The caller has seen a case of the customer within its scope, or asks by
/// [`seen_by`].
pub fn card(tx: &mut Tx<'_>, id: CustomerId) -> Result<Option<CustomerCard>, Fault> {
    let mut card = None;
    tx.rows(
        "select c.since, n.name, i.id, i.kind, a.shown, i.verified from customers c
         left join customer_names n on n.customer_id = c.id
         left join identities i on i.customer_id = c.id
         left join addresses a on a.identity_id = i.id where c.id = $1 order by i.id limit 50",
        params![&id.to_string()],
        |row| {
            let (since, name) = (row.get(0)?, row.get(1)?);
            let card = card.get_or_insert(CustomerCard { id, name, since, identities: Vec::new() });
            if let Some(identity) = row.get(2)? {
                card.identities.push(IdentityLine {
                    id: identity,
                    kind: row.get(3)?,
                    address: row.get(4)?,
                    verified: row.get(5)?,
                });
            }
            Ok(())
        },
    )?;
    Ok(card)
}

/// Whether these eyes may see the customer: everybody's, or one whose case they own or opened.
pub fn seen_by(tx: &mut Tx<'_>, scope: Scope, id: CustomerId) -> Result<bool, Fault> {
    let (condition, own) = scope.condition(2);
    let id = id.to_string();
    let Some(own) = own else { return Ok(true) };
    let found = tx.row(
        &format!("select 1 from cases c where c.customer_id = $1{condition} limit 1"),
        &[Value::Text(&id), Value::Text(&own)],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// Customers in the order they were first met; within scope.
pub fn list(
    tx: &mut Tx<'_>,
    scope: Scope,
    after: Option<CustomerId>,
    most: usize,
) -> Result<Vec<CustomerId>, Fault> {
    let after = after.map_or_else(String::new, |id| id.to_string());
    match scope {
        Scope::All => tx.rows(
            "select id from customers where id > $1 order by id limit $2",
            params![&after, most],
            |row| row.get(0),
        ),
        Scope::Own(agent) => tx.rows(
            "select distinct customer_id from cases
             where customer_id > $1 and (owner_id = $3 or opened_by = $3) order by customer_id limit $2",
            params![&after, most, &agent.to_string()],
            |row| row.get(0),
        ),
    }
}

/// Where mail to the customer goes, as it was written: the address in this channel that wrote last in the case,
/// else the first.
pub fn reply_address(
    tx: &mut Tx<'_>,
    case: CaseId,
    customer: Option<CustomerId>,
    kind: IdentityKind,
) -> Result<Option<(IdentityId, String)>, Fault> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let wrote_last = tx.row(
        "select k.identity_id, a.shown from contacts k
         join addresses a on a.identity_id = k.identity_id
         where k.case_id = $1 and k.direction = 'in' and a.kind = $2 and a.customer_id = $3
         order by k.at desc, k.id desc limit 1",
        params![&case.to_string(), kind.code(), customer.map(|id| id.to_string()).as_ref()],
        read,
    )?;
    if wrote_last.is_some() {
        return Ok(wrote_last);
    }
    let Some(customer) = customer else { return Ok(None) };
    tx.row(
        "select i.id, a.shown from identities i join addresses a on a.identity_id = i.id
         where i.customer_id = $1 and i.kind = $2 order by i.id limit 1",
        params![&customer.to_string(), kind.code()],
        read,
    )
}

/// The address of an identity, as it was written; `None` when erased.
pub fn address(tx: &mut Tx<'_>, identity: IdentityId) -> Result<Option<String>, Fault> {
    tx.row("select shown from addresses where identity_id = $1", params![&identity.to_string()], |row| {
        row.get(0)
    })
}

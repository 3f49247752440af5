//! What a lead should know before a mandate is set or ended: where two of them speak of the same thing, and where
//! nobody's reaches any more. Nothing here refuses anything.

use super::{Level, Mandate, Person, Terms};
use crate::{
    Currency, Timestamp,
    agent::Role,
    id::MandateId,
    refusal::Term,
    remedy::{Candidate, RemedyKind, signing_room},
    time::DAY,
};

/// A mandate that ends within so long (µs) ends soon.
const SOON: i64 = 14 * DAY;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// So many people hold both this mandate and another one for the same.
    Overlap {
        with: MandateId,
        kinds: Vec<RemedyKind>,
        people: usize,
        used: Used,
    },
    /// Somebody had a mandate for this, and nobody has one now.
    NobodyFor {
        kind: RemedyKind,
        currency: Currency,
    },
    /// As [`Remark::NobodyFor`], of those with this role; others still may.
    RoleWithout {
        role: Role,
        kind: RemedyKind,
        currency: Currency,
    },
    /// Those with this role may give nothing at all any more.
    RoleWithNothing {
        role: Role,
    },
    /// Other limits can be stretched and this one cannot: where it is used up, no reason carries further.
    NoStretch {
        term: Term,
    },
    /// A signature would carry further, and there is nobody who could give it.
    NobodySigns,
    /// Those who may sign have room of their own up to here, and no further.
    SignedUpTo {
        minor: i64,
    },
    EndsSoon {
        until: Timestamp,
    },
    /// Its time was over before it began.
    Over,
}

impl Remark {
    /// Stable, for other programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Remark::Overlap { .. } => "overlap",
            Remark::NobodyFor { .. } => "nobody_for",
            Remark::RoleWithout { .. } => "role_without",
            Remark::RoleWithNothing { .. } => "role_with_nothing",
            Remark::NoStretch { .. } => "no_stretch",
            Remark::NobodySigns => "nobody_signs",
            Remark::SignedUpTo { .. } => "signed_up_to",
            Remark::EndsSoon { .. } => "ends_soon",
            Remark::Over => "over",
        }
    }

    /// Whether somebody can do less than before, or less than these terms say; the others are for knowing.
    pub const fn is_gap(&self) -> bool {
        match self {
            Remark::NobodyFor { .. }
            | Remark::RoleWithout { .. }
            | Remark::RoleWithNothing { .. }
            | Remark::NobodySigns
            | Remark::SignedUpTo { .. }
            | Remark::Over => true,
            Remark::Overlap { .. } | Remark::NoStretch { .. } | Remark::EndsSoon { .. } => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    This,
    Other,
}

/// Which of two mandates is used: the one with the most room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// No limit of the other one leaves more, whatever was given.
    Always(Which),
    /// While nothing is used; later the one that has more left.
    First(Which),
    /// They reach equally far.
    Either,
}

/// What there is to say of a change from the mandates that stood to those that will stand. `changed` is the one that is
/// set, or that is there no more.
pub fn remarks(
    staff: &[Person],
    before: &[Mandate],
    after: &[Mandate],
    changed: MandateId,
    now: Timestamp,
) -> Vec<Remark> {
    let mut remarks = gaps(staff, before, after, now);
    if let Some(changed) = after.iter().find(|mandate| mandate.id == changed) {
        let terms = &changed.terms;
        match terms.valid_until {
            Some(until) if until <= now => remarks.push(Remark::Over),
            Some(until) if until.since(now) <= SOON => remarks.push(Remark::EndsSoon { until }),
            Some(_) | None => {}
        }
        remarks.extend(signatures(staff, after, terms, now));
        remarks.extend(stretches(terms));
        let others = after.iter().filter(|other| other.id != changed.id);
        remarks.extend(others.filter_map(|other| overlap(staff, changed, other, now)));
    }
    remarks
}

/// What there is to say of the mandates as they stand: kinds that nobody may give, and roles that may give nothing.
pub fn standing(staff: &[Person], mandates: &[Mandate], now: Timestamp) -> Vec<Remark> {
    let mut currencies: Vec<Currency> = mandates.iter().map(|mandate| mandate.terms.currency).collect();
    if currencies.is_empty() {
        currencies.push(Currency::EUR);
    }
    currencies.sort_unstable();
    currencies.dedup();
    // Held against a house in which everybody may give everything that calls for a mandate.
    let everything = currencies.into_iter().map(|currency| {
        let kinds = RemedyKind::ALL.iter().copied().filter(|kind| *kind != RemedyKind::Apology).collect();
        let none = super::fresh_waiver();
        let terms = Terms { kinds, currency, when: None, ..none };
        Mandate { id: MandateId(uuid::Uuid::nil()), version: 0, terms }
    });
    let everything: Vec<Mandate> = everything.collect();
    let mut remarks = gaps(staff, &everything, mandates, now);
    // That a kind is some roles' and not others' is what mandates are for.
    remarks.retain(|remark| !matches!(remark, Remark::RoleWithout { .. }));
    remarks
}

type Thing = (RemedyKind, Currency);

/// What can be given under these mandates now, by those whom `holds` says.
fn things(mandates: &[Mandate], now: Timestamp, holds: impl Fn(&Terms) -> bool) -> Vec<Thing> {
    let mut things = Vec::new();
    for Mandate { terms, .. } in mandates {
        let reaches = Level::ALL.iter().any(|level| terms.fresh_reach(*level) > 0);
        if terms.valid_at(now) && reaches && holds(terms) {
            things.extend(terms.kinds.iter().map(|kind| (*kind, terms.currency)));
        }
    }
    things.sort_unstable();
    things.dedup();
    things
}

fn gaps(staff: &[Person], before: &[Mandate], after: &[Mandate], now: Timestamp) -> Vec<Remark> {
    let anybody = |terms: &Terms| staff.iter().any(|person| terms.holder.includes(*person));
    let still = things(after, now, anybody);
    let mut lost = things(before, now, anybody);
    lost.retain(|thing| !still.contains(thing));
    let mut remarks: Vec<Remark> =
        lost.iter().map(|(kind, currency)| Remark::NobodyFor { kind: *kind, currency: *currency }).collect();
    for role in Role::ALL {
        if !staff.iter().any(|person| person.role == role) {
            continue;
        }
        // What the role gives, and nothing that some of its people were given beside it.
        let of_role = |terms: &Terms| {
            matches!(terms.holder, super::Holder::Everyone) || terms.holder == super::Holder::Role(role)
        };
        let (had, has) = (things(before, now, of_role), things(after, now, of_role));
        if has.is_empty() && !had.is_empty() {
            remarks.push(Remark::RoleWithNothing { role });
            continue;
        }
        let gone = had.into_iter().filter(|thing| !has.contains(thing) && !lost.contains(thing));
        remarks.extend(gone.map(|(kind, currency)| Remark::RoleWithout { role, kind, currency }));
    }
    remarks
}

/// Whether those who may sign have the room that the terms count on.
fn signatures(staff: &[Person], mandates: &[Mandate], terms: &Terms, now: Timestamp) -> Option<Remark> {
    let signed =
        terms.limits().into_iter().any(|(_, limit)| limit.is_some_and(|(it, _)| it.co_sign.is_some()));
    if !signed {
        return None;
    }
    let for_another = |signer: &&Person| {
        terms.co_signers.iter().any(|named| named.includes(**signer))
            && staff.iter().any(|giver| giver.agent != signer.agent && terms.holder.includes(*giver))
    };
    let signers: Vec<Person> = staff.iter().filter(for_another).copied().collect();
    let room_for = |kind: RemedyKind| {
        let theirs = mandates.iter().filter(|mandate| {
            mandate.terms.is_of(kind, terms.currency, now)
                && signers.iter().any(|signer| mandate.terms.holder.includes(*signer))
        });
        theirs.map(|mandate| signing_room(&mandate.terms, &unused(mandate))).max().unwrap_or(0)
    };
    match terms.kinds.iter().map(|kind| room_for(*kind)).min() {
        None | Some(..=0) => Some(Remark::NobodySigns),
        Some(minor) if minor < terms.fresh_reach(Level::CoSign) => Some(Remark::SignedUpTo { minor }),
        Some(_) => None,
    }
}

fn unused(mandate: &Mandate) -> Candidate {
    Candidate {
        mandate: mandate.id,
        version: mandate.version,
        used_case: 0,
        used_customer: 0,
        used_agent: 0,
        used_team: 0,
    }
}

fn stretches(terms: &Terms) -> impl Iterator<Item = Remark> {
    let limits = terms.limits();
    let any = limits.iter().any(|(_, limit)| limit.is_some_and(|(limit, _)| limit.stretch > limit.within));
    limits.into_iter().filter_map(move |(term, limit)| {
        limit.filter(|(limit, _)| any && limit.stretch == limit.within).map(|_| Remark::NoStretch { term })
    })
}

fn overlap(staff: &[Person], this: &Mandate, other: &Mandate, now: Timestamp) -> Option<Remark> {
    let kinds: Vec<RemedyKind> =
        this.terms.kinds.iter().copied().filter(|kind| other.terms.kinds.contains(kind)).collect();
    let both =
        |person: &&Person| this.terms.holder.includes(**person) && other.terms.holder.includes(**person);
    let people = staff.iter().filter(both).count();
    let at_once = together(&this.terms, &other.terms, now);
    let overlaps = !kinds.is_empty() && this.terms.currency == other.terms.currency && at_once && people > 0;
    overlaps.then(|| Remark::Overlap { with: other.id, kinds, people, used: used(&this.terms, &other.terms) })
}

/// Whether there is a time, now or later, at which both are valid.
fn together(this: &Terms, other: &Terms, now: Timestamp) -> bool {
    let from = [Some(now), this.valid_from, other.valid_from].into_iter().flatten().max();
    let until = [this.valid_until, other.valid_until].into_iter().flatten().min();
    until.is_none_or(|until| from.is_none_or(|from| from < until))
}

fn used(this: &Terms, other: &Terms) -> Used {
    let reach = |terms: &Terms| Level::ALL.map(|level| terms.fresh_reach(level));
    match (never_less(this, other), never_less(other, this)) {
        (true, false) => Used::Always(Which::This),
        (false, true) => Used::Always(Which::Other),
        (true, true) => Used::Either,
        (false, false) => match reach(this).cmp(&reach(other)) {
            std::cmp::Ordering::Greater => Used::First(Which::This),
            std::cmp::Ordering::Less => Used::First(Which::Other),
            std::cmp::Ordering::Equal => Used::Either,
        },
    }
}

/// Whether one mandate leaves at least as much as the other wherever that one holds: it holds as often, counts no more
/// against each limit, and no limit is lower.
fn never_less(one: &Terms, other: &Terms) -> bool {
    let holds = (one.when.is_none() || one.when == other.when)
        && one.valid_from.is_none_or(|from| other.valid_from.is_some_and(|other| from <= other))
        && one.valid_until.is_none_or(|until| other.valid_until.is_some_and(|other| other <= until));
    let counts = one.kinds.iter().all(|kind| other.kinds.contains(kind));
    let limits =
        one.limits().into_iter().zip(other.limits()).all(|((_, one), (_, other))| match (one, other) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some((one, days)), Some((other, other_days))) => {
                days <= other_days && Level::ALL.iter().all(|level| one.up_to(*level) >= other.up_to(*level))
            }
        });
    holds && counts && limits
}

#[cfg(test)]
mod tests;

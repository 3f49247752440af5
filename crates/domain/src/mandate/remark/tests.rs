use uuid::Uuid;

use super::*;
use crate::{
    id::{AgentId, TeamId},
    mandate::{Holder, Limit, WindowLimit, fresh_delight, fresh_terms, fresh_waiver},
};

const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

fn agent(number: u128) -> AgentId {
    AgentId(Uuid::from_u128(number))
}

fn team(number: u128) -> TeamId {
    TeamId(Uuid::from_u128(number))
}

/// Two who serve customers, one of them in a team, and a lead.
fn staff() -> Vec<Person> {
    vec![
        Person { agent: agent(1), role: Role::Agent, team: Some(team(1)) },
        Person { agent: agent(2), role: Role::Agent, team: None },
        Person { agent: agent(3), role: Role::Lead, team: None },
    ]
}

fn fresh() -> Vec<Terms> {
    vec![fresh_terms(), fresh_delight(), fresh_waiver()]
}

/// One limit alone.
fn per_case(holder: Holder, kinds: &[RemedyKind], within: i64, stretch: i64) -> Terms {
    Terms {
        holder,
        kinds: kinds.to_vec(),
        per_case: Some(Limit::new(within, stretch)),
        per_agent_window: None,
        co_signers: vec![],
        ..fresh_terms()
    }
}

fn window(within: i64, days: u32) -> WindowLimit {
    WindowLimit { limit: Limit::new(within, within), days }
}

fn told(remark: &Remark) -> String {
    let codes = |kinds: &[RemedyKind]| kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>().join("+");
    let code = remark.code();
    match remark {
        Remark::Overlap { with, kinds, people, used } => {
            format!("{code} with {} for {} of {people}: {used:?}", with.0.as_u128(), codes(kinds))
        }
        Remark::NobodyFor { kind, currency } => format!("{code} {} {currency}", kind.code()),
        Remark::RoleWithout { role, kind, currency } => {
            format!("{code} {} {} {currency}", role.code(), kind.code())
        }
        Remark::RoleWithNothing { role } => format!("{code} {}", role.code()),
        Remark::NoStretch { term } => format!("{code} {}", term.code()),
        Remark::SignedUpTo { minor } => format!("{code} {minor}"),
        Remark::EndsSoon { until } => format!("{code} {}", until.since(NOW) / DAY),
        Remark::NobodySigns | Remark::Over => code.to_owned(),
    }
}

/// The mandates 1, 2, … stood; number `changed` is set to these terms, or ended without any.
#[track_caller]
fn check_of(staff: &[Person], before: &[Terms], changed: u128, terms: Option<Terms>, outcome: &[&str]) {
    let numbered = |(id, terms): (u128, &Terms)| Mandate {
        id: MandateId(Uuid::from_u128(id)),
        version: 1,
        terms: terms.clone(),
    };
    let before: Vec<Mandate> = (1..).zip(before).map(numbered).collect();
    let id = MandateId(Uuid::from_u128(changed));
    let mut after: Vec<Mandate> = before.iter().filter(|mandate| mandate.id != id).cloned().collect();
    after.extend(terms.map(|terms| Mandate { id, version: 2, terms }));
    let said: Vec<String> = remarks(staff, &before, &after, id, NOW).iter().map(told).collect();
    assert_eq!(said, outcome);
}

#[track_caller]
fn check(before: &[Terms], changed: u128, terms: Option<Terms>, outcome: &[&str]) {
    check_of(&staff(), before, changed, terms, outcome);
}

#[test]
fn the_fresh_house_leaves_nothing_to_say() {
    for (number, terms) in (1..).zip(fresh()) {
        check(&fresh(), number, Some(terms), &[]);
    }
}

#[test]
fn two_that_speak_of_the_same() {
    use RemedyKind::{Credit, Gift, Refund};
    let leads = |within, stretch| per_case(Holder::Role(Role::Lead), &[Refund, Credit], within, stretch);
    // More in every limit, or less in each.
    check(&fresh(), 4, Some(leads(600_00, 900_00)), &["overlap with 1 for refund+credit of 1: Always(This)"]);
    check(&fresh(), 4, Some(leads(0, 0)), &["overlap with 1 for refund+credit of 1: First(Other)"]);
    let less = Terms { per_agent_window: Some(window(1_00, 30)), ..leads(1_00, 1_00) };
    check(
        &[per_case(Holder::Everyone, &[Credit, Refund], 2_00, 2_00)],
        2,
        Some(less),
        &["overlap with 1 for refund+credit of 1: Always(Other)"],
    );
    // It counts more kinds against its limit, so that what is left may be less later.
    check(
        &[per_case(Holder::Everyone, &[Refund], 50_00, 50_00)],
        2,
        Some(per_case(Holder::Everyone, &[Refund, Credit], 60_00, 60_00)),
        &["overlap with 1 for refund of 3: First(This)"],
    );
    // It holds only sometimes.
    let sometimes = Terms { when: Some("context.out_of_hours".into()), ..leads(900_00, 900_00) };
    check(
        &[leads(50_00, 50_00)],
        2,
        Some(sometimes),
        &["overlap with 1 for refund+credit of 1: First(This)"],
    );
    check(
        &[leads(50_00, 50_00)],
        2,
        Some(leads(50_00, 50_00)),
        &["overlap with 1 for refund+credit of 1: Either"],
    );
    // A longer window counts more.
    let one = |days| Terms { per_case: None, per_agent_window: Some(window(100_00, days)), ..leads(0, 0) };
    check(&[one(30)], 2, Some(one(7)), &["overlap with 1 for refund+credit of 1: Always(This)"]);
    check(&[one(7)], 2, Some(one(30)), &["overlap with 1 for refund+credit of 1: Always(Other)"]);
    // Nobody holds both, another kind, another currency, another time.
    check(&[leads(50_00, 50_00)], 2, Some(per_case(Holder::Role(Role::Agent), &[Refund], 1, 1)), &[]);
    check(&[leads(50_00, 50_00)], 2, Some(per_case(Holder::Role(Role::Lead), &[Gift], 1, 1)), &[]);
    check(&[leads(50_00, 50_00)], 2, Some(Terms { currency: Currency::SEK, ..leads(1, 1) }), &[]);
    let until = Terms { valid_until: Some(NOW.plus(30 * DAY)), ..leads(1, 1) };
    let from = |day| Some(Terms { valid_from: Some(NOW.plus(day * DAY)), ..leads(2, 2) });
    check(std::slice::from_ref(&until), 2, from(30), &[]);
    check(std::slice::from_ref(&until), 2, from(29), &["overlap with 1 for refund+credit of 1: First(This)"]);
    // A team and a role meet in a person.
    check(
        &[per_case(Holder::Team(team(1)), &[Refund], 70_00, 70_00)],
        2,
        Some(per_case(Holder::Role(Role::Agent), &[Refund], 60_00, 60_00)),
        &["overlap with 1 for refund of 1: Always(Other)"],
    );
    check(
        &[per_case(Holder::Team(team(2)), &[Refund], 70_00, 70_00)],
        2,
        Some(per_case(Holder::Role(Role::Agent), &[Refund], 60_00, 60_00)),
        &[],
    );
}

#[test]
fn what_somebody_may_give_no_more() {
    use RemedyKind::{Credit, Gift, Refund};
    check(&fresh(), 2, None, &["nobody_for gift EUR"]);
    check(
        &fresh(),
        1,
        Some(Terms { kinds: vec![Refund, RemedyKind::Replacement], ..fresh_terms() }),
        &["nobody_for credit EUR", "nobody_for exception EUR"],
    );
    // Zero is nothing, and so is what begins later.
    let nothing = Terms { per_case: Some(Limit::new(0, 0)), ..fresh_delight() };
    check(&fresh(), 2, Some(nothing), &["nobody_for gift EUR"]);
    let later = Terms { valid_from: Some(NOW.plus(1)), ..fresh_delight() };
    check(&fresh(), 2, Some(later), &["nobody_for gift EUR"]);
    let only_with_reason = Terms { per_case: Some(Limit::new(0, 20_00)), ..fresh_delight() };
    check(&fresh(), 2, Some(only_with_reason), &[]);
    // Others still may.
    let leads_only = Terms { holder: Holder::Role(Role::Lead), ..fresh_delight() };
    check(&fresh(), 2, Some(leads_only), &["role_without agent gift EUR"]);
    check(
        &[per_case(Holder::Everyone, &[Refund, Credit], 50_00, 50_00)],
        1,
        Some(per_case(Holder::Role(Role::Lead), &[Refund], 50_00, 50_00)),
        &["nobody_for credit EUR", "role_with_nothing agent"],
    );
    let one = per_case(Holder::Agent(agent(1)), &[Gift], 20_00, 20_00);
    check(&[fresh_delight(), one.clone()], 1, None, &["role_with_nothing agent", "role_with_nothing lead"]);
    // What nobody who works here holds is nobody's.
    let gone = per_case(Holder::Agent(agent(9)), &[Gift], 20_00, 20_00);
    check(
        &[fresh_delight(), gone],
        1,
        None,
        &["nobody_for gift EUR", "role_with_nothing agent", "role_with_nothing lead"],
    );
    check(&[one], 1, Some(per_case(Holder::Agent(agent(2)), &[Gift], 1, 1)), &[]);
}

#[test]
fn a_stretch_that_another_limit_stops() {
    check(
        &fresh(),
        1,
        Some(Terms { per_agent_window: Some(window(500_00, 30)), ..fresh_terms() }),
        &["no_stretch per_agent_window"],
    );
    let per_case = Some(Limit { stretch: 50_00, ..fresh_terms().per_case.expect("one") });
    check(&fresh(), 1, Some(Terms { per_case, ..fresh_terms() }), &["no_stretch per_case"]);
}

#[test]
fn signatures_that_nobody_could_give() {
    let signed_by = |co_signers| Some(Terms { co_signers, ..fresh_terms() });
    let [one, two, three] = [1, 2, 3].map(|number| Holder::Agent(agent(number)));
    check(&fresh(), 1, signed_by(vec![Holder::Role(Role::Lead)]), &[]);
    check(&fresh(), 1, signed_by(vec![Holder::Role(Role::Admin)]), &["nobody_signs"]);
    check(&fresh(), 1, signed_by(vec![Holder::Agent(agent(9))]), &["nobody_signs"]);
    check(&fresh(), 1, signed_by(vec![Holder::Agent(agent(9)), three]), &[]);
    // Nobody signs for themselves.
    check_of(&staff()[..1], &fresh(), 1, signed_by(vec![Holder::Everyone]), &["nobody_signs"]);
    let mine = |co_signers| Some(Terms { holder: one, co_signers, ..fresh_terms() });
    check(
        &fresh(),
        4,
        mine(vec![one]),
        &["nobody_signs", "overlap with 1 for refund+credit+replacement+exception of 1: Either"],
    );
    check(
        &fresh(),
        4,
        mine(vec![two]),
        &["overlap with 1 for refund+credit+replacement+exception of 1: Either"],
    );
    // Who signs needs room of their own.
    let further = Limit { co_sign: Some(800_00), ..fresh_terms().per_case.expect("one") };
    check(&fresh(), 1, Some(Terms { per_case: Some(further), ..fresh_terms() }), &["signed_up_to 50000"]);
    let kinds = vec![RemedyKind::Refund, RemedyKind::FeeWaiver];
    let waivers = Terms { kinds: vec![RemedyKind::FeeWaiver], ..fresh_terms() };
    check(&[fresh_terms()], 2, Some(Terms { holder: three, ..waivers }), &["nobody_signs"]);
    check(
        &[fresh_terms()],
        2,
        Some(Terms { kinds, co_signers: vec![two], holder: three, ..fresh_terms() }),
        &["nobody_signs", "overlap with 1 for refund of 1: Either"],
    );
}

#[test]
fn validity_that_ends() {
    let until = |after| Some(Terms { valid_until: Some(NOW.plus(after)), ..fresh_delight() });
    check(&[], 1, until(15 * DAY), &[]);
    check(&[], 1, until(14 * DAY), &["ends_soon 14"]);
    check(&[], 1, until(1), &["ends_soon 0"]);
    check(&[], 1, until(0), &["over"]);
    check(
        &[fresh_delight()],
        1,
        until(0),
        &["nobody_for gift EUR", "role_with_nothing agent", "role_with_nothing lead", "over"],
    );
}

#[test]
fn a_house_as_it_stands() {
    use RemedyKind::{Gift, Refund};
    let check = |mandates: &[Terms], outcome: &[&str]| {
        let numbered = (1..).zip(mandates);
        let mandates: Vec<Mandate> = numbered
            .map(|(id, terms)| Mandate {
                id: MandateId(Uuid::from_u128(id)),
                version: 1,
                terms: terms.clone(),
            })
            .collect();
        let said: Vec<String> = standing(&staff(), &mandates, NOW).iter().map(told).collect();
        assert_eq!(said, outcome);
    };
    check(&fresh(), &[]);
    check(&fresh()[..1], &["nobody_for fee_waiver EUR", "nobody_for gift EUR"]);
    let refunds = per_case(Holder::Role(Role::Agent), &[Refund], 1_00, 1_00);
    let gifts = Terms { kinds: vec![Gift], ..refunds.clone() };
    let all = Terms { kinds: fresh_terms().kinds, ..refunds };
    let waiver = Terms { holder: Holder::Role(Role::Agent), ..fresh_waiver() };
    check(&[all, gifts, waiver], &["role_with_nothing lead"]);
    check(
        &[],
        &[
            "nobody_for refund EUR",
            "nobody_for credit EUR",
            "nobody_for fee_waiver EUR",
            "nobody_for replacement EUR",
            "nobody_for gift EUR",
            "nobody_for exception EUR",
            "role_with_nothing agent",
            "role_with_nothing lead",
        ],
    );
}

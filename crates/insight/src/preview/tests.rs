use proptest::prelude::*;
use uuid::Uuid;
use valta_domain::{
    AgentId, MandateId,
    agent::Role,
    mandate::{Holder, Limit, WindowLimit, fresh_terms},
    remedy::{Payee, RemedyKind},
    time::DAY,
};

use super::*;

const START: Timestamp = Timestamp(1_000_000_000_000_000);

fn mandate(terms: Terms) -> Mandate {
    Mandate { id: MandateId(Uuid::from_u128(1)), version: 1, terms }
}

fn fresh() -> Mandate {
    per_case(50_00, 150_00)
}

fn per_case(within: i64, stretch: i64) -> Mandate {
    mandate(Terms { per_case: Some(Limit::new(within, stretch)), ..fresh_terms() })
}

fn case(id: u128) -> CaseId {
    CaseId(Uuid::from_u128(id))
}

fn remedy(id: u128) -> RemedyId {
    RemedyId(Uuid::from_u128(id))
}

fn inputs(agent: u128, day: i64, amount: Option<i64>) -> Inputs {
    Inputs {
        at: START.plus(day * DAY),
        situation: Situation {
            agent: AgentId(Uuid::from_u128(agent)),
            role: Role::Agent,
            team: None,
            kind: if amount.is_some() { RemedyKind::Refund } else { RemedyKind::Apology },
            amount: amount.map(|minor| Money::new(minor, Currency::EUR)),
            segment: None,
            channel: None,
            cause: None,
            process_step: None,
            bulletin: None,
            out_of_hours: false,
            first_of_kind: false,
            agent_is_customer: false,
            payee: Payee::NotNamed,
        },
        customer: None,
        forbidden_by: None,
        candidates: vec![],
        nobody_wider: None,
        signers: None,
    }
}

/// The remedy of this number, on this day, in this case.
fn asks(id: u128, day: i64, in_case: u128, minor: i64) -> Step {
    Step::Asked(Box::new(Asked {
        remedy: remedy(id),
        case: case(in_case),
        inputs: inputs(7, day, Some(minor)),
    }))
}

fn always(_: &Terms, _: &Situation) -> bool {
    true
}

fn world(world: &World) -> String {
    let outcomes: Vec<String> =
        world.outcomes.iter().map(|(outcome, many)| format!("{many} {}", outcome.code())).collect();
    let given: Vec<String> =
        world.given.iter().map(|(currency, minor)| Money::new(*minor, *currency).to_string()).collect();
    format!("{} ({})", outcomes.join(" "), given.join(" "))
}

#[track_caller]
fn check(steps: &[Step], old: &Mandate, new: &Mandate, before: &str, after: &str, changes: &[&str]) {
    let preview = preview(steps, START, std::slice::from_ref(old), std::slice::from_ref(new), &always);
    let shown: Vec<String> = preview
        .changes
        .iter()
        .map(|change| {
            format!("{}: {} to {}", change.remedy.0.as_u128(), change.before.code(), change.after.code())
        })
        .collect();
    assert_eq!((world(&preview.before).as_str(), world(&preview.after).as_str()), (before, after));
    assert_eq!(shown, changes);
}

#[test]
fn a_wider_limit_lets_more_go_through() {
    let steps = [asks(1, 0, 1, 40_00), asks(2, 1, 2, 60_00), asks(3, 2, 3, 200_00)];
    check(
        &steps,
        &fresh(),
        &per_case(80_00, 250_00),
        "1 within 1 stretch 1 escalate (100.00 EUR)",
        "2 within 1 stretch (300.00 EUR)",
        &["2: stretch to within", "3: escalate to stretch"],
    );
    check(
        &steps,
        &fresh(),
        &fresh(),
        "1 within 1 stretch 1 escalate (100.00 EUR)",
        "1 within 1 stretch 1 escalate (100.00 EUR)",
        &[],
    );
    check(&[], &fresh(), &per_case(1, 1), " ()", " ()", &[]);
}

#[test]
fn what_is_refused_takes_no_room() {
    // Today 50 is within, and then there is no room left for the 20; with 40 and no stretch it is the other way.
    check(
        &[asks(1, 0, 1, 50_00), asks(2, 1, 1, 20_00)],
        &per_case(50_00, 50_00),
        &per_case(40_00, 40_00),
        "1 within 1 escalate (50.00 EUR)",
        "1 within 1 escalate (20.00 EUR)",
        &["1: within to escalate", "2: escalate to within"],
    );
}

#[test]
fn windows_reversals_and_merged_cases_count_in_order() {
    let window = |days| {
        let limit = Limit::new(100_00, 100_00);
        mandate(Terms {
            per_case: None,
            per_agent_window: Some(WindowLimit { limit, days }),
            ..fresh_terms()
        })
    };
    // On the tenth day exactly, what was given on the first has left a window of ten days.
    check(
        &[asks(1, 0, 1, 60_00), asks(2, 10, 2, 60_00)],
        &window(11),
        &window(10),
        "1 within 1 escalate (60.00 EUR)",
        "2 within (120.00 EUR)",
        &["2: escalate to within"],
    );
    // What is taken back gives its room back, where it was given.
    check(
        &[asks(1, 0, 1, 60_00), Step::Reversed(remedy(1)), asks(2, 1, 1, 60_00)],
        &per_case(60_00, 60_00),
        &per_case(59_00, 59_00),
        "2 within (120.00 EUR)",
        "2 escalate ()",
        &["1: within to escalate", "2: within to escalate"],
    );
    check(
        &[asks(1, 0, 1, 30_00), Step::Absorbed { case: case(1), into: case(2) }, asks(2, 1, 2, 30_00)],
        &per_case(50_00, 50_00),
        &per_case(60_00, 60_00),
        "1 within 1 escalate (30.00 EUR)",
        "2 within (60.00 EUR)",
        &["2: escalate to within"],
    );
}

#[test]
fn what_is_of_another_currency_takes_no_room() {
    let crowns = |step: Step| match step {
        Step::Asked(mut asked) => {
            asked.inputs.situation.amount =
                asked.inputs.situation.amount.map(|amount| Money::new(amount.minor, Currency::SEK));
            Step::Asked(asked)
        }
        Step::Reversed(_) | Step::Absorbed { .. } => step,
    };
    let in_crowns = Mandate {
        id: MandateId(Uuid::from_u128(2)),
        ..mandate(Terms { currency: Currency::SEK, ..fresh().terms })
    };
    let steps = [crowns(asks(1, 0, 1, 50_00)), asks(2, 0, 1, 50_00)];
    let seen = preview(&steps, START, &[fresh()], &[fresh(), in_crowns], &always);
    assert_eq!(world(&seen.before), "1 within 1 escalate (50.00 EUR)");
    assert_eq!(world(&seen.after), "2 within (50.00 EUR 50.00 SEK)");
}

#[test]
fn what_came_before_fills_the_windows_and_is_not_counted() {
    check(
        &[asks(1, -3, 1, 50_00), asks(2, 0, 1, 20_00)],
        &per_case(50_00, 50_00),
        &per_case(70_00, 70_00),
        "1 escalate ()",
        "1 within (20.00 EUR)",
        &["2: escalate to within"],
    );
}

#[test]
fn what_no_mandate_changes_stays_as_it_was() {
    let mut own = inputs(7, 0, Some(5_00));
    own.situation.agent_is_customer = true;
    let steps: Vec<Step> = [own, inputs(7, 0, None)]
        .into_iter()
        .map(|inputs| Step::Asked(Box::new(Asked { remedy: remedy(1), case: case(1), inputs })))
        .collect();
    check(&steps, &fresh(), &per_case(0, 0), "1 within 1 forbidden ()", "1 within 1 forbidden ()", &[]);
}

fn limit() -> impl Strategy<Value = Limit> {
    (0..120_00_i64, 0..120_00_i64).prop_map(|(within, more)| Limit::new(within, within + more))
}

fn terms() -> impl Strategy<Value = Terms> {
    let holder = prop::sample::select(vec![
        Holder::Everyone,
        Holder::Role(Role::Lead),
        Holder::Agent(AgentId(Uuid::from_u128(1))),
    ]);
    let kinds =
        prop::sample::select(vec![vec![RemedyKind::Refund, RemedyKind::Credit], vec![RemedyKind::Credit]]);
    let window = (limit(), 1..20_u32).prop_map(|(limit, days)| WindowLimit { limit, days });
    (holder, kinds, prop::option::of(limit()), prop::option::of(limit()), prop::option::of(window)).prop_map(
        |(holder, kinds, per_remedy, per_case, per_agent_window)| Terms {
            holder,
            kinds,
            per_remedy,
            per_case,
            per_agent_window,
            ..fresh_terms()
        },
    )
}

fn mandates() -> impl Strategy<Value = Vec<Mandate>> {
    prop::collection::vec(terms(), 0..4).prop_map(|terms| {
        (1..)
            .zip(terms)
            .map(|(id, terms)| Mandate { id: MandateId(Uuid::from_u128(id)), version: 1, terms })
            .collect()
    })
}

/// Two agents at six cases; now and then something is taken back, and two cases become one.
fn past() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        0..10_u8,
        1..3_u128,
        1..7_u128,
        1..7_u128,
        1..150_00_i64,
        any::<bool>(),
        any::<prop::sample::Index>(),
    );
    prop::collection::vec(step, 0..40).prop_map(|steps| {
        let mut merged: Vec<u128> = vec![];
        (0_i64..)
            .zip(steps)
            .filter_map(|(day, (what, agent, in_case, other, minor, credit, which))| match what {
                0 if day > 0 => {
                    let before = which.index(usize::try_from(day).expect("small"));
                    Some(Step::Reversed(remedy(before as u128)))
                }
                1 if in_case != other && !merged.contains(&in_case) && !merged.contains(&other) => {
                    merged.push(in_case);
                    Some(Step::Absorbed { case: case(in_case), into: case(other) })
                }
                _ if merged.contains(&in_case) => None,
                _ => {
                    let kind = if credit { RemedyKind::Credit } else { RemedyKind::Refund };
                    let mut inputs = inputs(agent, day, Some(minor));
                    inputs.situation.kind = kind;
                    let remedy = remedy(u128::try_from(day).expect("positive"));
                    Some(Step::Asked(Box::new(Asked { remedy, case: case(in_case), inputs })))
                }
            })
            .collect()
    })
}

#[test]
fn conditions_and_signatures_count() {
    let steps = [asks(1, 0, 1, 20_00), asks(2, 1, 2, 200_00)];
    let signed = mandate(fresh_terms());
    check(
        &steps,
        &fresh(),
        &signed,
        "1 within 1 escalate (20.00 EUR)",
        "1 within 1 co_sign (220.00 EUR)",
        &["2: escalate to co_sign"],
    );
    // A mandate whose condition never held would have let nothing through.
    let never = preview(&steps, START, &[fresh()], &[fresh()], &|_, _| false);
    assert_eq!(world(&never.after), "2 escalate ()");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The counts say what the changes say.
    #[test]
    fn the_changes_make_up_the_difference(old in mandates(), new in mandates(), steps in past(), from in 0..40_i64) {
        let since = START.plus(from * DAY);
        let preview = preview(&steps, since, &old, &new, &always);
        let mut moved = preview.before.outcomes.clone();
        for change in &preview.changes {
            prop_assert_ne!(change.before, change.after);
            *moved.entry(change.before).or_default() -= 1;
            *moved.entry(change.after).or_default() += 1;
        }
        moved.retain(|_, many| *many > 0);
        prop_assert_eq!(moved, preview.after.outcomes.clone());
        let asked = |step: &&Step| matches!(step, Step::Asked(asked) if asked.inputs.at >= since);
        prop_assert_eq!(preview.n, crate::count(steps.iter().filter(asked).count()));
        prop_assert_eq!(preview.after.outcomes.values().sum::<u32>(), preview.n);
    }
}

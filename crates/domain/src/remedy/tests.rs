use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Currency, Timestamp,
    agent::Role,
    contact::Channel,
    id::{MandateId, TeamId},
    mandate::{Holder, Level, Limit, Terms, WindowLimit, fresh_delight, fresh_terms},
    situation::Situation,
};

const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

fn mandate(id: u128, terms: Terms) -> Mandate {
    Mandate { id: MandateId(Uuid::from_u128(id)), version: 1, terms }
}

fn agent(id: u128) -> AgentId {
    AgentId(Uuid::from_u128(id))
}

fn asked(kind: RemedyKind, minor: i64) -> Situation {
    Situation {
        agent: agent(7),
        role: Role::Agent,
        team: Some(TeamId(Uuid::from_u128(70))),
        kind,
        amount: (kind != RemedyKind::Apology).then(|| Money::new(minor, Currency::EUR)),
        segment: None,
        channel: Some(Channel::Phone),
        cause: None,
        process_step: None,
        bulletin: None,
        out_of_hours: false,
        first_of_kind: true,
        agent_is_customer: false,
        payee: Payee::NotNamed,
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

/// For a refund, with nobody else in the house.
fn inputs(amount: i64, used_case: i64, used_agent: i64, mandates: &[Mandate]) -> Inputs {
    Inputs {
        at: NOW,
        situation: asked(RemedyKind::Refund, amount),
        customer: None,
        forbidden_by: None,
        candidates: mandates
            .iter()
            .map(|mandate| Candidate { used_case, used_agent, ..unused(mandate) })
            .collect(),
        nobody_wider: Some(false),
        signers: Some(vec![]),
    }
}

fn signer(id: u128, role: Role, room: i64) -> Signer {
    Signer {
        agent: agent(id),
        role,
        team: None,
        mandate: MandateId(Uuid::from_u128(1)),
        version: 1,
        room,
        on_duty: true,
    }
}

fn sentence(decision: &Decision) -> String {
    let mandate =
        decision.mandate.map_or("no mandate".to_owned(), |(id, _)| format!("mandate {}", id.0.as_u128()));
    let room =
        |room: Room| if room.least() == i64::MAX { "no limit".into() } else { room.least().to_string() };
    let rule = decision
        .rule
        .as_ref()
        .map_or(String::new(), |rule| format!(" by {} v{}", rule.name(), rule.version()));
    let alone = if decision.alone { " alone" } else { "" };
    format!(
        "{}{alone}{rule} under {mandate}, room {} ({} with a reason, {} alone, {} signed)",
        decision.outcome.code(),
        room(decision.room),
        room(decision.stretch_room),
        room(decision.alone_room),
        room(decision.co_sign_room)
    )
}

#[track_caller]
fn check(amount: i64, used_case: i64, used_agent: i64, outcome: &str) {
    let mandates = [mandate(1, fresh_terms())];
    let decision = decide_remedy(&inputs(amount, used_case, used_agent, &mandates), &mandates);
    assert_eq!(sentence(&decision), outcome, "{amount} after {used_case} and {used_agent}");
}

#[test]
fn the_fresh_mandate_says_what_may_be_given_now() {
    const FRESH: &str = "under mandate 1, room 5000 (15000 with a reason, 30000 alone, 50000 signed)";
    check(7_00, 0, 0, &format!("within {FRESH}"));
    check(50_00, 0, 0, &format!("within {FRESH}"));
    check(50_01, 0, 0, &format!("stretch {FRESH}"));
    check(150_00, 0, 0, &format!("stretch {FRESH}"));
    check(150_01, 0, 0, &format!("escalate {FRESH}"));
    let under = |room: &str| format!("under mandate 1, room {room}");
    check(1, 50_00, 0, &format!("stretch {}", under("0 (10000 with a reason, 25000 alone, 45000 signed)")));
    check(1, 150_00, 0, &format!("escalate {}", under("0 (0 with a reason, 15000 alone, 35000 signed)")));
    check(
        7_00,
        0,
        495_00,
        &format!("stretch {}", under("500 (15000 with a reason, 30000 alone, 50000 signed)")),
    );
    let nothing = format!("escalate {}", under("0 (0 with a reason, 0 alone, 0 signed)"));
    check(7_00, 0, 1_500_00, &nothing);
    check(1, i64::MAX, i64::MAX, &nothing);
}

#[test]
fn beyond_the_stretch_it_depends_on_who_is_there() {
    let mandates = [mandate(1, fresh_terms())];
    let check = |minor, nobody_wider, signers: Option<Vec<Signer>>, outcome: &str, open| {
        let inputs = Inputs { nobody_wider, signers, ..inputs(minor, 0, 0, &mandates) };
        let decision = decide_remedy(&inputs, &mandates);
        let said = sentence(&decision);
        assert_eq!(said.split(" under").next(), Some(outcome), "{minor}");
        assert_eq!(asks(&inputs, &mandates), open, "{minor}");
    };
    let (one, none) = (|room| Some(vec![signer(8, Role::Colleague, room)]), Some(vec![]));
    // What is not needed is not asked for.
    check(50_00, None, None, "within", None);
    check(150_00, None, None, "stretch", None);
    check(150_01, None, None, "escalate", Some(Asks::NobodyWider));
    check(150_01, Some(true), None, "stretch alone", None);
    check(300_00, Some(true), None, "stretch alone", None);
    check(150_01, Some(false), None, "escalate", Some(Asks::Signers));
    check(150_01, Some(false), one(150_01), "co_sign", None);
    check(150_01, Some(false), one(150_00), "escalate", None);
    check(150_01, Some(false), none.clone(), "escalate", None);
    check(300_01, None, None, "escalate", Some(Asks::Signers));
    check(300_01, Some(true), one(500_00), "co_sign", None);
    check(500_00, None, one(500_00), "co_sign", None);
    check(500_01, None, None, "escalate", None);
    // Who has signed already need not wait for what else could be found out.
    check(150_01, None, one(150_01), "co_sign", None);
    // Nobody signs for themselves.
    check(500_00, None, Some(vec![signer(7, Role::Agent, 500_00)]), "escalate", None);
}

#[test]
fn a_mandate_says_who_may_sign_and_the_one_with_most_room_that_somebody_can_sign_is_used() {
    let signed_by = |holder, co_sign| Terms {
        per_case: Some(Limit { co_sign: Some(co_sign), ..Limit::new(10_00, 10_00) }),
        co_signers: vec![holder],
        ..fresh_terms()
    };
    let mandates = [
        mandate(1, signed_by(Holder::Role(Role::Lead), 90_00)),
        mandate(2, signed_by(Holder::Agent(agent(9)), 80_00)),
    ];
    let used = |signers: Vec<Signer>, minor| {
        let inputs = Inputs { signers: Some(signers), ..inputs(minor, 0, 0, &mandates) };
        let decision = decide_remedy(&inputs, &mandates);
        let carried = [8, 9].map(|id| decision.is_carried_by(agent(id), &inputs, &mandates));
        (decision.outcome.code(), decision.mandate.map_or(0, |(id, _)| id.0.as_u128()), carried)
    };
    let lead = signer(8, Role::Lead, 100_00);
    let nine = signer(9, Role::Agent, 100_00);
    assert_eq!(used(vec![lead, nine], 70_00), ("co_sign", 1, [true, false]));
    assert_eq!(used(vec![nine], 70_00), ("co_sign", 2, [false, true]));
    assert_eq!(used(vec![nine], 85_00), ("escalate", 1, [false, false]));
    assert_eq!(used(vec![signer(8, Role::Agent, 100_00)], 70_00), ("escalate", 1, [false, false]));
}

#[test]
fn a_signature_takes_room_in_the_signers_own_window() {
    let terms = Terms { per_remedy: Some(Limit::new(5_00, 700_00)), ..fresh_terms() };
    let room = |used_case, used_agent| {
        let mandate = mandate(1, terms.clone());
        signing_room(&mandate.terms, &Candidate { used_case, used_agent, ..unused(&mandate) })
    };
    assert_eq!(room(0, 0), 500_00);
    assert_eq!(room(0, 300_00), 200_00, "within one's own window, not its stretch");
    assert_eq!(room(400_00, 0), 100_00, "the case as far as a signature carries");
}

#[test]
fn every_limit_leaves_its_own_room() {
    let window = |within| Some(WindowLimit { limit: Limit::new(within, within), days: 30 });
    let terms = Terms {
        per_remedy: Some(Limit::new(100_00, 100_00)),
        per_case: Some(Limit::new(110_00, 110_00)),
        per_customer_window: window(120_00),
        per_agent_window: window(130_00),
        per_team_window: window(140_00),
        ..fresh_terms()
    };
    let mandates = [mandate(1, terms)];
    let mut inputs = inputs(1, 20_00, 40_00, &mandates);
    for candidate in &mut inputs.candidates {
        (candidate.used_customer, candidate.used_team) = (30_00, 50_00);
    }
    let room = decide_remedy(&inputs, &mandates).room;
    let expected = Room {
        per_remedy: Some(100_00),
        per_case: Some(90_00),
        per_customer_window: Some(90_00),
        per_agent_window: Some(90_00),
        per_team_window: Some(90_00),
    };
    assert_eq!(room, expected);
}

#[test]
fn an_exception_that_costs_nothing_is_within_where_any_mandate_holds() {
    let said = |mandates: &[Mandate], used_case| {
        let mut inputs = inputs(0, used_case, 0, mandates);
        inputs.situation.kind = RemedyKind::Exception;
        decide_remedy(&inputs, mandates).outcome
    };
    assert_eq!(said(&[mandate(1, fresh_terms())], 0), Outcome::Within);
    assert_eq!(said(&[mandate(1, fresh_terms())], 900_00), Outcome::Within, "with no room left");
    assert_eq!(said(&[mandate(1, fresh_delight())], 0), Outcome::Escalate);
    assert_eq!(said(&[], 0), Outcome::Escalate);
}

#[test]
fn what_a_kind_needs_is_checked_before_anything_is_weighed() {
    let check = |kind: RemedyKind, minor: Option<i64>, outcome: &str| {
        let said = check_amount(kind, minor.map(|minor| Money::new(minor, Currency::EUR)));
        assert_eq!(said.map_or_else(|no| no.code(), |_| "fine"), outcome, "{} {minor:?}", kind.code());
    };
    for kind in RemedyKind::ALL.iter().copied() {
        let (without, zero, some) = match kind.worth() {
            Worth::Amount => ("amount_needed", "not_money", "fine"),
            Worth::Estimate => ("amount_needed", "fine", "fine"),
            Worth::Nothing => ("fine", "no_amount_for_this", "no_amount_for_this"),
        };
        check(kind, None, without);
        check(kind, Some(0), zero);
        check(kind, Some(1), some);
        let too_much = if kind == RemedyKind::Apology { "no_amount_for_this" } else { "not_money" };
        for minor in [-1, Money::MOST + 1, i64::MAX] {
            check(kind, Some(minor), too_much);
        }
    }
}

#[test]
fn the_mandate_with_the_most_room_is_used_and_named() {
    let wide = Terms {
        holder: Holder::Role(Role::Agent),
        per_case: Some(Limit::new(80_00, 80_00)),
        ..fresh_terms()
    };
    let mandates = [mandate(1, fresh_terms()), mandate(2, wide)];
    let said = |amount| sentence(&decide_remedy(&inputs(amount, 0, 0, &mandates), &mandates));
    assert_eq!(
        said(60_00),
        "within under mandate 2, room 8000 (8000 with a reason, 8000 alone, 8000 signed)"
    );
    assert_eq!(
        said(90_00),
        "stretch under mandate 1, room 5000 (15000 with a reason, 30000 alone, 50000 signed)"
    );
}

#[test]
fn a_mandate_of_others_of_another_currency_or_time_gives_no_room() {
    let terms = [
        Terms { holder: Holder::Role(Role::Lead), ..fresh_terms() },
        Terms { currency: Currency::SEK, ..fresh_terms() },
        Terms { kinds: vec![RemedyKind::Credit], ..fresh_terms() },
        Terms { valid_from: Some(NOW.plus(1)), ..fresh_terms() },
        Terms { valid_until: Some(NOW), ..fresh_terms() },
    ];
    for terms in terms {
        let mandates = [mandate(1, terms)];
        let decision = decide_remedy(&inputs(1, 0, 0, &mandates), &mandates);
        assert_eq!(decision.outcome, Outcome::Escalate, "{mandates:?}");
        assert_eq!(decision.mandate, None);
    }
}

#[test]
fn only_named_rules_forbid_and_an_apology_is_always_within() {
    let mandates = [mandate(1, fresh_terms())];
    let with = |change: fn(&mut Inputs)| {
        let mut inputs = inputs(7_00, 0, 0, &mandates);
        change(&mut inputs);
        sentence(&decide_remedy(&inputs, &mandates))
    };
    let nothing = "under no mandate, room 0 (0 with a reason, 0 alone, 0 signed)";
    assert_eq!(
        with(|inputs| inputs.situation.agent_is_customer = true),
        format!("forbidden by self_dealing v1 {nothing}")
    );
    assert_eq!(
        with(|inputs| inputs.situation.payee = Payee::Other),
        format!("forbidden by payee_is_not_payer v1 {nothing}")
    );
    let named = |inputs: &mut Inputs| {
        inputs.forbidden_by = Some(NamedRule { rule: "sanctions".into(), version: 4 });
    };
    assert_eq!(with(named), format!("forbidden by sanctions v4 {nothing}"));
    let free = "no limit (no limit with a reason, no limit alone, no limit signed)";
    let sorry = |inputs: &mut Inputs| {
        inputs.situation = Situation { agent_is_customer: true, ..asked(RemedyKind::Apology, 0) };
        inputs.forbidden_by = Some(NamedRule { rule: "sanctions".into(), version: 4 });
    };
    assert_eq!(with(sorry), format!("within under no mandate, room {free}"));
}

fn limit() -> impl Strategy<Value = Limit> {
    let more = || 0..200_00_i64;
    (more(), more(), proptest::option::of(more()), proptest::option::of(more())).prop_map(
        |(within, stretch, alone, co_sign)| Limit {
            within,
            stretch: within + stretch,
            alone: alone.map(|alone| within + stretch + alone),
            co_sign: co_sign.map(|co_sign| within + co_sign),
        },
    )
}

fn terms() -> impl Strategy<Value = Terms> {
    let single = || proptest::option::of(limit());
    let window =
        || proptest::option::of((limit(), 1..60_u32).prop_map(|(limit, days)| WindowLimit { limit, days }));
    (single(), single(), window(), window(), window()).prop_map(
        |(per_remedy, per_case, per_customer_window, per_agent_window, per_team_window)| Terms {
            per_remedy,
            per_case,
            per_customer_window,
            per_agent_window,
            per_team_window,
            ..fresh_terms()
        },
    )
}

fn used() -> impl Strategy<Value = [i64; 4]> {
    proptest::array::uniform4(0..400_00_i64)
}

proptest! {
    /// M1 in one step: what is given at a level leaves every sum within every limit's reach at that level, and
    /// no level before it would have done.
    #[test]
    fn no_level_passes_a_limit(
        terms in proptest::collection::vec(terms(), 1..4),
        amount in 1..400_00_i64,
        [used_case, used_customer, used_agent, used_team] in used(),
        nobody_wider: bool,
        signing in proptest::option::of(0..500_00_i64),
    ) {
        let mandates: Vec<Mandate> = (1..).zip(terms).map(|(id, terms)| mandate(id, terms)).collect();
        let mut inputs = inputs(amount, used_case, used_agent, &mandates);
        for candidate in &mut inputs.candidates {
            (candidate.used_customer, candidate.used_team) = (used_customer, used_team);
        }
        inputs.nobody_wider = Some(nobody_wider);
        inputs.signers = Some(signing.map(|room| signer(8, Role::Agent, room)).into_iter().collect());
        let decision = decide_remedy(&inputs, &mandates);
        let fits = |mandate: &Mandate, level: Level| {
            let terms = &mandate.terms;
            let fits = |limit: Option<Limit>, used| limit.is_none_or(|limit| used + amount <= limit.up_to(level));
            fits(terms.per_remedy, 0)
                && fits(terms.per_case, used_case)
                && fits(terms.per_customer_window.map(|window| window.limit), used_customer)
                && fits(terms.per_agent_window.map(|window| window.limit), used_agent)
                && fits(terms.per_team_window.map(|window| window.limit), used_team)
        };
        let any = |level| mandates.iter().any(|mandate| fits(mandate, level));
        let expected = if any(Level::Within) {
            Some(Level::Within)
        } else if any(Level::Stretch) {
            Some(Level::Stretch)
        } else if nobody_wider && any(Level::Alone) {
            Some(Level::Alone)
        } else if signing.is_some_and(|room| amount <= room) && any(Level::CoSign) {
            Some(Level::CoSign)
        } else {
            None
        };
        prop_assert_eq!(decision.level(), expected);
        let used = decision.mandate.and_then(|(id, _)| mandates.iter().find(|m| m.id == id));
        if let Some(level) = expected {
            prop_assert!(used.is_some_and(|used| fits(used, level)));
        }
    }

    /// M8: the recorded inputs, written and read again, give the same decision; also when the mandates come in
    /// another order.
    #[test]
    fn a_recorded_decision_replays(
        terms in proptest::collection::vec(terms(), 1..5),
        amount in 1..600_00_i64,
        [used_case, used_customer, used_agent, used_team] in used(),
        nobody_wider in proptest::option::of(any::<bool>()),
        room in 0..500_00_i64,
    ) {
        let mut mandates: Vec<Mandate> = (1..).zip(terms).map(|(id, terms)| mandate(id, terms)).collect();
        let mut inputs = inputs(amount, used_case, used_agent, &mandates);
        for candidate in &mut inputs.candidates {
            (candidate.used_customer, candidate.used_team) = (used_customer, used_team);
        }
        inputs.nobody_wider = nobody_wider;
        inputs.signers = Some(vec![signer(8, Role::Agent, room)]);
        let decision = decide_remedy(&inputs, &mandates);
        let kept = serde_json::to_string(&Weighed { inputs, decision }).expect("json");
        let kept: Weighed = serde_json::from_str(&kept).expect("json");
        mandates.reverse();
        prop_assert_eq!(decide_remedy(&kept.inputs, &mandates), kept.decision);
    }
}

use uuid::Uuid;

use super::*;
use crate::{
    Currency,
    case::Case,
    contact::Channel,
    id::TextId,
    remedy::{Remedy, RemedyKind},
};

const NOW: Timestamp = Timestamp(1_000_000_000_000_000);
const GIVER: u128 = 1;
const SIGNER: u128 = 2;
const LEAD: u128 = 3;
const OTHER_LEAD: u128 = 4;

fn agent(id: u128) -> AgentId {
    AgentId(Uuid::from_u128(id))
}

fn remedy() -> RemedyId {
    RemedyId(Uuid::from_u128(9))
}

fn case(reversed: bool, review: Option<(u128, i64)>) -> Case {
    let opened = CaseEvent::CaseOpened {
        number: 1,
        customer: None,
        channel: Channel::Email,
        subject: TextRef { id: TextId(Uuid::from_u128(5)), sha256: "ab".into() },
        split_from: None,
        point: None,
        team: None,
    };
    let mut case = Case::evolve(None, &opened, NOW).expect("a case");
    let given = Remedy {
        giver: agent(GIVER),
        signer: Some(agent(SIGNER)),
        kind: RemedyKind::Refund,
        amount: Some(Money::new(700, Currency::EUR)),
        reversed,
        review: review.map(|(by, ago)| Review { by: agent(by), at: NOW.minus(ago) }),
        payment: None,
    };
    case.remedies.insert(remedy(), given);
    case
}

#[test]
fn who_may_say_what_they_think_and_once() {
    let check = |case: &Case, by: u128, says: &str| {
        let said = decide_review(case, remedy(), agent(by), Judgement::Right, None, NOW);
        let said = match said {
            Ok(events) => format!("{} said", events.len()),
            Err(no) => format!("no: {}", no.code()),
        };
        assert_eq!(said, says, "{by}");
    };
    let fresh = case(false, None);
    check(&fresh, GIVER, "no: own_review");
    check(&fresh, SIGNER, "no: own_review");
    check(&fresh, LEAD, "1 said");
    check(&case(true, None), LEAD, "1 said");
    check(&case(false, Some((LEAD, HOUR))), LEAD, "1 said");
    check(&case(false, Some((LEAD, HOUR + 1))), LEAD, "no: reviewed");
    check(&case(false, Some((LEAD, 0))), OTHER_LEAD, "no: reviewed");
    let unknown =
        decide_review(&fresh, RemedyId(Uuid::from_u128(8)), agent(LEAD), Judgement::Wrong, None, NOW);
    assert_eq!(unknown, Err(Refusal::NotFound));
}

#[test]
fn a_look_back_does_not_bring_the_matter_up_again() {
    let review = CaseEvent::RemedyReviewed {
        remedy: remedy(),
        by: agent(LEAD),
        judgement: Judgement::Wrong,
        word: None,
    };
    let case = Case::evolve(Some(case(false, None)), &review, NOW.plus(HOUR)).expect("a case");
    assert_eq!(case.touched_at, NOW);
    assert_eq!(case.remedies[&remedy()].review, Some(Review { by: agent(LEAD), at: NOW.plus(HOUR) }));
    // A correction opens no hour of its own.
    let case = Case::evolve(Some(case), &review, NOW.plus(2 * HOUR)).expect("a case");
    assert_eq!(case.remedies[&remedy()].review, Some(Review { by: agent(LEAD), at: NOW.plus(HOUR) }));
}

#[test]
fn a_settled_question_comes_back_with_half_as_much_again() {
    for (known, now, least, comes) in [
        (8, 11, 1, false),
        (8, 12, 1, true),
        (1, 2, 1, true),
        (1, 2, 10, false),
        (30, 44, 10, false),
        (30, 45, 10, true),
    ] {
        assert_eq!(is_new_evidence(known, now, least), comes, "{known} then {now}");
    }
}

#[test]
fn a_proposal_names_a_step_and_keeps_what_lies_beyond() {
    let step_of = |minor, direction| {
        let terms = steered(&crate::mandate::fresh_terms(), minor);
        step(&terms, direction).map(|(_, then)| then.minor)
    };
    for (now, wider, narrower) in
        [(50_00, Some(75_00), Some(30_00)), (12_00, Some(18_00), Some(8_00)), (1_00, Some(2_00), None)]
    {
        assert_eq!(
            (step_of(now, Direction::Widen), step_of(now, Direction::Narrow)),
            (wider, narrower),
            "{now}"
        );
    }
    let wide = steered(&crate::mandate::fresh_terms(), 200_00).per_case.expect("a limit");
    assert_eq!(
        (wide.within, wide.stretch, wide.alone, wide.co_sign),
        (200_00, 200_00, Some(300_00), Some(500_00))
    );
}

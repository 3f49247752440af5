use uuid::Uuid;

use super::*;

const NOW: Timestamp = Timestamp(1_000);

fn id(number: u128) -> AgentId {
    AgentId(Uuid::from_u128(number))
}

fn away(from: i64, until: i64, cover: Option<u128>) -> Away {
    Away {
        from: Timestamp(from),
        until: Timestamp(until),
        cover: cover.map(id),
        because: AwayBecause::Holiday,
    }
}

/// People 1, 2, 3 …, each with when they are away.
fn staff(people: &[Option<Away>]) -> Staff {
    (1..)
        .zip(people)
        .map(|(number, away)| (id(number), Standing { team: None, gone: false, away: *away }))
        .collect()
}

#[test]
fn the_duty_goes_along_the_chain_to_somebody_who_is_there() {
    let check = |people: &[Option<Away>], owner: u128, at: i64, expected: Option<u128>| {
        assert_eq!(carrier(&staff(people), id(owner), Timestamp(at)), expected.map(id), "{people:?} at {at}");
    };
    let away = |cover| Some(away(100, 200, cover));
    check(&[None], 1, 150, Some(1));
    check(&[away(Some(2)), None], 1, 150, Some(2));
    check(&[away(Some(2)), away(Some(3)), None], 1, 150, Some(3));
    // Before it begins and from the instant that it ends, the duty is the owner's own.
    check(&[away(Some(2)), None], 1, 99, Some(1));
    check(&[away(Some(2)), None], 1, 100, Some(2));
    check(&[away(Some(2)), None], 1, 200, Some(1));
    // A chain that ends with nobody, and one that goes round, leave it to the team.
    check(&[away(None)], 1, 150, None);
    check(&[away(Some(2)), away(None)], 1, 150, None);
    check(&[away(Some(2)), away(Some(1))], 1, 150, None);
    check(&[away(Some(9))], 1, 150, None);
    check(&[None], 7, 150, None);
}

#[test]
fn whoever_has_left_carries_nothing() {
    let mut house = staff(&[Some(away(100, 200, Some(2))), None]);
    house.get_mut(&id(2)).expect("known").gone = true;
    assert_eq!(carrier(&house, id(1), Timestamp(150)), None);
    assert_eq!(carrier(&house, id(2), Timestamp(150)), None);
}

#[test]
fn everyone_is_carried_by_at_most_one() {
    let house = staff(&[
        Some(away(100, 200, Some(3))),
        Some(away(100, 200, Some(1))),
        None,
        None,
        Some(away(100, 200, None)),
    ]);
    assert_eq!(carried_by(&house, id(3), Timestamp(150)), [id(1), id(2), id(3)]);
    assert_eq!(carried_by(&house, id(4), Timestamp(150)), [id(4)]);
    assert_eq!(carried_by(&house, id(1), Timestamp(150)), []);
}

#[test]
fn covers_never_lead_in_a_circle() {
    let check = |people: &[Option<Away>], new: Away, expected: Result<usize, Refusal>| {
        let got = decide_away(&staff(people), id(1), new, NOW).map(|events| events.len());
        assert_eq!(got, expected, "{people:?}");
    };
    let later = |cover| away(2_000, 3_000, cover);
    check(&[None, None], later(Some(2)), Ok(1));
    check(&[None, None], later(None), Ok(1));
    check(&[None, None], later(Some(1)), Err(Refusal::CoversInACircle));
    check(&[None, Some(later(Some(1)))], later(Some(2)), Err(Refusal::CoversInACircle));
    check(&[None, Some(later(Some(3))), Some(later(Some(1)))], later(Some(2)), Err(Refusal::CoversInACircle));
    // Whoever is back by then covers all the same.
    check(&[None, Some(away(3_000, 4_000, Some(1)))], later(Some(2)), Ok(1));
    check(&[None, None], later(Some(9)), Err(Refusal::Unusable(Field::Cover)));
    check(&[None, None], away(10, 999, None), Err(Refusal::InThePast { now: NOW }));
    check(&[None, None], away(3_000, 3_000, None), Err(Refusal::Unusable(Field::Until)));
    // The same once more changes nothing.
    check(&[Some(later(None)), None], later(None), Ok(0));
}

#[test]
fn only_who_was_away_comes_back() {
    let agent = |away| Agent {
        role: crate::agent::Role::Agent,
        team: None,
        disabled: false,
        away,
        skills: std::collections::BTreeSet::new(),
    };
    assert_eq!(decide_back(None), Err(Refusal::NotFound));
    assert_eq!(decide_back(Some(&agent(None))), Ok(vec![]));
    assert_eq!(decide_back(Some(&agent(Some(away(5, 6, None))))), Ok(vec![AgentEvent::AgentBack {}]));
}

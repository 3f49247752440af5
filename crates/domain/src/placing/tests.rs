use uuid::Uuid;

use super::*;

fn id(number: u128) -> AgentId {
    AgentId(Uuid::from_u128(number))
}

fn hand(agent: u128, open: i64, last: Option<i64>) -> Hand {
    Hand { agent: id(agent), open, last: last.map(Timestamp) }
}

#[test]
fn the_first_who_knows_the_customer_has_it_then_the_team() {
    let team = TeamId(Uuid::from_u128(10));
    let front = |giving, there: &[Hand]| Some(Front { team, giving, there: there.to_vec() });
    let check = |carries: Option<u128>, solved: Option<u128>, front: Option<Front>, expected: Place| {
        let known = Known { carries_another: carries.map(id), solved_before: solved.map(id), front };
        assert_eq!(decide_place(&known), expected, "{known:?}");
    };
    let with = |agent, because| Place::With(id(agent), because);
    check(None, None, None, Place::Pool(None));
    check(Some(1), Some(2), front(Giving::Pull, &[]), with(1, TakenBecause::CarriesAnother));
    check(None, Some(2), front(Giving::Pull, &[]), with(2, TakenBecause::SolvedBefore));
    check(None, None, front(Giving::Pull, &[hand(3, 0, None)]), Place::Pool(Some(team)));
    check(None, None, front(Giving::Push, &[]), Place::Pool(Some(team)));
    let there = [hand(3, 2, None), hand(4, 1, Some(50)), hand(5, 1, Some(40))];
    check(None, None, front(Giving::Push, &there), with(5, TakenBecause::Given));
    let fresh = [hand(4, 1, Some(50)), hand(5, 1, None)];
    check(None, None, front(Giving::Push, &fresh), with(5, TakenBecause::Given));
}

use uuid::Uuid;

use super::*;

const NOW: Timestamp = Timestamp(1_000 * DAY);
const ASKER: u128 = 99;

fn agent(number: u128) -> AgentId {
    AgentId(Uuid::from_u128(number))
}

fn words(of: &[usize]) -> Words {
    of.iter().fold(Words::default(), |words, word| words.with(*word))
}

/// Who did what, with which of four asked words, how many days ago.
type Done<'a> = (u128, Did, &'a [usize], i64);

struct House<'a> {
    done: &'a [Done<'a>],
    /// Deeds about something else, by person.
    others: &'a [(u128, i64)],
    skills: &'a [(u128, u32, &'a [usize])],
    people: &'a [(u128, bool)],
}

fn found(house: &House<'_>) -> Vec<Knows<usize, u32>> {
    let mut deeds: BTreeMap<AgentId, i64> = BTreeMap::new();
    let mut tallies: BTreeMap<(usize, u128), f64> = BTreeMap::new();
    for (who, _, has, _) in house.done {
        *deeds.entry(agent(*who)).or_default() += 1;
        for word in *has {
            *tallies.entry((*word, *who)).or_default() += 1.0;
        }
    }
    for (who, many) in house.others {
        *deeds.entry(agent(*who)).or_default() += many;
    }
    let tallies = tallies.into_iter().map(|((word, who), deeds)| Tally { word, agent: agent(who), deeds });
    let skill = |(who, skill, has): &(u128, u32, &[usize])| Skill {
        skill: *skill,
        agent: agent(*who),
        words: words(has),
    };
    let skills = house.skills.iter().map(skill).collect();
    let weighed = Weighed::of(&Evidence { words: 4, deeds, tallies: tallies.collect(), skills });
    let looked_at: Vec<Deed<usize>> = house
        .done
        .iter()
        .enumerate()
        .map(|(deed, (who, did, has, days))| Deed {
            deed,
            agent: agent(*who),
            did: *did,
            at: Timestamp(NOW.0 - days * DAY),
            words: words(has),
        })
        .collect();
    let people: Vec<Person> =
        house.people.iter().map(|(who, there)| Person { agent: agent(*who), there: *there }).collect();
    rank(&weighed, &looked_at, &people, agent(ASKER), NOW, 3)
}

/// One line each: who, whether there, what like it, how many days ago, skills.
#[track_caller]
fn check(house: &House<'_>, says: &[&str]) {
    let lines: Vec<String> = found(house)
        .iter()
        .map(|knows| {
            let there = if knows.there { " there" } else { "" };
            let last = knows.last.map_or(String::new(), |at| format!(" {} days ago", NOW.since(at) / DAY));
            let skills =
                if knows.skills.is_empty() { String::new() } else { format!(" says {:?}", knows.skills) };
            format!(
                "{}{there} solved {} answered {}{last}{skills}",
                knows.agent.0.as_u128(),
                knows.solved,
                knows.answered
            )
        })
        .collect();
    assert_eq!(lines, says);
}

const ALL: &[usize] = &[0, 1, 2, 3];
const HERE: &[(u128, bool)] = &[(1, true), (2, true), (3, true), (4, true)];

#[test]
fn whoever_solved_it_is_said_with_how_often_and_when() {
    use Did::{Answered, Solved};
    check(
        &House {
            done: &[
                (1, Solved, ALL, 9),
                (1, Solved, &[0, 1, 2], 5),
                (1, Answered, &[0, 1], 7),
                (2, Solved, &[0, 1], 30),
                // One word of four is not like it.
                (3, Solved, &[3], 1),
            ],
            others: &[(4, 20)],
            skills: &[],
            people: HERE,
        },
        &["1 there solved 2 answered 1 5 days ago", "2 there solved 1 answered 0 30 days ago"],
    );
}

#[test]
fn many_unrelated_things_do_not_win() {
    let mut done: Vec<Done<'_>> = vec![(1, Did::Solved, ALL, 40), (1, Did::Solved, ALL, 50)];
    // Each word often, and never two of them together.
    for word in [&[0], &[1], &[2], &[3]] as [&[usize]; 4] {
        done.extend([(2, Did::Solved, word, 1); 25]);
    }
    let people = &[(1, false), (2, true)];
    let found = found(&House { done: &done, others: &[(2, 300)], skills: &[], people });
    assert_eq!(found.first().map(|knows| knows.agent), Some(agent(1)), "{found:?}");
}

#[test]
fn what_was_solved_lately_goes_before_what_was_solved_long_ago() {
    use Did::Solved;
    check(
        &House {
            done: &[(1, Solved, ALL, 900), (2, Solved, ALL, 3)],
            others: &[],
            skills: &[],
            people: HERE,
        },
        &["2 there solved 1 answered 0 3 days ago", "1 there solved 1 answered 0 900 days ago"],
    );
}

#[test]
fn whoever_is_there_goes_first_at_near_equal_evidence_alone() {
    use Did::Solved;
    let near: &[Done<'_>] = &[(1, Solved, ALL, 10), (2, Solved, ALL, 12)];
    let people = &[(1, false), (2, true)];
    check(
        &House { done: near, others: &[], skills: &[], people },
        &["2 there solved 1 answered 0 12 days ago", "1 solved 1 answered 0 10 days ago"],
    );
    let far: &[Done<'_>] =
        &[(1, Solved, ALL, 10), (1, Solved, ALL, 20), (1, Solved, ALL, 30), (2, Solved, &[0, 1, 2], 12)];
    check(
        &House { done: far, others: &[], skills: &[], people },
        &["1 solved 3 answered 0 10 days ago", "2 there solved 1 answered 0 12 days ago"],
    );
}

#[test]
fn a_skill_adds_and_is_enough() {
    use Did::Solved;
    check(
        &House {
            done: &[(1, Solved, ALL, 3), (2, Solved, ALL, 3)],
            others: &[],
            skills: &[(2, 7, &[0]), (3, 8, &[1, 2])],
            people: HERE,
        },
        &[
            "2 there solved 1 answered 0 3 days ago says [7]",
            "1 there solved 1 answered 0 3 days ago",
            "3 there solved 0 answered 0 says [8]",
        ],
    );
}

#[test]
fn whoever_asks_and_whoever_cannot_be_asked_are_never_said() {
    use Did::Solved;
    check(
        &House {
            done: &[(ASKER, Solved, ALL, 1), (1, Solved, ALL, 1), (2, Solved, ALL, 1)],
            others: &[],
            skills: &[(ASKER, 1, ALL), (1, 2, ALL)],
            people: &[(ASKER, true), (2, false)],
        },
        &["2 solved 1 answered 0 1 days ago"],
    );
}

#[test]
fn nobody_is_said_where_nobody_knows() {
    check(&House { done: &[], others: &[(1, 50)], skills: &[], people: HERE }, &[]);
    check(&House { done: &[], others: &[], skills: &[], people: &[] }, &[]);
    // A number that is no word of the question is nobody's word.
    assert!(words(&[MOST_WORDS, MOST_WORDS + 9]).is_none());
}

#[test]
fn three_and_no_more() {
    let done: Vec<Done<'_>> = (1..=6).map(|who| (who, Did::Solved, ALL, 2)).collect();
    let people: Vec<(u128, bool)> = (1..=6).map(|who| (who, true)).collect();
    let house = House { done: &done, others: &[], skills: &[], people: &people };
    assert_eq!(found(&house).len(), 3);
    // And always the same three.
    assert_eq!(found(&house), found(&house));
}

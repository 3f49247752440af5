use uuid::Uuid;

use super::*;

fn process(steps: &[(u128, &str)]) -> Process {
    let step =
        |(id, name): &(u128, &str)| Step { id: StepId(Uuid::from_u128(*id)), name: (*name).to_owned() };
    Process {
        name: "Laskutus".into(),
        steps: steps.iter().map(step).collect(),
        owner: AgentId(Uuid::from_u128(1)),
    }
}

/// Steps, and how many facts follow from setting them.
type Row<'a> = (&'a [(u128, &'a str)], Result<usize, Refusal>);

#[test]
fn a_process_has_steps_that_can_be_told_apart() {
    let many: Vec<(u128, String)> = (0..51).map(|id| (id, format!("Vaihe {id}"))).collect();
    let many: Vec<(u128, &str)> = many.iter().map(|(id, name)| (*id, name.as_str())).collect();
    let known = process(&[(1, "Yhdistely"), (2, "Lähetys")]);
    let table: &[Row<'_>] = &[
        (&[(1, "Yhdistely"), (2, "Lähetys")], Ok(0)),
        (&[(2, "Lähetys"), (1, "Yhdistely")], Ok(1)),
        (&[(1, "Yhdistäminen")], Ok(1)),
        (&[], Err(Refusal::Empty(Field::Step))),
        (&[(1, "Lähetys"), (2, "lähetys")], Err(Refusal::Unusable(Field::Step))),
        (&[(1, "Yhdistely"), (1, "Lähetys")], Err(Refusal::Unusable(Field::Step))),
        (&many[..50], Ok(1)),
        (&many, Err(Refusal::TooLong(Field::Step))),
    ];
    for (steps, expected) in table {
        let answer = decide_set(Some(&known), process(steps)).map(|events| events.len());
        assert_eq!(answer, *expected, "{steps:?}");
    }
}

use uuid::Uuid;

use super::*;
use crate::{
    friction::{Did, Whose},
    id::{AgentId, BounceId},
    process::{Process, Step},
};

const OURS: ContactId = ContactId(Uuid::from_u128(1));
const THEIRS: ContactId = ContactId(Uuid::from_u128(2));
const ELSEWHERE: ContactId = ContactId(Uuid::from_u128(3));

fn friction(id: u128, step: Option<u128>, source: Source, contact: Option<ContactId>) -> CaseEvent {
    CaseEvent::FrictionReported {
        friction: FrictionId(Uuid::from_u128(id)),
        step: step.map(|id| StepId(Uuid::from_u128(id))),
        source,
        did: Did::Refused,
        phrase: (source == Source::Guard).then(|| "process-goes-so".to_owned()),
        words: None,
        whose: Whose::Ours,
        contact,
        by: None,
    }
}

fn bounced(because: Because, contact: ContactId) -> CaseEvent {
    CaseEvent::Bounced { bounce: BounceId(Uuid::from_u128(9)), because, contact }
}

#[test]
fn each_is_told_once_of_something_that_was_said() {
    let (by_hand, guard) = (Source::ByHand, Source::Guard);
    let table: &[(&[CaseEvent], Option<&str>)] = &[
        (&[friction(1, None, by_hand, None), friction(2, Some(7), by_hand, Some(THEIRS))], None),
        (&[friction(1, None, guard, Some(OURS))], None),
        (&[friction(1, None, by_hand, None), friction(1, None, by_hand, None)], Some("was reported twice")),
        (&[friction(1, Some(8), by_hand, None)], Some("a step that there is not")),
        (&[friction(1, None, by_hand, Some(ELSEWHERE))], Some("was not said in its case")),
        (&[friction(1, None, guard, Some(THEIRS))], Some("in nothing that we wrote")),
        (&[friction(1, None, guard, None)], Some("in nothing that we wrote")),
        (&[bounced(Because::RedirectSent, OURS), bounced(Because::NewCounterpart, OURS)], None),
        (&[bounced(Because::RepeatedThemselves, THEIRS)], None),
        (&[bounced(Because::RepeatedThemselves, OURS)], Some("of the other side")),
        (&[bounced(Because::RedirectSent, THEIRS)], Some("of the other side")),
        (&[bounced(Because::RedirectSent, ELSEWHERE)], Some("was not said in its case")),
        (
            &[bounced(Because::RedirectSent, OURS), bounced(Because::RedirectSent, OURS)],
            Some("counted twice"),
        ),
    ];
    for (events, expected) in table {
        let mut frictions = Frictions::default();
        let steps = vec![Step { id: StepId(Uuid::from_u128(7)), name: "Reklamaatio".into() }];
        let owner = AgentId(Uuid::from_u128(4));
        frictions
            .process(&ProcessEvent::ProcessSet { process: Process { name: "Myynti".into(), steps, owner } });
        frictions.written(OURS);
        let found: Vec<String> =
            events.iter().filter_map(|event| frictions.look(event, |contact| contact != ELSEWHERE)).collect();
        match expected {
            None => assert_eq!(found, Vec::<String>::new(), "{events:?}"),
            Some(says) => assert!(found.len() == 1 && found[0].contains(says), "{events:?}: {found:?}"),
        }
    }
}

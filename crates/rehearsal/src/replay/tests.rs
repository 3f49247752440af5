use valta_store::record;

use super::*;

/// So many decisions in a debug build; `valta bench` replays 100,000.
const DECISIONS: u64 = 6_000;

/// Recorded as the log keeps it, read back, and decided once more.
fn replayed(seed: u64, decisions: u64) -> Replay {
    let mut replay = Replay::default();
    for fact in Recording::new(seed) {
        let kept = record::encode(&fact.event);
        let read = record::decode(fact.stream, &kept).expect("our own event");
        assert_eq!(record::encode(&read), kept, "{} {}", fact.stream, fact.version);
        replay.look(fact.stream, fact.version, &read);
        if replay.decisions() == decisions {
            break;
        }
    }
    replay
}

#[test]
fn recorded_decisions_are_the_same_when_they_are_made_again() {
    let replay = replayed(1, DECISIONS);
    assert_eq!(replay.otherwise, Vec::<String>::new());
    let rare = replay.outcomes.values().min().copied().unwrap_or(0);
    assert!(replay.outcomes.len() == Outcome::ALL.len() && rare > DECISIONS / 50, "{:?}", replay.outcomes);
}

/// The rules have not come to mean anything else: whoever changes what version 1 of them says finds out here, and
/// writes a version beside it instead.
#[test]
fn the_rules_of_version_one_decide_as_they_always_have() {
    let mut said = String::new();
    for fact in Recording::new(2).filter(|fact| matches!(fact.event, Event::Case(_))).take(2_000) {
        let Event::Case(
            CaseEvent::RemedyGranted { weighed, .. }
            | CaseEvent::CoSignAsked { weighed, .. }
            | CaseEvent::Escalated { weighed, .. },
        ) = fact.event
        else {
            continue;
        };
        said.push_str(&sentence(&weighed.decision));
        said.push('\n');
    }
    let digest = valta_store::inbox::sha256(said.as_bytes());
    expect_test::expect!["7e3514c1ed85913eca911925f0a9acb8c9f1b7308192c4467bcd1224cd9da9cc"]
        .assert_eq(&digest);
}

#[test]
fn a_decision_that_was_changed_is_told_of() {
    let mut replay = Replay::default();
    for mut fact in Recording::new(3).take(200) {
        if let Event::Case(CaseEvent::RemedyGranted { weighed, .. }) = &mut fact.event {
            weighed.decision.alone = !weighed.decision.alone;
        }
        replay.look(fact.stream, fact.version, &fact.event);
    }
    let given = replay.outcomes["within"] + replay.outcomes["stretch"];
    assert_eq!(replay.otherwise.len() as u64, given);
}

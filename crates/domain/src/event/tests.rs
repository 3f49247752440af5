use std::collections::BTreeSet;

use super::*;

/// Every released shape is read, and written again to the letter.
#[test]
fn released_shapes_are_for_ever() {
    let shapes = include_str!("../../testdata/events.jsonl");
    let mut wrong = Vec::new();
    let mut kinds = BTreeSet::new();
    for line in shapes.lines() {
        match again(line) {
            Some((event, written)) => {
                kinds.insert(event.kind());
                if written != line {
                    wrong.push(format!("read  {line}\nwrote {written}"));
                }
            }
            None => wrong.push(format!("unreadable: {line}")),
        }
    }
    // Every kind that the code names has at least one released shape.
    let source = include_str!("../event.rs");
    let named: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.split_once("=> \"").filter(|_| line.contains("Event::")))
        .filter_map(|(_, rest)| rest.strip_suffix("\","))
        .collect();
    assert!(named.len() > 20, "the list of kinds was not found");
    wrong.extend(named.difference(&kinds).map(|kind| format!("no released shape of {kind}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn again(line: &str) -> Option<(Event, String)> {
    fn part<E: Serialize + for<'de> Deserialize<'de> + Into<Event>>(line: &str) -> Option<(Event, String)> {
        let event: E = serde_json::from_str(line).ok()?;
        let written = serde_json::to_string(&event).ok()?;
        Some((event.into(), written))
    }
    part::<AgentEvent>(line)
        .or_else(|| part::<CustomerEvent>(line))
        .or_else(|| part::<CaseEvent>(line))
        .or_else(|| part::<MandateEvent>(line))
        .or_else(|| part::<HouseEvent>(line))
        .or_else(|| part::<ProcessEvent>(line))
        .or_else(|| part::<TeamEvent>(line))
}

#[test]
fn streams_and_actors_are_read_as_they_are_written() {
    let id = uuid::Uuid::from_u128(7);
    for stream in [
        Stream::Agent(AgentId(id)),
        Stream::Case(CaseId(id)),
        Stream::Customer(CustomerId(id)),
        Stream::House,
        Stream::Mandate(MandateId(id)),
        Stream::Process(ProcessId(id)),
        Stream::Team(TeamId(id)),
    ] {
        assert_eq!(stream.to_string().parse(), Ok(stream));
    }
    for actor in [Actor::Agent(AgentId(id)), Actor::Customer(CustomerId(id)), Actor::House] {
        assert_eq!(actor.to_string().parse(), Ok(actor));
    }
    for nothing in ["", "case", "case:", "case:7", "boat:0", "agent"] {
        assert_eq!(nothing.parse::<Stream>(), Err(UnknownStream), "{nothing:?}");
    }
}

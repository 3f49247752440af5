use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Actor, Event, EventId, Recorded, Stream,
    agent::Role,
    audit::Audit,
    case::{self, Open},
    contact::{self, Channel, FiledBecause, Receive, Reply},
    duty::{Away, AwayBecause, Standing},
    event::AgentEvent,
    id::{CaseId, ContactId, IdentityId, PromiseId, TextId},
    placing::Place,
    promise::{self, Make},
    time::HOUR,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);
/// The giver and a neighbour are of one team; the third is of the other, with somebody who has left it and the house.
const GIVER: u128 = 1;
const NEIGHBOUR: u128 = 2;
const OTHER: u128 = 3;
const GONE: u128 = 4;
/// Away, and the other covers.
const COVERED: u128 = 5;
/// Away, and the giver covers.
const MINE: u128 = 6;
/// Away, and nobody covers.
const AWAY: u128 = 7;
const HOME: u128 = 11;
const ABROAD: u128 = 12;
const EMPTY: u128 = 13;

fn agent(id: u128) -> AgentId {
    AgentId(Uuid::from_u128(id))
}

fn team(id: u128) -> TeamId {
    TeamId(Uuid::from_u128(id))
}

fn handover(id: u128) -> HandoverId {
    HandoverId(Uuid::from_u128(id))
}

fn text() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(9)), sha256: "ab".into() }
}

/// What is said among us.
fn words() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(10)), sha256: "ab".into() }
}

fn away(cover: Option<u128>) -> Away {
    let cover = cover.map(agent);
    Away { from: NOW.minus(HOUR), until: NOW.plus(DAY), cover, because: AwayBecause::Holiday }
}

fn staff() -> Staff {
    let one = |id, of: Option<u128>, gone, away| (agent(id), Standing { team: of.map(team), gone, away });
    Staff::from([
        one(GIVER, Some(HOME), false, None),
        one(NEIGHBOUR, Some(HOME), false, None),
        one(OTHER, Some(ABROAD), false, None),
        one(GONE, Some(ABROAD), true, None),
        one(COVERED, None, false, Some(away(Some(OTHER)))),
        one(MINE, None, false, Some(away(Some(GIVER)))),
        one(AWAY, Some(EMPTY), false, Some(away(None))),
    ])
}

fn after(case: Option<Case>, events: &[CaseEvent], at: Timestamp) -> Case {
    events.iter().fold(case, |case, event| Case::evolve(case, event, at)).expect("an open case")
}

/// A customer has been waiting since then, and somebody has promised them something.
fn open(owner: Option<u128>) -> Case {
    let place = owner.map_or(Place::Pool(None), |owner| Place::With(agent(owner), TakenBecause::Reached));
    let open = Open {
        number: 7,
        customer: None,
        channel: Channel::Email,
        subject: text(),
        split_from: None,
        point: None,
        place,
    };
    let case = after(None, &case::decide_open(None, open).expect("open"), NOW);
    let receive = Receive {
        contact: ContactId(Uuid::from_u128(1)),
        channel: Channel::Email,
        identity: None,
        subject: None,
        text: None,
        raw: None,
        because: FiledBecause::NewMatter,
        automatic: false,
    };
    let received = contact::decide_receive(&case, receive).expect("received");
    let case = after(Some(case), &received, NOW);
    let Some(owner) = owner else { return case };
    let make = Make {
        promise: PromiseId(Uuid::from_u128(1)),
        what: text(),
        by: agent(owner),
        given_by: agent(owner),
        due: NOW.plus(DAY),
        channel: Channel::Phone,
        instead_of: None,
    };
    let promised = promise::decide_promise(&case, make, NOW).expect("promised");
    after(Some(case), &promised, NOW)
}

fn offer(to: To) -> Offer {
    let brief = Brief { needs: words(), promised: None, tried: None };
    Offer { handover: handover(1), by: agent(GIVER), to, brief, until: NOW.plus(HOUR) }
}

fn offered(to: To) -> Case {
    let case = open(Some(GIVER));
    let events = decide_offer(&case, offer(to), &staff(), NOW).expect("offered");
    after(Some(case), &events, NOW)
}

fn said(decided: Result<Vec<CaseEvent>, Refusal>) -> String {
    match decided {
        Ok(events) => {
            let told = events.into_iter().map(|event| {
                if let CaseEvent::HandoverEnded { how, .. } = event {
                    return how.code();
                }
                Event::from(event).kind()
            });
            let told: Vec<_> = told.collect();
            if told.is_empty() { "nothing to do".into() } else { told.join(", ") }
        }
        Err(refusal) => format!("refused: {}", refusal.code()),
    }
}

#[test]
fn it_is_offered_to_somebody_who_is_going_to_see_it() {
    let check = |to: To, outcome: &str| {
        assert_eq!(said(decide_offer(&open(Some(GIVER)), offer(to), &staff(), NOW)), outcome, "{to:?}");
    };
    check(To::Agent(agent(OTHER)), "handover_offered");
    check(To::Agent(agent(COVERED)), "handover_offered");
    check(To::Agent(agent(GIVER)), "refused: to_oneself");
    check(To::Agent(agent(MINE)), "refused: to_oneself");
    check(To::Agent(agent(AWAY)), "refused: receiver_away");
    check(To::Agent(agent(GONE)), "refused: unusable");
    check(To::Agent(agent(99)), "refused: unusable");
    check(To::Team(team(HOME)), "handover_offered");
    check(To::Team(team(ABROAD)), "handover_offered");
    check(To::Team(team(EMPTY)), "refused: nobody_there");
    check(To::Team(team(99)), "refused: nobody_there");
}

#[test]
fn one_at_a_time_of_what_lives_for_a_while() {
    let to = To::Agent(agent(OTHER));
    let offer = |until| Offer { until, ..offer(to) };
    let check = |case: &Case, until, outcome: &str| {
        assert_eq!(said(decide_offer(case, offer(until), &staff(), NOW.plus(2 * HOUR))), outcome);
    };
    let case = open(Some(GIVER));
    check(&case, NOW.plus(2 * HOUR), "refused: in_the_past");
    check(&case, NOW.plus(LONGEST + 3 * HOUR), "refused: unusable");
    check(&case, NOW.plus(3 * HOUR), "handover_offered");
    // Nobody owned it: from here on somebody does.
    check(&open(None), NOW.plus(3 * HOUR), "case_taken, handover_offered");
    // The one before has run out, whether or not the clock has said so.
    check(&offered(to), NOW.plus(3 * HOUR), "expired, handover_offered");
    let still = said(decide_offer(&offered(to), offer(NOW.plus(DAY)), &staff(), NOW));
    assert_eq!(still, "refused: handover_open");
    let resolved = case::decide_resolve(&case, agent(GIVER)).expect("resolved");
    check(&after(Some(case), &resolved, NOW), NOW.plus(3 * HOUR), "refused: already_done");
}

#[test]
fn whoever_it_is_offered_to_answers_and_nobody_else() {
    let check = |to: To, by: u128, at: i64, yes: &str, no: &str| {
        let (case, at) = (offered(to), NOW.plus(at));
        let accepted = decide_accept(&case, handover(1), agent(by), &staff(), at);
        assert_eq!(said(accepted), yes, "{by} says yes to {to:?}");
        let declined = decide_decline(&case, handover(1), agent(by), words(), &staff(), at);
        assert_eq!(said(declined), no, "{by} says no to {to:?}");
    };
    let one = To::Agent(agent(OTHER));
    check(one, OTHER, 0, "accepted, case_taken", "declined");
    check(one, OTHER, HOUR - 1, "accepted, case_taken", "declined");
    // Late: no yes any more, and a no all the same.
    check(one, OTHER, HOUR, "refused: handover_expired", "declined");
    check(one, NEIGHBOUR, 0, "refused: not_offered", "refused: not_offered");
    check(one, GIVER, 0, "refused: to_oneself", "refused: to_oneself");
    let covered = To::Agent(agent(COVERED));
    check(covered, OTHER, 0, "accepted, case_taken", "declined");
    check(covered, COVERED, 0, "accepted, case_taken", "declined");
    check(covered, NEIGHBOUR, 0, "refused: not_offered", "refused: not_offered");
    check(To::Team(team(HOME)), NEIGHBOUR, 0, "accepted, case_taken", "declined");
    check(To::Team(team(HOME)), GIVER, 0, "refused: to_oneself", "refused: to_oneself");
    check(To::Team(team(HOME)), OTHER, 0, "refused: not_offered", "refused: not_offered");
    check(To::Team(team(ABROAD)), GONE, 0, "refused: not_offered", "refused: not_offered");
}

#[test]
fn it_is_answered_once() {
    let case = offered(To::Agent(agent(OTHER)));
    let accept = |case: &Case, by| said(decide_accept(case, handover(1), agent(by), &staff(), NOW));
    let ends: [Vec<CaseEvent>; 6] = [
        decide_accept(&case, handover(1), agent(OTHER), &staff(), NOW).expect("accepted"),
        decide_decline(&case, handover(1), agent(OTHER), words(), &staff(), NOW).expect("declined"),
        decide_withdraw(&case, handover(1), agent(GIVER)).expect("withdrawn"),
        decide_expire(&case, NOW.plus(HOUR)),
        case::decide_take(&case, agent(NEIGHBOUR)).expect("taken by hand"),
        case::decide_resolve(&case, agent(GIVER)).expect("resolved"),
    ];
    for events in ends {
        let ended = after(Some(case.clone()), &events, NOW);
        assert_eq!(ended.open_handover(), None, "{events:?}");
        assert!(ended.owner.is_some(), "the customer always has a name");
        assert_eq!(accept(&ended, OTHER), "refused: handover_settled");
        assert_eq!(said(decide_withdraw(&ended, handover(1), agent(GIVER))), "refused: handover_settled");
        assert_eq!(said(Ok(decide_expire(&ended, NOW.plus(DAY)))), "nothing to do");
    }
    assert_eq!(said(Ok(decide_expire(&case, NOW.plus(HOUR - 1)))), "nothing to do");
    assert_eq!(said(decide_withdraw(&case, handover(2), agent(GIVER))), "refused: not_found");
}

#[test]
fn promises_go_along_and_no_clock_begins_anew() {
    let case = offered(To::Agent(agent(OTHER)));
    assert_eq!(case.owner, Some(agent(GIVER)), "the giver's until somebody says yes");
    let (later, id) = (NOW.plus(HOUR / 2), PromiseId(Uuid::from_u128(1)));
    let accepted = decide_accept(&case, handover(1), agent(OTHER), &staff(), later).expect("accepted");
    let theirs = after(Some(case.clone()), &accepted, later);
    // The customer is told who goes on: that is no answer to what they asked.
    let reply = Reply {
        contact: ContactId(Uuid::from_u128(2)),
        channel: Channel::Email,
        to: IdentityId(Uuid::from_u128(5)),
        text: text(),
        message_id: "m@valta.example".into(),
        notice: true,
        link: crate::LinkId(Uuid::from_u128(6)),
    };
    let told = contact::decide_reply(&theirs, agent(OTHER), reply).expect("told");
    let theirs = after(Some(theirs), &told, later);
    assert_eq!(theirs.owner, Some(agent(OTHER)));
    assert_eq!(theirs.promises[&id], promise::Promise { by: agent(OTHER), ..case.promises[&id] });
    assert_eq!(theirs.waiting_since, Some(NOW));
    assert_eq!(
        (theirs.waiting_since, theirs.opened_at, theirs.state, theirs.snoozed_until),
        (case.waiting_since, case.opened_at, case.state, case.snoozed_until)
    );
}

#[derive(Clone, Debug)]
enum Op {
    Offer(u128, To),
    Accept(u128),
    Decline(u128),
    Withdraw,
    Take(u128),
    Resolve,
    Reopen,
    Release,
    Wait(i64),
}

fn op() -> impl Strategy<Value = Op> {
    let person = || 1..8_u128;
    let to = prop_oneof![
        3 => person().prop_map(|id| To::Agent(agent(id))),
        1 => (11..14_u128).prop_map(|id| To::Team(team(id))),
    ];
    prop_oneof![
        4 => (person(), to).prop_map(|(by, to)| Op::Offer(by, to)),
        4 => person().prop_map(Op::Accept),
        1 => person().prop_map(Op::Decline),
        1 => Just(Op::Withdraw),
        1 => person().prop_map(Op::Take),
        1 => Just(Op::Resolve),
        1 => Just(Op::Reopen),
        1 => Just(Op::Release),
        2 => (0..HOUR).prop_map(Op::Wait),
    ]
}

/// A log of one case, as the house would have recorded it.
struct Log {
    facts: Vec<Recorded>,
    case: Option<Case>,
    at: Timestamp,
}

impl Log {
    fn record(&mut self, stream: Stream, events: impl IntoIterator<Item = Event>) {
        for event in events {
            if let Event::Case(event) = &event {
                self.case = Case::evolve(self.case.take(), event, self.at);
            }
            let version = self.facts.iter().filter(|fact| fact.stream == stream).count() + 1;
            self.facts.push(Recorded {
                position: i64::try_from(self.facts.len()).expect("a few facts") + 1,
                id: EventId(Uuid::from_u128(1)),
                stream,
                version: i64::try_from(version).expect("a few facts"),
                at: self.at,
                actor: Actor::House,
                cause: None,
                command: None,
                event,
            });
        }
    }

    fn case(&mut self, events: Vec<CaseEvent>) {
        self.record(Stream::Case(CaseId(Uuid::from_u128(1))), events.into_iter().map(Event::from));
    }

    fn found(&self) -> Vec<String> {
        let mut audit = Audit::default();
        self.facts.iter().for_each(|fact| audit.look(fact));
        audit.finish().into_iter().map(|finding| finding.what).collect()
    }
}

fn lived(ops: &[Op]) -> Log {
    let mut log = Log { facts: vec![], case: None, at: NOW };
    for (id, standing) in staff() {
        let mut events = vec![AgentEvent::AgentAdded { role: Role::Agent, team: standing.team }];
        events.extend(standing.away.map(|away| AgentEvent::AgentAway { away }));
        // Somebody who has left could still act in these stories: the desk keeps them out.
        log.record(Stream::Agent(id), events.into_iter().map(Event::from));
    }
    let place = Place::With(agent(GIVER), TakenBecause::Reached);
    let opening = Open {
        number: 7,
        customer: None,
        channel: Channel::Email,
        subject: text(),
        split_from: None,
        point: None,
        place,
    };
    log.case(case::decide_open(None, opening).expect("open"));
    for (number, op) in ops.iter().enumerate() {
        let case = log.case.clone().expect("a case");
        let (now, last) = (log.at, case.handovers.keys().last().copied());
        let everybody: Staff =
            staff().into_iter().map(|(id, known)| (id, Standing { gone: false, ..known })).collect();
        let decided = match op {
            Op::Offer(by, to) => {
                let id = handover(1_000 + number as u128);
                let offer = Offer { handover: id, by: agent(*by), ..offer(*to) };
                decide_offer(&case, Offer { until: now.plus(HOUR), ..offer }, &everybody, now)
            }
            Op::Accept(by) => {
                last.map_or(Ok(vec![]), |id| decide_accept(&case, id, agent(*by), &everybody, now))
            }
            Op::Decline(by) => {
                last.map_or(Ok(vec![]), |id| decide_decline(&case, id, agent(*by), words(), &everybody, now))
            }
            Op::Withdraw => last.map_or(Ok(vec![]), |id| decide_withdraw(&case, id, agent(GIVER))),
            Op::Take(by) => case::decide_take(&case, agent(*by)),
            Op::Resolve => case::decide_resolve(&case, agent(GIVER)),
            Op::Reopen => case::decide_reopen(&case),
            Op::Release => {
                Ok(case.owner.map_or_else(Vec::new, |owner| case::decide_release(&case, owner, None)))
            }
            Op::Wait(span) => {
                log.at = now.plus(*span);
                Ok(decide_expire(&case, log.at))
            }
        };
        log.case(decided.unwrap_or_default());
    }
    log
}

proptest! {
    /// Whatever happens: a name or a pool, one handover at the most, and the audit has nothing to say.
    #[test]
    fn the_customer_always_has_a_name_and_the_books_agree(ops in prop::collection::vec(op(), 0..40)) {
        let log = lived(&ops);
        let case = log.case.as_ref().expect("a case");
        prop_assert!(case.owner.is_some() != case.pool.is_some());
        let open = case.handovers.values().filter(|handover| handover.ended.is_none()).count();
        prop_assert!(open <= 1);
        prop_assert_eq!(log.found(), Vec::<String>::new());
    }

    /// And what nobody could have done is found.
    #[test]
    fn a_handover_that_was_changed_is_found_out(ops in prop::collection::vec(op(), 0..40)) {
        let log = lived(&ops);
        let ended = |event: &Event| matches!(event, Event::Case(CaseEvent::HandoverEnded { how: Ended::Accepted, .. }));
        let Some(place) = log.facts.iter().position(|fact| ended(&fact.event)) else { return Ok(()) };
        let changed = |change: &dyn Fn(&mut Vec<Recorded>)| {
            let mut facts = log.facts.clone();
            change(&mut facts);
            Log { facts, case: None, at: NOW }.found().join("\n")
        };
        let by_nobody = changed(&|facts| {
            if let Event::Case(CaseEvent::HandoverEnded { by, .. }) = &mut facts[place].event {
                *by = Some(agent(99));
            }
        });
        prop_assert!(by_nobody.contains("by the wrong person"), "{}", by_nobody);
        let late = changed(&|facts| facts[place].at = facts[place].at.plus(2 * DAY));
        prop_assert!(late.contains("not in its time"), "{}", late);
        let twice = changed(&|facts| facts.insert(place + 2, facts[place].clone()));
        prop_assert!(twice.contains("settled twice"), "{}", twice);
        let unanswered = changed(&|facts| drop(facts.remove(place)));
        prop_assert!(unanswered.contains("nobody had accepted it") || unanswered.contains("still stood"), "{}", unanswered);
        let not_given = changed(&|facts| drop(facts.remove(place + 1)));
        prop_assert!(not_given.contains("is not theirs") || place + 2 == log.facts.len(), "{}", not_given);
    }
}

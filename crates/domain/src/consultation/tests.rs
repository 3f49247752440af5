use uuid::Uuid;

use super::*;
use crate::{
    Actor, Event, EventId, Recorded, Stream,
    agent::Role,
    audit::Audit,
    case::{self, Open, TakenBecause},
    contact::{self, Channel, FiledBecause, Receive},
    duty::{Away, AwayBecause, Standing},
    event::AgentEvent,
    id::{CaseId, TextId},
    placing::Place,
    time::HOUR,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);
const ASKER: u128 = 1;
const NEIGHBOUR: u128 = 2;
/// Of the other team, with somebody who has left.
const OTHER: u128 = 3;
const GONE: u128 = 4;
/// Away, and the other covers.
const COVERED: u128 = 5;
/// Away, and the asker covers.
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

fn text() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(9)), sha256: "ab".into() }
}

fn staff() -> Staff {
    let away = |cover: Option<u128>| Away {
        from: NOW.minus(HOUR),
        until: NOW.plus(DAY),
        cover: cover.map(agent),
        because: AwayBecause::Holiday,
    };
    let one = |id, of: Option<u128>, gone, away| (agent(id), Standing { team: of.map(team), gone, away });
    Staff::from([
        one(ASKER, Some(HOME), false, None),
        one(NEIGHBOUR, Some(HOME), false, None),
        one(OTHER, Some(ABROAD), false, None),
        one(GONE, Some(ABROAD), true, None),
        one(COVERED, None, false, Some(away(Some(OTHER)))),
        one(MINE, None, false, Some(away(Some(ASKER)))),
        one(AWAY, Some(EMPTY), false, Some(away(None))),
    ])
}

fn after(case: Option<Case>, events: &[CaseEvent], at: Timestamp) -> Case {
    events.iter().fold(case, |case, event| Case::evolve(case, event, at)).expect("an open case")
}

fn contact_id(id: u128) -> ContactId {
    ContactId(Uuid::from_u128(id))
}

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
        contact: contact_id(1),
        channel: Channel::Email,
        identity: None,
        subject: None,
        text: None,
        raw: None,
        because: FiledBecause::NewMatter,
        automatic: false,
    };
    after(Some(case.clone()), &contact::decide_receive(&case, receive).expect("received"), NOW)
}

fn ask(of: &[To]) -> Ask {
    Ask {
        consultation: ConsultationId(Uuid::from_u128(1)),
        by: agent(ASKER),
        of: of.to_vec(),
        question: text(),
        shown: vec![contact_id(1)],
        due: NOW.plus(HOUR),
    }
}

fn id() -> ConsultationId {
    ConsultationId(Uuid::from_u128(1))
}

fn asked(of: &[To]) -> Case {
    let case = open(Some(ASKER));
    let events = decide_ask(&case, ask(of), &staff(), NOW).expect("asked");
    after(Some(case), &events, NOW)
}

fn answer(by: u128) -> Answer {
    let answer = AnswerId(Uuid::from_u128(by));
    Answer { consultation: id(), answer, by: agent(by), text: text(), raw: None }
}

fn said(decided: Result<Vec<CaseEvent>, Refusal>) -> String {
    match decided {
        Ok(events) => {
            let told = events.into_iter().map(|event| {
                if let CaseEvent::ConsultationEnded { how, .. } = event {
                    return how.code();
                }
                if let CaseEvent::ConsultationReminded { reminder, .. } = event {
                    return reminder.code();
                }
                Event::from(event).kind()
            });
            let told: Vec<_> = told.collect();
            if told.is_empty() { "nothing to do".into() } else { told.join(", ") }
        }
        Err(refusal) => format!("refused: {}", refusal.code()),
    }
}

const TO_OTHER: To = To::Agent(AgentId(Uuid::from_u128(OTHER)));
const TO_ABROAD: To = To::Team(TeamId(Uuid::from_u128(ABROAD)));

#[test]
fn it_is_put_to_somebody_who_is_going_to_see_it() {
    let check = |of: &[To], outcome: &str| {
        assert_eq!(said(decide_ask(&open(Some(ASKER)), ask(of), &staff(), NOW)), outcome, "{of:?}");
    };
    check(&[TO_OTHER], "consultation_asked");
    check(&[To::Agent(agent(COVERED))], "consultation_asked");
    check(&[TO_OTHER, TO_ABROAD, To::Agent(agent(NEIGHBOUR))], "consultation_asked");
    check(&[], "refused: unusable");
    check(&[To::Agent(agent(ASKER))], "refused: asking_oneself");
    check(&[To::Agent(agent(MINE))], "refused: asking_oneself");
    check(&[To::Agent(agent(AWAY))], "refused: receiver_away");
    check(&[TO_OTHER, To::Agent(agent(GONE))], "refused: has_left");
    check(&[To::Agent(agent(99))], "refused: unusable");
    check(&[To::Team(team(EMPTY))], "refused: nobody_there");
    check(&[To::Team(team(99))], "refused: nobody_there");
    let many: Vec<To> = (100..120).map(|of| To::Agent(agent(of))).collect();
    let mut crowd = staff();
    crowd.extend((100..120).map(|one| (agent(one), Standing { team: None, gone: false, away: None })));
    assert_eq!(said(decide_ask(&open(Some(ASKER)), ask(&many), &crowd, NOW)), "refused: unusable");
}

#[test]
fn asking_twice_is_asking_once_and_the_wait_is_their_teams() {
    let case = asked(&[TO_OTHER, TO_OTHER, TO_ABROAD, To::Agent(agent(NEIGHBOUR))]);
    let known = &case.consultations[&id()];
    let teams: Vec<_> = known.of.iter().map(|one| one.team).collect();
    assert_eq!(teams, [Some(team(ABROAD)), Some(team(ABROAD)), Some(team(HOME))]);
    assert_eq!(known.told, [agent(OTHER), agent(NEIGHBOUR)]);
}

#[test]
fn it_is_asked_of_what_lives_for_a_time_that_can_be_met() {
    let check = |case: &Case, change: &dyn Fn(&mut Ask), outcome: &str| {
        let mut ask = ask(&[TO_OTHER]);
        change(&mut ask);
        assert_eq!(said(decide_ask(case, ask, &staff(), NOW)), outcome);
    };
    let case = open(Some(ASKER));
    check(&case, &|_| {}, "consultation_asked");
    check(&open(None), &|_| {}, "case_taken, consultation_asked");
    check(&case, &|ask| ask.due = NOW, "refused: in_the_past");
    check(&case, &|ask| ask.due = NOW.plus(LONGEST + 1), "refused: unusable");
    check(&case, &|ask| ask.shown = vec![contact_id(2)], "refused: unusable");
    check(&case, &|ask| ask.shown = vec![], "consultation_asked");
    let resolved = case::decide_resolve(&case, agent(ASKER)).expect("resolved");
    check(&after(Some(case.clone()), &resolved, NOW), &|_| {}, "refused: already_done");
    let merged = CaseEvent::CaseMergedInto { into: CaseId(Uuid::from_u128(2)) };
    check(&after(Some(case), &[merged], NOW), &|_| {}, "refused: merged");
}

#[test]
fn whoever_was_asked_answers_however_late() {
    let check = |case: &Case, by: u128, staff: &Staff, outcome: &str| {
        assert_eq!(said(decide_answer(case, answer(by), staff, NOW.plus(DAY))), outcome, "{by}");
    };
    let case = asked(&[TO_OTHER]);
    check(&case, OTHER, &staff(), "consultation_answered");
    check(&case, NEIGHBOUR, &staff(), "refused: not_asked");
    check(&case, ASKER, &staff(), "refused: not_asked");
    let once =
        after(Some(case.clone()), &decide_answer(&case, answer(OTHER), &staff(), NOW).expect("yes"), NOW);
    check(&once, OTHER, &staff(), "consultation_answered");
    let withdrawn = decide_withdraw(&case, id(), agent(ASKER)).expect("withdrawn");
    check(&after(Some(case.clone()), &withdrawn, NOW), OTHER, &staff(), "consultation_answered");

    // Whoever came to the team since then, and whoever was of it when it was asked.
    let case = asked(&[TO_ABROAD]);
    let mut moved = staff();
    moved.get_mut(&agent(OTHER)).expect("known").team = None;
    moved.get_mut(&agent(NEIGHBOUR)).expect("known").team = Some(team(ABROAD));
    check(&case, OTHER, &moved, "consultation_answered");
    check(&case, NEIGHBOUR, &moved, "consultation_answered");
    check(&case, AWAY, &moved, "refused: not_asked");
}

#[test]
fn whoever_asked_or_has_the_matter_takes_it_back_until_there_is_an_answer() {
    let case = asked(&[TO_OTHER]);
    let check = |case: &Case, by: u128, outcome: &str| {
        assert_eq!(said(decide_withdraw(case, id(), agent(by))), outcome);
    };
    check(&case, ASKER, "withdrawn");
    check(&case, NEIGHBOUR, "refused: not_yours");
    let taken = case::decide_take(&case, agent(NEIGHBOUR)).expect("taken");
    check(&after(Some(case.clone()), &taken, NOW), NEIGHBOUR, "withdrawn");
    let answered = decide_answer(&case, answer(OTHER), &staff(), NOW).expect("answered");
    check(&after(Some(case.clone()), &answered, NOW), ASKER, "refused: already_answered");
    let over = after(Some(case.clone()), &case::decide_resolve(&case, agent(ASKER)).expect("resolved"), NOW);
    check(&over, ASKER, "refused: already_done");
    check(&open(None), ASKER, "refused: not_found");
}

#[test]
fn the_clock_reminds_twice_and_says_when_nobody_is_left() {
    let quarter = HOUR / 4;
    let case = asked(&[TO_OTHER]);
    let tick = |case: &Case, staff: &Staff, after: i64| said(Ok(decide_tick(case, staff, NOW.plus(after))));
    assert_eq!(tick(&case, &staff(), HOUR - quarter - 1), "nothing to do");
    assert_eq!(tick(&case, &staff(), HOUR - quarter), "soon");
    assert_eq!(tick(&case, &staff(), HOUR), "due");
    let soon = after(Some(case.clone()), &decide_tick(&case, &staff(), NOW.plus(HOUR - quarter)), NOW);
    assert_eq!(soon.touched_at, NOW);
    assert_eq!(tick(&soon, &staff(), HOUR - 1), "nothing to do");
    assert_eq!(tick(&soon, &staff(), HOUR), "due");
    let due = after(Some(soon.clone()), &decide_tick(&soon, &staff(), NOW.plus(HOUR)), NOW);
    assert_eq!(tick(&due, &staff(), DAY), "nothing to do");
    let mut left = staff();
    left.get_mut(&agent(OTHER)).expect("known").gone = true;
    assert_eq!(tick(&due, &left, HOUR), "nobody_left");
    assert_eq!(tick(&asked(&[TO_OTHER, To::Agent(agent(NEIGHBOUR))]), &left, 0), "nothing to do");
    let answered = decide_answer(&case, answer(OTHER), &staff(), NOW).expect("answered");
    assert_eq!(tick(&after(Some(case), &answered, NOW), &left, DAY), "nothing to do");
}

#[test]
fn an_answer_brings_a_matter_back_that_waits() {
    let case = asked(&[TO_OTHER]);
    let snoozed = case::decide_snooze(&case, agent(ASKER), NOW.plus(DAY), NOW).expect("snoozed");
    let case = after(Some(case), &snoozed, NOW);
    assert_eq!(case.state, State::Waiting);
    let answered = decide_answer(&case, answer(OTHER), &staff(), NOW).expect("answered");
    assert_eq!(after(Some(case), &answered, NOW).state, State::Open);
}

// What the audit says of facts that no decision would make.

fn found(events: Vec<CaseEvent>) -> Vec<String> {
    let mut audit = Audit::default();
    let mut position: i64 = 0;
    let mut look = |stream, version, at, event| {
        position += 1;
        let id = EventId(Uuid::from_u128(u128::from(position.unsigned_abs())));
        let actor = Actor::House;
        audit.look(&Recorded { position, id, stream, version, at, actor, cause: None, command: None, event });
    };
    for (id, of) in [(ASKER, HOME), (NEIGHBOUR, HOME), (OTHER, ABROAD)] {
        let added = AgentEvent::AgentAdded { role: Role::Agent, team: Some(team(of)) };
        look(Stream::Agent(agent(id)), 1, NOW, added.into());
    }
    let opened = CaseEvent::CaseOpened {
        number: 7,
        customer: None,
        channel: Channel::Phone,
        // The customer's; the rest is the house's own.
        subject: TextRef { id: TextId(Uuid::from_u128(8)), ..text() },
        split_from: None,
        point: None,
        team: None,
    };
    for (version, event) in (1..).zip([opened].into_iter().chain(events)) {
        look(Stream::Case(CaseId(Uuid::from_u128(1))), version, NOW.plus(version), event.into());
    }
    audit.finish().into_iter().map(|finding| finding.what.replace(&id().to_string(), "1")).collect()
}

#[test]
fn the_audit_keeps_its_own_book() {
    let asked = |of: u128, told: u128| CaseEvent::ConsultationAsked {
        consultation: id(),
        by: agent(ASKER),
        of: vec![Consulted { to: To::Agent(agent(of)), team: Some(team(ABROAD)) }],
        told: vec![agent(told)],
        question: text(),
        shown: vec![],
        due: NOW.plus(HOUR),
    };
    let answered = |by| CaseEvent::ConsultationAnswered {
        consultation: id(),
        answer: AnswerId(Uuid::from_u128(1)),
        by: agent(by),
        text: text(),
        raw: None,
    };
    let reminded = CaseEvent::ConsultationReminded { consultation: id(), reminder: Reminder::Due };
    let ended = |how| CaseEvent::ConsultationEnded { consultation: id(), how, by: None };
    let check = |events: Vec<CaseEvent>, what: &[&str]| assert_eq!(found(events), what);
    check(vec![asked(OTHER, OTHER), answered(OTHER), CaseEvent::CaseResolved {}], &[]);
    check(vec![asked(OTHER, OTHER), ended(Ended::Over), CaseEvent::CaseResolved {}], &[]);
    let nobody = "question 1 was put to nobody who could hear it, or twice";
    check(vec![asked(OTHER, NEIGHBOUR), answered(OTHER)], &[nobody]);
    check(vec![asked(NEIGHBOUR, NEIGHBOUR), answered(NEIGHBOUR)], &[nobody]);
    check(vec![asked(OTHER, OTHER), answered(OTHER), asked(OTHER, OTHER), answered(OTHER)], &[nobody]);
    let stranger = "question 1 was answered by somebody who was not asked";
    check(vec![asked(OTHER, OTHER), answered(NEIGHBOUR)], &[stranger]);
    check(vec![answered(OTHER)], &[stranger]);
    let early = "question 1 was brought up again out of its time";
    check(vec![asked(OTHER, OTHER), reminded, answered(OTHER)], &[early]);
    check(
        vec![asked(OTHER, OTHER), ended(Ended::NobodyLeft)],
        &["question 1 was ended as nobody_left and was not"],
    );
    check(
        vec![asked(OTHER, OTHER), answered(OTHER), ended(Ended::Over)],
        &["question 1 was ended as over and was not"],
    );
    check(
        vec![asked(OTHER, OTHER), CaseEvent::CaseResolved {}],
        &["question 1 was still open when its matter was over"],
    );
}

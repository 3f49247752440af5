use uuid::Uuid;

use super::*;
use crate::{
    Timestamp,
    ask::{Ask, AskKind, Wish, WithdrawnBecause},
    case::{Open, TakenBecause},
    contact::Channel,
    handover::{Brief, To},
    id::{HandoverId, RemedyId, TextId},
    placing::Place,
    remedy::RemedyKind,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);
const ME: AgentId = AgentId(Uuid::from_u128(1));
const LINK: LinkId = LinkId(Uuid::from_u128(2));

fn text() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(9)), sha256: "ab".into() }
}

fn after(case: Option<Case>, events: &[CaseEvent]) -> Case {
    events.iter().fold(case, |case, event| Case::evolve(case, event, NOW)).expect("an open case")
}

fn opened(owner: Option<AgentId>) -> Case {
    let place = owner.map_or(Place::Pool(None), |owner| Place::With(owner, TakenBecause::Reached));
    let open = Open {
        number: 7,
        customer: None,
        channel: Channel::Email,
        subject: text(),
        split_from: None,
        point: None,
        place,
    };
    after(None, &crate::case::decide_open(None, open).expect("open"))
}

fn offered() -> CaseEvent {
    CaseEvent::HandoverOffered {
        handover: HandoverId(Uuid::from_u128(5)),
        from: ME,
        by: ME,
        to: To::Agent(AgentId(Uuid::from_u128(6))),
        brief: Brief { needs: text(), promised: None, tried: None },
        until: NOW,
    }
}

fn said(decided: Result<Vec<CaseEvent>, Refusal>) -> String {
    match decided {
        Ok(events) => {
            let kinds: Vec<_> = events.into_iter().map(|event| crate::Event::from(event).kind()).collect();
            if kinds.is_empty() { "nothing to do".into() } else { kinds.join(", ") }
        }
        Err(refusal) => format!("refused: {}", refusal.code()),
    }
}

#[test]
fn a_mood_goes_from_two_below_to_two_above() {
    let known: Vec<Option<i64>> = (-3..=3).map(|value| Mood::new(value).map(Mood::value)).collect();
    assert_eq!(known, [None, Some(-2), Some(-1), Some(0), Some(1), Some(2), None]);
}

#[test]
fn the_last_word_holds_and_the_same_word_is_said_once() {
    let mood = |value| Mood::new(value).expect("a mood");
    let case = opened(Some(ME));
    let events = decide_mood(&case, LINK, mood(-2)).expect("told");
    assert_eq!(events, vec![CaseEvent::MoodTold { mood: mood(-2), of: Some(ME), link: LINK }]);
    let case = after(Some(case), &events);
    assert_eq!(said(decide_mood(&case, LINK, mood(-2))), "nothing to do");
    assert_eq!(said(decide_mood(&case, LINK, mood(2))), "mood_told");
    assert_eq!(said(decide_voice(&case, LINK, None)), "nothing to do");
    let case = after(Some(case.clone()), &decide_voice(&case, LINK, Some(text())).expect("told"));
    assert_eq!(said(decide_voice(&case, LINK, Some(text()))), "voice_given");
    assert_eq!(said(decide_voice(&case, LINK, None)), "voice_taken_back");
}

#[test]
fn what_was_done_is_told_to_the_one_who_had_it() {
    let released = after(Some(opened(Some(ME))), &[CaseEvent::CaseReleased { from: ME, team: None }]);
    for (case, expected) in [(opened(Some(ME)), Some(ME)), (opened(None), None), (released, Some(ME))] {
        let events = decide_voice(&case, LINK, Some(text())).expect("told");
        assert_eq!(events, vec![CaseEvent::VoiceGiven { text: text(), of: expected, link: LINK }]);
    }
}

#[test]
fn the_customer_says_whether_it_is_solved() {
    let resolved = |case: Case| after(Some(case), &[CaseEvent::CaseResolved {}]);
    let offered_and_released =
        after(Some(opened(Some(ME))), &[offered(), CaseEvent::CaseReleased { from: ME, team: None }]);
    let rows = [
        (opened(Some(ME)), true, "solved_told, case_resolved"),
        (opened(None), true, "solved_told, case_resolved"),
        (offered_and_released, true, "solved_told, handover_ended, case_resolved"),
        (opened(Some(ME)), false, "solved_told"),
        (resolved(opened(Some(ME))), true, "solved_told"),
        (resolved(opened(Some(ME))), false, "solved_told, case_reopened"),
    ];
    for (case, solved, expected) in rows {
        assert_eq!(said(decide_solved(&case, LINK, solved)), expected);
        let case = after(Some(case.clone()), &decide_solved(&case, LINK, solved).expect("told"));
        assert_eq!(case.state == State::Resolved, solved);
        assert_eq!(case.waiting_since.is_some(), !solved);
        assert_eq!(said(decide_solved(&case, LINK, solved)), "nothing to do", "a second tap is harmless");
    }
    let merged = after(
        Some(opened(Some(ME))),
        &[CaseEvent::CaseMergedInto { into: crate::CaseId(Uuid::from_u128(8)) }],
    );
    assert_eq!(said(decide_solved(&merged, LINK, true)), "refused: merged");
}

/// What they may still be given is not cancelled by their yes.
#[test]
fn what_is_still_asked_for_is_ended_by_whoever_has_the_matter() {
    let remedy = RemedyId(Uuid::from_u128(4));
    let case = opened(Some(ME));
    let mut asked = case.clone();
    let wish = Wish { kind: RemedyKind::Refund, amount: None, reason: text(), step: None };
    asked.asks.insert(remedy, Ask::new(AskKind::CoSign, ME, &wish, "ab", &[], NOW));
    assert_eq!(said(decide_solved(&asked, LINK, true)), "solved_told");
    let told = after(Some(asked.clone()), &decide_solved(&asked, LINK, true).expect("told"));
    assert_eq!((told.state, told.told.solved), (State::Open, Some(true)));
    assert_eq!(said(decide_solved(&told, LINK, true)), "nothing to do", "a second tap is harmless");
    let withdrawn = CaseEvent::AskWithdrawn { remedy, because: WithdrawnBecause::ByAsker };
    let settled = after(Some(told), &[withdrawn]);
    assert_eq!(said(decide_solved(&settled, LINK, true)), "solved_told, case_resolved");
}

#[test]
fn so_much_in_an_hour() {
    let minute = 60_000_000;
    let said = |written: &[(i64, i64)], bytes: i64| {
        let written: Vec<(Timestamp, i64)> =
            written.iter().map(|(at, bytes)| (NOW.minus(*at * minute), *bytes)).collect();
        match must_have_room(&written, bytes, NOW) {
            Ok(()) => "room".to_owned(),
            Err(Refusal::TooMuch { until }) => format!("in {} min", until.since(NOW) / minute),
            Err(no) => no.code().to_owned(),
        }
    };
    let many = |count: i64| (0..count).map(|at| (count - at, 0)).collect::<Vec<_>>();
    let all = BYTES_AN_HOUR;
    assert_eq!(said(&[], 0), "room");
    assert_eq!(said(&[], all), "room");
    assert_eq!(said(&many(19), 0), "room");
    assert_eq!(said(&many(20), 0), "in 40 min");
    assert_eq!(said(&many(25), 0), "in 40 min", "as the sixth of them is an hour old");
    let old: Vec<(i64, i64)> = many(20).iter().map(|(at, _)| (at + 60, all)).collect();
    assert_eq!(said(&old, all), "room");
    assert_eq!(said(&[(60, all)], 1), "room");
    assert_eq!(said(&[(59, all)], 1), "in 1 min");
    assert_eq!(said(&[(59, all)], 0), "room", "words have room where files have none");
    assert_eq!(said(&[(50, all / 2), (10, all / 2)], all / 2), "in 10 min");
    assert_eq!(said(&[(50, all / 2), (10, all / 2)], all / 2 + 1), "in 50 min");
}

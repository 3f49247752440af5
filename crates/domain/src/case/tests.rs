use uuid::Uuid;

use super::*;
use crate::{
    TextRef,
    contact::{self, Attempt, FailedBecause, Receive, Reply},
    id::TextId,
    promise::Standing,
    time::HOUR,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);
const ME: AgentId = AgentId(Uuid::from_u128(1));
const OTHER: AgentId = AgentId(Uuid::from_u128(2));

fn text() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(9)), sha256: "ab".into() }
}

fn contact(n: u128) -> ContactId {
    ContactId(Uuid::from_u128(n))
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
    after(None, &decide_open(None, open).expect("open"))
}

fn receive(n: u128, automatic: bool) -> Receive {
    Receive {
        contact: contact(n),
        channel: Channel::Email,
        identity: None,
        subject: None,
        text: None,
        raw: None,
        because: FiledBecause::NewMatter,
        automatic,
    }
}

fn reply(n: u128) -> Reply {
    Reply {
        contact: contact(n),
        channel: Channel::Email,
        to: IdentityId(Uuid::from_u128(5)),
        text: text(),
        message_id: "m@valta.example".into(),
        notice: false,
        link: LinkId(Uuid::from_u128(6)),
    }
}

/// What was decided, in the names of the facts.
fn said(decided: Result<Vec<CaseEvent>, Refusal>) -> String {
    match decided {
        Ok(events) => {
            let kinds: Vec<_> = events.into_iter().map(|event| crate::Event::from(event).kind()).collect();
            if kinds.is_empty() { "nothing to do".into() } else { kinds.join(", ") }
        }
        Err(refusal) => format!("refused: {}", refusal.code()),
    }
}

#[track_caller]
fn check(decided: Result<Vec<CaseEvent>, Refusal>, outcome: &str) {
    assert_eq!(said(decided), outcome);
}

#[test]
fn whoever_is_reached_owns_it() {
    check(decide_take(&opened(None), ME), "case_taken");
    check(decide_take(&opened(Some(OTHER)), ME), "case_taken");
    check(decide_take(&opened(Some(ME)), ME), "nothing to do");
    check(contact::decide_reply(&opened(None), ME, reply(2)), "case_taken, link_made, reply_written");
    check(contact::decide_reply(&opened(Some(OTHER)), ME, reply(2)), "link_made, reply_written");
    check(decide_resolve(&opened(None), ME), "case_taken, case_resolved");
    check(decide_snooze(&opened(None), ME, NOW.plus(HOUR), NOW), "case_taken, case_snoozed");
    check(decide_snooze(&opened(None), ME, NOW, NOW), "refused: in_the_past");
}

#[test]
fn a_person_who_writes_opens_it_again_and_a_machine_does_not() {
    let resolved = after(Some(opened(Some(ME))), &[CaseEvent::CaseResolved {}]);
    check(decide_resolve(&resolved, ME), "nothing to do");
    check(contact::decide_receive(&resolved, receive(1, false)), "contact_received, case_reopened");
    check(contact::decide_receive(&resolved, receive(1, true)), "contact_received");
    check(contact::decide_reply(&resolved, ME, reply(2)), "case_reopened, link_made, reply_written");
    check(decide_reopen(&resolved), "case_reopened");
    check(decide_reopen(&opened(None)), "nothing to do");
    check(decide_snooze(&resolved, ME, NOW.plus(HOUR), NOW), "refused: already_done");
}

#[test]
fn the_state_follows_from_what_happened() {
    let mut case = after(
        Some(opened(Some(ME))),
        &contact::decide_receive(&opened(Some(ME)), receive(1, false)).expect("receive"),
    );
    assert_eq!((case.state, case.waiting_since), (State::Open, Some(NOW)));
    let written = contact::decide_reply(&case, ME, reply(2)).expect("reply");
    case = after(Some(case), &written);
    assert_eq!((case.state, case.waiting_since), (State::Waiting, None));
    let failed = contact::decide_attempt(&case, contact(2), Attempt::Failed(FailedBecause::Refused));
    case = after(Some(case), &failed);
    assert_eq!(case.state, State::Open, "a reply that did not arrive leaves the work with us");
}

#[test]
fn a_messages_fate_is_settled_once_and_only_a_bounce_comes_after_sent() {
    let case = after(
        Some(opened(Some(ME))),
        &contact::decide_reply(&opened(Some(ME)), ME, reply(2)).expect("reply"),
    );
    let fate = |case: &Case, attempt| said(Ok(contact::decide_attempt(case, contact(2), attempt)));
    let sent = after(Some(case.clone()), &[CaseEvent::ReplySent { contact: contact(2) }]);
    let uncertain = after(Some(case.clone()), &[CaseEvent::ReplyUncertain { contact: contact(2) }]);
    assert_eq!(fate(&case, Attempt::Sent), "reply_sent");
    assert_eq!(fate(&case, Attempt::Uncertain), "reply_uncertain");
    assert_eq!(fate(&sent, Attempt::Uncertain), "nothing to do");
    assert_eq!(fate(&sent, Attempt::Failed(FailedBecause::Refused)), "nothing to do");
    assert_eq!(fate(&sent, Attempt::Failed(FailedBecause::Bounced)), "reply_failed");
    assert_eq!(fate(&uncertain, Attempt::Sent), "nothing to do");
    check(contact::decide_retry(&uncertain, contact(2)), "reply_retried");
    check(contact::decide_retry(&sent, contact(2)), "refused: already_done");
    check(contact::decide_retry(&sent, contact(99)), "refused: not_found");
}

#[test]
fn a_case_that_was_put_together_takes_nothing_more() {
    let merged =
        after(Some(opened(Some(ME))), &[CaseEvent::CaseMergedInto { into: CaseId(Uuid::from_u128(8)) }]);
    check(decide_take(&merged, ME), "refused: merged");
    check(contact::decide_receive(&merged, receive(1, false)), "refused: merged");
    check(contact::decide_reply(&merged, ME, reply(1)), "refused: merged");
    check(decide_resolve(&merged, ME), "refused: merged");
}

#[test]
fn overdue_is_broken_and_nobody_has_to_say_so() {
    let stands =
        |kept: Option<i64>, now: i64| Standing::of(NOW, kept.map(|at| NOW.plus(at)), NOW.plus(now)).code();
    assert_eq!(stands(None, -1), "due");
    assert_eq!(stands(None, 0), "due");
    assert_eq!(stands(None, 1), "broken");
    assert_eq!(stands(Some(0), 5), "kept");
    assert_eq!(stands(Some(1), 5), "broken");
}

#[test]
fn a_case_has_one_owner_or_stands_in_a_pool() {
    let (first, second) = (AgentId(Uuid::from_u128(1)), AgentId(Uuid::from_u128(2)));
    let team = Some(TeamId(Uuid::from_u128(3)));
    let case = opened(Some(first));
    assert_eq!((case.owner, case.pool), (Some(first), None));

    // Somebody else's case is not released, nor one that needs nobody any more.
    assert_eq!(decide_release(&case, second, team), []);
    let resolved = after(Some(case.clone()), &decide_resolve(&case, first).expect("resolved"));
    assert_eq!(decide_release(&resolved, first, team), []);

    let released = after(Some(case.clone()), &decide_release(&case, first, team));
    assert_eq!(released.owner, None);
    assert_eq!(released.pool, Some(Pool { team, since: NOW, from: Some(first) }));
    let again = decide_take(&released, second).expect("taken");
    let taken = CaseEvent::CaseTaken { owner: second, from: Some(first), because: TakenBecause::Taken };
    assert_eq!(again, [taken]);
    assert_eq!(after(Some(released), &again).pool, None);
}

#[test]
fn what_was_promised_is_kept_by_whoever_has_the_matter() {
    let (first, second) = (AgentId(Uuid::from_u128(1)), AgentId(Uuid::from_u128(2)));
    let promise = |number| PromiseId(Uuid::from_u128(number));
    let made = |number, by| CaseEvent::PromiseMade {
        promise: promise(number),
        what: text(),
        by,
        due: NOW.plus(1),
        channel: Channel::Phone,
        instead_of: None,
    };
    let third = AgentId(Uuid::from_u128(3));
    let kept = CaseEvent::PromiseKept { promise: promise(2) };
    let case = after(Some(opened(Some(first))), &[made(1, first), made(2, first), kept, made(3, third)]);
    let case = after(Some(case.clone()), &decide_take(&case, second).expect("taken"));
    let by: Vec<AgentId> = case.promises.values().map(|promise| promise.by).collect();
    assert_eq!(by, [second, first, third]);
}

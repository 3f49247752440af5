use uuid::Uuid;

use super::*;
use crate::{
    case::{self, Open, State, TakenBecause},
    id::TextId,
    placing::Place,
    time::MINUTE,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);
const ME: AgentId = AgentId(Uuid::from_u128(1));
const FIRST: PromiseId = PromiseId(Uuid::from_u128(3));
const SECOND: PromiseId = PromiseId(Uuid::from_u128(4));

fn text() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(9)), sha256: "ab".into() }
}

fn make(promise: PromiseId, due: Timestamp, instead_of: Option<PromiseId>) -> Make {
    Make { promise, what: text(), by: ME, given_by: ME, due, channel: Channel::Phone, instead_of }
}

fn after(case: &Case, events: &[CaseEvent]) -> Case {
    let folded = events.iter().try_fold(case.clone(), |case, event| Case::evolve(Some(case), event, NOW));
    folded.expect("an open case")
}

/// A case with a promise that is due in two hours.
fn promised() -> Case {
    let place = Place::With(ME, TakenBecause::Reached);
    let open = Open {
        number: 7,
        customer: None,
        channel: Channel::Email,
        subject: text(),
        split_from: None,
        point: None,
        place,
    };
    let events = case::decide_open(None, open).expect("opened");
    let case = events.iter().fold(None, |case, event| Case::evolve(case, event, NOW)).expect("a case");
    let made = decide_promise(&case, make(FIRST, NOW.plus(2 * HOUR), None), NOW).expect("promised");
    after(&case, &made)
}

fn said(decided: Result<Vec<CaseEvent>, Refusal>) -> String {
    match decided {
        Ok(events) => {
            let kinds: Vec<&str> =
                events.iter().map(|event| crate::Event::from(event.clone()).kind()).collect();
            kinds.join(", ")
        }
        Err(refusal) => format!("refused: {}", refusal.code()),
    }
}

#[test]
fn a_promise_is_renewed_before_its_time_is_over_and_apologised_for_afterwards() {
    let case = promised();
    let renew = |case: &Case, now| decide_renew(case, FIRST, NOW.plus(9 * HOUR), Told::ByMail, now);
    let instead = |case: &Case, now| decide_promise(case, make(SECOND, NOW.plus(9 * HOUR), Some(FIRST)), now);
    let late = NOW.plus(2 * HOUR + 1);
    assert_eq!(said(renew(&case, NOW.plus(2 * HOUR))), "promise_renewed");
    assert_eq!(said(renew(&case, late)), "refused: promise_broken");
    assert_eq!(said(decide_renew(&case, FIRST, NOW, Told::Not, NOW)), "refused: in_the_past");
    assert_eq!(said(instead(&case, NOW)), "refused: not_broken");
    // The clock may be a moment behind.
    assert_eq!(said(instead(&case, late)), "promise_broken, promise_made");

    let broken = after(&case, &decide_break(&case, FIRST, late));
    assert_eq!(said(instead(&broken, late)), "promise_made");
    assert_eq!(said(Ok(decide_break(&broken, FIRST, late))), "");
    let replaced = after(&broken, &instead(&broken, late).expect("another"));
    assert_eq!(said(instead(&replaced, late)), "refused: already_done");
    assert_eq!(said(decide_keep(&replaced, FIRST, late)), "");
    assert_eq!(said(decide_keep(&replaced, SECOND, late)), "promise_kept");
}

#[test]
fn late_is_kept_and_broken() {
    let case = promised();
    assert_eq!(said(decide_keep(&case, FIRST, NOW.plus(2 * HOUR))), "promise_kept");
    assert_eq!(said(decide_keep(&case, FIRST, NOW.plus(3 * HOUR))), "promise_broken, promise_kept");
}

#[test]
fn what_breaks_is_ours_to_act_on() {
    let waiting = after(&promised(), &[CaseEvent::CaseSnoozed { until: NOW.plus(9 * HOUR) }]);
    let broken = after(&waiting, &decide_break(&waiting, FIRST, NOW.plus(3 * HOUR)));
    assert_eq!((broken.state, broken.snoozed_until), (State::Open, None));
}

#[test]
fn whoever_keeps_it_is_told_once_for_each_time() {
    let case = promised();
    let remind = |case: &Case, now| said(Ok(decide_remind(case, FIRST, Some(ME), now)));
    assert_eq!(remind(&case, NOW.plus(HOUR)), "promise_reminded");
    assert_eq!(remind(&case, NOW.plus(3 * HOUR)), "");
    let reminded = after(&case, &decide_remind(&case, FIRST, Some(ME), NOW.plus(HOUR)));
    assert_eq!(remind(&reminded, NOW.plus(HOUR)), "");
    let renewed = decide_renew(&reminded, FIRST, NOW.plus(9 * HOUR), Told::ByMail, NOW).expect("renewed");
    assert_eq!(remind(&after(&reminded, &renewed), NOW.plus(HOUR)), "promise_reminded");

    let check = |of: i64, before: i64| {
        assert_eq!(NOW.plus(of).since(reminded_at(NOW, NOW.plus(of))), before, "{of}");
    };
    check(48 * HOUR, HOUR);
    check(2 * HOUR, HOUR);
    check(20 * MINUTE, 10 * MINUTE);
}

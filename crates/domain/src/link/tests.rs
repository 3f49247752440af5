use uuid::Uuid;

use super::*;
use crate::{
    TextRef,
    case::Open,
    contact::{self, Channel, Reply},
    id::{AgentId, ContactId, TextId},
    placing::Place,
    time::DAY,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);
const ME: AgentId = AgentId(Uuid::from_u128(1));

fn text() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(9)), sha256: "ab".into() }
}

fn after(case: Option<Case>, events: &[CaseEvent]) -> Case {
    events.iter().fold(case, |case, event| Case::evolve(case, event, NOW)).expect("an open case")
}

fn opened() -> Case {
    let open = Open {
        number: 7,
        customer: None,
        channel: Channel::Email,
        subject: text(),
        split_from: None,
        point: None,
        place: Place::Pool(None),
    };
    after(None, &crate::case::decide_open(None, open).expect("open"))
}

fn written(case: &Case, to: u128, link: u128) -> Vec<CaseEvent> {
    let reply = Reply {
        contact: ContactId(Uuid::from_u128(link)),
        channel: Channel::Email,
        to: IdentityId(Uuid::from_u128(to)),
        text: text(),
        message_id: "m@valta.example".into(),
        notice: false,
        link: LinkId(Uuid::from_u128(link)),
    };
    contact::decide_reply(case, ME, reply).expect("written")
}

fn made(events: &[CaseEvent]) -> usize {
    events.iter().filter(|event| matches!(event, CaseEvent::LinkMade { .. })).count()
}

#[test]
fn each_address_has_one_and_a_revoked_one_is_followed_by_another() {
    let first = written(&opened(), 1, 1);
    assert_eq!(made(&first), 1);
    let case = after(Some(opened()), &first);
    assert_eq!(made(&written(&case, 1, 2)), 0, "the same address has it already");
    assert_eq!(made(&written(&case, 2, 2)), 1, "another address has its own");
    let link = case.link_to(Some(IdentityId(Uuid::from_u128(1)))).expect("a link");
    let ended = decide_revoke(&case, link).expect("revoked");
    let case = after(Some(case), &ended);
    assert_eq!(case.link_to(Some(IdentityId(Uuid::from_u128(1)))), None);
    assert_eq!(decide_revoke(&case, link), Ok(vec![]), "twice is once");
    assert_eq!(decide_revoke(&case, LinkId(Uuid::from_u128(99))), Err(Refusal::NotFound));
    assert_eq!(made(&written(&case, 1, 3)), 1, "the next mail brings a new one");
}

#[test]
fn paper_has_one_that_can_be_printed_again() {
    let link = LinkId(Uuid::from_u128(4));
    let events = decide_link(&opened(), link).expect("made");
    assert_eq!(events, vec![CaseEvent::LinkMade { link, to: None }]);
    let case = after(Some(opened()), &events);
    let again = decide_link(&case, LinkId(Uuid::from_u128(5)));
    assert_eq!(again, Ok(vec![CaseEvent::LinkRenewed { link }]));
    assert_eq!(made(&written(&case, 1, 6)), 1, "an address has its own beside it");
}

#[test]
fn it_holds_for_its_window_and_not_a_moment_more() {
    let rows = [
        (0, false, true),
        (90 * DAY - 1, false, true),
        (90 * DAY, false, false),
        (91 * DAY, false, false),
        (0, true, false),
        // A clock that was set back takes nobody's link away.
        (-DAY, false, true),
    ];
    for (passed, revoked, expected) in rows {
        assert_eq!(stands(NOW, revoked, 90 * DAY, NOW.plus(passed)), expected, "{passed} {revoked}");
    }
}

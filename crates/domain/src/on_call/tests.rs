use uuid::Uuid;

use super::*;
use crate::{
    TextRef,
    case::{self, Open},
    contact::{self, Channel, Receive},
    id::{ContactId, NoteId, TextId},
    placing::Place,
    time::MINUTE,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);
const FIRST: AgentId = AgentId(Uuid::from_u128(1));
const SECOND: AgentId = AgentId(Uuid::from_u128(2));

fn text() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(9)), sha256: "ab".into() }
}

fn after(case: Option<Case>, events: &[CaseEvent], at: Timestamp) -> Case {
    events.iter().fold(case, |case, event| Case::evolve(case, event, at)).expect("a case")
}

fn came(case: &Case, contact: u128, because: FiledBecause, automatic: bool) -> Vec<CaseEvent> {
    let receive = Receive {
        contact: ContactId(Uuid::from_u128(contact)),
        channel: Channel::Email,
        identity: None,
        subject: None,
        text: None,
        raw: None,
        because,
        automatic,
    };
    contact::decide_receive(case, receive).expect("received")
}

fn opened() -> Case {
    let place = Place::Pool(None);
    let open = Open {
        number: 7,
        customer: None,
        channel: Channel::Email,
        subject: text(),
        split_from: None,
        point: None,
        place,
    };
    after(None, &case::decide_open(None, open).expect("opened"), NOW)
}

fn call(case: &Case, level: u32, to: Option<AgentId>) -> Vec<CaseEvent> {
    decide_call(case, level, to, CallId(Uuid::from_u128(u128::from(level) + 20)))
}

fn to(events: &[CaseEvent]) -> String {
    match events {
        [] => "nothing".to_owned(),
        [CaseEvent::OnCallCalled { to: None, .. }] => "nobody".to_owned(),
        [CaseEvent::OnCallCalled { to: Some(to), .. }] => to.0.as_u128().to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn each_level_is_called_once_until_somebody_touches_it() {
    let case = opened();
    assert_eq!(to(&call(&case, 0, Some(FIRST))), "nothing", "nothing has come in");
    let machine = after(Some(case.clone()), &came(&case, 1, FiledBecause::NewMatter, true), NOW);
    assert_eq!(to(&call(&machine, 0, Some(FIRST))), "nothing", "a machine waits for nobody");
    let heard = after(Some(case.clone()), &came(&case, 1, FiledBecause::NotedByHand, false), NOW);
    assert_eq!(to(&call(&heard, 0, Some(FIRST))), "nothing", "one of us heard it");

    let waits = after(Some(case.clone()), &came(&case, 1, FiledBecause::NewMatter, false), NOW);
    assert_eq!(to(&call(&waits, 1, Some(SECOND))), "nothing", "the first comes first");
    let first = call(&waits, 0, Some(FIRST));
    assert_eq!(to(&first), "1");
    let called = after(Some(waits), &first, NOW.plus(MINUTE));
    assert_eq!(called.touched_at, NOW, "a call brings nothing up again");
    assert_eq!(to(&call(&called, 0, Some(SECOND))), "nothing", "once is enough");
    assert_eq!(to(&call(&called, 1, Some(FIRST))), "nobody", "nobody is called twice");
    assert_eq!(to(&call(&called, 1, None)), "nobody");
    assert_eq!(to(&call(&called, 1, Some(SECOND))), "2");
    // More of the same begins nothing anew.
    let more = after(
        Some(called.clone()),
        &came(&called, 2, FiledBecause::CustomersOpenCase, false),
        NOW.plus(MINUTE),
    );
    assert_eq!(more.untouched.as_ref().map(|it| it.since), Some(NOW));
    assert_eq!(to(&call(&more, 0, Some(FIRST))), "nothing");

    let touches: [(&str, Vec<CaseEvent>); 4] = [
        ("answered", decide_answer(&called, FIRST)),
        ("noted", vec![CaseEvent::NoteAdded { note: NoteId(Uuid::from_u128(5)), text: text() }]),
        ("taken", vec![CaseEvent::CaseTaken { owner: FIRST, from: None, because: TakenBecause::Taken }]),
        ("resolved", vec![CaseEvent::CaseResolved {}]),
    ];
    for (how, events) in touches {
        let touched = after(Some(called.clone()), &events, NOW.plus(2 * MINUTE));
        assert_eq!(to(&call(&touched, 1, Some(SECOND))), "nothing", "{how}");
        assert_eq!(decide_answer(&touched, SECOND), [], "{how}");
        let again = came(&touched, 3, FiledBecause::CustomersOpenCase, false);
        let again = after(Some(touched), &again, NOW.plus(3 * MINUTE));
        assert_eq!(to(&call(&again, 0, Some(FIRST))), "1", "{how}, and the customer wrote again");
    }
    // Given by the house is not touched.
    let given = CaseEvent::CaseTaken { owner: FIRST, from: None, because: TakenBecause::Given };
    assert_eq!(to(&call(&after(Some(called), &[given], NOW), 1, Some(SECOND))), "2");
}

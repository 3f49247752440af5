use uuid::Uuid;

use super::*;
use crate::{
    ContactId, CustomerId, Event, EventId, Stream, TextRef, Timestamp,
    id::{IdentityId, NoteId},
    told::Mood,
};

const CASE: CaseId = CaseId(Uuid::from_u128(1));
const CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(9));
const HERE: ContactId = ContactId(Uuid::from_u128(2));
const ELSEWHERE: ContactId = ContactId(Uuid::from_u128(3));

fn words(id: u128) -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(id)), sha256: "ab".into() }
}

fn link(id: u128) -> LinkId {
    LinkId(Uuid::from_u128(id))
}

fn note(id: u128) -> CaseEvent {
    CaseEvent::NoteAdded { note: NoteId(Uuid::from_u128(7)), text: words(id) }
}

fn heard(text: u128, because: FiledBecause, channel: Channel) -> CaseEvent {
    CaseEvent::ContactReceived {
        contact: HERE,
        channel,
        identity: Some(IdentityId(Uuid::from_u128(4))),
        new_sender: false,
        subject: None,
        text: Some(words(text)),
        raw: None,
        because,
        automatic: false,
    }
}

fn file(contact: ContactId) -> CaseEvent {
    CaseEvent::FileAdded {
        file: FileId(Uuid::from_u128(5)),
        contact,
        name: words(5),
        sha256: "cd".into(),
        bytes: 1,
    }
}

fn found(actor: Actor, events: &[CaseEvent]) -> Option<String> {
    let facts: Vec<_> = events.iter().map(|event| (actor, event.clone())).collect();
    found_of(&facts)
}

fn found_of(facts: &[(Actor, CaseEvent)]) -> Option<String> {
    let mut shown = Shown::default();
    let whose = Some(CUSTOMER);
    let recorded = |actor: Actor, event: &CaseEvent| Recorded {
        position: 1,
        id: EventId(Uuid::from_u128(1)),
        stream: Stream::Case(CASE),
        version: 2,
        at: Timestamp(0),
        actor,
        cause: None,
        command: None,
        event: Event::Case(event.clone()),
    };
    facts.iter().find_map(|(actor, event)| {
        shown.look(&recorded(*actor, event), CASE, event, whose, |contact| contact == HERE)
    })
}

#[test]
fn nothing_of_the_house_is_shown_and_a_customer_does_what_customers_can() {
    let customer = Actor::Customer(CUSTOMER);
    let (house, page) = (Actor::House, FiledBecause::CustomersPage);
    let voice = CaseEvent::VoiceGiven { text: words(1), of: None, link: link(1) };
    let made = |id| CaseEvent::LinkMade { link: link(id), to: None };
    let revoked = |id| CaseEvent::LinkRevoked { link: link(id) };
    let renewed = |id| CaseEvent::LinkRenewed { link: link(id) };
    let table: &[(Actor, &[CaseEvent], Option<&str>)] = &[
        (house, &[note(1), heard(2, FiledBecause::ReplyToken, Channel::Email)], None),
        (house, &[note(1), heard(1, FiledBecause::ReplyToken, Channel::Email)], Some("the house's own")),
        (house, &[heard(1, FiledBecause::ReplyToken, Channel::Email), note(1)], Some("the house's own")),
        // What one of us noted of a talk is ours.
        (house, &[heard(1, FiledBecause::NotedByHand, Channel::Phone), note(1)], None),
        (house, &[note(1), voice.clone()], Some("the house's own")),
        (customer, &[heard(1, page, Channel::WebForm), file(HERE)], None),
        (customer, &[heard(1, page, Channel::Email)], Some("as a customer's act")),
        (customer, &[heard(1, FiledBecause::NotedByHand, Channel::WebForm)], Some("as a customer's act")),
        (customer, &[note(1)], Some("as a customer's act")),
        (customer, &[made(1)], Some("as a customer's act")),
        (house, &[file(ELSEWHERE)], Some("of another case")),
        (house, &[file(HERE), file(HERE)], Some("came twice")),
        (house, &[made(1), renewed(1), revoked(1), made(2)], None),
        (house, &[made(1), made(1)], Some("was made twice")),
        (house, &[revoked(1)], Some("did not stand")),
        (house, &[made(1), revoked(1), revoked(1)], Some("did not stand")),
        (house, &[made(1), revoked(1), renewed(1)], Some("did not stand")),
    ];
    for (actor, events, expected) in table {
        let found = found(*actor, events);
        match expected {
            None => assert_eq!(found, None, "{events:?}"),
            Some(expected) => {
                let found = found.unwrap_or_else(|| panic!("nothing was found in {events:?}"));
                assert!(found.contains(expected), "{found}");
            }
        }
    }
}

#[test]
fn a_customer_speaks_for_their_own_case_by_a_link_that_stands() {
    let mood = CaseEvent::MoodTold { mood: Mood::ALL[0], of: None, link: link(1) };
    let voice = CaseEvent::VoiceGiven { text: words(1), of: None, link: link(1) };
    let solved = CaseEvent::SolvedTold { solved: true, link: link(1) };
    let made = CaseEvent::LinkMade { link: link(1), to: None };
    let revoked = CaseEvent::LinkRevoked { link: link(1) };
    let (they, another) = (Actor::Customer(CUSTOMER), Actor::Customer(CustomerId(Uuid::from_u128(10))));
    for told in [mood, voice, solved] {
        let table = [
            (they, vec![made.clone()], true),
            (they, vec![], false),
            (they, vec![made.clone(), revoked.clone()], false),
            (another, vec![made.clone()], false),
            (Actor::House, vec![made.clone()], false),
        ];
        for (actor, before, holds) in table {
            let facts: Vec<_> = before
                .into_iter()
                .map(|event| (Actor::House, event))
                .chain([(actor, told.clone())])
                .collect();
            assert_eq!(found_of(&facts).is_none(), holds, "{facts:?}");
        }
    }
}

use uuid::Uuid;

use super::*;
use crate::{
    Currency,
    agent::Role,
    contact::Channel,
    id::{MandateId, PromiseId, TextId},
    mandate::fresh_terms,
    remedy::{Candidate, Payee, Signer},
    situation::Situation,
};

const NOW: Timestamp = Timestamp(1_000_000_000_000_000);
const LATER: Timestamp = Timestamp(NOW.0 + 3_600_000_000);
const ASKER: u128 = 7;
const SIGNER: u128 = 8;
const OTHER: u128 = 9;

fn agent(id: u128) -> AgentId {
    AgentId(Uuid::from_u128(id))
}

fn remedy(id: u128) -> RemedyId {
    RemedyId(Uuid::from_u128(id))
}

fn case_id() -> CaseId {
    CaseId(Uuid::from_u128(1))
}

fn text(id: u128) -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(id)), sha256: "ab".repeat(32) }
}

fn mandates() -> Vec<Mandate> {
    vec![Mandate { id: MandateId(Uuid::from_u128(1)), version: 1, terms: fresh_terms() }]
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// What this person is weighed by for a refund, with these signers about.
fn inputs(of: u128, minor: i64, signers: &[u128], at: Timestamp) -> Inputs {
    let signer = |id: &u128| Signer {
        agent: agent(*id),
        role: Role::Agent,
        team: None,
        mandate: MandateId(Uuid::from_u128(1)),
        version: 1,
        room: 500_00,
        on_duty: true,
    };
    let candidate = Candidate {
        mandate: MandateId(Uuid::from_u128(1)),
        version: 1,
        used_case: 0,
        used_customer: 0,
        used_agent: 0,
        used_team: 0,
    };
    Inputs {
        at,
        situation: Situation {
            agent: agent(of),
            role: Role::Agent,
            team: None,
            kind: RemedyKind::Refund,
            amount: Some(euros(minor)),
            segment: None,
            channel: Some(Channel::Phone),
            cause: None,
            process_step: None,
            bulletin: None,
            out_of_hours: false,
            first_of_kind: false,
            agent_is_customer: false,
            payee: Payee::NotNamed,
        },
        customer: None,
        forbidden_by: None,
        candidates: vec![candidate],
        nobody_wider: Some(false),
        signers: Some(signers.iter().map(signer).collect()),
    }
}

fn wish(minor: i64) -> Wish {
    Wish { kind: RemedyKind::Refund, amount: Some(euros(minor)), reason: text(50), step: None }
}

fn opened() -> Case {
    let opened = CaseEvent::CaseOpened {
        number: 1,
        customer: None,
        channel: Channel::Phone,
        subject: text(40),
        split_from: None,
        point: None,
        team: None,
    };
    Case::evolve(None, &opened, NOW).expect("a case")
}

fn after(case: Case, events: &[CaseEvent]) -> Case {
    events.iter().fold(case, |case, event| Case::evolve(Some(case), event, NOW).expect("a case"))
}

fn ask(minor: i64, asked: &[u128]) -> AskCoSign {
    AskCoSign {
        case: case_id(),
        remedy: remedy(20),
        wish: wish(minor),
        letters: 20,
        asked: asked.iter().map(|id| agent(*id)).collect(),
        until: LATER,
    }
}

/// A case in which the asker has asked two colleagues to sign 300.00.
fn asked() -> Case {
    let events = decide_ask_co_sign(
        &opened(),
        ask(300_00, &[SIGNER, OTHER]),
        inputs(ASKER, 300_00, &[SIGNER, OTHER], NOW),
        &mandates(),
    );
    after(opened(), &events.expect("asked"))
}

fn told(outcome: &Result<Vec<CaseEvent>, Refusal>) -> String {
    match outcome {
        Ok(events) => {
            let kinds = events.iter().map(|event| crate::Event::from(event.clone()).kind());
            kinds.collect::<Vec<_>>().join(", ")
        }
        Err(refusal) => format!("no: {}", refusal.code()),
    }
}

#[track_caller]
fn check(outcome: &Result<Vec<CaseEvent>, Refusal>, expected: &str) {
    assert_eq!(told(outcome), expected);
}

#[test]
fn a_signature_is_asked_for_what_one_may_not_give_alone_and_of_those_who_may_sign() {
    let asks = |minor, asked: &[u128], signers: &[u128], change: fn(&mut AskCoSign)| {
        let mut wanted = ask(minor, asked);
        change(&mut wanted);
        decide_ask_co_sign(&opened(), wanted, inputs(ASKER, minor, signers, NOW), &mandates())
    };
    let all = &[SIGNER, OTHER];
    check(&asks(300_00, all, all, |_| ()), "case_taken, co_sign_asked");
    check(&asks(300_00, &[SIGNER], all, |_| ()), "case_taken, co_sign_asked");
    check(&asks(50_00, all, all, |_| ()), "no: within_reach");
    check(&asks(150_00, all, all, |_| ()), "no: within_reach");
    check(&asks(500_01, all, all, |_| ()), "no: beyond_mandate");
    check(&asks(300_00, all, &[], |_| ()), "no: beyond_mandate");
    check(&asks(300_00, &[], all, |_| ()), "no: unusable");
    check(&asks(300_00, &[ASKER], all, |_| ()), "no: unusable");
    check(&asks(300_00, &[SIGNER, 77], all, |_| ()), "no: unusable");
    check(&asks(300_00, all, all, |ask| ask.letters = 14), "no: reason_needed");
    check(&asks(300_00, all, all, |ask| ask.until = NOW), "no: in_the_past");
}

#[test]
fn a_signature_is_over_the_exact_remedy_in_time_and_by_another() {
    let case = asked();
    let digest = case.asks[&remedy(20)].digest.clone();
    let sign = |by: u128, digest: &str, signers: &[u128], at| {
        decide_sign(
            &case,
            remedy(20),
            agent(by),
            digest,
            vec![],
            inputs(ASKER, 300_00, signers, at),
            &mandates(),
        )
    };
    check(&sign(SIGNER, &digest, &[SIGNER], NOW), "co_signed, remedy_granted");
    check(&sign(OTHER, &digest, &[OTHER], NOW), "co_signed, remedy_granted");
    check(&sign(ASKER, &digest, &[ASKER], NOW), "no: own_signature");
    check(&sign(77, &digest, &[77], NOW), "no: not_found");
    check(&sign(SIGNER, "something else", &[SIGNER], NOW), "no: not_what_was_asked");
    check(&sign(SIGNER, &digest, &[SIGNER], LATER), "no: expired");
    // The signer's own room is gone, or the signer lost the role.
    check(&sign(SIGNER, &digest, &[], NOW), "no: beyond_mandate");

    let signed = after(case.clone(), &sign(SIGNER, &digest, &[SIGNER], NOW).expect("signed"));
    let again = decide_sign(
        &signed,
        remedy(20),
        agent(OTHER),
        &digest,
        vec![],
        inputs(ASKER, 300_00, &[OTHER], NOW),
        &mandates(),
    );
    check(&again, "no: already_done");
}

#[test]
fn another_remedy_is_another_digest() {
    let digest = |wish: Wish, id: u128, asker: u128| wish.digest(case_id(), remedy(id), agent(asker));
    let one = digest(wish(300_00), 20, ASKER);
    assert_eq!(one.len(), 64);
    assert_eq!(one, digest(wish(300_00), 20, ASKER));
    for other in [
        digest(wish(300_01), 20, ASKER),
        digest(wish(300_00), 21, ASKER),
        digest(wish(300_00), 20, OTHER),
        digest(Wish { kind: RemedyKind::Credit, ..wish(300_00) }, 20, ASKER),
        digest(Wish { reason: text(51), ..wish(300_00) }, 20, ASKER),
    ] {
        assert_ne!(one, other);
    }
}

#[test]
fn a_changed_remedy_needs_a_new_signature() {
    let case = asked();
    let changed = AskCoSign { remedy: remedy(21), ..ask(310_00, &[SIGNER]) };
    let events = decide_ask_co_sign(&case, changed, inputs(ASKER, 310_00, &[SIGNER], NOW), &mandates());
    check(&events, "ask_withdrawn, co_sign_asked");
    let case = after(case, &events.expect("asked again"));
    let digest = case.asks[&remedy(20)].digest.clone();
    let late = decide_sign(
        &case,
        remedy(20),
        agent(SIGNER),
        &digest,
        vec![],
        inputs(ASKER, 300_00, &[SIGNER], NOW),
        &mandates(),
    );
    check(&late, "no: already_done");
}

#[test]
fn a_no_says_what_can_be_given_instead() {
    let case = asked();
    let decline = |by: u128, kind, amount, letters| {
        decide_decline(&case, remedy(20), agent(by), Counter { kind, amount, words: text(60) }, letters)
    };
    check(&decline(SIGNER, RemedyKind::Refund, Some(euros(150_00)), 15), "ask_declined");
    check(&decline(SIGNER, RemedyKind::Apology, None, 15), "ask_declined");
    check(&decline(SIGNER, RemedyKind::Refund, Some(euros(300_00)), 15), "no: counter_needed");
    check(&decline(SIGNER, RemedyKind::Refund, Some(euros(150_00)), 14), "no: counter_needed");
    check(&decline(SIGNER, RemedyKind::Refund, None, 15), "no: amount_needed");
    check(&decline(SIGNER, RemedyKind::Refund, Some(euros(-1)), 15), "no: not_money");
    check(&decline(ASKER, RemedyKind::Refund, Some(euros(150_00)), 15), "no: own_signature");
    check(&decline(77, RemedyKind::Refund, Some(euros(150_00)), 15), "no: not_found");

    // It is over when everybody who was asked has declined, and not before.
    let one = after(case.clone(), &decline(SIGNER, RemedyKind::Apology, None, 15).expect("declined"));
    assert_eq!(one.asks[&remedy(20)].state, AskState::Open);
    let counter = Counter { kind: RemedyKind::Apology, amount: None, words: text(61) };
    let twice = decide_decline(&one, remedy(20), agent(SIGNER), counter.clone(), 15);
    check(&twice, "no: not_found");
    let both = decide_decline(&one, remedy(20), agent(OTHER), counter, 15);
    assert_eq!(after(one, &both.expect("declined")).asks[&remedy(20)].state, AskState::Declined);
}

#[test]
fn an_escalation_promises_the_customer_an_answer_and_leaves_the_case_with_its_owner() {
    let escalate = |minor, to: u128, letters, due| {
        let promise = Make {
            promise: PromiseId(Uuid::from_u128(30)),
            what: text(70),
            by: agent(ASKER),
            given_by: agent(ASKER),
            due,
            channel: Channel::Phone,
            instead_of: None,
        };
        let escalate = Escalate {
            case: case_id(),
            remedy: remedy(20),
            wish: wish(minor),
            letters,
            to: agent(to),
            promise,
        };
        decide_escalate(&opened(), escalate, inputs(ASKER, minor, &[], NOW), &mandates())
    };
    check(&escalate(800_00, OTHER, 15, LATER), "case_taken, promise_made, escalated");
    check(&escalate(300_00, OTHER, 15, LATER), "case_taken, promise_made, escalated");
    check(&escalate(100_00, OTHER, 15, LATER), "no: within_reach");
    check(&escalate(800_00, OTHER, 14, LATER), "no: reason_needed");
    check(&escalate(800_00, OTHER, 15, NOW), "no: in_the_past");
    check(&escalate(800_00, ASKER, 15, LATER), "no: own_signature");

    let case = after(opened(), &escalate(120_00 + 200_00, OTHER, 15, LATER).expect("escalated"));
    assert_eq!(case.owner, Some(agent(ASKER)));
    let digest = case.asks[&remedy(20)].digest.clone();
    let wide = {
        let mut terms = fresh_terms();
        terms.per_case = Some(crate::mandate::Limit::new(1_000_00, 1_000_00));
        vec![Mandate { id: MandateId(Uuid::from_u128(1)), version: 1, terms }]
    };
    let give = |by: u128, mandates: &[Mandate]| {
        decide_grant_asked(&case, remedy(20), &digest, vec![], inputs(by, 320_00, &[], LATER), mandates)
    };
    // Late is better than never: the answer still comes after the time that was promised.
    check(&give(OTHER, &wide), "remedy_granted");
    check(&give(OTHER, &mandates()), "no: beyond_mandate");
    check(&give(ASKER, &wide), "no: own_signature");
    check(&give(77, &wide), "no: not_found");
    let granted = after(case.clone(), &give(OTHER, &wide).expect("given"));
    assert_eq!(granted.owner, Some(agent(ASKER)));
    assert_eq!(granted.asks[&remedy(20)].state, AskState::Granted);
}

#[test]
fn the_clock_ends_a_signature_and_not_a_decision() {
    let case = asked();
    check(&Ok(decide_expire(&case, NOW)), "");
    check(&Ok(decide_expire(&case, LATER)), "ask_withdrawn");
    check(&decide_withdraw(&case, remedy(20), agent(ASKER)), "ask_withdrawn");
    check(&decide_withdraw(&case, remedy(20), agent(SIGNER)), "no: not_owner");
    check(&crate::case::decide_resolve(&case, agent(ASKER)), "ask_withdrawn, case_resolved");
}

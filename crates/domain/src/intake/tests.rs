use uuid::Uuid;

use super::*;
use crate::time::DAY;

const NOW: Timestamp = Timestamp(100 * DAY);

fn case(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(n))
}

#[track_caller]
fn check(arrival: &Arrival, outcome: &str) {
    let said = match decide_intake(arrival, 14 * DAY, NOW) {
        Filing::Echo => "kept as our own echo".to_owned(),
        Filing::New => "a new matter".to_owned(),
        Filing::Answer(question) => format!("an answer to question {}", question.0.as_u128()),
        Filing::Aside => "kept, and nobody's".to_owned(),
        Filing::In(case, because) => format!("in case {} because {}", case.0.as_u128(), because.code()),
    };
    assert_eq!(said, outcome, "{arrival:?}");
}

#[test]
fn the_first_rule_that_answers_wins() {
    let report = (case(9), Ours::Reply(ContactId(Uuid::from_u128(1))));
    let recent = Some((case(3), NOW.minus(DAY)));
    check(&Arrival::default(), "a new matter");
    check(&Arrival { own_echo: true, token: Some(case(1)), ..Arrival::default() }, "kept as our own echo");
    check(
        &Arrival { report_on: Some(report), token: Some(case(9)), automatic: true, ..Arrival::default() },
        "in case 9 because delivery_report",
    );
    check(&Arrival { report_on: Some(report), automatic: true, ..Arrival::default() }, "a new matter");
    check(
        &Arrival {
            token: Some(case(1)),
            answers: Some((case(2), true)),
            open_case: recent,
            ..Arrival::default()
        },
        "in case 1 because reply_token",
    );
    check(
        &Arrival { answers: Some((case(2), true)), open_case: recent, ..Arrival::default() },
        "in case 2 because reply_to_ours",
    );
    check(&Arrival { open_case: recent, ..Arrival::default() }, "in case 3 because customers_open_case");
    check(&Arrival { open_case: Some((case(3), NOW.minus(15 * DAY))), ..Arrival::default() }, "a new matter");
}

#[test]
fn a_stranger_who_knows_our_message_id_joins_nothing() {
    check(&Arrival { answers: Some((case(2), false)), ..Arrival::default() }, "a new matter");
}

#[test]
fn a_machine_answers_in_the_case_but_never_joins_by_sender_alone() {
    let recent = Some((case(3), NOW.minus(DAY)));
    check(&Arrival { automatic: true, open_case: recent, ..Arrival::default() }, "a new matter");
    check(
        &Arrival { automatic: true, answers: Some((case(2), true)), ..Arrival::default() },
        "in case 2 because automatic_answer",
    );
}

#[test]
fn what_comes_by_a_colleagues_secret_never_joins_a_customer() {
    let everything = Arrival {
        token: Some(case(1)),
        answers: Some((case(2), true)),
        open_case: Some((case(3), NOW.minus(DAY))),
        ..Arrival::default()
    };
    let by = |theirs, automatic| {
        let question = Some((ConsultationId(Uuid::from_u128(4)), theirs));
        Arrival { automatic, question, ..everything.clone() }
    };
    check(&by(true, false), "an answer to question 4");
    check(&by(false, false), "a new matter");
    check(&by(true, true), "kept, and nobody's");
    check(&by(false, true), "kept, and nobody's");
    check(&Arrival { own_echo: true, ..by(true, false) }, "kept as our own echo");
}

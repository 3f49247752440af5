use super::*;

const MINUTE: i64 = 60_000_000;

fn answered(minutes: i64, given: bool) -> Ended {
    Ended::Answered { after: minutes * MINUTE, given }
}

#[track_caller]
fn check(asked: &[Ended], said: &str) {
    let Signatures { wait, given, unanswered, limit_too_low } = signatures(asked.iter().copied());
    let wait = wait.map_or("no answer".into(), |wait| format!("{} min of {}", wait.value / MINUTE, wait.n));
    let given = given.map_or(String::new(), |share| {
        format!(", {} of {} ({:.3} to {:.3})", share.hits, share.of, share.low, share.high)
    });
    let note = if limit_too_low { ", limit too low" } else { "" };
    assert_eq!(format!("{wait}{given}, {unanswered} in vain{note}"), said);
}

#[test]
fn signatures_are_told_with_their_n() {
    check(&[], "no answer, 0 in vain");
    check(&[Ended::Unanswered], "no answer, 1 in vain");
    check(
        &[answered(3, true), answered(9, false), answered(5, true), Ended::Unanswered],
        "5 min of 3, 2 of 3 (0.208 to 0.939), 1 in vain",
    );
}

#[test]
fn three_of_three_say_nothing_and_thirty_five_that_nobody_needs_to_be_asked() {
    check(&[answered(5, true); 3], "5 min of 3, 3 of 3 (0.439 to 1.000), 0 in vain");
    check(&[answered(5, true); 34], "5 min of 34, 34 of 34 (0.898 to 1.000), 0 in vain");
    check(&[answered(5, true); 35], "5 min of 35, 35 of 35 (0.901 to 1.000), 0 in vain, limit too low");
}

use super::*;

#[track_caller]
fn check(change: fn(&mut Terms), outcome: &str) {
    let mut terms = fresh_terms();
    change(&mut terms);
    let said = match decide_set(terms, None) {
        Ok(_) => "set".to_owned(),
        Err(refusal) => {
            format!("{} {}", refusal.code(), refusal.field().map_or("nothing", Field::code))
        }
    };
    assert_eq!(said, outcome);
}

#[test]
fn what_the_fresh_house_trusts_with_is_sound() {
    check(|_| {}, "set");
    check(|terms| *terms = fresh_delight(), "set");
    check(|terms| *terms = fresh_waiver(), "set");
}

#[test]
fn unsound_terms_are_refused_by_the_fields_name() {
    const fn window(days: u32) -> WindowLimit {
        WindowLimit { limit: Limit::new(5, 5), days }
    }
    check(|terms| terms.kinds.clear(), "unusable kinds");
    check(|terms| terms.kinds.push(RemedyKind::Gift), "unusable kinds");
    check(|terms| terms.kinds = vec![RemedyKind::Apology], "unusable kinds");
    check(|terms| terms.per_remedy = Some(Limit::new(-1, 5)), "unusable per_remedy");
    check(|terms| terms.per_case = Some(Limit::new(6, 5)), "unusable per_case");
    check(|terms| terms.per_case = Some(Limit::new(5, Money::MOST + 1)), "unusable per_case");
    check(
        |terms| terms.per_case = Some(Limit { alone: Some(149_99), ..Limit::new(50_00, 150_00) }),
        "unusable per_case",
    );
    check(
        |terms| terms.per_case = Some(Limit { co_sign: Some(49_99), ..Limit::new(50_00, 150_00) }),
        "unusable per_case",
    );
    check(
        |terms| terms.per_case = Some(Limit { co_sign: Some(i64::MAX), ..Limit::new(50_00, 150_00) }),
        "unusable per_case",
    );
    check(|terms| terms.co_signers.clear(), "unusable co_signers");
    check(|terms| terms.co_signers = vec![Holder::Everyone; MOST_CO_SIGNERS + 1], "unusable co_signers");
    // Less with a signature than with a reason is odd, and can be kept.
    check(|terms| terms.per_case = Some(Limit { co_sign: Some(50_00), ..Limit::new(50_00, 150_00) }), "set");
    check(|terms| terms.per_customer_window = Some(window(0)), "unusable per_customer_window");
    check(|terms| terms.per_agent_window = Some(window(3_661)), "unusable per_agent_window");
    check(|terms| terms.per_team_window = Some(window(u32::MAX)), "unusable per_team_window");
    check(|terms| terms.per_team_window = Some(window(3_660)), "set");
    check(
        |terms| (terms.valid_from, terms.valid_until) = (Some(Timestamp(1)), Some(Timestamp(1))),
        "unusable valid_until",
    );
}

#[test]
fn a_level_that_is_absent_reaches_as_far_as_the_stretch() {
    let reach = |limit: Limit| Level::ALL.map(|level| limit.up_to(level));
    assert_eq!(reach(Limit::new(5, 15)), [5, 15, 15, 15]);
    assert_eq!(reach(Limit { alone: Some(30), co_sign: Some(50), ..Limit::new(5, 15) }), [5, 15, 30, 50]);
}

#[test]
fn only_what_stands_is_revoked() {
    assert_eq!(decide_revoke(true, None), Ok(vec![MandateEvent::MandateRevoked { reason: None }]));
    assert_eq!(decide_revoke(false, None), Err(Refusal::NotFound));
}

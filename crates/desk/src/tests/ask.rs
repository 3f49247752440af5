//! Asking colleagues: signatures, decisions, offers instead; on both databases.

use valta_domain::ask::AskKind;

use super::*;

/// A phone call about a case of its own, owned by this person.
async fn phoned(desk: &Desk, by: By, subject: &str) -> CaseId {
    let open = OpenCase {
        channel: Channel::Phone,
        subject: subject.into(),
        body: Some("Koko matka meni pieleen.".into()),
        customer: None,
        customer_id: None,
        point: None,
    };
    desk.open_case(by, None, open).await.expect("open")
}

fn wanted(case: CaseId, minor: i64, whom: Whom) -> AskForSignature {
    AskForSignature {
        case,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(minor, Currency::EUR)),
        reason: "Koko matka meni pieleen meidän virheemme takia.".into(),
        step: None,
        whom,
        seen: None,
    }
}

async fn ask_line(desk: &Desk, remedy: valta_domain::RemedyId) -> views::ask::AskLine {
    let found = desk.reader().look(move |tx| views::ask::one(tx, remedy)).await.expect("look");
    found.expect("an ask")
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, No>, code: &str) {
    match outcome {
        Err(No::Refusal(refusal)) => assert_eq!(refusal.code(), code),
        other => panic!("{other:?} is not {code}"),
    }
}

#[test]
fn a_colleague_signs_what_one_may_not_give_alone() {
    on_both(|House { desk, by, lead }| async move {
        let other = join(&desk, "Onni Oma", "onni@revontuli.example", Role::Colleague).await;
        let case = phoned(&desk, by, "Matka meni pieleen").await;
        refused(desk.ask_for_signature(by, None, wanted(case, 100_00, Whom::All)).await, "within_reach");
        refused(desk.ask_for_signature(by, None, wanted(case, 900_00, Whom::All)).await, "beyond_mandate");
        let themselves = Whom::These(vec![by.agent]);
        refused(desk.ask_for_signature(by, None, wanted(case, 400_00, themselves)).await, "unusable");

        let remedy = desk.ask_for_signature(by, None, wanted(case, 400_00, Whom::All)).await.expect("asked");
        let ask = ask_line(&desk, remedy).await;
        assert_eq!(ask.asked.len(), 2, "everybody who may");
        // Whoever is asked sees the case, whatever their role, and nobody else of that role does.
        let stranger = join(&desk, "Sanna Sivu", "sanna@revontuli.example", Role::Colleague).await;
        for (who, sees) in [(other, true), (stranger, false)] {
            let seen = desk.reader().look(move |tx| views::case::seen_by(tx, who.scope, case)).await;
            assert_eq!(seen.expect("look"), sees);
        }
        refused(desk.say_yes(by, None, remedy, ask.digest.clone()).await, "own_signature");
        refused(desk.say_yes(stranger, None, remedy, ask.digest.clone()).await, "not_found");
        refused(desk.say_yes(other, None, remedy, "x".into()).await, "not_what_was_asked");

        assert_eq!(
            desk.say_yes(other, None, remedy, ask.digest.clone()).await.expect("signed"),
            AskKind::CoSign
        );
        refused(desk.say_yes(lead, None, remedy, ask.digest.clone()).await, "already_done");
        let given = desk.reader().look(move |tx| views::remedy::one(tx, remedy)).await.expect("look");
        let given = given.expect("given");
        assert_eq!((given.outcome, given.agent.0), (Outcome::CoSign, by.agent));
        assert_eq!(given.signed_by.map(|(signer, _)| signer), Some(other.agent));

        // A signature takes the signer's own room: 400 of 500 in 30 days are used.
        let second = phoned(&desk, by, "Toinenkin matka").await;
        let again = desk.ask_for_signature(by, None, wanted(second, 400_00, Whom::All)).await.expect("asked");
        let asked = ask_line(&desk, again).await.asked;
        assert!(asked.iter().all(|asked| asked.agent.0 != other.agent), "the signer has no room left");
    });
}

#[test]
fn signatures_end_with_time_with_change_and_with_the_signers_right() {
    on_both(|House { desk, by, lead }| async move {
        let case = phoned(&desk, by, "Matka meni pieleen").await;
        let first = desk.ask_for_signature(by, None, wanted(case, 400_00, Whom::All)).await.expect("asked");
        let digest = ask_line(&desk, first).await.digest;

        // A changed remedy is another ask; the old one cannot be signed any more.
        let second = desk.ask_for_signature(by, None, wanted(case, 410_00, Whom::All)).await.expect("asked");
        refused(desk.say_yes(lead, None, first, digest).await, "already_done");

        let ask = ask_line(&desk, second).await;
        desk.clock().set(START.plus(5 * HOUR));
        refused(desk.say_yes(lead, None, second, ask.digest).await, "expired");
        desk.expire_asks().await.expect("expire");
        assert_eq!(ask_line(&desk, second).await.state.code(), "withdrawn");
        desk.expire_asks().await.expect("nothing more");

        // One who has left the house signs nothing.
        let third = desk.ask_for_signature(by, None, wanted(case, 400_00, Whom::All)).await.expect("asked");
        let digest = ask_line(&desk, third).await.digest;
        desk.disable_agent(Actor::House, lead.agent).await.expect("disable");
        refused(desk.say_yes(lead, None, third, digest).await, "not_yours");
        desk.withdraw_ask(by, None, third).await.expect("withdrawn");
    });
}

#[test]
fn a_no_comes_with_another_offer_and_leaves_the_case_where_it_was() {
    on_both(|House { desk, by, lead }| async move {
        let case = phoned(&desk, by, "Matka meni pieleen").await;
        let remedy = desk.ask_for_signature(by, None, wanted(case, 400_00, Whom::All)).await.expect("asked");
        let decline = |minor, words: &str| Decline {
            remedy,
            kind: RemedyKind::Refund,
            amount: Some(Money::new(minor, Currency::EUR)),
            words: words.into(),
        };
        let why = "Puolet matkasta onnistui, joten puolet on reilua.";
        refused(desk.decline(lead, None, decline(400_00, why)).await, "counter_needed");
        refused(desk.decline(lead, None, decline(150_00, "ei")).await, "counter_needed");
        refused(desk.decline(by, None, decline(150_00, why)).await, "own_signature");
        desk.decline(lead, None, decline(150_00, why)).await.expect("declined");
        let ask = ask_line(&desk, remedy).await;
        assert_eq!((ask.state.code(), ask.owner), ("declined", Some(by.agent)));
        let counter = ask.asked.into_iter().find_map(|asked| asked.counter).expect("an offer");
        assert_eq!(counter.amount, Some(Money::new(150_00, Currency::EUR)));
        assert_eq!(counter.words.as_deref(), Some(why));
    });
}

#[test]
fn whoever_can_decide_gets_it_and_the_customer_gets_a_promise_in_the_same_step() {
    on_both(|House { desk, by, lead }| async move {
        let case = phoned(&desk, by, "Matka meni pieleen").await;
        let escalation = |to: By, minor| Escalation {
            case,
            kind: RemedyKind::Refund,
            amount: Some(Money::new(minor, Currency::EUR)),
            reason: "Koko matka meni pieleen meidän virheemme takia.".into(),
            step: None,
            to: to.agent,
            due: START.plus(2 * HOUR),
            promise: "Kerromme, mitä voimme tehdä".into(),
            seen: None,
        };
        let colleague = join(&desk, "Onni Oma", "onni@revontuli.example", Role::Colleague).await;
        refused(desk.escalate(by, None, escalation(colleague, 800_00)).await, "unusable");
        refused(desk.escalate(by, None, escalation(lead, 100_00)).await, "within_reach");
        let remedy = desk.escalate(by, None, escalation(lead, 800_00)).await.expect("escalated");

        let promises =
            desk.reader().look(move |tx| views::promise::of_case(tx, case, 9)).await.expect("look");
        assert_eq!(promises.len(), 1, "the customer has a clock and a name");
        let ask = ask_line(&desk, remedy).await;
        assert_eq!(ask.owner, Some(by.agent), "the case stays with its owner");

        // The lead's own mandate does not reach so far either; once it does, one click gives it.
        refused(desk.say_yes(lead, None, remedy, ask.digest.clone()).await, "beyond_mandate");
        let mut terms = valta_domain::mandate::fresh_terms();
        terms.holder = valta_domain::mandate::Holder::Agent(lead.agent);
        terms.per_case = Some(valta_domain::mandate::Limit::new(1_000_00, 1_000_00));
        terms.per_agent_window = None;
        desk.set_up_mandate(None, terms).await.expect("widened");
        assert_eq!(desk.say_yes(lead, None, remedy, ask.digest).await.expect("given"), AskKind::Escalation);
        let given = desk.reader().look(move |tx| views::remedy::one(tx, remedy)).await.expect("look");
        let given = given.expect("given");
        assert_eq!((given.outcome, given.agent.0), (Outcome::Within, lead.agent));
        assert_eq!(ask_line(&desk, remedy).await.owner, Some(by.agent));
    });
}

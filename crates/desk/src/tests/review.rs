//! Looking back at what was given: who may, what they say, what follows from it, and what stands out; on both
//! databases, and verified at the end.

use valta_domain::{
    RemedyId,
    mandate::{Holder, Limit, Terms, fresh_terms},
    review::{About, Because, Direction, Judgement},
};
use valta_insight::trust::Interval;

use super::*;

const REASON: &str = "Asiakas maksoi siitä, mikä oli meidän vastuullamme.";

/// A case of this customer by phone.
async fn phoned(desk: &Desk, by: By, customer: &str) -> CaseId {
    let customer =
        NewCustomer { name: None, email: Some(format!("{customer}@asiakas.example")), phone: None };
    let open = OpenCase {
        channel: Channel::Phone,
        subject: "Hana vuotaa".into(),
        body: Some("Uusi hana vuotaa jo ensimmäisenä päivänä.".into()),
        customer: Some(customer),
        customer_id: None,
        point: None,
    };
    desk.open_case(by, None, open).await.expect("open")
}

async fn given(desk: &Desk, by: By, case: CaseId, minor: i64, payee: Option<&str>) -> RemedyId {
    let give = GiveRemedy {
        stretch: true,
        reason: Some(REASON.into()),
        payee: payee.map(str::to_owned),
        ..give(case, RemedyKind::Refund, Some(minor))
    };
    desk.grant(by, None, give).await.expect("given")
}

async fn say(desk: &Desk, by: By, remedy: RemedyId, judgement: Judgement, word: &str) -> String {
    match desk.review(by, None, GiveReview { remedy, judgement, word: word.into() }).await {
        Ok(()) => "said".into(),
        Err(No::Refusal(no)) => no.code().into(),
        Err(no) => no.to_string(),
    }
}

async fn row(desk: &Desk, remedy: RemedyId) -> Option<views::review::ReviewRow> {
    desk.reader().look(move |tx| views::review::one(tx, remedy)).await.expect("look")
}

/// Why it is looked at, without the lot, which falls where it falls.
async fn reasons(desk: &Desk, remedy: RemedyId) -> Vec<&'static str> {
    let row = row(desk, remedy).await;
    let because = row.into_iter().flat_map(|row| row.because);
    because.filter(|because| *because != Because::Random).map(Because::code).collect()
}

async fn trusts(desk: &Desk, by: By) -> Trusts {
    let here = desk.clone();
    desk.reader().look(move |tx| here.trusts(tx, by)).await.expect("look")
}

#[test]
fn a_stretch_is_looked_at_by_somebody_who_had_no_part_in_it() {
    on_both(|House { desk, by, lead }| async move {
        let other = join(&desk, "Leo Liidi", "leo@revontuli.example", Role::Lead).await;
        let case = phoned(&desk, by, "aino").await;
        let within = given(&desk, by, case, 5_00, None).await;
        assert_eq!(reasons(&desk, within).await, Vec::<&str>::new());
        let stretch = given(&desk, by, case, 60_00, None).await;
        assert_eq!(reasons(&desk, stretch).await, ["stretch"]);
        // Before anybody looks, it waits for those who had no part in it.
        for (who, waits) in [(by, false), (lead, true)] {
            let due = desk.reader().look(move |tx| views::review::due(tx, who.agent, None, 50)).await;
            let due = due.expect("look").iter().any(|row| row.remedy == stretch);
            assert_eq!(due, waits);
        }

        let own = phoned(&desk, lead, "aada").await;
        let leads_own = given(&desk, lead, own, 60_00, None).await;
        for (who, remedy, says) in [
            (by, stretch, "not_yours"),
            (lead, leads_own, "own_review"),
            (lead, stretch, "said"),
            (other, stretch, "reviewed"),
        ] {
            assert_eq!(say(&desk, who, remedy, Judgement::Wrong, "").await, says);
        }
        // A slip of the hand: within the hour the same person puts it right, and it counts once.
        assert_eq!(say(&desk, lead, stretch, Judgement::Right, "Hyvin tehty, kiitos!").await, "said");
        desk.clock().set(START.plus(HOUR + MINUTE));
        assert_eq!(say(&desk, lead, stretch, Judgement::Wrong, "").await, "reviewed");
        let said = row(&desk, stretch).await.and_then(|row| row.said).expect("a review");
        assert_eq!((said.judgement, said.word.as_deref()), (Judgement::Right, Some("Hyvin tehty, kiitos!")));

        // What was taken back may be looked at; so may what nobody was to look at.
        desk.reverse(by, None, within).await.expect("taken back");
        assert_eq!(say(&desk, other, within, Judgement::Understandable, "").await, "said");
        let seen = trusts(&desk, by).await;
        assert_eq!(
            (seen.own.reviews.right, seen.own.reviews.understandable, seen.own.reviews.wrong),
            (1, 1, 0)
        );
        assert!(seen.own.interval.is_none() && seen.mandates.is_empty() && seen.agents.is_empty());
        // A lead sees those of the own team, by name; a house without teams is one team.
        let names: Vec<String> = trusts(&desk, other).await.agents.into_iter().map(|of| of.agent.1).collect();
        assert_eq!(names, ["Aava Agentti"]);
    });
}

#[test]
fn a_signature_without_a_thought_is_looked_at_and_not_by_the_signer() {
    on_both(|House { desk, by, lead }| async move {
        let other = join(&desk, "Leo Liidi", "leo@revontuli.example", Role::Lead).await;
        let third = join(&desk, "Lauri Liidi", "lauri@revontuli.example", Role::Lead).await;
        for (signer, after, expected) in
            [(lead, 20 * 1_000_000, vec!["co_sign_unthought"]), (other, 5 * MINUTE, vec![])]
        {
            let case = phoned(&desk, by, "aino").await;
            let asks = AskForSignature {
                case,
                kind: RemedyKind::Refund,
                amount: Some(Money::new(400_00, Currency::EUR)),
                reason: REASON.into(),
                step: None,
                whom: Whom::These(vec![signer.agent]),
                seen: None,
            };
            let remedy = desk.ask_for_signature(by, None, asks).await.expect("asked");
            let ask = desk.reader().look(move |tx| views::ask::one(tx, remedy)).await.expect("look");
            desk.clock().set(desk.now().plus(after));
            desk.say_yes(signer, None, remedy, ask.expect("an ask").digest).await.expect("signed");
            assert_eq!(reasons(&desk, remedy).await, expected);
            assert_eq!(say(&desk, signer, remedy, Judgement::Right, "").await, "own_review");
            assert_eq!(say(&desk, third, remedy, Judgement::Right, "").await, "said");
        }
    });
}

/// A mandate for everybody without windows, so that a test can give as often as it needs to.
async fn wide(desk: &Desk, lead: By) {
    for mandate in desk.mandates().await.expect("mandates") {
        desk.revoke_mandate(lead, None, mandate.id, None, REASON.into()).await.expect("revoked");
    }
    let terms = Terms {
        holder: Holder::Everyone,
        per_case: Some(Limit { co_sign: Some(500_00), ..Limit::new(50_00, 150_00) }),
        per_agent_window: None,
        ..fresh_terms()
    };
    let set = SetMandate { id: None, seen: None, terms, reason: REASON.into() };
    desk.set_mandate(lead, None, set).await.expect("set");
}

#[test]
fn trust_proposes_and_a_person_decides() {
    on_both(|House { desk, by, lead }| async move {
        wide(&desk, lead).await;
        let mut remedies = Vec::new();
        for number in 0..60 {
            let case = phoned(&desk, by, &format!("asiakas{number}")).await;
            remedies.push(given(&desk, by, case, 60_00, None).await);
        }
        let mut remedies = remedies.into_iter();
        let mut sound = |many: usize| remedies.by_ref().take(many).collect::<Vec<_>>();
        for remedy in sound(9) {
            say(&desk, lead, remedy, Judgement::Right, "").await;
        }
        let told = trusts(&desk, lead).await;
        assert_eq!(told.mandates.len(), 1);
        assert!(told.mandates[0].trust.interval.is_none() && told.mandates[0].offer.is_none());
        for remedy in sound(21) {
            say(&desk, lead, remedy, Judgement::Understandable, "").await;
        }
        let told = trusts(&desk, lead).await;
        let Interval { low, high, .. } = told.mandates[0].trust.interval.expect("enough to say");
        assert!(low > 0.9 && high < 1.0, "{low} to {high}");
        let offer = told.mandates[0].offer.expect("a proposal");
        let limit = offer.limit.map(|(now, then)| (now.minor, then.minor));
        assert_eq!(
            (offer.proposal.direction, offer.proposal.n, limit),
            (Direction::Widen, 30, Some((50_00, 75_00)))
        );

        // Declined, it rests until half as much again is known.
        let (mandate, seen) = (told.mandates[0].mandate.id, i64::from(told.mandates[0].mandate.version));
        let decline =
            |direction| DeclineProposal { mandate, seen, direction, reason: "Katsotaan keväällä.".into() };
        let nothing = desk.decline_proposal(lead, None, decline(Direction::Narrow)).await;
        assert!(matches!(nothing, Err(No::Refusal(Refusal::AlreadyDone))), "{nothing:?}");
        desk.decline_proposal(lead, None, decline(Direction::Widen)).await.expect("declined");
        for remedy in sound(14) {
            say(&desk, lead, remedy, Judgement::Right, "").await;
        }
        let quiet = trusts(&desk, lead).await;
        assert!(quiet.mandates[0].offer.is_none());
        let reason = quiet.mandates[0].declined.as_ref().and_then(|declined| declined.reason.clone());
        assert_eq!(reason.as_deref(), Some("Katsotaan keväällä."));
        for remedy in sound(1) {
            say(&desk, lead, remedy, Judgement::Right, "").await;
        }
        assert!(trusts(&desk, lead).await.mandates[0].offer.is_some(), "45 are half as many again as 30");

        // Accepted, the mandate is set; its terms are new, and so is what is known of them.
        let take = TakeProposal { mandate, seen, limit: 75_00, reason: REASON.into() };
        let not_theirs = desk.take_proposal(by, None, take.clone()).await;
        assert!(matches!(not_theirs, Err(No::Refusal(Refusal::NotYours))), "{not_theirs:?}");
        desk.take_proposal(lead, None, take.clone()).await.expect("set");
        let stale = desk.take_proposal(lead, None, take).await;
        assert!(matches!(stale, Err(No::Refusal(Refusal::Stale { .. }))), "{stale:?}");
        let told = trusts(&desk, lead).await;
        let wider = &told.mandates[0];
        assert_eq!(wider.mandate.terms.per_case.map(|limit| limit.within), Some(75_00));
        assert_eq!((wider.trust.reviews.n(), wider.earlier, wider.offer.is_none()), (0, 45, true));
    });
}

/// What is asked after the house has looked for it.
async fn asked(desk: &Desk, lead: By) -> Vec<views::review::QuestionLine> {
    desk.ask_what_stands_out().await.expect("looked");
    trusts(desk, lead).await.questions
}

#[test]
fn one_account_under_many_customers_is_asked_about_until_somebody_has_looked() {
    on_both(|House { desk, by, lead }| async move {
        wide(&desk, lead).await;
        let account = |number: usize| {
            let made = (2..=98)
                .find_map(|check| valta_domain::iban::read(&format!("FI{check:02}900000{number:08}")));
            made.expect("an account")
        };
        let pay = async |by: By, number: usize, account: String| {
            let case = phoned(&desk, by, &format!("asiakas{number}")).await;
            let customer = desk.reader().look(move |tx| views::case::customer_and_channel(tx, case)).await;
            let customer = customer.expect("look").0.expect("a customer");
            let kind = valta_domain::customer::IdentityKind::Payment;
            let reachable = Reachable { kind, address: account.clone(), verified: true };
            desk.add_identity(by, None, customer, reachable).await.expect("an account");
            given(&desk, by, case, 11_00 + i64::try_from(number).unwrap_or(0), Some(&account)).await
        };
        for number in 0..24 {
            pay(by, number, account(number)).await;
        }
        assert!(asked(&desk, lead).await.is_empty(), "everybody has their own account");
        let other = join(&desk, "Olli Ohjaaja", "olli@revontuli.example", Role::Lead).await;
        let mut shared = Vec::new();
        for number in 100..112 {
            // One of them by a lead.
            let by = if number == 100 { other } else { by };
            shared.push(pay(by, number, account(7)).await);
        }
        let questions = asked(&desk, lead).await;
        let [question] = questions.as_slice() else { panic!("{questions:?}") };
        assert!(matches!(question.about, About::SamePayee { .. }), "{question:?}");
        assert_eq!((question.count, question.remedies.len()), (13, 13));
        assert_eq!(reasons(&desk, shared[0]).await, ["same_payee"]);
        assert_eq!(asked(&desk, lead).await.len(), 1, "it is asked once");

        // All is well, and it stays so while little is added; then it is asked anew.
        let about = question.about;
        // Nobody settles what they had a part in.
        let own = desk.answer_question(other, None, about, "Kaikki on hyvin.".into()).await;
        assert!(matches!(own, Err(No::Refusal(Refusal::OwnReview))), "{own:?}");
        desk.answer_question(lead, None, about, "Sama matkatoimisto maksaa.".into()).await.expect("answered");
        let again = desk.answer_question(lead, None, about, String::new()).await;
        assert!(matches!(again, Err(No::Refusal(Refusal::AlreadyDone))), "{again:?}");
        assert_eq!(reasons(&desk, shared[0]).await, Vec::<&str>::new());
        for number in 112..118 {
            pay(by, number, account(7)).await;
        }
        assert!(asked(&desk, lead).await.is_empty());
        pay(by, 118, account(7)).await;
        assert_eq!(asked(&desk, lead).await.len(), 1);
    });
}

#[test]
fn amounts_that_bunch_under_a_limit_are_asked_about() {
    on_both(|House { desk, by, lead }| async move {
        wide(&desk, lead).await;
        for number in 0..30 {
            let case = phoned(&desk, lead, &format!("muu{number}")).await;
            given(&desk, lead, case, 3_17 + 1_33 * number, None).await;
        }
        assert!(asked(&desk, lead).await.is_empty());
        for number in 0..16 {
            let case = phoned(&desk, by, &format!("asiakas{number}")).await;
            given(&desk, by, case, 46_13 + 17 * number, None).await;
        }
        let questions = asked(&desk, lead).await;
        let [question] = questions.as_slice() else { panic!("{questions:?}") };
        let About::UnderTheLimit { agent, limit, .. } = question.about else { panic!("{question:?}") };
        assert_eq!(
            (agent, limit.minor, question.agent.as_deref()),
            (Some(by.agent), 50_00, Some("Aava Agentti"))
        );
    });
}

#[test]
fn one_agent_and_one_customer_again_and_again_are_asked_about() {
    on_both(|House { desk, by, lead }| async move {
        wide(&desk, lead).await;
        for number in 0..90 {
            let case = phoned(&desk, lead, &format!("muu{number}")).await;
            if number % 3 == 0 {
                given(&desk, lead, case, 3_17 + 29 * number, None).await;
            }
        }
        assert!(asked(&desk, lead).await.is_empty());
        for number in 0..16 {
            let case = phoned(&desk, by, "tuttu").await;
            given(&desk, by, case, 7_01 + number, None).await;
        }
        let questions = asked(&desk, lead).await;
        let [question] = questions.as_slice() else { panic!("{questions:?}") };
        assert!(
            matches!(question.about, About::AgainAndAgain { agent, .. } if agent == by.agent),
            "{question:?}"
        );
        assert_eq!((question.count, question.customer.is_some()), (16, true));
    });
}

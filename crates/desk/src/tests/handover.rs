//! Handing matters over; on both databases.

use valta_domain::{
    AgentId, HandoverId, TeamId,
    duty::AwayBecause,
    handover::{Ended, To},
    team::Giving,
};
use valta_store::views::handover::HandoverLine;

use super::*;
use crate::team::SetTeam;

fn offer(case: CaseId, to: To) -> OfferHandover {
    OfferHandover {
        case,
        to,
        needs: "Saada aamiaisen hinta takaisin.".into(),
        promised: "Soitto huomenna.".into(),
        tried: String::new(),
        until: START.plus(HOUR),
        seen: None,
    }
}

fn to(who: By) -> To {
    To::Agent(who.agent)
}

fn accept(handover: HandoverId) -> AcceptHandover {
    AcceptHandover { handover, message: String::new(), seen: None }
}

async fn line(desk: &Desk, id: HandoverId) -> HandoverLine {
    let found = desk.reader().look(move |tx| views::handover::one(tx, id)).await.expect("look");
    found.expect("a handover")
}

/// How many wait for this person's answer.
async fn waiting(desk: &Desk, who: By) -> usize {
    let now = desk.now();
    let look = move |tx: &mut valta_store::Tx<'_>| {
        let lines = views::handover::offered_to(tx, who.agent, now, 9)?;
        let (_, counted) = views::ask::count_for(tx, who.agent, now, 9)?;
        assert_eq!(i64::try_from(lines.len()).ok(), Some(counted), "the frame counts what the page lists");
        Ok(lines.len())
    };
    desk.reader().look(look).await.expect("look")
}

async fn may(desk: &Desk, who: By, action: Action, case: CaseId) -> bool {
    let asked = desk.clone();
    let look = move |tx: &mut valta_store::Tx<'_>| asked.sees(tx, who, action, Thing::Case(case));
    desk.reader().look(look).await.expect("look")
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, No>, code: &str) {
    match outcome {
        Err(No::Refusal(refusal)) => assert_eq!(refusal.code(), code),
        other => panic!("{other:?} is not {code}"),
    }
}

async fn away(desk: &Desk, who: By, cover: Option<AgentId>) {
    let (agent, until) = (who.agent, START.plus(DAY));
    let say = SayAway { agent, from: None, until, cover, because: AwayBecause::Holiday };
    desk.say_away(who, None, say).await.expect("away");
}

async fn team(desk: &Desk, lead: By, name: &str) -> TeamId {
    let set = SetTeam { id: None, name: name.into(), giving: Giving::Pull, front: false };
    desk.set_team(lead, None, set).await.expect("a team")
}

#[test]
fn a_matter_goes_on_with_its_promises_and_the_customer_hears_who_has_it() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let giver = join(&desk, "Kalle Kollega", "kalle@revontuli.example", Role::Colleague).await;
        let next = join(&desk, "Onni Oma", "onni@revontuli.example", Role::Colleague).await;
        let stranger = join(&desk, "Sanna Sivu", "sanna@revontuli.example", Role::Colleague).await;
        desk.take(by, None, case, None).await.expect("take");
        let first = desk.offer_handover(by, None, offer(case, to(giver))).await.expect("offered");
        desk.accept_handover(giver, None, accept(first)).await.expect("accepted");
        let (due, channel) = (START.plus(DAY), Channel::Phone);
        let promise = MakePromise { case, what: "Soitan huomenna.".into(), due, channel, instead_of: None };
        desk.promise(giver, None, promise).await.expect("a promise");

        assert!(!may(&desk, next, Action::SeeCase, case).await);
        let id = desk.offer_handover(giver, None, offer(case, to(next))).await.expect("offered");
        assert!(may(&desk, next, Action::SeeCase, case).await, "whoever is offered it looks at it");
        assert!(!may(&desk, next, Action::Note, case).await);
        assert_eq!((waiting(&desk, next).await, waiting(&desk, stranger).await), (1, 0));
        refused(desk.accept_handover(stranger, None, accept(id)).await, "not_found");
        refused(desk.accept_handover(by, None, accept(id)).await, "not_offered");
        refused(desk.accept_handover(giver, None, accept(id)).await, "not_offered");
        let stale = AcceptHandover { seen: Some(1), ..accept(id) };
        refused(desk.accept_handover(next, None, stale).await, "stale");

        desk.clock().set(START.plus(MINUTE));
        let message = "Hei! Minä jatkan asiaasi. Kalle lupasi soittaa huomenna, ja sen minä pidän.";
        let yes = AcceptHandover { message: message.into(), ..accept(id) };
        desk.accept_handover(next, None, yes.clone()).await.expect("accepted");
        refused(desk.accept_handover(next, None, yes).await, "handover_settled");
        assert_eq!(waiting(&desk, next).await, 0);
        desk.perform_all().await.expect("perform");
        check(
            &desk,
            &expect![[r#"
                #1 Aamiainen ei tullut [open] of Aino Asiakas, owned by Onni Oma, customer waits
                  in aino@asiakas.example: Tilasin aamiaisen, mutta se ei tullut koneeseen. [new_matter]
                  out aino@asiakas.example: Hei! Minä jatkan asiaasi. Kalle lupasi soittaa huomenna, ja sen minä pidän. [sent]
                  promised by Onni Oma: Soitan huomenna.
            "#]],
        )
        .await;
        let waits = desk.reader().look(move |tx| views::case::one(tx, Scope::All, case)).await.expect("look");
        assert_eq!(waits.expect("a case").waiting_since, Some(START), "no clock began anew");

        // The giver looks on, and leaves it to the one who has it.
        assert!(may(&desk, giver, Action::SeeCase, case).await);
        assert!(!may(&desk, giver, Action::Note, case).await);
        refused(desk.note(giver, None, case, "Vielä tämä.".into()).await, "not_yours");
        assert!(may(&desk, next, Action::Note, case).await);
    });
}

#[test]
fn a_no_the_clock_and_the_giver_leave_it_where_it_was() {
    on_both(|House { desk, by, lead }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let ended = |id| {
            let desk = desk.clone();
            async move {
                let found = desk.reader().look(move |tx| views::case::one(tx, Scope::All, case)).await;
                let owner = found.expect("look").expect("a case").owner.map(|(owner, _)| owner);
                (line(&desk, id).await.how, owner)
            }
        };
        // Nobody had it: whoever offers it has taken it.
        let first = desk.offer_handover(by, None, offer(case, to(lead))).await.expect("offered");
        assert_eq!(ended(first).await, (None, Some(by.agent)));
        refused(desk.offer_handover(by, None, offer(case, to(lead))).await, "handover_open");
        refused(desk.decline_handover(lead, None, first, " ".into(), None).await, "empty");
        refused(desk.decline_handover(by, None, first, "En ehdi.".into(), None).await, "not_offered");
        desk.decline_handover(lead, None, first, "Olen lähdössä.".into(), None).await.expect("declined");
        assert_eq!(ended(first).await, (Some(Ended::Declined), Some(by.agent)));
        assert_eq!(line(&desk, first).await.words.as_deref(), Some("Olen lähdössä."));

        let second = desk.offer_handover(by, None, offer(case, to(lead))).await.expect("offered");
        desk.withdraw_handover(by, None, second, None).await.expect("withdrawn");
        refused(desk.accept_handover(lead, None, accept(second)).await, "handover_settled");
        assert_eq!(ended(second).await, (Some(Ended::Withdrawn), Some(by.agent)));

        let third = desk.offer_handover(by, None, offer(case, to(lead))).await.expect("offered");
        desk.clock().set(START.plus(HOUR));
        refused(desk.accept_handover(lead, None, accept(third)).await, "handover_expired");
        desk.expire_handovers().await.expect("expired");
        desk.expire_handovers().await.expect("nothing more");
        assert_eq!(ended(third).await, (Some(Ended::Expired), Some(by.agent)));

        let until = START.plus(2 * HOUR);
        let fourth = OfferHandover { until, ..offer(case, to(lead)) };
        let fourth = desk.offer_handover(by, None, fourth).await.expect("offered");
        desk.resolve(by, None, case, None).await.expect("resolved");
        assert_eq!(ended(fourth).await, (Some(Ended::Over), Some(by.agent)));
    });
}

#[test]
fn it_goes_to_somebody_who_is_there() {
    on_both(|House { desk, by, lead }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        desk.take(by, None, case, None).await.expect("take");
        let (home, empty) = (team(&desk, lead, "Lennot").await, team(&desk, lead, "Hotelli").await);
        desk.change_agent(lead, None, by.agent, Role::Agent, Some(home)).await.expect("a member");
        let offered = |to| desk.offer_handover(by, None, offer(case, to));
        let cover = join(&desk, "Kaisa Korvaaja", "kaisa@revontuli.example", Role::Colleague).await;
        let holiday = join(&desk, "Lauri Loma", "lauri@revontuli.example", Role::Agent).await;
        let gone = join(&desk, "Mauri Mennyt", "mauri@revontuli.example", Role::Agent).await;
        desk.disable_agent(Actor::House, gone.agent).await.expect("left");
        away(&desk, holiday, None).await;

        refused(offered(to(by)).await, "to_oneself");
        refused(offered(to(gone)).await, "unusable");
        refused(offered(to(holiday)).await, "receiver_away");
        refused(offered(To::Team(empty)).await, "nobody_there");
        // Of the owner's own team there is nobody but the owner.
        refused(offered(To::Team(home)).await, "nobody_there");

        // Somebody covers: they see it, and say yes for the one who is away.
        away(&desk, holiday, Some(cover.agent)).await;
        let id = offered(to(holiday)).await.expect("offered");
        assert_eq!(waiting(&desk, cover).await, 1);
        let listed = desk.clone();
        let receivers = desk.reader().look(move |tx| listed.receivers(tx, by.agent)).await.expect("look");
        let people: Vec<_> =
            receivers.people.iter().map(|one| (one.name.as_str(), one.instead.as_deref())).collect();
        let expected =
            [("Kaisa Korvaaja", None), ("Lauri Loma", Some("Kaisa Korvaaja")), ("Liisa Liidi", None)];
        assert_eq!(people, expected);
        assert_eq!(receivers.teams, []);
        desk.accept_handover(cover, None, accept(id)).await.expect("accepted");
        assert_eq!(line(&desk, id).await.ended_by.map(|(by, _)| by), Some(cover.agent));

        // A team: the first to answer has it, and one who has left its owner is offered to all the same.
        desk.change_agent(lead, None, lead.agent, Role::Lead, Some(home)).await.expect("a member");
        let id = desk.offer_handover(cover, None, offer(case, To::Team(home))).await.expect("offered");
        assert_eq!((waiting(&desk, by).await, waiting(&desk, lead).await), (1, 1));
        desk.disable_agent(Actor::House, cover.agent).await.expect("left");
        desk.settle_duties().await.expect("settled");
        desk.accept_handover(lead, None, accept(id)).await.expect("accepted");
        refused(desk.accept_handover(by, None, accept(id)).await, "handover_settled");
        let found = desk.reader().look(move |tx| views::case::one(tx, Scope::All, case)).await;
        assert_eq!(found.expect("look").expect("a case").owner.map(|(owner, _)| owner), Some(lead.agent));
    });
}

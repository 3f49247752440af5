//! What somebody is to a matter, what the desk lets them do to it, and policies of a house's own.

use valta_domain::{Actor, Money, RemedyId, TeamId, agent::Role, contact::Channel, remedy::RemedyKind};
use valta_policy::Policies;
use valta_store::account;

use super::*;
use crate::{
    AskForSignature, Decline, NewCustomer, No, OpenCase, Whom, fresh_id,
    tests::{House, join, join_team, on_both},
};

struct Matter {
    desk: Desk,
    case: CaseId,
    customer: CustomerId,
    ask: RemedyId,
    opener: By,
    owner: By,
    asked: By,
    /// Of the owner's team.
    near: By,
    stranger: By,
}

/// A colleague opened it, an agent took it over and asked another colleague to sign.
async fn matter(desk: Desk) -> Matter {
    let team = TeamId(fresh_id());
    let opener = join(&desk, "Oona Avaaja", "oona@revontuli.example", Role::Colleague).await;
    let owner = join_team(&desk, "Omar Omistaja", "omar@revontuli.example", Role::Agent, Some(team)).await;
    let near = join_team(&desk, "Nea Naapuri", "nea@revontuli.example", Role::Colleague, Some(team)).await;
    let asked = join(&desk, "Asta Kysytty", "asta@revontuli.example", Role::Colleague).await;
    let stranger = join(&desk, "Sanna Sivu", "sanna@revontuli.example", Role::Colleague).await;
    let open = OpenCase {
        channel: Channel::Phone,
        subject: "Matka meni pieleen".into(),
        body: Some("Koko matka meni pieleen.".into()),
        customer: Some(NewCustomer { name: Some("Vilma Vieras".into()), ..NewCustomer::default() }),
        customer_id: None,
        point: None,
    };
    let case = desk.open_case(opener, None, open).await.expect("open");
    desk.take(owner, None, case, None).await.expect("take");
    let ask = AskForSignature {
        case,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(400_00, valta_domain::Currency::EUR)),
        reason: "The whole trip was ruined by our mistake.".into(),
        step: None,
        whom: Whom::These(vec![asked.agent]),
        seen: None,
    };
    let ask = desk.ask_for_signature(owner, None, ask).await.expect("asked");
    let found =
        desk.reader().look(move |tx| views::case::customer_and_channel(tx, case)).await.expect("look");
    let customer = found.0.expect("a customer");
    Matter { desk, case, customer, ask, opener, owner, asked, near, stranger }
}

#[test]
fn the_first_relation_that_holds_is_told() {
    on_both(|House { desk, by, .. }| async move {
        let Matter { desk, case, customer, opener, owner, asked, near, stranger, .. } = matter(desk).await;
        for (who, what) in [
            (owner, Relation::Owner),
            (opener, Relation::Opener),
            (asked, Relation::Asked),
            (near, Relation::SameTeam),
            (stranger, Relation::None),
            (by, Relation::None),
        ] {
            let reader = desk.reader();
            let told = reader.look(move |tx| {
                Ok([
                    relation(tx, who, Thing::Case(case))?,
                    relation(tx, who, Thing::Customer(customer))?,
                    relation(tx, who, Thing::Given(case, owner.agent))?,
                ])
            });
            let given = if who == owner { Relation::Giver } else { what };
            assert_eq!(told.await.expect("look"), [what, what, given]);
        }
    });
}

#[track_caller]
fn check<T: std::fmt::Debug>(outcome: &Result<T, No>, told: &str) {
    let said = match outcome {
        Ok(_) => "done",
        Err(No::Refusal(refusal)) => refusal.code(),
        Err(No::Fault(_)) => "a fault",
    };
    assert_eq!(said, told, "{outcome:?}");
}

/// Whoever is only asked answers and does nothing else; whoever has no part in it does not learn that it is there.
#[test]
fn an_act_needs_the_right_relation() {
    on_both(|House { desk, by, lead }| async move {
        let Matter { desk, case, customer, ask, opener, owner, asked, near, stranger } = matter(desk).await;
        for (who, told) in [
            (opener, "done"),
            (owner, "done"),
            (by, "done"),
            (lead, "done"),
            (asked, "not_yours"),
            (near, "not_found"),
            (stranger, "not_found"),
        ] {
            check(&desk.note(who, None, case, "Hei!".into()).await, told);
            let reach = crate::Reachable {
                kind: valta_domain::customer::IdentityKind::Email,
                address: "vilma@asiakas.example".into(),
                verified: false,
            };
            check(&desk.add_identity(who, None, customer, reach).await, told);
        }
        // Of an ask, its asker may take it back, and the asked may answer, whatever else they are.
        for (who, told) in
            [(stranger, "not_found"), (asked, "not_yours"), (opener, "not_owner"), (owner, "done")]
        {
            check(&desk.withdraw_ask(who, None, ask).await, told);
        }
        let again = AskForSignature {
            case,
            kind: RemedyKind::Refund,
            amount: Some(Money::new(400_00, valta_domain::Currency::EUR)),
            reason: "The whole trip was ruined by our mistake.".into(),
            step: None,
            whom: Whom::These(vec![opener.agent]),
            seen: None,
        };
        let ask = desk.ask_for_signature(owner, None, again).await.expect("asked");
        let other = |remedy| Decline {
            remedy,
            kind: RemedyKind::Apology,
            amount: None,
            words: "An apology is what she asked for.".into(),
        };
        for (who, told) in [(asked, "not_found"), (owner, "own_signature"), (opener, "done")] {
            check(&desk.decline(who, None, other(ask)).await, told);
        }
        check(&desk.kept_message(lead, fresh_id()).await, "not_yours");
    });
}

#[test]
fn a_house_has_policies_of_its_own() {
    on_both(|House { desk, by, .. }| async move {
        // Whoever is asked gets the question and no more; a process owner sees all that their team answers for.
        let text = format!(
            "{}\n@id(\"asked_only\") forbid (principal, action in [Action::\"see_case\", Action::\"see_message\"], \
             resource) when {{ context.relation == Relation::\"asked\" }};\n\
             @id(\"quiet\") forbid (principal == Role::\"agent\", action == Action::\"reopen_case\", resource) \
             when {{ context.relation != Relation::\"owner\" }};\n\
             @id(\"overview\") permit (principal == Role::\"process_owner\", action in [Action::\"see_every_case\", \
             Action::\"see_case\"], resource);",
            Policies::BUILT_IN
        );
        let settings = crate::Settings {
            policies: Some(Policies::parse(&text).expect("policies")),
            ..desk.settings().clone()
        };
        let desk = Desk::new(desk.db().clone(), settings, desk.clock().clone());
        let Matter { desk, case, owner, asked, .. } = matter(desk).await;
        let process = join(&desk, "Pia Prosessi", "pia@revontuli.example", Role::ProcessOwner).await;
        for (who, sees) in [(owner, true), (by, true), (process, true), (asked, false)] {
            let one = desk.clone();
            let seen =
                desk.reader().look(move |tx| one.sees(tx, who, Action::SeeCase, Thing::Case(case))).await;
            assert_eq!(seen.expect("look"), sees);
        }
        check(&desk.note(asked, None, case, "Hei!".into()).await, "not_found");
        check(&desk.note(process, None, case, "Hei!".into()).await, "not_yours");
        desk.resolve(owner, None, case, None).await.expect("resolve");
        check(&desk.reopen(by, None, case, None).await, "not_yours");
        check(&desk.reopen(owner, None, case, None).await, "done");
    });
}

#[test]
fn a_token_reaches_as_far_as_its_person_and_its_scope() {
    on_both(|House { desk, by, lead }| async move {
        let colleague = join(&desk, "Sanna Sivu", "sanna@revontuli.example", Role::Colleague).await;
        let account = async |by: By| {
            let found = desk.reader().look(move |tx| account::by_agent(tx, by.agent)).await;
            found.expect("look").expect("an account")
        };
        for scope in TokenScope::ALL {
            // A phone that only catches sees what its person has.
            let reach = if *scope == TokenScope::Catch { Scope::Own(by.agent) } else { Scope::All };
            assert_eq!(desk.through(&account(by).await, *scope).scope, reach, "{scope:?}");
            let own = desk.through(&account(colleague).await, *scope);
            assert_eq!((own.scope, own.token), (Scope::Own(colleague.agent), Some(*scope)));
        }
        let secret = desk.add_token(lead.agent, "test".into(), TokenScope::Finance).await.expect("a token");
        let (account, scope) = desk.by_token(secret.clone()).await.expect("look").expect("it holds");
        assert_eq!((account.agent, scope), (lead.agent, TokenScope::Finance));
        let finance = desk.through(&account, scope);
        assert!(desk.may_ever(finance.who(), Action::ConfirmPayment));
        assert!(!desk.may_ever(finance.who(), Action::SeeCase));
        assert!(!desk.may_ever(Who::by_token(Role::Agent, scope), Action::ConfirmPayment));
        desk.disable_agent(Actor::House, lead.agent).await.expect("disable");
        assert!(desk.by_token(secret).await.expect("look").is_none());
    });
}

//! What may be given by whom, on both databases: every kind, every limit, and who may say yes beyond them. At the
//! end of each test the record is verified, with the audit's own books of every window.

use std::sync::{Mutex, mpsc};

use valta_calendar::hours::{Hours, Written};
use valta_domain::{
    Actor, MandateId, TeamId,
    agent::Role,
    mandate::{Holder, Limit, WindowLimit, fresh_terms},
    remedy::Outcome,
    situation::Situation,
    time::{DAY, HOUR, MINUTE},
};
use valta_store::testing::TestDb;

use super::*;
use crate::{
    AskForSignature, Clock, NewCustomer, OpenCase, SetMandate, Settings, Whom,
    tests::{House, START, ask, give, join, join_team, on_both},
};

async fn case_of(desk: &Desk, by: By, email: Option<&str>) -> CaseId {
    let open = OpenCase {
        channel: valta_domain::contact::Channel::Phone,
        subject: "Trial".into(),
        body: None,
        customer: email.map(|email| NewCustomer { name: None, email: Some(email.into()), phone: None }),
        customer_id: None,
        point: None,
    };
    desk.open_case(by, None, open).await.expect("a case")
}

/// The outcome of giving it, or why not; a stretch is meant and has its reason.
async fn given(desk: &Desk, by: By, case: CaseId, kind: RemedyKind, minor: i64) -> String {
    let give = GiveRemedy {
        stretch: true,
        reason: Some("Asiakas maksoi siitä, mikä oli meidän vastuullamme.".into()),
        ..give(case, kind, Some(minor))
    };
    told(desk, desk.grant(by, None, give).await).await
}

async fn told(desk: &Desk, answer: Result<RemedyId, No>) -> String {
    let id = match answer {
        Ok(id) => id,
        Err(No::Refusal(
            Refusal::BeyondMandate(decision) | Refusal::ReasonNeeded(decision) | Refusal::Forbidden(decision),
        )) => return format!("refused: {}", decision.outcome.code()),
        Err(no) => return no.to_string(),
    };
    let line = desk.reader().look(move |tx| views::remedy::one(tx, id)).await.expect("a look").expect("it");
    let alone = if line.alone { " alone" } else { "" };
    let signed = line.signed_by.map_or(String::new(), |(_, name)| format!(" by {name}"));
    format!("{}{alone}{signed}", line.outcome.code())
}

/// Given by one with the signature of another, who is asked and acts last.
async fn signed(desk: &Desk, giver: By, signer: By, case: CaseId, minor: i64) -> String {
    let asks = AskForSignature {
        case,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(minor, Currency::EUR)),
        reason: "Asiakas maksoi siitä, mikä oli meidän vastuullamme.".into(),
        step: None,
        whom: Whom::These(vec![signer.agent]),
        seen: None,
    };
    let remedy = match desk.ask_for_signature(giver, None, asks).await {
        Ok(remedy) => remedy,
        Err(no) => return told(desk, Err(no)).await,
    };
    let ask = desk.reader().look(move |tx| views::ask::one(tx, remedy)).await.expect("a look").expect("it");
    told(desk, desk.say_yes(signer, None, remedy, ask.digest).await.map(|_| remedy)).await
}

fn window(within: i64, days: u32) -> WindowLimit {
    WindowLimit { limit: Limit::new(within, within), days }
}

/// Refunds without a limit of their own.
fn unlimited() -> Terms {
    Terms { kinds: vec![RemedyKind::Refund], per_case: None, per_agent_window: None, ..fresh_terms() }
}

/// These terms instead of the fresh house's first mandate.
async fn instead(desk: &Desk, terms: Terms) -> MandateId {
    let first = desk.mandates().await.expect("mandates").first().expect("a mandate").id;
    desk.set_up_mandate(Some(first), terms).await.expect("set")
}

async fn at_work(desk: &Desk, by: By, at: Timestamp) {
    let secret = crate::secret();
    let begun =
        desk.db().write(move |tx| -> Result<(), Fault> { account::begin_session(tx, &secret, by.agent, at) });
    begun.await.expect("a session");
}

#[test]
fn the_fresh_house_and_every_kind() {
    on_both(|House { desk, by, .. }| async move {
        let mut told = Vec::new();
        for (kind, minor) in [
            (RemedyKind::Refund, 20_00),
            (RemedyKind::Credit, 20_00),
            (RemedyKind::Replacement, 10_00),
            (RemedyKind::Exception, 0),
            (RemedyKind::Exception, 1),
            (RemedyKind::Gift, 20_00),
            (RemedyKind::Gift, 1),
            (RemedyKind::FeeWaiver, 1_000_00),
            (RemedyKind::FeeWaiver, 1),
            (RemedyKind::Refund, 0),
        ] {
            // Of one customer's one case: sums add up, and a gift draws on its own allowance.
            if told.is_empty() {
                case_of(&desk, by, Some("vilma@posti.example")).await;
            }
            let case = crate::tests::first_case(&desk).await;
            told.push(format!("{} {minor}: {}", kind.code(), given(&desk, by, case, kind, minor).await));
        }
        assert_eq!(
            told,
            [
                "refund 2000: within",
                "credit 2000: within",
                "replacement 1000: within",
                "exception 0: within",
                "exception 1: stretch",
                "gift 2000: within",
                "gift 1: refused: escalate",
                "fee_waiver 100000: within",
                "fee_waiver 1: refused: escalate",
                "refund 0: refused: not_money",
            ]
        );
        let orders = desk
            .reader()
            .look(|tx| {
                tx.one(
                    "select count(*) from outbox where kind in ('credit', 'finance', 'webhook')",
                    &[],
                    |row| row.get::<i64>(0),
                )
            })
            .await;
        assert_eq!(orders.expect("a look"), 5, "nothing is ordered for an exception");
    });
}

#[test]
fn a_customers_window_is_one_for_all_who_give() {
    on_both(|House { desk, by, lead }| async move {
        instead(&desk, Terms { per_customer_window: Some(window(100_00, 30)), ..unlimited() }).await;
        let first = case_of(&desk, by, Some("vilma@posti.example")).await;
        let second = case_of(&desk, lead, Some("VILMA@posti.example")).await;
        let other = case_of(&desk, by, Some("toinen@posti.example")).await;
        let nobody = case_of(&desk, by, None).await;
        let refund = RemedyKind::Refund;
        assert_eq!(given(&desk, by, first, refund, 60_00).await, "within");
        assert_eq!(given(&desk, lead, second, refund, 40_01).await, "refused: escalate");
        assert_eq!(given(&desk, lead, other, refund, 100_00).await, "within");
        // Nobody knows whose this is: each is counted by itself.
        assert_eq!(given(&desk, lead, nobody, refund, 100_00).await, "within");
        assert_eq!(given(&desk, lead, nobody, refund, 100_01).await, "refused: escalate");
        assert_eq!(given(&desk, lead, second, refund, 40_00).await, "within");
        desk.clock().set(START.plus(30 * DAY - 1));
        assert_eq!(given(&desk, by, first, refund, 1).await, "refused: escalate");
        desk.clock().set(START.plus(30 * DAY));
        assert_eq!(given(&desk, by, first, refund, 100_00).await, "within");
    });
}

#[test]
fn a_teams_window_is_of_the_team_that_gave_then() {
    on_both(|House { desk, by, .. }| async move {
        let team = |number| Some(TeamId(uuid::Uuid::from_u128(number)));
        let anna = join_team(&desk, "Anna", "anna@revontuli.example", Role::Agent, team(1)).await;
        let anton = join_team(&desk, "Anton", "anton@revontuli.example", Role::Agent, team(1)).await;
        let berit = join_team(&desk, "Berit", "berit@revontuli.example", Role::Agent, team(2)).await;
        instead(&desk, Terms { per_team_window: Some(window(100_00, 7)), ..unlimited() }).await;
        let case = case_of(&desk, anna, None).await;
        let refund = RemedyKind::Refund;
        assert_eq!(given(&desk, anna, case, refund, 70_00).await, "within");
        assert_eq!(given(&desk, anton, case, refund, 40_00).await, "refused: escalate");
        assert_eq!(given(&desk, anton, case, refund, 30_00).await, "within");
        assert_eq!(given(&desk, berit, case, refund, 100_00).await, "within");
        // Whoever is of no team is counted by themselves.
        assert_eq!(given(&desk, by, case, refund, 100_00).await, "within");
        let advice = desk.weigh(anton, ask(case, refund, 1)).await.expect("weighed");
        assert_eq!(advice.weighed.decision.room.per_team_window, Some(0));
    });
}

#[test]
fn a_signature_carries_further_and_takes_room_of_the_signer() {
    on_both(|House { desk, by, lead }| async move {
        let case = case_of(&desk, by, Some("vilma@posti.example")).await;
        assert_eq!(given(&desk, by, case, RemedyKind::Refund, 300_00).await, "stretch alone");
        let other = case_of(&desk, by, Some("toinen@posti.example")).await;
        assert_eq!(given(&desk, by, other, RemedyKind::Refund, 300_01).await, "refused: co_sign");
        let advice = desk.weigh(by, ask(other, RemedyKind::Refund, 300_01)).await.expect("weighed");
        let ways: Vec<_> = advice.ways.iter().map(|way| (way.outcome, way.agent)).collect();
        assert_eq!(ways, [(Outcome::CoSign, lead.agent)]);
        let room = advice.weighed.decision.co_sign_room.per_case;
        assert_eq!(room, Some(500_00));

        assert_eq!(signed(&desk, by, by, other, 300_01).await, "refused: unusable", "one's own");
        assert_eq!(signed(&desk, by, lead, other, 400_00).await, "co_sign by Liisa Liidi");
        // 100.00 of the signer's 500.00 are left, for what they give and for what they sign.
        let third = case_of(&desk, by, None).await;
        assert_eq!(signed(&desk, by, lead, third, 300_01).await, "refused: escalate");
        let lead_case = case_of(&desk, lead, None).await;
        let leads = desk.weigh(lead, ask(lead_case, RemedyKind::Refund, 1)).await.expect("weighed");
        assert_eq!(leads.weighed.decision.room.per_agent_window, Some(100_00));
        // Taken back, it returns to both.
        let filter = views::remedy::RemedyFilter { limit: 1, ..Default::default() };
        let list = move |tx: &mut Tx<'_>| views::remedy::list(tx, valta_store::Scope::All, &filter);
        let last = desk.reader().look(list).await.expect("a look").remove(0).remedy;
        assert_eq!(last.signed_by.map(|(agent, _)| agent), Some(lead.agent));
        desk.reverse(lead, None, last.id).await.expect("taken back");
        assert_eq!(signed(&desk, by, lead, third, 300_01).await, "co_sign by Liisa Liidi");
        // What room allows needs no signature, and none is asked for.
        let fourth = case_of(&desk, by, None).await;
        assert_eq!(signed(&desk, lead, by, fourth, 1_00).await, "refused: within_reach");
        desk.disable_agent(Actor::House, by.agent).await.expect("leaves");
        assert_eq!(signed(&desk, by, lead, fourth, 1_00).await, "refused: not_yours");
    });
}

#[test]
fn alone_reaches_further_only_while_nobody_with_more_room_is_there() {
    on_both(|House { desk, by, lead }| async move {
        let wide = Terms {
            holder: Holder::Role(Role::Lead),
            per_case: Some(Limit::new(400_00, 400_00)),
            ..unlimited()
        };
        desk.set_up_mandate(None, wide).await.expect("set");
        let case = case_of(&desk, by, Some("vilma@posti.example")).await;
        let outcome = async |minor| {
            let advice = desk.weigh(by, ask(case, RemedyKind::Refund, minor)).await.expect("weighed");
            let Weighed { inputs, decision } = advice.weighed;
            (decision.outcome, decision.alone, inputs.nobody_wider)
        };
        assert_eq!(outcome(150_00).await, (Outcome::Stretch, false, None));
        assert_eq!(outcome(150_01).await, (Outcome::Stretch, true, Some(true)));
        // A colleague with no more room is there: that changes nothing.
        let peer = join(&desk, "Pirkko", "pirkko@revontuli.example", Role::Agent).await;
        at_work(&desk, peer, START).await;
        assert_eq!(outcome(150_01).await, (Outcome::Stretch, true, Some(true)));
        at_work(&desk, lead, START).await;
        assert_eq!(outcome(150_01).await, (Outcome::CoSign, false, Some(false)));
        assert_eq!(given(&desk, by, case, RemedyKind::Refund, 150_01).await, "refused: co_sign");
        let advice = desk.weigh(by, ask(case, RemedyKind::Refund, 150_01)).await.expect("weighed");
        let ways: Vec<_> = advice.ways.iter().map(|way| (way.outcome, way.agent, way.on_duty)).collect();
        assert_eq!(
            ways,
            [(Outcome::Within, lead.agent, true), (Outcome::CoSign, peer.agent, true)],
            "who can give it need not sign it"
        );
        // A quarter of an hour later the lead has gone.
        desk.clock().set(START.plus(15 * MINUTE + 1));
        assert_eq!(outcome(150_01).await, (Outcome::Stretch, true, Some(true)));
        assert_eq!(given(&desk, by, case, RemedyKind::Refund, 150_01).await, "stretch alone");
    });
}

#[test]
fn whose_own_budget_is_used_up_is_shown_colleagues_who_have_theirs() {
    on_both(|House { desk, by, lead }| async move {
        instead(&desk, Terms { per_agent_window: Some(window(50_00, 30)), ..unlimited() }).await;
        let case = case_of(&desk, by, None).await;
        assert_eq!(given(&desk, by, case, RemedyKind::Refund, 50_00).await, "within");
        let advice = desk.weigh(by, ask(case, RemedyKind::Refund, 10_00)).await.expect("weighed");
        let ways: Vec<_> = advice.ways.iter().map(|way| (way.outcome, way.agent)).collect();
        assert_eq!(
            (advice.weighed.decision.outcome, ways),
            (Outcome::Escalate, vec![(Outcome::Within, lead.agent)])
        );
    });
}

#[test]
fn the_situation_is_recorded_as_the_house_knows_it() {
    on_both(|House { desk, by, .. }| async move {
        let hours = Hours::read(&Written {
            time_zone: "Europe/Helsinki".into(),
            week: [("mon-fri".into(), "08:00-17:30".into())].into(),
            ..Written::default()
        });
        let hours = hours.expect("hours");
        let settings = Settings { hours: Some(hours), ..Settings::default() };
        let clock = Clock::hand(START);
        let desk = Desk::new(desk.db().clone(), settings, clock.clone());
        let case = case_of(&desk, by, Some("vilma@posti.example")).await;
        let situation = async |context| {
            let question = Question { context, ..ask(case, RemedyKind::Refund, 1) };
            let inputs = desk.weigh(by, question).await.expect("weighed").weighed.inputs;
            let Situation { first_of_kind, out_of_hours, channel, cause, .. } = inputs.situation;
            let cause = cause.map(|cause| cause.to_string());
            (first_of_kind, out_of_hours, channel.map(valta_domain::contact::Channel::code), cause)
        };
        // 2026-09-21, a Monday: 17:13 in Helsinki, and half an hour later.
        assert_eq!(situation(Context::default()).await, (true, false, Some("phone"), None));
        clock.set(START.plus(30 * MINUTE));
        assert_eq!(situation(Context::default()).await, (true, true, Some("phone"), None));
        let told = Context {
            channel: Some(valta_domain::contact::Channel::Chat),
            cause: "late".parse().ok(),
            out_of_hours: Some(false),
            ..Context::default()
        };
        assert_eq!(situation(told).await, (true, false, Some("chat"), Some("late".into())));
        let id = desk.grant(by, None, give(case, RemedyKind::Refund, Some(1))).await.expect("given");
        assert!(!situation(Context::default()).await.0, "it would be the second");
        desk.reverse(by, None, id).await.expect("taken back");
        assert!(situation(Context::default()).await.0, "what was taken back was not had");
        let unknown = case_of(&desk, by, None).await;
        let advice = desk.weigh(by, ask(unknown, RemedyKind::Refund, 1)).await.expect("weighed");
        assert!(!advice.weighed.inputs.situation.first_of_kind, "nobody can say it of somebody unknown");
        let caseless = Question { case: None, ..ask(unknown, RemedyKind::Refund, 1) };
        let advice = desk.weigh(by, caseless).await.expect("weighed");
        assert_eq!(advice.weighed.inputs.situation.channel, None);
    });
}

#[test]
fn a_mandate_holds_from_its_place_in_the_log_until_it_is_revoked() {
    on_both(|House { desk, by, lead }| async move {
        let case = case_of(&desk, by, None).await;
        let waiver = Terms {
            kinds: vec![RemedyKind::FeeWaiver],
            per_case: Some(Limit::new(25_00, 25_00)),
            ..fresh_terms()
        };
        let reason = "Pieni summa, iso harmi.".into();
        let set = SetMandate { id: None, seen: None, terms: waiver, reason };
        let mandate = desk.set_mandate(lead, None, set).await.expect("set");
        let line = desk.mandates_told().await.expect("mandates").pop().expect("a mandate");
        let set_by = line.set_by.map(|(_, name)| name);
        assert_eq!(
            (set_by.as_deref(), line.reason.as_deref()),
            (Some("Liisa Liidi"), Some("Pieni summa, iso harmi."))
        );
        assert_eq!(given(&desk, by, case, RemedyKind::FeeWaiver, 10_00).await, "within");
        let why = || "Kokeilu päättyi.".to_owned();
        desk.revoke_mandate(lead, None, mandate, None, why()).await.expect("revoked");
        assert_eq!(given(&desk, by, case, RemedyKind::FeeWaiver, 10_00).await, "refused: escalate");
        let again = desk.revoke_mandate(lead, None, mandate, None, why()).await;
        assert!(matches!(again, Err(No::Refusal(Refusal::NotFound))), "{again:?}");
        // A house whose mandates were set once is not fresh, however few stand.
        for mandate in desk.mandates().await.expect("mandates") {
            desk.revoke_mandate(lead, None, mandate.id, None, why()).await.expect("revoked");
        }
        desk.set_up().await.expect("set up");
        assert_eq!(desk.mandates().await.expect("mandates").len(), 0);
    });
}

#[test]
fn a_clock_set_back_gives_no_room() {
    on_both(|House { desk, by, .. }| async move {
        instead(&desk, Terms { per_agent_window: Some(window(100_00, 1)), ..unlimited() }).await;
        let case = case_of(&desk, by, None).await;
        assert_eq!(given(&desk, by, case, RemedyKind::Refund, 60_00).await, "within");
        desk.clock().set(START.minus(2 * HOUR));
        assert_eq!(given(&desk, by, case, RemedyKind::Refund, 60_00).await, "refused: escalate");
        assert_eq!(given(&desk, by, case, RemedyKind::Refund, 40_00).await, "within");
        // The first leaves the window a day after it was given, the second two hours before that.
        desk.clock().set(START.plus(DAY - 2 * HOUR));
        assert_eq!(given(&desk, by, case, RemedyKind::Refund, 40_01).await, "refused: escalate");
        assert_eq!(given(&desk, by, case, RemedyKind::Refund, 40_00).await, "within");
    });
}

/// A giver whose transaction stays open until it is told to go on.
async fn slow(
    desk: &Desk,
    by: By,
    case: CaseId,
) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<RemedyId, No>>) {
    let (go_on, wait) = mpsc::channel();
    let (begun, is_begun) = tokio::sync::oneshot::channel();
    let (wait, begun) = (Mutex::new(wait), Mutex::new(Some(begun)));
    let here = desk.clone();
    let sampling = desk.sampling().await.expect("a lot");
    let give = give(case, RemedyKind::Refund, Some(1_00));
    let slow = tokio::spawn(async move {
        let desk = here.clone();
        here.transact(by.actor(), None, move |work| {
            let id = give_remedy(work, &desk, by, &give, None, &sampling)?;
            let begun = begun.lock().expect("one at a time").take();
            begun.and_then(|begun| begun.send(()).ok());
            let _ = wait.lock().expect("one at a time").recv();
            Ok(id)
        })
        .await
    });
    is_begun.await.expect("it has taken its turns");
    (go_on, slow)
}

/// Some who wait for a turn that another holds.
async fn somebody_waits(desk: &Desk) {
    for _ in 0..1_000 {
        let reader = desk.reader();
        let waiting = reader.look(|tx| {
            tx.one("select count(*) from pg_locks where locktype = 'advisory' and not granted", &[], |row| {
                row.get::<i64>(0)
            })
        });
        if waiting.await.expect("a look") > 0 {
            return;
        }
        tokio::task::spawn_blocking(|| std::thread::sleep(std::time::Duration::from_millis(5)))
            .await
            .expect("a pause");
    }
    panic!("nobody waits");
}

#[test]
fn five_hundred_givers_do_not_wait_for_one_another_where_no_limit_is_shared() {
    let Some(db) = TestDb::postgres() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let House { desk, .. } = crate::tests::house(&db).await;
        let team = Some(TeamId(uuid::Uuid::from_u128(1)));
        let mut givers = Vec::new();
        for number in 0..500 {
            let email = format!("giver-{number}@revontuli.example");
            let by = join_team(&desk, "Giver", &email, Role::Agent, team).await;
            givers.push((by, case_of(&desk, by, Some("vilma@posti.example")).await));
        }
        // All of one team and to one customer, and no mandate counts either. The first keeps its turns to the end.
        let (first, case) = givers.remove(0);
        let (go_on, slow_one) = slow(&desk, first, case).await;
        let mut giving = tokio::task::JoinSet::new();
        for (by, case) in givers.clone() {
            let desk = desk.clone();
            giving
                .spawn(async move { desk.grant(by, None, give(case, RemedyKind::Refund, Some(1_00))).await });
        }
        while let Some(given) = giving.join_next().await {
            given.expect("nobody panics").expect("given while another's transaction is open");
        }
        go_on.send(()).expect("it still waits");
        slow_one.await.expect("nobody panics").expect("given");

        // Once a team's window counts, the second waits for the first.
        desk.set_up_mandate(None, Terms { per_team_window: Some(window(900_00, 7)), ..unlimited() })
            .await
            .expect("set");
        let (go_on, slow_one) = slow(&desk, first, case).await;
        let (second, case) = givers.remove(0);
        let here = desk.clone();
        let waiting = tokio::spawn(async move {
            here.grant(second, None, give(case, RemedyKind::Refund, Some(1_00))).await
        });
        somebody_waits(&desk).await;
        assert!(!waiting.is_finished());
        go_on.send(()).expect("it still waits");
        slow_one.await.expect("nobody panics").expect("given");
        waiting.await.expect("nobody panics").expect("given");
        let report =
            tokio::task::block_in_place(|| valta_store::verify::verify(desk.db(), |_| ())).expect("verify");
        assert_eq!(report.findings, Vec::<String>::new());
    });
}

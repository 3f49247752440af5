//! The main job end to end below the pages, on both databases: a message becomes a case, its owner puts it
//! right, and it is on the record. The clock and the outbox are moved by hand.

use expect_test::{Expect, expect};
use valta_domain::{
    Actor, CaseId, Currency, Money, Refusal, Timestamp,
    agent::Role,
    contact::Channel,
    remedy::{Outcome, RemedyKind},
    time::{DAY, HOUR, MINUTE},
};
use valta_policy::Action;
use valta_store::{
    Scope, account,
    inbox::Kept,
    migrate, schema, seal,
    testing::{TestDb, each_backend},
    thread, verify, views,
};

use super::*;

mod arrangement;
mod ask;
mod consultation;
mod duty;
mod guard;
mod handover;
mod knowhow;
mod ledger;
mod link;
mod promise;
mod push;
mod receipt;
mod review;
pub(crate) mod rota;

pub(crate) const START: Timestamp = Timestamp(1_790_000_000_000_000);

pub(crate) struct House {
    pub(crate) desk: Desk,
    pub(crate) by: By,
    pub(crate) lead: By,
}

/// A house with an agent and a lead, at a clock that stands still.
pub(crate) async fn house(db: &TestDb) -> House {
    migrate::migrate(db.db(), schema::MIGRATIONS, migrate::Run::Apply).expect("migrate");
    let desk = Desk::new(db.db().clone(), Settings::default(), Clock::hand(START));
    desk.set_up().await.expect("set up");
    let by = join(&desk, "Aava Agentti", "aava@revontuli.example", Role::Agent).await;
    let lead = join(&desk, "Liisa Liidi", "liisa@revontuli.example", Role::Lead).await;
    House { desk, by, lead }
}

pub(crate) async fn join(desk: &Desk, name: &str, email: &str, role: Role) -> By {
    join_team(desk, name, email, role, None).await
}

pub(crate) async fn join_team(
    desk: &Desk,
    name: &str,
    email: &str,
    role: Role,
    team: Option<valta_domain::TeamId>,
) -> By {
    let new = NewAgent {
        name: name.into(),
        email: email.into(),
        role,
        team,
        language: "fi".into(),
        password: None,
    };
    let agent = desk.add_agent(Actor::House, new).await.expect("join");
    let account = desk.reader().look(move |tx| account::by_agent(tx, agent)).await.expect("look");
    desk.by(&account.expect("an account"))
}

pub(crate) fn on_both<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("runtime");
    each_backend(|db| {
        runtime.block_on(async {
            let house = house(&db).await;
            let desk = house.desk.clone();
            test(house).await;
            while desk.seal().await.expect("seal") > 0 {}
            let report = tokio::task::block_in_place(|| verify::verify(desk.db(), |_| ())).expect("verify");
            assert_eq!(report.findings, Vec::<String>::new(), "on {:?}", db.dialect());
        });
    });
}

pub(crate) async fn mail(desk: &Desk, raw: &str) {
    let raw = raw.replace('\n', "\r\n").into_bytes();
    let arrived = Arrived { raw, source: "lmtp", sender: None, recipients: vec![] };
    desk.keep(arrived).await.expect("keep");
    desk.take_in_all().await.expect("take in");
}

/// The whole desk in lines: each case with what is in it.
async fn told(desk: &Desk) -> String {
    desk.reader()
        .look(|tx| {
            let filter = views::case::CaseFilter { limit: 50, ..Default::default() };
            let mut cases = views::case::list(tx, Scope::All, &filter)?;
            cases.sort_by_key(|case| case.number);
            let mut lines = Vec::new();
            for case in cases {
                let owner = case.owner.map_or("nobody".to_owned(), |(_, name)| name);
                let customer = case.customer.map_or("unknown".to_owned(), |(_, name)| name);
                lines.push(format!(
                    "#{} {} [{}] of {customer}, owned by {owner}{}",
                    case.number,
                    case.subject.unwrap_or_default(),
                    case.state.code(),
                    if case.waiting_since.is_some() { ", customer waits" } else { "" },
                ));
                for contact in views::contact::of_case(tx, case.id, Timestamp(i64::MAX), 50)? {
                    let because = contact.because.map_or("", valta_domain::contact::FiledBecause::code);
                    let sending = contact.sending.map_or("", valta_domain::contact::Sending::code);
                    let stranger = if contact.new_sender { " (new sender)" } else { "" };
                    lines.push(format!(
                        "  {} {}: {}{stranger} [{because}{sending}]",
                        contact.direction.code(),
                        contact.address.unwrap_or_default(),
                        contact.text.unwrap_or_default().lines().next().unwrap_or_default(),
                    ));
                }
                for remedy in views::remedy::of_case(tx, case.id, 50)? {
                    lines.push(format!(
                        "  {} {} {} by {}{}{}",
                        remedy.kind.code(),
                        remedy.amount.map_or(String::new(), |amount| amount.to_string()),
                        remedy.outcome.code(),
                        remedy.agent.1,
                        remedy.reason.map_or(String::new(), |reason| format!(": {reason}")),
                        if remedy.reversed_at.is_some() { " (reversed)" } else { "" },
                    ));
                }
                for promise in views::promise::of_case(tx, case.id, 50)? {
                    lines.push(format!(
                        "  promised by {}: {}{}",
                        promise.by.1,
                        promise.what.unwrap_or_default(),
                        if promise.kept_at.is_some() { " (kept)" } else { "" },
                    ));
                }
            }
            Ok(lines.join("\n") + "\n")
        })
        .await
        .expect("look")
}

async fn check(desk: &Desk, story: &Expect) {
    story.assert_eq(&told(desk).await);
}

pub(crate) async fn first_case(desk: &Desk) -> CaseId {
    let filter = views::case::CaseFilter { number: Some(1), limit: 1, ..Default::default() };
    let cases = desk.reader().look(move |tx| views::case::list(tx, Scope::All, &filter)).await.expect("list");
    cases.first().expect("a case").id
}

pub(crate) fn give(case: CaseId, kind: RemedyKind, minor: Option<i64>) -> GiveRemedy {
    GiveRemedy {
        case,
        kind,
        amount: minor.map(|minor| Money::new(minor, Currency::EUR)),
        reason: None,
        stretch: false,
        payee: None,
        seen: None,
    }
}

pub(crate) fn ask(case: CaseId, kind: RemedyKind, minor: i64) -> Question {
    Question::of_case(case, kind, Some(Money::new(minor, Currency::EUR)))
}

const BREAKFAST: &str = "From: Aino Asiakas <aino@asiakas.example>
To: palvelu@valta.example
Subject: Aamiainen ei tullut
Message-ID: <one@asiakas.example>
Date: Mon, 21 Sep 2026 09:00:00 +0300

Tilasin aamiaisen, mutta se ei tullut koneeseen.
";

#[test]
fn a_message_becomes_a_case_and_is_put_right() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        desk.reply(by, None, WriteReply { case, body: "Pahoittelut, hyvitän heti.".into(), seen: None })
            .await
            .expect("reply");
        desk.grant(by, None, give(case, RemedyKind::Refund, Some(7_00))).await.expect("grant");
        desk.perform_all().await.expect("perform");
        desk.clock().set(START.plus(HOUR));
        mail(
            &desk,
            "From: aino@asiakas.example\nTo: palvelu@valta.example\nSubject: Re: Aamiainen\nMessage-ID: <two@asiakas.example>\n\nKiitos!\n",
        )
        .await;
        desk.resolve(by, None, case, None).await.expect("resolve");
        check(
            &desk,
            &expect![[r#"
                #1 Aamiainen ei tullut [resolved] of Aino Asiakas, owned by Aava Agentti
                  in aino@asiakas.example: Tilasin aamiaisen, mutta se ei tullut koneeseen. [new_matter]
                  out aino@asiakas.example: Pahoittelut, hyvitän heti. [sent]
                  in aino@asiakas.example: Kiitos! [customers_open_case]
                  refund 7.00 EUR within by Aava Agentti
            "#]],
        )
        .await;
    });
}

#[test]
fn a_message_is_filed_by_the_first_rule_that_answers() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        desk.reply(by, None, WriteReply { case, body: "Selvitän.".into(), seen: None }).await.expect("reply");
        desk.perform_all().await.expect("perform");
        desk.resolve(by, None, case, None).await.expect("resolve");
        let (token, ours) = desk
            .reader()
            .look(move |tx| {
                let token = thread::token_of(tx, case)?.unwrap_or_default();
                let ids = views::contact::message_ids(tx, case, Timestamp(i64::MAX), 9)?;
                Ok((token, ids.last().cloned().unwrap_or_default()))
            })
            .await
            .expect("look");
        desk.clock().set(START.plus(MINUTE));
        // The customer answers from a phone that kept only the reply address, under a new subject.
        mail(
            &desk,
            &format!("From: aino.toinen@asiakas.example\nTo: palvelu+{token}@valta.example\nSubject: Uusi asia\nMessage-ID: <3@a>\n\nToisesta osoitteesta.\n"),
        )
        .await;
        // A stranger who knows our Message-ID and number joins nothing.
        mail(
            &desk,
            &format!("From: mallory@evil.example\nTo: palvelu@valta.example\nSubject: Re: #1\nMessage-ID: <4@e>\nIn-Reply-To: <{ours}>\n\nLet me in.\n"),
        )
        .await;
        // The customer answers our message.
        mail(
            &desk,
            &format!("From: aino@asiakas.example\nTo: palvelu@valta.example\nSubject: Re: x\nMessage-ID: <5@a>\nReferences: <one@asiakas.example> <{ours}>\n\nVastaan viestiinne.\n"),
        )
        .await;
        // Empty ids match nothing; the same message by another way is the same message.
        mail(&desk, "From: b@b.example\nSubject: eka\nMessage-ID: <>\nIn-Reply-To: <>\n\nyksi\n").await;
        mail(&desk, "From: c@c.example\nSubject: toka\nMessage-ID: <>\nIn-Reply-To: \n\nkaksi\n").await;
        mail(&desk, &format!("Received: by another road\n{BREAKFAST}")).await;
        // What nobody can read is a visible case.
        mail(&desk, "\u{1}\u{2}\u{3}").await;
        check(
            &desk,
            &expect![[r#"
                #1 Aamiainen ei tullut [open] of Aino Asiakas, owned by Aava Agentti, customer waits
                  in aino@asiakas.example: Tilasin aamiaisen, mutta se ei tullut koneeseen. [new_matter]
                  out aino@asiakas.example: Selvitän. [sent]
                  in aino.toinen@asiakas.example: Toisesta osoitteesta. (new sender) [reply_token]
                  in aino@asiakas.example: Vastaan viestiinne. [reply_to_ours]
                #2 Re: #1 [open] of mallory@evil.example, owned by nobody, customer waits
                  in mallory@evil.example: Let me in. [new_matter]
                #3 eka [open] of b@b.example, owned by nobody, customer waits
                  in b@b.example: yksi [new_matter]
                #4 toka [open] of c@c.example, owned by nobody, customer waits
                  in c@c.example: kaksi [new_matter]
                #5 Viesti, jota ei voitu lukea [open] of unknown, owned by nobody, customer waits
                  in :  [unreadable]
            "#]],
        )
        .await;
    });
}

#[test]
fn a_reply_that_comes_back_is_failed_and_the_case_is_open() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        desk.reply(by, None, WriteReply { case, body: "Hei!".into(), seen: None }).await.expect("reply");
        desk.perform_all().await.expect("perform");
        let (ours, token) = desk
            .reader()
            .look(move |tx| {
                let ids = views::contact::message_ids(tx, case, Timestamp(i64::MAX), 9)?;
                Ok((ids, thread::token_of(tx, case)?.unwrap_or_default()))
            })
            .await
            .expect("look");
        desk.clock().set(START.plus(MINUTE));
        let ours = ours.last().expect("our id");
        let report = |to: String| {
            format!(
                "From: MAILER-DAEMON@relay.example\nTo: {to}\nSubject: Undelivered\nMessage-ID: <dsn@relay.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nCould not be delivered.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example\n\nFinal-Recipient: rfc822; aino@asiakas.example\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <{ours}>\nFrom: palvelu@valta.example\nSubject: Re\n\nHei!\n--b--\n"
            )
        };
        // Whoever knows no more than our Message-ID fails nothing.
        mail(&desk, &report("palvelu@valta.example".into())).await;
        assert!(told(&desk).await.contains("Hei! [sent]"));
        mail(&desk, &report(format!("palvelu+{token}@valta.example")).replace("<dsn@", "<dsn2@")).await;
        check(
            &desk,
            &expect![[r#"
                #1 Aamiainen ei tullut [open] of Aino Asiakas, owned by Aava Agentti
                  in aino@asiakas.example: Tilasin aamiaisen, mutta se ei tullut koneeseen. [new_matter]
                  out aino@asiakas.example: Hei! [failed]
                  in MAILER-DAEMON@relay.example: Could not be delivered. (new sender) [delivery_report]
                #2 Undelivered [open] of MAILER-DAEMON@relay.example, owned by nobody
                  in MAILER-DAEMON@relay.example: Could not be delivered. [new_matter]
            "#]],
        )
        .await;
    });
}

#[test]
fn authority_has_limits_and_ways_to_yes() {
    on_both(|House { desk, by, lead }| async move {
        let wide = valta_domain::mandate::Terms {
            holder: valta_domain::mandate::Holder::Role(Role::Lead),
            per_case: Some(valta_domain::mandate::Limit::new(500_00, 500_00)),
            ..valta_domain::mandate::fresh_terms()
        };
        desk.set_up_mandate(None, wide).await.expect("mandate");
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;

        let beyond = desk.grant(by, None, give(case, RemedyKind::Refund, Some(60_00))).await;
        assert!(matches!(beyond, Err(No::Refusal(Refusal::BeyondMandate(_)))), "{beyond:?}");
        let short = GiveRemedy {
            stretch: true,
            reason: Some("koska".into()),
            ..give(case, RemedyKind::Refund, Some(60_00))
        };
        let short = desk.grant(by, None, short).await;
        assert!(matches!(short, Err(No::Refusal(Refusal::ReasonNeeded(_)))), "{short:?}");
        let reasoned = GiveRemedy {
            stretch: true,
            reason: Some("Asentaja odottaa ja väärä hana on laatikossa.".into()),
            ..give(case, RemedyKind::Refund, Some(60_00))
        };
        desk.grant(by, None, reasoned).await.expect("stretch");
        desk.grant(by, None, give(case, RemedyKind::Apology, None)).await.expect("apology");

        let advice = desk.weigh(by, ask(case, RemedyKind::Credit, 300_00)).await.expect("weigh");
        assert_eq!(advice.weighed.decision.outcome, Outcome::CoSign);
        assert_eq!(advice.ways.iter().map(|way| way.agent).collect::<Vec<_>>(), [lead.agent]);

        let own = desk
            .open_case(
                by,
                None,
                OpenCase {
                    channel: Channel::Phone,
                    subject: "Oma juttu".into(),
                    body: None,
                    customer: Some(NewCustomer {
                        name: Some("Aava Agentti".into()),
                        email: Some("AAVA@revontuli.example".into()),
                        phone: None,
                    }),
                    customer_id: None,
                    point: None,
                },
            )
            .await
            .expect("open");
        let selfish = desk.grant(by, None, give(own, RemedyKind::Refund, Some(1))).await;
        assert!(matches!(selfish, Err(No::Refusal(Refusal::Forbidden(_)))), "{selfish:?}");
        let elsewhere = GiveRemedy {
            payee: Some("FI2112345600000785".into()),
            ..give(case, RemedyKind::Refund, Some(1))
        };
        let elsewhere = desk.grant(by, None, elsewhere).await;
        assert!(matches!(elsewhere, Err(No::Refusal(Refusal::Forbidden(_)))), "{elsewhere:?}");

        // An account that the agent typed in is not the payer's; one that a payment was seen from is.
        let customer = desk
            .reader()
            .look(move |tx| Ok(views::case::one(tx, Scope::All, case)?.and_then(|case| case.customer)))
            .await
            .expect("look")
            .expect("a customer")
            .0;
        for (account, verified) in [("FI1410093000123458", false), ("FI4950009420028730", true)] {
            let reachable = Reachable {
                kind: valta_domain::customer::IdentityKind::Payment,
                address: account.into(),
                verified,
            };
            desk.add_identity(by, None, customer, reachable).await.expect("identity");
            let named = desk
                .weigh(by, Question { payee: Some(account.into()), ..ask(case, RemedyKind::Refund, 1) })
                .await
                .expect("weigh");
            assert_eq!(named.weighed.decision.outcome == Outcome::Forbidden, !verified, "{account}");
        }

        check(
            &desk,
            &expect![[r#"
                #1 Aamiainen ei tullut [open] of Aino Asiakas, owned by Aava Agentti, customer waits
                  in aino@asiakas.example: Tilasin aamiaisen, mutta se ei tullut koneeseen. [new_matter]
                  refund 60.00 EUR stretch by Aava Agentti: Asentaja odottaa ja väärä hana on laatikossa.
                  apology  within by Aava Agentti
                #2 Oma juttu [open] of Aava Agentti, owned by Aava Agentti
            "#]],
        )
        .await;
    });
}

#[test]
fn a_reversal_gives_room_back_once() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let remedy = desk.grant(by, None, give(case, RemedyKind::Refund, Some(50_00))).await.expect("grant");
        assert!(desk.grant(by, None, give(case, RemedyKind::Refund, Some(1))).await.is_err());
        desk.reverse(by, None, remedy).await.expect("reverse");
        let again = desk.reverse(by, None, remedy).await;
        assert!(matches!(again, Err(No::Refusal(Refusal::AlreadyDone))), "{again:?}");
        desk.grant(by, None, give(case, RemedyKind::Refund, Some(50_00))).await.expect("grant");
    });
}

#[test]
fn a_repeat_gets_the_first_answer_and_other_content_is_refused() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let key =
            |fingerprint| Some(Key { key: "made-before-sending".into(), fingerprint: [fingerprint; 32] });
        let first = desk.grant(by, key(1), give(case, RemedyKind::Refund, Some(7_00))).await.expect("grant");
        let again = desk.grant(by, key(1), give(case, RemedyKind::Refund, Some(7_00))).await.expect("repeat");
        assert_eq!(first, again);
        let other = desk.grant(by, key(2), give(case, RemedyKind::Refund, Some(8_00))).await;
        assert!(matches!(other, Err(No::Refusal(Refusal::KeyReused))), "{other:?}");
    });
}

#[test]
fn contacts_are_split_and_cases_merged() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        desk.clock().set(START.plus(MINUTE));
        mail(&desk, "From: aino@asiakas.example\nSubject: Matkalaukku\nMessage-ID: <9@a>\n\nLaukku rikki.\n")
            .await;
        let case = first_case(&desk).await;
        let contacts = desk
            .reader()
            .look(move |tx| views::contact::of_case(tx, case, Timestamp(i64::MAX), 9))
            .await
            .expect("look");
        let second = contacts.last().expect("second").id;
        let new = desk.split(by, None, case, second, "Matkalaukku rikki".into()).await.expect("split");
        let only = desk.split(by, None, new, second, "uudestaan".into()).await;
        assert!(matches!(only, Err(No::Refusal(Refusal::Unusable(_)))), "{only:?}");
        desk.clock().set(START.plus(2 * MINUTE));
        check(
            &desk,
            &expect![[r#"
                #1 Aamiainen ei tullut [open] of Aino Asiakas, owned by nobody, customer waits
                  in aino@asiakas.example: Tilasin aamiaisen, mutta se ei tullut koneeseen. [new_matter]
                #2 Matkalaukku rikki [open] of Aino Asiakas, owned by Aava Agentti, customer waits
                  in aino@asiakas.example: Laukku rikki. [split]
            "#]],
        )
        .await;
        desk.merge(by, None, new, case).await.expect("merge");
        let gone = desk.take(by, None, new, None).await;
        assert!(matches!(gone, Err(No::Refusal(Refusal::Merged))), "{gone:?}");
        check(
            &desk,
            &expect![[r#"
                #1 Aamiainen ei tullut [open] of Aino Asiakas, owned by nobody, customer waits
                  in aino@asiakas.example: Tilasin aamiaisen, mutta se ei tullut koneeseen. [new_matter]
                  in aino@asiakas.example: Laukku rikki. [merged]
                #2 Matkalaukku rikki [resolved] of Aino Asiakas, owned by Aava Agentti
            "#]],
        )
        .await;
    });
}

#[test]
fn promises_snoozes_and_stale_pages() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let make = |due| MakePromise {
            case,
            what: "Soitan ennen kolmea".into(),
            due,
            channel: Channel::Phone,
            instead_of: None,
        };
        let past = desk.promise(by, None, make(START)).await;
        assert!(matches!(past, Err(No::Refusal(Refusal::InThePast { .. }))), "{past:?}");
        let promise = desk.promise(by, None, make(START.plus(HOUR))).await.expect("promise");
        desk.renew_promise(by, None, RenewPromise { promise, due: START.plus(2 * HOUR), tell: Tell::House })
            .await
            .expect("renew");
        desk.keep_promise(by, None, promise).await.expect("keep");

        desk.snooze(by, None, case, None, START.plus(DAY)).await.expect("snooze");
        desk.wake_due().await.expect("wake");
        assert!(told(&desk).await.contains("[waiting]"));
        desk.clock().set(START.plus(DAY));
        desk.wake_due().await.expect("wake");
        assert!(told(&desk).await.contains("[open]"));

        let stale = desk.resolve(by, None, case, Some(1)).await;
        assert!(matches!(stale, Err(No::Refusal(Refusal::Stale { .. }))), "{stale:?}");
    });
}

#[test]
fn a_colleague_sees_their_own_matters_only() {
    on_both(|House { desk, by, .. }| async move {
        let colleague = join(&desk, "Kaisa Kollega", "kaisa@revontuli.example", Role::Colleague).await;
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        let foreign = desk.take(colleague, None, case, None).await;
        assert!(matches!(foreign, Err(No::Refusal(Refusal::NotFound))), "{foreign:?}");
        let weighed = desk.weigh(colleague, Question::of_case(case, RemedyKind::Apology, None)).await;
        assert!(matches!(weighed, Err(No::Refusal(Refusal::NotFound))), "{weighed:?}");
        let caught = OpenCase {
            channel: Channel::WalkIn,
            subject: "Vakuutus aulassa".into(),
            body: Some("Haluaisi vakuutuksen.".into()),
            customer: Some(NewCustomer {
                name: Some("Aulan rouva".into()),
                email: None,
                phone: Some("040 123".into()),
            }),
            customer_id: None,
            point: None,
        };
        let own = desk.open_case(colleague, None, caught).await.expect("open");
        desk.take(by, None, own, None).await.expect("take");
        // Whoever opened it goes on seeing it.
        desk.note(colleague, None, own, "Soitti jo kerran.".into()).await.expect("note");
    });
}

#[test]
fn the_same_bytes_are_kept_once() {
    on_both(|House { desk, .. }| async move {
        let arrived = || Arrived {
            raw: BREAKFAST.replace('\n', "\r\n").into_bytes(),
            source: "lmtp",
            sender: None,
            recipients: vec![],
        };
        assert_eq!(desk.keep(arrived()).await.expect("keep"), Kept::New);
        assert_eq!(desk.keep(arrived()).await.expect("keep"), Kept::Already);
        assert_eq!(desk.take_in_all().await.expect("take in").filed, 1);
    });
}

/// Keeps messages, and files them all at once.
async fn mails(desk: &Desk, raw: &[&str]) -> Intake {
    for raw in raw {
        let raw = raw.replace('\n', "\r\n").into_bytes();
        desk.keep(Arrived { raw, source: "lmtp", sender: None, recipients: vec![] }).await.expect("keep");
    }
    desk.take_in_all().await.expect("take in")
}

#[test]
fn what_is_filed_together_is_filed_as_one_after_the_other() {
    on_both(|House { desk, .. }| async move {
        mail(&desk, BREAKFAST).await;
        desk.clock().set(START.plus(MINUTE));
        let again = BREAKFAST.replace("<one@", "<two@").replace("Tilasin", "Ja tilasin");
        let new = "From: Uuno Uusi <uuno@asiakas.example>\nSubject: Uusi asia\nMessage-ID: <3@a>\n\nHei!\n";
        let taken = mails(
            &desk,
            &[
                // Of somebody known, whose case is open; and another one right after it.
                &again,
                &again.replace("<two@", "<2b@").replace("Ja tilasin", "Vielä: tilasin"),
                // Of somebody new; another one; and the first by another road.
                new,
                &new.replace("<3@", "<4@").replace("Hei!", "Unohdin nimeni."),
                &format!("Received: by another road\n{new}"),
                "From: Toinen <toinen@asiakas.example>\nSubject: Muu\nMessage-ID: <5@a>\n\nMuuta.\n",
                "\u{1}\u{2}\u{3}",
            ],
        )
        .await;
        assert_eq!(taken, Intake { filed: 5, quarantined: 1, repeated: 1, ..Intake::default() });
        let told = told(&desk).await;
        // Who waits for another of them comes after those who need not.
        for line in [
            "  in aino@asiakas.example: Ja tilasin aamiaisen, mutta se ei tullut koneeseen. [customers_open_case]\n",
            "  in aino@asiakas.example: Vielä: tilasin aamiaisen, mutta se ei tullut koneeseen. [customers_open_case]\n",
            "#2 Uusi asia [open] of Uuno Uusi, owned by nobody, customer waits\n  in uuno@asiakas.example: Hei! [new_matter]\n  in uuno@asiakas.example: Unohdin nimeni. [customers_open_case]\n",
            "#3 Muu [open]",
            "#4 Viesti, jota ei voitu lukea [open]",
        ] {
            assert!(told.contains(line), "{line}in:\n{told}");
        }
        assert_eq!(told.matches('#').count(), 4, "{told}");
    });
}

#[test]
fn a_message_that_fails_takes_no_other_with_it() {
    on_both(|House { desk, .. }| async move {
        let raw = |number: usize, name: &str| {
            format!(
                "From: a{number}@asiakas.example\nSubject: {number}\nMessage-ID: <{number}@a>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nKatso.\n--b\nContent-Type: application/pdf; name={name}\nContent-Disposition: attachment; filename={name}\n\n{number}\n--b--\n"
            )
        };
        // As if the house could not bear a second attachment of one name.
        let bar = |sql: &'static str| {
            let db = desk.db().clone();
            async move { db.write(move |tx| tx.batch(sql)).await.expect("changed") }
        };
        bar("create unique index bar on attachments (name)").await;
        let raws = [raw(1, "x.pdf"), raw(2, "x.pdf"), raw(3, "y.pdf")];
        let taken = mails(&desk, &raws.each_ref().map(String::as_str)).await;
        assert_eq!(taken, Intake { filed: 2, waiting: 1, ..Intake::default() });
        bar("drop index bar").await;
        assert_eq!(desk.take_in_all().await.expect("take in"), Intake { filed: 1, ..Intake::default() });
    });
}

#[test]
fn tampering_shows() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        desk.take(by, None, case, None).await.expect("take");
        // On PostgreSQL an event settles when every older transaction of the server has ended, other tests' too.
        for _ in 0..500 {
            if desk.seal().await.expect("seal") > 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let sealed = desk.reader().look(seal::last).await.expect("look").expect("a seal");
        assert!(sealed.count > 0);
        let tamper = |sql: &'static str, undo: &'static str, says: &'static str| {
            let db = desk.db().clone();
            async move {
                let change = |sql: &'static str| {
                    db.write_blocking(move |tx| -> Result<_, valta_store::Fault> {
                        tx.execute(sql, &[]).map(drop)
                    })
                };
                let report = tokio::task::block_in_place(|| {
                    change(sql).expect("tamper");
                    let report = verify::verify(&db, |_| ()).expect("verify");
                    change(undo).expect("undo");
                    report
                });
                assert!(
                    report.findings.iter().any(|finding| finding.contains(says)),
                    "{sql}: {:?}",
                    report.findings
                );
            }
        };
        tamper(
            "update cases set state = 'resolved'",
            "update cases set state = 'open'",
            "is not what the events say",
        )
        .await;
        tamper(
            "update events set at = at + 1 where version = 1",
            "update events set at = at - 1 where version = 1",
            "does not follow",
        )
        .await;
        tamper(
            "update texts set body = body || '!'",
            "update texts set body = substr(body, 1, length(body) - 1)",
            "are not those that were recorded",
        )
        .await;
        tamper(
            "update seals set count = count + 1",
            "update seals set count = count - 1",
            "the log was changed under it",
        )
        .await;
        tamper(
            "update inbox set contact_id = null",
            "update inbox set contact_id = (select id from contacts)",
            "no contact has it",
        )
        .await;
    });
}

#[test]
fn a_sender_who_never_came_back_leaves_the_reply_uncertain() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let case = first_case(&desk).await;
        desk.reply(by, None, WriteReply { case, body: "Hei!".into(), seen: None }).await.expect("reply");
        // Somebody claims the errand, and is killed.
        let now = desk.now();
        desk.db()
            .write(move |tx| -> Result<_, valta_store::Fault> {
                use valta_store::outbox::{Kind, Which, claim};
                claim(tx, Kind::Mail, Which::Due, now, (fresh_id(), now.plus(MINUTE)), 8)
            })
            .await
            .expect("claim");
        desk.perform_all().await.expect("perform");
        assert!(told(&desk).await.contains("Hei! [queued]"), "while the lease runs nobody else touches it");
        desk.clock().set(START.plus(HOUR));
        desk.perform_all().await.expect("perform");
        assert!(told(&desk).await.contains("Hei! [uncertain]"), "nobody sends it a second time by itself");
        let contacts = desk
            .reader()
            .look(move |tx| views::contact::of_case(tx, case, Timestamp(i64::MAX), 9))
            .await
            .expect("look");
        let reply = contacts.last().expect("the reply").id;
        desk.send_again(by, None, case, reply).await.expect("again");
        desk.perform_all().await.expect("perform");
        assert!(told(&desk).await.contains("Hei! [sent]"));
    });
}

#[test]
fn a_merge_takes_along_who_waits_what_was_given_and_what_was_promised() {
    on_both(|House { desk, by, .. }| async move {
        mail(&desk, BREAKFAST).await;
        let first = first_case(&desk).await;
        desk.reply(by, None, WriteReply { case: first, body: "Hei!".into(), seen: None })
            .await
            .expect("reply");
        desk.perform_all().await.expect("perform");
        desk.grant(by, None, give(first, RemedyKind::Refund, Some(30_00))).await.expect("grant");
        let open = |subject: &str| OpenCase {
            channel: Channel::Phone,
            subject: subject.into(),
            body: Some("Odotan yhä.".into()),
            customer: Some(NewCustomer {
                name: Some("Aino Asiakas".into()),
                email: Some("aino@asiakas.example".into()),
                phone: None,
            }),
            customer_id: None,
            point: None,
        };
        let second = desk.open_case(by, None, open("Sama asia")).await.expect("open");
        desk.grant(by, None, give(second, RemedyKind::Refund, Some(20_00))).await.expect("grant");
        let make = MakePromise {
            case: second,
            what: "Soitan".into(),
            due: START.plus(HOUR),
            channel: Channel::Phone,
            instead_of: None,
        };
        desk.promise(by, None, make).await.expect("promise");
        desk.merge(by, None, second, first).await.expect("merge");

        let line = desk
            .reader()
            .look(move |tx| views::case::one(tx, Scope::All, first))
            .await
            .expect("look")
            .expect("the case");
        assert_eq!(line.state.code(), "open", "the customer of the other case still waits");
        assert_eq!(line.waiting_since, Some(START));
        assert_eq!(line.promise_due, Some(START.plus(HOUR)));
        let more = desk.grant(by, None, give(first, RemedyKind::Refund, Some(1))).await;
        assert!(matches!(more, Err(No::Refusal(Refusal::BeyondMandate(_)))), "30 + 20 are the 50: {more:?}");

        // What was put into what is put into another is there, too.
        let third = desk.open_case(by, None, open("Ja vielä kerran")).await.expect("open");
        desk.merge(by, None, first, third).await.expect("merge");
        let line = desk.reader().look(move |tx| views::case::one(tx, Scope::All, third)).await.expect("look");
        assert_eq!(line.expect("the case").promise_due, Some(START.plus(HOUR)));
        let more = desk.grant(by, None, give(third, RemedyKind::Refund, Some(1))).await;
        assert!(matches!(more, Err(No::Refusal(Refusal::BeyondMandate(_)))), "{more:?}");
    });
}

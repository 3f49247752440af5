//! Calls of those on call, to a gateway that listens: signed, with no word of the customer's, once under one id however often
//! it is sent; the mail goes beside it.

use valta_domain::time::{HOUR, MINUTE};

use super::*;
use crate::{
    Relay, RelayTls,
    tests::{
        mail,
        rota::{closed, level, rota, set},
    },
};

async fn states(desk: &Desk) -> Vec<String> {
    let look = |tx: &mut valta_store::Tx<'_>| {
        tx.rows(
            "select kind, state from outbox where kind in ('call', 'gateway') order by kind, made_at",
            &[],
            |row| Ok(format!("{} {}", row.get::<String>(0)?, row.get::<String>(1)?)),
        )
    };
    desk.reader().look(look).await.expect("look")
}

/// A house with a gateway, closed, and something that came in.
async fn called(house: &House) -> Desk {
    let House { desk, by, lead, receiver } = house;
    let mut settings = settings(receiver, Refunds::Finance);
    let url = format!("http://127.0.0.1:{}/hook", receiver.port);
    let gateway = Webhook::new("on_call", &url, &[SECRET.to_owned()], PATIENCE, None, &settings.outgoing);
    settings.gateway = Some(gateway.expect("a gateway"));
    let desk = Desk::new(desk.db().clone(), settings, Clock::hand(START));
    closed(&desk, *lead).await;
    set(&desk, *lead, 0, rota(vec![level(0, &[by.agent])])).await.expect("a rota");
    mail(&desk, "From: milla@posti.example\nSubject: Portti\nMessage-ID: <1@posti.example>\n\nAuto on portin takana.\n")
        .await;
    desk.call_on_call().await.expect("called");
    desk
}

#[test]
fn a_call_reaches_the_gateway_once_and_says_no_more_than_it_must() {
    on_both(Refunds::Finance, |house| async move {
        let desk = called(&house).await;
        house.receiver.will(&[Answer::Say(503), Answer::TakeAndHangUp]);
        assert_eq!(states(&desk).await, ["call waiting", "gateway waiting"]);
        for at in [0, MINUTE, 2 * MINUTE] {
            desk.clock().set(START.plus(at));
            desk.perform_all().await.expect("performed");
        }
        assert_eq!(states(&desk).await, ["call done", "gateway waiting"], "its answer was lost");
        desk.clock().set(START.plus(HOUR));
        desk.perform_all().await.expect("performed");
        assert_eq!(states(&desk).await, ["call done", "gateway done"]);
        let heard = house.receiver.heard();
        assert_eq!(heard.len(), 3);
        assert_eq!(
            house.receiver.effects().values().copied().collect::<Vec<_>>(),
            [1],
            "one id, one message"
        );
        let body: serde_json::Value = serde_json::from_str(&heard[0].body).expect("JSON");
        assert_eq!(body["type"], "on_call.called");
        assert_eq!(body["data"]["case"]["number"], 1);
        assert_eq!(body["data"]["case"]["link"], "http://localhost:8080/cases/1");
        assert_eq!(body["data"]["level"], 1);
        assert_eq!(body["data"]["to"]["name"], "Aava Agentti");
        assert_eq!(body["data"]["call"], serde_json::Value::from(heard[0].id.clone()));
        for word in ["Portti", "Auto", "milla"] {
            assert!(!heard[0].body.contains(word), "{word:?} is in {}", heard[0].body);
        }
        assert!(heard.iter().all(|again| again.body == heard[0].body));
    });
}

#[test]
fn a_call_about_what_somebody_has_touched_is_not_made() {
    on_both(Refunds::Finance, |house| async move {
        let desk = called(&house).await;
        house.receiver.will(&[Answer::Say(503)]);
        desk.text_next().await.expect("tried");
        assert_eq!(states(&desk).await, ["call waiting", "gateway waiting"]);
        let number = views::case::CaseFilter { number: Some(1), limit: 1, ..Default::default() };
        let list =
            move |tx: &mut valta_store::Tx<'_>| views::case::list(tx, valta_store::Scope::All, &number);
        let case = desk.reader().look(list).await.expect("look")[0].id;
        desk.answer_call(house.by, None, case).await.expect("on it");
        desk.clock().set(START.plus(HOUR));
        // Nobody listens there: a letter that were sent would wait.
        let mut settings = desk.settings().clone();
        settings.mail.relay = Some(Relay {
            host: "127.0.0.1".into(),
            port: 1,
            tls: RelayTls::Off,
            user: None,
            password: None,
            timeout: PATIENCE,
        });
        let sending = Desk::new(desk.db().clone(), settings, Clock::hand(START.plus(HOUR)));
        sending.perform_all().await.expect("performed");
        assert_eq!(states(&desk).await, ["call done", "gateway done"]);
        assert_eq!(house.receiver.heard().len(), 1, "and the gateway heard no more of it");
    });
}

#[test]
fn a_gateway_that_is_gone_or_says_no_keeps_nobody_from_the_mail() {
    on_both(Refunds::Finance, |house| async move {
        let desk = called(&house).await;
        house.receiver.will(&[Answer::Say(410)]);
        desk.perform_all().await.expect("performed");
        assert_eq!(states(&desk).await, ["call done", "gateway waiting"]);
        let disabled = desk.reader().look(views::house::disabled).await.expect("look");
        assert_eq!(disabled.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["on_call"]);
        desk.clock().set(START.plus(HOUR));
        desk.perform_all().await.expect("performed");
        assert_eq!(house.receiver.heard().len(), 1, "nothing is sent there until somebody says so");
        let now = desk.now();
        let due = desk.reader().look(move |tx| outbox::is_due(tx, outbox::Kind::Gateway, now)).await;
        assert!(!due.expect("look"), "and nobody comes to look for it every second");
        desk.enable_connector(house.lead, None, "on_call".into()).await.expect("enabled");
        house.receiver.will(&[Answer::Say(400)]);
        desk.perform_all().await.expect("performed");
        assert_eq!(states(&desk).await, ["call done", "gateway failed"]);
        // After four hours it is old news.
        mail(
            &desk,
            "From: otto@posti.example\nSubject: Portti\nMessage-ID: <2@posti.example>\n\nMinunkin.\n",
        )
        .await;
        desk.call_on_call().await.expect("called");
        house.receiver.will(&[Answer::Say(503)]);
        desk.clock().set(START.plus(6 * HOUR));
        desk.perform_all().await.expect("performed");
        assert_eq!(states(&desk).await[2..], ["gateway failed", "gateway failed"]);
        assert_eq!(house.receiver.heard().len(), 2, "it is not sent any more");
    });
}

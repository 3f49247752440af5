use uuid::Uuid;
use valta_domain::{
    AgentId, CaseId, Currency, CustomerId,
    payment::{Payment, State},
    remedy::RemedyKind,
};
use valta_store::views::payment::PaymentLine;

use super::*;

const AT: Timestamp = Timestamp(1_790_160_000_123_456);

fn hook(secrets: &[&str]) -> Webhook {
    let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
    let hook = Webhook::new(
        "billing",
        "https://billing.example/valta",
        &secrets,
        Duration::from_secs(20),
        None,
        &Outgoing::default(),
    );
    hook.expect("a webhook")
}

fn errand(kind: Kind) -> Claimed {
    Claimed {
        id: Uuid::from_u128(6),
        subject: Uuid::from_u128(7),
        case: CaseId(Uuid::from_u128(8)),
        attempts: 0,
        made_at: AT,
        kind,
        connector: Some("billing".into()),
        to: None,
    }
}

fn line() -> PayLine {
    PayLine {
        remedy: RemedyId(Uuid::from_u128(7)),
        case: CaseId(Uuid::from_u128(8)),
        number: 12,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(700, Currency::EUR)),
        customer: Some((CustomerId(Uuid::from_u128(9)), "Aino Esimerkki".into())),
        giver: (AgentId(Uuid::from_u128(1)), "Aava Agentti".into()),
        why: Some("Aamiainen ei tullut".into()),
        given_at: AT,
        payee: Some("FI2112345600000785".into()),
        account: Some("FI2112345600000785".into()),
        taken_by: None,
        payment: PaymentLine {
            state: State::Granted,
            via: None,
            round: Payment::GRANTED.round,
            batch: None,
            reversal_asked: false,
            because: None,
            reason: None,
            reference: None,
            at: AT,
        },
    }
}

/// Vectors that were published with the standard.
#[test]
fn signatures_are_those_of_the_standard() {
    let cases: [(&str, &str, i64, &str, &str); 1] = [(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        r#"{"test": 2432232314}"#,
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    )];
    for (secret, id, at, body, signature) in cases {
        let message = Message { id: id.into(), body: body.as_bytes().to_vec() };
        let headers = headers(&hook(&[secret]), &message, at).expect("headers");
        assert_eq!(headers["webhook-id"], id);
        assert_eq!(headers["webhook-timestamp"], at.to_string().as_str());
        assert_eq!(headers["webhook-signature"], signature);
    }
    // While one secret is being changed for another, both sign.
    let message = Message { id: "m".into(), body: vec![] };
    let both = hook(&["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_dHdlbnR5LWZvdXIgYnl0ZXMgYW5kIHNv"]);
    let headers = headers(&both, &message, 1).expect("headers");
    let signatures: Vec<&str> = headers["webhook-signature"].to_str().expect("text").split(' ').collect();
    assert_eq!(signatures.len(), 2);
    assert!(
        signatures.iter().all(|signature| signature.starts_with("v1,")) && signatures[0] != signatures[1]
    );
}

#[test]
fn a_message_holds_what_is_needed_and_nobodys_name() {
    let message = write(&errand(Kind::Webhook), &line());
    assert_eq!(message.id, "00000000-0000-0000-0000-000000000007");
    let body = String::from_utf8(message.body.clone()).expect("text");
    assert_eq!(
        body,
        concat!(
            r#"{"type":"remedy.granted","timestamp":"2026-09-23T10:40:00.123456Z","data":{"#,
            r#""remedy":"00000000-0000-0000-0000-000000000007","order":1,"kind":"refund","#,
            r#""amount":{"minor":700,"currency":"EUR"},"#,
            r#""case":{"id":"00000000-0000-0000-0000-000000000008","number":12},"#,
            r#""customer":"00000000-0000-0000-0000-000000000009","account":"FI2112345600000785","#,
            r#""given_at":"2026-09-23T10:40:00.123456Z"}}"#,
        )
    );
    assert_eq!(write(&errand(Kind::Webhook), &line()).body, message.body, "the same bytes at every attempt");

    let recall = write(&errand(Kind::Recall), &line());
    assert_eq!(recall.id, "00000000-0000-0000-0000-000000000006", "asking back is another act");
    assert!(String::from_utf8_lossy(&recall.body).contains("remedy.reversal_asked"));
}

#[test]
fn what_an_operator_can_get_wrong() {
    let good = "whsec_dHdlbnR5LWZvdXIgYnl0ZXMgYW5kIHNv".to_owned();
    let check = |name: &str, url: &str, secrets: &[String], seconds: u64, expected: &str| {
        let made = Webhook::new(name, url, secrets, Duration::from_secs(seconds), None, &Outgoing::default());
        assert_eq!(made.err().unwrap_or_default(), expected);
    };
    let url = "https://billing.example/valta";
    let one = [good.clone()];
    check("billing", url, &one, 20, "");
    check("Billing", url, &one, 20, "\"Billing\" is not a webhook's name: up to 40 of a–z, 0–9, - and _.");
    check("", url, &one, 20, "\"\" is not a webhook's name: up to 40 of a–z, 0–9, - and _.");
    check("credit", url, &one, 20, "A webhook cannot be called credit: that is a way of its own.");
    check("billing", url, &[], 20, "The webhook billing needs one secret, or two while it is changed.");
    let wrong = "A secret of the webhook billing is not `whsec_` and 24 to 64 bytes in base 64.";
    for secret in ["hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%", "dHdlbnR5LWZvdXIgYnl0ZXMgYW5kIHNv"] {
        check("billing", url, &[secret.to_owned()], 20, wrong);
    }
    check("billing", url, &one, 31, "The webhook billing must have timeout_seconds from 1 to 30.");
    let plain =
        "http://billing.example/ must begin with https://, or its host and port must be named in `allow`.";
    check("billing", "http://billing.example/", &one, 20, plain);
    // Neither a log nor a panic tells the secret.
    assert_eq!(format!("{:?}", hook(&[&good])), "Webhook(billing)");
}

#[test]
fn what_an_answer_means() {
    let check = |status: u16, after: Option<u32>, said: &str, expected: &str| {
        let handed = answered(StatusCode::from_u16(status).expect("a status"), after, said);
        let told = match handed {
            Handed::Taken => "taken".to_owned(),
            Handed::Gone(words) => format!("gone: {words}"),
            Handed::Refused(words) => format!("refused: {words}"),
            Handed::Later { words, doubt, after } => {
                let doubt = if doubt { ", perhaps it arrived" } else { "" };
                let after = after.map_or(String::new(), |seconds| format!(", after {seconds} s"));
                format!("later{doubt}{after}: {words}")
            }
        };
        assert_eq!(told, expected, "{status} {said}");
    };
    check(200, None, "", "taken");
    check(202, None, "", "taken");
    check(301, None, "", "later: 301 (redirects are not followed)");
    check(400, None, "no such\r\n account\u{7}", "refused: 400 no such account");
    check(401, None, "", "refused: 401");
    check(
        404,
        None,
        r#"{"title":"Not here","detail":"There is no such customer."}"#,
        "refused: 404 There is no such customer.",
    );
    check(408, None, "", "later: 408");
    check(409, None, r#"{"error":"closed"}"#, "refused: 409 closed");
    check(410, None, "", "gone: 410");
    check(429, Some(120), "", "later, after 120 s: 429");
    check(429, Some(0), "", "later: 429");
    check(500, None, "", "later, perhaps it arrived: 500");
    check(503, Some(60), "", "later, perhaps it arrived, after 60 s: 503");
    check(100, None, "", "later, perhaps it arrived: 100");
    let long = "x".repeat(5_000);
    check(400, None, &long, &format!("refused: 400 {}", "x".repeat(MOST_WORDS - 4)));
}

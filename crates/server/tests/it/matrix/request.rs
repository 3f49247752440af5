//! What is sent to each path: whole and well formed, so that nothing but who asks decides whether it gets through; and
//! about things that stay as they are, so that one answer does not depend on another.
//!
//! Some is done each time, being harmless. The rest the desk refuses after it has let the person through: for a version
//! that nobody saw (0), a digest that nobody made, an offer that is no other, a case put into itself.

use serde_json::{Value, json};
use valta_desk::fresh_id;

use super::{
    ask::Ask,
    people::{House, Things},
};

/// Longer than any password, so that nobody reckons a digest: the door says that it is wrong.
const NO_PASSWORD: usize = 1_001;
const WHY: &str = "Koko matka meni pieleen meidän virheemme takia.";
/// In microseconds, as the forms have it, and as the API does.
const AHEAD: (&str, &str) = ("4102444800000000", "2100-01-01T00:00:00Z");

/// The requests of one row, each named where there are several.
pub(crate) fn requests(row: &str, house: &House, things: &Things) -> Vec<(&'static str, Ask)> {
    let (method, path) = row.split_once(' ').expect("a method and a path");
    let bodies = if path.starts_with("/api/v1") { calls(row, things) } else { forms(row, things) };
    let ask = |(name, body)| {
        let path = filled(path, name, house, things);
        let path =
            if row.ends_with("/points/nearest") { format!("{path}?north=66.5&east=25.7") } else { path };
        let ask = if method == "GET" { Ask::get(&path) } else { Ask::post(&path) };
        let ask = match body {
            Body::None => ask,
            Body::Form(fields) => ask.form(&fields),
            Body::Letter(fields) => {
                let command = fresh_id().to_string();
                ask.letter(&[&[("command", command.as_str())], fields].concat())
            }
            Body::Json(value) => ask.json(&value).with("idempotency-key", &fresh_id().to_string()),
            Body::Stale(value) => ask.json(&value).with("if-match", "\"0\""),
        };
        (name, ask)
    };
    bodies.into_iter().map(ask).collect()
}

enum Body {
    None,
    Form(Vec<(String, String)>),
    /// As it is sent where there may be files.
    Letter(&'static [(&'static str, &'static str)]),
    Json(Value),
    /// Against a version that nobody saw.
    Stale(Value),
}

/// The path with the things in it that it names.
fn filled(path: &str, name: &str, house: &House, things: &Things) -> String {
    let signed = path.ends_with("/co_signatures");
    let mut before = "";
    let parts: Vec<String> = path
        .split('/')
        .map(|part| {
            let of = std::mem::replace(&mut before, part);
            if !part.starts_with('{') {
                return part.to_owned();
            }
            match (of, part) {
                ("cases" | "catch", "{number}") => things.number.to_string(),
                ("cases", _) => things.case.to_string(),
                // Only what came from the customer can be parted from a case.
                ("contacts", _) if path.ends_with("/split") => things.reply.clone(),
                ("contacts", _) if path.ends_with("/send_again") => things.reply.clone(),
                ("contacts", _) => things.contact.clone(),
                ("attachments", _) => "0".to_owned(),
                ("replies", _) => things.reply.clone(),
                ("promises", _) => things.promise.clone(),
                ("handovers", _) => things.handover.to_string(),
                ("answers", _) => things.answer.to_string(),
                ("consultations" | "questions", _) => things.question.to_string(),
                ("asks", _) if path.ends_with("/withdraw") => things.withdraw.to_string(),
                ("asked" | "asks", _) if name == "decide" => things.decide.to_string(),
                ("asked" | "asks", _) => things.sign.to_string(),
                ("remedies", _) if signed && name == "decide" => things.decide.to_string(),
                ("remedies", _) if signed => things.sign.to_string(),
                ("finance" | "remedies" | "reviews", _) => things.given.to_string(),
                ("arrangements", _) if path.ends_with("/end") => things.lapsed.to_string(),
                ("arrangements", _) => things.arrangement.to_string(),
                ("customers", _) => things.customer.to_string(),
                ("files", _) if path == "/files/{file}" => things.file.clone(),
                ("files", _) => things.batch.clone(),
                ("links", _) => things.link.to_string(),
                ("m", _) => things.secret.clone(),
                ("feed", _) => things.feed.clone(),
                ("connectors", _) => "bank".to_owned(),
                ("mail", _) => things.message.clone(),
                // Nobody has named any.
                ("points" | "processes" | "skills", _) => fresh_id().to_string(),
                // Whose login is ended already: everybody else is still needed.
                ("people", _) if path.ends_with("/end") => things.gone.to_string(),
                ("agents" | "people", _) => things.another.to_string(),
                ("teams", _) => things.team.to_string(),
                ("mandates" | "trust", _) => things.mandate.to_string(),
                ("look", _) => house.look.clone(),
                _ => panic!("nothing is known that {path} could name; say it in {}", file!()),
            }
        })
        .collect();
    parts.join("/")
}

fn plain(fields: &[(&str, &str)]) -> Body {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Body::Form(fields.iter().map(owned).collect())
}

/// With an id of its own: the same one would be the same form sent again.
fn form(fields: &[(&str, &str)]) -> Body {
    let command = fresh_id().to_string();
    plain(&[&[("command", command.as_str())], fields].concat())
}

fn forms(row: &str, things: &Things) -> Vec<(&'static str, Body)> {
    let one = |fields: &[(&str, &str)]| vec![("", form(fields))];
    let plain = |fields: &[(&str, &str)]| vec![("", plain(fields))];
    match row {
        _ if row.starts_with("GET ") => vec![("", Body::None)],
        "POST /cases" => one(&[("channel", "phone"), ("body", "Lasku tuli kahdesti")]),
        "POST /cases/{number}/take" | "POST /cases/{number}/resolve" => one(&[("seen", "0")]),
        "POST /cases/{number}/replies" => one(&[("seen", "0"), ("body", "Hei")]),
        "POST /cases/{number}/notes" => vec![
            ("note", form(&[("kind", "note"), ("body", "Muistetaan")])),
            ("hear", form(&[("kind", "phone"), ("body", "Soitti")])),
        ],
        "POST /cases/{number}/on-it" => one(&[]),
        "POST /cases/{number}/promises" => one(&[("what", "Soitan"), ("when", AHEAD.0)]),
        "POST /cases/{number}/promises/{promise}/renew" => one(&[("when", AHEAD.0), ("tell", "true")]),
        // Not broken: nothing is promised instead of it.
        "POST /cases/{number}/promises/{promise}/instead" => {
            one(&[("when", AHEAD.0), ("what", "Soitan"), ("tell", "true"), ("in_person", "on")])
        }
        "POST /cases/{number}/deadline" => {
            one(&[("seen", "0"), ("own_time", "2099-12-31T12:00"), ("zone", "Europe/Helsinki")])
        }
        // A day that nobody can read.
        "POST /settings/receipts" => one(&[("receipts", "out_of_hours")]),
        "POST /settings/hours/days" => one(&[("date", "never"), ("how", "usual")]),
        // A rota that nobody has seen.
        "POST /settings/rota" => one(&[("seen", "7"), ("changes_at", "08:00")]),
        // There is no rota, and nothing of it to take over.
        "POST /settings/rota/watches" => {
            one(&[("level", "0"), ("from", "2099-12-31T12:00"), ("until", "2099-12-31T13:00")])
        }
        "POST /settings/hours" => one(&[
            ("time_zone", "Nowhere/Else"),
            ("mon", ""),
            ("tue", ""),
            ("wed", ""),
            ("thu", ""),
            ("fri", ""),
            ("sat", ""),
            ("sun", ""),
        ]),
        // A place that nobody can find.
        "POST /settings/points" | "POST /settings/points/{point}" => {
            one(&[("name", "Inari"), ("place", "95 27")])
        }
        "POST /settings/points/{point}/moves" => one(&[("how", "elsewhere"), ("place", "95 27")]),
        "POST /cases/{number}/snooze" => one(&[("seen", "0"), ("when", AHEAD.0)]),
        "POST /cases/{number}/remedies" => one(&[("seen", "0"), ("kind", "refund"), ("amount", "1")]),
        "POST /cases/{number}/asks" => one(&[
            ("seen", "0"),
            ("ask", "co_sign"),
            ("kind", "refund"),
            ("amount", "400"),
            ("why", WHY),
            ("asked", "all"),
        ]),
        "POST /cases/{number}/handovers" => one(&[
            ("seen", "0"),
            ("to", &format!("agent:{}", things.another)),
            ("needs", "Matkan hinta takaisin"),
            ("when", AHEAD.0),
        ]),
        "POST /cases/{number}/handovers/{handover}/accept"
        | "POST /cases/{number}/handovers/{handover}/withdraw" => one(&[("seen", "0")]),
        "POST /cases/{number}/handovers/{handover}/decline" => one(&[("seen", "0"), ("word", "En ehdi")]),
        "POST /cases/{number}/consultations" | "POST /cases/{number}/who-knows" => one(&[
            ("seen", "0"),
            ("question", "Ehtiikö se?"),
            (&format!("agent:{}", things.another), "on"),
            ("when", AHEAD.0),
        ]),
        "POST /cases/{number}/consultations/{question}/withdraw" => one(&[("seen", "0")]),
        "POST /cases/{number}/answers/{answer}/draft" => one(&[]),
        "POST /questions/{question}/answers" => one(&[("body", "Ehtii")]),
        "POST /cases/{number}/frictions" => one(&[("did", "waited"), ("whose", "ours")]),
        // Said again, each says nothing new.
        "POST /m/{link}/messages" => vec![("", Body::Letter(&[("body", " ")]))],
        "POST /catch" => vec![(
            "",
            Body::Letter(&[("channel", "walk_in"), ("name", "Milla Malli"), ("body", "Lasku tuli kahdesti")]),
        )],
        "POST /catch/{number}/promise" => one(&[("what", "Soitan"), ("when", AHEAD.0)]),
        "POST /catch/{number}/ask" => one(&[("agent", &things.another.to_string())]),
        "POST /catch/device" => one(&[("name", "Puhelin")]),
        "POST /account/devices/end" => plain(&[("device", "x")]),
        "POST /account/reach" => one(&[("call_mail", "on")]),
        // Of no browser.
        "POST /account/push" => {
            one(&[("name", "Puhelin"), ("endpoint", "nowhere"), ("public_key", ""), ("auth", "")])
        }
        "POST /account/push/end" => one(&[("device", &things.another.to_string())]),
        "POST /m/{link}/mood" => one(&[("mood", "1")]),
        "POST /m/{link}/friend" => one(&[("words", "")]),
        "POST /m/{link}/solved" => one(&[("solved", "false")]),
        "POST /cases/{number}/merge" => one(&[("number", &things.number.to_string())]),
        "POST /cases/{number}/contacts/{contact}/split" => one(&[("subject", "Toinen asia")]),
        "POST /asked/{remedy}/yes" => {
            vec![("sign", form(&[("digest", "0")])), ("decide", form(&[("digest", "0")]))]
        }
        "POST /asked/{remedy}/no" => {
            let offer = |amount| form(&[("kind", "refund"), ("amount", amount), ("words", WHY)]);
            vec![("sign", offer("400")), ("decide", offer("9000"))]
        }
        "POST /customers/{customer}/arrangements" => one(&[("words", "Ei soittoja aamulla")]),
        "POST /customers/{customer}/arrangements/{arrangement}/end"
        | "POST /cases/{number}/arrangements/{arrangement}/broken" => one(&[]),
        "POST /customers/{customer}/identities" => one(&[("kind", "email"), ("address", &things.address)]),
        "POST /finance/export" => one(&[(&things.given.to_string(), "on")]),
        "POST /finance/{remedy}/paid" => one(&[("reference", "B-118")]),
        "POST /finance/{remedy}/unpaid" => one(&[("reason", "Tili on suljettu")]),
        "POST /cases/{number}/replies/{contact}/again"
        | "POST /cases/{number}/promises/{promise}/keep"
        | "POST /cases/{number}/remedies/{remedy}/reverse"
        | "POST /cases/{number}/asks/{remedy}/withdraw"
        | "POST /cases/{number}/contacts/{contact}/repeated"
        | "POST /cases/{number}/reopen"
        | "POST /cases/{number}/links"
        | "POST /cases/{number}/links/{link}/close"
        | "POST /account/feed"
        | "POST /account/feed/end"
        | "POST /finance/connectors/{name}/enable"
        | "POST /finance/{remedy}/take"
        | "POST /finance/{remedy}/again"
        | "POST /finance/{remedy}/file" => one(&[]),
        // Whoever may is told that nobody was named.
        "POST /processes" => one(&[("name", "Laskutus"), ("owner", "nobody"), ("more", "Yhdistely")]),
        "POST /reviews/{remedy}" => one(&[("judgement", "right")]),
        "POST /trust/{mandate}/take" => one(&[("seen", "0"), ("amount", "75"), ("reason", WHY)]),
        "POST /trust/{mandate}/leave" => one(&[("seen", "0"), ("direction", "widen"), ("reason", WHY)]),
        "POST /trust/questions" => {
            let about = json!({"same_payee": {"payee": fresh_id().to_string()}}).to_string();
            one(&[("about", &about)])
        }
        "POST /mandates" => one(&[
            ("do", "save"),
            ("holder", "everyone"),
            ("kind_gift", "on"),
            ("currency", "EUR"),
            ("reason", ""),
        ]),
        "POST /mandates/{mandate}" => one(&[
            ("do", "save"),
            ("seen", "0"),
            ("holder", "everyone"),
            ("kind_gift", "on"),
            ("currency", "EUR"),
            ("reason", WHY),
        ]),
        "POST /mandates/{mandate}/end" => one(&[("seen", "0"), ("reason", WHY)]),
        "POST /cases/{number}/draft" => {
            let command = fresh_id().to_string();
            plain(&[("command", &command), ("body", "Hei"), ("older", ""), ("seen", "")])
        }
        "POST /cases/{number}/here" => plain(&[("how", "here")]),
        // An address that somebody has already; nobody's but another's time away.
        "POST /people" => plain(&[
            ("name", "Milla Malli"),
            ("email", "kaksi@@house.example"),
            ("role", "agent"),
            ("language", "fi"),
            ("password", "luota-niin-etta-pelottaa"),
        ]),
        "POST /people/{agent}" => one(&[("team", "")]),
        "POST /people/{agent}/end" => one(&[]),
        "POST /people/{agent}/away" => one(&[("when", AHEAD.0), ("cover", ""), ("because", "holiday")]),
        "POST /people/{agent}/back" | "POST /people/{agent}/skills/{skill}/drop" => one(&[]),
        // No skill at all.
        "POST /people/{agent}/skills" => one(&[("skill", " ")]),
        "POST /teams" | "POST /teams/{team}" => one(&[("name", ""), ("giving", "pull")]),
        "POST /settings/costs" => {
            one(&[("parameter", "wage_hour_minor"), ("value", "30"), ("evidence", "assumed")])
        }
        "POST /account" => plain(&[("language", "fi"), ("theme", "device"), ("shortcuts", "on")]),
        "POST /language" => plain(&[("language", "fi")]),
        "POST /login" => {
            // Somebody else each time, so that it never is too often.
            let email = format!("{}@house.example", fresh_id().simple());
            plain(&[("email", &email), ("password", &"x".repeat(NO_PASSWORD))])
        }
        "POST /logout" => plain(&[]),
        _ => panic!("nobody has said what is sent to {row}; say it in {}", file!()),
    }
}

fn calls(row: &str, things: &Things) -> Vec<(&'static str, Body)> {
    let refund = |minor: i64| json!({"kind": "refund", "amount": {"minor": minor, "currency": "EUR"}});
    let with = |mut body: Value, more: Value| {
        if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
            body.extend(more);
        }
        body
    };
    let one = |body| vec![("", Body::Json(body))];
    let stale = |body| vec![("", Body::Stale(body))];
    let terms = json!({"holder": {"kind": "everyone"}, "kinds": ["gift"], "currency": "EUR", "reason": ""});
    match row.replace("/api/v1", "").as_str() {
        "POST /cases" => one(json!({"channel": "phone", "subject": "Lasku tuli kahdesti"})),
        "POST /cases/{id}/take" | "POST /cases/{id}/resolve" => stale(json!({})),
        "POST /cases/{id}/handovers" => {
            let to = json!({"agent": things.another.to_string()});
            stale(json!({"to": to, "needs": "Matkan hinta takaisin", "until": AHEAD.1}))
        }
        "POST /cases/{id}/consultations" => {
            let asked = json!([{"agent": things.another.to_string()}]);
            stale(json!({"asked": asked, "question": "Ehtiikö se?", "due": AHEAD.1}))
        }
        "POST /consultations/{id}/answers" => one(json!({"body": "Ehtii"})),
        "POST /consultations/{id}/withdraw" => stale(json!({})),
        "POST /handovers/{id}/accept" | "POST /handovers/{id}/withdraw" => stale(json!({})),
        "POST /handovers/{id}/decline" => stale(json!({"words": "En ehdi"})),
        "POST /cases/{id}/snooze" => stale(json!({"until": AHEAD.1})),
        "POST /cases/{id}/split" => one(json!({"contact": things.reply, "subject": "Toinen asia"})),
        "POST /cases/{id}/merge" => one(json!({"into": things.case.to_string()})),
        "POST /cases/{id}/contacts" => one(json!({"channel": "phone", "body": "Soitti"})),
        "POST /cases/{id}/replies" | "POST /cases/{id}/notes" => one(json!({"body": "Hei"})),
        "POST /cases/{id}/promises" => one(json!({"what": "Soitan", "due": AHEAD.1, "channel": "phone"})),
        "POST /promises/{id}/renew" => one(json!({"due": AHEAD.1, "told_in_person": true})),
        "POST /cases/{id}/deadline" => stale(json!({"at": AHEAD.1})),
        "POST /cases/{id}/remedies" => one(refund(1)),
        "POST /cases/{id}/co_signs" => one(with(refund(1), json!({"reason": WHY}))),
        "POST /cases/{id}/escalations" => {
            let to = fresh_id().to_string();
            one(with(refund(1), json!({"reason": WHY, "to": to, "due": AHEAD.1, "promise": "Kerron"})))
        }
        "POST /asks/{id}/decline" => vec![
            ("sign", Body::Json(with(refund(400_00), json!({"reason": WHY})))),
            ("decide", Body::Json(with(refund(9_000_00), json!({"reason": WHY})))),
        ],
        "POST /remedies/{id}/co_signatures" => {
            vec![("sign", Body::Json(json!({"digest": "0"}))), ("decide", Body::Json(json!({"digest": "0"})))]
        }
        "POST /decisions" => {
            let case = things.case.to_string();
            let agent = things.another.to_string();
            vec![
                ("of no case", Body::Json(refund(1))),
                ("of a case", Body::Json(with(refund(1), json!({"case": case})))),
                ("of another", Body::Json(with(refund(1), json!({"agent": agent})))),
            ]
        }
        "POST /remedies/{id}/confirm" => one(json!({"state": "executed"})),
        "POST /remedies/{id}/reviews" => one(json!({"judgement": "right"})),
        "POST /customers" => one(json!({"email": things.address})),
        "POST /customers/{id}/arrangements" => one(json!({"words": "Ei soittoja aamulla"})),
        "POST /cases/{id}/broken_arrangements" => {
            one(json!({"arrangement": things.arrangement.to_string(), "did": "other"}))
        }
        "POST /customers/{id}/identities" => one(json!({"kind": "email", "address": things.address})),
        "POST /customers/{id}/credit/spend" => one(json!({"amount": refund(1)["amount"]})),
        "POST /cases/{id}/frictions" => one(json!({"did": "waited"})),
        "POST /processes" | "POST /processes/{id}" => {
            let owner = fresh_id().to_string();
            one(json!({"name": "Laskutus", "owner": owner, "steps": [{"name": "Yhdistely"}]}))
        }
        "POST /agents/{id}/away" => one(json!({"until": AHEAD.1, "because": "holiday"})),
        "POST /agents/{id}/team" => one(json!({"team": null})),
        // No skill at all.
        "POST /agents/{id}/skills" => one(json!({"says": " "})),
        "POST /agents/{id}/dropped_skills" => one(json!({"skill": fresh_id().to_string()})),
        "POST /teams" | "POST /teams/{id}" => one(json!({"name": "", "giving": "pull", "front": false})),
        "POST /mandates" => one(terms),
        "POST /mandates/{id}" => stale(with(terms, json!({"reason": WHY}))),
        "POST /mandates/{id}/revoke" => stale(json!({"reason": WHY})),
        "POST /agents/{id}/back"
        | "POST /arrangements/{id}/end"
        | "POST /cases/{id}/reopen"
        | "POST /asks/{id}/withdraw"
        | "POST /contacts/{id}/send_again"
        | "POST /contacts/{id}/repeated"
        | "POST /promises/{id}/keep"
        | "POST /remedies/{id}/reverse"
        | "POST /remedies/{id}/retry" => one(json!({})),
        row if row.starts_with("GET ") => vec![("", Body::None)],
        _ => panic!("nobody has said what is sent to {row}; say it in {}", file!()),
    }
}

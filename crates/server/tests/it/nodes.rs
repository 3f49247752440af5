//! Two programs on one PostgreSQL: what is sent to both at once is given once, a key has one effect whichever of them
//! hears it, a lowered mandate holds for both from its place in the log on, and only another who still may signs.

use std::{collections::BTreeSet, sync::Barrier, thread, time::Duration};

use serde_json::{Value, json};
use valta_desk::{AskForSignature, Clock, Desk, Settings, Whom};
use valta_domain::{
    Currency, Event, Money, RemedyId,
    agent::Role,
    event::MandateEvent,
    mandate::{Holder, Limit, Terms, WindowLimit},
    remedy::RemedyKind,
    time::HOUR,
};
use valta_store::testing::TestDb;

use crate::{
    house::{Sent, Served, call},
    office::{Office, given, only, refund, signed, wish},
};

/// One answer in words: the status, and the code of a refusal.
type Said = (u16, Value);

fn code(said: &Said) -> String {
    match said.1["code"].as_str() {
        Some(code) => format!("{} {code}", said.0),
        None => said.0.to_string(),
    }
}

/// Two programs over this office; nothing where there is no PostgreSQL.
fn two(terms: Terms) -> Option<(Office, valta_domain::MandateId, [Served; 2])> {
    let (office, mandate) = Office::open(TestDb::postgres()?, terms);
    let nodes = [(); 2].map(|()| Served::start(office.url()));
    Some((office, mandate, nodes))
}

/// So many at the same moment, by turns through each of them.
fn at_once<T: Send>(count: usize, nodes: &[Served], ask: impl Fn(&str, usize) -> T + Sync) -> Vec<T> {
    let together = Barrier::new(count);
    thread::scope(|threads| {
        let asking: Vec<_> = (0..count)
            .map(|number| {
                let (ask, together) = (&ask, &together);
                let url = nodes[number % nodes.len()].url();
                threads.spawn(move || {
                    together.wait();
                    ask(url, number)
                })
            })
            .collect();
        asking.into_iter().map(|asking| asking.join().expect("nobody panics")).collect()
    })
}

fn post(url: &str, token: &str, key: &str, path: &str, body: &Value) -> Said {
    Sent::new(url, token, key, "POST", path, Some(body)).and_then(Sent::answer).expect("an answer")
}

#[test]
fn two_hundred_through_two_programs_never_use_the_same_room_twice() {
    let Some((office, mandate, nodes)) = two(only(None, Some(100_00))) else { return };
    let check = |terms: Terms, agents: usize, cases: usize, most: usize| {
        office.set(Some(mandate), terms);
        let team = Some(valta_domain::TeamId(valta_desk::fresh_id()));
        let staff: Vec<_> = (0..agents).map(|_| office.person_of(Role::Agent, team)).collect();
        let customer = format!("c{}@posti.example", valta_desk::fresh_id().simple());
        let cases: Vec<_> = (0..cases).map(|_| office.case(staff[0].by, Some(&customer))).collect();
        let said = at_once(200, &nodes, |url, number| {
            let (who, case) = (&staff[number % staff.len()], cases[number % cases.len()]);
            let key = valta_desk::fresh_id().to_string();
            post(url, &who.token, &key, &format!("/api/v1/cases/{case}/remedies"), &refund(60_00))
        });
        let others: BTreeSet<String> = said.iter().filter(|said| said.0 != 201).map(code).collect();
        assert_eq!(others, BTreeSet::from(["422 beyond_mandate".to_owned()]));
        assert_eq!(said.iter().filter(|said| said.0 == 201).count(), most);
    };
    let window = |minor| Some(WindowLimit { limit: Limit::new(minor, minor), days: 30 });
    // One agent's window over many cases; one case of many agents; one customer's and one team's window over many.
    check(only(None, Some(100_00)), 1, 8, 1);
    check(only(Some(100_00), None), 8, 1, 1);
    check(Terms { per_customer_window: window(100_00), ..only(None, None) }, 8, 8, 1);
    check(Terms { per_team_window: window(200_00), ..only(None, None) }, 8, 8, 3);
    assert_eq!(given(&office.sound()).len(), 6);
}

#[test]
fn one_key_has_one_effect_and_one_answer_through_two_programs() {
    let Some((office, _, nodes)) = two(only(None, Some(1_000_00))) else { return };
    let who = office.person(Role::Agent);
    let case = office.case(who.by, None);
    let path = format!("/api/v1/cases/{case}/remedies");
    let same = at_once(50, &nodes, |url, _| post(url, &who.token, "the same", &path, &refund(60_00)));
    let answers: BTreeSet<_> = same.iter().map(|said| (code(said), said.1["id"].to_string())).collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(same[0].0, 201);
    // The same key with another content is refused by both.
    let other = at_once(4, &nodes, |url, _| post(url, &who.token, "the same", &path, &refund(61_00)));
    assert!(other.iter().all(|said| code(said) == "409 key_reused"), "{other:?}");
    // It is the caller's own key: another's is another.
    let another = office.person(Role::Agent);
    assert_eq!(post(nodes[1].url(), &another.token, "the same", &path, &refund(60_00)).0, 201);
    assert_eq!(given(&office.sound()).len(), 2);
}

#[test]
fn a_lost_answer_is_got_from_the_other_program() {
    const ROUNDS: usize = 40;
    let Some((office, _, nodes)) = two(only(Some(60_00), None)) else { return };
    let who = office.person(Role::Agent);
    let mut there_already = 0;
    for round in 0..ROUNDS {
        let case = office.case(who.by, None);
        let path = format!("/api/v1/cases/{case}/remedies");
        let (key, body) = (valta_desk::fresh_id().to_string(), refund(60_00));
        let sent = Sent::new(nodes[round % 2].url(), &who.token, &key, "POST", &path, Some(&body));
        let sent = sent.expect("it is taken");
        // The line breaks before anything was done, while it is done, or when the answer is on its way.
        match round % 4 {
            0 => {}
            1 => thread::sleep(Duration::from_millis(2)),
            2 => thread::sleep(Duration::from_millis(6)),
            _ => sent.wait(),
        }
        drop(sent);
        there_already += office.count(Some(case));
        // The limit of the case lets it be given once: a second effect would be refused here.
        let again = [(); 2].map(|()| post(nodes[(round + 1) % 2].url(), &who.token, &key, &path, &body));
        assert_eq!(again.each_ref().map(code), ["201", "201"], "round {round}");
        assert_eq!(again[0].1["id"], again[1].1["id"]);
    }
    assert!(there_already > 0, "no answer was lost after its effect");
    eprintln!("{there_already} of {ROUNDS} were done already when they were sent again");
    assert_eq!(given(&office.sound()).len(), ROUNDS);
}

#[test]
fn nothing_later_in_the_log_exceeds_a_mandate_that_was_lowered_in_the_middle() {
    const EACH: usize = 12;
    let Some((office, mandate, nodes)) = two(only(None, Some(1_000_00))) else { return };
    let staff: Vec<_> = (0..8).map(|_| office.person(Role::Agent)).collect();
    let cases: Vec<_> = staff.iter().map(|who| office.case(who.by, None)).collect();
    let said = thread::scope(|threads| {
        let asking = threads.spawn(|| {
            at_once(16, &nodes, |url, number| {
                let (who, case) = (&staff[number % 8], cases[number % 8]);
                let path = format!("/api/v1/cases/{case}/remedies");
                let key = || valta_desk::fresh_id().to_string();
                let ask = |_| post(url, &who.token, &key(), &path, &refund(5_00));
                (0..EACH).map(ask).collect::<Vec<_>>()
            })
        });
        // Some have given by now, and everybody goes on.
        while office.count(None) < 40 {
            thread::sleep(Duration::from_millis(1));
        }
        office.set(Some(mandate), only(None, Some(5_00)));
        asking.join().expect("nobody panics").concat()
    });
    let log = office.sound();
    let lowered = log
        .iter()
        .rfind(|recorded| matches!(recorded.event, Event::Mandate(MandateEvent::MandateSet { .. })))
        .expect("the lowered mandate");
    let (before, after): (Vec<_>, Vec<_>) =
        given(&log).into_iter().partition(|given| given.0 < lowered.position);
    // Whoever has given 5.00 has nothing left; who had given nothing yet may give once.
    let begun: BTreeSet<_> = before.iter().map(|given| given.1).collect();
    assert!(after.iter().all(|given| !begun.contains(&given.1)), "{after:?} after {}", lowered.position);
    let later: BTreeSet<_> = after.iter().map(|given| given.1).collect();
    assert_eq!(later.len(), after.len(), "more than 5.00 under the lowered mandate");
    let refused = said.iter().filter(|said| code(said) == "422 beyond_mandate").count();
    assert!(refused > 0, "everything was given before the mandate was lowered");
    assert_eq!(before.len() + after.len() + refused, 16 * EACH, "there is no other answer");
}

#[test]
fn a_signature_is_given_once_by_another_who_still_may() {
    let leads = signed(50_00, vec![Holder::Role(Role::Lead)]);
    let Some((office, _, nodes)) = two(leads) else { return };
    let asker = office.person(Role::Agent);
    let [signer, second, demoted] = [(); 3].map(|()| office.person(Role::Lead));
    let [here, there] = [nodes[0].url(), nodes[1].url()];
    let ask = |body: Value| {
        let case = office.case(asker.by, None);
        let said = call(here, &asker.token, "POST", &format!("/api/v1/cases/{case}/co_signs"), Some(&body));
        assert_eq!(said.0, 201, "{said:?}");
        (said.1["id"].as_str().expect("an id").to_owned(), said.1["digest"].clone())
    };
    let sign = |url: &str, token: &str, (id, digest): &(String, Value)| {
        let key = valta_desk::fresh_id().to_string();
        post(url, token, &key, &format!("/api/v1/remedies/{id}/co_signatures"), &json!({"digest": digest}))
    };

    // Twice at once, by one person and by two, through both.
    let one = ask(wish(400_00));
    let said = at_once(20, &nodes, |url, number| {
        sign(url, if number % 4 < 2 { &signer.token } else { &second.token }, &one)
    });
    let mut answers: Vec<String> = said.iter().map(code).collect();
    answers.sort_unstable();
    assert_eq!(answers.iter().filter(|answer| *answer == "201").count(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| answer == "201" || answer == "409 already_done"), "{answers:?}");

    // Oneself, by the same token and by another of one's own.
    let two = ask(wish(400_00));
    let other_token = office.token(asker.agent());
    for url in [here, there] {
        for token in [&asker.token, &other_token] {
            assert_eq!(code(&sign(url, token, &two)), "403 own_signature");
        }
    }
    // A changed digest is not what was asked.
    assert_eq!(
        code(&sign(there, &signer.token, &(two.0.clone(), json!("0".repeat(64))))),
        "409 not_what_was_asked"
    );

    // One who has lost the role: each program believes the token it has just seen, and the act asks again.
    for url in [here, there] {
        assert_eq!(call(url, &demoted.token, "GET", "/api/v1/asks", None).0, 200);
    }
    office.change_role(demoted.agent(), Role::Agent);
    for url in [here, there] {
        assert_eq!(code(&sign(url, &demoted.token, &two)), "422 beyond_mandate");
    }
    // One who has left.
    office.wait(office.desk.disable_agent(valta_domain::Actor::House, second.agent())).expect("disabled");
    for url in [here, there] {
        let said = code(&sign(url, &second.token, &two));
        assert!(said == "403 not_yours" || said == "401 invalid_token", "{said}");
    }

    // After its time: asked by a node whose clock stands five hours back. The house may have ended it first.
    let behind = Clock::hand(office.desk.now().minus(5 * HOUR));
    let behind = Desk::new(office.desk.db().clone(), Settings::default(), behind);
    let asked = behind.ask_for_signature(
        asker.by,
        None,
        AskForSignature {
            case: office.case(asker.by, None),
            kind: RemedyKind::Refund,
            amount: Some(Money::new(400_00, Currency::EUR)),
            reason: "Koko matka meni pieleen meidän virheemme takia.".into(),
            step: None,
            whom: Whom::These(vec![signer.agent()]),
            seen: None,
        },
    );
    let late = office.wait(asked).expect("asked");
    let digest = office.look(move |tx| valta_store::views::ask::one(tx, late)).expect("the ask").digest;
    let late = (late.to_string(), json!(digest));
    for url in [here, there] {
        let said = code(&sign(url, &signer.token, &late));
        assert!(said == "409 expired" || said == "409 already_done", "{said}");
    }

    // The one who still may.
    assert_eq!(code(&sign(there, &signer.token, &two)), "201");
    let log = office.sound();
    let granted: BTreeSet<RemedyId> = given(&log).into_iter().map(|given| given.2).collect();
    let expected = [&one.0, &two.0].map(|id| id.parse().expect("an id"));
    assert_eq!(granted, BTreeSet::from(expected));
}

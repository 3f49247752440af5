//! The program killed while it gives and while it signs, on both databases: what was answered stands, what was not
//! answered is there once or not at all, and the same key sent to the next program ends it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Barrier, mpsc},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use valta_desk::{AskForSignature, Whom};
use valta_domain::{CaseId, Currency, Money, agent::Role, ask::AskKind, mandate::Holder, remedy::RemedyKind};
use valta_store::{testing::each_backend, views};

use crate::{
    house::{Sent, Served},
    office::{Office, Person, given, refund, signed},
};

/// Kills that strike each kind of act while it is on its way.
const KILLS: usize = 50;
/// New acts of each kind in a round, and as many once more that no round has answered yet.
const EACH: usize = 3;

/// Something that is sent until it is answered, always with the same key.
struct Act {
    kind: Kind,
    token: String,
    key: String,
    path: String,
    body: Value,
    /// Where it has its effect, and room for one alone.
    case: CaseId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Grant,
    CoSign,
}

impl Act {
    /// The id of what was given; none where nobody answered.
    fn send(&self, url: &str) -> Option<String> {
        let sent = Sent::new(url, &self.token, &self.key, "POST", &self.path, Some(&self.body))?;
        let (status, said) = sent.answer()?;
        assert_eq!(status, 201, "{:?}: {said}", self.kind);
        Some(said["id"].as_str().expect("an id").to_owned())
    }
}

fn grant(office: &Office, who: &Person) -> Act {
    let case = office.case(who.by, None);
    Act {
        kind: Kind::Grant,
        token: who.token.clone(),
        key: valta_desk::fresh_id().to_string(),
        path: format!("/api/v1/cases/{case}/remedies"),
        body: refund(10_00),
        case,
    }
}

fn co_sign(office: &Office, asker: &Person, signer: &Person) -> Act {
    let case = office.case(asker.by, None);
    let ask = AskForSignature {
        case,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(100_00, Currency::EUR)),
        reason: "Koko matka meni pieleen meidän virheemme takia.".into(),
        whom: Whom::These(vec![signer.agent()]),
        seen: None,
    };
    let remedy = office.wait(office.desk.ask_for_signature(asker.by, None, ask)).expect("asked");
    let ask = office.look(move |tx| views::ask::one(tx, remedy)).expect("the ask");
    assert_eq!(ask.kind, AskKind::CoSign);
    Act {
        kind: Kind::CoSign,
        token: signer.token.clone(),
        key: valta_desk::fresh_id().to_string(),
        path: format!("/api/v1/remedies/{remedy}/co_signatures"),
        body: json!({"digest": ask.digest}),
        case,
    }
}

/// Sends all at once, and kills the program once so many were answered; what each was answered.
fn strike(node: &mut Served, acts: &[Act], after: usize, wait: Duration) -> Vec<Option<String>> {
    let together = Barrier::new(acts.len() + 1);
    let (tell, told) = mpsc::channel();
    let url = node.url().to_owned();
    thread::scope(|threads| {
        let sending: Vec<_> = acts
            .iter()
            .map(|act| {
                let (together, url, tell) = (&together, &url, tell.clone());
                threads.spawn(move || {
                    together.wait();
                    let answer = act.send(url);
                    let _ = tell.send(());
                    answer
                })
            })
            .collect();
        together.wait();
        thread::sleep(wait);
        told.iter().take(after).for_each(drop);
        node.kill();
        sending.into_iter().map(|sending| sending.join().expect("nobody panics")).collect()
    })
}

/// The cases in which something was given, by the views.
fn effects(office: &Office) -> BTreeSet<String> {
    let found = office.look(|tx| tx.rows("select case_id from remedies", &[], |row| row.get::<String>(0)));
    found.into_iter().collect()
}

#[test]
fn what_was_answered_stands_after_fifty_kills_and_nothing_is_doubled() {
    each_backend(|db| {
        let dialect = db.dialect();
        let (office, _) = Office::open(db, signed(10_00, vec![Holder::Everyone]));
        let [giver, asker, signer] = [(); 3].map(|()| office.person(Role::Agent));
        let mut open: Vec<Act> = Vec::new();
        let mut first: BTreeMap<String, String> = BTreeMap::new();
        let mut over: Vec<Act> = Vec::new();
        // How many kills struck an act of each kind, and how many acts were done though nobody heard of it.
        let mut struck: BTreeMap<Kind, usize> = BTreeMap::new();
        let (mut unheard, mut undone, mut round) = (0, 0, 0);
        while [Kind::Grant, Kind::CoSign].iter().any(|kind| struck.get(kind).copied().unwrap_or(0) < KILLS) {
            assert!(round < 3 * KILLS, "the kills come too late: {struck:?}");
            let mut acts: Vec<Act> = open.drain(..open.len().min(2 * EACH)).collect();
            acts.extend((0..EACH).map(|_| grant(&office, &giver)));
            acts.extend((0..EACH).map(|_| co_sign(&office, &asker, &signer)));
            let mut node = Served::start(office.url());
            // At once, between the first answers, or after some; a little later each time.
            let wait = Duration::from_micros(700 * (round as u64 % 17));
            let answers = strike(&mut node, &acts, round % (acts.len() / 2), wait);

            let done = effects(&office);
            let mut kinds = BTreeSet::new();
            for (act, answer) in acts.into_iter().zip(answers) {
                let is_done = done.contains(&act.case.to_string());
                if let Some(id) = answer {
                    assert!(is_done, "{:?} was answered and is not there", act.kind);
                    first.insert(act.key.clone(), id);
                    over.push(act);
                } else {
                    kinds.insert(act.kind);
                    *(if is_done { &mut unheard } else { &mut undone }) += 1;
                    open.push(act);
                }
            }
            for kind in kinds {
                *struck.entry(kind).or_default() += 1;
            }
            round += 1;
        }

        // Everything once more: what was answered is answered the same, what was not is done now at the latest.
        let node = Served::start(office.url());
        let expected: BTreeSet<CaseId> = over.iter().chain(&open).map(|act| act.case).collect();
        for act in over.iter().chain(&open) {
            let again = act.send(node.url()).expect("an answer");
            assert_eq!(first.get(&act.key).unwrap_or(&again), &again, "{:?}", act.kind);
        }
        drop(node);
        let given = given(&office.sound());
        assert_eq!(given.len(), expected.len(), "something was given twice");
        assert_eq!(given.iter().map(|given| given.1).collect::<BTreeSet<_>>(), expected);
        eprintln!(
            "{dialect:?}: {round} kills struck {struck:?} on their way; {} acts, {unheard} times done and not \
             answered, {undone} times not done",
            expected.len(),
        );
        assert!(unheard > 0 && undone > 0, "no kill came between the effect and its answer, or none before");
    });
}

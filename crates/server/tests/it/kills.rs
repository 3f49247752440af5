//! The program killed while it gives, signs, sends and confirms, on both databases: what was answered stands, what was
//! not answered is there once or not at all, and the same key sent to the next program ends it.

mod money;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Barrier, mpsc},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use valta_desk::{AskForSignature, Whom};
use valta_domain::{CaseId, Currency, Money, RemedyId, agent::Role, mandate::Holder, remedy::RemedyKind};
use valta_store::{testing::each_backend, views};

use crate::{
    house::{Sent, Served},
    office::{Office, Person, given, refund, signed},
};

/// Kills that strike each kind of act while it is on its way.
const KILLS: usize = 50;
/// New acts of each kind in a round.
const EACH: usize = 3;
/// Acts that no round has answered yet, sent once more beside the new ones.
const MORE: usize = 6;

/// Something that is sent until it is answered, always with the same key.
struct Act {
    kind: Kind,
    token: String,
    key: String,
    path: String,
    body: Value,
    /// Where it has its effect; there is room for one.
    effect: Effect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Grant,
    CoSign,
    Send,
    Confirm,
}

/// What can be seen of an act once it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    GivenIn(CaseId),
    Executed(RemedyId),
}

impl Act {
    fn new(kind: Kind, token: &str, path: String, body: Value, effect: Effect) -> Act {
        let key = valta_desk::fresh_id().to_string();
        Act { kind, token: token.to_owned(), key, path, body, effect }
    }

    /// The id of the remedy; none where nobody answered.
    fn send(&self, url: &str) -> Option<String> {
        let sent = Sent::new(url, &self.token, &self.key, "POST", &self.path, Some(&self.body))?;
        let (status, said) = sent.answer()?;
        assert!(matches!(status, 200 | 201), "{:?}: {said}", self.kind);
        Some(said["id"].as_str().expect("an id").to_owned())
    }
}

fn grant(office: &Office, who: &Person) -> Act {
    let case = office.case(who.by, None);
    let path = format!("/api/v1/cases/{case}/remedies");
    Act::new(Kind::Grant, &who.token, path, refund(10_00), Effect::GivenIn(case))
}

fn co_sign(office: &Office, asker: &Person, signer: &Person) -> Act {
    let case = office.case(asker.by, None);
    let ask = AskForSignature {
        case,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(100_00, Currency::EUR)),
        reason: "Koko matka meni pieleen meidän virheemme takia.".into(),
        step: None,
        whom: Whom::These(vec![signer.agent()]),
        seen: None,
    };
    let remedy = office.wait(office.desk.ask_for_signature(asker.by, None, ask)).expect("asked");
    let digest = office.look(move |tx| views::ask::one(tx, remedy)).expect("the ask").digest;
    let path = format!("/api/v1/remedies/{remedy}/co_signatures");
    Act::new(Kind::CoSign, &signer.token, path, json!({"digest": digest}), Effect::GivenIn(case))
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

/// What is done, by the views.
fn done(office: &Office) -> BTreeSet<Effect> {
    let found = office.look(|tx| {
        tx.rows("select id, case_id, payment from remedies", &[], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<Option<String>>(2)?))
        })
    });
    let effects = found.into_iter().flat_map(|(remedy, case, payment)| {
        let executed = payment.as_deref() == Some("executed");
        [Some(Effect::GivenIn(case)), executed.then_some(Effect::Executed(remedy))]
    });
    effects.flatten().collect()
}

/// What became of the acts over all rounds.
#[derive(Default)]
struct Toll {
    round: usize,
    /// How many kills struck an act of each kind.
    struck: BTreeMap<Kind, usize>,
    open: Vec<Act>,
    answered: Vec<(Act, String)>,
    /// How often an act was done and nobody heard of it, and how often it was not done.
    unheard: usize,
    undone: usize,
}

impl Toll {
    /// Whether there were too few kills of one of these kinds; there is an end to trying.
    fn goes_on(&self, kinds: &[Kind]) -> bool {
        assert!(self.round < 4 * KILLS, "the kills come too late: {:?}", self.struck);
        kinds.iter().any(|kind| self.struck.get(kind).copied().unwrap_or(0) < KILLS)
    }

    /// One kill: at once, between the first answers, or after some; a little later each time.
    fn strike(&mut self, office: &Office, node: &mut Served, new: Vec<Act>) {
        let mut acts: Vec<Act> = self.open.drain(..self.open.len().min(MORE)).collect();
        acts.extend(new);
        let wait = Duration::from_micros(700 * (self.round as u64 % 17));
        let answers = strike(node, &acts, self.round % (acts.len() / 2), wait);
        let done = done(office);
        let mut kinds = BTreeSet::new();
        for (act, answer) in acts.into_iter().zip(answers) {
            let is_done = done.contains(&act.effect);
            if let Some(id) = answer {
                assert!(is_done, "{:?} was answered and is not there", act.kind);
                self.answered.push((act, id));
            } else {
                kinds.insert(act.kind);
                *(if is_done { &mut self.unheard } else { &mut self.undone }) += 1;
                self.open.push(act);
            }
        }
        for kind in kinds {
            *self.struck.entry(kind).or_default() += 1;
        }
        self.round += 1;
    }

    /// Everything once more: what was answered is answered the same, what was not is done now at the latest.
    fn settle(&mut self, url: &str) {
        for (act, first) in &self.answered {
            assert_eq!(act.send(url).as_ref(), Some(first), "{:?}", act.kind);
        }
        for act in self.open.drain(..) {
            let answer = act.send(url).expect("an answer");
            self.answered.push((act, answer));
        }
    }

    fn tell(&self, on: impl std::fmt::Debug) {
        let Toll { round, struck, answered, unheard, undone, .. } = self;
        eprintln!(
            "{on:?}: {round} kills struck {struck:?} on their way; {} acts in all, {unheard} times done and not \
             answered, {undone} times not done",
            answered.len(),
        );
        assert!(
            *unheard > 0 && *undone > 0,
            "no kill came between the effect and its answer, or none before"
        );
    }
}

#[test]
fn what_was_answered_stands_after_fifty_kills_and_nothing_is_doubled() {
    each_backend(|db| {
        let dialect = db.dialect();
        let (office, _) = Office::open(db, signed(10_00, vec![Holder::Everyone]));
        let [giver, asker, signer] = [(); 3].map(|()| office.person(Role::Agent));
        let mut toll = Toll::default();
        while toll.goes_on(&[Kind::Grant, Kind::CoSign]) {
            let mut new: Vec<Act> = (0..EACH).map(|_| grant(&office, &giver)).collect();
            new.extend((0..EACH).map(|_| co_sign(&office, &asker, &signer)));
            let mut node = Served::start(office.url());
            toll.strike(&office, &mut node, new);
        }
        let node = Served::start(office.url());
        toll.settle(node.url());
        drop(node);
        let given = given(&office.sound());
        let cases: BTreeSet<_> = given.iter().map(|given| Effect::GivenIn(given.1)).collect();
        assert_eq!(given.len(), cases.len(), "something was given twice");
        assert_eq!(cases, toll.answered.iter().map(|(act, _)| act.effect).collect());
        toll.tell(dialect);
    });
}

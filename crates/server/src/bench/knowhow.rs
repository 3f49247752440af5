//! Who knows, at the bench's number of solved matters: what somebody waits for who opens the composer of a question.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use valta_desk::{Desk, NewAgent, fresh_id};
use valta_domain::{Actor, AgentId, agent::Role};
use valta_language::search;
use valta_store::{Fault, account, params};

use super::{Taken, line};
use crate::Failed;

/// People who solve them.
const PEOPLE: usize = 50;
/// Different words of the house; how often each is said falls as it does in a language.
const WORDS: usize = 20_000;
/// Words of one matter, and of one question.
const SAID: usize = 60;
const ASKED: usize = 12;
/// Every how many-th matter of a person's is about what they know best.
const OWN: usize = 3;
const LOOKS: usize = 300;
/// Rows that are written at a time.
const CHUNK: usize = 2_000;
const DAY: i64 = 86_400_000_000;

/// The same numbers in every run.
struct Lot(u64);

impl Lot {
    fn below(&mut self, many: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % many.max(1)
    }

    /// A word by its place: the first are said in every other matter, the last hardly ever.
    fn word(&mut self) -> usize {
        let (one, other) = (self.below(WORDS), self.below(WORDS));
        let third = self.below(WORDS);
        one * other / WORDS * third / WORDS
    }
}

/// A word of two to four syllables.
fn spelled(mut word: usize) -> String {
    let syllables = ["ka", "lo", "mi", "tu", "ve", "sa", "ri", "po", "ne", "hy"];
    let mut text = String::from("k");
    for _ in 0..5 {
        text.push_str(syllables.get(word % 10).copied().unwrap_or_default());
        word /= 10;
    }
    text
}

pub(super) async fn look_ups(desk: &Desk, cases: usize) -> Result<(), Failed> {
    let mut people = Vec::with_capacity(PEOPLE);
    for number in 0..PEOPLE {
        let new = NewAgent {
            name: format!("Taitava {number}"),
            email: format!("taitava{number}@valta.example"),
            role: Role::Agent,
            team: None,
            language: "fi".into(),
            password: None,
        };
        people.push(desk.add_agent(Actor::House, new).await?);
    }
    let mut lot = Lot(20);
    let own: Vec<Vec<usize>> =
        people.iter().map(|_| (0..40).map(|_| WORDS / 20 + lot.below(WORDS / 2)).collect()).collect();
    remembered(desk, &people, &own, cases, &mut lot).await?;

    let asker = people.first().copied().unwrap_or(AgentId(fresh_id()));
    let asker = desk.reader().look(move |tx| account::by_agent(tx, asker)).await?;
    let by = desk.by(&asker.ok_or_else(|| Failed::wrong("Nobody asks."))?);
    let (mut taken, mut named) = (Vec::with_capacity(LOOKS), 0);
    for _ in 0..LOOKS {
        let knows = 1 + lot.below(PEOPLE - 1);
        let theirs = own.get(knows).map(Vec::as_slice).unwrap_or_default();
        let asked: Vec<String> = (0..ASKED)
            .map(|place| {
                let own = theirs.get(lot.below(theirs.len())).copied().unwrap_or_default();
                spelled(if place % 2 == 0 { own } else { lot.word() })
            })
            .collect();
        let (asking, asked) = (desk.clone(), asked.join(" "));
        let began = Instant::now();
        let reader = desk.reader();
        let found = reader.look(move |tx| {
            let among = asking.whom_to_ask(tx, by)?.people;
            asking.who_knows(tx, by, None, &asked, &among)
        });
        let found = found.await?;
        taken.push(began.elapsed());
        named += usize::from(found.iter().any(|one| Some(&one.who.agent) == people.get(knows)));
    }
    line(
        &format!("who knows, of {PEOPLE} people and {cases} solved matters"),
        &Taken::of(taken).millis(),
        "50 ms",
        &format!("{:.0} % right in the first three", 100.0 * named as f64 / LOOKS as f64),
    );
    Ok(())
}

/// Solved matters as the store remembers them, written straight into its tables.
async fn remembered(
    desk: &Desk,
    people: &[AgentId],
    own: &[Vec<usize>],
    cases: usize,
    lot: &mut Lot,
) -> Result<(), Failed> {
    let now = desk.now();
    let mut counts: BTreeMap<(String, String), i64> = BTreeMap::new();
    let stems: Vec<Vec<String>> = (0..WORDS).map(|word| search::telling(&spelled(word))).collect();
    let mut rows = Vec::with_capacity(CHUNK);
    let mut done = 0;
    for number in 0..cases {
        let who = number % people.len().max(1);
        let agent = people.get(who).map(ToString::to_string).unwrap_or_default();
        let theirs = own.get(who).map(Vec::as_slice).unwrap_or_default();
        let about = (number / people.len().max(1)).is_multiple_of(OWN);
        let mut terms = BTreeSet::new();
        for place in 0..SAID {
            let own = theirs.get(lot.below(theirs.len())).copied().unwrap_or_default();
            let word = if about && place % 3 == 0 { own } else { lot.word() };
            terms.extend(stems.get(word).into_iter().flatten().cloned());
        }
        for term in terms.iter().map(String::as_str).chain([""]) {
            *counts.entry((agent.clone(), term.to_owned())).or_default() += 1;
        }
        let at = now.minus(DAY * i64::try_from(cases - number).unwrap_or_default() / 300);
        rows.push((fresh_id().to_string(), agent, at, terms.into_iter().collect::<Vec<_>>().join(" ")));
        done += 1;
        if rows.len() == CHUNK || done == cases {
            let rows = std::mem::take(&mut rows);
            desk.db()
                .write(move |tx| -> Result<(), Fault> {
                    for (id, agent, at, terms) in &rows {
                        tx.put(
                            "insert into deeds (id, agent_id, case_id, did, at) {rows}",
                            params![id, agent, id, "solved", *at],
                        )?;
                        tx.put(
                            "insert into deed_terms (deed_id, agent_id, terms) {rows}",
                            params![id, agent, terms],
                        )?;
                    }
                    Ok(())
                })
                .await?;
        }
    }
    let counts: Vec<_> = counts.into_iter().collect();
    for chunk in counts.chunks(CHUNK) {
        let chunk = chunk.to_vec();
        desk.db()
            .write(move |tx| -> Result<(), Fault> {
                for ((agent, term), deeds) in &chunk {
                    tx.put(
                        "insert into term_counts (agent_id, term, deeds) {rows}",
                        params![agent, term, *deeds],
                    )?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

//! Who may know: people in the order of what they have solved and answered that is like a question, of what they say that
//! they know, and of whether they can be met now; each with why.
//!
//! It says who may know this, never who is good: there is no figure of a person here that is not about the question.

use std::collections::{BTreeMap, BTreeSet};

use valta_domain::{AgentId, Timestamp, knowhow::Did, time::DAY};

use crate::{float, real};

/// Words of one question that are looked at.
pub const MOST_WORDS: usize = 32;

/// Half of what a deed says is gone after a year, but never more than four fifths: what was known is seldom forgotten.
const HALF_LIFE: i64 = 365 * DAY;
const LEAST_FRESH: f64 = 0.2;
/// A deed is like the question from this share of the asked words on, each as telling as it is rare.
const LIKE: f64 = 0.3;
/// Two of one's words must be in it, where more than two are known here.
const LIKE_WORDS: u32 = 2;
/// Deeds that are like the question, each in full, until half of what they can say is said.
const HALF_SAID: f64 = 1.5;
/// BM25's two numbers as they are commonly set: how soon more of the same says nothing new, and how much a person's
/// other deeds are held against it.
const SATURATION: f64 = 1.5;
const BREADTH: f64 = 0.75;
/// What the three kinds of evidence can come to.
const DEEDS: f64 = 0.55;
const TALLIES: f64 = 0.45;
const SKILLS: f64 = 0.35;
/// By how much whoever can be met now goes before whoever cannot: at near-equal evidence, and no further.
const THERE: f64 = 0.1;
/// Without a deed that is like it and without a skill: this much of the words must be of theirs.
const LEAST_TALLY: f64 = 0.3;

/// Which of the asked words something has, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words(u32);

impl Words {
    #[must_use]
    pub fn with(self, word: usize) -> Words {
        Words(if word < MOST_WORDS { self.0 | 1 << word } else { self.0 })
    }

    #[must_use]
    pub const fn and(self, others: Words) -> Words {
        Words(self.0 | others.0)
    }

    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    const fn has(self, word: usize) -> bool {
        word < MOST_WORDS && self.0 & 1 << word != 0
    }
}

/// In how many of a person's deeds one asked word stands. A half of a compound, or a word that it only begins, counts
/// for less than one.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    pub word: usize,
    pub agent: AgentId,
    pub deeds: f64,
}

/// A stated skill that shares words with the question.
#[derive(Clone, Copy, Debug)]
pub struct Skill<S> {
    pub skill: S,
    pub agent: AgentId,
    pub words: Words,
}

/// What is known of a question before single deeds are looked at.
#[derive(Clone, Debug)]
pub struct Evidence<S> {
    /// How many words are asked.
    pub words: usize,
    /// How many deeds each person has in all.
    pub deeds: BTreeMap<AgentId, i64>,
    /// Of one word and person several may be given, one for each of its forms; the largest counts.
    pub tallies: Vec<Tally>,
    pub skills: Vec<Skill<S>>,
}

/// How telling each asked word is in this house, and how much each person has to do with them.
#[derive(Clone, Debug)]
pub struct Weighed<S> {
    /// By word; nothing for a word that nobody has met.
    weights: Vec<f64>,
    whole: f64,
    shares: BTreeMap<AgentId, Share<S>>,
}

#[derive(Clone, Debug)]
struct Share<S> {
    /// How much their other deeds are held against this.
    breadth: f64,
    tally: f64,
    skill: f64,
    skills: Vec<S>,
}

impl<S: Copy + Ord> Weighed<S> {
    pub fn of(evidence: &Evidence<S>) -> Weighed<S> {
        let words = evidence.words.min(MOST_WORDS);
        let mut counts: Vec<BTreeMap<AgentId, f64>> = vec![BTreeMap::new(); words];
        for tally in &evidence.tallies {
            let most =
                evidence.deeds.get(&tally.agent).map_or(tally.deeds, |all| tally.deeds.min(real(*all)));
            if let Some(count) = counts.get_mut(tally.word) {
                let known = count.entry(tally.agent).or_insert(0.0);
                *known = known.max(most);
            }
        }
        let all: f64 = evidence.deeds.values().map(|deeds| real(*deeds)).sum();
        let average = all / float(evidence.deeds.len().max(1));
        let weights: Vec<f64> = counts
            .iter()
            .enumerate()
            .map(|(word, count)| {
                let met: f64 = count.values().sum();
                let stated = evidence.skills.iter().any(|skill| skill.words.has(word));
                if met > 0.0 || stated {
                    (1.0 + ((all - met).max(0.0) + 0.5) / (met + 0.5)).ln()
                } else {
                    0.0
                }
            })
            .collect();
        let whole: f64 = weights.iter().sum();
        let mut shares: BTreeMap<AgentId, Share<S>> = BTreeMap::new();
        let none = |agent: &AgentId| {
            let theirs = evidence.deeds.get(agent).map_or(0.0, |all| real(*all));
            let breadth = 1.0 - BREADTH + BREADTH * theirs / average.max(1.0);
            Share { breadth, tally: 0.0, skill: 0.0, skills: Vec::new() }
        };
        for (count, weight) in counts.iter().zip(&weights) {
            for (agent, deeds) in count {
                let share = shares.entry(*agent).or_insert_with(|| none(agent));
                share.tally += weight / whole * deeds / (deeds + SATURATION * share.breadth);
            }
        }
        for stated in &evidence.skills {
            let share = shared(&weights, whole, stated.words);
            let one = shares.entry(stated.agent).or_insert_with(|| none(&stated.agent));
            one.skill = one.skill.max((share / LIKE).min(1.0));
            if !one.skills.contains(&stated.skill) {
                one.skills.push(stated.skill);
            }
        }
        Weighed { weights, whole, shares }
    }

    /// Whose deeds are worth a look, the most promising first.
    pub fn candidates(&self, among: &BTreeSet<AgentId>, most: usize) -> Vec<AgentId> {
        let among = self.shares.iter().filter(|(agent, _)| among.contains(agent));
        let mut found: Vec<_> =
            among.map(|(agent, share)| (TALLIES * share.tally + SKILLS * share.skill, *agent)).collect();
        found.sort_by(|(one, this), (other, that)| other.total_cmp(one).then(this.cmp(that)));
        found.into_iter().take(most).map(|(_, agent)| agent).collect()
    }

    /// Whether a deed with these words is like what is asked, and how much: from nought to one.
    fn like(&self, words: Words) -> Option<f64> {
        let share = shared(&self.weights, self.whole, words);
        let known = self.weights.iter().filter(|weight| **weight > 0.0).count();
        let enough = known <= LIKE_WORDS as usize || words.0.count_ones() >= LIKE_WORDS;
        (enough && share >= LIKE).then_some(share)
    }
}

/// How much of what is asked these words are.
fn shared(weights: &[f64], whole: f64, words: Words) -> f64 {
    let met: f64 =
        weights.iter().enumerate().filter(|(word, _)| words.has(*word)).map(|(_, weight)| weight).sum();
    if whole > 0.0 { met / whole } else { 0.0 }
}

/// One thing that somebody did, and which of the asked words are in it.
#[derive(Clone, Copy, Debug)]
pub struct Deed<D> {
    pub deed: D,
    pub agent: AgentId,
    pub did: Did,
    pub at: Timestamp,
    pub words: Words,
}

/// Somebody who could be asked.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub agent: AgentId,
    pub there: bool,
}

/// Somebody who may know, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Knows<D, S> {
    pub agent: AgentId,
    pub there: bool,
    /// Matters like it that they resolved, of those that were looked at.
    pub solved: u32,
    /// Questions like it that they answered.
    pub answered: u32,
    /// Of all of these.
    pub last: Option<Timestamp>,
    /// These, the most alike first.
    pub like: Vec<D>,
    /// What they say that they know.
    pub skills: Vec<S>,
    /// From nought to a little over one; it orders these people for this question and says nothing besides.
    pub score: f64,
}

/// Who of these may know, the likeliest first; never whoever asks.
pub fn rank<D: Copy + Ord, S: Copy + Ord>(
    weighed: &Weighed<S>,
    deeds: &[Deed<D>],
    people: &[Person],
    asker: AgentId,
    now: Timestamp,
    most: usize,
) -> Vec<Knows<D, S>> {
    let may = people.iter().filter(|person| person.agent != asker);
    let mut found: Vec<Knows<D, S>> = may.filter_map(|person| one(weighed, deeds, person, now)).collect();
    found.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.agent.cmp(&other.agent)));
    found.truncate(most);
    found
}

fn one<D: Copy + Ord, S: Copy + Ord>(
    weighed: &Weighed<S>,
    deeds: &[Deed<D>],
    person: &Person,
    now: Timestamp,
) -> Option<Knows<D, S>> {
    let theirs = deeds.iter().filter(|deed| deed.agent == person.agent);
    let mut like: Vec<(f64, &Deed<D>)> =
        theirs.filter_map(|deed| Some((weighed.like(deed.words)?, deed))).collect();
    like.sort_by(|(one, this), (other, that)| {
        other.total_cmp(one).then(that.at.cmp(&this.at)).then(this.deed.cmp(&that.deed))
    });
    let said: f64 = like.iter().map(|(share, deed)| share * share * fresh(deed.at, now)).sum();
    let share = weighed.shares.get(&person.agent);
    let (breadth, tally, skill) =
        share.map_or((1.0, 0.0, 0.0), |share| (share.breadth, share.tally, share.skill));
    if like.is_empty() && skill <= 0.0 && tally < LEAST_TALLY {
        return None;
    }
    let evidence = DEEDS * said / (said + HALF_SAID * breadth) + TALLIES * tally + SKILLS * skill;
    let score = if person.there { evidence * (1.0 + THERE) } else { evidence };
    let did = |did: Did| crate::count(like.iter().filter(|(_, deed)| deed.did == did).count());
    Some(Knows {
        agent: person.agent,
        there: person.there,
        solved: did(Did::Solved),
        answered: did(Did::Answered),
        last: like.iter().map(|(_, deed)| deed.at).max(),
        like: like.iter().map(|(_, deed)| deed.deed).collect(),
        skills: share.map(|share| share.skills.clone()).unwrap_or_default(),
        score,
    })
}

/// How much a deed still says.
fn fresh(at: Timestamp, now: Timestamp) -> f64 {
    let age = real(now.since(at).max(0)) / real(HALF_LIFE);
    0.5_f64.powf(age).max(LEAST_FRESH)
}

#[cfg(test)]
mod labelled;
#[cfg(test)]
mod tests;

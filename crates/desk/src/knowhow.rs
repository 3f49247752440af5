//! Who knows: colleagues who have solved or answered something like it, each with why. What tells it is counts and days; a
//! matter is named to nobody who may not see it.

use std::collections::{BTreeMap, BTreeSet};

use valta_domain::{CaseId, SkillId, Timestamp};
use valta_insight::knowhow::{Deed, Evidence, MOST_WORDS, Person, Skill, Tally, Weighed, Words, rank};
use valta_language::search::{self, Form};
use valta_policy::Action;
use valta_store::{
    Fault, Tx,
    knowhow::{self, DeedLine, TermCount},
    views,
};

use crate::{By, Desk, Receiver, Thing};

/// People who are named.
const NAMED: usize = 3;
/// Whose deeds are looked at one by one.
const CANDIDATES: usize = 8;
/// Matters that are named with each.
const LINKED: usize = 2;
/// A word of which so few deeds are known is looked for by its halves, too.
const RARE: i64 = 3;
/// Words that are looked for so, and beginnings.
const MOST_LOOSE: usize = 12;
/// Letters of what was asked, and of a customer's words.
const MOST_LETTERS: usize = 4_000;

/// Somebody who may know, and why.
#[derive(Clone, Debug)]
pub struct MayKnow {
    pub who: Receiver,
    /// Matters like it that they resolved, of their newest.
    pub solved: u32,
    /// Questions like it that they answered.
    pub answered: u32,
    /// The last of these.
    pub last: Option<Timestamp>,
    /// What they say that they know of it.
    pub skills: Vec<String>,
    /// Some of them: those that whoever asks may see.
    pub cases: Vec<(CaseId, i64)>,
}

impl Desk {
    /// Who of these people may know what is asked, the likeliest first. Without a question, what the matter itself says is
    /// what is asked; with one, what the matter is called goes with it.
    pub fn who_knows(
        &self,
        tx: &mut Tx<'_>,
        by: By,
        case: Option<CaseId>,
        question: &str,
        among: &[Receiver],
    ) -> Result<Vec<MayKnow>, Fault> {
        let mut asked: String = question.chars().take(MOST_LETTERS).collect();
        let mut names = BTreeSet::new();
        if let Some(case) = case {
            let told = views::knowhow::told(tx, case)?;
            names = told.customer.map(|name| search::query(&name)).into_iter().flatten().flatten().collect();
            let heard = told.heard.filter(|_| question.trim().is_empty());
            for words in [told.subject, heard].into_iter().flatten() {
                asked.push('\n');
                asked.extend(words.chars().take(MOST_LETTERS));
            }
        }
        // Whoever has served somebody of that name knows nothing of the matter by it.
        let named = |forms: &[Form]| {
            forms.iter().any(|form| matches!(form, Form::Stem(stem) if names.contains(stem)))
        };
        let asked: Vec<Vec<Form>> =
            search::forms(&asked).into_iter().filter(|forms| !named(forms)).take(MOST_WORDS).collect();
        let (tallies, words) = look_up(tx, &asked)?;
        let deeds = knowhow::of_everybody(tx)?;
        let skills = stated(tx, &asked)?;
        let weighed = Weighed::<SkillId>::of(&Evidence { words: asked.len(), deeds, tallies, skills });
        let people: BTreeSet<_> = among.iter().map(|one| one.agent).collect();
        let lines = knowhow::newest(tx, &weighed.candidates(&people, CANDIDATES))?;
        let looked_at: Vec<Deed<usize>> = lines
            .iter()
            .enumerate()
            .map(|(deed, line)| Deed {
                deed,
                agent: line.agent,
                did: line.did,
                at: line.at,
                words: asked_of(line, &words),
            })
            .collect();
        let people: Vec<Person> =
            among.iter().map(|one| Person { agent: one.agent, there: one.there }).collect();
        let found = rank(&weighed, &looked_at, &people, by.agent, self.now(), NAMED);
        let mut named = Vec::with_capacity(found.len());
        for knows in found {
            let Some(who) = among.iter().find(|one| one.agent == knows.agent) else { continue };
            let like = knows.like.iter().filter_map(|deed| lines.get(*deed)).map(|line| line.case);
            named.push(MayKnow {
                who: who.clone(),
                solved: knows.solved,
                answered: knows.answered,
                last: knows.last,
                skills: said(tx, &knows.skills)?,
                cases: self.seen_of(tx, by, case, like)?,
            });
        }
        Ok(named)
    }

    /// Those that this person may see, but for the one that they are at.
    fn seen_of(
        &self,
        tx: &mut Tx<'_>,
        by: By,
        at: Option<CaseId>,
        cases: impl Iterator<Item = CaseId>,
    ) -> Result<Vec<(CaseId, i64)>, Fault> {
        let mut seen: Vec<(CaseId, i64)> = Vec::new();
        // A few are tried: most people see all of them, or next to none.
        for case in cases.take(3 * LINKED) {
            let Some(living) = views::case::living(tx, case)? else { continue };
            if Some(living) == at || seen.iter().any(|(known, _)| *known == living) || seen.len() >= LINKED {
                continue;
            }
            if self.sees(tx, by, Action::SeeCase, Thing::Case(living))?
                && let Some(number) = views::case::number_of(tx, living)?
            {
                seen.push((living, number));
            }
        }
        Ok(seen)
    }
}

/// Which of the asked words a deed has: both are in the order of their letters, and gone through once.
fn asked_of(line: &DeedLine, asked: &BTreeMap<String, Words>) -> Words {
    let (mut has, mut asked) = (Words::default(), asked.iter().peekable());
    for term in line.terms() {
        while asked.next_if(|(known, _)| known.as_str() < term).is_some() {}
        match asked.peek() {
            Some((known, words)) if known.as_str() == term => has = has.and(**words),
            Some(_) => {}
            None => break,
        }
    }
    has
}

/// Who has how many deeds with each of these words; and which word each remembered term stands for.
fn look_up(tx: &mut Tx<'_>, asked: &[Vec<Form>]) -> Result<(Vec<Tally>, BTreeMap<String, Words>), Fault> {
    let mut found = Looked::default();
    // The words themselves first: what is met often needs no looser look.
    let (mut met, stems) = (vec![0; asked.len()], stems(asked));
    for count in knowhow::counts(tx, &stems.keys().cloned().collect::<Vec<_>>())? {
        if let Some((word, weight)) = stems.get(&count.term) {
            met[*word] += count.deeds;
            found.add(*word, *weight, count);
        }
    }
    let loose = |form: fn(&Form) -> Option<&String>, often: bool| -> BTreeMap<String, (usize, f64)> {
        let words = asked.iter().enumerate().filter(|(word, _)| often || met[*word] < RARE);
        let forms = words.flat_map(|(word, forms)| forms.iter().map(move |each| (word, each)));
        forms.filter_map(|(word, each)| Some((form(each)?.clone(), (word, each.weight())))).collect()
    };
    let halves = loose(|form| if let Form::Half(half) = form { Some(half) } else { None }, false);
    for count in knowhow::counts(tx, &halves.keys().take(MOST_LOOSE * 40).cloned().collect::<Vec<_>>())? {
        if let Some((word, weight)) = halves.get(&count.term) {
            found.add(*word, *weight, count);
        }
    }
    let begins = loose(|form| if let Form::Begins(beginning) = form { Some(beginning) } else { None }, true);
    let beginnings: Vec<String> = begins.keys().take(3 * MOST_LOOSE).cloned().collect();
    for count in knowhow::beginning_with(tx, &beginnings)? {
        let of = beginnings.iter().filter(|beginning| count.term.starts_with(beginning.as_str()));
        let words: BTreeMap<usize, f64> = of.filter_map(|beginning| begins.get(beginning).copied()).collect();
        for (word, weight) in words {
            found.add(word, weight, count.clone());
        }
    }
    Ok((found.tallies, found.words))
}

/// Of which of the asked words each stem is one, and what it weighs.
fn stems(asked: &[Vec<Form>]) -> BTreeMap<String, (usize, f64)> {
    let mut stems = BTreeMap::new();
    for (word, forms) in asked.iter().enumerate() {
        for form in forms {
            if let Form::Stem(stem) = form {
                stems.insert(stem.clone(), (word, form.weight()));
            }
        }
    }
    stems
}

/// The skills that share words with what is asked.
fn stated(tx: &mut Tx<'_>, asked: &[Vec<Form>]) -> Result<Vec<Skill<SkillId>>, Fault> {
    let stems = stems(asked);
    let asked: Vec<String> = stems.keys().cloned().collect();
    let mut found: BTreeMap<SkillId, Skill<SkillId>> = BTreeMap::new();
    for met in knowhow::skills(tx, &asked)? {
        let begins = |stem: &str| stem.chars().count() >= search::BEGINNING && met.term.starts_with(stem);
        for (_, (word, _)) in stems.iter().filter(|(stem, _)| met.term == **stem || begins(stem)) {
            let none = Skill { skill: met.skill, agent: met.agent, words: Words::default() };
            let known = found.entry(met.skill).or_insert(none);
            known.words = known.words.with(*word);
        }
    }
    Ok(found.into_values().collect())
}

/// In their own words.
fn said(tx: &mut Tx<'_>, skills: &[SkillId]) -> Result<Vec<String>, Fault> {
    let mut says = Vec::with_capacity(skills.len());
    for skill in skills {
        says.extend(views::skill::one(tx, *skill)?.and_then(|line| line.says));
    }
    Ok(says)
}

#[derive(Default)]
struct Looked {
    tallies: Vec<Tally>,
    words: BTreeMap<String, Words>,
}

impl Looked {
    #[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 deeds")]
    fn add(&mut self, word: usize, weight: f64, count: TermCount) {
        self.tallies.push(Tally { word, agent: count.agent, deeds: weight * count.deeds as f64 });
        let known = self.words.entry(count.term).or_default();
        *known = known.with(word);
    }
}

//! By which words deeds are remembered, so that others find who knows: stems beside the log, written in the transaction of
//! the fact, and gone with the words that they were made of.
//!
//! Two tables: the terms of each deed, and in how many of a person's deeds each term stands. A question reads the second
//! term by term, the people who have most of it, and the first for the few people whose deeds are worth a look; so what is
//! read is bounded, however many matters there are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use valta_domain::{
    AgentId, CaseId, Recorded, SkillId, Stream, TextId, Timestamp,
    case::{Case, State},
    event::{AgentEvent, CaseEvent, Event},
    knowhow::Did,
};
use valta_language::search;

use crate::{
    db::{Fault, Row, Tx, Value},
    dialect::Dialect,
    lock, params,
    views::{self, knowhow as deeds},
};

/// Terms of one deed; what comes after them is not remembered.
const MOST_TERMS: usize = 400;
/// Stands for any: how many deeds a person has in all.
const ANY: &str = "";

/// Makes what is remembered follow a fact; its views follow it already.
pub(crate) fn follow(tx: &mut Tx<'_>, recorded: &Recorded, case: Option<&Case>) -> Result<(), Fault> {
    if let Event::Agent(AgentEvent::SkillStated { skill, .. } | AgentEvent::SkillDropped { skill }) =
        &recorded.event
    {
        return skill_again(tx, *skill);
    }
    let (Stream::Case(id), Event::Case(event), Some(case)) = (recorded.stream, &recorded.event, case) else {
        return Ok(());
    };
    if let CaseEvent::ConsultationAnswered { answer, .. } = event {
        return again(tx, &answer.to_string());
    }
    let solved = case.state == State::Resolved;
    let words = matches!(
        event,
        CaseEvent::ContactReceived { .. } | CaseEvent::ReplyWritten { .. } | CaseEvent::CaseResolved {}
    );
    if solved && words || deeds::ends(event, case) {
        return again(tx, &id.to_string());
    }
    if let CaseEvent::ContactMovedIn { from, .. } = event {
        again(tx, &from.to_string())?;
        if solved {
            again(tx, &id.to_string())?;
        }
    }
    Ok(())
}

/// Some words of this case were erased: nothing is remembered of them.
pub(crate) fn words_gone(tx: &mut Tx<'_>, case: CaseId) -> Result<(), Fault> {
    for deed in deeds::of_case(tx, case)? {
        again(tx, &deed)?;
    }
    Ok(())
}

/// Remembers a deed by the words that are there now; one that is no deed any more is forgotten.
fn again(tx: &mut Tx<'_>, deed: &str) -> Result<(), Fault> {
    let known =
        tx.row("select agent_id, terms from deed_terms where deed_id = $1", params![deed], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?))
        })?;
    let now = match deeds::agent(tx, deed)? {
        Some(agent) => Some((agent, terms(tx, deed)?)),
        None => None,
    };
    // One person's counts fall and another's rise where a deed is somebody else's than before.
    let of = |known: &Option<(String, String)>, agent: &str| -> BTreeSet<String> {
        let theirs = known.as_ref().filter(|(of, _)| of == agent);
        theirs
            .map(|(_, terms)| split(terms).chain([ANY]).map(ToOwned::to_owned).collect())
            .unwrap_or_default()
    };
    let people: BTreeSet<&String> = [&known, &now].into_iter().flatten().map(|(agent, _)| agent).collect();
    for agent in people {
        let (before, after) = (of(&known, agent), of(&now, agent));
        // In one order for everybody, so that no two wait for each other.
        let changed = before.symmetric_difference(&after);
        for term in changed {
            let change = if after.contains(term) { 1 } else { -1 };
            tx.put(
                "insert into term_counts (agent_id, term, deeds) {rows}
                 on conflict (agent_id, term) do update set deeds = term_counts.deeds + excluded.deeds",
                params![agent, term, change],
            )?;
        }
        for term in before.difference(&after) {
            tx.put(
                "delete from term_counts where agent_id = $1 and term = $2 and deeds <= 0",
                params![agent, term],
            )?;
        }
    }
    match now {
        Some((agent, terms)) => tx.put(
            "insert into deed_terms (deed_id, agent_id, terms) {rows}
             on conflict (deed_id) do update set agent_id = excluded.agent_id, terms = excluded.terms",
            params![deed, &agent, &terms],
        ),
        None if known.is_some() => tx.put("delete from deed_terms where deed_id = $1", params![deed]),
        None => Ok(()),
    }
}

/// Makes the stems of a skill anew; one that is gone has none.
fn skill_again(tx: &mut Tx<'_>, skill: SkillId) -> Result<(), Fault> {
    let id = skill.to_string();
    tx.put("delete from skill_terms where skill_id = $1", params![&id])?;
    let Some(line) = views::skill::one(tx, skill)? else { return Ok(()) };
    for term in search::telling(line.says.as_deref().unwrap_or_default()) {
        tx.put(
            "insert into skill_terms (term, skill_id, agent_id) {rows}",
            params![&term, &id, &line.agent.to_string()],
        )?;
    }
    Ok(())
}

pub(crate) fn skill_words_gone(tx: &mut Tx<'_>, text: TextId) -> Result<(), Fault> {
    let skills =
        tx.rows("select id from skills where text_id = $1", params![&text.to_string()], |row| row.get(0))?;
    skills.into_iter().try_for_each(|skill| skill_again(tx, skill))
}

fn split(terms: &str) -> impl Iterator<Item = &str> {
    terms.split(' ').filter(|term| !term.is_empty())
}

/// The stems of a deed's words: what the matter was called, what was said in it by the customer and by us; or the question
/// and the answer. Sorted, each once.
fn terms(tx: &mut Tx<'_>, deed: &str) -> Result<String, Fault> {
    // As much of each as is going to be remembered, and a little more.
    let words = tx.rows(
        "select 0 as place, 0 as at, s.id, substr(s.body, 1, 8000) from cases c
             join texts s on s.id = c.subject_id where c.id = $1
         union all select 1, k.at, k.id, substr(x.body, 1, 8000) from contacts k
             join texts x on x.id = k.text_id where k.case_id = $1 and not k.automatic
         union all select 2, q.asked_at, q.id, substr(x.body, 1, 8000) from consultation_answers r
             join consultations q on q.id = r.consultation_id
             join texts x on x.id = q.question_id where r.id = $1
         union all select 3, r.at, r.id, substr(x.body, 1, 8000) from consultation_answers r
             join texts x on x.id = r.text_id where r.id = $1
         order by 1, 2, 3 limit 50",
        params![deed],
        |row| row.get::<String>(3),
    )?;
    let mut terms = BTreeSet::new();
    for words in words {
        if terms.len() < MOST_TERMS {
            terms.extend(search::telling(&words));
        }
    }
    Ok(terms.into_iter().collect::<Vec<_>>().join(" "))
}

// What a question reads.

/// How many deeds of a person's have a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermCount {
    pub term: String,
    pub agent: AgentId,
    pub deeds: i64,
}

fn term_count(row: &Row<'_>) -> Result<TermCount, Fault> {
    Ok(TermCount { term: row.get(0)?, agent: row.get(1)?, deeds: row.get(2)? })
}

/// Of each term, the forty people who have most of it.
pub fn counts(tx: &mut Tx<'_>, terms: &[String]) -> Result<Vec<TermCount>, Fault> {
    let asked: Vec<_> = terms.iter().map(|term| vec![Value::from(term)]).collect();
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            "select term, agent_id, deeds from term_counts where term = (select column1 from ({rows}))
             order by deeds desc, agent_id desc limit 40"
        }
        Dialect::Postgres => {
            "select k.term, k.agent_id, k.deeds from ({rows}) as m cross join lateral (
                 select term, agent_id, deeds from term_counts where term = m.column1
                 order by deeds desc, agent_id desc limit 40) as k"
        }
    };
    tx.rows_of(sql, &asked, term_count)
}

/// Of each beginning, sixty rows of longer terms.
pub fn beginning_with(tx: &mut Tx<'_>, beginnings: &[String]) -> Result<Vec<TermCount>, Fault> {
    let ends: Vec<String> = beginnings.iter().map(|beginning| format!("{beginning}{}", char::MAX)).collect();
    let asked: Vec<_> =
        beginnings.iter().zip(&ends).map(|(from, to)| vec![Value::from(from), Value::from(to)]).collect();
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            "select term, agent_id, deeds from term_counts
             where term > (select column1 from ({rows})) and term < (select column2 from ({rows}))
             order by term, deeds, agent_id limit 60"
        }
        Dialect::Postgres => {
            "select k.term, k.agent_id, k.deeds from ({rows}) as m cross join lateral (
                 select term, agent_id, deeds from term_counts where term > m.column1 and term < m.column2
                 order by term, deeds, agent_id limit 60) as k"
        }
    };
    tx.rows_of(sql, &asked, term_count)
}

/// A stem of a stated skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillTerm {
    pub term: String,
    pub skill: SkillId,
    pub agent: AgentId,
}

/// Of each stem a hundred skills that it stands in, and as many where a longer word begins with it.
pub fn skills(tx: &mut Tx<'_>, stems: &[String]) -> Result<Vec<SkillTerm>, Fault> {
    let ends: Vec<String> = stems.iter().map(|stem| format!("{stem}{}", char::MAX)).collect();
    let asked: Vec<_> =
        stems.iter().zip(&ends).map(|(from, to)| vec![Value::from(from), Value::from(to)]).collect();
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            "select term, skill_id, agent_id from skill_terms
             where term >= (select column1 from ({rows})) and term < (select column2 from ({rows}))
             order by term, skill_id limit 100"
        }
        Dialect::Postgres => {
            "select k.term, k.skill_id, k.agent_id from ({rows}) as m cross join lateral (
                 select term, skill_id, agent_id from skill_terms where term >= m.column1 and term < m.column2
                 order by term, skill_id limit 100) as k"
        }
    };
    tx.rows_of(sql, &asked, |row| Ok(SkillTerm { term: row.get(0)?, skill: row.get(1)?, agent: row.get(2)? }))
}

/// How many deeds each person has, who has any.
pub fn of_everybody(tx: &mut Tx<'_>) -> Result<BTreeMap<AgentId, i64>, Fault> {
    let rows = tx.rows("select agent_id, deeds from term_counts where term = $1", params![ANY], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(rows.into_iter().collect())
}

/// A deed with the terms that it is remembered by.
#[derive(Clone, Debug)]
pub struct DeedLine {
    /// The case's id, or the answer's.
    pub id: String,
    pub agent: AgentId,
    pub case: CaseId,
    pub did: Did,
    pub at: Timestamp,
    terms: String,
}

impl DeedLine {
    /// In the order of their letters, each once.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        split(&self.terms)
    }
}

/// Of each of these people the newest hundred and fifty.
pub fn newest(tx: &mut Tx<'_>, people: &[AgentId]) -> Result<Vec<DeedLine>, Fault> {
    let people: Vec<String> = people.iter().map(ToString::to_string).collect();
    let asked: Vec<_> = people.iter().map(|agent| vec![Value::from(agent)]).collect();
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            "select d.id, d.agent_id, d.case_id, d.did, d.at, t.terms from deeds d
             join deed_terms t on t.deed_id = d.id
             where d.agent_id = (select column1 from ({rows})) order by d.at desc, d.id desc limit 150"
        }
        Dialect::Postgres => {
            "select d.id, d.agent_id, d.case_id, d.did, d.at, t.terms from ({rows}) as m cross join lateral (
                 select id, agent_id, case_id, did, at from deeds where agent_id = m.column1
                 order by at desc, id desc limit 150) as d
             join deed_terms t on t.deed_id = d.id"
        }
    };
    tx.rows_of(sql, &asked, |row| {
        Ok(DeedLine {
            id: row.get(0)?,
            agent: row.get(1)?,
            case: row.get(2)?,
            did: row.get(3)?,
            at: row.get(4)?,
            terms: row.get(5)?,
        })
    })
}

// Whether it is true.

/// Deeds that are looked at in one go.
const CHUNK: usize = 500;

/// Every deed is remembered by the words that are there and no others, and every count is that of the deeds; what is not
/// so, in sentences.
pub(crate) fn check(tx: &mut Tx<'_>, mut find: impl FnMut(String)) -> Result<(), Fault> {
    let version = tx.row("select version from stems", params![], |row| row.get::<i64>(0))?;
    if version.is_some_and(|version| version != i64::from(search::VERSION)) {
        // Stems of another release; the next start makes them anew.
        return Ok(());
    }
    let people = tx.rows("select distinct agent_id from deeds order by agent_id", params![], |row| {
        row.get::<String>(0)
    })?;
    for agent in &people {
        let mut counts: HashMap<String, i64> = HashMap::new();
        let mut after = String::new();
        loop {
            let found = tx.rows(
                "select d.id, t.terms from deeds d left join deed_terms t on t.deed_id = d.id and t.agent_id = d.agent_id
                 where d.agent_id = $1 and d.id > $2 order by d.id limit $3",
                params![agent, &after, CHUNK],
                |row| Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?)),
            )?;
            let Some((last, _)) = found.last() else { break };
            after.clone_from(last);
            for (deed, remembered) in found {
                let said = terms(tx, &deed)?;
                if remembered.as_ref() != Some(&said) {
                    find(format!("deed {deed} is remembered by other words than those that are there"));
                }
                for term in split(&said).chain([ANY]) {
                    *counts.entry(term.to_owned()).or_default() += 1;
                }
            }
        }
        tx.rows("select term, deeds from term_counts where agent_id = $1", params![agent], |row| {
            let (term, deeds) = (row.get::<String>(0)?, row.get::<i64>(1)?);
            if counts.remove(&term) != Some(deeds) {
                find(format!("the count of a term in the deeds of {agent} is {deeds}, and that is not so"));
            }
            Ok(())
        })?;
        if !counts.is_empty() {
            find(format!("{} terms in the deeds of {agent} are not counted", counts.len()));
        }
    }
    for line in views::skill::all(tx)? {
        let stored = tx.rows(
            "select term from skill_terms where skill_id = $1 order by term",
            params![&line.id.to_string()],
            |row| row.get::<String>(0),
        )?;
        if stored != search::telling(line.says.as_deref().unwrap_or_default()) {
            find(format!("skill {} is found by other words than its own", line.id));
        }
    }
    for (sql, says) in [
        (
            "select distinct skill_id from skill_terms where skill_id not in (select id from skills) limit 100",
            "is found and no skill",
        ),
        (
            "select deed_id from deed_terms where deed_id not in (select id from deeds) limit 100",
            "is remembered and no deed",
        ),
        (
            "select distinct agent_id from term_counts where agent_id not in (select agent_id from deeds) limit 100",
            "has terms counted and no deed",
        ),
    ] {
        for id in tx.rows(sql, params![], |row| row.get::<String>(0))? {
            find(format!("{id} {says}"));
        }
    }
    Ok(())
}

/// What was remembered by stems of another release is made anew.
pub fn renew(tx: &mut Tx<'_>) -> Result<(), Fault> {
    // Of two programs that start on one database, one does it.
    lock::hold(tx, "stems")?;
    let version = tx.row("select version from stems", params![], |row| row.get::<i64>(0))?;
    if version == Some(i64::from(search::VERSION)) {
        return Ok(());
    }
    for sql in
        ["delete from stems", "delete from deed_terms", "delete from term_counts", "delete from skill_terms"]
    {
        tx.execute(sql, params![])?;
    }
    tx.execute("insert into stems (version) values ($1)", params![i64::from(search::VERSION)])?;
    for line in views::skill::all(tx)? {
        skill_again(tx, line.id)?;
    }
    let mut after = String::new();
    loop {
        let found = tx.rows(
            "select id from deeds where id > $1 order by id limit $2",
            params![&after, CHUNK],
            |row| row.get::<String>(0),
        )?;
        let Some(last) = found.last() else { return Ok(()) };
        after.clone_from(last);
        for deed in &found {
            again(tx, deed)?;
        }
    }
}

//! Friction as the log tells it.

use valta_domain::{
    AgentId, CaseId, ContactId, FrictionId, ProcessId, Recorded, StepId, Timestamp,
    event::CaseEvent,
    friction::{Did, Source, Whose},
};

use super::{agent_of, case::Query};
use crate::{
    db::{Fault, Row, Tx},
    params,
    reader::Scope,
};

pub(super) fn reported(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::FrictionReported { friction, step, source, did, phrase, words, whose, contact, by } =
        event
    else {
        return Ok(());
    };
    tx.put(
        "insert into frictions (id, case_id, step_id, source, did, phrase, words_id, whose, contact_id,
             agent_id, at) {rows}",
        params![
            &friction.to_string(),
            &case.to_string(),
            step.map(|id| id.to_string()).as_ref(),
            source.code(),
            did.code(),
            phrase.as_ref(),
            words.as_ref().map(|words| words.id.to_string()).as_ref(),
            whose.code(),
            contact.map(|id| id.to_string()).as_ref(),
            by.map(|by| by.to_string()).or_else(|| agent_of(recorded.actor)).as_ref(),
            recorded.at
        ],
    )
}

#[derive(Clone, Debug)]
pub struct FrictionLine {
    pub id: FrictionId,
    pub case: CaseId,
    /// The case's number, where these eyes may see the case.
    pub number: Option<i64>,
    /// The step with its name, and the process that it is of.
    pub step: Option<(StepId, String)>,
    pub process: Option<(ProcessId, String)>,
    pub source: Source,
    pub did: Did,
    pub phrase: Option<String>,
    /// `None` when there are none or they have been erased.
    pub words: Option<String>,
    pub whose: Whose,
    pub contact: Option<ContactId>,
    pub agent: Option<(AgentId, String)>,
    pub at: Timestamp,
}

/// Which reports a list holds; the newest first. The cursor is the last line of the page before.
#[derive(Clone, Debug, Default)]
pub struct FrictionFilter {
    pub process: Option<ProcessId>,
    pub step: Option<StepId>,
    pub source: Option<Source>,
    pub did: Option<Did>,
    pub before: Option<(Timestamp, FrictionId)>,
    pub limit: usize,
}

const LINE: &str = "f.id, f.case_id, c.number, f.step_id, s.name, p.id, p.name, f.source, f.did, f.phrase,
    t.body, f.whose, f.contact_id, f.agent_id, g.name, f.at";

const FROM: &str = "from frictions f
    join cases c on c.id = f.case_id
    left join steps s on s.id = f.step_id
    left join processes p on p.id = s.process_id
    left join texts t on t.id = f.words_id
    left join accounts g on g.agent_id = f.agent_id";

fn line(row: &Row<'_>) -> Result<FrictionLine, Fault> {
    let step = row.get::<Option<StepId>>(3)?;
    let process = row.get::<Option<ProcessId>>(5)?;
    let agent = row.get::<Option<AgentId>>(13)?;
    let named = |index| Ok::<_, Fault>(row.get::<Option<String>>(index)?.unwrap_or_default());
    Ok(FrictionLine {
        id: row.get(0)?,
        case: row.get(1)?,
        number: row.get::<bool>(16)?.then(|| row.get(2)).transpose()?,
        step: step.map(|id| Ok::<_, Fault>((id, named(4)?))).transpose()?,
        process: process.map(|id| Ok::<_, Fault>((id, named(6)?))).transpose()?,
        source: row.get(7)?,
        did: row.get(8)?,
        phrase: row.get(9)?,
        words: row.get(10)?,
        whose: row.get(11)?,
        contact: row.get(12)?,
        agent: agent.map(|id| Ok::<_, Fault>((id, named(14)?))).transpose()?,
        at: row.get(15)?,
    })
}

/// Within the scope of their cases; and whoever owns a process sees what was reported of its steps, though not
/// the case.
pub fn list(tx: &mut Tx<'_>, scope: Scope, filter: &FrictionFilter) -> Result<Vec<FrictionLine>, Fault> {
    let (condition, own) = scope.condition(1);
    let seen = match own {
        None => "1 = 1".to_owned(),
        // A case without an owner is not unknown; it is not theirs.
        Some(_) => format!("coalesce((1 = 1{condition}), 1 = 0)"),
    };
    let mut query = Query::new(format!("select {LINE}, {seen} {FROM} where 1 = 1"));
    if let Some(own) = own {
        query.and(&format!(" and ({seen} or p.owner_id = $1)"), own);
    }
    if let Some(process) = filter.process {
        query.and(" and p.id = $", process.to_string());
    }
    if let Some(step) = filter.step {
        query.and(" and f.step_id = $", step.to_string());
    }
    if let Some(source) = filter.source {
        query.and(" and f.source = $", source.code());
    }
    if let Some(did) = filter.did {
        query.and(" and f.did = $", did.code());
    }
    if let Some((at, id)) = filter.before {
        query.and_int(" and (f.at, f.id) < ($", at.micros());
        query.and(", $", id.to_string());
        query.sql.push(')');
    }
    query.and_int(" order by f.at desc, f.id desc limit $", i64::try_from(filter.limit).unwrap_or(i64::MAX));
    tx.rows(&query.sql, &query.params(), line)
}

/// One report, of a case that the caller may see.
pub fn one(tx: &mut Tx<'_>, id: FrictionId) -> Result<Option<FrictionLine>, Fault> {
    tx.row(&format!("select {LINE}, 1 = 1 {FROM} where f.id = $1"), params![&id.to_string()], line)
}

//! Letters to people of the house about a question, and the secret of each person and question that an answer by mail
//! comes back by.

use uuid::Uuid;
use valta_domain::{AgentId, AnswerId, CaseId, ConsultationId, Timestamp};

use crate::{
    db::{Fault, Tx, Value},
    params,
};

/// What a letter tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    Asked,
    /// Once more: whoever has it has not answered.
    Again,
    Answer(AnswerId),
    NobodyLeft,
    /// Nobody waits for it any more.
    Over,
}

impl Tells {
    const fn code(self) -> &'static str {
        match self {
            Tells::Asked => "asked",
            Tells::Again => "again",
            Tells::Answer(_) => "answer",
            Tells::NobodyLeft => "nobody_left",
            Tells::Over => "over",
        }
    }

    fn of(code: &str, answer: Option<AnswerId>) -> Option<Tells> {
        match (code, answer) {
            ("asked", None) => Some(Tells::Asked),
            ("again", None) => Some(Tells::Again),
            ("answer", Some(answer)) => Some(Tells::Answer(answer)),
            ("nobody_left", None) => Some(Tells::NobodyLeft),
            ("over", None) => Some(Tells::Over),
            (_, _) => None,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Notice {
    pub id: Uuid,
    pub consultation: ConsultationId,
    pub case: CaseId,
    pub agent: AgentId,
    pub tells: Tells,
    /// Whoever it is for had chosen to be told by nothing: it leaves by no way.
    pub quiet: bool,
    pub at: Timestamp,
}

pub fn put(tx: &mut Tx<'_>, notice: &Notice) -> Result<(), Fault> {
    let answer = match notice.tells {
        Tells::Answer(answer) => Some(answer.to_string()),
        Tells::Asked | Tells::Again | Tells::NobodyLeft | Tells::Over => None,
    };
    tx.put(
        "insert into notices (id, consultation_id, case_id, agent_id, tells, answer_id, quiet, at) {rows}",
        params![
            &notice.id.to_string(),
            &notice.consultation.to_string(),
            &notice.case.to_string(),
            &notice.agent.to_string(),
            notice.tells.code(),
            answer.as_ref(),
            notice.quiet,
            notice.at
        ],
    )
}

pub fn one(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Notice>, Fault> {
    tx.row(
        "select consultation_id, case_id, agent_id, tells, answer_id, quiet, at from notices where id = $1",
        params![&id.to_string()],
        |row| {
            let tells = Tells::of(&row.get::<String>(3)?, row.get(4)?);
            Ok(Notice {
                id,
                consultation: row.get(0)?,
                case: row.get(1)?,
                agent: row.get(2)?,
                tells: tells.ok_or_else(|| Fault::bug("a letter tells nothing"))?,
                quiet: row.get(5)?,
                at: row.get(6)?,
            })
        },
    )
}

/// A secret that this person answers this question by until then.
pub fn put_token(
    tx: &mut Tx<'_>,
    token: &str,
    consultation: ConsultationId,
    agent: AgentId,
    until: Timestamp,
) -> Result<(), Fault> {
    tx.put(
        "insert into answer_tokens (token, consultation_id, agent_id, until) {rows}",
        params![token, &consultation.to_string(), &agent.to_string(), until],
    )
}

pub fn token_of(
    tx: &mut Tx<'_>,
    consultation: ConsultationId,
    agent: AgentId,
) -> Result<Option<String>, Fault> {
    tx.row(
        "select token from answer_tokens where consultation_id = $1 and agent_id = $2 limit 1",
        params![&consultation.to_string(), &agent.to_string()],
        |row| row.get(0),
    )
}

/// What one of the secrets among these was made for: the question, its case, who may answer by it, and until when.
pub fn by_token(
    tx: &mut Tx<'_>,
    tokens: &[String],
) -> Result<Option<(ConsultationId, CaseId, AgentId, Timestamp)>, Fault> {
    let asked: Vec<Vec<Value<'_>>> = tokens.iter().map(|token| vec![Value::from(token)]).collect();
    if asked.is_empty() {
        return Ok(None);
    }
    let found = tx.rows_of(
        "select k.consultation_id, q.case_id, k.agent_id, k.until from answer_tokens k
         join consultations q on q.id = k.consultation_id
         where k.token in (select m.column1 from ({rows}) as m) order by k.token",
        &asked,
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    Ok(found.into_iter().next())
}

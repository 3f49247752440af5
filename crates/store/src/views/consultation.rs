//! Consultations as the log tells them: who asked whom what, what of the customer's words went with it, the answers, and
//! how long it was waited for them.

use std::collections::HashMap;

use valta_domain::{
    AgentId, AnswerId, CaseId, ConsultationId, ContactId, Recorded, TeamId, Timestamp,
    consultation::{self, Ended, Reminder},
    event::CaseEvent,
    handover::To,
};

use crate::{
    db::{Fault, Row, Tx, Value},
    params, ties,
};

pub(super) fn asked(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::ConsultationAsked { consultation: id, by, of, told, question, shown, due } = event else {
        return Ok(());
    };
    let text = id.to_string();
    tx.put(
        "insert into consultations (id, case_id, by_id, question_id, asked_at, due, next_at) {rows}",
        params![
            &text,
            &case.to_string(),
            &by.to_string(),
            &question.id.to_string(),
            recorded.at,
            *due,
            consultation::soon(recorded.at, *due)
        ],
    )?;
    for (place, one) in of.iter().enumerate() {
        let (agent, team) = match one.to {
            To::Agent(agent) => (Some(agent.to_string()), None),
            To::Team(team) => (None, Some(team.to_string())),
        };
        tx.put(
            "insert into consulted (id, consultation_id, to_agent_id, to_team_id, team_id) {rows}",
            params![
                &format!("{text}:{place:02}"),
                &text,
                agent.as_ref(),
                team.as_ref(),
                one.team.map(|team| team.to_string()).as_ref()
            ],
        )?;
    }
    for agent in told {
        tx.put(
            "insert into consultation_told (id, consultation_id, agent_id) {rows}",
            params![&format!("{text}:{agent}"), &text, &agent.to_string()],
        )?;
    }
    for contact in shown {
        tx.put(
            "insert into consultation_words (id, consultation_id, contact_id) {rows}",
            params![&format!("{text}:{contact}"), &text, &contact.to_string()],
        )?;
    }
    Ok(())
}

pub(super) fn answered(tx: &mut Tx<'_>, recorded: &Recorded, event: &CaseEvent) -> Result<(), Fault> {
    let CaseEvent::ConsultationAnswered { consultation, answer, by, text, raw } = event else {
        return Ok(());
    };
    tx.put(
        "insert into consultation_answers (id, consultation_id, agent_id, text_id, raw, at) {rows}",
        params![
            &answer.to_string(),
            &consultation.to_string(),
            &by.to_string(),
            &text.id.to_string(),
            raw.as_ref(),
            recorded.at
        ],
    )?;
    tx.put(
        "update consultations set answered_at = coalesce(answered_at, $2), next_at = null where id = $1",
        params![&consultation.to_string(), recorded.at],
    )
}

pub(super) fn reminded(tx: &mut Tx<'_>, event: &CaseEvent) -> Result<(), Fault> {
    let CaseEvent::ConsultationReminded { consultation, reminder } = event else { return Ok(()) };
    let sql = match reminder {
        Reminder::Soon => "update consultations set next_at = due where id = $1",
        Reminder::Due => "update consultations set next_at = null where id = $1",
    };
    tx.put(sql, params![&consultation.to_string()])
}

pub(super) fn ended(tx: &mut Tx<'_>, recorded: &Recorded, event: &CaseEvent) -> Result<(), Fault> {
    let CaseEvent::ConsultationEnded { consultation, how, by } = event else { return Ok(()) };
    tx.put(
        "update consultations set how = $2, ended_at = $3, ended_by = $4, next_at = null where id = $1",
        params![&consultation.to_string(), how.code(), recorded.at, by.map(|by| by.to_string()).as_ref()],
    )
}

/// A question with its words, whom it was put to, and what they said.
#[derive(Clone, Debug)]
pub struct ConsultationLine {
    pub id: ConsultationId,
    pub case: CaseId,
    pub case_number: i64,
    pub subject: Option<String>,
    pub by: (AgentId, String),
    /// `None` when the words have been erased.
    pub question: Option<String>,
    pub asked_at: Timestamp,
    pub due: Timestamp,
    /// When the first answer came.
    pub answered_at: Option<Timestamp>,
    pub how: Option<Ended>,
    pub ended_at: Option<Timestamp>,
    pub of: Vec<ConsultedLine>,
    pub shown: Vec<ShownLine>,
    pub answers: Vec<AnswerLine>,
}

impl ConsultationLine {
    /// Somebody is finding out.
    pub fn is_open(&self) -> bool {
        self.answered_at.is_none() && self.how.is_none()
    }

    /// Until when it was waited for.
    pub fn waited_until(&self, now: Timestamp) -> Timestamp {
        self.answered_at.or(self.ended_at).unwrap_or(now)
    }
}

/// Whom it was put to, and whose team the wait is charged to.
#[derive(Clone, Debug)]
pub struct ConsultedLine {
    pub to: To,
    pub name: String,
    pub team: Option<(TeamId, String)>,
    /// A person who has left since.
    pub left: bool,
}

/// A message of the customer's that was shown with it.
#[derive(Clone, Debug)]
pub struct ShownLine {
    pub contact: ContactId,
    pub at: Timestamp,
    pub text: Option<String>,
}

#[derive(Clone, Debug)]
pub struct AnswerLine {
    pub id: AnswerId,
    pub by: (AgentId, String),
    pub text: Option<String>,
    /// It came by mail.
    pub by_mail: bool,
    pub at: Timestamp,
}

const LINE: &str =
    "q.id, q.case_id, c.number, s.body, q.by_id, b.name, x.body, q.asked_at, q.due, q.answered_at,
    q.how, q.ended_at
    from consultations q
    join cases c on c.id = q.case_id
    left join texts s on s.id = c.subject_id
    left join accounts b on b.agent_id = q.by_id
    left join texts x on x.id = q.question_id";

fn name(row: &Row<'_>, place: usize) -> Result<String, Fault> {
    Ok(row.get::<Option<String>>(place)?.unwrap_or_default())
}

fn line(row: &Row<'_>) -> Result<ConsultationLine, Fault> {
    Ok(ConsultationLine {
        id: row.get(0)?,
        case: row.get(1)?,
        case_number: row.get(2)?,
        subject: row.get(3)?,
        by: (row.get(4)?, name(row, 5)?),
        question: row.get(6)?,
        asked_at: row.get(7)?,
        due: row.get(8)?,
        answered_at: row.get(9)?,
        how: row.get(10)?,
        ended_at: row.get(11)?,
        of: Vec::new(),
        shown: Vec::new(),
        answers: Vec::new(),
    })
}

fn consulted(row: &Row<'_>) -> Result<(ConsultationId, ConsultedLine), Fault> {
    let (to, of) = match (row.get::<Option<AgentId>>(1)?, row.get::<Option<TeamId>>(2)?) {
        (Some(agent), None) => (To::Agent(agent), name(row, 3)?),
        (None, Some(team)) => (To::Team(team), name(row, 4)?),
        (_, _) => return Err(Fault::bug("a question is put to nobody, or to two in one")),
    };
    let team = row.get::<Option<TeamId>>(5)?.map(|team| Ok((team, name(row, 6)?))).transpose()?;
    let left = row.get::<Option<bool>>(7)?.unwrap_or(false);
    Ok((row.get(0)?, ConsultedLine { to, name: of, team, left }))
}

/// The questions with all that belongs to them.
fn whole(tx: &mut Tx<'_>, found: Vec<ConsultationLine>) -> Result<Vec<ConsultationLine>, Fault> {
    if found.is_empty() {
        return Ok(found);
    }
    let ids: Vec<String> = found.iter().map(|one| one.id.to_string()).collect();
    let asked: Vec<_> = ids.iter().map(|id| vec![Value::from(id)]).collect();
    let mut of: HashMap<ConsultationId, Vec<ConsultedLine>> = HashMap::new();
    let rows = tx.rows_of(
        "select d.consultation_id, d.to_agent_id, d.to_team_id, a.name, t.name, d.team_id, w.name, g.disabled
         from consulted d
         left join accounts a on a.agent_id = d.to_agent_id
         left join agents g on g.id = d.to_agent_id
         left join teams t on t.id = d.to_team_id
         left join teams w on w.id = d.team_id
         where d.consultation_id in (select m.column1 from ({rows}) as m) order by d.id",
        &asked,
        consulted,
    )?;
    for (id, one) in rows {
        of.entry(id).or_default().push(one);
    }
    let mut shown: HashMap<ConsultationId, Vec<ShownLine>> = HashMap::new();
    let rows = tx.rows_of(
        "select w.consultation_id, w.contact_id, k.at, x.body from consultation_words w
         join contacts k on k.id = w.contact_id
         left join texts x on x.id = k.text_id
         where w.consultation_id in (select m.column1 from ({rows}) as m) order by k.at, k.id",
        &asked,
        |row| Ok((row.get(0)?, ShownLine { contact: row.get(1)?, at: row.get(2)?, text: row.get(3)? })),
    )?;
    for (id, one) in rows {
        shown.entry(id).or_default().push(one);
    }
    let mut answers: HashMap<ConsultationId, Vec<AnswerLine>> = HashMap::new();
    let rows = tx.rows_of(
        "select r.consultation_id, r.id, r.agent_id, a.name, x.body, r.raw, r.at from consultation_answers r
         left join accounts a on a.agent_id = r.agent_id
         left join texts x on x.id = r.text_id
         where r.consultation_id in (select m.column1 from ({rows}) as m) order by r.at, r.id",
        &asked,
        |row| {
            let by_mail = row.get::<Option<String>>(5)?.is_some();
            let by = (row.get(2)?, name(row, 3)?);
            Ok((row.get(0)?, AnswerLine { id: row.get(1)?, by, text: row.get(4)?, by_mail, at: row.get(6)? }))
        },
    )?;
    for (id, one) in rows {
        answers.entry(id).or_default().push(one);
    }
    let filled = found.into_iter().map(|one| ConsultationLine {
        of: of.remove(&one.id).unwrap_or_default(),
        shown: shown.remove(&one.id).unwrap_or_default(),
        answers: answers.remove(&one.id).unwrap_or_default(),
        ..one
    });
    Ok(filled.collect())
}

/// The questions of a case that the caller has looked up within its scope, the first first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<ConsultationLine>, Fault> {
    let found = tx.rows(
        &format!("select {LINE} where q.case_id = $1 order by q.asked_at, q.id limit $2"),
        params![&case.to_string(), most],
        line,
    )?;
    whole(tx, found)
}

pub fn one(tx: &mut Tx<'_>, id: ConsultationId) -> Result<Option<ConsultationLine>, Fault> {
    let found = tx.rows(&format!("select {LINE} where q.id = $1"), params![&id.to_string()], line)?;
    Ok(whole(tx, found)?.pop())
}

/// What waits for this agent's answer at an instant, the most urgent first.
pub fn asked_of(
    tx: &mut Tx<'_>,
    agent: AgentId,
    at: Timestamp,
    most: usize,
) -> Result<Vec<ConsultationLine>, Fault> {
    let found = tx.rows(
        &format!("select {LINE} where {} order by q.due, q.id limit $3", ties::consulted(1, 2)),
        params![&agent.to_string(), at, most],
        line,
    )?;
    whole(tx, found)
}

/// What this agent has asked since then in matters that are not solved: what is waited for first, then the newest answers.
pub fn asked_by(
    tx: &mut Tx<'_>,
    agent: AgentId,
    since: Timestamp,
    most: usize,
) -> Result<Vec<ConsultationLine>, Fault> {
    let found = tx.rows(
        &format!(
            "select {LINE} where q.by_id = $1 and q.asked_at >= $2 and c.state in ('open', 'waiting')
                 and (q.how is null or q.how = 'nobody_left')
             order by case when q.answered_at is null then 0 else 1 end, q.answered_at desc, q.asked_at desc, q.id
             limit $3"
        ),
        params![&agent.to_string(), since, most],
        line,
    )?;
    whole(tx, found)
}

/// An answer's case, and its words unless they were erased.
pub fn answer(tx: &mut Tx<'_>, id: AnswerId) -> Result<Option<(CaseId, Option<String>)>, Fault> {
    tx.row(
        "select q.case_id, x.body from consultation_answers r join consultations q on q.id = r.consultation_id
         left join texts x on x.id = r.text_id where r.id = $1",
        params![&id.to_string()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Everybody who was told of it by name.
pub fn told(tx: &mut Tx<'_>, id: ConsultationId) -> Result<Vec<AgentId>, Fault> {
    tx.rows(
        "select agent_id from consultation_told where consultation_id = $1 order by agent_id",
        params![&id.to_string()],
        |row| row.get(0),
    )
}

/// Since when somebody has been finding something out for the customer of this case: all of it that a customer is told.
pub fn finding_out_since(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<Timestamp>, Fault> {
    tx.one(
        "select min(asked_at) from consultations where case_id = $1 and answered_at is null and how is null",
        params![&case.to_string()],
        |row| row.get(0),
    )
}

/// Cases with a question that somebody is to be reminded of, or that nobody is left to answer.
pub fn due(tx: &mut Tx<'_>, now: Timestamp, most: usize) -> Result<Vec<CaseId>, Fault> {
    tx.rows(
        "select distinct q.case_id from consultations q
         where q.answered_at is null and q.how is null and (q.next_at <= $1 or (
             not exists (select 1 from consultation_told d join agents a on a.id = d.agent_id
                 where d.consultation_id = q.id and not a.disabled)
             and not exists (select 1 from consulted d join agents a on a.team_id = d.to_team_id or a.id = d.to_agent_id
                 where d.consultation_id = q.id and not a.disabled and a.id <> q.by_id)))
         order by q.case_id limit $2",
        params![now, most],
        |row| row.get(0),
    )
}

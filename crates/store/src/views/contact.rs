//! Contacts and notes as the log tells them.

use valta_domain::{
    Actor, AgentId, CaseId, ContactId, CustomerId, IdentityId, NoteId, Recorded, Timestamp,
    contact::{Channel, Direction, FailedBecause, FiledBecause, Sending},
    event::CaseEvent,
};

use crate::{
    db::{Fault, Row, Tx},
    params,
};

pub(super) fn received(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
    whose: Option<CustomerId>,
) -> Result<(), Fault> {
    let CaseEvent::ContactReceived {
        contact,
        channel,
        identity,
        new_sender,
        subject,
        text,
        raw,
        because,
        automatic,
    } = event
    else {
        return Ok(());
    };
    let agent = match recorded.actor {
        Actor::Agent(agent) => Some(agent.to_string()),
        Actor::Customer(_) | Actor::House => None,
    };
    tx.put(
        "insert into contacts (id, case_id, direction, channel, identity_id, customer_id, agent_id, new_sender,
             subject_id, text_id, raw, because, automatic, at)
         {rows}",
        params![
            &contact.to_string(),
            &case.to_string(),
            Direction::In.code(),
            channel.code(),
            identity.map(|id| id.to_string()).as_ref(),
            whose.filter(|_| identity.is_none()).map(|id| id.to_string()).as_ref(),
            agent.as_ref(),
            *new_sender,
            subject.as_ref().map(|text| text.id.to_string()).as_ref(),
            text.as_ref().map(|text| text.id.to_string()).as_ref(),
            raw.as_ref(),
            because.code(),
            *automatic,
            recorded.at
        ],
    )
}

pub(super) fn written(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::ReplyWritten { contact, channel, to, text, message_id, .. } = event else { return Ok(()) };
    let agent = match recorded.actor {
        Actor::Agent(agent) => Some(agent.to_string()),
        Actor::Customer(_) | Actor::House => None,
    };
    tx.put(
        "insert into contacts (id, case_id, direction, channel, identity_id, agent_id, new_sender,
             text_id, automatic, at, message_id, sending)
         {rows}",
        params![
            &contact.to_string(),
            &case.to_string(),
            Direction::Out.code(),
            channel.code(),
            &to.to_string(),
            agent.as_ref(),
            false,
            &text.id.to_string(),
            false,
            recorded.at,
            message_id,
            Sending::Queued.code()
        ],
    )
}

pub(super) fn sending(
    tx: &mut Tx<'_>,
    contact: ContactId,
    sending: Sending,
    because: Option<FailedBecause>,
) -> Result<(), Fault> {
    tx.put(
        "update contacts set sending = $2, failed_because = $3 where id = $1",
        params![&contact.to_string(), sending.code(), because.map(FailedBecause::code)],
    )
}

pub(super) fn moved_in(tx: &mut Tx<'_>, case: CaseId, event: &CaseEvent) -> Result<(), Fault> {
    let CaseEvent::ContactMovedIn { contact, because, .. } = event else { return Ok(()) };
    tx.put(
        "update contacts set case_id = $2,
             because = case when direction = 'in' then $3 else because end
         where id = $1",
        params![&contact.to_string(), &case.to_string(), because.code()],
    )
}

pub(super) fn noted(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::NoteAdded { note, text } = event else { return Ok(()) };
    let agent = match recorded.actor {
        Actor::Agent(agent) => Some(agent.to_string()),
        Actor::Customer(_) | Actor::House => None,
    };
    tx.put(
        "insert into notes (id, case_id, agent_id, text_id, at) {rows}",
        params![&note.to_string(), &case.to_string(), agent.as_ref(), &text.id.to_string(), recorded.at],
    )
}

/// One touch in a conversation, with its words.
#[derive(Clone, Debug)]
pub struct ContactLine {
    pub id: ContactId,
    pub case: CaseId,
    pub direction: Direction,
    pub channel: Channel,
    pub identity: Option<IdentityId>,
    /// The address that it came from or goes to, as it was written.
    pub address: Option<String>,
    /// The customer's name, where the address is a customer's.
    pub name: Option<String>,
    /// Who noted it or wrote it.
    pub agent: Option<(AgentId, String)>,
    pub new_sender: bool,
    pub subject: Option<String>,
    /// `None` when there are none or they have been erased.
    pub text: Option<String>,
    /// Digest of the message as it came, to download it by.
    pub raw: Option<String>,
    pub because: Option<FiledBecause>,
    pub automatic: bool,
    pub at: Timestamp,
    pub sending: Option<Sending>,
    pub failed_because: Option<FailedBecause>,
    pub message_id: Option<String>,
    /// Codes of what a reader should know of the message: cut, lossy, malformed.
    pub marks: Vec<String>,
    pub has_attachments: bool,
}

const LINE: &str = "k.id, k.case_id, k.direction, k.channel, k.identity_id, a.shown, n.name, k.agent_id, g.name,
    k.new_sender, s.body, t.body, k.raw, k.because, k.automatic, k.at, k.sending, k.failed_because, k.message_id, i.marks,
    k.raw is not null and exists (select 1 from attachments f where f.contact_id = k.id)
    from contacts k
    left join inbox i on i.sha256 = k.raw
    left join addresses a on a.identity_id = k.identity_id
    left join customer_names n on n.customer_id = a.customer_id
    left join accounts g on g.agent_id = k.agent_id
    left join texts s on s.id = k.subject_id
    left join texts t on t.id = k.text_id";

fn line(row: &Row<'_>) -> Result<ContactLine, Fault> {
    let agent = row.get::<Option<AgentId>>(7)?;
    Ok(ContactLine {
        id: row.get(0)?,
        case: row.get(1)?,
        direction: row.get(2)?,
        channel: row.get(3)?,
        identity: row.get(4)?,
        address: row.get(5)?,
        name: row.get(6)?,
        agent: agent.map(|id| Ok((id, row.get::<Option<String>>(8)?.unwrap_or_default()))).transpose()?,
        new_sender: row.get(9)?,
        subject: row.get(10)?,
        text: row.get(11)?,
        raw: row.get(12)?,
        because: row.get(13)?,
        automatic: row.get(14)?,
        at: row.get(15)?,
        sending: row.get(16)?,
        failed_because: row.get(17)?,
        message_id: row.get(18)?,
        marks: row
            .get::<Option<String>>(19)?
            .map(|marks| marks.split(',').map(str::to_owned).collect())
            .unwrap_or_default(),
        has_attachments: row.get(20)?,
    })
}

/// The last `most` contacts of a case that were before an instant, oldest first. The caller has looked the
/// case up within its scope.
pub fn of_case(
    tx: &mut Tx<'_>,
    case: CaseId,
    before: Timestamp,
    most: usize,
) -> Result<Vec<ContactLine>, Fault> {
    let mut lines = tx.rows(
        &format!("select {LINE} where k.case_id = $1 and k.at < $2 order by k.at desc, k.id desc limit $3"),
        params![&case.to_string(), before, most],
        line,
    )?;
    lines.reverse();
    Ok(lines)
}

/// The contacts of a case that follow one, oldest first; from the first without one. The caller has looked the
/// case up within its scope.
pub fn page(
    tx: &mut Tx<'_>,
    case: CaseId,
    after: Option<(Timestamp, ContactId)>,
    most: usize,
) -> Result<Vec<ContactLine>, Fault> {
    let (at, id) = after.map_or((i64::MIN, String::new()), |(at, id)| (at.micros(), id.to_string()));
    tx.rows(
        &format!(
            "select {LINE} where k.case_id = $1 and (k.at, k.id) > ($2, $3) order by k.at, k.id limit $4"
        ),
        params![&case.to_string(), at, &id, most],
        line,
    )
}

pub fn one(tx: &mut Tx<'_>, id: ContactId) -> Result<Option<ContactLine>, Fault> {
    tx.row(&format!("select {LINE} where k.id = $1"), params![&id.to_string()], line)
}

/// The case and contact that a message of ours with this Message-ID is.
pub fn by_message_id(tx: &mut Tx<'_>, message_id: &str) -> Result<Option<(CaseId, ContactId)>, Fault> {
    tx.row("select case_id, id from contacts where message_id = $1 limit 1", params![message_id], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Whether an address has any part in a case.
pub fn takes_part(tx: &mut Tx<'_>, case: CaseId, identity: IdentityId) -> Result<bool, Fault> {
    let found = tx.row(
        "select 1 from contacts where identity_id = $1 and case_id = $2 limit 1",
        params![&identity.to_string(), &case.to_string()],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// A note beside the conversation, with its words.
#[derive(Clone, Debug)]
pub struct NoteLine {
    pub id: NoteId,
    pub agent: Option<(AgentId, String)>,
    pub text: Option<String>,
    pub at: Timestamp,
}

const NOTE: &str = "n.id, n.agent_id, g.name, t.body, n.at from notes n
    left join accounts g on g.agent_id = n.agent_id
    left join texts t on t.id = n.text_id";

fn note_line(row: &Row<'_>) -> Result<NoteLine, Fault> {
    let agent = row.get::<Option<AgentId>>(1)?;
    Ok(NoteLine {
        id: row.get(0)?,
        agent: agent.map(|id| Ok((id, row.get::<Option<String>>(2)?.unwrap_or_default()))).transpose()?,
        text: row.get(3)?,
        at: row.get(4)?,
    })
}

pub fn notes_of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<NoteLine>, Fault> {
    let mut notes = tx.rows(
        &format!("select {NOTE} where n.case_id = $1 order by n.at desc, n.id desc limit $2"),
        params![&case.to_string(), most],
        note_line,
    )?;
    notes.reverse();
    Ok(notes)
}

/// The caller has looked its case up within its scope.
pub fn note(tx: &mut Tx<'_>, id: NoteId) -> Result<Option<NoteLine>, Fault> {
    tx.row(&format!("select {NOTE} where n.id = $1"), params![&id.to_string()], note_line)
}

/// The Message-IDs of the mail in a case before an instant, oldest first: ours as we made them,
/// the customers' as they came.
pub fn message_ids(
    tx: &mut Tx<'_>,
    case: CaseId,
    before: Timestamp,
    most: usize,
) -> Result<Vec<String>, Fault> {
    let mut ids = tx.rows(
        "select coalesce(k.message_id, i.message_id) from contacts k left join inbox i on i.sha256 = k.raw
         where k.case_id = $1 and k.at < $2 and coalesce(k.message_id, i.message_id) is not null
         order by k.at desc, k.id desc limit $3",
        params![&case.to_string(), before, most],
        |row| row.get(0),
    )?;
    ids.reverse();
    Ok(ids)
}

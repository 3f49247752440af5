//! What customers told us by their links, a row for each case: how it feels, what they would tell a friend, and whether
//! it is solved; and what came with their words.

use valta_domain::{
    AgentId, CaseId, ContactId, FileId, IdentityId, Recorded, TextId, Timestamp, contact::FiledBecause,
    event::CaseEvent, told::Mood,
};

use crate::{
    db::{Fault, Tx},
    params, text,
};

pub(super) fn apply(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let case = case.to_string();
    if let CaseEvent::MoodTold { mood, of, .. } = event {
        return tx.put(
            "insert into told (case_id, mood, mood_of) values ($1, $2, $3)
             on conflict (case_id) do update set mood = $2, mood_of = $3",
            params![&case, mood.value(), of.map(|of| of.to_string()).as_ref()],
        );
    }
    if let CaseEvent::VoiceGiven { text, of, .. } = event {
        return tx.put(
            "insert into told (case_id, voice_id, voice_of, voice_at) values ($1, $2, $3, $4)
             on conflict (case_id) do update set voice_id = $2, voice_of = $3, voice_at = $4",
            params![&case, &text.id.to_string(), of.map(|of| of.to_string()).as_ref(), recorded.at],
        );
    }
    if let CaseEvent::VoiceTakenBack {} = event {
        return tx.put(
            "update told set voice_id = null, voice_of = null, voice_at = null where case_id = $1",
            params![&case],
        );
    }
    if let CaseEvent::SolvedTold { solved, .. } = event {
        return tx.put(
            "insert into told (case_id, solved) values ($1, $2)
             on conflict (case_id) do update set solved = $2",
            params![&case, *solved],
        );
    }
    if let CaseEvent::FileAdded { file, contact, name, sha256, bytes } = event {
        return tx.put(
            "insert into files (id, contact_id, name_id, sha256, bytes) {rows}",
            params![&file.to_string(), &contact.to_string(), &name.id.to_string(), sha256, *bytes],
        );
    }
    Ok(())
}

#[derive(Clone, Debug)]
pub struct ToldLine {
    pub number: i64,
    /// With who had the matter when it was said.
    pub mood: Option<(Mood, Option<String>)>,
    /// `None` when there is none or it was taken back.
    pub voice: Option<Voice>,
    pub solved: Option<bool>,
}

/// What they would tell a friend.
#[derive(Clone, Debug)]
pub struct Voice {
    pub words: String,
    /// Who had the matter when it was said.
    pub of: Option<String>,
    pub at: Timestamp,
}

const LINE: &str = "c.number, w.mood, m.name, t.body, v.name, w.voice_at, w.solved
    from told w
    join cases c on c.id = w.case_id
    left join texts t on t.id = w.voice_id
    left join accounts m on m.agent_id = w.mood_of
    left join accounts v on v.agent_id = w.voice_of";

fn line(row: &crate::db::Row<'_>) -> Result<ToldLine, Fault> {
    let (mood, mood_of) = (row.get::<Option<i64>>(1)?.and_then(Mood::new), row.get(2)?);
    let (words, of, at) = (row.get::<Option<String>>(3)?, row.get(4)?, row.get::<Option<Timestamp>>(5)?);
    Ok(ToldLine {
        number: row.get(0)?,
        mood: mood.map(|mood| (mood, mood_of)),
        voice: words.zip(at).map(|(words, at)| Voice { words, of, at }),
        solved: row.get(6)?,
    })
}

/// Of a case that the caller has looked up within its scope.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<ToldLine>, Fault> {
    let told = tx.row(&format!("select {LINE} where w.case_id = $1"), params![&case.to_string()], line)?;
    Ok(told.filter(|told| told.mood.is_some() || told.voice.is_some() || told.solved.is_some()))
}

/// What customers would tell a friend of what this agent did, the last first.
pub fn to_agent(
    tx: &mut Tx<'_>,
    agent: AgentId,
    since: Timestamp,
    most: usize,
) -> Result<Vec<ToldLine>, Fault> {
    tx.rows(
        &format!(
            "select {LINE} where w.voice_of = $1 and w.voice_at >= $2 and w.voice_id is not null
             order by w.voice_at desc, w.case_id limit $3"
        ),
        params![&agent.to_string(), since, most],
        line,
    )
}

/// The words are gone; what refers to them stays.
pub fn erase_voice(tx: &mut Tx<'_>, case: CaseId) -> Result<(), Fault> {
    let said = tx.row("select voice_id from told where case_id = $1", params![&case.to_string()], |row| {
        row.get::<Option<TextId>>(0)
    })?;
    said.flatten().map_or(Ok(()), |words| text::erase(tx, Some(case), words))
}

#[derive(Clone, Debug)]
pub struct FileLine {
    pub id: FileId,
    pub contact: ContactId,
    pub name: Option<String>,
    pub sha256: String,
    pub bytes: i64,
}

const FILE: &str =
    "f.id, f.contact_id, t.body, f.sha256, f.bytes from files f left join texts t on t.id = f.name_id";

fn file_line(row: &crate::db::Row<'_>) -> Result<FileLine, Fault> {
    Ok(FileLine {
        id: row.get(0)?,
        contact: row.get(1)?,
        name: row.get(2)?,
        sha256: row.get(3)?,
        bytes: row.get(4)?,
    })
}

/// What came with the contacts of a case that the caller has looked up within its scope.
pub fn files_of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<FileLine>, Fault> {
    tx.rows(
        &format!(
            "select {FILE} join contacts k on k.id = f.contact_id where k.case_id = $1 order by f.id limit $2"
        ),
        params![&case.to_string(), most],
        file_line,
    )
}

pub fn file(tx: &mut Tx<'_>, id: FileId) -> Result<Option<FileLine>, Fault> {
    tx.row(&format!("select {FILE} where f.id = $1"), params![&id.to_string()], file_line)
}

/// What came by a customer's page from this address, or from paper, since then: when, and the bytes of its files; the first
/// first.
pub fn written(
    tx: &mut Tx<'_>,
    case: CaseId,
    from: Option<IdentityId>,
    since: Timestamp,
    most: usize,
) -> Result<Vec<(Timestamp, i64)>, Fault> {
    tx.rows(
        "select k.at, cast(coalesce(sum(f.bytes), 0) as bigint) from contacts k
         left join files f on f.contact_id = k.id
         where k.case_id = $1 and k.at > $2 and k.because = $3 and coalesce(k.identity_id, '') = $4
         group by k.id, k.at order by k.at desc, k.id limit $5",
        params![
            &case.to_string(),
            since,
            FiledBecause::CustomersPage.code(),
            &from.map(|from| from.to_string()).unwrap_or_default(),
            most
        ],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .map(|mut written| {
        written.reverse();
        written
    })
}

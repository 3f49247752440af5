//! What customers tell us by their link: their words, how they feel, what they would tell a friend, and whether it is
//! solved. Whoever did it hears of it.

use serde::{Deserialize, Serialize};

use crate::{
    Refusal, TextRef, Timestamp, ask,
    case::{Case, ReopenedBecause, State},
    consultation,
    event::CaseEvent,
    handover,
    id::{AgentId, ContactId, FileId, LinkId},
    time::HOUR,
};

/// How the customer feels about it: from −2 to +2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mood(i8);

impl Mood {
    pub const ALL: [Mood; 5] = [Mood(-2), Mood(-1), Mood(0), Mood(1), Mood(2)];

    pub fn new(value: i64) -> Option<Mood> {
        Mood::ALL.into_iter().find(|mood| mood.value() == value)
    }

    pub fn value(self) -> i64 {
        self.0.into()
    }
}

/// What the customer has told so far; the last word holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub mood: Option<Mood>,
    /// There are words for a friend.
    pub voice: bool,
    pub solved: Option<bool>,
}

impl Case {
    /// Who did it: whoever has the matter, or had it last.
    fn done_by(&self) -> Option<AgentId> {
        self.owner.or(self.pool.and_then(|pool| pool.from))
    }
}

/// The same feeling said again is said once.
pub fn decide_mood(case: &Case, link: LinkId, mood: Mood) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    if case.told.mood == Some(mood) {
        return Ok(vec![]);
    }
    Ok(vec![CaseEvent::MoodTold { mood, of: case.done_by(), link }])
}

/// Other words take the place of those before; no words take them back.
pub fn decide_voice(case: &Case, link: LinkId, text: Option<TextRef>) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    Ok(match text {
        Some(text) => vec![CaseEvent::VoiceGiven { text, of: case.done_by(), link }],
        None if case.told.voice => vec![CaseEvent::VoiceTakenBack {}],
        None => vec![],
    })
}

/// Nobody knows better than the customer whether it is solved: their *yes* ends it where nothing is still being asked
/// for, and their *no* brings it back to whoever had it.
pub fn decide_solved(case: &Case, link: LinkId, solved: bool) -> Result<Vec<CaseEvent>, Refusal> {
    case.must_live()?;
    let resolved = case.state == State::Resolved;
    let mut follows = Vec::new();
    match (solved, resolved) {
        // Their yes cancels nothing that may still be given to them: whoever has the matter ends it then.
        (true, false) if ask::over(case).next().is_some() => {}
        (true, false) => {
            follows.extend(handover::over(case));
            follows.extend(consultation::over(case));
            follows.push(CaseEvent::CaseResolved {});
        }
        (false, true) => follows.push(CaseEvent::CaseReopened { because: ReopenedBecause::NotSolved }),
        (true, true) | (false, false) => {}
    }
    if case.told.solved == Some(solved) && follows.is_empty() {
        return Ok(vec![]);
    }
    follows.insert(0, CaseEvent::SolvedTold { solved, link });
    Ok(follows)
}

/// Messages that one link brings in an hour, and bytes of the files with them: enough for anybody who is upset, and too
/// little to fill a house with.
pub const MOST_AN_HOUR: usize = 20;
pub const BYTES_AN_HOUR: i64 = 50 * 1024 * 1024;

/// Whoever holds a link may write what they like, and not without end: until when they wait is said. What came by the
/// link is told with its files' bytes, the first first.
pub fn must_have_room(written: &[(Timestamp, i64)], bytes: i64, now: Timestamp) -> Result<(), Refusal> {
    let after = now.minus(HOUR);
    let mut hour: &[(Timestamp, i64)] = written;
    while let [(at, _), rest @ ..] = hour
        && *at <= after
    {
        hour = rest;
    }
    let fits = |those: &[(Timestamp, i64)]| {
        let sum = those.iter().fold(bytes, |sum, (_, bytes)| sum.saturating_add(*bytes));
        those.len() < MOST_AN_HOUR && (bytes == 0 || sum <= BYTES_AN_HOUR)
    };
    // As each of them is an hour old, there is room for another.
    let mut until = None;
    while let [(at, _), rest @ ..] = hour
        && !fits(hour)
    {
        until = Some(at.plus(HOUR));
        hour = rest;
    }
    until.map_or(Ok(()), |until| Err(Refusal::TooMuch { until }))
}

/// Something that came with a contact; its bytes are kept by their digest.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub file: FileId,
    pub name: TextRef,
    /// SHA-256 (hexadecimal) of its bytes.
    pub sha256: String,
    pub bytes: i64,
}

/// What came with a contact that has just been decided on.
pub fn with_files(contact: ContactId, files: Vec<NewFile>) -> impl Iterator<Item = CaseEvent> {
    files.into_iter().map(move |NewFile { file, name, sha256, bytes }| CaseEvent::FileAdded {
        file,
        contact,
        name,
        sha256,
        bytes,
    })
}

#[cfg(test)]
mod tests;

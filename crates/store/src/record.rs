//! The log: facts are appended here and nowhere else, each with its views in the same transaction.
//! Every stream's events are chained by digest; nothing is ever changed or taken out.

use sha2::{Digest, Sha256};
use uuid::Uuid;
use valta_domain::{
    Actor, CommandId, Event, EventId, Recorded, Stream, Timestamp,
    case::Case,
    event::{AgentEvent, CaseEvent, CustomerEvent, HouseEvent, MandateEvent, ProcessEvent, TeamEvent},
};

use crate::{
    db::{Fault, FaultKind, Row, Tx},
    knowhow, params, views,
};

/// The end of a stream: what the next event is chained to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub version: i64,
    pub hash: [u8; 32],
}

impl Head {
    /// A stream in which nothing has happened.
    pub const START: Head = Head { version: 0, hash: [0; 32] };
}

/// Who does it, when, and on what occasion: the same for all events of one command.
#[derive(Clone, Copy, Debug)]
pub struct Occasion {
    pub at: Timestamp,
    pub actor: Actor,
    pub cause: Option<EventId>,
    pub command: Option<CommandId>,
}

/// Appends a fact after `head` and updates the views. On PostgreSQL another transaction may have
/// been first: that is a conflict, and the transaction runs again. A fact of a case brings the case
/// as it is after it.
pub fn append(
    tx: &mut Tx<'_>,
    stream: Stream,
    head: &mut Head,
    occasion: Occasion,
    id: EventId,
    event: Event,
    case: Option<&Case>,
) -> Result<(), Fault> {
    let version = head.version + 1;
    let data = encode(&event);
    let hash = digest(head.hash, stream, version, id, occasion, &data);
    tx.put(
        "insert into events (stream, version, id, kind, at, actor, cause, command, data, hash) {rows}",
        params![
            &stream.to_string(),
            version,
            &id.to_string(),
            event.kind(),
            occasion.at.micros(),
            &occasion.actor.to_string(),
            occasion.cause.map(|id| id.to_string()).as_ref(),
            occasion.command.map(|id| id.to_string()).as_ref(),
            &data,
            &hash
        ],
    )?;
    *head = Head { version, hash };
    let recorded = Recorded {
        // The log gives the place when the row is written; no view asks for it.
        position: 0,
        id,
        stream,
        version,
        at: occasion.at,
        actor: occasion.actor,
        cause: occasion.cause,
        command: occasion.command,
        event,
    };
    views::apply(tx, &recorded, case)?;
    knowhow::follow(tx, &recorded, case)
}

/// A stream's facts from the first with their instants, and where it ends.
pub fn load(tx: &mut Tx<'_>, stream: Stream) -> Result<(Vec<(Event, Timestamp)>, Head), Fault> {
    let mut head = Head::START;
    let events = tx.rows(
        "select version, data, hash, at from events where stream = $1 order by version",
        params![&stream.to_string()],
        |row| {
            head = Head { version: row.get(0)?, hash: hash_of(row, 2)? };
            Ok((decode(stream, &row.get::<String>(1)?)?, row.get(3)?))
        },
    )?;
    Ok((events, head))
}

/// A stream's facts with their places, from the first; `most` of them at the most.
pub fn history(
    tx: &mut Tx<'_>,
    stream: Stream,
    after_version: i64,
    most: usize,
) -> Result<Vec<Recorded>, Fault> {
    tx.rows(
        &format!("select {COLUMNS} from events where stream = $1 and version > $2 order by version limit $3"),
        params![&stream.to_string(), after_version, most],
        |row| Ok(read(row)?.0),
    )
}

/// A fact with the mark that chains it, and whether the mark still fits the fact and the one before.
#[derive(Clone, Debug)]
pub struct Chained {
    pub recorded: Recorded,
    pub hash: [u8; 32],
    pub holds: bool,
}

/// A stream's last facts before a version, oldest first, each checked against its mark.
pub fn chained(
    tx: &mut Tx<'_>,
    stream: Stream,
    before_version: i64,
    most: usize,
) -> Result<Vec<Chained>, Fault> {
    // One more than asked for: the first one shown is checked against it.
    let mut rows = tx.rows(
        &format!(
            "select {COLUMNS} from events where stream = $1 and version < $2 order by version desc limit $3"
        ),
        params![&stream.to_string(), before_version, most.saturating_add(1)],
        |row| Ok((read(row)?, row.get::<String>(8)?)),
    )?;
    rows.reverse();
    let mut before = None;
    let mut chained = Vec::with_capacity(rows.len());
    for ((recorded, hash), data) in rows {
        let from = if recorded.version == 1 { Some([0; 32]) } else { before };
        before = Some(hash);
        let Some(from) = from else { continue };
        let Recorded { version, id, at, actor, cause, command, .. } = recorded;
        let occasion = Occasion { at, actor, cause, command };
        let holds = digest(from, stream, version, id, occasion, &data) == hash;
        chained.push(Chained { recorded, hash, holds });
    }
    if chained.len() > most {
        chained.remove(0);
    }
    Ok(chained)
}

/// A stream's last facts of some kinds, oldest first.
pub fn last_of_kinds(
    tx: &mut Tx<'_>,
    stream: Stream,
    kinds: &[&'static str],
    most: usize,
) -> Result<Vec<Recorded>, Fault> {
    let kinds = kinds.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ");
    let mut facts = tx.rows(
        &format!(
            "select {COLUMNS} from events where stream = $1 and kind in ({kinds}) order by version desc limit $2"
        ),
        params![&stream.to_string(), most],
        |row| Ok(read(row)?.0),
    )?;
    facts.reverse();
    Ok(facts)
}

/// The last facts, later than `after`, that a look back at decisions needs: what was asked for, given and taken back,
/// and which cases became one. In the order of the log; `most` of them at the most.
pub fn decisions(tx: &mut Tx<'_>, after: Timestamp, most: usize) -> Result<Vec<Recorded>, Fault> {
    let mut facts = tx.rows(
        &format!(
            "select {COLUMNS} from events
             where kind in ('case_absorbed', 'co_sign_asked', 'escalated', 'remedy_granted', 'remedy_reversed')
                 and at > $1
             order by at desc, position desc limit $2"
        ),
        params![after, most],
        |row| Ok(read(row)?.0),
    )?;
    facts.sort_by_key(|recorded| recorded.position);
    Ok(facts)
}

/// The whole log after a position, in its order. Only what is settled: a reader that goes on from
/// the last position never misses an event.
pub fn tail(tx: &mut Tx<'_>, after: i64, most: usize) -> Result<Vec<Recorded>, Fault> {
    let settled = tx.dialect().settled();
    tx.rows(
        &format!("select {COLUMNS} from events where position > $1 and {settled} order by position limit $2"),
        params![after, most],
        |row| Ok(read(row)?.0),
    )
}

/// The positions and digests of [`tail`].
pub(crate) fn marks(tx: &mut Tx<'_>, after: i64, most: usize) -> Result<Vec<(i64, [u8; 32])>, Fault> {
    let settled = tx.dialect().settled();
    tx.rows(
        &format!(
            "select position, hash from events where position > $1 and {settled} order by position limit $2"
        ),
        params![after, most],
        |row| Ok((row.get(0)?, hash_of(row, 1)?)),
    )
}

/// The whole log in its order with the digests, as this transaction sees it.
pub(crate) fn in_order(tx: &mut Tx<'_>, after: i64, most: usize) -> Result<Vec<(Recorded, [u8; 32])>, Fault> {
    tx.rows(
        &format!("select {COLUMNS} from events where position > $1 order by position limit $2"),
        params![after, most],
        read,
    )
}

/// All streams one after the other, each from its first event.
pub(crate) fn in_streams(
    tx: &mut Tx<'_>,
    stream: &str,
    version: i64,
    most: usize,
) -> Result<Vec<(Recorded, [u8; 32])>, Fault> {
    tx.rows(
        &format!(
            "select {COLUMNS} from events where (stream, version) > ($1, $2) order by stream, version limit $3"
        ),
        params![stream, version, most],
        read,
    )
}

/// An event's data to the byte, which its digest was made over.
pub(crate) fn raw_data(tx: &mut Tx<'_>, position: i64) -> Result<String, Fault> {
    tx.one("select data from events where position = $1", params![position], |row| row.get(0))
}

/// The last settled position; 0 in an empty log.
pub fn last_position(tx: &mut Tx<'_>) -> Result<i64, Fault> {
    let settled = tx.dialect().settled();
    let found = tx.row(
        &format!("select position from events where {settled} order by position desc limit 1"),
        params![],
        |row| row.get(0),
    )?;
    Ok(found.unwrap_or(0))
}

const COLUMNS: &str = "position, stream, version, id, at, actor, cause, command, data, hash";

fn read(row: &Row<'_>) -> Result<(Recorded, [u8; 32]), Fault> {
    let unreadable = |what: &str| {
        Fault::new(FaultKind::Damaged, format!("the log holds an event whose {what} cannot be read"))
    };
    let optional = |index| -> Result<Option<Uuid>, Fault> {
        row.get::<Option<String>>(index)?
            .map(|text| Uuid::try_parse(&text).map_err(|_| unreadable("id")))
            .transpose()
    };
    let stream: Stream = row.get::<String>(1)?.parse().map_err(|_| unreadable("stream"))?;
    let recorded = Recorded {
        position: row.get(0)?,
        stream,
        version: row.get(2)?,
        id: optional(3)?.map(EventId).ok_or_else(|| unreadable("id"))?,
        at: Timestamp(row.get(4)?),
        actor: row.get::<String>(5)?.parse().map_err(|_| unreadable("actor"))?,
        cause: optional(6)?.map(EventId),
        command: optional(7)?.map(CommandId),
        event: decode(stream, &row.get::<String>(8)?)?,
    };
    Ok((recorded, hash_of(row, 9)?))
}

fn hash_of(row: &Row<'_>, index: usize) -> Result<[u8; 32], Fault> {
    row.get::<Vec<u8>>(index)?.try_into().map_err(|_| {
        Fault::new(FaultKind::Damaged, "the log holds an event whose digest has the wrong length")
    })
}

/// The fact as it is kept: `{"case_taken":{…}}`.
pub fn encode(event: &Event) -> String {
    let json = match event {
        Event::Agent(event) => serde_json::to_string(event),
        Event::Case(event) => serde_json::to_string(event),
        Event::Customer(event) => serde_json::to_string(event),
        Event::House(event) => serde_json::to_string(event),
        Event::Mandate(event) => serde_json::to_string(event),
        Event::Process(event) => serde_json::to_string(event),
        Event::Team(event) => serde_json::to_string(event),
    };
    json.unwrap_or_else(|error| unreachable!("our own events have keys that are text: {error}"))
}

/// Reads a fact of any release.
pub fn decode(stream: Stream, data: &str) -> Result<Event, Fault> {
    let read = match stream {
        Stream::Agent(_) => serde_json::from_str::<AgentEvent>(data).map(Event::from),
        Stream::Case(_) => serde_json::from_str::<CaseEvent>(data).map(Event::from),
        Stream::Customer(_) => serde_json::from_str::<CustomerEvent>(data).map(Event::from),
        Stream::House => serde_json::from_str::<HouseEvent>(data).map(Event::from),
        Stream::Mandate(_) => serde_json::from_str::<MandateEvent>(data).map(Event::from),
        Stream::Process(_) => serde_json::from_str::<ProcessEvent>(data).map(Event::from),
        Stream::Team(_) => serde_json::from_str::<TeamEvent>(data).map(Event::from),
    };
    read.map_err(|error| {
        Fault::new(
            FaultKind::Damaged,
            format!("the log holds an event of {stream} that this program cannot read: {error}"),
        )
    })
}

/// SHA-256 over the digest before and every column of the event, each closed by a byte that none of
/// them holds.
pub(crate) fn digest(
    before: [u8; 32],
    stream: Stream,
    version: i64,
    id: EventId,
    occasion: Occasion,
    data: &str,
) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    let optional = |id: Option<Uuid>| id.map_or_else(String::new, |id| id.to_string());
    let columns = [
        stream.to_string(),
        version.to_string(),
        id.to_string(),
        occasion.at.micros().to_string(),
        occasion.actor.to_string(),
        optional(occasion.cause.map(|id| id.0)),
        optional(occasion.command.map(|id| id.0)),
    ];
    for column in &columns {
        hash.update(column.as_bytes());
        hash.update([0]);
    }
    hash.update(data.as_bytes());
    hash.finalize().into()
}

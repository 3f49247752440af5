//! Who on call was told of what nobody had touched, and what waits for whoever comes next.

use valta_domain::{AgentId, CaseId, Recorded, Timestamp, event::CaseEvent, id::CallId};

use crate::{
    db::{Fault, Row, Tx},
    params,
};

pub(super) fn called(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::OnCallCalled { call, level, to, since } = event else { return Ok(()) };
    tx.put(
        "insert into calls (id, case_id, level, to_id, since, at) {rows}",
        params![
            &call.to_string(),
            &case.to_string(),
            *level,
            to.map(|to| to.to_string()).as_ref(),
            *since,
            recorded.at
        ],
    )
}

/// Somebody on call was told, or nobody was there to be.
#[derive(Clone, Debug)]
pub struct CallLine {
    pub id: CallId,
    pub case: CaseId,
    pub number: i64,
    pub level: u32,
    pub to: Option<(AgentId, String)>,
    /// When what it is about came in.
    pub since: Timestamp,
    pub at: Timestamp,
}

const LINE: &str = "k.id, k.case_id, c.number, k.level, k.to_id, g.name, k.since, k.at
    from calls k join cases c on c.id = k.case_id left join accounts g on g.agent_id = k.to_id";

fn line(row: &Row<'_>) -> Result<CallLine, Fault> {
    let name: Option<String> = row.get(5)?;
    Ok(CallLine {
        id: row.get(0)?,
        case: row.get(1)?,
        number: row.get(2)?,
        level: row.get(3)?,
        to: row.get::<Option<AgentId>>(4)?.map(|id| (id, name.unwrap_or_default())),
        since: row.get(6)?,
        at: row.get(7)?,
    })
}

/// A call about what nobody has touched since.
pub fn unheard(tx: &mut Tx<'_>, id: CallId) -> Result<Option<CallLine>, Fault> {
    tx.row(
        &format!("select {LINE} where k.id = $1 and c.untouched_since = k.since"),
        params![&id.to_string()],
        line,
    )
}

/// Since when something in a case waits that nobody has touched.
pub fn untouched_since(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<Timestamp>, Fault> {
    let found =
        tx.row("select untouched_since from cases where id = $1", params![&case.to_string()], |row| {
            row.get::<Option<Timestamp>>(0)
        })?;
    Ok(found.flatten())
}

/// Who was called about what came in at an instant, level by level.
pub fn about(tx: &mut Tx<'_>, case: CaseId, since: Timestamp) -> Result<Vec<CallLine>, Fault> {
    tx.rows(
        &format!("select {LINE} where k.case_id = $1 and k.since = $2 order by k.at, k.level"),
        params![&case.to_string(), since],
        line,
    )
}

/// Cases in which something came in during a span that nobody has touched, of which so many levels were called.
pub fn due(
    tx: &mut Tx<'_>,
    called: usize,
    (from, until): (Timestamp, Timestamp),
    most: usize,
) -> Result<Vec<CaseId>, Fault> {
    tx.rows(
        "select id from cases where untouched_since is not null and levels_called = $1
             and untouched_since >= $2 and untouched_since <= $3 and state <> 'resolved'
         order by untouched_since, id limit $4",
        params![called, from, until, most],
        |row| row.get(0),
    )
}

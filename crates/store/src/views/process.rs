//! Processes and their steps as the log tells them.

use valta_domain::{AgentId, ProcessId, Recorded, StepId, Stream, event::ProcessEvent};

use crate::{
    db::{Fault, Tx},
    params,
};

pub(super) fn apply(tx: &mut Tx<'_>, recorded: &Recorded, event: &ProcessEvent) -> Result<(), Fault> {
    let Stream::Process(id) = recorded.stream else { return Ok(()) };
    let ProcessEvent::ProcessSet { process } = event;
    let id = id.to_string();
    tx.put(
        "insert into processes (id, name, owner_id) {rows}
         on conflict (id) do update set name = excluded.name, owner_id = excluded.owner_id",
        params![&id, &process.name, &process.owner.to_string()],
    )?;
    // What is not among them any more stays, because reports refer to it.
    tx.put("update steps set gone = $2 where process_id = $1", params![&id, true])?;
    for (place, step) in process.steps.iter().enumerate() {
        tx.put(
            "insert into steps (id, process_id, name, place, gone) {rows}
             on conflict (id) do update set name = excluded.name, place = excluded.place, gone = excluded.gone",
            params![&step.id.to_string(), &id, &step.name, place, false],
        )?;
    }
    Ok(())
}

#[derive(Clone, Debug)]
pub struct ProcessLine {
    pub id: ProcessId,
    pub name: String,
    pub owner: (AgentId, String),
    /// Those that it has now, in their order.
    pub steps: Vec<(StepId, String)>,
}

/// By name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<ProcessLine>, Fault> {
    let mut processes: Vec<ProcessLine> = tx.rows(
        "select p.id, p.name, p.owner_id, g.name from processes p
         left join accounts g on g.agent_id = p.owner_id order by p.name, p.id",
        params![],
        |row| {
            let owner = (row.get(2)?, row.get::<Option<String>>(3)?.unwrap_or_default());
            Ok(ProcessLine { id: row.get(0)?, name: row.get(1)?, owner, steps: vec![] })
        },
    )?;
    let steps = tx.rows(
        "select process_id, id, name from steps where not gone order by process_id, place, id",
        params![],
        |row| Ok((row.get::<ProcessId>(0)?, row.get::<StepId>(1)?, row.get::<String>(2)?)),
    )?;
    for (process, id, name) in steps {
        if let Some(process) = processes.iter_mut().find(|known| known.id == process) {
            process.steps.push((id, name));
        }
    }
    Ok(processes)
}

/// Whether a process has the step now.
pub fn has_step(tx: &mut Tx<'_>, step: StepId) -> Result<bool, Fault> {
    tx.one(
        "select exists (select 1 from steps where id = $1 and not gone)",
        params![&step.to_string()],
        |row| row.get(0),
    )
}

//! By which ways people of the house are told of what, as they said it.

use valta_domain::{
    AgentId,
    reach::{Reach, Ways},
};

use crate::{
    db::{Fault, Tx},
    params,
};

pub fn of(tx: &mut Tx<'_>, agent: AgentId) -> Result<Reach, Fault> {
    let said = tx.row(
        "select questions_mail, questions_push, promises_mail, promises_push, calls_mail, calls_push
         from reach where agent_id = $1",
        params![&agent.to_string()],
        |row| {
            Ok(Reach {
                questions: Ways { mail: row.get(0)?, push: row.get(1)? },
                promises: Ways { mail: row.get(2)?, push: row.get(3)? },
                calls: Ways { mail: row.get(4)?, push: row.get(5)? },
            })
        },
    )?;
    Ok(said.unwrap_or(Reach::MAIL))
}

pub fn put(tx: &mut Tx<'_>, agent: AgentId, reach: Reach) -> Result<(), Fault> {
    let Reach { questions, promises, calls } = reach;
    tx.execute(
        "insert into reach (agent_id, questions_mail, questions_push, promises_mail, promises_push, calls_mail, calls_push)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (agent_id) do update set
             questions_mail = excluded.questions_mail, questions_push = excluded.questions_push,
             promises_mail = excluded.promises_mail, promises_push = excluded.promises_push,
             calls_mail = excluded.calls_mail, calls_push = excluded.calls_push",
        params![
            &agent.to_string(),
            questions.mail,
            questions.push,
            promises.mail,
            promises.push,
            calls.mail,
            calls.push
        ],
    )?;
    Ok(())
}

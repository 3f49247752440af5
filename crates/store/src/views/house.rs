//! The parameters of cost as they were set.

use valta_domain::{
    Recorded, Timestamp,
    cost::{Parameter, Parameters, Value},
    event::HouseEvent,
};

use crate::{
    db::{Fault, Tx},
    params,
};

pub(super) fn apply(tx: &mut Tx<'_>, recorded: &Recorded, event: &HouseEvent) -> Result<(), Fault> {
    match event {
        HouseEvent::ParameterSet { parameter, value, evidence } => tx.put(
            "insert into parameters (name, value, evidence, set_by, at) values ($1, $2, $3, $4, $5)
             on conflict (name) do update set value = $2, evidence = $3, set_by = $4, at = $5",
            params![parameter.code(), *value, evidence.code(), &recorded.actor.to_string(), recorded.at],
        ),
    }
}

/// The parameters as they stand: what was set, and the assumptions of a fresh house for the rest.
pub fn parameters(tx: &mut Tx<'_>) -> Result<Parameters, Fault> {
    let set = tx.rows("select name, value, evidence from parameters", params![], |row| {
        Ok((row.get::<Parameter>(0)?, Value { value: row.get(1)?, evidence: row.get(2)? }))
    })?;
    let mut parameters = Parameters::default();
    for (parameter, value) in set {
        parameters.set(parameter, value);
    }
    Ok(parameters)
}

/// When each parameter was last set.
pub fn set_at(tx: &mut Tx<'_>) -> Result<Vec<(Parameter, Timestamp)>, Fault> {
    tx.rows("select name, at from parameters order by name", params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

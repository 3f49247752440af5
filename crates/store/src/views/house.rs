//! What holds for the whole house: the parameters of cost as they were set, and the connectors that are disabled.

use valta_domain::{
    Recorded, Timestamp,
    cost::{Parameter, Parameters, Value},
    event::HouseEvent,
    payment::DisabledBecause,
};

use super::{point, receipt, review, rota, team};
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
        HouseEvent::ConnectorDisabled { connector, because } => tx.put(
            "insert into connectors (name, because, disabled_at) values ($1, $2, $3)
             on conflict (name) do update set because = $2, disabled_at = $3",
            params![connector, because.code(), recorded.at],
        ),
        HouseEvent::ConnectorEnabled { connector } => {
            tx.put("update connectors set disabled_at = null where name = $1", params![connector])
        }
        HouseEvent::QuestionRaised { .. }
        | HouseEvent::QuestionAnswered { .. }
        | HouseEvent::ProposalDeclined { .. } => review::house(tx, recorded, event),
        HouseEvent::CalendarSet { calendar } => {
            let said = serde_json::to_string(calendar).map_err(|error| Fault::bug(error.to_string()))?;
            tx.put(
                "insert into calendars (id, said, set_by, at) values ('house', $1, $2, $3)
                 on conflict (id) do update set said = $1, set_by = $2, at = $3",
                params![&said, &recorded.actor.to_string(), recorded.at],
            )
        }
        HouseEvent::RotaSet { rota } => rota::set(tx, recorded, rota),
        HouseEvent::WatchTaken { taken } => rota::taken(tx, recorded, *taken),
        HouseEvent::FrontTeamSet { team } => team::front_set(tx, *team),
        HouseEvent::PointSet { point, said } => point::set(tx, recorded, *point, said),
        HouseEvent::ReceiptsSet { receipts } => receipt::set(tx, recorded, *receipts),
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

/// The house's calendar as it was last said, in JSON; none where the configuration's hours hold.
pub fn calendar(tx: &mut Tx<'_>) -> Result<Option<String>, Fault> {
    tx.row("select said from calendars where id = 'house'", params![], |row| row.get(0))
}

/// A connector to which nothing is sent.
#[derive(Clone, Debug)]
pub struct Disabled {
    pub name: String,
    pub because: DisabledBecause,
    pub at: Timestamp,
}

/// The connectors that are disabled, the last first.
pub fn disabled(tx: &mut Tx<'_>) -> Result<Vec<Disabled>, Fault> {
    tx.rows(
        "select name, because, disabled_at from connectors where disabled_at is not null
         order by disabled_at desc, name limit 50",
        params![],
        |row| Ok(Disabled { name: row.get(0)?, because: row.get(1)?, at: row.get(2)? }),
    )
}

/// When each parameter was last set.
pub fn set_at(tx: &mut Tx<'_>) -> Result<Vec<(Parameter, Timestamp)>, Fault> {
    tx.rows("select name, at from parameters order by name", params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

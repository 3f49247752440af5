//! Who is on call, now and next: for a telephone exchange, a wall, or whoever wants to know.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;
use valta_domain::{AgentId, time::DAY};
use valta_store::account;

use crate::{
    App,
    auth::Caller,
    problem::Problem,
    shape::{Instant, ok},
};

/// How far ahead the next turn is looked for.
const AHEAD: i64 = 92 * DAY;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OnCall {
    /// Somebody is called about what comes in now: the house is closed, or people are called at all times.
    called: bool,
    /// In the order in which they are called; none where the house has no rota.
    levels: Vec<OnLevel>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OnLevel {
    /// From 1 on.
    level: usize,
    /// Minutes without a touch after which it is called.
    after_minutes: u32,
    now: Option<Person>,
    /// Who answers while they are away; the same person otherwise.
    answers: Option<Person>,
    next: Option<Turn>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct Person {
    id: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Turn {
    /// When the turn changes.
    at: Instant,
    /// Nobody, where nobody has it.
    agent: Option<Person>,
}

pub(crate) async fn get(State(app): State<App>, _: Caller) -> Result<Response, Problem> {
    let desk = app.desk().clone();
    let reader = app.desk().reader();
    let found = reader.look(move |tx| {
        let now = desk.now();
        let Some(kept) = desk.rota(tx)? else { return Ok(OnCall { called: false, levels: vec![] }) };
        let staff = desk.staff(tx)?;
        let accounts = account::all(tx)?;
        let person = |id: AgentId| {
            let name =
                accounts.iter().find(|account| account.agent == id).map(|account| account.name.clone());
            Person { id: id.to_string(), name: name.unwrap_or_default() }
        };
        let turns = kept.watches(now, now.plus(AHEAD));
        let levels = kept.on_call(&staff, now).into_iter().zip(&turns).map(|(on_call, turns)| OnLevel {
            level: on_call.level + 1,
            after_minutes: on_call.after_minutes,
            now: on_call.holder.map(person),
            answers: on_call.answers.map(person),
            next: turns.get(1).map(|turn| Turn { at: Instant(turn.from), agent: turn.agent.map(person) }),
        });
        Ok(OnCall { levels: levels.collect(), called: !desk.on_call(tx, now)?.is_empty() })
    });
    Ok(ok(&found.await?))
}

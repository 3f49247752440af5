//! Who knows, over the API: colleagues who have solved or answered something like a case, each with why.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use valta_desk::{MayKnow, Thing};
use valta_domain::CaseId;
use valta_policy::Action;

use crate::{
    App,
    auth::Caller,
    call::{Asked, Id},
    problem::Problem,
    shape::{Instant, Named, Page, ok},
};

/// Letters of a question: more tells no more.
const MOST_LETTERS: usize = 4_000;

/// Somebody who may know, and why. It orders people for this question alone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Knows {
    agent: Named,
    /// The name of their team.
    team: Option<String>,
    /// Seen at work in the last quarter of an hour, and not away.
    there: bool,
    /// The name of whoever is asked instead while they are away.
    instead: Option<String>,
    /// Cases like it that they resolved, of their last three hundred deeds.
    solved: u32,
    /// Questions like it that they answered, of these.
    answered: u32,
    /// Of the last of all these.
    last: Option<Instant>,
    /// What they say that they know of it.
    skills: Vec<String>,
    /// Some of them: those that the caller may see.
    cases: Vec<Like>,
}

/// A case that is like it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Like {
    case: String,
    case_number: i64,
}

impl Knows {
    fn of(found: MayKnow) -> Knows {
        let like = |(case, number): (CaseId, i64)| Like { case: case.to_string(), case_number: number };
        Knows {
            agent: Named { id: found.who.agent.to_string(), name: found.who.name },
            team: found.who.team,
            there: found.who.there,
            instead: found.who.instead,
            solved: found.solved,
            answered: found.answered,
            last: found.last.map(Instant),
            skills: found.skills,
            cases: found.cases.into_iter().map(like).collect(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnowsQuery {
    /// What is to be known, 4,000 letters at the most. What the case is called goes with it; without it, the case's
    /// own words are asked.
    #[serde(default)]
    text: String,
}

pub(crate) async fn who(
    State(app): State<App>,
    caller: Caller,
    Id(case): Id<CaseId>,
    Asked(asked): Asked<KnowsQuery>,
) -> Result<Response, Problem> {
    if asked.text.chars().count() > MOST_LETTERS {
        return Err(Problem::shape("bad_query", "`text` has 4,000 letters at the most.").parameter("text"));
    }
    let (desk, by) = (app.desk().clone(), caller.by);
    let found = app.find_for(by, Action::SeeCase, move |tx| {
        let among = desk.whom_to_ask(tx, by)?.people;
        Ok(Some((Thing::Case(case), desk.who_knows(tx, by, Some(case), &asked.text, &among)?)))
    });
    let items = found.await?.into_iter().map(Knows::of).collect();
    Ok(ok(&Page { items, next: None }))
}

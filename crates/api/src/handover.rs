//! Handovers over the API: a matter is offered with a brief, and is somebody else's once they have said yes.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::{AcceptHandover, By, OfferHandover, Thing};
use valta_domain::{AgentId, CaseId, HandoverId, Refusal, TeamId, handover::To, refusal::Field};
use valta_policy::Action;
use valta_store::views::{self, handover::HandoverLine};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id, id},
    problem::Problem,
    shape::{EndedCode, Instant, Named, Nothing, Page, created, ok},
};

/// Handovers that wait for one person, at the most.
const MOST: usize = 200;

/// A matter that is offered to somebody, or was.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Handover {
    id: String,
    case: String,
    /// Whose it was when it was offered, and is until somebody has said yes.
    from: Named,
    /// Who offered it: the owner, or somebody for them.
    by: Named,
    to: Receiver,
    brief: Brief,
    offered_at: Instant,
    until: Instant,
    /// `accepted`, `declined`, `withdrawn`, `expired` or `over`; null while it is open.
    ended: Option<EndedCode>,
    ended_at: Option<Instant>,
    ended_by: Option<Named>,
    /// Why it was declined.
    words: Option<String>,
}

/// One of the two.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receiver {
    /// A person; whoever covers for them may answer, too.
    agent: Option<Named>,
    /// Anybody of the team may answer for it.
    team: Option<Named>,
}

impl Receiver {
    pub(crate) fn of(to: To, name: String) -> Receiver {
        let named = |id: String| Some(Named { id, name });
        match to {
            To::Agent(agent) => Receiver { agent: named(agent.to_string()), team: None },
            To::Team(team) => Receiver { agent: None, team: named(team.to_string()) },
        }
    }
}

/// What whoever goes on has to know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Brief {
    needs: Option<String>,
    promised: Option<String>,
    tried: Option<String>,
}

impl Handover {
    fn of(line: HandoverLine) -> Handover {
        Handover {
            id: line.id.to_string(),
            case: line.case.to_string(),
            from: Named::of(line.from),
            by: Named::of(line.by),
            to: Receiver::of(line.to, line.to_name),
            brief: Brief { needs: line.needs, promised: line.promised, tried: line.tried },
            offered_at: Instant(line.offered_at),
            until: Instant(line.until),
            ended: line.how.map(EndedCode),
            ended_at: line.ended_at.map(Instant),
            ended_by: line.ended_by.map(Named::of),
            words: line.words,
        }
    }
}

async fn seen(app: &App, by: By, id: HandoverId) -> Result<Handover, Problem> {
    let found = app.find_for(by, Action::SeeCase, move |tx| {
        Ok(views::handover::one(tx, id)?.map(|handover| (Thing::Case(handover.case), handover)))
    });
    Ok(Handover::of(found.await?))
}

/// As it stands now, for whoever has just answered it, though they may see its case no longer.
async fn answered(app: &App, id: HandoverId) -> Result<Response, Problem> {
    let found = app.desk().reader().look(move |tx| views::handover::one(tx, id)).await?;
    let found = found.ok_or(Refusal::NotFound)?;
    Ok(ok(&Handover::of(found)))
}

/// What waits for the caller's own answer, the most urgent first.
pub(crate) async fn list(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let (agent, now) = (caller.by.agent, app.desk().now());
    let reader = app.desk().reader();
    let found = reader.look(move |tx| views::handover::offered_to(tx, agent, now, MOST)).await?;
    Ok(ok(&Page { items: found.into_iter().map(Handover::of).collect(), next: None }))
}

pub(crate) async fn one(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<HandoverId>,
) -> Result<Response, Problem> {
    Ok(ok(&seen(&app, caller.by, id).await?))
}

/// One of the two, by its id.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReceiver {
    agent: Option<String>,
    team: Option<String>,
}

impl NewReceiver {
    /// Whoever is named at this place, where that is one.
    pub(crate) fn named(&self, pointer: &str) -> Result<Option<To>, Problem> {
        match (&self.agent, &self.team) {
            (Some(agent), None) => Ok(Some(To::Agent(id::<AgentId>(agent, &format!("{pointer}/agent"))?))),
            (None, Some(team)) => Ok(Some(To::Team(id::<TeamId>(team, &format!("{pointer}/team"))?))),
            (Some(_), Some(_)) | (None, None) => Ok(None),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to": {"agent": "0192f3a0-0000-7000-8000-000000000001"}, "needs": "The price of the breakfast back",
    "promised": "A call tomorrow", "until": "2027-03-01T12:00:00Z"}))]
pub(crate) struct NewHandover {
    to: NewReceiver,
    /// What the customer needs.
    needs: String,
    /// What they were promised.
    promised: Option<String>,
    /// What was tried or given already.
    tried: Option<String>,
    /// Until when it can be answered: two weeks from now at the most.
    until: Instant,
}

pub(crate) async fn offer(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<NewHandover>,
) -> Result<Response, Problem> {
    let Call { by, key, seen: version, body } = call;
    let offer = OfferHandover {
        case,
        to: body.to.named("/to")?.ok_or(Refusal::Unusable(Field::To))?,
        needs: body.needs,
        promised: body.promised.unwrap_or_default(),
        tried: body.tried.unwrap_or_default(),
        until: body.until.0,
        seen: version,
    };
    let offered = app.desk().offer_handover(by, key, offer).await;
    let offered = offered.map_err(|no| Problem::from(no).when("in_the_past", "/until"))?;
    Ok(created(&format!("/handovers/{offered}"), &seen(&app, by, offered).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAcceptance {
    /// What the customer is told by mail: who goes on. Without it nothing is sent. Their wait goes on all the same.
    message: Option<String>,
}

pub(crate) async fn accept(
    State(app): State<App>,
    Id(id): Id<HandoverId>,
    call: Call<NewAcceptance>,
) -> Result<Response, Problem> {
    let message = call.body.message.unwrap_or_default();
    let accept = AcceptHandover { handover: id, message, seen: call.seen };
    app.desk().accept_handover(call.by, call.key, accept).await?;
    answered(&app, id).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecline {
    /// Why not: whoever gives it reads this.
    words: String,
}

pub(crate) async fn decline(
    State(app): State<App>,
    Id(id): Id<HandoverId>,
    call: Call<NewDecline>,
) -> Result<Response, Problem> {
    app.desk().decline_handover(call.by, call.key, id, call.body.words, call.seen).await?;
    answered(&app, id).await
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    Id(id): Id<HandoverId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    app.desk().withdraw_handover(call.by, call.key, id, call.seen).await?;
    answered(&app, id).await
}

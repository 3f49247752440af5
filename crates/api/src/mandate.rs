//! Mandates over the API: who may give what within which limits, and who said so, for everyone to see and for leads to
//! set. What is set or ended names the version that the caller saw, so that two do not overwrite each other.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use valta_desk::SetMandate;
use valta_domain::{
    MandateId,
    mandate::{self, Holder, Terms},
    money::NotMoney,
};
use valta_store::views::{self, mandate::MandateLine};

use crate::{
    App,
    auth::Caller,
    call::{Call, Id},
    problem::Problem,
    shape::{Instant, Named, Page, RemedyKindCode, RoleCode, created, ok, with_etag},
};

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mandate {
    id: String,
    /// Also its `ETag`: send it as `If-Match` with what sets or ends it.
    version: u32,
    /// Whether it holds; one that was ended does not, and stays as it was.
    stands: bool,
    holder: MandateHolder,
    kinds: Vec<RemedyKindCode>,
    currency: String,
    /// An absent limit does not limit.
    per_remedy: Option<Limit>,
    per_case: Option<Limit>,
    /// On what one customer receives, from everybody.
    per_customer_window: Option<WindowLimit>,
    /// On what the holder gives, and signs for others.
    per_agent_window: Option<WindowLimit>,
    /// On what the holder's team gives.
    per_team_window: Option<WindowLimit>,
    /// Who may sign beyond the holder's own reach.
    co_signers: Vec<MandateHolder>,
    /// The condition under which it holds; null where it always does.
    when: Option<String>,
    valid_from: Option<Instant>,
    valid_until: Option<Instant>,
    /// Who set these terms, or ended them; null where the house itself did.
    set_by: Option<Named>,
    set_at: Instant,
    /// Why.
    reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MandateHolder {
    kind: HolderKind,
    /// Which role (its code), team or agent (their ids); of everyone there is one.
    of: Option<String>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HolderKind {
    Everyone,
    Role,
    Team,
    Agent,
}

impl MandateHolder {
    fn of(holder: Holder) -> MandateHolder {
        let (kind, of) = match holder {
            Holder::Everyone => (HolderKind::Everyone, None),
            Holder::Role(role) => (HolderKind::Role, Some(role.code().to_owned())),
            Holder::Team(team) => (HolderKind::Team, Some(team.to_string())),
            Holder::Agent(agent) => (HolderKind::Agent, Some(agent.to_string())),
        };
        MandateHolder { kind, of }
    }

    fn holder(&self, pointer: &str) -> Result<Holder, Problem> {
        let wrong =
            |detail: &str| Problem::rule("unusable", "Not usable", detail).pointer(format!("{pointer}/of"));
        match (self.kind, self.of.as_deref()) {
            (HolderKind::Everyone, None) => Ok(Holder::Everyone),
            (HolderKind::Everyone, Some(_)) => Err(wrong("There is one everyone: leave `of` out.")),
            (HolderKind::Role, of) => match of.unwrap_or_default().parse::<RoleCode>() {
                Ok(RoleCode(role)) => Ok(Holder::Role(role)),
                Err(expected) => Err(wrong(&expected)),
            },
            (HolderKind::Team, of) => of
                .unwrap_or_default()
                .parse()
                .map(Holder::Team)
                .map_err(|_| wrong("This is the id of no team.")),
            (HolderKind::Agent, of) => of
                .unwrap_or_default()
                .parse()
                .map(Holder::Agent)
                .map_err(|_| wrong("This is the id of nobody.")),
        }
    }
}

/// Minor units.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limit {
    within: i64,
    /// Up to here with a written reason.
    stretch: i64,
    /// Up to here with a written reason while nobody with more room is on duty; null as far as `stretch`.
    alone: Option<i64>,
    /// Up to here with a colleague's signature; null as far as `stretch`.
    co_sign: Option<i64>,
}

impl Limit {
    fn of(limit: mandate::Limit) -> Limit {
        let mandate::Limit { within, stretch, alone, co_sign } = limit;
        Limit { within, stretch, alone, co_sign }
    }

    fn limit(self) -> mandate::Limit {
        let Limit { within, stretch, alone, co_sign } = self;
        mandate::Limit { within, stretch, alone, co_sign }
    }
}

/// Minor units over any stretch of so many days.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindowLimit {
    within: i64,
    stretch: i64,
    alone: Option<i64>,
    co_sign: Option<i64>,
    days: u32,
}

impl WindowLimit {
    fn of(window: mandate::WindowLimit) -> WindowLimit {
        let mandate::Limit { within, stretch, alone, co_sign } = window.limit;
        WindowLimit { within, stretch, alone, co_sign, days: window.days }
    }

    fn window(self) -> mandate::WindowLimit {
        let WindowLimit { within, stretch, alone, co_sign, days } = self;
        mandate::WindowLimit { limit: mandate::Limit { within, stretch, alone, co_sign }, days }
    }
}

impl Mandate {
    fn of(line: MandateLine) -> Mandate {
        let MandateLine { mandate: known, stands, set_by, set_at, reason } = line;
        let terms = known.terms;
        Mandate {
            id: known.id.to_string(),
            version: known.version,
            stands,
            holder: MandateHolder::of(terms.holder),
            kinds: terms.kinds.into_iter().map(RemedyKindCode).collect(),
            currency: terms.currency.to_string(),
            per_remedy: terms.per_remedy.map(Limit::of),
            per_case: terms.per_case.map(Limit::of),
            per_customer_window: terms.per_customer_window.map(WindowLimit::of),
            per_agent_window: terms.per_agent_window.map(WindowLimit::of),
            per_team_window: terms.per_team_window.map(WindowLimit::of),
            co_signers: terms.co_signers.into_iter().map(MandateHolder::of).collect(),
            when: terms.when,
            valid_from: terms.valid_from.map(Instant),
            valid_until: terms.valid_until.map(Instant),
            set_by: set_by.map(Named::of),
            set_at: Instant(set_at),
            reason,
        }
    }
}

/// Those that stand, all on one page.
pub(crate) async fn list(State(app): State<App>, _: Caller) -> Result<Response, Problem> {
    let standing = app.desk().mandates_told().await?;
    Ok(ok(&Page { items: standing.into_iter().map(Mandate::of).collect(), next: None }))
}

async fn answer(app: &App, id: MandateId) -> Result<Mandate, Problem> {
    Ok(Mandate::of(app.find(move |tx| views::mandate::one(tx, id)).await?))
}

fn tagged(response: Response, mandate: &Mandate) -> Response {
    with_etag(response, mandate.version.into())
}

/// One, standing or not.
pub(crate) async fn one(
    State(app): State<App>,
    _: Caller,
    Id(id): Id<MandateId>,
) -> Result<Response, Problem> {
    let mandate = answer(&app, id).await?;
    Ok(tagged(ok(&mandate), &mandate))
}

/// All that a mandate says: what is left out does not limit, and does not hold over from before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "holder": {"kind": "role", "of": "agent"}, "kinds": ["refund", "credit"], "currency": "EUR",
    "per_case": {"within": 5000, "stretch": 15000}, "reason": "Serves customers all day."
}))]
pub(crate) struct NewMandate {
    holder: MandateHolder,
    kinds: Vec<RemedyKindCode>,
    currency: String,
    /// An absent limit does not limit.
    per_remedy: Option<Limit>,
    per_case: Option<Limit>,
    /// On what one customer receives, from everybody.
    per_customer_window: Option<WindowLimit>,
    /// On what the holder gives, and signs for others.
    per_agent_window: Option<WindowLimit>,
    /// On what the holder's team gives.
    per_team_window: Option<WindowLimit>,
    /// Who may sign beyond the holder's own reach.
    #[serde(default)]
    co_signers: Vec<MandateHolder>,
    /// The condition under which it holds, such as `context.first_of_kind`.
    when: Option<String>,
    valid_from: Option<Instant>,
    valid_until: Option<Instant>,
    /// Why. It is told to everybody.
    reason: String,
}

impl NewMandate {
    fn terms(self) -> Result<(Terms, String), Problem> {
        let currency = self.currency.parse().map_err(|_: NotMoney| {
            Problem::rule("not_money", "Not a currency", "Expected an ISO 4217 code, such as `EUR`.")
                .pointer("/currency")
        })?;
        let co_signers = self.co_signers.iter().enumerate();
        let co_signers = co_signers.map(|(place, named)| named.holder(&format!("/co_signers/{place}")));
        let terms = Terms {
            holder: self.holder.holder("/holder")?,
            kinds: self.kinds.into_iter().map(|RemedyKindCode(kind)| kind).collect(),
            currency,
            per_remedy: self.per_remedy.map(Limit::limit),
            per_case: self.per_case.map(Limit::limit),
            per_customer_window: self.per_customer_window.map(WindowLimit::window),
            per_agent_window: self.per_agent_window.map(WindowLimit::window),
            per_team_window: self.per_team_window.map(WindowLimit::window),
            co_signers: co_signers.collect::<Result<_, _>>()?,
            when: self.when,
            valid_from: self.valid_from.map(|Instant(at)| at),
            valid_until: self.valid_until.map(|Instant(at)| at),
        };
        Ok((terms, self.reason))
    }
}

pub(crate) async fn add(State(app): State<App>, call: Call<NewMandate>) -> Result<Response, Problem> {
    let (terms, reason) = call.body.terms()?;
    let set = SetMandate { id: None, seen: None, terms, reason };
    let id = app.desk().set_mandate(call.by, call.key, set).await?;
    let mandate = answer(&app, id).await?;
    Ok(tagged(created(&format!("/mandates/{id}"), &mandate), &mandate))
}

pub(crate) async fn set(
    State(app): State<App>,
    Id(id): Id<MandateId>,
    call: Call<NewMandate>,
) -> Result<Response, Problem> {
    let seen = call.must_have_seen()?;
    let (terms, reason) = call.body.terms()?;
    let set = SetMandate { id: Some(id), seen: Some(seen), terms, reason };
    app.desk().set_mandate(call.by, call.key, set).await?;
    let mandate = answer(&app, id).await?;
    Ok(tagged(ok(&mandate), &mandate))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revoke {
    /// Why. It is told to everybody.
    reason: String,
}

pub(crate) async fn revoke(
    State(app): State<App>,
    Id(id): Id<MandateId>,
    call: Call<Revoke>,
) -> Result<Response, Problem> {
    let seen = call.must_have_seen()?;
    app.desk().revoke_mandate(call.by, call.key, id, Some(seen), call.body.reason).await?;
    let mandate = answer(&app, id).await?;
    Ok(tagged(ok(&mandate), &mandate))
}

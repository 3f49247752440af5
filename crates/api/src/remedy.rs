//! Remedies over the API, and the one question: may this person give this, here, now? The dry run and the
//! act weigh the same; a refusal says what can be done instead, and by whom.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use valta_desk::{Advice, By, Confirm, Context, GiveRemedy, No, Thing};
use valta_domain::{
    AgentId, CaseId, Refusal, RemedyId,
    cost::{Parameter, Parameters},
    money::NotMoney,
    payment::State as PaymentState,
    remedy,
};
use valta_policy::Action;
use valta_store::{
    account,
    views::{
        self,
        remedy::{RemedyFilter, RemedyLine},
    },
};

use crate::{
    App,
    auth::Caller,
    call::{Asked, Call, Id, id},
    problem::Problem,
    shape::{
        Amount, ChannelCode, Cursor, EvidenceCode, HouseCode, Instant, Named, Nothing, OutcomeCode, Page,
        ParameterCode, PaymentFailedCode, PaymentStateCode, RemedyKindCode, ViaCode, created, limit, ok,
        queried,
    },
};

/// What was given to put things right.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Remedy {
    id: String,
    case: String,
    kind: RemedyKindCode,
    /// What it is worth, or for an exception what it was thought to cost. Null for an apology.
    amount: Option<Amount>,
    outcome: OutcomeCode,
    /// Somebody was asked to decide it, and gave it.
    escalated: bool,
    /// A stretch that reached so far because nobody with more room was on duty.
    alone: bool,
    /// The second person, where one signed.
    signed_by: Option<Named>,
    /// The mandate that allowed it; null where none is needed.
    mandate: Option<String>,
    mandate_version: Option<u32>,
    reason: Option<String>,
    payee: Option<String>,
    agent: Named,
    at: Instant,
    reversed_at: Option<Instant>,
    /// `granted`, then `sent`, `executed`, `failed` or `uncertain` as the payment goes; or `reversed`.
    state: PaymentStateCode,
    /// How it is paid; null where nothing leaves the house.
    payment: Option<Payment>,
}

/// How what was granted leaves the house.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Payment {
    /// Null until it has left.
    via: Option<ViaCode>,
    /// Which order this is: a person who orders anew what failed makes the next one.
    order: u32,
    /// Somebody wants it back, and the receiver has not answered.
    reversal_asked: bool,
    /// Why it was not paid, the last time that it was not.
    failed_because: Option<PaymentFailedCode>,
    /// In the receiver's words: why it was not paid, or not given back.
    reason: Option<String>,
    /// What the receiver knows it by.
    reference: Option<String>,
    /// Since when it stands so.
    since: Instant,
}

impl Remedy {
    fn of(line: RemedyLine) -> Remedy {
        let (mandate, mandate_version) = line.mandate.map(|(id, version)| (id.to_string(), version)).unzip();
        let state = match (line.reversed_at, &line.payment) {
            (Some(_), _) => PaymentState::Reversed,
            (None, Some(payment)) => payment.state,
            (None, None) => PaymentState::Granted,
        };
        let payment = line.payment.map(|payment| Payment {
            via: payment.via.map(ViaCode),
            order: payment.round,
            reversal_asked: payment.reversal_asked,
            failed_because: payment.because.map(PaymentFailedCode),
            reason: payment.reason,
            reference: payment.reference,
            since: Instant(payment.at),
        });
        Remedy {
            id: line.id.to_string(),
            case: line.case.to_string(),
            kind: RemedyKindCode(line.kind),
            amount: line.amount.map(Amount::from),
            outcome: OutcomeCode(line.outcome),
            escalated: line.escalated,
            alone: line.alone,
            signed_by: line.signed_by.map(Named::of),
            mandate,
            mandate_version,
            reason: line.reason,
            payee: line.payee,
            agent: Named::of(line.agent),
            at: Instant(line.at),
            reversed_at: line.reversed_at.map(Instant),
            state: PaymentStateCode(state),
            payment,
        }
    }
}

/// What each limit leaves, in minor units; null where there is no such limit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names are the limits' own")]
pub(crate) struct Room {
    per_remedy: Option<i64>,
    per_case: Option<i64>,
    /// What one customer receives, from everybody.
    per_customer_window: Option<i64>,
    /// What one agent gives, and signs for others.
    per_agent_window: Option<i64>,
    /// What the agent's team gives.
    per_team_window: Option<i64>,
}

impl Room {
    pub(crate) fn of(room: remedy::Room) -> Room {
        Room {
            per_remedy: room.per_remedy,
            per_case: room.per_case,
            per_customer_window: room.per_customer_window,
            per_agent_window: room.per_agent_window,
            per_team_window: room.per_team_window,
        }
    }
}

/// A way to yes: `stretch` or `within`, this person may give it (with a reason, or without); `co_sign`, this
/// person may sign it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Way {
    outcome: OutcomeCode,
    who: Named,
    /// Seen at work in the last quarter of an hour.
    on_duty: bool,
}

fn ways(advice: &Advice) -> Vec<Way> {
    advice
        .ways
        .iter()
        .map(|way| Way {
            outcome: OutcomeCode(way.outcome),
            who: Named::of((way.agent, way.name.clone())),
            on_duty: way.on_duty,
        })
        .collect()
}

/// The answer to "may this agent give this, here, now?", with everything to see before acting.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decision {
    outcome: OutcomeCode,
    /// The stretch reaches so far because nobody with more room is on duty.
    alone: bool,
    /// The mandate that was used: the one with the most room.
    mandate: Option<String>,
    mandate_version: Option<u32>,
    /// The rule that forbids: `self_dealing`, `payee_is_not_payer`, or one of the house's own by its name.
    rule: Option<String>,
    /// Of the rule that forbids; else of the rules that decisions are made by.
    rule_version: u32,
    room: Room,
    /// What the same limits leave with a written reason.
    stretch_room: Room,
    /// With a written reason while nobody with more room is on duty.
    alone_room: Room,
    /// With a colleague's signature.
    co_sign_room: Room,
    ways: Vec<Way>,
    /// What acting now costs; null in a currency that the house's wages are not in.
    cost_now: Option<Amount>,
    /// What the complaint process would cost; null likewise.
    cost_complaint_route: Option<Amount>,
    /// The figures that the costs are reckoned from, and what each rests on.
    parameters: Vec<Figure>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Figure {
    name: ParameterCode,
    value: i64,
    evidence: EvidenceCode,
}

pub(crate) fn figures(parameters: &Parameters) -> Vec<Figure> {
    let figure = |parameter: &Parameter| {
        let figure = parameters.get(*parameter);
        Figure {
            name: ParameterCode(*parameter),
            value: figure.value,
            evidence: EvidenceCode(figure.evidence),
        }
    };
    Parameter::ALL.iter().map(figure).collect()
}

impl Decision {
    fn of(advice: &Advice) -> Decision {
        let decision = &advice.weighed.decision;
        let (mandate, mandate_version) =
            decision.mandate.map(|(id, version)| (id.to_string(), version)).unzip();
        Decision {
            outcome: OutcomeCode(decision.outcome),
            alone: decision.alone,
            mandate,
            mandate_version,
            rule: decision.rule.as_ref().map(|rule| rule.name().to_owned()),
            rule_version: decision.rule.as_ref().map_or(decision.rules, remedy::Rule::version),
            room: Room::of(decision.room),
            stretch_room: Room::of(decision.stretch_room),
            alone_room: Room::of(decision.alone_room),
            co_sign_room: Room::of(decision.co_sign_room),
            ways: ways(advice),
            cost_now: advice.costs.map(|costs| costs.now.into()),
            cost_complaint_route: advice.costs.map(|costs| costs.complaint.into()),
            parameters: figures(&advice.parameters),
        }
    }
}

/// What is asked for; nothing is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "refund", "amount": {"minor": 700, "currency": "EUR"}}))]
pub(crate) struct Question {
    kind: RemedyKindCode,
    amount: Option<Amount>,
    case: Option<String>,
    /// Somebody else than the caller; only a lead or an admin may ask this.
    agent: Option<String>,
    payee: Option<String>,
    context: Option<QuestionContext>,
}

/// What the caller knows of the situation, over what the house knows itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionContext {
    /// Which kind of customer.
    segment: Option<HouseCode>,
    channel: Option<ChannelCode>,
    /// What went wrong.
    cause: Option<HouseCode>,
    /// The step of a process that it went wrong in.
    process_step: Option<HouseCode>,
    bulletin: Option<HouseCode>,
    /// Left out, it is as the house's service hours say.
    out_of_hours: Option<bool>,
}

impl QuestionContext {
    fn context(self) -> Context {
        let code = |code: Option<HouseCode>| code.map(|code| code.0);
        Context {
            segment: code(self.segment),
            channel: self.channel.map(|channel| channel.0),
            cause: code(self.cause),
            process_step: code(self.process_step),
            bulletin: code(self.bulletin),
            out_of_hours: self.out_of_hours,
        }
    }
}

pub(crate) async fn decide(State(app): State<App>, call: Call<Question>) -> Result<Response, Problem> {
    let Question { kind: RemedyKindCode(kind), amount, case, agent, payee, context } = call.body;
    let case = case.map(|text| id::<CaseId>(&text, "/case")).transpose()?;
    let amount = amount.map(|amount| amount.money()).transpose()?;
    let (by, agent) = (call.by, agent.map(|text| id::<AgentId>(&text, "/agent")).transpose()?);
    if let Some(agent) = agent {
        let known = app.find(move |tx| account::by_agent(tx, agent)).await;
        known.map_err(|no| Problem::from(no).when("not_found", "/agent"))?;
    }
    let question = valta_desk::Question {
        case,
        kind,
        amount,
        payee,
        context: context.map(QuestionContext::context).unwrap_or_default(),
    };
    let advice = app.desk().weigh_for(by, agent.unwrap_or(by.agent), question).await;
    let advice =
        advice.map_err(|no| Problem::from(no).when("not_yours", "/agent").when("not_found", "/case"))?;
    Ok(ok(&Decision::of(&advice)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "refund", "amount": {"minor": 700, "currency": "EUR"}}))]
pub(crate) struct NewRemedy {
    kind: RemedyKindCode,
    /// What it is worth; for an exception what it is thought to cost, zero included. An apology has none.
    amount: Option<Amount>,
    reason: Option<String>,
    /// The caller has seen that this is beyond the mandate, and means it; needs a reason.
    #[serde(default)]
    stretch: bool,
    /// An account that the customer has paid from; without one the money goes back the way it came.
    payee: Option<String>,
    /// Of an exception: the step of `GET /processes` that it is from. It is told as friction to the step's owner.
    step: Option<String>,
}

pub(crate) async fn give(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<NewRemedy>,
) -> Result<Response, Problem> {
    call.must_have_key()?;
    let Call { by, key, seen, body } = call;
    let NewRemedy { kind: RemedyKindCode(kind), amount, reason, stretch, payee, step } = body;
    let amount = amount.map(|amount| amount.money()).transpose()?;
    let give = GiveRemedy { case, kind, amount, reason, stretch, payee: payee.clone(), seen };
    let granted = match step {
        None => app.desk().grant(by, key, give).await,
        Some(step) => app.desk().grant_exception(by, key, give, id(&step, "/step")?).await,
    };
    let given = match granted {
        Ok(given) => given,
        Err(no) => {
            let question =
                valta_desk::Question { payee, ..valta_desk::Question::of_case(case, kind, amount) };
            return Err(with_ways(&app, by, question, no).await);
        }
    };
    Ok(created(&format!("/remedies/{given}"), &seen_remedy(&app, by, given).await?))
}

/// A refusal for want of room is never the end: it comes with who may.
async fn with_ways(app: &App, by: By, question: valta_desk::Question, no: No) -> Problem {
    let weighed = matches!(no, No::Refusal(Refusal::BeyondMandate(_) | Refusal::ReasonNeeded(_)));
    let problem = Problem::from(no);
    if !weighed {
        return problem;
    }
    match app.desk().weigh(by, question).await {
        Ok(advice) => problem.ways(ways(&advice)),
        Err(_) => problem.ways(Vec::new()),
    }
}

pub(crate) async fn seen_remedy(app: &App, by: By, id: RemedyId) -> Result<Remedy, Problem> {
    let found = app
        .find_for(by, Action::SeeRemedy, move |tx| {
            let found = views::remedy::one(tx, id)?;
            Ok(found.map(|remedy| (Thing::Given(remedy.case, remedy.agent.0), remedy)))
        })
        .await?;
    Ok(Remedy::of(found))
}

/// Which remedies; each is left out where any will do.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemedyQuery {
    /// Given at this time or later.
    pub(crate) from: Option<String>,
    /// Given before this time.
    pub(crate) until: Option<String>,
    pub(crate) kind: Option<String>,
    /// On whose word: `within`, `stretch` or `co_sign` as the giver gave it, `escalate` what somebody was asked to
    /// decide, and gave.
    pub(crate) outcome: Option<String>,
    /// Who gave it: `me`, or an agent's id.
    pub(crate) agent: Option<String>,
    /// ISO 4217.
    pub(crate) currency: Option<String>,
    /// 1 to 200; 50 when it is left out.
    pub(crate) limit: Option<String>,
    /// `next` of the page before.
    pub(crate) cursor: Option<String>,
}

impl RemedyQuery {
    pub(crate) fn filter(&self, by: By) -> Result<RemedyFilter, Problem> {
        let instant = |name, text: &Option<String>| {
            Ok::<_, Problem>(queried::<Instant>(name, text.as_deref())?.map(|instant| instant.0))
        };
        let currency = self.currency.as_deref().map(str::parse).transpose().map_err(|_: NotMoney| {
            Problem::shape("unknown_value", "`currency` is a code of ISO 4217, such as EUR.")
                .parameter("currency")
        })?;
        Ok(RemedyFilter {
            from: instant("from", &self.from)?,
            until: instant("until", &self.until)?,
            kind: queried::<RemedyKindCode>("kind", self.kind.as_deref())?.map(|code| code.0),
            way: queried::<OutcomeCode>("outcome", self.outcome.as_deref())?.map(|code| code.0),
            agent: match self.agent.as_deref() {
                Some("me") => Some(by.agent),
                agent => queried("agent", agent)?,
            },
            currency,
            before: Cursor::read(self.cursor.as_deref())?,
            limit: limit(self.limit.as_deref())?,
        })
    }
}

/// The last given first.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<RemedyQuery>,
) -> Result<Response, Problem> {
    let (filter, scope) = (asked.filter(caller.by)?, caller.by.scope);
    let limit = filter.limit;
    let filter = RemedyFilter { limit: limit + 1, ..filter };
    let found = app.desk().reader().look(move |tx| views::remedy::list(tx, scope, &filter)).await?;
    let found = found.into_iter().map(|listed| listed.remedy).collect();
    Ok(ok(&Page::of(found, limit, |line: &RemedyLine| Cursor(line.at, line.id.to_string()), Remedy::of)))
}

pub(crate) async fn one(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<RemedyId>,
) -> Result<Response, Problem> {
    Ok(ok(&seen_remedy(&app, caller.by, id).await?))
}

/// What the receiver of an order says of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"state": "executed", "reference": "B-118"}))]
pub(crate) struct Confirmation {
    state: ConfirmedState,
    /// What the receiver knows it by; with `executed`.
    reference: Option<String>,
    /// Why it was not paid, or came back; with `failed`.
    reason: Option<String>,
}

/// `executed`: it is paid. `failed`: it is not, or the money came back.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ConfirmedState {
    Executed,
    Failed,
}

/// The receiver's word settles a payment; the same word again changes nothing.
pub(crate) async fn confirm(
    State(app): State<App>,
    Id(id): Id<RemedyId>,
    call: Call<Confirmation>,
) -> Result<Response, Problem> {
    let Call { by, key, body, .. } = call;
    let confirm = match body.state {
        ConfirmedState::Executed if body.reason.is_some() => return Err(belongs_to("reason", "failed")),
        ConfirmedState::Executed => Confirm::Executed { reference: body.reference },
        ConfirmedState::Failed if body.reference.is_some() => {
            return Err(belongs_to("reference", "executed"));
        }
        ConfirmedState::Failed => Confirm::Failed { reason: body.reason },
    };
    app.desk().confirm(by, key, id, confirm).await?;
    Ok(ok(&seen_remedy(&app, by, id).await?))
}

fn belongs_to(field: &'static str, state: &str) -> Problem {
    Problem::rule("unusable", "Not usable", format!("`{field}` goes with the state `{state}`."))
        .pointer(format!("/{field}"))
}

/// Orders once more what failed, and what nobody has answered.
pub(crate) async fn retry(
    State(app): State<App>,
    Id(id): Id<RemedyId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    call.must_have_key()?;
    app.desk().retry_payment(call.by, call.key, id).await?;
    Ok(ok(&seen_remedy(&app, call.by, id).await?))
}

/// Takes back what has not left the house, and asks back what has; its room returns, once.
pub(crate) async fn reverse(
    State(app): State<App>,
    Id(id): Id<RemedyId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    call.must_have_key()?;
    let case = app.find(move |tx| views::remedy::one(tx, id)).await?.case;
    app.must_be_seen(call.by, call.key.as_ref(), case, call.seen).await?;
    app.desk().reverse(call.by, call.key, id).await?;
    Ok(ok(&seen_remedy(&app, call.by, id).await?))
}

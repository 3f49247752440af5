//! Remedies at the desk: what may be given, and giving it. The same gathering and the same decision answer the
//! screen, the API and the act.

use valta_domain::{
    AgentId, CaseId, Currency, CustomerId, FrictionId, IdentityId, Money, Refusal, RemedyId, StepId, TeamId,
    Timestamp,
    cost::{self, Costs, Parameters},
    credit,
    customer::IdentityKind,
    friction::Report,
    mandate::{Mandate, Terms},
    payment::{self, State, Via},
    refusal::Field,
    remedy::{self, Grant, Inputs, Outcome, Payee, RemedyKind, Weighed},
    text,
    time::{DAY, SECOND},
};
use valta_insight::sampling::Sampling;
use valta_policy::{Action, Named};
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    lock, outbox, views,
};

use crate::{
    By, Desk, Key, No, Thing, Way,
    case::must_be_seen,
    decision::{Asked, Context, Gathering},
    ledger,
    mandate::MANDATES,
    review,
    work::{CaseNow, Work, fresh_id},
};

/// What is asked for: may this be given, here, now?
#[derive(Clone, Debug)]
pub struct GiveRemedy {
    pub case: CaseId,
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub reason: Option<String>,
    /// The agent has seen that this is beyond the mandate, and means it.
    pub stretch: bool,
    /// An account that the money should go to; without one it goes back the way it came.
    pub payee: Option<String>,
    pub seen: Option<i64>,
}

/// The same question when nothing is to be done yet; another system may ask it of no case at all.
#[derive(Clone, Debug)]
pub struct Question {
    pub case: Option<CaseId>,
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub payee: Option<String>,
    pub context: Context,
}

impl Question {
    pub fn of_case(case: CaseId, kind: RemedyKind, amount: Option<Money>) -> Question {
        Question { case: Some(case), kind, amount, payee: None, context: Context::default() }
    }
}

/// The answer, with everything a person should see before acting.
#[derive(Clone, Debug)]
pub struct Advice {
    pub weighed: Weighed,
    /// The mandate that was used, as it stands.
    pub mandate: Option<Mandate>,
    /// None in a currency that the house's wages are not in.
    pub costs: Option<Costs>,
    pub parameters: Parameters,
    /// The ways to yes: oneself with a reason, or others who may.
    pub ways: Vec<Way>,
    /// How long (s) a co-sign usually waits, where one is to be asked for and enough were answered to say.
    pub median_wait: Option<i64>,
    /// The house's own rule that ends it, with what can be said of it.
    pub forbidden: Option<Named>,
}

impl Desk {
    /// A dry run: what may I do?
    pub async fn weigh(&self, by: By, question: Question) -> Result<Advice, No> {
        self.weigh_for(by, by.agent, question).await
    }

    /// What may somebody else do? Looked at with the asker's own eyes.
    pub async fn weigh_for(&self, by: By, agent: AgentId, question: Question) -> Result<Advice, No> {
        if agent != by.agent {
            self.must(by, Action::WeighForAnother)?;
        }
        let desk = self.clone();
        let found: Result<Advice, No> =
            self.inner.db.read(move |tx| desk.weighed(tx, by, agent, &question)).await;
        found
    }

    /// The dry run within a look that is under way, for a page that shows more than the answer.
    pub fn weigh_here(&self, tx: &mut Tx<'_>, by: By, question: &Question) -> Result<Advice, No> {
        self.weighed(tx, by, by.agent, question)
    }

    fn weighed(&self, tx: &mut Tx<'_>, by: By, agent: AgentId, question: &Question) -> Result<Advice, No> {
        if let Some(case) = question.case {
            self.sees(tx, by, Action::Weigh, Thing::Case(case))?.then_some(()).ok_or(Refusal::NotFound)?;
        }
        remedy::check_amount(question.kind, question.amount)?;
        let account = account::by_agent(tx, agent)?.ok_or(Refusal::NotFound)?;
        let mandates = views::mandate::standing(tx)?;
        let (asked, _) = asked(tx, self, question, self.now())?;
        let mut gathering = Gathering::begin(tx, self, asked, &mandates)?;
        let inputs = gathering.inputs(&account, None)?;
        let decision = remedy::decide_remedy(&inputs, &mandates);
        let ways = gathering.ways(&account, &inputs, decision.outcome)?;

        let median_wait = match decision.outcome {
            Outcome::CoSign => median_wait(tx, self.now())?,
            Outcome::Within | Outcome::Stretch | Outcome::Escalate | Outcome::Forbidden => None,
        };
        let parameters = views::house::parameters(tx)?;
        let given = question.amount.unwrap_or(Money::new(0, Currency::EUR));
        let used = decision.mandate.map(|(id, _)| id);
        let forbidden = decision.rule.as_ref().and_then(|rule| self.judge().named(rule));
        Ok(Advice {
            forbidden,
            mandate: mandates.into_iter().find(|mandate| Some(mandate.id) == used),
            costs: cost::costs(&parameters, given),
            parameters,
            ways,
            median_wait,
            weighed: Weighed { inputs, decision },
        })
    }

    /// How much this agent may give here without a word to anybody: for the button, where the whole answer is not asked
    /// for yet. `None` where nothing is, or where nothing limits.
    pub fn reach_here(
        &self,
        tx: &mut Tx<'_>,
        account: &Account,
        case: CaseId,
        kind: RemedyKind,
        currency: Currency,
    ) -> Result<Option<Money>, Fault> {
        let mandates = views::mandate::standing(tx)?;
        let question = Question::of_case(case, kind, Some(Money::new(1, currency)));
        let asked = known(tx, self, &question, self.now())?;
        let inputs = Gathering::begin(tx, self, asked, &mandates)?.own(account)?;
        let decision = remedy::decide_remedy(&inputs, &mandates);
        let room = Money::new(decision.room.least(), currency);
        Ok((decision.outcome == Outcome::Within && room.minor < Money::MOST).then_some(room))
    }

    /// Gives the remedy if the decision lets this person, in one transaction with the check.
    pub async fn grant(&self, by: By, key: Option<Key>, give: GiveRemedy) -> Result<RemedyId, No> {
        let desk = self.clone();
        let sampling = self.sampling().await?;
        self.transact(by.actor(), key, move |work| give_remedy(work, &desk, by, &give, None, &sampling)).await
    }

    /// The same for an exception, with the step of ours that was deviated from: that is friction, whoever gave it.
    pub async fn grant_exception(
        &self,
        by: By,
        key: Option<Key>,
        give: GiveRemedy,
        step: StepId,
    ) -> Result<RemedyId, No> {
        let desk = self.clone();
        let sampling = self.sampling().await?;
        self.transact(by.actor(), key, move |work| {
            must_be_step(work.tx, give.kind, step)?;
            give_remedy(work, &desk, by, &give, Some(step), &sampling)
        })
        .await
    }

    /// Takes a remedy back, and its room returns, once. What has left the house is asked for where it went.
    pub async fn reverse(&self, by: By, key: Option<Key>, id: RemedyId) -> Result<(), No> {
        let takes =
            self.reader().look(move |tx| views::remedy::takes(tx, id)).await?.ok_or(Refusal::NotFound)?;
        self.transact(by.actor(), key, move |work| {
            let mut case = work.seen_case(by, takes.case)?;
            work.must(by, Action::ReverseRemedy, Thing::Given(takes.case, takes.agent))?;
            // Room grows for the giver and the signer, whether or not they still work here.
            let givers: Vec<AgentId> = std::iter::once(takes.agent).chain(takes.signer).collect();
            let teams: Vec<TeamId> = takes.team.into_iter().collect();
            take_turns(work.tx, takes.kind, &givers, takes.customer, &teams)?;
            let events = payment::decide_reverse(case.get()?, id)?;
            let credited = match case.get()?.remedies.get(&id).and_then(|given| given.payment) {
                Some(paid) if paid.state == State::Executed && paid.via == Some(Via::Credit) => {
                    case.get()?.customer
                }
                Some(_) | None => None,
            };
            let taken = match credited {
                None => None,
                Some(customer) => {
                    work.hold_credit(customer)?;
                    let (known, head) = work.customer(customer)?;
                    Some((customer, head, credit::decide_take_back(known.as_ref(), id)?))
                }
            };
            if outbox::order_of(work.tx, id)?.is_some_and(|order| order.is_leased()) {
                return Err(Refusal::OnItsWay.into());
            }

            work.record_case(&mut case, events)?;
            if let Some((customer, head, events)) = taken {
                work.record_customer(customer, head, events)?;
            }
            Ok(())
        })
        .await
    }
}

/// Only an exception is from a step, and only from one that there is.
pub(crate) fn must_be_step(tx: &mut Tx<'_>, kind: RemedyKind, step: StepId) -> Result<(), No> {
    if kind == RemedyKind::Exception && views::process::has_step(tx, step)? {
        return Ok(());
    }
    Err(Refusal::Unusable(Field::Step).into())
}

fn give_remedy(
    work: &mut Work<'_, '_>,
    desk: &Desk,
    by: By,
    give: &GiveRemedy,
    step: Option<StepId>,
    sampling: &Sampling,
) -> Result<RemedyId, No> {
    let giver = by.agent;
    let reason = match give.reason.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(reason) => Some(text::words(Field::Reason, reason, text::BODY_LETTERS)?),
    };
    let mut case = work.case(by, Action::GiveRemedy, give.case)?;
    must_be_seen(&case, give.seen)?;
    let question = Question {
        case: Some(give.case),
        kind: give.kind,
        amount: give.amount,
        payee: give.payee.clone(),
        context: Context::default(),
    };
    let (inputs, mandates, payee) = to_act(work, desk, by, &case, giver, None, &question)?;

    let id = RemedyId(fresh_id());
    let reason = match reason {
        Some(reason) => Some((work.text(&reason)?, remedy::reason_letters(&reason))),
        None => None,
    };
    let review = review::because(sampling, id, &inputs, &mandates, None);
    let words = reason.as_ref().map(|(words, _)| words.clone());
    let grant = Grant { remedy: id, signer: None, reason, stretch: give.stretch, payee, review };
    let mut events = remedy::decide_grant(case.get()?, grant, inputs, &mandates)?;
    if let Some(step) = step {
        let report = Report::of_exception(FrictionId(fresh_id()), step, words, None);
        events.push(report.into());
    }

    work.record_case(&mut case, events)?;
    Ok(id)
}

/// What an act is decided from, with the turns taken that keep it true to the end: two acts cannot both use the same
/// room. `giver` gives it, and `signer` has signed exactly this, where somebody has.
pub(crate) fn to_act(
    work: &mut Work<'_, '_>,
    desk: &Desk,
    by: By,
    case: &CaseNow,
    giver: AgentId,
    signer: Option<AgentId>,
    question: &Question,
) -> Result<(Inputs, Vec<Mandate>, Option<IdentityId>), No> {
    let giver = at_work(work.tx, by, giver)?;
    let signer = signer.map(|signer| at_work(work.tx, by, signer)).transpose()?;
    let people: Vec<&Account> = std::iter::once(&giver).chain(&signer).collect();
    let ids: Vec<AgentId> = people.iter().map(|person| person.agent).collect();
    let teams: Vec<TeamId> = people.iter().filter_map(|person| person.team).collect();
    let mandates = take_turns(work.tx, question.kind, &ids, case.get()?.customer, &teams)?;
    let (asked, payee) = asked(work.tx, desk, question, work.at)?;
    let inputs = Gathering::begin(work.tx, desk, asked, &mandates)?.inputs(&giver, signer.as_ref())?;
    Ok((inputs, mandates, payee))
}

/// Whether somebody may decide it: with room of their own, or by the right to widen a mandate.
pub(crate) fn may_decide(
    work: &mut Work<'_, '_>,
    desk: &Desk,
    agent: AgentId,
    question: &Question,
    mandates: &[Mandate],
) -> Result<bool, No> {
    let Some(account) = account::by_agent(work.tx, agent)?.filter(|account| !account.disabled) else {
        return Ok(false);
    };
    if work.desk.may_widen(&account) {
        return Ok(true);
    }
    let (asked, _) = asked(work.tx, desk, question, work.at)?;
    let inputs = Gathering::begin(work.tx, desk, asked, mandates)?.inputs(&account, None)?;
    let outcome = remedy::decide_remedy(&inputs, mandates).outcome;
    Ok(matches!(outcome, Outcome::Within | Outcome::Stretch))
}

/// How long (s) the co-signs of the last months waited: the median, once there are enough to say.
fn median_wait(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<i64>, Fault> {
    const ENOUGH: u32 = 5;
    let wait = ledger::signatures(tx, Some(now.minus(90 * DAY)), None)?.wait;
    Ok(wait.filter(|wait| wait.n >= ENOUGH).map(|wait| wait.value / SECOND))
}

/// Somebody who takes part in an act and still works here; who does not act themselves stays so until it is done.
fn at_work(tx: &mut Tx<'_>, by: By, agent: AgentId) -> Result<Account, No> {
    if agent != by.agent {
        lock::share(tx, &valta_domain::Stream::Agent(agent).to_string())?;
    }
    let account = account::by_agent(tx, agent)?.ok_or(Refusal::NotFound)?;
    if account.disabled { Err(Refusal::NotYours.into()) } else { Ok(account) }
}

/// The turns of an act that takes room or gives it back, in the one order that everybody keeps after the case's:
/// a share of the mandates', each giver's, the customer's, each team's. A customer's and a team's only where a
/// mandate that stands counts them, so that nobody waits for room that nobody counts. Answers the mandates.
fn take_turns(
    tx: &mut Tx<'_>,
    kind: RemedyKind,
    givers: &[AgentId],
    customer: Option<CustomerId>,
    teams: &[TeamId],
) -> Result<Vec<Mandate>, Fault> {
    lock::share(tx, MANDATES)?;
    let mandates = views::mandate::standing(tx)?;
    let counts = |counts: fn(&Terms) -> bool| {
        mandates.iter().any(|mandate| mandate.terms.kinds.contains(&kind) && counts(&mandate.terms))
    };
    let mut givers = givers.to_vec();
    givers.sort_unstable();
    for giver in givers {
        lock::hold(tx, &format!("room of giver {giver}"))?;
    }
    // A condition may ask what the customer was given before.
    if let Some(customer) = customer
        && counts(|terms| terms.per_customer_window.is_some() || terms.when.is_some())
    {
        lock::hold(tx, &format!("room of customer {customer}"))?;
    }
    if counts(|terms| terms.per_team_window.is_some()) {
        let mut teams = teams.to_vec();
        teams.sort_unstable();
        for team in teams {
            lock::hold(tx, &format!("room of team {team}"))?;
        }
    }
    Ok(mandates)
}

/// What is asked for, with what the house knows of it; and the named payee's identity where that is known.
fn asked(
    tx: &mut Tx<'_>,
    desk: &Desk,
    question: &Question,
    at: Timestamp,
) -> Result<(Asked, Option<IdentityId>), No> {
    let asked = known(tx, desk, question, at)?;
    let (payee, identity) = find_payee(tx, asked.customer, question.payee.as_deref())?;
    Ok((Asked { payee, ..asked }, identity))
}

/// The same with nobody named: the money goes back the way it came.
fn known(tx: &mut Tx<'_>, desk: &Desk, question: &Question, at: Timestamp) -> Result<Asked, Fault> {
    let (customer, channel) = match question.case {
        Some(case) => views::case::customer_and_channel(tx, case)?,
        None => (None, None),
    };
    Ok(Asked {
        case: question.case,
        customer,
        channel,
        kind: question.kind,
        amount: question.amount,
        payee: Payee::NotNamed,
        context: question.context.clone(),
        out_of_hours: desk.is_out_of_hours(tx, at)?,
        at,
    })
}

/// What a named account is to the customer, and its identity where it is known.
fn find_payee(
    tx: &mut Tx<'_>,
    customer: Option<CustomerId>,
    named: Option<&str>,
) -> Result<(Payee, Option<IdentityId>), No> {
    let Some(named) = named.map(str::trim).filter(|named| !named.is_empty()) else {
        return Ok((Payee::NotNamed, None));
    };
    let normal = IdentityKind::Payment.normal(named).ok_or(Refusal::Unusable(Field::Payee))?;
    // An account that an agent typed in is nobody's until the house has seen a payment from it.
    let own = customer.map(|customer| views::customer::account_of(tx, customer, &normal)).transpose()?;
    Ok(match own.flatten() {
        Some(identity) if views::customer::is_verified(tx, identity)? => (Payee::Payer, Some(identity)),
        Some(_) | None => (Payee::Other, None),
    })
}

#[cfg(test)]
mod tests;

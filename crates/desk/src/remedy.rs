//! Remedies at the desk. The same gathering and the same decision answer the screen, the API and the act.

use valta_domain::{
    AgentId, CaseId, IdentityId, Money, Refusal, RemedyId, Timestamp,
    cost::{self, Costs, Parameters},
    credit,
    customer::IdentityKind,
    mandate::{Holder, Mandate},
    payment::{self, State, Via},
    refusal::Field,
    remedy::{self, Candidate, Decision, Grant, Inputs, Outcome, Payee, RemedyKind, Weighed},
    text,
};
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    lock, outbox, views,
};

use crate::{By, Desk, Key, No, case::must_be_seen, mandate::MANDATES, work::fresh_id};

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
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub outcome: Outcome,
    pub agent: AgentId,
    pub name: String,
    /// Signed in, and seen at work in the last quarter of an hour.
    pub on_duty: bool,
}

/// How many colleagues are asked for on the way to yes.
const WAYS: usize = 20;

impl Desk {
    /// A dry run: what may I do?
    pub async fn weigh(
        &self,
        by: By,
        case: Option<CaseId>,
        kind: RemedyKind,
        amount: Option<Money>,
        payee: Option<String>,
    ) -> Result<Advice, No> {
        let now = self.now();
        let found: Result<Advice, No> =
            self.inner.db.read(move |tx| weigh(tx, by, case, kind, amount, payee.as_deref(), now)).await;
        found
    }

    /// Gives the remedy if the decision lets this person, in one transaction with the check.
    pub async fn grant(&self, by: By, key: Option<Key>, give: GiveRemedy) -> Result<RemedyId, No> {
        self.transact(by.actor(), key, move |work| {
            let reason = match give.reason.as_deref().map(str::trim) {
                None | Some("") => None,
                Some(reason) => Some(text::words(Field::Reason, reason, text::BODY_LETTERS)?),
            };
            let mut case = work.case(by, give.case)?;
            must_be_seen(&case, give.seen)?;
            // Whoever gives holds this lock to the end, so that two acts cannot both use the same room.
            let account = lock_giver(work.tx, by.agent)?;
            let mandates = views::mandate::standing(work.tx)?;
            let payee = find_payee(work.tx, Some(give.case), give.payee.as_deref())?;
            let inputs = gather(
                work.tx,
                &account,
                Some(give.case),
                give.kind,
                give.amount,
                payee.0,
                &mandates,
                work.at,
            )?;

            let id = RemedyId(fresh_id());
            let reason = match reason {
                Some(reason) => Some((work.text(&reason)?, remedy::reason_letters(&reason))),
                None => None,
            };
            let grant = Grant { remedy: id, reason, stretch: give.stretch, payee: payee.1 };
            let events = remedy::decide_grant(case.get()?, grant, inputs, &mandates)?;

            work.record_case(&mut case, events)?;
            Ok(id)
        })
        .await
    }

    /// Takes a remedy back, and its room returns, once. What has left the house is asked for where it went.
    pub async fn reverse(&self, by: By, key: Option<Key>, id: RemedyId) -> Result<(), No> {
        let remedy =
            self.reader().look(move |tx| views::remedy::one(tx, id)).await?.ok_or(Refusal::NotFound)?;
        let (case, giver) = (remedy.case, remedy.agent.0);
        self.transact(by.actor(), key, move |work| {
            let mut case = work.case(by, case)?;
            // The giver's room grows, whether or not the giver still works here.
            lock::hold(work.tx, &turn_of(giver))?;
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

/// The dry run within a look that is under way, for a page that shows more than the answer.
pub fn weigh(
    tx: &mut Tx<'_>,
    by: By,
    case: Option<CaseId>,
    kind: RemedyKind,
    amount: Option<Money>,
    payee: Option<&str>,
    now: Timestamp,
) -> Result<Advice, No> {
    if let Some(case) = case {
        views::case::seen_by(tx, by.scope, case)?.then_some(()).ok_or(Refusal::NotFound)?;
    }
    let amount = remedy::check_amount(kind, amount)?;
    let account = account::by_agent(tx, by.agent)?.ok_or(Refusal::NotFound)?;
    advise(tx, &account, case, kind, amount, payee, now)
}

/// Two acts of one agent come one after the other, so that they cannot both use the same room.
fn turn_of(giver: AgentId) -> String {
    format!("giver {giver}")
}

/// Mandates that stand are read under a share of the turn that whoever sets one must hold.
fn lock_giver(tx: &mut Tx<'_>, agent: AgentId) -> Result<Account, No> {
    lock::hold(tx, &turn_of(agent))?;
    lock::share(tx, MANDATES)?;
    Ok(account::by_agent(tx, agent)?.ok_or(Refusal::NotFound)?)
}

fn advise(
    tx: &mut Tx<'_>,
    account: &Account,
    case: Option<CaseId>,
    kind: RemedyKind,
    amount: Option<Money>,
    named: Option<&str>,
    now: Timestamp,
) -> Result<Advice, No> {
    let mandates = views::mandate::standing(tx)?;
    let (payee, _) = find_payee(tx, case, named)?;
    let inputs = gather(tx, account, case, kind, amount, payee, &mandates, now)?;
    let decision = remedy::decide_remedy(&inputs, &mandates);

    let ways = ways(tx, account, case, &inputs, &decision, &mandates, now)?;
    let parameters = views::house::parameters(tx)?;
    let given = amount.unwrap_or(Money::new(0, valta_domain::Currency::EUR));
    let mandate = decision.mandate.and_then(|(id, _)| mandates.into_iter().find(|mandate| mandate.id == id));
    Ok(Advice {
        mandate,
        costs: cost::costs(&parameters, given),
        parameters,
        ways,
        weighed: Weighed { inputs, decision },
    })
}

/// All that a decision is made from.
#[expect(clippy::too_many_arguments, reason = "each is one thing that the decision depends on")]
fn gather(
    tx: &mut Tx<'_>,
    account: &Account,
    case: Option<CaseId>,
    kind: RemedyKind,
    amount: Option<Money>,
    payee: Payee,
    mandates: &[Mandate],
    at: Timestamp,
) -> Result<Inputs, Fault> {
    let mut candidates = Vec::new();
    let mut sums: Vec<(&Mandate, i64)> = Vec::new();
    if let Some(amount) = amount {
        for mandate in mandates {
            let terms = &mandate.terms;
            if !terms.holder.holds(account.agent, account.role, account.team)
                || !terms.kinds.contains(&kind)
                || terms.currency != amount.currency
            {
                continue;
            }
            let used_case = match case {
                Some(case) if terms.per_case.is_some() => {
                    views::remedy::given_in_case(tx, case, &terms.kinds, terms.currency)?
                }
                _ => 0,
            };
            let used_window = match terms.per_agent_window {
                Some(window) => {
                    let alike = |(other, _): &&(&Mandate, i64)| {
                        let other = &other.terms;
                        other.kinds == terms.kinds
                            && other.per_agent_window.is_some_and(|other| other.days == window.days)
                    };
                    // The same sum for every mandate with the same window.
                    if let Some((_, sum)) = sums.iter().find(alike) {
                        *sum
                    } else {
                        let after = at.minus(window.length());
                        let sum = views::remedy::given_by_agent(
                            tx,
                            account.agent,
                            &terms.kinds,
                            terms.currency,
                            after,
                        )?;
                        sums.push((mandate, sum));
                        sum
                    }
                }
                None => 0,
            };
            candidates.push(Candidate {
                mandate: mandate.id,
                version: mandate.version,
                used_case,
                used_window,
            });
        }
    }
    let agent_is_customer = match case {
        Some(case) => views::customer::has_address(tx, case, IdentityKind::Email, &account.email)?,
        None => false,
    };
    Ok(Inputs {
        agent: account.agent,
        role: account.role,
        team: account.team,
        at,
        kind,
        amount,
        agent_is_customer,
        payee,
        candidates,
    })
}

/// What a named account is to the customer, and its identity where it is known.
fn find_payee(
    tx: &mut Tx<'_>,
    case: Option<CaseId>,
    named: Option<&str>,
) -> Result<(Payee, Option<IdentityId>), No> {
    let Some(named) = named.map(str::trim).filter(|named| !named.is_empty()) else {
        return Ok((Payee::NotNamed, None));
    };
    let normal = IdentityKind::Payment.normal(named).ok_or(Refusal::Unusable(Field::Payee))?;
    let customer = match case {
        Some(case) => views::case::customer_of(tx, case)?,
        None => None,
    };
    // An account that an agent typed in is nobody's until the house has seen a payment from it.
    Ok(match views::customer::by_address(tx, IdentityKind::Payment, &normal)? {
        Some((owner, identity)) if customer == Some(owner) && views::customer::is_verified(tx, identity)? => {
            (Payee::Payer, Some(identity))
        }
        Some(_) | None => (Payee::Other, None),
    })
}

/// Who could give it: oneself with a reason first, then colleagues with more room, those at work first.
fn ways(
    tx: &mut Tx<'_>,
    account: &Account,
    case: Option<CaseId>,
    inputs: &Inputs,
    decision: &Decision,
    mandates: &[Mandate],
    now: Timestamp,
) -> Result<Vec<Way>, No> {
    let mut ways = Vec::new();
    match decision.outcome {
        Outcome::Within | Outcome::Forbidden => return Ok(ways),
        Outcome::Stretch => ways.push(Way {
            outcome: Outcome::Stretch,
            agent: account.agent,
            name: account.name.clone(),
            on_duty: true,
        }),
        Outcome::Escalate => {}
    }
    // Only a mandate that not everybody holds can give somebody else more room.
    let wider: Vec<Holder> = mandates
        .iter()
        .filter(|mandate| mandate.terms.kinds.contains(&inputs.kind))
        .map(|mandate| mandate.terms.holder)
        .filter(|holder| *holder != Holder::Everyone)
        .collect();
    let others = account::all(tx)?.into_iter().filter(|other| {
        other.agent != account.agent
            && !other.disabled
            && wider.iter().any(|holder| holder.holds(other.agent, other.role, other.team))
    });
    for other in others.take(WAYS) {
        let inputs = gather(tx, &other, case, inputs.kind, inputs.amount, inputs.payee, mandates, now)?;
        let outcome = remedy::decide_remedy(&inputs, mandates).outcome;
        if matches!(outcome, Outcome::Within | Outcome::Stretch) {
            let on_duty = account::seen_since(tx, other.agent, now.minus(15 * valta_domain::time::MINUTE))?;
            ways.push(Way { outcome, agent: other.agent, name: other.name, on_duty });
        }
    }
    ways.sort_by_key(|way| (way.agent != account.agent, way.outcome != Outcome::Within, !way.on_duty));
    Ok(ways)
}

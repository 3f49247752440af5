//! Gathers what a decision is made from, and who else could say yes. The same gathering answers the screen, the
//! API and the act.

use std::collections::{HashMap, hash_map::Entry};

use valta_domain::{
    AgentId, CaseId, Currency, CustomerId, Money, TeamId, Timestamp,
    contact::Channel,
    customer::IdentityKind,
    mandate::{Holder, Level, Mandate, Terms, WindowLimit},
    remedy::{self, Asks, Candidate, Inputs, Outcome, Payee, RemedyKind, Signer},
    situation::{Code, Situation},
    time::DAY,
};
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    views::{self, remedy::Given},
};

use crate::Desk;

/// How many colleagues are looked for on the way to yes.
const WAYS: usize = 20;

/// What somebody else knows of the situation, over what the house knows itself.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub segment: Option<Code>,
    pub channel: Option<Channel>,
    pub cause: Option<Code>,
    pub process_step: Option<Code>,
    pub bulletin: Option<Code>,
    pub out_of_hours: Option<bool>,
}

/// What is asked for, whoever asks.
pub(crate) struct Asked {
    pub(crate) case: Option<CaseId>,
    pub(crate) customer: Option<CustomerId>,
    /// The one that the case came by, where nobody tells another.
    pub(crate) channel: Option<Channel>,
    pub(crate) kind: RemedyKind,
    pub(crate) amount: Option<Money>,
    pub(crate) payee: Payee,
    pub(crate) context: Context,
    pub(crate) out_of_hours: bool,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub outcome: Outcome,
    pub agent: AgentId,
    pub name: String,
    /// Signed in, and seen at work in the last quarter of an hour.
    pub on_duty: bool,
}

/// A sum that a limit is measured against; windows by their lengths in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sum {
    Case(CaseId),
    Customer(CustomerId, u32),
    Agent(AgentId, u32),
    Team(TeamId, u32),
}

/// Whose sums count: also the person's own, or only those that everybody shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counting {
    Everything,
    /// As if this person and their team had given nothing: nobody has more room than this.
    Shared,
}

struct Colleague {
    account: Account,
    on_duty: bool,
}

pub(crate) struct Gathering<'a, 'tx> {
    tx: &'a mut Tx<'tx>,
    desk: &'a Desk,
    asked: Asked,
    /// In the order of their ids.
    mandates: &'a [Mandate],
    first_of_kind: bool,
    /// Sums that were looked up, each once.
    sums: HashMap<Sum, Given>,
    colleagues: Option<Vec<Colleague>>,
}

impl<'a, 'tx> Gathering<'a, 'tx> {
    pub(crate) fn begin(
        tx: &'a mut Tx<'tx>,
        desk: &'a Desk,
        asked: Asked,
        mandates: &'a [Mandate],
    ) -> Result<Gathering<'a, 'tx>, Fault> {
        let first_of_kind = match asked.customer {
            Some(customer) => !views::remedy::was_given(tx, customer, asked.kind)?,
            // Nobody can say it of somebody unknown.
            None => false,
        };
        let (sums, colleagues) = (HashMap::new(), None);
        Ok(Gathering { tx, desk, asked, mandates, first_of_kind, sums, colleagues })
    }

    /// All that the decision is made from for this person. Where the act is signed already, the signer is looked
    /// at and nobody else.
    pub(crate) fn inputs(&mut self, person: &Account, signer: Option<&Account>) -> Result<Inputs, Fault> {
        let mut inputs = self.own(person)?;
        if let Some(signer) = signer {
            inputs.signers = Some(self.signer(signer, true)?.into_iter().collect());
        }
        while let Some(asks) = remedy::asks(&inputs, self.mandates) {
            match asks {
                Asks::NobodyWider => {
                    let wider = self.wider(person, Level::Stretch, true, 1)?;
                    inputs.nobody_wider = Some(wider.is_empty());
                }
                Asks::Signers => inputs.signers = Some(self.signers(person, &inputs)?),
            }
        }
        Ok(inputs)
    }

    /// Who could say yes: oneself with a reason, those who could sign for it, and those who could give it with
    /// room of their own; those on duty first.
    pub(crate) fn ways(
        &mut self,
        person: &Account,
        inputs: &Inputs,
        outcome: Outcome,
    ) -> Result<Vec<Way>, Fault> {
        let mut ways = match outcome {
            Outcome::Within | Outcome::Forbidden => return Ok(vec![]),
            Outcome::Stretch => {
                // Another's stretch is no better than one's own.
                let mut ways = self.wider(person, Level::Within, false, WAYS)?;
                let (agent, name) = (person.agent, person.name.clone());
                ways.push(Way { outcome, agent, name, on_duty: true });
                ways
            }
            Outcome::CoSign => self.wider(person, Level::Stretch, false, WAYS)?,
            Outcome::Escalate => {
                let mut ways = self.wider(person, Level::Stretch, false, WAYS)?;
                if ways.is_empty() {
                    // Nobody's mandate reaches so far: those decide who may widen one.
                    let desk = self.desk;
                    let others = self.colleagues(person.agent)?.iter();
                    let leads = others.filter(|other| desk.may_widen(&other.account)).take(WAYS);
                    ways.extend(leads.map(|lead| Way {
                        outcome,
                        agent: lead.account.agent,
                        name: lead.account.name.clone(),
                        on_duty: lead.on_duty,
                    }));
                }
                ways
            }
        };
        if outcome == Outcome::CoSign {
            for signer in inputs.signers.iter().flatten() {
                // Whoever can give it need not sign for it.
                if ways.iter().any(|way| way.agent == signer.agent) {
                    continue;
                }
                let known = self.colleagues(person.agent)?;
                let known = known.iter().find(|other| other.account.agent == signer.agent);
                let name = known.map(|other| other.account.name.clone()).unwrap_or_default();
                ways.push(Way { outcome, agent: signer.agent, name, on_duty: signer.on_duty });
            }
        }
        ways.sort_by_key(|way| (way.agent != person.agent, !way.on_duty, way.outcome != Outcome::Within));
        Ok(ways)
    }

    /// What the person's own mandates are decided by, with nothing known of anybody else.
    pub(crate) fn own(&mut self, person: &Account) -> Result<Inputs, Fault> {
        let situation = self.situation(person)?;
        let mut candidates = Vec::new();
        for mandate in self.mandates {
            if self.is_held(&mandate.terms, &situation) {
                candidates.push(self.used(mandate, person, Counting::Everything)?);
            }
        }
        Ok(Inputs {
            at: self.asked.at,
            forbidden_by: self.desk.judge().forbidding(&situation),
            situation,
            customer: self.asked.customer,
            candidates,
            nobody_wider: None,
            signers: None,
        })
    }

    fn situation(&mut self, person: &Account) -> Result<Situation, Fault> {
        let agent_is_customer = match self.asked.case {
            Some(case) => views::customer::has_address(self.tx, case, IdentityKind::Email, &person.email)?,
            None => false,
        };
        let Asked { kind, amount, payee, channel, out_of_hours, ref context, .. } = self.asked;
        Ok(Situation {
            agent: person.agent,
            role: person.role,
            team: person.team,
            kind,
            amount,
            segment: context.segment.clone(),
            channel: context.channel.or(channel),
            cause: context.cause.clone(),
            process_step: context.process_step.clone(),
            bulletin: context.bulletin.clone(),
            out_of_hours: context.out_of_hours.unwrap_or(out_of_hours),
            first_of_kind: self.first_of_kind,
            agent_is_customer,
            payee,
        })
    }

    /// Whether the mandate is the person's, of this kind and currency, and holds here and now.
    fn is_held(&self, terms: &Terms, situation: &Situation) -> bool {
        terms.holder.holds(situation.agent, situation.role, situation.team)
            && self.is_of_this(terms)
            && self.desk.judge().holds(terms, situation)
    }

    fn is_of_this(&self, terms: &Terms) -> bool {
        self.asked.amount.is_some_and(|amount| terms.is_of(self.asked.kind, amount.currency, self.asked.at))
    }

    /// What was used of a mandate's limits already.
    fn used(&mut self, mandate: &Mandate, person: &Account, counting: Counting) -> Result<Candidate, Fault> {
        let terms = &mandate.terms;
        let of = |window: Option<WindowLimit>| window.map(|window| window.days);
        let case = terms.per_case.and(self.asked.case).map(Sum::Case);
        let customer = of(terms.per_customer_window)
            .zip(self.asked.customer)
            .map(|(days, customer)| Sum::Customer(customer, days));
        let own = of(terms.per_agent_window)
            .filter(|_| counting == Counting::Everything)
            .map(|days| Sum::Agent(person.agent, days));
        let team = of(terms.per_team_window)
            .zip(person.team)
            .filter(|_| counting == Counting::Everything)
            .map(|(days, team)| Sum::Team(team, days));
        Ok(Candidate {
            mandate: mandate.id,
            version: mandate.version,
            used_case: self.sum(case, terms)?,
            used_customer: self.sum(customer, terms)?,
            used_agent: self.sum(own, terms)?,
            used_team: self.sum(team, terms)?,
        })
    }

    fn sum(&mut self, sum: Option<Sum>, terms: &Terms) -> Result<i64, Fault> {
        let Some(sum) = sum else { return Ok(0) };
        let (at, currency) = (self.asked.at, terms.currency);
        Ok(match self.sums.entry(sum) {
            Entry::Occupied(known) => known.get().of(&terms.kinds),
            Entry::Vacant(unknown) => unknown.insert(look_up(self.tx, sum, currency, at)?).of(&terms.kinds),
        })
    }

    /// Everybody else who may act, those on duty first.
    fn colleagues(&mut self, of: AgentId) -> Result<&[Colleague], Fault> {
        if self.colleagues.is_none() {
            let there = self.desk.there(self.tx, self.asked.at)?;
            let others =
                account::all(self.tx)?.into_iter().filter(|other| other.agent != of && !other.disabled);
            let mut others: Vec<Colleague> = others
                .map(|account| Colleague { on_duty: there.contains(&account.agent), account })
                .collect();
            others.sort_by_key(|other| !other.on_duty);
            self.colleagues = Some(others);
        }
        Ok(self.colleagues.as_deref().unwrap_or_default())
    }

    /// Colleagues who could give this with room of their own, as far as their limits reach at a level.
    fn wider(
        &mut self,
        person: &Account,
        level: Level,
        on_duty: bool,
        most: usize,
    ) -> Result<Vec<Way>, Fault> {
        let reach = |terms: &Terms, shared: &Candidate| remedy::room(terms, shared, level).least();
        let wide = self.mandates_that_reach(person, reach)?;
        let mut ways = Vec::new();
        for (other, here) in self.holders(person, &wide, on_duty)? {
            let unasked = Inputs { nobody_wider: Some(false), signers: Some(vec![]), ..self.own(&other)? };
            let outcome = remedy::decide_remedy(&unasked, self.mandates).outcome;
            let reaches = match level {
                Level::Within => outcome == Outcome::Within,
                Level::Stretch | Level::Alone | Level::CoSign => {
                    matches!(outcome, Outcome::Within | Outcome::Stretch)
                }
            };
            if reaches {
                ways.push(Way { outcome, agent: other.agent, name: other.name, on_duty: here });
            }
            if ways.len() >= most {
                break;
            }
        }
        Ok(ways)
    }

    /// Colleagues who could sign for it.
    fn signers(&mut self, person: &Account, inputs: &Inputs) -> Result<Vec<Signer>, Fault> {
        let Some(amount) = self.asked.amount else { return Ok(vec![]) };
        // Whom those mandates name that reach so far with a signature.
        let reaches = |candidate: &Candidate| {
            let used = self.mandates.iter().find(|mandate| mandate.id == candidate.mandate);
            let terms = used.map(|used| &used.terms);
            terms.filter(|terms| amount.minor <= remedy::room(terms, candidate, Level::CoSign).least())
        };
        let named: Vec<Holder> = inputs
            .candidates
            .iter()
            .filter_map(reaches)
            .flat_map(|terms| terms.co_signers.iter().copied())
            .collect();
        let wide = self.mandates_that_reach(person, remedy::signing_room)?;
        let mut signers = Vec::new();
        for (other, here) in self.holders(person, &wide, false)? {
            if !named.iter().any(|holder| holder.holds(other.agent, other.role, other.team)) {
                continue;
            }
            let signer = self.signer(&other, here)?;
            signers.extend(signer.filter(|signer| amount.minor <= signer.room));
            if signers.len() >= WAYS {
                break;
            }
        }
        Ok(signers)
    }

    /// What somebody could sign for, under the mandate of theirs that leaves the most room.
    fn signer(&mut self, person: &Account, on_duty: bool) -> Result<Option<Signer>, Fault> {
        let situation = self.situation(person)?;
        if person.disabled || situation.agent_is_customer {
            return Ok(None);
        }
        let mut best: Option<Signer> = None;
        for mandate in self.mandates {
            if !self.is_held(&mandate.terms, &situation) {
                continue;
            }
            let used = self.used(mandate, person, Counting::Everything)?;
            let room = remedy::signing_room(&mandate.terms, &used);
            if best.is_none_or(|best| room > best.room) {
                best = Some(Signer {
                    agent: person.agent,
                    role: person.role,
                    team: person.team,
                    mandate: mandate.id,
                    version: mandate.version,
                    room,
                    on_duty,
                });
            }
        }
        Ok(best)
    }

    /// The mandates that would reach the amount for somebody who has used nothing of their own: most of the house
    /// need not be asked one by one.
    fn mandates_that_reach(
        &mut self,
        person: &Account,
        reach: impl Fn(&Terms, &Candidate) -> i64,
    ) -> Result<Vec<&'a Mandate>, Fault> {
        let Some(amount) = self.asked.amount else { return Ok(vec![]) };
        let mut reaching = Vec::new();
        for mandate in self.mandates {
            if self.is_of_this(&mandate.terms) {
                let shared = self.used(mandate, person, Counting::Shared)?;
                if amount.minor <= reach(&mandate.terms, &shared) {
                    reaching.push(mandate);
                }
            }
        }
        Ok(reaching)
    }

    fn holders(
        &mut self,
        person: &Account,
        of: &[&Mandate],
        on_duty: bool,
    ) -> Result<Vec<(Account, bool)>, Fault> {
        if of.is_empty() {
            return Ok(vec![]);
        }
        let holds = |other: &&Colleague| {
            let Account { agent, role, team, .. } = other.account;
            (other.on_duty || !on_duty)
                && of.iter().any(|mandate| mandate.terms.holder.holds(agent, role, team))
        };
        let others = self.colleagues(person.agent)?.iter().filter(holds);
        Ok(others.map(|other| (other.account.clone(), other.on_duty)).collect())
    }
}

fn look_up(tx: &mut Tx<'_>, sum: Sum, currency: Currency, at: Timestamp) -> Result<Given, Fault> {
    let after = |days: u32| at.minus(i64::from(days) * DAY);
    match sum {
        Sum::Case(case) => views::remedy::given_in_case(tx, case, currency),
        Sum::Customer(customer, days) => {
            views::remedy::given_to_customer(tx, customer, currency, after(days))
        }
        Sum::Agent(agent, days) => views::remedy::given_by_agent(tx, agent, currency, after(days)),
        Sum::Team(team, days) => views::remedy::given_by_team(tx, team, currency, after(days)),
    }
}

//! Promises at the desk: made, kept, renewed while there is time and then told to the customer; and broken by the
//! clock, apologised for and given anew.

use valta_domain::{
    Actor, AgentId, CaseId, ConsultationId, PromiseId, Refusal, Timestamp,
    consultation::{self, Ask},
    contact::{self, Channel, Direction},
    customer::IdentityKind,
    duty,
    handover::To,
    promise::{self, Make, Told},
    refusal::Field,
    text,
    time::DAY,
};
use valta_insight::promise as insight;
use valta_policy::Action;
use valta_store::{
    Fault, Tx, account, views,
    views::promise::{PromiseLine, Times},
};

use crate::{
    By, Desk, Key, No, Thing, notice,
    work::{CaseNow, Staff, Work, fresh_id},
};

/// Promises that a rate is reckoned from, the last ones.
const MOST_MEASURED: usize = 20_000;
/// Promises broken, and people reminded, in one round.
const ROUND: usize = 100;

#[derive(Clone, Debug)]
pub struct MakePromise {
    pub case: CaseId,
    /// In the words that the customer hears.
    pub what: String,
    pub due: Timestamp,
    /// How it is kept: a call, a mail.
    pub channel: Channel,
    /// A broken one that it is given for, and how the customer hears of it.
    pub instead_of: Option<(PromiseId, Tell)>,
}

/// How the customer hears of another time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tell {
    /// By mail, in the house's own words, where there is an address.
    #[default]
    House,
    /// By mail, in these.
    Words(String),
    /// Whoever renews it has told them.
    InPerson,
}

#[derive(Clone, Debug)]
pub struct RenewPromise {
    pub promise: PromiseId,
    pub due: Timestamp,
    pub tell: Tell,
}

/// When a house that keeps hours has somebody there to keep a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    Hours,
    /// It is closed then, and opens again at that instant, if ever.
    Closed(Option<Timestamp>),
}

/// How promises were kept in a period.
#[derive(Clone, Debug)]
pub struct PromisesKept {
    pub kept: insight::Kept,
    /// Those whose time has passed, the last first.
    pub each: Vec<(PromiseId, insight::Outcome)>,
    pub from: Timestamp,
    pub until: Timestamp,
    /// There were more than are reckoned with.
    pub more: bool,
}

impl Desk {
    pub async fn promise(&self, by: By, key: Option<Key>, make: MakePromise) -> Result<PromiseId, No> {
        self.transact(by.actor(), key, move |work| {
            let what = text::line(Field::What, &make.what)?;
            let mut case = work.case(by, Action::MakePromise, make.case)?;
            let told = match &make.instead_of {
                None => None,
                Some((before, tell)) => {
                    let words = work.tell(by, &case, (*before, make.due), tell, notice::sorry)?;
                    words.map(|words| work.reply(&case, &words, true)).transpose()?
                }
            };
            let id = PromiseId(fresh_id());
            let make = Make {
                promise: id,
                what: work.text(&what)?,
                by: by.agent,
                given_by: by.agent,
                due: make.due,
                channel: make.channel,
                instead_of: make.instead_of.as_ref().map(|(before, _)| *before),
            };
            let events = promise::decide_promise(case.get()?, make, work.at)?;
            work.record_case(&mut case, events)?;
            if let Some(told) = told {
                let events = contact::decide_reply(case.get()?, by.agent, told)?;
                work.record_case(&mut case, events)?;
            }
            Ok(id)
        })
        .await
    }

    /// A promise that somebody else is to keep, given by whoever stands before the customer. It is nobody's without their
    /// knowing: with it goes a question that shows them the matter, and whoever has given it hears their answer.
    pub async fn promise_for(
        &self,
        by: By,
        key: Option<Key>,
        make: MakePromise,
        keeper: AgentId,
        asks: String,
    ) -> Result<PromiseId, No> {
        self.transact_while(Staff::Stays, by.actor(), key, move |work| {
            let what = text::line(Field::What, &make.what)?;
            let asks = text::words(Field::Question, &asks, text::BODY_LETTERS)?;
            let mut case = work.case(by, Action::MakePromise, make.case)?;
            if !work.desk.may_here(work.tx, by, Action::Consult, Thing::Case(case.id))? {
                return Err(Refusal::NotYours.into());
            }
            let staff = work.desk.staff(work.tx)?;
            if staff.get(&keeper).is_none_or(|known| known.gone) {
                return Err(Refusal::Unusable(Field::To).into());
            }
            let id = PromiseId(fresh_id());
            let given = Make {
                promise: id,
                what: work.text(&what)?,
                by: keeper,
                given_by: by.agent,
                due: make.due,
                channel: make.channel,
                instead_of: None,
            };
            let events = promise::decide_promise(case.get()?, given, work.at)?;
            work.record_case(&mut case, events)?;
            let said = case.get()?.contacts.iter().filter(|(_, known)| known.direction == Direction::In);
            let shown = said.map(|(contact, _)| *contact).take(consultation::MOST_SHOWN).collect();
            let ask = Ask {
                consultation: ConsultationId(fresh_id()),
                by: by.agent,
                of: vec![To::Agent(keeper)],
                question: work.text(&asks)?,
                shown,
                due: make.due.max(work.at.plus(1)).min(work.at.plus(consultation::LONGEST)),
            };
            let events = consultation::decide_ask(case.get()?, ask, &staff, work.at)?;
            work.record_case(&mut case, events)?;
            Ok(id)
        })
        .await
    }

    pub async fn keep_promise(&self, by: By, key: Option<Key>, id: PromiseId) -> Result<(), No> {
        let case = self.case_of_promise(id).await?;
        self.on_case(by, Action::KeepPromise, key, case, None, move |work, case| {
            promise::decide_keep(case.get()?, id, work.at).map_err(No::from)
        })
        .await
    }

    /// Another time, before the one before is over; the customer is told in the same step.
    pub async fn renew_promise(&self, by: By, key: Option<Key>, renew: RenewPromise) -> Result<(), No> {
        let case = self.case_of_promise(renew.promise).await?;
        self.transact(by.actor(), key, move |work| {
            let RenewPromise { promise, due, tell } = &renew;
            let mut case = work.case(by, Action::RenewPromise, case)?;
            let words = work.tell(by, &case, (*promise, *due), tell, notice::renewed)?;
            let told = match (&words, tell) {
                (Some(_), _) => Told::ByMail,
                (None, Tell::InPerson) => Told::InPerson,
                (None, Tell::House | Tell::Words(_)) => Told::Not,
            };
            let events = promise::decide_renew(case.get()?, *promise, *due, told, work.at)?;
            let message = words.map(|words| work.reply(&case, &words, true)).transpose()?;
            work.record_case(&mut case, events)?;
            if let Some(message) = message {
                let events = contact::decide_reply(case.get()?, by.agent, message)?;
                work.record_case(&mut case, events)?;
            }
            Ok(())
        })
        .await
    }

    /// What the customer would be told of another time, in their language, to be changed as whoever sends it likes;
    /// none where they have no address.
    pub fn renewal(
        &self,
        tx: &mut Tx<'_>,
        by: By,
        line: &PromiseLine,
        due: Timestamp,
    ) -> Result<Option<String>, Fault> {
        let customer = views::case::customer_and_channel(tx, line.case)?.0;
        if views::customer::reply_address(tx, line.case, customer, IdentityKind::Email)?.is_none() {
            return Ok(None);
        }
        let says = if line.due < self.now() { notice::sorry } else { notice::renewed };
        self.said_of(tx, by.agent, line, due, says).map(Some)
    }

    fn said_of(
        &self,
        tx: &mut Tx<'_>,
        me: AgentId,
        line: &PromiseLine,
        due: Timestamp,
        says: fn(valta_language::Language, &str, &str, &str) -> String,
    ) -> Result<String, Fault> {
        let language = self.language_of(tx, line.case)?;
        let due = self.says(tx, language, due)?;
        let name = account::by_agent(tx, me)?.map(|account| account.name).unwrap_or_default();
        Ok(says(language, line.what.as_deref().unwrap_or_default(), &due, &name))
    }

    /// Whether the house has somebody there at an instant.
    pub fn within_hours(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<Within, Fault> {
        Ok(match self.hours(tx)? {
            Some(hours) if !hours.is_open(at) => Within::Closed(hours.next_opening(at)),
            Some(_) | None => Within::Hours,
        })
    }

    /// How the promises were kept whose first time lay in the days before now; and each of them with how it came out.
    pub fn promises_kept(&self, tx: &mut Tx<'_>, by: By, days: u32) -> Result<PromisesKept, Fault> {
        let now = self.now();
        let from = now.minus(i64::from(days) * DAY);
        let times = views::promise::times(tx, by.scope, (from, now), MOST_MEASURED)?;
        let more = times.len() >= MOST_MEASURED;
        let promise = |times: &Times| insight::Promise {
            due: times.first_due,
            told_at: times.told_at,
            kept_at: times.kept_at,
        };
        let promises: Vec<insight::Promise> = times.iter().map(promise).collect();
        let each = times.iter().zip(&promises);
        let each = each.filter_map(|(times, promise)| Some((times.id, promise.outcome(now)?)));
        Ok(PromisesKept { kept: insight::kept(&promises, now), each: each.collect(), from, until: now, more })
    }

    /// What is overdue is broken at once, and whoever has to keep what comes near is told.
    pub async fn watch_promises(&self) -> Result<(), No> {
        let now = self.now();
        let look = move |tx: &mut Tx<'_>| {
            Ok((views::promise::to_break(tx, now, ROUND)?, views::promise::to_remind(tx, now, ROUND)?))
        };
        let (broken, near) = self.reader().look(look).await?;
        for (id, promise) in broken {
            let broken = self.transact(Actor::House, None, move |work| {
                let mut case = work.any_case(id)?;
                let events = promise::decide_break(case.get()?, promise, work.at);
                work.record_case(&mut case, events)
            });
            if let Err(no) = broken.await {
                tracing::error!(%promise, error = %no, "a promise could not be called broken; it will be tried again");
            }
        }
        for (id, promise, by) in near {
            let reminded = self.transact_while(Staff::Stays, Actor::House, None, move |work| {
                let mut case = work.any_case(id)?;
                let staff = work.desk.staff(work.tx)?;
                let to = duty::carrier(&staff, by, work.at);
                let events = promise::decide_remind(case.get()?, promise, to, work.at);
                work.record_case(&mut case, events)
            });
            if let Err(no) = reminded.await {
                tracing::error!(%promise, error = %no, "nobody could be reminded of a promise; it will be tried again");
            }
        }
        Ok(())
    }

    async fn case_of_promise(&self, id: PromiseId) -> Result<CaseId, No> {
        let promise = self.reader().look(move |tx| views::promise::one(tx, id)).await?;
        Ok(promise.ok_or(Refusal::NotFound)?.case)
    }
}

impl Work<'_, '_> {
    /// The words by which the customer hears of a promise's other time; none where nobody writes to them.
    fn tell(
        &mut self,
        by: By,
        case: &CaseNow,
        (promise, due): (PromiseId, Timestamp),
        tell: &Tell,
        says: fn(valta_language::Language, &str, &str, &str) -> String,
    ) -> Result<Option<String>, No> {
        match tell {
            Tell::InPerson => Ok(None),
            Tell::Words(words) => Ok(Some(text::words(Field::Body, words, text::BODY_LETTERS)?)),
            Tell::House => {
                let customer = case.get()?.customer;
                if views::customer::reply_address(self.tx, case.id, customer, IdentityKind::Email)?.is_none()
                {
                    return Ok(None);
                }
                let line = views::promise::one(self.tx, promise)?.filter(|line| line.case == case.id);
                let line = line.ok_or(Refusal::NotFound)?;
                Ok(Some(self.desk.said_of(self.tx, by.agent, &line, due, says)?))
            }
        }
    }
}

//! Handing a matter over: it is offered with a brief, and belongs to somebody else once they have said yes. Whoever
//! goes on may tell the customer so in the same step.

use valta_domain::{
    AgentId, CaseId, HandoverId, Refusal, TeamId, TextRef, Timestamp, contact,
    duty::{self, Staff},
    event::CaseEvent,
    handover::{self, Brief, Offer, To},
    refusal::Field,
    text,
};
use valta_policy::{Action, Relation};
use valta_store::{Fault, Tx, account, views, views::handover::HandoverLine};

use crate::{
    By, Desk, Key, No,
    case::must_be_seen,
    work::{self, CaseNow, Work, fresh_id},
};

/// Handovers ended by the clock in one round.
const MOST_EXPIRED: usize = 100;

#[derive(Clone, Debug)]
pub struct OfferHandover {
    pub case: CaseId,
    pub to: To,
    /// What the customer needs.
    pub needs: String,
    /// What they were promised, and what was tried or given; may be empty.
    pub promised: String,
    pub tried: String,
    pub until: Timestamp,
    pub seen: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct AcceptHandover {
    pub handover: HandoverId,
    /// What the customer is told by mail: who goes on. Empty: nothing is sent.
    pub message: String,
    pub seen: Option<i64>,
}

/// To whom something can be handed over now.
#[derive(Clone, Debug, Default)]
pub struct Receivers {
    /// Those who are there first, then by name.
    pub people: Vec<Receiver>,
    pub teams: Vec<(TeamId, String)>,
}

#[derive(Clone, Debug)]
pub struct Receiver {
    pub agent: AgentId,
    pub name: String,
    pub team: Option<String>,
    /// Seen at work in the last quarter of an hour.
    pub there: bool,
    /// Who gets it while they are away.
    pub instead: Option<String>,
}

impl Desk {
    /// Offers a matter to somebody; it stays its owner's until they have said yes.
    pub async fn offer_handover(
        &self,
        by: By,
        key: Option<Key>,
        offer: OfferHandover,
    ) -> Result<HandoverId, No> {
        self.transact_while(work::Staff::Stays, by.actor(), key, move |work| {
            let mut case = work.case(by, Action::HandOver, offer.case)?;
            must_be_seen(&case, offer.seen)?;
            let brief = Brief {
                needs: work.text(&text::words(Field::Needs, &offer.needs, text::BODY_LETTERS)?)?,
                promised: work.words_if_any(Field::Promised, &offer.promised)?,
                tried: work.words_if_any(Field::Tried, &offer.tried)?,
            };
            let staff = work.desk.staff(work.tx)?;
            let handover = HandoverId(fresh_id());
            let offer = Offer { handover, by: by.agent, to: offer.to, brief, until: offer.until };
            let events = handover::decide_offer(case.get()?, offer, &staff, work.at)?;
            work.record_case(&mut case, events)?;
            Ok(handover)
        })
        .await
    }

    /// It is theirs from here on, with its promises; the customer is told so where there are words for it.
    pub async fn accept_handover(&self, by: By, key: Option<Key>, accept: AcceptHandover) -> Result<(), No> {
        let id = accept.handover;
        let case = self.case_of_handover(id).await?;
        self.transact_while(work::Staff::Stays, by.actor(), key, move |work| {
            let (mut case, staff) = to_answer(work, by, case, id, accept.seen)?;
            let events = handover::decide_accept(case.get()?, id, by.agent, &staff, work.at)?;
            let message = match accept.message.trim() {
                "" => None,
                message => {
                    let body = text::words(Field::Body, message, text::BODY_LETTERS)?;
                    Some(work.reply(&case, &body, true)?)
                }
            };
            work.record_case(&mut case, events)?;
            if let Some(message) = message {
                let events = contact::decide_reply(case.get()?, by.agent, message)?;
                work.record_case(&mut case, events)?;
            }
            Ok(())
        })
        .await
    }

    /// Not theirs, with a word of why.
    pub async fn decline_handover(
        &self,
        by: By,
        key: Option<Key>,
        id: HandoverId,
        words: String,
        seen: Option<i64>,
    ) -> Result<(), No> {
        let case = self.case_of_handover(id).await?;
        self.transact_while(work::Staff::Stays, by.actor(), key, move |work| {
            let (mut case, staff) = to_answer(work, by, case, id, seen)?;
            let words = work.text(&text::words(Field::Words, &words, text::BODY_LETTERS)?)?;
            let events = handover::decide_decline(case.get()?, id, by.agent, words, &staff, work.at)?;
            work.record_case(&mut case, events)
        })
        .await
    }

    pub async fn withdraw_handover(
        &self,
        by: By,
        key: Option<Key>,
        id: HandoverId,
        seen: Option<i64>,
    ) -> Result<(), No> {
        let case = self.case_of_handover(id).await?;
        self.on_case(by, Action::HandOver, key, case, seen, move |_, case| -> Result<Vec<CaseEvent>, No> {
            Ok(handover::decide_withdraw(case.get()?, id, by.agent)?)
        })
        .await
    }

    /// What nobody has answered in time is its giver's again.
    pub async fn expire_handovers(&self) -> Result<(), No> {
        let now = self.now();
        let due = self.reader().look(move |tx| views::handover::expired(tx, now, MOST_EXPIRED)).await?;
        for id in due {
            let expired = self.transact(valta_domain::Actor::House, None, move |work| {
                let mut case = work.any_case(id)?;
                let events = handover::decide_expire(case.get()?, work.at);
                work.record_case(&mut case, events)
            });
            if let Err(no) = expired.await {
                tracing::error!(%id, error = %no, "a handover could not be ended; it will be tried again");
            }
        }
        Ok(())
    }

    /// To whom a matter of this owner's can be offered.
    pub fn receivers(&self, tx: &mut Tx<'_>, owner: AgentId) -> Result<Receivers, Fault> {
        let (now, staff) = (self.now(), self.staff(tx)?);
        self.receivers_of(tx, &staff, |to| to.receivers(&staff, owner, now).is_ok())
    }

    /// Those of the house whom something reaches.
    pub(crate) fn receivers_of(
        &self,
        tx: &mut Tx<'_>,
        staff: &Staff,
        reached: impl Fn(To) -> bool,
    ) -> Result<Receivers, Fault> {
        let now = self.now();
        let (there, teams) = (self.there(tx, now)?, views::team::all(tx)?);
        let accounts = account::all(tx)?;
        let name = |agent: AgentId| {
            accounts.iter().find(|account| account.agent == agent).map(|account| account.name.clone())
        };
        let mut people: Vec<Receiver> = accounts
            .iter()
            .filter(|account| reached(To::Agent(account.agent)))
            .map(|account| Receiver {
                agent: account.agent,
                name: account.name.clone(),
                team: teams.iter().find(|team| account.team == Some(team.id)).map(|team| team.name.clone()),
                there: there.contains(&account.agent),
                instead: duty::carrier(staff, account.agent, now)
                    .filter(|carrier| *carrier != account.agent)
                    .and_then(name),
            })
            .collect();
        // Those of one kind stay in the order of their names.
        people.sort_by_key(|receiver| !receiver.there);
        let teams = teams.into_iter().filter(|team| reached(To::Team(team.id)));
        Ok(Receivers { people, teams: teams.map(|team| (team.id, team.name)).collect() })
    }

    /// Whether this person may answer it now, and who else would in the place of the one it is offered to.
    pub fn answers_handover(
        &self,
        tx: &mut Tx<'_>,
        by: By,
        line: &HandoverLine,
    ) -> Result<(bool, Option<String>), Fault> {
        let (now, staff) = (self.now(), self.staff(tx)?);
        let answers = line.how.is_none()
            && now < line.until
            && line.to.reaches(&staff, by.agent, now)
            && self.may(by, Action::AnswerHandover, Relation::Asked);
        let instead = match line.to {
            To::Agent(agent) => duty::carrier(&staff, agent, now).filter(|carrier| *carrier != agent),
            To::Team(_) => None,
        };
        let instead = instead.map(|carrier| account::by_agent(tx, carrier)).transpose()?.flatten();
        Ok((answers, instead.map(|account| account.name)))
    }

    async fn case_of_handover(&self, id: HandoverId) -> Result<CaseId, No> {
        let handover = self.reader().look(move |tx| views::handover::one(tx, id)).await?;
        Ok(handover.ok_or(Refusal::NotFound)?.case)
    }
}

/// The case, for somebody whose answer would be heard; and who carries whose duty.
fn to_answer(
    work: &mut Work<'_, '_>,
    by: By,
    case: CaseId,
    id: HandoverId,
    seen: Option<i64>,
) -> Result<(CaseNow, Staff), No> {
    let case = work.seen_case(by, case)?;
    let staff = work.desk.staff(work.tx)?;
    let handover = case.get()?.handovers.get(&id).ok_or(Refusal::NotFound)?;
    if !handover.to.reaches(&staff, by.agent, work.at) {
        return Err(Refusal::NotOffered.into());
    }
    if !work.desk.may(by, Action::AnswerHandover, Relation::Asked) {
        return Err(Refusal::NotYours.into());
    }
    // Somebody was faster: that says more than that something has changed.
    if handover.ended.is_some() {
        return Err(Refusal::HandoverSettled.into());
    }
    must_be_seen(&case, seen)?;
    Ok((case, staff))
}

impl Work<'_, '_> {
    fn words_if_any(&mut self, field: Field, words: &str) -> Result<Option<TextRef>, No> {
        match words.trim() {
            "" => Ok(None),
            words => Ok(Some(self.text(&text::words(field, words, text::BODY_LETTERS)?)?)),
        }
    }
}

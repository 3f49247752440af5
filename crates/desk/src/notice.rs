//! Letters to people of the house who are not looking: what they are asked, that somebody still waits, what the answer
//! is, and that a promise comes near. A question can be answered by mail, by a secret that nobody else holds. A letter
//! more does no harm, so what was lost is sent again.

mod promise;
mod words;

pub(crate) use promise::{renewed, sorry};

use futures_util::future::join_all;
use uuid::Uuid;
use valta_domain::{AgentId, AnswerId, ConsultationId, duty, reach::About, time};
use valta_mail::{Address, Auto, Outgoing};
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    notice,
    notice::{Notice, Tells},
    outbox::{self, Claimed, Kind, Settled},
    presence, reach as said, views,
};

use crate::{
    Desk, No,
    channel::email::smtp::Attempted,
    duty::everybody,
    reach::about,
    work::{CaseNow, Work, fresh_id, short_secret},
};

/// Letters claimed at once, and how long (µs) they are held.
const CLAIM: usize = 8;
const LEASE: i64 = 15 * time::MINUTE;
/// After so long (µs) a letter to a colleague is old news.
const PATIENCE: i64 = 4 * time::HOUR;
/// How long (µs) a question can be answered by mail.
pub(crate) const ANSWERED_WITHIN: i64 = 90 * time::DAY;
/// Letters of what the customer wrote that go along.
const MOST_SHOWN: usize = 4_000;

/// What somebody of the house is told.
pub(crate) struct Word {
    pub(crate) account: Account,
    /// No word of the customer's in these two: a device shows them while it is locked.
    pub(crate) subject: String,
    pub(crate) says: String,
    /// All of it, for a letter.
    pub(crate) text: String,
    /// Where it is looked at, in this house.
    pub(crate) place: String,
    /// A later word on the same takes its place.
    pub(crate) topic: Uuid,
    /// By which it is answered by mail.
    pub(crate) token: Option<String>,
}

impl Work<'_, '_> {
    /// Everybody who was told by name hears of it.
    pub(crate) fn tell_asked(&mut self, case: &CaseNow, id: ConsultationId) -> Result<(), No> {
        let told = case.get()?.consultations.get(&id).map(|known| known.told.clone()).unwrap_or_default();
        told.into_iter().try_for_each(|agent| self.write_letter(case, id, agent, Tells::Asked))
    }

    /// Everybody who is here and may answer hears of it once more.
    pub(crate) fn tell_again(&mut self, case: &CaseNow, id: ConsultationId) -> Result<(), No> {
        let staff = everybody(self.tx)?;
        let Some(known) = case.get()?.consultations.get(&id) else { return Ok(()) };
        let here = |agent: &AgentId| duty::carrier(&staff, *agent, self.at) == Some(*agent);
        let asked = staff.keys().copied().filter(|agent| here(agent) && known.asks(&staff, *agent, self.at));
        let asked: Vec<AgentId> = asked.collect();
        asked.into_iter().try_for_each(|agent| self.write_letter(case, id, agent, Tells::Again))
    }

    /// Whoever asked hears the answer, unless they have the matter before them.
    pub(crate) fn tell_answer(
        &mut self,
        case: &CaseNow,
        id: ConsultationId,
        answer: AnswerId,
    ) -> Result<(), No> {
        let Some(asker) = self.waits(case, id)? else { return Ok(()) };
        if presence::of(self.tx, case.id, self.at)?.iter().any(|one| one.agent == asker) {
            return Ok(());
        }
        self.write_letter(case, id, asker, Tells::Answer(answer))
    }

    pub(crate) fn tell_nobody_left(&mut self, case: &CaseNow, id: ConsultationId) -> Result<(), No> {
        match self.waits(case, id)? {
            Some(asker) => self.write_letter(case, id, asker, Tells::NobodyLeft),
            None => Ok(()),
        }
    }

    /// Whoever was told of it hears that nobody waits any more: they may be finding it out at this moment.
    pub(crate) fn tell_over(&mut self, case: &CaseNow, id: ConsultationId) -> Result<(), No> {
        let told = case.get()?.consultations.get(&id).map(|known| known.told.clone()).unwrap_or_default();
        told.into_iter().try_for_each(|agent| self.write_letter(case, id, agent, Tells::Over))
    }

    /// Who waits for the answer: whoever asked, or whoever has the matter where they have left.
    fn waits(&mut self, case: &CaseNow, id: ConsultationId) -> Result<Option<AgentId>, No> {
        let known = case.get()?;
        let Some(asked) = known.consultations.get(&id) else { return Ok(None) };
        let left = account::by_agent(self.tx, asked.by)?.is_none_or(|account| account.disabled);
        Ok(if left { known.owner } else { Some(asked.by) })
    }

    fn write_letter(
        &mut self,
        case: &CaseNow,
        consultation: ConsultationId,
        agent: AgentId,
        tells: Tells,
    ) -> Result<(), No> {
        let asks = matches!(tells, Tells::Asked | Tells::Again);
        if asks && notice::token_of(self.tx, consultation, agent)?.is_none() {
            let until = self.at.plus(ANSWERED_WITHIN);
            notice::put_token(self.tx, &short_secret(), consultation, agent, until)?;
        }
        let id = fresh_id();
        let ways = said::of(self.tx, agent)?.about(About::Question);
        let quiet = !ways.mail && !ways.push;
        let letter = Notice { id, consultation, case: case.id, agent, tells, quiet, at: self.at };
        notice::put(self.tx, &letter)?;
        self.reach(case, About::Question, id, agent)
    }
}

impl Desk {
    /// Sends the letters that are due; how many were settled.
    pub async fn notify_next(&self) -> Result<usize, No> {
        // Whoever is on call is told before anybody reads of anything else.
        Ok(self.notify_of(Kind::Call).await? + self.notify_of(Kind::Notice).await?)
    }

    async fn notify_of(&self, kind: Kind) -> Result<usize, No> {
        let (lease, claimed) = self.claim_again(kind, LEASE, CLAIM).await?;
        let settled = claimed.len();
        let sending = claimed.into_iter().map(|errand| async move {
            let ended = self.write_to(&errand).await.unwrap_or_else(|no| Attempted::Later(no.to_string()));
            self.settle_letter(errand, lease, ended).await
        });
        join_all(sending).await.into_iter().collect::<Result<(), No>>()?;
        Ok(settled)
    }

    async fn write_to(&self, errand: &Claimed) -> Result<Attempted, No> {
        // Without a relay the question stands on their page all the same.
        let Some(relay) = self.settings().mail.relay.clone() else { return Ok(Attempted::Sent) };
        if errand.kind == Kind::Call && self.now().since(errand.made_at) >= PATIENCE {
            return Ok(Attempted::Refused("nobody took it for hours".into()));
        }
        let desk = self.clone();
        let (about, subject, to) = (about(errand.kind, errand.to), errand.subject, errand.to);
        let found = self
            .reader()
            .look(move |tx| {
                let to = match to {
                    Some(to) => Some(to),
                    None => notice::one(tx, subject)?.map(|notice| notice.agent),
                };
                to.map_or(Ok(None), |to| desk.word(tx, about, subject, to))
            })
            .await?;
        let Some((letter, envelope)) = found.and_then(|word| self.letter_of(errand, word)) else {
            // The promise was kept or the case touched meanwhile, or whom it is for has left: there is nothing to tell.
            return Ok(match errand.to {
                Some(_) => Attempted::Sent,
                None => Attempted::Refused("it cannot be written to them".into()),
            });
        };
        let recipient = letter.to.first().map(|to| to.address.clone()).unwrap_or_default();
        match valta_mail::compose(&letter) {
            Ok(raw) => Ok(self.post(relay, envelope, recipient, raw).await),
            Err(error) => Ok(Attempted::Refused(error.to_string())),
        }
    }

    /// What somebody is told, as it stands now; nothing where there is nothing to tell any more, or they have left.
    pub(crate) fn word(
        &self,
        tx: &mut Tx<'_>,
        about: About,
        subject: Uuid,
        to: AgentId,
    ) -> Result<Option<Word>, Fault> {
        let Some(account) = account::by_agent(tx, to)?.filter(|account| !account.disabled) else {
            return Ok(None);
        };
        match about {
            About::Question => self.question(tx, subject, account),
            About::Promise => self.reminder(tx, subject.into(), account),
            About::Call => self.call(tx, subject.into(), account),
        }
    }

    /// The same as a letter, and the address that reports on it come back to.
    fn letter_of(&self, errand: &Claimed, word: Word) -> Option<(Outgoing, String)> {
        let settings = self.settings();
        let mailbox = &settings.mail.address;
        let reply = word.token.and_then(|token| valta_mail::reply_address(mailbox, &token));
        let id = match about(errand.kind, errand.to) {
            // What answers it names it, and is found by it.
            About::Question => errand.subject,
            About::Promise | About::Call => errand.id,
        };
        let letter = Outgoing {
            message_id: format!("{}@{}", id.simple(), mailbox.rsplit('@').next().unwrap_or("localhost")),
            date_micros: errand.made_at.micros(),
            from: Address::new(Some(&settings.house), mailbox)?,
            reply_to: reply.as_deref().and_then(|reply| Address::new(Some(&settings.house), reply)),
            to: vec![Address::new(Some(&word.account.name), &word.account.email)?],
            subject: word.subject,
            in_reply_to: None,
            references: Vec::new(),
            text: word.text,
            language: word.account.language,
            auto: Auto::AutoGenerated,
        };
        Some((letter, reply.unwrap_or_else(|| mailbox.clone())))
    }

    fn question(&self, tx: &mut Tx<'_>, id: Uuid, account: Account) -> Result<Option<Word>, Fault> {
        let Some(notice) = notice::one(tx, id)? else { return Ok(None) };
        let Some(line) = views::consultation::one(tx, notice.consultation)? else { return Ok(None) };
        let token = match notice.tells {
            Tells::Asked | Tells::Again => notice::token_of(tx, notice.consultation, notice.agent)?,
            Tells::Answer(_) | Tells::NobodyLeft | Tells::Over => None,
        };
        let base = &self.settings().base_url;
        let said = words::of(base, self.zone(tx)?, &account.language, notice.tells, &line, MOST_SHOWN);
        Ok(Some(Word {
            account,
            subject: said.subject,
            says: said.says,
            text: said.text,
            place: said.place,
            topic: notice.consultation.0,
            token,
        }))
    }

    async fn settle_letter(&self, errand: Claimed, lease: Uuid, ended: Attempted) -> Result<(), No> {
        let now = self.now();
        self.inner
            .db
            .write(move |tx| -> Result<(), No> {
                let settled = match &ended {
                    Attempted::Sent => Settled::Done,
                    Attempted::Later(error) | Attempted::Uncertain(error)
                        if now.since(errand.made_at) < PATIENCE =>
                    {
                        Settled::Later { next_at: now.plus(crate::outbox::pause(errand.attempts)), error }
                    }
                    Attempted::Later(error) | Attempted::Uncertain(error) | Attempted::Refused(error) => {
                        Settled::Failed { error }
                    }
                };
                outbox::settle(tx, errand.id, lease, &settled)?;
                Ok(())
            })
            .await
    }
}

//! Errands leave the house from here. Each attempt is written down before it is made, so that an attempt
//! whose end nobody saw is *uncertain*, and nobody sends twice without a person saying so.

use std::fmt::Write as _;

use futures_util::future::join_all;
use uuid::Uuid;
use valta_domain::{
    Actor, CaseId, ContactId,
    contact::{self, Attempt, FailedBecause},
    time,
};
use valta_mail::{Address, Auto, Outgoing};
use valta_store::{
    Fault, Tx,
    outbox::{self, Claimed, Kind, Settled, Which},
    sent, thread, views,
};

use crate::{
    Desk, No, Relay,
    channel::email::smtp::{self, Attempted},
    work::fresh_id,
};

/// Errands claimed at once, and how long (µs) they are held: longer than every step of an attempt may take.
const CLAIM: usize = 8;
const LEASE: i64 = 15 * time::MINUTE;
/// When a relay has not taken a message for so long (µs), a person must know.
const PATIENCE: i64 = 4 * time::HOUR;
/// Message-IDs of a thread that a reply names.
const REFERENCES: usize = 20;

/// How an attempt to send ended.
enum Ended {
    Sent,
    /// Stays in the house: the message and whom it is for.
    Kept {
        recipient: String,
        raw: Vec<u8>,
    },
    Later(String),
    Failed(FailedBecause, String),
    Uncertain(String),
}

/// Errands that are held by one lease.
pub(crate) struct Claims {
    pub(crate) lease: Uuid,
    /// Whoever held these before did not come back: they may be done.
    pub(crate) lost: Vec<Claimed>,
    pub(crate) due: Vec<Claimed>,
}

impl Desk {
    /// Sends what is due; how many errands were settled.
    pub async fn perform_next(&self) -> Result<usize, No> {
        let Claims { lease, lost, due } = self.claim(Kind::Mail, LEASE, CLAIM).await?;
        // Whoever held these did not come back: the messages may or may not have left.
        for errand in lost {
            let ended = Ended::Uncertain("the program stopped while it was sending".into());
            if let Err(no) = self.settle(errand, lease, ended).await {
                tracing::error!(error = %no, "a lost errand could not be settled; it will be tried again");
            }
        }
        let settled = due.len();
        // Side by side, so that one relay that hangs does not use up the lease of the others.
        let sending = due.into_iter().map(|errand| async move {
            // What fails before the relay is asked has not left the house.
            let ended = self.send(&errand).await.unwrap_or_else(|no| Ended::Later(no.to_string()));
            self.settle(errand, lease, ended).await
        });
        join_all(sending).await.into_iter().collect::<Result<(), No>>()?;
        // What people wrote goes before what the house says by itself.
        Ok(settled + self.acknowledge_next().await?)
    }

    /// Sends and pays until nothing is due.
    pub async fn perform_all(&self) -> Result<usize, No> {
        let mut all = 0;
        loop {
            let told = self.push_next().await? + self.notify_next().await? + self.text_next().await?;
            match self.perform_next().await? + told + self.pay_next().await? {
                0 => return Ok(all),
                settled => all += settled,
            }
        }
    }

    /// Takes errands of a kind, so many of those that are due and of those that somebody did not come back with, and holds
    /// them for `length` (µs).
    pub(crate) async fn claim(&self, kind: Kind, length: i64, most: usize) -> Result<Claims, No> {
        let (now, lease) = (self.now(), fresh_id());
        if !self.reader().look(move |tx| outbox::is_due(tx, kind, now)).await? {
            return Ok(Claims { lease, lost: Vec::new(), due: Vec::new() });
        }
        let claim = move |which| {
            move |tx: &mut Tx<'_>| -> Result<Vec<Claimed>, Fault> {
                outbox::claim(tx, kind, which, now, (lease, now.plus(length)), most)
            }
        };
        let lost = self.inner.db.write(claim(Which::Lost)).await?;
        let due = self.inner.db.write(claim(Which::Due)).await?;
        Ok(Claims { lease, lost, due })
    }

    /// The same for a kind that may go out twice: all of them, and the lease that they are held by.
    pub(crate) async fn claim_again(
        &self,
        kind: Kind,
        length: i64,
        most: usize,
    ) -> Result<(Uuid, Vec<Claimed>), No> {
        let Claims { lease, mut lost, due } = self.claim(kind, length, most).await?;
        lost.extend(due);
        Ok((lease, lost))
    }

    /// Resolves when this program put an errand into the outbox.
    pub(crate) async fn errand(&self) {
        self.inner.errand.notified().await;
    }

    async fn send(&self, errand: &Claimed) -> Result<Ended, No> {
        let contact = ContactId(errand.subject);
        let case = errand.case;
        let desk = self.clone();
        let found = self.reader().look(move |tx| desk.letter(tx, case, contact)).await?;
        let Some(letter) = found else {
            return Ok(Ended::Failed(
                FailedBecause::Unsendable,
                "the reply or its address is no longer there".into(),
            ));
        };
        let settings = &self.inner.settings;
        let mailbox = &settings.mail.address;
        let from = Address::new(Some(&settings.house), mailbox);
        let to = Address::new(letter.name.as_deref(), &letter.to);
        let (Some(from), Some(to)) = (from, to) else {
            return Ok(Ended::Failed(FailedBecause::Unsendable, "the address cannot be written to".into()));
        };
        let recipient = to.address.clone();
        let reply_to_address =
            letter.token.as_deref().and_then(|token| valta_mail::reply_address(mailbox, token));
        let reply_to =
            reply_to_address.as_deref().and_then(|address| Address::new(Some(&settings.house), address));
        let composed = valta_mail::compose(&Outgoing {
            message_id: letter.message_id,
            date_micros: letter.at.micros(),
            from,
            reply_to,
            to: vec![to],
            subject: letter.subject,
            in_reply_to: letter.references.last().cloned(),
            references: letter.references,
            text: letter.text,
            language: settings.language.clone(),
            auto: Auto::Handwritten,
        });
        let raw = match composed {
            Ok(raw) => raw,
            Err(error) => return Ok(Ended::Failed(FailedBecause::Unsendable, error.to_string())),
        };
        let Some(relay) = settings.mail.relay.clone() else {
            return Ok(Ended::Kept { recipient, raw });
        };
        // Reports come back to the case's own address, which nobody else can guess.
        let from = reply_to_address.unwrap_or_else(|| mailbox.clone());
        Ok(match self.post(relay, from, recipient, raw).await {
            Attempted::Sent => Ended::Sent,
            Attempted::Later(_) if self.now().since(errand.made_at) > PATIENCE => {
                Ended::Failed(FailedBecause::Unreachable, "the relay took nothing for hours".into())
            }
            Attempted::Later(why) => Ended::Later(why),
            Attempted::Refused(why) => Ended::Failed(FailedBecause::Refused, why),
            Attempted::Uncertain(why) => Ended::Uncertain(why),
        })
    }

    /// Hands one message to the relay.
    pub(crate) async fn post(
        &self,
        relay: Relay,
        from: String,
        recipient: String,
        raw: Vec<u8>,
    ) -> Attempted {
        let door = self.inner.door.clone();
        let mailbox = &self.inner.settings.mail.address;
        let hello = mailbox.rsplit('@').next().unwrap_or("localhost").to_owned();
        // A task of its own: a panic in the library is that message's trouble, and says nothing of its fate.
        tokio::task::spawn_blocking(move || smtp::send(&door, &relay, &hello, &from, &recipient, &raw))
            .await
            .unwrap_or_else(|_| Attempted::Uncertain("sending broke off".into()))
    }

    /// Writes down how it ended: in the outbox and on the case, together.
    async fn settle(&self, errand: Claimed, lease: uuid::Uuid, ended: Ended) -> Result<(), No> {
        let ended = std::sync::Arc::new(ended);
        let contact = ContactId(errand.subject);
        self.transact(Actor::House, None, move |work| {
            let (settled, attempt) = match &*ended {
                Ended::Sent | Ended::Kept { .. } => (Settled::Done, Some(Attempt::Sent)),
                Ended::Later(error) => {
                    (Settled::Later { next_at: work.at.plus(pause(errand.attempts)), error }, None)
                }
                Ended::Failed(because, error) => (Settled::Failed { error }, Some(Attempt::Failed(*because))),
                Ended::Uncertain(error) => (Settled::Uncertain { error }, Some(Attempt::Uncertain)),
            };
            // The contact may have moved with a merge since. The case's turn comes before any write.
            let at = views::contact::one(work.tx, contact)?.map_or(errand.case, |contact| contact.case);
            let mut case = work.any_case(at)?;
            if views::contact::one(work.tx, contact)?.is_some_and(|contact| contact.case != at) {
                return Err(work.tx.conflict("the contact moved while its case was waited for").into());
            }
            if !outbox::settle(work.tx, errand.id, lease, &settled)? {
                return Ok(());
            }
            if let Ended::Kept { recipient, raw } = &*ended {
                sent::put(work.tx, contact, errand.case, recipient, raw, work.at)?;
            }
            if let Some(attempt) = attempt {
                let events = contact::decide_attempt(case.get()?, contact, attempt);
                work.record_case(&mut case, events)?;
            }
            Ok(())
        })
        .await
    }
}

/// Half a minute, doubled with each attempt, an hour at most.
pub(crate) fn pause(attempts: u32) -> i64 {
    ((30 * time::SECOND) << attempts.min(7)).min(time::HOUR)
}

/// "Re:" once, in front of what the customer wrote.
fn answer_subject(subject: &str) -> String {
    let answered = ["re:", "vs:", "sv:"].iter().any(|prefix| subject.to_lowercase().starts_with(prefix));
    if answered { subject.to_owned() } else { format!("Re: {subject}") }
}

/// All that a reply is made of.
struct Letter {
    message_id: String,
    at: valta_domain::Timestamp,
    to: String,
    name: Option<String>,
    subject: String,
    /// What was written, and where the matter can be looked at.
    text: String,
    token: Option<String>,
    references: Vec<String>,
}

impl Desk {
    fn letter(&self, tx: &mut Tx<'_>, case: CaseId, contact: ContactId) -> Result<Option<Letter>, Fault> {
        let Some(reply) = views::contact::one(tx, contact)? else { return Ok(None) };
        let case = views::case::living(tx, case)?.unwrap_or(case);
        let line = views::case::one(tx, valta_store::Scope::All, case)?;
        let (Some(line), Some(to), Some(mut text), Some(message_id)) =
            (line, reply.address, reply.text, reply.message_id)
        else {
            return Ok(None);
        };
        // Its language is that of what was written, so that every attempt is the same message.
        let language = valta_language::search::guess(&text);
        let language = language.map_or(self.settings().language.as_str(), |language| language.code());
        let mut theirs = None;
        if let Some(to) = reply.identity {
            let customer = views::customer::of_identity(tx, to)?;
            theirs = views::shown::subject(tx, case, customer)?;
            if let Some(page) = self.address_for(tx, case, to)? {
                let _ = write!(text, "\n\n--\n{} {page}", see_here(language));
            }
        }
        let subject = match theirs {
            Some(theirs) => answer_subject(&theirs),
            None => your_matter(language, self.zone(tx)?, line.opened_at),
        };
        let token = thread::token_of(tx, case)?;
        let references = views::contact::message_ids(tx, case, reply.at, REFERENCES)?;
        Ok(Some(Letter { message_id, at: reply.at, to, name: reply.name, subject, text, token, references }))
    }
}

/// The subject of a letter about what its reader never gave a name to. What one of us called it is the house's own.
fn your_matter(language: &str, zone: jiff::tz::TimeZone, opened: valta_domain::Timestamp) -> String {
    let (says, form) = match language {
        "fi" => ("Asiasi", "%-d.%-m.%Y"),
        "sv" => ("Ditt ärende", "%-d.%-m.%Y"),
        _ => ("Your matter of", "%-d %B %Y"),
    };
    let opened = jiff::Timestamp::from_microsecond(opened.micros()).unwrap_or_default();
    format!("{says} {}", opened.to_zoned(zone).strftime(form))
}

/// The house's own words under every letter, beside the Fluent files as those of the intake are.
pub(crate) fn see_here(language: &str) -> &'static str {
    match language {
        "fi" => "Kuka hoitaa asiaasi ja mitä on luvattu:",
        "sv" => "Vem som sköter ditt ärende och vad som är lovat:",
        _ => "Who has your matter, and what is promised:",
    }
}

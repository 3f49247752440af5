//! Receipts at the desk: whoever writes hears from the house itself that the message is safe, who has it, and when somebody
//! looks at the latest; the same as their page says. Nothing that they wrote goes back: anybody can write in anybody's name.

mod words;

use std::fmt::Write as _;

use futures_util::future::join_all;
use uuid::Uuid;
use valta_domain::{
    Actor, CaseId, ContactId, IdentityId, LinkId, ReceiptId, Stream, Timestamp,
    contact::FailedBecause,
    receipt::{self, Receipts, WINDOW, has_room},
    shown::With,
    time::{DAY, HOUR, MINUTE},
};
use valta_language::{Language, search};
use valta_mail::{Address, Auto, Message, Outgoing};
use valta_policy::Action;
use valta_store::{
    Fault, Scope, Tx,
    inbox::Waiting,
    lock,
    outbox::{self, Claimed, Kind, Settled},
    record, sent, thread, views,
};

use crate::{
    By, Desk, Key, MailSettings, No,
    channel::email::smtp::Attempted,
    outbox::Claims,
    work::{CaseNow, Work, fresh_id, short_secret},
};

/// Receipts claimed at once, and how long (µs) they are held.
const CLAIM: usize = 8;
const LEASE: i64 = 15 * MINUTE;
/// After so long (µs) what it says of the hours need not be true any more.
const PATIENCE: i64 = HOUR;
/// What was written longer ago (µs) came by a move or after a long way: nobody waits for a word about it.
const FRESH: i64 = DAY;
/// The turn of whoever writes one, so that no more leave in a minute than may.
const TURN: &str = "receipts";

/// Whether the house may say something by itself to whoever wrote this: a person, to us, just now (RFC 3834).
pub(crate) fn may_be_acknowledged(
    message: &Message,
    waiting: &Waiting,
    mail: &MailSettings,
    now: Timestamp,
) -> bool {
    let own = || mail.mailboxes.iter().map(|mailbox| &mailbox.user).chain([&mail.address]);
    let ours = |address: &Address| own().any(|own| plain(&address.key()) == plain(&own.to_lowercase()));
    // An empty envelope sender wants to hear nothing; other ways in do not tell it.
    let heard = waiting.source != "import" && (waiting.source != "lmtp" || waiting.sender.is_some());
    let to_us = message.to.iter().chain(&message.cc).any(ours);
    let from_us = message.from.as_ref().is_none_or(ours);
    let fresh = message.date.is_some_and(|date| now.since(Timestamp(date)) < FRESH);
    let one = !message.more_than_one_from;
    heard && to_us && !from_us && fresh && one && valta_mail::may_be_answered(message)
}

/// Without what a program added to its name.
fn plain(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    format!("{}@{domain}", local.split('+').next().unwrap_or_default())
}

impl Desk {
    pub fn receipts(&self, tx: &mut Tx<'_>) -> Result<Receipts, Fault> {
        views::receipt::sent(tx)
    }

    pub async fn set_receipts(&self, by: By, key: Option<Key>, wanted: Receipts) -> Result<(), No> {
        self.must(by, Action::KeepHours)?;
        self.transact(by.actor(), key, move |work| {
            lock::hold(work.tx, &Stream::House.to_string())?;
            let events = receipt::decide_set(views::receipt::sent(work.tx)?, wanted);
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            work.record(Stream::House, &mut head, events)
        })
        .await
    }
}

impl Work<'_, '_> {
    /// Whether receipts may be written now; then nobody else writes one until this transaction ends.
    pub(crate) fn may_acknowledge(&mut self) -> Result<bool, No> {
        let closed = self.desk.is_out_of_hours(self.tx, self.at)?;
        if !views::receipt::sent(self.tx)?.are_sent(closed) {
            return Ok(false);
        }
        // Where there is no room nobody waits for a turn either.
        if !self.has_room_for_receipt(None)? {
            tracing::warn!(
                "more mail comes in than receipts may leave in a minute; it is kept, and not acknowledged"
            );
            return Ok(false);
        }
        lock::hold(self.tx, TURN)?;
        Ok(true)
    }

    fn has_room_for_receipt(&mut self, to: Option<IdentityId>) -> Result<bool, No> {
        let before = views::receipt::before(self.tx, to, self.at.minus(WINDOW))?;
        Ok(has_room(before, i64::from(self.desk.settings().mail.receipts_a_minute), self.at))
    }

    /// Says by itself that what came is safe, to the address that it seems to come from.
    pub(crate) fn acknowledge(
        &mut self,
        case: &mut CaseNow,
        contact: ContactId,
        to: IdentityId,
        written: &str,
    ) -> Result<(), No> {
        if !self.has_room_for_receipt(Some(to))? {
            return Ok(());
        }
        let desk = self.desk;
        let house = || Language::from_code(&desk.settings().language).unwrap_or(Language::Finnish);
        let language = search::guess(written).unwrap_or_else(house);
        let text = desk.receipt_says(self.tx, language, case.id, self.at)?;
        let receipt = ReceiptId(fresh_id());
        let domain = desk.settings().mail.address.rsplit('@').next().unwrap_or("localhost");
        let write = receipt::Write {
            receipt,
            contact,
            to,
            text: self.text(&text)?,
            message_id: format!("{}@{domain}", short_secret()),
            link: LinkId(fresh_id()),
        };
        let events = receipt::decide_write(case.get()?, write);
        self.record_case(case, events)
    }
}

impl Desk {
    /// As the customer's page says it at this moment.
    fn receipt_says(
        &self,
        tx: &mut Tx<'_>,
        language: Language,
        case: CaseId,
        now: Timestamp,
    ) -> Result<String, Fault> {
        let line = views::case::one(tx, Scope::All, case)?.ok_or_else(|| Fault::bug("a case has no row"))?;
        let with = self.with(tx, &line)?;
        let looks = self.looks(tx, case)?;
        let closes =
            self.hours(tx)?.filter(|hours| hours.is_open(now)).and_then(|hours| hours.next_closing(now));
        let mut says = |at: Timestamp| self.says(tx, language, at);
        let away = match &with {
            With::Person { away: Some((until, _)), .. } => Some(says(*until)?),
            With::Person { .. } | With::Team { .. } => None,
        };
        let told_at = looks.and_then(|looks| looks.told_at).map(&mut says).transpose()?;
        let opens = looks.and_then(|looks| looks.opens).map(&mut says).transpose()?;
        let closes = closes.map(&mut says).transpose()?;
        let hours = words::Hours { told_at, opens, closes };
        Ok(words::says(language, line.number, &words::who(language, &with, away), &hours))
    }

    /// Sends the receipts that are due; how many were settled.
    pub(crate) async fn acknowledge_next(&self) -> Result<usize, No> {
        let Claims { lease, lost, due } = self.claim(Kind::Receipt, LEASE, CLAIM).await?;
        let settled = lost.len() + due.len();
        // Whoever held these did not come back; nobody is written to twice by a machine.
        for errand in lost {
            let ended = Attempted::Uncertain("the program stopped while it was sending".into());
            self.settle_receipt(errand, lease, ended, None).await?;
        }
        let sending = due.into_iter().map(|errand| async move {
            let (ended, kept) = self
                .send_receipt(&errand)
                .await
                .unwrap_or_else(|no| (Attempted::Later(no.to_string()), None));
            self.settle_receipt(errand, lease, ended, kept).await
        });
        join_all(sending).await.into_iter().collect::<Result<(), No>>()?;
        Ok(settled)
    }

    /// How it ended; and the message with whom it is for, where it stays in the house.
    async fn send_receipt(&self, errand: &Claimed) -> Result<(Attempted, Option<(String, Vec<u8>)>), No> {
        if self.now().since(errand.made_at) >= PATIENCE {
            return Ok((Attempted::Later("nobody took it for an hour".into()), None));
        }
        let (desk, id) = (self.clone(), ReceiptId(errand.subject));
        let found = self.reader().look(move |tx| desk.receipt_letter(tx, id)).await?;
        let Some((letter, envelope)) = found else {
            return Ok((Attempted::Refused("its words or its address are no longer there".into()), None));
        };
        let recipient = letter.to.first().map(|to| to.address.clone()).unwrap_or_default();
        let raw = match valta_mail::compose(&letter) {
            Ok(raw) => raw,
            Err(error) => return Ok((Attempted::Refused(error.to_string()), None)),
        };
        match self.settings().mail.relay.clone() {
            None => Ok((Attempted::Sent, Some((recipient, raw)))),
            Some(relay) => Ok((self.post(relay, envelope, recipient, raw).await, None)),
        }
    }

    /// The letter, and the address that reports on it come back to.
    fn receipt_letter(&self, tx: &mut Tx<'_>, id: ReceiptId) -> Result<Option<(Outgoing, String)>, Fault> {
        let Some(line) = views::receipt::one(tx, id)? else { return Ok(None) };
        let case = views::case::living(tx, line.case)?.unwrap_or(line.case);
        let number = views::case::number_of(tx, line.case)?.unwrap_or_default();
        let settings = self.settings();
        let mailbox = &settings.mail.address;
        let (Some(address), Some(mut text)) = (line.address, line.text) else { return Ok(None) };
        let language = search::guess(&text).unwrap_or(Language::Finnish);
        if let Some(page) = self.address_for(tx, line.case, line.to)? {
            let _ = write!(text, "\n\n--\n{} {page}", crate::outbox::see_here(language.code()));
        }
        let token = thread::token_of(tx, case)?;
        let reply = token.and_then(|token| valta_mail::reply_address(mailbox, &token));
        let reply_to = reply.as_deref().and_then(|reply| Address::new(Some(&settings.house), reply));
        // No name of theirs: that is what somebody else may have written.
        let (Some(from), Some(to)) =
            (Address::new(Some(&settings.house), mailbox), Address::new(None, &address))
        else {
            return Ok(None);
        };
        let letter = Outgoing {
            message_id: line.message_id,
            date_micros: line.at.micros(),
            from,
            reply_to,
            to: vec![to],
            subject: words::subject(language, number),
            references: line.answers.iter().cloned().collect(),
            in_reply_to: line.answers,
            text,
            language: language.code().to_owned(),
            auto: Auto::AutoReplied,
        };
        Ok(Some((letter, reply.unwrap_or_else(|| mailbox.clone()))))
    }

    /// Writes down how it ended; only what did not arrive is a fact on the case.
    async fn settle_receipt(
        &self,
        errand: Claimed,
        lease: Uuid,
        ended: Attempted,
        kept: Option<(String, Vec<u8>)>,
    ) -> Result<(), No> {
        let (ended, kept) = (std::sync::Arc::new(ended), std::sync::Arc::new(kept));
        let receipt = ReceiptId(errand.subject);
        self.transact(Actor::House, None, move |work| {
            let mut case = work.any_case(errand.case)?;
            let late = work.at.since(errand.made_at) >= PATIENCE;
            let (settled, failed) = match &*ended {
                Attempted::Sent => (Settled::Done, None),
                Attempted::Later(error) if !late => {
                    let next_at = work.at.plus(crate::outbox::pause(errand.attempts));
                    (Settled::Later { next_at, error }, None)
                }
                Attempted::Later(error) => (Settled::Failed { error }, Some(FailedBecause::Unreachable)),
                Attempted::Refused(error) => (Settled::Failed { error }, Some(FailedBecause::Refused)),
                Attempted::Uncertain(error) => (Settled::Uncertain { error }, None),
            };
            if !outbox::settle(work.tx, errand.id, lease, &settled)? {
                return Ok(());
            }
            if let Some((recipient, raw)) = &*kept {
                sent::put(work.tx, ContactId(receipt.0), errand.case, recipient, raw, work.at)?;
            }
            if let Some(because) = failed {
                let events = receipt::decide_failed(case.get()?, receipt, because);
                work.record_case(&mut case, events)?;
            }
            Ok(())
        })
        .await
    }
}

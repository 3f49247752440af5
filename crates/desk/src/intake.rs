//! A message becomes a case. Kept first, byte for byte; read afterwards; filed by the first rule that
//! answers. A message that cannot be read is filed too: as a visible case with the message to download.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::AssertUnwindSafe,
    sync::Arc,
};

use futures_util::future::join_all;
use valta_domain::{
    Actor, AgentId, AnswerId, CaseId, ConsultationId, ContactId, CustomerId, IdentityId, Refusal, Stream,
    consultation::{self, Answer},
    contact::{self, Attempt, Channel, FailedBecause, FiledBecause, Receive},
    customer::IdentityKind,
    intake::{Arrival, Filing, Ours, decide_intake},
    placing::Place,
    receipt,
    refusal::Field,
    text,
};
use valta_mail::{Automatic, Budget, Message};
use valta_store::{
    account,
    inbox::{self, Arriving, AttachmentLine, Fate, Kept, Settled, Waiting},
    lock, notice, thread, views,
};

use crate::{
    Desk, NewCustomer, No,
    consultation::asks,
    duty::everybody,
    link::without_links,
    notice::ANSWERED_WITHIN,
    receipt::may_be_acknowledged,
    team::Places,
    work::{CaseNow, Staff, Work, fresh_id},
};

/// Messages that are looked at together: read side by side, filed at the same time.
const BATCH: usize = 256;
/// Messages that are filed in one transaction, which costs little more than filing one.
const TOGETHER: usize = 32;
/// Bytes of messages that are looked at together.
const BATCH_BYTES: usize = 32 * 1024 * 1024;
/// After so many faults of our own a message is filed as unreadable, so that it is seen.
const MOST_ATTEMPTS: u32 = 5;

/// A message at the door.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub raw: Vec<u8>,
    /// By which way it came: `lmtp`, `deliver`, `import`.
    pub source: &'static str,
    pub sender: Option<String>,
    pub recipients: Vec<String>,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    pub filed: usize,
    pub quarantined: usize,
    pub repeated: usize,
    pub echoes: usize,
    /// Colleagues' answers to questions.
    pub answers: usize,
    /// Came back by a colleague's secret, and nobody wrote it.
    pub aside: usize,
    /// Still waiting, because the world failed.
    pub waiting: usize,
}

impl Intake {
    /// One batch more; what waits is what the last one left.
    pub fn add(&mut self, next: Intake) {
        self.filed += next.filed;
        self.quarantined += next.quarantined;
        self.repeated += next.repeated;
        self.echoes += next.echoes;
        self.answers += next.answers;
        self.aside += next.aside;
        self.waiting = next.waiting;
    }

    pub fn all(self) -> usize {
        let settled = self.filed + self.quarantined + self.repeated + self.echoes;
        settled + self.answers + self.aside + self.waiting
    }
}

/// What was read of a message, outside of any transaction.
struct Read {
    waiting: Waiting,
    message: Result<Box<Message>, String>,
    content_key: Option<String>,
    /// The sender's address in its normal form, where there is one.
    sender: Option<String>,
}

impl Desk {
    /// Keeps a message. When this answers, it cannot be lost any more.
    pub async fn keep(&self, arrived: Arrived) -> Result<Kept, No> {
        let (id, at) = (fresh_id(), self.now());
        let kept = self
            .inner
            .db
            .write_together(move |tx| {
                inbox::keep(
                    tx,
                    &Arriving {
                        id,
                        raw: &arrived.raw,
                        source: arrived.source,
                        sender: arrived.sender.as_deref(),
                        recipients: &arrived.recipients,
                        at,
                    },
                )
            })
            .await?;
        self.inner.arrived.notify_one();
        Ok(kept)
    }

    /// Files the messages that wait longest, one batch of them.
    pub async fn take_in_next(&self) -> Result<Intake, No> {
        let waiting = self.reader().look(|tx| inbox::waiting(tx, BATCH, BATCH_BYTES)).await?;
        let read = read_all(waiting).await;
        // All at once, so that they share commits, and in the order they arrived.
        let filing: Vec<_> = read.chunks(TOGETHER).map(|read| self.file(read)).collect();

        let mut intake = Intake::default();
        for filed in join_all(filing).await.into_iter().flatten() {
            match filed {
                Ok(Fate::Filed) => intake.filed += 1,
                Ok(Fate::Quarantined) => intake.quarantined += 1,
                Ok(Fate::Repeated) => intake.repeated += 1,
                Ok(Fate::Echo) => intake.echoes += 1,
                Ok(Fate::Answer) => intake.answers += 1,
                Ok(Fate::Aside) => intake.aside += 1,
                Ok(Fate::Waiting) => {}
                Err(no) => {
                    tracing::warn!(error = %no, "a message could not be filed and waits");
                    intake.waiting += 1;
                }
            }
        }
        Ok(intake)
    }

    /// Files until nothing waits that can be filed.
    pub async fn take_in_all(&self) -> Result<Intake, No> {
        let mut all = Intake::default();
        loop {
            let next = self.take_in_next().await?;
            all.add(next);
            if next.all() == next.waiting {
                return Ok(all);
            }
        }
    }

    /// Resolves when a message was kept by this program.
    pub(crate) async fn arrived(&self) {
        self.inner.arrived.notified().await;
    }

    /// Files messages in one transaction. What stands in the way of one must not stand in the way of the others: if it
    /// cannot be done, or not with all of them, each has a transaction of its own.
    async fn file(&self, read: &[Arc<Read>]) -> Vec<Result<Fate, No>> {
        let together =
            if read.len() > 1 { self.file_together(read.into()).await } else { Ok(vec![None; read.len()]) };
        let together = together.unwrap_or_else(|_| vec![None; read.len()]);
        let settled = read.iter().zip(together).map(|(read, fate)| async move {
            match fate {
                Some(fate) => Ok(fate),
                None => self.file_alone(read).await,
            }
        });
        join_all(settled).await
    }

    async fn file_alone(&self, read: &Arc<Read>) -> Result<Fate, No> {
        let id = read.waiting.id;
        match self.file_together([Arc::clone(read)].into()).await {
            Ok(fates) => Ok(fates.into_iter().flatten().next().unwrap_or(Fate::Waiting)),
            Err(no) => {
                // The world's trouble and a case that was just merged are not the message's own. If even this
                // fails the message waits all the same, and nothing is lost.
                let its_own = match &no {
                    No::Fault(fault) => !fault.retry_later(),
                    No::Refusal(refusal) => *refusal != Refusal::Merged,
                };
                if its_own {
                    let _ = self.inner.db.write(move |tx| inbox::tried(tx, id)).await;
                }
                Err(no)
            }
        }
    }

    /// What became of each; none for those that wait for what another of them does.
    async fn file_together(&self, read: Arc<[Arc<Read>]>) -> Result<Vec<Option<Fate>>, No> {
        let settings = self.inner.settings.clone();
        // No team changes between whose answer a message is and where it is put.
        let filed = self.transact_while(Staff::Stays, Actor::House, None, move |work| {
            let fates = work.file(&read, &settings)?;
            Ok(fates.into_iter().map(|fate| fate.map(|fate| fate.code().to_owned())).collect::<Vec<_>>())
        });
        Ok(filed.await?.into_iter().map(|code| code.and_then(|code| Fate::from_code(&code))).collect())
    }
}

/// Reads messages beside the runtime; a panic is that message's trouble alone.
async fn read_all(waiting: Vec<Waiting>) -> Vec<Arc<Read>> {
    let reading = tokio::task::spawn_blocking(move || {
        waiting
            .into_iter()
            .map(|waiting| {
                let message = if waiting.attempts >= MOST_ATTEMPTS {
                    Err("faults".to_owned())
                } else {
                    std::panic::catch_unwind(AssertUnwindSafe(|| {
                        valta_mail::read(&waiting.raw, &Budget::default())
                            .map(Box::new)
                            .map_err(|why| why.code().to_owned())
                    }))
                    .unwrap_or_else(|_| Err("panic".to_owned()))
                };
                // Without an id and a date the same words may well be another message.
                let content_key = message
                    .as_ref()
                    .ok()
                    .filter(|message| message.message_id.is_some() || message.date.is_some())
                    .map(|message| valta_store::text::hex(&message.content_key));
                let sender = message.as_ref().ok().and_then(|message| message.from.as_ref());
                let sender = sender.and_then(|from| IdentityKind::Email.normal(&from.address));
                Arc::new(Read { waiting, message, content_key, sender })
            })
            .collect()
    });
    reading.await.unwrap_or_default()
}

/// Whose answer to which question, in which case.
#[derive(Clone, Copy)]
struct Theirs {
    consultation: ConsultationId,
    case: CaseId,
    agent: AgentId,
}

/// What came back by a letter to a colleague; whose answer it is, where it is one.
struct ByLetter {
    consultation: ConsultationId,
    theirs: Option<Theirs>,
}

/// What is to become of a message.
#[derive(Clone, Copy)]
enum Plan<'a> {
    Unreadable(&'a str),
    Repeated(&'a Message, CaseId, ContactId),
    Echo(&'a Message),
    Aside(&'a Message),
    Answer(&'a Message, Theirs),
    File {
        message: &'a Message,
        sender: Option<(CustomerId, IdentityId)>,
        report_on: Option<Ours>,
        /// The case that it joins; without one it opens a case.
        into: Option<(CaseId, FiledBecause)>,
        /// It answers a letter of ours that its sender never got from us.
        by_stranger: bool,
    },
}

impl Plan<'_> {
    fn opens_a_case(&self) -> bool {
        match self {
            Plan::Unreadable(_) | Plan::File { into: None, .. } => true,
            Plan::Repeated(..)
            | Plan::Echo(_)
            | Plan::Aside(_)
            | Plan::Answer(..)
            | Plan::File { into: Some(_), .. } => false,
        }
    }

    /// Who wrote it, if the house knows them.
    fn customer(&self) -> Option<CustomerId> {
        match self {
            Plan::File { sender, .. } => sender.map(|(customer, _)| customer),
            Plan::Unreadable(_) | Plan::Repeated(..) | Plan::Echo(_) | Plan::Aside(_) | Plan::Answer(..) => {
                None
            }
        }
    }
}

/// What messages that are filed in one transaction are about, so that none looks at what another is going to change.
#[derive(Default)]
struct Busy {
    contents: BTreeSet<String>,
    senders: BTreeSet<String>,
    customers: BTreeSet<CustomerId>,
    cases: BTreeSet<CaseId>,
}

impl Work<'_, '_> {
    /// Gathers what the rules need to know, lets them decide, and records the contacts where they belong. A message
    /// that depends on what another one of them does is left, and has no fate.
    fn file(&mut self, read: &[Arc<Read>], settings: &crate::Settings) -> Result<Vec<Option<Fate>>, No> {
        let ids = read.iter().map(|read| read.waiting.id);
        let contents = || read.iter().filter_map(|read| read.content_key.as_deref());
        let senders = || read.iter().filter_map(|read| read.sender.as_deref());
        inbox::take_turns(self.tx, ids.clone(), contents(), senders())?;
        let waiting = inbox::still_waiting(self.tx, ids)?;
        let copies = inbox::same_content(self.tx, contents())?;
        let known = views::customer::by_addresses(self.tx, IdentityKind::Email, senders())?;

        let mut busy = Busy::default();
        let mut plans = Vec::with_capacity(read.len());
        for read in read {
            let plan = if waiting.contains(&read.waiting.id) {
                self.plan(read, &copies, &known, &mut busy, settings)?
            } else {
                None
            };
            plans.push(plan);
        }
        // The cases' turns come before the first write, so that the log's order is each case's own.
        let mut cases = BTreeMap::new();
        for id in &busy.cases {
            cases.insert(*id, self.any_case(*id)?);
        }
        let answerable = plans
            .iter()
            .flatten()
            .any(|plan| matches!(plan, Plan::File { message, .. } if valta_mail::may_be_answered(message)));
        let acknowledges = answerable && self.may_acknowledge()?;
        let opened = plans.iter().filter(|plan| plan.as_ref().is_some_and(Plan::opens_a_case)).count();
        let mut placed = vec![Place::Pool(None); plans.len()];
        if opened > 0 {
            let mut places = Places::look(self.desk, self.tx, self.at)?;
            for (place, plan) in placed.iter_mut().zip(&plans) {
                if let Some(plan) = plan.as_ref().filter(|plan| plan.opens_a_case()) {
                    *place = self.place(&mut places, plan.customer())?;
                }
            }
            self.numbers = views::case::next_numbers(self.tx, opened)?.into();
        }

        let mut settled = Vec::with_capacity(read.len());
        for ((read, plan), place) in read.iter().zip(plans).zip(placed) {
            settled.push(match plan {
                Some(plan) => Some(self.carry_out(plan, place, read, &mut cases, acknowledges, settings)?),
                None => None,
            });
        }
        let mut fates = Vec::with_capacity(read.len());
        for (read, settled) in read.iter().zip(settled) {
            if let Some(settled) = &settled {
                inbox::settle(self.tx, read.waiting.id, settled)?;
            }
            // What no longer waits was settled by somebody else, and is nothing to come back for.
            let waits = waiting.contains(&read.waiting.id);
            fates.push(settled.map(|settled| settled.fate).or((!waits).then_some(Fate::Waiting)));
        }
        Ok(fates)
    }

    fn plan<'a>(
        &mut self,
        read: &'a Read,
        copies: &BTreeMap<String, (CaseId, ContactId)>,
        known: &BTreeMap<String, (CustomerId, IdentityId)>,
        busy: &mut Busy,
        settings: &crate::Settings,
    ) -> Result<Option<Plan<'a>>, No> {
        let message = match &read.message {
            Ok(message) => message,
            Err(reason) => return Ok(Some(Plan::Unreadable(reason))),
        };
        if let Some(key) = &read.content_key {
            if let Some((case, contact)) = copies.get(key) {
                return Ok(Some(Plan::Repeated(message, *case, *contact)));
            }
            if !busy.contents.insert(key.clone()) {
                return Ok(None);
            }
            if inbox::was_answer(self.tx, key)? {
                return Ok(Some(Plan::Aside(message)));
            }
        }
        // Whom the sender's address belongs to already. A claim of the message, never a proof.
        let mut sender = None;
        if let Some(normal) = &read.sender {
            sender = known.get(normal).copied();
            let first = busy.senders.insert(normal.clone());
            if !first || sender.is_some_and(|(customer, _)| !busy.customers.insert(customer)) {
                return Ok(None);
            }
        }
        let by_letter = self.by_letter(read, message, &settings.mail.address)?;
        let question = by_letter.as_ref().map(|by| (by.consultation, by.theirs.is_some()));
        let arrival = Arrival { question, ..self.look_at(read, message, sender, &settings.mail.address)? };
        let by_stranger = match (arrival.token.or(arrival.answers.map(|(case, _)| case)), sender) {
            (Some(case), Some((_, identity))) => !views::contact::takes_part(self.tx, case, identity)?,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let into = match decide_intake(&arrival, settings.open_case_window, self.at) {
            Filing::Echo => return Ok(Some(Plan::Echo(message))),
            Filing::Aside => return Ok(Some(Plan::Aside(message))),
            Filing::Answer(_) => {
                let theirs = by_letter.and_then(|by| by.theirs);
                let theirs = theirs.filter(|theirs| busy.cases.insert(theirs.case));
                return Ok(theirs.map(|theirs| Plan::Answer(message, theirs)));
            }
            Filing::In(case, _) if !busy.cases.insert(case) => return Ok(None),
            Filing::In(case, because) => Some((case, because)),
            Filing::New => None,
        };
        let report_on = arrival.report_on.map(|(_, ours)| ours);
        Ok(Some(Plan::File { message, sender, report_on, into, by_stranger }))
    }

    fn carry_out<'a>(
        &mut self,
        plan: Plan<'a>,
        place: Place,
        read: &'a Read,
        cases: &mut BTreeMap<CaseId, CaseNow>,
        acknowledges: bool,
        settings: &crate::Settings,
    ) -> Result<Settled<'a>, No> {
        let (message, sender, report_on, into, by_stranger) = match plan {
            Plan::Unreadable(reason) => return self.quarantine(read, reason, place, settings),
            Plan::Repeated(message, case, contact) => {
                return Ok(read_as(read, message, Fate::Repeated, Some((case, contact))));
            }
            Plan::Echo(message) => return Ok(read_as(read, message, Fate::Echo, None)),
            Plan::Aside(message) => return Ok(read_as(read, message, Fate::Aside, None)),
            Plan::Answer(message, theirs) => return self.answered(read, message, theirs, cases),
            Plan::File { message, sender, report_on, into, by_stranger } => {
                (message, sender, report_on, into, by_stranger)
            }
        };
        let sender = match sender {
            Some(sender) => Some(sender),
            None => self.new_sender(message)?,
        };
        let because = into.map_or(FiledBecause::NewMatter, |(_, because)| because);
        let receive = self.received(read, message, sender.map(|(_, identity)| identity), because)?;
        let contact = receive.contact;
        let mut case = if let Some((id, _)) = into {
            let mut case = cases.remove(&id).ok_or(Refusal::NotFound)?;
            let events = contact::decide_receive(case.get()?, receive)?;
            self.record_case(&mut case, events)?;
            case
        } else {
            let subject = text::line(Field::Subject, &message.subject)
                .unwrap_or_else(|_| words(&settings.language).1.to_owned());
            let customer = sender.map(|(customer, _)| customer);
            self.open(customer, Channel::Email, &subject, place, Some(receive))?
        };
        self.attach(contact, message)?;
        if because == FiledBecause::DeliveryReport {
            let bounced = FailedBecause::Bounced;
            let events = match report_on {
                Some(Ours::Reply(reply)) => {
                    contact::decide_attempt(case.get()?, reply, Attempt::Failed(bounced))
                }
                Some(Ours::Receipt(receipt)) => receipt::decide_failed(case.get()?, receipt, bounced),
                None => vec![],
            };
            self.record_case(&mut case, events)?;
        }
        // Two machines that answer each other's letters, each time from another address, would never end.
        if let (true, Some((_, identity))) = (acknowledges && !by_stranger, sender)
            && may_be_acknowledged(message, &read.waiting, &settings.mail, self.at)
        {
            self.acknowledge(&mut case, contact, identity, &said(message))?;
        }
        Ok(read_as(read, message, Fate::Filed, Some((case.id, contact))))
    }

    /// The question that a message came back to by somebody's secret, or by the letter that it answers; and whose answer
    /// it is, where whoever was written to sent it and says something.
    fn by_letter(&mut self, read: &Read, message: &Message, mailbox: &str) -> Result<Option<ByLetter>, No> {
        let tokens = valta_mail::tokens(message, &read.waiting.recipients, mailbox);
        let mut found = notice::by_token(self.tx, &tokens)?
            .map(|(consultation, case, agent, until)| (consultation, case, agent, self.at < until));
        if found.is_none() {
            for id in &message.in_reply_to {
                let id = id.split('@').next().and_then(|id| uuid::Uuid::try_parse(id).ok());
                let Some(letter) = id.map(|id| notice::one(self.tx, id)).transpose()?.flatten() else {
                    continue;
                };
                let in_time = self.at < letter.at.plus(ANSWERED_WITHIN);
                found = Some((letter.consultation, letter.case, letter.agent, in_time));
                break;
            }
        }
        let Some((consultation, case, agent, in_time)) = found else { return Ok(None) };
        // Whoever answers is of the house at this place in the log.
        lock::share(self.tx, &Stream::Agent(agent).to_string())?;
        let account = account::by_agent(self.tx, agent)?.filter(|account| !account.disabled);
        let sent = account.is_some_and(|account| read.sender.as_deref() == Some(account.email.as_str()));
        let staff = everybody(self.tx)?;
        let asked = match views::consultation::one(self.tx, consultation)? {
            Some(line) => asks(self.tx, &line, &staff, agent, self.at)?,
            None => false,
        };
        let theirs = in_time && sent && asked && !said(message).is_empty();
        Ok(Some(ByLetter { consultation, theirs: theirs.then_some(Theirs { consultation, case, agent }) }))
    }

    /// A colleague's answer goes to whoever asked, and stands in no conversation with a customer.
    fn answered<'a>(
        &mut self,
        read: &'a Read,
        message: &'a Message,
        theirs: Theirs,
        cases: &mut BTreeMap<CaseId, CaseNow>,
    ) -> Result<Settled<'a>, No> {
        let mut case = cases.remove(&theirs.case).ok_or(Refusal::NotFound)?;
        let staff = everybody(self.tx)?;
        let answer = Answer {
            consultation: theirs.consultation,
            answer: AnswerId(fresh_id()),
            by: theirs.agent,
            text: self.text(&said(message))?,
            raw: Some(read.waiting.sha256.clone()),
        };
        let events = consultation::decide_answer(case.get()?, answer, &staff, self.at)?;
        self.record_case(&mut case, events)?;
        Ok(read_as(read, message, Fate::Answer, None))
    }

    /// The contact that a message is.
    fn received(
        &mut self,
        read: &Read,
        message: &Message,
        identity: Option<IdentityId>,
        because: FiledBecause,
    ) -> Result<Receive, No> {
        let subject = match message.subject.trim() {
            "" => None,
            subject => Some(self.text(subject)?),
        };
        let text = match message.text.trim() {
            "" => None,
            text => Some(self.text(&without_links(text, &self.desk.settings().base_url))?),
        };
        Ok(Receive {
            contact: ContactId(fresh_id()),
            channel: Channel::Email,
            identity,
            subject,
            text,
            raw: Some(read.waiting.sha256.clone()),
            because,
            automatic: message.automatic.is_some(),
        })
    }

    fn attach(&mut self, contact: ContactId, message: &Message) -> Result<(), No> {
        for attachment in &message.attachments {
            let attachment = AttachmentLine {
                contact,
                place: u32::try_from(attachment.index).unwrap_or(u32::MAX),
                name: attachment.name.clone(),
                media_type: attachment.media_type.clone(),
                bytes: i64::try_from(attachment.bytes).unwrap_or(i64::MAX),
            };
            inbox::put_attachment(self.tx, &attachment)?;
        }
        Ok(())
    }

    fn new_sender(&mut self, message: &Message) -> Result<Option<(CustomerId, IdentityId)>, No> {
        let Some(from) = &message.from else { return Ok(None) };
        if IdentityKind::Email.normal(&from.address).is_none() {
            return Ok(None);
        }
        let new = NewCustomer { name: from.name.clone(), email: Some(from.address.clone()), phone: None };
        let (customer, identity) = self.add_customer(&new)?;
        Ok(identity.map(|identity| (customer, identity)))
    }

    /// What the rules of filing need to know.
    fn look_at(
        &mut self,
        read: &Read,
        message: &Message,
        sender: Option<(CustomerId, IdentityId)>,
        mailbox: &str,
    ) -> Result<Arrival, No> {
        let ours = message.from.as_ref().is_some_and(|from| from.key() == mailbox.to_lowercase());
        let own_echo = match (&message.message_id, ours) {
            (Some(id), true) => self.ours(id)?.is_some(),
            _ => false,
        };
        let report_on = match &message.automatic {
            Some(Automatic::Bounce { original_message_id: Some(id), permanent, .. })
                if *permanent != Some(false) =>
            {
                self.ours(id)?
            }
            _ => None,
        };
        let mut token = None;
        for candidate in valta_mail::tokens(message, &read.waiting.recipients, mailbox) {
            if let Some(case) = thread::case_of(self.tx, &candidate)? {
                token = views::case::living(self.tx, case)?;
                break;
            }
        }
        let mut answers = None;
        for id in message.in_reply_to.iter().chain(message.references.iter().rev()) {
            if let Some((case, _)) = self.ours(id)? {
                let takes_part = match sender {
                    Some((_, identity)) => views::contact::takes_part(self.tx, case, identity)?,
                    None => false,
                };
                answers = views::case::living(self.tx, case)?.map(|case| (case, takes_part));
                break;
            }
        }
        let open_case = match sender {
            Some((customer, _)) => views::case::open_case_of(self.tx, customer)?,
            None => None,
        };
        let report_on = match report_on {
            Some((case, ours)) => views::case::living(self.tx, case)?.map(|case| (case, ours)),
            None => None,
        };
        let automatic = message.automatic.is_some();
        Ok(Arrival { own_echo, report_on, automatic, question: None, token, answers, open_case })
    }

    /// The letter of ours that left under a Message-ID.
    fn ours(&mut self, message_id: &str) -> Result<Option<(CaseId, Ours)>, No> {
        if let Some((case, contact)) = views::contact::by_message_id(self.tx, message_id)? {
            return Ok(Some((case, Ours::Reply(contact))));
        }
        let receipt = views::receipt::by_message_id(self.tx, message_id)?;
        Ok(receipt.map(|(case, receipt)| (case, Ours::Receipt(receipt))))
    }

    /// What nobody could read becomes a visible case, with the message to download.
    fn quarantine<'a>(
        &mut self,
        read: &Read,
        reason: &'a str,
        place: Place,
        settings: &crate::Settings,
    ) -> Result<Settled<'a>, No> {
        let contact = ContactId(fresh_id());
        let receive = Receive {
            contact,
            channel: Channel::Email,
            identity: None,
            subject: None,
            text: None,
            raw: Some(read.waiting.sha256.clone()),
            because: FiledBecause::Unreadable,
            automatic: false,
        };
        let case = self.open(None, Channel::Email, words(&settings.language).0, place, Some(receive))?;
        Ok(Settled {
            fate: Fate::Quarantined,
            reason: Some(reason),
            message_id: None,
            content_key: None,
            marks: Vec::new(),
            place: Some((case.id, contact)),
        })
    }
}

/// What somebody wrote as an answer; where everything seems quoted, all of it.
fn said(message: &Message) -> String {
    let own = valta_mail::written(&message.text);
    let own = if own.is_empty() { message.text.as_str() } else { &own };
    let own: String = own.chars().take(text::BODY_LETTERS).collect();
    text::words(Field::Body, &own, text::BODY_LETTERS).unwrap_or_default()
}

/// The fate of a message that was read.
fn read_as<'a>(
    read: &'a Read,
    message: &'a Message,
    fate: Fate,
    place: Option<(CaseId, ContactId)>,
) -> Settled<'a> {
    Settled {
        fate,
        reason: None,
        message_id: message.message_id.as_deref(),
        content_key: read.content_key.as_deref(),
        marks: marks(message),
        place,
    }
}

/// The subject of a message nobody could read, and of one that has none.
fn words(language: &str) -> (&'static str, &'static str) {
    match language {
        "sv" => ("Meddelande som inte kunde läsas", "(utan ämne)"),
        "en" => ("Unreadable message", "(no subject)"),
        _ => ("Viesti, jota ei voitu lukea", "(ei aihetta)"),
    }
}

/// What a reader should know of the message.
fn marks(message: &Message) -> Vec<&'static str> {
    let mut marks = message.malformed.clone();
    marks.extend(
        [
            (message.text_cut, "text_cut"),
            (message.lossy, "lossy"),
            (message.from_html, "from_html"),
            (message.more_than_one_from, "more_than_one_from"),
        ]
        .into_iter()
        .filter_map(|(holds, mark)| holds.then_some(mark)),
    );
    marks
}

//! Contacts at the desk: notes, replies, and sending again what may not have arrived.

use valta_domain::{
    CaseId, ContactId, LinkId, NoteId, ReceiptId, Refusal,
    contact::{self, Channel, FiledBecause, Note, Receive, Reply},
    customer::IdentityKind,
    refusal::Field,
    text,
};
use valta_policy::Action;
use valta_store::{draft, inbox, outbox, sent, views};

use crate::{
    By, Desk, Key, No, Thing,
    case::must_be_seen,
    work::{CaseNow, Work, fresh_id, short_secret},
};

/// An answer to the customer.
#[derive(Clone, Debug)]
pub struct WriteReply {
    pub case: CaseId,
    pub body: String,
    /// The version of the case that the writer saw, if it matters.
    pub seen: Option<i64>,
}

/// Something to be saved by whoever asked: bytes that nobody has looked into.
#[derive(Clone, Debug)]
pub struct Download {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Desk {
    /// What was attached to a message; within the scope of the contact's case.
    pub async fn attachment(&self, by: By, id: ContactId, place: u32) -> Result<Download, No> {
        let message = self.message(by, id).await?;
        let index = usize::try_from(place).map_err(|_| Refusal::NotFound)?;
        let found = tokio::task::spawn_blocking(move || {
            valta_mail::attachment(&message.bytes, &valta_mail::Budget::default(), index)
        });
        // A message that breaks its reader has no attachments that can be had one by one; the whole can be.
        let (attachment, bytes) = found.await.ok().flatten().ok_or(Refusal::NotFound)?;
        Ok(Download { name: attachment.name, bytes })
    }

    /// A message as it came, or as it was kept in the sent folder; within the scope of the contact's case.
    pub async fn message(&self, by: By, id: ContactId) -> Result<Download, No> {
        let desk = self.clone();
        let found = self
            .reader()
            .look(move |tx| {
                let contact = views::contact::one(tx, id)?;
                // What the house says by itself is no contact.
                let of = match &contact {
                    Some(contact) => Some(contact.case),
                    None => views::receipt::one(tx, ReceiptId(id.0))?.map(|receipt| receipt.case),
                };
                let Some(of) = of else { return Ok(None) };
                let Some(case) = views::case::one(tx, by.scope, of)? else { return Ok(None) };
                if !desk.may_here(tx, by, Action::SeeMessage, Thing::Case(case.id))? {
                    return Ok(None);
                }
                let bytes = match contact.and_then(|contact| contact.raw) {
                    Some(sha256) => inbox::raw(tx, &sha256)?,
                    None => sent::raw(tx, id)?.map(|(_, bytes)| bytes),
                };
                Ok(bytes.map(|bytes| Download { name: format!("valta-{}.eml", case.number), bytes }))
            })
            .await?;
        Ok(found.ok_or(Refusal::NotFound)?)
    }

    /// A message of the inbox as it came, whatever became of it; for those who keep the house.
    pub async fn kept_message(&self, by: By, id: uuid::Uuid) -> Result<Download, No> {
        self.must(by, Action::SeeKeptMessage)?;
        let bytes = self.reader().look(move |tx| inbox::raw_of(tx, id)).await?.ok_or(Refusal::NotFound)?;
        Ok(Download { name: format!("valta-{id}.eml"), bytes })
    }

    pub async fn note(&self, by: By, key: Option<Key>, id: CaseId, body: String) -> Result<NoteId, No> {
        self.transact(by.actor(), key, move |work| {
            let body = text::words(Field::Body, &body, text::BODY_LETTERS)?;
            let mut case = work.case(by, Action::Note, id)?;
            let note = NoteId(fresh_id());
            let text = work.text(&body)?;
            let events = contact::decide_note(case.get()?, Note { note, text })?;
            work.record_case(&mut case, events)?;
            Ok(note)
        })
        .await
    }

    /// What the customer said by phone or face to face, noted by the one who heard it.
    pub async fn hear(
        &self,
        by: By,
        key: Option<Key>,
        id: CaseId,
        channel: Channel,
        body: String,
    ) -> Result<ContactId, No> {
        self.transact(by.actor(), key, move |work| {
            let body = text::words(Field::Body, &body, text::BODY_LETTERS)?;
            let mut case = work.case(by, Action::Hear, id)?;
            let contact = ContactId(fresh_id());
            let receive = Receive {
                contact,
                channel,
                identity: None,
                subject: None,
                text: Some(work.text(&body)?),
                raw: None,
                because: FiledBecause::NotedByHand,
                automatic: false,
            };
            let events = contact::decide_receive(case.get()?, receive)?;
            work.record_case(&mut case, events)?;
            Ok(contact)
        })
        .await
    }

    /// Writes to the customer by mail: queued now, sent by the outbox. What is noticed in it stops nothing, and is
    /// recorded as what it is.
    pub async fn reply(&self, by: By, key: Option<Key>, reply: WriteReply) -> Result<ContactId, No> {
        let body = text::words(Field::Body, &reply.body, text::BODY_LETTERS)?;
        let noticed = self.notice(&body);
        let form = key.as_ref().map(|key| key.key.clone());
        self.transact(by.actor(), key, move |work| {
            let mut case = work.case(by, Action::Reply, reply.case)?;
            must_be_seen(&case, reply.seen)?;

            if let Some(form) = &form {
                draft::sent(work.tx, by.agent, reply.case, form)?;
            }
            let reply = work.reply(&case, &body, false)?;
            let contact = reply.contact;
            let mut events = contact::decide_reply(case.get()?, by.agent, reply)?;
            events.extend(work.left_by_answer(by, &case, contact, (&body, &noticed))?);
            work.record_case(&mut case, events)?;
            Ok(contact)
        })
        .await
    }

    /// Sends a failed or uncertain reply once more: the same message with the same Message-ID.
    pub async fn send_again(
        &self,
        by: By,
        key: Option<Key>,
        id: CaseId,
        contact: ContactId,
    ) -> Result<(), No> {
        self.on_case(by, Action::SendAgain, key, id, None, move |work, case| {
            // Somebody is at it at this moment, and will say how it ended.
            if outbox::is_leased(work.tx, outbox::Kind::Mail, contact.0)? {
                return Err(Refusal::AlreadyDone.into());
            }
            contact::decide_retry(case.get()?, contact).map_err(No::from)
        })
        .await
    }
}

impl Work<'_, '_> {
    /// A message to the case's customer, to be decided on.
    pub(crate) fn reply(&mut self, case: &CaseNow, body: &str, notice: bool) -> Result<Reply, No> {
        let customer = case.get()?.customer;
        let (to, _) = views::customer::reply_address(self.tx, case.id, customer, IdentityKind::Email)?
            .ok_or(Refusal::NoAddress)?;
        let domain = self.desk.settings().mail.address.rsplit('@').next().unwrap_or("localhost").to_owned();
        Ok(Reply {
            contact: ContactId(fresh_id()),
            channel: Channel::Email,
            to,
            text: self.text(body)?,
            message_id: format!("{}@{domain}", short_secret()),
            notice,
            link: LinkId(fresh_id()),
        })
    }
}

//! What customers tell us by their links: it is recorded as their own act, once for each form that they send.

use valta_domain::{
    Actor, ContactId, FileId, Refusal,
    contact::{self, Channel, FiledBecause, Receive},
    refusal::Field,
    text,
    time::HOUR,
    told::{self, Mood, NewFile},
};
use valta_store::{inbox, views};

use crate::{
    By, Desk, Download, Key, No, Thing,
    link::{Open, open},
    work::{CaseNow, Work, fresh_id},
};

/// The largest file, in bytes, and how many may come at once.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;
pub const MOST_FILES: usize = 5;

/// A file as it was sent.
#[derive(Clone, Debug)]
pub struct SentFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Desk {
    /// Words of the customer, with files: a contact like any other. When this answers, it cannot be lost any more.
    pub async fn write_by_link(
        &self,
        secret: String,
        key: Option<Key>,
        body: String,
        files: Vec<SentFile>,
    ) -> Result<(), No> {
        self.by_link(secret, key, move |work, open, case| {
            let words = match body.trim() {
                "" if !files.is_empty() => None,
                _ => Some(text::words(Field::Body, &body, text::BODY_LETTERS)?),
            };
            let bytes = files.iter().map(|file| file.bytes.len()).sum::<usize>();
            let since = work.at.minus(HOUR);
            let written =
                views::told::written(work.tx, case.id, open.link.to, since, 10 * told::MOST_AN_HOUR)?;
            told::must_have_room(&written, i64::try_from(bytes).unwrap_or(i64::MAX), work.at)?;
            let contact = ContactId(fresh_id());
            let files = work.keep_files(&files)?;
            let receive = Receive {
                contact,
                channel: Channel::WebForm,
                identity: open.link.to,
                subject: None,
                text: words.map(|words| work.text(&words)).transpose()?,
                raw: None,
                because: FiledBecause::CustomersPage,
                automatic: false,
            };
            let mut events = contact::decide_receive(case.get()?, receive)?;
            events.extend(told::with_files(contact, files));
            work.record_case(case, events)
        })
        .await
    }

    pub async fn tell_mood(&self, secret: String, key: Option<Key>, mood: Mood) -> Result<(), No> {
        self.by_link(secret, key, move |work, open, case| {
            must_speak_for(open)?;
            let events = told::decide_mood(case.get()?, open.link.id, mood)?;
            work.record_case(case, events)
        })
        .await
    }

    /// What they would tell a friend. Words before these, and words taken back, are erased.
    pub async fn tell_friend(&self, secret: String, key: Option<Key>, words: String) -> Result<(), No> {
        self.by_link(secret, key, move |work, open, case| {
            must_speak_for(open)?;
            views::told::erase_voice(work.tx, case.id)?;
            let text = match words.trim() {
                "" => None,
                _ => Some(work.text(&text::words(Field::Words, &words, text::BODY_LETTERS)?)?),
            };
            let events = told::decide_voice(case.get()?, open.link.id, text)?;
            work.record_case(case, events)
        })
        .await
    }

    pub async fn tell_solved(&self, secret: String, key: Option<Key>, solved: bool) -> Result<(), No> {
        self.by_link(secret, key, move |work, open, case| {
            must_speak_for(open)?;
            let events = told::decide_solved(case.get()?, open.link.id, solved)?;
            work.record_case(case, events)
        })
        .await
    }

    /// What came with a contact; within the scope of its case.
    pub async fn sent_file(&self, by: By, id: FileId) -> Result<Download, No> {
        let desk = self.clone();
        let look = move |tx: &mut valta_store::Tx<'_>| {
            let Some(file) = views::told::file(tx, id)? else { return Ok(None) };
            let Some(contact) = views::contact::one(tx, file.contact)? else { return Ok(None) };
            if !desk.sees(tx, by, valta_policy::Action::SeeMessage, Thing::Case(contact.case))? {
                return Ok(None);
            }
            let bytes = inbox::raw(tx, &file.sha256)?;
            Ok(bytes.map(|bytes| Download { name: file.name.unwrap_or_default(), bytes }))
        };
        Ok(self.reader().look(look).await?.ok_or(Refusal::NotFound)?)
    }

    async fn by_link<F>(&self, secret: String, key: Option<Key>, act: F) -> Result<(), No>
    where
        F: Fn(&mut Work<'_, '_>, &Open, &mut CaseNow) -> Result<(), No> + Send + 'static,
    {
        let window = self.settings().link_window;
        let (asked, now) = (secret.clone(), self.now());
        let found = self.reader().look(move |tx| open(tx, &asked, window, now)).await?;
        let customer = found.ok_or(Refusal::NotFound)?.link.customer;
        self.transact(customer.map_or(Actor::House, Actor::Customer), key, move |work| {
            let before = open(work.tx, &secret, window, work.at)?.ok_or(Refusal::NotFound)?;
            let mut case = work.any_case(before.case)?;
            // Whoever had the turn before may have closed the link, or put the case into another.
            let open = open(work.tx, &secret, window, work.at)?.ok_or(Refusal::NotFound)?;
            if open.case != case.id {
                return Err(work.tx.conflict("the case was put into another while it was waited for").into());
            }
            act(work, &open, &mut case)
        })
        .await
    }
}

/// Whose matter was put into another customer's may write there, and says nothing for that other.
fn must_speak_for(open: &Open) -> Result<(), Refusal> {
    if open.own { Ok(()) } else { Err(Refusal::Merged) }
}

impl Work<'_, '_> {
    /// Keeps the bytes of files, and answers with what an event may hold of them.
    pub(crate) fn keep_files(&mut self, files: &[SentFile]) -> Result<Vec<NewFile>, No> {
        if files.len() > MOST_FILES || files.iter().any(|file| file.bytes.len() > FILE_BYTES) {
            return Err(Refusal::TooLong(Field::File).into());
        }
        let mut kept = Vec::with_capacity(files.len());
        for file in files {
            // Some browsers send the whole way to it, which is nobody's business.
            let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
            let name = text::line(Field::File, name).unwrap_or_else(|_| "?".to_owned());
            kept.push(NewFile {
                file: FileId(fresh_id()),
                name: self.text(&name)?,
                sha256: inbox::keep_bytes(self.tx, &file.bytes)?,
                bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            });
        }
        Ok(kept)
    }
}

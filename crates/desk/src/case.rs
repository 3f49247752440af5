//! Cases at the desk: open, take, resolve, reopen, snooze, split, merge.

use valta_domain::{
    CaseId, ContactId, CustomerId, NoteId, PointId, Refusal, Timestamp,
    case::{self, Case, Open, TakenBecause},
    contact::{self, Channel, FiledBecause, Note, Receive},
    placing::Place,
    refusal::Field,
    text, told,
};
use valta_policy::Action;
use valta_store::{thread, views};

use crate::{
    By, Desk, Key, NewCustomer, No, SentFile, Thing,
    work::{CaseNow, Work, fresh_id, short_secret},
};

/// A matter that somebody was told of: by phone, in a lobby, on a plane.
#[derive(Clone, Debug)]
pub struct OpenCase {
    pub channel: Channel,
    pub subject: String,
    /// What the customer said; may be empty when the subject says it all.
    pub body: Option<String>,
    pub customer: Option<NewCustomer>,
    /// A customer already known, instead of one described.
    pub customer_id: Option<CustomerId>,
    /// Where somebody was told of it. A point that is not there, or where nobody is met any more, is left out.
    pub point: Option<PointId>,
}

/// A matter that somebody caught on a phone.
#[derive(Clone, Debug)]
pub struct CatchCase {
    pub open: OpenCase,
    pub files: Vec<SentFile>,
    /// What is to be known of how it came: the phone's own clock.
    pub note: Option<String>,
}

impl Desk {
    /// Whoever is reached owns the matter: the one who opens it.
    pub async fn open_case(&self, by: By, key: Option<Key>, open: OpenCase) -> Result<CaseId, No> {
        self.must(by, Action::OpenCase)?;
        self.transact(by.actor(), key, move |work| Ok(work.open_told(by, &open)?.0.id)).await
    }

    /// As [`Desk::open_case`], by somebody on a phone, perhaps a while ago: with what they took a picture of.
    pub async fn catch(&self, by: By, key: Option<Key>, catch: CatchCase) -> Result<CaseId, No> {
        self.must(by, Action::Catch)?;
        self.transact(by.actor(), key, move |work| {
            let (mut case, contact) = work.open_told(by, &catch.open)?;
            if let Some(contact) = contact {
                let files = work.keep_files(&catch.files)?;
                work.record_case(&mut case, told::with_files(contact, files))?;
            }
            if let Some(note) = &catch.note {
                let note = Note { note: NoteId(fresh_id()), text: work.text(note)? };
                let events = contact::decide_note(case.get()?, note)?;
                work.record_case(&mut case, events)?;
            }
            Ok(case.id)
        })
        .await
    }

    pub async fn take(&self, by: By, key: Option<Key>, id: CaseId, seen: Option<i64>) -> Result<(), No> {
        self.on_case(by, Action::TakeCase, key, id, seen, move |_, case| {
            case::decide_take(case.get()?, by.agent).map_err(No::from)
        })
        .await
    }

    pub async fn resolve(&self, by: By, key: Option<Key>, id: CaseId, seen: Option<i64>) -> Result<(), No> {
        self.on_case(by, Action::ResolveCase, key, id, seen, move |_, case| {
            case::decide_resolve(case.get()?, by.agent).map_err(No::from)
        })
        .await
    }

    pub async fn reopen(&self, by: By, key: Option<Key>, id: CaseId, seen: Option<i64>) -> Result<(), No> {
        self.on_case(by, Action::ReopenCase, key, id, seen, |_, case| {
            case::decide_reopen(case.get()?).map_err(No::from)
        })
        .await
    }

    pub async fn snooze(
        &self,
        by: By,
        key: Option<Key>,
        id: CaseId,
        seen: Option<i64>,
        until: Timestamp,
    ) -> Result<(), No> {
        self.on_case(by, Action::SnoozeCase, key, id, seen, move |work, case| {
            case::decide_snooze(case.get()?, by.agent, until, work.at).map_err(No::from)
        })
        .await
    }

    /// One contact becomes a case of its own, of the same customer.
    pub async fn split(
        &self,
        by: By,
        key: Option<Key>,
        id: CaseId,
        contact: ContactId,
        subject: String,
    ) -> Result<CaseId, No> {
        self.transact(by.actor(), key, move |work| {
            let subject = text::line(Field::Subject, &subject)?;
            let mut from = work.case(by, Action::SplitCase, id)?;
            let to = CaseId(fresh_id());
            let (leaving, arriving) = case::decide_split(from.get()?, id, contact, to)?;
            let (customer, channel) = (from.get()?.customer, from.get()?.channel);

            let opening = Opening {
                customer,
                channel,
                place: reached(by),
                split_from: Some(id),
                point: None,
                first: None,
            };
            let mut new = work.open_as(to, &subject, opening)?;
            work.record_case(&mut from, leaving)?;
            work.record_case(&mut new, arriving)?;
            Ok(to)
        })
        .await
    }

    /// Puts a case into another one, which carries on.
    pub async fn merge(&self, by: By, key: Option<Key>, id: CaseId, into: CaseId) -> Result<(), No> {
        self.transact(by.actor(), key, move |work| {
            // Always in the order of the ids, so that two merges at once cannot wait for each other.
            let (mut here, mut there) = if id < into {
                let here = work.case(by, Action::MergeCase, id)?;
                (here, work.case(by, Action::MergeCase, into)?)
            } else {
                let there = work.case(by, Action::MergeCase, into)?;
                (work.case(by, Action::MergeCase, id)?, there)
            };
            let (leaving, arriving) = case::decide_merge(here.get()?, id, there.get()?, into)?;
            work.record_case(&mut here, leaving)?;
            work.record_case(&mut there, arriving)
        })
        .await
    }

    /// Most acts: look at one case, decide, record.
    pub(crate) async fn on_case<F, E>(
        &self,
        by: By,
        action: Action,
        key: Option<Key>,
        id: CaseId,
        seen: Option<i64>,
        decide: F,
    ) -> Result<(), No>
    where
        F: Fn(&mut Work<'_, '_>, &CaseNow) -> Result<E, No> + Send + 'static,
        E: IntoIterator<Item = valta_domain::event::CaseEvent>,
    {
        self.transact(by.actor(), key, move |work| {
            let mut case = work.case(by, action, id)?;
            must_be_seen(&case, seen)?;
            let events = decide(work, &case)?;
            work.record_case(&mut case, events)
        })
        .await
    }
}

/// Whoever is reached owns it.
fn reached(by: By) -> Place {
    Place::With(by.agent, TakenBecause::Reached)
}

/// A caller who says which version it saw is refused when the case has moved on.
pub(crate) fn must_be_seen(case: &CaseNow, seen: Option<i64>) -> Result<(), No> {
    match seen {
        Some(seen) if seen != case.version() => Err(Refusal::Stale { version: case.version() }.into()),
        _ => Ok(()),
    }
}

impl Work<'_, '_> {
    /// The matter that somebody was told of, and its first contact where there are words.
    fn open_told(&mut self, by: By, open: &OpenCase) -> Result<(CaseNow, Option<ContactId>), No> {
        let subject = text::line(Field::Subject, &open.subject)?;
        let body = match open.body.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(body) => Some(text::words(Field::Body, body, text::BODY_LETTERS)?),
        };
        let found = match (&open.customer, open.customer_id) {
            (_, Some(id)) => {
                if !self.desk.sees(self.tx, by, Action::SeeCustomer, Thing::Customer(id))? {
                    return Err(Refusal::NotFound.into());
                }
                let card = views::customer::card(self.tx, id)?.ok_or(Refusal::NotFound)?;
                Some((id, card.identities.first().map(|identity| identity.id)))
            }
            (Some(customer), None) => Some(self.find_or_add_customer(customer)?),
            (None, None) => None,
        };

        let first = match body {
            None => None,
            Some(body) => Some(Receive {
                contact: ContactId(fresh_id()),
                channel: open.channel,
                identity: found.and_then(|(_, identity)| identity),
                subject: None,
                text: Some(self.text(&body)?),
                raw: None,
                because: FiledBecause::NotedByHand,
                automatic: false,
            }),
        };
        let contact = first.as_ref().map(|first| first.contact);
        let customer = found.map(|(id, _)| id);
        let point = match open.point {
            Some(id) => {
                views::point::one(self.tx, id)?.filter(|point| !point.said.closed).map(|point| point.id)
            }
            None => None,
        };
        let (channel, place) = (open.channel, reached(by));
        let opening = Opening { customer, channel, place, split_from: None, point, first };
        Ok((self.open_as(CaseId(fresh_id()), &subject, opening)?, contact))
    }

    /// Opens a case with its number, the secret that mail may be answered to, and its first contact.
    pub(crate) fn open(
        &mut self,
        customer: Option<CustomerId>,
        channel: Channel,
        subject: &str,
        place: Place,
        first: Option<Receive>,
    ) -> Result<CaseNow, No> {
        let opening = Opening { customer, channel, place, split_from: None, point: None, first };
        self.open_as(CaseId(fresh_id()), subject, opening)
    }

    fn open_as(&mut self, id: CaseId, subject: &str, opening: Opening) -> Result<CaseNow, No> {
        let open = Open {
            number: self.number()?,
            customer: opening.customer,
            channel: opening.channel,
            subject: self.text(subject)?,
            split_from: opening.split_from,
            point: opening.point,
            place: opening.place,
        };
        let mut events = case::decide_open(None, open)?;
        if let Some(first) = opening.first {
            let opened = events.iter().fold(None, |case, event| Case::evolve(case, event, self.at));
            events.extend(contact::decide_receive(&opened.ok_or(Refusal::NotFound)?, first)?);
        }
        let mut case = CaseNow::new(id);
        self.record_case(&mut case, events)?;
        thread::put_token(self.tx, id, &short_secret())?;
        Ok(case)
    }
}

struct Opening {
    customer: Option<CustomerId>,
    channel: Channel,
    place: Place,
    split_from: Option<CaseId>,
    point: Option<PointId>,
    first: Option<Receive>,
}

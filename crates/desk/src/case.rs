//! Cases at the desk: open, take, resolve, reopen, snooze, split, merge.

use valta_domain::{
    CaseId, ContactId, CustomerId, Refusal, Timestamp,
    case::{self, Open},
    contact::{self, Channel, FiledBecause, Receive},
    refusal::Field,
    text,
};
use valta_store::{thread, views};

use crate::{
    By, Desk, Key, NewCustomer, No,
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
}

impl Desk {
    /// Whoever is reached owns the matter: the one who opens it.
    pub async fn open_case(&self, by: By, key: Option<Key>, open: OpenCase) -> Result<CaseId, No> {
        self.transact(by.actor(), key, move |work| {
            let subject = text::line(Field::Subject, &open.subject)?;
            let body = match open.body.as_deref().map(str::trim) {
                None | Some("") => None,
                Some(body) => Some(text::words(Field::Body, body, text::BODY_LETTERS)?),
            };
            let found = match (&open.customer, open.customer_id) {
                (_, Some(id)) => {
                    if !views::customer::seen_by(work.tx, by.scope, id)? {
                        return Err(Refusal::NotFound.into());
                    }
                    let card = views::customer::card(work.tx, id)?.ok_or(Refusal::NotFound)?;
                    Some((id, card.identities.first().map(|identity| identity.id)))
                }
                (Some(customer), None) => Some(work.find_or_add_customer(customer)?),
                (None, None) => None,
            };

            let mut case = work.open(found.map(|(id, _)| id), open.channel, &subject, Some(by))?;
            if let Some(body) = body {
                let text = Some(work.text(&body)?);
                let receive = Receive {
                    contact: ContactId(fresh_id()),
                    channel: open.channel,
                    identity: found.and_then(|(_, identity)| identity),
                    subject: None,
                    text,
                    raw: None,
                    because: FiledBecause::NotedByHand,
                    automatic: false,
                };
                let events = contact::decide_receive(case.get()?, receive)?;
                work.record_case(&mut case, events)?;
            }
            Ok(case.id)
        })
        .await
    }

    pub async fn take(&self, by: By, key: Option<Key>, id: CaseId, seen: Option<i64>) -> Result<(), No> {
        self.on_case(by, key, id, seen, move |_, case| case::decide_take(case.get()?, by.agent).map_err(No::from))
            .await
    }

    pub async fn resolve(&self, by: By, key: Option<Key>, id: CaseId, seen: Option<i64>) -> Result<(), No> {
        self.on_case(by, key, id, seen, move |_, case| {
            case::decide_resolve(case.get()?, by.agent).map_err(No::from)
        })
        .await
    }

    pub async fn reopen(&self, by: By, key: Option<Key>, id: CaseId, seen: Option<i64>) -> Result<(), No> {
        self.on_case(by, key, id, seen, |_, case| case::decide_reopen(case.get()?).map_err(No::from)).await
    }

    pub async fn snooze(
        &self,
        by: By,
        key: Option<Key>,
        id: CaseId,
        seen: Option<i64>,
        until: Timestamp,
    ) -> Result<(), No> {
        self.on_case(by, key, id, seen, move |work, case| {
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
            let mut from = work.case(by, id)?;
            let to = CaseId(fresh_id());
            let (leaving, arriving) = case::decide_split(from.get()?, id, contact, to)?;
            let (customer, channel) = (from.get()?.customer, from.get()?.channel);

            let mut new = work.open_as(to, customer, channel, &subject, Some(by), Some(id))?;
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
                let here = work.case(by, id)?;
                (here, work.case(by, into)?)
            } else {
                let there = work.case(by, into)?;
                (work.case(by, id)?, there)
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
            let mut case = work.case(by, id)?;
            must_be_seen(&case, seen)?;
            let events = decide(work, &case)?;
            work.record_case(&mut case, events)
        })
        .await
    }
}

/// A caller who says which version it saw is refused when the case has moved on.
pub(crate) fn must_be_seen(case: &CaseNow, seen: Option<i64>) -> Result<(), No> {
    match seen {
        Some(seen) if seen != case.version() => Err(Refusal::Stale { version: case.version() }.into()),
        _ => Ok(()),
    }
}

impl Work<'_, '_> {
    /// Opens a case with its number and the secret that mail may be answered to.
    pub(crate) fn open(
        &mut self,
        customer: Option<CustomerId>,
        channel: Channel,
        subject: &str,
        owner: Option<By>,
    ) -> Result<CaseNow, No> {
        self.open_as(CaseId(fresh_id()), customer, channel, subject, owner, None)
    }

    fn open_as(
        &mut self,
        id: CaseId,
        customer: Option<CustomerId>,
        channel: Channel,
        subject: &str,
        owner: Option<By>,
        split_from: Option<CaseId>,
    ) -> Result<CaseNow, No> {
        let number = views::case::next_number(self.tx)?;
        let subject = self.text(subject)?;
        let open = Open { number, customer, channel, subject, split_from, owner: owner.map(|by| by.agent) };
        let mut case = CaseNow::new(id);
        let events = case::decide_open(None, open)?;
        self.record_case(&mut case, events)?;
        thread::put_token(self.tx, id, &short_secret())?;
        Ok(case)
    }
}

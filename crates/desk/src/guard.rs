//! What is looked at in an answer before it leaves: phrases that send the customer away, and times that the house
//! would be promising. Nothing is stopped here; whoever writes is told, and says what happens.

use std::{ops::Range, sync::LazyLock};

use jiff::civil::Time;
use valta_domain::{
    BounceId, ContactId, FrictionId, Timestamp,
    bounce::{self, Meeting},
    event::CaseEvent,
    friction::{Did, Report, Source, Whose},
};
use valta_language::{
    Language,
    guard::Guard,
    phrase::{Does, Instead, Record},
    time::{Habits, Times},
};
use valta_store::{Fault, Tx, ties, views};

use crate::{
    By, Desk, No,
    work::{CaseNow, Work, fresh_id},
};

/// Different phrases of one answer that are recorded; whoever writes more of them has said it.
const MOST: usize = 10;

/// Of a day whose service goes on until its end.
const LAST_MINUTE: Time = Time::constant(23, 59, 0, 0);

static BUILT_IN: LazyLock<Guard> =
    LazyLock::new(|| Guard::new(&[]).unwrap_or_else(|wrong| panic!("lists that tests read: {wrong:?}")));

/// A phrase where it stands in a text.
#[derive(Clone, Debug)]
pub struct Noticed {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Its id in the lists.
    pub phrase: String,
    pub language: Language,
    pub does: Does,
    /// What to do instead, the most fitting first.
    pub instead: Vec<Instead>,
}

/// A time by which a text says that somebody of ours does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
    /// Bytes of the text.
    pub span: Range<usize>,
    pub due: Timestamp,
}

impl Desk {
    /// What sends the customer away or hides behind process, in the order of the text.
    pub fn notice(&self, text: &str) -> Vec<Noticed> {
        let guard = self.settings().guard.as_deref().unwrap_or(&BUILT_IN);
        let noticed = guard.notice(text).into_iter();
        noticed
            .map(|notice| Noticed {
                span: notice.span,
                phrase: notice.phrase.id.clone(),
                language: notice.phrase.language,
                does: notice.phrase.does,
                instead: notice.phrase.instead.to_vec(),
            })
            .collect()
    }

    /// The times that a text written at this instant commits us to and that lie ahead, on the house's clock.
    pub fn promised(&self, tx: &mut Tx<'_>, text: &str, at: Timestamp) -> Result<Vec<Promised>, Fault> {
        let (hours, zone) = (self.hours(tx)?, self.zone(tx)?);
        let local =
            |at: Timestamp| Some(jiff::Timestamp::from_microsecond(at.micros()).ok()?.to_zoned(zone.clone()));
        let Some(now) = local(at) else { return Ok(vec![]) };
        let mut habits = Habits::default();
        // What is promised for a day is promised until the house closes, as it does next.
        if let Some(closes) = hours.as_ref().and_then(|hours| hours.next_closing(at)).and_then(local) {
            habits.closes = if closes.time() == Time::midnight() { LAST_MINUTE } else { closes.time() };
        }
        let found = Times::new(habits).find(text, None, &now).into_iter().filter(|moment| moment.ours);
        Ok(found
            .map(|moment| Promised {
                due: Timestamp(moment.due.timestamp().as_microsecond()),
                span: moment.span,
            })
            .collect())
    }
}

impl Work<'_, '_> {
    /// What an answer leaves on the record besides itself: what was noticed in it and is sent anyway, and that
    /// the customer meets somebody new.
    pub(crate) fn left_by_answer(
        &mut self,
        by: By,
        case: &CaseNow,
        contact: ContactId,
        (body, noticed): (&str, &[Noticed]),
    ) -> Result<Vec<CaseEvent>, No> {
        let mut events = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        for notice in noticed.iter().filter(|notice| notice.does.record() == Record::Friction) {
            if told.contains(&notice.phrase.as_str()) || told.len() == MOST {
                continue;
            }
            told.push(&notice.phrase);
            let said = body.get(notice.span.clone()).unwrap_or_default();
            let report = Report {
                friction: FrictionId(fresh_id()),
                step: None,
                source: Source::Guard,
                did: did(notice.does),
                phrase: Some(notice.phrase.clone()),
                words: Some(self.text(said)?),
                whose: Whose::Ours,
                contact: Some(contact),
                by: None,
            };
            events.push(report.into());
        }
        let bounced = |because| CaseEvent::Bounced { bounce: BounceId(fresh_id()), because, contact };
        if noticed.iter().any(|notice| notice.does.record() == Record::Bounce) {
            events.push(bounced(bounce::Because::RedirectSent));
        }
        let known = case.get()?;
        let met = views::bounce::met(self.tx, case.id)?;
        let meeting = Meeting {
            by: by.agent,
            met: &met,
            owner: known.owner,
            taken: known.taken,
            covers: ties::to_case(self.tx, by.agent, case.id)?.cover,
        };
        if meeting.is_with_somebody_new() {
            events.push(bounced(bounce::Because::NewCounterpart));
        }
        Ok(events)
    }
}

const fn did(does: Does) -> Did {
    match does {
        Does::Redirect => Did::SentAway,
        Does::Chore => Did::FilledIn,
        Does::Process => Did::Refused,
        Does::Permission => Did::Waited,
    }
}

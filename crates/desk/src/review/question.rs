//! What stands out, as questions: looked for by the house's clock, never while a page waits, and raised in the log, so
//! that what was asked and what was answered stays. A question blocks nothing.

use std::collections::{BTreeMap, BTreeSet};

use valta_domain::{
    Actor, MandateId, Refusal, RemedyId, Stream, Timestamp,
    event::HouseEvent,
    refusal::Field,
    review::{About, is_new_evidence},
    text,
    time::DAY,
};
use valta_insight::pattern::{Finding, Grant, Question, Served, limit_of, stands_out};
use valta_policy::Action;
use valta_store::{Fault, Tx, lock, record, views};

use super::REVIEWS;
use crate::{By, Desk, Key, No};

/// So far back is looked.
const LOOKED_BACK: i64 = 90 * DAY;
/// So many remedies are looked at, the last ones.
const MOST: usize = 20_000;

impl Desk {
    /// Looks for what stands out and asks what was not asked yet, or was settled when much less was known. How many
    /// questions it raised.
    pub async fn ask_what_stands_out(&self) -> Result<usize, No> {
        let after = self.now().minus(LOOKED_BACK);
        let found = self.reader().look(move |tx| look(tx, after)).await?;
        if found.is_empty() {
            return Ok(0);
        }
        self.transact(Actor::House, None, move |work| {
            lock::hold(work.tx, REVIEWS)?;
            lock::hold(work.tx, &Stream::House.to_string())?;
            let known = views::review::all_questions(work.tx)?;
            let mut events = Vec::new();
            for (about, finding) in &found {
                let before = known.iter().find(|line| line.about == *about);
                if let Some(before) = before {
                    let known: BTreeSet<RemedyId> =
                        views::review::remedies_of(work.tx, &about.key())?.into_iter().collect();
                    let fresh = finding.remedies.iter().filter(|remedy| !known.contains(remedy)).count();
                    let now = before.stood_on.saturating_add(u32::try_from(fresh).unwrap_or(u32::MAX));
                    if !is_new_evidence(before.stood_on, now, 1) {
                        continue;
                    }
                }
                events.push(HouseEvent::QuestionRaised {
                    about: *about,
                    count: counted(&finding.question),
                    among: finding.n,
                    remedies: finding.remedies.clone(),
                });
            }
            let many = events.len();
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            work.record(Stream::House, &mut head, events)?;
            Ok(many)
        })
        .await
    }

    /// Somebody has looked who had no part in it, and all is well: it is not asked again until much more stands out.
    pub async fn answer_question(
        &self,
        by: By,
        key: Option<Key>,
        about: About,
        reason: String,
    ) -> Result<(), No> {
        self.must(by, Action::Review)?;
        self.transact(by.actor(), key, move |work| {
            lock::hold(work.tx, REVIEWS)?;
            let asked = views::review::all_questions(work.tx)?;
            if !asked.iter().any(|line| line.about == about && line.answered.is_none()) {
                return Err(Refusal::AlreadyDone.into());
            }
            if about.agent() == Some(by.agent) || views::review::had_part(work.tx, &about.key(), by.agent)? {
                return Err(Refusal::OwnReview.into());
            }
            // The house's own turn, before the first word is kept.
            lock::hold(work.tx, &Stream::House.to_string())?;
            let reason = match reason.trim() {
                "" => None,
                reason => Some(text::words(Field::Reason, reason, text::BODY_LETTERS)?),
            };
            let reason = reason.map(|reason| work.text(&reason)).transpose()?;
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            work.record(Stream::House, &mut head, [HouseEvent::QuestionAnswered { about, reason }])
        })
        .await
    }
}

const fn counted(question: &Question) -> u32 {
    match question {
        Question::SamePayee { customers, .. } => *customers,
        Question::UnderTheLimit { just_under, .. } => *just_under,
        Question::AgainAndAgain { times, .. } => *times,
    }
}

fn look(tx: &mut Tx<'_>, after: Timestamp) -> Result<Vec<(About, Finding)>, Fault> {
    let given = views::review::given_since(tx, after, MOST)?;
    let mut limits: BTreeMap<(MandateId, u32), Option<i64>> = BTreeMap::new();
    let mandates: BTreeSet<MandateId> =
        given.iter().filter_map(|given| given.mandate.map(|(id, _)| id)).collect();
    for mandate in mandates {
        for (version, terms) in views::review::versions(tx, mandate)? {
            limits.insert((mandate, version), limit_of(&terms));
        }
    }
    let grants: Vec<Grant> = given
        .into_iter()
        .map(|given| Grant {
            remedy: given.remedy,
            case: given.case,
            agent: given.agent,
            customer: given.customer,
            payee: given.payee,
            amount: given.amount,
            limit: given.mandate.and_then(|used| Some((used.0, limits.get(&used).copied().flatten()?))),
        })
        .collect();
    let served = views::review::served_since(tx, after)?;
    let served: Vec<Served> =
        served.into_iter().map(|(agent, customer, cases)| Served { agent, customer, cases }).collect();
    let mut found = Vec::new();
    for finding in stands_out(&grants, &served) {
        let about = match &finding.question {
            Question::SamePayee { payee, .. } => {
                // Erased since: nobody can be asked about it.
                let Some(payee) = views::review::first_of_account(tx, payee)? else { continue };
                About::SamePayee { payee }
            }
            Question::UnderTheLimit { mandate, limit, agent, .. } => {
                About::UnderTheLimit { mandate: *mandate, limit: *limit, agent: *agent }
            }
            Question::AgainAndAgain { agent, customer, .. } => {
                About::AgainAndAgain { agent: *agent, customer: *customer }
            }
        };
        found.push((about, finding));
    }
    Ok(found)
}

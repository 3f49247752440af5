//! Friction and bounces at the desk: what got in the customer's way, told with one click.

use valta_domain::{
    BounceId, CaseId, ContactId, FrictionId, Refusal, StepId,
    bounce::{self, Because},
    friction::{self, Did, Report, Source, Whose},
    refusal::Field,
    text,
};
use valta_policy::Action;
use valta_store::views;

use crate::{By, Desk, Key, No, work::fresh_id};

/// Letters that a report's own words may have.
const MOST_LETTERS: usize = 2_000;

#[derive(Clone, Debug)]
pub struct ReportFriction {
    pub case: CaseId,
    /// The step that got in the way, where it is known.
    pub step: Option<StepId>,
    pub did: Did,
    /// May be empty.
    pub words: String,
    pub whose: Whose,
}

impl Desk {
    pub async fn report_friction(
        &self,
        by: By,
        key: Option<Key>,
        report: ReportFriction,
    ) -> Result<FrictionId, No> {
        self.transact(by.actor(), key, move |work| {
            let words = match report.words.trim() {
                "" => None,
                words => Some(text::words(Field::What, words, MOST_LETTERS)?),
            };
            let mut case = work.case(by, Action::ReportFriction, report.case)?;
            if let Some(step) = report.step
                && !views::process::has_step(work.tx, step)?
            {
                return Err(Refusal::Unusable(Field::Step).into());
            }
            let friction = FrictionId(fresh_id());
            let report = Report {
                friction,
                step: report.step,
                source: Source::ByHand,
                did: report.did,
                phrase: None,
                words: words.map(|words| work.text(&words)).transpose()?,
                whose: report.whose,
                contact: None,
                by: None,
            };
            let events = friction::decide_report(case.get()?, report)?;
            work.record_case(&mut case, events)?;
            Ok(friction)
        })
        .await
    }

    /// The customer had to say again what they had said already. A second click counts nothing.
    pub async fn note_repeated(&self, by: By, key: Option<Key>, contact: ContactId) -> Result<CaseId, No> {
        self.transact(by.actor(), key, move |work| {
            let id = views::contact::one(work.tx, contact)?.ok_or(Refusal::NotFound)?.case;
            let mut case = work.case(by, Action::ReportFriction, id)?;
            let counted = views::bounce::is_counted(work.tx, contact, Because::RepeatedThemselves)?;
            let bounce = BounceId(fresh_id());
            let events = bounce::decide_repeated(case.get()?, bounce, contact, counted)?;
            work.record_case(&mut case, events)?;
            Ok(id)
        })
        .await
    }
}

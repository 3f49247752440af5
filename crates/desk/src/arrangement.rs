//! Arrangements at the desk: what a customer can count on, made and ended on their card; and friction where it was broken
//! all the same.

use valta_domain::{
    ArrangementId, CaseId, CustomerId, FrictionId, Refusal, arrangement,
    friction::{self, Did, Report, Source, Whose},
    refusal::Field,
    text,
};
use valta_policy::Action;
use valta_store::views;

use crate::{
    By, Desk, Key, No, Thing,
    work::{Work, fresh_id},
};

/// Letters of one arrangement: it is read with a customer waiting.
const MOST_LETTERS: usize = 300;

impl Desk {
    pub async fn make_arrangement(
        &self,
        by: By,
        key: Option<Key>,
        customer: CustomerId,
        words: String,
    ) -> Result<ArrangementId, No> {
        self.transact(by.actor(), key, move |work| {
            let words = text::words(Field::Words, &words, MOST_LETTERS)?;
            may_keep(work, by, customer)?;
            let (known, head) = work.customer(customer)?;
            let arrangement = ArrangementId(fresh_id());
            let words = work.text(&words)?;
            let events = arrangement::decide_make(known.as_ref(), arrangement, words)?;
            work.record_customer(customer, head, events)?;
            Ok(arrangement)
        })
        .await
    }

    /// It holds no longer, and does not come again; what was agreed instead is another one.
    pub async fn end_arrangement(
        &self,
        by: By,
        key: Option<Key>,
        arrangement: ArrangementId,
    ) -> Result<CustomerId, No> {
        self.transact(by.actor(), key, move |work| {
            let customer = views::arrangement::whose(work.tx, arrangement)?.ok_or(Refusal::NotFound)?;
            may_keep(work, by, customer)?;
            let (known, head) = work.customer(customer)?;
            let events = arrangement::decide_end(known.as_ref(), arrangement)?;
            work.record_customer(customer, head, events)?;
            Ok(customer)
        })
        .await
    }

    /// What this customer can count on was not kept: friction, in the words of the arrangement.
    pub async fn report_broken_arrangement(
        &self,
        by: By,
        key: Option<Key>,
        case: CaseId,
        arrangement: ArrangementId,
        did: Did,
    ) -> Result<FrictionId, No> {
        self.transact(by.actor(), key, move |work| {
            let mut case = work.case(by, Action::ReportFriction, case)?;
            let customer = case.get()?.customer.ok_or(Refusal::NotFound)?;
            let standing = views::arrangement::of_customer(work.tx, customer)?;
            let broken = standing.into_iter().find(|line| line.id == arrangement).ok_or(Refusal::NotFound)?;
            let friction = FrictionId(fresh_id());
            let report = Report {
                friction,
                step: None,
                source: Source::Arrangement,
                did,
                phrase: None,
                words: broken.words.map(|words| work.text(&words)).transpose()?,
                whose: Whose::Ours,
                contact: None,
                by: None,
            };
            let events = friction::decide_report(case.get()?, report)?;
            work.record_case(&mut case, events)?;
            Ok(friction)
        })
        .await
    }
}

fn may_keep(work: &mut Work<'_, '_>, by: By, customer: CustomerId) -> Result<(), No> {
    if !views::customer::seen_by(work.tx, by.scope, customer)? {
        return Err(Refusal::NotFound.into());
    }
    work.must(by, Action::KeepArrangements, Thing::Customer(customer))
}

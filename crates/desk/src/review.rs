//! Reviews at the desk: why a remedy is looked at is decided with the grant, so that no lot ever changes; somebody who
//! had no part in it says what they think, with a word to whoever gave it.

mod question;
pub(crate) mod trust;

use valta_domain::{
    AgentId, Event, Refusal, RemedyId, Stream, Timestamp,
    cost::{self, Costs},
    event::CaseEvent,
    mandate::Mandate,
    money::{Currency, Money},
    refusal::Field,
    remedy::{self, Inputs, Outcome, Weighed},
    review::{self, Because, Judgement},
    text,
};
use valta_insight::sampling::{Beyond, Given, Reason, Sampling, Signed};
use valta_policy::{Action, Relation};
use valta_store::{
    Fault, Tx, lock, record, secret,
    views::{self, contact::ContactLine, remedy::ListedRemedy, review::ReviewRow},
};

use crate::{By, Desk, Key, No, Thing, work::salt};

/// The turn of whoever changes what is looked at, and what was said of it.
pub(crate) const REVIEWS: &str = "reviews";
/// Of a conversation, so much tells what it is about.
const FIRST_CONTACTS: usize = 3;

/// What somebody says of a remedy.
#[derive(Clone, Debug)]
pub struct GiveReview {
    pub remedy: RemedyId,
    pub judgement: Judgement,
    /// Thanks or advice to whoever gave it; empty for none.
    pub word: String,
}

/// A remedy to be looked at, with what it takes to judge it.
#[derive(Clone, Debug)]
pub struct UnderReview {
    pub row: ReviewRow,
    pub given: ListedRemedy,
    pub subject: Option<String>,
    /// The decision with all that it was made from.
    pub weighed: Option<Box<Weighed>>,
    /// None in a currency that the house's wages are not in.
    pub costs: Option<Costs>,
    /// How the conversation began.
    pub contacts: Vec<ContactLine>,
    /// Whether this person may still say what they think.
    pub open: bool,
}

impl Desk {
    /// How this house samples. Its salt is drawn once and is nobody's to see.
    pub(crate) async fn sampling(&self) -> Result<Sampling, No> {
        let sampling = self.inner.sampling.get_or_try_init(|| async {
            let fresh = salt();
            let kept = self.inner.db.write(move |tx| secret::keep(tx, "lot", &fresh)).await?;
            Ok::<_, Fault>(Sampling::fresh(kept))
        });
        Ok(sampling.await?.clone())
    }

    /// Says what one thinks of a remedy that one had no part in.
    pub async fn review(&self, by: By, key: Option<Key>, give: GiveReview) -> Result<(), No> {
        self.must(by, Action::Review)?;
        let remedy = give.remedy;
        let takes = self.reader().look(move |tx| views::remedy::takes(tx, remedy)).await?;
        let takes = takes.ok_or(Refusal::NotFound)?;
        self.transact(by.actor(), key, move |work| {
            let mut case = work.seen_case(by, takes.case)?;
            lock::hold(work.tx, REVIEWS)?;
            let word = match give.word.trim() {
                "" => None,
                word => Some(text::words(Field::Body, word, text::BODY_LETTERS)?),
            };
            let word = word.map(|word| work.text(&word)).transpose()?;
            let events = review::decide_review(case.get()?, remedy, by.agent, give.judgement, word, work.at)?;
            work.must(by, Action::Review, Thing::Given(takes.case, takes.agent))?;
            work.record_case(&mut case, events)
        })
        .await
    }

    /// The next remedy that this person could look at, after one that they leave for later.
    pub fn next_to_review(
        &self,
        tx: &mut Tx<'_>,
        by: By,
        after: Option<RemedyId>,
    ) -> Result<Option<UnderReview>, Fault> {
        let next = views::review::due(tx, by.agent, after, 1)?.into_iter().next();
        match next {
            Some(row) => self.under_review(tx, by, row),
            None => Ok(None),
        }
    }

    /// One remedy with what it takes to judge it, reviewed or not; `None` where there is none that these eyes see.
    pub fn to_review(&self, tx: &mut Tx<'_>, by: By, remedy: RemedyId) -> Result<Option<UnderReview>, Fault> {
        match views::review::known(tx, remedy)? {
            Some(row) => self.under_review(tx, by, row),
            None => Ok(None),
        }
    }

    fn under_review(&self, tx: &mut Tx<'_>, by: By, row: ReviewRow) -> Result<Option<UnderReview>, Fault> {
        if !self.sees(tx, by, Action::SeeReviews, Thing::Given(row.case, row.agent))? {
            return Ok(None);
        }
        let Some(given) = views::remedy::of_ids(tx, &[row.remedy])?.pop() else { return Ok(None) };
        let granted = record::last_of_kinds(tx, Stream::Case(row.case), &["remedy_granted"], 1_000)?;
        let weighed = granted.into_iter().find_map(|fact| match fact.event {
            Event::Case(CaseEvent::RemedyGranted { remedy, weighed, .. }) if remedy == row.remedy => {
                Some(weighed)
            }
            Event::Case(_)
            | Event::Agent(_)
            | Event::Customer(_)
            | Event::House(_)
            | Event::Mandate(_)
            | Event::Process(_)
            | Event::Team(_) => None,
        });
        let parameters = views::house::parameters(tx)?;
        let amount = given.remedy.amount.unwrap_or(Money::new(0, Currency::EUR));
        let part = [Some(row.agent), row.signer, row.asker].contains(&Some(by.agent));
        let open = !part
            && self.may(by, Action::Review, Relation::None)
            && row.said.as_ref().is_none_or(|said| {
                said.by.0 == by.agent && self.now().since(said.at) <= review::CORRECTED_WITHIN
            });
        Ok(Some(UnderReview {
            subject: views::case::subject(tx, row.case)?,
            weighed,
            costs: cost::costs(&parameters, amount),
            contacts: views::contact::page(tx, row.case, None, FIRST_CONTACTS)?,
            open,
            given,
            row,
        }))
    }
}

/// Why somebody looks at what is about to be given. `asked_at`: when it was asked for, where it was.
pub(crate) fn because(
    sampling: &Sampling,
    remedy: RemedyId,
    inputs: &Inputs,
    mandates: &[Mandate],
    asked_at: Option<Timestamp>,
) -> Vec<Because> {
    let decision = remedy::decide_remedy(inputs, mandates);
    let beyond = match decision.outcome {
        Outcome::Stretch if decision.alone => Beyond::Alone,
        Outcome::Stretch => Beyond::Stretch,
        Outcome::Within | Outcome::CoSign | Outcome::Escalate | Outcome::Forbidden => Beyond::Not,
    };
    let signed = asked_at.filter(|_| decision.outcome == Outcome::CoSign);
    let co_sign = signed.map(|asked| Signed { asked, signed: inputs.at });
    let given = Given { remedy, beyond, co_sign, stands_out: Vec::new() };
    sampling.reasons(&given).into_iter().map(Reason::because).collect()
}

/// Whose reviews somebody may see: their own, and those of their team. A house without teams is one team.
fn relation_to(
    me: AgentId,
    my_team: Option<valta_domain::TeamId>,
    other: &valta_store::account::Account,
) -> Relation {
    if other.agent == me {
        Relation::Owner
    } else if other.team == my_team {
        Relation::SameTeam
    } else {
        Relation::None
    }
}

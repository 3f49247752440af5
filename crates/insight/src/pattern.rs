//! What stands out among the remedies of a time, as questions with the innocent answers beside them: one
//! account under several customers, amounts just under a limit, one agent giving one customer again and
//! again. A question is a reason to look, never a verdict, and it blocks nothing.
//!
//! Each is held against what *this* house does otherwise, with its n; of little there is nothing to say. Of
//! houses with nothing to find, fewer than one in a hundred is asked anything, of the largest two. How, what
//! was measured and what is not seen stands in the README.

use std::collections::{BTreeMap, BTreeSet};

use valta_domain::{
    AgentId, CaseId, CustomerId, MandateId, Money, RemedyId, mandate::Terms, review::Because,
};

mod again;
mod limit;
mod payee;
mod recurrence;

/// How many questions of one kind chance alone may raise in a house, on average.
const BY_CHANCE: f64 = 0.003;

/// What stands out does so against others: of fewer there is nothing to say.
const LEAST_OTHERS: u32 = 10;

/// What was given: money or its worth, and not taken back. An apology has no amount and is not among these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub remedy: RemedyId,
    pub case: CaseId,
    pub agent: AgentId,
    pub customer: Option<CustomerId>,
    /// Whatever tells accounts apart and is the same for the same account, whoever it is known of.
    pub payee: Option<String>,
    pub amount: Money,
    /// The mandate that was used, and the limit of it that a giver steers by, see [`limit_of`].
    pub limit: Option<(MandateId, i64)>,
}

/// How many cases of the customer the agent had in the same time, whether or not anything was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    pub agent: AgentId,
    pub customer: CustomerId,
    pub cases: u32,
}

/// What may be given at once under these terms, in minor units: the limit that amounts could bunch under.
pub fn limit_of(terms: &Terms) -> Option<i64> {
    [terms.per_remedy, terms.per_case].into_iter().flatten().map(|limit| limit.within).min()
}

codes! {
    Pattern {
        SamePayee = "same_payee",
        UnderTheLimit = "under_the_limit",
        AgainAndAgain = "again_and_again",
    }
}

codes! {
    /// An innocent reason for the same sight, and what the measure has done about it.
    Note {
        /// A couple or a family has one account.
        Household = "household",
        /// A company, a club or a travel agency pays for many people.
        PaysForMany = "pays_for_many",
        /// What is sold costs just that. Prices that several agents gave, and such as 49.90, are left out.
        PricesAreSuch = "prices_are_such",
        /// Round amounts and exactly the limit are human habit and are left out: who bunches there is not seen.
        RoundLeftOut = "round_left_out",
        /// One agent serves a customer throughout: this house is built so.
        KeepsItsOwner = "keeps_its_owner",
        /// Some customers have much trouble.
        MuchTrouble = "much_trouble",
    }
}

impl Pattern {
    /// As the log has it.
    pub const fn because(self) -> Because {
        match self {
            Pattern::SamePayee => Because::SamePayee,
            Pattern::UnderTheLimit => Because::UnderTheLimit,
            Pattern::AgainAndAgain => Because::AgainAndAgain,
        }
    }

    pub const fn notes(self) -> &'static [Note] {
        match self {
            Pattern::SamePayee => &[Note::Household, Note::PaysForMany],
            Pattern::UnderTheLimit => &[Note::PricesAreSuch, Note::RoundLeftOut],
            Pattern::AgainAndAgain => &[Note::KeepsItsOwner, Note::MuchTrouble],
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Why is money for so many customers going to one account?
    SamePayee { payee: String, customers: u32 },
    /// Why are so many amounts just under the limit? Of one agent, or of all together: then perhaps the
    /// limit is too low.
    UnderTheLimit {
        mandate: MandateId,
        limit: Money,
        agent: Option<AgentId>,
        /// In the last tenth under the limit, of those that are no habit.
        just_under: u32,
        /// What the two tenths below it let expect there.
        expected: f64,
    },
    /// Why did this agent give this customer something so often?
    AgainAndAgain { agent: AgentId, customer: CustomerId, times: u32 },
}

impl Question {
    pub const fn pattern(&self) -> Pattern {
        match self {
            Question::SamePayee { .. } => Pattern::SamePayee,
            Question::UnderTheLimit { .. } => Pattern::UnderTheLimit,
            Question::AgainAndAgain { .. } => Pattern::AgainAndAgain,
        }
    }
}

/// A question with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub question: Question,
    /// How many accounts, amounts or pairs it was found among.
    pub n: u32,
    /// How many like it, or stronger, a house like this one shows by chance, as far as the numbers know.
    pub by_chance: f64,
    /// In the order of their ids.
    pub remedies: Vec<RemedyId>,
}

/// All that stands out among these, whatever their order; by kind, then by id, which says nothing.
pub fn stands_out(grants: &[Grant], served: &[Served]) -> Vec<Finding> {
    [payee::shared(grants), limit::bunched(grants), again::and_again(grants, served)].concat()
}

/// Which remedies are asked about, and why.
pub fn by_remedy(findings: &[Finding]) -> BTreeMap<RemedyId, BTreeSet<Pattern>> {
    let mut patterns: BTreeMap<RemedyId, BTreeSet<Pattern>> = BTreeMap::new();
    for finding in findings {
        for remedy in &finding.remedies {
            patterns.entry(*remedy).or_default().insert(finding.question.pattern());
        }
    }
    patterns
}

/// The same remedies in the order of their ids.
fn in_order<'a>(grants: impl IntoIterator<Item = &'a Grant>) -> Vec<RemedyId> {
    let remedies: BTreeSet<RemedyId> = grants.into_iter().map(|grant| grant.remedy).collect();
    remedies.into_iter().collect()
}

#[cfg(test)]
mod tests;

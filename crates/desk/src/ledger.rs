//! The ledger: what was given in a period, on whose word, and what giving it at once cost against what a complaint
//! would have cost. Leads see everybody's; the others what they gave themselves.

use valta_domain::{
    Currency, Money, Refusal, Timestamp,
    cost::{self, Parameters},
    remedy::Outcome,
};
use valta_insight::signature::{self, Ended, Signatures};
use valta_policy::{Action, Relation};
use valta_store::{
    Fault, Tx,
    views::{self, ledger::Sum, remedy::RemedyFilter},
};

use crate::{By, Desk, No};

#[derive(Clone, Debug)]
pub struct Ledger {
    /// By kind, word and currency.
    pub sums: Vec<Sum>,
    /// By the word that it was given on; where nothing stands there is none.
    pub costs: Vec<WayCost>,
    pub parameters: Parameters,
    /// How the second signatures of the time went; for those who see everybody's.
    pub signatures: Option<Signatures>,
}

/// Both ways over what stands, in the currency of the house's wages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WayCost {
    pub way: Outcome,
    pub count: i64,
    pub now: Money,
    pub complaint: Money,
    /// Given in other currencies: nothing is converted, so they are in neither sum.
    pub elsewhere: i64,
}

impl Desk {
    /// The filter as this person may ask it.
    pub fn ledger_filter(&self, by: By, filter: RemedyFilter) -> Result<RemedyFilter, Refusal> {
        if self.may(by, Action::SeeLedger, Relation::None) {
            return Ok(filter);
        }
        match filter.agent {
            Some(agent) if agent != by.agent => Err(Refusal::NotYours),
            Some(_) | None => Ok(RemedyFilter { agent: Some(by.agent), ..filter }),
        }
    }

    pub async fn ledger(&self, by: By, filter: RemedyFilter) -> Result<Ledger, No> {
        let filter = self.ledger_filter(by, filter)?;
        let desk = self.clone();
        Ok(self.reader().look(move |tx| desk.ledger_here(tx, by, &filter)).await?)
    }

    /// Within a look that is under way, for a page that shows more; the filter is one that this person may ask.
    pub fn ledger_here(&self, tx: &mut Tx<'_>, by: By, filter: &RemedyFilter) -> Result<Ledger, Fault> {
        let sums = views::ledger::sums(tx, filter)?;
        let parameters = views::house::parameters(tx)?;
        let costs = Outcome::ALL.iter().filter_map(|way| cost_of(&parameters, *way, &sums)).collect();
        let everybody = self.may(by, Action::SeeLedger, Relation::None);
        let signatures = if everybody { Some(signatures(tx, filter.from, filter.until)?) } else { None };
        Ok(Ledger { sums, costs, parameters, signatures })
    }
}

/// Of those that were asked for from the one instant up to the other, the last ones.
pub(crate) fn signatures(
    tx: &mut Tx<'_>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<Signatures, Fault> {
    const MOST: usize = 500;
    let (from, until) = (from.unwrap_or(Timestamp(0)), until.unwrap_or(Timestamp(i64::MAX)));
    let ended = views::ask::signatures(tx, from, until, MOST)?;
    Ok(signature::signatures(ended.into_iter().map(|ended| match ended {
        Some((given, after)) => Ended::Answered { after, given },
        None => Ended::Unanswered,
    })))
}

fn cost_of(parameters: &Parameters, way: Outcome, sums: &[Sum]) -> Option<WayCost> {
    let (mut count, mut minor, mut elsewhere) = (0, 0_i64, 0);
    for sum in sums.iter().filter(|sum| sum.way == way) {
        // What has no amount costs its handling.
        if sum.currency.is_none_or(|currency| currency == Currency::EUR) {
            count += sum.count;
            minor = minor.saturating_add(sum.minor);
        } else {
            elsewhere += sum.count;
        }
    }
    let costs = cost::costs_of(parameters, count, Money::new(minor, Currency::EUR))?;
    let cost = WayCost { way, count, now: costs.now, complaint: costs.complaint, elsewhere };
    (count > 0 || elsewhere > 0).then_some(cost)
}

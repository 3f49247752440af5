//! What a change of mandates would mean, before anybody makes it: what is to be remarked, and what the last months would
//! have looked like. The same decision answers here as at the act.

use std::collections::{HashMap, HashSet};

use valta_domain::{
    Event, MandateId, Recorded, Stream, Timestamp,
    event::CaseEvent,
    mandate::{
        self, Mandate, Person, Terms,
        remark::{self, Remark, remarks},
    },
    time::DAY,
};
use valta_insight::preview::{Asked, Preview, Step, preview};
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    record,
    views::{self, mandate::MandateLine},
};

use super::{must_be_known, must_stand};
use crate::{By, Desk, No, judge};

/// So many days are looked back on.
pub const LOOKED_BACK: u32 = 90;
/// So many facts are looked at, the last ones: a look back takes a moment, not a minute.
const MOST: usize = 20_000;

#[derive(Clone, Debug)]
pub struct Ahead {
    /// The mandate as it stands; none of a new one.
    pub now: Option<MandateLine>,
    pub remarks: Vec<Remark>,
    /// The last [`LOOKED_BACK`] days under the mandates that stand, and under those that would.
    pub preview: Preview,
    /// Where the counting begins; later where there was more than is looked at.
    pub since: Timestamp,
}

/// What there is to say of the mandates as they stand.
#[derive(Clone, Debug, Default)]
pub struct Remarks {
    pub together: Vec<Remark>,
    pub each: HashMap<MandateId, Vec<Remark>>,
}

impl Desk {
    /// What it would mean to set these terms, or without any to end the mandate. Refused like the act itself.
    pub fn ahead(
        &self,
        tx: &mut Tx<'_>,
        by: By,
        id: Option<MandateId>,
        seen: Option<i64>,
        terms: Option<&Terms>,
    ) -> Result<Ahead, No> {
        self.must(by, valta_policy::Action::SetMandate)?;
        if let Some(terms) = terms {
            terms.when.as_deref().map(judge::check).transpose()?;
            must_be_known(tx, terms)?;
            mandate::decide_set(terms.clone(), None)?;
        }
        let now = match id {
            Some(id) => {
                must_stand(tx, id, seen)?;
                views::mandate::one(tx, id)?
            }
            None => None,
        };
        let at = self.now();
        let before = views::mandate::standing(tx)?;
        // A new one has no id yet, and comes after all that have.
        let changed = id.unwrap_or(MandateId(uuid::Uuid::max()));
        let mut after = before.clone();
        after.retain(|mandate| mandate.id != changed);
        after.extend(terms.map(|terms| Mandate { id: changed, version: 0, terms: terms.clone() }));
        after.sort_by_key(|mandate| mandate.id);

        let remarks = remarks(&staff(tx)?, &before, &after, changed, at);

        let since = at.minus(i64::from(LOOKED_BACK) * DAY);
        let log = record::decisions(tx, since.minus(longest_window(&before, &after)), MOST)?;
        // Where not everything was looked at, the counting begins with the first that was.
        let since = match log.iter().map(|recorded| recorded.at).min() {
            Some(first) if log.len() == MOST => since.max(first),
            Some(_) | None => since,
        };
        let holds = |terms: &Terms, situation: &_| self.judge().holds(terms, situation);
        let preview = preview(&steps(log), since, &before, &after, &holds);
        Ok(Ahead { now, remarks, preview, since })
    }

    /// What there is to say of the mandates that stand: of all of them together, and of each.
    pub fn remarks(&self, tx: &mut Tx<'_>) -> Result<Remarks, Fault> {
        let (staff, now) = (staff(tx)?, self.now());
        let standing = views::mandate::standing(tx)?;
        let each = standing.iter().map(|mandate| mandate.id);
        let each = each.map(|id| (id, remarks(&staff, &standing, &standing, id, now))).collect();
        Ok(Remarks { together: remark::standing(&staff, &standing, now), each })
    }
}

fn staff(tx: &mut Tx<'_>) -> Result<Vec<Person>, Fault> {
    let all = account::all(tx)?;
    let here = all.iter().filter(|account| !account.disabled);
    let person = |account: &Account| Person { agent: account.agent, role: account.role, team: account.team };
    Ok(here.map(person).collect())
}

/// In microseconds.
fn longest_window(before: &[Mandate], after: &[Mandate]) -> i64 {
    let windows = before.iter().chain(after).flat_map(|Mandate { terms, .. }| {
        [terms.per_customer_window, terms.per_agent_window, terms.per_team_window]
    });
    windows.flatten().map(mandate::WindowLimit::length).max().unwrap_or(0)
}

/// What was asked for and what became of it. What one asked and another carried is one decision: that of the one who
/// met the customer.
fn steps(log: Vec<Recorded>) -> Vec<Step> {
    let mut asked_for = HashSet::new();
    let mut steps = Vec::with_capacity(log.len());
    for recorded in log {
        let (Stream::Case(case), Event::Case(event)) = (recorded.stream, recorded.event) else { continue };
        if let CaseEvent::CoSignAsked { remedy, weighed, .. }
        | CaseEvent::Escalated { remedy, weighed, .. }
        | CaseEvent::RemedyGranted { remedy, weighed, .. } = event
        {
            if asked_for.insert(remedy) {
                steps.push(Step::Asked(Box::new(Asked { remedy, case, inputs: weighed.inputs })));
            }
        } else if let CaseEvent::RemedyReversed { remedy } = event {
            steps.push(Step::Reversed(remedy));
        } else if let CaseEvent::CaseAbsorbed { case: absorbed, .. } = event {
            steps.push(Step::Absorbed { case: absorbed, into: case });
        }
    }
    steps
}

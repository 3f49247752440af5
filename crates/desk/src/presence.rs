//! Who looks at a matter now, and who is writing: so that two do not answer at once. It is nobody's record.

use valta_domain::{CaseId, Refusal};
use valta_policy::Action;
use valta_store::{Fault, Tx, account, presence};

use crate::{By, Desk, No, Thing};

/// A page of somebody whose login was ended may still speak for a moment.
pub(crate) fn gone(tx: &mut Tx<'_>, by: By) -> Result<bool, Fault> {
    Ok(account::by_agent(tx, by.agent)?.is_none_or(|account| account.disabled))
}

/// What a page says of the person before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Here,
    Writing,
    Left,
}

impl Desk {
    pub async fn be_present(&self, by: By, case: CaseId, how: Presence) -> Result<(), No> {
        let (desk, now) = (self.clone(), self.now());
        self.inner
            .db
            .write(move |tx| -> Result<(), No> {
                if gone(tx, by)? || !desk.sees(tx, by, Action::Reply, Thing::Case(case))? {
                    return Err(Refusal::NotFound.into());
                }
                match how {
                    Presence::Here => Ok(presence::seen(tx, case, by.agent, false, now)?),
                    Presence::Writing => Ok(presence::seen(tx, case, by.agent, true, now)?),
                    Presence::Left => Ok(presence::left(tx, case, by.agent, now)?),
                }
            })
            .await
    }
}

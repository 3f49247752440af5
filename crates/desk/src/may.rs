//! Who may do what, asked of the house's policies: at a door, before anything is looked up; and of one thing, with
//! what the person is to it.

use valta_domain::{AgentId, CaseId, CustomerId, Refusal, token::TokenScope};
use valta_policy::{Action, Policies, Relation, Who};
use valta_store::{
    Fault, Scope, Tx,
    account::Account,
    ties::{self, Ties},
    views,
};

use crate::{By, Desk};

/// What is acted on, where the policies may say otherwise of one than of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Case(CaseId),
    Customer(CustomerId),
    /// What stands in a case, and who gave it or asked for it.
    Given(CaseId, AgentId),
}

/// What somebody may do with one thing.
#[derive(Clone, Debug)]
pub struct Rights {
    policies: Policies,
    by: By,
    relation: Relation,
}

impl Rights {
    pub fn may(&self, action: Action) -> bool {
        self.policies.may(self.by.who(), action, self.relation)
    }

    /// To what stands in it, and was given or asked for by this agent.
    pub fn may_to_given(&self, action: Action, giver: AgentId) -> bool {
        let relation = if giver == self.by.agent { Relation::Giver } else { self.relation };
        self.policies.may(self.by.who(), action, relation)
    }
}

impl By {
    pub const fn who(self) -> Who {
        Who { role: Some(self.role), token_scope: self.token }
    }
}

impl Desk {
    /// Somebody who acts in person.
    pub fn by(&self, account: &Account) -> By {
        self.seeing(account, None)
    }

    /// Somebody who acts through a token.
    pub fn through(&self, account: &Account, token: TokenScope) -> By {
        self.seeing(account, Some(token))
    }

    fn seeing(&self, account: &Account, token: Option<TokenScope>) -> By {
        let (agent, role) = (account.agent, account.role);
        let by = By { agent, role, token, scope: Scope::Own(agent) };
        let all = self.may(by, Action::SeeEveryCase, Relation::None);
        By { scope: if all { Scope::All } else { by.scope }, ..by }
    }

    /// Whether there is anything at all that they may do this to: for doors, before it is known what it is about.
    pub fn may_ever(&self, who: Who, action: Action) -> bool {
        let policies = self.policies();
        Relation::ALL.iter().any(|relation| policies.may(who, action, *relation))
    }

    pub fn may(&self, by: By, action: Action, relation: Relation) -> bool {
        self.policies().may(by.who(), action, relation)
    }

    /// Whether they may do it to this.
    pub fn may_here(&self, tx: &mut Tx<'_>, by: By, action: Action, thing: Thing) -> Result<bool, Fault> {
        let policies = self.policies();
        let may = |relation| policies.may(by.who(), action, relation);
        // Of most people it does not matter what they are to it, and nothing need be looked up.
        if Relation::ALL.iter().all(|relation| may(*relation)) {
            return Ok(true);
        }
        Ok(may(relation(tx, by, thing)?))
    }

    /// Whether these eyes see it so: they reach so far, and the policies let them look at this.
    pub fn sees(&self, tx: &mut Tx<'_>, by: By, action: Action, thing: Thing) -> Result<bool, Fault> {
        Ok(in_sight(tx, by, thing)? && self.may_here(tx, by, action, thing)?)
    }

    /// For a page that offers acts: only those that would be let through.
    pub fn rights(&self, tx: &mut Tx<'_>, by: By, thing: Thing) -> Result<Rights, Fault> {
        Ok(Rights { policies: self.policies(), by, relation: relation(tx, by, thing)? })
    }

    /// Whoever says how far others reach can make the room for anything.
    pub(crate) fn may_widen(&self, account: &Account) -> bool {
        self.policies().may(Who::in_person(account.role), Action::SetMandate, Relation::None)
    }

    /// For what is done to nothing that is there already.
    pub(crate) fn must(&self, by: By, action: Action) -> Result<(), Refusal> {
        if self.may(by, action, Relation::None) { Ok(()) } else { Err(Refusal::NotYours) }
    }

    pub(crate) fn policies(&self) -> Policies {
        self.settings().policies.clone().unwrap_or_else(Policies::built_in)
    }
}

fn in_sight(tx: &mut Tx<'_>, by: By, thing: Thing) -> Result<bool, Fault> {
    match thing {
        Thing::Case(case) | Thing::Given(case, _) => views::case::seen_by(tx, by.scope, case),
        Thing::Customer(customer) => views::customer::seen_by(tx, by.scope, customer),
    }
}

/// The first that holds, in the order of the relations.
fn relation(tx: &mut Tx<'_>, by: By, thing: Thing) -> Result<Relation, Fault> {
    let Ties { owner, cover, opener, asked, former, same_team } = match thing {
        Thing::Given(_, giver) if giver == by.agent => return Ok(Relation::Giver),
        Thing::Given(case, _) | Thing::Case(case) => ties::to_case(tx, by.agent, case)?,
        Thing::Customer(customer) => ties::to_customer(tx, by.agent, customer)?,
    };
    let holding = [
        (owner, Relation::Owner),
        (cover, Relation::Cover),
        (opener, Relation::Opener),
        (asked, Relation::Asked),
        (former, Relation::Former),
        (same_team, Relation::SameTeam),
    ];
    Ok(holding.into_iter().find_map(|(holds, relation)| holds.then_some(relation)).unwrap_or(Relation::None))
}

#[cfg(test)]
mod tests;

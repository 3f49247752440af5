//! The way to read: every question takes a [`Scope`] first, so that no list, search or counter shows more
//! than the page that it stands on.

use valta_domain::AgentId;

use crate::{
    db::{Db, Fault, Tx},
    ties,
};

/// Whose eyes look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every matter.
    All,
    /// The matters that this agent owns, covers, opened, was asked about or is offered, and those that they have
    /// handed over.
    Own(AgentId),
}

impl Scope {
    /// A condition on `cases c`, and its parameter at place `place`.
    pub(crate) fn condition(self, place: usize) -> (String, Option<String>) {
        match self {
            Scope::All => (String::new(), None),
            Scope::Own(agent) => {
                let condition = format!(
                    " and (c.owner_id = ${place} or c.opened_by = ${place} or c.owner_id in ({}) or exists
                         (select 1 from asked q where q.case_id = c.id and q.agent_id = ${place}) or exists
                         (select 1 from handovers h where h.case_id = c.id and ({} or {})))",
                    ties::covered_by(place),
                    ties::offered_to(place),
                    ties::gave(place)
                );
                (condition, Some(agent.to_string()))
            }
        }
    }
}

/// Reads; never writes.
#[derive(Clone)]
pub struct Reader {
    db: Db,
}

impl Reader {
    pub fn new(db: Db) -> Reader {
        Reader { db }
    }

    /// One consistent look for a whole page.
    pub async fn look<T, F>(&self, question: F) -> Result<T, Fault>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
        T: Send + 'static,
    {
        self.db.read(question).await
    }

    pub async fn ping(&self) -> Result<(), Fault> {
        self.db.ping().await
    }
}

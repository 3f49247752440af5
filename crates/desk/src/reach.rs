//! How people of the house are told of what is theirs: each says it for themselves, and what is to be told goes those ways.

use uuid::Uuid;
use valta_domain::{
    AgentId, CaseId, Timestamp,
    reach::{self, About, Reach},
};
use valta_policy::Action;
use valta_store::{
    outbox::{self, Kind},
    push::{self, Push},
    reach as said,
};

use crate::{
    By, Desk, No,
    work::{CaseNow, Work, fresh_id},
};

impl Desk {
    /// From here on one is told by these ways.
    pub async fn set_reach(&self, by: By, reach: Reach) -> Result<(), No> {
        self.must(by, Action::KeepAccount)?;
        let reach = reach::decide_reach(reach)?;
        Ok(self.inner.db.write(move |tx| said::put(tx, by.agent, reach)).await?)
    }
}

impl Work<'_, '_> {
    /// Word to a colleague by the ways that they chose; by mail where they have no device for it.
    pub(crate) fn reach(
        &mut self,
        case: &CaseNow,
        about: About,
        subject: Uuid,
        to: AgentId,
    ) -> Result<(), No> {
        let ways = said::of(self.tx, to)?.about(about);
        let kind = if about == About::Call { Kind::CallPush } else { Kind::Push };
        let devices = if ways.push { push::devices(self.tx, to)? } else { Vec::new() };
        for device in &devices {
            let id = fresh_id();
            push::put(self.tx, &Push { id, device: device.id, agent: to, about, subject, at: self.at })?;
            self.put_errand(case, kind, None, id, self.at)?;
        }
        if ways.mail || (ways.push && devices.is_empty()) {
            self.put_out(&letter_errand(about, subject, to, case.id, self.at))?;
        }
        Ok(())
    }
}

/// The letter that tells somebody of it.
pub(crate) fn letter_errand(
    about: About,
    subject: Uuid,
    to: AgentId,
    case: CaseId,
    made_at: Timestamp,
) -> outbox::Errand<'static> {
    let (kind, to) = match about {
        // The letter itself knows whose it is.
        About::Question => (Kind::Notice, None),
        About::Promise => (Kind::Notice, Some(to)),
        About::Call => (Kind::Call, Some(to)),
    };
    outbox::Errand { id: fresh_id(), kind, connector: None, to, subject, case, made_at }
}

/// What a letter tells of.
pub(crate) fn about(kind: Kind, to: Option<AgentId>) -> About {
    match to {
        Some(_) if kind == Kind::Call => About::Call,
        Some(_) => About::Promise,
        None => About::Question,
    }
}

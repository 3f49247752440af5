//! Calls leave for a gateway of the operator's, which makes text messages of them: signed as orders to pay are, under an id
//! that stays the same however often it is sent, and with no more than who is called about which case.

use futures_util::future::join_all;
use serde::Serialize;
use valta_domain::time;
use valta_store::{
    outbox::{self, Claimed, Kind},
    views::{self, on_call::CallLine},
};

use crate::{
    Desk, No,
    payment::{
        errand::next,
        webhook::{self, Handed, Message},
    },
};

/// What the gateway is called among the connectors.
pub(crate) const GATEWAY: &str = "on_call";
/// Errands claimed at once, and how long (µs) they are held: longer than an attempt may take.
const CLAIM: usize = 8;
const LEASE: i64 = 2 * time::MINUTE;
/// After so long (µs) nobody need be called about it any more.
const PATIENCE: i64 = 4 * time::HOUR;

#[derive(Serialize)]
struct Body {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Data,
}

#[derive(Serialize)]
struct Data {
    call: String,
    case: Case,
    /// From 1 on.
    level: u32,
    to: Person,
    since: String,
}

#[derive(Serialize)]
struct Case {
    number: i64,
    link: String,
}

#[derive(Serialize)]
struct Person {
    id: String,
    name: String,
}

impl Desk {
    /// Hands over the calls that are due; how many were settled.
    pub async fn text_next(&self) -> Result<usize, No> {
        // What was lost may have arrived; under the same id it is one call all the same.
        let (lease, claimed) = self.claim_again(Kind::Gateway, LEASE, CLAIM).await?;
        let settled = claimed.len();
        let handing = claimed.into_iter().map(|errand| async move {
            let handed = self.hand_call(&errand).await?;
            self.settle_call(errand, lease, handed).await
        });
        join_all(handing).await.into_iter().collect::<Result<(), No>>()?;
        Ok(settled)
    }

    async fn hand_call(&self, errand: &Claimed) -> Result<Handed, No> {
        let later = |words: &str| Handed::Later { words: words.to_owned(), doubt: false, after: None };
        let Some(hook) = &self.settings().gateway else {
            return Ok(later("no gateway is configured any more"));
        };
        if self.now().since(errand.made_at) >= PATIENCE {
            return Ok(later("nobody took it for hours"));
        }
        let call = errand.subject.into();
        let found = self.reader().look(move |tx| views::on_call::unheard(tx, call)).await?;
        // Somebody was faster than the call.
        let Some(message) = found.and_then(|line| self.call_message(errand, &line)) else {
            return Ok(Handed::Taken);
        };
        let handed = webhook::send(&self.inner.door, hook, &message, self.now()).await;
        if matches!(handed, Handed::Gone(_)) {
            self.disable_connector(GATEWAY.to_owned()).await?;
        }
        Ok(handed)
    }

    fn call_message(&self, errand: &Claimed, line: &CallLine) -> Option<Message> {
        let (id, name) = line.to.clone()?;
        let number = line.number;
        let body = Body {
            kind: "on_call.called",
            timestamp: webhook::instant(errand.made_at),
            data: Data {
                call: line.id.to_string(),
                case: Case { number, link: format!("{}/cases/{number}", self.settings().base_url) },
                level: line.level + 1,
                to: Person { id: id.to_string(), name },
                since: webhook::instant(line.since),
            },
        };
        Some(Message::of(line.id.to_string(), &body))
    }

    async fn settle_call(&self, errand: Claimed, lease: uuid::Uuid, handed: Handed) -> Result<(), No> {
        let now = self.now();
        let next_at = next(&errand, &handed, now).filter(|_| now.since(errand.made_at) < PATIENCE);
        self.inner
            .db
            .write(move |tx| -> Result<(), No> {
                outbox::settle(tx, errand.id, lease, &handed.settled(next_at))?;
                Ok(())
            })
            .await
    }
}

//! The use cases of the desk. Each has four paragraphs: gather what is known, decide with the domain,
//! record events with their views and errands in one transaction; errands are performed later.
//! Knows no HTML and no cookie; the clock and randomness enter here and nowhere below.

mod account;
mod agent;
mod arrangement;
mod ask;
mod calendar;
mod case;
pub mod channel;
mod clock;
mod consultation;
mod contact;
mod credit;
pub mod csv;
mod customer;
mod deadline;
mod decision;
mod draft;
mod duty;
mod feed;
mod friction;
mod guard;
mod handover;
mod house;
mod intake;
mod judge;
mod knowhow;
mod ledger;
mod link;
mod mailbox;
mod mandate;
mod may;
mod no;
mod notice;
mod on_call;
mod outbox;
mod outgoing;
mod password;
mod payment;
mod point;
mod presence;
mod process;
mod promise;
mod push;
mod reach;
mod receipt;
mod remedy;
mod review;
mod rota;
mod schedule;
mod settings;
mod shown;
mod skill;
mod team;
mod told;
mod work;

use std::sync::Arc;

use tokio::sync::Notify;
use valta_domain::{Actor, AgentId, Timestamp, agent::Role, token::TokenScope};
use valta_store::{Db, Reader, Scope};

pub use account::SignedIn;
pub use agent::{NewAgent, PASSWORD_LETTERS};
pub use ask::{AskForSignature, Decline, Escalation, Whom};
pub use case::{CatchCase, OpenCase};
pub use channel::email::imap::{Mailbox, MailboxTls, OAuth, SignIn};
pub use clock::Clock;
pub use consultation::{AskColleagues, Typed, waited_for};
pub use contact::{Download, WriteReply};
pub use credit::{SpendCredit, Spent};
pub use customer::{NewCustomer, Reachable};
pub use decision::{Context, Way};
pub use draft::{KeepDraft, Kept};
pub use duty::{SayAway, at_work};
pub use feed::Promises;
pub use friction::ReportFriction;
pub use guard::{Noticed, Promised};
pub use handover::{AcceptHandover, OfferHandover, Receiver, Receivers};
pub use intake::{Arrived, Intake};
pub use knowhow::MayKnow;
pub use ledger::{Ledger, WayCost};
pub use mandate::{
    SetMandate,
    ahead::{Ahead, LOOKED_BACK, Remarks},
};
pub use may::{Rights, Thing};
pub use no::No;
pub use outgoing::{Outgoing, Resolver, read_host};
pub use payment::{Again, Confirm, webhook::Webhook};
pub use point::SetPoint;
pub use presence::Presence;
pub use process::SetProcess;
pub use promise::{MakePromise, PromisesKept, RenewPromise, Tell, Within};
pub use push::NewDevice;
pub use remedy::{Advice, GiveRemedy, Question};
pub use review::{
    GiveReview, UnderReview,
    trust::{AgentTrust, DeclineProposal, MandateTrust, Offer, TakeProposal, Trusts},
};
pub use rota::{Kept as KeptRota, MOST_IN_TURN, MOST_LEVELS, OnCall, SetRota};
pub use settings::{
    Debtor, MailSettings, PaymentSettings, RECEIPTS_A_MINUTE, Relay, RelayTls, Route, Settings,
};
pub use shown::Matter;
pub use team::SetTeam;
pub use told::{FILE_BYTES, MOST_FILES, SentFile};
pub use work::{Key, fresh_id, secret};

/// The way to do anything. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    clock: Clock,
    settings: Settings,
    judge: judge::Judge,
    /// The way out for every socket.
    door: outgoing::Door,
    push: push::Sender,
    /// Rings when something was recorded: pages may want to look again.
    recorded: tokio::sync::watch::Sender<u64>,
    /// Rings when a message was kept.
    arrived: Notify,
    /// Rings when an errand was put into the outbox.
    errand: Notify,
    passwords: password::Passwords,
    /// When the house serves, as it was said last.
    calendar: calendar::Known,
    /// How the house draws its lot, once it was looked up.
    sampling: tokio::sync::OnceCell<valta_insight::sampling::Sampling>,
}

/// Who asks, and how far their eyes reach; made by [`Desk::by`] and [`Desk::through`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By {
    pub agent: AgentId,
    pub role: Role,
    /// What the token may be used for that they came by; None in person.
    pub token: Option<TokenScope>,
    pub scope: Scope,
}

impl By {
    pub(crate) fn actor(self) -> Actor {
        Actor::Agent(self.agent)
    }
}

impl Desk {
    pub fn new(db: Db, settings: Settings, clock: Clock) -> Desk {
        let push = push::Sender::new(settings.push_services.clone(), &settings.outgoing);
        let mut outgoing = settings.outgoing.clone();
        // The operator has named the relay and the mailboxes by configuring them.
        outgoing.allow.extend(settings.mail.relay.iter().map(|relay| (relay.host.clone(), relay.port)));
        let mailboxes = settings.mail.mailboxes.iter();
        outgoing.allow.extend(mailboxes.map(|mailbox| (mailbox.host.clone(), mailbox.port)));
        Desk {
            inner: Arc::new(Inner {
                db,
                clock,
                judge: judge::Judge::new(settings.rules.clone()),
                settings,
                door: outgoing::Door::new(outgoing),
                push,
                recorded: tokio::sync::watch::channel(0).0,
                arrived: Notify::new(),
                errand: Notify::new(),
                passwords: password::Passwords::new(),
                calendar: calendar::Known::default(),
                sampling: tokio::sync::OnceCell::new(),
            }),
        }
    }

    pub fn reader(&self) -> Reader {
        Reader::new(self.inner.db.clone())
    }

    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn judge(&self) -> &judge::Judge {
        &self.inner.judge
    }

    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Changes whenever this program recorded something.
    pub fn recorded(&self) -> tokio::sync::watch::Receiver<u64> {
        self.inner.recorded.subscribe()
    }

    /// The database, for what only looks at it as a whole: verify, backup, bench.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }
}

#[cfg(test)]
mod tests;

//! What an operator decides about the house; read from the configuration by the binary alone.

use std::{sync::Arc, time::Duration};

use valta_calendar::Hours;
use valta_domain::{iban, remedy::RemedyKind, time::DAY};
use valta_language::guard::Guard;
use valta_policy::{Policies, Rules};

use crate::{channel::email::imap::Mailbox, outgoing::Outgoing, payment::webhook::Webhook};

#[derive(Clone, Debug)]
pub struct Settings {
    /// The name customers know the house by; it signs the mail.
    pub house: String,
    /// The address of this installation as browsers see it, without a slash at the end.
    pub base_url: String,
    /// The language of words that the house writes itself: `fi`, `sv` or `en`.
    pub language: String,
    /// How long (µs) a customer's open case is the home of what the customer writes afresh.
    pub open_case_window: i64,
    /// How long (µs) after the last mail a customer may look at their matter by its link.
    pub link_window: i64,
    /// When the house serves; without any it never is out of hours.
    pub hours: Option<Hours>,
    /// What the house forbids besides what every house does.
    pub rules: Rules,
    pub mail: MailSettings,
    /// Who may do what; without any of its own, the house has those that are built in.
    pub policies: Option<Policies>,
    /// What is noticed in an answer before it leaves; without lists of its own, the house has those that come with it.
    pub guard: Option<Arc<Guard>>,
    pub payments: PaymentSettings,
    /// Where calls of those on call go beside the mail: to a gateway for text messages.
    pub gateway: Option<Webhook>,
    /// Push services, host and port, that may have an address inside; all others are anybody's on the net.
    pub push_services: Vec<(String, u16)>,
    pub outgoing: Outgoing,
}

/// A busy night of people; a flood gets no more of it.
pub const RECEIPTS_A_MINUTE: u32 = 30;

#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The address customers write to; replies come from it.
    pub address: String,
    /// Larger messages are refused at the door, in bytes.
    pub most_bytes: usize,
    /// No more receipts leave in a minute, whoever writes how much.
    pub receipts_a_minute: u32,
    /// Without one, mail stays in the sent folder.
    pub relay: Option<Relay>,
    /// Mailboxes at other servers that are looked into.
    pub mailboxes: Vec<Mailbox>,
}

#[derive(Clone)]
pub struct Relay {
    pub host: String,
    pub port: u16,
    pub tls: RelayTls,
    pub user: Option<String>,
    pub password: Option<String>,
    pub timeout: Duration,
}

impl std::fmt::Debug for Relay {
    /// The password never gets into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Relay({}:{}, {:?})", self.host, self.port, self.tls)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayTls {
    /// TLS from the first byte.
    Wrapped,
    /// STARTTLS, and no mail without it.
    Starttls,
    /// None: for a relay on the same machine.
    Off,
}

/// How what was given leaves the house.
#[derive(Clone, Debug)]
pub struct PaymentSettings {
    /// Where each kind of remedy goes; a kind that does not stand here goes to the finance queue.
    pub routes: Vec<(RemedyKind, Route)>,
    pub webhooks: Vec<Webhook>,
    /// Who pays by bank transfer; without one there is no file for the bank.
    pub debtor: Option<Debtor>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// People of the house, by their queue.
    Finance,
    /// The customer's own balance.
    Credit,
    /// The webhook of this name.
    Webhook(String),
}

/// The house as its bank knows it.
#[derive(Clone, Debug)]
pub struct Debtor {
    pub name: String,
    pub iban: String,
    pub bic: Option<String>,
}

impl Debtor {
    /// The house's account as the operator wrote it; the error is a sentence for the operator.
    pub fn read(name: &str, account: &str, bic: Option<&str>) -> Result<Debtor, String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("The house's account needs the name of its holder.".into());
        }
        let iban =
            iban::read(account).ok_or_else(|| format!("{account} is not an account number (IBAN)."))?;
        let bic = bic.map(|bic| bic.trim().to_ascii_uppercase());
        let sound = |bic: &String| {
            let (bank, rest) = bic.split_at_checked(6)?;
            let plain = rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
            (matches!(bic.len(), 8 | 11) && bank.bytes().all(|byte| byte.is_ascii_uppercase()) && plain)
                .then_some(())
        };
        match bic {
            Some(bic) if sound(&bic).is_none() => Err(format!("{bic} is not a bank's code (BIC).")),
            bic => Ok(Debtor { name: name.to_owned(), iban, bic }),
        }
    }
}

impl PaymentSettings {
    pub fn route(&self, kind: RemedyKind) -> &Route {
        self.routes.iter().find(|(of, _)| *of == kind).map_or(&Route::Finance, |(_, route)| route)
    }

    pub(crate) fn webhook(&self, name: &str) -> Option<&Webhook> {
        self.webhooks.iter().find(|webhook| webhook.name() == name)
    }
}

impl Default for PaymentSettings {
    /// So that a fresh house works: people pay refunds, and credit stands on the customer's balance.
    fn default() -> PaymentSettings {
        PaymentSettings {
            routes: vec![(RemedyKind::Credit, Route::Credit)],
            webhooks: Vec::new(),
            debtor: None,
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            house: "Valta".into(),
            base_url: "http://localhost:8080".into(),
            language: "fi".into(),
            open_case_window: 14 * DAY,
            link_window: 90 * DAY,
            hours: None,
            rules: Rules::default(),
            mail: MailSettings {
                address: "palvelu@valta.example".into(),
                most_bytes: 25 * 1024 * 1024,
                receipts_a_minute: RECEIPTS_A_MINUTE,
                relay: None,
                mailboxes: Vec::new(),
            },
            policies: None,
            guard: None,
            payments: PaymentSettings::default(),
            gateway: None,
            push_services: Vec::new(),
            outgoing: Outgoing::default(),
        }
    }
}

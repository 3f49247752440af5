//! What an operator decides about the house; read from the configuration by the binary alone.

use std::time::Duration;

use valta_domain::time::DAY;
use valta_policy::Policies;

use crate::Hours;

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
    /// When the house serves; without any it never is out of hours.
    pub hours: Option<Hours>,
    pub mail: MailSettings,
    /// Who may do what; without any of its own, the house has those that are built in.
    pub policies: Option<Policies>,
}

#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The address customers write to; replies come from it.
    pub address: String,
    /// Larger messages are refused at the door, in bytes.
    pub most_bytes: usize,
    /// Without one, mail stays in the sent folder.
    pub relay: Option<Relay>,
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

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            house: "Valta".into(),
            base_url: "http://localhost:8080".into(),
            language: "fi".into(),
            open_case_window: 14 * DAY,
            hours: None,
            mail: MailSettings {
                address: "palvelu@valta.example".into(),
                most_bytes: 25 * 1024 * 1024,
                relay: None,
            },
            policies: None,
        }
    }
}

//! What the operator says: one TOML file, and over it the environment. Nobody else reads either.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde::Deserialize;
use valta_calendar::hours::{self, Hours};
use valta_desk::{
    Debtor, Mailbox, MailboxTls, OAuth, PaymentSettings, Relay, RelayTls, Route, Settings, SignIn, Webhook,
};
use valta_domain::{remedy::RemedyKind, time::DAY};
use valta_language::{Language, guard::Guard};
use valta_policy::{Action, Policies, Problem, Relation, Rules, Who};
use valta_store::{Db, DbSettings, migrate, schema};

use crate::Failed;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// `sqlite:///var/lib/valta/valta.db` or `postgres://user@host/database`.
    pub(crate) database: String,
    /// Where browsers and programs are answered.
    pub(crate) listen: SocketAddr,
    /// Where the mail server in front hands over mail by LMTP; absent: nowhere.
    pub(crate) lmtp: Option<SocketAddr>,
    /// The address of this installation as browsers see it.
    pub(crate) base_url: Option<String>,
    /// The name that customers know the house by.
    pub(crate) house: String,
    /// The language of what the house writes itself: fi, sv or en.
    pub(crate) language: String,
    /// How many days a customer's open case is the home of what the customer writes afresh.
    pub(crate) open_case_days: u16,
    /// How many days after the last mail a customer may look at their matter by its link.
    pub(crate) link_days: u16,
    /// When the house serves; absent: never out of hours.
    pub(crate) hours: Option<hours::Written>,
    /// A file of rules that forbid, beside those that hold in every house; absent: none.
    pub(crate) rules: Option<PathBuf>,
    /// A file of policies that say who may do what, in place of the built-in ones.
    pub(crate) policies: Option<PathBuf>,
    /// Lists of phrases of one's own, a file for each language: what the guard notices besides its own.
    pub(crate) guard: GuardConfig,
    pub(crate) mail: Mail,
    pub(crate) payments: Payments,
    pub(crate) on_call: OnCall,
    pub(crate) outgoing: Outgoing,
    /// What is logged: `info`, `warn`, `valta=debug`, …
    pub(crate) log: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GuardConfig {
    pub(crate) fi: Option<PathBuf>,
    pub(crate) sv: Option<PathBuf>,
    pub(crate) en: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Mail {
    /// The address customers write to.
    pub(crate) address: String,
    /// Larger messages are refused at the door.
    pub(crate) most_mib: u16,
    /// What the house says by itself to those who write: so often in a minute, and no more.
    pub(crate) receipts_a_minute: u32,
    pub(crate) relay: Option<RelayConfig>,
    /// Mailboxes at other servers that are looked into, by name.
    pub(crate) mailboxes: BTreeMap<String, MailboxConfig>,
}

/// How what was given leaves the house.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Payments {
    /// For a kind of remedy: `finance`, `credit`, or the name of a webhook.
    pub(crate) routes: BTreeMap<String, String>,
    pub(crate) webhooks: BTreeMap<String, WebhookConfig>,
    /// The house's own account; without it, no file for the bank is made.
    pub(crate) debtor: Option<DebtorConfig>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookConfig {
    pub(crate) url: String,
    /// `whsec_…`; may come from the environment instead.
    pub(crate) secret: Option<String>,
    /// While one secret is changed for another: the one before, which signs as well.
    pub(crate) secret_before: Option<String>,
    /// A PEM file of certificates that are trusted beside the public ones.
    pub(crate) authority: Option<PathBuf>,
    #[serde(default = "twenty_seconds")]
    pub(crate) timeout_seconds: u16,
}

impl std::fmt::Debug for WebhookConfig {
    /// The secrets never get into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WebhookConfig({})", self.url)
    }
}

fn twenty_seconds() -> u16 {
    20
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DebtorConfig {
    pub(crate) name: String,
    pub(crate) iban: String,
    pub(crate) bic: Option<String>,
}

/// Who answers out of hours is called by mail, and beside it through a gateway for text messages.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OnCall {
    pub(crate) gateway: Option<WebhookConfig>,
}

/// The ways out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Outgoing {
    /// `host:port` of what stands inside and may be connected to all the same.
    pub(crate) allow: Vec<String>,
    /// The same for push services; those on the net need not be named.
    pub(crate) push_services: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelayConfig {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// `wrapped` (TLS from the first byte), `starttls` or `off`.
    #[serde(default)]
    pub(crate) tls: Tls,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<String>,
    #[serde(default = "half_a_minute")]
    pub(crate) timeout_seconds: u16,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailboxConfig {
    pub(crate) host: String,
    #[serde(default = "imaps")]
    pub(crate) port: u16,
    #[serde(default = "wrapped")]
    pub(crate) tls: Tls,
    /// A PEM file of certificates that are trusted beside the public ones.
    pub(crate) authority: Option<PathBuf>,
    pub(crate) user: String,
    /// May come from the environment instead.
    #[serde(default)]
    pub(crate) password: String,
    /// In place of a password.
    pub(crate) oauth: Option<OAuthConfig>,
    /// Where messages come in.
    #[serde(default = "inbox")]
    pub(crate) folder: String,
    /// Where to they are moved once they are kept; without it they stay where they are, and are marked.
    pub(crate) done: Option<String>,
    /// Older messages are left alone.
    pub(crate) since: Option<toml::value::Datetime>,
    #[serde(default = "a_minute")]
    pub(crate) poll_seconds: u16,
    #[serde(default = "a_minute")]
    pub(crate) timeout_seconds: u16,
}

impl std::fmt::Debug for MailboxConfig {
    /// The password never gets into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MailboxConfig({})", self.host)
    }
}

/// Where tokens for a mailbox are had.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OAuthConfig {
    pub(crate) token_url: String,
    pub(crate) client_id: String,
    /// May come from the environment instead, as the mailbox's password does.
    #[serde(default)]
    pub(crate) client_secret: String,
    /// Without one the token is the program's own.
    pub(crate) refresh_token: Option<String>,
    pub(crate) scope: Option<String>,
}

fn imaps() -> u16 {
    993
}

fn wrapped() -> Tls {
    Tls::Wrapped
}

fn inbox() -> String {
    "INBOX".into()
}

fn a_minute() -> u16 {
    60
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tls {
    Wrapped,
    #[default]
    Starttls,
    Off,
}

fn half_a_minute() -> u16 {
    30
}

impl Default for Config {
    fn default() -> Config {
        Config {
            database: "sqlite://data/valta.db".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            lmtp: None,
            base_url: None,
            house: "Valta".into(),
            language: "fi".into(),
            open_case_days: 14,
            link_days: 90,
            hours: None,
            rules: None,
            policies: None,
            guard: GuardConfig::default(),
            mail: Mail::default(),
            payments: Payments::default(),
            on_call: OnCall::default(),
            outgoing: Outgoing::default(),
            log: "info".into(),
        }
    }
}

impl Default for Mail {
    fn default() -> Mail {
        Mail {
            address: "palvelu@valta.example".into(),
            most_mib: 25,
            relay: None,
            mailboxes: BTreeMap::new(),
            receipts_a_minute: valta_desk::RECEIPTS_A_MINUTE,
        }
    }
}

/// The file named, else `valta.toml` if it is there, else what the program assumes; the environment over it.
pub(crate) fn read(named: Option<&Path>) -> Result<Config, Failed> {
    let here = Path::new("valta.toml");
    let path = named.or_else(|| here.exists().then_some(here));
    let mut config = match path {
        None => Config::default(),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failed::usage(format!("{} cannot be read: {error}.", path.display())))?;
            toml::from_str(&text)
                .map_err(|error| Failed::usage(format!("{} cannot be understood: {error}", path.display())))?
        }
    };
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the environment is read")]
    let variables = std::env::vars_os();
    for (name, value) in variables {
        let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else { continue };
        let Some(name) = name.strip_prefix("VALTA_") else { continue };
        config.set(name, value)?;
    }
    Ok(config)
}

impl Config {
    fn set(&mut self, name: &str, value: &str) -> Result<(), Failed> {
        let wrong = || Failed::usage(format!("VALTA_{name} has a value that cannot be used."));
        match name {
            "DATABASE" => value.clone_into(&mut self.database),
            "LISTEN" => self.listen = value.parse().map_err(|_| wrong())?,
            "LMTP" => self.lmtp = Some(value.parse().map_err(|_| wrong())?),
            "BASE_URL" => self.base_url = Some(value.to_owned()),
            "HOUSE" => value.clone_into(&mut self.house),
            "LANGUAGE" => value.clone_into(&mut self.language),
            "LINK_DAYS" => self.link_days = value.parse().map_err(|_| wrong())?,
            "OPEN_CASE_DAYS" => self.open_case_days = value.parse().map_err(|_| wrong())?,
            "MAIL_ADDRESS" => value.clone_into(&mut self.mail.address),
            "RELAY_PASSWORD" => match &mut self.mail.relay {
                Some(relay) => relay.password = Some(value.to_owned()),
                None => {
                    return Err(Failed::usage("VALTA_RELAY_PASSWORD is set, but the file names no relay."));
                }
            },
            "RULES" => self.rules = Some(value.into()),
            "POLICIES" => self.policies = Some(value.into()),
            "LOG" => value.clone_into(&mut self.log),
            "ON_CALL_SECRET" => match &mut self.on_call.gateway {
                Some(gateway) => gateway.secret = Some(value.to_owned()),
                None => {
                    return Err(Failed::usage("VALTA_ON_CALL_SECRET is set, but the file names no gateway."));
                }
            },
            name if name.starts_with("MAILBOX_") && name.ends_with("_PASSWORD") => {
                let named =
                    |mailbox: &str| format!("MAILBOX_{}_PASSWORD", mailbox.to_uppercase().replace('-', "_"));
                let known = self.mail.mailboxes.iter_mut().find(|(mailbox, _)| named(mailbox) == name);
                let Some((_, mailbox)) = known else {
                    return Err(Failed::usage(format!(
                        "VALTA_{name} is set, but the file has no such mailbox."
                    )));
                };
                let secret = match &mut mailbox.oauth {
                    Some(oauth) => &mut oauth.client_secret,
                    None => &mut mailbox.password,
                };
                value.clone_into(secret);
            }
            name if name.starts_with("WEBHOOK_") && name.ends_with("_SECRET") => {
                let known = self.payments.webhooks.iter_mut().find(|(webhook, _)| variable(webhook) == name);
                let Some((_, webhook)) = known else {
                    return Err(Failed::usage(format!(
                        "VALTA_{name} is set, but the file has no such webhook."
                    )));
                };
                webhook.secret = Some(value.to_owned());
            }
            // Of the tests and of what is not the program's own.
            name if name.starts_with("TEST_") || name == "CORPUS" || name == "LARGE_MAIL" => {}
            _ => return Err(Failed::usage(format!("VALTA_{name} is not a setting of this program."))),
        }
        Ok(())
    }

    pub(crate) fn settings(&self, base_url: String) -> Result<Settings, Failed> {
        if !matches!(self.language.as_str(), "fi" | "sv" | "en") {
            return Err(Failed::usage(format!("The language {} is not one of fi, sv, en.", self.language)));
        }
        if self.mail.relay.as_ref().is_some_and(|relay| !(1..=60).contains(&relay.timeout_seconds)) {
            return Err(Failed::usage("The relay's timeout_seconds must be from 1 to 60."));
        }
        if valta_mail::Address::new(None, &self.mail.address).is_none() {
            return Err(Failed::usage(format!("{} is not a mail address.", self.mail.address)));
        }
        let hours = self.hours.as_ref().map(|hours| {
            Hours::read(hours).map_err(|why| Failed::usage(format!("The hours cannot be understood: {why}.")))
        });
        let outgoing = self.ways_out()?;
        Ok(Settings {
            payments: self.payments.settings(&outgoing)?,
            gateway: self.on_call.settings(&outgoing)?,
            push_services: hosts("push_services", &self.outgoing.push_services)?,
            house: self.house.clone(),
            base_url,
            language: self.language.clone(),
            open_case_window: i64::from(self.open_case_days) * DAY,
            link_window: i64::from(self.link_days) * DAY,
            hours: hours.transpose()?,
            rules: Rules::default(),
            policies: None,
            guard: None,
            mail: valta_desk::MailSettings {
                address: self.mail.address.clone(),
                most_bytes: usize::from(self.mail.most_mib) * 1024 * 1024,
                mailboxes: self
                    .mail
                    .mailboxes
                    .iter()
                    .map(|(name, mailbox)| mailbox.read(name, &outgoing))
                    .collect::<Result<Vec<_>, Failed>>()?,
                receipts_a_minute: self.mail.receipts_a_minute,
                relay: self.mail.relay.as_ref().map(|relay| Relay {
                    host: relay.host.clone(),
                    port: relay.port,
                    tls: match relay.tls {
                        Tls::Wrapped => RelayTls::Wrapped,
                        Tls::Starttls => RelayTls::Starttls,
                        Tls::Off => RelayTls::Off,
                    },
                    user: relay.user.clone(),
                    password: relay.password.clone(),
                    timeout: Duration::from_secs(relay.timeout_seconds.into()),
                }),
            },
            outgoing,
        })
    }

    /// The house's own rules. Only what decides on remedies reads them, so that mail comes in whatever they say.
    pub(crate) fn rules(&self) -> Result<Rules, Failed> {
        let Some(path) = &self.rules else { return Ok(Rules::default()) };
        read_policies(path, Rules::parse)
    }

    /// Who may do what. Only what answers people reads them, so that mail comes in whatever they say.
    pub(crate) fn policies(&self) -> Result<Policies, Failed> {
        let Some(path) = &self.policies else { return Ok(Policies::built_in()) };
        let policies = read_policies(path, Policies::parse)?;
        if !policies.may(Who::ANONYMOUS, Action::SignIn, Relation::None) {
            return Err(Failed::usage(format!(
                "The policies in {} cannot be used.\nNobody could sign in: `sign_in` must be permitted to anybody, as \
                 the policy `door` of the built-in ones does.",
                path.display()
            )));
        }
        Ok(policies)
    }

    /// What is noticed in an answer before it leaves, with the house's own lists. Only what answers people reads
    /// them, so that mail comes in whatever they say.
    pub(crate) fn guard(&self) -> Result<Option<Arc<Guard>>, Failed> {
        let GuardConfig { fi, sv, en } = &self.guard;
        let lists = [(Language::Finnish, fi), (Language::Swedish, sv), (Language::English, en)];
        let mut own = Vec::new();
        for (language, path) in
            lists.into_iter().filter_map(|(language, path)| Some((language, path.as_ref()?)))
        {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failed::usage(format!("{} cannot be read: {error}.", path.display())))?;
            own.push((language, path, text));
        }
        if own.is_empty() {
            return Ok(None);
        }
        let texts: Vec<(Language, &str)> =
            own.iter().map(|(language, _, text)| (*language, text.as_str())).collect();
        let guard = Guard::new(&texts).map_err(|mistakes| {
            let mut sentence = "The phrases of the guard cannot be used.".to_owned();
            for mistake in mistakes {
                let path = own.iter().find(|(language, ..)| *language == mistake.language);
                let path = path.map(|(_, path, _)| path.display().to_string()).unwrap_or_default();
                let _ = write!(sentence, "\n{path}: {mistake}");
            }
            Failed::usage(sentence)
        })?;
        Ok(Some(Arc::new(guard)))
    }

    fn ways_out(&self) -> Result<valta_desk::Outgoing, Failed> {
        let allow = hosts("allow", &self.outgoing.allow)?;
        Ok(valta_desk::Outgoing { allow, ..valta_desk::Outgoing::default() })
    }

    /// Opens the database, made anew when there is none; refuses, and writes nothing, when it is not ours
    /// or not of this program's schema.
    pub(crate) fn open(&self) -> Result<Db, Failed> {
        let state = migrate::check_before_open(&self.database, schema::MIGRATIONS)?;
        if let migrate::SchemaState::Older { .. } = state {
            return Err(Failed::wrong(state.sentence(&self.database)));
        }
        let db = Db::open(&self.database, &DbSettings::default())?;
        if state == migrate::SchemaState::Empty {
            migrate::migrate(&db, schema::MIGRATIONS, migrate::Run::Apply)?;
        }
        db.write_blocking(|tx| migrate::continue_positions(tx, "events"))?;
        db.write_blocking(valta_store::knowhow::renew)?;
        Ok(db)
    }
}

fn read_policies<T>(path: &Path, read: impl FnOnce(&str) -> Result<T, Vec<Problem>>) -> Result<T, Failed> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failed::usage(format!("{} cannot be read: {error}.", path.display())))?;
    read(&text).map_err(|problems| {
        let mut sentence = format!("The policies in {} cannot be used.", path.display());
        for problem in problems {
            let _ = write!(sentence, "\n{problem}");
        }
        Failed::usage(sentence)
    })
}

impl MailboxConfig {
    fn read(&self, name: &str, outgoing: &valta_desk::Outgoing) -> Result<Mailbox, Failed> {
        let authority = read_authority(self.authority.as_deref())?;
        let trusting = || MailboxTls::trusting(authority.as_deref()).map_err(Failed::usage);
        let since = match self.since {
            Some(toml::value::Datetime { date: Some(date), time: None, offset: None }) => {
                Some(imap_date(date))
            }
            Some(_) => {
                return Err(Failed::usage(format!("The mailbox {name} has a `since` that is no date.")));
            }
            None => None,
        };
        let sign_in = match &self.oauth {
            None => SignIn::Password(self.password.clone()),
            Some(oauth) => {
                let OAuthConfig { token_url, client_id, client_secret, refresh_token, scope } = oauth.clone();
                let oauth = OAuth::new(&token_url, client_id, client_secret, refresh_token, scope, outgoing);
                SignIn::Token(oauth.map_err(Failed::usage)?)
            }
        };
        let mailbox = Mailbox {
            name: name.to_owned(),
            host: self.host.clone(),
            port: self.port,
            tls: match self.tls {
                Tls::Wrapped => MailboxTls::Wrapped(trusting()?),
                Tls::Starttls => MailboxTls::Starttls(trusting()?),
                Tls::Off => MailboxTls::Off,
            },
            user: self.user.clone(),
            sign_in,
            folder: self.folder.clone(),
            done: self.done.clone(),
            since,
            every: Duration::from_secs(self.poll_seconds.into()),
            patience: Duration::from_secs(self.timeout_seconds.into()),
        };
        mailbox.check().map_err(Failed::usage)?;
        Ok(mailbox)
    }
}

/// `1-Nov-2026`, as IMAP writes dates.
fn imap_date(date: toml::value::Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = usize::from(date.month).checked_sub(1).and_then(|month| MONTHS.get(month));
    format!("{}-{}-{}", date.day, month.unwrap_or(&"Jan"), date.year)
}

fn read_authority(path: Option<&Path>) -> Result<Option<Vec<u8>>, Failed> {
    path.map(|path| {
        std::fs::read(path)
            .map_err(|error| Failed::usage(format!("{} cannot be read: {error}.", path.display())))
    })
    .transpose()
}

impl WebhookConfig {
    fn read(&self, name: &str, outgoing: &valta_desk::Outgoing) -> Result<Webhook, Failed> {
        let secrets: Vec<String> = self.secret.iter().chain(&self.secret_before).cloned().collect();
        let authority = read_authority(self.authority.as_deref())?;
        let patience = Duration::from_secs(self.timeout_seconds.into());
        Webhook::new(name, &self.url, &secrets, patience, authority.as_deref(), outgoing)
            .map_err(Failed::usage)
    }
}

/// What is written as `host:port` in the list of this name.
fn hosts(list: &str, written: &[String]) -> Result<Vec<(String, u16)>, Failed> {
    let hosts = written.iter().map(|text| {
        valta_desk::read_host(text)
            .ok_or_else(|| Failed::usage(format!("{text} in `{list}` is not `host:port`.")))
    });
    hosts.collect()
}

impl OnCall {
    fn settings(&self, outgoing: &valta_desk::Outgoing) -> Result<Option<Webhook>, Failed> {
        self.gateway.as_ref().map(|gateway| gateway.read("on_call", outgoing)).transpose()
    }
}

impl Payments {
    fn settings(&self, outgoing: &valta_desk::Outgoing) -> Result<PaymentSettings, Failed> {
        let mut settings = PaymentSettings::default();
        for (name, webhook) in &self.webhooks {
            if name == "on_call" {
                return Err(Failed::usage("A webhook for payments cannot be called on_call."));
            }
            settings.webhooks.push(webhook.read(name, outgoing)?);
        }
        for (kind, route) in &self.routes {
            let kind = RemedyKind::from_code(kind)
                .ok_or_else(|| Failed::usage(format!("{kind} in `routes` is not a kind of remedy.")))?;
            let route = match route.as_str() {
                "finance" => Route::Finance,
                "credit" => Route::Credit,
                name if self.webhooks.contains_key(name) => Route::Webhook(name.to_owned()),
                name => {
                    let what = "is neither `finance` nor `credit` nor the name of a webhook";
                    return Err(Failed::usage(format!("{name} in `routes` {what}.")));
                }
            };
            settings.routes.retain(|(known, _)| *known != kind);
            settings.routes.push((kind, route));
        }
        if let Some(debtor) = &self.debtor {
            let read = Debtor::read(&debtor.name, &debtor.iban, debtor.bic.as_deref());
            settings.debtor = Some(read.map_err(Failed::usage)?);
        }
        Ok(settings)
    }
}

/// What a webhook's secret is called in the environment, after `VALTA_`.
fn variable(webhook: &str) -> String {
    format!("WEBHOOK_{}_SECRET", webhook.to_ascii_uppercase().replace('-', "_"))
}

pub(crate) fn log_to_stderr(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log).unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}

//! A mailbox at another server, over IMAP (RFC 3501, with IDLE of RFC 2177 and MOVE of RFC 6851). Messages are named by
//! their UIDs alone, read without being marked as read, and never deleted: what is done with is moved to a folder, or
//! marked with a keyword. No word to or from the server is waited for longer than was said.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use ::http::{HeaderMap, HeaderValue, header};
use async_imap::{
    Authenticator, Client, Session,
    error::Error,
    imap_proto::{Response, Status},
    types::Flag,
};
use futures_util::StreamExt as _;
use rustls::ClientConfig;
use serde::Deserialize;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::timeout,
};
use valta_domain::Timestamp;

use crate::outgoing::{
    Door, Outgoing,
    http::{self, Posted, Target},
    stream,
};

/// What is done with bears it where nothing is moved.
const MARK: &str = "Valta";
/// A message may take longer than a word: so many bytes a second, at the least.
const SLOWEST: u64 = 50_000;
/// A server ends an IDLE after half an hour; many a box between hangs up before, and tells nobody.
const LONGEST_IDLE: Duration = Duration::from_mins(9);

/// A mailbox as the operator describes it.
#[derive(Clone)]
pub struct Mailbox {
    pub name: String,
    pub host: String,
    pub port: u16,
    pub tls: MailboxTls,
    pub user: String,
    pub sign_in: SignIn,
    /// Where messages come in.
    pub folder: String,
    /// Where to they are moved once they are kept; without it they stay, and are marked.
    pub done: Option<String>,
    /// Older messages are left alone: `1-Nov-2026`.
    pub since: Option<String>,
    /// How often it is looked into where the server does not ring.
    pub every: Duration,
    /// For each word to or from the server.
    pub patience: Duration,
}

impl fmt::Debug for Mailbox {
    /// The password never gets into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailbox({})", self.name)
    }
}

/// How the house proves that the mailbox is its own.
#[derive(Clone)]
pub enum SignIn {
    Password(String),
    /// XOAUTH2, with a token for each connection.
    Token(OAuth),
}

/// Where tokens are had (RFC 6749): for a refresh token where there is one (section 6), else for the program itself
/// (section 4.4).
#[derive(Clone)]
pub struct OAuth {
    target: Target,
    client_id: String,
    client_secret: String,
    refresh_token: Option<String>,
    scope: Option<String>,
}

impl OAuth {
    /// The error is a sentence for the operator.
    pub fn new(
        token_url: &str,
        client_id: String,
        client_secret: String,
        refresh_token: Option<String>,
        scope: Option<String>,
        outgoing: &Outgoing,
    ) -> Result<OAuth, String> {
        let target = Target::read(token_url, None, &Door::new(outgoing.clone()))?.asked();
        Ok(OAuth { target, client_id, client_secret, refresh_token, scope })
    }

    async fn token(&self, door: &Door, patience: Duration) -> Result<String, Trouble> {
        #[derive(Deserialize)]
        struct Granted {
            access_token: String,
        }
        let mut form = vec![("client_id", &self.client_id), ("client_secret", &self.client_secret)];
        let grant = match &self.refresh_token {
            Some(token) => {
                form.push(("refresh_token", token));
                "refresh_token"
            }
            None => "client_credentials",
        };
        let grant = grant.to_owned();
        form.push(("grant_type", &grant));
        form.extend(self.scope.as_ref().map(|scope| ("scope", scope)));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]);
        match http::post(door, &self.target, headers, body.into_bytes(), patience).await {
            Posted::Answered { status, words, .. } if status.is_success() => {
                let granted: Granted = serde_json::from_str(&words).map_err(|_| Trouble::Garbled("token"))?;
                Ok(granted.access_token)
            }
            Posted::Answered { status, .. } if status.is_client_error() => Err(Trouble::SignIn),
            Posted::Answered { .. } => Err(Trouble::Lost("token")),
            Posted::NotReached(why) | Posted::Lost(why) => Err(Trouble::Unreached(why)),
        }
    }
}

/// What XOAUTH2 sends; to whatever is answered after it, nothing more, so that the refusal comes.
struct Bearer(Option<String>);

impl Authenticator for Bearer {
    type Response = String;
    fn process(&mut self, _: &[u8]) -> String {
        self.0.take().unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
pub enum MailboxTls {
    /// TLS from the first byte.
    Wrapped(Arc<ClientConfig>),
    /// STARTTLS, and no password without it.
    Starttls(Arc<ClientConfig>),
    /// None: for a server on the same machine.
    Off,
}

impl MailboxTls {
    /// Whom to believe: the public authorities, and `authority` (PEM) beside them.
    pub fn trusting(authority: Option<&[u8]>) -> Result<Arc<ClientConfig>, String> {
        stream::trusting(authority).map(Arc::new)
    }
}

impl Mailbox {
    /// What is wrong with the description, as a sentence for the operator.
    pub fn check(&self) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("The mailbox {} {what}.", self.name));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        if self.name.is_empty() || self.name.len() > 40 || !self.name.chars().all(plain) {
            return Err(format!("{:?} is not a mailbox's name: up to 40 of a–z, 0–9, - and _.", self.name));
        }
        if self.folder.is_empty() || self.done.as_deref() == Some("") {
            return wrong("has a folder without a name");
        }
        if self.done.as_ref().is_some_and(|done| done.eq_ignore_ascii_case(&self.folder)) {
            return wrong("moves messages to where they come in");
        }
        let password = match &self.sign_in {
            SignIn::Password(password) => password.as_str(),
            SignIn::Token(_) => "",
        };
        let all = [self.user.as_str(), password, &self.folder];
        let all = all.into_iter().chain(self.done.as_deref());
        if all.into_iter().any(|text| text.chars().any(char::is_control)) {
            return wrong("has a control character in a name or in the password");
        }
        if !(1..=300).contains(&self.patience.as_secs()) {
            return wrong("must have timeout_seconds from 1 to 300");
        }
        if !(1..=3600).contains(&self.every.as_secs()) {
            return wrong("must have poll_seconds from 1 to 3600");
        }
        Ok(())
    }
}

/// Why a mailbox could not be looked into. The words are the other side's, or the library's; never of a message.
#[derive(Debug)]
pub(crate) enum Trouble {
    Unreached(String),
    /// What was said of the password is not repeated: some servers repeat what they were told.
    SignIn,
    Folder(String),
    Slow(&'static str),
    Lost(&'static str),
    /// It answers what cannot be understood.
    Garbled(&'static str),
    Refused(&'static str, String),
}

impl Trouble {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Trouble::Unreached(_) => "unreached",
            Trouble::SignIn => "sign-in",
            Trouble::Folder(_) => "folder",
            Trouble::Slow(_) => "slow",
            Trouble::Lost(_) => "lost",
            Trouble::Garbled(_) => "garbled",
            Trouble::Refused(..) => "refused",
        }
    }

    pub(crate) fn words(&self) -> String {
        let words = match self {
            Trouble::SignIn => String::new(),
            Trouble::Unreached(words) | Trouble::Folder(words) => words.clone(),
            Trouble::Slow(step) | Trouble::Lost(step) | Trouble::Garbled(step) => (*step).to_owned(),
            Trouble::Refused(step, words) => format!("{step}: {words}"),
        };
        words.chars().filter(|c| !c.is_control()).take(200).collect()
    }

    fn of(step: &'static str, error: Error) -> Trouble {
        match error {
            Error::No(words) | Error::Bad(words) => Trouble::Refused(step, words),
            // Its words are the bytes that it could not read: somebody's mail.
            Error::Io(error) if error.kind() == std::io::ErrorKind::Other => Trouble::Garbled(step),
            Error::Parse(_) => Trouble::Garbled(step),
            _ => Trouble::Lost(step),
        }
    }
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

/// A message that lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct There {
    pub(crate) uid: u32,
    pub(crate) bytes: u64,
    /// When it came in there.
    pub(crate) at: Option<Timestamp>,
}

/// A folder that is open.
pub(crate) struct Talk {
    session: Session<Box<dyn Wire>>,
    /// UIDVALIDITY.
    pub(crate) epoch: u32,
    /// Where to what is done with goes; none where it is marked, because that was asked or because the server cannot move.
    done: Option<String>,
    /// Whether the server keeps a mark of ours; else only we know what is done with.
    marks: bool,
    rings: bool,
    patience: Duration,
}

async fn within<T>(
    patience: Duration,
    step: &'static str,
    asked: impl Future<Output = Result<T, Error>>,
) -> Result<T, Trouble> {
    match timeout(patience, asked).await {
        Ok(answer) => answer.map_err(|error| Trouble::of(step, error)),
        Err(_) => Err(Trouble::Slow(step)),
    }
}

impl Talk {
    pub(crate) async fn open(mailbox: &Mailbox, door: &Door) -> Result<Talk, Trouble> {
        let patience = mailbox.patience;
        let client =
            timeout(patience, reach(mailbox, door)).await.map_err(|_| Trouble::Slow("connecting"))??;
        let mut session = sign_in(mailbox, client, door).await?;
        let can = within(patience, "capabilities", session.capabilities()).await?;
        let moves = can.has_str("MOVE");
        let rings = can.has_str("IDLE");
        let done = mailbox.done.clone().filter(|_| moves);
        if let Some(done) = &done {
            // It is there already, or cannot be made: then moving says so, and nothing is lost by it.
            let _ = within(patience, "create", session.create(done)).await;
        }
        let opened = within(patience, "select", session.select(&mailbox.folder)).await;
        let opened = opened.map_err(|trouble| match trouble {
            Trouble::Refused(_, words) => Trouble::Folder(words),
            other => other,
        })?;
        let epoch = opened.uid_validity.ok_or(Trouble::Garbled("select"))?;
        let flags = opened.permanent_flags;
        let marks = flags.is_empty() || flags.contains(&Flag::MayCreate);
        Ok(Talk { session, epoch, done, marks, rings, patience })
    }

    /// The numbers of what may be new, the oldest first.
    pub(crate) async fn uids(&mut self, since: Option<&str>) -> Result<Vec<u32>, Trouble> {
        let mut asked = "UNDELETED".to_owned();
        if self.done.is_none() && self.marks {
            asked.push_str(" UNKEYWORD ");
            asked.push_str(MARK);
        }
        if let Some(since) = since {
            asked.push_str(" SINCE ");
            asked.push_str(since);
        }
        let found = within(self.patience, "search", self.session.uid_search(&asked)).await?;
        let mut uids: Vec<u32> = found.into_iter().collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// What is said of them beforehand; one that is gone by now is not among them.
    pub(crate) async fn sizes(&mut self, uids: &[u32]) -> Result<Vec<There>, Trouble> {
        let mut all = Vec::with_capacity(uids.len());
        let asked = self.session.uid_fetch(set(uids), "(UID RFC822.SIZE INTERNALDATE)");
        let mut answers = within(self.patience, "sizes", asked).await?;
        while let Some(one) = next(self.patience, "sizes", &mut answers).await? {
            if let (Some(uid), Some(bytes)) = (one.uid, one.size) {
                let at = one.internal_date().map(|at| Timestamp(at.timestamp_micros()));
                all.push(There { uid, bytes: bytes.into(), at });
            }
        }
        Ok(all)
    }

    /// The messages, byte for byte, also those that came before there was trouble; one that is gone, or that the server
    /// does not give, is not among them.
    pub(crate) async fn messages(
        &mut self,
        some: &[There],
        into: &mut Vec<(u32, Vec<u8>)>,
    ) -> Result<(), Trouble> {
        let largest = some.iter().map(|there| there.bytes).max().unwrap_or(0);
        let patience = self.patience + Duration::from_secs(largest / SLOWEST);
        let uids: Vec<u32> = some.iter().map(|there| there.uid).collect();
        let asked = self.session.uid_fetch(set(&uids), "(UID BODY.PEEK[])");
        let mut answers = within(patience, "messages", asked).await?;
        while let Some(one) = next(patience, "messages", &mut answers).await? {
            if let (Some(uid), Some(body)) = (one.uid, one.body()) {
                into.push((uid, body.to_vec()));
            }
        }
        Ok(())
    }

    /// What is kept here is put where it is done with, or marked.
    pub(crate) async fn put_away(&mut self, uids: &[u32]) -> Result<(), Trouble> {
        if let Some(done) = &self.done {
            return within(self.patience, "move", self.session.uid_mv(set(uids), done)).await;
        }
        if !self.marks {
            return Ok(());
        }
        let marked = self.session.uid_store(set(uids), format!("+FLAGS.SILENT ({MARK})"));
        let mut answers = within(self.patience, "mark", marked).await?;
        while next(self.patience, "mark", &mut answers).await?.is_some() {}
        Ok(())
    }

    /// Until the server rings, or until it is time to look anyway.
    pub(crate) async fn wait(mut self, every: Duration, soon: Option<Duration>) -> Result<Talk, Trouble> {
        let longest = if self.rings { LONGEST_IDLE } else { every };
        let longest = soon.unwrap_or(longest).min(longest);
        if !self.rings {
            tokio::time::sleep(longest).await;
            // Some servers tell of what is new only when they are asked.
            within(self.patience, "noop", self.session.noop()).await?;
            return Ok(self);
        }
        let mut idle = self.session.idle();
        within(self.patience, "idle", idle.init()).await?;
        let (ringing, stop) = idle.wait_with_timeout(longest);
        // A server that says it is still there has not rung; it is looked at all the same.
        let rung = timeout(longest, ringing).await;
        drop(stop);
        if let Ok(rung) = rung {
            rung.map_err(|error| Trouble::of("idle", error))?;
        }
        let session = within(self.patience, "done", idle.done()).await?;
        Ok(Talk { session, ..self })
    }
}

async fn next<S, T>(patience: Duration, step: &'static str, answers: &mut S) -> Result<Option<T>, Trouble>
where
    S: futures_util::Stream<Item = Result<T, Error>> + Unpin,
{
    match timeout(patience, answers.next()).await {
        Ok(answer) => answer.transpose().map_err(|error| Trouble::of(step, error)),
        Err(_) => Err(Trouble::Slow(step)),
    }
}

async fn reach(mailbox: &Mailbox, door: &Door) -> Result<Client<Box<dyn Wire>>, Trouble> {
    let plain = stream::tcp(door, &mailbox.host, mailbox.port).await.map_err(Trouble::Unreached)?;
    let secure = |config: Arc<ClientConfig>, plain| async move {
        let secured = stream::tls(plain, &mailbox.host, &config).await;
        secured.map(|stream| Box::new(stream) as Box<dyn Wire>).map_err(Trouble::Unreached)
    };
    let wire: Box<dyn Wire> = match &mailbox.tls {
        MailboxTls::Wrapped(config) => secure(Arc::clone(config), plain).await?,
        MailboxTls::Off => Box::new(plain),
        MailboxTls::Starttls(config) => {
            let mut client = Client::new(plain);
            greeted(&mut client).await?;
            let asked = client.run_command_and_check_ok("STARTTLS", None).await;
            asked.map_err(|_| Trouble::Unreached("the server offers no STARTTLS".into()))?;
            // What the server had said besides is dropped with the client: nobody said it under TLS.
            let wire = secure(Arc::clone(config), client.into_inner()).await?;
            return Ok(Client::new(wire));
        }
    };
    let mut client = Client::new(wire);
    greeted(&mut client).await?;
    Ok(client)
}

async fn greeted<W: Wire>(client: &mut Client<W>) -> Result<(), Trouble> {
    let greeting = client.read_response().await.map_err(|_| Trouble::Garbled("greeting"))?;
    let greeting = greeting.ok_or(Trouble::Lost("greeting"))?;
    match greeting.parsed() {
        Response::Data { status: Status::Ok | Status::PreAuth, .. } => Ok(()),
        _ => Err(Trouble::Lost("greeting")),
    }
}

async fn sign_in(
    mailbox: &Mailbox,
    client: Client<Box<dyn Wire>>,
    door: &Door,
) -> Result<Session<Box<dyn Wire>>, Trouble> {
    let (user, patience) = (&mailbox.user, mailbox.patience);
    let signed = match &mailbox.sign_in {
        SignIn::Password(password) => timeout(patience, client.login(user, password)).await,
        SignIn::Token(oauth) => {
            let token = oauth.token(door, patience).await?;
            let bearer = Bearer(Some(format!("user={user}\x01auth=Bearer {token}\x01\x01")));
            timeout(patience, client.authenticate("XOAUTH2", bearer)).await
        }
    };
    match signed.map_err(|_| Trouble::Slow("sign-in"))? {
        Ok(session) => Ok(session),
        Err((Error::No(_) | Error::Bad(_), _)) => Err(Trouble::SignIn),
        Err((error, _)) => Err(Trouble::of("sign-in", error)),
    }
}

/// `1:3,7`: numbers in their order, as RFC 3501 writes sets.
fn set(uids: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for &uid in uids {
        match parts.last_mut() {
            Some((_, last)) if uid == *last + 1 => *last = uid,
            _ => parts.push((uid, uid)),
        }
    }
    let part = |(first, last)| if first == last { format!("{first}") } else { format!("{first}:{last}") };
    parts.into_iter().map(part).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_sets() {
        for (uids, written) in [
            (&[1, 2, 3, 7][..], "1:3,7"),
            (&[5], "5"),
            (&[], ""),
            (&[u32::MAX - 1, u32::MAX], "4294967294:4294967295"),
        ] {
            assert_eq!(set(uids), written);
        }
    }
}

//! A mailbox at another server, over IMAP (RFC 3501, with IDLE of RFC 2177 and MOVE of RFC 6851). Messages are named by
//! their UIDs alone, read without being marked as read, and never deleted: what is done with is moved to a folder, or
//! marked with a keyword. No word to or from the server is waited for longer than was said.

use std::{fmt, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use ::http::{HeaderMap, HeaderValue, StatusCode, header};
use async_imap::{
    Authenticator, Client, Session,
    error::Error,
    imap_proto::{AttributeValue, Capability, MailboxDatum, Response, ResponseCode, Status},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use futures_util::FutureExt as _;
use rustls::ClientConfig;
use serde::Deserialize;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{sleep, timeout},
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
/// Numbers in one command: no server has to read a line longer than 8,000 letters.
const IN_A_LINE: usize = 500;

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
        let mut form = vec![("client_id", &self.client_id)];
        if !self.client_secret.is_empty() {
            form.push(("client_secret", &self.client_secret));
        }
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
            Posted::Answered { status: StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED, .. } => {
                Err(Trouble::SignIn)
            }
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
        if matches!(&self.sign_in, SignIn::Password(password) if password.is_empty()) {
            return wrong("has neither a password nor a way to a token");
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

impl Talk {
    pub(crate) async fn open(mailbox: &Mailbox, door: &Door) -> Result<Talk, Trouble> {
        let patience = mailbox.patience;
        let client =
            timeout(patience, reach(mailbox, door)).await.map_err(|_| Trouble::Slow("connecting"))??;
        let session = sign_in(mailbox, client, door).await?;
        let done = mailbox.done.clone();
        let mut talk = Talk { session, epoch: 0, done, marks: true, rings: false, patience };
        let (mut moves, mut rings) = (false, false);
        let heard = talk.ask("capabilities", "CAPABILITY", patience, |answer| {
            if let Response::Capabilities(can) = answer {
                let has = |name: &str| {
                    can.iter()
                        .any(|one| matches!(one, Capability::Atom(atom) if atom.eq_ignore_ascii_case(name)))
                };
                (moves, rings) = (moves || has("MOVE"), rings || has("IDLE"));
            }
        });
        heard.await?;
        talk.rings = rings;
        talk.done = talk.done.filter(|_| moves);
        if let Some(done) = &talk.done {
            let create = format!("CREATE {}", named(done));
            // It is there already, or cannot be made: then moving says so, and nothing is lost by it.
            match talk.ask("create", &create, patience, |_| ()).await {
                Ok(()) | Err(Trouble::Refused(..)) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        let (mut epoch, mut marks) = (None, None);
        let select = format!("SELECT {}", named(&mailbox.folder));
        let opened = talk.ask("select", &select, patience, |answer| {
            let Response::Data { outcome, .. } = answer else { return };
            match &outcome.code {
                Some(ResponseCode::UidValidity(validity)) => epoch = Some(*validity),
                Some(ResponseCode::PermanentFlags(flags)) => {
                    marks = Some(flags.iter().any(|flag| flag == "\\*"));
                }
                _ => {}
            }
        });
        opened.await.map_err(|trouble| match trouble {
            Trouble::Refused(_, words) => Trouble::Folder(words),
            other => other,
        })?;
        talk.epoch = epoch.ok_or(Trouble::Garbled("select"))?;
        // A server that says nothing of it keeps any (RFC 3501, 7.1).
        talk.marks = marks.unwrap_or(true);
        Ok(talk)
    }

    /// One command, and everything that is answered until it is done; no longer than `patience` in all.
    async fn ask(
        &mut self,
        step: &'static str,
        command: &str,
        patience: Duration,
        mut hear: impl FnMut(&Response<'_>),
    ) -> Result<(), Trouble> {
        let session = &mut self.session;
        let asked = async {
            let tag = session.run_command(command).await.map_err(|error| Trouble::of(step, error))?;
            let ended = until(session, step, |answer| match answer {
                Response::Done { tag: of, status: Status::Ok, .. } if *of == tag => Some(Ok(())),
                Response::Done { tag: of, outcome, .. } if *of == tag => {
                    let words = outcome.information.as_deref().unwrap_or_default();
                    Some(Err(Trouble::Refused(step, words.to_owned())))
                }
                answer => {
                    hear(answer);
                    None
                }
            });
            ended.await?
        };
        // The library gives up on some words of a server by a panic; that is this server's trouble alone.
        match timeout(patience, AssertUnwindSafe(asked).catch_unwind()).await {
            Ok(Ok(ended)) => ended,
            Ok(Err(_)) => Err(Trouble::Garbled(step)),
            Err(_) => Err(Trouble::Slow(step)),
        }
    }

    /// The numbers of what may be new, the oldest first.
    pub(crate) async fn uids(&mut self, since: Option<&str>) -> Result<Vec<u32>, Trouble> {
        let mut asked = "UID SEARCH UNDELETED".to_owned();
        if self.done.is_none() && self.marks {
            asked.push_str(" UNKEYWORD ");
            asked.push_str(MARK);
        }
        if let Some(since) = since {
            asked.push_str(" SINCE ");
            asked.push_str(since);
        }
        let mut uids = Vec::new();
        let heard = self.ask("search", &asked, self.patience, |answer| {
            if let Response::MailboxData(MailboxDatum::Search(some)) = answer {
                uids.extend(some);
            }
        });
        heard.await?;
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// What is said of them beforehand, also before there was trouble; one that is gone by now is not among them.
    pub(crate) async fn sizes(&mut self, uids: &[u32], into: &mut Vec<There>) -> Result<(), Trouble> {
        let command = format!("UID FETCH {} (UID RFC822.SIZE INTERNALDATE)", set(uids));
        let heard = self.ask("sizes", &command, self.patience, |answer| {
            let Response::Fetch(_, said) = answer else { return };
            let (mut uid, mut bytes, mut at) = (None, None, None);
            for one in said {
                match one {
                    AttributeValue::Uid(number) => uid = Some(*number),
                    AttributeValue::Rfc822Size(size) => bytes = Some(u64::from(*size)),
                    AttributeValue::InternalDate(date) => at = instant(date),
                    _ => {}
                }
            }
            if let (Some(uid), Some(bytes)) = (uid.filter(|uid| uids.contains(uid)), bytes) {
                into.push(There { uid, bytes, at });
            }
        });
        heard.await
    }

    /// The messages, byte for byte, also those that came before there was trouble; one that is gone, or that the server
    /// does not give, is not among them.
    pub(crate) async fn messages(
        &mut self,
        some: &[There],
        into: &mut Vec<(There, Vec<u8>)>,
    ) -> Result<(), Trouble> {
        let bytes: u64 = some.iter().map(|there| there.bytes).sum();
        let patience = self.patience + Duration::from_secs(bytes / SLOWEST);
        let uids: Vec<u32> = some.iter().map(|there| there.uid).collect();
        let command = format!("UID FETCH {} (UID BODY.PEEK[])", set(&uids));
        let heard = self.ask("messages", &command, patience, |answer| {
            let Response::Fetch(_, said) = answer else { return };
            let (mut uid, mut body) = (None, None);
            for one in said {
                match one {
                    AttributeValue::Uid(number) => uid = Some(*number),
                    AttributeValue::BodySection { section: None, data: Some(data), .. } => body = Some(data),
                    _ => {}
                }
            }
            let there = uid.and_then(|uid| some.iter().find(|there| there.uid == uid));
            // Nothing, where something was promised, is not the message.
            if let (Some(there), Some(body)) = (there, body.filter(|body| !body.is_empty())) {
                into.push((*there, body.to_vec()));
            }
        });
        heard.await
    }

    /// What is kept here is put where it is done with, or marked.
    pub(crate) async fn put_away(&mut self, uids: &[u32]) -> Result<(), Trouble> {
        for uids in uids.chunks(IN_A_LINE) {
            let (step, command) = match &self.done {
                Some(done) => ("move", format!("UID MOVE {} {}", set(uids), named(done))),
                None if self.marks => ("mark", format!("UID STORE {} +FLAGS.SILENT ({MARK})", set(uids))),
                None => return Ok(()),
            };
            self.ask(step, &command, self.patience, |_| ()).await?;
        }
        Ok(())
    }

    /// Until the server rings, or `longest` is over.
    pub(crate) async fn wait(&mut self, longest: Duration) -> Result<(), Trouble> {
        if self.rings {
            self.rings = self.listen(longest).await?;
        }
        if !self.rings {
            sleep(longest).await;
            // Some servers tell of what is new only when they are asked.
            self.ask("noop", "NOOP", self.patience, |_| ()).await?;
        }
        Ok(())
    }

    /// IDLE (RFC 2177); false where the server does not want to, whatever it offered.
    async fn listen(&mut self, longest: Duration) -> Result<bool, Trouble> {
        let (patience, session) = (self.patience, &mut self.session);
        let begun = async {
            let tag = session.run_command("IDLE").await.map_err(|error| Trouble::of("idle", error))?;
            let begun = until(session, "idle", |answer| match answer {
                Response::Continue(_) => Some(true),
                Response::Done { tag: of, .. } if *of == tag => Some(false),
                _ => None,
            });
            Ok::<_, Trouble>((begun.await?, tag))
        };
        let (begun, tag) = timeout(patience, begun).await.map_err(|_| Trouble::Slow("idle"))??;
        if !begun {
            return Ok(false);
        }
        let rung = until(session, "idle", |answer| {
            matches!(answer, Response::MailboxData(MailboxDatum::Exists(_) | MailboxDatum::Recent(_)))
                .then_some(())
        });
        if let Ok(rung) = timeout(longest, rung).await {
            rung?;
        }
        let ended = async {
            session.run_command_untagged("DONE").await.map_err(|error| Trouble::of("done", error))?;
            let ended = until(session, "done", |answer| {
                matches!(answer, Response::Done { tag: of, .. } if *of == tag).then_some(true)
            });
            ended.await
        };
        timeout(patience, ended).await.map_err(|_| Trouble::Slow("done"))?
    }
}

/// What the server says, one word after the other, until what is waited for was heard; a goodbye ends it.
async fn until<T>(
    session: &mut Session<Box<dyn Wire>>,
    step: &'static str,
    mut hear: impl FnMut(&Response<'_>) -> Option<T>,
) -> Result<T, Trouble> {
    loop {
        let answer = session.read_response().await.map_err(|error| Trouble::of(step, error.into()))?;
        let answer = answer.ok_or(Trouble::Lost(step))?;
        match answer.parsed() {
            Response::Data { status: Status::Bye, .. } => return Err(Trouble::Lost(step)),
            answer => {
                if let Some(heard) = hear(answer) {
                    return Ok(heard);
                }
            }
        }
    }
}

/// ` 2-Nov-2026 10:00:00 +0000`.
fn instant(date: &str) -> Option<Timestamp> {
    let at = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", date.trim()).ok()?.to_timestamp().ok()?;
    Some(Timestamp(at.as_microsecond()))
}

/// A folder's name, quoted, in the modified UTF-7 of RFC 3501, 5.1.3.
fn named(folder: &str) -> String {
    let plain = |letter: &char| (' '..='~').contains(letter);
    let mut name = String::from('"');
    let mut letters = folder.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '&' => name.push_str("&-"),
            '"' | '\\' => name.extend(['\\', letter]),
            letter if plain(&letter) => name.push(letter),
            letter => {
                let mut run = String::from(letter);
                while let Some(next) = letters.next_if(|next| !plain(next)) {
                    run.push(next);
                }
                let bytes: Vec<u8> = run.encode_utf16().flat_map(u16::to_be_bytes).collect();
                name.push('&');
                name.push_str(&STANDARD_NO_PAD.encode(bytes).replace('/', ","));
                name.push('-');
            }
        }
    }
    name.push('"');
    name
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

/// `1:3,7`: numbers as RFC 3501 writes sets.
fn set(uids: &[u32]) -> String {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for uid in sorted {
        match parts.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(uid) => *last = uid,
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
            (&[2, 3, 1, 7][..], "1:3,7"),
            (&[5], "5"),
            (&[], ""),
            (&[u32::MAX - 1, u32::MAX], "4294967294:4294967295"),
        ] {
            assert_eq!(set(uids), written);
        }
    }

    #[test]
    fn folders_in_any_letters() {
        for (folder, written) in [
            ("INBOX", r#""INBOX""#),
            ("Käsitellyt", r#""K&AOQ-sitellyt""#),
            ("Å & ä", r#""&AMU- &- &AOQ-""#),
            (r#"a"b\c"#, r#""a\"b\\c""#),
            ("台北", r#""&U,BTFw-""#),
        ] {
            assert_eq!(named(folder), written);
        }
    }

    #[test]
    fn when_a_message_came_in() {
        let at = instant("02-Nov-2026 10:00:00 +0000");
        assert_eq!(at, Some(Timestamp(1_793_613_600_000_000)));
        assert_eq!(instant(" 2-Nov-2026 12:00:00 +0200"), at);
        assert_eq!(instant("yesterday"), None);
    }
}

//! Mail at the door: the mail server in front hands messages over by LMTP (RFC 2033) and is told that one
//! is kept only when it can no longer be lost; whatever else happens, it is told to come again.
//! Whose mail it is was decided in front: every recipient is welcome, and written down.

use std::{borrow::Cow, future::Future, io, sync::Arc, time::Duration};

use smtp_proto::{
    Error as Misheard, MAIL_BODY_7BIT, MAIL_BODY_8BITMIME, MAIL_SMTPUTF8, MailFrom, RcptTo, Request,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::timeout,
};

use crate::{Arrived, Desk};

#[cfg(test)]
mod tests;

#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Connections at once; one more is told to come again.
    connections: usize,
    /// Recipients of one message; the others are told to come again.
    recipients: usize,
    /// Bytes of a command with its line end.
    line: usize,
    /// Commands that lead to no message, before the talk is ended.
    fruitless: usize,
    /// For each command to arrive, each piece of a message, and each reply to be taken.
    idle: Duration,
    /// For a message to arrive as a whole.
    message: Duration,
    /// For the database to keep it.
    keep: Duration,
    /// For the other side to read our last words.
    farewell: Duration,
    /// MiB of messages in memory at once, over all connections.
    held: usize,
}

const LIMITS: Limits = Limits {
    connections: 64,
    recipients: 100,
    line: 4 * 1024,
    fruitless: 50,
    idle: Duration::from_mins(5),
    message: Duration::from_mins(10),
    keep: Duration::from_mins(1),
    farewell: Duration::from_secs(1),
    held: 256,
};

const MIB: usize = 1024 * 1024;
/// After a failed accept (mostly: no more file handles), how long to leave the others to finish.
const BREATH: Duration = Duration::from_millis(200);

const GREETING: &str = "220 valta LMTP";
const BUSY: &str = "421 4.3.2 too many connections, try again later";
const CLOSING: &str = "421 4.3.2 closing down, try again later";
const SLOW: &str = "421 4.4.2 too slow, nothing was kept";
const ENOUGH: &str = "421 4.7.0 too many commands that lead nowhere";
const STRANGER: &str = "421 4.7.0 this is LMTP";
const UNCLEAN: &str = "500 5.5.2 a command is one line of UTF-8 without control characters, ended by CR LF";
const TOO_LONG: &str = "500 5.5.2 the line is too long";
const NO_ADDRESS: &str = "501 5.1.3 the recipient is no address";
const NOT_OFFERED: &str = "555 5.5.4 that parameter was not offered";
const KEPT: &str = "250 2.0.0 kept";
const NOT_KEPT: &str = "451 4.3.0 it could not be kept, try again later";
const NO_ROOM: &str = "451 4.3.1 too much mail at once, try again later";
const TOO_BIG: &str = "552 5.3.4 the message is too big";

/// Serves until `shutdown`; then lets every message that is being handed over come in, and returns.
pub async fn serve(desk: Desk, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) {
    serve_within(LIMITS, desk, listener, shutdown).await;
}

async fn serve_within(
    limits: Limits,
    desk: Desk,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let held = limits.held.max(desk.settings().mail.most_bytes.div_ceil(MIB));
    let door = Arc::new(Door { desk, limits, room: Arc::new(Semaphore::new(held)) });
    let (closing, closes) = watch::channel(false);
    let mut talks = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(ended) = talks.join_next() => note(ended),
            arrived = listener.accept() => match arrived {
                Ok((socket, _)) if talks.len() >= limits.connections => turn_away(socket),
                Ok((socket, _)) => {
                    talks.spawn(attend(Arc::clone(&door), socket, closes.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "LMTP cannot take a connection");
                    tokio::time::sleep(BREATH).await;
                }
            },
        }
    }
    drop(listener);
    closing.send_replace(true);
    while let Some(ended) = talks.join_next().await {
        note(ended);
    }
}

fn note(ended: Result<io::Result<()>, tokio::task::JoinError>) {
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "LMTP connection lost"),
        Err(error) => tracing::error!(%error, "LMTP connection failed"),
    }
}

/// Never waits: a new socket has room for one line.
fn turn_away(socket: TcpStream) {
    let said = socket
        .into_std()
        .and_then(|mut socket| io::Write::write_all(&mut socket, format!("{BUSY}\r\n").as_bytes()));
    drop(said);
    tracing::warn!("LMTP: too many connections");
}

/// What all connections share.
struct Door {
    desk: Desk,
    limits: Limits,
    /// One permit for each MiB of messages in memory.
    room: Arc<Semaphore>,
}

struct Envelope {
    sender: Option<String>,
    recipients: Vec<String>,
}

struct Talk {
    door: Arc<Door>,
    socket: BufReader<TcpStream>,
    greeted: bool,
    envelope: Option<Envelope>,
    fruitless: usize,
}

enum Heard {
    Line(Vec<u8>),
    TooLong,
    Gone,
}

enum Answer {
    /// A step on the way to a message.
    Onward(Cow<'static, str>),
    Fruitless(Cow<'static, str>),
    Message(Envelope),
    Leave(&'static str),
}

use Answer::{Fruitless, Leave, Message, Onward};

impl Answer {
    fn aside(words: &'static str) -> Answer {
        Fruitless(words.into())
    }
}

async fn attend(door: Arc<Door>, socket: TcpStream, mut closes: watch::Receiver<bool>) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let mut talk =
        Talk { door, socket: BufReader::new(socket), greeted: false, envelope: None, fruitless: 0 };
    talk.say(GREETING).await?;
    loop {
        let heard = tokio::select! {
            biased;
            () = async { drop(closes.wait_for(|closing| *closing).await) } => return talk.leave(CLOSING).await,
            heard = talk.hear() => heard,
        };
        let answer = match heard {
            Ok(Heard::Line(line)) => talk.answer(&line),
            Ok(Heard::TooLong) => Answer::aside(TOO_LONG),
            Ok(Heard::Gone) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => return talk.leave(SLOW).await,
            Err(error) => return Err(error),
        };
        match answer {
            Onward(words) => talk.say(&words).await?,
            Fruitless(words) => {
                talk.say(&words).await?;
                talk.fruitless += 1;
                if talk.fruitless >= talk.door.limits.fruitless {
                    return talk.leave(ENOUGH).await;
                }
            }
            Message(envelope) => match talk.take_in(envelope).await {
                Err(error) if error.kind() == io::ErrorKind::TimedOut => return talk.leave(SLOW).await,
                taken => taken?,
            },
            Leave(words) => return talk.leave(words).await,
        }
    }
}

impl Talk {
    async fn say(&mut self, words: &str) -> io::Result<()> {
        let line = format!("{words}\r\n");
        let socket = self.socket.get_mut();
        timeout(self.door.limits.idle, socket.write_all(line.as_bytes())).await?
    }

    /// Closes so that the last words arrive: bytes that are left unread would cut them off.
    async fn leave(&mut self, words: &str) -> io::Result<()> {
        self.say(words).await?;
        timeout(self.door.limits.farewell, async {
            self.socket.get_mut().shutdown().await?;
            let mut rest = [0; 4096];
            while self.socket.read(&mut rest).await? > 0 {}
            Ok(())
        })
        .await
        .unwrap_or(Ok(()))
    }

    /// The next command line, with its end. Never holds more than a line may have.
    async fn hear(&mut self) -> io::Result<Heard> {
        let limits = self.door.limits;
        timeout(limits.idle, async {
            let mut line = Vec::new();
            let mut too_long = false;
            loop {
                let arrived = self.socket.fill_buf().await?;
                if arrived.is_empty() {
                    return Ok(Heard::Gone);
                }
                let end = arrived.iter().position(|byte| *byte == b'\n');
                let piece = &arrived[..end.map_or(arrived.len(), |at| at + 1)];
                too_long |= line.len() + piece.len() > limits.line;
                if !too_long {
                    line.extend_from_slice(piece);
                }
                let used = piece.len();
                self.socket.consume(used);
                if end.is_some() {
                    return Ok(if too_long { Heard::TooLong } else { Heard::Line(line) });
                }
            }
        })
        .await?
    }

    fn answer(&mut self, line: &[u8]) -> Answer {
        let Some(words) = clean(line) else { return Answer::aside(UNCLEAN) };
        match Request::parse(&mut line.iter()) {
            Ok(Request::Lhlo { .. }) => {
                self.greeted = true;
                self.envelope = None;
                let most = self.door.desk.settings().mail.most_bytes;
                Fruitless(
                    format!(
                        "250-valta\r\n250-SIZE {most}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n\
                         250 ENHANCEDSTATUSCODES"
                    )
                    .into(),
                )
            }
            Ok(Request::Helo { .. } | Request::Ehlo { .. }) => {
                Answer::aside("500 5.5.1 this is LMTP: say LHLO")
            }
            Ok(Request::Mail { from }) => self.sender(from),
            Ok(Request::Rcpt { to }) => self.recipient(to, words),
            Ok(Request::Data) => match self.envelope.take() {
                Some(envelope) if !envelope.recipients.is_empty() => Message(envelope),
                none => {
                    self.envelope = none;
                    Answer::aside("503 5.5.1 no recipient yet")
                }
            },
            Ok(Request::Rset) => {
                self.envelope = None;
                Answer::aside("250 2.0.0 forgotten")
            }
            Ok(Request::Noop { .. }) => Answer::aside("250 2.0.0 yes"),
            Ok(Request::Vrfy { .. }) => Answer::aside("252 2.5.0 send it, and it will be kept"),
            Ok(Request::Quit) => Leave("221 2.0.0 bye"),
            // Bytes of a message follow at once, and must not be heard as commands.
            Ok(Request::Bdat { .. }) => Leave("503 5.5.1 BDAT was not offered"),
            Ok(
                Request::Auth { .. }
                | Request::Expn { .. }
                | Request::Help { .. }
                | Request::Etrn { .. }
                | Request::Atrn { .. }
                | Request::Burl { .. }
                | Request::StartTls,
            ) => Answer::aside("502 5.5.1 not offered here"),
            // A browser, or whoever else talks before listening: its next lines may be somebody's commands.
            Err(Misheard::UnknownCommand) if !self.greeted => Leave(STRANGER),
            Err(Misheard::UnknownCommand) => Answer::aside("500 5.5.1 no such command"),
            Err(Misheard::InvalidSenderAddress) => Answer::aside("501 5.1.7 the sender is no address"),
            Err(Misheard::InvalidRecipientAddress) => Answer::aside(NO_ADDRESS),
            Err(Misheard::UnsupportedParameter { .. }) => Answer::aside(NOT_OFFERED),
            Err(
                Misheard::SyntaxError { .. }
                | Misheard::InvalidParameter { .. }
                | Misheard::NeedsMoreData { .. }
                | Misheard::ResponseTooLong
                | Misheard::InvalidResponse { .. },
            ) => Answer::aside("501 5.5.4 the command is not complete or has a wrong parameter"),
        }
    }

    fn sender(&mut self, from: MailFrom<Cow<'_, str>>) -> Answer {
        const KNOWN: u64 = MAIL_BODY_7BIT | MAIL_BODY_8BITMIME | MAIL_SMTPUTF8;
        let plain = MailFrom {
            address: from.address.clone(),
            flags: from.flags & KNOWN,
            size: from.size,
            ..MailFrom::default()
        };
        if !self.greeted {
            Answer::aside("503 5.5.1 say LHLO first")
        } else if self.envelope.is_some() {
            Answer::aside("503 5.5.1 there is a sender already")
        } else if from != plain {
            Answer::aside(NOT_OFFERED)
        } else if from.size > self.door.desk.settings().mail.most_bytes {
            Answer::aside(TOO_BIG)
        } else {
            let sender = Some(from.address.into_owned()).filter(|address| !address.is_empty());
            self.envelope = Some(Envelope { sender, recipients: Vec::new() });
            Onward("250 2.1.0 sender noted".into())
        }
    }

    fn recipient(&mut self, to: RcptTo<Cow<'_, str>>, words: &str) -> Answer {
        let plain = RcptTo { address: to.address.clone(), ..RcptTo::default() };
        let Some(envelope) = &mut self.envelope else { return Answer::aside("503 5.5.1 no sender yet") };
        if to != plain {
            return Answer::aside(NOT_OFFERED);
        }
        // The parser has the same answer for `<>` and for the one address without a domain.
        let address = match to.address.into_owned() {
            none if none.is_empty() && words.to_ascii_lowercase().contains("postmaster") => {
                "postmaster".into()
            }
            none if none.is_empty() => return Answer::aside(NO_ADDRESS),
            address => address,
        };
        if envelope.recipients.len() >= self.door.limits.recipients {
            return Onward("452 4.5.3 too many recipients, send to the others afterwards".into());
        }
        envelope.recipients.push(address);
        Onward("250 2.1.5 recipient noted".into())
    }

    async fn take_in(&mut self, envelope: Envelope) -> io::Result<()> {
        let limits = self.door.limits;
        self.say("354 go on; CR LF . CR LF ends it").await?;
        let mut message =
            Incoming::new(self.door.desk.settings().mail.most_bytes, Arc::clone(&self.door.room));
        timeout(limits.message, async {
            loop {
                let arrived = timeout(limits.idle, self.socket.fill_buf()).await??;
                if arrived.is_empty() {
                    return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
                }
                let length = arrived.len();
                let end = message.take(arrived);
                self.socket.consume(end.unwrap_or(length));
                if end.is_some() {
                    return Ok(());
                }
            }
        })
        .await??;

        let replies = envelope.recipients.len();
        // The room is given back when the reply is known: until then the bytes are in memory.
        let Incoming { raw, refused, room, .. } = message;
        let reply = match refused {
            Some(words) => words,
            None => self.door.keep(raw, envelope).await,
        };
        drop(room);
        if reply == KEPT {
            self.fruitless = 0;
        }
        self.say(&vec![reply; replies].join("\r\n")).await
    }
}

impl Door {
    async fn keep(&self, raw: Vec<u8>, envelope: Envelope) -> &'static str {
        let Envelope { sender, recipients } = envelope;
        let keeping = self.desk.keep(Arrived { raw, source: "lmtp", sender, recipients });
        match timeout(self.limits.keep, keeping).await {
            Ok(Ok(_)) => KEPT,
            Ok(Err(no)) => {
                tracing::error!(%no, "a message was sent away at the door, to come again");
                NOT_KEPT
            }
            // It may have been kept all the same; when it comes again it is known by its bytes.
            Err(_) => {
                tracing::error!("keeping a message took too long; it was sent away, to come again");
                NOT_KEPT
            }
        }
    }
}

fn clean(line: &[u8]) -> Option<&str> {
    let words = std::str::from_utf8(line.strip_suffix(b"\r\n")?).ok()?;
    (!words.contains(char::is_control)).then_some(words)
}

/// Where in the text the next byte stands. Only CR LF begins a line; a lone CR or LF is a byte like others.
#[derive(Clone, Copy, Debug)]
enum Place {
    LineStart,
    Middle,
    AfterCr,
    /// After a dot at the start of a line, which is never part of the message.
    AfterDot,
    AfterDotCr,
}

/// A message on its way in: takes the dots away that the way needed, and sees where it ends.
struct Incoming {
    raw: Vec<u8>,
    place: Place,
    most: usize,
    free: Arc<Semaphore>,
    room: Vec<OwnedSemaphorePermit>,
    /// The reply to a message that does not fit in; its bytes are let go.
    refused: Option<&'static str>,
}

impl Incoming {
    fn new(most: usize, free: Arc<Semaphore>) -> Incoming {
        Incoming { raw: Vec::new(), place: Place::LineStart, most, free, room: Vec::new(), refused: None }
    }

    /// How many of the bytes belonged to the message, if it ended in them.
    fn take(&mut self, arrived: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = arrived.get(at) {
            match (self.place, byte) {
                (Place::AfterDotCr, b'\n') => return Some(at + 1),
                (Place::LineStart, b'.') => self.place = Place::AfterDot,
                (Place::AfterDot, b'\r') => self.place = Place::AfterDotCr,
                (Place::AfterDotCr, _) => {
                    self.keep(b"\r");
                    self.place = Place::AfterCr;
                    continue;
                }
                (Place::AfterCr, b'\n') => {
                    self.keep(b"\n");
                    self.place = Place::LineStart;
                }
                (_, b'\r') => {
                    self.keep(b"\r");
                    self.place = Place::AfterCr;
                }
                _ => {
                    let rest = &arrived[at..];
                    let run = rest.iter().position(|byte| *byte == b'\r').unwrap_or(rest.len());
                    self.keep(&rest[..run]);
                    self.place = Place::Middle;
                    at += run;
                    continue;
                }
            }
            at += 1;
        }
        None
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.refused.is_some() {
            return;
        }
        let length = self.raw.len() + bytes.len();
        if length > self.most {
            return self.refuse(TOO_BIG);
        }
        while self.room.len() * MIB < length {
            match Arc::clone(&self.free).try_acquire_owned() {
                Ok(permit) => self.room.push(permit),
                Err(_) => return self.refuse(NO_ROOM),
            }
        }
        self.raw.extend_from_slice(bytes);
    }

    fn refuse(&mut self, words: &'static str) {
        self.refused = Some(words);
        self.raw = Vec::new();
        self.room = Vec::new();
    }
}

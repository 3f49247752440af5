//! Mail out of the door: one message to one recipient through the relay. What counts is how far it came:
//! before its first byte left it can be sent again; when its fate is not known, only a person may decide so.

use std::{
    cell::Cell,
    error::Error as _,
    io,
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{SmtpConnection, TlsParameters},
        commands::{Data, Mail, Quit, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
        response::{Response, Severity},
    },
};

use crate::{Relay, RelayTls, outgoing::Door};

#[cfg(test)]
pub(crate) mod tests;

/// How an attempt to send ended; the words are one short line for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempted {
    Sent,
    /// It did not leave: worth another try.
    Later(String),
    /// It did not leave and never will like this.
    Refused(String),
    /// It left, wholly or partly, and nobody said whether it was taken.
    Uncertain(String),
}

/// Characters of the words that are shown.
const MOST_WORDS: usize = 200;
/// RFC 5321, 4.5.3.1.3, without the angles.
const MOST_ADDRESS: usize = 254;
/// Replies that speak of how we come to the relay, not of the message.
const ABOUT_US: [u16; 4] = [530, 534, 535, 538];
/// The shortest look whether the relay has said more than it was asked.
const GLANCE: Duration = Duration::from_millis(1);
/// The message is delivered by then; nobody waits long for a goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// Sends one message. Takes as long as the relay does, up to its timeout at every step: not for an async task.
pub(crate) fn send(
    door: &Door,
    relay: &Relay,
    hello_name: &str,
    from: &str,
    to: &str,
    raw: &[u8],
) -> Attempted {
    let leaving = Cell::new(false);
    let attempt = AssertUnwindSafe(|| hand_over(door, relay, hello_name, from, to, raw, &leaving));
    match catch_unwind(attempt) {
        Ok(Ok(())) => Attempted::Sent,
        Ok(Err(attempted)) => attempted,
        Err(_) if leaving.get() => Attempted::Uncertain("sending broke off".into()),
        Err(_) => Attempted::Later("sending broke off before the message left".into()),
    }
}

fn hand_over(
    door: &Door,
    relay: &Relay,
    hello_name: &str,
    from: &str,
    to: &str,
    raw: &[u8],
    leaving: &Cell<bool>,
) -> Result<(), Attempted> {
    let sender = if from.is_empty() { None } else { Some(address("sender", from)?) };
    let recipient = address("recipient", to)?;
    let hello = hello(hello_name)?;
    let raw = with_line_ends(raw);

    let mut connection = reach(door, relay, &hello)?;
    sign_in(relay, &mut connection)?;

    let parameters = parameters(&connection, from.is_ascii() && to.is_ascii(), raw.is_ascii())?;
    let reply = connection.command(Mail::new(sender, parameters));
    expect("sender", reply, Severity::PositiveCompletion)?;
    let reply = connection.command(Rcpt::new(recipient, Vec::new()));
    expect("recipient", reply, Severity::PositiveCompletion)?;
    let reply = connection.command(Data);
    expect("message announced", reply, Severity::PositiveIntermediate)?;

    leaving.set(true);
    let reply = connection.message(&raw);
    let answered = reply.as_ref().map_or_else(Error::status, |reply| Some(reply.code()));
    let taken = expect("message", reply, Severity::PositiveCompletion);
    // Whether connection and goodbye last no longer matters.
    if taken.is_ok() && connection.set_timeout(Some(relay.timeout.min(GOODBYE))).is_ok() {
        drop(connection.command(Quit));
    }
    match (answered.map(|code| code.severity), taken) {
        (None | Some(Severity::PositiveIntermediate), Err(Attempted::Later(words))) => {
            Err(Attempted::Uncertain(words))
        }
        (_, taken) => taken,
    }
}

fn reach(door: &Door, relay: &Relay, hello: &ClientId) -> Result<SmtpConnection, Attempted> {
    let failed = |error: Error| Attempted::Later(words("connection", &error));
    let addresses = door.addresses(&relay.host, relay.port);
    let addresses = addresses.map_err(|no| Attempted::Later(format!("connection: {no}")))?;
    let tls = || TlsParameters::new_rustls(relay.host.clone()).map_err(failed);
    let mut connection = match relay.tls {
        RelayTls::Wrapped => connect(&addresses, relay, hello, Some(&tls()?)).map_err(failed)?,
        RelayTls::Off => connect(&addresses, relay, hello, None).map_err(failed)?,
        RelayTls::Starttls => {
            let tls = tls()?;
            let mut connection = connect(&addresses, relay, hello, None).map_err(failed)?;
            if !connection.can_starttls() {
                return Err(Attempted::Later("connection: the relay offers no STARTTLS".into()));
            }
            connection.starttls(&tls, hello).map_err(failed)?;
            connection
        }
    };
    if quiet(&mut connection, relay.timeout) {
        Ok(connection)
    } else {
        Err(Attempted::Later("connection: the relay hung up or said what it was not asked".into()))
    }
}

/// To what the door let through, not to the name once more.
fn connect(
    addresses: &[SocketAddr],
    relay: &Relay,
    hello: &ClientId,
    tls: Option<&TlsParameters>,
) -> Result<SmtpConnection, Error> {
    SmtpConnection::connect(addresses, Some(relay.timeout), hello, tls, None)
}

/// Whether nothing is there that we did not ask for. The library keeps what came before STARTTLS in its
/// buffer and would take it for answers that came under TLS; a single one is found out by `Data`'s own code.
fn quiet(connection: &mut SmtpConnection, usual: Duration) -> bool {
    let glanced = connection.set_timeout(Some(GLANCE)).is_ok()
        && connection.read_response().is_err_and(|error| ran_out_of_time(&error));
    glanced && connection.set_timeout(Some(usual)).is_ok()
}

fn sign_in(relay: &Relay, connection: &mut SmtpConnection) -> Result<(), Attempted> {
    let Some(user) = &relay.user else { return Ok(()) };
    let credentials = Credentials::new(user.clone(), relay.password.clone().unwrap_or_default());
    // The relay's own words are left out here: some repeat what they were told.
    let why = match connection.auth(DEFAULT_MECHANISMS, &credentials) {
        Ok(reply) if reply.has_code(235) => return Ok(()),
        Ok(reply) => format!("sign-in: {}", reply.code()),
        Err(error) => match error.status() {
            Some(code) => format!("sign-in: {code}"),
            None if error.is_client() => "sign-in: the relay knows no way of signing in that we know".into(),
            None => words("sign-in", &error),
        },
    };
    Err(Attempted::Later(why))
}

fn parameters(
    connection: &SmtpConnection,
    plain_addresses: bool,
    plain_text: bool,
) -> Result<Vec<MailParameter>, Attempted> {
    let offered = connection.server_info();
    let mut parameters = Vec::new();
    if !plain_addresses {
        if !offered.supports_feature(Extension::SmtpUtfEight) {
            return Err(Attempted::Refused("the relay takes only addresses in ASCII".into()));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !plain_text {
        if !offered.supports_feature(Extension::EightBitMime) {
            return Err(Attempted::Refused("the relay takes only messages in ASCII".into()));
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

fn expect(step: &str, reply: Result<Response, Error>, wanted: Severity) -> Result<(), Attempted> {
    match reply {
        Ok(reply) if reply.code().severity == wanted => Ok(()),
        Ok(reply) => Err(Attempted::Later(one_line(&format!("{step}: unexpected answer {}", reply.code())))),
        Err(error) => {
            let about_us = error.status().is_some_and(|code| ABOUT_US.contains(&u16::from(code)));
            let words = words(step, &error);
            Err(if error.is_permanent() && !about_us {
                Attempted::Refused(words)
            } else {
                Attempted::Later(words)
            })
        }
    }
}

fn address(whose: &str, written: &str) -> Result<Address, Attempted> {
    let hostile = |c: char| c.is_control() || c.is_whitespace() || "<>()[]".contains(c);
    let refused = || Attempted::Refused(format!("{whose}: not an address"));
    if written.len() > MOST_ADDRESS || written.contains(hostile) {
        return Err(refused());
    }
    written.parse().map_err(|_| refused())
}

fn hello(name: &str) -> Result<ClientId, Attempted> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if name.is_empty() || !name.chars().all(plain) {
        return Err(Attempted::Later("our own name is not a host's".into()));
    }
    Ok(ClientId::Domain(name.to_owned()))
}

/// Every line end as CR LF, so that dots at the start of lines are seen as such by everybody;
/// without the last, which comes with the end of the message.
fn with_line_ends(raw: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(raw.len() + raw.len() / 32);
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                lines.extend_from_slice(b"\r\n");
            }
            b'\n' => lines.extend_from_slice(b"\r\n"),
            other => lines.push(other),
        }
    }
    if lines.ends_with(b"\r\n") {
        lines.truncate(lines.len() - 2);
    }
    lines
}

fn words(step: &str, error: &Error) -> String {
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    one_line(&match error.status() {
        Some(code) => format!("{step}: {code} {said}"),
        None if ran_out_of_time(error) => format!("{step}: no answer in time"),
        None if error.is_response() => format!("{step}: the relay hung up or answered unreadably"),
        None => format!("{step}: {said}"),
    })
}

fn ran_out_of_time(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(inner) = inner.downcast_ref::<io::Error>() {
            return matches!(inner.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut);
        }
        cause = inner.source();
    }
    false
}

fn one_line(words: &str) -> String {
    let words = words.replace(char::is_control, " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_WORDS).collect()
}

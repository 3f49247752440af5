//! A relay that follows a script, and what each attempt to send through it comes to.

use std::{
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::{TcpListener, TcpStream},
    thread::JoinHandle,
    time::Duration,
};

use super::{Attempted, send};
use crate::{Outgoing, Relay, RelayTls, outgoing::Door};

const MESSAGE: &[u8] = b"Subject: hi\r\n\r\nHei!\r\n";

#[derive(Clone, Copy)]
enum Step {
    Say(&'static str),
    HangUp,
    /// Says nothing until the other side gives up.
    Hang,
}

use Step::{Hang, HangUp, Say};

/// What the relay does at each step.
#[derive(Clone, Copy)]
struct Script {
    greeting: Step,
    hello: Step,
    auth: Step,
    sender: Step,
    recipient: Step,
    announced: Step,
    message: Step,
}

const GOOD: Script = Script {
    greeting: Say("220 relay"),
    hello: Say("250-relay\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN"),
    auth: Say("235 welcome"),
    sender: Say("250 ok"),
    recipient: Say("250 ok"),
    announced: Say("354 go on"),
    message: Say("250 2.0.0 queued"),
};

/// What the relay heard.
#[derive(Default)]
struct Heard {
    commands: Vec<String>,
    message: Vec<u8>,
}

fn relay(listener: &TcpListener) -> Relay {
    Relay {
        host: "127.0.0.1".into(),
        port: listener.local_addr().expect("an address").port(),
        tls: RelayTls::Off,
        user: None,
        password: None,
        timeout: Duration::from_millis(300),
    }
}

/// As the desk opens it: the operator has named the relay.
fn door(relay: &Relay) -> Door {
    Door::new(Outgoing { allow: vec![(relay.host.clone(), relay.port)], ..Outgoing::default() })
}

fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").expect("a port")
}

fn follow(listener: TcpListener, script: Script) -> JoinHandle<Heard> {
    std::thread::spawn(move || {
        let mut heard = Heard::default();
        let (socket, _) = listener.accept().expect("a caller");
        socket.set_read_timeout(Some(Duration::from_secs(20))).expect("a deadline");
        talk(&mut BufReader::new(socket), script, &mut heard).unwrap_or_default();
        heard
    })
}

/// Ends with `None` when either side has hung up.
fn talk(socket: &mut BufReader<TcpStream>, script: Script, heard: &mut Heard) -> Option<()> {
    act(socket, script.greeting)?;
    loop {
        let mut command = String::new();
        if socket.read_line(&mut command).ok()? == 0 {
            return None;
        }
        heard.commands.push(command.trim_end().to_owned());
        match &command[..4] {
            "EHLO" => act(socket, script.hello)?,
            "AUTH" => act(socket, script.auth)?,
            "MAIL" => act(socket, script.sender)?,
            "RCPT" => act(socket, script.recipient)?,
            "DATA" => {
                act(socket, script.announced)?;
                while !heard.message.ends_with(b"\r\n.\r\n") {
                    let mut byte = [0];
                    socket.read_exact(&mut byte).ok()?;
                    heard.message.push(byte[0]);
                }
                act(socket, script.message)?;
            }
            _ => act(socket, Say("221 bye"))?,
        }
    }
}

fn act(socket: &mut BufReader<TcpStream>, step: Step) -> Option<()> {
    match step {
        Say(words) => socket.get_mut().write_all(format!("{words}\r\n").as_bytes()).ok(),
        HangUp => None,
        Hang => {
            drop(socket.read_to_end(&mut Vec::new()));
            None
        }
    }
}

/// A relay that takes one message, and what it heard.
pub(crate) fn takes_one() -> (Relay, JoinHandle<Vec<u8>>) {
    let listener = listen();
    let relay = relay(&listener);
    let heard = follow(listener, GOOD);
    (relay, std::thread::spawn(move || heard.join().expect("a relay that follows its script").message))
}

fn attempt(script: Script, change: impl FnOnce(&mut Relay), raw: &[u8]) -> (Attempted, Heard) {
    let listener = listen();
    let mut relay = relay(&listener);
    change(&mut relay);
    let peer = follow(listener, script);
    let attempted = send(&door(&relay), &relay, "valta.example", "us@valta.example", "you@d.example", raw);
    (attempted, peer.join().expect("a relay that follows its script"))
}

#[track_caller]
fn check(script: Script, expected: &str) {
    let (attempted, _) = attempt(script, |_| {}, MESSAGE);
    assert_eq!(sentence(&attempted), expected);
}

fn sentence(attempted: &Attempted) -> String {
    match attempted {
        Attempted::Sent => "sent".into(),
        Attempted::Later(words) => format!("later, {words}"),
        Attempted::Refused(words) => format!("refused, {words}"),
        Attempted::Uncertain(words) => format!("uncertain, {words}"),
    }
}

#[test]
fn a_message_goes_out() {
    let (attempted, heard) = attempt(GOOD, |_| {}, MESSAGE);
    assert_eq!(attempted, Attempted::Sent);
    assert_eq!(
        heard.commands,
        ["EHLO valta.example", "MAIL FROM:<us@valta.example>", "RCPT TO:<you@d.example>", "DATA", "QUIT"]
    );
    assert_eq!(heard.message, [MESSAGE, b".\r\n"].concat());
}

#[test]
fn a_relay_that_cannot_now() {
    check(Script { greeting: Say("421 busy"), ..GOOD }, "later, connection: 421 busy");
    check(Script { hello: Say("421 busy"), ..GOOD }, "later, connection: 421 busy");
    check(Script { sender: Say("451 4.7.1 greylisted"), ..GOOD }, "later, sender: 451 4.7.1 greylisted");
    check(Script { recipient: Say("450 mailbox busy"), ..GOOD }, "later, recipient: 450 mailbox busy");
    check(Script { announced: Say("452 full"), ..GOOD }, "later, message announced: 452 full");
    check(Script { message: Say("451 local error"), ..GOOD }, "later, message: 451 local error");
    check(Script { message: Say("421 4.4.2 timeout"), ..GOOD }, "later, message: 421 4.4.2 timeout");
}

#[test]
fn a_relay_that_will_not() {
    check(Script { greeting: Say("554 no service"), ..GOOD }, "later, connection: 554 no service");
    check(Script { hello: Say("550 not you"), ..GOOD }, "later, connection: 550 not you");
    check(Script { sender: Say("553 5.1.8 bad sender"), ..GOOD }, "refused, sender: 553 5.1.8 bad sender");
    check(Script { sender: Say("530 sign in first"), ..GOOD }, "later, sender: 530 sign in first");
    check(
        Script { recipient: Say("550-5.1.1 no such user\r\n550 5.1.1 here"), ..GOOD },
        "refused, recipient: 550 5.1.1 no such user here",
    );
    check(Script { announced: Say("554 no"), ..GOOD }, "refused, message announced: 554 no");
    check(Script { message: Say("552 too big"), ..GOOD }, "refused, message: 552 too big");
}

#[test]
fn a_relay_that_hangs_up() {
    const GONE: &str = "the relay hung up or answered unreadably";
    check(Script { greeting: HangUp, ..GOOD }, &format!("later, connection: {GONE}"));
    check(Script { hello: HangUp, ..GOOD }, &format!("later, connection: {GONE}"));
    check(Script { sender: HangUp, ..GOOD }, &format!("later, sender: {GONE}"));
    check(Script { recipient: HangUp, ..GOOD }, &format!("later, recipient: {GONE}"));
    check(Script { announced: HangUp, ..GOOD }, &format!("later, message announced: {GONE}"));
    check(Script { message: HangUp, ..GOOD }, &format!("uncertain, message: {GONE}"));
}

#[test]
fn a_relay_that_hangs() {
    check(Script { greeting: Hang, ..GOOD }, "later, connection: no answer in time");
    check(Script { hello: Hang, ..GOOD }, "later, connection: no answer in time");
    check(Script { sender: Hang, ..GOOD }, "later, sender: no answer in time");
    check(Script { recipient: Hang, ..GOOD }, "later, recipient: no answer in time");
    check(Script { announced: Hang, ..GOOD }, "later, message announced: no answer in time");
    check(Script { message: Hang, ..GOOD }, "uncertain, message: no answer in time");
}

#[test]
fn a_relay_that_talks_nonsense() {
    const NONSENSE: &str = "the relay hung up or answered unreadably";
    check(Script { greeting: Say("hello!"), ..GOOD }, &format!("later, connection: {NONSENSE}"));
    check(Script { announced: Say("250 ok"), ..GOOD }, "later, message announced: unexpected answer 250");
    check(Script { message: Say("354 go on"), ..GOOD }, "uncertain, message: unexpected answer 354");
    check(Script { message: Say("what?"), ..GOOD }, &format!("uncertain, message: {NONSENSE}"));
    check(
        Script { hello: Say("250 relay\r\n250 ok\r\n354 go on\r\n250 queued"), ..GOOD },
        "later, connection: the relay hung up or said what it was not asked",
    );
    let (attempted, _) = attempt(Script { hello: Say("250-\r\n250 "), ..GOOD }, |_| {}, MESSAGE);
    assert!(matches!(attempted, Attempted::Sent | Attempted::Later(_)), "{attempted:?}");
}

#[test]
fn nobody_there() {
    let listener = listen();
    let relay = relay(&listener);
    drop(listener);
    let attempted =
        send(&door(&relay), &relay, "valta.example", "us@valta.example", "you@d.example", MESSAGE);
    assert!(sentence(&attempted).starts_with("later, connection: "), "{attempted:?}");
    let nowhere = Relay { host: "no such host".into(), ..relay };
    let attempted =
        send(&door(&nowhere), &nowhere, "valta.example", "us@valta.example", "you@d.example", MESSAGE);
    assert!(sentence(&attempted).starts_with("later, connection: "), "{attempted:?}");
}

#[test]
fn words_are_short_and_plain() {
    let long = Script { recipient: Say("550 \u{1b}[31mred\u{7}\tand \u{85}so on"), ..GOOD };
    check(long, "refused, recipient: 550 [31mred and so on");
    let reply: &'static str = Box::leak(format!("550 {}", "ä".repeat(400)).into_boxed_str());
    let (attempted, _) = attempt(Script { message: Say(reply), ..GOOD }, |_| {}, MESSAGE);
    let Attempted::Refused(words) = attempted else { panic!("{attempted:?}") };
    assert_eq!(words.chars().count(), 200);
}

#[test]
fn every_line_ends_alike_and_dots_are_doubled() {
    for (raw, sent) in [
        ("a\nb\rc\r\nd", "a\r\nb\r\nc\r\nd\r\n.\r\n"),
        (".", "..\r\n.\r\n"),
        (".a\n.\nMAIL FROM:<evil@x.example>\n", "..a\r\n..\r\nMAIL FROM:<evil@x.example>\r\n.\r\n"),
        ("a\r.\rb\n\r.\n", "a\r\n..\r\nb\r\n\r\n..\r\n.\r\n"),
        ("a\r\r\n..\r\n", "a\r\n\r\n...\r\n.\r\n"),
    ] {
        let (attempted, heard) = attempt(GOOD, |_| {}, raw.as_bytes());
        assert_eq!(attempted, Attempted::Sent, "{raw:?}");
        assert_eq!(String::from_utf8_lossy(&heard.message), sent, "{raw:?}");
        assert_eq!(heard.commands.len(), 5, "{raw:?}: {:?}", heard.commands);
    }
}

#[test]
fn eight_bits_go_where_they_are_taken() {
    let (attempted, heard) = attempt(GOOD, |_| {}, "Hyvää päivää\r\n".as_bytes());
    assert_eq!(attempted, Attempted::Sent);
    assert_eq!(heard.commands[1], "MAIL FROM:<us@valta.example> BODY=8BITMIME");
    let (attempted, _) = attempt(Script { hello: Say("250 relay"), ..GOOD }, |_| {}, "ä".as_bytes());
    assert_eq!(sentence(&attempted), "refused, the relay takes only messages in ASCII");
}

#[test]
fn hostile_names_meet_no_socket() {
    let listener = listen();
    listener.set_nonblocking(true).expect("a listener that does not wait");
    let relay = relay(&listener);
    let long = format!("a@{}.example", "d".repeat(300));
    for hostile in [
        "a@b.example\r\nDATA",
        "a@b.example>\r\nRCPT TO:<c@d.example",
        "a@b.example> SIZE=1",
        "a b@c.example",
        "<a@b.example>",
        "a@[127.0.0.1]",
        "a\0@b.example",
        "a@b.example\u{85}",
        "a\u{a0}@b.example",
        "a@b.example,c@d.example",
        "a",
        "a@",
        "@b.example",
        &long,
    ] {
        let attempted = send(&door(&relay), &relay, "valta.example", "us@valta.example", hostile, MESSAGE);
        assert_eq!(sentence(&attempted), "refused, recipient: not an address", "{hostile:?}");
        let attempted = send(&door(&relay), &relay, "valta.example", hostile, "you@d.example", MESSAGE);
        assert_eq!(sentence(&attempted), "refused, sender: not an address", "{hostile:?}");
    }
    let attempted = send(&door(&relay), &relay, "valta.example", "us@valta.example", "", MESSAGE);
    assert_eq!(sentence(&attempted), "refused, recipient: not an address");
    let attempted =
        send(&door(&relay), &relay, "valta\r\nMAIL", "us@valta.example", "you@d.example", MESSAGE);
    assert_eq!(sentence(&attempted), "later, our own name is not a host's");
    assert_eq!(listener.accept().expect_err("nobody called").kind(), ErrorKind::WouldBlock);
}

#[test]
fn an_automatic_message_has_no_sender() {
    let listener = listen();
    let relay = relay(&listener);
    let peer = follow(listener, GOOD);
    assert_eq!(send(&door(&relay), &relay, "valta.example", "", "you@d.example", MESSAGE), Attempted::Sent);
    assert_eq!(peer.join().expect("a relay").commands[1], "MAIL FROM:<>");
}

#[test]
fn nothing_is_said_in_the_clear_that_should_not_be() {
    let (attempted, heard) = attempt(GOOD, |relay| relay.tls = RelayTls::Starttls, MESSAGE);
    assert_eq!(sentence(&attempted), "later, connection: the relay offers no STARTTLS");
    assert_eq!(heard.commands, ["EHLO valta.example"]);

    let (attempted, heard) = attempt(GOOD, |relay| relay.tls = RelayTls::Wrapped, MESSAGE);
    assert!(sentence(&attempted).starts_with("later, connection: "), "{attempted:?}");
    assert!(!heard.commands.iter().any(|command| command.starts_with("EHLO")), "{:?}", heard.commands);
}

#[test]
fn signing_in() {
    let signed = |relay: &mut Relay| {
        relay.user = Some("desk".into());
        relay.password = Some("canary-3141".into());
    };
    let (attempted, heard) = attempt(GOOD, signed, MESSAGE);
    assert_eq!(attempted, Attempted::Sent);
    assert_eq!(heard.commands[1], "AUTH PLAIN AGRlc2sAY2FuYXJ5LTMxNDE=");
    for (auth, expected) in [
        (Say("535 5.7.8 desk may not use canary-3141"), "later, sign-in: 535"),
        (Say("454 not now, canary-3141"), "later, sign-in: 454"),
        (Say("250 canary-3141"), "later, sign-in: 250"),
        (HangUp, "later, sign-in: the relay hung up or answered unreadably"),
        (Hang, "later, sign-in: no answer in time"),
    ] {
        let (attempted, heard) = attempt(Script { auth, ..GOOD }, signed, MESSAGE);
        assert_eq!(sentence(&attempted), expected);
        assert!(!heard.commands.iter().any(|command| command.starts_with("MAIL")), "{:?}", heard.commands);
    }
    let (attempted, _) = attempt(Script { hello: Say("250 relay"), ..GOOD }, signed, MESSAGE);
    assert_eq!(sentence(&attempted), "later, sign-in: the relay knows no way of signing in that we know");
}

//! Talks at the door, from the first word to what is kept afterwards.

use std::{net::SocketAddr, time::Duration};

use expect_test::{Expect, expect};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use valta_store::{
    Fault,
    dialect::Dialect,
    inbox::{self, Waiting},
    migrate::{Run, migrate},
    schema::MIGRATIONS,
    testing::{TestDb, backends},
};

use super::{Incoming, LIMITS, Limits, MIB, serve_within};
use crate::{Clock, Desk, Settings};

const ENVELOPE: &str = "LHLO mta\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

struct House {
    test: TestDb,
    address: SocketAddr,
    close: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl House {
    async fn open(test: TestDb, limits: Limits, most_bytes: usize) -> House {
        migrate(test.db(), MIGRATIONS, Run::Apply).expect("a schema");
        let mut settings = Settings::default();
        settings.mail.most_bytes = most_bytes;
        let desk = Desk::new(test.db().clone(), settings, Clock::Wall);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (close, closed) = oneshot::channel::<()>();
        let serving = tokio::spawn(serve_within(limits, desk, listener, async { drop(closed.await) }));
        House { test, address, close, serving }
    }

    /// Everything that is said to somebody who says all this at once.
    async fn told(&self, said: &[u8]) -> String {
        let mut peer = Peer::call(self).await;
        peer.say(said).await;
        peer.rest().await
    }

    async fn kept(&self) -> Vec<Waiting> {
        self.test.db().read(|tx| inbox::waiting(tx, 1000, usize::MAX)).await.expect("the inbox")
    }
}

struct Peer(TcpStream);

impl Peer {
    async fn call(house: &House) -> Peer {
        Peer(TcpStream::connect(house.address).await.expect("an open door"))
    }

    async fn say(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the door listens");
    }

    /// Reads until these words came.
    async fn hear(&mut self, words: &str) -> String {
        let mut heard = Vec::new();
        while !String::from_utf8_lossy(&heard).contains(words) {
            let mut piece = [0; 256];
            let length = self.0.read(&mut piece).await.expect("an answer");
            assert!(length > 0, "hung up before {words:?}: {}", String::from_utf8_lossy(&heard));
            heard.extend_from_slice(&piece[..length]);
        }
        String::from_utf8(heard).expect("words").replace('\r', "")
    }

    /// Says no more, and listens to the end.
    async fn rest(mut self) -> String {
        self.0.shutdown().await.expect("an open line");
        let mut heard = Vec::new();
        self.0.read_to_end(&mut heard).await.expect("an end");
        String::from_utf8(heard).expect("words").replace('\r', "")
    }
}

const OFFERED: &str =
    "250-valta\n250-SIZE 200\n250-8BITMIME\n250-SMTPUTF8\n250-PIPELINING\n250 ENHANCEDSTATUSCODES\n";

/// What is told, and what was kept in the end: the same on each database.
async fn check(said: &str, expected: Expect) {
    let mut outcomes = Vec::new();
    for test in backends() {
        let house = House::open(test, LIMITS, 200).await;
        let told = house.told(said.as_bytes()).await;
        let told = told.strip_prefix("220 valta LMTP\n").expect("a greeting");
        let mut lines = vec![told.replace(OFFERED, "(offered)\n")];
        lines.extend(house.kept().await.into_iter().map(|Waiting { sender, recipients, raw, .. }| {
            format!("kept {:?} from {sender:?} for {recipients:?}\n", String::from_utf8_lossy(&raw))
        }));
        outcomes.push(lines.concat());
    }
    outcomes.dedup();
    expected.assert_eq(&outcomes.join("\nelsewhere:\n"));
}

#[tokio::test]
async fn a_message_is_kept() {
    check(
        &format!("{ENVELOPE}Subject: hi\r\n\r\nHei!\r\n.\r\nQUIT\r\n"),
        expect![[r#"
        (offered)
        250 2.1.0 sender noted
        250 2.1.5 recipient noted
        354 go on; CR LF . CR LF ends it
        250 2.0.0 kept
        221 2.0.0 bye
        kept "Subject: hi\r\n\r\nHei!\r\n" from Some("a@b.example") for ["c@d.example"]
    "#]],
    )
    .await;
}

#[tokio::test]
async fn two_recipients_have_two_answers() {
    check(
        "lhlo mta\r\nmail from:<> body=8bitmime smtputf8 size=20\r\nrcpt to:<ä@d.example>\r\n\
         RCPT TO:<Postmaster>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n",
        expect![[r#"
            (offered)
            250 2.1.0 sender noted
            250 2.1.5 recipient noted
            250 2.1.5 recipient noted
            354 go on; CR LF . CR LF ends it
            250 2.0.0 kept
            250 2.0.0 kept
            221 2.0.0 bye
            kept "hi\r\n" from None for ["ä@d.example", "postmaster"]
        "#]],
    )
    .await;
}

#[tokio::test]
async fn the_same_again_is_kept_once() {
    check(
        &format!("{ENVELOPE}hi\r\n.\r\n{}hi\r\n.\r\nQUIT\r\n", &ENVELOPE["LHLO mta\r\n".len()..]),
        expect![[r#"
            (offered)
            250 2.1.0 sender noted
            250 2.1.5 recipient noted
            354 go on; CR LF . CR LF ends it
            250 2.0.0 kept
            250 2.1.0 sender noted
            250 2.1.5 recipient noted
            354 go on; CR LF . CR LF ends it
            250 2.0.0 kept
            221 2.0.0 bye
            kept "hi\r\n" from Some("a@b.example") for ["c@d.example"]
        "#]],
    )
    .await;
}

#[tokio::test]
async fn an_empty_message_is_a_message() {
    check(
        &format!("{ENVELOPE}.\r\nQUIT\r\n"),
        expect![[r#"
        (offered)
        250 2.1.0 sender noted
        250 2.1.5 recipient noted
        354 go on; CR LF . CR LF ends it
        250 2.0.0 kept
        221 2.0.0 bye
        kept "" from Some("a@b.example") for ["c@d.example"]
    "#]],
    )
    .await;
}

#[tokio::test]
async fn everything_has_its_order() {
    check(
        "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nHELO mta\r\nEHLO mta\r\nLHLO\r\n\
         LHLO mta\r\nDATA\r\nRCPT TO:<c@d.example>\r\nMAIL FROM:<a@b.example>\r\nDATA\r\n\
         MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nRSET\r\nDATA\r\nQUIT\r\n",
        expect![[r"
            503 5.5.1 say LHLO first
            503 5.5.1 no sender yet
            503 5.5.1 no recipient yet
            500 5.5.1 this is LMTP: say LHLO
            500 5.5.1 this is LMTP: say LHLO
            501 5.5.4 the command is not complete or has a wrong parameter
            (offered)
            503 5.5.1 no recipient yet
            503 5.5.1 no sender yet
            250 2.1.0 sender noted
            503 5.5.1 no recipient yet
            503 5.5.1 there is a sender already
            250 2.1.5 recipient noted
            250 2.0.0 forgotten
            503 5.5.1 no recipient yet
            221 2.0.0 bye
        "]],
    )
    .await;
}

#[tokio::test]
async fn side_talk() {
    check(
        "LHLO mta\r\nNOOP\r\nVRFY someone\r\nEXPN list\r\nHELP\r\nSTARTTLS\r\nAUTH PLAIN AAAA\r\nWHAT\r\n\r\nquit\r\n",
        expect![[r"
            (offered)
            250 2.0.0 yes
            252 2.5.0 send it, and it will be kept
            502 5.5.1 not offered here
            502 5.5.1 not offered here
            502 5.5.1 not offered here
            502 5.5.1 not offered here
            500 5.5.1 no such command
            500 5.5.1 no such command
            221 2.0.0 bye
        "]],
    )
    .await;
}

#[tokio::test]
async fn what_is_no_command() {
    check(
        "LHLO mta\r\nNOOP\nNOOP \u{0}\r\nNOOP \u{7f}\r\nNO\rOP\r\nMAIL FROM:<a@b\u{85}.example>\r\n\
         MAIL FROM:a@b.example\r\nMAIL FROM:<a b@c.example>\r\nMAIL FROM:<a@b.example> SIZE=x\r\n\
         MAIL FROM:<a@b.example> BODY=BINARYMIME\r\nMAIL FROM:<a@b.example> RET=FULL\r\n\
         MAIL FROM:<a@b.example> FOO=BAR\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<>\r\nRCPT TO:<c>\r\n\
         RCPT TO:<c@d.example> NOTIFY=NEVER\r\nRCPT TO:<c@d.example>\r\nQUIT\r\n",
        expect![[r"
            (offered)
            500 5.5.2 a command is one line of UTF-8 without control characters, ended by CR LF
            500 5.5.2 a command is one line of UTF-8 without control characters, ended by CR LF
            500 5.5.2 a command is one line of UTF-8 without control characters, ended by CR LF
            500 5.5.2 a command is one line of UTF-8 without control characters, ended by CR LF
            500 5.5.2 a command is one line of UTF-8 without control characters, ended by CR LF
            501 5.5.4 the command is not complete or has a wrong parameter
            501 5.1.7 the sender is no address
            501 5.5.4 the command is not complete or has a wrong parameter
            555 5.5.4 that parameter was not offered
            555 5.5.4 that parameter was not offered
            555 5.5.4 that parameter was not offered
            250 2.1.0 sender noted
            501 5.1.3 the recipient is no address
            501 5.1.3 the recipient is no address
            555 5.5.4 that parameter was not offered
            250 2.1.5 recipient noted
            221 2.0.0 bye
        "]],
    )
    .await;
}

#[tokio::test]
async fn a_stranger_is_shown_out() {
    check(
        "POST / HTTP/1.1\r\nLHLO mta\r\n",
        expect![[r"
        421 4.7.0 this is LMTP
    "]],
    )
    .await;
    check(
        &format!("{}BDAT 8\r\nLHLO x\r\n", &ENVELOPE[..ENVELOPE.len() - 6]),
        expect![[r"
        (offered)
        250 2.1.0 sender noted
        250 2.1.5 recipient noted
        503 5.5.1 BDAT was not offered
    "]],
    )
    .await;
}

#[tokio::test]
async fn too_big_as_announced() {
    check(
        "LHLO mta\r\nMAIL FROM:<a@b.example> SIZE=201\r\nQUIT\r\n",
        expect![[r"
        (offered)
        552 5.3.4 the message is too big
        221 2.0.0 bye
    "]],
    )
    .await;
}

#[tokio::test]
async fn too_big_as_it_comes() {
    let big = "x".repeat(199);
    check(
        &format!("LHLO mta\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nRCPT TO:<e@d.example>\r\nDATA\r\n{big}\r\n.\r\nNOOP\r\nQUIT\r\n"),
        expect![[r"
            (offered)
            250 2.1.0 sender noted
            250 2.1.5 recipient noted
            250 2.1.5 recipient noted
            354 go on; CR LF . CR LF ends it
            552 5.3.4 the message is too big
            552 5.3.4 the message is too big
            250 2.0.0 yes
            221 2.0.0 bye
        "]],
    )
    .await;
}

#[tokio::test]
async fn a_long_line_is_not_heard() {
    let long = "x".repeat(100_000);
    check(
        &format!("LHLO mta\r\nNOOP {long}\r\nNOOP\r\nQUIT\r\n"),
        expect![[r"
        (offered)
        500 5.5.2 the line is too long
        250 2.0.0 yes
        221 2.0.0 bye
    "]],
    )
    .await;
}

#[tokio::test]
async fn only_cr_lf_dot_cr_lf_ends_a_message() {
    for test in backends() {
        let house = House::open(test, LIMITS, MIB).await;
        for (number, end) in
            ["\n.\n", "\n.\r\n", "\r.\r\n", "\r.\r", "\n.\r", "\r\n.\r", "\r\n.\n"].into_iter().enumerate()
        {
            let smuggled = "MAIL FROM:<evil@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nevil\r\n";
            let message = format!("{number}{end}{smuggled}");
            let told = house.told(format!("{ENVELOPE}{message}.\r\n").as_bytes()).await;
            assert_eq!(told.matches("kept").count(), 1, "{end:?} ends nothing: {told}");
            let kept = house.kept().await;
            assert_eq!(kept.len(), number + 1, "{end:?}");
            // A dot at the start of a line is the way's, whatever follows.
            let expected = message.replace("\r\n.", "\r\n");
            assert!(
                kept.iter().any(|kept| kept.raw == expected.as_bytes()),
                "{end:?} is kept as it was sent"
            );
        }
    }
}

#[test]
fn what_is_sent_is_what_is_kept_however_it_is_cut() {
    let mut messages = vec![String::new()];
    for _ in 0..6 {
        let longer: Vec<_> =
            messages.iter().flat_map(|start| "\r\n.a".chars().map(move |c| format!("{start}{c}"))).collect();
        messages.extend(longer);
        messages.sort_unstable();
        messages.dedup();
    }
    for message in messages {
        let message = format!("{message}\r\n");
        let mut sent = message.replace("\r\n.", "\r\n..");
        if sent.starts_with('.') {
            sent.insert(0, '.');
        }
        sent += ".\r\n";
        for cut in 0..=sent.len() {
            let mut incoming = Incoming::new(100, std::sync::Arc::new(tokio::sync::Semaphore::new(1)));
            let (first, second) = sent.as_bytes().split_at(cut);
            let second = [second, b".\r\nQUIT\r\n"].concat();
            let end = incoming.take(first).or_else(|| incoming.take(&second).map(|end| cut + end));
            assert_eq!(end, Some(sent.len()), "{message:?} ends at its end, cut at {cut}");
            assert_eq!(incoming.raw, message.as_bytes(), "{message:?} cut at {cut}");
        }
    }
}

#[tokio::test]
async fn eight_bits_are_kept_byte_for_byte() {
    for test in backends() {
        let house = House::open(test, LIMITS, MIB).await;
        let mut message: Vec<u8> = (0..=255).cycle().take(300_000).collect();
        message.extend_from_slice(b"\r\n");
        let told = house.told(&[ENVELOPE.as_bytes(), &message, b".\r\n"].concat()).await;
        assert!(told.ends_with("250 2.0.0 kept\n"), "{told}");
        let kept = house.kept().await;
        assert_eq!(inbox::sha256(&kept[0].raw), inbox::sha256(&message));
    }
}

#[tokio::test]
async fn a_failing_database_keeps_nobody_from_coming_again() {
    for test in backends() {
        let house = House::open(test, LIMITS, MIB).await;
        house.test.db().write(|tx| tx.batch("alter table inbox rename to elsewhere")).await.expect("away");
        let message = format!("{ENVELOPE}hi\r\n.\r\n");
        let told = house.told(message.as_bytes()).await;
        assert!(told.ends_with("451 4.3.0 it could not be kept, try again later\n"), "{told}");
        house.test.db().write(|tx| tx.batch("alter table elsewhere rename to inbox")).await.expect("back");
        assert_eq!(house.kept().await.len(), 0);

        let told = house.told(message.as_bytes()).await;
        assert!(told.ends_with("250 2.0.0 kept\n"), "{told}");
        assert_eq!(house.kept().await.len(), 1);

        house.test.db().clone().close();
        let told = house.told(message.as_bytes()).await;
        assert!(told.ends_with("451 4.3.0 it could not be kept, try again later\n"), "{told}");
    }
}

#[tokio::test]
async fn a_slow_database_loses_nothing_and_doubles_nothing() {
    let message = format!("{ENVELOPE}hi\r\n.\r\n");
    for test in backends() {
        let house = House::open(test, Limits { keep: Duration::from_millis(50), ..LIMITS }, MIB).await;
        let (locked, mut is_locked) = mpsc::unbounded_channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let db = house.test.db().clone();
        let locking = tokio::spawn(async move {
            db.write(move |tx| {
                match tx.dialect() {
                    // It has one writer, and this is it.
                    Dialect::Sqlite => {}
                    Dialect::Postgres => tx.batch("lock table inbox")?,
                }
                locked.send(()).expect("somebody waits");
                released.recv().unwrap_or_default();
                Ok::<_, Fault>(())
            })
            .await
        });
        is_locked.recv().await.expect("a lock");
        let told = house.told(message.as_bytes()).await;
        assert!(told.ends_with("451 4.3.0 it could not be kept, try again later\n"), "{told}");

        drop(release);
        locking.await.expect("a lock").expect("a lock");
        while !house.told(message.as_bytes()).await.ends_with("250 2.0.0 kept\n") {}
        assert_eq!(house.kept().await.len(), 1);
    }
}

#[tokio::test]
async fn half_a_message_is_none() {
    for test in backends() {
        let house = House::open(test, LIMITS, MIB).await;
        for half in ["", "hi", "hi\r\n", "hi\r\n.", "hi\r\n.\r"] {
            let told = house.told(format!("{ENVELOPE}{half}").as_bytes()).await;
            assert!(told.ends_with("354 go on; CR LF . CR LF ends it\n"), "{half:?}: {told}");
        }
        assert_eq!(house.kept().await.len(), 0);
    }
}

#[tokio::test]
async fn word_by_word_is_as_good_as_all_at_once() {
    let house = House::open(TestDb::sqlite(), LIMITS, MIB).await;
    let mut peer = Peer::call(&house).await;
    peer.hear("220 ").await;
    for (word, answer) in [
        ("LHLO mta\r\n", "250 ENHANCEDSTATUSCODES\r\n"),
        ("MAIL FROM:<a@b.example>\r\n", "250 2.1.0"),
        ("RCPT TO:<c@d.example>\r\n", "250 2.1.5"),
        ("DATA\r\n", "354"),
        ("h\r\n.\r\n", "250 2.0.0 kept"),
        ("QUIT\r\n", "221"),
    ] {
        for letter in word.as_bytes() {
            peer.say(&[*letter]).await;
        }
        peer.hear(answer).await;
    }
    assert_eq!(house.kept().await.len(), 1);
}

#[tokio::test]
async fn the_slow_are_sent_away() {
    let soon = Duration::from_millis(100);
    for (limits, said) in [
        (Limits { idle: soon, ..LIMITS }, "LHLO m".to_owned()),
        (Limits { idle: soon, ..LIMITS }, format!("{ENVELOPE}hal")),
        (Limits { message: soon, ..LIMITS }, format!("{ENVELOPE}hal")),
    ] {
        let house = House::open(TestDb::sqlite(), limits, MIB).await;
        let mut peer = Peer::call(&house).await;
        peer.say(said.as_bytes()).await;
        peer.hear("421 4.4.2 too slow, nothing was kept\r\n").await;
        assert_eq!(house.kept().await.len(), 0);
    }
}

#[tokio::test]
async fn one_connection_too_many() {
    let house = House::open(TestDb::sqlite(), Limits { connections: 2, ..LIMITS }, MIB).await;
    let mut first = Peer::call(&house).await;
    first.hear("220 ").await;
    let mut second = Peer::call(&house).await;
    second.hear("220 ").await;
    let mut third = Peer::call(&house).await;
    assert_eq!(third.hear("\n").await, "421 4.3.2 too many connections, try again later\n");

    first.say(b"QUIT\r\n").await;
    assert!(first.rest().await.ends_with("221 2.0.0 bye\n"));
    // The place is free when the talk has ended, which is a moment after its last word.
    loop {
        let mut fourth = Peer::call(&house).await;
        if fourth.hear("\n").await.starts_with("220 ") {
            break;
        }
    }
}

#[tokio::test]
async fn more_recipients_come_afterwards() {
    let house = House::open(TestDb::sqlite(), Limits { recipients: 2, ..LIMITS }, MIB).await;
    let again = "RCPT TO:<e@d.example>\r\n".repeat(2);
    let told =
        house.told(format!("{}{again}DATA\r\nhi\r\n.\r\n", &ENVELOPE[..ENVELOPE.len() - 6]).as_bytes()).await;
    assert_eq!(told.matches("452 4.5.3 too many recipients").count(), 1, "{told}");
    assert_eq!(told.matches("250 2.0.0 kept").count(), 2, "{told}");
}

#[tokio::test]
async fn who_says_nothing_of_use_is_sent_away() {
    let house = House::open(TestDb::sqlite(), Limits { fruitless: 4, ..LIMITS }, MIB).await;
    let kept = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nhi\r\n.\r\n";
    let said =
        format!("LHLO mta\r\nNOOP\r\nRSET\r\n{kept}NOOP\r\nRSET\r\nNOOP\r\n{kept}{}", "NOOP\r\n".repeat(99));
    let told = house.told(said.as_bytes()).await;
    assert!(told.ends_with("250 2.0.0 yes\n421 4.7.0 too many commands that lead nowhere\n"), "{told}");
    assert_eq!(told.matches("250 2.0.0 yes").count(), 7, "{told}");
    assert_eq!(told.matches("250 2.0.0 kept").count(), 2, "{told}");
}

#[tokio::test]
async fn memory_is_shared() {
    let house = House::open(TestDb::sqlite(), Limits { held: 1, ..LIMITS }, MIB).await;
    let mut first = Peer::call(&house).await;
    first.say(format!("{ENVELOPE}first\r\n").as_bytes()).await;
    first.hear("354").await;
    // The first holds the only room as soon as its bytes have come in.
    loop {
        let told = house.told(format!("{ENVELOPE}second\r\n.\r\n").as_bytes()).await;
        if told.ends_with("451 4.3.1 too much mail at once, try again later\n") {
            break;
        }
    }
    first.say(b".\r\n").await;
    first.hear("250 2.0.0 kept").await;
    let told = house.told(format!("{ENVELOPE}second\r\n.\r\n").as_bytes()).await;
    assert!(told.ends_with("250 2.0.0 kept\n"), "{told}");
}

#[tokio::test]
async fn closing_lets_a_message_come_in_and_nothing_after_it() {
    let house = House::open(TestDb::sqlite(), LIMITS, MIB).await;
    let mut idle = Peer::call(&house).await;
    idle.hear("220 ").await;
    let mut busy = Peer::call(&house).await;
    busy.say(format!("{ENVELOPE}half").as_bytes()).await;
    busy.hear("354").await;

    house.close.send(()).expect("an open house");
    assert_eq!(idle.rest().await, "421 4.3.2 closing down, try again later\n");
    busy.say(b" and half\r\n.\r\nNOOP\r\n").await;
    let told = busy.rest().await;
    assert!(told.ends_with("250 2.0.0 kept\n421 4.3.2 closing down, try again later\n"), "{told}");
    house.serving.await.expect("closed");
    assert!(TcpStream::connect(house.address).await.is_err(), "nobody listens any more");
    let kept = house.test.db().read(|tx| inbox::waiting(tx, 10, usize::MAX)).await.expect("the inbox");
    assert_eq!(kept.len(), 1);
}

//! What the house says by itself to whoever writes; on both databases.

use valta_domain::{calendar::Calendar, receipt::Receipts};
use valta_mail::{Automatic, Budget, Message};
use valta_store::{outbox, sent};

use super::*;

/// 23:00 in Helsinki, on 26 September 2026; and when the house opens after that.
const SATURDAY_NIGHT: Timestamp = Timestamp(1_790_452_800_000_000);
const MONDAY_NINE: Timestamp = Timestamp(1_790_575_200_000_000);

const MINE: &str = "From: \"You won http://prize.example\" <ilmi@posti.example>\nTo: palvelu@valta.example\nSubject: You won http://prize.example\nMessage-ID: <1@posti.example>\nDate: Sat, 26 Sep 2026 23:00:00 +0300\n\nAamiainen ei tullut koneeseen, ja minulla oli nälkä. Katso http://prize.example heti.\n";

/// With other lines of its head; a line without a value is left out.
fn letter(lines: &[(&str, &str)]) -> String {
    let (head, body) = MINE.split_once("\n\n").expect("a head");
    let kept = head.lines().filter(|line| {
        let name = line.split(':').next().unwrap_or_default();
        !lines.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    });
    let given = lines.iter().filter(|(_, value)| !value.is_empty());
    let lines: Vec<String> =
        kept.map(str::to_owned).chain(given.map(|(name, value)| format!("{name}: {value}"))).collect();
    format!("{}\n\n{body}", lines.join("\n"))
}

async fn came(desk: &Desk, raw: &str) {
    came_by(desk, raw, "lmtp", Some("ilmi@posti.example")).await;
}

async fn came_by(desk: &Desk, raw: &str, source: &'static str, sender: Option<&str>) {
    let raw = raw.replace('\n', "\r\n").into_bytes();
    let arrived = Arrived { raw, source, sender: sender.map(str::to_owned), recipients: vec![] };
    desk.keep(arrived).await.expect("keep");
    desk.take_in_all().await.expect("take in");
}

/// What left, as its receiver reads it: everything, the house's own words and what people wrote.
async fn letters(desk: &Desk) -> Vec<(Message, String)> {
    desk.perform_all().await.expect("perform");
    let look = |tx: &mut valta_store::Tx<'_>| {
        let lines = sent::list(tx, Scope::All, 500)?;
        lines.into_iter().map(|line| sent::raw(tx, line.contact)).collect::<Result<Vec<_>, _>>()
    };
    let raw = desk.reader().look(look).await.expect("look");
    let read = |(_, raw): (CaseId, Vec<u8>)| {
        let message = valta_mail::read(&raw, &Budget::default()).expect("a mail");
        (message, String::from_utf8(raw).expect("ASCII"))
    };
    raw.into_iter().flatten().map(read).collect()
}

/// It is Saturday night, and the house opens on Monday at nine.
async fn closed(desk: &Desk, lead: By) {
    let week = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_owned(), "09:00-17:00".to_owned()));
    let calendar = Calendar { time_zone: "Europe/Helsinki".into(), week: week.into(), ..Calendar::default() };
    desk.set_calendar(lead, None, calendar).await.expect("said");
    desk.clock().set(SATURDAY_NIGHT);
}

#[test]
fn out_of_hours_whoever_writes_hears_who_has_it_and_when_somebody_looks() {
    on_both(|House { desk, lead, .. }| async move {
        closed(&desk, lead).await;
        came(&desk, MINE).await;
        let [(receipt, raw)] = letters(&desk).await.try_into().expect("one");
        assert_eq!(receipt.subject, "Viestisi on tallessa: asia 1");
        assert_eq!(receipt.in_reply_to, ["1@posti.example"]);
        assert_eq!(receipt.automatic, Some(Automatic::AutoReply));
        assert!(
            raw.contains("Auto-Submitted: auto-replied") && raw.contains("To: ilmi@posti.example"),
            "{raw}"
        );
        assert!(receipt.text.starts_with("Viestisi on tallessa. Asiasi numero on 1."), "{}", receipt.text);
        assert!(
            receipt.text.contains("Katsomme tätä viimeistään, kun avaamme, maanantaina 28.9. klo 9.00."),
            "{}",
            receipt.text
        );
        // Nothing of theirs goes back, not even the name that they gave themselves.
        for theirs in ["prize", "You won", "Aamiainen", "nälkä"] {
            assert!(!raw.contains(theirs) && !receipt.text.contains(theirs), "{raw}");
        }
        let at = receipt.text.find("/m/").expect("a link") + 3;
        let secret: String = receipt.text[at..].chars().take_while(char::is_ascii_alphanumeric).collect();
        let matter = desk.follow(secret).await.expect("the matter");
        let looks = matter.shown.looks.expect("closed");
        assert_eq!((matter.shown.number, looks.opens), (1, Some(MONDAY_NINE)), "the page says the same");
        assert!(matter.shown.said.len() == 1 && matter.shown.waiting_since.is_some(), "{:?}", matter.shown);

        // It is nobody's answer: they wait, nobody has touched it, and nobody took it.
        let case = first_case(&desk).await;
        let look = move |tx: &mut valta_store::Tx<'_>| {
            let line = views::case::one(tx, Scope::All, case)?.expect("a case");
            Ok::<_, valta_store::Fault>((line, views::on_call::untouched_since(tx, case)?))
        };
        let (line, untouched) = desk.reader().look(look).await.expect("look");
        assert_eq!((line.waiting_since, untouched), (Some(SATURDAY_NIGHT), Some(SATURDAY_NIGHT)));
        assert_eq!((line.owner, line.state.code(), line.contacts_count), (None, "open", 1));

        // Once a day to an address; the next matter of a new day is acknowledged again, by whoever has it then.
        came(&desk, &letter(&[("Message-ID", "<2@posti.example>")])).await;
        assert_eq!(letters(&desk).await.len(), 1);
        desk.clock().set(SATURDAY_NIGHT.plus(DAY));
        let next = [("Message-ID", "<3@posti.example>"), ("Date", "Sun, 27 Sep 2026 23:00:00 +0300")];
        desk.take(lead, None, case, None).await.expect("taken");
        came(&desk, &letter(&next)).await;
        let all = letters(&desk).await;
        assert_eq!(all.len(), 2);
        assert!(all.iter().any(|(letter, _)| letter.text.contains("Asiaasi hoitaa Liisa Liidi.")), "{all:?}");
    });
}

#[test]
fn in_the_customers_language_and_as_leads_have_said() {
    on_both(|House { desk, by, lead }| async move {
        closed(&desk, lead).await;
        let write = async |id: &str, from: &str, body: &str| {
            let head = letter(&[("Message-ID", &format!("<{id}@posti.example>")), ("From", from)]);
            let head = head.split_once("\n\n").expect("a head").0.to_owned();
            came(&desk, &format!("{head}\n\n{body}\n")).await;
        };
        write("1", "a@posti.example", "The breakfast never reached the plane, and I was hungry.").await;
        write("2", "b@posti.example", "Frukosten kom aldrig till planet, och jag var hungrig.").await;
        let subjects = async || {
            let mut all: Vec<String> =
                letters(&desk).await.into_iter().map(|(letter, _)| letter.subject).collect();
            all.sort();
            all
        };
        let both = ["Ditt meddelande är sparat: ärende 2", "Your message is safe: case 1"];
        assert_eq!(subjects().await, both);

        // Said by those who keep the hours; off, nothing leaves.
        let refused = desk.set_receipts(by, None, Receipts::Never).await;
        assert!(matches!(refused, Err(No::Refusal(Refusal::NotYours))), "{refused:?}");
        for _ in 0..2 {
            desk.set_receipts(lead, None, Receipts::Never).await.expect("set");
        }
        write("3", "c@posti.example", "Missä laukkuni on?").await;
        assert_eq!(subjects().await, both);

        // While the house is open only where it is always said, and then until when.
        desk.clock().set(MONDAY_NINE.plus(HOUR));
        let monday = [
            ("Message-ID", "<4@posti.example>"),
            ("Date", "Mon, 28 Sep 2026 10:00:00 +0300"),
            ("From", "d@posti.example"),
        ];
        desk.set_receipts(lead, None, Receipts::OutOfHours).await.expect("set");
        came(&desk, &letter(&monday)).await;
        assert_eq!(subjects().await, both);
        desk.set_receipts(lead, None, Receipts::Always).await.expect("set");
        let again = [("Message-ID", "<5@posti.example>"), monday[1], ("From", "e@posti.example")];
        came(&desk, &letter(&again)).await;
        let all = letters(&desk).await;
        assert_eq!(all.len(), 3);
        let open = all.iter().find(|(letter, _)| letter.subject.ends_with("asia 5")).expect("the last");
        assert!(
            open.0.text.contains("Olemme paikalla, kunnes suljemme maanantaina 28.9. klo 17.00."),
            "{open:?}"
        );
    });
}

#[test]
fn nothing_is_said_to_machines_to_lists_to_ourselves_or_of_old_mail() {
    on_both(|House { desk, lead, .. }| async move {
        closed(&desk, lead).await;
        let own = format!("palvelu+{}@valta.example", "a".repeat(26));
        for (index, lines) in [
            [("Auto-Submitted", "auto-replied")].as_slice(),
            &[("Auto-Submitted", "auto-generated")],
            &[("Precedence", "bulk")],
            &[("List-Id", "<list.posti.example>")],
            &[("X-Auto-Response-Suppress", "All")],
            &[("Return-Path", "<>")],
            &[("From", "MAILER-DAEMON@posti.example")],
            &[("From", "no-reply@posti.example")],
            &[("From", "palvelu@valta.example")],
            &[("From", own.as_str())],
            &[("From", "a@posti.example, b@posti.example")],
            &[("From", "")],
            &[("Reply-To", "noreply@posti.example")],
            &[("To", "somebody@else.example")],
            &[("To", "palvelu@else.example")],
            &[("To", "")],
            &[("Date", "Fri, 25 Sep 2026 22:59:00 +0300")],
            &[("Date", "")],
        ]
        .into_iter()
        .enumerate()
        {
            let id = format!("<{index}@posti.example>");
            let lines = [lines, &[("Message-ID", id.as_str())]].concat();
            came(&desk, &letter(&lines)).await;
            assert_eq!(letters(&desk).await.len(), 0, "{lines:?}");
        }
        // An envelope without a sender wants to hear nothing; what is imported was written to somebody else's house.
        came_by(&desk, &letter(&[("Message-ID", "<x@posti.example>")]), "lmtp", None).await;
        came_by(&desk, &letter(&[("Message-ID", "<y@posti.example>")]), "import", Some("ilmi@posti.example"))
            .await;
        assert_eq!(letters(&desk).await.len(), 0);
        came(&desk, &letter(&[("Message-ID", "<z@posti.example>"), ("Cc", "palvelu@valta.example")])).await;
        assert_eq!(letters(&desk).await.len(), 1, "and the one that may be");
    });
}

/// Somebody who was sent our letter, or a machine that answers it, each time from another address.
#[test]
fn whoever_answers_a_letter_that_they_never_got_hears_nothing() {
    on_both(|House { desk, lead, .. }| async move {
        closed(&desk, lead).await;
        came(&desk, MINE).await;
        let [(receipt, _)] = letters(&desk).await.try_into().expect("one");
        let (reply, id) = (receipt.reply_to[0].address.clone(), receipt.message_id.expect("an id"));
        for (index, to) in [reply.as_str(), "palvelu@valta.example"].into_iter().enumerate() {
            let (from, own) = (format!("muu{index}@posti.example"), format!("<m{index}@posti.example>"));
            let answer = letter(&[
                ("From", &from),
                ("To", to),
                ("Message-ID", &own),
                ("In-Reply-To", &format!("<{id}>")),
            ]);
            came(&desk, &answer).await;
            assert_eq!(letters(&desk).await.len(), 1, "{to}");
        }
    });
}

/// Three hundred letters in the name of a hundred people are no three hundred letters to them.
#[test]
fn a_flood_gets_no_more_than_so_many_in_a_minute_and_one_a_day_each() {
    on_both(|House { desk, lead, .. }| async move {
        closed(&desk, lead).await;
        let flood = async |round: i64| {
            for index in 0..300 {
                let from = format!("victim{}@posti.example", index % 100);
                let id = format!("<{round}-{index}@posti.example>");
                let raw =
                    letter(&[("From", from.as_str()), ("Message-ID", id.as_str())]).replace('\n', "\r\n");
                let (raw, sender) = (raw.into_bytes(), Some(from));
                let arrived = Arrived { raw, source: "lmtp", sender, recipients: vec![] };
                desk.keep(arrived).await.expect("keep");
            }
            desk.take_in_all().await.expect("take in");
            letters(&desk).await
        };
        let most = usize::try_from(Settings::default().mail.receipts_a_minute).expect("a few");
        assert_eq!(flood(0).await.len(), most);
        desk.clock().set(SATURDAY_NIGHT.plus(2 * MINUTE));
        let all = flood(1).await;
        assert_eq!(all.len(), 2 * most);
        let mut told: Vec<String> = all.iter().map(|(letter, _)| letter.to[0].address.clone()).collect();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), 2 * most, "nobody twice");
        assert!(all.iter().all(|(_, raw)| !raw.contains("prize")));
    });
}

#[test]
fn what_did_not_arrive_stands_on_the_case_and_raises_nothing() {
    on_both(|House { desk, lead, .. }| async move {
        closed(&desk, lead).await;
        came(&desk, MINE).await;
        let [(receipt, raw)] = letters(&desk).await.try_into().expect("one");
        let case = first_case(&desk).await;
        let reply = receipt.reply_to[0].address.clone();
        let id = receipt.message_id.expect("an id");
        assert!(raw.contains(&id));
        let bounce = format!(
            "From: MAILER-DAEMON@posti.example\nTo: {reply}\nSubject: Undelivered Mail Returned to Sender\n\
             Message-ID: <b@posti.example>\nDate: Sat, 26 Sep 2026 23:01:00 +0300\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: text/plain\n\n\
             It did not arrive.\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.posti.example\n\n\
             Final-Recipient: rfc822; ilmi@posti.example\nAction: failed\nStatus: 5.1.1\n--x\n\
             Content-Type: message/rfc822\n\nMessage-ID: <{id}>\nSubject: Viestisi on tallessa\n\nTallessa.\n--x--\n"
        );
        desk.take(lead, None, case, None).await.expect("taken");
        desk.resolve(lead, None, case, None).await.expect("solved");
        for _ in 0..2 {
            came_by(&desk, &bounce, "lmtp", None).await;
        }
        let facts = async || {
            let look = move |tx: &mut valta_store::Tx<'_>| {
                valta_store::record::history(tx, valta_domain::Stream::Case(case), 0, 50)
            };
            let facts = desk.reader().look(look).await.expect("look");
            facts.into_iter().map(|fact| fact.event.kind()).collect::<Vec<_>>()
        };
        assert_eq!(
            facts().await,
            [
                "case_opened",
                "contact_received",
                "link_made",
                "receipt_written",
                "case_taken",
                "case_resolved",
                "contact_received",
                "receipt_failed",
            ]
        );
        assert_eq!(letters(&desk).await.len(), 1, "and nothing is said about it");

        // Who answers the receipt is heard in the same matter.
        let head = letter(&[
            ("To", reply.as_str()),
            ("Message-ID", "<r@posti.example>"),
            ("In-Reply-To", &format!("<{id}>")),
        ]);
        came(&desk, &head).await;
        assert!(facts().await.ends_with(&["contact_received", "case_reopened"]), "{:?}", facts().await);
        // One that cannot leave for an hour never does: what it says of the hours need not be true any more.
        let other = [("From", "toinen@posti.example"), ("Message-ID", "<o@posti.example>")];
        came(&desk, &letter(&other)).await;
        desk.clock().set(SATURDAY_NIGHT.plus(2 * HOUR));
        assert_eq!(letters(&desk).await.len(), 1);
        // The sent folder shows it for what it is.
        let all = desk.reader().look(|tx| sent::list(tx, Scope::All, 9)).await.expect("look");
        let kept = desk.message(lead, all[0].contact).await.expect("the message");
        assert!(
            kept.bytes.starts_with(b"Message-ID") || kept.bytes.windows(8).any(|some| some == b"tallessa")
        );
        let waiting = desk.reader().look(|tx| outbox::oldest_due(tx, outbox::Kind::Receipt)).await;
        assert_eq!(waiting.expect("look"), None);
    });
}

//! Links by which customers look at their matters: in every mail, one for each address; on both databases.

use valta_domain::{case::State, told::Mood};
use valta_store::{
    sent,
    views::{case::CaseLine, link::LinkLine},
};

use super::*;

/// The mail that was kept here, as its receiver reads it.
async fn letters(desk: &Desk) -> Vec<String> {
    desk.perform_all().await.expect("perform");
    let look = |tx: &mut valta_store::Tx<'_>| {
        // The clock stands still: they stand in the order of their ids.
        sent::list(tx, Scope::All, 50)?
            .into_iter()
            .map(|line| sent::raw(tx, line.contact))
            .collect::<Result<Vec<_>, _>>()
    };
    let letters = desk.reader().look(look).await.expect("look");
    let read = |raw: Vec<u8>| valta_mail::read(&raw, &valta_mail::Budget::default()).expect("a mail").text;
    letters.into_iter().flatten().map(|(_, raw)| read(raw)).collect()
}

fn secret(letter: &str) -> String {
    let at = letter.find("/m/").expect("a link") + 3;
    letter[at..].chars().take_while(char::is_ascii_alphanumeric).collect()
}

const MAIL: &str = "From: Ilmi <ilmi@posti.example>\nTo: palvelu@valta.example\nSubject: Aamiainen\nMessage-ID: <1@posti.example>\nDate: Wed, 23 Sep 2026 13:00:00 +0300\n\nAamiainen ei tullut koneeseen, ja minulla oli nälkä.\n";

async fn answered(desk: &Desk, by: By) -> CaseId {
    mail(desk, MAIL).await;
    let filter = views::case::CaseFilter { limit: 1, ..Default::default() };
    let found = desk.reader().look(move |tx| views::case::list(tx, Scope::All, &filter)).await.expect("look");
    let case = found[0].id;
    let reply = WriteReply { case, body: "Pahoittelut, soitan keittiöön.".into(), seen: None };
    desk.reply(by, None, reply).await.expect("reply");
    case
}

#[test]
fn every_mail_carries_it_and_the_record_has_no_secret() {
    on_both(|House { desk, by, .. }| async move {
        let case = answered(&desk, by).await;
        let reply = WriteReply { case, body: "Keittiö pahoittelee.".into(), seen: None };
        desk.reply(by, None, reply).await.expect("reply");
        let letters = letters(&desk).await;
        assert_eq!(letters.len(), 2);
        assert!(letters[0].contains("Pahoittelut, soitan keittiöön."));
        assert!(
            letters[0].contains("Kuka hoitaa asiaasi ja mitä on luvattu: http://localhost:8080/m/"),
            "{}",
            letters[0]
        );
        let secret = secret(&letters[0]);
        assert_eq!((secret.len(), &secret), (26, &self::secret(&letters[1])), "one address, one link");
        let matter = desk.follow(secret.clone()).await.expect("the matter");
        assert_eq!((matter.shown.number, matter.language.as_str()), (1, "fi"));
        assert_eq!(matter.shown.said.len(), 3);

        // What stands in the log and in the tables of links opens nothing.
        let reader = desk.reader();
        let kept = reader.look(|tx| {
            let events = tx.rows("select data from events", &[], |row| row.get::<String>(0))?;
            let keys = tx.rows("select digest from link_keys", &[], |row| row.get::<Vec<u8>>(0))?;
            Ok((events.join("\n"), keys))
        });
        let (events, keys) = kept.await.expect("look");
        assert!(!events.contains(&secret) && !events.contains("ilmi@"));
        assert!(keys.iter().all(|key| key.len() == 32 && !String::from_utf8_lossy(key).contains(&secret)));
    });
}

#[test]
fn what_is_told_is_told_once_by_each_form() {
    on_both(|House { desk, by, .. }| async move {
        let case = answered(&desk, by).await;
        let secret = secret(&letters(&desk).await[0]);
        let form = |n: u8, sent: u8| {
            Some(Key { key: uuid::Uuid::from_u128(n.into()).to_string(), fingerprint: [sent; 32] })
        };
        let key = |n: u8| form(n, n);
        let best = Mood::new(2).expect("a mood");
        for _ in 0..2 {
            desk.tell_mood(secret.clone(), key(1), best).await.expect("told");
            desk.write_by_link(secret.clone(), key(2), "Kiitos!".into(), vec![]).await.expect("written");
        }
        let lines =
            desk.reader().look(move |tx| views::contact::of_case(tx, case, Timestamp(i64::MAX), 9)).await;
        let lines = lines.expect("look");
        let written: Vec<_> = lines.iter().filter(|line| line.channel == Channel::WebForm).collect();
        assert_eq!(written.len(), 1);
        assert_eq!(
            written[0].address.as_deref(),
            Some("ilmi@posti.example"),
            "from the address that has the link"
        );

        let two = desk.write_by_link(secret.clone(), form(1, 9), "Toinen".into(), vec![]).await;
        assert!(matches!(two, Err(No::Refusal(Refusal::KeyReused))), "{two:?}");
        let nobody = desk.write_by_link("a".repeat(26), key(3), "Kiitos!".into(), vec![]).await;
        assert!(matches!(nobody, Err(No::Refusal(Refusal::NotFound))), "{nobody:?}");
    });
}

async fn paper(desk: &Desk, by: By, case: CaseId) -> String {
    desk.make_link(by, None, case).await.expect("made");
    let links = desk.clone();
    let reader = desk.reader();
    let address = reader.look(move |tx| {
        let link = views::link::standing(tx, case, None)?.expect("a link");
        links.link_address(tx, link)
    });
    secret(&address.await.expect("look").expect("an address"))
}

async fn links(desk: &Desk, by: By, case: CaseId) -> Vec<LinkLine> {
    let links = desk.clone();
    desk.reader().look(move |tx| links.links(tx, by, case)).await.expect("look")
}

async fn all(desk: &Desk) -> Vec<CaseLine> {
    let filter = views::case::CaseFilter { limit: 20, ..Default::default() };
    desk.reader().look(move |tx| views::case::list(tx, Scope::All, &filter)).await.expect("look")
}

/// Two of a family write in one matter: each sees what was said with them, wherever the matter goes, and neither speaks
/// for the other.
#[test]
fn what_was_said_with_another_customer_is_theirs() {
    on_both(|House { desk, by, .. }| async move {
        let case = answered(&desk, by).await;
        let ilmi = secret(&letters(&desk).await[0]);
        let on_paper = paper(&desk, by, case).await;
        desk.write_by_link(on_paper.clone(), None, "Kirjeestä: nälkä jatkuu.".into(), vec![])
            .await
            .expect("written");
        desk.hear(by, None, case, Channel::Phone, "Ilmi soitti".into()).await.expect("heard");
        let promise = |case, what: &str| MakePromise {
            case,
            what: what.into(),
            due: START.plus(HOUR),
            channel: Channel::Phone,
            instead_of: None,
        };
        desk.promise(by, None, promise(case, "Puuro")).await.expect("promised");
        let other = MAIL
            .replace("Ilmi <ilmi@", "Otto <otto@")
            .replace("Subject: Aamiainen", "Subject: Juomat")
            .replace("<1@", "<2@")
            .replace("Aamiainen ei", "Juoma ei")
            .replace("nälkä", "jano");
        mail(&desk, &other).await;
        let into = all(&desk).await.into_iter().find(|line| line.id != case).expect("another").id;
        desk.merge(by, None, case, into).await.expect("merged");
        let reply = WriteReply { case: into, body: "Otto, sinulle vesi.".into(), seen: None };
        desk.reply(by, None, reply).await.expect("reply");
        desk.promise(by, None, promise(into, "Vesi")).await.expect("promised");
        let otto = letters(&desk).await.iter().map(|letter| secret(letter)).next_back().expect("a letter");
        mail(&desk, &other.replace("<2@", "<3@").replace("jano", "kova jano")).await;

        for reader in [&ilmi, &on_paper] {
            let shown = desk.follow(reader.clone()).await.expect("the matter").shown;
            let what: Vec<_> =
                shown.promised.iter().filter_map(|promised| promised.what.as_deref()).collect();
            assert_eq!(
                (shown.own, shown.number, shown.subject.as_deref(), shown.waiting_since, what),
                (false, 1, Some("Aamiainen"), None, vec!["Puuro"]),
            );
            assert_eq!((shown.said.len(), shown.state), (4, State::Open));
            let whole = format!("{shown:?}");
            for theirs in ["jano", "vesi", "Vesi", "Juoma"] {
                assert!(!whole.contains(theirs), "{theirs}: {whole}");
            }
        }
        let shown = desk.follow(otto).await.expect("the matter").shown;
        let whole = format!("{shown:?}");
        assert_eq!(
            (shown.own, shown.number, shown.subject.as_deref(), shown.said.len()),
            (true, 2, Some("Juomat"), 3)
        );
        assert!(shown.waiting_since.is_some() && whole.contains("jano") && whole.contains("Vesi"), "{whole}");
        for theirs in ["nälkä", "Aamiainen", "Kirjeestä", "Puuro"] {
            assert!(!whole.contains(theirs), "{theirs}: {whole}");
        }

        // They may write there, and say nothing for the other.
        desk.write_by_link(ilmi.clone(), None, "Kiitos!".into(), vec![]).await.expect("written");
        let merged =
            |said: Result<(), No>| assert!(matches!(said, Err(No::Refusal(Refusal::Merged))), "{said:?}");
        merged(desk.tell_mood(ilmi.clone(), None, Mood::ALL[0]).await);
        merged(desk.tell_friend(ilmi.clone(), None, String::new()).await);
        for solved in [true, false] {
            merged(desk.tell_solved(on_paper.clone(), None, solved).await);
        }

        // Where the matter lives, all links are seen and can be closed.
        let known = links(&desk, by, into).await;
        let theirs = known.iter().find(|line| line.address.as_deref() == Some("ilmi@posti.example"));
        assert_eq!(known.len(), 3);
        desk.revoke_link(by, None, theirs.expect("a link").id).await.expect("closed");
        let over = desk.follow(ilmi).await;
        assert!(matches!(over, Err(No::Refusal(Refusal::NotFound))), "{over:?}");
        desk.follow(on_paper).await.expect("the letter was not closed");
    });
}

/// What one of us called it is the house's own, on the page and in the mail.
#[test]
fn a_customer_reads_what_they_called_it_themselves() {
    on_both(|House { desk, by, .. }| async move {
        let open = OpenCase {
            channel: Channel::Phone,
            subject: "canary: huutaa taas".into(),
            body: Some("canary: huutaa taas kuten viimeksi".into()),
            customer: Some(NewCustomer {
                name: Some("Ilmi".into()),
                email: Some("ilmi@posti.example".into()),
                phone: None,
            }),
            customer_id: None,
            point: None,
        };
        let case = desk.open_case(by, None, open).await.expect("open");
        let reply = |case, body: &str| WriteReply { case, body: body.into(), seen: None };
        desk.reply(by, None, reply(case, "Hei, selvitän asiaasi ja soitan sinulle.")).await.expect("reply");
        let subjects = |desk: &Desk| {
            let desk = desk.clone();
            async move {
                desk.perform_all().await.expect("perform");
                let look = |tx: &mut valta_store::Tx<'_>| {
                    let lines = sent::list(tx, Scope::All, 50)?;
                    lines.into_iter().map(|line| sent::raw(tx, line.contact)).collect::<Result<Vec<_>, _>>()
                };
                let read =
                    |raw: Vec<u8>| valta_mail::read(&raw, &valta_mail::Budget::default()).expect("a mail");
                let raws = desk.reader().look(look).await.expect("look").into_iter().flatten();
                let mut subjects: Vec<_> = raws.map(|(_, raw)| read(raw).subject).collect();
                subjects.sort();
                subjects
            }
        };
        assert_eq!(subjects(&desk).await, ["Asiasi 21.9.2026"]);
        let secret = paper(&desk, by, case).await;
        let shown = desk.follow(secret.clone()).await.expect("the matter").shown;
        assert_eq!((shown.subject.as_deref(), shown.opened_at), (None, START));
        assert!(!format!("{shown:?}").contains("canary"), "{shown:?}");

        // From here on it has a name of theirs; what is made of their words bears it too, whatever we call it.
        mail(&desk, MAIL).await;
        let shown = desk.follow(secret.clone()).await.expect("the matter").shown;
        assert_eq!(shown.subject.as_deref(), Some("Aamiainen"));
        let lines =
            desk.reader().look(move |tx| views::contact::of_case(tx, case, Timestamp(i64::MAX), 9)).await;
        let contact = lines.expect("look").into_iter().find(|line| line.raw.is_some()).expect("a mail").id;
        let new = desk.split(by, None, case, contact, "canary: se hankala".into()).await.expect("split");
        desk.reply(by, None, reply(new, "Hei taas, tässä vastaus.")).await.expect("reply");
        assert_eq!(subjects(&desk).await, ["Asiasi 21.9.2026", "Re: Aamiainen"]);
        let split = paper(&desk, by, new).await;
        assert_eq!(desk.follow(split).await.expect("the matter").shown.subject.as_deref(), Some("Aamiainen"));
        assert_eq!(desk.follow(secret).await.expect("the matter").shown.subject, None);

        // Put together again, the address has two links, which are closed together; a letter is closed alone.
        desk.merge(by, None, new, case).await.expect("merged");
        let known = links(&desk, by, case).await;
        let theirs: Vec<_> = known.iter().filter(|line| line.to.is_some()).collect();
        assert_eq!((known.len(), theirs.len()), (4, 2));
        desk.revoke_link(by, None, theirs[0].id).await.expect("closed");
        let stand = || async {
            let known = links(&desk, by, case).await;
            known.into_iter().filter(|line| line.revoked_at.is_none()).collect::<Vec<_>>()
        };
        let letters = stand().await;
        assert!(letters.len() == 2 && letters.iter().all(|line| line.to.is_none()), "{letters:?}");
        desk.revoke_link(by, None, letters[0].id).await.expect("closed");
        assert_eq!(stand().await.len(), 1);
    });
}

#[test]
fn words_for_a_friend_stay_with_the_one_who_did_it() {
    on_both(|House { desk, by, lead }| async move {
        let case = answered(&desk, by).await;
        let secret = secret(&letters(&desk).await[0]);
        desk.tell_friend(secret.clone(), None, "Aava auttoi heti.".into()).await.expect("told");
        desk.take(lead, None, case, None).await.expect("taken");
        desk.clock().set(START.plus(HOUR));
        desk.tell_mood(secret.clone(), None, Mood::ALL[4]).await.expect("told");
        desk.tell_solved(secret, None, true).await.expect("told");
        let look = move |tx: &mut valta_store::Tx<'_>| views::told::of_case(tx, case);
        let told = desk.reader().look(look).await.expect("look").expect("something");
        assert_eq!(told.mood, Some((Mood::ALL[4], Some("Liisa Liidi".into()))));
        assert_eq!(told.voice.and_then(|voice| voice.of).as_deref(), Some("Aava Agentti"));
        for (agent, since, words) in [(by, START, 1), (by, START.plus(1), 0), (lead, START, 0)] {
            let look = move |tx: &mut valta_store::Tx<'_>| views::told::to_agent(tx, agent.agent, since, 9);
            assert_eq!(desk.reader().look(look).await.expect("look").len(), words);
        }
    });
}

/// A mail makes its receiver's link hold longer, and nobody else's.
#[test]
fn a_letter_is_made_to_last_longer_by_hand() {
    on_both(|House { desk, by, .. }| async move {
        let case = answered(&desk, by).await;
        let (mailed, on_paper) = (secret(&letters(&desk).await[0]), paper(&desk, by, case).await);
        desk.clock().set(START.plus(80 * DAY));
        let reply = WriteReply { case, body: "Vielä yksi sana.".into(), seen: None };
        desk.reply(by, None, reply).await.expect("reply");
        desk.clock().set(START.plus(100 * DAY));
        let over = desk.follow(on_paper).await;
        assert!(matches!(over, Err(No::Refusal(Refusal::NotFound))), "{over:?}");
        desk.follow(mailed.to_uppercase()).await.expect("typed in capitals");
    });
}

/// A promise kept late is done, and was late.
#[test]
fn what_was_promised_is_done_in_time_or_late() {
    on_both(|House { desk, by, .. }| async move {
        let case = answered(&desk, by).await;
        let secret = secret(&letters(&desk).await[0]);
        for hours in [1, 3] {
            let due = START.plus(hours * HOUR);
            let promise =
                MakePromise { case, what: "Soitto".into(), due, channel: Channel::Phone, instead_of: None };
            desk.promise(by, None, promise).await.expect("promised");
        }
        let standing = |desk: &Desk| {
            let (desk, secret) = (desk.clone(), secret.clone());
            async move {
                let promised = desk.follow(secret).await.expect("the matter").shown.promised;
                promised.iter().map(|one| (one.standing.code(), one.kept)).collect::<Vec<_>>()
            }
        };
        desk.clock().set(START.plus(2 * HOUR));
        assert_eq!(standing(&desk).await, [("broken", false), ("due", false)]);
        let lines = desk.reader().look(move |tx| views::promise::of_case(tx, case, 9)).await.expect("look");
        for line in lines {
            desk.keep_promise(by, None, line.id).await.expect("kept");
        }
        assert_eq!(standing(&desk).await, [("broken", true), ("kept", true)]);
    });
}

/// Whoever writes first makes the house's key, once; each case its own link.
#[test]
fn many_first_mails_at_once_have_links_that_lead_somewhere() {
    on_both(|House { desk, by, .. }| async move {
        for n in 0..8 {
            let raw = MAIL.replace("ilmi@", &format!("ilmi{n}@")).replace("<1@", &format!("<{n}@"));
            mail(&desk, &raw).await;
        }
        let filter = views::case::CaseFilter { limit: 20, ..Default::default() };
        let cases =
            desk.reader().look(move |tx| views::case::list(tx, Scope::All, &filter)).await.expect("look");
        assert_eq!(cases.len(), 8);
        let writing = cases.into_iter().map(|case| {
            let reply = WriteReply { case: case.id, body: "Hei! Soitan sinulle heti.".into(), seen: None };
            desk.reply(by, None, reply)
        });
        for written in futures_util::future::join_all(writing).await {
            written.expect("written");
        }
        let mut secrets: Vec<String> = letters(&desk).await.iter().map(|letter| secret(letter)).collect();
        secrets.sort();
        secrets.dedup();
        assert_eq!(secrets.len(), 8);
        for secret in secrets {
            desk.follow(secret).await.expect("leads to its matter");
        }
    });
}

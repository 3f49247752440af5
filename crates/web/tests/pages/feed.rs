//! The promises that somebody's calendar reads: by an address that is a secret, and nothing else of the house in them.

use std::collections::BTreeMap;

use valta_domain::time::{DAY, HOUR};

use super::{guard::fresh, people::id_of, *};

const MAKE: &str = "/cases/1?do=promise";
const TO: &str = "/cases/1/promises";

/// The lines of a feed by RFC 5545, held to it strictly: how lines end and are folded, how parts stand in each other, and
/// that no text breaks out of its line. Each event with its properties.
#[track_caller]
fn events(feed: &str) -> Vec<BTreeMap<String, String>> {
    assert!(feed.ends_with("\r\n"), "the last line has an end");
    assert!(!feed.replace("\r\n", "").contains(['\r', '\n']), "lines end with both");
    let mut lines: Vec<String> = Vec::new();
    for line in feed.trim_end_matches("\r\n").split("\r\n") {
        assert!(!line.is_empty() && line.len() <= 75, "{line}");
        match line.strip_prefix(' ') {
            Some(more) => lines.last_mut().expect("nothing is folded before the first line").push_str(more),
            None => lines.push(line.to_owned()),
        }
    }
    let (mut within, mut events): (Vec<String>, Vec<BTreeMap<String, String>>) = (vec![], vec![]);
    let mut head = Vec::new();
    for line in &lines {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no value: {line}"));
        let property = name.split(';').next().unwrap_or_default();
        let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        assert!(!property.is_empty() && property.chars().all(is_name), "{line}");
        assert!(!value.chars().any(char::is_control), "{line}");
        match property {
            "BEGIN" => {
                let inside: Vec<&str> = within.iter().map(String::as_str).collect();
                let place = [inside.as_slice(), &[value]].concat();
                let known: [&[&str]; 3] =
                    [&["VCALENDAR"], &["VCALENDAR", "VEVENT"], &["VCALENDAR", "VEVENT", "VALARM"]];
                assert!(known.contains(&place.as_slice()), "{place:?}");
                within.push(value.to_owned());
                if value == "VEVENT" {
                    events.push(BTreeMap::new());
                }
            }
            "END" => assert_eq!(within.pop().as_deref(), Some(value)),
            "SUMMARY" | "DESCRIPTION" | "NAME" => {
                let mut letters = value.chars();
                while let Some(letter) = letters.next() {
                    assert!(!matches!(letter, ',' | ';'), "{line}");
                    let escaped = letter != '\\' || matches!(letters.next(), Some('\\' | ';' | ',' | 'n'));
                    assert!(escaped, "{line}");
                }
            }
            _ => {}
        }
        match within.len() {
            1 => head.push(property.to_owned()),
            2 if property != "BEGIN" && property != "END" => {
                let event = events.last_mut().expect("an event");
                let before = event.insert(property.to_owned(), value.to_owned());
                assert_eq!(before, None, "{property} stands once");
            }
            _ => {}
        }
    }
    assert_eq!(within, Vec::<String>::new());
    for once in ["VERSION", "PRODID"] {
        assert_eq!(head.iter().filter(|name| *name == once).count(), 1, "{once}");
    }
    for event in &events {
        for needed in ["UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "LAST-MODIFIED"] {
            assert!(event.contains_key(needed), "{needed} is missing in {event:?}");
        }
        for instant in ["DTSTAMP", "DTSTART", "LAST-MODIFIED"] {
            let form: String =
                event[instant].chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
            assert_eq!(form, "00000000T000000Z", "{instant}");
        }
    }
    events
}

/// The address that the form answers with.
async fn make(browser: &Browser) -> String {
    let page = browser.fill("/account", "/account/feed", &[]).await;
    page.is(200).says("it is shown this one time");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(faults_of(&page), Vec::<String>::new());
    let input = page.body.split("id=\"address\"").nth(1).expect("an address");
    let address = attribute(input, "value");
    let address = address.strip_prefix("http://localhost:8080").expect("an address of ours");
    assert!(address.starts_with("/feed/") && address.len() > 50, "{address}");
    address.to_owned()
}

#[track_caller]
fn only(page: &Page) -> BTreeMap<String, String> {
    page.is(200);
    let mut events = events(&page.body);
    assert_eq!(events.len(), 1, "{}", page.body);
    events.remove(0)
}

fn sequence(event: &BTreeMap<String, String>) -> u32 {
    event["SEQUENCE"].parse().expect("a number")
}

#[test]
fn a_calendar_reads_what_was_promised_and_nothing_else() {
    on_both(|house| async move {
        house
            .mail("Canary Kanarialintu <canary@posti.example>", "canary subject", "The canary never came.")
            .await;
        let aava = house.signed_in("aava@revontuli.example").await;
        aava.act("/cases/1?do=note", "/cases/1/notes", &[("kind", "note"), ("body", "canary note")]).await;
        aava.act("/cases/1?do=reply", "/cases/1/replies", &[("body", "A canary is on its way.")]).await;
        let deadline = [("own_time", "2026-09-25T12:00"), ("zone", "Europe/Helsinki")];
        aava.act("/cases/1?do=deadline", "/cases/1/deadline", &deadline).await;
        let refund = [("kind", "refund"), ("amount", "7"), ("reason", "canary reason")];
        aava.act("/cases/1?do=remedy", "/cases/1/remedies", &refund).await;
        let what = "I call; at nine, sharp \\ at last";
        aava.act(MAKE, TO, &[("what", what), ("own_time", "2026-09-24T09:00")]).await.is(200);
        let address = make(&aava).await;

        let calendar = house.browser();
        let page = calendar.get(&address).await;
        let event = only(&page);
        assert_eq!(page.headers["content-type"], "text/calendar; charset=utf-8");
        assert_eq!(page.headers["cache-control"], "private, no-cache");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert!(!page.headers.contains_key("set-cookie"));
        assert!(!page.body.to_lowercase().contains("canary"), "{}", page.body);
        assert!(!page.body.contains("7.00") && !page.body.contains("20260925"), "{}", page.body);
        assert_eq!(event["SUMMARY"], "I call\\; at nine\\, sharp \\\\ at last");
        assert_eq!(event["DESCRIPTION"], "Case 1\\nhttp://localhost:8080/cases/1");
        assert_eq!(event["DTSTART"], "20260924T060000Z");
        assert_eq!((event["STATUS"].as_str(), sequence(&event)), ("CONFIRMED", 0));
        assert!(page.body.contains("TRIGGER:-PT60M"), "as the house reminds");

        // A reader that has it already is told so, and no other.
        let tag = page.headers["etag"].to_str().expect("a tag").to_owned();
        assert_eq!(page.headers["last-modified"], "Wed, 23 Sep 2026 10:40:00 GMT");
        let ask = async |tag: &str| {
            let request = Request::get(&address).header(header::IF_NONE_MATCH, tag).body(Body::empty());
            calendar.send(request.expect("a request")).await
        };
        for same in [&tag, &format!("\"x\", W/{tag}")] {
            let same = ask(same).await;
            assert_eq!((same.status.as_u16(), same.body.as_str()), (304, ""));
            assert_eq!(same.headers["etag"].to_str().ok(), Some(tag.as_str()));
        }
        ask("\"another\"").await.is(200);

        // A new time is the same promise; what is late, kept or stood for says so.
        let id = aava.get("/cases/1").await.promise();
        let another = |act: &str| format!("/cases/1/promises/{id}/{act}");
        house.desk.clock().set(START.plus(HOUR));
        let renewed = [("own_time", "2026-09-25T09:00"), ("tell", "true"), ("in_person", "on")];
        aava.act("/cases/1", &another("renew"), &renewed).await.says("renewed the promise");
        let moved = only(&ask(&tag).await);
        assert_eq!((&moved["UID"], &moved["SUMMARY"]), (&event["UID"], &event["SUMMARY"]));
        assert_eq!(moved["DTSTART"], "20260925T060000Z");
        assert!(sequence(&moved) > sequence(&event));
        let sequence_of_new = sequence(&moved);
        house.desk.clock().set(START.plus(2 * DAY));
        let late = only(&calendar.get(&address).await);
        assert!(late["SUMMARY"].starts_with("Late: I call"), "before the clock has written it down");
        assert!(sequence(&late) > sequence_of_new);
        house.desk.watch_promises().await.expect("watched");
        house.desk.clock().set(START.plus(2 * DAY + HOUR));
        // No session lasts so long.
        let aava = house.signed_in("aava@revontuli.example").await;
        let instead =
            [("what", "I am there"), ("own_time", "2026-09-26T09:00"), ("tell", "true"), ("in_person", "on")];
        aava.act("/cases/1", &another("instead"), &instead).await.says("You have apologised");
        let page = calendar.get(&address).await;
        let both = events(&page.body);
        let of = |summary: &str| {
            let found = both.iter().find(|event| event["SUMMARY"].contains(summary));
            found.unwrap_or_else(|| panic!("{summary} is not in\n{}", page.body)).clone()
        };
        assert_eq!(of("Another promise stands for it")["STATUS"], "CANCELLED");
        assert_eq!(of("Another promise stands for it")["UID"], event["UID"]);
        assert!(sequence(&of("Another promise stands for it")) > sequence(&late));
        assert_eq!((of("I am there")["STATUS"].as_str(), both.len()), ("CONFIRMED", 2));
        let new = aava.get("/cases/1").await.promise();
        aava.act("/cases/1", &format!("/cases/1/promises/{new}/keep"), &[]).await.is(200);
        let page = calendar.get(&address).await;
        assert!(page.body.contains("SUMMARY:Kept: I am there"), "{}", page.body);
        assert!(!page.body.contains("TRIGGER"), "what is done calls nobody");
        // What is long over is gone.
        house.desk.clock().set(START.plus(30 * DAY));
        assert_eq!(events(&calendar.get(&address).await.body).len(), 0);
    });
}

#[test]
fn only_what_is_theirs_by_duty_stands_in_it() {
    on_both(|house| async move {
        for name in ["Milla", "Otto"] {
            house.mail(&format!("{name} <{name}@posti.example>"), "Breakfast", "It never came.").await;
        }
        let aava = house.signed_in("aava@revontuli.example").await;
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let promise = |what: &'static str| [("what", what), ("own_time", "2026-09-24T09:00")];
        aava.act(MAKE, TO, &promise("Aava calls")).await.is(200);
        liisa.act("/cases/2?do=promise", "/cases/2/promises", &promise("Liisa calls")).await.is(200);
        let (of_aava, of_liisa) = (make(&aava).await, make(&liisa).await);
        let calendar = house.browser();
        assert_eq!(only(&calendar.get(&of_aava).await)["SUMMARY"], "Aava calls");
        assert_eq!(only(&calendar.get(&of_liisa).await)["SUMMARY"], "Liisa calls");

        // Whoever covers has it to keep, and whoever is away has not.
        let people = liisa.get("/people").await;
        let (away, cover) = (id_of(&people, "Aava Agentti"), id_of(&people, "Liisa Liidi"));
        let gone = [("own_time", "2026-09-25T09:00"), ("cover", cover.as_str()), ("because", "holiday")];
        liisa.act("/people", &format!("/people/{away}/away"), &gone).await.is(200);
        assert_eq!(events(&calendar.get(&of_aava).await.body).len(), 0);
        let page = calendar.get(&of_liisa).await;
        assert_eq!(events(&page.body).len(), 2);
        assert!(page.body.contains("SUMMARY:Aava calls (promised by Aava Agentti)"), "{}", page.body);
    });
}

#[test]
fn an_address_that_is_none_any_more_is_like_one_that_never_was() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let calendar = house.browser();
        let nothing = calendar.get("/feed/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.ics").await;
        nothing.is(404);
        assert_eq!(nothing.headers["cache-control"], "no-store");
        let is_nothing = async |address: &str| {
            let page = calendar.get(address).await;
            assert_eq!((page.status.as_u16(), &page.body), (404, &nothing.body), "{address}");
        };
        // The same form twice shows nothing twice, and makes nothing twice.
        let fields = filled(&aava.get("/account").await, "/account/feed", &[]);
        let made = aava.post("/account/feed", &fields).await;
        let first = attribute(made.body.split("id=\"address\"").nth(1).expect("an address"), "value");
        let first = first.strip_prefix("http://localhost:8080").expect("ours").to_owned();
        let again = aava.post("/account/feed", &fields).await;
        assert_eq!(again.is(303).to().split('#').next_back(), Some("feed"));
        aava.get(again.to().split('#').next().unwrap_or_default()).await.says("was shown once");
        calendar.get(&first).await.is(200);
        // By half, with more, in capitals, without its end, over another address: nothing.
        is_nothing(&first.replace(".ics", "")).await;
        is_nothing(&first.replace(".ics", "a.ics")).await;
        is_nothing(&first[..first.len() - 5]).await;
        is_nothing("/feed/.ics").await;

        let second = make(&aava).await;
        is_nothing(&first).await;
        calendar.get(&second).await.is(200);
        let ended = aava.act("/account", "/account/feed/end", &[]).await;
        ended.says("The address leads nowhere any more").says("Make an address for the calendar");
        is_nothing(&second).await;

        // Whoever has left has no calendar here.
        let third = make(&aava).await;
        let ulla = house.signed_in("ulla@revontuli.example").await;
        let id = id_of(&ulla.get("/people").await, "Aava Agentti");
        ulla.act("/people", &format!("/people/{id}/end"), &[]).await.is(200);
        is_nothing(&third).await;

        // Who guesses has to wait; who has the right one has not.
        let mine = make(&ulla).await;
        let mut said = Vec::new();
        for _ in 0..12 {
            said.push(calendar.get(&format!("/feed/{}.ics", fresh())).await.status.as_u16());
        }
        assert_eq!(said.last(), Some(&429), "{said:?}");
        calendar.get(&mine).await.is(200);
        // Nobody makes one without being signed in.
        calendar.post("/account/feed", &pairs(&[("command", &fresh())])).await.is(303);
    });
}

use proptest::prelude::*;
use valta_domain::time::{HOUR, MINUTE};

use super::*;

/// 2026-11-22T13:15:00Z.
const NOW: Timestamp = Timestamp(1_795_353_300_000_000);

fn promise(summary: &str) -> Entry {
    Entry {
        uid: "0192@valta.example".into(),
        what: What::Todo { due: Some(NOW), standing: TodoStanding::Open },
        summary: summary.into(),
        description: None,
        url: None,
        sequence: 0,
        changed: NOW.minus(HOUR),
        alarms: vec![],
    }
}

fn feed(entries: Vec<Entry>) -> String {
    Feed { name: "Revontuli".into(), refresh_minutes: 15, entries }.write()
}

/// Content lines, as RFC 5545 3.1 has them: name with parameters, and value as it is written.
fn lines(written: &str) -> Vec<(String, String)> {
    assert!(written.ends_with("\r\n"));
    for line in written.strip_suffix("\r\n").expect("an end").split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "{line:?}");
        assert!(!line.trim_start_matches(' ').is_empty() || line.len() > 1, "an empty line");
    }
    let whole = written.replace("\r\n ", "");
    let split = |line: &str| {
        let (name, value) = line.split_once(':').expect("a colon");
        (name.to_owned(), value.to_owned())
    };
    whole.strip_suffix("\r\n").expect("an end").split("\r\n").map(split).collect()
}

/// RFC 5545 3.3.11, read from left to right.
fn unescaped(value: &str) -> String {
    let mut text = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(letter @ ('\\' | ';' | ',')) => text.push(letter),
                other => panic!("\\{other:?} is no escape"),
            },
            ';' | ',' => panic!("{letter} stands bare in {value}"),
            letter => text.push(letter),
        }
    }
    text
}

#[test]
fn a_promise_and_a_watch() {
    let done = Entry {
        what: What::Todo { due: None, standing: TodoStanding::Done(NOW) },
        alarms: vec![10],
        ..promise("Done")
    };
    let watch = Entry {
        what: What::Event { from: NOW, until: Some(NOW.plus(24 * HOUR)), standing: EventStanding::Confirmed },
        description: Some("Päivystys; vaihto klo 15,\nsitten Ville".into()),
        url: Some("https://valta.example/rota?q=ä b".into()),
        sequence: 3,
        alarms: vec![30, 1440],
        ..promise("Aino")
    };
    let alarm = Entry { alarms: vec![15], ..promise("Soita takaisin, heti") };
    let expected = "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Valta//Valta//EN
NAME:Revontuli
X-WR-CALNAME:Revontuli
REFRESH-INTERVAL;VALUE=DURATION:PT15M
X-PUBLISHED-TTL:PT15M
BEGIN:VTODO
UID:0192@valta.example
DTSTAMP:20261122T121500Z
LAST-MODIFIED:20261122T121500Z
SEQUENCE:0
DUE:20261122T131500Z
STATUS:NEEDS-ACTION
SUMMARY:Soita takaisin\\, heti
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER;RELATED=END:-PT15M
DESCRIPTION:Soita takaisin\\, heti
END:VALARM
END:VTODO
BEGIN:VTODO
UID:0192@valta.example
DTSTAMP:20261122T121500Z
LAST-MODIFIED:20261122T121500Z
SEQUENCE:0
STATUS:COMPLETED
COMPLETED:20261122T131500Z
SUMMARY:Done
END:VTODO
BEGIN:VEVENT
UID:0192@valta.example
DTSTAMP:20261122T121500Z
LAST-MODIFIED:20261122T121500Z
SEQUENCE:3
DTSTART:20261122T131500Z
DTEND:20261123T131500Z
TRANSP:TRANSPARENT
STATUS:CONFIRMED
SUMMARY:Aino
DESCRIPTION:Päivystys\\; vaihto klo 15\\,\\nsitten Ville
URL:https://valta.example/rota?q=%C3%A4%20b
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT30M
DESCRIPTION:Aino
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT1440M
DESCRIPTION:Aino
END:VALARM
END:VEVENT
END:VCALENDAR
";
    assert_eq!(feed(vec![alarm, done, watch]), expected.replace('\n', "\r\n"));
}

#[test]
fn nobodys_words_become_a_line() {
    for hostile in [
        "Hi\r\nATTENDEE:MAILTO:evil@example.test",
        "Hi\nEND:VTODO\nBEGIN:VEVENT",
        "Hi\rX-EVIL:1",
        "Hi\r\n BEGIN:VALARM",
        "Hi\u{85}X-EVIL:1\u{2028}X-EVIL:2\u{2029}X-EVIL:3\u{b}X-EVIL:4\u{c}X-EVIL:5\u{0}",
    ] {
        let entry = Entry {
            uid: hostile.into(),
            description: Some(hostile.into()),
            url: Some(hostile.into()),
            alarms: vec![5],
            ..promise(hostile)
        };
        let written = Feed { name: hostile.into(), refresh_minutes: 0, entries: vec![entry] }.write();
        let names: Vec<String> = lines(&written).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names.join(" "),
            "BEGIN VERSION PRODID NAME X-WR-CALNAME REFRESH-INTERVAL;VALUE=DURATION X-PUBLISHED-TTL BEGIN UID \
             DTSTAMP LAST-MODIFIED SEQUENCE DUE STATUS SUMMARY DESCRIPTION URL BEGIN ACTION TRIGGER;RELATED=END \
             DESCRIPTION END END END"
        );
        assert!(!written.contains(['\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}', '\u{0}']));
    }
}

#[test]
fn an_end_is_later_than_its_beginning() {
    for (until, written) in [(None, 0), (Some(0), 0), (Some(-5), 0), (Some(999_999), 0), (Some(MINUTE), 1)] {
        let until = until.map(|micros| NOW.plus(micros));
        let what = What::Event { from: NOW, until, standing: EventStanding::Tentative };
        let lines = lines(&feed(vec![Entry { what, ..promise("x") }]));
        assert_eq!(lines.iter().filter(|(name, _)| name == "DTEND").count(), written, "{until:?}");
    }
}

#[test]
fn every_instant_has_four_digits_for_its_year() {
    for (at, written) in [
        (Timestamp(i64::MIN), "00010101T000000Z"),
        (Timestamp(-1), "19691231T235959Z"),
        (Timestamp(i64::MAX), "99991230T220000Z"),
    ] {
        assert_eq!(utc(at), written);
    }
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~äö👩‍👩‍👧‍👦é\r\n\t;,\\\\:\"]{0,200}", "(👩‍👩‍👧‍👦){0,40}", " {70,90}",]
}

/// What is left of a text: without its controls, its lines ended by `\n`.
fn clean(text: &str) -> String {
    let ends = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    ends.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect()
}

proptest! {
    #[test]
    fn what_was_written_is_read(
        texts in prop::collection::vec((words(), words(), words()), 0..4),
        name in words(),
    ) {
        let entries = texts.iter().map(|(uid, summary, description)| Entry {
            uid: uid.clone(),
            description: Some(description.clone()),
            alarms: vec![5],
            ..promise(summary)
        });
        let written = Feed { name: name.clone(), refresh_minutes: 1, entries: entries.collect() }.write();
        let lines = lines(&written);
        let of = |wanted: &str| -> Vec<String> {
            let lines = lines.iter().filter(|(name, _)| name == wanted);
            lines.map(|(_, value)| unescaped(value)).collect()
        };
        prop_assert_eq!(of("NAME"), [clean(&name)]);
        prop_assert_eq!(of("UID"), texts.iter().map(|(uid, _, _)| clean(uid)).collect::<Vec<_>>());
        prop_assert_eq!(of("SUMMARY"), texts.iter().map(|(_, it, _)| clean(it)).collect::<Vec<_>>());
        let descriptions = texts.iter().flat_map(|(_, summary, it)| [clean(it), clean(summary)]);
        prop_assert_eq!(of("DESCRIPTION"), descriptions.collect::<Vec<_>>());
        prop_assert_eq!(lines.len(), 8 + texts.len() * 15);
    }
}

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

use super::*;

/// A file that is gone when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, bytes: &[u8]) -> Scratch {
        let path = std::env::temp_dir().join(format!("valta-logs-{}-{name}", std::process::id()));
        fs::write(&path, bytes).unwrap();
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn read_as(name: &str, bytes: &[u8], wanted: &Wanted) -> Result<Log, Wrong> {
    read(&Scratch::new(name, bytes).0, wanted)
}

/// Each case with its events as `seconds activity owner…`.
fn shown(log: &Log) -> Vec<String> {
    (0..log.cases())
        .map(|case| {
            let events = log.events_of(case).map(|event| {
                let of = |&index: &usize| {
                    let column = &log.columns[index];
                    column.text(column.values[event]).to_owned()
                };
                let mut words = vec![(log.at[event] / 1_000_000).to_string(), of(&log.activity)];
                words.extend(log.owners.iter().map(of));
                words.join(" ")
            });
            format!("{}: {}", log.names[case], events.collect::<Vec<_>>().join(", "))
        })
        .collect()
}

fn said(log: &Log) -> (BTreeMap<&str, u64>, BTreeMap<&str, u64>) {
    (
        log.skipped.iter().map(|(what, count)| (what.code(), count.many)).collect(),
        log.noticed.iter().map(|(what, many)| (what.code(), *many)).collect(),
    )
}

const XES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment with <event> in it -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="org:group" value="nobody"/></global>
  <classifier name="both" keys="concept:name lifecycle:transition"/>
  <string key="concept:name" value="a log of ours"/>
  <trace>
    <string key="concept:name" value="one &amp; only"/>
    <float key="Amount" value="12.50"/>
    <event>
      <string key="concept:name" value='say "no"'/>
      <date key="time:timestamp" value="1970-01-01T00:00:10+00:00"/>
      <string key="org:group" value="front"><string key="concept:name" value="nested"/></string>
      <string key="lifecycle:transition" value="start"/>
    </event>
    <event>
      <date key="time:timestamp" value="1970-01-01T00:00:05Z"/>
      <string key="concept:name" value="a &lt; b &gt; c"/>
      <string key="lifecycle:transition" value="complete"/>
    </event>
    <event><string key="concept:name" value="never"/></event>
    <event/>
  </trace>
  <trace/>
  <trace><string key="concept:name" value="two"/><event>
    <date key="time:timestamp" value="1970-01-01T01:00:20+01:00"/><string key="concept:name" value="x>y"/>
  </event></trace>
  <event><string key="concept:name" value="outside"/></event>
</log>
"#;

#[test]
fn xes_plain_and_packed() {
    let expected = ["one & only: 5 a < b > c nobody, 10 say \"no\" front", "two: 20 x>y nobody"];
    for bytes in [XES.as_bytes().to_vec(), packed(XES.as_bytes()), [b"\xEF\xBB\xBF", XES.as_bytes()].concat()]
    {
        let wanted = Wanted { amount: Some("case:Amount".to_owned()), ..Wanted::default() };
        let log = read_as("plain.xes", &bytes, &wanted).unwrap();
        assert_eq!(shown(&log), expected);
        assert_eq!(
            log.column(log.owners[0]).map(|column| (column.name.as_str(), column.missing)),
            Some(("org:group", 2))
        );
        assert_eq!(
            log.amounts.as_ref().map(|amounts| amounts.of_case[0].to_bits()),
            Some(12.5_f64.to_bits())
        );
        let (skipped, noticed) = said(&log);
        assert_eq!(
            skipped,
            BTreeMap::from([
                ("events_without_time", 2),
                ("events_without_case", 1),
                ("cases_without_events", 1)
            ])
        );
        assert_eq!(noticed, BTreeMap::from([("events_out_of_order", 1)]));
    }
}

#[test]
fn attributes_are_joined_as_classifiers_are() {
    let wanted = Wanted {
        activity: vec!["concept:name".to_owned(), "lifecycle:transition".to_owned()],
        owners: vec!["org:group+lifecycle:transition".to_owned()],
        ..Wanted::default()
    };
    let log = read_as("joined.xes", XES.as_bytes(), &wanted).unwrap();
    assert_eq!(
        shown(&log)[0],
        "one & only: 5 a < b > c+complete nobody+complete, 10 say \"no\"+start front+start"
    );
    assert_eq!(
        log.column(log.activity).map(|column| column.name.as_str()),
        Some("concept:name+lifecycle:transition")
    );
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let cut = &packed(XES.as_bytes())[..300];
    let half = XES.as_bytes().split_at(900).0;
    for (name, bytes, expected) in [
        ("empty", &b""[..], "The file is empty."),
        (
            "half.xes",
            half,
            "Line 18 (byte 855): the log ends in the middle, with <event> still open: it was cut off, or was not copied to its end.",
        ),
        ("cut.xes.gz", cut, "the log ends in the middle: it was cut off, or was not copied to its end."),
        (
            "crossed.xes",
            b"<log><trace></log></trace>",
            "Line 1 (byte 13): </log> closes where <trace> is open.",
        ),
        (
            "bare.xes",
            b"<log>\n<trace a=b/></log>",
            "Line 2 (byte 7): an attribute of this tag has a value without quotation marks.",
        ),
        ("other.xml", b"<html><body/></html>", "This is XML and no XES: it does not begin with <log>."),
        ("none.xes", b"<log></log>", "There is no trace in this XML; OCEL is read as JSON and as SQLite."),
        (
            "far.xes",
            b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><log/>",
            "Line 1 (byte 1): the text says that it is SHIFT_JIS; save it as UTF-8 first.",
        ),
        ("zip", b"PK\x03\x04....", "This is a zip archive; unpack it and give the log inside."),
        (
            "binary",
            b"\x7fELF\0\0\0\0",
            "This is no log that can be read: XES, CSV, and OCEL as JSON or SQLite can, also packed with gzip.",
        ),
        (
            "words",
            b"once upon a time",
            "This is neither XES, OCEL nor a table: its first line has no comma, semicolon, tab or bar.",
        ),
        ("other.json", b"{\"a\": 1}", "This is JSON and no OCEL: it has no events, or no objects."),
        (
            "half.json",
            b"{\"events\": [{\"id\": \"e\", ",
            "Line 1 (byte 24): the log ends in the middle: it was cut off, or was not copied to its end.",
        ),
        ("quote.csv", b"case,activity,time\n1,\"a,2020-01-01\n", "There is no event in this log."),
        (
            "unknown.csv",
            b"a,b\n1,2\n",
            "Which column is the case? Say it with --case; the first line has a, b.",
        ),
    ] {
        let wrong = read_as(name, bytes, &Wanted::default()).unwrap_err().to_string();
        assert!(wrong.ends_with(expected), "{name}: {wrong}");
    }
    let wanted = Wanted { owners: vec!["org:mood".to_owned()], ..Wanted::default() };
    let wrong = read_as("mood.xes", XES.as_bytes(), &wanted).unwrap_err();
    assert!(wrong.usage);
    assert_eq!(
        wrong.to_string(),
        "No event has the attribute \"org:mood\"; the events of this log have concept:name, lifecycle:transition, \
         org:group."
    );
}

#[test]
fn a_prefix_is_no_part_of_a_name() {
    let text = XES
        .replace("<log", "<x:log")
        .replace("</log", "</x:log")
        .replace("<event", "<x:event")
        .replace("</event", "</x:event");
    let text = text
        .replace("<trace", "<x:trace")
        .replace("</trace", "</x:trace")
        .replace("<string", "<x:string")
        .replace("</string", "</x:string");
    let plain = read_as("unprefixed.xes", XES.as_bytes(), &Wanted::default()).unwrap();
    assert_eq!(shown(&read_as("prefixed.xes", text.as_bytes(), &Wanted::default()).unwrap()), shown(&plain));
}

#[test]
fn a_declared_latin_is_read() {
    let text = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><log><trace><event>\
        <string key=\"concept:name\" value=\"p\xE4\xE4t\xF6s\"/><date key=\"time:timestamp\" value=\"1970-01-01\"/>\
        </event></trace></log>";
    assert_eq!(shown(&read_as("latin.xes", text, &Wanted::default()).unwrap()), [": 0 päätös"]);
}

#[test]
fn tables_are_mapped_by_their_names() {
    for (text, wanted, expected) in [
        (
            "case:concept:name,concept:name,time:timestamp,org:resource\n\
             b,go,1970-01-01T00:00:02Z,Ann\na,go,1970-01-01T00:00:01Z,Bo\nb,stay,1970-01-01T00:00:01Z,\n",
            Wanted::default(),
            vec!["b: 1 stay UNKNOWN, 2 go Ann", "a: 1 go Bo"],
        ),
        (
            "Incident ID;DateStamp;IncidentActivity_Number;IncidentActivity_Type;Assignment Group\n\
             IM1;13-01-1970 00:00:00;1;Open;TEAM1\nIM1;02-02-1970 00:00:00;2;Reassignment;\"TEAM;2\"\n",
            Wanted::default(),
            vec!["IM1: 1036800 Open TEAM1, 2764800 Reassignment TEAM;2"],
        ),
        (
            "SR Number\tChange Date+Time\tStatus\tInvolved ST\tOwner First Name\n\
             1\t1970-01-01T00:00:01+0000\tAccepted\tG97\tAnn\n",
            Wanted::default(),
            vec!["1: 1 Accepted G97 Ann"],
        ),
        (
            "no,what,when,who\n1,a,01/02/1970,x\n1,b,01/13/1970,y\n",
            Wanted {
                case: Some("no".to_owned()),
                activity: vec!["what".to_owned()],
                time: Some("when".to_owned()),
                owners: vec!["who".to_owned(), "what+who".to_owned()],
                ..Wanted::default()
            },
            vec!["1: 86400 a x a+x, 1036800 b y b+y"],
        ),
    ] {
        let log = read_as("table.csv", text.as_bytes(), &wanted).unwrap();
        assert_eq!(shown(&log), expected, "{text}");
    }
}

#[test]
fn rows_that_cannot_be_read_are_counted() {
    let text = "case,activity,time,cost\n1,a,1970-01-01T00:00:00,1\n1,b\n1,c,soon,2\n,d,1970-01-02T00:00:00,3\n\
                1,e,1970-01-03T00:00:00,much\n1,f,1970-01-03T00:00:00,\"1,5\"\n";
    let wanted = Wanted { amount: Some("cost".to_owned()), ..Wanted::default() };
    let log = read_as("rows.csv", text.as_bytes(), &wanted).unwrap();
    assert_eq!(shown(&log), ["1: 0 a, 172800 e, 172800 f"]);
    let (skipped, noticed) = said(&log);
    assert_eq!(
        skipped,
        BTreeMap::from([
            ("rows_of_another_length", 1),
            ("events_without_time", 1),
            ("events_without_case", 1),
            ("amounts_not_read", 1)
        ])
    );
    assert_eq!(noticed, BTreeMap::from([("events_at_the_same_instant", 1), ("times_without_zone", 3)]));
    assert_eq!(log.skipped[&Skipped::Rows].first, Place::Line { line: 3, byte: 51 });
    let amounts = log.amounts.unwrap().of_event;
    assert!(amounts[1].is_nan() && (amounts[2] - 1.5).abs() < 1e-12);
}

#[test]
fn days_and_months_in_both_orders_are_refused() {
    let text = "case,activity,time\n1,a,13/01/1970\n1,b,01/13/1970\n";
    let wrong = read_as("both.csv", text.as_bytes(), &Wanted::default()).unwrap_err();
    assert_eq!(wrong.to_string(), "Days and months are written in both orders.");
}

const OCEL: &str = r#"{"objectTypes": [], "eventTypes": [],
"events": [
 {"id": "e1", "type": "ask", "time": "1970-01-01T00:00:03Z", "attributes": [{"name": "team", "value": "front"}],
  "relationships": [{"objectId": "c1", "qualifier": ""}, {"objectId": "p1", "qualifier": ""}]},
 {"id": "e2", "type": "split", "time": "1970-01-01T00:00:02Z",
  "relationships": [{"objectId": "c1", "qualifier": ""}, {"objectId": "c2", "qualifier": ""}]},
 {"id": "e3", "type": "ship", "time": "1970-01-01T00:00:04Z", "relationships": [{"objectId": "p1", "qualifier": ""}]}
],
"objects": [
 {"id": "c1", "type": "ticket", "attributes": [{"name": "amount", "value": 7, "time": "1970-01-01T00:00:00Z"}]},
 {"id": "c2", "type": "ticket"}, {"id": "c3", "type": "ticket"}, {"id": "p1", "type": "parcel"}
]}"#;

#[test]
fn objects_become_cases() {
    let log = read_as("o.json", OCEL.as_bytes(), &Wanted::default()).unwrap();
    assert_eq!(shown(&log), ["c1: 2 split UNKNOWN, 3 ask front", "c2: 2 split UNKNOWN"]);
    let (skipped, noticed) = said(&log);
    assert_eq!(skipped, BTreeMap::from([("events_without_case", 1), ("cases_without_events", 1)]));
    assert_eq!(noticed, BTreeMap::from([("events_in_several_cases", 1)]));
    assert_eq!(log.guessed[0].value, "ticket");

    let wanted = Wanted {
        case: Some("parcel".to_owned()),
        owners: vec!["ticket".to_owned()],
        amount: Some("amount".to_owned()),
        ..Wanted::default()
    };
    let log = read_as("o.json", OCEL.as_bytes(), &wanted).unwrap();
    assert_eq!(shown(&log), ["p1: 3 ask c1, 4 ship UNKNOWN"]);
    let wanted = Wanted { case: Some("order".to_owned()), ..Wanted::default() };
    let wrong = read_as("o.json", OCEL.as_bytes(), &wanted).unwrap_err();
    assert_eq!(wrong.to_string(), "There is no type of object \"order\"; the log has ticket, parcel.");
}

#[test]
fn the_older_ocel_is_read() {
    let text = r#"{"ocel:global-log": {}, "ocel:events": {"1": {"ocel:activity": "a", "ocel:timestamp": "1970-01-01 00:00:01",
        "ocel:omap": ["o"], "ocel:vmap": {"resource": "Ann"}}}, "ocel:objects": {"o": {"ocel:type": "order", "ocel:ovmap": {}}}}"#;
    assert_eq!(shown(&read_as("old.json", text.as_bytes(), &Wanted::default()).unwrap()), ["o: 1 a Ann"]);
}

#[test]
fn ocel_in_sqlite_is_that_in_json() {
    let path = Scratch::new("o.sqlite", b"");
    let db = rusqlite::Connection::open(&path.0).unwrap();
    db.execute_batch(
        "create table event (ocel_id, ocel_type); create table object (ocel_id, ocel_type);
         create table event_map_type (ocel_type, ocel_type_map); create table object_map_type (ocel_type, ocel_type_map);
         create table event_object (ocel_event_id, ocel_object_id, ocel_qualifier);
         create table event_Ask (ocel_id, ocel_time, team); create table event_Split (ocel_id, ocel_time);
         create table object_Ticket (ocel_id, ocel_time, ocel_changed_field, amount);
         insert into object values ('c1', 'ticket'), ('c2', 'ticket');
         insert into event_map_type values ('ask', 'Ask'), ('split', 'Split');
         insert into object_map_type values ('ticket', 'Ticket');
         insert into event_Ask values ('e1', '1970-01-01 00:00:03', 'front');
         insert into event_Split values ('e2', '1970-01-01 00:00:02');
         insert into object_Ticket values ('c1', '1970-01-01', null, 7.5);
         insert into event_object values ('e1', 'c1', ''), ('e2', 'c1', ''), ('e2', 'c2', '');",
    )
    .unwrap();
    drop(db);
    let wanted = Wanted { amount: Some("amount".to_owned()), ..Wanted::default() };
    let log = read(&path.0, &wanted).unwrap();
    assert_eq!(shown(&log), ["c1: 2 split UNKNOWN, 3 ask front", "c2: 2 split UNKNOWN"]);
    assert!((log.amounts.unwrap().of_case[0] - 7.5).abs() < 1e-12);

    let other = Scratch::new("other.sqlite", b"");
    rusqlite::Connection::open(&other.0).unwrap().execute_batch("create table t (a)").unwrap();
    let wrong = read(&other.0, &Wanted::default()).unwrap_err();
    assert_eq!(wrong.to_string(), "This database is not as OCEL 2.0 has it: no such table: object.");
    let whole = fs::read(&path.0).unwrap();
    let cut = Scratch::new("cut.sqlite", &whole[..whole.len() / 2]);
    assert!(read(&cut.0, &Wanted::default()).is_err(), "half a database is none");
}

/// Objects of samples that others have made; where they are missing, the test says so.
#[test]
fn samples_of_others() {
    let Some(folder) = samples("samples_of_others") else { return };
    for (name, case, cases, events) in [
        ("ocel20_example.jsonocel", "Purchase Order", 2, 5),
        ("ocel20_example.sqlite", "Purchase Order", 2, 5),
        ("recruiting-red.jsonocel", "applications", 916, 6_607),
    ] {
        let wanted = Wanted { case: Some(case.to_owned()), ..Wanted::default() };
        let log = read(&folder.join(name), &wanted).unwrap();
        assert_eq!((log.cases(), log.events()), (cases, events), "{name}");
    }
}

#[test]
fn what_is_written_for_others_reads_the_same() {
    let mut xes = Vec::new();
    let mut out = write::Xes::new(&mut xes).unwrap();
    out.begin("one & \"two\"").unwrap();
    out.event(10_000_000, "a<b>\u{1}", &[("org:group", "front\ndesk"), ("lifecycle:transition", "active")])
        .unwrap();
    out.event(12_500_000, "c", &[]).unwrap();
    out.end().unwrap();
    out.finish().unwrap();
    let log = read_as("written.xes", &xes, &Wanted::default()).unwrap();
    assert_eq!(shown(&log), ["one & \"two\": 10 a<b> front\ndesk, 12 c UNKNOWN"]);

    let related = |kind: &'static str, id: &str| write::Related { kind, id: id.to_owned(), role: "of" };
    let mut ocel = Vec::new();
    let mut out = write::Ocel::new(&mut ocel).unwrap();
    let both = [related("case", "c1"), related("agent", "a1")];
    out.event("e1", "asked", 1_000_000, &[("team", "front")], &both).unwrap();
    out.event("e2", "told", 2_000_000, &[], &[related("case", "c1")]).unwrap();
    out.finish().unwrap();
    let log = read_as("written.json", &ocel, &Wanted::default()).unwrap();
    assert_eq!(shown(&log), ["c1: 1 asked front a1, 2 told UNKNOWN UNKNOWN"]);

    let Some(folder) = samples("what_is_written_for_others_reads_the_same") else { return };
    let schema = fs::read(folder.join("schema_ocel2.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&schema).unwrap();
    let mut value: serde_json::Value = serde_json::from_slice(&ocel).unwrap();
    assert_eq!(unlike(&schema, &value, "log"), None);
    value["events"][0]["relationships"][0]["objectId"] = serde_json::Value::Null;
    assert_eq!(
        unlike(&schema, &value, "log").as_deref(),
        Some("log.events.0.relationships.0.objectId is no string")
    );
}

/// Where a value is not as a JSON schema has it; of the words that OCEL's uses.
fn unlike(schema: &serde_json::Value, value: &serde_json::Value, place: &str) -> Option<String> {
    let kind = schema["type"].as_str().unwrap_or("any");
    let fits = match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        _ => true,
    };
    if !fits {
        return Some(format!("{place} is no {kind}"));
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(|name| name.as_str());
    if let Some(name) = required.into_iter().find(|name| value.get(name).is_none()) {
        return Some(format!("{place} has no {name}"));
    }
    let properties = schema["properties"].as_object().into_iter().flatten();
    let inner = properties.filter_map(|(name, schema)| Some((schema, value.get(name)?, name.clone())));
    let items = value.as_array().into_iter().flatten().enumerate();
    let items = items.map(|(at, item)| (&schema["items"], item, at.to_string()));
    inner.chain(items).find_map(|(schema, value, name)| unlike(schema, value, &format!("{place}.{name}")))
}

fn samples(test: &str) -> Option<PathBuf> {
    let data = std::env::var_os("VALTA_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let folder = data.join("logs/ocel_samples");
    if folder.is_dir() {
        return Some(folder);
    }
    skip(test, "the shared logs are not beside the project; set VALTA_CORPUS to its data folder");
    None
}

fn skip(test: &str, why: &str) {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    let folder = target.join("skipped");
    let _ = fs::create_dir_all(&folder);
    let _ = fs::write(folder.join(test), why);
}

/// Texts that a value can hold.
fn texts() -> impl Strategy<Value = String> {
    "[ -~äöå€\n]{0,12}"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\n', "&#10;")
}

proptest! {
    /// Whatever stands in the values, and wherever the buffer ends, the same comes out.
    #[test]
    fn values_come_out_as_they_went_in(values in proptest::collection::vec(texts(), 1..40), pad in 0_usize..200) {
        let mut xes = format!("<log><!--{}-->", "-x".repeat(pad * 1_500));
        let mut csv = "case,activity,time\n".to_owned();
        for value in &values {
            let _ = write!(
                xes,
                "<trace><event><string key=\"concept:name\" value=\"{}\"/>\
                 <date key=\"time:timestamp\" value=\"1970-01-01T00:00:00Z\"/></event></trace>",
                escaped(value)
            );
            let _ = writeln!(csv, "\"c\",\"{}\",1970-01-01T00:00:00Z", value.replace('"', "\"\""));
        }
        xes += "</log>";
        let names = |log: &Log| {
            let column = &log.columns[log.activity];
            column.values.iter().map(|&value| column.text(value).to_owned()).collect::<Vec<_>>()
        };
        let log = xes::read(xes.as_bytes(), &Wanted::default()).unwrap();
        prop_assert_eq!(names(&log), values.clone());
        let trimmed: Vec<String> = values
            .iter()
            .map(|value| value.trim_matches(|c: char| c.is_ascii_whitespace()))
            .map(|value| if value.is_empty() { UNKNOWN } else { value }.to_owned())
            .collect();
        let answer = rows::read(csv.as_bytes(), csv.as_bytes(), &Wanted::default(), time::Order::DayFirst).unwrap();
        let rows::Answer::Log(log) = answer else { panic!("no date is in doubt") };
        prop_assert_eq!(names(&log), trimmed);
    }

    /// Broken at any byte, a log is refused, or read as far as it is whole; nothing panics.
    #[test]
    fn nothing_panics(at in 0_usize..1_800, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = XES.as_bytes().to_vec();
        let at = at.min(bytes.len() - 1);
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let read = xes::read(bytes.as_slice(), &Wanted::default());
        // Up to the last tag, half a log is none.
        if cut && at < XES.rfind("</log>").unwrap() {
            prop_assert!(read.is_err());
        }
        let mut bytes = OCEL.as_bytes().to_vec();
        let at = at.min(bytes.len() - 1);
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let read = ocel::json::read(bytes.as_slice(), &Wanted::default());
        prop_assert!(!cut || read.is_err());
    }
}

#[test]
fn a_beginning_that_is_no_time_is_said() {
    let text = b"case,activity,start,time\n1,a,soon,2024-01-01\n1,b,,2024-01-02\n1,c,2024-01-02,2024-01-03\n";
    let log = read_as("starts.csv", text, &Wanted::default()).unwrap();
    assert_eq!(said(&log).1.get("beginnings_that_cannot_be_read"), Some(&1));
    let began = log.began.unwrap();
    assert_eq!((began[0], began[1]), (log.at[0], log.at[1]));
    assert!(began[2] < log.at[2]);
}

#[test]
fn what_only_tables_have_is_not_ignored_in_others() {
    let start = Wanted { began: Some("start".to_owned()), ..Wanted::default() };
    let time = Wanted { time: Some("when".to_owned()), ..Wanted::default() };
    for (name, text, wanted, says) in [
        ("s.xes", "<log></log>", &start, "--start is for tables"),
        ("s.json", OCEL, &start, "--start is for tables"),
        ("t.json", OCEL, &time, "--time is for tables and XES"),
    ] {
        let wrong = read_as(name, text.as_bytes(), wanted).unwrap_err();
        assert!(wrong.to_string().starts_with(says), "{name}: {wrong}");
    }
}

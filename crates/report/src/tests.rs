//! The log of the BPI Challenge 2013 against what is known of it, digit by digit.

use std::path::{Path, PathBuf};

use serde_json::Value;
use valta_insight::spread::Spread;

use super::*;

/// What flags would say: each name with its value.
fn asked(path: &Path, flags: &[&str]) -> Result<Look, No> {
    let mut asked = Asked::default();
    for pair in flags.chunks(2) {
        let value = pair[1].to_owned();
        match pair[0] {
            "--activity" => asked.activity = Some(value),
            "--owner" => asked.owner.push(value),
            "--case" => asked.case = Some(value),
            "--time" => asked.time = Some(value),
            "--states" => asked.states = Some(value.into()),
            "--handover-event" => asked.handover_event = Some(value),
            "--beyond-first-line" => asked.beyond_first_line = Some(value),
            "--amount" => asked.amount = Some(value),
            "--asks" => asked.asks = Some(value),
            "--approves" => asked.approves = Some(value),
            "--rejects" => asked.rejects = Some(value),
            "--limits" => asked.limits = value.split(',').map(|limit| limit.parse().unwrap()).collect(),
            flag => panic!("there is no flag {flag}"),
        }
    }
    look(path, asked)
}

fn sentence(no: Result<Look, No>) -> String {
    no.map_or_else(|no| no.sentence, |_| String::new())
}

/// A small log; gone when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, text: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("valta-insight-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Scratch(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What was found beside what is known, and the table of both.
#[derive(Default)]
struct Table {
    lines: Vec<String>,
    wrong: usize,
}

impl Table {
    /// To as many digits as are known.
    fn row(&mut self, what: &str, found: impl Into<Found>, known: &str) {
        let digits = known.split_once('.').map_or(0, |(_, digits)| digits.len());
        let found = match found.into() {
            Found::Number(number) => format!("{number:.digits$}"),
            Found::Text(text) => text,
        };
        let same = found == known;
        self.wrong += usize::from(!same);
        self.lines.push(format!("{what:<48} {found:>26} {known:>26} {}", if same { "" } else { "DIFFERS" }));
    }
}

enum Found {
    Number(f64),
    Text(String),
}

impl From<f64> for Found {
    fn from(number: f64) -> Found {
        Found::Number(number)
    }
}

impl From<Option<f64>> for Found {
    fn from(number: Option<f64>) -> Found {
        number.map_or(Found::Text("none".to_owned()), Found::Number)
    }
}

impl From<usize> for Found {
    fn from(number: usize) -> Found {
        Found::Text(number.to_string())
    }
}

impl From<u64> for Found {
    fn from(number: u64) -> Found {
        Found::Text(number.to_string())
    }
}

impl From<&Value> for Found {
    fn from(value: &Value) -> Found {
        match value {
            Value::Number(number) if number.is_f64() => number.as_f64().into(),
            Value::String(text) => Found::Text(text.clone()),
            other => Found::Text(other.to_string()),
        }
    }
}

#[test]
fn the_incidents_of_2013() {
    let data = std::env::var_os("VALTA_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let folder = data.join("logs/bpi2013_incidents");
    if !folder.is_dir() {
        let why = "the shared logs are not beside the project; set VALTA_CORPUS to its data folder";
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
        let skipped = target.join("skipped");
        let _ = std::fs::create_dir_all(&skipped);
        let _ = std::fs::write(skipped.join("the_incidents_of_2013"), why);
        return;
    }
    let file = folder.join("07_bpic2013_incidents.xes.gz");
    let own: &[&str] =
        &["--owner", "org:group", "--owner", "org:resource", "--owner", "organization involved"];
    let status = asked(&file, own).unwrap();
    let both = asked(&file, &[own, &["--activity", "concept:name+lifecycle:transition"]].concat()).unwrap();
    // The same log, written by another program.
    let other = asked(&folder.join("bpi_challenge_2013_incidents.xes.gz"), own).unwrap();
    let (one, two) = (json(&status), json(&both));
    let third = json(&other);
    for part in [
        "cases",
        "events",
        "variants",
        "dfg",
        "time",
        "throughput_days",
        "lead_days",
        "waiting_days",
        "reopened",
    ] {
        assert_eq!(third[part], one[part], "{part}");
    }
    for key in 0..3 {
        for part in ["distinct", "handovers", "by_handovers", "direct", "any_return"] {
            assert_eq!(third["owners"][key][part], one["owners"][key][part], "{part}");
        }
    }

    let mut table = Table::default();
    table.row("cases", &one["cases"], "7554");
    table.row("events", &one["events"], "65533");
    table.row("events a case, mean", &one["events_per_case"]["mean"], "8.6753");
    table.row("events a case, least", &one["events_per_case"]["min"], "1.0");
    table.row("events a case, most", &one["events_per_case"]["max"], "123.0");
    table.row("activities: status", &one["activities"], "4");
    table.row("activities: status+sub", &two["activities"], "13");
    table.row("variants: status", &one["variants"], "1511");
    table.row("variants: status+sub", &two["variants"], "2278");
    let top = |look: &Look| {
        let (cases, way) = look.flow.top_variants(1).remove(0);
        let column = &look.log.columns[look.log.activity];
        let way: Vec<&str> = way.iter().map(|&activity| column.text(activity)).collect();
        format!("{} {cases}", way.join(","))
    };
    assert_eq!(top(&status), "Accepted,Accepted,Completed 1754");
    assert_eq!(top(&both), "Accepted+In Progress,Accepted+In Progress,Completed+In Call 1749");
    table.row("arcs: status", &one["dfg"]["arcs"], "11");
    table.row("arcs: status+sub", &two["dfg"]["arcs"], "81");
    table.row("pairs", &one["dfg"]["pairs"], "57979");
    table.row("from", &one["time"]["from"], "2010-03-31T14:59:42.000000Z");
    table.row("to", &one["time"]["to"], "2012-05-22T23:22:25.000000Z");
    for (what, known) in [
        ("median", "7.549126"),
        ("mean", "12.079344"),
        ("p90", "22.555546"),
        ("p95", "35.690611"),
        ("p99", "116.575551"),
        ("max", "771.351771"),
    ] {
        table.row(&format!("throughput, days, {what}"), &one["throughput_days"][what], known);
    }
    let seconds: f64 = status.flow.throughput_days().sum() * 86_400.0;
    table.row("duration in all, seconds", seconds, "7883772512");
    table.row(
        "duration, standard deviation",
        status.flow.throughput_days().deviation().map(|d| d * 86_400.0),
        "2468905.658",
    );

    for (key, distinct, total, mean, p90, max, none, direct, share, bounces, any, any_share) in [
        (
            "org:group",
            "649",
            "9454",
            "1.251522",
            "3.0",
            "31",
            "3734",
            "1177",
            "15.581",
            "2394",
            "1258",
            "16.653",
        ),
        (
            "org:resource",
            "1440",
            "20649",
            "2.733519",
            "6.0",
            "52",
            "1952",
            "1186",
            "15.700",
            "1783",
            "1879",
            "24.874",
        ),
    ] {
        let own = one["owners"].as_array().unwrap().iter().find(|own| own["key"] == key).unwrap();
        let percent = |of: &Value| of["share"].as_f64().map(|share| share * 100.0);
        let mut row =
            |what: &str, found: Found, known: &str| table.row(&format!("{key}: {what}"), found, known);
        row("distinct", (&own["distinct"]).into(), distinct);
        row("handovers", (&own["handovers"]["total"]).into(), total);
        row("handovers, mean", (&own["handovers"]["mean"]).into(), mean);
        row("handovers, p90", (&own["handovers"]["p90"]).into(), p90);
        row("handovers, max", (&own["handovers"]["max"]).into(), max);
        row("cases without a handover", (&own["handovers"]["none"]).into(), none);
        row("direct ping-pong, cases", (&own["direct"]["cases"]).into(), direct);
        row("direct ping-pong, %", percent(&own["direct"]).into(), share);
        row("direct ping-pong, bounces", (&own["direct"]["bounces"]).into(), bounces);
        row("any return, cases", (&own["any_return"]["cases"]).into(), any);
        row("any return, %", percent(&own["any_return"]).into(), any_share);
    }
    let teams = status.flow.owners(0).unwrap();
    let histogram: Vec<String> = teams.by_handovers(5).iter().map(|days| days.n().to_string()).collect();
    table.row(
        "teams: cases by handovers 0 1 2 3 4 5+",
        Found::Text(histogram.join(" ")),
        "3734 1764 973 356 272 455",
    );
    for (many, known) in ["0.2943", "8.4299", "9.9756", "13.8972"].into_iter().enumerate() {
        table.row(
            &format!("teams: median days after {many} handovers"),
            teams.by_handovers(3)[many].median(),
            known,
        );
    }
    let (bounced, others) = teams.days_bounced_and_not();
    table.row("teams: median days with ping-pong", bounced.median(), "12.629");
    table.row("teams: median days without", others.median(), "7.465");
    let name = |owner: u32| status.log.columns[status.log.owners[0]].text(owner);
    let worst = teams.worst_pairs(1, name).remove(0);
    table.row(
        "worst pair",
        Found::Text(format!("{} {} {}", name(worst.a), name(worst.b), worst.bounces)),
        "D8 V37 2nd 84",
    );
    let work: Vec<_> = teams.work().map(|(from, to, many)| (name(from), name(to), many)).collect();
    let between = |from, to| work.iter().find(|arc| (arc.0, arc.1) == (from, to)).map_or(0, |arc| arc.2);
    table.row("handover of work: arcs of teams", work.len(), "3087");
    table.row("handover of work: G97 to itself", between("G97", "G97"), "6241");
    table.row("handover of work: G96 to G97", between("G96", "G97"), "255");
    #[expect(clippy::cast_precision_loss, reason = "counts of events")]
    let of_all = |many: u64| many as f64 / 57_979.0;
    table.row("handover of work: G97 to itself, of all", of_all(between("G97", "G97")), "0.107642");
    table.row("handover of work: G96 to G97, of all", of_all(between("G96", "G97")), "0.004398");
    table.row(
        "org line: direct ping-pong, %",
        one["owners"][2]["direct"]["share"].as_f64().map(|share| share * 100.0),
        "11.7",
    );

    // Put right is Resolved or Closed; taken up again is a later Accepted or Queued.
    table.row("ever resolved or closed", &two["reopened"]["n"], "5663");
    table.row("taken up again", &two["reopened"]["cases"], "390");
    table.row("taken up again, %", two["reopened"]["share"].as_f64().map(|share| share * 100.0), "6.887");
    table.row(
        "never resolved",
        7_554 - status.flow.reopened().map_or(0, |share| u64::from(share.of)),
        "1891",
    );
    let status_of = |event: usize| {
        let column = &status.log.columns[status.log.activity];
        column.text(column.values[event])
    };
    let loose = (0..status.log.cases()).filter(|&case| {
        let events = status.log.events_of(case);
        events
            .clone()
            .zip(events.skip(1))
            .any(|(a, b)| status_of(a) == "Completed" && ["Accepted", "Queued"].contains(&status_of(b)))
    });
    table.row("Completed right before Accepted or Queued", loose.count(), "510");

    let days: f64 = one["waiting_days"].as_object().unwrap().values().filter_map(Value::as_f64).sum();
    table.row("days of all cases", days, "91247.367");
    for (state, known, share) in [
        ("after-resolution", "29510.956", "32.34"),
        ("wait-customer", "19794.699", "21.69"),
        ("active", "18719.182", "20.51"),
        ("wait-queue", "12582.890", "13.79"),
        ("wait-internal", "8922.973", "9.78"),
        ("wait-third-party", "1716.629", "1.88"),
        ("unmatched", "0.039", "0.00"),
    ] {
        let own = one["waiting_days"][state].as_f64();
        table.row(&format!("days {state}"), own, known);
        table.row(&format!("days {state}, %"), own.map(|own| own / days * 100.0), share);
    }
    let user = status.flow.arcs().len();
    assert_eq!(user, 11);
    let waits = |from: &str, to: &str| {
        let column = &both.log.columns[both.log.activity];
        let arc =
            both.flow.arcs().iter().find(|arc| (column.text(arc.from), column.text(arc.to)) == (from, to));
        arc.map_or(Spread::default(), valta_insight::flow::Arc::hours)
    };
    table.row("in hands, pooled", &one["flow_efficiency"]["pooled"], "0.303212");
    table.row("in hands, median of cases", &one["flow_efficiency"]["case_median"], "0.417842");
    table.row("in hands, mean of cases", &one["flow_efficiency"]["in_hands"]["case_mean"], "0.497979");
    table.row("in hands, cases", &one["flow_efficiency"]["in_hands"]["n"], "7552");
    table.row("lead without after-resolution, median", &one["lead_days"]["median"], "0.5504");
    table.row("lead without after-resolution, mean", &one["lead_days"]["mean"], "8.1727");
    table.row("lead without after-resolution, p90", &one["lead_days"]["p90"], "17.8188");
    let closing = waits("Completed+Resolved", "Completed+Closed");
    table.row("Resolved to Closed, n", closing.n(), "5704");
    table.row("Resolved to Closed, seconds", closing.sum() * 3_600.0, "2444625979");
    table.row("Resolved to Closed, median hours", closing.median(), "176.7");
    let queue = waits("Queued+Awaiting Assignment", "Accepted+In Progress");
    table.row("Awaiting to In Progress, n", queue.n(), "10700");
    table.row("Awaiting to In Progress, mean hours", queue.mean(), "27.32");
    table.row("Awaiting to In Progress, median hours", queue.median(), "0.716");
    table.row(
        "Accepted to Accepted",
        status.flow.arcs().iter().map(|arc| arc.waits.len()).max().unwrap(),
        "22527",
    );

    let heading = format!("{:<48} {:>26} {:>26}", "BPI Challenge 2013, incidents", "found", "known");
    println!("{heading}\n{}", table.lines.join("\n"));
    assert_eq!(table.wrong, 0, "{heading}\n{}", table.lines.join("\n"));
}

const APPROVALS: &str = "case,activity,time,who,case:Amount
1,Declaration SUBMITTED by EMPLOYEE,2020-01-01T00:00:00Z,a,12.5
1,Declaration APPROVED by ADMINISTRATION,2020-01-02T00:00:00Z,b,12.5
1,Declaration FINAL_APPROVED by SUPERVISOR,2020-01-03T00:00:00Z,c,12.5
1,Payment Handled,2020-01-09T00:00:00Z,s,12.5
2,Declaration SUBMITTED by EMPLOYEE,2020-01-01T00:00:00Z,a,40
2,Declaration REJECTED by ADMINISTRATION,2020-01-02T00:00:00Z,b,40
2,Declaration SUBMITTED by EMPLOYEE,2020-01-03T00:00:00Z,a,40
2,Declaration FINAL_APPROVED by SUPERVISOR,2020-01-06T00:00:00Z,c,40
3,Declaration SUBMITTED by EMPLOYEE,2020-01-01T00:00:00Z,a,5
4,Declaration SAVED by EMPLOYEE,2020-01-01T00:00:00Z,a,7
";

#[test]
fn what_a_limit_would_have_freed() {
    let log = Scratch::new("approvals.csv", APPROVALS);
    let flags = [
        "--amount",
        "Amount",
        "--asks",
        "SUBMITTED",
        "--approves",
        "FINAL_APPROVED",
        "--rejects",
        "REJECTED",
        "--limits",
        "10,25,50",
    ];
    let found = json(&asked(&log.0, &flags).unwrap());
    // Compared as values: the order in which a map is written is nobody's promise.
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(found["limits"].as_array().unwrap().clone(), [
        r#"{"limit":10.0,"freed":0,"wait_days":0.0,"amount":0.0,"ever_rejected":0,"ever_rejected_amount":0.0}"#,
        r#"{"limit":25.0,"freed":1,"wait_days":2.0,"amount":12.5,"ever_rejected":0,"ever_rejected_amount":0.0}"#,
        r#"{"limit":50.0,"freed":2,"wait_days":7.0,"amount":52.5,"ever_rejected":1,"ever_rejected_amount":40.0}"#,
    ].map(value));
    assert_eq!(found["decisions"], value(r#"{"asked":3,"unanswered":1,"without_amount":0}"#));
    let guessed = json(&asked(&log.0, &["--amount", "Amount", "--limits", "10,25,50"]).unwrap());
    assert_eq!(guessed["limits"], found["limits"], "the words are found without being said");
    for (wrong, why) in [
        (["--asks", "nothing"], "--asks: no event matches it."),
        (["--limits", "NaN"], "--limits: a limit is a number."),
        (
            ["--amount", "Price"],
            "there is no column \"Price\"; the first line has case, activity, time, who, case:Amount.",
        ),
    ] {
        let found = sentence(asked(&log.0, &[&["--amount", "Amount"][..], &wrong].concat()));
        assert!(found.to_lowercase().ends_with(&why.to_lowercase()), "{found}");
    }
}

const TICKETS: &str = "Ticket,Action,When,State,Team
1,open,2020-01-01 00:00,new,Front
1,Reassignment,2020-01-01 06:00,working,Back
1,close,2020-01-01 12:00,solved,Back
1,close,2020-01-02 00:00,archived,Back
2,open,2020-01-01 00:00,on the phone,Front
2,close,2020-01-01 01:00,solved,Front
";

#[test]
fn states_handovers_and_lines_as_they_are_said() {
    let log = Scratch::new("tickets.csv", TICKETS);
    let states = Scratch::new(
        "states.toml",
        "active = [\"working\", \"on the phone\"]\nwait-queue = [\"new\"]\nafter-resolution = [\"solved\"]\n",
    );
    let flags = [
        "--case",
        "Ticket",
        "--activity",
        "Action",
        "--time",
        "When",
        "--owner",
        "Team",
        "--states",
        states.path(),
        "--handover-event",
        "Reassignment",
        "--beyond-first-line",
        "Back",
    ];
    let found = json(&asked(&log.0, &flags).unwrap());
    let days = serde_json::json!({ "active": 7.0 / 24.0, "wait-queue": 0.25, "after-resolution": 0.5 });
    assert_eq!(found["waiting_days"], days);
    assert_eq!(found["noticed"]["events_in_states_not_named"], 1, "archived is in no category");
    assert_eq!(found["owners"][0]["counted_by"], "event");
    assert_eq!(found["owners"][0]["handovers"]["total"], 1);
    assert_eq!(
        (&found["first_line"]["cases"], &found["first_line"]["n"]),
        (&Value::from(1), &Value::from(2))
    );
    let other = Scratch::new("other.toml", "active = [\"asleep\"]\n");
    for (flags, sentence) in [
        (["--states", other.path()], "--states: no state of the log is in the file."),
        (["--handover-event", "Telepathy"], "--handover-event: no event is called \"Telepathy\"."),
    ] {
        let all = [&["--case", "Ticket", "--activity", "Action", "--time", "When"], &flags[..]].concat();
        assert_eq!(super::tests::sentence(asked(&log.0, &all)), sentence);
    }
}

#[test]
fn work_that_begins_and_ends_is_touch_time() {
    for text in [
        "case,activity,lifecycle:transition,time\n1,w,start,2020-01-01T00:00Z\n1,w,complete,2020-01-01T06:00Z\n\
         1,v,complete,2020-01-02T00:00Z\n",
        "case,activity,start,time\n1,w,2020-01-01T00:00Z,2020-01-01T06:00Z\n1,v,2020-01-02T00:00Z,2020-01-02T00:00Z\n",
    ] {
        let log = Scratch::new("touch.csv", text);
        let found = json(&asked(&log.0, &[]).unwrap());
        assert_eq!(found["flow_efficiency"]["kind"], "touch");
        assert_eq!(found["flow_efficiency"]["pooled"], 0.25);
    }
}

#[test]
fn a_page_needs_nothing_else_and_says_what_it_rests_on() {
    let hostile = TICKETS.replace("Reassignment", "<script>alert(1)</script>");
    let log = Scratch::new("page.csv", &hostile);
    let flags = ["--case", "Ticket", "--activity", "Action", "--time", "When", "--owner", "Team"];
    let page = page("<b>tickets</b>", &asked(&log.0, &flags).unwrap());
    for absent in ["<script", "http://", "https://", "<b>tickets", "url(h", "@import"] {
        assert!(!page.contains(absent), "{absent}");
    }
    for present in [
        "&lt;script&gt;",
        "too little to say",
        "role=\"img\"",
        "In whose hands: Team",
        "times without zone",
        "</html>",
    ] {
        assert!(page.contains(present), "{present}");
    }
    let single = Scratch::new("single.csv", "case,activity,time\n1,a,2020-01-01\n");
    assert!(super::page("one event", &asked(&single.0, &[]).unwrap()).contains("<svg"), "a map of one box");
    let approvals = Scratch::new("page-approvals.csv", APPROVALS);
    let page =
        super::page("approvals", &asked(&approvals.0, &["--amount", "Amount", "--owner", "who"]).unwrap());
    assert!(page.contains("What a limit would have freed"));
}

#[test]
fn which_keys_are_of_people() {
    for key in ["org:resource", "User", "assigned_to", "Handler", "owner", "employee name", "agent"] {
        assert!(json::of_people(key), "{key}");
    }
    for key in [
        "org:group",
        "assignment_group",
        "Owner team",
        "org:role",
        "Department",
        "support line",
        "queue_name",
    ] {
        assert!(!json::of_people(key), "{key}");
    }
}

//! The measures of a log as JSON: what applies, each with its n, its interval and its definition.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use valta_insight::{
    definition::Measure,
    flow::{DAY, Efficiency},
    interval::Share,
    spread::{Interval, Spread},
};
use valta_logs::Column;

use crate::look::Look;

/// How many pairs, arcs and variants are told.
const TOP: usize = 20;
/// How many cases behind a pair.
const BEHIND: usize = 10;

/// An instant as the API writes it.
pub(crate) fn instant(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros)
        .map_or_else(|_| micros.to_string(), |at| at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
}

/// What was told, so that its definition is told once.
#[derive(Default)]
struct Told(BTreeSet<&'static str>, Map<String, Value>);

impl Told {
    fn of(&mut self, measure: Measure) {
        if self.0.insert(measure.code()) {
            self.1.insert(measure.code().to_owned(), json!(measure.definition()));
        }
    }
}

pub fn json(look: &Look) -> Value {
    let Look { log, flow, .. } = look;
    let mut told = Told::default();
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
    for measure in [Measure::Cases, Measure::Events, Measure::Variants, Measure::Follows, Measure::Throughput]
    {
        told.of(measure);
    }
    put("format", json!(log.format));
    put("cases", json!(flow.cases()));
    put("events", json!(flow.events()));
    put("events_per_case", spread(&flow.events_per_case()));
    put("activity", json!(log.column(log.activity).map(|column| &column.name)));
    put("activities", json!(flow.activities()));
    put("variants", json!(flow.variants()));
    if let Some((from, to)) = flow.range() {
        put("time", json!({ "from": instant(from), "to": instant(to) }));
    }
    put("dfg", json!({ "arcs": flow.arcs().len(), "pairs": flow.pairs() }));
    put("throughput_days", spread(&flow.throughput_days()));
    if let Some(lead) = flow.lead_days() {
        told.of(Measure::Lead);
        put("lead_days", spread(&lead));
    }
    let owners: Vec<Value> = log
        .owners
        .iter()
        .enumerate()
        .filter_map(|(key, &index)| owners(look, key, log.column(index)?, &mut told))
        .collect();
    if !owners.is_empty() {
        put("owners", json!(owners));
    }
    if let Some(share) = flow.first_line() {
        told.of(Measure::FirstLine);
        put("first_line", of_share(share));
    }
    if let Some(states) = flow.in_states() {
        told.of(Measure::Waiting);
        let mut days = Map::new();
        for (state, micros) in states {
            if micros > 0 {
                days.insert(state.code().to_owned(), json!(real(micros) / DAY));
            }
        }
        put("waiting_days", Value::Object(days));
    }
    let kinds = [
        (Measure::InHands, flow.efficiency(false)),
        (Measure::InFirmsHands, flow.efficiency(true)),
        (Measure::Touch, look.touch.clone()),
    ];
    let mut efficiency = Map::new();
    for (measure, found) in kinds {
        if let Some(found) = found {
            told.of(measure);
            let one = of_efficiency(&found);
            if efficiency.is_empty() {
                efficiency.extend(one.clone());
                efficiency.insert("kind".to_owned(), json!(measure.code()));
            }
            efficiency.insert(measure.code().to_owned(), Value::Object(one));
        }
    }
    if !efficiency.is_empty() {
        put("flow_efficiency", Value::Object(efficiency));
    }
    if let Some(share) = flow.reopened() {
        told.of(Measure::Reopened);
        put("reopened", of_share(share));
    }
    if let Some(limits) = &look.limits {
        told.of(Measure::Limits);
        let points = limits.curve.iter().map(|point| {
            json!({
                "limit": point.limit,
                "freed": point.freed,
                "wait_days": point.wait_days,
                "amount": point.amount,
                "ever_rejected": point.rejected,
                "ever_rejected_amount": point.rejected_amount,
            })
        });
        put("limits", points.collect());
        put(
            "decisions",
            json!({
                "asked": limits.asked,
                "unanswered": limits.unanswered,
                "without_amount": limits.without_amount,
            }),
        );
    }
    put("variants_top", variants(look));
    put("dfg_top", arcs(look));
    let parameters = json!({
        "quantiles": "linear between neighbouring values",
        "order": "by time within a case; events of the same instant in the order of the log",
        "interval": 0.95,
        "states_of": look.states_of,
        "handover_event": look.handover_event,
    });
    put("parameters", parameters);
    let guessed = log
        .guessed
        .iter()
        .map(|guess| json!({ "flag": guess.flag, "value": guess.value, "because": guess.because }));
    put("guessed", guessed.collect());
    let mut noticed: Map<String, Value> =
        log.noticed.iter().map(|(what, many)| (what.code().to_owned(), json!(many))).collect();
    if look.states_not_named > 0 {
        noticed.insert("events_in_states_not_named".to_owned(), json!(look.states_not_named));
    }
    let activity = log.column(log.activity).map_or(0, |column| column.missing);
    if activity > 0 {
        noticed.insert("events_without_activity".to_owned(), json!(activity));
    }
    put("noticed", Value::Object(noticed));
    let skipped = log.skipped.iter().map(|(what, count)| (what.code().to_owned(), json!(count.many)));
    put("skipped", Value::Object(skipped.collect()));
    let first = log.skipped.iter().filter_map(|(what, count)| match count.first {
        valta_logs::Place::Line { line, .. } => Some((what.code().to_owned(), json!({ "line": line }))),
        valta_logs::Place::Byte(byte) => Some((what.code().to_owned(), json!({ "byte": byte }))),
        valta_logs::Place::Nowhere => None,
    });
    put("skipped_first", Value::Object(first.collect()));
    put("definitions", Value::Object(told.1));
    Value::Object(all)
}

fn owners(look: &Look, key: usize, column: &Column, told: &mut Told) -> Option<Value> {
    let owners = look.flow.owners(key)?;
    for measure in [Measure::Handovers, Measure::Direct, Measure::AnyReturn, Measure::WorstPairs] {
        told.of(measure);
    }
    let changes = owners.handovers();
    let moved = look.handover_event.as_ref().and_then(|_| look.flow.handover_events());
    let counted = moved.map(|moved| Spread::new(moved.into_iter().map(f64::from).collect()));
    if counted.is_some() {
        told.of(Measure::HandoverEvents);
    }
    let none = |spread: &Spread| spread.values().iter().filter(|&&many| many == 0.0).count();
    let handovers = |spread: &Spread| {
        json!({
            "total": whole(spread.sum()),
            "mean": spread.mean(),
            "p90": spread.quantile(0.9),
            "max": spread.max().map(whole),
            "none": none(spread),
            "n": spread.n(),
        })
    };
    let buckets = owners.by_handovers(5).into_iter().enumerate().map(|(many, days)| {
        let name = if many == 5 { "5+".to_owned() } else { many.to_string() };
        json!({ "handovers": name, "cases": days.n(), "median_days": days.median() })
    });
    let (bounced, others) = owners.days_bounced_and_not();
    let pairs = owners.worst_pairs(TOP, |owner| column.text(owner)).into_iter().map(|pair| {
        let behind = pair.cases.iter().take(BEHIND);
        json!({
            "a": column.text(pair.a),
            "b": column.text(pair.b),
            "bounces": pair.bounces,
            "cases": pair.cases.len(),
            "some_cases": behind.filter_map(|&case| look.log.names.get(case as usize)).collect::<Vec<_>>(),
        })
    });
    let of_people = of_people(&column.name);
    let kept = owners.kept_by_first().into_iter().take(TOP).map(|(owner, share)| {
        let mut one = of_share(share);
        if let Value::Object(one) = &mut one {
            one.insert("owner".to_owned(), json!(column.text(owner)));
        }
        one
    });
    let mut direct = owners.direct().map_or(Value::Null, of_share);
    if let Value::Object(direct) = &mut direct {
        direct.insert("bounces".to_owned(), json!(owners.bounces()));
        direct.insert("median_days".to_owned(), json!(bounced.median()));
        direct.insert("median_days_of_the_others".to_owned(), json!(others.median()));
    }
    let mut one = json!({
        "key": column.name,
        "distinct": owners.distinct(),
        "events_without": column.missing,
        "handovers": handovers(counted.as_ref().unwrap_or(&changes)),
        "counted_by": if counted.is_some() { "event" } else { "change" },
        "by_handovers": buckets.collect::<Vec<_>>(),
        "direct": direct,
        "any_return": owners.any_return().map(of_share),
        "worst_pairs": pairs.collect::<Vec<_>>(),
        "work_arcs": owners.work().count(),
    });
    if let Value::Object(one) = &mut one {
        if !of_people {
            told.of(Measure::KeptByFirst);
            one.insert("kept_by_first".to_owned(), kept.collect());
        }
        if counted.is_some() {
            one.insert("owner_changes".to_owned(), handovers(&changes));
        }
    }
    Some(one)
}

/// Whether a key is one of people: who keeps what they get, and between whom cases bounce, is a matter of teams and
/// their rules; of people it would be a ranking.
pub(crate) fn of_people(key: &str) -> bool {
    const GROUPS: [&str; 7] = ["group", "team", "queue", "role", "dep", "line", "unit"];
    const PEOPLE: [&str; 9] =
        ["resource", "user", "agent", "person", "employee", "name", "assign", "owner", "handler"];
    let key = key.to_lowercase();
    let among = |words: &[&str]| words.iter().any(|word| key.contains(word));
    // What is assigned to a group names the group.
    !among(&GROUPS) && among(&PEOPLE)
}

fn of_share(share: Share) -> Value {
    json!({
        "cases": share.hits,
        "n": share.of,
        "share": share.share(),
        "interval": [share.low, share.high],
    })
}

fn interval(interval: Option<Interval>) -> Value {
    interval.map_or(Value::Null, |interval| json!([interval.low, interval.high]))
}

fn spread(spread: &Spread) -> Value {
    json!({
        "n": spread.n(),
        "median": spread.median(),
        "interval": interval(spread.interval(0.5)),
        "mean": spread.mean(),
        "deviation": spread.deviation(),
        "p10": spread.quantile(0.1),
        "p90": spread.quantile(0.9),
        "p95": spread.quantile(0.95),
        "p99": spread.quantile(0.99),
        "min": spread.quantile(0.0),
        "max": spread.max(),
    })
}

fn of_efficiency(found: &Efficiency) -> Map<String, Value> {
    let one = json!({
        "pooled": found.pooled.share,
        "pooled_interval": interval(found.pooled.interval),
        "case_median": found.cases.median(),
        "case_median_interval": interval(found.cases.interval(0.5)),
        "case_mean": found.cases.mean(),
        "n": found.pooled.n,
    });
    if let Value::Object(one) = one { one } else { Map::new() }
}

fn variants(look: &Look) -> Value {
    let name =
        |activity: u32| look.log.column(look.log.activity).map(|column| column.text(activity).to_owned());
    let top = look.flow.top_variants(TOP).into_iter().map(|(cases, way)| {
        json!({ "cases": cases, "activities": way.into_iter().filter_map(name).collect::<Vec<_>>() })
    });
    top.collect()
}

fn arcs(look: &Look) -> Value {
    let Some(column) = look.log.column(look.log.activity) else { return Value::Null };
    let mut arcs: Vec<_> = look.flow.arcs().iter().collect();
    arcs.sort_by_key(|arc| {
        (std::cmp::Reverse(arc.waits.len()), column.text(arc.from).to_owned(), column.text(arc.to).to_owned())
    });
    let top = arcs.into_iter().take(TOP).map(|arc| {
        let hours = arc.hours();
        json!({
            "from": column.text(arc.from),
            "to": column.text(arc.to),
            "n": hours.n(),
            "median_hours": hours.median(),
            "mean_hours": hours.mean(),
            "p90_hours": hours.quantile(0.9),
            "sum_hours": real(arc.waits.iter().sum()) / (DAY / 24.0),
        })
    });
    top.collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of waits are exact up to 285 years; beyond, to a part in 10^15"
)]
fn real(micros: i64) -> f64 {
    micros as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of events as a whole number"
)]
fn whole(count: f64) -> u64 {
    count as u64
}

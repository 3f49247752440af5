//! How long reading and measuring a log takes, in processor time of the one thread that does it:
//! `cargo run --release -p valta-report --example speed LOG`. Medians of seven.
#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    reason = "a person reads this on a terminal"
)]

use std::{fs, path::PathBuf};

use valta_insight::{
    flow::{Flow, Step},
    random::Lot,
    state::State,
};
use valta_logs::Wanted;
use valta_report::Asked;

const RUNS: usize = 7;

/// Seconds that this thread has been running on a processor.
fn cpu() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// Seconds of one go; short ones are told together, because the system counts in ticks.
fn median<T>(mut once: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let before = cpu();
            let mut goes = 0.0;
            while goes < 1.0 || cpu() - before < 0.05 {
                drop(once());
                goes += 1.0;
            }
            (cpu() - before) / goes
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

fn memory() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

fn fold(log: &valta_logs::Log) -> Flow {
    let owners: Vec<_> = log.owners.iter().map(|&index| &log.columns[index]).collect();
    let activity = &log.columns[log.activity];
    let mut flow = Flow::new(owners.len());
    let mut held = vec![0; owners.len()];
    for case in 0..log.cases() {
        let number = flow.open();
        for event in log.events_of(case) {
            for (held, column) in held.iter_mut().zip(&owners) {
                *held = column.values[event];
            }
            let (at, activity) = (log.at[event], activity.values[event]);
            flow.take(
                number,
                Step { at, activity, owners: &held, state: None, handover: false, first_line: None },
            );
        }
    }
    flow
}

/// Everything that the table asks of it.
fn answers(flow: &Flow, log: &valta_logs::Log) -> f64 {
    let mut sum = flow.throughput_days().median().unwrap_or(0.0) + flow.pairs() as f64;
    for arc in flow.arcs() {
        let hours = arc.hours();
        sum += hours.median().unwrap_or(0.0) + hours.mean().unwrap_or(0.0);
    }
    for (key, &index) in log.owners.iter().enumerate() {
        let owners = flow.owners(key).unwrap();
        let column = &log.columns[index];
        sum += owners.handovers().sum() + owners.bounces() as f64 + owners.work().count() as f64;
        sum += owners.worst_pairs(20, |owner| column.text(owner)).len() as f64;
        sum += f64::from(owners.any_return().unwrap().hits);
    }
    sum + flow.top_variants(20).len() as f64
}

fn main() {
    let path = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "log.xes.gz".to_owned()));
    let wanted = |activity: &str| Wanted {
        activity: activity.split('+').map(str::to_owned).collect(),
        owners: vec!["org:resource".to_owned(), "org:group".to_owned()],
        ..Wanted::default()
    };
    println!("| step | CPU ms |\n|---|---|");
    println!(
        "| import | {:.1} |",
        1e3 * median(|| valta_logs::read(&path, &wanted("concept:name")).unwrap())
    );
    for name in ["concept:name", "concept:name+lifecycle:transition"] {
        let log = valta_logs::read(&path, &wanted(name)).unwrap();
        println!("| one fold over all events, {name} | {:.2} |", 1e3 * median(|| fold(&log)));
        let flow = fold(&log);
        println!(
            "| its answers: arcs with medians, hands, ping-pong, pairs, variants | {:.2} |",
            1e3 * median(|| answers(&flow, &log))
        );
    }
    println!("| the whole report as JSON | {:.1} |", {
        let look = valta_report::look(&path, Asked::default()).unwrap();
        1e3 * median(|| valta_report::json(&look).to_string())
    });
    println!("| most memory, MB | {} |", memory());

    println!("\n| events | fold s | one more event µs | answers s | most memory MB |\n|---|---|---|---|---|");
    for million in [1_usize, 2, 5, 10] {
        let mut lot = Lot::new(7);
        let before = cpu();
        let mut flow = Flow::new(2);
        let cases = million * 100_000;
        for _ in 0..cases {
            flow.open();
        }
        let next = |lot: &mut Lot, flow: &mut Flow, at: usize| {
            let owners = [u32::try_from(lot.below(2_000)).unwrap(), u32::try_from(lot.below(60)).unwrap()];
            // Mostly what came before, as in a house.
            let activity = u32::try_from(lot.below(4) * lot.below(4)).unwrap();
            let state = State::ALL.get(lot.below(6)).copied();
            let at = i64::try_from(at).unwrap() * 1_000_000;
            let step = Step { at, activity, owners: &owners, state, handover: false, first_line: None };
            flow.take(lot.below(cases), step);
        };
        for at in 0..million * 1_000_000 {
            next(&mut lot, &mut flow, at);
        }
        let folded = cpu() - before;
        let before = cpu();
        for at in 0..100_000 {
            next(&mut lot, &mut flow, million * 1_000_000 + at);
        }
        let one = (cpu() - before) / 100_000.0;
        let before = cpu();
        let owners = flow.owners(0).unwrap();
        let mut sum = owners.handovers().sum() + flow.throughput_days().median().unwrap_or(0.0);
        sum += flow.arcs().iter().filter_map(|arc| arc.hours().median()).sum::<f64>();
        sum += flow.efficiency(false).map_or(0.0, |found| found.pooled.share) + flow.variants() as f64;
        let asked = cpu() - before;
        println!("| {million},000,000 | {folded:.2} | {:.2} | {asked:.2} | {} |", one * 1e6, memory());
        assert!(sum > 0.0);
    }
}

//! The measures of a log in some lines, for whoever stands at a terminal.

use std::fmt::Write as _;

use valta_insight::interval::Share;

use crate::{
    json::{instant, of_people},
    look::Look,
};

pub fn summary(name: &str, look: &Look) -> String {
    let Look { log, flow, .. } = look;
    let mut text = String::new();
    let days = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |days| format!("{days:.2} days"));
    let share = |share: Option<Share>| {
        share.map_or_else(
            || "–".to_owned(),
            |share| {
                let percent = |part: f64| format!("{:.1}", part * 100.0);
                format!(
                    "{} of {} ({} %, {} to {})",
                    share.hits,
                    share.of,
                    percent(share.share()),
                    percent(share.low),
                    percent(share.high)
                )
            },
        )
    };
    let _ = writeln!(
        text,
        "{name} ({}): {} cases, {} events, {} activities, {} variants",
        log.format,
        flow.cases(),
        flow.events(),
        flow.activities(),
        flow.variants()
    );
    if let Some((from, to)) = flow.range() {
        let _ = writeln!(text, "From {} to {}", instant(from), instant(to));
    }
    let throughput = flow.throughput_days();
    let _ = writeln!(
        text,
        "First to last event: median {}, nine of ten within {}",
        days(throughput.median()),
        days(throughput.quantile(0.9))
    );
    if let Some(lead) = flow.lead_days() {
        let _ = writeln!(text, "Until it was put right: median {}", days(lead.median()));
    }
    for (key, &index) in log.owners.iter().enumerate() {
        let (Some(column), Some(owners)) = (log.column(index), flow.owners(key)) else { continue };
        let _ = writeln!(text, "\nBy {} ({} of them)", column.name, owners.distinct());
        let handovers = owners.handovers();
        let _ = writeln!(
            text,
            "  handovers: {} in all, at most {} in a case",
            handovers.sum(),
            handovers.max().unwrap_or(0.0)
        );
        let _ = writeln!(text, "  direct ping-pong: {}", share(owners.direct()));
        let _ = writeln!(text, "  back to any earlier owner: {}", share(owners.any_return()));
        // Between whom of the people cases bounce would be a ranking.
        let pairs = if of_people(&column.name) { 0 } else { 3 };
        for pair in owners.worst_pairs(pairs, |owner| column.text(owner)) {
            let (a, b) = (column.text(pair.a), column.text(pair.b));
            let _ = writeln!(text, "  {a} <-> {b}: {} bounces in {} cases", pair.bounces, pair.cases.len());
        }
    }
    if let Some(states) = flow.in_states() {
        let _ = writeln!(text, "\nWhere the time went");
        #[expect(clippy::cast_precision_loss, reason = "shown to a tenth of a day")]
        for (state, micros) in states.iter().filter(|(_, micros)| *micros > 0) {
            let _ =
                writeln!(text, "  {}: {:.1} days", state.code(), *micros as f64 / valta_insight::flow::DAY);
        }
    }
    if !log.guessed.is_empty() {
        let _ = writeln!(text, "\nTaken to be so (say otherwise with the flag)");
        for guess in &log.guessed {
            let _ = writeln!(text, "  --{}: {} ({})", guess.flag, guess.value, guess.because);
        }
    }
    if !log.skipped.is_empty() {
        let _ = writeln!(text, "\nNot in these numbers");
        for (what, count) in &log.skipped {
            let _ = writeln!(text, "  {}: {}", what.code().replace('_', " "), count.many);
        }
    }
    if !log.noticed.is_empty() {
        let _ = writeln!(text, "\nTo be known");
        for (what, many) in &log.noticed {
            let _ = writeln!(text, "  {}: {many}", what.code().replace('_', " "));
        }
    }
    let _ = write!(text, "\n--json has everything, with definitions.");
    text
}

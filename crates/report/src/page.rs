//! The measures of a log as one page that needs nothing else: no script, no file beside it. Every picture is a
//! table too.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use valta_insight::{
    definition::Measure,
    flow::{DAY, Efficiency},
    interval::Share,
    spread::Spread,
};

use crate::{
    json::{instant, of_people},
    look::Look,
    map,
};

/// How many rows a table of the most frequent has.
const TOP: usize = 12;
/// With fewer cases there is too little to say.
const LEAST: usize = 10;

/// A whole HTML document; `name` is the log's.
pub fn page(name: &str, look: &Look) -> String {
    let flow = &look.flow;
    let definition = |measure: Measure| html! { p.definition { (measure.definition()) } };
    let throughput = flow.throughput_days();
    let body = html! {
        header {
            p.kind { "How cases went" }
            h1 { (name) }
            p {
                (number(flow.cases() as u64)) " cases, " (number(flow.events())) " events"
                @if let Some((from, to)) = flow.range() {
                    ", " time datetime=(instant(from)) { (day(from)) } " to " time datetime=(instant(to)) { (day(to)) }
                }
            }
        }
        main {
            (findings(look))
            section aria-labelledby="time" {
                h2 #time { "How long it took" }
                (definition(Measure::Throughput))
                (spread_table(look, &throughput))
                (bars("Cases by how long they took", "Time", "Cases", &by_length(&throughput)))
            }
            @if let Some(states) = flow.in_states() {
                section aria-labelledby="waits" {
                    h2 #waits { "Where the time went" }
                    (definition(Measure::Waiting))
                    @let rows = states.iter().filter(|(_, micros)| *micros > 0).map(|(state, micros)| {
                        (state.code().replace('-', " "), real(*micros) / DAY, format!("{} days", tenth(real(*micros) / DAY)))
                    }).collect::<Vec<_>>();
                    (bars("Days by state", "State", "All cases together", &rows))
                }
            }
            (efficiencies(look))
            @for key in 0..look.log.owners.len() { (hands(look, key)) }
            section aria-labelledby="map" {
                h2 #map { "What came after what" }
                (definition(Measure::Follows))
                (map::map(look))
            }
            section aria-labelledby="ways" {
                h2 #ways { "The most frequent ways" }
                p.definition { (Measure::Variants.definition()) " There are " (number(flow.variants() as u64)) "." }
                (ways(look))
            }
            @if let Some(limits) = &look.limits {
                section aria-labelledby="limits" {
                    h2 #limits { "What a limit would have freed" }
                    (definition(Measure::Limits))
                    p { (number(limits.asked as u64)) " asked, " (number(limits.unanswered as u64)) " without an answer." }
                    (curve(look))
                }
            }
            (about(look))
        }
    };
    let whole = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (name) " – how cases went" }
                style { (PreEscaped(include_str!("page.css"))) }
            }
            body { (body) }
        }
    };
    whole.into_string()
}

/// What somebody should look at first, each with its figures; nothing where there is too little to say.
fn findings(look: &Look) -> Markup {
    let flow = &look.flow;
    let mut found: Vec<Markup> = Vec::new();
    let throughput = flow.throughput_days();
    if throughput.n() < LEAST {
        found.push(html! { "There are " (throughput.n()) " cases: too little to say." });
    } else {
        if let (Some(lead), Some(whole)) =
            (flow.lead_days().and_then(|lead| lead.median()), throughput.median())
            && whole > lead * 1.2
        {
            found.push(html! {
                "The median case took " b { (span(whole)) } " until its last event, and "
                b { (span(lead)) } " until it was put right."
            });
        }
        if let Some(states) = flow.in_states() {
            let whole: i64 = states.iter().map(|(_, micros)| micros).sum();
            let worst = states.iter().filter(|(state, _)| state.waits()).max_by_key(|(_, micros)| *micros);
            if let Some((state, micros)) = worst.filter(|(_, micros)| *micros > 0) {
                found.push(html! {
                    "Of all waiting, most is " b { (state.code().replace('-', " ")) } ": "
                    (percent(real(*micros) / real(whole))) " of the whole time."
                });
            }
        }
        for (key, &index) in look.log.owners.iter().enumerate().take(1) {
            let (Some(column), Some(owners)) = (look.log.column(index), flow.owners(key)) else { continue };
            let (bounced, others) = owners.days_bounced_and_not();
            if let (Some(share), Some(with), Some(without)) =
                (owners.direct(), bounced.median(), others.median())
                && bounced.n() >= LEAST
            {
                found.push(html! {
                    b { (percent(share.share())) } " of the cases bounced directly between two owners (by "
                    (column.name) "); their median is " (span(with)) ", the others' " (span(without)) "."
                });
            }
            let worst = owners.worst_pairs(1, |owner| column.text(owner));
            if let Some(pair) = worst.first().filter(|_| !of_people(&column.name)) {
                found.push(html! {
                    "Most often between " b { (column.text(pair.a)) } " and " b { (column.text(pair.b)) } ": "
                    (pair.bounces) " times in " (pair.cases.len()) " cases."
                });
            }
        }
        if let Some(share) = flow.reopened().filter(|share| share.hits > 0) {
            found.push(html! { b { (percent(share.share())) } " of what was put right was taken up again." });
        }
    }
    html! {
        section.findings aria-labelledby="first" {
            h2 #first { "Look here first" }
            ul { @for line in found { li { (line) } } }
        }
    }
}

fn spread_table(look: &Look, throughput: &Spread) -> Markup {
    let lead = look.flow.lead_days();
    let columns: [(&str, f64); 5] =
        [("Median", 0.5), ("9 of 10", 0.9), ("95 of 100", 0.95), ("99 of 100", 0.99), ("Longest", 1.0)];
    let row = |name: &str, spread: &Spread| {
        html! {
            tr {
                th scope="row" { (name) }
                @for (_, p) in columns { td { @if let Some(days) = spread.quantile(p) { (span(days)) } } }
                td { @if let Some(mean) = spread.mean() { (span(mean)) } }
                td { @if let Some(interval) = spread.interval(0.5) { (span(interval.low)) " – " (span(interval.high)) } @else { "–" } }
                td { (number(spread.n() as u64)) }
            }
        }
    };
    html! {
        div.scroll tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { "" }
                    @for (name, _) in columns { th scope="col" { (name) } }
                    th scope="col" { "Mean" }
                    th scope="col" { "Median lies within" }
                    th scope="col" { "Cases" }
                } }
                tbody {
                    (row("First to last event", throughput))
                    @if let Some(lead) = &lead { (row("Until it was put right", lead)) }
                }
            }
        }
    }
}

fn efficiencies(look: &Look) -> Markup {
    let kinds = [
        ("In somebody's hands", Measure::InHands, look.flow.efficiency(false)),
        ("… without waiting for the customer", Measure::InFirmsHands, look.flow.efficiency(true)),
        ("Touch time", Measure::Touch, look.touch.clone()),
    ];
    let found: Vec<(&str, Measure, Efficiency)> =
        kinds.into_iter().filter_map(|(name, measure, found)| Some((name, measure, found?))).collect();
    html! {
        @if !found.is_empty() {
            section aria-labelledby="efficiency" {
                h2 #efficiency { "Flow efficiency" }
                div.scroll tabindex="0" {
                    table {
                        thead { tr {
                            th scope="col" { "" }
                            th scope="col" { "Pooled" }
                            th scope="col" { "Lies within" }
                            th scope="col" { "Median of cases" }
                            th scope="col" { "Cases" }
                        } }
                        tbody {
                            @for (name, _, found) in &found {
                                tr {
                                    th scope="row" { (name) }
                                    td { (percent(found.pooled.share)) }
                                    td { @if let Some(i) = found.pooled.interval { (percent(i.low)) " – " (percent(i.high)) } @else { "–" } }
                                    td { @if let Some(median) = found.cases.median() { (percent(median)) } }
                                    td { (number(found.pooled.n as u64)) }
                                }
                            }
                        }
                    }
                }
                @for (_, measure, _) in &found { p.definition { (measure.definition()) } }
            }
        }
    }
}

fn hands(look: &Look, key: usize) -> Markup {
    let column = look.log.owners.get(key).and_then(|&index| look.log.column(index));
    let (Some(column), Some(owners)) = (column, look.flow.owners(key)) else { return html! {} };
    let id = format!("hands-{key}");
    let rows: Vec<(String, f64, String)> = owners
        .by_handovers(5)
        .iter()
        .enumerate()
        .filter(|(_, days)| days.n() > 0)
        .map(|(many, days)| {
            let median = days.median().map_or_else(String::new, span);
            let name = if many == 5 { "5 and more".to_owned() } else { many.to_string() };
            (
                name,
                real(i64::try_from(days.n()).unwrap_or(0)),
                format!("{} cases, median {median}", number(days.n() as u64)),
            )
        })
        .collect();
    let pairs: Vec<(String, f64, String)> = owners
        .worst_pairs(TOP, |owner| column.text(owner))
        .into_iter()
        .map(|pair| {
            let behind = pair.cases.iter().take(3).filter_map(|&case| look.log.names.get(case as usize));
            let behind = behind.map(|name| &**name).collect::<Vec<_>>().join(", ");
            let name = format!("{} ⇄ {}", column.text(pair.a), column.text(pair.b));
            (
                name,
                f64::from(pair.bounces),
                format!("{} in {} cases, such as {behind}", pair.bounces, pair.cases.len()),
            )
        })
        .collect();
    html! {
        section aria-labelledby=(id) {
            h2 #(id) { "In whose hands: " (column.name) }
            p.definition { (Measure::Handovers.definition()) " Here there are " (number(owners.distinct() as u64)) " owners." }
            (bars("Cases by handovers", "Handovers", "Cases", &rows))
            dl {
                dt { "Direct ping-pong" } dd { (of_share(owners.direct())) ", " (number(owners.bounces())) " bounces" }
                dd.definition { (Measure::Direct.definition()) }
                dt { "Back to any earlier owner" } dd { (of_share(owners.any_return())) }
                dd.definition { (Measure::AnyReturn.definition()) }
            }
            @if of_people(&column.name) {
                p.definition { "Between whom is not shown: this is no table of people." }
            } @else if !pairs.is_empty() { (bars("Between whom cases bounced most", "Between", "Bounces", &pairs)) }
        }
    }
}

fn ways(look: &Look) -> Markup {
    let name = |activity: u32| look.log.column(look.log.activity).map_or("", |column| column.text(activity));
    let cases = look.flow.cases();
    html! {
        ol.ways {
            @for (many, way) in look.flow.top_variants(TOP) {
                li {
                    b { (number(u64::from(many))) " cases" } " (" (percent(f64::from(many) / real(i64::try_from(cases).unwrap_or(1)))) "): "
                    @for (at, activity) in way.iter().take(20).enumerate() {
                        @if at > 0 { span.then aria-hidden="true" { " → " } span.unseen { ", then " } }
                        (name(*activity))
                    }
                    @if way.len() > 20 { " … (" (way.len()) " in all)" }
                }
            }
        }
    }
}

fn curve(look: &Look) -> Markup {
    let points = look.limits.as_ref().map_or(&[][..], |limits| &limits.curve);
    let most = points.iter().map(|point| f64::from(point.freed)).fold(1.0, f64::max);
    html! {
        div.scroll tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { "Limit" } th scope="col" { "Freed" } th scope="col" { "Days of waiting" }
                    th scope="col" { "Amount" } th scope="col" { "Ever rejected" } th scope="col" { "Their amount" }
                } }
                tbody {
                    @for point in points {
                        tr {
                            th scope="row" { (tenth(point.limit)) }
                            td { (bar(f64::from(point.freed) / most)) (number(u64::from(point.freed))) }
                            td { (tenth(point.wait_days)) }
                            td { (tenth(point.amount)) }
                            td { (number(u64::from(point.rejected))) }
                            td { (tenth(point.rejected_amount)) }
                        }
                    }
                }
            }
        }
    }
}

/// What was guessed, what is not in the figures, and what should be known of them.
fn about(look: &Look) -> Markup {
    let log = &look.log;
    html! {
        section aria-labelledby="about" {
            h2 #about { "What these figures rest on" }
            dl {
                @for guess in &log.guessed {
                    dt { "Taken to be so: " code { "--" (guess.flag) } }
                    dd { (guess.value) " (" (guess.because) ")" }
                }
                @for (what, count) in &log.skipped {
                    dt { "Not in these figures" }
                    dd { (number(count.many)) " " (what.code().replace('_', " ")) }
                }
                @for (what, many) in &log.noticed {
                    dt { "To be known" }
                    dd { (number(*many)) " " (what.code().replace('_', " ")) }
                }
                @if look.states_not_named > 0 {
                    dt { "To be known" }
                    dd { (number(look.states_not_named)) " events in states that no category has" }
                }
            }
            p { "Intervals are those that hold in 95 of 100 samples. Under " (LEAST) " cases there is too little to say." }
        }
    }
}

/// A picture that is its own table: a name, a bar, and what it says in words.
pub(crate) fn bars(caption: &str, name: &str, value: &str, rows: &[(String, f64, String)]) -> Markup {
    let most = rows.iter().map(|row| row.1).fold(f64::MIN_POSITIVE, f64::max);
    html! {
        div.scroll tabindex="0" {
            table.bars {
                caption { (caption) }
                thead { tr { th scope="col" { (name) } th scope="col" { (value) } } }
                tbody {
                    @for (name, size, says) in rows {
                        tr { th scope="row" { (name) } td { (bar(size / most)) (says) } }
                    }
                }
            }
        }
    }
}

fn bar(share: f64) -> Markup {
    html! {
        svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect width=(format!("{:.1}", (share * 100.0).clamp(0.0, 100.0))) height="6" {}
        }
    }
}

fn by_length(spread: &Spread) -> Vec<(String, f64, String)> {
    let edges = [
        ("within an hour", 1.0 / 24.0),
        ("within 8 hours", 8.0 / 24.0),
        ("within a day", 1.0),
        ("within 3 days", 3.0),
        ("within a week", 7.0),
        ("within 2 weeks", 14.0),
        ("within 30 days", 30.0),
        ("within 90 days", 90.0),
        ("longer", f64::INFINITY),
    ];
    let mut before = 0;
    edges
        .into_iter()
        .map(|(name, edge)| {
            let until = spread.values().partition_point(|&days| days <= edge);
            let own = until - before;
            before = until;
            let share =
                real(i64::try_from(own).unwrap_or(0)) / real(i64::try_from(spread.n().max(1)).unwrap_or(1));
            (name.to_owned(), share, format!("{} ({})", number(own as u64), percent(share)))
        })
        .collect()
}

fn of_share(share: Option<Share>) -> String {
    share.map_or_else(
        || "none".to_owned(),
        |share| {
            format!(
                "{} of {} cases, {} ({} – {})",
                number(u64::from(share.hits)),
                number(u64::from(share.of)),
                percent(share.share()),
                percent(share.low),
                percent(share.high)
            )
        },
    )
}

/// Days as a person would say them.
pub(crate) fn span(days: f64) -> String {
    let minutes = days * 1_440.0;
    if minutes < 1.0 {
        format!("{:.0} s", minutes * 60.0)
    } else if minutes < 90.0 {
        format!("{minutes:.0} min")
    } else if days < 2.0 {
        format!("{:.1} h", days * 24.0)
    } else {
        format!("{days:.1} days")
    }
}

pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn tenth(value: f64) -> String {
    let text = format!("{value:.1}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, "0"));
    format!("{}.{rest}", grouped(whole))
}

pub(crate) fn number(many: u64) -> String {
    grouped(&many.to_string())
}

/// Thousands apart by a thin space that does not break.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push('\u{202F}');
        }
        text.push(digit);
    }
    text
}

fn day(micros: i64) -> String {
    instant(micros).chars().take(10).collect()
}

#[expect(clippy::cast_precision_loss, reason = "shown to a tenth")]
fn real(micros: i64) -> f64 {
    micros as f64
}

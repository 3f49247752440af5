//! The process map: activities as boxes, what came after what as arrows, with how often and how long. Laid out
//! by dagre's algorithm; what is slow and what goes back stands out; the table beside it says the same.

use std::collections::BTreeMap;

use dagre::{
    EdgeLabel, LayoutOptions, NodeLabel,
    graph::{Graph, GraphOptions},
    layout,
};
use maud::{Markup, html};
use valta_insight::flow::Arc;

use crate::{
    look::Look,
    page::{number, percent, span},
};

/// More than a person can follow.
const BOXES: usize = 24;
const ARROWS: usize = 30;
/// Of what came after something: when so much is shown, the rest would only hide it.
const ENOUGH: f64 = 0.97;
/// So many arrows stand out: those that cost most days in all.
const SLOW: usize = 4;

struct Arrow<'a> {
    arc: &'a Arc,
    median_days: f64,
    slow: bool,
}

pub(crate) fn map(look: &Look) -> Markup {
    let Some(column) = look.log.column(look.log.activity) else { return html! {} };
    let name = |activity: u32| column.text(activity);
    let counts = look.flow.activity_counts();
    let count = |activity: u32| counts.get(activity as usize).copied().unwrap_or(0);
    let mut shown: Vec<u32> = (0..).take(counts.len()).filter(|&activity| count(activity) > 0).collect();
    shown.sort_by_key(|&activity| (std::cmp::Reverse(count(activity)), activity));
    shown.truncate(BOXES);

    let mut arcs: Vec<&Arc> =
        look.flow.arcs().iter().filter(|arc| shown.contains(&arc.from) && shown.contains(&arc.to)).collect();
    arcs.sort_by_key(|arc| (std::cmp::Reverse(arc.waits.len()), arc.from, arc.to));
    let arcs = telling(&arcs);
    let mut costly: Vec<(i64, u32, u32)> =
        arcs.iter().map(|arc| (arc.waits.iter().sum(), arc.from, arc.to)).collect();
    costly.sort_by_key(|(wait, ..)| std::cmp::Reverse(*wait));
    let slow = |arc: &Arc| {
        costly.iter().take(SLOW).any(|(wait, from, to)| *wait > 0 && (*from, *to) == (arc.from, arc.to))
    };
    let arrows: Vec<Arrow<'_>> = arcs
        .iter()
        .map(|arc| Arrow { arc, median_days: arc.hours().median().unwrap_or(0.0) / 24.0, slow: slow(arc) })
        .collect();
    let seen: usize = arrows.iter().map(|arrow| arrow.arc.waits.len()).sum();
    #[expect(clippy::cast_precision_loss, reason = "a share, shown to a tenth of a percent")]
    let share = seen as f64 / (look.flow.pairs().max(1)) as f64;

    html! {
        p {
            "Shown are " (shown.len()) " of " (look.flow.activities()) " activities and " (arrows.len()) " of "
            (look.flow.arcs().len()) " arrows: " (percent(share)) " of all that came after something. The thicker, the "
            "more often; with how often and the median wait. Where most days went in all stands out; what goes back is dashed."
        }
        div.scroll.map tabindex="0" { (drawn(&shown, &arrows, name, count)) }
        div.scroll tabindex="0" {
            table {
                caption { "The same as a table" }
                thead { tr {
                    th scope="col" { "After" } th scope="col" { "came" } th scope="col" { "Times" }
                    th scope="col" { "Median wait" } th scope="col" { "9 of 10 within" } th scope="col" { "Days in all" }
                } }
                tbody {
                    @for arrow in arrows.iter().take(20) {
                        @let hours = arrow.arc.hours();
                        tr {
                            th scope="row" { (name(arrow.arc.from)) }
                            td { (name(arrow.arc.to)) }
                            td { (number(hours.n() as u64)) }
                            td { (span(arrow.median_days)) }
                            td { @if let Some(p90) = hours.quantile(0.9) { (span(p90 / 24.0)) } }
                            td { (format!("{:.1}", hours.sum() / 24.0)) @if arrow.slow { " – most" } }
                        }
                    }
                }
            }
        }
    }
}

/// The most frequent, and for every box its most frequent way in, so that none stands alone.
fn telling<'a>(arcs: &[&'a Arc]) -> Vec<&'a Arc> {
    let all: usize = arcs.iter().map(|arc| arc.waits.len()).sum();
    let mut kept: Vec<&Arc> = Vec::new();
    let mut seen = 0;
    for &arc in arcs {
        #[expect(clippy::cast_precision_loss, reason = "a share, compared with a round one")]
        let enough = kept.len() >= ARROWS || seen as f64 >= ENOUGH * all as f64;
        let first_way_in =
            arc.from != arc.to && kept.iter().all(|kept| kept.to != arc.to || kept.from == kept.to);
        if !enough || first_way_in {
            seen += arc.waits.len();
            kept.push(arc);
        }
    }
    kept
}

/// As it stands in a box.
fn short(name: &str) -> String {
    if name.chars().count() <= 30 { name.to_owned() } else { name.chars().take(29).chain(['…']).collect() }
}

fn drawn<'n>(
    shown: &[u32],
    arrows: &[Arrow<'_>],
    name: impl Fn(u32) -> &'n str,
    count: impl Fn(u32) -> u64,
) -> Markup {
    let mut graph = Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: true });
    for &activity in shown {
        let letters = u32::try_from(short(name(activity)).chars().count()).unwrap_or(30).max(8);
        let node = NodeLabel { width: f64::from(letters) * 7.2 + 20.0, height: 44.0, ..NodeLabel::default() };
        graph.set_node(activity.to_string(), Some(node));
    }
    let says =
        |arrow: &Arrow<'_>| format!("{} · {}", number(arrow.arc.waits.len() as u64), span(arrow.median_days));
    for arrow in arrows {
        let letters = u32::try_from(says(arrow).chars().count()).unwrap_or(20);
        let edge = EdgeLabel { width: f64::from(letters) * 6.2, height: 16.0, ..EdgeLabel::default() };
        graph.set_edge(arrow.arc.from.to_string(), arrow.arc.to.to_string(), Some(edge), None);
    }
    let options = LayoutOptions {
        nodesep: 36.0,
        edgesep: 14.0,
        ranksep: 34.0,
        marginx: 12.0,
        marginy: 12.0,
        ..LayoutOptions::default()
    };
    layout(&mut graph, Some(options));

    let boxes: BTreeMap<u32, (f64, f64, f64, f64)> = shown
        .iter()
        .filter_map(|&activity| {
            let node = graph.node(&activity.to_string())?;
            Some((activity, (node.x?, node.y?, node.width, node.height)))
        })
        .collect();
    let height_of = |activity: u32| boxes.get(&activity).map_or(0.0, |found| found.1);
    let (mut right, mut bottom) = (0.0_f64, 0.0_f64);
    for (x, y, width, height) in boxes.values() {
        right = right.max(x + width / 2.0);
        bottom = bottom.max(y + height / 2.0);
    }
    let most = arrows.iter().map(|arrow| arrow.arc.waits.len()).max().unwrap_or(1);
    #[expect(clippy::cast_precision_loss, reason = "a line's width")]
    let thick = |many: usize| 1.0 + 5.0 * ((many as f64 + 1.0).ln() / (most as f64 + 1.0).ln());
    let mut lines = Vec::new();
    for arrow in arrows {
        let (from, to) = (arrow.arc.from, arrow.arc.to);
        let Some(edge) = graph.edge(&from.to_string(), &to.to_string(), None) else { continue };
        for point in &edge.points {
            right = right.max(point.x);
            bottom = bottom.max(point.y);
        }
        if let Some(x) = edge.x {
            right = right.max(x + edge.width / 2.0);
        }
        let points: Vec<(f64, f64)> = edge.points.iter().map(|point| (point.x, point.y)).collect();
        lines.push((arrow, path(&points), edge.x.zip(edge.y), from == to || height_of(to) < height_of(from)));
    }
    let (width, height) = (right + 14.0, bottom + 14.0);
    let label = format!(
        "Process map with {} activities and {} arrows; the table after it says the same.",
        shown.len(),
        lines.len()
    );
    html! {
        svg width=(format!("{width:.0}")) height=(format!("{height:.0}")) viewBox=(format!("0 0 {width:.0} {height:.0}")) role="img" aria-label=(label) {
            defs {
                @for (id, class) in [("tip", ""), ("hot-tip", "hot")] {
                    marker id=(id) class=(class) viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9"
                        markerUnits="userSpaceOnUse" orient="auto" { path d="M0 0 L8 4 L0 8 z" {} }
                }
            }
            @for (arrow, line, _, back) in &lines {
                g class=(format!("arrow{}{}", if arrow.slow { " slow" } else { "" }, if *back { " back" } else { "" })) {
                    path d=(line) stroke-width=(format!("{:.1}", thick(arrow.arc.waits.len())))
                        marker-end=(if arrow.slow { "url(#hot-tip)" } else { "url(#tip)" }) {}
                }
            }
            @for (&activity, (x, y, width, height)) in &boxes {
                g {
                    title { (name(activity)) }
                    rect x=(format!("{:.1}", x - width / 2.0)) y=(format!("{:.1}", y - height / 2.0))
                        width=(format!("{width:.1}")) height=(format!("{height:.1}")) rx="8" {}
                    text x=(format!("{x:.1}")) y=(format!("{:.1}", y - 3.0)) text-anchor="middle" { (short(name(activity))) }
                    text.count x=(format!("{x:.1}")) y=(format!("{:.1}", y + 13.0)) text-anchor="middle" { (number(count(activity))) }
                }
            }
            @for (arrow, _, at, _) in &lines {
                @if let Some((x, y)) = at {
                    g class=(if arrow.slow { "slow" } else { "" }) {
                        text.count x=(format!("{x:.1}")) y=(format!("{:.1}", y + 4.0)) text-anchor="middle" { (says(arrow)) }
                    }
                }
            }
        }
    }
}

/// Through all points, bent at them.
fn path(points: &[(f64, f64)]) -> String {
    use std::fmt::Write as _;
    let mut line = String::new();
    let Some(((x, y), rest)) = points.split_first() else { return line };
    let _ = write!(line, "M{x:.1} {y:.1}");
    for (at, (x, y)) in rest.iter().enumerate() {
        match rest.get(at + 1) {
            // Bent between the middles, so that corners are round.
            Some((nx, ny)) if at + 2 < rest.len() => {
                let _ = write!(line, " Q{x:.1} {y:.1} {:.1} {:.1}", x.midpoint(*nx), y.midpoint(*ny));
            }
            Some((nx, ny)) => {
                let _ = write!(line, " Q{x:.1} {y:.1} {nx:.1} {ny:.1}");
                break;
            }
            None => {
                let _ = write!(line, " L{x:.1} {y:.1}");
            }
        }
    }
    line
}

//! What became of what was promised: what is broken and waits, for leads to act on; and how promises were kept, with the
//! cases behind each figure.

use axum::{extract::Query, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::PromisesKept;
use valta_insight::{
    interval::Share,
    promise::{Lateness, Outcome},
};
use valta_store::views::{self, promise::PromiseLine};

use crate::{
    layout::{Page, Place, answer},
    parts::{self, Told},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// Broken promises, and promises behind a figure, that are listed.
const MOST: usize = 50;
const PERIODS: [u32; 3] = [30, 90, 365];

#[derive(Deserialize)]
pub(crate) struct Asked {
    days: Option<u32>,
    /// Which promises are listed: `kept`, `told` or `silent`.
    show: Option<String>,
}

struct Promises {
    days: u32,
    /// Open, and their time is over.
    broken: Vec<PromiseLine>,
    found: PromisesKept,
    shown: Option<(Outcome, Vec<PromiseLine>)>,
}

const fn code(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Kept => "kept",
        Outcome::Told => "told",
        Outcome::Silent => "silent",
    }
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let days = asked.days.unwrap_or(90);
    if !PERIODS.contains(&days) {
        return Err(Trouble::Missing);
    }
    let all = [Outcome::Kept, Outcome::Told, Outcome::Silent];
    let show = match asked.show {
        None => None,
        Some(show) => Some(all.into_iter().find(|one| code(*one) == show).ok_or(Trouble::Missing)?),
    };
    let desk = visit.desk().clone();
    let (viewer, promises) = visit
        .look(move |tx, by| {
            let broken = views::promise::overdue(tx, by.scope, desk.now(), MOST)?;
            let found = desk.promises_kept(tx, by, days)?;
            let mut shown = None;
            if let Some(show) = show {
                let mut lines = Vec::new();
                for (id, _) in found.each.iter().filter(|(_, outcome)| *outcome == show).take(MOST) {
                    lines.extend(views::promise::one(tx, *id)?);
                }
                shown = Some((show, lines));
            }
            Ok(Promises { days, broken, found, shown })
        })
        .await?;
    Ok(answer(StatusCode::OK, page(&viewer, &promises)))
}

fn page(viewer: &Viewer, promises: &Promises) -> Markup {
    let words = viewer.words;
    let found = &promises.found;
    let body = html! {
        h1 { (words.promises_title()) }
        p.lead { (words.promises_lead()) }
        section.sheet aria-labelledby="broken" data-live="broken" {
            h2 id="broken" { (words.promises_broken()) }
            @if promises.broken.is_empty() { p { (words.promises_broken_none()) } }
            @else {
                p.small { (words.promises_broken_says()) }
                (lines(viewer, &promises.broken, true))
            }
        }
        section.sheet aria-labelledby="kept" {
            h2 id="kept" { (words.promises_how()) }
            nav.filters aria-label=(words.promises_period()) {
                @for days in PERIODS {
                    a.filter href={ "/promises?days=" (days) } aria-current=[(days == promises.days).then_some("true")] { (words.ledger_days(days)) }
                }
            }
            @if found.more { p.small { (words.promises_more(found.each.len())) } }
            @match found.kept.kept {
                None => p { (words.promises_none()) },
                Some(kept) => {
                    (figure(words, words.promises_kept(), words.promises_kept_says(), kept))
                    @if let Some(told) = found.kept.told { (figure(words, words.promises_told(), words.promises_told_says(), told)) }
                    @if let Some(late) = &found.kept.lateness { (lateness(words, late)) }
                    nav.filters aria-label=(words.promises_behind()) {
                        @for (outcome, name) in [(Outcome::Kept, words.promises_show_kept()), (Outcome::Told, words.promises_show_told()), (Outcome::Silent, words.promises_show_silent())] {
                            @let chosen = promises.shown.as_ref().is_some_and(|(shown, _)| *shown == outcome);
                            a.filter href={ "/promises?days=" (promises.days) "&show=" (code(outcome)) "#shown" } aria-current=[chosen.then_some("true")] { (name) }
                        }
                    }
                }
            }
        }
        @if let Some((_, shown)) = &promises.shown {
            section.sheet aria-labelledby="shown" {
                h2 id="shown" { (words.promises_behind()) }
                @if shown.is_empty() { p { (words.promises_behind_none()) } }
                (lines(viewer, shown, false))
                @if shown.len() >= MOST { p.small { (words.promises_last(MOST)) } }
            }
        }
    };
    Page {
        shape: "narrow",
        live: Some("/live".to_owned()),
        ..Page::new(words.promises_title(), Place::Promises, body)
    }
    .framed(viewer)
}

fn lines(viewer: &Viewer, lines: &[PromiseLine], late: bool) -> Markup {
    html! {
        ul.rows {
            @for line in lines {
                li {
                    a href={ "/cases/" (line.number) } { "#" (line.number) }
                    span { (line.what.as_deref().unwrap_or_default()) }
                    span.small {
                        (line.by.1) ", "
                        @if late { span.late { (viewer.words.customer_promise_late()) " " (parts::time(viewer, line.due, Told::Due)) } }
                        @else { (parts::moment(viewer, line.first_due)) }
                    }
                }
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a share is between 0 and 1")]
fn percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

/// A share never comes without what it is of, and between what it surely lies.
fn figure(words: Words, name: &str, says: &str, share: Share) -> Markup {
    html! {
        div.rate {
            h3 { (name) ": " (words.promises_share(percent(share.share()))) }
            p { (words.promises_of(share.hits, share.of)) " · " (words.promises_surely(percent(share.low), percent(share.high))) }
            (parts::interval_bar(share.low, share.share(), share.high))
            p.small { (says) }
        }
    }
}

fn lateness(words: Words, late: &Lateness) -> Markup {
    let span = |micros: i64| words.span(micros / valta_domain::time::SECOND);
    let longest = late.spread.iter().copied().max().unwrap_or_default();
    let steps = [words.promises_hour(), words.promises_day(), words.promises_days(), words.promises_longer()];
    html! {
        div.rate {
            h3 { (words.promises_late()) ": " (words.promises_median(span(late.median.value))) }
            p { (words.promises_p90(span(late.p90))) " · " (words.promises_late_of(late.median.n, late.open)) }
            dl.spread {
                @for (name, many) in steps.iter().zip(late.spread) {
                    div { dt { (name) } dd { (many) } (parts::length_bar("bar-act", i64::from(many), i64::from(longest))) }
                }
            }
            p.small { (words.promises_late_says()) }
        }
    }
}

//! Where customers are met: which point is near and open, for whoever stands before somebody who asks. Without a script it
//! is a list that answers by itself; where one is can be said by a point that one knows, or asked of the device.

pub(crate) mod kept;

use axum::{extract::Query, response::Response};
use http::{HeaderValue, StatusCode};
use maud::{Markup, html};
use serde::Deserialize;
use valta_calendar::{
    hours,
    point::{Found, Nearest, Place as Spot, ServicePoint, around, nearest},
};
use valta_domain::{PointId, Timestamp};
use valta_policy::{Action, Relation};

use crate::{
    icon::Icon,
    layout::{Page, Place, answer},
    parts::{self, Field, Tone},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when,
    words::Words,
};

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// A point near to which it should be.
    #[serde(default)]
    near: String,
    /// Where the device is, as it says, to a hundred metres: an address line is kept in more places than one.
    #[serde(default)]
    north: String,
    #[serde(default)]
    east: String,
}

struct Points {
    all: Vec<ServicePoint>,
    keeps: bool,
    near: Option<PointId>,
    from: Option<Spot>,
    /// What was said of the place is none.
    nowhere: bool,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let keeps = desk.may(visit.by(), Action::KeepPoints, Relation::None);
    let now = desk.now();
    let (viewer, points) = visit.look(move |tx, _| desk.service_points(tx)).await?;
    let near = asked.near.parse::<PointId>().ok();
    let near = near.and_then(|near| points.iter().find(|point| point.id == near));
    let place = [&asked.north, &asked.east].map(|degrees| degrees.trim().parse::<f64>().ok());
    let place = match place {
        [Some(north), Some(east)] => Spot::new(north, east),
        _ => None,
    };
    let from = place.or_else(|| near.map(|point| point.stands(now).place));
    let said = !(asked.near.is_empty() && asked.north.is_empty() && asked.east.is_empty());
    let near = near.map(|point| point.id);
    let points = Points { keeps, near, from, nowhere: said && from.is_none(), all: points };
    let mut response = answer(StatusCode::OK, page(&viewer, &points));
    // Here alone a device may be asked where it is, and asks its person.
    response.headers_mut().insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(), geolocation=(self), microphone=(), payment=()"),
    );
    Ok(response)
}

fn page(viewer: &Viewer, points: &Points) -> Markup {
    let words = viewer.words;
    let found = points.from.map(|from| around(&points.all, from, viewer.now)).unwrap_or_default();
    let metres = |id: PointId| found.iter().find(|found| found.point.id == id).map(|found| found.metres);
    // The nearest first; those that will never be open again, and all where nobody said where they are, by name.
    let mut listed: Vec<&ServicePoint> = found.iter().map(|found| found.point).collect();
    let rest = points.all.iter().filter(|point| metres(point.id).is_none());
    listed.extend(rest);
    let body = html! {
        h1 { (words.points_title()) }
        p.lead { (words.points_lead()) }
        @if points.all.is_empty() { (parts::empty(words.points_none(), words.points_none_says())) }
        @else {
            (search(words, points))
            @if let Some(from) = points.from { (answers(viewer, nearest(&points.all, from, viewer.now))) }
            ul.points aria-label=(words.points_title()) {
                @for point in listed { (one(viewer, point, metres(point.id))) }
            }
        }
        @if points.keeps { p.points-end { a href="/settings/points" { (words.points_keep()) } } }
    };
    Page { shape: "narrow", ..Page::new(words.points_title(), Place::Points, body) }.framed(viewer)
}

fn search(words: Words, points: &Points) -> Markup {
    let options: Vec<(String, &str, bool)> = points
        .all
        .iter()
        .map(|point| (point.id.to_string(), point.name.as_str(), points.near == Some(point.id)))
        .collect();
    html! {
        form.sheet.points-search action="/points" method="get" {
            (Field { id: "near", label: words.points_near(), help: None, error: points.nowhere.then(|| words.points_nowhere()) }
                .select("near", words.points_near_any(), &options))
            div.points-ways {
                (parts::button("", None, words.points_show()))
                // Only a script can ask the device.
                button.button type="button" hidden data-where="/points" data-where-no=(words.points_no_place()) {
                    (words.points_here())
                }
            }
            p.small role="status" data-where-says {}
        }
    }
}

/// The sentence to say.
fn answers(viewer: &Viewer, nearest: Nearest<'_>) -> Markup {
    let words = viewer.words;
    let says = |found: &Found<'_>| Says::of(viewer, found);
    // A nearer one that opens soon may serve better than the one that is open.
    let nearer = nearest.closed.filter(|closed| nearest.open.is_none_or(|open| closed.metres < open.metres));
    let soonest = nearest.soonest.filter(|soonest| {
        nearest.open.is_none() && nearer.is_none_or(|nearer| nearer.point.id != soonest.point.id)
    });
    html! {
        section.sheet.points-answer aria-label=(words.points_answer()) {
            @match &nearest.open {
                Some(open) => {
                    @let Says { name, address, far, until, .. } = says(open);
                    p.points-first { @match until {
                        Some(until) => (words.points_open_until(name, address, far, until)),
                        None => (words.points_open(name, address, far)),
                    } }
                }
                None => p.points-first { (words.points_all_closed()) },
            }
            @if let Some(nearer) = &nearer {
                @let Says { name, address, far, opens, .. } = says(nearer);
                p { (words.points_nearer(name, address, far, opens)) }
            }
            @if let Some(soonest) = &soonest {
                @let Says { name, address, far, opens, .. } = says(soonest);
                p { (words.points_soonest(name, address, far, opens)) }
            }
        }
    }
}

/// A point that was found, in words.
struct Says {
    name: String,
    address: String,
    far: String,
    opens: String,
    until: Option<String>,
}

impl Says {
    fn of(viewer: &Viewer, found: &Found<'_>) -> Says {
        let there = there(viewer, found.stand.hours.zone());
        Says {
            name: found.point.name.clone(),
            address: found.stand.address.clone(),
            far: far(viewer.words, found.metres),
            opens: moment(viewer, &there, found.opens),
            until: found.until.map(|until| moment(viewer, &there, until)),
        }
    }
}

/// Whoever stands before a door reads the clock beside it.
fn there(viewer: &Viewer, zone: &jiff::tz::TimeZone) -> Viewer {
    Viewer { zone: zone.clone(), ..viewer.clone() }
}

/// By the clock there, which is named where it is another than the house's.
fn moment(viewer: &Viewer, there: &Viewer, at: Timestamp) -> String {
    let says = there.moment(at);
    match there.zone.iana_name() {
        Some(zone) if there.wall(at).offset() != viewer.wall(at).offset() => format!("{says} ({zone})"),
        Some(_) | None => says,
    }
}

/// As the crow flies, no finer than it is true.
#[expect(clippy::cast_possible_truncation, reason = "the earth is small")]
fn far(words: Words, metres: f64) -> String {
    let hundreds = (metres / 100.0).round() as i64;
    match hundreds {
        ..10 => words.points_metres((hundreds * 100).max(100)),
        10..100 => {
            words.points_kilometres(format!("{}{}{}", hundreds / 10, words.points_decimal(), hundreds % 10))
        }
        _ => words.points_kilometres((metres / 1000.0).round() as i64),
    }
}

fn one(viewer: &Viewer, point: &ServicePoint, metres: Option<f64>) -> Markup {
    let words = viewer.words;
    let now = viewer.now;
    let stand = point.stands(now);
    let there = there(viewer, stand.hours.zone());
    let today = stand.hours.day(there.wall(now).date());
    let moved = point.moves.iter().rev().find(|away| away.from <= now && now < away.until);
    let ahead = point.moves.iter().find(|away| away.from > now);
    html! {
        li.point id={ "p" (point.id) } {
            div.point-head {
                h2 { (point.name) }
                @if let Some(metres) = metres { span.small { (far(words, metres)) } }
            }
            p {
                @match point.next(now) {
                    Some((opens, _, until)) if opens == now => {
                        (parts::chip(Tone::Good, Some(Icon::Check), words.points_now()))
                        @if let Some(until) = until { " " (words.points_until(moment(viewer, &there, until))) }
                    }
                    Some((opens, at, _)) => {
                        (parts::chip(Tone::Plain, None, words.points_closed()))
                        " " (words.points_opens(moment(viewer, &self::there(viewer, at.hours.zone()), opens)))
                        @if at.address != stand.address { ", " (at.address) }
                    }
                    None => (parts::chip(Tone::Plain, None, words.points_closed())),
                }
            }
            p { (stand.address) }
            p.small {
                (words.points_today()) " "
                (if today.spans.is_empty() { words.hours_shut().to_owned() } else { hours::say(today.spans) })
                @if let Some(day) = when::day_name(words.lang(), &today) { " (" (day) ")" }
            }
            @if let Some(away) = moved {
                p.small { (moved_says(words, away.closed, &moment(viewer, &there, away.until))) }
            }
            @if let Some(away) = ahead {
                @let (from, until) = (moment(viewer, &there, away.from), moment(viewer, &there, away.until));
                p.small {
                    @if away.closed { (words.points_will_close(from, until)) }
                    @else { (words.points_will_move(from, until, away.stand.address.as_str())) }
                }
            }
        }
    }
}

fn moved_says(words: Words, closed: bool, until: &str) -> String {
    if closed { words.points_shut_until(until) } else { words.points_here_until(until) }
}

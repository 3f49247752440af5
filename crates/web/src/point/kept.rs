//! Service points as leads say them: a name, an address and its place on earth, hours in words; for a while elsewhere, or
//! closed. What was typed and could not be taken stands in its form, and who was faster is not overwritten.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_calendar::{holiday::Country, hours as written, local};
use valta_desk::{No, SetPoint};
use valta_domain::{
    PointId, Refusal, Timestamp,
    calendar::Calendar,
    point::{Coordinates, Move, Stand},
    refusal::Field as Of,
};
use valta_store::views::point::PointLine;

use crate::{
    form::{Sent, command},
    hours::{WEEKDAYS, country_name, field_of, weekday},
    icon::Icon,
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Choice, Field, Line, Tone},
    people::Typed,
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when,
    words::Words,
};

struct Kept {
    points: Vec<PointLine>,
    /// What a new point begins with.
    house: Calendar,
    typed: Typed,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    saved: Option<String>,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let (viewer, kept) = look(&visit, Typed::default()).await?;
    let says = viewer.words.did_point();
    let saved = asked.saved.as_deref().map(|command| Saved { command, says });
    Ok(answer(StatusCode::OK, page(&viewer, &kept, saved)))
}

async fn look(visit: &Visit, typed: Typed) -> Result<(Viewer, Kept), Trouble> {
    let desk = visit.desk().clone();
    let look = move |tx: &mut valta_store::Tx<'_>, _| {
        Ok(Kept { points: desk.points(tx)?, house: desk.calendar(tx)?, typed })
    };
    visit.look(look).await
}

async fn refused(visit: &Visit, typed: Typed) -> Result<Response, Trouble> {
    let (viewer, kept) = look(visit, typed).await?;
    Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, page(&viewer, &kept, None)))
}

fn page(viewer: &Viewer, kept: &Kept, saved: Option<Saved<'_>>) -> Markup {
    let words = viewer.words;
    let typed = &kept.typed;
    let body = html! {
        p.back { a href="/points" { "← " (words.points_title()) } }
        h1 { (words.points_settings()) }
        p.lead { (words.points_settings_lead()) }
        @if let Some((what, next)) = &typed.notice { (parts::notice(Tone::Care, what, &html! { p { (next) } })) }
        @for point in &kept.points { (one(viewer, kept, point)) }
        section.sheet aria-labelledby="new" {
            h2 id="new" { (words.points_new()) }
            (set_form(words, kept, None))
        }
    };
    let unsaved = !typed.is_none();
    let here = unsaved.then(|| "/settings/points".to_owned());
    Page { shape: "narrow", saved, unsaved, here, ..Page::new(words.points_settings(), Place::Points, body) }
        .framed(viewer)
}

fn one(viewer: &Viewer, kept: &Kept, point: &PointLine) -> Markup {
    let words = viewer.words;
    let said = &point.said;
    let id = point.id.to_string();
    let open = |form: &str| kept.typed.is(form);
    html! {
        section.sheet.points-kept aria-labelledby={ "p" (id) } {
            div.point-head {
                h2 id={ "p" (id) } { (said.name) }
                @if said.closed { (parts::chip(Tone::Plain, None, words.points_closed_for_good())) }
            }
            p.small { (said.stand.address) " · " (degrees(said.stand.place)) " · " (said.stand.hours.time_zone) }
            @if !said.moves.is_empty() {
                ul.rows {
                    @for away in &said.moves {
                        li {
                            span {
                                @let (from, until) = (on_the_wall(viewer, point, away.from), on_the_wall(viewer, point, away.until));
                                @match &away.stand {
                                    Some(stand) => (words.points_will_move(from, until, stand.address.as_str())),
                                    None => (words.points_will_close(from, until)),
                                }
                            }
                            form action={ "/settings/points/" (id) "/moves" } method="post" {
                                (parts::form_id(&command()))
                                input type="hidden" name="how" value="forget";
                                input type="hidden" name="from" value=(away.from.micros());
                                input type="hidden" name="until" value=(away.until.micros());
                                button.button.small.quiet type="submit" {
                                    (words.points_forget())
                                    span.heard { ": " (said.name) }
                                }
                            }
                        }
                    }
                }
            }
            details.about open[open(&id)] {
                summary { (words.points_change()) }
                (set_form(words, kept, Some(point)))
            }
            @if !said.closed {
                @let form = away_form_of(point.id);
                details.about open[open(&form)] {
                    summary { (words.points_move()) }
                    (move_form(words, kept, point, &form))
                }
            }
        }
    }
}

fn on_the_wall(viewer: &Viewer, point: &PointLine, at: Timestamp) -> String {
    let zone = local::zone(&point.said.stand.hours.time_zone).unwrap_or_else(|| viewer.zone.clone());
    super::there(viewer, &zone).moment(at)
}

fn away_form_of(point: PointId) -> String {
    format!("away-{point}")
}

/// `66.50305, 25.72648`, as maps have it.
fn degrees(place: Coordinates) -> String {
    let one = |value: i64| {
        let (sign, value) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
        let digits = format!("{sign}{}.{:06}", value / 1_000_000, value % 1_000_000);
        let digits = digits.trim_end_matches('0');
        digits.strip_suffix('.').unwrap_or(digits).to_owned()
    };
    format!("{}, {}", one(place.north), one(place.east))
}

/// North and east with a comma or a space between, each with a point or a comma in it.
fn read_place(typed: &str) -> Option<Coordinates> {
    let typed = typed.replace(['°', '\u{a0}'], " ");
    let parts = typed.split([' ', ';', '\t']).filter(|part| !part.trim_matches(',').is_empty());
    let mut parts: Vec<&str> = parts.collect();
    if let [both] = parts.as_slice() {
        parts = both.split(',').collect();
    }
    let [north, east] = parts.as_slice() else { return None };
    let [north, east] = [north, east].map(|part| {
        let part = part.trim_end_matches(',').replace(',', ".");
        let numbers = !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
        part.parse::<f64>().ok().filter(|_| numbers)
    });
    #[expect(clippy::cast_possible_truncation, reason = "what is too large is not on earth, and found so")]
    let millionths = |degrees: f64| (degrees * 1_000_000.0).round() as i64;
    Coordinates::new(millionths(north?), millionths(east?))
}

/// The fields of a place and its hours, as they stand or were typed.
fn stand_fields(words: Words, kept: &Kept, form: &str, stands: Option<&Stand>) -> Markup {
    let typed = &kept.typed;
    let hours = stands.map_or(&kept.house, |stand| &stand.hours);
    let week = |code: &str| hours.week.get(code).map_or("", String::as_str);
    let place = stands.map(|stand| degrees(stand.place)).unwrap_or_default();
    let id = |name: &str| format!("{form}-{name}");
    let kept_days = |country: Country| {
        let stands = if hours.holidays_of.contains(country.code()) { "on" } else { "" };
        typed.value(form, &field_of(country), stands) == "on"
    };
    html! {
        (Field { id: &id("address"), label: words.points_address(), help: None, error: typed.wrong(form, Of::Street.code()) }
            .line(&Line { required: true, ..Line::text("address", typed.value(form, "address", stands.map_or("", |stand| stand.address.as_str()))) }))
        (Field { id: &id("place"), label: words.points_place(), help: Some(words.points_place_help()), error: typed.wrong(form, Of::Place.code()) }
            .line(&Line { required: true, ..Line::text("place", typed.value(form, "place", &place)) }))
        fieldset.points-week {
            legend { (words.points_hours()) }
            p.help { (words.hours_help()) }
            @for code in WEEKDAYS {
                (Field { id: &id(code), label: weekday(words, code), help: None, error: typed.wrong(form, code) }
                    .line(&Line::text(code, typed.value(form, code, week(code)))))
            }
        }
        (Field { id: &id("time_zone"), label: words.hours_zone(), help: Some(words.hours_zone_help()), error: typed.wrong(form, Of::Zone.code()) }
            .line(&Line { required: true, ..Line::text("time_zone", typed.value(form, "time_zone", &hours.time_zone)) }))
        fieldset {
            legend { (words.points_holidays()) }
            @for country in Country::ALL {
                @let field = field_of(country);
                label.pick for=(id(&field)) {
                    input type="checkbox" id=(id(&field)) name=(field) value="on" checked[kept_days(country)];
                    span { (country_name(words, country)) }
                }
            }
        }
    }
}

fn set_form(words: Words, kept: &Kept, point: Option<&PointLine>) -> Markup {
    let typed = &kept.typed;
    let form = point.map_or_else(|| NEW.to_owned(), |point| point.id.to_string());
    let said = point.map(|point| &point.said);
    let to =
        point.map_or_else(|| "/settings/points".to_owned(), |point| format!("/settings/points/{}", point.id));
    let name = typed.value(&form, "name", said.map_or("", |said| said.name.as_str()));
    let stands = if said.is_some_and(|said| said.closed) { "on" } else { "" };
    let closed = typed.value(&form, "closed", stands) == "on";
    html! {
        form.panel id={ "set-" (form) } action=(to) method="post" data-draft {
            (parts::form_id(&command()))
            @if let Some(point) = point { input type="hidden" name="seen" value=(point.version); }
            (Field { id: &format!("{form}-name"), label: words.points_name(), help: None, error: typed.wrong(&form, Of::Name.code()) }
                .line(&Line { required: true, ..Line::text("name", name) }))
            (stand_fields(words, kept, &form, said.map(|said| &said.stand)))
            @if point.is_some() {
                label.pick for={ (form) "-closed" } {
                    input type="checkbox" id={ (form) "-closed" } name="closed" value="on" checked[closed];
                    span { (words.points_close()) }
                }
            }
            div.acting { (parts::button("primary", Some(Icon::Check), words.points_save())) }
        }
    }
}

fn move_form(words: Words, kept: &Kept, point: &PointLine, form: &str) -> Markup {
    let typed = &kept.typed;
    let how = typed.value(form, "how", "elsewhere");
    let choices = [("elsewhere", words.points_elsewhere()), ("closed", words.points_shut())]
        .map(|(value, label)| Choice { value, label, icon: None, chosen: value == how });
    let field = |name: &'static str, label, help| {
        let line =
            Line { required: true, kind: "datetime-local", ..Line::text(name, typed.value(form, name, "")) };
        Field { id: &format!("{form}-{name}"), label, help, error: typed.wrong(form, name) }.line(&line)
    };
    html! {
        form.panel id=(form) action={ "/settings/points/" (point.id) "/moves" } method="post" data-draft {
            (parts::form_id(&command()))
            (parts::choices(words.points_how(), "how", &choices))
            (field("from", words.points_from(), None))
            (field("until", words.points_until_when(), Some(words.points_by_its_clock())))
            p.help { (words.points_where_help()) }
            (stand_fields(words, kept, form, Some(&point.said.stand)))
            div.acting { (parts::button("primary", Some(Icon::Check), words.points_save())) }
        }
    }
}

// The acts.

const NEW: &str = "new";

/// A place and its hours, as a form sends them.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typing {
    command: String,
    seen: Option<i64>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    time_zone: String,
    #[serde(default)]
    mon: String,
    #[serde(default)]
    tue: String,
    #[serde(default)]
    wed: String,
    #[serde(default)]
    thu: String,
    #[serde(default)]
    fri: String,
    #[serde(default)]
    sat: String,
    #[serde(default)]
    sun: String,
    holidays_fi: Option<String>,
    holidays_se: Option<String>,
    closed: Option<String>,
    #[serde(default)]
    how: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

impl Typing {
    fn week(&self) -> [(&'static str, &String); 7] {
        let Typing { mon, tue, wed, thu, fri, sat, sun, .. } = self;
        let typed = [mon, tue, wed, thu, fri, sat, sun];
        std::array::from_fn(|day| (WEEKDAYS[day], typed[day]))
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        let on = |field: &Option<String>| field.clone().unwrap_or_default();
        let mut values: Vec<(&'static str, String)> =
            self.week().into_iter().map(|(code, hours)| (code, hours.clone())).collect();
        values.extend([
            ("name", self.name.clone()),
            ("address", self.address.clone()),
            ("place", self.place.clone()),
            ("time_zone", self.time_zone.clone()),
            ("holidays_fi", on(&self.holidays_fi)),
            ("holidays_se", on(&self.holidays_se)),
            ("closed", on(&self.closed)),
            ("how", self.how.clone()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
        ]);
        values
    }

    /// The place and its hours, or the field that cannot be read and why.
    fn stand(&self, words: Words) -> Result<Stand, (&'static str, String)> {
        let read = |hours: &str| hours.trim().is_empty() || written::reads(hours);
        if let Some((code, _)) = self.week().into_iter().find(|(_, hours)| !read(hours)) {
            return Err((code, words.no_hours().to_owned()));
        }
        let place = read_place(&self.place);
        let place = place.ok_or_else(|| (Of::Place.code(), words.no_place().to_owned()))?;
        let named = self.week().into_iter().filter(|(_, hours)| !hours.trim().is_empty());
        let countries = [("fi", &self.holidays_fi), ("se", &self.holidays_se)];
        let countries = countries.into_iter().filter(|(_, on)| on.is_some());
        let hours = Calendar {
            time_zone: self.time_zone.trim().to_owned(),
            week: named.map(|(code, hours)| (code.to_owned(), hours.clone())).collect(),
            holidays_of: countries.map(|(code, _)| code.to_owned()).collect(),
            ..Calendar::default()
        };
        Ok(Stand { address: self.address.clone(), place, hours })
    }
}

pub(crate) async fn add(visit: Visit, sent: Sent<Typing>) -> Result<Response, Trouble> {
    set(visit, None, sent).await
}

pub(crate) async fn change(
    visit: Visit,
    Path(id): Path<PointId>,
    sent: Sent<Typing>,
) -> Result<Response, Trouble> {
    set(visit, Some(id), sent).await
}

async fn set(visit: Visit, id: Option<PointId>, sent: Sent<Typing>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let typing = sent.form;
    let form = id.map_or_else(|| NEW.to_owned(), |id| id.to_string());
    let stand = match typing.stand(visit.words()) {
        Ok(stand) => stand,
        Err(error) => return refused(&visit, Typed::wrong_at(form, typing.values(), error)).await,
    };
    let set = SetPoint {
        id: id.map(|id| (id, typing.seen.unwrap_or_default())),
        name: typing.name.clone(),
        stand,
        closed: typing.closed.is_some(),
    };
    match visit.desk().set_point(visit.by(), Some(key), set).await {
        Ok(id) => Ok(done(id, &typing.command)),
        Err(no) => again(&visit, form, &typing, no).await,
    }
}

fn done(id: PointId, command: &str) -> Response {
    go(&format!("/settings/points?saved={command}#p{id}"))
}

async fn again(visit: &Visit, form: String, typing: &Typing, no: No) -> Result<Response, Trouble> {
    let words = visit.words();
    let at = |field: Of, says: &str| {
        Typed::wrong_at(form.clone(), typing.values(), (field.code(), says.to_owned()))
    };
    let typed = match no {
        No::Refusal(Refusal::AlreadyThere) => at(Of::Name, words.points_taken()),
        No::Refusal(Refusal::Unusable(Of::Until)) => at(Of::Until, words.points_ends_first()),
        No::Refusal(Refusal::TooLong(Of::Until)) => at(Of::Until, words.points_many_moves()),
        // What stands now is beside what was typed: sent again, it is meant.
        No::Refusal(Refusal::Stale { .. }) => {
            let mut typed = Typed::wrong_at(form, typing.values(), ("", String::new()));
            typed.notice = Some((words.points_changed().to_owned(), words.points_changed_says().to_owned()));
            typed
        }
        No::Refusal(no) if no.field().is_some() || matches!(no, Refusal::InThePast { .. }) => {
            Typed::of(&visit.viewer(), form, typing.values(), &no)
        }
        no => return Err(no.into()),
    };
    refused(visit, typed).await
}

pub(crate) async fn moves(
    visit: Visit,
    Path(id): Path<PointId>,
    sent: Sent<Typing>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let typing = sent.form;
    let form = away_form_of(id);
    if typing.how == "forget" {
        let at = |field: &str| field.parse().map(Timestamp).map_err(|_| Trouble::Unreadable);
        let when = (at(&typing.from)?, at(&typing.until)?);
        visit.desk().forget_move(visit.by(), Some(key), id, when).await?;
        return Ok(done(id, &typing.command));
    }
    let words = visit.words();
    let wrong = |error| Typed::wrong_at(form.clone(), typing.values(), error);
    let stand = match typing.how.as_str() {
        "closed" => None,
        "elsewhere" => match typing.stand(words) {
            Ok(stand) => Some(stand),
            Err(error) => return refused(&visit, wrong(error)).await,
        },
        _ => return Err(Trouble::Unreadable),
    };
    let desk = visit.desk().clone();
    let known = visit.desk().reader().look(move |tx| desk.points(tx)).await?;
    let known = known.into_iter().find(|point| point.id == id).ok_or(Trouble::Missing)?;
    // The times are those of the clock on the wall of the point itself.
    let viewer = visit.viewer();
    let zone = local::zone(&known.said.stand.hours.time_zone).unwrap_or_else(|| viewer.zone.clone());
    let there = super::there(&viewer, &zone);
    let mut times = [Timestamp(0); 2];
    for (time, (field, typed)) in times.iter_mut().zip([("from", &typing.from), ("until", &typing.until)]) {
        match when::read(&there, "", typed) {
            Ok(at) => *time = at,
            Err(no) => return refused(&visit, wrong((field, no.say(&viewer).to_owned()))).await,
        }
    }
    let [from, until] = times;
    match visit.desk().move_point(visit.by(), Some(key), id, Move { from, until, stand }).await {
        Ok(()) => Ok(done(id, &typing.command)),
        Err(No::Refusal(no @ Refusal::InThePast { .. })) => {
            refused(&visit, wrong((Of::Until.code(), refusal::line(&viewer, &no)))).await
        }
        Err(no) => again(&visit, form, &typing, no).await,
    }
}

#[cfg(test)]
mod tests;

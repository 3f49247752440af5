//! When the house serves: the week, the clock, whose holidays are kept, and days of its own; for anybody to see and for
//! leads to say.

use axum::{extract::Query, response::Response};
use http::StatusCode;
use jiff::{ToSpan as _, civil::Date};
use maud::{Markup, html};
use serde::Deserialize;
use valta_calendar::{
    holiday::{self, Country},
    hours::Because,
};
use valta_desk::No;
use valta_domain::{
    Refusal,
    calendar::{Calendar, Day, OneDay},
    receipt::Receipts,
    refusal::Field as Of,
};
use valta_policy::{Action, Relation};

use crate::{
    form::{Sent, command},
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Field, Line, Tone},
    people::Typed,
    receipt,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when,
    words::Words,
};

/// Days ahead whose holidays and own days are told.
const AHEAD: i32 = 366;
pub(crate) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const WEEK: &str = "week";
const DAY: &str = "day";

struct House {
    calendar: Calendar,
    receipts: Receipts,
    /// This person may say it.
    keeps: bool,
    typed: Typed,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    saved: Option<String>,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let (viewer, house) = look(&visit, Typed::default()).await?;
    let says = viewer.words.did_hours();
    let saved = asked.saved.as_deref().map(|command| Saved { command, says });
    Ok(answer(StatusCode::OK, page(&viewer, &house, saved)))
}

async fn look(visit: &Visit, typed: Typed) -> Result<(Viewer, House), Trouble> {
    let desk = visit.desk().clone();
    let keeps = desk.may(visit.by(), Action::KeepHours, Relation::None);
    let looked = visit.look(move |tx, _| {
        Ok(House { calendar: desk.calendar(tx)?, receipts: desk.receipts(tx)?, keeps, typed })
    });
    looked.await
}

async fn refused(visit: &Visit, typed: Typed) -> Result<Response, Trouble> {
    let (viewer, house) = look(visit, typed).await?;
    Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, page(&viewer, &house, None)))
}

pub(crate) fn weekday(words: Words, code: &str) -> &'static str {
    match code {
        "mon" => words.hours_weekday_mon(),
        "tue" => words.hours_weekday_tue(),
        "wed" => words.hours_weekday_wed(),
        "thu" => words.hours_weekday_thu(),
        "fri" => words.hours_weekday_fri(),
        "sat" => words.hours_weekday_sat(),
        _ => words.hours_weekday_sun(),
    }
}

fn page(viewer: &Viewer, house: &House, saved: Option<Saved<'_>>) -> Markup {
    let words = viewer.words;
    let calendar = &house.calendar;
    let typed = &house.typed;
    let hours = |code: &str| calendar.week.get(code).map(String::as_str);
    let body = html! {
        h1 { (words.hours_title()) }
        p.lead { (words.hours_lead()) }
        @if let Some((what, next)) = &typed.notice { (parts::notice(Tone::Care, what, &html! { p { (next) } })) }
        section.sheet aria-labelledby="week" {
            h2 id="week" { (words.hours_week()) }
            @if viewer.hours.is_none() { p { (words.hours_none()) } }
            @else if !house.keeps {
                dl.sums {
                    @for code in WEEKDAYS { div { dt { (weekday(words, code)) } dd { (hours(code).unwrap_or(words.hours_shut())) } } }
                }
                p.small { (words.hours_zone()) ": " (calendar.time_zone) }
            }
            @if house.keeps { (week_form(words, calendar, typed)) }
        }
        section.sheet aria-labelledby="days" {
            h2 id="days" { (words.hours_days()) }
            (days(viewer, house))
            @if house.keeps { (day_form(words, typed)) }
        }
        (receipt::section(words, house.receipts, house.keeps))
    };
    let unsaved = !typed.is_none();
    let here = unsaved.then(|| "/settings/hours".to_owned());
    Page { shape: "narrow", saved, unsaved, here, ..Page::new(words.hours_title(), Place::Hours, body) }
        .framed(viewer)
}

fn week_form(words: Words, calendar: &Calendar, typed: &Typed) -> Markup {
    let stands = |code: &str| calendar.week.get(code).map_or("", String::as_str);
    let kept = |country: Country| {
        let stands = if calendar.holidays_of.contains(country.code()) { "on" } else { "" };
        typed.value(WEEK, &field_of(country), stands) == "on"
    };
    html! {
        form.panel action="/settings/hours" method="post" {
            (parts::form_id(&command()))
            p.help { (words.hours_help()) }
            @for code in WEEKDAYS {
                (Field { id: code, label: weekday(words, code), help: None, error: typed.wrong(WEEK, code) }
                    .line(&Line::text(code, typed.value(WEEK, code, stands(code)))))
            }
            (Field { id: "time_zone", label: words.hours_zone(), help: Some(words.hours_zone_help()), error: typed.wrong(WEEK, Of::Zone.code()) }
                .line(&Line { required: true, ..Line::text("time_zone", typed.value(WEEK, "time_zone", &calendar.time_zone)) }))
            fieldset {
                legend { (words.hours_holidays()) }
                @for country in Country::ALL {
                    label.pick for=(field_of(country)) {
                        input type="checkbox" id=(field_of(country)) name=(field_of(country)) value="on" checked[kept(country)];
                        span { (country_name(words, country)) }
                    }
                }
            }
            div.acting { (parts::button("primary", None, words.hours_save())) }
        }
    }
}

pub(crate) fn field_of(country: Country) -> String {
    format!("holidays_{}", country.code())
}

pub(crate) fn country_name(words: Words, country: Country) -> &'static str {
    match country {
        Country::Finland => words.hours_finland(),
        Country::Sweden => words.hours_sweden(),
    }
}

/// What is not as usual in the year ahead: holidays that are kept, those that are not, and days of the house's own.
fn days(viewer: &Viewer, house: &House) -> Markup {
    let words = viewer.words;
    let Some(hours) = &viewer.hours else { return html! { p.small { (words.hours_days_none()) } } };
    let today = viewer.wall(viewer.now).date();
    let ahead = (0..AHEAD).filter_map(|days| today.checked_add(days.days()).ok());
    let countries = || Country::ALL.into_iter().filter(|one| house.calendar.holidays_of.contains(one.code()));
    let served = |day: Date| {
        let spans = hours.day(day).spans;
        if spans.is_empty() { words.hours_shut().to_owned() } else { valta_calendar::hours::say(spans) }
    };
    let rows: Vec<(Date, String, String, Option<OneDay>)> = ahead
        .filter_map(|date| {
            let day = hours.day(date);
            let holiday = countries().flat_map(|country| holiday::on(country, date)).next();
            let called = holiday.map(|holiday| when::holiday_name(words.lang(), holiday).to_owned());
            match day.because {
                Because::Holiday(_) => Some((date, called?, served(date), Some(OneDay::AsUsual))),
                Because::Own(name) => {
                    let name = name.map(str::to_owned).or(called).unwrap_or_default();
                    Some((date, name, served(date), Some(OneDay::Forgotten)))
                }
                // A holiday that is a day like any other, in this year or in every one.
                Because::Week => {
                    let once = house.calendar.open_on.contains(&date.to_string());
                    Some((date, called?, served(date), once.then_some(OneDay::Forgotten)))
                }
            }
        })
        .collect();
    html! {
        @if rows.is_empty() { p.small { (words.hours_days_none()) } }
        ul.rows.days {
            @for (date, name, serves, change) in &rows {
                li {
                    strong { (words.date(*date)) }
                    @if !name.is_empty() { span { (name) } }
                    span.small { (serves) }
                    @if let Some(change) = change.as_ref().filter(|_| house.keeps) {
                        @let usual = *change == OneDay::AsUsual;
                        form action="/settings/hours/days" method="post" {
                            (parts::form_id(&command()))
                            input type="hidden" name="date" value=(date);
                            input type="hidden" name="how" value=(if usual { "usual" } else { "forget" });
                            button.button.small.quiet type="submit" {
                                (if usual { words.hours_as_usual() } else { words.hours_forget() })
                                span.heard { ": " (words.date(*date)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn day_form(words: Words, typed: &Typed) -> Markup {
    let field =
        |id, label, help, name: &'static str| Field { id, label, help, error: typed.wrong(DAY, name) };
    html! {
        details.people-fold open[!typed.is_none() && typed.value(DAY, "how", "") == "own"] {
            summary { (words.hours_add_day()) }
            form.panel action="/settings/hours/days" method="post" {
                (parts::form_id(&command()))
                input type="hidden" name="how" value="own";
                (field("date", words.hours_date(), None, Of::Day.code())
                    .line(&Line { required: true, kind: "date", ..Line::text("date", typed.value(DAY, "date", "")) }))
                (field("hours", words.hours_of_day(), Some(words.hours_of_day_help()), Of::Hours.code())
                    .line(&Line::text("hours", typed.value(DAY, "hours", ""))))
                (field("day-name", words.hours_day_name(), None, Of::Name.code())
                    .line(&Line::text("name", typed.value(DAY, "name", ""))))
                div.acting { (parts::button("", None, words.hours_add_day_now())) }
            }
        }
    }
}

// The acts.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Week {
    command: String,
    time_zone: String,
    mon: String,
    tue: String,
    wed: String,
    thu: String,
    fri: String,
    sat: String,
    sun: String,
    holidays_fi: Option<String>,
    holidays_se: Option<String>,
}

pub(crate) async fn post(visit: Visit, sent: Sent<Week>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let Week { command, time_zone, mon, tue, wed, thu, fri, sat, sun, holidays_fi, holidays_se } = sent.form;
    let week: Vec<(&'static str, String)> =
        WEEKDAYS.into_iter().zip([mon, tue, wed, thu, fri, sat, sun]).collect();
    let typed = || {
        let mut typed = week.clone();
        typed.push(("time_zone", time_zone.clone()));
        typed.extend([
            ("holidays_fi", holidays_fi.clone().unwrap_or_default()),
            ("holidays_se", holidays_se.clone().unwrap_or_default()),
        ]);
        typed
    };
    let unread =
        week.iter().find(|(_, hours)| !hours.trim().is_empty() && !valta_calendar::hours::reads(hours));
    if let Some((code, _)) = unread {
        let error = (*code, visit.words().no_hours().to_owned());
        return refused(&visit, Typed::wrong_at(WEEK.to_owned(), typed(), error)).await;
    }
    let named = week.iter().filter(|(_, hours)| !hours.trim().is_empty());
    let countries = [("fi", &holidays_fi), ("se", &holidays_se)];
    let countries = countries.into_iter().filter(|(_, on)| on.is_some());
    let calendar = Calendar {
        time_zone: time_zone.trim().to_owned(),
        week: named.map(|(code, hours)| ((*code).to_owned(), hours.clone())).collect(),
        holidays_of: countries.map(|(code, _)| code.to_owned()).collect(),
        ..Calendar::default()
    };
    match visit.desk().set_calendar(visit.by(), Some(key), calendar).await {
        Ok(()) => Ok(go(&format!("/settings/hours?saved={command}"))),
        Err(No::Refusal(no)) if no.field().is_some() => {
            refused(&visit, Typed::of(&visit.viewer(), WEEK.to_owned(), typed(), &no)).await
        }
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneDate {
    command: String,
    date: String,
    how: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    name: String,
}

pub(crate) async fn day(visit: Visit, sent: Sent<OneDate>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let OneDate { command, date, how, hours, name } = sent.form;
    let closed = || Some(hours.trim()).filter(|hours| !hours.is_empty()).unwrap_or("closed").to_owned();
    let says = match how.as_str() {
        "own" => OneDay::Own(Day { hours: closed(), name: Some(name.clone()) }),
        "usual" => OneDay::AsUsual,
        "forget" => OneDay::Forgotten,
        _ => return Err(Trouble::Unreadable),
    };
    match visit.desk().set_day(visit.by(), Some(key), date.clone(), says).await {
        Ok(()) => Ok(go(&format!("/settings/hours?saved={command}"))),
        Err(No::Refusal(no)) if no.field().is_some() => {
            let reads = valta_calendar::hours::reads(&closed());
            let typed = vec![("date", date), ("hours", hours), ("name", name), ("how", how)];
            let viewer = visit.viewer();
            let no = if reads { no } else { Refusal::Unusable(Of::Hours) };
            refused(&visit, Typed::of(&viewer, DAY.to_owned(), typed, &no)).await
        }
        Err(no) => Err(no.into()),
    }
}

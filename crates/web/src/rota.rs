//! Who is on call, now and next: for anybody to see and to take a turn over, and for leads to say.

mod typed;

use std::collections::BTreeMap;

use axum::{extract::Query, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_calendar::{local, rota::Watch};
use valta_desk::{KeptRota, No, OnCall, SetRota};
use valta_domain::{AgentId, Refusal, Timestamp, refusal::Field as Of, rota::Taken, time::DAY};
use valta_policy::{Action, Relation};

use self::typed::{Errors, Typed, name, place};
use crate::{
    away::{self, Colleague},
    form::{Sent, command},
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Field, Line, Tone},
    people, refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when,
    words::Words,
};

/// How far ahead turns are told, and how many of a level.
const AHEAD: i64 = 28 * DAY;
const MOST_TOLD: usize = 8;
const TAKE: &str = "take";

struct House {
    me: AgentId,
    /// Up to where turns are told.
    told_until: Timestamp,
    kept: Option<KeptRota>,
    now: Vec<OnCall>,
    /// Of each level, the turns that come.
    ahead: Vec<Vec<Watch>>,
    everybody: Vec<Colleague>,
    keeps: bool,
    /// May say it for somebody else, too.
    puts: bool,
    takes: bool,
    said: Said,
}

/// A form that could not be done, as it was typed.
#[derive(Default)]
struct Said {
    rota: Option<(Typed, Errors)>,
    take: people::Typed,
    notice: Option<(String, String)>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    did: Option<String>,
    saved: Option<String>,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let (viewer, house) = look(&visit, Said::default()).await?;
    let says = match asked.did.as_deref() {
        Some("taken") => viewer.words.did_watch(),
        _ => viewer.words.did_rota(),
    };
    let saved = asked.saved.as_deref().map(|command| Saved { command, says });
    Ok(answer(StatusCode::OK, page(&viewer, &house, saved)))
}

async fn look(visit: &Visit, said: Said) -> Result<(Viewer, House), Trouble> {
    let desk = visit.desk().clone();
    visit
        .look(move |tx, by| {
            let at = desk.now();
            let may = |action, relation| desk.may(by, action, relation);
            let kept = desk.rota(tx)?;
            let staff = desk.staff(tx)?;
            Ok(House {
                me: by.agent,
                told_until: at.plus(AHEAD),
                now: kept.as_ref().map(|kept| kept.on_call(&staff, at)).unwrap_or_default(),
                ahead: kept.as_ref().map(|kept| kept.watches(at, at.plus(AHEAD))).unwrap_or_default(),
                kept,
                everybody: away::colleagues(tx, &desk)?,
                keeps: may(Action::KeepRota, Relation::None),
                puts: may(Action::TakeWatch, Relation::None),
                takes: may(Action::TakeWatch, Relation::Owner),
                said,
            })
        })
        .await
}

async fn refused(visit: &Visit, status: StatusCode, said: Said) -> Result<Response, Trouble> {
    let (viewer, house) = look(visit, said).await?;
    Ok(answer(status, page(&viewer, &house, None)))
}

impl House {
    fn name(&self, id: AgentId) -> Option<&str> {
        self.everybody.iter().find(|one| one.id == id).map(|one| one.name.as_str())
    }

    fn unsaved(&self) -> bool {
        self.said.rota.is_some() || !self.said.take.is_none() || self.said.notice.is_some()
    }
}

fn page(viewer: &Viewer, house: &House, saved: Option<Saved<'_>>) -> Markup {
    let words = viewer.words;
    let body = html! {
        h1 { (words.rota_title()) }
        p.lead { (words.rota_lead()) }
        @if let Some((what, next)) = &house.said.notice { (parts::notice(Tone::Care, what, &html! { p { (next) } })) }
        @if let Some((what, next)) = &house.said.take.notice { (parts::notice(Tone::Care, what, &html! { p { (next) } })) }
        section.sheet aria-labelledby="now" {
            h2 id="now" { (words.rota_now()) }
            (now(viewer, house))
        }
        @if !house.now.is_empty() {
            section.sheet aria-labelledby="ahead" {
                h2 id="ahead" { (words.rota_ahead()) }
                (ahead(viewer, house))
                @if house.takes { (take_form(viewer, house)) }
            }
        }
        @if house.keeps {
            section.sheet aria-labelledby="turns" {
                h2 id="turns" { (words.rota_turns()) }
                (form(viewer, house))
            }
        }
    };
    let unsaved = house.unsaved();
    let here = unsaved.then(|| "/settings/rota".to_owned());
    Page { shape: "narrow", saved, unsaved, here, ..Page::new(words.rota_title(), Place::Rota, body) }
        .framed(viewer)
}

fn level_name(words: Words, level: usize, after_minutes: u32) -> String {
    let level = i64::try_from(level).unwrap_or(0) + 1;
    if after_minutes == 0 {
        words.rota_level_first().to_owned()
    } else {
        words.rota_level(level, i64::from(after_minutes))
    }
}

/// Whom the house would call at this instant, and who comes next.
fn now(viewer: &Viewer, house: &House) -> Markup {
    let words = viewer.words;
    let Some(kept) = house.kept.as_ref().filter(|_| !house.now.is_empty()) else {
        return html! { p { (words.rota_none()) } };
    };
    let open = viewer.hours.as_ref().filter(|hours| !kept.said.at_all_times && hours.is_open(viewer.now));
    let never = viewer.hours.is_none() && !kept.said.at_all_times;
    html! {
        @if never { p.small { (words.rota_never_closed()) } }
        @else if let Some(hours) = open {
            p.small {
                @match hours.next_closing(viewer.now) {
                    Some(closes) => (words.rota_open(viewer.moment(closes))),
                    None => (words.rota_never_closed()),
                }
            }
        }
        dl.sums.on-call {
            @for on_call in &house.now {
                div {
                    dt { (level_name(words, on_call.level, on_call.after_minutes)) }
                    dd { (holder(viewer, house, on_call)) }
                }
            }
        }
    }
}

fn holder(viewer: &Viewer, house: &House, on_call: &OnCall) -> Markup {
    let words = viewer.words;
    let turns = house.ahead.get(on_call.level).map_or(&[][..], Vec::as_slice);
    let next = turns.get(1);
    html! {
        @match on_call.holder.and_then(|holder| house.name(holder)) {
            Some(name) => strong { (name) },
            None => strong.missing { (words.rota_nobody()) },
        }
        @if on_call.holder != on_call.answers {
            span.small {
                @match on_call.answers.and_then(|cover| house.name(cover)) {
                    Some(cover) => (words.rota_away_cover(cover)),
                    None => (words.rota_away()),
                }
            }
        }
        @if let Some(next) = next {
            span.small {
                @match next.agent.and_then(|agent| house.name(agent)) {
                    Some(name) => (words.rota_next(viewer.moment(next.from), name)),
                    None => (words.rota_next_nobody(viewer.moment(next.from))),
                }
            }
        }
    }
}

/// The turns that come, each to be taken over.
fn ahead(viewer: &Viewer, house: &House) -> Markup {
    let words = viewer.words;
    let zone = viewer.zone.iana_name().unwrap_or("UTC");
    html! {
        @for (on_call, turns) in house.now.iter().zip(&house.ahead) {
            div.on-call-level {
                h3 { (level_name(words, on_call.level, on_call.after_minutes)) }
                ul.rows.watches {
                    @for (number, turn) in turns.iter().take(MOST_TOLD).enumerate() {
                        @let until = (turn.until < house.told_until).then_some(turn.until);
                        li {
                            span.watch-when {
                                @if number == 0 { (words.rota_since_now()) } @else { (viewer.moment(turn.from)) }
                                @if let Some(until) = until { " – " (viewer.moment(until)) }
                            }
                            @match turn.agent.and_then(|agent| house.name(agent)) {
                                Some(name) => strong { (name) },
                                None => strong.missing { (words.rota_nobody()) },
                            }
                            @if let Some(until) = until.filter(|_| house.takes && turn.agent != Some(house.me)) {
                                form action="/settings/rota/watches" method="post" {
                                    (parts::form_id(&command()))
                                    input type="hidden" name="level" value=(on_call.level);
                                    input type="hidden" name="from" value=(when::typed(turn.from, zone));
                                    input type="hidden" name="until" value=(when::typed(until, zone));
                                    button.button.small.quiet type="submit" {
                                        (words.rota_take_this())
                                        span.heard { ": " (viewer.moment(turn.from)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A span of one's own choosing; leads say whose it is.
fn take_form(viewer: &Viewer, house: &House) -> Markup {
    let words = viewer.words;
    let typed = &house.said.take;
    let me = house.me.to_string();
    let chosen = typed.value(TAKE, "agent", &me);
    let people: Vec<(String, &str, bool)> = house
        .everybody
        .iter()
        .filter(|one| one.covers)
        .map(|one| (one.id.to_string(), one.name.as_str(), one.id.to_string() == chosen))
        .collect();
    let levels: Vec<(String, String)> = house
        .now
        .iter()
        .map(|level| (level.level.to_string(), level_name(words, level.level, level.after_minutes)))
        .collect();
    let level = typed.value(TAKE, "level", "0");
    let levels: Vec<(String, &str, bool)> =
        levels.iter().map(|(value, says)| (value.clone(), says.as_str(), value == level)).collect();
    let at = |id: &'static str, label, field: &str| {
        let value = typed.value(TAKE, id, "");
        let line = Line { kind: "datetime-local", required: true, ..Line::text(id, value) };
        Field { id, label, help: None, error: typed.wrong(TAKE, field) }.line(&line)
    };
    html! {
        details.people-fold open[!typed.is_none()] {
            summary { (if house.puts { words.rota_take_for() } else { words.rota_take() }) }
            form.panel action="/settings/rota/watches" method="post" {
                (parts::form_id(&command()))
                p.help { (words.rota_take_help()) }
                @if levels.len() > 1 {
                    (Field { id: "level", label: words.rota_which(), help: None, error: typed.wrong(TAKE, Of::Level.code()) }
                        .select("level", words.rota_choose(), &levels))
                } @else { input type="hidden" name="level" value="0"; }
                @if house.puts {
                    (Field { id: "agent", label: words.rota_who(), help: None, error: typed.wrong(TAKE, Of::Asked.code()) }
                        .select("agent", words.rota_choose(), &people))
                }
                (at("from", words.rota_from(), "from"))
                (at("until", words.rota_until(), Of::Until.code()))
                div.acting { (parts::button("", None, words.rota_take_now())) }
            }
        }
    }
}

/// The form of leads: the levels, and who is in turn on each.
fn form(viewer: &Viewer, house: &House) -> Markup {
    let words = viewer.words;
    let fresh = (Typed::of(viewer, house.kept.as_ref()), Errors::new());
    let (typed, errors) = house.said.rota.as_ref().unwrap_or(&fresh);
    let error = |name: &str| errors.get(name).map(String::as_str);
    let said = house.kept.as_ref().map_or(0, |kept| kept.said.levels.len());
    html! {
        p.help { (words.rota_turns_help()) }
        form.panel id="rota" action="/settings/rota" method="post" {
            (parts::form_id(&command()))
            input type="hidden" name="seen" value=(typed.get("seen"));
            (Field { id: "changes_at", label: words.rota_changes_at(), help: None, error: error("changes_at") }
                .line(&Line { kind: "time", required: true, ..Line::text("changes_at", typed.get("changes_at")) }))
            label.pick for="always" {
                input type="checkbox" id="always" name="always" value="on" checked[typed.is_on("always")];
                span { (words.rota_always()) }
            }
            @for level in 0..typed.levels() {
                @let new = level >= said && (0..typed.places(level)).all(|at| typed.get(&place(level, at)).is_empty());
                @if new && level > 0 {
                    details.people-fold { summary { (words.rota_add_level()) } (level_fields(words, house, typed, errors, level)) }
                } @else { (level_fields(words, house, typed, errors, level)) }
            }
            div.acting { (parts::button("primary", None, words.rota_save())) }
        }
    }
}

fn level_fields(words: Words, house: &House, typed: &Typed, errors: &Errors, level: usize) -> Markup {
    let error = |name: &str| errors.get(name).map(String::as_str);
    let number = i64::try_from(level).unwrap_or(0) + 1;
    let line = |part: &str, label: &str, kind: &'static str, keyboard: Option<&'static str>| {
        let id = name(part, level);
        Field { id: &id, label, help: None, error: error(&id) }.line(&Line {
            kind,
            keyboard,
            ..Line::text(&id, typed.get(&id))
        })
    };
    let covers = |one: &&Colleague| one.covers;
    html! {
        fieldset.rota-level {
            legend { (words.rota_nth_level(number)) }
            @if level == 0 { input type="hidden" name=(name("minutes", level)) value="0"; p.help { (words.rota_first_at_once()) } }
            @else { (line("minutes", words.rota_after(), "text", Some("numeric"))) }
            div.rota-when {
                (line("from", words.rota_first_day(), "date", None))
                (line("days", words.rota_days(), "text", Some("numeric")))
            }
            @for at in 0..typed.places(level) {
                @let id = place(level, at);
                @let chosen = typed.get(&id);
                @let here = house.everybody.iter().filter(covers).any(|one| one.id.to_string() == chosen);
                @let place_number = i64::try_from(at).unwrap_or(0) + 1;
                (Field { id: &id, label: &words.rota_in_turn(place_number), help: None, error: error(&id) }.around(&html! {
                    select.text id=(id) name=(id) aria-describedby=[error(&id).map(|_| format!("{id}-error"))]
                        aria-invalid=[error(&id).map(|_| "true")] autofocus[error(&id).is_some()] {
                        option value="" { (words.rota_free()) }
                        @if !here && !chosen.is_empty() { option value=(chosen) selected { (words.rota_has_left()) } }
                        @for one in house.everybody.iter().filter(covers) {
                            @let value = one.id.to_string();
                            option value=(value) selected[value == chosen] { (one.name) }
                        }
                    }
                }))
            }
        }
    }
}

// The acts.

pub(crate) async fn post(visit: Visit, sent: Sent<BTreeMap<String, String>>) -> Result<Response, Trouble> {
    let key = sent.key(sent.form.get("command").map_or("", String::as_str))?;
    let command = sent.form.get("command").cloned().unwrap_or_default();
    let mut typed = Typed::sent(sent.form)?;
    let seen = typed.seen()?;
    let (viewer, house) = look(&visit, Said::default()).await?;
    let here = |agent| house.everybody.iter().any(|one| one.id == agent && one.covers);
    let known = house.kept.as_ref().map(|kept| &kept.said);
    let rota = match typed.read(viewer.words, known, here) {
        Ok(rota) => rota,
        Err(errors) => {
            let said = Said { rota: Some((typed, errors)), ..Said::default() };
            return refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, said).await;
        }
    };
    match visit.desk().set_rota(visit.by(), Some(key), SetRota { seen, rota }).await {
        Ok(()) => Ok(go(&format!("/settings/rota?saved={command}"))),
        // What stands now is told above; what was typed can be saved over it, by somebody who has seen it.
        Err(No::Refusal(Refusal::Stale { version })) => {
            typed.set("seen", version.to_string());
            let words = viewer.words;
            let notice = Some((words.rota_stale().to_owned(), words.rota_stale_says().to_owned()));
            let said = Said { rota: Some((typed, Errors::new())), notice, ..Said::default() };
            refused(&visit, StatusCode::CONFLICT, said).await
        }
        Err(No::Refusal(no)) if no.field().is_some() => {
            let said = refusal::say(&viewer, &no);
            let notice = Some((said.what, said.next));
            let said = Said { rota: Some((typed, Errors::new())), notice, ..Said::default() };
            refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, said).await
        }
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Taking {
    command: String,
    level: String,
    /// Oneself, where nobody is named.
    #[serde(default)]
    agent: String,
    from: String,
    until: String,
}

/// An instant as it was typed; of an hour that comes twice the first.
fn instant(viewer: &Viewer, text: &str) -> Result<Timestamp, &'static str> {
    let words = viewer.words;
    local::read(text, &viewer.zone).ok_or(words.rota_no_time())?.early().ok_or(words.when_skipped())
}

pub(crate) async fn take(visit: Visit, sent: Sent<Taking>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let Taking { command, level, agent, from, until } = sent.form;
    // Looked at here, the clock on the wall is the one that the page was made by.
    let (viewer, _) = look(&visit, Said::default()).await?;
    let typed = vec![
        ("level", level.clone()),
        ("agent", agent.clone()),
        ("from", from.clone()),
        ("until", until.clone()),
    ];
    let read = || -> Result<Taken, (&'static str, &'static str)> {
        let level = level.parse().map_err(|_| (Of::Level.code(), viewer.words.rota_choose()))?;
        let by = match agent.as_str() {
            "" => visit.account.agent,
            agent => agent.parse().map_err(|_| (Of::Asked.code(), viewer.words.rota_choose()))?,
        };
        let from = instant(&viewer, &from).map_err(|says| ("from", says))?;
        let until = instant(&viewer, &until).map_err(|says| (Of::Until.code(), says))?;
        if until <= from {
            return Err((Of::Until.code(), viewer.words.rota_backwards()));
        }
        Ok(Taken { level, from, until, by })
    };
    let wrong = |field, says: &str| Said {
        take: people::Typed::wrong_at(TAKE.to_owned(), typed.clone(), (field, says.to_owned())),
        ..Said::default()
    };
    let taken = match read() {
        Ok(taken) => taken,
        Err((field, says)) => {
            return refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, wrong(field, says)).await;
        }
    };
    match visit.desk().take_watch(visit.by(), Some(key), taken).await {
        Ok(()) => Ok(go(&format!("/settings/rota?did=taken&saved={command}"))),
        Err(No::Refusal(no)) => {
            let said = match &no {
                Refusal::HasLeft => wrong(Of::Asked.code(), viewer.words.rota_not_here()),
                Refusal::Unusable(Of::Until) => wrong(Of::Until.code(), viewer.words.rota_too_long()),
                no if no.field().is_some() || matches!(no, Refusal::InThePast { .. }) => Said {
                    take: people::Typed::of(&viewer, TAKE.to_owned(), typed.clone(), no),
                    ..Said::default()
                },
                _ => return Err(No::Refusal(no).into()),
            };
            refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, said).await
        }
        Err(no) => Err(no.into()),
    }
}

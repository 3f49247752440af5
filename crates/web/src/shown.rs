//! The customer's own page: who has their matter and when they hear of it, what was said, and a way to say something.
//! It needs no login, only the link; all that it shows is [`Shown`], and nothing else is given to it.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Multipart, Path, Query},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header, request::Parts};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;
use valta_desk::{Desk, FILE_BYTES, Matter, No};
use valta_domain::{
    Refusal, Timestamp,
    case::State as CaseState,
    contact::Direction,
    promise::Standing,
    refusal::Field as Of,
    shown::{Promised, Said, Shown, With},
    told::Mood,
};

use crate::{
    app::App,
    assets,
    form::{Letter, Sent, command},
    icon::{Icon, face, icon, mark},
    layout::go,
    login::From,
    on_call,
    parts::{self, Field, Tone},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Guest,
    words::{Lang, Words},
};

/// What a browser may send at once: the files, and a text.
pub(crate) const MOST_BYTES: usize = FILE_BYTES + 1024 * 1024;

/// Where these pages stand; nothing after it may be written down anywhere.
pub(crate) const PLACE: &str = "/m/";

#[derive(Deserialize)]
pub(crate) struct Asked {
    did: Option<String>,
    saved: Option<String>,
}

#[derive(Deserialize)]
struct In {
    lang: Option<String>,
}

/// Somebody who has followed a link, and what they see.
pub(crate) struct Reader {
    desk: Desk,
    viewer: Viewer,
    /// The clock is the customer's own, as their device told; else it is the house's.
    own_clock: bool,
    /// One of us looks over the customer's shoulder: what only customers say is not said from here.
    staff: bool,
    secret: String,
    house: String,
    matter: Matter,
}

impl Reader {
    fn shown(&self) -> &Shown {
        &self.matter.shown
    }

    /// Whether they say how it feels, whether it is solved, and what they would tell a friend.
    fn speaks(&self) -> bool {
        self.shown().own && !self.staff
    }

    /// The no to one of us who would speak for a customer.
    fn must_speak(&self) -> Option<Response> {
        let words = self.viewer.words;
        let (what, next) = (words.shown_staff().to_owned(), words.shown_staff_says().to_owned());
        let typed = Typed { notice: Some(refusal::Said { what, next }), ..Typed::default() };
        self.staff.then(|| answer(StatusCode::FORBIDDEN, &page(self, &typed, None)))
    }

    /// A moment that matters, with whose clock it is told by where that is not the customer's own.
    fn when(&self, at: Timestamp) -> String {
        let moment = self.viewer.moment(at);
        if self.own_clock {
            return moment;
        }
        // The place that gave the zone its name.
        let zone = self.viewer.zone.iana_name().unwrap_or("UTC");
        format!("{moment} ({})", zone.rsplit('/').next().unwrap_or(zone).replace('_', " "))
    }

    /// The address of an act, in the language that the page has.
    fn to(&self, act: &str) -> String {
        format!("{PLACE}{}{act}?lang={}", self.secret, self.viewer.words.lang().code())
    }

    fn done(&self, did: &str, command: &str) -> Response {
        safe(go(&format!("{}&did={did}&saved={command}", self.to(""))))
    }
}

/// What was typed and could not be taken.
#[derive(Default)]
struct Typed {
    body: String,
    friend: Option<String>,
    error: Option<(&'static str, String)>,
    command: Option<String>,
    /// A no that is of no field.
    notice: Option<refusal::Said>,
}

/// Who holds a link that leads somewhere; everybody else is told the same.
impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Reader, Trouble> {
        let guest = Guest::from_request_parts(parts, app).await?;
        let Ok(From(from)) = From::from_request_parts(parts, app).await;
        let Path(secret) =
            Path::<String>::from_request_parts(parts, app).await.map_err(|_| Trouble::Missing)?;
        let Query(asked) =
            Query::<In>::from_request_parts(parts, app).await.map_err(|_| Trouble::Unreadable)?;
        let viewer = Viewer { me: None, shortcuts: false, ..guest.viewer() };
        let matter = match app.desk.follow(secret.clone()).await {
            // Who has a link is never kept waiting by those who guess, be they behind the same address.
            Err(No::Refusal(Refusal::NotFound)) if !app.guesses.may_try(from, PLACE) => {
                return Err(Trouble::TooOften);
            }
            found => found?,
        };
        let lang = asked.lang.as_deref().and_then(Lang::from_tag).or(Lang::from_tag(&matter.language));
        let words = lang.map_or(viewer.words, Words::of);
        let house = app.desk.settings().house.clone();
        let staff = guest.session.is_some();
        let own_clock = guest.zone.is_some();
        let zone = guest.zone.clone().unwrap_or_else(|| viewer.zone.clone());
        let viewer = Viewer { words, zone, ..viewer };
        Ok(Reader { desk: app.desk.clone(), viewer, own_clock, staff, secret, house, matter })
    }
}

pub(crate) async fn get(reader: Reader, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let words = reader.viewer.words;
    let says = match asked.did.as_deref() {
        Some("write") => Some(words.shown_did_write()),
        Some("mood") => Some(words.shown_did_mood()),
        Some("friend") => Some(words.shown_did_friend()),
        Some("friend-back") => Some(words.shown_did_friend_back()),
        Some("yes") if reader.shown().state != CaseState::Resolved => Some(words.shown_did_yes_open()),
        Some("yes") => Some(words.shown_did_yes()),
        Some("no") => Some(words.shown_did_no()),
        _ => None,
    };
    let saved = asked.saved.as_deref().zip(says);
    Ok(answer(StatusCode::OK, &page(&reader, &Typed::default(), saved)))
}

pub(crate) async fn write(reader: Reader, parts: Multipart) -> Result<Response, Trouble> {
    let mut letter = Letter::read(parts).await?;
    let key = letter.key()?;
    let files = std::mem::take(&mut letter.files);
    let (command, body) = (letter.field("command").to_owned(), letter.field("body").to_owned());
    match reader.desk.write_by_link(reader.secret.clone(), Some(key), body.clone(), files).await {
        Ok(()) => Ok(reader.done("write", &command)),
        Err(No::Refusal(no)) => {
            let words = reader.viewer.words;
            let says = match &no {
                Refusal::TooMuch { until } => {
                    format!("{}. {}", words.no_too_much(), words.no_too_much_says(reader.when(*until)))
                }
                no if no.field() == Some(Of::File) => words.shown_files_large().to_owned(),
                no => refusal::line(&reader.viewer, no),
            };
            let command = (no != Refusal::KeyReused).then_some(command);
            let typed = Typed { body, error: Some(("body", says)), command, ..Typed::default() };
            again(&reader, no, &typed)
        }
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Feeling {
    command: String,
    mood: i64,
}

pub(crate) async fn mood(reader: Reader, sent: Sent<Feeling>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let mood = Mood::new(sent.form.mood).ok_or(Trouble::Unreadable)?;
    if let Some(no) = reader.must_speak() {
        return Ok(no);
    }
    let told = reader.desk.tell_mood(reader.secret.clone(), Some(key), mood).await;
    ended(&reader, told, "mood", &sent.form.command)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Friend {
    command: String,
    #[serde(default)]
    words: String,
    /// Take back what was said.
    #[serde(default)]
    back: bool,
}

pub(crate) async fn friend(reader: Reader, sent: Sent<Friend>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    if let Some(no) = reader.must_speak() {
        return Ok(no);
    }
    let Friend { command, words, back } = sent.form;
    let words = if back { String::new() } else { words };
    let did = if words.trim().is_empty() { "friend-back" } else { "friend" };
    match reader.desk.tell_friend(reader.secret.clone(), Some(key), words.clone()).await {
        Err(No::Refusal(no)) if no.field().is_some() => {
            let error = Some(("friend", refusal::line(&reader.viewer, &no)));
            let typed = Typed { friend: Some(words), error, command: Some(command), ..Typed::default() };
            again(&reader, no, &typed)
        }
        told => ended(&reader, told, did, &command),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Solving {
    command: String,
    solved: bool,
}

pub(crate) async fn solved(reader: Reader, sent: Sent<Solving>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    if let Some(no) = reader.must_speak() {
        return Ok(no);
    }
    let Solving { command, solved } = sent.form;
    let told = reader.desk.tell_solved(reader.secret.clone(), Some(key), solved).await;
    ended(&reader, told, if solved { "yes" } else { "no" }, &command)
}

fn ended(reader: &Reader, told: Result<(), No>, did: &str, command: &str) -> Result<Response, Trouble> {
    match told {
        Ok(()) => Ok(reader.done(did, command)),
        Err(No::Refusal(no)) => {
            let notice = Some(refusal::say(&reader.viewer, &no));
            again(reader, no, &Typed { notice, ..Typed::default() })
        }
        Err(no) => Err(no.into()),
    }
}

/// The page with what was typed; a link that was closed meanwhile leads nowhere, like any other.
fn again(reader: &Reader, no: Refusal, typed: &Typed) -> Result<Response, Trouble> {
    match no {
        Refusal::NotFound => Err(Trouble::Missing),
        no => Ok(answer(refusal::status(&no), &page(reader, typed, None))),
    }
}

fn answer(status: StatusCode, page: &Markup) -> Response {
    safe((status, axum::response::Html(page.0.clone())).into_response())
}

/// Nobody is told the address: no other site, no list of pages.
fn safe(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    response
}

/// Trouble of any kind, in words for somebody who is not of the house.
pub(crate) fn trouble(viewer: &Viewer, app: &App, status: StatusCode, asked: &str) -> Response {
    let words = viewer.words;
    let (path, query) = asked.split_once('?').unwrap_or((asked, ""));
    let lang = query.split('&').find_map(|part| part.strip_prefix("lang=")).and_then(Lang::from_tag);
    let words = lang.map_or(words, Words::of);
    let viewer = &Viewer { words, ..viewer.clone() };
    // In another language it is the matter's page that is read; a link that leads nowhere is not said again.
    let here = match (status, path.strip_prefix(PLACE).and_then(|rest| rest.split('/').next())) {
        (StatusCode::NOT_FOUND | StatusCode::TOO_MANY_REQUESTS, _) | (_, None) => String::new(),
        (_, Some(secret)) => format!("{PLACE}{secret}"),
    };
    let settings = app.desk.settings();
    let next = words.shown_nothing_next(settings.mail.address.as_str());
    let (happened, safe_is, next) = match status {
        StatusCode::NOT_FOUND => (words.shown_nothing(), words.shown_nothing_says(), Some(next)),
        StatusCode::TOO_MANY_REQUESTS => (words.shown_often(), words.shown_often_says(), None),
        StatusCode::PAYLOAD_TOO_LARGE => (words.shown_large(), words.shown_large_says(), None),
        _ => (words.shown_fault(), words.shown_fault_says(), None),
    };
    let body = html! {
        div.trouble {
            (mark())
            h1 { (happened) }
            p.lead { (safe_is) }
            @if let Some(next) = next { p { (next) } }
        }
    };
    let framing = Framing { house: &settings.house, title: happened, here: &here, zone: None, saved: None };
    let mut response = answer(status, &frame(viewer, &framing, &body));
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

#[derive(Clone, Copy)]
struct Framing<'a> {
    house: &'a str,
    title: &'a str,
    /// Where it can be had in another language.
    here: &'a str,
    /// Whose clock the times on it are told by, where the device may tell another.
    zone: Option<&'a str>,
    saved: Option<(&'a str, &'a str)>,
}

/// The frame of what customers see: the house's own name, and the languages.
fn frame(viewer: &Viewer, framing: &Framing<'_>, body: &Markup) -> Markup {
    let Framing { house, title, here, zone, saved } = *framing;
    let words = viewer.words;
    html! {
        (DOCTYPE)
        html lang=(words.lang().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex, nofollow";
                meta name="referrer" content="no-referrer";
                title { (title) }
                link rel="stylesheet" href=(assets::href("valta.css"));
                link rel="icon" type="image/svg+xml" href=(assets::href("mark.svg"));
                @if let Some(zone) = zone { meta name="valta-zone" content=(zone); }
                meta name="valta-words" content=(crate::layout::script_words(words));
                script type="module" src=(assets::href("valta.js")) {}
            }
            body {
                a.skip href="#main" { (words.frame_skip()) }
                header.shown-top {
                    p.shown-house { (mark()) strong { (house) } }
                    nav.languages aria-label=(words.frame_language()) {
                        @for lang in Lang::ALL {
                            a href={ (here) "?lang=" (lang.code()) } lang=(lang.code()) hreflang=(lang.code()) title=(lang.own_name())
                                aria-current=[(lang == words.lang()).then_some("true")] { (lang.code()) }
                        }
                    }
                }
                main.shown id="main" tabindex="-1" {
                    @if let Some((command, says)) = saved {
                        div.saved data-saved=(command) { (parts::notice(Tone::Good, says, &html! {})) }
                    }
                    (body)
                }
            }
        }
    }
}

fn page(reader: &Reader, typed: &Typed, saved: Option<(&str, &str)>) -> Markup {
    let (viewer, shown) = (&reader.viewer, reader.shown());
    let words = viewer.words;
    let body = html! {
        @if let Some(no) = &typed.notice { (parts::notice(Tone::Care, &no.what, &html! { p { (no.next) } })) }
        (who_and_when(reader))
        @if reader.speaks() { (solving(reader)) }
        (writing(reader, typed))
        (said(viewer, &shown.said))
        @if reader.speaks() {
            (feeling(reader))
            (telling(reader, typed))
        }
        footer.shown-end {
            p.small {
                @let until = viewer.moment(reader.matter.until);
                (if reader.matter.paper { words.shown_until_paper(until) } else { words.shown_until(until) }) " "
                @let zone = viewer.zone.iana_name().unwrap_or("UTC");
                (if reader.own_clock { words.shown_zone_own(zone) } else { words.shown_zone(zone) })
            }
            p.small { "#" (shown.number) }
        }
    };
    let title = words.shown_title(reader.house.as_str());
    let here = format!("{PLACE}{}", reader.secret);
    // A page that says what could not be taken is not asked for again: what was typed is in it.
    let asks = typed.error.is_none() && typed.notice.is_none();
    let zone = viewer.zone.iana_name().filter(|_| asks);
    frame(viewer, &Framing { house: &reader.house, title: &title, here: &here, zone, saved }, &body)
}

/// The first screen of a phone.
fn who_and_when(reader: &Reader) -> Markup {
    let (viewer, shown) = (&reader.viewer, reader.shown());
    let words = viewer.words;
    let resolved = shown.state == CaseState::Resolved;
    html! {
        section.sheet.shown-who aria-labelledby="matter" {
            h1 id="matter" {
                @match &shown.subject {
                    Some(theirs) => (theirs),
                    None => (words.shown_matter_of(words.date(viewer.wall(shown.opened_at).date()))),
                }
            }
            @match &shown.with {
                With::Person { name, away } => {
                    div.shown-person {
                        (parts::avatar(name))
                        div {
                            p.shown-name { (if resolved { words.shown_who_did(name.as_str()) } else { words.shown_who(name.as_str()) }) }
                            @if let Some((until, cover)) = away.as_ref().filter(|_| !resolved) {
                                p { (words.shown_away(name.as_str(), reader.when(*until))) }
                                @if let Some(cover) = cover { p { (words.shown_cover(cover.as_str())) } }
                            }
                        }
                    }
                }
                With::Team { .. } if resolved => {}
                With::Team { name, .. } => p.shown-name {
                    @match name {
                        Some(name) => (words.shown_team(name.as_str())),
                        None => (words.shown_house()),
                    }
                },
            }
            @if resolved {
                p { (parts::chip(Tone::Good, Some(Icon::Check), words.shown_resolved())) }
            } @else if let Some(since) = shown.waiting_since {
                p { (words.shown_waited(words.span(crate::words::time::seconds(since, viewer.now)))) }
            } @else if shown.state == CaseState::Waiting {
                p { (words.shown_answered()) }
            }
            @if let Some(looks) = shown.looks.filter(|_| !resolved) { (on_call::looks(viewer, looks)) }
            @if let Some(since) = shown.finding_out_since {
                p.finding-out { (icon(Icon::People)) " " (words.shown_finding_out(words.span(crate::words::time::seconds(since, viewer.now)))) }
            }
            (promises(reader, &shown.promised, resolved))
        }
    }
}

fn promises(reader: &Reader, promised: &[Promised], resolved: bool) -> Markup {
    let words = reader.viewer.words;
    html! {
        @if !promised.is_empty() {
            h2 { (words.shown_promises()) }
            ul.shown-promises {
                @for promise in promised {
                    li.late[promise.standing == Standing::Broken && !promise.kept] {
                        p.to-keep-what { (icon(Icon::Clock)) span { (promise.what.as_deref().unwrap_or(words.shown_no_words())) } }
                        @match promise.standing {
                            Standing::Due => p { (words.shown_promise_by(reader.when(promise.due), promise.by.as_str())) },
                            Standing::Kept => p { (parts::chip(Tone::Good, Some(Icon::Check), words.shown_promise_kept())) },
                            Standing::Broken if promise.kept => p { (parts::chip(Tone::Plain, Some(Icon::Check), words.shown_promise_kept_late())) },
                            Standing::Broken => p { (words.shown_promise_late(reader.when(promise.due))) },
                        }
                    }
                }
            }
        } @else if !resolved {
            p.small { (words.shown_no_promise()) }
        }
    }
}

fn solving(reader: &Reader) -> Markup {
    let words = reader.viewer.words;
    let resolved = reader.shown().state == CaseState::Resolved;
    html! {
        section.sheet.shown-row aria-labelledby="solved" {
            h2 id="solved" { (words.shown_solved_ask()) }
            form action=(reader.to("/solved")) method="post" {
                (parts::form_id(&command()))
                @if !resolved {
                    button.button type="submit" name="solved" value="true" { (icon(Icon::Check)) (words.shown_solved_yes()) }
                }
                @if resolved || reader.shown().solved != Some(false) {
                    button.button type="submit" name="solved" value="false" { (words.shown_solved_no()) }
                }
            }
        }
    }
}

fn writing(reader: &Reader, typed: &Typed) -> Markup {
    let words = reader.viewer.words;
    let error = typed.error.as_ref().filter(|(at, _)| *at == "body").map(|(_, says)| says.as_str());
    html! {
        form.sheet id="write" action=(reader.to("/messages")) method="post" enctype="multipart/form-data" data-draft {
            (parts::form_id(&typed.command.clone().unwrap_or_else(command)))
            (Field { id: "body", label: words.shown_write(), help: Some(words.shown_write_help()), error }
                .text("body", &typed.body, 4, false))
            div.field {
                label for="file" { (words.shown_files()) }
                p.help id="file-help" { (words.shown_files_help()) }
                input.text id="file" type="file" name="file" multiple aria-describedby="file-help";
            }
            div.acting { (parts::button("primary wide", Some(Icon::Reply), words.shown_send())) }
        }
    }
}

fn said(viewer: &Viewer, said: &[Said]) -> Markup {
    let words = viewer.words;
    html! {
        @if !said.is_empty() {
            section aria-labelledby="said" {
                h2 id="said" { (words.shown_said()) }
                ol.entries {
                    @for one in said {
                        @let ours = one.direction == Direction::Out;
                        @let house = words.by_house();
                        li.entry.in[!ours].out[ours] {
                            div.bubble {
                                p.who {
                                    strong { (if ours { one.by.as_deref().unwrap_or(house) } else { words.shown_you() }) }
                                    (parts::channel(words, one.channel))
                                    (parts::moment(viewer, one.at))
                                }
                                @match (&one.text, &one.by) {
                                    (Some(text), _) => p.said { (text) },
                                    (None, Some(by)) if !ours => p.said.none { (words.shown_talk(by.as_str())) },
                                    (None, _) if !one.files.is_empty() => {},
                                    (None, _) => p.said.none { (words.shown_no_words()) },
                                }
                                @if !one.files.is_empty() {
                                    ul { @for name in &one.files { li.small { (icon(Icon::Attachment)) " " (name) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(crate) fn mood_says(words: Words, mood: Mood) -> &'static str {
    match mood.value() {
        ..=-2 => words.mood_worst(),
        -1 => words.mood_bad(),
        0 => words.mood_so(),
        1 => words.mood_good(),
        _ => words.mood_best(),
    }
}

fn feeling(reader: &Reader) -> Markup {
    let words = reader.viewer.words;
    html! {
        section.sheet aria-labelledby="feel" {
            div { h2 id="feel" { (words.shown_feel()) } p.small { (words.shown_feel_help()) } }
            form.moods action=(reader.to("/mood")) method="post" {
                (parts::form_id(&command()))
                @for mood in Mood::ALL {
                    button type="submit" name="mood" value=(mood.value()) aria-pressed=(if reader.shown().mood == Some(mood) { "true" } else { "false" }) {
                        (face(mood)) span { (mood_says(words, mood)) }
                    }
                }
            }
        }
    }
}

fn telling(reader: &Reader, typed: &Typed) -> Markup {
    let words = reader.viewer.words;
    let told = reader.shown().voice.as_deref();
    let error = typed.error.as_ref().filter(|(at, _)| *at == "friend").map(|(_, says)| says.as_str());
    let text = typed.friend.as_deref().or(told).unwrap_or_default();
    html! {
        form.sheet id="friend" action=(reader.to("/friend")) method="post" data-draft {
            (parts::form_id(&command()))
            (Field { id: "words", label: words.shown_friend(), help: Some(words.shown_friend_help()), error }
                .text("words", text, 3, false))
            div.shown-row {
                (parts::button("", Some(Icon::Heart), words.shown_friend_save()))
                @if told.is_some() {
                    button.button.quiet type="submit" name="back" value="true" { (words.shown_friend_remove()) }
                }
            }
        }
    }
}

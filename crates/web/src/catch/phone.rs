//! Catching on a phone, with or without a network: one screen that can be installed. The page keeps everything on the
//! phone first (`look/caught.js`); here it arrives once, whenever that is. A phone may stay signed in for this alone.

use std::sync::{Arc, LazyLock};

use axum::{
    Json,
    extract::{FromRequestParts, Multipart},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;
use serde_json::json;
use valta_desk::{By, CatchCase, FILE_BYTES, NewCustomer, No, OpenCase};
use valta_domain::{
    Refusal, Timestamp, contact::Channel, customer::IdentityKind, refusal::Field as Of, time::MINUTE,
    token::TokenScope,
};
use valta_store::{
    account::{self, Account},
    views::{self, point::PointLine},
};

use super::first_words;
use crate::{
    assets,
    form::{Letter, Sent, command},
    icon::{Icon, mark},
    layout::{answer, go},
    parts::{self, Choice, Field, Line, Tone},
    refusal,
    trouble::{Trouble, http_encoded},
    viewer::Viewer,
    visit::{Guest, Visit},
    words::{Lang, Words},
};

/// What a phone may send at once.
pub(crate) const MOST_BYTES: usize = FILE_BYTES + 1024 * 1024;
/// A phone whose clock says so much (µs) else has another clock, or sends what it has kept for a while.
const SAME_TIME: i64 = 5 * MINUTE;

/// Somebody of the house: in person, or by a phone that stays signed in for this.
pub(crate) struct Catcher {
    pub(super) guest: Guest,
    pub(super) account: Arc<Account>,
    pub(super) by: By,
    pub(super) in_person: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Catcher {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Catcher, Trouble> {
        let guest = parts.extensions.get::<Guest>().cloned().ok_or(Trouble::Missing)?;
        let desk = &guest.app.desk;
        let (account, by, in_person) = match (&guest.session, &guest.device) {
            (Some(session), _) => (session.account.clone(), desk.by(&session.account), true),
            (None, Some(device)) => (device.clone(), desk.through(device, TokenScope::Catch), false),
            (None, None) => return Err(Trouble::SignIn),
        };
        Ok(Catcher { guest, account, by, in_person })
    }
}

impl Catcher {
    pub(super) fn viewer(&self) -> Viewer {
        let lang = Lang::from_tag(&self.account.language);
        let words = lang.map_or(self.guest.words, Words::of);
        Viewer { me: None, shortcuts: false, words, ..self.guest.viewer() }
    }
}

pub(crate) async fn get(catcher: Catcher) -> Result<Response, Trouble> {
    show(&catcher, StatusCode::OK, &Typed::default()).await
}

async fn show(catcher: &Catcher, status: StatusCode, typed: &Typed) -> Result<Response, Trouble> {
    let desk = catcher.guest.app.desk.clone();
    let mut points = catcher.guest.app.desk.reader().look(move |tx| desk.points(tx)).await?;
    points.retain(|point| !point.said.closed);
    Ok(answer(status, page(catcher, &points, typed)))
}

/// What was typed where there is no script, and why it was not taken.
#[derive(Default)]
struct Typed {
    command: Option<String>,
    name: String,
    reach: String,
    body: String,
    channel: String,
    point: String,
    error: Option<String>,
}

pub(crate) async fn post(
    catcher: Catcher,
    headers: HeaderMap,
    parts: Multipart,
) -> Result<Response, Trouble> {
    let script = headers.get(header::ACCEPT).is_some_and(|accept| accept == "application/json");
    let mut letter = Letter::read(parts).await?;
    let key = letter.key()?;
    let viewer = catcher.viewer();
    // What another person caught on this phone is that person's to send.
    let other = Some(letter.field("agent")).filter(|agent| !agent.is_empty());
    if other.is_some_and(|agent| agent != catcher.by.agent.to_string()) {
        return Ok(told(StatusCode::CONFLICT, viewer.words.caught_another()));
    }
    let channel = Channel::from_code(letter.field("channel")).ok_or(Trouble::Unreadable)?;
    let described = match described(&viewer, &letter) {
        Ok(described) => described,
        Err(no) => return refused(&catcher, &viewer, &letter, &no, script).await,
    };
    let house = Words::of(Lang::from_tag(&catcher.guest.app.desk.settings().language).unwrap_or(Lang::Fi));
    let catch = CatchCase {
        open: OpenCase {
            channel,
            subject: first_words(letter.field("body")),
            body: Some(described.1),
            customer: Some(described.0),
            customer_id: None,
            // Whatever it says, what was caught is kept.
            point: letter.field("point").parse().ok(),
        },
        files: std::mem::take(&mut letter.files),
        note: other_time(&viewer, letter.field("said_at")).map(|said| house.caught_said_at(said)),
    };
    let desk = &catcher.guest.app.desk;
    match desk.catch(catcher.by, Some(key), catch).await {
        Ok(id) => {
            let number = desk.reader().look(move |tx| views::case::number_of(tx, id)).await?;
            let number = number.ok_or(Trouble::Missing)?;
            Ok(if script {
                Json(json!({"number": number})).into_response()
            } else {
                go(&format!("/catch/{number}"))
            })
        }
        Err(No::Refusal(no)) => refused(&catcher, &viewer, &letter, &no, script).await,
        Err(no) => Err(no.into()),
    }
}

/// Who it is and what they said. A way to reach them that is neither number nor address is kept as words: a red coat in
/// the lobby is one, too.
fn described(viewer: &Viewer, letter: &Letter) -> Result<(NewCustomer, String), Refusal> {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (name, reach) = (filled(letter.field("name")), filled(letter.field("reach")));
    if name.is_none() && reach.is_none() {
        return Err(Refusal::Empty(Of::Name));
    }
    let mut body = letter.field("body").to_owned();
    let is = |kind: IdentityKind| reach.as_deref().is_some_and(|reach| kind.normal(reach).is_some());
    let customer = if is(IdentityKind::Email) {
        NewCustomer { name, email: reach, phone: None }
    } else if is(IdentityKind::Phone) {
        NewCustomer { name, email: None, phone: reach }
    } else {
        if let (Some(reach), false) = (&reach, body.trim().is_empty()) {
            body = format!("{body}\n{}", viewer.words.caught_reach_is(reach.as_str()));
        }
        NewCustomer { name: name.or(reach), email: None, phone: None }
    };
    Ok((customer, body))
}

/// What the phone's clock said, where it is not now. The house's own time is what counts.
fn other_time(viewer: &Viewer, said: &str) -> Option<String> {
    let civil: jiff::civil::DateTime = said.trim().replace(' ', "T").parse().ok()?;
    let at = civil.to_zoned(viewer.zone.clone()).ok()?.timestamp().as_microsecond();
    (viewer.now.since(Timestamp(at)).abs() > SAME_TIME).then(|| said.trim().to_owned())
}

fn told(status: StatusCode, says: &str) -> Response {
    (status, Json(json!({"says": says}))).into_response()
}

async fn refused(
    catcher: &Catcher,
    viewer: &Viewer,
    letter: &Letter,
    no: &Refusal,
    script: bool,
) -> Result<Response, Trouble> {
    let says = match no {
        Refusal::Empty(Of::Name) => viewer.words.catch_who_missing().to_owned(),
        Refusal::TooLong(Of::File) => viewer.words.shown_files_large().to_owned(),
        no if no.field().is_some() => refusal::line(viewer, no),
        no => refusal::say(viewer, no).what,
    };
    let status = refusal::status(no);
    if script {
        return Ok(told(status, &says));
    }
    let typed = Typed {
        command: Some(letter.field("command").to_owned()).filter(|_| *no != Refusal::KeyReused),
        name: letter.field("name").to_owned(),
        reach: letter.field("reach").to_owned(),
        body: letter.field("body").to_owned(),
        channel: letter.field("channel").to_owned(),
        point: letter.field("point").to_owned(),
        error: Some(says),
    };
    show(catcher, status, &typed).await
}

// The phone.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Staying {
    command: String,
    name: String,
}

/// This phone stays signed in, for catching alone, until it is ended on the account's page.
pub(crate) async fn stay(visit: Visit, sent: Sent<Staying>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let secret = visit.desk().trust_device(visit.by(), key, sent.form.name).await?;
    let mut response = go("/catch");
    if let Some(cookie) = visit.app().sessions.device(&secret) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    device: String,
}

pub(crate) async fn end(visit: Visit, sent: Sent<Ending>) -> Result<Response, Trouble> {
    let device = sent.form.device;
    visit.desk().end_device(visit.by(), device.clone()).await?;
    let device = http_encoded(&device);
    Ok(go(&format!("/account?did=device&saved={device}#devices")))
}

/// On the account's page: every phone that stays signed in.
pub(crate) fn devices(viewer: &Viewer, devices: &[account::Device]) -> Markup {
    let words = viewer.words;
    html! {
        section.sheet aria-labelledby="devices" {
            h2 id="devices" { (words.caught_phones()) }
            p.small { (words.caught_phones_says()) }
            ul.plain-list {
                @for device in devices {
                    li.shown-row {
                        span { strong { (device.name) } " " span.small { (words.caught_phone_since(viewer.moment(device.made_at))) } }
                        form action="/account/devices/end" method="post" {
                            input type="hidden" name="device" value=(device.id);
                            (parts::button("small", None, words.caught_phone_end()))
                        }
                    }
                }
            }
            p { a href="/catch" { (words.caught_title()) } }
        }
    }
}

// What is installed.

/// The looks that the worker names, as they are called now.
pub(crate) async fn worker() -> Response {
    static WORKER: LazyLock<String> = LazyLock::new(|| {
        let script = include_str!("../../look/worker.js");
        let looks = ["valta.css", "caught.js", "catch.js", "mark.svg", "icon-192.png"];
        looks.iter().fold(script.to_owned(), |script, name| {
            script.replace(&format!("\"/look/{name}\""), &format!("\"{}\"", assets::href(name)))
        })
    });
    let mut response = (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")],
        WORKER.as_str(),
    )
        .into_response();
    // It cares for `/catch` itself too, which is not below its own folder.
    response.headers_mut().insert("service-worker-allowed", HeaderValue::from_static("/catch"));
    response
}

pub(crate) async fn manifest(catcher: Catcher) -> Response {
    let words = catcher.viewer().words;
    let icon = |name: &str, sizes: &str, kind: &str, purpose: &str| json!({"src": assets::href(name), "sizes": sizes, "type": kind, "purpose": purpose});
    let manifest = json!({
        "id": "/catch",
        "name": words.caught_title(),
        "short_name": "Valta",
        "lang": words.lang().code(),
        "start_url": "/catch",
        // One's own page, too: phones that let only what is installed tell anything have to be asked there.
        "scope": "/",
        "display": "standalone",
        "background_color": "#f8f4ed",
        "theme_color": "#1d5f52",
        "icons": [
            icon("icon-192.png", "192x192", "image/png", "any"),
            icon("icon-512.png", "512x512", "image/png", "any maskable"),
            icon("mark.svg", "any", "image/svg+xml", "any"),
        ],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}

// The screens.

/// What the script says by itself.
fn script_words(words: Words, me: &str) -> String {
    // In which language the customer speaks nobody knows without the house: it can be said in each.
    let theirs = Lang::ALL.map(|lang| {
        json!({"lang": lang.code(), "name": lang.own_name(), "says": Words::of(lang).caught_say_waiting(me)})
    });
    json!({
        "say_aloud": words.caught_say_aloud(),
        "say_waiting": theirs,
        "owner_waiting": words.caught_owner_waiting(),
        "waiting": words.caught_waiting(),
        "sending": words.caught_sending(),
        "safe": words.caught_safe("{n}"),
        "unreached": words.caught_unreached(),
        "sign-in": words.caught_sign_in(),
        "another": words.caught_another(),
        "refused": words.caught_refused(),
        "restored": words.caught_restored(),
        "missing": words.caught_missing(),
        "not_kept": words.caught_not_kept(),
        "photo_left": words.caught_photo_left(),
        "no_photo": words.caught_no_photo(),
        "no_storage": words.caught_no_storage(),
    })
    .to_string()
}

pub(super) fn frame(catcher: &Catcher, viewer: &Viewer, title: &str, body: &Markup) -> Markup {
    let words = viewer.words;
    html! {
        (DOCTYPE)
        html lang=(words.lang().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#f8f4ed" media="(prefers-color-scheme: light)";
                meta name="theme-color" content="#191715" media="(prefers-color-scheme: dark)";
                title { (title) " · Valta" }
                link rel="stylesheet" href=(assets::href("valta.css"));
                link rel="icon" type="image/svg+xml" href=(assets::href("mark.svg"));
                link rel="apple-touch-icon" href=(assets::href("icon-192.png"));
                link rel="manifest" href="/catch/manifest.webmanifest" crossorigin="use-credentials";
                meta name="catch-words" content=(script_words(words, &catcher.account.name));
            }
            body {
                a.skip href="#main" { (words.frame_skip()) }
                header.shown-top {
                    a.brand href="/catch" { (mark()) span { (words.caught_title()) } }
                    @if catcher.in_person { a href="/" { (words.nav_mine()) } } @else { span.small { (catcher.account.name) } }
                }
                main.shown id="main" tabindex="-1" { (body) }
            }
        }
    }
}

fn page(catcher: &Catcher, points: &[PointLine], typed: &Typed) -> Markup {
    let viewer = catcher.viewer();
    let words = viewer.words;
    let chosen = Channel::from_code(&typed.channel).unwrap_or(Channel::WalkIn);
    let channels = [Channel::WalkIn, Channel::Phone, Channel::Letter].map(|channel| Choice {
        value: channel.code(),
        label: parts::channel_name(words, channel),
        icon: Some(Icon::of(channel)),
        chosen: channel == chosen,
    });
    let points: Vec<(String, &str, bool)> = points
        .iter()
        .map(|point| (point.id.to_string(), point.said.name.as_str()))
        .map(|(id, name)| (id.clone(), name, id == typed.point))
        .collect();
    let body = html! {
        h1.heard { (words.caught_title()) }
        div id="told" role="alert" hidden {}
        section.caught-after id="after" aria-live="polite" {}
        ul.plain-list.caught id="caught" aria-label=(words.caught_list()) {}
        form.sheet id="catch" action="/catch" method="post" enctype="multipart/form-data" data-me=(catcher.by.agent) {
            (parts::form_id(&typed.command.clone().unwrap_or_else(command)))
            @if let Some(error) = &typed.error { (parts::notice(Tone::Care, error, &html! {})) }
            (Field { id: "name", label: words.caught_who(), help: None, error: None }.line(&Line::text("name", &typed.name)))
            (Field { id: "reach", label: words.caught_reach(), help: None, error: None }.line(&Line::text("reach", &typed.reach)))
            (Field { id: "body", label: words.caught_what(), help: None, error: None }.text("body", &typed.body, 3, false))
            div.field {
                label for="file" { (words.caught_photo()) }
                input.text id="file" type="file" name="file" accept="image/*" capture="environment";
            }
            (parts::choices(words.catch_channel(), "channel", &channels))
            @if !points.is_empty() {
                (Field { id: "point", label: words.caught_point(), help: None, error: None }.select("point", words.caught_point_none(), &points))
            }
            div.acting { (parts::button("primary wide", Some(Icon::Hand), words.catch_save())) }
        }
        @if catcher.in_person && catcher.guest.device.is_none() {
            details.about {
                summary { (words.caught_stay()) }
                form.panel action="/catch/device" method="post" {
                    (parts::form_id(&command()))
                    p.small { (words.caught_stay_says()) }
                    (Field { id: "phone", label: words.caught_phone_name(), help: None, error: None }.line(&Line { required: true, ..Line::text("name", "") }))
                    (parts::button("", Some(Icon::Phone), words.caught_stay_now()))
                }
            }
        }
        script src=(assets::href("caught.js")) defer {}
        script type="module" src=(assets::href("catch.js")) {}
    };
    frame(catcher, &viewer, words.caught_title(), &body)
}

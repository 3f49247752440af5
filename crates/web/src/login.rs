//! The door: who you are, and nothing else to look at. Every failure has the same words.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Query, State},
    response::Response,
};
use http::{HeaderValue, StatusCode, header, request::Parts};
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::No;

use crate::{
    app::App,
    form::Sent,
    icon::mark,
    layout::{Page, Place, answer, go},
    parts::{self, Field, Line, Tone},
    reach,
    trouble::Trouble,
    viewer::Viewer,
    visit::{Guest, Visit, is_local},
    words::Lang,
};

/// A password of more letters is none of ours, and costs time to say no to.
const MOST_LETTERS: usize = 1000;

#[derive(Default)]
struct Login {
    email: String,
    wrong: Option<Wrong>,
    /// Where the person was going.
    onward: String,
}

#[derive(Clone, Copy)]
enum Wrong {
    NotRight,
    TooOften,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    onward: String,
}

/// Where a request comes from; tests come from nowhere.
#[derive(Clone, Copy)]
pub(crate) struct From(pub(crate) Option<SocketAddr>);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<From, Self::Rejection> {
        Ok(From(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| *address)))
    }
}

pub(crate) async fn get(guest: Guest, Query(asked): Query<Asked>) -> Response {
    if guest.session.is_some() {
        return go(local(&asked.onward));
    }
    answer(StatusCode::OK, page(&guest.viewer(), &Login { onward: asked.onward, ..Login::default() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entering {
    email: String,
    password: String,
    #[serde(default)]
    onward: String,
}

pub(crate) async fn post(
    State(app): State<Arc<App>>,
    guest: Guest,
    From(from): From,
    sent: Sent<Entering>,
) -> Result<Response, Trouble> {
    let form = sent.form;
    let login = |wrong| Login { email: form.email.clone(), wrong: Some(wrong), onward: form.onward.clone() };
    if !app.door.may_try(from, &form.email) {
        let mut response =
            answer(StatusCode::TOO_MANY_REQUESTS, page(&guest.viewer(), &login(Wrong::TooOften)));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        return Ok(response);
    }
    if form.email.len() > MOST_LETTERS || form.password.len() > MOST_LETTERS {
        return Ok(answer(StatusCode::UNAUTHORIZED, page(&guest.viewer(), &login(Wrong::NotRight))));
    }
    let signed = match app.desk.sign_in(&form.email, form.password.clone()).await {
        Ok(signed) => signed,
        Err(No::Refusal(_)) => {
            return Ok(answer(StatusCode::UNAUTHORIZED, page(&guest.viewer(), &login(Wrong::NotRight))));
        }
        Err(no) => return Err(no.into()),
    };
    app.door.let_in(from, &form.email);
    if let Some(here) = guest.told_on {
        app.desk.at_device(signed.account.agent, here).await?;
    }
    // Whoever signs in again leaves the session that this browser had.
    if let Some(before) = guest.session {
        app.sessions.end(&before.secret);
        app.desk.sign_out(before.secret.to_string()).await?;
    }
    let mut response = go(local(&form.onward));
    if let Some(cookie) = app.sessions.begun(&signed.secret) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

pub(crate) async fn out(visit: Visit) -> Result<Response, Trouble> {
    visit.app().sessions.end(&visit.secret);
    visit.desk().sign_out(visit.secret.to_string()).await?;
    let mut response = go("/login");
    reach::sign_out(&visit, &mut response).await?;
    if let Some(cookie) = visit.app().sessions.over() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn local(onward: &str) -> &str {
    if is_local(onward) { onward } else { "/" }
}

fn page(viewer: &Viewer, login: &Login) -> Markup {
    let words = viewer.words;
    let body = html! {
        div.door {
            div.door-head { (mark()) h1 { "Valta" } p.lead { (words.login_lead()) } }
            form.sheet action="/login" method="post" {
                @match login.wrong {
                    None => {},
                    Some(Wrong::NotRight) => (parts::notice(Tone::Stop, words.login_wrong(), &html! { p { (words.login_wrong_says()) } })),
                    Some(Wrong::TooOften) => (parts::notice(Tone::Care, words.login_wait(), &html! { p { (words.login_wait_says()) } })),
                }
                input type="hidden" name="onward" value=(login.onward);
                (Field { id: "email", label: words.login_email(), help: None, error: None }
                    .line(&Line { kind: "email", required: true, autocomplete: "username", keyboard: Some("email"), ..Line::text("email", &login.email) }))
                (Field { id: "password", label: words.login_password(), help: None, error: None }
                    .line(&Line { kind: "password", required: true, autocomplete: "current-password", ..Line::text("password", "") }))
                div.acting { (parts::button("primary wide", None, words.login_in())) }
            }
            form.languages action="/language" method="post" aria-label=(words.frame_language()) {
                @for lang in Lang::ALL {
                    button type="submit" name="language" value=(lang.code()) lang=(lang.code())
                        aria-pressed=(if lang == words.lang() { "true" } else { "false" }) { (lang.own_name()) }
                }
            }
        }
    };
    Page { shape: "narrow", ..Page::new(words.login_in(), Place::Elsewhere, body) }.framed(viewer)
}

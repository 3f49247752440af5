//! When it does not go as asked: what happened, what is safe, and what to do next. The business's *no* has its
//! reason in words; the world's has a reference that leads to one line in the log, and nothing of our insides.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use maud::{Markup, html};
use valta_desk::No;
use valta_domain::Refusal;
use valta_store::Fault;

use crate::{
    feed,
    icon::Icon,
    layout::{Page, Place, answer},
    parts, refusal, shown,
    viewer::Viewer,
    visit::{Asked, Guest},
};

/// Why a request has no page of its own. The words are found on the way out, where the language is known.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// Not there, or not for this person: both look the same.
    Missing,
    /// The business says no.
    Refused(Refusal),
    /// The world failed.
    Fault(Fault),
    /// We failed.
    Panic(String),
    /// A form that is not ours, or not whole.
    Unreadable,
    TooLarge,
    /// The form stands on another site.
    OtherSite,
    /// Nobody is signed in.
    SignIn,
    /// From this place too many links were followed that lead nowhere.
    TooOften,
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Trouble {
        Trouble::Fault(fault)
    }
}

impl From<No> for Trouble {
    fn from(no: No) -> Trouble {
        match no {
            No::Refusal(Refusal::NotFound) => Trouble::Missing,
            No::Refusal(refusal) => Trouble::Refused(refusal),
            No::Fault(fault) => Trouble::Fault(fault),
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The page of a trouble, in the words of the person whom it meets.
pub(crate) fn told(guest: &Guest, asked: &Asked, trouble: Trouble) -> Response {
    let viewer = &guest.viewer();
    let words = viewer.words;
    if asked.path.starts_with(shown::PLACE) {
        return to_customer(guest, asked, &trouble);
    }
    match trouble {
        Trouble::SignIn => sign_in(asked.onward()),
        Trouble::TooOften => to_customer(guest, asked, &trouble),
        Trouble::Missing => answer(StatusCode::NOT_FOUND, not_found(viewer)),
        Trouble::Refused(refusal) => {
            let said = refusal::say(viewer, &refusal);
            let back = asked.from.as_deref().unwrap_or("/");
            answer(refusal::status(&refusal), refused(viewer, &said.what, &said.next, back))
        }
        Trouble::Unreadable => answer(
            StatusCode::UNPROCESSABLE_ENTITY,
            refused(viewer, words.unreadable_title(), words.unreadable_says(), asked.onward()),
        ),
        Trouble::TooLarge => answer(
            StatusCode::PAYLOAD_TOO_LARGE,
            refused(viewer, words.too_large_title(), words.too_large_says(), asked.onward()),
        ),
        Trouble::OtherSite => answer(
            StatusCode::FORBIDDEN,
            refused(viewer, words.other_site_title(), words.other_site_says(), "/"),
        ),
        Trouble::Fault(trouble) => {
            let reference = reference();
            tracing::error!(reference, method = %asked.method, path = path_of(asked), error = %trouble, "a request failed");
            let status = if trouble.retry_later() {
                StatusCode::SERVICE_UNAVAILABLE
            } else {
                StatusCode::INTERNAL_SERVER_ERROR
            };
            let mut response = answer(status, fault(viewer, asked.onward(), &reference));
            if status == StatusCode::SERVICE_UNAVAILABLE {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            response
        }
        Trouble::Panic(said) => {
            let reference = reference();
            tracing::error!(reference, method = %asked.method, path = path_of(asked), said, "a request broke");
            answer(StatusCode::INTERNAL_SERVER_ERROR, fault(viewer, asked.onward(), &reference))
        }
    }
}

/// To somebody who has followed a link: nothing of the house's own pages, and the log has no secret.
fn to_customer(guest: &Guest, asked: &Asked, trouble: &Trouble) -> Response {
    let status = match trouble {
        Trouble::Missing | Trouble::SignIn => StatusCode::NOT_FOUND,
        Trouble::TooOften => StatusCode::TOO_MANY_REQUESTS,
        Trouble::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Trouble::Unreadable | Trouble::OtherSite | Trouble::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Trouble::Fault(fault) if fault.retry_later() => StatusCode::SERVICE_UNAVAILABLE,
        Trouble::Fault(_) | Trouble::Panic(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if status.is_server_error() {
        tracing::error!(method = %asked.method, path = path_of(asked), ?trouble, "a customer's request failed");
    }
    let viewer = Viewer { me: None, ..guest.viewer() };
    shown::trouble(&viewer, &guest.app, status, &asked.path)
}

/// What is searched for may be a customer's address, and what stands in a link or in a calendar's address is a secret: all
/// of them stay out of the log.
fn path_of(asked: &Asked) -> &str {
    let secret = [shown::PLACE, feed::PLACE].into_iter().find(|place| asked.path.starts_with(place));
    secret.unwrap_or_else(|| asked.path.split('?').next().unwrap_or_default())
}

fn reference() -> String {
    let secret = valta_desk::secret();
    format!("{}-{}", &secret[..4], &secret[4..8])
}

fn sign_in(onward: &str) -> Response {
    let onward: String = http_encoded(onward);
    let to = if onward == "%2F" { "/login".to_owned() } else { format!("/login?onward={onward}") };
    crate::layout::go(&to)
}

/// A value as it stands in a query.
pub(crate) fn http_encoded(value: &str) -> String {
    use std::fmt::Write as _;
    value.bytes().fold(String::with_capacity(value.len()), |mut coded, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            coded.push(char::from(byte));
        } else {
            let _ = write!(coded, "%{byte:02X}");
        }
        coded
    })
}

fn not_found(viewer: &Viewer) -> Markup {
    let words = viewer.words;
    let next = html! {
        (parts::link_button("primary", "/", None, words.nav_mine()))
        (parts::link_button("", "/cases", None, words.nav_all()))
    };
    trouble(viewer, words.missing_title(), words.missing_safe(), &next, None)
}

pub(crate) fn refused(viewer: &Viewer, what: &str, next: &str, back: &str) -> Markup {
    let words = viewer.words;
    let on = html! {
        (parts::link_button("primary", back, None, words.refused_back()))
        @if back != "/" { (parts::link_button("", "/", None, words.nav_mine())) }
    };
    trouble(viewer, what, next, &on, None)
}

fn fault(viewer: &Viewer, again: &str, reference: &str) -> Markup {
    let words = viewer.words;
    let next = html! {
        (parts::link_button("primary", again, Some(Icon::Reopen), words.fault_again()))
        (parts::link_button("", "/", None, words.nav_mine()))
    };
    trouble(viewer, words.fault_title(), words.fault_safe(), &next, Some(reference))
}

fn trouble(viewer: &Viewer, happened: &str, safe: &str, next: &Markup, reference: Option<&str>) -> Markup {
    let words = viewer.words;
    let body = html! {
        div.trouble {
            (crate::icon::mark())
            h1 { (happened) }
            p.lead { (safe) }
            div.trouble-next { (next) }
            @if let Some(reference) = reference { p.small { (words.fault_reference()) " " code { (reference) } } }
        }
    };
    Page { shape: "narrow", unsaved: true, ..Page::new(happened, Place::Elsewhere, body) }.framed(viewer)
}

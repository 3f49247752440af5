//! The door: who you are, and nothing else to look at.

use maud::{Markup, html};

use crate::{
    icon::mark,
    layout::{Page, Place},
    parts::{self, Field, Line, Tone},
    viewer::Viewer,
    words::Lang,
};

#[derive(Default)]
pub struct Login {
    pub email: String,
    pub wrong: bool,
    /// Where the person was going.
    pub onward: String,
}

pub fn page(viewer: &Viewer, login: &Login) -> Markup {
    let words = viewer.words;
    let body = html! {
        div.door {
            div.door-head { (mark()) h1 { "Valta" } p.lead { (words.login_lead()) } }
            form.sheet action="/login" method="post" {
                @if login.wrong { (parts::notice(Tone::Stop, words.login_wrong(), &html! { p { (words.login_wrong_says()) } })) }
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

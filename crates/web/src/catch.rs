//! Catching a matter: a name or a number, what it is about, and it can no longer be lost.

use maud::{Markup, html};

use crate::{
    icon::Icon,
    layout::{Page, Place},
    parts::{self, Choice, Field, Line},
    plain::Channel,
    viewer::Viewer,
};

#[derive(Default)]
pub struct Catch {
    pub command: String,
    pub channel: Option<Channel>,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub what: String,
    pub reach_error: Option<String>,
    pub what_error: Option<String>,
}

pub fn page(viewer: &Viewer, catch: &Catch) -> Markup {
    let words = viewer.words;
    let channels = [
        (Channel::Phone, "phone"),
        (Channel::WalkIn, "walk_in"),
        (Channel::Email, "email"),
        (Channel::Letter, "letter"),
        (Channel::Social, "social"),
    ]
    .map(|(channel, value)| Choice {
        value,
        label: parts::channel_name(words, channel),
        icon: Some(Icon::of(channel)),
        chosen: channel == catch.channel.unwrap_or(Channel::Phone),
    });
    let body = html! {
        h1 { (words.nav_new()) }
        p.lead { (words.catch_lead()) }
        form.sheet id="catch" action="/cases" method="post" data-draft {
            (parts::form_id(&catch.command))
            (Field { id: "what", label: words.catch_what(), help: Some(words.catch_what_help()), error: catch.what_error.as_deref() }
                .text("body", &catch.what, 5, true))
            (Field { id: "name", label: words.catch_name(), help: None, error: None }.line(&Line::text("name", &catch.name)))
            div.pair {
                (Field { id: "phone", label: words.catch_phone(), help: None, error: catch.reach_error.as_deref() }
                    .line(&Line { kind: "tel", keyboard: Some("tel"), ..Line::text("phone", &catch.phone) }))
                (Field { id: "email", label: words.catch_email(), help: None, error: None }
                    .line(&Line { kind: "email", keyboard: Some("email"), ..Line::text("email", &catch.email) }))
            }
            (parts::choices(words.catch_channel(), "channel", &channels))
            div.acting {
                (parts::button("primary wide", Some(Icon::Hand), words.catch_save()))
                p.small { (words.catch_says()) }
            }
        }
    };
    Page { shape: "narrow", ..Page::new(words.nav_new(), Place::New, body) }.framed(viewer)
}

//! One's own page: language, light, and how far one's own power reaches today.

use maud::{Markup, html};

use crate::{
    layout::{Page, Place},
    parts::{self, Choice},
    plain::{Money, RemedyKind},
    remedy::{self, Room},
    viewer::{Theme, Viewer},
    words::Lang,
};

pub struct Account {
    pub email: String,
    pub mandates: Vec<Mandate>,
    /// This house keeps its mail in the sent folder.
    pub keeps_mail: bool,
}

pub struct Mandate {
    pub name: String,
    pub version: u32,
    pub kinds: Vec<RemedyKind>,
    pub rooms: Vec<Room>,
    /// Up to what, with a written reason.
    pub stretch: Option<Money>,
    /// Up to what, when nobody with more room is there.
    pub alone: Option<Money>,
}

pub fn page(viewer: &Viewer, account: &Account) -> Markup {
    let words = viewer.words;
    let name = viewer.me.as_ref().map_or("", |me| me.name.as_str());
    let languages = Lang::ALL.map(|lang| Choice {
        value: lang.code(),
        label: lang.own_name(),
        icon: None,
        chosen: lang == words.lang(),
    });
    let themes = Theme::ALL.map(|theme| Choice {
        value: theme.code(),
        label: match theme {
            Theme::Device => words.theme_device(),
            Theme::Light => words.theme_light(),
            Theme::Dark => words.theme_dark(),
        },
        icon: None,
        chosen: theme == viewer.theme,
    });
    let shortcuts = [
        Choice { value: "on", label: words.shortcuts_on(), icon: None, chosen: viewer.shortcuts },
        Choice { value: "off", label: words.shortcuts_off(), icon: None, chosen: !viewer.shortcuts },
    ];
    let body = html! {
        div.person-head { (parts::avatar(name)) div { h1 { (name) } p.small { (account.email) } } }
        section.sheet aria-labelledby="mandates" {
            h2 id="mandates" { (words.account_mandates()) }
            @for mandate in &account.mandates { (mandate_in_words(viewer, mandate)) }
            p.small { (words.account_apology()) }
        }
        form.sheet action="/account" method="post" {
            h2 { (words.account_screen()) }
            (parts::choices(words.frame_language(), "language", &languages))
            (parts::choices(words.account_theme(), "theme", &themes))
            (parts::choices(words.keys_title(), "shortcuts", &shortcuts))
            div.acting { (parts::button("primary", None, words.account_save())) }
        }
        div.account-end {
            @if account.keeps_mail { (parts::link_button("", "/sent", None, words.sent_title())) }
            form action="/logout" method="post" { (parts::button("", None, words.account_logout())) }
        }
    };
    Page { shape: "narrow", ..Page::new(words.account_title(), Place::Account, body) }.framed(viewer)
}

fn mandate_in_words(viewer: &Viewer, mandate: &Mandate) -> Markup {
    let words = viewer.words;
    let kinds: Vec<String> =
        mandate.kinds.iter().map(|kind| parts::kind_name(words, *kind).to_lowercase()).collect();
    html! {
        div.mandate {
            p { strong { (words.account_may(kinds.join(", "))) } }
            div.rooms {
                dl {
                    @for room in &mandate.rooms {
                        @let left = Money::new((room.whole.minor - room.used.minor).max(0), room.whole.currency);
                        div.room {
                            dt { (remedy::limit_name(words, room.limit)) }
                            dd { (words.room_left(words.money(left), words.money(room.whole))) }
                            (parts::share_bar(room.used.minor, 0, room.whole.minor))
                        }
                    }
                }
            }
            ul.plain-list {
                @if let Some(stretch) = mandate.stretch { li { (words.account_stretch(words.money(stretch))) } }
                @if let Some(alone) = mandate.alone { li { (words.account_alone(words.money(alone))) } }
            }
            p.small { (words.room_mandate(mandate.name.as_str(), mandate.version)) }
        }
    }
}

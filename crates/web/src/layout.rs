//! The frame around every page: the way past it, the mark, where one can go, and the main part.

use std::sync::LazyLock;

use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{StatusCode, header};
use maud::{DOCTYPE, Markup, html};
use valta_desk::Download;
use valta_policy::Action;

use crate::{
    assets,
    icon::{Icon, icon, mark},
    parts,
    trouble::http_encoded,
    viewer::{Theme, Viewer},
    words::{Lang, Words},
};

/// A page as an answer.
pub(crate) fn answer(status: StatusCode, page: Markup) -> Response {
    (status, Html(page.into_string())).into_response()
}

/// On to another page, with nothing to be sent again.
pub(crate) fn go(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// Bytes from outside, to be saved: nothing in them can act on our pages.
pub(crate) fn download(download: Download) -> Response {
    let plain: String = download
        .name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | ';' | '%') { c } else { '_' })
        .collect();
    let full = http_encoded(&download.name);
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}");
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, download.bytes).into_response()
}

/// Which of the frame's places the page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Mine,
    All,
    Asked,
    New,
    Finance,
    Reviews,
    Trust,
    Mandates,
    Ledger,
    Friction,
    Processes,
    Promises,
    People,
    Hours,
    Rota,
    Points,
    Costs,
    Mail,
    Account,
    Elsewhere,
}

/// A place of the house, its path, the act that it asks for, and its name.
type Inside = (Place, &'static str, Action, fn(Words) -> &'static str);

/// Where one looks at how the house does, and looks after it: below one lid, since nobody goes there with a customer
/// waiting.
const HOUSE: [Inside; 12] = [
    (Place::Mandates, "/mandates", Action::SeeMandates, Words::nav_mandates),
    (Place::Ledger, "/ledger", Action::SeeRemedies, Words::ledger_title),
    (Place::Trust, "/trust", Action::SeeTrust, Words::trust_title),
    (Place::Friction, "/friction", Action::SeeFriction, Words::friction_title),
    (Place::Processes, "/processes", Action::SeeProcesses, Words::processes_title),
    (Place::Promises, "/promises", Action::SeePromises, Words::promises_title),
    (Place::People, "/people", Action::SeeAgents, Words::people_title),
    (Place::Hours, "/settings/hours", Action::SeeHours, Words::hours_title),
    (Place::Rota, "/settings/rota", Action::SeeRota, Words::rota_title),
    (Place::Points, "/points", Action::SeePoints, Words::points_title),
    (Place::Costs, "/settings/costs", Action::SeeParameters, Words::costs_title),
    (Place::Mail, "/settings/mail", Action::SeeHouseMail, Words::mail_title),
];

/// The places of the house that somebody gets through to.
pub(crate) fn places_of_the_house(may: impl Fn(Action) -> bool) -> Vec<Place> {
    HOUSE.into_iter().filter(|(_, _, act, _)| may(*act)).map(|(place, ..)| place).collect()
}

/// A page before its frame is put around it.
pub(crate) struct Page<'a> {
    pub(crate) title: &'a str,
    pub(crate) place: Place,
    /// A class on `main`, for pages with a shape of their own.
    pub(crate) shape: &'a str,
    /// Where changes are told from, for pages that stay true while open.
    pub(crate) live: Option<String>,
    /// What was saved by the form that led here: its command id, and what to say.
    pub(crate) saved: Option<Saved<'a>>,
    /// Where this page can be had again, when it answers a form.
    pub(crate) here: Option<String>,
    /// The page says that what was sent was not taken; kept text must stay kept.
    pub(crate) unsaved: bool,
    /// What is typed in the search box.
    pub(crate) query: &'a str,
    pub(crate) body: Markup,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Saved<'a> {
    pub(crate) command: &'a str,
    pub(crate) says: &'a str,
}

impl<'a> Page<'a> {
    pub(crate) fn new(title: &'a str, place: Place, body: Markup) -> Page<'a> {
        Page { title, place, shape: "", live: None, here: None, saved: None, unsaved: false, query: "", body }
    }

    pub(crate) fn framed(self, viewer: &Viewer) -> Markup {
        let words = viewer.words;
        let theme = (viewer.theme != Theme::Device).then(|| viewer.theme.code());
        html! {
            (DOCTYPE)
            html lang=(words.lang().code()) data-theme=[theme] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · Valta" }
                    link rel="stylesheet" href=(assets::href("valta.css"));
                    link rel="icon" type="image/svg+xml" href=(assets::href("mark.svg"));
                    meta name="valta-words" content=(script_words(words));
                    script type="module" src=(assets::href("valta.js")) {}
                }
                body data-live-from=[&self.live] data-here=[&self.here] data-shortcuts=[viewer.shortcuts.then_some("on")] data-unsaved[self.unsaved] {
                    a.skip href="#main" { (words.frame_skip()) }
                    @if viewer.me.is_some() { (self.top(viewer)) }
                    main id="main" class=(self.shape) tabindex="-1" {
                        @if let Some(saved) = self.saved {
                            div.saved data-saved=(saved.command) { (parts::notice(parts::Tone::Good, saved.says, &html! {})) }
                        }
                        (self.body)
                    }
                    p.connection role="status" hidden { }
                    @if viewer.shortcuts { (keys(words)) }
                }
            }
        }
    }

    fn top(&self, viewer: &Viewer) -> Markup {
        let words = viewer.words;
        let here = |place| (self.place == place).then_some("page");
        html! {
            header.top {
                a.brand href="/" aria-label=(words.frame_home()) { (mark()) span.brand-name { "Valta" } }
                nav.places aria-label=(words.frame_places()) {
                    a href="/" aria-current=[here(Place::Mine)] data-key="g" {
                        (words.nav_mine())
                        @if let Some(me) = &viewer.me {
                            @if me.waiting > 0 {
                                span.count data-live="count" { (parts::count(me.waiting)) span.heard { " " (words.nav_waiting()) } }
                            }
                        }
                    }
                    a href="/cases" aria-current=[here(Place::All)] data-key="a" { (words.nav_all()) }
                    @if let Some(me) = &viewer.me && me.asked > 0 {
                        a.asked-of-you href="/asked" aria-current=[here(Place::Asked)] {
                            (words.nav_asked()) span.count data-live="asked-count" { (parts::count(me.asked)) }
                        }
                    }
                    @if let Some(finance) = viewer.me.as_ref().and_then(|me| me.finance) {
                        a href="/finance" aria-current=[here(Place::Finance)] {
                            (words.nav_finance())
                            @if finance > 0 {
                                span.count data-live="finance-count" { (parts::count(finance)) span.heard { " " (words.nav_finance_waiting()) } }
                            }
                        }
                    }
                    @if let Some(reviews) = viewer.me.as_ref().and_then(|me| me.reviews) {
                        a href="/reviews" aria-current=[here(Place::Reviews)] {
                            (words.nav_reviews())
                            @if reviews > 0 {
                                span.count { (parts::count(reviews)) span.heard { " " (words.nav_reviews_waiting()) } }
                            }
                        }
                    }
                }
                form.search role="search" action="/find" method="get" {
                    label.heard for="search" { (words.nav_search()) }
                    (icon(Icon::Search))
                    input id="search" type="search" name="q" value=(self.query) placeholder=(words.nav_search_hint())
                        autocomplete="off" data-key="/";
                }
                div.top-end {
                    a.button.top-new href="/cases/new" aria-current=[here(Place::New)] data-key="c" aria-label=(words.nav_new()) {
                        (icon(Icon::Add)) span.top-new-words { (words.nav_new()) }
                    }
                    form.languages action="/language" method="post" aria-label=(words.frame_language()) {
                        @for lang in Lang::ALL {
                            button type="submit" name="language" value=(lang.code()) lang=(lang.code())
                                aria-pressed=(if lang == words.lang() { "true" } else { "false" }) title=(lang.own_name()) {
                                (lang.code())
                            }
                        }
                    }
                    @if let Some(me) = &viewer.me {
                        (self.house(words, &me.house))
                        a.me href="/account" aria-current=[here(Place::Account)] aria-label=(words.nav_account(&me.name)) {
                            (parts::avatar(&me.name))
                        }
                    }
                }
            }
        }
    }

    fn house(&self, words: Words, places: &[Place]) -> Markup {
        let inside = HOUSE.into_iter().filter(|(place, ..)| places.contains(place));
        html! {
            button.house-lid type="button" popovertarget="house" data-here[places.contains(&self.place)] {
                (icon(Icon::House)) span { (words.nav_house()) }
            }
            nav.house id="house" popover aria-label=(words.nav_house()) {
                @for (place, href, _, name) in inside {
                    a href=(href) aria-current=[(place == self.place).then_some("page")] { (name(words)) }
                }
            }
        }
    }
}

/// What the script says by itself: times that pass, a lost connection, text that is kept. Resolved once.
pub(crate) fn script_words(words: Words) -> &'static str {
    static SAID: LazyLock<[String; 3]> = LazyLock::new(|| Lang::ALL.map(|lang| resolve(Words::of(lang))));
    &SAID[words.lang() as usize]
}

fn resolve(words: Words) -> String {
    serde_json::json!({
        "ago": [words.ago_now(), words.ago_minutes("{n}"), words.ago_hours("{n}"), words.ago_days("{n}")],
        "until": [words.until_now(), words.until_minutes("{n}"), words.until_hours("{n}"), words.until_days("{n}")],
        "span": [words.span_moment(), words.span_minutes("{n}"), words.span_hours("{n}"), words.span_days("{n}")],
        "sending": words.script_sending(),
        "restored": words.script_restored(),
        "offline": words.script_offline(),
        "undecided": words.script_undecided(),
    })
    .to_string()
}

fn keys(words: Words) -> Markup {
    let rows: [(&str, &str); 14] = [
        ("?", words.keys_help()),
        ("/", words.nav_search()),
        ("g", words.nav_mine()),
        ("a", words.nav_all()),
        ("c", words.nav_new()),
        ("j · k", words.keys_list()),
        ("r", words.act_reply()),
        ("m", words.act_remedy()),
        ("p", words.act_promise()),
        ("q", words.act_consult()),
        ("n", words.act_note()),
        ("t", words.act_take()),
        ("1 · 2 · 3", words.keys_review()),
        ("Ctrl + Enter", words.keys_send()),
    ];
    html! {
        dialog id="keys" aria-labelledby="keys-title" {
            h2 id="keys-title" { (words.keys_title()) }
            dl.keys {
                @for (key, says) in rows { div { dt { kbd { (key) } } dd { (says) } } }
            }
            p.help { (words.keys_off()) }
            form method="dialog" { button.button type="submit" { (words.keys_close()) } }
        }
    }
}

//! One's own page: language, light, and how far one's own power reaches today.

use axum::{extract::Query, response::Response};
use http::{HeaderMap, StatusCode, header};
use maud::{Markup, html};
use serde::Deserialize;
use valta_domain::{
    AgentId, Timestamp,
    agent::Role,
    mandate::{Level, Limit, Mandate, Terms, WindowLimit},
};
use valta_store::{
    Fault, Tx,
    account::{self, Device},
    views,
};

use crate::{
    away::{self, Colleague},
    catch, feed,
    form::Sent,
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Choice, Tone},
    people::{self, Typed},
    reach::{self, Told},
    remedy,
    trouble::Trouble,
    viewer::{Theme, Viewer},
    visit::{Guest, Visit, is_local},
    words::Lang,
};

struct Account {
    email: String,
    role: Role,
    mandates: Vec<(Mandate, Used)>,
    /// This house keeps its mail in the sent folder.
    keeps_mail: bool,
    me: AgentId,
    devices: Vec<Device>,
    /// Since when a calendar may read what they have promised.
    feed: Option<Timestamp>,
    told: Told,
    everybody: Vec<Colleague>,
    /// What was typed about being away and could not be done.
    typed: Typed,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<people::Asked>) -> Result<Response, Trouble> {
    let (viewer, account) = look(&visit, Typed::default()).await?;
    let saved = asked.saved(viewer.words);
    Ok(answer(StatusCode::OK, page(&viewer, &account, saved)))
}

/// The page again with what was typed about being away, and why it was not done.
pub(crate) async fn again(visit: &Visit, typed: Typed) -> Result<Response, Trouble> {
    let (viewer, account) = look(visit, typed).await?;
    Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, page(&viewer, &account, None)))
}

async fn look(visit: &Visit, typed: Typed) -> Result<(Viewer, Account), Trouble> {
    let account = visit.account.clone();
    let keeps_mail = visit.desk().settings().mail.relay.is_none();
    let (desk, now) = (visit.desk().clone(), visit.desk().now());
    let (key, here) = (visit.desk().push_key().await?, visit.told_on());
    visit
        .look(move |tx, _| {
            let mut mandates = Vec::new();
            for mandate in views::mandate::standing(tx)? {
                let terms = &mandate.terms;
                if terms.valid_at(now) && terms.holder.holds(account.agent, account.role, account.team) {
                    let used = used_of(tx, terms, &account, now)?;
                    mandates.push((mandate, used));
                }
            }
            let (email, role, me) = (account.email.clone(), account.role, account.agent);
            let everybody = away::colleagues(tx, &desk)?;
            let devices = account::devices(tx, me)?;
            let feed = valta_store::feed::since(tx, me)?;
            let (reach, told_on) = (valta_store::reach::of(tx, me)?, valta_store::push::devices(tx, me)?);
            let told = Told { reach, devices: told_on, key, here };
            Ok(Account { email, role, mandates, keeps_mail, me, devices, feed, told, everybody, typed })
        })
        .await
}

/// Minor units given inside the mandate's windows.
struct Used {
    agent: i64,
    team: i64,
}

fn used_of(
    tx: &mut Tx<'_>,
    terms: &Terms,
    account: &valta_store::account::Account,
    now: Timestamp,
) -> Result<Used, Fault> {
    let after = |window: WindowLimit| now.minus(window.length());
    let agent = match terms.per_agent_window {
        Some(window) => {
            views::remedy::given_by_agent(tx, account.agent, terms.currency, after(window))?.of(&terms.kinds)
        }
        None => 0,
    };
    let team = match (account.team, terms.per_team_window) {
        (Some(team), Some(window)) => {
            views::remedy::given_by_team(tx, team, terms.currency, after(window))?.of(&terms.kinds)
        }
        _ => 0,
    };
    Ok(Used { agent, team })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Screen {
    language: String,
    theme: String,
    shortcuts: String,
}

pub(crate) async fn post(visit: Visit, sent: Sent<Screen>) -> Result<Response, Trouble> {
    let form = sent.form;
    let lang = Lang::from_tag(&form.language).ok_or(Trouble::Unreadable)?;
    speak(&visit, lang).await?;
    let mut response = go("/account");
    let shortcuts = if form.shortcuts == "off" { "off" } else { "on" };
    let theme = Theme::from_code(&form.theme).code();
    for (name, value) in [("language", lang.code()), ("light", theme), ("shortcuts", shortcuts)] {
        if let Some(cookie) = visit.app().sessions.chosen(name, value) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(response)
}

async fn speak(visit: &Visit, lang: Lang) -> Result<(), Trouble> {
    if visit.account.language != lang.code() {
        visit.desk().set_language(visit.account.agent, lang.code().to_owned()).await?;
        visit.app().sessions.forget(&visit.secret);
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Language {
    language: String,
}

/// From the frame of any page, signed in or not: back to the page it was chosen on.
pub(crate) async fn language(
    guest: Guest,
    headers: HeaderMap,
    sent: Sent<Language>,
) -> Result<Response, Trouble> {
    let lang = Lang::from_tag(&sent.form.language).ok_or(Trouble::Unreadable)?;
    let from = headers.get(header::REFERER).and_then(|from| from.to_str().ok());
    let from = from.and_then(|from| from.parse::<http::Uri>().ok());
    let back = from.as_ref().and_then(http::Uri::path_and_query).map(http::uri::PathAndQuery::as_str);
    let mut response = go(back.filter(|back| is_local(back)).unwrap_or("/"));
    if let Some(cookie) = guest.app.sessions.chosen("language", lang.code()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if let Some(session) = guest.session.clone() {
        speak(&Visit::of(guest, session), lang).await?;
    }
    Ok(response)
}

fn page(viewer: &Viewer, account: &Account, saved: Option<Saved<'_>>) -> Markup {
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
        div.person-head {
            (parts::avatar(name))
            div { h1 { (name) } p.small { (account.email) " · " (words.role_name(account.role.code())) } }
        }
        @if let Some((what, next)) = &account.typed.notice { (parts::notice(Tone::Care, what, &html! { p { (next) } })) }
        (away::own(viewer, account.me, &account.everybody.iter().collect::<Vec<_>>(), &account.typed))
        section.sheet aria-labelledby="mandates" {
            h2 id="mandates" { (words.account_mandates()) }
            @for (mandate, used) in &account.mandates { (mandate_in_words(viewer, mandate, used)) }
            p.small { (words.account_apology()) }
            p { a href="/mandates" { (words.mandates_all()) } }
        }
        (reach::own(viewer, &account.told, &account.typed))
        (catch::phone::devices(viewer, &account.devices))
        (feed::own(viewer, account.feed))
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
    let unsaved = !account.typed.is_none();
    let here = unsaved.then(|| "/account".to_owned());
    Page { shape: "narrow", saved, unsaved, here, ..Page::new(words.account_title(), Place::Account, body) }
        .framed(viewer)
}

fn mandate_in_words(viewer: &Viewer, mandate: &Mandate, used: &Used) -> Markup {
    let words = viewer.words;
    let terms = &mandate.terms;
    let kinds: Vec<String> =
        terms.kinds.iter().map(|kind| parts::kind_name(words, *kind).to_lowercase()).collect();
    let money = |minor| words.money(valta_domain::Money::new(minor, terms.currency));
    let row =
        |name: &str, limit: Limit, used| remedy::room_row(words, name, terms.currency, limit.within, used, 0);
    // What one act may come to at each level, where that is more than at the one before.
    let limit = terms.per_case.or(terms.per_remedy);
    let up_to = |level| limit.map(|limit| limit.up_to(level));
    let [within, stretch, alone, co_sign] = Level::ALL.map(up_to);
    html! {
        div.mandate {
            p { strong { (words.account_may(kinds.join(", "))) } }
            div.rooms {
                dl {
                    @if let Some(limit) = terms.per_remedy { (row(words.limit_remedy(), limit, 0)) }
                    @if let Some(limit) = terms.per_case { (row(words.limit_case(), limit, 0)) }
                    @if let Some(window) = terms.per_customer_window { (row(&words.limit_customer(window.days), window.limit, 0)) }
                    @if let Some(window) = terms.per_agent_window { (row(&words.limit_agent(window.days), window.limit, used.agent)) }
                    @if let Some(window) = terms.per_team_window { (row(&words.limit_team(window.days), window.limit, used.team)) }
                }
            }
            @if let Some(stretch) = stretch.filter(|_| stretch > within) { p { (words.account_stretch(money(stretch))) } }
            @if let Some(alone) = alone.filter(|_| alone > stretch) { p { (words.account_alone(money(alone))) } }
            @if let Some(co_sign) = co_sign.filter(|_| co_sign > stretch) { p { (words.account_co_sign(money(co_sign))) } }
            p.small { (words.room_mandate(remedy::mandate_name(words, terms.holder), mandate.version)) }
        }
    }
}

//! Somebody's promises as their own calendar reads them, by an address that is a secret; and, on their account's page, that
//! address: made, shown once, replaced, ended.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, StatusCode, header};
use maud::{Markup, html};
use sha2::{Digest, Sha256};
use valta_calendar::feed::{Entry, EventStanding, Feed, What};
use valta_desk::{No, Promises};
use valta_domain::{
    Refusal, Timestamp,
    promise::{Standing, reminded_at},
    time::{MINUTE, SECOND},
};
use valta_store::views::promise::PromiseLine;

use crate::{
    app::App,
    case::Plain,
    form::{Sent, command},
    icon::Icon,
    layout::{Page, Place, answer, go},
    login::From,
    parts,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::{Lang, Words},
};

/// Where calendars read; nothing after it may be written down anywhere.
pub(crate) const PLACE: &str = "/feed/";
/// Programs tell by it what they get.
const ENDS: &str = ".ics";
/// How often it is worth being asked for.
const REFRESH_MINUTES: u16 = 60;

pub(crate) async fn get(
    State(app): State<Arc<App>>,
    From(from): From,
    headers: HeaderMap,
    Path(address): Path<String>,
) -> Result<Response, Trouble> {
    let secret = address.strip_suffix(ENDS).unwrap_or_default().to_owned();
    let promises = match app.desk.read_feed(secret).await {
        // Whose address it is does not wait for those who guess behind the same router.
        Err(No::Refusal(Refusal::NotFound)) if !app.guesses.may_try(from, PLACE) => {
            return Err(Trouble::TooOften);
        }
        found => found?,
    };
    let words = Words::of(Lang::from_tag(&promises.account.language).unwrap_or(Lang::Fi));
    let feed = written(words, &promises, &app.desk.settings().base_url);
    let changed = feed.entries.iter().map(|entry| entry.changed).max();
    let body = feed.write();
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(body.as_bytes())[..18]));
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    let known = known.flat_map(|tags| tags.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
    let same = known.into_iter().any(|known| known == tag || known == "*");
    let mut response = if same { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    let headers = response.headers_mut();
    let mut put = |name, value: &str| {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, "text/calendar; charset=utf-8");
    put(header::CONTENT_DISPOSITION, "inline; filename=\"valta.ics\"");
    // Whoever reads it may keep it to ask whether it is still so; nobody between may.
    put(header::CACHE_CONTROL, "private, no-cache");
    put(header::ETAG, &tag);
    // Told and not asked by: what is handed on leaves the feed without being another.
    if let Some(changed) = changed {
        put(header::LAST_MODIFIED, &http_date(changed));
    }
    put(header::REFERRER_POLICY, "no-referrer");
    put(header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    Ok(response)
}

fn http_date(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn written(words: Words, promises: &Promises, base_url: &str) -> Feed {
    let house = base_url.split("://").nth(1).unwrap_or(base_url);
    let entry = |line: &PromiseLine| entry(words, promises, line, (base_url, house));
    Feed {
        name: words.feed_name().to_owned(),
        refresh_minutes: REFRESH_MINUTES,
        entries: promises.lines.iter().map(entry).collect(),
    }
}

/// The customer's name is not in it. A calendar copies what it reads to whoever keeps the phone's calendar, shows it on a
/// locked screen and in a family's shared view, and keeps it when the feed is ended; what was promised and the number are
/// enough to know what to do, and the name is one step away for those who may see it.
fn entry(words: Words, promises: &Promises, line: &PromiseLine, (base_url, house): (&str, &str)) -> Entry {
    let what = line.what.as_deref().unwrap_or(words.feed_no_words());
    let theirs = line.by.0 == promises.account.agent;
    let what = if theirs { what.to_owned() } else { words.feed_for(what, line.by.1.as_str()) };
    let standing = Standing::of(line.due, line.kept_at, promises.now);
    let is_replaced = line.replaced_by.is_some();
    let summary = match standing {
        Standing::Due | Standing::Kept | Standing::Broken if is_replaced => {
            words.feed_replaced(what.as_str())
        }
        Standing::Due => what,
        Standing::Kept => words.feed_kept(what.as_str()),
        Standing::Broken if line.kept_at.is_some() => words.feed_kept_late(what.as_str()),
        Standing::Broken => words.feed_broken(what.as_str()),
    };
    // The log may not say yet that its time is over.
    let is_late = line.is_open() && standing == Standing::Broken;
    let changed = if is_late { line.changed_at.max(line.due) } else { line.changed_at };
    let url = format!("{base_url}/cases/{}", line.number);
    let ahead = line.due.since(reminded_at(line.changed_at, line.due)) / MINUTE;
    let is_ahead = line.is_open() && !is_late;
    Entry {
        uid: format!("{}@{house}", line.id),
        what: What::Event {
            from: line.due,
            until: None,
            standing: if is_replaced { EventStanding::Cancelled } else { EventStanding::Confirmed },
        },
        summary,
        description: Some(format!("{}\n{url}", words.feed_case(line.number))),
        url: Some(url),
        // No change is without its time, and every one is later than the one before.
        sequence: u32::try_from(changed.since(line.made_at) / SECOND).unwrap_or(0),
        changed,
        // As the house itself reminds.
        alarms: u32::try_from(ahead).ok().filter(|_| is_ahead).into_iter().collect(),
    }
}

// On the account's page.

pub(crate) fn own(viewer: &Viewer, since: Option<Timestamp>) -> Markup {
    let words = viewer.words;
    html! {
        section.sheet aria-labelledby="feed" {
            h2 id="feed" { (words.feed_title()) }
            p.small { (words.feed_says()) }
            @match since {
                None => form action="/account/feed" method="post" {
                    (parts::form_id(&command()))
                    (parts::button("", Some(Icon::Clock), words.feed_make()))
                },
                Some(since) => {
                    p { (words.feed_since(viewer.moment(since))) }
                    p.small { (words.feed_again_says()) }
                    div.shown-row {
                        form action="/account/feed" method="post" {
                            (parts::form_id(&command()))
                            (parts::button("small", None, words.feed_again()))
                        }
                        form action="/account/feed/end" method="post" {
                            (parts::form_id(&command()))
                            (parts::button("small", None, words.feed_end()))
                        }
                    }
                }
            }
        }
    }
}

/// The address stands on the answer to the form and nowhere else: a page that can be had again would have to know it.
pub(crate) async fn make(visit: Visit, sent: Sent<Plain>) -> Result<Response, Trouble> {
    let command = sent.key(&sent.form.command)?.key;
    let Some(secret) = visit.desk().make_feed(visit.by(), command.clone()).await? else {
        return Ok(go(&format!("/account?did=feed&saved={command}#feed")));
    };
    let address = format!("{}{PLACE}{secret}{ENDS}", visit.desk().settings().base_url);
    Ok(answer(StatusCode::OK, made(&visit.viewer(), &address)))
}

fn made(viewer: &Viewer, address: &str) -> Markup {
    let words = viewer.words;
    let body = html! {
        h1 { (words.feed_made()) }
        p.lead { (words.feed_made_says()) }
        section.sheet {
            div.field {
                label for="address" { (words.feed_address()) }
                input.text id="address" type="text" readonly value=(address) autocomplete="off" spellcheck="false";
            }
            p { (words.feed_how()) }
            p.small { (words.feed_secret()) }
            div.acting { (parts::link_button("primary", "/account#feed", None, words.feed_back())) }
        }
    };
    Page {
        shape: "narrow",
        here: Some("/account".to_owned()),
        ..Page::new(words.feed_made(), Place::Account, body)
    }
    .framed(viewer)
}

pub(crate) async fn end(visit: Visit, sent: Sent<Plain>) -> Result<Response, Trouble> {
    let command = sent.key(&sent.form.command)?.key;
    visit.desk().end_feed(visit.by()).await?;
    Ok(go(&format!("/account?did=feed-end&saved={command}#feed")))
}

//! A request and the person behind it: who they are, which language and light they want; and what becomes of an
//! answer on its way out, so that trouble of any kind is a page in their language.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use jiff::tz::TimeZone;
use uuid::Uuid;
use valta_calendar::local;
use valta_desk::{By, Desk};
use valta_policy::{Action, Who};
use valta_store::{Fault, Tx, account::Account, views};

use crate::{
    app::App,
    assets,
    door::from_our_pages,
    layout,
    session::{Session, TOLD, cookie},
    shown,
    trouble::{self, Trouble},
    viewer::{Me, Theme, Viewer},
    words::{Lang, Words, time},
};

/// A count in the frame goes so far and no further.
pub(crate) const MOST_COUNTED: i64 = 100;
/// Where a phone that stays signed in is let in.
const CATCH: &str = "/catch";

/// Anybody, signed in or not.
#[derive(Clone)]
pub(crate) struct Guest {
    pub(crate) app: Arc<App>,
    pub(crate) session: Option<Session>,
    /// Whose phone it is, where it stays signed in for catching.
    pub(crate) device: Option<Arc<Account>>,
    /// The device that word is told on, where this is one.
    pub(crate) told_on: Option<Uuid>,
    pub(crate) words: Words,
    /// The clock of a customer's device, where it has told.
    pub(crate) zone: Option<TimeZone>,
    theme: Theme,
    shortcuts: bool,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Visit {
    guest: Guest,
    pub(crate) account: Arc<Account>,
    pub(crate) secret: Arc<str>,
}

impl Guest {
    fn of(app: &Arc<App>, headers: &HeaderMap, session: Option<Session>) -> Guest {
        let account = session.as_ref().and_then(|session| Lang::from_tag(&session.account.language));
        let accepts = headers.get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
        Guest {
            app: app.clone(),
            words: Words::of(Lang::choose(account, cookie(headers, "language"), accepts)),
            zone: cookie(headers, "zone").and_then(local::zone),
            theme: cookie(headers, "light").map(Theme::from_code).unwrap_or_default(),
            shortcuts: cookie(headers, "shortcuts") != Some("off"),
            session,
            device: None,
            told_on: cookie(headers, TOLD).and_then(|id| Uuid::try_parse(id).ok()),
        }
    }

    /// The person at the screen, for a page that shows no counts.
    pub(crate) fn viewer(&self) -> Viewer {
        let me = self.session.as_ref().map(|session| {
            let may = |action| self.app.desk.may_ever(Who::in_person(session.account.role), action);
            Me {
                name: session.account.name.clone(),
                waiting: 0,
                asked: 0,
                finance: may(Action::SeeFinanceQueue).then_some(0),
                reviews: may(Action::Review).then_some(0),
                house: layout::places_of_the_house(may),
            }
        });
        let hours = self.app.desk.hours_last_seen();
        Viewer {
            words: self.words,
            zone: hours.as_ref().map_or_else(time::default_zone, |hours| hours.zone().clone()),
            hours,
            now: self.app.desk.now(),
            theme: self.theme,
            shortcuts: self.shortcuts,
            me,
        }
    }
}

impl Visit {
    pub(crate) fn of(guest: Guest, session: Session) -> Visit {
        Visit { guest, account: session.account, secret: session.secret }
    }

    pub(crate) fn by(&self) -> By {
        self.desk().by(&self.account)
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.guest.app.desk
    }

    pub(crate) fn app(&self) -> &Arc<App> {
        &self.guest.app
    }

    pub(crate) fn words(&self) -> Words {
        self.guest.words
    }

    /// The device that they look by, where word is told on it.
    pub(crate) fn told_on(&self) -> Option<Uuid> {
        self.guest.told_on
    }

    /// The person at the screen, where nothing has to be looked up.
    pub(crate) fn viewer(&self) -> Viewer {
        self.guest.viewer()
    }

    /// One consistent look for a whole page, its frame included.
    pub(crate) async fn look<T, F>(&self, question: F) -> Result<(Viewer, T), Trouble>
    where
        F: FnOnce(&mut Tx<'_>, By) -> Result<T, Fault> + Send + 'static,
        T: Send + 'static,
    {
        let by = self.by();
        let now = self.desk().now();
        let settles = self.desk().may_ever(by.who(), Action::SeeFinanceQueue);
        let reviews = self.desk().may_ever(by.who(), Action::Review);
        let desk = self.desk().clone();
        let (counts, finance, due, answer) = self
            .desk()
            .reader()
            .look(move |tx| {
                // Looked at here, the hours are those that the page is made by.
                desk.hours(tx)?;
                let counts = views::ask::count_for(tx, by.agent, now, MOST_COUNTED)?;
                let counted = settles.then(|| views::payment::count(tx, MOST_COUNTED));
                let due = reviews.then(|| views::review::count_due(tx, by.agent, MOST_COUNTED));
                Ok((counts, counted.transpose()?, due.transpose()?, question(tx, by)?))
            })
            .await?;
        let mut viewer = self.viewer();
        if let Some(me) = &mut viewer.me {
            (me.waiting, me.asked) = counts;
            me.finance = finance;
            me.reviews = due;
        }
        Ok((viewer, answer))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Guest {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Guest, Trouble> {
        parts.extensions.get::<Guest>().cloned().ok_or(Trouble::Missing)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Trouble> {
        let guest = parts.extensions.get::<Guest>().cloned().ok_or(Trouble::Missing)?;
        let session = guest.session.clone().ok_or(Trouble::SignIn)?;
        Ok(Visit::of(guest, session))
    }
}

/// Everything that a page of ours passes through.
pub(crate) async fn receive(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let (session, fault) = match app.sessions.of(&app.desk, request.headers()).await {
        Ok(session) => (session, None),
        Err(no) => (None, Some(Trouble::from(no))),
    };
    let mut guest = Guest::of(&app, request.headers(), session);
    let mut fault = fault;
    if fault.is_none() && request.uri().path().starts_with(CATCH) {
        match app.sessions.device_of(&app.desk, request.headers()).await {
            Ok(device) => guest.device = device.map(Arc::new),
            Err(no) => fault = Some(Trouble::from(no)),
        }
    }
    // Where the address is the secret, no other site knows where to send a form.
    let by_link = request.uri().path().starts_with(shown::PLACE);
    let ours = by_link || from_our_pages(request.method(), request.headers(), &app.desk.settings().base_url);
    let asked = Asked::of(&request);
    request.extensions_mut().insert(guest.clone());

    let mut response = match fault {
        Some(fault) => fault.into_response(),
        None if !ours => Trouble::OtherSite.into_response(),
        None => next.run(request).await,
    };
    if let Some(trouble) =
        response.extensions_mut().remove::<Trouble>().or_else(|| unworded(&asked.method, &response))
    {
        response = trouble::told(&guest, &asked, trouble);
    }
    response
}

/// What was asked for, for the way back.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// The page of ours that the request came from.
    pub(crate) from: Option<String>,
}

impl Asked {
    fn of(request: &Request) -> Asked {
        let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str).to_owned();
        let from = request.headers().get(header::REFERER).and_then(|from| from.to_str().ok());
        let from = from.and_then(|from| from.parse::<http::Uri>().ok());
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let from = from.filter(|from| from.authority().map(http::uri::Authority::as_str) == host);
        let from = from.and_then(|from| Some(from.path_and_query()?.as_str().to_owned()));
        Asked { method: request.method().clone(), path, from: from.filter(|from| is_local(from)) }
    }

    /// Where the person can go on.
    pub(crate) fn onward(&self) -> &str {
        if self.method == Method::GET { &self.path } else { self.from.as_deref().unwrap_or("/") }
    }
}

/// A path of ours and nothing that a browser could take for another place.
pub(crate) fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.len() < 1000
        && !path.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace())
}

/// An answer that a part of the machinery gave, without words for a person.
fn unworded(method: &Method, response: &Response) -> Option<Trouble> {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let worded = |kind: &HeaderValue| {
        [&b"text/html"[..], b"application/json"].iter().any(|known| kind.as_bytes().starts_with(known))
    };
    if kind.is_some_and(worded) {
        return None;
    }
    match response.status() {
        // An address that cannot be read is an address of nothing.
        StatusCode::BAD_REQUEST if *method == Method::GET => Some(Trouble::Missing),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Some(Trouble::Missing),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Trouble::TooLarge),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => {
            Some(Trouble::Unreadable)
        }
        status if status.is_server_error() => Some(Trouble::Panic("an answer without words".into())),
        _ => None,
    }
}

/// What every answer carries, whatever became of the request.
pub(crate) async fn secure(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut put = |name: &'static str, value: &'static str| {
        if !headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    put("content-security-policy", assets::CONTENT_SECURITY_POLICY);
    put("x-content-type-options", "nosniff");
    put("referrer-policy", "same-origin");
    put("cross-origin-opener-policy", "same-origin");
    put("cross-origin-resource-policy", "same-origin");
    put("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()");
    put("cache-control", "no-store");
    put("vary", "Cookie, Accept-Language");
    if app.desk.settings().base_url.starts_with("https://") {
        put("strict-transport-security", "max-age=31536000");
    }
    response
}

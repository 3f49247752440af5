//! Contacts over the API: the conversation of a case, what a customer said, replies, notes beside them, and
//! the message as it came.

use axum::{body::Body, extract::State, response::Response};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use valta_desk::{By, Thing, WriteReply};
use valta_domain::{
    CaseId, ContactId,
    contact::{Channel, Direction},
};
use valta_policy::Action;
use valta_store::{
    inbox,
    views::{
        self,
        contact::{ContactLine, NoteLine},
    },
};

use crate::{
    App,
    auth::Caller,
    call::{Asked, Call, Id},
    problem::Problem,
    shape::{
        ChannelCode, Cursor, DirectionCode, FiledBecauseCode, Instant, Named, Nothing, Page, created, limit,
        ok,
    },
};

/// One touch between customer and house.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Contact {
    id: String,
    case: String,
    direction: DirectionCode,
    channel: ChannelCode,
    /// The address that it came from; null where none is known.
    from: Option<String>,
    to: Option<String>,
    subject: Option<String>,
    /// Null when there is none, or it was erased.
    body: Option<String>,
    at: Instant,
    /// Why it stands in this case; null for what we wrote.
    filed_because: Option<FiledBecauseCode>,
    /// `received`; of a reply `queued`, `sent`, `failed` or `uncertain`.
    #[schema(value_type = String, example = "queued")]
    state: &'static str,
    /// Why a reply failed.
    #[schema(value_type = Option<String>)]
    failed_because: Option<&'static str>,
    /// Who wrote or noted it.
    agent: Option<Named>,
    /// Somebody who had no part in this case before.
    new_sender: bool,
    /// A machine wrote it.
    automatic: bool,
    /// Whether `GET /contacts/{id}/raw` has the message as it came.
    raw: bool,
}

impl Contact {
    fn of(app: &App, line: ContactLine) -> Contact {
        let house = (line.channel == Channel::Email).then(|| app.desk().settings().mail.address.clone());
        let (from, to) = match line.direction {
            Direction::In => (line.address, house),
            Direction::Out => (house, line.address),
        };
        Contact {
            id: line.id.to_string(),
            case: line.case.to_string(),
            direction: DirectionCode(line.direction),
            channel: ChannelCode(line.channel),
            from,
            to,
            subject: line.subject,
            body: line.text,
            at: Instant(line.at),
            filed_because: line.because.map(FiledBecauseCode),
            state: line.sending.map_or("received", valta_domain::contact::Sending::code),
            failed_because: line.failed_because.map(valta_domain::contact::FailedBecause::code),
            agent: line.agent.map(Named::of),
            new_sender: line.new_sender,
            automatic: line.automatic,
            raw: line.raw.is_some(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// 1 to 200; 50 when it is left out.
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl PageQuery {
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        limit(self.limit.as_deref())
    }

    pub(crate) fn after<I: std::str::FromStr>(
        &self,
    ) -> Result<Option<(valta_domain::Timestamp, I)>, Problem> {
        Cursor::read(self.cursor.as_deref())
    }
}

/// The oldest first.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Id(case): Id<CaseId>,
    Asked(asked): Asked<PageQuery>,
) -> Result<Response, Problem> {
    let (limit, after, by, desk) = (asked.limit()?, asked.after()?, caller.by, app.desk().clone());
    let found = app
        .find(move |tx| {
            if !desk.sees(tx, by, Action::SeeCase, Thing::Case(case))? {
                return Ok(None);
            }
            views::contact::page(tx, case, after, limit + 1).map(Some)
        })
        .await?;
    Ok(ok(&Page::of(
        found,
        limit,
        |line| Cursor(line.at, line.id.to_string()),
        |line| Contact::of(&app, line),
    )))
}

/// What the customer said: on the phone, in the lobby, on the plane.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heard {
    channel: ChannelCode,
    body: String,
}

pub(crate) async fn hear(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<Heard>,
) -> Result<Response, Problem> {
    app.must_be_seen(call.by, call.key.as_ref(), case, call.seen).await?;
    let contact = app.desk().hear(call.by, call.key, case, call.body.channel.0, call.body.body).await?;
    told_new(&app, call.by, contact).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    body: String,
}

/// Queued now, sent by the outbox.
pub(crate) async fn reply(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<Words>,
) -> Result<Response, Problem> {
    let reply = WriteReply { case, body: call.body.body, seen: call.seen };
    let contact = app.desk().reply(call.by, call.key, reply).await?;
    let line = seen_contact(&app, call.by, Action::SeeCase, contact).await?;
    let place = format!("/cases/{}/contacts", line.case);
    let noticed = line.text.as_deref().map(|body| Noticed::in_text(&app, body)).unwrap_or_default();
    Ok(created(&place, &Reply { contact: Contact::of(&app, line), noticed }))
}

/// What was written, and what was noticed in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reply {
    #[serde(flatten)]
    contact: Contact,
    noticed: Vec<Noticed>,
}

/// A phrase that sends the customer away or hides behind process. It was sent all the same.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Noticed {
    /// Where it begins and ends in `body`, in characters (Unicode code points).
    from: usize,
    until: usize,
    /// Its id in the lists.
    phrase: String,
    /// `fi`, `sv` or `en`.
    #[schema(value_type = String, example = "fi")]
    language: &'static str,
    /// `redirect`, `chore`, `process` or `permission`.
    #[schema(value_type = String, example = "redirect")]
    does: &'static str,
    /// As what it was recorded: `bounce` or `friction`.
    #[schema(value_type = String, example = "bounce")]
    recorded: &'static str,
    /// What to do instead, the most fitting first: `act`, `consult`, `hand_over`, `promise`.
    #[schema(value_type = Vec<String>)]
    instead: Vec<&'static str>,
}

impl Noticed {
    fn in_text(app: &App, body: &str) -> Vec<Noticed> {
        let place = |byte: usize| body.get(..byte).unwrap_or(body).chars().count();
        let noticed = app.desk().notice(body).into_iter();
        noticed
            .map(|notice| Noticed {
                from: place(notice.span.start),
                until: place(notice.span.end),
                phrase: notice.phrase,
                language: notice.language.code(),
                does: notice.does.code(),
                recorded: notice.does.record().code(),
                instead: notice.instead.iter().map(|instead| instead.code()).collect(),
            })
            .collect()
    }
}

async fn seen_contact(app: &App, by: By, action: Action, id: ContactId) -> Result<ContactLine, Problem> {
    let found = app
        .find_for(by, action, move |tx| {
            Ok(views::contact::one(tx, id)?.map(|contact| (Thing::Case(contact.case), contact)))
        })
        .await?;
    Ok(found)
}

async fn told_new(app: &App, by: By, id: ContactId) -> Result<Response, Problem> {
    let line = seen_contact(app, by, Action::SeeCase, id).await?;
    let place = format!("/cases/{}/contacts", line.case);
    Ok(created(&place, &Contact::of(app, line)))
}

/// The same message once more, after it failed or nobody knows whether it arrived.
pub(crate) async fn send_again(
    State(app): State<App>,
    Id(id): Id<ContactId>,
    call: Call<Nothing>,
) -> Result<Response, Problem> {
    let case = seen_contact(&app, call.by, Action::SeeCase, id).await?.case;
    app.must_be_seen(call.by, call.key.as_ref(), case, call.seen).await?;
    app.desk().send_again(call.by, call.key, case, id).await?;
    let line = seen_contact(&app, call.by, Action::SeeCase, id).await?;
    Ok(ok(&Contact::of(&app, line)))
}

/// The message as it came, byte for byte; to be saved, never shown.
pub(crate) async fn raw(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ContactId>,
) -> Result<Response, Problem> {
    let digest =
        seen_contact(&app, caller.by, Action::SeeMessage, id).await?.raw.ok_or_else(Problem::not_found)?;
    let bytes = app.find(move |tx| inbox::raw(tx, &digest)).await?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("message/rfc822"));
    let name = format!("attachment; filename=\"{id}.eml\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"),
    );
    Ok(response)
}

/// Beside the conversation; never leaves the house.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Note {
    id: String,
    case: String,
    agent: Option<Named>,
    body: Option<String>,
    at: Instant,
}

impl Note {
    fn of(case: CaseId, line: NoteLine) -> Note {
        Note {
            id: line.id.to_string(),
            case: case.to_string(),
            agent: line.agent.map(Named::of),
            body: line.text,
            at: Instant(line.at),
        }
    }
}

pub(crate) async fn note(
    State(app): State<App>,
    Id(case): Id<CaseId>,
    call: Call<Words>,
) -> Result<Response, Problem> {
    app.must_be_seen(call.by, call.key.as_ref(), case, call.seen).await?;
    let note = app.desk().note(call.by, call.key, case, call.body.body).await?;
    let line = app.find(move |tx| views::contact::note(tx, note)).await?;
    Ok(created(&format!("/cases/{case}"), &Note::of(case, line)))
}

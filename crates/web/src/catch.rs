//! Catching a case: a name or a number, what it is about, and it can no longer be lost.

pub(crate) mod after;
pub(crate) mod phone;

use axum::{extract::Query, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{NewCustomer, No, OpenCase, Thing};
use valta_domain::{CustomerId, Refusal, contact::Channel, refusal::Field as Of};
use valta_policy::Action;
use valta_store::views;

use crate::{
    case,
    form::{Sent, command},
    icon::Icon,
    layout::{Page, Place, answer},
    parts::{self, Choice, Field, Line},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
};

/// Letters of a case's name, and of a sentence that can be one.
const SUBJECT_LETTERS: usize = 80;
const SENTENCE_LETTERS: usize = 12;

#[derive(Default)]
struct Catch {
    command: Option<String>,
    channel: String,
    name: String,
    phone: String,
    email: String,
    what: String,
    /// A customer known already, with their name.
    customer: Option<(CustomerId, String)>,
    error: Option<(&'static str, String)>,
    notice: Option<(String, String)>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    customer: Option<CustomerId>,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    show(&visit, asked.customer, Catch::default(), StatusCode::OK).await
}

async fn show(
    visit: &Visit,
    customer: Option<CustomerId>,
    mut catch: Catch,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, found) = visit
        .look(move |tx, by| {
            let Some(id) = customer else { return Ok(None) };
            if !desk.sees(tx, by, Action::SeeCustomer, Thing::Customer(id))? {
                return Ok(Some(None));
            }
            Ok(Some(views::customer::card(tx, id)?.map(|card| (id, card.name.unwrap_or_default()))))
        })
        .await?;
    if let Some(found) = found {
        catch.customer = Some(found.ok_or(Trouble::Missing)?);
    }
    Ok(answer(status, page(&viewer, &catch)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Caught {
    command: String,
    body: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    channel: String,
    customer: Option<CustomerId>,
}

pub(crate) async fn post(visit: Visit, sent: Sent<Caught>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let channel = Channel::from_code(&form.channel).ok_or(Trouble::Unreadable)?;
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let described =
        NewCustomer { name: filled(&form.name), email: filled(&form.email), phone: filled(&form.phone) };
    let anybody = described.name.is_some() || described.email.is_some() || described.phone.is_some();
    let subject = first_words(&form.body);
    let open = OpenCase {
        channel,
        subject,
        body: Some(form.body.clone()),
        customer: (anybody && form.customer.is_none()).then_some(described),
        customer_id: form.customer,
        point: None,
    };
    let opened = if anybody || form.customer.is_some() {
        visit.desk().open_case(visit.by(), Some(key), open).await
    } else {
        Err(Refusal::Empty(Of::Name).into())
    };
    match opened {
        Ok(id) => {
            let number = visit.desk().reader().look(move |tx| views::case::number_of(tx, id)).await?;
            Ok(case::done(number.ok_or(Trouble::Missing)?, "catch", &form.command))
        }
        Err(No::Refusal(Refusal::NotFound)) => Err(Trouble::Missing),
        Err(No::Refusal(no)) => {
            let viewer = visit.viewer();
            let mut catch = Catch {
                command: (no != Refusal::KeyReused).then_some(form.command),
                channel: form.channel,
                name: form.name,
                phone: form.phone,
                email: form.email,
                what: form.body,
                ..Catch::default()
            };
            let at = match no.field() {
                Some(Of::Subject | Of::Body) => Some("what"),
                Some(Of::Name) => Some("name"),
                Some(Of::Address) => Some("email"),
                Some(Of::Phone) => Some("phone"),
                _ => None,
            };
            match at {
                Some("name") if no == Refusal::Empty(Of::Name) => {
                    catch.error = Some(("name", viewer.words.catch_who_missing().to_owned()));
                }
                Some(field) => catch.error = Some((field, refusal::line(&viewer, &no))),
                None => {
                    let said = refusal::say(&viewer, &no);
                    catch.notice = Some((said.what, said.next));
                }
            }
            show(&visit, form.customer, catch, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(no) => Err(no.into()),
    }
}

/// What the case is called: the first sentence, cut at a word when it is long.
fn first_words(what: &str) -> String {
    let line = what.trim().lines().next().unwrap_or_default().trim();
    let sentence = line.match_indices(['.', '!', '?']).find_map(|(at, end)| {
        let next = line.get(at + end.len()..)?;
        (at >= SENTENCE_LETTERS && next.starts_with(' ')).then(|| line.get(..at)).flatten()
    });
    let line = sentence.unwrap_or(line);
    if line.chars().count() <= SUBJECT_LETTERS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(SUBJECT_LETTERS).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', '.', ';', ':']))
}

fn page(viewer: &Viewer, catch: &Catch) -> Markup {
    let words = viewer.words;
    let error =
        |field: &str| catch.error.as_ref().filter(|(at, _)| *at == field).map(|(_, says)| says.as_str());
    let channels = [Channel::Phone, Channel::WalkIn, Channel::Email, Channel::Letter, Channel::Social];
    let channels = channels.map(|channel| Choice {
        value: channel.code(),
        label: parts::channel_name(words, channel),
        icon: Some(Icon::of(channel)),
        chosen: channel == Channel::from_code(&catch.channel).unwrap_or(Channel::Phone),
    });
    let body = html! {
        h1 { (words.nav_new()) }
        p.lead { (words.catch_lead()) }
        form.sheet id="catch" action="/cases" method="post" data-draft {
            (parts::form_id(&catch.command.clone().unwrap_or_else(command)))
            @if let Some((happened, next)) = &catch.notice {
                (parts::notice(parts::Tone::Care, happened, &html! { p { (next) } }))
            }
            (Field { id: "what", label: words.catch_what(), help: Some(words.catch_what_help()), error: error("what") }
                .text("body", &catch.what, 5, true))
            @if let Some((id, name)) = &catch.customer {
                p.reply-to { (parts::avatar(name)) strong { (name) } }
                input type="hidden" name="customer" value=(id);
            } @else {
                (Field { id: "name", label: words.catch_name(), help: None, error: error("name") }.line(&Line::text("name", &catch.name)))
                div.pair {
                    (Field { id: "phone", label: words.catch_phone(), help: None, error: error("phone") }
                        .line(&Line { kind: "tel", keyboard: Some("tel"), ..Line::text("phone", &catch.phone) }))
                    (Field { id: "email", label: words.catch_email(), help: None, error: error("email") }
                        .line(&Line { kind: "email", keyboard: Some("email"), ..Line::text("email", &catch.email) }))
                }
            }
            (parts::choices(words.catch_channel(), "channel", &channels))
            div.acting {
                (parts::button("primary wide", Some(Icon::Hand), words.catch_save()))
                p.small { (words.catch_says()) }
            }
        }
    };
    let unsaved = catch.error.is_some() || catch.notice.is_some();
    Page { shape: "narrow", unsaved, ..Page::new(words.nav_new(), Place::New, body) }.framed(viewer)
}

//! The customer: beside the conversation what one must know now, on their own page all there is.

use axum::{extract::Path, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{No, Reachable, Rights, Thing};
use valta_domain::{
    CaseId, CustomerId, Money, Refusal, Timestamp, contact::Channel, customer::IdentityKind,
    promise::Standing,
};
use valta_policy::Action;
use valta_store::{
    Fault, Scope, Tx,
    views::{
        self,
        arrangement::ArrangementLine,
        case::{CaseFilter, CaseLine},
        credit::EntryLine,
        customer::IdentityLine,
        promise::PromiseLine,
        remedy::RemedyLine,
    },
};

use crate::{
    arrangement, case,
    form::{Sent, command},
    icon::{Icon, icon},
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Choice, Field, Line, Told, Tone},
    refusal,
    remedy::Way,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// Cases and remedies that stand beside a conversation, and on the customer's own page.
const MOST_BESIDE: usize = 6;
const MOST: usize = 100;

pub(crate) struct Card {
    id: CustomerId,
    name: String,
    since: Timestamp,
    identities: Vec<IdentityLine>,
    arrangements: Vec<ArrangementLine>,
    remedies: Vec<RemedyLine>,
    /// What they have to spend, and on their own page what changed it.
    credit: Vec<Money>,
    entries: Vec<EntryLine>,
    cases: Vec<CaseLine>,
    promises: Vec<PromiseLine>,
}

/// The customer as these eyes may see them; beside a case, that case is not one of the others.
pub(crate) fn load(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: CustomerId,
    beside: Option<CaseId>,
) -> Result<Option<Card>, Fault> {
    let Some(card) = views::customer::card(tx, id)? else { return Ok(None) };
    let most = if beside.is_some() { MOST_BESIDE } else { MOST };
    let filter = CaseFilter { customer: Some(id), but: beside, limit: most, ..CaseFilter::default() };
    let cases = views::case::list(tx, scope, &filter)?;
    // What was given is told within the cases that it was given in.
    let (remedies, credit) = match scope {
        Scope::All => (views::remedy::of_customer(tx, id, most)?, views::credit::balances(tx, id)?),
        Scope::Own(_) => (Vec::new(), Vec::new()),
    };
    let entries = match (scope, beside) {
        (Scope::All, None) => views::credit::entries(tx, id, None, MOST)?,
        (Scope::All, Some(_)) | (Scope::Own(_), _) => Vec::new(),
    };
    let mut promises = Vec::new();
    if beside.is_none() {
        for case in cases.iter().filter(|case| case.promise_due.is_some()) {
            let open = views::promise::of_case(tx, case.id, MOST)?;
            promises.extend(open.into_iter().filter(views::promise::PromiseLine::is_open));
        }
    }
    let arrangements = views::arrangement::of_customer(tx, id)?;
    let name = card.name.unwrap_or_default();
    let (since, identities) = (card.since, card.identities);
    Ok(Some(Card { id, name, since, identities, arrangements, remedies, credit, entries, cases, promises }))
}

pub(crate) async fn get(visit: Visit, Path(id): Path<CustomerId>) -> Result<Response, Trouble> {
    show(&visit, id, Adding::default(), StatusCode::OK).await
}

pub(crate) async fn show(
    visit: &Visit,
    id: CustomerId,
    adding: Adding,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, found) = visit
        .look(move |tx, by| {
            if !desk.sees(tx, by, Action::SeeCustomer, Thing::Customer(id))? {
                return Ok(None);
            }
            let card = load(tx, by.scope, id, None)?;
            let rights = desk.rights(tx, by, Thing::Customer(id))?;
            Ok(card.map(|card| (card, rights)))
        })
        .await?;
    let (card, rights) = found.ok_or(Trouble::Missing)?;
    Ok(answer(status, page(&viewer, &card, &rights, &adding)))
}

/// One more way to reach the customer, or what they can count on, as it was typed.
#[derive(Default)]
pub(crate) struct Adding {
    pub(crate) command: Option<String>,
    pub(crate) kind: String,
    pub(crate) address: String,
    pub(crate) error: Option<String>,
    pub(crate) arrangement: String,
    pub(crate) arrangement_error: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reach {
    command: String,
    kind: String,
    address: String,
}

pub(crate) async fn post_identity(
    visit: Visit,
    Path(id): Path<CustomerId>,
    sent: Sent<Reach>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let kind = match form.kind.as_str() {
        "email" => IdentityKind::Email,
        "phone" => IdentityKind::Phone,
        _ => return Err(Trouble::Unreadable),
    };
    let reachable = Reachable { kind, address: form.address.clone(), verified: false };
    match visit.desk().add_identity(visit.by(), Some(key), id, reachable).await {
        Ok(_) => Ok(go(&format!("/customers/{id}"))),
        Err(No::Refusal(no @ (Refusal::NotFound | Refusal::NotYours))) => Err(No::Refusal(no).into()),
        Err(No::Refusal(no)) => {
            let viewer = visit.viewer();
            let error = match (&no, kind) {
                (Refusal::Unusable(_), IdentityKind::Phone) => viewer.words.no_phone().to_owned(),
                _ => refusal::line(&viewer, &no),
            };
            let adding = Adding {
                command: (no != Refusal::KeyReused).then_some(form.command),
                kind: form.kind,
                address: form.address,
                error: Some(error),
                ..Adding::default()
            };
            show(&visit, id, adding, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(no) => Err(no.into()),
    }
}

/// The card as it stands beside the conversation.
pub(crate) fn aside(viewer: &Viewer, case: &str, rights: &Rights, card: Option<&Card>) -> Markup {
    let words = viewer.words;
    html! {
        aside.who-side data-live="customer" aria-label=(words.customer_title()) {
            @match card {
                None => p.small { (words.customer_unknown()) },
                Some(card) => {
                    p.card-head {
                        (parts::avatar(&card.name))
                        span.card-name {
                            strong { a href={ "/customers/" (card.id) } { (card.name) } }
                            span.small { (since(viewer, card)) }
                        }
                    }
                    (arrangement::beside(words, case, rights, &card.arrangements))
                    details.card-fold {
                        summary { (words.customer_more()) }
                        div.card-body {
                            (identities(words, card))
                            (credit(viewer, card))
                            (remedies(viewer, card))
                            (cases(viewer, &card.cases, words.customer_other_cases(), words.customer_no_others()))
                            p { a href={ "/customers/" (card.id) } { (words.customer_everything()) } }
                        }
                    }
                }
            }
        }
    }
}

fn since(viewer: &Viewer, card: &Card) -> String {
    viewer.words.customer_since(viewer.words.date(viewer.wall(card.since).date()))
}

fn page(viewer: &Viewer, card: &Card, rights: &Rights, adding: &Adding) -> Markup {
    let words = viewer.words;
    let new = format!("/cases/new?customer={}", card.id);
    let body = html! {
        div.person-head {
            (parts::avatar(&card.name))
            div { h1 { (card.name) } p.small { (since(viewer, card)) } }
            (parts::link_button("primary", &new, Some(Icon::Add), words.nav_new()))
        }
        div.person data-live="customer" {
            div.person-main {
                (cases(viewer, &card.cases, words.customer_cases(), words.customer_no_cases()))
                (remedies(viewer, card))
            }
            div.person-side {
                (arrangement::kept(viewer, card.id, rights, &card.arrangements, adding))
                (identities(words, card))
                @if rights.may(Action::AddIdentity) { (reach(words, card, adding)) }
                (credit(viewer, card))
                (promises(viewer, card))
            }
        }
    };
    Page {
        shape: "wide",
        live: Some("/live".to_owned()),
        unsaved: adding.error.is_some() || adding.arrangement_error.is_some(),
        saved: None::<Saved<'_>>,
        ..Page::new(&card.name, Place::Elsewhere, body)
    }
    .framed(viewer)
}

const fn channel_of(kind: IdentityKind) -> Option<Channel> {
    match kind {
        IdentityKind::Email => Some(Channel::Email),
        IdentityKind::Phone => Some(Channel::Phone),
        IdentityKind::Payment => None,
    }
}

fn identities(words: Words, card: &Card) -> Markup {
    html! {
        section.card-part {
            h3 { (words.customer_identities()) }
            @if card.identities.is_empty() { p.small { (words.customer_no_identities()) } }
            ul.identities {
                @for identity in &card.identities {
                    li {
                        (icon(channel_of(identity.kind).map_or(Icon::Letter, Icon::of)))
                        span.identity { (identity.address.as_deref().unwrap_or_default()) }
                        @if identity.verified {
                            span.verified { (icon(Icon::Check)) (words.customer_verified()) }
                        }
                    }
                }
            }
        }
    }
}

fn reach(words: Words, card: &Card, adding: &Adding) -> Markup {
    let kinds = [
        Choice {
            value: "email",
            label: words.channel_email(),
            icon: Some(Icon::Mail),
            chosen: adding.kind != "phone",
        },
        Choice {
            value: "phone",
            label: words.channel_phone(),
            icon: Some(Icon::Phone),
            chosen: adding.kind == "phone",
        },
    ];
    html! {
        details.about open[adding.error.is_some()] {
            summary { (words.customer_reach()) }
            form.panel id="reach" action={ "/customers/" (card.id) "/identities" } method="post" data-draft {
                (parts::form_id(&adding.command.clone().unwrap_or_else(command)))
                (parts::choices(words.customer_reach_by(), "kind", &kinds))
                (Field { id: "address", label: words.customer_address(), help: None, error: adding.error.as_deref() }
                    .line(&Line { required: true, ..Line::text("address", &adding.address) }))
                (parts::button("", None, words.customer_reach_add()))
            }
        }
    }
}

fn promises(viewer: &Viewer, card: &Card) -> Markup {
    let words = viewer.words;
    html! {
        section.card-part {
            h3 { (words.customer_promises()) }
            @if card.promises.is_empty() { p.small { (words.customer_no_promises()) } }
            ul.plain-list {
                @for promise in &card.promises {
                    @let late = Standing::of(promise.due, promise.kept_at, viewer.now) == Standing::Broken;
                    li.promise {
                        p { (promise.what.as_deref().unwrap_or_default()) }
                        p.small {
                            (promise.by.1) ", "
                            span.late[late] {
                                @if late { (words.customer_promise_late()) " " }
                                (parts::time(viewer, promise.due, Told::Due))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn remedies(viewer: &Viewer, card: &Card) -> Markup {
    let words = viewer.words;
    html! {
        section.card-part {
            h3 { (words.customer_remedies()) }
            @if card.remedies.is_empty() { p.small { (words.customer_no_remedies()) } }
            ul.rows {
                @for remedy in &card.remedies {
                    @let way = Way::of(remedy);
                    li {
                        span { (parts::kind_name(words, remedy.kind)) @if let Some(amount) = remedy.amount { " " (parts::money(words, amount)) } }
                        span.small { (parts::time(viewer, remedy.at, Told::Ago)) }
                        @if way != Way::Done { (parts::remedy_chip(words, way)) }
                    }
                }
            }
        }
    }
}

/// What the customer has to spend in the house, and what changed it. Nobody who never had any has a part for it.
fn credit(viewer: &Viewer, card: &Card) -> Markup {
    let words = viewer.words;
    if card.credit.is_empty() && card.entries.is_empty() {
        return html! {};
    }
    html! {
        section.card-part {
            h3 { (words.credit_title()) }
            @if card.credit.is_empty() { p.small { (words.credit_none()) } }
            @for balance in &card.credit { p.balance { (parts::money(words, *balance)) } }
            ul.rows {
                @for entry in &card.entries {
                    @let what = match (entry.spending, entry.change.minor < 0) {
                        (Some(_), _) => words.credit_spent(),
                        (None, true) => words.credit_taken_back(),
                        (None, false) => words.credit_added(),
                    };
                    li {
                        span { (parts::money(words, entry.change)) " " (what) }
                        @if let Some(reference) = &entry.reference { span.small { (reference) } }
                        span.small { (parts::time(viewer, entry.at, Told::Ago)) }
                    }
                }
            }
        }
    }
}

fn cases(viewer: &Viewer, cases: &[CaseLine], heading: &str, none: &str) -> Markup {
    let words = viewer.words;
    html! {
        section.card-part {
            h3 { (heading) }
            @if cases.is_empty() { p.small { (none) } }
            ul.rows {
                @for line in cases {
                    li {
                        a href={ "/cases/" (line.number) } { (case::subject(words, line)) }
                        span.small { (parts::time(viewer, line.touched_at, Told::Ago)) }
                        @if line.merged_into.is_some() { (parts::chip(Tone::Plain, None, words.state_merged())) }
                        @else { (parts::state_chip(words, line.state)) }
                    }
                }
            }
        }
    }
}

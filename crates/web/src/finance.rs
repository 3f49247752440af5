//! What waits to be paid, for people of finance: each payment is taken, paid or not paid, and said so; and what went
//! wrong on its way out, so that somebody sees it.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{Again, By, Confirm, Desk, Key, No};
use valta_domain::{AgentId, BatchId, Refusal, RemedyId, iban, payment::State, refusal::Field as Of};
use valta_policy::{Action, Relation};
use valta_store::{
    Fault, Tx,
    views::{
        self,
        house::Disabled,
        payment::{BatchLine, PayLine},
    },
};

use crate::{
    form::{Sent, command},
    icon::{Icon, icon},
    layout::{self, Page, Place, Saved, answer, go},
    parts::{self, Field, Line, Told, Tone},
    refusal, remedy,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// Payments of each kind that are shown; the longest waiting first.
const MOST: usize = 100;
const MOST_FILES: usize = 10;

struct Finance {
    disabled: Vec<Disabled>,
    troubled: Vec<PayLine>,
    waiting: Vec<PayLine>,
    in_hand: Vec<PayLine>,
    files: Vec<BatchLine>,
    /// The house's own account is known, so that a file for the bank can be made.
    debtor: bool,
    /// What this person gave, somebody else settles.
    me: AgentId,
    settles: bool,
    settles_own: bool,
}

impl Finance {
    fn may_settle(&self, line: &PayLine) -> bool {
        if line.giver.0 == self.me { self.settles_own } else { self.settles }
    }
}

/// What was typed about one payment, and why it was not taken.
#[derive(Default)]
struct Draft {
    remedy: Option<RemedyId>,
    text: String,
    error: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    did: Option<String>,
    saved: Option<String>,
}

fn load(tx: &mut Tx<'_>, desk: &Desk, by: By) -> Result<Finance, Fault> {
    let may = |relation| desk.may(by, Action::ConfirmPayment, relation);
    Ok(Finance {
        disabled: views::house::disabled(tx)?,
        troubled: views::payment::troubled(tx, MOST)?,
        waiting: views::payment::waiting(tx, MOST)?,
        in_hand: views::payment::in_hand(tx, MOST)?,
        files: views::payment::batches(tx, MOST_FILES)?,
        debtor: desk.settings().payments.debtor.is_some(),
        me: by.agent,
        settles: may(Relation::None),
        settles_own: may(Relation::Giver),
    })
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let says = asked.did.as_deref().and_then(|did| did_says(visit.words(), did));
    let saved = asked.saved.as_deref().zip(says).map(|(command, says)| Saved { command, says });
    show(&visit, &Draft::default(), saved, StatusCode::OK).await
}

async fn show(
    visit: &Visit,
    draft: &Draft,
    saved: Option<Saved<'_>>,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, finance) = visit.look(move |tx, by| load(tx, &desk, by)).await?;
    Ok(answer(status, page(&viewer, &finance, draft, saved)))
}

fn did_says(words: Words, did: &str) -> Option<&'static str> {
    Some(match did {
        "take" => words.did_pay_take(),
        "paid" => words.did_pay_paid(),
        "unpaid" => words.did_pay_unpaid(),
        "again" => words.did_pay_again(),
        "file" => words.did_pay_file(),
        "enable" => words.did_pay_enable(),
        _ => return None,
    })
}

fn done(did: &str, command: &str) -> Response {
    go(&format!("/finance?did={did}&saved={command}"))
}

// The acts.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plain {
    command: String,
}

pub(crate) async fn take(
    visit: Visit,
    Path(id): Path<RemedyId>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    visit.desk().take_payment(visit.by(), Some(sent.key(&sent.form.command)?), id).await?;
    Ok(done("take", &sent.form.command))
}

pub(crate) async fn again(
    visit: Visit,
    Path(id): Path<RemedyId>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    visit.desk().retry_payment(visit.by(), Some(sent.key(&sent.form.command)?), id).await?;
    Ok(done("again", &sent.form.command))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paid {
    command: String,
    #[serde(default)]
    reference: String,
}

pub(crate) async fn paid(
    visit: Visit,
    Path(id): Path<RemedyId>,
    sent: Sent<Paid>,
) -> Result<Response, Trouble> {
    let confirm = Confirm::Executed { reference: Some(sent.form.reference.clone()) };
    visit.desk().confirm(visit.by(), Some(sent.key(&sent.form.command)?), id, confirm).await?;
    Ok(done("paid", &sent.form.command))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unpaid {
    command: String,
    reason: String,
}

/// Whoever returns a payment says why: its case's owner must know what to tell the customer.
pub(crate) async fn unpaid(
    visit: Visit,
    Path(id): Path<RemedyId>,
    sent: Sent<Unpaid>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let returned = match form.reason.trim() {
        "" => Err(Refusal::Empty(Of::Reason).into()),
        reason => {
            let confirm = Confirm::Failed { reason: Some(reason.to_owned()) };
            visit.desk().confirm(visit.by(), Some(key), id, confirm).await
        }
    };
    match returned {
        Ok(()) => Ok(done("unpaid", &form.command)),
        Err(No::Refusal(no @ (Refusal::Empty(_) | Refusal::TooLong(_)))) => {
            let error = Some(refusal::line(&visit.viewer(), &no));
            let draft = Draft { remedy: Some(id), text: form.reason, error };
            show(&visit, &draft, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(no) => Err(no.into()),
    }
}

/// Those that are ticked: each field but the form's own is a payment's id.
pub(crate) async fn export(visit: Visit, sent: Sent<BTreeMap<String, String>>) -> Result<Response, Trouble> {
    let command = sent.form.get("command").cloned().ok_or(Trouble::Unreadable)?;
    let key = sent.key(&command)?;
    let items = sent.form.keys().filter(|name| *name != "command");
    let items: Vec<RemedyId> =
        items.map(|name| name.parse().map_err(|_| Trouble::Unreadable)).collect::<Result<_, _>>()?;
    make_file(&visit, key, items, Again::No, &command).await
}

/// One that stood in a file before, into a new one: somebody has made sure.
pub(crate) async fn new_file(
    visit: Visit,
    Path(id): Path<RemedyId>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    make_file(&visit, key, vec![id], Again::Meant, &sent.form.command).await
}

async fn make_file(
    visit: &Visit,
    key: Key,
    items: Vec<RemedyId>,
    again: Again,
    command: &str,
) -> Result<Response, Trouble> {
    visit.desk().export_payments(visit.by(), Some(key), items, again).await?;
    Ok(done("file", command))
}

pub(crate) async fn file(visit: Visit, Path(batch): Path<BatchId>) -> Result<Response, Trouble> {
    Ok(layout::download(visit.desk().bank_file(visit.by(), batch).await?))
}

pub(crate) async fn table(visit: Visit) -> Result<Response, Trouble> {
    Ok(layout::download(visit.desk().finance_table(visit.by()).await?))
}

pub(crate) async fn enable(
    visit: Visit,
    Path(name): Path<String>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    visit.desk().enable_connector(visit.by(), Some(sent.key(&sent.form.command)?), name).await?;
    Ok(done("enable", &sent.form.command))
}

// The page.

fn page(viewer: &Viewer, finance: &Finance, draft: &Draft, saved: Option<Saved<'_>>) -> Markup {
    let words = viewer.words;
    let nothing = finance.troubled.is_empty() && finance.waiting.is_empty() && finance.in_hand.is_empty();
    let body = html! {
        h1 { (words.nav_finance()) }
        p.lead { (words.finance_lead()) }
        div.pay-page data-live="finance" {
            @for connector in &finance.disabled { (switched_off(viewer, finance, connector)) }
            (tools(viewer, finance, nothing))
            @if nothing { (parts::empty(words.finance_nothing(), words.finance_nothing_says())) }
            (section(viewer, "trouble", &words.finance_trouble(many(&finance.troubled)), finance, &finance.troubled, &|line| {
                trouble_acts(viewer, line, draft)
            }))
            (section(viewer, "waiting", &words.finance_waiting(many(&finance.waiting)), finance, &finance.waiting, &|line| {
                waiting_acts(viewer, finance, line, draft)
            }))
            (section(viewer, "in-hand", &words.finance_in_hand(many(&finance.in_hand)), finance, &finance.in_hand, &|line| {
                in_hand_acts(viewer, finance, line, draft)
            }))
        }
    };
    Page {
        shape: "list",
        live: Some("/live".to_owned()),
        here: draft.error.is_some().then(|| "/finance".to_owned()),
        unsaved: draft.error.is_some(),
        saved,
        ..Page::new(words.nav_finance(), Place::Finance, body)
    }
    .framed(viewer)
}

/// A count that stops where the list does.
fn many(lines: &[PayLine]) -> String {
    if lines.len() == MOST { format!("{MOST}+") } else { lines.len().to_string() }
}

fn switched_off(viewer: &Viewer, finance: &Finance, connector: &Disabled) -> Markup {
    let words = viewer.words;
    parts::notice(
        Tone::Stop,
        &words.finance_gone(connector.name.as_str()),
        &html! {
            p { (words.finance_gone_says(viewer.moment(connector.at))) }
            @if finance.settles {
                form action={ "/finance/connectors/" (connector.name) "/enable" } method="post" {
                    (parts::form_id(&command()))
                    (parts::button("small", None, words.finance_enable()))
                }
            }
        },
    )
}

fn section(
    viewer: &Viewer,
    id: &str,
    heading: &str,
    finance: &Finance,
    lines: &[PayLine],
    acts: &dyn Fn(&PayLine) -> Markup,
) -> Markup {
    let words = viewer.words;
    html! {
        @if !lines.is_empty() {
            section aria-labelledby=(id) {
                h2 id=(id) { (heading) }
                @if id == "trouble" { p.small { (words.finance_trouble_says()) } }
                ol.pays {
                    @for line in lines {
                        @let own = html! { @if line.giver.0 == finance.me { p.small { (words.finance_own()) } } };
                        (pay(viewer, line, &if finance.may_settle(line) { acts(line) } else { own }))
                    }
                }
                @if lines.len() == MOST { p.small { (words.finance_more(MOST)) } }
            }
        }
    }
}

fn pay(viewer: &Viewer, line: &PayLine, acts: &Markup) -> Markup {
    let words = viewer.words;
    let payment = &line.payment;
    html! {
        li.pay id={ "p" (line.remedy) } {
            div.pay-what {
                p.pay-amount {
                    @if let Some(amount) = line.amount { (parts::money(words, amount)) " " }
                    span.pay-kind { (parts::kind_name(words, line.kind)) }
                }
                p.pay-who {
                    @match &line.customer {
                        Some((id, name)) => a href={ "/customers/" (id) } { (name) },
                        None => (words.customer_nameless()),
                    }
                    a.pay-case href={ "/cases/" (line.number) } { (words.finance_case(line.number)) }
                }
                @match &line.account {
                    Some(account) => p.pay-account { (iban::in_fours(account)) },
                    None => p.small { (words.finance_no_account()) },
                }
                @if let Some(why) = &line.why { p.pay-why { (why) } }
                p.small { (words.finance_given_by(line.giver.1.as_str(), viewer.moment(line.given_at))) }
                @if let Some(because) = because(words, line) { p.pay-because { (icon(Icon::Alert)) (because) } }
                @if payment.reversal_asked { p.pay-because { (icon(Icon::Alert)) (words.finance_asked_back()) } }
            }
            div.pay-side {
                p.chips {
                    @match payment.state {
                        State::Failed => (parts::chip(Tone::Stop, None, words.remedy_failed())),
                        State::Uncertain => (parts::chip(Tone::Care, None, words.remedy_uncertain())),
                        State::Granted | State::Sent | State::Executed | State::Reversed => {
                            @if let Some((_, name)) = &line.taken_by {
                                (parts::chip(Tone::Plain, Some(Icon::Person), &words.finance_taken_by(name.as_str())))
                            }
                        }
                    }
                    @if payment.batch.is_some() && payment.state == State::Sent {
                        (parts::chip(Tone::Plain, Some(Icon::Letter), words.finance_in_file()))
                    }
                    @if payment.reversal_asked { (parts::chip(Tone::Care, None, words.remedy_asked_back())) }
                    span.small { (parts::time(viewer, payment.at, Told::Ago)) }
                }
                div.pay-acts { (acts) }
            }
        }
    }
}

/// Why it was not paid, in the receiver's words or in ours.
fn because(words: Words, line: &PayLine) -> Option<String> {
    if !matches!(line.payment.state, State::Failed | State::Uncertain) {
        return None;
    }
    let ours = line.payment.because.map(|because| remedy::failed_because(words, because));
    let theirs = line.payment.reason.as_deref();
    match (ours, theirs) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (Some(ours), Some(theirs)) => Some(format!("{ours} {theirs}")),
    }
}

fn trouble_acts(viewer: &Viewer, line: &PayLine, draft: &Draft) -> Markup {
    let words = viewer.words;
    let uncertain = line.payment.state == State::Uncertain;
    html! {
        (plain(line, "again", "", None, words.finance_again()))
        @if uncertain {
            p.small { (words.finance_again_says()) }
            (paid_form(viewer, line))
            (unpaid_form(viewer, line, draft))
        }
    }
}

fn waiting_acts(viewer: &Viewer, finance: &Finance, line: &PayLine, draft: &Draft) -> Markup {
    html! {
        @if can_export(finance, line) { (pick(viewer, line)) }
        (plain(line, "take", "primary", Some(Icon::Hand), viewer.words.finance_take()))
        (unpaid_form(viewer, line, draft))
    }
}

fn in_hand_acts(viewer: &Viewer, finance: &Finance, line: &PayLine, draft: &Draft) -> Markup {
    let words = viewer.words;
    html! {
        @if can_export(finance, line) && line.payment.batch.is_none() { (pick(viewer, line)) }
        (paid_form(viewer, line))
        (unpaid_form(viewer, line, draft))
        @if can_export(finance, line) && line.payment.batch.is_some() {
            details.about.contact-more {
                summary { (words.finance_new_file()) }
                p.small { (words.finance_new_file_says()) }
                (plain(line, "file", "", None, words.finance_new_file()))
            }
        }
    }
}

fn can_export(finance: &Finance, line: &PayLine) -> bool {
    finance.debtor
        && finance.may_settle(line)
        && line.amount.is_some()
        && line.account.as_deref().and_then(iban::read).is_some()
        && !line.payment.reversal_asked
}

/// Into the file with the others that are ticked; one form for all of them stands below.
fn pick(viewer: &Viewer, line: &PayLine) -> Markup {
    let words = viewer.words;
    let id = format!("pick-{}", line.remedy);
    let amount = line.amount.map(|amount| words.money(amount)).unwrap_or_default();
    let name = line.customer.as_ref().map_or("", |(_, name)| name.as_str());
    html! {
        label.pick for=(id) {
            input type="checkbox" id=(id) name=(line.remedy) value="on" form="export" checked;
            span aria-hidden="true" { (words.finance_export()) }
            span.heard { (words.finance_pick(amount, name)) }
        }
    }
}

fn plain(line: &PayLine, act: &str, class: &str, picture: Option<Icon>, label: &str) -> Markup {
    html! {
        form action={ "/finance/" (line.remedy) "/" (act) } method="post" {
            (parts::form_id(&command()))
            (parts::button(&format!("small {class}"), picture, label))
        }
    }
}

fn paid_form(viewer: &Viewer, line: &PayLine) -> Markup {
    let words = viewer.words;
    let id = format!("reference-{}", line.remedy);
    html! {
        details {
            summary.button.small.primary { (icon(Icon::Check)) (words.finance_paid()) }
            form.panel action={ "/finance/" (line.remedy) "/paid" } method="post" {
                (parts::form_id(&command()))
                (Field { id: &id, label: words.finance_reference(), help: None, error: None }.line(&Line::text("reference", "")))
                (parts::button("primary", Some(Icon::Check), words.finance_paid_now()))
            }
        }
    }
}

fn unpaid_form(viewer: &Viewer, line: &PayLine, draft: &Draft) -> Markup {
    let words = viewer.words;
    let id = format!("reason-{}", line.remedy);
    let mine = draft.remedy == Some(line.remedy);
    let (text, error) = if mine { (draft.text.as_str(), draft.error.as_deref()) } else { ("", None) };
    html! {
        details open[mine] {
            summary.button.small.quiet { (words.finance_unpaid()) }
            form.panel action={ "/finance/" (line.remedy) "/unpaid" } method="post" {
                (parts::form_id(&command()))
                (Field { id: &id, label: words.finance_unpaid_why(), help: Some(words.finance_unpaid_says()), error }
                    .line(&Line { required: true, ..Line::text("reason", text) }))
                (parts::button("", None, words.finance_unpaid_now()))
            }
        }
    }
}

/// A file for the bank of those that are ticked, the table, and the files that were made.
fn tools(viewer: &Viewer, finance: &Finance, nothing: bool) -> Markup {
    let words = viewer.words;
    let any = finance.waiting.iter().chain(&finance.in_hand);
    let can = any.filter(|line| can_export(finance, line)).any(|line| line.payment.batch.is_none());
    html! {
        @if !nothing || !finance.files.is_empty() {
            div.pay-tools {
                @if can {
                    form id="export" action="/finance/export" method="post" {
                        (parts::form_id(&command()))
                        (parts::button("small", Some(Icon::Letter), words.finance_export_now()))
                    }
                }
                @if !nothing {
                    a.button.small.quiet href="/finance/payments.csv" download { (words.finance_table()) }
                }
                @if can { p.small { (words.finance_export_says()) } }
                @else if !finance.debtor { p.small { (words.finance_export_off()) } }
                @if !finance.files.is_empty() {
                    details.about {
                        summary { (words.finance_files()) }
                        ul.rows {
                            @for file in &finance.files {
                                li {
                                    a href={ "/finance/files/" (file.id) } download { (viewer.moment(file.at)) }
                                    span { (words.finance_file(file.count)) }
                                    span.small { (file.by) }
                                }
                            }
                        }
                        p.small { (words.finance_files_says()) }
                    }
                }
            }
        }
    }
}

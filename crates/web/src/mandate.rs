//! Mandates: who may give what, in words that everybody here can read; and for leads the form, the look ahead before
//! anything is saved, and the end of one.

mod ahead;
mod condition;
mod form;
mod said;
mod typed;

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{By, Desk, No, Remarks, SetMandate};
use valta_domain::{
    MandateId, Refusal,
    mandate::{Holder, Terms, remark::Remark},
    refusal::Field as Of,
};
use valta_policy::{Action, Relation};
use valta_store::{
    Fault,
    views::{
        self,
        mandate::{Change, MandateLine},
    },
};

use self::{
    ahead::Looked,
    form::Form,
    said::{House, Quiet},
    typed::{Errors, Typed, refused},
};
use crate::{
    form::{Sent, command},
    icon::Icon,
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Tone},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// So many changes of one mandate are told, the last ones.
const MOST_CHANGES: usize = 50;

#[derive(Deserialize)]
pub(crate) struct Asked {
    did: Option<String>,
    saved: Option<String>,
}

impl Asked {
    fn saved(&self, words: Words) -> Option<Saved<'_>> {
        let says = match self.did.as_deref()? {
            "set" => words.did_mandate_set(),
            "ended" => words.did_mandate_ended(),
            _ => return None,
        };
        Some(Saved { command: self.saved.as_deref()?, says })
    }
}

fn sets(desk: &Desk, by: By) -> bool {
    desk.may(by, Action::SetMandate, Relation::None)
}

// The list.

struct Listed {
    house: House,
    remarks: Remarks,
    sets: bool,
}

pub(crate) async fn get(visit: Visit) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, listed) = visit
        .look(move |tx, by| {
            let house = House::load(tx)?;
            let sets = sets(&desk, by);
            // What is missing and what overlaps is for those who can do something about it.
            let remarks = if sets { desk.remarks(tx)? } else { Remarks::default() };
            Ok(Listed { house, remarks, sets })
        })
        .await?;
    Ok(answer(StatusCode::OK, list(&viewer, &listed)))
}

fn list(viewer: &Viewer, listed: &Listed) -> Markup {
    let words = viewer.words;
    let lines = &listed.house.lines;
    let of = |holds: fn(Holder) -> bool| -> Vec<&MandateLine> {
        lines.iter().filter(|line| holds(line.mandate.terms.holder)).collect()
    };
    let groups = [
        ("everyone", words.mandate_who_everyone(), of(|holder| holder == Holder::Everyone)),
        ("roles", words.mandates_roles(), of(|holder| matches!(holder, Holder::Role(_)))),
        ("teams", words.mandates_teams(), of(|holder| matches!(holder, Holder::Team(_)))),
        ("people", words.mandates_people(), of(|holder| matches!(holder, Holder::Agent(_)))),
    ];
    let body = html! {
        div.list-head {
            h1 { (words.nav_mandates()) }
            @if listed.sets { (parts::link_button("primary", "/mandates/new", Some(Icon::Add), words.mandates_new())) }
        }
        p.lead { (words.mandates_lead()) }
        details.about { summary { (words.mandates_how()) } p { (words.mandates_how_says()) } }
        div data-live="mandates" {
            (said::remarks(viewer, &listed.house, None, &listed.remarks.together, Quiet::Folded))
            @if lines.is_empty() { (parts::empty(words.mandates_empty(), words.mandates_empty_says())) }
            @for (id, heading, lines) in &groups {
                @if !lines.is_empty() {
                    section.mandates-of aria-labelledby=(id) {
                        h2 id=(id) { (heading) }
                        ol.mandates { @for line in lines { (card(viewer, listed, line)) } }
                    }
                }
            }
        }
    };
    Page {
        shape: "narrow",
        live: Some("/live".to_owned()),
        ..Page::new(words.nav_mandates(), Place::Mandates, body)
    }
    .framed(viewer)
}

fn card(viewer: &Viewer, listed: &Listed, line: &MandateLine) -> Markup {
    let words = viewer.words;
    let at = format!("/mandates/{}", line.mandate.id);
    let remarks = listed.remarks.each.get(&line.mandate.id).map_or(&[][..], Vec::as_slice);
    html! {
        li.sheet {
            @if let Some(chip) = said::standing(viewer, line) { p { (chip) } }
            (said::terms(viewer, &listed.house, &line.mandate.terms))
            (said::remarks(viewer, &listed.house, Some(&line.mandate.terms), remarks, Quiet::Folded))
            div.mandate-foot {
                (said::set_by(viewer, line.set_by.as_ref(), line.set_at, line.reason.as_deref()))
                div.mandate-acts {
                    @if listed.sets { (parts::link_button("small", &format!("{at}/change"), None, words.mandate_change())) }
                    (parts::link_button("quiet small", &at, None, words.mandate_more()))
                }
            }
        }
    }
}

// One of them.

struct Told {
    house: House,
    line: MandateLine,
    changes: Vec<Change>,
    remarks: Vec<Remark>,
    sets: bool,
}

pub(crate) async fn one(
    visit: Visit,
    Path(id): Path<MandateId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, told) = visit
        .look(move |tx, by| {
            let Some(line) = views::mandate::one(tx, id)? else { return Ok(None) };
            let sets = sets(&desk, by);
            let mut remarks = Vec::new();
            if sets && line.stands {
                remarks = desk.remarks(tx)?.each.remove(&id).unwrap_or_default();
            }
            // One more, which the last of those that are told is compared with.
            let changes = views::mandate::history(tx, id, MOST_CHANGES + 1)?;
            Ok(Some(Told { house: House::load(tx)?, line, changes, remarks, sets }))
        })
        .await?;
    let told = told.ok_or(Trouble::Missing)?;
    Ok(answer(StatusCode::OK, told_page(&viewer, &told, asked.saved(viewer.words))))
}

fn told_page(viewer: &Viewer, told: &Told, saved: Option<Saved<'_>>) -> Markup {
    let words = viewer.words;
    let terms = &told.line.mandate.terms;
    let at = format!("/mandates/{}", told.line.mandate.id);
    let title = crate::ledger::holder_name(words, terms.holder, &told.house.names);
    let holding = told.house.holding(terms.holder);
    let body = html! {
        p.back { a href="/mandates" { "← " (words.mandates_all()) } }
        h1 { (title) }
        section.sheet {
            @if let Some(chip) = said::standing(viewer, &told.line) { p { (chip) } }
            (said::terms(viewer, &told.house, terms))
            p.small { (words.mandate_ahead_people(holding.len(), said::names(words, &holding))) }
            (said::remarks(viewer, &told.house, Some(terms), &told.remarks, Quiet::Folded))
            @if told.sets && told.line.stands {
                div.mandate-acts {
                    (parts::link_button("primary", &format!("{at}/change"), None, words.mandate_change()))
                    (parts::link_button("", &format!("{at}/end"), None, words.mandate_end()))
                }
            }
        }
        section.mandate-history aria-labelledby="history" {
            h2 id="history" { (words.mandate_history()) }
            ol.versions {
                @for (at, change) in told.changes.iter().enumerate().take(MOST_CHANGES) {
                    (version(viewer, &told.house, change, told.changes.get(at + 1)))
                }
            }
        }
    };
    Page { shape: "narrow", saved, ..Page::new(&title, Place::Mandates, body) }.framed(viewer)
}

fn version(viewer: &Viewer, house: &House, change: &Change, before: Option<&Change>) -> Markup {
    let words = viewer.words;
    let before = before.and_then(|before| before.terms.as_ref());
    html! {
        li.version {
            h3 { (words.mandate_version(change.version)) }
            (said::set_by(viewer, change.by.as_ref(), change.at, change.reason.as_deref()))
            @match (&change.terms, before) {
                (None, _) => p { (words.mandate_ended_here()) },
                (Some(terms), None) => {
                    p { (words.mandate_first()) }
                    (said::terms(viewer, house, terms))
                },
                (Some(terms), Some(before)) => {
                    @match said::changes(viewer, house, [before, terms], [words.mandate_table_before(), words.mandate_table_after()]) {
                        Some(table) => (table),
                        None => p { (words.mandate_same()) },
                    }
                },
            }
        }
    }
}

// The form.

pub(crate) async fn new(visit: Visit) -> Result<Response, Trouble> {
    filled(&visit, None, Typed::fresh(command()), Errors::new(), None).await
}

pub(crate) async fn change(visit: Visit, Path(id): Path<MandateId>) -> Result<Response, Trouble> {
    let line = found(&visit, id).await?;
    let typed = Typed::of(&visit.viewer(), &line.mandate.terms, line.mandate.version, command());
    filled(&visit, Some(id), typed, Errors::new(), None).await
}

/// One that stands.
async fn found(visit: &Visit, id: MandateId) -> Result<MandateLine, Trouble> {
    let found = visit.desk().reader().look(move |tx| views::mandate::one(tx, id)).await?;
    found.filter(|line| line.stands).ok_or(Trouble::Missing)
}

/// Somebody else set or ended it meanwhile: how it stands now, and what this person wants.
struct Met {
    line: MandateLine,
    wanted: Option<Terms>,
}

async fn filled(
    visit: &Visit,
    id: Option<MandateId>,
    typed: Typed,
    errors: Errors,
    met: Option<Met>,
) -> Result<Response, Trouble> {
    let (viewer, house) = visit.look(|tx, _| House::load(tx)).await?;
    let status = match (&met, errors.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let words = viewer.words;
    // One that was ended stays so: what was typed can become a new one.
    let id = id.filter(|_| met.as_ref().is_none_or(|met| met.line.stands));
    let (title, to, here) = match id {
        None => (words.mandate_form_new(), "/mandates".to_owned(), "/mandates/new".to_owned()),
        Some(id) => {
            (words.mandate_form_change(), format!("/mandates/{id}"), format!("/mandates/{id}/change"))
        }
    };
    let form = Form { viewer: &viewer, house: &house, typed: &typed, errors: &errors };
    let body = html! {
        p.back { a href="/mandates" { "← " (words.mandates_all()) } }
        h1 { (title) }
        @if let Some(met) = &met { (both(&viewer, &house, met)) }
        @if !errors.is_empty() { (parts::notice(Tone::Stop, words.no_mandate_fields(), &html! {})) }
        (form.markup(&to))
    };
    let answered = status != StatusCode::OK;
    let page = Page {
        shape: "narrow",
        unsaved: answered,
        here: answered.then_some(here),
        ..Page::new(title, Place::Mandates, body)
    };
    Ok(answer(status, page.framed(&viewer)))
}

fn both(viewer: &Viewer, house: &House, met: &Met) -> Markup {
    let words = viewer.words;
    let (what, next) = if met.line.stands {
        (words.no_mandate_stale(), words.no_mandate_stale_says())
    } else {
        (words.no_mandate_gone(), words.no_mandate_gone_says())
    };
    let now = &met.line.mandate.terms;
    let differ = met.wanted.as_ref().and_then(|wanted| {
        said::changes(viewer, house, [now, wanted], [words.mandate_table_now(), words.mandate_table_yours()])
    });
    html! {
        (parts::notice(Tone::Care, what, &html! { p { (next) } }))
        section.sheet.met aria-labelledby="met" {
            h2 id="met" { (words.mandate_ahead_was()) }
            (said::terms(viewer, house, now))
            (said::set_by(viewer, met.line.set_by.as_ref(), met.line.set_at, met.line.reason.as_deref()))
            @if let Some(table) = differ { (table) }
        }
    }
}

// The acts.

pub(crate) async fn add(visit: Visit, sent: Sent<BTreeMap<String, String>>) -> Result<Response, Trouble> {
    act(&visit, None, sent).await
}

pub(crate) async fn set(
    visit: Visit,
    Path(id): Path<MandateId>,
    sent: Sent<BTreeMap<String, String>>,
) -> Result<Response, Trouble> {
    act(&visit, Some(id), sent).await
}

async fn act(
    visit: &Visit,
    id: Option<MandateId>,
    sent: Sent<BTreeMap<String, String>>,
) -> Result<Response, Trouble> {
    let mut typed = Typed::sent(sent.form.clone())?;
    let key = sent.key(typed.get("command"))?;
    let viewer = visit.viewer();
    let terms = match (typed.get("do"), typed.read(&viewer)) {
        ("edit", _) => return filled(visit, id, typed, Errors::new(), None).await,
        (_, Err(errors)) => return filled(visit, id, typed, errors, None).await,
        (_, Ok(terms)) => terms,
    };
    // Without the version that was seen, nothing would tell two leads from one.
    if id.is_some() != typed.seen().is_some() {
        return Err(Trouble::Unreadable);
    }
    let refusal = match typed.get("do") {
        "save" => {
            let reason = typed.get("reason").to_owned();
            let set = SetMandate { id, seen: typed.seen(), terms: terms.clone(), reason };
            match visit.desk().set_mandate(visit.by(), Some(key), set).await {
                Ok(id) => {
                    return Ok(go(&format!("/mandates/{id}?did=set&saved={}", typed.get("command"))));
                }
                Err(No::Refusal(refusal)) => refusal,
                Err(no) => return Err(no.into()),
            }
        }
        "look" => match ahead::look(visit, id, typed.seen(), Some(terms.clone())).await? {
            Ok((viewer, looked)) => {
                let page = ahead::before_saving(&viewer, &looked, &terms, id, &typed, None);
                return Ok(answer(StatusCode::OK, page));
            }
            Err(refusal) => refusal,
        },
        _ => return Err(Trouble::Unreadable),
    };
    match (&refusal, id) {
        (Refusal::Stale { .. } | Refusal::NotFound, Some(id)) => {
            let line = visit.desk().reader().look(move |tx| views::mandate::one(tx, id)).await?;
            let line = line.ok_or(Trouble::Missing)?;
            if line.stands {
                typed.set("seen", line.mandate.version.to_string());
            } else {
                typed.forget("seen");
            }
            filled(visit, Some(id), typed, Errors::new(), Some(Met { line, wanted: Some(terms) })).await
        }
        (refusal @ (Refusal::Empty(Of::Reason) | Refusal::TooLong(Of::Reason)), _) => {
            let says = refused(&viewer, &terms, refusal).unwrap_or_default().remove("reason");
            let (viewer, looked) =
                ahead::look(visit, id, typed.seen(), Some(terms.clone())).await?.map_err(No::Refusal)?;
            let page = ahead::before_saving(&viewer, &looked, &terms, id, &typed, says.as_deref());
            Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        _ => match refused(&viewer, &terms, &refusal) {
            Some(errors) => filled(visit, id, typed, errors, None).await,
            None => Err(Trouble::Refused(refusal)),
        },
    }
}

// The end of one.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    command: String,
    seen: i64,
    reason: String,
}

pub(crate) async fn ending(visit: Visit, Path(id): Path<MandateId>) -> Result<Response, Trouble> {
    let line = found(&visit, id).await?;
    let ending = Ending { command: command(), seen: line.mandate.version.into(), reason: String::new() };
    end_page(&visit, &line, &ending, None, StatusCode::OK).await
}

async fn end_page(
    visit: &Visit,
    line: &MandateLine,
    ending: &Ending,
    error: Option<&str>,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let (viewer, looked): (Viewer, Looked) =
        ahead::look(visit, Some(line.mandate.id), Some(ending.seen), None).await?.map_err(No::Refusal)?;
    Ok(answer(status, ahead::before_ending(&viewer, &looked, line, ending, error)))
}

pub(crate) async fn end(
    visit: Visit,
    Path(id): Path<MandateId>,
    sent: Sent<Ending>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let reason = form.reason.clone();
    let ended = visit.desk().revoke_mandate(visit.by(), Some(key), id, Some(form.seen), reason).await;
    let refusal = match ended {
        Ok(()) => return Ok(go(&format!("/mandates/{id}?did=ended&saved={}", form.command))),
        Err(No::Refusal(refusal)) => refusal,
        Err(no) => return Err(no.into()),
    };
    let viewer = visit.viewer();
    let words = viewer.words;
    match refusal {
        Refusal::Stale { .. } => {
            // What it says now is on the page; whoever still wants to end it, ends that.
            let line = found(&visit, id).await?;
            let ending = Ending { seen: line.mandate.version.into(), ..form };
            let says = format!("{}. {}", words.no_mandate_stale(), words.no_mandate_stale_says());
            end_page(&visit, &line, &ending, Some(&says), StatusCode::CONFLICT).await
        }
        Refusal::Empty(Of::Reason) => {
            let line = found(&visit, id).await?;
            end_page(&visit, &line, &form, Some(words.no_mandate_why()), StatusCode::UNPROCESSABLE_ENTITY)
                .await
        }
        Refusal::TooLong(Of::Reason) => {
            let line = found(&visit, id).await?;
            let says = refusal::line(&viewer, &refusal);
            end_page(&visit, &line, &form, Some(&says), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        refusal => Err(No::Refusal(refusal).into()),
    }
}

/// A refusal is an answer here; a fault is not.
fn refusable<T>(answer: Result<T, No>) -> Result<Result<T, Refusal>, Fault> {
    match answer {
        Ok(it) => Ok(Ok(it)),
        Err(No::Refusal(refusal)) => Ok(Err(refusal)),
        Err(No::Fault(fault)) => Err(fault),
    }
}

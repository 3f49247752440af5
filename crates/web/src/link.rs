//! The links by which customers look at a case, for the agents who keep them: until when each works, one for paper, and
//! an end to any.

use axum::{extract::Path, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};
use valta_desk::No;
use valta_domain::{CaseId, LinkId};
use valta_policy::Action;
use valta_store::views::{self, link::LinkLine};

use crate::{
    act::{Acts, Draft},
    case,
    form::{Sent, command},
    icon::Icon,
    layout::{Page, Place, answer, go},
    parts,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::{Lang, Words},
};

/// Around a code stays white what scanners need, in modules.
const QUIET: i32 = 4;

/// A link, and until when it works; none for one that has run out.
pub(crate) struct Known {
    line: LinkLine,
    until: Option<valta_domain::Timestamp>,
    /// It was made in a case that was put into this one.
    elsewhere: bool,
}

impl Known {
    pub(crate) fn of(desk: &valta_desk::Desk, line: LinkLine, case: CaseId) -> Known {
        let until = desk.link_stands(&line).then(|| desk.link_until(&line));
        Known { elsewhere: line.case != case, line, until }
    }
}

pub(crate) fn panel(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    html! {
        div.panel {
            p.help { (words.link_says()) }
            @if acts.links.is_empty() { p.small { (words.link_none()) } }
            ul.to-keep aria-label=(words.link_act()) {
                @for known in &acts.links {
                    li.to-keep-one {
                        p.to-keep-what { span { (known.line.address.as_deref().unwrap_or(words.link_paper())) } }
                        p.small {
                            @match (known.line.revoked_at, known.until) {
                                (Some(at), _) => (words.link_closed(viewer.moment(at))),
                                (None, Some(until)) if known.line.to.is_none() => (words.link_until_paper(viewer.moment(until))),
                                (None, Some(until)) => (words.link_until(viewer.moment(until))),
                                (None, None) if known.line.to.is_none() => (words.link_over_paper()),
                                (None, None) => (words.link_over()),
                            }
                        }
                        @if known.until.is_some() {
                            div.to-keep-acts {
                                @if known.line.to.is_none() && !known.elsewhere { (parts::link_button("small", &format!("{case}/paper"), None, words.link_show())) }
                                form action={ (case) "/links/" (known.line.id) "/close" } method="post" {
                                    (parts::form_id(&command()))
                                    (parts::button("small", None, words.link_close()))
                                }
                            }
                        }
                    }
                }
            }
            form.acting action={ (case) "/links" } method="post" {
                (parts::form_id(&command()))
                (parts::button("wide", Some(Icon::Letter), words.link_make()))
            }
        }
    }
}

pub(crate) async fn make(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<case::Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    match visit.desk().make_link(visit.by(), Some(key), id).await {
        Ok(()) => Ok(go(&format!("/cases/{number}/paper"))),
        Err(No::Refusal(no)) => case::refused(&visit, number, Draft::default(), &no).await,
        Err(no) => Err(no.into()),
    }
}

pub(crate) async fn close(
    visit: Visit,
    Path((number, link)): Path<(i64, LinkId)>,
    sent: Sent<case::Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    visit.desk().revoke_link(visit.by(), Some(key), link).await?;
    Ok(case::done(number, "link-closed", &sent.form.command))
}

/// The code to print: whoever holds the letter opens the page with it.
pub(crate) async fn paper(visit: Visit, Path(number): Path<i64>) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, found) = visit
        .look(move |tx, by| {
            let Some(line) = case::numbered(tx, &desk, by, Action::KeepLinks, number)? else {
                return Ok(None);
            };
            let Some(link) = views::link::standing(tx, line.id, None)? else { return Ok(None) };
            desk.link_address(tx, link)
        })
        .await?;
    let address = found.ok_or(Trouble::Missing)?;
    let secret = address.rsplit('/').next().unwrap_or_default().to_owned();
    let matter = visit.desk().follow(secret).await?;
    let theirs = Lang::from_tag(&matter.language).map_or(viewer.words, Words::of);
    Ok(answer(StatusCode::OK, sheet(&viewer, number, &address, theirs)))
}

fn sheet(viewer: &Viewer, number: i64, address: &str, theirs: Words) -> Markup {
    let words = viewer.words;
    let body = html! {
        p.back.not-printed { a href={ "/cases/" (number) } { "← #" (number) } }
        h1.not-printed { (words.link_paper_title()) }
        p.lead.not-printed { (words.link_paper_says()) }
        section.sheet.paper lang=(theirs.lang().code()) {
            (code(address, theirs.link_scan()))
            p { strong { (theirs.link_scan()) } }
            p.paper-address { (address) }
            p.small { "#" (number) }
        }
    };
    Page { shape: "narrow", ..Page::new(words.link_paper_title(), Place::Elsewhere, body) }.framed(viewer)
}

/// The address as a code for cameras, drawn as one path.
fn code(address: &str, says: &str) -> Markup {
    use std::fmt::Write as _;
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Medium) else { return html! {} };
    let size = code.size() + 2 * QUIET;
    let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let path = dark.filter(|(x, y)| code.get_module(*x, *y)).fold(String::new(), |mut path, (x, y)| {
        let _ = write!(path, "M{},{}h1v1h-1z", x + QUIET, y + QUIET);
        path
    });
    html! {
        svg.code viewBox={ "0 0 " (size) " " (size) } role="img" aria-label=(says) shape-rendering="crispEdges" {
            rect width="100%" height="100%" fill="#ffffff" {}
            path d=(path) fill="#000000" {}
        }
    }
}

#[cfg(test)]
mod tests;

//! Who knows: a few colleagues, each with why and whether they can be met now; where a question is put, ticking one of
//! them is all it takes.

use axum::{extract::Path, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use valta_desk::MayKnow;
use valta_policy::Action;

use crate::{
    act::Draft,
    case, consultation,
    form::Sent,
    icon::Icon,
    parts::{self, Field, Line, Tone},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
};

/// Why they may know, in words: how often and when, and which of it can be looked at.
pub(crate) fn why(viewer: &Viewer, knows: &MayKnow) -> Markup {
    let words = viewer.words;
    let mut says: Vec<String> = Vec::new();
    if knows.solved > 0 {
        says.push(words.knows_solved(knows.solved));
    }
    if knows.answered > 0 {
        says.push(words.knows_answered(knows.answered));
    }
    if let Some(last) = knows.last {
        says.push(words.knows_last(viewer.moment(last)));
    }
    if !knows.skills.is_empty() {
        says.push(words.knows_skills(knows.skills.join(", ")));
    }
    if says.is_empty() {
        says.push(words.knows_before().to_owned());
    }
    html! {
        span.knows-why {
            (says.join(", "))
            @for (_, number) in &knows.cases { " " a href={ "/cases/" (number) } { "#" (number) } }
        }
    }
}

/// Name, whether there, and why.
pub(crate) fn person(viewer: &Viewer, knows: &MayKnow) -> Markup {
    let words = viewer.words;
    html! {
        span.knows-who {
            strong { (knows.who.name) }
            @if let Some(team) = &knows.who.team { span.small { (team) } }
            @if knows.who.there { (parts::chip(Tone::Good, Some(Icon::Check), words.knows_here())) }
        }
        @if let Some(instead) = &knows.who.instead {
            span.small { (words.handover_to_instead(knows.who.name.as_str(), instead.as_str())) }
        }
    }
}

/// Boxes to ask them by, before all others.
pub(crate) fn picks(viewer: &Viewer, found: &[MayKnow], draft: &Draft) -> Markup {
    let words = viewer.words;
    html! {
        @if !found.is_empty() {
            div.picks.knows role="group" aria-label=(words.knows_title()) {
                h3 { (words.knows_title()) }
                @for knows in found {
                    @let name = format!("agent:{}", knows.who.agent);
                    @let id = format!("knows-{}", knows.who.agent);
                    div.pick {
                        input type="checkbox" id=(id) name=(name) checked[draft.picked.contains(&name)] aria-describedby={ (id) "-why" };
                        div {
                            label for=(id) { (person(viewer, knows)) }
                            p.small id={ (id) "-why" } { (why(viewer, knows)) }
                        }
                    }
                }
            }
        }
    }
}

/// A place to ask who knows, and who does: for whoever has no matter to ask it in.
pub(crate) fn field(viewer: &Viewer, about: &str, found: &[MayKnow]) -> Markup {
    let words = viewer.words;
    html! {
        form.panel.knows-about role="search" action="/people#knows" method="get" {
            (Field { id: "about", label: words.knows_about(), help: Some(words.knows_about_help()), error: None }
                .line(&Line { required: true, ..Line::text("about", about) }))
            div.acting { (parts::button("", None, words.knows_about_look())) }
        }
        @if !about.trim().is_empty() {
            section.knows-found aria-labelledby="knows" {
                h2 id="knows" { (words.knows_title()) }
                @if found.is_empty() { p role="status" { (words.knows_none()) } }
                @else {
                    ul.people {
                        @for knows in found {
                            li.colleague.knows-one {
                                (parts::avatar(&knows.who.name))
                                div.colleague-who { (person(viewer, knows)) p.small { (why(viewer, knows)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Looks again, by what was written: nobody is asked by it, and nothing of it is lost.
pub(crate) fn again(viewer: &Viewer, case: &str, looked: bool, nobody: bool) -> Markup {
    let words = viewer.words;
    html! {
        div.acting {
            button.button.small type="submit" formaction={ (case) "/who-knows" } formnovalidate { (words.knows_look()) }
            @if looked && nobody { p.small role="status" { (words.knows_nobody()) } }
        }
    }
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let draft = consultation::typed(sent.form)?;
    // What may be asked of this matter is asked of it alone.
    case::id_of(&visit, Action::Consult, number).await?;
    case::as_typed(&visit, number, StatusCode::OK, Draft { looked: true, ..draft }).await
}

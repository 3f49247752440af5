//! When it does not go as asked: what happened, what is safe, and what to do next.

use maud::{Markup, html};

use crate::{
    icon::Icon,
    layout::{Page, Place},
    parts,
    viewer::Viewer,
};

/// Not there, or not for this person: both look the same.
pub fn not_found(viewer: &Viewer) -> Markup {
    let words = viewer.words;
    trouble(
        viewer,
        words.missing_title(),
        words.missing_safe(),
        &html! {
            (parts::link_button("primary", "/", None, words.nav_mine()))
            (parts::link_button("", "/cases", None, words.nav_all()))
        },
        None,
    )
}

/// The business says no, with its reason and the ways to yes.
pub fn refused(viewer: &Viewer, because: &str, ways: &[(String, String)]) -> Markup {
    let words = viewer.words;
    let body = html! {
        @for (index, (href, says)) in ways.iter().enumerate() {
            (parts::link_button(if index == 0 { "primary" } else { "" }, href, None, says))
        }
    };
    trouble(viewer, because, words.refused_safe(), &body, None)
}

/// The world or we failed; the reference leads to the one line in the log.
pub fn fault(viewer: &Viewer, again: &str, reference: &str) -> Markup {
    let words = viewer.words;
    trouble(
        viewer,
        words.fault_title(),
        words.fault_safe(),
        &html! {
            (parts::link_button("primary", again, Some(Icon::Reopen), words.fault_again()))
            (parts::link_button("", "/", None, words.nav_mine()))
        },
        Some(reference),
    )
}

fn trouble(viewer: &Viewer, happened: &str, safe: &str, next: &Markup, reference: Option<&str>) -> Markup {
    let words = viewer.words;
    let body = html! {
        div.trouble {
            (crate::icon::mark())
            h1 { (happened) }
            p.lead { (safe) }
            div.trouble-next { (next) }
            @if let Some(reference) = reference { p.small { (words.fault_reference()) " " code { (reference) } } }
        }
    };
    Page { shape: "narrow", unsaved: true, ..Page::new(happened, Place::Elsewhere, body) }.framed(viewer)
}

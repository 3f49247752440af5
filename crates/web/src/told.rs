//! What customers told by their links, for the people who did it.

use axum::{extract::Path, response::Response};
use maud::{Markup, html};
use valta_domain::FileId;
use valta_store::views::told::ToldLine;

use crate::{
    icon::{Icon, face, icon},
    layout, parts,
    shown::mood_says,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
};

/// On the case's page: how it feels, whether it is solved, and what they would tell a friend.
pub(crate) fn banner(viewer: &Viewer, told: &ToldLine) -> Markup {
    let words = viewer.words;
    html! {
        section.told aria-labelledby="told-title" {
            h2.heard id="told-title" { (words.told_title()) }
            div.chips {
                @if let Some((mood, of)) = &told.mood {
                    span.chip.warm { (face(*mood)) (words.told_mood(mood_says(words, *mood))) }
                    (looked_after(viewer, of.as_ref()))
                }
                @if let Some(solved) = told.solved {
                    (parts::chip(if solved { parts::Tone::Good } else { parts::Tone::Care }, None,
                        if solved { words.told_solved() } else { words.told_unsolved() }))
                }
            }
            @if let Some(voice) = &told.voice {
                blockquote { (voice.words) }
                // One name for both, where both are one's.
                @if told.mood.as_ref().is_none_or(|(_, of)| *of != voice.of) { (looked_after(viewer, voice.of.as_ref())) }
            }
        }
    }
}

/// Who had the matter when it was said.
fn looked_after(viewer: &Viewer, name: Option<&String>) -> Markup {
    html! { @if let Some(name) = name { span.small { (viewer.words.told_of(name.as_str())) } } }
}

/// On one's own page: it comes back to the one who did it.
pub(crate) fn yours(viewer: &Viewer, told: &[ToldLine]) -> Markup {
    let words = viewer.words;
    html! {
        @if !told.is_empty() {
            section.told.yours aria-labelledby="told-yours" {
                h2 id="told-yours" { (icon(Icon::Heart)) " " (words.told_yours()) }
                @for one in told {
                    @if let Some(voice) = &one.voice {
                        figure {
                            blockquote { (voice.words) }
                            figcaption.small { a href={ "/cases/" (one.number) } { "#" (one.number) } " " (parts::time(viewer, voice.at, parts::Told::Ago)) }
                        }
                    }
                }
            }
        }
    }
}

/// What a customer added: handed over to be saved, never to be shown by us.
pub(crate) async fn file(visit: Visit, Path(file): Path<FileId>) -> Result<Response, Trouble> {
    Ok(layout::download(visit.desk().sent_file(visit.by(), file).await?))
}

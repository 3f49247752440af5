//! Finding by what a person has in hand: a case's number, an e-mail address, a phone number.

use axum::{extract::Query, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_domain::customer::IdentityKind;
use valta_store::views;

use crate::{
    icon::Icon,
    layout::{Page, Place, answer, go},
    parts,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
};

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let query: String = asked.q.trim().chars().take(254).collect();
    let wanted = query.clone();
    let (viewer, found) = visit
        .look(move |tx, by| {
            if let Ok(number) = wanted.trim_start_matches('#').trim().parse::<i64>()
                && let Some(case) = views::case::numbered(tx, by.scope, number)?
            {
                return Ok(Some(format!("/cases/{}", case.number)));
            }
            for kind in [IdentityKind::Email, IdentityKind::Phone] {
                let Some(normal) = kind.normal(&wanted) else { continue };
                if let Some((customer, _)) = views::customer::by_address(tx, kind, &normal)?
                    && views::customer::seen_by(tx, by.scope, customer)?
                {
                    return Ok(Some(format!("/customers/{customer}")));
                }
            }
            Ok(None)
        })
        .await?;
    match found {
        Some(to) => Ok(go(&to)),
        None => Ok(answer(StatusCode::OK, page(&viewer, &query))),
    }
}

fn page(viewer: &Viewer, query: &str) -> Markup {
    let words = viewer.words;
    let body = html! {
        h1 { (words.nav_search()) }
        @if query.is_empty() {
            (parts::empty(words.find_how(), words.find_how_says()))
        } @else {
            (parts::empty(&words.find_nothing(query), words.find_nothing_says()))
        }
        div.trouble-next.middle {
            (parts::link_button("primary", "/cases/new", Some(Icon::Add), words.nav_new()))
            (parts::link_button("", "/cases", None, words.nav_all()))
        }
    };
    Page { shape: "narrow", query, ..Page::new(words.nav_search(), Place::Elsewhere, body) }.framed(viewer)
}

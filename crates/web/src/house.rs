//! How the mail of the house is: every message that ever came in is accounted for, and what waits to leave.

use axum::{extract::Path, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use valta_store::{
    inbox::{self, Fate, InboxLine},
    mailbox::{self, MailboxLine},
    outbox, views,
};

use crate::{
    layout::{self, Page, Place, answer},
    parts::{self, Told, Tone},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// Unreadable messages that are listed, the last ones.
const MOST: usize = 100;

/// The last messages of a fate, each with the number of its case.
struct Listed {
    fate: Fate,
    lines: Vec<(InboxLine, Option<i64>)>,
}

struct House {
    fates: Vec<(Fate, i64)>,
    /// How each does, and what came from it.
    mailboxes: Vec<(MailboxLine, Vec<(Fate, i64)>)>,
    /// The last ones of the fates that no case shows by itself.
    listed: Vec<Listed>,
    /// Kind, state, how many.
    errands: Vec<(String, String, i64)>,
}

pub(crate) async fn get(visit: Visit) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, house) = visit
        .look(move |tx, _| {
            let fates = inbox::counts(tx)?;
            let mut mailboxes = Vec::new();
            for line in desk.mailboxes(tx)? {
                let fates = mailbox::fates(tx, &line.name)?;
                mailboxes.push((line, fates));
            }
            let mut listed = Vec::new();
            for fate in [Fate::Quarantined, Fate::Repeated, Fate::Echo, Fate::Answer, Fate::Aside] {
                let mut lines = Vec::new();
                for line in inbox::list(tx, fate, MOST)? {
                    let number =
                        line.case.map(|case| views::case::number_of(tx, case)).transpose()?.flatten();
                    lines.push((line, number));
                }
                listed.push(Listed { fate, lines });
            }
            Ok(House { fates, mailboxes, listed, errands: outbox::counts(tx)? })
        })
        .await?;
    Ok(answer(StatusCode::OK, page(&viewer, &house)))
}

/// Every message can be had as it came, also one that no case shows.
pub(crate) async fn raw(visit: Visit, Path(message): Path<uuid::Uuid>) -> Result<Response, Trouble> {
    Ok(layout::download(visit.desk().kept_message(visit.by(), message).await?))
}

fn page(viewer: &Viewer, house: &House) -> Markup {
    let words = viewer.words;
    let all: i64 = house.fates.iter().map(|(_, count)| count).sum();
    let body = html! {
        h1 { (words.mail_title()) }
        p.lead { (words.mail_lead()) }
        section.sheet aria-labelledby="came-in" data-live="came-in" {
            h2 id="came-in" { (words.mail_in(all)) }
            dl.sums {
                @for (fate, count) in &house.fates { div { dt { (fate_name(words, *fate)) } dd { (count) } } }
            }
        }
        @if !house.mailboxes.is_empty() {
            section.sheet aria-labelledby="mailboxes" data-live="mailboxes" {
                h2 id="mailboxes" { (words.mailbox_title()) }
                @for (line, fates) in &house.mailboxes { (in_mailbox(viewer, line, fates)) }
            }
        }
        section.sheet aria-labelledby="going-out" data-live="going-out" {
            h2 id="going-out" { (words.mail_out()) }
            @if house.errands.is_empty() { p.small { (words.mail_out_none()) } }
            dl.sums {
                @for (kind, state, count) in &house.errands {
                    div { dt { (words.errand_kind(kind.as_str())) ": " (words.errand_state(state.as_str())) } dd { (count) } }
                }
            }
        }
        @for Listed { fate, lines } in &house.listed {
            section.sheet aria-labelledby=(fate.code()) data-live=(fate.code()) {
                h2 id=(fate.code()) { (fate_name(words, *fate)) }
                @if lines.is_empty() { p.small { (words.mail_unreadable_none()) } }
                ul.rows {
                    @for (line, number) in lines {
                        li {
                            @if let Some(number) = number { a href={ "/cases/" (number) } { "#" (number) } }
                            a href={ "/settings/mail/" (line.id) "/raw" } { (words.talk_raw()) }
                            @if let Some(reason) = &line.reason { span { (reason) } }
                            span.small { (line.source) ", " (parts::time(viewer, line.arrived_at, Told::Ago)) }
                        }
                    }
                }
            }
        }
    };
    Page {
        shape: "narrow",
        live: Some("/live".to_owned()),
        ..Page::new(words.mail_title(), Place::Mail, body)
    }
    .framed(viewer)
}

fn in_mailbox(viewer: &Viewer, line: &MailboxLine, fates: &[(Fate, i64)]) -> Markup {
    let words = viewer.words;
    html! {
        h3 { (line.name) }
        @if let Some(trouble) = &line.trouble {
            (parts::notice(Tone::Care, words.mailbox_trouble(trouble.as_str()).as_str(), &html! {
                p { (words.mailbox_trouble_says()) }
                p.small {
                    @if let Some(since) = line.trouble_since {
                        (words.mailbox_trouble_since()) " " (parts::time(viewer, since, Told::Ago)) ". "
                    }
                    @if let Some(said) = line.trouble_words.as_ref().filter(|said| !said.is_empty()) {
                        (words.mailbox_said(said.as_str()))
                    }
                }
            }))
        }
        p.small {
            @match line.looked_at {
                Some(at) => { (words.mailbox_looked()) " " (parts::time(viewer, at, Told::Ago)) ". " }
                None => { (words.mailbox_never()) " " }
            }
            @if line.waiting > 0 {
                (words.mailbox_waiting(line.waiting))
                @if let Some(since) = line.waiting_since {
                    " " (words.mailbox_oldest()) " " (parts::time(viewer, since, Told::Ago)) "."
                }
            } @else if line.looked_at.is_some() && line.left.is_empty() { (words.mailbox_empty()) }
        }
        @for left in &line.left {
            p {
                (words.mailbox_left(left.reason.as_str(), left.many, parts::size(words, left.largest)))
                @if let Some(since) = left.since {
                    " " (words.mailbox_oldest()) " " (parts::time(viewer, since, Told::Ago)) "."
                }
            }
        }
        @if !fates.is_empty() { dl.sums {
            div { dt { (words.mailbox_came()) } dd { (fates.iter().map(|(_, count)| count).sum::<i64>()) } }
            @for (fate, count) in fates { div { dt { (fate_name(words, *fate)) } dd { (count) } } }
        } }
    }
}

fn fate_name(words: Words, fate: Fate) -> &'static str {
    match fate {
        Fate::Waiting => words.fate_waiting(),
        Fate::Filed => words.fate_filed(),
        Fate::Quarantined => words.fate_quarantined(),
        Fate::Repeated => words.fate_repeated(),
        Fate::Echo => words.fate_echo(),
        Fate::Answer => words.fate_answer(),
        Fate::Aside => words.fate_aside(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use valta_store::outbox::Kind;

    use crate::words::{Lang, Words};

    #[test]
    fn each_kind_of_errand_has_a_word_of_its_own() {
        for lang in Lang::ALL {
            let said = Kind::ALL.map(|kind| Words::of(lang).errand_kind(kind.code()));
            assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), Kind::ALL.len(), "{said:?}");
        }
    }
}

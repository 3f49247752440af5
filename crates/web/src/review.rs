//! Looking back, one remedy at a time: what was given and why, the case beside it, and three answers. Nothing is taken
//! back by them; whoever gave it reads them.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{GiveReview, No, UnderReview};
use valta_domain::{
    Money, Refusal, RemedyId,
    contact::Direction,
    review::{Because, Judgement},
};
use valta_policy::{Action, Relation};
use valta_store::views::{
    self,
    contact::ContactLine,
    review::{ReviewRow, Said},
};

use crate::{
    ask,
    form::{Sent, command},
    icon::{Icon, icon},
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Field, Told, Tone},
    refusal, remedy,
    trouble::Trouble,
    viewer::Viewer,
    visit::{MOST_COUNTED, Visit},
    words::Words,
};

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The one that was left for later.
    after: Option<RemedyId>,
    did: Option<String>,
    saved: Option<String>,
    /// What was answered last, so that a slip can be put right.
    said: Option<RemedyId>,
}

/// What was typed, and why it was not taken.
#[derive(Default)]
struct Draft {
    word: String,
    error: Option<String>,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let after = asked.after;
    let (viewer, (next, left)) = visit
        .look(move |tx, by| {
            let next = desk.next_to_review(tx, by, after)?;
            Ok((next, views::review::count_due(tx, by.agent, MOST_COUNTED)?))
        })
        .await?;
    let words = viewer.words;
    let saved = asked.did.as_deref().filter(|did| *did == "review").and(asked.saved.as_deref());
    let saved = saved.map(|command| Saved { command, says: words.did_reviewed() });
    let body = html! {
        h1 { (words.review_title()) }
        @if let Some(said) = asked.said.filter(|_| saved.is_some()) {
            p.small { a href={ "/reviews/" (said) } { (words.review_correct()) } }
        }
        @match &next {
            Some(under) => {
                p.lead { (words.review_lead()) }
                div.review-left {
                    p { (words.review_left(left)) }
                    (parts::link_button("quiet", "/trust", None, words.trust_title()))
                }
                (one(&viewer, under, &Draft::default(), true))
            }
            None if left > 0 => {
                div.empty {
                    (crate::icon::mark())
                    p.empty-heading { (words.review_skipped()) }
                    p { (words.review_skipped_says(left)) }
                    (parts::link_button("", "/reviews", None, words.review_again()))
                }
            }
            None => {
                (parts::empty(words.review_done(), words.review_done_says()))
                p.review-onward { (parts::link_button("quiet", "/trust", None, words.trust_title())) }
            }
        }
    };
    let page = Page { shape: "list", saved, ..Page::new(words.nav_reviews(), Place::Reviews, body) };
    Ok(answer(StatusCode::OK, page.framed(&viewer)))
}

/// One by its address, reviewed or not.
pub(crate) async fn one_get(visit: Visit, Path(id): Path<RemedyId>) -> Result<Response, Trouble> {
    show(&visit, id, Draft::default(), StatusCode::OK).await
}

async fn show(visit: &Visit, id: RemedyId, draft: Draft, status: StatusCode) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, found) = visit.look(move |tx, by| desk.to_review(tx, by, id)).await?;
    let under = found.ok_or(Trouble::Missing)?;
    let words = viewer.words;
    let body = html! {
        p.back { a href="/reviews" { (words.review_back()) } }
        h1 { (words.review_title()) }
        @if let Some(error) = &draft.error { (parts::notice(Tone::Care, error, &html! {})) }
        (one(&viewer, &under, &draft, false))
    };
    let page = Page {
        shape: "list",
        here: draft.error.is_some().then(|| format!("/reviews/{id}")),
        unsaved: draft.error.is_some(),
        ..Page::new(words.nav_reviews(), Place::Reviews, body)
    };
    Ok(answer(status, page.framed(&viewer)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    command: String,
    judgement: String,
    #[serde(default)]
    word: String,
}

pub(crate) async fn post(
    visit: Visit,
    Path(id): Path<RemedyId>,
    sent: Sent<Answer>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let judgement = Judgement::from_code(&form.judgement).ok_or(Trouble::Unreadable)?;
    let give = GiveReview { remedy: id, judgement, word: form.word.clone() };
    match visit.desk().review(visit.by(), Some(key), give).await {
        Ok(()) => Ok(go(&format!("/reviews?did=review&saved={}&said={id}", form.command))),
        Err(No::Refusal(no)) if no != Refusal::NotFound && visit.may(Action::SeeReviews) => {
            let error = Some(refusal::line(&visit.viewer(), &no));
            show(&visit, id, Draft { word: form.word.clone(), error }, refusal::status(&no)).await
        }
        Err(no) => Err(no.into()),
    }
}

fn one(viewer: &Viewer, under: &UnderReview, draft: &Draft, skips: bool) -> Markup {
    html! {
        div.review {
            (given(viewer, under))
            (beside(viewer, under))
            (answers(viewer, under, draft, skips))
        }
    }
}

/// What was given, on what word, in which room, and why it is looked at.
fn given(viewer: &Viewer, under: &UnderReview) -> Markup {
    let words = viewer.words;
    let remedy = &under.given.remedy;
    let room = under.weighed.as_ref().and_then(|weighed| {
        let decision = &weighed.decision;
        let amount = weighed.inputs.situation.amount?;
        let reach =
            |minor: i64| (minor < Money::MOST).then(|| words.money(Money::new(minor, amount.currency)));
        Some((reach(decision.room.least())?, reach(decision.stretch_room.least())?))
    });
    html! {
        section.sheet.review-given aria-labelledby="given" {
            div.ask-head {
                (parts::avatar(&remedy.agent.1))
                div {
                    h2.ask-who id="given" { (words.review_given(remedy.agent.1.as_str())) }
                    p.small { (parts::moment(viewer, remedy.at)) }
                }
            }
            p.ask-what { (ask::what(words, remedy.kind, remedy.amount)) }
            @match &remedy.reason {
                Some(reason) => blockquote.said { (reason) },
                None => p.small { (words.review_no_reason()) },
            }
            @if let Some((_, signer)) = &remedy.signed_by { p { (icon(Icon::People)) " " (words.talk_signed(signer.as_str())) } }
            @if remedy.reversed_at.is_some() { p.small { (words.review_taken_back()) } }
            div.review-why {
                h3 { (words.review_because()) }
                ul { @for because in &under.row.because { li { (because_says(words, *because)) } } }
                @if under.row.because.is_empty() { p { (words.review_because_none()) } }
            }
            @if let Some((within, stretch)) = room {
                p.small { (words.review_room(within, stretch)) }
            }
            @if let Some(costs) = under.costs { (remedy::cost_rows(words, costs)) }
        }
    }
}

/// The case: how it began, and the way to all of it.
fn beside(viewer: &Viewer, under: &UnderReview) -> Markup {
    let words = viewer.words;
    let customer = under.given.customer.as_ref().map_or(words.ask_nobody_known(), |(_, name)| name.as_str());
    html! {
        section.sheet.review-case aria-labelledby="case" {
            div {
                h2 id="case" { (under.subject.as_deref().unwrap_or(words.talk_no_text())) }
                p.small { (customer) }
            }
            @if under.contacts.is_empty() { p.small { (words.review_no_contacts()) } }
            ol.review-talk { @for contact in &under.contacts { li { (contact_says(viewer, contact)) } } }
            p { a href={ "/cases/" (under.given.number) } { (words.review_whole_case(under.given.number)) } }
        }
    }
}

fn contact_says(viewer: &Viewer, contact: &ContactLine) -> Markup {
    let words = viewer.words;
    let agent = contact.agent.as_ref().map(|(_, name)| name.as_str());
    let name = match contact.direction {
        Direction::In => contact.name.as_deref().or(contact.address.as_deref()).or(agent),
        Direction::Out => agent,
    };
    html! {
        p.who { strong { (name.unwrap_or(words.by_house())) } (parts::channel(words, contact.channel)) (parts::time(viewer, contact.at, Told::Ago)) }
        p.said { (contact.text.as_deref().unwrap_or(words.talk_no_text())) }
    }
}

/// The three answers as large buttons, with a word if one likes.
fn answers(viewer: &Viewer, under: &UnderReview, draft: &Draft, skips: bool) -> Markup {
    let words = viewer.words;
    let giver = under.given.remedy.agent.1.as_str();
    let id = under.row.remedy;
    html! {
        section.sheet.review-answer aria-labelledby="answer" {
            h2 id="answer" { (words.review_question()) }
            @if let Some(said) = &under.row.said { (said_says(viewer, said)) }
            @if under.open {
                form.panel id="review" action={ "/reviews/" (id) } method="post" data-draft {
                    (parts::form_id(&command()))
                    div.judgements {
                        @for (key, judgement) in ["1", "2", "3"].into_iter().zip(Judgement::ALL) {
                            button class={ "judgement " (judgement.code()) } type="submit" name="judgement" value=(judgement.code()) data-key=(key) {
                                span.judgement-name { (judgement_name(words, *judgement)) }
                                span.small { (judgement_says(words, *judgement)) }
                                kbd aria-hidden="true" { (key) }
                            }
                        }
                    }
                    (Field { id: "word", label: &words.review_word(giver), help: Some(words.review_word_help()), error: None }
                        .text("word", &draft.word, 2, false))
                }
            } @else if under.row.said.is_none() {
                p { (words.review_own()) }
            }
            @if skips { p.review-skip { a.button.quiet href={ "/reviews?after=" (id) } data-key="s" { (words.review_skip()) } } }
        }
    }
}

/// What a reviewer said, to those who may read it.
pub(crate) fn said_says(viewer: &Viewer, said: &Said) -> Markup {
    let words = viewer.words;
    let tone = match said.judgement {
        Judgement::Right => Tone::Good,
        Judgement::Understandable => Tone::Plain,
        Judgement::Wrong => Tone::Care,
    };
    html! {
        div.review-said {
            p.chips {
                (parts::chip(tone, None, judgement_name(words, said.judgement)))
                span.small { (said.by.1) ", " (parts::moment(viewer, said.at)) }
            }
            @if let Some(word) = &said.word { blockquote.said { (word) } }
        }
    }
}

pub(crate) fn judgement_name(words: Words, judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Right => words.judgement_right(),
        Judgement::Understandable => words.judgement_understandable(),
        Judgement::Wrong => words.judgement_wrong(),
    }
}

fn judgement_says(words: Words, judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Right => words.judgement_right_says(),
        Judgement::Understandable => words.judgement_understandable_says(),
        Judgement::Wrong => words.judgement_wrong_says(),
    }
}

fn because_says(words: Words, because: Because) -> &'static str {
    match because {
        Because::Stretch => words.because_stretch(),
        Because::Alone => words.because_alone(),
        Because::CoSignUnthought => words.because_co_sign(),
        Because::Random => words.because_random(),
        Because::SamePayee => words.because_same_payee(),
        Because::UnderTheLimit => words.because_under_the_limit(),
        Because::AgainAndAgain => words.because_again_and_again(),
    }
}

impl Visit {
    /// Of nothing in particular.
    fn may(&self, action: Action) -> bool {
        self.desk().may(self.by(), action, Relation::None)
    }
}

/// Of a case, what was said of each remedy.
pub(crate) fn of(rows: &[ReviewRow], remedy: RemedyId) -> Option<Said> {
    rows.iter().find(|row| row.remedy == remedy).and_then(|row| row.said.clone())
}

//! What the reviews say together: of one's own acts, of each mandate with what a person could make of it, and what
//! stands out, as questions. People stand in the order of their names and are never ranked.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{AgentTrust, DeclineProposal, MandateTrust, No, Offer, TakeProposal, Trusts};
use valta_domain::{
    AgentId, Currency, MandateId, Money, Refusal,
    review::{About, Because, Direction},
};
use valta_insight::{
    pattern::{Note, Pattern},
    trust::Trust,
};
use valta_policy::{Action, Relation};
use valta_store::views::{
    self,
    remedy::ListedRemedy,
    review::{QuestionLine, ReviewRow},
};

use crate::{
    ask,
    form::{Sent, command},
    layout::{Page, Place, Saved, answer, go},
    ledger,
    parts::{self, Field, Line, Told, Tone},
    refusal, review,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// What was said of one's own, the last ones.
const MOST_OWN: usize = 30;

struct Seen {
    trusts: Trusts,
    own: Vec<(ReviewRow, Option<ListedRemedy>)>,
    /// May see what is said of everybody's.
    leads: bool,
    sets: bool,
    answers: bool,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    did: Option<String>,
    saved: Option<String>,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let words = visit.words();
    let says = match asked.did.as_deref() {
        Some("set") => Some(words.did_trust_set()),
        Some("left") => Some(words.did_trust_left()),
        Some("well") => Some(words.did_trust_well()),
        _ => None,
    };
    let saved = asked.saved.as_deref().zip(says).map(|(command, says)| Saved { command, says });
    show(&visit, saved, None, StatusCode::OK).await
}

async fn show(
    visit: &Visit,
    saved: Option<Saved<'_>>,
    error: Option<String>,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, seen) = visit
        .look(move |tx, by| {
            let may = |action| desk.may(by, action, Relation::None);
            Ok(Seen {
                trusts: desk.trusts(tx, by)?,
                own: views::review::said_of(tx, by.agent, MOST_OWN)?,
                leads: may(Action::SeeReviews),
                sets: may(Action::SetMandate),
                answers: may(Action::Review),
            })
        })
        .await?;
    Ok(answer(status, page(&viewer, &seen, saved, error.as_deref())))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Take {
    command: String,
    seen: i64,
    amount: String,
    reason: String,
}

pub(crate) async fn take(
    visit: Visit,
    Path(mandate): Path<MandateId>,
    sent: Sent<Take>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let line = visit.desk().reader().look(move |tx| views::mandate::one(tx, mandate)).await?;
    let currency = line.map_or(Currency::EUR, |line| line.mandate.terms.currency);
    let taken = match Money::read(&form.amount, currency) {
        Ok(limit) => {
            let take =
                TakeProposal { mandate, seen: form.seen, limit: limit.minor, reason: form.reason.clone() };
            visit.desk().take_proposal(visit.by(), Some(key), take).await
        }
        Err(no) => Err(Refusal::NotMoney(no).into()),
    };
    told(&visit, taken, "set", &form.command).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Leave {
    command: String,
    seen: i64,
    direction: String,
    reason: String,
}

pub(crate) async fn leave(
    visit: Visit,
    Path(mandate): Path<MandateId>,
    sent: Sent<Leave>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let direction = Direction::from_code(&form.direction).ok_or(Trouble::Unreadable)?;
    let decline = DeclineProposal { mandate, seen: form.seen, direction, reason: form.reason.clone() };
    let left = visit.desk().decline_proposal(visit.by(), Some(key), decline).await;
    told(&visit, left, "left", &form.command).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Well {
    command: String,
    about: String,
    #[serde(default)]
    reason: String,
}

pub(crate) async fn well(visit: Visit, sent: Sent<Well>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let about: About = serde_json::from_str(&form.about).map_err(|_| Trouble::Unreadable)?;
    let said = visit.desk().answer_question(visit.by(), Some(key), about, form.reason.clone()).await;
    told(&visit, said, "well", &form.command).await
}

async fn told(visit: &Visit, done: Result<(), No>, did: &str, command: &str) -> Result<Response, Trouble> {
    match done {
        Ok(()) => Ok(go(&format!("/trust?did={did}&saved={command}"))),
        Err(No::Refusal(no)) if no != Refusal::NotYours => {
            let says = refusal::line(&visit.viewer(), &no);
            show(visit, None, Some(says), refusal::status(&no)).await
        }
        Err(no) => Err(no.into()),
    }
}

fn page(viewer: &Viewer, seen: &Seen, saved: Option<Saved<'_>>, error: Option<&str>) -> Markup {
    let words = viewer.words;
    let trusts = &seen.trusts;
    let body = html! {
        h1 { (words.trust_title()) }
        p.lead { (if seen.leads { words.trust_lead() } else { words.trust_lead_own() }) }
        @if let Some(error) = error { (parts::notice(Tone::Care, error, &html! {})) }
        div.trust-page {
            @if seen.leads {
                (questions(viewer, seen))
                (mandates(viewer, seen))
            }
            (own(viewer, seen))
            @if !trusts.agents.is_empty() { (agents(words, &trusts.agents)) }
            details.about { summary { (words.trust_about()) } p { (words.trust_about_says()) } }
        }
    };
    Page {
        shape: "list",
        saved,
        here: error.map(|_| "/trust".to_owned()),
        unsaved: error.is_some(),
        ..Page::new(words.trust_title(), Place::Trust, body)
    }
    .framed(viewer)
}

// What the reviews say.

#[expect(clippy::cast_possible_truncation, reason = "a share is between 0 and 1")]
fn percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

/// The interval as a bar on the whole from none to all, with its numbers as words.
fn said(words: Words, trust: &Trust) -> Markup {
    let reviews = trust.reviews;
    html! {
        div.trust-said {
            @match trust.interval {
                Some(interval) => {
                    (parts::interval_bar(interval.low, interval.middle, interval.high))
                    p { (words.trust_interval(percent(interval.low), percent(interval.high), reviews.n())) }
                }
                None => p { (words.trust_few(reviews.n())) },
            }
            @if reviews.n() > 0 {
                p.small { (words.trust_counts(reviews.right, reviews.understandable, reviews.wrong)) }
            }
        }
    }
}

fn own(viewer: &Viewer, seen: &Seen) -> Markup {
    let words = viewer.words;
    html! {
        section.sheet aria-labelledby="own" {
            h2 id="own" { (words.trust_own()) }
            (said(words, &seen.trusts.own))
            @if !seen.own.is_empty() {
                ul.own-said {
                    @for (row, listed) in &seen.own {
                        li {
                            @if let Some(listed) = listed {
                                p.own-what {
                                    (ask::what(words, listed.remedy.kind, listed.remedy.amount)) " "
                                    a href={ "/cases/" (listed.number) } { (words.ledger_case(listed.number)) }
                                    " " span.small { (parts::time(viewer, listed.remedy.at, Told::Ago)) }
                                }
                            }
                            @if let Some(said) = &row.said { (review::said_says(viewer, said)) }
                        }
                    }
                }
            }
        }
    }
}

/// In the order of their names, which says nothing.
fn agents(words: Words, agents: &[AgentTrust]) -> Markup {
    html! {
        section.sheet aria-labelledby="agents" {
            div { h2 id="agents" { (words.trust_agents()) } p.small { (words.trust_agents_says()) } }
            ul.trust-rows.measured {
                @for agent in agents {
                    li { h3.trust-name { (parts::avatar(&agent.agent.1)) (agent.agent.1) } (said(words, &agent.trust)) }
                }
            }
        }
    }
}

fn mandates(viewer: &Viewer, seen: &Seen) -> Markup {
    let words = viewer.words;
    html! {
        section.sheet aria-labelledby="mandates" {
            h2 id="mandates" { (words.trust_mandates()) }
            ul.trust-rows.measured { @for mandate in &seen.trusts.mandates { li { (one(viewer, seen, mandate)) } } }
            @if let Some(lot) = seen.trusts.lot {
                p.small { (words.trust_lot(lot.hits, lot.of, percent(lot.low), percent(lot.high))) }
            }
        }
    }
}

fn one(viewer: &Viewer, seen: &Seen, known: &MandateTrust) -> Markup {
    let words = viewer.words;
    let mandate = &known.mandate;
    let kinds: Vec<String> =
        mandate.terms.kinds.iter().map(|kind| parts::kind_name(words, *kind).to_lowercase()).collect();
    let named: Vec<(AgentId, String)> = match (mandate.terms.holder, &known.holder) {
        (valta_domain::mandate::Holder::Agent(agent), Some(name)) => vec![(agent, name.clone())],
        _ => vec![],
    };
    let limit = mandate.terms.per_remedy.or(mandate.terms.per_case);
    html! {
        div {
            h3.trust-name { a href={ "/mandates/" (mandate.id) } { (ledger::holder_name(words, mandate.terms.holder, &named)) } }
            p.small {
                (kinds.join(", "))
                @if let Some(limit) = limit { ": " (words.money(Money::new(limit.within, mandate.terms.currency))) }
            }
        }
        (said(words, &known.trust))
        @if known.earlier > 0 { p.small { (words.trust_earlier(known.earlier)) } }
        @if let Some(offer) = &known.offer {
            (offered(viewer, seen, known, offer))
        } @else if let Some(declined) = &known.declined {
            div.small {
                p { (words.trust_declined(declined.by.as_ref().map_or("", |(_, name)| name.as_str()), viewer.moment(declined.at))) }
                @if let Some(reason) = &declined.reason { blockquote.said { (reason) } }
            }
        }
    }
}

/// Something that a person may do: set the limit, or leave it, each with a reason.
fn offered(viewer: &Viewer, seen: &Seen, known: &MandateTrust, offer: &Offer) -> Markup {
    let words = viewer.words;
    let id = known.mandate.id;
    let share = percent(offer.proposal.quantile);
    let (heading, says) = match offer.proposal.direction {
        Direction::Widen => (words.trust_widen(), words.trust_widen_says(offer.proposal.n, share)),
        Direction::Narrow => (words.trust_narrow(), words.trust_narrow_says(offer.proposal.n, share)),
    };
    let seen_version = html! { input type="hidden" name="seen" value=(known.mandate.version); };
    let field = |part: &str| format!("{part}-{id}");
    html! {
        div.offer {
            p.notice-heading { (heading) }
            p { (says) }
            @if seen.sets {
                div.offer-acts {
                    @if let Some((now, then)) = offer.limit {
                        details {
                            summary.button.small { (words.trust_take(words.money(now), words.money(then))) }
                            form.panel action={ "/trust/" (id) "/take" } method="post" {
                                (parts::form_id(&command()))
                                (seen_version)
                                (Field { id: &field("limit"), label: words.trust_limit(), help: Some(words.trust_limit_help()), error: None }
                                    .line(&Line { keyboard: Some("decimal"), required: true, ..Line::text("amount", &words.money_typed(then)) }))
                                (Field { id: &field("take-why"), label: words.trust_why(), help: None, error: None }.text("reason", "", 2, true))
                                (parts::button("primary", None, words.trust_take_now()))
                            }
                        }
                    }
                    details {
                        summary.button.small.quiet { (words.trust_leave()) }
                        form.panel action={ "/trust/" (id) "/leave" } method="post" {
                            (parts::form_id(&command()))
                            (seen_version)
                            input type="hidden" name="direction" value=(offer.proposal.direction.code());
                            (Field { id: &field("leave-why"), label: words.trust_why(), help: Some(words.trust_leave_says()), error: None }.text("reason", "", 2, true))
                            (parts::button("", None, words.trust_leave_now()))
                        }
                    }
                }
            }
        }
    }
}

// What stands out.

fn questions(viewer: &Viewer, seen: &Seen) -> Markup {
    let words = viewer.words;
    let asked = &seen.trusts.questions;
    html! {
        @if !asked.is_empty() {
            section.sheet aria-labelledby="questions" {
                div { h2 id="questions" { (words.questions_title()) } p.small { (words.questions_lead()) } }
                ul.trust-rows { @for (place, question) in asked.iter().enumerate() { li { (question_says(viewer, seen, place, question)) } } }
            }
        }
    }
}

fn question_says(viewer: &Viewer, seen: &Seen, place: usize, line: &QuestionLine) -> Markup {
    let words = viewer.words;
    let agent = line.agent.as_deref().unwrap_or_default();
    let customer = line.customer.as_deref().unwrap_or(words.ask_nobody_known());
    let asks = match line.about {
        About::SamePayee { .. } => words.question_same_payee(line.count, line.among),
        About::UnderTheLimit { limit, agent: None, .. } => {
            words.question_under_the_limit(line.count, words.money(limit), line.among)
        }
        About::UnderTheLimit { limit, .. } => {
            words.question_under_the_limit_of(agent, line.count, words.money(limit), line.among)
        }
        About::AgainAndAgain { .. } => {
            words.question_again_and_again(agent, customer, line.count, line.among)
        }
    };
    let about = serde_json::to_string(&line.about).unwrap_or_default();
    html! {
        h3.question { (asks) }
        p.small { (words.question_innocent()) }
        ul.notes { @for note in notes(line.about.because()) { li { (note_says(words, *note)) } } }
        details.about {
            summary { (words.question_remedies(line.stood_on)) }
            ol.question-remedies {
                @for (number, remedy) in line.remedies.iter().enumerate() {
                    li { a href={ "/reviews/" (remedy) } { (words.question_remedy(number + 1)) } }
                }
            }
        }
        @if seen.answers && !line.mine {
            details {
                summary.button.small { (words.question_well()) }
                form.panel action="/trust/questions" method="post" {
                    (parts::form_id(&command()))
                    input type="hidden" name="about" value=(about);
                    (Field { id: &format!("well-{place}"), label: words.question_found(), help: Some(words.question_well_says()), error: None }
                        .text("reason", "", 2, false))
                    (parts::button("", None, words.question_well_now()))
                }
            }
        }
    }
}

fn notes(because: Because) -> &'static [Note] {
    match because {
        Because::SamePayee => Pattern::SamePayee.notes(),
        Because::UnderTheLimit => Pattern::UnderTheLimit.notes(),
        Because::AgainAndAgain => Pattern::AgainAndAgain.notes(),
        Because::Stretch | Because::Alone | Because::CoSignUnthought | Because::Random => &[],
    }
}

fn note_says(words: Words, note: Note) -> &'static str {
    match note {
        Note::Household => words.note_household(),
        Note::PaysForMany => words.note_pays_for_many(),
        Note::PricesAreSuch => words.note_prices_are_such(),
        Note::RoundLeftOut => words.note_round_left_out(),
        Note::KeepsItsOwner => words.note_keeps_its_owner(),
        Note::MuchTrouble => words.note_much_trouble(),
    }
}

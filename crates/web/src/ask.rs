//! Asking a colleague to carry a remedy, and answering: one who is asked sees the exact remedy, why, and for whom,
//! and says yes with one click or offers something else. There is no plain *no*.

use axum::{extract::Path, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{Advice, AskForSignature, By, Decline, Escalation, No, Rights, Whom};
use valta_domain::{
    AgentId, Money, Refusal, RemedyId, Timestamp,
    ask::{AskKind, AskState},
    remedy::{Outcome, RemedyKind},
    time::DAY,
};
use valta_policy::Action;
use valta_store::{
    Tx,
    views::{self, ask::AskLine},
};

use crate::{
    act::{Act, Draft},
    case, consultation,
    form::{Sent, command},
    handover,
    icon::{Icon, icon},
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Choice, Field, Line, Told, Tone},
    refusal, remedy,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when::{self, Moment},
    words::Words,
};

/// Asks that wait for one person, at the most on one page.
const MOST: usize = 50;
/// So long (µs) what somebody has asked stands on their page; it stands in its matter for ever.
const ASKED_FOR: i64 = 90 * DAY;
/// The choice that asks everybody who may.
const ALL: &str = "all";

// Asking.

/// The part of the remedy panel that asks: whom, why, and for a decision when the customer hears of it.
pub(crate) fn asking(viewer: &Viewer, case: &str, advice: &Advice, draft: &Draft) -> Markup {
    let words = viewer.words;
    let sign = advice.weighed.decision.outcome == Outcome::CoSign;
    let (signers, deciders): (Vec<_>, Vec<_>) =
        advice.ways.iter().partition(|way| way.outcome == Outcome::CoSign);
    let why = Field {
        id: "why",
        label: words.remedy_why(),
        help: Some(words.remedy_why_help()),
        error: draft.error("why"),
    };
    html! {
        div.acting {
            (why.text("why", &draft.why, 3, true))
            @if sign {
                (whom(words, words.ask_whom(), &signers, true))
                @if let Some(wait) = advice.median_wait { p.small { (icon(Icon::Clock)) " " (words.ask_usual_wait(words.span(wait))) } }
                button.button.primary.wide type="submit" name="ask" value=(AskKind::CoSign.code()) formaction={ (case) "/asks" } {
                    (icon(Icon::People)) (words.ask_sign_now())
                }
                p.small { (words.ask_sign_says()) }
            } @else if deciders.is_empty() {
                p { (words.remedy_nobody()) }
                (parts::link_button("wide", &format!("{case}?do=promise#act"), Some(Icon::Clock), words.remedy_ask()))
            } @else {
                (whom(words, words.ask_decider(), &deciders, false))
                (promised(viewer, draft))
                button.button.primary.wide type="submit" name="ask" value=(AskKind::Escalation.code()) formaction={ (case) "/asks" } {
                    (icon(Icon::Clock)) (words.ask_decide_now())
                }
                p.small { (words.ask_decide_says()) }
            }
        }
    }
}

fn whom(words: Words, legend: &str, ways: &[&valta_desk::Way], any: bool) -> Markup {
    let here = ways.iter().filter(|way| way.on_duty).count();
    let all = if here > 0 { here } else { ways.len() };
    let any = any && all > 1;
    html! {
        fieldset.choices.whom {
            legend { (legend) }
            @if any {
                label.person-choice {
                    input type="radio" name="asked" value=(ALL) checked;
                    span.choice-face { (icon(Icon::People)) span.helper-name { (words.ask_any(all)) } }
                }
            }
            @for (index, way) in ways.iter().enumerate() {
                label.person-choice {
                    input type="radio" name="asked" value=(way.agent) checked[index == 0 && !any];
                    span.choice-face {
                        (parts::avatar(&way.name))
                        span.helper-name {
                            (way.name)
                            span.small { (if way.on_duty { words.remedy_on_duty() } else { words.remedy_off_duty() }) }
                        }
                    }
                }
            }
        }
    }
}

/// When the customer hears who decided what; a promise that is made by asking.
fn promised(viewer: &Viewer, draft: &Draft) -> Markup {
    let words = viewer.words;
    let offered: Vec<Moment> = when::for_promise(viewer);
    let choices: Vec<Choice<'_>> = offered
        .iter()
        .enumerate()
        .map(|(index, moment)| Choice {
            value: &moment.value,
            label: &moment.says,
            icon: None,
            chosen: if draft.when.is_empty() { index == 0 } else { moment.value == draft.when },
        })
        .collect();
    html! { (parts::choices(words.ask_promise_when(), "when", &choices)) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    command: String,
    seen: i64,
    #[serde(rename = "do")]
    _do: Option<String>,
    ask: String,
    kind: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    asked: String,
    #[serde(default)]
    when: String,
    /// Of an exception: the step that it is from.
    #[serde(default)]
    step: String,
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Asking>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let kind = AskKind::from_code(&form.ask).ok_or(Trouble::Unreadable)?;
    let draft = Draft {
        act: Act::Remedy,
        command: Some(form.command.clone()),
        text: form.reason.clone(),
        kind: form.kind.clone(),
        amount: form.amount.clone(),
        why: form.why.clone(),
        when: form.when.clone(),
        step: form.step.clone(),
        ..Draft::default()
    };
    let step = remedy::step_of(&form.kind, &form.step)?;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let wish = match remedy::read(&form.kind, &form.amount) {
        Ok(Some(read)) => read,
        Ok(None) => return case::refused(&visit, number, draft, &Refusal::AmountNeeded).await,
        Err(refusal) => return case::refused(&visit, number, draft, &refusal).await,
    };
    let reason = [form.reason.trim(), form.why.trim()].into_iter().filter(|part| !part.is_empty());
    let reason = reason.collect::<Vec<_>>().join("\n");
    let one = form.asked.parse::<AgentId>().ok();
    let asked = case::seen_enough(&visit, id, form.seen, |seen| {
        let (visit, key, reason, when) = (&visit, key.clone(), reason.clone(), &form.when);
        async move {
            match kind {
                AskKind::CoSign => {
                    let whom = one.map_or(Whom::All, |agent| Whom::These(vec![agent]));
                    let ask = AskForSignature {
                        case: id,
                        kind: wish.0,
                        amount: wish.1,
                        reason,
                        step,
                        whom,
                        seen: Some(seen),
                    };
                    visit.desk().ask_for_signature(visit.by(), Some(key), ask).await
                }
                AskKind::Escalation => {
                    let viewer = visit.viewer();
                    let due = when::read(&viewer, when, "").unwrap_or(Timestamp(0));
                    let to = one.ok_or(Refusal::Unusable(valta_domain::refusal::Field::Asked))?;
                    let escalation = Escalation {
                        case: id,
                        kind: wish.0,
                        amount: wish.1,
                        reason,
                        step,
                        to,
                        due,
                        promise: viewer.words.ask_promise_words().to_owned(),
                        seen: Some(seen),
                    };
                    visit.desk().escalate(visit.by(), Some(key), escalation).await
                }
            }
        }
    });
    match asked.await {
        Ok(_) => Ok(case::done(number, "asked", &form.command)),
        Err(No::Refusal(refusal)) => case::refused(&visit, number, draft, &refusal).await,
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plain {
    command: String,
}

pub(crate) async fn withdraw(
    visit: Visit,
    Path((number, remedy)): Path<(i64, RemedyId)>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    visit.desk().withdraw_ask(visit.by(), Some(key), remedy).await?;
    Ok(case::done(number, "withdrawn", &sent.form.command))
}

// Answering.

/// What somebody typed as another offer, and why it was not taken.
#[derive(Default)]
struct Answering {
    remedy: Option<RemedyId>,
    kind: String,
    amount: String,
    words: String,
    says: Option<String>,
}

pub(crate) async fn get(
    visit: Visit,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
) -> Result<Response, Trouble> {
    let words = visit.words();
    let says = match asked.did.as_deref() {
        Some("signed") => Some(words.did_signed()),
        Some("given") => Some(words.did_given()),
        Some("offered") => Some(words.did_offered()),
        Some("handover") => Some(words.did_handover_declined()),
        Some("consult") => Some(words.did_consult_answered()),
        _ => None,
    };
    let saved = asked.saved.as_deref().zip(says).map(|(command, says)| Saved { command, says });
    show(&visit, Answering::default(), consultation::Answering::default(), saved, StatusCode::OK).await
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    did: Option<String>,
    saved: Option<String>,
}

/// The page again with what was typed as an answer to a question.
pub(crate) async fn again(
    visit: &Visit,
    answering: consultation::Answering,
    status: StatusCode,
) -> Result<Response, Trouble> {
    show(visit, Answering::default(), answering, None, status).await
}

async fn show(
    visit: &Visit,
    answering: Answering,
    knowing: consultation::Answering,
    saved: Option<Saved<'_>>,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let now = visit.desk().now();
    let look = move |tx: &mut Tx<'_>, by: By| {
        let handovers = views::handover::offered_to(tx, by.agent, now, MOST)?;
        let questions = views::consultation::asked_of(tx, by.agent, now, MOST)?;
        let mine = views::consultation::asked_by(tx, by.agent, now.minus(ASKED_FOR), MOST)?;
        Ok((views::ask::asked_of(tx, by.agent, MOST)?, handovers, questions, mine))
    };
    let (viewer, (asks, handovers, questions, mine)) = visit.look(look).await?;
    let words = viewer.words;
    let body = html! {
        h1 { (words.asked_title()) }
        p.lead { (words.asked_lead()) }
        div data-live="asked" {
            @if asks.is_empty() && handovers.is_empty() && questions.is_empty() { (parts::empty(words.asked_empty(), words.asked_empty_says())) }
            ol.asks {
                @for line in &handovers { li.ask id={ "handover-" (line.id) } { (handover::card(&viewer, line)) } }
                @for line in &questions { li.ask id={ "question-" (line.id) } { (consultation::card(&viewer, line, &knowing)) } }
                @for ask in &asks { li.ask id={ "ask-" (ask.remedy) } { (card(&viewer, ask, &answering)) } }
            }
            (consultation::asked(&viewer, &mine))
        }
    };
    let unsaved = answering.says.is_some() || knowing.is_unsaved();
    let here = unsaved.then(|| "/asked".to_owned());
    let page = Page {
        shape: "narrow",
        live: Some("/live".to_owned()),
        saved,
        unsaved,
        here,
        ..Page::new(words.asked_title(), Place::Asked, body)
    };
    Ok(answer(status, page.framed(&viewer)))
}

/// One ask as the one who is asked sees it: everything that the answer depends on, and the two answers.
fn card(viewer: &Viewer, ask: &AskLine, answering: &Answering) -> Markup {
    let words = viewer.words;
    let mine = answering.remedy == Some(ask.remedy);
    let customer = ask.customer.as_ref().map_or(words.ask_nobody_known(), |(_, name)| name.as_str());
    let error = answering.says.as_deref().filter(|_| mine);
    let typed = |text: &str| if mine { text.to_owned() } else { String::new() };
    html! {
        div.ask-head {
            (parts::avatar(&ask.asker.1))
            div {
                p.ask-who { (words.ask_says(ask.kind.code(), ask.asker.1.as_str())) }
                p.small { (customer) " · " a href={ "/cases/" (ask.case_number) } { "#" (ask.case_number) " " (ask.subject.as_deref().unwrap_or_default()) } }
            }
        }
        p.ask-what { (what(words, ask.remedy_kind, ask.amount)) }
        @if let Some(reason) = &ask.reason { blockquote.said { (reason) } }
        p.small {
            (icon(Icon::Clock)) " "
            @match ask.kind {
                AskKind::CoSign => (words.ask_holds(viewer.moment(ask.until))),
                AskKind::Escalation if ask.until < viewer.now => {
                    (words.list_promise_late()) " " (parts::time(viewer, ask.until, Told::Due))
                }
                AskKind::Escalation => (words.ask_customer_waits(viewer.moment(ask.until))),
            }
        }
        form.ask-yes action={ "/asked/" (ask.remedy) "/yes" } method="post" {
            (parts::form_id(&command()))
            input type="hidden" name="digest" value=(ask.digest);
            @match ask.kind {
                AskKind::CoSign => (parts::button("primary wide", Some(Icon::Check), words.ask_yes_sign())),
                AskKind::Escalation => (parts::button("primary wide", Some(Icon::Heart), words.ask_yes_give())),
            }
        }
        details.ask-no open[error.is_some()] {
            summary.button.quiet { (words.ask_other()) }
            form.panel action={ "/asked/" (ask.remedy) "/no" } method="post" data-draft {
                (parts::form_id(&command()))
                @if let Some(error) = error { p.error role="alert" { (icon(Icon::Alert)) (error) } }
                p.help { (words.ask_other_says(ask.asker.1.as_str())) }
                (parts::choices(words.ask_other_kind(), "kind", &counter_kinds(words, &typed(&answering.kind))))
                (Field { id: &format!("amount-{}", ask.remedy), label: words.remedy_amount(), help: None, error: None }
                    .line(&Line { keyboard: Some("decimal"), ..Line::text("amount", &typed(&answering.amount)) }))
                (Field { id: &format!("words-{}", ask.remedy), label: words.ask_other_words(), help: Some(words.remedy_why_help()), error: None }
                    .text("words", &typed(&answering.words), 3, true))
                (parts::button("wide", Some(Icon::Reply), words.ask_other_send()))
            }
        }
    }
}

fn counter_kinds(words: Words, chosen: &str) -> Vec<Choice<'static>> {
    let chosen = RemedyKind::from_code(chosen).unwrap_or(RemedyKind::Refund);
    RemedyKind::ALL
        .iter()
        .map(|kind| Choice {
            value: kind.code(),
            label: parts::kind_name(words, *kind),
            icon: None,
            chosen: *kind == chosen,
        })
        .collect()
}

pub(crate) fn what(words: Words, kind: RemedyKind, amount: Option<Money>) -> Markup {
    html! {
        span { (parts::kind_name(words, kind)) }
        @if let Some(amount) = amount { " " (parts::money(words, amount)) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Yes {
    command: String,
    digest: String,
}

pub(crate) async fn yes(
    visit: Visit,
    Path(remedy): Path<RemedyId>,
    sent: Sent<Yes>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    match visit.desk().say_yes(visit.by(), Some(key), remedy, form.digest.clone()).await {
        Ok(AskKind::CoSign) => Ok(done("signed", &form.command)),
        Ok(AskKind::Escalation) => Ok(done("given", &form.command)),
        Err(No::Refusal(refusal)) if refusal != Refusal::NotFound => {
            let says = Some(refusal::line(&visit.viewer(), &refusal));
            let answering = Answering { remedy: Some(remedy), says, ..Answering::default() };
            show(&visit, answering, consultation::Answering::default(), None, refusal::status(&refusal)).await
        }
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherOffer {
    command: String,
    kind: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    words: String,
}

pub(crate) async fn no(
    visit: Visit,
    Path(remedy): Path<RemedyId>,
    sent: Sent<OtherOffer>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let offered = match remedy::read(&form.kind, &form.amount) {
        Ok(Some((kind, amount))) => {
            let decline = Decline { remedy, kind, amount, words: form.words.clone() };
            visit.desk().decline(visit.by(), Some(key), decline).await
        }
        Ok(None) => Err(Refusal::AmountNeeded.into()),
        Err(refusal) => Err(refusal.into()),
    };
    match offered {
        Ok(()) => Ok(done("offered", &form.command)),
        Err(No::Refusal(refusal)) if refusal != Refusal::NotFound => {
            let answering = Answering {
                remedy: Some(remedy),
                kind: form.kind.clone(),
                amount: form.amount.clone(),
                words: form.words.clone(),
                says: Some(refusal::line(&visit.viewer(), &refusal)),
            };
            show(&visit, answering, consultation::Answering::default(), None, refusal::status(&refusal)).await
        }
        Err(no) => Err(no.into()),
    }
}

fn done(did: &str, command: &str) -> Response {
    go(&format!("/asked?did={did}&saved={command}"))
}

// In the conversation.

/// An ask among what was said: what was asked of whom, and where it stands.
pub(crate) fn entry(viewer: &Viewer, case: &str, ask: &AskLine, me: AgentId, rights: &Rights) -> Markup {
    let words = viewer.words;
    let withdraws = ask.asker.0 == me && rights.may_to_given(Action::ReverseRemedy, me);
    let names: Vec<&str> = ask.asked.iter().map(|asked| asked.agent.1.as_str()).collect();
    let whom = if names.len() > 2 { words.talk_asked_many(names.len()) } else { names.join(", ") };
    html! {
        p.who { (icon(Icon::People)) strong { (ask.asker.1) } (parts::clock(viewer, ask.asked_at)) }
        p title=(names.join(", ")) { (words.talk_asked(ask.kind.code(), whom)) }
        p.given-what { (what(words, ask.remedy_kind, ask.amount)) }
        @if let Some(reason) = &ask.reason { p.said { (reason) } }
        p.chips { (state_chip(words, ask.state)) }
        @for asked in &ask.asked {
            @if let Some(counter) = &asked.counter {
                div.counter {
                    p { strong { (asked.agent.1) } " " (words.talk_counter()) " " (what(words, counter.kind, counter.amount)) }
                    @if let Some(said) = &counter.words { p.said { (said) } }
                    @if rights.may(Action::GiveRemedy) {
                        @let typed = counter.amount.map(|amount| words.money_typed(amount)).unwrap_or_default();
                        (parts::link_button("small", &format!("{case}?do=remedy&kind={}&amount={typed}#act", counter.kind.code()), Some(Icon::Heart), words.talk_counter_give()))
                    }
                }
            }
        }
        @if withdraws && ask.state == AskState::Open {
            details.about.contact-more {
                summary { (words.ask_withdraw()) }
                form.contact-acts action={ (case) "/asks/" (ask.remedy) "/withdraw" } method="post" {
                    (parts::form_id(&command()))
                    p.small { (words.ask_withdraw_says()) }
                    (parts::button("small", None, words.ask_withdraw_now()))
                }
            }
        }
    }
}

fn state_chip(words: Words, state: AskState) -> Markup {
    match state {
        AskState::Open => parts::chip(Tone::Care, Some(Icon::Clock), words.ask_open()),
        AskState::Granted => parts::chip(Tone::Good, Some(Icon::Check), words.ask_granted()),
        AskState::Declined => parts::chip(Tone::Warm, None, words.ask_declined()),
        AskState::Withdrawn => parts::chip(Tone::Plain, None, words.ask_withdrawn()),
    }
}

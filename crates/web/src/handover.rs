//! Handing a matter over: the form that offers it, what stands on the case while nobody has answered, and the answer.
//! Whoever says yes may tell the customer in the same step who goes on.

use axum::{extract::Path, response::Response};
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{AcceptHandover, By, Desk, No, OfferHandover, Receivers, Rights};
use valta_domain::{
    HandoverId, Refusal,
    handover::{Ended, To},
    refusal::Field as Wrong,
};
use valta_policy::Action;
use valta_store::{
    Fault, Tx,
    views::{case::CaseLine, handover::HandoverLine},
};

use crate::{
    act::{Act, Acts, Draft, moments, seen},
    case,
    form::{Sent, command},
    icon::{Icon, icon},
    layout::go,
    parts::{self, Field, Options, Tone},
    promise::OpenPromise,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when,
    words::{Lang, Words},
};

/// The last handover of a case, where there is something to say about it.
pub(crate) struct Standing {
    line: HandoverLine,
    /// Who gets it in the place of the one it is offered to.
    instead: Option<String>,
    /// Whether this person may answer it.
    answers: bool,
    withdraws: bool,
    mine: bool,
}

impl Standing {
    /// Open; or just back, and nothing has happened since.
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        desk: &Desk,
        by: By,
        case: &CaseLine,
        rights: &Rights,
        line: Option<HandoverLine>,
    ) -> Result<Option<Standing>, Fault> {
        let Some(line) = line else { return Ok(None) };
        let mine = case.owner.as_ref().is_some_and(|(owner, _)| *owner == by.agent);
        let back = matches!(line.how, Some(Ended::Declined | Ended::Expired));
        if line.how.is_some() && !(back && mine && line.ended_at == Some(case.touched_at)) {
            return Ok(None);
        }
        let (answers, instead) = desk.answers_handover(tx, by, &line)?;
        let withdraws = line.how.is_none() && rights.may(Action::HandOver);
        Ok(Some(Standing { line, instead, answers: answers && !mine, withdraws, mine }))
    }

    pub(crate) const fn is_open(&self) -> bool {
        self.line.how.is_none()
    }

    /// Whether this person is about to answer: then nothing else is offered before that.
    pub(crate) const fn answers(&self) -> bool {
        self.answers
    }
}

// Offering.

pub(crate) struct Offering {
    pub(crate) receivers: Receivers,
    /// What was given, in words.
    pub(crate) given: Vec<String>,
}

/// The form that offers it; what the house knows already stands in the brief.
pub(crate) fn form(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    let Some(Offering { receivers, given }) = &acts.offering else { return html! {} };
    if receivers.people.is_empty() && receivers.teams.is_empty() {
        return parts::notice(
            Tone::Plain,
            words.handover_nobody(),
            &html! { p { (words.handover_nobody_says()) } },
        );
    }
    let fresh = draft.command.is_none();
    let promised = if fresh { promised(viewer, words, &acts.promises) } else { draft.promised.clone() };
    let tried = if fresh { given.join("\n") } else { draft.tried.clone() };
    html! {
        form.panel id="handover-form" action={ (case) "/handovers" } method="post" data-draft {
            (parts::form_id(&draft.command()))
            (seen(acts))
            (Field { id: "to", label: words.handover_to(), help: None, error: draft.error("to") }
                .grouped("to", words.handover_to_any(), &groups(words, receivers, &draft.to)))
            (Field { id: "needs", label: words.handover_needs(), help: Some(words.handover_needs_help()), error: draft.error("needs") }
                .text("needs", &draft.needs, 2, true))
            (Field { id: "promised", label: words.handover_promised(), help: None, error: draft.error("promised") }
                .text("promised", &promised, 2, false))
            (Field { id: "tried", label: words.handover_tried(), help: None, error: draft.error("tried") }
                .text("tried", &tried, 2, false))
            (moments(viewer, words.handover_until(), &when::for_later(viewer), "handover", Some(draft)))
            div.acting {
                (parts::button("primary wide", Some(Icon::People), words.handover_offer()))
                p.small { (words.handover_offer_says()) }
            }
        }
    }
}

/// Those who are there first; each by the code that the form carries.
fn groups<'a>(words: Words, receivers: &Receivers, chosen: &str) -> Vec<(&'a str, Options)> {
    let person = |there: bool| {
        let of = receivers.people.iter().filter(move |one| one.there == there);
        of.map(|one| {
            let value = format!("agent:{}", one.agent);
            let says = match (&one.instead, &one.team) {
                (Some(instead), _) => words.handover_to_instead(one.name.as_str(), instead.as_str()),
                (None, Some(team)) => format!("{} · {team}", one.name),
                (None, None) => one.name.clone(),
            };
            let chosen = value == chosen;
            (value, says, chosen)
        })
        .collect::<Vec<_>>()
    };
    let team = |(id, name): &(valta_domain::TeamId, String)| {
        let value = format!("team:{id}");
        let chosen = value == chosen;
        (value, words.handover_to_team(name.as_str()), chosen)
    };
    let groups = vec![
        (words.handover_to_here(), person(true)),
        (words.handover_to_teams(), receivers.teams.iter().map(team).collect()),
        (words.handover_to_others(), person(false)),
    ];
    groups.into_iter().filter(|(_, options)| !options.is_empty()).collect()
}

fn read_to(text: &str) -> Option<To> {
    let (kind, id) = text.split_once(':')?;
    match kind {
        "agent" => id.parse().ok().map(To::Agent),
        "team" => id.parse().ok().map(To::Team),
        _ => None,
    }
}

/// What stands promised, a line each; days are told by their dates, since it may be read on another one.
fn promised(viewer: &Viewer, words: Words, promises: &[OpenPromise]) -> String {
    let line = |promise: &OpenPromise| {
        let due = words.moment(&viewer.wall(promise.due), &viewer.wall(valta_domain::Timestamp(0)));
        words.handover_promise(promise.what.as_str(), due)
    };
    promises.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Offered {
    command: String,
    seen: i64,
    #[serde(default)]
    to: String,
    needs: String,
    #[serde(default)]
    promised: String,
    #[serde(default)]
    tried: String,
    #[serde(default)]
    when: String,
    #[serde(default)]
    own_time: String,
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Offered>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let viewer = visit.viewer();
    let mut draft = Draft {
        act: Act::HandOver,
        command: Some(form.command.clone()),
        to: form.to.clone(),
        needs: form.needs.clone(),
        promised: form.promised.clone(),
        tried: form.tried.clone(),
        when: form.when.clone(),
        own_time: form.own_time.clone(),
        ..Draft::default()
    };
    let Some(to) = read_to(&form.to) else {
        return case::refused(&visit, number, draft, &Refusal::Unusable(Wrong::To)).await;
    };
    let until = match when::read(&viewer, &form.when, &form.own_time) {
        Ok(until) => until,
        Err(no) => {
            draft.error = Some(("when", no.say(&viewer).to_owned()));
            return case::again(&visit, number, draft).await;
        }
    };
    let offered = case::seen_enough(&visit, id, form.seen, |seen| {
        let offer = OfferHandover {
            case: id,
            to,
            needs: form.needs.clone(),
            promised: form.promised.clone(),
            tried: form.tried.clone(),
            until,
            seen: Some(seen),
        };
        visit.desk().offer_handover(visit.by(), Some(key.clone()), offer)
    });
    match offered.await {
        Ok(_) => Ok(case::done(number, "handover", &form.command)),
        Err(No::Refusal(refusal)) => case::refused(&visit, number, draft, &refusal).await,
        Err(no) => Err(no.into()),
    }
}

// While nobody has answered.

pub(crate) fn banner(viewer: &Viewer, case: &str, standing: &Standing, acts: &Acts) -> Markup {
    html! {
        section.handover id="handover" aria-labelledby="handover-title" data-live="handover" {
            @if standing.line.how.is_some() {
                (back(viewer, case, standing))
            } @else {
                (waits(viewer, case, standing, acts))
            }
        }
    }
}

fn waits(viewer: &Viewer, case: &str, standing: &Standing, acts: &Acts) -> Markup {
    let words = viewer.words;
    let line = &standing.line;
    html! {
        div.handover-line {
            (icon(Icon::People))
            div {
                h2 id="handover-title" { (words.handover_waits(line.to_name.as_str())) }
                p.small {
                    (words.handover_until_then(viewer.moment(line.until))) " "
                    @if let Some(instead) = &standing.instead { (words.handover_instead(instead.as_str())) " " }
                    @if standing.mine { (words.handover_yours()) } @else { (words.handover_theirs(line.from.1.as_str())) }
                }
            }
            @if standing.withdraws {
                form action={ (case) "/handovers/" (line.id) "/withdraw" } method="post" {
                    (parts::form_id(&command()))
                    (seen(acts))
                    (parts::button("small", None, words.handover_withdraw()))
                }
            }
        }
    }
}

/// It came back: why, and what now.
fn back(viewer: &Viewer, case: &str, standing: &Standing) -> Markup {
    let words = viewer.words;
    let line = &standing.line;
    let who = line.ended_by.as_ref().map_or(line.to_name.as_str(), |(_, name)| name.as_str());
    html! {
        div.handover-line {
            (icon(Icon::Reopen))
            div {
                h2 id="handover-title" {
                    @if line.how == Some(Ended::Declined) { (words.handover_declined_by(who)) }
                    @else { (words.handover_expired_by(line.to_name.as_str())) }
                }
                @if let Some(said) = &line.words { blockquote.said { (said) } }
                p.small { (words.handover_back()) }
            }
            (parts::link_button("small", &format!("{case}?do=handover#act"), None, words.handover_again()))
        }
    }
}

/// The brief, and the two answers; first of what can be done by whoever is offered it.
pub(crate) fn asks(viewer: &Viewer, case: &str, standing: &Standing, acts: &Acts) -> Markup {
    let words = viewer.words;
    let (line, draft) = (&standing.line, &acts.draft);
    let message = draft.message.as_deref().unwrap_or(&acts.hello);
    html! {
        section.handover id="handover" aria-labelledby="handover-title" {
            div.handover-head {
                (parts::avatar(&line.from.1))
                div {
                    h3 id="handover-title" { (says(words, line)) }
                    p.small { (icon(Icon::Clock)) " " (words.handover_answer_by(viewer.moment(line.until))) }
                }
            }
            @if let Some((happened, next)) = draft.notice.as_ref().filter(|_| draft.answering) {
                (parts::notice(Tone::Care, happened, &html! { p { (next) } }))
            }
            (brief(words, line))
            form.panel action={ (case) "/handovers/" (line.id) "/accept" } method="post" data-draft {
                (parts::form_id(&command()))
                (seen(acts))
                @match &acts.reply_to {
                    Some(address) => (Field { id: "message", label: words.handover_message(), help: Some(&words.handover_message_help(address.as_str())), error: draft.error("message") }
                        .text("message", message, 8, false)),
                    None => (parts::notice(Tone::Care, words.handover_call(), &html! { p { (words.handover_call_says()) } })),
                }
                div.acting {
                    (parts::button("primary wide", Some(Icon::Hand), words.handover_accept()))
                    p.small { (words.handover_accept_says()) }
                }
            }
            details.ask-no open[draft.error("word").is_some()] {
                summary.button.quiet { (words.handover_decline()) }
                form.panel action={ (case) "/handovers/" (line.id) "/decline" } method="post" data-draft {
                    (parts::form_id(&command()))
                    (seen(acts))
                    @if matches!(line.to, To::Team(_)) { p.help { (words.handover_for_team(line.to_name.as_str())) } }
                    (Field { id: "word", label: words.handover_why_not(), help: Some(&words.handover_why_not_help(line.from.1.as_str())), error: draft.error("word") }
                        .text("word", &draft.word, 2, true))
                    (parts::button("wide", Some(Icon::Reply), words.handover_decline_now()))
                }
            }
        }
    }
}

fn says(words: Words, line: &HandoverLine) -> String {
    match line.to {
        To::Agent(_) => words.handover_asks(line.from.1.as_str()),
        To::Team(_) => words.handover_asks_team(line.from.1.as_str(), line.to_name.as_str()),
    }
}

/// What there is to know, each under its name.
fn brief(words: Words, line: &HandoverLine) -> Markup {
    let parts = [
        (words.handover_needs(), &line.needs),
        (words.handover_promised(), &line.promised),
        (words.handover_tried(), &line.tried),
    ];
    html! {
        dl.brief {
            @for (label, said) in parts {
                @if let Some(said) = said { div { dt { (label) } dd { (said) } } }
            }
        }
    }
}

/// What the customer is told by whoever goes on, in the house's language, to be changed as they like.
pub(crate) fn hello(
    viewer: &Viewer,
    house: &str,
    me: &str,
    standing: &Standing,
    promises: &[OpenPromise],
) -> String {
    let words = Words::of(Lang::from_tag(house).unwrap_or(Lang::Fi));
    let mut told = vec![words.handover_hello(standing.line.from.1.as_str())];
    if !promises.is_empty() {
        told.push(format!("{}\n{}", words.handover_hello_promised(), promised(viewer, words, promises)));
    }
    told.push(words.handover_hello_end(me));
    told.join("\n\n")
}

// Answering.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accepting {
    command: String,
    seen: i64,
    #[serde(default)]
    message: String,
}

pub(crate) async fn accept(
    visit: Visit,
    Path((number, handover)): Path<(i64, HandoverId)>,
    sent: Sent<Accepting>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let accepted = case::seen_enough(&visit, id, form.seen, |seen| {
        let accept = AcceptHandover { handover, message: form.message.clone(), seen: Some(seen) };
        visit.desk().accept_handover(visit.by(), Some(key.clone()), accept)
    });
    match accepted.await {
        Ok(()) => Ok(case::done(number, "handed", &form.command)),
        Err(No::Refusal(refusal)) => {
            let draft = Draft { message: Some(form.message.clone()), answering: true, ..Draft::default() };
            unanswered(&visit, number, draft, refusal).await
        }
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Declining {
    command: String,
    seen: i64,
    #[serde(default)]
    word: String,
}

pub(crate) async fn decline(
    visit: Visit,
    Path((number, handover)): Path<(i64, HandoverId)>,
    sent: Sent<Declining>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let declined = case::seen_enough(&visit, id, form.seen, |seen| {
        visit.desk().decline_handover(visit.by(), Some(key.clone()), handover, form.word.clone(), Some(seen))
    });
    match declined.await {
        // They may see the case no longer.
        Ok(()) => Ok(go(&format!("/asked?did=handover&saved={}", form.command))),
        Err(No::Refusal(refusal)) => {
            let draft = Draft { word: form.word.clone(), answering: true, ..Draft::default() };
            unanswered(&visit, number, draft, refusal).await
        }
        Err(no) => Err(no.into()),
    }
}

/// What can be put right is told where it was typed; a handover that is over has a page of its own to say so.
async fn unanswered(
    visit: &Visit,
    number: i64,
    mut draft: Draft,
    refusal: Refusal,
) -> Result<Response, Trouble> {
    let at = match refusal.field() {
        Some(Wrong::Words) => Some("word"),
        Some(Wrong::Body) => Some("message"),
        _ if matches!(refusal, Refusal::NoAddress | Refusal::Stale { .. }) => None,
        _ => return Err(No::from(refusal).into()),
    };
    match at {
        Some(field) => {
            draft.error = Some((field, crate::refusal::line(&visit.viewer(), &refusal)));
            case::again(visit, number, draft).await
        }
        None => case::refused(visit, number, draft, &refusal).await,
    }
}

pub(crate) async fn withdraw(
    visit: Visit,
    Path((number, handover)): Path<(i64, HandoverId)>,
    sent: Sent<case::Seen>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let withdrawn = case::seen_enough(&visit, id, form.seen, |seen| {
        visit.desk().withdraw_handover(visit.by(), Some(key.clone()), handover, Some(seen))
    });
    match withdrawn.await {
        Ok(()) => Ok(case::done(number, "handover-back", &form.command)),
        Err(No::Refusal(refusal)) => case::refused(&visit, number, Draft::default(), &refusal).await,
        Err(no) => Err(no.into()),
    }
}

// Elsewhere.

/// One that waits for this person's answer, among what colleagues ask; it is answered where the matter stands.
pub(crate) fn card(viewer: &Viewer, line: &HandoverLine) -> Markup {
    let words = viewer.words;
    let customer = line.customer.as_ref().map_or(words.ask_nobody_known(), |(_, name)| name.as_str());
    let place = format!("/cases/{}", line.case_number);
    html! {
        div.ask-head {
            (parts::avatar(&line.from.1))
            div {
                p.ask-who { (says(words, line)) }
                p.small { (customer) " · " a href=(place) { "#" (line.case_number) " " (line.subject.as_deref().unwrap_or_default()) } }
            }
        }
        (brief(words, line))
        p.small { (icon(Icon::Clock)) " " (words.handover_answer_by(viewer.moment(line.until))) }
        (parts::link_button("primary wide", &format!("{place}#handover"), Some(Icon::Hand), words.handover_look()))
    }
}

/// A handover among what was said: what was offered to whom, and where it stands.
pub(crate) fn entry(viewer: &Viewer, line: &HandoverLine) -> Markup {
    let words = viewer.words;
    html! {
        p.who { (icon(Icon::People)) strong { (line.by.1) } (parts::clock(viewer, line.offered_at)) }
        p { (words.talk_handover(line.to_name.as_str())) }
        (brief(words, line))
        p.chips { (chip(words, line.how)) }
        @if let (Some((_, who)), Some(said)) = (&line.ended_by, &line.words) {
            div.counter { p { strong { (who) } } p.said { (said) } }
        }
    }
}

fn chip(words: Words, how: Option<Ended>) -> Markup {
    match how {
        None => parts::chip(Tone::Care, Some(Icon::Clock), words.ask_open()),
        Some(Ended::Accepted) => parts::chip(Tone::Good, Some(Icon::Check), words.handover_accepted()),
        Some(Ended::Declined) => parts::chip(Tone::Warm, None, words.handover_declined()),
        Some(Ended::Withdrawn) => parts::chip(Tone::Plain, None, words.handover_withdrawn()),
        Some(Ended::Expired) => parts::chip(Tone::Plain, None, words.handover_expired()),
        Some(Ended::Over) => parts::chip(Tone::Plain, None, words.handover_over()),
    }
}

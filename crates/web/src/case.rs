//! The page of one case: who it is about, what was said, and what you can do now; and the acts on it, each a
//! form into one call of the desk.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{By, Desk, No, Question, Rights, Thing, WriteReply};
use valta_domain::{
    Actor, AgentId, CaseId, ContactId, Event, Refusal, Stream, Timestamp, case::State, contact::Channel,
    customer::IdentityKind, event::CaseEvent, refusal::Field, remedy::RemedyKind,
};
use valta_policy::Action;
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    draft, presence, record, views,
    views::{case::CaseLine, told::ToldLine},
};

use crate::{
    act::{self, Act, Acts, Draft},
    away::{self, OwnerAway},
    consultation::{self, Asking},
    conversation::{self, Talk},
    customer::{self, Card},
    deadline,
    form::Sent,
    guard,
    handover::{self, Offering, Standing},
    icon::{Icon, icon},
    layout::{Page, Place, Saved, answer, go},
    link, on_call,
    parts::{self, Told, Tone},
    promise::OpenPromise,
    refusal, remedy, told,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when,
    words::Words,
};

struct Case {
    line: CaseLine,
    href: String,
    card: Option<Card>,
    talk: Talk,
    acts: Acts,
    /// The case that carries on, where this one was put together with it.
    living: Option<i64>,
    /// How often its customer was sent on, met somebody new, or had to say it again.
    bounces: usize,
    /// Its owner is away until then, and somebody carries it meanwhile, or nobody by name.
    away: Option<OwnerAway>,
    /// What the customer told by their link.
    told: Option<ToldLine>,
    called: Option<on_call::Called>,
    /// The service point where it was caught.
    point: Option<String>,
    me: AgentId,
}

/// Bounces that are counted; more than these nobody needs to tell apart.
const MOST_BOUNCES: usize = 100;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default, rename = "do")]
    act: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    reason: String,
    before: Option<i64>,
    did: Option<String>,
    saved: Option<String>,
}

pub(crate) async fn get(
    visit: Visit,
    Path(number): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let draft = Draft {
        act: Act::from_code(&asked.act),
        kind: asked.kind,
        amount: asked.amount,
        text: asked.reason,
        ..Draft::default()
    };
    let before = asked.before.map_or(Timestamp(i64::MAX), Timestamp);
    // What was written a moment ago may hold a time that is better kept as a promise.
    let offers = asked.did.as_deref() == Some("reply");
    let (viewer, case) = look(&visit, number, before, draft, offers).await?;
    let says = asked.did.as_deref().and_then(|did| did_says(viewer.words, did));
    let saved = asked.saved.as_deref().zip(says).map(|(command, says)| Saved { command, says });
    Ok(answer(StatusCode::OK, page(&viewer, &case, saved)))
}

/// The page again with what was typed, and why it was not done.
pub(crate) async fn refused(
    visit: &Visit,
    number: i64,
    mut draft: Draft,
    refusal: &Refusal,
) -> Result<Response, Trouble> {
    let viewer = visit.viewer();
    let at = match refusal {
        Refusal::NotFound => return Err(Trouble::Missing),
        Refusal::NotYours => return Err(Trouble::Refused(Refusal::NotYours)),
        Refusal::NotMoney(_) | Refusal::AmountNeeded | Refusal::NoAmountForThis => Some("amount"),
        Refusal::ReasonNeeded(_) => Some("why"),
        Refusal::InThePast { .. } => Some("when"),
        Refusal::HasLeft | Refusal::AskingOneself => Some("asked"),
        Refusal::ToOneself | Refusal::ReceiverAway { .. } | Refusal::NobodyThere => Some("to"),
        Refusal::Empty(field) | Refusal::TooLong(field) | Refusal::Unusable(field) => match field {
            Field::Body => Some("text"),
            Field::What => Some("what"),
            Field::Step => Some("step"),
            Field::Reason => Some("reason"),
            Field::Subject => Some("subject"),
            Field::Case => Some("number"),
            Field::Amount => Some("amount"),
            Field::Due | Field::Until => Some("when"),
            Field::Zone => Some("zone"),
            Field::Needs => Some("needs"),
            Field::Promised => Some("promised"),
            Field::Question => Some("question"),
            Field::To => Some("to"),
            Field::Tried => Some("tried"),
            Field::Words => Some("word"),
            Field::Address
            | Field::Asked
            | Field::Channel
            | Field::Contact
            | Field::Cover
            | Field::Day
            | Field::File
            | Field::Hours
            | Field::Level
            | Field::Minutes
            | Field::Name
            | Field::Owner
            | Field::Password
            | Field::Payee
            | Field::Phone
            | Field::Place
            | Field::Street
            | Field::Team
            | Field::Term(_)
            | Field::Reference
            | Field::Skill
            | Field::Value => None,
        },
        Refusal::BeyondMandate(_)
        | Refusal::Forbidden(_)
        | Refusal::AlreadyThere
        | Refusal::CoversInACircle
        | Refusal::PromiseBroken
        | Refusal::NotBroken
        | Refusal::HandoverOpen
        | Refusal::HandoverExpired
        | Refusal::HandoverSettled
        | Refusal::NotOffered
        | Refusal::NotAsked
        | Refusal::AlreadyAnswered
        | Refusal::TooManyArrangements
        | Refusal::TooManyDevices
        | Refusal::NoWayToCall
        | Refusal::Condition(_)
        | Refusal::Merged
        | Refusal::Stale { .. }
        | Refusal::NoAddress
        | Refusal::NotOwner
        | Refusal::WithinReach(_)
        | Refusal::OwnSignature
        | Refusal::OwnLogin
        | Refusal::OwnReview
        | Refusal::Reviewed { .. }
        | Refusal::NotWhatWasAsked
        | Refusal::Expired
        | Refusal::CounterNeeded
        | Refusal::AlreadyDone
        | Refusal::KeyReused
        | Refusal::OnItsWay
        | Refusal::NotKnownYet
        | Refusal::PaidOut
        | Refusal::AskedBack
        | Refusal::AlreadyExported
        | Refusal::NothingToExport
        | Refusal::CreditSpent { .. }
        | Refusal::TooMuch { .. }
        | Refusal::BeyondBalance { .. } => None,
    };
    if let Some(field) = at {
        draft.error = Some((field, refusal::line(&viewer, refusal)));
    } else {
        let said = refusal::say(&viewer, refusal);
        draft.notice = Some((said.what, said.next));
    }
    if *refusal == Refusal::KeyReused {
        draft.command = None;
    }
    again(visit, number, draft).await
}

pub(crate) async fn again(visit: &Visit, number: i64, draft: Draft) -> Result<Response, Trouble> {
    as_typed(visit, number, StatusCode::UNPROCESSABLE_ENTITY, draft).await
}

/// The page with what was typed.
pub(crate) async fn as_typed(
    visit: &Visit,
    number: i64,
    status: StatusCode,
    draft: Draft,
) -> Result<Response, Trouble> {
    let (viewer, case) = look(visit, number, Timestamp(i64::MAX), draft, false).await?;
    Ok(answer(status, page(&viewer, &case, None)))
}

/// On to the case, where a mark says that the form was saved and its draft can be forgotten.
pub(crate) fn done(number: i64, did: &str, command: &str) -> Response {
    go(&format!("/cases/{number}?did={did}&saved={command}#latest"))
}

fn did_says(words: Words, did: &str) -> Option<&'static str> {
    Some(match did {
        "catch" => words.did_catch(),
        "take" => words.did_take(),
        "reply" => words.did_reply(),
        "again" => words.did_again(),
        "friction" => words.did_friction(),
        "arrangement" => words.did_arrangement(),
        "repeated" => words.did_repeated(),
        "note" => words.did_note(),
        "on-it" => words.did_on_it(),
        "promise" => words.did_promise(),
        "keep" => words.did_keep(),
        "renew" => words.did_renew(),
        "renewed" => words.did_renewed(),
        "instead" => words.did_instead(),
        "deadline" => words.did_deadline(),
        "no-deadline" => words.did_no_deadline(),
        "remedy" => words.did_remedy(),
        "asked" => words.did_asked(),
        "withdrawn" => words.did_withdrawn(),
        "handover" => words.did_handover(),
        "handover-back" => words.did_handover_back(),
        "handed" => words.did_handed(),
        "consult" => words.did_consult(),
        "consult-back" => words.did_consult_back(),
        "consult-used" => words.did_consult_used(),
        "reverse" => words.did_reverse(),
        "ask-back" => words.did_ask_back(),
        "later" => words.did_later(),
        "resolve" => words.did_resolve(),
        "reopen" => words.did_reopen(),
        "merge" => words.did_merge(),
        "link-closed" => words.did_link_closed(),
        "split" => words.did_split(),
        _ => return None,
    })
}

/// The case of a number, for whoever may look at it so.
pub(crate) async fn id_of(visit: &Visit, action: Action, number: i64) -> Result<CaseId, Trouble> {
    let (desk, by) = (visit.desk().clone(), visit.by());
    let found = visit.desk().reader().look(move |tx| numbered(tx, &desk, by, action, number)).await?;
    Ok(found.ok_or(Trouble::Missing)?.id)
}

pub(crate) fn numbered(
    tx: &mut Tx<'_>,
    desk: &Desk,
    by: By,
    action: Action,
    number: i64,
) -> Result<Option<CaseLine>, Fault> {
    let Some(line) = views::case::numbered(tx, by.scope, number)? else { return Ok(None) };
    Ok(desk.may_here(tx, by, action, Thing::Case(line.id))?.then_some(line))
}

/// Does it against what the person saw; what the house and the person themselves did since then does not
/// make it stale.
pub(crate) async fn seen_enough<T, F, A>(visit: &Visit, id: CaseId, seen: i64, attempt: F) -> Result<T, No>
where
    F: Fn(i64) -> A,
    A: Future<Output = Result<T, No>>,
{
    let mut seen = seen;
    for _ in 0..3 {
        match attempt(seen).await {
            Err(No::Refusal(Refusal::Stale { version })) if version > seen => {
                let me = visit.by().agent;
                let after = seen;
                let since = visit
                    .desk()
                    .reader()
                    .look(move |tx| record::history(tx, Stream::Case(id), after, 100))
                    .await?;
                let quiet = since.iter().all(|fact| fact.actor == Actor::Agent(me) || is_quiet(&fact.event));
                if !quiet {
                    return Err(Refusal::Stale { version }.into());
                }
                seen = version;
            }
            answer => return answer,
        }
    }
    attempt(seen).await
}

fn is_quiet(event: &Event) -> bool {
    matches!(
        event,
        Event::Case(
            CaseEvent::ReplySent { .. }
                | CaseEvent::CaseWoken {}
                | CaseEvent::PromiseReminded { .. }
                | CaseEvent::PromiseBroken { .. }
                | CaseEvent::OnCallCalled { .. }
                | CaseEvent::RemedyReviewed { .. }
                | CaseEvent::ConsultationAnswered { .. }
                | CaseEvent::ConsultationReminded { .. }
                | CaseEvent::PaymentSent { .. }
                | CaseEvent::PaymentExported { .. }
                | CaseEvent::PaymentExecuted { .. }
                | CaseEvent::PaymentUncertain { .. }
                | CaseEvent::ContactReceived { automatic: true, .. }
                | CaseEvent::MoodTold { .. }
                | CaseEvent::VoiceGiven { .. }
        )
    )
}

async fn look(
    visit: &Visit,
    number: i64,
    before: Timestamp,
    draft: Draft,
    offers: bool,
) -> Result<(Viewer, Case), Trouble> {
    let (words, desk) = (visit.words(), visit.desk().clone());
    let now = desk.now();
    let account = visit.account.clone();
    let (viewer, found) = visit
        .look(move |tx, by| {
            let Some(line) = numbered(tx, &desk, by, Action::SeeCase, number)? else { return Ok(None) };
            let rights = desk.rights(tx, by, Thing::Case(line.id))?;
            let (mut talk, promises) =
                conversation::load(tx, words, &line, by.agent, rights.clone(), before, now)?;
            let card = match &line.customer {
                Some((id, _)) => customer::load(tx, by.scope, *id, Some(line.id))?,
                None => None,
            };
            let living = match line.merged_into {
                Some(_) => views::case::living(tx, line.id)?
                    .map(|id| views::case::number_of(tx, id))
                    .transpose()?
                    .flatten(),
                None => None,
            };
            let standing = Standing::of(tx, &desk, by, &line, &rights, talk.handover.take())?;
            let mut acts = what_can_be_done(tx, &desk, (by, &account), &line, promises, rights, draft)?;
            acts.handover = standing;
            acts.questions = consultation::standing(&talk.questions, line.state, talk.answered);
            if acts.draft.act == Act::Consult {
                acts.asking = Some(Asking::of(tx, &desk, by, line.id, &acts.draft.text)?);
            }
            if acts.draft.act == Act::HandOver {
                let owner = line.owner.as_ref().map_or(by.agent, |(owner, _)| *owner);
                acts.offering =
                    Some(Offering { receivers: desk.receivers(tx, owner)?, given: talk.given(words) });
            }
            if offers {
                acts.offers = guard::times(tx, &desk, by.agent, line.id, &acts.promises)?;
            }
            let bounces = if line.beside_count > 0 {
                views::bounce::of_case(tx, line.id, MOST_BOUNCES)?.len()
            } else {
                0
            };
            let away = away::of_owner(tx, &desk, &line, now)?;
            let told = views::told::of_case(tx, line.id)?;
            let called = on_call::load(tx, line.id)?;
            let point = line.point.map(|point| views::point::one(tx, point)).transpose()?.flatten();
            Ok(Some(Case {
                href: format!("/cases/{number}"),
                line,
                card,
                talk,
                acts,
                living,
                bounces,
                away,
                told,
                called,
                point: point.map(|point| point.said.name),
                me: by.agent,
            }))
        })
        .await?;
    let mut case = found.ok_or(Trouble::Missing)?;
    if let Some(standing) = case.acts.handover.as_ref().filter(|standing| standing.answers()) {
        let house = &visit.desk().settings().language;
        case.acts.hello = handover::hello(&viewer, house, &visit.account.name, standing, &case.acts.promises);
    }
    Ok((viewer, case))
}

fn what_can_be_done(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (by, account): (By, &Account),
    line: &CaseLine,
    promises: Vec<OpenPromise>,
    rights: Rights,
    mut draft: Draft,
) -> Result<Acts, Fault> {
    let customer = line.customer.as_ref().map(|(id, _)| *id);
    let reply_to = views::customer::reply_address(tx, line.id, customer, IdentityKind::Email)?;
    let reply_to = reply_to.map(|(_, address)| address);
    let up_to = desk.reach_here(tx, account, line.id, RemedyKind::Refund, remedy::CURRENCY)?;
    if draft.act == Act::Likely {
        draft.act = if reply_to.is_some() { Act::Reply } else { Act::Remedy };
    }
    if !rights.may(draft.act.action()) {
        draft.act = Act::OFFERED.into_iter().find(|act| rights.may(act.action())).unwrap_or(Act::None);
    }
    if draft.act == Act::Reply
        && let Some(kept) = draft::of(tx, account.agent, line.id)?
    {
        let fresh = draft.command.is_none() && draft.text.is_empty();
        if fresh || draft.command.as_ref() == Some(&kept.command) {
            draft.kept = Some((kept.saved_at, kept.older));
        }
        if fresh {
            (draft.text, draft.command, draft.taken_up) = (kept.body, Some(kept.command), true);
        }
    }
    let mut present = presence::of(tx, line.id, desk.now())?;
    present.retain(|one| one.agent != account.agent);
    let advice = match (draft.act, remedy::read(&draft.kind, &draft.amount)) {
        (Act::Remedy, Ok(Some((kind, amount)))) => {
            match desk.weigh_here(tx, by, &Question::of_case(line.id, kind, amount)) {
                Ok(advice) => Some(advice),
                Err(No::Refusal(_)) => None,
                Err(No::Fault(fault)) => return Err(fault),
            }
        }
        _ => None,
    };
    let processes =
        if matches!(draft.act, Act::Friction | Act::Remedy) { views::process::all(tx)? } else { Vec::new() };
    let links = if draft.act == Act::Link { desk.links(tx, by, line.id)? } else { Vec::new() };
    Ok(Acts {
        state: line.state,
        version: line.version,
        handover: None,
        offering: None,
        asking: None,
        questions: Vec::new(),
        me: account.agent,
        hello: String::new(),
        mine: line.owner.as_ref().is_some_and(|(owner, _)| *owner == account.agent),
        owner: line.owner.clone(),
        reply_to,
        customer: customer.map(|id| format!("/customers/{id}")),
        promises,
        deadline: line.deadline.clone(),
        up_to,
        advice,
        offers: Vec::new(),
        processes,
        links: links.into_iter().map(|link| link::Known::of(desk, link, line.id)).collect(),
        rights,
        present,
        draft,
    })
}

fn page(viewer: &Viewer, case: &Case, saved: Option<Saved<'_>>) -> Markup {
    let words = viewer.words;
    let subject = subject(words, &case.line);
    let body = html! {
        (head(viewer, case, subject))
        // The place stands even when there is nothing to say, so that it can be filled.
        div.banners data-live="banners" {
            @if let Some(standing) = case.acts.handover.as_ref().filter(|standing| !standing.answers()) { (handover::banner(viewer, &case.href, standing, &case.acts)) }
            // Where nobody has it, taking it is what says that somebody is on it.
            @if let Some(called) = &case.called { (on_call::banner(viewer, &case.href, called, case.acts.owner.is_some() && case.acts.rights.may(Action::Note))) }
            @if let Some(told) = &case.told { (told::banner(viewer, told)) }
        }
        div.desk {
            (customer::aside(viewer, &case.href, &case.acts.rights, case.card.as_ref()))
            (conversation::conversation(viewer, &case.href, &case.talk))
            @if case.line.merged_into.is_some() {
                section.acts data-live="act" {
                    (parts::notice(Tone::Plain, words.no_merged(), &html! {
                        @if let Some(living) = case.living {
                            p { a href={ "/cases/" (living) } { (words.merged_onward(living)) } }
                        }
                    }))
                }
            } @else {
                (act::acts(viewer, &case.href, &case.acts))
            }
        }
    };
    let title = format!("#{} {subject}", case.line.number);
    let live = Some(format!("/live?case={}", case.line.number));
    let draft = &case.acts.draft;
    let unsaved = draft.error.is_some()
        || draft.notice.is_some()
        || !draft.noticed.is_empty()
        || draft.closed.is_some()
        || draft.renewing.is_some();
    let here = unsaved.then(|| case.href.clone());
    Page { shape: "case", live, here, saved, unsaved, ..Page::new(&title, Place::Elsewhere, body) }
        .framed(viewer)
}

pub(crate) fn subject(words: Words, line: &CaseLine) -> &str {
    line.subject.as_deref().unwrap_or(words.talk_no_text())
}

fn head(viewer: &Viewer, case: &Case, subject: &str) -> Markup {
    let words = viewer.words;
    let line = &case.line;
    html! {
        header.case-head data-live="head" data-present=[case.acts.rights.may(Action::Reply).then(|| format!("{}/here", case.href))] {
            div.case-title {
                h1 { (subject) }
                p.case-line {
                    span { "#" (line.number) }
                    span {
                        @match &line.owner {
                            Some(_) if case.acts.mine => (words.case_yours()),
                            Some((_, owner)) => (words.case_owner(owner.as_str())),
                            None => (words.list_nobody()),
                        }
                    }
                    @if let Some((team, since)) = line.pool.as_ref().filter(|_| line.merged_into.is_none() && line.state != State::Resolved) {
                        span {
                            @match team {
                                Some((_, team)) => (words.case_pool(team.as_str())),
                                None => (words.case_pool_house()),
                            }
                            " · " (parts::time(viewer, *since, Told::Span))
                        }
                    }
                    @if let Some(point) = &case.point { span { (words.caught_at(point.as_str())) } }
                    @if case.acts.rights.may(Action::SeeRecord) { a href={ (case.href) "/record" } { (words.case_record()) } }
                }
                @if let (Some((until, cover)), Some((_, owner))) = (&case.away, &line.owner) {
                    p.case-away {
                        (icon(Icon::Later))
                        span {
                            (words.case_away(owner.as_str(), viewer.moment(*until))) " "
                            @match cover {
                                Some((id, _)) if *id == case.me => (words.case_covers_you()),
                                Some((_, name)) => (words.case_covers(name.as_str())),
                                None => (words.case_covers_nobody()),
                            }
                        }
                    }
                }
                (crate::presence::others(words, &case.acts.present))
            }
            div.chips {
                @if let Some(since) = line.waiting_since {
                    span.chip.warm { (words.case_waited()) " " (parts::time(viewer, since, Told::Span)) }
                }
                @if let Some(due) = line.promise_due { (promise_chip(viewer, due)) }
                @if let Some(deadline) = &line.deadline { (deadline::chip(viewer, deadline)) }
                @if let Some(until) = line.snoozed_until {
                    (parts::chip(Tone::Plain, Some(Icon::Later), &words.case_snoozed(viewer.moment(until))))
                }
                (consultation::waits(viewer, &case.talk.questions))
                @if case.bounces > 0 { (parts::chip(Tone::Plain, Some(Icon::People), &words.bounce_count(case.bounces))) }
                (parts::state_chip(words, line.state))
            }
        }
    }
}

/// The nearest open promise and how long it still is, or how late.
pub(crate) fn promise_chip(viewer: &Viewer, due: Timestamp) -> Markup {
    let words = viewer.words;
    let late = due < viewer.now;
    html! {
        span class={ "chip " (if late { Tone::Stop.class() } else { Tone::Care.class() }) } {
            (icon(Icon::Clock))
            (if late { words.list_promise_late() } else { words.list_promise() }) " "
            (parts::time(viewer, due, Told::Due))
        }
    }
}

// The acts.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plain {
    pub(crate) command: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    pub(crate) command: String,
    pub(crate) seen: i64,
}

pub(crate) async fn take(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Seen>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let id = id_of(&visit, Action::SeeCase, number).await?;
    let taken = seen_enough(&visit, id, sent.form.seen, |seen| {
        visit.desk().take(visit.by(), Some(key.clone()), id, Some(seen))
    });
    match taken.await {
        Ok(()) => Ok(done(number, "take", &sent.form.command)),
        Err(No::Refusal(no)) => refused(&visit, number, Draft::default(), &no).await,
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Writing {
    command: String,
    seen: i64,
    body: String,
    /// What was noticed is sent all the same.
    #[serde(default)]
    anyway: bool,
}

pub(crate) async fn reply(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Writing>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let id = id_of(&visit, Action::SeeCase, number).await?;
    let noticed = if form.anyway { Vec::new() } else { visit.desk().notice(&form.body) };
    if !noticed.is_empty() {
        let draft = Draft {
            act: Act::Reply,
            command: Some(form.command.clone()),
            text: form.body.clone(),
            noticed,
            ..Draft::default()
        };
        return again(&visit, number, draft).await;
    }
    let written = seen_enough(&visit, id, form.seen, |seen| {
        let reply = WriteReply { case: id, body: form.body.clone(), seen: Some(seen) };
        visit.desk().reply(visit.by(), Some(key.clone()), reply)
    });
    match written.await {
        Ok(_) => Ok(done(number, "reply", &form.command)),
        Err(No::Refusal(no)) => {
            let draft = Draft {
                act: Act::Reply,
                command: Some(form.command.clone()),
                text: form.body.clone(),
                ..Draft::default()
            };
            match no {
                Refusal::Stale { .. } => match answered_since(&visit, id, form.seen).await? {
                    Some(name) => {
                        let words = visit.words();
                        let notice = (words.no_stale_reply(name), words.no_stale_reply_says().to_owned());
                        again(&visit, number, Draft { notice: Some(notice), ..draft }).await
                    }
                    None => refused(&visit, number, draft, &no).await,
                },
                no => refused(&visit, number, draft, &no).await,
            }
        }
        Err(no) => Err(no.into()),
    }
}

/// Who else answered the customer after the page was made.
async fn answered_since(visit: &Visit, id: CaseId, seen: i64) -> Result<Option<String>, Trouble> {
    let me = visit.by().agent;
    let reader = visit.desk().reader();
    let found = reader.look(move |tx| {
        let since = record::history(tx, Stream::Case(id), seen, 100)?;
        let answered = since.iter().rev().find_map(|fact| match (&fact.event, fact.actor) {
            (Event::Case(CaseEvent::ReplyWritten { .. }), Actor::Agent(by)) if by != me => Some(by),
            _ => None,
        });
        match answered {
            Some(by) => Ok(account::by_agent(tx, by)?.map(|account| account.name)),
            None => Ok(None),
        }
    });
    Ok(found.await?)
}

pub(crate) async fn send_again(
    visit: Visit,
    Path((number, contact)): Path<(i64, ContactId)>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let id = id_of(&visit, Action::SeeCase, number).await?;
    visit.desk().send_again(visit.by(), Some(key), id, contact).await?;
    Ok(done(number, "again", &sent.form.command))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Noting {
    command: String,
    /// `note` for us, or the channel in which the customer said it.
    kind: String,
    body: String,
}

pub(crate) async fn note(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Noting>,
) -> Result<Response, Trouble> {
    let key = Some(sent.key(&sent.form.command)?);
    let form = sent.form;
    let id = id_of(&visit, Action::SeeCase, number).await?;
    let (by, body) = (visit.by(), form.body.clone());
    let noted = match Channel::from_code(&form.kind) {
        Some(channel) => visit.desk().hear(by, key, id, channel, body).await.map(|_| ()),
        None => visit.desk().note(by, key, id, body).await.map(|_| ()),
    };
    match noted {
        Ok(()) => Ok(done(number, "note", &form.command)),
        Err(No::Refusal(no)) => {
            let draft = Draft {
                act: Act::Note,
                command: Some(form.command),
                text: form.body,
                kind: form.kind,
                ..Draft::default()
            };
            refused(&visit, number, draft, &no).await
        }
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Until {
    command: String,
    seen: i64,
    #[serde(default)]
    when: String,
    #[serde(default)]
    own_time: String,
}

pub(crate) async fn later(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Until>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let viewer = visit.viewer();
    let id = id_of(&visit, Action::SeeCase, number).await?;
    let mut draft = Draft {
        act: Act::Later,
        command: Some(form.command.clone()),
        when: form.when.clone(),
        own_time: form.own_time.clone(),
        ..Draft::default()
    };
    let until = match when::read(&viewer, &form.when, &form.own_time) {
        Ok(until) => until,
        Err(no) => {
            draft.error = Some(("when", no.say(&viewer).to_owned()));
            return again(&visit, number, draft).await;
        }
    };
    let snoozed = seen_enough(&visit, id, form.seen, |seen| {
        visit.desk().snooze(visit.by(), Some(key.clone()), id, Some(seen), until)
    });
    match snoozed.await {
        Ok(()) => Ok(done(number, "later", &form.command)),
        Err(No::Refusal(no)) => refused(&visit, number, draft, &no).await,
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resolving {
    command: String,
    seen: i64,
    #[serde(default)]
    what: String,
}

/// What solved it is kept as a note beside the case, for the next one who meets the same thing.
pub(crate) async fn resolve(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Resolving>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let id = id_of(&visit, Action::SeeCase, number).await?;
    let mut resolved = seen_enough(&visit, id, form.seen, |seen| {
        visit.desk().resolve(visit.by(), Some(key.clone()), id, Some(seen))
    })
    .await;
    if resolved.is_ok() && !form.what.trim().is_empty() {
        let mut noted = key.clone();
        noted.key.push_str(":note");
        resolved = visit.desk().note(visit.by(), Some(noted), id, form.what.clone()).await.map(|_| ());
    }
    match resolved {
        Ok(()) => Ok(done(number, "resolve", &form.command)),
        Err(No::Refusal(no)) => {
            let draft = Draft {
                act: Act::Resolve,
                command: Some(form.command.clone()),
                text: form.what.clone(),
                ..Draft::default()
            };
            refused(&visit, number, draft, &no).await
        }
        Err(no) => Err(no.into()),
    }
}

pub(crate) async fn reopen(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let id = id_of(&visit, Action::SeeCase, number).await?;
    visit.desk().reopen(visit.by(), Some(key), id, None).await?;
    Ok(done(number, "reopen", &sent.form.command))
}

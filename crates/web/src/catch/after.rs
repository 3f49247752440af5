//! After something was caught: who has it, who may know, a promise to make now, and what to say to the customer, in the
//! customer's language. Whoever is promised for or asked hears of it at once.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{AskColleagues, MakePromise, MayKnow, No, Receiver, Thing};
use valta_domain::{
    AgentId, CaseId, ContactId, Refusal, Timestamp,
    contact::{Channel, Direction},
    handover::To,
    time::HOUR,
};
use valta_policy::Action;
use valta_store::{
    Fault, account,
    views::{self, consultation::ConsultationLine, promise::PromiseLine},
};

use super::phone::{Catcher, frame};
use crate::{
    act::{self, Draft},
    form::{Sent, command},
    icon::{Icon, icon},
    knowhow,
    layout::{answer, go},
    parts::{self, Field, Line, Tone},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    when,
    words::{Lang, Words},
};

/// How long (µs) whoever is asked with one click has to answer: the customer has just left.
const TO_ANSWER: i64 = 2 * HOUR;
const MOST_PROMISES: usize = 20;
const MOST_ASKED: usize = 10;

struct After {
    case: CaseId,
    number: i64,
    subject: String,
    owner: Option<String>,
    mine: bool,
    promises: Vec<PromiseLine>,
    /// Three who may know.
    knows: Vec<MayKnow>,
    /// Who can be promised for and asked: nobody, from a phone that stays signed in for catching alone.
    others: Vec<Receiver>,
    asked: Vec<ConsultationLine>,
    heard: Vec<ContactId>,
    /// In which the customer is spoken to.
    theirs: Lang,
    typed: Typed,
}

/// What was typed, and why it is not promised or asked.
#[derive(Default)]
struct Typed {
    what: Option<String>,
    keeper: String,
    when: String,
    own_time: String,
    error: Option<(&'static str, String)>,
    notice: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The language in which it is said, where it was guessed wrongly.
    say: Option<String>,
}

pub(crate) async fn get(
    catcher: Catcher,
    Path(number): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let mut after = look(&catcher, number).await?;
    after.theirs = asked.say.as_deref().and_then(Lang::from_tag).unwrap_or(after.theirs);
    Ok(answer(StatusCode::OK, page(&catcher, &after)))
}

async fn look(catcher: &Catcher, number: i64) -> Result<After, Trouble> {
    let (desk, by, in_person) = (catcher.guest.app.desk.clone(), catcher.by, catcher.in_person);
    let reader = desk.reader();
    let found = reader.look(move |tx| {
        let Some(line) = views::case::numbered(tx, by.scope, number)? else { return Ok(None) };
        if !desk.may_here(tx, by, Action::MakePromise, Thing::Case(line.id))? {
            return Ok(None);
        }
        let mut promises = views::promise::of_case(tx, line.id, MOST_PROMISES)?;
        promises.retain(PromiseLine::is_open);
        let people = desk.whom_to_ask(tx, by)?.people;
        let knows = desk.who_knows(tx, by, Some(line.id), "", &people)?;
        let may_ask = in_person && desk.may_here(tx, by, Action::Consult, Thing::Case(line.id))?;
        let others = if may_ask { desk.receivers(tx, by.agent)?.people } else { vec![] };
        let mut asked = views::consultation::of_case(tx, line.id, MOST_ASKED)?;
        asked.retain(|asked| asked.how.is_none());
        let contacts = views::contact::of_case(tx, line.id, Timestamp(i64::MAX), MOST_ASKED)?;
        let heard = contacts.into_iter().filter(|contact| contact.direction == Direction::In);
        let theirs = Lang::from_tag(desk.language_of(tx, line.id)?.code()).unwrap_or(Lang::Fi);
        Ok(Some(After {
            case: line.id,
            number,
            subject: line.subject.clone().unwrap_or_default(),
            mine: line.owner.as_ref().is_some_and(|(owner, _)| *owner == by.agent),
            owner: line.owner.map(|(_, name)| name),
            promises,
            knows,
            others: others.into_iter().filter(|one| one.agent != by.agent).collect(),
            asked,
            heard: heard.map(|contact| contact.id).collect(),
            theirs,
            typed: Typed::default(),
        }))
    });
    found.await?.ok_or(Trouble::Missing)
}

/// The words of somebody else, who reads what they are asked in their own language.
async fn words_of(catcher: &Catcher, agent: AgentId) -> Result<Words, Fault> {
    let found = catcher.guest.app.desk.reader().look(move |tx| account::by_agent(tx, agent)).await?;
    let lang = found.and_then(|account| Lang::from_tag(&account.language));
    Ok(lang.map_or(catcher.viewer().words, Words::of))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Promising {
    command: String,
    what: String,
    /// Who keeps it; nobody named: whoever promises.
    #[serde(default)]
    keeper: String,
    #[serde(default)]
    when: String,
    #[serde(default)]
    own_time: String,
}

pub(crate) async fn promise(
    catcher: Catcher,
    Path(number): Path<i64>,
    sent: Sent<Promising>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let mut after = look(&catcher, number).await?;
    let viewer = catcher.viewer();
    let form = sent.form;
    let typed = |error| Typed {
        what: Some(form.what.clone()),
        keeper: form.keeper.clone(),
        when: form.when.clone(),
        own_time: form.own_time.clone(),
        error,
        notice: None,
    };
    let due = match when::read(&viewer, &form.when, &form.own_time) {
        Ok(due) => due,
        Err(no) => {
            after.typed = typed(Some(("when", no.say(&viewer).to_owned())));
            return Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, page(&catcher, &after)));
        }
    };
    let keeper = match form.keeper.as_str() {
        "" => None,
        keeper => Some(keeper.parse::<AgentId>().map_err(|_| Trouble::Unreadable)?),
    };
    let keeper = keeper.filter(|keeper| *keeper != catcher.by.agent);
    let make = MakePromise {
        case: after.case,
        what: form.what.clone(),
        due,
        channel: Channel::Phone,
        instead_of: None,
    };
    let desk = &catcher.guest.app.desk;
    let promised = match keeper {
        None => desk.promise(catcher.by, Some(key), make).await,
        Some(keeper) => {
            let words = words_of(&catcher, keeper).await?;
            let me = catcher.account.name.as_str();
            let at = Viewer { words, ..viewer.clone() }.moment(due);
            let asks = words.caught_promised_for(me, form.what.as_str(), at);
            desk.promise_for(catcher.by, Some(key), make, keeper, asks).await
        }
    };
    match promised {
        Ok(_) => Ok(go(&format!("/catch/{number}"))),
        Err(No::Refusal(no @ (Refusal::NotFound | Refusal::NotYours))) => Err(No::Refusal(no).into()),
        Err(No::Refusal(no)) => {
            let field = match &no {
                Refusal::InThePast { .. } => "when",
                Refusal::Empty(_) | Refusal::TooLong(_) => "what",
                _ => "keeper",
            };
            after.typed = typed(Some((field, refusal::line(&viewer, &no))));
            Ok(answer(refusal::status(&no), page(&catcher, &after)))
        }
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    command: String,
    agent: AgentId,
}

/// One click: the question is what the customer needs, in the asked one's language.
pub(crate) async fn ask(
    catcher: Catcher,
    Path(number): Path<i64>,
    sent: Sent<Asking>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let mut after = look(&catcher, number).await?;
    let asked = sent.form.agent;
    let words = words_of(&catcher, asked).await?;
    let asks = AskColleagues {
        case: after.case,
        of: vec![To::Agent(asked)],
        question: words.caught_asks(after.subject.as_str()),
        shown: after.heard.clone(),
        due: catcher.guest.app.desk.now().plus(TO_ANSWER),
        seen: None,
    };
    match catcher.guest.app.desk.ask_colleagues(catcher.by, Some(key), asks).await {
        Ok(_) => Ok(go(&format!("/catch/{number}"))),
        Err(No::Refusal(no @ (Refusal::NotFound | Refusal::NotYours))) => Err(No::Refusal(no).into()),
        Err(No::Refusal(no)) => {
            after.typed.notice = Some(refusal::line(&catcher.viewer(), &no));
            Ok(answer(refusal::status(&no), page(&catcher, &after)))
        }
        Err(no) => Err(no.into()),
    }
}

// The screen.

/// What the customer hears, in their language.
fn say(catcher: &Catcher, viewer: &Viewer, after: &After) -> String {
    let theirs = Words::of(after.theirs);
    let me = catcher.account.name.as_str();
    let Some(promise) = after.promises.first() else { return theirs.caught_say(me, after.number) };
    let what = promise.what.as_deref().unwrap_or_default();
    let at = Viewer { words: theirs, ..viewer.clone() }.moment(promise.due);
    if promise.by.0 == catcher.by.agent {
        theirs.caught_say_promised(me, after.number, what, at)
    } else {
        theirs.caught_say_other(me, after.number, promise.by.1.as_str(), what, at)
    }
}

fn page(catcher: &Catcher, after: &After) -> Markup {
    let viewer = catcher.viewer();
    let words = viewer.words;
    let title = words.caught_safe(after.number);
    let here = format!("/catch/{}", after.number);
    let body = html! {
        h1.heard { (title) }
        div.caught-after id="caught-after" {
            @if let Some(no) = &after.typed.notice { (parts::notice(Tone::Care, no, &html! {})) }
            section.sheet {
                h2 tabindex="-1" { (icon(Icon::Check)) " " (title) }
                p {
                    @match &after.owner {
                        Some(_) if after.mine => (words.caught_yours()),
                        Some(owner) => (words.caught_owner(owner.as_str())),
                        None => (words.list_nobody()),
                    }
                }
                div.caught-say {
                    p.small { (words.caught_say_aloud()) }
                    blockquote lang=(after.theirs.code()) { (say(catcher, &viewer, after)) }
                    nav.caught-languages aria-label=(words.caught_say_in()) {
                        @for lang in Lang::ALL {
                            a href={ (here) "?say=" (lang.code()) } lang=(lang.code()) hreflang=(lang.code())
                                aria-current=[(lang == after.theirs).then_some("true")] { (lang.own_name()) }
                        }
                    }
                }
                @if catcher.in_person { p { a href={ "/cases/" (after.number) } { (words.caught_open()) } } }
            }
            (knowing(&viewer, catcher, after))
            (promising(&viewer, catcher, after))
            p { a.button.wide href="/catch" { (icon(Icon::Add)) (words.caught_next()) } }
        }
    };
    frame(catcher, &viewer, &title, &body)
}

/// Three who may know, each with why, and one click to ask them.
fn knowing(viewer: &Viewer, catcher: &Catcher, after: &After) -> Markup {
    let words = viewer.words;
    let asked = |agent: AgentId| {
        let of = after.asked.iter().flat_map(|line| &line.of);
        of.into_iter().any(|one| matches!(&one.to, To::Agent(to) if *to == agent))
    };
    html! {
        @if !after.knows.is_empty() {
            section.sheet aria-labelledby="knows" {
                h2 id="knows" { (words.knows_title()) }
                ul.plain-list {
                    @for knows in &after.knows {
                        li.caught-knows {
                            div {
                                p { (knowhow::person(viewer, knows)) }
                                p.small { (knowhow::why(viewer, knows)) }
                            }
                            @if asked(knows.who.agent) { (parts::chip(Tone::Good, Some(Icon::Check), words.caught_asked())) }
                            @else if catcher.in_person && !after.others.is_empty() {
                                form action={ "/catch/" (after.number) "/ask" } method="post" {
                                    (parts::form_id(&command()))
                                    input type="hidden" name="agent" value=(knows.who.agent);
                                    button.button.small type="submit" {
                                        (words.caught_ask()) span.heard { ": " (knows.who.name) }
                                    }
                                }
                            }
                        }
                    }
                }
                @if !catcher.in_person { p.small { (words.caught_ask_signed_in()) " " a href={ "/login?onward=/catch/" (after.number) } { (words.login_in()) } } }
            }
        }
    }
}

fn promising(viewer: &Viewer, catcher: &Catcher, after: &After) -> Markup {
    let words = viewer.words;
    let typed = &after.typed;
    let me = catcher.account.name.as_str();
    let wrong = |field: &str| typed.error.as_ref().filter(|(wrong, _)| *wrong == field);
    let error = |field: &str| wrong(field).map(|(_, says)| says.as_str());
    let draft = Draft {
        when: typed.when.clone(),
        own_time: typed.own_time.clone(),
        error: wrong("when").cloned(),
        ..Draft::default()
    };
    // Those who may know stand before the others.
    let likely = |one: &&Receiver| after.knows.iter().any(|knows| knows.who.agent == one.agent);
    let named = after.others.iter().filter(likely).chain(after.others.iter().filter(|one| !likely(one)));
    let options: Vec<(String, &str, bool)> = named
        .map(|one| (one.agent.to_string(), one.name.as_str(), one.agent.to_string() == typed.keeper))
        .collect();
    let what = typed.what.as_deref().unwrap_or_else(|| Words::of(after.theirs).caught_promise_call());
    html! {
        form.sheet action={ "/catch/" (after.number) "/promise" } method="post" {
            (parts::form_id(&command()))
            h2 { (words.caught_promise()) }
            @if options.is_empty() { p.reply-to { (parts::avatar(me)) strong { (me) } } }
            @else {
                (Field { id: "keeper", label: words.caught_promise_who(), help: Some(words.caught_promise_who_help()), error: error("keeper") }
                    .select("keeper", &words.caught_promise_me(me), &options))
            }
            (Field { id: "promise-what", label: words.caught_promise_what(), help: None, error: error("what") }
                .line(&Line { required: true, ..Line::text("what", what) }))
            (act::moments(viewer, words.caught_promise_when(), &when::for_promise(viewer), "catch", Some(&draft)))
            div.acting { (parts::button("primary wide", Some(Icon::Clock), words.caught_promise_now())) }
        }
    }
}

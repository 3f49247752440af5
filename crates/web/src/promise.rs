//! Promises on a case's page: made in two steps at the most, kept, given another time before they break and apologised
//! for afterwards; what the customer hears of it stands there to be read and changed before it leaves.

use axum::{extract::Path, response::Response};
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{MakePromise, No, RenewPromise, Tell, Thing};
use valta_domain::{PromiseId, Refusal, Timestamp, contact::Channel};
use valta_policy::Action;
use valta_store::views;

use crate::{
    act::{Act, Acts, Draft, moments},
    case::{self, Plain},
    form::{Sent, command},
    icon::{Icon, icon},
    parts::{self, Field, Line, Told, Tone},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when,
};

pub(crate) struct OpenPromise {
    pub(crate) id: PromiseId,
    pub(crate) what: String,
    pub(crate) by: String,
    pub(crate) due: Timestamp,
}

/// A promise that is about to get another time, looked at before the customer hears of it.
#[derive(Clone, Debug)]
pub(crate) struct Renewing {
    promise: PromiseId,
    due: Timestamp,
    /// What is promised instead of a broken one.
    what: String,
    /// What the customer would hear by mail; none where there is no address.
    message: Option<String>,
    in_person: bool,
    closed: Option<String>,
    /// What is wrong with the message.
    error: Option<String>,
}

/// Promises that are still to be kept, each with the two ways to keep one's word.
pub(crate) fn to_keep(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    html! {
        @if !acts.promises.is_empty() {
            ul.to-keep aria-label=(words.act_to_keep()) {
                @for promise in &acts.promises {
                    @let late = promise.due < viewer.now;
                    @let action = if late { Action::MakePromise } else { Action::RenewPromise };
                    @let renewing = acts.draft.renewing.as_ref().filter(|renewing| renewing.promise == promise.id);
                    li.to-keep-one.late[late] {
                        p.to-keep-what { (icon(Icon::Clock)) span { (promise.what) } }
                        p.small {
                            (promise.by) ", "
                            span.late[late] {
                                @if late { (words.customer_promise_late()) " " }
                                (parts::time(viewer, promise.due, Told::Due))
                            }
                        }
                        div.to-keep-acts {
                            @if acts.rights.may(Action::KeepPromise) { form action={ (case) "/promises/" (promise.id) "/keep" } method="post" {
                                (parts::form_id(&command()))
                                (parts::button("small", Some(Icon::Check), words.promise_keep()))
                            } }
                            @if acts.rights.may(action) {
                                details open[renewing.is_some()] {
                                    summary.button.small.quiet { (if late { words.promise_sorry() } else { words.promise_renew() }) }
                                    @let to = format!("{case}/promises/{}/{}", promise.id, if late { "instead" } else { "renew" });
                                    @match renewing {
                                        Some(renewing) => (preview(viewer, &to, late, renewing, acts)),
                                        None => form.panel action=(to) method="post" {
                                            (parts::form_id(&command()))
                                            (moments(viewer, words.promise_renew_until(), &when::for_promise(viewer), &promise.id.to_string(), None))
                                            (parts::button("wide", None, words.promise_look()))
                                        },
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the customer will hear, before they do.
fn preview(viewer: &Viewer, to: &str, late: bool, renewing: &Renewing, acts: &Acts) -> Markup {
    let words = viewer.words;
    html! {
        form.panel id="renewing" action=(to) method="post" data-draft {
            (parts::form_id(&command()))
            input type="hidden" name="when" value=(renewing.due.micros());
            input type="hidden" name="tell" value="true";
            p { strong { (words.promise_new_time(viewer.moment(renewing.due))) } }
            @if let Some(closed) = &renewing.closed { (parts::notice(Tone::Care, closed, &html! {})) }
            @if late {
                (Field { id: "instead-what", label: words.promise_what(), help: None, error: None }
                    .line(&Line { required: true, ..Line::text("what", &renewing.what) }))
            }
            @match &renewing.message {
                Some(message) => {
                    @let help = acts.reply_to.as_ref().map(|address| words.promise_hears_help(address.as_str()));
                    (Field { id: "hears", label: words.promise_hears(), help: help.as_deref(), error: renewing.error.as_deref() }
                        .text("message", message, 8, false))
                }
                None => p { (words.promise_no_address()) },
            }
            label.pick for="in-person" {
                input type="checkbox" id="in-person" name="in_person" value="on" checked[renewing.in_person];
                span { (words.promise_told()) }
            }
            (parts::button("primary wide", Some(Icon::Clock), if late { words.promise_sorry_now() } else { words.promise_renew_now() }))
        }
    }
}

pub(crate) fn panel(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    html! {
        form.panel id="promise" action={ (case) "/promises" } method="post" data-draft {
            (parts::form_id(&draft.command()))
            @if let Some(closed) = &draft.closed { (parts::notice(Tone::Care, closed, &html! { p { (words.promise_closed_says()) } })) }
            (Field { id: "what", label: words.promise_what(), help: Some(words.promise_what_help()), error: draft.error("what") }
                .line(&Line { required: true, ..Line::text("what", &draft.text) }))
            (moments(viewer, words.promise_when(), &when::for_promise(viewer), "promise", Some(draft)))
            div.acting {
                (parts::button("primary wide", Some(Icon::Clock), words.promise_give()))
                @if draft.closed.is_some() {
                    button.button.wide type="submit" name="anyway" value="true" { (words.promise_anyway()) }
                }
                p.small { (words.promise_says()) }
            }
        }
    }
}

// The acts.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Promising {
    command: String,
    what: String,
    #[serde(default)]
    when: String,
    #[serde(default)]
    own_time: String,
    /// Though the house is closed then.
    #[serde(default)]
    anyway: bool,
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Promising>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let viewer = visit.viewer();
    let mut draft = Draft {
        act: Act::Promise,
        command: Some(form.command.clone()),
        text: form.what.clone(),
        when: form.when.clone(),
        own_time: form.own_time.clone(),
        ..Draft::default()
    };
    let due = match when::read(&viewer, &form.when, &form.own_time) {
        Ok(due) => due,
        Err(no) => {
            draft.error = Some(("when", no.say(&viewer).to_owned()));
            return case::again(&visit, number, draft).await;
        }
    };
    draft.closed = when::closed(&viewer, due).filter(|_| !form.anyway && due > viewer.now);
    if draft.closed.is_some() {
        // The time that was taken from the page stands in the free field, so that it is seen and can be changed.
        return case::again(&visit, number, draft).await;
    }
    // How it is kept is not asked: whoever promises knows, and the words say it.
    let make = MakePromise { case: id, what: form.what, due, channel: Channel::Phone, instead_of: None };
    match visit.desk().promise(visit.by(), Some(key), make).await {
        Ok(_) => Ok(case::done(number, "promise", &form.command)),
        Err(No::Refusal(no)) => case::refused(&visit, number, draft, &no).await,
        Err(no) => Err(no.into()),
    }
}

pub(crate) async fn keep(
    visit: Visit,
    Path((number, promise)): Path<(i64, PromiseId)>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    visit.desk().keep_promise(visit.by(), Some(key), promise).await?;
    Ok(case::done(number, "keep", &sent.form.command))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnotherTime {
    command: String,
    #[serde(default)]
    when: String,
    #[serde(default)]
    own_time: String,
    #[serde(default)]
    what: String,
    message: Option<String>,
    in_person: Option<String>,
    /// What the customer hears was looked at.
    #[serde(default)]
    tell: bool,
}

pub(crate) async fn renew(
    visit: Visit,
    Path((number, promise)): Path<(i64, PromiseId)>,
    sent: Sent<AnotherTime>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let due = match looked_at(&visit, number, promise, &form).await? {
        Ok(due) => due,
        Err(page) => return Ok(page),
    };
    let renew = RenewPromise { promise, due, tell: form.how() };
    let did = if form.how() == Tell::House { "renew" } else { "renewed" };
    match visit.desk().renew_promise(visit.by(), Some(key), renew).await {
        Ok(()) => Ok(case::done(number, did, &form.command)),
        Err(No::Refusal(no)) => form.refused(&visit, number, (promise, due), no).await,
        Err(no) => Err(no.into()),
    }
}

/// An apology, and another promise for the one that is broken.
pub(crate) async fn instead(
    visit: Visit,
    Path((number, promise)): Path<(i64, PromiseId)>,
    sent: Sent<AnotherTime>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let due = match looked_at(&visit, number, promise, &form).await? {
        Ok(due) => due,
        Err(page) => return Ok(page),
    };
    let instead_of = Some((promise, form.how()));
    let make = MakePromise { case: id, what: form.what.clone(), due, channel: Channel::Phone, instead_of };
    match visit.desk().promise(visit.by(), Some(key), make).await {
        Ok(_) => Ok(case::done(number, "instead", &form.command)),
        Err(No::Refusal(no)) => form.refused(&visit, number, (promise, due), no).await,
        Err(no) => Err(no.into()),
    }
}

impl AnotherTime {
    fn how(&self) -> Tell {
        match (&self.in_person, &self.message) {
            (Some(_), _) => Tell::InPerson,
            (None, Some(message)) => Tell::Words(message.clone()),
            (None, None) => Tell::House,
        }
    }

    async fn refused(
        self,
        visit: &Visit,
        number: i64,
        (promise, due): (PromiseId, Timestamp),
        no: Refusal,
    ) -> Result<Response, Trouble> {
        let viewer = visit.viewer();
        let of_words = matches!(
            no,
            Refusal::Empty(valta_domain::refusal::Field::Body)
                | Refusal::TooLong(valta_domain::refusal::Field::Body)
        );
        if !of_words {
            return case::refused(visit, number, Draft::default(), &no).await;
        }
        let renewing = Renewing {
            promise,
            due,
            what: self.what,
            message: self.message,
            in_person: self.in_person.is_some(),
            closed: when::closed(&viewer, due),
            error: Some(refusal::line(&viewer, &no)),
        };
        case::again(visit, number, Draft { renewing: Some(renewing), ..Draft::default() }).await
    }
}

/// The new time, once what the customer hears of it was looked at; else the page on which it is.
async fn looked_at(
    visit: &Visit,
    number: i64,
    promise: PromiseId,
    form: &AnotherTime,
) -> Result<Result<Timestamp, Response>, Trouble> {
    let viewer = visit.viewer();
    let due = match when::read(&viewer, &form.when, &form.own_time) {
        Ok(due) if due > viewer.now => due,
        Ok(_) => {
            let said = refusal::say(&viewer, &Refusal::InThePast { now: viewer.now });
            let draft = Draft { notice: Some((said.what, said.next)), ..Draft::default() };
            return Ok(Err(case::again(visit, number, draft).await?));
        }
        Err(no) => {
            let notice = Some((no.say(&viewer).to_owned(), viewer.words.no_past_says().to_owned()));
            return Ok(Err(case::again(visit, number, Draft { notice, ..Draft::default() }).await?));
        }
    };
    if form.tell {
        return Ok(Ok(due));
    }
    let (desk, by) = (visit.desk().clone(), visit.by());
    let look = move |tx: &mut valta_store::Tx<'_>| {
        let Some(line) = views::promise::one(tx, promise)? else { return Ok(None) };
        if !desk.sees(tx, by, Action::RenewPromise, Thing::Case(line.case))? {
            return Ok(None);
        }
        let message = desk.renewal(tx, by, &line, due)?;
        Ok(Some((line, message)))
    };
    let (line, message) = visit.desk().reader().look(look).await?.ok_or(Trouble::Missing)?;
    let renewing = Renewing {
        promise,
        due,
        what: line.what.unwrap_or_default(),
        in_person: false,
        message,
        closed: when::closed(&viewer, due),
        error: None,
    };
    let draft = Draft { renewing: Some(renewing), ..Draft::default() };
    Ok(Err(case::again(visit, number, draft).await?))
}

//! How one is told of what is one's own, and on which devices: chosen on one's account's page. A device is told where its
//! browser says so, which it is asked for when somebody presses for it and not before.

use axum::response::Response;
use http::{HeaderValue, header};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;
use valta_desk::{NewDevice, No};
use valta_domain::{
    Refusal,
    reach::{About, Reach, Ways},
    refusal::Field as Of,
};
use valta_store::push::Device;

use crate::{
    account,
    form::{Sent, command},
    layout::go,
    parts::{self, Field, Line, Tone},
    people::Typed,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
};

/// What these forms are called where one of them could not be done.
const WAYS: &str = "reach";
const DEVICE: &str = "push";

/// Somebody's own, as it stands.
pub(crate) struct Told {
    pub(crate) reach: Reach,
    pub(crate) devices: Vec<Device>,
    /// The house's key, by which a browser lets this house alone send to it.
    pub(crate) key: String,
    /// The one that this page is looked at on.
    pub(crate) here: Option<Uuid>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    command: String,
    #[serde(default)]
    question_mail: String,
    #[serde(default)]
    question_push: String,
    #[serde(default)]
    promise_mail: String,
    #[serde(default)]
    promise_push: String,
    #[serde(default)]
    call_mail: String,
    #[serde(default)]
    call_push: String,
}

pub(crate) async fn post(visit: Visit, sent: Sent<Chosen>) -> Result<Response, Trouble> {
    let command = sent.key(&sent.form.command)?.key;
    let form = sent.form;
    let ways = |mail: &str, push: &str| Ways { mail: mail == "on", push: push == "on" };
    let reach = Reach {
        questions: ways(&form.question_mail, &form.question_push),
        promises: ways(&form.promise_mail, &form.promise_push),
        calls: ways(&form.call_mail, &form.call_push),
    };
    match visit.desk().set_reach(visit.by(), reach).await {
        Ok(()) => Ok(go(&format!("/account?did=reach&saved={command}#reach"))),
        Err(No::Refusal(no)) => {
            let values = [
                ("question_mail", form.question_mail),
                ("question_push", form.question_push),
                ("promise_mail", form.promise_mail),
                ("promise_push", form.promise_push),
                ("call_mail", form.call_mail),
                ("call_push", form.call_push),
            ];
            account::again(&visit, Typed::of(&visit.viewer(), WAYS.to_owned(), values, &no)).await
        }
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Telling {
    command: String,
    name: String,
    endpoint: String,
    public_key: String,
    auth: String,
}

/// This device is told from here on, and known again by a cookie.
pub(crate) async fn tell(visit: Visit, sent: Sent<Telling>) -> Result<Response, Trouble> {
    let command = sent.key(&sent.form.command)?.key;
    let Telling { name, endpoint, public_key, auth, .. } = sent.form;
    let new = NewDevice { name: name.clone(), endpoint, public_key, auth };
    match visit.desk().tell_on(visit.by(), new).await {
        Ok(id) => {
            let mut response = go(&format!("/account?did=push&saved={command}#push"));
            put(&mut response, visit.app().sessions.told_on(Some(id)));
            Ok(response)
        }
        Err(No::Refusal(no)) => {
            let viewer = visit.viewer();
            let words = viewer.words;
            let mut typed = Typed::of(&viewer, DEVICE.to_owned(), [("name", name)], &no);
            if no == Refusal::Unusable(Of::Value) {
                let notice = (words.push_unusable().to_owned(), words.push_unusable_says().to_owned());
                (typed.error, typed.notice) = (None, Some(notice));
            }
            account::again(&visit, typed).await
        }
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    command: String,
    device: Uuid,
}

pub(crate) async fn end(visit: Visit, sent: Sent<Ending>) -> Result<Response, Trouble> {
    let command = sent.key(&sent.form.command)?.key;
    visit.desk().end_push(visit.by(), sent.form.device).await?;
    let mut response = go(&format!("/account?did=push-end&saved={command}#push"));
    if visit.told_on() == Some(sent.form.device) {
        put(&mut response, visit.app().sessions.told_on(None));
    }
    Ok(response)
}

/// Who signs out here is told nothing more here.
pub(crate) async fn sign_out(visit: &Visit, response: &mut Response) -> Result<(), Trouble> {
    if let Some(here) = visit.told_on() {
        visit.desk().end_push(visit.by(), here).await?;
        put(response, visit.app().sessions.told_on(None));
    }
    Ok(())
}

fn put(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

// On the account's page.

pub(crate) fn own(viewer: &Viewer, told: &Told, typed: &Typed) -> Markup {
    html! {
        (ways(viewer, told, typed))
        (devices(viewer, told, typed))
    }
}

fn ways(viewer: &Viewer, told: &Told, typed: &Typed) -> Markup {
    let words = viewer.words;
    let about = |about: &About| match about {
        About::Question => words.reach_questions(),
        About::Promise => words.reach_promises(),
        About::Call => words.reach_calls(),
    };
    let one = |about: &About, way: &str, stands: bool, label: &str| {
        let name = format!("{}_{way}", about.code());
        let stands = if stands { "on" } else { "" };
        html! {
            label.pick for=(name) {
                input type="checkbox" id=(name) name=(name) value="on" checked[typed.value(WAYS, &name, stands) == "on"]
                    aria-describedby=[(*about == About::Call).then_some("reach-calls")];
                span { (label) }
            }
        }
    };
    html! {
        form.sheet id="reach" action="/account/reach" method="post" {
            h2 { (words.reach_title()) }
            p.small { (words.reach_says()) }
            (parts::form_id(&command()))
            @for it in About::ALL {
                @let ways = told.reach.about(*it);
                fieldset.told-by {
                    legend { (about(it)) }
                    (one(it, "mail", ways.mail, words.reach_mail()))
                    (one(it, "push", ways.push, words.reach_push()))
                    @if *it == About::Call { p.help id="reach-calls" { (words.reach_calls_help()) } }
                }
            }
            p.small { (words.reach_instead()) }
            div.acting { (parts::button("primary", None, words.account_save())) }
        }
    }
}

fn devices(viewer: &Viewer, told: &Told, typed: &Typed) -> Markup {
    let words = viewer.words;
    let is_told = told.devices.iter().any(|device| told.here == Some(device.id));
    html! {
        section.sheet aria-labelledby="push" {
            h2 id="push" { (words.push_title()) }
            p.small { (words.push_says()) }
            @if !told.devices.is_empty() {
                ul.plain-list {
                    @for device in &told.devices { li.shown-row { (one_device(viewer, told, device)) } }
                }
            }
            @if !is_told {
                p.small.without-script { (words.push_no_script()) }
                form.panel.with-script action="/account/push" method="post" data-push=(told.key)
                    data-push-wait=(words.push_wait()) data-push-unsupported=(words.push_unsupported())
                    data-push-denied=(words.push_denied()) data-push-failed=(words.push_failed()) {
                    (parts::form_id(&command()))
                    @for name in ["endpoint", "public_key", "auth"] { input type="hidden" name=(name); }
                    (Field { id: "push-name", label: words.push_name(), help: None, error: typed.wrong(DEVICE, "name") }
                        .line(&Line { required: true, ..Line::text("name", typed.value(DEVICE, "name", "")) }))
                    div.acting { (parts::button("", None, words.push_add())) }
                    p.push-says role="status" {}
                }
            }
        }
    }
}

fn one_device(viewer: &Viewer, told: &Told, device: &Device) -> Markup {
    let words = viewer.words;
    html! {
        span {
            strong { (device.name) }
            @if told.here == Some(device.id) { " " (parts::chip(Tone::Good, None, words.push_here())) }
            br;
            span.small {
                (words.push_since(viewer.moment(device.made_at))) ". "
                @match device.used_at {
                    Some(used) => (words.push_used(viewer.moment(used))),
                    None => (words.push_unused()),
                }
            }
        }
        form action="/account/push/end" method="post" {
            (parts::form_id(&command()))
            input type="hidden" name="device" value=(device.id);
            button.button.small type="submit" aria-label={ (words.push_end()) ": " (device.name) } { (words.push_end()) }
        }
    }
}

//! What you can do now: one act open at a time, chosen by an address, so that it works without a script.

use maud::{Markup, html};

use crate::{
    icon::{Icon, icon},
    parts::{self, Choice, Field, Line, Tone},
    plain::{CaseState, Channel, Money},
    remedy::{self, Giving},
    viewer::Viewer,
};

pub struct Acts {
    /// The matter's address.
    pub case: String,
    pub state: CaseState,
    pub owner: Owner,
    /// What may be given at once without asking anybody.
    pub up_to: Option<Money>,
    pub doing: Doing,
    pub take_command: String,
    pub reopen_command: String,
}

pub enum Owner {
    Me,
    Other(String),
    Nobody,
}

/// The act that is open.
pub enum Doing {
    Reply(Writing),
    Remedy(Box<Giving>),
    Promise(Promising),
    Note(Writing),
    Later(Until),
    Resolve(Closing),
}

/// A text on its way to the customer or to the house.
pub struct Writing {
    pub command: String,
    pub text: String,
    pub error: Option<String>,
    /// The ways to reach this customer, the likeliest first; none for a note.
    pub ways: Vec<Way>,
}

pub struct Way {
    pub channel: Channel,
    pub address: String,
}

pub struct Promising {
    pub command: String,
    pub what: String,
    pub error: Option<String>,
    pub until: Vec<Moment>,
}

pub struct Until {
    pub command: String,
    pub until: Vec<Moment>,
}

/// An instant offered as a choice: its value and how it is said.
pub struct Moment {
    pub value: String,
    pub says: String,
}

pub struct Closing {
    pub command: String,
    /// Promises that are still open.
    pub promises: u32,
}

pub fn acts(viewer: &Viewer, acts: &Acts) -> Markup {
    let words = viewer.words;
    let case = &acts.case;
    html! {
        section.acts id="act" aria-labelledby="act-title" data-live="act" {
            div.acts-head {
                h2 id="act-title" { (words.act_title()) }
                @if let Some(up_to) = acts.up_to { p.small { (words.act_up_to(words.money(up_to))) } }
            }
            (taking(viewer, acts))
            nav.act-tabs aria-label=(words.act_title()) {
                (tab(case, "reply", matches!(acts.doing, Doing::Reply(_)), Icon::Reply, words.act_reply(), "r"))
                (tab(case, "remedy", matches!(acts.doing, Doing::Remedy(_)), Icon::Heart, words.act_remedy(), "m"))
                (tab(case, "promise", matches!(acts.doing, Doing::Promise(_)), Icon::Clock, words.act_promise(), "p"))
                (tab(case, "note", matches!(acts.doing, Doing::Note(_)), Icon::Note, words.act_note(), "n"))
            }
            div.act-open {
                @match &acts.doing {
                    Doing::Reply(writing) => (reply(viewer, case, writing)),
                    Doing::Remedy(giving) => (remedy::panel(viewer, case, giving)),
                    Doing::Promise(promising) => (promise(viewer, case, promising)),
                    Doing::Note(writing) => (note(viewer, case, writing)),
                    Doing::Later(until) => (later(viewer, case, until)),
                    Doing::Resolve(closing) => (resolve(viewer, case, closing)),
                }
            }
            div.act-end {
                @if acts.state == CaseState::Resolved {
                    form action={ (case) "/reopen" } method="post" {
                        (parts::form_id(&acts.reopen_command))
                        (parts::button("quiet", Some(Icon::Reopen), words.act_reopen()))
                    }
                } @else {
                    (ending(case, "later", matches!(acts.doing, Doing::Later(_)), Icon::Later, words.act_later()))
                    (ending(case, "resolve", matches!(acts.doing, Doing::Resolve(_)), Icon::Check, words.act_resolve()))
                }
            }
        }
    }
}

fn taking(viewer: &Viewer, acts: &Acts) -> Markup {
    let words = viewer.words;
    let take = |class, label| {
        html! {
            form action={ (acts.case) "/take" } method="post" {
                (parts::form_id(&acts.take_command))
                button class={ "button " (class) } type="submit" data-key="t" { (icon(Icon::Hand)) (label) }
            }
        }
    };
    html! {
        @match &acts.owner {
            Owner::Me => {},
            Owner::Nobody => {
                div.taking { p { (words.act_take_says()) } (take("primary wide", words.act_take())) }
            }
            Owner::Other(name) => {
                div.taking.other { p { (words.act_others(name.as_str())) } (take("small", words.act_take_over())) }
            }
        }
    }
}

fn tab(case: &str, act: &str, open: bool, picture: Icon, label: &str, key: &str) -> Markup {
    html! {
        a.act-tab href={ (case) "?do=" (act) "#act" } aria-current=[open.then_some("true")] data-act=(act) data-key=(key) {
            (icon(picture)) span { (label) }
        }
    }
}

fn ending(case: &str, act: &str, open: bool, picture: Icon, label: &str) -> Markup {
    html! {
        a.button.quiet href={ (case) "?do=" (act) "#act" } aria-current=[open.then_some("true")] data-act=(act) { (icon(picture)) (label) }
    }
}

fn reply(viewer: &Viewer, case: &str, writing: &Writing) -> Markup {
    let words = viewer.words;
    html! {
        form.panel id="reply" action={ (case) "/replies" } method="post" data-draft {
            (parts::form_id(&writing.command))
            @if let [only] = writing.ways.as_slice() {
                p.reply-to { (icon(Icon::of(only.channel))) span { (words.reply_to(only.address.as_str())) } }
                input type="hidden" name="way" value=(only.address);
            } @else if !writing.ways.is_empty() {
                div.field {
                    label for="way" { (words.reply_way()) }
                    select.text id="way" name="way" {
                        @for way in &writing.ways {
                            option value=(way.address) { (parts::channel_name(words, way.channel)) " · " (way.address) }
                        }
                    }
                }
            } @else {
                (parts::notice(Tone::Care, words.reply_nowhere(), &html! { p { (words.reply_nowhere_says()) } }))
            }
            (Field { id: "text", label: words.reply_text(), help: None, error: writing.error.as_deref() }
                .text("body", &writing.text, 7, true))
            div.acting { (parts::button("primary wide", Some(Icon::Reply), words.reply_send())) }
        }
    }
}

fn note(viewer: &Viewer, case: &str, writing: &Writing) -> Markup {
    let words = viewer.words;
    html! {
        form.panel id="note" action={ (case) "/notes" } method="post" data-draft {
            (parts::form_id(&writing.command))
            (Field { id: "text", label: words.note_text(), help: Some(words.note_help()), error: writing.error.as_deref() }
                .text("body", &writing.text, 5, true))
            div.acting { (parts::button("primary wide", Some(Icon::Note), words.note_save())) }
        }
    }
}

fn promise(viewer: &Viewer, case: &str, promising: &Promising) -> Markup {
    let words = viewer.words;
    html! {
        form.panel id="promise" action={ (case) "/promises" } method="post" data-draft {
            (parts::form_id(&promising.command))
            (Field { id: "what", label: words.promise_what(), help: Some(words.promise_what_help()), error: promising.error.as_deref() }
                .line(&Line { required: true, ..Line::text("what", &promising.what) }))
            (when(viewer, words.promise_when(), &promising.until))
            div.acting {
                (parts::button("primary wide", Some(Icon::Clock), words.promise_give()))
                p.small { (words.promise_says()) }
            }
        }
    }
}

fn later(viewer: &Viewer, case: &str, until: &Until) -> Markup {
    let words = viewer.words;
    html! {
        form.panel id="later" action={ (case) "/snooze" } method="post" {
            (parts::form_id(&until.command))
            (when(viewer, words.later_until(), &until.until))
            div.acting {
                (parts::button("primary wide", Some(Icon::Later), words.act_later()))
                p.small { (words.later_says()) }
            }
        }
    }
}

fn resolve(viewer: &Viewer, case: &str, closing: &Closing) -> Markup {
    let words = viewer.words;
    html! {
        form.panel id="resolve" action={ (case) "/resolve" } method="post" data-draft {
            (parts::form_id(&closing.command))
            @if closing.promises > 0 {
                (parts::notice(Tone::Care, &words.resolve_promises(closing.promises), &html! { p { (words.resolve_promises_says()) } }))
            }
            (Field { id: "what", label: words.resolve_what(), help: Some(words.resolve_what_help()), error: None }
                .line(&Line::text("what", "")))
            div.acting {
                (parts::button("primary wide", Some(Icon::Check), words.act_resolve()))
                p.small { (words.resolve_says()) }
            }
        }
    }
}

/// A few likely moments, and a free one.
fn when(viewer: &Viewer, legend: &str, moments: &[Moment]) -> Markup {
    let words = viewer.words;
    let offered: Vec<Choice<'_>> = moments
        .iter()
        .enumerate()
        .map(|(index, moment)| Choice {
            value: &moment.value,
            label: &moment.says,
            icon: None,
            chosen: index == 0,
        })
        .collect();
    html! {
        (parts::choices(legend, "when", &offered))
        div.field.own-time {
            label for="own-time" { (words.when_other()) }
            input.text id="own-time" type="datetime-local" name="own_time" min=(viewer.wall(viewer.now).strftime("%Y-%m-%dT%H:%M"));
        }
    }
}

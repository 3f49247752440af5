//! What you can do now: one act open at a time, chosen by an address, so that it works without a script.
//! What somebody typed and could not be done comes back as it was, with the reason beside it.

use std::collections::BTreeSet;

use maud::{Markup, html};
use valta_desk::{Advice, Noticed, Rights};
use valta_domain::{AgentId, ContactId, Money, Timestamp, case::State, contact::Channel, deadline::Deadline};
use valta_policy::Action;
use valta_store::{
    presence::Present,
    views::{consultation::ConsultationLine, process::ProcessLine},
};

use crate::{
    consultation::{self, Asking},
    deadline,
    form::command,
    friction,
    guard::{self, Offer},
    handover::{self, Offering, Standing},
    icon::{Icon, icon},
    link,
    parts::{self, Choice, Field, Line, Tone},
    presence,
    promise::{self, OpenPromise, Renewing},
    remedy,
    viewer::Viewer,
    when::{self, Moment},
};

/// The act that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Act {
    /// Whatever is likely next.
    #[default]
    Likely,
    Reply,
    Remedy,
    Promise,
    Consult,
    Note,
    Later,
    HandOver,
    Resolve,
    Merge,
    Friction,
    Deadline,
    Link,
    Split(ContactId),
    /// There is none that this person may do here.
    None,
}

impl Act {
    /// In the order in which they are offered.
    pub(crate) const OFFERED: [Act; 12] = [
        Act::Reply,
        Act::Remedy,
        Act::Promise,
        Act::Consult,
        Act::Note,
        Act::Later,
        Act::HandOver,
        Act::Resolve,
        Act::Merge,
        Act::Friction,
        Act::Deadline,
        Act::Link,
    ];

    pub(crate) const fn action(self) -> Action {
        match self {
            Act::Likely | Act::Reply | Act::None => Action::Reply,
            Act::Remedy => Action::GiveRemedy,
            Act::Promise => Action::MakePromise,
            Act::Consult => Action::Consult,
            Act::Note => Action::Note,
            Act::Later => Action::SnoozeCase,
            Act::HandOver => Action::HandOver,
            Act::Resolve => Action::ResolveCase,
            Act::Merge => Action::MergeCase,
            Act::Friction => Action::ReportFriction,
            Act::Deadline => Action::SetDeadline,
            Act::Link => Action::KeepLinks,
            Act::Split(_) => Action::SplitCase,
        }
    }

    pub(crate) fn from_code(code: &str) -> Act {
        match code {
            "reply" => Act::Reply,
            "remedy" => Act::Remedy,
            "promise" => Act::Promise,
            "consult" => Act::Consult,
            "note" => Act::Note,
            "later" => Act::Later,
            "handover" => Act::HandOver,
            "resolve" => Act::Resolve,
            "merge" => Act::Merge,
            "friction" => Act::Friction,
            "deadline" => Act::Deadline,
            "link" => Act::Link,
            _ => Act::Likely,
        }
    }
}

/// What a person had typed when the page is made, and what could not be done with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) act: Act,
    /// The id of the form; a new one where none was sent or the old one was used.
    pub(crate) command: Option<String>,
    pub(crate) text: String,
    pub(crate) when: String,
    pub(crate) own_time: String,
    pub(crate) kind: String,
    pub(crate) amount: String,
    pub(crate) why: String,
    /// The step of ours that it is about.
    pub(crate) step: String,
    /// Who is asked and what is shown to them, by the names of their boxes.
    pub(crate) picked: BTreeSet<String>,
    /// It was asked who knows about what is written.
    pub(crate) looked: bool,
    /// Whom a handover is offered to, and its brief.
    pub(crate) to: String,
    pub(crate) needs: String,
    pub(crate) promised: String,
    pub(crate) tried: String,
    /// What the customer was to be told by whoever goes on, and why somebody does not.
    pub(crate) message: Option<String>,
    pub(crate) word: String,
    /// What was typed answers a handover.
    pub(crate) answering: bool,
    /// What stands in the text that may send the customer away.
    pub(crate) noticed: Vec<Noticed>,
    /// The field and what is wrong with it.
    pub(crate) error: Option<(&'static str, String)>,
    /// What happened and what to do next, where it is no field's matter.
    pub(crate) notice: Option<(String, String)>,
    /// When this answer was kept at the house last, and what else was written elsewhere.
    pub(crate) kept: Option<(Timestamp, Option<String>)>,
    /// It was put here from there.
    pub(crate) taken_up: bool,
    /// The house is closed at the time that was chosen: what to say of it.
    pub(crate) closed: Option<String>,
    /// A promise that gets another time, and what its customer would hear.
    pub(crate) renewing: Option<Renewing>,
    /// The zone that a deadline was said in.
    pub(crate) zone: String,
}

impl Draft {
    pub(crate) fn error(&self, field: &str) -> Option<&str> {
        self.error.as_ref().filter(|(wrong, _)| *wrong == field).map(|(_, says)| says.as_str())
    }

    pub(crate) fn command(&self) -> String {
        self.command.clone().unwrap_or_else(command)
    }
}

pub(crate) struct Acts {
    pub(crate) state: State,
    pub(crate) version: i64,
    pub(crate) owner: Option<(AgentId, String)>,
    pub(crate) mine: bool,
    /// It is offered to somebody, or has just come back.
    pub(crate) handover: Option<Standing>,
    /// Where mail to the customer goes.
    pub(crate) reply_to: Option<String>,
    /// The customer's page, to add an address.
    pub(crate) customer: Option<String>,
    pub(crate) promises: Vec<OpenPromise>,
    /// The customer's own clock.
    pub(crate) deadline: Option<Deadline>,
    /// What may be given at once without asking anybody.
    pub(crate) up_to: Option<Money>,
    pub(crate) advice: Option<Advice>,
    /// Looked up where it is being handed over.
    pub(crate) offering: Option<Offering>,
    /// Looked up where colleagues are being asked.
    pub(crate) asking: Option<Asking>,
    /// What colleagues were asked, where the answer may wait for it.
    pub(crate) questions: Vec<ConsultationLine>,
    /// Who looks.
    pub(crate) me: AgentId,
    /// What whoever goes on could tell the customer.
    pub(crate) hello: String,
    /// Times in the answer just sent that can become promises.
    pub(crate) offers: Vec<Offer>,
    /// By which the customer may look at it.
    pub(crate) links: Vec<link::Known>,
    /// What friction can be reported of.
    pub(crate) processes: Vec<ProcessLine>,
    /// Offered is what would be let through.
    pub(crate) rights: Rights,
    /// Others who look at this case now.
    pub(crate) present: Vec<Present>,
    pub(crate) draft: Draft,
}

impl Acts {
    /// This person is offered it: they answer that before anything else.
    fn answers(&self) -> bool {
        self.handover.as_ref().is_some_and(Standing::answers)
    }

    fn is_offered(&self) -> bool {
        self.handover.as_ref().is_some_and(Standing::is_open)
    }
}

pub(crate) fn acts(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let open = acts.draft.act;
    let may = |act: Act| acts.rights.may(act.action());
    let tab = |act, code, picture, label, key| {
        html! { @if may(act) { (tab(case, code, open == act, picture, label, key)) } }
    };
    let ending = |act, code, picture, label| {
        html! { @if may(act) { (ending(case, code, open == act, picture, label)) } }
    };
    html! {
        section.acts id="act" aria-labelledby="act-title" data-live="act" {
            div.acts-head {
                h2 id="act-title" { (words.act_title()) }
                @if let Some(up_to) = acts.up_to.filter(|_| may(Act::Remedy)) { p.small { (words.act_up_to(words.money(up_to))) } }
            }
            @if let Some(standing) = acts.handover.as_ref().filter(|standing| standing.answers()) { (handover::asks(viewer, case, standing, acts)) }
            (taking(viewer, case, acts))
            (guard::offers(viewer, case, acts))
            (promise::to_keep(viewer, case, acts))
            (consultation::beside(viewer, case, acts))
            nav.act-tabs aria-label=(words.act_title()) {
                (tab(Act::Reply, "reply", Icon::Reply, words.act_reply(), "r"))
                (tab(Act::Remedy, "remedy", Icon::Heart, words.act_remedy(), "m"))
                (tab(Act::Promise, "promise", Icon::Clock, words.act_promise(), "p"))
                @if acts.state != State::Resolved { (tab(Act::Consult, "consult", Icon::People, words.act_consult(), "q")) }
                (tab(Act::Note, "note", Icon::Note, words.act_note(), "n"))
            }
            div.act-open {
                @if let Some((happened, next)) = acts.draft.notice.as_ref().filter(|_| !acts.draft.answering) {
                    (parts::notice(Tone::Care, happened, &html! { p { (next) } }))
                }
                @match open {
                    Act::Reply | Act::Likely => (reply(viewer, case, acts)),
                    Act::Remedy => (remedy::panel(viewer, case, acts)),
                    Act::Promise => (promise::panel(viewer, case, acts)),
                    Act::Consult => (consultation::form(viewer, case, acts)),
                    Act::Deadline => (deadline::panel(viewer, case, acts)),
                    Act::Note => (note(viewer, case, acts)),
                    Act::Later => (later(viewer, case, acts)),
                    Act::HandOver => (handover::form(viewer, case, acts)),
                    Act::Resolve => (resolve(viewer, case, acts)),
                    Act::Merge => (merge(viewer, case, acts)),
                    Act::Friction => (friction::panel(viewer, case, acts)),
                    Act::Link => (link::panel(viewer, case, acts)),
                    Act::Split(contact) => (split(viewer, case, acts, contact)),
                    Act::None if acts.answers() => {},
                    Act::None => (parts::notice(Tone::Plain, words.act_none(), &html! { p { (words.act_none_says()) } })),
                }
            }
            div.act-end {
                @if acts.state == State::Resolved {
                    @if acts.rights.may(Action::ReopenCase) { form action={ (case) "/reopen" } method="post" {
                        (parts::form_id(&command()))
                        (parts::button("quiet", Some(Icon::Reopen), words.act_reopen()))
                    } }
                } @else {
                    (ending(Act::Later, "later", Icon::Later, words.act_later()))
                    @if !acts.is_offered() { (ending(Act::HandOver, "handover", Icon::People, words.act_hand_over())) }
                    (ending(Act::Resolve, "resolve", Icon::Check, words.act_resolve()))
                }
            }
            @if may(Act::Merge) || may(Act::Friction) || may(Act::Deadline) || may(Act::Link) {
                p.act-fine {
                    @if may(Act::Deadline) { a href={ (case) "?do=deadline#act" } data-act="deadline" { (words.deadline_act()) } }
                    @if may(Act::Friction) { a href={ (case) "?do=friction#act" } data-act="friction" { (words.friction_act()) } }
                    @if may(Act::Link) { a href={ (case) "?do=link#act" } data-act="link" { (words.link_act()) } }
                    @if may(Act::Merge) { a href={ (case) "?do=merge#act" } data-act="merge" { (words.act_merge()) } }
                }
            }
        }
    }
}

fn taking(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let take = |class, label| {
        html! {
            form action={ (case) "/take" } method="post" {
                (parts::form_id(&command()))
                (seen(acts))
                button class={ "button " (class) } type="submit" data-key="t" { (icon(Icon::Hand)) (label) }
            }
        }
    };
    html! {
        @match &acts.owner {
            Some(_) if acts.mine => {},
            _ if acts.answers() || !acts.rights.may(Action::TakeCase) => {},
            None => {
                div.taking { p { (words.act_take_says()) } (take("primary wide", words.act_take())) }
            }
            Some((_, name)) => {
                div.taking.other { p { (words.act_others(name.as_str())) } (take("small", words.act_take_over())) }
            }
        }
    }
}

/// The version that the person saw: what came in between is shown before anything is done.
pub(crate) fn seen(acts: &Acts) -> Markup {
    html! { input type="hidden" name="seen" value=(acts.version); }
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

fn reply(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    html! {
        (presence::writing(words, &acts.present))
        form.panel id="reply" action={ (case) "/replies" } method="post" data-draft data-keep={ (case) "/draft" }
            data-kept-at=[draft.kept.as_ref().map(|(at, _)| at.micros())] {
            (parts::form_id(&draft.command()))
            (seen(acts))
            @if !draft.noticed.is_empty() { (guard::panel(viewer, case, acts)) }
            @if draft.taken_up { p.restored role="status" { (words.draft_kept()) } }
            @match &acts.reply_to {
                Some(address) => p.reply-to { (icon(Icon::Mail)) span { (words.reply_to(address.as_str())) } },
                None => (parts::notice(Tone::Care, words.reply_nowhere(), &html! {
                    p { (words.reply_nowhere_says()) }
                    @if let Some(customer) = &acts.customer { p { a href=(customer) { (words.customer_everything()) } } }
                })),
            }
            (Field { id: "text", label: words.reply_text(), help: None, error: draft.error("text") }
                .text("body", &draft.text, 7, true))
            (crate::draft::older(words, draft.kept.as_ref().and_then(|(_, older)| older.as_deref())))
            div.acting {
                @if draft.noticed.is_empty() {
                    (parts::button("primary wide", Some(Icon::Reply), words.reply_send()))
                } @else {
                    (parts::button("primary wide", Some(Icon::Reply), words.guard_send_changed()))
                    button.button.wide type="submit" name="anyway" value="true" { (words.guard_send_anyway()) }
                    p.small { (words.guard_anyway_says()) }
                }
            }
        }
        @if !draft.noticed.is_empty() { (guard::report(case, acts)) }
    }
}

fn note(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    let ours = Channel::from_code(&draft.kind).is_none();
    let kinds = [
        Choice { value: "note", label: words.note_ours(), icon: Some(Icon::Note), chosen: ours },
        Choice {
            value: Channel::Phone.code(),
            label: words.note_phone(),
            icon: Some(Icon::Phone),
            chosen: draft.kind == Channel::Phone.code(),
        },
        Choice {
            value: Channel::WalkIn.code(),
            label: words.note_walk_in(),
            icon: Some(Icon::Person),
            chosen: draft.kind == Channel::WalkIn.code(),
        },
    ];
    html! {
        form.panel id="note" action={ (case) "/notes" } method="post" data-draft {
            (parts::form_id(&draft.command()))
            (parts::choices(words.note_kind(), "kind", &kinds))
            (Field { id: "text", label: words.note_text(), help: Some(words.note_help()), error: draft.error("text") }
                .text("body", &draft.text, 5, true))
            div.acting { (parts::button("primary wide", Some(Icon::Note), words.note_save())) }
        }
    }
}

fn later(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    html! {
        form.panel id="later" action={ (case) "/snooze" } method="post" {
            (parts::form_id(&acts.draft.command()))
            (seen(acts))
            (moments(viewer, words.later_until(), &when::for_later(viewer), "later", Some(&acts.draft)))
            div.acting {
                (parts::button("primary wide", Some(Icon::Later), words.act_later()))
                p.small { (words.later_says()) }
            }
        }
    }
}

fn resolve(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let open = acts.promises.len();
    html! {
        form.panel id="resolve" action={ (case) "/resolve" } method="post" data-draft {
            (parts::form_id(&acts.draft.command()))
            (seen(acts))
            @if open > 0 {
                (parts::notice(Tone::Care, &words.resolve_promises(open), &html! { p { (words.resolve_promises_says()) } }))
            }
            (Field { id: "what", label: words.resolve_what(), help: Some(words.resolve_what_help()), error: acts.draft.error("what") }
                .line(&Line::text("what", &acts.draft.text)))
            div.acting {
                (parts::button("primary wide", Some(Icon::Check), words.act_resolve()))
                p.small { (words.resolve_says()) }
            }
        }
    }
}

fn merge(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    html! {
        form.panel id="merge" action={ (case) "/merge" } method="post" {
            (parts::form_id(&draft.command()))
            (Field { id: "number", label: words.merge_number(), help: Some(words.merge_help()), error: draft.error("number") }
                .line(&Line { required: true, keyboard: Some("numeric"), ..Line::text("number", &draft.text) }))
            div.acting { (parts::button("wide", None, words.merge_now())) }
        }
    }
}

/// Reached when a split could not be done as asked; its button stands at the contact.
fn split(viewer: &Viewer, case: &str, acts: &Acts, contact: ContactId) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    html! {
        form.panel id="split" action={ (case) "/contacts/" (contact) "/split" } method="post" {
            (parts::form_id(&draft.command()))
            (Field { id: "subject", label: words.split_subject(), help: Some(words.split_help()), error: draft.error("subject") }
                .line(&Line { required: true, ..Line::text("subject", &draft.text) }))
            div.acting { (parts::button("wide", None, words.talk_split())) }
        }
    }
}

/// A few likely moments, and a free one.
pub(crate) fn moments(
    viewer: &Viewer,
    legend: &str,
    offered: &[Moment],
    of: &str,
    draft: Option<&Draft>,
) -> Markup {
    let words = viewer.words;
    let chosen = draft.map_or("", |draft| draft.when.as_str());
    let any = offered.iter().any(|moment| moment.value == chosen);
    let choices: Vec<Choice<'_>> = offered
        .iter()
        .enumerate()
        .map(|(index, moment)| Choice {
            value: &moment.value,
            label: &moment.says,
            icon: None,
            chosen: if any { moment.value == chosen } else { index == 0 },
        })
        .collect();
    let id = format!("own-time-{of}");
    let own = Field {
        id: &id,
        label: words.when_other(),
        help: None,
        error: draft.and_then(|draft| draft.error("when")),
    };
    html! {
        (parts::choices(legend, "when", &choices))
        div.own-time {
            (own.line(&Line { kind: "datetime-local", ..Line::text("own_time", draft.map_or("", |draft| draft.own_time.as_str())) }))
        }
    }
}

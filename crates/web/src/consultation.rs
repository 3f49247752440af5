//! Asking colleagues inside a matter: the composer, which nobody outside the house can be written to with; what was
//! asked and said, beside the answer to the customer; and the answers that others wait for from this person.

use std::collections::BTreeSet;

use axum::{extract::Path, response::Response};
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{AskColleagues, By, Desk, MayKnow, No, Receivers, Typed, waited_for};
use valta_domain::{
    AgentId, AnswerId, CaseId, ConsultationId, ContactId, Refusal, TeamId, Timestamp, case::State,
    consultation::Ended, contact::Direction, handover::To, refusal::Field as Wrong,
};
use valta_policy::Action;
use valta_store::{
    Fault, Tx,
    views::{self, consultation::ConsultationLine},
};

use crate::{
    act::{Act, Acts, Draft, moments, seen},
    ask, case,
    form::{Sent, command},
    icon::{Icon, icon},
    knowhow,
    layout::go,
    parts::{self, Field, Told, Tone},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when,
    words::Words,
};

/// Messages of the customer's that can be shown with a question, the last ones.
const MOST_HEARD: usize = 5;
/// Contacts that they are looked for among.
const MOST_LOOKED_AT: usize = 50;
/// Letters of each that the composer shows.
const EXCERPT: usize = 200;

// Asking.

/// What the composer offers.
pub(crate) struct Asking {
    receivers: Receivers,
    /// Who may know: those stand before the others.
    knows: Vec<MayKnow>,
    heard: Vec<Heard>,
}

struct Heard {
    contact: ContactId,
    at: Timestamp,
    text: String,
}

impl Asking {
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        desk: &Desk,
        by: By,
        case: CaseId,
        question: &str,
    ) -> Result<Asking, Fault> {
        let contacts = views::contact::of_case(tx, case, Timestamp(i64::MAX), MOST_LOOKED_AT)?;
        let heard = contacts.into_iter().filter(|contact| contact.direction == Direction::In);
        let heard = heard
            .filter_map(|contact| Some(Heard { contact: contact.id, at: contact.at, text: contact.text? }));
        let mut heard: Vec<Heard> = heard.collect();
        heard.drain(..heard.len().saturating_sub(MOST_HEARD));
        let mut receivers = desk.whom_to_ask(tx, by)?;
        let knows = desk.who_knows(tx, by, Some(case), question, &receivers.people)?;
        receivers.people.retain(|one| knows.iter().all(|known| known.who.agent != one.agent));
        Ok(Asking { receivers, knows, heard })
    }
}

/// The composer: people and teams of the house can be chosen, and nothing can be typed where an address would go.
pub(crate) fn form(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    let Some(Asking { receivers, knows, heard }) = &acts.asking else { return html! {} };
    if receivers.people.is_empty() && receivers.teams.is_empty() && knows.is_empty() {
        let says = html! { p { (words.consult_nobody_says()) } };
        return parts::notice(Tone::Plain, words.consult_nobody(), &says);
    }
    let fresh = draft.command.is_none();
    let last = heard.last().map(|heard| heard.contact);
    let shown = |contact: ContactId| {
        if fresh { Some(contact) == last } else { draft.picked.contains(&format!("contact:{contact}")) }
    };
    html! {
        form.panel.inside id="consult" action={ (case) "/consultations" } method="post" data-draft {
            (parts::form_id(&draft.command()))
            (seen(acts))
            p.inside-mark { (icon(Icon::People)) (words.consult_inside()) }
            (Field { id: "question", label: words.consult_question(), help: None, error: draft.error("question") }
                .text("question", &draft.text, 4, true))
            (knowhow::again(viewer, case, draft.looked, knows.is_empty()))
            (whom(viewer, receivers, knows, draft))
            @if !heard.is_empty() {
                fieldset.shown {
                    legend { (words.consult_shown()) }
                    p.help { (words.consult_shown_help()) }
                    @for heard in heard {
                        @let name = format!("contact:{}", heard.contact);
                        label.pick for=(name) {
                            input type="checkbox" id=(name) name=(name) checked[shown(heard.contact)];
                            span { (excerpt(&heard.text)) " " span.small { (parts::moment(viewer, heard.at)) } }
                        }
                    }
                }
            }
            (moments(viewer, words.consult_due(), &when::for_promise(viewer), "consult", Some(draft)))
            div.acting {
                (parts::button("primary wide", Some(Icon::People), words.consult_ask()))
                p.small { (words.consult_ask_says()) }
            }
        }
    }
}

fn whom(viewer: &Viewer, receivers: &Receivers, knows: &[MayKnow], draft: &Draft) -> Markup {
    let words = viewer.words;
    let error = draft.error("asked");
    let person = |one: &valta_desk::Receiver| {
        let says = match (&one.instead, &one.team) {
            (Some(instead), _) => words.handover_to_instead(one.name.as_str(), instead.as_str()),
            (None, Some(team)) => format!("{} · {team}", one.name),
            (None, None) => one.name.clone(),
        };
        pick(&format!("agent:{}", one.agent), &says, draft)
    };
    let (here, others): (Vec<_>, Vec<_>) = receivers.people.iter().partition(|one| one.there);
    let chosen = |one: &&valta_desk::Receiver| draft.picked.contains(&format!("agent:{}", one.agent));
    html! {
        fieldset.asked-whom.wrong[error.is_some()] aria-describedby=[error.map(|_| "asked-error")] {
            legend { (words.consult_of()) }
            p.help { (words.consult_of_help()) }
            @if let Some(error) = error { p.error id="asked-error" role="alert" { (icon(Icon::Alert)) (error) } }
            (knowhow::picks(viewer, knows, draft))
            @if !receivers.teams.is_empty() {
                div.picks role="group" aria-label=(words.consult_teams()) {
                    h3 { (words.consult_teams()) }
                    @for (team, name) in &receivers.teams { (pick(&format!("team:{team}"), name, draft)) }
                }
            }
            @if !here.is_empty() {
                div.picks role="group" aria-label=(words.consult_here()) {
                    h3 { (words.consult_here()) }
                    @for one in &here { (person(one)) }
                }
            }
            @if !others.is_empty() {
                details open[here.is_empty() && knows.is_empty() || others.iter().any(chosen)] {
                    summary { (words.consult_others()) }
                    div.picks { @for one in &others { (person(one)) } }
                }
            }
        }
    }
}

fn pick(name: &str, says: &str, draft: &Draft) -> Markup {
    html! {
        label.pick for=(name) {
            input type="checkbox" id=(name) name=(name) checked[draft.picked.contains(name)];
            span { (says) }
        }
    }
}

fn excerpt(text: &str) -> String {
    let short: String = text.chars().take(EXCERPT).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// What was sent: whom and what of the customer's words it names, beside its plain fields.
#[derive(Default)]
struct Asked {
    command: String,
    seen: i64,
    question: String,
    when: String,
    own_time: String,
    picked: BTreeSet<String>,
    of: Vec<To>,
    shown: Vec<ContactId>,
}

impl Asked {
    fn read(fields: Vec<(String, String)>) -> Result<Asked, Trouble> {
        let mut typed = Asked::default();
        for (name, value) in fields {
            match name.as_str() {
                "command" => typed.command = value,
                "seen" => typed.seen = value.parse().map_err(|_| Trouble::Unreadable)?,
                "question" => typed.question = value,
                "when" => typed.when = value,
                "own_time" => typed.own_time = value,
                ticked => {
                    let (kind, id) = ticked.split_once(':').ok_or(Trouble::Unreadable)?;
                    let id = uuid::Uuid::try_parse(id).map_err(|_| Trouble::Unreadable)?;
                    match kind {
                        "agent" => typed.of.push(To::Agent(AgentId(id))),
                        "team" => typed.of.push(To::Team(TeamId(id))),
                        "contact" => typed.shown.push(ContactId(id)),
                        _ => return Err(Trouble::Unreadable),
                    }
                    typed.picked.insert(name);
                }
            }
        }
        Ok(typed)
    }

    fn draft(&self) -> Draft {
        Draft {
            act: Act::Consult,
            command: Some(self.command.clone()).filter(|command| !command.is_empty()),
            text: self.question.clone(),
            when: self.when.clone(),
            own_time: self.own_time.clone(),
            picked: self.picked.clone(),
            ..Draft::default()
        }
    }
}

/// What stands in the form so far, to be shown again.
pub(crate) fn typed(fields: Vec<(String, String)>) -> Result<Draft, Trouble> {
    Ok(Asked::read(fields)?.draft())
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let command = sent.form.iter().find(|(name, _)| name == "command");
    let key = sent.key(command.map_or("", |(_, command)| command))?;
    let typed = Asked::read(sent.form)?;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let viewer = visit.viewer();
    let mut draft = typed.draft();
    let due = match when::read(&viewer, &typed.when, &typed.own_time) {
        Ok(due) => due,
        Err(no) => {
            draft.error = Some(("when", no.say(&viewer).to_owned()));
            return case::again(&visit, number, draft).await;
        }
    };
    let asked = case::seen_enough(&visit, id, typed.seen, |seen| {
        let ask = AskColleagues {
            case: id,
            of: typed.of.clone(),
            question: typed.question.clone(),
            shown: typed.shown.clone(),
            due,
            seen: Some(seen),
        };
        visit.desk().ask_colleagues(visit.by(), Some(key.clone()), ask)
    });
    match asked.await {
        Ok(_) => Ok(case::done(number, "consult", &typed.command)),
        Err(No::Refusal(refusal)) => {
            let whom = matches!(
                refusal,
                Refusal::HasLeft
                    | Refusal::AskingOneself
                    | Refusal::ReceiverAway { .. }
                    | Refusal::NobodyThere
                    | Refusal::Unusable(Wrong::Asked)
            );
            if whom {
                draft.error = Some(("asked", refusal::line(&viewer, &refusal)));
                return case::again(&visit, number, draft).await;
            }
            case::refused(&visit, number, draft, &refusal).await
        }
        Err(no) => Err(no.into()),
    }
}

// What was asked and said, beside the answer to the customer.

/// Those of a case that its answer may wait for: open ones, those nobody is left for, and answers since the last word
/// to the customer.
pub(crate) fn standing(
    lines: &[ConsultationLine],
    state: State,
    answered_customer: Option<Timestamp>,
) -> Vec<ConsultationLine> {
    let stands = |line: &&ConsultationLine| {
        let fresh = |at: Timestamp| answered_customer.is_none_or(|answered| answered < at);
        let news = line.answers.iter().any(|said| fresh(said.at));
        let left = line.how == Some(Ended::NobodyLeft) && line.ended_at.is_some_and(fresh);
        state != State::Resolved && (line.is_open() || news || left)
    };
    lines.iter().filter(stands).cloned().collect()
}

pub(crate) fn beside(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    html! {
        @if !acts.questions.is_empty() {
            section.inside.questions aria-labelledby="questions-title" {
                h3 id="questions-title" { (icon(Icon::People)) (words.consult_title()) }
                @for line in &acts.questions { (question(viewer, case, acts, line)) }
            }
        }
    }
}

fn question(viewer: &Viewer, case: &str, acts: &Acts, line: &ConsultationLine) -> Markup {
    let (words, me) = (viewer.words, acts.me);
    let may = acts.rights.may(Action::Consult);
    let withdraws = may && line.is_open() && (line.by.0 == me || acts.mine);
    html! {
        article.question id={ "question-" (line.id) } {
            p.small {
                @if line.by.0 != me { strong { (line.by.1) } " · " }
                @if line.how == Some(Ended::NobodyLeft) { strong { (words.consult_nobody_left()) } }
                @else if line.is_open() {
                    (words.consult_waits(names(line))) " " (parts::time(viewer, line.asked_at, Told::Span))
                }
                @else { (words.consult_answered(answered_by(line))) }
            }
            p.said { (line.question.as_deref().unwrap_or(words.talk_no_text())) }
            @if line.is_open() { p.small { (icon(Icon::Clock)) " " (answer_by(viewer, line)) } }
            @for one in line.of.iter().filter(|one| one.left && line.answers.is_empty()) {
                p.caution { (icon(Icon::Alert)) (words.consult_left(one.name.as_str())) }
            }
            @for said in &line.answers {
                div.colleague-says {
                    (said_by(viewer, said))
                    @if acts.rights.may(Action::Reply) && said.text.is_some() { (using(words, case, acts, said.id)) }
                }
            }
            @if line.how == Some(Ended::NobodyLeft) && may {
                (parts::link_button("small", &format!("{case}?do=consult#act"), None, words.consult_again()))
            }
            @if withdraws {
                form action={ (case) "/consultations/" (line.id) "/withdraw" } method="post" {
                    (parts::form_id(&command()))
                    (seen(acts))
                    (parts::button("small quiet", None, words.consult_withdraw()))
                }
            }
        }
    }
}

/// The answer becomes part of the reply. While that stands open, the button carries it along as it stands there.
fn using(words: Words, case: &str, acts: &Acts, answer: AnswerId) -> Markup {
    let place = format!("{case}/answers/{answer}/draft");
    html! {
        @if matches!(acts.draft.act, Act::Reply | Act::Likely) {
            button.button.small type="submit" form="reply" formaction=(place) formnovalidate {
                (icon(Icon::Reply)) (words.consult_use())
            }
        } @else {
            form action=(place) method="post" {
                (parts::form_id(&command()))
                (parts::button("small", Some(Icon::Reply), words.consult_use()))
            }
        }
    }
}

fn said_by(viewer: &Viewer, said: &views::consultation::AnswerLine) -> Markup {
    let words = viewer.words;
    html! {
        p.who {
            strong { (said.by.1) }
            @if said.by_mail { span.small { (words.consult_by_mail()) } }
            (parts::clock(viewer, said.at))
        }
        p.said { (said.text.as_deref().unwrap_or(words.talk_no_text())) }
    }
}

fn names(line: &ConsultationLine) -> String {
    line.of.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn answered_by(line: &ConsultationLine) -> String {
    let mut names: Vec<&str> = Vec::new();
    for said in &line.answers {
        if !names.contains(&said.by.1.as_str()) {
            names.push(&said.by.1);
        }
    }
    names.join(", ")
}

fn answer_by(viewer: &Viewer, line: &ConsultationLine) -> String {
    if line.due < viewer.now {
        viewer.words.consult_answer_late(viewer.moment(line.due))
    } else {
        viewer.words.consult_answer_by(viewer.moment(line.due))
    }
}

/// For whom the matter waited, a mark each; it is shown where the matter is.
pub(crate) fn waits(viewer: &Viewer, lines: &[ConsultationLine]) -> Markup {
    let words = viewer.words;
    let open = |team: TeamId| {
        let theirs = |line: &&ConsultationLine| {
            line.of.iter().any(|one| one.team.as_ref().is_some_and(|(known, _)| *known == team))
        };
        lines.iter().filter(theirs).any(ConsultationLine::is_open)
    };
    html! {
        @for ((team, name), waited) in waited_for(lines, viewer.now) {
            @let span = words.span(waited / valta_domain::time::SECOND);
            span.chip.inside-chip {
                @if open(team) { (words.consult_waiting(span, name)) } @else { (words.consult_waited(span, name)) }
            }
        }
    }
}

/// A question among what was said.
pub(crate) fn entry(viewer: &Viewer, line: &ConsultationLine) -> Markup {
    let words = viewer.words;
    html! {
        p.who { (icon(Icon::People)) strong { (line.by.1) } (parts::clock(viewer, line.asked_at)) }
        p { (words.consult_talk(names(line))) }
        p.said { (line.question.as_deref().unwrap_or(words.talk_no_text())) }
        p.chips { (chip(words, line)) }
        @for said in &line.answers { div.colleague-says { (said_by(viewer, said)) } }
    }
}

fn chip(words: Words, line: &ConsultationLine) -> Markup {
    if line.answered_at.is_some() {
        return parts::chip(Tone::Good, Some(Icon::Check), words.consult_is_answered());
    }
    match line.how {
        None => parts::chip(Tone::Care, Some(Icon::Clock), words.ask_open()),
        Some(Ended::Withdrawn) => parts::chip(Tone::Plain, None, words.consult_is_withdrawn()),
        Some(Ended::Over) => parts::chip(Tone::Plain, None, words.consult_is_over()),
        Some(Ended::NobodyLeft) => parts::chip(Tone::Warm, None, words.consult_nobody_left()),
    }
}

/// By itself, or with the reply as it stands in its form, whose other fields do not matter here.
#[derive(Deserialize)]
pub(crate) struct Using {
    command: String,
    body: Option<String>,
}

/// The answer goes below what this person is writing; nothing is sent.
pub(crate) async fn use_answer(
    visit: Visit,
    Path((number, answer)): Path<(i64, AnswerId)>,
    sent: Sent<Using>,
) -> Result<Response, Trouble> {
    sent.key(&sent.form.command)?;
    let Using { command, body } = sent.form;
    // A form says the end of a line in two letters, a draft in one.
    let body = body.map(|body| body.replace("\r\n", "\n"));
    let typed = body.clone().map(|body| Typed { command: command.clone(), body });
    match visit.desk().use_answer(visit.by(), answer, typed).await {
        Ok(()) => Ok(go(&format!("/cases/{number}?do=reply&did=consult-used&saved={command}#act"))),
        Err(No::Refusal(no)) => {
            let draft = Draft {
                act: Act::Reply,
                command: Some(command),
                text: body.unwrap_or_default(),
                ..Draft::default()
            };
            case::refused(&visit, number, draft, &no).await
        }
        Err(no) => Err(no.into()),
    }
}

pub(crate) async fn withdraw(
    visit: Visit,
    Path((number, question)): Path<(i64, ConsultationId)>,
    sent: Sent<case::Seen>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let withdrawn = case::seen_enough(&visit, id, form.seen, |seen| {
        visit.desk().withdraw_question(visit.by(), Some(key.clone()), question, Some(seen))
    });
    match withdrawn.await {
        Ok(()) => Ok(case::done(number, "consult-back", &form.command)),
        Err(No::Refusal(refusal)) => case::refused(&visit, number, Draft::default(), &refusal).await,
        Err(no) => Err(no.into()),
    }
}

// Answering.

/// What somebody typed as an answer, and why it was not taken.
#[derive(Default)]
pub(crate) struct Answering {
    question: Option<ConsultationId>,
    body: String,
    says: Option<String>,
}

impl Answering {
    pub(crate) const fn is_unsaved(&self) -> bool {
        self.says.is_some()
    }
}

/// One that waits for this person's answer: the question, what it is about, and nothing else of the matter.
pub(crate) fn card(viewer: &Viewer, line: &ConsultationLine, answering: &Answering) -> Markup {
    let words = viewer.words;
    let mine = answering.question == Some(line.id);
    let body = if mine { answering.body.as_str() } else { "" };
    let id = format!("answer-{}", line.id);
    let asker = line.by.1.as_str();
    html! {
        div.ask-head {
            (parts::avatar(asker))
            div {
                p.ask-who { (words.consult_says(asker)) }
                p.small { "#" (line.case_number) " " (line.subject.as_deref().unwrap_or_default()) }
            }
        }
        p.said.asked-question { (line.question.as_deref().unwrap_or(words.talk_no_text())) }
        @if !line.shown.is_empty() {
            p.small { (words.consult_customer_wrote()) }
            @for shown in &line.shown { blockquote.said { (shown.text.as_deref().unwrap_or(words.talk_no_text())) } }
        }
        p.small.late[line.due < viewer.now] { (icon(Icon::Clock)) " " (answer_by(viewer, line)) }
        form.panel.inside id={ "question-form-" (line.id) } action={ "/questions/" (line.id) "/answers" } method="post" data-draft {
            (parts::form_id(&command()))
            (Field { id: &id, label: words.consult_answer(), help: Some(&words.consult_answer_help(asker)), error: answering.says.as_deref().filter(|_| mine) }
                .text("body", body, 4, true))
            (parts::button("primary wide", Some(Icon::Reply), words.consult_answer_send()))
        }
    }
}

/// What this person has asked, with what came of it.
pub(crate) fn asked(viewer: &Viewer, lines: &[ConsultationLine]) -> Markup {
    let words = viewer.words;
    html! {
        @if !lines.is_empty() {
            section.mine-asked aria-labelledby="mine-asked" {
                h2 id="mine-asked" { (words.consult_mine()) }
                ol.asks {
                    @for line in lines {
                        li.ask {
                            p.small { a href={ "/cases/" (line.case_number) } { "#" (line.case_number) " " (line.subject.as_deref().unwrap_or_default()) } }
                            p { (words.consult_talk(names(line))) " " (chip(words, line)) }
                            p.said { (line.question.as_deref().unwrap_or(words.talk_no_text())) }
                            @for said in &line.answers { div.colleague-says { (said_by(viewer, said)) } }
                        }
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    command: String,
    body: String,
}

pub(crate) async fn answer(
    visit: Visit,
    Path(question): Path<ConsultationId>,
    sent: Sent<Answer>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    match visit.desk().answer_colleague(visit.by(), Some(key), question, form.body.clone()).await {
        Ok(_) => Ok(go(&format!("/asked?did=consult&saved={}", form.command))),
        Err(No::Refusal(refusal @ (Refusal::Empty(_) | Refusal::TooLong(_)))) => {
            let says = Some(refusal::line(&visit.viewer(), &refusal));
            let answering = Answering { question: Some(question), body: form.body, says };
            ask::again(&visit, answering, refusal::status(&refusal)).await
        }
        Err(no) => Err(no.into()),
    }
}

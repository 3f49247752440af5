//! An answer looked at before it leaves: what may send the customer away is shown with what can be done instead,
//! and sending it is one click further. Times that were written are offered as promises.

use maud::{Markup, html};
use valta_desk::{Desk, Noticed};
use valta_domain::{AgentId, CaseId, Timestamp, contact::Direction, friction::Did, text};
use valta_language::phrase::{Does, Instead};
use valta_policy::Action;
use valta_store::{Fault, Tx, views};

use crate::{
    act::{Act, Acts},
    form::command,
    icon::{Icon, icon},
    parts::{self, Tone},
    promise::OpenPromise,
    viewer::Viewer,
    words::Words,
};

/// The form that stands beside the answer's: its button is in the panel.
const REPORT: &str = "guard-report";

/// A time in the answer just sent, with the sentence it stands in.
pub(crate) struct Offer {
    pub(crate) what: String,
    pub(crate) due: Timestamp,
}

/// What may send the customer away, and what to do instead.
pub(crate) fn panel(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let noticed = &acts.draft.noticed;
    let offers = instead(noticed, acts);
    parts::notice(
        Tone::Care,
        words.guard_title(),
        &html! {
            div.guard {
                p { (words.guard_says()) }
                ul.guard-lines {
                    @for line in lines(&acts.draft.text, noticed) {
                        li { blockquote { (marked(&line)) } p.small { (what_they_do(words, &line)) } }
                    }
                }
                @if !offers.is_empty() {
                    h3 { (words.guard_instead()) }
                    ul.guard-offers { @for offer in offers { li { (offered(words, case, acts, offer)) } } }
                }
                @if acts.rights.may(Action::ReportFriction) {
                    button.button.quiet.small form=(REPORT) type="submit" formnovalidate { (words.guard_report()) }
                }
            }
        },
    )
}

/// Sent or not: that the process got in the way is told with one click.
pub(crate) fn report(case: &str, acts: &Acts) -> Markup {
    let Some(first) = acts.draft.noticed.first() else { return html! {} };
    let said = acts.draft.text.get(first.span.clone()).unwrap_or_default();
    let did = match first.does {
        Does::Redirect => Did::SentAway,
        Does::Chore => Did::FilledIn,
        Does::Process => Did::Refused,
        Does::Permission => Did::Waited,
    };
    html! {
        @if acts.rights.may(Action::ReportFriction) {
            form id=(REPORT) action={ (case) "/frictions" } method="post" hidden {
                (parts::form_id(&command()))
                input type="hidden" name="did" value=(did.code());
                input type="hidden" name="words" value=(said);
                input type="hidden" name="whose" value="ours";
            }
        }
    }
}

/// The acts that the phrases ask for, the most fitting first; putting it right and promising can always be done.
fn instead(noticed: &[Noticed], acts: &Acts) -> Vec<Act> {
    let asked = noticed.iter().flat_map(|notice| &notice.instead).map(|instead| match instead {
        Instead::Act => Act::Remedy,
        Instead::Promise => Act::Promise,
        Instead::HandOver => Act::HandOver,
        Instead::Consult => Act::Consult,
    });
    let mut offers = Vec::new();
    for act in asked.chain([Act::Remedy, Act::Promise]) {
        if !offers.contains(&act) && acts.rights.may(act.action()) {
            offers.push(act);
        }
    }
    offers
}

fn offered(words: Words, case: &str, acts: &Acts, act: Act) -> Markup {
    let (code, picture, says) = match (act, acts.up_to) {
        (Act::Remedy, Some(up_to)) => ("remedy", Icon::Heart, words.guard_act_up_to(words.money(up_to))),
        (Act::Remedy, None) => ("remedy", Icon::Heart, words.guard_act().to_owned()),
        (Act::Consult, _) => ("consult", Icon::People, words.guard_consult().to_owned()),
        (Act::HandOver, _) => ("handover", Icon::People, words.guard_hand_over().to_owned()),
        _ => ("promise", Icon::Clock, words.guard_promise().to_owned()),
    };
    html! {
        a.button.wide href={ (case) "?do=" (code) "#act" } data-act=(code) { (icon(picture)) (says) }
    }
}

/// A line of the text with what was noticed in it.
struct Line<'a> {
    /// Pieces in their order, each with whether it was noticed.
    pieces: Vec<(&'a str, bool)>,
    does: Vec<Does>,
}

/// Those lines in which something was noticed. What runs over a line's end shows in both.
fn lines<'a>(text: &'a str, noticed: &[Noticed]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut begin = 0;
    for whole in text.split_inclusive('\n') {
        let end = begin + whole.trim_end().len();
        let mut line = Line { pieces: Vec::new(), does: Vec::new() };
        let mut at = begin;
        for notice in noticed {
            let (from, to) = (notice.span.start.max(at), notice.span.end.min(end));
            let (Some(before), Some(said)) = (text.get(at..from), text.get(from..to)) else { continue };
            if said.is_empty() {
                continue;
            }
            line.pieces.extend([(before, false), (said, true)]);
            if !line.does.contains(&notice.does) {
                line.does.push(notice.does);
            }
            at = to;
        }
        if !line.pieces.is_empty() {
            line.pieces.push((text.get(at..end).unwrap_or_default(), false));
            lines.push(line);
        }
        begin += whole.len();
    }
    lines
}

fn marked(line: &Line<'_>) -> Markup {
    html! {
        @for (piece, noticed) in &line.pieces { @if *noticed { mark { (piece) } } @else { (piece) } }
    }
}

fn what_they_do(words: Words, line: &Line<'_>) -> String {
    let does = line.does.iter().map(|does| match does {
        Does::Redirect => words.guard_redirect(),
        Does::Chore => words.guard_chore(),
        Does::Process => words.guard_process(),
        Does::Permission => words.guard_permission(),
    });
    does.collect::<Vec<_>>().join(", ")
}

/// Times in the last answer, when this person has just written it, that are not promised yet.
pub(crate) fn times(
    tx: &mut Tx<'_>,
    desk: &Desk,
    me: AgentId,
    case: CaseId,
    promises: &[OpenPromise],
) -> Result<Vec<Offer>, Fault> {
    let last = views::contact::of_case(tx, case, Timestamp(i64::MAX), 1)?.pop();
    let mine = |last: &views::contact::ContactLine| {
        last.direction == Direction::Out && last.agent.as_ref().is_some_and(|(agent, _)| *agent == me)
    };
    let Some(last) = last.filter(mine) else { return Ok(vec![]) };
    let body = last.text.unwrap_or_default();
    let now = desk.now();
    let mut offers: Vec<Offer> = Vec::new();
    for time in desk.promised(tx, &body, last.at)? {
        let known = promises.iter().map(|promise| promise.due).chain(offers.iter().map(|offer| offer.due));
        if time.due > now && !known.into_iter().any(|due| due == time.due) {
            offers.push(Offer { what: sentence(&body, time.span.start, time.span.end), due: time.due });
        }
    }
    Ok(offers)
}

/// The sentence around a place in a text, as long as a line may be.
fn sentence(text: &str, from: usize, to: usize) -> String {
    let ends = ['.', '!', '?', '\n'];
    let begin = text.get(..from).and_then(|before| before.rfind(ends)).map_or(0, |place| place + 1);
    let end = text.get(to..).and_then(|after| after.find(ends)).map_or(text.len(), |place| to + place + 1);
    let said = text.get(begin..end).unwrap_or_default().trim();
    said.chars().take(text::LINE_LETTERS).collect()
}

/// A time that was written to the customer becomes a promise with one click.
pub(crate) fn offers(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    html! {
        @if acts.rights.may(Action::MakePromise) {
            @for offer in &acts.offers {
                form.offer action={ (case) "/promises" } method="post" {
                    (parts::form_id(&command()))
                    input type="hidden" name="what" value=(offer.what);
                    input type="hidden" name="when" value=(offer.due.micros());
                    p { span.small { (words.offer_said()) } " " q { (offer.what) } }
                    (parts::button("wide", Some(Icon::Clock), &words.offer_promise(viewer.moment(offer.due))))
                    p.small { (words.offer_says()) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;

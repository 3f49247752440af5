//! What a change would mean, shown before anything is saved: what it will say, what changes and for whom, and the last
//! months under it.

use std::collections::BTreeSet;

use maud::{Markup, html};
use valta_desk::{Ahead, LOOKED_BACK};
use valta_domain::{
    Currency, MandateId, Money, Refusal, Timestamp,
    mandate::{Level, Terms},
    remedy::Outcome,
    time::DAY,
};
use valta_store::views::mandate::MandateLine;

use super::{
    Ending, refusable,
    said::{self, House, Quiet},
    typed::Typed,
};
use crate::{
    layout::{Page, Place},
    parts::{self, Field, Tone},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

const OUTCOMES: [Outcome; 5] =
    [Outcome::Within, Outcome::Stretch, Outcome::CoSign, Outcome::Escalate, Outcome::Forbidden];

pub(super) struct Looked {
    house: House,
    ahead: Ahead,
}

/// What it would mean to set these terms, or without any to end the mandate.
pub(super) async fn look(
    visit: &Visit,
    id: Option<MandateId>,
    seen: Option<i64>,
    terms: Option<Terms>,
) -> Result<Result<(Viewer, Looked), Refusal>, Trouble> {
    let desk = visit.desk().clone();
    let (viewer, looked) = visit
        .look(move |tx, by| {
            let ahead = refusable(desk.ahead(tx, by, id, seen, terms.as_ref()))?;
            let house = House::load(tx)?;
            Ok(ahead.map(|ahead| Looked { house, ahead }))
        })
        .await?;
    Ok(looked.map(|looked| (viewer, looked)))
}

pub(super) fn before_saving(
    viewer: &Viewer,
    looked: &Looked,
    terms: &Terms,
    id: Option<MandateId>,
    typed: &Typed,
    error: Option<&str>,
) -> Markup {
    let words = viewer.words;
    let house = &looked.house;
    let now = looked.ahead.now.as_ref().map(|line| &line.mandate.terms);
    let to = id.map_or_else(|| "/mandates".to_owned(), |id| format!("/mandates/{id}"));
    let field = Field {
        id: "reason",
        label: words.mandate_ahead_reason(),
        help: Some(words.mandate_ahead_reason_help()),
        error,
    };
    let body = html! {
        h1 { (words.mandate_ahead_title()) }
        p.lead { (words.mandate_ahead_lead()) }
        section.sheet aria-labelledby="will" {
            h2 id="will" { (words.mandate_ahead_will()) }
            (said::terms(viewer, house, terms))
            @if terms.fresh_reach(Level::Within) == i64::MAX {
                (parts::notice(Tone::Care, words.mandate_ahead_free(), &html! { p { (words.mandate_ahead_free_says()) } }))
            }
            (said::remarks(viewer, house, Some(terms), &looked.ahead.remarks, Quiet::Open))
        }
        @if let Some(now) = now {
            section.sheet aria-labelledby="changes" {
                h2 id="changes" { (words.mandate_ahead_changes()) }
                @match said::changes(viewer, house, [now, terms], [words.mandate_table_now(), words.mandate_table_after()]) {
                    Some(table) => (table),
                    None => p { (words.mandate_ahead_nothing()) },
                }
            }
        }
        section.sheet aria-labelledby="whom" {
            h2 id="whom" { (words.mandate_ahead_whom()) }
            (whom(words, house, terms, now))
        }
        (looking_back(viewer, looked, words.mandate_ahead_after()))
        form.sheet id="save-mandate" action=(to) method="post" data-draft {
            @for (name, value) in typed.carried() { input type="hidden" name=(name) value=(value); }
            (field.text("reason", typed.get("reason"), 3, true))
            div.mandate-acts {
                button.button.primary type="submit" name="do" value="save" { (words.mandate_ahead_save()) }
                button.button type="submit" name="do" value="edit" formnovalidate { (words.mandate_ahead_edit()) }
            }
            p.small { (words.mandate_ahead_save_says()) }
        }
    };
    let here = id.map_or_else(|| "/mandates/new".to_owned(), |id| format!("/mandates/{id}/change"));
    let title = words.mandate_ahead_title();
    Page { shape: "narrow look", unsaved: true, here: Some(here), ..Page::new(title, Place::Mandates, body) }
        .framed(viewer)
}

pub(super) fn before_ending(
    viewer: &Viewer,
    looked: &Looked,
    line: &MandateLine,
    ending: &Ending,
    error: Option<&str>,
) -> Markup {
    let words = viewer.words;
    let house = &looked.house;
    let at = format!("/mandates/{}", line.mandate.id);
    let terms = &line.mandate.terms;
    let holding = house.holding(terms.holder);
    let field = Field {
        id: "reason",
        label: words.mandate_ahead_reason(),
        help: Some(words.mandate_ahead_reason_help()),
        error,
    };
    let body = html! {
        p.back { a href=(at) { "← " (crate::ledger::holder_name(words, terms.holder, &house.names)) } }
        h1 { (words.mandate_ahead_end()) }
        p.lead { (words.mandate_ahead_lead()) }
        section.sheet aria-labelledby="was" {
            h2 id="was" { (words.mandate_ahead_was()) }
            (said::terms(viewer, house, terms))
            p.small { (words.mandate_ahead_people(holding.len(), said::names(words, &holding))) }
            (said::remarks(viewer, house, Some(terms), &looked.ahead.remarks, Quiet::Open))
        }
        (looking_back(viewer, looked, words.mandate_ahead_without()))
        form.sheet id="end-mandate" action={ (at) "/end" } method="post" data-draft {
            (parts::form_id(&ending.command))
            input type="hidden" name="seen" value=(ending.seen);
            (field.text("reason", &ending.reason, 3, true))
            div.mandate-acts {
                (parts::button("primary", None, words.mandate_ahead_end_now()))
                (parts::link_button("", &at, None, words.refused_back()))
            }
        }
    };
    Page {
        shape: "narrow look",
        unsaved: error.is_some(),
        here: Some(format!("{at}/end")),
        ..Page::new(words.mandate_ahead_end(), Place::Mandates, body)
    }
    .framed(viewer)
}

/// Whom it concerns, and where the holder changes who comes and who goes.
fn whom(words: Words, house: &House, terms: &Terms, now: Option<&Terms>) -> Markup {
    let holding = house.holding(terms.holder);
    let held = now.map_or_else(|| holding.clone(), |now| house.holding(now.holder));
    let without = |some: &[&str], others: &[&str]| -> Vec<String> {
        some.iter().filter(|name| !others.contains(name)).map(|name| (*name).to_owned()).collect()
    };
    let (gain, lose) = (without(&holding, &held), without(&held, &holding));
    let said = |names: &[String]| said::names(words, &names.iter().map(String::as_str).collect::<Vec<_>>());
    html! {
        p { (words.mandate_ahead_people(holding.len(), said::names(words, &holding))) }
        @if !gain.is_empty() { p { (words.mandate_ahead_gain(said(&gain))) } }
        @if !lose.is_empty() { p { (words.mandate_ahead_lose(said(&lose))) } }
    }
}

fn outcome(words: Words, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Within => words.outcome_count_within(),
        Outcome::Stretch => words.outcome_count_stretch(),
        Outcome::CoSign => words.outcome_count_co_sign(),
        Outcome::Escalate => words.outcome_count_escalate(),
        Outcome::Forbidden => words.outcome_count_forbidden(),
    }
}

/// The last months as they were, and as they would have been.
fn looking_back(viewer: &Viewer, looked: &Looked, says_after: &str) -> Markup {
    let words = viewer.words;
    let preview = &looked.ahead.preview;
    let count = |of: Outcome| {
        let in_world = |outcomes: &std::collections::BTreeMap<Outcome, u32>| {
            i64::from(outcomes.get(&of).copied().unwrap_or_default())
        };
        (in_world(&preview.before.outcomes), in_world(&preview.after.outcomes))
    };
    let longest = OUTCOMES.iter().map(|of| count(*of)).map(|(before, after)| before.max(after)).max();
    let longest = longest.unwrap_or_default();
    let currencies: BTreeSet<Currency> =
        preview.before.given.keys().chain(preview.after.given.keys()).copied().collect();
    let given = |world: &std::collections::BTreeMap<Currency, i64>, currency| {
        words.money_in_words(Money::new(world.get(&currency).copied().unwrap_or_default(), currency))
    };
    html! {
        section.sheet aria-labelledby="back" {
            h2 id="back" { (words.mandate_ahead_back(LOOKED_BACK)) }
            @if preview.n == 0 {
                p { (words.mandate_ahead_none()) }
            } @else {
                p.small {
                    (words.mandate_ahead_how(preview.n))
                    @if is_cut(viewer, looked.ahead.since) {
                        " " (words.mandate_ahead_since(words.date(viewer.wall(looked.ahead.since).date())))
                    }
                }
                table.worlds {
                    thead {
                        tr {
                            th scope="col" { span.heard { (words.mandate_table_what()) } }
                            th scope="col" { (words.mandate_ahead_before()) }
                            th scope="col" { (says_after) }
                        }
                    }
                    tbody {
                        @for of in OUTCOMES {
                            @let (before, after) = count(of);
                            @if before > 0 || after > 0 {
                                tr {
                                    th scope="row" { (outcome(words, of)) }
                                    td { (bar("bar-used", before, longest)) span.figure { (before) } }
                                    td { (bar("bar-act", after, longest)) span.figure.turned[before != after] { (after) } }
                                }
                            }
                        }
                        @for currency in currencies {
                            @let (before, after) = (given(&preview.before.given, currency), given(&preview.after.given, currency));
                            tr.sum {
                                th scope="row" { (words.mandate_ahead_given()) }
                                td { span.figure { (before) } }
                                td { span.figure.turned[before != after] { (after) } }
                            }
                        }
                    }
                }
                (turns(words, looked))
            }
        }
    }
}

fn bar(class: &str, count: i64, longest: i64) -> Markup {
    if count == 0 {
        html! {}
    } else {
        parts::length_bar(class, count, longest)
    }
}

/// Whether there was more than is looked at, so that the counting begins later.
fn is_cut(viewer: &Viewer, since: Timestamp) -> bool {
    since > viewer.now.minus((i64::from(LOOKED_BACK) - 1) * DAY)
}

/// Which decisions would have been others, the most frequent turn first.
fn turns(words: Words, looked: &Looked) -> Markup {
    let changes = &looked.ahead.preview.changes;
    let mut turns: Vec<((Outcome, Outcome), usize)> = Vec::new();
    for change in changes {
        let turn = (change.before, change.after);
        match turns.iter_mut().find(|(known, _)| *known == turn) {
            Some((_, count)) => *count += 1,
            None => turns.push((turn, 1)),
        }
    }
    turns.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    html! {
        @if changes.is_empty() {
            p { (words.mandate_ahead_same()) }
        } @else {
            p { (words.mandate_ahead_other(changes.len())) }
            ul.terms-lines {
                @for ((before, after), count) in turns {
                    li { (words.mandate_ahead_turn(outcome(words, before), outcome(words, after), words.ledger_times(count))) }
                }
            }
        }
    }
}

//! From a log's columns to its measures: which column is a state, which event is a handover, who asked.

use std::collections::BTreeMap;

use valta_insight::{
    flow::{Efficiency, Flow, Step},
    limits::{self, Ask, Freed},
    state::State,
    touch::{self, Pairing},
};
use valta_logs::{Column, Log};

use crate::{
    No,
    question::{Limits, Question},
};

/// So many of a column's events must bear the name of a known state before it is taken to be one of states.
const KNOWN: f64 = 0.9;

pub struct Look {
    pub log: Log,
    pub flow: Flow,
    /// The attribute that states were read from.
    pub states_of: Option<String>,
    /// Events whose state is in no category.
    pub states_not_named: u64,
    pub touch: Option<Efficiency>,
    pub limits: Option<Decided>,
    pub handover_event: Option<String>,
}

pub struct Decided {
    pub curve: Vec<Freed>,
    pub asked: usize,
    pub unanswered: usize,
    pub without_amount: usize,
}

pub(crate) fn look(mut log: Log, question: &Question) -> Result<Look, No> {
    let activity = log.column(log.activity).cloned().unwrap_or(Column {
        name: String::new(),
        values: Vec::new(),
        texts: Vec::new(),
        missing: 0,
    });
    let states = states(&mut log, &activity, question)?;
    let handover = question.handover_event.as_deref().map(|name| {
        let found = activity.texts.iter().position(|text| **text == *name);
        found
            .and_then(|at| u32::try_from(at).ok())
            .ok_or_else(|| No::asked(format!("--handover-event: no event is called {name:?}.")))
    });
    let handover = handover.transpose()?;
    let owners: Vec<&Column> = log.owners.iter().filter_map(|&index| log.column(index)).collect();
    let beyond = question.beyond_first_line.as_ref().map(|pattern| {
        let key = owners.first().map_or(&[][..], |column| &column.texts);
        key.iter().map(|name| pattern.is_match(name)).collect::<Vec<_>>()
    });

    let mut flow = Flow::new(owners.len());
    let mut held = vec![0; owners.len()];
    for case in 0..log.cases() {
        let number = flow.open();
        for event in log.events_of(case) {
            for (held, column) in held.iter_mut().zip(&owners) {
                *held = value(column, event);
            }
            let own = value(&activity, event);
            flow.take(
                number,
                Step {
                    at: log.at.get(event).copied().unwrap_or_default(),
                    activity: own,
                    owners: &held,
                    state: states.as_ref().map(|states| states.at(event)),
                    handover: handover == Some(own),
                    first_line: beyond.as_ref().and_then(|beyond| {
                        held.first().and_then(|&owner| beyond.get(owner as usize)).map(|beyond| !beyond)
                    }),
                },
            );
        }
    }
    drop(owners);
    let touch = touched(&log, &activity);
    let limits = question.limits.as_ref().map(|asked| decided(&log, &activity, asked));
    if let (Some(asked), Some(found)) = (&question.limits, &limits) {
        if found.asked == 0 {
            return Err(No::asked("--asks: no event matches it."));
        }
        for (flag, value) in &asked.guessed {
            log.guessed.push(valta_logs::Guess {
                flag,
                value: (*value).to_owned(),
                because: "words that such events often have",
            });
        }
    }
    let states_not_named = states.as_ref().map_or(0, |states| states.not_named);
    let states_of = states.map(|states| states.column.name);
    Ok(Look {
        log,
        flow,
        states_of,
        states_not_named,
        touch,
        limits,
        handover_event: question.handover_event.clone(),
    })
}

fn value(column: &Column, event: usize) -> u32 {
    column.values.get(event).copied().unwrap_or_default()
}

/// A column whose values are states.
struct States {
    column: Column,
    of: Vec<State>,
    not_named: u64,
}

impl States {
    fn at(&self, event: usize) -> State {
        self.of.get(value(&self.column, event) as usize).copied().unwrap_or(State::Unmatched)
    }
}

/// From the file, where there is one; otherwise from the column whose words leave no doubt.
fn states(log: &mut Log, activity: &Column, question: &Question) -> Result<Option<States>, No> {
    let mut columns: Vec<Column> = [log.state, log.lifecycle]
        .into_iter()
        .flatten()
        .filter_map(|index| log.column(index).cloned())
        .chain([activity.clone()])
        .collect();
    columns.dedup_by(|a, b| a.name == b.name);
    if let Some(asked) = &question.states {
        if asked.attribute {
            columns.truncate(1);
        } else if let Some(lifecycle) = log.lifecycle.and_then(|index| log.column(index))
            && lifecycle.name != activity.name
        {
            columns.push(joined(activity, lifecycle));
        }
        let known =
            |column: &Column| column.texts.iter().filter(|text| asked.of.contains_key(&***text)).count();
        let best = columns.into_iter().rev().max_by_key(known).filter(|column| known(column) > 0);
        let Some(column) = best else {
            return Err(No::asked("--states: no state of the log is in the file."));
        };
        let of: Vec<Option<State>> = column.texts.iter().map(|text| asked.of.get(&**text).copied()).collect();
        return Ok(Some(whole(column, &of)));
    }
    for column in columns {
        let of: Vec<Option<State>> = column.texts.iter().map(|text| State::guess(text)).collect();
        let at = |number: u32| of.get(number as usize).copied().flatten();
        let known = column.values.iter().filter(|&&number| at(number).is_some()).count();
        #[expect(clippy::cast_precision_loss, reason = "a share of events, compared with nine tenths")]
        let enough = known as f64 >= KNOWN * column.values.len() as f64;
        let present =
            |wanted: fn(State) -> bool| column.values.iter().any(|&number| at(number).is_some_and(wanted));
        // Our own codes leave no doubt; words of others do, unless there is both work and waiting.
        let ours = column.texts.iter().all(|text| State::ALL.iter().any(|state| *state.code() == **text));
        if ours || (enough && present(|state| state == State::Active) && present(State::waits)) {
            let names: Vec<String> = column
                .texts
                .iter()
                .zip(&of)
                .map(|(text, state)| format!("{text} = {}", state.unwrap_or(State::Unmatched).code()))
                .collect();
            log.guessed.push(valta_logs::Guess {
                flag: "states",
                value: format!("{}: {}", column.name, names.join(", ")),
                because: "what systems commonly call the states of a matter",
            });
            return Ok(Some(whole(column, &of)));
        }
    }
    Ok(None)
}

fn whole(column: Column, of: &[Option<State>]) -> States {
    let named = |number: u32| of.get(number as usize).copied().flatten().is_some();
    let not_named = column.values.iter().filter(|&&number| !named(number)).count() as u64;
    States { column, of: of.iter().map(|state| state.unwrap_or(State::Unmatched)).collect(), not_named }
}

fn joined(left: &Column, right: &Column) -> Column {
    let mut numbers: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut texts: Vec<Box<str>> = Vec::new();
    let values = left
        .values
        .iter()
        .zip(&right.values)
        .map(|(&a, &b)| {
            *numbers.entry((a, b)).or_insert_with(|| {
                texts.push(format!("{}+{}", left.text(a), right.text(b)).into());
                u32::try_from(texts.len() - 1).unwrap_or_default()
            })
        })
        .collect();
    Column { name: format!("{}+{}", left.name, right.name), values, texts, missing: 0 }
}

/// Where the log says when work began and ended: by a column of its own, or by events that start and complete.
fn touched(log: &Log, activity: &Column) -> Option<Efficiency> {
    let lifecycle = log.lifecycle.and_then(|index| log.column(index));
    let starts = |text: &str| text.eq_ignore_ascii_case("start") || text.eq_ignore_ascii_case("resume");
    let ends = |text: &str| text.eq_ignore_ascii_case("complete") || text.eq_ignore_ascii_case("suspend");
    let started = lifecycle.is_some_and(|column| column.texts.iter().any(|text| starts(text)));
    if log.began.is_none() && !started {
        return None;
    }
    let mut of = Vec::with_capacity(log.cases());
    for case in 0..log.cases() {
        let mut pairing = Pairing::default();
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for event in log.events_of(case) {
            let at = log.at.get(event).copied().unwrap_or_default();
            (first, last) = (first.min(at), last.max(at));
            if let Some(began) = log.began.as_ref().and_then(|began| began.get(event)) {
                first = first.min(*began);
                pairing.intervals.push((*began, at));
            } else if let Some(column) = lifecycle {
                let transition = column.text(value(column, event));
                let activity = value(activity, event);
                if starts(transition) {
                    pairing.began(activity, at);
                } else if ends(transition) {
                    pairing.ended(activity, at);
                }
            }
        }
        if last > first {
            #[expect(clippy::cast_precision_loss, reason = "spans are shorter than 285 years")]
            of.push((touch::union(&mut pairing.intervals) as f64, (last - first) as f64));
        }
    }
    Efficiency::new(&of)
}

/// One decision a case: from its first asking to its last answer.
fn decided(log: &Log, activity: &Column, asked: &Limits) -> Decided {
    let of =
        |pattern: &regex::Regex| activity.texts.iter().map(|text| pattern.is_match(text)).collect::<Vec<_>>();
    let (asks, approves, rejects) = (of(&asked.asks), of(&asked.approves), of(&asked.rejects));
    let is =
        |kind: &[bool], event: usize| kind.get(value(activity, event) as usize).copied().unwrap_or(false);
    let mut all = Vec::new();
    let (mut unanswered, mut without_amount) = (0, 0);
    for case in 0..log.cases() {
        let events = log.events_of(case);
        let Some(first) = events.clone().find(|&event| is(&asks, event)) else { continue };
        let amount_of = |event: usize| {
            let amounts = log.amounts.as_ref()?;
            amounts.of_event.get(event).copied().filter(|amount| amount.is_finite())
        };
        let of_case = log.amounts.as_ref().and_then(|amounts| amounts.of_case.get(case)).copied();
        let before = log.events_of(case).take_while(|&event| event <= first).filter_map(amount_of).last();
        let amount = before
            .or(of_case.filter(|amount| amount.is_finite()))
            .or_else(|| events.clone().find_map(amount_of));
        let at = |event: usize| log.at.get(event).copied().unwrap_or_default();
        let answer = |event: &usize| is(&approves, *event) || is(&rejects, *event);
        let last = log.events_of(case).rev().take_while(|&event| event > first).find(answer);
        let wait = last.map(|last| at(last) - at(first));
        unanswered += usize::from(wait.is_none());
        without_amount += usize::from(amount.is_none());
        all.push(Ask {
            amount: amount.unwrap_or(f64::NAN),
            wait,
            rejected: log.events_of(case).any(|event| is(&rejects, event)),
        });
    }
    Decided { curve: limits::curve(&all, &asked.try_out), asked: all.len(), unanswered, without_amount }
}

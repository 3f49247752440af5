//! What is asked of a log: what the flags say, and the file that says which state is what.

use std::{collections::BTreeMap, fs, path::PathBuf};

use regex::Regex;
use serde::Deserialize;
use valta_insight::state::State;
use valta_logs::Wanted;

use crate::No;

/// What was said about a log, as flags have it; what is empty is guessed.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub activity: Option<String>,
    pub owner: Vec<String>,
    pub case: Option<String>,
    pub time: Option<String>,
    pub start: Option<String>,
    /// A file: which state is what.
    pub states: Option<PathBuf>,
    pub handover_event: Option<String>,
    pub beyond_first_line: Option<String>,
    pub amount: Option<String>,
    pub asks: Option<String>,
    pub approves: Option<String>,
    pub rejects: Option<String>,
    pub limits: Vec<f64>,
}

/// What is taken to ask, to say yes and to say no where nobody says otherwise.
const ASKS: &str = "(?i)submitted|requested|request for|asked";
const APPROVES: &str = "(?i)approved|accepted|granted";
const REJECTS: &str = "(?i)reject|declined|denied|refused";
const LIMITS: &[f64] = &[10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1_000.0];

pub(crate) struct Question {
    pub(crate) wanted: Wanted,
    pub(crate) states: Option<States>,
    pub(crate) handover_event: Option<String>,
    pub(crate) beyond_first_line: Option<Regex>,
    pub(crate) limits: Option<Limits>,
}

/// From the file of states.
pub(crate) struct States {
    /// The file says itself where they stand.
    pub(crate) attribute: bool,
    pub(crate) of: BTreeMap<String, State>,
}

pub(crate) struct Limits {
    pub(crate) asks: Regex,
    pub(crate) approves: Regex,
    pub(crate) rejects: Regex,
    pub(crate) try_out: Vec<f64>,
    /// What was not said, by its flag.
    pub(crate) guessed: Vec<(&'static str, &'static str)>,
}

#[derive(Deserialize)]
struct File {
    attribute: Option<String>,
    states: Option<BTreeMap<String, Names>>,
    #[serde(flatten)]
    categories: BTreeMap<String, Names>,
}

/// A category with its states, or a state with its category.
#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Many(Vec<String>),
}

impl Asked {
    pub(crate) fn question(self) -> Result<Question, No> {
        let parts = |joined: Option<String>| -> Vec<String> {
            joined.iter().flat_map(|joined| joined.split('+')).map(str::to_owned).collect()
        };
        let (mut attribute, mut states) = (None, None);
        if let Some(path) = &self.states {
            let text = fs::read_to_string(path)
                .map_err(|error| No::asked(format!("{} cannot be read: {error}.", path.display())))?;
            let (stands, of) =
                read_states(&text).map_err(|why| No::asked(format!("{}: {why}.", path.display())))?;
            states = Some(States { attribute: stands.is_some(), of });
            attribute = stands;
        }
        let limits = self.amount.is_some().then(|| {
            let mut guessed = Vec::new();
            let mut one = |flag, said: Option<&String>, else_: &'static str| {
                if said.is_none() {
                    guessed.push((flag, else_));
                }
                pattern(flag, said.map_or(else_, String::as_str))
            };
            let (asks, approves, rejects) = (
                one("asks", self.asks.as_ref(), ASKS)?,
                one("approves", self.approves.as_ref(), APPROVES)?,
                one("rejects", self.rejects.as_ref(), REJECTS)?,
            );
            let limits = if self.limits.is_empty() { LIMITS.to_vec() } else { self.limits.clone() };
            if limits.iter().any(|limit| !limit.is_finite()) {
                return Err(No::asked("--limits: a limit is a number."));
            }
            Ok(Limits { asks, approves, rejects, try_out: limits, guessed })
        });
        Ok(Question {
            wanted: Wanted {
                case: self.case,
                time: self.time,
                began: self.start,
                activity: parts(self.activity),
                owners: self.owner,
                state: parts(attribute),
                amount: self.amount,
            },
            states,
            handover_event: self.handover_event,
            beyond_first_line: self
                .beyond_first_line
                .map(|text| pattern("beyond-first-line", &text))
                .transpose()?,
            limits: limits.transpose()?,
        })
    }
}

/// A regular expression; what is none, but has `*` for anything, is read as that.
fn pattern(flag: &str, text: &str) -> Result<Regex, No> {
    let wild = || {
        let parts: Vec<String> = text.split('*').map(regex::escape).collect();
        Regex::new(&format!("^{}$", parts.join(".*")))
    };
    Regex::new(text).or_else(|error| if text.contains('*') { wild() } else { Err(error) }).map_err(|error| {
        let why = error.to_string();
        let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ");
        No::asked(format!("--{flag} {text:?} is no pattern: {why}."))
    })
}

type StatesOf = BTreeMap<String, State>;

fn read_states(text: &str) -> Result<(Option<String>, StatesOf), String> {
    let file: File = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| error.to_string())?
    } else {
        toml::from_str(text).map_err(|error| error.message().to_owned())?
    };
    let mut of = BTreeMap::new();
    let known = || State::ALL.iter().map(|state| state.code()).collect::<Vec<_>>().join(", ");
    for (key, names) in file.categories.into_iter().chain(file.states.into_iter().flatten()) {
        let (category, names) = match names {
            Names::Many(names) => (key, names),
            Names::One(category) => (category, vec![key]),
        };
        let state = State::named(&category).ok_or_else(|| format!("{category:?} is none of {}", known()))?;
        for name in names {
            if of.insert(name.clone(), state).is_some_and(|before| before != state) {
                return Err(format!("{name:?} stands in two categories"));
            }
        }
    }
    if of.is_empty() { Err("it names no state".to_owned()) } else { Ok((file.attribute, of)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_said_in_either_way() {
        let expected =
            BTreeMap::from([("Open".to_owned(), State::Active), ("On hold".to_owned(), State::WaitCustomer)]);
        for text in [
            "active = [\"Open\"]\nwait-customer = [\"On hold\"]",
            "attribute = \"Status\"\n[states]\nactive = [\"Open\"]\nwait_customer = [\"On hold\"]",
            r#"{"Open": "active", "On hold": "wait-customer"}"#,
        ] {
            assert_eq!(read_states(text).unwrap().1, expected, "{text}");
        }
        for (text, why) in [
            ("lunch = [\"Open\"]", "\"lunch\" is none of active"),
            ("active = [\"Open\"]\nwait-queue = [\"Open\"]", "\"Open\" stands in two categories"),
            ("", "it names no state"),
        ] {
            assert!(read_states(text).unwrap_err().starts_with(why), "{text}");
        }
    }

    #[test]
    fn a_pattern_is_a_regular_expression_or_has_stars() {
        let matches =
            |text: &str, activity: &str| pattern("asks", text).map(|found| found.is_match(activity)).ok();
        assert_eq!(matches("SUBMITTED", "Declaration SUBMITTED by EMPLOYEE"), Some(true));
        assert_eq!(matches("*SUBMITTED*", "Declaration SUBMITTED by EMPLOYEE"), Some(true));
        assert_eq!(matches("*SUBMITTED", "Declaration SUBMITTED by EMPLOYEE"), Some(false));
        assert_eq!(matches("(", "anything"), None);
    }
}

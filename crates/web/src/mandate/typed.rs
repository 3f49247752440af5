//! What was typed into the form of a mandate: kept as it was typed, and read into terms. Everything that cannot be read
//! is said beside its field, all at once.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};
use valta_domain::{
    Currency, Money, Refusal, Timestamp,
    agent::Role,
    contact::Channel,
    mandate::{Holder, Level, Limit, MOST_DAYS, Terms, WindowLimit},
    money::NotMoney,
    refusal::{Field, Term},
    remedy::RemedyKind,
    situation::Code,
};
use valta_policy::{ATTRIBUTES, Condition, Problem, Wrong};

use super::{
    condition::Picked,
    said::{last_day, level_code},
};
use crate::{refusal, remedy::CURRENCY, trouble::Trouble, viewer::Viewer, words::Words};

/// The limits by the names of their fields, and whether they are over a time.
pub(super) const LIMITS: [(Term, &str, bool); 5] = [
    (Term::PerRemedy, "remedy", false),
    (Term::PerCase, "case", false),
    (Term::PerCustomerWindow, "customer", true),
    (Term::PerAgentWindow, "agent", true),
    (Term::PerTeamWindow, "team", true),
];

const OTHERS: [&str; 18] = [
    "command",
    "do",
    "seen",
    "holder",
    "currency",
    "signer",
    "channel",
    "segment",
    "cause",
    "process_step",
    "bulletin",
    "hours",
    "first",
    "own",
    "from",
    "until",
    "from_was",
    "until_was",
];

/// What a person is wrong about, by the name of the field.
pub(super) type Errors = BTreeMap<String, String>;

#[derive(Clone, Debug, Default)]
pub(super) struct Typed(BTreeMap<String, String>);

pub(super) fn holder_code(holder: Holder) -> String {
    match holder {
        Holder::Everyone => "everyone".to_owned(),
        Holder::Role(role) => format!("role:{}", role.code()),
        Holder::Team(team) => format!("team:{team}"),
        Holder::Agent(agent) => format!("agent:{agent}"),
    }
}

fn holder_of(code: &str) -> Option<Holder> {
    match code.split_once(':') {
        None => (code == "everyone").then_some(Holder::Everyone),
        Some(("role", role)) => Role::from_code(role).map(Holder::Role),
        Some(("team", team)) => team.parse().ok().map(Holder::Team),
        Some(("agent", agent)) => agent.parse().ok().map(Holder::Agent),
        Some(_) => None,
    }
}

fn is_field(name: &str) -> bool {
    if let Some(kind) = name.strip_prefix("kind_") {
        return RemedyKind::from_code(kind).is_some();
    }
    if let Some(holder) = name.strip_prefix("signer_") {
        return holder_of(holder).is_some();
    }
    let of_limit = |(_, limit, window): &(Term, &str, bool)| {
        let part = name.strip_prefix(limit).and_then(|rest| rest.strip_prefix('_'));
        part.is_some_and(|part| *window && part == "days" || Level::ALL.map(level_code).contains(&part))
    };
    name == "reason" || OTHERS.contains(&name) || LIMITS.iter().any(of_limit)
}

impl Typed {
    /// A form with a field that is not ours is no form of ours.
    pub(super) fn sent(fields: BTreeMap<String, String>) -> Result<Typed, Trouble> {
        if fields.keys().all(|name| is_field(name)) { Ok(Typed(fields)) } else { Err(Trouble::Unreadable) }
    }

    /// What is most often wanted: those who serve customers, money back, in a month.
    pub(super) fn fresh(command: String) -> Typed {
        let mut typed = Typed::default();
        typed.set("command", command);
        typed.set("holder", holder_code(Holder::Role(Role::Agent)));
        typed.set("currency", CURRENCY.code().to_owned());
        for kind in [RemedyKind::Refund, RemedyKind::Credit] {
            typed.set(&format!("kind_{}", kind.code()), "on".to_owned());
        }
        for (_, limit, _) in LIMITS.iter().filter(|(_, _, window)| *window) {
            typed.set(&format!("{limit}_days"), "30".to_owned());
        }
        typed
    }

    /// A mandate as its form shows it, seen in this version.
    pub(super) fn of(viewer: &Viewer, terms: &Terms, seen: u32, command: String) -> Typed {
        let mut typed = Typed::fresh(command);
        typed.0.retain(|name, _| !name.starts_with("kind_"));
        typed.set("seen", seen.to_string());
        typed.set("holder", holder_code(terms.holder));
        typed.set("currency", terms.currency.code().to_owned());
        for kind in &terms.kinds {
            typed.set(&format!("kind_{}", kind.code()), "on".to_owned());
        }
        let money = |minor| viewer.words.money_typed(Money::new(minor, terms.currency));
        for ((_, name, window), (_, limit)) in LIMITS.iter().zip(terms.limits()) {
            let Some((limit, days)) = limit else { continue };
            typed.set(&format!("{name}_within"), money(limit.within));
            // A stretch as far as the limit is none.
            if limit.stretch > limit.within {
                typed.set(&format!("{name}_stretch"), money(limit.stretch));
            }
            for (level, minor) in [(Level::Alone, limit.alone), (Level::CoSign, limit.co_sign)] {
                if let Some(minor) = minor {
                    typed.set(&format!("{name}_{}", level_code(level)), money(minor));
                }
            }
            if *window {
                typed.set(&format!("{name}_days"), days.to_string());
            }
        }
        for signer in &terms.co_signers {
            typed.set(&format!("signer_{}", holder_code(*signer)), "on".to_owned());
        }
        typed.set_condition(terms.when.as_deref());
        typed.set_time("from", terms.valid_from, |from| viewer.wall(from).date());
        typed.set_time("until", terms.valid_until, |until| last_day(viewer, until));
        typed
    }

    fn set_condition(&mut self, when: Option<&str>) {
        let Some(text) = when else { return };
        let Some(picked) = Picked::read(text) else {
            self.set("own", text.to_owned());
            return;
        };
        let codes = [
            ("segment", picked.segment),
            ("cause", picked.cause),
            ("process_step", picked.process_step),
            ("bulletin", picked.bulletin),
        ];
        for (name, code) in codes {
            if let Some(code) = code {
                self.set(name, code.to_string());
            }
        }
        if let Some(channel) = picked.channel {
            self.set("channel", channel.code().to_owned());
        }
        if let Some(out) = picked.out_of_hours {
            self.set("hours", if out { "out" } else { "in" }.to_owned());
        }
        if picked.first_of_kind {
            self.set("first", "on".to_owned());
        }
    }

    /// The day, and the very instant that it stands for, which the day alone would lose.
    fn set_time(&mut self, name: &str, at: Option<Timestamp>, day: impl Fn(Timestamp) -> Date) {
        if let Some(at) = at {
            self.set(name, day(at).to_string());
            self.set(&format!("{name}_was"), at.micros().to_string());
        }
    }

    pub(super) fn set(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.0.remove(name);
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Without what is around it; what was typed stays as it was.
    pub(super) fn said(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    pub(super) fn is_on(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn seen(&self) -> Option<i64> {
        self.said("seen").parse().ok()
    }

    /// Everything but the button that was pressed and what stands in a field of its own.
    pub(super) fn carried(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        fields.filter(|(name, _)| !matches!(*name, "do" | "reason"))
    }

    /// Those who may sign, as far as they are named with a field of their own.
    pub(super) fn signers(&self) -> impl Iterator<Item = Holder> {
        self.0.keys().filter_map(|name| holder_of(name.strip_prefix("signer_")?))
    }

    pub(super) fn currency(&self) -> Result<Currency, NotMoney> {
        self.said("currency").to_uppercase().parse()
    }

    pub(super) fn read(&self, viewer: &Viewer) -> Result<Terms, Errors> {
        let words = viewer.words;
        let mut errors = Errors::new();
        let mut wrong = |name: &str, says: &str| {
            errors.insert(name.to_owned(), says.to_owned());
        };
        let holder = holder_of(self.said("holder")).unwrap_or_else(|| {
            wrong("holder", words.no_mandate_holder());
            Holder::Everyone
        });
        // Amounts are read all the same: what is wrong with them is said at once.
        let currency = self.currency().unwrap_or_else(|_| {
            wrong("currency", words.no_mandate_currency());
            CURRENCY
        });
        let is_on = |kind: &RemedyKind| self.is_on(&format!("kind_{}", kind.code()));
        let kinds = RemedyKind::ALL.iter().copied().filter(is_on).collect();
        let mut co_signers: Vec<Holder> = self.signers().collect();
        match (self.said("signer"), holder_of(self.said("signer"))) {
            ("", _) => {}
            (_, Some(holder)) if co_signers.contains(&holder) => {}
            (_, Some(holder)) => co_signers.push(holder),
            (_, None) => wrong("signer", words.no_mandate_holder()),
        }
        let limits = LIMITS.map(|(_, name, window)| self.limit(viewer, name, window, currency, &mut wrong));
        let [per_remedy, per_case, per_customer_window, per_agent_window, per_team_window] = limits;
        let single = |limit: Option<(Limit, u32)>| limit.map(|(limit, _)| limit);
        let window = |limit: Option<(Limit, u32)>| limit.map(|(limit, days)| WindowLimit { limit, days });
        let when = self.condition(words, &mut wrong);
        let valid_from = self.time(viewer, "from", &mut wrong);
        let valid_until = self.time(viewer, "until", &mut wrong);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Terms {
            holder,
            kinds,
            currency,
            per_remedy: single(per_remedy),
            per_case: single(per_case),
            per_customer_window: window(per_customer_window),
            per_agent_window: window(per_agent_window),
            per_team_window: window(per_team_window),
            co_signers,
            when,
            valid_from,
            valid_until,
        })
    }

    fn limit(
        &self,
        viewer: &Viewer,
        name: &str,
        window: bool,
        currency: Currency,
        wrong: &mut impl FnMut(&str, &str),
    ) -> Option<(Limit, u32)> {
        let [within, stretch, alone, co_sign] = Level::ALL.map(|level| {
            let field = format!("{name}_{}", level_code(level));
            let text = self.said(&field);
            if text.is_empty() {
                return None;
            }
            match Money::read_estimate(text, currency) {
                Ok(money) => Some(money.minor),
                Err(NotMoney::NotPositive) => {
                    wrong(&field, viewer.words.no_mandate_negative());
                    None
                }
                Err(why) => {
                    wrong(&field, refusal::not_money(viewer, why));
                    None
                }
            }
        });
        let typed = |level| !self.said(&format!("{name}_{}", level_code(level))).is_empty();
        if !typed(Level::Within) {
            if Level::ALL.into_iter().any(typed) {
                wrong(&format!("{name}_within"), viewer.words.no_mandate_first());
            }
            return None;
        }
        let mut days = 1;
        if window {
            let read = self.said(&format!("{name}_days")).parse().ok();
            match read.filter(|days| (1..=MOST_DAYS).contains(days)) {
                Some(read) => days = read,
                None => wrong(&format!("{name}_days"), &viewer.words.no_mandate_days(MOST_DAYS)),
            }
        }
        let within = within?;
        Some((Limit { within, stretch: stretch.unwrap_or(within), alone, co_sign }, days))
    }

    fn condition(&self, words: Words, wrong: &mut impl FnMut(&str, &str)) -> Option<String> {
        let mut code = |name: &str| match self.said(name) {
            "" => None,
            text => text.parse::<Code>().map_err(|_| wrong(name, words.no_mandate_code())).ok(),
        };
        let picked = Picked {
            segment: code("segment"),
            cause: code("cause"),
            process_step: code("process_step"),
            bulletin: code("bulletin"),
            channel: Channel::from_code(self.said("channel")),
            out_of_hours: match self.said("hours") {
                "out" => Some(true),
                "in" => Some(false),
                _ => None,
            },
            first_of_kind: self.is_on("first"),
        };
        match (picked.text(), self.said("own")) {
            (picked, "") => picked,
            (None, own) if Condition::parse(own).is_err() => {
                wrong("own", &condition_says(words, own));
                None
            }
            (None, own) => Some(own.to_owned()),
            (Some(_), _) => {
                wrong("own", words.no_mandate_both());
                None
            }
        }
    }

    /// From the beginning of its first day; until the end of its last.
    fn time(&self, viewer: &Viewer, name: &str, wrong: &mut impl FnMut(&str, &str)) -> Option<Timestamp> {
        let text = self.said(name);
        if text.is_empty() {
            return None;
        }
        let until = name == "until";
        let was = self.said(&format!("{name}_was")).parse().ok().map(Timestamp);
        let day_of = |at| if until { last_day(viewer, at) } else { viewer.wall(at).date() };
        let read = || {
            let day: Date = text.parse().ok()?;
            if let Some(was) = was.filter(|was| day_of(*was) == day) {
                return Some(was);
            }
            let day = if until { day.checked_add(1.day()).ok()? } else { day };
            let zoned = day.to_zoned(viewer.zone.clone()).ok()?;
            Some(Timestamp(zoned.timestamp().as_microsecond()))
        };
        let read = read();
        if read.is_none() {
            wrong(name, viewer.words.no_mandate_day());
        }
        read
    }
}

/// What the house says of terms that could be read, beside the field that it speaks of.
pub(super) fn refused(viewer: &Viewer, terms: &Terms, refusal: &Refusal) -> Option<Errors> {
    let words = viewer.words;
    let (name, says) = match refusal {
        Refusal::Condition(_) => {
            ("own".to_owned(), condition_says(words, terms.when.as_deref().unwrap_or_default()))
        }
        Refusal::Empty(Field::Reason) => ("reason".to_owned(), words.no_mandate_why().to_owned()),
        Refusal::TooLong(Field::Reason) => ("reason".to_owned(), refusal::line(viewer, refusal)),
        Refusal::Unusable(Field::Term(term)) => match term {
            Term::Holder => ("holder".to_owned(), words.no_mandate_holder().to_owned()),
            Term::Kinds => ("kinds".to_owned(), words.no_mandate_kinds().to_owned()),
            Term::CoSigners => ("signer".to_owned(), words.no_mandate_signers().to_owned()),
            Term::When => ("own".to_owned(), words.no_condition().to_owned()),
            Term::ValidUntil => ("until".to_owned(), words.no_mandate_until().to_owned()),
            Term::PerRemedy
            | Term::PerCase
            | Term::PerCustomerWindow
            | Term::PerAgentWindow
            | Term::PerTeamWindow => unsound(words, terms, *term)?,
        },
        _ => return None,
    };
    Some(Errors::from([(name, says)]))
}

/// Which step of a limit goes less far than the one before it.
fn unsound(words: Words, terms: &Terms, of: Term) -> Option<(String, String)> {
    let (_, name, _) = LIMITS.into_iter().find(|(term, ..)| *term == of)?;
    let (limit, _) = terms.limits().into_iter().find(|(term, _)| *term == of)?.1?;
    let (level, says) = if limit.stretch < limit.within {
        (Level::Stretch, words.no_mandate_stretch())
    } else if limit.alone.is_some_and(|alone| alone < limit.stretch) {
        (Level::Alone, words.no_mandate_alone())
    } else {
        (Level::CoSign, words.no_mandate_sign())
    };
    Some((format!("{name}_{}", level_code(level)), says.to_owned()))
}

/// What is wrong with a condition, a sentence each, in the language of the page.
fn condition_says(words: Words, text: &str) -> String {
    let problems = Condition::parse(text).err().unwrap_or_default();
    let many_lines = text.trim().contains('\n');
    let says = problems.iter().map(|problem| {
        let says = problem_says(words, problem);
        if many_lines { words.no_condition_line(problem.line, says) } else { says }
    });
    says.collect::<Vec<_>>().join(" ")
}

fn problem_says(words: Words, problem: &Problem) -> String {
    let attributes =
        || ATTRIBUTES.iter().map(|it| format!("context.{}", it.name)).collect::<Vec<_>>().join(", ");
    match &problem.wrong {
        Wrong::Empty => words.no_condition_empty().to_owned(),
        Wrong::TooLong(_) | Wrong::TooMuch(_) => words.no_condition_long().to_owned(),
        Wrong::Decimals => words.no_condition_decimals().to_owned(),
        Wrong::NoSuchAttribute(name) => words.no_condition_unknown(format!("context.{name}"), attributes()),
        Wrong::NotKnown(text) | Wrong::Has(text) => words.no_condition_unknown(text.as_str(), attributes()),
        Wrong::OtherKind { text, .. } => words.no_condition_kind(text.as_str()),
        Wrong::Reckoned(_) => words.no_condition_reckoned().to_owned(),
        Wrong::NoSuchCode { attribute, code, .. } => {
            words.no_condition_code(format!("context.{attribute}"), code.as_str())
        }
        Wrong::NeverTrue => words.no_condition_never().to_owned(),
        Wrong::Doubtful(_) => words.no_condition_doubtful().to_owned(),
        // The others are of rules, and no condition is one.
        Wrong::Unreadable(_)
        | Wrong::NotForbid
        | Wrong::Head
        | Wrong::NoCondition
        | Wrong::MissingAnnotation(_)
        | Wrong::UnusableAnnotation(_)
        | Wrong::UnknownAnnotation(_)
        | Wrong::TwiceId => words.no_condition_unreadable().to_owned(),
    }
}

//! A situation as the judge is told it: the attributes that a rule or a condition may ask about.

use std::sync::LazyLock;

use cedar_policy::{
    Context, Entities, EntityId, EntityUid, EvalResult, Expression, Request, RestrictedExpression,
    eval_expression,
};
use valta_domain::{
    AgentId, Currency, TeamId,
    agent::Role,
    contact::Channel,
    remedy::{Payee, RemedyKind},
    situation::{Code, NotACode, Situation},
};

/// What kind of thing an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    WholeNumber,
    YesOrNo,
}

/// One thing that can be asked about, as `context.` and its name.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    pub name: &'static str,
    pub kind: Kind,
    value: fn(&Situation) -> Value,
    /// What a text can be at all.
    check: Option<Check>,
}

#[derive(Clone, Copy, Debug)]
struct Check {
    can_be: fn(&str) -> bool,
    allowed: fn() -> String,
}

enum Value {
    Text(String),
    Number(i64),
    Is(bool),
}

const fn text(name: &'static str, value: fn(&Situation) -> Value) -> Attribute {
    Attribute { name, kind: Kind::Text, value, check: None }
}

const fn is(name: &'static str, value: fn(&Situation) -> Value) -> Attribute {
    Attribute { name, kind: Kind::YesOrNo, value, check: None }
}

impl Attribute {
    const fn of(self, can_be: fn(&str) -> bool, allowed: fn() -> String) -> Attribute {
        Attribute { check: Some(Check { can_be, allowed }), ..self }
    }

    pub(crate) fn named(name: &str) -> Option<&'static Attribute> {
        ATTRIBUTES.iter().find(|attribute| attribute.name == name)
    }

    /// Whether the attribute is ever this text; the empty one stands for what is not known.
    pub(crate) fn can_be(&self, text: &str) -> bool {
        text.is_empty() || self.check.is_none_or(|check| (check.can_be)(text))
    }

    /// What its text can be, in words; empty where it is no text.
    pub fn allowed(&self) -> String {
        self.check.map_or_else(String::new, |check| (check.allowed)())
    }
}

/// All that can be asked about, in the order of the schema.
pub static ATTRIBUTES: &[Attribute] = &[
    text("agent", |it| Value::Text(it.agent.to_string()))
        .of(|text| text.parse::<AgentId>().is_ok_and(|id| id.to_string() == text), an_id),
    text("role", |it| Value::Text(it.role.code().into()))
        .of(|text| Role::from_code(text).is_some(), || list(Role::ALL.iter().map(|role| role.code()))),
    text("team", |it| known(it.team.as_ref()))
        .of(|text| text.parse::<TeamId>().is_ok_and(|id| id.to_string() == text), an_id),
    text("kind", |it| Value::Text(it.kind.code().into())).of(
        |text| RemedyKind::from_code(text).is_some(),
        || list(RemedyKind::ALL.iter().map(|kind| kind.code())),
    ),
    Attribute {
        name: "amount",
        kind: Kind::WholeNumber,
        value: |it| Value::Number(it.amount.map_or(0, |amount| amount.minor)),
        check: None,
    },
    text("currency", |it| known(it.amount.map(|amount| amount.currency).as_ref()))
        .of(|text| text.parse::<Currency>().is_ok(), || "a currency of ISO 4217, such as EUR".into()),
    text("segment", |it| known(it.segment.as_ref())).of(is_code, a_code),
    text("channel", |it| known(it.channel.map(Channel::code).as_ref())).of(
        |text| Channel::from_code(text).is_some(),
        || list(Channel::ALL.iter().map(|channel| channel.code())),
    ),
    text("cause", |it| known(it.cause.as_ref())).of(is_code, a_code),
    text("process_step", |it| known(it.process_step.as_ref())).of(is_code, a_code),
    text("bulletin", |it| known(it.bulletin.as_ref())).of(is_code, a_code),
    is("out_of_hours", |it| Value::Is(it.out_of_hours)),
    is("first_of_kind", |it| Value::Is(it.first_of_kind)),
    is("agent_is_customer", |it| Value::Is(it.agent_is_customer)),
    text("payee", |it| Value::Text(it.payee.code().into()))
        .of(|text| Payee::from_code(text).is_some(), || list(Payee::ALL.iter().map(|payee| payee.code()))),
];

fn known(value: Option<&impl ToString>) -> Value {
    Value::Text(value.map_or_else(String::new, ToString::to_string))
}

fn is_code(text: &str) -> bool {
    text.parse::<Code>().is_ok()
}

fn a_code() -> String {
    format!("a code of the house's own: {NotACode}")
}

fn an_id() -> String {
    "an id in lower case, such as 01920a3c-7f00-7000-8000-000000000001".into()
}

fn list(codes: impl Iterator<Item = &'static str>) -> String {
    codes.collect::<Vec<_>>().join(", ")
}

/// The situation, ready to be judged.
pub(crate) struct Facts(pub(crate) Option<Request>);

/// Whoever asks and whatever is asked for stand in the context alone, so these three are always the same.
static HEAD: LazyLock<[EntityUid; 3]> =
    LazyLock::new(|| [uid("Agent", "someone"), uid("Action", "give"), uid("Remedy", "something")]);

static NO_ENTITIES: LazyLock<Entities> = LazyLock::new(Entities::empty);

pub(crate) fn uid(of: &str, id: &str) -> EntityUid {
    let of = of.parse().expect("a name of ours");
    EntityUid::from_type_name_and_id(of, EntityId::new(id))
}

impl Facts {
    pub(crate) fn of(situation: &Situation) -> Facts {
        let pairs = ATTRIBUTES.iter().map(|attribute| {
            let value = match (attribute.value)(situation) {
                Value::Text(text) => RestrictedExpression::new_string(text),
                Value::Number(number) => RestrictedExpression::new_long(number),
                Value::Is(is) => RestrictedExpression::new_bool(is),
            };
            (attribute.name.to_owned(), value)
        });
        let [agent, give, remedy] = &*HEAD;
        let request = Context::from_pairs(pairs).ok().and_then(|context| {
            Request::new(agent.clone(), give.clone(), remedy.clone(), context, None).ok()
        });
        Facts(request)
    }

    /// What the expression comes to; `None` where it comes to nothing that is true or false.
    pub(crate) fn say(&self, expression: &Expression) -> Option<bool> {
        match eval_expression(self.0.as_ref()?, &NO_ENTITIES, expression) {
            Ok(EvalResult::Bool(is)) => Some(is),
            Ok(_) | Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;

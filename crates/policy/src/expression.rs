//! What a rule or a condition may say: attributes of the situation, compared with texts, whole numbers and each
//! other. Nothing is reckoned, so nothing can overflow: whatever passes here comes to true or false in every
//! situation. Amounts and windows are the mandate's own figures.

use std::{str::FromStr as _, sync::LazyLock};

use cedar_policy::{
    Expression, Policy, Schema, Validator,
    pst::{self, BinaryOp, Expr, Literal, UnaryOp},
};

use crate::{
    facts::Attribute,
    problem::{Problem, Wrong},
    reading::{self, Part},
};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = Schema::from_str(include_str!("../policies/situation.cedarschema"));
    Validator::new(schema.expect("a schema that a test reads"))
});

/// The expression that is true where all `when` of the policy are, and no `unless` is; how many there are is
/// for the caller to mind. `lead` is how much of the policy's text stands before the part that a person wrote.
pub(crate) fn read(part: &Part<'_>, lead: usize, policy: Policy) -> Result<Expression, Vec<Problem>> {
    let (found, said) = reading::deep(|| {
        let mut found = Found::default();
        let mut said = Vec::new();
        if let Ok(tree) = policy.to_pst() {
            for clause in tree.body().clauses() {
                said.push(match clause {
                    pst::Clause::When(expr) => {
                        found.look(expr);
                        format!("({expr})")
                    }
                    pst::Clause::Unless(expr) => {
                        found.look(expr);
                        format!("!({expr})")
                    }
                });
            }
        }
        (found, said.join(" && "))
    });
    let mut problems: Vec<Problem> =
        found.0.into_iter().map(|(words, wrong)| part.problem_at(&words, wrong)).collect();
    if problems.is_empty() {
        problems = reading::validate(part, lead, policy, &VALIDATOR);
    }
    if !problems.is_empty() {
        problems.dedup();
        return Err(problems);
    }
    // The same words again, as Cedar writes them: a judge that is asked about one expression is asked far faster
    // than one that is asked about a set of policies.
    reading::expression(part, &said)
}

/// What may not stand here, with words to find it by.
#[derive(Default)]
struct Found(Vec<(String, Wrong)>);

impl Found {
    fn look(&mut self, expr: &Expr) {
        match expr {
            Expr::Literal(Literal::Bool(_) | Literal::Long(_) | Literal::String(_)) => {}
            Expr::GetAttr { expr: of, attr } if **of == Expr::Var(pst::Var::Context) => {
                if Attribute::named(attr).is_none() {
                    self.0.push((attr.to_string(), Wrong::NoSuchAttribute(attr.to_string())));
                }
            }
            Expr::UnaryOp { op: UnaryOp::Not | UnaryOp::IsEmpty, expr } => self.look(expr),
            Expr::UnaryOp { op: UnaryOp::Neg, .. } => self.wrong(expr, Wrong::Reckoned),
            Expr::BinaryOp { op: BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, .. } => {
                self.wrong(expr, Wrong::Reckoned);
            }
            Expr::BinaryOp { op, left, right } if COMPARING.contains(op) => {
                self.codes(left, right);
                self.codes(right, left);
                self.look(left);
                self.look(right);
            }
            Expr::Like { expr, .. } => self.look(expr),
            Expr::IfThenElse { cond, then_expr, else_expr } => {
                for expr in [cond, then_expr, else_expr] {
                    self.look(expr);
                }
            }
            Expr::Set(members) => members.iter().for_each(|member| self.look(member)),
            Expr::HasAttr { .. } => self.wrong(expr, Wrong::Has),
            _ => self.wrong(expr, Wrong::NotKnown),
        }
    }

    fn wrong(&mut self, expr: &Expr, wrong: fn(String) -> Wrong) {
        let text = expr.to_string();
        self.0.push((text.clone(), wrong(text)));
    }

    /// A text that an attribute is compared with, and never is, would be a rule that silently never holds.
    fn codes(&mut self, attributes: &Expr, texts: &Expr) {
        for attribute in members(attributes).filter_map(attribute) {
            for text in members(texts) {
                if let Expr::Literal(Literal::String(code)) = text
                    && !attribute.can_be(code)
                {
                    let (code, allowed) = (code.to_string(), attribute.allowed());
                    let wrong = Wrong::NoSuchCode { attribute: attribute.name, code, allowed };
                    self.0.push((text.to_string(), wrong));
                }
            }
        }
    }
}

/// All that takes two sides and comes to true or false for whatever they are.
const COMPARING: &[BinaryOp] = &[
    BinaryOp::And,
    BinaryOp::Or,
    BinaryOp::Eq,
    BinaryOp::NotEq,
    BinaryOp::Less,
    BinaryOp::LessEq,
    BinaryOp::Greater,
    BinaryOp::GreaterEq,
    BinaryOp::Contains,
    BinaryOp::ContainsAll,
    BinaryOp::ContainsAny,
];

/// What stands in the list, or the one thing that is no list.
fn members(expr: &Expr) -> impl Iterator<Item = &Expr> {
    let (one, many) = match expr {
        Expr::Set(members) => (None, members.as_slice()),
        other => (Some(other), [].as_slice()),
    };
    one.into_iter().chain(many.iter().map(|member| &**member))
}

fn attribute(expr: &Expr) -> Option<&'static Attribute> {
    match expr {
        Expr::GetAttr { attr, .. } => Attribute::named(attr),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

//! Who may do what. There are few kinds of people, of tokens, of acts and of relations, so Cedar is asked about all
//! of them once, when the policies are read; an answer later is looked up.

use std::{
    collections::HashMap,
    str::FromStr as _,
    sync::{Arc, LazyLock},
};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityTypeName, EntityUid, PolicyId, PolicySet, Request,
    RestrictedExpression, Schema, Validator,
};
use valta_domain::{agent::Role, token::TokenScope};

use crate::{
    action::Action,
    facts::uid,
    problem::{Problem, Wrong},
    reading,
    who::{Relation, Who},
};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = Schema::from_str(include_str!("../policies/may.cedarschema"));
    Validator::new(schema.expect("a schema that a test reads"))
});

static BUILT_IN: LazyLock<Policies> =
    LazyLock::new(|| Policies::parse(Policies::BUILT_IN).expect("policies that a test reads"));

/// For one act, a bit for each relation in which it is permitted.
type Relations = u8;
const _: () = assert!(Relation::ALL.len() <= Relations::BITS as usize);

type Row = [Relations; Action::ALL.len()];

/// Every answer there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policies {
    /// By person, then by act: nobody known first, then the roles in their order.
    people: Arc<[Row]>,
    /// By scope of the token, then by act.
    tokens: Arc<[Row]>,
}

impl Policies {
    /// The text of the policies that are built in.
    pub const BUILT_IN: &str = include_str!("../policies/may.cedar");

    /// What a house has that wrote none of its own.
    pub fn built_in() -> Policies {
        BUILT_IN.clone()
    }

    pub fn parse(text: &str) -> Result<Policies, Vec<Problem>> {
        let policies = read(text)?;
        let asked = Judge::of(&policies)
            .and_then(|judge| Ok(Policies { people: judge.rows(people())?, tokens: judge.rows(tokens())? }));
        asked.map_err(|said| vec![Problem { line: 1, id: None, wrong: Wrong::Unreadable(said) }])
    }

    /// May they do it? With a token, both the person and the token must be good for it.
    pub fn may(&self, who: Who, action: Action, relation: Relation) -> bool {
        let place = who.role.map_or(0, |role| 1 + role as usize);
        let person = self.people[place][action as usize];
        let token = who.token_scope.map_or(!0, |scope| self.tokens[scope as usize][action as usize]);
        person & token & bit(relation) != 0
    }
}

const fn bit(relation: Relation) -> Relations {
    1 << relation as u8
}

fn read(text: &str) -> Result<PolicySet, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut policies = PolicySet::new();
    for part in reading::parts(text)? {
        if problems.len() >= reading::MOST_PROBLEMS {
            break;
        }
        match reading::policy(&part, 0, part.text) {
            Err(found) => problems.extend(found),
            Ok(policy) => {
                let Some(id) = policy.annotation("id").map(str::to_owned) else {
                    problems.push(part.problem_at("", Wrong::MissingAnnotation("id")));
                    continue;
                };
                let mut found = reading::validate(&part, 0, policy.clone(), &VALIDATOR);
                if policies.add(policy.new_id(PolicyId::new(&id))).is_err() {
                    found.push(part.problem_at("@id", Wrong::TwiceId));
                }
                problems.extend(found.into_iter().map(|problem| Problem {
                    id: Some(id.clone()),
                    wrong: match problem.wrong {
                        // What fits is not an attribute of a situation here.
                        Wrong::OtherKind { text, said } => {
                            Wrong::Unreadable(format!("`{text}` does not fit: {said}"))
                        }
                        wrong => wrong,
                    },
                    ..problem
                }));
            }
        }
    }
    if problems.is_empty() { Ok(policies) } else { Err(problems) }
}

fn people() -> impl Iterator<Item = EntityUid> {
    let roles = Role::ALL.iter().map(|role| uid("Role", role.code()));
    std::iter::once(uid("Visitor", "anonymous")).chain(roles)
}

fn tokens() -> impl Iterator<Item = EntityUid> {
    TokenScope::ALL.iter().map(|scope| uid("Token", scope.code()))
}

/// Cedar with the policies before it: for each kind of principal and each act those that Cedar finds can say
/// anything about them, so that it need not go through all of them at every question.
struct Judge {
    policies: HashMap<(EntityTypeName, EntityUid), PolicySet>,
    authorizer: Authorizer,
    /// The acts in their groups.
    entities: Entities,
    house: EntityUid,
    circumstances: Vec<(Relation, Context)>,
}

impl Judge {
    fn of(all: &PolicySet) -> Result<Judge, String> {
        let mut policies: HashMap<_, PolicySet> = HashMap::new();
        for policy in all.policies() {
            let apt: Vec<_> = reading::deep(|| policy.get_valid_request_envs(VALIDATOR.schema()).collect());
            for one in apt {
                let about = (one.principal().clone(), one.action().clone());
                let set = policies.entry(about).or_default();
                set.add(policy.clone()).map_err(|error| error.to_string())?;
            }
        }
        let circumstance = |relation: &Relation| {
            let value = RestrictedExpression::new_entity_uid(uid("Relation", relation.code()));
            let context = Context::from_pairs([("relation".to_owned(), value)]);
            context.map(|context| (*relation, context)).map_err(|error| error.to_string())
        };
        Ok(Judge {
            policies,
            authorizer: Authorizer::new(),
            entities: VALIDATOR.schema().action_entities().map_err(|error| error.to_string())?,
            house: uid("House", "house"),
            circumstances: Relation::ALL.iter().map(circumstance).collect::<Result<_, _>>()?,
        })
    }

    fn rows(&self, principals: impl Iterator<Item = EntityUid>) -> Result<Arc<[Row]>, String> {
        principals.map(|principal| self.row(&principal)).collect()
    }

    fn row(&self, principal: &EntityUid) -> Result<Row, String> {
        let mut row = [0; Action::ALL.len()];
        for action in Action::ALL {
            let about = (principal.type_name().clone(), uid("Action", action.code()));
            // What no policy speaks of is not permitted.
            let Some(policies) = self.policies.get(&about) else { continue };
            for (relation, circumstance) in &self.circumstances {
                if self.permits(policies, principal, &about.1, circumstance)? {
                    row[*action as usize] |= bit(*relation);
                }
            }
        }
        Ok(row)
    }

    /// A policy that comes to nothing would be passed over, and a `forbid` must not be.
    fn permits(
        &self,
        policies: &PolicySet,
        principal: &EntityUid,
        act: &EntityUid,
        circumstance: &Context,
    ) -> Result<bool, String> {
        let (principal, act) = (principal.clone(), act.clone());
        let request = Request::new(principal, act, self.house.clone(), circumstance.clone(), None)
            .map_err(|error| error.to_string())?;
        let answer = reading::judging(|| self.authorizer.is_authorized(&request, policies, &self.entities));
        match answer.diagnostics().errors().next() {
            Some(error) => Err(error.to_string()),
            None => Ok(answer.decision() == Decision::Allow),
        }
    }
}

#[cfg(test)]
mod tests;

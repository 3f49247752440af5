//! Who may do what, as a table that a person can read, and against Cedar's own answers.

use std::{collections::BTreeSet, fmt::Write as _};

use expect_test::expect_file;

use super::*;

const TEXT: &str = Policies::BUILT_IN;

fn letter(relation: Relation) -> char {
    match relation {
        Relation::Giver => 'g',
        Relation::Owner => 'o',
        Relation::Cover => 'c',
        Relation::Opener => 'p',
        Relation::Asked => 'a',
        Relation::Former => 'f',
        Relation::SameTeam => 't',
        Relation::None => 'n',
    }
}

fn cell(may: impl Fn(Relation) -> bool) -> String {
    let (yes, no): (Vec<Relation>, Vec<Relation>) =
        Relation::ALL.iter().partition(|relation| may(**relation));
    match (yes.as_slice(), no.as_slice()) {
        ([], _) => "-".into(),
        (_, []) => "yes".into(),
        (_, [one]) => format!("not {}", letter(*one)),
        (some, _) => some.iter().map(|relation| letter(*relation)).collect(),
    }
}

/// Every act, for everyone: read it before a change of the policies is let through.
#[test]
fn the_table() {
    let policies = Policies::built_in();
    let mut table = String::from(
        "Who may do what, as the built-in policies say. Left: people, whatever they come by. Right: what a token of that\n\
         scope may be used for by a person who may. A token does only what both sides allow.\n\n\
         -  never    yes  always    otherwise only in these relations to what is acted on:\n\
         g giver   o owner   c cover   p opener   a asked   f former   t same team   n none of these\n\n",
    );
    let people = std::iter::once(None).chain(Role::ALL.map(Some));
    let names: Vec<&str> = people
        .clone()
        .map(|role| role.map_or("anonymous", Role::code))
        .chain(TokenScope::ALL.iter().map(|scope| scope.code()))
        .collect();
    let mut line = |name: &str, cells: &[String]| {
        let _ = write!(table, "{name:<19}");
        for (place, (cell, name)) in cells.iter().zip(&names).enumerate() {
            let token = if place == people.clone().count() { "| " } else { "" };
            let _ = write!(table, "{token}{cell:<0$}", name.len().max(5) + 2);
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    };
    line("", &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    for action in Action::ALL {
        let person = |role| cell(|relation| policies.may(Who { role, token_scope: None }, *action, relation));
        // The token's side alone, without regard to the person.
        let token = |scope: &TokenScope| {
            cell(|relation| policies.tokens[*scope as usize][*action as usize] & bit(relation) != 0)
        };
        let cells: Vec<String> =
            people.clone().map(person).chain(TokenScope::ALL.iter().map(token)).collect();
        line(action.code(), &cells);
    }
    expect_file!["../../testdata/may.txt"].assert_eq(&table);
}

/// What was kept is what Cedar says when it is asked with all policies before it.
#[test]
fn every_answer_is_cedars_own() {
    let policies = read(TEXT).expect("policies");
    let entities = VALIDATOR.schema().action_entities().expect("acts");
    let asked = |principal: EntityUid, action: Action, relation: Relation| {
        let relation = RestrictedExpression::new_entity_uid(uid("Relation", relation.code()));
        let context = Context::from_pairs([("relation".to_owned(), relation)]).expect("a context");
        let (act, house) = (uid("Action", action.code()), uid("House", "house"));
        // Held against the schema, so that no code of ours is one that the policies do not know.
        let request =
            Request::new(principal, act, house, context, Some(VALIDATOR.schema())).expect("a request");
        let answer = Authorizer::new().is_authorized(&request, &policies, &entities);
        assert_eq!(answer.diagnostics().errors().count(), 0);
        answer.decision() == Decision::Allow
    };
    let people: Vec<Option<Role>> = std::iter::once(None).chain(Role::ALL.map(Some)).collect();
    let mut scopes: Vec<Option<TokenScope>> = vec![None];
    scopes.extend(TokenScope::ALL.iter().copied().map(Some));
    let built_in = Policies::built_in();
    for action in Action::ALL {
        for relation in Relation::ALL {
            let tokens: Vec<bool> = scopes
                .iter()
                .map(|scope| scope.is_none_or(|scope| asked(uid("Token", scope.code()), *action, *relation)))
                .collect();
            for role in &people {
                let person = match role {
                    Some(role) => uid("Role", role.code()),
                    None => uid("Visitor", "anonymous"),
                };
                let person = asked(person, *action, *relation);
                for (scope, token) in scopes.iter().zip(&tokens) {
                    let who = Who { role: *role, token_scope: *scope };
                    let kept = built_in.may(who, *action, *relation);
                    assert_eq!(kept, person && *token, "{who:?} {action:?} {relation:?}");
                }
            }
        }
    }
}

#[test]
fn the_schema_and_the_code_name_the_same_acts() {
    let groups: BTreeSet<String> =
        VALIDATOR.schema().action_groups().map(|uid| uid.id().unescaped().to_owned()).collect();
    let acts: BTreeSet<String> = VALIDATOR
        .schema()
        .actions()
        .map(|uid| uid.id().unescaped().to_owned())
        .filter(|code| !groups.contains(code))
        .collect();
    let ours: BTreeSet<String> = Action::ALL.iter().map(|action| action.code().to_owned()).collect();
    assert_eq!(acts, ours);
    assert!(Action::ALL.iter().all(|action| Action::from_code(action.code()) == Some(*action)));
    assert!(Relation::ALL.iter().all(|relation| Relation::from_code(relation.code()) == Some(*relation)));
}

#[track_caller]
fn check(who: Who, action: Action, relation: Relation, may: bool) {
    assert_eq!(Policies::built_in().may(who, action, relation), may, "{who:?} {action:?} {relation:?}");
}

/// The sentences that the house stands on, each once.
#[test]
fn what_must_always_hold() {
    use Action as A;
    use Relation as R;
    let person = Who::in_person;

    // Nobody who has not signed in gets past the door.
    for action in Action::ALL {
        let door = [
            A::SignIn,
            A::ChooseLanguage,
            A::FollowLink,
            A::ReadFeed,
            A::SeeHealth,
            A::SeeMetrics,
            A::SeeDescription,
        ];
        for relation in Relation::ALL {
            check(Who::ANONYMOUS, *action, *relation, door.contains(action));
        }
    }
    // A token widens nothing.
    for action in Action::ALL {
        for relation in Relation::ALL {
            for (role, scope) in
                Role::ALL.iter().flat_map(|role| TokenScope::ALL.iter().map(move |it| (role, it)))
            {
                let policies = Policies::built_in();
                if policies.may(Who::by_token(*role, *scope), *action, *relation) {
                    check(person(*role), *action, *relation, true);
                }
            }
        }
    }
    // Any employee may open a matter, and see it through.
    for role in Role::ALL {
        let (serves, leads) = match role {
            Role::Colleague | Role::ProcessOwner => (false, false),
            Role::Agent => (true, false),
            Role::Lead | Role::Admin => (true, true),
        };
        check(person(role), A::OpenCase, R::None, true);
        check(person(role), A::GiveRemedy, R::Opener, true);
        check(person(role), A::ResolveCase, R::Owner, true);
        check(person(role), A::SeeCase, R::Cover, true);
        check(person(role), A::Weigh, R::None, true);
        // Whoever is asked may answer; nobody answers what they asked themselves.
        check(person(role), A::CoSign, R::Asked, true);
        check(person(role), A::DecideEscalation, R::Asked, true);
        check(person(role), A::CoSign, R::Giver, false);
        check(person(role), A::DecideEscalation, R::Giver, false);
        check(person(role), A::Review, R::Giver, false);
        check(person(role), A::ConfirmPayment, R::Giver, false);
        check(person(role), A::ReverseRemedy, R::Giver, true);
        // Other people's matters are for those who serve customers daily.
        check(person(role), A::SeeEveryCase, R::None, serves);
        check(person(role), A::SeeCase, R::None, serves);
        check(person(role), A::SeeCustomer, R::SameTeam, serves);
        check(person(role), A::SeeEvents, R::None, serves);
        check(person(role), A::SetParameter, R::None, leads);
        check(person(role), A::WeighForAnother, R::None, leads);
        check(person(role), A::SeeKeptMessage, R::None, role == Role::Admin);
        check(person(role), A::SeeHouseMail, R::None, role == Role::Admin);
        // Trust is seen by the person and their lead.
        check(person(role), A::SeeTrust, R::Owner, true);
        check(person(role), A::SeeTrust, R::SameTeam, role == Role::Lead);
        check(person(role), A::SeeTrust, R::None, false);
    }
    let admin = |scope| Who::by_token(Role::Admin, scope);
    check(admin(TokenScope::Full), A::MakeToken, R::Owner, false);
    check(admin(TokenScope::Full), A::KeepAgents, R::None, false);
    check(admin(TokenScope::Full), A::RevokeToken, R::Owner, true);
    check(admin(TokenScope::Read), A::Note, R::Owner, false);
    check(admin(TokenScope::Read), A::Weigh, R::None, true);
    check(admin(TokenScope::Write), A::Reply, R::None, true);
    check(admin(TokenScope::Write), A::GiveRemedy, R::Owner, false);
    check(admin(TokenScope::Money), A::GiveRemedy, R::Owner, true);
    check(admin(TokenScope::Money), A::ConfirmPayment, R::None, false);
    check(admin(TokenScope::Money), A::SetMandate, R::None, false);
    check(admin(TokenScope::Decisions), A::Weigh, R::None, true);
    check(admin(TokenScope::Decisions), A::SeeCase, R::Owner, false);
    check(admin(TokenScope::Decisions), A::SeeCustomers, R::None, false);
    check(admin(TokenScope::Finance), A::ConfirmPayment, R::None, true);
    check(admin(TokenScope::Finance), A::SeeCase, R::Owner, false);
    check(Who::by_token(Role::Agent, TokenScope::Finance), A::ConfirmPayment, R::None, false);
}

#[track_caller]
fn check_text(text: &str, outcome: &str) {
    let told = match Policies::parse(text) {
        Ok(_) => "read".to_owned(),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    };
    assert_eq!(told, outcome, "{:?}", text.chars().take(200).collect::<String>());
}

#[test]
fn policies_that_cannot_be_read_are_told_with_their_place() {
    check_text("", "read");
    check_text("@id(\"all\") permit (principal, action, resource);", "read");
    check_text(
        "@id(\"all\") permit (principal, action, resource)",
        "Line 1: This cannot be read: it ends before it is whole; a bracket, a quotation mark or a `;` may be missing.",
    );
    check_text("permit (principal, action, resource);", "Line 1: The `@id(\"…\")` is missing.");
    check_text(
        "// One.\n@id(\"a\") permit (principal, action, resource);\n@id(\"a\") forbid (principal, action, resource);",
        "Line 3, in `a`: This `@id` is taken: each is there once.",
    );
    check_text(
        "@id(\"a\")\npermit (principal, action == Action::\"see_cases\", resource);",
        "Line 2, in `a`: This cannot be read: unrecognized action `Action::\"see_cases\"` (did you mean \
         `Action::\"see_case\"`?).",
    );
    check_text(
        "@id(\"a\")\npermit (principal == Role::\"boss\", action, resource);",
        "Line 2, in `a`: This cannot be read: entity `Role::\"boss\"` is of an enumerated entity type, but \
         `\"boss\"` is not declared as a valid eid (valid entity eids: \"colleague\", \"agent\", \"lead\", \
         \"process_owner\", \"admin\").",
    );
    check_text(
        "@id(\"a\") permit (principal is Tokem, action, resource);",
        "Line 1, in `a`: This cannot be read: unrecognized entity type `Tokem` (did you mean `Token`?).",
    );
    check_text(
        "@id(\"a\") permit (principal, action, resource)\nwhen { context.amount > 5 };",
        "Line 2, in `a`: This cannot be read: attribute `amount` in context not found (did you mean `relation`?).",
    );
    check_text(
        "@id(\"a\") permit (principal, action, resource)\nwhen { context.relation == \"owner\" };",
        "Line 2, in `a`: This cannot be read: `context.relation == \"owner\"` does not fit: text and Relation do not \
         go together.",
    );
    check_text(
        "@id(\"a\") permit (principal == ?principal, action, resource);",
        "Line 1: This cannot be read: expected a static policy, got a template containing the slot ?principal (try \
         removing the template slot(s) from this policy).",
    );
    check_text(
        "@id(\"a\") permit (principal, action, resource) when { false };",
        "Line 1, in `a`: This can never be true, so it would say nothing.",
    );
    // A policy that comes to nothing is not passed over.
    check_text(
        "@id(\"a\") forbid (principal, action, resource) when { 9223372036854775807 + 1 > 0 };",
        "Line 1: This cannot be read: error while evaluating policy `a`: integer overflow while attempting to add the \
         values `9223372036854775807` and `1`.",
    );
    check_text(&"a".repeat(1024 * 1024), "Line 1: This is longer than 262144 bytes.");
}

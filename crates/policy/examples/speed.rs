//! How long the answers take: `cargo run --release -p valta-policy --example speed`.
#![expect(clippy::print_stdout, reason = "it is run to be read")]

use std::{hint::black_box, time::Instant};

use uuid::Uuid;
use valta_domain::{
    AgentId, Currency, Money,
    agent::Role,
    contact::Channel,
    remedy::{Payee, RemedyKind},
    situation::Situation,
    token::TokenScope,
};
use valta_policy::{Action, Condition, Conditions, Policies, Relation, Rules, Who};

const TIMES: usize = 20_000;

fn main() {
    let may = include_str!("../policies/may.cedar");
    tell("read the built-in policies and ask everything", 20, || {
        black_box(Policies::parse(may).is_ok());
    });
    let policies = Policies::built_in();
    let who = Who::by_token(Role::Agent, TokenScope::Money);
    tell("1,000 questions of who may do what", TIMES, || {
        for _ in 0..1_000 {
            black_box(policies.may(black_box(who), Action::GiveRemedy, black_box(Relation::Owner)));
        }
    });

    let rules = Rules::parse(&fifty_rules()).expect("rules");
    let texts: Vec<String> = (0..200).map(|number| condition(number % 30)).collect();
    let mut conditions = Conditions::default();
    for text in &texts {
        conditions.add(text).expect("a condition");
    }
    let one = Condition::parse(&texts[0]).expect("a condition");
    let situation = Situation {
        agent: AgentId(Uuid::from_u128(7)),
        role: Role::Agent,
        team: None,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(40_00, Currency::EUR)),
        segment: "gold".parse().ok(),
        channel: Some(Channel::Phone),
        cause: "late_delivery".parse().ok(),
        process_step: None,
        bulletin: None,
        out_of_hours: true,
        first_of_kind: true,
        agent_is_customer: false,
        payee: Payee::NotNamed,
    };

    tell("read one condition", 500, || {
        black_box(Condition::parse(black_box(&texts[0])).is_ok());
    });
    tell("one condition", TIMES, || {
        black_box(one.holds(black_box(&situation)));
    });
    tell("50 rules, none of which forbids", TIMES, || {
        assert!(rules.forbidding(black_box(&situation)).is_none());
    });
    tell("200 conditions, 30 of them distinct", TIMES, || {
        let holding = conditions.holding(black_box(&situation));
        assert!(texts.iter().all(|text| holding.holds(text)));
    });
    tell("50 rules and 200 conditions", TIMES, || {
        black_box(rules.forbidding(black_box(&situation)));
        let holding = conditions.holding(black_box(&situation));
        black_box(texts.iter().filter(|text| holding.holds(text)).count());
    });
}

/// Each asks three things, and fails at the last of them alone.
fn fifty_rules() -> String {
    let rule = |number: i64| {
        format!(
            "@id(\"rule_{number}\") @fi(\"Ei.\") @sv(\"Nej.\") @en(\"No.\")\n\
             forbid (principal, action, resource)\n\
             when {{ context.kind == \"refund\" && context.amount > {number} && context.segment == \"s{number}\" }};\n"
        )
    };
    (0..50).map(rule).collect()
}

/// Each asks three things, and holds.
fn condition(number: i64) -> String {
    format!("context.out_of_hours && context.channel == \"phone\" && context.amount <= {}", 5_000 + number)
}

fn tell(what: &str, times: usize, mut act: impl FnMut()) {
    let mut took: Vec<u128> = (0..times)
        .map(|_| {
            let from = Instant::now();
            act();
            from.elapsed().as_nanos()
        })
        .collect();
    took.sort_unstable();
    let at = |percent: usize| {
        let nanos = took[(took.len() - 1) * percent / 100];
        format!("{}.{:03} µs", nanos / 1_000, nanos % 1_000)
    };
    println!("{what}: median {}, p99 {}, worst {}", at(50), at(99), at(100));
}

//! What the room of a mandate costs: deciding, replaying what was decided, and giving, durably.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;
use uuid::Uuid;
use valta_desk::{By, Desk, GiveRemedy, NewAgent, OpenCase};
use valta_domain::{
    Actor, AgentId, CaseId, Currency, MandateId, Money, Timestamp,
    agent::Role,
    contact::Channel,
    mandate::{Mandate, fresh_terms},
    remedy::{Candidate, Inputs, NamedRule, Payee, RemedyKind, Signer, decide_remedy},
    situation::Situation,
};
use valta_policy::{Conditions, Rules};
use valta_rehearsal::replay::{Recording, Replay};
use valta_store::{account, record};

use super::{Taken, line};
use crate::Failed;

const MANDATES: u128 = 200;
const RULES: usize = 50;
/// Conditions of which no two are the same.
const CONDITIONS: usize = 30;
const DECISIONS: u64 = 100_000;
/// Grants that are measured one after the other, and as many at once, each by an agent of its own.
const GRANTS: usize = 500;
const LIMIT: &str = "p99 100 µs";

fn agent(id: u128) -> AgentId {
    AgentId(Uuid::from_u128(id))
}

/// Somebody asks for so much; every outcome that a limit has comes up as the amounts go by.
fn asked(number: i64, candidates: &[Candidate], signers: &[Signer]) -> Inputs {
    let situation = Situation {
        agent: agent(7),
        role: Role::Agent,
        team: None,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(1 + number % 600_00, Currency::EUR)),
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
    Inputs {
        at: Timestamp(1_790_000_000_000_000),
        situation,
        customer: None,
        forbidden_by: None,
        candidates: candidates.to_vec(),
        nobody_wider: Some(number % 2 == 0),
        signers: Some(signers.to_vec()),
    }
}

/// Each asks three things, and fails at the last of them alone.
fn rules() -> String {
    let rule = |number| {
        format!(
            "@id(\"rule_{number}\") @fi(\"Ei.\") @sv(\"Nej.\") @en(\"No.\")\nforbid (principal, action, resource)\n\
             when {{ context.kind == \"refund\" && context.amount > 0 && context.segment == \"s{number}\" }};\n"
        )
    };
    (0..RULES).map(rule).collect()
}

/// Each asks three things, and holds.
fn condition(number: usize) -> String {
    let most = 60_000 + number % CONDITIONS;
    format!("context.out_of_hours && context.channel == \"phone\" && context.amount <= {most}")
}

/// The decision in process: by itself, the policy's part beside it, and both together as an act has them.
pub(super) fn decisions() -> Result<(), Failed> {
    let unread = |what: &str| Failed::wrong(format!("The bench's {what} cannot be read."));
    let mandates: Vec<Mandate> = (1..=MANDATES)
        .map(|id| Mandate { id: MandateId(Uuid::from_u128(id)), version: 1, terms: fresh_terms() })
        .collect();
    let used = |mandate: &Mandate| Candidate {
        mandate: mandate.id,
        version: 1,
        used_case: 10_00,
        used_customer: 0,
        used_agent: 100_00,
        used_team: 0,
    };
    let candidates: Vec<Candidate> = mandates.iter().map(used).collect();
    let signer = |id| Signer {
        agent: agent(id),
        role: Role::Agent,
        team: None,
        mandate: MandateId(Uuid::from_u128(1)),
        version: 1,
        room: 500_00,
        on_duty: false,
    };
    let signers: Vec<Signer> = (8..28).map(signer).collect();
    let rules = Rules::parse(&rules()).map_err(|_| unread("rules"))?;
    let texts: Vec<String> = (0..mandates.len()).map(condition).collect();
    let mut conditions = Conditions::default();
    for text in &texts {
        conditions.add(text).map_err(|_| unread("conditions"))?;
    }

    let time = |times, act: &dyn Fn(&mut Inputs)| {
        let taken = (0..times).map(|number| {
            let mut inputs = asked(number, &candidates, &signers);
            let began = Instant::now();
            act(&mut inputs);
            began.elapsed()
        });
        Taken::of(taken.collect()).micros()
    };
    let forbids = |inputs: &mut Inputs| {
        let rule = rules.forbidding(black_box(&inputs.situation));
        inputs.forbidden_by = rule.map(|rule| NamedRule { rule: rule.id.as_str().to_owned(), version: 1 });
    };
    let holds = |inputs: &mut Inputs| {
        let holding = conditions.holding(black_box(&inputs.situation));
        let mut texts = texts.iter();
        inputs.candidates.retain(|_| texts.next().is_some_and(|text| holding.holds(text)));
    };
    let decides = |inputs: &mut Inputs| {
        black_box(decide_remedy(inputs, &mandates));
    };
    let of_mandates = format!("a decision under {MANDATES} mandates");
    line(&of_mandates, &time(100_000, &decides), LIMIT, "");
    line(&format!("{RULES} rules, none of which forbids"), &time(20_000, &forbids), LIMIT, "");
    let conditions = format!("{MANDATES} conditions, {CONDITIONS} of them distinct");
    line(&conditions, &time(20_000, &holds), LIMIT, "");
    let both = time(20_000, &|inputs| {
        forbids(inputs);
        decides(inputs);
    });
    line(&format!("{of_mandates} and {RULES} rules"), &both, LIMIT, "");
    let all = time(20_000, &|inputs| {
        forbids(inputs);
        holds(inputs);
        decides(inputs);
    });
    line(&format!("{of_mandates} with a condition each, and {RULES} rules"), &all, LIMIT, "");
    Ok(())
}

/// Decisions as the log keeps them, read back and made once more.
pub(super) fn replay() -> Result<(), Failed> {
    let mut replay = Replay::default();
    let mut taken = Duration::ZERO;
    for fact in Recording::new(1) {
        let kept = record::encode(&fact.event);
        let began = Instant::now();
        let event = record::decode(fact.stream, &kept)?;
        replay.look(fact.stream, fact.version, &event);
        taken += began.elapsed();
        if replay.decisions() == DECISIONS {
            break;
        }
    }
    line(
        &format!("{DECISIONS} recorded decisions read back and made again"),
        &format!("{:.1} s, {} decided otherwise", taken.as_secs_f64(), replay.otherwise.len()),
        "0 decided otherwise",
        "",
    );
    Ok(())
}

/// Grants through the desk, durable when they are answered: one after the other, and all at once.
pub(super) async fn grants(desk: &Desk, raw: f64) -> Result<(), Failed> {
    let mut staff: Vec<(By, [CaseId; 2])> = Vec::with_capacity(GRANTS);
    for number in 0..GRANTS {
        let new = NewAgent {
            name: format!("Agent {number}"),
            email: format!("agent-{number}@valta.example"),
            role: Role::Agent,
            team: None,
            language: "fi".into(),
            password: None,
        };
        let id = desk.add_agent(Actor::House, new).await?;
        let account = desk.reader().look(move |tx| account::by_agent(tx, id)).await?;
        let by = desk.by(&account.ok_or_else(|| Failed::wrong("An agent is not there."))?);
        staff.push((by, [case(desk, by).await?, case(desk, by).await?]));
    }

    let began = Instant::now();
    let mut taken = Vec::with_capacity(GRANTS);
    for (by, [case, _]) in &staff {
        taken.push(grant(desk, *by, *case).await?);
    }
    let one_by_one = began.elapsed();
    line(
        &format!("a grant, durable, {GRANTS} one after the other"),
        &format!("{}, {} ms in all", Taken::of(taken).millis(), one_by_one.as_millis()),
        &format!("p50 5 ms; a row alone {:.2} ms", 1_000.0 / raw),
        "",
    );

    let began = Instant::now();
    let mut giving = JoinSet::new();
    for (by, [_, case]) in staff {
        let desk = desk.clone();
        giving.spawn(async move { grant(&desk, by, case).await });
    }
    let mut taken = Vec::with_capacity(GRANTS);
    while let Some(given) = giving.join_next().await {
        taken.push(given.map_err(|error| Failed::wrong(error.to_string()))??);
    }
    let at_once = began.elapsed();
    line(
        &format!("{GRANTS} grants of different agents at once, durable"),
        &format!("{}, {} ms in all", Taken::of(taken).millis(), at_once.as_millis()),
        &format!("one after the other {} ms", one_by_one.as_millis()),
        &format!("{:.0} %", 100.0 * at_once.as_secs_f64() / one_by_one.as_secs_f64()),
    );
    Ok(())
}

async fn case(desk: &Desk, by: By) -> Result<CaseId, Failed> {
    let open = OpenCase {
        channel: Channel::Phone,
        subject: "Aamiainen puuttui".into(),
        body: None,
        customer: None,
        customer_id: None,
        point: None,
    };
    Ok(desk.open_case(by, None, open).await?)
}

/// How long it took until it was answered.
async fn grant(desk: &Desk, by: By, case: CaseId) -> Result<Duration, Failed> {
    let give = GiveRemedy {
        case,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(7_00, Currency::EUR)),
        reason: None,
        stretch: false,
        payee: None,
        seen: None,
    };
    let began = Instant::now();
    desk.grant(by, None, give).await?;
    Ok(began.elapsed())
}

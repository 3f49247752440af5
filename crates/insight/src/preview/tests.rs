use proptest::prelude::*;
use uuid::Uuid;
use valta_domain::{
    AgentId, Event, EventId, MandateId, Recorded, Stream,
    agent::Role,
    audit::Audit,
    event::{Actor, AgentEvent, CaseEvent, MandateEvent},
    mandate::{Holder, Limit, Terms, WindowLimit, fresh_terms},
    remedy::{Payee, RemedyKind, Weighed},
    time::DAY,
};

use super::*;

const START: Timestamp = Timestamp(1_000_000_000_000_000);

fn mandate(terms: Terms) -> Mandate {
    Mandate { id: MandateId(Uuid::from_u128(1)), version: 1, terms }
}

fn fresh() -> Mandate {
    mandate(fresh_terms())
}

fn per_case(within: i64, stretch: i64) -> Mandate {
    mandate(Terms { per_case: Some(Limit { within, stretch }), ..fresh_terms() })
}

fn case(id: u128) -> CaseId {
    CaseId(Uuid::from_u128(id))
}

fn remedy(id: u128) -> RemedyId {
    RemedyId(Uuid::from_u128(id))
}

fn inputs(agent: u128, day: i64, amount: Option<i64>) -> Inputs {
    Inputs {
        agent: AgentId(Uuid::from_u128(agent)),
        role: Role::Agent,
        team: None,
        at: START.plus(day * DAY),
        kind: if amount.is_some() { RemedyKind::Refund } else { RemedyKind::Apology },
        amount: amount.map(|minor| Money::new(minor, Currency::EUR)),
        agent_is_customer: false,
        payee: Payee::NotNamed,
        candidates: vec![],
    }
}

/// The remedy of this number, on this day, in this case.
fn asks(id: u128, day: i64, in_case: u128, minor: i64) -> Step {
    Step::Asked(Box::new(Asked {
        remedy: remedy(id),
        case: case(in_case),
        inputs: inputs(7, day, Some(minor)),
    }))
}

fn world(world: &World) -> String {
    let outcomes: Vec<String> =
        world.outcomes.iter().map(|(outcome, many)| format!("{many} {}", outcome.code())).collect();
    let given: Vec<String> =
        world.given.iter().map(|(currency, minor)| Money::new(*minor, *currency).to_string()).collect();
    format!("{} ({})", outcomes.join(" "), given.join(" "))
}

#[track_caller]
fn check(steps: &[Step], old: &Mandate, new: &Mandate, before: &str, after: &str, changes: &[&str]) {
    let preview = preview(steps, START, std::slice::from_ref(old), std::slice::from_ref(new));
    let shown: Vec<String> = preview
        .changes
        .iter()
        .map(|change| {
            format!("{}: {} to {}", change.remedy.0.as_u128(), change.before.code(), change.after.code())
        })
        .collect();
    assert_eq!((world(&preview.before).as_str(), world(&preview.after).as_str()), (before, after));
    assert_eq!(shown, changes);
}

#[test]
fn a_wider_limit_lets_more_go_through() {
    let steps = [asks(1, 0, 1, 40_00), asks(2, 1, 2, 60_00), asks(3, 2, 3, 200_00)];
    check(
        &steps,
        &fresh(),
        &per_case(80_00, 250_00),
        "1 within 1 stretch 1 escalate (100.00 EUR)",
        "2 within 1 stretch (300.00 EUR)",
        &["2: stretch to within", "3: escalate to stretch"],
    );
    check(
        &steps,
        &fresh(),
        &fresh(),
        "1 within 1 stretch 1 escalate (100.00 EUR)",
        "1 within 1 stretch 1 escalate (100.00 EUR)",
        &[],
    );
    check(&[], &fresh(), &per_case(1, 1), " ()", " ()", &[]);
}

#[test]
fn what_is_refused_takes_no_room() {
    // Today 50 is within, and then there is no room left for the 20; with 40 and no stretch it is the other way.
    check(
        &[asks(1, 0, 1, 50_00), asks(2, 1, 1, 20_00)],
        &per_case(50_00, 50_00),
        &per_case(40_00, 40_00),
        "1 within 1 escalate (50.00 EUR)",
        "1 within 1 escalate (20.00 EUR)",
        &["1: within to escalate", "2: escalate to within"],
    );
}

#[test]
fn windows_reversals_and_merged_cases_count_in_order() {
    let window = |days| {
        let limit = Limit { within: 100_00, stretch: 100_00 };
        mandate(Terms {
            per_case: None,
            per_agent_window: Some(WindowLimit { limit, days }),
            ..fresh_terms()
        })
    };
    // On the tenth day exactly, what was given on the first has left a window of ten days.
    check(
        &[asks(1, 0, 1, 60_00), asks(2, 10, 2, 60_00)],
        &window(11),
        &window(10),
        "1 within 1 escalate (60.00 EUR)",
        "2 within (120.00 EUR)",
        &["2: escalate to within"],
    );
    // What is taken back gives its room back, where it was given.
    check(
        &[asks(1, 0, 1, 60_00), Step::Reversed(remedy(1)), asks(2, 1, 1, 60_00)],
        &per_case(60_00, 60_00),
        &per_case(59_00, 59_00),
        "2 within (120.00 EUR)",
        "2 escalate ()",
        &["1: within to escalate", "2: within to escalate"],
    );
    check(
        &[asks(1, 0, 1, 30_00), Step::Absorbed { case: case(1), into: case(2) }, asks(2, 1, 2, 30_00)],
        &per_case(50_00, 50_00),
        &per_case(60_00, 60_00),
        "1 within 1 escalate (30.00 EUR)",
        "2 within (60.00 EUR)",
        &["2: escalate to within"],
    );
}

#[test]
fn what_is_of_another_currency_takes_no_room() {
    let crowns = |step: Step| match step {
        Step::Asked(mut asked) => {
            asked.inputs.amount = asked.inputs.amount.map(|amount| Money::new(amount.minor, Currency::SEK));
            Step::Asked(asked)
        }
        Step::Reversed(_) | Step::Absorbed { .. } => step,
    };
    let in_crowns = Mandate {
        id: MandateId(Uuid::from_u128(2)),
        ..mandate(Terms { currency: Currency::SEK, ..fresh_terms() })
    };
    let steps = [crowns(asks(1, 0, 1, 50_00)), asks(2, 0, 1, 50_00)];
    let seen = preview(&steps, START, &[fresh()], &[fresh(), in_crowns]);
    assert_eq!(world(&seen.before), "1 within 1 escalate (50.00 EUR)");
    assert_eq!(world(&seen.after), "2 within (50.00 EUR 50.00 SEK)");
}

#[test]
fn what_came_before_fills_the_windows_and_is_not_counted() {
    check(
        &[asks(1, -3, 1, 50_00), asks(2, 0, 1, 20_00)],
        &per_case(50_00, 50_00),
        &per_case(70_00, 70_00),
        "1 escalate ()",
        "1 within (20.00 EUR)",
        &["2: escalate to within"],
    );
}

#[test]
fn what_no_mandate_changes_stays_as_it_was() {
    let own = Inputs { agent_is_customer: true, ..inputs(7, 0, Some(5_00)) };
    let steps: Vec<Step> = [own, inputs(7, 0, None)]
        .into_iter()
        .map(|inputs| Step::Asked(Box::new(Asked { remedy: remedy(1), case: case(1), inputs })))
        .collect();
    check(&steps, &fresh(), &per_case(0, 0), "1 within 1 forbidden ()", "1 within 1 forbidden ()", &[]);
}

fn limit() -> impl Strategy<Value = Limit> {
    (0..120_00_i64, 0..120_00_i64).prop_map(|(within, more)| Limit { within, stretch: within + more })
}

fn terms() -> impl Strategy<Value = Terms> {
    let holder = prop::sample::select(vec![
        Holder::Everyone,
        Holder::Role(Role::Lead),
        Holder::Agent(AgentId(Uuid::from_u128(1))),
    ]);
    let kinds =
        prop::sample::select(vec![vec![RemedyKind::Refund, RemedyKind::Credit], vec![RemedyKind::Credit]]);
    let window = (limit(), 1..20_u32).prop_map(|(limit, days)| WindowLimit { limit, days });
    (holder, kinds, prop::option::of(limit()), prop::option::of(limit()), prop::option::of(window)).prop_map(
        |(holder, kinds, per_remedy, per_case, per_agent_window)| Terms {
            holder,
            kinds,
            per_remedy,
            per_case,
            per_agent_window,
            ..fresh_terms()
        },
    )
}

fn mandates() -> impl Strategy<Value = Vec<Mandate>> {
    prop::collection::vec(terms(), 0..4).prop_map(|terms| {
        (1..)
            .zip(terms)
            .map(|(id, terms)| Mandate { id: MandateId(Uuid::from_u128(id)), version: 1, terms })
            .collect()
    })
}

/// Two agents at six cases; now and then something is taken back, and two cases become one.
fn past() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        0..10_u8,
        1..3_u128,
        1..7_u128,
        1..7_u128,
        1..150_00_i64,
        any::<bool>(),
        any::<prop::sample::Index>(),
    );
    prop::collection::vec(step, 0..40).prop_map(|steps| {
        let mut merged: Vec<u128> = vec![];
        (0_i64..)
            .zip(steps)
            .filter_map(|(day, (what, agent, in_case, other, minor, credit, which))| match what {
                0 if day > 0 => {
                    let before = which.index(usize::try_from(day).expect("small"));
                    Some(Step::Reversed(remedy(before as u128)))
                }
                1 if in_case != other && !merged.contains(&in_case) && !merged.contains(&other) => {
                    merged.push(in_case);
                    Some(Step::Absorbed { case: case(in_case), into: case(other) })
                }
                _ if merged.contains(&in_case) => None,
                _ => {
                    let kind = if credit { RemedyKind::Credit } else { RemedyKind::Refund };
                    let inputs = Inputs { kind, ..inputs(agent, day, Some(minor)) };
                    let remedy = remedy(u128::try_from(day).expect("positive"));
                    Some(Step::Asked(Box::new(Asked { remedy, case: case(in_case), inputs })))
                }
            })
            .collect()
    })
}

/// The world of a preview as a log, for the house's own audit to look at.
struct Log {
    audit: Audit,
    versions: BTreeMap<u128, i64>,
    position: i64,
}

impl Log {
    fn write(&mut self, stream: Stream, at: Timestamp, event: impl Into<Event>) {
        let of = match stream {
            Stream::Agent(id) => id.0,
            Stream::Case(id) => id.0,
            Stream::Mandate(id) => id.0,
            Stream::Customer(_) | Stream::House => unreachable!("not written here"),
        };
        let event = event.into();
        let place = of.as_u128() * 10
            + u128::from(matches!(stream, Stream::Agent(_)))
            + 2 * u128::from(matches!(stream, Stream::Mandate(_)));
        let version = self.versions.entry(place).or_default();
        *version += 1;
        self.position += 1;
        self.audit.look(&Recorded {
            position: self.position,
            id: EventId(Uuid::from_u128(0)),
            stream,
            version: *version,
            at,
            actor: Actor::House,
            cause: None,
            command: None,
            event,
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The sums of a preview are the sums of the audit (M1), in whatever order things happened: a log written
    /// from a world's decisions has nothing in it that the audit would find.
    #[test]
    fn the_audit_finds_nothing_in_a_world_of_a_preview(mandates in mandates(), steps in past()) {
        let mut log = Log { audit: Audit::default(), versions: BTreeMap::new(), position: 0 };
        for agent in 1..3 {
            let stream = Stream::Agent(AgentId(Uuid::from_u128(agent)));
            log.write(stream, START, AgentEvent::AgentAdded { role: Role::Agent, team: None });
        }
        for mandate in &mandates {
            log.write(Stream::Mandate(mandate.id), START, MandateEvent::MandateSet { terms: mandate.terms.clone() });
        }
        for id in 1..7 {
            log.write(Stream::Case(case(id)), START, CaseEvent::CaseOpened {
                number: i64::try_from(id).expect("small"),
                customer: None,
                channel: valta_domain::contact::Channel::Phone,
                subject: valta_domain::TextRef { id: Uuid::from_u128(9).into(), sha256: String::new() },
                split_from: None,
            });
        }

        let mut books = Books::default();
        let mut given: BTreeMap<RemedyId, CaseId> = BTreeMap::new();
        let mut outcomes: BTreeMap<Outcome, u32> = BTreeMap::new();
        for step in &steps {
            match step {
                Step::Asked(asked) => {
                    let inputs = books.inputs(asked, &mandates);
                    let decision = remedy::decide_remedy(&inputs, &mandates);
                    let outcome = decide(&mut books, asked, &mandates);
                    prop_assert_eq!(decision.outcome, outcome);
                    *outcomes.entry(outcome).or_default() += 1;
                    if books::is_given(outcome) {
                        given.insert(asked.remedy, asked.case);
                        log.write(Stream::Case(asked.case), inputs.at, CaseEvent::RemedyGranted {
                            remedy: asked.remedy,
                            kind: inputs.kind,
                            amount: inputs.amount,
                            reason: None,
                            payee: None,
                            weighed: Box::new(Weighed { inputs, decision }),
                        });
                    }
                }
                Step::Reversed(remedy) => {
                    books.reverse(*remedy);
                    if let Some(case) = given.remove(remedy) {
                        log.write(Stream::Case(case), START, CaseEvent::RemedyReversed { remedy: *remedy });
                    }
                }
                Step::Absorbed { case, into } => {
                    books.absorb(*case, *into);
                    log.write(Stream::Case(*into), START, CaseEvent::CaseAbsorbed { case: *case, waiting_since: None });
                }
            }
        }
        prop_assert_eq!(log.audit.finish(), vec![]);

        let seen = preview(&steps, START, &mandates, &mandates);
        prop_assert_eq!(&seen.before.outcomes, &outcomes);
        prop_assert_eq!(&seen.before, &seen.after);
        prop_assert_eq!(seen.changes, vec![]);
    }

    /// The counts say what the changes say.
    #[test]
    fn the_changes_make_up_the_difference(old in mandates(), new in mandates(), steps in past(), from in 0..40_i64) {
        let since = START.plus(from * DAY);
        let preview = preview(&steps, since, &old, &new);
        let mut moved = preview.before.outcomes.clone();
        for change in &preview.changes {
            prop_assert_ne!(change.before, change.after);
            *moved.entry(change.before).or_default() -= 1;
            *moved.entry(change.after).or_default() += 1;
        }
        moved.retain(|_, many| *many > 0);
        prop_assert_eq!(moved, preview.after.outcomes.clone());
        let asked = |step: &&Step| matches!(step, Step::Asked(asked) if asked.inputs.at >= since);
        prop_assert_eq!(preview.n, crate::count(steps.iter().filter(asked).count()));
        prop_assert_eq!(preview.after.outcomes.values().sum::<u32>(), preview.n);
    }
}

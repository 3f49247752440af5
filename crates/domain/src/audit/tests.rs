use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Actor, Currency, EventId, Refusal, TeamId, TextRef, Timestamp,
    agent::Role,
    ask::Wish,
    case::{self, Case, Open},
    contact::Channel,
    event::AgentEvent,
    id::TextId,
    mandate::{self, Holder, Level, Limit, WindowLimit, fresh_terms},
    payment::decide_reverse,
    placing::Place,
    remedy::{Asks, Grant, Inputs, Payee, decide_grant, signing_room},
    review::{Because, Judgement},
    situation::Situation,
    time::{DAY, HOUR, MINUTE},
};

const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

/// Role and team of everybody in the house.
const STAFF: [(Role, Option<u128>); 4] =
    [(Role::Agent, Some(1)), (Role::Agent, Some(1)), (Role::Lead, Some(2)), (Role::Colleague, None)];
/// The customer of each case.
const CASES: [Option<u128>; 4] = [Some(1), Some(1), Some(2), None];
const KINDS: [RemedyKind; 3] = [RemedyKind::Refund, RemedyKind::Credit, RemedyKind::Exception];

#[derive(Clone, Debug)]
struct Give {
    agent: usize,
    case: usize,
    kind: RemedyKind,
    minor: i64,
    stretch: bool,
    reason: bool,
    nobody_wider: bool,
    signer: Option<usize>,
}

#[derive(Clone, Debug)]
enum Op {
    Set {
        mandate: usize,
        terms: Box<Terms>,
    },
    Revoke {
        mandate: usize,
    },
    Give(Give),
    TakeBack {
        nth: usize,
    },
    /// The clock goes on, or is set back by two hours at the most.
    Wait {
        micros: i64,
    },
    Merge {
        from: usize,
        into: usize,
    },
}

fn limit() -> impl Strategy<Value = Limit> {
    let more = || 0..60_i64;
    (more(), more(), proptest::option::of(more()), proptest::option::of(more())).prop_map(
        |(within, stretch, alone, co_sign)| Limit {
            within,
            stretch: within + stretch,
            alone: alone.map(|alone| within + stretch + alone),
            co_sign: co_sign.map(|co_sign| within + co_sign),
        },
    )
}

fn terms() -> impl Strategy<Value = Terms> {
    let holder = || {
        prop_oneof![
            2 => Just(Holder::Everyone),
            1 => Just(Holder::Role(Role::Agent)),
            1 => Just(Holder::Team(team(1))),
            1 => (0..4_usize).prop_map(|place| Holder::Agent(agent(place))),
        ]
    };
    let kinds = proptest::sample::subsequence(KINDS.to_vec(), 1..=3);
    let window =
        || proptest::option::of((limit(), 1..3_u32).prop_map(|(limit, days)| WindowLimit { limit, days }));
    let limits = (proptest::option::of(limit()), proptest::option::of(limit()), window(), window(), window());
    (holder(), kinds, limits, holder()).prop_map(
        |(holder, kinds, (per_remedy, per_case, customer, agent, team), co_signer)| Terms {
            holder,
            kinds,
            per_remedy,
            per_case,
            per_customer_window: customer,
            per_agent_window: agent,
            per_team_window: team,
            co_signers: vec![co_signer],
            ..fresh_terms()
        },
    )
}

fn op() -> impl Strategy<Value = Op> {
    let minor = prop_oneof![
        12 => 0..50_i64,
        1 => proptest::sample::select(vec![-1, Money::MOST, Money::MOST + 1, i64::MAX, i64::MIN]),
    ];
    let often = || proptest::bool::weighted(0.8);
    let flags =
        (often(), often(), proptest::bool::weighted(0.3), proptest::option::weighted(0.8, 0..4_usize));
    let give = (0..4_usize, 0..4_usize, proptest::sample::select(KINDS.to_vec()), minor, flags).prop_map(
        |(agent, case, kind, minor, (stretch, reason, nobody_wider, signer))| {
            Op::Give(Give { agent, case, kind, minor, stretch, reason, nobody_wider, signer })
        },
    );
    prop_oneof![
        1 => (0..4_usize, terms()).prop_map(|(mandate, terms)| Op::Set { mandate, terms: Box::new(terms) }),
        1 => (0..4_usize).prop_map(|mandate| Op::Revoke { mandate }),
        20 => give,
        2 => any::<usize>().prop_map(|nth| Op::TakeBack { nth }),
        3 => (-120..1_500_i64).prop_map(|minutes| Op::Wait { micros: minutes * MINUTE }),
        1 => proptest::sample::select(vec![-DAY, -DAY + 1, 1, DAY - 1, DAY]).prop_map(|micros| Op::Wait { micros }),
        1 => (0..4_usize, 0..4_usize).prop_map(|(from, into)| Op::Merge { from, into }),
    ]
}

/// Some mandates, and then anything.
fn ops(most: usize) -> impl Strategy<Value = Vec<Op>> {
    let set = |mandate| terms().prop_map(move |terms| Op::Set { mandate, terms: Box::new(terms) });
    let first = (set(0), set(1), set(2));
    (first, proptest::collection::vec(op(), 1..most))
        .prop_map(|((one, two, three), then)| [vec![one, two, three], then].concat())
}

fn agent(place: usize) -> AgentId {
    AgentId(Uuid::from_u128(100 + place as u128))
}

fn team(number: u128) -> TeamId {
    TeamId(Uuid::from_u128(200 + number))
}

fn case_id(place: usize) -> CaseId {
    CaseId(Uuid::from_u128(300 + place as u128))
}

fn mandate_id(place: usize) -> MandateId {
    MandateId(Uuid::from_u128(400 + place as u128))
}

fn text() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(5)), sha256: "ab".into() }
}

/// What the customer sees.
fn subject() -> TextRef {
    TextRef { id: TextId(Uuid::from_u128(6)), sha256: "ab".into() }
}

/// What was given, as plainly as it can be kept.
#[derive(Clone, Copy)]
struct Given {
    remedy: RemedyId,
    case: usize,
    customer: Option<u128>,
    agent: usize,
    signer: Option<usize>,
    team: Option<u128>,
    kind: RemedyKind,
    minor: i64,
    at: Timestamp,
    reversed: bool,
}

/// A desk without a database: it decides with the domain and keeps a log, and sums by looking at everything.
struct House {
    now: Timestamp,
    log: Vec<Recorded>,
    cases: Vec<Option<Case>>,
    /// Where what is asked for in a case happens: in itself, or in the one that it went into.
    living: Vec<usize>,
    mandates: Vec<(u32, Option<Terms>)>,
    given: Vec<Given>,
}

impl House {
    fn new() -> House {
        let mut house = House {
            now: NOW,
            log: Vec::new(),
            cases: vec![None; CASES.len()],
            living: (0..CASES.len()).collect(),
            mandates: vec![(0, None); 4],
            given: Vec::new(),
        };
        for (place, (role, of)) in STAFF.into_iter().enumerate() {
            let added = AgentEvent::AgentAdded { role, team: of.map(team) };
            house.record(Stream::Agent(agent(place)), added.into());
        }
        for (place, customer) in CASES.into_iter().enumerate() {
            let open = Open {
                number: i64::try_from(place).unwrap_or(0),
                customer: customer.map(|number| CustomerId(Uuid::from_u128(number))),
                channel: Channel::Phone,
                subject: subject(),
                split_from: None,
                point: None,
                place: Place::Pool(None),
            };
            house.on_case(place, case::decide_open(None, open).expect("a new case"));
        }
        house
    }

    fn record(&mut self, stream: Stream, event: Event) {
        let position = i64::try_from(self.log.len()).unwrap_or(0) + 1;
        let before = self.log.iter().filter(|earlier| earlier.stream == stream).count();
        self.log.push(Recorded {
            position,
            id: EventId(Uuid::from_u128(position.unsigned_abs().into())),
            stream,
            version: i64::try_from(before).unwrap_or(0) + 1,
            at: self.now,
            actor: Actor::House,
            cause: None,
            command: None,
            event,
        });
    }

    fn on_case(&mut self, place: usize, events: Vec<CaseEvent>) {
        for event in events {
            self.cases[place] = Case::evolve(self.cases[place].take(), &event, self.now);
            self.record(Stream::Case(case_id(place)), event.into());
        }
    }

    fn sum(&self, terms: &Terms, of: impl Fn(&Given) -> bool) -> i64 {
        let counted = self.given.iter().filter(|given| !given.reversed && terms.kinds.contains(&given.kind));
        counted.filter(|given| of(given)).map(|given| given.minor).sum()
    }

    fn candidate(
        &self,
        mandate: usize,
        version: u32,
        terms: &Terms,
        person: usize,
        case: usize,
    ) -> Candidate {
        let inside = |given: &Given, window: WindowLimit| given.at > self.now.minus(window.length());
        let (customer, of) = (CASES[case], STAFF[person].1);
        Candidate {
            mandate: mandate_id(mandate),
            version,
            used_case: match terms.per_case {
                Some(_) => self.sum(terms, |given| self.living[given.case] == self.living[case]),
                None => 0,
            },
            used_customer: terms.per_customer_window.map_or(0, |window| {
                self.sum(terms, |given| {
                    customer.is_some() && given.customer == customer && inside(given, window)
                })
            }),
            used_agent: terms.per_agent_window.map_or(0, |window| {
                self.sum(terms, |given| {
                    (given.agent == person || given.signer == Some(person)) && inside(given, window)
                })
            }),
            used_team: terms.per_team_window.map_or(0, |window| {
                self.sum(terms, |given| of.is_some() && given.team == of && inside(given, window))
            }),
        }
    }

    /// The mandates that stand and that a person holds for a kind, with what was used.
    fn candidates(&self, person: usize, case: usize, kind: RemedyKind) -> Vec<(Mandate, Candidate)> {
        let (role, of) = STAFF[person];
        let standing = self.mandates.iter().enumerate().filter_map(|(place, (version, terms))| {
            let terms = terms.as_ref()?;
            let held = terms.holder.holds(agent(person), role, of.map(team)) && terms.kinds.contains(&kind);
            held.then_some((place, *version, terms))
        });
        standing
            .map(|(place, version, terms)| {
                let mandate = Mandate { id: mandate_id(place), version, terms: terms.clone() };
                (mandate, self.candidate(place, version, terms, person, case))
            })
            .collect()
    }

    fn signer(&self, person: usize, case: usize, kind: RemedyKind) -> Option<Signer> {
        let (role, of) = STAFF[person];
        let most = self.candidates(person, case, kind).into_iter().map(|(mandate, candidate)| {
            (signing_room(&mandate.terms, &candidate), mandate.id, mandate.version)
        });
        let (room, mandate, version) = most.max_by_key(|(room, _, _)| *room)?;
        Some(Signer { agent: agent(person), role, team: of.map(team), mandate, version, room, on_duty: true })
    }

    fn act(&mut self, op: &Op) -> Result<(), TestCaseError> {
        match op {
            Op::Wait { micros } => self.now = self.now.plus(*micros),
            Op::Set { mandate, terms } => {
                if let Ok(events) = mandate::decide_set((**terms).clone(), None) {
                    let stream = Stream::Mandate(mandate_id(*mandate));
                    for event in events {
                        self.record(stream, event.into());
                    }
                    let (version, standing) = &mut self.mandates[*mandate];
                    *version += 1;
                    *standing = Some((**terms).clone());
                }
            }
            Op::Revoke { mandate } => {
                let (version, standing) = &mut self.mandates[*mandate];
                if let Ok(events) = mandate::decide_revoke(standing.is_some(), Some(text())) {
                    *version += 1;
                    *standing = None;
                    let stream = Stream::Mandate(mandate_id(*mandate));
                    for event in events {
                        self.record(stream, event.into());
                    }
                }
            }
            Op::Give(give) => return self.give(give),
            Op::TakeBack { nth } => {
                let Some(given) = self.given.get(nth % self.given.len().max(1)).copied() else {
                    return Ok(());
                };
                let case = self.cases[given.case].as_ref().expect("a case");
                let back = decide_reverse(case, given.remedy);
                prop_assert_eq!(back.is_err(), given.reversed, "room comes back once (M5)");
                if let Ok(events) = back {
                    self.on_case(given.case, events);
                    self.given.iter_mut().filter(|known| known.remedy == given.remedy).for_each(|known| {
                        known.reversed = true;
                    });
                }
            }
            Op::Merge { from, into } => {
                let (here, there) = (self.cases[*from].clone(), self.cases[*into].clone());
                let (here, there) = (here.expect("a case"), there.expect("a case"));
                if let Ok((leaving, arriving)) =
                    case::decide_merge(&here, case_id(*from), &there, case_id(*into))
                {
                    self.on_case(*from, leaving);
                    self.on_case(*into, arriving);
                    for living in &mut self.living {
                        if *living == *from {
                            *living = *into;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn inputs(&self, give: &Give) -> (Inputs, Vec<Mandate>) {
        let (role, of) = STAFF[give.agent];
        let (mandates, candidates): (Vec<Mandate>, Vec<Candidate>) =
            self.candidates(give.agent, give.case, give.kind).into_iter().unzip();
        let mut inputs = Inputs {
            at: self.now,
            situation: Situation {
                agent: agent(give.agent),
                role,
                team: of.map(team),
                kind: give.kind,
                amount: Some(Money::new(give.minor, Currency::EUR)),
                segment: None,
                channel: None,
                cause: None,
                process_step: None,
                bulletin: None,
                out_of_hours: false,
                first_of_kind: false,
                agent_is_customer: false,
                payee: Payee::NotNamed,
            },
            customer: CASES[give.case].map(|number| CustomerId(Uuid::from_u128(number))),
            forbidden_by: None,
            candidates,
            nobody_wider: None,
            signers: None,
        };
        while let Some(asked) = remedy::asks(&inputs, &mandates) {
            match asked {
                Asks::NobodyWider => inputs.nobody_wider = Some(give.nobody_wider),
                Asks::Signers => {
                    let signer = give.signer.and_then(|person| self.signer(person, give.case, give.kind));
                    inputs.signers = Some(signer.into_iter().collect());
                }
            }
        }
        (inputs, mandates)
    }

    fn give(&mut self, give: &Give) -> Result<(), TestCaseError> {
        let (inputs, mandates) = self.inputs(give);
        let remedy = RemedyId(Uuid::from_u128(1_000 + self.given.len() as u128));
        let grant = Grant {
            remedy,
            signer: give.signer.map(agent),
            reason: give.reason.then(|| (text(), 15)),
            stretch: give.stretch,
            payee: None,
            review: vec![Because::Stretch, Because::Alone],
        };
        let case = self.cases[give.case].as_ref().expect("a case");
        let events = match decide_grant(case, grant, inputs, &mandates) {
            Ok(events) => events,
            Err(
                Refusal::BeyondMandate(_) | Refusal::ReasonNeeded(_) | Refusal::NotMoney(_) | Refusal::Merged,
            ) => return Ok(()),
            Err(no) => return Err(TestCaseError::fail(no.code())),
        };
        let Some(CaseEvent::RemedyGranted { signed_by, weighed, amount, .. }) = events.last().cloned() else {
            return Err(TestCaseError::fail("nothing was granted"));
        };
        if let Some(signer) = signed_by {
            let wish = Wish { kind: give.kind, amount, reason: text(), step: None };
            let digest = wish.digest(case_id(give.case), remedy, agent(give.agent));
            let asked = CaseEvent::CoSignAsked {
                remedy,
                asker: agent(give.agent),
                wish,
                digest: digest.clone(),
                asked: vec![signer],
                until: self.now.plus(HOUR),
                weighed: weighed.clone(),
            };
            self.on_case(give.case, vec![asked, CaseEvent::CoSigned { remedy, by: signer, digest }]);
        }
        self.on_case(give.case, events);
        self.given.push(Given {
            remedy,
            case: give.case,
            customer: CASES[give.case],
            agent: give.agent,
            signer: give.signer.filter(|person| signed_by == Some(agent(*person))),
            team: STAFF[give.agent].1,
            kind: give.kind,
            minor: give.minor,
            at: self.now,
            reversed: false,
        });
        self.keeps_to_every_limit(&weighed, &mandates)
    }

    /// M1 and M4, by looking at every window that holds the last grant, whenever it begins.
    fn keeps_to_every_limit(&self, weighed: &Weighed, mandates: &[Mandate]) -> Result<(), TestCaseError> {
        let last = *self.given.last().expect("a grant");
        prop_assert!((0..=Money::MOST).contains(&last.minor));
        if last.minor == 0 {
            // Adds nothing to any sum, whatever stretches were given before.
            return Ok(());
        }
        let decision = &weighed.decision;
        let level = decision.level().expect("a level at which something is given");
        let used = mandates.iter().find(|mandate| decision.mandate == Some((mandate.id, mandate.version)));
        let terms = &used.expect("a mandate").terms;
        if let Some(limit) = terms.per_remedy {
            prop_assert!(last.minor <= limit.up_to(level), "per remedy");
        }
        if let Some(limit) = terms.per_case {
            let sum = self.sum(terms, |given| self.living[given.case] == self.living[last.case]);
            prop_assert!(sum <= limit.up_to(level), "per case: {sum} of {limit:?}");
        }
        let customer = |given: &Given| given.customer == last.customer;
        let person =
            |person: usize| move |given: &Given| given.agent == person || given.signer == Some(person);
        let of = |given: &Given| given.team == last.team;
        if last.customer.is_some() {
            self.every_window(terms, terms.per_customer_window, level, customer)?;
        }
        self.every_window(terms, terms.per_agent_window, level, person(last.agent))?;
        if last.team.is_some() {
            self.every_window(terms, terms.per_team_window, level, of)?;
        }
        if let Some(signer) = last.signer {
            prop_assert_ne!(signer, last.agent, "a signer is another person");
            let known = weighed.inputs.signers.iter().flatten().next().expect("the signer");
            let place = (0..4).find(|place| mandate_id(*place) == known.mandate).expect("a mandate");
            let terms = self.mandates[place].1.as_ref().expect("a mandate that stands");
            self.every_window(terms, terms.per_agent_window, Level::Within, person(signer))?;
        }
        Ok(())
    }

    fn every_window(
        &self,
        terms: &Terms,
        window: Option<WindowLimit>,
        level: Level,
        whose: impl Fn(&Given) -> bool,
    ) -> Result<(), TestCaseError> {
        let Some(window) = window else { return Ok(()) };
        for begin in self.given.iter().map(|given| given.at) {
            let inside = |at: Timestamp| begin <= at && at.since(begin) < window.length();
            if inside(self.now) {
                let sum = self.sum(terms, |given| whose(given) && inside(given.at));
                prop_assert!(sum <= window.limit.up_to(level), "{sum} in {window:?} from {begin:?}");
            }
        }
        Ok(())
    }
}

fn found(log: &[Recorded]) -> Vec<String> {
    let mut audit = Audit::default();
    for recorded in log {
        audit.look(recorded);
    }
    audit.finish().into_iter().map(|finding| finding.what).collect()
}

/// A house that has lived these.
fn lived(ops: &[Op]) -> Result<House, TestCaseError> {
    let mut house = House::new();
    for op in ops {
        house.act(op)?;
    }
    Ok(house)
}

/// Whether the log holds a grant of money that passed through a mandate.
fn last_grant(log: &[Recorded]) -> Option<usize> {
    log.iter().rposition(|recorded| {
        matches!(&recorded.event, Event::Case(CaseEvent::RemedyGranted { amount: Some(amount), .. }) if amount.minor > 0)
    })
}

fn weighed_of(recorded: &mut Recorded) -> Option<&mut Weighed> {
    if let Event::Case(CaseEvent::RemedyGranted { weighed, .. }) = &mut recorded.event {
        return Some(weighed);
    }
    None
}

proptest! {
    /// M1, M4, M5, M7 and M8 over any house, whatever happens in it; the audit sees nothing to find.
    #[test]
    fn whatever_happens_no_limit_is_passed(ops in ops(80)) {
        let house = lived(&ops)?;
        prop_assert_eq!(found(&house.log), Vec::<String>::new());
    }

    /// And what was changed afterwards is found.
    #[test]
    fn a_log_that_was_changed_is_found_out(ops in ops(40)) {
        let house = lived(&ops)?;
        let Some(place) = last_grant(&house.log) else { return Ok(()) };
        let changed = |change: &dyn Fn(&mut Vec<Recorded>)| {
            let mut log = house.log.clone();
            change(&mut log);
            found(&log).join("\n")
        };
        let at = |log: &mut Vec<Recorded>, change: &dyn Fn(&mut Weighed)| {
            log.get_mut(place).and_then(weighed_of).into_iter().for_each(change);
        };
        let said = changed(&|log| log.push(log[place].clone()));
        prop_assert!(said.contains("granted twice (M3)"), "{}", said);
        let said = changed(&|log| {
            let Event::Case(CaseEvent::RemedyGranted { amount: Some(amount), .. }) = &mut log[place].event else {
                return;
            };
            amount.minor += 1;
        });
        prop_assert!(said.contains("is not what was decided on"), "{}", said);
        let said = changed(&|log| {
            at(log, &|weighed| weighed.inputs.candidates.iter_mut().for_each(|used| used.used_case += 1));
        });
        prop_assert!(said.contains("the log says"), "{}", said);
        let said = changed(&|log| at(log, &|weighed| weighed.decision.rules += 1));
        prop_assert!(said.contains("(M8)"), "{}", said);
        let said = changed(&|log| at(log, &|weighed| weighed.inputs.situation.role = Role::Admin));
        prop_assert!(said.contains("was not what was recorded"), "{}", said);
        // The mandate is revoked just before: nothing later may use it.
        let said = changed(&|log| {
            let used = log.get_mut(place).and_then(weighed_of).and_then(|weighed| weighed.decision.mandate);
            let revoked = MandateEvent::MandateRevoked { reason: None };
            let stream = Stream::Mandate(used.expect("a mandate").0);
            let revoked = Recorded { stream, event: revoked.into(), ..log[place].clone() };
            log.insert(place, revoked);
        });
        prop_assert!(said.contains("(M7)"), "{}", said);
    }
}

#[test]
fn a_limit_that_was_passed_is_found_even_when_the_decision_says_so_too() {
    let mut house = House::new();
    let terms = Terms { per_case: Some(Limit::new(50, 50)), per_agent_window: None, ..fresh_terms() };
    let give = |minor| {
        let (agent, case, kind) = (0, 0, RemedyKind::Refund);
        let (stretch, reason, nobody_wider, signer) = (false, false, false, None);
        Op::Give(Give { agent, case, kind, minor, stretch, reason, nobody_wider, signer })
    };
    for op in [Op::Set { mandate: 0, terms: Box::new(terms) }, give(30)] {
        house.act(&op).expect("nothing is passed");
    }
    assert_eq!(found(&house.log), Vec::<String>::new());
    // The same once more, as a second act that never looked: 60 of 50.
    let place = last_grant(&house.log).expect("a grant");
    let mut second = house.log[place].clone();
    second.version += 1;
    if let Event::Case(CaseEvent::RemedyGranted { remedy, .. }) = &mut second.event {
        *remedy = RemedyId(Uuid::from_u128(9));
    }
    house.log.push(second);
    let said = found(&house.log).join("\n");
    assert!(said.contains("passes a limit of its mandate (M1)"), "{said}");
}

#[test]
fn a_signature_is_looked_at_like_a_gift_of_ones_own() {
    let mut house = House::new();
    let terms = Terms {
        per_case: Some(Limit { co_sign: Some(100), ..Limit::new(10, 10) }),
        per_agent_window: Some(WindowLimit { limit: Limit::new(60, 200), days: 1 }),
        ..fresh_terms()
    };
    let give = |case, minor| {
        let (agent, kind, signer) = (0, RemedyKind::Refund, Some(1));
        let (stretch, reason, nobody_wider) = (false, false, false);
        Op::Give(Give { agent, case, kind, minor, stretch, reason, nobody_wider, signer })
    };
    let set = Op::Set { mandate: 0, terms: Box::new(terms) };
    // 40 of the signer's 60, then 40 that are not left, then 20 that are; a day later the window is free again.
    let day = Op::Wait { micros: DAY };
    for op in [set, give(0, 40), give(2, 40), give(2, 20), Op::Wait { micros: -2 * HOUR }, give(2, 1), day] {
        house.act(&op).expect("nothing is passed");
    }
    let signed = |house: &House| {
        house.given.iter().map(|given| (given.case, given.minor, given.signer)).collect::<Vec<_>>()
    };
    assert_eq!(signed(&house), [(0, 40, Some(1)), (2, 20, Some(1))]);
    house.act(&give(1, 60)).expect("nothing is passed");
    assert_eq!(
        signed(&house).len(),
        2,
        "the clock was set back two hours, and the window is as long as it was"
    );
    house.act(&Op::Wait { micros: 2 * HOUR }).expect("nothing happens");
    house.act(&give(1, 60)).expect("nothing is passed");
    assert_eq!(signed(&house).last(), Some(&(1, 60, Some(1))));
    assert_eq!(found(&house.log), Vec::<String>::new());

    let place = last_grant(&house.log).expect("a grant");
    let changed = |change: fn(&mut CaseEvent)| {
        let mut log = house.log.clone();
        if let Event::Case(event) = &mut log[place].event {
            change(event);
        }
        found(&log).join("\n")
    };
    let said = changed(|event| {
        if let CaseEvent::RemedyGranted { signed_by, .. } = event {
            *signed_by = None;
        }
    });
    assert!(said.contains("without the signature that it needs (M6)"), "{said}");
    let said = changed(|event| {
        if let CaseEvent::RemedyGranted { signed_by, .. } = event {
            *signed_by = Some(agent(3));
        }
    });
    assert!(said.contains("signed by somebody who could not (M6)"), "{said}");
    let said = changed(|event| {
        if let CaseEvent::RemedyGranted { weighed, .. } = event {
            weighed.inputs.signers.iter_mut().flatten().for_each(|signer| signer.room += 1);
        }
    });
    assert!(said.contains("was signed with room for 61, and the log says 60 (M6)"), "{said}");
}

#[test]
fn a_review_by_the_wrong_person_and_a_stretch_that_nobody_looks_at_are_found() {
    let mut house = House::new();
    let terms = Terms { per_case: Some(Limit::new(50, 100)), per_agent_window: None, ..fresh_terms() };
    house.act(&Op::Set { mandate: 0, terms: Box::new(terms) }).expect("a mandate");
    let give = Give {
        agent: 0,
        case: 0,
        kind: RemedyKind::Refund,
        minor: 60,
        reason: true,
        stretch: true,
        nobody_wider: false,
        signer: None,
    };
    house.give(&give).expect("a stretch");
    let place = last_grant(&house.log).expect("a grant");
    let Event::Case(CaseEvent::RemedyGranted { remedy, .. }) = house.log[place].event.clone() else {
        panic!("no grant")
    };
    let review =
        |by| CaseEvent::RemedyReviewed { remedy, by: agent(by), judgement: Judgement::Right, word: None };
    house.on_case(0, vec![review(2)]);
    assert_eq!(found(&house.log), Vec::<String>::new());

    let mut log = house.log.clone();
    if let Event::Case(CaseEvent::RemedyGranted { review, .. }) = &mut log[place].event {
        review.clear();
    }
    assert!(found(&log).join("\n").contains("nobody is to look at it"), "{:?}", found(&log));
    for (by, says) in [(0, "by somebody who had a part in it"), (3, "was reviewed twice")] {
        let mut log = house.log.clone();
        let last = log.len() - 1;
        let mut more = log[last].clone();
        (more.position, more.version) = (more.position + 1, more.version + 1);
        more.event = review(by).into();
        log.push(more);
        assert!(found(&log).join("\n").contains(says), "{:?}", found(&log));
    }
}

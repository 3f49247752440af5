//! Our own log as steps of cases: what each event means for who has a case and what the case waits for. The
//! same fold as for any other log takes them, one event after the other, as they happen.
//!
//! In nobody's hands is no owner: the first to take a case is not handed it.

use rustc_hash::FxHashMap;
use valta_domain::{
    AgentId, CaseId, ConsultationId, TeamId,
    event::{AgentEvent, CaseEvent, Event, Recorded, Stream},
};

use crate::{
    flow::{Flow, NOBODY, Step},
    state::State,
};

/// The keys of owners, in the order of [`House`]'s flow.
pub const KEYS: [&str; 2] = ["agent", "team"];

/// What an event of a case means for how it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own {
    pub case: CaseId,
    pub at: i64,
    /// The fact's name: `case_taken`.
    pub activity: &'static str,
    pub owner: Option<AgentId>,
    pub team: Option<TeamId>,
    pub state: State,
    /// It went from one owner to another.
    pub handover: bool,
}

#[derive(Clone, Debug)]
struct Held {
    owner: Option<AgentId>,
    team: Option<TeamId>,
    state: State,
    /// Questions to colleagues that wait for their first answer.
    asked: Vec<ConsultationId>,
}

/// Reads events in the order of the log and says what each is for its case.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    cases: FxHashMap<CaseId, Held>,
    teams: FxHashMap<AgentId, Option<TeamId>>,
}

impl Reader {
    /// Nothing where the event is of no case.
    pub fn read(&mut self, recorded: &Recorded) -> Option<Own> {
        match (&recorded.event, recorded.stream) {
            (
                Event::Agent(AgentEvent::AgentAdded { team, .. } | AgentEvent::AgentChanged { team, .. }),
                Stream::Agent(agent),
            ) => {
                self.teams.insert(agent, *team);
                None
            }
            (Event::Case(event), Stream::Case(case)) => {
                Some(self.of_case(case, event, recorded.at.micros(), recorded.event.kind()))
            }
            _ => None,
        }
    }

    fn of_case(&mut self, case: CaseId, event: &CaseEvent, at: i64, activity: &'static str) -> Own {
        let fresh = Held { owner: None, team: None, state: State::WaitQueue, asked: Vec::new() };
        let held = self.cases.entry(case).or_insert(fresh);
        let mut handover = false;
        if let CaseEvent::CaseOpened { team, .. } = event {
            held.team = *team;
        } else if let CaseEvent::CaseTaken { owner, from, .. } = event {
            handover = from.is_some_and(|from| from != *owner);
            held.owner = Some(*owner);
            held.team = self.teams.get(owner).copied().flatten().or(held.team);
        } else if let CaseEvent::CaseReleased { team, .. } = event {
            held.owner = None;
            held.team = *team;
        } else if let CaseEvent::ConsultationAsked { consultation, .. } = event {
            held.asked.push(*consultation);
        } else if let CaseEvent::ConsultationAnswered { consultation, .. }
        | CaseEvent::ConsultationEnded { consultation, .. } = event
        {
            held.asked.retain(|asked| asked != consultation);
        }
        held.state = after(event, held.state, held.owner.is_some());
        // A question moves nothing; while its answer is missing, that is what the work waits for.
        let waits = held.state == State::Active && !held.asked.is_empty();
        let state = if waits { State::WaitInternal } else { held.state };
        Own { case, at, activity, owner: held.owner, team: held.team, state, handover }
    }
}

/// What a case does from this event on.
fn after(event: &CaseEvent, before: State, owned: bool) -> State {
    let in_hands = if owned { State::Active } else { State::WaitQueue };
    match event {
        CaseEvent::CaseOpened { .. } | CaseEvent::CaseReleased { .. } => State::WaitQueue,
        CaseEvent::CaseTaken { .. }
        | CaseEvent::CaseReopened { .. }
        | CaseEvent::CaseWoken {}
        | CaseEvent::ContactReceived { .. }
        | CaseEvent::ContactMovedIn { .. }
        | CaseEvent::HandoverEnded { .. }
        | CaseEvent::CoSigned { .. }
        | CaseEvent::AskDeclined { .. }
        | CaseEvent::AskWithdrawn { .. } => {
            // Who writes after it was put right waits for nothing, unless it is taken up again.
            let stays = before.over() && !matches!(event, CaseEvent::CaseReopened { .. });
            if stays { before } else { in_hands }
        }
        CaseEvent::ReplyWritten { notice, .. } => {
            if *notice || before.over() {
                before
            } else {
                State::WaitCustomer
            }
        }
        CaseEvent::CaseSnoozed { .. } => {
            if before == State::WaitCustomer {
                before
            } else {
                State::WaitInternal
            }
        }
        CaseEvent::HandoverOffered { .. } | CaseEvent::CoSignAsked { .. } | CaseEvent::Escalated { .. } => {
            if before.over() {
                before
            } else {
                State::WaitInternal
            }
        }
        CaseEvent::CaseResolved {} => State::AfterResolution,
        // It goes on in the other case.
        CaseEvent::CaseMergedInto { .. } => State::Cancelled,
        CaseEvent::ConsultationAsked { .. }
        | CaseEvent::ConsultationAnswered { .. }
        | CaseEvent::ConsultationReminded { .. }
        | CaseEvent::ConsultationEnded { .. }
        | CaseEvent::CaseAbsorbed { .. }
        | CaseEvent::ContactMovedOut { .. }
        | CaseEvent::NoteAdded { .. }
        | CaseEvent::ReplySent { .. }
        | CaseEvent::ReplyFailed { .. }
        | CaseEvent::ReplyUncertain { .. }
        | CaseEvent::ReplyRetried { .. }
        // What the house says by itself ends no wait.
        | CaseEvent::ReceiptWritten { .. }
        | CaseEvent::ReceiptFailed { .. }
        | CaseEvent::PromiseMade { .. }
        | CaseEvent::PromiseRenewed { .. }
        | CaseEvent::PromiseKept { .. }
        | CaseEvent::PromiseReminded { .. }
        | CaseEvent::PromiseBroken { .. }
        | CaseEvent::OnCallCalled { .. }
        | CaseEvent::OnCallAnswered { .. }
        | CaseEvent::DeadlineSet { .. }
        | CaseEvent::DeadlineRemoved {}
        | CaseEvent::RemedyGranted { .. }
        | CaseEvent::RemedyReversed { .. }
        | CaseEvent::RemedyReviewed { .. }
        | CaseEvent::PaymentSent { .. }
        | CaseEvent::PaymentExported { .. }
        | CaseEvent::PaymentExecuted { .. }
        | CaseEvent::PaymentFailed { .. }
        | CaseEvent::PaymentUncertain { .. }
        | CaseEvent::PaymentReturned { .. }
        | CaseEvent::PaymentRetried { .. }
        | CaseEvent::ReversalAsked { .. }
        | CaseEvent::ReversalDeclined { .. }
        | CaseEvent::FrictionReported { .. }
        | CaseEvent::Bounced { .. }
        | CaseEvent::LinkMade { .. }
        | CaseEvent::LinkRenewed { .. }
        | CaseEvent::LinkRevoked { .. }
        | CaseEvent::FileAdded { .. }
        | CaseEvent::MoodTold { .. }
        | CaseEvent::VoiceGiven { .. }
        | CaseEvent::VoiceTakenBack { .. }
        | CaseEvent::SolvedTold { .. } => before,
    }
}

/// The measures of a house as it goes on.
#[derive(Clone, Debug)]
pub struct House {
    reader: Reader,
    pub flow: Flow,
    numbers: FxHashMap<CaseId, usize>,
    pub activities: Vec<&'static str>,
    pub agents: Vec<AgentId>,
    pub teams: Vec<TeamId>,
    agent_numbers: FxHashMap<AgentId, u32>,
    team_numbers: FxHashMap<TeamId, u32>,
}

impl Default for House {
    fn default() -> House {
        House {
            reader: Reader::default(),
            flow: Flow::new(KEYS.len()),
            numbers: FxHashMap::default(),
            activities: Vec::new(),
            agents: Vec::new(),
            teams: Vec::new(),
            agent_numbers: FxHashMap::default(),
            team_numbers: FxHashMap::default(),
        }
    }
}

impl House {
    /// The next event of the log.
    pub fn take(&mut self, recorded: &Recorded) {
        let Some(own) = self.reader.read(recorded) else { return };
        let flow = &mut self.flow;
        let case = *self.numbers.entry(own.case).or_insert_with(|| flow.open());
        let activity = self.activities.iter().position(|known| *known == own.activity).unwrap_or_else(|| {
            self.activities.push(own.activity);
            self.activities.len() - 1
        });
        let agent = own.owner.map_or(NOBODY, |id| numbered(id, &mut self.agents, &mut self.agent_numbers));
        let team = own.team.map_or(NOBODY, |id| numbered(id, &mut self.teams, &mut self.team_numbers));
        let step = Step {
            at: own.at,
            activity: crate::count(activity),
            owners: &[agent, team],
            state: Some(own.state),
            handover: own.handover,
            first_line: None,
        };
        self.flow.take(case, step);
    }
}

fn numbered<T: Copy + Eq + std::hash::Hash>(id: T, all: &mut Vec<T>, known: &mut FxHashMap<T, u32>) -> u32 {
    *known.entry(id).or_insert_with(|| {
        all.push(id);
        crate::count(all.len() - 1)
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use valta_domain::{
        Actor, EventId, HandoverId, TextRef, Timestamp,
        agent::Role,
        case::{ReopenedBecause, TakenBecause},
        contact::Channel,
        handover,
    };

    use super::*;

    const HOUR: i64 = 3_600_000_000;

    fn id<T: From<Uuid>>(number: u128) -> T {
        T::from(Uuid::from_u128(number))
    }

    fn recorded(hour: i64, stream: Stream, event: Event) -> Recorded {
        Recorded {
            position: hour,
            id: id::<EventId>(1),
            stream,
            version: 1,
            at: Timestamp(hour * HOUR),
            actor: Actor::House,
            cause: None,
            command: None,
            event,
        }
    }

    fn text() -> TextRef {
        TextRef { id: id(9), sha256: String::new() }
    }

    /// One matter: waited two hours for somebody, one in hands, five for the customer, one in hands, two for a
    /// colleague, one in their hands, then it was put right, and once more.
    fn matter() -> Vec<Recorded> {
        let case = Stream::Case(id(7));
        let taken = |owner, from: Option<u128>| CaseEvent::CaseTaken {
            owner: id(owner),
            from: from.map(id),
            because: TakenBecause::Taken,
        };
        let reply = |contact| CaseEvent::ReplyWritten {
            contact: id(contact),
            channel: Channel::Email,
            to: id(5),
            text: text(),
            message_id: String::new(),
            notice: false,
        };
        let handover: HandoverId = id(30);
        let events: Vec<(i64, CaseEvent)> = vec![
            (
                0,
                CaseEvent::CaseOpened {
                    number: 1,
                    customer: None,
                    channel: Channel::Email,
                    subject: text(),
                    split_from: None,
                    point: None,
                    team: Some(id(100)),
                },
            ),
            (2, taken(1, None)),
            (3, reply(21)),
            (8, CaseEvent::CaseWoken {}),
            (
                9,
                CaseEvent::HandoverOffered {
                    handover,
                    from: id(1),
                    by: id(1),
                    to: handover::To::Agent(id(2)),
                    brief: handover::Brief { needs: text(), promised: None, tried: None },
                    until: Timestamp(99 * HOUR),
                },
            ),
            (11, taken(2, Some(1))),
            (12, CaseEvent::CaseResolved {}),
            (20, CaseEvent::CaseReopened { because: ReopenedBecause::ByHand }),
            (21, taken(1, Some(2))),
            (21, CaseEvent::CaseResolved {}),
        ];
        let agent = |number: u128, team| {
            let event = AgentEvent::AgentAdded { role: Role::Agent, team: Some(id(team)) };
            recorded(0, Stream::Agent(id(number)), event.into())
        };
        [agent(1, 100), agent(2, 200)]
            .into_iter()
            .chain(events.into_iter().map(|(hour, event)| recorded(hour, case, event.into())))
            .collect()
    }

    #[test]
    fn a_matter_as_its_customer_lived_it() {
        let mut house = House::default();
        for event in matter() {
            house.take(&event);
        }
        let flow = &house.flow;
        assert_eq!((flow.cases(), flow.events(), flow.activities()), (1, 10, 7));
        let hours: Vec<String> = flow
            .in_states()
            .unwrap()
            .into_iter()
            .filter(|(_, micros)| *micros > 0)
            .map(|(state, micros)| format!("{} {}", state.code(), micros / HOUR))
            .collect();
        assert_eq!(
            hours,
            ["active 4", "wait-queue 2", "wait-customer 5", "wait-internal 2", "after-resolution 8"]
        );
        for (key, name) in KEYS.iter().enumerate() {
            let owners = flow.owners(key).unwrap();
            let returned = owners.any_return().unwrap().hits;
            assert_eq!((owners.distinct(), owners.bounces(), returned), (2, 1, 1), "{name}");
        }
        // Nobody handed it to the first one, whom the pool's team is the team of.
        assert_eq!(flow.handover_events(), Some(vec![2]));
        assert_eq!(flow.owners(0).unwrap().handovers().values(), [2.0]);
        let lead = flow.lead_days().unwrap().median().unwrap();
        assert!((lead * 24.0 - 13.0).abs() < 1e-9, "{lead}");
        assert_eq!(flow.reopened().map(|share| (share.hits, share.of)), Some((1, 1)));
    }

    #[test]
    fn what_the_house_says_after_the_end_ends_no_wait() {
        for (before, expected) in
            [(State::AfterResolution, State::AfterResolution), (State::Active, State::WaitCustomer)]
        {
            let reply = CaseEvent::ReplyWritten {
                contact: id(1),
                channel: Channel::Email,
                to: id(5),
                text: text(),
                message_id: String::new(),
                notice: false,
            };
            assert_eq!(after(&reply, before, true), expected);
        }
        let handover = CaseEvent::HandoverOffered {
            handover: id(30),
            from: id(1),
            by: id(1),
            to: handover::To::Agent(id(2)),
            brief: handover::Brief { needs: text(), promised: None, tried: None },
            until: Timestamp(99 * HOUR),
        };
        assert_eq!(after(&handover, State::AfterResolution, true), State::AfterResolution);
        assert_eq!(after(&CaseEvent::CaseWoken {}, State::WaitInternal, false), State::WaitQueue);
    }

    #[test]
    fn a_matter_waits_until_the_last_of_its_questions_is_answered() {
        let asked = |number| CaseEvent::ConsultationAsked {
            consultation: id(number),
            by: id(1),
            of: Vec::new(),
            told: Vec::new(),
            question: text(),
            shown: Vec::new(),
            due: Timestamp(99 * HOUR),
        };
        let answered = |number| CaseEvent::ConsultationAnswered {
            consultation: id(number),
            answer: id(40),
            by: id(2),
            text: text(),
            raw: None,
        };
        let mut reader = Reader::default();
        for event in matter().into_iter().take(4) {
            reader.read(&event);
        }
        let mut state = |event: CaseEvent| reader.of_case(id(7), &event, 0, "").state;
        assert_eq!(state(asked(50)), State::WaitInternal);
        assert_eq!(state(asked(51)), State::WaitInternal);
        assert_eq!(state(answered(50)), State::WaitInternal);
        assert_eq!(state(answered(50)), State::WaitInternal, "answered twice");
        assert_eq!(state(answered(51)), State::Active);
        assert_eq!(state(CaseEvent::CaseResolved {}), State::AfterResolution);
        assert_eq!(state(asked(52)), State::AfterResolution);
    }
}

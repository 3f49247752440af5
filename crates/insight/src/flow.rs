//! How cases went: what followed what, in whose hands, and where they waited. Takes one event after the other
//! and answers at any time; what an answer needs of a case is kept with the case, so that an event costs the
//! same however many came before.
//!
//! Names are the caller's: activities and owners are numbers here. Times are microseconds; an event that is
//! earlier than the last one of its case counts as of the same instant.

pub mod owner;

use rustc_hash::FxHashMap;

use crate::{
    interval::Share,
    spread::{Pooled, Spread},
    state::{STATES, State},
};
use owner::{Holders, Owners};

/// Microseconds of a day.
pub const DAY: f64 = 86_400_000_000.0;

/// One event of a case.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    pub at: i64,
    pub activity: u32,
    /// One for each key of owners.
    pub owners: &'a [u32],
    /// What the case is doing from now on; none where nothing is known of states.
    pub state: Option<State>,
    /// This event is what a handover is here.
    pub handover: bool,
    /// Whoever has it is of the first line; none where nothing is known of lines.
    pub first_line: Option<bool>,
}

/// What is kept of a case.
#[derive(Clone, Copy, Debug)]
struct Case {
    first: i64,
    last: i64,
    events: u32,
    /// Of the last event.
    activity: u32,
    /// Where in the tree of variants.
    node: u32,
    state: State,
    in_state: [i64; STATES],
    handover_events: u32,
    resolved: bool,
    reopened: bool,
    beyond_first_line: bool,
}

/// One activity right after another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arc {
    pub from: u32,
    pub to: u32,
    /// Microseconds, one for each time that it happened.
    pub waits: Vec<i64>,
}

impl Arc {
    pub fn hours(&self) -> Spread {
        Spread::new(self.waits.iter().map(|&wait| crate::real(wait) / (DAY / 24.0)).collect())
    }
}

/// A variant's beginning: the tree that all cases go down.
#[derive(Clone, Copy, Debug)]
struct Node {
    before: u32,
    activity: u32,
    /// How many cases are here now.
    cases: u32,
}

/// In nobody's hands: no owner, and no change of one.
pub const NOBODY: u32 = u32::MAX;

/// Beyond every number of an activity and an owner.
const NOTHING: u32 = NOBODY;

#[derive(Clone, Debug)]
pub struct Flow {
    cases: Vec<Case>,
    holders: Vec<Holders>,
    arcs: Vec<Arc>,
    arc_of: FxHashMap<u64, u32>,
    nodes: Vec<Node>,
    next: FxHashMap<u64, u32>,
    variants: usize,
    activities: Vec<u64>,
    events: u64,
    states: bool,
    lines: bool,
    handover_events: bool,
    from: i64,
    to: i64,
}

/// Two numbers as one key.
fn pair(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

impl Flow {
    /// With so many keys of owners.
    pub fn new(keys: usize) -> Flow {
        Flow {
            cases: Vec::new(),
            holders: vec![Holders::default(); keys],
            arcs: Vec::new(),
            arc_of: FxHashMap::default(),
            nodes: vec![Node { before: NOTHING, activity: NOTHING, cases: 0 }],
            next: FxHashMap::default(),
            variants: 0,
            activities: Vec::new(),
            events: 0,
            states: false,
            lines: false,
            handover_events: false,
            from: i64::MAX,
            to: i64::MIN,
        }
    }

    /// A case that nothing has happened to yet; it counts from its first event on.
    pub fn open(&mut self) -> usize {
        self.cases.push(Case {
            first: 0,
            last: 0,
            events: 0,
            activity: NOTHING,
            node: 0,
            state: State::Unmatched,
            in_state: [0; STATES],
            handover_events: 0,
            resolved: false,
            reopened: false,
            beyond_first_line: false,
        });
        for holders in &mut self.holders {
            holders.open();
        }
        self.cases.len() - 1
    }

    /// The next event of a case; of one that was not opened, nothing is kept.
    pub fn take(&mut self, case: usize, step: Step<'_>) {
        let Some(own) = self.cases.get_mut(case) else { return };
        let at = if own.events == 0 { step.at } else { step.at.max(own.last) };
        self.events += 1;
        self.from = self.from.min(at);
        self.to = self.to.max(at);
        self.handover_events |= step.handover;

        // The variant that it was is left for a longer one.
        if own.events > 0 {
            if let Some(node) = self.nodes.get_mut(own.node as usize) {
                node.cases -= 1;
                self.variants -= usize::from(node.cases == 0);
            }
            let wait = at - own.last;
            let arcs = &mut self.arcs;
            let arc = *self.arc_of.entry(pair(own.activity, step.activity)).or_insert_with(|| {
                arcs.push(Arc { from: own.activity, to: step.activity, waits: Vec::new() });
                crate::count(arcs.len() - 1)
            });
            if let Some(arc) = self.arcs.get_mut(arc as usize) {
                arc.waits.push(wait);
            }
            if let Some(sum) = own.in_state.get_mut(own.state as usize) {
                *sum += wait;
            }
        } else {
            own.first = at;
        }
        let nodes = &mut self.nodes;
        let before = own.node;
        own.node = *self.next.entry(pair(before, step.activity)).or_insert_with(|| {
            nodes.push(Node { before, activity: step.activity, cases: 0 });
            crate::count(nodes.len() - 1)
        });
        if let Some(node) = self.nodes.get_mut(own.node as usize) {
            self.variants += usize::from(node.cases == 0);
            node.cases += 1;
        }

        if let Some(state) = step.state {
            self.states = true;
            own.reopened |= own.resolved && (state.waits() || state == State::Active);
            own.resolved |= state == State::AfterResolution;
            own.state = state;
        }
        if let Some(first_line) = step.first_line {
            self.lines = true;
            own.beyond_first_line |= !first_line;
        }
        own.handover_events += u32::from(step.handover);
        own.last = at;
        own.events += 1;
        own.activity = step.activity;
        let activity = step.activity as usize;
        if self.activities.len() <= activity {
            self.activities.resize(activity + 1, 0);
        }
        if let Some(many) = self.activities.get_mut(activity) {
            *many += 1;
        }
        for (holders, &owner) in self.holders.iter_mut().zip(step.owners) {
            holders.take(case, owner);
        }
    }

    fn begun(&self) -> impl Iterator<Item = (usize, &Case)> {
        self.cases.iter().enumerate().filter(|(_, case)| case.events > 0)
    }

    pub fn cases(&self) -> usize {
        self.begun().count()
    }

    pub fn events(&self) -> u64 {
        self.events
    }

    /// Of the first and the last event.
    pub fn range(&self) -> Option<(i64, i64)> {
        (self.events > 0).then_some((self.from, self.to))
    }

    pub fn activities(&self) -> usize {
        self.activities.iter().filter(|&&many| many > 0).count()
    }

    /// How often each activity happened, by its number.
    pub fn activity_counts(&self) -> &[u64] {
        &self.activities
    }

    pub fn variants(&self) -> usize {
        self.variants
    }

    /// The most frequent variants with how many cases went that way; of equally many the one that was first.
    pub fn top_variants(&self, many: usize) -> Vec<(u32, Vec<u32>)> {
        let mut ends: Vec<usize> =
            self.nodes.iter().enumerate().filter(|(_, node)| node.cases > 0).map(|(at, _)| at).collect();
        let cases = |at: usize| self.nodes.get(at).map_or(0, |node| node.cases);
        ends.sort_by_key(|&at| (std::cmp::Reverse(cases(at)), at));
        let way = |end: usize| {
            let mut way = Vec::new();
            let mut at = end;
            while let Some(node) = self.nodes.get(at).filter(|node| node.before != NOTHING) {
                way.push(node.activity);
                at = node.before as usize;
            }
            way.reverse();
            way
        };
        ends.into_iter().take(many).map(|end| (cases(end), way(end))).collect()
    }

    /// What followed what, in the order in which it first did.
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// How often one event followed another in all.
    pub fn pairs(&self) -> u64 {
        self.events - self.cases() as u64
    }

    /// How many cases began, and ended, with each activity.
    pub fn ends(&self) -> (FxHashMap<u32, u32>, FxHashMap<u32, u32>) {
        let (mut first, mut last) = (FxHashMap::default(), FxHashMap::default());
        for (_, case) in self.begun() {
            *last.entry(case.activity).or_insert(0) += 1;
        }
        // The first step of every way stands right under the root; those below it went through it.
        let mut passed: Vec<u32> = self.nodes.iter().map(|node| node.cases).collect();
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let here = passed.get(at).copied().unwrap_or(0);
            if node.before == 0 {
                *first.entry(node.activity).or_insert(0) += here;
            } else if let Some(before) = passed.get_mut(node.before as usize) {
                *before += here;
            }
        }
        first.retain(|_, many| *many > 0);
        (first, last)
    }

    /// From a case's first event to its last.
    pub fn throughput_days(&self) -> Spread {
        Spread::new(self.begun().map(|(_, case)| crate::real(case.last - case.first) / DAY).collect())
    }

    /// The same without what comes after it was put right; none where nothing is known of states.
    pub fn lead_days(&self) -> Option<Spread> {
        let lead = |case: &Case| {
            let over: i64 =
                State::ALL.iter().filter(|state| state.over()).map(|&state| case.spent(state)).sum();
            crate::real(case.last - case.first - over) / DAY
        };
        self.states.then(|| Spread::new(self.begun().map(|(_, case)| lead(case)).collect()))
    }

    pub fn events_per_case(&self) -> Spread {
        Spread::new(self.begun().map(|(_, case)| f64::from(case.events)).collect())
    }

    /// Microseconds in each state, all cases together; they sum to the throughput of all.
    pub fn in_states(&self) -> Option<[(State, i64); STATES]> {
        self.states.then(|| {
            let mut sums = [0; STATES];
            for (_, case) in self.begun() {
                for (sum, own) in sums.iter_mut().zip(case.in_state) {
                    *sum += own;
                }
            }
            let mut states = State::ALL.iter();
            sums.map(|sum| (states.next().copied().unwrap_or(State::Unmatched), sum))
        })
    }

    /// Time in somebody's hands of the time in hands and waiting; with `without_customer`, what waits for the
    /// customer is not held against the house.
    pub fn efficiency(&self, without_customer: bool) -> Option<Efficiency> {
        let mut of = Vec::new();
        for (_, case) in self.begun() {
            let active = case.spent(State::Active);
            let waits = State::ALL
                .iter()
                .filter(|&&state| state.waits() && !(without_customer && state == State::WaitCustomer));
            let whole = active + waits.map(|&state| case.spent(state)).sum::<i64>();
            if whole > 0 {
                of.push((crate::real(active), crate::real(whole)));
            }
        }
        self.states.then(|| Efficiency::new(&of)).flatten()
    }

    /// Cases that were taken up again after they were put right, of those that ever were.
    pub fn reopened(&self) -> Option<Share> {
        let resolved = self.begun().filter(|(_, case)| case.resolved);
        let (mut hits, mut of) = (0, 0);
        for (_, case) in resolved {
            of += 1;
            hits += u32::from(case.reopened);
        }
        Share::new(hits, of)
    }

    /// Cases that were with the first line from beginning to end.
    pub fn first_line(&self) -> Option<Share> {
        let hits = self.begun().filter(|(_, case)| !case.beyond_first_line).count();
        self.lines.then(|| Share::new(crate::count(hits), crate::count(self.cases()))).flatten()
    }

    /// How often ownership moved in each case, counted by the event that is a handover.
    pub fn handover_events(&self) -> Option<Vec<u32>> {
        self.handover_events.then(|| self.begun().map(|(_, case)| case.handover_events).collect())
    }

    /// By one key: team, person, line.
    pub fn owners(&self, key: usize) -> Option<Owners<'_>> {
        let holders = self.holders.get(key)?;
        let days = self
            .cases
            .iter()
            .map(|case| (case.events > 0).then(|| crate::real(case.last - case.first) / DAY));
        Some(Owners { holders, days: days.collect() })
    }
}

impl Case {
    fn spent(&self, state: State) -> i64 {
        self.in_state.get(state as usize).copied().unwrap_or(0)
    }
}

/// Both ways to say it; they differ a lot, so both are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Efficiency {
    /// Ratio of sums.
    pub pooled: Pooled,
    /// Of each case.
    pub cases: Spread,
}

impl Efficiency {
    /// Of each case with anything to divide by: the part and the whole.
    pub fn new(of: &[(f64, f64)]) -> Option<Efficiency> {
        let cases = Spread::new(of.iter().map(|(part, whole)| part / whole).collect());
        Some(Efficiency { pooled: Pooled::new(of)?, cases })
    }
}

#[cfg(test)]
mod tests;

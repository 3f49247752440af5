//! In whose hands cases were: handovers, direct ping-pong, any return, and between whom. Always by one key
//! (team, person, line): the answer differs with it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{NOTHING, pair};
use crate::{interval::Share, spread::Spread};

/// Of one case, one after the other without repeats: c.
#[derive(Clone, Copy, Debug)]
struct Held {
    first: u32,
    now: u32,
    before: u32,
    handovers: u32,
    /// How often c[i] = c[i+2].
    bounces: u32,
    /// Somebody had it twice with others between.
    returned: bool,
}

/// What is kept for one key.
#[derive(Clone, Debug, Default)]
pub(super) struct Holders {
    cases: Vec<Held>,
    /// Case and owner, once they met, where there was more than one owner.
    met: FxHashSet<u64>,
    /// The cases in which two gave it to each other and back, once for each time.
    bounced: FxHashMap<u64, Vec<u32>>,
    /// From whom to whom an event followed another, with themselves.
    work: FxHashMap<u64, u64>,
    seen: Vec<bool>,
}

impl Holders {
    pub(super) fn open(&mut self) {
        self.cases.push(Held {
            first: NOTHING,
            now: NOTHING,
            before: NOTHING,
            handovers: 0,
            bounces: 0,
            returned: false,
        });
    }

    pub(super) fn take(&mut self, case: usize, owner: u32) {
        let Some(held) = self.cases.get_mut(case) else { return };
        if owner == NOTHING {
            return;
        }
        let number = crate::count(case);
        if held.now == NOTHING {
            held.first = owner;
        } else {
            *self.work.entry(pair(held.now, owner)).or_insert(0) += 1;
            if held.now == owner {
                return;
            }
            held.handovers += 1;
            if held.handovers == 1 {
                self.met.insert(pair(number, held.now));
            }
            held.returned |= !self.met.insert(pair(number, owner));
            if held.before == owner {
                held.bounces += 1;
                let between = pair(owner.min(held.now), owner.max(held.now));
                self.bounced.entry(between).or_default().push(number);
            }
            held.before = held.now;
        }
        held.now = owner;
        let at = owner as usize;
        if self.seen.len() <= at {
            self.seen.resize(at + 1, false);
        }
        if let Some(seen) = self.seen.get_mut(at) {
            *seen = true;
        }
    }
}

/// Two between whom cases went there and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub a: u32,
    pub b: u32,
    pub bounces: u32,
    /// Each once.
    pub cases: Vec<u32>,
}

/// What can be asked of one key.
#[derive(Clone, Debug)]
pub struct Owners<'a> {
    pub(super) holders: &'a Holders,
    /// Of each case its days from first to last event, if it has begun.
    pub(super) days: Vec<Option<f64>>,
}

impl Owners<'_> {
    fn begun(&self) -> impl Iterator<Item = (&Held, f64)> {
        self.holders.cases.iter().zip(&self.days).filter_map(|(held, days)| Some((held, (*days)?)))
    }

    fn cases(&self) -> u32 {
        crate::count(self.begun().count())
    }

    pub fn distinct(&self) -> usize {
        self.holders.seen.iter().filter(|&&seen| seen).count()
    }

    /// Of each case: H = len(c) − 1.
    pub fn handovers(&self) -> Spread {
        Spread::new(self.begun().map(|(held, _)| f64::from(held.handovers)).collect())
    }

    /// Cases by how often they were handed over, the last of all that were more often, with their days.
    pub fn by_handovers(&self, last: usize) -> Vec<Spread> {
        let mut days = vec![Vec::new(); last + 1];
        for (held, own) in self.begun() {
            if let Some(days) = days.get_mut((held.handovers as usize).min(last)) {
                days.push(own);
            }
        }
        days.into_iter().map(Spread::new).collect()
    }

    /// Cases with A → B → A.
    pub fn direct(&self) -> Option<Share> {
        let hits = self.begun().filter(|(held, _)| held.bounces > 0).count();
        Share::new(crate::count(hits), self.cases())
    }

    /// How often A → B → A happened, all cases together.
    pub fn bounces(&self) -> u64 {
        self.begun().map(|(held, _)| u64::from(held.bounces)).sum()
    }

    /// Cases that came back to any earlier owner, directly or not.
    pub fn any_return(&self) -> Option<Share> {
        let hits = self.begun().filter(|(held, _)| held.returned).count();
        Share::new(crate::count(hits), self.cases())
    }

    /// Days of the cases with direct ping-pong, and of the others.
    pub fn days_bounced_and_not(&self) -> (Spread, Spread) {
        let days = |bounced: bool| {
            let own = self.begun().filter(|(held, _)| (held.bounces > 0) == bounced);
            Spread::new(own.map(|(_, days)| days).collect())
        };
        (days(true), days(false))
    }

    /// The pairs with most bounces; of equally many, in the order that `name` gives.
    pub fn worst_pairs<'n>(&self, many: usize, name: impl Fn(u32) -> &'n str) -> Vec<Pair> {
        let mut pairs: Vec<(u32, u32, u32, &Vec<u32>)> = self
            .holders
            .bounced
            .iter()
            .map(|(&key, cases)| {
                let (a, b) = (crate::high(key), crate::low(key));
                let (a, b) = if name(a) <= name(b) { (a, b) } else { (b, a) };
                (a, b, crate::count(cases.len()), cases)
            })
            .collect();
        pairs.sort_by(|x, y| y.2.cmp(&x.2).then_with(|| (name(x.0), name(x.1)).cmp(&(name(y.0), name(y.1)))));
        let whole = |(a, b, bounces, cases): (u32, u32, u32, &Vec<u32>)| {
            let mut cases = cases.clone();
            cases.sort_unstable();
            cases.dedup();
            Pair { a, b, bounces, cases }
        };
        pairs.into_iter().take(many).map(whole).collect()
    }

    /// From whom to whom, with themselves: how often an event of the one followed one of the other.
    pub fn work(&self) -> impl Iterator<Item = (u32, u32, u64)> {
        self.holders.work.iter().map(|(&key, &many)| (crate::high(key), crate::low(key), many))
    }

    /// Of the cases that an owner had first, those that stayed.
    pub fn kept_by_first(&self) -> Vec<(u32, Share)> {
        let mut counts: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
        for (held, _) in self.begun() {
            let (kept, of) = counts.entry(held.first).or_default();
            *kept += u32::from(held.handovers == 0);
            *of += 1;
        }
        let mut kept: Vec<(u32, Share)> = counts
            .into_iter()
            .filter_map(|(owner, (kept, of))| Some((owner, Share::new(kept, of)?)))
            .collect();
        kept.sort_by_key(|(owner, share)| (std::cmp::Reverse(share.of), *owner));
        kept
    }
}

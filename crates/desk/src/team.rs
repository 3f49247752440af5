//! Teams at the desk: who works one pool together, and where a matter goes that no person took in.

use std::collections::BTreeSet;

use valta_domain::{
    AgentId, CustomerId, Refusal, Stream, TeamId, Timestamp,
    duty::{self, Staff},
    event::HouseEvent,
    placing::{self, Front, Hand, Known, Place},
    refusal::Field,
    team::{self, Giving, Team},
    text,
};
use valta_policy::Action;
use valta_store::{Fault, Tx, account, lock, record, views};

use crate::{
    By, Desk, Key, No,
    work::{Work, fresh_id},
};

#[derive(Clone, Debug)]
pub struct SetTeam {
    /// `None` makes a new one.
    pub id: Option<TeamId>,
    pub name: String,
    pub giving: Giving,
    /// Takes what comes in without a person; the one that did so before does it no more.
    pub front: bool,
}

impl Desk {
    pub async fn set_team(&self, by: By, key: Option<Key>, set: SetTeam) -> Result<TeamId, No> {
        self.must(by, Action::KeepTeams)?;
        self.transact(by.actor(), key, move |work| {
            let name = text::line(Field::Name, &set.name)?;
            let id = set.id.unwrap_or_else(|| TeamId(fresh_id()));
            lock::hold(work.tx, &Stream::House.to_string())?;
            lock::hold(work.tx, &Stream::Team(id).to_string())?;
            let known = views::team::all(work.tx)?;
            let now = known.iter().find(|team| team.id == id);
            if set.id.is_some() && now.is_none() {
                return Err(Refusal::NotFound.into());
            }
            if known.iter().any(|team| team.id != id && team.name.to_lowercase() == name.to_lowercase()) {
                return Err(Refusal::AlreadyThere.into());
            }
            let stands = now.map(|team| Team { name: team.name.clone(), giving: team.giving });
            let events = team::decide_set(stands.as_ref(), Team { name, giving: set.giving });
            let (_, mut head) = record::load(work.tx, Stream::Team(id))?;
            work.record(Stream::Team(id), &mut head, events)?;
            if now.is_some_and(|team| team.front) != set.front {
                let (_, mut head) = record::load(work.tx, Stream::House)?;
                let team = set.front.then_some(id);
                work.record(Stream::House, &mut head, [HouseEvent::FrontTeamSet { team }])?;
            }
            Ok(id)
        })
        .await
    }
}

/// What placing needs to know of the house, looked up once for many matters.
pub(crate) struct Places {
    front: Option<Front>,
    there: Option<BTreeSet<AgentId>>,
    staff: Option<Staff>,
}

impl Places {
    pub(crate) fn look(desk: &Desk, tx: &mut Tx<'_>, at: Timestamp) -> Result<Places, Fault> {
        let Some(front) = views::team::front(tx)? else {
            return Ok(Places { front: None, there: None, staff: None });
        };
        let mut places = Places { front: None, there: None, staff: None };
        let hands = match front.giving {
            Giving::Pull => vec![],
            Giving::Push => {
                let there = places.there(desk, tx, at)?;
                let known = there.clone();
                views::team::hands(tx, front.id)?
                    .into_iter()
                    .filter(|hand| known.contains(&hand.agent))
                    .collect()
            }
        };
        places.front = Some(Front { team: front.id, giving: front.giving, there: hands });
        Ok(places)
    }

    fn there(&mut self, desk: &Desk, tx: &mut Tx<'_>, at: Timestamp) -> Result<&BTreeSet<AgentId>, Fault> {
        if self.there.is_none() {
            self.there = Some(desk.there(tx, at)?);
        }
        Ok(self.there.get_or_insert_default())
    }

    /// Who carries this person's duty now.
    fn carrier(
        &mut self,
        desk: &Desk,
        tx: &mut Tx<'_>,
        owner: AgentId,
        at: Timestamp,
    ) -> Result<Option<AgentId>, Fault> {
        if self.staff.is_none() {
            self.staff = Some(desk.staff(tx)?);
        }
        Ok(self.staff.as_ref().and_then(|staff| duty::carrier(staff, owner, at)))
    }
}

impl Work<'_, '_> {
    /// Whose a new matter is that no person took in.
    pub(crate) fn place(&mut self, places: &mut Places, customer: Option<CustomerId>) -> Result<Place, No> {
        let (desk, at) = (self.desk.clone(), self.at);
        let (mut carries_another, mut solved_before) = (None, None);
        if let Some(customer) = customer {
            if let Some(owner) = views::case::owner_of_another(self.tx, customer)? {
                carries_another = places.carrier(&desk, self.tx, owner, at)?;
            }
            if carries_another.is_none()
                && let Some(solver) = views::case::last_solver(self.tx, customer)?
            {
                solved_before = places.there(&desk, self.tx, at)?.contains(&solver).then_some(solver);
            }
        }
        let known = Known { carries_another, solved_before, front: places.front.clone() };
        let place = placing::decide_place(&known);
        if let Place::With(given, _) = place {
            // Whoever leaves at this moment waits for it, or is found gone and the team has it.
            lock::share(self.tx, &Stream::Agent(given).to_string())?;
            if account::by_agent(self.tx, given)?.is_none_or(|account| account.disabled) {
                return Ok(Place::Pool(places.front.as_ref().map(|front| front.team)));
            }
        }
        // The next one of many goes to somebody else.
        if let (Place::With(given, _), Some(front)) = (place, &mut places.front) {
            for hand in front.there.iter_mut().filter(|hand| hand.agent == given) {
                *hand = Hand { open: hand.open + 1, last: Some(at), ..*hand };
            }
        }
        Ok(place)
    }
}

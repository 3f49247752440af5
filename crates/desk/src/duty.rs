//! Duty at the desk: who is there, who is away and who covers for them; and that no matter is left with nobody.

use std::collections::BTreeSet;

use valta_domain::{
    Actor, AgentId, Refusal, Stream, TeamId, Timestamp,
    agent::Role,
    case,
    duty::{self, Away, AwayBecause, Staff, Standing},
    time::MINUTE,
};
use valta_policy::{Action, Relation, Who};
use valta_store::{Fault, Tx, account, views};

use crate::{By, Desk, Key, No, work};

/// Seen so recently (µs) at work, somebody is on duty.
const ON_DUTY: i64 = 15 * MINUTE;
/// Cases released, and people welcomed back, in one round.
const ROUND: usize = 100;

#[derive(Clone, Debug)]
pub struct SayAway {
    pub agent: AgentId,
    /// `None`: from now.
    pub from: Option<Timestamp>,
    pub until: Timestamp,
    pub cover: Option<AgentId>,
    pub because: AwayBecause,
}

/// Who is at work: signed in, seen in the last quarter of an hour, and not away.
pub fn at_work(tx: &mut Tx<'_>, at: Timestamp) -> Result<BTreeSet<AgentId>, Fault> {
    let mut there: BTreeSet<AgentId> = account::seen_since(tx, at.minus(ON_DUTY))?.into_iter().collect();
    for away in views::agent::away_at(tx, at)? {
        there.remove(&away.id);
    }
    Ok(there)
}

impl Desk {
    /// Who can be reached now: at work, or on call.
    pub fn there(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<BTreeSet<AgentId>, Fault> {
        let mut there = at_work(tx, at)?;
        there.extend(self.on_call(tx, at)?.into_iter().filter_map(|on_call| on_call.answers));
        Ok(there)
    }

    /// Everybody with what duty asks of them.
    pub fn staff(&self, tx: &mut Tx<'_>) -> Result<Staff, Fault> {
        staff(tx, &self.roles_that_serve_nobody())
    }

    /// Those of a team whose duty nobody carries now: what waits for them waits for the team.
    pub fn uncovered(&self, tx: &mut Tx<'_>, team: TeamId, at: Timestamp) -> Result<Vec<AgentId>, Fault> {
        if views::agent::away_at(tx, at)?.iter().all(|line| line.team != Some(team)) {
            return Ok(vec![]);
        }
        let staff = self.staff(tx)?;
        let of_team = staff.iter().filter(|(_, standing)| standing.team == Some(team) && !standing.gone);
        let left = of_team.filter(|(id, _)| duty::carrier(&staff, **id, at).is_none());
        Ok(left.map(|(id, _)| *id).collect())
    }

    /// Whose duty this person carries now: their own, and that of those whom they cover for.
    pub fn carried_by(&self, tx: &mut Tx<'_>, agent: AgentId, at: Timestamp) -> Result<Vec<AgentId>, Fault> {
        // Chains lead through those who are away alone, and end with somebody who is not.
        let away = views::agent::away_at(tx, at)?;
        let mut staff: Staff = away
            .into_iter()
            .map(|line| (line.id, Standing { team: line.team, gone: line.disabled, away: line.away }))
            .collect();
        staff.entry(agent).or_insert(Standing { team: None, gone: false, away: None });
        Ok(duty::carried_by(&staff, agent, at))
    }

    pub async fn say_away(&self, by: By, key: Option<Key>, say: SayAway) -> Result<(), No> {
        self.must_to(by, Action::SayAway, say.agent)?;
        self.transact_while(work::Staff::Changes, by.actor(), key, move |work| {
            let staff = work.desk.staff(work.tx)?;
            let from = say.from.unwrap_or(work.at);
            let away = Away { from, until: say.until, cover: say.cover, because: say.because };
            let events = duty::decide_away(&staff, say.agent, away, work.at)?;
            let (_, mut head) = work.agent(say.agent)?;
            work.record(Stream::Agent(say.agent), &mut head, events)
        })
        .await
    }

    pub async fn come_back(&self, by: By, key: Option<Key>, agent: AgentId) -> Result<(), No> {
        self.must_to(by, Action::SayAway, agent)?;
        self.bring_back(by.actor(), key, agent).await
    }

    async fn bring_back(&self, actor: Actor, key: Option<Key>, agent: AgentId) -> Result<(), No> {
        self.transact_while(work::Staff::Changes, actor, key, move |work| {
            let (known, mut head) = work.agent(agent)?;
            let events = duty::decide_back(known.as_ref())?;
            work.record(Stream::Agent(agent), &mut head, events)
        })
        .await
    }

    /// Those whose time away is over have their duty again; what belongs to nobody who could carry it goes to the
    /// pool of the team that its owner was of.
    pub async fn settle_duties(&self) -> Result<(), No> {
        let (now, roles) = (self.now(), self.roles_that_serve_nobody());
        let look = move |tx: &mut Tx<'_>| {
            Ok((views::agent::due_back(tx, now, ROUND)?, views::case::ownerless(tx, &roles, ROUND)?))
        };
        let (back, ownerless) = self.reader().look(look).await?;
        for agent in back {
            if let Err(no) = self.bring_back(Actor::House, None, agent).await {
                tracing::error!(%agent, error = %no, "somebody could not be brought back; it will be tried again");
            }
        }
        for (id, owner, team) in ownerless {
            let released = self.transact(Actor::House, None, move |work| {
                let mut case = work.any_case(id)?;
                let events = case::decide_release(case.get()?, owner, team);
                work.record_case(&mut case, events)
            });
            if let Err(no) = released.await {
                tracing::error!(%id, error = %no, "a case could not be released; it will be tried again");
            }
        }
        Ok(())
    }

    /// Roles that may not answer even the customers of their own matters.
    fn roles_that_serve_nobody(&self) -> Vec<Role> {
        let policies = self.policies();
        let serves = |role: &Role| policies.may(Who::in_person(*role), Action::Reply, Relation::Owner);
        Role::ALL.into_iter().filter(|role| !serves(role)).collect()
    }

    /// For what is done to a person's own affairs.
    pub(crate) fn must_to(&self, by: By, action: Action, agent: AgentId) -> Result<(), Refusal> {
        let relation = if by.agent == agent { Relation::Owner } else { Relation::None };
        if self.may(by, action, relation) { Ok(()) } else { Err(Refusal::NotYours) }
    }
}

/// Everybody, also those who may serve nobody: they may know something.
pub(crate) fn everybody(tx: &mut Tx<'_>) -> Result<Staff, Fault> {
    staff(tx, &[])
}

fn staff(tx: &mut Tx<'_>, may_not: &[Role]) -> Result<Staff, Fault> {
    let standing = |line: views::agent::AgentLine| {
        let gone = line.disabled || may_not.contains(&line.role);
        (line.id, Standing { team: line.team, gone, away: line.away })
    };
    Ok(views::agent::all(tx)?.into_iter().map(standing).collect())
}

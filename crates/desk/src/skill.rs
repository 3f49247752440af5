//! What people say that they know: stated by themselves or by a lead, and taken back.

use valta_domain::{
    AgentId, Refusal, SkillId, Stream,
    refusal::Field,
    skill::{self, LETTERS},
    text,
};
use valta_policy::Action;
use valta_store::{lock, text as words, views};

use crate::{By, Desk, Key, No, work::fresh_id};

impl Desk {
    /// What is said already is not said twice.
    pub async fn state_skill(
        &self,
        by: By,
        key: Option<Key>,
        agent: AgentId,
        says: String,
    ) -> Result<SkillId, No> {
        self.must_to(by, Action::StateSkill, agent)?;
        self.transact(by.actor(), key, move |work| {
            let says = text::line(Field::Skill, &says)?;
            if says.chars().count() > LETTERS {
                return Err(Refusal::TooLong(Field::Skill).into());
            }
            let stream = Stream::Agent(agent);
            // Whoever acts shares the turn of their own stream already, and two may speak of one person.
            lock::hold(work.tx, &format!("skills:{agent}"))?;
            let (known, mut head) = work.agent(agent)?;
            let same = |line: &views::skill::SkillLine| {
                line.says.as_ref().is_some_and(|known| known.to_lowercase() == says.to_lowercase())
            };
            if let Some(line) = views::skill::of(work.tx, agent)?.iter().find(|line| same(line)) {
                return Ok(line.id);
            }
            let id = SkillId(fresh_id());
            let text = work.text(&says)?;
            let events = skill::decide_state(known.as_ref(), id, text)?;
            work.record(stream, &mut head, events)?;
            Ok(id)
        })
        .await
    }

    /// It is taken back, and its words are gone.
    pub async fn drop_skill(
        &self,
        by: By,
        key: Option<Key>,
        agent: AgentId,
        skill: SkillId,
    ) -> Result<(), No> {
        self.must_to(by, Action::StateSkill, agent)?;
        self.transact(by.actor(), key, move |work| {
            lock::hold(work.tx, &format!("skills:{agent}"))?;
            let (known, mut head) = work.agent(agent)?;
            let events = skill::decide_drop(known.as_ref(), skill)?;
            let line = views::skill::one(work.tx, skill)?;
            let Some(line) = line.filter(|_| !events.is_empty()) else { return Ok(()) };
            work.record(Stream::Agent(agent), &mut head, events)?;
            Ok(words::erase(work.tx, None, line.text)?)
        })
        .await
    }
}

//! Agents at the desk: whoever joins, with a login.

use std::ops::RangeInclusive;

use valta_domain::{
    Actor, AgentId, Refusal, Stream, TeamId,
    agent::{self, Role},
    customer::IdentityKind,
    refusal::Field,
    text,
    token::TokenScope,
};
use valta_policy::Action;
use valta_store::{Fault, account, draft, feed, lock, presence, push, views};

use crate::{
    By, Desk, Key, No,
    work::{Staff, fresh_id, secret},
};

/// Letters of a password: shorter ones are refused (OWASP ASVS 6.2.1 advises 15), and longer ones at the door.
pub const PASSWORD_LETTERS: RangeInclusive<usize> = 12..=1000;

#[derive(Clone, Debug)]
pub struct NewAgent {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub team: Option<TeamId>,
    /// `fi`, `sv` or `en`.
    pub language: String,
    /// As [`Desk::hash_password`] made it; nobody signs in without one.
    pub password: Option<String>,
}

impl Desk {
    pub async fn add_agent(&self, actor: Actor, new: NewAgent) -> Result<AgentId, No> {
        self.transact(actor, None, move |work| {
            let name = text::line(Field::Name, &new.name)?;
            let email = IdentityKind::Email.normal(&new.email).ok_or(Refusal::Unusable(Field::Address))?;
            if account::by_email(work.tx, &email)?.is_some() {
                return Err(Refusal::AlreadyThere.into());
            }
            let id = AgentId(fresh_id());
            let (known, mut head) = work.agent(id)?;
            let events = agent::decide_add(known.as_ref(), new.role, new.team)?;
            work.record(Stream::Agent(id), &mut head, events)?;
            account::put(work.tx, id, &name, &email, new.password.as_deref(), &new.language)?;
            Ok(id)
        })
        .await
    }

    /// Somebody joins, with the first password that they are told.
    pub async fn welcome(&self, by: By, new: NewAgent, password: String) -> Result<AgentId, No> {
        self.must(by, Action::KeepAgents)?;
        if !PASSWORD_LETTERS.contains(&password.chars().count()) {
            return Err(Refusal::Unusable(Field::Password).into());
        }
        let digest = self.hash_password(password).await;
        let digest = digest.ok_or_else(|| Fault::bug("a password cannot be kept"))?;
        self.add_agent(by.actor(), NewAgent { password: Some(digest), ..new }).await
    }

    /// Another role or another team; a team that nobody has made is refused.
    pub async fn change_agent(
        &self,
        by: By,
        key: Option<Key>,
        id: AgentId,
        role: Role,
        team: Option<TeamId>,
    ) -> Result<(), No> {
        // Leads say who is of which team; a role is given by those who keep the logins.
        self.must(by, Action::KeepTeams)?;
        self.transact_while(Staff::Changes, by.actor(), key, move |work| {
            lock::hold(work.tx, &Stream::Agent(id).to_string())?;
            let (known, mut head) = work.agent(id)?;
            if known.as_ref().is_some_and(|known| known.role != role) {
                work.desk.must(by, Action::KeepAgents)?;
                if id == by.agent {
                    return Err(Refusal::OwnLogin.into());
                }
            }
            if let Some(team) = team
                && views::team::all(work.tx)?.iter().all(|known| known.id != team)
            {
                return Err(Refusal::Unusable(Field::Team).into());
            }
            let events = agent::decide_change(known.as_ref(), role, team)?;
            work.record(Stream::Agent(id), &mut head, events)
        })
        .await
    }

    /// As [`Desk::disable_agent`], by somebody who keeps the logins, and not of themselves.
    pub async fn end_login(&self, by: By, id: AgentId) -> Result<(), No> {
        self.must(by, Action::KeepAgents)?;
        if id == by.agent {
            return Err(Refusal::OwnLogin.into());
        }
        self.disable_agent(by.actor(), id).await
    }

    /// The person has left: sessions, tokens, the calendar's address and word on devices end with the same commit.
    pub async fn disable_agent(&self, actor: Actor, id: AgentId) -> Result<(), No> {
        self.transact_while(Staff::Changes, actor, None, move |work| {
            lock::hold(work.tx, &Stream::Agent(id).to_string())?;
            let (known, mut head) = work.agent(id)?;
            let events = agent::decide_disable(known.as_ref())?;
            work.record(Stream::Agent(id), &mut head, events)?;
            account::end_sessions(work.tx, id)?;
            account::revoke_tokens(work.tx, id, work.at)?;
            feed::end(work.tx, id)?;
            push::end_all(work.tx, id)?;
            draft::forget_of(work.tx, id)?;
            presence::forget_of(work.tx, id)?;
            Ok(())
        })
        .await
    }

    /// A new token that acts as the agent, as far as its scope goes; this is the only time that it can be read.
    pub async fn add_token(&self, id: AgentId, name: String, scope: TokenScope) -> Result<String, No> {
        self.put_token(fresh_id().to_string(), id, name, scope).await
    }

    async fn put_token(
        &self,
        named: String,
        id: AgentId,
        name: String,
        scope: TokenScope,
    ) -> Result<String, No> {
        let token = format!("valta_{}", secret());
        let kept = token.clone();
        let at = self.now();
        self.inner
            .db
            .write(move |tx| -> Result<(), No> {
                account::by_agent(tx, id)?.ok_or(Refusal::NotFound)?;
                Ok(account::put_token(tx, (&named, &kept), id, &name, scope, at)?)
            })
            .await?;
        Ok(token)
    }

    /// A phone stays signed in, for catching alone; this is the only time that its secret can be read. A form that is sent
    /// again is about the same phone, and only the last secret opens anything.
    pub async fn trust_device(&self, by: By, key: Key, name: String) -> Result<String, No> {
        self.must(by, Action::KeepAccount)?;
        let name = text::line(Field::Name, &name)?;
        self.put_token(key.key, by.agent, name, TokenScope::Catch).await
    }

    /// It is let in no more; ending what has ended changes nothing.
    pub async fn end_device(&self, by: By, id: String) -> Result<(), No> {
        self.must(by, Action::KeepAccount)?;
        let at = self.now();
        Ok(self.inner.db.write(move |tx| account::end_device(tx, by.agent, &id, at)).await?)
    }
}

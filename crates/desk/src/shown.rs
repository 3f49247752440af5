//! What a customer is shown who has followed their link; nothing reaches them but by the type that is made here.

use valta_domain::{
    Refusal, Timestamp,
    case::State,
    duty,
    promise::Standing,
    shown::{Promised, Shown, With},
};
use valta_store::{
    Fault, Scope, Tx, account,
    views::{self, case::CaseLine},
};

use crate::{
    Desk, No,
    link::{self, Open},
};

/// Touches and promises that are shown.
const MOST: usize = 200;

/// A matter as its customer sees it.
#[derive(Clone, Debug)]
pub struct Matter {
    pub shown: Shown,
    /// In which it is told: `fi`, `sv` or `en`.
    pub language: String,
    /// Until when the link leads here, if nothing makes it last longer.
    pub until: Timestamp,
    /// The link stands on paper, which no mail makes last longer.
    pub paper: bool,
}

impl Desk {
    /// The matter behind a secret. Not found is the answer to one that was never given, has run out, or was taken back.
    pub async fn follow(&self, secret: String) -> Result<Matter, No> {
        let desk = self.clone();
        let found = self.reader().look(move |tx| desk.matter(tx, &secret)).await?;
        Ok(found.ok_or(Refusal::NotFound)?)
    }

    fn matter(&self, tx: &mut Tx<'_>, secret: &str) -> Result<Option<Matter>, Fault> {
        let Some(open) = link::open(tx, secret, self.settings().link_window, self.now())? else {
            return Ok(None);
        };
        let Some(shown) = self.shown(tx, &open)? else { return Ok(None) };
        let words = views::shown::last_words(tx, open.case, open.link.customer)?;
        let language = words.and_then(|words| valta_language::search::guess(&words));
        let language =
            language.map_or_else(|| self.settings().language.clone(), |language| language.code().to_owned());
        let (until, paper) = (self.link_until(&open.link), open.link.to.is_none());
        Ok(Some(Matter { shown, language, until, paper }))
    }

    fn shown(&self, tx: &mut Tx<'_>, open: &Open) -> Result<Option<Shown>, Fault> {
        let Some(line) = views::case::one(tx, Scope::All, open.case)? else { return Ok(None) };
        let (customer, own) = (open.link.customer, open.own);
        // A case may have been put together with another customer's: then only what is this one's is shown, under the
        // number that they know.
        let known = if own { None } else { views::case::one(tx, Scope::All, open.link.case)? };
        let known = known.as_ref().unwrap_or(&line);
        let told = views::told::of_case(tx, open.case)?.filter(|_| own);
        Ok(Some(Shown {
            own,
            number: known.number,
            subject: views::shown::subject(tx, open.case, customer)?,
            opened_at: known.opened_at,
            // That it is over is so for both; whose turn it is, is the other's.
            state: if own || line.state == State::Resolved { line.state } else { State::Open },
            with: self.with(tx, &line)?,
            waiting_since: line.waiting_since.filter(|_| own && line.state != State::Resolved),
            finding_out_since: views::consultation::finding_out_since(tx, open.case)?.filter(|_| own),
            looks: if own { self.looks(tx, open.case)? } else { None },
            promised: self.promises_shown(tx, open)?,
            said: views::shown::said(tx, open.case, customer, own, MOST)?,
            mood: told.as_ref().and_then(|told| Some(told.mood.as_ref()?.0)),
            solved: told.as_ref().and_then(|told| told.solved),
            voice: told.and_then(|told| Some(told.voice?.words)),
        }))
    }

    /// Who has the matter, as its customer hears it.
    pub(crate) fn with(&self, tx: &mut Tx<'_>, line: &CaseLine) -> Result<With, Fault> {
        Ok(match (&line.owner, &line.pool) {
            (Some((owner, name)), _) => {
                With::Person { name: name.clone(), away: self.owner_away(tx, *owner)? }
            }
            (None, pool) => With::Team {
                name: pool.as_ref().and_then(|(team, _)| team.as_ref()).map(|(_, name)| name.clone()),
                since: pool.as_ref().map_or(line.opened_at, |(_, since)| *since),
            },
        })
    }

    fn owner_away(
        &self,
        tx: &mut Tx<'_>,
        owner: valta_domain::AgentId,
    ) -> Result<Option<(Timestamp, Option<String>)>, Fault> {
        let now = self.now();
        let away = views::agent::one(tx, owner)?.and_then(|known| known.away);
        let Some(away) = away.filter(|away| away.holds_at(now)) else { return Ok(None) };
        let cover = match duty::carrier(&self.staff(tx)?, owner, now) {
            Some(cover) => account::by_agent(tx, cover)?.map(|account| account.name),
            None => None,
        };
        Ok(Some((away.until, cover)))
    }

    fn promises_shown(&self, tx: &mut Tx<'_>, open: &Open) -> Result<Vec<Promised>, Fault> {
        let now = self.now();
        let promises = match open.link.customer {
            Some(customer) => views::promise::to_customer(tx, open.case, customer, MOST)?,
            None => views::promise::of_case(tx, open.link.case, MOST)?,
        };
        // One that another was given for stands no more: the customer reads the apology.
        let promises = promises.into_iter().filter(|promise| promise.replaced_by.is_none());
        let (open, kept): (Vec<_>, Vec<_>) = promises.partition(views::promise::PromiseLine::is_open);
        let shown = open.into_iter().chain(kept).map(|promise| Promised {
            what: promise.what,
            by: promise.by.1,
            due: promise.due,
            standing: Standing::of(promise.due, promise.kept_at, now),
            kept: promise.kept_at.is_some(),
        });
        Ok(shown.collect())
    }
}

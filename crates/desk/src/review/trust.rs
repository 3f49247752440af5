//! Trust at the desk: what the reviews say of each mandate as it stands, and of one's own acts. It proposes; a person
//! accepts, which sets the mandate, or declines. Never a ranking: people stand in the order of their names.

use valta_domain::{
    AgentId, MandateId, Money, Refusal, Stream,
    event::HouseEvent,
    mandate::Mandate,
    refusal::Field,
    review::{self, Direction, is_new_evidence},
    text,
};
use valta_insight::{
    interval::Share,
    trust::{Expectation, LEAST_N, Proposal, Reviews, Thresholds, Trust, trust},
};
use valta_policy::{Action, Relation};
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    lock, record,
    views::{
        self,
        review::{Counts, Declined, QuestionLine, Whose},
    },
};

use super::{REVIEWS, relation_to};
use crate::{By, Desk, Key, No, SetMandate};

/// Questions that are shown.
const MOST_QUESTIONS: usize = 50;

/// What the reviews say, as far as these eyes reach.
#[derive(Clone, Debug)]
pub struct Trusts {
    /// What they say of the person's own acts.
    pub own: Trust,
    /// Of each mandate as it stands; for those who may see reviews.
    pub mandates: Vec<MandateTrust>,
    /// Of people, in the order of their names; of those alone whom this person may see, without themselves.
    pub agents: Vec<AgentTrust>,
    /// How much was sound of those that the lot fell on: they alone speak for the whole.
    pub lot: Option<Share>,
    pub questions: Vec<QuestionLine>,
}

#[derive(Clone, Debug)]
pub struct MandateTrust {
    pub mandate: Mandate,
    /// Whose it is, where it is one person's.
    pub holder: Option<String>,
    /// Of what was given under the terms that stand.
    pub trust: Trust,
    /// How many reviews speak of earlier terms.
    pub earlier: u32,
    pub offer: Option<Offer>,
    /// The same was declined before, when less was known.
    pub declined: Option<Declined>,
}

/// Something that a person may do with a mandate.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    pub proposal: Proposal,
    /// The limit that a giver steers by, now and then.
    pub limit: Option<(Money, Money)>,
}

#[derive(Clone, Debug)]
pub struct AgentTrust {
    pub agent: (AgentId, String),
    pub trust: Trust,
}

/// A person makes the mandate what was proposed, or nearly.
#[derive(Clone, Debug)]
pub struct TakeProposal {
    pub mandate: MandateId,
    /// The version that the person saw.
    pub seen: i64,
    /// The new limit on one act, in minor units.
    pub limit: i64,
    pub reason: String,
}

#[derive(Clone, Debug)]
pub struct DeclineProposal {
    pub mandate: MandateId,
    pub seen: i64,
    pub direction: Direction,
    pub reason: String,
}

impl Desk {
    /// Within a look that is under way.
    pub fn trusts(&self, tx: &mut Tx<'_>, by: By) -> Result<Trusts, Fault> {
        let sums = views::review::sums(tx)?;
        let accounts = account::all(tx)?;
        let sees = self.may(by, Action::SeeReviews, Relation::None);
        let of = |agent| of_agent(&sums, &accounts, agent);
        let my_team = accounts.iter().find(|account| account.agent == by.agent).and_then(|me| me.team);
        let visible = |account: &&Account| {
            account.agent != by.agent
                && !account.disabled
                && self.may(by, Action::SeeTrust, relation_to(by.agent, my_team, account))
        };
        let mut agents: Vec<AgentTrust> = accounts
            .iter()
            .filter(visible)
            .map(|account| AgentTrust {
                agent: (account.agent, account.name.clone()),
                trust: of(account.agent),
            })
            .filter(|agent| agent.trust.reviews.n() > 0)
            .collect();
        agents.sort_by(|one, other| one.agent.1.cmp(&other.agent.1).then(one.agent.0.cmp(&other.agent.0)));
        let by_lot = reviews(counts_of(&sums, Whose::Lot));
        Ok(Trusts {
            own: of(by.agent),
            mandates: if sees { of_mandates(tx, &sums, &accounts)? } else { Vec::new() },
            agents,
            lot: if sees { Share::new(by_lot.sound(), by_lot.n()) } else { None },
            questions: if sees {
                views::review::open_questions(tx, by.agent, MOST_QUESTIONS)?
            } else {
                Vec::new()
            },
        })
    }

    /// Sets the mandate as it was proposed; its reviews begin anew, for its terms are new.
    pub async fn take_proposal(&self, by: By, key: Option<Key>, take: TakeProposal) -> Result<(), No> {
        self.must(by, Action::SetMandate)?;
        let id = take.mandate;
        let line = self.reader().look(move |tx| views::mandate::one(tx, id)).await?;
        let terms = line.filter(|line| line.stands).ok_or(Refusal::NotFound)?.mandate.terms;
        if take.limit <= 0 {
            return Err(Refusal::Unusable(Field::Amount).into());
        }
        let terms = review::steered(&terms, take.limit);
        let set = SetMandate { id: Some(id), seen: Some(take.seen), terms, reason: take.reason };
        self.set_mandate(by, key, set).await.map(drop)
    }

    /// Leaves the mandate as it is. The same is proposed again once much more is known.
    pub async fn decline_proposal(
        &self,
        by: By,
        key: Option<Key>,
        decline: DeclineProposal,
    ) -> Result<(), No> {
        self.must(by, Action::SetMandate)?;
        self.transact(by.actor(), key, move |work| {
            let DeclineProposal { mandate, seen, direction, .. } = decline;
            let reason = text::words(Field::Reason, &decline.reason, text::BODY_LETTERS)?;
            lock::hold(work.tx, REVIEWS)?;
            lock::hold(work.tx, &Stream::House.to_string())?;
            let sums = views::review::sums(work.tx)?;
            let accounts = account::all(work.tx)?;
            let known = of_mandates(work.tx, &sums, &accounts)?;
            let known =
                known.into_iter().find(|known| known.mandate.id == mandate).ok_or(Refusal::NotFound)?;
            if i64::from(known.mandate.version) != seen {
                return Err(Refusal::Stale { version: known.mandate.version.into() }.into());
            }
            let offer = known.offer.filter(|offer| offer.proposal.direction == direction);
            let offer = offer.ok_or(Refusal::AlreadyDone)?;
            let declined = HouseEvent::ProposalDeclined {
                mandate,
                version: known.mandate.version,
                direction,
                reviews: offer.proposal.n,
                reason: Some(work.text(&reason)?),
            };
            let (_, mut head) = record::load(work.tx, Stream::House)?;
            work.record(Stream::House, &mut head, [declined])
        })
        .await
    }
}

const fn reviews(counts: Counts) -> Reviews {
    Reviews { right: counts.right, understandable: counts.understandable, wrong: counts.wrong }
}

fn plus(one: Reviews, other: Reviews) -> Reviews {
    Reviews {
        right: one.right.saturating_add(other.right),
        understandable: one.understandable.saturating_add(other.understandable),
        wrong: one.wrong.saturating_add(other.wrong),
    }
}

fn counts_of(sums: &[(Whose, Counts)], whose: Whose) -> Counts {
    sums.iter().find(|(known, _)| *known == whose).map(|(_, counts)| *counts).unwrap_or_default()
}

/// Against what the others of the team let expect, and they against the rest of the house.
fn of_agent(sums: &[(Whose, Counts)], accounts: &[Account], agent: AgentId) -> Trust {
    let team_of = |agent| accounts.iter().find(|known| known.agent == agent).and_then(|known| known.team);
    let team = team_of(agent);
    let (mut mates, mut others) = (Reviews::default(), Reviews::default());
    for (whose, counts) in sums {
        match whose {
            Whose::Agent(other) if *other == agent => {}
            Whose::Agent(other) if team_of(*other) == team => mates = plus(mates, reviews(*counts)),
            Whose::Agent(_) => others = plus(others, reviews(*counts)),
            Whose::Mandate(..) | Whose::Lot => {}
        }
    }
    let own = reviews(counts_of(sums, Whose::Agent(agent)));
    trust(Expectation::FRESH.after(others).after(mates), own)
}

/// Each as it stands, against what the others and its own earlier terms let expect; in the order of their ids.
fn of_mandates(
    tx: &mut Tx<'_>,
    sums: &[(Whose, Counts)],
    accounts: &[Account],
) -> Result<Vec<MandateTrust>, Fault> {
    let all = sums.iter().filter(|(whose, _)| matches!(whose, Whose::Mandate(..)));
    let all = all.fold(Reviews::default(), |sum, (_, counts)| plus(sum, reviews(*counts)));
    let declined = views::review::declined(tx)?;
    let standing = views::mandate::standing(tx)?;
    Ok(standing
        .into_iter()
        .map(|mandate| {
            let own = reviews(counts_of(sums, Whose::Mandate(mandate.id, mandate.version)));
            let earlier = sums.iter().filter(|(whose, _)| {
                matches!(whose, Whose::Mandate(id, version) if *id == mandate.id && *version != mandate.version)
            });
            let earlier = earlier.map(|(_, counts)| reviews(*counts).n()).sum();
            let trust = trust(Expectation::FRESH.after(all.without(own)), own);
            let proposal = trust.proposal(Thresholds::default());
            let before = proposal.and_then(|proposal| {
                declined.iter().find(|declined| {
                    (declined.mandate, declined.version, declined.direction)
                        == (mandate.id, mandate.version, proposal.direction)
                })
            });
            let offer = proposal
                .filter(|proposal| {
                    before.is_none_or(|before| is_new_evidence(before.reviews, proposal.n, LEAST_N))
                })
                .map(|proposal| Offer {
                    proposal,
                    limit: review::step(&mandate.terms, proposal.direction),
                });
            MandateTrust {
                holder: match mandate.terms.holder {
                    valta_domain::mandate::Holder::Agent(agent) => {
                        accounts.iter().find(|account| account.agent == agent).map(|one| one.name.clone())
                    }
                    valta_domain::mandate::Holder::Everyone
                    | valta_domain::mandate::Holder::Role(_)
                    | valta_domain::mandate::Holder::Team(_) => None,
                },
                trust,
                earlier,
                offer,
                declined: before.cloned(),
                mandate,
            }
        })
        .collect())
}

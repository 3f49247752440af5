//! What is looked at afterwards, what was said of it, and what stands out, as the log tells it. Sums of what was said
//! are kept as they grow, so that no page counts reviews.

use valta_domain::{
    AgentId, CaseId, Currency, CustomerId, IdentityId, MandateId, Money, Recorded, RemedyId, TextRef,
    Timestamp,
    case::Case,
    event::{CaseEvent, HouseEvent},
    mandate::Terms,
    review::{About, Because, Direction, Judgement},
};

use super::{
    agent_of,
    remedy::{ListedRemedy, of_ids},
};
use crate::{
    db::{Fault, FaultKind, Row, Tx},
    params,
};

/// A remedy that somebody looks at, or has.
#[derive(Clone, Debug)]
pub struct ReviewRow {
    pub remedy: RemedyId,
    pub case: CaseId,
    /// Who gave it.
    pub agent: AgentId,
    pub signer: Option<AgentId>,
    pub asker: Option<AgentId>,
    mandate: Option<(MandateId, u32)>,
    pub given_at: Timestamp,
    pub because: Vec<Because>,
    pub said: Option<Said>,
}

/// What was said of it.
#[derive(Clone, Debug)]
pub struct Said {
    pub judgement: Judgement,
    pub by: (AgentId, String),
    pub at: Timestamp,
    /// Thanks or advice; none where it was erased, too.
    pub word: Option<String>,
}

const ROW: &str =
    "v.remedy_id, v.case_id, v.agent_id, v.signer_id, v.asker_id, v.mandate_id, v.mandate_version, v.given_at,
    v.because, v.judgement, v.reviewed_by, g.name, v.reviewed_at, t.body
    from reviews v
    left join accounts g on g.agent_id = v.reviewed_by
    left join texts t on t.id = v.word_id";

fn read(row: &Row<'_>) -> Result<ReviewRow, Fault> {
    let said = match row.get::<Option<Judgement>>(9)? {
        None => None,
        Some(judgement) => Some(Said {
            judgement,
            by: (row.get(10)?, row.get::<Option<String>>(11)?.unwrap_or_default()),
            at: row.get(12)?,
            word: row.get(13)?,
        }),
    };
    Ok(ReviewRow {
        remedy: row.get(0)?,
        case: row.get(1)?,
        agent: row.get(2)?,
        signer: row.get(3)?,
        asker: row.get(4)?,
        mandate: row.get::<Option<MandateId>>(5)?.zip(row.get::<Option<u32>>(6)?),
        given_at: row.get(7)?,
        because: row.get::<String>(8)?.split(' ').filter_map(Because::from_code).collect(),
        said,
    })
}

pub fn one(tx: &mut Tx<'_>, remedy: RemedyId) -> Result<Option<ReviewRow>, Fault> {
    tx.row(&format!("select {ROW} where v.remedy_id = $1"), params![&remedy.to_string()], read)
}

// What events change.

fn codes(because: &[Because]) -> String {
    because.iter().map(|because| because.code()).collect::<Vec<_>>().join(" ")
}

fn put(tx: &mut Tx<'_>, row: &ReviewRow) -> Result<(), Fault> {
    tx.put(
        "insert into reviews (remedy_id, case_id, agent_id, signer_id, asker_id, mandate_id, mandate_version,
             given_at, because)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (remedy_id) do update set because = $9",
        params![
            &row.remedy.to_string(),
            &row.case.to_string(),
            &row.agent.to_string(),
            row.signer.map(|id| id.to_string()).as_ref(),
            row.asker.map(|id| id.to_string()).as_ref(),
            row.mandate.map(|(id, _)| id.to_string()).as_ref(),
            row.mandate.map(|(_, version)| version),
            row.given_at,
            &codes(&row.because)
        ],
    )
}

pub(super) fn granted(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    case: CaseId,
    folded: &Case,
    event: &CaseEvent,
) -> Result<(), Fault> {
    let CaseEvent::RemedyGranted { remedy, signed_by, review, weighed, .. } = event else { return Ok(()) };
    if review.is_empty() {
        return Ok(());
    }
    let row = ReviewRow {
        remedy: *remedy,
        case,
        agent: weighed.inputs.situation.agent,
        signer: *signed_by,
        asker: folded.asks.get(remedy).map(|ask| ask.asker),
        mandate: weighed.decision.mandate,
        given_at: recorded.at,
        because: review.clone(),
        said: None,
    };
    put(tx, &row)
}

/// The row of a remedy that nobody was to look at.
fn unasked(tx: &mut Tx<'_>, remedy: RemedyId) -> Result<Option<ReviewRow>, Fault> {
    tx.row(
        "select r.case_id, r.agent_id, r.signer_id, k.asker_id, r.mandate_id, r.mandate_version, r.at
         from remedies r left join asks k on k.remedy_id = r.id where r.id = $1",
        params![&remedy.to_string()],
        |row| {
            Ok(ReviewRow {
                remedy,
                case: row.get(0)?,
                agent: row.get(1)?,
                signer: row.get(2)?,
                asker: row.get(3)?,
                mandate: row.get::<Option<MandateId>>(4)?.zip(row.get::<Option<u32>>(5)?),
                given_at: row.get(6)?,
                because: Vec::new(),
                said: None,
            })
        },
    )
}

/// A remedy that somebody looks at or could.
pub fn known(tx: &mut Tx<'_>, remedy: RemedyId) -> Result<Option<ReviewRow>, Fault> {
    match one(tx, remedy)? {
        Some(row) => Ok(Some(row)),
        None => unasked(tx, remedy),
    }
}

pub(super) fn reviewed(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    remedy: RemedyId,
    by: AgentId,
    judgement: Judgement,
    word: Option<&TextRef>,
) -> Result<(), Fault> {
    let Some(row) = known(tx, remedy)? else { return Ok(()) };
    let before = row.said.as_ref().map(|said| said.judgement);
    put(tx, &row)?;
    tx.put(
        "update reviews set judgement = $2, reviewed_by = $3, reviewed_at = $4, word_id = $5 where remedy_id = $1",
        params![
            &remedy.to_string(),
            judgement.code(),
            &by.to_string(),
            recorded.at,
            word.map(|word| word.id.to_string()).as_ref()
        ],
    )?;
    if let Some((mandate, version)) = row.mandate {
        add(tx, Whose::Mandate(mandate, version), before, judgement)?;
    }
    add(tx, Whose::Agent(row.agent), before, judgement)?;
    if row.because.contains(&Because::Random) {
        add(tx, Whose::Lot, before, judgement)?;
    }
    Ok(())
}

/// What reviews are summed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    Mandate(MandateId, u32),
    Agent(AgentId),
    /// Those alone that the lot fell on: they speak for the whole.
    Lot,
}

impl Whose {
    const fn code(self) -> &'static str {
        match self {
            Whose::Mandate(..) => "mandate",
            Whose::Agent(_) => "agent",
            Whose::Lot => "lot",
        }
    }
}

fn add(tx: &mut Tx<'_>, whose: Whose, before: Option<Judgement>, judgement: Judgement) -> Result<(), Fault> {
    let (of, version) = match whose {
        Whose::Mandate(id, version) => (Some(id.to_string()), Some(version)),
        Whose::Agent(id) => (Some(id.to_string()), None),
        Whose::Lot => (None, None),
    };
    let id = match (&of, version) {
        (Some(of), Some(version)) => format!("{}:{of}:{version}", whose.code()),
        (Some(of), None) => format!("{}:{of}", whose.code()),
        (None, _) => whose.code().to_owned(),
    };
    let change = |which| i64::from(judgement == which) - i64::from(before == Some(which));
    tx.put(
        "insert into review_sums (id, whose, of_id, version, right_count, understandable_count, wrong_count)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (id) do update set right_count = review_sums.right_count + $5,
             understandable_count = review_sums.understandable_count + $6,
             wrong_count = review_sums.wrong_count + $7",
        params![
            &id,
            whose.code(),
            of.as_ref(),
            version,
            change(Judgement::Right),
            change(Judgement::Understandable),
            change(Judgement::Wrong)
        ],
    )
}

pub(super) fn house(tx: &mut Tx<'_>, recorded: &Recorded, event: &HouseEvent) -> Result<(), Fault> {
    match event {
        HouseEvent::QuestionRaised { about, count, among, remedies } => {
            raised(tx, recorded.at, about, (*count, *among), remedies)
        }
        HouseEvent::QuestionAnswered { about, reason } => answered(tx, recorded, about, reason.as_ref()),
        HouseEvent::ProposalDeclined { mandate, version, direction, reviews, reason } => tx.put(
            "insert into proposals (id, mandate_id, version, direction, reviews, declined_by, declined_at, reason_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (id) do update set reviews = $5, declined_by = $6, declined_at = $7, reason_id = $8",
            params![
                &format!("{mandate}:{version}:{}", direction.code()),
                &mandate.to_string(),
                *version,
                direction.code(),
                *reviews,
                agent_of(recorded.actor).as_ref(),
                recorded.at,
                reason.as_ref().map(|text| text.id.to_string()).as_ref()
            ],
        ),
        HouseEvent::ParameterSet { .. }
        | HouseEvent::ConnectorDisabled { .. }
        | HouseEvent::ConnectorEnabled { .. }
        | HouseEvent::CalendarSet { .. }
        | HouseEvent::RotaSet { .. }
        | HouseEvent::WatchTaken { .. }
        | HouseEvent::FrontTeamSet { .. }
        | HouseEvent::PointSet { .. }
        | HouseEvent::ReceiptsSet { .. } => Ok(()),
    }
}

fn raised(
    tx: &mut Tx<'_>,
    at: Timestamp,
    about: &About,
    (count, among): (u32, u32),
    remedies: &[RemedyId],
) -> Result<(), Fault> {
    let key = about.key();
    let told = serde_json::to_string(about)
        .map_err(|error| Fault::bug(format!("a question cannot be written: {error}")))?;
    tx.put(
        "insert into questions (id, about, found_count, among, remedies_count, raised_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set found_count = $3, among = $4, remedies_count = $5, raised_at = $6,
             answered_at = null, answered_by = null, reason_id = null",
        params![&key, &told, count, among, remedies.len(), at],
    )?;
    for remedy in remedies {
        tx.put(
            "insert into question_remedies (id, question_id, remedy_id) values ($1, $2, $3)
             on conflict (id) do nothing",
            params![&format!("{key}:{remedy}"), &key, &remedy.to_string()],
        )?;
        if let Some(mut row) = known(tx, *remedy)?
            && !row.because.contains(&about.because())
        {
            row.because.push(about.because());
            put(tx, &row)?;
        }
    }
    Ok(())
}

/// What nobody has looked at, and was to be looked at for this alone, need not be.
fn answered(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    about: &About,
    reason: Option<&TextRef>,
) -> Result<(), Fault> {
    let key = about.key();
    tx.put(
        "update questions set answered_at = $2, answered_by = $3, reason_id = $4 where id = $1",
        params![
            &key,
            recorded.at,
            agent_of(recorded.actor).as_ref(),
            reason.map(|text| text.id.to_string()).as_ref()
        ],
    )?;
    for remedy in remedies_of(tx, &key)? {
        let Some(mut row) = one(tx, remedy)? else { continue };
        let still = still_asked(tx, remedy, about.because())?;
        if row.said.is_some() || still {
            continue;
        }
        row.because.retain(|because| *because != about.because());
        if row.because.is_empty() {
            tx.put("delete from reviews where remedy_id = $1", params![&remedy.to_string()])?;
        } else {
            put(tx, &row)?;
        }
    }
    Ok(())
}

/// What a question stands on.
pub fn remedies_of(tx: &mut Tx<'_>, question: &str) -> Result<Vec<RemedyId>, Fault> {
    tx.rows(
        "select remedy_id from question_remedies where question_id = $1 order by remedy_id",
        params![question],
        |row| row.get(0),
    )
}

/// The first of them, for a page.
fn first_remedies_of(tx: &mut Tx<'_>, question: &str, most: usize) -> Result<Vec<RemedyId>, Fault> {
    tx.rows(
        "select remedy_id from question_remedies where question_id = $1 order by remedy_id limit $2",
        params![question, most],
        |row| row.get(0),
    )
}

/// Whether somebody gave, signed or asked for anything that a question stands on.
pub fn had_part(tx: &mut Tx<'_>, question: &str, agent: AgentId) -> Result<bool, Fault> {
    let found = tx.row(
        "select 1 from question_remedies s join remedies r on r.id = s.remedy_id
             left join asks a on a.remedy_id = r.id
         where s.question_id = $1 and (r.agent_id = $2 or r.signer_id = $2 or a.asker_id = $2) limit 1",
        params![question, &agent.to_string()],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// Whether another open question of this kind stands on it.
fn still_asked(tx: &mut Tx<'_>, remedy: RemedyId, because: Because) -> Result<bool, Fault> {
    let open = tx.rows(
        "select q.about from question_remedies s join questions q on q.id = s.question_id
         where s.remedy_id = $1 and q.answered_at is null",
        params![&remedy.to_string()],
        |row| about(&row.get::<String>(0)?),
    )?;
    Ok(open.iter().any(|about| about.because() == because))
}

fn about(told: &str) -> Result<About, Fault> {
    serde_json::from_str(told)
        .map_err(|error| Fault::new(FaultKind::Damaged, format!("a question cannot be read: {error}")))
}

// What can be read.

/// Of what somebody had no part in: nobody reviews their own.
const NOT_OWN: &str = "v.judgement is null and v.agent_id <> $1 and coalesce(v.signer_id, '') <> $1
    and coalesce(v.asker_id, '') <> $1";

/// How many wait for this person's look; counted to `most` and no further.
pub fn count_due(tx: &mut Tx<'_>, me: AgentId, most: i64) -> Result<i64, Fault> {
    tx.one(
        &format!("select count(*) from (select 1 from reviews v where {NOT_OWN} limit $2) as due"),
        params![&me.to_string(), most],
        |row| row.get(0),
    )
}

/// What waits for this person's look, the first given first; after the one that was seen last.
pub fn due(
    tx: &mut Tx<'_>,
    me: AgentId,
    after: Option<RemedyId>,
    most: usize,
) -> Result<Vec<ReviewRow>, Fault> {
    let after = match after {
        None => None,
        // Also where nobody has to look at that one any more.
        Some(remedy) => tx
            .row("select at from remedies where id = $1", params![&remedy.to_string()], |row| row.get(0))?
            .map(|given_at: Timestamp| (given_at, remedy)),
    };
    let (at, id) =
        after.map_or((Timestamp(i64::MIN), String::new()), |(at, remedy)| (at, remedy.to_string()));
    tx.rows(
        &format!(
            "select {ROW} where {NOT_OWN} and (v.given_at, v.remedy_id) > ($2, $3)
             order by v.given_at, v.remedy_id limit $4"
        ),
        params![&me.to_string(), at, &id, most],
        read,
    )
}

/// What was said of what somebody gave, the last first, with the remedies.
pub fn said_of(
    tx: &mut Tx<'_>,
    agent: AgentId,
    most: usize,
) -> Result<Vec<(ReviewRow, Option<ListedRemedy>)>, Fault> {
    let rows = tx.rows(
        &format!(
            "select {ROW} where v.agent_id = $1 and v.judgement is not null
             order by v.reviewed_at desc, v.remedy_id limit $2"
        ),
        params![&agent.to_string(), most],
        read,
    )?;
    with_remedies(tx, rows)
}

/// Rows with the remedies that they speak of.
pub fn with_remedies(
    tx: &mut Tx<'_>,
    rows: Vec<ReviewRow>,
) -> Result<Vec<(ReviewRow, Option<ListedRemedy>)>, Fault> {
    let ids: Vec<RemedyId> = rows.iter().map(|row| row.remedy).collect();
    let mut found = of_ids(tx, &ids)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let place = found.iter().position(|listed| listed.remedy.id == row.remedy);
            let remedy = place.map(|place| found.swap_remove(place));
            (row, remedy)
        })
        .collect())
}

/// What was said of the remedies of a case.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId, most: usize) -> Result<Vec<ReviewRow>, Fault> {
    tx.rows(
        &format!(
            "select {ROW} where v.case_id = $1 and v.judgement is not null order by v.remedy_id limit $2"
        ),
        params![&case.to_string(), most],
        read,
    )
}

/// How many were right, understandable and wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub right: u32,
    pub understandable: u32,
    pub wrong: u32,
}

/// All sums: as many as there are versions of mandates, and agents.
pub fn sums(tx: &mut Tx<'_>) -> Result<Vec<(Whose, Counts)>, Fault> {
    let rows = tx.rows(
        "select whose, of_id, version, right_count, understandable_count, wrong_count from review_sums order by id",
        params![],
        |row| {
            let whose = match row.get::<String>(0)?.as_str() {
                "mandate" => Whose::Mandate(row.get(1)?, row.get(2)?),
                "agent" => Whose::Agent(row.get(1)?),
                _ => Whose::Lot,
            };
            Ok((whose, Counts { right: row.get(3)?, understandable: row.get(4)?, wrong: row.get(5)? }))
        },
    )?;
    Ok(rows)
}

/// A proposal that was declined.
#[derive(Clone, Debug)]
pub struct Declined {
    pub mandate: MandateId,
    pub version: u32,
    pub direction: Direction,
    pub reviews: u32,
    pub by: Option<(AgentId, String)>,
    pub at: Timestamp,
    pub reason: Option<String>,
}

pub fn declined(tx: &mut Tx<'_>) -> Result<Vec<Declined>, Fault> {
    tx.rows(
        "select p.mandate_id, p.version, p.direction, p.reviews, p.declined_by, g.name, p.declined_at, t.body
         from proposals p left join accounts g on g.agent_id = p.declined_by
         left join texts t on t.id = p.reason_id order by p.id limit 1000",
        params![],
        |row| {
            let by = row.get::<Option<AgentId>>(4)?;
            let name = row.get::<Option<String>>(5)?.unwrap_or_default();
            Ok(Declined {
                mandate: row.get(0)?,
                version: row.get(1)?,
                direction: row.get(2)?,
                reviews: row.get(3)?,
                by: by.map(|by| (by, name)),
                at: row.get(6)?,
                reason: row.get(7)?,
            })
        },
    )
}

/// Remedies of a question that are shown one by one.
const MOST_SHOWN: usize = 50;

/// Something that stands out, with whom it speaks of.
#[derive(Clone, Debug)]
pub struct QuestionLine {
    pub about: About,
    /// How many customers, amounts or times.
    pub count: u32,
    /// Among how many accounts, amounts or pairs.
    pub among: u32,
    pub raised_at: Timestamp,
    /// Settled, and on how many remedies it stood then.
    pub answered: Option<Timestamp>,
    pub stood_on: u32,
    pub agent: Option<String>,
    pub customer: Option<String>,
    /// The first of those that it stands on.
    pub remedies: Vec<RemedyId>,
    /// Whoever looks had a part in it, so that somebody else answers.
    pub mine: bool,
}

/// Questions that wait for an answer, the last raised first.
pub fn open_questions(tx: &mut Tx<'_>, me: AgentId, most: usize) -> Result<Vec<QuestionLine>, Fault> {
    let mut found = questions(tx, "where answered_at is null order by raised_at desc, id limit $1", most)?;
    for line in &mut found {
        line.remedies = first_remedies_of(tx, &line.about.key(), MOST_SHOWN)?;
        line.mine = line.about.agent() == Some(me) || had_part(tx, &line.about.key(), me)?;
        let name = |tx: &mut Tx<'_>, agent: AgentId| {
            let agent = agent.to_string();
            tx.row("select name from accounts where agent_id = $1", params![&agent], |row| row.get(0))
        };
        match line.about {
            About::SamePayee { .. } => {}
            About::UnderTheLimit { agent, .. } => {
                line.agent = agent.map(|agent| name(tx, agent)).transpose()?.flatten();
            }
            About::AgainAndAgain { agent, customer } => {
                line.agent = name(tx, agent)?;
                line.customer = tx.row(
                    "select name from customer_names where customer_id = $1",
                    params![&customer.to_string()],
                    |row| row.get(0),
                )?;
            }
        }
    }
    Ok(found)
}

/// Every question that was ever asked, open or settled.
pub fn all_questions(tx: &mut Tx<'_>) -> Result<Vec<QuestionLine>, Fault> {
    questions(tx, "order by id limit $1", 10_000)
}

fn questions(tx: &mut Tx<'_>, which: &str, most: usize) -> Result<Vec<QuestionLine>, Fault> {
    tx.rows(
        &format!(
            "select about, found_count, among, raised_at, answered_at, remedies_count from questions {which}"
        ),
        params![most],
        |row| {
            Ok(QuestionLine {
                about: about(&row.get::<String>(0)?)?,
                count: row.get(1)?,
                among: row.get(2)?,
                raised_at: row.get(3)?,
                answered: row.get(4)?,
                stood_on: row.get(5)?,
                agent: None,
                customer: None,
                remedies: Vec::new(),
                mine: false,
            })
        },
    )
}

// What the measures are told.

/// Something of worth that was given and stands.
#[derive(Clone, Debug)]
pub struct GivenRow {
    pub remedy: RemedyId,
    pub case: CaseId,
    pub agent: AgentId,
    pub customer: Option<CustomerId>,
    /// The account that was named, in its normal form.
    pub payee: Option<String>,
    pub amount: Money,
    pub mandate: Option<(MandateId, u32)>,
}

/// The last ones given after an instant, `most` at the most.
pub fn given_since(tx: &mut Tx<'_>, after: Timestamp, most: usize) -> Result<Vec<GivenRow>, Fault> {
    tx.rows(
        "select r.id, r.case_id, r.agent_id, r.customer_id, a.address, r.minor, r.currency, r.mandate_id,
             r.mandate_version
         from remedies r left join addresses a on a.identity_id = r.payee_id
         where r.at > $1 and r.minor is not null and r.reversed_at is null order by r.at desc, r.id desc limit $2",
        params![after, most],
        |row| {
            Ok(GivenRow {
                remedy: row.get(0)?,
                case: row.get(1)?,
                agent: row.get(2)?,
                customer: row.get(3)?,
                payee: row.get(4)?,
                amount: Money::new(row.get(5)?, row.get::<Currency>(6)?),
                mandate: row.get::<Option<MandateId>>(7)?.zip(row.get::<Option<u32>>(8)?),
            })
        },
    )
}

/// How many cases of each customer each agent had that were touched after an instant.
pub fn served_since(tx: &mut Tx<'_>, after: Timestamp) -> Result<Vec<(AgentId, CustomerId, u32)>, Fault> {
    tx.rows(
        "select owner_id, customer_id, count(*) from cases
         where touched_at > $1 and owner_id is not null and customer_id is not null
         group by owner_id, customer_id order by owner_id, customer_id",
        params![after],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// The first identity that has this account.
pub fn first_of_account(tx: &mut Tx<'_>, account: &str) -> Result<Option<IdentityId>, Fault> {
    tx.row(
        "select min(identity_id) from addresses where kind = 'payment' and address = $1",
        params![account],
        |row| row.get::<Option<IdentityId>>(0),
    )
    .map(Option::flatten)
}

/// The terms that a mandate had in each of its versions.
pub fn versions(tx: &mut Tx<'_>, mandate: MandateId) -> Result<Vec<(u32, Terms)>, Fault> {
    let changes = super::mandate::history(tx, mandate, 10_000)?;
    Ok(changes.into_iter().filter_map(|change| Some((change.version, change.terms?))).collect())
}

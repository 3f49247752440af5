//! What was given, in sums: no total counts remedies one by one. Each agent's whole spans of thirty days are
//! summed as they grow, under the turn that the giver has anyway; the two ends of a period, which are no whole
//! spans, are read from the index alone.

use std::collections::BTreeMap;

use valta_domain::{
    AgentId, Currency, Money, RemedyId, Timestamp,
    remedy::{Outcome, RemedyKind},
    time::DAY,
};

use super::{case::Query, remedy::RemedyFilter};
use crate::{
    db::{Fault, Row, Tx},
    params,
};

/// Microseconds.
const SPAN: i64 = 30 * DAY;

/// Something given, as far as sums are concerned.
pub(super) struct Entry {
    pub(super) agent: AgentId,
    pub(super) kind: RemedyKind,
    /// On whose word, see [`valta_domain::ask::way`].
    pub(super) way: Outcome,
    pub(super) amount: Option<Money>,
    pub(super) at: Timestamp,
}

impl Entry {
    fn span(&self) -> i64 {
        self.at.micros().div_euclid(SPAN)
    }

    fn key(&self) -> String {
        let currency = self.amount.map_or_else(|| "-".to_owned(), |amount| amount.currency.to_string());
        format!("{}:{}:{}:{}:{currency}", self.span(), self.agent, self.kind.code(), self.way.code())
    }

    fn minor(&self) -> i64 {
        self.amount.map_or(0, |amount| amount.minor)
    }
}

pub(super) fn entered(tx: &mut Tx<'_>, entry: &Entry) -> Result<(), Fault> {
    tx.put(
        "insert into given_sums (id, span, agent_id, kind, way, currency, given_count, minor, reversed_count)
         values ($1, $2, $3, $4, $5, $6, 1, $7, 0)
         on conflict (id) do update set given_count = given_sums.given_count + 1, minor = given_sums.minor + $7",
        params![
            &entry.key(),
            entry.span(),
            &entry.agent.to_string(),
            entry.kind.code(),
            entry.way.code(),
            entry.amount.map(|amount| amount.currency.to_string()).as_ref(),
            entry.minor()
        ],
    )
}

/// Must be told before the remedy's own row says so.
pub(super) fn taken_back(tx: &mut Tx<'_>, remedy: RemedyId) -> Result<(), Fault> {
    let entry = tx.row(
        "select agent_id, kind, way, minor, currency, at from remedies where id = $1 and reversed_at is null",
        params![&remedy.to_string()],
        |row| {
            let amount = row.get::<Option<i64>>(3)?.zip(row.get::<Option<Currency>>(4)?);
            Ok(Entry {
                agent: row.get(0)?,
                kind: row.get(1)?,
                way: row.get(2)?,
                amount: amount.map(|(minor, currency)| Money::new(minor, currency)),
                at: row.get(5)?,
            })
        },
    )?;
    let Some(entry) = entry else { return Ok(()) };
    tx.put(
        "update given_sums set given_count = given_count - 1, minor = minor - $2,
             reversed_count = reversed_count + 1
         where id = $1",
        params![&entry.key(), entry.minor()],
    )
}

/// Remedies of a kind, given on the same word, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    pub kind: RemedyKind,
    pub way: Outcome,
    /// `None` for what has no amount.
    pub currency: Option<Currency>,
    /// Those that stand.
    pub count: i64,
    pub minor: i64,
    /// How many were taken back.
    pub reversed: i64,
}

type Sort = (RemedyKind, Outcome, Option<Currency>);

/// What the period and the other filters hold, by kind, word and currency; the cursor is not heeded.
pub fn sums(tx: &mut Tx<'_>, filter: &RemedyFilter) -> Result<Vec<Sum>, Fault> {
    let (from, until) = filter.period();
    let (from, until) = (from.micros(), until.micros().max(from.micros()));
    let first = from.div_euclid(SPAN) + i64::from(from.rem_euclid(SPAN) > 0);
    let last = until.div_euclid(SPAN);
    let mut found: BTreeMap<Sort, (i64, i64, i64)> = BTreeMap::new();
    let mut add = |parts: Vec<Sum>| {
        for part in parts {
            let sum = found.entry((part.kind, part.way, part.currency)).or_default();
            sum.0 += part.count;
            sum.1 = sum.1.saturating_add(part.minor);
            sum.2 += part.reversed;
        }
    };
    if first < last {
        add(of_spans(tx, filter, first, last)?);
        add(of_remedies(tx, filter, from, first * SPAN)?);
        add(of_remedies(tx, filter, last * SPAN, until)?);
    } else {
        add(of_remedies(tx, filter, from, until)?);
    }
    Ok(found
        .into_iter()
        .map(|((kind, way, currency), (count, minor, reversed))| Sum {
            kind,
            way,
            currency,
            count,
            minor,
            reversed,
        })
        .filter(|sum| sum.count > 0 || sum.reversed > 0)
        .collect())
}

fn of_spans(tx: &mut Tx<'_>, filter: &RemedyFilter, first: i64, last: i64) -> Result<Vec<Sum>, Fault> {
    let mut query = Query::new(
        "select r.kind, r.way, r.currency, cast(sum(r.given_count) as bigint), cast(sum(r.minor) as bigint),
             cast(sum(r.reversed_count) as bigint) from given_sums r where 1 = 1"
            .into(),
    );
    query.and_int(" and r.span >= $", first);
    query.and_int(" and r.span < $", last);
    filter.narrow(&mut query);
    query.sql.push_str(" group by r.kind, r.way, r.currency");
    tx.rows(&query.sql, &query.params(), sum)
}

fn of_remedies(tx: &mut Tx<'_>, filter: &RemedyFilter, from: i64, until: i64) -> Result<Vec<Sum>, Fault> {
    if from >= until {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "select r.kind, r.way, r.currency,
             cast(sum(case when r.reversed_at is null then 1 else 0 end) as bigint),
             cast(sum(case when r.reversed_at is null then coalesce(r.minor, 0) else 0 end) as bigint),
             cast(sum(case when r.reversed_at is null then 0 else 1 end) as bigint)
         from remedies r where 1 = 1"
            .into(),
    );
    query.and_int(" and r.at >= $", from);
    query.and_int(" and r.at < $", until);
    filter.narrow(&mut query);
    query.sql.push_str(" group by r.kind, r.way, r.currency");
    tx.rows(&query.sql, &query.params(), sum)
}

fn sum(row: &Row<'_>) -> Result<Sum, Fault> {
    Ok(Sum {
        kind: row.get(0)?,
        way: row.get(1)?,
        currency: row.get(2)?,
        count: row.get(3)?,
        minor: row.get(4)?,
        reversed: row.get(5)?,
    })
}

/// Which sorts of remedies there are in the spans that a period touches; each is a place in the index.
pub(super) fn sorts(tx: &mut Tx<'_>, filter: &RemedyFilter) -> Result<Vec<Sort>, Fault> {
    let (from, until) = filter.period();
    let mut query =
        Query::new("select distinct r.kind, r.way, r.currency from given_sums r where 1 = 1".into());
    query.and_int(" and r.span >= $", from.micros().div_euclid(SPAN));
    query.and_int(" and r.span <= $", until.micros().div_euclid(SPAN));
    filter.narrow(&mut query);
    tx.rows(&query.sql, &query.params(), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// The currencies that anything was ever given in, by their codes.
pub fn currencies(tx: &mut Tx<'_>) -> Result<Vec<Currency>, Fault> {
    // From one to the next in the index, however many sums there are of each.
    tx.rows(
        "with recursive known (code) as (
             select min(currency) from given_sums where currency is not null
             union all
             select (select min(currency) from given_sums where currency is not null and currency > code)
             from known where code is not null)
         select code from known where code is not null order by code",
        params![],
        |row| row.get(0),
    )
}

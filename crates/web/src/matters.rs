//! The lists of cases: one's own, and all. Whoever has waited longest stands where the eye lands.

use axum::{extract::Query, response::Response};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{By, Desk};
use valta_domain::{AgentId, CaseId, TeamId, Timestamp, case::State, time::DAY};
use valta_store::{
    Fault, Scope, Tx, account,
    views::{
        self,
        case::{CaseFilter, CaseLine, OwnedBy},
        told::ToldLine,
    },
};

use crate::{
    case, deadline,
    icon::{Icon, icon},
    layout::{Page, Place, answer},
    parts::{self, Told, Tone},
    told,
    trouble::Trouble,
    viewer::Viewer,
    visit::{MOST_COUNTED, Visit},
    words::Words,
};

/// Cases on one page.
const MOST: usize = 25;
/// One's own unsolved cases are shown together; more than so many of each kind have pages of their own.
const MOST_MINE: usize = 40;
/// What customers said stands on one's own page for so long (µs), and so many of it.
const TOLD_FOR: i64 = 14 * DAY;
const MOST_TOLD: usize = 3;

/// What the list is narrowed to; each is an address, so that it can be kept and sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Narrowing {
    /// Of one's own team, or of one that is named.
    Pool,
    Everything,
    Untaken,
    WaitingForUs,
    WaitingForCustomer,
    Resolved,
}

impl Narrowing {
    const MINE: [Narrowing; 4] =
        [Narrowing::Everything, Narrowing::WaitingForUs, Narrowing::WaitingForCustomer, Narrowing::Resolved];
    const ALL: [Narrowing; 6] = [
        Narrowing::Pool,
        Narrowing::WaitingForUs,
        Narrowing::Untaken,
        Narrowing::WaitingForCustomer,
        Narrowing::Resolved,
        Narrowing::Everything,
    ];

    const fn code(self) -> &'static str {
        match self {
            Narrowing::Pool => "pool",
            Narrowing::Everything => "all",
            Narrowing::Untaken => "untaken",
            Narrowing::WaitingForUs => "open",
            Narrowing::WaitingForCustomer => "waiting",
            Narrowing::Resolved => "resolved",
        }
    }

    const fn state(self) -> Option<State> {
        match self {
            Narrowing::Everything => None,
            Narrowing::Pool | Narrowing::Untaken | Narrowing::WaitingForUs => Some(State::Open),
            Narrowing::WaitingForCustomer => Some(State::Waiting),
            Narrowing::Resolved => Some(State::Resolved),
        }
    }

    fn name(self, words: Words, mine: bool) -> &'static str {
        match self {
            Narrowing::Pool => words.narrow_pool(),
            Narrowing::Everything if mine => words.narrow_unsolved(),
            Narrowing::Everything => words.narrow_everything(),
            Narrowing::Untaken => words.narrow_untaken(),
            Narrowing::WaitingForUs => words.narrow_waiting_for_us(),
            Narrowing::WaitingForCustomer => words.narrow_waiting_for_customer(),
            Narrowing::Resolved => words.narrow_resolved(),
        }
    }
}

struct Matters {
    me: AgentId,
    mine: bool,
    /// Open cases that no one has taken, told on one's own page so that nobody's is nobody's for long.
    untaken: i64,
    /// Of the team whose pool is offered, its name; and whether that is one's own.
    pool: Option<(TeamId, String, bool)>,
    /// What customers said of what this person did.
    told: Vec<ToldLine>,
    /// For whom one covers now.
    covered: Vec<String>,
    narrowing: Narrowing,
    rows: Vec<CaseLine>,
    /// Where the next page begins.
    next: Option<String>,
    /// This is not the first page.
    onward: bool,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    state: Option<String>,
    before: Option<String>,
    team: Option<TeamId>,
}

pub(crate) async fn mine(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    show(visit, true, asked).await
}

pub(crate) async fn all(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    show(visit, false, asked).await
}

async fn show(visit: Visit, mine: bool, asked: Asked) -> Result<Response, Trouble> {
    let offered: &[Narrowing] = if mine { &Narrowing::MINE } else { &Narrowing::ALL };
    let narrowing = match &asked.state {
        Some(state) => offered.iter().copied().find(|of| of.code() == state).ok_or(Trouble::Missing)?,
        None if mine => Narrowing::Everything,
        None => Narrowing::WaitingForUs,
    };
    let team = asked.team.or(visit.account.team);
    let own = team == visit.account.team;
    if narrowing == Narrowing::Pool && team.is_none() {
        return Err(Trouble::Missing);
    }
    let before = asked.before.as_deref().map(|before| cursor(before).ok_or(Trouble::Missing)).transpose()?;
    let desk = visit.desk().clone();
    let (viewer, matters) = visit
        .look(move |tx, by| load(tx, &desk, by, (mine, narrowing, team, own), before, desk.now()))
        .await?;
    Ok(answer(StatusCode::OK, page(&viewer, &matters)))
}

fn cursor(before: &str) -> Option<(Timestamp, CaseId)> {
    let (at, id) = before.split_once('.')?;
    Some((Timestamp(at.parse().ok()?), id.parse().ok()?))
}

fn load(
    tx: &mut Tx<'_>,
    desk: &Desk,
    by: By,
    (mine, narrowing, team, own): (bool, Narrowing, Option<TeamId>, bool),
    before: Option<(Timestamp, CaseId)>,
    now: Timestamp,
) -> Result<Matters, Fault> {
    let pool = match team.filter(|_| !mine && by.scope == Scope::All) {
        Some(team) => views::team::all(tx)?.into_iter().find(|known| known.id == team),
        None => None,
    };
    let pool = pool.map(|team| (team.id, team.name, own));
    let untaken = match by.scope {
        Scope::All => views::case::count_untaken(tx, MOST_COUNTED)?,
        Scope::Own(_) => 0,
    };
    let onward = before.is_some();
    let duty = if mine { desk.carried_by(tx, by.agent, now)? } else { vec![] };
    let mut covered = Vec::new();
    for other in duty.iter().filter(|other| **other != by.agent) {
        covered.extend(account::by_agent(tx, *other)?.map(|account| account.name));
    }
    if mine && narrowing == Narrowing::Everything {
        let (rows, more) = unsolved_of(tx, by, &duty, now)?;
        let next = more.then(|| format!("/?state={}", Narrowing::WaitingForUs.code()));
        let told = views::told::to_agent(tx, by.agent, now.minus(TOLD_FOR), MOST_TOLD)?;
        return Ok(Matters {
            me: by.agent,
            mine,
            untaken,
            told,
            pool,
            covered,
            narrowing,
            rows,
            next,
            onward,
        });
    }
    let owner = match (mine, narrowing) {
        (true, _) => Some(OwnedBy::Any(duty)),
        (false, Narrowing::Untaken) => Some(OwnedBy::Nobody),
        (false, Narrowing::Pool) => match team {
            Some(team) => Some(OwnedBy::Pool(team, desk.uncovered(tx, team, now)?)),
            None => Some(OwnedBy::Nobody),
        },
        (false, _) => None,
    };
    let filter =
        CaseFilter { state: narrowing.state(), owner, before, limit: MOST + 1, ..CaseFilter::default() };
    let mut rows = views::case::list(tx, by.scope, &filter)?;
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    let base = if mine { "/" } else { "/cases" };
    let next = rows.last().filter(|_| more).map(|last| {
        let team = team.filter(|_| narrowing == Narrowing::Pool && !own);
        let team = team.map(|team| format!("&team={team}")).unwrap_or_default();
        let before = (last.touched_at.micros(), last.id);
        format!("{base}?state={}{team}&before={}.{}", narrowing.code(), before.0, before.1)
    });
    let told = vec![];
    Ok(Matters { me: by.agent, mine, untaken, told, pool, covered, narrowing, rows, next, onward })
}

/// The cases that one carries, one's own and those that one covers, that are not solved: promises that are due
/// first, then customers by how long they have waited, then the rest by when something happened. Also whether
/// there are more than are shown.
fn unsolved_of(
    tx: &mut Tx<'_>,
    by: By,
    duty: &[AgentId],
    now: Timestamp,
) -> Result<(Vec<CaseLine>, bool), Fault> {
    let of = |state| CaseFilter {
        state: Some(state),
        owner: Some(OwnedBy::Any(duty.to_vec())),
        limit: MOST_MINE + 1,
        ..CaseFilter::default()
    };
    let mut rows = views::case::list(tx, by.scope, &of(State::Open))?;
    let more = rows.len() > MOST_MINE;
    rows.truncate(MOST_MINE);
    let mut waiting = views::case::list(tx, by.scope, &of(State::Waiting))?;
    let more = more || waiting.len() > MOST_MINE;
    waiting.truncate(MOST_MINE);
    rows.append(&mut waiting);
    let soon = now.plus(DAY);
    rows.sort_by_key(|row| {
        // Our word and the customer's own clock, whichever comes first.
        let clocks = row.promise_due.into_iter().chain(row.deadline.as_ref().map(|deadline| deadline.at));
        let due = clocks.min().filter(|due| *due <= soon).unwrap_or(Timestamp(i64::MAX));
        let waits = row.waiting_since.unwrap_or(Timestamp(i64::MAX));
        (due, row.state != State::Open, waits, std::cmp::Reverse(row.touched_at))
    });
    Ok((rows, more))
}

fn page(viewer: &Viewer, matters: &Matters) -> Markup {
    let words = viewer.words;
    let (title, place) =
        if matters.mine { (words.nav_mine(), Place::Mine) } else { (words.nav_all(), Place::All) };
    let base = if matters.mine { "/" } else { "/cases" };
    let elsewhere = matters.pool.as_ref().filter(|(_, _, own)| !own && matters.narrowing == Narrowing::Pool);
    let team = elsewhere.map(|(id, _, _)| format!("&team={id}")).unwrap_or_default();
    let first = format!("{base}?state={}{team}", matters.narrowing.code());
    let offered: &[Narrowing] = if matters.mine { &Narrowing::MINE } else { &Narrowing::ALL };
    let body = html! {
        div.list-head {
            h1 { (title) }
            div data-live="untaken" {
                @if matters.mine && matters.untaken > 0 {
                    a.untaken href="/cases?state=untaken" {
                        (icon(Icon::Hand))
                        @if matters.untaken >= MOST_COUNTED { (words.list_untaken_many(MOST_COUNTED)) }
                        @else { (words.list_untaken(matters.untaken)) }
                    }
                }
            }
        }
        (told::yours(viewer, &matters.told))
        @if !matters.covered.is_empty() {
            p.covering { (icon(Icon::People)) (words.list_you_cover(matters.covered.join(", "))) }
        }
        nav.filters aria-label=(words.list_narrow()) {
            @for of in offered.iter().filter(|of| **of != Narrowing::Pool || matters.pool.is_some()) {
                @let team = if *of == Narrowing::Pool { team.as_str() } else { "" };
                a.filter href={ (base) "?state=" (of.code()) (team) } aria-current=[(*of == matters.narrowing).then_some("true")] {
                    @match elsewhere.filter(|_| *of == Narrowing::Pool) {
                        Some((_, name, _)) => (words.narrow_pool_of(name.as_str())),
                        None => (of.name(words, matters.mine)),
                    }
                    @if *of == Narrowing::Untaken && matters.untaken > 0 { span.count { (parts::count(matters.untaken)) } }
                }
            }
        }
        div data-live="matters" {
            @if matters.rows.is_empty() {
                @if matters.mine && matters.narrowing != Narrowing::Resolved {
                    (parts::empty(words.list_mine_empty(), words.list_mine_empty_says()))
                } @else {
                    (parts::empty(words.list_all_empty(), words.list_all_empty_says()))
                }
            } @else {
                ol.matters data-list="matters" { @for row in &matters.rows { (row_of(viewer, row, matters.mine.then_some(matters.me))) } }
            }
            (parts::more(words, matters.next.as_deref(), matters.onward, &first))
        }
    };
    Page { shape: "list", live: Some("/live".to_owned()), ..Page::new(title, place, body) }.framed(viewer)
}

/// On one's own list nobody needs to be told that it is oneself; whom one covers for is told.
fn row_of(viewer: &Viewer, row: &CaseLine, but: Option<AgentId>) -> Markup {
    let words = viewer.words;
    let customer = row.customer.as_ref().map_or(words.customer_nameless(), |(_, name)| name.as_str());
    html! {
        li.matter id={ "m" (row.number) } {
            a.matter-link href={ "/cases/" (row.number) "#latest" } {
                (parts::avatar(customer))
                span.matter-what {
                    span.matter-who { (customer) }
                    span.matter-subject { (case::subject(words, row)) }
                    span.matter-words.theirs[row.waiting_since.is_some()] {
                        (icon(Icon::of(row.channel)))
                        span.heard { (parts::channel_name(words, row.channel)) ": " }
                        (row.last_words.as_deref().unwrap_or_default())
                    }
                }
                span.matter-when {
                    @if let Some(since) = row.waiting_since {
                        span.waited {
                            span.waited-for { (parts::time(viewer, since, Told::Span)) }
                            span.small { (words.list_waited()) }
                        }
                    } @else {
                        span.small { (parts::time(viewer, row.touched_at, Told::Ago)) }
                    }
                }
                span.matter-chips {
                    @if let Some(due) = row.promise_due { (case::promise_chip(viewer, due)) }
                    @if let Some(deadline) = &row.deadline { (deadline::chip(viewer, deadline)) }
                    @if let Some((team, since)) = row.pool.as_ref().filter(|_| row.merged_into.is_none() && row.state != State::Resolved) {
                        (parts::chip(Tone::Care, Some(Icon::Hand), team.as_ref().map_or(words.list_nobody(), |(_, team)| team)))
                        span.small { (parts::time(viewer, *since, Told::Span)) }
                    }
                    @if row.merged_into.is_some() { (parts::chip(Tone::Plain, None, words.state_merged())) }
                    @else { (parts::state_chip(words, row.state)) }
                }
                span.matter-fine {
                    @if let Some((_, owner)) = row.owner.as_ref().filter(|(owner, _)| but != Some(*owner)) {
                        span.matter-owner { (icon(Icon::Person)) (owner) }
                    }
                    span.matter-number { "#" (row.number) }
                }
            }
        }
    }
}

//! The ledger: what was given in a period, by whom, on whose word and why; and what it cost to put it right at once
//! against what complaints would have cost. Leads see everybody's, the others what they gave themselves.

pub(crate) mod export;

use std::{collections::HashMap, fmt::Write as _};

use axum::{extract::Query, response::Response};
use http::StatusCode;
use jiff::{Span, civil::Date};
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{By, Desk, Ledger, WayCost};
use valta_domain::{
    AgentId, Currency, MandateId, Money, RemedyId, Timestamp,
    mandate::Holder,
    remedy::{Outcome, RemedyKind},
    time::{DAY, SECOND},
};
use valta_insight::signature::Signatures;
use valta_policy::{Action, Relation};
use valta_store::{
    Fault, Scope, Tx, account,
    views::{
        self,
        remedy::{ListedRemedy, RemedyFilter, RemedyLine},
    },
};

use crate::{
    layout::{Page, Place, answer},
    parts::{self, Field, Tone},
    remedy::{self, Way},
    trouble::{Trouble, http_encoded},
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// Remedies on one page.
const MOST: usize = 25;

/// Lengths of time that are one click away, in days.
const OFTEN: [i64; 4] = [7, 30, 90, 365];

/// The words on which something can have been given.
const WAYS: [Outcome; 4] = [Outcome::Within, Outcome::Stretch, Outcome::CoSign, Outcome::Escalate];

/// What the address asks for. A form sends what was left open as empty.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    days: Option<String>,
    from: Option<String>,
    until: Option<String>,
    kind: Option<String>,
    outcome: Option<String>,
    agent: Option<String>,
    currency: Option<String>,
    before: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Period {
    Days(i64),
    All,
    /// From the morning of the one day to the end of the other.
    Own(Option<Date>, Option<Date>),
}

/// What was asked for, understood.
#[derive(Clone, Copy, Debug)]
struct Narrowed {
    period: Period,
    filter: RemedyFilter,
}

impl Narrowed {
    /// What cannot be understood leads nowhere.
    fn of(visit: &Visit, asked: &Asked) -> Result<Narrowed, Trouble> {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let day = |text: &Option<String>| {
            said(text).map(|text| text.parse::<Date>().map_err(|_| Trouble::Missing)).transpose()
        };
        let (from, until) = (day(&asked.from)?, day(&asked.until)?);
        let period = match (from, until, said(&asked.days).as_deref()) {
            (None, None, None) => Period::Days(30),
            (None, None, Some("all")) => Period::All,
            (None, None, Some(days)) => {
                let days = days.parse().ok().filter(|days| OFTEN.contains(days));
                Period::Days(days.ok_or(Trouble::Missing)?)
            }
            (from, until, _) => Period::Own(from, until),
        };
        let viewer = visit.viewer();
        let morning = |day: Date| {
            let zoned = day.to_zoned(viewer.zone.clone()).map_err(|_| Trouble::Missing)?;
            Ok::<_, Trouble>(Timestamp(zoned.timestamp().as_microsecond()))
        };
        let (from, until) = match period {
            Period::Days(days) => (Some(viewer.now.minus(days * DAY)), None),
            Period::All => (None, None),
            Period::Own(from, until) => {
                let after = |day: Date| day.checked_add(Span::new().days(1)).map_err(|_| Trouble::Missing);
                (from.map(morning).transpose()?, until.map(after).transpose()?.map(morning).transpose()?)
            }
        };
        let code = |text: &Option<String>, found: fn(&str) -> Option<Outcome>| {
            said(text).map(|code| found(&code).ok_or(Trouble::Missing)).transpose()
        };
        let filter = RemedyFilter {
            from,
            until,
            kind: said(&asked.kind)
                .map(|kind| RemedyKind::from_code(&kind).ok_or(Trouble::Missing))
                .transpose()?,
            way: code(&asked.outcome, |way| WAYS.into_iter().find(|known| known.code() == way))?,
            agent: said(&asked.agent).map(|id| id.parse().map_err(|_| Trouble::Missing)).transpose()?,
            currency: said(&asked.currency)
                .map(|code| code.parse().map_err(|_| Trouble::Missing))
                .transpose()?,
            before: said(&asked.before).map(|before| cursor(&before).ok_or(Trouble::Missing)).transpose()?,
            limit: MOST + 1,
        };
        let filter = visit.desk().ledger_filter(visit.by(), filter).map_err(|_| Trouble::Missing)?;
        Ok(Narrowed { period, filter })
    }

    fn is_narrow(&self, everybody: bool) -> bool {
        let RemedyFilter { kind, way, agent, currency, .. } = self.filter;
        matches!(self.period, Period::Own(..))
            || kind.is_some()
            || way.is_some()
            || everybody && agent.is_some()
            || currency.is_some()
    }

    /// The same as an address's query, over another period where one is given.
    fn query(&self, everybody: bool, period: Period) -> String {
        let mut query = match period {
            Period::Days(days) => format!("days={days}"),
            Period::All => "days=all".to_owned(),
            Period::Own(from, until) => {
                let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
                format!("from={}&until={}", day(from), day(until))
            }
        };
        let RemedyFilter { kind, way, agent, currency, .. } = self.filter;
        let said = [
            ("kind", kind.map(|kind| kind.code().to_owned())),
            ("outcome", way.map(|way| way.code().to_owned())),
            ("agent", agent.filter(|_| everybody).map(|agent| agent.to_string())),
            ("currency", currency.map(|currency| currency.to_string())),
        ];
        for (name, value) in said {
            if let Some(value) = value {
                let _ = write!(query, "&{name}={}", http_encoded(&value));
            }
        }
        query
    }
}

fn cursor(before: &str) -> Option<(Timestamp, RemedyId)> {
    let (at, id) = before.split_once('.')?;
    Some((Timestamp(at.parse().ok()?), id.parse().ok()?))
}

struct Book {
    narrowed: Narrowed,
    /// These eyes see what everybody gave.
    everybody: bool,
    agents: Vec<(AgentId, String)>,
    currencies: Vec<Currency>,
    ledger: Ledger,
    rows: Vec<ListedRemedy>,
    holders: HashMap<MandateId, Holder>,
    /// Where the next page begins.
    next: Option<String>,
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let narrowed = Narrowed::of(&visit, &asked)?;
    let everybody = visit.desk().may(visit.by(), Action::SeeLedger, Relation::None);
    let desk = visit.desk().clone();
    let (viewer, book) = visit.look(move |tx, by| load(tx, &desk, by, narrowed, everybody)).await?;
    Ok(answer(StatusCode::OK, page(&viewer, &book)))
}

fn load(tx: &mut Tx<'_>, desk: &Desk, by: By, narrowed: Narrowed, everybody: bool) -> Result<Book, Fault> {
    let mut agents = Vec::new();
    if everybody {
        agents.extend(account::all(tx)?.into_iter().map(|account| (account.agent, account.name)));
    }
    // Whose remedies these eyes may see stands in the filter.
    let mut rows = views::remedy::list(tx, Scope::All, &narrowed.filter)?;
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    let next =
        rows.last().filter(|_| more).map(|last| format!("{}.{}", last.remedy.at.micros(), last.remedy.id));
    let mut holders = HashMap::new();
    for (mandate, _) in rows.iter().filter_map(|row| row.remedy.mandate) {
        if let std::collections::hash_map::Entry::Vacant(place) = holders.entry(mandate)
            && let Some(holder) = views::mandate::holder(tx, mandate)?
        {
            place.insert(holder);
        }
    }
    Ok(Book {
        narrowed,
        everybody,
        agents,
        currencies: views::ledger::currencies(tx)?,
        ledger: desk.ledger_here(tx, by, &narrowed.filter)?,
        rows,
        holders,
        next,
    })
}

fn page(viewer: &Viewer, book: &Book) -> Markup {
    let words = viewer.words;
    let title = if book.everybody { words.ledger_title() } else { words.ledger_title_own() };
    let query = book.narrowed.query(book.everybody, book.narrowed.period);
    let first = format!("/ledger?{query}");
    let next = book.next.as_ref().map(|next| format!("{first}&before={next}"));
    let onward = book.narrowed.filter.before.is_some();
    let body = html! {
        h1 { (title) }
        p.lead { (if book.everybody { words.ledger_lead() } else { words.ledger_lead_own() }) }
        nav.filters aria-label=(words.list_narrow()) {
            @for period in OFTEN.map(Period::Days).into_iter().chain([Period::All]) {
                a.filter href={ "/ledger?" (book.narrowed.query(book.everybody, period)) }
                    aria-current=[(period == book.narrowed.period).then_some("true")] { (period_name(words, period)) }
            }
        }
        (narrowing(viewer, book))
        @if book.ledger.sums.is_empty() {
            (parts::empty(words.ledger_empty(), words.ledger_empty_says()))
        } @else {
            @if !onward { div.ledger-sums { (both_ways(words, &book.ledger)) (by_kind(words, &book.ledger)) } }
            section.ledger-list aria-labelledby="one-by-one" {
                div.list-head {
                    h2 id="one-by-one" { (words.ledger_list()) }
                    p.ledger-out {
                        a href={ "/ledger.csv?" (query) } download { (words.ledger_csv()) }
                        a href={ "/ledger.json?" (query) } download { (words.ledger_json()) }
                    }
                }
                ol.given-rows { @for row in &book.rows { (row_of(viewer, book, row)) } }
                (parts::more(words, next.as_deref(), onward, &first))
            }
        }
    };
    Page { shape: "list", ..Page::new(title, Place::Ledger, body) }.framed(viewer)
}

fn period_name(words: Words, period: Period) -> String {
    match period {
        Period::Days(365) => words.ledger_year().to_owned(),
        Period::Days(days) => words.ledger_days(days),
        Period::All | Period::Own(..) => words.ledger_all().to_owned(),
    }
}

/// Which remedies, beyond the time.
fn narrowing(viewer: &Viewer, book: &Book) -> Markup {
    let words = viewer.words;
    let filter = &book.narrowed.filter;
    let (from, until) = match book.narrowed.period {
        Period::Own(from, until) => (from, until),
        Period::Days(_) | Period::All => (None, None),
    };
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let days = match book.narrowed.period {
        Period::Days(days) => days.to_string(),
        Period::All => "all".to_owned(),
        Period::Own(..) => String::new(),
    };
    let kinds: Vec<_> = RemedyKind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), parts::kind_name(words, *kind), filter.kind == Some(*kind)))
        .collect();
    let ways: Vec<_> = WAYS
        .iter()
        .map(|way| (way.code().to_owned(), way_name(words, *way), filter.way == Some(*way)))
        .collect();
    let agents: Vec<_> = book
        .agents
        .iter()
        .map(|(id, name)| (id.to_string(), name.as_str(), filter.agent == Some(*id)))
        .collect();
    let currencies: Vec<_> = book.currencies.iter().map(|known| (known.to_string(), *known)).collect();
    let currencies: Vec<_> = currencies
        .iter()
        .map(|(code, known)| (code.clone(), code.as_str(), filter.currency == Some(*known)))
        .collect();
    let field = |id, label| Field { id, label, help: None, error: None };
    let date = |id, label, value: &str| {
        field(id, label).around(&html! { input.text type="date" id=(id) name=(id) value=(value); })
    };
    html! {
        details.about.narrowing open[book.narrowed.is_narrow(book.everybody)] {
            summary { (words.ledger_narrow()) }
            form.narrow-form action="/ledger" method="get" {
                @if !days.is_empty() { input type="hidden" name="days" value=(days); }
                (field("kind", words.ledger_kind()).select("kind", words.ledger_any(), &kinds))
                (field("outcome", words.ledger_word()).select("outcome", words.ledger_any(), &ways))
                @if book.everybody { (field("agent", words.ledger_who()).select("agent", words.ledger_anybody(), &agents)) }
                @if currencies.len() > 1 { (field("currency", words.ledger_currency()).select("currency", words.ledger_any(), &currencies)) }
                (date("from", words.ledger_from(), &day(from)))
                (date("until", words.ledger_until(), &day(until)))
                (parts::button("", None, words.ledger_show()))
            }
        }
    }
}

pub(crate) fn way_name(words: Words, way: Outcome) -> &'static str {
    match way {
        Outcome::Within => words.way_within(),
        Outcome::Stretch => words.way_stretch(),
        Outcome::CoSign => words.way_co_sign(),
        Outcome::Escalate => words.way_escalate(),
        Outcome::Forbidden => words.outcome_forbidden(),
    }
}

/// The picture: for each word that something was given on, both ways beside each other, all on one scale.
fn both_ways(words: Words, ledger: &Ledger) -> Markup {
    let nothing = Money::new(0, remedy::CURRENCY);
    let all = |of: fn(&WayCost) -> Money| {
        let sum = ledger.costs.iter().fold(0_i64, |sum, cost| sum.saturating_add(of(cost).minor));
        Money::new(sum, nothing.currency)
    };
    let (now, complaint) = (all(|cost| cost.now), all(|cost| cost.complaint));
    let longest = now.minor.max(complaint.minor);
    let elsewhere: i64 = ledger.costs.iter().map(|cost| cost.elsewhere).sum();
    html! {
        section.sheet aria-labelledby="both-ways" {
            h2 id="both-ways" { (words.ledger_both()) }
            (pair(words, now, complaint, longest))
            @if ledger.costs.len() > 1 {
                ul.ways {
                    @for cost in ledger.costs.iter().filter(|cost| cost.count > 0) {
                        li {
                            h3 { (way_name(words, cost.way)) " · " (words.ledger_times(cost.count)) }
                            (pair(words, cost.now, cost.complaint, longest))
                        }
                    }
                }
            }
            @if elsewhere > 0 { p.small { (words.ledger_not_reckoned(elsewhere)) } }
            (remedy::sources(words, &ledger.parameters))
        }
    }
}

fn pair(words: Words, now: Money, complaint: Money, longest: i64) -> Markup {
    html! {
        dl.cost-pair {
            div.cost-row {
                dt { (words.ledger_now()) }
                dd { (parts::length_bar("bar-now", now.minor, longest)) (parts::money(words, now)) }
            }
            div.cost-row {
                dt { (words.ledger_route()) }
                dd { (parts::length_bar("bar-route", complaint.minor, longest)) (parts::money(words, complaint)) }
            }
        }
    }
}

fn by_kind(words: Words, ledger: &Ledger) -> Markup {
    let mut kinds: Vec<(RemedyKind, Option<Currency>, i64, i64)> = Vec::new();
    let mut reversed = 0;
    for sum in &ledger.sums {
        reversed += sum.reversed;
        match kinds.iter_mut().find(|(kind, currency, ..)| (*kind, *currency) == (sum.kind, sum.currency)) {
            Some((_, _, count, minor)) => {
                *count += sum.count;
                *minor = minor.saturating_add(sum.minor);
            }
            None => kinds.push((sum.kind, sum.currency, sum.count, sum.minor)),
        }
    }
    kinds.sort_by_key(|(kind, currency, ..)| (*kind, *currency));
    html! {
        section.sheet aria-labelledby="by-kind" {
            h2 id="by-kind" { (words.ledger_kinds()) }
            dl.sums {
                @for (kind, currency, count, minor) in kinds.into_iter().filter(|(_, _, count, _)| *count > 0) {
                    div {
                        dt { (parts::kind_name(words, kind)) " " span.small { (words.ledger_times(count)) } }
                        dd { @if let Some(currency) = currency { (parts::money(words, Money::new(minor, currency))) } }
                    }
                }
            }
            @if reversed > 0 { p.small { (words.ledger_taken_back(reversed)) } }
            @if let Some(signatures) = &ledger.signatures { (signatures_say(words, signatures)) }
        }
    }
}

/// How asking a colleague to sign went, and whether it was of use.
fn signatures_say(words: Words, signatures: &Signatures) -> Markup {
    html! {
        @if let (Some(given), Some(wait)) = (signatures.given, signatures.wait) {
            h3 { (words.ledger_signatures()) }
            p {
                (words.ledger_signed_of(given.hits, given.of)) " "
                (words.ledger_signed_wait(words.span(wait.value / SECOND)))
            }
            @if signatures.limit_too_low {
                p { (words.ledger_limit_too_low()) " " a href="/mandates" { (words.nav_mandates()) } }
            }
        }
        @if signatures.unanswered > 0 { p.small { (words.ledger_unsigned(signatures.unanswered)) } }
    }
}

fn row_of(viewer: &Viewer, book: &Book, row: &ListedRemedy) -> Markup {
    let words = viewer.words;
    let remedy = &row.remedy;
    let way = Way::of(remedy);
    html! {
        li.given-row {
            div.given-row-what {
                p.given-row-sum {
                    (parts::kind_name(words, remedy.kind))
                    @if let Some(amount) = remedy.amount { " " (parts::money(words, amount)) }
                }
                p.small {
                    @match &row.customer {
                        Some((_, name)) => (name),
                        None => (words.customer_nameless()),
                    }
                    " · " a href={ "/cases/" (row.number) } { (words.ledger_case(row.number)) }
                }
                @if let Some(reason) = &remedy.reason { p.given-row-why { (reason) } }
            }
            div.given-row-who {
                p.chips {
                    @if let Some(word) = word_chip(words, remedy) { (word) }
                    @if matches!(way, Way::Failed | Way::Uncertain | Way::AskedBack | Way::Reversed) { (parts::remedy_chip(words, way)) }
                }
                p.small {
                    @if book.everybody { (remedy.agent.1) ", " }
                    (parts::moment(viewer, remedy.at))
                }
                @if let Some((_, signer)) = &remedy.signed_by { p.small { (words.ledger_signed(signer.as_str())) } }
                p.small { (mandate_of(words, book, remedy)) }
            }
        }
    }
}

/// On whose word; what is within is the rule and needs none.
fn word_chip(words: Words, remedy: &RemedyLine) -> Option<Markup> {
    let (tone, says) = match remedy.outcome {
        _ if remedy.escalated => (Tone::Warm, words.way_escalate()),
        Outcome::Stretch if remedy.alone => (Tone::Care, words.ledger_alone()),
        Outcome::Stretch => (Tone::Care, words.way_stretch()),
        Outcome::CoSign => (Tone::Warm, words.way_co_sign()),
        Outcome::Within | Outcome::Escalate | Outcome::Forbidden => return None,
    };
    Some(parts::chip(tone, None, says))
}

fn mandate_of(words: Words, book: &Book, remedy: &RemedyLine) -> String {
    let Some((id, version)) = remedy.mandate else { return words.mandate_none().to_owned() };
    let name = book.holders.get(&id).map(|holder| holder_name(words, *holder, &book.agents));
    words.ledger_mandate(name.unwrap_or_default(), version)
}

/// Whose mandate it is, said to somebody else.
pub(crate) fn holder_name(words: Words, holder: Holder, agents: &[(AgentId, String)]) -> String {
    match holder {
        Holder::Everyone => words.mandate_of_everyone().to_owned(),
        Holder::Role(role) => words.mandate_of_role(words.role_name(role.code())),
        Holder::Team(_) => words.mandate_of_team().to_owned(),
        Holder::Agent(agent) => match agents.iter().find(|(id, _)| *id == agent) {
            Some((_, name)) => words.mandate_of_agent(name.as_str()),
            None => words.mandate_of_you().to_owned(),
        },
    }
}

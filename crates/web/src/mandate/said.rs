//! A mandate in words: the sentence that a lead would say, what changed between two versions, and what is remarked.

use maud::{Markup, html};
use valta_domain::{
    AgentId, Currency, MandateId, Money, TeamId, Timestamp,
    agent::Role,
    mandate::{
        Holder, Level, Terms,
        remark::{Remark, Used, Which},
    },
    refusal::Term,
    remedy::RemedyKind,
};
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    views::{self, mandate::MandateLine, team::TeamLine},
};

use super::condition::Picked;
use crate::{
    icon::{Icon, icon},
    ledger, parts,
    viewer::Viewer,
    words::Words,
};

/// So many names are said; the others are counted.
const MOST_NAMES: usize = 6;

/// Everybody who works here or did, and the mandates that stand.
pub(super) struct House {
    pub(super) staff: Vec<Account>,
    pub(super) names: Vec<(AgentId, String)>,
    pub(super) teams: Vec<TeamLine>,
    pub(super) lines: Vec<MandateLine>,
}

impl House {
    pub(super) fn load(tx: &mut Tx<'_>) -> Result<House, Fault> {
        let staff = account::all(tx)?;
        let names = staff.iter().map(|account| (account.agent, account.name.clone())).collect();
        Ok(House { staff, names, teams: views::team::all(tx)?, lines: views::mandate::list(tx)? })
    }

    /// Who holds it among those who work here.
    pub(super) fn holding(&self, holder: Holder) -> Vec<&str> {
        let holds =
            |account: &&Account| !account.disabled && holder.holds(account.agent, account.role, account.team);
        self.staff.iter().filter(holds).map(|account| account.name.as_str()).collect()
    }

    fn team(&self, id: TeamId) -> &str {
        self.teams.iter().find(|team| team.id == id).map_or("", |team| team.name.as_str())
    }

    fn terms(&self, id: MandateId) -> Option<&Terms> {
        self.lines.iter().map(|line| &line.mandate).find(|mandate| mandate.id == id).map(|it| &it.terms)
    }
}

pub(super) const fn level_code(level: Level) -> &'static str {
    match level {
        Level::Within => "within",
        Level::Stretch => "stretch",
        Level::Alone => "alone",
        Level::CoSign => "co_sign",
    }
}

fn name_of(words: Words, house: &House, agent: AgentId) -> String {
    let known = house.names.iter().find(|(known, _)| *known == agent);
    known.map_or_else(|| words.mandate_who_gone().to_owned(), |(_, name)| name.clone())
}

/// Who holds it, as a sentence begins.
pub(super) fn who(words: Words, house: &House, holder: Holder) -> String {
    match holder {
        Holder::Everyone => words.mandate_who_everyone().to_owned(),
        Holder::Role(role) => words.mandate_who_role(role.code()),
        Holder::Team(team) => words.mandate_who_team(house.team(team)).trim_end().to_owned(),
        Holder::Agent(agent) => name_of(words, house, agent),
    }
}

/// Who may sign, inside a sentence.
pub(super) fn signer(words: Words, house: &House, holder: Holder) -> String {
    match holder {
        Holder::Everyone => words.mandate_signer_everyone().to_owned(),
        Holder::Role(role) => words.mandate_signer_role(role.code()),
        Holder::Team(team) => words.mandate_signer_team(house.team(team)).trim_end().to_owned(),
        Holder::Agent(agent) => name_of(words, house, agent),
    }
}

fn listed(items: &[String], last: impl Fn(String, String) -> String) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => last(first.join(", "), end.clone()),
    }
}

pub(super) fn any_of(words: Words, items: &[String]) -> String {
    listed(items, |list, last| words.mandate_or(list, last))
}

pub(super) fn all_of(words: Words, items: &[String]) -> String {
    listed(items, |list, last| words.mandate_and(list, last))
}

/// A few names, and how many more.
pub(super) fn names(words: Words, all: &[&str]) -> String {
    let some: Vec<String> = all.iter().take(MOST_NAMES).map(|name| (*name).to_owned()).collect();
    match all.len().saturating_sub(MOST_NAMES) {
        0 => all_of(words, &some),
        // One more takes no more room than to say so.
        1 => all_of(words, &all.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()),
        more => words.mandate_ahead_others(some.join(", "), more),
    }
}

pub(super) fn kinds(words: Words, terms: &Terms) -> String {
    let mut kinds = terms.kinds.clone();
    kinds.sort_unstable();
    any_of(words, &kinds.iter().map(|kind| words.kind_given(kind.code())).collect::<Vec<_>>())
}

fn amount(words: Words, terms: &Terms, minor: i64) -> String {
    words.money_in_words(Money::new(minor, terms.currency))
}

/// The limits that say something at a level, as one phrase.
fn limits(words: Words, terms: &Terms, level: Level) -> String {
    let mut said = Vec::new();
    for (term, limit) in terms.limits() {
        let Some((limit, days)) = limit else { continue };
        let says = match level {
            Level::Within => true,
            Level::Stretch => limit.stretch > limit.within,
            Level::Alone => limit.alone.is_some(),
            Level::CoSign => limit.co_sign.is_some(),
        };
        if says {
            said.push(at_limit(words, terms, term, limit.up_to(level), days));
        }
    }
    all_of(words, &said)
}

fn at_limit(words: Words, terms: &Terms, term: Term, minor: i64, days: u32) -> String {
    words.mandate_limit(term.code(), amount(words, terms, minor), words.mandate_days(days))
}

/// "Everyone may give a refund up to €50 in one case."
pub(super) fn lead(words: Words, house: &House, terms: &Terms) -> String {
    let who = who(words, house, terms.holder);
    match limits(words, terms, Level::Within).as_str() {
        "" => words.mandate_says_free(who, kinds(words, terms)),
        limits => words.mandate_says(who, kinds(words, terms), limits),
    }
}

fn signers(words: Words, house: &House, terms: &Terms) -> String {
    let mut said: Vec<String> = terms.co_signers.iter().map(|named| signer(words, house, *named)).collect();
    said.sort_unstable();
    any_of(words, &said)
}

/// What is picked, as one phrase.
fn conditions(words: Words, picked: &Picked) -> String {
    let code = |code: &Option<valta_domain::situation::Code>| code.as_ref().map(ToString::to_string);
    let parts = [
        picked.channel.map(|channel| words.mandate_if_channel(words.channel_by(channel.code()))),
        code(&picked.segment).map(|code| words.mandate_if_segment(code)),
        code(&picked.cause).map(|code| words.mandate_if_cause(code)),
        code(&picked.process_step).map(|code| words.mandate_if_step(code)),
        code(&picked.bulletin).map(|code| words.mandate_if_bulletin(code)),
        picked
            .out_of_hours
            .map(|out| if out { words.mandate_if_closed() } else { words.mandate_if_open() }.into()),
        picked.first_of_kind.then(|| words.mandate_if_first().to_owned()),
    ];
    all_of(words, &parts.into_iter().flatten().collect::<Vec<_>>())
}

/// Until the end of which day.
pub(super) fn last_day(viewer: &Viewer, until: Timestamp) -> jiff::civil::Date {
    viewer.wall(until.minus(1)).date()
}

fn valid(viewer: &Viewer, terms: &Terms) -> Option<String> {
    let words = viewer.words;
    let from = terms.valid_from.map(|from| words.date(viewer.wall(from).date()));
    let until = terms.valid_until.map(|until| words.date(last_day(viewer, until)));
    match (from, until) {
        (None, None) => None,
        (Some(from), None) => Some(words.mandate_from(from)),
        (None, Some(until)) => Some(words.mandate_until(until)),
        (Some(from), Some(until)) => Some(words.mandate_from_until(from, until)),
    }
}

/// All that a mandate says, as one would say it.
pub(super) fn terms(viewer: &Viewer, house: &House, terms: &Terms) -> Markup {
    let words = viewer.words;
    let mut lines = Vec::new();
    for level in [Level::Stretch, Level::Alone, Level::CoSign] {
        let limits = limits(words, terms, level);
        if limits.is_empty() {
            continue;
        }
        lines.push(match level {
            Level::Within | Level::Stretch => words.mandate_stretch(limits),
            Level::Alone => words.mandate_alone(limits),
            Level::CoSign => words.mandate_co_sign(limits, signers(words, house, terms)),
        });
    }
    let picked = terms.when.as_deref().and_then(Picked::read);
    lines.extend(picked.as_ref().map(|picked| words.mandate_only(conditions(words, picked))));
    lines.extend(valid(viewer, terms));
    let own = terms.when.as_deref().filter(|_| picked.is_none());
    html! {
        div.terms {
            p.terms-lead { (lead(words, house, terms)) }
            @if !lines.is_empty() { ul.terms-lines { @for line in &lines { li { (line) } } } }
            @if let Some(own) = own { p { (words.mandate_if_own()) } pre.terms-own { code { (own) } } }
        }
    }
}

/// Every part of a mandate with what it says: the same parts in the same order, whatever it says.
fn rows(viewer: &Viewer, house: &House, terms: &Terms) -> Vec<(String, String)> {
    let words = viewer.words;
    let or = |said: String, none: &str| if said.is_empty() { none.to_owned() } else { said };
    let mut rows = vec![
        (words.mandate_row_who().to_owned(), who(words, house, terms.holder)),
        (words.mandate_row_what().to_owned(), kinds(words, terms)),
    ];
    for (term, limit) in terms.limits() {
        for level in Level::ALL {
            let label =
                words.mandate_row(words.mandate_term(term.code()), words.mandate_level(level_code(level)));
            let says = limit.and_then(|(limit, days)| {
                let minor = match level {
                    Level::Within => Some(limit.within),
                    Level::Stretch => Some(limit.stretch),
                    Level::Alone => limit.alone,
                    Level::CoSign => limit.co_sign,
                };
                // Where the limit itself says what it is of, the sum is enough.
                minor.map(|minor| match term {
                    Term::PerRemedy | Term::PerCase => amount(words, terms, minor),
                    _ => at_limit(words, terms, term, minor, days),
                })
            });
            let none =
                if level == Level::Within { words.mandate_row_free() } else { words.mandate_row_none() };
            rows.push((label, says.unwrap_or_else(|| none.to_owned())));
        }
    }
    let when = match terms.when.as_deref() {
        None => words.mandate_row_always().to_owned(),
        Some(text) => Picked::read(text).map_or_else(|| text.to_owned(), |picked| conditions(words, &picked)),
    };
    rows.push((
        words.mandate_row_signers().to_owned(),
        or(signers(words, house, terms), words.mandate_row_nobody()),
    ));
    rows.push((words.mandate_row_when().to_owned(), when));
    let valid = valid(viewer, terms).unwrap_or_else(|| words.mandate_row_always().to_owned());
    rows.push((words.mandate_row_valid().to_owned(), valid));
    rows
}

/// What differs between two versions, as a table; nothing where nothing does.
pub(super) fn changes(
    viewer: &Viewer,
    house: &House,
    [before, after]: [&Terms; 2],
    [says_before, says_after]: [&str; 2],
) -> Option<Markup> {
    let words = viewer.words;
    let both = rows(viewer, house, before).into_iter().zip(rows(viewer, house, after));
    let rows: Vec<_> = both.filter(|((_, before), (_, after))| before != after).collect();
    (!rows.is_empty()).then(|| {
        html! {
            table.turns {
                thead {
                    tr {
                        th scope="col" { span.heard { (words.mandate_table_what()) } }
                        th scope="col" { (says_before) }
                        th scope="col" { (says_after) }
                    }
                }
                tbody {
                    @for ((label, before), (_, after)) in &rows {
                        tr {
                            th scope="row" { (label) }
                            td data-says=(says_before) { (before) }
                            td.turned data-says=(says_after) { (after) }
                        }
                    }
                }
            }
        }
    })
}

/// How much room the quiet remarks take: what overlaps is looked at by whoever wants to, or before something is saved.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quiet {
    Folded,
    Open,
}

/// What a lead should know: what is missing first, and what overlaps after it.
pub(super) fn remarks(
    viewer: &Viewer,
    house: &House,
    terms: Option<&Terms>,
    remarks: &[Remark],
    quiet: Quiet,
) -> Markup {
    let words = viewer.words;
    let (gaps, others): (Vec<&Remark>, Vec<&Remark>) = remarks.iter().partition(|remark| remark.is_gap());
    let others: Vec<Markup> =
        others.into_iter().map(|remark| one_remark(viewer, house, terms, remark)).collect();
    let list = html! { ul.terms-lines.overlaps { @for remark in &others { li { (remark) } } } };
    html! {
        @if !gaps.is_empty() {
            ul.remarks aria-label=(words.mandate_remarks()) {
                @for says in put_together(viewer, house, terms, &gaps) { li { (icon(Icon::Alert)) p { (says) } } }
            }
        }
        @if !others.is_empty() {
            @match quiet {
                Quiet::Open => (list),
                Quiet::Folded => details.about { summary { (words.mandate_remarks()) " (" (others.len()) ")" } (list) },
            }
        }
    }
}

/// What those of a role, or everybody, may not give.
struct Missing {
    role: Option<Role>,
    currency: Currency,
    kinds: Vec<String>,
}

/// What is missing, in one sentence for everything that the same people miss.
fn put_together(viewer: &Viewer, house: &House, terms: Option<&Terms>, gaps: &[&Remark]) -> Vec<Markup> {
    let words = viewer.words;
    let mut missing: Vec<Missing> = Vec::new();
    let mut said = Vec::new();
    for gap in gaps {
        let (role, kind, currency) = match gap {
            Remark::NobodyFor { kind, currency } => (None, *kind, *currency),
            Remark::RoleWithout { role, kind, currency } => (Some(*role), *kind, *currency),
            Remark::Overlap { .. }
            | Remark::RoleWithNothing { .. }
            | Remark::NoStretch { .. }
            | Remark::NobodySigns
            | Remark::SignedUpTo { .. }
            | Remark::EndsSoon { .. }
            | Remark::Over => {
                said.push(one_remark(viewer, house, terms, gap));
                continue;
            }
        };
        let kind = parts::kind_name(words, kind).to_lowercase();
        match missing.iter_mut().find(|known| (known.role, known.currency) == (role, currency)) {
            Some(known) => known.kinds.push(kind),
            None => missing.push(Missing { role, currency, kinds: vec![kind] }),
        }
    }
    let missing = missing.iter().map(|Missing { role, currency, kinds }| {
        let kinds = all_of(words, kinds);
        let says = match role {
            None => words.remark_nobody(kinds, currency.code()),
            Some(role) => words.remark_role_without(words.role_name(role.code()), kinds, currency.code()),
        };
        html! { (says) }
    });
    missing.chain(said).collect()
}

fn one_remark(viewer: &Viewer, house: &House, terms: Option<&Terms>, remark: &Remark) -> Markup {
    let words = viewer.words;
    let money = |minor| terms.map_or_else(String::new, |terms| amount(words, terms, minor));
    let given = |kind: &RemedyKind| parts::kind_name(words, *kind).to_lowercase();
    let said = match remark {
        Remark::Overlap { with, kinds, people, used } => {
            let used = match used {
                Used::Always(Which::This) => words.remark_used_this(),
                Used::Always(Which::Other) => words.remark_used_other(),
                Used::First(Which::This) => words.remark_used_this_first(),
                Used::First(Which::Other) => words.remark_used_other_first(),
                Used::Either => words.remark_used_either(),
            };
            // Which kinds, only where it is not all of them.
            let some = terms.filter(|terms| kinds.len() < terms.kinds.len());
            let some = some.map(|_| all_of(words, &kinds.iter().map(given).collect::<Vec<_>>()));
            return html! {
                (words.remark_overlap(*people)) ": "
                a href={ "/mandates/" (with) } { (name(words, house, *with)) }
                @if let Some(some) = some { " (" (some) ")" }
                ". " (used)
            };
        }
        Remark::NobodyFor { kind, currency } => words.remark_nobody(given(kind), currency.code()),
        Remark::RoleWithout { role, kind, currency } => {
            words.remark_role_without(words.role_name(role.code()), given(kind), currency.code())
        }
        Remark::RoleWithNothing { role } => words.remark_role_nothing(words.role_name(role.code())),
        Remark::NoStretch { term } => words.remark_no_stretch(words.mandate_term(term.code())),
        Remark::NobodySigns => words.remark_nobody_signs().to_owned(),
        Remark::SignedUpTo { minor } => words.remark_signed_up_to(money(*minor)),
        Remark::EndsSoon { until } => words.remark_ends_soon(words.date(last_day(viewer, *until))),
        Remark::Over => words.remark_over().to_owned(),
    };
    html! { (said) }
}

fn name(words: Words, house: &House, id: MandateId) -> String {
    house.terms(id).map_or_else(String::new, |terms| ledger::holder_name(words, terms.holder, &house.names))
}

/// Whether it is in force, where it is not.
pub(super) fn standing(viewer: &Viewer, line: &MandateLine) -> Option<Markup> {
    let words = viewer.words;
    let terms = &line.mandate.terms;
    let says = if !line.stands {
        words.mandate_ended()
    } else if terms.valid_until.is_some_and(|until| until <= viewer.now) {
        words.mandate_over()
    } else if !terms.valid_at(viewer.now) {
        words.mandate_not_yet()
    } else {
        return None;
    };
    Some(parts::chip(parts::Tone::Plain, Some(Icon::Clock), says))
}

/// Who said so, when, and why.
pub(super) fn set_by(
    viewer: &Viewer,
    by: Option<&(AgentId, String)>,
    at: Timestamp,
    reason: Option<&str>,
) -> Markup {
    let words = viewer.words;
    let when = viewer.moment(at);
    html! {
        div.set-by {
            @if let Some(reason) = reason { blockquote { (reason) } }
            p.small {
                (match by {
                    Some((_, name)) => words.mandate_set_by(name.as_str(), when),
                    None => words.mandate_set_house(when),
                })
            }
        }
    }
}

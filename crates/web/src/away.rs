//! Being away: until when, who covers and why; said by whoever goes, or for them by a lead, and who is back again.

use axum::{extract::Path, response::Response};
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{Desk, No, SayAway};
use valta_domain::{
    AgentId, TeamId, Timestamp,
    agent::Role,
    case::State,
    duty::{self, Away, AwayBecause},
    refusal::Field as Of,
};
use valta_store::{
    Fault, Tx,
    account::{self, Account},
    views,
    views::case::CaseLine,
};

use crate::{
    account as own,
    act::{self, Draft},
    form::{Sent, command},
    icon::Icon,
    layout::go,
    parts::{self, Choice, Field},
    people::{self, Typed},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    when,
    words::Words,
};

/// Somebody as others need to know them to be covered for.
pub(crate) struct Colleague {
    pub(crate) id: AgentId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) team: Option<TeamId>,
    pub(crate) away: Option<Away>,
    /// May carry another's duty.
    pub(crate) covers: bool,
}

/// Everybody of the house, by name.
pub(crate) fn colleagues(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<Colleague>, Fault> {
    let staff = desk.staff(tx)?;
    let known = account::all(tx)?.into_iter().filter(|account| !account.disabled);
    let colleague = |account: Account| {
        let standing = staff.get(&account.agent);
        Colleague {
            id: account.agent,
            name: account.name,
            role: account.role,
            team: account.team,
            away: standing.and_then(|standing| standing.away),
            covers: standing.is_some_and(|standing| !standing.gone),
        }
    };
    Ok(known.map(colleague).collect())
}

fn because(words: Words, because: AwayBecause) -> &'static str {
    match because {
        AwayBecause::Away => words.away_because_away(),
        AwayBecause::Holiday => words.away_because_holiday(),
        AwayBecause::ShiftOver => words.away_because_shift(),
    }
}

pub(crate) fn form(viewer: &Viewer, everybody: &[&Colleague], of: &Colleague, typed: &Typed) -> Markup {
    let words = viewer.words;
    let id = of.id;
    let form = format!("away-{id}");
    let stands = of.away.and_then(|away| away.cover).map(|cover| cover.to_string()).unwrap_or_default();
    let chosen = typed.value(&form, "cover", &stands);
    let may = |one: &&&Colleague| one.id != id && one.covers;
    let (team, others): (Vec<&Colleague>, Vec<&Colleague>) =
        everybody.iter().filter(may).partition(|one| of.team.is_some() && one.team == of.team);
    let options: Vec<(String, &str, bool)> = team
        .iter()
        .chain(&others)
        .map(|one| (one.id.to_string(), one.name.as_str(), one.id.to_string() == chosen))
        .collect();
    let why = typed.value(&form, "because", of.away.map_or(AwayBecause::Away, |away| away.because).code());
    let reason = |each: &AwayBecause| Choice {
        value: each.code(),
        label: because(words, *each),
        icon: None,
        chosen: each.code() == why,
    };
    let reasons: Vec<Choice<'_>> = AwayBecause::ALL.iter().map(reason).collect();
    let draft = Draft {
        when: typed.value(&form, "when", "").to_owned(),
        own_time: typed.value(&form, "own_time", "").to_owned(),
        error: typed.wrong(&form, "until").map(|says| ("when", says.to_owned())),
        ..Draft::default()
    };
    html! {
        form.panel action={ "/people/" (id) "/away" } method="post" {
            (parts::form_id(&command()))
            (act::moments(viewer, words.away_until(), &when::for_later(viewer), &form, Some(&draft)))
            (Field { id: &format!("cover-{id}"), label: words.away_cover(), help: None, error: typed.wrong(&form, "cover") }
                .select("cover", words.away_cover_none(), &options))
            (parts::choices(words.away_why(), "because", &reasons))
            div.acting { (parts::button("", Some(Icon::Later), words.away_save())) }
        }
    }
}

pub(crate) fn back(of: AgentId, says: &str) -> Markup {
    html! {
        form action={ "/people/" (of) "/back" } method="post" {
            (parts::form_id(&command()))
            (parts::button("primary", Some(Icon::Check), says))
        }
    }
}

/// How one's own time away stands, or the form to say it.
pub(crate) fn own(viewer: &Viewer, me: AgentId, everybody: &[&Colleague], typed: &Typed) -> Markup {
    let words = viewer.words;
    let Some(of) = everybody.iter().find(|one| one.id == me) else { return html! {} };
    let name = |id: AgentId| everybody.iter().find(|one| one.id == id).map(|one| one.name.as_str());
    html! {
        section.sheet aria-labelledby="away" {
            h2 id="away" { (words.away_title()) }
            @match of.away.filter(|away| viewer.now < away.until) {
                Some(away) => {
                    p.away-now {
                        strong {
                            @if away.holds_at(viewer.now) { (words.away_you(viewer.moment(away.until))) }
                            @else { (words.away_you_later(viewer.moment(away.from), viewer.moment(away.until))) }
                        } " "
                        @match away.cover.and_then(name) {
                            Some(cover) => (words.away_you_cover(cover)),
                            None => (words.away_you_team()),
                        }
                    }
                    (back(me, words.away_back()))
                    details.people-fold open[!typed.is_none()] {
                        summary { (words.away_change()) }
                        (form(viewer, everybody, of, typed))
                    }
                }
                None => {
                    p { (words.away_lead()) }
                    details.people-fold open[!typed.is_none()] {
                        summary { (words.away_say()) }
                        (form(viewer, everybody, of, typed))
                    }
                }
            }
        }
    }
}

// The acts.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Going {
    command: String,
    #[serde(default)]
    when: String,
    #[serde(default)]
    own_time: String,
    cover: String,
    because: String,
}

/// One's own page says what one did for oneself, the page of everybody the rest.
fn page_of(visit: &Visit, id: AgentId, did: &str, command: &str) -> Response {
    if id == visit.account.agent {
        go(&format!("/account?did={did}&saved={command}"))
    } else {
        go(&format!("/people?did={did}&saved={command}#p{id}"))
    }
}

pub(crate) async fn say(
    visit: Visit,
    Path(id): Path<AgentId>,
    sent: Sent<Going>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let Going { command, when, own_time, cover, because } = sent.form;
    let viewer = visit.viewer();
    let because = AwayBecause::from_code(&because).ok_or(Trouble::Unreadable)?;
    let named = match cover.as_str() {
        "" => None,
        cover => Some(cover.parse::<AgentId>().map_err(|_| Trouble::Unreadable)?),
    };
    let form = format!("away-{id}");
    let until = when::read(&viewer, &when, &own_time);
    let typed = vec![
        ("when", when),
        ("own_time", own_time),
        ("cover", cover),
        ("because", because.code().to_owned()),
    ];
    let until = match until {
        Ok(until) => until,
        Err(no) => {
            let error = (Of::Until.code(), no.say(&viewer).to_owned());
            return refused(&visit, id, Typed::wrong_at(form, typed, error)).await;
        }
    };
    let going = SayAway { agent: id, from: None, until, cover: named, because };
    match visit.desk().say_away(visit.by(), Some(key), going).await {
        Ok(()) => Ok(page_of(&visit, id, "away", &command)),
        Err(No::Refusal(no))
            if no.field().is_some() || matches!(no, valta_domain::Refusal::InThePast { .. }) =>
        {
            refused(&visit, id, Typed::of(&viewer, form, typed, &no)).await
        }
        Err(no) => Err(no.into()),
    }
}

async fn refused(visit: &Visit, id: AgentId, typed: Typed) -> Result<Response, Trouble> {
    if id == visit.account.agent { own::again(visit, typed).await } else { people::again(visit, typed).await }
}

pub(crate) async fn come_back(
    visit: Visit,
    Path(id): Path<AgentId>,
    sent: Sent<people::Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    visit.desk().come_back(visit.by(), Some(key), id).await?;
    Ok(page_of(&visit, id, "back", &sent.form.command))
}

/// Until when, and who carries the matter meanwhile.
pub(crate) type OwnerAway = (Timestamp, Option<(AgentId, String)>);

/// Where the owner is away, until when, and who carries the matter.
pub(crate) fn of_owner(
    tx: &mut Tx<'_>,
    desk: &Desk,
    line: &CaseLine,
    now: Timestamp,
) -> Result<Option<OwnerAway>, Fault> {
    let Some((owner, _)) = line.owner.as_ref().filter(|_| line.state != State::Resolved) else {
        return Ok(None);
    };
    let away = views::agent::one(tx, *owner)?.and_then(|known| known.away);
    let Some(away) = away.filter(|away| away.holds_at(now)) else { return Ok(None) };
    let cover = match duty::carrier(&desk.staff(tx)?, *owner, now) {
        Some(cover) => account::by_agent(tx, cover)?.map(|account| (cover, account.name)),
        None => None,
    };
    Ok(Some((away.until, cover)))
}

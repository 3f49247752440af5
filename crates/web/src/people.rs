//! Everybody of the house: who can be met now, who is away and who covers, how much waits for whom; and for those who
//! answer for it the forms that say who is of which team, and who may sign in.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{MayKnow, NewAgent, No, SetTeam};
use valta_domain::{AgentId, Refusal, TeamId, agent::Role, refusal::Field as Of, team::Giving};
use valta_policy::{Action, Relation};
use valta_store::views::{self, skill::SkillLine, team::TeamLine};

use crate::{
    away::{self, Colleague},
    form::{Sent, command},
    icon::Icon,
    knowhow,
    layout::{Page, Place, Saved, answer, go},
    parts::{self, Choice, Field, Line, Tone},
    refusal, skill,
    trouble::Trouble,
    viewer::Viewer,
    visit::{MOST_COUNTED, Visit},
    words::{Lang, Words},
};

#[expect(clippy::struct_excessive_bools, reason = "each is one thing that this person may do")]
struct People {
    me: AgentId,
    keeps_teams: bool,
    keeps_agents: bool,
    says_away: bool,
    /// Of everybody; of oneself anybody does.
    states_skills: bool,
    skills: BTreeMap<AgentId, Vec<SkillLine>>,
    /// What was asked who knows about, and who may.
    about: String,
    knows: Vec<MayKnow>,
    everybody: Vec<Person>,
    /// Each with how many wait in its pool.
    teams: Vec<(TeamLine, i64)>,
    typed: Typed,
}

struct Person {
    colleague: Colleague,
    here: bool,
    /// Called about what comes in now.
    on_call: bool,
    waiting: i64,
    unsolved: i64,
}

/// A form that could not be done: which one, what was typed, and what is wrong where.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    form: String,
    values: BTreeMap<&'static str, String>,
    pub(crate) error: Option<(&'static str, String)>,
    pub(crate) notice: Option<(String, String)>,
}

impl Typed {
    pub(crate) fn of(
        viewer: &Viewer,
        form: String,
        values: impl IntoIterator<Item = (&'static str, String)>,
        no: &Refusal,
    ) -> Typed {
        let mut typed = Typed { form, values: values.into_iter().collect(), ..Typed::default() };
        let field = match no {
            Refusal::InThePast { .. } => Some(Of::Until),
            no => no.field(),
        };
        if let Some(field) = field {
            typed.error = Some((field.code(), refusal::line(viewer, no)));
        } else {
            let said = refusal::say(viewer, no);
            typed.notice = Some((said.what, said.next));
        }
        typed
    }

    /// Something is wrong with a field before the desk hears of it.
    pub(crate) fn wrong_at(
        form: String,
        values: impl IntoIterator<Item = (&'static str, String)>,
        error: (&'static str, String),
    ) -> Typed {
        Typed { form, values: values.into_iter().collect(), error: Some(error), notice: None }
    }

    pub(crate) fn is_none(&self) -> bool {
        self.form.is_empty()
    }

    pub(crate) fn is(&self, form: &str) -> bool {
        self.form == form
    }

    /// What was typed there, or what stands.
    pub(crate) fn value<'a>(&'a self, form: &str, name: &str, stands: &'a str) -> &'a str {
        if self.is(form) { self.values.get(name).map_or(stands, String::as_str) } else { stands }
    }

    pub(crate) fn wrong(&self, form: &str, name: &str) -> Option<&str> {
        let error = self.error.as_ref().filter(|(wrong, _)| self.is(form) && *wrong == name);
        error.map(|(_, says)| says.as_str())
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// What somebody wants to know.
    #[serde(default)]
    about: String,
    did: Option<String>,
    saved: Option<String>,
}

impl Asked {
    pub(crate) fn saved(&self, words: Words) -> Option<Saved<'_>> {
        let says = match self.did.as_deref()? {
            "away" => words.did_away(),
            "back" => words.did_back(),
            "team" => words.did_team(),
            "person" => words.did_person(),
            "joined" => words.did_joined(),
            "left" => words.did_left(),
            "skill" => words.did_skill(),
            "skill-gone" => words.did_skill_gone(),
            "device" => words.caught_phone_ended(),
            "feed" => words.feed_once(),
            "feed-end" => words.feed_ended(),
            "reach" => words.reach_saved(),
            "push" => words.push_added(),
            "push-end" => words.push_ended(),
            _ => return None,
        };
        Some(Saved { command: self.saved.as_deref()?, says })
    }
}

pub(crate) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let (viewer, people) = look(&visit, Typed::default(), asked.about.clone()).await?;
    let saved = asked.saved(viewer.words);
    Ok(answer(StatusCode::OK, page(&viewer, &people, saved)))
}

/// The page again with what was typed, and why it was not done.
pub(crate) async fn again(visit: &Visit, typed: Typed) -> Result<Response, Trouble> {
    let (viewer, people) = look(visit, typed, String::new()).await?;
    Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, page(&viewer, &people, None)))
}

async fn look(visit: &Visit, typed: Typed, about: String) -> Result<(Viewer, People), Trouble> {
    let (desk, now) = (visit.desk().clone(), visit.desk().now());
    visit
        .look(move |tx, by| {
            let there = valta_desk::at_work(tx, now)?;
            let on_call: BTreeSet<_> =
                desk.on_call(tx, now)?.into_iter().filter_map(|on_call| on_call.answers).collect();
            let waiting = views::agent::waiting(tx, MOST_COUNTED)?;
            let waiting: BTreeMap<_, _> =
                waiting.into_iter().map(|(id, open, unsolved)| (id, (open, unsolved))).collect();
            let everybody = away::colleagues(tx, &desk)?
                .into_iter()
                .map(|colleague| {
                    let (waiting, unsolved) = waiting.get(&colleague.id).copied().unwrap_or_default();
                    Person {
                        here: there.contains(&colleague.id),
                        on_call: on_call.contains(&colleague.id),
                        waiting,
                        unsolved,
                        colleague,
                    }
                })
                .collect();
            let pools: BTreeMap<_, _> = views::team::pools(tx, MOST_COUNTED)?.into_iter().collect();
            let teams = views::team::all(tx)?.into_iter();
            let teams = teams.map(|team| (pools.get(&team.id).copied().unwrap_or_default(), team));
            let may = |action| desk.may(by, action, Relation::None);
            let mut skills: BTreeMap<AgentId, Vec<SkillLine>> = BTreeMap::new();
            for line in views::skill::all(tx)? {
                skills.entry(line.agent).or_default().push(line);
            }
            let knows = if about.trim().is_empty() {
                Vec::new()
            } else {
                let among = desk.whom_to_ask(tx, by)?.people;
                desk.who_knows(tx, by, None, &about, &among)?
            };
            Ok(People {
                me: by.agent,
                keeps_teams: may(Action::KeepTeams),
                keeps_agents: may(Action::KeepAgents),
                says_away: may(Action::SayAway),
                states_skills: may(Action::StateSkill),
                skills,
                about,
                knows,
                everybody,
                teams: teams.map(|(pooled, team)| (team, pooled)).collect(),
                typed,
            })
        })
        .await
}

fn page(viewer: &Viewer, people: &People, saved: Option<Saved<'_>>) -> Markup {
    let words = viewer.words;
    let of = |team: Option<TeamId>| -> Vec<&Person> {
        let teams =
            |id: Option<TeamId>| id.filter(|id| people.teams.iter().any(|(known, _)| known.id == *id));
        people.everybody.iter().filter(|person| teams(person.colleague.team) == team).collect()
    };
    let alone = of(None);
    let body = html! {
        h1 { (words.people_title()) }
        p.lead { (words.people_lead()) }
        @if let Some((what, next)) = &people.typed.notice { (parts::notice(Tone::Care, what, &html! { p { (next) } })) }
        (knowhow::field(viewer, &people.about, &people.knows))
        @for (team, pooled) in &people.teams {
            section.people-of aria-labelledby={ "t" (team.id) } {
                div.people-head {
                    h2 id={ "t" (team.id) } { (team.name) }
                    @if team.front { (parts::chip(Tone::Good, Some(Icon::Mail), words.team_is_front())) }
                    a.team-pool href={ "/cases?state=pool&team=" (team.id) } {
                        @if *pooled > 0 { (words.team_pool()) span.count { (parts::count(*pooled)) } }
                        @else { (words.team_pool_none()) }
                    }
                }
                p.small { (giving(words, team.giving)) }
                @let members = of(Some(team.id));
                @if members.is_empty() { p.small { (words.team_empty()) } }
                @else { ul.people { @for person in members { (one(viewer, people, person)) } } }
                @if people.keeps_teams { (team_form(viewer, people, Some(team))) }
            }
        }
        @if !alone.is_empty() {
            section.people-of aria-labelledby="no-team" {
                h2 id="no-team" { (words.people_no_team()) }
                ul.people { @for person in alone { (one(viewer, people, person)) } }
            }
        }
        @if people.keeps_teams || people.keeps_agents {
            div.people-new {
                @if people.keeps_teams { (team_form(viewer, people, None)) }
                @if people.keeps_agents { (add_form(viewer, people)) }
            }
        }
    };
    let unsaved = !people.typed.is_none();
    let here = unsaved.then(|| "/people".to_owned());
    Page { shape: "narrow", saved, unsaved, here, ..Page::new(words.people_title(), Place::People, body) }
        .framed(viewer)
}

fn giving(words: Words, giving: Giving) -> &'static str {
    match giving {
        Giving::Pull => words.team_pull(),
        Giving::Push => words.team_push(),
    }
}

fn one(viewer: &Viewer, people: &People, person: &Person) -> Markup {
    let words = viewer.words;
    let colleague = &person.colleague;
    let name = colleague.name.as_str();
    let me = colleague.id == people.me;
    let acts = me || people.keeps_teams || people.keeps_agents || people.says_away || people.states_skills;
    let skills = people.skills.get(&colleague.id).map(Vec::as_slice).unwrap_or_default();
    html! {
        li.colleague id={ "p" (colleague.id) } {
            (parts::avatar(name))
            div.colleague-who {
                p { strong { (name) } @if colleague.id == people.me { " " span.small { "(" (words.people_you()) ")" } } }
                p.small { (words.role_name(person.colleague.role.code())) }
                (skill::list(viewer, skills))
            }
            div.colleague-now {
                @match colleague.away.filter(|away| viewer.now < away.until) {
                    Some(away) if away.holds_at(viewer.now) => {
                        (parts::chip(Tone::Care, Some(Icon::Later), &words.people_away(viewer.moment(away.until))))
                        p.small { (covers(words, people, away.cover)) }
                    }
                    ahead => {
                        @if person.here { (parts::chip(Tone::Good, Some(Icon::Check), words.people_here())) }
                        @else { p.small { (words.people_not_here()) } }
                        @if person.on_call { (parts::chip(Tone::Warm, Some(Icon::Bell), words.people_on_call())) }
                        @if let Some(away) = ahead {
                            p.small { (words.people_away_later(viewer.moment(away.from), viewer.moment(away.until))) " · " (covers(words, people, away.cover)) }
                        }
                    }
                }
            }
            p.colleague-waits.some[person.waiting > 0] {
                @if person.waiting >= MOST_COUNTED { (words.people_waiting_many(MOST_COUNTED)) }
                @else { (words.people_waiting(person.waiting)) }
            }
            @if acts {
                @let open = people.typed.form.ends_with(&colleague.id.to_string());
                details.colleague-acts open[open] {
                    summary aria-label=(words.people_change_of(name)) { (words.people_change()) }
                    @if people.keeps_teams { (person_form(viewer, people, person)) }
                    @if people.states_skills || me { (skill::forms(viewer, colleague.id, name, skills, &people.typed)) }
                    @if people.says_away || me {
                        section {
                            h3 { (words.people_away_of(name)) }
                            (away::form(viewer, &colleagues(people), colleague, &people.typed))
                            @if colleague.away.is_some() { (away::back(colleague.id, &words.away_back_of(name))) }
                        }
                    }
                    @if people.keeps_agents && !me { (ending(viewer, people, person)) }
                }
            }
        }
    }
}

fn colleagues(people: &People) -> Vec<&Colleague> {
    people.everybody.iter().map(|person| &person.colleague).collect()
}

fn covers(words: Words, people: &People, cover: Option<AgentId>) -> String {
    let found = people.everybody.iter().find(|person| Some(person.colleague.id) == cover);
    found.map_or(words.people_no_cover().to_owned(), |person| {
        words.people_covers(person.colleague.name.as_str())
    })
}

fn person_form(viewer: &Viewer, people: &People, person: &Person) -> Markup {
    let words = viewer.words;
    let id = person.colleague.id;
    let form = format!("person-{id}");
    let typed = &people.typed;
    let now = person.colleague.team.map(|team| team.to_string()).unwrap_or_default();
    let team = typed.value(&form, "team", &now);
    let options: Vec<(String, &str, bool)> = people
        .teams
        .iter()
        .map(|(known, _)| (known.id.to_string(), known.name.as_str(), known.id.to_string() == team))
        .collect();
    // Nobody changes their own role.
    let roles = people.keeps_agents && id != people.me;
    let role = typed.value(&form, "role", person.colleague.role.code()).to_owned();
    html! {
        form.panel action={ "/people/" (id) } method="post" {
            (parts::form_id(&command()))
            (Field { id: &format!("team-{id}"), label: words.people_team(), help: None, error: typed.wrong(&form, "team") }
                .select("team", words.people_no_team(), &options))
            @if roles { (role_choices(words, &role)) }
            div.acting { (parts::button("", None, words.people_save())) }
        }
    }
}

fn role_choices(words: Words, chosen: &str) -> Markup {
    let names = Role::ALL.map(|role| words.role_name(role.code()));
    let choices: Vec<Choice<'_>> = Role::ALL
        .iter()
        .zip(&names)
        .map(|(role, name)| Choice {
            value: role.code(),
            label: name,
            icon: None,
            chosen: role.code() == chosen,
        })
        .collect();
    parts::choices(words.people_role(), "role", &choices)
}

/// What becomes of their matters is said before it is done.
fn ending(viewer: &Viewer, people: &People, person: &Person) -> Markup {
    let words = viewer.words;
    let Colleague { id, name, team, .. } = &person.colleague;
    let team = people.teams.iter().find(|(known, _)| Some(known.id) == *team);
    let count = parts::count(person.unsolved);
    html! {
        section.ending {
            h3 { (words.people_end()) }
            p { (words.people_end_says(name.as_str())) }
            p { strong {
                @match (person.unsolved, team) {
                    (0, _) => (words.people_end_none()),
                    (1, Some((team, _))) => (words.people_end_team(1, team.name.as_str())),
                    (_, Some((team, _))) => (words.people_end_team(count, team.name.as_str())),
                    (1, None) => (words.people_end_house(1)),
                    (_, None) => (words.people_end_house(count)),
                }
            } }
            form action={ "/people/" (id) "/end" } method="post" {
                (parts::form_id(&command()))
                (parts::button("danger", Some(Icon::Stop), &words.people_end_now(name.as_str())))
            }
        }
    }
}

fn team_form(viewer: &Viewer, people: &People, team: Option<&TeamLine>) -> Markup {
    let words = viewer.words;
    let typed = &people.typed;
    let id = team.map_or("new".to_owned(), |team| team.id.to_string());
    let form = format!("team-{id}");
    let to = team.map_or("/teams".to_owned(), |team| format!("/teams/{}", team.id));
    let name = typed.value(&form, "name", team.map_or("", |team| team.name.as_str()));
    let stands = team.map_or(Giving::Pull, |team| team.giving);
    let chosen = typed.value(&form, "giving", stands.code());
    let front =
        typed.value(&form, "front", if team.is_some_and(|team| team.front) { "on" } else { "" }) == "on";
    let choice = |each: &Giving| Choice {
        value: each.code(),
        label: giving(words, *each),
        icon: None,
        chosen: each.code() == chosen,
    };
    let choices: Vec<Choice<'_>> = Giving::ALL.iter().map(choice).collect();
    html! {
        details.people-fold open[typed.is(&form)] {
            summary { (if team.is_some() { words.team_change() } else { words.team_new() }) }
            form.panel action=(to) method="post" {
                (parts::form_id(&command()))
                (Field { id: &format!("name-{id}"), label: words.team_name(), help: None, error: typed.wrong(&form, "name") }
                    .line(&Line { required: true, ..Line::text("name", name) }))
                (parts::choices(words.team_giving(), "giving", &choices))
                div.field {
                    label.pick for={ "front-" (id) } { input type="checkbox" id={ "front-" (id) } name="front" value="on" checked[front]; span { (words.team_front()) } }
                    p.help { (words.team_front_help()) }
                }
                div.acting { (parts::button("primary", None, words.people_save())) }
            }
        }
    }
}

fn add_form(viewer: &Viewer, people: &People) -> Markup {
    let words = viewer.words;
    let typed = &people.typed;
    let form = "add";
    let field = |id, label, help, name| Field { id, label, help, error: typed.wrong(form, name) };
    let chosen = typed.value(form, "language", words.lang().code());
    let languages = Lang::ALL.map(|lang| Choice {
        value: lang.code(),
        label: lang.own_name(),
        icon: None,
        chosen: lang.code() == chosen,
    });
    html! {
        details.people-fold open[typed.is(form)] {
            summary { (words.people_add()) }
            form.panel action="/people" method="post" {
                (field("add-name", words.people_add_name(), None, "name")
                    .line(&Line { required: true, ..Line::text("name", typed.value(form, "name", "")) }))
                (field("add-email", words.people_add_email(), None, "email")
                    .line(&Line { required: true, kind: "email", ..Line::text("email", typed.value(form, "email", "")) }))
                (role_choices(words, typed.value(form, "role", Role::Agent.code())))
                (parts::choices(words.people_add_language(), "language", &languages))
                (field("add-password", words.people_add_password(), Some(words.people_add_password_help()), "password")
                    .line(&Line { required: true, kind: "password", autocomplete: "new-password", ..Line::text("password", "") }))
                div.acting { (parts::button("primary", Some(Icon::Add), words.people_add_now())) }
            }
        }
    }
}

// The acts.

/// Another form's mistake is the page's own business; what is not there is not there.
pub(crate) async fn refused(
    visit: &Visit,
    form: String,
    values: Vec<(&'static str, String)>,
    no: No,
) -> Result<Response, Trouble> {
    match no {
        no @ (No::Fault(_) | No::Refusal(Refusal::NotFound | Refusal::NotYours | Refusal::OwnLogin)) => {
            Err(no.into())
        }
        No::Refusal(no) => {
            let viewer = visit.viewer();
            let mut typed = Typed::of(&viewer, form, values, &no);
            if no == Refusal::AlreadyThere {
                let adds = typed.is("add");
                let (field, says) = if adds {
                    ("email", viewer.words.people_taken())
                } else {
                    ("name", viewer.words.team_taken())
                };
                (typed.error, typed.notice) = (Some((field, says.to_owned())), None);
            }
            again(visit, typed).await
        }
    }
}

/// Without the command's id: the password's digest is nowhere but in the account, and an address is taken once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Joining {
    name: String,
    email: String,
    role: String,
    language: String,
    password: String,
}

pub(crate) async fn add(visit: Visit, sent: Sent<Joining>) -> Result<Response, Trouble> {
    let Joining { name, email, role, language, password } = sent.form;
    let role = Role::from_code(&role).ok_or(Trouble::Unreadable)?;
    let lang = Lang::from_tag(&language).ok_or(Trouble::Unreadable)?;
    let new = NewAgent {
        name: name.clone(),
        email: email.clone(),
        role,
        team: None,
        language: lang.code().to_owned(),
        password: None,
    };
    match visit.desk().welcome(visit.by(), new, password).await {
        Ok(id) => Ok(go(&format!("/people?did=joined&saved=-#p{id}"))),
        Err(no) => {
            let typed = vec![
                ("name", name),
                ("email", email),
                ("role", role.code().to_owned()),
                ("language", lang.code().to_owned()),
            ];
            refused(&visit, "add".to_owned(), typed, no).await
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changing {
    command: String,
    team: String,
    role: Option<String>,
}

pub(crate) async fn change(
    visit: Visit,
    Path(id): Path<AgentId>,
    sent: Sent<Changing>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let Changing { command, team, role } = sent.form;
    let of = match team.as_str() {
        "" => None,
        team => Some(team.parse::<TeamId>().map_err(|_| Trouble::Unreadable)?),
    };
    let role = if let Some(role) = role {
        Role::from_code(&role).ok_or(Trouble::Unreadable)?
    } else {
        let found = visit.desk().reader().look(move |tx| views::agent::one(tx, id)).await?;
        found.ok_or(Trouble::Missing)?.role
    };
    match visit.desk().change_agent(visit.by(), Some(key), id, role, of).await {
        Ok(()) => {
            visit.app().sessions.forget_of(id);
            Ok(go(&format!("/people?did=person&saved={command}#p{id}")))
        }
        Err(no) => {
            let typed = vec![("team", team), ("role", role.code().to_owned())];
            refused(&visit, format!("person-{id}"), typed, no).await
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plain {
    pub(crate) command: String,
}

pub(crate) async fn end(
    visit: Visit,
    Path(id): Path<AgentId>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    match visit.desk().end_login(visit.by(), id).await {
        Ok(()) => {
            visit.app().sessions.forget_of(id);
            Ok(go(&format!("/people?did=left&saved={}", sent.form.command)))
        }
        Err(no) => refused(&visit, format!("person-{id}"), vec![], no).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Team {
    command: String,
    name: String,
    giving: String,
    front: Option<String>,
}

pub(crate) async fn new_team(visit: Visit, sent: Sent<Team>) -> Result<Response, Trouble> {
    set(visit, None, sent).await
}

pub(crate) async fn set_team(
    visit: Visit,
    Path(id): Path<TeamId>,
    sent: Sent<Team>,
) -> Result<Response, Trouble> {
    set(visit, Some(id), sent).await
}

async fn set(visit: Visit, id: Option<TeamId>, sent: Sent<Team>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let Team { command, name, giving, front } = sent.form;
    let giving = Giving::from_code(&giving).ok_or(Trouble::Unreadable)?;
    let team = SetTeam { id, name: name.clone(), giving, front: front.is_some() };
    match visit.desk().set_team(visit.by(), Some(key), team).await {
        Ok(id) => Ok(go(&format!("/people?did=team&saved={command}#t{id}"))),
        Err(no) => {
            let form = id.map_or("team-new".to_owned(), |id| format!("team-{id}"));
            let front = if front.is_some() { "on" } else { "" };
            let typed =
                vec![("name", name), ("giving", giving.code().to_owned()), ("front", front.to_owned())];
            refused(&visit, form, typed, no).await
        }
    }
}

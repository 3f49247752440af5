//! Teams, who is away, and who is on call.

use axum::routing::{get, post};
use valta_policy::Action as A;

use super::{
    Method::{Get, Post},
    Route, json, page,
};
use crate::{agent, on_call, shape::Nothing, skill, team};

pub(super) fn rows() -> Vec<Route> {
    let row = Route::new;
    vec![
        row(
            Post,
            "/agents/{id}/away",
            A::SayAway,
            "say_away",
            "Say until when somebody is away and who covers; leads do for others",
            json::<agent::Agent>(),
            post(agent::away),
        )
        .takes::<agent::NewAway>(),
        row(
            Post,
            "/agents/{id}/back",
            A::SayAway,
            "come_back",
            "Back, before the time that was said",
            json::<agent::Agent>(),
            post(agent::back),
        )
        .takes::<Nothing>(),
        row(
            Post,
            "/agents/{id}/team",
            A::KeepTeams,
            "set_agent_team",
            "Say of which team somebody is",
            json::<agent::Agent>(),
            post(agent::of_team),
        )
        .takes::<agent::OfTeam>(),
        row(
            Get,
            "/agents/{id}/skills",
            A::SeeAgents,
            "list_skills",
            "What somebody says that they know",
            page::<skill::Skill>(),
            get(skill::list),
        ),
        row(
            Post,
            "/agents/{id}/skills",
            A::StateSkill,
            "state_skill",
            "Say what somebody knows, for others to find them by; leads do for others",
            page::<skill::Skill>(),
            post(skill::state),
        )
        .takes::<skill::NewSkill>(),
        row(
            Post,
            "/agents/{id}/dropped_skills",
            A::StateSkill,
            "drop_skill",
            "Take back what somebody says that they know; its words are erased",
            page::<skill::Skill>(),
            post(skill::drop),
        )
        .takes::<skill::DroppedSkill>(),
        row(
            Get,
            "/teams",
            A::SeeAgents,
            "list_teams",
            "The teams, by name",
            page::<team::Team>(),
            get(team::list),
        ),
        row(
            Get,
            "/on_call",
            A::SeeRota,
            "who_is_on_call",
            "Who is on call, now and next, level by level",
            json::<on_call::OnCall>(),
            get(on_call::get),
        ),
        row(
            Post,
            "/teams",
            A::KeepTeams,
            "add_team",
            "Make a team; leads and admins do",
            json::<team::Team>(),
            post(team::add),
        )
        .takes::<team::NewTeam>()
        .made(),
        row(
            Post,
            "/teams/{id}",
            A::KeepTeams,
            "set_team",
            "Say anew how a team is called and works",
            json::<team::Team>(),
            post(team::set),
        )
        .takes::<team::NewTeam>(),
    ]
}

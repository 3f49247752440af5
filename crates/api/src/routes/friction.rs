//! What gets in customers' way, and the processes it is about.

use axum::routing::{get, post};
use valta_policy::Action as A;

use super::{
    Method::{Get, Post},
    Route, json, page,
};
use crate::{friction, process, shape::Nothing};

pub(super) fn rows() -> Vec<Route> {
    let row = Route::new;
    vec![
        row(
            Post,
            "/cases/{id}/frictions",
            A::ReportFriction,
            "report_friction",
            "Say what got in the customer's way",
            json::<friction::Friction>(),
            post(friction::report),
        )
        .takes::<friction::NewFriction>()
        .made(),
        row(
            Get,
            "/cases/{id}/bounces",
            A::SeeCase,
            "list_bounces",
            "How often the customer was sent on, met somebody new, or had to say it again",
            page::<friction::Bounce>(),
            get(friction::bounces),
        ),
        row(
            Post,
            "/contacts/{id}/repeated",
            A::ReportFriction,
            "note_repeated",
            "The customer had to say this again",
            page::<friction::Bounce>(),
            post(friction::repeated),
        )
        .takes::<Nothing>(),
        row(
            Get,
            "/frictions",
            A::SeeFriction,
            "list_frictions",
            "What got in customers' way, the newest first",
            page::<friction::Friction>(),
            get(friction::list),
        )
        .asks::<friction::FrictionQuery>(),
        row(
            Get,
            "/processes",
            A::SeeProcesses,
            "list_processes",
            "Ways of working with their steps, by name",
            page::<process::Process>(),
            get(process::list),
        ),
        row(
            Post,
            "/processes",
            A::KeepProcesses,
            "make_process",
            "Name a process, its steps, and who answers for it",
            json::<process::Process>(),
            post(process::make),
        )
        .takes::<process::NewProcess>()
        .made(),
        row(
            Post,
            "/processes/{id}",
            A::KeepProcesses,
            "set_process",
            "Change a process",
            json::<process::Process>(),
            post(process::set),
        )
        .takes::<process::NewProcess>(),
    ]
}

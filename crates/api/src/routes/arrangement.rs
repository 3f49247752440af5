//! What customers can count on.

use axum::routing::{get, post};
use valta_policy::Action as A;

use super::{
    Method::{Get, Post},
    Route, json, page,
};
use crate::{arrangement, friction, shape::Nothing};

pub(super) fn rows() -> Vec<Route> {
    let row = Route::new;
    vec![
        row(
            Get,
            "/customers/{id}/arrangements",
            A::SeeCustomer,
            "list_arrangements",
            "What this customer has been promised as standing practice",
            page::<arrangement::Arrangement>(),
            get(arrangement::list),
        ),
        row(
            Post,
            "/customers/{id}/arrangements",
            A::KeepArrangements,
            "make_arrangement",
            "Say what this customer can count on from now on",
            json::<arrangement::Arrangement>(),
            post(arrangement::make),
        )
        .takes::<arrangement::NewArrangement>()
        .made(),
        row(
            Post,
            "/arrangements/{id}/end",
            A::KeepArrangements,
            "end_arrangement",
            "It holds no longer",
            page::<arrangement::Arrangement>(),
            post(arrangement::end),
        )
        .takes::<Nothing>(),
        row(
            Post,
            "/cases/{id}/broken_arrangements",
            A::ReportFriction,
            "report_broken_arrangement",
            "What this customer can count on was not kept: friction",
            json::<friction::Friction>(),
            post(arrangement::broken),
        )
        .takes::<arrangement::BrokenArrangement>()
        .made(),
    ]
}

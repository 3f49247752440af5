//! Promises, and the customer's own clock.

use axum::routing::{get, post};
use valta_policy::Action as A;

use super::{
    Method::{Get, Post},
    Route, json, page,
};
use crate::{case, insight, promise, shape::Nothing};

pub(super) fn rows() -> Vec<Route> {
    let row = Route::new;
    vec![
        row(
            Get,
            "/cases/{id}/promises",
            A::SeeCase,
            "list_promises",
            "What was promised, the nearest first",
            page::<promise::Promise>(),
            get(promise::list),
        ),
        row(
            Post,
            "/cases/{id}/promises",
            A::MakePromise,
            "make_promise",
            "Promise something",
            json::<promise::Promise>(),
            post(promise::make),
        )
        .takes::<promise::NewPromise>()
        .made(),
        row(
            Post,
            "/promises/{id}/keep",
            A::KeepPromise,
            "keep_promise",
            "It is done",
            json::<promise::Promise>(),
            post(promise::keep),
        )
        .takes::<Nothing>(),
        row(
            Post,
            "/promises/{id}/renew",
            A::RenewPromise,
            "renew_promise",
            "A later time, before it breaks",
            json::<promise::Promise>(),
            post(promise::renew),
        )
        .takes::<promise::Renew>(),
        row(
            Post,
            "/cases/{id}/deadline",
            A::SetDeadline,
            "set_deadline",
            "Note the customer's own deadline, or take it away",
            json::<case::Case>(),
            post(case::set_deadline),
        )
        .takes::<case::NewDeadline>()
        .versioned(),
        row(
            Get,
            "/insight/promises",
            A::SeePromises,
            "get_promises_kept",
            "How promises were kept, with n and intervals; for leads",
            json::<insight::Promises>(),
            get(insight::promises),
        )
        .asks::<insight::PromisesQuery>(),
    ]
}

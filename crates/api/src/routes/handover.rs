//! Matters that are offered to somebody else.

use axum::routing::{get, post};
use valta_policy::Action as A;

use super::{
    Method::{Get, Post},
    Route, json, page,
};
use crate::{handover, shape::Nothing};

pub(super) fn rows() -> Vec<Route> {
    let row = Route::new;
    vec![
        row(
            Post,
            "/cases/{id}/handovers",
            A::HandOver,
            "offer_handover",
            "Offer it to somebody; it stays with its owner until they have said yes",
            json::<handover::Handover>(),
            post(handover::offer),
        )
        .takes::<handover::NewHandover>()
        .made(),
        row(
            Get,
            "/handovers",
            A::SeeOwnCases,
            "list_handovers",
            "What is offered to you",
            page::<handover::Handover>(),
            get(handover::list),
        ),
        row(
            Get,
            "/handovers/{id}",
            A::SeeCase,
            "get_handover",
            "One handover",
            json::<handover::Handover>(),
            get(handover::one),
        ),
        row(
            Post,
            "/handovers/{id}/accept",
            A::AnswerHandover,
            "accept_handover",
            "Go on with it, and tell the customer so",
            json::<handover::Handover>(),
            post(handover::accept),
        )
        .takes::<handover::NewAcceptance>(),
        row(
            Post,
            "/handovers/{id}/decline",
            A::AnswerHandover,
            "decline_handover",
            "Say why not",
            json::<handover::Handover>(),
            post(handover::decline),
        )
        .takes::<handover::NewDecline>(),
        row(
            Post,
            "/handovers/{id}/withdraw",
            A::HandOver,
            "withdraw_handover",
            "Keep it after all",
            json::<handover::Handover>(),
            post(handover::withdraw),
        )
        .takes::<Nothing>(),
    ]
}

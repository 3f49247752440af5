//! Questions to colleagues inside a case.

use axum::routing::{get, post};
use valta_policy::Action as A;

use super::{
    Method::{Get, Post},
    Route, json, page,
};
use crate::{consultation, knowhow, shape::Nothing};

pub(super) fn rows() -> Vec<Route> {
    let row = Route::new;
    vec![
        row(
            Post,
            "/cases/{id}/consultations",
            A::Consult,
            "ask_colleagues",
            "Ask colleagues what they know; the case and its customer stay where they are",
            json::<consultation::Consultation>(),
            post(consultation::ask),
        )
        .takes::<consultation::NewConsultation>()
        .made(),
        row(
            Get,
            "/cases/{id}/consultations",
            A::SeeCase,
            "list_consultations_of_case",
            "What was asked about it, the oldest first",
            page::<consultation::Consultation>(),
            get(consultation::of_case),
        ),
        row(
            Get,
            "/cases/{id}/who_knows",
            A::SeeCase,
            "who_knows",
            "Up to three colleagues who have solved or answered something like it, the likeliest first",
            page::<knowhow::Knows>(),
            get(knowhow::who),
        )
        .asks::<knowhow::KnowsQuery>(),
        row(
            Get,
            "/consultations",
            A::SeeOwnCases,
            "list_consultations",
            "What you are asked",
            page::<consultation::Consultation>(),
            get(consultation::list),
        ),
        row(
            Get,
            "/consultations/{id}",
            A::AnswerConsultation,
            "get_consultation",
            "One question",
            json::<consultation::Consultation>(),
            get(consultation::one),
        )
        .or(A::SeeCase),
        row(
            Post,
            "/consultations/{id}/answers",
            A::AnswerConsultation,
            "answer_colleague",
            "Say what you know; whoever asked hears it, and never the customer",
            json::<consultation::Consultation>(),
            post(consultation::answer),
        )
        .takes::<consultation::NewAnswer>()
        .made(),
        row(
            Post,
            "/consultations/{id}/withdraw",
            A::Consult,
            "withdraw_question",
            "It is not needed any more",
            json::<consultation::Consultation>(),
            post(consultation::withdraw),
        )
        .takes::<Nothing>(),
    ]
}

//! Where customers are met.

use axum::routing::get;
use valta_policy::Action as A;

use super::{Method::Get, Route, json};
use crate::point;

pub(super) fn rows() -> Vec<Route> {
    vec![
        Route::new(
            Get,
            "/points/nearest",
            A::SeePoints,
            "get_nearest_point",
            "The nearest service point that is open, and what to wait for",
            json::<point::Nearest>(),
            get(point::nearest),
        )
        .asks::<point::NearestQuery>(),
    ]
}

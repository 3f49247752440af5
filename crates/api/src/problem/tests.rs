//! What becomes of each fault of the world and each mistake of ours: told without our inside.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use axum::{Router, response::Response, routing::get};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;
use valta_store::{Fault, FaultKind};

use super::{Problem, of_panic};

#[test]
fn faults() {
    for (kind, status, code, again) in [
        (FaultKind::Busy, 503, "busy", Some(1)),
        (FaultKind::Conflict, 503, "busy", Some(1)),
        (FaultKind::Gone, 503, "unavailable", Some(5)),
        (FaultKind::Full, 507, "full", None),
        (FaultKind::Damaged, 500, "internal", None),
        (FaultKind::Refused, 500, "internal", None),
        (FaultKind::Bug, 500, "internal", None),
    ] {
        let problem = Problem::from(Fault::new(kind, "select canary from secrets"));
        let told = problem.told();
        assert_eq!((told["status"].as_u64(), told["code"].as_str()), (Some(status), Some(code)), "{kind:?}");
        assert_eq!(problem.0.retry_after, again, "{kind:?}");
        assert_eq!(told["instance"].is_string(), status == 500, "{kind:?}");
        assert!(!told.to_string().contains("canary"), "{told}");
    }
}

#[tokio::test]
async fn a_panic_is_one_requests_trouble() {
    async fn mistake() -> Response {
        panic!("a canary in the mine")
    }
    let router: Router =
        Router::new().route("/", get(mistake)).layer(CatchPanicLayer::custom(of_panic as fn(_) -> Response));
    let response = router.oneshot(Request::new(axum::body::Body::empty())).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(response.headers()["content-type"], super::MEDIA_TYPE);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let text = std::str::from_utf8(&body).unwrap();
    assert!(text.contains("urn:uuid:") && !text.contains("canary"), "{text}");
}

#[test]
fn a_detail_is_never_longer_than_a_person_reads() {
    let problem = Problem::shape("unknown_value", "ä".repeat(10_000));
    assert_eq!(problem.told()["detail"].as_str().unwrap().chars().count(), 301);
}

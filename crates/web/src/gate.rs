//! The gate before every row of the table: whether there is anything at all that this person may do this to. Which
//! matters those are, the desk knows; nothing is looked up here.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode, header};
use valta_domain::{Refusal, token::TokenScope};
use valta_policy::{Action, Who};

use crate::{app::App, trouble::Trouble, visit::Guest};

#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) app: Arc<App>,
    /// As the table names it, for the log.
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// Any of these opens it.
    pub(crate) acts: Arc<[Action]>,
}

pub(crate) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let guest = request.extensions().get::<Guest>();
    let account = guest.and_then(|guest| guest.session.as_ref()).map(|session| session.account.clone());
    let device = guest.and_then(|guest| guest.device.as_ref());
    let who = match (&account, device) {
        (Some(account), _) => Who::in_person(account.role),
        (None, Some(device)) => Who::by_token(device.role, TokenScope::Catch),
        (None, None) => Who::ANONYMOUS,
    };
    if gate.acts.iter().any(|action| gate.app.desk.may_ever(who, *action)) {
        return next.run(request).await;
    }
    match account {
        Some(account) => {
            tracing::info!(agent = %account.agent, method = %gate.method, path = gate.path, "not permitted");
            Trouble::Refused(Refusal::NotYours).into_response()
        }
        // Nobody looks at what a script is told.
        None if is_for_a_script(request.headers()) => StatusCode::UNAUTHORIZED.into_response(),
        None => Trouble::SignIn.into_response(),
    }
}

fn is_for_a_script(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    accept.is_some_and(|accept| accept == "text/event-stream" || accept == "application/json")
}

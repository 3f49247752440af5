//! Every path of the pages, in one table.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{StatusCode, header};
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use valta_desk::Desk;

use crate::{
    account, app::App, ask, assets, case, catch, costs, customer, finance, find, form, house, ledger, live,
    login, matters, record, remedy, sent, trouble::Trouble, visit,
};

/// The pages over a desk. Streams of changes end when `stopped` turns true.
pub fn router(desk: Desk, stopped: watch::Receiver<bool>) -> Router {
    let app = App::new(desk, stopped);
    Router::new()
        .route("/", get(matters::mine))
        .route("/cases", get(matters::all).post(catch::post))
        .route("/cases/new", get(catch::get))
        .route("/cases/{number}", get(case::get))
        .route("/cases/{number}/record", get(record::get))
        .route("/cases/{number}/decision", get(remedy::decision))
        .route("/cases/{number}/take", post(case::take))
        .route("/cases/{number}/replies", post(case::reply))
        .route("/cases/{number}/replies/{contact}/again", post(case::send_again))
        .route("/cases/{number}/notes", post(case::note))
        .route("/cases/{number}/promises", post(case::promise))
        .route("/cases/{number}/promises/{promise}/keep", post(case::keep))
        .route("/cases/{number}/promises/{promise}/renew", post(case::renew))
        .route("/cases/{number}/remedies", post(remedy::post))
        .route("/cases/{number}/remedies/{remedy}/reverse", post(remedy::reverse))
        .route("/cases/{number}/asks", post(ask::post))
        .route("/cases/{number}/asks/{remedy}/withdraw", post(ask::withdraw))
        .route("/asked", get(ask::get))
        .route("/asked/{remedy}/yes", post(ask::yes))
        .route("/asked/{remedy}/no", post(ask::no))
        .route("/cases/{number}/snooze", post(case::later))
        .route("/cases/{number}/resolve", post(case::resolve))
        .route("/cases/{number}/reopen", post(case::reopen))
        .route("/cases/{number}/merge", post(case::merge))
        .route("/cases/{number}/contacts/{contact}/split", post(case::split))
        .route("/contacts/{contact}/attachments/{place}", get(case::attachment))
        .route("/contacts/{contact}/raw", get(case::raw))
        .route("/customers/{customer}", get(customer::get))
        .route("/customers/{customer}/identities", post(customer::post_identity))
        .route("/finance", get(finance::get))
        .route("/finance/payments.csv", get(finance::table))
        .route("/finance/export", post(finance::export))
        .route("/finance/files/{batch}", get(finance::file))
        .route("/finance/connectors/{name}/enable", post(finance::enable))
        .route("/finance/{remedy}/take", post(finance::take))
        .route("/finance/{remedy}/paid", post(finance::paid))
        .route("/finance/{remedy}/unpaid", post(finance::unpaid))
        .route("/finance/{remedy}/again", post(finance::again))
        .route("/finance/{remedy}/file", post(finance::new_file))
        .route("/find", get(find::get))
        .route("/sent", get(sent::get))
        .route("/ledger", get(ledger::get))
        .route("/ledger.csv", get(ledger::export::table))
        .route("/ledger.json", get(ledger::export::json))
        .route("/settings/costs", get(costs::get).post(costs::post))
        .route("/settings/mail", get(house::get))
        .route("/settings/mail/{message}/raw", get(house::raw))
        .route("/account", get(account::get).post(account::post))
        .route("/language", post(account::language))
        .route("/login", get(login::get).post(login::post))
        .route("/logout", post(login::out))
        .route("/live", get(live::stream))
        .fallback(missing)
        .layer(DefaultBodyLimit::max(form::MOST_BYTES))
        .layer(CatchPanicLayer::custom(broken))
        .layer(from_fn_with_state(app.clone(), visit::receive))
        // Looks are the same for everybody, and nobody need be asked for.
        .route("/look/{name}", get(look))
        .layer(from_fn_with_state(app.clone(), visit::secure))
        .with_state(app)
}

async fn missing() -> Trouble {
    Trouble::Missing
}

#[expect(clippy::needless_pass_by_value, reason = "so it is handed over")]
fn broken(panic: Box<dyn std::any::Any + Send>) -> Response {
    let said = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()))
        .unwrap_or_default();
    Trouble::Panic(said).into_response()
}

async fn look(request: Request) -> Response {
    match assets::at(request.uri().path()) {
        Some(asset) => {
            let headers = [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, assets::CACHE_CONTROL),
                (header::VARY, "Accept-Encoding"),
            ];
            (headers, asset.bytes.as_slice()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

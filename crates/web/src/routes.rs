//! Every path of the pages with what is done there, in one table. The router is made from it, a gate before each row.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    handler::Handler,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{self, MethodRouter},
};
use http::{Method, StatusCode, header};
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use valta_desk::Desk;
use valta_policy::Action;

use crate::{
    account,
    app::App,
    arrangement, ask, assets, away, case, catch, consultation, conversation, costs, customer, deadline,
    draft, feed, finance, find, form, friction,
    gate::{self, Gate},
    handover, hours, house, knowhow, ledger, link, live, login, mandate, matters, on_call, people, point,
    presence, process, promise, promises, reach, receipt, record, regroup, remedy, review, rota, sent, shown,
    skill, told,
    trouble::Trouble,
    trust, visit,
};

/// One row of the table.
struct Row {
    method: Method,
    path: &'static str,
    /// What is done there; any of these opens the gate.
    acts: Vec<Action>,
    handler: MethodRouter<Arc<App>>,
}

impl Row {
    /// More may be sent than a form holds.
    fn taking(mut self, bytes: usize) -> Row {
        self.handler = self.handler.layer(DefaultBodyLimit::max(bytes));
        self
    }

    /// One address, but another act as the form may say.
    fn or(mut self, act: Action) -> Row {
        self.acts.push(act);
        self
    }
}

fn get<H: Handler<T, Arc<App>>, T: 'static>(path: &'static str, act: Action, handler: H) -> Row {
    Row { method: Method::GET, path, acts: vec![act], handler: routing::get(handler) }
}

fn post<H: Handler<T, Arc<App>>, T: 'static>(path: &'static str, act: Action, handler: H) -> Row {
    Row { method: Method::POST, path, acts: vec![act], handler: routing::post(handler) }
}

/// The table. Who may do what is said in the policies; `server/tests/it/testdata/matrix.txt` shows what follows from
/// both.
fn table() -> Vec<Row> {
    use Action as A;
    vec![
        get("/", A::SeeOwnCases, matters::mine),
        get("/cases", A::SeeOwnCases, matters::all),
        post("/cases", A::OpenCase, catch::post),
        get("/cases/new", A::OpenCase, catch::get),
        get("/cases/{number}", A::SeeCase, case::get),
        get("/cases/{number}/record", A::SeeRecord, record::get),
        get("/cases/{number}/decision", A::Weigh, remedy::decision),
        post("/cases/{number}/take", A::TakeCase, case::take),
        post("/cases/{number}/replies", A::Reply, case::reply),
        post("/cases/{number}/draft", A::Reply, draft::post),
        post("/cases/{number}/here", A::Reply, presence::post),
        post("/cases/{number}/replies/{contact}/again", A::SendAgain, case::send_again),
        post("/cases/{number}/notes", A::Note, case::note).or(A::Hear),
        post("/cases/{number}/on-it", A::Note, on_call::on_it),
        post("/cases/{number}/promises", A::MakePromise, promise::post),
        post("/cases/{number}/promises/{promise}/keep", A::KeepPromise, promise::keep),
        post("/cases/{number}/promises/{promise}/renew", A::RenewPromise, promise::renew),
        post("/cases/{number}/promises/{promise}/instead", A::MakePromise, promise::instead),
        post("/cases/{number}/deadline", A::SetDeadline, deadline::post),
        post("/cases/{number}/remedies", A::GiveRemedy, remedy::post),
        post("/cases/{number}/remedies/{remedy}/reverse", A::ReverseRemedy, remedy::reverse),
        post("/cases/{number}/asks", A::GiveRemedy, ask::post),
        post("/cases/{number}/asks/{remedy}/withdraw", A::ReverseRemedy, ask::withdraw),
        post("/cases/{number}/handovers", A::HandOver, handover::post),
        post("/cases/{number}/handovers/{handover}/accept", A::AnswerHandover, handover::accept),
        post("/cases/{number}/handovers/{handover}/decline", A::AnswerHandover, handover::decline),
        post("/cases/{number}/handovers/{handover}/withdraw", A::HandOver, handover::withdraw),
        post("/cases/{number}/consultations", A::Consult, consultation::post),
        post("/cases/{number}/who-knows", A::Consult, knowhow::post),
        post("/cases/{number}/consultations/{question}/withdraw", A::Consult, consultation::withdraw),
        post("/cases/{number}/answers/{answer}/draft", A::Reply, consultation::use_answer),
        post("/questions/{question}/answers", A::AnswerConsultation, consultation::answer),
        post("/cases/{number}/links", A::KeepLinks, link::make),
        post("/cases/{number}/links/{link}/close", A::KeepLinks, link::close),
        get("/cases/{number}/paper", A::KeepLinks, link::paper),
        post("/cases/{number}/frictions", A::ReportFriction, friction::post),
        post("/cases/{number}/contacts/{contact}/repeated", A::ReportFriction, friction::repeated),
        get("/asked", A::SeeOwnCases, ask::get),
        post("/asked/{remedy}/yes", A::CoSign, ask::yes).or(A::DecideEscalation),
        post("/asked/{remedy}/no", A::CoSign, ask::no).or(A::DecideEscalation),
        post("/cases/{number}/snooze", A::SnoozeCase, case::later),
        post("/cases/{number}/resolve", A::ResolveCase, case::resolve),
        post("/cases/{number}/reopen", A::ReopenCase, case::reopen),
        post("/cases/{number}/merge", A::MergeCase, regroup::merge),
        post("/cases/{number}/contacts/{contact}/split", A::SplitCase, regroup::split),
        get("/contacts/{contact}/attachments/{place}", A::SeeMessage, conversation::attachment),
        get("/contacts/{contact}/raw", A::SeeMessage, conversation::raw),
        get("/catch", A::Catch, catch::phone::get),
        post("/catch", A::Catch, catch::phone::post).taking(catch::phone::MOST_BYTES),
        get("/catch/manifest.webmanifest", A::Catch, catch::phone::manifest),
        get("/catch/worker.js", A::Catch, catch::phone::worker),
        get("/catch/{number}", A::Catch, catch::after::get),
        post("/catch/{number}/promise", A::MakePromise, catch::after::promise),
        post("/catch/{number}/ask", A::Consult, catch::after::ask),
        post("/catch/device", A::KeepAccount, catch::phone::stay),
        post("/account/devices/end", A::KeepAccount, catch::phone::end),
        get("/feed/{feed}", A::ReadFeed, feed::get),
        post("/account/reach", A::KeepAccount, reach::post),
        post("/account/push", A::KeepAccount, reach::tell),
        post("/account/push/end", A::KeepAccount, reach::end),
        post("/account/feed", A::KeepAccount, feed::make),
        post("/account/feed/end", A::KeepAccount, feed::end),
        get("/customers/{customer}", A::SeeCustomer, customer::get),
        post("/customers/{customer}/identities", A::AddIdentity, customer::post_identity),
        post("/customers/{customer}/arrangements", A::KeepArrangements, arrangement::make),
        post("/customers/{customer}/arrangements/{arrangement}/end", A::KeepArrangements, arrangement::end),
        post("/cases/{number}/arrangements/{arrangement}/broken", A::ReportFriction, arrangement::broken),
        get("/files/{file}", A::SeeMessage, told::file),
        get("/m/{link}", A::FollowLink, shown::get),
        post("/m/{link}/messages", A::FollowLink, shown::write).taking(shown::MOST_BYTES),
        post("/m/{link}/mood", A::FollowLink, shown::mood),
        post("/m/{link}/friend", A::FollowLink, shown::friend),
        post("/m/{link}/solved", A::FollowLink, shown::solved),
        get("/finance", A::SeeFinanceQueue, finance::get),
        get("/finance/payments.csv", A::SeeFinanceQueue, finance::table),
        post("/finance/export", A::ConfirmPayment, finance::export),
        get("/finance/files/{batch}", A::SeeFinanceQueue, finance::file),
        post("/finance/connectors/{name}/enable", A::ConfirmPayment, finance::enable),
        post("/finance/{remedy}/take", A::ConfirmPayment, finance::take),
        post("/finance/{remedy}/paid", A::ConfirmPayment, finance::paid),
        post("/finance/{remedy}/unpaid", A::ConfirmPayment, finance::unpaid),
        post("/finance/{remedy}/again", A::ConfirmPayment, finance::again),
        post("/finance/{remedy}/file", A::ConfirmPayment, finance::new_file),
        get("/find", A::Find, find::get),
        get("/sent", A::SeeSent, sent::get),
        get("/ledger", A::SeeRemedies, ledger::get),
        get("/ledger.csv", A::SeeRemedies, ledger::export::table),
        get("/ledger.json", A::SeeRemedies, ledger::export::json),
        get("/promises", A::SeePromises, promises::get),
        get("/friction", A::SeeFriction, friction::get),
        get("/processes", A::SeeProcesses, process::get),
        post("/processes", A::KeepProcesses, process::post),
        get("/reviews", A::Review, review::get),
        get("/reviews/{remedy}", A::Review, review::one_get),
        post("/reviews/{remedy}", A::Review, review::post),
        get("/trust", A::SeeTrust, trust::get),
        post("/trust/questions", A::Review, trust::well),
        post("/trust/{mandate}/take", A::SetMandate, trust::take),
        post("/trust/{mandate}/leave", A::SetMandate, trust::leave),
        get("/mandates", A::SeeMandates, mandate::get),
        post("/mandates", A::SetMandate, mandate::add),
        get("/mandates/new", A::SetMandate, mandate::new),
        get("/mandates/{mandate}", A::SeeMandates, mandate::one),
        post("/mandates/{mandate}", A::SetMandate, mandate::set),
        get("/mandates/{mandate}/change", A::SetMandate, mandate::change),
        get("/mandates/{mandate}/end", A::SetMandate, mandate::ending),
        post("/mandates/{mandate}/end", A::SetMandate, mandate::end),
        get("/people", A::SeeAgents, people::get),
        post("/people", A::KeepAgents, people::add),
        post("/people/{agent}", A::KeepTeams, people::change),
        post("/people/{agent}/end", A::KeepAgents, people::end),
        post("/people/{agent}/away", A::SayAway, away::say),
        post("/people/{agent}/back", A::SayAway, away::come_back),
        post("/people/{agent}/skills", A::StateSkill, skill::state),
        post("/people/{agent}/skills/{skill}/drop", A::StateSkill, skill::drop),
        post("/teams", A::KeepTeams, people::new_team),
        post("/teams/{team}", A::KeepTeams, people::set_team),
        get("/settings/costs", A::SeeParameters, costs::get),
        post("/settings/costs", A::SetParameter, costs::post),
        get("/settings/hours", A::SeeHours, hours::get),
        post("/settings/hours", A::KeepHours, hours::post),
        post("/settings/hours/days", A::KeepHours, hours::day),
        post("/settings/receipts", A::KeepHours, receipt::post),
        get("/settings/rota", A::SeeRota, rota::get),
        post("/settings/rota", A::KeepRota, rota::post),
        post("/settings/rota/watches", A::TakeWatch, rota::take),
        get("/points", A::SeePoints, point::get),
        get("/settings/points", A::KeepPoints, point::kept::get),
        post("/settings/points", A::KeepPoints, point::kept::add),
        post("/settings/points/{point}", A::KeepPoints, point::kept::change),
        post("/settings/points/{point}/moves", A::KeepPoints, point::kept::moves),
        get("/settings/mail", A::SeeHouseMail, house::get),
        get("/settings/mail/{message}/raw", A::SeeKeptMessage, house::raw),
        get("/account", A::KeepAccount, account::get),
        post("/account", A::KeepAccount, account::post),
        post("/language", A::ChooseLanguage, account::language),
        get("/login", A::SignIn, login::get),
        post("/login", A::SignIn, login::post),
        post("/logout", A::KeepAccount, login::out),
        get("/live", A::Follow, live::stream),
    ]
}

/// Looks are the same for everybody, and nobody need be asked for: the one path that has no row.
const LOOK: &str = "/look/{name}";

/// Every path that is answered here, for who holds them all against a table of their own.
pub fn addresses() -> Vec<(Method, &'static str)> {
    let rows = table().into_iter().map(|row| (row.method, row.path));
    rows.chain([(Method::GET, LOOK)]).collect()
}

/// The pages over a desk. Streams of changes end when `stopped` turns true.
pub fn router(desk: Desk, stopped: watch::Receiver<bool>) -> Router {
    let app = App::new(desk, stopped);
    let rows = table().into_iter().fold(Router::new(), |router, row| {
        let gate = Gate { app: app.clone(), method: row.method, path: row.path, acts: row.acts.into() };
        router.route(row.path, row.handler.route_layer(from_fn_with_state(gate, gate::pass)))
    });
    rows.fallback(missing)
        .layer(DefaultBodyLimit::max(form::MOST_BYTES))
        .layer(CatchPanicLayer::custom(broken))
        .layer(from_fn_with_state(app.clone(), visit::receive))
        .route(LOOK, routing::get(look))
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

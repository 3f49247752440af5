//! Every path in one table: what is done there, what answers it, what it takes and gives. The router with its
//! gates and the description are both made from it, so neither can know a path that the other does not.

mod arrangement;
mod consultation;
mod friction;
mod handover;
mod point;
mod promise;
mod team;

use axum::{
    Router, middleware,
    response::Response,
    routing::{MethodRouter, any, get, post},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};
use utoipa::{
    IntoParams, PartialSchema as _, ToSchema,
    openapi::{
        RefOr, Schema,
        path::{Parameter, ParameterIn},
    },
};
use valta_desk::Desk;
use valta_policy::Action;

use crate::{
    ApiSettings, App, agent, ask, auth, case, contact, credit, customer, event, ledger, mandate, monitor,
    openapi, problem,
    problem::Problem,
    remedy, review,
    shape::{Nothing, Page},
};

pub(crate) const PREFIX: &str = "/api/v1";

pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

/// A schema by its name, and how to get it with all that it refers to.
#[derive(Clone)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) gather: fn(&mut Schemas),
}

impl Shape {
    pub(crate) fn of<T: ToSchema>() -> Shape {
        Shape {
            name: T::name().into_owned(),
            gather: |schemas| {
                schemas.push((T::name().into_owned(), T::schema()));
                T::schemas(schemas);
            },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
}

/// Whether a POST takes a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyRule {
    No,
    May,
    Must,
}

pub(crate) enum Gives {
    Json(Shape),
    /// The media type of something else than JSON.
    Other(&'static str),
}

/// One row of the table.
pub(crate) struct Route {
    pub(crate) method: Method,
    /// With the prefix.
    pub(crate) path: String,
    /// What is done there; any of these opens the gate.
    pub(crate) acts: Vec<Action>,
    /// Stable, for programs that are made from the description.
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) open: bool,
    pub(crate) query: Vec<Parameter>,
    pub(crate) takes: Option<Shape>,
    pub(crate) key: KeyRule,
    /// Answers `ETag`, or heeds `If-Match`.
    pub(crate) versioned: bool,
    /// Does nothing without `If-Match`.
    pub(crate) version_needed: bool,
    pub(crate) status: StatusCode,
    pub(crate) gives: Gives,
    /// Besides JSON.
    pub(crate) gives_also: Option<&'static str>,
    handler: MethodRouter<App>,
}

impl Route {
    fn new(
        method: Method,
        path: &str,
        action: Action,
        name: &'static str,
        summary: &'static str,
        gives: Gives,
        handler: MethodRouter<App>,
    ) -> Route {
        let tag = path.trim_start_matches('/').split('/').next().map_or("", tag);
        Route {
            method,
            path: format!("{PREFIX}{path}"),
            acts: vec![action],
            name,
            summary,
            tag,
            open: false,
            query: Vec::new(),
            takes: None,
            key: if method == Method::Post { KeyRule::May } else { KeyRule::No },
            versioned: path.starts_with("/cases/{id}") && method == Method::Post,
            version_needed: false,
            status: StatusCode::OK,
            gives,
            gives_also: None,
            handler,
        }
    }

    /// One call, but another act as the case may be.
    fn or(mut self, action: Action) -> Route {
        self.acts.push(action);
        self
    }

    fn outside(mut self, path: &str) -> Route {
        path.clone_into(&mut self.path);
        self.open = true;
        self.tag = "monitor";
        self
    }

    fn asks<T: IntoParams>(mut self) -> Route {
        self.query = T::into_params(|| Some(ParameterIn::Query));
        self
    }

    fn takes<T: ToSchema>(mut self) -> Route {
        self.takes = Some(Shape::of::<T>());
        self
    }

    fn made(mut self) -> Route {
        self.status = StatusCode::CREATED;
        self
    }

    fn with_key(mut self) -> Route {
        self.key = KeyRule::Must;
        self
    }

    /// Asking needs no key: nothing is done.
    fn without_key(mut self) -> Route {
        self.key = KeyRule::No;
        self
    }

    fn also(mut self, media_type: &'static str) -> Route {
        self.gives_also = Some(media_type);
        self
    }

    fn versioned(mut self) -> Route {
        self.versioned = true;
        self
    }

    fn with_version(mut self) -> Route {
        self.version_needed = true;
        self.versioned()
    }
}

fn tag(first: &str) -> &'static str {
    match first {
        "cases" => "cases",
        "contacts" => "contacts",
        "promises" => "promises",
        "asks" => "asks",
        "consultations" => "consultations",
        "handovers" => "handovers",
        "decisions" | "ledger" | "remedies" | "reviews" | "trust" => "remedies",
        "arrangements" | "customers" => "customers",
        "agents" | "teams" | "on_call" => "agents",
        "mandates" => "mandates",
        "frictions" | "processes" => "processes",
        "events" => "events",
        _ => "monitor",
    }
}

fn json<T: ToSchema>() -> Gives {
    Gives::Json(Shape::of::<T>())
}

/// A page by itself does not tell of what: it gets a name, and what it holds is gathered with it.
fn page<T: ToSchema>() -> Gives {
    Gives::Json(Shape {
        name: page_name::<T>(),
        gather: |schemas| {
            schemas.push((page_name::<T>(), Page::<T>::schema()));
            (Shape::of::<T>().gather)(schemas);
        },
    })
}

fn page_name<T: ToSchema>() -> String {
    format!("PageOf{}", T::name())
}

/// The table.
pub(crate) fn table() -> Vec<Route> {
    use Action as A;
    use Method::{Get, Post};
    let row = Route::new;
    let mut rows = vec![
        row(
            Get,
            "/cases",
            A::SeeOwnCases,
            "list_cases",
            "Cases, the last touched first",
            page::<case::Case>(),
            get(case::list),
        )
        .asks::<case::CaseQuery>(),
        row(
            Post,
            "/cases",
            A::OpenCase,
            "open_case",
            "Open a case; you own it",
            json::<case::Case>(),
            post(case::open),
        )
        .takes::<case::NewCase>()
        .made(),
        row(Get, "/cases/{id}", A::SeeCase, "get_case", "One case", json::<case::Case>(), get(case::one))
            .versioned(),
        row(
            Post,
            "/cases/{id}/take",
            A::TakeCase,
            "take_case",
            "Become the owner",
            json::<case::Case>(),
            post(case::take),
        )
        .takes::<Nothing>(),
        row(
            Post,
            "/cases/{id}/resolve",
            A::ResolveCase,
            "resolve_case",
            "The need is met",
            json::<case::Case>(),
            post(case::resolve),
        )
        .takes::<Nothing>(),
        row(
            Post,
            "/cases/{id}/reopen",
            A::ReopenCase,
            "reopen_case",
            "It is not",
            json::<case::Case>(),
            post(case::reopen),
        )
        .takes::<Nothing>(),
        row(
            Post,
            "/cases/{id}/snooze",
            A::SnoozeCase,
            "snooze_case",
            "Wait until then",
            json::<case::Case>(),
            post(case::snooze),
        )
        .takes::<case::Snooze>(),
        row(
            Post,
            "/cases/{id}/split",
            A::SplitCase,
            "split_case",
            "Make one contact a case of its own",
            json::<case::Case>(),
            post(case::split),
        )
        .takes::<case::Split>()
        .made(),
        row(
            Post,
            "/cases/{id}/merge",
            A::MergeCase,
            "merge_case",
            "Put it into another case",
            json::<case::Case>(),
            post(case::merge),
        )
        .takes::<case::Merge>(),
        row(
            Get,
            "/cases/{id}/contacts",
            A::SeeCase,
            "list_contacts",
            "The conversation, the oldest first",
            page::<contact::Contact>(),
            get(contact::list),
        )
        .asks::<contact::PageQuery>(),
        row(
            Post,
            "/cases/{id}/contacts",
            A::Hear,
            "hear",
            "Note what the customer said",
            json::<contact::Contact>(),
            post(contact::hear),
        )
        .takes::<contact::Heard>()
        .made(),
        row(
            Post,
            "/cases/{id}/replies",
            A::Reply,
            "reply",
            "Write to the customer; what was noticed in it is told, and recorded",
            json::<contact::Reply>(),
            post(contact::reply),
        )
        .takes::<contact::Words>()
        .made(),
        row(
            Post,
            "/cases/{id}/notes",
            A::Note,
            "note",
            "Write beside the conversation",
            json::<contact::Note>(),
            post(contact::note),
        )
        .takes::<contact::Words>()
        .made(),
        row(
            Post,
            "/cases/{id}/remedies",
            A::GiveRemedy,
            "give_remedy",
            "Put things right",
            json::<remedy::Remedy>(),
            post(remedy::give),
        )
        .takes::<remedy::NewRemedy>()
        .with_key()
        .made(),
        row(
            Post,
            "/cases/{id}/co_signs",
            A::GiveRemedy,
            "ask_for_signature",
            "Ask colleagues to sign what you may not give alone",
            json::<ask::Ask>(),
            post(ask::co_sign),
        )
        .takes::<ask::NewCoSign>()
        .with_key()
        .made(),
        row(
            Post,
            "/cases/{id}/escalations",
            A::GiveRemedy,
            "escalate",
            "Ask somebody with more room to decide, and promise the customer an answer",
            json::<ask::Ask>(),
            post(ask::escalate),
        )
        .takes::<ask::NewEscalation>()
        .with_key()
        .made(),
        row(
            Get,
            "/asks",
            A::SeeOwnCases,
            "list_asks",
            "What waits for your answer",
            page::<ask::Ask>(),
            get(ask::list),
        ),
        row(Get, "/asks/{id}", A::SeeCase, "get_ask", "One ask", json::<ask::Ask>(), get(ask::one)),
        row(
            Post,
            "/asks/{id}/decline",
            A::CoSign,
            "decline_ask",
            "Say what can be given instead",
            json::<ask::Ask>(),
            post(ask::decline),
        )
        .takes::<ask::NewCounter>()
        .or(A::DecideEscalation),
        row(
            Post,
            "/asks/{id}/withdraw",
            A::ReverseRemedy,
            "withdraw_ask",
            "It is not needed any more",
            json::<ask::Ask>(),
            post(ask::withdraw),
        )
        .takes::<Nothing>(),
        row(
            Post,
            "/remedies/{id}/co_signatures",
            A::CoSign,
            "co_sign",
            "Sign the remedy that you were asked about, or give what you were asked to decide",
            json::<remedy::Remedy>(),
            post(ask::yes),
        )
        .takes::<ask::Yes>()
        .or(A::DecideEscalation)
        .with_key()
        .made(),
        row(
            Get,
            "/contacts/{id}/raw",
            A::SeeMessage,
            "get_raw",
            "The message as it came, byte for byte",
            Gives::Other("message/rfc822"),
            get(contact::raw),
        ),
        row(
            Post,
            "/contacts/{id}/send_again",
            A::SendAgain,
            "send_again",
            "Send a failed or uncertain reply once more",
            json::<contact::Contact>(),
            post(contact::send_again),
        )
        .takes::<Nothing>()
        .versioned(),
        row(
            Post,
            "/decisions",
            A::Weigh,
            "decide",
            "May I give this, here, now? Nothing is done",
            json::<remedy::Decision>(),
            post(remedy::decide),
        )
        .takes::<remedy::Question>()
        .without_key(),
        row(
            Get,
            "/remedies",
            A::SeeRemedies,
            "list_remedies",
            "What was given, the last first",
            page::<remedy::Remedy>(),
            get(remedy::list),
        )
        .asks::<remedy::RemedyQuery>(),
        row(
            Get,
            "/ledger",
            A::SeeRemedies,
            "get_ledger",
            "What was given in a period, in sums, and what a complaint would have cost",
            json::<ledger::Ledger>(),
            get(ledger::get),
        )
        .asks::<ledger::LedgerQuery>(),
        row(
            Get,
            "/remedies/{id}",
            A::SeeRemedy,
            "get_remedy",
            "One remedy",
            json::<remedy::Remedy>(),
            get(remedy::one),
        ),
        row(
            Post,
            "/remedies/{id}/reverse",
            A::ReverseRemedy,
            "reverse_remedy",
            "Take back what has not left the house, ask back what has",
            json::<remedy::Remedy>(),
            post(remedy::reverse),
        )
        .takes::<Nothing>()
        .with_key()
        .versioned(),
        row(
            Post,
            "/remedies/{id}/reviews",
            A::Review,
            "review_remedy",
            "Say what you think of what somebody gave; nothing is taken back by it",
            json::<review::Review>(),
            post(review::give),
        )
        .takes::<review::NewReview>()
        .made(),
        row(
            Get,
            "/reviews",
            A::Review,
            "list_reviews",
            "What waits for your look, the first given first",
            page::<review::Review>(),
            get(review::list),
        )
        .asks::<review::ReviewQuery>(),
        row(
            Get,
            "/trust",
            A::SeeTrust,
            "get_trust",
            "What the reviews say of your own acts, and to those who may see it of each mandate",
            json::<review::Trust>(),
            get(review::trust),
        ),
        row(
            Post,
            "/remedies/{id}/confirm",
            A::ConfirmPayment,
            "confirm_remedy",
            "The receiver's word: paid, or not paid",
            json::<remedy::Remedy>(),
            post(remedy::confirm),
        )
        .takes::<remedy::Confirmation>(),
        row(
            Post,
            "/remedies/{id}/retry",
            A::ConfirmPayment,
            "retry_remedy",
            "Order again what was not paid",
            json::<remedy::Remedy>(),
            post(remedy::retry),
        )
        .takes::<Nothing>()
        .with_key(),
        row(
            Get,
            "/customers",
            A::SeeCustomers,
            "list_customers",
            "Customers, the first met first",
            page::<customer::Customer>(),
            get(customer::list),
        )
        .asks::<contact::PageQuery>(),
        row(
            Post,
            "/customers",
            A::AddCustomer,
            "add_customer",
            "Find a customer by an address, or add one",
            json::<customer::Customer>(),
            post(customer::add),
        )
        .takes::<customer::Described>()
        .made(),
        row(
            Get,
            "/customers/{id}",
            A::SeeCustomer,
            "get_customer",
            "One customer",
            json::<customer::Customer>(),
            get(customer::one),
        ),
        row(
            Post,
            "/customers/{id}/identities",
            A::AddIdentity,
            "add_identity",
            "One more way to reach a customer",
            json::<customer::Customer>(),
            post(customer::add_identity),
        )
        .takes::<customer::NewIdentity>()
        .made(),
        row(
            Get,
            "/customers/{id}/credit",
            A::SeeCustomer,
            "list_credit",
            "What changed a customer's store credit, the last first",
            page::<credit::CreditEntry>(),
            get(credit::list),
        )
        .asks::<contact::PageQuery>(),
        row(
            Post,
            "/customers/{id}/credit/spend",
            A::ConfirmPayment,
            "spend_credit",
            "Pay with store credit, never with more than there is",
            json::<credit::Spending>(),
            post(credit::spend),
        )
        .takes::<credit::NewSpending>()
        .with_key()
        .made(),
        row(
            Get,
            "/agents",
            A::SeeAgents,
            "list_agents",
            "Everybody with a login, by name",
            page::<agent::Agent>(),
            get(agent::list),
        )
        .asks::<contact::PageQuery>(),
        row(
            Get,
            "/mandates",
            A::SeeMandates,
            "list_mandates",
            "The mandates that stand",
            page::<mandate::Mandate>(),
            get(mandate::list),
        ),
        row(
            Post,
            "/mandates",
            A::SetMandate,
            "add_mandate",
            "Let somebody give something; leads and admins do",
            json::<mandate::Mandate>(),
            post(mandate::add),
        )
        .takes::<mandate::NewMandate>()
        .made(),
        row(
            Get,
            "/mandates/{id}",
            A::SeeMandates,
            "get_mandate",
            "One mandate, standing or ended",
            json::<mandate::Mandate>(),
            get(mandate::one),
        )
        .versioned(),
        row(
            Post,
            "/mandates/{id}",
            A::SetMandate,
            "set_mandate",
            "Set its terms anew, all of them",
            json::<mandate::Mandate>(),
            post(mandate::set),
        )
        .takes::<mandate::NewMandate>()
        .with_version(),
        row(
            Post,
            "/mandates/{id}/revoke",
            A::SetMandate,
            "revoke_mandate",
            "End it; what was given under it stays given",
            json::<mandate::Mandate>(),
            post(mandate::revoke),
        )
        .takes::<mandate::Revoke>()
        .with_version(),
        row(
            Get,
            "/events",
            A::SeeEvents,
            "list_events",
            "The log from a position on, as a page or as a stream",
            page::<event::Event>(),
            get(event::list),
        )
        .asks::<event::EventQuery>()
        .also("text/event-stream"),
        row(
            Get,
            "",
            A::SeeHealth,
            "healthz",
            "This program runs",
            json::<monitor::Health>(),
            get(monitor::healthz),
        )
        .outside("/healthz"),
        row(
            Get,
            "",
            A::SeeHealth,
            "readyz",
            "The database answers",
            json::<monitor::Health>(),
            get(monitor::readyz),
        )
        .outside("/readyz"),
        row(
            Get,
            "",
            A::SeeMetrics,
            "metrics",
            "Figures for Prometheus",
            Gives::Other("application/openmetrics-text"),
            get(monitor::metrics),
        )
        .outside("/metrics"),
        row(
            Get,
            "",
            A::SeeDescription,
            "openapi",
            "This description",
            Gives::Other("application/json"),
            get(openapi::get),
        )
        .outside("/api/openapi.json"),
    ];
    rows.extend(handover::rows());
    rows.extend(consultation::rows());
    rows.extend(promise::rows());
    rows.extend(point::rows());
    rows.extend(team::rows());
    rows.extend(arrangement::rows());
    rows.extend(friction::rows());
    rows
}

/// Every path that is answered here, for who holds them all against a table of their own.
pub fn addresses() -> Vec<(http::Method, String)> {
    let method = |method| match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    table().into_iter().map(|route| (method(route.method), route.path)).collect()
}

/// All of the API and of what monitoring asks. Has no fallback of its own outside `/api`, so that it can be
/// merged with pages.
pub fn router(desk: Desk, settings: ApiSettings) -> Router {
    let app = App::new(desk, settings);
    let (mut guarded, mut open) = (Router::new(), Router::new());
    for route in table() {
        let gate = auth::Gate { app: app.clone(), name: route.name, acts: route.acts.into() };
        let handler = route.handler.route_layer(middleware::from_fn_with_state(gate, auth::gate));
        if route.open {
            open = open.route(&route.path, handler);
        } else {
            guarded = guarded.route(&route.path, handler);
        }
    }
    let guarded = guarded
        .method_not_allowed_fallback(not_allowed)
        .route_layer(middleware::from_fn_with_state(app.clone(), auth::signed_in));
    let header = |name: HeaderName, value| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let layers = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(app.clone(), monitor::observe))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .layer(header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(CatchPanicLayer::custom(problem::of_panic as fn(_) -> Response));
    open.route("/api", any(nowhere))
        .route("/api/", any(nowhere))
        .route("/api/{*rest}", any(nowhere))
        .method_not_allowed_fallback(not_allowed)
        .merge(guarded)
        .layer(layers)
        .with_state(app)
}

async fn nowhere() -> Problem {
    Problem::not_found()
}

/// `Allow` is set by the router, which knows.
async fn not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Not this method",
        "This path does not answer to that method; `Allow` names those it does.",
    )
}

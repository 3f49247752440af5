//! Every *no* as `application/problem+json` (RFC 9457): what it is, what to do instead, and nothing about
//! our inside. A refusal is data; a fault of the world is told in one sentence; a mistake of ours is told by
//! a reference, and the same reference stands in the log with what really happened.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use valta_desk::No;
use valta_domain::{
    Refusal,
    money::NotMoney,
    refusal::Field,
    remedy::{Decision, ForbidRule, Outcome, REASON_LETTERS, Rule},
    token::TokenScope,
};
use valta_store::{Fault, FaultKind};

use crate::{
    remedy::{Room, Way},
    shape::instant,
};

pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// The longest detail that is told, in letters: parts of it may be the caller's own.
const DETAIL: usize = 300;

/// Boxed, so that the good way does not carry it around.
#[derive(Debug)]
pub(crate) struct Problem(Box<Told>);

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Told {
    /// Stable, one for each code.
    #[serde(rename = "type")]
    kind: String,
    /// The same for every occurrence.
    title: &'static str,
    status: u16,
    /// This occurrence, in a sentence for people, with what to do next.
    detail: String,
    /// Stable, for programs.
    code: &'static str,
    /// The field of the body that it speaks of, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// The parameter of the address, or the header, that it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// With 412: the version that it has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    /// With a refused remedy: the outcome of the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    /// With a refused remedy: what each limit leaves, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<Room>,
    /// With a refused remedy: what each limit leaves with a written reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    stretch_room: Option<Room>,
    /// With a refused remedy: what can be done instead, and by whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    ways: Option<Vec<Way>>,
    /// With 500: the reference that the operator finds in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    #[serde(skip)]
    retry_after: Option<u32>,
    #[serde(skip)]
    authenticate: Option<&'static str>,
}

impl Problem {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Problem {
        let detail: String = detail.into();
        let detail = match detail.char_indices().nth(DETAIL) {
            Some((end, _)) => format!("{}…", detail.get(..end).unwrap_or_default()),
            None => detail,
        };
        Problem(Box::new(Told {
            kind: format!("urn:valta:problem:{code}"),
            title,
            status: status.as_u16(),
            detail,
            code,
            pointer: None,
            parameter: None,
            version: None,
            outcome: None,
            room: None,
            stretch_room: None,
            ways: None,
            instance: None,
            retry_after: None,
            authenticate: None,
        }))
    }

    pub(crate) fn code(&self) -> &'static str {
        self.0.code
    }

    #[cfg(test)]
    pub(crate) fn told(&self) -> serde_json::Value {
        serde_json::to_value(&*self.0).unwrap_or_default()
    }

    #[must_use]
    pub(crate) fn pointer(mut self, pointer: impl Into<String>) -> Problem {
        self.0.pointer = Some(pointer.into());
        self
    }

    /// Where this call has the field that a refusal names otherwise.
    #[must_use]
    pub(crate) fn moved(mut self, from: &str, to: &str) -> Problem {
        if self.0.pointer.as_deref() == Some(from) {
            self.0.pointer = Some(to.to_owned());
        }
        self
    }

    /// The one field that such a refusal can speak of in this call.
    #[must_use]
    pub(crate) fn when(mut self, code: &str, pointer: &str) -> Problem {
        if self.0.code == code && self.0.pointer.is_none() {
            self.0.pointer = Some(pointer.to_owned());
        }
        self
    }

    #[must_use]
    pub(crate) fn parameter(mut self, name: impl Into<String>) -> Problem {
        self.0.parameter = Some(name.into());
        self
    }

    #[must_use]
    pub(crate) fn retry_after(mut self, seconds: u32) -> Problem {
        self.0.retry_after = Some(seconds);
        self
    }

    #[must_use]
    pub(crate) fn ways(mut self, ways: Vec<Way>) -> Problem {
        self.0.ways = Some(ways);
        self
    }

    #[must_use]
    pub(crate) fn authenticate(mut self, challenge: &'static str) -> Problem {
        self.0.authenticate = Some(challenge);
        self
    }

    fn decision(mut self, decision: &Decision) -> Problem {
        self.0.outcome = Some(decision.outcome.code());
        self.0.room = Some(Room::of(decision.room));
        self.0.stretch_room = Some(Room::of(decision.stretch_room));
        self
    }

    /// A body or an address of the wrong shape.
    pub(crate) fn shape(code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, code, "The request cannot be read", detail)
    }

    /// Well formed, but against a rule.
    pub(crate) fn rule(code: &'static str, title: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title, detail)
    }

    pub(crate) fn not_found() -> Problem {
        Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Not found",
            "There is nothing here that you may see.",
        )
    }

    fn not_yours(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, Refusal::NotYours.code(), "Not yours to do", detail)
    }

    /// The person may, the token may not.
    pub(crate) fn of_token(scope: TokenScope) -> Problem {
        Problem::not_yours(format!(
            "You may do this, but a token for `{}` may not. Use one that was made for more.",
            scope.code()
        ))
    }

    /// A mistake of ours: the one line in the log says what, the answer says only where to find it.
    pub(crate) fn bug(what: &dyn std::fmt::Display) -> Problem {
        let reference = valta_desk::fresh_id();
        tracing::error!(%reference, error = %what, "a request could not be answered");
        let mut problem = Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "A mistake of ours",
            "This should not have happened. Tell the people who run this installation the reference.",
        );
        problem.0.instance = Some(format!("urn:uuid:{reference}"));
        problem
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        let code = refusal.code();
        let field = refusal.field();
        let conflict = |title, detail: &str| Problem::new(StatusCode::CONFLICT, code, title, detail);
        let rule = |title, detail: String| Problem::rule(code, title, detail);
        let problem = match &refusal {
            Refusal::NotFound => Problem::not_found(),
            Refusal::AlreadyThere => {
                conflict("Already there", "This belongs to something else already; look it up instead of adding it.")
            }
            Refusal::Merged => rule(
                "The case carries on elsewhere",
                "The case was put together with another; act on the one that `merged_into` names.".into(),
            ),
            Refusal::Stale { version } => {
                let mut problem = Problem::new(
                    StatusCode::PRECONDITION_FAILED,
                    code,
                    "It has changed",
                    format!("It is at version {version} now. Read it again, then decide again."),
                );
                problem.0.version = Some(*version);
                problem
            }
            Refusal::Empty(field) => rule("Something is missing", format!("`{}` is empty.", field.code())),
            Refusal::TooLong(field) => rule("Too long", format!("`{}` is too long.", field.code())),
            Refusal::Unusable(field) => unusable(code, *field),
            Refusal::PromiseBroken => conflict(
                "The time is over",
                "This promise is broken. Promise anew with `instead_of`: the customer hears an apology and the new time.",
            ),
            Refusal::NotBroken => conflict(
                "Not broken",
                "There is still time to keep this promise, or to renew it.",
            ),
            Refusal::HandoverOpen => conflict(
                "Offered already",
                "It is offered to somebody who has not answered. Wait, or withdraw that handover first.",
            ),
            Refusal::HandoverExpired => {
                conflict("Too late", "The time to answer is over; it is still with the one who had it. It can be offered again.")
            }
            Refusal::HandoverSettled => {
                conflict("Settled already", "This handover was answered or taken back before. The case says who has it.")
            }
            Refusal::NotOffered => Problem::new(
                StatusCode::FORBIDDEN,
                code,
                "Not offered to you",
                "Only the one it is offered to answers it, whoever covers for them, or somebody of the team.",
            ),
            Refusal::ToOneself => rule("It is there already", "It would end up with the one who has it. Name somebody else.".into()),
            Refusal::ReceiverAway { until } => rule(
                "Away",
                format!("This person is away until {}, and nobody who covers for them is there. Name somebody else.", instant(*until)),
            ),
            Refusal::NobodyThere => rule("Nobody there", "This team has nobody who is there. Name somebody else.".into()),
            Refusal::HasLeft => rule("Has left", "Somebody you named is not of the house any more. Nobody was asked; name somebody else.".into()),
            Refusal::AskingOneself => rule("That would be yourself", "The question would come back to you. Name somebody else.".into()),
            Refusal::NotAsked => Problem::new(
                StatusCode::FORBIDDEN,
                code,
                "Not asked of you",
                "Only whoever was asked answers it, whoever covers for them, or somebody of the team. A note reaches the owner as well.",
            ),
            Refusal::AlreadyAnswered => {
                conflict("Answered already", "The question has an answer and cannot be taken back. Read it with `GET /consultations/{id}`.")
            }
            Refusal::TooManyArrangements => conflict(
                "Too many arrangements",
                "More of them cannot be read while the customer waits. End one that holds no longer, or say two in one.",
            ),
            Refusal::TooManyDevices => conflict("Too many devices", "Take one away that is not used any more."),
            Refusal::NoWayToCall => {
                rule("No way to be called", "Whoever is on call is told by mail, on a device, or both.".into())
            }
            Refusal::CoversInACircle => rule(
                "The covers lead in a circle",
                "Whoever covers is covered for by the one who is away. Name somebody else.".into(),
            ),
            Refusal::Condition(problems) => rule("Not a condition", problems.join(" ")),
            Refusal::NotMoney(why) => rule("Not an amount that can be given", not_money(*why).into())
                .pointer(match why {
                    NotMoney::Currency => "/amount/currency",
                    NotMoney::Shape | NotMoney::TooFine | NotMoney::NotPositive | NotMoney::TooMuch => "/amount/minor",
                }),
            Refusal::AmountNeeded => {
                rule("An amount is needed", "This kind needs an `amount`; for an exception it is what you think it costs.".into()).pointer("/amount")
            }
            Refusal::NoAmountForThis => {
                rule("No amount for this", "An apology has no `amount`; leave it out.".into()).pointer("/amount")
            }
            Refusal::BeyondMandate(decision) => beyond(decision),
            Refusal::ReasonNeeded(decision) => rule(
                "A reason is needed",
                format!("This is beyond the mandate: it may be given with a `reason` of at least {REASON_LETTERS} letters."),
            )
            .decision(decision),
            Refusal::Forbidden(decision) => rule(
                "Forbidden by a named rule",
                forbidden(decision.rule.as_ref()),
            )
            .decision(decision)
            .ways(Vec::new()),
            Refusal::NoAddress => rule(
                "No address to write to",
                "The customer has no e-mail address. Add one with `POST /customers/{id}/identities`, or call.".into(),
            ),
            Refusal::NotOwner => Problem::new(
                StatusCode::FORBIDDEN,
                code,
                "Not the owner",
                "Only the owner of the case does this. Take the case first, or ask its owner.",
            ),
            Refusal::AlreadyDone => conflict("Already done", "This has happened already, or can no longer be changed."),
            Refusal::WithinReach(decision) => rule(
                "Within your own reach",
                "You may give this yourself, with a reason where it is a stretch: `POST /cases/{id}/remedies`.".into(),
            )
            .decision(decision),
            Refusal::OwnSignature => Problem::new(
                StatusCode::FORBIDDEN,
                code,
                "Not by oneself",
                "Nobody signs or decides what they asked for themselves. Somebody else who was asked can.",
            ),
            Refusal::OwnLogin => Problem::new(
                StatusCode::FORBIDDEN,
                code,
                "Not by oneself",
                "Nobody ends their own login or changes their own role. Somebody else who keeps the logins can.",
            ),
            Refusal::OwnReview => Problem::new(
                StatusCode::FORBIDDEN,
                code,
                "Not by oneself",
                "Nobody reviews what they gave, asked for or signed. Somebody else who reviews can.",
            ),
            Refusal::Reviewed { by } => conflict(
                "Reviewed already",
                &format!("Agent {by} has reviewed this. Whoever reviewed it may correct it within an hour."),
            ),
            Refusal::NotWhatWasAsked => conflict(
                "Not what was asked",
                "The `digest` is not that of the ask as it stands. Nothing was signed; read the ask again.",
            ),
            Refusal::Expired => conflict("Too late", "The time in which this could be signed is over. It can be asked again."),
            Refusal::CounterNeeded => rule(
                "Say what can be given instead",
                format!("Name another `kind` or `amount` than the ask, with a `reason` of at least {REASON_LETTERS} letters."),
            )
            .pointer("/kind"),
            Refusal::TooMuch { until } => Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                code,
                "Too much in an hour",
                format!("So much has come by this link already. There is room again at {}.", instant(*until)),
            ),
            Refusal::InThePast { now } => {
                rule("In the past", format!("The time must lie ahead; it is {} now.", instant(*now)))
            }
            Refusal::NotYours => Problem::not_yours(
                "The policies of this house do not let you do this here. Whoever owns the matter can, or a lead.",
            ),
            Refusal::KeyReused => conflict(
                "The key was used before",
                "This `Idempotency-Key` was sent before with another content. Make a new key for a new act.",
            ),
            Refusal::OnItsWay => {
                conflict("On its way", "The order is being handed over at this moment. Try again in a minute.")
            }
            Refusal::NotKnownYet => conflict(
                "Not known yet",
                "Nobody knows yet whether it was paid; the receiver is being asked. Wait for its word, or let somebody \
                 of finance ask there and confirm.",
            ),
            Refusal::PaidOut => conflict(
                "Paid out",
                "The money has left the house and cannot be taken back here. Agree on it with the customer.",
            ),
            Refusal::AskedBack => {
                conflict("Asked back already", "The receiver was asked to give it back, and has not answered yet.")
            }
            Refusal::AlreadyExported => conflict(
                "In a file already",
                "It stands in a file for the bank; in a second one it could be paid twice.",
            ),
            Refusal::NothingToExport => {
                rule("Nothing to export", "Nothing of this can be paid through a file for the bank.".into())
            }
            Refusal::CreditSpent { left } => conflict(
                "Spent already",
                &format!("The customer has spent of this credit; {left} is left. Agree on it with the customer."),
            ),
            Refusal::BeyondBalance { left } => {
                rule("Beyond the balance", format!("The customer has {left} of credit. Spend no more than that."))
                    .pointer("/amount/minor")
            }
        };
        match field {
            Some(field) if problem.0.pointer.is_none() => problem.pointer(format!("/{}", field.code())),
            _ => problem,
        }
    }
}

fn unusable(code: &'static str, field: Field) -> Problem {
    let detail = match field {
        Field::Address => "This is no address that can be used.",
        Field::Phone => "A phone number is 3 to 20 digits, with or without `+` in front.",
        Field::Payee => "An account number is 4 to 64 letters and digits.",
        Field::Contact => {
            "Only something the customer said can become a case of its own, and not the only contact."
        }
        Field::Zone => {
            "There is no such time zone; it is named as in the IANA database, such as `Europe/Helsinki`."
        }
        Field::Hours => "Hours are written as `08:00-16:30`, several with a comma between, or `closed`.",
        Field::Place => "There is no such place on earth.",
        Field::Day => "A day is written as `2026-12-24`.",
        Field::Level => "A level of the rota has people in turn.",
        Field::Minutes => "The first level is called at once, each other one later than the one before.",
        Field::Skill => "Twenty skills are enough; take one out first.",
        Field::Cover => "This person is not of the house, or has left.",
        Field::Team => "There is no such team.",
        Field::To => "Name one `agent` or one `team` of this house who serves customers.",
        Field::Owner => "The owner is not of the house, or may not keep processes.",
        Field::Step => "There is no such step; a new process names steps that can be told apart.",
        Field::Password => "A password has 12 to 1000 letters.",
        Field::Case => "A case cannot be put together with itself.",
        Field::Asked => {
            "Name colleagues who may answer this now, ten at the most; for a remedy, `ways` of the decision lists them."
        }
        Field::Amount
        | Field::Body
        | Field::Channel
        | Field::Due
        | Field::File
        | Field::Name
        | Field::Needs
        | Field::Promised
        | Field::Question
        | Field::Reason
        | Field::Reference
        | Field::Street
        | Field::Subject
        | Field::Term(_)
        | Field::Tried
        | Field::Until
        | Field::Value
        | Field::What
        | Field::Words => "This value cannot be used.",
    };
    Problem::rule(code, "Not usable", detail)
}

fn not_money(why: NotMoney) -> &'static str {
    match why {
        NotMoney::Currency => "`currency` is not an ISO 4217 code with minor units, such as `EUR`.",
        NotMoney::Shape | NotMoney::TooFine => "`minor` is a whole number of minor units: 700 for 7.00 EUR.",
        NotMoney::NotPositive => "`minor` must be more than zero.",
        NotMoney::TooMuch => "`minor` is more than any amount that can be given.",
    }
}

fn forbidden(rule: Option<&Rule>) -> String {
    match rule {
        Some(Rule::BuiltIn(ForbidRule::SelfDealing)) => {
            "The customer is the agent: somebody else must give this.".into()
        }
        Some(Rule::BuiltIn(ForbidRule::PayeeIsNotPayer)) => {
            "The money would go to an account that the customer has not paid from. Leave `payee` out: it then goes \
             back the way it came."
                .into()
        }
        Some(Rule::Named(named)) => format!("The rule `{}` forbids this.", named.rule),
        None => "A rule forbids this.".into(),
    }
}

fn beyond(decision: &Decision) -> Problem {
    let detail = match decision.outcome {
        Outcome::Stretch => format!(
            "You may give this with a written reason: send `stretch` true and a `reason` of at least \
             {REASON_LETTERS} letters. `ways` names who else may."
        ),
        Outcome::CoSign => {
            "This is more than you may give alone now. A colleague may sign it: `ways` names who.".into()
        }
        Outcome::Within | Outcome::Escalate | Outcome::Forbidden => {
            "This is more than you may give alone now. `room` says what you may give, `ways` who may give this.".into()
        }
    };
    Problem::rule("beyond_mandate", "Beyond the mandate", detail).decision(decision)
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        let maybe = if fault.outcome_unknown() {
            " It may have been done all the same: send it again with the same `Idempotency-Key`."
        } else {
            ""
        };
        let later = |code, title, seconds| {
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                code,
                title,
                format!("Nothing is wrong with what you sent. Try again in a moment.{maybe}"),
            )
            .retry_after(seconds)
        };
        match fault.kind() {
            FaultKind::Busy | FaultKind::Conflict => {
                tracing::warn!(error = %fault, "the database was too busy for a request");
                later("busy", "Too much at once", 1)
            }
            FaultKind::Gone => {
                tracing::error!(error = %fault, "the database does not answer");
                later("unavailable", "The database does not answer", 5)
            }
            FaultKind::Full => {
                tracing::error!(error = %fault, "the disk of the database takes nothing more");
                Problem::new(
                    StatusCode::INSUFFICIENT_STORAGE,
                    "full",
                    "No room left",
                    "The disk of this installation takes nothing more. Tell the people who run it.",
                )
            }
            FaultKind::Damaged | FaultKind::Refused | FaultKind::Bug => Problem::bug(&fault),
        }
    }
}

impl From<No> for Problem {
    fn from(no: No) -> Problem {
        match no {
            No::Refusal(refusal) => refusal.into(),
            No::Fault(fault) => fault.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let told = self.0;
        let body = serde_json::to_vec(&told).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() =
            StatusCode::from_u16(told.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(seconds) = told.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = told.authenticate {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(version) = told.version {
            headers.insert(header::ETAG, crate::shape::etag(version));
        }
        response
    }
}

/// What a panic becomes: the request's trouble, and nobody else's.
#[expect(clippy::needless_pass_by_value, reason = "this is how a panic is handed over")]
pub(crate) fn of_panic(panic: Box<dyn std::any::Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".into());
    Problem::bug(&what).into_response()
}

#[cfg(test)]
mod tests;

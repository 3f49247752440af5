//! What every answer is made of: money, instants, names, codes, and pages of a list with an opaque cursor.

use std::{borrow::Cow, str::FromStr};

use axum::{body::Body, response::Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize, de::Error as _};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type},
};
use valta_domain::{
    Refusal, Timestamp,
    agent::Role,
    ask::{AskKind, AskState},
    bounce::Because as BounceBecause,
    case::State,
    consultation::Ended as ConsultationEnded,
    contact::{Channel, Direction, FiledBecause},
    cost::{Evidence, Parameter},
    customer::IdentityKind,
    friction::{Did as FrictionDid, Source as FrictionSource, Whose as FrictionWhose},
    handover::Ended,
    money::{Money, NotMoney},
    payment::{FailedBecause as PaymentFailedBecause, State as PaymentState, Via},
    promise::Standing,
    remedy::{Outcome, RemedyKind},
    review::{Because as ReviewedBecause, Direction as ProposalDirection, Judgement},
    situation::Code,
};

use crate::problem::Problem;

/// RFC 3339 in UTC with microseconds.
pub(crate) fn instant(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros())
        .unwrap_or_else(|_| if at.micros() < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX });
    format!("{at:.6}")
}

/// An instant, read and written as RFC 3339.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instant(pub(crate) Timestamp);

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&instant(self.0))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

impl FromStr for Instant {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Instant, &'static str> {
        let at =
            text.parse::<jiff::Timestamp>().map_err(|_| "A time is written like 2027-03-01T12:00:00Z.")?;
        Ok(Instant(Timestamp(at.as_microsecond())))
    }
}

impl PartialSchema for Instant {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("RFC 3339; answers are in UTC with microseconds"))
            .into()
    }
}

impl ToSchema for Instant {}

macro_rules! coded {
    ($($name:ident: $of:ty = $all:expr;)*) => {$(
        /// Read and written by its code.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name(pub(crate) $of);

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.0.code())
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(code: &str) -> Result<Self, String> {
                let known = $all.iter().copied().find(|known: &$of| known.code() == code);
                known.map($name).ok_or_else(|| {
                    let codes: Vec<String> = $all.iter().map(|known: &$of| format!("`{}`", known.code())).collect();
                    format!("Expected one of {}.", codes.join(", "))
                })
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(D::Error::custom)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some($all.iter().map(|known: &$of| known.code())))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($of))
            }
        }
    )*};
}

coded! {
    ChannelCode: Channel = Channel::ALL;
    StateCode: State = State::ALL;
    DirectionCode: Direction = Direction::ALL;
    FiledBecauseCode: FiledBecause = FiledBecause::ALL;
    StandingCode: Standing = Standing::ALL;
    RemedyKindCode: RemedyKind = RemedyKind::ALL;
    AskKindCode: AskKind = AskKind::ALL;
    AskStateCode: AskState = AskState::ALL;
    EndedCode: Ended = Ended::ALL;
    ConsultationEndedCode: ConsultationEnded = ConsultationEnded::ALL;
    OutcomeCode: Outcome = Outcome::ALL;
    RoleCode: Role = Role::ALL;
    ParameterCode: Parameter = Parameter::ALL;
    EvidenceCode: Evidence = Evidence::ALL;
    PaymentStateCode: PaymentState = PaymentState::ALL;
    PaymentFailedCode: PaymentFailedBecause = PaymentFailedBecause::ALL;
    ViaCode: Via = Via::ALL;
    BounceBecauseCode: BounceBecause = BounceBecause::ALL;
    FrictionDidCode: FrictionDid = FrictionDid::ALL;
    FrictionSourceCode: FrictionSource = FrictionSource::ALL;
    FrictionWhoseCode: FrictionWhose = FrictionWhose::ALL;
    BecauseCode: ReviewedBecause = ReviewedBecause::ALL;
    JudgementCode: Judgement = Judgement::ALL;
    WayCode: ProposalDirection = ProposalDirection::ALL;
    IdentityKindCode: IdentityKind = [IdentityKind::Email, IdentityKind::Phone, IdentityKind::Payment];
}

/// A short code of the house's own.
#[derive(Clone, Debug)]
pub(crate) struct HouseCode(pub(crate) Code);

impl<'de> Deserialize<'de> for HouseCode {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map(HouseCode).map_err(D::Error::custom)
    }
}

impl PartialSchema for HouseCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^[A-Za-z0-9_.-]+$"))
            .max_length(Some(Code::LONGEST))
            .description(Some("A short code of the house's own"))
            .into()
    }
}

impl ToSchema for HouseCode {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Code")
    }
}

/// A whole number of minor units, with an ISO 4217 currency. Nothing is converted or rounded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Money)]
#[serde(deny_unknown_fields)]
pub(crate) struct Amount {
    /// 700 for 7.00 EUR.
    #[schema(example = 700)]
    pub(crate) minor: i64,
    #[schema(example = "EUR")]
    pub(crate) currency: String,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Amount {
        Amount { minor: money.minor, currency: money.currency.to_string() }
    }
}

impl Amount {
    /// As money; whether so much can be given is for the rules to say.
    pub(crate) fn money(&self) -> Result<Money, Problem> {
        let currency =
            self.currency.parse().map_err(|why: NotMoney| Problem::from(Refusal::NotMoney(why)))?;
        Ok(Money::new(self.minor, currency))
    }
}

/// Somebody, as others know them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Named {
    pub(crate) id: String,
    /// Empty when it was erased.
    pub(crate) name: String,
}

impl Named {
    pub(crate) fn of<I: std::fmt::Display>((id, name): (I, String)) -> Named {
        Named { id: id.to_string(), name }
    }
}

/// A call that takes nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// To be sent as `cursor` for what follows; null at the end.
    pub(crate) next: Option<String>,
}

impl<T> Page<T> {
    /// `found` has one more than the page when there is more; `cursor` says where the page ends.
    pub(crate) fn of<L>(
        mut found: Vec<L>,
        limit: usize,
        cursor: impl Fn(&L) -> Cursor,
        shape: impl Fn(L) -> T,
    ) -> Page<T> {
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|last| cursor(last).to_text());
        Page { items: found.into_iter().map(shape).collect(), next }
    }
}

/// Where a page ended: an instant and an id, opaque to callers.
pub(crate) struct Cursor(pub(crate) Timestamp, pub(crate) String);

impl Cursor {
    fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}.{}", self.0.micros(), self.1))
    }

    pub(crate) fn read<I: FromStr>(text: Option<&str>) -> Result<Option<(Timestamp, I)>, Problem> {
        let Some(text) = text else { return Ok(None) };
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
            let (at, id) = std::str::from_utf8(&bytes).ok()?.split_once('.')?;
            Some((Timestamp(at.parse().ok()?), id.parse().ok()?))
        };
        read().map(Some).ok_or_else(|| {
            Problem::shape(
                "bad_cursor",
                "This is no cursor of ours: send `next` of the page before as it came.",
            )
            .parameter("cursor")
        })
    }
}

/// How many a page holds when nobody says; the most is 200.
const LIMIT: usize = 50;
const MOST: usize = 200;

pub(crate) fn limit(text: Option<&str>) -> Result<usize, Problem> {
    let Some(text) = text else { return Ok(LIMIT) };
    text.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
        Problem::shape("bad_limit", format!("`limit` is a whole number from 1 to {MOST}.")).parameter("limit")
    })
}

/// A value of an address's query.
pub(crate) fn queried<T>(name: &'static str, text: Option<&str>) -> Result<Option<T>, Problem>
where
    T: FromStr<Err: std::fmt::Display>,
{
    text.map(|text| {
        text.parse()
            .map_err(|error: T::Err| Problem::shape("unknown_value", error.to_string()).parameter(name))
    })
    .transpose()
}

pub(crate) fn etag(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

pub(crate) fn with_etag(mut response: Response, version: i64) -> Response {
    response.headers_mut().insert(header::ETAG, etag(version));
    response
}

pub(crate) fn answer<T: Serialize>(status: StatusCode, value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = status;
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(error) => axum::response::IntoResponse::into_response(Problem::bug(&error)),
    }
}

pub(crate) fn ok<T: Serialize>(value: &T) -> Response {
    answer(StatusCode::OK, value)
}

/// Something new, and where it is.
pub(crate) fn created<T: Serialize>(place: &str, value: &T) -> Response {
    let mut response = answer(StatusCode::CREATED, value);
    if let Ok(place) = HeaderValue::try_from(format!("{}{place}", crate::routes::PREFIX)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

//! Reviews over the API: what waits for a look and why, saying what one thinks, and what the reviews say together.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use valta_desk::{GiveReview, MandateTrust};
use valta_domain::RemedyId;
use valta_insight::trust;
use valta_store::views::{self, remedy::ListedRemedy, review::ReviewRow};

use crate::{
    App,
    auth::Caller,
    call::{Asked, Call, Id, id},
    problem::Problem,
    shape::{Amount, BecauseCode, Instant, JudgementCode, Named, Page, RemedyKindCode, WayCode, created, ok},
};

const MOST: usize = 100;

/// A remedy that somebody looks at, or has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Review {
    /// The id of the remedy.
    remedy: String,
    case: String,
    kind: Option<RemedyKindCode>,
    amount: Option<Amount>,
    reason: Option<String>,
    given_by: Option<Named>,
    given_at: Option<Instant>,
    /// Why it is looked at: `stretch`, `alone`, `co_sign_unthought`, `random`, `same_payee`, `under_the_limit` or
    /// `again_and_again`; empty where nothing asks for it.
    because: Vec<BecauseCode>,
    said: Option<Said>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Said {
    /// `right`, `understandable` or `wrong`.
    judgement: JudgementCode,
    by: Named,
    at: Instant,
    /// Thanks or advice to whoever gave it.
    word: Option<String>,
}

impl Review {
    fn of((row, listed): (ReviewRow, Option<ListedRemedy>)) -> Review {
        let remedy = listed.map(|listed| listed.remedy);
        Review {
            remedy: row.remedy.to_string(),
            case: row.case.to_string(),
            kind: remedy.as_ref().map(|remedy| RemedyKindCode(remedy.kind)),
            amount: remedy.as_ref().and_then(|remedy| remedy.amount).map(Amount::from),
            given_at: remedy.as_ref().map(|remedy| Instant(remedy.at)),
            given_by: remedy.as_ref().map(|remedy| Named::of(remedy.agent.clone())),
            reason: remedy.and_then(|remedy| remedy.reason),
            because: row.because.into_iter().map(BecauseCode).collect(),
            said: row.said.map(|said| Said {
                judgement: JudgementCode(said.judgement),
                by: Named::of(said.by),
                at: Instant(said.at),
                word: said.word,
            }),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewQuery {
    /// How many at the most: 1 to 100.
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<ReviewQuery>,
) -> Result<Response, Problem> {
    let me = caller.by.agent;
    let after = asked.cursor.map(|cursor| id::<RemedyId>(&cursor, "cursor")).transpose()?;
    let most = asked.limit.unwrap_or(MOST).clamp(1, MOST);
    let reader = app.desk().reader();
    let found = reader.look(move |tx| {
        let rows = views::review::due(tx, me, after, most)?;
        views::review::with_remedies(tx, rows)
    });
    let found = found.await?;
    let next = found.last().filter(|_| found.len() == most).map(|(row, _)| row.remedy.to_string());
    Ok(ok(&Page { items: found.into_iter().map(Review::of).collect(), next }))
}

/// Once for each remedy; whoever said it may correct it within an hour.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"judgement": "right", "word": "Well seen, thank you."}))]
pub(crate) struct NewReview {
    /// `right`, `understandable` or `wrong`.
    judgement: JudgementCode,
    /// Thanks or advice to whoever gave it.
    word: Option<String>,
}

pub(crate) async fn give(
    State(app): State<App>,
    Id(remedy): Id<RemedyId>,
    call: Call<NewReview>,
) -> Result<Response, Problem> {
    let NewReview { judgement, word } = call.body;
    let give = GiveReview { remedy, judgement: judgement.0, word: word.unwrap_or_default() };
    app.desk().review(call.by, call.key, give).await?;
    let reader = app.desk().reader();
    let found = reader.look(move |tx| {
        let row = views::review::one(tx, remedy)?;
        views::review::with_remedies(tx, row.into_iter().collect())
    });
    let review = found.await?.pop().map(Review::of).ok_or(valta_domain::Refusal::NotFound)?;
    Ok(created(&format!("/remedies/{remedy}"), &review))
}

/// How much is sound, as far as the reviews say; right and understandable are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Measure {
    reviews: u32,
    right: u32,
    understandable: u32,
    wrong: u32,
    /// The share that is sound lies between these nine times of ten; null under ten reviews.
    interval: Option<Interval>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrustInterval)]
pub(crate) struct Interval {
    low: f64,
    middle: f64,
    high: f64,
}

impl Measure {
    fn of(trust: &trust::Trust) -> Measure {
        Measure {
            reviews: trust.reviews.n(),
            right: trust.reviews.right,
            understandable: trust.reviews.understandable,
            wrong: trust.reviews.wrong,
            interval: trust.interval.map(|interval| Interval {
                low: interval.low,
                middle: interval.middle,
                high: interval.high,
            }),
        }
    }
}

/// Never a ranking: people are not in it but for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Trust {
    /// Of what the caller gave.
    own: Measure,
    /// Of each mandate as it stands; empty for those who may not see reviews.
    mandates: Vec<OfMandate>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MandateTrust)]
pub(crate) struct OfMandate {
    mandate: String,
    version: u32,
    trust: Measure,
    /// Reviews of earlier terms, which are not counted.
    earlier: u32,
    proposal: Option<Proposal>,
}

/// A person may set the mandate so; nothing does it by itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proposal {
    /// `widen` or `narrow`.
    direction: WayCode,
    /// The end of the interval that decided.
    share: f64,
    /// The limit on one act now, and what it would be.
    limit: Option<Amount>,
    proposed: Option<Amount>,
}

impl OfMandate {
    fn of(known: &MandateTrust) -> OfMandate {
        OfMandate {
            mandate: known.mandate.id.to_string(),
            version: known.mandate.version,
            trust: Measure::of(&known.trust),
            earlier: known.earlier,
            proposal: known.offer.map(|offer| Proposal {
                direction: WayCode(offer.proposal.direction),
                share: offer.proposal.quantile,
                limit: offer.limit.map(|(now, _)| now.into()),
                proposed: offer.limit.map(|(_, then)| then.into()),
            }),
        }
    }
}

pub(crate) async fn trust(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let (desk, by) = (app.desk().clone(), caller.by);
    let trusts = app.desk().reader().look(move |tx| desk.trusts(tx, by)).await?;
    Ok(ok(&Trust {
        own: Measure::of(&trusts.own),
        mandates: trusts.mandates.iter().map(OfMandate::of).collect(),
    }))
}

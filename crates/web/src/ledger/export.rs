//! The ledger as a file: a table for a spreadsheet, or JSON for a program. It is read and sent part by part, so that
//! a long history is never held whole; what is broken off ends as a broken download.

use axum::{body::Body, extract::Query, response::Response};
use http::{HeaderValue, header};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use valta_desk::{Desk, csv};
use valta_domain::{
    Currency, Money,
    cost::{self, Costs, Parameters},
    payment::State,
};
use valta_store::{
    Fault, Scope,
    views::{
        self,
        remedy::{ListedRemedy, RemedyFilter, RemedyLine},
    },
};

use super::{Asked, Narrowed};
use crate::{trouble::Trouble, visit::Visit, words::time};

/// Remedies in one part.
const PART: usize = 500;

const HEAD: [&str; 19] = [
    "remedy",
    "given_at",
    "agent",
    "kind",
    "amount",
    "currency",
    "outcome",
    "escalated",
    "alone",
    "signed_by",
    "mandate",
    "mandate_version",
    "case",
    "reason",
    "state",
    "reversed_at",
    "cost_now",
    "cost_complaint_route",
    "cost_currency",
];

#[derive(Clone, Copy)]
enum Shape {
    Csv,
    Json,
}

pub(crate) async fn table(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    send(&visit, &asked, Shape::Csv).await
}

pub(crate) async fn json(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    send(&visit, &asked, Shape::Json).await
}

async fn send(visit: &Visit, asked: &Asked, shape: Shape) -> Result<Response, Trouble> {
    let filter = RemedyFilter { before: None, limit: PART, ..Narrowed::of(visit, asked)?.filter };
    let desk = visit.desk().clone();
    // The first part is had before anything is promised: trouble that can be told is told.
    let (parameters, first) = desk
        .reader()
        .look(move |tx| Ok((views::house::parameters(tx)?, views::remedy::list(tx, Scope::All, &filter)?)))
        .await?;
    let (sender, receiver) = mpsc::channel::<Result<String, Fault>>(1);
    tokio::spawn(async move {
        let writing = Writing { shape, parameters, begun: false };
        if let Err(fault) = writing.all(&desk, filter, first, &sender).await {
            let _ = sender.send(Err(fault)).await;
        }
    });
    let (media_type, disposition) = match shape {
        Shape::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"valta-ledger.csv\""),
        Shape::Json => ("application/json", "attachment; filename=\"valta-ledger.json\""),
    };
    let mut response = Response::new(Body::from_stream(ReceiverStream::new(receiver)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

struct Writing {
    shape: Shape,
    parameters: Parameters,
    begun: bool,
}

impl Writing {
    /// Part after part, until there is no more or nobody listens.
    async fn all(
        mut self,
        desk: &Desk,
        mut filter: RemedyFilter,
        first: Vec<ListedRemedy>,
        to: &mpsc::Sender<Result<String, Fault>>,
    ) -> Result<(), Fault> {
        let mut part = first;
        loop {
            if to.send(Ok(self.write(&part))).await.is_err() {
                return Ok(());
            }
            let Some(last) = part.last().filter(|_| part.len() == PART) else { break };
            filter.before = Some((last.remedy.at, last.remedy.id));
            part = desk.reader().look(move |tx| views::remedy::list(tx, Scope::All, &filter)).await?;
        }
        if let Shape::Json = self.shape {
            let _ = to.send(Ok("]}\n".to_owned())).await;
        }
        Ok(())
    }

    fn write(&mut self, part: &[ListedRemedy]) -> String {
        let begins = !std::mem::replace(&mut self.begun, true);
        match self.shape {
            Shape::Csv => {
                let head = if begins {
                    format!("{}{}", csv::MARK, csv::row(&HEAD.map(str::to_owned)))
                } else {
                    String::new()
                };
                part.iter().fold(head, |table, listed| table + &csv::row(&self.cells(listed)))
            }
            Shape::Json => {
                let mut text = if begins { "{\"items\":[".to_owned() } else { String::new() };
                for (place, listed) in part.iter().enumerate() {
                    text.push_str(if begins && place == 0 { "\n" } else { ",\n" });
                    text.push_str(&self.object(listed).to_string());
                }
                text
            }
        }
    }

    fn costs(&self, remedy: &RemedyLine) -> Option<Costs> {
        cost::costs(&self.parameters, remedy.amount.unwrap_or(Money::new(0, Currency::EUR)))
    }

    fn cells(&self, listed: &ListedRemedy) -> [String; 19] {
        let remedy = &listed.remedy;
        let costs = self.costs(remedy);
        let yes = |truth: bool| if truth { "yes" } else { "" }.to_owned();
        let (mandate, version) =
            remedy.mandate.map(|(id, version)| (id.to_string(), version.to_string())).unzip();
        [
            remedy.id.to_string(),
            csv::instant(remedy.at),
            csv::words(&remedy.agent.1),
            remedy.kind.code().to_owned(),
            remedy.amount.map(csv::decimal).unwrap_or_default(),
            remedy.amount.map(|amount| amount.currency.to_string()).unwrap_or_default(),
            remedy.outcome.code().to_owned(),
            yes(remedy.escalated),
            yes(remedy.alone),
            csv::words(remedy.signed_by.as_ref().map_or("", |(_, name)| name)),
            mandate.unwrap_or_default(),
            version.unwrap_or_default(),
            listed.number.to_string(),
            csv::words(remedy.reason.as_deref().unwrap_or_default()),
            state(remedy).to_owned(),
            remedy.reversed_at.map(csv::instant).unwrap_or_default(),
            costs.map(|costs| csv::decimal(costs.now)).unwrap_or_default(),
            costs.map(|costs| csv::decimal(costs.complaint)).unwrap_or_default(),
            costs.map(|costs| costs.now.currency.to_string()).unwrap_or_default(),
        ]
    }

    fn object(&self, listed: &ListedRemedy) -> serde_json::Value {
        let remedy = &listed.remedy;
        let costs = self.costs(remedy);
        let named = |id: String, name: &str| json!({"id": id, "name": name});
        json!({
            "id": remedy.id.to_string(),
            "at": time::machine(remedy.at),
            "agent": named(remedy.agent.0.to_string(), &remedy.agent.1),
            "kind": remedy.kind.code(),
            "amount": remedy.amount.map(money),
            "outcome": remedy.outcome.code(),
            "escalated": remedy.escalated,
            "alone": remedy.alone,
            "signed_by": remedy.signed_by.as_ref().map(|(id, name)| named(id.to_string(), name)),
            "mandate": remedy.mandate.map(|(id, _)| id.to_string()),
            "mandate_version": remedy.mandate.map(|(_, version)| version),
            "case": {"id": remedy.case.to_string(), "number": listed.number},
            "reason": remedy.reason,
            "state": state(remedy),
            "reversed_at": remedy.reversed_at.map(time::machine),
            "cost_now": costs.map(|costs| money(costs.now)),
            "cost_complaint_route": costs.map(|costs| money(costs.complaint)),
        })
    }
}

fn money(money: Money) -> serde_json::Value {
    json!({"minor": money.minor, "currency": money.currency.code()})
}

/// As the API names it.
fn state(remedy: &RemedyLine) -> &'static str {
    match (remedy.reversed_at, &remedy.payment) {
        (Some(_), _) => State::Reversed.code(),
        (None, Some(payment)) => payment.state.code(),
        (None, None) => State::Granted.code(),
    }
}

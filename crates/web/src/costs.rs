//! What things cost: the figures that the two ways are reckoned from, each assumed or measured, for anybody to
//! see and for leads to set.

use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::No;
use valta_domain::{
    Money, Refusal, Timestamp,
    cost::{Evidence, Parameter, Parameters},
};
use valta_policy::{Action, Relation};
use valta_store::views;

use crate::{
    form::{Sent, command},
    layout::{Page, Place, answer, go},
    parts::{self, Choice, Field},
    refusal,
    remedy::{self, CURRENCY},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

struct Costs {
    parameters: Parameters,
    set_at: Vec<(Parameter, Timestamp)>,
    /// This person may set them.
    sets: bool,
    /// What was typed and cannot be: which, the text, and why.
    wrong: Option<(Parameter, String, String)>,
}

/// Whether the figure is money; others are counted as they are.
const fn is_money(parameter: Parameter) -> bool {
    match parameter {
        Parameter::WageHourMinor | Parameter::ComplaintPostageMinor => true,
        Parameter::NowTouchMinutes
        | Parameter::ComplaintTouchMinutes
        | Parameter::ComplaintHandoverCount
        | Parameter::HandoverPickupMinutes
        | Parameter::ComplaintEscalationCount
        | Parameter::EscalationMinutes
        | Parameter::ComplaintPaidPercent => false,
    }
}

pub(crate) fn name(words: Words, parameter: Parameter) -> &'static str {
    match parameter {
        Parameter::WageHourMinor => words.cost_wage(),
        Parameter::NowTouchMinutes => words.cost_now_touch(),
        Parameter::ComplaintTouchMinutes => words.cost_complaint_touch(),
        Parameter::ComplaintHandoverCount => words.cost_handovers(),
        Parameter::HandoverPickupMinutes => words.cost_pickup(),
        Parameter::ComplaintEscalationCount => words.cost_escalations(),
        Parameter::EscalationMinutes => words.cost_escalation(),
        Parameter::ComplaintPostageMinor => words.cost_postage(),
        Parameter::ComplaintPaidPercent => words.cost_paid(),
    }
}

/// The figure with its unit.
pub(crate) fn figure(words: Words, parameter: Parameter, value: i64) -> String {
    match parameter {
        Parameter::WageHourMinor | Parameter::ComplaintPostageMinor => {
            words.money(Money::new(value, CURRENCY))
        }
        Parameter::NowTouchMinutes
        | Parameter::ComplaintTouchMinutes
        | Parameter::HandoverPickupMinutes
        | Parameter::EscalationMinutes => words.span_minutes(value),
        Parameter::ComplaintHandoverCount | Parameter::ComplaintEscalationCount => value.to_string(),
        Parameter::ComplaintPaidPercent => words.percent(value),
    }
}

fn unit(words: Words, parameter: Parameter) -> String {
    match parameter {
        Parameter::WageHourMinor | Parameter::ComplaintPostageMinor => words.currency(CURRENCY),
        Parameter::NowTouchMinutes
        | Parameter::ComplaintTouchMinutes
        | Parameter::HandoverPickupMinutes
        | Parameter::EscalationMinutes => words.unit_minutes().to_owned(),
        Parameter::ComplaintHandoverCount | Parameter::ComplaintEscalationCount => {
            words.unit_times().to_owned()
        }
        Parameter::ComplaintPaidPercent => "%".to_owned(),
    }
}

pub(crate) async fn get(visit: Visit) -> Result<Response, Trouble> {
    show(&visit, None, StatusCode::OK).await
}

async fn show(
    visit: &Visit,
    wrong: Option<(Parameter, String, String)>,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let (viewer, (parameters, set_at)) =
        visit.look(|tx, _| Ok((views::house::parameters(tx)?, views::house::set_at(tx)?))).await?;
    let sets = visit.desk().may(visit.by(), Action::SetParameter, Relation::None);
    Ok(answer(status, page(&viewer, &Costs { parameters, set_at, sets, wrong })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setting {
    command: String,
    parameter: String,
    value: String,
    evidence: String,
}

pub(crate) async fn post(visit: Visit, sent: Sent<Setting>) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let parameter = Parameter::from_code(&form.parameter).ok_or(Trouble::Unreadable)?;
    let evidence = Evidence::from_code(&form.evidence).ok_or(Trouble::Unreadable)?;
    let read = if is_money(parameter) && form.value.trim() != "0" {
        Money::read(&form.value, CURRENCY).map(|money| money.minor).map_err(Refusal::NotMoney)
    } else {
        form.value.trim().parse().map_err(|_| Refusal::Unusable(valta_domain::refusal::Field::Value))
    };
    let set = match read {
        Ok(value) => visit.desk().set_parameter(visit.by(), Some(key), parameter, value, evidence).await,
        Err(refusal) => Err(refusal.into()),
    };
    match set {
        Ok(()) => Ok(go("/settings/costs")),
        Err(No::Refusal(no @ Refusal::NotYours)) => Err(Trouble::Refused(no)),
        Err(No::Refusal(no)) => {
            let says = refusal::line(&visit.viewer(), &no);
            show(&visit, Some((parameter, form.value, says)), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(no) => Err(no.into()),
    }
}

fn page(viewer: &Viewer, costs: &Costs) -> Markup {
    let words = viewer.words;
    let body = html! {
        h1 { (words.costs_title()) }
        p.lead { (words.costs_lead()) }
        ul.costs-set { @for parameter in Parameter::ALL { li { (one(viewer, costs, *parameter)) } } }
        details.about { summary { (words.costs_formula()) } p { (words.costs_formula_says()) } }
    };
    Page { shape: "narrow", ..Page::new(words.costs_title(), Place::Costs, body) }.framed(viewer)
}

fn one(viewer: &Viewer, costs: &Costs, parameter: Parameter) -> Markup {
    let words = viewer.words;
    let value = costs.parameters.get(parameter);
    let set_at = costs.set_at.iter().find(|(set, _)| *set == parameter).map(|(_, at)| *at);
    let wrong = costs.wrong.as_ref().filter(|(wrong, _, _)| *wrong == parameter);
    let typed = match wrong {
        Some((_, typed, _)) => typed.clone(),
        None if is_money(parameter) => words.money_typed(Money::new(value.value, CURRENCY)),
        None => value.value.to_string(),
    };
    let id = format!("value-{}", parameter.code());
    let evidence = Evidence::ALL.iter().map(|evidence| Choice {
        value: evidence.code(),
        label: remedy::basis(words, *evidence),
        icon: None,
        chosen: *evidence == value.evidence,
    });
    let evidence: Vec<Choice<'_>> = evidence.collect();
    let field = Field {
        id: &id,
        label: words.costs_figure(),
        help: None,
        error: wrong.map(|(_, _, says)| says.as_str()),
    };
    let told = html! {
        span.cost-name { (name(words, parameter)) }
        strong.figure { (figure(words, parameter, value.value)) }
        span.small {
            (remedy::basis(words, value.evidence))
            @if let Some(at) = set_at { ", " (words.costs_set_at(viewer.moment(at))) }
        }
    };
    if !costs.sets {
        return html! { div.cost-told { (told) } };
    }
    html! {
        details open[wrong.is_some()] {
            summary { (told) }
            form.panel action="/settings/costs" method="post" {
                (parts::form_id(&command()))
                input type="hidden" name="parameter" value=(parameter.code());
                div.pair {
                    (field.around(&html! {
                        span.amount {
                            input.text id=(id) name="value" value=(typed) inputmode="decimal" autocomplete="off" required
                                aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")] autofocus[field.error.is_some()];
                            span.unit { (unit(words, parameter)) }
                        }
                    }))
                    (parts::choices(words.costs_basis(), "evidence", &evidence))
                }
                div.acting { (parts::button("primary", None, words.account_save())) }
            }
        }
    }
}

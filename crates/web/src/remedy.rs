//! Putting things right: what to give, and before it is given what the giver may do and what it costs.
//! The panel never says only *no*: each outcome carries the next act and the words for it.

use axum::{
    extract::{Path, Query},
    response::{Html, IntoResponse, Response},
};
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{Advice, GiveRemedy, No, Question};
use valta_domain::{
    Currency, Money, Refusal, RemedyId, StepId,
    cost::{Costs, Evidence, Parameter, Parameters},
    mandate::{Limit, WindowLimit},
    payment::{FailedBecause, State, Via},
    remedy::{ForbidRule, Outcome, RemedyKind, Rule, Worth},
};
use valta_policy::Action;
use valta_store::views::{self, remedy::RemedyLine};

use crate::{
    act::{self, Act, Acts, Draft},
    ask, case, costs,
    form::Sent,
    friction,
    icon::{Icon, icon},
    parts::{self, Choice, Field, Line, Tone},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::{Lang, Words},
};

/// What the house gives in until mandates in other currencies are set on a page.
pub(crate) const CURRENCY: Currency = Currency::EUR;

/// Where a remedy is on its way out of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Ordered,
    /// The receiver has it.
    Sent,
    Done,
    Failed,
    Uncertain,
    /// The receiver has it, and was asked to give it back.
    AskedBack,
    Reversed,
}

impl Way {
    pub(crate) fn of(remedy: &RemedyLine) -> Way {
        let Some(payment) = &remedy.payment else {
            return if remedy.reversed_at.is_some() { Way::Reversed } else { Way::Done };
        };
        match payment.state {
            State::Sent | State::Executed if payment.reversal_asked => Way::AskedBack,
            State::Granted => Way::Ordered,
            State::Sent => Way::Sent,
            State::Executed => Way::Done,
            State::Failed => Way::Failed,
            State::Uncertain => Way::Uncertain,
            State::Reversed => Way::Reversed,
        }
    }

    /// What a person should know or do, where anything.
    pub(crate) fn next(self, words: Words, kind: RemedyKind) -> Option<&'static str> {
        match (self, kind) {
            (Way::Ordered, kind) if kind.is_ordered() => Some(words.remedy_granted_says()),
            (Way::Sent, _) => Some(words.remedy_sent_says()),
            (Way::Failed, _) => Some(words.remedy_failed_says()),
            (Way::Uncertain, _) => Some(words.remedy_uncertain_says()),
            (Way::AskedBack, _) => Some(words.remedy_asked_back_says()),
            (Way::Ordered | Way::Done | Way::Reversed, _) => None,
        }
    }
}

/// How what was given can be taken back: the act, and what follows from it.
pub(crate) fn taking_back(words: Words, remedy: &RemedyLine) -> Option<(&'static str, &'static str)> {
    let via = remedy.payment.as_ref()?.via;
    let take = words.remedy_take_back_now();
    match (Way::of(remedy), via) {
        (Way::Ordered, _) => Some((take, words.remedy_take_back_says())),
        (Way::Failed, _) => Some((take, words.remedy_take_back_unpaid())),
        (Way::Done, Some(Via::Credit)) => Some((take, words.remedy_take_back_credit())),
        (Way::Sent, _) | (Way::Done, Some(Via::Webhook)) => {
            Some((words.remedy_ask_back(), words.remedy_ask_back_says()))
        }
        (Way::Done, Some(Via::Finance) | None) | (Way::Uncertain | Way::AskedBack | Way::Reversed, _) => None,
    }
}

/// Why it was not paid, or not given back, in the receiver's words or in ours.
pub(crate) fn unpaid_because(words: Words, remedy: &RemedyLine) -> Option<String> {
    let payment = remedy.payment.as_ref()?;
    let told = payment.reason.clone().map(|reason| words.remedy_reason_told(reason));
    match payment.state {
        State::Failed => {
            told.or_else(|| payment.because.map(|because| failed_because(words, because).to_owned()))
        }
        State::Sent | State::Executed | State::Uncertain => told,
        State::Granted | State::Reversed => None,
    }
}

pub(crate) fn failed_because(words: Words, because: FailedBecause) -> &'static str {
    match because {
        FailedBecause::Refused => words.pay_refused(),
        FailedBecause::Unreachable => words.pay_unreachable(),
        FailedBecause::Declined => words.pay_declined(),
        FailedBecause::NoCustomer => words.pay_no_customer(),
    }
}

/// What was typed, as the desk understands it; without an amount there is nothing to weigh yet.
pub(crate) fn read(kind: &str, amount: &str) -> Result<Option<(RemedyKind, Option<Money>)>, Refusal> {
    let kind = RemedyKind::from_code(kind).unwrap_or(RemedyKind::Refund);
    let amount = match (kind.worth(), amount.trim()) {
        (Worth::Nothing, _) => return Ok(Some((kind, None))),
        (Worth::Amount | Worth::Estimate, "") => return Ok(None),
        (Worth::Amount, amount) => Money::read(amount, CURRENCY),
        (Worth::Estimate, amount) => Money::read_estimate(amount, CURRENCY),
    };
    amount.map(|amount| Some((kind, Some(amount)))).map_err(Refusal::NotMoney)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Give {
    command: String,
    seen: i64,
    #[serde(rename = "do")]
    _do: Option<String>,
    kind: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    stretch: bool,
    /// Of an exception: the step that it is from.
    #[serde(default)]
    step: String,
}

pub(crate) async fn post(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Give>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = &sent.form;
    let draft = Draft {
        act: Act::Remedy,
        command: Some(form.command.clone()),
        text: form.reason.clone(),
        kind: form.kind.clone(),
        amount: form.amount.clone(),
        why: form.why.clone(),
        step: form.step.clone(),
        ..Draft::default()
    };
    let step = step_of(&form.kind, &form.step)?;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let (kind, amount) = match read(&form.kind, &form.amount) {
        Ok(Some(read)) => read,
        Ok(None) => return case::refused(&visit, number, draft, &Refusal::AmountNeeded).await,
        Err(refusal) => return case::refused(&visit, number, draft, &refusal).await,
    };
    let reason = [form.reason.trim(), form.why.trim()].into_iter().filter(|part| !part.is_empty());
    let reason = reason.collect::<Vec<_>>().join("\n");
    let given = case::seen_enough(&visit, id, form.seen, |seen| {
        let give = GiveRemedy {
            case: id,
            kind,
            amount,
            reason: Some(reason.clone()),
            stretch: form.stretch,
            payee: None,
            seen: Some(seen),
        };
        let (desk, by, key) = (visit.desk(), visit.by(), Some(key.clone()));
        async move {
            match step {
                None => desk.grant(by, key, give).await,
                Some(step) => desk.grant_exception(by, key, give, step).await,
            }
        }
    });
    match given.await {
        Ok(_) => Ok(case::done(number, "remedy", &form.command)),
        Err(No::Refusal(refusal)) => case::refused(&visit, number, draft, &refusal).await,
        Err(no) => Err(no.into()),
    }
}

/// The step that an exception is from. A field that nobody sees for another kind says nothing of it.
pub(crate) fn step_of(kind: &str, step: &str) -> Result<Option<StepId>, Trouble> {
    let step = Some(step).filter(|step| !step.is_empty() && kind == RemedyKind::Exception.code());
    step.map(str::parse).transpose().map_err(|_| Trouble::Unreadable)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reverse {
    command: String,
}

pub(crate) async fn reverse(
    visit: Visit,
    Path((number, id)): Path<(i64, RemedyId)>,
    sent: Sent<Reverse>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    visit.desk().reverse(visit.by(), Some(key), id).await?;
    let reader = visit.desk().reader();
    let line = reader.look(move |tx| views::remedy::one(tx, id)).await?;
    let asked = line.is_some_and(|line| Way::of(&line) == Way::AskedBack);
    Ok(case::done(number, if asked { "ask-back" } else { "reverse" }, &sent.form.command))
}

#[derive(Deserialize)]
pub(crate) struct Weighing {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    amount: String,
}

/// The answer under the amount while it is typed; nothing is given by asking.
pub(crate) async fn decision(
    visit: Visit,
    Path(number): Path<i64>,
    Query(asked): Query<Weighing>,
) -> Result<Response, Trouble> {
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let viewer = &visit.viewer();
    let href = format!("/cases/{number}");
    let fragment = match read(&asked.kind, &asked.amount) {
        Ok(None) => html! { p.reach { (icon(Icon::Hand)) span { (viewer.words.remedy_type_amount()) } } },
        Err(no) => html! { p.error { (icon(Icon::Alert)) (refusal::line(viewer, &no)) } },
        Ok(Some((kind, amount))) => {
            match visit.desk().weigh(visit.by(), Question::of_case(id, kind, amount)).await {
                Ok(advice) => decided(viewer, &href, &advice, &Draft::default()),
                Err(No::Refusal(no)) => {
                    html! { p.error { (icon(Icon::Alert)) (refusal::line(viewer, &no)) } }
                }
                Err(no) => return Err(no.into()),
            }
        }
    };
    Ok(Html(html! { div id="decision" { (fragment) } }.into_string()).into_response())
}

/// The whole panel: kind, amount, reason, and the decision under them.
pub(crate) fn panel(viewer: &Viewer, case: &str, acts: &Acts) -> Markup {
    let words = viewer.words;
    let draft = &acts.draft;
    let chosen = RemedyKind::from_code(&draft.kind).unwrap_or(RemedyKind::Refund);
    let amount =
        Field { id: "amount", label: words.remedy_amount(), help: None, error: draft.error("amount") };
    let reason =
        Field { id: "reason", label: words.remedy_reason(), help: None, error: draft.error("reason") };
    html! {
        form.panel id="give" action={ (case) "/remedies" } method="post" data-draft data-decide={ (case) "/decision" } {
            (parts::form_id(&draft.command()))
            (act::seen(acts))
            input type="hidden" name="do" value="remedy";
            (kinds(words, chosen))
            div.amount-field {
                (amount.around(&html! {
                    span.amount {
                        input.text id="amount" name="amount" value=(draft.amount) inputmode="decimal" autocomplete="off"
                            placeholder=(words.money_typed(Money::new(0, CURRENCY)))
                            aria-describedby=[amount.described_by()] aria-invalid=[amount.error.map(|_| "true")] autofocus[amount.error.is_some()];
                        span.unit { (words.currency(CURRENCY)) }
                    }
                }))
                p.help.estimate { (words.remedy_estimate()) }
            }
            div.exception-step { (friction::step(words, acts)) }
            // Not asked for, so it does not stand between the amount and the button.
            details.about open[!draft.text.is_empty() || draft.error("reason").is_some()] {
                summary { (words.remedy_reason_add()) }
                (reason.line(&Line::text("reason", &draft.text)))
            }
            button.button.without-script type="submit" formmethod="get" formaction=(case) formnovalidate { (words.remedy_check()) }
            div.decision id="decision" aria-live="polite" {
                @match &acts.advice {
                    Some(advice) => (decided(viewer, case, advice, draft)),
                    None => (undecided(words, acts.up_to)),
                }
            }
        }
    }
}

/// What is given most often, side by side; the rest one step away, so that nobody reads seven names to give a
/// refund.
fn kinds(words: Words, chosen: RemedyKind) -> Markup {
    const OFTEN: [RemedyKind; 4] =
        [RemedyKind::Refund, RemedyKind::Credit, RemedyKind::Replacement, RemedyKind::Apology];
    let choice = |kind: RemedyKind| Choice {
        value: kind.code(),
        label: parts::kind_name(words, kind),
        icon: None,
        chosen: kind == chosen,
    };
    let often = OFTEN.map(choice);
    let seldom = RemedyKind::ALL.iter().copied().filter(|kind| !OFTEN.contains(kind));
    let seldom: Vec<Choice<'_>> = seldom.map(choice).collect();
    html! {
        fieldset.choices.kinds {
            legend { (words.remedy_kind()) }
            (parts::choice_row("kind", &often))
            details.about open[seldom.iter().any(|choice| choice.chosen)] {
                summary { (words.remedy_kind_more()) }
                (parts::choice_row("kind", &seldom))
            }
        }
    }
}

/// Before an amount is known: how far one's own power reaches.
fn undecided(words: Words, up_to: Option<Money>) -> Markup {
    html! {
        @if let Some(up_to) = up_to {
            p.reach { (icon(Icon::Hand)) span { (words.remedy_up_to(words.money(up_to))) } }
        }
    }
}

fn decided(viewer: &Viewer, case: &str, advice: &Advice, draft: &Draft) -> Markup {
    let words = viewer.words;
    let decision = &advice.weighed.decision;
    let (tone, picture) = match decision.outcome {
        Outcome::Within => (Tone::Good, Icon::Check),
        Outcome::Stretch => (Tone::Care, Icon::Stretch),
        Outcome::CoSign => (Tone::Warm, Icon::People),
        Outcome::Escalate => (Tone::Warm, Icon::People),
        Outcome::Forbidden => (Tone::Stop, Icon::Stop),
    };
    let forbidden = decision.outcome == Outcome::Forbidden;
    html! {
        div class={ "verdict " (tone.class()) } {
            (icon(picture))
            div { (verdict(words, advice)) }
        }
        @if !forbidden { (what_it_costs(words, advice)) }
        (acting(viewer, case, advice, draft))
        @if !forbidden { (rooms(words, advice)) }
    }
}

/// What forbids in short, and what can be said of it to the customer.
fn forbidding(words: Words, advice: &Advice) -> (&'static str, Option<String>) {
    match &advice.weighed.decision.rule {
        Some(Rule::BuiltIn(ForbidRule::PayeeIsNotPayer)) => {
            (words.rule_payee(), Some(words.rule_payee_say().to_owned()))
        }
        Some(Rule::BuiltIn(ForbidRule::SelfDealing)) => {
            (words.rule_self(), Some(words.rule_self_say().to_owned()))
        }
        Some(Rule::Named(_)) => {
            let say = advice.forbidden.as_ref().map(|rule| match words.lang() {
                Lang::Fi => rule.fi.clone(),
                Lang::Sv => rule.sv.clone(),
                Lang::En => rule.en.clone(),
            });
            (words.rule_house(), say)
        }
        None => ("", None),
    }
}

fn verdict(words: Words, advice: &Advice) -> Markup {
    let decision = &advice.weighed.decision;
    html! {
        @match decision.outcome {
            Outcome::Within => { p.verdict-heading { (words.outcome_within()) } p { (words.outcome_within_says()) } }
            Outcome::Stretch => {
                p.verdict-heading { (words.outcome_stretch()) }
                p { (if decision.alone { words.outcome_alone_says() } else { words.outcome_stretch_says() }) }
            }
            Outcome::CoSign => { p.verdict-heading { (words.outcome_co_sign()) } p { (words.outcome_co_sign_says()) } }
            Outcome::Escalate => { p.verdict-heading { (words.outcome_escalate()) } p { (words.outcome_escalate_says()) } }
            Outcome::Forbidden => {
                @let (rule, say) = forbidding(words, advice);
                p.verdict-heading { (words.outcome_forbidden()) }
                p { (words.outcome_forbidden_rule(rule)) }
                @if let Some(say) = say {
                    p.small { (words.outcome_say()) }
                    blockquote { (say) }
                }
            }
        }
    }
}

/// The act that the outcome opens.
fn acting(viewer: &Viewer, case: &str, advice: &Advice, draft: &Draft) -> Markup {
    let words = viewer.words;
    let kind = advice.weighed.inputs.situation.kind;
    let give = match (kind.worth(), advice.weighed.inputs.situation.amount) {
        (Worth::Amount, Some(amount)) => words.remedy_give(words.money(amount)),
        (Worth::Estimate, _) => words.remedy_make_exception().to_owned(),
        (Worth::Amount | Worth::Nothing, _) => words.remedy_apologise().to_owned(),
    };
    let once = html! { @if kind.is_ordered() { p.small { (words.remedy_once()) } } };
    html! {
        @match advice.weighed.decision.outcome {
            Outcome::Within => {
                div.acting {
                    (parts::button("primary wide", Some(Icon::Heart), &give))
                    (once)
                }
            }
            Outcome::Stretch => {
                div.acting {
                    input type="hidden" name="stretch" value="true";
                    (Field { id: "why", label: words.remedy_why(), help: Some(words.remedy_why_help()), error: draft.error("why") }
                        .text("why", &draft.why, 3, true))
                    (parts::button("primary wide", Some(Icon::Heart), &give))
                    (once)
                }
            }
            Outcome::CoSign | Outcome::Escalate => (ask::asking(viewer, case, advice, draft)),
            Outcome::Forbidden => {
                div.acting { (parts::link_button("wide", &format!("{case}?do=reply#act"), Some(Icon::Reply), words.act_reply())) }
            }
        }
    }
}

fn what_it_costs(words: Words, advice: &Advice) -> Markup {
    let Some(cost) = advice.costs else { return html! {} };
    html! {
        div.costs {
            (cost_rows(words, cost))
            (sources(words, &advice.parameters))
        }
    }
}

/// Both ways, beside each other.
pub(crate) fn cost_rows(words: Words, cost: Costs) -> Markup {
    let longest = cost.now.minor.max(cost.complaint.minor);
    html! {
        dl.cost-pair {
            div.cost-row {
                dt { (words.cost_now()) }
                dd { (parts::length_bar("bar-now", cost.now.minor, longest)) (parts::money(words, cost.now)) }
            }
            div.cost-row {
                dt { (words.cost_route()) }
                dd { (parts::length_bar("bar-route", cost.complaint.minor, longest)) (parts::money(words, cost.complaint)) }
            }
        }
    }
}

/// Where the numbers of both ways come from.
pub(crate) fn sources(words: Words, parameters: &Parameters) -> Markup {
    html! {
        details.about {
            summary { (words.cost_about()) }
            ul.cost-parts {
                @for parameter in Parameter::ALL {
                    @let value = parameters.get(*parameter);
                    li {
                        span { (costs::name(words, *parameter)) }
                        span.figure { (costs::figure(words, *parameter, value.value)) }
                        span.basis { (basis(words, value.evidence)) }
                    }
                }
            }
            p.small { (words.cost_about_says()) }
        }
    }
}

pub(crate) fn basis(words: Words, evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Assumed => words.cost_assumed(),
        Evidence::Measured => words.cost_measured(),
    }
}

fn rooms(words: Words, advice: &Advice) -> Markup {
    let Some(mandate) = &advice.mandate else { return html! {} };
    let decision = &advice.weighed.decision;
    // What one may not give alone takes no room of one's own.
    let alone = matches!(decision.outcome, Outcome::Within | Outcome::Stretch);
    let act = advice.weighed.inputs.situation.amount.filter(|_| alone).map_or(0, |amount| amount.minor);
    let terms = &mandate.terms;
    let room = decision.room;
    let single = |name: &str, limit: Option<Limit>, left| limit.map(|limit| (name.to_owned(), limit, left));
    let window = |window: Option<WindowLimit>, name: &dyn Fn(u32) -> String, left| {
        window.map(|window| (name(window.days), window.limit, left))
    };
    let limits = [
        single(words.limit_remedy(), terms.per_remedy, room.per_remedy),
        single(words.limit_case(), terms.per_case, room.per_case),
        window(terms.per_customer_window, &|days| words.limit_customer(days), room.per_customer_window),
        window(terms.per_agent_window, &|days| words.limit_agent(days), room.per_agent_window),
        window(terms.per_team_window, &|days| words.limit_team(days), room.per_team_window),
    ];
    html! {
        div.rooms {
            h3 { (if alone { words.room_title() } else { words.room_now() }) }
            dl {
                @for (name, limit, left) in limits.iter().flatten() {
                    @if let Some(left) = left {
                        (room_row(words, name, terms.currency, limit.within, limit.within - left, act))
                    }
                }
            }
            p.small { (words.room_mandate(mandate_name(words, mandate.terms.holder), mandate.version)) }
        }
    }
}

/// One limit: what stays of it after an act.
pub(crate) fn room_row(
    words: Words,
    name: &str,
    currency: Currency,
    whole: i64,
    used: i64,
    act: i64,
) -> Markup {
    let left = Money::new((whole - used - act).max(0), currency);
    html! {
        div.room {
            dt { (name) }
            dd { (words.room_left(words.money(left), words.money(Money::new(whole, currency)))) }
            (parts::share_bar(used, act, whole))
        }
    }
}

pub(crate) fn mandate_name(words: Words, holder: valta_domain::mandate::Holder) -> String {
    use valta_domain::mandate::Holder;
    match holder {
        Holder::Everyone => words.holder_everyone().to_owned(),
        Holder::Role(_) => words.holder_role().to_owned(),
        Holder::Team(_) => words.holder_team().to_owned(),
        Holder::Agent(_) => words.holder_you().to_owned(),
    }
}

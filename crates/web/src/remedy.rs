//! Putting things right: what to give, and before it is given what the giver may do and what it costs.
//! The panel never says only *no*: each outcome carries the next act and the words for it.

use maud::{Markup, html};

use crate::{
    icon::{Icon, icon},
    parts::{self, Choice, Field, Line, Tone},
    plain::{Money, RemedyKind, Timestamp},
    viewer::Viewer,
    words::Words,
};

/// The form as the person left it.
pub struct Giving {
    pub command: String,
    pub kind: RemedyKind,
    /// As typed, so that a wrong amount comes back as it was.
    pub amount: String,
    pub currency: crate::plain::Currency,
    pub reason: String,
    pub amount_error: Option<String>,
    pub reason_error: Option<String>,
    /// What may be given at once without asking anybody.
    pub up_to: Option<Money>,
    pub decision: Option<Decision>,
}

/// The answer to "may I give this here now", with everything it rests on.
pub struct Decision {
    pub kind: RemedyKind,
    pub amount: Option<Money>,
    pub outcome: Outcome,
    /// The mandate that allows it, by its name, with its version.
    pub mandate: Option<(String, u32)>,
    pub rooms: Vec<Room>,
    pub cost: Cost,
}

pub enum Outcome {
    Within,
    /// Allowed with a written reason; looked at afterwards. `alone`: because nobody with more room is there.
    Stretch {
        alone: bool,
    },
    /// More than one may alone. Those who can decide with them, on duty first.
    Escalate {
        who: Vec<Helper>,
        answer_by: Timestamp,
    },
    /// A named rule ends it; with words to say to the customer.
    Forbidden {
        rule: String,
        say: String,
    },
}

pub struct Helper {
    pub id: String,
    pub name: String,
    pub on_duty: bool,
}

pub struct Room {
    pub limit: Limit,
    pub used: Money,
    pub whole: Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Remedy,
    Case,
    AgentWindow { days: u16 },
    CustomerWindow { days: u16 },
    TeamWindow { days: u16 },
}

/// Two estimates and what they are made of.
pub struct Cost {
    pub now: Money,
    pub route: Money,
    pub parts: Vec<CostPart>,
}

pub struct CostPart {
    pub what: CostOf,
    pub figure: String,
    /// How many observations it rests on; none when it is assumed.
    pub measured: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostOf {
    Given,
    MinutesNow,
    MinutesRoute,
    HandoversRoute,
    Wage,
}

/// The whole panel: kind, amount, reason, and the decision under them.
pub fn panel(viewer: &Viewer, case: &str, giving: &Giving) -> Markup {
    let words = viewer.words;
    let kinds = [RemedyKind::Refund, RemedyKind::Credit, RemedyKind::Apology].map(|kind| Choice {
        value: kind.code(),
        label: parts::kind_name(words, kind),
        icon: None,
        chosen: kind == giving.kind,
    });
    let amount = Field {
        id: "amount",
        label: words.remedy_amount(),
        help: None,
        error: giving.amount_error.as_deref(),
    };
    let reason = Field {
        id: "reason",
        label: words.remedy_reason(),
        help: None,
        error: giving.reason_error.as_deref(),
    };
    html! {
        form.panel id="give" action={ (case) "/remedies" } method="post" data-draft data-decide={ (case) "/decision" } {
            (parts::form_id(&giving.command))
            input type="hidden" name="do" value="remedy";
            (parts::choices(words.remedy_kind(), "kind", &kinds))
            div.amount-field {
                (amount.around(&html! {
                    span.amount {
                        input.text id="amount" name="amount" value=(giving.amount) inputmode="decimal" autocomplete="off"
                            placeholder=(words.money_typed(Money::new(0, giving.currency)))
                            aria-describedby=[amount.described_by()] aria-invalid=[amount.error.map(|_| "true")];
                        span.unit { (words.currency(giving.currency)) }
                    }
                }))
                button.button.without-script type="submit" formmethod="get" formaction=(case) { (words.remedy_check()) }
            }
            (reason.line(&Line::text("reason", &giving.reason)))
            div.decision id="decision" aria-live="polite" {
                @match &giving.decision {
                    Some(decision) => (decided(viewer, case, decision)),
                    None => (undecided(words, giving.up_to)),
                }
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

/// The fragment that is swapped as the amount changes.
pub fn decided(viewer: &Viewer, case: &str, decision: &Decision) -> Markup {
    let words = viewer.words;
    let (tone, picture) = match &decision.outcome {
        Outcome::Within => (Tone::Good, Icon::Check),
        Outcome::Stretch { .. } => (Tone::Care, Icon::Stretch),
        Outcome::Escalate { .. } => (Tone::Warm, Icon::People),
        Outcome::Forbidden { .. } => (Tone::Stop, Icon::Stop),
    };
    let forbidden = matches!(decision.outcome, Outcome::Forbidden { .. });
    html! {
        div class={ "verdict " (tone.class()) } {
            (icon(picture))
            div { (verdict(words, &decision.outcome)) }
        }
        @if !forbidden { (costs(words, &decision.cost)) }
        (acting(viewer, case, decision))
        @if !forbidden && !decision.rooms.is_empty() { (rooms(words, decision)) }
    }
}

fn verdict(words: Words, outcome: &Outcome) -> Markup {
    html! {
        @match outcome {
            Outcome::Within => { p.verdict-heading { (words.outcome_within()) } p { (words.outcome_within_says()) } }
            Outcome::Stretch { alone } => {
                p.verdict-heading { (words.outcome_stretch()) }
                p { (if *alone { words.outcome_alone_says() } else { words.outcome_stretch_says() }) }
            }
            Outcome::Escalate { .. } => { p.verdict-heading { (words.outcome_escalate()) } p { (words.outcome_escalate_says()) } }
            Outcome::Forbidden { rule, say } => {
                p.verdict-heading { (words.outcome_forbidden()) }
                p { (words.outcome_forbidden_rule(rule.as_str())) }
                p.small { (words.outcome_say()) }
                blockquote { (say) }
            }
        }
    }
}

/// The act that the outcome opens.
fn acting(viewer: &Viewer, case: &str, decision: &Decision) -> Markup {
    let words = viewer.words;
    let give = match decision.amount {
        Some(amount) => words.remedy_give(words.money(amount)),
        None => words.remedy_apologise().to_owned(),
    };
    html! {
        @match &decision.outcome {
            Outcome::Within => {
                div.acting {
                    (parts::button("primary wide", Some(Icon::Heart), &give))
                    @if decision.amount.is_some() { p.small { (words.remedy_once()) } }
                }
            }
            Outcome::Stretch { .. } => {
                div.acting {
                    input type="hidden" name="stretch" value="true";
                    (Field { id: "why", label: words.remedy_why(), help: Some(words.remedy_why_help()), error: None }
                        .around(&html! {
                            textarea.text id="why" name="why" rows="3" required minlength="15" aria-describedby="why-help" {}
                        }))
                    (parts::button("primary wide", Some(Icon::Heart), &give))
                    p.small { (words.remedy_once()) }
                }
            }
            Outcome::Escalate { who, answer_by } => {
                div.acting {
                    p.small { (words.remedy_ask_says(viewer.moment(*answer_by))) }
                    ul.helpers {
                        @for helper in who {
                            li {
                                (parts::avatar(&helper.name))
                                span.helper-name {
                                    (helper.name)
                                    @if helper.on_duty { span.small { (words.remedy_on_duty()) } }
                                    @else { span.small { (words.remedy_off_duty()) } }
                                }
                                button.button type="submit" name="ask" value=(helper.id) formaction={ (case) "/asks" } {
                                    (words.remedy_ask())
                                }
                            }
                        }
                    }
                }
            }
            Outcome::Forbidden { .. } => {
                div.acting { (parts::link_button("wide", &format!("{case}?do=reply#act"), Some(Icon::Reply), words.act_reply())) }
            }
        }
    }
}

fn costs(words: Words, cost: &Cost) -> Markup {
    let longest = cost.now.minor.max(cost.route.minor);
    html! {
        div.costs {
            dl.cost-pair {
                div.cost-row {
                    dt { (words.cost_now()) }
                    dd { (parts::length_bar("bar-now", cost.now.minor, longest)) (parts::money(words, cost.now)) }
                }
                div.cost-row {
                    dt { (words.cost_route()) }
                    dd { (parts::length_bar("bar-route", cost.route.minor, longest)) (parts::money(words, cost.route)) }
                }
            }
            details.about {
                summary { (words.cost_about()) }
                ul.cost-parts {
                    @for part in &cost.parts {
                        li {
                            span { (cost_of(words, part.what)) }
                            span.figure { (part.figure) }
                            span.basis { (part.measured.map_or_else(|| words.cost_assumed().to_owned(), |n| words.cost_measured(n))) }
                        }
                    }
                }
                p.small { (words.cost_about_says()) }
            }
        }
    }
}

fn rooms(words: Words, decision: &Decision) -> Markup {
    // What one may not give alone takes no room of one's own.
    let alone = matches!(decision.outcome, Outcome::Within | Outcome::Stretch { .. });
    let act = decision.amount.filter(|_| alone).map_or(0, |amount| amount.minor);
    html! {
        div.rooms {
            h3 { (if alone { words.room_title() } else { words.room_now() }) }
            dl {
                @for room in &decision.rooms {
                    @let left = Money::new((room.whole.minor - room.used.minor - act).max(0), room.whole.currency);
                    div.room {
                        dt { (limit_name(words, room.limit)) }
                        dd { (words.room_left(words.money(left), words.money(room.whole))) }
                        (parts::share_bar(room.used.minor, act, room.whole.minor))
                    }
                }
            }
            @if let Some((name, version)) = &decision.mandate { p.small { (words.room_mandate(name.as_str(), *version)) } }
        }
    }
}

pub fn limit_name(words: Words, limit: Limit) -> String {
    match limit {
        Limit::Remedy => words.limit_remedy().to_owned(),
        Limit::Case => words.limit_case().to_owned(),
        Limit::AgentWindow { days } => words.limit_agent(days),
        Limit::CustomerWindow { days } => words.limit_customer(days),
        Limit::TeamWindow { days } => words.limit_team(days),
    }
}

fn cost_of(words: Words, what: CostOf) -> &'static str {
    match what {
        CostOf::Given => words.cost_of_given(),
        CostOf::MinutesNow => words.cost_of_minutes_now(),
        CostOf::MinutesRoute => words.cost_of_minutes_route(),
        CostOf::HandoversRoute => words.cost_of_handovers(),
        CostOf::Wage => words.cost_of_wage(),
    }
}

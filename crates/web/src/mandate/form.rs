//! The form of a mandate: what most leads want in three amounts, and everything else folded away under it.

use maud::{Markup, html};
use valta_domain::{
    TeamId,
    agent::Role,
    contact::Channel,
    mandate::{Holder, Level},
    refusal::Term,
    remedy::RemedyKind,
};

use super::{
    said::{House, level_code, signer, who},
    typed::{Errors, LIMITS, Typed, holder_code},
};
use crate::{
    icon::{Icon, icon},
    parts::{self, Field},
    viewer::Viewer,
};

/// What stands folded away under the three first sums.
const LIMIT_FIELDS: [&str; 16] = [
    "currency",
    "remedy_within",
    "remedy_stretch",
    "remedy_alone",
    "remedy_co_sign",
    "agent_stretch",
    "agent_alone",
    "agent_co_sign",
    "customer_within",
    "customer_stretch",
    "customer_alone",
    "customer_co_sign",
    "team_within",
    "team_stretch",
    "team_alone",
    "team_co_sign",
];

pub(super) struct Form<'a> {
    pub(super) viewer: &'a Viewer,
    pub(super) house: &'a House,
    pub(super) typed: &'a Typed,
    pub(super) errors: &'a Errors,
}

impl Form<'_> {
    /// The whole form, sent to this address.
    pub(super) fn markup(&self, to: &str) -> Markup {
        let words = self.viewer.words;
        // A draft of another version would bring back what somebody else has changed since.
        let id = format!("mandate-{}", self.typed.said("seen"));
        html! {
            form.sheet.mandate-form id=(id) action=(to) method="post" data-draft {
                (parts::form_id(self.typed.get("command")))
                @for name in ["seen", "from_was", "until_was", "reason"] {
                    @if !self.typed.get(name).is_empty() { input type="hidden" name=(name) value=(self.typed.get(name)); }
                }
                (self.whom())
                (self.kinds())
                fieldset.much {
                    legend { (words.mandate_form_much()) }
                    p.help { (words.mandate_form_much_help()) }
                    (self.amount("case_within", words.mandate_form_case(), None))
                    div.over-time {
                        (self.amount("agent_within", words.mandate_form_window(), None))
                        (self.days("agent_days"))
                    }
                    (self.amount("case_stretch", words.mandate_form_stretch(), None))
                }
                (self.fold(words.mandate_form_more_sign(), &self.signing(), &["case_alone", "case_co_sign", "signer"], self.typed.signers().next().is_some()))
                (self.fold(words.mandate_form_more_limits(), &self.limits(), &LIMIT_FIELDS, self.typed.currency() != Ok(crate::remedy::CURRENCY)))
                (self.fold(words.mandate_form_more_when(), &self.situations(), &["channel", "segment", "cause", "process_step", "bulletin", "hours", "own"], self.typed.is_on("first")))
                (self.fold(words.mandate_form_more_valid(), &self.times(), &["from", "until"], false))
                div.acting {
                    button.button.primary type="submit" name="do" value="look" { (words.mandate_form_look()) }
                    p.small { (words.mandate_form_look_says()) }
                }
            }
        }
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.errors.get(name).map(String::as_str)
    }

    /// A part that most do without: open where something in it is wrong, marked where something in it holds.
    fn fold(&self, title: &str, body: &Markup, fields: &[&str], more: bool) -> Markup {
        let wrong = fields.iter().any(|name| self.errors.contains_key(*name));
        // There is always a currency, and only another than usual is worth a mark.
        let used = more || fields.iter().any(|name| *name != "currency" && !self.typed.said(name).is_empty());
        html! {
            details.fold open[wrong] {
                summary {
                    span { (title) }
                    @if used { (parts::chip(parts::Tone::Good, None, self.viewer.words.mandate_form_used())) }
                }
                div.fold-body { (body) }
            }
        }
    }

    fn field<'f>(&'f self, id: &'f str, label: &'f str, help: Option<&'f str>) -> Field<'f> {
        Field { id, label, help, error: self.error(id) }
    }

    fn line(&self, name: &str, label: &str, help: Option<&str>, kind: &str) -> Markup {
        let field = self.field(name, label, help);
        field.around(&html! {
            input.text type=(kind) id=(name) name=(name) value=(self.typed.get(name)) autocomplete="off"
                aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")];
        })
    }

    fn amount(&self, name: &str, label: &str, help: Option<&str>) -> Markup {
        let field = self.field(name, label, help);
        let unit = self.typed.currency().map_or_else(
            |_| self.typed.said("currency").to_owned(),
            |currency| self.viewer.words.currency(currency),
        );
        field.around(&html! {
            span.amount {
                input.text type="text" id=(name) name=(name) value=(self.typed.get(name)) inputmode="decimal" autocomplete="off"
                    aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")];
                span.unit { (unit) }
            }
        })
    }

    fn days(&self, name: &str) -> Markup {
        let field = self.field(name, self.viewer.words.mandate_form_days(), None);
        field.around(&html! {
            input.text.days type="text" id=(name) name=(name) value=(self.typed.get(name)) inputmode="numeric" autocomplete="off"
                aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")];
        })
    }

    fn tick(&self, name: &str, says: &str) -> Markup {
        html! {
            label.tick for=(name) {
                input type="checkbox" id=(name) name=(name) value="on" checked[self.typed.is_on(name)];
                span { (says) }
            }
        }
    }

    /// Everybody, a role, a team that there is, or one person.
    fn holders(&self, chosen: &str, none: Option<&str>) -> Markup {
        let words = self.viewer.words;
        let option = |holder: Holder, says: &str| {
            let code = holder_code(holder);
            html! { option value=(code) selected[code == chosen] { (says) } }
        };
        let people = self
            .house
            .staff
            .iter()
            .filter(|account| !account.disabled || holder_code(Holder::Agent(account.agent)) == chosen);
        html! {
            @if let Some(none) = none { option value="" { (none) } }
            @if none.is_none() {
                (option(Holder::Everyone, words.mandate_who_everyone()))
                optgroup label=(words.mandate_form_group_role()) {
                    @for role in Role::ALL { (option(Holder::Role(role), &who(words, self.house, Holder::Role(role)))) }
                }
            }
            @let teams = self.teams(chosen);
            @if !teams.is_empty() {
                optgroup label=(words.mandate_form_group_team()) {
                    @for team in teams { (option(Holder::Team(team), &who(words, self.house, Holder::Team(team)))) }
                }
            }
            optgroup label=(words.mandate_form_group_person()) {
                @for account in people { (option(Holder::Agent(account.agent), &account.name)) }
            }
        }
    }

    /// The teams that have people, and the one that is chosen.
    fn teams(&self, chosen: &str) -> Vec<TeamId> {
        let mut teams: Vec<TeamId> = self.house.teams.iter().map(|team| team.id).collect();
        let peopled = |team: &TeamId| {
            self.house.staff.iter().any(|account| !account.disabled && account.team == Some(*team))
        };
        teams.retain(peopled);
        if let Some(team) = chosen.strip_prefix("team:").and_then(|team| team.parse().ok())
            && !teams.contains(&team)
        {
            teams.push(team);
        }
        teams
    }

    fn whom(&self) -> Markup {
        let field = self.field("holder", self.viewer.words.mandate_form_who(), None);
        field.around(&html! {
            select.text id="holder" name="holder" aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")] {
                (self.holders(self.typed.said("holder"), None))
            }
        })
    }

    fn kinds(&self) -> Markup {
        let words = self.viewer.words;
        let error = self.error("kinds");
        html! {
            fieldset.field.wrong[error.is_some()] aria-describedby=(if error.is_some() { "kinds-error kinds-help" } else { "kinds-help" }) {
                legend { (words.mandate_form_what()) }
                p.help id="kinds-help" { (words.mandate_form_what_help()) }
                div.ticks {
                    @for kind in RemedyKind::ALL.iter().filter(|kind| **kind != RemedyKind::Apology) {
                        (self.tick(&format!("kind_{}", kind.code()), parts::kind_name(words, *kind)))
                    }
                }
                @if let Some(error) = error { p.error id="kinds-error" { (icon(Icon::Alert)) (error) } }
            }
        }
    }

    fn signing(&self) -> Markup {
        let words = self.viewer.words;
        let standing = [Holder::Everyone].into_iter().chain(Role::ALL.map(Holder::Role));
        let named = self.typed.signers().filter(|named| matches!(named, Holder::Team(_) | Holder::Agent(_)));
        let field = self.field("signer", words.mandate_form_signer(), None);
        html! {
            (self.amount("case_alone", words.mandate_form_alone(), Some(words.mandate_form_alone_help())))
            (self.amount("case_co_sign", words.mandate_form_sign(), None))
            fieldset.field {
                legend { (words.mandate_form_signers()) }
                div.ticks {
                    @for holder in standing.chain(named) {
                        (self.tick(&format!("signer_{}", holder_code(holder)), &signer(words, self.house, holder)))
                    }
                }
            }
            (field.around(&html! {
                select.text id="signer" name="signer" aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")] {
                    (self.holders(self.typed.said("signer"), Some(words.mandate_form_nobody())))
                }
            }))
        }
    }

    /// The limits that the three first fields leave out, each with all its steps.
    fn limits(&self) -> Markup {
        let words = self.viewer.words;
        html! {
            @for (term, name, window) in LIMITS.iter().filter(|(term, ..)| *term != Term::PerCase) {
                fieldset.limit {
                    legend { (words.mandate_term(term.code())) }
                    div.limit-steps {
                        @for level in Level::ALL {
                            // This one stands above, beside the limit in one case.
                            @if !(*term == Term::PerAgentWindow && level == Level::Within) {
                                @let says = words.mandate_level(level_code(level));
                                (self.amount(&format!("{name}_{}", level_code(level)), &says, None))
                            }
                        }
                        @if *window && *term != Term::PerAgentWindow { (self.days(&format!("{name}_days"))) }
                    }
                }
            }
            (self.line("currency", words.mandate_form_currency(), Some(words.mandate_form_currency_help()), "text"))
        }
    }

    fn situations(&self) -> Markup {
        let words = self.viewer.words;
        let channels: Vec<_> = Channel::ALL
            .iter()
            .map(|channel| {
                let code = channel.code().to_owned();
                let chosen = code == self.typed.said("channel");
                (code, parts::channel_name(words, *channel), chosen)
            })
            .collect();
        let hours = [("in", words.mandate_if_open()), ("out", words.mandate_if_closed())];
        let hours = hours.map(|(code, says)| (code.to_owned(), says, code == self.typed.said("hours")));
        let code = |name, label| self.line(name, label, Some(words.mandate_form_code_help()), "text");
        html! {
            p.help { (words.mandate_form_when_help()) }
            div.limit-steps {
                (self.field("channel", words.mandate_form_channel(), None).select("channel", words.mandate_form_any(), &channels))
                (self.field("hours", words.mandate_form_hours(), None).select("hours", words.mandate_form_hours_any(), &hours))
                (code("segment", words.mandate_form_segment()))
                (code("cause", words.mandate_form_cause()))
                (code("process_step", words.mandate_form_step()))
                (code("bulletin", words.mandate_form_bulletin()))
            }
            (self.tick("first", words.mandate_form_first()))
            @let field = self.field("own", words.mandate_form_own(), Some(words.mandate_form_own_help()));
            (field.around(&html! {
                textarea.text.own id="own" name="own" rows="3" spellcheck="false" autocapitalize="off"
                    aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")] { (self.typed.get("own")) }
            }))
        }
    }

    fn times(&self) -> Markup {
        let words = self.viewer.words;
        html! {
            div.limit-steps {
                (self.line("from", words.mandate_form_from(), None, "date"))
                (self.line("until", words.mandate_form_until(), None, "date"))
            }
        }
    }
}

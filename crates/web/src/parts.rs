//! The pieces that every page is put together from, so that one thing looks and reads the same everywhere.

use maud::{Markup, html};
use valta_domain::{Money, Timestamp, case::State, contact::Channel, promise::Standing, remedy::RemedyKind};

use crate::{
    icon::{Icon, icon},
    remedy::Way,
    viewer::Viewer,
    visit::MOST_COUNTED,
    words::{Words, time},
};

/// How an instant is told relative to now; the script keeps it true while the page stands open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// "3 min ago".
    Ago,
    /// "12 min", for how long somebody has been waiting.
    Span,
    /// "in 20 min"; once it is past only "5 min", after a word that says late.
    Due,
}

impl Told {
    const fn code(self) -> &'static str {
        match self {
            Told::Ago => "ago",
            Told::Span => "span",
            Told::Due => "due",
        }
    }
}

/// An instant relative to now, with the full moment as its title.
pub(crate) fn time(viewer: &Viewer, at: Timestamp, told: Told) -> Markup {
    let words = viewer.words;
    let said = match told {
        Told::Ago => words.ago(time::seconds(at, viewer.now)),
        Told::Span => words.span(time::seconds(at, viewer.now)),
        Told::Due if at < viewer.now => words.span(time::seconds(at, viewer.now)),
        Told::Due => words.until(time::seconds(viewer.now, at)),
    };
    html! {
        time datetime=(time::machine(at)) data-told=(told.code()) title=(viewer.moment(at)) { (said) }
    }
}

/// A moment that stands still: "today at 21:05".
pub(crate) fn moment(viewer: &Viewer, at: Timestamp) -> Markup {
    html! { time datetime=(time::machine(at)) { (viewer.moment(at)) } }
}

/// Only the clock, where the day stands above.
pub(crate) fn clock(viewer: &Viewer, at: Timestamp) -> Markup {
    html! { time datetime=(time::machine(at)) title=(viewer.moment(at)) { (viewer.clock(at)) } }
}

pub(crate) fn money(words: Words, money: Money) -> Markup {
    html! { span.money { (words.money(money)) } }
}

/// Two letters in a circle; beside a name, so a screen reader hears the name once.
pub(crate) fn avatar(name: &str) -> Markup {
    let initials: String = name
        .split_whitespace()
        .filter_map(|part| part.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    let hue = name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 6;
    html! { span class={ "avatar hue-" (hue) } aria-hidden="true" { (if initials.is_empty() { "?" } else { &initials }) } }
}

/// The colour that goes with a meaning; the words always say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Good,
    Warm,
    Care,
    Stop,
}

impl Tone {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Good => "good",
            Tone::Warm => "warm",
            Tone::Care => "care",
            Tone::Stop => "stop",
        }
    }
}

pub(crate) fn chip(tone: Tone, with: Option<Icon>, said: &str) -> Markup {
    html! {
        span class={ "chip " (tone.class()) } {
            @if let Some(picture) = with { (icon(picture)) }
            (said)
        }
    }
}

pub(crate) fn state_chip(words: Words, state: State) -> Markup {
    match state {
        State::Open => html! { span.chip.open { (words.state_open()) } },
        State::Waiting => chip(Tone::Plain, None, words.state_waiting()),
        State::Resolved => chip(Tone::Good, Some(Icon::Check), words.state_resolved()),
    }
}

pub(crate) fn promise_chip(words: Words, standing: Standing) -> Markup {
    match standing {
        Standing::Due => chip(Tone::Care, None, words.promise_due()),
        Standing::Kept => chip(Tone::Good, Some(Icon::Check), words.promise_kept()),
        Standing::Broken => chip(Tone::Stop, None, words.promise_broken()),
    }
}

pub(crate) fn remedy_chip(words: Words, way: Way) -> Markup {
    match way {
        Way::Ordered => chip(Tone::Plain, None, words.remedy_granted()),
        Way::Sent => chip(Tone::Plain, Some(Icon::Clock), words.remedy_sent()),
        Way::AskedBack => chip(Tone::Care, None, words.remedy_asked_back()),
        Way::Done => chip(Tone::Good, Some(Icon::Check), words.remedy_executed()),
        Way::Failed => chip(Tone::Stop, None, words.remedy_failed()),
        Way::Uncertain => chip(Tone::Care, None, words.remedy_uncertain()),
        Way::Reversed => chip(Tone::Plain, None, words.remedy_reversed()),
    }
}

pub(crate) fn channel_name(words: Words, channel: Channel) -> &'static str {
    match channel {
        Channel::Email => words.channel_email(),
        Channel::Chat => words.channel_chat(),
        Channel::Phone => words.channel_phone(),
        Channel::WalkIn => words.channel_walk_in(),
        Channel::WebForm => words.channel_web_form(),
        Channel::Social => words.channel_social(),
        Channel::Letter => words.channel_letter(),
        Channel::Api => words.channel_api(),
    }
}

pub(crate) fn channel(words: Words, channel: Channel) -> Markup {
    html! { span.channel { (icon(Icon::of(channel))) " " (channel_name(words, channel)) } }
}

pub(crate) fn kind_name(words: Words, kind: RemedyKind) -> &'static str {
    match kind {
        RemedyKind::Refund => words.kind_refund(),
        RemedyKind::Credit => words.kind_credit(),
        RemedyKind::FeeWaiver => words.kind_fee_waiver(),
        RemedyKind::Replacement => words.kind_replacement(),
        RemedyKind::Gift => words.kind_gift(),
        RemedyKind::Exception => words.kind_exception(),
        RemedyKind::Apology => words.kind_apology(),
    }
}

/// A count that stops at its limit: "100+" says more than a lie.
pub(crate) fn count(counted: i64) -> String {
    if counted >= MOST_COUNTED { format!("{MOST_COUNTED}+") } else { counted.to_string() }
}

/// A size as people say it.
pub(crate) fn size(words: Words, bytes: i64) -> String {
    const KIB: i64 = 1024;
    match bytes {
        ..KIB => words.size_bytes(bytes),
        KIB..1_048_576 => words.size_kib(bytes / KIB),
        _ => words.size_mib(bytes / (KIB * KIB)),
    }
}

/// Something that happened, told in the page: what, and what to do next.
pub(crate) fn notice(tone: Tone, heading: &str, body: &Markup) -> Markup {
    let picture = match tone {
        Tone::Plain | Tone::Warm => Icon::Bell,
        Tone::Good => Icon::Check,
        Tone::Care => Icon::Alert,
        Tone::Stop => Icon::Stop,
    };
    let role = if tone == Tone::Stop { "alert" } else { "status" };
    html! {
        div class={ "notice " (tone.class()) } role=(role) {
            (icon(picture))
            div.notice-words { p.notice-heading { (heading) } (body) }
        }
    }
}

/// Nothing here, and what that means.
pub(crate) fn empty(heading: &str, says: &str) -> Markup {
    html! { div.empty { (crate::icon::mark()) p.empty-heading { (heading) } p { (says) } } }
}

/// A label above, help below it, then the control, and the error right under what it is about.
pub(crate) struct Field<'a> {
    pub(crate) id: &'a str,
    pub(crate) label: &'a str,
    pub(crate) help: Option<&'a str>,
    pub(crate) error: Option<&'a str>,
}

impl Field<'_> {
    /// What `aria-describedby` of the control must name.
    pub(crate) fn described_by(&self) -> Option<String> {
        let help = self.help.map(|_| format!("{}-help", self.id));
        let error = self.error.map(|_| format!("{}-error", self.id));
        match (help, error) {
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => Some(one),
            (Some(help), Some(error)) => Some(format!("{error} {help}")),
        }
    }

    pub(crate) fn around(&self, control: &Markup) -> Markup {
        html! {
            div.field.wrong[self.error.is_some()] {
                label for=(self.id) { (self.label) }
                @if let Some(help) = self.help { p.help id={ (self.id) "-help" } { (help) } }
                (control)
                @if let Some(error) = self.error {
                    p.error id={ (self.id) "-error" } { (icon(Icon::Alert)) (error) }
                }
            }
        }
    }

    /// One line of text.
    pub(crate) fn line(&self, line: &Line<'_>) -> Markup {
        self.around(&html! {
            input.text type=(line.kind) id=(self.id) name=(line.name) value=(line.value) required[line.required]
                autocomplete=(line.autocomplete) inputmode=[line.keyboard]
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")] autofocus[self.error.is_some()];
        })
    }

    /// One of many, or any: value, how it is said, and whether it is chosen.
    pub(crate) fn select(&self, name: &str, any: &str, options: &[(String, &str, bool)]) -> Markup {
        self.around(&html! {
            select.text id=(self.id) name=(name) aria-describedby=[self.described_by()] {
                option value="" { (any) }
                @for (value, says, chosen) in options { option value=(value) selected[*chosen] { (says) } }
            }
        })
    }

    /// One of many, in groups that have names.
    pub(crate) fn grouped(&self, name: &str, any: &str, groups: &[(&str, Options)]) -> Markup {
        self.around(&html! {
            select.text id=(self.id) name=(name) required aria-describedby=[self.described_by()]
                aria-invalid=[self.error.map(|_| "true")] autofocus[self.error.is_some()] {
                option value="" { (any) }
                @for (group, options) in groups {
                    optgroup label=(group) {
                        @for (value, says, chosen) in options { option value=(value) selected[*chosen] { (says) } }
                    }
                }
            }
        })
    }

    /// Several lines of text.
    pub(crate) fn text(&self, name: &str, value: &str, rows: u8, required: bool) -> Markup {
        self.around(&html! {
            textarea.text id=(self.id) name=(name) rows=(rows) required[required]
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")] autofocus[self.error.is_some()] { (value) }
        })
    }
}

/// What can be chosen: value, how it is said, and whether it is chosen.
pub(crate) type Options = Vec<(String, String, bool)>;

/// A text input's own traits.
pub(crate) struct Line<'a> {
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    pub(crate) required: bool,
    pub(crate) autocomplete: &'a str,
    pub(crate) keyboard: Option<&'a str>,
}

impl<'a> Line<'a> {
    pub(crate) const fn text(name: &'a str, value: &'a str) -> Line<'a> {
        Line { kind: "text", name, value, required: false, autocomplete: "off", keyboard: None }
    }
}

/// Choices shown side by side; one holds.
pub(crate) struct Choice<'a> {
    pub(crate) value: &'a str,
    pub(crate) label: &'a str,
    pub(crate) icon: Option<Icon>,
    pub(crate) chosen: bool,
}

pub(crate) fn choices(legend: &str, name: &str, choices: &[Choice<'_>]) -> Markup {
    html! {
        fieldset.choices {
            legend { (legend) }
            (choice_row(name, choices))
        }
    }
}

/// The choices themselves, for a group that has more than one row.
pub(crate) fn choice_row(name: &str, choices: &[Choice<'_>]) -> Markup {
    html! {
        div.choices-row {
            @for choice in choices {
                label.choice {
                    input type="radio" name=(name) value=(choice.value) checked[choice.chosen];
                    span.choice-face {
                        @if let Some(picture) = choice.icon { (icon(picture)) }
                        (choice.label)
                    }
                }
            }
        }
    }
}

/// The id that a form carries so that sending it twice is doing it once; drafts are kept under it.
pub(crate) fn form_id(id: &str) -> Markup {
    html! { input type="hidden" name="command" value=(id); }
}

pub(crate) fn button(class: &str, with: Option<Icon>, label: &str) -> Markup {
    html! {
        button class={ "button " (class) } type="submit" {
            @if let Some(picture) = with { (icon(picture)) }
            (label)
        }
    }
}

pub(crate) fn link_button(class: &str, href: &str, with: Option<Icon>, label: &str) -> Markup {
    html! {
        a class={ "button " (class) } href=(href) {
            @if let Some(picture) = with { (icon(picture)) }
            (label)
        }
    }
}

/// Onward from here; there are no page numbers, since the list moves.
pub(crate) fn more(words: Words, href: Option<&str>, back: bool, first: &str) -> Markup {
    html! {
        @if href.is_some() || back {
            nav.more aria-label=(words.list_pages()) {
                @if back { (link_button("quiet", first, None, words.list_first())) }
                @if let Some(href) = href { (link_button("", href, None, words.list_next())) }
            }
        }
    }
}

/// A share of a whole as a bar: what is used, what this act takes, what stays.
/// Drawn, not styled, because the page allows no style of its own.
pub(crate) fn share_bar(used: i64, act: i64, whole: i64) -> Markup {
    let used_end = tenths(used, whole);
    let act_end = tenths(used.saturating_add(act), whole);
    let over = used.saturating_add(act) > whole;
    html! {
        svg.bar aria-hidden="true" focusable="false" height="8" width="100%" {
            rect.bar-whole width="100%" height="8" rx="4" {}
            @if act_end > used_end { rect class=(if over { "bar-over" } else { "bar-act" }) width=(percent(act_end)) height="8" rx="4" {} }
            @if used_end > 0 { rect.bar-used width=(percent(used_end)) height="8" rx="4" {} }
        }
    }
}

/// Where a share surely lies between none and all, and its middle.
pub(crate) fn interval_bar(low: f64, middle: f64, high: f64) -> Markup {
    let at = |share: f64| format!("{:.1}%", share * 100.0);
    html! {
        svg.bar.interval aria-hidden="true" focusable="false" height="14" width="100%" {
            rect.bar-whole y="5" width="100%" height="4" rx="2" {}
            rect.bar-sure x=(at(low)) y="3" width=(at(high - low)) height="8" rx="4" {}
            circle.bar-middle cx=(at(middle)) cy="7" r="6" {}
        }
    }
}

/// One of several lengths to be compared.
pub(crate) fn length_bar(class: &str, length: i64, longest: i64) -> Markup {
    html! {
        svg.bar aria-hidden="true" focusable="false" height="14" width="100%" {
            rect class=(class) width=(percent(tenths(length, longest).max(15))) height="14" rx="4" {}
        }
    }
}

/// The part as tenths of a percent of the whole, kept between none and all.
fn tenths(part: i64, whole: i64) -> i128 {
    let whole = i128::from(whole.max(1));
    (i128::from(part.max(0)) * 1000 / whole).min(1000)
}

fn percent(tenths: i128) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

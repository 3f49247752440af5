//! Small pictures beside words, never instead of them. Drawn on 24 units with round strokes.

use maud::{Markup, PreEscaped, html};

use valta_domain::{contact::Channel, told::Mood};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Add,
    Alert,
    Attachment,
    Bell,
    Chain,
    Chat,
    Check,
    Clock,
    Code,
    Form,
    Hand,
    Heart,
    House,
    Later,
    Letter,
    Mail,
    Note,
    People,
    Person,
    Phone,
    Reopen,
    Reply,
    Search,
    Stop,
    Stretch,
}

impl Icon {
    pub(crate) const fn of(channel: Channel) -> Icon {
        match channel {
            Channel::Email => Icon::Mail,
            Channel::Chat => Icon::Chat,
            Channel::Phone => Icon::Phone,
            Channel::WalkIn => Icon::Person,
            Channel::WebForm => Icon::Form,
            Channel::Social => Icon::People,
            Channel::Letter => Icon::Letter,
            Channel::Api => Icon::Code,
        }
    }

    const fn strokes(self) -> &'static str {
        match self {
            Icon::Add => r#"<path d="M12 5v14M5 12h14"/>"#,
            Icon::Alert => r#"<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.5M12 17.2v.1"/>"#,
            Icon::Attachment => {
                r#"<path d="m19 11.5-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.7a3 3 0 0 1 4.3 4.3l-7.8 7.8a1.5 1.5 0 0 1-2.1-2.1L14 8"/>"#
            }
            Icon::Bell => r#"<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z"/><path d="M10 20.5h4"/>"#,
            Icon::Chain => {
                r#"<path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.6-5.7L12 7"/><path d="M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.6 5.7L12 17"/>"#
            }
            Icon::Chat => r#"<path d="M4 5.5h16v11H10l-4.5 3.5v-3.5H4z"/>"#,
            Icon::Check => r#"<path d="m4.5 12.5 5 5 10-11"/>"#,
            Icon::Clock => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.2 2"/>"#,
            Icon::Code => r#"<path d="m8.5 7-5 5 5 5M15.5 7l5 5-5 5"/>"#,
            Icon::Form => {
                r#"<rect x="4.5" y="4" width="15" height="16" rx="2"/><path d="M8 9h8M8 13h8M8 17h4"/>"#
            }
            Icon::Hand => {
                r#"<path d="M8 12.500V6a1.6 1.6 0 0 1 3.2 0v5V4.600a1.6 1.6 0 0 1 3.2 0V11V6a1.6 1.6 0 0 1 3.2 0v8.500c0 4-2.4 6.5-6 6.5-3 0-4.6-1.4-6-4l-2-3.600a1.5 1.5 0 0 1 2.5-1.600z"/>"#
            }
            Icon::Heart => {
                r#"<path d="M12 20S4 15.3 4 9.600A4.3 4.3 0 0 1 12 7.400a4.3 4.3 0 0 1 8 2.200C20 15.3 12 20 12 20z"/>"#
            }
            Icon::House => r#"<path d="m3.5 11.500 8.500-7 8.500 7"/><path d="M6 10v9.500h12V10"/>"#,
            Icon::Later => r#"<path d="M19.5 14.500A8 8 0 1 1 9.5 4.500a6.5 6.5 0 0 0 10 10z"/>"#,
            Icon::Letter => r#"<path d="M4 10v9.500h16V10L12 4z"/><path d="m4.5 10.5 7.5 5 7.5-5"/>"#,
            Icon::Mail => r#"<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7 8 6 8-6"/>"#,
            Icon::Note => {
                r#"<path d="M4.5 19.5 5.5 15 16 4.500l3.5 3.500L9 18.500z"/><path d="m14 6.5 3.5 3.5"/>"#
            }
            Icon::People => {
                r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.500c.6-3.6 3-5.5 6.5-5.500s5.9 1.9 6.5 5.5"/><path d="M15.5 5.300a3.5 3.5 0 0 1 0 6.400M18 14.700c2 .8 3.2 2.4 3.5 4.8"/>"#
            }
            Icon::Person => {
                r#"<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20c.7-4 3.4-6 7.5-6s6.8 2 7.5 6"/>"#
            }
            Icon::Phone => {
                r#"<path d="M6.5 3.8 9.3 4l1.5 4.200L8.7 10a12 12 0 0 0 5.3 5.300l1.8-2.1 4.2 1.5.2 2.800c0 1.6-1.2 2.8-2.8 2.700C9.8 19.8 4.2 14.2 3.8 6.6 3.7 5 4.9 3.8 6.5 3.800z"/>"#
            }
            Icon::Reopen => r#"<path d="M5 5v5h5"/><path d="M5.5 9.500A7.5 7.5 0 1 1 4.6 14"/>"#,
            Icon::Reply => r#"<path d="M10 6 4 12l6 6"/><path d="M4.5 12H14c3.5 0 6 2.2 6 6"/>"#,
            Icon::Search => r#"<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>"#,
            Icon::Stop => r#"<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>"#,
            Icon::Stretch => r#"<path d="M3.5 12h17M7.5 8l-4 4 4 4M16.5 8l4 4-4 4"/>"#,
        }
    }
}

pub(crate) fn icon(icon: Icon) -> Markup {
    html! {
        svg.icon viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false" {
            (PreEscaped(icon.strokes()))
        }
    }
}

/// A face for a mood: the mouth says it.
pub(crate) fn face(mood: Mood) -> Markup {
    let mouth = match mood.value() {
        ..=-2 => "M8 17c1-2.600 7-2.600 8 0",
        -1 => "M8 16.500c1.500-1.300 6.500-1.300 8 0",
        0 => "M8.500 16h7",
        1 => "M8 15c1.500 1.400 6.500 1.400 8 0",
        _ => "M7.500 14c1.500 4 7.500 4 9 0z",
    };
    html! {
        svg.icon viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false" {
            circle cx="12" cy="12" r="9" {}
            path d="M9 9.500v.6M15 9.500v.6" {}
            path d=(mouth) {}
        }
    }
}

/// The mark: a person with raised arms, also a V; both arms carry, the dot is the one who acts.
pub(crate) fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false" {
            path.mark-arms d="M5.5 11.500C8 19.5 11.5 24.5 16 26.500C20.5 24.5 24 19.5 26.5 11.5" {}
            circle.mark-head cx="16" cy="11" r="4.5" {}
        }
    }
}

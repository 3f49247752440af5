//! The person at the screen: language, time zone, the instant the page is made for, and who they are.

use std::sync::Arc;

use jiff::{Zoned, tz::TimeZone};
use valta_calendar::Hours;
use valta_domain::Timestamp;

use crate::{
    layout::Place,
    words::{Words, time},
};

/// How light the screen is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the device says.
    #[default]
    Device,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Theme; 3] = [Theme::Device, Theme::Light, Theme::Dark];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Theme::Device => "device",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(crate) fn from_code(code: &str) -> Theme {
        Theme::ALL.into_iter().find(|theme| theme.code() == code).unwrap_or_default()
    }
}

/// The signed-in agent, as the page frame shows them.
#[derive(Clone, Debug)]
pub(crate) struct Me {
    pub(crate) name: String,
    /// Open cases of their own, counted to a limit.
    pub(crate) waiting: i64,
    /// Colleagues who wait for an answer.
    pub(crate) asked: i64,
    /// Payments that wait for people, counted to a limit; for those who work on them.
    pub(crate) finance: Option<i64>,
    /// Remedies that wait for a second look, counted to a limit; for those who review.
    pub(crate) reviews: Option<i64>,
    /// What they get through to below the lid of the house.
    pub(crate) house: Vec<Place>,
}

#[derive(Clone, Debug)]
pub(crate) struct Viewer {
    pub(crate) words: Words,
    pub(crate) zone: TimeZone,
    /// When the house serves; none: it never is out of hours.
    pub(crate) hours: Option<Arc<Hours>>,
    pub(crate) now: Timestamp,
    pub(crate) theme: Theme,
    /// Whether single letters act; a person may switch them off.
    pub(crate) shortcuts: bool,
    pub(crate) me: Option<Me>,
}

impl Viewer {
    pub(crate) fn wall(&self, at: Timestamp) -> Zoned {
        time::wall(at, &self.zone)
    }

    /// "today at 21:05".
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        self.words.moment(&self.wall(at), &self.wall(self.now))
    }

    pub(crate) fn clock(&self, at: Timestamp) -> String {
        self.words.clock(&self.wall(at))
    }
}

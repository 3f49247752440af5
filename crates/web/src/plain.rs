//! Stand-ins for the desk's nouns until the pages read the real ones. Same names, same shapes.

/// An ISO 4217 code and its decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    pub code: &'static str,
    pub digits: u32,
}

impl Currency {
    pub const EUR: Currency = Currency { code: "EUR", digits: 2 };
    pub const SEK: Currency = Currency { code: "SEK", digits: 2 };

    pub fn code(&self) -> &str {
        self.code
    }

    pub fn digits(self) -> u32 {
        self.digits
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub const fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }
}

/// An instant: microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Email,
    Chat,
    Phone,
    WalkIn,
    WebForm,
    Social,
    Letter,
    Api,
}

impl Channel {
    pub const fn code(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Chat => "chat",
            Channel::Phone => "phone",
            Channel::WalkIn => "walk_in",
            Channel::WebForm => "web_form",
            Channel::Social => "social",
            Channel::Letter => "letter",
            Channel::Api => "api",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseState {
    Open,
    Waiting,
    Resolved,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemedyKind {
    Refund,
    Credit,
    FeeWaiver,
    Replacement,
    Gift,
    Exception,
    Apology,
}

impl RemedyKind {
    pub const fn code(self) -> &'static str {
        match self {
            RemedyKind::Refund => "refund",
            RemedyKind::Credit => "credit",
            RemedyKind::FeeWaiver => "fee_waiver",
            RemedyKind::Replacement => "replacement",
            RemedyKind::Gift => "gift",
            RemedyKind::Exception => "exception",
            RemedyKind::Apology => "apology",
        }
    }
}

/// Where a granted remedy is on its way out of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemedyState {
    Granted,
    Sent,
    Executed,
    Failed,
    Uncertain,
    Reversed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseState {
    Due,
    Kept,
    Broken,
    Renewed,
}

//! Money: an integer of minor units with an ISO 4217 currency. Nothing is converted or rounded.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, de::Error as _};

/// An ISO 4217 currency that has minor units to count (XXX and the metals are none).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const EUR: Currency = Currency(*b"EUR");
    pub const SEK: Currency = Currency(*b"SEK");

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the decimal separator: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn digits(self) -> u32 {
        iso_currency::Currency::from_code(self.code())
            .and_then(iso_currency::Currency::exponent)
            .map_or(2, u32::from)
    }
}

impl FromStr for Currency {
    type Err = NotMoney;
    fn from_str(code: &str) -> Result<Self, NotMoney> {
        let known = iso_currency::Currency::from_code(code).ok_or(NotMoney::Currency)?;
        known.exponent().ok_or(NotMoney::Currency)?;
        let bytes: [u8; 3] = code.as_bytes().try_into().map_err(|_| NotMoney::Currency)?;
        Ok(Currency(bytes))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        code.parse().map_err(D::Error::custom)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Why a text or a number is not an amount that can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoney {
    /// Not an ISO 4217 currency with minor units.
    Currency,
    /// Not digits with at most one decimal separator.
    Shape,
    /// More decimals than the currency has.
    TooFine,
    /// Zero or less.
    NotPositive,
    /// More than [`Money::MOST`].
    TooMuch,
}

impl fmt::Display for NotMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotMoney::Currency => "not an ISO 4217 currency",
            NotMoney::Shape => "not an amount in digits",
            NotMoney::TooFine => "more decimals than the currency has",
            NotMoney::NotPositive => "an amount must be more than zero",
            NotMoney::TooMuch => "more than any amount that can be given",
        })
    }
}

impl std::error::Error for NotMoney {}

impl Money {
    /// The largest single amount: 10^13 minor units, so that nearly a million of them still add up.
    pub const MOST: i64 = 10_000_000_000_000;

    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    /// The same amount when it can be given: positive and at most [`Money::MOST`] (invariant M4).
    pub fn given(self) -> Result<Money, NotMoney> {
        match self.minor {
            ..=0 => Err(NotMoney::NotPositive),
            minor if minor > Money::MOST => Err(NotMoney::TooMuch),
            _ => Ok(self),
        }
    }

    /// The same amount when it can be what something is thought to cost: as [`Money::given`], or zero.
    pub fn estimated(self) -> Result<Money, NotMoney> {
        if self.minor == 0 { Ok(self) } else { self.given() }
    }

    /// Reads an amount that a person types and means to give: `7`, `7,5`, `7.50`, with spaces between thousands.
    /// No sign, no exponent, no decimals beyond the currency's own.
    pub fn read(text: &str, currency: Currency) -> Result<Money, NotMoney> {
        Money::typed(text, currency)?.given()
    }

    /// As [`Money::read`], for an estimate: zero is one, too.
    pub fn read_estimate(text: &str, currency: Currency) -> Result<Money, NotMoney> {
        Money::typed(text, currency)?.estimated()
    }

    fn typed(text: &str, currency: Currency) -> Result<Money, NotMoney> {
        let text: String =
            text.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
        let (whole, fraction) = text.split_once([',', '.']).unwrap_or((&text, ""));
        let negative = whole.starts_with('-');
        let whole = whole.trim_start_matches('-');
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(NotMoney::Shape);
        }
        if text.ends_with([',', '.']) {
            return Err(NotMoney::Shape);
        }
        let digits = currency.digits() as usize;
        if fraction.len() > digits {
            return Err(NotMoney::TooFine);
        }
        if whole.len() + digits > 18 {
            return Err(NotMoney::TooMuch);
        }
        let minor: i64 = format!("{whole}{fraction:0<digits$}").parse().map_err(|_| NotMoney::TooMuch)?;
        Ok(Money::new(if negative { -minor } else { minor }, currency))
    }

    /// `None` when the currencies differ or the sum does not fit.
    #[must_use]
    pub fn plus(self, other: Money) -> Option<Money> {
        (self.currency == other.currency)
            .then(|| self.minor.checked_add(other.minor))
            .flatten()
            .map(|minor| Money::new(minor, self.currency))
    }
}

impl fmt::Display for Money {
    /// For logs and refusals: `7.00 EUR`. Screens use their language's own form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.currency.digits();
        let unit = 10_u64.pow(digits);
        let sign = if self.minor < 0 { "-" } else { "" };
        let minor = self.minor.unsigned_abs();
        if digits == 0 {
            write!(f, "{sign}{minor} {}", self.currency)
        } else {
            let (whole, rest) = (minor / unit, minor % unit);
            write!(f, "{sign}{whole}.{rest:0width$} {}", self.currency, width = digits as usize)
        }
    }
}

#[cfg(test)]
mod tests;

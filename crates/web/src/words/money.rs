//! Money as people write it: `7,00 €` in Finnish and Swedish, `€7.00` in English.

use super::{Lang, Words};
use valta_domain::{Currency, Money};

const THIN: char = '\u{a0}';

impl Words {
    /// The amount with its currency, never broken over two lines.
    pub(crate) fn money(self, money: Money) -> String {
        self.signed(money, &self.digits(money, true))
    }

    /// As [`Words::money`] in a sentence: a round sum is said without its decimals, as in `50 €`.
    pub(crate) fn money_in_words(self, money: Money) -> String {
        let digits = self.digits(money, true);
        let round = money.minor.unsigned_abs().is_multiple_of(10_u64.pow(money.currency.digits()));
        let whole =
            if round { digits.rsplit_once(['.', ',']).filter(|_| money.currency.digits() > 0) } else { None };
        self.signed(money, whole.map_or(digits.as_str(), |(whole, _)| whole))
    }

    fn signed(self, money: Money, digits: &str) -> String {
        let sign = if money.minor < 0 { "\u{2212}" } else { "" };
        let code = money.currency.code();
        match (self.lang(), symbol(money.currency)) {
            (Lang::En, Some(symbol)) => format!("{sign}{symbol}{digits}"),
            (Lang::En, None) => format!("{sign}{code}{THIN}{digits}"),
            (Lang::Fi | Lang::Sv, symbol) => format!("{sign}{digits}{THIN}{}", symbol.unwrap_or(code)),
        }
    }

    /// The amount as one would type it into a field: `7,00`, `1234,50`.
    pub(crate) fn money_typed(self, money: Money) -> String {
        self.digits(money, false)
    }

    /// The currency's sign, or its code where no sign is unambiguous.
    #[expect(clippy::unused_self, reason = "how it is said is the words' business, whatever it takes today")]
    pub(crate) fn currency(self, currency: Currency) -> String {
        symbol(currency).map_or_else(|| currency.code().to_owned(), str::to_owned)
    }

    fn digits(self, money: Money, grouped: bool) -> String {
        let (point, group) = match self.lang() {
            Lang::En => ('.', ','),
            Lang::Fi | Lang::Sv => (',', THIN),
        };
        let digits = money.currency.digits();
        let unit = 10_u64.pow(digits);
        let minor = money.minor.unsigned_abs();
        let whole = (minor / unit).to_string();
        let mut said = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if grouped && at > 0 && (whole.len() - at).is_multiple_of(3) {
                said.push(group);
            }
            said.push(digit);
        }
        if digits == 0 {
            return said;
        }
        format!("{said}{point}{:0width$}", minor % unit, width = digits as usize)
    }
}

/// Kronor have four countries, so only signs that mean one currency are used.
fn symbol(currency: Currency) -> Option<&'static str> {
    match currency.code() {
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

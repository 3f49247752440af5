//! The finance queue as a table for a spreadsheet.

use valta_domain::{iban, payment::State};
use valta_store::views::payment::PayLine;

use crate::csv::{MARK, decimal, instant, row, words};

const HEAD: [&str; 14] = [
    "remedy",
    "case",
    "state",
    "kind",
    "amount",
    "currency",
    "customer",
    "account",
    "given_by",
    "given_at",
    "why",
    "taken_by",
    "batch",
    "asked_back",
];

pub(crate) fn write(lines: &[PayLine]) -> Vec<u8> {
    let mut table = String::from(MARK);
    table.push_str(&row(&HEAD.map(str::to_owned)));
    for line in lines {
        let amount = line.amount.map(decimal).unwrap_or_default();
        let currency = line.amount.map(|amount| amount.currency.to_string()).unwrap_or_default();
        let customer = line.customer.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
        let account =
            line.account.as_deref().map(|account| iban::read(account).unwrap_or_else(|| account.to_owned()));
        let state = if line.payment.state == State::Granted { "waiting" } else { "in_hand" };
        table.push_str(&row(&[
            line.remedy.to_string(),
            line.number.to_string(),
            state.to_owned(),
            line.kind.code().to_owned(),
            amount,
            currency,
            words(&customer),
            words(&account.unwrap_or_default()),
            words(&line.giver.1),
            instant(line.given_at),
            words(line.why.as_deref().unwrap_or_default()),
            words(line.taken_by.as_ref().map_or("", |(_, name)| name)),
            line.payment.batch.map(|batch| batch.0.simple().to_string()).unwrap_or_default(),
            if line.payment.reversal_asked { "yes" } else { "" }.to_owned(),
        ]));
    }
    table.into_bytes()
}

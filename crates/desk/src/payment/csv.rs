//! The finance queue as a table for a spreadsheet (RFC 4180). A cell that a spreadsheet could take for a formula
//! begins with an apostrophe, so that a customer's name is never calculated.

use valta_domain::{Money, Timestamp, iban, payment::State};
use valta_store::views::payment::PayLine;

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

/// With the mark that tells spreadsheets that it is UTF-8.
pub(crate) fn write(lines: &[PayLine]) -> Vec<u8> {
    let mut table = String::from("\u{feff}");
    row(&mut table, HEAD.map(str::to_owned));
    for line in lines {
        let amount = line.amount.map(decimal).unwrap_or_default();
        let currency = line.amount.map(|amount| amount.currency.to_string()).unwrap_or_default();
        let customer = line.customer.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
        let account =
            line.account.as_deref().map(|account| iban::read(account).unwrap_or_else(|| account.to_owned()));
        let state = if line.payment.state == State::Granted { "waiting" } else { "in_hand" };
        row(
            &mut table,
            [
                line.remedy.to_string(),
                line.number.to_string(),
                state.to_owned(),
                line.kind.code().to_owned(),
                amount,
                currency,
                safe(&customer),
                safe(&account.unwrap_or_default()),
                safe(&line.giver.1),
                instant(line.given_at),
                safe(line.why.as_deref().unwrap_or_default()),
                safe(line.taken_by.as_ref().map_or("", |(_, name)| name)),
                line.payment.batch.map(|batch| batch.0.simple().to_string()).unwrap_or_default(),
                if line.payment.reversal_asked { "yes" } else { "" }.to_owned(),
            ],
        );
    }
    table.into_bytes()
}

fn row(table: &mut String, cells: [String; 14]) {
    table.push_str(&cells.map(|cell| quoted(&cell)).join(","));
    table.push_str("\r\n");
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// People's words as words: no formula, and no sign that a program could act on but the end of a line.
fn safe(words: &str) -> String {
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let words: String = words
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || is_unseen(*c)))
        .collect();
    if formula { format!("'{words}") } else { words }
}

/// Marks that are not seen, and can turn round what stands beside them.
pub(super) const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// `7.00`: with a point, in every language.
pub(super) fn decimal(amount: Money) -> String {
    let digits = amount.currency.digits() as usize;
    let minor = format!("{:0>width$}", amount.minor.unsigned_abs(), width = digits + 1);
    let (whole, rest) = minor.split_at(minor.len() - digits);
    let sign = if amount.minor < 0 { "-" } else { "" };
    if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

fn instant(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    format!("{at:.0}")
}

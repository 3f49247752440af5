//! Tables for a spreadsheet (RFC 4180). A cell of people's words that a spreadsheet could take for a formula begins
//! with an apostrophe, so that nothing that somebody wrote is ever calculated.

use valta_domain::{Money, Timestamp};

/// Tells spreadsheets that the table is UTF-8; stands before the first row.
pub const MARK: &str = "\u{feff}";

/// One row of cells, with its end.
pub fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(",") + "\r\n"
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// People's words as words: no formula, and no sign that a program could act on but the end of a line.
pub fn words(words: &str) -> String {
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let words: String = words
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || is_unseen(*c)))
        .collect();
    // What was hidden before it must not bring a formula to the front.
    if formula || words.starts_with(['=', '+', '-', '@', '\t', '\n']) { format!("'{words}") } else { words }
}

/// Marks that are not seen, and can turn round what stands beside them.
pub(crate) const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// `7.00`: with a point, in every language.
pub fn decimal(amount: Money) -> String {
    let digits = amount.currency.digits() as usize;
    let minor = format!("{:0>width$}", amount.minor.unsigned_abs(), width = digits + 1);
    let (whole, rest) = minor.split_at(minor.len() - digits);
    let sign = if amount.minor < 0 { "-" } else { "" };
    if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// RFC 3339 in UTC, to the second.
pub fn instant(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    format!("{at:.0}")
}

#[cfg(test)]
mod tests;

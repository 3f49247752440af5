//! Account numbers (ISO 13616): known by country, length and check digits, so that a mistyped one is found
//! before a bank sees it.

/// Letters and digits of an account number in each country of the register.
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HN", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

/// The number without spaces in capitals, when its country, its length and its check digits are right.
pub fn read(text: &str) -> Option<String> {
    let number: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let length =
        LENGTHS.iter().find(|(country, _)| number.starts_with(country)).map(|(_, length)| *length)?;
    if number.len() != length || !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let (front, rest) = number.split_at_checked(4)?;
    let checked = front.bytes().skip(2).all(|byte| byte.is_ascii_digit());
    (checked && remainder(rest, front) == 1).then_some(number)
}

/// ISO 7064, MOD 97-10: the front goes to the end, letters are two digits (A is 10), divided by 97.
fn remainder(rest: &str, front: &str) -> u32 {
    rest.chars().chain(front.chars()).filter_map(|c| c.to_digit(36)).fold(0, |so_far, digit| {
        let shifted = if digit < 10 { so_far * 10 } else { so_far * 100 };
        (shifted + digit) % 97
    })
}

/// In fours, as people read it.
pub fn in_fours(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;

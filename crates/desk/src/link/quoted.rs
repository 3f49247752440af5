//! Our own links in what comes in: a letter of ours that is quoted brings one back, whole or broken over lines by a mail
//! program, with marks of quotation before each. In the words that everybody at the case reads it opens nothing.

use super::LETTERS;

/// Lines that one link may be broken over; more is not a link but a text that follows one.
const MOST_BREAKS: usize = 3;

pub(crate) fn without_links(text: &str, base_url: &str) -> String {
    let place = format!("{base_url}/m/");
    let Some(first) = place.chars().next() else { return text.to_owned() };
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.eq_ignore_ascii_case(&first)) {
        let (before, from) = rest.split_at(at);
        clean.push_str(before);
        if let Some((secret, after)) = link(from, &place) {
            // As it stands, with its breaks, up to where the secret begins.
            clean.push_str(&from[..secret]);
            clean.push('…');
            rest = &from[after..];
        } else {
            let (letter, after) = from.split_at(first.len_utf8());
            clean.push_str(letter);
            rest = after;
        }
    }
    clean.push_str(rest);
    clean
}

/// Where the secret of the link begins that the text begins with, and where it ends.
fn link(text: &str, place: &str) -> Option<(usize, usize)> {
    let mut letters = Letters { text, at: 0, breaks: 0 };
    for wanted in place.chars() {
        // A host is the same in any case, and some programs write it so.
        letters.next().filter(|found| found.eq_ignore_ascii_case(&wanted))?;
    }
    let mut secret = None;
    for _ in 0..LETTERS {
        letters.next().filter(char::is_ascii_alphanumeric)?;
        secret.get_or_insert(letters.at - 1);
    }
    Some((secret?, letters.at))
}

/// The letters of a text, over the ends of its lines.
struct Letters<'a> {
    text: &'a str,
    at: usize,
    breaks: usize,
}

impl Letters<'_> {
    fn next(&mut self) -> Option<char> {
        let rest = self.text.get(self.at..)?;
        let mut letter = rest.chars().next()?;
        let mut skipped = 0;
        if letter == '\r' || letter == '\n' || rest.starts_with("=\n") || rest.starts_with("=\r\n") {
            self.breaks += 1;
            let between = |c: char| c.is_whitespace() || matches!(c, '>' | '|' | '=');
            skipped = rest.find(|c| !between(c)).filter(|_| self.breaks <= MOST_BREAKS)?;
            letter = rest[skipped..].chars().next()?;
        }
        self.at += skipped + letter.len_utf8();
        Some(letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "abcdefghijklmnopqrstuvwx23";

    #[track_caller]
    fn check(text: &str, clean: &str) {
        assert_eq!(without_links(text, "https://apu.example"), clean, "{text:?}");
    }

    #[test]
    fn a_link_of_ours_that_comes_back_opens_nothing() {
        let whole = format!("https://apu.example/m/{SECRET}");
        check(&whole, "https://apu.example/m/…");
        check(&format!("> {whole}.\n> Hei!"), "> https://apu.example/m/….\n> Hei!");
        check(&format!("{whole}?lang=fi {whole}"), "https://apu.example/m/…?lang=fi https://apu.example/m/…");
        check(&whole.to_uppercase(), "HTTPS://APU.EXAMPLE/M/…");
        // Broken within the secret, before it, within the address, with marks of quotation, and twice.
        for (broken, clean) in [
            ("https://apu.example/m/abcdefghij\nklmnopqrstuvwx23 ja", "https://apu.example/m/… ja"),
            ("https://apu.example/m/\nabcdefghijklmnopqrstuvwx23", "https://apu.example/m/\n…"),
            ("https://apu.example/m/abcdefghij\r\n> klmnopqrstuvwx23", "https://apu.example/m/…"),
            ("> https://apu.\n> example/m/abcdefghijklmnopqrstuvwx23", "> https://apu.\n> example/m/…"),
            (">> https://apu.example/m/abcd\n>> efghijklmn\n>> opqrstuvwx23", ">> https://apu.example/m/…"),
            ("https://apu.example/m/abcdefghij=\r\nklmnopqrstuvwx23", "https://apu.example/m/…"),
            ("https\n://apu.example/m/abcdefghijklmnopqrstuvwx23", "https\n://apu.example/m/…"),
        ] {
            check(broken, clean);
        }
    }

    #[test]
    fn what_is_no_link_of_ours_stays() {
        for text in [
            "",
            "h",
            "https://apu.example/m/",
            "https://apu.example/m/tooshort",
            "https://apu.example/cases/abcdefghijklmnopqrstuvwx23",
            "https://toinen.example/m/abcdefghijklmnopqrstuvwx23",
            "https://apu.example/m/\nYour link. It is for you alone, and nobody else may have it.",
            "Hei! https://apu.example on osoitteemme, ja tämä on åäö\nsanoja",
            // Over more lines than any program breaks one link.
            "https://apu.example/m/\nMoi\nhei\nmoi\nhei\nmoi\nhei\nmoi\nhei\nmoi",
        ] {
            check(text, text);
        }
        check("ähttps://apu.example/m/abcdefghijklmnopqrstuvwx23ö", "ähttps://apu.example/m/…ö");
    }
}

//! What the writer of an answer wrote themselves: without the message that they answer, what introduces it, and their
//! signature. Programmes quote in many ways, so this errs on the side of leaving in what it does not know.

/// Begins the line above which an answer is to be written; put into a letter, it shows where the answer ends.
pub const RULE: &str = "##-----##";

/// Lines of a head that stands above a quoted message.
const MOST_HEAD: usize = 8;

/// The words of the answer; empty where everything is quoted.
pub fn written(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at).map(|line| line.trim()) {
        let rest = lines.get(at..).unwrap_or_default();
        if is_quoted(line) {
            at += 1;
            continue;
        }
        if line.contains(RULE) || is_divider(line) || is_head(rest) {
            break;
        }
        if let Some(length) = introduction(rest) {
            // Where the quoted lines are marked, what stands between and below them is the writer's own.
            if rest.get(length..).unwrap_or_default().iter().any(|line| is_quoted(line.trim())) {
                at += length;
                continue;
            }
            break;
        }
        // A signature is told by two dashes and a blank (RFC 3676 4.3), which mail programmes often take away.
        if line == "--" && kept.iter().any(|line| !line.trim().is_empty()) {
            break;
        }
        kept.push(lines.get(at).copied().unwrap_or_default().trim_end());
        at += 1;
    }
    kept.join("\n").trim().to_owned()
}

fn is_quoted(line: &str) -> bool {
    line.starts_with('>')
}

/// "-----Original Message-----", "--- Alkuperäinen viesti ---", the long line of Outlook.
fn is_divider(line: &str) -> bool {
    let middle = line.trim_matches('-');
    let dashes = line.len() - middle.len();
    let folded = middle.trim().to_lowercase();
    let told = ["original message", "alkuperäinen viesti", "ursprungligt meddelande", "forwarded message"];
    (dashes >= 4 && told.iter().any(|one| folded.starts_with(one)))
        || (line.len() >= 20 && line.bytes().all(|byte| byte == b'_'))
}

/// "On Sunday, Aino wrote:", "su 22. marrask. 2026 klo 10.00 Aino kirjoitti:", "Den 22 nov. skrev Aino:"; how many lines
/// it takes.
fn introduction(lines: &[&str]) -> Option<usize> {
    let mut joined = String::new();
    for (place, line) in lines.iter().take(3).enumerate() {
        let line = line.trim();
        if line.is_empty() {
            return None;
        }
        joined.push(' ');
        joined.push_str(line);
        if line.ends_with(':') {
            let folded = joined.to_lowercase();
            let says =
                folded.ends_with(" wrote:") || folded.ends_with(" kirjoitti:") || folded.contains(" skrev ");
            let when = folded.bytes().any(|byte| byte.is_ascii_digit());
            return (says && when).then_some(place + 1);
        }
    }
    None
}

/// "From: … Sent: … To: … Subject: …", as some programmes put above the message that is answered.
fn is_head(lines: &[&str]) -> bool {
    const FIELDS: [&[&str]; 4] = [
        &["from:", "lähettäjä:", "från:"],
        &["sent:", "date:", "lähetetty:", "päivämäärä:", "pvm:", "skickat:", "datum:"],
        &["to:", "vastaanottaja:", "till:"],
        &["subject:", "aihe:", "ämne:"],
    ];
    let field = |line: &str, names: &[&str]| {
        let folded = line.trim().trim_start_matches('*').to_lowercase();
        names.iter().any(|name| folded.starts_with(name))
    };
    let [first, ..] = FIELDS;
    let begins = lines.first().is_some_and(|line| field(line, first));
    let known = |names: &&&[&str]| lines.iter().take(MOST_HEAD).any(|line| field(line, names));
    begins && FIELDS.iter().filter(known).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_stands_without_what_it_answers() {
        let check = |text: &str, written_words: &str| assert_eq!(written(text), written_words, "{text}");
        check("Huomenna klo 9.", "Huomenna klo 9.");
        check("Yes.\r\n\r\nAino\r\n", "Yes.\n\nAino");
        check(
            "Kyllä.\n\nsu 22. marrask. 2026 klo 10.00 Valta (a@b.example) kirjoitti:\n\n> Ehtiikö?\n> Terv.",
            "Kyllä.",
        );
        check("Ja.\n\nDen sön 22 nov. 2026 kl 10:00 skrev Valta <a@b.example>:\n> Hinner vi?", "Ja.");
        check("Sure.\n\nOn Sun, 22 Nov 2026 at 10:00, Valta\n<a+b@c.example> wrote:\n> Can we?", "Sure.");
        check("No.\n\nOn 22 Nov 2026, Valta wrote:\nCan we?\nBest", "No.");
        check("Jo lähti.\n\n________________________________\nLähettäjä: Valta\nAihe: x", "Jo lähti.");
        check("Jo.\n\nFrån: Valta\nSkickat: den 22 november\nTill: Aino\nÄmne: Fråga\n\nHinner vi?", "Jo.");
        check("Done.\n-----Original Message-----\nFrom: Valta", "Done.");
        check(
            "Neljä tuntia.\n\n##-----## Kirjoita vastauksesi tämän rivin yläpuolelle\n\nPaljonko?",
            "Neljä tuntia.",
        );
        check("> Paljonko?\nNeljä tuntia.\n> Kenelle?\nKaikille.", "Neljä tuntia.\nKaikille.");
        check("Kiitos!\n-- \nAino Asiakas\nLogistiikka", "Kiitos!");
        check("> kaikki\n> lainattua", "");
        check("", "");
        // Left in, for nobody can tell.
        check("She wrote: nothing.\nFrom: the warehouse", "She wrote: nothing.\nFrom: the warehouse");
        check("Kolme kohtaa:\n1. avain\n2. ovi", "Kolme kohtaa:\n1. avain\n2. ovi");
    }
}

//! What letters to colleagues say, in the language of whoever reads them.

use jiff::{Zoned, tz::TimeZone};
use valta_domain::Timestamp;
use valta_mail::RULE;
use valta_store::{notice::Tells, views::consultation::ConsultationLine};

pub(super) struct Letter {
    pub(super) subject: String,
    /// The rest in short, without a word of anybody's.
    pub(super) says: String,
    pub(super) text: String,
    pub(super) place: String,
}

/// The words of one language; names, times and what people wrote are put between them.
struct Words {
    above: &'static str,
    asks: fn(&str) -> String,
    waits: fn(&str) -> String,
    answered: fn(&str) -> String,
    nobody_left: (&'static str, &'static str),
    over: (fn(&str) -> String, &'static str),
    question: &'static str,
    asked: fn(&str) -> String,
    about: fn(i64, &str) -> String,
    by: fn(&Zoned) -> String,
    customer: &'static str,
    how: fn(&str, &str) -> String,
    look: fn(&str) -> String,
}

const FI: Words = Words {
    above: "Kirjoita vastauksesi tämän rivin yläpuolelle",
    asks: |name| format!("{name} kysyy sinulta"),
    waits: |name| format!("{name} odottaa vielä vastaustasi"),
    answered: |name| format!("{name} vastasi kysymykseesi"),
    nobody_left: (
        "Kysymykseesi ei ole enää vastaajaa",
        "Kukaan, jolta kysyit, ei ole enää talossa. Kysy joltakulta toiselta.",
    ),
    over: (
        |name| format!("{name} ei enää odota vastaustasi"),
        "Asia on hoidettu tai kysymys otettu takaisin. Sinun ei tarvitse tehdä enempää. Jos tiedät silti jotain, vastaa kysymyksen tuoneeseen viestiin.",
    ),
    question: "Kysyit:",
    asked: |name| format!("{name} kysyi:"),
    about: |number, subject| format!("Asia #{number}: {subject}"),
    by: |at| format!("Vastaus viimeistään {}.", at.strftime("%-d.%-m.%Y klo %-H.%M")),
    customer: "Asiakas kirjoitti:",
    how: |name, place| {
        format!(
            "Vastaa tähän viestiin: vastaus menee vain kysyjälle ({name}), ei koskaan asiakkaalle. Tai vastaa täällä: {place}"
        )
    },
    look: |place| format!("Asia on täällä: {place}"),
};

const SV: Words = Words {
    above: "Skriv ditt svar ovanför den här raden",
    asks: |name| format!("{name} frågar dig"),
    waits: |name| format!("{name} väntar fortfarande på ditt svar"),
    answered: |name| format!("{name} svarade på din fråga"),
    nobody_left: (
        "Ingen kan längre svara på din fråga",
        "Ingen av dem som du frågade är kvar i huset. Fråga någon annan.",
    ),
    over: (
        |name| format!("{name} väntar inte längre på ditt svar"),
        "Ärendet är klart eller frågan återtagen. Du behöver inte göra något mer. Vet du ändå något, svara på meddelandet med frågan.",
    ),
    question: "Du frågade:",
    asked: |name| format!("{name} frågade:"),
    about: |number, subject| format!("Ärende #{number}: {subject}"),
    by: |at| format!("Svar senast {}.", at.strftime("%-d.%-m.%Y kl. %-H.%M")),
    customer: "Kunden skrev:",
    how: |name, place| {
        format!(
            "Svara på det här meddelandet: svaret går bara till den som frågar ({name}), aldrig till kunden. Eller svara här: {place}"
        )
    },
    look: |place| format!("Ärendet finns här: {place}"),
};

const EN: Words = Words {
    above: "Write your answer above this line",
    asks: |name| format!("{name} asks you"),
    waits: |name| format!("{name} is still waiting for your answer"),
    answered: |name| format!("{name} answered your question"),
    nobody_left: (
        "Nobody is left to answer your question",
        "Everybody whom you asked has left the house. Ask somebody else.",
    ),
    over: (
        |name| format!("{name} does not wait for your answer any more"),
        "The matter is settled, or the question was taken back. You need do nothing more. If you know something all the same, answer the letter that brought the question.",
    ),
    question: "You asked:",
    asked: |name| format!("{name} asked:"),
    about: |number, subject| format!("Matter #{number}: {subject}"),
    by: |at| format!("Answer by {}.", at.strftime("%-d %B %Y at %H:%M")),
    customer: "The customer wrote:",
    how: |name, place| {
        format!(
            "Answer this message: it goes to {name} alone, and never to the customer. Or answer here: {place}"
        )
    },
    look: |place| format!("The matter is here: {place}"),
};

/// Of so many letters of what the customer wrote, at most; times are those of the zone.
pub(super) fn of(
    base: &str,
    zone: TimeZone,
    language: &str,
    tells: Tells,
    line: &ConsultationLine,
    most: usize,
) -> Letter {
    let words = match language {
        "sv" => SV,
        "en" => EN,
        _ => FI,
    };
    let subject = line.subject.as_deref().unwrap_or_default();
    let about = (words.about)(line.case_number, subject);
    let question = line.question.as_deref().unwrap_or_default();
    let asker = &line.by.1;
    let mut place = format!("/cases/{}", line.case_number);
    let matter = (words.look)(&format!("{base}{place}"));
    let mut says = String::new();
    let (headline, parts) = match tells {
        Tells::Asked | Tells::Again => {
            let headline = if tells == Tells::Asked { (words.asks)(asker) } else { (words.waits)(asker) };
            let mut shown = String::new();
            for said in line.shown.iter().filter_map(|shown| shown.text.as_deref()) {
                shown.extend(said.chars().take(most.saturating_sub(shown.chars().count())));
                shown.push_str("\n\n");
            }
            let customer = format!("{}\n{}", words.customer, shown.trim_end());
            place = format!("/asked#question-{}", line.id);
            says = (words.by)(&local(zone, line.due));
            let parts = vec![
                format!("{RULE} {}", words.above),
                format!("{headline}:\n\n{question}"),
                format!("{about}\n{says}"),
                if shown.is_empty() { String::new() } else { customer },
                (words.how)(asker, &format!("{base}{place}")),
            ];
            (headline, parts)
        }
        Tells::Answer(id) => {
            let said = line.answers.iter().find(|said| said.id == id);
            let name = said.map(|said| said.by.1.as_str()).unwrap_or_default();
            let answer = said.and_then(|said| said.text.as_deref()).unwrap_or_default();
            let headline = (words.answered)(name);
            let asked = format!("{}\n{question}", words.question);
            let parts = vec![format!("{headline}:\n\n{answer}"), asked, about, matter];
            (headline, parts)
        }
        Tells::Over => {
            let (headline, says) = (words.over.0(asker), words.over.1);
            let asked = format!("{}\n{question}", (words.asked)(asker));
            (headline.clone(), vec![format!("{headline}. {says}"), asked, about])
        }
        Tells::NobodyLeft => {
            let asked = format!("{}\n{question}", words.question);
            let (headline, says) = words.nobody_left;
            (headline.to_owned(), vec![format!("{headline}. {says}"), asked, about, matter])
        }
    };
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let subject = format!("{headline} · #{}", line.case_number);
    Letter { subject, says, text: parts.join("\n\n"), place }
}

fn local(zone: TimeZone, at: Timestamp) -> Zoned {
    jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default().to_zoned(zone)
}

//! The house's own words to whoever wrote, in their language: no word of theirs, and no time that nobody keeps.

use valta_domain::shown::With;
use valta_language::Language;

/// What is true of the hours now, each as it is said.
pub(super) struct Hours {
    /// When somebody on call was told of it.
    pub(super) told_at: Option<String>,
    /// When the house opens, where it is closed.
    pub(super) opens: Option<String>,
    /// Until when it is open.
    pub(super) closes: Option<String>,
}

pub(super) fn subject(language: Language, number: i64) -> String {
    match language {
        Language::Finnish => format!("Viestisi on tallessa: asia {number}"),
        Language::Swedish => format!("Ditt meddelande är sparat: ärende {number}"),
        Language::English => format!("Your message is safe: case {number}"),
    }
}

/// Who has it; `back` says when whoever is away returns.
pub(super) fn who(language: Language, with: &With, back: Option<String>) -> String {
    match with {
        With::Person { name, away } => {
            let cover = away.as_ref().and_then(|(_, cover)| cover.as_deref());
            let has = match language {
                Language::Finnish => format!("Asiaasi hoitaa {name}."),
                Language::Swedish => format!("{name} sköter ditt ärende."),
                Language::English => format!("{name} is looking after your matter."),
            };
            let back = back.map(|back| match language {
                Language::Finnish => format!("{name} palaa {back}."),
                Language::Swedish => format!("{name} är tillbaka {back}."),
                Language::English => format!("{name} is back {back}."),
            });
            let cover = cover.map(|cover| match language {
                Language::Finnish => format!("Sillä välin siitä vastaa {cover}."),
                Language::Swedish => format!("Under tiden svarar {cover} för det."),
                Language::English => format!("Meanwhile {cover} answers for it."),
            });
            [Some(has), back, cover].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        With::Team { name: Some(team), .. } => match language {
            Language::Finnish => format!("Asiasi on tiimillä {team}."),
            Language::Swedish => format!("Ditt ärende är hos teamet {team}."),
            Language::English => format!("Your matter is with the team {team}."),
        },
        With::Team { name: None, .. } => match language {
            Language::Finnish => "Asiasi on saapunut meille, ja joku meistä ottaa sen hoitaakseen.",
            Language::Swedish => "Ditt ärende har kommit fram till oss, och någon av oss tar hand om det.",
            Language::English => "Your matter has arrived with us, and one of us takes it on.",
        }
        .to_owned(),
    }
}

/// When somebody looks at it at the latest, where that is known.
fn when(language: Language, hours: &Hours) -> Option<String> {
    let says = match (&hours.told_at, &hours.opens, &hours.closes) {
        (Some(told), opens, _) => {
            let told = match language {
                Language::Finnish => format!("Olemme nyt kiinni. Päivystäjälle kerrottiin tästä {told}."),
                Language::Swedish => format!("Vi har stängt nu. Jouren fick veta om detta {told}."),
                Language::English => format!("We are closed now. Somebody on call was told of this {told}."),
            };
            let latest = opens.as_ref().map(|opens| match language {
                Language::Finnish => format!(" Viimeistään katsomme tätä, kun avaamme, {opens}."),
                Language::Swedish => format!(" Senast tittar vi på det när vi öppnar, {opens}."),
                Language::English => format!(" At the latest we look at it when we open, {opens}."),
            });
            format!("{told}{}", latest.unwrap_or_default())
        }
        (None, Some(opens), _) => match language {
            Language::Finnish => {
                format!("Olemme nyt kiinni. Katsomme tätä viimeistään, kun avaamme, {opens}.")
            }
            Language::Swedish => {
                format!("Vi har stängt nu. Vi tittar på detta senast när vi öppnar, {opens}.")
            }
            Language::English => {
                format!("We are closed now. At the latest we look at this when we open, {opens}.")
            }
        },
        (None, None, Some(closes)) => match language {
            Language::Finnish => format!("Olemme paikalla, kunnes suljemme {closes}."),
            Language::Swedish => format!("Vi är på plats tills vi stänger {closes}."),
            Language::English => format!("We are here until we close {closes}."),
        },
        (None, None, None) => return None,
    };
    Some(says)
}

pub(super) fn says(language: Language, number: i64, who: &str, hours: &Hours) -> String {
    let (safe, automatic) = match language {
        Language::Finnish => (
            format!("Viestisi on tallessa. Asiasi numero on {number}."),
            "Tämä viesti lähti itsestään. Voit vastata siihen: vastauksesi tulee samaan asiaan.",
        ),
        Language::Swedish => (
            format!("Ditt meddelande är sparat. Ditt ärende har nummer {number}."),
            "Det här meddelandet skickades av sig självt. Du kan svara på det: ditt svar hör till samma ärende.",
        ),
        Language::English => (
            format!("Your message is safe. The number of your matter is {number}."),
            "This message was sent by itself. You can answer it: your answer belongs to the same matter.",
        ),
    };
    let parts = [Some(safe), Some(who.to_owned()), when(language, hours), Some(automatic.to_owned())];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use valta_domain::Timestamp;
    use valta_language::search;

    use super::*;

    /// The letter around it is in the language that these words are found to be in.
    #[test]
    fn the_words_are_known_for_what_they_are() {
        let none = || Hours { told_at: None, opens: None, closes: None };
        let some = |said: &str| Some(said.to_owned());
        for language in [Language::Finnish, Language::Swedish, Language::English] {
            for with in [
                With::Person { name: "Aino Tiski".into(), away: None },
                With::Person { name: "Liv Exempel".into(), away: Some((Timestamp(0), some("Bo Mall"))) },
                With::Team { name: some("Customer care team"), since: Timestamp(0) },
                With::Team { name: None, since: Timestamp(0) },
            ] {
                for hours in [
                    none(),
                    Hours { opens: some("9:00"), ..none() },
                    Hours { told_at: some("8:00"), opens: some("9:00"), ..none() },
                    Hours { told_at: some("8:00"), ..none() },
                    Hours { closes: some("16:00"), ..none() },
                ] {
                    let said = says(language, 7, &who(language, &with, some("9:00")), &hours);
                    assert_eq!(search::guess(&said), Some(language), "{said}");
                    for time in [&hours.told_at, &hours.opens, &hours.closes].into_iter().flatten() {
                        assert!(said.contains(time.as_str()), "{said}");
                    }
                    assert!(said.contains(" 7."), "{said}");
                }
            }
        }
    }
}

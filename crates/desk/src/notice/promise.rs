//! What the house says of promises by itself, in the language of whoever reads it: to a customer whose promise has
//! another time, and to a colleague whose promise comes near.

use jiff::Zoned;
use valta_domain::{CaseId, PromiseId, Timestamp, contact::Direction};
use valta_language::{Language, search};
use valta_store::{Fault, Tx, account::Account, views};

use super::Word;
use crate::Desk;

/// Contacts that are looked through for the customer's own words.
const LOOKED_BACK: usize = 20;

impl Desk {
    /// To whoever has to keep the promise; nothing where it was kept meanwhile.
    pub(super) fn reminder(
        &self,
        tx: &mut Tx<'_>,
        id: PromiseId,
        account: Account,
    ) -> Result<Option<Word>, Fault> {
        let promise = views::promise::one(tx, id)?;
        let Some(promise) = promise.filter(views::promise::PromiseLine::is_open) else { return Ok(None) };
        let language = Language::from_code(&account.language).unwrap_or(Language::Finnish);
        let due = self.says(tx, language, promise.due)?;
        let place = format!("/cases/{}", promise.number);
        let what = promise.what.unwrap_or_default();
        let (subject, [promised, says]) = reminder(language, promise.number, &what, &due);
        let text = format!("{promised}\n\n{says}\n\n{}{place}", self.settings().base_url);
        Ok(Some(Word { account, subject, says, text, place, topic: id.0, token: None }))
    }

    /// An instant as whoever reads this language says it, on the house's clock.
    pub(crate) fn says(&self, tx: &mut Tx<'_>, language: Language, at: Timestamp) -> Result<String, Fault> {
        let zone = self.zone(tx)?;
        let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
        Ok(moment(language, &Zoned::new(at, zone)))
    }

    /// The language that the customer wrote last, as far as it can be told; else the house's.
    pub fn language_of(&self, tx: &mut Tx<'_>, case: CaseId) -> Result<Language, Fault> {
        let contacts = views::contact::of_case(tx, case, Timestamp(i64::MAX), LOOKED_BACK)?;
        let mut theirs = contacts.iter().rev().filter(|contact| contact.direction == Direction::In);
        let guessed = theirs.find_map(|contact| search::guess(contact.text.as_deref()?));
        let house = || Language::from_code(&self.settings().language).unwrap_or(Language::Finnish);
        Ok(guessed.unwrap_or_else(house))
    }
}

/// `Monday 23 November at 15:00`.
fn moment(language: Language, at: &Zoned) -> String {
    let weekday = usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or_default();
    let (day, month, clock) = (at.day(), at.month(), at.time());
    match language {
        Language::Finnish => {
            let days = [
                "maanantaina",
                "tiistaina",
                "keskiviikkona",
                "torstaina",
                "perjantaina",
                "lauantaina",
                "sunnuntaina",
            ];
            format!("{} {day}.{month}. klo {}", days[weekday], clock.strftime("%-H.%M"))
        }
        Language::Swedish => {
            let days = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"];
            format!("{} {day}.{month} kl. {}", days[weekday], clock.strftime("%-H.%M"))
        }
        Language::English => format!("{} at {}", at.strftime("%A %-d %B"), clock.strftime("%-H:%M")),
    }
}

/// A promise has another time, and it is still time to say so.
pub(crate) fn renewed(language: Language, what: &str, due: &str, name: &str) -> String {
    match language {
        Language::Finnish => format!(
            "Hei,\n\nlupasin sinulle: ”{what}”. En ehdi siihen mennessä kuin sanoin, ja kerron sen nyt enkä \
             vasta jälkikäteen. Pidän lupaukseni viimeistään {due}.\n\nTerveisin {name}"
        ),
        Language::Swedish => format!(
            "Hej,\n\njag lovade dig: ”{what}”. Jag hinner inte till den tid jag sade, och säger det nu och inte \
             först efteråt. Jag håller mitt löfte senast {due}.\n\nHälsningar {name}"
        ),
        Language::English => format!(
            "Hello,\n\nI promised you: “{what}”. I will not manage it by the time I said, and I tell you now \
             rather than afterwards. I will keep my promise by {due} at the latest.\n\nRegards, {name}"
        ),
    }
}

/// A promise is broken, and another is given for it.
pub(crate) fn sorry(language: Language, what: &str, due: &str, name: &str) -> String {
    match language {
        Language::Finnish => format!(
            "Hei,\n\nlupasin sinulle: ”{what}”. En pitänyt lupaustani ajoissa. Olen pahoillani: odotit turhaan, \
             ja se on meidän virheemme. Teen sen viimeistään {due}.\n\nTerveisin {name}"
        ),
        Language::Swedish => format!(
            "Hej,\n\njag lovade dig: ”{what}”. Jag höll inte mitt löfte i tid. Jag är ledsen: du fick vänta \
             förgäves, och det är vårt fel. Jag gör det senast {due}.\n\nHälsningar {name}"
        ),
        Language::English => format!(
            "Hello,\n\nI promised you: “{what}”. I did not keep my promise in time. I am sorry: you waited for \
             nothing, and that is our fault. I will do it by {due} at the latest.\n\nRegards, {name}"
        ),
    }
}

/// A subject and two paragraphs for whoever has to keep it; only the first one says what.
fn reminder(language: Language, number: i64, what: &str, due: &str) -> (String, [String; 2]) {
    match language {
        Language::Finnish => (
            format!("Lupaus lähestyy: asia #{number}, {due}"),
            [
                format!("Asiassa #{number} on luvattu: ”{what}”, viimeistään {due}."),
                "Pidä se, tai uusi se ennen kuin se pettää: asiakas saa silloin uuden ajan heti.".into(),
            ],
        ),
        Language::Swedish => (
            format!("Ett löfte närmar sig: ärende #{number}, {due}"),
            [
                format!("I ärende #{number} har vi lovat: ”{what}”, senast {due}."),
                "Håll det, eller förnya det innan det bryts: då får kunden den nya tiden genast.".into(),
            ],
        ),
        Language::English => (
            format!("A promise comes near: case #{number}, {due}"),
            [
                format!("In case #{number} we have promised: “{what}”, by {due}."),
                "Keep it, or renew it before it breaks: then the customer hears the new time at once.".into(),
            ],
        ),
    }
}

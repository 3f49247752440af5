//! The rehearsal's second look: once a day the lead, and for the lead's own somebody else, looks at what has waited some
//! days, and leaves a word now and then; the last days' wait for whoever opens the house.

use valta_desk::{By, Desk, GiveReview, No};
use valta_domain::{Timestamp, review::Judgement};
use valta_store::views;

use crate::people::STAFF;

/// Looked at in one go.
const AT_ONCE: usize = 50;

const THANKS: [(&str, &str); 3] = [
    ("fi", "Kiitos, että ratkaisit tämän heti. Juuri näin."),
    ("sv", "Tack för att du löste det genast. Precis så."),
    ("en", "Thank you for settling this at once. Just so."),
];
const ADVICE: [(&str, &str); 3] = [
    ("fi", "Ensi kerralla vähempikin olisi riittänyt. Kysy minulta, jos olet epävarma."),
    ("sv", "Nästa gång hade det räckt med mindre. Fråga mig om du är osäker."),
    ("en", "Next time less would have done. Ask me when you are not sure."),
];

/// What was given until then is looked at; answers how many have been in all.
pub(crate) async fn look_back(
    desk: &Desk,
    staff: &[By],
    reviewers: &[By],
    until: Timestamp,
    mut so_far: usize,
) -> Result<usize, No> {
    for by in reviewers {
        let me = by.agent;
        let due = desk.reader().look(move |tx| views::review::due(tx, me, None, AT_ONCE)).await?;
        for row in due.into_iter().filter(|row| row.given_at <= until) {
            let (judgement, said) = match so_far % 13 {
                4 => (Judgement::Wrong, Some(ADVICE)),
                1 | 7 | 10 => (Judgement::Understandable, None),
                2 | 8 => (Judgement::Right, Some(THANKS)),
                _ => (Judgement::Right, None),
            };
            let language = staff
                .iter()
                .position(|giver| giver.agent == row.agent)
                .and_then(|at| STAFF.get(at))
                .map_or("fi", |staff| staff.language);
            let word = said.and_then(|said| said.into_iter().find(|(known, _)| *known == language));
            let word = word.map_or(String::new(), |(_, word)| word.to_owned());
            desk.review(*by, None, GiveReview { remedy: row.remedy, judgement, word }).await?;
            so_far += 1;
        }
    }
    Ok(so_far)
}

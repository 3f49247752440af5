//! Words as stems, made here and stored beside a text, so that both databases find the same.
//!
//! A text is stored by [`terms`], asked for by [`query`]. A letter's language is guessed; of a text that is too
//! short to tell, the stems of all three are stored. A question is always asked in all three.

use std::{borrow::Cow, collections::BTreeSet};

use frostem::{Algorithm, Stemmer};

use crate::{
    Language,
    text::{self, Word},
};

/// Goes up whenever the same text gives other stems: what is stored must then be made anew.
pub const VERSION: u32 = 1;

/// Words of one question that are looked for.
const MOST_ASKED: usize = 32;

impl Language {
    fn stemmer(self) -> Stemmer {
        Stemmer::new(match self {
            Language::Finnish => Algorithm::Finnish,
            Language::Swedish => Algorithm::Swedish,
            Language::English => Algorithm::English,
        })
    }
}

/// The stem of each word, in the order of the text: letters and digits without marks, at most 64 of them. Folded
/// before it is stemmed, so that `yhteyttä` and `yhteytta` are the same word however it was typed.
pub fn stems(text: &str, language: Language) -> Vec<String> {
    let stemmer = language.stemmer();
    text::words(text).iter().map(|word| with(stemmer, &word.folded)).collect()
}

/// What a text is stored under, each once, sorted: the stems of its language, or of all three when it is too
/// short to tell. The words themselves are not among them.
pub fn terms(text: &str) -> Vec<String> {
    let words = text::words(text);
    let languages = guess_of(&words);
    let languages = languages.as_ref().map_or(Language::ALL, std::slice::from_ref);
    let mut terms = BTreeSet::new();
    for stemmer in languages.iter().map(|language| language.stemmer()) {
        terms.extend(words.iter().map(|word| with(stemmer, &word.folded)));
    }
    terms.into_iter().collect()
}

/// What to look for: for each word that was typed the stems it may be stored under. All of the words are meant,
/// any of a word's stems. A word without a meaning of its own (`the`, `ja`, `och`) is left out unless there is
/// nothing else.
pub fn query(text: &str) -> Vec<Vec<String>> {
    let words = text::words(text);
    let telling = |word: &&Word| {
        Language::ALL.iter().all(|language| !common(*language).contains(&word.folded.as_str()))
    };
    let mut asked: Vec<&Word> = words.iter().filter(telling).collect();
    if asked.is_empty() {
        asked = words.iter().collect();
    }
    let stems = |word: &Word| {
        let stems: BTreeSet<String> =
            Language::ALL.iter().map(|language| with(language.stemmer(), &word.folded)).collect();
        stems.into_iter().collect()
    };
    asked.into_iter().take(MOST_ASKED).map(stems).collect()
}

/// Words that are remembered of one text; what comes after seldom says more.
const MOST_REMEMBERED: usize = 200;
/// Digits of a number that names one order, account or person, and tells nothing of what it was about.
const NAMES_ONE: usize = 6;
/// Letters from which on a word may be two in one, and of each half.
const COMPOUND: usize = 9;
const HALF: usize = 4;
/// Letters of a beginning that says something.
pub const BEGINNING: usize = 5;
/// Halves of one word that are looked for.
const MOST_HALVES: usize = 40;

/// As [`terms`], of what somebody wrote themselves, without words that have no meaning of their own and without long
/// numbers: by what a text is remembered, when others ask who knows.
pub fn telling(text: &str) -> Vec<String> {
    let words = text::written(text);
    let languages = guess_of(&words);
    let languages = languages.as_ref().map_or(Language::ALL, std::slice::from_ref);
    let says = |word: &&Word| {
        let letters = word.folded.as_str();
        let number = letters.bytes().all(|byte| byte.is_ascii_digit());
        let small = Language::ALL.iter().any(|language| common(*language).contains(&letters));
        letters.len() > 1 && !small && !(number && letters.len() >= NAMES_ONE)
    };
    let mut terms = BTreeSet::new();
    for word in words.iter().filter(says).take(MOST_REMEMBERED) {
        terms.extend(languages.iter().map(|language| with(language.stemmer(), &word.folded)));
    }
    terms.remove("");
    terms.into_iter().collect()
}

/// One way in which an asked word may stand in what is remembered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The word itself.
    Stem(String),
    /// One half of it, where it may be two in one: `lasku` of `vakuutuslasku`.
    Half(String),
    /// A longer word that begins so: `laskutus` for `lasku`.
    Begins(String),
}

impl Form {
    /// How much less than the word itself it says.
    pub const fn weight(&self) -> f64 {
        match self {
            Form::Stem(_) => 1.0,
            Form::Half(_) | Form::Begins(_) => 0.5,
        }
    }

    pub fn meets(&self, term: &str) -> bool {
        match self {
            Form::Stem(stem) | Form::Half(stem) => term == stem,
            Form::Begins(beginning) => term.len() > beginning.len() && term.starts_with(beginning.as_str()),
        }
    }
}

/// As [`query`], each word once, with the looser forms that compounds need.
pub fn forms(text: &str) -> Vec<Vec<Form>> {
    let mut seen = BTreeSet::new();
    let asked = query(text).into_iter().filter(|stems| stems.iter().all(|stem| seen.insert(stem.clone())));
    let forms = |stems: Vec<String>| {
        let mut forms: BTreeSet<Form> = stems.iter().map(|stem| Form::Stem(stem.clone())).collect();
        for stem in &stems {
            if stem.chars().count() >= BEGINNING {
                forms.insert(Form::Begins(stem.clone()));
            }
        }
        let halves: BTreeSet<Form> = stems.iter().flat_map(|stem| halves(stem)).collect();
        forms.extend(halves.into_iter().take(MOST_HALVES));
        forms.into_iter().collect()
    };
    asked.map(forms).collect()
}

/// What may be the halves of a word; which of them are words, only what is remembered can tell.
fn halves(stem: &str) -> impl Iterator<Item = Form> + '_ {
    let letters = stem.chars().count();
    let places = stem
        .char_indices()
        .enumerate()
        .filter(move |(place, _)| letters >= COMPOUND && (HALF..=letters - HALF).contains(place));
    places.flat_map(|(_, (at, _))| {
        let (first, second) = stem.split_at(at);
        [Form::Half(first.to_owned()), Form::Half(second.to_owned())]
    })
}

/// The language of a text, by its small words and the ends of the others; nothing when that does not tell.
pub fn guess(text: &str) -> Option<Language> {
    guess_of(&text::words(text))
}

/// One folded word.
pub(crate) fn stem(folded: &str, language: Language) -> String {
    with(language.stemmer(), folded)
}

fn with(stemmer: Stemmer, folded: &str) -> String {
    let folded = mended(stemmer, folded);
    // What ends in the apostrophe's part (`airline's`) is known to the English stemmer alone.
    let stem = stemmer.stem(&folded);
    if stem.contains('\'') { stem.replace('\'', "") } else { stem.into_owned() }
}

/// What the stemmers miss and people often write: `vakuutukseni` (my insurance) is taken for *as insurance* and would
/// lose its end, and the Swedish article of `fakturan` is not seen at all.
fn mended(stemmer: Stemmer, folded: &str) -> Cow<'_, str> {
    const OWNED: [&str; 5] = ["kseni", "ksesi", "ksensa", "ksemme", "ksenne"];
    let algorithm = stemmer.algorithm();
    if algorithm == Algorithm::Finnish && folded.len() >= 9 {
        let stem = OWNED.iter().find_map(|end| folded.strip_suffix(end));
        return stem.map_or(Cow::Borrowed(folded), |stem| Cow::Owned(format!("{stem}ksen")));
    }
    let article = algorithm == Algorithm::Swedish && folded.len() >= 6 && folded.ends_with("an");
    Cow::Borrowed(folded.strip_suffix('n').filter(|_| article).unwrap_or(folded))
}

/// Words of a text that its language is told by.
const MOST_GUESSED_BY: usize = 400;

fn guess_of(words: &[Word]) -> Option<Language> {
    let mut points = [0_u32; 3];
    for word in words.iter().take(MOST_GUESSED_BY) {
        for (points, language) in points.iter_mut().zip(Language::ALL) {
            if common(*language).contains(&word.folded.as_str()) {
                *points += 2;
            } else if word.folded.len() > 5 && ends(*language).iter().any(|end| word.folded.ends_with(end)) {
                *points += 1;
            }
        }
    }
    let (best, most) = Language::ALL.iter().zip(points).max_by_key(|(_, points)| *points)?;
    let second = Language::ALL
        .iter()
        .zip(points)
        .filter(|(other, _)| *other != best)
        .map(|(_, points)| points)
        .max()?;
    let telling = if second == 0 { most >= 2 } else { most >= 3 && most >= 2 * second };
    telling.then_some(*best)
}

/// Frequent words of one language that are no words of the others, folded.
fn common(language: Language) -> &'static [&'static str] {
    match language {
        Language::Finnish => &[
            "ja", "ei", "etta", "olen", "olemme", "han", "mina", "sina", "te", "se", "ne", "tama", "tassa",
            "siita", "mutta", "joka", "jos", "kun", "kuin", "niin", "myos", "mita", "missa", "miten",
            "milloin", "ovat", "oli", "olisi", "voi", "voin", "voisin", "minun", "minulle", "sinun",
            "sinulle", "teille", "meille", "kiitos", "hei", "vain", "viela", "nyt", "sitten", "kanssa",
            "ennen", "jalkeen", "asia", "kello", "saada", "taman",
        ],
        Language::Swedish => &[
            "och", "att", "det", "som", "en", "ett", "jag", "du", "vi", "ni", "inte", "ar", "av", "pa",
            "med", "till", "har", "hade", "mig", "dig", "oss", "er", "om", "kan", "ska", "vill", "skulle",
            "eller", "fran", "nar", "hur", "vad", "var", "dar", "tack", "hej", "mycket", "sedan", "efter",
            "fore", "denna", "detta", "ocksa",
        ],
        Language::English => &[
            "the", "and", "of", "to", "is", "are", "was", "were", "be", "been", "that", "this", "with",
            "for", "not", "you", "your", "my", "we", "our", "it", "its", "have", "has", "had", "would",
            "will", "can", "could", "from", "what", "when", "where", "how", "please", "thank", "thanks",
            "there", "they", "which", "a", "at", "by", "i'm", "i'll", "don't", "hello", "before",
        ],
    }
}

fn ends(language: Language) -> &'static [&'static str] {
    match language {
        Language::Finnish => &[
            "ssa", "sta", "lla", "lta", "lle", "ksi", "nut", "neet", "mme", "tte", "isi", "aan", "iin",
            "uun", "een", "tta", "minen", "inen", "nsa", "taan", "kko",
        ],
        Language::Swedish => {
            &["ningen", "ande", "arna", "erna", "orna", "het", "lig", "ligt", "ades", "ade", "skap", "sjon"]
        }
        Language::English => {
            &["ing", "tion", "ness", "ment", "ly", "ould", "ght", "ous", "able", "ck", "'s", "'t"]
        }
    }
}

#[cfg(test)]
mod tests;

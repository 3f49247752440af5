//! The words that phrases are made of, each known by a number, and which of them a word of a text is.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use crate::{Language, search::stem};

/// How a word of a phrase is compared with one of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// `=ota`: this form and no other.
    Exact,
    /// `lomake`: whatever has the same stem.
    Stem(Language),
    /// `lomak*`
    Starts,
    /// `*palveluun`
    Ends,
    /// `*palvelu*`
    Contains,
}

/// Letters by which most words are put aside before they are stemmed: no stemmer of the three changes a word's
/// beginning.
const HEAD: usize = 4;

/// Shorter words have no stem that tells them from others: `minun` and `minulle` would be one, `ei` and `en`. Nor
/// have those with an apostrophe, `you'll`.
const STEMMED: usize = 5;

#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    numbers: HashMap<(Form, String), usize>,
    exact: HashMap<String, usize>,
    stems: HashMap<Language, HashMap<String, usize>>,
    /// The first letters of the stems, and in which languages.
    heads: HashMap<String, Vec<Language>>,
    parts: Vec<(String, Form, usize)>,
    /// The sets that a word is in.
    sets: HashMap<usize, Vec<usize>>,
    sets_known: HashMap<Vec<usize>, usize>,
    size: usize,
}

impl Lexicon {
    pub(crate) fn word(&mut self, form: Form, folded: &str) -> usize {
        let form = match form {
            Form::Stem(_) if folded.len() < STEMMED || folded.contains('\'') => Form::Exact,
            Form::Stem(_) | Form::Exact | Form::Starts | Form::Ends | Form::Contains => form,
        };
        let folded = match form {
            Form::Stem(language) => stem(folded, language),
            Form::Exact | Form::Starts | Form::Ends | Form::Contains => folded.to_owned(),
        };
        if let Some(number) = self.numbers.get(&(form, folded.clone())) {
            return *number;
        }
        let number = self.size;
        self.size += 1;
        self.numbers.insert((form, folded.clone()), number);
        match form {
            Form::Exact => {
                self.exact.insert(folded, number);
            }
            Form::Stem(language) => {
                let heads = self.heads.entry(head(&folded, HEAD).to_owned()).or_default();
                if !heads.contains(&language) {
                    heads.push(language);
                }
                self.stems.entry(language).or_default().insert(folded, number);
            }
            Form::Starts | Form::Ends | Form::Contains => self.parts.push((folded, form, number)),
        }
        number
    }

    /// One number for all of these, so that a set costs as much as a word.
    pub(crate) fn set(&mut self, mut members: Vec<usize>) -> usize {
        members.sort_unstable();
        members.dedup();
        if let [one] = members.as_slice() {
            return *one;
        }
        if let Some(number) = self.sets_known.get(&members) {
            return *number;
        }
        let number = self.size;
        self.size += 1;
        for member in &members {
            self.sets.entry(*member).or_default().push(number);
        }
        self.sets_known.insert(members, number);
        number
    }

    /// Ready to be asked. Nothing when the parts of words are more than can be searched for at once, which the
    /// limits on lists rule out.
    pub(crate) fn done(self) -> Option<Known> {
        let parts = AhoCorasick::new(self.parts.iter().map(|(part, ..)| part)).ok()?;
        Some(Known { lexicon: self, parts })
    }
}

/// A lexicon that is complete.
#[derive(Debug)]
pub(crate) struct Known {
    lexicon: Lexicon,
    parts: AhoCorasick,
}

impl Known {
    /// Numbers run from 0 to here.
    pub(crate) fn size(&self) -> usize {
        self.lexicon.size
    }

    /// Everything that a folded word of a text is.
    pub(crate) fn of(&self, word: &str) -> Vec<usize> {
        let Lexicon { exact, stems, heads, parts, sets, .. } = &self.lexicon;
        let mut found: Vec<usize> = exact.get(word).copied().into_iter().collect();
        // A stem may be shorter than a head.
        let lengths = if word.len() < STEMMED { 0..=0 } else { 2..=HEAD };
        let mut languages: Vec<Language> = Vec::new();
        for language in lengths.filter_map(|letters| heads.get(head(word, letters))).flatten() {
            if !languages.contains(language) {
                languages.push(*language);
                let stems = stems.get(language);
                found.extend(stems.and_then(|stems| stems.get(&stem(word, *language))));
            }
        }
        for part in self.parts.find_overlapping_iter(word) {
            if let Some((_, form, number)) = parts.get(part.pattern().as_usize()) {
                let fits = match form {
                    Form::Starts => part.start() == 0,
                    Form::Ends => part.end() == word.len(),
                    Form::Contains | Form::Exact | Form::Stem(_) => true,
                };
                found.extend(fits.then_some(*number));
            }
        }
        // Sets may stand in sets.
        let mut next = 0;
        while let Some(number) = found.get(next).copied() {
            next += 1;
            for set in sets.get(&number).into_iter().flatten() {
                if !found.contains(set) {
                    found.push(*set);
                }
            }
        }
        found
    }
}

fn head(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

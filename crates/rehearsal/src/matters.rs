//! What people write to an airline, an insurer, a web shop and a hotel, read from `matters.txt`: word lists
//! that begin with `@`, matters that begin with `=`. A line is one variant; words in braces are filled in.

use std::collections::BTreeMap;

use valta_domain::{contact::Channel, remedy::RemedyKind};

const TEXT: &str = include_str!("matters.txt");

/// One kind of trouble, with the words of both sides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matter {
    pub(crate) language: &'static str,
    pub(crate) remedy: Option<RemedyKind>,
    /// Whole euros from and to.
    pub(crate) euros: (i64, i64),
    pub(crate) channels: Vec<Channel>,
    /// A matter that a story needs to have a precedent of.
    pub(crate) tag: Option<&'static str>,
    pub(crate) subjects: Vec<&'static str>,
    pub(crate) openings: Vec<&'static str>,
    pub(crate) more: Vec<&'static str>,
    pub(crate) replies: Vec<&'static str>,
    pub(crate) notes: Vec<&'static str>,
}

pub(crate) struct Matters {
    pub(crate) all: Vec<Matter>,
    lists: BTreeMap<(&'static str, &'static str), Vec<&'static str>>,
}

impl Matters {
    pub(crate) fn read() -> Matters {
        let mut matters = Matters { all: Vec::new(), lists: BTreeMap::new() };
        let mut list = None;
        for line in TEXT.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(name) = line.strip_prefix("@ ") {
                list = name.split_once(' ');
            } else if let Some(head) = line.strip_prefix("= ") {
                list = None;
                matters.all.push(head_of(head));
            } else if let Some(list) = list {
                matters.lists.entry(list).or_default().push(line);
            } else if let (Some(matter), Some((mark, words))) = (matters.all.last_mut(), line.split_once(' '))
            {
                match mark {
                    "?" => matter.subjects.push(words),
                    ">" => matter.openings.push(words),
                    ">>" => matter.more.push(words),
                    "<" => matter.replies.push(words),
                    "~" => matter.notes.push(words),
                    _ => unreachable!("matters.txt has a line that begins with {mark}"),
                }
            }
        }
        matters
    }

    /// The variants of a list in a language.
    pub(crate) fn list(&self, language: &'static str, name: &'static str) -> &[&'static str] {
        self.lists.get(&(language, name)).map_or(&[], Vec::as_slice)
    }
}

/// `airline fi refund 5-12 phone,email breakfast`: house, language, remedy, euros, channels, tag.
fn head_of(head: &'static str) -> Matter {
    let mut words = head.split(' ').skip(1);
    let mut word = || words.next().unwrap_or_default();
    let language = word();
    let remedy = RemedyKind::from_code(word());
    let euros = word().split_once('-').map_or((0, 0), |(low, high)| (number(low), number(high)));
    let channels = word().split(',').filter_map(Channel::from_code).collect();
    let tag = Some(word()).filter(|tag| !tag.is_empty());
    Matter { language, remedy, euros, channels, tag, ..Matter::default() }
}

fn number(text: &str) -> i64 {
    text.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests;

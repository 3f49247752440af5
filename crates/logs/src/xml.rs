//! The tags of an XML text, one after the other, from a reader of any length: what XES needs and no more.
//! Own code because this is where importing a log spends its time; it reads a tag where it lies and copies
//! nothing. What is between the tags is passed over.

use std::{io::Read, ops::Range};

use memchr::{memchr, memmem};

use crate::{Place, Wrong};

/// What is read at once.
const PIECE: usize = 256 * 1024;
/// A longer tag, comment or declaration is none.
const LONGEST: usize = 16 * 1024 * 1024;
/// Deeper is no log but an attack.
const DEEPEST: usize = 256;

/// What a tag is; its parts lie in the scanner until the next one is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// `<name …>`
    Open,
    /// `<name …/>`
    Whole,
    /// `</name>`
    Close,
    /// The text is at its end, and all that was opened was closed.
    End,
}

pub(crate) struct Xml<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Of the text, where the buffer begins.
    offset: u64,
    lines: u64,
    over: bool,
    name: Range<usize>,
    attributes: Vec<(Range<usize>, Range<usize>)>,
    /// The names of what is open, one after the other, and where each begins.
    open: Vec<u8>,
    begins: Vec<usize>,
    /// Names stand behind a prefix; known from the outermost tag on.
    prefixed: Option<bool>,
    latin: bool,
}

/// What is in the buffer was not enough to say.
struct More;

impl<R: Read> Xml<R> {
    pub(crate) fn new(reader: R) -> Result<Xml<R>, Wrong> {
        let mut xml = Xml {
            reader,
            buffer: vec![0; PIECE * 2],
            start: 0,
            end: 0,
            offset: 0,
            lines: 0,
            over: false,
            name: 0..0,
            attributes: Vec::new(),
            open: Vec::new(),
            begins: Vec::new(),
            prefixed: None,
            latin: false,
        };
        while xml.end < 4 && !xml.over {
            xml.fill()?;
        }
        match xml.buffer.get(..xml.end.min(3)).unwrap_or_default() {
            [0xEF, 0xBB, 0xBF] => xml.start = 3,
            [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, b'<', ..] | [b'<', 0, ..] => {
                return Err(xml.wrong("the text is UTF-16; save it as UTF-8 first"));
            }
            _ => {}
        }
        Ok(xml)
    }

    pub(crate) fn place(&self) -> Place {
        let before = self.buffer.get(..self.start).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', before).count() as u64;
        Place::Line { line: self.lines + lines + 1, byte: self.offset + self.start as u64 + 1 }
    }

    pub(crate) fn wrong(&self, what: impl Into<String>) -> Wrong {
        Wrong::at(self.place(), what)
    }

    /// Without the prefix of its namespace.
    pub(crate) fn name(&self) -> &[u8] {
        let name = self.buffer.get(self.name.clone()).unwrap_or_default();
        if self.prefixed != Some(true) {
            return name;
        }
        memchr(b':', name).and_then(|at| name.get(at + 1..)).unwrap_or(name)
    }

    /// As it is written, with its references.
    pub(crate) fn raw(&self, attribute: &[u8]) -> Option<&[u8]> {
        let at = |range: &Range<usize>| self.buffer.get(range.clone()).unwrap_or_default();
        self.attributes.iter().find(|(name, _)| at(name) == attribute).map(|(_, value)| at(value))
    }

    /// `raw` with its references put in, and in UTF-8.
    pub(crate) fn plain<'a>(&self, raw: &'a [u8], scratch: &'a mut Vec<u8>) -> &'a [u8] {
        let referring = memchr(b'&', raw).is_some();
        if !referring && !self.latin {
            return raw;
        }
        scratch.clear();
        let mut rest = raw;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            if byte == b'&'
                && let Some(end) = memchr(b';', rest.get(..rest.len().min(12)).unwrap_or_default())
                && let Some(letter) = rest.get(..end).and_then(reference)
            {
                scratch.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                rest = rest.get(end + 1..).unwrap_or_default();
            } else if self.latin {
                scratch.extend_from_slice(char::from(byte).encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                scratch.push(byte);
            }
        }
        scratch
    }

    /// How many are open.
    pub(crate) fn depth(&self) -> usize {
        self.begins.len()
    }

    fn fill(&mut self) -> Result<(), Wrong> {
        if self.start > 0 {
            let passed = self.buffer.get(..self.start).unwrap_or_default();
            self.lines += memchr::memchr_iter(b'\n', passed).count() as u64;
            self.buffer.copy_within(self.start..self.end, 0);
            self.offset += self.start as u64;
            self.end -= self.start;
            self.start = 0;
        }
        if self.end + PIECE > self.buffer.len() {
            if self.buffer.len() > LONGEST {
                return Err(self.wrong("a tag or comment begins here and does not end"));
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let end = self.end;
        let free = self.buffer.get_mut(end..).unwrap_or_default();
        loop {
            match self.reader.read(free) {
                Ok(0) => self.over = true,
                Ok(many) => self.end += many,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.start = self.end;
                    return Err(Wrong::read(self.place(), &error));
                }
            }
            return Ok(());
        }
    }

    pub(crate) fn next(&mut self) -> Result<Tag, Wrong> {
        loop {
            match self.step() {
                Ok(Some(tag)) => return Ok(tag),
                Ok(None) => {}
                Err(Ok(More)) if self.over => {
                    let text = self.buffer.get(self.start..self.end).unwrap_or_default();
                    if !self.begins.is_empty() || !text.trim_ascii().is_empty() {
                        let open = self.begins.last().and_then(|&at| self.open.get(at..));
                        let open = open.map(|name| String::from_utf8_lossy(name).into_owned());
                        return Err(self.wrong(match open {
                            Some(name) => format!(
                                "the log ends in the middle, with <{name}> still open: it was cut off, or was not \
                                 copied to its end"
                            ),
                            None => "the log ends in the middle".to_owned(),
                        }));
                    }
                    if self.prefixed.is_none() {
                        return Err(self.wrong("there is no XML here"));
                    }
                    return Ok(Tag::End);
                }
                Err(Ok(More)) => self.fill()?,
                Err(Err(wrong)) => return Err(wrong),
            }
        }
    }

    /// The next tag, nothing after something that is none, or that more is needed.
    fn step(&mut self) -> Result<Option<Tag>, Result<More, Wrong>> {
        let text = self.buffer.get(self.start..self.end).unwrap_or_default();
        let Some(at) = find(b'<', text) else {
            if !text.trim_ascii().is_empty() && self.begins.is_empty() {
                return Err(Err(self.wrong("this is no XML")));
            }
            // What was passed over is not looked at again, however long it is.
            self.start = self.end;
            return Err(Ok(More));
        };
        if self.begins.is_empty() && !text.get(..at).unwrap_or_default().trim_ascii().is_empty() {
            return Err(Err(self.wrong("this is no XML")));
        }
        self.start += at;
        let text = self.buffer.get(self.start..self.end).unwrap_or_default();
        match text.get(1).ok_or(Ok(More))? {
            b'!' | b'?' => self.pass_over(),
            b'/' => {
                let end = memchr(b'>', text).ok_or(Ok(More))?;
                let name = text.get(2..end).unwrap_or_default().trim_ascii_end();
                let begins = self.begins.last().copied();
                let open = begins.and_then(|at| self.open.get(at..));
                if open != Some(name) {
                    let name = String::from_utf8_lossy(name).into_owned();
                    let open = open.map(|open| String::from_utf8_lossy(open).into_owned());
                    return Err(Err(self.wrong(match open {
                        Some(open) => format!("</{name}> closes where <{open}> is open"),
                        None => format!("</{name}> closes where nothing is open"),
                    })));
                }
                self.begins.pop();
                self.open.truncate(begins.unwrap_or(0));
                self.name = self.start + 2..self.start + 2 + name.len();
                self.start += end + 1;
                Ok(Some(Tag::Close))
            }
            _ => match self.opening() {
                None => Err(Ok(More)),
                Some(Ok(tag)) => Ok(Some(tag)),
                Some(Err(what)) => Err(Err(self.wrong(what))),
            },
        }
    }

    /// Nothing when more is needed; a tag, or what is wrong with it.
    fn opening(&mut self) -> Option<Result<Tag, &'static str>> {
        let text = self.buffer.get(..self.end).unwrap_or_default();
        let byte = |at: usize| text.get(at).copied();
        let mut at = self.start + 1;
        while !matches!(byte(at)?, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>') {
            at += 1;
        }
        self.name = self.start + 1..at;
        self.attributes.clear();
        let tag = loop {
            while byte(at)?.is_ascii_whitespace() {
                at += 1;
            }
            match byte(at)? {
                b'>' => break Tag::Open,
                b'/' => {
                    if byte(at + 1)? != b'>' {
                        return Some(Err("a tag has a slash that does not close it"));
                    }
                    at += 1;
                    break Tag::Whole;
                }
                _ => {}
            }
            let name = at;
            while !matches!(byte(at)?, b'=' | b' ' | b'\t' | b'\r' | b'\n' | b'<' | b'>') {
                at += 1;
            }
            let name = name..at;
            while byte(at)?.is_ascii_whitespace() {
                at += 1;
            }
            if byte(at)? != b'=' {
                return Some(Err("an attribute of this tag has no value"));
            }
            at += 1;
            while byte(at)?.is_ascii_whitespace() {
                at += 1;
            }
            let quote = byte(at)?;
            if quote != b'"' && quote != b'\'' {
                return Some(Err("an attribute of this tag has a value without quotation marks"));
            }
            at += 1;
            let value = at;
            at += find(quote, text.get(at..).unwrap_or_default())?;
            self.attributes.push((name, value..at));
            at += 1;
        };
        if self.prefixed.is_none() {
            self.prefixed = Some(text.get(self.name.clone()).unwrap_or_default().contains(&b':'));
        }
        if tag == Tag::Open {
            if self.begins.len() >= DEEPEST {
                return Some(Err("tags are nested too deeply"));
            }
            self.begins.push(self.open.len());
            self.open.extend_from_slice(text.get(self.name.clone()).unwrap_or_default());
        }
        self.start = at + 1;
        Some(Ok(tag))
    }

    /// A comment, a declaration, an instruction, or text in CDATA.
    fn pass_over(&mut self) -> Result<Option<Tag>, Result<More, Wrong>> {
        let text = self.buffer.get(self.start..self.end).unwrap_or_default();
        let (from, end): (usize, &[u8]) = if text.starts_with(b"<!--") {
            (4, b"-->")
        } else if text.starts_with(b"<![CDATA[") {
            (9, b"]]>")
        } else if text.starts_with(b"<?") {
            (2, b"?>")
        } else if text.len() < 9 {
            return Err(Ok(More));
        } else {
            // A document type: its own declarations stand in brackets.
            let close = memchr(b'>', text).ok_or(Ok(More))?;
            if memchr(b'[', text.get(..close).unwrap_or_default()).is_some() { (2, b"]>") } else { (2, b">") }
        };
        let at = memmem::find(text.get(from..).unwrap_or_default(), end).ok_or(Ok(More))?;
        if text.starts_with(b"<?xml") {
            self.latin = encoding(text.get(..from + at).unwrap_or_default()).map_err(|name| {
                Err(self.wrong(format!("the text says that it is {name}; save it as UTF-8 first")))
            })?;
        }
        self.start += from + at + end.len();
        Ok(None)
    }
}

/// Where that byte stands: mostly near by, where looking at each is quicker than setting out to look at many.
#[inline]
fn find(byte: u8, text: &[u8]) -> Option<usize> {
    const NEAR: usize = 16;
    let near = text.iter().take(NEAR).position(|&own| own == byte);
    near.or_else(|| memchr(byte, text.get(NEAR..)?).map(|at| at + NEAR))
}

/// Whether the declaration says Latin-1; what is neither that nor UTF-8 is refused.
fn encoding(declaration: &[u8]) -> Result<bool, String> {
    let text = String::from_utf8_lossy(declaration).to_ascii_lowercase();
    let Some((_, rest)) = text.split_once("encoding") else { return Ok(false) };
    let name: String = rest
        .trim_start_matches(['=', ' ', '"', '\''])
        .chars()
        .take_while(|c| !"\"' ?".contains(*c))
        .collect();
    match name.as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" | "" => Ok(false),
        "iso-8859-1" | "latin1" | "latin-1" | "iso-8859-15" | "windows-1252" | "cp1252" => Ok(true),
        _ => Err(name.to_uppercase()),
    }
}

/// What stands between `&` and `;`.
fn reference(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x' | b'X', hex @ ..] => {
            u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok().and_then(char::from_u32)
        }
        [b'#', decimal @ ..] => std::str::from_utf8(decimal).ok()?.parse().ok().and_then(char::from_u32),
        _ => None,
    }
}

//! The structure of a message: which parts are the letter, which are attached to it.
//!
//! Written here rather than left to the parser because every step must be bounded: parts, depth
//! and the octets read are counted while walking, and nothing is decoded before it is chosen.

use crate::clean;
use crate::decode::{self, Encoding};
use crate::header::{self, Head, Parameters};

/// Every level of parts is searched for its boundary; all levels together may search this many
/// times the size of the message.
const SEARCHES: usize = 6;
/// Octets of a part's own header section that are looked at.
const PART_HEADER_BYTES: usize = 64 * 1024;

/// One part that holds no other parts that we look into.
pub(crate) struct Leaf<'a> {
    /// `text/plain`, in lower case.
    pub(crate) kind: String,
    pub(crate) charset: Option<String>,
    pub(crate) encoding: Encoding,
    name: Option<String>,
    pub(crate) body: &'a [u8],
}

impl Leaf<'_> {
    pub(crate) fn decoded(&self, max_raw: usize) -> (Vec<u8>, bool) {
        self.encoding.decode(self.body.get(..max_raw).unwrap_or(self.body))
    }

    pub(crate) fn length(&self) -> usize {
        self.encoding.length(self.body)
    }

    pub(crate) fn is_html(&self) -> bool {
        self.kind == "text/html"
    }

    /// A safe name for saving; made from the kind of the part where the sender gave none.
    pub(crate) fn file_name(&self, index: usize) -> String {
        let claimed = self.name.as_deref().and_then(clean::file_name);
        claimed.unwrap_or_else(|| {
            let extension = match self.kind.as_str() {
                "message/rfc822" | "message/global" => "eml",
                "message/delivery-status"
                | "message/disposition-notification"
                | "message/feedback-report"
                | "text/plain"
                | "text/rfc822-headers" => "txt",
                "text/html" => "html",
                "text/calendar" => "ics",
                "text/csv" => "csv",
                "image/jpeg" => "jpg",
                "image/png" => "png",
                "image/gif" => "gif",
                "application/pdf" => "pdf",
                "application/zip" => "zip",
                "application/ms-tnef" => "dat",
                "application/pgp-signature" => "asc",
                "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
                "application/pkcs7-mime" | "application/x-pkcs7-mime" => "p7m",
                _ => "bin",
            };
            format!("part-{}.{extension}", index + 1)
        })
    }

    /// Nothing that a person could read; looks at the beginning only.
    fn is_blank(&self) -> bool {
        let (bytes, _) = self.decoded(16 * 1024);
        let (text, _) = decode::text(&bytes, self.charset.as_deref());
        if self.is_html() {
            return crate::html::to_text(&text, 1024).0.trim().is_empty();
        }
        text.chars().all(|c| c.is_whitespace() || clean::is_hidden(c))
    }
}

/// All parts of a message, sorted into what is read and what is attached.
pub(crate) struct Structure<'a> {
    pub(crate) leaves: Vec<Leaf<'a>>,
    /// Indexes of the leaves that make up the letter, in order.
    pub(crate) shown: Vec<usize>,
    /// Indexes of the leaves that are attachments, in order.
    pub(crate) attached: Vec<usize>,
    pub(crate) malformed: Vec<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The message itself.
    Top,
    /// A part among others.
    Inside,
    /// A part that another part refers to, such as a picture in HTML.
    Companion,
    /// A part of a digest: a message unless it says otherwise.
    Digest,
}

impl<'a> Structure<'a> {
    pub(crate) fn of(head: &Head<'a>, max_parts: usize, max_depth: usize) -> Structure<'a> {
        let mut walk = Walk {
            found: Structure {
                leaves: Vec::new(),
                shown: Vec::new(),
                attached: Vec::new(),
                malformed: Vec::new(),
            },
            parts_left: max_parts.max(1) - 1,
            octets_left: head.body.len().saturating_mul(SEARCHES).saturating_add(1024 * 1024),
            max_depth,
        };
        let shown = walk.part(head, Place::Top, 0);
        let mut found = walk.found;
        found.attached.sort_unstable();
        found.shown = shown;
        found
    }

    pub(crate) fn leaf(&self, index: usize) -> Option<&Leaf<'a>> {
        self.leaves.get(index)
    }

    /// The first attached part of one of the kinds.
    pub(crate) fn attached_kind(&self, kinds: &[&str]) -> Option<&Leaf<'a>> {
        let leaves = self.attached.iter().filter_map(|index| self.leaf(*index));
        leaves.into_iter().find(|leaf| kinds.contains(&leaf.kind.as_str()))
    }
}

struct Walk<'a> {
    found: Structure<'a>,
    parts_left: usize,
    octets_left: usize,
    max_depth: usize,
}

impl<'a> Walk<'a> {
    fn flag(&mut self, code: &'static str) {
        if !self.found.malformed.contains(&code) {
            self.found.malformed.push(code);
        }
    }

    /// Takes in one part and gives back which leaves of it a person should read.
    fn part(&mut self, head: &Head<'a>, place: Place, depth: usize) -> Vec<usize> {
        let kind = head.first("content-type").map(Parameters::parse).unwrap_or_default();
        if kind.value.starts_with("multipart/") {
            if depth >= self.max_depth || self.octets_left < head.body.len() {
                self.flag("nested-too-deep");
            } else if let Some(parts) = self.parts(&kind, head.body) {
                return self.multipart(&kind.value, &parts, place, depth);
            } else {
                self.flag("boundary-missing");
                return self.leaf("text/plain", &kind, head, place);
            }
        }
        let value = match (kind.value.as_str(), place) {
            ("", Place::Digest) => "message/rfc822",
            ("" | "text" | "text/", _) => "text/plain",
            (value, _) if !value.contains('/') => "application/octet-stream",
            (value, _) => value,
        };
        self.leaf(value, &kind, head, place)
    }

    fn parts(&mut self, kind: &Parameters, body: &'a [u8]) -> Option<Vec<&'a [u8]>> {
        let named = kind.get("boundary").map(|boundary| boundary.trim_end().as_bytes());
        let named = named.filter(|boundary| !boundary.is_empty());
        if let Some(parts) = named.and_then(|boundary| self.split(body, boundary)) {
            return Some(parts);
        }
        // The parameter is lost or wrong; the first line of dashes most likely is the boundary.
        let mut rest = body;
        while !rest.is_empty() {
            let length = header::line_length(rest);
            let line = rest.get(..length).unwrap_or_default().trim_ascii_end();
            if let Some(guess) = line.strip_prefix(b"--")
                && !guess.trim_ascii().is_empty()
                && guess.len() <= 100
            {
                self.flag("boundary-missing");
                return self.split(body, guess);
            }
            if !line.is_empty() {
                return None;
            }
            rest = rest.get(length..).unwrap_or_default();
        }
        None
    }

    /// The parts between the boundary lines; `None` if there is no such line.
    fn split(&mut self, body: &'a [u8], boundary: &[u8]) -> Option<Vec<&'a [u8]>> {
        let mut parts = Vec::new();
        let mut start: Option<usize> = None;
        let mut at = 0;
        let mut closed = false;
        self.octets_left = self.octets_left.saturating_sub(body.len());
        while at < body.len() {
            let rest = body.get(at..).unwrap_or_default();
            let length = header::line_length(rest);
            let line = rest.get(..length).unwrap_or_default();
            if let Some(tail) = line.strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary)) {
                let tail = tail.trim_ascii();
                if tail.is_empty() || tail == b"--" {
                    if let Some(start) = start {
                        let part = body.get(start..at).unwrap_or_default();
                        // The line end before a boundary belongs to the boundary.
                        parts.push(header::without_line_end(part));
                    }
                    start = Some(at + length);
                    closed = !tail.is_empty();
                    if closed {
                        break;
                    }
                    if self.parts_left == 0 {
                        self.flag("too-many-parts");
                        return Some(parts);
                    }
                    self.parts_left -= 1;
                }
            }
            at += length;
        }
        let start = start?;
        if !closed {
            self.flag("boundary-unclosed");
            parts.push(body.get(start..).unwrap_or_default());
        }
        Some(parts)
    }

    fn multipart(&mut self, kind: &str, parts: &[&'a [u8]], place: Place, depth: usize) -> Vec<usize> {
        let mut letters = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let head = Head::scan(part, PART_HEADER_BYTES);
            let place = match kind {
                "multipart/related" if index > 0 => Place::Companion,
                "multipart/digest" => Place::Digest,
                _ if place == Place::Companion => Place::Companion,
                _ => Place::Inside,
            };
            let shown = self.part(&head, place, depth + 1);
            if !shown.is_empty() {
                letters.push(shown);
            }
        }
        if kind != "multipart/alternative" {
            return letters.into_iter().flatten().collect();
        }
        // The same letter in several forms: the plainest one that says anything.
        let has_words = |walk: &Walk<'a>, letter: &Vec<usize>| {
            letter.iter().any(|leaf| walk.found.leaf(*leaf).is_some_and(|leaf| !leaf.is_blank()))
        };
        let is_plain = |walk: &Walk<'a>, letter: &Vec<usize>| {
            letter.iter().all(|leaf| walk.found.leaf(*leaf).is_some_and(|leaf| !leaf.is_html()))
        };
        let best = letters
            .iter()
            .position(|letter| is_plain(self, letter) && has_words(self, letter))
            .or_else(|| letters.iter().rposition(|letter| has_words(self, letter)))
            .unwrap_or(0);
        letters.into_iter().nth(best).unwrap_or_default()
    }

    fn leaf(&mut self, kind: &str, parameters: &Parameters, head: &Head<'a>, place: Place) -> Vec<usize> {
        let disposition = head.first("content-disposition").map(Parameters::parse);
        let disposition = disposition.unwrap_or_default();
        let name = disposition.get("filename").or_else(|| parameters.get("name"));
        let encoding = Encoding::named(&head.plain("content-transfer-encoding"));
        let readable = match kind {
            "text/plain" | "text/html" => true,
            "text/calendar" | "text/csv" | "text/rfc822-headers" => false,
            // A lone text of an unusual kind is still the letter.
            other => place == Place::Top && other.starts_with("text/"),
        };
        let attached = !readable
            || disposition.value == "attachment"
            || place == Place::Companion
            || (name.is_some() && place != Place::Top);
        let index = self.found.leaves.len();
        self.found.leaves.push(Leaf {
            kind: media_type(kind),
            charset: parameters.get("charset").map(str::to_owned),
            encoding,
            name: name.map(str::to_owned),
            body: head.body,
        });
        if attached {
            self.found.attached.push(index);
            Vec::new()
        } else {
            vec![index]
        }
    }
}

/// A media type that is safe to hand on: `type/subtype` of RFC 6838 characters.
fn media_type(kind: &str) -> String {
    let sound = kind.len() <= 127
        && kind.split('/').count() == 2
        && kind.split('/').all(|half| {
            !half.is_empty() && half.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
        });
    if sound { kind.to_owned() } else { "application/octet-stream".to_owned() }
}

#[cfg(test)]
mod tests;

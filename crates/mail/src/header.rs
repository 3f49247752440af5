//! The header section: finding the fields that matter to the desk, in one pass over the bytes.
//!
//! Only fields with a name known here are kept; what nobody reads cannot hurt anybody.

use crate::address::Address;
use crate::clean;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;
use mail_parser::{Address as Parsed, HeaderValue};
use std::io::BufRead;

/// Fields kept of one header section.
const MAX_FIELDS: usize = 500;
/// Octets of an address field that are looked at.
const ADDRESS_BYTES: usize = 32 * 1024;
/// Octets of other fields that are looked at; longer ones are for machines, not for people.
const TEXT_BYTES: usize = 8 * 1024;
/// Fields of one name that are looked at for addresses.
const ADDRESS_FIELDS: usize = 4;
/// An encoded word that never ends is looked for to the end of its field, so words times octets
/// is what a field may cost; beyond it encoded words are left as they are.
const FIELD_EFFORT: usize = 4 * 1024 * 1024;
/// The same for the fields of parts, of which there are many.
const PART_EFFORT: usize = 128 * 1024;

/// A header section cut into fields, and where the body begins.
pub(crate) struct Head<'a> {
    fields: Vec<(&'static str, &'a [u8])>,
    pub(crate) body: &'a [u8],
    /// Lines that were neither field nor fold stood among the fields.
    pub(crate) junk: bool,
    /// The body begins without a blank line before it.
    pub(crate) no_blank_line: bool,
    /// There were more header octets or fields than are looked at.
    pub(crate) cut: bool,
}

impl<'a> Head<'a> {
    /// Fields beyond `limit` octets are not looked at; the body is found all the same.
    pub(crate) fn scan(raw: &'a [u8], limit: usize) -> Head<'a> {
        let mut head = Head { fields: Vec::new(), body: &[], junk: false, no_blank_line: false, cut: false };
        let mut open: Option<(&'static str, usize)> = None;
        let mut junk_at: Option<usize> = None;
        let mut fields_seen = false;
        let mut at = 0;
        let mut body_at = None;
        loop {
            let rest = raw.get(at..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            let length = line_length(rest);
            let line = rest.get(..length).unwrap_or_default();
            let content = without_line_end(line);
            if content.is_empty() {
                body_at = Some((at, at + length));
                break;
            }
            if matches!(content.first(), Some(b' ' | b'\t')) {
                if !fields_seen && junk_at.is_none() {
                    junk_at = Some(at);
                }
            } else {
                head.close(&mut open, raw, at, limit);
                match field_name(content) {
                    Some((name, value)) => {
                        fields_seen = true;
                        if let Some(known) = known(name) {
                            if junk_at.take().is_some() {
                                head.junk = true;
                            }
                            open = Some((known, at + value));
                        }
                    }
                    None => {
                        if junk_at.is_none() {
                            junk_at = Some(at);
                        }
                    }
                }
            }
            at += length;
        }
        let (end, body) = body_at.unwrap_or((raw.len(), raw.len()));
        head.close(&mut open, raw, end, limit);
        // Lines after the last known field that are no fields are the text, its blank line lost.
        let body = match junk_at {
            Some(junk) => {
                head.no_blank_line = fields_seen;
                junk
            }
            None => body,
        };
        head.body = raw.get(body..).unwrap_or_default();
        head
    }

    fn close(&mut self, open: &mut Option<(&'static str, usize)>, raw: &'a [u8], end: usize, limit: usize) {
        let Some((name, start)) = open.take() else {
            return;
        };
        if start > limit || self.fields.len() >= MAX_FIELDS {
            self.cut = true;
            return;
        }
        self.fields.push((name, raw.get(start..end).unwrap_or_default()));
    }

    /// Whether any field known to the desk was there.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.fields.iter().filter(move |(n, _)| *n == name).map(|(_, value)| *value)
    }

    pub(crate) fn first(&self, name: &str) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    /// The first field of the name, decoded into one clean line; `None` if missing or blank.
    pub(crate) fn line(&self, name: &str, max_chars: usize) -> Option<String> {
        let value = self.first(name)?;
        let bytes = prepared(value, TEXT_BYTES, FIELD_EFFORT);
        let decoded = match MessageStream::new(&bytes).parse_unstructured() {
            HeaderValue::Text(text) => text.into_owned(),
            _ => return None,
        };
        Some(clean::line(&decoded, max_chars)).filter(|line| !line.is_empty())
    }

    /// The first field of the name as it stands, lower-cased, comments kept; empty if missing.
    pub(crate) fn plain(&self, name: &str) -> String {
        self.first(name).map(plain).unwrap_or_default()
    }

    /// All addresses in all fields of the name, groups flattened, and whether any were left out.
    pub(crate) fn addresses(&self, name: &str, max: usize) -> (Vec<Address>, bool) {
        let mut found = Vec::new();
        let mut left_out = false;
        left_out |= self.all(name).count() > ADDRESS_FIELDS;
        for value in self.all(name).take(ADDRESS_FIELDS) {
            let value = if value.len() > ADDRESS_BYTES {
                left_out = true;
                let head = value.get(..ADDRESS_BYTES).unwrap_or_default();
                let comma = head.iter().rposition(|byte| *byte == b',').unwrap_or(head.len());
                head.get(..comma).unwrap_or_default()
            } else {
                value
            };
            for (name, address) in parsed_addresses(&prepared(value, ADDRESS_BYTES, FIELD_EFFORT)) {
                let Some(address) = address.and_then(|a| Address::new(name.as_deref(), &a)) else {
                    continue;
                };
                if found.len() >= max {
                    return (found, true);
                }
                found.push(address);
            }
        }
        (found, left_out)
    }

    /// The identifiers in all fields of the name, without angle brackets; at most `max`, the first
    /// and the latest ones, because these name the root of a thread and its last letters.
    pub(crate) fn ids(&self, name: &str, max: usize) -> (Vec<String>, bool) {
        let mut found: Vec<String> = Vec::new();
        for value in self.all(name) {
            for id in ids(value) {
                if found.last() != Some(&id) {
                    found.push(id);
                }
            }
        }
        if found.len() <= max {
            return (found, false);
        }
        let surplus = found.len() - max;
        found.drain(1.min(max)..(1.min(max) + surplus).min(found.len()));
        (found, true)
    }
}

/// Octets up to and with the next line feed.
pub(crate) fn line_length(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    rest.skip_until(b'\n').unwrap_or(bytes.len())
}

pub(crate) fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The name before the colon and where the value starts.
fn field_name(line: &[u8]) -> Option<(&[u8], usize)> {
    let colon = line.iter().take(100).position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let fits = !name.is_empty() && name.iter().all(|byte| (33..=126).contains(byte));
    fits.then_some((name, colon + 1))
}

/// The fields that the desk reads, by their names in lower case.
fn known(name: &[u8]) -> Option<&'static str> {
    let mut lower = [0_u8; 40];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    macro_rules! names {
        ($($name:literal),* $(,)?) => {
            match std::str::from_utf8(lower).ok()? {
                $($name => Some($name),)*
                _ => None,
            }
        };
    }
    names!(
        "message-id",
        "in-reply-to",
        "references",
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "subject",
        "date",
        "received",
        "return-path",
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
        "mime-version",
        "content-type",
        "content-language",
        "content-transfer-encoding",
        "content-disposition",
        "content-id",
        "auto-submitted",
        "precedence",
        "x-autoreply",
        "x-auto-reply",
        "x-autorespond",
        "x-autoresponder",
        "x-auto-response-suppress",
        "x-autoreply-from",
        "x-mail-autoreply",
        "x-loop",
        "x-auto-reply-from",
        "list-id",
        "list-post",
        "list-unsubscribe",
        "list-help",
        "mailing-list",
        "x-mailing-list",
        "feedback-id",
        "feedback-type",
        "x-failed-recipients",
        "x-precedence",
        "x-autogenerated",
        "x-campaign-id",
        "x-csa-complaints",
        "x-ms-exchange-inbox-rules-loop",
        "x-vacation",
        "x-away",
        "final-recipient",
        "original-recipient",
        "action",
        "status",
        "dkim-signature",
        "bcc",
        "x-mailer",
    )
}

/// One line, decoded as far as bytes go, ended as the parser wants it.
fn prepared(value: &[u8], max: usize, effort: usize) -> Vec<u8> {
    let value = value.get(..max).unwrap_or(value);
    let mut bytes: Vec<u8> = Vec::with_capacity(value.len() + 1);
    let mut rest = value.iter().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\n' | 0 => {}
            b'\r' if rest.peek() == Some(&&b'\n') => {}
            b'\r' => bytes.push(b' '),
            byte => bytes.push(*byte),
        }
    }
    if let Err(error) = std::str::from_utf8(&bytes) {
        // A cut in the middle of a character is no reason to take the field for another charset.
        if error.error_len().is_none() && value.len() == max {
            bytes.truncate(error.valid_up_to());
        } else if let Some(decoder) = charset_decoder(b"windows-1252") {
            bytes = decoder(&bytes).into_bytes();
        }
    }
    let words = bytes.windows(2).filter(|pair| *pair == b"=?").count();
    if words.saturating_mul(bytes.len()) > effort && words > 8 {
        let mut before = 0;
        for byte in &mut bytes {
            if *byte == b'?' && before == b'=' {
                *byte = b' ';
            }
            before = *byte;
        }
    }
    bytes.push(b'\n');
    bytes
}

/// A value as it stands: unfolded, trimmed, white space made single, lower case, bounded.
pub(crate) fn plain(value: &[u8]) -> String {
    let value = value.get(..TEXT_BYTES).unwrap_or(value);
    clean::line(&String::from_utf8_lossy(value), TEXT_BYTES).to_lowercase()
}

/// A value as it stands in one line, for telling one mail from another.
pub(crate) fn folded(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    for word in value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(b' ');
        }
        out.extend_from_slice(word);
    }
    out
}

fn parsed_addresses(bytes: &[u8]) -> Vec<(Option<String>, Option<String>)> {
    let list = match MessageStream::new(bytes).parse_address() {
        HeaderValue::Address(Parsed::List(list)) => list,
        HeaderValue::Address(Parsed::Group(groups)) => {
            groups.into_iter().flat_map(|group| group.addresses).collect()
        }
        _ => Vec::new(),
    };
    list.into_iter().map(|one| (one.name.map(String::from), one.address.map(String::from))).collect()
}

/// The identifiers in one value: what stands in angle brackets, and outside of them what at
/// least has an `@`. White space inside is a fold's; ids over 998 octets are no ids.
pub(crate) fn ids(value: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut keep = |bytes: &[u8], inside: bool| {
        if bytes.is_empty() || bytes.len() > 2000 {
            return;
        }
        let id: String = String::from_utf8_lossy(bytes)
            .chars()
            .filter(|c| !c.is_whitespace() && !clean::is_hidden(*c))
            .collect();
        if !id.is_empty() && id.len() <= 998 && (inside || id.contains('@')) {
            found.push(id);
        }
    };
    let mut start = 0;
    let mut inside = false;
    for (at, byte) in value.iter().enumerate() {
        let ends = match byte {
            b'<' | b'>' => true,
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b';' => !inside,
            _ => false,
        };
        if ends {
            keep(value.get(start..at).unwrap_or_default(), inside && *byte == b'>');
            start = at + 1;
            inside = *byte == b'<';
        }
    }
    keep(value.get(start..).unwrap_or_default(), inside);
    found
}

/// A Content-Type or Content-Disposition value.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    /// `text/plain` or `attachment`, in lower case; empty if unusable.
    pub(crate) value: String,
    list: Vec<(String, String)>,
}

impl Parameters {
    pub(crate) fn parse(value: &[u8]) -> Parameters {
        let bytes = prepared(value, TEXT_BYTES / 2, PART_EFFORT);
        let HeaderValue::ContentType(parsed) = MessageStream::new(&bytes).parse_content_type() else {
            return Parameters::default();
        };
        let mut kind = parsed.c_type.trim().to_ascii_lowercase();
        if let Some(sub) = &parsed.c_subtype {
            kind = format!("{kind}/{}", sub.trim().to_ascii_lowercase());
        }
        let list = parsed.attributes.unwrap_or_default();
        Parameters {
            value: kind,
            list: list.into_iter().map(|one| (one.name.into(), one.value.into())).collect(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.list.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests;

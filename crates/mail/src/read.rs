//! What a customer's e-mail says: from the bytes of one message to something a desk can act on.
//!
//! Generous in what it takes: odd mail is read and its oddities are named in
//! [`Message::malformed`]; refused is only what a person could do nothing with.

use crate::address::{self, Address};
use crate::automatic::{self, Automatic};
use crate::clean;
use crate::decode;
use crate::header::{self, Head, Parameters};
use crate::html;
use crate::mime::{Leaf, Structure};
use mail_parser::parsers::MessageStream;
use mail_parser::{DateTime, HeaderValue};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt;

const SUBJECT_CHARS: usize = 500;

/// How much of a message is looked at; whatever is beyond stays in the raw bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Largest message that is read at all, in octets.
    pub bytes: usize,
    /// Parts that are looked at, the message itself included.
    pub parts: usize,
    /// Levels of parts within parts; a deeper multipart becomes one attachment.
    pub depth: usize,
    /// Longest text, in octets of UTF-8. Four times as many encoded octets are looked at.
    pub text_bytes: usize,
    /// Identifiers kept of In-Reply-To and of References each: the first and the latest ones.
    pub references: usize,
    /// Addresses kept of each address field.
    pub addresses: usize,
    /// Octets of the header section that are looked at.
    pub header_bytes: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget {
            bytes: 25 * 1024 * 1024,
            parts: 500,
            depth: 20,
            text_bytes: 256 * 1024,
            references: 100,
            addresses: 100,
            header_bytes: 4 * 1024 * 1024,
        }
    }
}

/// Why nothing could be made of the bytes. The bytes themselves are worth keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// No octets, or only white space.
    Empty,
    /// More octets than [`Budget::bytes`].
    TooLarge {
        /// Size of the message in octets.
        bytes: usize,
    },
    /// Not one header field that is known from mail.
    NoHeaders,
    /// Header fields, but neither subject nor text nor attachment.
    NothingInside,
}

impl Unreadable {
    /// A stable code, fit to be recorded.
    pub fn code(&self) -> &'static str {
        match self {
            Unreadable::Empty => "empty",
            Unreadable::TooLarge { .. } => "too-large",
            Unreadable::NoHeaders => "no-headers",
            Unreadable::NothingInside => "nothing-inside",
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Empty => f.write_str("the message is empty"),
            Unreadable::TooLarge { bytes } => {
                write!(f, "the message is too large to be read ({bytes} octets)")
            }
            Unreadable::NoHeaders => f.write_str("this is not an e-mail: it has no known headers"),
            Unreadable::NothingInside => f.write_str("the message has neither subject, text nor attachments"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// An e-mail as a person would understand it. Every string is decoded and clean: no control,
/// bidi or zero-width characters in lines, only `\n` and tabs in the text.
#[allow(clippy::struct_excessive_bools, reason = "each says something else about the letter")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Without angle brackets, at most 998 octets; never empty.
    pub message_id: Option<String>,
    /// The messages answered, as their ids without brackets; never an empty one.
    pub in_reply_to: Vec<String>,
    /// The messages of the thread, oldest first; the first and the latest if there were too many.
    pub references: Vec<String>,
    /// The author: the first usable address of the first From field. A claim, not a proof.
    pub from: Option<Address>,
    /// Several From fields or several authors: which one is meant is anybody's guess.
    pub more_than_one_from: bool,
    /// Who sent it for the author, if that is said.
    pub sender: Option<Address>,
    /// Where answers are wanted.
    pub reply_to: Vec<Address>,
    /// Addressees.
    pub to: Vec<Address>,
    /// Addressees of copies.
    pub cc: Vec<Address>,
    /// Addresses from Delivered-To, X-Original-To, Envelope-To: where it really came in.
    pub delivered_to: Vec<String>,
    /// One line of at most 500 characters; may be empty.
    pub subject: String,
    /// When the sender says it was written, in microseconds UTC; often wrong.
    pub date: Option<i64>,
    /// What was written. Quoted and signed parts are still in it.
    pub text: String,
    /// The text was longer than [`Budget::text_bytes`].
    pub text_cut: bool,
    /// Some characters could not be decoded for certain.
    pub lossy: bool,
    /// The text was made from HTML.
    pub from_html: bool,
    /// In the order of the message; contents by [`attachment`].
    pub attachments: Vec<Attachment>,
    /// What kind of machine wrote it; `None` for what seems to be a person.
    pub automatic: Option<Automatic>,
    /// Stable codes of what was wrong with the message, each once.
    pub malformed: Vec<&'static str>,
    /// The language that the sender's programme claims, as a lower-case tag such as `fi`.
    pub language: Option<String>,
    /// Equal for copies of one message that took different ways here; SHA-256 over Message-ID,
    /// From, Date, Subject and the raw body.
    pub content_key: [u8; 32],
}

/// Something attached to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Counted from 0 within the message; stable for the same bytes and budget.
    pub index: usize,
    /// Safe to save under: no path, no hidden characters, no device name; never empty.
    pub name: String,
    /// `type/subtype` in lower case, as claimed by the sender.
    pub media_type: String,
    /// Size in octets, decoded.
    pub bytes: usize,
}

/// Reads one message.
pub fn read(raw: &[u8], budget: &Budget) -> Result<Message, Unreadable> {
    let raw = checked(raw, budget)?;
    let head = Head::scan(&raw, budget.header_bytes);
    if head.is_empty() {
        return Err(Unreadable::NoHeaders);
    }
    let structure = Structure::of(&head, budget.parts, budget.depth);
    let mut malformed = Vec::new();
    let mut flag = |wrong: bool, code: &'static str| {
        if wrong && !malformed.contains(&code) {
            malformed.push(code);
        }
    };

    let (in_reply_to, cut_replies) = head.ids("in-reply-to", budget.references);
    let (references, cut_references) = head.ids("references", budget.references);
    flag(cut_replies || cut_references, "too-many-references");
    let mut ids = head.first("message-id").map(header::ids).unwrap_or_default().into_iter();
    let message_id = ids.next().or_else(|| lone_id(head.first("message-id")));
    flag(message_id.is_none(), "message-id-missing");
    flag(head.all("message-id").count() > 1, "several-message-ids");

    let (from, _) = head.addresses("from", budget.addresses);
    let more_than_one_from = from.len() > 1 || head.all("from").count() > 1;
    flag(more_than_one_from, "several-from");
    flag(from.is_empty(), "from-missing");
    flag(head.all("subject").count() > 1, "several-subjects");
    let (sender, _) = head.addresses("sender", 1);
    let (reply_to, cut_reply_to) = head.addresses("reply-to", budget.addresses);
    let (to, cut_to) = head.addresses("to", budget.addresses);
    let (cc, cut_cc) = head.addresses("cc", budget.addresses);
    flag(cut_reply_to || cut_to || cut_cc, "too-many-addresses");
    let mut delivered_to: Vec<String> = Vec::new();
    for name in ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"] {
        for found in head.addresses(name, budget.addresses).0 {
            if delivered_to.len() < budget.addresses && !delivered_to.contains(&found.address) {
                delivered_to.push(found.address);
            }
        }
    }

    let date = head.first("date").and_then(instant);
    flag(date.is_none(), if head.has("date") { "date-unusable" } else { "date-missing" });
    flag(head.cut, "headers-cut");
    flag(head.junk, "header-junk");
    flag(head.no_blank_line, "blank-line-missing");
    for code in &structure.malformed {
        flag(true, code);
    }

    let mut letter = Letter::default();
    for leaf in structure.shown.iter().filter_map(|index| structure.leaf(*index)) {
        letter.add(leaf, budget.text_bytes);
    }
    flag(letter.damaged, "encoding-damaged");
    let (text, cut) = clean::text(&letter.text, budget.text_bytes);
    let subject = head.line("subject", SUBJECT_CHARS).unwrap_or_default();
    if subject.is_empty() && text.is_empty() && structure.attached.is_empty() {
        return Err(Unreadable::NothingInside);
    }
    let attachments = (0..structure.attached.len())
        .filter_map(|index| described(&structure, index))
        .map(|(attachment, _)| attachment)
        .collect();
    let from = from.into_iter().next();
    let lossy = letter.lossy
        || subject.contains(char::REPLACEMENT_CHARACTER)
        || from
            .as_ref()
            .and_then(|from| from.name.as_ref())
            .is_some_and(|name| name.contains(char::REPLACEMENT_CHARACTER));
    Ok(Message {
        automatic: automatic::recognise(&head, &structure, from.as_ref(), &subject, &text),
        content_key: content_key(&head, message_id.as_deref(), from.as_ref()),
        language: language(&head),
        message_id,
        in_reply_to,
        references,
        from,
        more_than_one_from,
        sender: sender.into_iter().next(),
        reply_to,
        to,
        cc,
        delivered_to,
        subject,
        date,
        text,
        text_cut: cut || letter.cut,
        lossy,
        from_html: letter.from_html,
        attachments,
        malformed,
    })
}

/// One attachment with its contents, decoded; `None` if the message has no such attachment or
/// cannot be read.
pub fn attachment(raw: &[u8], budget: &Budget, index: usize) -> Option<(Attachment, Vec<u8>)> {
    let raw = checked(raw, budget).ok()?;
    let head = Head::scan(&raw, budget.header_bytes);
    let structure = Structure::of(&head, budget.parts, budget.depth);
    let (attachment, leaf) = described(&structure, index)?;
    Some((attachment, leaf.decoded(usize::MAX).0))
}

fn described<'s, 'a>(structure: &'s Structure<'a>, index: usize) -> Option<(Attachment, &'s Leaf<'a>)> {
    let leaf = structure.leaf(*structure.attached.get(index)?)?;
    let attachment = Attachment {
        index,
        name: leaf.file_name(index),
        media_type: leaf.kind.clone(),
        bytes: leaf.length(),
    };
    Some((attachment, leaf))
}

/// Size first, then line ends: some files come from systems that end lines with CR alone.
fn checked<'a>(raw: &'a [u8], budget: &Budget) -> Result<Cow<'a, [u8]>, Unreadable> {
    if raw.len() > budget.bytes {
        return Err(Unreadable::TooLarge { bytes: raw.len() });
    }
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let raw = raw.trim_ascii_start();
    if raw.iter().all(|byte| *byte == 0) {
        return Err(Unreadable::Empty);
    }
    let first = raw.get(..header::line_length(raw)).unwrap_or_default();
    if !first.ends_with(b"\n") && first.contains(&b'\r') {
        let unix = first.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte });
        return Ok(Cow::Owned(unix.collect()));
    }
    Ok(Cow::Borrowed(raw))
}

/// The text of the parts that are read one after the other.
#[allow(clippy::struct_excessive_bools, reason = "each says something else about the text")]
#[derive(Default)]
struct Letter {
    text: String,
    cut: bool,
    lossy: bool,
    damaged: bool,
    from_html: bool,
}

impl Letter {
    fn add(&mut self, leaf: &Leaf<'_>, max_text: usize) {
        if self.text.len() > max_text {
            self.cut = true;
            return;
        }
        let max_raw = max_text.saturating_mul(4);
        let cut = leaf.body.len() > max_raw;
        let (mut bytes, sound) = leaf.decoded(max_raw);
        if cut {
            // The last character may be half gone; that is not the sender's fault.
            let end = bytes.iter().rposition(u8::is_ascii).map_or(bytes.len(), |at| at + 1);
            if bytes.len() - end < 8 {
                bytes.truncate(end);
            }
        }
        let (text, whole) = decode::text(&bytes, leaf.charset.as_deref());
        self.damaged |= !sound;
        self.lossy |= !whole || !sound;
        self.cut |= cut;
        let text = if leaf.is_html() {
            self.from_html = true;
            let (text, cut) = html::to_text(&text, max_text);
            self.cut |= cut;
            text
        } else {
            text
        };
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(text);
    }
}

/// A Message-ID without brackets or `@` is still one, if it is one word.
fn lone_id(value: Option<&[u8]>) -> Option<String> {
    let id = clean::line(&String::from_utf8_lossy(value?.get(..2000).unwrap_or(value?)), 1000);
    let id = id.trim_matches(['<', '>', ' ']);
    (!id.is_empty() && id.len() <= 998 && !id.contains(' ')).then(|| id.to_owned())
}

/// Microseconds UTC; nothing before 1970, when no e-mail of a customer was written.
fn instant(value: &[u8]) -> Option<i64> {
    let mut bytes = header::folded(value.get(..200).unwrap_or(value));
    bytes.push(b'\n');
    let HeaderValue::DateTime(date) = MessageStream::new(&bytes).parse_date() else {
        return None;
    };
    sound(&date).then(|| date.to_timestamp())?.checked_mul(1_000_000).filter(|micros| *micros >= 0)
}

fn sound(date: &DateTime) -> bool {
    (1970..=9999).contains(&date.year)
        && (1..=12).contains(&date.month)
        && (1..=31).contains(&date.day)
        && date.hour <= 23
        && date.minute <= 59
        && date.second <= 60
        && date.tz_hour <= 23
        && date.tz_minute <= 59
}

fn language(head: &Head<'_>) -> Option<String> {
    let value = head.plain("content-language");
    let tag = value.split([',', ';', ' ']).next()?.trim();
    let sound =
        (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    sound.then(|| tag.to_owned())
}

fn content_key(head: &Head<'_>, message_id: Option<&str>, from: Option<&Address>) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut add = |field: &[u8]| {
        // Lengths go in too, so that no field can pretend to be part of its neighbour.
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    };
    add(message_id.unwrap_or_default().as_bytes());
    add(from.map(|from| address::key(&from.address)).unwrap_or_default().as_bytes());
    add(&header::folded(head.first("date").unwrap_or_default()));
    add(&header::folded(head.first("subject").unwrap_or_default()));
    add(head.body.trim_ascii_end());
    hash.finalize().into()
}

/// Whether the top of the message says it is a report, and on what.
pub(crate) fn report_type(head: &Head<'_>) -> Option<String> {
    let kind = Parameters::parse(head.first("content-type")?);
    (kind.value == "multipart/report")
        .then(|| kind.get("report-type").unwrap_or_default().trim().to_ascii_lowercase())
}

#[cfg(test)]
mod tests;

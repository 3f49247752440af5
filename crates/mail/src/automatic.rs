//! Mail that no person wrote: what kind of machine it came from, and whether answering is safe.
//!
//! Two machines that answer each other never stop, so when in doubt a message is called automatic
//! (RFC 3834 section 2). Bounces follow RFC 3464, read receipts RFC 8098, lists RFC 2369 and 2919;
//! the rest are markers seen in the wild.

use crate::address::Address;
use crate::header::{self, Head};
use crate::mime::{Leaf, Structure};
use crate::read::{self, Message};

/// Octets of a delivery report or a returned message that are looked at.
const REPORT_BYTES: usize = 64 * 1024;
/// Recipients of one delivery report that are looked at.
const REPORT_RECIPIENTS: usize = 200;

/// What kind of machine wrote a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Automatic {
    /// A message was not delivered, or not yet. Anyone can write such a report: believe it only
    /// when the original message is one of ours.
    Bounce {
        /// Whom it did not reach, as far as the report says it.
        recipient: Option<String>,
        /// Message-ID of the message that came back, without brackets.
        original_message_id: Option<String>,
        /// True: given up. False: still being tried. `None`: not said.
        permanent: Option<bool>,
    },
    /// An answer by a machine, such as an absence note.
    AutoReply,
    /// Sent through a mailing list.
    List,
    /// Sent to many, or by a machine unasked: newsletters, notifications, abuse reports.
    Bulk,
    /// A note that a message was read or delivered.
    ReadReceipt,
}

/// Whether an automatic answer to this message is harmless: a person seems to have written it and
/// there is an address that is not a machine's. Whether it was written to us is for the caller.
pub fn may_be_answered(message: &Message) -> bool {
    let Some(from) = &message.from else {
        return false;
    };
    let first_reply = message.reply_to.first().unwrap_or(from);
    message.automatic.is_none() && !is_machine(from) && !is_machine(first_reply)
}

/// Local parts that are never answered (RFC 3834 section 2, RFC 5230 section 4.6).
fn is_machine(address: &Address) -> bool {
    let key = address.key();
    let local = key.split(['@', '+']).next().unwrap_or_default();
    let squeezed: String = local.chars().filter(|c| !matches!(c, '-' | '_' | '.')).collect();
    matches!(
        squeezed.as_str(),
        "mailerdaemon"
            | "postmaster"
            | "noreply"
            | "donotreply"
            | "bounce"
            | "bounces"
            | "listserv"
            | "majordomo"
            | "nobody"
            | "autoreply"
            | "autoresponder"
    ) || local.starts_with("owner-")
        || local.ends_with("-owner")
        || local.ends_with("-request")
        || local.starts_with("bounce-")
        || local.starts_with("bounces-")
        || squeezed.starts_with("noreply")
        || squeezed.starts_with("donotreply")
}

pub(crate) fn recognise(
    head: &Head<'_>,
    structure: &Structure<'_>,
    from: Option<&Address>,
    subject: &str,
    text: &str,
) -> Option<Automatic> {
    let report = read::report_type(head).unwrap_or_default();
    if report == "feedback-report"
        || head.has("feedback-type")
        || structure.attached_kind(&["message/feedback-report"]).is_some()
    {
        return Some(Automatic::Bulk);
    }
    let receipt = ["message/disposition-notification", "message/global-disposition-notification"];
    if report == "disposition-notification" || structure.attached_kind(&receipt).is_some() {
        return Some(Automatic::ReadReceipt);
    }
    let status = ["message/delivery-status", "message/global-delivery-status"];
    let delivery = structure.attached_kind(&status);
    let failed = head.first("x-failed-recipients");
    if report == "delivery-status"
        || delivery.is_some()
        || failed.is_some()
        || is_bounce_by_look(head, structure, from, subject)
    {
        return Some(bounce(head, structure, delivery, subject, text));
    }
    by_markers(head, subject)
}

fn by_markers(head: &Head<'_>, subject: &str) -> Option<Automatic> {
    let answers =
        head.has("in-reply-to") || head.has("references") || looks_like_absence(&subject.to_lowercase());
    let suppress = head.plain("x-auto-response-suppress");
    let suppresses = ["all", "oof", "autoreply"].iter().any(|word| suppress.contains(word));
    let submitted = head.plain("auto-submitted");
    let submitted = submitted.split([';', ' ', '(']).next().unwrap_or_default();
    match submitted {
        "" | "no" => {}
        "auto-replied" => return Some(Automatic::AutoReply),
        // Some absence notes call themselves auto-generated.
        _ if answers => return Some(Automatic::AutoReply),
        _ => return Some(Automatic::Bulk),
    }
    let marks = [
        "x-autoreply",
        "x-auto-reply",
        "x-autorespond",
        "x-autoresponder",
        "x-autoreply-from",
        "x-auto-reply-from",
        "x-mail-autoreply",
        "x-autogenerated",
        "x-vacation",
        "x-away",
        "x-ms-exchange-inbox-rules-loop",
        "x-loop",
    ];
    let marked = marks.iter().any(|name| !matches!(head.plain(name).as_str(), "" | "no" | "false"));
    if suppresses || marked {
        return Some(Automatic::AutoReply);
    }
    let precedence = format!("{} {}", head.plain("precedence"), head.plain("x-precedence"));
    if precedence.contains("auto") {
        return Some(Automatic::AutoReply);
    }
    if ["list-id", "list-post", "list-help", "mailing-list", "x-mailing-list"]
        .iter()
        .any(|name| head.has(name))
        || precedence.contains("list")
    {
        return Some(Automatic::List);
    }
    if precedence.contains("bulk") || precedence.contains("junk") {
        // Old vacation programmes mark their answers as bulk.
        return Some(if answers { Automatic::AutoReply } else { Automatic::Bulk });
    }
    let bulk = ["list-unsubscribe", "feedback-id", "x-campaign-id", "x-csa-complaints"];
    if bulk.iter().any(|name| head.has(name)) {
        return Some(Automatic::Bulk);
    }
    if has_null_path(head) || calls_itself_automatic(&subject.to_lowercase()) {
        return Some(Automatic::AutoReply);
    }
    None
}

/// The envelope sender was empty: nobody wants to hear about this message again (RFC 5321 4.5.5).
fn has_null_path(head: &Head<'_>) -> bool {
    head.first("return-path").is_some_and(|path| header::folded(path) == b"<>")
}

fn looks_like_absence(subject: &str) -> bool {
    [
        "auto:",
        "automatic reply",
        "auto reply",
        "autoreply",
        "auto-reply",
        "out of office",
        "out of the office",
        "automaattinen vastaus",
        "poissa",
        "autosvar",
        "automatiskt svar",
        "frånvaro",
        "automatische antwort",
        "abwesenheit",
    ]
    .iter()
    .any(|start| subject.starts_with(start))
}

/// The same, said so plainly that no person writes it by hand.
fn calls_itself_automatic(subject: &str) -> bool {
    let prefix = subject.split_once(':').map_or("", |(prefix, _)| prefix.trim_end());
    matches!(
        prefix,
        "automatic reply"
            | "auto reply"
            | "auto-reply"
            | "autoreply"
            | "automaattinen vastaus"
            | "autosvar"
            | "automatiskt svar"
            | "automatische antwort"
    )
}

/// Bounces of the times and the programmes that know no RFC 3464.
fn is_bounce_by_look(
    head: &Head<'_>,
    structure: &Structure<'_>,
    from: Option<&Address>,
    subject: &str,
) -> bool {
    let subject = subject.to_lowercase();
    if looks_like_absence(&subject) {
        return false;
    }
    let says_so = [
        "undeliver",
        "undelivrable",
        "unzustellbar",
        "non remis",
        "returned mail",
        "returned to sender",
        "delivery status notification",
        "delivery failure",
        "delivery failed",
        "delivery has failed",
        "delivery report",
        "delivery notification",
        "delivery error",
        "delivery problem",
        "delivery delayed",
        "delivery unsuccessful",
        "failure notice",
        "failed delivery",
        "failure delivery",
        "mail system error",
        "message delivery",
        "mail delivery",
        "could not be delivered",
        "could not send message",
        "couldn't be delivered",
        "not delivered",
        "nondeliverable",
        "non-deliverable",
        "non delivery",
        "nondelivery",
        "non-delivery",
        "permanent error",
        "message status",
        "unable to deliver",
        "cannot be delivered",
        "user unknown",
        "mail failure",
        "error sending mail",
        "mail could not",
        "rejected:",
        "warning: message",
        "toimitus epäonnistui",
        "toimittamaton",
        "gick inte att leverera",
        "kunde inte levereras",
        "ej levererbart",
    ]
    .iter()
    .any(|words| subject.contains(words));
    // The field as it stands: a mailer daemon often has no address at all.
    let written = head.plain("from");
    let daemon = written.contains("mailer-daemon") || written.contains("mailerdaemon");
    let names = [
        "mail deliver",
        "mail administrator",
        "mailsystem",
        "mail system",
        "postmaster",
        "post_master",
        "mailadmin",
        "mail-daemon",
        "maildaemon",
    ];
    let machine = names.iter().any(|name| written.contains(name)) || has_null_path(head) || from.is_none();
    // A mail system that hands a message back has something to say about it.
    let returns = structure.attached_kind(&["message/rfc822", "text/rfc822-headers"]).is_some();
    daemon || (machine && (says_so || (returns && from.is_some())))
}

/// Gathers what a report says, from the most formal source to the least.
fn bounce(
    head: &Head<'_>,
    structure: &Structure<'_>,
    delivery: Option<&Leaf<'_>>,
    subject: &str,
    text: &str,
) -> Automatic {
    let report = delivery.map(|leaf| delivery_status(&leaf.decoded(REPORT_BYTES).0));
    let report = report.unwrap_or_default();
    if report.delivered && report.permanent.is_none() {
        return Automatic::ReadReceipt;
    }
    let failed = head.addresses("x-failed-recipients", 1).0.into_iter().next();
    let recipient = report.recipient.or(failed.map(|failed| failed.address)).or_else(|| recipient_in(text));
    let returned = structure.attached_kind(&[
        "message/rfc822",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global",
        "message/global-headers",
    ]);
    let original_message_id = returned
        .and_then(|leaf| {
            let (bytes, _) = leaf.decoded(REPORT_BYTES);
            let head = Head::scan(&bytes, REPORT_BYTES);
            head.first("message-id").and_then(|value| header::ids(value).into_iter().next())
        })
        .or_else(|| message_id_in(text));
    let permanent = report.permanent.or_else(|| {
        let subject = subject.to_lowercase();
        let waits = ["delay", "warning", "temporar", "still being"];
        if waits.iter().any(|word| subject.contains(word)) { Some(false) } else { status_in(text) }
    });
    Automatic::Bounce { recipient, original_message_id, permanent }
}

#[derive(Default)]
struct Delivery {
    recipient: Option<String>,
    permanent: Option<bool>,
    delivered: bool,
}

/// The first recipient whose delivery failed, else the first one that waits.
fn delivery_status(bytes: &[u8]) -> Delivery {
    let mut best = Delivery::default();
    let mut rest = bytes;
    for _ in 0..REPORT_RECIPIENTS {
        if rest.is_empty() {
            break;
        }
        let group = Head::scan(rest, rest.len());
        // Never stand still, whatever stood there.
        rest = if group.body.len() < rest.len() {
            group.body
        } else {
            rest.get(header::line_length(rest)..).unwrap_or_default()
        };
        if !(group.has("final-recipient") || group.has("original-recipient") || group.has("action")) {
            continue;
        }
        let action = group.plain("action");
        let permanent = match action.split([' ', ';', '(']).next().unwrap_or_default() {
            "failed" => Some(true),
            "delayed" => Some(false),
            "delivered" | "relayed" | "expanded" => {
                best.delivered = true;
                continue;
            }
            _ => match group.plain("status").chars().next() {
                Some('5') => Some(true),
                Some('4') => Some(false),
                _ => None,
            },
        };
        let recipient =
            recipient(&group, "original-recipient").or_else(|| recipient(&group, "final-recipient"));
        let better = best.recipient.is_none() || (permanent == Some(true) && best.permanent != permanent);
        if better {
            best.recipient = recipient.or(best.recipient);
            best.permanent = permanent.or(best.permanent);
        }
    }
    best
}

/// `rfc822; <someone@somewhere>` without the type.
fn recipient(group: &Head<'_>, name: &str) -> Option<String> {
    let line = group.line(name, 400)?;
    let address = line.split_once(';').map_or(line.as_str(), |(_, address)| address);
    let address = address.trim().trim_matches(['<', '>']);
    Address::new(None, address).map(|address| address.address)
}

/// The first thing in the text that is an address of somebody.
fn recipient_in(text: &str) -> Option<String> {
    let words = text.lines().take(100).flat_map(str::split_whitespace).take(2000);
    words
        .filter(|word| word.contains('@') && word.len() < 300)
        .map(|word| word.trim_matches(|c: char| "<>()[]{}:;,.\"'*".contains(c)))
        .filter_map(|word| Address::new(None, word.strip_prefix("mailto:").unwrap_or(word)))
        .find(|found| found.address.contains('.') && !is_machine(found))
        .map(|found| found.address)
}

fn message_id_in(text: &str) -> Option<String> {
    let mut lines = text.lines().map(|line| line.trim_start_matches(['>', ' ', '\t', '|']));
    while let Some(line) = lines.next() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if !name.trim_end().eq_ignore_ascii_case("message-id") {
            continue;
        }
        let value = if value.trim().is_empty() { lines.next().unwrap_or_default() } else { value };
        return header::ids(value.as_bytes()).into_iter().next();
    }
    None
}

/// The class of the first enhanced status code (RFC 3463) in the text, such as `5.1.1`.
fn status_in(text: &str) -> Option<bool> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || c == '.')).take(20_000);
    words
        .filter(|word| {
            let parts: Vec<&str> = word.trim_end_matches('.').split('.').take(4).collect();
            matches!(parts.as_slice(), ["4" | "5", b, c]
                if (1..=3).contains(&b.len()) && (1..=3).contains(&c.len()))
        })
        .map(|word| word.starts_with('5'))
        .next()
}

#[cfg(test)]
mod tests;

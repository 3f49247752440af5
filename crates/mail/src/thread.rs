//! Which conversation a letter belongs to: the reply address that only the customer was given.
//!
//! A token in the address is a candidate and nothing more; whether it was ever given out, for
//! what and to whom, is the desk's to know.

use crate::address::{self, Address};
use crate::read::Message;

/// Addresses looked at for tokens.
const MAX_ADDRESSES: usize = 500;

/// `local+token@domain`; `None` if the token is none, the mailbox is no address, or the result
/// would be too long for one (64 octets before the `@`).
pub fn reply_address(mailbox: &str, token: &str) -> Option<String> {
    if !is_token(token) {
        return None;
    }
    let mailbox = Address::new(None, mailbox)?.address;
    let (local, domain) = mailbox.split_once('@')?;
    Address::new(None, &format!("{local}+{token}@{domain}")).map(|made| made.address)
}

/// 26 to 64 letters `a` to `z` and digits: what base32 or hexadecimal in lower case gives.
pub fn is_token(token: &str) -> bool {
    (26..=64).contains(&token.len())
        && token.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Tokens for `mailbox` in the recipients of a message, each once: those of the envelope first,
/// because they say where the message really went, then To, Cc and the delivery fields. The
/// mailbox is compared without regard to case, the token is not.
pub fn tokens(message: &Message, envelope_recipients: &[String], mailbox: &str) -> Vec<String> {
    let Some(mailbox) = Address::new(None, mailbox) else {
        return Vec::new();
    };
    let written = message.to.iter().chain(&message.cc).map(|one| one.address.as_str());
    let delivered = message.delivered_to.iter().map(String::as_str);
    let envelope = envelope_recipients.iter().map(String::as_str);
    let mut found: Vec<String> = Vec::new();
    for recipient in envelope.chain(written).chain(delivered).take(MAX_ADDRESSES) {
        if let Some(token) = token_in(recipient, &mailbox)
            && !found.contains(&token)
        {
            found.push(token);
        }
    }
    found
}

fn token_in(recipient: &str, mailbox: &Address) -> Option<String> {
    let recipient = recipient.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, domain) = recipient.rsplit_once('@')?;
    let (base, token) = local.rsplit_once('+')?;
    let same = address::key(&format!("{base}@{domain}")) == mailbox.key();
    (same && is_token(token)).then(|| token.to_owned())
}

#[cfg(test)]
mod tests;

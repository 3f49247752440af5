//! One e-mail address with the name beside it, fit to be shown and to be written to.

use crate::clean;

/// Longest display name that is kept, in characters.
const NAME_CHARS: usize = 200;

/// An address that passed [`Address::new`]; the name is what the sender claims and proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// Cleaned, at most 200 characters; never empty and never a mere repetition of the address.
    pub name: Option<String>,
    /// `local@domain`, at most 254 octets, domain in lower case; may hold non-ASCII (RFC 6532).
    pub address: String,
}

impl Address {
    /// `None` unless there is exactly one `@` between a local part of 1 to 64 octets and a domain,
    /// with no spaces, controls, quotes, brackets or invisible characters.
    pub fn new(name: Option<&str>, address: &str) -> Option<Address> {
        let address = address.trim_matches([' ', '\t']);
        let (local, domain) = address.split_once('@')?;
        let usable = !local.is_empty()
            && local.len() <= 64
            && address.len() <= 254
            && !domain.is_empty()
            && !domain.starts_with(['.', '-'])
            && !domain.ends_with(['.', '-'])
            && !domain.contains("..")
            && local.chars().all(is_local)
            && domain.chars().all(is_domain);
        if !usable {
            return None;
        }
        let address = format!("{local}@{}", domain.to_lowercase());
        if address.len() > 254 {
            return None;
        }
        let name = name
            .map(|name| clean::line(name, NAME_CHARS))
            .map(|name| name.trim_matches(['"', '\'', ' ']).to_owned())
            .filter(|name| !name.chars().all(|c| c.is_ascii_punctuation() || c == ' '))
            .filter(|name| !name.eq_ignore_ascii_case(&address));
        Some(Address { name, address })
    }

    /// For matching: the whole address in lower case.
    pub fn key(&self) -> String {
        key(&self.address)
    }
}

/// How addresses are compared: the whole thing in lower case.
pub(crate) fn key(address: &str) -> String {
    address.to_lowercase()
}

fn is_local(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c) } else { is_foreign(c) }
}

fn is_domain(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '.' || c == '-' || c == '_' } else { is_foreign(c) }
}

fn is_foreign(c: char) -> bool {
    !c.is_whitespace() && !clean::is_hidden(c) && c != char::REPLACEMENT_CHARACTER
}

#[cfg(test)]
mod tests;

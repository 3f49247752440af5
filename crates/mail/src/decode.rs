//! From transfer encoding and charset to text. Damaged input gives what can be had and says so.

use mail_parser::decoders::charsets::map::charset_decoder;

/// How a part's octets were wrapped for the journey (RFC 2045 section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Identity,
    Base64,
    QuotedPrintable,
    /// Named, but by a name nobody knows; the octets are taken as they are.
    Unknown,
}

impl Encoding {
    /// From the value of Content-Transfer-Encoding in lower case.
    pub(crate) fn named(name: &str) -> Encoding {
        let name = name.split([';', '(']).next().unwrap_or_default();
        match name.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'') {
            "" | "7bit" | "8bit" | "binary" | "7-bit" | "8-bit" => Encoding::Identity,
            "base64" => Encoding::Base64,
            "quoted-printable" => Encoding::QuotedPrintable,
            _ => Encoding::Unknown,
        }
    }

    /// How many octets come out of [`Encoding::decode`].
    pub(crate) fn length(self, bytes: &[u8]) -> usize {
        match self {
            Encoding::Identity | Encoding::Unknown => bytes.len(),
            Encoding::Base64 => {
                let mut length = 0;
                base64(bytes, |_| length += 1);
                length
            }
            Encoding::QuotedPrintable => {
                let mut length = 0;
                quoted_printable(bytes, |_| length += 1);
                length
            }
        }
    }

    /// The octets, and whether the encoding was sound.
    pub(crate) fn decode(self, bytes: &[u8]) -> (Vec<u8>, bool) {
        match self {
            Encoding::Identity => (bytes.to_vec(), true),
            Encoding::Unknown => (bytes.to_vec(), false),
            Encoding::Base64 => {
                let mut out = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
                let sound = base64(bytes, |byte| out.push(byte));
                (out, sound)
            }
            Encoding::QuotedPrintable => {
                let mut out = Vec::with_capacity(bytes.len());
                let sound = quoted_printable(bytes, |byte| out.push(byte));
                (out, sound)
            }
        }
    }
}

/// Foreign characters are passed over; a lone last character is damage.
fn base64(bytes: &[u8], mut give: impl FnMut(u8)) -> bool {
    let mut sound = true;
    let mut bits = 0_u32;
    let mut held = 0;
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                // Padding ends a group; several encodings may follow each other in one part.
                sound &= held != 6;
                held = 0;
                continue;
            }
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            _ => {
                sound = false;
                continue;
            }
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            give(u8::try_from((bits >> held) & 0xff).unwrap_or_default());
        }
    }
    sound && held != 6
}

fn quoted_printable(bytes: &[u8], mut give: impl FnMut(u8)) -> bool {
    let mut sound = true;
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'=' {
            give(*byte);
            continue;
        }
        match after {
            [b'\r', b'\n', tail @ ..] | [b'\n', tail @ ..] => rest = tail,
            [high, low, tail @ ..] if hex(*high).is_some() && hex(*low).is_some() => {
                give(hex(*high).unwrap_or_default() << 4 | hex(*low).unwrap_or_default());
                rest = tail;
            }
            [] => {}
            [b' ' | b'\t', ..] => {
                // A soft line break with the white space that some relays add.
                let blank = after.iter().take(80).take_while(|b| matches!(b, b' ' | b'\t' | b'\r'));
                let skip = blank.count();
                if let Some([b'\n', tail @ ..]) = after.get(skip..) {
                    rest = tail;
                } else {
                    give(b'=');
                    sound = false;
                }
            }
            _ => {
                give(b'=');
                sound = false;
            }
        }
    }
    sound
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Octets to text by the charset that the part names, and whether that went without loss.
/// Octets that do not fit are guessed at: readable and marked beats unreadable.
pub(crate) fn text(bytes: &[u8], charset: Option<&str>) -> (String, bool) {
    if bytes.is_empty() {
        return (String::new(), true);
    }
    let label = charset.unwrap_or_default().trim().to_ascii_lowercase();
    let utf8 = matches!(
        label.as_str(),
        "" | "utf-8" | "utf8" | "utf_8" | "unicode-1-1-utf-8" | "us-ascii" | "ascii"
    );
    if utf8 {
        return unicode(bytes);
    }
    if let Some(big_endian) = match label.as_str() {
        "utf-32" | "utf32" | "utf-32le" | "utf32le" | "ucs-4le" => Some(false),
        "utf-32be" | "utf32be" | "ucs-4" | "ucs-4be" => Some(true),
        _ => None,
    } {
        return utf32(bytes, big_endian);
    }
    let Some(decoder) = charset_decoder(label.as_bytes()) else {
        return unicode(bytes);
    };
    let text = decoder(bytes);
    if text == "\u{fffd}" && bytes.len() > 1 {
        return (unicode(bytes).0, false);
    }
    let whole = !text.contains(char::REPLACEMENT_CHARACTER);
    (text, whole)
}

fn unicode(bytes: &[u8]) -> (String, bool) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), true);
    }
    let lossy = String::from_utf8_lossy(bytes);
    let some_fits = lossy.chars().any(|c| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER);
    if some_fits {
        return (lossy.into_owned(), false);
    }
    // Nothing in it is UTF-8: most likely an old Western programme that forgot to say so.
    match charset_decoder(b"windows-1252") {
        Some(decoder) => (decoder(bytes), false),
        None => (lossy.into_owned(), false),
    }
}

fn utf32(bytes: &[u8], big_endian: bool) -> (String, bool) {
    let mut whole = bytes.len().is_multiple_of(4);
    let text = bytes
        .chunks(4)
        .filter_map(|chunk| <[u8; 4]>::try_from(chunk).ok())
        .map(|four| if big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
        .map(|code| {
            char::from_u32(code).unwrap_or_else(|| {
                whole = false;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, whole)
}

#[cfg(test)]
mod tests;

//! Strings that a person will see: nothing in them may hide, reverse, break a line or a path.
//!
//! Cleaning happens once, after every decoding, so that no later step meets what was hidden.

/// A single line for people: controls, bidi controls and zero-width characters removed, runs of
/// white space made one space, at most `max_chars` characters.
pub(crate) fn line(input: &str, max_chars: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut space = false;
    let mut chars = input.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        if is_space(c) {
            space = !out.is_empty();
            before = ' ';
            continue;
        }
        if is_joiner(c) {
            // Emoji and several scripts need joiners; between ASCII letters they only deceive.
            let after = chars.peek().copied().unwrap_or(' ');
            if before.is_ascii() || after.is_ascii() || is_joiner(after) {
                continue;
            }
        } else if is_hidden(c) {
            continue;
        }
        if count + usize::from(space) >= max_chars {
            break;
        }
        if space {
            out.push(' ');
            count += 1;
            space = false;
        }
        out.push(c);
        count += 1;
        before = c;
    }
    out
}

/// Text of several lines: line ends become `\n`, other controls except the tab are removed, blank
/// lines at both ends and white space at line ends go. Cut at `max_bytes`; true if it was cut.
pub(crate) fn text(input: &str, max_bytes: usize) -> (String, bool) {
    let mut out = String::with_capacity(input.len().min(max_bytes));
    let mut cut = false;
    // White space is held back until something visible follows, so that none trails.
    let mut held = String::new();
    let mut chars = input.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    continue;
                }
                '\n'
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\u{feff}' => continue,
            c if c != '\n' && c != '\t' && c.is_control() => continue,
            c => c,
        };
        if out.is_empty() && matches!(c, '\n' | '\t' | ' ') {
            continue;
        }
        if c == '\n' {
            while held.ends_with([' ', '\t']) {
                held.pop();
            }
            held.push('\n');
        } else if c == ' ' || c == '\t' {
            held.push(c);
        } else {
            if out.len() + held.len() + c.len_utf8() > max_bytes {
                cut = true;
                break;
            }
            out.push_str(&held);
            held.clear();
            out.push(c);
        }
        if out.len() + held.len() > max_bytes.saturating_add(1024) {
            // A flood of white space is not worth holding back any longer.
            cut = true;
            break;
        }
    }
    (out, cut)
}

/// A name under which a file may be offered for saving anywhere: the last component of whatever
/// path was claimed, without separators, controls, hidden characters, leading dots or dashes,
/// trailing dots or spaces, and not the name of a Windows device. `None` when nothing is left.
pub fn file_name(claimed: &str) -> Option<String> {
    let last = claimed
        .split(['/', '\\', '\u{2044}', '\u{2215}', '\u{ff0f}', '\u{ff3c}'])
        .rfind(|component| component.chars().any(|c| !is_hidden(c) && c != '.' && !is_space(c)))?;
    let name: String = line(last, 4000)
        .chars()
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
            c => c,
        })
        .collect();
    let name = name.trim_start_matches(|c: char| c == '.' || c == '-' || is_space(c));
    let name = shortened(name.trim_end_matches(|c: char| c == '.' || is_space(c)));
    let name = name.trim_end_matches(|c: char| c == '.' || is_space(c));
    if name.is_empty() {
        return None;
    }
    if is_device(name) {
        return Some(format!("_{name}"));
    }
    Some(name.to_owned())
}

/// At most 120 characters and 200 bytes, keeping the extension by which people know the kind.
fn shortened(name: &str) -> String {
    const CHARS: usize = 120;
    const BYTES: usize = 200;
    if name.chars().count() <= CHARS && name.len() <= BYTES {
        return name.to_owned();
    }
    let extension = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 16 && !extension.contains(' ') => {
            format!(".{extension}")
        }
        _ => String::new(),
    };
    let mut out = String::new();
    for c in name.chars().take(CHARS.saturating_sub(extension.chars().count())) {
        if out.len() + c.len_utf8() + extension.len() > BYTES {
            break;
        }
        out.push(c);
    }
    out + &extension
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    match stem.as_str() {
        "con" | "prn" | "aux" | "nul" | "conin$" | "conout$" | "clock$" => true,
        other => {
            let digit = other.strip_prefix("com").or_else(|| other.strip_prefix("lpt"));
            digit.is_some_and(|digit| {
                let mut chars = digit.chars();
                matches!(chars.next(), Some('0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'))
                    && chars.next().is_none()
            })
        }
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Characters that are not seen themselves but change what is seen: controls, bidi controls and
/// marks, zero-width and filler characters, interlinear marks, tags, noncharacters.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{fffe}'
                | '\u{ffff}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests;

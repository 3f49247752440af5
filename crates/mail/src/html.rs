//! HTML mail to readable plain text, in one pass: no tree is built, so depth costs nothing.
//!
//! This is for reading, searching and deciding; showing the HTML itself is another matter, done
//! elsewhere behind walls. Lines follow the blocks, links keep their target where it is not
//! already what one reads, quotations keep their `> `.

use mail_parser::decoders::html::add_html_token;

/// Longer link targets are for machines; printing them would bury the words.
const MAX_LINK: usize = 300;
/// Deeper quotations are drawn at this depth.
const MAX_QUOTE: usize = 6;

/// The text of `input`, about `max_bytes` long at most, and whether it was cut there.
pub(crate) fn to_text(input: &str, max_bytes: usize) -> (String, bool) {
    let mut page = Page { out: String::new(), breaks: 2, ..Page::default() };
    let mut rest = input;
    let mut ends = Ends::default();
    while !rest.is_empty() {
        if page.out.len() > max_bytes {
            return (page.out, true);
        }
        let Some((words, markup)) = rest.split_once('<') else {
            page.words(rest);
            break;
        };
        page.words(words);
        rest = page.markup(markup, &mut ends);
    }
    page.end_link();
    (page.out, false)
}

/// What is known not to come any more, so that looking for it again and again stays cheap.
#[derive(Default)]
struct Ends {
    no_comment_end: bool,
    no_tag_end: bool,
    no_quote: [bool; 2],
    missing: Vec<&'static str>,
}

#[derive(Default)]
struct Page {
    out: String,
    /// Line breaks wanted before the next word: 0, 1 or 2.
    breaks: usize,
    space: bool,
    quote: usize,
    pre: usize,
    /// Target of the open link, and where its words begin.
    link: Option<(String, usize)>,
}

impl Page {
    fn words(&mut self, words: &str) {
        let mut rest = words;
        while !rest.is_empty() {
            let stop = rest.find(|c: char| c == '&' || c.is_ascii_whitespace() || c == '\u{a0}');
            let (plain, more) = rest.split_at_checked(stop.unwrap_or(rest.len())).unwrap_or((rest, ""));
            if !plain.is_empty() {
                self.put(plain);
            }
            let mut chars = more.chars();
            match chars.next() {
                None => break,
                Some('&') => {
                    if let Some((text, length)) = entity(more) {
                        if text == "\u{a0}" {
                            self.blank(' ');
                        } else {
                            self.put(&text);
                        }
                        rest = more.get(length..).unwrap_or_default();
                    } else {
                        self.put("&");
                        rest = chars.as_str();
                    }
                }
                Some(blank) => {
                    self.blank(blank);
                    rest = chars.as_str();
                }
            }
        }
    }

    fn blank(&mut self, blank: char) {
        if self.pre == 0 {
            self.space = true;
        } else if blank == '\n' {
            self.new_line(1);
        } else if blank != '\r' {
            self.settle();
            self.out.push(' ');
        }
    }

    fn put(&mut self, text: &str) {
        self.settle();
        self.out.push_str(text);
    }

    /// Writes what is owed before the next word: line breaks, quotation marks, a space.
    fn settle(&mut self) {
        if self.breaks > 0 {
            if !self.out.is_empty() {
                for written in 0..self.breaks {
                    if written > 0 {
                        self.out.push_str("> ".repeat(self.quote.min(MAX_QUOTE)).trim_end());
                    }
                    self.out.push('\n');
                }
            }
            self.out.push_str(&"> ".repeat(self.quote.min(MAX_QUOTE)));
        } else if self.space && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
    }

    fn new_line(&mut self, wanted: usize) {
        self.breaks = self.breaks.max(wanted);
        self.space = false;
    }

    fn end_link(&mut self) {
        let Some((target, start)) = self.link.take() else {
            return;
        };
        let words = self.out.get(start..).unwrap_or_default();
        let bare = target.split_once(':').map_or(target.as_str(), |(_, rest)| rest);
        let bare = bare.trim_matches('/');
        if !words.trim().is_empty() && !bare.is_empty() && !words.contains(bare) {
            self.out.push_str(" <");
            self.out.push_str(&target);
            self.out.push('>');
        }
    }

    /// Takes in what follows a `<` and gives back what comes after the markup.
    fn markup<'a>(&mut self, markup: &'a str, ends: &mut Ends) -> &'a str {
        if let Some(comment) = markup.strip_prefix("!--") {
            if !ends.no_comment_end {
                let empty = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->"));
                if let Some(after) = empty {
                    return after;
                }
                if let Some((_, after)) = comment.split_once("-->") {
                    return after;
                }
                ends.no_comment_end = true;
            }
            // Never closed: showing what was meant to be hidden beats losing the letter.
            return comment;
        }
        let closing = markup.starts_with('/');
        let tag = markup.strip_prefix('/').unwrap_or(markup);
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
            self.put(if closing { "</" } else { "<" });
            return tag;
        }
        let Some((inside, after)) = tag_end(tag, ends) else {
            self.put("<");
            return markup;
        };
        let stop = inside.find(|c: char| c.is_ascii_whitespace() || c == '/');
        let name = inside.get(..stop.unwrap_or(inside.len())).unwrap_or_default();
        let attributes = inside.get(name.len()..).unwrap_or_default();
        let mut lower = String::with_capacity(16);
        lower.extend(name.chars().take(16).map(|c| c.to_ascii_lowercase()));
        if !closing && let Some(raw) = RAW.iter().find(|raw| **raw == lower) {
            return skip_raw(after, raw, ends);
        }
        self.element(&lower, closing, attributes);
        after
    }

    fn element(&mut self, name: &str, closing: bool, attributes: &str) {
        match name {
            "br" => {
                // The second of two breaks is a blank line that the writer wanted.
                let wanted = if self.breaks > 0 { 2 } else { 1 };
                self.new_line(wanted);
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "hr" => {
                self.new_line(2);
            }
            "div" | "tr" | "li" | "section" | "article" | "header" | "footer" | "main" | "nav"
            | "address" | "center" | "form" | "fieldset" | "dt" | "dd" | "caption" | "thead" | "tbody"
            | "tfoot" | "figure" | "figcaption" | "option" | "body" | "title" => {
                self.new_line(1);
                if name == "li" && !closing {
                    self.put("- ");
                }
            }
            "td" | "th" => self.space = true,
            "blockquote" => {
                self.new_line(2);
                self.quote = if closing { self.quote.saturating_sub(1) } else { self.quote + 1 };
            }
            "pre" => {
                self.new_line(1);
                self.pre = if closing { self.pre.saturating_sub(1) } else { self.pre + 1 };
            }
            "a" => {
                self.end_link();
                if !closing && let Some(target) = attribute(attributes, "href") {
                    let web = ["http://", "https://", "mailto:", "tel:"]
                        .iter()
                        .any(|scheme| starts_with_ignoring_case(&target, scheme));
                    if web && target.len() <= MAX_LINK && !target.contains(['<', '>', '\n', ' ']) {
                        self.link = Some((target, self.out.len()));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Elements whose content is not text for people.
const RAW: [&str; 5] = ["script", "style", "title", "noembed", "template"];

fn skip_raw<'a>(after: &'a str, name: &'static str, ends: &mut Ends) -> &'a str {
    if ends.missing.contains(&name) {
        return after;
    }
    let mut rest = after;
    while let Some((_, tail)) = rest.split_once("</") {
        if starts_with_ignoring_case(tail, name) {
            let tail = tail.get(name.len()..).unwrap_or_default();
            return match tail.split_once('>') {
                Some((_, after)) => after,
                None => "",
            };
        }
        rest = tail;
    }
    ends.missing.push(name);
    after
}

/// Splits at the `>` that ends a tag, passing over quoted attribute values.
fn tag_end<'a>(tag: &'a str, ends: &mut Ends) -> Option<(&'a str, &'a str)> {
    if ends.no_tag_end {
        return None;
    }
    let mut at = 0;
    let mut value_next = false;
    while let Some(offset) = tag.get(at..)?.find(['>', '"', '\'', '=']) {
        let here = at + offset;
        match tag.as_bytes().get(here)? {
            b'>' => return Some((tag.get(..here)?, tag.get(here + 1..)?)),
            b'=' => value_next = true,
            quote => {
                let which = usize::from(*quote == b'\'');
                let gap = tag.get(at..here).unwrap_or_default();
                let opens = value_next && gap.trim().is_empty();
                value_next = false;
                if opens && ends.no_quote.get(which) == Some(&false) {
                    if let Some(length) = tag.get(here + 1..)?.find(char::from(*quote)) {
                        at = here + 1 + length + 1;
                        continue;
                    }
                    if let Some(flag) = ends.no_quote.get_mut(which) {
                        *flag = true;
                    }
                }
            }
        }
        at = here + 1;
    }
    ends.no_tag_end = true;
    None
}

fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let stop = rest.find(|c: char| c == '=' || c.is_ascii_whitespace())?;
        let name = rest.get(..stop)?;
        let after = rest.get(stop..)?.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next()?;
        let (value, after) = if matches!(quote, '"' | '\'') {
            let inner = value.get(1..)?;
            inner.split_once(quote).unwrap_or((inner, ""))
        } else {
            let end = value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len());
            value.split_at_checked(end)?
        };
        if name.eq_ignore_ascii_case(wanted) {
            let mut text = String::new();
            let mut rest = value.trim();
            while let Some(at) = rest.find('&') {
                let (plain, more) = rest.split_at_checked(at)?;
                text.push_str(plain);
                let (decoded, length) = entity(more).unwrap_or_else(|| ("&".to_owned(), 1));
                text.push_str(&decoded);
                rest = more.get(length..).unwrap_or_default();
            }
            text.push_str(rest);
            text.retain(|c| !c.is_control());
            return Some(text);
        }
        rest = after;
    }
}

/// What `&…;` at the start of `text` stands for, and its length; `None` if it is no entity.
fn entity(text: &str) -> Option<(String, usize)> {
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    let token = text.get(..=end)?;
    let name = token.get(1..end)?;
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') {
        return None;
    }
    let mut decoded = String::new();
    add_html_token(&mut decoded, token.as_bytes(), false);
    // The decoder gives a token back as it was when it does not know it.
    (decoded != token).then_some((decoded, end + 1))
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests;

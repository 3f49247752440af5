//! What holds on every page in every language: no script or style of its own, one heading, labels.

#[path = "../examples/gallery/sample.rs"]
mod sample;

use valta_web::{viewer::Theme, words::Lang};

/// The value of an attribute of each tag with this name.
fn tags<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    page.split('<')
        .filter(|tag| tag.split([' ', '>']).next() == Some(name))
        .filter_map(|tag| tag.split('>').next())
        .collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

#[test]
fn every_page_keeps_the_rules() {
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        for (name, page) in sample::pages(lang, Theme::Device) {
            let page = page.into_string();
            let mut note = |what: String| wrong.push(format!("{}/{name}: {what}", lang.code()));
            for forbidden in [" style=", "<style", " onclick", " onsubmit", "javascript:"] {
                if page.contains(forbidden) {
                    note(format!("has {forbidden}"));
                }
            }
            for script in tags(&page, "script") {
                if attribute(script, "src").is_none_or(str::is_empty) {
                    note("has a script without an address".to_owned());
                }
            }
            let whole = page.starts_with("<!DOCTYPE html>");
            if whole && tags(&page, "h1").len() != 1 {
                note(format!("has {} main headings", tags(&page, "h1").len()));
            }
            let ids: Vec<&str> =
                page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            for (index, id) in ids.iter().enumerate() {
                if ids[..index].contains(id) {
                    note(format!("has the id {id} twice"));
                }
            }
            for kind in ["input", "textarea", "select"] {
                for field in tags(&page, kind) {
                    if matches!(attribute(field, "type"), Some("hidden" | "radio")) {
                        continue;
                    }
                    let labelled =
                        attribute(field, "id").is_some_and(|id| page.contains(&format!(" for=\"{id}\"")));
                    if !labelled {
                        note(format!("has a field without a label: {field}"));
                    }
                }
            }
            for tag in page.split('<') {
                for about in ["aria-describedby", "aria-labelledby"] {
                    for id in attribute(tag.split('>').next().unwrap_or_default(), about)
                        .unwrap_or_default()
                        .split(' ')
                    {
                        if !id.is_empty() && !ids.contains(&id) {
                            note(format!("{about} names {id}, which is not there"));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Hashed names lead to what they name, and the colours can be read.

use super::{ASSETS, at, href};

#[test]
fn imports_are_hashed() {
    let valta = at(href("valta.js")).map(|asset| String::from_utf8_lossy(&asset.bytes)).unwrap_or_default();
    assert!(valta.contains(href("forms.js").trim_start_matches("/look/")), "{valta}");
    for asset in ASSETS.iter() {
        assert!(
            !String::from_utf8_lossy(&asset.bytes).contains("from \"./page.js\""),
            "{} imports an unhashed name",
            asset.name
        );
    }
}

/// The light or the dark value of a colour token.
fn token(css: &str, name: &str, dark: bool) -> [f64; 3] {
    let start = format!("--{name}: light-dark(");
    let pair = css.split(&start).nth(1).and_then(|rest| rest.split(')').next()).unwrap_or_default();
    let value = pair.split(", ").nth(usize::from(dark)).unwrap_or_default().trim_start_matches('#');
    [0, 2, 4].map(|from| {
        let byte = value.get(from..from + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        f64::from(byte.unwrap_or_else(|| panic!("no colour {name}: {pair}"))) / 255.0
    })
}

/// WCAG 2 relative luminance.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] =
        colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[test]
fn colours_can_be_read() {
    let css = include_str!("../../look/valta.css");
    let grounds =
        ["paper", "sheet", "hollow", "pine-soft", "ember-soft", "care-soft", "stop-soft", "note-soft"];
    let mut pairs: Vec<(&str, &str, f64)> = Vec::new();
    for ground in grounds {
        pairs.extend([("ink", ground, 4.5), ("ink-soft", ground, 4.5)]);
    }
    for ground in ["paper", "sheet", "hollow", "pine-soft"] {
        pairs.extend([("pine", ground, 4.5), ("pine-deep", ground, 4.5)]);
    }
    for tone in ["ember", "care", "stop"] {
        pairs.extend([(tone, "paper", 4.5), (tone, "sheet", 4.5), (tone, "hollow", 4.5)]);
    }
    pairs.extend([("ember", "ember-soft", 4.5), ("care", "care-soft", 4.5), ("stop", "stop-soft", 4.5)]);
    pairs.extend([("on-pine", "pine", 4.5), ("on-pine", "pine-deep", 4.5)]);
    pairs.extend([
        ("edge", "sheet", 3.0),
        ("edge", "paper", 3.0),
        ("focus", "paper", 3.0),
        ("focus", "sheet", 3.0),
    ]);
    let mut weak = Vec::new();
    for (words, ground, least) in pairs {
        for dark in [false, true] {
            let (a, b) = (luminance(token(css, words, dark)), luminance(token(css, ground, dark)));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            if contrast < least {
                weak.push(format!("{words} on {ground}, dark {dark}: {contrast:.2} < {least}"));
            }
        }
    }
    assert!(weak.is_empty(), "{}", weak.join("\n"));
}

//! What no lint sees: files that say what they are, files that are not too long, layers that know only
//! what they may, no leftovers.

use std::{fs, path::Path};

/// A longer file is a question: is there a part in it with a small face?
const LINES: usize = 900;

/// What each crate may use of ours; anything else is a layer upside down.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("calendar", &["valta-domain"]),
    ("insight", &["valta-domain"]),
    ("language", &["valta-domain"]),
    ("logs", &[]),
    ("mail", &[]),
    ("policy", &["valta-domain"]),
    ("store", &["valta-domain", "valta-language"]),
    (
        "desk",
        &[
            "valta-calendar",
            "valta-domain",
            "valta-insight",
            "valta-language",
            "valta-mail",
            "valta-policy",
            "valta-store",
        ],
    ),
    (
        "api",
        &["valta-calendar", "valta-domain", "valta-desk", "valta-insight", "valta-policy", "valta-store"],
    ),
    (
        "web",
        &[
            "valta-calendar",
            "valta-domain",
            "valta-desk",
            "valta-insight",
            "valta-language",
            "valta-policy",
            "valta-store",
        ],
    ),
    ("report", &["valta-insight", "valta-logs"]),
    ("rehearsal", &["valta-domain", "valta-mail", "valta-desk", "valta-store"]),
];

/// Crates of others that a layer must not know, by name.
const MUST_NOT: &[(&str, &[&str])] = &[
    ("domain", &["tokio", "rusqlite", "tokio-postgres", "axum", "serde_json", "jiff", "cedar-policy"]),
    ("language", &["tokio", "rusqlite", "tokio-postgres", "axum", "serde_json", "getrandom", "cedar-policy"]),
    (
        "calendar",
        &[
            "tokio",
            "rusqlite",
            "tokio-postgres",
            "axum",
            "serde_json",
            "getrandom",
            "tracing",
            "cedar-policy",
        ],
    ),
    ("logs", &["tokio", "tokio-postgres", "axum", "jiff", "getrandom", "tracing", "cedar-policy"]),
    ("mail", &["tokio", "rusqlite", "tokio-postgres", "axum", "cedar-policy"]),
    (
        "policy",
        &["tokio", "rusqlite", "tokio-postgres", "axum", "serde_json", "jiff", "getrandom", "tracing"],
    ),
    ("report", &["tokio", "rusqlite", "tokio-postgres", "axum", "getrandom", "tracing", "cedar-policy"]),
    ("store", &["axum", "maud", "lettre", "cedar-policy"]),
    ("desk", &["axum", "maud", "rusqlite", "tokio-postgres", "cedar-policy"]),
    ("api", &["maud", "rusqlite", "tokio-postgres", "lettre", "cedar-policy"]),
    ("web", &["rusqlite", "tokio-postgres", "lettre", "cedar-policy"]),
    (
        "insight",
        &["tokio", "rusqlite", "tokio-postgres", "axum", "serde_json", "jiff", "getrandom", "cedar-policy"],
    ),
];

pub(crate) fn look(root: &Path) -> Vec<String> {
    let mut findings = Vec::new();
    for (layer, may) in MAY_USE {
        let manifest =
            fs::read_to_string(root.join("crates").join(layer).join("Cargo.toml")).unwrap_or_default();
        let own = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        let uses = |name: &str| own.lines().any(|line| line.split(['.', ' ', '=']).next() == Some(name));
        for line in own.lines().filter(|line| line.starts_with("valta-")) {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if !may.contains(&name) {
                findings.push(format!("crates/{layer} may not use {name}"));
            }
        }
        for name in MUST_NOT.iter().filter(|(of, _)| of == layer).flat_map(|(_, names)| *names) {
            if uses(name) {
                findings.push(format!("crates/{layer} must not know {name}"));
            }
        }
    }
    sources(&root.join("crates"), &mut |path, text| {
        let shown = path.strip_prefix(root).unwrap_or(path).display();
        let tests = path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests");
        if !tests && !text.starts_with("//!") {
            findings.push(format!("{shown} does not say what it is in its first lines"));
        }
        if !tests && text.lines().count() > LINES {
            findings.push(format!("{shown} is longer than {LINES} lines"));
        }
        for (number, line) in text.lines().enumerate() {
            let leftover = ["FIXME", "#[ignore"].iter().any(|word| line.contains(word));
            if leftover && !path.ends_with("tidy.rs") {
                findings.push(format!("{shown}:{} is a leftover", number + 1));
            }
        }
    });
    findings
}

fn sources(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    let mut inside: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            sources(&path, look);
        } else if path.extension().is_some_and(|end| end == "rs") {
            look(&path, &fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

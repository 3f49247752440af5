//! What a developer runs: `cargo xtask test` runs every test there is and says plainly what could not run
//! here and how to make it run; `cargo xtask check` looks at form, lints and tidiness.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

mod tidy;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("test") => test(arguments.get(1..).unwrap_or_default()),
        Some("check") => check(),
        _ => {
            say("usage: cargo xtask test [ARGUMENTS OF cargo test] | cargo xtask check");
            return ExitCode::from(2);
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// All tests, the counts on one closing line. With `CI` set, a test that was skipped is a failure.
fn test(arguments: &[String]) -> bool {
    let skipped = target().join("skipped");
    let _ = fs::remove_dir_all(&skipped);
    let mut command = Command::new(env!("CARGO"));
    command.args(["test", "--workspace", "--no-fail-fast"]).args(arguments).current_dir(root());
    command.stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        say("cargo could not be started");
        return false;
    };
    let (mut passed, mut failed) = (0, 0);
    for line in
        child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()).map_while(Result::ok)
    {
        if let Some((ok, not)) = counts(&line) {
            passed += ok;
            failed += not;
        }
        say(&line);
    }
    let ran = child.wait().is_ok_and(|status| status.success());

    let missing = listed(&skipped);
    if !missing.is_empty() {
        say("\nNot run here:");
        for (name, why) in &missing {
            say(&format!("  {name}: {why}"));
        }
    }
    say(&format!("\n{passed} passed, {failed} failed, {} skipped", missing.len()));
    ran && failed == 0 && (missing.is_empty() || env::var_os("CI").is_none())
}

/// `test result: ok. 12 passed; 0 failed; …`
fn counts(line: &str) -> Option<(u64, u64)> {
    let rest = line.strip_prefix("test result: ")?;
    let number = |word: &str| {
        let before = rest.split(&format!(" {word}")).next()?;
        before.rsplit(' ').next()?.parse().ok()
    };
    Some((number("passed")?, number("failed")?))
}

/// Each test that could not run left a file named after it with the reason in it.
fn listed(folder: &Path) -> Vec<(String, String)> {
    let mut missing: Vec<(String, String)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| {
            let why = fs::read_to_string(entry.path()).unwrap_or_default().trim().replace('\n', " ");
            (entry.file_name().to_string_lossy().into_owned(), why)
        })
        .collect();
    missing.sort();
    missing
}

fn check() -> bool {
    let cargo = |arguments: &[&str]| {
        say(&format!("cargo {}", arguments.join(" ")));
        Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(root())
            .status()
            .is_ok_and(|status| status.success())
    };
    let formatted = cargo(&["fmt", "--all", "--check"]);
    let linted = cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]);
    let findings = tidy::look(&root());
    for finding in &findings {
        say(finding);
    }
    formatted && linted && findings.is_empty()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_owned).unwrap_or_default()
}

fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

#[expect(clippy::print_stdout, reason = "a developer reads this on a terminal")]
fn say(line: &str) {
    println!("{line}");
}

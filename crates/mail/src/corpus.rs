//! The whole crate against mail that others have collected and made up: everything is read
//! without a panic and in time, and our own hostile set says what it should.

use crate::{Automatic, Budget, Message, Unreadable, attachment, compose, may_be_answered, read, split_mbox};
use expect_test::expect;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const LIMIT_MICROS: u128 = 1_000_000;

fn crate_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Leaves a trace of a test that could not run, where a person or a check will find it.
fn skipped(test: &str, reason: &str) {
    let target = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| crate_folder().join("../../target"), PathBuf::from);
    let folder = target.join("skipped");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    fs::write(folder.join(test), format!("{reason}\n")).expect("the target folder can be written");
    eprintln!("SKIPPED {test}: {reason}");
}

fn not_skipped(test: &str) {
    let target = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| crate_folder().join("../../target"), PathBuf::from);
    let _ = fs::remove_file(target.join("skipped").join(test));
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

/// Processor time of this thread, so that a busy machine does not fail the test.
fn cpu_micros() -> Option<u128> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos: u128 = stat.split(' ').next()?.parse().ok()?;
    Some(nanos / 1000)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, u128) {
    let wall = std::time::Instant::now();
    let before = cpu_micros();
    let made = work();
    let took = match (before, cpu_micros()) {
        (Some(before), Some(after)) => after - before,
        _ => wall.elapsed().as_micros(),
    };
    (made, took)
}

/// Whether the file claims to be one message, by its name.
fn is_message(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let papers = ["source.txt", "license", "licence", "readme", "mit-license", "copying"];
    if papers.iter().any(|paper| name.starts_with(paper)) {
        return false;
    }
    match name.rsplit_once('.') {
        None => true,
        Some((_, "eml" | "msg" | "txt" | "mail" | "email" | "rfc822")) => true,
        Some((_, extension)) => extension.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

#[derive(Default)]
struct Tally {
    counts: BTreeMap<String, BTreeMap<String, usize>>,
    slow: Vec<(u128, String)>,
    wrong: Vec<String>,
}

impl Tally {
    fn take(&mut self, folder: &str, name: &str, raw: &[u8]) -> Option<Message> {
        let budget = Budget::default();
        let (result, took) = timed(|| read(raw, &budget));
        self.slow.push((took, format!("{folder}/{name} ({} octets)", raw.len())));
        if env::var_os("VALTA_SHOW").is_some() && result.is_err() { eprintln!("SHOW {folder}/{name}: {:?}", result.as_ref().err()); }
        if took > LIMIT_MICROS {
            self.wrong.push(format!("{folder}/{name}: took {took} µs"));
        }
        let outcome = match &result {
            Ok(message) => {
                self.wrong.extend(faults(message, raw).into_iter().map(|f| format!("{folder}/{name}: {f}")));
                if message.automatic.is_some() { "readable, automatic" } else { "readable" }
            }
            Err(reason) => reason.code(),
        };
        *self.counts.entry(folder.to_owned()).or_default().entry(outcome.to_owned()).or_default() += 1;
        result.ok()
    }

    fn finish(mut self, test: &str) -> BTreeMap<String, usize> {
        let mut all: BTreeMap<String, usize> = BTreeMap::new();
        for (folder, counts) in &self.counts {
            eprintln!("{test}: {folder}: {counts:?}");
            for (code, count) in counts {
                *all.entry(code.clone()).or_default() += count;
            }
        }
        eprintln!("{test}: all: {all:?}");
        self.slow.sort();
        for (took, name) in self.slow.iter().rev().take(5) {
            eprintln!("{test}: {took} µs {name}");
        }
        assert!(!self.slow.is_empty(), "{test}: no message was found");
        assert!(self.wrong.is_empty(), "{test}:\n{}", self.wrong.join("\n"));
        all
    }
}

/// What must hold for whatever was read.
fn faults(message: &Message, raw: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    let hidden = |c: char| crate::clean::is_hidden(c) && !matches!(c, '\u{200c}' | '\u{200d}');
    let people = message.from.iter().chain(&message.sender).chain(&message.to).chain(&message.cc);
    for one in people.clone().chain(&message.reply_to) {
        let name = one.name.as_deref().unwrap_or_default();
        if one.address.matches('@').count() != 1
            || one.address.len() > 254
            || one.address.chars().any(|c| hidden(c) || c.is_whitespace())
            || name.chars().any(hidden)
            || name.chars().count() > 200
        {
            faults.push(format!("odd address {one:?}"));
        }
    }
    if message.subject.chars().any(hidden) || message.subject.chars().count() > 500 {
        faults.push(format!("odd subject {:?}", message.subject));
    }
    if message.text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        faults.push("a control in the text".to_owned());
    }
    let budget = Budget::default();
    if message.text.len() > budget.text_bytes {
        faults.push(format!("text of {} octets", message.text.len()));
    }
    let ids = message.references.iter().chain(&message.in_reply_to).chain(&message.message_id);
    for id in ids {
        if id.is_empty() || id.len() > 998 || id.contains(['<', '>', ' ']) {
            faults.push(format!("odd id {id:?}"));
        }
    }
    for one in message.attachments.iter().take(40) {
        let odd = one.name.is_empty()
            || one.name.starts_with('.')
            || one.name.ends_with(['.', ' '])
            || one.name.chars().any(|c| hidden(c) || "/\\:<>\"|?*".contains(c));
        match attachment(raw, &budget, one.index) {
            Some((again, bytes)) if again == *one && bytes.len() == one.bytes && !odd => {}
            other => faults.push(format!("odd attachment {one:?}: {:?}", other.map(|o| o.0))),
        }
    }
    faults
}

#[test]
fn every_message_of_the_corpora_is_read_in_time() {
    let test = "mail-corpora";
    let folder = env::var_os("VALTA_CORPUS")
        .map_or_else(|| crate_folder().join("../../../shared/data"), PathBuf::from)
        .join("mail");
    if !folder.is_dir() {
        skipped(
            test,
            &format!(
                "no folder {}; collect public mail corpora (each folder with its licence) into a \
                 folder `mail` and set VALTA_CORPUS to the folder that holds it",
                folder.display()
            ),
        );
        return;
    }
    not_skipped(test);
    let mut found = Vec::new();
    files(&folder, &mut found);
    let mut tally = Tally::default();
    let mut others = 0;
    let (mut bounces, mut reports) = (0, 0);
    let mut missed = Vec::new();
    for path in &found {
        let raw = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let relative = path.strip_prefix(&folder).expect("inside the folder");
        let corpus = relative.iter().next().unwrap_or_default().to_string_lossy().into_owned();
        let name = relative.display().to_string();
        if name.contains("mbox") && raw.starts_with(b"From ") {
            for (index, one) in split_mbox(io::Cursor::new(&raw), 25 << 20).enumerate() {
                let one = one.unwrap_or_else(|e| panic!("{name}: {e}"));
                tally.take(&format!("{corpus} (mbox)"), &format!("{name}#{index}"), &one);
            }
        }
        if !is_message(path) {
            others += 1;
            // Pictures and papers are no mail, but they must do no harm either.
            let _ = read(&raw, &Budget::default());
            continue;
        }
        let message = tally.take(&corpus, &name, &raw);
        if name.contains("bounces-sisimai/maildir/bsd") {
            reports += 1;
            match message.and_then(|message| message.automatic) {
                Some(Automatic::Bounce { .. }) => bounces += 1,
                other => missed.push(format!("{name}: {other:?}")),
            }
        }
    }
    eprintln!("{test}: {} files, {others} of them no messages by their names", found.len());
    eprintln!("{test}: {bounces} of {reports} real bounces recognised");
    for one in &missed {
        eprintln!("{test}: not a bounce: {one}");
    }
    tally.finish(test);
    assert!(bounces * 100 >= reports * 90, "only {bounces} of {reports} bounces were recognised");
}

/// Messages made by `gen_hostile.py --big`, if that was run into a folder named here.
#[test]
fn the_large_ones_are_read_in_time() {
    let test = "mail-large";
    let Some(folder) = env::var_os("VALTA_LARGE_MAIL").map(PathBuf::from) else {
        skipped(
            test,
            "run `gen_hostile.py --big DIR` of the generated mail corpus and set VALTA_LARGE_MAIL to DIR",
        );
        return;
    };
    not_skipped(test);
    let mut found = Vec::new();
    files(&folder, &mut found);
    let mut tally = Tally::default();
    for path in &found {
        let raw = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(message) = tally.take("large", &name, &raw) {
            eprintln!("{name}: {}", sentence(&Ok(message), &raw));
        }
    }
    tally.finish(test);
}

/// What a person at the desk would be told about the message.
fn sentence(result: &Result<Message, Unreadable>, raw: &[u8]) -> String {
    let message = match result {
        Ok(message) => message,
        Err(reason) => return format!("unreadable: {}", reason.code()),
    };
    let mut out = String::new();
    match &message.from {
        Some(from) => {
            let name = from.name.as_deref().map(|name| format!("{name:?} ")).unwrap_or_default();
            let _ = write!(out, "{name}{}", from.address);
        }
        None => out.push_str("nobody"),
    }
    let _ = write!(out, " writes {:?}", short(&message.subject, 60));
    let text = short(&message.text, 70);
    let _ = write!(out, ": {text:?}");
    if message.text_cut {
        out.push_str(", cut");
    }
    if message.from_html {
        out.push_str(", from html");
    }
    if message.lossy {
        out.push_str(", lossy");
    }
    if message.message_id.is_none() {
        out.push_str(", without id");
    }
    let threads = message.in_reply_to.len() + message.references.len();
    if threads > 0 {
        let _ = write!(out, ", {threads} ids of a thread");
    }
    if message.date.is_none() {
        out.push_str(", undated");
    }
    if message.cc.len() > 1 {
        let _ = write!(out, ", {} copies", message.cc.len());
    }
    if let Some(reply_to) = message.reply_to.first() {
        let _ = write!(out, ", answers to {}", reply_to.address);
    }
    if !message.attachments.is_empty() {
        let kinds: Vec<String> =
            message.attachments.iter().map(|a| format!("{} {}", a.name, a.bytes)).collect();
        let _ = write!(out, ", attached {}", kinds.join(" | "));
    }
    if let Some(automatic) = &message.automatic {
        let _ = write!(out, ", {automatic:?}");
    }
    if !message.malformed.is_empty() {
        let _ = write!(out, ", {}", message.malformed.join(" "));
    }
    if !may_be_answered(message) {
        out.push_str(", not to be answered by a machine");
    }
    let _ = raw;
    out
}

fn short(text: &str, chars: usize) -> String {
    let cut: String = text.chars().take(chars).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

#[test]
fn our_own_hostile_set_is_understood() {
    let folder = crate_folder().join("testdata/generated");
    let mut found = Vec::new();
    files(&folder, &mut found);
    assert!(found.len() > 100, "{} holds only {} files", folder.display(), found.len());
    let mut tally = Tally::default();
    let mut told = String::new();
    for path in &found {
        let raw = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        tally.take("generated", &name, &raw);
        let _ = writeln!(told, "{name}: {}", sentence(&read(&raw, &Budget::default()), &raw));
    }
    tally.finish("mail-generated");
    expect![[r""]].assert_eq(&told);
}

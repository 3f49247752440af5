//! What is noticed in the lines of a text, and how long a look at two thousand words takes:
//! `cargo run --release -p valta-language --example look < letters.txt`
#![expect(clippy::print_stdout, reason = "read on a terminal")]

use std::{io::Read as _, time::Instant};

use valta_language::guard::Guard;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut letters = String::new();
    std::io::stdin().read_to_string(&mut letters)?;
    let guard = Guard::new(&[]).map_err(|mistakes| format!("{mistakes:?}"))?;
    let (mut lines, mut noticed) = (0_u32, 0_u32);
    for line in letters.lines().filter(|line| !line.trim().is_empty()) {
        lines += 1;
        let found = guard.notice(line);
        noticed += u32::from(!found.is_empty());
        for notice in found {
            let said = line.get(notice.span.clone()).unwrap_or_default();
            println!("{}/{}: {said:?} in {line:?}", notice.phrase.language.code(), notice.phrase.id);
        }
    }
    println!("{noticed} of {lines} lines");

    let words: Vec<&str> = letters.split_whitespace().take(2_000).collect();
    let letter = words.join(" ");
    let mut times: Vec<_> = (0..101)
        .map(|_| {
            let begun = Instant::now();
            std::hint::black_box(guard.notice(std::hint::black_box(&letter)));
            begun.elapsed()
        })
        .collect();
    times.sort();
    if let (Some(least), Some(middle)) = (times.first(), times.get(50)) {
        println!("{} words: median {middle:?}, least {least:?}", words.len());
    }
    Ok(())
}

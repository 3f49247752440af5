use super::*;

#[track_caller]
fn check(file: &str, expected: &[&str]) {
    let found: Vec<String> = split_mbox(file.as_bytes(), 40)
        .map(|one| match one {
            Ok(message) => String::from_utf8(message).unwrap(),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(found, expected, "{file:?}");
}

#[test]
fn a_mailbox_file_gives_its_messages() {
    let line = "From a@x.test Mon Nov  2 10:00:00 2026";
    check("", &[]);
    check("\n\n", &[]);
    check(&format!("{line}\nA: 1\n\nx\n\n{line}\nB: 2\n\ny\n"), &["A: 1\n\nx\n", "B: 2\n\ny\n"]);
    check(&format!("{line}\r\nA: 1\r\n\r\nx\r\n\r\n{line}\r\nB: 2\r\n"), &["A: 1\r\n\r\nx\r\n", "B: 2\r\n"]);
    check("From whoever\nA: 1\n", &["A: 1\n"]);
    check("A: 1\n\nno separator at all\n", &["A: 1\n\nno separator at all\n"]);
    check(&format!("{line}\nA: 1\n\nFrom me to you\n"), &["A: 1\n\nFrom me to you\n"]);
    check(
        &format!("{line}\nA: 1\n\nx\n{line}\n"),
        &["A: 1\n\nx\nFrom a@x.test Mon Nov  2 10:00:00 2026\n"]
            .map(|_| "a message of 47 octets was passed over as too large"),
    );
    check(
        &format!("{line}\nA: 1\n\n>From x\n>>From y\n> From z\n"),
        &["A: 1\n\nFrom x\n>From y\n> From z\n"],
    );
    check(
        &format!("{line}\n{}\n\n{line}\nB: 2\n", "long ".repeat(20)),
        &["a message of 102 octets was passed over as too large", "B: 2\n"],
    );
    check(&format!("{line}\n\n{line}\nB: 2\n"), &["B: 2\n"]);
    check(&format!("{line}\nA: 1\n\n{line}"), &["A: 1\n"]);
}

#[test]
fn a_line_of_any_length_is_passed_over_in_pieces() {
    let file = format!("From x\nA: 1\n\n{}\n\nFrom a 10:00 2026\nB: 2\n", "z".repeat(300_000));
    let found: Vec<bool> = split_mbox(file.as_bytes(), 1000).map(|one| one.is_ok()).collect();
    assert_eq!(found, [false, true]);
}

struct Broken;

impl std::io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

#[test]
fn an_unreadable_file_ends_with_one_error() {
    let found: Vec<String> =
        split_mbox(io::BufReader::new(Broken), 1000).map(|one| one.unwrap_err().to_string()).collect();
    assert_eq!(found, ["the mailbox file could not be read: the disk is gone"]);
}

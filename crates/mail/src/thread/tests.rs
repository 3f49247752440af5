use super::*;
use crate::{Budget, read};

const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz";
const MAILBOX: &str = "support@helpdesk.test";

#[test]
fn a_reply_address_carries_the_token() {
    let made = reply_address("Support@HelpDesk.test", TOKEN);
    assert_eq!(made.as_deref(), Some("Support+abcdefghijklmnopqrstuvwxyz@helpdesk.test"));
    let tagged = reply_address("a+eu@x.test", TOKEN);
    assert_eq!(tagged.as_deref(), Some("a+eu+abcdefghijklmnopqrstuvwxyz@x.test"));
    for (mailbox, token) in [
        (MAILBOX, ""),
        (MAILBOX, "short"),
        (MAILBOX, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        (MAILBOX, "abcdefghijklmnopqrstuvwxy+"),
        (MAILBOX, "abcdefghijklmnopqrstuvwxy@"),
        (MAILBOX, &"a".repeat(65)),
        ("support", TOKEN),
        ("", TOKEN),
        ("a\r\n@x.test", TOKEN),
        (&format!("{}@x.test", "l".repeat(40)), TOKEN),
    ] {
        assert_eq!(reply_address(mailbox, token), None, "{mailbox} {token}");
    }
}

#[track_caller]
fn check(recipient: &str, expected: Option<&str>) {
    let raw = |name: &str| format!("From: a@x.test\r\nSubject: s\r\n{name}: {recipient}\r\n\r\nhi\r\n");
    let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
    for name in ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"] {
        let message = read(raw(name).as_bytes(), &Budget::default()).unwrap();
        assert_eq!(tokens(&message, &[], MAILBOX), expected, "{name}: {recipient}");
    }
    let message = read(raw("X-Nothing").as_bytes(), &Budget::default()).unwrap();
    assert_eq!(tokens(&message, &[recipient.to_owned()], MAILBOX), expected, "envelope {recipient}");
}

#[test]
fn only_a_whole_token_of_this_mailbox_is_a_candidate() {
    check("support+abcdefghijklmnopqrstuvwxyz@helpdesk.test", Some(TOKEN));
    check("<SUPPORT+abcdefghijklmnopqrstuvwxyz@HELPDESK.TEST>", Some(TOKEN));
    // Flipped: another token of good form; that it was never given out is for the desk to see.
    check("support+abcdefghijklmnopqrstuvwxyy@helpdesk.test", Some("abcdefghijklmnopqrstuvwxyy"));
    check("support+abcdefghijklmnopqrstuvwxy@helpdesk.test", None);
    check("support+ABCDEFGHIJKLMNOPQRSTUVWXYZ@helpdesk.test", None);
    check("support+Abcdefghijklmnopqrstuvwxyz@helpdesk.test", None);
    check("support+@helpdesk.test", None);
    check("support@helpdesk.test", None);
    check("support+ticket-1@helpdesk.test", None);
    check("support+abcdefghijklmnopqrstuvwx-z@helpdesk.test", None);
    check("sales+abcdefghijklmnopqrstuvwxyz@helpdesk.test", None);
    check("support+abcdefghijklmnopqrstuvwxyz@evil.test", None);
    check("support+abcdefghijklmnopqrstuvwxyz@helpdesk.test.evil.test", None);
    check("x+support+abcdefghijklmnopqrstuvwxyz@helpdesk.test", None);
    check("", None);
    check("+@", None);
    let long = "a".repeat(65);
    check(&format!("support+{long}@helpdesk.test"), None);
}

#[test]
fn each_token_counts_once_and_the_envelope_first() {
    let other = "0".repeat(32);
    let raw = format!(
        "From: a@x.test\r\nTo: support+{TOKEN}@helpdesk.test, support+{other}@helpdesk.test\r\n\
         Delivered-To: support+{TOKEN}@helpdesk.test\r\nSubject: s\r\n\r\nhi\r\n"
    );
    let message = read(raw.as_bytes(), &Budget::default()).unwrap();
    assert_eq!(tokens(&message, &[], MAILBOX), [TOKEN, other.as_str()]);
    let envelope = [format!("<support+{other}@helpdesk.test>")];
    assert_eq!(tokens(&message, &envelope, MAILBOX), [other.as_str(), TOKEN]);
    assert_eq!(tokens(&message, &envelope, "no mailbox"), Vec::<String>::new());
}

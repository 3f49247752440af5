use crate::{Budget, attachment, read};
use expect_test::{Expect, expect};

/// A small language for messages: `B` stands for a boundary line, `E` for the last one.
fn raw(kind: &str, body: &str) -> String {
    let body = body.replace("\nB\n", "\n--b\n").replace("\nE\n", "\n--b--\n");
    format!("Subject: s\nContent-Type: {kind}\n{body}").replace('\n', "\r\n")
}

#[track_caller]
fn check(kind: &str, body: &str, expected: Expect) {
    let raw = raw(kind, body);
    let budget = Budget { parts: 6, depth: 3, ..Budget::default() };
    let message = read(raw.as_bytes(), &budget).unwrap();
    let mut said = format!("{:?}", message.text);
    for one in &message.attachments {
        let (_, bytes) = attachment(raw.as_bytes(), &budget, one.index).unwrap();
        let bytes = String::from_utf8_lossy(&bytes);
        said += &format!(", {} {} {bytes:?}", one.name, one.media_type);
    }
    for code in
        message.malformed.iter().filter(|code| !code.ends_with("-missing") || code.starts_with("bound"))
    {
        said += &format!(", {code}");
    }
    expected.assert_eq(&said);
}

#[test]
fn the_letter_is_told_from_what_is_attached() {
    check("text/plain", "\nhi\n", expect![[r#""hi""#]]);
    check("text/html", "\n<p>hi</p>\n", expect![[r#""hi""#]]);
    check("text/weird", "\nhi\n", expect![[r#""hi""#]]);
    check("text/plain; name=a.txt", "\nhi\n", expect![[r#""hi""#]]);
    check("image/png", "\nhi\n", expect![[r#""", part-1.png image/png "hi\r\n""#]]);
    check("nonsense", "\nhi\n", expect![[r#""", part-1.bin application/octet-stream "hi\r\n""#]]);
    check(
        "multipart/alternative; boundary=b",
        "\nB\nContent-Type: text/html\n\n<p>html</p>\nB\nContent-Type: text/plain\n\nplain\nE\n",
        expect![[r#""plain""#]],
    );
    check(
        "multipart/alternative; boundary=b",
        "\nB\nContent-Type: text/plain\n\n \nB\nContent-Type: text/html\n\n<p>html</p>\nE\n",
        expect![[r#""html""#]],
    );
    check(
        "multipart/alternative; boundary=b",
        "\nB\n\nplain\nB\nContent-Type: text/calendar\n\nBEGIN\nE\n",
        expect![[r#""plain", part-1.ics text/calendar "BEGIN""#]],
    );
    check(
        "multipart/mixed; boundary=b",
        "\nB\n\none\nB\nContent-Type: text/html\n\n<b>two</b>\nB\nContent-Disposition: attachment; filename=a.txt\n\nthree\nE\n",
        expect![[r#""one\n\ntwo", a.txt text/plain "three""#]],
    );
    check(
        "multipart/related; boundary=b",
        "\nB\nContent-Type: text/html\n\nhi\nB\nContent-Type: text/html\n\nframe\nE\n",
        expect![[r#""hi", part-1.html text/html "frame""#]],
    );
    check(
        "multipart/mixed; boundary=b",
        "\nB\n\nsee\nB\nContent-Type: message/rfc822\n\nSubject: inner\n\nx\nE\n",
        expect![[r#""see", part-1.eml message/rfc822 "Subject: inner\r\n\r\nx""#]],
    );
    check(
        "multipart/digest; boundary=b",
        "\nB\n\nSubject: inner\n\nx\nE\n",
        expect![[r#""", part-1.eml message/rfc822 "Subject: inner\r\n\r\nx""#]],
    );
    check(
        "multipart/mixed; boundary=b",
        "\nB\n\nx\nB\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\naGk=\nE\n",
        expect![[r#""x", winmail.dat application/ms-tnef "hi""#]],
    );
    check(
        "multipart/encrypted; boundary=b",
        "\nB\nContent-Type: application/pgp-encrypted\n\nVersion: 1\nB\nContent-Type: application/octet-stream\n\nxx\nE\n",
        expect![[
            r#""", part-1.bin application/pgp-encrypted "Version: 1", part-2.bin application/octet-stream "xx""#
        ]],
    );
}

#[test]
fn broken_structures_lose_no_words() {
    check("multipart/mixed", "\nB\n\nhi\nE\n", expect![[r#""hi", boundary-missing"#]]);
    check("multipart/mixed; boundary=zz", "\nonly this\n", expect![[r#""only this", boundary-missing"#]]);
    check("multipart/mixed; boundary=b", "\nB\n\nhi", expect![[r#""hi", boundary-unclosed"#]]);
    check("multipart/mixed; boundary=b", "\nB\nhi, no blank line\nE\n", expect![[r#""hi, no blank line""#]]);
    check("multipart/mixed; boundary=b", "\nB\n\na\n--bc\nb\nE\n", expect![[r#""a\n--bc\nb""#]]);
    check(
        "multipart/mixed; boundary=b",
        &("\nB\n\nx".repeat(8) + "\nE\n"),
        expect![[r#""x\n\nx\n\nx\n\nx\n\nx", too-many-parts"#]],
    );
    let mut deep = "Content-Type: text/plain\n\ndeep\n".to_owned();
    for level in (0..5).rev() {
        deep =
            format!("Content-Type: multipart/mixed; boundary=n{level}\n\n--n{level}\n{deep}\n--n{level}--\n");
    }
    let raw = format!("Subject: s\n{deep}");
    let budget = Budget { depth: 3, ..Budget::default() };
    let message = read(raw.as_bytes(), &budget).unwrap();
    assert_eq!(message.text, "");
    assert_eq!(message.attachments[0].media_type, "multipart/mixed");
    assert!(message.malformed.contains(&"nested-too-deep"));
    assert_eq!(read(raw.as_bytes(), &Budget::default()).unwrap().text, "deep");
}

#[test]
fn there_is_no_attachment_beyond_the_last() {
    let raw = raw("image/png", "\nhi\n");
    assert!(attachment(raw.as_bytes(), &Budget::default(), 0).is_some());
    assert!(attachment(raw.as_bytes(), &Budget::default(), 1).is_none());
    assert!(attachment(b"", &Budget::default(), 0).is_none());
}

use super::*;

#[track_caller]
fn check(raw: &[u8], expected: &str) {
    let budget = Budget { bytes: 2000, text_bytes: 20, ..Budget::default() };
    let said = match read(raw, &budget) {
        Err(reason) => reason.code().to_owned(),
        Ok(message) => {
            let from = message.from.map(|from| from.address).unwrap_or_default();
            let cut = if message.text_cut { " cut" } else { "" };
            format!("{from}|{}|{}{cut}", message.subject, message.text)
        }
    };
    assert_eq!(said, expected, "{}", String::from_utf8_lossy(raw));
}

#[test]
fn whatever_a_person_can_use_is_readable() {
    check(b"From: a@x.test\r\nSubject: s\r\n\r\nhi\r\n", "a@x.test|s|hi");
    check(b"From: a@x.test\nSubject: s\n\nhi", "a@x.test|s|hi");
    check(b"From: a@x.test\rSubject: s\r\rhi\rho", "a@x.test|s|hi\nho");
    check(b"\xef\xbb\xbf\r\n From: a@x.test\r\n\r\nhi", "a@x.test||hi");
    check(b"Subject: only this", "|only this|");
    check(b"Subject: s\r\n\r\n0123456789 0123456789 0", "|s|0123456789 012345678 cut");
    check(b"Subject: s\r\nContent-Type: text/plain; charset=latin1\r\n\r\n\xe4", "|s|ä");
    check(b"From: b@x.test\r\nFrom: a@x.test\r\n\r\nhi", "b@x.test||hi");
    check(b"From: not an address, a@x.test\r\n\r\nhi", "a@x.test||hi");
}

#[test]
fn what_nobody_can_use_is_not() {
    check(b"", "empty");
    check(b" \r\n \r\n", "empty");
    check(&[0; 30], "empty");
    check(&[b'a'; 2001], "too-large");
    check(b"just text, no header section at all\r\n", "no-headers");
    check(b"X-Unknown: a\r\n\r\nhi", "no-headers");
    check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no-headers");
    check(b"From: a@x.test\r\n\r\n \r\n", "nothing-inside");
    check(b"From: a@x.test\r\nSubject: \r\n", "nothing-inside");
}

#[test]
fn every_reason_has_its_own_words() {
    let reasons = [
        Unreadable::Empty,
        Unreadable::TooLarge { bytes: 7 },
        Unreadable::NoHeaders,
        Unreadable::NothingInside,
    ];
    let told: Vec<String> = reasons.iter().map(|r| format!("{}: {r}", r.code())).collect();
    assert_eq!(
        told,
        [
            "empty: the message is empty",
            "too-large: the message is too large to be read (7 octets)",
            "no-headers: this is not an e-mail: it has no known headers",
            "nothing-inside: the message has neither subject, text nor attachments",
        ]
    );
}

#[track_caller]
fn check_date(date: &str, expected: Option<i64>) {
    let raw = format!("Subject: s\r\nDate: {date}\r\n\r\nhi");
    let found = read(raw.as_bytes(), &Budget::default()).unwrap().date;
    assert_eq!(found.map(|micros| micros / 1_000_000), expected, "{date}");
}

#[test]
fn dates_are_instants() {
    check_date("Mon, 02 Nov 2026 10:00:00 +0100", Some(1_793_610_000));
    check_date("2 Nov 2026 09:00:00 GMT", Some(1_793_610_000));
    check_date("Mon, 02 Nov 2026\r\n 10:00:00 +0100 (CET)", Some(1_793_610_000));
    check_date("Foo, 99 Bar 20261 99:99:99 +9999", None);
    check_date("yesterday", None);
    check_date("", None);
    check_date("Thu, 01 Jan 1970 00:00:00 +0200", None);
}

#[track_caller]
fn check_keys(one: &str, other: &str, same: bool) {
    let key = |raw: &str| read(raw.as_bytes(), &Budget::default()).unwrap().content_key;
    assert_eq!(key(one) == key(other), same, "{one:?} {other:?}");
}

#[test]
fn copies_are_known_by_their_key() {
    let one = "Message-ID: <a@b>\r\nFrom: A <a@x.test>\r\nSubject: s\r\nDate: d\r\n\r\nhi\r\n";
    check_keys(one, one, true);
    check_keys(one, &format!("Received: by other\r\nDelivered-To: x@y.test\r\n{one}"), true);
    check_keys(one, &one.replace("A <a@x.test>", "\"A\" <A@X.test>"), true);
    check_keys(one, &one.replace("hi", "ho"), false);
    check_keys(one, &one.replace("a@b", "a@c"), false);
    check_keys(one, &one.replace("x.test", "y.test"), false);
    check_keys(one, &one.replace("Subject: s", "Subject: t"), false);
    check_keys(one, &one.replace("Date: d", "Date: e"), false);
    check_keys(one, &format!("{one}\r\n"), true);
}

#[test]
fn a_thread_is_named_by_ids() {
    let raw = "Subject: s\r\nMessage-ID:  a@b \r\nIn-Reply-To: Your mail <c@d>\r\n\
               References: <e@f>\r\n <c@d>\r\nContent-Language: FI, sv\r\n\r\nhi";
    let message = read(raw.as_bytes(), &Budget::default()).unwrap();
    assert_eq!(message.message_id.as_deref(), Some("a@b"));
    assert_eq!(message.in_reply_to, ["c@d"]);
    assert_eq!(message.references, ["e@f", "c@d"]);
    assert_eq!(message.language.as_deref(), Some("fi"));
    for (field, expected) in [
        ("Message-ID: <>", None),
        ("Message-ID:", None),
        ("Message-ID: lone-word", Some("lone-word")),
        ("Message-ID: two words", None),
    ] {
        let raw = format!("Subject: s\r\n{field}\r\n\r\nhi");
        let found = read(raw.as_bytes(), &Budget::default()).unwrap().message_id;
        assert_eq!(found.as_deref(), expected, "{field}");
    }
    let long = format!("Subject: s\r\nMessage-ID: <{}@b>\r\n\r\nhi", "a".repeat(1000));
    assert_eq!(read(long.as_bytes(), &Budget::default()).unwrap().message_id, None);
}

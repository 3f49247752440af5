use super::*;
use expect_test::{Expect, expect};

#[track_caller]
fn check(raw: &str, expected: Expect) {
    let head = Head::scan(raw.as_bytes(), 10_000);
    let fields: Vec<String> = head
        .fields
        .iter()
        .map(|(name, value)| format!("{name}={}", String::from_utf8_lossy(&folded(value))))
        .collect();
    let marks = [(head.junk, " junk"), (head.no_blank_line, " no-blank-line"), (head.cut, " cut")];
    let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
    let body = String::from_utf8_lossy(head.body);
    expected.assert_eq(&format!("{} / {body:?}{marks}", fields.join(", ")));
}

#[test]
fn a_header_section_is_cut_into_fields() {
    check("Subject: a\r\nX-Other: b\r\n\r\nbody\r\n", expect![[r#"subject=a / "body\r\n""#]]);
    check("SUBJECT : a\n b\n\tc\n\nbody", expect![[r#"subject=a b c / "body""#]]);
    check("From x Mon Jan 1 00:00:00 2026\nTo: a\n\nb", expect![[r#"to=a / "b" junk"#]]);
    check(
        "Subject: a\nHello there,\nmore\n",
        expect![[r#"subject=a / "Hello there,\nmore\n" no-blank-line"#]],
    );
    check("Subject: a\nbroken line\nTo: b\n\nbody", expect![[r#"subject=a, to=b / "body" junk"#]]);
    check("just text\n", expect![[r#" / "just text\n""#]]);
    check("\r\nbody", expect![[r#" / "body""#]]);
    check("Subject: a", expect![[r#"subject=a / """#]]);
    check("", expect![[r#" / """#]]);
    check(": x\nTo: a\n\n", expect![[r#"to=a / "" junk"#]]);
}

#[track_caller]
fn check_ids(value: &str, expected: &[&str]) {
    assert_eq!(ids(value.as_bytes()), expected, "{value:?}");
}

#[test]
fn identifiers_are_found_in_odd_fields() {
    check_ids("<a@b>", &["a@b"]);
    check_ids("<a@b> <c@d>\r\n\t<e@f>", &["a@b", "c@d", "e@f"]);
    check_ids("<a@b><c@d>,<e>", &["a@b", "c@d", "e"]);
    check_ids("<a@\r\n b>", &["a@b"]);
    check_ids("a@b c", &["a@b"]);
    check_ids("Message from Bob <a@b>", &["a@b"]);
    check_ids("<>", &[]);
    check_ids("<> < >", &[]);
    check_ids("", &[]);
    check_ids("<a@b", &["a@b"]);
    check_ids("<\u{202e}a@b>", &["a@b"]);
    check_ids(&format!("<{}@b>", "a".repeat(998)), &[]);
}

#[test]
fn of_too_many_ids_the_root_and_the_latest_stay() {
    let raw = "References: <1@x> <2@x> <3@x> <4@x> <5@x>\n\n";
    let head = Head::scan(raw.as_bytes(), 1000);
    let kept = head.ids("references", 3);
    assert_eq!(kept, (vec!["1@x".to_owned(), "4@x".to_owned(), "5@x".to_owned()], true));
    assert_eq!(head.ids("references", 0).0, Vec::<String>::new());
}

#[track_caller]
fn check_addresses(raw: &[u8], expected: &str) {
    let mut field = b"To: ".to_vec();
    field.extend_from_slice(raw);
    field.extend_from_slice(b"\n\n");
    let (found, left_out) = Head::scan(&field, 100_000).addresses("to", 3);
    let mut said: Vec<String> =
        found.iter().map(|one| format!("{} <{}>", one.name.as_deref().unwrap_or("-"), one.address)).collect();
    if left_out {
        said.push("more".to_owned());
    }
    assert_eq!(said.join(", "), expected, "{:?}", String::from_utf8_lossy(raw));
}

#[test]
fn addresses_are_found_in_odd_fields() {
    check_addresses(b"a@x.test", "- <a@x.test>");
    check_addresses(b"Alice <a@x.test>, \"Bob, B\" <b@x.test>", "Alice <a@x.test>, Bob, B <b@x.test>");
    check_addresses(b"=?utf-8?Q?=C3=84iti?= <a@x.test>", "Äiti <a@x.test>");
    check_addresses(b"\xc4iti <a@x.test>", "Äiti <a@x.test>");
    check_addresses(b"=?utf-8?Q?Al=0D=0Aice?= <a@x.test>", "Al ice <a@x.test>");
    check_addresses(b"Team: a@x.test, B <b@x.test>;", "- <a@x.test>, B <b@x.test>");
    check_addresses(b"undisclosed-recipients:;", "");
    check_addresses(b"nobody", "");
    check_addresses(
        b"a@x.test, b@x.test, c@x.test, d@x.test",
        "- <a@x.test>, - <b@x.test>, - <c@x.test>, more",
    );
    check_addresses(b"a@x.test\r\n\t, b@x.test", "- <a@x.test>, - <b@x.test>");
    check_addresses(b"", "");
}

#[test]
fn parameters_are_found_in_odd_fields() {
    let check = |raw: &str, value: &str, name: Option<&str>| {
        let found = Parameters::parse(raw.as_bytes());
        assert_eq!((found.value.as_str(), found.get("name")), (value, name), "{raw:?}");
    };
    check("Text/HTML; Name=a", "text/html", Some("a"));
    check("text/plain; name=\"a b\"", "text/plain", Some("a b"));
    check("text/plain; name*=utf-8''%C3%84", "text/plain", Some("Ä"));
    check("text/plain; name*0=a; name*1=b", "text/plain", Some("ab"));
    check("text", "text", None);
    check("", "", None);
    check(";;;", "", None);
}

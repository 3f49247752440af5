use super::*;

#[track_caller]
fn check(name: Option<&str>, address: &str, expected: &str) {
    let said = match Address::new(name, address) {
        None => "no address".to_owned(),
        Some(made) => format!("{} <{}>", made.name.as_deref().unwrap_or("-"), made.address),
    };
    assert_eq!(said, expected, "{name:?} {address:?}");
}

#[test]
fn only_what_can_be_written_to_is_an_address() {
    check(None, "alice@customer.test", "- <alice@customer.test>");
    check(Some("Alice"), " Alice@Customer.TEST ", "Alice <Alice@customer.test>");
    check(Some("\"Alice\""), "a@b", "Alice <a@b>");
    check(Some("A@B.test"), "a@b.test", "- <a@b.test>");
    check(Some("agent@helpdesk.test"), "m@evil.test", "agent@helpdesk.test <m@evil.test>");
    check(Some("  "), "a@b.test", "- <a@b.test>");
    check(Some("(((("), "a@b.test", "- <a@b.test>");
    check(Some("\u{202e}x"), "a@b.test", "x <a@b.test>");
    check(None, "user..name.@docomo.test", "- <user..name.@docomo.test>");
    check(None, "support+token@b.test", "- <support+token@b.test>");
    check(None, "älice@kundé.test", "- <älice@kundé.test>");
    for bad in [
        "",
        "@",
        "a@",
        "@b",
        "a",
        "a@b@c",
        "a b@c.test",
        "a@b c",
        "a\r\n@b.test",
        "a@b\0.test",
        "a\u{200b}@b.test",
        "a@\u{202e}b.test",
        "<a@b.test>",
        "a@b..test",
        "a@.test",
        "a@test.",
        "a@-b.test",
        "\"a\"@b.test",
        "a@[127.0.0.1]",
        "a,b@c.test",
        "a;b@c.test",
        "a@b.test,c",
    ] {
        check(None, bad, "no address");
    }
    check(None, &format!("{}@b.test", "a".repeat(65)), "no address");
    check(None, &format!("a@{}.test", "b".repeat(250)), "no address");
}

#[test]
fn matching_ignores_case() {
    assert_eq!(Address::new(None, "Alice@B.Test").unwrap().key(), "alice@b.test");
}

#[test]
fn a_name_has_an_end() {
    let made = Address::new(Some(&"n".repeat(5000)), "a@b.test").unwrap();
    assert_eq!(made.name.unwrap().len(), 200);
}

use super::*;

#[track_caller]
fn check(kind: IdentityKind, typed: &str, normal: &str) {
    assert_eq!(kind.normal(typed).as_deref().unwrap_or("no such address"), normal, "{typed:?}");
}

#[test]
fn two_spellings_of_one_address_are_equal() {
    check(IdentityKind::Email, " Aino@Example.TEST ", "aino@example.test");
    check(IdentityKind::Email, "aino", "no such address");
    check(IdentityKind::Email, "@example.test", "no such address");
    check(IdentityKind::Email, "a@b@example.test", "no such address");
    check(IdentityKind::Email, "a b@example.test", "no such address");
    check(IdentityKind::Phone, "+358 (40) 123-4567", "+358401234567");
    check(IdentityKind::Phone, "call me", "no such address");
    check(IdentityKind::Payment, "fi21 1234 5600 0007 85", "FI2112345600000785");
    check(IdentityKind::Payment, "FI21;drop", "no such address");
}

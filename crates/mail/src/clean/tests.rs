use super::*;

#[track_caller]
fn check_line(input: &str, expected: &str) {
    assert_eq!(line(input, 20), expected, "{input:?}");
}

#[test]
fn a_line_hides_nothing() {
    check_line("plain", "plain");
    check_line("  two \t words\r\n here ", "two words here");
    check_line("\u{202e}tset\u{202c}", "tset");
    check_line("\u{2066}a\u{2069}\u{200b}b\u{feff}", "ab");
    check_line("a\0b\u{7}c\u{9b}d", "abcd");
    check_line("al\u{200d}ice", "alice");
    check_line("👩\u{200d}👧", "👩\u{200d}👧");
    check_line("می\u{200c}خواهم", "می\u{200c}خواهم");
    check_line("twenty characters are kept", "twenty characters ar");
    check_line("äiti ÄITI", "äiti ÄITI");
    check_line("\u{2028}\u{ad}", "");
}

#[track_caller]
fn check_text(input: &str, expected: &str, cut: bool) {
    assert_eq!(text(input, 16), (expected.to_owned(), cut), "{input:?}");
}

#[test]
fn text_keeps_its_lines() {
    check_text("a\r\nb\rc\nd", "a\nb\nc\nd", false);
    check_text("\n\n  a  \n\n", "a", false);
    check_text("a\tb\u{c}\0", "a\tb", false);
    check_text("a   \nb", "a\nb", false);
    check_text("\u{feff}a\u{2028}b", "a\nb", false);
    check_text("0123456789abcdef", "0123456789abcdef", false);
    check_text("0123456789abcdefg", "0123456789abcdef", true);
    check_text("0123456789abcdéf", "0123456789abcdé", true);
    check_text("", "", false);
    check_text(" \r\n ", "", false);
}

#[track_caller]
fn check_name(claimed: &str, expected: Option<&str>) {
    assert_eq!(file_name(claimed).as_deref(), expected, "{claimed:?}");
}

#[test]
fn a_file_name_is_safe_to_save() {
    check_name("offer.pdf", Some("offer.pdf"));
    check_name("Äiti ja isä.docx", Some("Äiti ja isä.docx"));
    check_name("../../../../etc/cron.d/x", Some("x"));
    check_name("..\\..\\boot.ini", Some("boot.ini"));
    check_name("/etc/passwd", Some("passwd"));
    check_name("C:\\x.txt", Some("x.txt"));
    check_name("C:x.txt", Some("C_x.txt"));
    check_name("a/b/", Some("b"));
    check_name(".htaccess", Some("htaccess"));
    check_name("\u{200b}.htaccess", Some("htaccess"));
    check_name("CON", Some("_CON"));
    check_name("aux.txt", Some("_aux.txt"));
    check_name("com1 .txt", Some("_com1 .txt"));
    check_name("LPT¹", Some("_LPT¹"));
    check_name("common.txt", Some("common.txt"));
    check_name("\u{202e}gnp.exe", Some("gnp.exe"));
    check_name("a\0b.txt", Some("ab.txt"));
    check_name("a\r\nSet-Cookie: x=1.txt", Some("a Set-Cookie_ x=1.txt"));
    check_name("<img src=x onerror=alert(1)>.png", Some("_img src=x onerror=alert(1)_.png"));
    check_name("-rf", Some("rf"));
    check_name("x. . .", Some("x"));
    check_name(".", None);
    check_name("..", None);
    check_name(" ", None);
    check_name("", None);
    check_name("/", None);
    check_name("\u{202e}", None);
}

#[test]
fn a_long_file_name_keeps_its_kind() {
    let name = file_name(&format!("{}.pdf", "x".repeat(400))).unwrap();
    assert_eq!((name.len(), name.ends_with("xx.pdf")), (120, true), "{name}");
    let name = file_name(&format!("{}.pdf", "€".repeat(400))).unwrap();
    assert!(name.len() <= 200 && name.ends_with("€.pdf"), "{name}");
}

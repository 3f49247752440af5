use super::*;

#[track_caller]
fn check(encoding: Encoding, bytes: &[u8], expected: &[u8], sound: bool) {
    let (decoded, is_sound) = encoding.decode(bytes);
    let said = String::from_utf8_lossy(&decoded).into_owned();
    assert_eq!((said.as_bytes(), is_sound), (expected, sound), "{}", String::from_utf8_lossy(bytes));
    assert_eq!(encoding.length(bytes), decoded.len());
}

#[test]
fn transfer_encodings_are_undone() {
    check(Encoding::Base64, b"SGVsbG8=", b"Hello", true);
    check(Encoding::Base64, b"SGVs\r\nbG8", b"Hello", true);
    check(Encoding::Base64, b"SGVsbG8=SGVsbG8=", b"HelloHello", true);
    check(Encoding::Base64, b"SGV*sbG8=", b"Hello", false);
    check(Encoding::Base64, b"S", b"", false);
    check(Encoding::Base64, b"", b"", true);
    check(Encoding::QuotedPrintable, b"a=3Db=\r\nc=\nd", b"a=bcd", true);
    check(Encoding::QuotedPrintable, b"a= \t\r\nb", b"ab", true);
    check(Encoding::QuotedPrintable, b"a=ZZb=3", b"a=ZZb=3", false);
    check(Encoding::QuotedPrintable, b"a=", b"a", true);
    check(Encoding::QuotedPrintable, b"=c3=a4", "ä".as_bytes(), true);
    check(Encoding::Identity, b"a=3D", b"a=3D", true);
    check(Encoding::Unknown, b"a", b"a", false);
}

#[test]
fn encodings_have_sloppy_names() {
    for (name, encoding) in [
        ("", Encoding::Identity),
        ("8bit", Encoding::Identity),
        ("base64 ", Encoding::Base64),
        ("\"base64\"", Encoding::Base64),
        ("quoted-printable; x", Encoding::QuotedPrintable),
        ("x-gzip64", Encoding::Unknown),
    ] {
        assert_eq!(Encoding::named(name), encoding, "{name:?}");
    }
}

#[track_caller]
fn check_text(bytes: &[u8], charset: Option<&str>, expected: &str, whole: bool) {
    assert_eq!(text(bytes, charset), (expected.to_owned(), whole), "{charset:?}");
}

#[test]
fn charsets_become_text() {
    check_text("ä".as_bytes(), None, "ä", true);
    check_text("ä".as_bytes(), Some("UTF-8"), "ä", true);
    check_text(b"\xe4", Some("iso-8859-1"), "ä", true);
    check_text(b"\xe4", Some("us-ascii"), "ä", false);
    check_text(b"\xe4", None, "ä", false);
    check_text("ä".as_bytes(), Some("x-nobody-knows"), "ä", true);
    check_text(b"\xe4", Some("x-nobody-knows"), "ä", false);
    check_text(b"\xc3\xa4 \xe4", Some("utf-8"), "ä \u{fffd}", false);
    check_text(b"\x1b$BF|K\\8l\x1b(B", Some("ISO-2022-JP"), "日本語", true);
    check_text(b"\xc4\xe3\xba\xc3", Some("gb2312"), "你好", true);
    check_text(b"\x93\xfa\x96\x7b", Some("Shift_JIS"), "日本", true);
    check_text(b"h\0i\0", Some("utf-16le"), "hi", true);
    check_text(b"h\0\0\0", Some("utf-32le"), "h", true);
    check_text(b"\xff\xff\xff\xff", Some("utf-32"), "\u{fffd}", false);
    check_text(b"+AOQ-", Some("utf-7"), "ä", true);
    check_text(b"plain", Some("iso-2022-kr"), "plain", false);
    check_text(b"", Some("big5"), "", true);
}

#[test]
fn no_charset_panics_on_anything() {
    let labels = [
        "utf-7",
        "utf-16",
        "utf-16le",
        "utf-16be",
        "utf-32",
        "iso-2022-jp",
        "gb18030",
        "gbk",
        "big5",
        "euc-jp",
        "euc-kr",
        "shift_jis",
        "windows-1258",
        "ibm850",
        "koi8-r",
        "x-user-defined",
        "macintosh",
        "iso-8859-8",
        "windows-874",
        "hz-gb-2312",
    ];
    let mut state = 7_u32;
    for label in labels {
        for length in (0..24).chain([200]) {
            for _ in 0..40 {
                let bytes: Vec<u8> = (0..length)
                    .map(|_| {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        [0x1b, b'$', b'(', 0x80, 0xff, b'+', b'-', (state >> 16) as u8]
                            [(state >> 28) as usize % 8]
                    })
                    .collect();
                let _ = text(&bytes, Some(label));
            }
        }
    }
}

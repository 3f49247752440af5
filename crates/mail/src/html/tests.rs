use super::*;

#[track_caller]
fn check(html: &str, expected: &str) {
    let (text, cut) = to_text(html, 10_000);
    let (text, _) = crate::clean::text(&text, 10_000);
    assert_eq!((text.as_str(), cut), (expected, false), "{html}");
}

#[test]
fn pages_become_letters() {
    check("<p>Hello,</p><p>world</p>", "Hello,\n\nworld");
    check("<div>a</div><div>b</div>", "a\nb");
    check("a<br>b<br><br>c", "a\nb\n\nc");
    check("  a \n b\t<b>c</b> ", "a b c");
    check(
        "a&amp;b &lt;c&gt; &auml;&#228;&#xe4; &euro; &nbsp; x &unknown; & y",
        "a&b <c> äää € x &unknown; & y",
    );
    check("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc");
    check("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc");
    check("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc");
    check("<pre>a\n  b</pre>", "a\n  b");
    check("<title>T</title><style>x{}</style><script>alert('<b>')</script>a", "a");
    check("<STYLE>a</style >b", "b");
    check("a<!-- b -->c<!--->d", "acd");
    check("1 < 2 and 3 > 2", "1 < 2 and 3 > 2");
    check("<img alt='>' title=\"a>b\">c", "c");
    check("<a title=it's href=x>c</a>d", "cd");
}

#[test]
fn links_keep_where_they_lead() {
    check("<a href=https://evil.test>https://bank.test</a>", "https://bank.test <https://evil.test>");
    check("<a href='https://x.test/?a=1&amp;b=2'>here</a>.", "here <https://x.test/?a=1&b=2>.");
    check("<a href=\"https://x.test/\">x.test</a>", "x.test");
    check("<a href=mailto:a@x.test>a@x.test</a>", "a@x.test");
    check("<a href='javascript:alert(1)'>c</a>", "c");
    check("<a href=' JAV&#x09;ascript:x'>c</a>", "c");
    check("<a href=https://x.test><img></a>", "");
    check("<a href=https://x.test>open", "open <https://x.test>");
}

#[test]
fn what_is_broken_is_shown_rather_than_lost() {
    check("a<style>b", "ab");
    check("a<!-- b", "a b");
    check("a<div", "a<div");
    check("a<b title=\"b>c", "ac");
    check("<", "<");
    check("</>x", "</>x");
    check("", "");
}

#[test]
fn a_page_is_cut_where_it_is_long_enough() {
    let (text, cut) = to_text(&"<p>a</p>".repeat(1000), 100);
    assert!(cut && text.len() < 120, "{}", text.len());
}

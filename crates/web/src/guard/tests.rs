use valta_language::Language;

use super::*;

fn noticed(text: &str, said: &str, does: Does) -> Noticed {
    let from = text.find(said).expect("the words stand there");
    let span = from..from + said.len();
    Noticed { span, phrase: "a-phrase".into(), language: Language::Finnish, does, instead: vec![] }
}

#[test]
fn only_lines_with_something_in_them_are_shown_and_marked() {
    let text = "Hei!\nProsessi vain menee niin, ota yhteyttä asiakaspalveluun.\nTerveisin";
    let found = [
        noticed(text, "Prosessi vain menee niin", Does::Process),
        noticed(text, "ota yhteyttä asiakaspalveluun", Does::Redirect),
    ];
    let lines = lines(text, &found);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].does, [Does::Process, Does::Redirect]);
    assert_eq!(
        marked(&lines[0]).into_string(),
        "<mark>Prosessi vain menee niin</mark>, <mark>ota yhteyttä asiakaspalveluun</mark>."
    );
}

#[test]
fn what_runs_over_a_lines_end_shows_in_both() {
    let text = "Ota yhteyttä\nasiakaspalveluun, kiitos";
    let lines = lines(text, &[noticed(text, "Ota yhteyttä\nasiakaspalveluun", Does::Redirect)]);
    let shown: Vec<String> = lines.iter().map(|line| marked(line).into_string()).collect();
    assert_eq!(shown, ["<mark>Ota yhteyttä</mark>", "<mark>asiakaspalveluun</mark>, kiitos"]);
}

#[test]
fn a_promise_is_in_the_words_of_its_sentence() {
    let check = |text: &str, time: &str, expected: &str| {
        let from = text.find(time).expect("the time stands there");
        assert_eq!(sentence(text, from, from + time.len()), expected, "{text}");
    };
    check("Hei! Soitan ennen kolmea. Kiitos.", "ennen kolmea", "Soitan ennen kolmea.");
    check("Soitan klo 14.30", "klo 14.30", "Soitan klo 14.30");
    check("Hei\nPalaan huomenna\nAino", "huomenna", "Palaan huomenna");
    let long = format!("Soitan huomenna {}", "ja ".repeat(400));
    assert_eq!(sentence(&long, 7, 15).chars().count(), text::LINE_LETTERS);
}

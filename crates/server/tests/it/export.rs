//! Our own log, written for other programs and measured as any other log is.

use std::fs;

use serde_json::Value;

use crate::house::{Folder, databases, run};

#[test]
fn our_own_log_is_measured_like_any_other() {
    for (database, _held) in databases("export") {
        for (sender, message) in [("a@b.example", "hei"), ("a@b.example", "hei taas"), ("c@d.example", "moi")]
        {
            let letter = format!(
                "From: {sender}\r\nSubject: laskuni\r\nMessage-ID: <{message}@b.example>\r\n\r\n{message}\r\n"
            );
            let (code, said) = run(&database, &["deliver"], Some(letter.as_bytes()));
            assert_eq!(code, 0, "{said}");
        }
        let folder = Folder::new("exported");
        let file = |name: &str| folder.path().join(name).display().to_string();
        let mut counts = Vec::new();
        for (flag, name) in [("--xes", "log.xes"), ("--ocel", "log.json")] {
            let (code, said) = run(&database, &["export", flag, &file(name)], None);
            assert_eq!((code, said.as_str()), (0, ""));
            let (code, told) = run(&database, &["export", flag], None);
            assert_eq!(code, 0, "{told}");
            assert_eq!(told, fs::read_to_string(file(name)).expect("the export"), "the same without a file");
            assert!(!told.contains("laskuni") && !told.contains("b.example"), "nothing personal");
            let mut asked = vec!["insight", "--json"];
            if flag == "--ocel" {
                asked.extend(["--case", "case"]);
            }
            let path = file(name);
            asked.push(&path);
            let (code, measured) = run(&database, &asked, None);
            assert_eq!(code, 0, "{measured}");
            let found: Value = serde_json::from_str(&measured).expect("JSON");
            counts.push((found["cases"].clone(), found["events"].clone(), found["dfg"]["pairs"].clone()));
            if flag == "--xes" {
                let waited = found["waiting_days"].as_object().expect("states are known");
                assert!(
                    waited.keys().all(|state| state == "wait-queue"),
                    "nobody has taken anything: {waited:?}"
                );
            }
        }
        assert_eq!(counts[0], counts[1], "both say the same of cases");
        let (code, said) = run(&database, &["export"], None);
        assert_eq!(code, 2, "which of them has to be said: {said}");
    }
}

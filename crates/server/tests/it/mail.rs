//! Mail at the doors of the running program: by LMTP and by a pipe, with the program killed in between.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    time::Duration,
};

use crate::house::{Demo, Folder, call, run, verified};

/// Hands one message over by LMTP; the answer after the final dot, or none if the line broke.
pub(crate) fn hand_over(address: &str, message: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let mut answer = || -> Option<String> {
        loop {
            let line = lines.next()?.ok()?;
            if line.as_bytes().get(3) != Some(&b'-') {
                return Some(line);
            }
        }
    };
    answer()?;
    for command in
        ["LHLO test", "MAIL FROM:<aino@asiakas.example>", "RCPT TO:<palvelu@valta.example>", "DATA"]
    {
        stream.write_all(format!("{command}\r\n").as_bytes()).ok()?;
        answer()?;
    }
    stream.write_all(message.replace('\n', "\r\n").as_bytes()).ok()?;
    stream.write_all(b"\r\n.\r\n").ok()?;
    answer()
}

fn letter(number: usize) -> String {
    format!(
        "From: Aino {number} <aino{number}@asiakas.example>\nTo: palvelu@valta.example\n\
         Subject: Asia numero {number}\nMessage-ID: <it-{number}@asiakas.example>\n\nViesti {number}.\n"
    )
}

fn subjects(demo: &Demo) -> Vec<String> {
    let (_, _, token) = demo.person("agent");
    let (status, cases) = call(demo.url(), &token, "GET", "/api/v1/cases?limit=200", None);
    assert_eq!(status, 200, "{cases}");
    let items = cases["items"].as_array().expect("items");
    items.iter().filter_map(|case| case["subject"].as_str().map(str::to_owned)).collect()
}

#[test]
fn what_was_answered_250_is_a_case_after_kill_9() {
    let folder = Folder::new("lmtp");
    let data = folder.path().display().to_string();
    let mut promised = Vec::new();
    for round in 0..4 {
        let demo = Demo::start(&["--cases", "0", "--data", &data]);
        for number in round * 10..round * 10 + 10 {
            if hand_over(demo.lmtp(), &letter(number)).is_some_and(|answer| answer.starts_with("250")) {
                promised.push(format!("Asia numero {number}"));
            }
        }
        demo.kill();
    }
    assert!(promised.len() >= 40, "{promised:?}");
    let demo = Demo::start(&["--cases", "0", "--data", &data]);
    std::thread::sleep(Duration::from_millis(1_500));
    // Once more, as a mail server does that lost the answer: nothing comes twice.
    for number in 0..40 {
        hand_over(demo.lmtp(), &letter(number));
    }
    std::thread::sleep(Duration::from_millis(1_500));
    let subjects = subjects(&demo);
    for subject in &promised {
        let times = subjects.iter().filter(|known| *known == subject).count();
        assert_eq!(times, 1, "{subject}");
    }
    let database = demo.database().to_owned();
    demo.kill();
    verified(&database);
}

#[test]
fn a_pipe_delivers_beside_the_running_program() {
    let folder = Folder::new("deliver");
    let demo = Demo::start(&["--cases", "0", "--data", &folder.path().display().to_string()]);
    let (code, said) =
        run(demo.database(), &["deliver", "--mailbox", "palvelu@valta.example"], Some(letter(7).as_bytes()));
    assert_eq!(code, 0, "{said}");
    assert!(subjects(&demo).contains(&"Asia numero 7".to_owned()));
}

#[test]
fn a_pipe_into_a_database_that_is_not_there_says_try_again() {
    let (code, said) = run("postgres://valta@127.0.0.1:1/valta", &["deliver"], Some(letter(1).as_bytes()));
    assert_eq!(code, 75, "{said}");
    let (code, said) = run("sqlite:///nowhere/at/all/valta.db", &["deliver"], Some(letter(1).as_bytes()));
    assert_eq!(code, 75, "{said}");
}

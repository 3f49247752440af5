//! One request of anybody's, and its answer.

use std::{
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use serde_json::Value;

#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    headers: String,
    body: String,
}

impl Ask {
    pub(crate) fn get(path: &str) -> Ask {
        Ask { method: "GET", path: path.to_owned(), headers: String::new(), body: String::new() }
    }

    pub(crate) fn post(path: &str) -> Ask {
        Ask { method: "POST", ..Ask::get(path) }
    }

    pub(crate) fn form<T: AsRef<str>>(mut self, fields: &[(T, T)]) -> Ask {
        let field = |(name, value): &(T, T)| format!("{}={}", name.as_ref(), coded(value.as_ref()));
        let coded: Vec<String> = fields.iter().map(field).collect();
        self.body = coded.join("&");
        self.with("content-type", "application/x-www-form-urlencoded")
    }

    /// As a browser sends a form that may have files.
    pub(crate) fn letter(mut self, fields: &[(&str, &str)]) -> Ask {
        let field = |(name, value): &(&str, &str)| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        self.body = fields.iter().map(field).collect::<String>() + "--edge--\r\n";
        self.with("content-type", "multipart/form-data; boundary=edge")
    }

    pub(crate) fn json(mut self, body: &Value) -> Ask {
        self.body = body.to_string();
        self.with("content-type", "application/json")
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Ask {
        let _ = write!(self.headers, "{name}: {value}\r\n");
        self
    }
}

fn coded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut coded, byte| {
        if byte.is_ascii_alphanumeric() {
            coded.push(char::from(byte));
        } else {
            let _ = write!(coded, "%{byte:02X}");
        }
        coded
    })
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let values = self.head.lines().filter_map(|line| line.split_once(": "));
        values.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Of a stream that goes on, the head alone.
pub(crate) fn asked(url: &str, ask: &Ask) -> Answer {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("somebody listens");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("patience");
    let Ask { method, path, headers, body } = ask;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("it is sent");
    let (mut bytes, mut part) = (Vec::new(), [0; 8192]);
    loop {
        let read = stream.read(&mut part).expect("an answer");
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            assert!(read > 0, "the line broke: {text}");
            continue;
        };
        if read == 0 || head.contains("text/event-stream") {
            let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
            let (head, body) = (head.to_owned(), body.to_owned());
            return Answer { status: status.expect("a status"), head, body };
        }
    }
}

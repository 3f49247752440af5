//! Names and addresses that must not be connected to, and that what was looked at is what is connected to.

use std::{
    io::{Read as _, Write as _},
    net::{IpAddr, TcpListener},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use super::{
    http::{Posted, Target, post},
    *,
};

/// A door whose names resolve as told; `allow` as the configuration has it.
fn door(
    allow: &[&str],
    told: impl Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static,
) -> Door {
    let allow = allow.iter().map(|text| read_host(text).expect("host:port")).collect();
    Door::new(Outgoing { allow, resolver: Resolver::Told(Arc::new(told)) })
}

/// Addresses as text, as the real resolver reads them.
fn as_written(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    (host, port).to_socket_addrs().map(Iterator::collect)
}

#[test]
fn only_public_addresses_are_strangers() {
    let inside = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::7f00:1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "100::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "5f00::1",
    ];
    let public = [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.1.1",
        "192.169.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2a00:1450:4026::1",
        "2606:4700::1111",
        "2001:4860:4860::8888",
        "64:ff9b::808:808",
    ];
    for (addresses, expected) in [(&inside[..], false), (&public[..], true)] {
        for text in addresses {
            let address: IpAddr = text.parse().expect("an address");
            assert_eq!(address::is_public(address), expected, "{text}");
        }
    }
}

#[track_caller]
fn check(allow: &[&str], host: &str, port: u16, expected: &str) {
    let told = match door(allow, as_written).addresses(host, port) {
        Ok(_) => "open".to_owned(),
        Err(no) => no.to_string(),
    };
    assert_eq!(told, expected, "{host}:{port} with {allow:?}");
}

#[test]
fn a_host_inside_is_reached_only_when_the_operator_has_named_it_with_its_port() {
    let no = "the address is not one that may be connected to";
    check(&[], "8.8.8.8", 443, "open");
    for host in
        ["127.0.0.1", "[::1]", "::1", "localhost", "LOCALHOST", "169.254.169.254", "0.0.0.0", "10.1.2.3"]
    {
        check(&[], host, 80, no);
    }
    // Other ways to write 127.0.0.1, which resolvers understand.
    for host in ["127.1", "0x7f000001", "017700000001", "2130706433"] {
        check(&[], host, 80, no);
    }
    check(&["127.0.0.1:9000"], "127.0.0.1", 9000, "open");
    check(&["127.0.0.1:9000"], "127.0.0.1", 9001, no);
    check(&["localhost:9000"], "Localhost", 9000, "open");
    check(&["localhost:9000"], "127.0.0.1", 9000, no);
    check(&["[::1]:9000"], "[::1]", 9000, "open");
    check(&[], "no.such.host.invalid", 80, "the name leads to no address");
}

#[test]
fn a_name_that_leads_inside_beside_outside_leads_nowhere() {
    let both = |_: &str, port| Ok(vec![([8, 8, 8, 8], port).into(), ([127, 0, 0, 1], port).into()]);
    assert_eq!(door(&[], both).addresses("both.test", 443), Err(NoWay::Forbidden));
    let other_port = |_: &str, _| Ok(vec![([8, 8, 8, 8], 25).into()]);
    assert_eq!(door(&[], other_port).addresses("port.test", 443), Err(NoWay::Forbidden));
    let nothing = |_: &str, _| Ok(vec![]);
    assert_eq!(door(&[], nothing).addresses("empty.test", 443), Err(NoWay::Unresolved));
}

#[test]
fn hosts_in_the_configuration() {
    for (text, read) in [
        ("billing.example:8443", Some(("billing.example", 8443))),
        (" Billing.Example:80 ", Some(("billing.example", 80))),
        ("127.0.0.1:9000", Some(("127.0.0.1", 9000))),
        ("[::1]:9000", Some(("::1", 9000))),
        ("::1:9000", None),
        ("[::1:9000", None),
        ("billing.example", None),
        ("billing.example:0", None),
        ("billing.example:99999", None),
        (":80", None),
    ] {
        assert_eq!(read_host(text), read.map(|(host, port)| (host.to_owned(), port)), "{text}");
    }
}

#[test]
fn addresses_in_the_configuration() {
    let door = door(&["127.0.0.1:9000"], as_written);
    for (url, expected) in [
        ("https://billing.example/valta?x=1", ""),
        ("https://billing.example:8443", ""),
        ("http://127.0.0.1:9000/hook", ""),
        (
            "http://billing.example/",
            "must begin with https://, or its host and port must be named in `allow`",
        ),
        ("http://127.0.0.1:9001/", "must begin with https://, or its host and port must be named in `allow`"),
        ("ftp://billing.example/", "must begin with https://"),
        ("file:///etc/passwd", "is no address"),
        ("gopher://x:70/_", "must begin with https://"),
        ("billing.example/valta", "is no address"),
        ("/valta", "must begin with https://"),
        ("https://10.0.0.7:8443/", "leads inside: its host and port must be named in `allow`"),
        ("https://[::1]/", "leads inside: its host and port must be named in `allow`"),
        ("https://169.254.169.254/", "leads inside: its host and port must be named in `allow`"),
        ("https://8.8.8.8/", ""),
        ("https://me:secret@billing.example/", "must not hold a user or a password"),
        ("https://", "is no address"),
    ] {
        let told = Target::read(url, None, &door).err().unwrap_or_default();
        let sentence = if expected.is_empty() { String::new() } else { format!("{url} {expected}.") };
        assert_eq!(told, sentence);
    }
    assert!(Target::read("https://a.example/", Some(b"nonsense"), &door).is_err());
}

/// A server for one connection that answers with `answer`, and how often it was called.
fn serve(answer: &'static [u8], hold: Duration) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    std::thread::spawn(move || {
        while let Ok((mut socket, _)) = listener.accept() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut heard = Vec::new();
            let mut bytes = [0; 1024];
            while !heard.windows(4).any(|end| end == b"\r\n\r\n") {
                match socket.read(&mut bytes) {
                    Ok(read) if read > 0 => heard.extend_from_slice(bytes.get(..read).unwrap_or_default()),
                    _ => break,
                }
            }
            let _ = socket.write_all(answer);
            std::thread::sleep(hold);
        }
    });
    (port, calls)
}

fn told(posted: &Posted) -> String {
    match posted {
        Posted::Answered { status, retry_after, words } => {
            let after = retry_after.map_or(String::new(), |seconds| format!(" after {seconds}"));
            format!("answered {}{after} {words}", status.as_u16()).trim_end().to_owned()
        }
        Posted::NotReached(why) => format!("not reached: {why}"),
        Posted::Lost(why) => format!("lost: {why}"),
    }
}

fn send(door: &Door, url: &str, patience: Duration) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let target = Target::read(url, None, door).expect("an address");
    told(&runtime.block_on(post(door, &target, ::http::HeaderMap::new(), b"{}".to_vec(), patience)))
}

#[track_caller]
fn answers(answer: &'static [u8], expected: &str) {
    let (port, _) = serve(answer, Duration::from_millis(300));
    let allow = format!("127.0.0.1:{port}");
    let door = door(&[&allow], as_written);
    let said = send(&door, &format!("http://127.0.0.1:{port}/"), Duration::from_millis(200));
    assert_eq!(said, expected, "{}", String::from_utf8_lossy(answer));
}

#[test]
fn what_the_other_side_answers() {
    answers(b"HTTP/1.1 204 No Content\r\n\r\n", "answered 204");
    answers(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "answered 200");
    // A yes that never ends is a yes.
    answers(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "answered 200");
    answers(b"HTTP/1.1 400 Bad\r\nContent-Length: 10\r\n\r\nno account", "answered 400 no account");
    answers(b"HTTP/1.1 503 Busy\r\nRetry-After: 120\r\n\r\n", "answered 503 after 120");
    answers(b"HTTP/1.1 503 Busy\r\nRetry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\n\r\n", "answered 503");
    // Told of, and not followed.
    answers(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "answered 302");
    answers(b"", "lost: no answer in time");
    answers(b"HTTP/1.1 200", "lost: no answer in time");
    answers(b"what?\r\n\r\n", "lost: the other side hung up or answered unreadably");
}

#[test]
fn no_more_is_read_than_is_needed() {
    let long: &'static [u8] = [b"HTTP/1.1 400 Bad\r\n\r\n".to_vec(), vec![b'x'; 1_000_000]].concat().leak();
    let (port, _) = serve(long, Duration::ZERO);
    let door_to = door(&[&format!("127.0.0.1:{port}")], as_written);
    let said = send(&door_to, &format!("http://127.0.0.1:{port}/"), Duration::from_secs(5));
    assert_eq!(said.len(), "answered 400 ".len() + 16 * 1024);

    let head: &'static [u8] =
        [b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'x'; 1_000_000], b"\r\n\r\n".to_vec()].concat().leak();
    let (port, _) = serve(head, Duration::ZERO);
    let door_to = door(&[&format!("127.0.0.1:{port}")], as_written);
    let said = send(&door_to, &format!("http://127.0.0.1:{port}/"), Duration::from_secs(5));
    assert_eq!(said, "lost: the other side hung up or answered unreadably");
}

#[test]
fn nobody_there_is_not_reached() {
    let free =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let door_to = door(&[&format!("127.0.0.1:{free}")], as_written);
    let said = send(&door_to, &format!("http://127.0.0.1:{free}/"), Duration::from_secs(2));
    assert_eq!(said, "not reached: no connection: connection refused");
}

/// A name that is public whenever somebody checks it first, and inside when it is asked again.
#[test]
fn a_name_that_changes_its_address_is_looked_up_once_for_each_connection() {
    let (port, calls) = serve(b"HTTP/1.1 204 No Content\r\n\r\n", Duration::ZERO);
    let lookups = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&lookups);
    let rebinding = door(&[], move |_, port| {
        let first = counted.fetch_add(1, Ordering::SeqCst).is_multiple_of(2);
        // An address that is nobody's yet, then ours.
        let nobody = std::net::Ipv6Addr::new(0x2bff, 0, 0, 0, 0, 0, 0, 1);
        Ok(vec![if first { (nobody, port).into() } else { ([127, 0, 0, 1], port).into() }])
    });
    for _ in 0..6 {
        let said = send(&rebinding, &format!("https://rebind.test:{port}/"), Duration::from_millis(200));
        assert!(said.starts_with("not reached"), "{said}");
    }
    assert_eq!(lookups.load(Ordering::SeqCst), 6, "looked up once for each attempt");
    assert_eq!(calls.load(Ordering::SeqCst), 0, "nobody inside was called");
}

/// A receiver with a certificate for `receiver.test`, from an authority that nobody else knows.
fn serve_tls() -> u16 {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
    let certificate = CertificateDer::from_pem_slice(include_bytes!("../../testdata/tls/server.pem"));
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../../testdata/tls/key.pem"));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.expect("a certificate")], key.expect("a key"))
        .expect("a configuration");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let Ok(mut connection) = rustls::ServerConnection::new(Arc::clone(&config)) else { continue };
            let mut stream = rustls::Stream::new(&mut connection, &mut socket);
            let mut bytes = [0; 4096];
            if stream.read(&mut bytes).is_ok_and(|read| read > 0) {
                let _ = stream.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
                let _ = stream.flush();
            }
        }
    });
    port
}

#[test]
fn a_secure_receiver_is_the_one_whose_name_was_called() {
    const AUTHORITY: &[u8] = include_bytes!("../../testdata/tls/authority.pem");
    let port = serve_tls();
    let check = |host: &str, authority: Option<&[u8]>, expected: &str| {
        let allow = format!("{host}:{port}");
        let here = door(&[&allow], |_, port| Ok(vec![([127, 0, 0, 1], port).into()]));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let target = Target::read(&format!("https://{host}:{port}/"), authority, &here).expect("an address");
        let sent = post(&here, &target, ::http::HeaderMap::new(), b"{}".to_vec(), Duration::from_secs(5));
        let said = told(&runtime.block_on(sent));
        assert!(said.starts_with(expected), "{host}: {said}");
    };
    check("receiver.test", Some(AUTHORITY), "answered 202");
    check("other.test", Some(AUTHORITY), "not reached: no secure connection: invalid peer certificate");
    check("receiver.test", None, "not reached: no secure connection: invalid peer certificate");
}

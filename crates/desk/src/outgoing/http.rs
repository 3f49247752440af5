//! One HTTP request to one place. What counts is how far it came: before its first byte left it has certainly not
//! arrived; afterwards only an answer tells. No redirect is followed, no more is read than is needed, and nobody
//! is waited for longer than was said.

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    body::{Bytes, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{Instant, timeout_at},
};

use super::{Door, stream};

/// Bytes of an answer that are read, its head and its body.
const MOST_HEAD: usize = 32 * 1024;
const MOST_BODY: usize = 16 * 1024;
/// Of the time for the whole, what connecting may take.
const CONNECT: Duration = Duration::from_secs(10);

/// Where a request goes.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// `https://host`, with its port where that is not the usual one.
    origin: String,
    host: String,
    port: u16,
    path: String,
    tls: Option<Arc<ClientConfig>>,
    /// The answer is read also where it is a yes.
    is_asked: bool,
}

impl Target {
    /// Reads an address; `authority` (PEM) is trusted beside the public ones. Without TLS only where the operator has
    /// named the host. The error is a sentence for the operator.
    pub(crate) fn read(url: &str, authority: Option<&[u8]>, door: &Door) -> Result<Target, String> {
        let wrong = |what: &str| format!("{url} {what}.");
        let uri: Uri = url.parse().map_err(|_| wrong("is no address"))?;
        let tls = match uri.scheme_str() {
            Some("https") => Some(Arc::new(stream::trusting(authority)?)),
            Some("http") => None,
            Some(_) | None => return Err(wrong("must begin with https://")),
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(wrong("must not hold a user or a password"));
        }
        let host =
            uri.host().filter(|host| !host.is_empty()).ok_or_else(|| wrong("names no host"))?.to_owned();
        let port = uri.port_u16().unwrap_or(if tls.is_some() { 443 } else { 80 });
        if tls.is_none() && !door.allows(&host, port) {
            return Err(wrong("must begin with https://, or its host and port must be named in `allow`"));
        }
        if !door.may_reach(&host, port) {
            return Err(wrong("leads inside: its host and port must be named in `allow`"));
        }
        let scheme = if tls.is_some() { "https" } else { "http" };
        let origin = format!("{scheme}://{}", authority_of(&host, port, tls.is_some()));
        let path = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str).to_owned();
        Ok(Target { origin, host, port, path, tls, is_asked: false })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn place(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    /// Not told, but asked: what it answers is read.
    pub(crate) fn asked(self) -> Target {
        Target { is_asked: true, ..self }
    }
}

/// A host, and its port where that is not the usual one.
fn authority_of(host: &str, port: u16, is_secure: bool) -> String {
    let usual = if is_secure { 443 } else { 80 };
    if port == usual { host.to_owned() } else { format!("{host}:{port}") }
}

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Posted {
    Answered {
        status: StatusCode,
        /// Seconds that the other side asks to be left alone.
        retry_after: Option<u32>,
        /// The beginning of what it says, where it says no, or where its answer is what was asked for.
        words: String,
    },
    /// Nothing of the request has left.
    NotReached(String),
    /// It left, wholly or partly, and there was no answer.
    Lost(String),
}

/// Sends one POST.
pub(crate) async fn post(
    door: &Door,
    target: &Target,
    headers: HeaderMap,
    body: Vec<u8>,
    patience: Duration,
) -> Posted {
    let until = Instant::now() + patience;
    let connected = timeout_at(until.min(Instant::now() + CONNECT), connect(door, target)).await;
    let stream = match connected {
        Ok(Ok(stream)) => stream,
        Ok(Err(why)) => return Posted::NotReached(why),
        Err(_) => return Posted::NotReached("no connection in time".into()),
    };
    let mut request = Request::new(Full::new(Bytes::from(body)));
    *request.method_mut() = Method::POST;
    let Ok(path) = target.path.parse() else {
        return Posted::NotReached("the address cannot be asked for".into());
    };
    *request.uri_mut() = path;
    *request.headers_mut() = headers;
    let host = authority_of(&target.host, target.port, target.tls.is_some());
    let Ok(host) = HeaderValue::try_from(host) else {
        return Posted::NotReached("the host has no name".into());
    };
    request.headers_mut().insert(header::HOST, host);
    request.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    let answered = match stream {
        Stream::Plain(stream) => timeout_at(until, exchange(stream, request, target.is_asked)).await,
        Stream::Tls(stream) => timeout_at(until, exchange(*stream, request, target.is_asked)).await,
    };
    answered.unwrap_or_else(|_| Posted::Lost("no answer in time".into()))
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

async fn connect(door: &Door, target: &Target) -> Result<Stream, String> {
    let plain = stream::tcp(door, &target.host, target.port).await?;
    Ok(match &target.tls {
        Some(config) => Stream::Tls(Box::new(stream::tls(plain, &target.host, config).await?)),
        None => Stream::Plain(plain),
    })
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>, is_asked: bool) -> Posted
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let handshake = http1::Builder::new().max_buf_size(MOST_HEAD).handshake(TokioIo::new(stream)).await;
    let Ok((mut sender, connection)) = handshake else {
        return Posted::NotReached("the connection broke off at once".into());
    };
    // Drives the connection as long as somebody waits for its answer, and no longer.
    let driven = async {
        let _ = connection.await;
        std::future::pending::<()>().await;
    };
    let answer = async {
        match sender.send_request(request).await {
            Ok(response) => answered(response, is_asked).await,
            Err(_) => Posted::Lost("the other side hung up or answered unreadably".into()),
        }
    };
    tokio::select! {
        posted = answer => posted,
        () = driven => Posted::Lost("the connection ended".into()),
    }
}

async fn answered(response: http::Response<Incoming>, is_asked: bool) -> Posted {
    let status = response.status();
    let retry_after = response.headers().get(header::RETRY_AFTER);
    let retry_after = retry_after.and_then(|seconds| seconds.to_str().ok()?.trim().parse().ok());
    // To who was only told something, a yes is a yes, whatever else is said.
    let words = if is_asked || status.is_client_error() {
        beginning(response.into_body()).await
    } else {
        String::new()
    };
    Posted::Answered { status, retry_after, words }
}

async fn beginning(mut body: Incoming) -> String {
    let mut bytes = Vec::new();
    while let Some(Ok(frame)) = body.frame().await {
        if let Some(data) = frame.data_ref() {
            bytes.extend(data.iter().take(MOST_BODY - bytes.len()));
        }
        if bytes.len() >= MOST_BODY {
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

//! A connection to one place: through the door, and under TLS where that was said.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::Door;

/// To what the door let through, not to the name once more. The error is a sentence's end.
pub(crate) async fn tcp(door: &Door, host: &str, port: u16) -> Result<TcpStream, String> {
    let (door, host) = (door.clone(), host.to_owned());
    let addresses = tokio::task::spawn_blocking(move || door.addresses(&host, port)).await;
    let addresses = addresses.map_err(|_| "the name could not be looked up".to_owned())?;
    let mut last = "no address".to_owned();
    for address in addresses.map_err(|no| no.to_string())? {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                // Words in several pieces would each wait for the other side's nod.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Err(error) => last = format!("no connection: {}", error.kind()),
        }
    }
    Err(last)
}

/// The same connection under TLS, with whom the certificate says.
pub(crate) async fn tls(
    stream: TcpStream,
    host: &str,
    config: &Arc<ClientConfig>,
) -> Result<TlsStream<TcpStream>, String> {
    let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(name).map_err(|_| "the host has no name".to_owned())?;
    let secured = TlsConnector::from(Arc::clone(config)).connect(name, stream).await;
    secured.map_err(|error| format!("no secure connection: {error}"))
}

/// Whom to believe: the public authorities, and `authority` (PEM) beside them. The error is a sentence for the operator.
pub(crate) fn trusting(authority: Option<&[u8]>) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(pem) = authority {
        let mut added = 0;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate =
                certificate.map_err(|_| "The authority's certificate cannot be read.".to_owned())?;
            roots.add(certificate).map_err(|_| "The authority's certificate cannot be used.".to_owned())?;
            added += 1;
        }
        if added == 0 {
            return Err("There is no certificate in the authority's file.".into());
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

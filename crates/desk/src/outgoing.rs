//! The door through which every socket leaves the house. Where the operator has not named a host and its port, only
//! public addresses are let through; and what was looked at is what is connected to, so that a name which resolves
//! otherwise a moment later leads nowhere new.

mod address;
pub(crate) mod http;
pub(crate) mod stream;

use std::{
    fmt, io,
    net::{SocketAddr, ToSocketAddrs as _},
    sync::Arc,
};

/// What an operator decides about the ways out.
#[derive(Clone, Debug, Default)]
pub struct Outgoing {
    /// Hosts with their ports that may have an address inside.
    pub allow: Vec<(String, u16)>,
    pub resolver: Resolver,
}

/// Who turns a name into addresses.
#[derive(Clone, Default)]
pub enum Resolver {
    #[default]
    System,
    /// In tests and rehearsals.
    Told(Arc<Told>),
}

type Told = dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync;

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Resolver::System => "System",
            Resolver::Told(_) => "Told",
        })
    }
}

/// Why nothing was connected to. One neutral sentence: whoever asks learns nothing about what is inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoWay {
    Unresolved,
    Forbidden,
}

impl fmt::Display for NoWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoWay::Unresolved => "the name leads to no address",
            NoWay::Forbidden => "the address is not one that may be connected to",
        })
    }
}

impl std::error::Error for NoWay {}

/// Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    outgoing: Arc<Outgoing>,
}

impl Door {
    pub(crate) fn new(outgoing: Outgoing) -> Door {
        let allow = outgoing.allow.into_iter().map(|(host, port)| (plain(&host), port)).collect();
        Door { outgoing: Arc::new(Outgoing { allow, ..outgoing }) }
    }

    /// Where to connect to, looked up now. Takes as long as the resolver does: not for an async task.
    pub(crate) fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, NoWay> {
        let host = plain(host);
        let resolved = match &self.outgoing.resolver {
            Resolver::System => (host.as_str(), port).to_socket_addrs().map(Iterator::collect),
            Resolver::Told(told) => told(&host, port),
        };
        let resolved: Vec<SocketAddr> = resolved.map_err(|_| NoWay::Unresolved)?;
        if resolved.is_empty() {
            return Err(NoWay::Unresolved);
        }
        if self.allows(&host, port) {
            return Ok(resolved);
        }
        // One address inside among public ones is not skipped but refused: nobody honest has both.
        if resolved.iter().all(|at| address::is_public(at.ip()) && at.port() == port) {
            Ok(resolved)
        } else {
            Err(NoWay::Forbidden)
        }
    }

    /// What can be said of a host before anybody looks it up: an address inside that nobody has named is none to go to.
    pub(crate) fn may_reach(&self, host: &str, port: u16) -> bool {
        self.allows(host, port) || plain(host).parse().map_or(true, address::is_public)
    }

    /// Whether the operator has named this host and port.
    pub(crate) fn allows(&self, host: &str, port: u16) -> bool {
        let host = plain(host);
        self.outgoing.allow.iter().any(|(allowed, at)| *allowed == host && *at == port)
    }
}

/// A host as it is compared and resolved: in lower case, an IPv6 address without brackets.
fn plain(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase()
}

/// Reads `host:port`, as the configuration has it.
pub fn read_host(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.trim().rsplit_once(':')?;
    let bracketed =
        host.starts_with('[') == host.ends_with(']') && (host.starts_with('[') || !host.contains(':'));
    let port = port.parse().ok().filter(|port| *port > 0)?;
    (bracketed && !plain(host).is_empty()).then(|| (plain(host), port))
}

#[cfg(test)]
mod tests;

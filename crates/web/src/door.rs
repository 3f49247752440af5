//! The door: wrong passwords in a row have to wait, and forms of other sites are not taken.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::{HeaderMap, Method, header};

const MINUTE: Duration = Duration::from_mins(1);
/// Failed attempts a minute: for one account from one place, and for one place. Many people may stand
/// behind one address.
const MOST_FOR_ACCOUNT: u32 = 10;
const MOST_FOR_PLACE: u32 = 60;
/// Places and accounts remembered at the most.
const MOST_KNOWN: usize = 20_000;

pub(crate) struct Door {
    tried: Mutex<HashMap<(IpAddr, String), Tried>>,
}

struct Tried {
    since: Instant,
    times: u32,
}

impl Door {
    pub(crate) fn new() -> Door {
        Door { tried: Mutex::new(HashMap::new()) }
    }

    /// Whether one more attempt may be made; it is counted at once, so that many at once are many.
    pub(crate) fn may_try(&self, from: Option<SocketAddr>, email: &str) -> bool {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if tried.len() > MOST_KNOWN {
            tried.retain(|_, tried| tried.since.elapsed() < MINUTE);
        }
        // Still too many is an attack from everywhere: everybody waits a little.
        if tried.len() > MOST_KNOWN {
            return false;
        }
        let place = place(from);
        let mut count = |account: String, most| {
            let tried = tried.entry((place, account)).or_insert(Tried { since: Instant::now(), times: 0 });
            if tried.since.elapsed() >= MINUTE {
                *tried = Tried { since: Instant::now(), times: 0 };
            }
            tried.times += 1;
            tried.times <= most
        };
        // The place first: made-up accounts of one that is over its measure are not even remembered.
        count(String::new(), MOST_FOR_PLACE) && count(account(email), MOST_FOR_ACCOUNT)
    }

    /// It was the right person: their attempts are no attempts.
    pub(crate) fn let_in(&self, from: Option<SocketAddr>, email: &str) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        tried.remove(&(place(from), account(email)));
        if let Some(tried) = tried.get_mut(&(place(from), String::new())) {
            tried.times = tried.times.saturating_sub(1);
        }
    }
}

fn account(email: &str) -> String {
    email.trim().to_lowercase().chars().take(254).collect()
}

/// Who has one IPv6 address has the whole /64.
fn place(from: Option<SocketAddr>) -> IpAddr {
    match from.map(|from| from.ip().to_canonical()) {
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        Some(address @ IpAddr::V4(_)) => address,
        None => IpAddr::from([0, 0, 0, 0]),
    }
}

/// Whether a request that changes something comes from a page of ours. Every browser says where a form
/// stands, by one header or the other; what says neither is no browser and carries no one's cookies.
pub(crate) fn from_our_pages(method: &Method, headers: &HeaderMap, base_url: &str) -> bool {
    if method.is_safe() {
        return true;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    origin == base_url
        || host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, origin)| origin == host))
}

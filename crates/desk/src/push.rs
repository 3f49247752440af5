//! Word on devices: a browser says where its push service takes what is for it, and from then on its person is told there
//! what they chose to be told there. The service reads nothing of it, and what it tells holds no word of a customer's. What
//! no device took goes by mail.

pub(crate) mod sealed;

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use tokio::sync::OnceCell;
use uuid::Uuid;
use valta_domain::{
    AgentId, Refusal, Stream,
    reach::{self, About},
    refusal::Field,
    text, time,
};
use valta_policy::Action;
use valta_store::{
    Fault, lock,
    outbox::{self, Claimed, Kind, Settled},
    push::{self, Device, Push},
    secret,
};

use crate::{
    By, Desk, No, Outgoing,
    notice::Word,
    outgoing::{
        Door,
        http::{Posted, Target, post},
    },
    payment::{
        errand::next,
        webhook::{Handed, answered},
    },
    reach::letter_errand,
    work::fresh_id,
};

use self::sealed::{HouseKey, seal};

/// Letters of an address; browsers give out a few hundred.
const MOST_ENDPOINT: usize = 2_000;
/// Errands claimed at once, and how long (µs) they are held: longer than an attempt may take.
const CLAIM: usize = 8;
const LEASE: i64 = 2 * time::MINUTE;
/// How long a service is waited for.
const WAIT: Duration = Duration::from_secs(15);
/// After so long (µs) it is old news.
const PATIENCE: i64 = 4 * time::HOUR;
/// How long (µs) a service keeps it for a device that is off: nobody need be called later, and a question still stands.
const CALL_KEPT: i64 = 4 * time::HOUR;
const KEPT: i64 = time::DAY;

/// What sending takes: its own way out, because a service is named by a browser and not by the operator.
pub(crate) struct Sender {
    door: Door,
    key: OnceCell<Arc<HouseKey>>,
}

impl Sender {
    /// `services` may have an address inside.
    pub(crate) fn new(services: Vec<(String, u16)>, outgoing: &Outgoing) -> Sender {
        let door = Door::new(Outgoing { allow: services, resolver: outgoing.resolver.clone() });
        Sender { door, key: OnceCell::new() }
    }

    /// Where a service takes what is for a device. On the net that is at one port alone: what a browser names is nobody's
    /// way to any other program. The error is a sentence for the operator.
    fn target(&self, endpoint: &str) -> Result<Target, String> {
        let target = Target::read(endpoint, None, &self.door)?;
        let (host, port) = target.place();
        if port != 443 && !self.door.allows(host, port) {
            return Err(format!("{endpoint} has a port of its own and does not stand in `push_services`."));
        }
        Ok(target)
    }
}

/// A device as its browser describes it.
#[derive(Clone, Debug)]
pub struct NewDevice {
    pub name: String,
    pub endpoint: String,
    /// Base 64 for addresses: an uncompressed point of P-256, and 16 bytes.
    pub public_key: String,
    pub auth: String,
}

/// What a device shows, and where a touch on it leads.
#[derive(Serialize)]
struct Shown<'a> {
    title: &'a str,
    body: &'a str,
    url: &'a str,
    /// A later one of the same takes its place.
    tag: String,
    lang: &'a str,
    /// Until somebody touches it.
    stays: bool,
}

impl Desk {
    /// By which a browser lets this house alone send to it.
    pub async fn push_key(&self) -> Result<String, No> {
        Ok(self.house_key().await?.public())
    }

    async fn house_key(&self) -> Result<Arc<HouseKey>, No> {
        let key = self.inner.push.key.get_or_try_init(|| async {
            let fresh = HouseKey::fresh().map_err(|_| Fault::bug("no key can be made"))?;
            let known = self.reader().look(|tx| secret::of(tx, "push")).await?;
            let kept = match known {
                Some(kept) => kept,
                None => self.inner.db.write(move |tx| secret::keep(tx, "push", &fresh)).await?,
            };
            let key = HouseKey::read(&kept);
            key.map(Arc::new).ok_or_else(|| Fault::bug("the house's key for pushes cannot be read"))
        });
        Ok(key.await?.clone())
    }

    /// From here on this person is told on this device, too; its id.
    pub async fn tell_on(&self, by: By, new: NewDevice) -> Result<Uuid, No> {
        self.must(by, Action::KeepAccount)?;
        let no_device = || Refusal::Unusable(Field::Value);
        let name = text::line(Field::Name, &new.name)?;
        if new.endpoint.len() > MOST_ENDPOINT {
            return Err(no_device().into());
        }
        self.inner.push.target(&new.endpoint).map_err(|_| no_device())?;
        let bytes =
            |coded: &str| URL_SAFE_NO_PAD.decode(coded.trim_end_matches('=')).map_err(|_| no_device());
        let (public_key, auth) = (bytes(&new.public_key)?, bytes(&new.auth)?);
        // Keys that nothing can be sealed by are none.
        seal(&public_key, &auth, &[]).map_err(|_| no_device())?;
        let (agent, made_at, id) = (by.agent, self.now(), fresh_id());
        let device =
            Device { id, agent, name, endpoint: new.endpoint, public_key, auth, made_at, used_at: None };
        self.inner
            .db
            .write(move |tx| -> Result<Uuid, No> {
                lock::hold(tx, &Stream::Agent(agent).to_string())?;
                let others = push::devices(tx, agent)?;
                let others = others.iter().filter(|other| other.endpoint != device.endpoint);
                reach::decide_device(others.count())?;
                push::put_device(tx, &device)?;
                Ok(id)
            })
            .await
    }

    /// Nothing is told there any more; ending what has ended changes nothing.
    pub async fn end_push(&self, by: By, id: Uuid) -> Result<(), No> {
        self.must(by, Action::KeepAccount)?;
        Ok(self.inner.db.write(move |tx| push::end_device(tx, by.agent, id)).await?)
    }

    /// Somebody is at this device now: nobody else is told there any more.
    pub async fn at_device(&self, agent: AgentId, id: Uuid) -> Result<(), No> {
        Ok(self.inner.db.write(move |tx| push::end_of_others(tx, agent, id)).await?)
    }

    /// Hands over what is to be told on devices; how many errands were settled.
    pub async fn push_next(&self) -> Result<usize, No> {
        // As with letters, whoever is on call comes first.
        Ok(self.push_of(Kind::CallPush).await? + self.push_of(Kind::Push).await?)
    }

    async fn push_of(&self, kind: Kind) -> Result<usize, No> {
        let (lease, claimed) = self.claim_again(kind, LEASE, CLAIM).await?;
        let settled = claimed.len();
        let handing = claimed.into_iter().map(|errand| async move {
            let found = self.reader().look(move |tx| push::one(tx, errand.subject)).await?;
            let push = found.ok_or_else(|| Fault::bug("an errand tells nothing"))?;
            // What fails in the house is told by a letter, too.
            let handed = self
                .hand_push(&errand, push)
                .await
                .unwrap_or_else(|no| Some(Handed::Later { words: no.to_string(), doubt: true, after: None }));
            self.settle_push(errand, lease, push, handed).await
        });
        join_all(handing).await.into_iter().collect::<Result<(), No>>()?;
        Ok(settled)
    }

    /// How it ended; none where there is nothing to tell any more.
    async fn hand_push(&self, errand: &Claimed, push: Push) -> Result<Option<Handed>, No> {
        if push.about == About::Call && self.now().since(errand.made_at) >= PATIENCE {
            return Ok(Some(Handed::Refused("nobody took it for hours".into())));
        }
        let desk = self.clone();
        let found = self
            .reader()
            .look(move |tx| {
                let device = push::device(tx, push.device)?.filter(|device| device.agent == push.agent);
                let word = desk.word(tx, push.about, push.subject, push.agent)?;
                Ok((device, word))
            })
            .await?;
        match found {
            (_, None) => Ok(None),
            (None, Some(_)) => Ok(Some(Handed::Gone("the device was taken away".into()))),
            (Some(device), Some(word)) => self.send_push(errand, &device, &word, push.about).await.map(Some),
        }
    }

    async fn send_push(
        &self,
        errand: &Claimed,
        device: &Device,
        word: &Word,
        about: About,
    ) -> Result<Handed, No> {
        let door = &self.inner.push.door;
        let target = match self.inner.push.target(&device.endpoint) {
            Ok(target) => target,
            Err(why) => return Ok(Handed::Refused(why)),
        };
        let (house, now) = (self.house_key().await?, self.now());
        let request = request(
            &house,
            &target,
            device,
            word,
            about,
            {
                let kept = if about == About::Call { CALL_KEPT } else { KEPT };
                let left = kept - now.since(errand.made_at);
                (left.max(0) / time::SECOND, now.micros() / time::SECOND)
            },
            &self.settings().mail.address,
        );
        let Some((headers, body)) = request else {
            return Ok(Handed::Refused("it cannot be sealed for this device".into()));
        };
        Ok(match post(door, &target, headers, body, WAIT).await {
            Posted::Answered { status: status @ StatusCode::NOT_FOUND, .. } => {
                Handed::Gone(status.to_string())
            }
            Posted::Answered { status, retry_after, words } => answered(status, retry_after, &words),
            Posted::NotReached(words) => Handed::Later { words, doubt: false, after: None },
            Posted::Lost(words) => Handed::Later { words, doubt: true, after: None },
        })
    }

    async fn settle_push(
        &self,
        errand: Claimed,
        lease: Uuid,
        push: Push,
        handed: Option<Handed>,
    ) -> Result<(), No> {
        let now = self.now();
        let next_at = match &handed {
            None | Some(Handed::Gone(_)) => None,
            Some(handed) => next(&errand, handed, now).filter(|_| now.since(errand.made_at) < PATIENCE),
        };
        let wrote = self
            .inner
            .db
            .write(move |tx| -> Result<bool, No> {
                // Of two that fail at once, the second knows of the first.
                lock::hold(tx, &format!("push {}", push.subject))?;
                let settled = handed.as_ref().map_or(Settled::Done, |handed| handed.settled(next_at));
                if !outbox::settle(tx, errand.id, lease, &settled)? {
                    return Ok(false);
                }
                match handed {
                    Some(Handed::Taken) => push::used(tx, push.device, now)?,
                    Some(Handed::Gone(_)) => push::end_device(tx, push.agent, push.device)?,
                    Some(Handed::Later { .. } | Handed::Refused(_)) | None => {}
                }
                let in_vain = push::in_vain(tx, &push)?;
                if in_vain {
                    let letter = letter_errand(push.about, push.subject, push.agent, errand.case, push.at);
                    outbox::put(tx, &letter, now)?;
                }
                Ok(in_vain)
            })
            .await?;
        if wrote {
            self.inner.errand.notify_waiters();
        }
        Ok(())
    }
}

/// What is sent to a device: `kept` seconds by its service, at `seconds` since 1970.
fn request(
    house: &HouseKey,
    target: &Target,
    device: &Device,
    word: &Word,
    about: About,
    (kept, seconds): (i64, i64),
    contact: &str,
) -> Option<(HeaderMap, Vec<u8>)> {
    let topic = URL_SAFE_NO_PAD.encode(word.topic.as_bytes());
    let shown = Shown {
        title: &word.subject,
        body: &word.says,
        url: &word.place,
        tag: topic.clone(),
        lang: &word.account.language,
        stays: about == About::Call,
    };
    let words = serde_json::to_vec(&shown).ok()?;
    let body = seal(&device.public_key, &device.auth, &words).ok()?;
    let signed = house.authorization(target.origin(), &format!("mailto:{contact}"), seconds).ok()?;
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, value: &str| {
        headers.insert(name, HeaderValue::from_str(value).ok()?);
        Some(())
    };
    put(header::AUTHORIZATION, &signed)?;
    put(header::CONTENT_ENCODING, "aes128gcm")?;
    put(header::CONTENT_TYPE, "application/octet-stream")?;
    put(HeaderName::from_static("ttl"), &kept.to_string())?;
    put(HeaderName::from_static("topic"), &topic)?;
    put(HeaderName::from_static("urgency"), if about == About::Call { "high" } else { "normal" })?;
    Some((headers, body))
}

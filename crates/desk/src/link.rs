//! Links by which customers look at their matters. A secret follows from its link's id and the house's own key, so that
//! the same link can be written into one mail more; the record has its digest alone.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use valta_domain::{
    CaseId, IdentityId, LinkId, Refusal, Timestamp,
    link::{decide_link, decide_revoke, stands},
};
use valta_policy::Action;
use valta_store::{
    Fault, Tx, secret,
    views::{self, link::LinkLine},
};

use crate::{
    By, Desk, Key, No, Thing,
    work::{Work, base32, fresh_id, key_bytes},
};

mod quoted;
pub(crate) use quoted::without_links;

/// Letters of a secret: 130 bits, short enough to be typed from paper.
const LETTERS: usize = 26;
/// What the key that they follow from is called among the house's secrets.
const LINKS: &str = "links";

/// A link that may be followed, and the case where its matter lives now.
pub(crate) struct Open {
    pub(crate) link: LinkLine,
    pub(crate) case: CaseId,
    /// That case is the link's customer's as a whole: it was not put together with another customer's.
    pub(crate) own: bool,
}

/// The same answer to a secret that was never given, has run out, or was taken back.
pub(crate) fn open(
    tx: &mut Tx<'_>,
    secret: &str,
    window: i64,
    now: Timestamp,
) -> Result<Option<Open>, Fault> {
    if secret.len() != LETTERS {
        return Ok(None);
    }
    // A keyboard may have made its first letter a capital.
    let Some(link) = views::link::by_secret(tx, &secret.to_ascii_lowercase())? else { return Ok(None) };
    if !stands(link.since, link.revoked_at.is_some(), window, now) {
        return Ok(None);
    }
    let Some(case) = views::case::living(tx, link.case)? else { return Ok(None) };
    let (whose, _) = views::case::customer_and_channel(tx, case)?;
    let own = whose == link.customer && (whose.is_some() || case == link.case);
    Ok(Some(Open { link, case, own }))
}

fn secret_of(key: &[u8], link: LinkId) -> Result<String, Fault> {
    let mac = Hmac::<Sha256>::new_from_slice(key);
    let mut mac = mac.map_err(|_| Fault::bug("the house's key for links cannot be used"))?;
    mac.update(link.0.as_bytes());
    Ok(base32(&mac.finalize().into_bytes()).chars().take(LETTERS).collect())
}

impl Work<'_, '_> {
    /// Keeps the digest of the secret of a link that was just made.
    pub(crate) fn keep_link(&mut self, link: LinkId) -> Result<(), No> {
        let key = match secret::of(self.tx, LINKS)? {
            Some(key) => key,
            None => secret::keep(self.tx, LINKS, &key_bytes())?,
        };
        Ok(views::link::put_key(self.tx, link, &secret_of(&key, link)?)?)
    }
}

impl Desk {
    /// Where this link leads, as a browser is told.
    pub fn link_address(&self, tx: &mut Tx<'_>, link: LinkId) -> Result<Option<String>, Fault> {
        let Some(key) = secret::of(tx, LINKS)? else { return Ok(None) };
        Ok(Some(format!("{}/m/{}", self.settings().base_url, secret_of(&key, link)?)))
    }

    /// Where whoever is written to may look at the matter.
    pub(crate) fn address_for(
        &self,
        tx: &mut Tx<'_>,
        case: CaseId,
        to: IdentityId,
    ) -> Result<Option<String>, Fault> {
        match views::link::standing(tx, case, Some(to))? {
            Some(link) => self.link_address(tx, link),
            None => Ok(None),
        }
    }

    /// Whether a link of these may still be followed.
    pub fn link_stands(&self, link: &LinkLine) -> bool {
        stands(link.since, link.revoked_at.is_some(), self.settings().link_window, self.now())
    }

    /// Until when it may be followed, if nothing makes it last longer.
    pub fn link_until(&self, link: &LinkLine) -> Timestamp {
        link.since.plus(self.settings().link_window)
    }

    /// One for paper: whoever holds the letter may look.
    pub async fn make_link(&self, by: By, key: Option<Key>, id: CaseId) -> Result<(), No> {
        let link = LinkId(fresh_id());
        self.on_case(by, Action::KeepLinks, key, id, None, move |_, case| {
            decide_link(case.get()?, link).map_err(No::from)
        })
        .await
    }

    /// It leads nowhere from here on, nor does any other that its address has to what was put together with its case; the
    /// next mail to the address brings another.
    pub async fn revoke_link(&self, by: By, key: Option<Key>, link: LinkId) -> Result<(), No> {
        self.transact(by.actor(), key, move |work| {
            let at = views::link::case_of(work.tx, link)?.ok_or(Refusal::NotFound)?;
            let living = views::case::living(work.tx, at)?.ok_or(Refusal::NotFound)?;
            let together = views::link::of_case(work.tx, living)?;
            let to = together.iter().find(|line| line.id == link).and_then(|line| line.to);
            let theirs = |line: &&LinkLine| line.id == link || (to.is_some() && line.to == to);
            let mut ends: Vec<_> = together.iter().filter(theirs).map(|line| (line.case, line.id)).collect();
            ends.sort_unstable();
            // Turns in the order of the ids, as everywhere; the right is to the case that lives.
            let mut cases: Vec<_> = ends.iter().map(|(case, _)| *case).chain([living]).collect();
            cases.sort_unstable();
            cases.dedup();
            let mut turns = Vec::with_capacity(cases.len());
            for id in cases {
                turns.push(if id == living {
                    work.case(by, Action::KeepLinks, id)?
                } else {
                    work.any_case(id)?
                });
            }
            if views::case::living(work.tx, at)? != Some(living) {
                return Err(work.tx.conflict("the case was put into another while it was waited for").into());
            }
            for (id, link) in ends {
                let Some(case) = turns.iter_mut().find(|case| case.id == id) else { continue };
                let events = decide_revoke(case.get()?, link)?;
                work.record_case(case, events)?;
            }
            Ok(())
        })
        .await
    }

    /// The links of a case and of those that were put into it, with the address of the one for paper; for those who may keep them.
    pub fn links(&self, tx: &mut Tx<'_>, by: By, case: CaseId) -> Result<Vec<LinkLine>, Fault> {
        if !self.may_here(tx, by, Action::KeepLinks, Thing::Case(case))? {
            return Ok(vec![]);
        }
        views::link::of_case(tx, case)
    }
}

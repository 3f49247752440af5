//! What somebody is writing to a customer and has not sent: kept as they write, so that it is there on another device.

use valta_domain::{CaseId, Refusal, Timestamp, refusal::Field, text};
use valta_policy::Action;
use valta_store::{
    command::{self, Known},
    draft::{self, Draft},
};

use crate::{By, Desk, No, Thing, presence::gone};

#[derive(Clone, Debug)]
pub struct KeepDraft {
    pub case: CaseId,
    /// Of the form that it is written in.
    pub command: String,
    pub body: String,
    /// What that page offers as older.
    pub older: Option<String>,
    /// When what that page holds was last kept; none, if it never was.
    pub seen: Option<Timestamp>,
}

/// What is kept now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub saved_at: Timestamp,
    pub older: Option<String>,
}

impl Desk {
    /// Keeps it. What was kept meanwhile from elsewhere becomes the older one; nothing is kept of what was sent.
    pub async fn keep_draft(&self, by: By, keep: KeepDraft) -> Result<Option<Kept>, No> {
        if keep.body.chars().count() > text::BODY_LETTERS {
            return Err(Refusal::TooLong(Field::Body).into());
        }
        let (desk, now) = (self.clone(), self.now());
        self.inner
            .db
            .write(move |tx| -> Result<Option<Kept>, No> {
                let (keep, case) = (keep.clone(), keep.case);
                let sent = command::look_up(tx, &by.actor().to_string(), &keep.command, &[0; 32])?;
                if !matches!(sent, Known::No) {
                    return Ok(None);
                }
                if gone(tx, by)? || !desk.sees(tx, by, Action::Reply, Thing::Case(case))? {
                    return Err(Refusal::NotFound.into());
                }
                let known = draft::of(tx, by.agent, case)?;
                let elsewhere = known.filter(|known| keep.seen.is_none_or(|seen| known.saved_at > seen));
                let empty = keep.body.trim().is_empty();
                // What the new one begins with is not lost.
                let elsewhere = elsewhere.filter(|known| empty || !keep.body.starts_with(&known.body));
                if let (Some(known), true) = (&elsewhere, empty) {
                    return Ok(Some(Kept { saved_at: known.saved_at, older: Some(known.body.clone()) }));
                }
                let older = elsewhere.map(|known| known.body).or(keep.older);
                let older = older.filter(|older| !older.trim().is_empty() && *older != keep.body);
                if empty && older.is_none() {
                    draft::forget(tx, by.agent, case)?;
                    return Ok(None);
                }
                let kept = Kept { saved_at: now, older: older.clone() };
                let draft = Draft { command: keep.command, body: keep.body, older, saved_at: now };
                draft::put(tx, by.agent, case, &draft)?;
                Ok(Some(kept))
            })
            .await
    }
}

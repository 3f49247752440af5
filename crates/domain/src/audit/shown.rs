//! What customers are shown, and what they do: no words are both theirs to see and the house's own, a customer does
//! only what a customer can, and a link ends once.

use std::collections::{HashMap, HashSet};

use crate::{
    Actor, Recorded,
    contact::{Channel, FiledBecause},
    event::CaseEvent,
    id::{CaseId, CustomerId, FileId, LinkId, TextId},
    shown::{Part, part_of},
};

#[derive(Default)]
pub(super) struct Shown {
    /// Every word of a case, and whether its customer may be shown it.
    words: HashMap<TextId, bool>,
    links: HashMap<LinkId, (CaseId, bool)>,
    files: HashSet<FileId>,
}

impl Shown {
    /// What does not hold of a fact; `whose` the case is, and `here` says whether a contact stands in it.
    pub(super) fn look(
        &mut self,
        recorded: &Recorded,
        case: CaseId,
        event: &CaseEvent,
        whose: Option<CustomerId>,
        here: impl Fn(crate::ContactId) -> bool,
    ) -> Option<String> {
        let shown = part_of(event) == Part::All;
        for words in recorded.event.texts() {
            if *self.words.entry(words.id).or_insert(shown) != shown {
                return Some(format!(
                    "the words {} are shown to a customer and are the house's own",
                    words.id
                ));
            }
        }
        if matches!(recorded.actor, Actor::Customer(_)) && !is_a_customers(event) {
            return Some(format!("{} was recorded as a customer's act", recorded.event.kind()));
        }
        if let CaseEvent::MoodTold { link, .. }
        | CaseEvent::VoiceGiven { link, .. }
        | CaseEvent::SolvedTold { link, .. } = event
        {
            let stood = self.links.get(link).is_some_and(|(_, stands)| *stands);
            let theirs = recorded.actor == whose.map_or(Actor::House, Actor::Customer);
            return (!(stood && theirs)).then(|| {
                format!(
                    "{} was said by a link that did not stand, or not by the customer",
                    recorded.event.kind()
                )
            });
        }
        if let CaseEvent::LinkMade { link, .. } = event {
            let known = self.links.insert(*link, (case, true));
            return known.map(|_| format!("link {link} was made twice"));
        }
        if let CaseEvent::LinkRenewed { link } = event {
            let stood = self.links.get(link) == Some(&(case, true));
            return (!stood).then(|| format!("link {link} was renewed and did not stand"));
        }
        if let CaseEvent::LinkRevoked { link } = event {
            let stood = self.links.insert(*link, (case, false)) == Some((case, true));
            return (!stood).then(|| format!("link {link} was ended and did not stand"));
        }
        if let CaseEvent::FileAdded { file, contact, .. } = event {
            let sound = self.files.insert(*file) && here(*contact);
            return (!sound).then(|| format!("file {file} came twice, or with a contact of another case"));
        }
        None
    }
}

/// What somebody can do who has a link and no login, and what follows from it.
fn is_a_customers(event: &CaseEvent) -> bool {
    if let CaseEvent::ContactReceived { channel, because, automatic, .. } = event {
        return (*channel, *because, *automatic) == (Channel::WebForm, FiledBecause::CustomersPage, false);
    }
    matches!(
        event,
        CaseEvent::FileAdded { .. }
            | CaseEvent::MoodTold { .. }
            | CaseEvent::VoiceGiven { .. }
            | CaseEvent::VoiceTakenBack {}
            | CaseEvent::SolvedTold { .. }
            | CaseEvent::CaseResolved {}
            | CaseEvent::CaseReopened { .. }
            | CaseEvent::HandoverEnded { .. }
            | CaseEvent::ConsultationEnded { .. }
    )
}

#[cfg(test)]
mod tests;

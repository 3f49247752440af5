//! What was said and done with the customer, in the order it happened, in every channel at once.

use axum::{extract::Path, response::Response};
use jiff::civil;
use maud::{Markup, html};
use valta_desk::Rights;
use valta_domain::{
    AgentId, CaseId, ContactId, Event, Money, RemedyId, Stream, Timestamp,
    contact::{Channel, Direction, FailedBecause, FiledBecause, Sending},
    event::CaseEvent,
    handover::Ended,
    promise::Standing,
    remedy::{Outcome, RemedyKind},
};
use valta_policy::Action;
use valta_store::{
    Fault, Tx, inbox, record, views,
    views::{ask::AskLine, consultation::ConsultationLine, handover::HandoverLine, review::Said},
};

use crate::{
    ask, consultation,
    form::command,
    handover,
    icon::{Icon, icon},
    layout, parts,
    promise::OpenPromise,
    receipt,
    record::{Deed, Names},
    remedy::{Way, taking_back, unpaid_because},
    review,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// Contacts on one page; earlier ones are a step away.
const MOST: usize = 200;
/// Notes, promises, remedies and deeds that are looked for, each.
const MOST_BESIDE: usize = 500;
/// Cases that were put into this one and are shown with it.
const MOST_ABSORBED: usize = 20;

pub(crate) struct Talk {
    entries: Vec<Entry>,
    /// Where the contacts before these end.
    earlier: Option<Timestamp>,
    /// More than one contact came in: each may be a matter of its own.
    splits: bool,
    shows_latest: bool,
    /// The last one of the case.
    pub(crate) handover: Option<HandoverLine>,
    /// What colleagues were asked, also in cases that were put into this one.
    pub(crate) questions: Vec<ConsultationLine>,
    /// When somebody last wrote to the customer.
    pub(crate) answered: Option<Timestamp>,
    me: AgentId,
    /// Offered is what would be let through.
    rights: Rights,
}

struct Entry {
    at: Timestamp,
    by: Option<String>,
    what: What,
}

enum What {
    Contact(Box<Contact>),
    /// Only for the house.
    Note {
        text: String,
    },
    Remedy(Box<Remedy>),
    Promise {
        what: String,
        due: Timestamp,
        standing: Standing,
    },
    /// A remedy that colleagues were asked about.
    Ask(Box<AskLine>),
    Handover(Box<HandoverLine>),
    /// What colleagues were asked.
    Question(Box<ConsultationLine>),
    /// What the house said by itself.
    Receipt {
        text: Option<String>,
    },
    /// Anything else that happened to the case, in one line.
    Deed(Deed),
}

struct Contact {
    id: ContactId,
    direction: Direction,
    channel: Channel,
    /// Who is shown for it: the customer, or who wrote for us.
    name: String,
    /// Who noted what was said aloud.
    noted_by: Option<String>,
    new_sender: bool,
    address: Option<String>,
    subject: Option<String>,
    text: Option<String>,
    because: Option<FiledBecause>,
    automatic: bool,
    sending: Option<Sending>,
    failed_because: Option<FailedBecause>,
    marks: Vec<String>,
    attachments: Vec<Attachment>,
    has_raw: bool,
}

struct Attachment {
    href: String,
    name: String,
    bytes: i64,
}

struct Remedy {
    id: RemedyId,
    giver: AgentId,
    kind: RemedyKind,
    amount: Option<Money>,
    reason: Option<String>,
    way: Way,
    /// Why it was not paid, or not given back.
    because: Option<String>,
    /// How it can be taken back: the act, and what follows.
    back: Option<(&'static str, &'static str)>,
    stretch: bool,
    /// The second person, where one signed.
    signed_by: Option<String>,
    /// What was said of it afterwards.
    said: Option<Said>,
}

/// Facts that are told in one line among what was said.
const DEEDS: [&str; 28] = [
    "case_taken",
    "handover_ended",
    "case_resolved",
    "case_reopened",
    "case_snoozed",
    "case_woken",
    "case_merged_into",
    "case_absorbed",
    "contact_moved_out",
    "reply_retried",
    "promise_kept",
    "promise_renewed",
    "remedy_reversed",
    "ask_withdrawn",
    "payment_returned",
    "payment_retried",
    "reversal_asked",
    "reversal_declined",
    "friction_reported",
    "bounced",
    "link_revoked",
    "mood_told",
    "voice_given",
    "voice_taken_back",
    "solved_told",
    "link_renewed",
    "receipt_written",
    "receipt_failed",
];

/// The conversation of a case that the caller has looked up within its scope, and the promises of this case that
/// are not kept yet.
pub(crate) fn load(
    tx: &mut Tx<'_>,
    words: Words,
    case: &views::case::CaseLine,
    me: AgentId,
    rights: Rights,
    before: Timestamp,
    now: Timestamp,
) -> Result<(Talk, Vec<OpenPromise>), Fault> {
    let contacts = views::contact::of_case(tx, case.id, before, MOST)?;
    let earlier = if contacts.len() == MOST { contacts.first().map(|contact| contact.at) } else { None };
    let answered = contacts.iter().rev().find(|contact| contact.direction == Direction::Out);
    let answered = answered.map(|contact| contact.at);
    let inbound = contacts.iter().filter(|contact| contact.direction == Direction::In).count();
    let mut attachments = if contacts.iter().any(|contact| contact.has_attachments) {
        inbox::attachments_of_case(tx, case.id, MOST_BESIDE)?
    } else {
        Vec::new()
    };

    let mut files = views::told::files_of_case(tx, case.id, MOST_BESIDE)?;
    let mut names = Names::default();
    let mut entries = Vec::with_capacity(contacts.len() + 8);
    for contact in contacts {
        let of_this = attachments.extract_if(.., |attachment| attachment.contact == contact.id);
        let mut of_this: Vec<Attachment> = of_this
            .map(|attachment| Attachment {
                href: format!("/contacts/{}/attachments/{}", contact.id, attachment.place),
                name: attachment.name,
                bytes: attachment.bytes,
            })
            .collect();
        of_this.extend(files.extract_if(.., |file| file.contact == contact.id).map(|file| Attachment {
            href: format!("/files/{}", file.id),
            name: file.name.unwrap_or_else(|| words.told_file().to_owned()),
            bytes: file.bytes,
        }));
        entries.push(contact_entry(contact, of_this, case));
    }
    // The opening and what came in are shown above.
    let facts = if case.version > case.contacts_count + 1 {
        record::last_of_kinds(tx, Stream::Case(case.id), &DEEDS, MOST_BESIDE)?
    } else {
        Vec::new()
    };
    let mut together = vec![case.id];
    for fact in facts {
        if let Event::Case(CaseEvent::CaseAbsorbed { case, .. }) = &fact.event
            && together.len() <= MOST_ABSORBED
        {
            together.push(*case);
        }
        // A case that went into another took its contacts along; one line says so.
        let moved = matches!(fact.event, Event::Case(CaseEvent::ContactMovedOut { .. }));
        if moved && case.merged_into.is_some() {
            continue;
        }
        // Who goes on is told by the fact that they have it.
        if matches!(fact.event, Event::Case(CaseEvent::HandoverEnded { how: Ended::Accepted, .. })) {
            continue;
        }
        if let Event::Case(CaseEvent::ReceiptWritten { receipt, .. }) = &fact.event {
            let text = views::receipt::one(tx, *receipt)?.and_then(|line| line.text);
            entries.push(Entry { at: fact.at, by: None, what: What::Receipt { text } });
            continue;
        }
        if let Some(deed) = Deed::of(tx, &mut names, &fact)? {
            let by = names.actor(tx, fact.actor)?;
            entries.push(Entry { at: fact.at, by, what: What::Deed(deed) });
        }
    }
    let (mut promises, mut questions, mut handover) = (Vec::new(), Vec::new(), None);
    if case.beside_count > 0 {
        for ask in views::ask::of_case(tx, case.id, MOST_BESIDE)? {
            entries.push(Entry { at: ask.asked_at, by: None, what: What::Ask(Box::new(ask)) });
        }
        for line in views::handover::of_case(tx, case.id, MOST_BESIDE)? {
            handover = Some(line.clone());
            entries.push(Entry { at: line.offered_at, by: None, what: What::Handover(Box::new(line)) });
        }
        for id in together {
            for line in views::consultation::of_case(tx, id, MOST_BESIDE)? {
                questions.push(line.clone());
                entries.push(Entry { at: line.asked_at, by: None, what: What::Question(Box::new(line)) });
            }
            let made = beside(tx, words, id, now, &mut entries)?;
            if id == case.id {
                promises = made;
            }
        }
    }
    let after = earlier.unwrap_or(Timestamp(i64::MIN));
    entries.retain(|entry| after <= entry.at && entry.at < before);
    entries.sort_by_key(|entry| entry.at);
    let (splits, shows_latest) = (inbound > 1, before == Timestamp(i64::MAX));
    let talk = Talk { entries, earlier, splits, shows_latest, handover, questions, answered, me, rights };
    Ok((talk, promises))
}

impl Talk {
    /// What was given and not taken back, a line each.
    pub(crate) fn given(&self, words: Words) -> Vec<String> {
        let given = self.entries.iter().filter_map(|entry| match &entry.what {
            What::Remedy(remedy) if remedy.way != Way::Reversed => {
                let amount = remedy.amount.map(|amount| words.money(amount)).unwrap_or_default();
                Some(format!("{} {amount}", parts::kind_name(words, remedy.kind)).trim_end().to_owned())
            }
            What::Remedy(_)
            | What::Contact(_)
            | What::Note { .. }
            | What::Promise { .. }
            | What::Ask(_)
            | What::Handover(_)
            | What::Question(_)
            | What::Receipt { .. }
            | What::Deed(_) => None,
        });
        given.collect()
    }
}

/// Notes, promises and remedies: they stay where they were made, and are shown from both of two cases
/// that were put together.
fn beside(
    tx: &mut Tx<'_>,
    words: Words,
    case: CaseId,
    now: Timestamp,
    entries: &mut Vec<Entry>,
) -> Result<Vec<OpenPromise>, Fault> {
    let mut open = Vec::new();
    for note in views::contact::notes_of_case(tx, case, MOST_BESIDE)? {
        let text = note.text.unwrap_or_default();
        let by = note.agent.map(|(_, name)| name);
        entries.push(Entry { at: note.at, by, what: What::Note { text } });
    }
    for promise in views::promise::of_case(tx, case, MOST_BESIDE)? {
        let standing = Standing::of(promise.due, promise.kept_at, now);
        let open_still = promise.is_open();
        let what = promise.what.unwrap_or_default();
        if open_still {
            let (what, by) = (what.clone(), promise.by.1.clone());
            open.push(OpenPromise { id: promise.id, what, by, due: promise.due });
        }
        let what = What::Promise { what, due: promise.due, standing };
        entries.push(Entry { at: promise.made_at, by: Some(promise.by.1), what });
    }
    let reviews = views::review::of_case(tx, case, MOST_BESIDE)?;
    for remedy in views::remedy::of_case(tx, case, MOST_BESIDE)? {
        let what = What::Remedy(Box::new(Remedy {
            id: remedy.id,
            giver: remedy.agent.0,
            kind: remedy.kind,
            amount: remedy.amount,
            way: Way::of(&remedy),
            because: unpaid_because(words, &remedy),
            back: taking_back(words, &remedy),
            reason: remedy.reason,
            stretch: remedy.outcome == Outcome::Stretch,
            signed_by: remedy.signed_by.map(|(_, name)| name),
            said: review::of(&reviews, remedy.id),
        }));
        entries.push(Entry { at: remedy.at, by: Some(remedy.agent.1), what });
    }
    Ok(open)
}

fn contact_entry(
    contact: views::contact::ContactLine,
    attachments: Vec<Attachment>,
    case: &views::case::CaseLine,
) -> Entry {
    let agent = contact.agent.map(|(_, name)| name);
    let customer = case.customer.as_ref().map(|(_, name)| name.clone());
    let (name, noted_by) = match contact.direction {
        Direction::In => (contact.name.or_else(|| contact.address.clone()).or(customer), agent),
        Direction::Out => (agent, None),
    };
    let subject = contact.subject.filter(|subject| Some(subject) != case.subject.as_ref());
    let what = What::Contact(Box::new(Contact {
        id: contact.id,
        direction: contact.direction,
        channel: contact.channel,
        name: name.unwrap_or_default(),
        noted_by,
        new_sender: contact.new_sender,
        address: contact.address,
        subject,
        text: contact.text,
        because: contact.because,
        automatic: contact.automatic,
        sending: contact.sending,
        failed_because: contact.failed_because,
        marks: contact.marks,
        attachments,
        has_raw: contact.raw.is_some(),
    }));
    Entry { at: contact.at, by: None, what }
}

pub(crate) fn conversation(viewer: &Viewer, case: &str, talk: &Talk) -> Markup {
    let words = viewer.words;
    let mut day: Option<civil::Date> = None;
    html! {
        section.talk aria-labelledby="talk-title" {
            h2.heard id="talk-title" { (words.talk_title()) }
            ol.entries role="log" data-live="talk" {
                @if let Some(earlier) = talk.earlier {
                    li.earlier { a.button.quiet href={ (case) "?before=" (earlier.micros()) } { (words.talk_earlier()) } }
                }
                @for (index, entry) in talk.entries.iter().enumerate() {
                    @let today = viewer.wall(entry.at).date();
                    @if day.replace(today) != Some(today) {
                        li.day { span { (words.day(today, viewer.wall(viewer.now).date())) } }
                    }
                    (entry_of(viewer, case, talk, entry, index + 1 == talk.entries.len()))
                }
                @if !talk.shows_latest {
                    li.earlier { a.button.quiet href={ (case) "#latest" } { (words.talk_latest()) } }
                }
            }
        }
    }
}

fn entry_of(viewer: &Viewer, case: &str, talk: &Talk, entry: &Entry, last: bool) -> Markup {
    let words = viewer.words;
    let id = last.then_some("latest");
    let by = entry.by.as_deref().unwrap_or(words.by_house());
    html! {
        @match &entry.what {
            What::Contact(contact) => @match contact.direction {
                Direction::In => li.entry.in.automatic[contact.automatic] id=[id] {
                    (parts::avatar(&contact.name))
                    div.bubble { (heard(viewer, case, talk, entry.at, contact)) }
                },
                Direction::Out => li.entry.out id=[id] { div.bubble { (answered(viewer, case, talk, entry.at, contact)) } },
            },
            What::Note { text } => {
                li.entry.note id=[id] {
                    div.bubble {
                        p.who { (icon(Icon::Note)) strong { (by) } span.small { (words.talk_note()) } (parts::clock(viewer, entry.at)) }
                        p.said { (text) }
                    }
                }
            }
            What::Remedy(remedy) => {
                li.entry.given id=[id] { div.bubble { (given(viewer, case, talk, entry.at, by, remedy)) } }
            }
            What::Promise { what, due, standing } => {
                li.entry.promised id=[id] {
                    div.bubble {
                        p.who { (icon(Icon::Clock)) strong { (by) } (parts::clock(viewer, entry.at)) }
                        p.said { (words.talk_promised(what.as_str(), viewer.moment(*due))) }
                        p.chips { (parts::promise_chip(words, *standing)) }
                    }
                }
            }
            What::Ask(ask) => {
                li.entry.asked id=[id] { div.bubble { (ask::entry(viewer, case, ask, talk.me, &talk.rights)) } }
            }
            What::Handover(line) => {
                li.entry.asked id=[id] { div.bubble { (handover::entry(viewer, line)) } }
            }
            What::Question(line) => {
                li.entry.inside id=[id] { div.bubble { (consultation::entry(viewer, line)) } }
            }
            What::Receipt { text } => li.entry.deed id=[id] { (receipt::entry(viewer, entry.at, text.as_deref())) },
            What::Deed(deed) => {
                li.entry.deed id=[id] { p { (deed.say(viewer, entry.by.as_deref())) " " (parts::clock(viewer, entry.at)) } }
            }
        }
    }
}

fn heard(viewer: &Viewer, case: &str, talk: &Talk, at: Timestamp, contact: &Contact) -> Markup {
    let words = viewer.words;
    html! {
        p.who {
            strong { (contact.name) }
            (parts::channel(words, contact.channel))
            (parts::clock(viewer, at))
        }
        @if contact.new_sender {
            p.caution { (icon(Icon::Alert)) (words.talk_new_sender(contact.address.as_deref().unwrap_or(&contact.name))) }
        }
        @if let Some(subject) = &contact.subject { p.subject { (subject) } }
        @match &contact.text {
            Some(text) => p.said { (text) },
            None => p.said.none { (words.talk_no_text()) },
        }
        @if talk.rights.may(Action::SeeMessage) { (attached(words, contact)) }
        @for mark in &contact.marks {
            @if let Some(says) = mark_says(words, mark) { p.fine { (icon(Icon::Alert)) " " (says) } }
        }
        details.about.contact-more {
            summary {
                @match (contact.because, &contact.noted_by) {
                    (Some(FiledBecause::NotedByHand), Some(by)) => (words.filed_noted(by.as_str())),
                    (Some(because), _) => (filed_because(words, because)),
                    (None, _) => (words.talk_more()),
                }
            }
            div.contact-acts {
                @if contact.has_raw && talk.rights.may(Action::SeeMessage) { a href={ "/contacts/" (contact.id) "/raw" } { (words.talk_raw()) } }
                @if talk.rights.may(Action::ReportFriction) && !contact.automatic {
                    form action={ (case) "/contacts/" (contact.id) "/repeated" } method="post" {
                        (parts::form_id(&command()))
                        (parts::button("small", None, words.bounce_repeat()))
                    }
                }
                @if talk.splits && talk.rights.may(Action::SplitCase) {
                    form action={ (case) "/contacts/" (contact.id) "/split" } method="post" {
                        (parts::form_id(&command()))
                        input type="hidden" name="subject" value=(contact.subject.as_deref().unwrap_or_default());
                        (parts::button("small", None, words.talk_split()))
                    }
                }
            }
        }
    }
}

fn answered(viewer: &Viewer, case: &str, talk: &Talk, at: Timestamp, contact: &Contact) -> Markup {
    let words = viewer.words;
    let sends = talk.rights.may(Action::SendAgain);
    html! {
        p.who {
            strong { (if contact.name.is_empty() { words.by_house() } else { &contact.name }) }
            (parts::channel(words, contact.channel))
            (parts::clock(viewer, at))
        }
        p.said { (contact.text.as_deref().unwrap_or(words.talk_no_text())) }
        @match contact.sending {
            None => {},
            Some(Sending::Queued) => p.sending { (icon(Icon::Clock)) (words.sending_queued()) },
            Some(Sending::Sent) => p.sending { (icon(Icon::Check)) (words.sending_sent()) },
            Some(Sending::Failed) => div.sending-trouble.stop {
                p { (icon(Icon::Stop)) strong { (words.sending_failed()) } }
                p { (words.sending_failed_says(contact.failed_because.map_or("", |because| failed_because(words, because)))) }
                @if sends { (again(case, contact.id, words.sending_retry())) }
            },
            Some(Sending::Uncertain) => div.sending-trouble.care {
                p { (icon(Icon::Alert)) strong { (words.sending_uncertain()) } }
                p { (words.sending_uncertain_says()) }
                @if sends { (again(case, contact.id, words.sending_again())) }
            },
        }
    }
}

fn again(case: &str, contact: ContactId, says: &str) -> Markup {
    html! {
        form action={ (case) "/replies/" (contact) "/again" } method="post" {
            (parts::form_id(&command()))
            (parts::button("small", None, says))
        }
    }
}

fn given(viewer: &Viewer, case: &str, talk: &Talk, at: Timestamp, by: &str, remedy: &Remedy) -> Markup {
    let words = viewer.words;
    let reverses = talk.rights.may_to_given(Action::ReverseRemedy, remedy.giver);
    let reads = talk.rights.may_to_given(Action::SeeReviews, remedy.giver);
    html! {
        p.who { (icon(Icon::Heart)) strong { (by) } (parts::clock(viewer, at)) }
        p.given-what {
            span { (parts::kind_name(words, remedy.kind)) }
            @if let Some(amount) = remedy.amount { " " (parts::money(words, amount)) }
        }
        @if let Some(reason) = &remedy.reason { p.said { (reason) } }
        p.chips {
            (parts::remedy_chip(words, remedy.way))
            @if remedy.stretch { (parts::chip(parts::Tone::Care, Some(Icon::Stretch), words.talk_stretch())) }
            @if let Some(signer) = &remedy.signed_by {
                (parts::chip(parts::Tone::Good, Some(Icon::People), &words.talk_signed(signer.as_str())))
            }
        }
        @if let Some(because) = &remedy.because { p.said { (because) } }
        @if reads && let Some(said) = &remedy.said { (review::said_says(viewer, said)) }
        @if let Some(next) = remedy.way.next(words, remedy.kind) { p.fine { (next) } }
        @if reverses && let Some((act, says)) = remedy.back {
            details.about.contact-more {
                summary { (words.remedy_take_back()) }
                form.contact-acts action={ (case) "/remedies/" (remedy.id) "/reverse" } method="post" {
                    (parts::form_id(&command()))
                    p.small { (says) }
                    (parts::button("small", None, act))
                }
            }
        }
    }
}

fn attached(words: Words, contact: &Contact) -> Markup {
    html! {
        @if !contact.attachments.is_empty() {
            ul.attached aria-label=(words.talk_attached()) {
                @for attachment in &contact.attachments {
                    li {
                        a href=(attachment.href) download=(attachment.name) {
                            (icon(Icon::Attachment)) span { (attachment.name) }
                            span.small { (parts::size(words, attachment.bytes)) }
                        }
                    }
                }
            }
        }
    }
}

fn filed_because(words: Words, because: FiledBecause) -> String {
    let because = match because {
        FiledBecause::NewMatter => return words.filed_opened().to_owned(),
        FiledBecause::Unreadable => return words.filed_unreadable().to_owned(),
        FiledBecause::ReplyToken => words.filed_token(),
        FiledBecause::ReplyToOurs => words.filed_answer(),
        FiledBecause::CustomersPage => words.filed_customers_page(),
        FiledBecause::CustomersOpenCase => words.filed_only_open(),
        FiledBecause::DeliveryReport => words.filed_report(),
        FiledBecause::AutomaticAnswer => words.filed_automatic(),
        FiledBecause::NotedByHand => words.filed_by_hand(),
        FiledBecause::Split => words.filed_split(),
        FiledBecause::Merged => words.filed_merged(),
    };
    words.filed_because(because)
}

/// What a reader should know of the message; other marks are the machinery's.
fn mark_says(words: Words, mark: &str) -> Option<&'static str> {
    match mark {
        "text_cut" => Some(words.mark_text_cut()),
        "lossy" => Some(words.mark_lossy()),
        "more_than_one_from" => Some(words.mark_more_than_one_from()),
        _ => None,
    }
}

pub(crate) fn failed_because(words: Words, because: FailedBecause) -> &'static str {
    match because {
        FailedBecause::Refused => words.failed_refused(),
        FailedBecause::Unreachable => words.failed_unreachable(),
        FailedBecause::Bounced => words.failed_bounced(),
        FailedBecause::Unsendable => words.failed_unsendable(),
    }
}

/// What was attached to a message. It is handed over to be saved, never to be shown by us.
pub(crate) async fn attachment(
    visit: Visit,
    Path((contact, place)): Path<(ContactId, u32)>,
) -> Result<Response, Trouble> {
    let download = visit.desk().attachment(visit.by(), contact, place).await?;
    Ok(layout::download(download))
}

/// A message as it came.
pub(crate) async fn raw(visit: Visit, Path(contact): Path<ContactId>) -> Result<Response, Trouble> {
    let download = visit.desk().message(visit.by(), contact).await?;
    Ok(layout::download(download))
}

//! The record of a case: every fact about it in words, with the mark that shows it unchanged.

use std::collections::HashMap;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use valta_domain::{
    Actor, AgentId, CaseId, Event, Money, Recorded, Stream, TeamId, Timestamp,
    ask::WithdrawnBecause,
    bounce::Because,
    case::{ReopenedBecause, TakenBecause},
    consultation::{self, Reminder},
    contact::{Channel, FailedBecause},
    event::CaseEvent,
    friction::{Did, Source},
    handover::{Ended, To},
    payment::{FailedBecause as PaymentFailedBecause, Via},
    remedy::{Outcome, RemedyKind},
    told::Mood,
};
use valta_policy::Action;
use valta_store::{Fault, Tx, account, record, text::hex, views};

use crate::{
    case,
    conversation::failed_because,
    friction,
    icon::{Icon, icon},
    layout::{Page, Place, answer},
    parts, remedy,
    shown::mood_says,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

/// Facts on one page.
const MOST: usize = 100;

/// Something that happened, said the same way in the conversation and in the record.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    Opened {
        channel: Channel,
        /// The service point where it was caught.
        point: Option<String>,
    },
    SplitFrom {
        other: i64,
    },
    Came {
        channel: Channel,
    },
    Heard {
        channel: Channel,
    },
    Taken {
        from: Option<String>,
    },
    CarriesAnother {
        owner: String,
    },
    SolvedBefore {
        owner: String,
    },
    /// By the team's setting.
    GivenTo {
        owner: String,
    },
    /// It was offered to them, and they said yes.
    HandedOver {
        owner: String,
        from: Option<String>,
    },
    HandoverOffered {
        to: String,
    },
    HandoverEnded {
        how: Ended,
    },
    Consulted {
        names: String,
    },
    ColleagueAnswered {
        who: String,
    },
    Reminded {
        reminder: Reminder,
    },
    QuestionEnded {
        how: consultation::Ended,
    },
    /// Its owner can carry it no longer.
    Released {
        from: String,
    },
    Answered {
        channel: Channel,
    },
    AnswerSent,
    AnswerFailed {
        because: FailedBecause,
    },
    AnswerUncertain,
    AnswerRetried,
    /// The house said by itself that what came is safe.
    Receipt,
    ReceiptFailed {
        because: FailedBecause,
    },
    Noted,
    Promised {
        due: Timestamp,
    },
    PromiseRenewed {
        due: Timestamp,
    },
    PromiseKept,
    /// And whoever it is.
    PromiseReminded {
        to: Option<String>,
    },
    PromiseBroken,
    Called {
        level: u32,
        to: Option<String>,
    },
    CallAnswered,
    DeadlineSet {
        at: Timestamp,
    },
    DeadlineRemoved,
    Given {
        kind: RemedyKind,
        amount: Option<Money>,
        how: How,
    },
    Reversed,
    Reviewed,
    CoSignAsked {
        kind: RemedyKind,
        amount: Option<Money>,
    },
    CoSigned,
    Escalated {
        kind: RemedyKind,
        amount: Option<Money>,
    },
    AskDeclined {
        kind: RemedyKind,
        amount: Option<Money>,
    },
    AskWithdrawn {
        because: WithdrawnBecause,
    },
    PaymentTaken {
        via: Via,
    },
    PaymentExported,
    PaymentExecuted {
        by_hand: bool,
    },
    PaymentFailed {
        because: PaymentFailedBecause,
    },
    PaymentUncertain,
    PaymentReturned,
    PaymentRetried,
    AskedBack,
    NotGivenBack,
    Snoozed {
        until: Timestamp,
    },
    Woken,
    Resolved,
    Reopened {
        because: ReopenedBecause,
    },
    MergedInto {
        other: i64,
    },
    Absorbed {
        other: i64,
    },
    MovedOut {
        other: i64,
    },
    MovedIn {
        other: i64,
    },
    Friction {
        did: Did,
        source: Source,
    },
    Bounced {
        because: Because,
    },
    LinkMade,
    PaperMade,
    LinkRenewed,
    LinkRevoked,
    FileAdded,
    Mood {
        mood: Mood,
    },
    VoiceGiven,
    VoiceTakenBack,
    SolvedTold {
        solved: bool,
    },
    ResolvedByCustomer,
}

/// On whose word something was given.
#[derive(Clone, Debug)]
pub(crate) enum How {
    Within,
    Stretched,
    /// With nobody there who has more room.
    StretchedAlone,
    /// With this colleague's signature.
    Signed(String),
}

impl Deed {
    pub(crate) fn of(tx: &mut Tx<'_>, names: &mut Names, recorded: &Recorded) -> Result<Option<Deed>, Fault> {
        let Event::Case(event) = &recorded.event else { return Ok(None) };
        let by_hand = matches!(recorded.actor, Actor::Agent(_));
        Ok(Some(match event {
            CaseEvent::CaseOpened { split_from: Some(other), .. } => {
                Deed::SplitFrom { other: names.case(tx, *other)? }
            }
            CaseEvent::CaseOpened { channel, point, .. } => {
                let point = point.map(|point| views::point::one(tx, point)).transpose()?.flatten();
                Deed::Opened { channel: *channel, point: point.map(|point| point.said.name) }
            }
            CaseEvent::CaseTaken { because: TakenBecause::CarriesAnother, owner, .. } => {
                Deed::CarriesAnother { owner: names.agent(tx, *owner)? }
            }
            CaseEvent::CaseTaken { because: TakenBecause::SolvedBefore, owner, .. } => {
                Deed::SolvedBefore { owner: names.agent(tx, *owner)? }
            }
            CaseEvent::CaseTaken { because: TakenBecause::Given, owner, .. } => {
                Deed::GivenTo { owner: names.agent(tx, *owner)? }
            }
            CaseEvent::CaseTaken { because: TakenBecause::Handover, owner, from } => Deed::HandedOver {
                owner: names.agent(tx, *owner)?,
                from: from.map(|from| names.agent(tx, from)).transpose()?,
            },
            CaseEvent::HandoverOffered { to, .. } => Deed::HandoverOffered { to: names.of(tx, *to)? },
            CaseEvent::HandoverEnded { how, .. } => Deed::HandoverEnded { how: *how },
            CaseEvent::ConsultationAsked { of, .. } => {
                let names = of.iter().map(|one| names.of(tx, one.to)).collect::<Result<Vec<_>, Fault>>()?;
                Deed::Consulted { names: names.join(", ") }
            }
            CaseEvent::ConsultationAnswered { by, .. } => {
                Deed::ColleagueAnswered { who: names.agent(tx, *by)? }
            }
            CaseEvent::ConsultationReminded { reminder, .. } => Deed::Reminded { reminder: *reminder },
            CaseEvent::ConsultationEnded { how, .. } => Deed::QuestionEnded { how: *how },
            CaseEvent::CaseTaken { owner, from, because: TakenBecause::Taken | TakenBecause::Reached } => {
                Deed::Taken {
                    from: match from {
                        Some(from) if from != owner => Some(names.agent(tx, *from)?),
                        _ => None,
                    },
                }
            }
            CaseEvent::CaseReleased { from, .. } => Deed::Released { from: names.agent(tx, *from)? },
            CaseEvent::CaseResolved {} if matches!(recorded.actor, Actor::Agent(_)) => Deed::Resolved,
            CaseEvent::CaseResolved {} => Deed::ResolvedByCustomer,
            CaseEvent::CaseReopened { because } => Deed::Reopened { because: *because },
            CaseEvent::CaseSnoozed { until } => Deed::Snoozed { until: *until },
            CaseEvent::CaseWoken {} => Deed::Woken,
            CaseEvent::CaseMergedInto { into } => Deed::MergedInto { other: names.case(tx, *into)? },
            CaseEvent::CaseAbsorbed { case, .. } => Deed::Absorbed { other: names.case(tx, *case)? },
            CaseEvent::ContactReceived { channel, .. } if by_hand => Deed::Heard { channel: *channel },
            CaseEvent::ContactReceived { channel, .. } => Deed::Came { channel: *channel },
            CaseEvent::ContactMovedOut { to, .. } => Deed::MovedOut { other: names.case(tx, *to)? },
            CaseEvent::ContactMovedIn { from, .. } => Deed::MovedIn { other: names.case(tx, *from)? },
            CaseEvent::NoteAdded { .. } => Deed::Noted,
            CaseEvent::ReplyWritten { channel, .. } => Deed::Answered { channel: *channel },
            CaseEvent::ReplySent { .. } => Deed::AnswerSent,
            CaseEvent::ReplyFailed { because, .. } => Deed::AnswerFailed { because: *because },
            CaseEvent::ReplyUncertain { .. } => Deed::AnswerUncertain,
            CaseEvent::ReplyRetried { .. } => Deed::AnswerRetried,
            CaseEvent::ReceiptWritten { .. } => Deed::Receipt,
            CaseEvent::ReceiptFailed { because, .. } => Deed::ReceiptFailed { because: *because },
            CaseEvent::PromiseMade { due, .. } => Deed::Promised { due: *due },
            CaseEvent::PromiseRenewed { due, .. } => Deed::PromiseRenewed { due: *due },
            CaseEvent::PromiseKept { .. } => Deed::PromiseKept,
            CaseEvent::PromiseReminded { to, .. } => {
                Deed::PromiseReminded { to: to.map(|to| names.agent(tx, to)).transpose()? }
            }
            CaseEvent::PromiseBroken { .. } => Deed::PromiseBroken,
            CaseEvent::OnCallCalled { level, to, .. } => {
                Deed::Called { level: *level, to: to.map(|to| names.agent(tx, to)).transpose()? }
            }
            CaseEvent::OnCallAnswered { .. } => Deed::CallAnswered,
            CaseEvent::DeadlineSet { deadline } => Deed::DeadlineSet { at: deadline.at },
            CaseEvent::DeadlineRemoved {} => Deed::DeadlineRemoved,
            CaseEvent::RemedyGranted { kind, amount, signed_by, weighed, .. } => Deed::Given {
                kind: *kind,
                amount: *amount,
                how: match (signed_by, weighed.decision.outcome) {
                    (Some(signer), _) => How::Signed(names.agent(tx, *signer)?),
                    (None, Outcome::Stretch) if weighed.decision.alone => How::StretchedAlone,
                    (None, Outcome::Stretch) => How::Stretched,
                    (None, _) => How::Within,
                },
            },
            CaseEvent::RemedyReversed { .. } => Deed::Reversed,
            CaseEvent::RemedyReviewed { .. } => Deed::Reviewed,
            CaseEvent::CoSignAsked { wish, .. } => Deed::CoSignAsked { kind: wish.kind, amount: wish.amount },
            CaseEvent::CoSigned { .. } => Deed::CoSigned,
            CaseEvent::Escalated { wish, .. } => Deed::Escalated { kind: wish.kind, amount: wish.amount },
            CaseEvent::AskDeclined { counter, .. } => {
                Deed::AskDeclined { kind: counter.kind, amount: counter.amount }
            }
            CaseEvent::AskWithdrawn { because, .. } => Deed::AskWithdrawn { because: *because },
            CaseEvent::PaymentSent { via, .. } => Deed::PaymentTaken { via: *via },
            CaseEvent::PaymentExported { .. } => Deed::PaymentExported,
            CaseEvent::PaymentExecuted { .. } => Deed::PaymentExecuted { by_hand },
            CaseEvent::PaymentFailed { because, .. } => Deed::PaymentFailed { because: *because },
            CaseEvent::PaymentUncertain { .. } => Deed::PaymentUncertain,
            CaseEvent::PaymentReturned { .. } => Deed::PaymentReturned,
            CaseEvent::PaymentRetried { .. } => Deed::PaymentRetried,
            CaseEvent::ReversalAsked { .. } => Deed::AskedBack,
            CaseEvent::ReversalDeclined { .. } => Deed::NotGivenBack,
            CaseEvent::FrictionReported { did, source, .. } => Deed::Friction { did: *did, source: *source },
            CaseEvent::Bounced { because, .. } => Deed::Bounced { because: *because },
            CaseEvent::LinkMade { to: Some(_), .. } => Deed::LinkMade,
            CaseEvent::LinkMade { to: None, .. } => Deed::PaperMade,
            CaseEvent::LinkRenewed { .. } => Deed::LinkRenewed,
            CaseEvent::LinkRevoked { .. } => Deed::LinkRevoked,
            CaseEvent::FileAdded { .. } => Deed::FileAdded,
            CaseEvent::MoodTold { mood, .. } => Deed::Mood { mood: *mood },
            CaseEvent::VoiceGiven { .. } => Deed::VoiceGiven,
            CaseEvent::VoiceTakenBack {} => Deed::VoiceTakenBack,
            CaseEvent::SolvedTold { solved, .. } => Deed::SolvedTold { solved: *solved },
        }))
    }

    pub(crate) fn say(&self, viewer: &Viewer, by: Option<&str>) -> String {
        let words = viewer.words;
        let by = by.unwrap_or(words.by_house());
        match self {
            Deed::Opened { channel, point: None } => words.deed_opened(words.channel_by(channel.code())),
            Deed::Opened { channel, point: Some(point) } => {
                words.deed_opened_at(words.channel_by(channel.code()), point.as_str())
            }
            Deed::SplitFrom { other } => words.deed_split_from(by, *other),
            Deed::Came { channel } => words.deed_came(words.channel_by(channel.code())),
            Deed::Heard { channel } => words.deed_heard(by, words.channel_by(channel.code())),
            Deed::Taken { from: None } => words.deed_taken(by),
            Deed::Taken { from: Some(from) } => words.deed_taken_from(by, from.as_str()),
            Deed::CarriesAnother { owner } => words.deed_carries_another(owner.as_str()),
            Deed::SolvedBefore { owner } => words.deed_solved_before(owner.as_str()),
            Deed::GivenTo { owner } => words.deed_given_to(owner.as_str()),
            Deed::HandedOver { owner, from: Some(from) } => {
                words.deed_handed_over(owner.as_str(), from.as_str())
            }
            Deed::HandedOver { owner, from: None } => words.deed_taken(owner.as_str()),
            Deed::HandoverOffered { to } => words.deed_handover_offered(by, to.as_str()),
            Deed::HandoverEnded { how } => match how {
                Ended::Accepted => words.deed_handover_accepted(by),
                Ended::Declined => words.deed_handover_declined(by),
                Ended::Withdrawn => words.deed_handover_withdrawn(by),
                Ended::Expired => words.deed_handover_expired().to_owned(),
                Ended::Over => words.deed_handover_over().to_owned(),
            },
            Deed::Consulted { names } => words.deed_consulted(by, names.as_str()),
            Deed::ColleagueAnswered { who } => words.deed_consult_answered(who.as_str()),
            Deed::Reminded { reminder } => match reminder {
                Reminder::Soon => words.deed_consult_soon().to_owned(),
                Reminder::Due => words.deed_consult_due().to_owned(),
            },
            Deed::QuestionEnded { how } => match how {
                consultation::Ended::Withdrawn => words.deed_consult_withdrawn(by),
                consultation::Ended::Over => words.deed_consult_over().to_owned(),
                consultation::Ended::NobodyLeft => words.deed_consult_nobody_left().to_owned(),
            },
            Deed::Released { from } => words.deed_released(from.as_str()),
            Deed::Answered { channel } => words.deed_answered(by, words.channel_by(channel.code())),
            Deed::AnswerSent => words.deed_answer_sent().to_owned(),
            Deed::AnswerFailed { because } => words.deed_answer_failed(failed_because(words, *because)),
            Deed::AnswerUncertain => words.deed_answer_uncertain().to_owned(),
            Deed::AnswerRetried => words.deed_answer_retried(by),
            Deed::Receipt => words.deed_receipt().to_owned(),
            Deed::ReceiptFailed { because } => words.deed_receipt_failed(failed_because(words, *because)),
            Deed::Noted => words.deed_noted(by),
            Deed::Promised { due } => words.deed_promised(by, viewer.moment(*due)),
            Deed::PromiseRenewed { due } => words.deed_promise_renewed(by, viewer.moment(*due)),
            Deed::PromiseKept => words.deed_promise_kept(by),
            Deed::PromiseReminded { to: Some(to) } => words.deed_promise_reminded(to.as_str()),
            Deed::PromiseReminded { to: None } => words.deed_promise_reminded_nobody().to_owned(),
            Deed::PromiseBroken => words.deed_promise_broken().to_owned(),
            Deed::Called { level, to: Some(to) } => words.deed_called(to.as_str(), i64::from(*level) + 1),
            Deed::Called { level, to: None } => words.deed_called_nobody(i64::from(*level) + 1),
            Deed::CallAnswered => words.deed_call_answered(by),
            Deed::DeadlineSet { at } => words.deed_deadline_set(by, viewer.moment(*at)),
            Deed::DeadlineRemoved => words.deed_deadline_removed(by),
            Deed::Given { kind, amount, how } => {
                let what = worth(words, *kind, *amount);
                match how {
                    How::Within => words.deed_given(by, what),
                    How::Stretched => words.deed_stretched(by, what),
                    How::StretchedAlone => words.deed_stretched_alone(by, what),
                    How::Signed(signer) => words.deed_co_signed(by, what, signer.as_str()),
                }
            }
            Deed::CoSignAsked { kind, amount } => words.deed_co_sign_asked(by, worth(words, *kind, *amount)),
            Deed::CoSigned => words.deed_signed(by),
            Deed::Escalated { kind, amount } => words.deed_escalated(by, worth(words, *kind, *amount)),
            Deed::AskDeclined { kind, amount } => words.deed_ask_declined(by, worth(words, *kind, *amount)),
            Deed::AskWithdrawn { because } => match because {
                WithdrawnBecause::Expired => words.deed_ask_expired().to_owned(),
                WithdrawnBecause::ByAsker | WithdrawnBecause::Changed | WithdrawnBecause::Over => {
                    words.deed_ask_withdrawn(by)
                }
            },
            Deed::Reviewed => words.deed_reviewed(by),
            Deed::Reversed => words.deed_reversed(by),
            Deed::PaymentTaken { via } => match via {
                Via::Webhook => words.deed_pay_sent().to_owned(),
                Via::Finance => words.deed_pay_taken(by),
                Via::Credit => words.deed_pay_credit().to_owned(),
            },
            Deed::PaymentExported => words.deed_pay_exported(by),
            Deed::PaymentExecuted { by_hand: true } => words.deed_pay_executed_by(by),
            Deed::PaymentExecuted { by_hand: false } => words.deed_pay_executed().to_owned(),
            Deed::PaymentFailed { because } => words.deed_pay_failed(remedy::failed_because(words, *because)),
            Deed::PaymentUncertain => words.deed_pay_uncertain().to_owned(),
            Deed::PaymentReturned => words.deed_pay_returned().to_owned(),
            Deed::PaymentRetried => words.deed_pay_retried(by),
            Deed::AskedBack => words.deed_ask_back(by),
            Deed::NotGivenBack => words.deed_ask_back_declined().to_owned(),
            Deed::Snoozed { until } => words.deed_snoozed(by, viewer.moment(*until)),
            Deed::Woken => words.deed_woken().to_owned(),
            Deed::Resolved => words.deed_resolved(by),
            Deed::Reopened { because } => match because {
                ReopenedBecause::CustomerWrote => words.deed_reopened_by_customer().to_owned(),
                ReopenedBecause::PaymentFailed => words.deed_reopened_by_payment().to_owned(),
                ReopenedBecause::NotSolved => words.deed_reopened_unsolved().to_owned(),
                ReopenedBecause::WeWrote | ReopenedBecause::ByHand => words.deed_reopened(by),
            },
            Deed::MergedInto { other } => words.deed_merged_into(by, *other),
            Deed::Absorbed { other } => words.deed_absorbed(by, *other),
            Deed::MovedOut { other } => words.deed_moved_out(by, *other),
            Deed::MovedIn { other } => words.deed_moved_in(by, *other),
            Deed::Friction { did, source } => {
                let what = friction::did_name(words, *did).to_lowercase();
                match source {
                    Source::ByHand => words.deed_friction(by, what),
                    Source::Guard => words.deed_friction_guard(what),
                    Source::Exception => words.deed_friction_exception().to_owned(),
                    Source::Arrangement => words.deed_friction_arrangement(by),
                }
            }
            Deed::Bounced { because } => match because {
                Because::RedirectSent => words.deed_bounce_redirect(by),
                Because::NewCounterpart => words.deed_bounce_new(by),
                Because::RepeatedThemselves => words.deed_bounce_repeated(by),
            },
            Deed::LinkMade => words.deed_link_made().to_owned(),
            Deed::PaperMade => words.deed_link_paper(by),
            Deed::LinkRenewed => words.deed_link_renewed(by),
            Deed::LinkRevoked => words.deed_link_revoked(by),
            Deed::FileAdded => words.deed_file().to_owned(),
            Deed::Mood { mood } => words.deed_mood(mood_says(words, *mood)),
            Deed::VoiceGiven => words.deed_voice().to_owned(),
            Deed::VoiceTakenBack => words.deed_voice_back().to_owned(),
            Deed::SolvedTold { solved: true } => words.deed_solved().to_owned(),
            Deed::SolvedTold { solved: false } => words.deed_unsolved().to_owned(),
            Deed::ResolvedByCustomer => words.deed_resolved_by_customer().to_owned(),
        }
    }
}

fn worth(words: Words, kind: RemedyKind, amount: Option<Money>) -> String {
    let kind = words.kind_given(kind.code());
    // An exception that is thought to cost nothing is told without a sum.
    match amount.filter(|amount| amount.minor > 0) {
        Some(amount) => format!("{kind} {}", words.money(amount)),
        None => kind,
    }
}

/// Whom and which cases the facts speak of, each looked up once.
#[derive(Default)]
pub(crate) struct Names {
    agents: HashMap<AgentId, String>,
    cases: HashMap<CaseId, i64>,
    teams: HashMap<TeamId, String>,
}

impl Names {
    pub(crate) fn agent(&mut self, tx: &mut Tx<'_>, id: AgentId) -> Result<String, Fault> {
        if let Some(name) = self.agents.get(&id) {
            return Ok(name.clone());
        }
        let name = account::by_agent(tx, id)?.map_or_else(String::new, |account| account.name);
        self.agents.insert(id, name.clone());
        Ok(name)
    }

    fn team(&mut self, tx: &mut Tx<'_>, id: TeamId) -> Result<String, Fault> {
        if let Some(name) = self.teams.get(&id) {
            return Ok(name.clone());
        }
        let known = views::team::all(tx)?.into_iter().find(|team| team.id == id);
        let name = known.map_or_else(String::new, |team| team.name);
        self.teams.insert(id, name.clone());
        Ok(name)
    }

    fn of(&mut self, tx: &mut Tx<'_>, to: To) -> Result<String, Fault> {
        match to {
            To::Agent(agent) => self.agent(tx, agent),
            To::Team(team) => self.team(tx, team),
        }
    }

    fn case(&mut self, tx: &mut Tx<'_>, id: CaseId) -> Result<i64, Fault> {
        if let Some(number) = self.cases.get(&id) {
            return Ok(*number);
        }
        let number = views::case::number_of(tx, id)?.unwrap_or_default();
        self.cases.insert(id, number);
        Ok(number)
    }

    /// Who did it; nobody for the house and for customers, whose names are not for lines like these.
    pub(crate) fn actor(&mut self, tx: &mut Tx<'_>, actor: Actor) -> Result<Option<String>, Fault> {
        match actor {
            Actor::Agent(id) => self.agent(tx, id).map(Some),
            Actor::Customer(_) | Actor::House => Ok(None),
        }
    }
}

struct Record {
    number: i64,
    subject: String,
    lines: Vec<Line>,
    /// Every mark on this page was checked just now and fits.
    whole: bool,
    /// Where the earlier facts begin.
    earlier: Option<i64>,
}

struct Line {
    at: Timestamp,
    by: Option<String>,
    deed: Deed,
    version: i64,
    /// The first letters of the fact's mark.
    mark: String,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    before: Option<i64>,
}

pub(crate) async fn get(
    visit: Visit,
    Path(number): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let before = asked.before.unwrap_or(i64::MAX);
    let desk = visit.desk().clone();
    let (viewer, found) = visit
        .look(move |tx, by| {
            let Some(case) = case::numbered(tx, &desk, by, Action::SeeRecord, number)? else {
                return Ok(None);
            };
            let chained = record::chained(tx, Stream::Case(case.id), before, MOST)?;
            let mut names = Names::default();
            let mut lines = Vec::with_capacity(chained.len());
            let mut whole = true;
            for fact in chained {
                whole &= fact.holds;
                let Some(deed) = Deed::of(tx, &mut names, &fact.recorded)? else { continue };
                let mut mark = hex(&fact.hash);
                mark.truncate(8);
                lines.push(Line {
                    at: fact.recorded.at,
                    by: names.actor(tx, fact.recorded.actor)?,
                    deed,
                    version: fact.recorded.version,
                    mark,
                });
            }
            let earlier = lines.first().map(|line| line.version).filter(|version| *version > 1);
            Ok(Some(Record { number, subject: case.subject.unwrap_or_default(), lines, whole, earlier }))
        })
        .await?;
    Ok(answer(StatusCode::OK, page(&viewer, &found.ok_or(Trouble::Missing)?)))
}

fn page(viewer: &Viewer, record: &Record) -> Markup {
    let words = viewer.words;
    let title = words.record_title(record.number);
    let href = format!("/cases/{}", record.number);
    let body = html! {
        p.back { a href=(href) { "← " (record.subject) } }
        h1 { (title) }
        @if record.whole {
            p.chain-mark.good { (icon(Icon::Chain)) (words.record_whole()) }
        } @else {
            p.chain-mark.stop { (icon(Icon::Alert)) (words.record_broken()) }
        }
        @if let Some(before) = record.earlier {
            p.back { a href={ (href) "/record?before=" (before) } { (words.talk_earlier()) } }
        }
        ol.record {
            @for line in &record.lines {
                li {
                    span.record-when { (parts::moment(viewer, line.at)) }
                    span.record-what { (line.deed.say(viewer, line.by.as_deref())) }
                    span.record-hash title=(words.record_hash()) { (line.version) " · " code { (line.mark) } }
                }
            }
        }
        details.about { summary { (words.record_about()) } p { (words.record_about_says()) } }
    };
    Page { shape: "narrow", ..Page::new(&title, Place::Elsewhere, body) }.framed(viewer)
}

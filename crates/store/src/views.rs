//! Views: ordinary tables, updated in the transaction of the event they follow from. Each noun's file
//! says what its events change and what can be read of it. No business rule stands here.

pub mod agent;
pub mod arrangement;
pub mod ask;
pub mod bounce;

pub mod case;
pub mod consultation;
pub mod contact;
pub mod credit;
pub mod customer;
pub mod friction;
pub mod handover;
pub mod house;
pub mod knowhow;
pub mod ledger;
pub mod link;
pub mod mandate;
pub mod on_call;
pub mod payment;
pub mod point;
pub mod process;
pub mod promise;
pub mod receipt;
pub mod remedy;
pub mod review;
pub mod rota;
pub mod shown;
pub mod skill;
pub mod team;
pub mod told;

use valta_domain::{Actor, Event, Recorded, case::Case};

use crate::db::{Fault, Tx};

/// A table that follows from the log alone: its key and its other columns.
pub struct Table {
    pub name: &'static str,
    pub key: &'static str,
    pub columns: &'static [&'static str],
}

pub const TABLES: &[Table] = &[
    Table {
        name: "agents",
        key: "id",
        columns: &["role", "team_id", "disabled", "away_from", "away_until", "away_because", "cover_id"],
    },
    Table {
        name: "arrangements",
        key: "id",
        columns: &["customer_id", "words_id", "agent_id", "at", "ended_at"],
    },
    Table {
        name: "asked",
        key: "id",
        columns: &[
            "remedy_id",
            "case_id",
            "agent_id",
            "declined",
            "counter_kind",
            "counter_minor",
            "counter_currency",
            "words_id",
        ],
    },
    Table {
        name: "asks",
        key: "remedy_id",
        columns: &[
            "case_id",
            "kind",
            "asker_id",
            "remedy_kind",
            "minor",
            "currency",
            "reason_id",
            "digest",
            "promise_id",
            "state",
            "asked_at",
            "until",
            "answered_at",
            "answered_by",
        ],
    },
    Table { name: "bounces", key: "id", columns: &["case_id", "because", "contact_id", "agent_id", "at"] },
    Table {
        name: "cases",
        key: "id",
        columns: &[
            "number",
            "customer_id",
            "subject_id",
            "channel",
            "state",
            "owner_id",
            "team_id",
            "pooled_since",
            "opened_by",
            "opened_at",
            "touched_at",
            "waiting_since",
            "untouched_since",
            "levels_called",
            "snoozed_until",
            "deadline",
            "deadline_zone",
            "resolved_at",
            "merged_into",
            "split_from",
            "point_id",
            "contacts_count",
            "last_text_id",
            "version",
            "beside_count",
        ],
    },
    Table {
        name: "consultation_answers",
        key: "id",
        columns: &["consultation_id", "agent_id", "text_id", "raw", "at"],
    },
    Table { name: "consultation_told", key: "id", columns: &["consultation_id", "agent_id"] },
    Table { name: "consultation_words", key: "id", columns: &["consultation_id", "contact_id"] },
    Table {
        name: "consultations",
        key: "id",
        columns: &[
            "case_id",
            "by_id",
            "question_id",
            "asked_at",
            "due",
            "next_at",
            "answered_at",
            "how",
            "ended_at",
            "ended_by",
        ],
    },
    Table {
        name: "consulted",
        key: "id",
        columns: &["consultation_id", "to_agent_id", "to_team_id", "team_id"],
    },
    Table {
        name: "contacts",
        key: "id",
        columns: &[
            "case_id",
            "direction",
            "channel",
            "identity_id",
            "customer_id",
            "agent_id",
            "new_sender",
            "subject_id",
            "text_id",
            "raw",
            "because",
            "automatic",
            "at",
            "message_id",
            "sending",
            "failed_because",
        ],
    },
    Table { name: "calls", key: "id", columns: &["case_id", "level", "to_id", "since", "at"] },
    Table { name: "calendars", key: "id", columns: &["said", "set_by", "at"] },
    Table { name: "connectors", key: "name", columns: &["because", "disabled_at"] },
    Table {
        name: "credit_entries",
        key: "id",
        columns: &["customer_id", "minor", "currency", "remedy_id", "spending_id", "reference_id", "at"],
    },
    Table { name: "customers", key: "id", columns: &["since"] },
    Table { name: "deeds", key: "id", columns: &["agent_id", "case_id", "did", "at"] },
    Table {
        name: "frictions",
        key: "id",
        columns: &[
            "case_id",
            "step_id",
            "source",
            "did",
            "phrase",
            "words_id",
            "whose",
            "contact_id",
            "agent_id",
            "at",
        ],
    },
    Table { name: "files", key: "id", columns: &["contact_id", "name_id", "sha256", "bytes"] },
    Table {
        name: "given_sums",
        key: "id",
        columns: &["span", "agent_id", "kind", "way", "currency", "given_count", "minor", "reversed_count"],
    },
    Table {
        name: "handovers",
        key: "id",
        columns: &[
            "case_id",
            "from_id",
            "by_id",
            "to_agent_id",
            "to_team_id",
            "needs_id",
            "promised_id",
            "tried_id",
            "offered_at",
            "until",
            "how",
            "ended_at",
            "ended_by",
            "words_id",
        ],
    },
    Table { name: "identities", key: "id", columns: &["customer_id", "kind", "verified"] },
    Table { name: "links", key: "id", columns: &["case_id", "to_id", "since", "revoked_at"] },
    Table {
        name: "mandates",
        key: "id",
        columns: &["version", "terms", "revoked", "set_by", "set_at", "reason_id"],
    },
    Table { name: "notes", key: "id", columns: &["case_id", "agent_id", "text_id", "at"] },
    Table { name: "parameters", key: "name", columns: &["value", "evidence", "set_by", "at"] },
    Table { name: "payment_exports", key: "id", columns: &["batch_id", "remedy_id", "agent_id", "at"] },
    Table { name: "points", key: "id", columns: &["said", "version", "set_by", "at"] },
    Table { name: "processes", key: "id", columns: &["name", "owner_id"] },
    Table {
        name: "promises",
        key: "id",
        columns: &[
            "case_id",
            "what_id",
            "by_agent",
            "due",
            "first_due",
            "told_at",
            "channel",
            "made_at",
            "renewed_at",
            "remind_at",
            "reminded_at",
            "broken_at",
            "replaced_by",
            "kept_at",
        ],
    },
    Table {
        name: "proposals",
        key: "id",
        columns: &[
            "mandate_id",
            "version",
            "direction",
            "reviews",
            "declined_by",
            "declined_at",
            "reason_id",
        ],
    },
    Table { name: "question_remedies", key: "id", columns: &["question_id", "remedy_id"] },
    Table {
        name: "questions",
        key: "id",
        columns: &[
            "about",
            "found_count",
            "among",
            "remedies_count",
            "raised_at",
            "answered_at",
            "answered_by",
            "reason_id",
        ],
    },
    Table {
        name: "remedies",
        key: "id",
        columns: &[
            "case_id",
            "customer_id",
            "agent_id",
            "team_id",
            "signer_id",
            "kind",
            "minor",
            "currency",
            "outcome",
            "way",
            "alone",
            "mandate_id",
            "mandate_version",
            "reason_id",
            "payee_id",
            "at",
            "reversed_at",
            "payment",
            "via",
            "payment_round",
            "batch_id",
            "reversal_asked",
            "taken_by",
            "payment_because",
            "payment_reason_id",
            "reference_id",
            "payment_at",
            "unsettled_at",
        ],
    },
    Table {
        name: "receipts",
        key: "id",
        columns: &["case_id", "contact_id", "to_id", "text_id", "message_id", "at", "failed_because"],
    },
    Table { name: "receipts_sent", key: "id", columns: &["said", "set_by", "at"] },
    Table { name: "rotas", key: "id", columns: &["said", "version", "set_by", "at"] },
    Table {
        name: "watches",
        key: "id",
        columns: &["place", "level", "from_at", "until_at", "by_id", "set_by", "at"],
    },
    Table { name: "skills", key: "id", columns: &["agent_id", "text_id", "by_id", "at"] },
    Table { name: "steps", key: "id", columns: &["process_id", "name", "place", "gone"] },
    Table {
        name: "review_sums",
        key: "id",
        columns: &["whose", "of_id", "version", "right_count", "understandable_count", "wrong_count"],
    },
    Table {
        name: "reviews",
        key: "remedy_id",
        columns: &[
            "case_id",
            "agent_id",
            "signer_id",
            "asker_id",
            "mandate_id",
            "mandate_version",
            "given_at",
            "because",
            "judgement",
            "reviewed_by",
            "reviewed_at",
            "word_id",
        ],
    },
    Table { name: "teams", key: "id", columns: &["name", "giving", "front"] },
    Table {
        name: "told",
        key: "case_id",
        columns: &["mood", "mood_of", "voice_id", "voice_of", "voice_at", "solved"],
    },
];

/// Makes the views follow one fact; a fact of a case brings the case as it is after it, whose own row is
/// written by [`case::put`].
pub fn apply(tx: &mut Tx<'_>, recorded: &Recorded, case: Option<&Case>) -> Result<(), Fault> {
    match &recorded.event {
        Event::Agent(event) => agent::apply(tx, recorded, event),
        Event::Case(event) => match case {
            Some(case) => case::apply(tx, recorded, event, case),
            None => Err(Fault::bug("a fact of a case came without the case")),
        },
        Event::Customer(event) => customer::apply(tx, recorded, event),
        Event::House(event) => house::apply(tx, recorded, event),
        Event::Mandate(event) => mandate::apply(tx, recorded, event),
        Event::Process(event) => process::apply(tx, recorded, event),
        Event::Team(event) => team::apply(tx, recorded, event),
    }
}

/// The agent who did it; nobody for customers and the house.
fn agent_of(actor: Actor) -> Option<String> {
    match actor {
        Actor::Agent(agent) => Some(agent.to_string()),
        Actor::Customer(_) | Actor::House => None,
    }
}

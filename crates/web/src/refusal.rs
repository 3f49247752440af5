//! The business's *no* in words: what happened, and what to do next. Nothing was changed by any of them.

use http::StatusCode;
use valta_domain::{Refusal, money::NotMoney, refusal::Field};

use crate::viewer::Viewer;

pub(crate) struct Said {
    pub(crate) what: String,
    pub(crate) next: String,
}

pub(crate) fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::TooMuch { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::NotYours
        | Refusal::NotOwner
        | Refusal::NotOffered
        | Refusal::NotAsked
        | Refusal::OwnSignature
        | Refusal::OwnLogin
        | Refusal::OwnReview => StatusCode::FORBIDDEN,
        Refusal::AlreadyThere
        | Refusal::AlreadyDone
        | Refusal::Expired
        | Refusal::PromiseBroken
        | Refusal::NotBroken
        | Refusal::HandoverOpen
        | Refusal::HandoverExpired
        | Refusal::HandoverSettled
        | Refusal::AlreadyAnswered
        | Refusal::TooManyArrangements
        | Refusal::TooManyDevices
        | Refusal::NotWhatWasAsked
        | Refusal::Reviewed { .. }
        | Refusal::Merged
        | Refusal::Stale { .. }
        | Refusal::KeyReused
        | Refusal::OnItsWay
        | Refusal::NotKnownYet
        | Refusal::PaidOut
        | Refusal::AskedBack
        | Refusal::AlreadyExported
        | Refusal::CreditSpent { .. } => StatusCode::CONFLICT,
        Refusal::Empty(_)
        | Refusal::TooLong(_)
        | Refusal::Unusable(_)
        | Refusal::CoversInACircle
        | Refusal::ToOneself
        | Refusal::ReceiverAway { .. }
        | Refusal::NobodyThere
        | Refusal::HasLeft
        | Refusal::AskingOneself
        | Refusal::NoWayToCall
        | Refusal::Condition(_)
        | Refusal::NotMoney(_)
        | Refusal::AmountNeeded
        | Refusal::NoAmountForThis
        | Refusal::BeyondMandate(_)
        | Refusal::WithinReach(_)
        | Refusal::CounterNeeded
        | Refusal::ReasonNeeded(_)
        | Refusal::Forbidden(_)
        | Refusal::NoAddress
        | Refusal::NothingToExport
        | Refusal::BeyondBalance { .. }
        | Refusal::InThePast { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

pub(crate) fn say(viewer: &Viewer, refusal: &Refusal) -> Said {
    let words = viewer.words;
    let (what, next) = match refusal {
        Refusal::NotFound => (words.missing_title(), words.missing_safe()),
        Refusal::AlreadyThere => (words.no_already_there(), words.no_already_there_says()),
        Refusal::Merged => (words.no_merged(), words.no_merged_says()),
        Refusal::Stale { .. } => (words.no_stale(), words.no_stale_says()),
        Refusal::Empty(_) => (words.no_empty(), words.no_empty_says()),
        Refusal::TooLong(_) => (words.no_too_long(), words.no_too_long_says()),
        Refusal::Unusable(field) => (unusable(viewer, *field), words.no_unusable_says()),
        Refusal::Condition(_) => (words.no_condition(), words.no_unusable_says()),
        Refusal::NotMoney(why) => (words.no_money(), not_money(viewer, *why)),
        Refusal::AmountNeeded => (words.no_amount(), words.no_amount_says()),
        Refusal::NoAmountForThis => (words.no_amount_here(), words.no_amount_here_says()),
        Refusal::BeyondMandate(_) => (words.no_beyond(), words.no_beyond_says()),
        Refusal::ReasonNeeded(_) => (words.no_reason(), words.no_reason_says()),
        Refusal::Forbidden(_) => (words.outcome_forbidden(), words.no_forbidden_says()),
        Refusal::NoAddress => (words.reply_nowhere(), words.reply_nowhere_says()),
        Refusal::NotOwner => (words.no_not_owner(), words.no_not_owner_says()),
        Refusal::AlreadyDone => (words.no_already_done(), words.no_already_done_says()),
        Refusal::WithinReach(_) => (words.no_within_reach(), words.no_within_reach_says()),
        Refusal::OwnSignature => (words.no_own_signature(), words.no_own_signature_says()),
        Refusal::OwnLogin => (words.no_own_login(), words.no_own_login_says()),
        Refusal::OwnReview => (words.no_own_review(), words.no_own_review_says()),
        Refusal::Reviewed { .. } => (words.no_reviewed(), words.no_reviewed_says()),
        Refusal::NotWhatWasAsked => (words.no_not_what_was_asked(), words.no_not_what_was_asked_says()),
        Refusal::Expired => (words.no_expired(), words.no_expired_says()),
        Refusal::CounterNeeded => (words.no_counter(), words.no_counter_says()),
        Refusal::HandoverOpen => (words.no_handover_open(), words.no_handover_open_says()),
        Refusal::HandoverExpired => (words.no_handover_expired(), words.no_handover_expired_says()),
        Refusal::HandoverSettled => (words.no_handover_settled(), words.no_handover_settled_says()),
        Refusal::NotOffered => (words.no_not_offered(), words.no_not_offered_says()),
        Refusal::ToOneself => (words.no_to_oneself(), words.no_to_oneself_says()),
        Refusal::ReceiverAway { until } => {
            let what = words.no_receiver_away(viewer.moment(*until));
            return Said { what, next: words.no_receiver_away_says().to_owned() };
        }
        Refusal::TooMuch { until } => {
            let next = words.no_too_much_says(viewer.moment(*until));
            return Said { what: words.no_too_much().to_owned(), next };
        }
        Refusal::NobodyThere => (words.no_nobody_there(), words.no_nobody_there_says()),
        Refusal::HasLeft => (words.no_has_left(), words.no_has_left_says()),
        Refusal::AskingOneself => (words.no_asking_oneself(), words.no_asking_oneself_says()),
        Refusal::NotAsked => (words.no_not_asked(), words.no_not_asked_says()),
        Refusal::AlreadyAnswered => (words.no_already_answered(), words.no_already_answered_says()),
        Refusal::TooManyArrangements => {
            (words.no_too_many_arrangements(), words.no_too_many_arrangements_says())
        }
        Refusal::TooManyDevices => (words.no_too_many_devices(), words.no_too_many_devices_says()),
        Refusal::NoWayToCall => (words.no_way_to_call(), words.no_way_to_call_says()),
        Refusal::CoversInACircle => (words.no_circle(), words.no_circle_says()),
        Refusal::PromiseBroken => (words.no_promise_broken(), words.no_promise_broken_says()),
        Refusal::NotBroken => (words.no_not_broken(), words.no_not_broken_says()),
        Refusal::InThePast { .. } => (words.no_past(), words.no_past_says()),
        Refusal::NotYours => (words.no_not_yours(), words.no_not_yours_says()),
        Refusal::KeyReused => (words.no_key_reused(), words.no_key_reused_says()),
        Refusal::OnItsWay => (words.no_on_its_way(), words.no_on_its_way_says()),
        Refusal::NotKnownYet => (words.no_not_known_yet(), words.no_not_known_yet_says()),
        Refusal::PaidOut => (words.no_paid_out(), words.no_paid_out_says()),
        Refusal::AskedBack => (words.no_asked_back(), words.no_asked_back_says()),
        Refusal::AlreadyExported => (words.no_already_exported(), words.no_already_exported_says()),
        Refusal::NothingToExport => (words.no_nothing_to_export(), words.no_nothing_to_export_says()),
        Refusal::CreditSpent { .. } => (words.no_credit_spent(), words.no_credit_spent_says()),
        Refusal::BeyondBalance { .. } => (words.no_beyond_balance(), words.no_beyond_balance_says()),
    };
    Said { what: what.to_owned(), next: next.to_owned() }
}

fn unusable(viewer: &Viewer, field: Field) -> &'static str {
    let words = viewer.words;
    match field {
        Field::Address => words.no_email(),
        Field::Phone => words.no_phone(),
        Field::Place => words.no_place(),
        Field::Value => words.no_value(),
        Field::Asked => words.no_asked(),
        Field::Case => words.no_case(),
        Field::Contact => words.no_contact(),
        Field::Cover => words.no_cover(),
        Field::To => words.no_to(),
        Field::Owner => words.no_owner(),
        Field::Step => words.no_step(),
        Field::Password => words.no_password(),
        Field::Zone => words.no_zone(),
        Field::Hours => words.no_hours(),
        Field::Day => words.no_day(),
        Field::Level => words.no_level(),
        Field::Minutes => words.no_minutes(),
        Field::Skill => words.no_skill(),
        Field::Amount
        | Field::Body
        | Field::Channel
        | Field::Due
        | Field::File
        | Field::Name
        | Field::Needs
        | Field::Payee
        | Field::Promised
        | Field::Question
        | Field::Reason
        | Field::Reference
        | Field::Street
        | Field::Subject
        | Field::Team
        | Field::Term(_)
        | Field::Tried
        | Field::Until
        | Field::What
        | Field::Words => words.no_unusable(),
    }
}

pub(crate) fn not_money(viewer: &Viewer, why: NotMoney) -> &'static str {
    let words = viewer.words;
    match why {
        NotMoney::Shape | NotMoney::Currency => words.no_money_shape(),
        NotMoney::TooFine => words.no_money_fine(),
        NotMoney::NotPositive => words.no_money_positive(),
        NotMoney::TooMuch => words.no_money_much(),
    }
}

/// In one line, for beside the field that it speaks of.
pub(crate) fn line(viewer: &Viewer, refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotMoney(why) => not_money(viewer, *why).to_owned(),
        Refusal::Unusable(field) => unusable(viewer, *field).to_owned(),
        _ => {
            let said = say(viewer, refusal);
            format!("{}. {}", said.what.trim_end_matches('.'), said.next)
        }
    }
}

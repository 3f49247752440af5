//! The one door to what Valta says, in Finnish, Swedish and English.
//!
//! Every word stands in `words/<language>/*.ftl` and once in the list below, which makes a function
//! of it. A word that is missing, unused or takes other arguments in one language fails a test; a
//! function that nothing calls is a compiler warning. What takes no arguments is resolved once.

#[macro_use]
mod mandate;
pub(crate) mod money;
#[macro_use]
mod review;
#[macro_use]
mod staff;
pub(crate) mod time;

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Lang {
    Fi,
    Sv,
    En,
}

impl Lang {
    pub(crate) const ALL: [Lang; 3] = [Lang::Fi, Lang::Sv, Lang::En];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Lang::Fi => "fi",
            Lang::Sv => "sv",
            Lang::En => "en",
        }
    }

    /// Its name in itself.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Lang::Fi => "Suomi",
            Lang::Sv => "Svenska",
            Lang::En => "English",
        }
    }

    /// Reads a tag such as `sv` or `sv-FI`.
    pub(crate) fn from_tag(tag: &str) -> Option<Lang> {
        let first = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(first))
    }

    /// What the person chose on their page, else what this device chose, else what the browser asks for.
    pub(crate) fn choose(account: Option<Lang>, cookie: Option<&str>, accept_language: Option<&str>) -> Lang {
        account
            .or_else(|| cookie.and_then(Lang::from_tag))
            .or_else(|| accept_language.and_then(Lang::asked))
            .unwrap_or(Lang::En)
    }

    /// The best of an `Accept-Language` header: highest weight, the first of equals.
    fn asked(header: &str) -> Option<Lang> {
        let mut best: Option<(f32, Lang)> = None;
        for part in header.split(',').take(20) {
            let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
            let weight: f32 = weight.trim().parse().unwrap_or(0.0);
            if let Some(lang) = Lang::from_tag(tag)
                && weight > best.map_or(0.0, |(weight, _)| weight)
            {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

/// A language's words; copied freely.
#[derive(Clone, Copy)]
pub(crate) struct Words(&'static Book);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.0.lang.code())
    }
}

impl Words {
    pub(crate) fn of(lang: Lang) -> Words {
        let [fi, sv, en] = &*BOOKS;
        Words(match lang {
            Lang::Fi => fi,
            Lang::Sv => sv,
            Lang::En => en,
        })
    }

    pub(crate) const fn lang(self) -> Lang {
        self.0.lang
    }
}

struct Book {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
    /// By key: the fluent id, and what it says where it takes no arguments.
    said: Vec<(String, &'static str)>,
}

static BOOKS: LazyLock<[Book; 3]> = LazyLock::new(|| Lang::ALL.map(Book::open));

/// The texts of a language, embedded.
const fn texts(lang: Lang) -> [&'static str; 12] {
    macro_rules! of {
        ($lang:literal) => {
            [
                include_str!(concat!("../words/", $lang, "/frame.ftl")),
                include_str!(concat!("../words/", $lang, "/matters.ftl")),
                include_str!(concat!("../words/", $lang, "/case.ftl")),
                include_str!(concat!("../words/", $lang, "/remedy.ftl")),
                include_str!(concat!("../words/", $lang, "/ask.ftl")),
                include_str!(concat!("../words/", $lang, "/people.ftl")),
                include_str!(concat!("../words/", $lang, "/house.ftl")),
                include_str!(concat!("../words/", $lang, "/finance.ftl")),
                include_str!(concat!("../words/", $lang, "/ledger.ftl")),
                include_str!(concat!("../words/", $lang, "/review.ftl")),
                include_str!(concat!("../words/", $lang, "/mandate.ftl")),
                include_str!(concat!("../words/", $lang, "/staff.ftl")),
            ]
        };
    }
    match lang {
        Lang::Fi => of!("fi"),
        Lang::Sv => of!("sv"),
        Lang::En => of!("en"),
    }
}

fn fluent_id(key: &str) -> String {
    key.replace('_', "-")
}

impl Book {
    fn open(lang: Lang) -> Book {
        let tag = match lang {
            Lang::Fi => unic_langid::langid!("fi-FI"),
            Lang::Sv => unic_langid::langid!("sv-FI"),
            Lang::En => unic_langid::langid!("en-GB"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Our texts are left to right, and the isolating marks would end up in mails and tests.
        bundle.set_use_isolating(false);
        for text in texts(lang) {
            // A broken text loses its broken messages only; the tests list them.
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(rest, _)| rest);
            let _ = bundle.add_resource(resource);
        }
        let mut book = Book { lang, bundle, said: Vec::with_capacity(KEYS.len()) };
        for (key, arguments) in KEYS {
            let id = fluent_id(key);
            let said = if arguments.is_empty() { book.format(&id, None) } else { String::new() };
            book.said.push((id, said.leak()));
        }
        book
    }

    /// A missing message says its own id: the page still stands, and the tests never let it happen.
    fn format(&self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }

    fn tell(&self, key: Key, args: &FluentArgs<'_>) -> String {
        self.format(&self.said[key as usize].0, Some(args))
    }
}

macro_rules! word {
    ($key:ident) => {
        pub(crate) fn $key(self) -> &'static str {
            self.0.said[Key::$key as usize].1
        }
    };
    ($key:ident $($argument:ident)+) => {
        pub(crate) fn $key<'a>(self, $($argument: impl Into<FluentValue<'a>>),+) -> String {
            let mut args = FluentArgs::new();
            $(args.set(stringify!($argument), $argument);)+
            self.0.tell(Key::$key, &args)
        }
    };
}

/// Lists every word, with its arguments in the order in which code gives them.
macro_rules! words {
    ($($key:ident $(($($argument:ident),+))?,)+) => {
        #[allow(non_camel_case_types, reason = "a key is the name of the function it makes")]
        #[derive(Clone, Copy)]
        enum Key { $($key),+ }

        const KEYS: &[(&str, &[&str])] = &[$((stringify!($key), &[$($(stringify!($argument)),+)?])),+];

        impl Words { $(word!($key $($($argument)+)?);)+ }
    };
}

and_of_mandates! { and_of_reviews! { and_of_staff! { words! {
    // frame.ftl
    frame_skip,
    frame_home,
    frame_places,
    frame_language,
    nav_mine,
    nav_waiting,
    nav_all,
    nav_new,
    nav_search,
    nav_search_hint,
    nav_account(name),
    keys_title,
    keys_help,
    keys_list,
    keys_send,
    keys_off,
    keys_close,
    script_sending,
    script_restored,
    script_offline,
    script_undecided,
    day_today,
    day_yesterday,
    day_tomorrow,
    day_at(day, clock),
    weekday_mon,
    weekday_tue,
    weekday_wed,
    weekday_thu,
    weekday_fri,
    weekday_sat,
    weekday_sun,
    month_1,
    month_2,
    month_3,
    month_4,
    month_5,
    month_6,
    month_7,
    month_8,
    month_9,
    month_10,
    month_11,
    month_12,
    span_moment,
    span_minutes(n),
    span_hours(n),
    span_days(n),
    ago_now,
    ago_minutes(n),
    ago_hours(n),
    ago_days(n),
    until_now,
    until_minutes(n),
    until_hours(n),
    until_days(n),
    // matters.ftl
    state_open,
    state_waiting,
    state_resolved,
    channel_email,
    channel_chat,
    channel_phone,
    channel_walk_in,
    channel_web_form,
    channel_social,
    channel_letter,
    channel_api,
    channel_by(channel),
    list_untaken(count),
    list_narrow,
    list_pages,
    list_first,
    list_next,
    list_waited,
    list_promise,
    list_promise_late,
    list_nobody,
    list_mine_empty,
    list_mine_empty_says,
    list_all_empty,
    list_all_empty_says,
    narrow_everything,
    narrow_waiting_for_us,
    narrow_untaken,
    narrow_waiting_for_customer,
    narrow_resolved,
    list_untaken_many(count),
    narrow_unsolved,
    state_merged,
    size_bytes(n),
    size_kib(n),
    size_mib(n),
    // case.ftl
    case_owner(name),
    case_record,
    case_waited,
    case_snoozed(when),
    talk_title,
    talk_note,
    talk_stretch,
    talk_promised(what, when),
    filed_opened,
    filed_because(because),
    filed_answer,
    filed_only_open,
    filed_by_hand,
    sending_queued,
    sending_sent,
    sending_failed,
    sending_failed_says(why),
    sending_retry,
    sending_uncertain,
    sending_uncertain_says,
    sending_again,
    act_title,
    act_up_to(amount),
    act_take,
    act_take_says,
    act_take_over,
    act_others(name),
    act_reply,
    act_remedy,
    act_promise,
    act_note,
    act_later,
    act_resolve,
    act_reopen,
    reply_to(address),
    reply_text,
    reply_send,
    reply_nowhere,
    reply_nowhere_says,
    note_text,
    note_help,
    note_save,
    promise_what,
    promise_what_help,
    promise_when,
    promise_give,
    promise_says,
    promise_due,
    promise_kept,
    promise_broken,
    when_other,
    later_until,
    later_says,
    resolve_promises(count),
    resolve_promises_says,
    resolve_what,
    resolve_what_help,
    resolve_says,
    record_title(number),
    record_whole,
    record_broken,
    record_hash,
    record_about,
    record_about_says,
    deed_opened(by_channel),
    deed_heard(who, by_channel),
    deed_taken(who),
    deed_carries_another(owner),
    deed_solved_before(owner),
    deed_given_to(owner),
    deed_released(from),
    deed_answered(who, by_channel),
    deed_answer_sent,
    deed_answer_failed(because),
    deed_noted(who),
    deed_promised(who, when),
    deed_promise_kept(who),
    deed_given(who, what),
    deed_stretched(who, what),
    deed_stretched_alone(who, what),
    deed_co_signed(who, what, signer),
    deed_snoozed(who, when),
    deed_resolved(who),
    deed_reopened(who),
    case_yours,
    by_house,
    talk_earlier,
    talk_latest,
    talk_new_sender(address),
    talk_no_text,
    talk_attached,
    talk_raw,
    talk_more,
    talk_split,
    filed_unreadable,
    filed_token,
    filed_report,
    filed_automatic,
    filed_noted(who),
    filed_split,
    filed_merged,
    mark_text_cut,
    mark_lossy,
    mark_more_than_one_from,
    failed_refused,
    failed_unreachable,
    failed_bounced,
    failed_unsendable,
    act_merge,
    act_none,
    act_none_says,
    act_to_keep,
    merge_number,
    merge_help,
    merge_now,
    merged_onward(number),
    split_subject,
    split_help,
    note_kind,
    note_ours,
    note_phone,
    note_walk_in,
    promise_keep,
    promise_renew,
    promise_renew_until,
    promise_renew_now,
    when_missing,
    when_skipped,
    deed_split_from(who, number),
    deed_came(by_channel),
    deed_taken_from(who, from),
    deed_answer_uncertain,
    deed_answer_retried(who),
    deed_promise_renewed(who, when),
    deed_reversed(who),
    deed_woken,
    deed_reopened_by_customer,
    deed_merged_into(who, number),
    deed_absorbed(who, number),
    deed_moved_out(who, number),
    deed_moved_in(who, number),
    did_catch,
    did_take,
    did_reply,
    did_again,
    did_note,
    did_promise,
    did_keep,
    did_renew,
    did_remedy,
    did_reverse,
    did_later,
    did_resolve,
    did_reopen,
    did_merge,
    did_split,
    // remedy.ftl
    kind_refund,
    kind_credit,
    kind_fee_waiver,
    kind_replacement,
    kind_gift,
    kind_exception,
    kind_apology,
    kind_given(kind),
    remedy_granted,
    remedy_executed,
    remedy_failed,
    remedy_uncertain,
    remedy_reversed,
    remedy_granted_says,
    remedy_failed_says,
    remedy_uncertain_says,
    remedy_kind,
    remedy_kind_more,
    remedy_estimate,
    remedy_amount,
    remedy_reason,
    remedy_reason_add,
    remedy_check,
    remedy_up_to(amount),
    remedy_give(amount),
    remedy_apologise,
    remedy_make_exception,
    remedy_once,
    remedy_why,
    remedy_why_help,
    remedy_ask,
    remedy_on_duty,
    remedy_off_duty,
    outcome_within,
    outcome_within_says,
    outcome_stretch,
    outcome_stretch_says,
    outcome_alone_says,
    outcome_co_sign,
    outcome_co_sign_says,
    outcome_escalate,
    outcome_escalate_says,
    outcome_forbidden,
    outcome_forbidden_rule(rule),
    outcome_say,
    cost_now,
    cost_route,
    cost_about,
    cost_about_says,
    cost_assumed,
    cost_measured,
    room_title,
    room_now,
    room_left(left, whole),
    room_mandate(name, version),
    limit_remedy,
    limit_case,
    limit_customer(days),
    limit_agent(days),
    limit_team(days),
    remedy_type_amount,
    remedy_nobody,
    remedy_take_back,
    remedy_take_back_says,
    remedy_take_back_now,
    rule_self,
    rule_self_say,
    rule_payee,
    rule_payee_say,
    rule_house,
    holder_everyone,
    holder_role,
    holder_team,
    holder_you,
    cost_wage,
    cost_now_touch,
    cost_complaint_touch,
    cost_handovers,
    cost_pickup,
    cost_escalations,
    cost_escalation,
    cost_postage,
    cost_paid,
    percent(n),
    unit_minutes,
    unit_times,
    // ask.ftl
    nav_asked,
    asked_title,
    asked_lead,
    asked_empty,
    asked_empty_says,
    ask_whom,
    ask_any(count),
    ask_usual_wait(span),
    ask_sign_now,
    ask_sign_says,
    ask_decider,
    ask_promise_when,
    ask_promise_words,
    ask_decide_now,
    ask_decide_says,
    ask_says(kind, name),
    ask_nobody_known,
    ask_holds(when),
    ask_customer_waits(when),
    ask_yes_sign,
    ask_yes_give,
    ask_other,
    ask_other_says(asker),
    ask_other_kind,
    ask_other_words,
    ask_other_send,
    talk_asked(kind, names),
    talk_asked_many(count),
    talk_signed(name),
    talk_counter,
    talk_counter_give,
    ask_withdraw,
    ask_withdraw_says,
    ask_withdraw_now,
    ask_open,
    ask_granted,
    ask_declined,
    ask_withdrawn,
    did_asked,
    did_withdrawn,
    did_signed,
    did_given,
    did_offered,
    no_within_reach,
    no_within_reach_says,
    no_own_signature,
    no_own_signature_says,
    no_not_what_was_asked,
    no_not_what_was_asked_says,
    no_expired,
    no_expired_says,
    no_counter,
    no_counter_says,
    no_asked,
    deed_co_sign_asked(who, what),
    deed_signed(who),
    deed_escalated(who, what),
    deed_ask_declined(who, what),
    deed_ask_withdrawn(who),
    deed_ask_expired,
    // people.ftl
    customer_title,
    customer_since(date),
    customer_identities,
    customer_no_identities,
    customer_verified,
    customer_promises,
    customer_no_promises,
    customer_promise_late,
    customer_remedies,
    customer_no_remedies,
    customer_cases,
    customer_other_cases,
    customer_no_cases,
    customer_everything,
    customer_more,
    login_lead,
    login_email,
    login_password,
    login_in,
    login_wrong,
    login_wrong_says,
    catch_lead,
    catch_what,
    catch_what_help,
    catch_name,
    catch_phone,
    catch_email,
    catch_channel,
    catch_save,
    catch_says,
    sent_title,
    sent_lead,
    sent_empty,
    sent_empty_says,
    sent_case(number),
    account_title,
    account_mandates,
    account_may(kinds),
    account_apology,
    account_stretch(amount),
    account_alone(amount),
    account_co_sign(amount),
    account_screen,
    account_theme,
    account_save,
    account_logout,
    theme_device,
    theme_light,
    theme_dark,
    shortcuts_on,
    shortcuts_off,
    missing_title,
    missing_safe,
    fault_title,
    fault_safe,
    fault_again,
    fault_reference,
    customer_nameless,
    customer_unknown,
    customer_no_others,
    customer_reach,
    customer_reach_by,
    customer_address,
    customer_reach_add,
    catch_who_missing,
    role_name(role),
    login_wait,
    login_wait_says,
    // house.ftl
    refused_back,
    unreadable_title,
    unreadable_says,
    too_large_title,
    too_large_says,
    other_site_title,
    other_site_says,
    no_already_there,
    no_already_there_says,
    no_merged,
    no_merged_says,
    no_stale,
    no_stale_says,
    no_empty,
    no_empty_says,
    no_too_long,
    no_too_long_says,
    no_unusable,
    no_unusable_says,
    no_condition,
    no_email,
    no_phone,
    no_value,
    no_case,
    no_contact,
    no_money,
    no_money_shape,
    no_money_fine,
    no_money_positive,
    no_money_much,
    no_amount,
    no_amount_says,
    no_amount_here,
    no_amount_here_says,
    no_beyond,
    no_beyond_says,
    no_reason,
    no_reason_says,
    no_forbidden_says,
    no_not_owner,
    no_not_owner_says,
    no_already_done,
    no_already_done_says,
    no_past,
    no_past_says,
    no_circle,
    no_circle_says,
    no_cover,
    no_not_yours,
    no_not_yours_says,
    no_key_reused,
    no_key_reused_says,
    find_how,
    find_how_says,
    find_nothing(query),
    find_nothing_says,
    costs_title,
    costs_lead,
    costs_figure,
    costs_basis,
    costs_set_at(when),
    costs_formula,
    costs_formula_says,
    mail_title,
    mail_lead,
    mail_in(count),
    mail_out,
    mail_out_none,
    mail_unreadable_none,
    fate_waiting,
    fate_filed,
    fate_quarantined,
    fate_repeated,
    fate_echo,
    errand_kind(kind),
    errand_state(state),
    // finance.ftl
    nav_finance,
    nav_finance_waiting,
    finance_lead,
    finance_nothing,
    finance_nothing_says,
    finance_waiting(count),
    finance_in_hand(count),
    finance_trouble(count),
    finance_trouble_says,
    finance_given_by(name, when),
    finance_no_account,
    finance_case(number),
    finance_take,
    finance_own,
    finance_paid,
    finance_paid_now,
    finance_reference,
    finance_unpaid,
    finance_unpaid_why,
    finance_unpaid_says,
    finance_unpaid_now,
    finance_again,
    finance_again_says,
    finance_taken_by(name),
    finance_asked_back,
    finance_in_file,
    finance_new_file,
    finance_new_file_says,
    finance_export,
    finance_export_says,
    finance_export_now,
    finance_export_off,
    finance_pick(amount, name),
    finance_table,
    finance_files,
    finance_files_says,
    finance_file(count),
    finance_more(count),
    finance_gone(name),
    finance_gone_says(when),
    finance_enable,
    pay_refused,
    pay_unreachable,
    pay_declined,
    pay_no_customer,
    did_pay_take,
    did_pay_paid,
    did_pay_unpaid,
    did_pay_again,
    did_pay_file,
    did_pay_enable,
    did_ask_back,
    remedy_sent,
    remedy_sent_says,
    remedy_asked_back,
    remedy_asked_back_says,
    remedy_reason_told(reason),
    remedy_ask_back,
    remedy_ask_back_says,
    remedy_take_back_unpaid,
    remedy_take_back_credit,
    deed_pay_sent,
    deed_pay_taken(who),
    deed_pay_credit,
    deed_pay_exported(who),
    deed_pay_executed,
    deed_pay_executed_by(who),
    deed_pay_failed(because),
    deed_pay_uncertain,
    deed_pay_returned,
    deed_pay_retried(who),
    deed_ask_back(who),
    deed_ask_back_declined,
    deed_reopened_by_payment,
    credit_title,
    credit_added,
    credit_taken_back,
    credit_spent,
    credit_none,
    no_on_its_way,
    no_on_its_way_says,
    no_not_known_yet,
    no_not_known_yet_says,
    no_paid_out,
    no_paid_out_says,
    no_asked_back,
    no_asked_back_says,
    no_already_exported,
    no_already_exported_says,
    no_nothing_to_export,
    no_nothing_to_export_says,
    no_credit_spent,
    no_credit_spent_says,
    no_beyond_balance,
    no_beyond_balance_says,
    // ledger.ftl
    ledger_title,
    ledger_title_own,
    ledger_lead,
    ledger_lead_own,
    ledger_days(days),
    ledger_year,
    ledger_all,
    ledger_narrow,
    ledger_kind,
    ledger_word,
    ledger_who,
    ledger_currency,
    ledger_any,
    ledger_anybody,
    ledger_from,
    ledger_until,
    ledger_show,
    ledger_both,
    ledger_now,
    ledger_route,
    ledger_times(count),
    ledger_not_reckoned(count),
    ledger_kinds,
    ledger_taken_back(count),
    ledger_list,
    ledger_csv,
    ledger_json,
    ledger_case(number),
    ledger_signed(name),
    ledger_alone,
    ledger_mandate(name, version),
    ledger_empty,
    ledger_empty_says,
    way_within,
    way_stretch,
    way_co_sign,
    way_escalate,
    mandate_none,
    mandate_of_everyone,
    mandate_of_role(role),
    mandate_of_team,
    mandate_of_agent(name),
    mandate_of_you,
} } } }

#[cfg(test)]
mod tests;

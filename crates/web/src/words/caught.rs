//! The words of `caught.ftl`, listed beside the others: one list of all of them would be too long to read.

/// The words that are given, and these.
macro_rules! and_of_caught {
    ($list:ident! { $($others:tt)* } $($more:tt)*) => {
        $list! {
            $($others)*
            $($more)*
            caught_title,
            caught_who,
            caught_reach,
            caught_reach_is(reach),
            caught_what,
            caught_photo,
            caught_list,
            caught_waiting,
            caught_sending,
            caught_safe(number),
            caught_unreached,
            caught_sign_in,
            caught_another,
            caught_refused,
            caught_restored,
            caught_missing,
            caught_not_kept,
            caught_photo_left,
            caught_no_photo,
            caught_no_storage,
            caught_stay,
            caught_stay_says,
            caught_stay_now,
            caught_phone_name,
            caught_phones,
            caught_phones_says,
            caught_phone_since(when),
            caught_phone_end,
            caught_phone_ended,
            caught_said_at(when),
            caught_yours,
            caught_owner(name),
            caught_say_aloud,
            caught_say(name, number),
            caught_say_promised(name, number, what, when),
            caught_open,
            caught_promise,
            caught_promise_what,
            caught_promise_call,
            caught_promise_when,
            caught_promise_now,
            caught_next,
        }
    };
}

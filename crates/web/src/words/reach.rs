//! The words of `reach.ftl`, listed beside the others: one list of all of them would be too long to read.

/// The words that are given, and these.
macro_rules! and_of_reach {
    ($list:ident! { $($others:tt)* } $($more:tt)*) => {
        $list! {
            $($others)*
            $($more)*
            reach_title,
            reach_says,
            reach_questions,
            reach_promises,
            reach_calls,
            reach_calls_help,
            reach_mail,
            reach_push,
            reach_instead,
            reach_saved,
            push_title,
            push_says,
            push_here,
            push_since(when),
            push_used(when),
            push_unused,
            push_end,
            push_ended,
            push_name,
            push_add,
            push_added,
            push_wait,
            push_no_script,
            push_unsupported,
            push_denied,
            push_failed,
            push_unusable,
            push_unusable_says,
            no_too_many_devices,
            no_too_many_devices_says,
            no_way_to_call,
            no_way_to_call_says,
        }
    };
}

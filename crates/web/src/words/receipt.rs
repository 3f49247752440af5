//! The words of `receipt.ftl`, listed beside the others: one list of all of them would be too long to read.

/// The words that are given, and these.
macro_rules! and_of_receipts {
    ($list:ident! { $($others:tt)* } $($more:tt)*) => {
        $list! {
            $($others)*
            $($more)*
            receipts_title,
            receipts_says,
            receipts_when,
            receipts_never,
            receipts_out_of_hours,
            receipts_always,
            receipts_save,
            receipt_sent,
            receipts_words,
            deed_receipt,
            deed_receipt_failed(why),
        }
    };
}

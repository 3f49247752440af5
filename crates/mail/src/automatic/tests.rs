use super::*;
use crate::{Budget, read};

fn message(head: &str) -> Message {
    let raw = format!("Subject: hello\r\nMessage-ID: <m@x.test>\r\n{head}\r\n\r\nhello\r\n");
    read(raw.as_bytes(), &Budget::default()).unwrap()
}

#[track_caller]
fn check(head: &str, expected: &str) {
    let head = if head.contains("From:") { head.to_owned() } else { format!("From: a@x.test\r\n{head}") };
    let head = head.trim_end();
    let message = message(head);
    let kind = match &message.automatic {
        None => "a person",
        Some(Automatic::Bounce { .. }) => "a bounce",
        Some(Automatic::AutoReply) => "an automatic reply",
        Some(Automatic::List) => "a list",
        Some(Automatic::Bulk) => "bulk",
        Some(Automatic::ReadReceipt) => "a receipt",
    };
    let answer = if may_be_answered(&message) { "may be answered" } else { "never answered" };
    assert_eq!(format!("{kind}, {answer}"), expected, "{head}");
}

#[test]
fn machines_are_known_by_their_marks() {
    check("", "a person, may be answered");
    check("Auto-Submitted: no", "a person, may be answered");
    check("Auto-Submitted: auto-replied", "an automatic reply, never answered");
    check("auto-submitted: Auto-Replied (vacation)", "an automatic reply, never answered");
    check("Auto-Submitted: auto-generated; type=x", "bulk, never answered");
    check("Auto-Submitted: auto-generated\r\nIn-Reply-To: <a@b>", "an automatic reply, never answered");
    check("Auto-Submitted: auto-notified", "bulk, never answered");
    check("Precedence: bulk", "bulk, never answered");
    check("Precedence: bulk\r\nReferences: <a@b>", "an automatic reply, never answered");
    check("Precedence: list", "a list, never answered");
    check("Precedence: auto_reply", "an automatic reply, never answered");
    check("Precedence: normal", "a person, may be answered");
    check("X-Auto-Response-Suppress: All", "an automatic reply, never answered");
    check("X-Auto-Response-Suppress: DR, OOF, AutoReply", "an automatic reply, never answered");
    check("X-Auto-Response-Suppress: DR, RN, NRN", "a person, may be answered");
    check("X-Autoreply: yes", "an automatic reply, never answered");
    check("X-Autorespond: anything", "an automatic reply, never answered");
    check("X-Loop: support@helpdesk.test", "an automatic reply, never answered");
    check("List-Id: <l.example>", "a list, never answered");
    check("List-Unsubscribe: <https://x.test/u>", "bulk, never answered");
    check("Feedback-ID: 1:2:3", "bulk, never answered");
    check("Return-Path: <>", "an automatic reply, never answered");
    check("Return-Path: <a@x.test>", "a person, may be answered");
    check("Disposition-Notification-To: t@x.test", "a person, may be answered");
    check("From: MAILER-DAEMON@x.test", "a bounce, never answered");
    check("From: Mail Delivery System <>", "a person, never answered");
    check("From: postmaster@x.test", "a person, never answered");
    check("From: no-reply@x.test", "a person, never answered");
    check("From: DoNotReply.shop@x.test", "a person, never answered");
    check("From: owner-l@x.test", "a person, never answered");
    check("From: l-request@x.test", "a person, never answered");
    check("From: bounces+123@x.test", "a person, never answered");
    check("From: a@x.test\r\nReply-To: noreply@x.test", "a person, never answered");
    check("From: nobody at all", "a person, never answered");
    check(
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
        "a receipt, never answered",
    );
    check(
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "a bounce, never answered",
    );
    check("Content-Type: multipart/report; report-type=feedback-report; boundary=b", "bulk, never answered");
    check("X-Failed-Recipients: c@x.test", "a bounce, never answered");
}

#[track_caller]
fn check_subject(subject: &str, from: &str, automatic: bool) {
    let raw = format!("Subject: {subject}\r\nFrom: {from}\r\n\r\nhello\r\n");
    let message = read(raw.as_bytes(), &Budget::default()).unwrap();
    assert_eq!(message.automatic.is_some(), automatic, "{subject} {from}: {:?}", message.automatic);
}

#[test]
fn subjects_alone_say_little() {
    check_subject("Automatic reply: hello", "a@x.test", true);
    check_subject("Automaattinen vastaus: hei", "a@x.test", true);
    check_subject("Re: Automatic reply: hello", "a@x.test", false);
    check_subject("Out of office hours, what do I do?", "a@x.test", false);
    check_subject("Undelivered parcel", "a@x.test", false);
    check_subject("Undelivered Mail Returned to Sender", "a@x.test", false);
    check_subject("Undelivered Mail Returned to Sender", "Mail Delivery System <postmaster@x.test>", true);
    check_subject("About my invoice", "postmaster@x.test", false);
}

#[track_caller]
fn check_bounce(status: &str, returned: &str, text: &str, expected: (&str, &str, Option<bool>)) {
    let mut raw = format!(
        "From: MAILER-DAEMON@x.test\r\nSubject: Undelivered\r\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=d\r\n\r\n--d\r\n\r\n{text}\r\n"
    );
    if !status.is_empty() {
        raw += &format!("--d\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n");
    }
    if !returned.is_empty() {
        raw += &format!("--d\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}\r\n");
    }
    raw += "--d--\r\n";
    let message = read(raw.as_bytes(), &Budget::default()).unwrap();
    let Some(Automatic::Bounce { recipient, original_message_id, permanent }) = &message.automatic else {
        panic!("no bounce: {message:?}");
    };
    let said =
        (recipient.as_deref().unwrap_or("-"), original_message_id.as_deref().unwrap_or("-"), *permanent);
    assert_eq!(said, expected, "{raw}");
}

#[test]
fn a_bounce_says_whom_what_and_for_how_long() {
    let ours = "Message-ID: <ours@desk.test>\r\n";
    let failed = "Reporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; Alice@Customer.test\r\n\
                  Action: failed\r\nStatus: 5.1.1\r\n";
    check_bounce(failed, ours, "sorry", ("Alice@customer.test", "ours@desk.test", Some(true)));
    check_bounce(
        &failed.replace("failed", "delayed"),
        ours,
        "",
        ("Alice@customer.test", "ours@desk.test", Some(false)),
    );
    check_bounce(&failed.replace("Action: failed\r\n", ""), "", "", ("Alice@customer.test", "-", Some(true)));
    let relayed = "Final-Recipient: rfc822;b@x.test\r\nAction: relayed\r\n\r\n";
    check_bounce(&format!("{relayed}{failed}"), "", "", ("Alice@customer.test", "-", Some(true)));
    let two = "Final-Recipient: rfc822;b@x.test\r\nAction: delayed\r\n\r\nFinal-Recipient: rfc822;c@x.test\r\nAction: failed\r\n";
    check_bounce(two, "", "", ("c@x.test", "-", Some(true)));
    let forwarded =
        "Original-Recipient: rfc822;a@x.test\r\nFinal-Recipient: rfc822;z@y.test\r\nAction: failed\r\n";
    check_bounce(forwarded, "", "", ("a@x.test", "-", Some(true)));
    check_bounce("", "", "nothing known", ("-", "-", None));
    check_bounce(
        "",
        "",
        "<al@x.test>:\r\n550 5.1.1 no such user\r\n\r\nMessage-Id: <o@desk.test>",
        ("al@x.test", "o@desk.test", Some(true)),
    );
    check_bounce("", "", "4.2.2 mailbox of bo@x.test is full", ("bo@x.test", "-", Some(false)));
    check_bounce("garbage\0\u{ff}", "no headers", "", ("-", "-", None));
    check_bounce(
        "Final-Recipient: rfc822;not an address\r\nAction: failed\r\n",
        "",
        "",
        ("-", "-", Some(true)),
    );
}

#[test]
fn good_news_is_no_bounce() {
    let raw = "From: MAILER-DAEMON@x.test\r\nSubject: Delivered\r\nContent-Type: multipart/report; \
               report-type=delivery-status; boundary=d\r\n\r\n--d\r\n\r\nok\r\n--d\r\nContent-Type: \
               message/delivery-status\r\n\r\nFinal-Recipient: rfc822;a@x.test\r\nAction: delivered\r\n--d--\r\n";
    let message = read(raw.as_bytes(), &Budget::default()).unwrap();
    assert_eq!(message.automatic, Some(Automatic::ReadReceipt));
}

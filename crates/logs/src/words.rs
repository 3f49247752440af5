//! What logs call things, the likeliest first. Names of columns are compared in small letters, with nothing
//! but letters and digits.

pub(crate) const LIFECYCLE: &str = "lifecycle:transition";
pub(crate) const ACTIVITY_XES: &[&str] = &["concept:name", "Activity", "activity", "event"];
pub(crate) const OWNERS_XES: &[&str] = &["org:group", "org:resource", "org:role"];

pub(crate) const CASE: &[&str] = &[
    "caseconceptname",
    "caseid",
    "case",
    "casekey",
    "caseident",
    "casenumber",
    "incidentid",
    "incidentnumber",
    "srnumber",
    "ticketid",
    "ticketnumber",
    "ticket",
    "traceid",
    "trace",
    "orderid",
    "requestid",
    "processinstance",
    "instanceid",
    "number",
];
pub(crate) const ACTIVITY: &[&str] = &[
    "conceptname",
    "activity",
    "activityname",
    "incidentactivitytype",
    "eventname",
    "event",
    "task",
    "taskname",
    "action",
    "step",
    "status",
    "operation",
    "type",
];
pub(crate) const TIME: &[&str] = &[
    "timetimestamp",
    "timestamp",
    "completetimestamp",
    "endtimestamp",
    "endtime",
    "completetime",
    "time",
    "datetime",
    "datestamp",
    "changedatetime",
    "eventtime",
    "date",
    "starttimestamp",
    "starttime",
];
pub(crate) const BEGAN: &[&str] = &["starttimestamp", "starttime", "began", "start"];
pub(crate) const OWNER: &[&str] = &[
    "orggroup",
    "orgresource",
    "orgrole",
    "assignmentgroup",
    "group",
    "team",
    "supportteam",
    "involvedst",
    "queue",
    "resource",
    "owner",
    "ownerfirstname",
    "assignee",
    "assignedto",
    "agent",
    "user",
    "userid",
    "employee",
    "handler",
    "role",
];
pub(crate) const STATE: &[&str] = &["lifecycletransition", "substatus", "lifecycle", "state", "transition"];
/// Kinds of objects that are a case rather than a part of one.
pub(crate) const OBJECT: &[&str] = &["case", "ticket", "incident", "matter", "request", "complaint"];

/// `Change Date+Time` → `changedatetime`.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Which of the names is the likeliest of these words.
pub(crate) fn likeliest(names: &[String], words: &[&str]) -> Option<usize> {
    words.iter().find_map(|word| names.iter().position(|name| plain(name) == *word))
}

/// All of the names that are one of these words, the likeliest first.
pub(crate) fn likely(names: &[String], words: &[&str]) -> Vec<usize> {
    words.iter().filter_map(|word| names.iter().position(|name| plain(name) == *word)).collect()
}

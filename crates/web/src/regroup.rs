//! Cases put together, and a contact that becomes a case of its own.

use axum::{extract::Path, response::Response};
use serde::Deserialize;
use valta_desk::No;
use valta_domain::{ContactId, Refusal, refusal::Field};
use valta_policy::Action;
use valta_store::views;

use crate::{
    act::{Act, Draft},
    case::{done, id_of, numbered, refused, subject},
    form::Sent,
    trouble::Trouble,
    visit::Visit,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merging {
    command: String,
    number: String,
}

pub(crate) async fn merge(
    visit: Visit,
    Path(number): Path<i64>,
    sent: Sent<Merging>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let draft = Draft {
        act: Act::Merge,
        command: Some(form.command.clone()),
        text: form.number.clone(),
        ..Draft::default()
    };
    let id = id_of(&visit, Action::SeeCase, number).await?;
    let Ok(other) = form.number.trim().trim_start_matches('#').parse::<i64>() else {
        return refused(&visit, number, draft, &Refusal::Unusable(Field::Case)).await;
    };
    let into = match id_of(&visit, Action::SeeCase, other).await {
        Ok(into) => into,
        Err(Trouble::Missing) => {
            return refused(&visit, number, draft, &Refusal::Unusable(Field::Case)).await;
        }
        Err(trouble) => return Err(trouble),
    };
    match visit.desk().merge(visit.by(), Some(key), id, into).await {
        Ok(()) => Ok(done(other, "merge", &form.command)),
        Err(No::Refusal(no)) => refused(&visit, number, draft, &no).await,
        Err(no) => Err(no.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Splitting {
    command: String,
    /// Empty: the new case is called as the old one.
    subject: String,
}

pub(crate) async fn split(
    visit: Visit,
    Path((number, contact)): Path<(i64, ContactId)>,
    sent: Sent<Splitting>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    let (desk, by) = (visit.desk().clone(), visit.by());
    let found = visit.desk().reader();
    let found = found.look(move |tx| numbered(tx, &desk, by, Action::SeeCase, number)).await?;
    let line = found.ok_or(Trouble::Missing)?;
    let subject = match form.subject.trim() {
        "" => subject(visit.words(), &line).to_owned(),
        subject => subject.to_owned(),
    };
    match visit.desk().split(visit.by(), Some(key), line.id, contact, subject).await {
        Ok(new) => {
            let number = visit.desk().reader().look(move |tx| views::case::number_of(tx, new)).await?;
            Ok(done(number.ok_or(Trouble::Missing)?, "split", &form.command))
        }
        Err(No::Refusal(no)) => {
            let draft = Draft {
                act: Act::Split(contact),
                command: Some(form.command),
                text: form.subject,
                ..Draft::default()
            };
            refused(&visit, number, draft, &no).await
        }
        Err(no) => Err(no.into()),
    }
}

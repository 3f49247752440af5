//! What a customer can count on: read before anything else beside the conversation, kept on the customer's own page.

use axum::{extract::Path, response::Response};
use maud::{Markup, html};
use serde::Deserialize;
use valta_desk::{No, Rights};
use valta_domain::{ArrangementId, CustomerId, Refusal, friction::Did};
use valta_policy::Action;
use valta_store::views::arrangement::ArrangementLine;

use crate::{
    act::Draft,
    case,
    customer::{self, Adding},
    form::{Sent, command},
    icon::{Icon, icon},
    layout::go,
    parts::{self, Field, Line},
    refusal,
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
    words::Words,
};

fn said(words: Words, line: &ArrangementLine) -> &str {
    line.words.as_deref().unwrap_or(words.talk_no_text())
}

/// Beside a conversation: where they are few they are read, and one click says that one was not kept.
pub(crate) fn beside(words: Words, case: &str, rights: &Rights, standing: &[ArrangementLine]) -> Markup {
    html! {
        @if !standing.is_empty() {
            section.arrangements aria-labelledby="arrangements-title" {
                h3 id="arrangements-title" { (icon(Icon::Check)) (words.arrangement_title()) }
                ul {
                    @for line in standing {
                        li {
                            span { (said(words, line)) }
                            @if rights.may(Action::ReportFriction) {
                                form action={ (case) "/arrangements/" (line.id) "/broken" } method="post" {
                                    (parts::form_id(&command()))
                                    button.button.small.quiet type="submit" aria-label={ (words.arrangement_broken()) ": " (said(words, line)) } {
                                        (words.arrangement_broken())
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// On the customer's own page.
pub(crate) fn kept(
    viewer: &Viewer,
    customer: CustomerId,
    rights: &Rights,
    standing: &[ArrangementLine],
    adding: &Adding,
) -> Markup {
    let words = viewer.words;
    let keeps = rights.may(Action::KeepArrangements);
    let place = format!("/customers/{customer}/arrangements");
    let field = Field {
        id: "arrangement",
        label: words.arrangement_words(),
        help: Some(words.arrangement_help()),
        error: adding.arrangement_error.as_deref(),
    };
    let again = adding.command.clone().filter(|_| adding.arrangement_error.is_some());
    html! {
        section.card-part.arrangements {
            h3 { (words.arrangement_title()) }
            @if standing.is_empty() { p.small { (words.arrangement_none()) } }
            ul {
                @for line in standing {
                    li {
                        span {
                            (said(words, line)) " "
                            span.small { @if let Some((_, name)) = &line.by { (name) ", " } (parts::moment(viewer, line.at)) }
                        }
                        @if keeps {
                            form action={ (place) "/" (line.id) "/end" } method="post" {
                                (parts::form_id(&command()))
                                button.button.small.quiet type="submit" aria-label={ (words.arrangement_end()) ": " (said(words, line)) } {
                                    (words.arrangement_end())
                                }
                            }
                        }
                    }
                }
            }
            @if keeps {
                details.about open[adding.arrangement_error.is_some()] {
                    summary { (words.arrangement_add()) }
                    form.panel id="arrangement-new" action=(place) method="post" data-draft {
                        (parts::form_id(&again.unwrap_or_else(command)))
                        (field.line(&Line { required: true, ..Line::text("words", &adding.arrangement) }))
                        (parts::button("", Some(Icon::Check), words.arrangement_save()))
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Making {
    command: String,
    words: String,
}

pub(crate) async fn make(
    visit: Visit,
    Path(customer): Path<CustomerId>,
    sent: Sent<Making>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let form = sent.form;
    match visit.desk().make_arrangement(visit.by(), Some(key), customer, form.words.clone()).await {
        Ok(_) => Ok(go(&format!("/customers/{customer}"))),
        Err(No::Refusal(no @ (Refusal::NotFound | Refusal::NotYours))) => Err(No::Refusal(no).into()),
        Err(No::Refusal(no)) => {
            let adding = Adding {
                command: (no != Refusal::KeyReused).then_some(form.command),
                arrangement: form.words,
                arrangement_error: Some(refusal::line(&visit.viewer(), &no)),
                ..Adding::default()
            };
            customer::show(&visit, customer, adding, refusal::status(&no)).await
        }
        Err(no) => Err(no.into()),
    }
}

pub(crate) async fn end(
    visit: Visit,
    Path((customer, arrangement)): Path<(CustomerId, ArrangementId)>,
    sent: Sent<case::Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    match visit.desk().end_arrangement(visit.by(), Some(key), arrangement).await {
        // Somebody else ended it a moment ago: it is as it was meant.
        Ok(_) | Err(No::Refusal(Refusal::AlreadyDone)) => Ok(go(&format!("/customers/{customer}"))),
        Err(no) => Err(no.into()),
    }
}

pub(crate) async fn broken(
    visit: Visit,
    Path((number, arrangement)): Path<(i64, ArrangementId)>,
    sent: Sent<case::Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let id = case::id_of(&visit, Action::SeeCase, number).await?;
    let told =
        visit.desk().report_broken_arrangement(visit.by(), Some(key), id, arrangement, Did::Other).await;
    match told {
        Ok(_) => Ok(case::done(number, "arrangement", &sent.form.command)),
        Err(No::Refusal(no)) => case::refused(&visit, number, Draft::default(), &no).await,
        Err(no) => Err(no.into()),
    }
}

//! What people say that they know: shown with everybody, said by themselves or by a lead, taken back with a click.

use axum::{extract::Path, response::Response};
use maud::{Markup, html};
use serde::Deserialize;
use valta_domain::{AgentId, SkillId};
use valta_store::views::skill::SkillLine;

use crate::{
    form::{Sent, command},
    icon::Icon,
    layout::go,
    parts::{self, Field, Line},
    people::{self, Plain, Typed},
    trouble::Trouble,
    viewer::Viewer,
    visit::Visit,
};

/// Those of one person, in their own words.
pub(crate) fn list(viewer: &Viewer, skills: &[SkillLine]) -> Markup {
    let says: Vec<&str> = skills.iter().filter_map(|line| line.says.as_deref()).collect();
    html! {
        @if !says.is_empty() { p.small.skills { (viewer.words.skills_of(says.join(", "))) } }
    }
}

pub(crate) fn forms(viewer: &Viewer, of: AgentId, name: &str, skills: &[SkillLine], typed: &Typed) -> Markup {
    let words = viewer.words;
    let form = format!("skill-{of}");
    html! {
        section {
            h3 { (words.skills_title(name)) }
            @for line in skills {
                @let says = line.says.as_deref().unwrap_or(words.talk_no_text());
                form.skill action={ "/people/" (of) "/skills/" (line.id) "/drop" } method="post" {
                    (parts::form_id(&command()))
                    span { (says) }
                    button.button.small.quiet type="submit" aria-label=(words.skills_drop_of(says)) { (words.skills_drop()) }
                }
            }
            form.panel action={ "/people/" (of) "/skills" } method="post" {
                (parts::form_id(&command()))
                (Field { id: &form, label: words.skills_add(), help: Some(words.skills_help()), error: typed.wrong(&form, "skill") }
                    .line(&Line { required: true, ..Line::text("skill", typed.value(&form, "skill", "")) }))
                div.acting { (parts::button("", Some(Icon::Add), words.skills_save())) }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stating {
    command: String,
    skill: String,
}

pub(crate) async fn state(
    visit: Visit,
    Path(of): Path<AgentId>,
    sent: Sent<Stating>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    let Stating { command, skill } = sent.form;
    match visit.desk().state_skill(visit.by(), Some(key), of, skill.clone()).await {
        Ok(_) => Ok(go(&format!("/people?did=skill&saved={command}#p{of}"))),
        Err(no) => people::refused(&visit, format!("skill-{of}"), vec![("skill", skill)], no).await,
    }
}

pub(crate) async fn drop(
    visit: Visit,
    Path((of, skill)): Path<(AgentId, SkillId)>,
    sent: Sent<Plain>,
) -> Result<Response, Trouble> {
    let key = sent.key(&sent.form.command)?;
    match visit.desk().drop_skill(visit.by(), Some(key), of, skill).await {
        Ok(()) => Ok(go(&format!("/people?did=skill-gone&saved={}#p{of}", sent.form.command))),
        Err(no) => people::refused(&visit, format!("skill-{of}"), vec![], no).await,
    }
}

//! What the pages offer somebody: every link is followed, and every form is remembered.

use std::collections::BTreeSet;

use super::{
    Said,
    ask::{Ask, asked},
    people::{House, Someone},
};

/// More pages than this are not linked in so small a house.
const MOST: usize = 400;

/// The addresses of all forms that this one comes across, from their first page on. No link may lead to a *no*.
pub(crate) fn offered(house: &House, one: &Someone) -> BTreeSet<String> {
    let (mut known, mut forms) = (BTreeSet::new(), BTreeSet::new());
    let mut next = vec![("/".to_owned(), "the door".to_owned())];
    while let Some((path, from)) = next.pop() {
        let ask = Ask::get(&path).with("cookie", &one.cookie);
        let answer = asked(house.url(), &ask);
        let said = Said::of(&ask, one.name, &answer);
        assert_eq!(said, Said::Yes, "{} is offered {path} on {from}", one.name);
        known.insert(path.clone());
        assert!(known.len() < MOST, "{} finds no end", one.name);
        if !answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            continue;
        }
        forms.extend(addresses(&answer.body, "action=\"").into_iter().filter(|to| !is_search(to)));
        for to in addresses(&answer.body, "href=\"") {
            let to = to.split('#').next().unwrap_or_default().to_owned();
            let seen = known.contains(&to) || next.iter().any(|(waiting, _)| *waiting == to);
            if !seen && !to.is_empty() {
                next.push((to, path.clone()));
            }
        }
    }
    forms
}

fn is_search(to: &str) -> bool {
    to == "/find" || to == "/ledger"
}

/// Of this house, as they stand in the markup.
fn addresses(page: &str, before: &str) -> Vec<String> {
    let found = page.split(before).skip(1).filter_map(|rest| rest.split('"').next());
    found.filter(|to| to.starts_with('/')).map(|to| to.replace("&amp;", "&")).collect()
}

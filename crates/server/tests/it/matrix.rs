//! Who gets through to what: every path of both tables, asked of the running program by everybody, held against a
//! written table; and what must hold of that table whatever is written in it. A path that is not asked about here fails
//! the test, and so does one whose line is missing.

mod ask;
mod offer;
mod people;
mod request;

use std::{collections::BTreeSet, fmt::Write as _};

use expect_test::expect_file;
use serde_json::{Value, json};
use valta_domain::token::TokenScope;
use valta_store::testing::{TestDb, each_backend};

use ask::{Answer, Ask, asked};
use people::{House, Someone};
use request::requests;

use crate::{house::call, office::refund};

/// How a form is answered that did not reach the desk: this test has sent the wrong thing.
const UNREADABLE: &str = "Tämä lomake ei tullut kokonaisena";

const HEAD: &str = "\
Who gets through to what: every path, asked of the running program by everybody. A test writes it down:
`UPDATE_EXPECT=1 cargo test -p valta --test it matrix`. Read what has changed before it goes through.

yes    let through: it was done, or refused for a reason of the business and not of the person
no     there, and not theirs to do (403)
none   not there for these eyes (404)
login  nobody is known to ask (sent to the door, or 401)

Asked about is a case of the agent's, its customer, and what stands in it.
customer A   whose case it is, and B, whose it is not: customers have no logins. What they can hold is the secret that
             their answers come back by, good for mail alone; here it is shown as a session and as a token.
colleague    has nothing to do with it.    asked  a colleague who was asked to sign.
own          a colleague, about a case and a customer of their own.
elsewhere    an agent of another team.     agent  who owns the case, and gave what was given.
lead         of the agent's team, who was asked to decide.
";

const TOKENS: &str = "
By a token, the letters of the scopes that are let through: f full, r read, w write, m money, d decisions, c catch,
p finance (who pays). A dot is none, a dash is no; where all seven are answered the same, that word.
";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Yes,
    No,
    None,
    Login,
}

impl Said {
    fn word(self) -> &'static str {
        match self {
            Said::Yes => "yes",
            Said::No => "no",
            Said::None => "none",
            Said::Login => "login",
        }
    }

    /// Of a page, or of a call.
    #[track_caller]
    fn of(ask: &Ask, who: &str, answer: &Answer) -> Said {
        let to_the_door = answer.header("location").is_some_and(|to| to.starts_with("/login"));
        match answer.status {
            // The door says so to a wrong password.
            401 if ask.path == "/login" => Said::Yes,
            401 => Said::Login,
            // Whoever leaves is sent there too, and loses the cookie on the way.
            303 if to_the_door && answer.header("set-cookie").is_none() => Said::Login,
            403 => Said::No,
            404 => Said::None,
            200..=399 | 409 | 412 => Said::Yes,
            422 if !answer.body.contains(UNREADABLE) => Said::Yes,
            status => {
                panic!(
                    "{who} asked {} {}, and this says nothing: {status} {}",
                    ask.method, ask.path, answer.body
                )
            }
        }
    }
}

/// A path, and of those with several the request.
type Row = (String, &'static str);

/// What everybody was answered; the cells in the order of the people.
struct Line<T> {
    row: Row,
    /// Nobody, customer A, customer B.
    outside: [Said; 3],
    cells: Vec<T>,
}

impl<T> Line<T> {
    fn name(&self) -> String {
        let (path, name) = &self.row;
        if name.is_empty() { path.clone() } else { format!("{path}, {name}") }
    }

    /// Speaks of one thing.
    fn is_of_a_thing(&self) -> bool {
        self.row.0.contains('{')
    }

    fn acts(&self) -> bool {
        self.row.0.starts_with("POST ")
    }
}

/// By token: the answers in the order of the scopes.
type ByScope = [Said; TokenScope::ALL.len()];

struct Matrix {
    pages: Vec<Line<Said>>,
    calls: Vec<Line<ByScope>>,
}

#[test]
fn the_matrix() {
    each_backend(|db: TestDb| {
        let house = House::open(db);
        // Before anything is done: what is done is not offered again.
        let offered: Vec<_> = house.people.iter().map(|one| offer::offered(&house, one)).collect();
        let matrix = Matrix { pages: pages(&house), calls: calls(&house) };
        expect_file!["testdata/matrix.txt"].assert_eq(&written(&house, &matrix));
        holds(&house, &matrix);
        kept(&house, &matrix, &offered);
        money(&house);
    });
}

fn pages(house: &House) -> Vec<Line<Said>> {
    let mut rows: Vec<String> =
        valta_web::addresses().into_iter().map(|(method, path)| format!("{method} {path}")).collect();
    // It ends the session.
    rows.sort_by_key(|row| row == "POST /logout");
    let cookie = |ask: Ask, cookie: &str| ask.with("cookie", cookie);
    let session = |secret: &str| format!("valta={secret}");
    let say = |one: &Someone, row: &str| -> Vec<Said> {
        let asks = requests(row, house, house.things_of(one)).into_iter();
        asks.map(|(_, ask)| said(house, one.name, &cookie(ask, &one.cookie))).collect()
    };
    let outside = |row: &str| outside(house, row, &|ask, secret| cookie(ask, &session(secret)));
    let lines = rows.iter().flat_map(|row| {
        let outside = outside(row);
        let answers: Vec<Vec<Said>> = house.people.iter().map(|one| say(one, row)).collect();
        lines(house, row, &outside, |index| answers.iter().map(|said| said[index]).collect())
    });
    lines.collect()
}

fn calls(house: &House) -> Vec<Line<ByScope>> {
    let rows: Vec<String> =
        valta_api::addresses().into_iter().map(|(method, path)| format!("{method} {path}")).collect();
    let bearer = |ask: Ask, token: &str| ask.with("authorization", &format!("Bearer {token}"));
    let mut answers: Vec<Vec<Vec<ByScope>>> = Vec::new();
    for row in &rows {
        let of = |one: &Someone| {
            vec![[Said::No; TokenScope::ALL.len()]; requests(row, house, house.things_of(one)).len()]
        };
        answers.push(house.people.iter().map(of).collect());
    }
    for scope in TokenScope::ALL {
        let before = house.deeds();
        for (row, answers) in rows.iter().zip(&mut answers) {
            for (one, answers) in house.people.iter().zip(answers) {
                let asks = requests(row, house, house.things_of(one));
                for ((_, ask), answer) in asks.into_iter().zip(answers) {
                    answer[*scope as usize] = said(house, one.name, &bearer(ask, one.token(*scope)));
                }
            }
        }
        let changes = house.deeds() > before;
        match scope {
            TokenScope::Full => assert!(changes, "there is something to do"),
            TokenScope::Read | TokenScope::Decisions => {
                assert!(!changes, "{} changed something", scope.code());
            }
            TokenScope::Write | TokenScope::Money | TokenScope::Catch | TokenScope::Finance => {}
        }
    }
    let lines = rows.iter().zip(&answers).flat_map(|(row, answers)| {
        let outside = outside(house, row, &bearer);
        lines(house, row, &outside, |index| answers.iter().map(|said| said[index]).collect())
    });
    lines.collect()
}

#[track_caller]
fn said(house: &House, who: &str, ask: &Ask) -> Said {
    Said::of(ask, who, &asked(house.url(), ask))
}

/// What nobody is answered, and both customers with what they hold.
fn outside(house: &House, row: &str, holding: &dyn Fn(Ask, &str) -> Ask) -> Vec<[Said; 3]> {
    let [a, b] = house.customers();
    let asks = requests(row, house, &house.things).into_iter();
    // Each follows the link that they have.
    let of_b = if row.contains("/m/{link}") { &house.own } else { &house.things };
    let of = |((_, ask), (_, ask_b)): ((&str, Ask), (&str, Ask))| {
        let nobody = said(house, "nobody", &ask);
        [nobody, said(house, "customer A", &holding(ask, a)), said(house, "customer B", &holding(ask_b, b))]
    };
    asks.zip(requests(row, house, of_b)).map(of).collect()
}

fn lines<T>(
    house: &House,
    row: &str,
    outside: &[[Said; 3]],
    cells: impl Fn(usize) -> Vec<T>,
) -> Vec<Line<T>> {
    let names = requests(row, house, &house.things).into_iter().map(|(name, _)| name).enumerate();
    names
        .map(|(index, name)| Line {
            row: (row.to_owned(), name),
            outside: outside[index],
            cells: cells(index),
        })
        .collect()
}

fn written(house: &House, matrix: &Matrix) -> String {
    let mut text = HEAD.to_owned();
    let people: Vec<&str> = house.people.iter().map(|one| one.name).collect();
    let widths: Vec<usize> = people.iter().map(|name| name.len().max(TokenScope::ALL.len()) + 2).collect();
    let mut line = |name: &str, outside: [&str; 3], cells: &[&str]| {
        let [nobody, a, b] = outside;
        let mut line = format!("{name:<56}{nobody:<11}{a:<12}{b:<12}");
        for (cell, width) in cells.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    let head = ["anonymous", "customer A", "customer B"];
    line("", ["", "", ""], &[]);
    line("", head, &people);
    for page in &matrix.pages {
        let cells: Vec<&str> = page.cells.iter().map(|said| said.word()).collect();
        line(&page.name(), page.outside.map(Said::word), &cells);
    }
    for words in TOKENS.lines() {
        line(words, ["", "", ""], &[]);
    }
    line("", ["", "", ""], &[]);
    line("", head, &people);
    for call in &matrix.calls {
        let cells: Vec<String> = call.cells.iter().copied().map(by_scope).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        line(&call.name(), call.outside.map(Said::word), &cells);
    }
    text
}

fn by_scope(cell: ByScope) -> String {
    let letter = |scope: &TokenScope| match cell[*scope as usize] {
        Said::Yes => match scope {
            TokenScope::Full => 'f',
            TokenScope::Read => 'r',
            TokenScope::Write => 'w',
            TokenScope::Money => 'm',
            TokenScope::Decisions => 'd',
            TokenScope::Catch => 'c',
            TokenScope::Finance => 'p',
        },
        Said::No => '-',
        Said::None => '.',
        Said::Login => '?',
    };
    if cell.iter().all(|said| *said == cell[0]) {
        return cell[0].word().to_owned();
    }
    TokenScope::ALL.iter().map(letter).collect()
}

// What holds whatever the table says.

/// Where nobody need say who they are.
const OPEN: [&str; 14] = [
    "GET /login",
    "POST /login",
    "POST /language",
    // Whose link it is may be anybody: the address is the secret.
    "GET /m/{link}",
    "POST /m/{link}/messages",
    "POST /m/{link}/mood",
    "POST /m/{link}/friend",
    "POST /m/{link}/solved",
    // A calendar's address is the secret, too.
    "GET /feed/{feed}",
    "GET /look/{name}",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /api/openapi.json",
];

/// Of one thing, and everybody's to see all the same.
const EVERYBODYS: [&str; 3] =
    ["GET /mandates/{mandate}", "GET /api/v1/mandates/{id}", "GET /api/v1/agents/{id}/skills"];

/// Of one thing that is the house's, and whoever answers for ways of working keeps it.
const HOUSES: [&str; 1] = ["POST /api/v1/processes/{id}"];

fn holds(house: &House, matrix: &Matrix) {
    let index = |name: &str| house.people.iter().position(|one| one.name == name).expect("somebody");
    // In person at the pages, and by their strongest token at the calls: one list of what each may.
    let pages = matrix
        .pages
        .iter()
        .map(|line| (line.name(), line.is_of_a_thing(), line.acts(), line.outside, line.cells.clone()));
    let calls = matrix.calls.iter().map(|line| {
        let full = line.cells.iter().map(|cell| cell[TokenScope::Full as usize]).collect();
        (line.name(), line.is_of_a_thing(), line.acts(), line.outside, full)
    });
    for (name, of_a_thing, acts, outside, cells) in pages.chain(calls) {
        let open = OPEN.contains(&name.as_str());
        let expected = if open { Said::Yes } else { Said::Login };
        assert_eq!(outside, [expected; 3], "{name}: nobody gets past the door, whatever they hold");
        assert!(cells.contains(&Said::Yes) || open, "{name}: what nobody may, nobody needs");
        assert!(!cells.contains(&Said::Login), "{name}: everybody here is known");

        let may = |who: &str| cells[index(who)] == Said::Yes;
        let theirs =
            of_a_thing && !open && !EVERYBODYS.contains(&name.as_str()) && !HOUSES.contains(&name.as_str());
        for stranger in ["colleague", "process owner"] {
            assert!(!(theirs && may(stranger)), "{name}: {stranger} has nothing to do with it");
        }
        if theirs && acts {
            let answers = name.ends_with(", sign")
                || name.contains("/handovers/") && !name.ends_with("/withdraw")
                || name.ends_with("/answers");
            assert_eq!(may("asked"), answers, "{name}: who is asked answers, and does no more");
        }
        let money = ["/finance", "/confirm", "/retry", "/spend", "/settings/costs"];
        if money.iter().any(|part| name.contains(part)) || acts && name.contains("/mandates") {
            let others = ["colleague", "asked", "own", "elsewhere", "agent", "process owner"];
            assert!(!others.into_iter().any(may), "{name}: money and mandates are for leads and admins");
        }
        if name.contains("/settings/mail") {
            let others = house.people.iter().filter(|one| one.name != "admin");
            assert!(!others.into_iter().any(|one| may(one.name)), "{name}: the house's mail is for admins");
        }
    }
    for line in &matrix.calls {
        let name = line.name();
        if OPEN.contains(&name.as_str()) {
            continue;
        }
        for (one, cell) in house.people.iter().zip(&line.cells) {
            let may = |scope: TokenScope| cell[scope as usize] == Said::Yes;
            let who = one.name;
            let catches = ["POST /api/v1/cases", "POST /api/v1/cases/{id}/promises"].contains(&name.as_str());
            assert!(catches || !may(TokenScope::Catch), "{name}: a phone of {who} does more than catch");
            for scope in TokenScope::ALL {
                assert!(may(TokenScope::Full) || !may(*scope), "{name}: a token of {who} exceeds {who}");
            }
            if line.acts() {
                let asks = line.row.0 == "POST /api/v1/decisions";
                assert!(asks || !may(TokenScope::Read), "{name}: {who} changes something by reading");
                assert!(asks || !may(TokenScope::Decisions), "{name}: {who} changes something by asking");
                let pays = ["/confirm", "/retry", "/spend"].iter().any(|end| name.ends_with(end));
                assert!(pays || !may(TokenScope::Finance), "{name}: {who} does more than pay");
                let gives = ["/remedies", "/co_signs", "/escalations", "/reverse", "/asks/{id}/withdraw"];
                let gives = gives.iter().any(|end| name.ends_with(end)) || name.contains("/co_signatures");
                assert!(!gives || !may(TokenScope::Write), "{name}: {who} gives without a token for money");
            }
        }
    }
    // Each way of saying who one is has doors of its own.
    let admin = house.person("admin");
    for (row, ask) in
        asks_of(house, valta_web::addresses().into_iter().map(|(m, path)| format!("{m} {path}")))
    {
        let ask = ask.with("authorization", &format!("Bearer {}", admin.token(TokenScope::Full)));
        let open = OPEN.contains(&row.as_str());
        assert_eq!(said(house, "a token", &ask) == Said::Yes, open, "{row}: no token opens a page");
    }
    for (row, ask) in
        asks_of(house, valta_api::addresses().into_iter().map(|(m, path)| format!("{m} {path}")))
    {
        let ask = ask.with("cookie", &house.person("lead").cookie);
        let open = OPEN.contains(&row.as_str());
        assert_eq!(said(house, "a session", &ask) == Said::Yes, open, "{row}: no session makes a call");
    }
}

/// Nobody is offered what they would be refused; and there is something that somebody is offered.
fn kept(house: &House, matrix: &Matrix, offered: &[BTreeSet<String>]) {
    let mut found = BTreeSet::new();
    for line in &matrix.pages {
        for ((one, said), offered) in house.people.iter().zip(&line.cells).zip(offered) {
            let asks = requests(&line.row.0, house, house.things_of(one)).into_iter();
            for (_, ask) in asks.filter(|(name, ask)| *name == line.row.1 && ask.method == "POST") {
                if offered.contains(&ask.path) {
                    assert_eq!(*said, Said::Yes, "{} is offered {}", one.name, line.name());
                    found.insert(&line.row);
                }
            }
        }
    }
    assert!(found.len() > 20, "the pages offer next to nothing: {found:?}");
}

fn asks_of(house: &House, rows: impl Iterator<Item = String>) -> Vec<(String, Ask)> {
    let asks = |row: String| {
        requests(&row, house, &house.things).into_iter().map(move |(_, ask)| (row.clone(), ask))
    };
    rows.flat_map(asks).collect()
}

/// What no table of paths can show: how much, and whose.
fn money(house: &House) {
    let call = |who: &str, scope: TokenScope, path: &str, body: Value| {
        let token = house.person(who).token(scope);
        let said = call(house.url(), token, "POST", &format!("/api/v1{path}"), Some(&body));
        (said.0, said.1["code"].as_str().unwrap_or_default().to_owned(), said.1["id"].clone())
    };
    let no = |said: (u16, String, Value)| format!("{} {}", said.0, said.1);
    let own = format!("/cases/{}/remedies", house.things_of(house.person("own")).case);
    let agents = format!("/cases/{}/remedies", house.things.case);
    let stretched = json!({"kind": "gift", "amount": {"minor": 51_00, "currency": "EUR"}, "stretch": true,
        "reason": "Koko matka meni pieleen meidän virheemme takia."});
    let gift = json!({"kind": "gift", "amount": {"minor": 1, "currency": "EUR"}});

    for scope in [TokenScope::Full, TokenScope::Money] {
        assert_eq!(no(call("own", scope, &own, stretched.clone())), "422 beyond_mandate");
        assert_eq!(no(call("colleague", scope, &agents, gift.clone())), "404 not_found");
        assert_eq!(no(call("asked", scope, &agents, gift.clone())), "403 not_yours");
    }
    assert_eq!(no(call("own", TokenScope::Write, &own, gift)), "403 not_yours");

    // Nobody pays what they gave.
    let (status, _, given) = call("lead", TokenScope::Money, &agents, refund(1));
    assert_eq!(status, 201);
    let confirm = format!("/remedies/{}/confirm", given.as_str().expect("an id"));
    let executed = json!({"state": "executed"});
    for scope in [TokenScope::Full, TokenScope::Finance] {
        assert_eq!(no(call("lead", scope, &confirm, executed.clone())), "403 not_yours");
    }
    assert_eq!(call("admin", TokenScope::Finance, &confirm, executed).0, 200);
}

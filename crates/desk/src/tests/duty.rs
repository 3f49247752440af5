//! No matter is left with nobody: covers, teams, and who is given what no person took in.

use valta_domain::{AgentId, duty::AwayBecause, handover::To, team::Giving};
use valta_store::{dialect::Dialect, lock, notice};

use super::*;
use crate::team::SetTeam;

/// The agent is at work.
async fn seen(desk: &Desk, agent: AgentId, at: Timestamp) {
    let secret = format!("{agent} {}", at.micros());
    desk.db().write(move |tx| account::begin_session(tx, &secret, agent, at)).await.expect("a session");
}

fn team(name: &str, giving: Giving, front: bool) -> SetTeam {
    SetTeam { id: None, name: name.into(), giving, front }
}

async fn letter(desk: &Desk, from: &str, number: u32) {
    let raw = format!(
        "From: {from}\nTo: palvelu@valta.example\nSubject: Asia {number}\nMessage-ID: <{number}@asiakas.example>\n\nHei {number}!\n"
    );
    mail(desk, &raw).await;
}

/// Who has each case, in the order of their numbers: an owner, a team's pool in brackets, or the whole house's.
async fn whose(desk: &Desk) -> Vec<String> {
    desk.reader()
        .look(|tx| {
            let filter = views::case::CaseFilter { limit: 50, ..Default::default() };
            let mut cases = views::case::list(tx, Scope::All, &filter)?;
            cases.sort_by_key(|case| case.number);
            let whose = |case: views::case::CaseLine| match (case.owner, case.pool) {
                (Some((_, name)), None) => name,
                (None, Some((Some((_, team)), _))) => format!("[{team}]"),
                (None, Some((None, _))) => "[]".into(),
                (owner, pool) => format!("{owner:?} and {pool:?}"),
            };
            Ok(cases.into_iter().map(whose).collect())
        })
        .await
        .expect("look")
}

fn away(agent: AgentId, until: Timestamp, cover: Option<AgentId>) -> SayAway {
    SayAway { agent, from: None, until, cover, because: AwayBecause::Holiday }
}

#[test]
fn what_comes_in_without_a_person_has_somebody_or_a_pool() {
    on_both(|House { desk, by, lead }| async move {
        letter(&desk, "aino@asiakas.example", 1).await;
        let flights = desk.set_team(lead, None, team("Lennot", Giving::Pull, true)).await.expect("a team");
        letter(&desk, "bo@asiakas.example", 2).await;
        assert_eq!(whose(&desk).await, ["[]", "[Lennot]"]);

        // Given out: to the one there with the least open, and to nobody who is not there.
        let push = SetTeam { id: Some(flights), ..team("Lennot", Giving::Push, true) };
        desk.set_team(lead, None, push).await.expect("pushed");
        let cecilia =
            join_team(&desk, "Cecilia", "cecilia@revontuli.example", Role::Agent, Some(flights)).await;
        let daniel = join_team(&desk, "Daniel", "daniel@revontuli.example", Role::Agent, Some(flights)).await;
        letter(&desk, "cia@asiakas.example", 3).await;
        seen(&desk, cecilia.agent, START).await;
        seen(&desk, daniel.agent, START).await;
        for number in 4..7 {
            letter(&desk, &format!("d{number}@asiakas.example"), number).await;
        }
        let now = whose(&desk).await;
        assert_eq!(now.get(2).map(String::as_str), Some("[Lennot]"));
        let given = |name: &str| now.iter().skip(3).filter(|whose| *whose == name).count();
        assert_eq!(given("Cecilia") + given("Daniel"), 3, "{now:?}");
        assert!(given("Cecilia").abs_diff(given("Daniel")) == 1, "{now:?}");

        // Who solved the last thing for a customer has the next one, while there.
        let case = first_case(&desk).await;
        desk.take(by, None, case, None).await.expect("take");
        desk.resolve(by, None, case, None).await.expect("resolve");
        seen(&desk, by.agent, START).await;
        desk.clock().set(START.plus(MINUTE));
        letter(&desk, "aino@asiakas.example", 8).await;
        assert_eq!(whose(&desk).await.last().map(String::as_str), Some("Aava Agentti"));
    });
}

#[test]
fn the_duty_is_covered_and_the_title_stays() {
    on_both(|House { desk, by, lead }| async move {
        letter(&desk, "aino@asiakas.example", 1).await;
        let case = first_case(&desk).await;
        let colleague = join(&desk, "Kalle Kollega", "kalle@revontuli.example", Role::Colleague).await;
        desk.take(by, None, case, None).await.expect("take");
        let sees = |who: By| {
            let desk = desk.clone();
            async move {
                let look = move |tx: &mut valta_store::Tx<'_>| views::case::seen_by(tx, who.scope, case);
                desk.reader().look(look).await.expect("look")
            }
        };
        let carried = |who: By| {
            let desk = desk.clone();
            async move {
                let asked = desk.clone();
                let look = move |tx: &mut valta_store::Tx<'_>| asked.carried_by(tx, who.agent, asked.now());
                desk.reader().look(look).await.expect("look")
            }
        };
        assert!(!sees(colleague).await);

        let until = START.plus(DAY);
        desk.say_away(by, None, away(by.agent, until, Some(colleague.agent))).await.expect("away");
        assert!(sees(colleague).await);
        let mut both = [by.agent, colleague.agent];
        both.sort();
        assert_eq!(carried(colleague).await, both);
        assert_eq!(carried(by).await, []);
        desk.note(colleague, None, case, "Hoidan tämän.".into()).await.expect("a note");
        assert_eq!(whose(&desk).await, ["Aava Agentti"]);

        // Nobody covers for the one who covers for them, nor speaks for somebody else.
        let circle = desk.say_away(colleague, None, away(colleague.agent, until, Some(by.agent))).await;
        assert!(matches!(circle, Err(No::Refusal(Refusal::CoversInACircle))), "{circle:?}");
        let other = desk.say_away(colleague, None, away(by.agent, until, None)).await;
        assert!(matches!(other, Err(No::Refusal(Refusal::NotYours))), "{other:?}");
        // A lead may, and may cut it short.
        let longer = away(by.agent, until.plus(DAY), Some(colleague.agent));
        desk.say_away(lead, None, longer).await.expect("longer");

        desk.clock().set(until.plus(DAY));
        desk.settle_duties().await.expect("settled");
        assert!(!sees(colleague).await);
        assert_eq!(carried(by).await, [by.agent]);
    });
}

#[test]
fn whoever_leaves_leaves_nothing_in_limbo() {
    on_both(|House { desk, by, lead }| async move {
        let flights = desk.set_team(lead, None, team("Lennot", Giving::Pull, false)).await.expect("a team");
        let same = desk.set_team(lead, None, team("lennot", Giving::Pull, false)).await;
        assert!(matches!(same, Err(No::Refusal(Refusal::AlreadyThere))), "{same:?}");
        let other = desk.set_team(by, None, team("Hotelli", Giving::Pull, false)).await;
        assert!(matches!(other, Err(No::Refusal(Refusal::NotYours))), "{other:?}");

        desk.change_agent(lead, None, by.agent, Role::Agent, Some(flights)).await.expect("a member");
        let role = desk.change_agent(lead, None, by.agent, Role::Lead, Some(flights)).await;
        assert!(matches!(role, Err(No::Refusal(Refusal::NotYours))), "{role:?}");

        letter(&desk, "aino@asiakas.example", 1).await;
        letter(&desk, "bo@asiakas.example", 2).await;
        let case = first_case(&desk).await;
        desk.take(by, None, case, None).await.expect("take");
        let promise = MakePromise {
            case,
            what: "Soitan huomenna.".into(),
            due: START.plus(DAY),
            channel: Channel::Phone,
            instead_of: None,
        };
        desk.promise(by, None, promise).await.expect("a promise");
        desk.disable_agent(Actor::House, by.agent).await.expect("left");
        desk.settle_duties().await.expect("settled");
        assert_eq!(whose(&desk).await, ["[Lennot]", "[]"]);

        // Whoever takes it has the promise as well.
        desk.take(lead, None, case, None).await.expect("take");
        let promised =
            desk.reader().look(move |tx| views::promise::of_case(tx, case, 9)).await.expect("look");
        let by: Vec<&str> = promised.iter().map(|promise| promise.by.1.as_str()).collect();
        assert_eq!(by, ["Liisa Liidi"]);
    });
}

/// While somebody else has the staff's turn, an act that asks for it waits with no other turn in its hands: with a
/// person's or a case's, it and whoever ends a login would wait for each other.
async fn waits_with_empty_hands<T>(desk: &Desk, what: &str, act: impl Future<Output = Result<T, No>>) {
    const WAITING: &str = "select w.pid from pg_locks w join pg_locks m
        on (m.database, m.classid, m.objid, m.objsubid) = (w.database, w.classid, w.objid, w.objsubid)
        where w.locktype = 'advisory' and not w.granted and m.granted and m.pid = pg_backend_pid()";
    let begun = std::sync::Arc::new(tokio::sync::Notify::new());
    let begins = begun.clone();
    let holding = desk.db().write(move |tx| -> Result<Option<i64>, valta_store::Fault> {
        lock::hold(tx, "staff")?;
        // A turn is taken with the next question.
        tx.one("select 1", &[], |row| row.get::<i64>(0))?;
        begins.notify_one();
        for _ in 0..100_000 {
            if tx.one(&format!("select count(*) from ({WAITING}) as w"), &[], |row| row.get::<i64>(0))? > 0 {
                let held = "select count(*) from pg_locks where locktype = 'advisory' and granted";
                return tx.one(&format!("{held} and pid in ({WAITING})"), &[], |row| row.get(0)).map(Some);
            }
        }
        Ok(None)
    });
    let acting = async {
        begun.notified().await;
        act.await
    };
    let (held, done) = tokio::join!(holding, acting);
    done.unwrap_or_else(|no| panic!("to {what}: {no}"));
    assert_eq!(held.expect("a look"), Some(0), "turns in the hands of whoever waits to {what}");
}

#[test]
fn the_staffs_turn_comes_before_everybodys_in_it() {
    on_both(|House { desk, by, lead }| async move {
        if desk.db().dialect() == Dialect::Sqlite {
            return;
        }
        letter(&desk, "aino@asiakas.example", 1).await;
        let case = first_case(&desk).await;
        let kitchen = join(&desk, "Kalle Keittiö", "kalle@revontuli.example", Role::Colleague).await;
        let (what, due, channel) = ("Soitan".into(), START.plus(HOUR), Channel::Phone);
        desk.promise(by, None, MakePromise { case, what, due, channel, instead_of: None })
            .await
            .expect("made");
        let of = vec![To::Agent(kitchen.agent)];
        let asks = AskColleagues { case, of, question: "Ehtiikö?".into(), shown: vec![], due, seen: None };
        let asked = desk.ask_colleagues(by, None, asks.clone()).await.expect("asked");
        let look = move |tx: &mut valta_store::Tx<'_>| notice::token_of(tx, asked, kitchen.agent);
        let secret = desk.reader().look(look).await.expect("look").expect("a secret");
        let raw = format!(
            "From: kalle@revontuli.example\r\nTo: palvelu+{secret}@valta.example\r\nMessage-ID: <a@b>\r\n\r\nEhtii.\r\n"
        );
        let arrived = Arrived { raw: raw.into_bytes(), source: "lmtp", sender: None, recipients: vec![] };
        desk.clock().set(START.plus(50 * MINUTE));

        waits_with_empty_hands(&desk, "remind", desk.watch_promises()).await;
        waits_with_empty_hands(&desk, "ask", desk.ask_colleagues(by, None, asks)).await;
        desk.keep(arrived).await.expect("kept");
        waits_with_empty_hands(&desk, "take in", desk.take_in_all()).await;
        let agent = kitchen.agent;
        let change = desk.change_agent(lead, None, agent, Role::Colleague, None);
        waits_with_empty_hands(&desk, "change the team", change).await;
        waits_with_empty_hands(&desk, "leave", desk.disable_agent(Actor::House, agent)).await;
    });
}

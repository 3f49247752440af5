//! Who knows: found by what was solved and answered, as far as it still is; on both databases.

use valta_domain::{TextId, handover::To};
use valta_store::{knowhow, text};

use super::*;

const LOCKED: &str = "Salasana ei kelpaa ja tunnus on lukittu, vaikka vaihdoin salasanan eilen.";
const PARCEL: &str = "Pakettia ei voi lähettää postinumeroon 97999, kuljetus ei aja sinne.";

/// A matter that this person opens.
async fn matter(desk: &Desk, by: By, subject: &str, told: &str) -> CaseId {
    let customer = NewCustomer { name: Some("Kirsi Kyselijä".into()), email: None, phone: None };
    let open = OpenCase {
        channel: Channel::Phone,
        subject: subject.into(),
        body: Some(told.into()),
        customer: Some(customer),
        customer_id: None,
        point: None,
    };
    desk.open_case(by, None, open).await.expect("open")
}

async fn solved(desk: &Desk, by: By, subject: &str, told: &str) -> CaseId {
    let case = matter(desk, by, subject, told).await;
    desk.resolve(by, None, case, None).await.expect("resolve");
    case
}

/// Who may know, in lines, as this person is told.
async fn knows(desk: &Desk, by: By, case: Option<CaseId>, question: &str) -> Vec<String> {
    let (asked, question) = (desk.clone(), question.to_owned());
    let look = move |tx: &mut valta_store::Tx<'_>| {
        let among = asked.whom_to_ask(tx, by)?.people;
        asked.who_knows(tx, by, case, &question, &among)
    };
    let found = desk.reader().look(look).await.expect("look");
    found
        .into_iter()
        .map(|one| {
            let last =
                one.last.map_or(String::new(), |at| format!(", {} h ago", desk.now().since(at) / HOUR));
            let cases: Vec<String> = one.cases.iter().map(|(_, number)| format!(" #{number}")).collect();
            format!(
                "{}: {} solved, {} answered{last}{}",
                one.who.name,
                one.solved,
                one.answered,
                cases.concat()
            )
        })
        .collect()
}

#[test]
fn whoever_solved_something_like_it_is_named_with_why() {
    on_both(|House { desk, by, lead }| async move {
        let other = join(&desk, "Kerttu Kirjautuja", "kerttu@revontuli.example", Role::Agent).await;
        let colleague = join(&desk, "Konsta Kollega", "konsta@revontuli.example", Role::Colleague).await;
        solved(&desk, other, "Kirjautuminen ei onnistu", LOCKED).await;
        desk.clock().set(START.plus(2 * HOUR));
        solved(&desk, other, "Tunnus lukossa", "Salasanan vaihto ei auta, tunnukseni on lukittu.").await;
        solved(&desk, lead, "Paketti", PARCEL).await;
        desk.clock().set(START.plus(5 * HOUR));

        let asks = "Miksi tunnus lukittuu, kun salasana vaihdetaan?";
        assert_eq!(
            knows(&desk, by, None, asks).await,
            ["Kerttu Kirjautuja: 2 solved, 0 answered, 3 h ago #1 #2"]
        );
        // The other language, the same house.
        assert_eq!(
            knows(&desk, by, None, "Paketit postinumeroon 97999?").await,
            ["Liisa Liidi: 1 solved, 0 answered, 5 h ago #3"].map(|line| line.replace("5 h", "3 h"))
        );
        // Nobody is told of themselves, and nothing of a matter that they may not see.
        assert_eq!(knows(&desk, other, None, asks).await, Vec::<String>::new());
        assert_eq!(
            knows(&desk, colleague, None, asks).await,
            ["Kerttu Kirjautuja: 2 solved, 0 answered, 3 h ago"]
        );
        // What the matter says of itself is asked where nothing else is; the customer's name is no knowledge.
        let case =
            matter(&desk, by, "Asiakas ei pääse sisään", "Tunnukseni on lukittu ja salasana ei kelpaa.")
                .await;
        assert_eq!(
            knows(&desk, by, Some(case), "").await,
            ["Kerttu Kirjautuja: 2 solved, 0 answered, 3 h ago #2 #1"]
        );
        assert_eq!(knows(&desk, by, Some(case), "Kirsi Kyselijä?").await, Vec::<String>::new());
        for nothing in ["", "   ", "!!!", "ja että", "täysin tuntematonta", "\u{0}", &"x".repeat(100_000)] {
            assert_eq!(knows(&desk, by, None, nothing).await, Vec::<String>::new(), "{nothing:.20}");
        }
        desk.disable_agent(Actor::House, other.agent).await.expect("leave");
        assert_eq!(knows(&desk, by, None, asks).await, Vec::<String>::new());
    });
}

#[test]
fn what_was_answered_is_known_and_what_is_open_again_is_not() {
    on_both(|House { desk, by, lead }| async move {
        let case = matter(&desk, by, "Paketti ei tule", "Kuljetus ei löydä perille.").await;
        let asks = "Ajaako kuljetus postinumeroon 97999?";
        let ask = AskColleagues {
            case,
            of: vec![To::Agent(lead.agent)],
            question: "Voiko kuljetuksen tilata postinumeroon 97999?".into(),
            shown: vec![],
            due: START.plus(HOUR),
            seen: None,
        };
        let question = desk.ask_colleagues(by, None, ask).await.expect("ask");
        desk.answer_colleague(lead, None, question, "Kuljetus ajaa sinne perjantaisin.".into())
            .await
            .expect("answer");
        let third = join(&desk, "Kolmas Kollega", "kolmas@revontuli.example", Role::Lead).await;
        assert_eq!(knows(&desk, third, None, asks).await, ["Liisa Liidi: 0 solved, 1 answered, 0 h ago #1"]);

        let mine = "Aava Agentti: 1 solved, 0 answered, 0 h ago #1";
        desk.resolve(by, None, case, None).await.expect("resolve");
        let like = "Paketti ei tule, kuljetus ei löydä";
        assert_eq!(knows(&desk, third, None, like).await.first().map(String::as_str), Some(mine));
        desk.reopen(by, None, case, None).await.expect("reopen");
        assert!(knows(&desk, third, None, like).await.iter().all(|line| !line.starts_with("Aava")));
        desk.resolve(by, None, case, None).await.expect("resolve again");
        assert_eq!(knows(&desk, third, None, like).await.first().map(String::as_str), Some(mine));
    });
}

#[test]
fn what_is_put_together_split_or_erased_is_remembered_as_it_is() {
    on_both(|House { desk, by, lead }| async move {
        let first = matter(&desk, by, "Hana vuotaa", "Keittiön hana vuotaa altaan alle.").await;
        let second = matter(&desk, by, "Reititin", "Reititin katkoo valokuitua joka ilta.").await;
        let (tap, router) = ("Hana vuotaa keittiössä?", "Reititin katkoo valokuitua?");
        desk.resolve(by, None, first, None).await.expect("resolve");
        assert_eq!(knows(&desk, lead, None, tap).await.len(), 1);
        // What was put into another is solved when that is.
        desk.reopen(by, None, first, None).await.expect("reopen");
        desk.merge(by, None, first, second).await.expect("merge");
        assert_eq!(knows(&desk, lead, None, tap).await, Vec::<String>::new());
        desk.resolve(by, None, second, None).await.expect("resolve");
        let both = ["Aava Agentti: 1 solved, 0 answered, 0 h ago #2"];
        assert_eq!(knows(&desk, lead, None, tap).await, both);
        assert_eq!(knows(&desk, lead, None, router).await, both);
        // What is split from it is not solved by it.
        let contacts = desk
            .reader()
            .look(move |tx| views::contact::of_case(tx, second, Timestamp(i64::MAX), 9))
            .await
            .expect("contacts");
        let leak = contacts.iter().find(|one| one.text.as_deref().is_some_and(|text| text.contains("hana")));
        let leak = leak.expect("the tap").id;
        desk.split(by, None, second, leak, "Vuoto".into()).await.expect("split");
        assert_eq!(knows(&desk, lead, None, tap).await, Vec::<String>::new());
        assert_eq!(knows(&desk, lead, None, router).await, both);
        // And nobody is found by words that are gone.
        let words = contacts.iter().find(|one| one.id != leak).expect("the router").id;
        desk.db()
            .write(move |tx| {
                let texts = tx.rows(
                    "select text_id from contacts where id = $1 union select subject_id from cases where id = $2",
                    valta_store::params![&words.to_string(), &second.to_string()],
                    |row| row.get::<TextId>(0),
                )?;
                for one in texts {
                    text::erase(tx, Some(second), one)?;
                }
                Ok::<_, valta_store::Fault>(())
            })
            .await
            .expect("erase");
        assert_eq!(knows(&desk, lead, None, router).await, Vec::<String>::new());
    });
}

#[test]
fn stems_of_another_release_are_made_anew_and_wrong_ones_are_found() {
    on_both(|House { desk, by, lead }| async move {
        solved(&desk, by, "Kirjautuminen ei onnistu", LOCKED).await;
        let asks = "Salasana ja tunnus lukittu?";
        let expected = knows(&desk, lead, None, asks).await;
        assert_eq!(expected.len(), 1);
        let findings = |desk: &Desk| {
            tokio::task::block_in_place(|| verify::verify(desk.db(), |_| ())).expect("verify").findings
        };
        let tell = |sql: &'static str| {
            let db = desk.db().clone();
            async move { db.write(move |tx| tx.batch(sql)).await.expect("tell") }
        };
        tell("update deed_terms set terms = 'salaisuus'").await;
        tell("update term_counts set deeds = deeds + 1 where term = ''").await;
        let found = findings(&desk);
        assert!(found.len() >= 2 && found.iter().any(|one| one.contains("other words")), "{found:?}");
        for _ in 0..2 {
            desk.db().write(knowhow::renew).await.expect("renew");
            assert_eq!(findings(&desk), Vec::<String>::new());
            assert_eq!(knows(&desk, lead, None, asks).await, expected);
        }
    });
}

#[test]
fn what_somebody_says_that_they_know_is_found_until_it_is_taken_back() {
    on_both(|House { desk, by, lead }| async move {
        let other = join(&desk, "Ruut Reititin", "ruut@revontuli.example", Role::Colleague).await;
        let asks = "Kuka osaa valokuitua ja reitittimiä?";
        let skill = desk.state_skill(other, None, other.agent, " Valokuitu ".into()).await.expect("state");
        let again = desk.state_skill(lead, None, other.agent, "valokuitu".into()).await.expect("the same");
        assert_eq!(skill, again, "what is said already is not said twice");
        let named = ["Ruut Reititin: 0 solved, 0 answered"];
        assert_eq!(knows(&desk, by, None, asks).await, named);
        let lines = desk.reader().look(move |tx| views::skill::of(tx, other.agent)).await.expect("look");
        assert_eq!(lines.iter().filter_map(|line| line.says.as_deref()).collect::<Vec<_>>(), ["Valokuitu"]);

        let refused = |no: No, code: &str| match no {
            No::Refusal(refusal) => assert_eq!(refusal.code(), code),
            No::Fault(fault) => panic!("{fault}"),
        };
        for (who, of, says, code) in [
            (by, other, "Reitittimet", "not_yours"),
            (other, other, "  ", "empty"),
            (other, other, &"x".repeat(81), "too_long"),
        ] {
            refused(desk.state_skill(who, None, of.agent, says.into()).await.expect_err("no"), code);
        }
        refused(desk.drop_skill(by, None, other.agent, skill).await.expect_err("not theirs"), "not_yours");
        desk.drop_skill(by, None, by.agent, skill).await.expect("nothing of theirs");
        assert_eq!(knows(&desk, by, None, asks).await, named);
        for number in 1..20 {
            desk.state_skill(other, None, other.agent, format!("Taito {number}")).await.expect("state");
        }
        refused(
            desk.state_skill(other, None, other.agent, "Taito 20".into()).await.expect_err("no"),
            "unusable",
        );
        desk.drop_skill(lead, None, other.agent, skill).await.expect("drop");
        assert_eq!(knows(&desk, by, None, asks).await, Vec::<String>::new());
        desk.drop_skill(lead, None, other.agent, skill).await.expect("gone already");
    });
}

//! A matter in other hands: offered, declined with a word, accepted with a message to the customer.

use valta_domain::{AgentId, time::DAY};
use valta_store::views;

use super::*;

async fn agent(house: &House, email: &'static str) -> AgentId {
    let found = house.desk.reader().look(move |tx| account::by_email(tx, email)).await;
    found.expect("a look").expect("a person").0.agent
}

/// The address of the one form on the page whose address ends so.
fn form_of(page: &Page, end: &str) -> String {
    let actions = page.body.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut found = actions.filter(|action| action.contains("/handovers/") && action.ends_with(end));
    found.next().unwrap_or_else(|| panic!("no {end} in\n{}", page.body)).to_owned()
}

#[test]
fn a_matter_is_offered_and_answered() {
    on_both(|house| async move {
        house.mail("Milla Vieras <milla@posti.example>", "Breakfast", "It never came.").await;
        let kalle = format!("agent:{}", agent(&house, "kalle@revontuli.example").await);
        let aava = house.signed_in("aava@revontuli.example").await;
        aava.act("/cases/1", "/cases/1/take", &[]).await.is(200);
        let promise = [("what", "I call you"), ("own_time", "2026-09-24T09:00")];
        aava.act("/cases/1?do=promise", "/cases/1/promises", &promise).await.is(200);
        aava.act("/cases/1?do=remedy", "/cases/1/remedies", &[("kind", "refund"), ("amount", "7")])
            .await
            .is(200);

        // What the house knows already stands in the brief; whom it is for has to be said.
        let page = aava.get("/cases/1?do=handover").await;
        page.says("Whom do you offer this to?")
            .says("Kalle Kollega")
            .says("“I call you”, by Thu 24 Sep 2026 at 09:00");
        page.says("Refund €7.00").says("It stays yours until somebody says yes.");
        assert!(!page.body.contains("</option><option value=\"agent:\""), "nobody without a name");
        let offer = "/cases/1/handovers";
        let needs = ("needs", "The price of her breakfast back");
        let until = ("own_time", "2026-09-23T15:00");
        aava.fill("/cases/1?do=handover", offer, &[("to", ""), needs])
            .await
            .is(422)
            .says("Choose somebody who serves customers here now")
            .says("The price of her breakfast back");
        let oneself = format!("agent:{}", agent(&house, "aava@revontuli.example").await);
        let sent = [("to", oneself.as_str()), needs, until];
        aava.fill("/cases/1?do=handover", offer, &sent).await.is(422).says("It is there already");
        let late = [("to", kalle.as_str()), needs, ("own_time", "2026-09-01T09:00")];
        aava.fill("/cases/1?do=handover", offer, &late).await.is(422).says("That time has passed");
        let sent = [("to", kalle.as_str()), needs, until];
        let page = aava.act("/cases/1?do=handover", offer, &sent).await;
        page.says("Offered. It is yours until somebody says yes.").says("Offered to Kalle Kollega");
        page.says("It is yours until then.").says("I keep it");
        assert!(!page.body.contains("do=handover"), "it is offered once");

        // Whoever it is offered to finds it, reads the brief, and says no with a word.
        let kalle_there = house.signed_in("kalle@revontuli.example").await;
        kalle_there.get("/").await.says("href=\"/asked\"");
        kalle_there.get("/asked").await.says("Aava Agentti offers you this matter").says(needs.1);
        let page = kalle_there.get("/cases/1").await;
        page.is(200).says("I go on with this").says("milla@posti.example").says("“I call you”");
        page.says("Minä jatkan asiaasi").says("Aava Agentti on kertonut minulle kaiken");
        let no = form_of(&page, "/decline");
        kalle_there.fill("/cases/1", &no, &[("word", " ")]).await.is(422).says("Why not now?");
        let done = kalle_there.act("/cases/1", &no, &[("word", "I am leaving for the airport.")]).await;
        done.is(200).says("Answered. It is still with the one who has it.");
        kalle_there.get("/cases/1").await.is(404);
        let page = aava.get("/cases/1").await;
        page.says("Kalle Kollega cannot take this").says("I am leaving for the airport.");
        page.says("It is yours as before.").says("Offer to somebody else");

        // Offered again, taken back, and offered once more.
        aava.act("/cases/1?do=handover", offer, &sent).await.is(200);
        let page = aava.get("/cases/1").await;
        let keep = form_of(&page, "/withdraw");
        aava.act("/cases/1", &keep, &[]).await.says("It is yours as before.");
        aava.act("/cases/1?do=handover", offer, &sent).await.is(200);

        // Yes: the customer hears who goes on, and nothing can be accepted twice.
        let page = kalle_there.get("/cases/1").await;
        let yes = form_of(&page, "/accept");
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let forged = filled(&page, &yes, &[("message", "Hei")]);
        liisa.post(&yes, &forged).await.is(403).says("This was not offered to you");
        let done = kalle_there.act("/cases/1", &yes, &[("message", "Hi, I go on with your matter.")]).await;
        done.says("It is yours now, with its promises.").says("Hi, I go on with your matter.");
        done.says("Kalle Kollega goes on with this, before that Aava Agentti").says("You have this");
        let twice = [("command", valta_desk::fresh_id().to_string()), ("seen", "99".to_owned())];
        let twice: Vec<(String, String)> = twice.map(|(name, value)| (name.to_owned(), value)).into();
        kalle_there.post(&yes, &twice).await.is(409).says("This was answered already");
        kalle_there.get("/cases/1/record").await.says("Kalle Kollega accepted the offer");
        let lines =
            house.desk.reader().look(|tx| views::case::numbered(tx, valta_store::Scope::All, 1)).await;
        let line = lines.expect("a look").expect("a case");
        assert_eq!(line.waiting_since, Some(START), "the customer waits for an answer, as before");

        // Who has handed it over reads on, and acts no more.
        let offer = [("to", oneself.as_str()), ("needs", "Still her breakfast"), until];
        kalle_there.act("/cases/1?do=handover", "/cases/1/handovers", &offer).await.is(200);
        let page = aava.get("/cases/1").await;
        let yes = form_of(&page, "/accept");
        aava.act("/cases/1", &yes, &[("message", "")]).await.is(200);
        let page = kalle_there.get("/cases/1").await;
        page.is(200).says("Hi, I go on with your matter.");
        assert!(!page.body.contains("action=\"/cases/1/"), "who has handed it over does nothing here");
    });
}

#[test]
fn what_nobody_answers_comes_back_and_late_is_late() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let spoken = [("channel", "phone"), ("body", "Her breakfast never came."), ("name", "Milla Vieras")];
        aava.act("/cases/new", "/cases", &spoken).await.is(200);
        let kalle = format!("agent:{}", agent(&house, "kalle@revontuli.example").await);
        let sent = [("to", kalle.as_str()), ("needs", "Her money back"), ("own_time", "2026-09-23T15:00")];
        aava.act("/cases/1?do=handover", "/cases/1/handovers", &sent).await.is(200);
        let kalle = house.signed_in("kalle@revontuli.example").await;
        // Nobody can write to this customer: whoever goes on is told to call.
        let page = kalle.get("/cases/1").await;
        page.says("Call the customer");
        assert!(!page.body.contains("name=\"message\""));
        let yes = form_of(&page, "/accept");
        let form = filled(&page, &yes, &[]);
        house.desk.clock().set(START.plus(DAY));
        kalle.post(&yes, &form).await.is(409).says("The time to answer is over");
        house.desk.expire_handovers().await.expect("expired");
        kalle.get("/cases/1").await.is(404);
        let page = aava.get("/cases/1").await;
        page.says("Kalle Kollega did not answer in time").says("Nobody answered the offer in time");
    });
}

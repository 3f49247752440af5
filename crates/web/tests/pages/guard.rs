//! An answer that would send the customer away; what is reported by hand; processes; times that become promises.

use super::*;

const SENDS_AWAY: &str = "Hello!\nSo goes the process. Please contact customer service.";

#[test]
fn what_would_send_the_customer_away_is_shown_with_what_can_be_done_instead() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let asked = aava.fill("/cases/1?do=reply", "/cases/1/replies", &[("body", SENDS_AWAY)]).await;
        asked
            .is(422)
            .says("This may send the customer away")
            .says("contact customer service</mark>")
            .says("sends the customer elsewhere")
            .says("href=\"/cases/1?do=remedy#act\"")
            .says("you can give up to")
            .says("href=\"/cases/1?do=promise#act\"")
            .says("name=\"anyway\" value=\"true\"")
            .says("So goes the process. Please contact customer service.</textarea>");
        assert_eq!(faults_of(&asked), Vec::<String>::new());
        assert!(!aava.get("/cases/1").await.body.contains("entry out"), "nothing was sent");
        // Told with one click, sent or not.
        let fields = filled(&asked, "/cases/1/frictions", &[]);
        let told = aava.post("/cases/1/frictions", &fields).await;
        aava.get(told.to()).await.says("It is on the record.").says("something got in the customer’s way");
        // Sent anyway, by the same form.
        let fields = filled(&asked, "/cases/1/replies", &[("body", SENDS_AWAY), ("anyway", "true")]);
        let sent = aava.post("/cases/1/replies", &fields).await;
        sent.is(303);
        aava.get(sent.to())
            .await
            .says("Please contact customer service.")
            .says("The answer sent the customer elsewhere (Aava Agentti).")
            .says("Bounced once");
        aava.get("/cases/1/record").await.says("The answer sent the customer elsewhere");
        aava.get("/friction").await.says("Was sent away").says("href=\"/cases/1\"");
        aava.get("/friction?did=waited").await.says("Nothing has been in the way");
        aava.get("/friction?did=x").await.is(404);

        // What is all right is asked nothing.
        aava.act("/cases/1?do=reply", "/cases/1/replies", &[("body", "I will call the airline for you.")])
            .await
            .says("I will call the airline for you.");
    });
}

#[test]
fn friction_is_told_of_a_step_that_somebody_answers_for() {
    on_both(|house| async move {
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let page = liisa.get("/processes").await;
        page.says("No process has been named").says("Name a process");
        let owner = page
            .body
            .split("<option value=\"")
            .skip(1)
            .find(|part| part.contains("Liisa"))
            .unwrap_or_default();
        let owner = owner.split('"').next().unwrap_or_default().to_owned();
        let new = [("name", "Billing"), ("owner", owner.as_str()), ("more", "Joining\nSending")];
        liisa.act("/processes", "/processes", &new).await.says("The process is saved.").says("Joining");
        for (field, value, says) in [
            ("owner", "", "The owner must be of the house"),
            ("more", " ", "2 steps"),
            ("name", "billing", "Billing"),
        ] {
            let mut wrong = new;
            for each in wrong.iter_mut().filter(|(name, _)| *name == field) {
                each.1 = value;
            }
            if field != "name" {
                wrong[0].1 = "Delivery";
            }
            let refused =
                liisa.post("/processes", &[pairs(&wrong), pairs(&[("command", &fresh())])].concat()).await;
            refused.is(422);
            if field != "more" {
                refused.says(says);
            }
            assert_eq!(faults_of(&refused), Vec::<String>::new(), "{field}");
        }
        let aava = house.signed_in("aava@revontuli.example").await;
        aava.get("/processes").await.says("Billing").says("Owner: Liisa Liidi");
        let theirs = aava.post("/processes", &[pairs(&new), pairs(&[("command", &fresh())])].concat()).await;
        theirs.is(403);

        house.mail("Milla <milla@posti.example>", "Invoice", "All on one, please.").await;
        let page = aava.get("/cases/1?do=friction").await;
        let step = page
            .body
            .split("<option value=\"")
            .skip(1)
            .find(|part| part.contains("Joining"))
            .unwrap_or_default();
        let step = step.split('"').next().unwrap_or_default().to_owned();
        let told =
            [("did", "refused"), ("whose", "customer"), ("step", &step), ("words", "Always on one invoice!")];
        aava.act("/cases/1?do=friction", "/cases/1/frictions", &told)
            .await
            .says("did not get what was needed");
        liisa
            .get("/friction")
            .await
            .says("Billing · Joining")
            .says("Always on one invoice!")
            .says("The customer’s");
        let long = "x".repeat(2_001);
        let wrong = [("did", "waited"), ("whose", "ours"), ("words", long.as_str())];
        aava.fill("/cases/1?do=friction", "/cases/1/frictions", &wrong)
            .await
            .is(422)
            .says("id=\"what-error\"")
            .says(&long);

        // A colleague signs an exception from it: with the yes it is told, by the one who met the customer.
        let panel = aava.get("/cases/1?do=remedy&kind=exception&amount=400").await;
        let why = "All on one invoice, as it was promised.";
        let ask = [
            ("ask", "co_sign"),
            ("kind", "exception"),
            ("amount", "400"),
            ("step", &step),
            ("asked", &owner),
        ];
        let sent = |why: &str| {
            let mut fields = panel.form("/cases/1/remedies");
            fields.retain(|(name, _)| {
                name != "do" && name != "why" && !ask.iter().any(|(known, _)| known == name)
            });
            fields.extend(pairs(&[&ask[..], &[("why", why)]].concat()));
            fields
        };
        let short = aava.post("/cases/1/asks", &sent("because")).await;
        short.is(422).says(&format!("<option value=\"{step}\" selected>Billing · Joining"));
        aava.post("/cases/1/asks", &sent(why)).await.is(303);
        assert!(!liisa.get("/friction").await.body.contains(why));
        let asked = liisa.get("/asked").await;
        let yes =
            asked.body.split("action=\"").find(|part| part.starts_with("/asked/") && part.contains("/yes"));
        let yes = yes.and_then(|part| part.split('"').next()).expect("a yes").to_owned();
        liisa.act("/asked", &yes, &[]).await.is(200);
        let told = liisa.get("/friction").await;
        told.says("From an exception").says(why);
        let line = told.body.split("<li").find(|line| line.contains(why)).unwrap_or_default();
        assert!(line.contains("Aava Agentti"), "{line}");

        let contact =
            page.body.split("/contacts/").find(|part| part.contains("/repeated")).unwrap_or_default();
        let contact = contact.split('/').next().unwrap_or_default().to_owned();
        aava.act("/cases/1", &format!("/cases/1/contacts/{contact}/repeated"), &[])
            .await
            .says("had to say it again, noted by Aava Agentti");
        aava.act("/cases/1", &format!("/cases/1/contacts/{contact}/repeated"), &[])
            .await
            .says("Bounced once");
    });
}

pub(super) fn fresh() -> String {
    valta_desk::fresh_id().to_string()
}

/// It is 13:40 in Helsinki.
#[test]
fn a_time_that_was_written_becomes_a_promise_with_one_click() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let written = [("body", "Sorry about that. I will call you before three. Aava")];
        let page = aava.act("/cases/1?do=reply", "/cases/1/replies", &written).await;
        page.says("<q>I will call you before three.</q>").says("Make it a promise: today at 15:00");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let offered = page.body.split("class=\"offer\"").nth(1).unwrap_or_default();
        let hidden = |name: &str| {
            let field = offered.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
            field.split('"').next().unwrap_or_default().to_owned()
        };
        let fields: Vec<(String, String)> =
            ["command", "what", "when"].iter().map(|name| ((*name).to_owned(), hidden(name))).collect();
        let made = aava.post("/cases/1/promises", &fields).await;
        made.is(303);
        aava.get(made.to()).await.says("The promise is made").says("I will call you before three.");
        // Offered once, just after it was written, and never what is promised already.
        assert!(!aava.get("/cases/1").await.body.contains("Make it a promise"));
        assert!(!aava.get("/cases/1?did=reply").await.body.contains("Make it a promise"));
    });
}

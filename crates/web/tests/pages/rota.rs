//! Who is on call: the levels and turns of leads, a span taken over, and what cannot be.

use super::*;

const PAGE: &str = "/settings/rota";
const TAKE: &str = "/settings/rota/watches";

/// The id of somebody, as the form offers them.
fn id(page: &Page, name: &str) -> String {
    let end = page.body.find(&format!(">{name}</option>")).expect("somebody to choose");
    let begin = page.body[..end].rfind("value=\"").expect("a value") + 7;
    page.body[begin..].split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn leads_say_who_is_on_call_and_a_turn_is_taken_over() {
    on_both(|house| async move {
        let (aava, liisa) = (
            house.signed_in("aava@revontuli.example").await,
            house.signed_in("liisa@revontuli.example").await,
        );
        aava.get(PAGE).await.says("Nobody is on call");
        assert!(!aava.get(PAGE).await.body.contains("Save the rota"));
        let page = liisa.get(PAGE).await;
        let (one, other) = (id(&page, "Aava Agentti"), id(&page, "Liisa Liidi"));
        let set = async |with: &[(&str, &str)]| liisa.fill(PAGE, PAGE, with).await;
        set(&[("changes_at", "25:00")]).await.is(422).says("Write a time of day");
        let turns = [("from_0", "2026-09-21"), ("days_0", "7"), ("person_0_0", one.as_str())];
        set(&[turns[0], turns[2], ("days_0", "0")]).await.is(422).says("Write a whole number of days");
        set(&[turns[1], turns[2], ("from_0", "21.9.2026")]).await.is(422).says("cannot be read");
        set(&[turns[0], turns[1], ("person_0_0", "00000000-0000-0000-0000-000000000000")])
            .await
            .is(422)
            .says("has left the house");
        let second = [("from_1", "2026-09-21"), ("days_1", "7"), ("person_1_0", other.as_str())];
        // There is nobody to call first, and nobody can be called second.
        let empty = [("minutes_1", "15"), ("person_0_0", "")];
        liisa
            .post(PAGE, &filled_with(&page, &[&second[..], &empty].concat()))
            .await
            .is(422)
            .says("Nobody is in turn");
        let early = [("minutes_1", "0")];
        liisa
            .post(PAGE, &filled_with(&page, &[&turns[..], &second, &early].concat()))
            .await
            .is(422)
            .says("Each level is called later");
        let late = [("minutes_1", "15")];
        let done = liisa.post(PAGE, &filled_with(&page, &[&turns[..], &second, &late].concat())).await;
        liisa.get(done.is(303).to()).await.says("Saved.").says("Level 2, after 15 min").says("Aava Agentti");
        // Somebody who has not seen it does not overwrite it.
        let stale = liisa.post(PAGE, &filled_with(&page, &turns)).await;
        stale.is(409).says("Somebody changed the rota").says("Level 2, after 15 min");
        aava.post(PAGE, &filled_with(&page, &turns)).await.is(403);

        let take = async |by: &str, from, until| {
            let form = [("level", "0"), ("agent", by), ("from", from), ("until", until)];
            aava.post(TAKE, &filled_with(&page, &form)).await
        };
        take(&one, "2026-10-01T20:00", "2026-10-01T19:00").await.is(422).says("ends before it begins");
        take(&one, "2027-03-28T03:30", "2027-03-28T09:00").await.is(422).says("That time does not exist");
        take(&one, "tomorrow", "2026-10-01T19:00").await.is(422).says("Choose a day and a time");
        take(&one, "2026-09-01T20:00", "2026-09-01T21:00").await.is(422).says("That time has passed");
        take(&other, "2026-10-01T20:00", "2026-10-01T21:00").await.is(403);
        let liisas = [
            ("level", "0"),
            ("agent", other.as_str()),
            ("from", "2026-10-01T20:00"),
            ("until", "2026-10-01T22:00"),
        ];
        let done = liisa.post(TAKE, &filled_with(&page, &liisas)).await;
        let page = liisa.get(done.is(303).to()).await;
        page.says("The turn has changed hands").says("Thu 1 Oct at 20:00");
    });
}

/// A form of one's own with a fresh key.
fn filled_with(page: &Page, with: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form = pairs(&[("command", &valta_desk::fresh_id().to_string())]);
    if with.iter().any(|(name, _)| name.starts_with("person") || name.starts_with("from_")) {
        let seen = page.body.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        form.extend(pairs(&[("seen", seen.unwrap_or("0")), ("minutes_0", "0"), ("changes_at", "08:00")]));
    }
    form.extend(pairs(with));
    form
}

#[test]
fn whoever_is_on_call_says_that_they_are_on_it_and_the_customer_hears_when_somebody_looks() {
    on_both(|house| async move {
        let (aava, milla, _) = super::shown::two_customers(&house).await;
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let hours =
            [("mon", "08:00-16:30"), ("tue", "08:00-16:30"), ("wed", "08:00-12:00"), ("thu", "08:00-16:30")];
        let rest = [("fri", ""), ("sat", ""), ("sun", ""), ("time_zone", "Europe/Helsinki")];
        let hours = [&hours[..], &rest].concat();
        liisa.act("/settings/hours", "/settings/hours", &hours).await.is(200);
        let customer = house.browser();
        super::shown::send(&customer, &milla, &[("body", "And now my bag is gone, too.")], &[]).await.is(303);
        // Nobody is on call: what is said is when the house opens.
        let page = customer.get(&format!("{milla}?lang=en")).await;
        page.says("We are closed now. We look at this when we open, tomorrow at 08:00.");
        let form = liisa.get(PAGE).await;
        let one = id(&form, "Aava Agentti");
        let turns = [("from_0", "2026-09-21"), ("days_0", "7"), ("person_0_0", one.as_str())];
        liisa.post(PAGE, &filled_with(&form, &turns)).await.is(303);
        aava.get("/people").await.says("On call</span>");
        house.desk.call_on_call().await.expect("called");
        let page = customer.get(&format!("{milla}?lang=en")).await;
        page.says("Somebody on call was told of this today at 13:40.")
            .says("At the latest we look at it when we open");
        assert!(!page.body.contains("Aava Agentti was called"), "who is called is the house's own");

        let case = aava.get("/cases/1").await;
        case.says("Nobody has touched what came in").says("Aava Agentti was called today at 13:40");
        let on_it = "/cases/1/on-it";
        let done = aava.post(on_it, &filled(&case, on_it, &[])).await;
        let case = aava.get(done.is(303).to().split('#').next().unwrap_or_default()).await;
        case.says("You are on it.");
        assert!(!case.body.contains("Nobody has touched"), "somebody has");
        aava.get("/cases/1/record").await.says("Aava Agentti was called (on call, level 1)").says("is on it");
        // Once more is no harm, and another customer's case is none of this.
        aava.post(on_it, &filled_with(&form, &[])).await.is(303);
        assert!(!aava.get("/cases/2").await.body.contains("was called"), "it was answered");
        let page = customer.get(&format!("{milla}?lang=en")).await;
        assert!(!page.body.contains("We are closed now"), "somebody looks after it");
    });
}

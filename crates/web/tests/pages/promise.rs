//! Promises and the house's hours: times that do not exist, or at which nobody is there; what the customer hears; what
//! breaks; the customer's own clock.

use valta_domain::time::{DAY, HOUR};

use super::*;

const MAKE: &str = "/cases/1?do=promise";
const TO: &str = "/cases/1/promises";

/// Monday to Friday in a zone, with other hours on Wednesdays.
fn week<'a>(zone: &'a str, wed: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut week = ["mon", "tue", "thu", "fri"].map(|day| (day, "08:00-16:30")).to_vec();
    week.extend([("wed", wed), ("sat", ""), ("sun", ""), ("time_zone", zone)]);
    week
}

/// Monday to Friday, and Finland's holidays.
async fn keeps_hours(house: &House) -> Browser {
    let liisa = house.signed_in("liisa@revontuli.example").await;
    let mut form = week("Europe/Helsinki", "08:00-16:30");
    form.push(("holidays_fi", "on"));
    liisa.act("/settings/hours", "/settings/hours", &form).await.says("Saved.").says("Midsummer Eve");
    liisa
}

#[test]
fn a_time_that_is_none_is_refused_and_one_when_nobody_is_there_is_warned_of() {
    on_both(|house| async move {
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let aava = house.signed_in("aava@revontuli.example").await;
        let make =
            async |own_time| aava.fill(MAKE, TO, &[("what", "I call you"), ("own_time", own_time)]).await;
        // In Helsinki the clocks go from three to four.
        make("2027-03-28T03:30").await.is(422).says("That time does not exist");
        make("2026-09-01T09:00").await.is(422).says("That time has passed").says("value=\"I call you\"");
        make("tomorrow").await.is(422).says("Choose a time.");

        keeps_hours(&house).await;
        let warned = make("2026-12-24T09:00").await;
        warned.is(422).says("Christmas Eve").says("We open again").says("value=\"I call you\"");
        let anyway = [("what", "I call you"), ("own_time", "2026-12-24T09:00"), ("anyway", "true")];
        aava.post(TO, &filled(&warned, TO, &anyway)).await.is(303);
        aava.get("/cases/1").await.says("“I call you” by");
        // What the page offers lies within the hours: nothing of it is warned of.
        let page = aava.get(MAKE).await;
        let offered: Vec<&str> = page
            .body
            .split("name=\"when\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(offered.len() > 1, "{offered:?}");
        for when in offered {
            aava.fill(MAKE, TO, &[("what", "I call"), ("when", when)]).await.is(303);
        }
    });
}

#[test]
fn the_customer_hears_of_a_new_time_and_of_a_broken_promise() {
    on_both(|house| async move {
        house
            .mail("Milla <milla@posti.example>", "Breakfast", "The breakfast that I paid for never came.")
            .await;
        let aava = house.signed_in("aava@revontuli.example").await;
        aava.act(MAKE, TO, &[("what", "I call you"), ("own_time", "2026-09-24T09:00")]).await.is(200);
        let id = aava.get("/cases/1").await.promise();
        let renew = format!("/cases/1/promises/{id}/renew");
        aava.fill("/cases/1", &renew, &[("own_time", "2026-09-01T09:00")]).await.is(422).says("has passed");
        aava.fill("/cases/1", &renew, &[("own_time", "2027-03-28T03:30")])
            .await
            .is(422)
            .says("does not exist");
        // First the words, in the customer's language, then the sending.
        let seen = aava.fill("/cases/1", &renew, &[("own_time", "2026-09-25T09:00")]).await;
        seen.is(422)
            .says("I promised you: “I call you”")
            .says("Friday 25 September at 9:00")
            .says("Aava Agentti");
        assert!(!aava.get("/cases/1").await.body.contains("Friday 25 September"), "nothing was done yet");
        let empty = filled(&seen, &renew, &[("message", " ")]);
        aava.post(&renew, &empty).await.is(422).says("This is empty");
        let told = filled(&seen, &renew, &[("message", "I call on Friday at nine instead.")]);
        let done = aava.post(&renew, &told).await;
        aava.get(done.to().split('#').next().unwrap_or_default())
            .await
            .says("the customer knows the new time")
            .says("I call on Friday at nine instead.")
            .says("renewed the promise");

        house.desk.clock().set(START.plus(2 * DAY));
        house.desk.watch_promises().await.expect("watched");
        aava.get("/cases/1/record").await.says("A promise was broken");
        let late =
            pairs(&[("own_time", "2026-09-30T09:00"), ("command", &valta_desk::fresh_id().to_string())]);
        aava.post(&renew, &[late, pairs(&[("tell", "true"), ("in_person", "on")])].concat())
            .await
            .is(422)
            .says("The time of this promise is over");
        let instead = format!("/cases/1/promises/{id}/instead");
        let seen = aava.fill("/cases/1", &instead, &[("own_time", "2026-09-30T09:00")]).await;
        seen.is(422).says("I am sorry").says("value=\"I call you\"");
        let done = aava.post(&instead, &filled(&seen, &instead, &[("what", "I call you")])).await;
        let page = aava.get(done.to().split('#').next().unwrap_or_default()).await;
        page.says("You have apologised").says("I am sorry");
        assert_eq!(page.body.matches("/keep\"").count(), 1, "one of them is to be kept");
    });
}

#[test]
fn leads_see_what_is_broken_and_how_promises_are_kept() {
    on_both(|house| async move {
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let (aava, liisa) = (
            house.signed_in("aava@revontuli.example").await,
            house.signed_in("liisa@revontuli.example").await,
        );
        aava.get("/promises").await.is(403);
        liisa.get("/promises").await.says("Nothing is overdue.").says("No promise was due");
        liisa.get("/promises?days=7").await.is(404);
        for (what, when) in [("I call", "2026-09-24T09:00"), ("I write", "2026-09-24T10:00")] {
            aava.act(MAKE, TO, &[("what", what), ("own_time", when)]).await.is(200);
        }
        let kept = aava.get("/cases/1").await.promise();
        aava.act("/cases/1", &format!("{TO}/{kept}/keep"), &[]).await.is(200);
        house.desk.clock().set(START.plus(2 * DAY));
        let page = liisa.get("/promises?days=30&show=silent").await;
        page.says("I write")
            .says("Aava Agentti")
            .says("50 %")
            .says("1 of 2")
            .says("surely between 9 and 91 %");
        page.says("1 late, 1 of them not done yet");
        liisa.get("/promises?show=kept").await.says("I call");
        liisa.get("/").await.says("href=\"/promises\"");
        assert!(!aava.get("/").await.body.contains("href=\"/promises\""));
    });
}

#[test]
fn leads_say_the_hours_and_everybody_sees_them() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let page = aava.get("/settings/hours").await;
        page.is(200).says("the house is never closed");
        assert!(!page.body.contains("action=\"/settings/hours"), "an agent does not say them");
        let liisa = keeps_hours(&house).await;
        aava.get("/settings/hours").await.says("08:00-16:30").says("Christmas Eve").says("Europe/Helsinki");

        let wrong = week("Europe/Helsinki", "8-16");
        liisa
            .fill("/settings/hours", "/settings/hours", &wrong)
            .await
            .is(422)
            .says("value=\"8-16\"")
            .says("Write the hours as");
        let wrong = week("Europe/Turku", "");
        liisa.fill("/settings/hours", "/settings/hours", &wrong).await.is(422).says("no such time zone");

        let day = |fields: &[(&str, &str)]| {
            let command = valta_desk::fresh_id().to_string();
            [pairs(fields), pairs(&[("command", &command)])].concat()
        };
        let to = "/settings/hours/days";
        let own = day(&[
            ("how", "own"),
            ("date", "2026-10-05"),
            ("hours", "10:00-12:00"),
            ("name", "Moving house"),
        ]);
        liisa.post(to, &own).await.is(303);
        aava.get("/settings/hours").await.says("Moving house").says("10:00-12:00");
        liisa.post(to, &day(&[("how", "usual"), ("date", "2026-12-24")])).await.is(303);
        let wrong = day(&[("how", "own"), ("date", "2026-10-06"), ("hours", "late"), ("name", "")]);
        liisa.post(to, &wrong).await.is(422).says("value=\"late\"").says("Write the hours as");
        liisa
            .post(to, &day(&[("how", "usual"), ("date", "2026-02-30")]))
            .await
            .is(422)
            .says("cannot be read");
        aava.post(to, &own).await.is(403);
    });
}

#[test]
fn the_customers_own_clock_stands_on_the_case_and_the_list() {
    on_both(|house| async move {
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        house.mail("Nelli <nelli@posti.example>", "Bag", "It is gone.").await;
        let aava = house.signed_in("aava@revontuli.example").await;
        let (page, to) = ("/cases/2?do=deadline", "/cases/2/deadline");
        let past = [("own_time", "2026-09-23T10:00"), ("zone", "Europe/Helsinki")];
        aava.fill(page, to, &past).await.is(422).says("has passed");
        let away = [("own_time", "2026-09-23T18:00"), ("zone", "Atlantis")];
        aava.fill(page, to, &away).await.is(422).says("no such time zone").says("value=\"Atlantis\"");
        let gap = [("own_time", "2027-03-28T02:30"), ("zone", "Europe/Stockholm")];
        aava.fill(page, to, &gap).await.is(422).says("does not exist");
        // Nine in London is eleven in Helsinki.
        let set = [("own_time", "2026-09-24T09:00"), ("zone", "Europe/London")];
        aava.act(page, to, &set).await.says("deadline stands on the case").says("tomorrow at 11:00");
        aava.act("/cases/1", "/cases/1/take", &[]).await.is(200);
        let list = aava.get("/").await;
        list.says("Customer’s deadline");
        let place = |subject: &str| list.body.find(subject).expect("a case");
        assert!(place("Bag") < place("Breakfast"), "the nearest clock stands first");
        house.desk.clock().set(START.plus(30 * HOUR));
        aava.get("/cases/2").await.says("Deadline over by");
        aava.act(page, to, &[("remove", "true")]).await.says("The deadline is taken away");
    });
}

//! Everybody of the house: teams, who is away and who covers; who else is at a case; and drafts that follow the person.

use super::*;

/// Whose row this is on the page of everybody.
#[track_caller]
pub(super) fn id_of(page: &Page, name: &str) -> String {
    let rows = page.body.split("<li class=\"colleague\" id=\"p").skip(1);
    let row = rows.into_iter().find(|row| row.contains(&format!("<strong>{name}</strong>")));
    row.and_then(|row| row.get(..36)).unwrap_or_else(|| panic!("{name} is not in\n{}", page.body)).to_owned()
}

#[track_caller]
fn team_id(page: &Page, name: &str) -> String {
    let part = page.body.split("<section").find(|part| part.contains(name)).expect("a team");
    part.split("id=\"t").nth(1).and_then(|rest| rest.split('"').next()).expect("an id").to_owned()
}

#[test]
fn a_lead_makes_teams_and_says_who_is_of_them() {
    on_both(|house| async move {
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let aava = house.signed_in("aava@revontuli.example").await;
        let team = [("name", "Flights"), ("giving", "pull"), ("front", "on")];
        liisa
            .act("/people", "/teams", &team)
            .await
            .is(200)
            .says("The team stands so now.")
            .says("Takes what comes in");
        let same = [("name", "flights"), ("giving", "push")];
        liisa
            .fill("/people", "/teams", &same)
            .await
            .is(422)
            .says("There is a team of this name already.")
            .says("value=\"flights\"");

        let page = liisa.get("/people").await;
        let flights = team_id(&page, "Flights");
        let agent = id_of(&page, "Aava Agentti");
        liisa.act("/people", &format!("/people/{agent}"), &[("team", &flights)]).await.is(200).says("Saved.");
        // An agent sees who is where, and is offered nothing of it.
        let page = aava.get("/people").await;
        page.is(200).says("Flights").says("Whoever has a hand free takes the next");
        assert!(!page.body.contains("action=\"/teams"), "{}", page.body);
        let form = pairs(&[("name", "Hotel"), ("giving", "pull"), ("command", &agent)]);
        aava.post("/teams", &form).await.is(403);

        // What comes in stands in the team's pool, with its clock.
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        aava.get("/cases?state=pool").await.is(200).says("Our team’s pool").says("Breakfast");
        aava.get("/cases/1").await.says("In the pool of Flights");
        liisa
            .get(&format!("/cases?state=pool&team={flights}"))
            .await
            .says("Pool of Flights")
            .says("Breakfast");
        liisa.get("/cases?state=pool").await.is(404);
    });
}

#[test]
fn logins_are_kept_by_admins() {
    on_both(|house| async move {
        let ulla = house.signed_in("ulla@revontuli.example").await;
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let new = |email, password| {
            [
                ("name", "Milla Malli"),
                ("email", email),
                ("role", "agent"),
                ("language", "sv"),
                ("password", password),
            ]
        };
        let short = new("milla@revontuli.example", "liian-lyhyt");
        ulla.fill("/people", "/people", &short).await.is(422).says("at least 12 letters").says("Milla Malli");
        let taken = new("aava@revontuli.example", PASSWORD);
        ulla.fill("/people", "/people", &taken)
            .await
            .is(422)
            .says("Somebody signs in with this address already.");
        ulla.fill("/people", "/people", &new("no address", PASSWORD)).await.is(422);
        liisa.post("/people", &pairs(&new("milla@revontuli.example", PASSWORD))).await.is(403);
        ulla.act("/people", "/people", &new("milla@revontuli.example", PASSWORD))
            .await
            .is(200)
            .says("they can sign in now");
        let milla = house.signed_in("milla@revontuli.example").await;

        let page = ulla.get("/people").await;
        let (own, other) = (id_of(&page, "Ulla Ylläpito"), id_of(&page, "Milla Malli"));
        // Another role; never one's own.
        ulla.act("/people", &format!("/people/{other}"), &[("team", ""), ("role", "lead")]).await.is(200);
        let command = valta_desk::fresh_id().to_string();
        let role = pairs(&[("command", &command), ("team", ""), ("role", "agent")]);
        ulla.post(&format!("/people/{own}"), &role).await.is(403).says("not done to oneself");
        let command = valta_desk::fresh_id().to_string();
        ulla.post(&format!("/people/{own}/end"), &pairs(&[("command", &command)])).await.is(403);
        let command = valta_desk::fresh_id().to_string();
        liisa.post(&format!("/people/{other}/end"), &pairs(&[("command", &command)])).await.is(403);

        // What becomes of the open matters is said first.
        house.mail("Vilho <vilho@posti.example>", "Bag", "It is lost.").await;
        milla.act("/cases/1", "/cases/1/take", &[]).await.is(200);
        ulla.get("/people").await.says("One open matter goes to the whole house’s pool.");
        ulla.act("/people", &format!("/people/{other}/end"), &[]).await.is(200).says("The login is ended.");
        house.desk.settle_duties().await.expect("settled");
        ulla.get("/cases/1").await.says("In the whole house’s pool");
        assert!(milla.get("/").await.to().starts_with("/login"), "they are signed out");
    });
}

#[test]
fn whoever_goes_is_covered_and_comes_back() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let liisa = house.signed_in("liisa@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        aava.act("/cases/1", "/cases/1/take", &[]).await.is(200);
        let page = liisa.get("/people").await;
        let (agent, cover) = (id_of(&page, "Aava Agentti"), id_of(&page, "Kalle Kollega"));
        let (away, back) = (format!("/people/{agent}/away"), format!("/people/{agent}/back"));

        let gone = [("own_time", "2026-09-01T08:00"), ("cover", cover.as_str()), ("because", "holiday")];
        aava.fill("/account", &away, &gone).await.is(422).says("That time has passed");
        let never = [("when", ""), ("own_time", ""), ("cover", ""), ("because", "away")];
        aava.fill("/account", &away, &never).await.is(422);
        let week = [("own_time", "2026-09-30T08:00"), ("cover", cover.as_str()), ("because", "holiday")];
        aava.act("/account", &away, &week)
            .await
            .is(200)
            .says("You are away until")
            .says("Kalle Kollega covers for you.");
        kalle.get("/").await.says("You cover for Aava Agentti").says("Breakfast").says("Aava Agentti");
        liisa.get("/cases/1").await.says("Aava Agentti is away until").says("Kalle Kollega covers.");
        kalle.get("/cases/1").await.says("You cover.");
        liisa.get("/people").await.says("Kalle Kollega covers");

        // Not in a circle, and not by a colleague for another; a lead may, and the person may come back.
        let circle = [("own_time", "2026-09-29T08:00"), ("cover", agent.as_str()), ("because", "away")];
        kalle
            .fill("/account", &format!("/people/{cover}/away"), &circle)
            .await
            .is(422)
            .says("The covers lead back");
        let command = valta_desk::fresh_id().to_string();
        let mut for_another = pairs(&week);
        for_another.push(("command".into(), command));
        kalle.post(&away, &for_another).await.is(403);
        let alone = [("own_time", "2026-10-02T08:00"), ("cover", ""), ("because", "holiday")];
        liisa.act("/people", &away, &alone).await.is(200).says("That is noted.").says("nobody named covers");
        liisa.get("/cases/1").await.says("the team sees to it");
        aava.act("/account", &back, &[]).await.is(200).says("Welcome back.").says("I am away");
        let page = kalle.get("/").await;
        assert!(!page.body.contains("You cover for"), "{}", page.body);
    });
}

#[test]
fn two_at_one_case_see_each_other() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let kalle = house.signed_in("kalle@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let how = |how| pairs(&[("how", how)]);
        aava.post("/cases/1/here", &how("here")).await.is(204);
        liisa.get("/cases/1").await.says("Aava Agentti is looking here too");
        let own = aava.get("/cases/1").await;
        assert!(!own.body.contains("is looking here too"), "nobody is told of themselves");
        aava.post("/cases/1/here", &how("writing")).await.is(204);
        liisa.get("/cases/1?do=reply").await.says("Aava Agentti is writing an answer just now.");
        house.desk.clock().set(START.plus(46 * valta_domain::time::SECOND));
        let later = liisa.get("/cases/1?do=reply").await;
        assert!(!later.body.contains("Aava Agentti is"), "{}", later.body);
        liisa.post("/cases/1/here", &how("writing")).await.is(204);
        liisa.post("/cases/1/here", &how("left")).await.is(204);
        let page = aava.get("/cases/1?do=reply").await;
        assert!(!page.body.contains("Liisa Liidi is"), "{}", page.body);
        kalle.post("/cases/1/here", &how("here")).await.is(404);
        aava.post("/cases/1/here", &how("asleep")).await.is(422);

        // Both answer: the second is told by whom, and keeps their words.
        let fields = filled(&page, "/cases/1/replies", &[("body", "mine comes second")]);
        liisa.act("/cases/1?do=reply", "/cases/1/replies", &[("body", "first")]).await.is(200);
        let stale = aava.post("/cases/1/replies", &fields).await;
        stale.is(422).says("Liisa Liidi answered while you were writing").says("mine comes second");
    });
}

#[test]
fn what_is_being_written_follows_the_person() {
    on_both(|house| async move {
        let desk = house.signed_in("aava@revontuli.example").await;
        let phone = house.signed_in("aava@revontuli.example").await;
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let kalle = house.signed_in("kalle@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Breakfast", "It never came.").await;
        let page = desk.get("/cases/1?do=reply").await;
        let draft = |page: &Page, body: &str, seen: &str| {
            let command = page.form("/cases/1/replies").into_iter().find(|(name, _)| name == "command");
            let command = command.expect("a command").1;
            pairs(&[("command", &command), ("body", body), ("older", ""), ("seen", seen)])
        };
        let stamp = |said: &Page| {
            said.body
                .split("\"saved_at\":\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .unwrap_or("")
                .to_owned()
        };
        let first = desk.post("/cases/1/draft", &draft(&page, "Dear Milla, at the desk", "")).await;
        first.is(200);
        let there = phone.get("/cases/1?do=reply").await;
        there
            .says("Dear Milla, at the desk")
            .says("Here is what you had begun to write")
            .says(&stamp(&first));
        let other = liisa.get("/cases/1?do=reply").await;
        assert!(!other.body.contains("Dear Milla"), "a draft is its writer's");

        // Both go on: the newer stands, the older is offered; nothing is lost.
        house.desk.clock().set(START.plus(valta_domain::time::MINUTE));
        let second =
            phone.post("/cases/1/draft", &draft(&there, "Dear Milla, on the phone", &stamp(&first))).await;
        second.is(200);
        house.desk.clock().set(START.plus(2 * valta_domain::time::MINUTE));
        let third =
            desk.post("/cases/1/draft", &draft(&page, "Dear Milla, at the desk again", &stamp(&first))).await;
        third.is(200).says("Dear Milla, on the phone");
        let both = phone.get("/cases/1?do=reply").await;
        both.says("Dear Milla, at the desk again")
            .says("Dear Milla, on the phone")
            .says("wrote something else elsewhere");

        kalle.post("/cases/1/draft", &draft(&page, "x", "")).await.is(404);
        desk.post("/cases/1/draft", &draft(&page, "x", "yesterday")).await.is(422);
        desk.post("/cases/1/draft", &draft(&page, &"x".repeat(100_001), &stamp(&third))).await.is(422);

        // It goes with the sending, and what comes late does not bring it back.
        let fields = filled(&both, "/cases/1/replies", &[("body", "Dear Milla, at the desk again")]);
        phone.post("/cases/1/replies", &fields).await.is(303);
        desk.post("/cases/1/draft", &draft(&both, "Dear Milla, at the", &stamp(&third))).await.is(200);
        let after = desk.get("/cases/1?do=reply").await;
        assert!(!after.body.contains("Here is what you had begun"), "{}", after.body);
    });
}

//! Service points: said by leads, told by everybody; and which is the nearest, also while one of them stands elsewhere.

use valta_domain::time::{DAY, HOUR};

use super::{guard::fresh, *};

const SETTINGS: &str = "/settings/points";

pub(super) fn point<'a>(
    name: &'a str,
    address: &'a str,
    place: &'a str,
    week: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![("name", name), ("address", address), ("place", place)];
    form.push(("time_zone", "Europe/Helsinki"));
    form.extend(["mon", "tue", "wed", "thu", "fri"].map(|day| (day, week)));
    form.extend([("sat", ""), ("sun", ""), ("holidays_fi", "on")]);
    form
}

/// A lead with three points; it is Wednesday, 13:40.
pub(super) async fn three(house: &House) -> Browser {
    let liisa = house.signed_in("liisa@revontuli.example").await;
    for form in [
        point("Rovaniemi", "Revontulentie 1", "66.5039, 25.7294", "09:00-17:00"),
        point("Tornio", "Rajakatu 8", "65,8481 24,1466", "10:00-12:00"),
        point("Helsinki", "Aula 2", "60.3172, 24.9633", "05:00-23:00"),
    ] {
        liisa.act(SETTINGS, SETTINGS, &form).await.is(200).says("Saved.");
    }
    liisa
}

/// The part of a page about one point.
#[track_caller]
fn of<'a>(page: &'a Page, name: &str) -> &'a str {
    let starts = ["<li class=\"point\"", "<section class=\"sheet points-kept\""];
    let parts = starts.iter().flat_map(|start| page.body.split(start).skip(1));
    let found = parts.into_iter().find(|part| part.contains(&format!(">{name}</h2>")));
    found.unwrap_or_else(|| panic!("{name} is not in\n{}", page.body))
}

/// Where the form that says a point anew goes.
pub(super) fn form_of(page: &Page, name: &str) -> String {
    let part = of(page, name)
        .split("action=\"")
        .find(|part| part.starts_with("/settings/points/") && !part.contains("/moves\""));
    part.and_then(|part| part.split('"').next()).expect("a form").to_owned()
}

/// Where the form of a point's moves goes.
fn moves_of(page: &Page, name: &str) -> String {
    let part = of(page, name).split("action=\"").find(|part| part.contains("/moves\""));
    part.and_then(|part| part.split('"').next()).expect("a form").to_owned()
}

#[test]
fn the_nearest_is_the_one_that_is_open_where_it_stands_today() {
    on_both(|house| async move {
        let kalle = house.signed_in("kalle@revontuli.example").await;
        kalle.get("/points").await.is(200).says("No service points yet");
        let liisa = three(&house).await;

        // Without a script or a place: a list that answers by itself.
        let page = kalle.get("/points").await;
        assert_eq!(faults_of(&page), Vec::<String>::new());
        assert!(of(&page, "Rovaniemi").contains("Open now") && of(&page, "Rovaniemi").contains("17:00"));
        assert!(
            of(&page, "Tornio").contains("Closed") && of(&page, "Tornio").contains("opens tomorrow at 10:00")
        );
        assert!(of(&page, "Tornio").contains("10:00-12:00") && !page.body.contains("/settings/points"));
        let policy = page.headers["permissions-policy"].to_str().expect("a policy");
        assert!(policy.contains("geolocation=(self)"), "{policy}");
        let other = kalle.get("/").await;
        assert!(other.headers["permissions-policy"].to_str().expect("a policy").contains("geolocation=()"));

        // In Tornio: the one next door is closed until tomorrow, the open one is a hundred kilometres away.
        let page = kalle.get("/points?north=65.85&east=24.15").await;
        page.says(
            "The nearest that is open is Rovaniemi, Revontulentie 1: 102 km, open until today at 17:00.",
        );
        page.says("Nearer is Tornio, Rajakatu 8: 300 m. It opens tomorrow at 10:00.");
        let tornio = page.body.find(">Tornio</h2>").expect("listed");
        assert!(tornio < page.body.find(">Rovaniemi</h2>").expect("listed"), "the nearest first");

        // For the week, Rovaniemi stands in the library by the river, nearer to nobody but open for an hour less.
        let page = liisa.get(SETTINGS).await;
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let moves = moves_of(&page, "Rovaniemi");
        let mut away = point("", "Kirjasto", "66.4977, 25.7179", "10:00-16:00");
        away.extend([("how", "elsewhere"), ("from", "2026-09-21T08:00"), ("until", "2026-09-25T18:00")]);
        liisa.act(SETTINGS, &moves, &away[1..]).await.says("at Kirjasto");
        let page = kalle.get("/points?north=66.4977&east=25.7179").await;
        page.says("The nearest that is open is Rovaniemi, Kirjasto: 100 m, open until today at 16:00.");
        assert!(of(&page, "Rovaniemi").contains("Here until Fri 25 Sep at 18:00"));
        // After the week it is back, and before it opens there it says where.
        house.desk.clock().set(START.plus(2 * DAY + 5 * HOUR));
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let page = kalle.get("/points").await;
        assert!(of(&page, "Rovaniemi").contains("Revontulentie 1"), "{}", page.body);
        // Closed for a while, it is nobody's answer.
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let shut = [("how", "closed"), ("from", "2026-09-26T00:00"), ("until", "2026-10-05T00:00")];
        liisa.act(SETTINGS, &moves, &shut).await.says("Closed from");
        house.desk.clock().set(START.plus(5 * DAY));
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let page = kalle.get("/points?north=66.5&east=25.7").await;
        page.says("The nearest that is open is Helsinki");
        assert!(of(&page, "Rovaniemi").contains("Closed until") && of(&page, "Rovaniemi").contains("opens"));

        // By a point that one knows; and places that are none.
        let id = page
            .body
            .split("<option value=\"")
            .nth(2)
            .and_then(|rest| rest.split('"').next())
            .expect("a point");
        kalle.get(&format!("/points?near={id}")).await.says("The nearest that is open is");
        for nowhere in [
            "north=91&east=0",
            "north=0&east=-181",
            "north=x&east=y",
            "north=60",
            "near=nobody",
            "north=NaN&east=1",
        ] {
            kalle.get(&format!("/points?{nowhere}")).await.is(200).says("That is no place on earth.");
        }
        kalle.get("/points?near=").await.is(200);
    });
}

#[test]
fn leads_say_where_the_points_are_and_nobody_overwrites_another() {
    on_both(|house| async move {
        let liisa = three(&house).await;
        let ulla = house.signed_in("ulla@revontuli.example").await;
        let aava = house.signed_in("aava@revontuli.example").await;
        aava.get(SETTINGS).await.is(403);
        aava.post(SETTINGS, &pairs(&point("Inari", "Mallitie 4", "68.9, 27", ""))).await.is(403);

        let add = async |form: &[(&str, &str)]| liisa.fill(SETTINGS, SETTINGS, form).await;
        let with = |changed: &[(&'static str, &'static str)]| {
            let mut form = point("Inari", "Mallitie 4", "68.906, 27.0288", "");
            for (name, value) in changed {
                form.retain(|(known, _)| known != name);
                form.push((name, value));
            }
            form
        };
        add(&with(&[("place", "95, 27")]))
            .await
            .is(422)
            .says("This is no place on earth")
            .says("value=\"95, 27\"");
        add(&with(&[("place", "")])).await.is(422).says("This is no place on earth");
        add(&with(&[("wed", "eleven")])).await.is(422).says("value=\"eleven\"").says("08:00-16:30");
        add(&with(&[("time_zone", "Europe/Inari")])).await.is(422).says("There is no such time zone");
        add(&with(&[("name", " ")])).await.is(422).says("This is empty");
        add(&with(&[("address", "")])).await.is(422).says("This is empty");
        add(&with(&[("name", "rovaniemi")])).await.is(422).says("of this name already");
        let long = "x".repeat(3000);
        let mut form = with(&[]);
        form[0] = ("name", &long);
        add(&form).await.is(422);
        let page = liisa.get(SETTINGS).await;
        assert!(!page.body.contains("Inari"), "nothing of it was kept");

        // Two look at the same one: who is later sees what stands, with their own words in the form.
        let first = ulla.get(SETTINGS).await;
        let action = form_of(&first, "Tornio");
        let form = point("Tornio", "Rajakatu 9", "65.8481, 24.1466", "10:00-15:00");
        liisa.act(SETTINGS, &action, &form).await.says("Rajakatu 9");
        let mine = point("Tornio", "Rajakatu 10", "65.8481, 24.1466", "10:00-14:00");
        let late = ulla.post(&action, &filled(&first, &action, &mine)).await;
        late.is(422)
            .says("Somebody else changed this in between")
            .says("Rajakatu 9")
            .says("value=\"Rajakatu 10\"");
        ulla.post(&action, &filled(&late, &action, &mine)).await.is(303);
        ulla.get("/points").await.says("Rajakatu 10");

        // A move that ends before it begins, is over, or begins in an hour that is none.
        let moves = moves_of(&liisa.get(SETTINGS).await, "Tornio");
        let away = async |from, until| {
            let when = [("how", "closed"), ("from", from), ("until", until)];
            liisa.fill(SETTINGS, &moves, &when).await
        };
        away("2026-10-02T08:00", "2026-10-01T08:00").await.is(422).says("It ends before it begins");
        away("2026-10-02T08:00", "2026-10-02T08:00").await.is(422).says("It ends before it begins");
        away("2026-09-01T08:00", "2026-09-02T08:00").await.is(422).says("That time has passed");
        away("2027-03-28T03:30", "2027-03-29T08:00").await.is(422).says("That time does not exist");
        away("soon", "later").await.is(422).says("Choose a time.");
        liisa.fill(SETTINGS, &moves, &[("how", "gone")]).await.is(422).says("did not come through whole");
        // What is taken away is as if it had not been said; a second time changes nothing.
        away("2026-10-01T08:00", "2026-10-02T08:00").await.is(303);
        let page = liisa.get(SETTINGS).await;
        let part = of(&page, "Tornio");
        let hidden =
            |name: &str| attribute(part.split(&format!("name=\"{name}\"")).nth(1).expect("a field"), "value");
        let (from, until) = (hidden("from"), hidden("until"));
        let forget = pairs(&[("command", &fresh()), ("how", "forget"), ("from", &from), ("until", &until)]);
        liisa.post(&moves, &forget).await.is(303);
        assert!(!of(&liisa.get("/points").await, "Tornio").contains("Closed from"));
        let again = pairs(&[("command", &fresh()), ("how", "forget"), ("from", &from), ("until", &until)]);
        liisa.post(&moves, &again).await.is(303);

        // Not in use any more, it is told to nobody, and its name is free.
        let mut gone = point("Tornio", "Rajakatu 10", "65.8481, 24.1466", "");
        gone.push(("closed", "on"));
        liisa.act(SETTINGS, &action, &gone).await.says("Not in use");
        assert!(!liisa.get("/points").await.body.contains("Tornio"));
        let report = tokio::task::block_in_place(|| valta_store::verify::verify(house.desk.db(), |_| ()));
        assert_eq!(report.expect("verify").findings, Vec::<String>::new());
    });
}

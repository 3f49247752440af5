//! How one is told, as it is chosen on one's account's page: by which ways, and on which devices.

use valta_store::{push, reach};

use super::{guard::fresh, *};

/// A browser's own, as RFC 8291 has them in its example.
const PUBLIC: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const HERE: &str = "https://push.example/one";

async fn tell(browser: &Browser, name: &str, endpoint: &str, public_key: &str) -> Page {
    let device = [("name", name), ("endpoint", endpoint), ("public_key", public_key), ("auth", AUTH)];
    browser.fill("/account", "/account/push", &device).await
}

/// Keeps the cookie that an answer sets beside those that there are.
fn keep(browser: &Browser, page: &Page, name: &str) {
    let set = page.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let set = set.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with(name));
    let mut cookies = browser.cookie.borrow_mut();
    let others: Vec<_> =
        cookies.split("; ").filter(|cookie| !cookie.starts_with(name)).map(str::to_owned).collect();
    *cookies = others.into_iter().chain(set.map(str::to_owned)).collect::<Vec<_>>().join("; ");
}

async fn devices(house: &House, email: &'static str) -> Vec<String> {
    let look = move |tx: &mut valta_store::Tx<'_>| {
        let agent = account::by_email(tx, email)?.expect("somebody").0.agent;
        Ok(push::devices(tx, agent)?.into_iter().map(|device| device.name).collect())
    };
    house.desk.reader().look(look).await.expect("look")
}

#[test]
fn each_thing_is_told_by_the_ways_that_one_chose() {
    on_both(|house| async move {
        let aava = house.signed_in("aava@revontuli.example").await;
        let page = aava.get("/account").await;
        page.is(200).says("How you are told").says("Calls while you are on call").says("By mail");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let checked = |page: &Page, name: &str| {
            let input = page.body.split("<input").find(|input| input.contains(&format!("id=\"{name}\"")));
            input.unwrap_or_default().split('>').next().unwrap_or_default().contains("checked")
        };
        for about in ["question", "promise", "call"] {
            assert!(checked(&page, &format!("{about}_mail")) && !checked(&page, &format!("{about}_push")));
        }
        let chosen = [("question_push", "on"), ("call_mail", "on"), ("call_push", "on")];
        let done = aava.fill("/account", "/account/reach", &chosen).await;
        done.is(303);
        let page = aava.get(done.to()).await;
        page.says("This is how you are told from now on");
        let told =
            ["question_mail", "question_push", "promise_mail", "promise_push", "call_mail", "call_push"]
                .map(|name| checked(&page, name));
        assert_eq!(told, [false, true, false, false, true, true]);
        // Whoever is on call is told somehow; what was chosen stays on the page.
        let refused = aava.fill("/account", "/account/reach", &[("question_mail", "on")]).await;
        refused.is(422).says("Whoever is on call has to be called somehow").says("Nothing was changed");
        assert!(checked(&refused, "question_mail") && !checked(&refused, "call_mail"));
        assert_eq!(faults_of(&refused), Vec::<String>::new());
        let look = |tx: &mut valta_store::Tx<'_>| {
            let agent = account::by_email(tx, "aava@revontuli.example")?.expect("aava").0.agent;
            reach::of(tx, agent)
        };
        let kept = house.desk.reader().look(look).await.expect("look");
        assert!(kept.calls.mail && kept.calls.push && !kept.questions.mail);
        // A field that is none, and a form without its command.
        let strange = pairs(&[("command", &fresh()), ("call_mail", "on"), ("call_fax", "on")]);
        aava.post("/account/reach", &strange).await.is(422);
        aava.post("/account/reach", &pairs(&[("call_mail", "on")])).await.is(422);
    });
}

#[test]
fn a_device_is_told_until_it_is_taken_away_or_signs_out() {
    on_both(|house| async move {
        let (aava, liisa) = ("aava@revontuli.example", "liisa@revontuli.example");
        let browser = house.signed_in(aava).await;
        let page = browser.get("/account").await;
        page.says("Devices that are told").says("Devices are told only where the browser may run scripts");
        let key = attribute(
            page.body.split("<form").find(|form| form.contains("data-push=")).unwrap_or_default(),
            "data-push",
        );
        assert_eq!(key.len(), 87, "{key}");

        // What is no browser's is refused with the words of a person, and the name stays.
        for (endpoint, public_key) in [
            ("", PUBLIC),
            ("http://push.example/one", PUBLIC),
            ("https://10.1.2.3/one", PUBLIC),
            ("https://localhost.example@[::1]/", PUBLIC),
            (HERE, "AAAA"),
            (HERE, "<script>"),
        ] {
            let refused = tell(&browser, "My phone", endpoint, public_key).await;
            refused
                .is(422)
                .says("Nothing can be sent to this browser’s push service")
                .says("value=\"My phone\"");
            assert_eq!(faults_of(&refused), Vec::<String>::new());
        }
        tell(&browser, " ", HERE, PUBLIC).await.is(422).says("id=\"push-name-error\"");
        assert_eq!(devices(&house, aava).await, Vec::<String>::new());

        let done = tell(&browser, "My phone", HERE, PUBLIC).await;
        done.is(303);
        let cookie = done.headers[header::SET_COOKIE].to_str().expect("a cookie").to_owned();
        assert!(cookie.starts_with("told=") && cookie.contains("HttpOnly"), "{cookie}");
        keep(&browser, &done, "told");
        let page = browser.get(done.to()).await;
        page.says("This device is told now")
            .says("My phone")
            .says("This device</span>")
            .says("Nothing told yet");
        assert!(!page.body.contains("data-push="), "it is told already");
        assert!(
            !page.body.contains(HERE) && !page.body.contains(AUTH),
            "whoever knows the address can send there"
        );
        assert_eq!(faults_of(&page), Vec::<String>::new());

        // Another browser of the same person sees it, and may take its own away or this one.
        let other = house.signed_in(aava).await;
        other.get("/account").await.says("My phone").says("data-push=");
        let second = tell(&other, "The one at work", "https://push.example/two", PUBLIC).await;
        keep(&other, &second, "told");
        assert_eq!(devices(&house, aava).await, ["The one at work", "My phone"]);
        // Nobody else takes it away.
        let page = other.get("/account").await;
        let device = page.body.split("My phone").nth(1).unwrap_or_default();
        let input = device.split("<input").find(|input| input.contains("name=\"device\""));
        let device = attribute(input.unwrap_or_default(), "value");
        let lead = house.signed_in(liisa).await;
        let end = |device: &str| pairs(&[("command", &fresh()), ("device", device)]);
        lead.post("/account/push/end", &end(&device)).await.is(303);
        lead.post("/account/push/end", &end("x")).await.is(422);
        assert_eq!(devices(&house, aava).await.len(), 2);
        let done = other.post("/account/push/end", &end(&device)).await;
        other.get(done.to()).await.says("The device was taken away").says("The one at work");
        assert_eq!(devices(&house, aava).await, ["The one at work"]);

        // Who signs out is told nothing there any more.
        let out = other.post("/logout", &[]).await;
        assert!(out.headers.get_all(header::SET_COOKIE).iter().any(|cookie| {
            cookie.to_str().is_ok_and(|cookie| cookie.starts_with("told=;") && cookie.contains("Max-Age=0"))
        }));
        assert_eq!(devices(&house, aava).await, Vec::<String>::new());
    });
}

#[test]
fn whoever_signs_in_on_anothers_device_ends_what_is_told_there() {
    on_both(|house| async move {
        let aava = "aava@revontuli.example";
        let browser = house.signed_in(aava).await;
        let done = tell(&browser, "At the counter", HERE, PUBLIC).await;
        keep(&browser, &done, "told");
        // The same person again keeps it.
        browser.sign_in(aava, PASSWORD).await;
        keep(&browser, &done, "told");
        assert_eq!(devices(&house, aava).await, ["At the counter"]);
        browser.sign_in("liisa@revontuli.example", PASSWORD).await;
        assert_eq!(devices(&house, aava).await, Vec::<String>::new());
    });
}

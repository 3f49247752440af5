//! Mandates on their pages: read by everybody, changed by leads who see first what it means, and never over another's head.

use super::*;

const AAVA: &str = "aava@revontuli.example";
const LIISA: &str = "liisa@revontuli.example";
const ULLA: &str = "ulla@revontuli.example";

/// What is typed into fields, by their names.
type Fields = &'static [(&'static str, &'static str)];

/// The first mandate whose card says so.
async fn mandate(browser: &Browser, says: &str) -> String {
    let page = browser.get("/mandates").await;
    let card = page.body.split("<li class=\"sheet\"").find(|card| card.contains(says));
    let card = card.unwrap_or_else(|| panic!("no mandate says {says}\n{}", page.body));
    let id = card.split("href=\"/mandates/").last().and_then(|rest| rest.split(['"', '/']).next());
    format!("/mandates/{}", id.unwrap_or_default())
}

/// The form as a browser would send it: hidden fields, what stands in the others, and what is typed over it. What is
/// typed as `-` is not ticked.
fn typed(page: &Page, action: &str, with: &[(&str, &str)]) -> Vec<(String, String)> {
    let start = format!("action=\"{action}\"");
    let form = page.body.split("<form").find(|form| form.contains(&start));
    let form = form.unwrap_or_else(|| panic!("no form for {action} in\n{}", page.body));
    let form = form.split("</form>").next().unwrap_or_default();
    let mut fields = Vec::new();
    for input in form.split("<input").skip(1) {
        let tag = input.split('>').next().unwrap_or_default();
        if attribute(input, "type") != "checkbox" || tag.contains(" checked") {
            fields.push((attribute(input, "name"), attribute(input, "value")));
        }
    }
    for select in form.split("<select").skip(1) {
        let chosen = select
            .split("<option")
            .find(|option| option.split('>').next().unwrap_or_default().contains(" selected"));
        let value = chosen.map(|option| attribute(option, "value")).unwrap_or_default();
        fields.push((attribute(select, "name"), value));
    }
    for text in form.split("<textarea").skip(1) {
        let said =
            text.split_once('>').and_then(|(_, rest)| rest.split("</textarea>").next()).unwrap_or_default();
        fields.push((attribute(text, "name"), said.to_owned()));
    }
    for (_, value) in &mut fields {
        *value =
            value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
    for (name, value) in with {
        fields.retain(|(known, _)| known != name);
        if *value != "-" {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    fields
}

/// From the form through the look ahead to the mandate's own page.
async fn set(browser: &Browser, form: &str, action: &str, with: &[(&str, &str)], reason: &str) -> Page {
    let mut with = with.to_vec();
    with.push(("do", "look"));
    let ahead = browser.post(action, &typed(&browser.get(form).await, action, &with)).await;
    ahead.is(200).says("Nothing has changed yet");
    let saved = browser.post(action, &typed(&ahead, action, &[("do", "save"), ("reason", reason)])).await;
    saved.is(303);
    browser.get(saved.to()).await
}

#[test]
fn a_fresh_house_says_what_everybody_may_give() {
    on_both(|house| async move {
        let aava = house.signed_in(AAVA).await;
        let page = aava.get("/mandates").await;
        page.is(200)
            .says("Everyone may give a refund, a credit, a replacement or an exception up to €50 in one case and €500 in 30 days.")
            .says("With a written reason up to €150 in one case and €1,500 in 30 days.")
            .says("Up to €300 in one case while nobody with more room is there.")
            .says("Up to €500 in one case with the signature of any colleague.")
            .says("Everyone may give a gift up to €20 in one case.")
            .says("Everyone may give a waived fee without a limit.")
            .says("Only when this customer has not been given this before.")
            .says("As the house began, ");
        // Everybody reads them; leads alone change them.
        assert!(!page.body.contains("/change") && !page.body.contains("/mandates/new"), "{}", page.body);
        aava.get("/").await.says("href=\"/mandates\"");
        aava.get("/account").await.says("href=\"/mandates\"");
        let first = mandate(&aava, "€500 in 30 days").await;
        aava.get(&first).await.is(200).says("This is how it began").says("4 people: ");
        for path in ["/mandates/new", &format!("{first}/change"), &format!("{first}/end")] {
            aava.get(path).await.is(403);
        }
        for path in ["/mandates", &first, &format!("{first}/end")] {
            aava.post(path, &[]).await.is(403);
            house.browser().get("/mandates").await.is(303);
        }
        let liisa = house.signed_in(LIISA).await;
        liisa.get("/").await.says("href=\"/mandates\"");
        liisa.get("/mandates").await.says("href=\"/mandates/new\"").says("/change\"");
        liisa.get("/mandates/01990000-0000-7000-8000-000000000001").await.is(404);
        liisa.get("/mandates/01990000-0000-7000-8000-000000000001/change").await.is(404);
        liisa.get("/mandates/x").await.is(404);
    });
}

#[test]
fn a_lead_lowers_a_mandate_and_sees_first_what_it_means() {
    on_both(|house| async move {
        let aava = house.signed_in(AAVA).await;
        for (case, amount) in [("1", "40"), ("2", "30")] {
            house.mail(&format!("Milla <milla{case}@posti.example>"), "Breakfast", "It never came.").await;
            let give = [("kind", "refund"), ("amount", amount), ("reason", "No breakfast")];
            let form = format!("/cases/{case}?do=remedy");
            aava.act(&form, &format!("/cases/{case}/remedies"), &give).await.is(200);
        }
        house.mail("Vilma <vilma@posti.example>", "Bag", "It is lost.").await;
        aava.get("/cases/3?do=remedy&kind=refund&amount=40").await.says("You can give this now");

        let liisa = house.signed_in(LIISA).await;
        let at = mandate(&liisa, "€500 in 30 days").await;
        let form = format!("{at}/change");
        let page = liisa.get(&form).await;
        page.says("value=\"50.00\"").says("value=\"500.00\"").says("value=\"150.00\"");
        let lower = [("case_within", "35"), ("case_stretch", "60,50"), ("do", "look")];
        let ahead = liisa.post(&at, &typed(&page, &at, &lower)).await;
        ahead
            .is(200)
            .says("up to €35 in one case and €500 in 30 days.")
            .says("In one case, without asking")
            .says("<td data-says=\"Now\">€50</td><td class=\"turned\" data-says=\"After\">€35</td>")
            .says("<td data-says=\"Now\">€150</td><td class=\"turned\" data-says=\"After\">€60.50</td>")
            .says("4 people: Aava Agentti, Kalle Kollega, Liisa Liidi and Ulla Ylläpito.")
            .says("The 2 decisions of this time")
            .says("One decision would have been another:")
            .says("Without asking → With a reason: once");
        // Nothing was saved; whoever wants to goes back to the form with everything in it.
        liisa.get("/mandates").await.says("up to €50 in one case");
        let again = liisa.post(&at, &typed(&ahead, &at, &[("do", "edit"), ("reason", "Too often")])).await;
        again.is(200).says("value=\"60,50\"").says("value=\"35\"").says("value=\"Too often\"");
        let empty = liisa.post(&at, &typed(&ahead, &at, &[("do", "save"), ("reason", "  ")])).await;
        empty.is(422).says("Write why.").says("up to €35 in one case");
        let saved = liisa
            .post(&at, &typed(&empty, &at, &[("do", "save"), ("reason", "Breakfasts are <b>cheap</b>")]))
            .await;
        saved.is(303);
        let told = liisa.get(saved.to()).await;
        told.says("Saved. It holds from now on.")
            .says("version 2")
            .says("Breakfasts are &lt;b&gt;cheap&lt;/b&gt;")
            .says("Liisa Liidi, today at ")
            .says("<td data-says=\"Before\">€50</td>");
        // It holds at once.
        aava.get("/cases/3?do=remedy&kind=refund&amount=40").await.says("You may stretch to this");
        aava.get("/cases/3?do=remedy&kind=refund&amount=35").await.says("You can give this now");
        aava.get("/mandates").await.says("Breakfasts are &lt;b&gt;cheap&lt;/b&gt;");
        // The same form sent twice is one change.
        let fields = typed(&empty, &at, &[("do", "save"), ("reason", "Breakfasts are <b>cheap</b>")]);
        assert_eq!(liisa.post(&at, &fields).await.to(), saved.to());
        liisa.get(&at).await.says("version 2");
        assert!(!liisa.get(&at).await.body.contains("version 3"));
    });
}

#[test]
fn what_cannot_be_a_mandate_is_said_beside_its_field() {
    on_both(|house| async move {
        let liisa = house.signed_in(LIISA).await;
        let form = liisa.get("/mandates/new").await;
        let rows: &[(Fields, &str, &str)] = &[
            (&[("case_within", "-5")], "case_within", "Write zero or more."),
            (&[("case_within", "fifty")], "case_within", "Write the amount in digits"),
            (&[("case_within", "7.505")], "case_within", "Two decimals at the most."),
            (&[("case_within", "99999999999999999999999")], "case_within", "more than can be given at once"),
            (&[("case_within", "100000000000.01")], "case_within", "more than can be given at once"),
            (
                &[("case_within", "50"), ("case_stretch", "40")],
                "case_stretch",
                "at least as much as without asking",
            ),
            (&[("case_stretch", "40")], "case_within", "Write here how far it goes without asking."),
            (
                &[("case_within", "50"), ("case_stretch", "90"), ("case_alone", "80")],
                "case_alone",
                "at least as much as with a reason",
            ),
            (
                &[("case_within", "50"), ("case_co_sign", "20"), ("signer_everyone", "on")],
                "case_co_sign",
                "at least as much as without asking",
            ),
            (&[("case_within", "50"), ("case_co_sign", "200")], "signer", "Choose who may sign"),
            (&[("agent_within", "50"), ("agent_days", "0")], "agent_days", "from 1 to 3660"),
            (&[("agent_within", "50"), ("agent_days", "many")], "agent_days", "Write a number of days"),
            (
                &[("customer_within", "50"), ("customer_days", "3661")],
                "customer_days",
                "Write a number of days",
            ),
            (&[("currency", "EURO")], "currency", "This is no currency."),
            (&[("currency", "XAU")], "currency", "This is no currency."),
            (&[("kind_refund", "-"), ("kind_credit", "-")], "kinds", "Choose what may be given."),
            (&[("kind_gift", "on")], "kinds", "A gift stands alone."),
            (&[("holder", "")], "holder", "Choose somebody who works here."),
            (
                &[("holder", "agent:01990000-0000-7000-8000-000000000001")],
                "holder",
                "Choose somebody who works here.",
            ),
            (&[("segment", "gold card")], "segment", "Use the letters"),
            (
                &[("own", "context.colour == \"red\"")],
                "own",
                "There is no context.colour here. There are: context.agent",
            ),
            (&[("own", "context.channel == ")], "own", "This cannot be read."),
            (&[("own", "context.channel == \"pigeon\"")], "own", "context.channel is never “pigeon”."),
            (&[("own", "context.amount < 7.50")], "own", "7.50 is 750"),
            (&[("own", "context.out_of_hours"), ("first", "on")], "own", "not both"),
            (
                &[("from", "2026-10-02"), ("until", "2026-10-01")],
                "until",
                "The last day comes before the first.",
            ),
            (&[("from", "soon")], "from", "This is no day."),
            (&[("until", "2026-02-30")], "until", "This is no day."),
        ];
        for (with, field, says) in rows {
            let mut fields = with.to_vec();
            fields.push(("do", "look"));
            let page = liisa.post("/mandates", &typed(&form, "/mandates", &fields)).await;
            page.is(422).says("It was not taken yet.");
            let error = page
                .body
                .split(&format!("id=\"{field}-error\""))
                .nth(1)
                .and_then(|rest| rest.split("</p>").next());
            let error = error.unwrap_or_else(|| panic!("{with:?} is not said beside {field}\n{}", page.body));
            assert!(error.contains(says), "{with:?}: {error}");
            // Nothing that was typed is lost.
            let kept = typed(&page, "/mandates", &[]);
            for (name, value) in with
                .iter()
                .filter(|(name, value)| *value != "-" && !(*name == "holder" && *value != "everyone"))
            {
                assert!(
                    kept.iter().any(|(known, kept)| known == name && kept == value),
                    "{name} {value} in {kept:?}"
                );
            }
            assert_eq!(faults_of(&page), Vec::<String>::new(), "{with:?}");
        }
        // Several at once are all said.
        let many =
            [("case_within", "-5"), ("currency", "EURO"), ("own", "context.colour == 1"), ("do", "look")];
        let page = liisa.post("/mandates", &typed(&form, "/mandates", &many)).await;
        for field in ["case_within", "currency", "own"] {
            page.is(422).says(&format!("id=\"{field}-error\""));
        }
        // A form that is not ours, or not whole.
        for with in
            [&[("do", "look"), ("owner", "me")][..], &[("do", "dance")], &[("do", "save"), ("seen", "1")]]
        {
            liisa
                .post("/mandates", &typed(&form, "/mandates", with))
                .await
                .is(422)
                .says("did not come through whole");
        }
        let at = mandate(&liisa, "€500 in 30 days").await;
        let change = liisa.get(&format!("{at}/change")).await;
        let unseen = typed(&change, &at, &[("do", "look"), ("seen", "-")]);
        liisa.post(&at, &unseen).await.is(422).says("did not come through whole");
        liisa.get("/mandates").await.says("up to €50 in one case");
    });
}

#[test]
fn everything_that_can_be_said_is_said_and_comes_back_into_the_form() {
    on_both(|house| async move {
        let liisa = house.signed_in(LIISA).await;
        let all = [
            ("holder", "role:agent"),
            ("kind_credit", "-"),
            ("currency", "sek"),
            ("case_within", "0"),
            ("case_stretch", "1 500"),
            ("case_alone", "2000"),
            ("case_co_sign", "3000"),
            ("signer_role:lead", "on"),
            ("signer_role:admin", "on"),
            ("remedy_within", "99,50"),
            ("customer_within", "700"),
            ("customer_days", "365"),
            ("team_within", "9000"),
            ("team_days", "1"),
            ("channel", "phone"),
            ("segment", "gold"),
            ("cause", "late"),
            ("process_step", "boarding.meal"),
            ("bulletin", "B-7"),
            ("hours", "out"),
            ("first", "on"),
            ("from", "2026-09-24"),
            ("until", "2026-09-30"),
        ];
        let told = set(&liisa, "/mandates/new", "/mandates", &all, "For the strike").await;
        let says = [
            "Everyone who serves customers may give a refund up to SEK\u{a0}99.50 at one time, SEK\u{a0}0 in one case, \
             SEK\u{a0}700 to one customer in 365 days and SEK\u{a0}9,000 from the whole team in a day.",
            "With a written reason up to SEK\u{a0}1,500 in one case.",
            "Up to SEK\u{a0}3,000 in one case with the signature of a lead or an administrator.",
            "Only when the customer came by phone, for customers in the segment “gold”, when the cause is “late”, \
             at the process step “boarding.meal”, in cases of the bulletin “B-7”, outside service hours and when this \
             customer has not been given this before.",
            "From 24 Sep 2026 to the end of 30 Sep 2026.",
            "not yet in force",
        ];
        for says in says {
            told.says(says);
        }
        told.says("It ends soon: 30 Sep 2026.");
        let at = mandate(&liisa, "For the strike").await;
        // Sent again as it stands, nothing changes: every field carries what it said.
        let form = liisa.get(&format!("{at}/change")).await;
        let ahead = liisa.post(&at, &typed(&form, &at, &[("do", "look")])).await;
        ahead.is(200).says("Nothing: it says this already.");

        // What cannot be picked stays as somebody wrote it.
        let own = [
            ("kind_credit", "-"),
            ("own", "context.amount < 2000 && context.channel != \"phone\""),
            ("case_within", "5"),
        ];
        set(&liisa, "/mandates/new", "/mandates", &own, "Small and written")
            .await
            .says("Only under this condition:");
        let at = mandate(&liisa, "Small and written").await;
        let form = liisa.get(&format!("{at}/change")).await;
        form.says("context.amount &lt; 2000 &amp;&amp; context.channel != &quot;phone&quot;");
        let ahead = liisa.post(&at, &typed(&form, &at, &[("do", "look")])).await;
        ahead.is(200).says("Nothing: it says this already.");
        // Without any limit it is said so before it is saved.
        let free = liisa.get("/mandates/new").await;
        let free = liisa.post("/mandates", &typed(&free, "/mandates", &[("do", "look")])).await;
        free.is(200)
            .says("There is no limit in this")
            .says("One person has another one for the same")
            .says("href=\"/mandates/");
    });
}

#[test]
fn two_leads_at_once_do_not_overwrite_each_other() {
    on_both(|house| async move {
        let liisa = house.signed_in(LIISA).await;
        let ulla = house.signed_in(ULLA).await;
        let at = mandate(&liisa, "€500 in 30 days").await;
        let change = format!("{at}/change");
        let liisas = liisa.get(&change).await;
        set(&ulla, &change, &at, &[("case_within", "70")], "Prices went up").await.says("version 2");

        // Seen too late: both are shown, and what was typed stands in the form.
        let look = [("case_within", "30"), ("agent_within", "450"), ("do", "look")];
        let met = liisa.post(&at, &typed(&liisas, &at, &look)).await;
        met.is(409)
            .says("Somebody changed this while you were writing")
            .says("up to €70 in one case and €500 in 30 days.")
            .says("Prices went up")
            .says("Ulla Ylläpito")
            .says("<td data-says=\"Now\">€70</td><td class=\"turned\" data-says=\"Yours\">€30</td>")
            .says("<td data-says=\"Now\">€500 in 30 days</td><td class=\"turned\" data-says=\"Yours\">€450 in 30 days</td>")
            .says("value=\"450\"");
        assert_eq!(faults_of(&met), Vec::<String>::new());
        liisa.get("/mandates").await.says("up to €70 in one case");

        // Going on from there is seen first, too; and what happens between looking and saving is not lost either.
        let ahead = liisa.post(&at, &typed(&met, &at, &[("do", "look")])).await;
        ahead.is(200).says("<td data-says=\"Now\">€70</td>");
        set(&ulla, &change, &at, &[("case_within", "71")], "And again").await.says("version 3");
        let save = [("do", "save"), ("reason", "Breakfasts are cheap")];
        let met = liisa.post(&at, &typed(&ahead, &at, &save)).await;
        met.is(409).says("up to €71 in one case").says("value=\"30\"").says("value=\"Breakfasts are cheap\"");
        let ahead = liisa.post(&at, &typed(&met, &at, &[("do", "look")])).await;
        ahead.is(200).says("Breakfasts are cheap");

        // Ended meanwhile, it can become a new one.
        let end = format!("{at}/end");
        ulla.act(&end, &end, &[("reason", "No more")]).await.says("Ended. Nothing more is given under it.");
        let met = liisa.post(&at, &typed(&ahead, &at, &save)).await;
        met.is(409).says("Somebody ended this mandate").says("value=\"30\"").says("action=\"/mandates\"");
        let ahead = liisa.post("/mandates", &typed(&met, "/mandates", &[("do", "look")])).await;
        ahead.is(200);
        let saved = liisa.post("/mandates", &typed(&ahead, "/mandates", &save)).await;
        saved.is(303);
        liisa.get(saved.to()).await.says("version 1").says("up to €30 in one case and €450 in 30 days.");
    });
}

#[test]
fn the_end_of_a_mandate_is_seen_before_it_comes() {
    on_both(|house| async move {
        let liisa = house.signed_in(LIISA).await;
        let at = mandate(&liisa, "a gift").await;
        let end = format!("{at}/end");
        let page = liisa.get(&end).await;
        page.says("Before you end it").says("Nobody has a mandate for gift (EUR).");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        liisa.fill(&end, &end, &[("reason", " ")]).await.is(422).says("Write why.");
        // Changed meanwhile: what it says now is seen first.
        let fields = filled(&page, &end, &[("reason", "Never used")]);
        set(&liisa, &format!("{at}/change"), &at, &[("case_within", "25"), ("case_stretch", "")], "More")
            .await
            .is(200);
        let met = liisa.post(&end, &fields).await;
        met.is(409).says("Somebody changed this while you were writing").says("up to €25").says("Never used");
        let ended = liisa.post(&end, &filled(&met, &end, &[("reason", "Never used")])).await;
        ended.is(303);
        let told = liisa.get(ended.to()).await;
        told.says("Ended. Nothing more").says("Ended here.").says("Never used").says("version 3");
        assert!(!told.body.contains("/change\""), "{}", told.body);
        liisa.get(&end).await.is(404);
        let list = liisa.get("/mandates").await;
        list.says("Nobody has a mandate for gift (EUR).");
        assert!(!list.body.contains("may give a gift"), "{}", list.body);
    });
}

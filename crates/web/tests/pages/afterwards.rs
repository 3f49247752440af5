//! What comes after the act: the ledger.

use valta_domain::{CaseId, Money, remedy::RemedyKind, time::DAY};

use super::*;

/// The sum of a refund that this person gives in a case of their own.
async fn given(house: &House, email: &'static str, minor: i64, reason: &str) -> CaseId {
    let account = house.desk.reader().look(move |tx| valta_store::account::by_email(tx, email)).await;
    let by = house.desk.by(&account.expect("a look").expect("a person").0);
    let open = valta_desk::OpenCase {
        channel: valta_domain::contact::Channel::Phone,
        subject: "Aamiainen ei tullut".into(),
        body: None,
        customer: None,
        customer_id: None,
        point: None,
    };
    let case = house.desk.open_case(by, None, open).await.expect("a case");
    let give = valta_desk::GiveRemedy {
        case,
        kind: RemedyKind::Refund,
        amount: Some(Money::new(minor, valta_domain::Currency::EUR)),
        reason: Some(reason.to_owned()),
        stretch: true,
        payee: None,
        seen: None,
    };
    house.desk.grant(by, None, give).await.expect("given");
    case
}

const AAVA: &str = "aava@revontuli.example";
const KALLE: &str = "kalle@revontuli.example";
const LIISA: &str = "liisa@revontuli.example";

#[test]
fn the_ledger_shows_what_was_given_and_what_it_saved() {
    on_both(|house| async move {
        given(&house, AAVA, 7_00, "=HYPERLINK(\"http://evil.example\")").await;
        given(&house, AAVA, 120_00, "Työn piti jatkua, eikä ketään tavoitettu.").await;
        given(&house, KALLE, 9_00, "Kallen oma asia").await;
        house.desk.clock().set(START.plus(8 * DAY));
        given(&house, LIISA, 11_00, "Uudempi").await;

        let liisa = house.signed_in(LIISA).await;
        liisa.get("/account").await.says("href=\"/ledger\"");
        let all = liisa.get("/ledger").await;
        all.is(200).says("What we have given").says("Aava Agentti").says("Kalle Kollega").says("€147.00");
        all.says("Stretched").says("3 times").says("Everyone’s mandate, version 1").says("Where the numbers");
        // Put at once: 147.00 and four times 2.33; through complaints four times 44.33.
        all.says("€156.32").says("€324.32");
        let week = liisa.get("/ledger?days=7").await;
        week.says("Uudempi").says("href=\"/ledger.csv?days=7\"");
        assert!(!week.body.contains("Kallen oma asia"), "longer ago than a week");
        let stretched = liisa.get("/ledger?days=all&outcome=stretch&kind=refund&currency=EUR").await;
        stretched.says("€120.00").says("<option value=\"stretch\" selected>");
        assert!(!stretched.body.contains("Kallen oma asia"), "within is not stretched");
        let agent = all.body.split("<option value=\"").find(|part| part.contains("Kalle Kollega"));
        let agent = agent.and_then(|part| part.split('"').next()).expect("Kalle").to_owned();
        let kalles = liisa.get(&format!("/ledger?agent={agent}&from=2026-09-23&until=2026-09-23")).await;
        kalles.says("Kallen oma asia").says("value=\"2026-09-23\"");
        assert!(!kalles.body.contains("Uudempi"));
        liisa.get("/ledger?from=2026-09-24&until=2026-09-23").await.is(200).says("Nothing was given");

        // Others see what they gave themselves, whatever they ask for.
        let kalle = house.signed_in(KALLE).await;
        let own = kalle.get("/ledger").await;
        own.is(200).says("What you have given").says("Kallen oma asia");
        assert!(!own.body.contains("€7.00") && !own.body.contains("name=\"agent\""));
        let aavas = all.body.split("<option value=\"").find(|part| part.contains("Aava Agentti"));
        let aavas = aavas.and_then(|part| part.split('"').next()).expect("Aava").to_owned();
        for path in ["/ledger", "/ledger.csv", "/ledger.json"] {
            kalle.get(&format!("{path}?agent={aavas}")).await.is(404);
            house.browser().get(path).await.is(303);
        }

        let wrong =
            ["days=8", "kind=gold", "outcome=forbidden", "agent=x", "currency=eur", "from=x", "before=1"];
        for wrong in wrong {
            liisa.get(&format!("/ledger?{wrong}")).await.is(404);
        }
    });
}

#[test]
fn the_ledger_leaves_as_a_table_and_as_json() {
    on_both(|house| async move {
        given(&house, AAVA, 7_00, "=HYPERLINK(\"http://evil.example\"), \"now\"").await;
        given(&house, AAVA, 120_00, "Työn piti jatkua,\neikä ketään tavoitettu.").await;
        let liisa = house.signed_in(LIISA).await;
        let table = liisa.get("/ledger.csv?days=30").await;
        table.is(200);
        let said = |page: &Page, name: &str| {
            page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        assert_eq!(said(&table, "content-type"), "text/csv; charset=utf-8");
        assert!(said(&table, "content-disposition").contains("valta-ledger.csv"));
        let lines: Vec<&str> = table.body.trim_start_matches('\u{feff}').split("\r\n").collect();
        assert_eq!(lines.len(), 4, "{}", table.body);
        assert!(lines[0].starts_with("remedy,given_at,agent,kind,amount,currency,outcome"));
        assert!(lines[1].contains(",Aava Agentti,refund,120.00,EUR,stretch,,,"), "{}", lines[1]);
        assert!(lines[1].contains("\"Työn piti jatkua,\neikä ketään tavoitettu.\""), "{}", lines[1]);
        assert!(
            lines[2].contains(
                ",\"'=HYPERLINK(\"\"http://evil.example\"\"), \"\"now\"\"\",granted,,9.33,51.33,EUR"
            )
        );
        assert_eq!(lines[3], "");

        let file = liisa.get("/ledger.json?days=30&kind=refund").await;
        assert_eq!(said(&file, "content-type"), "application/json");
        let told: serde_json::Value = serde_json::from_str(&file.body).expect("JSON");
        assert_eq!(told["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            told["items"][1]["cost_complaint_route"],
            serde_json::json!({"minor": 5133, "currency": "EUR"})
        );
        let nothing = liisa.get("/ledger.json?days=30&kind=gift").await;
        let nothing: serde_json::Value = serde_json::from_str(&nothing.body).expect("JSON");
        assert_eq!(nothing, serde_json::json!({"items": []}));
        liisa.get("/ledger.csv?kind=gold").await.is(404);
    });
}

#[test]
fn a_long_ledger_is_read_page_by_page() {
    on_both(|house| async move {
        for number in 0..60 {
            house.desk.clock().set(START.plus(number * 1_000_000));
            given(
                &house,
                if number % 2 == 0 { AAVA } else { KALLE },
                1_00 + number,
                &format!("syy {number}."),
            )
            .await;
        }
        let liisa = house.signed_in(LIISA).await;
        let (mut page, mut seen) = (liisa.get("/ledger?days=all&kind=refund").await, 0);
        loop {
            seen += page.body.matches("class=\"given-row\"").count();
            let Some(next) = page.body.split("href=\"").find(|part| part.contains("before=")) else { break };
            let next = next.split('"').next().unwrap_or_default().replace("&amp;", "&");
            page = liisa.get(&next).await;
            page.is(200);
        }
        assert_eq!(seen, 60);
        let table = liisa.get("/ledger.csv?days=all").await;
        assert_eq!(table.body.matches("\r\n").count(), 61);
    });
}

const STRETCHED: &str = "Työn piti jatkua, eikä ketään tavoitettu.";

#[test]
fn a_lead_looks_back_and_the_giver_reads_it() {
    on_both(|house| async move {
        let case = given(&house, AAVA, 120_00, STRETCHED).await;
        let liisa = house.signed_in(LIISA).await;
        liisa.get("/").await.says("href=\"/reviews\"");
        let page = liisa.get("/reviews").await;
        page.is(200)
            .says("Was this right?")
            .says("The last one.")
            .says("Given beyond the limit, with a written reason.");
        page.says("€120.00")
            .says(STRETCHED)
            .says("They could have given €50.00 just so, and €150.00 with a reason.");
        for key in ["data-key=\"1\"", "data-key=\"2\"", "data-key=\"3\"", "data-key=\"s\""] {
            page.says(key);
        }
        let action = page.body.split("action=\"/reviews/").nth(1).and_then(|rest| rest.split('"').next());
        let action = format!("/reviews/{}", action.expect("a form"));
        let skipped = liisa.get(&format!("/reviews?after={}", action.trim_start_matches("/reviews/"))).await;
        skipped.says("That was the last one").says("still waits");

        // Who had a part in it, and who does not review, do not get to say.
        let aava = house.signed_in(AAVA).await;
        aava.get("/reviews").await.is(403);
        let forged = pairs(&[("command", &valta_desk::fresh_id().to_string()), ("judgement", "right")]);
        aava.post(&action, &forged).await.is(403);
        liisa.post(&action, &pairs(&[("command", "x"), ("judgement", "great")])).await.is(422);

        let word = "Thank you for keeping the work going.";
        let done = liisa.act("/reviews", &action, &[("judgement", "wrong"), ("word", word)]).await;
        done.says("They can read what you said.").says("Everything has been looked at").says("correct it");
        liisa.act(&action, &action, &[("judgement", "right"), ("word", word)]).await.says("They can read");
        // Somebody else comes too late, and sees who was first.
        let ulla = house.signed_in("ulla@revontuli.example").await;
        let late = pairs(&[("command", &valta_desk::fresh_id().to_string()), ("judgement", "wrong")]);
        let late = ulla.post(&action, &late).await;
        late.is(409).says("Somebody has already said what they think").says("Liisa Liidi").says(word);

        let own = aava.get("/trust").await;
        own.is(200)
            .says("One review: too little to say.")
            .says(word)
            .says("1 right, 0 understandable, 0 wrong");
        assert!(!own.body.contains("By mandate"), "mandates are for those who see reviews");
        aava.get("/account").await.says("href=\"/trust\"");
        let reader = house.desk.reader();
        let number =
            reader.look(move |tx| valta_store::views::case::number_of(tx, case)).await.expect("a look");
        let number = number.expect("a number");
        aava.get(&format!("/cases/{number}")).await.says(word).says("Right");
        aava.get(&format!("/cases/{number}/record")).await.says("Liisa Liidi looked back at what was given");
        let kalle = house.signed_in(KALLE).await;
        kalle.get("/trust").await.says("Nothing has been reviewed yet.");
        let leads = liisa.get("/trust").await;
        leads.says("By mandate").says("In the order of their names").says("Aava Agentti");
        for page in [&page, &done, &own, &leads] {
            assert_eq!(faults_of(page), Vec::<String>::new());
        }
    });
}

#[test]
fn a_mandate_is_moved_or_left_where_its_reviews_speak_for_it() {
    on_both(|house| async move {
        let liisa = house.signed_in(LIISA).await;
        let lead = house.desk.reader().look(|tx| valta_store::account::by_email(tx, LIISA)).await;
        let lead = house.desk.by(&lead.expect("a look").expect("a lead").0);
        let mandates = house.desk.mandates().await.expect("mandates");
        let fresh = mandates.into_iter().find(|mandate| mandate.terms.kinds.contains(&RemedyKind::Refund));
        let fresh = fresh.expect("everybody's mandate");
        let terms = valta_domain::mandate::Terms { per_agent_window: None, ..fresh.terms };
        let reason = "No monthly limit while we try this.".to_owned();
        let set = valta_desk::SetMandate { id: Some(fresh.id), seen: None, terms, reason };
        house.desk.set_mandate(lead, None, set).await.expect("set");
        let mut action = String::new();
        for _ in 0..32 {
            given(&house, AAVA, 60_00, STRETCHED).await;
            let page = liisa.get("/reviews").await;
            let form = page.body.split("action=\"/reviews/").nth(1).and_then(|rest| rest.split('"').next());
            action = format!("/reviews/{}", form.expect("a form"));
            liisa.act("/reviews", &action, &[("judgement", "right"), ("word", "")]).await.is(200);
        }
        let page = liisa.get("/trust").await;
        page.says("This could reach further")
            .says("Move the limit from €50.00 to €75.00")
            .says("% of it is sound");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let (take, leave) = (page.action("/take"), page.action("/leave"));
        let aava = house.signed_in(AAVA).await;
        aava.post(&take, &filled(&page, &take, &[("amount", "75"), ("reason", "x")])).await.is(403);
        let wrong = [("amount", "much"), ("reason", "They use it well.")];
        liisa.fill("/trust", &take, &wrong).await.is(422).says("sum");
        let left = liisa.act("/trust", &leave, &[("reason", "Not before spring.")]).await;
        left.says("The mandate stays as it is.").says("Not before spring.");
        assert!(!left.body.contains("This could reach further"));
        let taken = filled(&page, &take, &[("amount", "75,00"), ("reason", "They use it well.")]);
        assert_eq!(liisa.post(&take, &taken).await.status.as_u16(), 303);
        let mandates = house.desk.mandates().await.expect("mandates");
        let wider = mandates.iter().filter_map(|mandate| mandate.terms.per_case).map(|limit| limit.within);
        assert!(wider.into_iter().any(|within| within == 75_00));
        liisa.get("/trust").await.says("32 more reviews speak of earlier terms.");
        liisa.get(&action).await.says("Liisa Liidi");
    });
}

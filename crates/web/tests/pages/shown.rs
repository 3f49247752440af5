//! The customer's own page: what stands there and what never does, who may open it, and what is told by it.

use valta_domain::time::{DAY, MINUTE};
use valta_store::{sent, verify, views};

use super::{guard::fresh, *};

/// Where the links of a case lead, the first first.
async fn links(house: &House, number: i64) -> Vec<String> {
    let desk = house.desk.clone();
    let look = move |tx: &mut valta_store::Tx<'_>| {
        let case = views::case::numbered(tx, valta_store::Scope::All, number)?.expect("a case");
        let links = views::link::of_case(tx, case.id)?;
        links.into_iter().map(|link| desk.link_address(tx, link.id)).collect::<Result<Vec<_>, _>>()
    };
    let links = house.desk.reader().look(look).await.expect("a look");
    links
        .into_iter()
        .map(|link| link.expect("an address").split_at("http://localhost:8080".len()).1.to_owned())
        .collect()
}

async fn link(house: &House, number: i64) -> String {
    links(house, number).await.into_iter().next().expect("a link")
}

/// Two customers, each with a matter that was answered.
pub(crate) async fn two_customers(house: &House) -> (Browser, String, String) {
    house
        .mail("Milla Vieras <milla@posti.example>", "Breakfast", "My breakfast never came and I was hungry.")
        .await;
    house
        .mail("Otto Outo <otto@posti.example>", "The gate", "The gate is locked and my car is inside it.")
        .await;
    let aava = house.signed_in("aava@revontuli.example").await;
    for (number, body) in
        [(1, "I am so sorry. I call the kitchen for you."), (2, "I am on my way to the gate.")]
    {
        let page = format!("/cases/{number}?do=reply");
        aava.act(&page, &format!("/cases/{number}/replies"), &[("body", body)]).await.is(200);
    }
    (aava, link(house, 1).await, link(house, 2).await)
}

/// A form with files, as a browser sends it.
pub(crate) async fn send(
    browser: &Browser,
    page: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Page {
    let shown = browser.get(page).await;
    let action = shown.action("/messages?lang=en");
    let command = shown.form(&action).into_iter().find(|(name, _)| name == "command").expect("a command").1;
    send_as(browser, &action, &command, fields, files).await
}

async fn send_as(
    browser: &Browser,
    action: &str,
    command: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Page {
    let mut body = Vec::new();
    for (name, value) in [&[("command", command)], fields].concat() {
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    for (name, bytes) in files {
        body.extend(
            format!(
                "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                     Content-Type: image/svg+xml\r\n\r\n"
            )
            .bytes(),
        );
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    let request = Request::post(action)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        // What a browser says of a form on a page that tells nobody its address.
        .header(header::ORIGIN, "null")
        .body(Body::from(body));
    browser.send(request.expect("a request")).await
}

fn whole(house: &House) {
    let report = tokio::task::block_in_place(|| verify::verify(house.desk.db(), |_| ())).expect("verify");
    assert_eq!(report.findings, Vec::<String>::new());
}

#[test]
fn each_customer_sees_their_own_matter_and_every_other_link_leads_nowhere() {
    on_both(|house| async move {
        let (aava, milla, otto) = two_customers(&house).await;
        let promise = [("what", "I call you"), ("own_time", "2026-09-24T09:00")];
        aava.act("/cases/1?do=promise", "/cases/1/promises", &promise).await.is(200);
        let anybody = house.browser();
        let page = anybody.get(&milla).await;
        page.is(200)
            .says("Aava Agentti is looking after your matter.")
            .says("I call you")
            .says("by tomorrow at 09:00 (Helsinki), Aava Agentti")
            .says("My breakfast never came")
            .says("I call the kitchen for you")
            .says("We have answered you.");
        assert!(!page.body.contains("gate") && !page.body.contains("Otto"), "{}", page.body);
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(!page.body.contains("/cases") && !page.body.contains("/login"), "no way into the house");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let page = anybody.get(&otto).await;
        page.is(200).says("on my way to the gate").says("No time has been promised yet");
        assert!(!page.body.contains("reakfast"));
        // In another language by the customer's own words, and by their choice.
        anybody.get(&format!("{milla}?lang=fi")).await.says("Aava Agentti hoitaa asiaasi.").says("?lang=sv");
        anybody.get(&format!("{milla}?lang=sv")).await.says("Aava Agentti sköter ditt ärende.");

        // Guessed, of nobody, closed, run out: one answer to all.
        let guessed = milla.replace("/m/", "/m/a").chars().take(milla.len()).collect::<String>();
        let nothing = anybody.get(&guessed).await;
        nothing
            .is(404)
            .says("This link leads nowhere")
            .says("Your matter is safe with us.")
            .says("palvelu@valta.example");
        assert_eq!(faults_of(&nothing), Vec::<String>::new());
        for other in ["/m/x", "/m/%00", "/m/00000000000000000000000000"] {
            assert_eq!(anybody.get(other).await.body, nothing.body, "{other}");
        }
        let page = aava.get("/cases/2?do=link").await;
        page.says("otto@posti.example").says("Works until");
        aava.post(&page.action("/close"), &page.form(&page.action("/close"))).await.is(303);
        aava.get("/cases/2?do=link").await.says("Closed today");
        let closed = anybody.get(&otto).await;
        assert_eq!((closed.status.as_u16(), &closed.body), (404, &nothing.body));
        let told = pairs(&[("command", &fresh()), ("solved", "true")]);
        let closed = anybody.post(&format!("{otto}/solved?lang=en"), &told).await;
        assert_eq!(
            (closed.status.as_u16(), &closed.body),
            (404, &nothing.body),
            "nor by a form that stood open"
        );
        house.desk.clock().set(START.plus(90 * DAY));
        let over = anybody.get(&milla).await;
        assert_eq!((over.status.as_u16(), &over.body), (404, &nothing.body));

        // The next mail opens it again, and brings a new one where it was closed.
        let aava = house.signed_in("aava@revontuli.example").await;
        for number in [1, 2] {
            let page = format!("/cases/{number}?do=reply");
            aava.act(&page, &format!("/cases/{number}/replies"), &[("body", "I have news for you.")])
                .await
                .is(200);
        }
        anybody.get(&milla).await.is(200).says("I have news for you.");
        anybody.get(&otto).await.is(404);
        let new = links(&house, 2).await.pop().expect("a new link");
        anybody.get(&new).await.is(200).says("on my way to the gate");
        whole(&house);
    });
}

#[test]
fn who_guesses_has_to_wait() {
    on_both(|house| async move {
        let (_, milla, _) = two_customers(&house).await;
        let guesser = house.browser();
        for guess in 0..10 {
            guesser.get(&format!("/m/{guess:026}")).await.is(404);
        }
        let page = guesser.get(&format!("/m/{:026}", 10)).await;
        page.is(429).says("Please wait a moment").says("Nothing is lost");
        assert_eq!(page.headers["retry-after"], "60");
        // Behind the same address sit those who have a link, and those who work here.
        guesser.get(&milla).await.is(200);
        for guess in 0..70 {
            guesser.get(&format!("/m/{guess:026}")).await.is(429);
        }
        house.signed_in("kalle@revontuli.example").await.get("/").await.is(200);
    });
}

#[test]
fn what_customers_tell_arrives_once_and_comes_back_to_the_one_who_did_it() {
    on_both(|house| async move {
        let (aava, milla, otto) = two_customers(&house).await;
        let anybody = house.browser();
        let body = [("body", "It is cold <b>now</b>.\nPlease hurry.")];
        let files: [(&str, &[u8]); 2] = [("../plate.svg", b"<svg onload=alert(1)>"), ("bill.txt", b"7 EUR")];
        let shown = anybody.get(&milla).await;
        let action = shown.action("/messages?lang=en");
        let command = shown.form(&action).remove(0).1;
        let sent = send_as(&anybody, &action, &command, &body, &files).await;
        sent.is(303);
        assert_eq!(
            send_as(&anybody, &action, &command, &body, &files).await.to(),
            sent.to(),
            "sent twice is sent once"
        );
        send_as(&anybody, &action, &command, &[("body", "Other words")], &[])
            .await
            .is(409)
            .says("Other words");
        let page = anybody.get(sent.to()).await;
        page.says("Your message has arrived and is safe.")
            .says("It is cold &lt;b&gt;now&lt;/b&gt;.")
            .says("bill.txt");
        assert_eq!(page.body.matches("It is cold").count(), 1);
        let page = aava.get("/cases/1").await;
        page.says("Please hurry.")
            .says("the customer wrote it on their own page")
            .says(">plate.svg<")
            .says("Milla Vieras");
        let file =
            page.body.split("href=\"/files/").nth(1).and_then(|rest| rest.split('"').next()).expect("a file");
        let file = aava.get(&format!("/files/{file}")).await;
        assert_eq!(file.body, "<svg onload=alert(1)>");
        assert_eq!(file.headers["content-type"], "application/octet-stream");
        assert_eq!(file.headers["content-security-policy"], "default-src 'none'; sandbox");
        assert!(file.headers["content-disposition"].to_str().expect("text").starts_with("attachment"));
        anybody.get(&format!("/files/{}", valta_desk::fresh_id())).await.is(303);
        // A file alone is something; nothing at all is not.
        send(&anybody, &otto, &[("body", "")], &[("gate.jpg", b"jpg")]).await.is(303);
        send(&anybody, &otto, &[("body", " ")], &[]).await.is(422);
        let many: Vec<(&str, &[u8])> = vec![("a.txt", b"a"); 6];
        send(&anybody, &otto, &[("body", "My words")], &many)
            .await
            .is(422)
            .says("Nothing has been sent yet")
            .says("My words");
        let large = vec![b'a'; 11 * 1024 * 1024 + 1];
        send(&anybody, &otto, &[("body", "x")], &[("a.txt", &large)])
            .await
            .is(413)
            .says("your words are in the form")
            .says(&format!("href=\"{otto}?lang=fi\""));

        // One tap, and another.
        let tap = |mood: &'static str| {
            let (anybody, milla) = (&anybody, &milla);
            async move { anybody.act(milla, &format!("{milla}/mood?lang=en"), &[("mood", mood)]).await }
        };
        tap("-2").await.says("Thank you, we have it.");
        tap("2").await.says("value=\"2\" aria-pressed=\"true\"");
        let fields = pairs(&[("command", &fresh()), ("mood", "3")]);
        anybody.post(&format!("{milla}/mood?lang=en"), &fields).await.is(422);
        aava.get("/cases/1").await.says("The customer feels: Great").says("Aava Agentti looked after it.");
        let friend = format!("{milla}/friend?lang=en");
        anybody
            .act(&milla, &friend, &[("words", "They warmed it themselves.")])
            .await
            .says("They warmed it themselves.");
        anybody.act(&milla, &friend, &[("words", "They warmed it twice.")]).await.is(200);
        aava.get("/").await.says("What your customers would tell a friend").says("They warmed it twice.");
        let kalle = house.signed_in("kalle@revontuli.example").await;
        assert!(!kalle.get("/").await.body.contains("warmed"), "it comes to the one who did it");
        anybody.act(&milla, &friend, &[("back", "true")]).await.says("Your words are gone.");
        let reader = house.desk.reader();
        let kept = reader.look(|tx| {
            tx.one("select count(*) from texts where body like '%warmed%'", &[], |row| row.get::<i64>(0))
        });
        assert_eq!(kept.await.expect("a look"), 0, "erased, and not only hidden");
        assert!(!aava.get("/").await.body.contains("warmed"));

        // Solved is the customer's to say, and so is not.
        let solved = format!("{milla}/solved?lang=en");
        anybody
            .act(&milla, &solved, &[("solved", "true")])
            .await
            .says("marked as solved")
            .says("looked after your matter");
        aava.get("/cases/1")
            .await
            .says("The customer marked the matter as solved.")
            .says("The customer says: all right");
        anybody
            .act(&milla, &solved, &[("solved", "false")])
            .await
            .says("we go on with it")
            .says("is looking after");
        aava.get("/cases/1").await.says("the customer said that it is not all right");
        aava.get("/cases/1/record").await.says("The customer got a link to their own page.");
        whole(&house);
    });
}

#[test]
fn a_code_for_paper_opens_the_same_matter_and_can_be_closed() {
    on_both(|house| async move {
        let (aava, _, _) = two_customers(&house).await;
        aava.get("/cases/1/paper").await.is(404);
        let page = aava.act("/cases/1?do=link", "/cases/1/links", &[]).await;
        page.says("Print this").says("class=\"code\"");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let paper = links(&house, 1).await.pop().expect("a link");
        page.says(&format!("http://localhost:8080{paper}"));
        house.browser().get(&paper).await.is(200).says("My breakfast never came");
        let again = aava.act("/cases/1?do=link", "/cases/1/links", &[]).await;
        again.says(&paper);
        assert_eq!(links(&house, 1).await.len(), 2, "asked for again, it is the same");
        let kalle = house.signed_in("kalle@revontuli.example").await;
        kalle.get("/cases/1/paper").await.is(404);
        house.desk.perform_all().await.expect("perform");
        whole(&house);
    });
}

#[test]
fn nobody_of_the_house_speaks_for_a_customer() {
    on_both(|house| async move {
        let (aava, milla, _) = two_customers(&house).await;
        let page = aava.get(&milla).await;
        page.is(200).says("Write to us");
        assert!(
            !page.body.contains("/mood") && !page.body.contains("/friend") && !page.body.contains("/solved")
        );
        for (act, field) in
            [("mood", ("mood", "2")), ("friend", ("words", "Best")), ("solved", ("solved", "true"))]
        {
            let fields = pairs(&[("command", &fresh()), field]);
            aava.post(&format!("{milla}/{act}?lang=en"), &fields)
                .await
                .is(403)
                .says("signed in as one of us");
        }
        // The customer's own answer quotes our mail, and with it the link: nobody at the case can follow it.
        let (start, rest) = milla.split_at(14);
        let broken = format!("> http://localhost:8080{start}\n> {rest}\n");
        let quoted = format!("Thanks!\n> http://localhost:8080{milla}\n{broken}> Aava");
        house.mail("Milla Vieras <milla@posti.example>", "Re: Breakfast", &quoted).await;
        let page = aava.get("/cases/1").await;
        page.says("http://localhost:8080/m/…");
        assert!(!page.body.contains(&milla));
        whole(&house);
    });
}

#[test]
fn a_yes_cancels_nothing_that_is_still_owed_and_a_late_promise_is_done() {
    on_both(|house| async move {
        let (aava, milla, _) = two_customers(&house).await;
        let form = aava.get("/cases/1?do=remedy").await.form("/cases/1/remedies");
        let seen = form.into_iter().find(|(name, _)| name == "seen").expect("a version").1;
        let asked = [
            ("command", fresh()),
            ("seen", seen),
            ("ask", "co_sign".to_owned()),
            ("kind", "refund".to_owned()),
            ("amount", "450".to_owned()),
            ("why", "The kitchen forgot them for the whole flight, both ways.".to_owned()),
            ("asked", "all".to_owned()),
        ];
        let asked: Vec<(String, String)> = asked.map(|(name, value)| (name.to_owned(), value)).into();
        aava.post("/cases/1/asks", &asked).await.is(303);
        let promise = [("what", "I call you"), ("own_time", "2026-09-24T09:00")];
        aava.act("/cases/1?do=promise", "/cases/1/promises", &promise).await.is(200);
        let anybody = house.browser();
        anybody
            .act(&milla, &format!("{milla}/solved?lang=en"), &[("solved", "true")])
            .await
            .says("Something is still under way for you.")
            .says("is looking after your matter");
        house.desk.clock().set(START.plus(2 * DAY));
        anybody.get(&milla).await.says("This is late, and we are sorry.");
        let aava = house.signed_in("aava@revontuli.example").await;
        let page = aava.get("/cases/1").await;
        let keep = page.action("/keep");
        aava.post(&keep, &page.form(&keep)).await.is(303);
        let page = anybody.get(&milla).await;
        page.says("Done, late");
        assert!(!page.body.contains("This is late"));
        whole(&house);
    });
}

/// Words of the house's own, each planted where nobody outside may ever see it.
const CANARIES: [&str; 12] = [
    "canary-caught",
    "canary-note",
    "canary-friction",
    "canary-reason",
    "canary-asked",
    "canary-question",
    "canary-answer",
    "canary-needs",
    "canary-tried",
    "canary-draft",
    "canary-heard",
    "canary-word",
];

#[test]
fn nothing_of_the_house_is_on_the_page_or_in_the_mail() {
    on_both(|house| async move {
        let (aava, milla, _) = two_customers(&house).await;
        aava.act("/cases/1?do=note", "/cases/1/notes", &[("kind", "note"), ("body", "canary-note")])
            .await
            .is(200);
        aava.act(
            "/cases/1?do=note",
            "/cases/1/notes",
            &[("kind", "phone"), ("body", "canary-heard: furious again")],
        )
        .await
        .is(200);
        let friction = [("did", "waited"), ("whose", "ours"), ("words", "canary-friction")];
        aava.act("/cases/1?do=friction", "/cases/1/frictions", &friction).await.is(200);
        let given = [
            ("kind", "refund"),
            ("amount", "7"),
            ("why", "canary-reason: she shouted at the kitchen for long"),
        ];
        aava.act("/cases/1?do=remedy", "/cases/1/remedies", &given).await.is(200);
        let asked = [
            ("ask", "co_sign"),
            ("kind", "refund"),
            ("amount", "450"),
            ("why", "canary-asked: nobody else would have paid her this much"),
            ("asked", "all"),
        ];
        let page = aava.get("/cases/1?do=remedy").await;
        aava.post("/cases/1/asks", &filled(&page, "/cases/1/remedies", &asked)).await.is(303);
        let kalle = house.desk.reader().look(|tx| account::by_email(tx, "kalle@revontuli.example")).await;
        let kalle = format!("agent:{}", kalle.expect("a look").expect("kalle").0.agent);
        let brief = [
            ("to", kalle.as_str()),
            ("needs", "canary-needs"),
            ("tried", "canary-tried"),
            ("own_time", "2026-09-23T15:00"),
        ];
        aava.act("/cases/1?do=handover", "/cases/1/handovers", &brief).await.is(200);
        let question =
            [(kalle.as_str(), "on"), ("question", "canary-question"), ("own_time", "2026-09-23T15:00")];
        aava.act("/cases/1?do=consult", "/cases/1/consultations", &question).await.is(200);
        let theirs = house.signed_in("kalle@revontuli.example").await;
        let page = theirs.get("/asked").await;
        let answers = page.action("/answers");
        theirs.post(&answers, &filled(&page, &answers, &[("body", "canary-answer")])).await.is(303);
        let page = theirs.get("/cases/1").await;
        let decline = page.action("/decline");
        theirs.post(&decline, &filled(&page, &decline, &[("word", "canary-word")])).await;
        let draft = [
            ("command", fresh()),
            ("body", "canary-draft".into()),
            ("older", String::new()),
            ("seen", String::new()),
        ];
        let draft: Vec<(String, String)> = draft.map(|(name, value)| (name.to_owned(), value)).into();
        aava.post("/cases/1/draft", &draft).await.is(200);
        aava.act("/cases/1?do=link", "/cases/1/links", &[]).await.is(200);
        // Who put it there sees it: the canaries live.
        let inside = aava.get("/cases/1").await.body;
        let record = [aava.get("/cases/1?do=reply").await.body, aava.get("/friction").await.body].concat();

        let caught = [
            ("body", "canary-caught: furious on the phone. She wants her money."),
            ("name", "Vilma Vieras"),
            ("email", "vilma@posti.example"),
            ("channel", "phone"),
        ];
        let caught = aava.act("/cases/new", "/cases", &caught).await;
        caught.is(200);
        let reply = [("body", "Hello! I am looking into it for you.")];
        aava.act("/cases/3?do=reply", "/cases/3/replies", &reply).await.is(200);
        let vilma = link(&house, 3).await;
        let inside = [inside, caught.body].concat();
        for canary in CANARIES {
            assert!(inside.contains(canary) || record.contains(canary), "{canary} was never planted");
        }

        let anybody = house.browser();
        let mut seen = vec![anybody.get(&vilma).await.body];
        assert!(seen[0].contains("Your matter of 23 Sep 2026"), "{}", seen[0]);
        for lang in ["fi", "sv", "en"] {
            seen.push(anybody.get(&format!("{milla}?lang={lang}")).await.body);
        }
        for did in ["write", "mood", "friend", "yes", "no"] {
            seen.push(anybody.get(&format!("{milla}?did={did}&saved=x")).await.body);
        }
        seen.push(send(&anybody, &milla, &[("body", "")], &[]).await.body);
        let solved = anybody.act(&milla, &format!("{milla}/solved?lang=en"), &[("solved", "true")]).await;
        seen.push(solved.body);
        seen.push(anybody.get("/m/00000000000000000000000000").await.body);
        house.desk.perform_all().await.expect("perform");
        let reader = house.desk.reader();
        let letters = reader.look(|tx| {
            let lines = sent::list(tx, valta_store::Scope::All, 50)?;
            lines.into_iter().map(|line| sent::raw(tx, line.contact)).collect::<Result<Vec<_>, _>>()
        });
        let letters = letters.await.expect("a look");
        assert!(letters.len() >= 2, "mail was written");
        seen.extend(letters.into_iter().flatten().map(|(_, raw)| String::from_utf8_lossy(&raw).into_owned()));
        for text in seen {
            for hidden in CANARIES.iter().copied().chain([
                "canary",
                "aava@revontuli.example",
                "kalle@",
                "mandate",
                "€7",
            ]) {
                assert!(!text.contains(hidden), "{hidden} is shown to a customer:\n{text}");
            }
        }
        whole(&house);
    });
}

#[test]
fn a_link_brings_so_much_in_an_hour_and_what_was_typed_stays() {
    on_both(|house| async move {
        let (aava, milla, otto) = two_customers(&house).await;
        let anybody = house.browser();
        // Whatever language the messages are in.
        let (theirs, milla, otto) = (milla.clone(), format!("{milla}?lang=en"), format!("{otto}?lang=en"));
        for number in 0..20 {
            house.desk.clock().set(START.plus(number * MINUTE));
            send(&anybody, &milla, &[("body", &format!("Message {number}"))], &[]).await.is(303);
        }
        let shown = anybody.get(&milla).await;
        let action = shown.action("/messages?lang=en");
        let command = shown.form(&action).remove(0).1;
        let more = [("body", "And <one> more.")];
        let no = send_as(&anybody, &action, &command, &more, &[]).await;
        no.is(429).says("A lot has come from you in this hour").says("And &lt;one&gt; more.");
        no.says("after today at 14:40 (").says(&command);
        assert!(!no.body.contains("valta-zone"), "with words in it, the page is not asked for again");
        assert_eq!(faults_of(&no), Vec::<String>::new());
        // Everything else goes on, also for another customer behind the same address.
        anybody.act(&milla, &format!("{theirs}/mood?lang=en"), &[("mood", "-1")]).await.says("we have it");
        send(&anybody, &otto, &[("body", "Mine is another")], &[]).await.is(303);
        house.mail("Milla <milla@posti.example>", "Re: Breakfast", "By mail, then.").await;
        aava.get("/cases/1").await.says("Message 19");
        // As the first is an hour old there is room for one, and for no other.
        house.desk.clock().set(START.plus(60 * MINUTE));
        send_as(&anybody, &action, &command, &more, &[]).await.is(303);
        send(&anybody, &milla, &more, &[]).await.is(429).says("after today at 14:41");

        // Files count by their size, and words without files may come all the same.
        house.desk.clock().set(START.plus(180 * MINUTE));
        let large = vec![b'a'; 10 * 1024 * 1024];
        for _ in 0..5 {
            send(&anybody, &milla, &[("body", "A picture")], &[("a.jpg", &large)]).await.is(303);
        }
        let no = send(&anybody, &milla, &[("body", "One picture more")], &[("a.jpg", b"jpg")]).await;
        no.is(429).says("Files have to be chosen again.").says("One picture more");
        send(&anybody, &milla, &[("body", "No picture")], &[]).await.is(303);
        whole(&house);
    });
}

#[test]
fn times_are_told_by_the_customers_clock_where_it_is_known() {
    on_both(|house| async move {
        let (aava, milla, _) = two_customers(&house).await;
        let promise = [("what", "I call you"), ("own_time", "2026-09-24T03:00")];
        aava.act("/cases/1?do=promise", "/cases/1/promises", &promise).await.is(200);
        let anybody = house.browser();
        let page = anybody.get(&milla).await;
        page.says("by tomorrow at 03:00 (Helsinki), Aava").says("Times are by the clock of Europe/Helsinki.");
        page.says("name=\"valta-zone\" content=\"Europe/Helsinki\"");
        let by = async |zone: &str| {
            *anybody.cookie.borrow_mut() = format!("zone={zone}");
            anybody.get(&milla).await
        };
        let page = by("America/New_York").await;
        page.says("by today at 20:00, Aava").says("your own clock (America/New_York)");
        assert!(!page.body.contains("(Helsinki)") && !page.body.contains("(New York)"), "{}", page.body);
        assert_eq!(faults_of(&page), Vec::<String>::new());
        by("Asia/Kolkata").await.says("by tomorrow at 05:30, Aava");
        // What is no zone is no reason to say nothing.
        for nonsense in ["Europe/Nowhere", "../../etc/passwd", "", "%3Cscript%3E", "+02:00", "Europe"] {
            by(nonsense).await.is(200).says("by tomorrow at 03:00 (Helsinki)");
        }
    });
}

//! Who knows, in the composer of a question: named with why, asked by a tick, looked for by what is written.

use super::*;

#[test]
fn whoever_knows_stands_first_and_is_asked_by_a_tick() {
    on_both(|house| async move {
        let liisa = house.signed_in("liisa@revontuli.example").await;
        house.mail("Milla <milla@posti.example>", "Salasana", "Tunnus on lukittu, salasana ei kelpaa.").await;
        liisa.act("/cases/1?do=resolve", "/cases/1/resolve", &[]).await;
        let aava = house.signed_in("aava@revontuli.example").await;
        house
            .mail("Mauri <mauri@posti.example>", "Lukossa", "Salasanani ei kelpaa ja tunnukseni on lukittu.")
            .await;

        // The matter speaks for itself, and whoever solved one like it is the first to choose.
        let page = aava.get("/cases/2?do=consult").await;
        page.is(200).says("They may know").says("has solved one like this").says("href=\"/cases/1\"");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        assert_eq!(page.body.matches("Liisa Liidi</").count(), 1, "named once: {}", page.body);

        // What is written is looked for without sending it anywhere, and stays where it was.
        let typed =
            [("question", "Miten <kuntosalin> jäsenyys irtisanotaan?"), ("own_time", "2026-09-24T12:00")];
        let fields = filled(&page, "/cases/2/consultations", &typed);
        let looked = aava.post("/cases/2/who-knows", &fields).await;
        looked
            .is(200)
            .says("Nobody has solved or answered anything like it yet")
            .says("Miten &lt;kuntosalin&gt; jäsenyys irtisanotaan?</textarea>")
            .says("2026-09-24T12:00");
        assert!(!looked.body.contains("They may know"), "{}", looked.body);
        let fields = filled(&looked, "/cases/2/consultations", &[("question", "Miksi tunnus on lukittu?")]);
        let looked = aava.post("/cases/2/who-knows", &fields).await;
        let name = looked.body.split("name=\"agent:").nth(1).and_then(|rest| rest.split('"').next());
        let name = format!("agent:{}", name.unwrap_or_default());
        let asked = [
            ("question", "Miksi tunnus on lukittu?"),
            (name.as_str(), "on"),
            ("own_time", "2026-09-24T12:00"),
        ];
        let fields = filled(&looked, "/cases/2/consultations", &asked);
        let sent = aava.post("/cases/2/consultations", &fields).await;
        sent.is(303);
        aava.get(sent.to()).await.says("Miksi tunnus on lukittu?").says("Liisa Liidi");

        // What nobody sent, and what is not theirs.
        for (fields, status) in [
            (vec![("agent:none", "on")], 422),
            (vec![("nothing", "of ours")], 422),
            (vec![("seen", "x")], 422),
            (vec![], 200),
        ] {
            aava.post("/cases/2/who-knows", &pairs(&fields)).await.is(status);
        }
        let kalle = house.signed_in("kalle@revontuli.example").await;
        kalle.post("/cases/2/who-knows", &[]).await.is(404);
        aava.post("/cases/99/who-knows", &[]).await.is(404);
    });
}

#[test]
fn what_people_know_is_said_and_looked_for_on_their_page() {
    on_both(|house| async move {
        let kalle = house.signed_in("kalle@revontuli.example").await;
        let page = kalle.get("/people").await;
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let mine = page.action("/skills");
        assert_eq!(
            page.body.matches("/skills\" method").count(),
            1,
            "nobody speaks for others: {}",
            page.body
        );
        kalle
            .act("/people", &mine, &[("skill", "<Kahvinkeitin>")])
            .await
            .says("Added.")
            .says("Knows: &lt;Kahvinkeitin&gt;");
        kalle.fill("/people", &mine, &[("skill", " ")]).await.is(422).says("aria-invalid=\"true\"");
        kalle.fill("/people", &mine, &[("skill", &"x".repeat(81))]).await.is(422).says(&"x".repeat(81));

        let aava = house.signed_in("aava@revontuli.example").await;
        let found = aava.get("/people?about=Kahvinkeittimest%C3%A4+kahvinkeitin").await;
        found.is(200).says("They may know").says("says they know: &lt;Kahvinkeitin&gt;");
        assert_eq!(faults_of(&found), Vec::<String>::new());
        aava.get("/people?about=%3Cscript%3E").await.says("&lt;script&gt;").says("Try other words");
        // What is another's is not theirs to say or to take out, and a lead may.
        let gone = kalle.get("/people").await.action("/drop");
        aava.post(&gone, &pairs(&[("command", "0192f3a0-0000-7000-8000-00000000000a")])).await.is(403);
        let liisa = house.signed_in("liisa@revontuli.example").await;
        liisa.act("/people", &gone, &[]).await.says("Taken out.");
        assert!(!aava.get("/people").await.body.contains("Kahvinkeitin"));
    });
}

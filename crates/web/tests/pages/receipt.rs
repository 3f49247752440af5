//! What the house says by itself to whoever writes: set by leads, seen in grey on the case.

use super::*;

/// As [`House::mail`], from somebody who can be written to.
async fn person_writes(house: &House, from: &str, subject: &str, body: &str) {
    let raw = format!(
        "From: {from}\r\nTo: palvelu@valta.example\r\nSubject: {subject}\r\nMessage-ID: <{}@posti.example>\r\n\
         Date: Wed, 23 Sep 2026 13:00:00 +0300\r\n\r\n{body}\r\n",
        super::guard::fresh()
    );
    let sender = Some("somebody@posti.example".to_owned());
    let arrived = Arrived { raw: raw.into_bytes(), source: "lmtp", sender, recipients: vec![] };
    house.desk.keep(arrived).await.expect("keep");
    house.desk.take_in_all().await.expect("take in");
}

#[test]
fn leads_say_when_and_the_case_shows_what_was_said() {
    on_both(|house| async move {
        let liisa = house.signed_in("liisa@revontuli.example").await;
        let week = [
            ("time_zone", "Europe/Helsinki"),
            ("mon", "09:00-17:00"),
            ("tue", "09:00-17:00"),
            ("wed", "09:00-10:00"),
            ("thu", "09:00-17:00"),
            ("fri", "09:00-17:00"),
            ("sat", ""),
            ("sun", ""),
        ];
        liisa.act("/settings/hours", "/settings/hours", &week).await.is(200);
        let page = liisa.get("/settings/hours").await;
        page.says("A receipt for whoever writes").says("value=\"out_of_hours\" checked");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        let aava = house.signed_in("aava@revontuli.example").await;
        let theirs = aava.get("/settings/hours").await;
        theirs.says("When we are closed");
        assert!(!theirs.body.contains("/settings/receipts"));
        let set = |code: &str| pairs(&[("command", &super::guard::fresh()), ("receipts", code)]);
        aava.post("/settings/receipts", &set("never")).await.is(403);
        liisa.post("/settings/receipts", &set("sometimes")).await.is(422);

        // It is Wednesday, 13:40: closed until tomorrow.
        person_writes(&house, "Milla <milla@posti.example>", "Breakfast", "It never came, and I was hungry.")
            .await;
        let page = aava.get("/cases/1").await;
        page.says("The house told whoever wrote that the message is safe").says("What it said");
        page.says("At the latest we look at this when we open, Thursday 24 September at 9:00.");
        assert_eq!(faults_of(&page), Vec::<String>::new());
        aava.get("/cases/1/record").await.says("The house told whoever wrote that the message is safe");

        liisa.act("/settings/hours", "/settings/receipts", &[("receipts", "never")]).await.is(200);
        liisa.get("/settings/hours").await.says("value=\"never\" checked");
        person_writes(&house, "Pekka <pekka@posti.example>", "Bag", "Where is my bag?").await;
        assert!(!aava.get("/cases/2").await.body.contains("What it said"));
    });
}
